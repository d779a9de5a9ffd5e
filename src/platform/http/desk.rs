//! A desk: a browser in which somebody signed in, known by a cookie. Pages are shown to it, and forms come back from it.
//!
//! The cookie holds the id of the session, the minute in which it was last used, and a keyed hash of both: whoever was
//! away for too long signs in again, and nothing that is stored opens anything.

use std::net::IpAddr;

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::http::header::{ACCEPT_LANGUAGE, USER_AGENT};
use actix_web::{FromRequest, HttpRequest, web};
use chrono::TimeDelta;
use uuid::Uuid;

use super::call::State;
use super::door::{Caller, Door};
use super::edge::Pattern;
use super::form::{Form, guard, made_for};
use super::idempotency::Once;
use super::limits::{Counted, client_address};
use super::visit::is_encrypted;
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::SessionId;
use crate::platform::language::Locale;
use crate::platform::seal::{Keys, hex};
use crate::platform::token;
use crate::platform::{Expected, Refusal, Result, Tx};
use crate::policy::{Action, Actor};

/// How long somebody may be away before they sign in again.
pub const AWAY: TimeDelta = TimeDelta::minutes(60);
/// Why a form is refused that no page of this session had.
pub const OF_NO_PAGE: &str = "the form is of no page of this session";
/// The kind of the tokens of cookies.
const COOKIE: &str = "desk";
/// How long a choice of somebody is remembered in a browser.
const REMEMBERED: Duration = Duration::days(365);

/// A browser, and who signed in with it.
pub struct Desk {
    state: web::Data<State>,
    session: Option<SessionId>,
    /// Whether the cookie is to be written anew: it was last in another minute.
    is_to_renew: bool,
    /// The language that was chosen here.
    pub chosen: Option<Locale>,
    /// The language that the browser asks for.
    pub accepted: Locale,
    /// Whether single keys are shortcuts.
    pub has_shortcuts: bool,
    /// Where it comes from.
    pub address: IpAddr,
    /// The path of the page.
    pub path: String,
    query: Form,
    pattern: String,
    is_encrypted: bool,
    device: Option<String>,
    user_agent: Option<String>,
}

impl FromRequest for Desk {
    type Error = crate::platform::Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::read_head(request))
    }
}

impl Desk {
    fn read_head(request: &HttpRequest) -> Result<Self> {
        let desk = Self::counted(request)?;
        let counted = desk.session.map_or(Counted::Address(desk.address), |it| Counted::Person(it.uuid()));
        desk.state.limits.count(counted, false).1?;
        Ok(desk)
    }

