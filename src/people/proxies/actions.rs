//! Let somebody act for a person, take that back, and what time does to it.

use std::collections::HashSet;

use super::model::{ProxyKind, ProxyState};
use super::proxy::Proxy;
use super::store;
use crate::clock::Instant;
use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{AnyId, PersonId, ProxyId};
use crate::notifications::tell;
use crate::people::actions::{has_account, subject_of};
use crate::people::factors::actions::fresh_proof;
use crate::people::households;
use crate::people::model::{BirthYear, GROWN_AGE};
use crate::people::states::actions::any_gone;
use crate::people::store::{person, role};
use crate::platform::http::{Cursor, Page};
use crate::platform::text::Title;
use crate::platform::{Error, Happening, Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor, OnBehalf, ProxyScope, Role, Subject, Through, check};
use crate::when::Date;

/// So many act for one person at most.
const MOST: usize = 10;
/// So many of the last uses are shown.
const USES_SHOWN: i64 = 50;

/// Somebody who is to act for a person.
#[derive(Debug, Clone)]
pub struct NewProxy {
    /// Who acts.
    pub proxy: PersonId,
    /// By what right.
    pub kind: ProxyKind,
    /// How far.
    pub scope: Vec<ProxyScope>,
    /// The school or organisation of a brugfiguur.
    pub organisation: Option<Title>,
    /// Whether it covers the children of the household too.
    pub covers_household: bool,
    /// The day on which the team saw a written mandate.
    pub mandate_seen_on: Option<Date>,
    /// The first day on which it holds no more.
    pub until: Option<Date>,
}

/// Lets somebody act for a person: the person says so, once they have proved who they are, or the team writes it down.
/// For who is under age the team does.
///
/// # Errors
/// [`Code::HasAccount`] when the person says such things themselves; [`Code::MandateMissing`] when they may not say yes or
/// no for the person; [`Code::StepUpNeeded`]; a refusal when the actor may not, or the parts do not go together.
pub fn grant_proxy(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, new: NewProxy) -> Result<ProxyId> {
    let subject = subject_of(tx, id)?;
    let by = check(actor, Action::GrantProxy, &subject)?;
    let recorder = actor.signed_in()?;
    if id == new.proxy {
        return Err(Error::invalid("/proxyPersonId", "is the same person"));
    }
    person::lock_all(tx, &[id, new.proxy])?;
    let unknown = |error: Error| match error.code() {
        Some(Code::NotFound) => Error::invalid("/proxyPersonId", "is not known"),
        _ => error,
    };
    let acts = person::get(tx, new.proxy).map_err(unknown)?;
    let born = person::get(tx, id)?.birth_year;
    if by.role == Role::Resident {
        fresh_proof(tx, actor)?;
        if born.age(tx.now) < GROWN_AGE {
            return Err(Refusal::new(Code::Forbidden).because("the team writes it down for who is under 18").into());
        }
    } else if check(actor, Action::GrantProxy, &Subject { circle: vec![new.proxy], ..subject }).is_err() {
        return Err(Error::invalid("/proxyPersonId", "somebody else of the team writes that down"));
    }
    if !may_be_named(tx, id, &new, acts.birth_year)? {
        return Err(Error::invalid("/proxyPersonId", "is somebody grown up who has an account and works in no team"));
    }
    check_parts(tx, &new, by, born)?;
    if by.role != Role::Resident && !new.kind.is_by_law() && has_account(tx, id)? {
        return Err(Code::HasAccount.into());
    }
    let living = store::living(tx, id)?;
    if living.iter().any(|it| (it.proxy, it.kind) == (new.proxy, new.kind)) || living.len() >= MOST {
        return Err(Refusal::new(Code::WrongState).because("is a proxy already, or there are too many").into());
    }
    let household = match (new.covers_household, households::actions::household_id_of(tx, id)?) {
        (false, _) => None,
        (true, Some(household)) => Some(household),
        (true, None) => return Err(Error::invalid("/coversHousehold", "the person is in no household")),
    };
    let last_day = new.until.map(Date::start);
    let grown = (new.kind == ProxyKind::Guardian).then(|| grown_up(born)).flatten();
    let granted = Proxy {
        id: ProxyId::fresh(),
        person: id,
        proxy: new.proxy,
        kind: new.kind,
        scope: new.scope,
        organisation: new.organisation,
        household,
        mandate: new.mandate_seen_on.map(|it| (it, recorder)),
        until: [last_day, grown].into_iter().flatten().min(),
        recorded_by: recorder,
        created_at: tx.now,
        approved: None,
        revoked: None,
    };
    insert(tx, by, &granted)
}

