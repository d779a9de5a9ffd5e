//! Invitations as the pages about them list them: those of the team, and those of an organisation.

use super::frame::Frame;
use crate::ids::{InvitationId, OrganisationId};
use crate::organisations;
use crate::people::invitations::actions::{self, Invitation};
use crate::people::invitations::model::InvitationState;
use crate::places;
use crate::platform::http::{Cursor, Page};
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, may};

/// An invitation.
pub(super) struct Invited {
    pub(super) id: InvitationId,
    pub(super) role: String,
    pub(super) place: String,
    pub(super) state: String,
    pub(super) is_open: bool,
    /// How its code ends, while it works.
    pub(super) end: Option<String>,
    pub(super) until: String,
    pub(super) made: String,
    pub(super) may_withdraw: bool,
}

/// A page of the invitations that the reader may see, those of one organisation if it is named.
///
/// # Errors
/// When the database fails.
pub(super) fn invited(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: &Frame,
    organisation: Option<OrganisationId>,
    cursor: Cursor,
) -> Result<Page<Invited>> {
    actions::see_all(tx, actor, organisation, cursor)?.try_map(|it| row(tx, actor, frame, &it))
}

fn row(tx: &mut Tx<'_>, actor: &Actor, frame: &Frame, of: &Invitation) -> Result<Invited> {
    let state = of.state(tx.now);
    let is_open = state == InvitationState::Open;
    Ok(Invited {
        id: of.id,
        role: frame.word("console-invitation-role", of.role.as_str()),
        place: place(tx, frame, of)?,
        state: frame.word("console-invitation", state.as_str()),
        is_open,
        end: actions::code_end(tx, of)?,
        until: words::when(of.expires_at),
        made: words::day(of.created_at),
        may_withdraw: is_open && may(actor, Action::WithdrawInvitation, &actions::subject(of)),
    })
}

/// What is called where the role of an invitation would hold; empty for the whole instance.
///
/// # Errors
/// When the database fails.
pub(super) fn place(tx: &mut Tx<'_>, frame: &Frame, of: &Invitation) -> Result<String> {
    Ok(match (of.organisation_id, of.neighbourhood_id, &of.municipality_nis) {
        (Some(id), ..) => organisations::actions::get(tx, id)?.name.as_str().to_owned(),
        (None, Some(id), _) => places::get(tx, id)?.name,
        (None, None, Some(nis)) => frame.with("invitation-municipality", "nis", nis),
        (None, None, None) => String::new(),
    })
}
