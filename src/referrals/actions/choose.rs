//! Which services could take a request on.

use crate::ids::RequestId;
use crate::organisations;
use crate::people;
use crate::places::StaffCell;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, check};
use crate::referrals::model::choice::{Choice, Needed, choices};
use crate::referrals::store;
use crate::requests;
use crate::when::Date;

/// The services that could take a request on, the most fitting first. Outside every neighbourhood there are none.
///
/// # Errors
/// A refusal when the actor may not.
pub fn choose_service(tx: &mut Tx<'_>, actor: &Actor, id: RequestId) -> Result<Vec<Choice>> {
    let request = requests::load(tx, id)?;
    check(actor, Action::ChooseService, &requests::subject(&request))?;
    let Some(neighbourhood) = request.neighbourhood else { return Ok(Vec::new()) };
    let position = request.near_cell.map(StaffCell::centre);
    let services = organisations::services_for(tx, request.category, neighbourhood, position)?;
    let needed = Needed {
        category: request.category,
        age: people::actions::age(tx, request.person)?,
        languages: request.wish.languages.clone(),
        referred_to: store::live_services_of(tx, id)?,
        today: Date::of(tx.now),
    };
    Ok(choices(services, &needed))
}