/// Whether somebody may be named as the proxy of a person: grown up, with an account, taking part, and not kept apart from
/// them, in one answer for all. Whoever has a role in a team is named only where the law has it so, which the team alone
/// writes down: else a resident could keep the team from deciding about them.
fn may_be_named(tx: &mut Tx<'_>, id: PersonId, new: &NewProxy, born: BirthYear) -> Result<bool> {
    let is_free = new.kind.is_by_law() || role::list(tx, new.proxy)?.is_empty();
    let is_apart = person::apart_from(tx, id)?.contains(&new.proxy);
    let takes_part = store::away_of(tx, vec![new.proxy])?.is_empty() && has_account(tx, new.proxy)?;
    Ok(born.age(tx.now) >= GROWN_AGE && takes_part && is_free && !is_apart)
}

fn insert(tx: &mut Tx<'_>, by: Acting, granted: &Proxy) -> Result<ProxyId> {
    store::insert(tx, granted)?;
    let event = Event::ProxyGranted(granted.id).by(by).with("person", granted.person);
    tx.record(&event.with("proxy", granted.proxy).with("kind", granted.kind))?;
    // Who wrote it down themselves need not be told.
    for side in [granted.person, granted.proxy].into_iter().filter(|it| by.person != Some(*it)) {
        tell(tx, side, Message::ProxyNamed { proxy: granted.id })?;
    }
    Ok(granted.id)
}

/// Lets a legal representative say yes or no for the person: a second one of the team, who has seen that the law has it
/// so. Until then all else that was written down holds, and that does not.
///
/// # Errors
/// A refusal when the actor may not, wrote it down, has read another version, or nothing waits for that.
pub fn approve_proxy(tx: &mut Tx<'_>, actor: &Actor, id: ProxyId) -> Result<ProxyId> {
    let found = store::get(tx, id)?;
    let subject = subject(tx, &found)?;
    let by = check(actor, Action::ApproveProxy, &subject)?;
    person::lock_all(tx, &[found.person, found.proxy])?;
    let approved = store::get(tx, id)?;
    tx.if_match(Some(approved.version()))?;
    let second = actor.signed_in()?;
    if approved.recorded_by == second {
        return Err(Refusal::new(Code::Forbidden).because("somebody else of the team approves it").into());
    }
    let approved = approved.approve(second, tx.now)?;
    store::save(tx, &approved)?;
    tx.record(&Event::ProxyApproved(id).by(by).at(subject.neighbourhood()).with("person", approved.person))?;
    Ok(id)
}

/// When somebody is surely grown up: a guardian is one no more.
fn grown_up(born: BirthYear) -> Option<Instant> {
    format!("{}-01-01", born.year() + GROWN_AGE + 1).parse::<Date>().ok().map(Date::start)
}

fn check_parts(tx: &mut Tx<'_>, new: &NewProxy, by: Acting, born: BirthYear) -> Result<()> {
    let is_team = by.role != Role::Resident;
    let today = Date::of(tx.now);
    if new.kind.is_by_law() && !is_team {
        return Err(Error::invalid("/kind", "the team writes down a guardian or a legal representative"));
    }
    if new.kind == ProxyKind::Guardian && born.age(tx.now) >= GROWN_AGE {
        return Err(Error::invalid("/kind", "the person is grown up"));
    }
    if new.scope.is_empty() {
        return Err(Error::invalid("/scope", "names at least one"));
    }
    if new.covers_household && !is_team {
        return Err(Error::invalid("/coversHousehold", "the team writes that down"));
    }
    if new.kind != ProxyKind::Brugfiguur && (new.organisation.is_some() || new.covers_household) {
        return Err(Error::invalid("/kind", "organisation and coversHousehold go with brugfiguur only"));
    }
    if new.kind == ProxyKind::Brugfiguur && new.organisation.is_none() {
        return Err(Error::invalid("/organisation", "is required for a brugfiguur"));
    }
    if let Some(seen) = new.mandate_seen_on
        && (!is_team || seen > today)
    {
        return Err(Error::invalid("/mandateSeenOn", "is a day, until today, on which the team saw it"));
    }
    if new.until.is_some_and(|it| it <= today) {
        return Err(Error::invalid("/until", "has passed"));
    }
    let may_consent = new.kind.is_by_law() || new.mandate_seen_on.is_some();
    if new.scope.contains(&ProxyScope::Consent) && !may_consent {
        return Err(Code::MandateMissing.into());
    }
    Ok(())
}

