//! Somebody else is asked for the times at which a helper is away.

use crate::duty;
use crate::events::{Event, Message};
use crate::ids::{MatchId, PersonId, RequestId};
use crate::platform::{Result, Tx};
use crate::policy::Acting;
use crate::requests::model::{HelpKind, HelpRequest, Reason, RequestState, Urgency, Wish, WithdrawReason};
use crate::requests::store;
use crate::when::Window;

/// Asks for the same help of somebody else, once and at once: a linked request for these windows, which needs no new look
/// where the first stands as the team approved it. The team hears of it at once; the match stays. No right is checked, and
/// the person is locked, so that their home and their consents stay as they are.
///
/// # Errors
/// A refusal when a window is shorter than the help, or does not lie in the year to come.
pub fn ask_cover(
    tx: &mut Tx<'_>,
    of: &HelpRequest,
    by: Acting,
    covers: MatchId,
    windows: Vec<Window>,
    duration_minutes: i32,
) -> Result<RequestId> {
    let wish = Wish {
        duration_minutes,
        windows,
        weekly_slots: Vec::new(),
        help_kind: HelpKind::Once,
        rhythm: None,
        ..of.wish.clone()
    };
    // What needs a new look itself is not shown or matched by this.
    let state = if of.approved_at.is_some() { RequestState::Open } else { RequestState::Submitted };
    let anew = of.clone().anew(state, by.person.unwrap_or(of.person), tx.now);
    let (urgency, covers) = (Urgency::Today, Some(covers));
    let cover = HelpRequest { urgency, wish, approved_at: of.approved_at, covers, ..anew };
    cover.wish.check()?;
    cover.wish.check_windows(tx.now)?;
    let (said, place) = (store::said(tx, of)?, store::place(tx, of)?);
    store::insert(tx, &cover, &said, place.as_ref())?;
    let event = Event::RequestSubmitted(cover.id).by(by).at(cover.neighbourhood);
    tx.record(&event.with("category", cover.category))?;
    duty::tell_first(tx, cover.neighbourhood, cover.person, Message::CoverWanted { request: cover.id })?;
    Ok(cover.id)
}

/// Keeps requests, with what covers them, from changing until the end of the transaction, in the order of their ids. Gives
/// them all. What came while this waited is younger than all of them, so it comes last.
///
/// # Errors
/// When the database fails.
pub fn lock_with_covers(tx: &mut Tx<'_>, these: Vec<RequestId>) -> Result<Vec<RequestId>> {
    let known = with_covers(tx, these)?;
    store::cases::lock_all(tx, &known)?;
    let all = with_covers(tx, known)?;
    store::cases::lock_all(tx, &all)?;
    Ok(all)
}

fn with_covers(tx: &mut Tx<'_>, mut all: Vec<RequestId>) -> Result<Vec<RequestId>> {
    let mut last = all.clone();
    while !last.is_empty() {
        last = store::cases::covers_of(tx, &last)?;
        last.retain(|it| !all.contains(it));
        all.extend(&last);
    }
    Ok(all)
}

/// Who is away from a request that asks for cover, and from those that it covers in turn: they are not asked.
///
/// # Errors
/// When the database fails.
pub fn away_from(tx: &mut Tx<'_>, request: &HelpRequest) -> Result<Vec<PersonId>> {
    let mut away = Vec::new();
    let mut covered = request.covers;
    while let Some(of) = covered {
        let (helper, next) = store::covered(tx, of)?;
        away.push(helper);
        covered = next;
    }
    Ok(away)
}

/// A request is held, and what covers its helpers with it.
///
/// # Errors
/// When the database fails.
pub fn hold_covers(tx: &mut Tx<'_>, of: RequestId, by: Acting) -> Result<()> {
    for cover in store::lock_covers(tx, of)? {
        if cover.state != RequestState::Held {
            let held = cover.hold_with_covered(tx.now)?;
            store::save(tx, &held)?;
            tx.record(&Event::RequestHeld(held.id).by(by).at(held.neighbourhood).with("covers", of))?;
        }
    }
    Ok(())
}

/// The hold on a request ended, and with it those on what covers its helpers. What the team holds itself stays held.
///
/// # Errors
/// When the database fails.
pub fn release_covers(tx: &mut Tx<'_>, of: RequestId, by: Acting) -> Result<()> {
    for cover in store::lock_covers(tx, of)? {
        if cover.is_held_for(Reason::CoveredHeld) {
            let released = cover.release(tx.now)?;
            store::save(tx, &released)?;
            tx.record(&Event::RequestReleased(released.id).by(by).at(released.neighbourhood).with("covers", of))?;
        }
    }
    Ok(())
}

/// A request has ended or is with a professional: nobody is asked any more to come instead of its helpers.
///
/// # Errors
/// When the database fails.
pub fn withdraw_covers(tx: &mut Tx<'_>, of: RequestId, by: Acting) -> Result<()> {
    for cover in store::lock_covers(tx, of)? {
        let withdrawn = cover.withdraw(WithdrawReason::NoLongerNeeded, tx.now)?;
        store::save(tx, &withdrawn)?;
        tx.record(&Event::RequestWithdrawn(withdrawn.id).by(by).at(withdrawn.neighbourhood).with("covers", of))?;
    }
    Ok(())
}
