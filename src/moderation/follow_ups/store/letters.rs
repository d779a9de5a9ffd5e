//! What is read of letters that do not arrive, and of calls that are not taken.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::{outbox, referrals, webhook_deliveries};
use crate::db::sql::lies_in;
use crate::db::types::Json;
use crate::events::Message;
use crate::ids::{AnyId, NeighbourhoodId, PersonId, ReferralId};
use crate::moderation::follow_ups::model::{FollowUp, FollowUpKind, ON_ITS_WAY};
use crate::platform::{Result, Tx};
use crate::policy::Scope;
use crate::referrals::ReferralState;

/// The referrals of a team that wait for an organisation which does not get the letter about them, or whose software does not take
/// what it is told of them: at once where it is refused for good, else after hours.
pub(in crate::moderation::follow_ups) fn of_letters(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    let mut untold = letters(tx)?;
    untold.extend(calls(tx)?);
    let ids: Vec<ReferralId> = untold.iter().map(|it| it.0).collect();
    let found: Vec<(ReferralId, PersonId, Option<NeighbourhoodId>)> = referrals::table
        .filter(lies_in!(referrals::neighbourhood_id, scope))
        .filter(referrals::id.eq_any(ids).and(referrals::person_id.ne_all(&scope.except)))
        .filter(referrals::state.eq(ReferralState::Requested))
        .select((referrals::id, referrals::person_id, referrals::neighbourhood_id))
        .load(tx.conn)?;
    let follow_up = |(id, person, neighbourhood): (ReferralId, PersonId, Option<NeighbourhoodId>)| {
        let since = untold.iter().filter(|it| it.0 == id).map(|it| it.1).min()?;
        let about = AnyId::from(id.uuid());
        Some(FollowUp { kind: FollowUpKind::ReferralUndelivered, since, about, person, neighbourhood })
    };
    Ok(found.into_iter().filter_map(follow_up).collect())
}

/// The letters that tell of a referral and do not arrive, and since when that is to be seen to.
fn letters(tx: &mut Tx<'_>) -> Result<Vec<(ReferralId, Instant)>> {
    let on_its_way = outbox::state.eq("waiting").and(outbox::attempts.gt(0));
    let letters: Vec<(Json<Message>, Instant, Option<Instant>)> = outbox::table
        .filter(outbox::state.eq("dead").or(on_its_way))
        .select((outbox::message, outbox::created_at, outbox::ended_at))
        .load(tx.conn)?;
    let referred = |(message, written, refused): (Json<Message>, Instant, Option<Instant>)| {
        let Message::ReferralReceived { referral } = message.0 else { return None };
        Some((referral, refused.unwrap_or(written + ON_ITS_WAY)))
    };
    Ok(letters.into_iter().filter_map(referred).collect())
}

/// The same of calls. One that is given up after days was to be seen to after hours already.
fn calls(tx: &mut Tx<'_>) -> Result<Vec<(ReferralId, Instant)>> {
    let on_its_way = webhook_deliveries::state.eq("waiting").and(webhook_deliveries::attempts.gt(0));
    let calls: Vec<(Option<ReferralId>, Instant, Option<Instant>)> = webhook_deliveries::table
        .filter(webhook_deliveries::state.eq("dead").or(on_its_way))
        .select((webhook_deliveries::referral_id, webhook_deliveries::created_at, webhook_deliveries::ended_at))
        .load(tx.conn)?;
    let told = |(referral, written, refused): (Option<ReferralId>, Instant, Option<Instant>)| {
        let late = written + ON_ITS_WAY;
        Some((referral?, refused.map_or(late, |it| it.min(late))))
    };
    Ok(calls.into_iter().filter_map(told).collect())
}
