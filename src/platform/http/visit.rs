//! A visit of a face, a foreign format beside the API: by anybody, or by somebody who signed in.

use std::net::IpAddr;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{HOST, IF_MATCH};
use actix_web::{FromRequest, HttpRequest, web};

use super::call::State;
use super::door::{Caller, Door, claims, count, header, software};
use super::limits::{Counted, client_address};
use super::reply::parse_etag;
use crate::codes::Code;
use crate::platform::{Error, Expected, Result, Tx};
use crate::policy::{Action, Actor, Role};

/// A visit where nobody signs in, counted by its address like a call.
pub struct Visit {
    state: web::Data<State>,
    /// Where it comes from.
    pub address: IpAddr,
    /// The address under which the visitor knows this server, without a path.
    pub base: String,
}

impl FromRequest for Visit {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::read_head(request))
    }
}

impl Visit {
    fn read_head(request: &HttpRequest) -> Result<Self> {
        let state = State::of(request)?;
        count(&state, request, None, false)?;
        let address = client_address(request, state.behind_proxy);
        let base = base(request, state.behind_proxy);
        Ok(Self { state, address, base })
    }

    /// Whether a browser comes back over an encrypted connection only: what this instance is known by says so even where a proxy
    /// in front of it speaks to it unencrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        is_https([self.public_url(), &self.base])
    }

    /// The address under which this instance is reached, as whoever runs it says: not as the visitor does.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.state.public_url
    }

    /// Counts that a proof was wrong, like a call to sign in.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`] when there were too many from this address.
    pub fn failed(&self) -> Result<()> {
        self.state.limits.count(Counted::Address(self.address), true).1
    }

    /// Reads, as somebody whom nobody knows; in a writing transaction when what is read must leave a trace.
    ///
    /// # Errors
    /// What `f` says, or the database.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, &Actor) -> Result<T> + Clone + Send + 'static,
    {
        let mut first = f.clone();
        match self.state.store.read(move |tx| first(tx, &Actor::anyone())).await {
            Err(Error::NeedsWriting) => self.write(f).await,
            result => result,
        }
    }

    /// Acts, as somebody whom nobody knows.
    ///
    /// # Errors
    /// As [`Visit::read`].
    pub async fn write<T, F>(&self, mut f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, &Actor) -> Result<T> + Send + 'static,
    {
        self.state.store.write(move |tx| f(tx, &Actor::anyone())).await
    }
}

/// As [`Visit::is_encrypted`].
pub(super) fn is_encrypted(request: &HttpRequest, state: &State) -> bool {
    is_https([&state.public_url, &base(request, state.behind_proxy)])
}

fn is_https(addresses: [&str; 2]) -> bool {
    addresses.iter().any(|it| it.starts_with("https:"))
}

/// The address under which the caller knows this server. Only a proxy that is trusted says what it was in front of it.
fn base(request: &HttpRequest, behind_proxy: bool) -> String {
    if behind_proxy {
        let known = request.connection_info();
        return format!("{}://{}", known.scheme(), known.host());
    }
    let scheme = if request.app_config().secure() { "https" } else { "http" };
    let host = request.headers().get(HOST).and_then(|it| it.to_str().ok());
    format!("{scheme}://{}", host.unwrap_or_else(|| request.app_config().host()))
}

/// A visit of somebody who signed in and acts in one role only, or of software that did: how far that reaches is known by what it
/// calls. Whoever changes something says which version they have read, in a weak `ETag` too, since that is what some formats write.
pub struct Errand {
    state: web::Data<State>,
    caller: Caller,
    expected: Expected,
    /// The address under which the visitor knows this server, without a path.
    pub base: String,
}

impl FromRequest for Errand {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::read_head(request))
    }
}

impl Errand {
    fn read_head(request: &HttpRequest) -> Result<Self> {
        let state = State::of(request)?;
        let caller = match software(request) {
            Some(software) => Ok(Some(software)),
            None => claims(&state, request).map(|it| it.map(Caller::Person)),
        };
        let known = if let Ok(Some(Caller::Person(claims))) = &caller { Some(claims) } else { None };
        count(&state, request, known, false)?;
        let caller = caller?.ok_or(Code::NotSignedIn)?;
        let changes = matches!(*request.method(), Method::PUT | Method::PATCH | Method::DELETE);
        let expected = match header(request, &IF_MATCH)? {
            Some(value) if value.trim() == "*" => Expected::Anything,
            Some(value) => Expected::Version(parse_etag(value.trim().trim_start_matches("W/"))?),
            None if changes => return Err(Code::PreconditionRequired.into()),
            None => Expected::Anything,
        };
        let base = base(request, state.behind_proxy);
        Ok(Self { state, caller, expected, base })
    }

    fn door(&self, role: Role, action: Action) -> Door {
        Door { caller: self.caller.clone(), action, role: Some(role), expected: self.expected }
    }

    /// Runs `f` in a reading transaction, or in a writing one when it finds that it must leave a trace, for who can do the
    /// action in the role.
    ///
    /// # Errors
    /// What `f` says, or the database; a refusal when the caller is not, or no more, allowed in.
    pub async fn read<T, F>(&self, role: Role, action: Action, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, &Actor) -> Result<T> + Clone + Send + 'static,
    {
        self.door(role, action).read(&self.state.store, f).await
    }

    /// Runs `f` in a writing transaction, for who can do the action in the role.
    ///
    /// # Errors
    /// As [`Errand::read`].
    pub async fn run<T, F>(&self, role: Role, action: Action, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, &Actor) -> Result<T> + Send + 'static,
    {
        self.door(role, action).run(&self.state.store, f).await
    }
}
