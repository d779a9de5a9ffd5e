//! The routes about webhooks.

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::actions;
use super::model::{
    Delivery, DeliveryFault, DeliveryState, DisabledBecause, Secret, Webhook, WebhookEvent, WebhookState,
};
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{OrganisationId, ReferralId, WebhookDeliveryId, WebhookId};
use crate::organisations::{OrganisationRef, OrganisationRefs};
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Paged, Reply, Resource, Shown};
use crate::platform::text::HookUrl;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, allowed};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .get("/v1/webhooks", Action::SeeWebhook, "The webhooks of the organisations of the caller", list)
        .query::<WebhooksQuery>()
        .pages::<WebhookBody>();
    let _ = api
        .post("/v1/webhooks", Action::CreateWebhook, "Have the software of an organisation told what happens", create)
        .takes::<NewWebhookBody>()
        .creates::<WebhookBody>()
        .refuses(&[Code::WrongState]);
    let _ = api
        .get("/v1/webhooks/{webhookId}", Action::SeeWebhook, "A webhook, without its secret", see)
        .shows::<WebhookBody>();
    let _ = api
        .patch("/v1/webhooks/{webhookId}", Action::ChangeWebhook, "Give a webhook another address", change)
        .takes::<WebhookPatchBody>()
        .shows::<WebhookBody>();
    let _ = api.delete("/v1/webhooks/{webhookId}", Action::ChangeWebhook, "Take a webhook away", delete);
    let _ = api
        .post(
            "/v1/webhooks/{webhookId}/rotateSecret",
            Action::ChangeWebhook,
            "Give a webhook another secret; the one before counts for a day too",
            rotate_secret,
        )
        .takes_nothing()
        .shows::<WebhookBody>();
    let _ = api
        .post("/v1/webhooks/{webhookId}/enable", Action::ChangeWebhook, "Call a webhook again", enable)
        .takes_nothing()
        .shows::<WebhookBody>();
    let _ = api
        .post("/v1/webhooks/{webhookId}/test", Action::ChangeWebhook, "Try a webhook; at most five tests wait", test)
        .takes_nothing()
        .creates::<WebhookDeliveryBody>();
    let _ = api
        .get("/v1/webhooks/{webhookId}/deliveries", Action::SeeWebhook, "What was told to a webhook", list_deliveries)
        .pages::<WebhookDeliveryBody>();
    let _ = api
        .get(
            "/v1/webhooks/{webhookId}/deliveries/{deliveryId}",
            Action::SeeWebhook,
            "Something that was told to a webhook",
            see_delivery,
        )
        .answers::<WebhookDeliveryBody>();
    let _ = api
        .post(
            "/v1/webhooks/{webhookId}/deliveries/{deliveryId}/replay",
            Action::ChangeWebhook,
            "Send again what a webhook had not taken",
            replay,
        )
        .takes_nothing()
        .answers::<WebhookDeliveryBody>();
}

/// Where the software of an organisation is told what happens to its referrals.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WebhookBody {
    #[serde(flatten)]
    shown: Shown<WebhookState, WebhookId>,
    organisation: OrganisationRef,
    url: HookUrl,
    /// What calls are signed with. Only in the answer that makes it: who loses it has it rotated.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    secret: Option<String>,
    /// Until when calls are signed with the secret before it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    old_secret_until: Option<Instant>,
    /// Why it is not called any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    disabled_because: Option<DisabledBecause>,
    /// Since when no call has gone well.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    failing_since: Option<Instant>,
}

/// A webhook to be made.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewWebhookBody {
    organisation_id: OrganisationId,
    /// Its port is 443, or one from 1024 on.
    url: HookUrl,
}

/// What is changed of a webhook; what is left out stays.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WebhookPatchBody {
    /// Its port is 443, or one from 1024 on.
    #[schema(nullable = false)]
    url: Option<HookUrl>,
}

