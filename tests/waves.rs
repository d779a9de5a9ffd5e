//! Helpers asked in waves: some at once, then others; the first yes stops it, and nobody learns whose it was.

use buurtnet::db::schema::{matches, outbox, requests, waves};
use buurtnet::db::types::Json;
use buurtnet::events::Message;
use buurtnet::ids::{NeighbourhoodId, PersonId, RequestId, WaveId};
use buurtnet::offers::actions as offers;
use buurtnet::places::{Position, Resolution};
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::support::offers::{help_with, id_in};
use crate::support::people::in_lindewijk;
use crate::support::requests::{Asked, wish, with};
use crate::support::trust::{at_once, rounds};
use crate::support::{Person, TestApp};

fn in_waves() -> Value {
    with(help_with(&["groceries"]), json!({ "waysToBeAsked": ["waves"] }))
}

struct Street {
    here: NeighbourhoodId,
    katrien: Person,
    an: Person,
    asked: Asked,
    helpers: Vec<Person>,
}

/// A neighbourhood with waves of so many, an open request of An, and so many helpers.
fn street(t: &TestApp, at_once: u32, helpers: i32) -> Street {
    let here = t.neighbourhood("DEMO-01");
    let rhythm = json!({ "helpers": at_once, "pauseHours": 24, "pauseHoursToday": 1 });
    t.decides(here, json!({ "waysToMatch": ["buurtwerker", "nearby", "waves"], "waveRhythm": rhythm }));
    let (katrien, an) = (t.buurtwerker("Katrien", here), t.resident("An"));
    let helpers = (0..helpers).map(|it| t.helper(&format!("Helper{it}"), it * 10, in_waves()).0).collect();
    let asked = an.asks_for("groceries");
    katrien.does("approve", &asked).ok(200);
    Street { here, katrien, an, asked, helpers }
}

impl Street {
    fn starts(&self, t: &TestApp) -> Value {
        t.again(&self.katrien).post(&self.asked.verb("wave"), json!({})).ok(200).body
    }

    fn wave(&self, t: &TestApp) -> (String, i64) {
        let shown = t.again(&self.katrien).get(&self.asked.verb("wave")).ok(200);
        (shown.field("state").as_str().unwrap().to_owned(), shown.field("asked").as_i64().unwrap())
    }

    /// What became of those who were asked, in the order in which they were.
    fn asked(&self, t: &TestApp) -> Vec<(PersonId, String)> {
        asked_for(t, self.asked.id)
    }

    /// The match of a helper who was asked.
    fn match_of(&self, t: &TestApp, helper: PersonId) -> String {
        let request = self.asked.id;
        let id: buurtnet::ids::MatchId = t.read(move |tx| {
            let of = matches::table.filter(matches::request_id.eq(request).and(matches::helper_id.eq(helper)));
            Ok(of.order(matches::id.desc()).select(matches::id).first(tx.conn)?)
        });
        format!("/v1/matches/{id}")
    }

    fn helper(&self, t: &TestApp, id: PersonId) -> Person {
        t.again(self.helpers.iter().find(|it| it.id == id).unwrap())
    }
}

fn asked_for(t: &TestApp, request: RequestId) -> Vec<(PersonId, String)> {
    t.read(move |tx| {
        let of = matches::table.filter(matches::request_id.eq(request)).order(matches::id);
        Ok(of.select((matches::helper_id, matches::state)).load(tx.conn)?)
    })
}

fn states(of: &[(PersonId, String)]) -> Vec<&str> {
    of.iter().map(|it| it.1.as_str()).collect()
}

fn told(t: &TestApp, who: PersonId, of: impl Fn(&Message) -> bool) -> usize {
    let all: Vec<Json<Message>> =
        t.read(move |tx| Ok(outbox::table.filter(outbox::recipient.eq(who)).select(outbox::message).load(tx.conn)?));
    all.iter().filter(|it| of(&it.0)).count()
}

