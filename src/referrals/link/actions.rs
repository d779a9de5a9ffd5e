//! Ask for a code, come in with it, read and answer: as the organisation, and as nobody of it.

use chrono::TimeDelta;

use super::store;
use super::token::{self, Link};
use crate::clock::Instant;
use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{LinkCodeId, ReferralId};
use crate::notifications::{Address, tell};
use crate::organisations;
use crate::platform::language::Locale;
use crate::platform::text::FreeText;
use crate::platform::{Expected, Result, Tx};
use crate::policy::{Acting, Actor, Role};
use crate::referrals::actions::{self, Seen};
use crate::referrals::model::{Referral, ReferralCompleteOutcome, ReferralRejectReason};
use crate::referrals::store as referrals;

/// So many codes for one referral in an hour.
const MOST_CODES: i64 = 5;
const HOUR: TimeDelta = TimeDelta::hours(1);

/// What is answered on the page.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    Accept,
    Reject(ReferralRejectReason),
    Ask(FreeText),
    WaitList(Instant),
    Plan(Instant),
    Complete(ReferralCompleteOutcome),
}

/// Somebody of the organisation who comes in by the link.
const BY_LINK: Acting = Acting { role: Role::CareProvider, ..Acting::ANYONE };

/// Where the link of a referral leads, made now; `None` when it is not there any more.
///
/// # Errors
/// When the database fails.
pub fn path(tx: &mut Tx<'_>, id: ReferralId) -> Result<Option<String>> {
    let Some(found) = find(tx, id)? else { return Ok(None) };
    let generation = organisations::link_generation(tx, found.organisation)?;
    Ok(Some(format!("/r/{}", Link::new(id, generation, tx.now, tx.keys()).text())))
}

fn find(tx: &mut Tx<'_>, id: ReferralId) -> Result<Option<Referral>> {
    match referrals::get(tx, id) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.code() == Some(Code::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The referral of a link that works: it came from here, not long ago, to the address that counts now, and the organisation may
/// still read.
pub(super) fn referral_of(tx: &mut Tx<'_>, link: &Link) -> Result<Option<Referral>> {
    let Some(found) = find(tx, link.referral)? else { return Ok(None) };
    let generation = organisations::link_generation(tx, found.organisation)?;
    let works = link.works(generation, tx.now, tx.keys()) && found.is_within_access(tx.now);
    Ok(works.then_some(found))
}

/// Mails a code to the address on file. Whoever asks too often in an hour gets none, and no other answer.
pub(super) fn send_code(tx: &mut Tx<'_>, link: &Link) -> Result<()> {
    let Some(found) = referral_of(tx, link)? else { return Err(Code::NotFound.into()) };
    // One after the other, so that the count holds.
    referrals::lock(tx, found.id)?;
    let since = tx.now - HOUR;
    if store::asked_since(tx, found.id, since)? >= MOST_CODES {
        return Ok(());
    }
    let code = store::insert(tx, found.id)?;
    tell(tx, found.organisation, Message::LinkCode { code })?;
    tx.record(&Event::LinkCodeSent(found.id).by(Acting::ANYONE).at(found.neighbourhood))
}

/// Where to mail a code and its digits; `None` when it works no more.
///
/// # Errors
/// When the database fails.
pub fn code_address(tx: &mut Tx<'_>, code: LinkCodeId) -> Result<Option<(Address, Locale, String)>> {
    let Some(referral) = store::referral_of(tx, code)? else { return Ok(None) };
    let organisation = referrals::get(tx, referral)?.organisation;
    let Some((address, locale)) = organisations::letter_address(tx, organisation)? else { return Ok(None) };
    Ok(Some((Address::Mail(address), locale, token::digits(code, tx.keys()))))
}

/// Comes in with a code. `None` when it is not right: that a wrong one was tried must be committed, so it is no error here.
pub(super) fn come_in(tx: &mut Tx<'_>, link: &Link, typed: &str) -> Result<Option<LinkCodeId>> {
    let Some(found) = referral_of(tx, link)? else { return Err(Code::NotFound.into()) };
    let living = store::lock_living(tx, found.id)?;
    let Some(code) = living.iter().copied().find(|it| token::are_digits_of(typed, *it, tx.keys())) else {
        store::count_try(tx, &living)?;
        return Ok(None);
    };
    store::use_up(tx, code)?;
    tx.record(&Event::LinkOpened(found.id).by(BY_LINK).at(found.neighbourhood))?;
    Ok(Some(code))
}

/// The referral of a link, where the visit that the cookie names is open.
fn visited(tx: &mut Tx<'_>, link: &Link, visit: LinkCodeId) -> Result<Option<Referral>> {
    let Some(found) = referral_of(tx, link)? else { return Err(Code::NotFound.into()) };
    Ok(store::is_open(tx, visit, found.id)?.then_some(found))
}

/// What the organisation reads, where the visit is open.
pub(super) fn see(tx: &mut Tx<'_>, link: &Link, visit: LinkCodeId) -> Result<Option<Seen>> {
    let Some(found) = visited(tx, link, visit)? else { return Ok(None) };
    actions::see(tx, &Actor::organisation(found.organisation), found.id).map(Some)
}

/// Answers, if the referral is as it was read; `None` where the visit is over.
pub(super) fn answer(
    tx: &mut Tx<'_>,
    link: &Link,
    visit: LinkCodeId,
    version: i32,
    answer: Answer,
) -> Result<Option<ReferralId>> {
    let Some(found) = visited(tx, link, visit)? else { return Ok(None) };
    let (actor, id) = (Actor::organisation(found.organisation), found.id);
    tx.expect(Expected::Version(version));
    let done = match answer {
        Answer::Accept => actions::accept(tx, &actor, id),
        Answer::Reject(reason) => actions::reject(tx, &actor, id, reason, None),
        Answer::Ask(question) => actions::ask(tx, &actor, id, question),
        Answer::WaitList(from) => actions::wait_list(tx, &actor, id, from),
        Answer::Plan(at) => actions::plan(tx, &actor, id, at),
        Answer::Complete(outcome) => actions::complete(tx, &actor, id, outcome),
    };
    done.map(Some)
}

/// Forgets codes that expired before `before`.
///
/// # Errors
/// When the database fails.
pub fn forget_codes(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    store::forget(tx, before)
}
