//! What is read of people: who is away, closed off or moved, and what is to be told by hand, and
//! who acts for whom.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{people, proxies};
use crate::db::sql::lies_in;
use crate::db::types::Json;
use crate::ids::{AnyId, NeighbourhoodId, PersonId, ProxyId};
use crate::moderation::follow_ups::model::{FollowUp, FollowUpKind, HELD, PAUSED, PROXY_NOTICE};
use crate::people::contact_rules::actions::to_tell;
use crate::people::contact_rules::model::TellingWhy;
use crate::people::model::PersonState;
use crate::people::proxies::ProxyKind;
use crate::people::states::actions::gone_of;
use crate::platform::{Result, Tx};
use crate::policy::{ProxyScope, Scope};

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

/// The proxies for people of a team that wait for a second one of it, or end soon. What was to hold for a fortnight or
/// less is not asked about, nor is who acts no more because they are gone.
pub(in crate::moderation::follow_ups) fn of_proxies(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    let theirs = people::table
        .filter(lies_in!(people::neighbourhood_id, scope))
        .filter(people::cell.is_not_null())
        .select((people::id, people::neighbourhood_id));
    let living: Vec<ProxyRow> = proxies::table
        .filter(proxies::person_id.ne_all(&scope.except).and(proxies::proxy_id.ne_all(&scope.except)))
        .filter(proxies::revoked_at.is_null().and(proxies::until.is_null().or(proxies::until.gt(tx.now))))
        .filter(proxies::until.is_not_null().or(proxies::kind.eq(ProxyKind::LegalRepresentative)))
        .select(ProxyRow::as_select())
        .load(tx.conn)?;
    let people: Vec<PersonId> = living.iter().map(|it| it.person_id).collect();
    let theirs: Vec<(PersonId, Option<NeighbourhoodId>)> = theirs.filter(people::id.eq_any(people)).load(tx.conn)?;
    let acting: Vec<PersonId> = living.iter().map(|it| it.proxy_id).collect();
    let gone = gone_of(tx, &acting)?;
    let mut all = Vec::new();
    for row in living.into_iter().filter(|it| !gone.contains(&it.proxy_id)) {
        let Some((person, neighbourhood)) = theirs.iter().find(|it| it.0 == row.person_id).copied() else { continue };
        let about = AnyId::from(row.id.uuid());
        let needs =
            [(FollowUpKind::ProxyUnapproved, row.waits_since()), (FollowUpKind::ProxyLapses, row.lapses_from())];
        let follow_up =
            |(kind, since): (_, Option<Instant>)| Some(FollowUp { kind, since: since?, about, person, neighbourhood });
        all.extend(needs.into_iter().filter_map(follow_up));
    }
    Ok(all)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = proxies, check_for_backend(MultiBackend))]
struct ProxyRow {
    id: ProxyId,
    person_id: PersonId,
    proxy_id: PersonId,
    kind: ProxyKind,
    scope: Json<Vec<ProxyScope>>,
    until: Option<Instant>,
    created_at: Instant,
    approved_at: Option<Instant>,
}

impl ProxyRow {
    fn waits_since(&self) -> Option<Instant> {
        let is_unapproved = self.kind == ProxyKind::LegalRepresentative && self.approved_at.is_none();
        (is_unapproved && self.scope.0.contains(&ProxyScope::Consent)).then_some(self.created_at)
    }

    fn lapses_from(&self) -> Option<Instant> {
        let notice = self.until.map(|it| it - PROXY_NOTICE);
        notice.filter(|it| *it > self.created_at)
    }
}
