//! Invitations of the team: whom one hands a code on paper, so that they take a role.

use askama::Template;

use super::people::new_role;
use super::{Choice, choices, neighbourhoods};
use crate::console::frame::Frame;
use crate::console::invitations::{Invited, invited};
use crate::ids::InvitationId;
use crate::people::invitations::actions;
use crate::platform::http::{Cursor, Form};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor, Role, scope};

/// How many invitations a page has.
const ROWS: u32 = 50;
/// How many can be made in one go: as many as fit a printer that somebody waits beside.
const MOST: u8 = 20;

/// The page.
#[derive(Template)]
#[template(path = "console/admin/invitations.html")]
pub(in crate::console) struct InvitationsPage {
    pub(in crate::console) frame: Frame,
    rows: Vec<Invited>,
    next: Option<String>,
    /// The roles that the reader can invite to; none where they only look.
    roles: Vec<(&'static str, String)>,
    neighbourhoods: Vec<Choice>,
    /// Whether they invite coordinators.
    everywhere: bool,
    municipalities: Vec<String>,
    most: u8,
}

/// The invitations that the reader may see, and what they can make.
///
/// # Errors
/// When the database fails.
pub(in crate::console) fn invitations(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    after: &str,
) -> Result<InvitationsPage> {
    let page = invited(tx, actor, &frame, None, Cursor::read(after, ROWS)?)?;
    let places = neighbourhoods(tx, actor, Action::MakeInvitation)?;
    let mut municipalities: Vec<String> = places.iter().filter_map(|it| it.municipality_nis.clone()).collect();
    municipalities.sort();
    municipalities.dedup();
    let everywhere = scope(actor, Action::MakeInvitation).everyone;
    let roles = [(Role::Buurtwerker, !places.is_empty()), (Role::Coordinator, everywhere)];
    let open = roles.iter().filter(|it| it.1);
    Ok(InvitationsPage {
        rows: page.items,
        next: page.next,
        roles: open.map(|it| (it.0.as_str(), frame.word("console-invitation-role", it.0.as_str()))).collect(),
        neighbourhoods: choices(&places),
        everywhere,
        municipalities,
        most: MOST,
        frame,
    })
}

/// Makes as many invitations as a form says, in one go. Gives the last of them.
///
/// # Errors
/// A refusal that names the field, or when the actor may not.
pub(in crate::console) fn make(tx: &mut Tx<'_>, actor: &Actor, form: &Form) -> Result<InvitationId> {
    let new = new_role(form)?;
    let number: u8 = form.number("howMany")?;
    if !(1..=MOST).contains(&number) {
        return Err(Error::invalid("howMany", format!("is a number from 1 to {MOST}")));
    }
    for _ in 1..number {
        actions::make(tx, actor, &new)?;
    }
    actions::make(tx, actor, &new)
}
