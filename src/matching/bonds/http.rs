//! The routes about bonds.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, Seen};
use super::model::BondState;
use crate::clock::Instant;
use crate::ids::BondId;
use crate::matching;
use crate::matching::http::{MatchLink, MatchesQuery};
use crate::matching::model::{MatchOutcome, MatchState, Side};
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Paged, Reply, Resource};
use crate::platform::{Result, Tx};
use crate::policy::{self, Action, Actor};
use crate::requests::model::Rhythm;
use crate::when::Window;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .get("/v1/bonds", Action::SeeBond, "The bonds of the caller, or of the team", list)
        .query::<MatchesQuery>()
        .pages::<BondBody>();
    let _ = api.get("/v1/bonds/{bondId}", Action::SeeBond, "A bond", see).shows::<BondBody>();
    let _ = api
        .post("/v1/bonds/{bondId}/pause", Action::PauseBond, "Pause a bond", pause)
        .takes_nothing()
        .shows::<BondBody>();
    let _ = api
        .post("/v1/bonds/{bondId}/resume", Action::ResumeBond, "Go on with a paused bond", resume)
        .takes_nothing()
        .shows::<BondBody>();
    let _ = api
        .post("/v1/bonds/{bondId}/checkIn", Action::CheckInBond, "Say how it goes", check_in)
        .takes::<CheckingIn>()
        .shows::<BondBody>();
    let _ = api
        .post("/v1/bonds/{bondId}/cover", Action::CoverBond, "Ask for somebody else while the helper is away", cover)
        .takes::<Covering>()
        .shows::<BondBody>()
        .needs_key();
    let _ = api
        .post("/v1/bonds/{bondId}/end", Action::EndBond, "End a bond, and its match", end)
        .takes::<EndingBond>()
        .shows::<BondBody>();
}

/// How it goes.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CheckInBody)]
struct CheckingIn {
    goes_well: bool,
}

/// When the helper is away: each window at least as long as the help.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CoverBody)]
struct Covering {
    #[schema(min_items = 1, max_items = 20)]
    windows: Vec<Window>,
}

/// How it ended.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EndBondBody)]
struct EndingBond {
    outcome: MatchOutcome,
}

/// A lasting match.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Bond)]
struct BondBody {
    id: BondId,
    href: String,
    state: BondState,
    version: i32,
    allowed_actions: Vec<&'static str>,
    created_at: Instant,
    updated_at: Instant,
    /// When it came into its state.
    state_since: Instant,
    #[serde(rename = "match")]
    of: MatchLink,
    /// How often the help is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rhythm: Option<Rhythm>,
    /// When both are asked how it goes; absent once they were, and while it is not active.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_check_in: Option<Instant>,
    /// Whether it goes well: not where one side says no, until that side or the team says otherwise. For the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    goes_well: Option<bool>,
}

impl Resource for BondBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

fn body(actor: &Actor, seen: Seen, now: Instant) -> BondBody {
    let Seen { bond, of, rhythm } = seen;
    let is_agreed = of.state == MatchState::Agreed;
    let is_active = bond.state == BondState::Active;
    let verbs = [
        ("pause", Action::PauseBond, is_agreed && is_active),
        ("resume", Action::ResumeBond, is_agreed && bond.state == BondState::Paused),
        ("checkIn", Action::CheckInBond, bond.clone().check_in(None, true, now).is_ok()),
        ("cover", Action::CoverBond, is_agreed && is_active),
        ("end", Action::EndBond, is_agreed && bond.clone().end(now).is_ok()),
    ];
    let is_team = matching::actions::side_of(&of, actor).is_none();
    BondBody {
        id: bond.id,
        href: format!("/v1/bonds/{}", bond.id),
        state: bond.state,
        version: bond.version,
        allowed_actions: policy::allowed(actor, &matching::actions::subject(&of), verbs),
        created_at: bond.created_at,
        updated_at: bond.updated_at,
        state_since: bond.state_since,
        of: MatchLink::to(of.id),
        // What is asked goes on without a helper who has stopped.
        rhythm: rhythm.filter(|_| is_agreed || matching::actions::side_of(&of, actor) != Some(Side::Helper)),
        next_check_in: bond.clock(),
        goes_well: bond.goes_well().filter(|_| is_team),
    }
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: BondId) -> Result<BondBody> {
    Ok(body(actor, actions::see(tx, actor, id)?, tx.now))
}

async fn list(call: Call, page: Paged<MatchesQuery>) -> Answer {
    let cursor = page.cursor;
    let of_team = page.wanted.is_of_team();
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        let page = actions::list(tx, actor, of_team, cursor)?;
        page.try_map(|seen| Ok(body(actor, seen, tx.now)))
    };
    Reply::json(StatusCode::OK, &call.read(bodies).await?)
}

async fn see(call: Call, id: Id<BondId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn pause(call: Call, id: Id<BondId>, said: Body<Empty>) -> Answer {
    call.act(said, move |tx, actor, _| actions::pause(tx, actor, id.0), show).await
}

async fn resume(call: Call, id: Id<BondId>, said: Body<Empty>) -> Answer {
    call.act(said, move |tx, actor, _| actions::resume(tx, actor, id.0), show).await
}

async fn check_in(call: Call, id: Id<BondId>, said: Body<CheckingIn>) -> Answer {
    call.act(said, move |tx, actor, said| actions::check_in(tx, actor, id.0, said.goes_well), show).await
}

async fn cover(call: Call, id: Id<BondId>, said: Body<Covering>) -> Answer {
    call.act(said, move |tx, actor, said| actions::cover(tx, actor, id.0, said.windows), show).await
}

async fn end(call: Call, id: Id<BondId>, said: Body<EndingBond>) -> Answer {
    call.act(said, move |tx, actor, said| actions::end(tx, actor, id.0, said.outcome), show).await
}
