//! Whom and what the keyed hashes of people and accounts are of, to hash them anew.

use diesel::prelude::*;

use super::account;
use crate::db::schema::{accounts, people};
use crate::ids::PersonId;
use crate::platform::{Result, Tx};

/// Takes the keyed hashes of all people away, and says who had one of the name, and who had one of the phone number.
pub(in crate::people) fn take_away(tx: &mut Tx<'_>) -> Result<(Vec<PersonId>, Vec<PersonId>)> {
    let named = people::table.filter(people::name_index.is_not_null()).select(people::id).load(tx.conn)?;
    let phoned = people::table.filter(people::phone_index.is_not_null()).select(people::id).load(tx.conn)?;
    diesel::update(people::table)
        .set((
            people::name_index.eq(None::<Vec<u8>>),
            people::name_trigrams.eq(None::<Vec<u8>>),
            people::phone_index.eq(None::<Vec<u8>>),
        ))
        .execute(tx.conn)?;
    Ok((named, phoned))
}

/// Hashes the addresses and the numbers of all accounts anew. What does not open any more is found by nobody.
pub(in crate::people) fn hash_accounts_anew(tx: &mut Tx<'_>) -> Result<()> {
    let all: Vec<PersonId> = accounts::table.select(accounts::person_id).load(tx.conn)?;
    for id in all {
        let email = account::email(tx, id)?.map(|it| account::index_of(tx, &it));
        let phone = account::phone(tx, id)?.map(|it| account::phone_index(tx, &it));
        diesel::update(accounts::table.find(id))
            .set((accounts::email_index.eq(email), accounts::phone_index.eq(phone)))
            .execute(tx.conn)?;
    }
    Ok(())
}
