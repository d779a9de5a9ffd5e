//! Bonds: the same helper week after week, with somebody else while they are away.

use buurtnet::matching::bonds::model::{Bond, BondState};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::golden::assert_golden;
use crate::support::offers::help_with;
use crate::support::people::Person;
use crate::support::requests::{Asked, wish, with};
use crate::support::story::proposes;

struct Company {
    katrien: Person,
    an: Person,
    bilal: Person,
    asked: Asked,
    path: String,
    bond: String,
}

fn weekly() -> Value {
    with(wish("company"), json!({ "helpKind": "recurring", "rhythm": "weekly" }))
}

fn agrees(t: &TestApp, katrien: &Person, an: &Person, helper: &Person, offer: &str) -> (Asked, String, u16) {
    let asked = an.asks(weekly());
    katrien.does("approve", &asked).ok(200);
    let path = proposes(katrien, &asked.id.to_string(), offer.rsplit('/').next().unwrap());
    t.again(helper).post(&format!("{path}/accept"), json!({})).ok(200);
    let answer = an.post(&format!("{path}/accept"), json!({}));
    (asked, path, answer.status)
}

fn company(t: &TestApp) -> Company {
    let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
    let an = t.resident("An");
    let (bilal, offer) = t.helper("Bilal", 100, help_with(&["company"]));
    let (asked, path, status) = agrees(t, &katrien, &an, &bilal, &offer);
    assert_eq!(status, 200);
    let bond = an.get(&path).ok(200).body["bond"]["href"].as_str().unwrap().to_owned();
    Company { katrien, an, bilal, asked, path, bond }
}

fn passes(t: &TestApp, days: i64) {
    t.passes(TimeDelta::days(days));
    t.works();
}

/// What the team sees to, but for the visits that this is not about.
fn kinds(t: &TestApp, team: &Person) -> Vec<String> {
    let found = t.again(team).get("/v1/followUps").ok(200);
    let kinds = found.body["items"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap().to_owned());
    kinds.filter(|it| it != "noVisit").collect()
}

fn mails(t: &TestApp, person: &Person, subject: &str) -> usize {
    t.mails_to(&person.email).iter().filter(|it| it.contains(&format!("Subject: {subject}"))).count()
}

/// A visit every week, so that nobody asks why there is none.
fn visits(t: &TestApp, who: &Person, path: &str) -> String {
    let visit = json!({ "start": t.now() + TimeDelta::hours(30), "durationMinutes": 60 });
    t.again(who).post(&format!("{path}/visits"), visit).ok(201).field("href").as_str().unwrap().to_owned()
}

#[test]
fn the_arrows_of_a_bond_are_those_of_the_table() {
    let now: buurtnet::clock::Instant = DateTime::<Utc>::from_timestamp(1_800_000_000, 0).unwrap().into();
    let mut table = String::new();
    for state in BondState::ALL {
        let bond = Bond { state: *state, ..Bond::new(buurtnet::ids::MatchId::fresh(), now) };
        let arrows = [
            ("pause", bond.clone().pause(now)),
            ("resume", bond.clone().resume(now)),
            ("checkIn", bond.clone().check_in(None, true, now)),
            ("end", bond.clone().end(now)),
        ];
        for (verb, to) in arrows {
            table.push_str(&format!("{state:<10} {verb:<10} {}\n", to.map_or("-", |it| it.state.as_str())));
        }
    }
    assert_golden("transitions/bond.txt", &table);
}

