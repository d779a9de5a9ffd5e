//! People of whom nothing was heard for years.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::{accounts, matches, offers, people, referrals, requests, roles, sessions};
use crate::events::{Event, Message};
use crate::ids::PersonId;
use crate::matching::model::MatchState;
use crate::notifications::tell;
use crate::offers::OfferState;
use crate::people::model::PersonState;
use crate::platform::{Result, Tx};
use crate::policy::Acting;
use crate::requests::model::RequestState;

/// Nothing goes on with a person, nothing did since `$before`, and they are neither staff nor suspended.
macro_rules! nothing_goes_on {
    ($before:expr) => {{
        let asked: Vec<_> = RequestState::ALL.iter().copied().filter(|it| !it.is_final()).collect();
        let offers_help = offers::state.ne_all([OfferState::Rejected, OfferState::Retired]);
        let together: Vec<_> = MatchState::ALL.iter().copied().filter(|it| !it.is_final()).collect();
        let asks = requests::updated_at.ge($before).or(requests::state.eq_any(asked));
        let is_matched = matches::updated_at.ge($before).or(matches::state.eq_any(together));
        let side = matches::requester_id.eq(people::id).or(matches::helper_id.eq(people::id));
        let offers = offers::table.filter(offers::person_id.eq(people::id).and(offers_help));
        let sent = referrals::person_id.eq(people::id).and(referrals::ended_at.is_null());
        people::state
            .ne(PersonState::Suspended)
            .and(not(exists(roles::table.filter(roles::person_id.eq(people::id).and(roles::revoked_at.is_null())))))
            .and(not(exists(requests::table.filter(requests::person_id.eq(people::id).and(asks)))))
            .and(not(exists(offers)))
            .and(not(exists(matches::table.filter(side.and(is_matched)))))
            .and(not(exists(referrals::table.filter(sent))))
    }};
}

/// Who was asked before and said nothing.
macro_rules! is_silent {
    ($before:expr) => {
        people::inactive_asked_at.lt($before).and(people::erased_at.is_null()).and(nothing_goes_on!($before))
    };
}

/// Asks those who have an account and gave no sign of life since `before` whether they want to stay: not staff, nobody who
/// is suspended, and nobody with whom anything goes on.
pub(in crate::privacy::retention) fn ask(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let silent = people::table
        .filter(people::erased_at.is_null().and(people::inactive_asked_at.is_null()))
        .filter(people::updated_at.lt(before))
        .filter(people::active_at.is_null().or(people::active_at.lt(before)))
        .filter(exists(accounts::table.filter(accounts::person_id.eq(people::id))))
        .filter(not(exists(
            sessions::table.filter(sessions::person_id.eq(people::id).and(sessions::rotated_at.ge(before))),
        )))
        .filter(nothing_goes_on!(before))
        .order(people::id)
        .limit(most)
        .select(people::id);
    let silent: Vec<PersonId> = silent.load(tx.conn)?;
    for person in &silent {
        diesel::update(people::table.find(*person)).set(people::inactive_asked_at.eq(Some(tx.now))).execute(tx.conn)?;
        tell(tx, *person, Message::StillHere)?;
        tx.record(&Event::PersonAsked(*person).by(Acting::SYSTEM))?;
    }
    Ok(silent.len())
}

/// Who signed in after they were asked, or of whom anything else was heard, is not asked any more.
pub(in crate::privacy::retention) fn came_back(tx: &mut Tx<'_>) -> Result<usize> {
    let asked: Vec<(PersonId, Option<Instant>)> = people::table
        .filter(people::inactive_asked_at.is_not_null())
        .filter(
            people::active_at
                .ge(people::inactive_asked_at)
                .or(people::updated_at.nullable().ge(people::inactive_asked_at))
                .or(exists(
                    sessions::table.filter(
                        sessions::person_id
                            .eq(people::id)
                            .and(sessions::rotated_at.nullable().ge(people::inactive_asked_at)),
                    ),
                )),
        )
        .order(people::id)
        .select((people::id, people::inactive_asked_at))
        .load(tx.conn)?;
    let mut count = 0;
    for (person, asked_at) in asked {
        count += diesel::update(people::table.find(person).filter(people::inactive_asked_at.eq(asked_at)))
            .set(people::inactive_asked_at.eq(None::<Instant>))
            .execute(tx.conn)?;
    }
    Ok(count)
}

/// The first of those who were asked before and of whom nothing was heard. Nothing is locked.
pub(in crate::privacy::retention) fn silent(tx: &mut Tx<'_>, before: Instant) -> Result<Option<PersonId>> {
    let silent = people::table.filter(is_silent!(before)).order(people::id).select(people::id);
    Ok(silent.first(tx.conn).optional()?)
}

/// Whether this one still is one of them.
pub(in crate::privacy::retention) fn is_silent(tx: &mut Tx<'_>, id: PersonId, before: Instant) -> Result<bool> {
    Ok(people::table.find(id).filter(is_silent!(before)).count().get_result::<i64>(tx.conn)? > 0)
}
