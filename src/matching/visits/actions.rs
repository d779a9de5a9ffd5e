//! Plan a visit, and say how it went.

use chrono::TimeDelta;

use super::model::{Due, InvalidTransition, Moved, Visit, VisitState};
use super::store;
use crate::clock::Instant;
use crate::codes::Code;
use crate::duty;
use crate::events::{Event, Message};
use crate::ids::{MatchId, VisitId};
use crate::matching::actions::{refuse_unless_agreed, subject};
use crate::matching::model::{Match, MatchState, Side};
use crate::matching::store as matches;
use crate::matching::suggestions;
use crate::notifications::tell;
use crate::people::actions as people;
use crate::people::states::actions::any_gone;
use crate::platform::http::{Cursor, Page};
use crate::platform::{Error, Refusal, Result, Tx};
use crate::policy::{self, Acting, Action, Actor, check};
use crate::requests;
use crate::requests::model::{HelpRequest, LEAST_MINUTES, MOST_MINUTES, RequestState};
use crate::when::Window;

/// So long after it took place, a visit can be entered.
const LATEST_ENTRY: TimeDelta = TimeDelta::days(7);
/// So far ahead a visit can be planned.
pub const FARTHEST: TimeDelta = TimeDelta::days(366);

/// A visit, with its match.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The visit.
    pub visit: Visit,
    /// The match.
    pub of: Match,
}

