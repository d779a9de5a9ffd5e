//! What needs a human word now.

use super::model::FollowUp;
use super::store::{self, consents, letters, persons, waves};
use crate::clock::Instant;
use crate::ids::{ItemId, PersonId};
use crate::matching::suggestions::asks_vetted;
use crate::moderation::model::Place;
use crate::people::states::actions::gone_of;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, scope};
use crate::{referrals, requests, safeguarding};

/// A page of the follow-ups of the actor's neighbourhoods, the longest due first, after a place in the list; and where
/// the next page begins.
///
/// # Errors
/// When the database fails.
pub fn follow_ups(
    tx: &mut Tx<'_>,
    actor: &Actor,
    after: Option<Place>,
    size: usize,
) -> Result<(Vec<FollowUp>, Option<Place>)> {
    let scope = scope(actor, Action::SeeFollowUps);
    let requests = requests::to_follow_up(tx, &scope)?;
    let referrals = referrals::actions::to_follow_up(tx, &scope)?;
    let mut found: Vec<FollowUp> = requests.iter().filter_map(FollowUp::of_request).collect();
    found.extend(referrals.iter().flat_map(FollowUp::of_referral));
    found.extend(store::of_refusals(tx, &scope)?);
    found.extend(store::of_offers(tx, &scope)?);
    found.extend(store::of_matches(tx, &scope)?);
    found.extend(waves::of_waves(tx, &scope)?);
    found.extend(store::of_visits(tx, &scope)?);
    found.extend(store::of_bonds(tx, &scope)?);
    for store::Unvetted { follow_up, category, wish } in store::of_unvetted(tx, &scope)? {
        if asks_vetted(tx, category, &wish, follow_up.person)? {
            found.push(follow_up);
        }
    }
    found.extend(store::of_people(tx, &scope)?);
    found.extend(consents::of_consents(tx, &scope)?);
    found.extend(persons::of_states(tx, &scope)?);
    found.extend(persons::of_tellings(tx, &scope)?);
    found.extend(persons::of_proxies(tx, &scope)?);
    found.extend(letters::of_letters(tx, &scope)?);
    // Nobody looks after the dead: what there is to say to those who are left stands by itself.
    let about: Vec<PersonId> = found.iter().map(|it| it.person).collect();
    let gone = gone_of(tx, &about)?;
    found.retain(|it| !gone.contains(&it.person));
    let concerns = safeguarding::to_follow_up(tx, &scope, actor)?;
    found.extend(concerns.iter().flat_map(|(it, holds_since)| FollowUp::of_concern(it, *holds_since)));
    // A team has tens of these, not thousands: they are put in order here, where working days can be counted.
    found.retain(|it| it.since <= tx.now && after.is_none_or(|after| order(it.place()) > order(after)));
    found.sort_by_key(|it| order(it.place()));
    let has_more = found.len() > size;
    found.truncate(size);
    let next = found.last().filter(|_| has_more).map(FollowUp::place);
    Ok((found, next))
}

const fn order(place: Place) -> (Instant, u8, ItemId) {
    (place.since, place.level, place.id)
}
