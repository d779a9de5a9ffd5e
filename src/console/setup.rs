//! The pages of the first run: the first administrator, and what is still to do.

use askama::Template;

use super::frame::Frame;
use crate::audit;
use crate::codes::Code;
use crate::duty;
use crate::events::Event;
use crate::ids::NeighbourhoodId;
use crate::instance::mail;
use crate::organisations::actions::{Part, directory};
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

/// Where mail goes.
enum Mail {
    /// Where the command line says.
    Given,
    /// To the server that was filled in.
    Set,
    /// Nowhere yet.
    Missing,
}

/// The page that says what is still to do.
#[derive(Template)]
#[template(path = "console/setup/steps.html")]
pub(super) struct StepsPage {
    pub(super) frame: Frame,
    has_authenticator: bool,
    /// How many neighbourhoods there are, a hundred at most.
    neighbourhoods: usize,
    /// One of which nothing is decided yet.
    undecided: Option<NeighbourhoodId>,
    /// One whose team has no phone.
    without_phone: Option<NeighbourhoodId>,
    /// One where nobody is on duty.
    without_roster: Option<NeighbourhoodId>,
    /// Whether anybody works in a neighbourhood.
    has_team: bool,
    /// How many organisations there are to refer to.
    organisations: i64,
    mail: Mail,
    /// Whether anybody was invited.
    has_invited: bool,
}

/// What is still to do.
///
/// # Errors
/// When the database fails, or the actor may not see it.
pub(super) fn steps(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, mail_is_given: bool) -> Result<StepsPage> {
    let all = places::neighbourhoods(tx, Cursor { after: None, size: 100 })?.items;
    let (mut undecided, mut without_roster) = (None, None);
    for it in &all {
        if !is_decided(tx, it.id)? {
            undecided = Some(it.id);
        }
        if !has_roster(tx, actor, it.id)? {
            without_roster = Some(it.id);
        }
    }
    let (_, organisations) = directory::organisations(tx, Part { after: 0, most: 1 })?;
    Ok(StepsPage {
        has_authenticator: people::actions::has_totp(tx, actor.signed_in()?)?,
        neighbourhoods: all.len(),
        undecided,
        without_phone: all.iter().rfind(|it| it.policy.0.phone.is_none()).map(|it| it.id),
        without_roster,
        has_team: people::actions::has_team(tx)?,
        organisations,
        mail: match mail::see(tx, actor)? {
            _ if mail_is_given => Mail::Given,
            Some(_) => Mail::Set,
            None => Mail::Missing,
        },
        has_invited: !invitations::see_all(tx, actor, None, Cursor { after: None, size: 1 })?.items.is_empty(),
        frame,
    })
}

/// Whether anybody decided how it goes in a neighbourhood. The usual way is a choice too, and looks like none: the log knows.
/// What a file changed stands there with its code.
fn is_decided(tx: &mut Tx<'_>, id: NeighbourhoodId) -> Result<bool> {
    let changed = Event::NeighbourhoodChanged(id).name();
    let history = audit::history(tx, id.uuid())?;
    Ok(history.iter().any(|it| it.event == changed && !it.details.0.contains_key("code")))
}

fn has_roster(tx: &mut Tx<'_>, actor: &Actor, id: NeighbourhoodId) -> Result<bool> {
    match duty::actions::see_roster(tx, actor, id) {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some(Code::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}
