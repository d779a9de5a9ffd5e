//! What a person says of themselves, and where they live.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::role::{RoleBody, role_body};
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::PersonId;
use crate::people::actions::{self, NewHome, PersonPatch, missing_factor};
use crate::people::contact_rules::actions::rules_of;
use crate::people::contact_rules::{ContactRules, TellingBody};
use crate::people::factors::model::MissingFactor;
use crate::people::merge;
use crate::people::model::{BirthYear, Gender, Language, PersonState};
use crate::people::states::model::SuspendReason;
use crate::people::states::{self, Standing};
use crate::people::trust::actions::trusted_since;
use crate::people::vetting::VettingBody;
use crate::places::{Cell, NeighbourhoodRef, Position, Spot};
use crate::platform::http::{Answer, Api, Body, Call, Id, Resource};
use crate::platform::language::Locale;
use crate::platform::text::{Address, EmailAddress, PersonName, PersonPhone};
use crate::platform::{Amend, Result, Tx};
use crate::policy::{self, Action, Actor};

pub(super) fn routes(api: &mut Api) {
    let _ = api.get("/v1/me", Action::SeePerson, "The caller", see_me).shows::<PersonBody>();
    let _ = api
        .patch("/v1/me", Action::ChangePerson, "Change what the caller says of themselves", change_me)
        .takes::<PersonPatchBody>()
        .shows::<PersonBody>();
    let _ = api
        .get("/v1/me/home", Action::SeePerson, "Where the caller lives", see_home)
        .shows::<HomeBody>()
        .refuses(&[Code::NotFound]);
    let _ = api
        .put("/v1/me/home", Action::MoveHome, "Say where the caller lives", move_home)
        .takes::<NewHomeBody>()
        .shows::<HomeBody>()
        .refuses(&[Code::HomeMovedTooOften]);
    let _ = api
        .get("/v1/people/{personId}", Action::SeePerson, "A person, for themselves and for the team", see)
        .shows::<PersonBody>();
}

/// A person. Never the exact home.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::people) struct PersonBody {
    id: PersonId,
    href: String,
    state: PersonState,
    version: i32,
    allowed_actions: Vec<&'static str>,
    created_at: Instant,
    updated_at: Instant,
    /// Since when the person is in the state.
    state_since: Instant,
    /// Why the sign-in is closed; for the team only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    suspend_reason: Option<SuspendReason>,
    /// Absent once erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_name: Option<PersonName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_name: Option<PersonName>,
    /// For the person only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    email: Option<EmailAddress>,
    /// For the person only, who may leave it unsaid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    gender: Option<Gender>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    phone: Option<PersonPhone>,
    birth_year: BirthYear,
    locale: Locale,
    languages: Vec<Language>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    home: Option<HomePlace>,
    vetting: VettingBody,
    /// Since when the team trusts the person; for the person and the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    trusted_since: Option<Instant>,
    /// How the person may be reached, for the person and the team; absent where nothing was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contact_rules: Option<ContactRules>,
    /// What somebody of the team must tell the person by hand; for the team only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    to_tell: Option<Vec<TellingBody>>,
    /// The person they turned out to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    merged_into: Option<MergedInto>,
    /// For the person only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    roles: Option<Vec<RoleBody>>,
    /// What this session lacks for the roles to count. For the person only; absent when nothing is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    missing: Option<MissingFactor>,
}

/// Another entry of the same person, by id.
#[derive(Serialize, ToSchema)]
pub(in crate::people) struct MergedInto {
    id: PersonId,
    href: String,
}

/// Where somebody lives, as far as others may know.
#[derive(Serialize, ToSchema)]
pub(in crate::people) struct HomePlace {
    /// Absent outside every neighbourhood.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    neighbourhood: Option<NeighbourhoodRef>,
    cell: Cell,
    /// Whether nobody knows better than that it is about there. Left out when somebody does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    roughly: bool,
}

/// Where somebody lives.
#[derive(Serialize, ToSchema)]
pub(in crate::people) struct HomeBody {
    href: String,
    version: i32,
    #[serde(flatten)]
    place: HomePlace,
}

/// Where the caller lives. The position is sealed and never shown to anybody but the helper of an agreed match.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::people) struct NewHomeBody {
    pub(in crate::people) position: Position,
    pub(in crate::people) address: Option<Address>,
}

/// What the caller changes; what is left out stays, null takes away.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PersonPatchBody {
    #[schema(nullable = false)]
    first_name: Option<PersonName>,
    #[schema(nullable = false)]
    last_name: Option<PersonName>,
    #[schema(nullable = false, max_items = 20)]
    languages: Option<Vec<Language>>,
    #[schema(nullable = false)]
    locale: Option<Locale>,
    /// Shown to nobody else. It is used for who asks for help from a woman or a man; who does not say it is not asked
    /// then.
    #[serde(default)]
    #[schema(value_type = Option<Gender>)]
    gender: Amend<Gender>,
}

