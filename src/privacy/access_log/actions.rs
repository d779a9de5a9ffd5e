//! Read one's own access log.

use crate::audit::{self, Shown};
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

/// The language of the actor.
///
/// # Errors
/// When nobody signed in.
pub(super) fn language(tx: &mut Tx<'_>, actor: &Actor) -> Result<Locale> {
    Ok(people::get(tx, actor.signed_in()?)?.locale)
}
