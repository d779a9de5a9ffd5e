//! The members of an organisation, and whom it has invited.

use askama::Template;

use super::{Ours, Tab, ours, tabs};
use crate::console::frame::Frame;
use crate::console::invitations::{Invited, invited};
use crate::ids::RoleId;
use crate::people::actions as people;
use crate::platform::http::Cursor;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::Actor;

/// So many invitations are shown.
const MOST: u32 = 20;

/// A member.
struct Member {
    role: RoleId,
    name: String,
    since: String,
    may_revoke: bool,
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
        let invitations = invited(tx, actor, &frame, Some(of.id), Cursor { after: None, size: MOST })?.items;
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
