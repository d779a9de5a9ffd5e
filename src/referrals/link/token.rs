//! What stands in a link, in the cookie and in a form: ids and keyed hashes of them. Nothing that is stored opens anything.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use uuid::Uuid;

use crate::clock::Instant;
use crate::ids::{LinkCodeId, ReferralId};
use crate::platform::seal::{Keys, is_same};
use crate::platform::token::{read, write};

/// How long a link works.
pub(super) const LINK_LIVES: TimeDelta = TimeDelta::days(30);
/// How many digits a code has.
const DIGITS: u64 = 100_000_000;

/// A link to a referral: when it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    /// To which referral.
    pub(super) referral: ReferralId,
    /// The minute in which it was made, since 1970.
    minute: i32,
    mac: [u8; 16],
}

/// Links of another generation of the address work no more.
fn kind(generation: i32) -> String {
    format!("referralLink{generation}")
}

impl Link {
    /// A link that is made now.
    pub(super) fn new(referral: ReferralId, generation: i32, now: Instant, keys: &Keys) -> Self {
        let minute = i32::try_from(now.seconds() / 60).unwrap_or(i32::MAX);
        let mac = keys.token_mac(&kind(generation), referral.uuid(), minute);
        Self { referral, minute, mac: first_half(&mac) }
    }

    /// The link as it stands in the address.
    pub(super) fn text(&self) -> String {
        let rest = URL_SAFE_NO_PAD.encode([self.minute.to_be_bytes().as_slice(), &self.mac].concat());
        format!("{}.{rest}", self.referral)
    }

    /// Reads a link. Whether it came from here is another question.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (id, rest) = text.split_once('.')?;
        let referral = Uuid::try_parse(id).ok()?;
        let bytes = URL_SAFE_NO_PAD.decode(rest).ok()?;
        let (minute, mac) = bytes.split_first_chunk::<4>()?;
        let mac = <[u8; 16]>::try_from(mac).ok()?;
        Some(Self { referral: referral.into(), minute: i32::from_be_bytes(*minute), mac })
    }

    /// Whether it came from here, for this generation of the address, and works still.
    pub(super) fn works(&self, generation: i32, now: Instant, keys: &Keys) -> bool {
        let age = now.seconds() - i64::from(self.minute) * 60;
        let is_ours = keys
            .token_macs(&kind(generation), self.referral.uuid(), self.minute)
            .any(|it| is_same(&self.mac, &first_half(&it)));
        is_ours && (0..=LINK_LIVES.num_seconds()).contains(&age)
    }
}

/// 128 bits are enough, and the address stays short.
fn first_half(mac: &[u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(mac.split_at(16).0);
    half
}

/// The digits of a code.
pub(super) fn digits(id: LinkCodeId, keys: &Keys) -> String {
    digits_of(&keys.token_mac("linkCode", id.uuid(), 0))
}

fn digits_of(mac: &[u8; 32]) -> String {
    let number = mac.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{:08}", number % DIGITS)
}

/// Whether these are the digits of a code.
pub(super) fn are_digits_of(typed: &str, id: LinkCodeId, keys: &Keys) -> bool {
    keys.token_macs("linkCode", id.uuid(), 0).any(|mac| is_same(typed.as_bytes(), digits_of(&mac).as_bytes()))
}

/// What the cookie holds once a code was typed.
pub(super) fn visit_text(id: LinkCodeId, keys: &Keys) -> String {
    write(keys, "linkVisit", id.uuid(), 0)
}

/// What a form holds, so that only our own page sends it.
pub(super) fn form_text(id: LinkCodeId, keys: &Keys) -> String {
    write(keys, "linkForm", id.uuid(), 0)
}

/// Reads a cookie; `None` when it did not come from here.
pub(super) fn read_visit(text: &str, keys: &Keys) -> Option<LinkCodeId> {
    read(keys, "linkVisit", text).map(|(id, _)| id.into())
}

/// Whether a form came from the page of this visit.
pub(super) fn is_form_of(text: &str, id: LinkCodeId, keys: &Keys) -> bool {
    read(keys, "linkForm", text).is_some_and(|(form, _)| form == id.uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_back_and_every_change_another_generation_and_time_are_noticed() {
        let keys = Keys::derive(&[1; 32]);
        let now = Instant::from_micros(1_772_000_000_000_000).unwrap();
        let link = Link::new(ReferralId::fresh(), 3, now, &keys);
        let text = link.text();
        assert_eq!(Link::read(&text), Some(link));
        assert!(link.works(3, now, &keys));
        assert!(!link.works(2, now, &keys) && !link.works(4, now, &keys));
        assert!(!link.works(3, now, &Keys::derive(&[2; 32])));
        assert!(link.works(3, now + TimeDelta::days(29), &keys));
        assert!(!link.works(3, now + TimeDelta::days(31), &keys));
        for index in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[index] = if changed[index] == b'a' { b'b' } else { b'a' };
            let changed = Link::read(std::str::from_utf8(&changed).unwrap());
            // The last character of the text stands for fewer bits than it has.
            let is_same = changed == Some(link);
            assert!(is_same || !changed.is_some_and(|it| it.works(3, now, &keys)), "{index}");
        }
    }

    #[test]
    fn a_cookie_is_no_form_and_a_form_is_no_cookie() {
        let keys = Keys::derive(&[1; 32]);
        let id = LinkCodeId::fresh();
        assert_eq!(read_visit(&visit_text(id, &keys), &keys), Some(id));
        assert_eq!(read_visit(&form_text(id, &keys), &keys), None);
        assert!(is_form_of(&form_text(id, &keys), id, &keys));
        assert!(!is_form_of(&visit_text(id, &keys), id, &keys));
        assert!(!is_form_of(&form_text(LinkCodeId::fresh(), &keys), id, &keys));
        assert!(are_digits_of(&digits(id, &keys), id, &keys) && digits(id, &keys).len() == 8);
    }
}
