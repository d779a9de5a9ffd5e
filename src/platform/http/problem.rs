//! A refusal or a fault as `application/problem+json` (RFC 9457).

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::codes::Code;
use crate::db;
use crate::platform::language::Locale;
use crate::platform::{Error, Issue, Refusal};

/// What a client gets when a call is refused or fails. Apps decide by `code`, never by a text.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// `urn:problem-type:buurtnet:<code>`.
    #[serde(rename = "type")]
    kind: String,
    /// The HTTP status.
    status: u16,
    /// The same for every problem of this code, in English.
    title: &'static str,
    /// What happened, in English, for a developer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    detail: Option<String>,
    /// The path that was called.
    instance: String,
    /// The stable code. Clients must expect codes they do not know.
    #[schema(value_type = String)]
    code: Code,
    /// What to show to a resident, in the language of the call.
    user_message: String,
    /// Where the input is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    issues: Vec<Issue>,
    /// The id of this exchange, as in the log and in the `X-Request-Id` header.
    request_id: String,
}

impl Problem {
    /// The answer for a refusal.
    #[must_use]
    pub fn response(refusal: &Refusal, instance: &str, request_id: &str, locale: Locale) -> HttpResponse {
        let code = refusal.code;
        let problem = Self {
            kind: format!("urn:problem-type:buurtnet:{code}"),
            status: code.status(),
            title: code.title(),
            detail: refusal.detail.clone(),
            instance: instance.to_owned(),
            code,
            user_message: locale.text(&format!("problem-{code}"), &[]),
            issues: refusal.issues.clone(),
            request_id: request_id.to_owned(),
        };
        refused(refusal, code.status(), "application/problem+json", &problem)
    }
}

/// The answer for a refusal in a form, with the headers that go with its code.
#[must_use]
pub fn refused(refusal: &Refusal, status: u16, form: &'static str, body: &impl Serialize) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    response.insert_header((CONTENT_TYPE, form));
    if let Some(seconds) = refusal.retry_after {
        response.insert_header((RETRY_AFTER, seconds));
    }
    if refusal.code == Code::NotSignedIn {
        response.insert_header(("WWW-Authenticate", "Bearer"));
    }
    response.body(serde_json::to_vec(body).unwrap_or_default())
}

/// How a face says its refusals, instead of as problems. It goes with the scope of the face, as its data.
#[derive(Clone, Copy)]
pub struct Wording(pub fn(&HttpRequest, &Refusal, Locale) -> HttpResponse);

impl Error {
    /// What the caller is told. A fault of ours becomes a code without any detail: the log has the rest.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::Refused(refusal) => refusal.clone(),
            Self::Inconsistent(_) | Self::NeedsWriting => Refusal::new(Code::Internal),
            Self::Db(error) => match error {
                db::Error::Busy
                | db::Error::InUse
                | db::Error::Race(_)
                | db::Error::Unavailable(_)
                | db::Error::Lost(_) => Refusal::new(Code::Unavailable).retry_after(2),
                db::Error::Full => Refusal::new(Code::StorageFull).retry_after(60),
                db::Error::NotFound => Refusal::new(Code::NotFound),
                db::Error::Unique(_)
                | db::Error::Check(_)
                | db::Error::Reference
                | db::Error::Database(_)
                | db::Error::Panicked => Refusal::new(Code::Internal),
            },
        }
    }
}

/// The edge turns an error into a problem, since only it knows the call; this is what actix sees before.
impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.refusal().code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}
