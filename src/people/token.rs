//! Tokens that people hold: each is the id of a row and a keyed hash of it, so nothing that is stored opens anything.

use crate::clock::Instant;
use crate::ids::{
    ActivationCardId, ConsentId, DeviceId, InvitationId, OneTimeTokenId, RequestId, SessionId, SmsCodeId,
};
use crate::people::paper;
use crate::platform::seal::{Keys, is_same};
use crate::platform::token::{read, write};

/// A refresh token: a session, and how often it was rotated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshToken {
    /// The session.
    pub session: SessionId,
    /// The number of this token in its session.
    pub counter: i32,
}

impl RefreshToken {
    /// The token as the client holds it.
    #[must_use]
    pub fn text(self, keys: &Keys) -> String {
        write(keys, "refresh", self.session.uuid(), self.counter)
    }

    /// Reads a token; `None` when it did not come from here.
    #[must_use]
    pub fn read(text: &str, keys: &Keys) -> Option<Self> {
        let (id, counter) = read(keys, "refresh", text)?;
        Some(Self { session: id.into(), counter })
    }
}

/// The token of a mail, as it stands in the link.
#[must_use]
pub fn one_time_text(id: OneTimeTokenId, keys: &Keys) -> String {
    write(keys, "once", id.uuid(), 0)
}

/// Reads the token of a mail; `None` when it did not come from here.
#[must_use]
pub fn read_one_time(text: &str, keys: &Keys) -> Option<OneTimeTokenId> {
    read(keys, "once", text).map(|(id, _)| id.into())
}

/// The token by which a device is known again.
#[must_use]
pub fn device_text(id: DeviceId, keys: &Keys) -> String {
    write(keys, "device", id.uuid(), 0)
}

/// Reads the token of a device; `None` when it did not come from here.
#[must_use]
pub fn read_device(text: &str, keys: &Keys) -> Option<DeviceId> {
    read(keys, "device", text).map(|(id, _)| id.into())
}

/// The token of a mail that tells of a yes which the team wrote down: with it the yes is taken back.
#[must_use]
pub fn say_no_text(id: ConsentId, keys: &Keys) -> String {
    write(keys, "sayNo", id.uuid(), 0)
}

/// Reads the token of such a mail; `None` when it did not come from here.
#[must_use]
pub fn read_say_no(text: &str, keys: &Keys) -> Option<ConsentId> {
    read(keys, "sayNo", text).map(|(id, _)| id.into())
}

/// How many characters a code on paper has, of five bits each.
const PAPER_LENGTH: usize = 12;

/// The code of a new activation card.
#[must_use]
pub fn card_code(id: ActivationCardId, keys: &Keys) -> String {
    paper_text(&keys.token_mac("card", id.uuid(), 0))
}

/// What can stand on an activation card: its code under each key of the ring.
pub fn card_codes(id: ActivationCardId, keys: &Keys) -> impl Iterator<Item = String> {
    keys.token_macs("card", id.uuid(), 0).map(|it| paper_text(&it))
}

/// The code of a new invitation.
#[must_use]
pub fn invitation_code(id: InvitationId, keys: &Keys) -> String {
    paper_text(&keys.token_mac("invitation", id.uuid(), 0))
}

/// What can stand on an invitation: its code under each key of the ring.
pub fn invitation_codes(id: InvitationId, keys: &Keys) -> impl Iterator<Item = String> {
    keys.token_macs("invitation", id.uuid(), 0).map(|it| paper_text(&it))
}

fn paper_text(mac: &[u8; 32]) -> String {
    paper::write(mac.split_at(PAPER_LENGTH).0)
}

/// The six digits of a code by SMS.
#[must_use]
pub fn sms_digits(id: SmsCodeId, keys: &Keys) -> String {
    digits(&keys.token_mac("sms", id.uuid(), 0))
}

fn digits(mac: &[u8; 32]) -> String {
    let number = mac.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
}

/// Whether these are the digits of a code by SMS.
#[must_use]
pub fn are_digits_of(typed: &str, id: SmsCodeId, keys: &Keys) -> bool {
    keys.token_macs("sms", id.uuid(), 0).any(|mac| is_same(typed.as_bytes(), digits(&mac).as_bytes()))
}

/// The token of a mail that asks whether help is still needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StillNeeded {
    /// The request.
    pub request: RequestId,
    /// The minute in which it was asked, since 1970.
    minute: i32,
}

impl StillNeeded {
    /// The token for a question that was asked at a moment.
    #[must_use]
    pub fn new(request: RequestId, asked_at: Instant) -> Self {
        Self { request, minute: minute(asked_at) }
    }

    /// The token as it stands in the link.
    #[must_use]
    pub fn text(self, keys: &Keys) -> String {
        write(keys, "stillNeeded", self.request.uuid(), self.minute)
    }

    /// Reads a token; `None` when it did not come from here.
    #[must_use]
    pub fn read(text: &str, keys: &Keys) -> Option<Self> {
        let (id, minute) = read(keys, "stillNeeded", text)?;
        Some(Self { request: id.into(), minute })
    }

    /// Whether it belongs to the question asked at that moment.
    #[must_use]
    pub fn is_of(self, asked_at: Instant) -> bool {
        self.minute == minute(asked_at)
    }

    /// Whether the question was asked before something that was said at that moment.
    #[must_use]
    pub fn is_before(self, said_at: Instant) -> bool {
        self.minute <= minute(said_at)
    }
}

/// Minutes fit for 4,000 years, where seconds would not for 20.
fn minute(at: Instant) -> i32 {
    i32::try_from(at.seconds() / 60).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_every_change_is_noticed() {
        let keys = Keys::derive(&[1; 32]);
        let token = RefreshToken { session: SessionId::fresh(), counter: 3 };
        let text = token.text(&keys);
        assert_eq!(RefreshToken::read(&text, &keys), Some(token));
        assert_eq!(read_one_time(&text, &keys), None);
        assert_eq!(RefreshToken::read(&text, &Keys::derive(&[2; 32])), None);
        for index in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
            assert_eq!(RefreshToken::read(std::str::from_utf8(&changed).unwrap(), &keys), None);
        }
        for odd in ["", "A", &text[1..], &format!("{text}AAAA")] {
            assert_eq!(RefreshToken::read(odd, &keys), None);
        }
    }
}
