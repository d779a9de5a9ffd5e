//! Nothing stays for ever: whatever people leave lying ends by a clock, or stands among the follow-ups of the team until
//! somebody sees to it.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::offers::help_with;
use crate::support::people::Person;
use crate::support::referrals::Scene;
use crate::support::requests::{Asked, wish, with};
use crate::support::story::proposes;

/// Something that lives, and the state somebody left it in.
struct Left {
    path: String,
    state: &'static str,
    /// Which follow-up is about it; `None`: it ends by itself.
    follow_up: Option<(&'static str, String)>,
}

/// What people leave lying.
#[derive(Default)]
struct Pile(Vec<Left>);

impl Pile {
    fn ends(&mut self, path: &str, state: &'static str) {
        self.0.push(Left { path: path.to_owned(), state, follow_up: None });
    }

    fn is_seen_to(&mut self, path: &str, state: &'static str, kind: &'static str) {
        self.is_seen_by(path, state, kind, path);
    }

    /// The follow-up is about something else: the match of a request, the referral of one.
    fn is_seen_by(&mut self, path: &str, state: &'static str, kind: &'static str, about: &str) {
        self.0.push(Left { path: path.to_owned(), state, follow_up: Some((kind, about.to_owned())) });
    }
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

struct Street<'a> {
    t: &'a TestApp,
    scene: Scene,
    helpers: usize,
}

impl Street<'_> {
    fn asks(&self, body: Value) -> Asked {
        self.scene.an.asks(body)
    }

    fn open(&self, body: Value) -> Asked {
        let asked = self.asks(body);
        self.scene.katrien.does("approve", &asked).ok(200);
        asked
    }

    fn helper(&mut self) -> (Person, String) {
        self.helpers += 1;
        self.t.helper(&format!("Helper{}", self.helpers), 100, help_with(&["groceries"]))
    }

    fn proposed(&mut self, asked: &Asked) -> (Person, String) {
        let (helper, offer) = self.helper();
        let path = proposes(&self.scene.katrien, &asked.id.to_string(), id(&offer));
        (helper, path)
    }

    fn agreed(&mut self, asked: &Asked) -> String {
        let (helper, path) = self.proposed(asked);
        helper.post(&format!("{path}/accept"), json!({})).ok(200);
        self.scene.an.post(&format!("{path}/accept"), json!({})).ok(200);
        path
    }

    fn of_requests(&mut self, pile: &mut Pile) {
        let groceries = || wish("groceries");
        let submitted = self.asks(groceries());
        pile.is_seen_to(&submitted.path, "submitted", "firstLookLate");
        let asked = self.asks(groceries());
        self.scene.katrien.does("askForInformation", &asked).ok(200);
        pile.ends(&asked.path, "needsInformation");
        let held = self.asks(groceries());
        self.scene.katrien.does("hold", &held).ok(200);
        pile.is_seen_to(&held.path, "held", "requestHeld");
        pile.ends(&self.open(groceries()).path, "open");
        let two = self.open(with(groceries(), json!({ "helpersWanted": 2 })));
        let one_of_two = self.agreed(&two);
        pile.is_seen_by(&two.path, "open", "noVisit", &one_of_two);
    }

    fn of_matches(&mut self, pile: &mut Pile) {
        let katrien = self.scene.katrien.client.clone();
        let once = self.open(wish("groceries"));
        let (_, proposed) = self.proposed(&once);
        pile.ends(&proposed, "proposed");
        let asked = self.open(wish("groceries"));
        let (helper, accepted) = self.proposed(&asked);
        helper.post(&format!("{accepted}/accept"), json!({})).ok(200);
        pile.ends(&accepted, "acceptedByHelper");
        let asked = self.open(wish("groceries"));
        let agreed = self.agreed(&asked);
        pile.is_seen_to(&agreed, "agreed", "noVisit");
        pile.is_seen_by(&asked.path, "matched", "noVisit", &agreed);
        let asked = self.open(wish("groceries"));
        let held = self.agreed(&asked);
        katrien.post(&format!("{held}/hold"), json!({ "reason": "safeguarding" })).ok(200);
        pile.is_seen_to(&held, "held", "matchHeld");
        let asked = self.open(wish("groceries"));
        let visited = self.agreed(&asked);
        let visit = json!({ "start": self.t.now() + TimeDelta::hours(1), "durationMinutes": 60 });
        let visit = katrien.post(&format!("{visited}/visits"), visit).ok(201);
        let visit = visit.field("href").as_str().unwrap().to_owned();
        pile.is_seen_by(&visit, "planned", "visitUnreported", &visited);
    }

    fn of_bonds(&mut self, pile: &mut Pile) {
        for (verb, state, kind) in [(None, "active", "checkInOverdue"), (Some("pause"), "paused", "bondPaused")] {
            let asked = self.open(with(wish("groceries"), json!({ "helpKind": "recurring", "rhythm": "weekly" })));
            let path = self.agreed(&asked);
            let bond = self.scene.an.get(&path).ok(200).body["bond"]["href"].as_str().unwrap().to_owned();
            if let Some(verb) = verb {
                self.scene.an.post(&format!("{bond}/{verb}"), json!({})).ok(200);
            }
            pile.is_seen_to(&bond, state, kind);
        }
    }

    fn of_offers(&mut self, pile: &mut Pile) {
        let bea = self.t.resident("Bea");
        pile.is_seen_to(&bea.offers(help_with(&["walk"])), "submitted", "offerWaits");
        for (verb, state, kind) in [("hold", "held", "offerHeld"), ("pause", "paused", "offerPaused")] {
            let (helper, offer) = self.helper();
            let who = if verb == "hold" { &self.scene.katrien } else { &helper };
            who.post(&format!("{offer}/{verb}"), if verb == "hold" { json!({ "reason": "other" }) } else { json!({}) })
                .ok(200);
            pile.is_seen_to(&offer, state, kind);
        }
    }

