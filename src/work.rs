//! The worker: delivers messages, calls webhooks, runs jobs, seals the audit log. Several instances may work at once; a lease keeps
//! them out of each other's way.

mod link;

use std::sync::Arc;

use chrono::TimeDelta;
use tokio::time::{Duration, MissedTickBehavior, interval};

use crate::audit;
use crate::clock::Instant;
use crate::events::{Job, Message};
use crate::ids::{OrganisationId, PersonId, ReferralId};
use crate::notifications::{self, Address, Channels, Letter, NotSent, Taken};
use crate::people;
use crate::people::contact_rules::Way;
use crate::people::contact_rules::actions::{tell_by_hand, way_to};
use crate::people::contact_rules::model::{TellingWhy, object};
use crate::people::token;
use crate::platform::language::Locale;
use crate::platform::text::EmailAddress;
use crate::platform::{Result, Store, Tx, jobs};
use crate::privacy::{export, retention};
use crate::webhooks::deliver::Caller;
use crate::{consents, instance, matching, organisations, referrals, requests, safeguarding, webhooks};

/// How often it looks for work.
const PAUSE: Duration = Duration::from_millis(500);
/// How often what is old is forgotten.
const FORGET_EVERY: TimeDelta = TimeDelta::hours(1);

/// Works until the process ends.
pub async fn work(store: Store, channels: Arc<Channels>, public_url: String) {
    let mut ticks = interval(PAUSE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = once(&store, &channels, &public_url).await {
            tracing::warn!(%error, "the worker tries again");
        }
    }
}

/// Calls webhooks until the process ends: beside the rest, which does not wait for the software of others.
pub async fn call(store: Store, caller: Arc<Caller>, public_url: String) {
    let mut ticks = interval(PAUSE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = webhooks::deliver::all_due(&store, &caller, &public_url).await {
            tracing::warn!(%error, "the worker calls again");
        }
    }
}

/// Does all that is due now.
///
/// # Errors
/// When the database fails; what was begun is taken up again when its lease is over.
pub async fn once(store: &Store, channels: &Channels, public_url: &str) -> Result<()> {
    loop {
        // Between the jobs, too: a long row of them keeps no message waiting.
        while store.write(audit::seal).await? > 0 {}
        while let Some(taken) = store.write(notifications::take).await? {
            deliver(store, channels, public_url, taken).await?;
        }
        let Some(taken) = store.write(jobs::take).await? else { break };
        let before = if taken.job.0 == Job::ForgetOld { forget(store).await } else { Ok(()) };
        let mine = taken.clone();
        let ran = match before {
            Ok(()) => store.write(move |tx| finish(tx, &mine)).await,
            Err(error) => Err(error),
        };
        match ran {
            Ok(()) => {}
            Err(error) => {
                tracing::warn!(job = %taken.id, %error, "a job is tried again later");
                let error = Arc::new(error);
                store.write(move |tx| jobs::failed(tx, &taken, &error)).await?;
            }
        }
    }
    store.write(|tx| jobs::enqueue(tx, Job::ForgetOld, "forgetOld", tx.now + FORGET_EVERY)).await
}

/// Forgets what is old, each rule in transactions of its own and a bounded part at once: a rule that fails is tried again
/// later, and stops no other.
async fn forget(store: &Store) -> Result<()> {
    let mut all = Ok(());
    for rule in retention::RULES {
        loop {
            match store.write(move |tx| retention::forget(tx, rule)).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    tracing::warn!(rule = rule.what, %error, "a rule is tried again later");
                    all = Err(error);
                    break;
                }
            }
        }
    }
    all
}

/// Does a job that was taken, and strikes it off the list.
///
/// # Errors
/// When the database fails; the job is then tried again.
pub fn finish(tx: &mut Tx<'_>, taken: &jobs::Taken) -> Result<()> {
    run(tx, taken.job.0)?;
    jobs::done(tx, taken.id)
}

/// Does a job. What is old is forgotten by [`retention::forget`], rule by rule.
///
/// # Errors
/// When the database fails; the job is then tried again.
pub fn run(tx: &mut Tx<'_>, job: Job) -> Result<()> {
    match job {
        // All is forgotten by now, rule by rule.
        Job::ForgetOld => Ok(()),
        Job::SetClocks => set_clocks(tx),
        Job::BuildExport { export } => export::build(tx, export),
        Job::StrikePerson { person } => {
            // What was agreed with them may stop: whoever that is with is locked with them, in their order.
            people::actions::lock_around(tx, person, person)?;
            people::vetting::actions::strike(tx, person)
        }
        Job::StrikeProxy { proxy } => people::proxies::actions::strike(tx, proxy),
        Job::StrikeRequest { request } => requests::strike(tx, request),
        Job::StrikeReferral { referral } => referrals::actions::strike(tx, referral),
        Job::StrikeConcern { concern } => safeguarding::strike(tx, concern),
        Job::StrikeMatch { on } => matching::actions::strike(tx, on),
        Job::StrikeConsent { consent } => consents::actions::strike(tx, consent),
        Job::MakeBatch { batch } => matching::batch::actions::go_on(tx, batch),
        Job::StrikeWave { wave } => matching::waves::actions::strike(tx, wave),
        Job::StrikeBond { bond } => matching::bonds::actions::strike(tx, bond),
        Job::StrikeVisit { visit } => matching::visits::actions::strike(tx, visit),
    }
}

