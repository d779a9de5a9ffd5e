//! Tokens that people hold: an id, a counter and a keyed hash of both. Nothing that is stored opens anything.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::seal::{Keys, is_same};

/// A token of a kind. One of another kind is none.
#[must_use]
pub fn write(keys: &Keys, kind: &str, id: Uuid, counter: i32) -> String {
    let mac = keys.token_mac(kind, id, counter);
    URL_SAFE_NO_PAD.encode([id.as_bytes().as_slice(), &counter.to_be_bytes(), &mac].concat())
}

/// Reads a token; `None` when it did not come from here.
#[must_use]
pub fn read(keys: &Keys, kind: &str, text: &str) -> Option<(Uuid, i32)> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (id, rest) = bytes.split_first_chunk::<16>()?;
    let (counter, mac) = rest.split_first_chunk::<4>()?;
    let (id, counter) = (Uuid::from_bytes(*id), i32::from_be_bytes(*counter));
    keys.token_macs(kind, id, counter).any(|it| is_same(mac, &it)).then_some((id, counter))
}
