//! The rows of contact rules, and of what is to be told by hand.

use diesel::prelude::*;

use super::model::{Kept, Telling, TellingWhy, object};
use crate::clock::Instant;
use crate::db::schema::{consents, contact_rules, matches, requests, tellings, visits};
use crate::db::sql::Upsert;
use crate::db::types::Json;
use crate::events::Message;
use crate::ids::{PersonId, TellingId};
use crate::platform::seal::Field;
use crate::platform::{Result, Tx};

/// The rules of a person, if there are any.
pub(super) fn get(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Kept>> {
    let columns = (contact_rules::rules, contact_rules::version, contact_rules::said_by_person);
    let found = contact_rules::table.find(person).select(columns);
    let found: Option<(Vec<u8>, i32, bool)> = found.first(tx.conn).optional()?;
    let Some((sealed, version, said_by_person)) = found else { return Ok(None) };
    let rules = tx.open(person.uuid(), Field::ContactRules, person.uuid(), &sealed)?;
    Ok(rules.map(|rules| Kept { rules, version, said_by_person }))
}

/// Writes down the rules of a person, who is locked.
pub(super) fn save(tx: &mut Tx<'_>, person: PersonId, kept: &Kept) -> Result<()> {
    let sealed = tx.seal(person.uuid(), Field::ContactRules, person.uuid(), &kept.rules)?;
    let insert = diesel::insert_into(contact_rules::table).values((
        contact_rules::person_id.eq(person),
        contact_rules::rules.eq(sealed),
        contact_rules::version.eq(1),
        contact_rules::created_at.eq(tx.now),
        contact_rules::updated_at.eq(tx.now),
        contact_rules::said_by_person.eq(kept.said_by_person),
    ));
    let on_conflict = "(person_id) DO UPDATE SET rules = excluded.rules, version = contact_rules.version + 1, \
                       updated_at = excluded.updated_at, said_by_person = excluded.said_by_person";
    let _: PersonId = Upsert { insert, on_conflict, returning: contact_rules::person_id }.get_result(tx.conn)?;
    Ok(())
}

/// Everybody who has rules.
pub(super) fn all(tx: &mut Tx<'_>) -> Result<Vec<PersonId>> {
    Ok(contact_rules::table.select(contact_rules::person_id).load(tx.conn)?)
}

/// Something is to be told by hand: the same once.
pub(super) fn insert_telling(tx: &mut Tx<'_>, new: &Telling) -> Result<()> {
    let object = object(&new.message).map_or_else(String::new, |it| it.to_string());
    let insert = diesel::insert_into(tellings::table).values((
        tellings::id.eq(TellingId::fresh()),
        tellings::person_id.eq(new.person),
        tellings::why.eq(new.why),
        tellings::once.eq(format!("{}:{}:{object}", new.why, new.message.key())),
        tellings::message.eq(Json(new.message)),
        tellings::since.eq(new.since),
    ));
    let on_conflict = "(person_id, once) WHERE told_at IS NULL DO NOTHING";
    let _: Option<TellingId> =
        Upsert { insert, on_conflict, returning: tellings::id }.get_result(tx.conn).optional()?;
    Ok(())
}

type Row = (PersonId, TellingWhy, Json<Message>, Instant);

/// What is still to be told, to these people or to anybody, the longest waiting first.
pub(super) fn untold(tx: &mut Tx<'_>, to: Option<PersonId>) -> Result<Vec<Telling>> {
    let mut query = tellings::table
        .filter(tellings::told_at.is_null())
        .select((tellings::person_id, tellings::why, tellings::message, tellings::since))
        .order((tellings::since, tellings::id))
        .into_boxed();
    if let Some(person) = to {
        query = query.filter(tellings::person_id.eq(person));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    let telling = |(person, why, message, since): Row| Telling { person, why, message: message.0, since };
    Ok(rows.into_iter().map(telling).collect())
}

/// Whether what a message asks or announces is over by now, so that there is nothing to tell any more. A read model over
/// consents, requests, matches and visits.
pub(super) fn is_over(tx: &mut Tx<'_>, message: &Message) -> Result<bool> {
    let waits: i64 = if let Message::MatchProposed { on } = message {
        let awaited = ["proposed", "acceptedByHelper", "acceptedByRequester", "held"];
        matches::table.find(*on).filter(matches::state.eq_any(awaited)).count().get_result(tx.conn)?
    } else if let Message::StillNeeded { request, .. } = message {
        let pinged = requests::state.eq("open").and(requests::pinged_at.is_not_null());
        requests::table.find(*request).filter(pinged).count().get_result(tx.conn)?
    } else if let Message::InformationAsked { request } = message {
        requests::table.find(*request).filter(requests::state.eq("needsInformation")).count().get_result(tx.conn)?
    } else if let Message::VisitPlanned { visit, .. } = message {
        let to_come = visits::state.eq("planned").and(visits::start.gt(tx.now));
        visits::table.find(*visit).filter(to_come).count().get_result(tx.conn)?
    } else if let Message::ConsentRecorded { consent } = message {
        let ended = consents::withdraws.eq(consent).or(consents::id.eq(consent).and(consents::expires_at.le(tx.now)));
        let ended: i64 = consents::table.filter(ended).count().get_result(tx.conn)?;
        i64::from(ended == 0)
    } else {
        1
    };
    Ok(waits == 0)
}

/// What a person was not told for this reason is not to be told any more.
pub(super) fn forget_untold(tx: &mut Tx<'_>, person: PersonId, why: TellingWhy) -> Result<()> {
    let untold = tellings::table.filter(tellings::person_id.eq(person).and(tellings::told_at.is_null()));
    diesel::delete(untold.filter(tellings::why.eq(why))).execute(tx.conn)?;
    Ok(())
}

/// Forgets what was told before `before`.
pub(super) fn forget_told(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    Ok(diesel::delete(tellings::table.filter(tellings::told_at.lt(before))).execute(tx.conn)?)
}

/// Somebody of the team told a person all that was to be told; how much that was.
pub(super) fn told(tx: &mut Tx<'_>, person: PersonId, by: PersonId) -> Result<usize> {
    let open = tellings::table.filter(tellings::person_id.eq(person).and(tellings::told_at.is_null()));
    let told = diesel::update(open).set((tellings::told_by.eq(Some(by)), tellings::told_at.eq(Some(tx.now))));
    Ok(told.execute(tx.conn)?)
}