/// How often somebody was told of a proposal.
fn told_of_proposals(t: &TestApp, who: PersonId) -> usize {
    told(t, who, |it| matches!(it, Message::MatchProposed { .. }))
}

/// How often somebody was told that it does not go on with somebody.
fn told_off(t: &TestApp, who: PersonId) -> usize {
    told(t, who, |it| matches!(it, Message::MatchOff { .. }))
}

/// How often it was written down that a wave of a request stopped.
fn stops(t: &TestApp, request: RequestId) -> usize {
    let all: Vec<WaveId> =
        t.read(move |tx| Ok(waves::table.filter(waves::request_id.eq(request)).select(waves::id).load(tx.conn)?));
    all.into_iter().flat_map(|it| t.events_of(it.uuid())).filter(|it| it == "wave.stopped").count()
}

/// What makes a helper somebody who is not asked; the path is that of their offer.
type Unfit = fn(&TestApp, &Street, &Person, &str);

/// Those who are not asked, and why; all but the one whose checks are not in force are vetted.
const UNFIT: [(&str, Unfit); 7] = [
    ("blocked", |_, s, who, _| {
        let other = json!({ "otherPersonId": s.an.id });
        s.katrien.post(&format!("/v1/people/{}/blocks", who.id), other).ok(201);
    }),
    ("household", |_, s, who, _| {
        let with = json!({ "withPersonId": who.id });
        s.katrien.post(&format!("/v1/people/{}/household", s.an.id), with).ok(200);
    }),
    ("paused", |_, _, who, _| {
        who.post("/v1/me/pause", json!({})).ok(200);
    }),
    ("over the cap", |t, _, _, offer| {
        let id = id_in(offer);
        t.write(move |tx| offers::take_place(tx, id).and_then(|()| offers::take_place(tx, id)));
    }),
    ("unvetted", |t, _, who, _| {
        let until = t.now() - TimeDelta::days(1);
        t.is_vetted(who.id, until);
    }),
    ("under a critical concern", |_, s, who, _| {
        let concern = json!({ "about": { "personId": who.id }, "text": "Zorgen" });
        let concern = s.katrien.post("/v1/concerns", concern).ok(201).field("href").as_str().unwrap().to_owned();
        s.katrien.sees_to(&concern, "triage", json!({ "severity": "critical" })).ok(200);
    }),
    ("deceased", |_, s, who, _| {
        s.katrien.post(&format!("/v1/people/{}/deceased", who.id), json!({})).ok(200);
    }),
];

fn passes(t: &TestApp, by: TimeDelta) {
    t.passes(by);
    t.works();
}

