//! The keyed hashes with which people are found, when the master key changes.

use crate::people::assisted::{actions::index_name, save_phone_index};
use crate::people::cards;
use crate::people::invitations;
use crate::people::store::{index, person};
use crate::people::throttle;
use crate::platform::{Result, Tx};

/// Makes every keyed hash anew under the master key in force: e-mail addresses, phone numbers, names, and the codes of
/// activation cards and invitations. What was tried is forgotten, because its hashes cannot be made anew: whoever was stopped for guessing
/// may begin again. No right is checked.
///
/// # Errors
/// When something does not open, or the database fails.
pub fn hash_anew(tx: &mut Tx<'_>) -> Result<()> {
    index::hash_accounts_anew(tx)?;
    let (named, phoned) = index::take_away(tx)?;
    for id in named {
        let person = person::get(tx, id)?;
        index_name(tx, &person)?;
    }
    for id in phoned {
        let contact = person::contact(tx, id)?;
        save_phone_index(tx, id, contact.phone.as_ref())?;
    }
    cards::store::hash_anew(tx)?;
    invitations::store::hash_anew(tx)?;
    throttle::actions::forget_all(tx)
}
