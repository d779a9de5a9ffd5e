//! Pause a bond and go on, say how it goes, ask for cover, and end it.

use super::model::{Bond, BondState, InvalidTransition, Moved};
use super::store;
use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{BondId, MatchId};
use crate::matching::actions::{lock_with_request, refuse_unless_agreed, subject};
use crate::matching::model::{Match, MatchOutcome, MatchState};
use crate::matching::store as matches;
use crate::matching::{self, visits};
use crate::notifications::tell;
use crate::offers;
use crate::people::actions as people;
use crate::people::states::actions::any_gone;
use crate::platform::http::{Cursor, Page};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Action, Actor, Scope, check, scope};
use crate::requests;
use crate::requests::model::{HelpKind, HelpRequest, Rhythm};
use crate::when::Window;

/// So many windows can be covered at once.
const MOST_WINDOWS: usize = 20;

/// A bond, with its match and how often the help is wanted.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The bond.
    pub bond: Bond,
    /// The match.
    pub of: Match,
    /// How often.
    pub rhythm: Option<Rhythm>,
}

/// A match was agreed: where the help is recurring, a bond begins.
///
/// # Errors
/// [`Code::CapReached`] when the helper has as many bonds as they offered.
pub fn match_agreed(tx: &mut Tx<'_>, of: MatchId, by: Acting) -> Result<()> {
    let of = matches::get(tx, of)?;
    if requests::load(tx, of.request)?.wish.help_kind != HelpKind::Recurring {
        return Ok(());
    }
    // The offer is locked: its place was taken in this transaction.
    if let Some(offer) = of.offer
        && let Some(most) = offers::actions::load(tx, offer)?.terms.max_bonds
        && store::living_of_offer(tx, offer)? >= i64::from(most)
    {
        return Err(Code::CapReached.into());
    }
    let bond = Bond::new(of.id, tx.now);
    store::insert(tx, &bond)?;
    tx.record(&Event::BondBegan(bond.id).by(by).at(of.neighbourhood).with("match", of.id))
}

/// The bond of a match, if it has one. No right is checked.
///
/// # Errors
/// When the database fails.
pub fn of_match(tx: &mut Tx<'_>, of: MatchId) -> Result<Option<BondId>> {
    store::of_match(tx, of)
}

/// The request, the match and the bond, kept from changing, and the role in which the actor may do this.
fn begin(tx: &mut Tx<'_>, actor: &Actor, id: BondId, action: Action) -> Result<(HelpRequest, Match, Bond, Acting)> {
    let of = store::get(tx, id)?.of;
    let (request, of) = lock_with_request(tx, of)?;
    let by = check(actor, action, &subject(&of))?;
    let bond = store::lock(tx, id)?;
    tx.if_match(Some(bond.version))?;
    Ok((request, of, bond, by))
}

fn moved(verb: &str, to: Moved) -> Result<Bond> {
    to.map_err(|InvalidTransition(state)| Error::wrong_state(verb, state.as_str()))
}

fn changed(tx: &mut Tx<'_>, of: &Match, bond: &Bond, by: Acting, event: Event) -> Result<BondId> {
    store::save(tx, bond)?;
    for side in [of.requester, of.helper].into_iter().filter(|it| by.person != Some(*it)) {
        tell(tx, side, Message::BondChanged { bond: bond.id })?;
    }
    tx.record(&event.by(by).at(of.neighbourhood))?;
    Ok(bond.id)
}

/// Pauses a bond. What is planned stays planned.
///
/// # Errors
/// A refusal when the actor may not, the match is held, or it is paused or over.
pub fn pause(tx: &mut Tx<'_>, actor: &Actor, id: BondId) -> Result<BondId> {
    let (_, of, bond, by) = begin(tx, actor, id, Action::PauseBond)?;
    refuse_unless_agreed(&of, "pause")?;
    let paused = moved("pause", bond.pause(tx.now))?;
    changed(tx, &of, &paused, by, Event::BondPaused(id))
}

/// Goes on with a paused bond.
///
/// # Errors
/// A refusal when the actor may not, the match is held, or it is not paused.
pub fn resume(tx: &mut Tx<'_>, actor: &Actor, id: BondId) -> Result<BondId> {
    let (_, of, bond, by) = begin(tx, actor, id, Action::ResumeBond)?;
    refuse_unless_agreed(&of, "resume")?;
    let resumed = moved("resume", bond.resume(tx.now))?;
    changed(tx, &of, &resumed, by, Event::BondResumed(id))
}