/// Sets the clocks that an upgrade may have brought. What has one is locked in the order in which everything is: concerns,
/// then the requests with all of theirs.
fn set_clocks(tx: &mut Tx<'_>) -> Result<()> {
    safeguarding::set_clocks(tx)?;
    let mut of = requests::with_clocks(tx)?;
    of.extend(matching::actions::with_clocks(tx)?);
    of.extend(referrals::actions::with_clocks(tx)?);
    requests::lock_all(tx, &of)?;
    requests::set_clocks(tx, &of)?;
    matching::actions::set_clocks(tx, &of)?;
    referrals::actions::set_clocks(tx, &of)?;
    people::proxies::actions::set_clocks(tx)
}

async fn deliver(store: &Store, channels: &Channels, public_url: &str, taken: Taken) -> Result<()> {
    let url = public_url.to_owned();
    let (of, gives_way) = (taken.clone(), channels.mail.gives_way());
    let (outcome, settings) =
        store.read(move |tx| Ok((outcome(tx, &of, &url)?, instance::mail::server_where(tx, gives_way)?))).await?;
    let (to, letter) = match outcome {
        Outcome::Letter(to, letter) => (to, letter),
        Outcome::Wait(until) => return store.write(move |tx| notifications::wait(tx, taken.id, until)).await,
        Outcome::ByHand(why) => return store.write(move |tx| by_hand(tx, &taken, why)).await,
        Outcome::Nobody => return store.write(move |tx| notifications::dropped(tx, taken.id).map(|_| ())).await,
    };
    match channels.send(taken.id, &to, &letter, settings.as_ref()).await {
        Ok(()) => store.write(move |tx| notifications::delivered(tx, taken.id)).await,
        Err(NotSent::Yet(why)) => {
            tracing::warn!(message = %taken.id, attempts = taken.attempts, why, "not delivered yet");
            store.write(move |tx| not_yet(tx, &taken, &why)).await
        }
        Err(NotSent::Ever(why)) => {
            tracing::warn!(message = %taken.id, why, "nobody is reached");
            store.write(move |tx| undeliverable(tx, &taken, &why)).await
        }
    }
}

/// What becomes of a message.
enum Outcome {
    /// It goes out as a letter.
    Letter(Address, Letter),
    /// Not before this moment.
    Wait(Instant),
    /// Somebody of the team tells it: the contact rules say so, or who is to be told has no account.
    ByHand(TellingWhy),
    /// There is nobody to tell any more.
    Nobody,
}

/// To whom a message goes and what it says; `None` when it does not go out.
///
/// # Errors
/// When the database fails.
pub fn letter(tx: &mut Tx<'_>, taken: &Taken, public_url: &str) -> Result<Option<(Address, Letter)>> {
    Ok(match outcome(tx, taken, public_url)? {
        Outcome::Letter(to, letter) => Some((to, letter)),
        Outcome::Wait(_) | Outcome::ByHand(_) | Outcome::Nobody => None,
    })
}

fn outcome(tx: &mut Tx<'_>, taken: &Taken, public_url: &str) -> Result<Outcome> {
    let message = taken.message.0;
    if let Some(outcome) = to_mailbox(tx, &message, public_url)? {
        return Ok(outcome);
    }
    let to_organisation = organisation(tx, taken.recipient, &message)?;
    let is_organisation = to_organisation.is_some();
    let to = match to_organisation {
        Some((address, locale)) => Some((Address::Mail(address), locale)),
        None => match way_to(tx, taken.recipient, &message, taken.created_at)? {
            Way::Usual => match usual(tx, taken.recipient, &message)? {
                // Who said it, and has no address, was there when it was written down.
                None if matches!(message, Message::ConsentRecorded { .. }) => return Ok(Outcome::Nobody),
                None if object(&message).is_some() => return Ok(Outcome::ByHand(TellingWhy::Undeliverable)),
                to => to,
            },
            Way::Email(safe) => Some((Address::Mail(safe), people::actions::get(tx, taken.recipient)?.locale)),
            Way::Wait(until) => return Ok(Outcome::Wait(until)),
            Way::ByHand => return Ok(Outcome::ByHand(TellingWhy::ContactRules)),
            Way::Nobody => None,
        },
    };
    let Some((to, locale)) = to else { return Ok(Outcome::Nobody) };
    let path = match referral_of(&message).filter(|_| is_organisation) {
        Some(referral) => match referrals::link::path(tx, referral)? {
            Some(path) => path,
            None => return Ok(Outcome::Nobody),
        },
        None => link::path(tx, &message, taken.recipient)?,
    };
    let link = format!("{public_url}{path}");
    let letter = match (&to, &message) {
        (_, Message::SmsCode { code }) => notifications::write_code(locale, &token::sms_digits(*code, tx.keys())),
        (Address::Mail(_), _) => notifications::write(&message, locale, &link),
        (Address::Sms(_), _) => notifications::write_short(&message, locale, &link),
    };
    Ok(Outcome::Letter(to, letter))
}

