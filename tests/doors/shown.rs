//! What is sealed of somebody is shown to those who need it for the help, where they need it, and to nobody else: every
//! word of everybody, in every answer to everybody. Who reads which word where stands in `tests/golden/shown.txt`.

use buurtnet::platform::seal::Field;
use chrono::TimeDelta;
use serde_json::json;

use super::channels::{self, listen};
use super::told::{Told, told};
use super::town::Town;
use super::walk::{Seen, TO_THE_END, acts, reads};
use super::words::{HELPER, OWNER, Words, said};
use crate::support::golden::assert_golden;
use crate::support::people::in_lindewijk;
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::{Person, TestApp};

/// Who has nothing to do with any of them.
pub(super) const OUTSIDERS: [&str; 7] = [
    "nobody",
    "a stranger",
    "a buurtwerker elsewhere",
    "another care provider",
    "another coordinator",
    "the administrator",
    "a proxy whose day has passed",
];

/// Whatever an outsider read. What neighbours may read is for neighbours.
fn leaks(told: &Told, seen: &Seen) -> Vec<String> {
    let is_public = |word: usize| told.words.all[word].part == "publicText for neighbours";
    seen.lines(&told.words, |word, viewer| OUTSIDERS.contains(&viewer) && !is_public(word))
}

/// Who reads which word where, for a reviewer.
fn grid(told: &Told, seen: &Seen) -> String {
    let mut text =
        String::from("Who reads which sealed word, and where. Whoever is not named with a word never sees it.\n");
    for (place, word) in told.words.all.iter().enumerate() {
        text.push_str(&format!("\n{}\n", word.name()));
        for ((_, viewer), routes) in seen.words.iter().filter(|it| it.0.0 == place) {
            let routes: Vec<_> = routes.iter().map(String::as_str).collect();
            text.push_str(&format!("  {viewer}: {}\n", routes.join(", ")));
        }
    }
    text
}

/// One leak of each kind, planted: the stranger calls with the token of somebody else.
fn planted(town: &Town<'_>, told: &Told, as_whom: &str) -> Vec<String> {
    let mut leaky = town.clone();
    leaky.viewers.retain(|it| it.name == "a stranger");
    leaky.viewers[0].client = town.viewer(as_whom).client.clone();
    let mut seen = Seen::default();
    reads(&leaky, told, &mut seen);
    leaks(told, &seen)
}

/// An error that says too much.
fn planted_error(town: &Town<'_>, told: &Told) -> Vec<String> {
    let stranger = town.viewer("a stranger");
    let mut refused = stranger.client.get(&format!("/v1/people/{}", town.viewer(OWNER).id)).ok(404);
    let mut seen = Seen::default();
    seen.keep(&told.words, stranger, "GET /v1/people/{personId}", &refused);
    assert_eq!(leaks(told, &seen), Vec::<String>::new());
    refused.text.push_str(said(OWNER, Field::PersonName, "last"));
    seen.keep(&told.words, stranger, "GET /v1/people/{personId}", &refused);
    leaks(told, &seen)
}

/// Which words of the other side a side reads of a match, wherever it looks.
fn read_of_other(words: &Words, side: &Person, other: &str, of: &str) -> Vec<String> {
    let visits = format!("{of}/visits");
    let lists = ["/v1/matches", "/v1/bonds", "/v1/offers", "/v1/requests", "/v1/requests?view=nearby", "/v1/referrals"];
    let paths = [of, &visits].into_iter().chain(lists);
    let read: String = paths.map(|it| side.client.off_contract().get(it).text).collect();
    let theirs = words.of(&[other]);
    words.found(&read).into_iter().filter(|it| theirs.contains(it)).map(|it| words.all[it].name()).collect()
}

