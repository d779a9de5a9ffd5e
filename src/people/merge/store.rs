//! The rows of merges, and the moving of what a person has. As for erasure, this is one of the few places that writes the
//! tables of others: everything that belongs to a person stands in one list here.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::{
    blocks, concerns, consents, guardian_answers, household_members, matches, merge_moves, merges, offers, people,
    proxies, referrals, requests, vetting_checks,
};
use crate::db::sql::Locked;
use crate::ids::{AnyId, BlockId, ConcernId, HouseholdId, MatchId, OfferId, PersonId, RequestId};
use crate::people::proxies::ProxyKind;
use crate::platform::seal::Field;
use crate::platform::{Result, Tx};

/// Declares where a person stands in a row that goes along.
macro_rules! places {
    ($($(#[$doc:meta])* $place:ident = $word:literal: $table:ident.$column:ident;)+) => {
        crate::db::types::words! {
            /// Where a person stands in a row, or what else a merge did.
            Place {
                $($(#[$doc])* $place = $word,)+
                /// The household of the person.
                Household = "household",
                /// A block that was made once more for the one that is kept.
                BlockCopied = "blocks.copied",
            }
        }

        /// The rows in which a person stands at a place.
        fn rows_at(tx: &mut Tx<'_>, place: Place, of: PersonId) -> Result<Vec<AnyId>> {
            match place {
                $(Place::$place => {
                    let rows = $table::table.filter($table::$column.eq(of)).order($table::id).select($table::id);
                    Ok(rows.load(tx.conn)?)
                })+
                Place::Household | Place::BlockCopied => Ok(Vec::new()),
            }
        }

        /// Puts another person in a row; false when somebody else stands there by now.
        fn put(tx: &mut Tx<'_>, place: Place, row: AnyId, from: PersonId, to: PersonId) -> Result<bool> {
            match place {
                $(Place::$place => {
                    let row = $table::table.filter($table::id.eq(row).and($table::$column.eq(from)));
                    Ok(diesel::update(row).set($table::$column.eq(to)).execute(tx.conn)? == 1)
                })+
                Place::Household | Place::BlockCopied => Ok(false),
            }
        }
    };
}

places! {
    /// Whose request it is.
    Request = "requests.person_id": requests.person_id;
    /// Whose offer it is.
    Offer = "offers.person_id": offers.person_id;
    /// Who is helped.
    Requester = "matches.requester_id": matches.requester_id;
    /// Who helps.
    Helper = "matches.helper_id": matches.helper_id;
    /// Whom a consent is about.
    Consent = "consents.subject": consents.subject;
    /// Who said it.
    ConsentGiver = "consents.given_by": consents.given_by;
    /// Whom a referral is about.
    Referral = "referrals.person_id": referrals.person_id;
    /// Of whom something was seen.
    Check = "vetting_checks.person_id": vetting_checks.person_id;
    /// For whom somebody acts.
    Represented = "proxies.person_id": proxies.person_id;
    /// Who acts.
    Proxy = "proxies.proxy_id": proxies.proxy_id;
    /// Who is under age.
    Minor = "guardian_answers.person_id": guardian_answers.person_id;
    /// Whose guardian said yes.
    Guardian = "guardian_answers.guardian_id": guardian_answers.guardian_id;
    /// About whom somebody is concerned.
    ConcernAbout = "concerns.about_id": concerns.about_id;
    /// Who is concerned.
    ConcernReporter = "concerns.reporter_id": concerns.reporter_id;
}

/// By what rights somebody acts for a person, or will again when they are back.
pub(super) fn kinds_of_proxies(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<ProxyKind>> {
    let held = proxies::table.filter(proxies::person_id.eq(person).and(proxies::revoked_at.is_null()));
    let held = held.filter(proxies::until.is_null().or(proxies::until.gt(tx.now)));
    Ok(held.select(proxies::kind).load(tx.conn)?)
}

/// A merge.
#[derive(Debug, Clone, Copy, Queryable)]
pub(super) struct Merge {
    pub(super) id: AnyId,
    pub(super) kept: PersonId,
    pub(super) merged: PersonId,
    pub(super) at: Instant,
}

/// A new merge.
pub(super) fn insert(tx: &mut Tx<'_>, kept: PersonId, merged: PersonId, by: PersonId) -> Result<AnyId> {
    let id = AnyId::fresh();
    diesel::insert_into(merges::table)
        .values((
            merges::id.eq(id),
            merges::kept_id.eq(kept),
            merges::merged_id.eq(merged),
            merges::made_by.eq(by),
            merges::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// The last merge of a person, on either side, that stands.
pub(super) fn last_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Merge>> {
    let of = merges::table.filter(merges::kept_id.eq(id).or(merges::merged_id.eq(id)));
    let last = of.filter(merges::undone_at.is_null()).order(merges::id.desc());
    let columns = (merges::id, merges::kept_id, merges::merged_id, merges::created_at);
    Ok(last.select(columns).first::<Merge>(tx.conn).optional()?)
}

/// A merge stands no more.
pub(super) fn undone(tx: &mut Tx<'_>, id: AnyId, by: PersonId) -> Result<()> {
    diesel::update(merges::table.find(id))
        .set((merges::undone_by.eq(Some(by)), merges::undone_at.eq(Some(tx.now))))
        .execute(tx.conn)?;
    Ok(())
}

fn noted(tx: &mut Tx<'_>, merge: AnyId, place: Place, row: AnyId) -> Result<()> {
    diesel::insert_into(merge_moves::table)
        .values((
            merge_moves::id.eq(AnyId::fresh()),
            merge_moves::merge_id.eq(merge),
            merge_moves::place.eq(place),
            merge_moves::row_id.eq(row),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps from changing what two people, who are locked, have, in the order in which everything is locked: concerns, requests,
/// offers and matches, each in the order of their ids.
pub(super) fn lock_all_of(tx: &mut Tx<'_>, both: [PersonId; 2]) -> Result<()> {
    let sides = concerns::about_id.eq_any(both).or(concerns::reporter_id.eq_any(both));
    Locked(concerns::table.filter(sides).order(concerns::id).select(concerns::id)).load::<ConcernId>(tx.conn)?;
    let asked = requests::table.filter(requests::person_id.eq_any(both)).order(requests::id).select(requests::id);
    let asked: Vec<RequestId> = Locked(asked).load(tx.conn)?;
    let offered = matches::table.filter(matches::request_id.eq_any(asked)).select(matches::offer_id);
    let theirs = offers::person_id.eq_any(both).or(offers::id.nullable().eq_any(offered));
    Locked(offers::table.filter(theirs).order(offers::id).select(offers::id)).load::<OfferId>(tx.conn)?;
    let sides = matches::requester_id.eq_any(both).or(matches::helper_id.eq_any(both));
    Locked(matches::table.filter(sides).order(matches::id).select(matches::id)).load::<MatchId>(tx.conn)?;
    Ok(())
}

/// Moves every row of a person to another, and notes each.
pub(super) fn move_rows(tx: &mut Tx<'_>, merge: AnyId, from: PersonId, to: PersonId) -> Result<()> {
    for &place in Place::ALL {
        for row in rows_at(tx, place, from)? {
            if put(tx, place, row, from, to)? {
                reseal(tx, place, row, from, to)?;
                noted(tx, merge, place, row)?;
            }
        }
    }
    Ok(())
}

/// What was sealed for one person in a row is sealed for another.
fn reseal(tx: &mut Tx<'_>, place: Place, row: AnyId, from: PersonId, to: PersonId) -> Result<()> {
    if place == Place::Request {
        let columns = requests::table.filter(requests::id.eq(row)).select((requests::said, requests::place));
        let (said, place): (Option<Vec<u8>>, Option<Vec<u8>>) = columns.first(tx.conn)?;
        let said = resealed(tx, Field::RequestSaid, row, said, from, to)?;
        let place = resealed(tx, Field::RequestPlace, row, place, from, to)?;
        diesel::update(requests::table.filter(requests::id.eq(row)))
            .set((requests::said.eq(said), requests::place.eq(place)))
            .execute(tx.conn)?;
    }
    if place == Place::Consent {
        let said = consents::table.filter(consents::id.eq(row)).select(consents::said).first(tx.conn)?;
        let said = resealed(tx, Field::ConsentSaid, row, said, from, to)?;
        diesel::update(consents::table.filter(consents::id.eq(row))).set(consents::said.eq(said)).execute(tx.conn)?;
    }
    if place == Place::Referral {
        let said = referrals::table.filter(referrals::id.eq(row)).select(referrals::said).first(tx.conn)?;
        let said = resealed(tx, Field::ReferralSaid, row, said, from, to)?;
        diesel::update(referrals::table.filter(referrals::id.eq(row)))
            .set(referrals::said.eq(said))
            .execute(tx.conn)?;
    }
    Ok(())
}

fn resealed(
    tx: &mut Tx<'_>,
    field: Field,
    row: AnyId,
    sealed: Option<Vec<u8>>,
    from: PersonId,
    to: PersonId,
) -> Result<Option<Vec<u8>>> {
    let Some(sealed) = sealed else { return Ok(None) };
    let opened: Option<serde_json::Value> = tx.open(from.uuid(), field, row.uuid(), &sealed)?;
    opened.map(|it| tx.seal(to.uuid(), field, row.uuid(), &it)).transpose()
}

/// Who lives with the one lives with the other; where both live there already, nothing moves.
pub(super) fn move_household(tx: &mut Tx<'_>, merge: AnyId, from: PersonId, to: PersonId) -> Result<()> {
    use household_members as h;
    let of = |person: PersonId| h::table.find(person).select(h::household_id);
    let theirs: Option<HouseholdId> = of(from).first(tx.conn).optional()?;
    let kept: Option<HouseholdId> = of(to).first(tx.conn).optional()?;
    let (Some(theirs), None) = (theirs, kept) else { return Ok(()) };
    diesel::update(h::table.find(from)).set(h::person_id.eq(to)).execute(tx.conn)?;
    noted(tx, merge, Place::Household, AnyId::from(theirs.uuid()))
}

/// From whom the one is kept apart the other is too.
pub(super) fn copy_blocks(tx: &mut Tx<'_>, merge: AnyId, from: PersonId, to: PersonId) -> Result<()> {
    type Pair = (PersonId, PersonId, PersonId, Option<MatchId>);
    let columns = (blocks::one_id, blocks::other_id, blocks::made_by, blocks::match_id);
    let of = |person: PersonId| blocks::table.filter(blocks::one_id.eq(person).or(blocks::other_id.eq(person)));
    let theirs: Vec<Pair> = of(from).select(columns).load(tx.conn)?;
    let mut kept: Vec<Pair> = of(to).select(columns).load(tx.conn)?;
    for (one, other, made_by, known_by) in theirs {
        let with = if one == from { other } else { one };
        let made_by = if made_by == from { to } else { made_by };
        let (one, other) = (to.min(with), to.max(with));
        if kept.iter().any(|it| (it.0, it.1, it.2) == (one, other, made_by)) {
            continue;
        }
        let id = BlockId::fresh();
        diesel::insert_into(blocks::table)
            .values((
                blocks::id.eq(id),
                blocks::one_id.eq(one),
                blocks::other_id.eq(other),
                blocks::made_by.eq(made_by),
                blocks::match_id.eq(known_by),
                blocks::created_at.eq(tx.now),
            ))
            .execute(tx.conn)?;
        kept.push((one, other, made_by, known_by));
        noted(tx, merge, Place::BlockCopied, AnyId::from(id.uuid()))?;
    }
    Ok(())
}

/// Puts back what a merge moved, as far as it still belongs to the one that was kept.
pub(super) fn put_back(tx: &mut Tx<'_>, merge: AnyId, kept: PersonId, merged: PersonId) -> Result<()> {
    use household_members as h;
    let moves = merge_moves::table.filter(merge_moves::merge_id.eq(merge)).order(merge_moves::id);
    let moves: Vec<(Place, AnyId)> = moves.select((merge_moves::place, merge_moves::row_id)).load(tx.conn)?;
    for (place, row) in moves {
        if place == Place::Household {
            let still = h::table.find(kept).filter(h::household_id.eq(HouseholdId::from(row.uuid())));
            diesel::update(still).set(h::person_id.eq(merged)).execute(tx.conn)?;
        } else if place == Place::BlockCopied {
            diesel::delete(blocks::table.find(BlockId::from(row.uuid()))).execute(tx.conn)?;
        } else if put(tx, place, row, kept, merged)? {
            reseal(tx, place, row, kept, merged)?;
            follow(tx, place, row, kept, merged)?;
        }
    }
    Ok(())
}

/// What came since with a request or an offer goes back with it.
fn follow(tx: &mut Tx<'_>, place: Place, row: AnyId, kept: PersonId, merged: PersonId) -> Result<()> {
    let (with, rows): (Place, Vec<AnyId>) = if place == Place::Request {
        for referral in referrals::table.filter(referrals::request_id.eq(row)).select(referrals::id).load(tx.conn)? {
            if put(tx, Place::Referral, referral, kept, merged)? {
                reseal(tx, Place::Referral, referral, kept, merged)?;
            }
        }
        let of_request = matches::table.filter(matches::request_id.eq(row)).select(matches::id);
        (Place::Requester, of_request.load(tx.conn)?)
    } else if place == Place::Offer {
        let of_offer = matches::table.filter(matches::offer_id.eq(Some(row))).select(matches::id);
        (Place::Helper, of_offer.load(tx.conn)?)
    } else {
        return Ok(());
    };
    for row in rows {
        put(tx, with, row, kept, merged)?;
    }
    Ok(())
}

/// Says who somebody turned out to be, or that they are nobody else.
pub(super) fn point_to(tx: &mut Tx<'_>, id: PersonId, to: Option<PersonId>) -> Result<()> {
    diesel::update(people::table.find(id)).set(people::merged_into.eq(to)).execute(tx.conn)?;
    count(tx, id)
}

/// Counts a change of a person.
pub(super) fn count(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    diesel::update(people::table.find(id))
        .set((people::version.eq(people::version + 1), people::updated_at.eq(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

/// Who somebody turned out to be.
pub(super) fn merged_into(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<PersonId>> {
    Ok(people::table.find(id).select(people::merged_into).first(tx.conn)?)
}

/// Whether two people are the two sides of a match, or were both asked for the same request.
pub(super) fn share_a_match(tx: &mut Tx<'_>, one: PersonId, other: PersonId) -> Result<bool> {
    let both = [one, other];
    let sides = matches::table.filter(matches::requester_id.eq_any(both).and(matches::helper_id.eq_any(both)));
    if sides.count().get_result::<i64>(tx.conn)? > 0 {
        return Ok(true);
    }
    let asked = matches::table.filter(matches::helper_id.eq(one)).select(matches::request_id);
    let asked: Vec<RequestId> = asked.load(tx.conn)?;
    let too = matches::table.filter(matches::helper_id.eq(other).and(matches::request_id.eq_any(asked)));
    Ok(too.count().get_result::<i64>(tx.conn)? > 0)
}

/// Whether one is or was a proxy of the other.
pub(super) fn act_for_each_other(tx: &mut Tx<'_>, one: PersonId, other: PersonId) -> Result<bool> {
    let both = [one, other];
    let between = proxies::table.filter(proxies::person_id.eq_any(both).and(proxies::proxy_id.eq_any(both)));
    Ok(between.count().get_result::<i64>(tx.conn)? > 0)
}
