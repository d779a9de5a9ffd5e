//! The API on one page: which capability brings which operations.

use crate::platform::http::{Api, Document};
use crate::{consents, organisations, people, places, referrals};

const TITLE: &str = "Buurtnet";
const DESCRIPTION: &str = "The backend of caring neighbourhoods: neighbours ask for help and give it, community workers \
    bring them together, and when a neighbour is not enough the case goes to a professional and can come back. \
    Clients must ignore fields and codes they do not know.";

/// Every operation.
#[must_use]
pub fn api() -> Api {
    let mut api = Api::default();
    places::routes(&mut api);
    people::routes(&mut api);
    organisations::routes(&mut api);
    consents::routes(&mut api);
    referrals::routes(&mut api);
    api
}

/// The OpenAPI document.
#[must_use]
pub fn document() -> Document {
    api().document(TITLE, DESCRIPTION)
}

/// The OpenAPI document as it is committed in `api-spec/openapi.yaml`.
#[must_use]
pub fn document_text() -> String {
    serde_norway::to_string(&document()).unwrap_or_default()
}
