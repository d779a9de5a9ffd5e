//! Read model of the follow-ups: what people said yes to, and soon have not.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::consents::actions::lapses;
use crate::consents::model::NOTICE;
use crate::db::schema::{consents, people};
use crate::db::sql::lies_in;
use crate::ids::{AnyId, ConsentId, NeighbourhoodId, PersonId};
use crate::moderation::follow_ups::model::{FollowUp, FollowUpKind};
use crate::platform::{Result, Tx};
use crate::policy::Scope;

/// What runs out soon, of the people of a team.
pub fn of_consents(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    type Found = (ConsentId, PersonId, Option<NeighbourhoodId>, Instant, Option<Instant>);
    let found: Vec<Found> = consents::table
        .inner_join(people::table.on(people::id.eq(consents::subject)))
        .filter(lies_in!(people::neighbourhood_id, scope))
        .filter(people::id.ne_all(&scope.except))
        .filter(consents::given.and(consents::expires_at.gt(tx.now)))
        .filter(consents::expires_at.le(tx.now + NOTICE))
        .select((consents::id, people::id, people::neighbourhood_id, consents::at, consents::expires_at))
        .load(tx.conn)?;
    let mut all = Vec::new();
    for (id, person, neighbourhood, at, expires) in found {
        if let Some(expires) = expires
            && lapses(tx, id)?
        {
            let (kind, about) = (FollowUpKind::ConsentLapses, AnyId::from(id.uuid()));
            all.push(FollowUp { kind, since: at.max(expires - NOTICE), about, person, neighbourhood });
        }
    }
    Ok(all)
}
