//! The route with which the team takes somebody in.

use std::collections::BTreeSet;

use serde::Deserialize;
use utoipa::ToSchema;

use super::bodies::RequestBody;
use super::inputs::NewRequestBody;
use crate::codes::Code;
use crate::consents::{ConsentPurpose, SharedField};
use crate::ids::PersonId;
use crate::people::assisted::NewPersonBody;
use crate::people::model::EntryHow;
use crate::people::proxies::NewProxyBody;
use crate::platform::http::{Answer, Api, Body, Call};
use crate::platform::language::Locale;
use crate::platform::text::PersonName;
use crate::platform::{Error, Result};
use crate::policy::Action;
use crate::requests::actions::{self, Intake, NewRequest, SpokenConsent, Who};

/// Registers the operation.
pub(super) fn routes(api: &mut Api) {
    let _ = api
        .post(
            "/v1/intakes",
            Action::TakeIntake,
            "Take in, all at once, who somebody without an account is and what they ask",
            take_in,
        )
        .takes::<IntakeBody>()
        .creates::<RequestBody>()
        .refuses(&[
            Code::CategoryNotOn,
            Code::ConsentMissing,
            Code::ConsentTextUnknown,
            Code::GuardianMissing,
            Code::HasAccount,
            Code::HomeMissing,
            Code::MandateMissing,
            Code::PossiblySamePerson,
            Code::WayNotOn,
        ]);
}

/// Who asks, who acts for them, what they said yes and no to, and what they ask. Give `personId` or `person`.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct IntakeBody {
    /// Somebody without an account who is registered already.
    person_id: Option<PersonId>,
    /// Somebody who is not.
    person: Option<NewPersonBody>,
    /// Those whom `possiblySamePerson` named, once somebody has looked that they are others.
    #[serde(default)]
    #[schema(max_items = 100)]
    not_same_persons: Vec<PersonId>,
    /// How the person spoke: not by the app.
    how: EntryHow,
    /// Who heard it. Kept sealed, and not shown.
    witness: Option<PersonName>,
    proxy: Option<NewProxyBody>,
    #[serde(default)]
    #[schema(max_items = 2)]
    consents: Vec<IntakeConsent>,
    /// Without `channel`, `forPerson` and `witness`: they follow from the rest.
    request: NewRequestBody,
}

/// What the person answered to a text that was read out to them, or that they signed: how follows from the rest.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct IntakeConsent {
    /// `publishRequest` or `research`.
    purpose: ConsentPurpose,
    #[serde(default)]
    #[schema(value_type = Vec<SharedField>, max_items = 12)]
    scope: BTreeSet<SharedField>,
    given: bool,
    #[schema(max_length = 20)]
    text_version: String,
    /// The language it was read in.
    language: Locale,
}

fn read(said: IntakeBody) -> Result<Intake> {
    let who = match (said.person_id, said.person) {
        (Some(id), None) => Who::Known(id),
        (None, Some(new)) => Who::New(Box::new(new.registration(said.how, said.witness.clone()))),
        (Some(_), Some(_)) => return Err(Error::invalid("/person", "is for who is not registered yet")),
        (None, None) => return Err(Error::invalid("/person", "is required, or personId")),
    };
    let consents = said.consents.into_iter().map(|it| SpokenConsent {
        purpose: it.purpose,
        scope: it.scope,
        given: it.given,
        text_version: it.text_version,
        language: it.language,
    });
    let request: NewRequest = said.request.without_who_spoke()?.into();
    Ok(Intake {
        who,
        not_same: said.not_same_persons,
        how: said.how,
        witness: said.witness,
        proxy: said.proxy.map(Into::into),
        consents: consents.collect(),
        request,
    })
}

async fn take_in(call: Call, body: Body<IntakeBody>) -> Answer {
    call.act(body, |tx, actor, said| actions::take_in(tx, actor, &read(said)?), super::show(call.locale)).await
}