impl Resource for PersonBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

impl Resource for HomeBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

fn place(tx: &mut Tx<'_>, id: PersonId, home: Spot) -> Result<HomePlace> {
    let neighbourhood = home.neighbourhood.map(|id| NeighbourhoodRef::of(tx, id)).transpose()?;
    Ok(HomePlace { neighbourhood, cell: home.cell, roughly: actions::contact_of(tx, id)?.roughly })
}

/// A person, as whoever asks may see them.
///
/// # Errors
/// A refusal when the actor may not see the person.
pub(in crate::people) fn show(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<PersonBody> {
    let person = actions::see(tx, actor, id)?;
    let is_self = actor.person == Some(id);
    let email = if is_self { actions::email_of(tx, id)? } else { None };
    let phone = if is_self { actions::phone_of(tx, id)? } else { actions::contact_of(tx, id)?.phone };
    let gender = if is_self { actions::gender_of(tx, id)? } else { None };
    let roles = if is_self {
        let held = actions::see_roles(tx, actor, id)?;
        Some(held.into_iter().map(|it| role_body(tx, it)).collect::<Result<_>>()?)
    } else {
        None
    };
    let missing = if is_self { missing_factor(tx, id)? } else { None };
    let subject = actions::subject_of(tx, id)?;
    let standing = states::actions::standing_of(tx, id)?;
    // A proxy sees neither.
    let is_teams = policy::may(actor, Action::TellPerson, &subject);
    let to_tell = if is_teams { Some(TellingBody::all_of(tx, id)?) } else { None };
    let may_know_rules = policy::may(actor, Action::SeeContactRules, &subject);
    let contact_rules = if may_know_rules { rules_of(tx, id)? } else { None };
    let merged_into = merge::actions::merged_into(tx, id)?;
    let trusted_since = trusted_since(tx, id)?;
    let merged_into = merged_into.map(|id| MergedInto { id, href: format!("/v1/people/{id}") });
    let allowed_actions = actions::allowed(tx, actor, &person)?;
    let (first_name, last_name) = person.name.map(|it| (it.first, it.last)).unzip();
    Ok(PersonBody {
        id,
        href: format!("/v1/people/{id}"),
        state: person.state,
        version: person.version,
        allowed_actions,
        created_at: person.created_at,
        updated_at: person.updated_at,
        state_since: standing.since,
        suspend_reason: standing.suspend_reason.filter(|_| !is_self),
        first_name,
        last_name,
        email,
        gender,
        phone,
        birth_year: person.birth_year,
        locale: person.locale,
        languages: person.languages,
        home: person.home.map(|it| place(tx, id, if is_self { own(it, &standing) } else { it })).transpose()?,
        contact_rules,
        to_tell,
        vetting: VettingBody::of(tx, id)?,
        trusted_since: trusted_since.filter(|_| is_self || is_teams),
        merged_into,
        roles,
        missing,
    })
}

/// The home as its person sees it: in the neighbourhood where it is, also before they said yes to that.
fn own(home: Spot, standing: &Standing) -> Spot {
    let neighbourhood = if standing.state == PersonState::Moved { standing.moving_to } else { home.neighbourhood };
    Spot { neighbourhood, ..home }
}

fn show_home(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<HomeBody> {
    let (home, version) = actions::see_home(tx, actor, id)?;
    let is_self = actor.person == Some(id);
    let home = if is_self { own(home, &states::actions::standing_of(tx, id)?) } else { home };
    Ok(HomeBody { href: "/v1/me/home".to_owned(), version, place: place(tx, id, home)? })
}

/// The home of a person, as far as others may know.
pub(in crate::people) fn show_home_of(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<HomeBody> {
    let home = show_home(tx, actor, id)?;
    Ok(HomeBody { href: format!("/v1/people/{id}/home"), ..home })
}

async fn see_me(call: Call) -> Answer {
    call.show(|tx, actor| show(tx, actor, actor.signed_in()?)).await
}

async fn see(call: Call, id: Id<PersonId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn change_me(call: Call, body: Body<PersonPatchBody>) -> Answer {
    call.act(
        body,
        |tx, actor, said| {
            let PersonPatchBody { first_name, last_name, languages, locale, gender } = said;
            let patch = PersonPatch { first_name, last_name, languages, locale, gender, phone: Amend::Keep };
            actions::change(tx, actor, actor.signed_in()?, patch)
        },
        show,
    )
    .await
}

async fn see_home(call: Call) -> Answer {
    call.show(|tx, actor| show_home(tx, actor, actor.signed_in()?)).await
}

async fn move_home(call: Call, body: Body<NewHomeBody>) -> Answer {
    call.act(
        body,
        |tx, actor, said| {
            let new = NewHome { position: said.position, address: said.address, roughly: false };
            actions::move_home(tx, actor, actor.signed_in()?, &new)
        },
        show_home,
    )
    .await
}
