//! Who was erased is gone everywhere: from every answer to everybody, from every row, also for who kept the keys, and from
//! a database that is put back from an older backup.

use std::collections::{BTreeMap, BTreeSet};

use buurtnet::db::schema::{idempotency_keys, people, requests};
use buurtnet::ids::PersonId;
use buurtnet::platform::seal::Field;
use buurtnet::privacy::erasure::{ErasureList, keep};
use diesel::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::shown::OUTSIDERS;
use super::told::{Told, told};
use super::town::Town;
use super::walk::{Seen, UNTIL_THEY_GO, acts, reads};
use super::words::{HELPER, OWNER, REGISTERED, Words, in_clear};
use crate::support::TestApp;
use crate::support::app::MASTER_KEY;
use crate::support::desk::Desk;
use crate::support::fixture::tables_with;
use crate::support::opened::{HeldKeys, Opened};

/// Of whom nothing may be left.
const ERASED: [&str; 2] = [OWNER, REGISTERED];

fn ids_of_erased(town: &Town<'_>, told: &Told) -> [Uuid; 2] {
    let rosa = &told.ids["personId"][1];
    [&town.viewer(OWNER).id, rosa].map(|it| it.parse().unwrap())
}

/// The one has herself erased, the other asks the team.
fn are_erased(town: &Town<'_>, told: &Told) {
    let rosa = &told.ids["personId"][1];
    town.viewer("the buurtwerker").client.post(&format!("/v1/people/{rosa}/erase"), json!({})).ok(204);
    town.viewer(OWNER).client.if_match("*").delete("/v1/me").ok(204);
}

/// What opened, counted by field and table.
fn places(opened: &[Opened]) -> BTreeMap<String, usize> {
    let mut places = BTreeMap::new();
    for it in opened {
        *places.entry(format!("{} in {}", it.field, it.table)).or_default() += 1;
    }
    places
}

/// Which words of those who were erased stand in what opened, and where.
fn words_in(words: &Words, opened: &[Opened]) -> BTreeSet<String> {
    let theirs = words.of(&ERASED);
    let found = |it: &Opened| {
        let found = words.found(&it.text).into_iter().filter(|it| theirs.contains(it));
        found.map(|word| format!("{} in {}", words.all[word].name(), it.table)).collect::<Vec<_>>()
    };
    opened.iter().flat_map(found).collect()
}

/// A concern keeps what was said as long as it is kept, for the team and for who said it, and the names until it is closed.
fn is_kept(field: Field, route: &str, are_closed: bool) -> bool {
    let is_concern = route.contains("/v1/concerns/{concernId}");
    if field == Field::PersonName {
        return is_concern && !are_closed;
    }
    field == Field::ConcernSaid && (is_concern || route == "GET /v1/me/export/file")
}

/// Of whom was erased, who read what where, beside what is kept.
fn still_read(told: &Told, mut seen: Seen, are_closed: bool) -> Vec<String> {
    let words = &told.words;
    for (key, routes) in &mut seen.words {
        routes.retain(|route| !is_kept(words.all[key.0].field, route, are_closed));
    }
    seen.words.retain(|_, routes| !routes.is_empty());
    let theirs = words.of(&ERASED);
    seen.lines(words, |word, _| theirs.contains(&word))
}

/// A keyed hash, where there is one.
type Index = Option<Vec<u8>>;

/// What the database still says of somebody in the clear.
fn unsealed(t: &TestApp, id: Uuid) -> Vec<String> {
    let id = PersonId::from(id);
    t.read(move |tx| {
        let indexes = (people::name_index, people::name_trigrams, people::phone_index);
        let (name, trigrams, phone): (Index, Index, Index) = people::table.find(id).select(indexes).first(tx.conn)?;
        let cells = (people::birth_year, people::cell, people::near_cell);
        let (year, cell, near): (i32, Option<i64>, Option<i64>) =
            people::table.find(id).select(cells).first(tx.conn)?;
        let cell_of = requests::cell.is_not_null().or(requests::near_cell.is_not_null());
        let placed =
            requests::table.filter(requests::person_id.eq(id)).filter(cell_of.or(requests::nearby_cell.is_not_null()));
        let placed: i64 = placed.count().get_result(tx.conn)?;
        let asked = requests::table.filter(requests::person_id.eq(id)).select(requests::id);
        let called = idempotency_keys::table.filter(idempotency_keys::object.eq_any(asked));
        let called: i64 = called.count().get_result(tx.conn)?;
        let says = [
            ("name index", name.is_some() || trigrams.is_some()),
            ("phone index", phone.is_some()),
            ("birth year", year != 1900),
            ("home cell", cell.is_some() || near.is_some()),
            ("cell of a request", placed > 0),
            ("hash of a call", called > 0),
        ];
        Ok(says.into_iter().filter(|it| it.1).map(|it| it.0.to_owned()).collect())
    })
}

/// Where the id of who was erased may still stand: in what others had a part in, and in what proves what was done.
const KEEP_IDS: [&str; 11] = [
    "audit",
    "bonds",
    "concerns",
    "consents",
    "disclosures",
    "erasures",
    "matches",
    "people",
    "referrals",
    "requests",
    "visits",
];

/// Nothing is left of them in a database.
fn assert_gone(t: &TestApp, told: &Told, held: &HeldKeys, erased: &[Uuid]) {
    let url = &t.fixture.url;
    assert_eq!(places(&held.open(url)), BTreeMap::new(), "the keys that they had open nothing");
    let opened = HeldKeys::of(url, &MASTER_KEY).open(url);
    let left = words_in(&told.words, &opened);
    let is_kept = |it: &String| it.ends_with(" in concerns") || it.starts_with("concerns.said");
    assert!(left.iter().all(is_kept), "sealed for others: {left:?}");
    for id in erased {
        assert_eq!(unsealed(t, *id), Vec::<String>::new());
        let tables = tables_with(url, id);
        assert!(tables.iter().all(|it| KEEP_IDS.contains(&it.as_str())), "{tables:?}");
    }
    assert_eq!(in_clear(url), Vec::<String>::new());
}

