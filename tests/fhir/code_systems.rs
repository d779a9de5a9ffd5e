//! The codes of ours that stand in FHIR: published beside the profiles.

use buurtnet::categories::Category;
use buurtnet::codes::Code;
use buurtnet::consents::SharedField;
use buurtnet::organisations::model::Sector;
use buurtnet::referrals::model::{BusinessStatus, PersonAgreedHow, ReferralOutcome, ReferralStatusReason};
use buurtnet::requests::model::HelpKind;
use serde_json::{Value, json};

use super::CODES;
use crate::support::golden::assert_golden;

/// A system with its codes. Each code is its own display, since apps translate.
fn system<'a>(id: &str, codes: impl Iterator<Item = &'a str>) -> Value {
    let name: String = id.split('-').map(|it| it[..1].to_uppercase() + &it[1..]).collect();
    let resource = json!({
        "resourceType": "CodeSystem", "id": id, "url": format!("{CODES}/{id}"), "name": format!("Buurtnet{name}"),
        "status": "draft", "content": "complete", "caseSensitive": true,
        "concept": codes.map(|it| json!({ "code": it })).collect::<Vec<_>>(),
    });
    json!({ "fullUrl": format!("{CODES}/{id}"), "resource": resource })
}

#[test]
fn the_codes_of_ours_can_be_read() {
    macro_rules! words {
        ($id:literal, $words:ty) => {
            system($id, <$words>::ALL.iter().map(|it| it.as_str()))
        };
    }
    let systems = vec![
        words!("referral-status-reason", ReferralStatusReason),
        words!("referral-business-status", BusinessStatus),
        system("referral-output", ["outcome", "personAgreed", "otherService"].into_iter()),
        words!("referral-outcome", ReferralOutcome),
        words!("person-agreed-how", PersonAgreedHow),
        system("referral-order-detail", ["vitalInterest", "contactOnlyAsAgreed"].into_iter()),
        words!("shared-field", SharedField),
        words!("sector", Sector),
        words!("help-kind", HelpKind),
        words!("need-category", Category),
        words!("problem", Code),
    ];
    let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": systems });
    let text = serde_json::to_string_pretty(&bundle).expect("a text");
    assert_golden("../../api-spec/fhir/CodeSystems.json", &(text + "\n"));
}
