//! What is read of people: who is away, closed off or moved, and what is to be told by hand.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::people;
use crate::db::sql::lies_in;
use crate::ids::{AnyId, NeighbourhoodId, PersonId};
use crate::moderation::follow_ups::model::{FollowUp, FollowUpKind, HELD, PAUSED};
use crate::people::contact_rules::actions::to_tell;
use crate::people::contact_rules::model::TellingWhy;
use crate::people::model::PersonState;
use crate::platform::{Result, Tx};
use crate::policy::Scope;

/// The people of a team who are away or closed off for long, or who moved and did not say yes yet.
pub(in crate::moderation::follow_ups) fn of_states(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    type Found = (PersonId, Option<NeighbourhoodId>, PersonState, Instant);
    let found: Vec<Found> = people::table
        .filter(lies_in!(people::neighbourhood_id, scope))
        .filter(people::id.ne_all(&scope.except))
        .filter(people::state.eq_any([PersonState::Paused, PersonState::Suspended, PersonState::Moved]))
        // Who has said no home yet is nowhere, not outside.
        .filter(people::cell.is_not_null())
        .select((people::id, people::neighbourhood_id, people::state, people::state_since))
        .load(tx.conn)?;
    let follow_up = |(person, neighbourhood, state, since): Found| {
        let (kind, after) = match state {
            PersonState::Paused => (FollowUpKind::PersonPaused, PAUSED),
            PersonState::Suspended => (FollowUpKind::PersonSuspended, HELD),
            PersonState::Moved => (FollowUpKind::PersonMoved, TimeDelta::zero()),
            PersonState::Active | PersonState::Left | PersonState::Deceased => return None,
        };
        Some(FollowUp { kind, since: since + after, about: AnyId::from(person.uuid()), person, neighbourhood })
    };
    Ok(found.into_iter().filter_map(follow_up).collect())
}

/// The people of a team to whom something is to be told by hand: one for each and why, the longest waiting.
pub(in crate::moderation::follow_ups) fn of_tellings(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    let tellings = to_tell(tx, None)?;
    let ids: Vec<PersonId> = tellings.iter().map(|it| it.person).collect();
    let theirs: Vec<(PersonId, Option<NeighbourhoodId>)> = people::table
        .filter(lies_in!(people::neighbourhood_id, scope))
        .filter(people::id.eq_any(ids).and(people::id.ne_all(&scope.except)))
        .filter(people::cell.is_not_null())
        .select((people::id, people::neighbourhood_id))
        .load(tx.conn)?;
    let mut all: Vec<FollowUp> = Vec::new();
    for telling in tellings {
        let Some((person, neighbourhood)) = theirs.iter().find(|it| it.0 == telling.person).copied() else { continue };
        let kind = match telling.why {
            TellingWhy::ContactRules => FollowUpKind::TellByHand,
            TellingWhy::OtherSideGone => FollowUpKind::OtherSideGone,
            TellingWhy::Undeliverable => FollowUpKind::MessageUndeliverable,
        };
        if !all.iter().any(|it| it.kind == kind && it.person == person) {
            all.push(FollowUp { kind, since: telling.since, about: AnyId::from(person.uuid()), person, neighbourhood });
        }
    }
    Ok(all)
}
