//! The routes about the requests of clients.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, NewClientRequest};
use super::model::{ClientRequest, ClientRequestState};
use crate::categories::Category;
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{ClientRequestId, OrganisationId};
use crate::organisations::{OrganisationRef, OrganisationRefs};
use crate::people::assisted::NewPersonBody;
use crate::people::model::{BirthYear, EntryHow, Language, LanguageTag};
use crate::places::Position;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Paged, Reply, Resource};
use crate::platform::language::Locale;
use crate::platform::text::{Address, ClientReference, FreeText, PersonName, PersonPhone};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor};
use crate::requests::actions::{NewRequest, channel};
use crate::requests::model::{HelpKind, RequestText, Rhythm, Said, Urgency, Visibility, WantedFrom, Wish};
use crate::when::{WeeklySlot, Window};

/// Registers the operations.
pub(in crate::requests) fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/clientRequests", Action::AskForClient, "Ask the neighbourhood for help for a client", ask_for_client)
        .takes::<NewClientRequestBody>()
        .creates::<ClientRequestBody>()
        .refuses(&[Code::ConsentTextUnknown, Code::CategoryNotOn]);
    let _ = api
        .get("/v1/clientRequests", Action::SeeClientRequest, "What the caller's organisations asked for clients", list)
        .pages::<ClientRequestBody>();
    let _ = api
        .get(
            "/v1/clientRequests/{clientRequestId}",
            Action::SeeClientRequest,
            "Whether the help that was asked for a client came",
            see,
        )
        .answers::<ClientRequestBody>();
    let _ = api
        .post(
            "/v1/clientRequests/{clientRequestId}/withdraw",
            Action::WithdrawForClient,
            "The client needs the help no more",
            withdraw_for_client,
        )
        .takes_nothing()
        .answers::<ClientRequestBody>();
}

/// What the organisation sees: whether the help came, and nothing else.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ClientRequestBody {
    id: ClientRequestId,
    href: String,
    state: ClientRequestState,
    allowed_actions: Vec<&'static str>,
    organisation: OrganisationRef,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reference: Option<String>,
    created_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ended_at: Option<Instant>,
}

impl Resource for ClientRequestBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

/// Who the client is. A grown-up; for a child its guardian asks.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClientBody {
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
    /// Where the client lives.
    position: Position,
}

/// The text that was read before the client said yes (`askNeighbourhood`).
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClientConsentBody {
    #[schema(max_length = 20)]
    text_version: String,
    language: Locale,
}

/// What an organisation asks for a client who said yes to that: a category and a time are enough. Give `windows` or
/// `weeklySlots`, not both.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewClientRequestBody {
    /// An organisation of the caller. Can be left out by who is of one.
    organisation_id: Option<OrganisationId>,
    /// By what the organisation knows the client. Never a name.
    reference: Option<ClientReference>,
    client: ClientBody,
    /// How the client said it: not by the app.
    how: EntryHow,
    /// Who heard it. Kept sealed, and not shown.
    witness: Option<PersonName>,
    consent: ClientConsentBody,
    category: Category,
    /// For the team and, once agreed, the helper: in the words of the client.
    text: Option<RequestText>,
    #[schema(minimum = 15, maximum = 480)]
    duration_minutes: i32,
    /// Within a year from now.
    #[serde(default)]
    #[schema(max_items = 20)]
    windows: Vec<Window>,
    #[serde(default)]
    #[schema(max_items = 28)]
    weekly_slots: Vec<WeeklySlot>,
    urgency: Urgency,
    /// Once, when left out.
    help_kind: Option<HelpKind>,
    /// For recurring help only.
    rhythm: Option<Rhythm>,
    #[serde(default)]
    #[schema(max_items = 10)]
    languages: Vec<LanguageTag>,
    /// Anyone, when left out.
    wanted_from: Option<WantedFrom>,
    accessibility_notes: Option<FreeText>,
}

impl From<ClientBody> for NewPersonBody {
    fn from(said: ClientBody) -> Self {
        Self {
            first_name: said.first_name,
            last_name: said.last_name,
            birth_year: said.birth_year,
            languages: said.languages,
            locale: said.locale,
            phone: said.phone,
            address: said.address,
            position: Some(said.position),
            about: None,
            lives_with: None,
        }
    }
}

fn parse(said: NewClientRequestBody) -> NewClientRequest {
    let request = NewRequest {
        category: said.category,
        urgency: said.urgency,
        helpers_wanted: 1,
        wish: Wish {
            duration_minutes: said.duration_minutes,
            windows: said.windows,
            weekly_slots: said.weekly_slots,
            help_kind: said.help_kind.unwrap_or(HelpKind::Once),
            rhythm: said.rhythm,
            languages: said.languages,
            wanted_from: said.wanted_from.unwrap_or(WantedFrom::Anyone),
            minors_involved: false,
            channel: channel(said.how),
            // What neighbours may see, the client says to the team.
            visibility: Visibility::BuurtwerkerOnly,
        },
        said: Said { text: said.text, accessibility_notes: said.accessibility_notes, ..Said::default() },
        place: None,
        for_person: None,
    };
    NewClientRequest {
        organisation: said.organisation_id,
        client: NewPersonBody::from(said.client).registration(said.how, said.witness),
        text_version: said.consent.text_version,
        language: said.consent.language,
        request,
        reference: said.reference.map(|it| it.as_str().to_owned()),
    }
}

fn body(actor: &Actor, of: ClientRequest, organisations: &OrganisationRefs) -> Result<ClientRequestBody> {
    Ok(ClientRequestBody {
        href: format!("/v1/clientRequests/{}", of.id),
        state: of.state(),
        allowed_actions: actions::allowed(actor, &of),
        organisation: organisations.get(of.organisation)?,
        ended_at: of.ended_at(),
        id: of.id,
        reference: of.reference,
        created_at: of.created_at,
    })
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: ClientRequestId) -> Result<ClientRequestBody> {
    let seen = actions::see(tx, actor, id)?;
    let organisations = OrganisationRefs::of(tx, [seen.organisation])?;
    body(actor, seen, &organisations)
}

async fn ask_for_client(call: Call, body: Body<NewClientRequestBody>) -> Answer {
    let act = |tx: &mut Tx<'_>, actor: &Actor, said| actions::ask_for_client(tx, actor, parse(said));
    call.act(body, act, show).await
}

async fn list(call: Call, page: Paged) -> Answer {
    let cursor = page.cursor;
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        let page = actions::see_all(tx, actor, cursor)?;
        let organisations = OrganisationRefs::of(tx, page.items.iter().map(|it| it.organisation))?;
        page.try_map(|it| body(actor, it, &organisations))
    };
    Reply::json(StatusCode::OK, &call.read(bodies).await?)
}

async fn see(call: Call, id: Id<ClientRequestId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn withdraw_for_client(call: Call, id: Id<ClientRequestId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::withdraw_for_client(tx, actor, id.0), show).await
}
