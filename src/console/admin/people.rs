//! Who holds which role: for administrators, who grant them and take them back, and for coordinators, who see their teams.

use askama::Template;

use super::{Choice, called, choices, neighbourhoods};
use crate::console::frame::Frame;
use crate::ids::{NeighbourhoodId, OrganisationId};
use crate::organisations::actions::{Part, directory};
use crate::people::actions::{Held, NewRole, Scope, organisation_name, roles, team};
use crate::places::Neighbourhood;
use crate::platform::http::{Cursor, Form};
use crate::platform::words;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor, Role, could};

/// How many roles a page has.
const ROWS: u32 = 50;
/// So many neighbourhoods of a municipality are named.
const NAMED: usize = 3;
/// The roles that can be granted.
const GRANTABLE: [Role; 4] = [Role::Buurtwerker, Role::Coordinator, Role::CareProvider, Role::Administrator];

/// A role that somebody holds.
struct Row {
    role_id: String,
    person_id: String,
    name: String,
    role: String,
    scope: String,
    since: String,
    is_me: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "console/admin/people.html")]
pub(in crate::console) struct PeoplePage {
    pub(in crate::console) frame: Frame,
    rows: Vec<Row>,
    next: Option<String>,
    may_grant: bool,
    roles: Vec<(&'static str, String)>,
    neighbourhoods: Vec<Choice>,
    municipalities: Vec<Choice>,
    organisations: Vec<Choice>,
}

/// Who holds which role. That others are read by name leaves a trace.
///
/// # Errors
/// When the database fails.
pub(in crate::console) fn people(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, after: &str) -> Result<PeoplePage> {
    let may_grant = could(actor, Action::GrantRole);
    let places = neighbourhoods(tx, actor, Action::SeeTeam)?;
    let (held, next) = if may_grant {
        let page = roles(tx, actor, Cursor::read(after, ROWS)?)?;
        (page.items, page.next)
    } else {
        (teams(tx, actor, &places)?, None)
    };
    let mut rows = Vec::new();
    for it in held {
        rows.push(row(tx, actor, it, &places, &frame)?);
    }
    let mut codes: Vec<&String> = places.iter().filter_map(|it| it.municipality_nis.as_ref()).collect();
    codes.sort();
    codes.dedup();
    let municipalities = codes.into_iter().map(|nis| (nis.clone(), municipality(nis, &places, &frame))).collect();
    Ok(PeoplePage {
        rows,
        next,
        may_grant,
        roles: GRANTABLE.iter().map(|it| (it.as_str(), frame.word("console-team-role", it.as_str()))).collect(),
        neighbourhoods: choices(&places),
        municipalities,
        organisations: if may_grant { organisations(tx)? } else { Vec::new() },
        frame,
    })
}

/// The staff whom the actor may know by name, each once: by first name, with a role. That leaves a trace.
///
/// # Errors
/// When the database fails.
pub(super) fn staff(tx: &mut Tx<'_>, actor: &Actor, frame: &Frame) -> Result<Vec<Choice>> {
    let mut found: Vec<Choice> = Vec::new();
    for Held { role, name } in all_roles(tx, actor)? {
        let id = role.person_id.to_string();
        if found.iter().all(|it| it.0 != id) {
            let name = name.map_or_else(|| frame.t("erased"), |it| it.first.as_str().to_owned());
            found.push((id, format!("{name}, {}", frame.word("console-team-role", role.role.as_str()))));
        }
    }
    found.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(found)
}

/// Every role that the actor may see.
fn all_roles(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<Held>> {
    if !could(actor, Action::GrantRole) {
        let places = neighbourhoods(tx, actor, Action::SeeTeam)?;
        return teams(tx, actor, &places);
    }
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = roles(tx, actor, Cursor::read(&after, ROWS)?)?;
        all.extend(page.items);
        match page.next {
            Some(next) => after = next,
            None => return Ok(all),
        }
    }
}

/// Everybody who works in these neighbourhoods, each role once.
fn teams(tx: &mut Tx<'_>, actor: &Actor, places: &[Neighbourhood]) -> Result<Vec<Held>> {
    let mut all: Vec<Held> = Vec::new();
    for place in places {
        for held in team(tx, actor, place.id)? {
            if all.iter().all(|it| it.role.id != held.role.id) {
                all.push(held);
            }
        }
    }
    Ok(all)
}

fn row(tx: &mut Tx<'_>, actor: &Actor, held: Held, places: &[Neighbourhood], frame: &Frame) -> Result<Row> {
    let Held { role, name } = held;
    let organisation = role.organisation_id.map(|id| organisation_name(tx, id)).transpose()?;
    let neighbourhood = role.neighbourhood_id.and_then(|id| called(places, id));
    let municipality = role.municipality_nis.map(|nis| municipality(&nis, places, frame));
    let scope = neighbourhood.or(organisation).or(municipality);
    let name = name.map(|it| format!("{} {}", it.first.as_str(), it.last.as_str()));
    Ok(Row {
        role_id: role.id.to_string(),
        person_id: role.person_id.to_string(),
        name: name.unwrap_or_else(|| frame.t("erased")),
        role: frame.word("console-team-role", role.role.as_str()),
        scope: scope.unwrap_or_default(),
        since: words::day(role.granted_at),
        is_me: actor.person == Some(role.person_id),
    })
}

/// A municipality by its code, and by some of its neighbourhoods, because nobody knows codes by heart.
fn municipality(nis: &str, places: &[Neighbourhood], frame: &Frame) -> String {
    let mut names: Vec<&str> = places
        .iter()
        .filter(|it| it.municipality_nis.as_deref() == Some(nis))
        .map(|it| it.name.as_str())
        .take(NAMED + 1)
        .collect();
    let code = frame.with("team-of-municipality", "nis", nis);
    if names.is_empty() {
        return code;
    }
    if names.len() > NAMED {
        names.truncate(NAMED);
        names.push("…");
    }
    format!("{code} ({})", names.join(", "))
}

/// How many organisations can be chosen from.
const MOST_ORGANISATIONS: i64 = 500;

fn organisations(tx: &mut Tx<'_>) -> Result<Vec<Choice>> {
    let (mut found, _) = directory::organisations(tx, Part { after: 0, most: MOST_ORGANISATIONS })?;
    found.sort_by(|one, other| one.name.as_str().cmp(other.name.as_str()));
    Ok(found.into_iter().map(|it| (it.id.to_string(), it.name.as_str().to_owned())).collect())
}

/// The role that a form grants: of its fields for a scope, the one that goes with the role.
///
/// # Errors
/// A refusal that names the field.
pub(in crate::console) fn new_role(form: &Form) -> Result<NewRole> {
    let role = form.word("grantedRole", Role::from_word)?;
    let wrong = |name: &'static str| move |_| Error::no_choice(name);
    let scope = match role {
        Role::Buurtwerker => {
            let id: NeighbourhoodId = form.get("neighbourhoodId").parse().map_err(wrong("neighbourhoodId"))?;
            Scope::Neighbourhood(id)
        }
        Role::CareProvider => {
            let id: OrganisationId = form.get("organisationId").parse().map_err(wrong("organisationId"))?;
            Scope::Organisation(id)
        }
        Role::Coordinator => {
            let nis = form.get("municipality").trim();
            if nis.len() != 5 || !nis.bytes().all(|it| it.is_ascii_digit()) {
                return Err(Error::invalid("municipality", "is a NIS code of five digits"));
            }
            Scope::Municipality(nis.to_owned())
        }
        Role::Administrator => Scope::Instance,
        Role::Anyone | Role::Resident | Role::System => {
            return Err(Error::no_choice("grantedRole"));
        }
    };
    Ok(NewRole { role, scope })
}
