//! What can be done with a webhook, what is told to it, and what comes of telling.

use chrono::TimeDelta;

use super::model::{
    self, Delivery, DeliveryFault, DeliveryState, DisabledBecause, MOST_TESTS, MOST_WEBHOOKS, ROTATION_HOURS, Secret,
    Webhook, WebhookEvent, WebhookState,
};
use super::store::{self, deliveries};
use super::subscriptions;
use crate::clock::Instant;
use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{OrganisationId, ReferralId, WebhookDeliveryId, WebhookId};
use crate::notifications;
use crate::organisations;
use crate::platform::http::{Cursor, Page};
use crate::platform::text::HookUrl;
use crate::platform::{Error, Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check, scope};

/// What the policy needs to know of a webhook.
pub(super) fn subject(of: &Webhook) -> Subject {
    organisations::actions::subject(of.organisation)
}

/// A webhook.
///
/// # Errors
/// A refusal when the actor may not see it.
pub(super) fn see(tx: &mut Tx<'_>, actor: &Actor, id: WebhookId) -> Result<Webhook> {
    let found = store::get(tx, id)?;
    check(actor, Action::SeeWebhook, &subject(&found))?;
    Ok(found)
}

/// A page of the webhooks that the actor may see, those of one organisation if it is named.
///
/// # Errors
/// When the database fails.
pub fn see_all(
    tx: &mut Tx<'_>,
    actor: &Actor,
    organisation: Option<OrganisationId>,
    cursor: Cursor,
) -> Result<Page<Webhook>> {
    let scope = scope(actor, Action::SeeWebhook);
    Ok(Page::new(store::list(tx, &scope, organisation, cursor)?, cursor, |it| it.id.uuid()))
}

/// What was told to a webhook. Of a referral that is about the actor, or whom they are brought together with, nothing is seen here
/// either: it is answered like a delivery that never was.
///
/// # Errors
/// A refusal when the actor may not see the webhook, or nothing of this id was told to it that they may see.
pub(super) fn see_delivery(
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: WebhookId,
    id: WebhookDeliveryId,
) -> Result<(Webhook, Delivery)> {
    let webhook = see(tx, actor, of)?;
    let delivery = deliveries::see(tx, of, id, &scope(actor, Action::SeeWebhook).except)?;
    Ok((webhook, delivery))
}

/// A page of what was told to a webhook, newest first, as far as the actor may see it.
///
/// # Errors
/// A refusal when the actor may not see the webhook.
pub fn see_deliveries(
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: WebhookId,
    cursor: Cursor,
) -> Result<(Webhook, Page<Delivery>)> {
    let webhook = see(tx, actor, of)?;
    let told = deliveries::list(tx, of, &scope(actor, Action::SeeWebhook).except, cursor)?;
    Ok((webhook, Page::new(told, cursor, |it| it.id.uuid())))
}

