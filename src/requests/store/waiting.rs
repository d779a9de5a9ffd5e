//! What waits for a human look. Each neighbourhood of a team is asked by itself, so that an index has its rows in their
//! order, however many wait.

use diesel::prelude::*;

use super::Row;
use crate::clock::Instant;
use crate::db::schema::requests;
use crate::ids::{NeighbourhoodId, RequestId};
use crate::platform::{Result, Tx};
use crate::policy::Scope;
use crate::requests::model::{HelpRequest, RequestState, Urgency};

/// What waits in the neighbourhoods of a team, the longest waiting first: what came back from a professional (`urgency` is
/// `None`), or what did not, of one urgency.
pub(in crate::requests) fn waiting(
    tx: &mut Tx<'_>,
    scope: &Scope,
    urgency: Option<Urgency>,
    after: Option<(Instant, RequestId)>,
    limit: i64,
) -> Result<Vec<HelpRequest>> {
    let mut found = Vec::new();
    for place in scope.places() {
        found.extend(waiting_at(tx, place, scope, urgency, after, limit)?);
    }
    found.sort_by_key(|it| (it.state_since, it.id));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

fn waiting_at(
    tx: &mut Tx<'_>,
    place: Option<NeighbourhoodId>,
    scope: &Scope,
    urgency: Option<Urgency>,
    after: Option<(Instant, RequestId)>,
    limit: i64,
) -> Result<Vec<HelpRequest>> {
    let mut query = requests::table
        .filter(requests::state.eq(RequestState::Submitted))
        .filter(requests::first_in_queue.eq(urgency.is_none()))
        .filter(requests::person_id.ne_all(&scope.except))
        .select(Row::as_select())
        .order((requests::state_since, requests::id))
        .limit(limit)
        .into_boxed();
    query = match place {
        Some(place) => query.filter(requests::neighbourhood_id.eq(place)),
        None => query.filter(requests::neighbourhood_id.is_null()),
    };
    if let Some(urgency) = urgency {
        query = query.filter(requests::urgency.eq(urgency));
    }
    if let Some((since, id)) = after {
        let is_later = requests::state_since.gt(since);
        query = query.filter(is_later.or(requests::state_since.eq(since).and(requests::id.gt(id))));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// How many have come to wait since a moment, as far as `most`.
pub(in crate::requests) fn count_since(tx: &mut Tx<'_>, scope: &Scope, since: Instant, most: i64) -> Result<usize> {
    let mut count = 0;
    for place in scope.places() {
        let mut query = requests::table
            .filter(requests::state.eq(RequestState::Submitted).and(requests::state_since.gt(since)))
            .filter(requests::person_id.ne_all(&scope.except))
            .select(requests::id)
            .limit(most)
            .into_boxed();
        query = match place {
            Some(place) => query.filter(requests::neighbourhood_id.eq(place)),
            None => query.filter(requests::neighbourhood_id.is_null()),
        };
        count += query.load::<RequestId>(tx.conn)?.len();
    }
    Ok(count)
}