/// Which webhooks are looked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WebhooksQuery {
    /// Those of this organisation.
    organisation: Option<OrganisationId>,
}

/// Something that was told to a webhook, or is to be.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WebhookDeliveryBody {
    /// The same at every try, as `webhook-id`.
    id: WebhookDeliveryId,
    href: String,
    state: DeliveryState,
    #[serde(rename = "type")]
    event: WebhookEvent,
    /// What it is about; left out in a test.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    referral: Option<DeliveryReferral>,
    /// How often it was tried.
    attempts: i32,
    /// The HTTP status that answered the last try.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_status: Option<i32>,
    /// Why the last try failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_fault: Option<DeliveryFault>,
    /// When it is tried next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_attempt_at: Option<Instant>,
    created_at: Instant,
    /// When it was taken, or given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ended_at: Option<Instant>,
    allowed_actions: Vec<&'static str>,
}

/// A referral, by id.
#[derive(Serialize, ToSchema)]
struct DeliveryReferral {
    id: ReferralId,
    href: String,
}

impl Resource for WebhookBody {
    fn href(&self) -> &str {
        &self.shown.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.shown.version)
    }
}

impl Resource for WebhookDeliveryBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

/// A webhook, with its secret where it has just been made.
fn body(
    tx: &Tx<'_>,
    actor: &Actor,
    of: Webhook,
    organisations: &OrganisationRefs,
    secret: Option<&Secret>,
) -> Result<WebhookBody> {
    let is_active = of.state == WebhookState::Active;
    let verbs = [
        ("change", Action::ChangeWebhook, true),
        ("delete", Action::ChangeWebhook, true),
        ("rotateSecret", Action::ChangeWebhook, true),
        ("enable", Action::ChangeWebhook, !is_active),
        ("test", Action::ChangeWebhook, is_active),
    ];
    let shown = Shown {
        id: of.id,
        href: format!("/v1/webhooks/{}", of.id),
        state: of.state,
        version: of.version,
        allowed_actions: allowed(actor, &actions::subject(&of), verbs),
        created_at: of.created_at,
        updated_at: of.updated_at,
    };
    Ok(WebhookBody {
        shown,
        organisation: organisations.get(of.organisation)?,
        url: of.url,
        secret: secret.map(|it| it.text().to_string()),
        old_secret_until: of.old_secret_until.filter(|it| *it > tx.now),
        disabled_because: of.disabled_because,
        failing_since: of.failing_since,
    })
}

fn delivery(actor: &Actor, webhook: &Webhook, of: &Delivery) -> WebhookDeliveryBody {
    let can_replay = of.state == DeliveryState::Dead && webhook.state == WebhookState::Active;
    let verbs = [("replay", Action::ChangeWebhook, can_replay)];
    WebhookDeliveryBody {
        id: of.id,
        href: format!("/v1/webhooks/{}/deliveries/{}", of.webhook, of.id),
        state: of.state,
        event: of.event,
        referral: of.referral.map(|id| DeliveryReferral { id, href: format!("/v1/referrals/{id}") }),
        attempts: of.attempts,
        last_status: of.last_status,
        last_fault: of.last_fault,
        next_attempt_at: (of.state == DeliveryState::Waiting).then_some(of.run_at),
        created_at: of.created_at,
        ended_at: of.ended_at,
        allowed_actions: allowed(actor, &actions::subject(webhook), verbs),
    }
}

/// A secret on its way from the action that made it to the answer: whoever calls again with the same key gets none.
#[derive(Clone, Default)]
struct Made(Arc<Mutex<Option<Secret>>>);

impl Made {
    fn keep(&self, (id, secret): (WebhookId, Secret)) -> WebhookId {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret);
        id
    }

    fn show(&self, tx: &mut Tx<'_>, actor: &Actor, id: WebhookId) -> Result<WebhookBody> {
        let secret = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        show_with(tx, actor, id, secret.as_ref())
    }
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: WebhookId) -> Result<WebhookBody> {
    show_with(tx, actor, id, None)
}

