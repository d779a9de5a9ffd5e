//! See which rights to think of, and write down what came of it.

use super::model::{Checked, Right, RightOutcome, hints};
use super::store;
use crate::events::{Disclosure, Event, Part, Purpose};
use crate::ids::RequestId;
use crate::people;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, check};
use crate::requests;

/// A right to think of, and what came of checking it.
pub(super) type Hint = (Right, Option<Checked>);

/// The rights to think of with a request: those of its kind of help, then what else was checked. Reading what came of it leaves
/// a trace.
///
/// # Errors
/// A refusal when the actor may not.
pub(super) fn see(tx: &mut Tx<'_>, actor: &Actor, id: RequestId) -> Result<Vec<Hint>> {
    let request = requests::load(tx, id)?;
    let by = check(actor, Action::SeeRights, &requests::subject(&request))?;
    let checked = checked(tx, id)?;
    if !checked.is_empty() {
        let disclosed = Disclosure::of([request.person], &[Part::Facts], Purpose::HandleRequest);
        tx.record(&Event::RequestDisclosed(id).by(by).at(request.neighbourhood).disclosing(disclosed))?;
    }
    let thought_of = hints(request.category);
    let last = |right: Right| checked.iter().copied().find(|it| it.right == right);
    let others = checked.iter().map(|it| it.right).filter(|it| !thought_of.contains(it));
    Ok(thought_of.iter().copied().chain(others).map(|it| (it, last(it))).collect())
}

/// Writes down what came of checking a right with somebody; it can be checked again.
///
/// # Errors
/// A refusal when the actor may not, or the person has died, left or was erased.
pub(super) fn check_right(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: RequestId,
    right: Right,
    outcome: RightOutcome,
) -> Result<RequestId> {
    let request = requests::lock(tx, id)?;
    let by = check(actor, Action::CheckRight, &requests::subject(&request))?;
    people::states::actions::refuse_if_gone(tx, request.person)?;
    store::insert(tx, id, &Checked { right, outcome, by: actor.signed_in()?, at: tx.now })?;
    // What came of it stands in the row, which goes with the request: the log is kept for longer.
    tx.record(&Event::RightChecked(id).by(by).at(request.neighbourhood).with("right", right))?;
    Ok(id)
}

/// What came of checking each right with a request, the last time.
fn checked(tx: &mut Tx<'_>, id: RequestId) -> Result<Vec<Checked>> {
    let mut last: Vec<Checked> = Vec::new();
    for checked in store::all_of(tx, id)? {
        last.retain(|it| it.right != checked.right);
        last.push(checked);
    }
    Ok(last)
}

/// All that came of checking rights with a request, oldest first. No right of the reader is checked.
///
/// # Errors
/// When the database fails.
pub fn all_checked(tx: &mut Tx<'_>, id: RequestId) -> Result<Vec<Checked>> {
    store::all_of(tx, id)
}
