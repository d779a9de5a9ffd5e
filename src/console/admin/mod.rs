//! Administration: who works here and when, the directory, who saw what, and how the instance is.

pub(in crate::console) mod accessibility;
pub(in crate::console) mod audit;
pub(in crate::console) mod duty;
pub(in crate::console) mod invitations;
pub(in crate::console) mod organisations;
pub(in crate::console) mod people;
pub(in crate::console) mod upkeep;

use askama::Template;

use super::frame::Frame;
use crate::ids::NeighbourhoodId;
use crate::places::{self, Neighbourhood};
use crate::platform::http::Cursor;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, could, scope};

/// The pages of administration: the path, the key of its name, and what one must be able to do there.
const PAGES: [(&str, &str, Action); 11] = [
    ("/setup", "setup", Action::ImportNeighbourhoods),
    ("/console/admin/neighbourhoods", "neighbourhoods", Action::ChangePolicy),
    ("/console/admin/duty", "duty", Action::SeeDutyRoster),
    ("/console/admin/people", "people", Action::ResetTotp),
    ("/console/admin/invitations", "invitations", Action::MakeInvitation),
    ("/console/admin/organisations", "organisations", Action::ConfirmAddress),
    ("/console/admin/replies", "replies", Action::SeeSavedReplies),
    ("/console/admin/mail", "mail", Action::ChangeMail),
    ("/console/admin/audit", "audit", Action::SearchAudit),
    ("/console/admin/jobs", "jobs", Action::SeeJobs),
    ("/console/admin/health", "health", Action::SeeHealth),
];

/// A page of administration.
struct Entry {
    href: &'static str,
    name: String,
    what: String,
}

/// Where administration begins.
#[derive(Template)]
#[template(path = "console/admin/start.html")]
pub(in crate::console) struct StartPage {
    pub(in crate::console) frame: Frame,
    entries: Vec<Entry>,
}

/// Where administration begins: what the actor can go on to.
pub(in crate::console) fn start(actor: &Actor, frame: Frame) -> StartPage {
    let open = PAGES.iter().filter(|it| could(actor, it.2));
    let entry = |(href, key, _): &(&'static str, &str, Action)| Entry {
        href,
        name: frame.t(&format!("admin-{key}")),
        what: frame.t(&format!("admin-{key}-what")),
    };
    let entries = open.map(entry).collect();
    StartPage { frame, entries }
}

/// How many neighbourhoods are read at once.
const AT_ONCE: u32 = 100;

/// The neighbourhoods in which the actor can do something, by name.
///
/// # Errors
/// When the database fails.
fn neighbourhoods(tx: &mut Tx<'_>, actor: &Actor, action: Action) -> Result<Vec<Neighbourhood>> {
    let scope = scope(actor, action);
    let mut found = if scope.everyone { every(tx)? } else { places::all_of(tx, &scope.neighbourhoods)? };
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found.dedup_by_key(|it| it.id);
    Ok(found)
}

pub(super) fn every(tx: &mut Tx<'_>) -> Result<Vec<Neighbourhood>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = places::neighbourhoods(tx, Cursor { after, size: AT_ONCE })?;
        let is_last = page.next.is_none();
        all.extend(page.items);
        after = all.last().map(|it: &Neighbourhood| it.id.uuid());
        if is_last {
            return Ok(all);
        }
    }
}

/// A choice in a list: its value and its name.
type Choice = (String, String);

fn choices(of: &[Neighbourhood]) -> Vec<Choice> {
    of.iter().map(|it| (it.id.to_string(), it.name.clone())).collect()
}

/// What a neighbourhood is called, of those at hand.
fn called(of: &[Neighbourhood], id: NeighbourhoodId) -> Option<String> {
    of.iter().find(|it| it.id == id).map(|it| it.name.clone())
}
