//! The one door through which the tests deliver. Whoever goes through it looks before and after: nothing goes out on any
//! channel to somebody with whom contact is prohibited, and each message for them becomes somebody's to tell by hand.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use buurtnet::db::schema::{accounts, outbox, people, tellings};
use buurtnet::db::types::Json;
use buurtnet::events::Message;
use buurtnet::fhir;
use buurtnet::ids::{MessageId, PersonId};
use buurtnet::notifications::Channels;
use buurtnet::people::actions::{email_of, phone_of};
use buurtnet::people::contact_rules::actions::{prohibited, rules_of};
use buurtnet::people::contact_rules::model::{TellingWhy, object};
use buurtnet::people::model::PersonState;
use buurtnet::platform::seal::Field;
use buurtnet::platform::text::PhoneNumber;
use buurtnet::platform::{Result, Store, Tx};
use buurtnet::webhooks::deliver::{self, Caller};
use buurtnet::work;
use diesel::prelude::*;

/// Where the instance of a test is reached, as whoever runs it says.
pub const PUBLIC_URL: &str = "https://buurt.example";

/// Delivers, runs jobs and seals the audit log: all that is due. `sent` says to whom the channels ever took something, an
/// address or a number for each.
pub async fn works(store: &Store, channels: &Channels, sent: &dyn Fn() -> Vec<String>) {
    let before = Look::now(store, sent).await;
    as_far_as_it_comes(store, channels).await.expect("the work is done");
    let faults = Look::now(store, sent).await.faults_since(&before);
    assert_eq!(faults, Vec::<String>::new(), "where contact is prohibited nothing goes out, and somebody tells it");
}

/// The same without a look, for what is made to fail on the way; whoever works next looks.
pub async fn as_far_as_it_comes(store: &Store, channels: &Channels) -> Result<()> {
    work::once(store, channels, PUBLIC_URL).await
}

/// Calls all webhooks that are due, and notifies who subscribed.
pub async fn calls(store: &Store, caller: &Arc<Caller>) {
    deliver::all_due(store, caller, PUBLIC_URL).await.expect("the calls are made");
    fhir::notify_all_due(store, caller, PUBLIC_URL).await.expect("the notifications are sent");
}

/// To whom the mails and SMS in a folder are addressed.
pub fn in_folder(folder: &Path) -> Vec<String> {
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    let addressed_to = |path: &Path| {
        let text = std::fs::read_to_string(path).ok()?;
        if path.extension()? == "json" {
            let sms: serde_json::Value = serde_json::from_str(&text).ok()?;
            return sms["to"].as_str().map(str::to_owned);
        }
        text.lines().find_map(|it| it.strip_prefix("To: ")).map(str::to_owned)
    };
    files.filter_map(|it| addressed_to(&it.expect("a file").path())).collect()
}

/// How it stands with those with whom contact is prohibited.
pub struct Look {
    /// Their state, and where they could be reached.
    prohibited: HashMap<PersonId, (PersonState, HashSet<String>)>,
    /// The messages for them.
    letters: HashMap<MessageId, Letter>,
    /// What is to be told by hand, as its rows name it.
    tellings: HashSet<(PersonId, String)>,
    /// How often something was sent to an address or a number.
    sent: HashMap<String, usize>,
}

struct Letter {
    to: PersonId,
    message: Message,
    state: String,
}

impl Look {
    pub async fn now(store: &Store, sent: &dyn Fn() -> Vec<String>) -> Self {
        let mut look = store.read(look).await.expect("the tables");
        if !look.prohibited.is_empty() {
            for address in sent() {
                *look.sent.entry(plain(&address)).or_default() += 1;
            }
        }
        look
    }

    /// What went wrong since then with those with whom contact was prohibited then and is now.
    pub fn faults_since(&self, before: &Self) -> Vec<String> {
        let known = self.prohibited.iter().filter(|it| before.prohibited.contains_key(it.0));
        known.flat_map(|(id, (state, reached_at))| self.faults_of(*id, *state, reached_at, before)).collect()
    }

