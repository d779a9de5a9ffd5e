//! Look at the map.

use super::model::{MappedNeighbourhood, add_up};
use super::store;
use crate::places;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, scope};

/// How much is asked and offered in each neighbourhood of the actor's team, by the code of the neighbourhood, and what lies
/// outside every one at the end, for whom that is.
///
/// # Errors
/// When the database fails.
pub fn see_map(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<MappedNeighbourhood>> {
    let scope = scope(actor, Action::SeeMap);
    let mut counted = store::requests(tx, &scope)?;
    counted.extend(store::offers(tx, &scope)?);
    let known = places::all_of(tx, &scope.neighbourhoods)?.into_iter().map(|it| Some(it.id));
    Ok(add_up(known.chain(scope.unserved.then_some(None)), &counted))
}