/// What goes to a mailbox of an organisation because it is that mailbox; `None` for every other message.
fn to_mailbox(tx: &mut Tx<'_>, message: &Message, public_url: &str) -> Result<Option<Outcome>> {
    let letter = if let Message::LinkCode { code } = message {
        let found = referrals::link::code_address(tx, *code)?;
        found.map(|(to, locale, digits)| (to, notifications::write_link_code(locale, &digits)))
    } else if let Message::ConfirmOldAddress { change } | Message::ConfirmNewAddress { change } = message {
        let is_new = matches!(message, Message::ConfirmNewAddress { .. });
        let found = organisations::addresses::actions::letter(tx, *change, is_new)?;
        let write = |locale, path: &str| notifications::write(message, locale, &format!("{public_url}{path}"));
        found.map(|(to, locale, path)| (to, write(locale, &path)))
    } else {
        return Ok(None);
    };
    Ok(Some(letter.map_or(Outcome::Nobody, |(to, letter)| Outcome::Letter(to, letter))))
}

/// The channel did not take it: it is tried again later, until it is given up.
///
/// # Errors
/// When the database fails.
pub fn not_yet(tx: &mut Tx<'_>, taken: &Taken, why: &str) -> Result<()> {
    if notifications::failed(tx, taken, why)? { Ok(()) } else { undeliverable(tx, taken, why) }
}

/// It does not go out, though nothing failed: the team has it to tell. That a concern waits is not for colleagues to read: its
/// clock tells the next of the duty roster.
///
/// # Errors
/// When the database fails.
pub fn by_hand(tx: &mut Tx<'_>, taken: &Taken, why: TellingWhy) -> Result<()> {
    let still_waited = notifications::dropped(tx, taken.id)?;
    if still_waited && !matches!(taken.message.0, Message::ConcernWaits { .. }) {
        tell_by_hand(tx, taken.recipient, why, taken.message.0)?;
    }
    Ok(())
}

/// Nobody is reached where the letter went: the team tells it at once. Not what only proves an address, and not that a
/// concern waits; a referral that an organisation does not get is followed up by itself. Nor about somebody who has died or
/// was erased while the letter was on its way.
///
/// # Errors
/// When the database fails.
pub fn undeliverable(tx: &mut Tx<'_>, taken: &Taken, why: &str) -> Result<()> {
    if !notifications::undeliverable(tx, taken.id, why)? {
        return Ok(());
    }
    let message = taken.message.0;
    let is_to_tell = !matches!(
        message,
        Message::VerifyAddress { .. }
            | Message::AddressKnown
            | Message::ResetPassword { .. }
            | Message::SmsCode { .. }
            | Message::LinkCode { .. }
            | Message::ConfirmOldAddress { .. }
            | Message::ConfirmNewAddress { .. }
            | Message::ConcernWaits { .. }
    );
    if is_to_tell && organisation(tx, taken.recipient, &message)?.is_none() {
        tell_by_hand(tx, taken.recipient, TellingWhy::Undeliverable, message)?;
    }
    Ok(())
}

/// How the account says to reach a person.
fn usual(tx: &mut Tx<'_>, id: PersonId, message: &Message) -> Result<Option<(Address, Locale)>> {
    if let Message::SmsCode { code } = message {
        return people::actions::code_address(tx, *code);
    }
    people::actions::letter_address(tx, id)
}

/// The organisation to write to. What concerns a referral goes to people of the team or to one of these, what concerns a webhook
/// a subscription or software to the one that has it.
fn organisation(tx: &mut Tx<'_>, id: PersonId, message: &Message) -> Result<Option<(EmailAddress, Locale)>> {
    if referral_of(message).is_some() || message.is_about_software() {
        return organisations::letter_address(tx, OrganisationId::from(id.uuid()));
    }
    Ok(None)
}

/// The referral of a message that may go to an organisation.
const fn referral_of(message: &Message) -> Option<ReferralId> {
    if let Message::ReferralReceived { referral }
    | Message::ReferralReminder { referral }
    | Message::ReferralChanged { referral } = message
    {
        Some(*referral)
    } else {
        None
    }
}
