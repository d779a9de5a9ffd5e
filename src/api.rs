//! The API on one page: which capability brings which operations.

use serde_json::Value;
use utoipa::openapi::OpenApi;

use crate::platform::http::Api;
use crate::{
    backend_services, consents, duty, instance, matching, moderation, offers, organisations, people, places, privacy,
    referrals, requests, rights, safeguarding, upkeep, webhooks,
};

const TITLE: &str = "Buurtnet";
const DESCRIPTION: &str = "The backend of caring neighbourhoods: neighbours ask for help and give it, community workers \
    bring them together, and when a neighbour is not enough the case goes to a professional and can come back. \
    Clients must ignore fields and codes they do not know.";

/// Every operation.
#[must_use]
pub fn api() -> Api {
    let mut api = Api::default();
    instance::routes(&mut api);
    instance::setup::routes(&mut api);
    instance::mail::routes(&mut api);
    places::routes(&mut api);
    places::imports::routes(&mut api);
    people::routes(&mut api);
    duty::routes(&mut api);
    requests::routes(&mut api);
    offers::routes(&mut api);
    organisations::routes(&mut api);
    webhooks::routes(&mut api);
    backend_services::routes(&mut api);
    matching::routes(&mut api);
    consents::routes(&mut api);
    referrals::routes(&mut api);
    rights::routes(&mut api);
    safeguarding::routes(&mut api);
    moderation::routes(&mut api);
    privacy::routes(&mut api);
    upkeep::routes(&mut api);
    api
}

/// The OpenAPI document.
#[must_use]
pub fn open_api() -> OpenApi {
    api().document(TITLE, DESCRIPTION)
}

/// The OpenAPI document as JSON.
#[must_use]
pub fn document() -> Value {
    serde_json::to_value(open_api()).unwrap_or_default()
}

/// The OpenAPI document as it is committed in `api-spec/openapi.yaml`.
#[must_use]
pub fn document_text() -> String {
    serde_norway::to_string(&open_api()).unwrap_or_default()
}
