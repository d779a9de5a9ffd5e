//! The routes about proxies.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, NewProxy, Seen};
use super::model::{ProxyKind, ProxyState};
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{AnyId, PersonId, ProxyId};
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Paged, Reply, Resource, Shown};
use crate::platform::text::Title;
use crate::platform::{Result, Tx};
use crate::policy::{self, Action, Actor, ProxyScope};
use crate::when::Date;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/me/proxies", Action::GrantProxy, "Let somebody act for the caller", grant_my_proxy)
        .takes::<NewProxyBody>()
        .creates::<ProxyBody>()
        .refuses(&[Code::MandateMissing, Code::StepUpNeeded]);
    let _ = api
        .get("/v1/me/proxies", Action::SeeProxy, "Who acts for the caller, and for whom the caller acts", list_mine)
        .pages::<ProxyBody>();
    let _ = api
        .post("/v1/people/{personId}/proxies", Action::GrantProxy, "Let somebody act for a person", grant_proxy)
        .takes::<NewProxyBody>()
        .creates::<ProxyBody>()
        .refuses(&[Code::MandateMissing, Code::HasAccount, Code::StepUpNeeded]);
    let _ = api
        .get("/v1/people/{personId}/proxies", Action::SeeProxy, "Who acts for a person", list_of)
        .pages::<ProxyBody>();
    let _ = api
        .get("/v1/proxies/{proxyId}", Action::SeeProxy, "A proxy, with what was done with it", see_proxy)
        .shows::<ProxyBody>();
    let _ = api
        .post(
            "/v1/proxies/{proxyId}/approve",
            Action::ApproveProxy,
            "Let a legal representative say yes or no",
            approve_proxy,
        )
        .takes_nothing()
        .shows::<ProxyBody>();
    let _ = api
        .post("/v1/proxies/{proxyId}/revoke", Action::RevokeProxy, "Take a proxy back, or give it up", revoke_proxy)
        .takes_nothing()
        .shows::<ProxyBody>();
}

/// Who is to act, and how far. `mandateSeenOn` is for the team; `organisation` and `coversHousehold` are for a brugfiguur;
/// `coversHousehold` too is for the team.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewProxyBody {
    /// Who is to act: somebody grown up with an account.
    proxy_person_id: PersonId,
    kind: ProxyKind,
    #[schema(max_items = 3)]
    scope: Vec<ProxyScope>,
    /// The school or organisation.
    organisation: Option<Title>,
    /// Also for the children of the household.
    #[serde(default)]
    covers_household: bool,
    /// The day on which a written mandate was seen.
    mandate_seen_on: Option<Date>,
    /// The first day on which it holds no more; until it is revoked when left out.
    until: Option<Date>,
}

/// Somebody who may act for a person.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Proxy)]
struct ProxyBody {
    #[serde(flatten)]
    shown: Shown<ProxyState, ProxyId>,
    /// For whom.
    person: ProxyPerson,
    /// Who acts.
    proxy: ProxyPerson,
    kind: ProxyKind,
    scope: Vec<ProxyScope>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    organisation: Option<Title>,
    covers_household: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    mandate: Option<Mandate>,
    /// The first day on which it holds no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<Date>,
    recorded_by: PersonId,
    /// The second one of the team who let a legal representative say yes or no.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    approved_by: Option<PersonId>,
    /// Whether `consent` waits for a second one of the team.
    awaits_approval: bool,
    /// The last things that were done with it; not on lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    uses: Vec<ProxyUse>,
}

/// A person, by id.
#[derive(Serialize, ToSchema)]
struct ProxyPerson {
    id: PersonId,
    href: String,
}

/// A written mandate, as the team saw it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Mandate {
    seen_on: Date,
    seen_by: PersonId,
}

/// Something that a proxy did or read.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProxyUse {
    /// For whom.
    person_id: PersonId,
    /// What, such as `request.submitted`.
    event: String,
    /// On what.
    object_id: AnyId,
    at: Instant,
}

impl Resource for ProxyBody {
    fn href(&self) -> &str {
        &self.shown.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.shown.version)
    }
}