/// Plans a visit in an agreed match, or enters one of the last seven days.
///
/// # Errors
/// A refusal when the actor may not, the match is not agreed, or the visit lies too far off.
pub fn plan(tx: &mut Tx<'_>, actor: &Actor, of: MatchId, start: Instant, duration_minutes: i32) -> Result<VisitId> {
    let of = matches::lock(tx, of)?;
    let by = check(actor, Action::PlanVisit, &subject(&of))?;
    refuse_unless_agreed(&of, "plan")?;
    if !(tx.now - LATEST_ENTRY..=tx.now + FARTHEST).contains(&start) {
        return Err(Error::invalid("/start", "lies between a week ago and a year from now"));
    }
    if !(LEAST_MINUTES..=MOST_MINUTES).contains(&duration_minutes) {
        return Err(Error::invalid("/durationMinutes", "must lie between 15 and 480"));
    }
    let planned = Visit {
        id: VisitId::fresh(),
        of: of.id,
        start,
        duration_minutes,
        state: VisitState::Planned,
        missed_by: None,
        planned_by: actor.signed_in()?,
        reported_at: None,
        asked_at: None,
        look_level: None,
        look_asked_at: None,
        reached_at: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    store::insert(tx, &planned)?;
    tell_others(tx, &of, by, Message::VisitPlanned { on: of.id, visit: planned.id })?;
    tx.record(&Event::VisitPlanned(planned.id).by(by).at(of.neighbourhood).with("match", of.id))?;
    Ok(planned.id)
}

fn tell_others(tx: &mut Tx<'_>, of: &Match, by: Acting, message: Message) -> Result<()> {
    [of.requester, of.helper].into_iter().filter(|it| by.person != Some(*it)).try_for_each(|it| tell(tx, it, message))
}

/// The match and the visit, kept from changing, and the role in which the actor may do this.
fn begin(tx: &mut Tx<'_>, actor: &Actor, on: MatchId, id: VisitId, action: Action) -> Result<(Match, Visit, Acting)> {
    let of = matches::lock(tx, on)?;
    let by = check(actor, action, &subject(&of))?;
    let visit = store::lock(tx, id)?;
    if visit.of != on {
        return Err(Code::NotFound.into());
    }
    tx.if_match(Some(visit.version))?;
    Ok((of, visit, by))
}

fn moved(verb: &str, to: Moved) -> Result<Visit> {
    to.map_err(|InvalidTransition { state, because }| {
        Refusal::new(Code::WrongState).because(format!("{verb} is not possible in state {state}: {because}")).into()
    })
}

/// The visit took place. Also where the match has ended since, and within seven days of another report.
///
/// # Errors
/// A refusal when the actor may not, or the state does not let it.
pub fn done(tx: &mut Tx<'_>, actor: &Actor, on: MatchId, id: VisitId) -> Result<VisitId> {
    let (of, visit, by) = begin(tx, actor, on, id, Action::ReportVisit)?;
    let done = moved("done", visit.done(tx.now))?;
    store::save(tx, &done)?;
    tx.record(&Event::VisitDone(id).by(by).at(of.neighbourhood))?;
    Ok(id)
}

/// Somebody did not come, or did not open. Where the requester did not open, the team is asked to look at once.
///
/// # Errors
/// As [`done`].
pub fn missed(tx: &mut Tx<'_>, actor: &Actor, on: MatchId, id: VisitId, side: Side) -> Result<VisitId> {
    let (of, visit, by) = begin(tx, actor, on, id, Action::ReportVisit)?;
    let missed = moved("missed", visit.missed(side, tx.now))?;
    store::save(tx, &missed)?;
    tx.record(&Event::VisitMissed(id).by(by).at(of.neighbourhood).with("by", side))?;
    if missed.is_worrying() {
        escalate(tx, &of, missed)?;
    }
    Ok(id)
}

/// Tells the next step of the duty roster, as it is now. Where nobody is left to tell, that is the end of it; the
/// follow-up stays.
fn escalate(tx: &mut Tx<'_>, of: &Match, visit: Visit) -> Result<()> {
    let nobody_opened = Message::NobodyOpened { on: of.id, visit: visit.id };
    let (level, _) = duty::tell_next(tx, of.neighbourhood, of.requester, visit.look_level, nobody_opened)?;
    let asked = visit.escalate(level, tx.now);
    store::save_look(tx, &asked)?;
    tx.record(&Event::VisitEscalated(asked.id).by(Acting::SYSTEM).at(of.neighbourhood).with("level", level))
}

/// Somebody cannot come: `side` says who, and for the two sides it is they themselves. Where the helper says so within a
/// day of the visit, somebody else is asked at once; the match stays.
///
/// # Errors
/// A refusal when the actor may not, speaks for the other side, does not say for whom, or the state does not let it.
pub fn cancel(tx: &mut Tx<'_>, actor: &Actor, on: MatchId, id: VisitId, side: Option<Side>) -> Result<VisitId> {
    // The person before the request and the request before the match, as everywhere.
    let Match { requester, request, .. } = matches::get(tx, on)?;
    people::lock_home(tx, requester)?;
    let request = requests::lock(tx, request)?;
    let (of, visit, by) = begin(tx, actor, on, id, Action::CancelVisit)?;
    let side = match (of.side_of(by.whom()), side) {
        (Some(own), Some(other)) if own != other => {
            return Err(Error::invalid("/by", "each side calls off for themselves"));
        }
        (Some(own), _) => own,
        (None, Some(side)) => side,
        (None, None) => return Err(Error::invalid("/by", "is required: who cannot come")),
    };
    let cancelled = moved("cancel", visit.cancel(tx.now))?;
    store::save(tx, &cancelled)?;
    tell_others(tx, &of, by, Message::VisitOff { on, visit: id })?;
    tx.record(&Event::VisitCancelled(id).by(by).at(of.neighbourhood).with("by", side))?;
    if side == Side::Helper && of.state == MatchState::Agreed && cancelled.is_soon(tx.now) {
        let window = Window { start: cancelled.start, end: cancelled.end() };
        requests::ask_cover(tx, &request, by, of.id, vec![window], cancelled.duration_minutes)?;
    }
    Ok(id)
}

/// The helper is away for a time: what is planned in it is called off.
///
/// # Errors
/// When the database fails.
pub fn helper_away(tx: &mut Tx<'_>, of: &Match, by: Acting, windows: &[Window]) -> Result<()> {
    for planned in store::lock_to_come(tx, of.id)? {
        let is_away = windows.iter().any(|it| planned.start < it.end && it.start < planned.end());
        if is_away {
            let id = planned.id;
            store::save(tx, &moved("cancel", planned.match_over())?)?;
            let event = Event::VisitCancelled(id).by(by).at(of.neighbourhood);
            tx.record(&event.with("by", Side::Helper))?;
        }
    }
    Ok(())
}

/// The helper of an agreed match is held: what is to come is called off, and somebody else is asked for each of these
/// times within `ahead`. While the request is held or looked at anew, or there is a concern about the requester, nobody can be
/// asked: the team has it in hand. The people and the request are locked.
///
/// # Errors
/// When the database fails.
pub fn helper_held(tx: &mut Tx<'_>, of: &Match, request: &HelpRequest, ahead: TimeDelta) -> Result<()> {
    let can_ask = matches!(request.state, RequestState::Open | RequestState::Matched)
        && !suggestions::is_barred(tx, &[of.requester])?;
    for planned in store::lock_to_come(tx, of.id)? {
        let (id, minutes) = (planned.id, planned.duration_minutes);
        let window = Window { start: planned.start, end: planned.end() };
        store::save(tx, &moved("cancel", planned.match_over())?)?;
        tell_others(tx, of, Acting::SYSTEM, Message::VisitOff { on: of.id, visit: id })?;
        let event = Event::VisitCancelled(id).by(Acting::SYSTEM).at(of.neighbourhood);
        tx.record(&event.with("by", Side::Helper))?;
        // What lies further ahead is for the team, which sees the hold.
        if can_ask && window.end <= tx.now + ahead {
            requests::ask_cover(tx, request, Acting::SYSTEM, of.id, vec![window], minutes)?;
        }
    }
    Ok(())
}

/// The match of a visit. No right is checked.
///
/// # Errors
/// When there is no such visit.
pub fn match_of(tx: &mut Tx<'_>, id: VisitId) -> Result<MatchId> {
    Ok(store::get(tx, id)?.of)
}

/// The team reached the requester, after nobody had opened.
///
/// # Errors
/// A refusal when the actor may not, or nobody waits for that.
pub fn reached(tx: &mut Tx<'_>, actor: &Actor, on: MatchId, id: VisitId) -> Result<VisitId> {
    let (of, visit, by) = begin(tx, actor, on, id, Action::ReachedRequester)?;
    let reached = moved("reached", visit.reached(tx.now))?;
    store::save(tx, &reached)?;
    tx.record(&Event::RequesterReached(id).by(by).at(of.neighbourhood))?;
    Ok(id)
}

/// A visit of a match.
///
/// # Errors
/// A refusal when the actor may not see the match, or it is a visit of another.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, on: MatchId, id: VisitId) -> Result<Seen> {
    let of = matches::get(tx, on)?;
    check(actor, Action::SeeVisit, &subject(&of))?;
    let visit = store::get(tx, id)?;
    if visit.of == on { Ok(Seen { visit, of }) } else { Err(Code::NotFound.into()) }
}

