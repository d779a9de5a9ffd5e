//! The one route about the instance. It is public, and what an app asks first.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

use crate::categories::Category;
use crate::platform::http::{Answer, Api, Call, Reply};
use crate::platform::language::Locale;
use crate::platform::seal::{hash, hex};
use crate::policy::Action;

/// The version of the API: the `v1` of its paths.
const API_VERSION: &str = "1";

/// The feature of an instance where accounts can begin with a phone number.
const SMS: &str = "sms";

/// Registers the operation.
pub fn routes(api: &mut Api) {
    let _ = api
        .get("/v1/instance", Action::SeeInstance, "What this instance offers: languages, categories, features", see)
        .answers::<InstanceBody>()
        .cached();
}

/// What this instance offers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InstanceBody {
    api_version: &'static str,
    /// The languages in which this instance writes.
    languages: &'static [Locale],
    categories: Vec<CategoryBody>,
    /// Which capabilities there are. Clients must expect words they do not know.
    features: BTreeSet<&'static str>,
}

/// A kind of help.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CategoryBody {
    code: Category,
    /// What people call it, by language.
    titles: BTreeMap<&'static str, String>,
    /// Whether the helper must be vetted.
    needs_vetting: bool,
}

fn category(code: Category) -> CategoryBody {
    let title = |locale: &Locale| (locale.as_str(), locale.text(&format!("category-{code}"), &[]));
    CategoryBody { code, titles: Locale::ALL.iter().map(title).collect(), needs_vetting: code.needs_vetting() }
}

async fn see(call: Call) -> Answer {
    let mut features = call.state().operations.features();
    if call.state().offers_sms {
        features.insert(SMS);
    }
    let body = InstanceBody {
        api_version: API_VERSION,
        languages: Locale::ALL,
        categories: Category::ALL.iter().copied().map(category).collect(),
        features,
    };
    let text = serde_json::to_vec(&body).unwrap_or_default();
    Reply::cacheable(&body, &hex(hash(&[&text]).split_at(8).0), call.known_etag())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_a_title_in_every_language() {
        for code in Category::ALL {
            for locale in Locale::ALL {
                assert!(locale.has(&format!("category-{code}")), "{code} has no title in {locale}");
            }
        }
    }
}