/// A guardian acts for a child that was just registered. No right is checked: the caller has done so.
pub(in crate::people) fn link_guardian(
    tx: &mut Tx<'_>,
    by: Acting,
    child: PersonId,
    guardian: PersonId,
) -> Result<ProxyId> {
    let born = person::get(tx, child)?.birth_year;
    let linked = Proxy {
        id: ProxyId::fresh(),
        person: child,
        proxy: guardian,
        kind: ProxyKind::Guardian,
        scope: ProxyScope::ALL.to_vec(),
        organisation: None,
        household: None,
        mandate: None,
        until: grown_up(born),
        recorded_by: by.person.unwrap_or(guardian),
        created_at: tx.now,
        approved: None,
        revoked: None,
    };
    insert(tx, by, &linked)
}

/// Takes a proxy back, or gives it up: at once.
///
/// # Errors
/// A refusal when the actor may not, it rests on the law and the actor is the person, or it holds no more.
pub fn revoke_proxy(tx: &mut Tx<'_>, actor: &Actor, id: ProxyId) -> Result<ProxyId> {
    let found = store::get(tx, id)?;
    let subject = subject(tx, &found)?;
    let by = check(actor, Action::RevokeProxy, &subject)?;
    person::lock_all(tx, &[found.person, found.proxy])?;
    let revoked = store::get(tx, id)?;
    tx.if_match(Some(revoked.version()))?;
    if revoked.kind.is_by_law() && by.person == Some(revoked.person) {
        return Err(Refusal::new(Code::Forbidden).because("the team takes back what rests on the law").into());
    }
    let revoked = revoked.revoke(actor.signed_in()?, tx.now)?;
    store::save(tx, &revoked)?;
    tx.record(&Event::ProxyRevoked(id).by(by).at(subject.neighbourhood()).with("person", revoked.person))?;
    Ok(id)
}

/// Somebody works in a team from now on, and is locked: they act for nobody any more but where the law has it so, or those
/// would have a team that may not decide about them. Both are told.
pub(in crate::people) fn role_taken(tx: &mut Tx<'_>, id: PersonId, by: Acting) -> Result<()> {
    for held in store::held_by(tx, id)?.into_iter().filter(|it| !it.kind.is_by_law()) {
        let revoked = held.revoke(by.person.unwrap_or(id), tx.now)?;
        store::save(tx, &revoked)?;
        let neighbourhood = subject_of(tx, revoked.person)?.neighbourhood();
        let event = Event::ProxyRevoked(revoked.id).by(by).at(neighbourhood).with("person", revoked.person);
        tx.record(&event.with("because", "role"))?;
        tell_ended(tx, &revoked)?;
    }
    Ok(())
}

/// Tells both that it is over: nobody who was kept apart from the other since, and nothing about who is gone.
fn tell_ended(tx: &mut Tx<'_>, of: &Proxy) -> Result<()> {
    let both = [of.person, of.proxy];
    if any_gone(tx, &both)? || person::apart_from(tx, of.person)?.contains(&of.proxy) {
        return Ok(());
    }
    both.into_iter().try_for_each(|it| tell(tx, it, Message::ProxyEnded { proxy: of.id }))
}

/// Does what is due: where the day of a proxy has come, both are told. May be called at any time.
///
/// # Errors
/// When the database fails.
pub fn strike(tx: &mut Tx<'_>, id: ProxyId) -> Result<()> {
    let found = match store::get(tx, id) {
        // It was erased with one of the two.
        Err(error) if error.code() == Some(Code::NotFound) => return Ok(()),
        found => found?,
    };
    person::lock_all(tx, &[found.person, found.proxy])?;
    let of = store::get(tx, id)?;
    if of.state(tx.now) != ProxyState::Expired {
        // Not yet: it is set anew, so that it cannot be lost.
        return store::set_clock(tx, &of);
    }
    tell_ended(tx, &of)?;
    let neighbourhood = subject_of(tx, of.person)?.neighbourhood();
    tx.record(&Event::ProxyExpired(id).by(Acting::SYSTEM).at(neighbourhood).with("person", of.person))
}

