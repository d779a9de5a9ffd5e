//! What the two sides and the team see of a match.

use crate::codes::Code;
use crate::events::{Disclosure, Event, Part, Purpose};
use crate::ids::{MatchId, PersonId, RequestId};
use crate::matching::actions::{side_of, subject};
use crate::matching::blocks::actions as blocks;
use crate::matching::guardians::actions as guardians;
use crate::matching::model::{Match, MatchState, Side};
use crate::matching::store;
use crate::people::actions as people;
use crate::people::contact_rules::actions::{email_for_others, phone_for_others};
use crate::places::Position;
use crate::platform::http::{Cursor, Page};
use crate::platform::text::{Address, EmailAddress, FreeText, PersonName, PersonPhone};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, Role, Scope, check, may, scope};
use crate::requests;
use crate::requests::model::{RequestState, RequestText};

/// A match.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: MatchId) -> Result<Match> {
    let seen = store::get(tx, id)?;
    check(actor, Action::SeeMatch, &subject(&seen))?;
    Ok(seen)
}

/// The matches of the actor, or those of the neighbourhoods of the team.
///
/// # Errors
/// When the database fails.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, of_team: bool, cursor: Cursor) -> Result<Page<Match>> {
    let all = scope(actor, Action::SeeMatch);
    let scope = if of_team { Scope { person: None, ..all } } else { Scope { person: all.person, ..Scope::default() } };
    Ok(Page::new(store::list(tx, &scope, cursor)?, cursor, |it| it.id.uuid()))
}

/// The newest matches of a request, of those that the actor may see.
///
/// # Errors
/// When the database fails.
pub fn of_request(tx: &mut Tx<'_>, actor: &Actor, request: RequestId, most: i64) -> Result<Vec<Match>> {
    let mut found = store::of_request(tx, request, most)?;
    found.retain(|it| may(actor, Action::SeeMatch, &subject(it)));
    Ok(found)
}

/// The newest matches of a person, of those that the actor may see.
///
/// # Errors
/// When the database fails.
pub fn of_person(tx: &mut Tx<'_>, actor: &Actor, person: PersonId, most: u32) -> Result<Vec<Match>> {
    let theirs = Scope { person: Some(person), ..Scope::default() };
    let mut found = store::list(tx, &theirs, Cursor { after: None, size: most })?;
    found.retain(|it| may(actor, Action::SeeMatch, &subject(it)));
    Ok(found)
}

/// What the two may know of each other once both said yes.
#[derive(Debug, Clone)]
pub struct Revealed {
    /// The first name of the other side.
    pub first_name: Option<PersonName>,
    /// How to reach the other side; `None` also where that is not by the account.
    pub email: Option<EmailAddress>,
    /// By phone.
    pub phone: Option<PersonPhone>,
    /// For the helper: where the help is, and what was said for them.
    pub help: Option<Help>,
}

/// Where help is.
#[derive(Debug, Clone)]
pub struct HelpPlace {
    /// The position.
    pub position: Position,
    /// The postal address.
    pub address: Option<Address>,
    /// Whether the position only says about where.
    pub roughly: bool,
}

/// What a helper must know to help.
#[derive(Debug, Clone)]
pub struct Help {
    /// Where it is.
    pub place: Option<HelpPlace>,
    /// What is asked.
    pub text: Option<RequestText>,
    /// What to mind to get around.
    pub accessibility_notes: Option<FreeText>,
}

/// The first names of the two sides; none of who was erased.
#[derive(Debug, Clone)]
pub struct Names {
    /// Of who asked.
    pub requester: Option<PersonName>,
    /// Of who helps.
    pub helper: Option<PersonName>,
}

