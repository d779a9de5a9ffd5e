//! What the two sides and the team see of a match.

use crate::events::Event;
use crate::ids::{MatchId, PersonId};
use crate::matching::actions::subject;
use crate::matching::model::{Match, Side};
use crate::matching::store;
use crate::people::actions as people;
use crate::places::Position;
use crate::platform::http::{Cursor, Page};
use crate::platform::text::{Address, EmailAddress, PersonName};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, Scope, check, scope};
use crate::requests;

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

/// What the two may know of each other once both said yes.
#[derive(Debug, Clone)]
pub struct Revealed {
    /// The first name of the other side.
    pub first_name: Option<PersonName>,
    /// How to reach the other side.
    pub email: Option<EmailAddress>,
    /// For the helper: where the help is.
    pub place: Option<(Position, Option<Address>)>,
}

/// The contact of the other side, and for the helper the place of the help. The requester never learns where the
/// helper lives. Leaves a trace.
///
/// # Errors
/// When the database fails.
pub fn reveal(tx: &mut Tx<'_>, actor: &Actor, of: &Match) -> Result<Option<Revealed>> {
    let Some(side) = of.side_of(actor.person).filter(|_| of.reveals(tx.now)) else { return Ok(None) };
    let by = check(actor, Action::SeeMatch, &subject(of))?;
    let other: PersonId = match side {
        Side::Requester => of.helper,
        Side::Helper => of.requester,
    };
    let place = match side {
        Side::Requester => None,
        Side::Helper => place_of_help(tx, of)?,
    };
    tx.record(&Event::MatchDisclosed(of.id).by(by).at(of.neighbourhood).with("side", side))?;
    Ok(Some(Revealed { first_name: people::first_name(tx, other)?, email: people::email_of(tx, other)?, place }))
}

fn place_of_help(tx: &mut Tx<'_>, of: &Match) -> Result<Option<(Position, Option<Address>)>> {
    let request = requests::load(tx, of.request)?;
    let Some(position) = requests::place_of(tx, &request)? else { return Ok(None) };
    // The address is that of the home: it says nothing about help that is elsewhere.
    let is_at_home = people::position_of(tx, of.requester)? == Some(position);
    let address = if is_at_home { people::contact_of(tx, of.requester)?.address } else { None };
    Ok(Some((position, address)))
}
