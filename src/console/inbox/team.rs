//! The members of an organisation, whom it has invited, and the sheet that is handed over.

use askama::Template;

use super::{Ours, Tab, ours, tabs};
use crate::clock::Instant;
use crate::console::account::picture;
use crate::console::frame::Frame;
use crate::ids::{InvitationId, OrganisationId, RoleId};
use crate::organisations;
use crate::people::actions as people;
use crate::people::invitations::actions as invitations;
use crate::people::invitations::model::InvitationState;
use crate::places;
use crate::platform::http::Cursor;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, may};

/// So many invitations are shown.
const MOST: u32 = 20;

/// A member.
struct Member {
    role: RoleId,
    name: String,
    since: String,
    may_revoke: bool,
}

/// An invitation.
struct Invited {
    id: InvitationId,
    state: String,
    is_open: bool,
    end: Option<String>,
    until: String,
    made: String,
    may_withdraw: bool,
}

/// An organisation with its people.
struct Team {
    of: Ours,
    members: Vec<Member>,
    invitations: Vec<Invited>,
}

/// The page of the organisations of the reader.
#[derive(Template)]
#[template(path = "console/inbox/team.html")]
pub(in crate::console) struct TeamPage {
    frame: Frame,
    tabs: Vec<Tab>,
    teams: Vec<Team>,
}

/// The page of the organisations of the reader. Whose name is read there can read of it.
///
/// # Errors
/// A refusal when the actor may not see them.
pub(in crate::console) fn team(tx: &mut Tx<'_>, actor: &Actor, frame: Frame) -> Result<TeamPage> {
    let mut teams = Vec::new();
    for of in ours(tx, actor)? {
        let members = people::members(tx, actor, of.id)?.into_iter().map(|it| member(&frame, it)).collect();
        let invitations = invited(tx, actor, &frame, of.id)?;
        teams.push(Team { of, members, invitations });
    }
    Ok(TeamPage { tabs: tabs(&frame, None), teams, frame })
}

fn member(frame: &Frame, of: people::Member) -> Member {
    let name = of.name.map(|it| format!("{} {}", it.first.as_str(), it.last.as_str()));
    Member {
        role: of.role,
        name: name.unwrap_or_else(|| frame.t("erased")),
        since: words::day(of.granted_at),
        may_revoke: of.may_revoke,
    }
}

fn invited(tx: &mut Tx<'_>, actor: &Actor, frame: &Frame, of: OrganisationId) -> Result<Vec<Invited>> {
    let page = invitations::see_all(tx, actor, Some(of), Cursor { after: None, size: MOST })?;
    let invited = |it: invitations::Invitation| {
        let state = it.state(tx.now);
        let is_open = state == InvitationState::Open;
        let subject = invitations::subject(&it);
        Ok(Invited {
            id: it.id,
            state: frame.word("console-invitation", state.as_str()),
            is_open,
            end: invitations::code_end(tx, &it)?,
            until: words::when(it.expires_at),
            made: words::day(it.created_at),
            may_withdraw: is_open && may(actor, Action::WithdrawInvitation, &subject),
        })
    };
    page.items.into_iter().map(invited).collect()
}

/// The sheet that is handed over.
#[derive(Template)]
#[template(path = "console/inbox/sheet.html")]
pub(in crate::console) struct SheetPage {
    frame: Frame,
    role: String,
    place: String,
    state: String,
    code: Option<String>,
    until: Instant,
    address: String,
    picture: String,
}

impl SheetPage {
    fn until(&self) -> String {
        words::day(self.until)
    }
}

/// The sheet of an invitation, with its code for whoever made it. `address`: where the code is typed.
///
/// # Errors
/// A refusal when the actor may not see it, or has not proved just now who they are.
pub(in crate::console) fn sheet(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    id: InvitationId,
    address: String,
) -> Result<SheetPage> {
    let of = invitations::see(tx, actor, id)?;
    let place = match (of.organisation_id, of.neighbourhood_id) {
        (Some(id), _) => organisations::actions::get(tx, id)?.name.as_str().to_owned(),
        (None, Some(id)) => places::get(tx, id)?.name,
        (None, None) => of.municipality_nis.clone().unwrap_or_default(),
    };
    Ok(SheetPage {
        role: frame.word("console-invitation-role", of.role.as_str()),
        place,
        state: frame.word("console-invitation", of.state(tx.now).as_str()),
        code: invitations::code(tx, actor, id)?,
        until: of.expires_at,
        picture: picture(&address)?,
        address,
        frame,
    })
}
