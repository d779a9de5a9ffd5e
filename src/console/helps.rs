//! What somebody offers, and the matches they are part of: ways from their page, which name nobody else.

use super::frame::Frame;
use super::person::Line;
use crate::ids::PersonId;
use crate::matching::actions as matching;
use crate::offers::actions as offers;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, may};
use crate::requests;

/// The offers of a person that the reader may see, newest first.
///
/// # Errors
/// When the database fails.
pub(super) fn offers_of(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, frame: &Frame) -> Result<Vec<Line>> {
    let mut ids = offers::ids_of(tx, id)?;
    ids.sort_unstable_by(|one, other| other.cmp(one));
    let mut lines = Vec::new();
    for id in ids {
        let of = offers::load(tx, id)?;
        if may(actor, Action::SeeOffer, &offers::subject(&of)) {
            let what: Vec<_> = of.terms.categories.iter().map(|it| frame.word("category", it.as_str())).collect();
            let text = format!("{}, {}", what.join(", "), frame.word("console-offer-state", of.state.as_str()));
            lines.push(Line { href: format!("/console/offers/{id}"), text });
        }
    }
    Ok(lines)
}

/// The newest matches of a person that the reader may see.
///
/// # Errors
/// When the database fails.
pub(super) fn matches_of(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, most: u32, frame: &Frame) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for of in matching::of_person(tx, actor, id, most)? {
        let what = frame.word("category", requests::load(tx, of.request)?.category.as_str());
        let state = frame.word("console-match-state", of.state.as_str());
        let text = format!("{what}, {state} ({})", words::day(of.created_at));
        lines.push(Line { href: format!("/console/matches/{}", of.id), text });
    }
    Ok(lines)
}
