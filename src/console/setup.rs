//! The pages of the first run: the first administrator, and what is still to do.

use askama::Template;

use super::frame::Frame;
use crate::instance::mail;
use crate::people;
use crate::people::invitations::actions as invitations;
use crate::places;
use crate::platform::http::Cursor;
use crate::platform::{Result, Tx};
use crate::policy::Actor;

/// The page on which the first administrator is made.
#[derive(Template)]
#[template(path = "console/setup/first.html")]
pub(super) struct FirstPage {
    pub(super) frame: Frame,
}

/// The page of an instance that has one, for who has not signed in.
#[derive(Template)]
#[template(path = "console/setup/made.html")]
pub(super) struct MadePage {
    pub(super) frame: Frame,
}

/// The page that says what is still to do.
#[derive(Template)]
#[template(path = "console/setup/steps.html")]
pub(super) struct StepsPage {
    pub(super) frame: Frame,
    has_authenticator: bool,
    /// How many neighbourhoods there are, a hundred at most.
    neighbourhoods: usize,
    /// The first of them.
    first: Option<String>,
    /// Whether mail goes by a server.
    has_mail: bool,
    /// Whether anybody was invited.
    has_invited: bool,
}

/// What is still to do.
///
/// # Errors
/// When the database fails, or the actor may not see it.
pub(super) fn steps(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, mail_is_given: bool) -> Result<StepsPage> {
    let page = places::neighbourhoods(tx, Cursor { after: None, size: 100 })?;
    Ok(StepsPage {
        has_authenticator: people::actions::has_totp(tx, actor.signed_in()?)?,
        neighbourhoods: page.items.len(),
        first: page.items.last().map(|it| it.id.to_string()),
        has_mail: mail_is_given || mail::see(tx, actor)?.is_some(),
        has_invited: !invitations::see_all(tx, actor, None, Cursor { after: None, size: 1 })?.items.is_empty(),
        frame,
    })
}
