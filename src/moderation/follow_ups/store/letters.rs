//! What is read of letters that do not arrive.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::{outbox, referrals};
use crate::db::sql::lies_in;
use crate::db::types::Json;
use crate::events::Message;
use crate::ids::{AnyId, NeighbourhoodId, PersonId, ReferralId};
use crate::moderation::follow_ups::model::{FollowUp, FollowUpKind, ON_ITS_WAY};
use crate::platform::{Result, Tx};
use crate::policy::Scope;
use crate::referrals::ReferralState;

/// The referrals of a team that wait for an organisation which does not get the letter about them: at once where it is
/// refused for good, else after hours.
pub(in crate::moderation::follow_ups) fn of_letters(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    let on_its_way = outbox::state.eq("waiting").and(outbox::attempts.gt(0));
    let letters: Vec<(Json<Message>, Instant, Option<Instant>)> = outbox::table
        .filter(outbox::state.eq("dead").or(on_its_way))
        .select((outbox::message, outbox::created_at, outbox::ended_at))
        .load(tx.conn)?;
    let referred = |(message, written, refused): (Json<Message>, Instant, Option<Instant>)| {
        let Message::ReferralReceived { referral } = message.0 else { return None };
        Some((referral, refused.unwrap_or(written + ON_ITS_WAY)))
    };
    let letters: Vec<(ReferralId, Instant)> = letters.into_iter().filter_map(referred).collect();
    let ids: Vec<ReferralId> = letters.iter().map(|it| it.0).collect();
    let found: Vec<(ReferralId, PersonId, Option<NeighbourhoodId>)> = referrals::table
        .filter(lies_in!(referrals::neighbourhood_id, scope))
        .filter(referrals::id.eq_any(ids).and(referrals::person_id.ne_all(&scope.except)))
        .filter(referrals::state.eq(ReferralState::Requested))
        .select((referrals::id, referrals::person_id, referrals::neighbourhood_id))
        .load(tx.conn)?;
    let follow_up = |(id, person, neighbourhood): (ReferralId, PersonId, Option<NeighbourhoodId>)| {
        let since = letters.iter().filter(|it| it.0 == id).map(|it| it.1).min()?;
        let about = AnyId::from(id.uuid());
        Some(FollowUp { kind: FollowUpKind::ReferralUndelivered, since, about, person, neighbourhood })
    };
    Ok(found.into_iter().filter_map(follow_up).collect())
}
