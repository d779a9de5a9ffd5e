//! Start and stop a wave, ask the next helpers, and what follows from their answers.

use chrono::TimeDelta;

use super::model::{Next, Standing, Wave, WaveState};
use super::store;
use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{MatchId, PersonId, RequestId, WaveId};
use crate::matching::actions::{band, lacks_approval, lock_cases, superseded};
use crate::matching::model::{Match, MatchState};
use crate::matching::store as matches;
use crate::matching::suggestions::{self, InWave};
use crate::notifications::tell;
use crate::offers;
use crate::people::actions as people;
use crate::people::entangled;
use crate::people::states::actions::{refuse_unless_taking_part, standing_of};
use crate::places::{self, WayToMatch};
use crate::platform::{Error, Refusal, Result, Tx};
use crate::policy::{self, Acting, Action, Actor, Subject, check};
use crate::requests;
use crate::requests::model::{HelpRequest, RequestState};

/// How soon it is looked at again whether a requester who was away is back, or others are wanted after all.
const ASKED_AGAIN: TimeDelta = TimeDelta::days(1);

/// Asks helpers in waves for an open request: the first at once, unless it is night.
///
/// # Errors
/// [`Code::WayNotOn`] where the neighbourhood does not do so; a refusal when the actor may not, the request
/// is not open, has all the helpers it wants, or a wave runs already.
pub fn start(tx: &mut Tx<'_>, actor: &Actor, id: RequestId) -> Result<RequestId> {
    let asked = requests::load(tx, id)?;
    check(actor, Action::StartWave, &requests::subject(&asked))?;
    places::refuse_unless_on(tx, asked.neighbourhood, WayToMatch::Waves)?;
    let starter = actor.signed_in()?;
    let (request, found) = lock_with_next(tx, id, starter)?;
    let by = check(actor, Action::StartWave, &requests::subject(&request))?;
    tx.if_match(Some(request.version))?;
    if request.state != RequestState::Open {
        return Err(Error::wrong_state("wave", request.state.as_str()));
    }
    refuse_unless_taking_part(tx, &[request.person])?;
    match store::last_of(tx, id)? {
        Some(last) if last.state == WaveState::Running => {
            return Err(Refusal::new(Code::WrongState).because("a wave runs already").into());
        }
        // Starting anew is the answer to one that found nobody.
        Some(last) if last.state == WaveState::Exhausted => stopped(tx, last, &request, Acting::SYSTEM)?,
        Some(_) | None => {}
    }
    let wave = Wave::new(id, starter, tx.now);
    store::insert(tx, &wave)?;
    tx.record(&Event::WaveStarted(wave.id).by(by).at(request.neighbourhood).with("request", id))?;
    go_on(tx, wave, &request, found)?;
    Ok(id)
}

/// The team stops asking. Who was asked and has not answered is not needed; a yes that was said stands.
///
/// # Errors
/// A refusal when the actor may not, or there is nothing to stop.
pub fn stop(tx: &mut Tx<'_>, actor: &Actor, id: RequestId) -> Result<RequestId> {
    let request = requests::load(tx, id)?;
    check(actor, Action::StopWave, &requests::subject(&request))?;
    // Who was asked, before the clock of the wave.
    lock_cases(tx, vec![id], Vec::new())?;
    let request = requests::load(tx, id)?;
    let by = check(actor, Action::StopWave, &requests::subject(&request))?;
    tx.if_match(Some(request.version))?;
    let wave = store::last_of(tx, id)?.filter(|it| it.state != WaveState::Stopped);
    let wave = wave.ok_or_else(|| Error::wrong_state("stopWave", WaveState::Stopped.as_str()))?;
    stopped(tx, wave, &request, by)?;
    not_needed(tx, id)?;
    Ok(id)
}

fn stopped(tx: &mut Tx<'_>, wave: Wave, request: &HelpRequest, by: Acting) -> Result<()> {
    store::save(tx, &Wave { state: WaveState::Stopped, ..wave })?;
    store::set_clock(tx, wave.id, None)?;
    tx.record(&Event::WaveStopped(wave.id).by(by).at(request.neighbourhood).with("request", request.id))
}

/// The wave of a request, for the team; `None`: there was none.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: RequestId) -> Result<(HelpRequest, Option<Wave>)> {
    let request = requests::load(tx, id)?;
    check(actor, Action::SeeWave, &requests::subject(&request))?;
    Ok((request, store::last_of(tx, id)?))
}