/// Has the software of an organisation told what happens to its referrals. The secret is known to nobody after this.
///
/// # Errors
/// [`Code::WrongState`] when it has as many as there may be; a refusal when the actor may not, or the address is not called.
pub fn create(
    tx: &mut Tx<'_>,
    actor: &Actor,
    organisation: OrganisationId,
    url: HookUrl,
) -> Result<(WebhookId, Secret)> {
    // One after the other, so that the count holds.
    organisations::actions::lock(tx, organisation)?;
    let by = check(actor, Action::CreateWebhook, &organisations::actions::subject(organisation))?;
    check_target(tx, &url)?;
    if store::count_of(tx, organisation)? >= MOST_WEBHOOKS {
        return Err(Error::wrong_state("createWebhook", "with ten webhooks"));
    }
    let new = Webhook {
        id: WebhookId::fresh(),
        organisation,
        url,
        state: WebhookState::Active,
        disabled_because: None,
        failing_since: None,
        last_failed_at: None,
        old_secret_until: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    let secret = Secret::fresh();
    store::insert(tx, &new, &secret)?;
    tx.record(&Event::WebhookCreated(new.id).by(by).with("organisation", organisation))?;
    Ok((new.id, secret))
}

fn check_target(tx: &Tx<'_>, url: &HookUrl) -> Result<()> {
    model::check(url, tx.calls_here()).map_err(|why| Error::invalid("/url", why))
}

/// A webhook to change: locked, allowed, and as the actor has read it.
fn open(tx: &mut Tx<'_>, actor: &Actor, id: WebhookId) -> Result<(Webhook, Acting)> {
    let found = store::lock(tx, id)?;
    let by = check(actor, Action::ChangeWebhook, &subject(&found))?;
    tx.if_match(Some(found.version))?;
    Ok((found, by))
}

/// Gives a webhook another address.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or the address is not called.
pub(super) fn change(tx: &mut Tx<'_>, actor: &Actor, id: WebhookId, url: Option<HookUrl>) -> Result<WebhookId> {
    let (found, by) = open(tx, actor, id)?;
    let Some(url) = url.filter(|it| *it != found.url) else { return Ok(id) };
    check_target(tx, &url)?;
    store::save(tx, &Webhook { url, ..found.afresh() })?;
    tx.record(&Event::WebhookChanged(id).by(by))?;
    Ok(id)
}

/// Gives a webhook another secret. The one before counts for a day too; where one before that still does, it goes on as long as it
/// would: the one between them may never have arrived.
///
/// # Errors
/// A refusal when the actor may not, or has read another version.
pub fn rotate(tx: &mut Tx<'_>, actor: &Actor, id: WebhookId) -> Result<(WebhookId, Secret)> {
    let (found, by) = open(tx, actor, id)?;
    let secret = Secret::fresh();
    let is_rotating = found.old_secret_until.is_some_and(|it| it > tx.now);
    let old_until = (!is_rotating).then(|| tx.now + TimeDelta::hours(ROTATION_HOURS));
    store::rotate(tx, &found, &secret, old_until)?;
    store::save(tx, &found)?;
    tx.record(&Event::WebhookSecretRotated(id).by(by))?;
    Ok((id, secret))
}

/// Calls a webhook again that was disabled. What it missed can be sent again.
///
/// # Errors
/// [`Code::WrongState`]; a refusal when the actor may not, or has read another version.
pub fn enable(tx: &mut Tx<'_>, actor: &Actor, id: WebhookId) -> Result<WebhookId> {
    let (found, by) = open(tx, actor, id)?;
    if found.state == WebhookState::Active {
        return Err(Error::wrong_state("enable", found.state.as_str()));
    }
    store::save(tx, &Webhook { state: WebhookState::Active, disabled_because: None, ..found.afresh() })?;
    tx.record(&Event::WebhookEnabled(id).by(by))?;
    Ok(id)
}

/// Takes a webhook away, with all that was told to it.
///
/// # Errors
/// A refusal when the actor may not, or has read another version.
pub fn delete(tx: &mut Tx<'_>, actor: &Actor, id: WebhookId) -> Result<()> {
    let (found, by) = open(tx, actor, id)?;
    store::delete(tx, id)?;
    tx.record(&Event::WebhookDeleted(id).by(by).with("organisation", found.organisation))
}

/// Tries a webhook: it is told that somebody does.
///
/// # Errors
/// [`Code::WrongState`] when it is not called, or [`MOST_TESTS`] wait already; a refusal when the actor may not, or has read another
/// version.
pub fn test(tx: &mut Tx<'_>, actor: &Actor, id: WebhookId) -> Result<WebhookDeliveryId> {
    let (found, by) = open(tx, actor, id)?;
    refuse_unless_active("test", &found)?;
    if deliveries::waiting_tests(tx, id)? >= MOST_TESTS {
        return Err(Refusal::new(Code::WrongState)
            .because("five tests wait already: look at what came of them")
            .into());
    }
    let new = Delivery::new(id, WebhookEvent::Tested, None, tx.now);
    deliveries::insert(tx, &new)?;
    tx.record(&Event::WebhookTested(id).by(by))?;
    Ok(new.id)
}

/// Sends again what a webhook had not taken, under the same id.
///
/// # Errors
/// [`Code::WrongState`] when it was taken, is still tried, or the webhook is not called; a refusal when the actor may not, or may
/// not see it.
pub fn replay(tx: &mut Tx<'_>, actor: &Actor, of: WebhookId, id: WebhookDeliveryId) -> Result<WebhookDeliveryId> {
    let webhook = store::lock(tx, of)?;
    let by = check(actor, Action::ChangeWebhook, &subject(&webhook))?;
    deliveries::see(tx, of, id, &scope(actor, Action::SeeWebhook).except)?;
    let dead = deliveries::lock(tx, id)?;
    tx.if_match(Some(webhook.version))?;
    refuse_unless_active("replay", &webhook)?;
    if dead.state != DeliveryState::Dead {
        return Err(Error::wrong_state("replay", dead.state.as_str()));
    }
    let again = Delivery { state: DeliveryState::Waiting, attempts: 0, run_at: tx.now, ended_at: None, ..dead };
    deliveries::save(tx, &again)?;
    tx.record(&Event::WebhookReplayed(of).by(by).with("delivery", id))?;
    Ok(id)
}

fn refuse_unless_active(verb: &str, of: &Webhook) -> Result<()> {
    if of.state == WebhookState::Active { Ok(()) } else { Err(Error::wrong_state(verb, of.state.as_str())) }
}

// -- what referrals need ----------------------------------------------------------------------------------------------

/// Tells the software of an organisation that something happened to a referral, once this transaction commits: its webhooks, and
/// whoever subscribed.
///
/// # Errors
/// When the database fails.
pub fn tell(tx: &mut Tx<'_>, organisation: OrganisationId, event: WebhookEvent, referral: ReferralId) -> Result<()> {
    for webhook in store::active_of(tx, organisation)? {
        deliveries::insert(tx, &Delivery::new(webhook, event, Some(referral), tx.now))?;
    }
    subscriptions::actions::tell(tx, organisation, referral)
}

// -- what the worker needs --------------------------------------------------------------------------------------------

/// Takes the delivery that has been due longest, if any. No two workers get the same.
///
/// # Errors
/// When the database fails.
pub fn take(tx: &mut Tx<'_>) -> Result<Option<Delivery>> {
    deliveries::take(tx)
}

/// Where a delivery that was taken goes, and with which secrets it is signed. `None`: nowhere any more.
///
/// # Errors
/// When the database fails.
pub fn whereto(tx: &mut Tx<'_>, taken: &Delivery) -> Result<Option<(HookUrl, Vec<Secret>)>> {
    let Some(webhook) = there(store::get(tx, taken.webhook))?.filter(|it| it.state == WebhookState::Active) else {
        return Ok(None);
    };
    let secrets = store::secrets(tx, &webhook)?;
    Ok(Some((webhook.url, secrets)))
}

/// What came of a call: the status that was answered, or why there is none.
pub type Came = std::result::Result<u16, DeliveryFault>;

/// The status of who says to be gone for good.
pub(super) const GONE: u16 = 410;

/// Keeps what came of a delivery that was taken: it is done, tried again later, or given up; and a webhook that is gone, or fails
/// for days, is not called any more. `called`: where it went, if anywhere. Who was called where the webhook is not any more says
/// nothing of where it is.
///
/// # Errors
/// When the database fails; then it is called again when its lease is over.
pub fn came(tx: &mut Tx<'_>, taken: &Delivery, called: Option<&HookUrl>, came: Came) -> Result<()> {
    // It may have been taken away or disabled meanwhile.
    let Some(webhook) = there(store::lock(tx, taken.webhook))? else { return Ok(()) };
    let Some(found) = there(deliveries::lock(tx, taken.id))? else { return Ok(()) };
    let (last_status, last_fault) = match came {
        Ok(status) if (200..300).contains(&status) => (Some(i32::from(status)), None),
        Ok(status) => (Some(i32::from(status)), Some(DeliveryFault::Refused)),
        Err(fault) => (None, Some(fault)),
    };
    let tried = Delivery { last_status, last_fault, ..found };
    let is_there = called == Some(&webhook.url);
    let webhook = match last_fault {
        _ if !is_there => webhook,
        None => webhook.afresh(),
        Some(_) => webhook.failed(tx.now),
    };
    store::called(tx, &webhook)?;
    if last_fault.is_none() {
        let ended_at = Some(tx.now);
        return deliveries::save(tx, &Delivery { state: DeliveryState::Delivered, ended_at, ..tried });
    }
    if tried.state != DeliveryState::Waiting {
        return deliveries::save(tx, &tried);
    }
    let is_given_up = Delivery { state: DeliveryState::Dead, ended_at: Some(tx.now), ..tried.clone() };
    if webhook.state != WebhookState::Active {
        return deliveries::save(tx, &is_given_up);
    }
    let because = match came {
        _ if !is_there => None,
        Ok(GONE) => Some(DisabledBecause::Gone),
        _ if webhook.is_failing(tx.now) => Some(DisabledBecause::Failing),
        _ => None,
    };
    if let Some(because) = because {
        deliveries::save(tx, &is_given_up)?;
        return disable(tx, webhook, because);
    }
    match model::pause(tried.id.uuid(), tried.attempts) {
        Some(pause) => deliveries::save(tx, &Delivery { run_at: tx.now + pause, ..tried }),
        None => deliveries::save(tx, &is_given_up),
    }
}

/// A webhook is not called any more: what waits for it is given up, and the organisation is told by mail.
fn disable(tx: &mut Tx<'_>, of: Webhook, because: DisabledBecause) -> Result<()> {
    let (id, organisation) = (of.id, of.organisation);
    store::save(tx, &Webhook { state: WebhookState::Disabled, disabled_because: Some(because), ..of })?;
    deliveries::give_up_all(tx, id)?;
    notifications::tell(tx, organisation, Message::WebhookDisabled { webhook: id })?;
    tx.record(&Event::WebhookDisabled(id).by(Acting::SYSTEM).with("because", because))
}

/// What is there; `None`: it was taken away.
pub(super) fn there<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.code() == Some(Code::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Forgets what was delivered or given up before `before`, at most so many; and the secrets that have ended.
///
/// # Errors
/// When the database fails.
pub fn forget_ended(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    store::forget_secrets(tx, tx.now)?;
    deliveries::forget_ended(tx, before, most)
}