fn show_with(tx: &mut Tx<'_>, actor: &Actor, id: WebhookId, secret: Option<&Secret>) -> Result<WebhookBody> {
    let of = actions::see(tx, actor, id)?;
    let organisations = OrganisationRefs::of(tx, [of.organisation])?;
    body(tx, actor, of, &organisations, secret)
}

fn show_delivery(tx: &mut Tx<'_>, actor: &Actor, of: WebhookId, id: WebhookDeliveryId) -> Result<WebhookDeliveryBody> {
    let (webhook, found) = actions::see_delivery(tx, actor, of, id)?;
    Ok(delivery(actor, &webhook, &found))
}

async fn list(call: Call, page: Paged<WebhooksQuery>) -> Answer {
    let (cursor, organisation) = (page.cursor, page.wanted.organisation);
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        let page = actions::see_all(tx, actor, organisation, cursor)?;
        let organisations = OrganisationRefs::of(tx, page.items.iter().map(|it| it.organisation))?;
        page.try_map(|it| body(tx, actor, it, &organisations, None))
    };
    Reply::json(StatusCode::OK, &call.read(bodies).await?)
}

async fn create(call: Call, said: Body<NewWebhookBody>) -> Answer {
    let made = Made::default();
    let shown = made.clone();
    call.act(
        said,
        move |tx, actor, said| Ok(made.keep(actions::create(tx, actor, said.organisation_id, said.url)?)),
        move |tx, actor, id| shown.show(tx, actor, id),
    )
    .await
}

async fn see(call: Call, id: Id<WebhookId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn change(call: Call, id: Id<WebhookId>, said: Body<WebhookPatchBody>) -> Answer {
    call.act(said, move |tx, actor, said| actions::change(tx, actor, id.0, said.url), show).await
}

async fn delete(call: Call, id: Id<WebhookId>) -> Answer {
    call.run(move |tx, actor| actions::delete(tx, actor, id.0)).await?;
    Ok(Reply::nothing())
}

async fn rotate_secret(call: Call, id: Id<WebhookId>, said: Body<Empty>) -> Answer {
    let made = Made::default();
    let shown = made.clone();
    call.act(
        said,
        move |tx, actor, _| Ok(made.keep(actions::rotate(tx, actor, id.0)?)),
        move |tx, actor, id| shown.show(tx, actor, id),
    )
    .await
}

async fn enable(call: Call, id: Id<WebhookId>, said: Body<Empty>) -> Answer {
    call.act(said, move |tx, actor, _| actions::enable(tx, actor, id.0), show).await
}

async fn test(call: Call, id: Id<WebhookId>, said: Body<Empty>) -> Answer {
    let of = id.0;
    let act = move |tx: &mut Tx<'_>, actor: &Actor, _| actions::test(tx, actor, of);
    call.act(said, act, move |tx, actor, id| show_delivery(tx, actor, of, id)).await
}

async fn list_deliveries(call: Call, id: Id<WebhookId>, page: Paged) -> Answer {
    let cursor = page.cursor;
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        let (webhook, page) = actions::see_deliveries(tx, actor, id.0, cursor)?;
        page.try_map(|it| Ok(delivery(actor, &webhook, &it)))
    };
    Reply::json(StatusCode::OK, &call.read(bodies).await?)
}

async fn see_delivery(call: Call, id: Id<(WebhookId, WebhookDeliveryId)>) -> Answer {
    let (of, id) = id.0;
    call.show(move |tx, actor| show_delivery(tx, actor, of, id)).await
}

async fn replay(call: Call, id: Id<(WebhookId, WebhookDeliveryId)>, said: Body<Empty>) -> Answer {
    let (of, id) = id.0;
    let act = move |tx: &mut Tx<'_>, actor: &Actor, _| actions::replay(tx, actor, of, id);
    call.act(said, act, move |tx, actor, id| show_delivery(tx, actor, of, id)).await
}