// -- the clock, and what follows from answers. None of these checks a right. -------------------------------------------

/// Does what is due. May be called at any time.
///
/// # Errors
/// When the database fails.
pub fn strike(tx: &mut Tx<'_>, id: WaveId) -> Result<()> {
    let Some(wave) = store::get(tx, id)?.filter(|it| it.state == WaveState::Running) else { return Ok(()) };
    let (request, found) = lock_with_next(tx, wave.request, wave.started_by)?;
    let Some(wave) = store::get(tx, id)?.filter(|it| it.state == WaveState::Running) else { return Ok(()) };
    go_on(tx, wave, &request, found)
}

/// Something happened to a request or one of its matches: if a wave runs, it is looked at again.
///
/// # Errors
/// When the database fails.
pub fn wake(tx: &mut Tx<'_>, request: RequestId) -> Result<()> {
    let now = tx.now;
    match store::running_of(tx, request)? {
        Some(wave) => store::set_clock(tx, wave, Some(now)),
        None => Ok(()),
    }
}

/// The same, by a match.
///
/// # Errors
/// When the database fails.
pub fn wake_by(tx: &mut Tx<'_>, of: MatchId) -> Result<()> {
    let request = store::request_of(tx, of)?;
    wake(tx, request)
}

/// A request, which is locked, does not look for helpers any more, or for others: nobody else is asked.
///
/// # Errors
/// When the database fails.
pub fn request_over(tx: &mut Tx<'_>, request: RequestId) -> Result<()> {
    let Some(wave) = store::last_of(tx, request)?.filter(|it| it.state != WaveState::Stopped) else { return Ok(()) };
    let request = requests::load(tx, request)?;
    stopped(tx, wave, &request, Acting::SYSTEM)
}

/// Somebody said yes to a match whose request is locked. When it is a helper of a wave, the requester hears of it now; and
/// once enough have said yes, the others of the wave are not needed.
///
/// # Errors
/// When the database fails.
pub fn said_yes(tx: &mut Tx<'_>, id: MatchId) -> Result<()> {
    let accepted = matches::get(tx, id)?;
    let is_yes = matches!(accepted.state, MatchState::AcceptedByHelper | MatchState::Agreed);
    if !is_yes || !matches::is_of_wave(tx, id)? {
        return Ok(());
    }
    if accepted.state == MatchState::AcceptedByHelper && !lacks_approval(tx, &accepted)? {
        tell(tx, accepted.requester, Message::MatchProposed { on: id })?;
    }
    let request = requests::load(tx, accepted.request)?;
    if has_enough(tx, &request)? { not_needed(tx, request.id) } else { Ok(()) }
}

/// Whoever of the waves has not answered is not needed, and never learns who was.
fn not_needed(tx: &mut Tx<'_>, request: RequestId) -> Result<()> {
    for id in store::unanswered(tx, request)? {
        let mut other = matches::lock(tx, id)?;
        let was = other.standing();
        if was != MatchState::Proposed {
            continue;
        }
        other.state = superseded(was)?;
        (other.held_from, other.hold_reason) = (None, None);
        matches::save(tx, &other)?;
        tell(tx, other.helper, Message::MatchOff { on: id })?;
        tx.record(&Event::MatchSuperseded(id).by(Acting::SYSTEM).at(other.neighbourhood))?;
    }
    Ok(())
}

/// Whether as many helpers said yes as there are places.
fn has_enough(tx: &mut Tx<'_>, request: &HelpRequest) -> Result<bool> {
    let yes = store::count_yes(tx, request.id)? + i64::from(request.helpers_agreed);
    Ok(yes >= i64::from(request.helpers_wanted))
}

/// Locks those who would be asked next, with the requester, before the request, as everywhere.
fn lock_with_next(tx: &mut Tx<'_>, id: RequestId, starter: PersonId) -> Result<(HelpRequest, Vec<InWave>)> {
    let asked = requests::load(tx, id)?;
    let helpers = usize::try_from(places::wave_rhythm(tx, asked.neighbourhood)?.helpers).unwrap_or(1);
    let mut except = store::not_again(tx, id)?;
    except.push(starter);
    except.extend(entangled(tx, starter)?);
    let mut found = suggestions::for_wave(tx, &asked, except)?;
    found.truncate(helpers);
    let mut all: Vec<PersonId> = found.iter().map(|it| it.helper).collect();
    all.push(asked.person);
    people::lock_people(tx, &all)?;
    let request = requests::lock(tx, id)?;
    let offered: Vec<_> = found.iter().map(|it| it.offer).collect();
    offers::actions::lock_all(tx, &offered)?;
    Ok((request, found))
}