/// Sets the clock of every proxy that ends on a day.
///
/// # Errors
/// When the database fails.
pub fn set_clocks(tx: &mut Tx<'_>) -> Result<()> {
    store::with_day(tx)?.iter().try_for_each(|it| store::set_clock(tx, it))
}

/// What the policy needs to know of a proxy: it is the person's, and the proxy is a party to it.
fn subject(tx: &mut Tx<'_>, of: &Proxy) -> Result<Subject> {
    Ok(Subject { circle: vec![of.proxy], ..subject_of(tx, of.person)? })
}

/// A proxy as the reader sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The proxy.
    pub proxy: Proxy,
    /// What the policy needs to know of it.
    pub subject: Subject,
    /// The last uses: for whom, what, on which object, when.
    pub uses: Vec<(PersonId, String, AnyId, Instant)>,
}

/// A proxy with what was done with it.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see_proxy(tx: &mut Tx<'_>, actor: &Actor, id: ProxyId) -> Result<Seen> {
    let proxy = store::get(tx, id)?;
    let subject = subject(tx, &proxy)?;
    check(actor, Action::SeeProxy, &subject)?;
    Ok(Seen { subject, uses: store::uses(tx, id, USES_SHOWN)?, proxy })
}

/// A page of who acts for the caller and for whom the caller acts, or of who acts for another person.
///
/// # Errors
/// A refusal when the actor may not see them.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, of: Option<PersonId>, cursor: Cursor) -> Result<Page<Seen>> {
    let person = of.map_or_else(|| actor.signed_in(), Ok)?;
    check(actor, Action::SeeProxy, &subject_of(tx, person)?)?;
    let page = Page::new(store::list(tx, person, of.is_none(), cursor)?, cursor, |it| it.id.uuid());
    page.try_map(|proxy| Ok(Seen { subject: subject(tx, &proxy)?, uses: Vec::new(), proxy }))
}

/// Keeps what a proxy did or read for a person.
///
/// # Errors
/// When the database fails.
pub fn used(tx: &mut Tx<'_>, happening: &Happening) -> Result<()> {
    match happening.by.for_other {
        Some(OnBehalf { person, through: Through::Proxy(id) }) => store::insert_use(tx, id, person, happening),
        Some(OnBehalf { through: Through::Team(_), .. }) | None => Ok(()),
    }
}

/// The actor, with the proxies of this moment.
///
/// # Errors
/// When the database fails.
pub(in crate::people) fn with_proxies(tx: &mut Tx<'_>, actor: &Actor) -> Result<Actor> {
    let Some(person) = actor.person else { return Ok(actor.clone()) };
    Ok(Actor { for_others: store::for_whom(tx, person)?, ..actor.clone() })
}

/// The guardians of somebody who hold now.
///
/// # Errors
/// When the database fails.
pub fn guardians_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<PersonId>> {
    let living = store::living(tx, person)?.into_iter();
    Ok(living.filter(|it| it.kind == ProxyKind::Guardian).map(|it| it.proxy).collect())
}

/// Whether somebody may say yes or no for a person now: by law, or with a written mandate.
///
/// # Errors
/// When the database fails.
pub fn may_answer_for(tx: &mut Tx<'_>, proxy: PersonId, person: PersonId) -> Result<bool> {
    let living = store::living(tx, person)?;
    Ok(living.iter().any(|it| it.proxy == proxy && it.scope.contains(&ProxyScope::Consent) && it.may_consent()))
}

/// Who could act for a person, and with which proxy: one for each of them.
///
/// # Errors
/// When the database fails.
pub fn acted_for(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<(ProxyId, PersonId)>> {
    let mut all: Vec<_> = store::living(tx, person)?.into_iter().map(|it| (it.id, it.proxy)).collect();
    let mut known = HashSet::new();
    all.retain(|it| known.insert(it.1));
    Ok(all)
}
