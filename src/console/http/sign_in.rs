//! Sign in, prove again who one is, sign out. What was typed when a session was over comes along, and is sent by whoever
//! typed it.

use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::frame::{Shown, go, reply, status_of};
use crate::codes::Code;
use crate::console::frame::{Frame, Opening};
use crate::console::sign_in::{GoOnPage, SignInPage, StepUpPage};
use crate::ids::{PersonId, SessionId};
use crate::people::actions::{self as people, SecondProof, SignedIn};
use crate::people::proof::{self, Origin};
use crate::people::token::device_text;
use crate::platform::http::{Desk, Form};
use crate::platform::{Error, Refusal, Result};
use crate::policy::{Action, Actor, Role};

/// The page to sign in on.
const SIGN_IN: &str = "/console/sign-in";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/sign-in", web::get().to(look))
        .route("/sign-in", web::post().to(sign_in))
        .route("/step-up", web::get().to(look_again))
        .route("/step-up", web::post().to(step_up))
        .route("/sign-out", web::post().to(sign_out));
}

/// The page to sign in on, that leads to another.
pub(super) fn path(to: &str) -> String {
    format!("{SIGN_IN}?to={to}")
}

/// Where a form may lead: to a page of ours, and nowhere else.
fn is_ours(to: &str) -> bool {
    let is_page = ["/console", "/inbox", "/setup"].iter().any(|it| {
        to.strip_prefix(it).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest.starts_with('?'))
    });
    let leads_out = ["..", "//", "%2e", "%2E"].iter().any(|it| to.contains(it));
    is_page && !leads_out && to.bytes().all(|it| it.is_ascii_alphanumeric() || b"/-_.?=&%+".contains(&it))
}

/// Where the choice of a language may lead: also to the pages that need nobody signed in.
pub(super) fn is_open(to: &str) -> bool {
    is_ours(to) || ["/accessibility", "/verify", "/reset", "/say-no", "/still-needed"].contains(&to)
}

fn target(to: &str) -> &str {
    if is_ours(to) { to } else { "/console" }
}

fn sign_in_page(opening: &Opening, to: &str, kept: String, kept_by: String) -> SignInPage {
    let frame = Frame::for_anyone(opening, opening.locale());
    SignInPage { frame, to: target(to).to_owned(), kept, kept_by, wants_code: false }
}

async fn look(desk: Desk) -> Shown {
    let opening = Opening::of(&desk);
    let page = sign_in_page(&opening, desk.asked("to"), String::new(), String::new());
    reply(&desk, StatusCode::OK, &page)
}

/// Signing in comes first; what was typed waits.
pub(super) fn first(desk: &Desk, typed: &Form) -> Shown {
    let opening = Opening::of(desk);
    // Only what came from a page of ours is kept: nobody else puts words into somebody's mouth.
    let kept = typed.made_for().map(|_| typed.kept()).unwrap_or_default();
    let page = sign_in_page(&opening, &desk.path, kept, typed.get("guard").to_owned());
    reply(desk, StatusCode::UNAUTHORIZED, &page)
}

/// A fresh proof comes first; what was typed waits.
pub(super) fn prove_first(desk: &Desk, typed: &Form) -> Shown {
    let opening = Opening::of(desk);
    let frame = Frame::for_anyone(&opening, opening.locale());
    let page = StepUpPage { frame, to: target(&desk.path).to_owned(), kept: typed.kept() };
    reply(desk, StatusCode::FORBIDDEN, &page)
}

/// What somebody gives as a second factor: digits are a code of the app, anything else one of the recovery codes.
fn second(form: &Form) -> SecondProof {
    let typed = form.get("code").trim();
    let digits: String = typed.chars().filter(|it| !it.is_whitespace()).collect();
    match (typed.is_empty(), digits.len() == 6 && digits.bytes().all(|it| it.is_ascii_digit())) {
        (true, _) => SecondProof::default(),
        (false, true) => SecondProof { totp: Some(digits), recovery_code: None },
        (false, false) => SecondProof { totp: None, recovery_code: Some(typed.to_owned()) },
    }
}

async fn sign_in(desk: Desk, form: Form) -> Shown {
    match try_to_sign_in(&desk, &form).await {
        Ok(signed_in) => welcome(&desk, &form, signed_in).await,
        Err(Error::Refused(refusal)) => refused(&desk, &form, refusal),
        Err(error) => Err(error),
    }
}

async fn try_to_sign_in(desk: &Desk, form: &Form) -> Result<SignedIn> {
    desk.count_sign_in()?;
    // An address that is none belongs to nobody.
    let email = form.get("email").trim().parse().map_err(|_| Error::from(Code::NotSignedIn))?;
    let password = form.get("password").parse().map_err(|_| Error::from(Code::NotSignedIn))?;
    let from = Origin {
        address: desk.limited_address(),
        user_agent: desk.user_agent(),
        device_token: desk.device().map(str::to_owned),
        is_page: true,
    };
    proof::sign_in(desk.state(), email, password, second(form), from).await
}

fn refused(desk: &Desk, form: &Form, refusal: Refusal) -> Shown {
    let status = status_of(&refusal);
    let wants_code = refusal.code == Code::TotpNeeded;
    let opening = Opening::again(desk, form.clone(), refusal);
    let (kept, kept_by) = (form.get("kept").to_owned(), form.get("keptBy").to_owned());
    let page = SignInPage { wants_code, ..sign_in_page(&opening, form.get("to"), kept, kept_by) };
    reply(desk, status, &page)
}

