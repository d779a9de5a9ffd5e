//! Erase a person, and keep the list of who was erased.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::list::ErasureList;
use super::store;
use crate::clock::Instant;
use crate::codes::Code;
use crate::events::Event;
use crate::ids::{AnyId, PersonId};
use crate::matching::actions as matching;
use crate::people::actions::{self as people, fresh_proof};
use crate::people::contact_rules::actions as contact_rules;
use crate::platform::{Error, Refusal, Result, Store, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check};
use crate::privacy::export;

/// How often the worker looks whether somebody was erased.
const PAUSE: Duration = Duration::from_secs(1);

/// Erases the caller.
///
/// # Errors
/// A refusal when they signed in too long ago, have read another version of themselves, or hold a role that nobody else
/// holds.
pub(super) fn erase_me(tx: &mut Tx<'_>, actor: &Actor) -> Result<()> {
    let id = actor.signed_in()?;
    lock_entries(tx, id)?;
    let by = check(actor, Action::EraseMe, &Subject::of(id))?;
    let version = people::get(tx, id)?.version;
    tx.if_match(Some(version))?;
    fresh_proof(tx, actor)?;
    erase(tx, id, by)
}

/// Erases somebody who asked the team for it and cannot sign in: without an account, suspended, gone, or where no code may
/// be sent to. Who can does it themselves.
///
/// # Errors
/// A refusal when the actor may not, signed in too long ago, or the person can sign in.
pub(super) fn erase_other(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<()> {
    lock_entries(tx, id)?;
    let subject = people::subject_of(tx, id)?;
    let by = check(actor, Action::ErasePerson, &subject)?;
    let person = people::get(tx, id)?;
    tx.if_match(Some(person.version))?;
    if person.state.can_sign_in() && people::has_account(tx, id)? && !contact_rules::is_shut_out(tx, id)? {
        return Err(Refusal::new(Code::WrongState).because("who can sign in has themselves erased").into());
    }
    fresh_proof(tx, actor)?;
    erase(tx, id, by)
}

/// Erases a person, with all other entries of theirs, which are locked. No right is checked. What follows for others is done
/// first, while there still is somebody it is about; then everything goes.
///
/// # Errors
/// A refusal when nobody else holds a role that somebody must hold.
fn erase(tx: &mut Tx<'_>, id: PersonId, by: Acting) -> Result<()> {
    if people::is_last_in_role(tx, id)? {
        return Err(Code::LastInRole.into());
    }
    let entries = entries_of(tx, id)?;
    matching::lock_all_of(tx, &entries)?;
    entries.into_iter().try_for_each(|it| erase_entry(tx, it, by))
}

/// Erases a person, if once they are locked there still is a reason to.
///
/// # Errors
/// A refusal when nobody else holds a role that somebody must hold.
pub fn erase_if(
    tx: &mut Tx<'_>,
    id: PersonId,
    is_to_go: impl FnOnce(&mut Tx<'_>, PersonId) -> Result<bool>,
) -> Result<()> {
    lock_entries(tx, id)?;
    if is_to_go(tx, id)? { erase(tx, id, Acting::SYSTEM) } else { Ok(()) }
}

/// All entries of a person, each after those that were merged into it.
fn entries_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Vec<PersonId>> {
    let (mut entries, mut last) = (vec![id], vec![id]);
    while !last.is_empty() {
        last = store::merged_into(tx, &last)?;
        entries.extend(&last);
    }
    entries.reverse();
    Ok(entries)
}

/// Keeps all entries of a person from changing until the end of the transaction, in the order of their ids.
fn lock_entries(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    let entries = entries_of(tx, id)?;
    people::lock_people(tx, &entries)?;
    if entries_of(tx, id)? == entries { Ok(()) } else { Err(Error::overtaken()) }
}

fn erase_entry(tx: &mut Tx<'_>, id: PersonId, by: Acting) -> Result<()> {
    let at = people::home_of(tx, id)?.and_then(|it| it.neighbourhood);
    store::leaves(tx, id)?;
    tx.record(&Event::PersonErased(id).by(by).at(at))?;
    export::make_anew_without(tx, id)?;
    store::forget(tx, id)?;
    tx.destroy_key(id.uuid())
}

// -- the list outside the database ------------------------------------------------------------------------------------

/// Writes down on the list whom the database knows as erased and the list does not. Whatever came between an erasure and
/// the list is made good here, since the database never forgets an erasure. Then what the log of the database still holds of
/// them goes too. Returns how many were missing.
///
/// # Errors
/// A line that says how to mend it.
pub async fn keep(store: &Store, list: &ErasureList) -> Result<usize, String> {
    let erased = store.read(store::erased).await.map_err(|error| error.to_string())?;
    let added = list.add(store.keys(), &erased)?;
    if added > 0 {
        store.empty_log().await.map_err(|error| error.to_string())?;
    }
    Ok(added)
}

/// How many erasures that the database knows are not on the list.
///
/// # Errors
/// When the database fails; inside, a line that says how to mend it.
pub fn count_unlisted(tx: &mut Tx<'_>, list: &ErasureList) -> Result<Result<usize, String>> {
    let erased = store::erased(tx)?;
    let listed = list.read(tx.keys()).map(|it| it.into_iter().map(|it| it.0).collect::<HashSet<_>>());
    Ok(listed.map(|listed| erased.iter().filter(|it| !listed.contains(&it.0)).count()))
}

/// Does again what the list tells and this database does not know of, because it is older than the list. Returns how many
/// were erased again.
///
/// # Errors
/// A line that says how to mend it.
pub async fn replay(store: &Store, list: &ErasureList) -> Result<usize, String> {
    let mut count = 0;
    for (owner, at) in list.read(store.keys())? {
        let done = store.write(move |tx| erase_again(tx, owner, at)).await;
        count += usize::from(done.map_err(|error| error.to_string())?);
    }
    Ok(count)
}

/// Says whether there was anything to do.
fn erase_again(tx: &mut Tx<'_>, owner: AnyId, at: Instant) -> Result<bool> {
    let person = PersonId::from(owner.uuid());
    if store::is_erased(tx, owner)? {
        return Ok(false);
    }
    if store::is_there(tx, person)? {
        // Whoever was let go then is let go now, whatever role the older database gives them. Only they: what was merged
        // with them here may have been put apart since, and stands on the list itself if not.
        people::lock_people(tx, &[person])?;
        erase_entry(tx, person, Acting::SYSTEM)?;
    } else {
        tx.destroy_key(owner.uuid())?;
    }
    store::erased_at(tx, owner, at)?;
    Ok(true)
}

/// What is done before anybody is served: a database that was put back from a backup brings nobody back, and the list
/// misses nobody.
///
/// # Errors
/// A line that says how to mend it.
pub async fn at_start(store: &Store, list: &ErasureList) -> Result<(), String> {
    let again = replay(store, list).await?;
    if again > 0 {
        tracing::warn!(again, "this database is older than the erasure list: they were erased again");
    }
    keep(store, list).await.map(|_| ())
}

/// Keeps the list until the process ends.
pub async fn keep_listed(store: Store, list: ErasureList) {
    let mut ticks = interval(PAUSE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut listed = None;
    loop {
        ticks.tick().await;
        let count = store.read(store::count).await.ok();
        if count.is_none() || count == listed {
            continue;
        }
        match keep(&store, &list).await {
            Ok(_) => listed = count,
            Err(error) => tracing::warn!(%error, "the erasure list is tried again"),
        }
    }
}
