//! Subscribing to what happens to the Tasks of one's organisation.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, Responder, web};

use super::answer::{Answer, Found, Shown, id};
use super::params::{CURSOR, Params};
use super::task::ROLE;
use crate::fhir::elements::Members;
use crate::fhir::notice::{self, Kind};
use crate::fhir::subscribe::wanted;
use crate::fhir::words::{ID_ONLY, ROOT, TASK_TOPIC};
use crate::ids::SubscriptionId;
use crate::platform::http::{Document, Errand};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};
use crate::webhooks::subscriptions::actions;
use crate::webhooks::subscriptions::model::Subscription;

const SEES: Action = Action::SeeWebhook;
const CHANGES: Action = Action::ChangeWebhook;

fn shown(of: &Subscription) -> Shown {
    Shown { body: notice::subscription(of), version: Some((of.version, of.updated_at)) }
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: SubscriptionId) -> Result<Shown> {
    Ok(shown(&actions::see(tx, actor, id)?))
}

/// A Subscription that was made, and where it stands.
pub(super) struct Made {
    shown: Shown,
    location: String,
}

impl Responder for Made {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut response = self.shown.respond_to(request);
        *response.status_mut() = actix_web::http::StatusCode::CREATED;
        if let Ok(location) = self.location.parse() {
            response.headers_mut().insert(LOCATION, location);
        }
        response
    }
}

pub(super) async fn create(errand: Errand, sent: Document<Members>) -> Result<Made> {
    let wanted = wanted(&sent.0, None)?;
    let create = move |tx: &mut Tx<'_>, actor: &Actor| {
        let id = actions::create(tx, actor, wanted.clone())?;
        Ok((id, show(tx, actor, id)?))
    };
    let (id, shown) = errand.run(ROLE, Action::CreateWebhook, create).await?;
    Ok(Made { shown, location: format!("{}{ROOT}/Subscription/{id}", errand.base) })
}

pub(super) async fn read(errand: Errand, path: web::Path<String>) -> Answer {
    let id = id(&path)?;
    errand.read(ROLE, SEES, move |tx, actor| show(tx, actor, id)).await
}

pub(super) async fn put(errand: Errand, path: web::Path<String>, sent: Document<Members>) -> Answer {
    let (id, Document(sent), path) = (id(&path)?, sent, path.into_inner());
    let change = move |tx: &mut Tx<'_>, actor: &Actor| {
        // What is foreign is not there, whatever is sent.
        actions::see(tx, actor, id)?;
        actions::change(tx, actor, id, wanted(&sent, Some(&path))?)?;
        show(tx, actor, id)
    };
    errand.run(ROLE, CHANGES, change).await
}

pub(super) async fn delete(errand: Errand, path: web::Path<String>) -> Result<HttpResponse> {
    let id = id(&path)?;
    errand.run(ROLE, CHANGES, move |tx, actor| actions::delete(tx, actor, id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub(super) async fn search(errand: Errand, params: Params) -> Answer {
    params.only(&["_id", "status", "url", "criteria"])?;
    let own = |it: Option<Vec<&str>>| it.map(|it| it.into_iter().map(str::to_owned).collect::<Vec<_>>());
    let ids = own(params.any("_id")?);
    let states = own(params.tokens("status", "http://hl7.org/fhir/subscription-status")?);
    let url = params.one("url")?.map(str::to_owned);
    let is_our_topic = params.one("criteria")?.is_none_or(|it| it == TASK_TOPIC);
    let after = params.one(CURSOR)?.map_or(Some(0), |it| it.parse::<usize>().ok());
    let after = after.ok_or_else(|| Error::invalid(CURSOR, "is not a cursor of this search"))?;
    let mut found = errand.read(ROLE, SEES, actions::see_all).await?;
    found.retain(|it| {
        let is_one = |all: &Option<Vec<String>>, one: &str| all.as_ref().is_none_or(|it| it.iter().any(|it| it == one));
        let is_there = url.as_deref().is_none_or(|url| url == it.terms.endpoint.as_str());
        is_our_topic && is_there && is_one(&ids, &it.id.to_string()) && is_one(&states, it.state.as_str())
    });
    let size = params.count()? as usize;
    let next = found.len().checked_sub(after).is_some_and(|it| it > size).then(|| after.saturating_add(size));
    let matches = found.iter().skip(after).take(size).map(notice::subscription).collect();
    let next = next.map(|it| params.with_cursor(&it.to_string()));
    Ok(Found { matches, included: Vec::new(), next }.bundle(&errand.base, "Subscription", &params.query))
}

pub(super) async fn status(errand: Errand, path: web::Path<String>, params: Params) -> Answer {
    params.only(&["id", "status"])?;
    let id = id(&path)?;
    let of = errand.read(ROLE, SEES, move |tx, actor| actions::see(tx, actor, id)).await?;
    Ok(Shown { body: notice::query_status(&errand.base, &of), version: None })
}

/// The number of an event; `otherwise` where it is not said.
fn number(params: &Params, name: &'static str, otherwise: i32) -> Result<i32> {
    let Some(text) = params.one(name)? else { return Ok(otherwise) };
    let is_plain = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    // A number that is larger than any of ours is none of ours, and no fault.
    let number = is_plain.then(|| text.parse().unwrap_or(i32::MAX));
    number.ok_or_else(|| Error::invalid(name, "is no number of an event"))
}

pub(super) async fn events(errand: Errand, path: web::Path<String>, params: Params) -> Answer {
    params.only(&["eventsSinceNumber", "eventsUntilNumber", "content"])?;
    let id = id(&path)?;
    let between = (number(&params, "eventsSinceNumber", 1)?, number(&params, "eventsUntilNumber", i32::MAX)?);
    if params.one("content")?.is_some_and(|it| it != ID_ONLY) {
        return Err(actions::not_supported("content", format!("is not {ID_ONLY}")));
    }
    let found = errand.read(ROLE, SEES, move |tx, actor| {
        let (of, events) = actions::see_events(tx, actor, id, between)?;
        Ok((of, events, tx.now))
    });
    let (of, events, now) = found.await?;
    let told = (Kind::QueryEvent, of.written);
    Ok(Shown { body: notice::notification(&errand.base, &of, told, &events, now), version: None })
}