/// Says how it goes. Where it does not go well, the team looks; the other side is not told.
///
/// # Errors
/// A refusal when the actor may not, or it is not active.
pub fn check_in(tx: &mut Tx<'_>, actor: &Actor, id: BondId, goes_well: bool) -> Result<BondId> {
    let (_, of, bond, by) = begin(tx, actor, id, Action::CheckInBond)?;
    let said = moved("checkIn", bond.check_in(of.side_of(by.whom()), goes_well, tx.now))?;
    store::save(tx, &said)?;
    tx.record(&Event::BondCheckedIn(id).by(by).at(of.neighbourhood).with("goesWell", goes_well))?;
    Ok(id)
}

/// Asks for somebody else while the helper is away, and calls off what was planned for that time.
///
/// # Errors
/// A refusal when the actor may not, the match is held, the bond is not active, or a window cannot be.
pub fn cover(tx: &mut Tx<'_>, actor: &Actor, id: BondId, windows: Vec<Window>) -> Result<BondId> {
    // The person before the request, as everywhere.
    let of = store::get(tx, id)?.of;
    let requester = matches::get(tx, of)?.requester;
    people::lock_home(tx, requester)?;
    let (request, of, bond, by) = begin(tx, actor, id, Action::CoverBond)?;
    refuse_unless_agreed(&of, "cover")?;
    if bond.state != BondState::Active {
        return Err(Error::wrong_state("cover", bond.state.as_str()));
    }
    if !(1..=MOST_WINDOWS).contains(&windows.len()) {
        return Err(Error::invalid("/windows", "has 1 to 20 items"));
    }
    let minutes = request.wish.duration_minutes;
    visits::actions::helper_away(tx, &of, by, &windows)?;
    requests::ask_cover(tx, &request, by, of.id, windows, minutes)?;
    changed(tx, &of, &bond, by, Event::BondCovered(id))
}

/// Ends a bond, and its match with the same outcome; the request moves by its own table.
///
/// # Errors
/// As [`matching::actions::end`].
pub fn end(tx: &mut Tx<'_>, actor: &Actor, id: BondId, outcome: MatchOutcome) -> Result<BondId> {
    let (_, of, _, by) = begin(tx, actor, id, Action::EndBond)?;
    matching::actions::end_locked(tx, by, of, outcome)?;
    Ok(id)
}

/// A match is over, and with it its bond. The requester is asked whether to go on with somebody else.
///
/// # Errors
/// When the database fails.
pub fn match_over(tx: &mut Tx<'_>, of: MatchId) -> Result<()> {
    let Some(id) = store::of_match(tx, of)? else { return Ok(()) };
    let bond = store::lock(tx, id)?;
    let of = matches::get(tx, of)?;
    store::save(tx, &moved("end", bond.end(tx.now))?)?;
    // Where the helper is gone, somebody of the team calls first.
    if of.outcome != Some(MatchOutcome::NotNeeded) && !any_gone(tx, &[of.helper])? {
        tell(tx, of.requester, Message::GoOn { request: of.request })?;
    }
    tx.record(&Event::BondEnded(id).by(Acting::SYSTEM).at(of.neighbourhood))
}

/// Does what is due: asks both how it goes. May be called at any time.
///
/// # Errors
/// When the database fails.
pub fn strike(tx: &mut Tx<'_>, id: BondId) -> Result<()> {
    let of = store::get(tx, id)?.of;
    let of = matches::lock(tx, of)?;
    let bond = store::lock(tx, id)?;
    if bond.clock().is_none_or(|at| tx.now < at) {
        // Not yet: it is set anew, so that it cannot be lost.
        return store::set_clock(tx, &bond);
    }
    if of.state != MatchState::Agreed {
        return store::save(tx, &bond.put_off(tx.now));
    }
    store::save(tx, &bond.asked(tx.now))?;
    for side in [of.requester, of.helper] {
        tell(tx, side, Message::CheckIn { bond: id })?;
    }
    tx.record(&Event::BondAsked(id).by(Acting::SYSTEM).at(of.neighbourhood))
}

/// A bond.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: BondId) -> Result<Seen> {
    let bond = store::get(tx, id)?;
    let of = matches::get(tx, bond.of)?;
    check(actor, Action::SeeBond, &subject(&of))?;
    seen(tx, bond)
}

fn seen(tx: &mut Tx<'_>, bond: Bond) -> Result<Seen> {
    let of = matches::get(tx, bond.of)?;
    let rhythm = requests::load(tx, of.request)?.wish.rhythm;
    Ok(Seen { bond, of, rhythm })
}

/// The bonds of the actor, or those of the neighbourhoods of the team.
///
/// # Errors
/// When the database fails.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, of_team: bool, cursor: Cursor) -> Result<Page<Seen>> {
    let all = scope(actor, Action::SeeBond);
    let scope = if of_team { Scope { person: None, ..all } } else { Scope { person: all.person, ..Scope::default() } };
    Page::new(store::list(tx, &scope, cursor)?, cursor, |it| it.id.uuid()).try_map(|it| seen(tx, it))
}
