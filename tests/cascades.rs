//! What follows for others when something happens: the rows of the cascade table, each with the tests that prove it, and
//! tests of their own for what no story of one capability tells.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::offers::{help_with, id_in};
use crate::support::people::Person;
use crate::support::referrals::path;
use crate::support::requests::{wish, with};
use crate::support::story::proposes;

/// The rows of the table, and the tests in which they happen: over HTTP, on both databases.
const TABLE: [(&str, &[&str]); 17] = [
    (
        "request withdrawn, expired, rejected",
        &[
            "a_withdrawn_request_calls_off_what_was_not_agreed_and_ends_what_was",
            "a_request_that_is_refused_ends_what_was_agreed",
            "a_request_that_ends_takes_what_was_not_taken_on_with_it",
        ],
    ),
    ("request changed back to submitted", &["a_request_that_needs_a_new_look_asks_nobody_until_then"]),
    ("request final: drafts", &["a_request_that_ends_takes_what_was_not_taken_on_with_it"]),
    ("request fulfilled", &["help_that_came_ends_what_was_agreed_and_what_goes_on_beside_it_goes_on"]),
    ("request held", &["the_release_of_a_request_does_not_release_what_the_team_holds_itself"]),
    ("referred, only professional", &["a_professional_who_helps_alone_ends_what_neighbours_do"]),
    (
        "block between two",
        &[
            "a_block_ends_an_agreed_match_and_the_request_looks_for_somebody_else",
            "a_block_calls_off_what_is_not_agreed_and_no_yes_comes_after",
            "a_block_hides_at_once_what_a_match_still_revealed",
        ],
    ),
    ("another match agreed", &["who_comes_too_late_never_learns_who_was_first"]),
    (
        "offer held, paused, retired",
        &[
            "a_paused_offer_calls_off_what_was_not_agreed_and_keeps_what_was",
            "an_offer_that_rests_or_ends_calls_off_what_was_not_agreed_and_the_team_sees_to_the_rest",
        ],
    ),
    ("match ended, cancelled: visits", &["a_visit_belongs_to_an_agreed_match_and_ends_with_it"]),
    (
        "consent withdrawn",
        &[
            "a_withdrawal_ends_what_rests_on_the_consent_and_closes_the_access",
            "she_takes_her_yes_back_while_the_organisation_is_at_it",
        ],
    ),
    (
        "concern critical",
        &[
            "danger_now_holds_every_match_of_the_reported_and_none_of_the_reporter",
            "somebody_else_is_asked_for_each_visit_that_is_held",
        ],
    ),
    ("person suspended", &["a_suspension_holds_what_lives_and_its_end_releases_exactly_that"]),
    (
        "person deceased",
        &[
            "death_ends_everything_and_somebody_calls_whoever_is_left",
            "she_dies_with_a_bond_a_referral_running_and_a_concern_open",
            "the_widow_gets_no_letter_about_her_husband",
        ],
    ),
    ("person erased", &["ada_is_gone_at_once_and_can_come_back_as_somebody_new"]),
    ("person left", &["who_leaves_ends_their_help_and_the_other_side_looks_for_somebody_else"]),
    (
        "person moved",
        &["who_moves_is_seen_by_nobody_there_before_they_say_yes", "she_moves_and_her_neighbour_of_old_goes_on_coming"],
    ),
];