/// Who the two are, by first name, for the team that brings them together. Leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see the match, or is of no team.
pub fn names(tx: &mut Tx<'_>, actor: &Actor, of: &Match) -> Result<Names> {
    let by = check(actor, Action::SeeMatch, &subject(of))?;
    if by.role == Role::Resident {
        return Err(Code::Forbidden.into());
    }
    let disclosed = Disclosure::of([of.requester, of.helper], &[Part::Name], Purpose::FindHelper);
    tx.record(&Event::MatchDisclosed(of.id).by(by).at(of.neighbourhood).disclosing(disclosed))?;
    let mut names = people::first_names(tx, &[of.requester, of.helper])?;
    Ok(Names { requester: names.remove(&of.requester), helper: names.remove(&of.helper) })
}

/// The first name of the other side where the match shows it, for a copy of what is known of the actor. Nobody reads
/// anything yet: it leaves no trace.
///
/// # Errors
/// When the database fails.
pub fn shown_name(tx: &mut Tx<'_>, actor: &Actor, of: &Match) -> Result<Option<PersonName>> {
    let Some(side) = side_of(of, actor).filter(|_| of.reveals(tx.now)) else { return Ok(None) };
    if blocks::are_apart(tx, of.requester, of.helper)? {
        return Ok(None);
    }
    match shown_of(tx, of, side)? {
        Some(other) => people::first_name(tx, other),
        None => Ok(None),
    }
}

/// Who is shown to a side: the other one, or for a group of young people the adult who answers for it, while there is one.
fn shown_of(tx: &mut Tx<'_>, of: &Match, side: Side) -> Result<Option<PersonId>> {
    match side {
        Side::Requester => guardians::adult_of(tx, of),
        Side::Helper => Ok(Some(of.requester)),
    }
}

/// The contact of the other side, and for the helper the place of the help. The requester never learns where the
/// helper lives. Leaves a trace.
///
/// # Errors
/// When the database fails.
pub fn reveal(tx: &mut Tx<'_>, actor: &Actor, of: &Match) -> Result<Option<Revealed>> {
    let Some(side) = side_of(of, actor).filter(|_| of.reveals(tx.now)) else { return Ok(None) };
    let by = check(actor, Action::SeeMatch, &subject(of))?;
    if blocks::are_apart(tx, of.requester, of.helper)? {
        return Ok(None);
    }
    let Some(other) = shown_of(tx, of, side)? else { return Ok(None) };
    let help = match side {
        Side::Requester => None,
        Side::Helper => help(tx, of)?,
    };
    let parts: &[Part] = match &help {
        None => &[Part::Name, Part::Contact],
        Some(_) => &[Part::Name, Part::Contact, Part::Place, Part::Texts],
    };
    let disclosed = Disclosure::of([other], parts, Purpose::AgreedHelp);
    let happening = Event::MatchDisclosed(of.id).by(by).at(of.neighbourhood).with("side", side);
    tx.record(&happening.disclosing(disclosed))?;
    let (email, phone) = (email_for_others(tx, other)?, phone_for_others(tx, other)?);
    Ok(Some(Revealed { first_name: people::first_name(tx, other)?, email, phone, help }))
}

fn help(tx: &mut Tx<'_>, of: &Match) -> Result<Option<Help>> {
    let request = requests::load(tx, of.request)?;
    // What is said of a case that goes on without this helper, or was taken up again, is not for them.
    let is_that_case = request.state == RequestState::Fulfilled && request.state_since <= of.updated_at;
    if of.state == MatchState::Ended && !is_that_case {
        return Ok(None);
    }
    let said = requests::said(tx, &request)?;
    let place = match requests::place_of(tx, &request)? {
        // Where somebody went to live after the help is not for who helped them before.
        Some(_) if of.state == MatchState::Ended && people::has_moved_since(tx, of.requester, of.updated_at)? => None,
        Some(position) => Some(HelpPlace {
            position,
            address: requests::address_of(tx, &request)?,
            roughly: requests::is_placed_roughly(tx, &request)?,
        }),
        None => None,
    };
    Ok(Some(Help { place, text: said.text, accessibility_notes: said.accessibility_notes }))
}