/// Does what a wave, whose request and next helpers are locked, has to do now.
fn go_on(tx: &mut Tx<'_>, wave: Wave, request: &HelpRequest, found: Vec<InWave>) -> Result<()> {
    if request.state != RequestState::Open {
        // Held or matched: what ends that looks again. Any other state has stopped it.
        return store::set_clock(tx, wave.id, None);
    }
    if !places::is_way_on(tx, request.neighbourhood, WayToMatch::Waves)? {
        return stopped(tx, wave, request, Acting::SYSTEM);
    }
    if !standing_of(tx, request.person)?.state.takes_part() {
        let later = tx.now + ASKED_AGAIN;
        return store::set_clock(tx, wave.id, Some(later));
    }
    let standing = Standing { enough: has_enough(tx, request)?, awaited: store::is_awaited(tx, request.id)? };
    match wave.next(standing, tx.now) {
        // Whatever happens wakes it; nothing that was missed lets it sleep for ever.
        Next::Wait => {
            let later = tx.now + ASKED_AGAIN;
            store::set_clock(tx, wave.id, Some(later))
        }
        Next::At(at) => store::set_clock(tx, wave.id, Some(at)),
        Next::Ask => ask(tx, wave, request, found, standing),
    }
}

fn ask(tx: &mut Tx<'_>, wave: Wave, request: &HelpRequest, found: Vec<InWave>, standing: Standing) -> Result<()> {
    let except = store::not_again(tx, request.id)?;
    let mut helpers = 0;
    for it in found {
        // As it is now that all of them are locked.
        let offer = offers::actions::load(tx, it.offer)?;
        let fits = !except.contains(&it.helper) && suggestions::is_public_candidate(tx, request, &offer)?;
        if fits && standing_of(tx, it.helper)?.state.takes_part() {
            propose(tx, &wave, request, it)?;
            helpers += 1;
        }
    }
    let rhythm = places::wave_rhythm(tx, request.neighbourhood)?;
    let asked = wave.asked(helpers, request.urgency, rhythm, tx.now);
    let is_dry = helpers == 0 && !standing.awaited;
    let state = if is_dry { WaveState::Exhausted } else { WaveState::Running };
    store::save(tx, &Wave { state, ..asked })?;
    store::set_clock(tx, wave.id, (!is_dry).then_some(asked.next_at))?;
    let event = if is_dry { Event::WaveExhausted(wave.id) } else { Event::WaveAsked(wave.id) };
    tx.record(&event.by(Acting::SYSTEM).at(request.neighbourhood).with("request", request.id).with("helpers", helpers))
}

fn propose(tx: &mut Tx<'_>, wave: &Wave, request: &HelpRequest, it: InWave) -> Result<()> {
    let proposed = Match {
        band: band(tx, request, it.helper)?,
        ..Match::new(request, it.helper, Some(it.offer), wave.started_by, MatchState::Proposed, tx.now)
    };
    matches::insert(tx, &proposed)?;
    store::mark(tx, proposed.id, wave.id)?;
    tell(tx, it.helper, Message::MatchProposed { on: proposed.id })?;
    let event = Event::MatchProposed(proposed.id).by(Acting::SYSTEM).at(proposed.neighbourhood);
    tx.record(&event.with("request", request.id).with("wave", wave.id))
}

/// What the actor may do about the waves of a request now, as the words of the URLs.
///
/// # Errors
/// When the database fails.
pub fn allowed(tx: &mut Tx<'_>, actor: &Actor, of: &HelpRequest, last: Option<&Wave>) -> Result<Vec<&'static str>> {
    let goes_on = last.is_some_and(|it| matches!(it.state, WaveState::Running | WaveState::Exhausted));
    let verbs = [("wave", Action::StartWave, requests::can_be_waved(tx, of)?), ("stopWave", Action::StopWave, goes_on)];
    Ok(policy::allowed(actor, &subject(of), verbs))
}

/// What the policy needs to know of the wave of a request.
fn subject(of: &HelpRequest) -> Subject {
    requests::subject(of)
}
