//! Ask for an export, see how far it is, fetch it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;

pub use super::store::Export;
use super::{archive, content, store};
use crate::codes::Code;
use crate::events::{Event, Job, Message};
use crate::ids::{ExportId, PersonId};
use crate::notifications::tell;
use crate::people::actions::{self as people, fresh_proof};
use crate::platform::seal::Field;
use crate::platform::{Error, Refusal, Result, Tx, jobs};
use crate::policy::{Acting, Action, Actor, Subject, check};

/// How long it can be fetched.
const KEPT: TimeDelta = TimeDelta::days(7);

/// Asks for an export. One at a time: while one is being made that is it, and one that was made before makes way.
///
/// # Errors
/// A refusal when the caller signed in too long ago.
pub fn ask(tx: &mut Tx<'_>, actor: &Actor) -> Result<PersonId> {
    let person = actor.signed_in()?;
    people::lock_two(tx, person, person)?;
    let by = check(actor, Action::ExportPerson, &Subject::of(person))?;
    fresh_proof(tx, actor)?;
    if store::of(tx, person)?.is_some_and(|it| it.ready_at.is_none()) {
        return Ok(person);
    }
    begin(tx, person)?;
    tx.record(&Event::ExportAsked(person).by(by))?;
    Ok(person)
}

fn begin(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let export = ExportId::fresh();
    store::replace(tx, export, person)?;
    jobs::enqueue(tx, Job::BuildExport { export }, &format!("export:{person}"), tx.now)
}

/// The exports of others in which the name of somebody stands who is erased in this transaction are made anew, without it.
/// No right is checked.
///
/// # Errors
/// When the database fails.
pub fn make_anew_without(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    for export in store::with_name_of(tx, person)? {
        if export.expires_at.is_some_and(|it| it <= tx.now) {
            store::remove(tx, export.person)?;
        } else {
            begin(tx, export.person)?;
        }
    }
    Ok(())
}

/// How far the export of the caller is; `None`: there is none.
///
/// # Errors
/// When nobody signed in.
pub fn see(tx: &mut Tx<'_>, actor: &Actor) -> Result<Option<Export>> {
    let person = actor.signed_in()?;
    check(actor, Action::ExportPerson, &Subject::of(person))?;
    let now = tx.now;
    Ok(store::of(tx, person)?.filter(|it| it.expires_at.is_none_or(|it| now < it)))
}

/// The export of the caller, as a zip. Leaves a trace.
///
/// # Errors
/// A refusal when it is not ready, or the caller signed in too long ago.
pub fn fetch(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<u8>> {
    let person = actor.signed_in()?;
    let by = check(actor, Action::ExportPerson, &Subject::of(person))?;
    fresh_proof(tx, actor)?;
    let ready = see(tx, actor)?.filter(|it| it.ready_at.is_some());
    let export = ready.ok_or_else(|| Refusal::new(Code::WrongState).because("there is no export that is ready"))?;
    let sealed = store::content(tx, export.id)?.ok_or(Code::WrongState)?;
    let text: String =
        tx.open(person.uuid(), Field::ExportContent, export.id.uuid(), &sealed)?.ok_or(Code::WrongState)?;
    tx.record(&Event::ExportFetched(person).by(by))?;
    STANDARD.decode(text).map_err(|error| Error::Inconsistent(format!("export {}: {error}", export.id)))
}

/// Makes an export that was asked for; nothing when it is there, or nobody wants it any more.
///
/// # Errors
/// When the database fails.
pub fn build(tx: &mut Tx<'_>, id: ExportId) -> Result<()> {
    let Some(export) = store::get(tx, id)?.filter(|it| it.ready_at.is_none()) else { return Ok(()) };
    let files = content::files(tx, export.person)?;
    let zip = archive::zip(&files, tx.now).map_err(|error| Error::Inconsistent(format!("export {id}: {error}")))?;
    let sealed = tx.seal(export.person.uuid(), Field::ExportContent, id.uuid(), &STANDARD.encode(zip))?;
    store::ready(tx, id, sealed, tx.now + KEPT)?;
    tell(tx, export.person, Message::ExportReady)?;
    tx.record(&Event::ExportMade(export.person).by(Acting::SYSTEM))
}