both! {
    with TestApp::start;

    fn a_lonely_man_has_company_every_week_and_somebody_else_while_the_helper_is_away(t) {
        let Company { katrien, an, bilal, asked, path, bond } = company(t);
        let seen = an.get(&bond).ok(200);
        assert_eq!((seen.field("state"), seen.field("rhythm")), (&json!("active"), &json!("weekly")));
        let mine = bilal.get("/v1/bonds").ok(200);
        assert_eq!(mine.body["items"][0]["href"], bond);
        // The helper goes on holiday: what is planned for then is called off, and somebody else is asked.
        let planned = visits(t, &an, &path);
        let away = json!({ "windows": [{ "start": t.now() + TimeDelta::hours(24), "end": t.now() + TimeDelta::hours(48) }] });
        bilal.post(&format!("{bond}/cover"), away).ok(200);
        assert_eq!(an.get(&planned).ok(200).field("state"), "cancelled");
        let all = an.get("/v1/requests").ok(200);
        let cover = all.body["items"].as_array().unwrap().iter().find(|it| it.get("covers").is_some()).unwrap().clone();
        assert_eq!((&cover["state"], &cover["covers"]["href"]), (&json!("open"), &json!(path)));
        let (chloe, of_chloe) = t.helper("Chloe", 200, help_with(&["company"]));
        drop((chloe, of_chloe));
        // The bond and its request stay: nothing of them expires.
        assert_eq!(an.get(&bond).ok(200).field("state"), "active");
        for _ in 0..4 {
            passes(t, 20);
            visits(t, &an, &path);
        }
        assert_eq!(t.again(&an).state_of(&asked), "matched");
        assert_eq!(mails(t, &an, "Is help still needed?"), 0, "not for the cover either: its time went by");
        drop(katrien);
    }

    fn a_cover_is_held_and_let_go_with_what_it_covers_and_not_alone(t) {
        let Company { katrien, bilal, asked, bond, .. } = company(t);
        let away = json!({ "windows": [{ "start": t.now() + TimeDelta::hours(24), "end": t.now() + TimeDelta::hours(48) }] });
        bilal.post(&format!("{bond}/cover"), away).ok(200);
        let all = katrien.get("/v1/requests?view=neighbourhood").ok(200);
        let cover = all.body["items"].as_array().unwrap().iter().find(|it| it.get("covers").is_some()).unwrap();
        let cover = cover["href"].as_str().unwrap().to_owned();
        katrien.does("hold", &asked).ok(200);
        let held = katrien.get(&cover).ok(200);
        assert_eq!(held.field("state"), "held");
        assert!(!held.field("allowedActions").as_array().unwrap().contains(&json!("release")), "{held}");
        katrien.post(&format!("{cover}/release"), json!({})).is_problem("wrongState", 409);
        katrien.does("release", &asked).ok(200);
        assert_eq!(katrien.get(&cover).ok(200).field("state"), "open");
    }

    fn both_are_asked_how_it_goes_and_the_team_hears_where_it_does_not(t) {
        let Company { katrien, an, bilal, path, bond, .. } = company(t);
        visits(t, &an, &path);
        passes(t, 30);
        for side in [&an, &bilal] {
            assert_eq!(mails(t, side, "How is it going between you two?"), 1);
        }
        let done = t.again(&an).get(&format!("{path}/visits")).ok(200).body["items"][0]["href"].as_str().unwrap().to_owned();
        t.again(&an).post(&format!("{done}/done"), json!({})).ok(200);
        passes(t, 13);
        assert!(kinds(t, &katrien).is_empty());
        passes(t, 1);
        assert_eq!(kinds(t, &katrien), ["checkInOverdue"]);
        t.again(&bilal).post(&format!("{bond}/checkIn"), json!({ "goesWell": false })).ok(200);
        assert_eq!(kinds(t, &katrien), ["bondTroubled"]);
        assert_eq!(t.again(&an).get(&bond).ok(200).body.get("goesWell"), None, "that is between them and the team");
        assert_eq!(t.again(&katrien).get(&bond).ok(200).field("goesWell"), false);
        t.again(&an).post(&format!("{bond}/checkIn"), json!({ "goesWell": true })).ok(200);
        assert_eq!(kinds(t, &katrien), ["bondTroubled"], "one side does not speak for the other");
        t.again(&an).post(&format!("{bond}/pause"), json!({})).ok(200);
        assert_eq!(kinds(t, &katrien), ["bondTroubled"], "a pause hides nothing");
        t.again(&an).post(&format!("{bond}/resume"), json!({})).ok(200);
        t.again(&katrien).post(&format!("{bond}/checkIn"), json!({ "goesWell": true })).ok(200);
        assert!(kinds(t, &katrien).is_empty());
        passes(t, 90);
        assert_eq!(mails(t, &an, "How is it going between you two?"), 2);
    }

    fn a_paused_bond_asks_nothing_and_is_asked_after_when_it_is_long(t) {
        let Company { katrien, an, bilal, path, bond, .. } = company(t);
        visits(t, &an, &path);
        bilal.post(&format!("{bond}/pause"), json!({})).ok(200);
        assert_eq!(mails(t, &an, "News about your regular contact"), 1);
        bilal.post(&format!("{bond}/pause"), json!({})).is_problem("wrongState", 409);
        let away = json!({ "windows": [{ "start": t.now() + TimeDelta::hours(24), "end": t.now() + TimeDelta::hours(48) }] });
        bilal.post(&format!("{bond}/cover"), away).is_problem("wrongState", 409);
        bilal.post(&format!("{bond}/cover"), json!({ "windows": [] })).is_problem("badRequest", 400);
        passes(t, 2);
        let first = t.again(&an).get(&format!("{path}/visits")).ok(200).body["items"][0]["href"].as_str().unwrap().to_owned();
        t.again(&an).post(&format!("{first}/done"), json!({})).ok(200);
        passes(t, 87);
        assert!(kinds(t, &katrien).is_empty());
        passes(t, 1);
        assert_eq!(kinds(t, &katrien), ["bondPaused"]);
        assert_eq!(mails(t, &an, "How is it going between you two?"), 0);
        t.again(&an).post(&format!("{bond}/resume"), json!({})).ok(200);
        assert!(kinds(t, &katrien).is_empty());
    }

    fn a_bond_ends_with_its_match_and_a_match_with_its_bond(t) {
        let Company { katrien, an, path, bond, asked, .. } = company(t);
        an.post(&format!("{bond}/end"), json!({ "outcome": "stopped" })).ok(200);
        let over = an.get(&path).ok(200);
        assert_eq!((over.field("state"), over.field("outcome")), (&json!("ended"), &json!("stopped")));
        assert_eq!(an.get(&bond).ok(200).field("state"), "ended");
        assert_eq!(an.state_of(&asked), "open", "somebody else is looked for");
        assert_eq!(mails(t, &an, "Would you like to go on with somebody else?"), 1);
        an.post(&format!("{bond}/end"), json!({ "outcome": "stopped" })).is_problem("wrongState", 409);
        let (dora, offer) = t.helper("Dora", 50, help_with(&["company"]));
        let (_, path, _) = agrees(t, &katrien, &an, &dora, &offer);
        let bond = dora.get(&path).ok(200).body["bond"]["href"].as_str().unwrap().to_owned();
        dora.post(&format!("{bond}/end"), json!({ "outcome": "notNeeded" })).is_problem("forbidden", 403);
        an.post(&format!("{path}/end"), json!({ "outcome": "helped" })).ok(200);
        assert_eq!(an.get(&bond).ok(200).field("state"), "ended");
    }

    fn nothing_is_arranged_while_the_match_is_held(t) {
        let Company { katrien, an, bilal, path, bond, .. } = company(t);
        katrien.post(&format!("{path}/hold"), json!({ "reason": "safeguarding" })).ok(200);
        for verb in ["pause", "resume"] {
            bilal.post(&format!("{bond}/{verb}"), json!({})).is_problem("wrongState", 409);
        }
        an.post(&format!("{bond}/end"), json!({ "outcome": "stopped" })).is_problem("wrongState", 409);
        passes(t, 31);
        assert_eq!(mails(t, &an, "How is it going between you two?"), 0);
        t.again(&katrien).post(&format!("{path}/release"), json!({})).ok(200);
        passes(t, 14);
        assert_eq!(mails(t, &an, "How is it going between you two?"), 1);
    }

    fn a_helper_has_no_more_bonds_than_they_offered(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, dora) = (t.resident("An"), t.resident("Dora"));
        let one = with(help_with(&["company"]), json!({ "maxVisitsPerWeek": 5, "maxBonds": 1 }));
        let (bilal, offer) = t.helper("Bilal", 100, one);
        let (_, path, first) = agrees(t, &katrien, &an, &bilal, &offer);
        let (asked, other, second) = agrees(t, &katrien, &dora, &bilal, &offer);
        assert_eq!((first, second), (200, 409));
        assert_eq!((dora.state_of(&asked), dora.get(&other).ok(200).field("state").clone()), ("open".into(), json!("acceptedByHelper")));
        an.post(&format!("{path}/end"), json!({ "outcome": "helped" })).ok(200);
        assert_eq!(dora.post(&format!("{other}/accept"), json!({})).ok(200).field("state"), "agreed");
    }

    fn strangers_see_no_bond_and_the_team_sees_those_of_its_neighbourhood(t) {
        let Company { katrien, bond, .. } = company(t);
        let (chloe, far) = (t.resident("Chloe"), t.buurtwerker("Far", t.neighbourhood("DEMO-02")));
        for stranger in [&chloe, &far] {
            stranger.get(&bond).is_problem("notFound", 404);
            stranger.post(&format!("{bond}/pause"), json!({})).is_problem("notFound", 404);
            assert_eq!(stranger.get("/v1/bonds?view=neighbourhood").ok(200).body["items"], json!([]));
        }
        assert_eq!(katrien.get("/v1/bonds?view=neighbourhood").ok(200).body["items"][0]["href"], bond);
        assert_eq!(katrien.get("/v1/bonds").ok(200).body["items"], json!([]));
    }
}
