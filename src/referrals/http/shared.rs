//! What an organisation reads of the person of a referral.

use serde::Serialize;
use utoipa::ToSchema;

use crate::people::Language;
use crate::people::contact_rules::ContactRules;
use crate::people::model::BirthYear;
use crate::platform::text::{Address, EmailAddress, FreeText, PersonPhone};
use crate::referrals::actions::Shared;
use crate::referrals::model::ContactPerson;
use crate::requests::model::{HelpKind, RequestText};
use crate::when::{WeeklySlot, Window};

/// What the organisation reads of the person: fields that were consented to; what is empty is left out.
#[derive(Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SharedFields {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    email: Option<EmailAddress>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    phone: Option<PersonPhone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    address: Option<Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    birth_year: Option<BirthYear>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    languages: Vec<Language>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_text: Option<RequestText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contact_rules: Option<ContactRules>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    accessibility_notes: Option<FreeText>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    windows: Vec<Window>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    weekly_slots: Vec<WeeklySlot>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    help_kind: Option<HelpKind>,
    /// Whom to call first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contact_person: Option<ContactPerson>,
}

/// What is shared, as it is shown.
pub(super) fn shared(of: Shared) -> SharedFields {
    SharedFields {
        name: of.name.map(|it| format!("{} {}", it.first.as_str(), it.last.as_str())),
        email: of.email,
        phone: of.phone,
        address: of.address,
        birth_year: of.birth_year,
        languages: of.languages,
        contact_rules: of.contact_rules,
        request_text: of.request_text,
        accessibility_notes: of.accessibility_notes,
        windows: of.windows,
        weekly_slots: of.weekly_slots,
        help_kind: of.help_kind,
        contact_person: of.contact_person,
    }
}
