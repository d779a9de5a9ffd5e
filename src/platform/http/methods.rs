//! The methods of one path.

use actix_web::http::Method;
use actix_web::{HttpRequest, Resource, Route, web};

use super::not_offered::NotOffered;

/// A path with its methods. Called with another one it answers 405, and says which there are.
#[must_use]
pub fn resource(path: &str, routes: Vec<(Method, Route)>) -> Resource {
    let allowed: Vec<_> = routes.iter().map(|(method, _)| method.to_string()).collect();
    let allowed = allowed.join(", ");
    let refuse = move |_: HttpRequest| {
        let allowed = allowed.clone();
        async move { NotOffered(allowed) }
    };
    let resource = web::resource(path).default_service(web::route().to(refuse));
    routes.into_iter().fold(resource, |resource, (_, route)| resource.route(route))
}
