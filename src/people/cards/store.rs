//! The rows of activation cards.

use chrono::TimeDelta;
use diesel::prelude::*;

use super::model::Card;
use crate::clock::Instant;
use crate::db::schema::activation_cards;
use crate::ids::{ActivationCardId, PersonId};
use crate::people::paper;
use crate::people::token::{card_code, card_codes};
use crate::platform::{Result, Tx};

/// How long a card can be used.
const LIFETIME: TimeDelta = TimeDelta::days(14);

type Row = (ActivationCardId, PersonId, Instant, Option<Instant>, Option<Instant>, Instant);

const COLUMNS: (
    activation_cards::id,
    activation_cards::person_id,
    activation_cards::expires_at,
    activation_cards::used_at,
    activation_cards::withdrawn_at,
    activation_cards::created_at,
) = (
    activation_cards::id,
    activation_cards::person_id,
    activation_cards::expires_at,
    activation_cards::used_at,
    activation_cards::withdrawn_at,
    activation_cards::created_at,
);

fn read((id, person, expires_at, used_at, withdrawn_at, created_at): Row) -> Card {
    Card { id, person, expires_at, used_at, withdrawn_at, created_at }
}

const KIND: &str = "activationCard";

fn hash(tx: &Tx<'_>, typed: &str) -> Vec<u8> {
    tx.keys().blind_index(KIND, &paper::fold(typed))
}

/// A new card.
pub(super) fn insert(tx: &mut Tx<'_>, person: PersonId, made_by: PersonId) -> Result<ActivationCardId> {
    let id = ActivationCardId::fresh();
    let code_hash = hash(tx, &card_code(id, tx.keys()));
    diesel::insert_into(activation_cards::table)
        .values((
            activation_cards::id.eq(id),
            activation_cards::person_id.eq(person),
            activation_cards::code_hash.eq(code_hash),
            activation_cards::made_by.eq(made_by),
            activation_cards::expires_at.eq(tx.now + LIFETIME),
            activation_cards::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// The code of a card as it was printed; `None` when the master key it was made with was forgotten.
pub(super) fn code(tx: &mut Tx<'_>, id: ActivationCardId) -> Result<Option<String>> {
    let kept: Vec<u8> = activation_cards::table.find(id).select(activation_cards::code_hash).first(tx.conn)?;
    Ok(printed(tx, id, &kept))
}

fn printed(tx: &Tx<'_>, id: ActivationCardId, kept: &[u8]) -> Option<String> {
    card_codes(id, tx.keys()).find(|it| tx.keys().is_blind_index(KIND, &paper::fold(it), kept))
}

/// Hashes the codes of all cards that still work under the master key in force, so that what was printed goes on working.
/// A card whose code cannot be told any more is withdrawn.
pub(in crate::people) fn hash_anew(tx: &mut Tx<'_>) -> Result<()> {
    let open = activation_cards::table
        .filter(activation_cards::used_at.is_null().and(activation_cards::withdrawn_at.is_null()));
    let kept: Vec<(ActivationCardId, Vec<u8>)> =
        open.select((activation_cards::id, activation_cards::code_hash)).load(tx.conn)?;
    for (id, kept) in kept {
        match printed(tx, id, &kept) {
            None => {
                withdraw(tx, id)?;
            }
            Some(code) => {
                let anew = activation_cards::code_hash.eq(hash(tx, &code));
                diesel::update(activation_cards::table.find(id)).set(anew).execute(tx.conn)?;
            }
        }
    }
    Ok(())
}

/// A card.
pub(super) fn get(tx: &mut Tx<'_>, id: ActivationCardId) -> Result<Card> {
    Ok(read(activation_cards::table.find(id).select(COLUMNS).first(tx.conn)?))
}

/// The card of a code.
pub(super) fn find(tx: &mut Tx<'_>, typed: &str) -> Result<Option<Card>> {
    let found = activation_cards::table.filter(activation_cards::code_hash.eq(hash(tx, typed)));
    Ok(found.select(COLUMNS).first::<Row>(tx.conn).optional()?.map(read))
}

/// The cards of a person, newest first.
pub(super) fn list(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Card>> {
    let theirs = activation_cards::table.filter(activation_cards::person_id.eq(person));
    let rows: Vec<Row> = theirs.order(activation_cards::id.desc()).select(COLUMNS).load(tx.conn)?;
    Ok(rows.into_iter().map(read).collect())
}

/// Takes a card back, if nobody used it meanwhile.
pub(super) fn withdraw(tx: &mut Tx<'_>, id: ActivationCardId) -> Result<bool> {
    let unused = activation_cards::table.find(id);
    let unused = unused.filter(activation_cards::used_at.is_null().and(activation_cards::withdrawn_at.is_null()));
    let rows = diesel::update(unused).set(activation_cards::withdrawn_at.eq(Some(tx.now))).execute(tx.conn)?;
    Ok(rows == 1)
}

/// Takes back whatever a person has of cards.
pub(in crate::people) fn withdraw_all(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let unused = activation_cards::table.filter(
        activation_cards::person_id
            .eq(person)
            .and(activation_cards::used_at.is_null())
            .and(activation_cards::withdrawn_at.is_null()),
    );
    diesel::update(unused).set(activation_cards::withdrawn_at.eq(Some(tx.now))).execute(tx.conn)?;
    Ok(())
}

/// Uses a card up: whether nobody was faster.
pub(super) fn take(tx: &mut Tx<'_>, id: ActivationCardId) -> Result<bool> {
    let open = activation_cards::table.find(id).filter(
        activation_cards::used_at
            .is_null()
            .and(activation_cards::withdrawn_at.is_null())
            .and(activation_cards::expires_at.gt(tx.now)),
    );
    let rows = diesel::update(open).set(activation_cards::used_at.eq(Some(tx.now))).execute(tx.conn)?;
    Ok(rows == 1)
}
