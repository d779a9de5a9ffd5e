//! The routes of the link.

use std::collections::HashMap;

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};

use super::actions::{self, Answer};
use super::page::{CodePage, GonePage, ReferralPage};
use super::show;
use super::token::{self, Link};
use crate::codes::Code;
use crate::ids::LinkCodeId;
use crate::organisations;
use crate::platform::http::{Visit, page_of};
use crate::platform::language::Locale;
use crate::platform::{Error, Result, Tx};
use crate::policy::Actor;
use crate::referrals::model::{ReferralCompleteOutcome, ReferralRejectReason};
use crate::when::{Date, local_time};

/// How large a form may be, in bytes: a question in the longest script, with what goes around it.
const MOST_BYTES: usize = 32 * 1024;
/// The cookie of a visit.
const COOKIE: &str = "referral";

type Shown = Result<HttpResponse>;

/// The routes.
pub fn configure(config: &mut web::ServiceConfig) {
    config.service(
        web::resource("/r/{token}")
            .app_data(web::FormConfig::default().limit(MOST_BYTES))
            .route(web::get().to(look))
            .route(web::post().to(act)),
    );
}

/// What stands behind the question mark.
#[derive(Debug, Default, serde::Deserialize)]
struct Wanted {
    lang: Option<String>,
    sent: Option<String>,
    #[serde(rename = "do")]
    deed: Option<String>,
}

impl Wanted {
    fn locale(&self, request: &HttpRequest) -> Locale {
        let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok());
        Locale::accepted(self.lang.as_deref().or(header).unwrap_or(""))
    }
}

/// Back to the page, so that nothing is sent a second time.
fn back(request: &HttpRequest, locale: Locale, sent: bool) -> actix_web::HttpResponseBuilder {
    let mut reply = HttpResponse::SeeOther();
    let sent = if sent { "&sent=yes" } else { "" };
    reply.insert_header((LOCATION, format!("{}?lang={locale}{sent}", request.path())));
    reply
}

/// What is found behind a link.
enum Found {
    Code(String),
    Referral(Box<ReferralPage>),
}

/// What somebody with this cookie sees.
fn find(tx: &mut Tx<'_>, link: &Link, cookie: Option<&str>, locale: Locale, problem: Option<String>) -> Result<Found> {
    let visit = cookie.and_then(|it| token::read_visit(it, tx.keys()));
    if let Some(visit) = visit
        && let Some(seen) = actions::see(tx, link, visit)?
    {
        let form = token::form_text(visit, tx.keys());
        return Ok(Found::Referral(Box::new(show::page(tx, seen, locale, form, problem)?)));
    }
    let Some(referral) = actions::referral_of(tx, link)? else { return Err(Code::NotFound.into()) };
    Ok(Found::Code(organisations::get(tx, referral.organisation)?.name.as_str().to_owned()))
}

/// Somebody at the door: by which link, in which language, with which cookie.
struct Guest {
    visit: Visit,
    link: Link,
    locale: Locale,
    cookie: Option<String>,
}

impl Guest {
    /// The page as it stands, with what went wrong.
    async fn page(&self, status: StatusCode, is_sent: bool, problem: Option<String>) -> Shown {
        let (link, cookie, locale, said) = (self.link, self.cookie.clone(), self.locale, problem.clone());
        let found = self.visit.read(move |tx, _| find(tx, &link, cookie.as_deref(), locale, said.clone())).await;
        match found {
            Ok(Found::Referral(page)) => page_of(status, &*page),
            Ok(Found::Code(organisation)) => page_of(status, &CodePage { locale, organisation, is_sent, problem }),
            Err(error) if error.code() == Some(Code::NotFound) => gone(self.locale),
            Err(error) => Err(error),
        }
    }

    async fn problem(&self, error: &Error) -> Shown {
        let Some(code) = error.code() else { return Err(Error::Inconsistent(error.to_string())) };
        let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::BAD_REQUEST);
        self.page(status, false, Some(self.locale.text(&format!("problem-{code}"), &[]))).await
    }
}

fn gone(locale: Locale) -> Shown {
    page_of(StatusCode::NOT_FOUND, &GonePage { locale })
}

fn guest(visit: Visit, request: &HttpRequest, path: &str, wanted: &Wanted) -> std::result::Result<Guest, Locale> {
    let locale = wanted.locale(request);
    let Some(link) = Link::read(path) else { return Err(locale) };
    let cookie = request.cookie(COOKIE).map(|it| it.value().to_owned());
    Ok(Guest { visit, link, locale, cookie })
}

