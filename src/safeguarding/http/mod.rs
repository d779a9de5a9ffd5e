//! The routes about concerns.

mod body;

use actix_web::http::StatusCode;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use self::body::{ConcernBody, body};
use super::actions::{self, Decision, NewConcern};
use super::model::{ConcernDismissReason, ConcernOutcome, HoldDecision, Named, NamedKind, Severity};
use crate::codes::Code;
use crate::ids::{ConcernId, MatchId, PersonId, ReferralId, RequestId, VisitId};
use crate::matching::model::Side;
use crate::platform::http::{Answer, Api, Body, Call, Id, Paged, Reply};
use crate::platform::language::Locale;
use crate::platform::text::FreeText;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};

/// So many holds can be decided about at once.
const MOST_HOLDS: usize = 200;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/concerns", Action::SubmitConcern, "Raise a concern about somebody", submit)
        .takes::<NewConcernBody>()
        .creates::<ConcernBody>();
    let _ = api
        .get("/v1/concerns", Action::SeeConcern, "The concerns of the caller, or of the team", list)
        .query::<ConcernsQuery>()
        .pages::<ConcernBody>();
    let _ = api.get("/v1/concerns/{concernId}", Action::SeeConcern, "A concern", see).shows::<ConcernBody>();
    let _ = api
        .post("/v1/concerns/{concernId}/triage", Action::TriageConcern, "Judge how severe it is", triage)
        .takes::<ConcernTriage>()
        .shows::<ConcernBody>();
    let _ = api
        .post("/v1/concerns/{concernId}/investigate", Action::InvestigateConcern, "Begin to look into it", investigate)
        .takes::<ConcernInvestigate>()
        .optionally()
        .shows::<ConcernBody>();
    let _ = api
        .post("/v1/concerns/{concernId}/resolve", Action::ResolveConcern, "Close it: it was seen to", resolve)
        .takes::<ConcernResolve>()
        .shows::<ConcernBody>()
        .refuses(&[Code::HoldsUndecided]);
    let _ = api
        .post("/v1/concerns/{concernId}/dismiss", Action::DismissConcern, "Close it: it was none", dismiss)
        .takes::<ConcernDismiss>()
        .shows::<ConcernBody>()
        .refuses(&[Code::HoldsUndecided]);
    let _ = api
        .post("/v1/concerns/{concernId}/reopen", Action::ReopenConcern, "Take it up again", reopen)
        .takes::<ConcernReopen>()
        .optionally()
        .shows::<ConcernBody>();
    let _ = api
        .post("/v1/concerns/{concernId}/notes", Action::NoteConcern, "Write something down about it", note)
        .takes::<ConcernNote>()
        .shows::<ConcernBody>()
        .needs_key();
}

/// What a concern is about: one of these, which the caller can see. A care provider names a referral.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewConcernAbout {
    person_id: Option<PersonId>,
    match_id: Option<MatchId>,
    request_id: Option<RequestId>,
    visit_id: Option<VisitId>,
    referral_id: Option<ReferralId>,
    /// Which side of a match or visit; the other one when a side of it leaves it out.
    side: Option<Side>,
}

/// A concern.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewConcernBody {
    about: NewConcernAbout,
    /// What is the matter.
    text: FreeText,
    /// Whether somebody is in danger now: then it counts as critical until somebody has judged it.
    #[serde(default)]
    danger_now: bool,
}

/// How severe it is.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConcernTriage {
    severity: Severity,
}

/// What is decided about a match that the concern holds.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct HoldDecisionBody {
    match_id: MatchId,
    decision: HoldDecision,
}

/// Another severity, where it turns out to be another, and decisions about what it holds.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConcernInvestigate {
    severity: Option<Severity>,
    #[serde(default)]
    #[schema(max_items = 200)]
    holds: Vec<HoldDecisionBody>,
}

/// How it was resolved, with a decision about each match that it holds.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConcernResolve {
    outcome: ConcernOutcome,
    #[serde(default)]
    #[schema(max_items = 200)]
    holds: Vec<HoldDecisionBody>,
}

/// Why it is dismissed, with a decision about each match that it holds.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConcernDismiss {
    reason: ConcernDismissReason,
    #[serde(default)]
    #[schema(max_items = 200)]
    holds: Vec<HoldDecisionBody>,
}

/// Another severity, where it turns out to be another.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConcernReopen {
    severity: Option<Severity>,
}

/// A note for those who see to it. It is never changed.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConcernNote {
    text: FreeText,
}

crate::db::types::words! {
    /// Which concerns.
    ConcernsView {
        /// Those that the caller raised.
        Mine = "mine",
        /// Those of the neighbourhoods of the team.
        Team = "team",
    }
}

