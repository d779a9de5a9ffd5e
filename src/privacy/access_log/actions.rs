//! Read one's own access log.

use crate::audit::{self, Shown};
use crate::ids::PersonId;
use crate::people::actions as people;
use crate::platform::http::{Cursor, Page};
use crate::platform::language::Locale;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, Subject, check};

/// What of the actor was shown to others, newest first.
///
/// # Errors
/// When nobody signed in.
pub(super) fn see(tx: &mut Tx<'_>, actor: &Actor, cursor: Cursor) -> Result<Page<Shown>> {
    let person = actor.signed_in()?;
    check(actor, Action::SeeAccessLog, &Subject::of(person))?;
    audit::shown_of(tx, person, cursor)
}

/// What of a person without an account was shown to others, newest first: the team reads it out or prints it for them.
///
/// # Errors
/// A refusal when the person is not one for whom the actor writes down.
pub fn see_of(tx: &mut Tx<'_>, actor: &Actor, person: PersonId, cursor: Cursor) -> Result<Page<Shown>> {
    let subject = people::subject_of(tx, person)?;
    let recorder = people::recording(tx, actor, &[person])?;
    check(&recorder, Action::SeeAccessLog, &subject)?;
    audit::shown_of(tx, person, cursor)
}

/// The language of the actor.
///
/// # Errors
/// When nobody signed in.
pub(super) fn language(tx: &mut Tx<'_>, actor: &Actor) -> Result<Locale> {
    Ok(people::get(tx, actor.signed_in()?)?.locale)
}