    /// The desk of an exchange that was counted already.
    ///
    /// # Errors
    /// None, within an application.
    pub fn counted(request: &HttpRequest) -> Result<Self> {
        let state = State::of(request)?;
        let address = client_address(request, state.behind_proxy);
        let is_encrypted = is_encrypted(request, &state);
        let cookie = |name| request.cookie(&cookie_name(name, is_encrypted)).map(|it| it.value().to_owned());
        let seen = cookie("session").and_then(|it| read(&it, state.store.clock().now(), state.store.keys()));
        let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok()).unwrap_or_default();
        // What a page asks for by itself is nobody at work.
        let is_by_itself = request.headers().contains_key("hx-request");
        Ok(Self {
            session: seen.map(|it| it.session),
            is_to_renew: seen.is_some_and(|it| !it.is_of_this_minute) && !is_by_itself,
            chosen: chosen(request),
            accepted: Locale::accepted(header),
            has_shortcuts: cookie("shortcuts").is_none_or(|it| it != "off"),
            device: cookie("device"),
            user_agent: request.headers().get(USER_AGENT).and_then(|it| it.to_str().ok()).map(str::to_owned),
            address,
            path: request.path().to_owned(),
            query: Form::of_kept(request.query_string()),
            pattern: Pattern::of(request),
            is_encrypted,
            state,
        })
    }

    /// The application.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether somebody signed in here not long ago. Whether the session lives is known in the transaction.
    #[must_use]
    pub const fn is_signed_in(&self) -> bool {
        self.session.is_some()
    }

    /// What stands behind the question mark; empty when it is missing.
    #[must_use]
    pub fn asked(&self, name: &str) -> &str {
        self.query.get(name)
    }

    /// The path of the page, with what stands behind the question mark.
    #[must_use]
    pub fn here(&self) -> String {
        let asked = self.query.kept();
        if asked.is_empty() { self.path.clone() } else { format!("{}?{asked}", self.path) }
    }

    /// The token of this device, as an earlier sign-in gave it.
    #[must_use]
    pub fn device(&self) -> Option<&str> {
        self.device.as_deref()
    }

    /// What the browser says of itself.
    #[must_use]
    pub fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }

    /// The address whose tries are counted; `None` where this instance limits nothing.
    #[must_use]
    pub fn limited_address(&self) -> Option<IpAddr> {
        self.state.limits.are_set().then_some(self.address)
    }

    /// Counts a try to sign in.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`] when there were too many from this address.
    pub fn count_sign_in(&self) -> Result<()> {
        self.state.limits.count(Counted::Address(self.address), true).1
    }

    /// What guards the forms of a page made now; empty where nobody signed in.
    #[must_use]
    pub fn guard(&self) -> String {
        self.session.map(|it| self.guard_for(it)).unwrap_or_default()
    }

    /// What guards the forms of a page made for another session.
    #[must_use]
    pub fn guard_for(&self, session: SessionId) -> String {
        guard(session, self.state.store.keys())
    }

    /// The session whose page had this guard, whether it lives or not; `None` when it is none of ours.
    #[must_use]
    pub fn made_for(&self, guard: &str) -> Option<SessionId> {
        made_for(guard, self.state.store.keys())
    }

    fn door(&self, action: Action, expected: Expected) -> Result<Door> {
        let session = self.session.ok_or(Code::NotSignedIn)?;
        Ok(Door { caller: Caller::Session(session), action, role: None, expected })
    }

    /// Runs `f` in a reading transaction, or in a writing one when it finds that it must leave a trace.
    ///
    /// # Errors
    /// What `f` returns; a refusal when nobody is, or no more, signed in, or may not do this at all.
    pub async fn read<T, F>(&self, action: Action, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, &Actor) -> Result<T> + Clone + Send + 'static,
    {
        self.door(action, Expected::Anything)?.read(&self.state.store, f).await
    }

    /// Runs `f` in a writing transaction, for a form of a page that was made for this session. It may be sent again: what
    /// must have one effect only goes by [`Desk::once`].
    ///
    /// # Errors
    /// As [`Desk::read`]; [`Code::Forbidden`] for a form of another page.
    pub async fn run<T, F>(&self, form: &Form, action: Action, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, &Actor) -> Result<T> + Send + 'static,
    {
        self.guarded(form, action)?.run(&self.state.store, f).await
    }

    /// Does something once for a form, however often it is sent, if what it is about is as the page showed it. Gives the id
    /// of what it acted on.
    ///
    /// # Errors
    /// As [`Desk::run`]; [`Code::Stale`] when it changed meanwhile.
    pub async fn once<O, F>(&self, form: &Form, action: Action, mut f: F) -> Result<O>
    where
        O: Copy + From<Uuid> + Into<Uuid> + Send + 'static,
        F: FnMut(&mut Tx<'_>, &Actor) -> Result<O> + Send + 'static,
    {
        let door = self.guarded(form, action)?;
        let (hash, route) = (form.once()?, format!("{} {}", self.pattern, self.path));
        let run = move |tx: &mut Tx<'_>, actor: &Actor| {
            let once = Once { person: actor.signed_in()?, route: route.clone(), key: hex(&hash), hash };
            if let Some(earlier) = once.earlier(tx)? {
                return Ok(O::from(earlier));
            }
            let object = f(tx, actor)?;
            once.done(tx, object.into(), 303)?;
            Ok(object)
        };
        door.run(&self.state.store, run).await
    }

    fn guarded(&self, form: &Form, action: Action) -> Result<Door> {
        let door = self.door(action, form.expected()?)?;
        self.check_guard(form)?;
        Ok(door)
    }

    /// Checks that a form is of a page that was made for this session.
    ///
    /// # Errors
    /// [`Code::Forbidden`] when it is not.
    pub fn check_guard(&self, form: &Form) -> Result<()> {
        if self.session.is_some() && form.made_for() == self.session {
            return Ok(());
        }
        Err(Refusal::new(Code::Forbidden).because(OF_NO_PAGE).into())
    }

    /// The cookies that go with every answer: that somebody is still here.
    #[must_use]
    pub fn cookies(&self) -> Option<Cookie<'static>> {
        let session = self.session.filter(|_| self.is_to_renew)?;
        Some(self.session_cookie(session))
    }

    /// The cookie of a session that is used now.
    #[must_use]
    pub fn session_cookie(&self, session: SessionId) -> Cookie<'static> {
        let store = &self.state.store;
        let text = token::write(store.keys(), COOKIE, session.uuid(), minute(store.clock().now()));
        self.cookie("session", text).finish()
    }

    /// A cookie by which this browser remembers something for a year.
    #[must_use]
    pub fn remembered(&self, name: &str, value: String) -> Cookie<'static> {
        self.cookie(name, value).max_age(REMEMBERED).finish()
    }

    /// What takes the cookie of the session away.
    #[must_use]
    pub fn no_session_cookie(&self) -> Cookie<'static> {
        self.cookie("session", String::new()).max_age(Duration::ZERO).finish()
    }

    /// Scripts do not read it, and no other site sends it along with a form.
    fn cookie(&self, name: &str, value: String) -> actix_web::cookie::CookieBuilder<'static> {
        let cookie = Cookie::build(cookie_name(name, self.is_encrypted), value).path("/");
        cookie.http_only(true).same_site(SameSite::Lax).secure(self.is_encrypted)
    }
}