fn body(actor: &Actor, seen: Seen, now: Instant) -> ProxyBody {
    let Seen { proxy, subject, uses } = seen;
    let state = proxy.state(now);
    let is_theirs = proxy.kind.is_by_law() && actor.person == Some(proxy.person);
    let awaits_approval = proxy.awaits_approval(now);
    let is_second = actor.person != Some(proxy.recorded_by);
    let verbs = [
        ("approve", Action::ApproveProxy, awaits_approval && is_second),
        ("revoke", Action::RevokeProxy, state == ProxyState::Active && !is_theirs),
    ];
    let person = |id: PersonId| ProxyPerson { id, href: format!("/v1/people/{id}") };
    let used = |(person_id, event, object_id, at)| ProxyUse { person_id, event, object_id, at };
    ProxyBody {
        shown: Shown {
            id: proxy.id,
            href: format!("/v1/proxies/{}", proxy.id),
            state,
            version: proxy.version(),
            allowed_actions: policy::allowed(actor, &subject, verbs),
            created_at: proxy.created_at,
            updated_at: proxy.revoked.or(proxy.approved).map_or(proxy.created_at, |it| it.1),
        },
        person: person(proxy.person),
        proxy: person(proxy.proxy),
        kind: proxy.kind,
        scope: proxy.scope,
        organisation: proxy.organisation,
        covers_household: proxy.household.is_some(),
        mandate: proxy.mandate.map(|(seen_on, seen_by)| Mandate { seen_on, seen_by }),
        until: proxy.until.map(Date::of),
        recorded_by: proxy.recorded_by,
        approved_by: proxy.approved.map(|it| it.0),
        awaits_approval,
        uses: uses.into_iter().map(used).collect(),
    }
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: ProxyId) -> Result<ProxyBody> {
    Ok(body(actor, actions::see_proxy(tx, actor, id)?, tx.now))
}

impl From<NewProxyBody> for NewProxy {
    fn from(said: NewProxyBody) -> Self {
        let mut scope = said.scope;
        scope.sort_unstable();
        scope.dedup();
        Self {
            proxy: said.proxy_person_id,
            kind: said.kind,
            scope,
            organisation: said.organisation,
            covers_household: said.covers_household,
            mandate_seen_on: said.mandate_seen_on,
            until: said.until,
        }
    }
}

async fn grant_my_proxy(call: Call, said: Body<NewProxyBody>) -> Answer {
    let act = |tx: &mut Tx<'_>, actor: &Actor, said: NewProxyBody| {
        let person = actor.signed_in()?;
        actions::grant_proxy(tx, actor, person, said.into())
    };
    call.act(said, act, show).await
}

async fn grant_proxy(call: Call, id: Id<PersonId>, said: Body<NewProxyBody>) -> Answer {
    let act =
        move |tx: &mut Tx<'_>, actor: &Actor, said: NewProxyBody| actions::grant_proxy(tx, actor, id.0, said.into());
    call.act(said, act, show).await
}

async fn list_mine(call: Call, page: Paged) -> Answer {
    list(call, None, page).await
}

async fn list_of(call: Call, id: Id<PersonId>, page: Paged) -> Answer {
    list(call, Some(id.0), page).await
}

async fn list(call: Call, of: Option<PersonId>, page: Paged) -> Answer {
    let cursor = page.cursor;
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        let page = actions::list(tx, actor, of, cursor)?;
        page.try_map(|seen| Ok(body(actor, seen, tx.now)))
    };
    Reply::json(StatusCode::OK, &call.read(bodies).await?)
}

async fn see_proxy(call: Call, id: Id<ProxyId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn approve_proxy(call: Call, id: Id<ProxyId>, said: Body<Empty>) -> Answer {
    call.act(said, move |tx, actor, _| actions::approve_proxy(tx, actor, id.0), show).await
}

async fn revoke_proxy(call: Call, id: Id<ProxyId>, said: Body<Empty>) -> Answer {
    call.act(said, move |tx, actor, _| actions::revoke_proxy(tx, actor, id.0), show).await
}
