//! What can be done with a subscription, what it is notified of, and what comes of notifying.

use super::model::{
    Call, Header, MOST_HEADERS, MOST_READ, MOST_SUBSCRIPTIONS, Notice, Subscription, SubscriptionEvent,
    SubscriptionState, Terms,
};
use super::store;
use crate::clock::Instant;
use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{OrganisationId, ReferralId, SubscriptionId};
use crate::notifications;
use crate::organisations;
use crate::platform::{Error, Issue, Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check, scope};
use crate::webhooks::actions::{Came, GONE, there};
use crate::webhooks::model::{self, DeliveryFault};

/// What somebody asks for. A header without a value is the one that stands under this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Where it is to stand.
    pub state: SubscriptionState,
    /// All else, without headers.
    pub terms: Terms,
    /// The headers, each with its name and its value.
    pub headers: Vec<(String, Option<String>)>,
    /// Whose referrals it is about; `None`: those of the only organisation of the caller.
    pub owner: Option<OrganisationId>,
}

/// What cannot be done here.
#[must_use]
pub fn not_supported(pointer: impl Into<String>, why: impl Into<String>) -> Error {
    let issue = Issue { pointer: pointer.into(), detail: why.into() };
    Refusal { issues: vec![issue], ..Refusal::new(Code::NotSupported) }.into()
}

/// What the policy needs to know of a subscription.
fn subject(of: &Subscription) -> Subject {
    organisations::actions::subject(of.organisation)
}

/// A subscription.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: SubscriptionId) -> Result<Subscription> {
    let found = store::get(tx, id)?;
    check(actor, Action::SeeWebhook, &subject(&found))?;
    Ok(found)
}

