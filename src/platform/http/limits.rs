//! Rate limits, in the memory of this instance: by person when signed in, else by address.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::HttpRequest;
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use uuid::Uuid;

use crate::codes::Code;
use crate::platform::{Refusal, Result};

/// Who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Counted {
    Person(Uuid),
    Address(IpAddr),
}

type Limiter = RateLimiter<Counted, DefaultKeyedStateStore<Counted>, DefaultClock, StateInformationMiddleware>;

/// How many calls a minute.
pub struct Limits {
    calls: Option<(Limiter, u32)>,
    sign_ins: Option<(Limiter, u32)>,
    counted: AtomicU32,
}

/// What is left to a caller, for the headers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left {
    pub(super) limit: u32,
    pub(super) remaining: u32,
}

/// After so many calls it forgets who has been quiet.
const TIDY_EVERY: u32 = 4096;
/// One in so many calls may be a sign-in, a registration or a reset.
const SIGN_IN_SHARE: u32 = 10;

impl Limits {
    /// `per_minute` calls for each person or address, a tenth of it for calls that check a password or send a mail;
    /// 0: no limit.
    #[must_use]
    pub fn per_minute(per_minute: u32) -> Self {
        let limiter = |limit: u32| {
            let limit = NonZeroU32::new(limit)?;
            let limiter = RateLimiter::keyed(Quota::per_minute(limit)).with_middleware::<StateInformationMiddleware>();
            Some((limiter, limit.get()))
        };
        let sign_ins = limiter(per_minute.div_ceil(SIGN_IN_SHARE));
        Self { calls: limiter(per_minute), sign_ins, counted: AtomicU32::new(1) }
    }

    /// Whether there are any.
    #[must_use]
    pub const fn are_set(&self) -> bool {
        self.sign_ins.is_some()
    }

    /// Counts a call: what is left, if there is a limit, and whether the call may go on.
    ///
    /// The second is [`Code::TooManyRequests`] with the seconds to wait.
    pub(super) fn count(&self, who: Counted, is_sign_in: bool) -> (Option<Left>, Result<()>) {
        let Some((limiter, limit)) = (if is_sign_in { &self.sign_ins } else { &self.calls }) else {
            return (None, Ok(()));
        };
        if self.counted.fetch_add(1, Ordering::Relaxed).is_multiple_of(TIDY_EVERY) {
            self.tidy();
        }
        let left = |remaining| Some(Left { limit: *limit, remaining });
        match limiter.check_key(&who) {
            Ok(state) => (left(state.remaining_burst_capacity()), Ok(())),
            Err(until) => {
                let wait = until.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
                (left(0), Err(Refusal::new(Code::TooManyRequests).retry_after(wait).into()))
            }
        }
    }

    fn tidy(&self) {
        for (limiter, _) in [&self.calls, &self.sign_ins].into_iter().flatten() {
            limiter.retain_recent();
        }
    }
}

/// The address of the caller. Behind a proxy it is the last one the proxy itself added to `X-Forwarded-For`; without
/// one the header means nothing. An IPv6 network counts as one address.
#[must_use]
pub fn client_address(request: &HttpRequest, behind_proxy: bool) -> IpAddr {
    let forwarded = || {
        let header = request.headers().get_all("x-forwarded-for").last()?.to_str().ok()?;
        header.rsplit(',').next()?.trim().parse().ok()
    };
    let peer = || request.peer_addr().map(|it| it.ip());
    let address = if behind_proxy { forwarded().or_else(peer) } else { peer() };
    match address.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)).to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        address @ IpAddr::V4(_) => address,
    }
}
