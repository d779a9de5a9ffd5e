//! The routes about the software of an organisation.

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::web;
use serde::Deserialize;

use crate::backend_services::actions::{self as backend_services, NewBackendService};
use crate::backend_services::model::Jwk;
use crate::console::http::frame::{Shown, after, go, show};
use crate::console::inbox::software::{software, webhook};
use crate::ids::{BackendServiceId, WebhookId};
use crate::platform::http::{Desk, Form, Id};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};
use crate::webhooks::actions as webhooks;
use crate::webhooks::model::Secret;

/// The page that the forms stand on.
const HERE: &str = "/inbox/software";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/software", web::get().to(see_all))
        .route("/software/webhooks", web::get().to(back))
        .route("/software/webhooks", web::post().to(create))
        .route("/software/webhooks/{webhookId}", web::get().to(see))
        .route("/software/webhooks/{webhookId}", web::post().to(change))
        .route("/software/backends", web::get().to(back))
        .route("/software/backends", web::post().to(register))
        .route("/software/backends/{backendServiceId}/delete", web::get().to(back))
        .route("/software/backends/{backendServiceId}/delete", web::post().to(delete));
}

async fn back(desk: Desk) -> Shown {
    go(&desk, HERE)
}

async fn see_all(desk: Desk) -> Shown {
    show(&desk, Action::SeeWebhook, software).await
}

async fn see(desk: Desk, id: Id<WebhookId>) -> Shown {
    show(&desk, Action::SeeWebhook, move |tx, actor, frame| webhook(tx, actor, frame, id.0, None)).await
}

/// A secret on its way from the action that made it to the page: whoever sends the form again gets none.
#[derive(Clone, Default)]
struct Made(Arc<Mutex<Option<String>>>);

impl Made {
    fn keep(&self, (id, secret): (WebhookId, Secret)) -> WebhookId {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret.text().to_string());
        id
    }

    fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

async fn create(desk: Desk, form: Form) -> Shown {
    let (made, said) = (Made::default(), form.clone());
    let kept = made.clone();
    let create = move |tx: &mut Tx<'_>, actor: &Actor| {
        Ok(kept.keep(webhooks::create(tx, actor, said.read_id("organisation")?, said.read_as("url")?)?))
    };
    let done = desk.once(&form, Action::CreateWebhook, create).await;
    with_secret(&desk, form, done, &made).await
}

/// The page with the secret that was just made, which is shown once.
async fn with_secret(desk: &Desk, form: Form, done: Result<WebhookId>, made: &Made) -> Shown {
    match (done, made.take()) {
        (Ok(id), Some(secret)) => {
            let page = move |tx: &mut Tx<'_>, actor: &Actor, frame| webhook(tx, actor, frame, id, Some(secret.clone()));
            show(desk, Action::SeeWebhook, page).await
        }
        (done, _) => after(desk, form, done, |id| format!("{HERE}/webhooks/{id}"), Action::SeeWebhook, software).await,
    }
}

fn act(tx: &mut Tx<'_>, actor: &Actor, id: WebhookId, form: &Form, made: &Made) -> Result<WebhookId> {
    match form.get("verb") {
        "enable" => webhooks::enable(tx, actor, id),
        "test" => webhooks::test(tx, actor, id).map(|_| id),
        "rotate" => Ok(made.keep(webhooks::rotate(tx, actor, id)?)),
        "replay" => webhooks::replay(tx, actor, id, form.read_id("delivery")?).map(|_| id),
        "delete" => webhooks::delete(tx, actor, id).map(|()| id),
        _ => Err(Error::no_choice("verb")),
    }
}

async fn change(desk: Desk, id: Id<WebhookId>, form: Form) -> Shown {
    let (id, said, made, verb) = (id.0, form.clone(), Made::default(), form.get("verb").to_owned());
    let kept = made.clone();
    let done = desk.once(&form, Action::ChangeWebhook, move |tx, actor| act(tx, actor, id, &said, &kept)).await;
    match (done, verb.as_str()) {
        (Ok(id), "rotate") => with_secret(&desk, form, Ok(id), &made).await,
        (Ok(_), "delete") => go(&desk, &format!("{HERE}?done=inbox-deleted")),
        (done, _) => {
            let next = move |id: WebhookId| format!("{HERE}/webhooks/{id}?done=inbox-webhook-{verb}");
            let page = move |tx: &mut Tx<'_>, actor: &Actor, frame| webhook(tx, actor, frame, id, None);
            after(&desk, form, done, next, Action::SeeWebhook, page).await
        }
    }
}

/// Keys as a JSON Web Key Set.
#[derive(Deserialize)]
struct Jwks {
    keys: Vec<Jwk>,
}

fn new_backend(form: &Form) -> Result<NewBackendService> {
    let keys: Jwks =
        serde_json::from_str(form.get("keys")).map_err(|_| Error::invalid("keys", "is no JSON Web Key Set"))?;
    let (organisation, name) = (form.read_id("organisation")?, form.read_as("name")?);
    Ok(NewBackendService { organisation, name, keys: keys.keys, scopes: None })
}

async fn register(desk: Desk, form: Form) -> Shown {
    let done = match new_backend(&form) {
        Ok(new) => {
            let register = move |tx: &mut Tx<'_>, actor: &Actor| backend_services::register(tx, actor, &new);
            desk.once(&form, Action::CreateBackendService, register).await
        }
        Err(error) => Err(error),
    };
    let next = |_: BackendServiceId| format!("{HERE}?done=inbox-registered");
    after(&desk, form, done, next, Action::SeeBackendService, software).await
}

async fn delete(desk: Desk, id: Id<BackendServiceId>, form: Form) -> Shown {
    let id = id.0;
    let delete = move |tx: &mut Tx<'_>, actor: &Actor| backend_services::delete(tx, actor, id).map(|()| id);
    let done = desk.once(&form, Action::ChangeBackendService, delete).await;
    let next = |_: BackendServiceId| format!("{HERE}?done=inbox-deleted");
    after(&desk, form, done, next, Action::SeeBackendService, software).await
}