/// Every part of everything sealed is known by a word, or says nothing by itself.
fn unworded(words: &Words, opened: &[Opened]) -> BTreeSet<String> {
    let (mut parts, mut worded) = (BTreeSet::new(), BTreeSet::new());
    for it in opened {
        let value = serde_json::from_str(&it.text).unwrap_or_else(|_| Value::String(it.text.clone()));
        let mut leaves = Vec::new();
        leaves_of(it.field.as_str(), &value, &mut leaves);
        for (part, text) in leaves {
            (if words.found(&text).is_empty() { &mut parts } else { &mut worded }).insert(part);
        }
    }
    let is_worded = |part: &String| worded.iter().any(|it| it == part || it.starts_with(&format!("{part}.")));
    parts.retain(|it| !is_worded(it));
    parts
}

fn leaves_of(part: &str, value: &Value, leaves: &mut Vec<(String, String)>) {
    match value {
        Value::Object(parts) => parts.iter().for_each(|(name, it)| leaves_of(&format!("{part}.{name}"), it, leaves)),
        Value::Array(items) => items.iter().for_each(|it| leaves_of(part, it, leaves)),
        Value::String(text) => leaves.push((part.to_owned(), text.clone())),
        Value::Null | Value::Bool(_) | Value::Number(_) => leaves.push((part.to_owned(), value.to_string())),
    }
}

/// Parts of what is sealed that are codes and times, names of what an organisation wants sent along, and how this instance
/// sends mail.
const NO_WORDS: [&str; 17] = [
    "contact_rules.rules.contactProhibited",
    "contact_rules.rules.safeContact.channel",
    "contact_rules.rules.safeContact.mayLeaveMessage",
    "mailSettings.said.from",
    "mailSettings.said.password",
    "mailSettings.said.port",
    "mailSettings.said.security",
    "mailSettings.said.server",
    "mailSettings.said.user",
    "people.contact.roughly",
    "people.gender",
    "referrals.said.contactPerson.relation",
    "referrals.said.lines.at",
    "referrals.said.lines.from",
    "referrals.said.otherService",
    "requests.said.text.lang",
    "subscriptions.said.headers.name",
];

both! {
    with TestApp::start;

    fn who_was_erased_is_in_no_answer_and_no_row_and_no_backup_brings_them_back(t) {
        let mut town = Town::found(t);
        let told = told(&mut town);
        let erased = ids_of_erased(&town, &told);
        town.viewers.retain(|it| !OUTSIDERS.contains(&it.name));
        let url = &t.fixture.url;
        let (desk, unlisted) = (Desk::new(), Desk::new());
        let folder = desk.backs_up(url);
        let held = HeldKeys::of(url, &MASTER_KEY).only(&erased);

        // The control: before, the same looks find what they look for.
        let all = HeldKeys::of(url, &MASTER_KEY).open(url);
        assert_eq!(unworded(&told.words, &all).into_iter().collect::<Vec<_>>(), NO_WORDS);
        let opened = held.open(url);
        assert_eq!(places(&opened).len(), 13, "each sort of what is sealed of a person: {:?}", places(&opened));
        let of_others = HeldKeys::of(url, &MASTER_KEY).only(&[town.viewer(HELPER).id.parse().unwrap()]).open(url);
        let copied = format!("people.name first of {OWNER} in exports");
        assert!(words_in(&told.words, &of_others).contains(&copied), "in the copy of the other side");
        for id in &erased {
            assert!(unsealed(t, *id).len() > 3, "{:?}", unsealed(t, *id));
        }

        are_erased(&town, &told);
        town.viewers.retain(|it| it.name != OWNER);
        t.works();
        t.run(keep(&t.store, &ErasureList::new(desk.path("key.erased")))).unwrap();
        assert_gone(t, &told, &held, &erased);
        let copy = town.viewer(HELPER).client.get("/v1/me/export").ok(200);
        assert_eq!(copy.field("state"), "ready", "it was made anew");
        let (mut seen, mut later) = (Seen::default(), Seen::default());
        reads(&town, &told, &mut seen);
        acts(&town, &told, &mut seen, UNTIL_THEY_GO);
        assert_eq!(still_read(&told, seen, false), Vec::<String>::new());
        // By now the concerns are closed.
        reads(&town, &told, &mut later);
        assert_eq!(still_read(&told, later, true), Vec::<String>::new());

        let elsewhere = t.fixture.elsewhere();
        desk.restores(&folder, elsewhere.url());
        let there = TestApp::over(elsewhere.into_fixture());
        assert_gone(&there, &told, &held, &erased);
        let mut seen = Seen::default();
        reads(&town.at(&there), &told, &mut seen);
        assert_eq!(still_read(&told, seen, false), Vec::<String>::new());

        // The control: without the list everybody would be back.
        let elsewhere = t.fixture.elsewhere();
        unlisted.restores(&folder, elsewhere.url());
        let there = TestApp::over(elsewhere.into_fixture());
        assert_eq!(places(&held.open(&there.fixture.url)), places(&opened));
        let mut seen = Seen::default();
        reads(&town.at(&there), &told, &mut seen);
        let back = still_read(&told, seen, false);
        assert!(back.len() > 20, "{back:#?}");
    }
}