/// The subscriptions that the actor may see: an organisation has a few.
///
/// # Errors
/// When the database fails.
pub fn see_all(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<Subscription>> {
    store::list(tx, &scope(actor, Action::SeeWebhook))
}

/// What a subscription was notified of or is to be, from one number to another, as far as it is read at once. What is about the
/// actor, or whom they are brought together with, is left out: the number that is missing says no more than that something happened.
///
/// # Errors
/// A refusal when the actor may not see the subscription.
pub fn see_events(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: SubscriptionId,
    between: (i32, i32),
) -> Result<(Subscription, Vec<SubscriptionEvent>)> {
    let found = see(tx, actor, id)?;
    let events = store::between(tx, id, between, &scope(actor, Action::SeeWebhook).except, MOST_READ)?;
    Ok((found, events))
}

/// Has the FHIR software of an organisation notified, once it has answered.
///
/// # Errors
/// [`Code::WrongState`] when the organisation has as many as there may be; a refusal when the actor may not, or what is asked for
/// cannot be done.
pub fn create(tx: &mut Tx<'_>, actor: &Actor, wanted: Wanted) -> Result<SubscriptionId> {
    let organisation = owner(actor, wanted.owner)?;
    // One after the other, so that the count holds.
    organisations::actions::lock(tx, organisation)?;
    let by = check(actor, Action::CreateWebhook, &organisations::actions::subject(organisation))?;
    if wanted.state != SubscriptionState::Requested {
        return Err(not_supported("/status", "is requested to begin with"));
    }
    let terms = Terms { headers: headers(&wanted.headers, None)?, ..wanted.terms };
    check_terms(tx, &terms)?;
    if store::count_of(tx, organisation)? >= MOST_SUBSCRIPTIONS {
        return Err(Error::wrong_state("createSubscription", "with ten subscriptions"));
    }
    let new = Subscription::new(organisation, SubscriptionId::fresh(), terms, tx.now);
    store::insert(tx, &new)?;
    tx.record(&Event::SubscriptionCreated(new.id).by(by).with("organisation", organisation))?;
    Ok(new.id)
}

/// Whose referrals a subscription is about: those of an organisation of the actor. One that is not theirs is not told from one that
/// is not there.
fn owner(actor: &Actor, wanted: Option<OrganisationId>) -> Result<OrganisationId> {
    let theirs = scope(actor, Action::CreateWebhook).organisations;
    match (wanted, theirs.as_slice()) {
        (Some(wanted), theirs) if theirs.contains(&wanted) => Ok(wanted),
        (None, [only]) => Ok(*only),
        (Some(_), _) => {
            Err(not_supported("/_criteria/extension", "names an owner that is no organisation of the caller"))
        }
        (None, _) => Err(not_supported("/_criteria/extension", "says which organisation of the caller is the owner")),
    }
}

/// The headers that are wanted. One without a value stands already, and goes nowhere but where it went before.
fn headers(wanted: &[(String, Option<String>)], standing: Option<&Terms>) -> Result<Vec<Header>> {
    let at = |place: usize| format!("/channel/header/{place}");
    if wanted.len() > MOST_HEADERS {
        return Err(not_supported("/channel/header", format!("are at most {MOST_HEADERS}")));
    }
    let mut all: Vec<Header> = Vec::new();
    for (place, (name, value)) in wanted.iter().enumerate() {
        if all.iter().any(|it| it.is(name)) {
            return Err(Error::invalid(at(place), "stands twice"));
        }
        let kept = || standing.and_then(|it| it.headers.iter().find(|it| it.is(name))).cloned();
        let header = match value {
            Some(value) => Some(Header { name: name.clone(), value: value.clone() }),
            None => kept(),
        };
        all.push(header.ok_or_else(|| Error::invalid(at(place), "has no value here yet, or not for this endpoint"))?);
    }
    Ok(all)
}

fn check_terms(tx: &Tx<'_>, terms: &Terms) -> Result<()> {
    model::check(&terms.endpoint, tx.calls_here()).map_err(|why| Error::invalid("/channel/endpoint", why))?;
    match terms.ends_at {
        Some(at) if at <= tx.now => Err(Error::invalid("/end", "lies behind")),
        Some(_) | None => Ok(()),
    }
}

/// Changes a subscription, asks for it anew, or puts it off. Whoever gives another address or other headers is called first to see
/// whether they are right.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or what is asked for cannot be done.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: SubscriptionId, wanted: Wanted) -> Result<SubscriptionId> {
    let found = store::lock(tx, id)?;
    let by = check(actor, Action::ChangeWebhook, &subject(&found))?;
    tx.if_match(Some(found.version))?;
    if wanted.owner.is_some_and(|it| it != found.organisation) {
        return Err(not_supported("/_criteria/extension", "names another owner, which does not change"));
    }
    let is_there = wanted.terms.endpoint == found.terms.endpoint;
    let headers = headers(&wanted.headers, is_there.then_some(&found.terms))?;
    let terms = Terms { headers, ..wanted.terms };
    let is_elsewhere = !is_there || terms.headers != found.terms.headers;
    let state = match (wanted.state, found.state) {
        (SubscriptionState::Active, SubscriptionState::Active) if is_elsewhere => SubscriptionState::Requested,
        (wanted @ (SubscriptionState::Requested | SubscriptionState::Off), _) => wanted,
        (wanted, standing) if wanted == standing => standing,
        (SubscriptionState::Active | SubscriptionState::Error, _) => {
            return Err(not_supported("/status", "is what comes of calling: ask for requested, or off"));
        }
    };
    let is_anew = state == SubscriptionState::Requested && (found.attempts > 0 || is_elsewhere);
    if state == found.state && terms == found.terms && !is_anew {
        return Ok(id);
    }
    if matches!(state, SubscriptionState::Requested | SubscriptionState::Active)
        || terms.endpoint != found.terms.endpoint
    {
        check_terms(tx, &terms)?;
    }
    let moves = state != found.state || is_anew;
    let mut changed = Subscription { terms, version: found.version + 1, updated_at: tx.now, ..found };
    if moves {
        changed = changed.moved(state, tx.now);
    } else if state == SubscriptionState::Active && changed.attempts == 0 {
        changed.run_at = changed.next_call(tx.now);
    }
    store::save(tx, &changed)?;
    tx.record(&Event::SubscriptionChanged(id).by(by).with("state", state))?;
    Ok(id)
}

/// Takes a subscription away, with all that it was notified of.
///
/// # Errors
/// A refusal when the actor may not, or has read another version.
pub fn delete(tx: &mut Tx<'_>, actor: &Actor, id: SubscriptionId) -> Result<()> {
    let found = store::lock(tx, id)?;
    let by = check(actor, Action::ChangeWebhook, &subject(&found))?;
    tx.if_match(Some(found.version))?;
    store::delete(tx, id)?;
    tx.record(&Event::SubscriptionDeleted(id).by(by).with("organisation", found.organisation))
}

