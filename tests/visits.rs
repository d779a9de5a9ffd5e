//! Visits: planned, done or missed, called off, and what follows for who waits behind a door.

use buurtnet::matching::model::Side;
use buurtnet::matching::visits::model::{Visit, VisitState};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::golden::assert_golden;
use crate::support::people::Person;
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, offers_help, proposes};

struct Couple {
    katrien: Person,
    an: Person,
    bilal: Person,
    request: String,
    path: String,
}

fn agreed(t: &TestApp) -> Couple {
    let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
    let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
    let offer = offers_help(&bilal, &katrien, 1);
    let request = asks_openly(&an, &katrien);
    let path = proposes(&katrien, &request, &offer);
    an.post(&format!("{path}/accept"), json!({})).ok(200);
    bilal.post(&format!("{path}/accept"), json!({})).ok(200);
    Couple { katrien, an, bilal, request, path }
}

fn visit_in(t: &TestApp, hours: i64) -> Value {
    json!({ "start": t.now() + TimeDelta::hours(hours), "durationMinutes": 60 })
}

/// Plans a visit in so many hours; its path.
fn plans(t: &TestApp, who: &Person, path: &str, hours: i64) -> String {
    let made = who.post(&format!("{path}/visits"), visit_in(t, hours)).ok(201);
    assert_eq!((made.field("state"), &made.body["match"]["href"]), (&json!("planned"), &json!(path)));
    made.field("href").as_str().unwrap().to_owned()
}

fn passes(t: &TestApp, hours: i64) {
    t.passes(TimeDelta::hours(hours));
    t.works();
}

fn kinds(t: &TestApp, team: &Person) -> Vec<String> {
    let found = t.again(team).get("/v1/followUps").ok(200);
    found.body["items"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap().to_owned()).collect()
}

fn mails(t: &TestApp, person: &Person, subject: &str) -> usize {
    t.mails_to(&person.email).iter().filter(|it| it.contains(&format!("Subject: {subject}"))).count()
}

/// What others ask for while a helper is away.
fn covers(an: &Person) -> Vec<Value> {
    let mine = an.get("/v1/requests").ok(200);
    mine.body["items"].as_array().unwrap().iter().filter(|it| it.get("covers").is_some()).cloned().collect()
}

#[test]
fn the_arrows_of_a_visit_are_those_of_the_table() {
    let now: buurtnet::clock::Instant = DateTime::<Utc>::from_timestamp(1_800_000_000, 0).unwrap().into();
    let visit = |state: VisitState, missed_by, days: i64| Visit {
        id: buurtnet::ids::VisitId::fresh(),
        of: buurtnet::ids::MatchId::fresh(),
        start: now - TimeDelta::days(days),
        duration_minutes: 60,
        state,
        missed_by,
        planned_by: buurtnet::ids::PersonId::fresh(),
        reported_at: matches!(state, VisitState::Done | VisitState::Missed).then_some(now - TimeDelta::days(days)),
        asked_at: None,
        look_level: None,
        look_asked_at: None,
        reached_at: None,
        version: 1,
        created_at: now - TimeDelta::days(40),
        updated_at: now,
    };
    let all = [
        ("planned, to come", visit(VisitState::Planned, None, -1)),
        ("planned, begun", visit(VisitState::Planned, None, 1)),
        ("done", visit(VisitState::Done, None, 7)),
        ("done, 8 days ago", visit(VisitState::Done, None, 8)),
        ("missed by requester", visit(VisitState::Missed, Some(Side::Requester), 1)),
        ("missed by helper", visit(VisitState::Missed, Some(Side::Helper), 1)),
        ("missed, 8 days ago", visit(VisitState::Missed, Some(Side::Helper), 8)),
        ("cancelled", visit(VisitState::Cancelled, None, 1)),
    ];
    let mut table = String::new();
    for (name, visit) in all {
        let arrows = [
            ("done", visit.clone().done(now)),
            ("missed by requester", visit.clone().missed(Side::Requester, now)),
            ("missed by helper", visit.clone().missed(Side::Helper, now)),
            ("cancel", visit.clone().cancel(now)),
            ("match over", visit.clone().match_over()),
            ("reached", visit.clone().reached(now)),
        ];
        for (verb, to) in arrows {
            let to = to.map_or("-", |it| it.state.as_str());
            table.push_str(&format!("{name:<20} {verb:<20} {to}\n"));
        }
    }
    assert_golden("transitions/visit.txt", &table);
}

