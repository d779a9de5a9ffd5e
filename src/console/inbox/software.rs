//! What the software of an organisation is told, and which of it signs in by itself.

use askama::Template;

use super::{Ours, Tab, ours, tabs};
use crate::backend_services::actions as backend_services;
use crate::console::frame::Frame;
use crate::ids::{BackendServiceId, WebhookDeliveryId, WebhookId};
use crate::organisations;
use crate::platform::http::Cursor;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::webhooks::actions as webhooks;
use crate::webhooks::model::{Delivery, DeliveryState, Webhook, WebhookState};

/// So many of each are shown.
const MOST: Cursor = Cursor { after: None, size: 50 };

/// A webhook.
struct Hook {
    id: WebhookId,
    version: i32,
    url: String,
    organisation: String,
    state: String,
    is_active: bool,
    failing: Option<String>,
}

/// Software that signs in by itself.
struct Backend {
    id: BackendServiceId,
    version: i32,
    name: String,
    last_used: Option<String>,
}

/// The page of all of it.
#[derive(Template)]
#[template(path = "console/inbox/software.html")]
pub(in crate::console) struct SoftwarePage {
    frame: Frame,
    tabs: Vec<Tab>,
    ours: Vec<Ours>,
    hooks: Vec<Hook>,
    backends: Vec<Backend>,
}

fn hook(tx: &mut Tx<'_>, of: &Webhook, frame: &Frame) -> Result<Hook> {
    Ok(Hook {
        id: of.id,
        version: of.version,
        url: of.url.as_str().to_owned(),
        organisation: organisations::actions::get(tx, of.organisation)?.name.as_str().to_owned(),
        state: frame.word("console-webhook", of.state.as_str()),
        is_active: of.state == WebhookState::Active,
        failing: of.failing_since.map(words::when),
    })
}

/// The software of the organisations of the reader.
///
/// # Errors
/// When the database fails.
pub(in crate::console) fn software(tx: &mut Tx<'_>, actor: &Actor, frame: Frame) -> Result<SoftwarePage> {
    let found = webhooks::see_all(tx, actor, None, MOST)?.items;
    let hooks = found.iter().map(|it| hook(tx, it, &frame)).collect::<Result<_>>()?;
    let backends = backend_services::see_all(tx, actor, None, MOST)?.items.into_iter();
    let backends = backends.map(|it| Backend {
        id: it.id,
        version: it.version,
        name: it.name.as_str().to_owned(),
        last_used: it.last_used_at.map(words::when),
    });
    Ok(SoftwarePage { tabs: tabs(&frame, None), ours: ours(tx, actor)?, hooks, backends: backends.collect(), frame })
}

/// Something that was told, or is to be.
struct Told {
    id: WebhookDeliveryId,
    what: String,
    state: String,
    at: String,
    attempts: i32,
    status: Option<i32>,
    can_replay: bool,
}

/// The page of a webhook. `secret`: what calls are signed with, where it has just been made.
#[derive(Template)]
#[template(path = "console/inbox/webhook.html")]
pub(in crate::console) struct WebhookPage {
    frame: Frame,
    tabs: Vec<Tab>,
    hook: Hook,
    secret: Option<String>,
    told: Vec<Told>,
}

/// The page of a webhook.
///
/// # Errors
/// A refusal when the actor may not see it.
pub(in crate::console) fn webhook(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    id: WebhookId,
    secret: Option<String>,
) -> Result<WebhookPage> {
    let (of, deliveries) = webhooks::see_deliveries(tx, actor, id, MOST)?;
    let hook = hook(tx, &of, &frame)?;
    let told = |it: &Delivery| Told {
        id: it.id,
        what: frame.word("console-told", it.event.as_str().rsplit('.').next().unwrap_or_default()),
        state: frame.word("console-delivery", it.state.as_str()),
        at: words::when(it.created_at),
        attempts: it.attempts,
        status: it.last_status,
        can_replay: it.state == DeliveryState::Dead && hook.is_active,
    };
    let told = deliveries.items.iter().map(told).collect();
    Ok(WebhookPage { tabs: tabs(&frame, None), hook, secret, told, frame })
}
