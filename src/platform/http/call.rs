//! A call: who calls which operation, and the way into a transaction for it.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderName, IF_MATCH, IF_NONE_MATCH, USER_AGENT};
use actix_web::{FromRequest, HttpRequest, web};
use uuid::Uuid;

use super::door::{Caller, Door, claims, count, header};
use super::idempotency::{MAX_KEY, Once};
use super::limits::{Limits, client_address};
use super::operations::{Operations, Served};
use super::reply::parse_etag;
use super::tokens::{Claims, Tokens};
use super::{Answer, Body, Reply, Resource};
use crate::codes::Code;
use crate::ids::PersonId;
use crate::platform::compute::Compute;
use crate::platform::language::Locale;
use crate::platform::seal::hash;
use crate::platform::{Error, Expected, Result, Store, Tx};
use crate::policy::Actor;

/// What every call needs of the application.
pub struct State {
    /// The database.
    pub store: Store,
    /// The access tokens.
    pub tokens: Tokens,
    /// For slow work of the processor.
    pub compute: Compute,
    /// The rate limits.
    pub limits: Limits,
    /// The operations.
    pub operations: Operations,
    /// Whether a proxy stands in front, whose `X-Forwarded-For` counts.
    pub behind_proxy: bool,
    /// The address under which people reach this instance.
    pub public_url: String,
    /// Whether SMS are sent, so that accounts can begin with a phone number.
    pub offers_sms: bool,
    /// Whether the command line says where mail goes, so that the settings do not count.
    pub mail_is_given: bool,
}

impl State {
    /// The application that a request came to.
    pub(super) fn of(request: &HttpRequest) -> Result<web::Data<Self>> {
        let state = request.app_data::<web::Data<Self>>().cloned();
        state.ok_or_else(|| Error::Inconsistent("a request without an application".into()))
    }
}

/// A call of an operation.
pub struct Call {
    state: web::Data<State>,
    served: Arc<Served>,
    claims: Option<Claims>,
    key: Option<String>,
    expected: Expected,
    path: String,
    known_etag: Option<String>,
    user_agent: Option<String>,
    /// The language to answer in.
    pub locale: Locale,
    /// Where the call comes from.
    pub address: IpAddr,
}

impl FromRequest for Call {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::read_head(request))
    }
}

impl Call {
    fn read_head(request: &HttpRequest) -> Result<Self> {
        let state = State::of(request)?;
        let served = state.operations.called(request)?;
        let operation = &served.operation;
        let address = client_address(request, state.behind_proxy);
        let claims = if operation.is_sign_in() { Ok(None) } else { claims(&state, request) };
        let known = claims.as_ref().ok().and_then(Option::as_ref);
        count(&state, request, known, operation.is_sign_in())?;
        let claims = claims?;
        if claims.is_none() && !operation.is_public() {
            return Err(Code::NotSignedIn.into());
        }
        let locale = header(request, &ACCEPT_LANGUAGE)?.map_or(Locale::Dutch, |it| Locale::accepted(&it));
        let expected = Self::expected(request)?;
        if expected == Expected::Anything && operation.needs_version() && !request.headers().contains_key(IF_MATCH) {
            return Err(Code::PreconditionRequired.into());
        }
        let key = Self::key(request)?;
        if key.is_none() && operation.needs_key {
            return Err(Code::IdempotencyKeyMissing.into());
        }
        let known_etag = header(request, &IF_NONE_MATCH)?;
        let path = request.path().to_owned();
        // Whatever it is, it only says roughly what kind of device calls.
        let user_agent = request.headers().get(USER_AGENT).and_then(|it| it.to_str().ok()).map(str::to_owned);
        Ok(Self { state, served, claims, key, expected, path, known_etag, user_agent, locale, address })
    }

    fn expected(request: &HttpRequest) -> Result<Expected> {
        let known = match header(request, &IF_MATCH)? {
            Some(value) if value.trim() != "*" => Some(Expected::Version(parse_etag(&value)?)),
            Some(_) => Some(Expected::Anything),
            None => None,
        };
        let first = header(request, &IF_NONE_MATCH)?.filter(|_| request.method() == Method::PUT);
        match (known, first) {
            (known, None) => Ok(known.unwrap_or(Expected::Anything)),
            (_, Some(value)) if value.trim() != "*" => Err(Error::invalid("If-None-Match", "only * is known")),
            (None, Some(_)) => Ok(Expected::Nothing),
            // That something is there and that nothing is there: whichever holds, the other does not.
            (Some(_), Some(_)) => Err(Code::Stale.into()),
        }
    }

