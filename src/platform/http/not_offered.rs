//! The answer to a method that is not offered.

use actix_web::body::BoxBody;
use actix_web::http::header::ALLOW;
use actix_web::{HttpRequest, HttpResponse, Responder};

use crate::codes::Code;
use crate::platform::Error;

/// 405, with the methods that are offered there.
pub struct NotOffered(pub String);

impl Responder for NotOffered {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::from_error(Error::from(Code::MethodNotAllowed));
        if let Ok(allowed) = self.0.parse() {
            response.headers_mut().insert(ALLOW, allowed);
        }
        response
    }
}
