//! The routes about people without an account.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, About, Registration, Search};
use crate::codes::Code;
use crate::ids::{NeighbourhoodId, PersonId};
use crate::people::actions::{NewHome, NewPerson, PersonPatch, change, move_home};
use crate::people::http::profile::{HomeBody, NewHomeBody, PersonBody, show, show_home_of};
use crate::people::model::{BirthYear, EntryHow, Gender, Language, Name, Person};
use crate::places::{Cell, Position};
use crate::platform::http::{Answer, Api, Body, Call, Id, Reply, Resource};
use crate::platform::language::Locale;
use crate::platform::text::{Address, PersonName, PersonPhone};
use crate::platform::{Amend, Result, Tx};
use crate::policy::{Action, Actor};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/people", Action::RegisterPerson, "Register a person without an account", register_person)
        .takes::<RegistrationBody>()
        .creates::<RegisteredBody>()
        .refuses(&[Code::HomeMissing]);
    let _ = api
        .post("/v1/people/search", Action::SearchPeople, "Look by name for people who are known already", search)
        .takes::<SearchBody>()
        .answers::<FoundBody>();
    let _ = api
        .patch(
            "/v1/people/{personId}",
            Action::ChangePerson,
            "Change what a person without an account says",
            change_person,
        )
        .takes::<AssistedPatchBody>()
        .shows::<PersonBody>();
    let _ = api
        .put("/v1/people/{personId}/home", Action::MoveHome, "Say where a person without an account lives", move_person)
        .takes::<NewHomeBody>()
        .shows::<HomeBody>()
        .refuses(&[Code::HomeMovedTooOften]);
    let _ = api
        .get(
            "/v1/people/{personId}/home",
            Action::SeePerson,
            "Where a person lives, as far as others may know",
            see_home,
        )
        .shows::<HomeBody>()
        .refuses(&[Code::NotFound]);
}

/// About where somebody lives, when nobody can say it better.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AboutBody {
    neighbourhood_id: NeighbourhoodId,
    /// One of its public cells, if that is known.
    #[schema(value_type = Option<String>)]
    cell: Option<Cell>,
}

impl From<AboutBody> for About {
    fn from(body: AboutBody) -> Self {
        Self { neighbourhood: body.neighbourhood_id, cell: body.cell }
    }
}

/// Who comes without an account. `position`, `about` or `livesWith` says where they live.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RegistrationBody {
    first_name: PersonName,
    last_name: PersonName,
    birth_year: BirthYear,
    #[serde(default)]
    #[schema(max_items = 20)]
    languages: Vec<Language>,
    locale: Locale,
    phone: Option<PersonPhone>,
    address: Option<Address>,
    position: Option<Position>,
    /// About where, when nobody has a position. Their address then says where exactly.
    about: Option<AboutBody>,
    /// With whom they live. A child under 13 lives with its guardian: the caller, when left out.
    lives_with: Option<PersonId>,
    how: EntryHow,
    /// Who heard it. Kept sealed, and not shown.
    witness: Option<PersonName>,
}

/// Who comes without an account. `position`, `about` or `livesWith` says where they live.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewIntakePerson)]
pub struct NewPersonBody {
    pub(crate) first_name: PersonName,
    pub(crate) last_name: PersonName,
    pub(crate) birth_year: BirthYear,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub(crate) languages: Vec<Language>,
    /// The language to write in.
    pub(crate) locale: Locale,
    pub(crate) phone: Option<PersonPhone>,
    pub(crate) address: Option<Address>,
    pub(crate) position: Option<Position>,
    /// About where, when nobody has a position. Their address then says where exactly.
    pub(crate) about: Option<AboutBody>,
    /// With whom they live. A child under 13 lives with its guardian.
    pub(crate) lives_with: Option<PersonId>,
}

impl NewPersonBody {
    /// What is written down of them. `how`: how they spoke; `witness`: who heard it.
    #[must_use]
    pub fn registration(self, how: EntryHow, witness: Option<PersonName>) -> Registration {
        Registration {
            person: NewPerson {
                name: Name { first: self.first_name, last: self.last_name },
                birth_year: self.birth_year,
                languages: self.languages,
                locale: self.locale,
            },
            phone: self.phone,
            address: self.address,
            position: self.position,
            about: self.about.map(Into::into),
            lives_with: self.lives_with,
            how,
            witness,
        }
    }
}

