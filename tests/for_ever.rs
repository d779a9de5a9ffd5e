//! Nothing stays for ever: whatever people leave lying ends by a clock, or stands among the follow-ups of the team until
//! somebody sees to it.

use std::collections::BTreeSet;

use buurtnet::db::schema::jobs;
use buurtnet::db::types::Json;
use buurtnet::events::Job;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::bounces::MailServer;
use crate::support::TestApp;
use crate::support::offers::help_with;
use crate::support::people::Person;
use crate::support::referrals::{Scene, consent};
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

    /// Everything there is, in every state it can be left in.
    fn piles_up(&mut self, pile: &mut Pile) {
        self.of_requests(pile);
        self.of_matches(pile);
        self.of_bonds(pile);
        self.of_offers(pile);
        self.of_referrals(pile);
        self.of_people(pile);
        self.of_concerns(pile);
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

/// What the team has to see to at once, or soon: every kind of follow-up that nothing in the pile brings.
impl Street<'_> {
    fn what_is_seen_to_soon(&mut self) {
        let (t, katrien) = (self.t, self.scene.katrien.client.clone());
        // Somebody cannot come, somebody did not open, somebody stops, and somebody has left.
        let asked = self.open(wish("groceries"));
        let (bilal, proposed) = self.proposed(&asked);
        for side in [&bilal, &self.scene.an] {
            side.post(&format!("{proposed}/accept"), json!({})).ok(200);
        }
        let planned = |hours: i64| json!({ "start": t.now() + TimeDelta::hours(hours), "durationMinutes": 60 });
        let visits = [0, 3].map(|hours| {
            let made = katrien.post(&format!("{proposed}/visits"), planned(hours)).ok(201);
            made.field("href").as_str().unwrap().to_owned()
        });
        t.passes(TimeDelta::seconds(1));
        katrien.post(&format!("{}/missed", visits[0]), json!({ "by": "requester" })).ok(200);
        bilal.post(&format!("{}/cancel", visits[1]), json!({})).ok(200);
        let asked = self.open(wish("groceries"));
        let (stops, offer) = self.helper();
        let expected = proposes(&self.scene.katrien, &asked.id.to_string(), id(&offer));
        for side in [&stops, &self.scene.an] {
            side.post(&format!("{expected}/accept"), json!({})).ok(200);
        }
        stops.post(&format!("{offer}/retire"), json!({})).ok(200);
        let asked = self.open(with(wish("groceries"), json!({ "helpKind": "recurring", "rhythm": "weekly" })));
        let troubled = self.agreed(&asked);
        let bond = self.scene.an.get(&troubled).ok(200).body["bond"]["href"].as_str().unwrap().to_owned();
        self.scene.an.post(&format!("{bond}/checkIn"), json!({ "goesWell": false })).ok(200);
        let asked = self.open(wish("groceries"));
        let (leaves, left) = self.proposed(&asked);
        for side in [&leaves, &self.scene.an] {
            side.post(&format!("{left}/accept"), json!({})).ok(200);
        }
        leaves.post("/v1/me/leave", None).ok(200);
        // Somebody under age waits for a second one; somebody vetted is not for long any more.
        let asked = self.open(wish("groceries"));
        let (young, _) = self.proposed(&asked);
        t.is_born_in(&young, 2009);
        let asked = self.open(wish("personal"));
        let (vetted, offer) = t.helper("Vetted", 100, help_with(&["personal"]));
        t.is_vetted(vetted.id, t.now() + TimeDelta::days(5));
        let personal = proposes(&self.scene.katrien, &asked.id.to_string(), id(&offer));
        for side in [&vetted, &self.scene.an] {
            side.post(&format!("{personal}/accept"), json!({})).ok(200);
        }
        let (known, _) = self.helper();
        for (kind, renew_by) in [
            ("identitySeen", None),
            ("introductionTalk", None),
            ("confidentialitySigned", None),
            ("extract596_2", Some("2026-05-20")),
        ] {
            let check = json!({ "kind": kind, "seenOn": "2026-03-02", "renewBy": renew_by });
            katrien.post(&format!("/v1/people/{}/vettingChecks", known.id), check).ok(201);
        }
        // Professionals say no, and say no again; somebody was referred without a word of hers.
        let (asked, referral, consent) = self.scene.sent();
        self.scene.lotte.refers("reject", &referral).ok(200);
        for _ in 0..2 {
            let again = self.scene.prepares(&asked, &consent, &["name"]);
            self.scene.katrien.refers("send", &again).ok(200);
            self.scene.lotte.refers("reject", &again).ok(200);
        }
        self.scene.overridden();
        // Somebody is not to be written to, and people act for somebody.
        let tess = t.resident("Tess");
        let prohibited = json!({ "contactProhibited": true });
        tess.with_header("If-None-Match", "*").put("/v1/me/contactRules", prohibited).ok(200);
        self.scene.katrien.does("approve", &tess.asks_for("groceries")).ok(200);
        let rosa = self.scene.katrien.registers("Rosa", 1941);
        let until = (t.now() + TimeDelta::days(30)).utc().format("%Y-%m-%d").to_string();
        for (who, kind, until) in [("Mila", "mantelzorger", Some(until)), ("Nele", "legalRepresentative", None)] {
            let scope = if until.is_some() { json!(["ask"]) } else { json!(["consent"]) };
            let said = json!({ "proxyPersonId": t.resident(who).id, "kind": kind, "scope": scope, "until": until });
            katrien.post(&format!("/v1/people/{rosa}/proxies"), with(said, json!({}))).ok(201);
        }
        tess.post("/v1/me/export", json!({})).ok(200);
    }
}

