//! The door: who calls, how often, and the check at the beginning of every transaction.

use actix_web::http::header::{AUTHORIZATION, HeaderName};
use actix_web::{HttpMessage, HttpRequest};

use super::call::State;
use super::edge::Pattern;
use super::limits::{Counted, client_address};
use super::tokens::Claims;
use crate::codes::Code;
use crate::ids::SessionId;
use crate::platform::seal::hash;
use crate::platform::{Error, Expected, Refusal, Result, Store, Tx};
use crate::policy::{self, Action, Actor, Role};

/// How many characters a token of software has: 32 bytes in base64.
const SOFTWARE_TOKEN: usize = 43;

/// The text of a header.
pub(super) fn header(request: &HttpRequest, name: &HeaderName) -> Result<Option<String>> {
    let Some(value) = request.headers().get(name) else { return Ok(None) };
    let text = value.to_str().map_err(|_| Error::invalid(name.as_str(), "is not readable text"))?;
    Ok(Some(text.to_owned()))
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    let (scheme, token) = request.headers().get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// What the access token says; `None` without one.
pub(super) fn claims(state: &State, request: &HttpRequest) -> Result<Option<Claims>> {
    if !request.headers().contains_key(AUTHORIZATION) {
        return Ok(None);
    }
    let claims = bearer(request).and_then(|it| state.tokens.read(it, state.store.clock().now()));
    claims.map(Some).ok_or_else(|| Code::NotSignedIn.into())
}

/// The token of software, and what it calls; `None` for a token of another form. Whether it is one is known in the transaction.
pub(super) fn software(request: &HttpRequest) -> Option<Caller> {
    let token = bearer(request).filter(|it| it.len() == SOFTWARE_TOKEN && !it.contains('.'))?;
    let called = format!("{} {}", request.method(), Pattern::of(request));
    Some(Caller::Software(hash(&[token.as_bytes()]), called))
}

/// Counts a call. Who comes without a token, or with one that is not good, is counted by the address.
pub(super) fn count(state: &State, request: &HttpRequest, known: Option<&Claims>, is_sign_in: bool) -> Result<()> {
    let by_address = || Counted::Address(client_address(request, state.behind_proxy));
    let who = known.map_or_else(by_address, |it| Counted::Person(it.sub.uuid()));
    let (left, may_go_on) = state.limits.count(who, is_sign_in);
    if let Some(left) = left {
        request.extensions_mut().insert(left);
    }
    may_go_on
}

/// Who calls.
#[derive(Clone)]
pub(super) enum Caller {
    Nobody,
    Person(Claims),
    /// Whoever signed in with a browser.
    Session(SessionId),
    /// Software, by the hash of its token, with what it calls.
    Software([u8; 32], String),
}

/// The check at the beginning of every transaction.
#[derive(Clone)]
pub(super) struct Door {
    pub(super) caller: Caller,
    pub(super) action: Action,
    /// The one role that counts here; `None`: all that the caller has.
    pub(super) role: Option<Role>,
    pub(super) expected: Expected,
}

impl Door {
    /// Runs `f` in a reading transaction, or in a writing one when it finds that it must leave a trace.
    pub(super) async fn read<T, F>(self, store: &Store, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, &Actor) -> Result<T> + Clone + Send + 'static,
    {
        let (door, mut first) = (self.clone(), f.clone());
        let result = store
            .read(move |tx| {
                let actor = door.actor(tx)?;
                first(tx, &actor)
            })
            .await;
        match result {
            Err(Error::NeedsWriting) => self.run(store, f).await,
            result => result,
        }
    }

    /// Runs `f` in a writing transaction.
    pub(super) async fn run<T, F>(self, store: &Store, mut f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, &Actor) -> Result<T> + Send + 'static,
    {
        let run = move |tx: &mut Tx<'_>| {
            let actor = self.actor(tx)?;
            f(tx, &actor)
        };
        store.write(run).await
    }

    fn actor(&self, tx: &mut Tx<'_>) -> Result<Actor> {
        tx.expect(self.expected);
        let actor = match &self.caller {
            Caller::Nobody => Actor::anyone(),
            Caller::Software(token, called) => tx.software(token, called)?,
            Caller::Session(session) => tx.actor(*session)?.ok_or_else(|| Error::from(Code::NotSignedIn))?,
            Caller::Person(claims) => {
                let actor = tx.actor(claims.sid)?.filter(|it| it.person == Some(claims.sub));
                actor.ok_or_else(|| Error::from(Code::NotSignedIn))?
            }
        };
        let actor = match self.role {
            Some(role) => actor.only_as(role),
            None => actor,
        };
        if policy::could(&actor, self.action) {
            return Ok(actor);
        }
        if tx.withholds_roles() {
            return Err(Code::SecondFactorNeeded.into());
        }
        Err(Refusal::new(Code::Forbidden).because(format!("{} is not for the roles of the caller", self.action)).into())
    }
}