/// Which concerns are listed.
#[derive(Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ConcernsQuery {
    /// Which concerns; those that the caller raised when left out.
    #[param(inline)]
    view: Option<ConcernsView>,
}

/// Shows a concern whole, in the words of a language.
fn show(locale: Locale) -> impl FnMut(&mut Tx<'_>, &Actor, ConcernId) -> Result<ConcernBody> + Clone + Send + 'static {
    move |tx: &mut Tx<'_>, actor: &Actor, id: ConcernId| {
        let seen = actions::see(tx, actor, id)?;
        body(tx, actor, seen, locale)
    }
}

fn parse(said: NewConcernBody) -> Result<NewConcern> {
    let NewConcernAbout { person_id, match_id, request_id, visit_id, referral_id, side } = said.about;
    let named = [
        (NamedKind::Person, person_id.map(PersonId::uuid)),
        (NamedKind::Match, match_id.map(MatchId::uuid)),
        (NamedKind::Request, request_id.map(RequestId::uuid)),
        (NamedKind::Visit, visit_id.map(VisitId::uuid)),
        (NamedKind::Referral, referral_id.map(ReferralId::uuid)),
    ];
    let mut named = named.into_iter().filter_map(|(kind, id)| id.map(|id| Named { kind, id }));
    let (Some(named), None) = (named.next(), named.next()) else {
        return Err(Error::invalid("/about", "names one of a person, match, request, visit or referral"));
    };
    if side.is_some() && !matches!(named.kind, NamedKind::Match | NamedKind::Visit) {
        return Err(Error::invalid("/about/side", "goes with a match or a visit"));
    }
    Ok(NewConcern { named, side, text: said.text, danger_now: said.danger_now })
}

fn decisions(said: &[HoldDecisionBody]) -> Result<Vec<Decision>> {
    if said.len() > MOST_HOLDS {
        return Err(Error::invalid("/holds", format!("has at most {MOST_HOLDS} items")));
    }
    Ok(said.iter().map(|it| Decision { on: it.match_id, decision: it.decision }).collect())
}

async fn submit(call: Call, said: Body<NewConcernBody>) -> Answer {
    call.act(said, |tx, actor, said| actions::submit(tx, actor, parse(said)?), show(call.locale)).await
}

async fn list(call: Call, page: Paged<ConcernsQuery>) -> Answer {
    let (cursor, locale) = (page.cursor, call.locale);
    let of_team = page.wanted.view == Some(ConcernsView::Team);
    let page = move |tx: &mut Tx<'_>, actor: &Actor| {
        actions::list(tx, actor, of_team, cursor)?.try_map(|it| body(tx, actor, it, locale))
    };
    Reply::json(StatusCode::OK, &call.read(page).await?)
}

async fn see(call: Call, id: Id<ConcernId>) -> Answer {
    let mut show = show(call.locale);
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn triage(call: Call, id: Id<ConcernId>, said: Body<ConcernTriage>) -> Answer {
    call.act(said, move |tx, actor, said| actions::triage(tx, actor, id.0, said.severity), show(call.locale)).await
}

async fn investigate(call: Call, id: Id<ConcernId>, said: Body<ConcernInvestigate>) -> Answer {
    let act = move |tx: &mut Tx<'_>, actor: &Actor, said: ConcernInvestigate| {
        actions::investigate(tx, actor, id.0, said.severity, &decisions(&said.holds)?)
    };
    call.act(said, act, show(call.locale)).await
}

async fn resolve(call: Call, id: Id<ConcernId>, said: Body<ConcernResolve>) -> Answer {
    let act = move |tx: &mut Tx<'_>, actor: &Actor, said: ConcernResolve| {
        actions::resolve(tx, actor, id.0, said.outcome, &decisions(&said.holds)?)
    };
    call.act(said, act, show(call.locale)).await
}

async fn dismiss(call: Call, id: Id<ConcernId>, said: Body<ConcernDismiss>) -> Answer {
    let act = move |tx: &mut Tx<'_>, actor: &Actor, said: ConcernDismiss| {
        actions::dismiss(tx, actor, id.0, said.reason, &decisions(&said.holds)?)
    };
    call.act(said, act, show(call.locale)).await
}

async fn reopen(call: Call, id: Id<ConcernId>, said: Body<ConcernReopen>) -> Answer {
    call.act(said, move |tx, actor, said| actions::reopen(tx, actor, id.0, said.severity), show(call.locale)).await
}

async fn note(call: Call, id: Id<ConcernId>, said: Body<ConcernNote>) -> Answer {
    call.act(said, move |tx, actor, said| actions::note(tx, actor, id.0, &said.text), show(call.locale)).await
}