/// A page of the visits of a match, the latest planned first.
///
/// # Errors
/// As [`see`].
pub fn list(tx: &mut Tx<'_>, actor: &Actor, on: MatchId, cursor: Cursor) -> Result<Page<Seen>> {
    let of = matches::get(tx, on)?;
    check(actor, Action::SeeVisit, &subject(&of))?;
    let page = Page::new(store::list(tx, on, cursor)?, cursor, |it| it.id.uuid());
    page.try_map(|visit| Ok(Seen { visit, of: of.clone() }))
}

/// What the actor may do about a visit now, as the words of the URLs.
#[must_use]
pub fn allowed(actor: &Actor, seen: &Seen, now: Instant) -> Vec<&'static str> {
    let Seen { visit, of } = seen;
    let fits = |moved: Moved| moved.is_ok();
    let missed = [Side::Requester, Side::Helper].into_iter().any(|it| fits(visit.clone().missed(it, now)));
    let verbs = [
        ("done", Action::ReportVisit, fits(visit.clone().done(now))),
        ("missed", Action::ReportVisit, missed),
        ("cancel", Action::CancelVisit, fits(visit.clone().cancel(now)) && of.state == MatchState::Agreed),
        ("reached", Action::ReachedRequester, visit.is_worrying()),
    ];
    policy::allowed(actor, &subject(of), verbs)
}

/// Does what is due: asks both how a visit went that nobody has reported, or asks the next of the duty roster to look
/// after somebody who did not open. May be called at any time.
///
/// # Errors
/// When the database fails.
pub fn strike(tx: &mut Tx<'_>, id: VisitId) -> Result<()> {
    let of = store::get(tx, id)?.of;
    let of = matches::lock(tx, of)?;
    let visit = store::lock(tx, id)?;
    if any_gone(tx, &[of.requester])? {
        // Nobody is asked how it went with the dead.
        return Ok(());
    }
    match visit.clock() {
        Some((_, Due::Report)) if any_gone(tx, &[of.helper])? => Ok(()),
        Some((at, Due::Look)) if at <= tx.now => escalate(tx, &of, visit),
        Some((at, Due::Report)) if at <= tx.now => ask_for_report(tx, &of, visit),
        // Not yet: it is set anew, so that it cannot be lost.
        Some(_) | None => store::set_clock(tx, &visit),
    }
}

fn ask_for_report(tx: &mut Tx<'_>, of: &Match, visit: Visit) -> Result<()> {
    let id = visit.id;
    store::save(tx, &visit.asked(tx.now))?;
    if of.state != MatchState::Held {
        tell_others(tx, of, Acting::SYSTEM, Message::VisitUnreported { on: of.id, visit: id })?;
    }
    tx.record(&Event::VisitAsked(id).by(Acting::SYSTEM).at(of.neighbourhood))
}

/// A match is over: what is still to come in it is called off. How a visit went that has begun can still be said.
///
/// # Errors
/// When the database fails.
pub fn match_over(tx: &mut Tx<'_>, on: MatchId) -> Result<()> {
    let neighbourhood = matches::get(tx, on)?.neighbourhood;
    for planned in store::lock_to_come(tx, on)? {
        let id = planned.id;
        store::save(tx, &moved("matchOver", planned.match_over())?)?;
        tx.record(&Event::VisitCancelled(id).by(Acting::SYSTEM).at(neighbourhood).with("by", "matchOver"))?;
    }
    Ok(())
}
