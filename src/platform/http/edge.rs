//! The edge of every exchange: a request id, one log line, figures, safe headers, and errors turned into problems.
//! Nothing personal is logged: the pattern of the path, never its query, headers or bodies.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use uuid::Uuid;

use super::call::State;
use super::desk::chosen;
use super::limits::Left;
use super::problem::{Problem, Wording};
use crate::codes::Code;
use crate::ids::AnyId;
use crate::platform::language::Locale;
use crate::platform::{Error, Refusal};

/// The pattern of the route that a request came to. It is looked up once: that tries one route after the other.
pub(super) struct Pattern(String);

impl Pattern {
    /// Empty where there is no such route.
    pub(super) fn of(request: &HttpRequest) -> String {
        request.extensions().get::<Self>().map(|it| it.0.clone()).unwrap_or_default()
    }
}

/// The one document under the version that is no operation: it describes them.
pub const CONTRACT: &str = "/v1/openapi.json";

/// Wraps every exchange.
///
/// # Errors
/// Never: errors become problems here.
pub async fn edge(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let begun = Instant::now();
    let id = AnyId::fresh().uuid();
    if let Some(pattern) = request.match_pattern() {
        request.extensions_mut().insert(Pattern(pattern));
    }
    if is_unregistered(&request) {
        let (request, _) = request.into_parts();
        let refused = HttpResponse::from_error(Error::from(Code::NotFound));
        let mut response = with_problem(ServiceResponse::new(request, refused), id);
        put_headers(response.headers_mut(), id, None);
        note(&response, id, begun.elapsed());
        return Ok(response);
    }
    let response = match next.call(request).await {
        Ok(response) => response.map_into_boxed_body(),
        // The inner service turns errors into responses; what still comes out is a fault of the server itself.
        Err(error) => return Err(error),
    };
    let mut response = with_problem(response, id);
    let left = response.request().extensions().get::<Left>().copied();
    put_headers(response.headers_mut(), id, left);
    note(&response, id, begun.elapsed());
    Ok(response)
}

/// Whether a route of the API was added without being registered as an operation, and so without an action: nobody
/// decided who may call it, so nobody may.
fn is_unregistered(request: &ServiceRequest) -> bool {
    let pattern = Pattern::of(request.request());
    if !pattern.starts_with("/v1/") || pattern == CONTRACT {
        return false;
    }
    State::of(request.request()).is_ok_and(|state| !state.operations.knows(&pattern))
}

/// Gives every error and every empty refusal the form of a problem.
fn with_problem(response: ServiceResponse<BoxBody>, id: Uuid) -> ServiceResponse<BoxBody> {
    let (request, inner) = response.into_parts();
    let refusal = match inner.error().map(|it| it.as_error::<Error>()) {
        Some(Some(error)) => {
            if error.code().is_none() {
                tracing::error!(request = %id, %error, "failed");
            }
            Some(error.refusal())
        }
        Some(None) => Some(Refusal::new(match inner.status().as_u16() {
            404 => Code::NotFound,
            400..=499 => Code::BadRequest,
            _ => Code::Internal,
        })),
        None => None,
    };
    let Some(refusal) = refusal else { return ServiceResponse::new(request, inner) };
    let language = request.headers().get(ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok()).unwrap_or("");
    let locale = chosen(&request).unwrap_or_else(|| Locale::accepted(language));
    let mut problem = match request.app_data::<Wording>() {
        Some(Wording(say)) => say(&request, &refusal, locale),
        None => Problem::response(&refusal, request.path(), &id.to_string(), locale),
    };
    for (name, value) in inner.headers().iter().filter(|(name, _)| *name == "allow") {
        problem.headers_mut().insert(name.clone(), value.clone());
    }
    ServiceResponse::new(request, problem)
}

fn put_headers(headers: &mut HeaderMap, id: Uuid, left: Option<Left>) {
    let mut put = |name: &'static str, text: String| {
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    put("x-request-id", id.to_string());
    if let Some(left) = left {
        put("ratelimit-policy", format!("\"minute\";q={};w=60", left.limit));
        put("ratelimit", format!("\"minute\";r={};t=60", left.remaining));
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

fn note(response: &ServiceResponse, id: Uuid, took: std::time::Duration) {
    let request = response.request();
    let (method, status) = (request.method().to_string(), response.status().as_u16());
    let pattern = match Pattern::of(request) {
        pattern if pattern.is_empty() => "-".to_owned(),
        pattern => pattern,
    };
    tracing::info!(request = %id, method, pattern, status, micros = took.as_micros(), "answered");
    let labels = [("method", method), ("pattern", pattern), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", &labels).record(took);
}

/// What is called but not there.
pub async fn nowhere() -> HttpResponse {
    HttpResponse::from_error(Error::from(Code::NotFound))
}