both! {
    with TestApp::start;

    fn a_visit_is_planned_takes_place_and_is_corrected_within_a_week(t) {
        let Couple { katrien, an, bilal, path, .. } = agreed(t);
        let visit = plans(t, &an, &path, 48);
        assert_eq!(mails(t, &bilal, "A visit is planned"), 1);
        assert_eq!(mails(t, &an, "A visit is planned"), 0, "who plans it knows");
        bilal.post(&format!("{visit}/done"), json!({})).is_problem("wrongState", 409);
        passes(t, 49);
        let (an, bilal, katrien) = (t.again(&an), t.again(&bilal), t.again(&katrien));
        assert_eq!(bilal.post(&format!("{visit}/done"), json!({})).ok(200).field("state"), "done");
        bilal.post(&format!("{visit}/done"), json!({})).is_problem("wrongState", 409);
        an.post(&format!("{visit}/cancel"), json!({})).is_problem("wrongState", 409);
        let corrected = an.post(&format!("{visit}/missed"), json!({ "by": "helper" })).ok(200);
        assert_eq!((corrected.field("state"), corrected.field("missedBy")), (&json!("missed"), &json!("helper")));
        katrien.post(&format!("{visit}/done"), json!({})).ok(200);
        passes(t, 7 * 24 + 1);
        t.again(&an).post(&format!("{visit}/missed"), json!({ "by": "helper" })).is_problem("wrongState", 409);
        let all = t.again(&an).get(&format!("{path}/visits")).ok(200);
        assert_eq!(all.body["items"].as_array().unwrap().len(), 1);
    }

    fn nobody_else_plans_sees_or_reports_a_visit(t) {
        let Couple { an, bilal, path, .. } = agreed(t);
        let visit = plans(t, &bilal, &path, 2);
        let (chloe, far) = (t.resident("Chloe"), t.buurtwerker("Far", t.neighbourhood("DEMO-02")));
        for stranger in [&chloe, &far] {
            stranger.get(&visit).is_problem("notFound", 404);
            stranger.get(&format!("{path}/visits")).is_problem("notFound", 404);
            stranger.post(&format!("{path}/visits"), visit_in(t, 2)).is_problem("notFound", 404);
            stranger.post(&format!("{visit}/cancel"), json!({ "by": "helper" })).is_problem("notFound", 404);
        }
        an.post(&format!("{visit}/reached"), json!({})).is_problem("forbidden", 403);
        // A visit is found in its own match only.
        let other = format!("{path}/visits/018f0000-0000-7000-8000-000000000000");
        an.get(&other).is_problem("notFound", 404);
        for wrong in [-7 * 24 - 1, 367 * 24] {
            an.post(&format!("{path}/visits"), visit_in(t, wrong)).is_problem("badRequest", 400);
        }
        let short = json!({ "start": t.now(), "durationMinutes": 14 });
        an.post(&format!("{path}/visits"), short).is_problem("badRequest", 400);
    }

    fn a_visit_belongs_to_an_agreed_match_and_ends_with_it(t) {
        let Couple { katrien, an, bilal, path, .. } = agreed(t);
        let (first, second) = (plans(t, &an, &path, 48), plans(t, &an, &path, 72));
        katrien.post(&format!("{path}/hold"), json!({ "reason": "safeguarding" })).ok(200);
        an.post(&format!("{path}/visits"), visit_in(t, 2)).is_problem("wrongState", 409);
        katrien.post(&format!("{path}/release"), json!({})).ok(200);
        passes(t, 49);
        t.again(&bilal).post(&format!("{first}/done"), json!({})).ok(200);
        t.again(&an).post(&format!("{path}/end"), json!({ "outcome": "helped" })).ok(200);
        let an = t.again(&an);
        assert_eq!(an.get(&first).ok(200).field("state"), "done", "what was, was");
        assert_eq!(an.get(&second).ok(200).field("state"), "cancelled");
        an.post(&format!("{path}/visits"), visit_in(t, 2)).is_problem("wrongState", 409);
        assert!(covers(&an).is_empty(), "nobody is asked to cover what is over");
    }

    fn when_nobody_opens_the_team_looks_at_once_until_somebody_was_reached(t) {
        let Couple { katrien, an, bilal, path, .. } = agreed(t);
        let visit = plans(t, &an, &path, 1);
        passes(t, 2);
        let bilal = t.again(&bilal);
        bilal.post(&format!("{visit}/missed"), json!({ "by": "requester" })).ok(200);
        assert_eq!(mails(t, &katrien, "Nobody opened to a helper"), 1);
        let page = path.replace("/v1", "/console");
        assert!(t.mails_to(&katrien.email).iter().any(|it| it.contains(&page)), "she reads on in the console");
        assert_eq!(kinds(t, &katrien), ["nobodyOpened"]);
        bilal.post(&format!("{visit}/reached"), json!({})).is_problem("forbidden", 403);
        let sofie = t.coordinator("Sofie", "99999");
        assert_eq!(mails(t, &sofie, "Nobody opened to a helper"), 0);
        passes(t, 1);
        assert_eq!(mails(t, &sofie, "Nobody opened to a helper"), 1, "an hour later the next step");
        passes(t, 5);
        assert_eq!((mails(t, &katrien, "Nobody opened to a helper"), mails(t, &sofie, "Nobody opened to a helper")), (1, 1));
        let (katrien, bilal) = (t.again(&katrien), t.again(&bilal));
        assert!(katrien.post(&format!("{visit}/reached"), json!({})).ok(200).body.get("reachedAt").is_some());
        assert!(kinds(t, &katrien).is_empty());
        assert_eq!(bilal.get(&visit).ok(200).body.get("reachedAt"), None, "that is between the team and her");
        katrien.post(&format!("{visit}/reached"), json!({})).is_problem("wrongState", 409);
    }

    fn a_helper_who_cannot_come_within_a_day_is_replaced_at_once(t) {
        let Couple { katrien, an, bilal, path, request } = agreed(t);
        let chloe = t.resident("Chloe");
        let of_chloe = offers_help(&chloe, &katrien, 1);
        let (soon, late) = (plans(t, &an, &path, 23), plans(t, &an, &path, 25));
        an.post(&format!("{soon}/cancel"), json!({ "by": "helper" })).is_problem("badRequest", 400);
        katrien.post(&format!("{soon}/cancel"), json!({})).is_problem("badRequest", 400);
        bilal.post(&format!("{late}/cancel"), json!({})).ok(200);
        assert!(covers(&an).is_empty(), "there is time to plan another");
        bilal.post(&format!("{soon}/cancel"), json!({})).ok(200);
        assert_eq!(mails(t, &an, "A visit is not going ahead"), 2);
        let [cover] = &covers(&an)[..] else { panic!("one request for somebody else") };
        assert_eq!((&cover["state"], &cover["urgency"], &cover["helpKind"]), (&json!("open"), &json!("today"), &json!("once")));
        assert_eq!(cover["covers"]["href"], path);
        let of_this_visit = an.get(&soon).ok(200);
        assert_eq!(&cover["windows"][0]["start"], of_this_visit.field("start"));
        // The match stays, and the helper who cannot come is not asked.
        assert_eq!(an.get(&path).ok(200).field("state"), "agreed");
        assert_eq!(an.get(&format!("/v1/requests/{request}")).ok(200).field("state"), "matched");
        let cover = cover["id"].as_str().unwrap();
        let own = katrien.get("/v1/offers?view=neighbourhood").ok(200);
        let of_bilal = own.body["items"].as_array().unwrap().iter().find(|it| it["id"] != of_chloe).unwrap()["id"].clone();
        katrien.post("/v1/matches", json!({ "requestId": cover, "offerId": of_bilal })).is_problem("offerDoesNotFit", 409);
    }

    fn a_requester_who_calls_off_needs_nobody_else(t) {
        let Couple { an, path, katrien, .. } = agreed(t);
        let (hers, by_phone) = (plans(t, &an, &path, 2), plans(t, &an, &path, 3));
        an.post(&format!("{hers}/cancel"), json!({})).ok(200);
        katrien.post(&format!("{by_phone}/cancel"), json!({ "by": "requester" })).ok(200);
        assert!(covers(&an).is_empty());
    }

    fn nobody_forgets_to_say_how_it_went(t) {
        let Couple { katrien, an, bilal, path, .. } = agreed(t);
        let visit = plans(t, &an, &path, 1);
        passes(t, 25);
        assert_eq!(mails(t, &an, "How did the visit go?"), 0);
        passes(t, 1);
        for side in [&an, &bilal] {
            assert_eq!(mails(t, side, "How did the visit go?"), 1);
        }
        passes(t, 24);
        assert_eq!(mails(t, &an, "How did the visit go?"), 1, "once");
        passes(t, 5 * 24 - 1);
        assert!(kinds(t, &katrien).is_empty());
        passes(t, 25);
        assert_eq!(kinds(t, &katrien), ["visitUnreported"]);
        t.again(&an).post(&format!("{visit}/done"), json!({})).ok(200);
        assert!(kinds(t, &katrien).is_empty());
    }

    fn two_who_agreed_and_never_met_are_asked_after(t) {
        let Couple { katrien, an, path, .. } = agreed(t);
        passes(t, 20 * 24);
        assert!(kinds(t, &katrien).is_empty());
        passes(t, 24);
        assert_eq!(kinds(t, &katrien), ["noVisit"]);
        let an = t.again(&an);
        plans(t, &an, &path, 2);
        assert!(kinds(t, &katrien).is_empty());
    }

    fn how_a_visit_went_is_said_also_after_the_match_has_ended(t) {
        let Couple { katrien, an, bilal, path, .. } = agreed(t);
        let visit = plans(t, &an, &path, 1);
        passes(t, 2);
        t.again(&an).post(&format!("{path}/end"), json!({ "outcome": "stopped" })).ok(200);
        let said = t.again(&bilal).post(&format!("{visit}/missed"), json!({ "by": "requester" })).ok(200);
        assert_eq!(said.field("state"), "missed");
        assert_eq!(kinds(t, &katrien), ["nobodyOpened"]);
    }

    fn the_team_hears_at_once_that_somebody_else_is_wanted(t) {
        let Couple { katrien, an, bilal, path, request } = agreed(t);
        let soon = plans(t, &an, &path, 3);
        bilal.post(&format!("{soon}/cancel"), json!({})).ok(200);
        assert_eq!(mails(t, &katrien, "A helper cannot come"), 1);
        assert_eq!(kinds(t, &katrien), ["coverWanted"]);
        // It waits with its request, and goes on with it.
        katrien.post(&format!("/v1/requests/{request}/hold"), json!({ "reason": "unclear" })).ok(200);
        assert_eq!(covers(&an)[0]["state"], "held");
        katrien.post(&format!("/v1/requests/{request}/release"), json!({})).ok(200);
        assert_eq!(covers(&an)[0]["state"], "open");
        // What is not wanted any more is not covered either.
        an.post(&format!("/v1/requests/{request}/withdraw"), json!({ "reason": "noLongerNeeded" })).ok(200);
        assert_eq!(covers(&an)[0]["state"], "withdrawn");
        assert!(kinds(t, &katrien).is_empty());
    }

    fn what_needs_a_new_look_is_not_opened_by_a_cover(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let asked = an.asks(with(wish("groceries"), json!({ "helpersWanted": 2 })));
        katrien.does("approve", &asked).ok(200);
        let path = proposes(&katrien, &asked.id.to_string(), &offers_help(&bilal, &katrien, 1));
        for side in [&an, &bilal] {
            side.post(&format!("{path}/accept"), json!({})).ok(200);
        }
        let etag = an.get(&asked.path).ok(200).etag();
        an.if_match(&etag).patch(&asked.path, json!({ "publicText": "Iets nieuws" })).ok(200);
        let soon = plans(t, &an, &path, 3);
        bilal.post(&format!("{soon}/cancel"), json!({})).ok(200);
        assert_eq!(covers(&an)[0]["state"], "submitted");
    }
}