    fn faults_of(&self, id: PersonId, state: PersonState, reached_at: &HashSet<String>, before: &Self) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, letter) in before.letters.iter().filter(|it| it.1.to == id && it.1.state == "waiting") {
            if !self.letters.contains_key(name) {
                faults.push(format!("{} vanished", letter.message.key()));
            }
        }
        for (name, Letter { message, state: came_to, .. }) in self.letters.iter().filter(|it| it.1.to == id) {
            let is_old = before.letters.get(name).is_some_and(|it| it.state == *came_to);
            if is_old || came_to == "waiting" {
                continue;
            }
            if came_to == "delivered" {
                faults.push(format!("{} went out", message.key()));
            } else if !is_for_nobody(state, message) && !self.is_to_tell(id, message) {
                faults.push(format!("{} is for nobody to tell", message.key()));
            }
        }
        let count = |look: &Self, address: &String| look.sent.get(address).copied().unwrap_or_default();
        let went_to = reached_at.iter().filter(|it| count(self, it) > count(before, it));
        faults.extend(went_to.map(|it| format!("a channel took something for {it}")));
        faults
    }

    fn is_to_tell(&self, id: PersonId, message: &Message) -> bool {
        let of = object(message).map_or_else(String::new, |it| it.to_string());
        TellingWhy::ALL.iter().any(|why| self.tellings.contains(&(id, format!("{why}:{}:{of}", message.key()))))
    }
}

/// What nobody tells by hand, on purpose: that a concern waits (its clock goes on to the next of the duty roster), that
/// somebody else typed an address, and what does not reach a person in this state at all.
fn is_for_nobody(state: PersonState, message: &Message) -> bool {
    let is_off = matches!(message, Message::MatchOff { .. } | Message::VisitOff { .. });
    let asks_something_new = matches!(
        message,
        Message::MatchProposed { .. } | Message::GoOn { .. } | Message::StillNeeded { .. } | Message::VettingLapses
    );
    matches!(message, Message::ConcernWaits { .. } | Message::AddressKnown)
        || match state {
            PersonState::Active | PersonState::Moved => false,
            PersonState::Paused => asks_something_new,
            PersonState::Suspended => !is_off,
            PersonState::Left | PersonState::Deceased => true,
        }
}

fn look(tx: &mut Tx<'_>) -> Result<Look> {
    type Found = (MessageId, PersonId, Json<Message>, String);
    let mut look =
        Look { prohibited: HashMap::new(), letters: HashMap::new(), tellings: HashSet::new(), sent: HashMap::new() };
    let ids = prohibited(tx)?;
    for id in &ids {
        let state: PersonState = people::table.find(*id).select(people::state).first(tx.conn)?;
        look.prohibited.insert(*id, (state, addresses_of(tx, *id)?));
    }
    let letters = outbox::table.filter(outbox::recipient.eq_any(&ids));
    let letters = letters.select((outbox::id, outbox::recipient, outbox::message, outbox::state));
    for (id, to, message, state) in letters.load::<Found>(tx.conn)? {
        look.letters.insert(id, Letter { to, message: message.0, state });
    }
    let untold = tellings::table.filter(tellings::person_id.eq_any(&ids).and(tellings::told_at.is_null()));
    look.tellings.extend(untold.select((tellings::person_id, tellings::once)).load::<(PersonId, String)>(tx.conn)?);
    Ok(look)
}

/// Every address and number at which a person could be reached, and nobody else with an account.
fn addresses_of(tx: &mut Tx<'_>, id: PersonId) -> Result<HashSet<String>> {
    let mut safe = HashSet::new();
    if let Some(contact) = rules_of(tx, id)?.and_then(|it| it.safe_contact) {
        safe.extend(contact.email.map(|it| plain(it.as_str())));
        safe.extend(contact.number.map(|it| plain(it.as_str())));
    }
    safe.extend(phone_of(tx, id)?.map(|it| plain(it.as_str())));
    if !safe.is_empty() {
        // A sister whose number it is, or who has an account with that address, gets what is for her.
        for other in accounts::table.select(accounts::person_id).load::<PersonId>(tx.conn)? {
            if other != id {
                let theirs = of_account(tx, other)?;
                safe.retain(|it| !theirs.contains(it));
            }
        }
    }
    safe.extend(of_account(tx, id)?);
    Ok(safe)
}

fn of_account(tx: &mut Tx<'_>, id: PersonId) -> Result<HashSet<String>> {
    let mut own: HashSet<String> = email_of(tx, id)?.iter().map(|it| plain(it.as_str())).collect();
    let sealed = accounts::table.find(id).select(accounts::phone).first::<Option<Vec<u8>>>(tx.conn).optional()?;
    if let Some(sealed) = sealed.flatten() {
        let number: Option<PhoneNumber> = tx.open(id.uuid(), Field::AccountPhone, id.uuid(), &sealed)?;
        own.extend(number.map(|it| plain(it.as_str())));
    }
    Ok(own)
}

/// The same address or number in the same letters: numbers are written with and without spaces.
fn plain(address: &str) -> String {
    let is_number = address.starts_with('+');
    let kept = |it: &char| if is_number { *it == '+' || it.is_ascii_digit() } else { !it.is_whitespace() };
    address.chars().filter(kept).collect::<String>().to_lowercase()
}
