//! Merge two entries of one person, and put them apart again.

use chrono::TimeDelta;

use super::store;
use crate::clock::Instant;
use crate::codes::Code;
use crate::events::Event;
use crate::ids::PersonId;
use crate::people::actions::{has_account, subject_of};
use crate::people::cards;
use crate::people::contact_rules::actions::rules_of;
use crate::people::households::actions::household_id_of;
use crate::people::model::{GROWN_AGE, PersonState};
use crate::people::proxies::ProxyKind;
use crate::people::store::{account, actor, person};
use crate::people::vetting::actions::keep_end;
use crate::platform::{Error, Refusal, Result, Tx};
use crate::policy::{Action, Actor, check};

/// How long it can be undone.
const UNDONE_WITHIN: TimeDelta = TimeDelta::days(30);

/// Two entries are one person: what the other has goes to the one that is kept. Both take part; the other has no rules
/// for contact, and its activation cards work no more.
///
/// # Errors
/// [`Code::HasAccount`] when the other has an account; [`Code::BothOnOneMatch`], [`Code::InDifferentHouseholds`] or
/// [`Code::KeptApart`] when they cannot be one; a refusal when the actor may not.
pub fn merge(tx: &mut Tx<'_>, actor: &Actor, kept: PersonId, other: PersonId) -> Result<PersonId> {
    let subject = subject_of(tx, kept)?;
    let by = check(actor, Action::MergePeople, &subject)?;
    check(actor, Action::MergePeople, &subject_of(tx, other)?)?;
    if kept == other {
        return Err(Error::invalid("/otherPersonId", "is the same person"));
    }
    person::lock_all(tx, &[kept, other])?;
    let version = person::get(tx, kept)?.version;
    tx.if_match(Some(version))?;
    refuse_conflicts(tx, kept, other)?;
    store::lock_all_of(tx, [kept, other])?;
    let id = store::insert(tx, kept, other, actor.signed_in()?)?;
    store::move_rows(tx, id, other, kept)?;
    store::move_household(tx, id, other, kept)?;
    store::copy_blocks(tx, id, other, kept)?;
    cards::store::withdraw_all(tx, other)?;
    // What a card began and nobody verified: else the address would belong to an entry that nobody can sign in to.
    account::remove_unverified(tx, other)?;
    store::point_to(tx, other, Some(kept))?;
    store::count(tx, kept)?;
    keep_end(tx, kept)?;
    tx.record(&Event::PersonMerged(kept).by(by).at(subject.neighbourhood()).with("merged", other))?;
    Ok(kept)
}

fn refuse_conflicts(tx: &mut Tx<'_>, kept: PersonId, other: PersonId) -> Result<()> {
    if store::merged_into(tx, kept)?.is_some() || store::merged_into(tx, other)?.is_some() {
        return Err(Refusal::new(Code::WrongState).because("one of them was merged already").into());
    }
    for one in [kept, other] {
        match person::get(tx, one)?.state {
            PersonState::Active | PersonState::Paused => {}
            PersonState::Moved | PersonState::Suspended | PersonState::Left | PersonState::Deceased => {
                return Err(Refusal::new(Code::WrongState).because("both must be active or paused").into());
            }
        }
    }
    if has_account(tx, other)? {
        return Err(Code::HasAccount.into());
    }
    if rules_of(tx, other)?.is_some_and(|it| it.limits()) {
        let first = "lift its contact rules first, and set them on the one that is kept";
        return Err(Refusal::new(Code::WrongState).because(first).into());
    }
    if store::share_a_match(tx, kept, other)? {
        return Err(Code::BothOnOneMatch.into());
    }
    for (one, two) in [(kept, other), (other, kept)] {
        let apart = person::apart_from(tx, one)?;
        if apart.contains(&two) || actor::together(tx, two)?.iter().any(|it| apart.contains(it)) {
            return Err(Code::KeptApart.into());
        }
    }
    if store::act_for_each_other(tx, kept, other)? {
        return Err(Refusal::new(Code::WrongState).because("one of them acts for the other").into());
    }
    if would_let_act(tx, kept, other)? {
        let first = "somebody acts for it who could not be named for the one that is kept: end that first";
        return Err(Refusal::new(Code::WrongState).because(first).into());
    }
    match (household_id_of(tx, kept)?, household_id_of(tx, other)?) {
        (Some(one), Some(two)) if one != two => Err(Code::InDifferentHouseholds.into()),
        _ => Ok(()),
    }
}

/// Whether the merge would give a grown-up a guardian, or somebody with an account a proxy whom only they can name.
fn would_let_act(tx: &mut Tx<'_>, kept: PersonId, other: PersonId) -> Result<bool> {
    let is_grown = person::get(tx, kept)?.birth_year.age(tx.now) >= GROWN_AGE;
    let names_own = has_account(tx, kept)?;
    let kinds = store::kinds_of_proxies(tx, other)?;
    Ok(kinds.into_iter().any(|it| (it == ProxyKind::Guardian && is_grown) || (!it.is_by_law() && names_own)))
}

/// They are two after all: what was moved goes back, as far as it still belongs to the one that was kept. What came
/// since stays with that one.
///
/// # Errors
/// A refusal when the actor may not, there is nothing to undo, or it is too long ago.
pub fn undo_merge(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<PersonId> {
    let subject = subject_of(tx, id)?;
    let by = check(actor, Action::UndoMerge, &subject)?;
    let nothing = || Refusal::new(Code::WrongState).because("nothing was merged within 30 days");
    let last = store::last_of(tx, id)?.ok_or_else(nothing)?;
    check(actor, Action::UndoMerge, &subject_of(tx, last.kept)?)?;
    check(actor, Action::UndoMerge, &subject_of(tx, last.merged)?)?;
    person::lock_all(tx, &[last.kept, last.merged])?;
    let version = person::get(tx, id)?.version;
    tx.if_match(Some(version))?;
    let last = store::last_of(tx, id)?.filter(|it| is_undoable(it.at, tx.now)).ok_or_else(nothing)?;
    store::lock_all_of(tx, [last.kept, last.merged])?;
    store::put_back(tx, last.id, last.kept, last.merged)?;
    store::point_to(tx, last.merged, None)?;
    store::count(tx, last.kept)?;
    store::undone(tx, last.id, actor.signed_in()?)?;
    keep_end(tx, last.kept)?;
    keep_end(tx, last.merged)?;
    let event = Event::MergeUndone(last.kept).by(by).at(subject.neighbourhood());
    tx.record(&event.with("merged", last.merged))?;
    // The offers of the other follow their own home again.
    tx.record(&Event::MergeUndone(last.merged).by(by).at(subject.neighbourhood()).with("kept", last.kept))?;
    Ok(id)
}

fn is_undoable(merged_at: Instant, now: Instant) -> bool {
    now < merged_at + UNDONE_WITHIN
}

/// Whether the last merge of a person, into another or of another into them, can still be undone.
///
/// # Errors
/// When the database fails.
pub fn can_be_undone(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    Ok(store::last_of(tx, id)?.is_some_and(|it| is_undoable(it.at, tx.now)))
}

/// The person that somebody turned out to be.
///
/// # Errors
/// When the database fails.
pub fn merged_into(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<PersonId>> {
    store::merged_into(tx, id)
}
