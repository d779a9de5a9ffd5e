//! The route with which the team takes somebody in.

use std::collections::BTreeSet;

use serde::Deserialize;
use utoipa::ToSchema;

use super::bodies::RequestBody;
use super::inputs::NewRequestBody;
use crate::codes::Code;
use crate::consents::{ConsentPurpose, SharedField};
use crate::ids::PersonId;
use crate::people::actions::{NewPerson, Registration};
use crate::people::assisted::AboutBody;
use crate::people::model::{BirthYear, EntryHow, Language, Name};
use crate::people::proxies::ProxyKind;
use crate::people::proxies::actions::NewProxy;
use crate::places::Position;
use crate::platform::http::{Answer, Api, Body, Call};
use crate::platform::language::Locale;
use crate::platform::text::{Address, PersonName, PersonPhone, Title};
use crate::platform::{Error, Result};
use crate::policy::{Action, ProxyScope};
use crate::requests::actions::{self, Intake, NewRequest, SpokenConsent, Who};
use crate::when::Date;

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
    person: Option<NewIntakePerson>,
    /// Those whom `possiblySamePerson` named, once somebody has looked that they are others.
    #[serde(default)]
    #[schema(max_items = 100)]
    not_same_persons: Vec<PersonId>,
    /// How the person spoke: not by the app.
    how: EntryHow,
    /// Who heard it. Kept sealed, and not shown.
    witness: Option<PersonName>,
    proxy: Option<IntakeProxy>,
    #[serde(default)]
    #[schema(max_items = 2)]
    consents: Vec<IntakeConsent>,
    /// Without `channel`, `forPerson` and `witness`: they follow from the rest.
    request: NewRequestBody,
}

/// Who comes without an account. `position`, `about` or `livesWith` says where they live.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewIntakePerson {
    first_name: PersonName,
    last_name: PersonName,
    birth_year: BirthYear,
    #[serde(default)]
    #[schema(max_items = 20)]
    languages: Vec<Language>,
    /// The language to write in.
    locale: Locale,
    phone: Option<PersonPhone>,
    address: Option<Address>,
    position: Option<Position>,
    /// About where, when nobody has a position. Their address then says where exactly.
    about: Option<AboutBody>,
    /// With whom they live. A child under 13 lives with its guardian.
    lives_with: Option<PersonId>,
}

/// Who is to act, and how far.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct IntakeProxy {
    /// Somebody grown up with an account.
    proxy_person_id: PersonId,
    kind: ProxyKind,
    #[schema(max_items = 3)]
    scope: Vec<ProxyScope>,
    /// The school or organisation of a brugfiguur.
    organisation: Option<Title>,
    /// The day on which a written mandate was seen.
    mandate_seen_on: Option<Date>,
    /// The first day on which it holds no more.
    until: Option<Date>,
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

fn registration(said: NewIntakePerson, how: EntryHow, witness: Option<PersonName>) -> Registration {
    Registration {
        person: NewPerson {
            name: Name { first: said.first_name, last: said.last_name },
            birth_year: said.birth_year,
            languages: said.languages,
            locale: said.locale,
        },
        phone: said.phone,
        address: said.address,
        position: said.position,
        about: said.about.map(Into::into),
        lives_with: said.lives_with,
        how,
        witness,
    }
}

fn read(said: IntakeBody) -> Result<Intake> {
    let who = match (said.person_id, said.person) {
        (Some(id), None) => Who::Known(id),
        (None, Some(new)) => Who::New(Box::new(registration(new, said.how, said.witness.clone()))),
        (Some(_), Some(_)) => return Err(Error::invalid("/person", "is for who is not registered yet")),
        (None, None) => return Err(Error::invalid("/person", "is required, or personId")),
    };
    let proxy = said.proxy.map(|it| NewProxy {
        proxy: it.proxy_person_id,
        kind: it.kind,
        scope: it.scope,
        organisation: it.organisation,
        covers_household: false,
        mandate_seen_on: it.mandate_seen_on,
        until: it.until,
    });
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
        proxy,
        consents: consents.collect(),
        request,
    })
}

async fn take_in(call: Call, body: Body<IntakeBody>) -> Answer {
    call.act(body, |tx, actor, said| actions::take_in(tx, actor, &read(said)?), super::show(call.locale)).await
}
