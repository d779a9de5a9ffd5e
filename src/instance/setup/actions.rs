//! Make the first administrator.

use super::store;
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{AnyId, PersonId};
use crate::people::actions::{NewAccount, NewRole, Scope, grant_role, has_administrator, vouch};
use crate::places;
use crate::platform::http::Cursor;
use crate::platform::seal::Keys;
use crate::platform::{Error, Result, Tx, token};
use crate::policy::{Actor, Role};

/// The kind of its tokens.
const KIND: &str = "setUp";
/// For how many minutes a token works.
const MINUTES: i32 = 30;
/// From which age somebody can answer for an instance.
const ADULT: i32 = 18;

/// Whether there is an administrator.
///
/// # Errors
/// When the database fails.
pub fn is_set_up(tx: &mut Tx<'_>) -> Result<bool> {
    has_administrator(tx)
}

/// Whether there is no neighbourhood yet.
///
/// # Errors
/// When the database fails.
pub fn has_no_neighbourhood(tx: &mut Tx<'_>) -> Result<bool> {
    Ok(places::neighbourhoods(tx, Cursor { after: None, size: 1 })?.items.is_empty())
}

fn minute(of: Instant) -> i32 {
    i32::try_from(of.seconds() / 60).unwrap_or(i32::MAX)
}

/// Where the first administrator is made, from the root of this instance: another link at each start. `None`: there is one.
///
/// # Errors
/// When the database fails.
pub fn link(tx: &mut Tx<'_>) -> Result<Option<String>> {
    if is_set_up(tx)? {
        return Ok(None);
    }
    Ok(Some(format!("/setup#{}", token::write(tx.keys(), KIND, AnyId::fresh().uuid(), minute(tx.now)))))
}

/// The lines that tell whoever starts the program how to go on.
#[must_use]
pub fn invitation(base: &str, link: &str) -> String {
    format!(
        "There is no administrator yet. For half an hour this link makes the first one:\n  {base}{link}\n\
         Or from the command line: buurtnet admin create --help\n"
    )
}

/// Whether a token was made here in the last half an hour.
#[must_use]
pub fn was_made_here(token: &str, keys: &Keys, now: Instant) -> bool {
    let made = token::read(keys, KIND, token.trim()).map(|it| it.1);
    made.is_some_and(|it| (0..MINUTES).contains(&minute(now).saturating_sub(it)))
}

/// Makes the first administrator. Of two at once the other finds one.
///
/// # Errors
/// [`Code::TokenInvalid`] when the token was not made here or is too old, or there is an administrator; a refusal when the
/// person is not of age.
pub fn set_up(tx: &mut Tx<'_>, token: &str, new: &NewAccount) -> Result<PersonId> {
    store::lock(tx)?;
    if is_set_up(tx)? || !was_made_here(token, tx.keys(), tx.now) {
        return Err(Code::TokenInvalid.into());
    }
    if new.person.birth_year.age(tx.now) < ADULT {
        return Err(Error::invalid("/birthYear", "an administrator is of age"));
    }
    let id = vouch(tx, new)?;
    grant_role(tx, &Actor::system(), id, &NewRole { role: Role::Administrator, scope: Scope::Instance })?;
    Ok(id)
}
