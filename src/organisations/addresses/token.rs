//! The two links with which a change is confirmed.

use crate::ids::AddressChangeId;
use crate::platform::seal::Keys;
use crate::platform::token::{read, write};

crate::db::types::words! {
    /// Which of the two addresses of a change.
    AddressSide {
        /// The one that counts until it is confirmed.
        Old = "old",
        /// The one that counts afterwards.
        New = "new",
    }
}

fn kind(side: AddressSide) -> String {
    format!("addressChange:{side}")
}

/// The token of the link in the mail to one of the two.
pub(super) fn text(id: AddressChangeId, side: AddressSide, keys: &Keys) -> String {
    write(keys, &kind(side), id.uuid(), 0)
}

/// Reads a token; `None` when it did not come from here.
pub(super) fn parse(text: &str, keys: &Keys) -> Option<(AddressChangeId, AddressSide)> {
    let side = |side: &AddressSide| read(keys, &kind(*side), text).map(|(id, _)| (id.into(), *side));
    AddressSide::ALL.iter().find_map(side)
}