/// Over an encrypted connection the browser holds a cookie to this server, all of it, and nobody else.
fn cookie_name(name: &str, is_encrypted: bool) -> String {
    if is_encrypted { format!("__Host-{name}") } else { name.to_owned() }
}

/// The language that was chosen in a browser.
pub(super) fn chosen(request: &HttpRequest) -> Option<Locale> {
    let cookie = |is_encrypted| request.cookie(&cookie_name("language", is_encrypted));
    cookie(true).or_else(|| cookie(false)).and_then(|it| Locale::from_word(it.value()))
}

/// What a cookie says that is ours and not too old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Read {
    session: SessionId,
    is_of_this_minute: bool,
}

fn minute(at: Instant) -> i32 {
    i32::try_from(at.seconds() / 60).unwrap_or(i32::MAX)
}

fn read(text: &str, now: Instant, keys: &Keys) -> Option<Read> {
    let (session, last) = token::read(keys, COOKIE, text)?;
    let away = minute(now).checked_sub(last)?;
    let is_here = (-1..=i32::try_from(AWAY.num_minutes()).ok()?).contains(&away);
    is_here.then_some(Read { session: session.into(), is_of_this_minute: away == 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_works_for_an_hour_and_no_other_token_does() {
        let (keys, session) = (Keys::derive(&[1; 32]), SessionId::fresh());
        let now = Instant::from_micros(1_772_000_000_000_000).unwrap();
        let text = token::write(&keys, COOKIE, session.uuid(), minute(now));
        let here = |after: i64| read(&text, now + TimeDelta::minutes(after), &keys);
        assert_eq!(here(0), Some(Read { session, is_of_this_minute: true }));
        assert_eq!(here(60), Some(Read { session, is_of_this_minute: false }));
        assert_eq!(here(61), None);
        assert_eq!(here(-2), None);
        assert_eq!(read(&text, now, &Keys::derive(&[2; 32])), None);
        assert_eq!(read(&guard(session, &keys), now, &keys), None);
        assert_eq!(read("", now, &keys), None);
    }

    #[test]
    fn over_an_encrypted_connection_a_cookie_is_held_to_this_host() {
        assert_eq!(cookie_name("session", true), "__Host-session");
        assert_eq!(cookie_name("session", false), "session");
    }
}