    fn of_people(&self, pile: &mut Pile) {
        let path = |it: &Person| format!("/v1/people/{}", it.id);
        let paula = self.t.resident("Paula");
        paula.post("/v1/me/pause", None).ok(200);
        pile.is_seen_to(&path(&paula), "paused", "personPaused");
        let sam = self.t.resident("Sam");
        self.scene.katrien.post(&format!("{}/suspend", path(&sam)), json!({ "reason": "other" })).ok(200);
        pile.is_seen_to(&path(&sam), "suspended", "personSuspended");
    }

    /// Somebody moves to another neighbourhood and does not say yes: that is to be seen to at once.
    fn moves(&self, pile: &mut Pile) {
        let mona = self.t.resident("Mona");
        let etag = mona.get("/v1/me/home").ok(200).etag();
        mona.if_match(&etag).put("/v1/me/home", json!({ "position": { "lat": 51.04, "lon": 4.505 } })).ok(200);
        pile.is_seen_to(&format!("/v1/people/{}", mona.id), "moved", "personMoved");
    }

    fn of_referrals(&mut self, pile: &mut Pile) {
        let consent = self.scene.consents(&["name"]);
        let asked = self.scene.asks();
        let draft = self.scene.prepares(&asked, &consent, &["name"]);
        pile.is_seen_to(&format!("/v1/referrals/{draft}"), "draft", "referralUnsent");
        let (asked, requested, _) = self.scene.sent();
        let requested = format!("/v1/referrals/{requested}");
        pile.is_seen_to(&requested, "requested", "referralUnanswered");
        pile.is_seen_by(&asked.path, "referred", "referralUnanswered", &requested);
        for (verbs, state) in [(&[][..], "accepted"), (&["start"][..], "inProgress"), (&["hold"][..], "onHold")] {
            let (_, referral, _) = self.scene.accepted();
            for verb in verbs {
                let said = if *verb == "hold" { json!({ "reason": "other" }) } else { json!({}) };
                self.scene.lotte.post(&format!("/v1/referrals/{referral}/{verb}"), said).ok(200);
            }
            pile.is_seen_to(&format!("/v1/referrals/{referral}"), state, "referralUnanswered");
        }
        let (_, question, _) = self.scene.sent();
        self.scene.lotte.post(&format!("/v1/referrals/{question}/ask"), json!({ "question": "Which floor?" })).ok(200);
        pile.is_seen_to(&format!("/v1/referrals/{question}"), "requested", "referralQuestion");
    }

    fn of_concerns(&mut self, pile: &mut Pile) {
        let katrien = self.scene.katrien.client.clone();
        for (verbs, state, kind) in [
            (&[][..], "submitted", "concernLate"),
            (&["triage"][..], "triaged", "concernLate"),
            (&["triage", "investigate"][..], "investigating", "concernSilent"),
        ] {
            let asked = self.open(wish("groceries"));
            let on = self.agreed(&asked);
            let concern = self.scene.an.worries(&on, false);
            for verb in verbs {
                katrien.sees_to(&concern, verb, json!({})).ok(200);
            }
            pile.is_seen_to(&concern, state, kind);
        }
        let asked = self.open(wish("groceries"));
        let held = self.agreed(&asked);
        let concern = self.scene.an.worries(&held, true);
        pile.is_seen_by(&held, "held", "concernHolds", &concern);
        pile.is_seen_by(&asked.path, "matched", "concernHolds", &concern);
    }
}

/// The follow-ups of the team: of what kind, about what.
fn follow_ups(katrien: &Person) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut path = "/v1/followUps?pageSize=100".to_owned();
    loop {
        let page = katrien.get(&path).ok(200);
        for it in page.body["items"].as_array().unwrap() {
            let text = |it: &Value| it.as_str().unwrap().to_owned();
            found.insert((text(&it["kind"]), text(&it["about"]["href"])));
        }
        let Some(next) = page.body["next"].as_str() else { return found };
        path = format!("/v1/followUps?pageSize=100&cursor={next}");
    }
}

both! {
    with TestApp::start;

    fn whatever_is_left_lying_ends_or_is_seen_to(t) {
        let scene = t.care_scene();
        let mut street = Street { t, scene, helpers: 0 };
        let mut pile = Pile::default();
        street.of_requests(&mut pile);
        street.of_matches(&mut pile);
        street.of_bonds(&mut pile);
        street.of_offers(&mut pile);
        street.of_referrals(&mut pile);
        street.of_people(&mut pile);
        street.of_concerns(&mut pile);
        let katrien = street.scene.katrien.client.clone();
        for left in &pile.0 {
            assert_eq!(katrien.get(&left.path).ok(200).field("state"), left.state, "{}", left.path);
        }
        assert!(follow_ups(&street.scene.katrien).is_empty(), "nothing is late yet");
        street.moves(&mut pile);
        for _ in 0..14 {
            t.passes(TimeDelta::days(10));
            t.works();
        }
        let katrien = t.again(&street.scene.katrien);
        let seen_to = follow_ups(&katrien);
        for Left { path, state, follow_up } in pile.0 {
            let now = katrien.get(&path).ok(200).field("state").clone();
            match follow_up {
                None => assert_ne!(now, state, "{path} stays for ever"),
                Some((kind, about)) => {
                    assert_eq!(now, state, "{path}");
                    assert!(seen_to.contains(&(kind.to_owned(), about.clone())), "{kind} about {about} is missing: {seen_to:#?}");
                }
            }
        }
    }
}