/// Tells whoever subscribed for an organisation that something happened to a referral, once this transaction commits.
///
/// # Errors
/// When the database fails.
pub fn tell(tx: &mut Tx<'_>, organisation: OrganisationId, referral: ReferralId) -> Result<()> {
    store::tell(tx, organisation, referral)
}

// -- what the worker needs --------------------------------------------------------------------------------------------

/// Takes up the call that has been due longest, if any, and puts off what is over. No two workers get the same.
///
/// # Errors
/// When the database fails.
pub fn take(tx: &mut Tx<'_>) -> Result<Option<Call>> {
    for over in store::over(tx)? {
        let id = over.id;
        let ended = Subscription { version: over.version + 1, updated_at: tx.now, ..over };
        store::save(tx, &ended.moved(SubscriptionState::Off, tx.now))?;
        tx.record(&Event::SubscriptionEnded(id).by(Acting::SYSTEM))?;
    }
    let Some(to) = store::take(tx)? else { return Ok(None) };
    if to.state == SubscriptionState::Requested {
        let told = to.taken;
        return Ok(Some(Call { to, notice: Notice::Handshake, told }));
    }
    let events = store::between(tx, to.id, (to.taken + 1, to.written), &[], i64::from(to.most_events()))?;
    // What was forgotten after all that time leaves a gap, which the count of a heartbeat shows.
    let told = events.last().map_or(to.written, |it| it.number);
    let notice = if events.is_empty() { Notice::Heartbeat } else { Notice::Events(events) };
    Ok(Some(Call { to, notice, told }))
}

/// Keeps what came of a call that was taken up: what it told is taken, or it is tried again later, or given up. Whoever comes so late
/// that somebody else has taken it up says nothing any more; nor does who was calling while it moved to another state, but for that
/// it can be called again.
///
/// # Errors
/// When the database fails; then it is called again when its lease is over.
pub fn came(tx: &mut Tx<'_>, call: &Call, came: Came) -> Result<()> {
    let Some(found) = there(store::lock(tx, call.to.id))? else { return Ok(()) };
    if found.leased_until.is_none() || found.leased_until != call.to.leased_until {
        return Ok(());
    }
    // A call in hand has been counted as a try; what was moved meanwhile begins anew.
    if found.attempts != call.to.attempts {
        return store::save(tx, &Subscription { leased_until: None, ..found });
    }
    let (last_status, last_fault) = match came {
        Ok(status) if (200..300).contains(&status) => return went_well(tx, call, found),
        Ok(status) => (Some(i32::from(status)), DeliveryFault::Refused),
        Err(fault) => (None, fault),
    };
    let tried = Subscription { leased_until: None, last_status, last_fault: Some(last_fault), ..found };
    match model::pause(tried.id.uuid(), tried.attempts).filter(|_| came != Ok(GONE)) {
        Some(pause) => store::save(tx, &Subscription { run_at: Some(tx.now + pause), ..tried }),
        None => give_up(tx, tried),
    }
}

fn went_well(tx: &mut Tx<'_>, call: &Call, found: Subscription) -> Result<()> {
    let was_asked = found.state == SubscriptionState::Requested;
    let taken = found.taken.max(call.told);
    let well = Subscription { taken, attempts: 0, leased_until: None, last_status: None, last_fault: None, ..found };
    let well = Subscription { run_at: well.next_call(tx.now), ..well };
    if !was_asked {
        return store::save(tx, &well);
    }
    let (id, version, updated_at) = (well.id, well.version + 1, tx.now);
    store::save(tx, &Subscription { state: SubscriptionState::Active, version, updated_at, ..well })?;
    tx.record(&Event::SubscriptionActivated(id).by(Acting::SYSTEM))
}

/// A subscription is not called any more until somebody asks for it anew, and the organisation is told by mail. What happens goes on
/// being counted and can be read.
fn give_up(tx: &mut Tx<'_>, of: Subscription) -> Result<()> {
    let (id, organisation, version) = (of.id, of.organisation, of.version + 1);
    let (state, at) = (SubscriptionState::Error, tx.now);
    store::save(tx, &Subscription { state, run_at: None, given_up_at: Some(at), version, updated_at: at, ..of })?;
    notifications::tell(tx, organisation, Message::SubscriptionFailed { subscription: id })?;
    tx.record(&Event::SubscriptionFailed(id).by(Acting::SYSTEM))
}

/// Forgets at most so many of the events before `before`.
///
/// # Errors
/// When the database fails.
pub fn forget_events(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    store::forget(tx, before, most)
}