both! {
    with TestApp::start;

    fn some_are_asked_at_once_and_others_when_nobody_says_yes_in_time(t) {
        let s = street(t, 2, 5);
        let begun = s.starts(t);
        assert_eq!((&begun["state"], &begun["asked"], &begun["rounds"]), (&json!("running"), &json!(2), &json!(1)));
        s.katrien.post(&s.asked.verb("wave"), json!({})).is_problem("wrongState", 409);
        for helper in &s.helpers {
            let is_asked = s.asked(t).iter().any(|it| it.0 == helper.id);
            assert_eq!(told_of_proposals(t, helper.id), usize::from(is_asked));
        }
        assert_eq!(told_of_proposals(t, s.an.id), 0, "nobody has said yes");
        passes(t, TimeDelta::minutes(23 * 60 + 59));
        assert_eq!(s.wave(t), ("running".to_owned(), 2));
        passes(t, TimeDelta::minutes(1));
        assert_eq!(s.wave(t), ("running".to_owned(), 4));
        passes(t, TimeDelta::days(1));
        assert_eq!(s.wave(t), ("running".to_owned(), 5));
        for _ in 0..4 {
            passes(t, TimeDelta::days(1));
        }
        assert_eq!(states(&s.asked(t)), ["expired"; 5], "each was asked once");
        assert_eq!(told_off(t, s.an.id), 0, "she never heard of them");
        assert_eq!(s.wave(t), ("exhausted".to_owned(), 5));
        let owed = t.again(&s.katrien).get("/v1/followUps").ok(200);
        assert_eq!(owed.body["items"][0]["kind"], "waveExhausted");
        t.again(&s.katrien).post(&s.asked.verb("stopWave"), json!({})).ok(200);
        assert_eq!(t.again(&s.katrien).get("/v1/followUps").ok(200).field("items"), &json!([]));
    }

    fn the_first_yes_stops_it_and_a_no_of_the_requester_lets_it_go_on(t) {
        let s = street(t, 3, 5);
        s.starts(t);
        let first = s.asked(t)[1].0;
        let on = s.match_of(t, first);
        s.helper(t, first).post(&format!("{on}/accept"), json!({})).ok(200);
        assert_eq!(states(&s.asked(t)), ["superseded", "acceptedByHelper", "superseded"]);
        assert_eq!(told_of_proposals(t, s.an.id), 1);
        let other = s.asked(t)[0].0;
        let late = s.match_of(t, other);
        s.helper(t, other).post(&format!("{late}/accept"), json!({})).is_problem("wrongState", 409);
        let seen = s.helper(t, other).get(&late).ok(200);
        assert!(!seen.text.contains(&first.to_string()), "who it was stays unsaid");
        passes(t, TimeDelta::days(2));
        assert_eq!(s.wave(t), ("running".to_owned(), 3), "nobody else is asked while a yes waits");
        t.again(&s.an).post(&format!("{on}/decline"), json!({})).ok(200);
        t.works();
        let asked = s.asked(t);
        assert_eq!(states(&asked)[3..], ["proposed"; 3], "the next, at once");
        assert!(asked[3..].iter().all(|it| it.0 != first), "whom the requester told no is not asked again");
        let on = s.match_of(t, asked[3].0);
        s.helper(t, asked[3].0).post(&format!("{on}/accept"), json!({})).ok(200);
        t.again(&s.an).post(&format!("{on}/accept"), json!({})).ok(200);
        passes(t, TimeDelta::days(3));
        assert_eq!(s.asked(t).len(), 6);
        // The helper does not come after all: others are asked.
        t.again(&s.an).post(&format!("{on}/end"), json!({ "outcome": "noShow" })).ok(200);
        t.works();
        assert!(s.asked(t).len() > 6);
    }

    fn a_wave_that_is_stopped_or_whose_request_ends_asks_nobody_else(t) {
        let s = street(t, 2, 4);
        s.starts(t);
        let katrien = t.again(&s.katrien);
        katrien.post(&s.asked.verb("stopWave"), json!({})).ok(200);
        assert_eq!(states(&s.asked(t)), ["superseded"; 2]);
        katrien.post(&s.asked.verb("stopWave"), json!({})).is_problem("wrongState", 409);
        s.starts(t);
        katrien.does("hold", &s.asked).ok(200);
        passes(t, TimeDelta::days(2));
        assert_eq!(s.asked(t).len(), 4, "while it is held nobody is asked");
        t.again(&s.katrien).does("release", &s.asked).ok(200);
        t.works();
        assert_eq!(s.asked(t).len(), 6);
        t.again(&s.an).does("withdraw", &s.asked).ok(200);
        passes(t, TimeDelta::days(2));
        assert_eq!((s.wave(t).0, s.asked(t).len()), ("stopped".to_owned(), 6));
        assert_eq!((stops(t, s.asked.id), told_off(t, s.an.id)), (2, 0));
    }

    fn who_says_no_is_not_asked_again_and_at_night_nobody_is(t) {
        let s = street(t, 1, 2);
        s.starts(t);
        let asked = s.asked(t);
        let on = s.match_of(t, asked[0].0);
        t.passes(TimeDelta::hours(11));
        s.helper(t, asked[0].0).post(&format!("{on}/decline"), json!({})).ok(200);
        t.works();
        assert_eq!(s.asked(t).len(), 1, "it is nine in the evening");
        passes(t, TimeDelta::hours(11));
        assert_eq!(s.asked(t).len(), 2, "it is eight in the morning");
        let on = s.match_of(t, s.asked(t)[1].0);
        s.helper(t, s.asked(t)[1].0).post(&format!("{on}/decline"), json!({})).ok(200);
        t.works();
        assert_eq!(s.wave(t).0, "exhausted");
        assert_eq!(s.starts(t)["state"], "exhausted", "nobody is left");
        t.helper("New", 20, in_waves());
        assert_eq!(s.starts(t)["asked"], 1);
        assert_eq!((stops(t, s.asked.id), told_off(t, s.an.id)), (2, 0), "each that was started anew had stopped");
    }

    fn who_wants_more_helpers_after_a_yes_lets_others_be_asked(t) {
        let s = street(t, 1, 3);
        s.starts(t);
        let says_yes = |number: usize| {
            let who = s.asked(t)[number].0;
            s.helper(t, who).post(&format!("{}/accept", s.match_of(t, who)), json!({})).ok(200);
        };
        says_yes(0);
        let etag = s.an.get(&s.asked.path).ok(200).etag();
        s.an.if_match(&etag).patch(&s.asked.path, json!({ "helpersWanted": 2 })).ok(200);
        t.works();
        assert_eq!(s.asked(t).len(), 2);
        says_yes(1);
        passes(t, TimeDelta::days(1));
        assert_eq!(s.asked(t).len(), 2, "two said yes, and two are wanted");
        // Even what woke nobody is seen a day later.
        let request = s.asked.id;
        t.write(move |tx| {
            diesel::update(requests::table.find(request)).set(requests::helpers_wanted.eq(3)).execute(tx.conn)?;
            Ok(())
        });
        passes(t, TimeDelta::days(1));
        assert_eq!(s.asked(t).len(), 3);
    }

    fn somebody_under_age_hears_of_a_helper_of_a_wave_once_the_team_looked(t) {
        let s = street(t, 1, 1);
        let (mieke, karim) = (t.buurtwerker("Mieke", s.here), t.resident("Karim"));
        t.is_vetted(s.helpers[0].id, t.now() + TimeDelta::days(365));
        t.is_born_in(&s.an, 2010);
        let linked = json!({ "proxyPersonId": karim.id, "kind": "guardian", "scope": ["ask", "accept", "consent"] });
        s.katrien.post(&format!("/v1/people/{}/proxies", s.an.id), linked).ok(201);
        s.starts(t);
        let on = s.match_of(t, s.helpers[0].id);
        s.helpers[0].post(&format!("{on}/accept"), json!({})).ok(200);
        assert_eq!(told_of_proposals(t, s.an.id), 0, "the team looks first");
        karim.post(&format!("{on}/accept"), json!({})).ok(200);
        mieke.post(&format!("{on}/approve"), json!({})).ok(200);
        assert_eq!(told_of_proposals(t, s.an.id), 1);
        s.helpers[0].post(&format!("{on}/cancel"), json!({})).ok(200);
        assert_eq!(told_off(t, s.an.id), 1, "of whom she heard");
    }

    fn a_yes_or_a_stop_ends_what_the_team_put_aside_as_well(t) {
        let s = street(t, 2, 2);
        s.starts(t);
        let puts_aside = || {
            let on = s.match_of(t, s.helpers[0].id);
            s.katrien.post(&format!("{on}/hold"), json!({ "reason": "safeguarding" })).ok(200);
            on
        };
        puts_aside();
        s.katrien.post(&s.asked.verb("stopWave"), json!({})).ok(200);
        assert_eq!(states(&s.asked(t)), ["superseded"; 2]);
        s.starts(t);
        let on = puts_aside();
        let other = s.match_of(t, s.helpers[1].id);
        s.helpers[1].post(&format!("{other}/accept"), json!({})).ok(200);
        let held = s.katrien.get(&on).ok(200);
        assert_eq!((held.field("state"), held.body["holdReason"].is_null()), (&json!("superseded"), true));
    }

    fn what_may_be_done_is_what_is_told_and_nobody_stops_what_they_have_not_read(t) {
        let s = street(t, 1, 2);
        let may = || {
            let told = |path: &str| s.katrien.get(path).ok(200).field("allowedActions").as_array().unwrap().contains(&json!("wave"));
            let both = (told(&s.asked.path), told(&s.asked.verb("wave")));
            assert_eq!(both.0, both.1);
            both.0
        };
        assert!(may());
        let read = s.katrien.get(&s.asked.path).ok(200).etag();
        s.starts(t);
        assert!(!may(), "one runs");
        s.an.if_match(&read).patch(&s.asked.path, json!({ "urgency": "today" })).ok(200);
        s.katrien.if_match(&read).post(&s.asked.verb("stopWave"), json!({})).is_problem("stale", 412);
        s.katrien.post(&s.asked.verb("stopWave"), json!({})).ok(200);
        assert!(may());
        s.an.post("/v1/me/pause", json!({})).ok(200);
        assert!(!may(), "who asked is away");
        t.decides(s.here, json!({ "waysToMatch": null }));
        assert!(!may());
    }

    fn nobody_is_asked_who_may_not_be(t) {
        let s = street(t, 9, 0);
        let vetted = t.now() + TimeDelta::days(365);
        let comes = |name: &str| {
            let (who, offer) = t.helper(name, 10, in_waves());
            t.is_vetted(who.id, vetted);
            (who, offer)
        };
        let (fine, _) = comes("Fine");
        for (number, (why, makes)) in UNFIT.iter().enumerate() {
            let (who, offer) = comes(&format!("Unfit{number}"));
            makes(t, &s, &who, &offer);
            let request = s.an.asks(with(wish("groceries"), json!({ "wantedFrom": "vetted" })));
            s.katrien.does("approve", &request).ok(200);
            s.katrien.post(&request.verb("wave"), json!({})).ok(200);
            let asked: Vec<PersonId> = asked_for(t, request.id).iter().map(|it| it.0).collect();
            assert_eq!(asked, [fine.id], "{why}");
            s.an.does("withdraw", &request).ok(200);
        }
    }

    fn only_the_team_starts_one_where_it_is_done_and_only_who_wants_that_is_asked(t) {
        let s = street(t, 3, 0);
        t.helper("Bilal", 10, help_with(&["groceries"]));
        let far = t.buurtwerker("Far", t.neighbourhood("DEMO-02"));
        let wave = s.asked.verb("wave");
        s.an.post(&wave, json!({})).is_problem("forbidden", 403);
        s.an.get(&wave).is_problem("forbidden", 403);
        far.post(&wave, json!({})).is_problem("notFound", 404);
        assert_eq!(s.katrien.get(&wave).ok(200).field("state"), "none");
        assert!(s.katrien.get(&s.asked.path).ok(200).field("allowedActions").as_array().unwrap().contains(&json!("wave")));
        assert_eq!((&s.starts(t)["asked"], s.asked(t).len()), (&json!(0), 0));
        let waits = s.an.asks_for("groceries");
        s.katrien.post(&waits.verb("wave"), json!({})).is_problem("wrongState", 409);
        t.decides(s.here, json!({ "waysToMatch": null }));
        s.katrien.post(&wave, json!({})).is_problem("wayNotOn", 409);
    }

    fn of_many_who_say_yes_at_once_one_does(t) {
        let s = street(t, 8, 8);
        for round in 0..rounds(200) {
            let asked = s.an.asks(wish("groceries"));
            s.katrien.does("approve", &asked).ok(200);
            let this = Street { asked, helpers: Vec::new(), an: t.again(&s.an), katrien: t.again(&s.katrien), here: s.here };
            this.starts(t);
            let paths: Vec<String> = s.helpers.iter().map(|it| this.match_of(t, it.id)).collect();
            let statuses = at_once(16, |it| {
                let who = if it < 8 { &s.helpers[it].client } else { &s.an.client };
                who.post(&format!("{}/accept", paths[it % 8]), json!({})).status
            });
            assert!(statuses.iter().all(|it| [200, 409].contains(it)), "{statuses:?}");
            let now = this.asked(t);
            let yes = now.iter().filter(|it| ["acceptedByHelper", "agreed"].contains(&it.1.as_str())).count();
            let open = now.iter().filter(|it| it.1 == "proposed").count();
            assert!((1..=2).contains(&yes) && open == 0, "round {round}: {now:?}");
            assert!(now.iter().filter(|it| it.1 == "agreed").count() <= 1, "round {round}: {now:?}");
            this.an.does("withdraw", &this.asked).ok(200);
        }
    }

    /// Wherever in the public cell a helper lives, the same people are asked at the same time.
    fn who_is_asked_when_tells_nothing_finer_than_the_public_cell(t) {
        let s = street(t, 1, 2);
        let position = |at: &Value| -> Position { serde_json::from_value(at.clone()).unwrap() };
        let cell = position(&in_lindewijk(0)).cell(Resolution::Eight);
        let around = (-60..=60).step_by(5).flat_map(|north| (-60..=60).step_by(5).map(move |east| (north, east)));
        let at = |(north, east): (i32, i32)| json!({ "lat": 51.04 + f64::from(north) * 1e-4, "lon": 4.475 + f64::from(east) * 1e-4 });
        let inside: Vec<Value> = around.map(at).filter(|it| position(it).cell(Resolution::Eight) == cell).collect();
        let tries = rounds(100);
        let (mut asked, mut by_team) = (Vec::new(), Vec::new());
        for number in 0..tries {
            let home = &inside[number * (inside.len() - 1) / (tries - 1)];
            let moving = t.resident_at(&format!("Moving{number}"), home);
            let offer = moving.offers(with(in_waves(), json!({ "radiusMetres": 500 })));
            t.approves_offer(&offer);
            let request = t.again(&s.an).asks(wish("groceries"));
            t.again(&s.katrien).does("approve", &request).ok(200);
            let name = |id: &str| if id == moving.id.to_string() { "moving" } else { "other" }.to_owned();
            let suggested = t.again(&s.katrien).get(&request.verb("suggestions")).ok(200);
            let items = suggested.field("items").as_array().unwrap();
            by_team.push(items.iter().map(|it| name(it["helper"]["id"].as_str().unwrap())).collect::<Vec<_>>());
            t.again(&s.katrien).post(&request.verb("wave"), json!({})).ok(200);
            // Nobody answers: all are asked within three rounds.
            let mut order = Vec::new();
            for _ in 0..3 {
                order.push(asked_for(t, request.id).iter().map(|it| name(&it.0.to_string())).collect::<Vec<_>>());
                passes(t, TimeDelta::days(1));
            }
            asked.push(order);
            t.again(&s.an).does("withdraw", &request).ok(200);
            t.again(&moving).post(&format!("{offer}/retire"), json!({})).ok(200);
            // Until nobody counts as asked lately any more.
            passes(t, TimeDelta::days(31));
        }
        assert_eq!(asked[0].last().unwrap().len(), 3);
        assert!(asked.iter().all(|it| *it == asked[0]), "0 differences: {asked:?}");
        assert!(by_team.iter().any(|it| *it != by_team[0]), "the control: by the finer cell there are");
    }
}
