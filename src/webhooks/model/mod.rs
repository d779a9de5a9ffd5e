//! A webhook, and what is delivered there. Pure.

mod secret;
mod target;

use chrono::TimeDelta;
use uuid::Uuid;

use crate::clock::Instant;
use crate::ids::{OrganisationId, ReferralId, WebhookDeliveryId, WebhookId};
use crate::platform::seal::hash;
use crate::platform::text::HookUrl;

pub use secret::Secret;
pub use target::{check, is_public};

crate::db::types::words! {
    /// Whether a webhook is called.
    WebhookState {
        /// It is.
        Active = "active",
        /// It is not, until somebody enables it.
        Disabled = "disabled",
    }
    /// Why a webhook is not called any more.
    DisabledBecause {
        /// It answered that it is gone (410).
        Gone = "gone",
        /// Calls were made for five days, and none went well.
        Failing = "failing",
    }
    /// What a webhook is told. A type says what kind of thing happened, never how it stands.
    WebhookEvent {
        /// Something was referred to the organisation.
        Received = "be.buurtnet.referral.received",
        /// There is news of a referral.
        Changed = "be.buurtnet.referral.changed",
        /// A word of the organisation about a referral is awaited.
        Reminded = "be.buurtnet.referral.reminded",
        /// Somebody tries the webhook.
        Tested = "be.buurtnet.webhook.tested",
    }
    /// How far a delivery is.
    DeliveryState {
        /// It waits, or is tried again.
        Waiting = "waiting",
        /// It was taken.
        Delivered = "delivered",
        /// It was tried for three days, or the webhook was disabled: it can be sent again.
        Dead = "dead",
    }
    /// Why a try failed.
    DeliveryFault {
        /// The answer was no success.
        Refused = "refused",
        /// It took too long.
        TimedOut = "timedOut",
        /// There was nobody, or no trusted certificate.
        NotReached = "notReached",
        /// The name leads to an address that is not called: one that is not public.
        AddressNotAllowed = "addressNotAllowed",
    }
}

/// So many webhooks an organisation has at most.
pub const MOST_WEBHOOKS: i64 = 10;
/// So long the secret before the newest counts too, in hours.
pub const ROTATION_HOURS: i64 = 24;
/// After so many days without a call that went well no more are made.
pub const FAILING_DAYS: i64 = 5;
/// After so long without a call, failing begins anew: longer than anything waits between two tries.
const QUIET: TimeDelta = TimeDelta::hours(36);
/// So many tests of a webhook wait at most.
pub const MOST_TESTS: i64 = 5;
/// So many webhooks of one organisation are called at once.
pub const AT_ONCE_OF_ONE: i64 = 2;
/// The seconds between one try and the next: about three days in all.
const PAUSES: [i64; 9] = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600];

/// A webhook of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The id.
    pub id: WebhookId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// What is called.
    pub url: HookUrl,
    /// Whether it is called.
    pub state: WebhookState,
    /// Why it is not.
    pub disabled_because: Option<DisabledBecause>,
    /// When the first call failed after which none went well.
    pub failing_since: Option<Instant>,
    /// When the last of them did.
    pub last_failed_at: Option<Instant>,
    /// Until when the secret before the newest counts too.
    pub old_secret_until: Option<Instant>,
    /// Counts the changes.
    pub version: i32,
    /// When it came.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Webhook {
    /// No call has failed: the last went well, or what is called from now on never was.
    #[must_use]
    pub fn afresh(self) -> Self {
        Self { failing_since: None, last_failed_at: None, ..self }
    }

    /// A call failed. After a long pause it is the first one: nobody knows what would have been taken meanwhile.
    #[must_use]
    pub fn failed(self, now: Instant) -> Self {
        let goes_on = self.last_failed_at.is_some_and(|it| now - it <= QUIET);
        let failing_since = self.failing_since.filter(|_| goes_on).or(Some(now));
        Self { failing_since, last_failed_at: Some(now), ..self }
    }

    /// Whether it has failed for so long that no more calls are made.
    #[must_use]
    pub fn is_failing(&self, now: Instant) -> bool {
        self.failing_since.is_some_and(|it| now - it >= TimeDelta::days(FAILING_DAYS))
    }
}

/// Something that is told to a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The id, the same at every try.
    pub id: WebhookDeliveryId,
    /// To which webhook.
    pub webhook: WebhookId,
    /// What is told.
    pub event: WebhookEvent,
    /// Of which referral; `None`: it is a test.
    pub referral: Option<ReferralId>,
    /// How far it is.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next.
    pub run_at: Instant,
    /// What the last try was answered.
    pub last_status: Option<i32>,
    /// Why it failed.
    pub last_fault: Option<DeliveryFault>,
    /// When it happened.
    pub created_at: Instant,
    /// When it was taken, or given up.
    pub ended_at: Option<Instant>,
}

impl Delivery {
    /// A new one.
    #[must_use]
    pub fn new(webhook: WebhookId, event: WebhookEvent, referral: Option<ReferralId>, now: Instant) -> Self {
        Self {
            id: WebhookDeliveryId::fresh(),
            webhook,
            event,
            referral,
            state: DeliveryState::Waiting,
            attempts: 0,
            run_at: now,
            last_status: None,
            last_fault: None,
            created_at: now,
            ended_at: None,
        }
    }
}

/// How long to wait after so many tries; `None`: it is given up. A fifth more or less, so that what failed together does not come
/// back together.
#[must_use]
pub fn pause(of: Uuid, attempts: i32) -> Option<TimeDelta> {
    let place = usize::try_from(attempts).ok()?.checked_sub(1)?;
    let seconds = *PAUSES.get(place)?;
    let [first, second, ..] = hash(&[of.as_bytes(), &attempts.to_be_bytes()]);
    let share = i64::from(u16::from_be_bytes([first, second])) * 400 / i64::from(u16::MAX) - 200;
    Some(TimeDelta::milliseconds(seconds * (1000 + share)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_tried_ten_times_in_three_days_and_a_fifth_sooner_or_later() {
        let mut shares = Vec::new();
        for _ in 0..200 {
            let id = WebhookDeliveryId::fresh().uuid();
            let pauses: Vec<_> = (1..10).map(|it| pause(id, it).unwrap().num_milliseconds()).collect();
            for (is, wanted) in pauses.iter().zip(PAUSES) {
                assert!((wanted * 800..=wanted * 1200).contains(is), "{is} for {wanted}");
            }
            let hours = pauses.iter().sum::<i64>() / 3_600_000;
            assert!((60..=91).contains(&hours), "{hours}");
            assert_eq!(pause(id, 3), pause(id, 3), "the same each time it is asked");
            assert!(pause(id, 9) < Some(QUIET), "who is still tried is not quiet");
            shares.push(pauses[8]);
        }
        assert!(shares.iter().max().unwrap() - shares.iter().min().unwrap() > 20_000_000, "they spread");
        for none in [-1, 0, 10, 11] {
            assert_eq!(pause(WebhookDeliveryId::fresh().uuid(), none), None);
        }
    }
}