both! {
    with TestApp::start;

    fn what_is_sealed_of_somebody_is_read_by_those_who_need_it_and_by_nobody_else(t) {
        listen();
        let mut town = Town::found(t);
        let told = told(&mut town);
        let mut seen = Seen::default();
        reads(&town, &told, &mut seen);
        assert_eq!(leaks(&told, &seen), Vec::<String>::new());
        assert_eq!(channels::leaks(t), Vec::<String>::new());

        // The controls: a leak in a list, a search, a thing, the copy of somebody else and an error is seen.
        for (as_whom, route) in [
            (OWNER, "GET /v1/requests"), (OWNER, "GET /v1/me/export/file"), (HELPER, "GET /v1/matches/{matchId}"),
            ("the buurtwerker", "POST /v1/people/search"), ("the buurtwerker", "GET /v1/requests/{requestId}"), ("the care provider", "GET /v1/referrals/{referralId}"),
        ] {
            let leaks = planted(&town, &told, as_whom);
            assert!(leaks.iter().any(|it| it.split([':', ',']).any(|it| it.trim() == route)), "{route}: {leaks:#?}");
        }
        assert_eq!(planted_error(&town, &told).len(), 1);

        // Whatever somebody does shows them nothing that they could not have read.
        let mut done = Seen::default();
        acts(&town, &told, &mut done, TO_THE_END);
        println!("{} words, {} readings, {} acts", told.words.all.len(), seen.calls, done.calls);
        assert!(done.words.len() > 50, "{}", done.words.len());
        let more = done.lines(&told.words, |word, viewer| !seen.words.keys().any(|it| *it == (word, viewer)));
        assert_eq!(more, Vec::<String>::new());
        assert_eq!(channels::leaks(t), Vec::<String>::new());
        assert_golden("shown.txt", &grid(&told, &seen));
    }

    fn the_two_of_a_match_read_of_each_other_while_it_is_agreed_and_not_a_moment_longer(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let sides = [OWNER, HELPER].map(|of| {
            let person = t.resident(&format!("Side{}", of.len()));
            let name = json!({ "firstName": said(of, Field::PersonName, "first") });
            person.if_match("*").patch("/v1/me", name).ok(200);
            let home = json!({ "position": in_lindewijk(0), "address": said(of, Field::PersonContact, "address") });
            person.if_match("*").put("/v1/me/home", home).ok(200);
            person
        });
        let words = Words::with(Vec::new());
        let [an, bilal] = &sides;
        let text = said(OWNER, Field::RequestSaid, "text");
        let offer = offers_help(bilal, &katrien, 20);
        let matched = || {
            let asked = an.asks(with(wish("groceries"), json!({ "text": { "lang": "nl", "text": text } })));
            katrien.does("approve", &asked).ok(200);
            proposes(&katrien, &asked.id.to_string(), &offer)
        };
        let name = |of: &str| format!("people.name first of {of}");
        let shown = |of: &str| {
            let to_requester = read_of_other(&words, an, HELPER, of);
            let to_helper = read_of_other(&words, bilal, OWNER, of);
            if to_requester.is_empty() && to_helper.is_empty() {
                return false;
            }
            let help = [name(OWNER), format!("people.contact address of {OWNER}"), format!("requests.said text of {OWNER}")];
            assert_eq!((to_requester, to_helper), (vec![name(HELPER)], help.to_vec()));
            true
        };
        let does = |who: &Person, of: &str, verb: &str, body: serde_json::Value| {
            let _ = who.post(&format!("{of}/{verb}"), body).ok(200);
        };
        let empty = || json!({});
        for end in [("stopped", false), ("notNeeded", false), ("noShow", false), ("toProfessional", false), ("helped", true)] {
            let of = matched();
            assert!(!shown(&of), "proposed");
            does(an, &of, "accept", empty());
            assert!(!shown(&of), "accepted by the requester");
            does(bilal, &of, "accept", empty());
            assert!(shown(&of), "agreed");
            does(&katrien, &of, "hold", json!({ "reason": "safeguarding" }));
            assert!(!shown(&of), "held");
            does(&katrien, &of, "release", empty());
            assert!(shown(&of), "released");
            does(an, &of, "end", json!({ "outcome": end.0 }));
            assert_eq!(shown(&of), end.1, "ended: {}", end.0);
            if end.1 {
                t.passes(TimeDelta::days(7) + TimeDelta::seconds(1));
                let (an, bilal) = (t.again(an), t.again(bilal));
                assert_eq!(read_of_other(&words, &an, HELPER, &of), Vec::<String>::new());
                assert_eq!(read_of_other(&words, &bilal, OWNER, &of), Vec::<String>::new());
            }
        }
    }

    fn who_does_not_agree_reads_nothing_of_the_other(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        for (person, of) in [(&an, OWNER), (&bilal, HELPER)] {
            let name = json!({ "firstName": said(of, Field::PersonName, "first") });
            person.if_match("*").patch("/v1/me", name).ok(200);
        }
        let words = Words::with(Vec::new());
        let offer = offers_help(&bilal, &katrien, 20);
        let is_hidden = |of: &str| {
            assert_eq!(read_of_other(&words, &an, HELPER, of), Vec::<String>::new());
            assert_eq!(read_of_other(&words, &bilal, OWNER, of), Vec::<String>::new());
        };
        let matched = || proposes(&katrien, &asks_openly(&an, &katrien), &offer);
        for (who, verb) in [(&an, "decline"), (&bilal, "decline"), (&an, "cancel"), (&bilal, "cancel"), (&katrien, "cancel")] {
            let of = matched();
            bilal.post(&format!("{of}/accept"), json!({})).ok(200);
            is_hidden(&of);
            let answer = who.post(&format!("{of}/{verb}"), json!({}));
            assert!([200, 409].contains(&answer.status), "{answer}");
            is_hidden(&of);
        }
        // Two who are kept apart see nothing of each other from that moment.
        let of = matched();
        for side in [&an, &bilal] {
            side.post(&format!("{of}/accept"), json!({})).ok(200);
        }
        assert_eq!(read_of_other(&words, &bilal, OWNER, &of).len(), 1);
        bilal.post("/v1/me/blocks", json!({ "matchId": of.rsplit('/').next() })).ok(201);
        is_hidden(&of);
    }
}