/// Looks. That changes nothing, so that machines that follow links may.
async fn look(visit: Visit, request: HttpRequest, path: web::Path<String>, wanted: web::Query<Wanted>) -> Shown {
    match guest(visit, &request, &path, &wanted) {
        Ok(guest) => guest.page(StatusCode::OK, wanted.sent.is_some(), None).await,
        Err(locale) => gone(locale),
    }
}

async fn act(
    visit: Visit,
    request: HttpRequest,
    path: web::Path<String>,
    wanted: web::Query<Wanted>,
    form: web::Form<HashMap<String, String>>,
) -> Shown {
    let guest = match guest(visit, &request, &path, &wanted) {
        Ok(guest) => guest,
        Err(locale) => return gone(locale),
    };
    let done = match wanted.deed.as_deref() {
        Some("code") => send_code(&guest, &request).await,
        Some("enter") => enter(&guest, &request, &form).await,
        Some("answer") => answer(&guest, &request, &form).await,
        _ => Err(Error::invalid("do", "is code, enter or answer")),
    };
    match done {
        Ok(response) => Ok(response),
        Err(error) => guest.problem(&error).await,
    }
}

async fn send_code(guest: &Guest, request: &HttpRequest) -> Shown {
    let link = guest.link;
    guest.visit.write(move |tx, _| actions::send_code(tx, &link)).await?;
    Ok(back(request, guest.locale, true).finish())
}

async fn enter(guest: &Guest, request: &HttpRequest, form: &HashMap<String, String>) -> Shown {
    let typed: String =
        form.get("code").map(|it| it.chars().filter(char::is_ascii_digit).collect()).unwrap_or_default();
    let link = guest.link;
    let come_in = move |tx: &mut Tx<'_>, _: &Actor| {
        let code = actions::come_in(tx, &link, &typed)?;
        Ok(code.map(|it| token::visit_text(it, tx.keys())))
    };
    let Some(text) = guest.visit.write(come_in).await? else {
        let wrong = guest.locale.text("link-code-wrong", &[]);
        return guest.page(StatusCode::BAD_REQUEST, true, Some(wrong)).await;
    };
    // Only this page gets it, and no other site sends it along.
    let mut cookie = Cookie::build(COOKIE, text).path(request.path().to_owned());
    cookie = cookie.http_only(true).same_site(SameSite::Strict).max_age(Duration::minutes(30));
    let cookie = cookie.secure(guest.visit.is_encrypted()).finish();
    Ok(back(request, guest.locale, false).cookie(cookie).finish())
}

async fn answer(guest: &Guest, request: &HttpRequest, form: &HashMap<String, String>) -> Shown {
    let said = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let version = said("version").parse().map_err(|_| Error::invalid("version", "is a number"))?;
    let answer = read_answer(said("verb"), &said)?;
    let (link, cookie, from) = (guest.link, guest.cookie.clone(), said("form").to_owned());
    let act = move |tx: &mut Tx<'_>, _: &Actor| {
        let visit = cookie.as_deref().and_then(|it| token::read_visit(it, tx.keys()));
        let visit: Option<LinkCodeId> = visit.filter(|it| token::is_form_of(&from, *it, tx.keys()));
        match visit {
            Some(visit) => actions::answer(tx, &link, visit, version, answer.clone()),
            None => Ok(None),
        }
    };
    if guest.visit.write(act).await?.is_none() {
        let over = guest.locale.text("link-visit-over", &[]);
        return guest.page(StatusCode::FORBIDDEN, false, Some(over)).await;
    }
    Ok(back(request, guest.locale, false).finish())
}

fn read_answer<'a>(verb: &str, said: &impl Fn(&str) -> &'a str) -> Result<Answer> {
    Ok(match verb {
        "accept" => Answer::Accept,
        "reject" => Answer::Reject(
            ReferralRejectReason::from_word(said("reason")).ok_or_else(|| Error::invalid("reason", "is not known"))?,
        ),
        "ask" => Answer::Ask(said("question").parse().map_err(|why: String| Error::invalid("question", why))?),
        "waitList" => {
            let day: Date = said("from").parse().map_err(|why: String| Error::invalid("from", why))?;
            Answer::WaitList(day.start())
        }
        "plan" => Answer::Plan(local_time(said("at")).ok_or_else(|| Error::invalid("at", "is no local time"))?),
        "complete" => Answer::Complete(
            ReferralCompleteOutcome::from_word(said("outcome"))
                .ok_or_else(|| Error::invalid("outcome", "is not known"))?,
        ),
        _ => return Err(Error::invalid("verb", "is not known")),
    })
}
