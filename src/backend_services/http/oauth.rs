//! Where software finds out how to sign in (SMART App Launch 2.2), and where it does (OAuth 2.0, RFC 6749 and RFC 7523). Both
//! stand beside the API, and speak in the words of these.

use std::sync::Arc;

use actix_web::http::header::{CACHE_CONTROL, PRAGMA, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use serde::Deserialize;
use serde_json::json;

use crate::backend_services::actions::{self, Given};
use crate::backend_services::assertion::Assertion;
use crate::backend_services::model::{KeyAlg, PublicKey, Scopes, TOKEN_SECONDS, TokenFault};
use crate::platform::http::{Visit, Wording, resource};
use crate::platform::language::Locale;
use crate::platform::{Refusal, Result};

/// Where a token is asked for.
const TOKEN: &str = "/fhir/token";
/// How large a form may be, in bytes: the longest assertion, and what goes around it.
const MOST_BYTES: usize = 16 * 1024;
const GRANT: &str = "client_credentials";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The routes.
pub fn configure(config: &mut web::ServiceConfig) {
    let of_token = resource(TOKEN, vec![(Method::POST, web::post().to(token))]);
    let form = web::FormConfig::default().limit(MOST_BYTES);
    config.service(of_token.app_data(form).app_data(Wording(say)));
    let found = vec![(Method::GET, web::get().to(configuration))];
    config.service(resource("/fhir/r4/.well-known/smart-configuration", found));
}

/// A refusal that is none of OAuth's own.
fn say(_: &HttpRequest, refusal: &Refusal, _: Locale) -> HttpResponse {
    let status = refusal.code.status();
    let error = match status {
        429 | 503 => "temporarily_unavailable",
        500.. => "server_error",
        _ => TokenFault::InvalidRequest.as_str(),
    };
    let mut response = answer(status);
    if let Some(seconds) = refusal.retry_after {
        response.insert_header((RETRY_AFTER, seconds));
    }
    response.json(json!({ "error": error }))
}

fn refused(fault: TokenFault) -> HttpResponse {
    let status = match fault {
        TokenFault::InvalidClient => 401,
        TokenFault::InvalidRequest | TokenFault::UnsupportedGrantType | TokenFault::InvalidScope => 400,
    };
    answer(status).json(json!({ "error": fault }))
}

/// What nobody may keep.
fn answer(status: u16) -> HttpResponseBuilder {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    response.insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache"));
    response
}

/// The address of the place where a token is asked for: what an assertion is for. Whoever runs this instance says it, since
/// whoever asks could say another.
fn address(visit: &Visit) -> String {
    format!("{}{TOKEN}", visit.public_url())
}

async fn configuration(visit: Visit) -> HttpResponse {
    HttpResponse::Ok().json(json!({
        "token_endpoint": address(&visit),
        "grant_types_supported": [GRANT],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": KeyAlg::ALL,
        "scopes_supported": Scopes::offered().texts(),
        "capabilities": ["client-confidential-asymmetric", "permission-v2"],
    }))
}

/// What is sent to get a token. Whatever else is sent with it is ignored, as OAuth wants it.
#[derive(Deserialize)]
struct Said {
    grant_type: Option<String>,
    scope: Option<String>,
    client_id: Option<String>,
    client_assertion_type: Option<String>,
    client_assertion: Option<String>,
}

async fn token(visit: Visit, said: web::Form<Said>) -> Result<HttpResponse> {
    match said.grant_type.as_deref() {
        None => return Ok(refused(TokenFault::InvalidRequest)),
        Some(GRANT) => {}
        Some(_) => return Ok(refused(TokenFault::UnsupportedGrantType)),
    }
    let given = give(&visit, said.into_inner()).await?;
    Ok(match given {
        Ok(Given { token, scopes }) => answer(200).json(json!({
            "access_token": token, "token_type": "bearer", "expires_in": TOKEN_SECONDS, "scope": scopes.to_string(),
        })),
        Err(fault) => {
            if fault == TokenFault::InvalidClient {
                visit.failed()?;
            }
            refused(fault)
        }
    })
}

async fn give(visit: &Visit, said: Said) -> Result<std::result::Result<Given, TokenFault>> {
    let text = said.client_assertion.filter(|_| said.client_assertion_type.as_deref() == Some(ASSERTION));
    let Some(assertion) = text.as_deref().and_then(Assertion::read) else { return Ok(Err(TokenFault::InvalidClient)) };
    if said.client_id.is_some_and(|it| it != assertion.client().to_string()) {
        return Ok(Err(TokenFault::InvalidClient));
    }
    let assertion = Arc::new(assertion);
    let asked = assertion.clone();
    let key = visit.read(move |tx, _| actions::key_of(tx, &asked)).await?;
    // Who is not known, or names a key that is not, waits as long as who signs wrongly.
    let key = key.unwrap_or_else(|| PublicKey::of_nobody(assertion.alg()));
    if !assertion.is_signed_by(&key) {
        return Ok(Err(TokenFault::InvalidClient));
    }
    let (address, scope) = (address(visit), said.scope);
    visit.write(move |tx, _| actions::give(tx, &assertion, &key, &address, scope.as_deref())).await
}
