//! The calls themselves, outside of any transaction.
//!
//! Whom a name leads to is looked up once for each call, by us; each of its addresses is held against what may be called, and the
//! connection goes to exactly those. So a name that leads elsewhere the second time (rebinding) has no second time.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::task::JoinSet;
use tokio::time::timeout;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use super::actions::{self, Came};
use super::model::{Delivery, DeliveryFault, Secret, WebhookEvent, check, is_public};
use crate::clock::Instant;
use crate::ids::WebhookDeliveryId;
use crate::platform::text::HookUrl;
use crate::platform::{Error, Result, Store};

/// So many are called at once.
const AT_ONCE: usize = 8;
/// How long it may take until somebody is there.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long a call may take in all.
pub const PATIENCE: Duration = Duration::from_secs(15);
/// How often whoever calls looks for more, while somebody is slow too.
pub const LOOKS: Duration = Duration::from_millis(500);

/// Looks a name up.
pub type LookUp = Arc<dyn Fn(&str) -> Vec<IpAddr> + Send + Sync>;

/// Calls webhooks.
pub struct Caller {
    agent: ureq::Agent,
    calls_here: bool,
}

impl Caller {
    /// One that looks names up as this machine does; `calls_here`: on this machine too, unencrypted.
    #[must_use]
    pub fn new(calls_here: bool) -> Self {
        Self::with(None, calls_here)
    }

    /// One that looks names up otherwise.
    #[must_use]
    pub fn looking_up(look_up: LookUp, calls_here: bool) -> Self {
        Self::with(Some(look_up), calls_here)
    }

    fn with(look_up: Option<LookUp>, calls_here: bool) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .timeout_resolve(Some(CONNECTING))
            .timeout_connect(Some(CONNECTING))
            .max_redirects(0)
            .http_status_as_error(false)
            // A proxy would look the name up again.
            .proxy(None)
            // A connection that is kept was checked for an earlier call.
            .max_idle_connections(0)
            .user_agent("Buurtnet");
        let checked = Checked { look_up, usual: DefaultResolver::default(), calls_here };
        Self { agent: ureq::Agent::with_parts(config.build(), DefaultConnector::default(), checked), calls_here }
    }

    /// Makes a call. Of the answer only its head is read.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn call(&self, url: &HookUrl, call: &Signed) -> Came {
        let seconds = call.seconds.to_string();
        let headers = [
            ("content-type", "application/cloudevents+json"),
            ("webhook-id", &call.id),
            ("webhook-timestamp", &seconds),
            ("webhook-signature", &call.signatures),
        ];
        self.post(url, headers, &call.body, PATIENCE)
    }

    /// The same in other words, and with less patience. What a header may be, whoever gives it has checked.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn post<'h>(
        &self,
        url: &HookUrl,
        headers: impl IntoIterator<Item = (&'h str, &'h str)>,
        body: &str,
        patience: Duration,
    ) -> Came {
        check(url, self.calls_here).map_err(|_| DeliveryFault::AddressNotAllowed)?;
        let request = self.agent.post(url.as_str()).config().timeout_global(Some(patience.min(PATIENCE))).build();
        let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        request.send(body).map(|it| it.status().as_u16()).map_err(|why| fault(&why))
    }
}

/// Finds whom a name leads to, if all of that may be called.
struct Checked {
    look_up: Option<LookUp>,
    usual: DefaultResolver,
    calls_here: bool,
}

impl std::fmt::Debug for Checked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Checked")
    }
}

/// Somebody is not to be called.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is not called")]
struct NotAllowed;