/// What the team changes of a person without an account; what is left out stays, null takes away.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AssistedPatchBody {
    #[schema(nullable = false)]
    first_name: Option<PersonName>,
    #[schema(nullable = false)]
    last_name: Option<PersonName>,
    #[schema(nullable = false, max_items = 20)]
    languages: Option<Vec<Language>>,
    #[schema(nullable = false)]
    locale: Option<Locale>,
    /// As they say themselves.
    #[serde(default)]
    #[schema(value_type = Option<Gender>)]
    gender: Amend<Gender>,
    #[serde(default)]
    #[schema(value_type = Option<PersonPhone>)]
    phone: Amend<PersonPhone>,
}

/// The person, and whom the team may know already.
#[derive(Serialize, ToSchema)]
struct RegisteredBody {
    #[serde(flatten)]
    person: PersonBody,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    warnings: Vec<PersonWarning>,
}

/// Something to look at before going on.
#[derive(Serialize, ToSchema)]
struct PersonWarning {
    /// `possibleSamePerson`.
    code: &'static str,
    person: KnownPerson,
}

/// Somebody who is known, by id.
#[derive(Serialize, ToSchema)]
struct KnownPerson {
    id: PersonId,
    href: String,
}

/// Whom to look for.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SearchBody {
    /// A name, or the beginning of it.
    name: PersonName,
    birth_year: Option<BirthYear>,
}

/// Those who were found, at most twenty, the best first.
#[derive(Serialize, ToSchema)]
struct FoundBody {
    items: Vec<FoundPerson>,
}

/// Somebody who was found.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FoundPerson {
    id: PersonId,
    href: String,
    /// Absent once erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_name: Option<PersonName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_name: Option<PersonName>,
    birth_year: BirthYear,
}

impl Resource for RegisteredBody {
    fn href(&self) -> &str {
        self.person.href()
    }

    fn version(&self) -> Option<i32> {
        self.person.version()
    }
}

fn href(id: PersonId) -> String {
    format!("/v1/people/{id}")
}

fn show_registered(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<RegisteredBody> {
    let same = actions::possibly_same(tx, actor, id)?;
    let warning = |id| PersonWarning { code: "possibleSamePerson", person: KnownPerson { id, href: href(id) } };
    Ok(RegisteredBody { person: show(tx, actor, id)?, warnings: same.into_iter().map(warning).collect() })
}

fn registration(said: RegistrationBody) -> Registration {
    let person = NewPersonBody {
        first_name: said.first_name,
        last_name: said.last_name,
        birth_year: said.birth_year,
        languages: said.languages,
        locale: said.locale,
        phone: said.phone,
        address: said.address,
        position: said.position,
        about: said.about,
        lives_with: said.lives_with,
    };
    person.registration(said.how, said.witness)
}

async fn register_person(call: Call, body: Body<RegistrationBody>) -> Answer {
    // A guardian sees the child with the proxy that this call makes: the actor is read anew.
    let act = |tx: &mut Tx<'_>, actor: &Actor, said| actions::register(tx, actor, &registration(said));
    let shown = |tx: &mut Tx<'_>, actor: &Actor, id| {
        let actor = crate::people::proxies::actions::with_proxies(tx, actor)?;
        show_registered(tx, &actor, id)
    };
    call.act(body, act, shown).await
}

async fn search(call: Call, body: Body<SearchBody>) -> Answer {
    let wanted = Search { name: body.value.name.as_str().to_owned(), birth_year: body.value.birth_year };
    let found = call.run(move |tx, actor| actions::search(tx, actor, &wanted)).await?;
    let found_person = |it: Person| {
        let (first_name, last_name) = it.name.map(|it| (it.first, it.last)).unzip();
        FoundPerson { id: it.id, href: href(it.id), first_name, last_name, birth_year: it.birth_year }
    };
    Reply::json(StatusCode::OK, &FoundBody { items: found.into_iter().map(found_person).collect() })
}

async fn change_person(call: Call, id: Id<PersonId>, body: Body<AssistedPatchBody>) -> Answer {
    let act = move |tx: &mut Tx<'_>, actor: &Actor, said: AssistedPatchBody| {
        let AssistedPatchBody { first_name, last_name, languages, locale, gender, phone } = said;
        change(tx, actor, id.0, PersonPatch { first_name, last_name, languages, locale, gender, phone })
    };
    call.act(body, act, show).await
}

async fn see_home(call: Call, id: Id<PersonId>) -> Answer {
    call.show(move |tx, actor| show_home_of(tx, actor, id.0)).await
}

async fn move_person(call: Call, id: Id<PersonId>, body: Body<NewHomeBody>) -> Answer {
    let act = move |tx: &mut Tx<'_>, actor: &Actor, said: NewHomeBody| {
        let new = NewHome { position: said.position, address: said.address, roughly: false };
        move_home(tx, actor, id.0, &new)
    };
    call.act(body, act, show_home_of).await
}
