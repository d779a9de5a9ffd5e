//! What is read of letters that do not arrive, and of calls that are not taken.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::{max, min};
use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{outbox, referrals, subscription_events, subscriptions, webhook_deliveries};
use crate::db::sql::lies_in;
use crate::db::types::Json;
use crate::events::Message;
use crate::ids::{AnyId, MessageId, NeighbourhoodId, PersonId, ReferralId};
use crate::moderation::follow_ups::model::{FollowUp, FollowUpKind, ON_ITS_WAY};
use crate::platform::{Result, Tx};
use crate::policy::Scope;
use crate::referrals::ReferralState;

/// A letter as it was written.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = outbox, check_for_backend(MultiBackend))]
struct Letter {
    id: MessageId,
    recipient: PersonId,
    message: Json<Message>,
    created_at: Instant,
    ended_at: Option<Instant>,
}

impl Letter {
    /// The referral that it brings, if it brings one.
    fn referral(&self) -> Option<ReferralId> {
        if let Message::ReferralReceived { referral } = self.message.0 { Some(referral) } else { None }
    }
}

/// The referrals of a team that wait for an organisation which does not get the letter about them, or whose software does not take
/// what it is told of them: at once where it is refused for good, else after hours.
pub(in crate::moderation::follow_ups) fn of_letters(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    let all = letters(tx)?.into_iter().chain(calls(tx)?).chain(notices(tx)?);
    let mut untold: BTreeMap<ReferralId, Instant> = BTreeMap::new();
    for (referral, since) in all {
        untold.entry(referral).and_modify(|it| *it = since.min(*it)).or_insert(since);
    }
    let found: Vec<(ReferralId, PersonId, Option<NeighbourhoodId>)> = referrals::table
        .filter(lies_in!(referrals::neighbourhood_id, scope))
        .filter(referrals::id.eq_any(untold.keys().copied()).and(referrals::person_id.ne_all(&scope.except)))
        .filter(referrals::state.eq(ReferralState::Requested))
        .select((referrals::id, referrals::person_id, referrals::neighbourhood_id))
        .load(tx.conn)?;
    let follow_up = |(id, person, neighbourhood): (ReferralId, PersonId, Option<NeighbourhoodId>)| {
        let since = *untold.get(&id)?;
        let about = AnyId::from(id.uuid());
        Some(FollowUp { kind: FollowUpKind::ReferralUndelivered, since, about, person, neighbourhood })
    };
    Ok(found.into_iter().filter_map(follow_up).collect())
}

/// The letters that tell of a referral and do not arrive, and since when that is to be seen to. Only the last one counts: what was
/// sent again goes to the address that counts now, whatever became of the letter before.
fn letters(tx: &mut Tx<'_>) -> Result<Vec<(ReferralId, Instant)>> {
    let on_its_way = outbox::state.eq("waiting").and(outbox::attempts.gt(0));
    let mut letters: Vec<Letter> =
        outbox::table.filter(outbox::state.eq("dead").or(on_its_way)).select(Letter::as_select()).load(tx.conn)?;
    letters.retain(|it| it.referral().is_some());
    let recipients: BTreeSet<PersonId> = letters.iter().map(|it| it.recipient).collect();
    let Some(first) = letters.iter().map(|it| it.created_at).min() else { return Ok(Vec::new()) };
    let written: Vec<Letter> = outbox::table
        .filter(outbox::recipient.eq_any(recipients).and(outbox::created_at.ge(first)))
        .order((outbox::created_at, outbox::id))
        .select(Letter::as_select())
        .load(tx.conn)?;
    let last: BTreeMap<ReferralId, MessageId> = written.iter().filter_map(|it| Some((it.referral()?, it.id))).collect();
    let untold = |it: Letter| {
        let referral = it.referral().filter(|referral| last.get(referral) == Some(&it.id))?;
        Some((referral, it.ended_at.unwrap_or(it.created_at + ON_ITS_WAY)))
    };
    Ok(letters.into_iter().filter_map(untold).collect())
}

/// The same of calls. One that is given up after days was to be seen to after hours already. One webhook of the organisation that
/// took it, or anything that was told of the referral later, is enough.
fn calls(tx: &mut Tx<'_>) -> Result<Vec<(ReferralId, Instant)>> {
    use webhook_deliveries as rows;
    let on_its_way = rows::state.eq("waiting").and(rows::attempts.gt(0));
    let that_wait = referrals::table.filter(referrals::state.eq(ReferralState::Requested));
    let calls: Vec<(Option<ReferralId>, Instant, Option<Instant>)> = rows::table
        .filter(rows::state.eq("dead").or(on_its_way))
        .filter(rows::referral_id.eq_any(that_wait.select(referrals::id.nullable())))
        .select((rows::referral_id, rows::created_at, rows::ended_at))
        .load(tx.conn)?;
    let about: BTreeSet<ReferralId> = calls.iter().filter_map(|it| it.0).collect();
    let taken: Vec<(Option<ReferralId>, Option<Instant>)> = rows::table
        .filter(rows::state.eq("delivered").and(rows::referral_id.eq_any(about)))
        .group_by(rows::referral_id)
        .select((rows::referral_id, max(rows::created_at)))
        .load(tx.conn)?;
    let taken: BTreeMap<_, _> = taken.into_iter().collect();
    let untold = |(referral, written, refused): (Option<ReferralId>, Instant, Option<Instant>)| {
        let is_known = taken.get(&referral).copied().flatten().is_some_and(|it| it >= written);
        let late = written + ON_ITS_WAY;
        Some((referral.filter(|_| !is_known)?, refused.map_or(late, |it| it.min(late))))
    };
    Ok(calls.into_iter().filter_map(untold).collect())
}

/// The same of what who subscribed was to be notified of, as far as it was tried.
fn notices(tx: &mut Tx<'_>) -> Result<Vec<(ReferralId, Instant)>> {
    let that_wait = referrals::table.filter(referrals::state.eq(ReferralState::Requested));
    let is_tried = subscriptions::state.eq_any(["requested", "active"]).and(subscriptions::attempts.gt(0));
    let notices: Vec<(ReferralId, Option<Instant>, Option<Instant>)> = subscription_events::table
        .inner_join(subscriptions::table)
        .filter(subscription_events::number.gt(subscriptions::taken))
        .filter(subscriptions::state.eq("error").or(is_tried))
        .filter(subscription_events::referral_id.eq_any(that_wait.select(referrals::id)))
        .group_by((subscription_events::referral_id, subscriptions::given_up_at))
        .select((subscription_events::referral_id, min(subscription_events::at), subscriptions::given_up_at))
        .load(tx.conn)?;
    // What happened after the software was given up is not late at once: it may be mended by then.
    let told = |(referral, first, given_up): (ReferralId, Option<Instant>, Option<Instant>)| {
        let at = first?;
        let late = at + ON_ITS_WAY;
        Some((referral, given_up.filter(|it| *it >= at).map_or(late, |it| it.min(late))))
    };
    Ok(notices.into_iter().filter_map(told).collect())
}