impl Street<'_> {
    /// Somebody who is trusted asks and offers, whom a wave asks says nothing, and a yes is for a time.
    fn what_the_neighbourhood_lets_go_ahead(&self) {
        let (t, Scene { katrien, organisation, .. }) = (self.t, &self.scene);
        let ways = json!(["buurtwerker", "nearby", "waves"]);
        t.decides(t.neighbourhood("DEMO-01"), json!({ "trustedPersons": true, "waysToMatch": ways }));
        let ada = t.resident("Ada");
        katrien.post(&format!("/v1/people/{}/trust", ada.id), json!({})).ok(200);
        assert_eq!(ada.state_of(&ada.asks_for("groceries")), "open");
        assert_eq!(ada.post("/v1/offers", help_with(&["walk"])).ok(201).field("state"), "active");
        t.helper("Wim", 100, with(help_with(&["groceries"]), json!({ "waysToBeAsked": ["waves"] })));
        let open = self.open(wish("groceries"));
        katrien.post(&open.verb("wave"), json!({})).ok(200);
        let until = t.now() + TimeDelta::days(20);
        let said = with(consent(&ada, *organisation, &["name"]), json!({ "expiresAt": until }));
        ada.post("/v1/consents", said).ok(201);
    }
}

/// A number for each job: a new one wants a number here, and a test in which it runs.
const fn number_of(job: &Job) -> usize {
    match job {
        Job::ForgetOld => 0,
        Job::SetClocks => 1,
        Job::BuildExport { .. } => 2,
        Job::StrikePerson { .. } => 3,
        Job::StrikeProxy { .. } => 4,
        Job::StrikeRequest { .. } => 5,
        Job::StrikeReferral { .. } => 6,
        Job::StrikeConcern { .. } => 7,
        Job::StrikeBond { .. } => 8,
        Job::StrikeVisit { .. } => 9,
        Job::StrikeMatch { .. } => 10,
        Job::StrikeConsent { .. } => 11,
        Job::StrikeWave { .. } => 12,
    }
}

/// The jobs that are due now.
fn due(t: &TestApp) -> Vec<Job> {
    t.read(|tx| {
        let due = jobs::table.filter(jobs::run_at.le(tx.now)).select(jobs::job);
        Ok(due.load::<Json<Job>>(tx.conn)?.into_iter().map(|it| it.0).collect())
    })
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
        street.piles_up(&mut pile);
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

    /// As the API lists them, and as the program knows them: whoever adds one tells here how it comes.
    fn every_kind_of_follow_up_comes_and_every_job_runs(t) {
        let mut ran: BTreeSet<usize> = due(t).iter().map(number_of).collect();
        t.works();
        let scene = t.care_scene();
        let mut street = Street { t, scene, helpers: 0 };
        let mut pile = Pile::default();
        street.what_is_seen_to_soon();
        street.what_the_neighbourhood_lets_go_ahead();
        ran.extend(due(t).iter().map(number_of));
        let mail = MailServer::start();
        mail.refuses("@", "550 5.1.1 nobody of that name");
        mail.delivers(t);
        street.piles_up(&mut pile);
        street.moves(&mut pile);
        let mut kinds = BTreeSet::new();
        for step in 0..14 {
            ran.extend(due(t).iter().map(number_of));
            t.works();
            let seen = follow_ups(&t.again(&street.scene.katrien));
            kinds.extend(seen.into_iter().map(|it| it.0));
            t.passes(TimeDelta::days(if step == 0 { 1 } else { 9 }));
        }
        let spec = buurtnet::api::document();
        let named = spec["components"]["schemas"]["FollowUpKind"]["enum"].as_array().unwrap();
        let named: BTreeSet<String> = named.iter().map(|it| it.as_str().unwrap().to_owned()).collect();
        let missing: Vec<_> = named.difference(&kinds).collect();
        assert!(named.len() >= 40 && missing.is_empty(), "{missing:?} never came, of {}", named.len());
        assert_eq!(ran, (0..=12).collect(), "every job ran");
    }
}