async fn welcome(desk: &Desk, form: &Form, signed_in: SignedIn) -> Shown {
    let session = signed_in.refresh.session;
    let to = target(form.get("to"));
    let mut response = if is_theirs(desk, form, signed_in.person).await? {
        go_on(desk, session, to, form.get("kept"))?
    } else {
        go(desk, to)?
    };
    let mut keep = |cookie: Cookie<'_>| {
        response.add_cookie(&cookie).map_err(|error| Error::Inconsistent(format!("a cookie: {error}")))
    };
    keep(desk.session_cookie(session))?;
    if let Some(device) = signed_in.device {
        keep(desk.remembered("device", device_text(device, desk.state().store.keys())))?;
    }
    Ok(response)
}

/// Whether something was typed before by who signed in now.
async fn is_theirs(desk: &Desk, form: &Form, person: PersonId) -> Result<bool> {
    let Some(session) = desk.made_for(form.get("keptBy")).filter(|_| !form.get("kept").is_empty()) else {
        return Ok(false);
    };
    let owner = desk.state().store.read(move |tx| people::whose_session(tx, session)).await?;
    Ok(owner == Some(person))
}

/// Whether a form is of a page of somebody else than who is signed in now: nobody sends on what another typed.
///
/// # Errors
/// When the database fails.
pub(super) async fn is_of_another(desk: &Desk, form: &Form) -> Result<bool> {
    if desk.check_guard(form).is_ok() {
        return Ok(false);
    }
    let Ok(here) = desk.read(Action::SeeSession, |_, actor| actor.signed_in()).await else { return Ok(false) };
    let Some(session) = form.made_for() else { return Ok(true) };
    let owner = desk.state().store.read(move |tx| people::whose_session(tx, session)).await?;
    Ok(owner != Some(here))
}

/// The page with what was typed before, to be sent now.
fn go_on(desk: &Desk, session: SessionId, to: &str, kept: &str) -> Result<HttpResponse> {
    let opening = Opening::for_session(desk, session);
    let frame = Frame::for_anyone(&opening, opening.locale());
    reply(desk, StatusCode::OK, &GoOnPage { frame, to: to.to_owned(), kept: Form::of_kept(kept) })
}

async fn look_again(desk: Desk) -> Shown {
    let opening = Opening::of(&desk);
    let frame = Frame::for_anyone(&opening, opening.locale());
    let to = target(desk.asked("to")).to_owned();
    reply(&desk, StatusCode::OK, &StepUpPage { frame, to, kept: String::new() })
}

async fn step_up(desk: Desk, form: Form) -> Shown {
    let proved = match form.get("password").parse() {
        Ok(password) => proof::step_up(&desk, &form, password, second(&form)).await,
        Err(_) => Err(Code::StepUpNeeded.into()),
    };
    let to = target(form.get("to"));
    match proved {
        Ok(_) if form.get("kept").is_empty() => go(&desk, to),
        Ok(session) => go_on(&desk, session, to, form.get("kept")),
        Err(Error::Refused(refusal)) if refusal.code == Code::NotSignedIn => go(&desk, &path(to)),
        Err(Error::Refused(refusal)) => {
            let status = status_of(&refusal);
            let opening = Opening::again(&desk, form.clone(), refusal);
            let frame = Frame::for_anyone(&opening, opening.locale());
            let page = StepUpPage { frame, to: to.to_owned(), kept: form.get("kept").to_owned() };
            reply(&desk, status, &page)
        }
        Err(error) => Err(error),
    }
}

async fn sign_out(desk: Desk, form: Form) -> Shown {
    let out = desk.run(&form, Action::SignOut, |tx, actor| {
        let here = tx.session().ok_or(Code::NotSignedIn)?;
        people::sign_out(tx, actor, here)
    });
    match out.await {
        Ok(()) => {}
        Err(error) if error.code() == Some(Code::NotSignedIn) => {}
        Err(error) => return Err(error),
    }
    let mut response = go(&desk, SIGN_IN)?;
    let gone = desk.no_session_cookie();
    response.add_cookie(&gone).map_err(|error| Error::Inconsistent(format!("a cookie: {error}")))?;
    Ok(response)
}

/// The page that somebody begins with.
pub(super) fn home(actor: &Actor) -> &'static str {
    let works_as = |role: Role| actor.grants.iter().any(|it| it.role == role);
    if works_as(Role::Buurtwerker) || works_as(Role::Coordinator) {
        "/console/queue"
    } else if works_as(Role::CareProvider) {
        "/inbox"
    } else if works_as(Role::Administrator) {
        "/console/admin"
    } else {
        "/console/account"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_to_pages_of_ours_only() {
        for ours in ["/console", "/console/queue", "/inbox/0190?view=all", "/setup", "/console?x=1"] {
            assert_eq!(target(ours), ours);
        }
        for other in [
            "",
            "https://evil.example",
            "//evil.example",
            "/v1/me",
            "/consoles",
            "/console\\evil",
            "/console/\r\nx",
            "/console/../v1/me",
            "/console//x",
        ] {
            assert_eq!(target(other), "/console", "{other}");
        }
    }
}