    fn key(request: &HttpRequest) -> Result<Option<String>> {
        let Some(key) = header(request, &HeaderName::from_static("idempotency-key"))? else { return Ok(None) };
        let is_fine = (1..=MAX_KEY).contains(&key.len()) && key.bytes().all(|it| it.is_ascii_graphic());
        if is_fine { Ok(Some(key)) } else { Err(Error::invalid("Idempotency-Key", "has 1 to 255 visible characters")) }
    }

    /// The application.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The claims of the access token, for the operations about the session itself.
    #[must_use]
    pub const fn claims_held(&self) -> Option<&Claims> {
        self.claims.as_ref()
    }

    /// The version of a document that the caller has (`If-None-Match`).
    #[must_use]
    pub fn known_etag(&self) -> Option<&str> {
        self.known_etag.as_deref()
    }

    /// Goes on only where SMS are sent.
    ///
    /// # Errors
    /// [`Code::SmsNotOffered`] elsewhere.
    pub fn offers_sms(&self) -> Result<()> {
        if self.state.offers_sms { Ok(()) } else { Err(Code::SmsNotOffered.into()) }
    }

    /// What the caller says of the program that calls.
    #[must_use]
    pub fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }

    /// The address whose tries are counted; `None` where this instance limits nothing.
    #[must_use]
    pub fn limited_address(&self) -> Option<IpAddr> {
        self.state.limits.are_set().then_some(self.address)
    }

    fn door(&self) -> Door {
        let action = self.served.operation.action;
        let caller = self.claims.clone().map_or(Caller::Nobody, Caller::Person);
        Door { caller, action, role: None, expected: self.expected }
    }

    /// Runs `f` in a reading transaction, or in a writing one when it finds that it must leave a trace.
    ///
    /// # Errors
    /// What `f` returns; a refusal when the caller is not, or no more, allowed in.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, &Actor) -> Result<T> + Clone + Send + 'static,
    {
        self.door().read(&self.state.store, f).await
    }

    /// Runs `f` in a writing transaction.
    ///
    /// # Errors
    /// As [`Call::read`].
    pub async fn run<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, &Actor) -> Result<T> + Send + 'static,
    {
        self.door().run(&self.state.store, f).await
    }

    /// Shows one representation.
    ///
    /// # Errors
    /// As [`Call::read`].
    pub async fn show<R, F>(&self, f: F) -> Answer
    where
        R: Resource,
        F: FnMut(&mut Tx<'_>, &Actor) -> Result<R> + Clone + Send + 'static,
    {
        let mut f = f;
        self.read(move |tx, actor| Reply::ok(&f(tx, actor)?)).await
    }

    /// Runs a verb once for its `Idempotency-Key`, and answers with the representation of what it acted on: 201 for
    /// an operation that creates, else 200.
    ///
    /// # Errors
    /// What `act` or `show` returns; a refusal when the caller is not allowed in or reuses a key.
    pub async fn act<I, O, R, A, S>(&self, body: Body<I>, mut act: A, mut show: S) -> Answer
    where
        I: Clone + Send + 'static,
        O: Copy + From<Uuid> + Into<Uuid>,
        R: Resource,
        A: FnMut(&mut Tx<'_>, &Actor, I) -> Result<O> + Send + 'static,
        S: FnMut(&mut Tx<'_>, &Actor, O) -> Result<R> + Send + 'static,
    {
        let (input, creates) = (body.value, self.served.operation.creates());
        let once = self.once(body.hash);
        self.run(move |tx, actor| {
            let earlier = once.as_ref().map(|it| it.earlier(tx)).transpose()?.flatten();
            let object = match earlier {
                Some(object) => O::from(object),
                None => act(tx, actor, input.clone())?,
            };
            let shown = show(tx, actor, object)?;
            let reply = if creates { Reply::created(&shown) } else { Reply::ok(&shown) }?;
            match (&once, earlier) {
                (Some(_), Some(_)) => return Ok(reply.replayed()),
                (Some(once), None) => once.done(tx, object.into(), reply.status().as_u16())?,
                (None, _) => {}
            }
            Ok(reply)
        })
        .await
    }

    fn once(&self, body: [u8; 32]) -> Option<Arc<Once>> {
        let (person, key) = (self.claims.as_ref()?.sub, self.key.clone()?);
        let hash = hash(&[self.path.as_bytes(), b"\n", &body]);
        Some(Arc::new(Once { person, route: self.served.operation.id.clone(), key, hash }))
    }
}

impl Actor {
    /// The person who acts.
    ///
    /// # Errors
    /// [`Code::NotSignedIn`] when nobody signed in.
    pub fn signed_in(&self) -> Result<PersonId> {
        self.person.ok_or_else(|| Code::NotSignedIn.into())
    }
}