impl Resolver for Checked {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> std::result::Result<ResolvedSocketAddrs, ureq::Error> {
        let is_encrypted = uri.scheme_str() == Some("https");
        let found = match &self.look_up {
            None => self.usual.resolve(uri, config, timeout)?,
            Some(look_up) => {
                let port = uri.port_u16().unwrap_or(if is_encrypted { 443 } else { 80 });
                let mut found = self.empty();
                for address in look_up(uri.host().unwrap_or_default()).into_iter().take(16) {
                    found.push(SocketAddr::new(address, port));
                }
                found
            }
        };
        if found.is_empty() {
            return Err(ureq::Error::HostNotFound);
        }
        // Unencrypted goes to this machine alone, where that is allowed; anything else to the public internet alone.
        let may = |it: IpAddr| if is_encrypted { is_public(it) } else { self.calls_here && it.is_loopback() };
        if found.iter().all(|it| may(it.ip())) { Ok(found) } else { Err(ureq::Error::Other(Box::new(NotAllowed))) }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds are all that nobody is reached")]
fn fault(error: &ureq::Error) -> DeliveryFault {
    match error {
        ureq::Error::Timeout(_) => DeliveryFault::TimedOut,
        ureq::Error::Other(why) if why.is::<NotAllowed>() => DeliveryFault::AddressNotAllowed,
        _ => DeliveryFault::NotReached,
    }
}

/// A call as it goes out.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Its id, the same at every try.
    pub id: String,
    /// The second in which it is made.
    pub seconds: i64,
    /// A signature by each secret that counts.
    pub signatures: String,
    /// What it says.
    pub body: String,
}

/// A `CloudEvent` 1.0 in its structured form. Ids only.
#[derive(Serialize)]
struct CloudEvent<'a> {
    specversion: &'static str,
    id: WebhookDeliveryId,
    source: &'a str,
    #[serde(rename = "type")]
    event: WebhookEvent,
    time: Instant,
    subject: String,
}

impl Signed {
    /// Writes and signs what is told; `source`: the address of this instance.
    ///
    /// # Errors
    /// When it is no JSON.
    pub fn of(told: &Delivery, source: &str, secrets: &[Secret], now: Instant) -> Result<Self> {
        let subject = match told.referral {
            Some(referral) => format!("/v1/referrals/{referral}"),
            None => format!("/v1/webhooks/{}", told.webhook),
        };
        let (id, event, time) = (told.id, told.event, told.created_at);
        let said = CloudEvent { specversion: "1.0", id, source, event, time, subject };
        let body = serde_json::to_string(&said).map_err(|error| Error::Inconsistent(format!("no JSON: {error}")))?;
        let (id, seconds) = (id.to_string(), now.seconds());
        let signatures: Vec<_> = secrets.iter().map(|it| it.sign(&id, seconds, &body)).collect();
        Ok(Self { id, seconds, signatures: signatures.join(" "), body })
    }
}

/// Delivers all that is due now. Each webhook is called by one at a time, and few of one organisation, so whoever is slow keeps no
/// other waiting.
///
/// # Errors
/// When the database fails; what was begun is taken up again when its lease is over.
pub async fn all_due(store: &Store, caller: &Arc<Caller>, source: &str) -> Result<()> {
    let mut calls = JoinSet::new();
    let mut all = Ok(());
    loop {
        while calls.len() < AT_ONCE && all.is_ok() {
            let Some(taken) = store.write(actions::take).await? else { break };
            calls.spawn(deliver(store.clone(), caller.clone(), source.to_owned(), taken));
        }
        match timeout(LOOKS, calls.join_next()).await {
            Ok(None) => return all,
            Err(_) | Ok(Some(Ok(Ok(())))) => {}
            Ok(Some(Ok(Err(error)))) => all = Err(error),
            Ok(Some(Err(_))) => all = Err(Error::Inconsistent("a call panicked".to_owned())),
        }
    }
}

async fn deliver(store: Store, caller: Arc<Caller>, source: String, taken: Delivery) -> Result<()> {
    let told = taken.clone();
    let prepared = store.read(move |tx| {
        let Some((url, secrets)) = actions::whereto(tx, &told)? else { return Ok(None) };
        Ok(Some((url, Signed::of(&told, &source, &secrets, tx.now)?)))
    });
    let (where_to, came) = match prepared.await? {
        Some((url, call)) => {
            let where_to = url.clone();
            let answered = tokio::task::spawn_blocking(move || caller.call(&url, &call)).await;
            (Some(where_to), answered.map_err(|_| Error::Inconsistent("a call panicked".to_owned()))?)
        }
        None => (None, Err(DeliveryFault::NotReached)),
    };
    if let Err(fault) = came {
        tracing::info!(delivery = %taken.id, webhook = %taken.webhook, attempts = taken.attempts, %fault, "not delivered yet");
    }
    store.write(move |tx| actions::came(tx, &taken, where_to.as_ref(), came)).await
}
