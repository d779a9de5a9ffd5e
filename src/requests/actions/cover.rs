//! Somebody else is asked for the times at which a helper is away.

use crate::events::Event;
use crate::ids::{MatchId, PersonId, RequestId};
use crate::platform::{Result, Tx};
use crate::policy::Acting;
use crate::requests::model::{HelpKind, HelpRequest, RequestState, Urgency, Wish};
use crate::requests::store;
use crate::when::Window;

/// Asks for the same help of somebody else, once and at once: a linked request for these windows, which needs no new look
/// because the team has approved the first. The match stays. No right is checked.
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
    let anew = of.clone().anew(RequestState::Open, by.person.unwrap_or(of.person), tx.now);
    let cover = HelpRequest { urgency: Urgency::Today, wish, approved_at: Some(tx.now), covers: Some(covers), ..anew };
    cover.wish.check()?;
    cover.wish.check_windows(tx.now)?;
    let (said, place) = (store::said(tx, of)?, store::place(tx, of)?);
    store::insert(tx, &cover, &said, place.as_ref())?;
    let event = Event::RequestSubmitted(cover.id).by(by).at(cover.neighbourhood);
    tx.record(&event.with("covers", covers).with("category", cover.category))?;
    Ok(cover.id)
}

/// Who is away from a request that asks for cover: they are not asked.
///
/// # Errors
/// When the database fails.
pub fn away_from(tx: &mut Tx<'_>, request: &HelpRequest) -> Result<Option<PersonId>> {
    request.covers.map(|it| store::helper_of(tx, it)).transpose()
}
