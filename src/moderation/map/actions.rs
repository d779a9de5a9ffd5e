//! Look at the map.

use super::model::{AreaOffer, AreaRequest, MappedNeighbourhood, add_up};
use super::store;
use crate::ids::NeighbourhoodId;
use crate::places::{self, Cell};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, Subject, check, scope};

/// So many of each kind are listed at most.
pub const MOST: i64 = 200;

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

/// What was counted in a neighbourhood of the actor's team, or outside every one, or in a cell there: the longest waiting
/// first.
///
/// # Errors
/// A refusal when it is none of the actor's.
pub fn see_area(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Option<NeighbourhoodId>,
    cell: Option<Cell>,
) -> Result<(Vec<AreaRequest>, Vec<AreaOffer>)> {
    check(actor, Action::SeeMap, &Subject::default().at(id))?;
    let scope = scope(actor, Action::SeeMap);
    Ok((store::requests_in(tx, &scope, id, cell, MOST)?, store::offers_in(tx, &scope, id, cell, MOST)?))
}