/// The sources of the tests, as one text.
fn sources(folder: &std::path::Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.push_str(&sources(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            all.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
    all
}

#[test]
fn every_row_of_the_table_has_its_tests() {
    let sources = sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")));
    for (row, tests) in TABLE {
        for test in tests {
            assert_eq!(sources.matches(&format!("fn {test}(t)")).count(), 1, "{row}: {test}");
        }
    }
}

/// Katrien, An who wants two helpers, and three who offer: Bilal is agreed, Chloe said yes, Dora is asked.
struct Street {
    katrien: Person,
    an: Person,
    asked: crate::support::requests::Asked,
    helpers: [Person; 3],
    offers: [String; 3],
    matches: [String; 3],
}

fn street(t: &TestApp, members: Value) -> Street {
    let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
    let an = t.resident("An");
    let asked = an.asks(with(wish("groceries"), members));
    katrien.does("approve", &asked).ok(200);
    let all = ["Bilal", "Chloe", "Dora"].map(|name| t.helper(name, 100, help_with(&["groceries"])));
    let matches = [0, 1, 2].map(|it| proposes(&katrien, &asked.id.to_string(), &id_in(&all[it].1).to_string()));
    let [(bilal, of_bilal), (chloe, of_chloe), (dora, of_dora)] = all;
    for (who, path) in [(&chloe, &matches[1]), (&bilal, &matches[0]), (&an, &matches[0])] {
        who.post(&format!("{path}/accept"), json!({})).ok(200);
    }
    Street { katrien, an, asked, helpers: [bilal, chloe, dora], offers: [of_bilal, of_chloe, of_dora], matches }
}

fn two() -> Value {
    json!({ "helpersWanted": 2 })
}

impl Street {
    /// How the three matches stand, and how they ended or why.
    fn stand(&self) -> [(String, Value); 3] {
        self.matches.clone().map(|path| {
            let seen = self.katrien.get(&path).ok(200);
            let why = seen.body.get("outcome").or_else(|| seen.body.get("reason")).cloned().unwrap_or_default();
            (seen.field("state").as_str().unwrap().to_owned(), why)
        })
    }

    fn states(&self) -> [String; 3] {
        self.stand().map(|it| it.0)
    }

    /// How many letters that something does not go on each of the three got.
    fn told(&self, t: &TestApp) -> [usize; 3] {
        [0, 1, 2].map(|it| {
            let mails = t.mails_to(&self.helpers[it].email);
            mails.iter().filter(|it| it.contains("Subject: News about a suggestion or an arrangement")).count()
        })
    }
}

both! {
    with TestApp::start;

    fn who_comes_too_late_never_learns_who_was_first(t) {
        let s = street(t, json!({}));
        assert_eq!(s.states(), ["agreed", "superseded", "superseded"]);
        assert_eq!((s.told(t), s.an.state_of(&s.asked)), ([0, 1, 1], "matched".into()));
        for (who, path) in s.helpers.iter().zip(&s.matches).skip(1) {
            let seen = who.get(path).ok(200);
            let first = s.helpers[0].id.to_string();
            assert!(!seen.text.contains("Bilal") && !seen.text.contains(&first) && !seen.text.contains(&s.matches[0]), "{seen}");
            assert!(seen.body.get("contact").is_none() && seen.body.get("place").is_none());
            who.get(&s.matches[0]).is_problem("notFound", 404);
            who.post(&format!("{path}/accept"), json!({})).is_problem("wrongState", 409);
        }
    }

    fn help_that_came_ends_what_was_agreed_and_what_goes_on_beside_it_goes_on(t) {
        let s = street(t, two());
        assert_eq!(s.states(), ["agreed", "acceptedByHelper", "proposed"]);
        s.an.does("fulfil", &s.asked).ok(200);
        assert_eq!(s.states(), ["ended", "superseded", "superseded"]);
        assert_eq!((s.stand()[0].1.clone(), s.told(t)), (json!("helped"), [1, 1, 1]));
        // Beside a professional: the neighbour's part is over, the nurse's is not, and a draft is not sent any more.
        let scene = t.care_scene_of(&s.an, &s.katrien);
        let asked = scene.asks();
        s.katrien.does("approve", &asked).ok(200);
        let consent = scene.consents(&["name"]);
        let body = |is_beside: bool| with(scene.referral(&asked, &consent, &["name"]), json!({ "beside": is_beside }));
        let running = s.katrien.post("/v1/referrals", body(true)).ok(201).id();
        s.katrien.refers("send", &running).ok(200);
        scene.lotte.refers("accept", &running).ok(200);
        let draft = s.katrien.post("/v1/referrals", body(false)).ok(201).id();
        s.an.does("fulfil", &asked).ok(200);
        assert_eq!((scene.stands(&running), scene.stands(&draft)), ("accepted".into(), "cancelled".into()));
        assert_eq!(s.katrien.get(&path(&draft)).ok(200).body["statusReason"], "requestEnded");
        assert_eq!(scene.lotte.get(&path(&running)).ok(200).body["shared"]["name"], "An Peeters");
    }

    fn a_professional_who_helps_alone_ends_what_neighbours_do(t) {
        let s = street(t, json!({ "helpersWanted": 2, "helpKind": "recurring", "rhythm": "weekly" }));
        let scene = t.care_scene_of(&s.an, &s.katrien);
        let consent = scene.consents(&["name"]);
        let referral = scene.prepares(&s.asked, &consent, &["name"]);
        assert_eq!(s.states(), ["agreed", "acceptedByHelper", "proposed"], "a draft moves nothing");
        s.katrien.refers("send", &referral).ok(200);
        assert_eq!((s.states(), s.stand()[0].1.clone()), (["ended", "superseded", "superseded"].map(str::to_owned), json!("toProfessional")));
        assert_eq!((s.an.state_of(&s.asked), s.told(t)), ("referred".into(), [1, 1, 1]));
        // They hear that it does not go on, and not that it went to whom.
        let seen = s.helpers[0].get(&s.matches[0]).ok(200);
        assert!(!seen.text.contains(&referral) && seen.body.get("place").is_none());
        s.helpers[0].get(&path(&referral)).is_problem("notFound", 404);
    }

    fn a_request_that_needs_a_new_look_asks_nobody_until_then(t) {
        let s = street(t, two());
        let etag = s.an.get(&s.asked.path).ok(200).etag();
        let changed = s.an.if_match(&etag).patch(&s.asked.path, json!({ "publicText": "Liefst op dinsdag." })).ok(200);
        assert_eq!(changed.field("state"), "submitted");
        assert_eq!(s.states(), ["agreed", "cancelled", "cancelled"], "who comes already goes on coming");
        assert_eq!(s.told(t), [0, 1, 1]);
        s.helpers[2].post(&format!("{}/accept", s.matches[2]), json!({})).is_problem("wrongState", 409);
        s.katrien.does("approve", &s.asked).ok(200);
        assert_eq!(s.states(), ["agreed", "cancelled", "cancelled"], "nothing comes back by itself");
        proposes(&s.katrien, &s.asked.id.to_string(), &id_in(&s.offers[2]).to_string());
    }

    fn a_request_that_is_refused_ends_what_was_agreed(t) {
        let s = street(t, two());
        s.katrien.does("hold", &s.asked).ok(200);
        assert_eq!(s.states(), ["held", "held", "held"]);
        assert_eq!(s.told(t), [0, 0, 0], "a hold is told to nobody");
        s.katrien.does("reject", &s.asked).ok(200);
        assert_eq!(s.states(), ["ended", "cancelled", "cancelled"], "each as the state it had");
        assert_eq!((s.stand()[0].1.clone(), s.told(t)), (json!("notNeeded"), [1, 1, 1]));
        for offer in &s.offers {
            assert_eq!(t.offer(id_in(offer)).1, 0, "their places are free again");
        }
    }

    fn an_offer_that_rests_or_ends_calls_off_what_was_not_agreed_and_the_team_sees_to_the_rest(t) {
        let s = street(t, two());
        s.helpers[1].post(&format!("{}/retire", s.offers[1]), json!({})).ok(200);
        assert_eq!(s.states(), ["agreed", "cancelled", "proposed"]);
        s.katrien.post(&format!("{}/hold", s.offers[2]), json!({ "reason": "other" })).ok(200);
        assert_eq!(s.states(), ["agreed", "cancelled", "cancelled"]);
        s.helpers[0].post(&format!("{}/retire", s.offers[0]), json!({})).ok(200);
        assert_eq!((s.states(), s.an.state_of(&s.asked)), (["agreed", "cancelled", "cancelled"].map(str::to_owned), "open".into()));
        let seen = s.katrien.get("/v1/followUps").ok(200);
        assert_eq!((&seen.body["items"][0]["kind"], &seen.body["items"][0]["href"]), (&json!("helperStopped"), &json!(s.matches[0])));
        // A held match of that offer counts as the state it had.
        s.katrien.post(&format!("{}/hold", s.matches[0]), json!({ "reason": "unclear" })).ok(200);
        assert_eq!(s.states()[0], "held");
    }
}
