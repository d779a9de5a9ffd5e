//! A subscription, what it counts, and what goes out next. Pure.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::ids::{OrganisationId, ReferralId, SubscriptionId};
use crate::platform::text::{FreeText, HookUrl};
use crate::webhooks::model::DeliveryFault;

crate::db::types::words! {
    /// Whether a subscription is notified: the words of FHIR.
    SubscriptionState {
        /// It is called first to see whether somebody answers.
        Requested = "requested",
        /// It is.
        Active = "active",
        /// It did not answer for three days, or is gone.
        Error = "error",
        /// The organisation put it off, or its end has come.
        Off = "off",
    }
}

/// So many subscriptions an organisation has at most.
pub const MOST_SUBSCRIPTIONS: i64 = 10;
/// So many events stand in one notification at most, and unless it is said.
pub const MOST_EVENTS: i32 = 100;
/// So many are read at once.
pub const MOST_READ: i64 = 1000;
/// So many seconds a call may take at most, and unless it is said.
pub const MOST_SECONDS: i32 = 15;
/// Between these, in seconds, lies the pause after which nothing that is to be told is told.
pub const HEARTBEATS: std::ops::RangeInclusive<i32> = 60..=604_800;
/// So many calls are made at once for one organisation.
pub const MOST_AT_ONCE: usize = 3;
/// So many headers go with each call at most.
pub const MOST_HEADERS: usize = 5;
/// So long a header is at most.
const MOST_HEADER_BYTES: usize = 2000;

/// What a call says of itself, or what belongs to its connection: nobody else says it.
const OURS: [&str; 16] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

/// A header that goes with each call. Its value can be a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

impl std::fmt::Debug for Header {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: [sealed]", self.name)
    }
}

impl Header {
    /// Reads `Name: value`.
    ///
    /// # Errors
    /// What is wrong with it, in English, for a developer.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let (name, value) = text.split_once(':').ok_or("is not of the form Name: value")?;
        let value = value.trim_matches([' ', '\t']);
        let is_of_name = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it);
        if name.is_empty() || !name.bytes().all(is_of_name) {
            return Err("has no name of a header");
        }
        if text.len() > MOST_HEADER_BYTES {
            return Err("is too long");
        }
        if value.is_empty() || !value.bytes().all(|it| it == b' ' || it.is_ascii_graphic()) {
            return Err("has no value of plain letters in one line");
        }
        if OURS.iter().any(|it| it.eq_ignore_ascii_case(name)) {
            return Err("is a header that the server itself sets");
        }
        Ok(Self { name: name.to_owned(), value: value.to_owned() })
    }

    /// Whether it is the header of this name: their case does not count.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// What somebody says who asks for a subscription, beside where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// What is called.
    pub endpoint: HookUrl,
    /// Why it is wanted.
    pub reason: FreeText,
    /// What goes with each call.
    pub headers: Vec<Header>,
    /// After so many seconds without a call there is one.
    pub heartbeat_seconds: Option<i32>,
    /// So many seconds a call may take.
    pub timeout_seconds: Option<i32>,
    /// So many events stand in one call.
    pub max_count: Option<i32>,
    /// When it ends by itself.
    pub ends_at: Option<Instant>,
}

/// A subscription of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The id.
    pub id: SubscriptionId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Whether it is notified.
    pub state: SubscriptionState,
    /// What was asked for.
    pub terms: Terms,
    /// The number of the last event.
    pub written: i32,
    /// The number of the last event that was taken.
    pub taken: i32,
    /// How often the call that waits was tried.
    pub attempts: i32,
    /// When it is called next; `None`: there is nothing to say.
    pub run_at: Option<Instant>,
    /// Until when somebody is calling it, by the clock of the database.
    pub leased_until: Option<Instant>,
    /// What the last call was answered, if it failed.
    pub last_status: Option<i32>,
    /// Why it failed.
    pub last_fault: Option<DeliveryFault>,
    /// When it came to [`SubscriptionState::Error`].
    pub given_up_at: Option<Instant>,
    /// Counts the changes.
    pub version: i32,
    /// When it came.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Subscription {
    /// A new one, which is called at once.
    #[must_use]
    pub const fn new(organisation: OrganisationId, id: SubscriptionId, terms: Terms, now: Instant) -> Self {
        Self {
            id,
            organisation,
            state: SubscriptionState::Requested,
            terms,
            written: 0,
            taken: 0,
            attempts: 0,
            run_at: Some(now),
            leased_until: None,
            last_status: None,
            last_fault: None,
            given_up_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    /// The same in another state, with nothing left of the calls before. Whoever is calling meanwhile changes nothing any more, and
    /// goes on having it in hand: nobody is called twice at a time.
    #[must_use]
    pub fn moved(self, state: SubscriptionState, now: Instant) -> Self {
        let run_at = (state == SubscriptionState::Requested).then_some(now);
        Self { state, attempts: 0, run_at, last_status: None, last_fault: None, given_up_at: None, ..self }
    }

    /// When there is something to say next, once all is well.
    #[must_use]
    pub fn next_call(&self, now: Instant) -> Option<Instant> {
        let pause = self.terms.heartbeat_seconds.map(|it| TimeDelta::seconds(i64::from(it)));
        if self.written > self.taken { Some(now) } else { pause.map(|it| now + it) }
    }

    /// How many events stand in one call at most.
    #[must_use]
    pub fn most_events(&self) -> i32 {
        self.terms.max_count.unwrap_or(MOST_EVENTS).min(MOST_EVENTS)
    }
}

/// Something that a subscription is notified of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubscriptionEvent {
    /// The how manieth of this subscription.
    pub number: i32,
    /// What it is about.
    pub referral: ReferralId,
    /// When it happened.
    pub at: Instant,
}

/// What a call says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Is anybody there?
    Handshake,
    /// There is nothing to tell; or what there was is forgotten by now, and the count shows it.
    Heartbeat,
    /// This happened.
    Events(Vec<SubscriptionEvent>),
}

/// A call that was taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Whom it goes to, as it stood then.
    pub to: Subscription,
    /// What it says.
    pub notice: Notice,
    /// The number of the last event that is told with it.
    pub told: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_one_line_and_says_nothing_of_the_connection() {
        let read = |it: &str| Header::read(it).map(|it| (it.name, it.value));
        let own = |name: &str, value: &str| Ok((name.to_owned(), value.to_owned()));
        assert_eq!(read("Authorization: Bearer a:b"), own("Authorization", "Bearer a:b"));
        assert_eq!(read("X-Key:  k "), own("X-Key", "k"));
        let long = format!("X-Key: {}", "k".repeat(2000));
        for odd in [
            "",
            "X-Key",
            ": k",
            "X Key: k",
            "X-Key:",
            "X-Key: a\r\nHost: b",
            "X-Key: a\nb",
            "X-Key: \u{0}",
            "X-Kéy: k",
            "X-Key: é",
            "Host: x",
            "HOST: x",
            "content-length: 1",
            "Content-Type: text/plain",
            "Transfer-Encoding: chunked",
            "Connection: close",
            "X-Key\r\nHost: x",
            &long,
        ] {
            assert!(read(odd).is_err(), "{odd:?}");
        }
        let header = Header::read("Authorization: Bearer secret").unwrap();
        assert_eq!(format!("{header:?}"), "Authorization: [sealed]");
        assert!(header.is("authorization") && !header.is("x-key"));
    }
}
