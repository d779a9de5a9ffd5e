//! Who sets the duty roster, who says that somebody is away, and what is refused.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::client::Answer;
use crate::support::{Person, TestApp};

/// Where a refusal points.
fn pointers(answer: &Answer) -> Vec<String> {
    answer.is_problem("badRequest", 400);
    let issues = answer.field("issues").as_array().unwrap();
    issues.iter().map(|it| it["pointer"].as_str().unwrap().to_owned()).collect()
}

struct Office {
    katrien: Person,
    luc: Person,
    sofie: Person,
    roster: String,
    absences: String,
}

impl Office {
    fn of(t: &TestApp) -> Self {
        let here = t.neighbourhood("DEMO-01");
        Self {
            katrien: t.buurtwerker("Katrien", here),
            luc: t.buurtwerker("Luc", here),
            sofie: t.coordinator("Sofie", "99999"),
            roster: format!("/v1/neighbourhoods/{here}/dutyRoster"),
            absences: format!("/v1/neighbourhoods/{here}/absences"),
        }
    }

    fn first(&self, who: &Person, terms: Value) -> Answer {
        who.with_header("If-None-Match", "*").put(&self.roster, terms)
    }
}

fn away(from: &str, until: &str) -> Value {
    json!({ "from": from, "until": until })
}

fn of(person: &Person, mut absence: Value) -> Value {
    absence["personId"] = json!(person.id);
    absence
}

both! {
    with TestApp::start;

    fn the_coordinator_sets_the_roster_and_the_team_sees_it(t) {
        let (office, amir) = (Office::of(t), t.administrator("Amir"));
        office.sofie.get(&office.roster).is_problem("notFound", 404);
        let terms = json!({ "dutyPersons": [office.katrien.id, office.luc.id] });
        let set = office.first(&office.sofie, terms.clone()).ok(200);
        assert_eq!((set.field("dutyPersons"), set.field("allowedActions")), (&terms["dutyPersons"], &json!(["set", "enterAbsence"])));
        for (who, may) in [(&office.katrien, json!(["enterAbsence"])), (&amir, json!(["set", "enterAbsence"]))] {
            let seen = who.get(&office.roster).ok(200);
            assert_eq!((seen.etag(), seen.field("allowedActions")), (set.etag(), &may));
        }
        let etag = set.etag();
        let again = amir.if_match(&etag).put(&office.roster, json!({})).ok(200);
        assert_eq!((again.field("dutyPersons"), again.etag() == etag), (&json!([]), false));
        office.katrien.if_match(&again.etag()).put(&office.roster, json!({})).is_problem("forbidden", 403);
        t.resident("Ada").get(&office.roster).is_problem("forbidden", 403);
        let far = [t.buurtwerker("Far", t.neighbourhood("DEMO-02")), t.coordinator("Other", "11001")];
        for far in &far {
            far.get(&office.roster).is_problem("notFound", 404);
            far.get(&office.absences).is_problem("notFound", 404);
        }
        far[1].if_match(&again.etag()).put(&office.roster, json!({})).is_problem("notFound", 404);
        t.client().get(&office.roster).is_problem("notSignedIn", 401);
        let happened = t.events_of(t.neighbourhood("DEMO-01"));
        assert_eq!(happened.iter().filter(|it| *it == "neighbourhood.dutyRosterSet").count(), 2);
    }

    fn nobody_overwrites_a_roster_that_they_have_not_read(t) {
        let office = Office::of(t);
        office.sofie.put(&office.roster, json!({})).is_problem("preconditionRequired", 428);
        office.sofie.if_match("\"1\"").put(&office.roster, json!({})).is_problem("stale", 412);
        let first = office.first(&office.sofie, json!({})).ok(200).etag();
        office.first(&office.sofie, json!({})).is_problem("stale", 412);
        office.sofie.if_match(&first).put(&office.roster, json!({})).ok(200);
        office.sofie.if_match(&first).put(&office.roster, json!({})).is_problem("stale", 412);
    }

    fn a_roster_that_cannot_be_is_refused_where_it_is_wrong(t) {
        let (office, far) = (Office::of(t), t.buurtwerker("Far", t.neighbourhood("DEMO-02")));
        let nobody = "018f0000-0000-7000-8000-000000000000";
        let people = json!({
            "dutyPersons": [office.katrien.id, far.id, nobody, office.katrien.id, office.sofie.id],
            "deputies": [office.luc.id, office.katrien.id],
        });
        let refused = office.first(&office.sofie, people);
        assert_eq!(pointers(&refused), ["/dutyPersons/1", "/dutyPersons/2", "/dutyPersons/3", "/dutyPersons/4", "/deputies/1"]);
        let issues = refused.field("issues").as_array().unwrap();
        assert_eq!(issues[0]["detail"], issues[1]["detail"], "who exists elsewhere is not told");
        let slot = |day: &str, from: &str, to: &str| json!({ "day": day, "from": from, "to": to });
        let hours = json!({ "openingHours": [
            slot("mon", "09:00", "12:00"), slot("mon", "12:00", "13:00"), slot("mon", "11:59", "12:30"),
            slot("tue", "10:00", "09:00"), slot("tue", "11:00", "12:00"),
        ] });
        assert_eq!(pointers(&office.first(&office.sofie, hours)), ["/openingHours/2", "/openingHours/3/to"]);
        for number in ["help", "11", "", "112 or 106"] {
            let numbers = json!({ "emergencyNumbers": [{ "name": "Wacht", "number": number }] });
            let refused = office.sofie.off_contract().with_header("If-None-Match", "*").put(&office.roster, numbers);
            assert_eq!(pointers(&refused)[0], "/emergencyNumbers/0/number", "{number}");
        }
        office.sofie.get(&office.roster).is_problem("notFound", 404);
    }

    fn everybody_says_when_they_are_away_and_the_coordinator_says_it_for_all(t) {
        let (office, week) = (Office::of(t), away("2026-03-09", "2026-03-15"));
        let own = office.katrien.post(&office.absences, week.clone()).ok(201);
        assert_eq!((own.field("personId"), own.field("allowedActions")), (&json!(office.katrien.id), &json!(["remove"])));
        office.katrien.post(&office.absences, of(&office.katrien, week.clone())).ok(201);
        office.katrien.post(&office.absences, of(&office.luc, week.clone())).is_problem("forbidden", 403);
        let of_luc = office.sofie.post(&office.absences, of(&office.luc, week.clone())).ok(201);
        office.sofie.post(&office.absences, week.clone()).ok(201);
        t.administrator("Amir").post(&office.absences, of(&office.luc, week.clone())).ok(201);
        assert_eq!(office.luc.get(&office.absences).ok(200).field("items").as_array().unwrap().len(), 5);
        let (own, of_luc) = (own.field("href").as_str().unwrap(), of_luc.field("href").as_str().unwrap());
        let seen = office.luc.get(own).ok(200);
        assert_eq!(seen.field("allowedActions"), &json!([]), "the team sees it");
        let remove = |who: &Person, path: &str| who.if_match("\"1\"").send("DELETE", path, None);
        remove(&office.luc, own).is_problem("forbidden", 403);
        office.katrien.send("DELETE", own, None).is_problem("preconditionRequired", 428);
        remove(&office.katrien, own).ok(204);
        remove(&office.katrien, own).is_problem("notFound", 404);
        remove(&office.luc, of_luc).ok(204);
        t.resident("Ada").post(&office.absences, week).is_problem("forbidden", 403);
    }

    fn an_absence_is_found_where_it_was_entered_only(t) {
        let (office, there) = (Office::of(t), t.neighbourhood("DEMO-02"));
        let entered = office.katrien.post(&office.absences, away("2026-03-09", "2026-03-15")).ok(201);
        let elsewhere = format!("/v1/neighbourhoods/{there}/absences/{}", entered.id());
        for who in [&office.sofie, &office.katrien, &t.buurtwerker("Far", there)] {
            who.get(&elsewhere).is_problem("notFound", 404);
            who.if_match("\"1\"").send("DELETE", &elsewhere, None).is_problem("notFound", 404);
        }
        let listed = office.sofie.get(&format!("/v1/neighbourhoods/{there}/absences")).ok(200);
        assert_eq!(listed.field("items"), &json!([]));
    }

    fn an_absence_that_cannot_be_is_refused_where_it_is_wrong(t) {
        let (office, amir) = (Office::of(t), t.administrator("Amir"));
        for (from, until) in [("2026-03-09", "2026-03-08"), ("2026-02-20", "2026-03-01"), ("2026-03-09", "2030-01-01")] {
            assert_eq!(pointers(&office.katrien.post(&office.absences, away(from, until))), ["/until"], "{from} {until}");
        }
        let odd = office.katrien.off_contract().post(&office.absences, away("2026-3-9", "tomorrow"));
        assert_eq!(pointers(&odd), ["/from", "/until"]);
        let week = away("2026-03-09", "2026-03-15");
        for stranger in [&t.resident("Ada"), &t.buurtwerker("Far", t.neighbourhood("DEMO-02")), &amir] {
            assert_eq!(pointers(&office.sofie.post(&office.absences, of(stranger, week.clone()))), ["/personId"]);
        }
        assert_eq!(pointers(&amir.post(&office.absences, week)), ["/personId"], "an administrator is of no team");
    }

    fn what_is_over_is_not_listed_and_is_forgotten_after_a_month(t) {
        let office = Office::of(t);
        let entered = office.katrien.post(&office.absences, away("2026-03-02", "2026-03-04")).ok(201);
        let path = entered.field("href").as_str().unwrap();
        let listed = |who: &Person| t.again(who).get(&office.absences).ok(200).field("items").as_array().unwrap().len();
        t.passes(TimeDelta::days(2));
        assert_eq!(listed(&office.luc), 1);
        t.passes(TimeDelta::days(1));
        assert_eq!(listed(&office.luc), 0);
        t.passes(TimeDelta::days(29));
        t.works();
        t.again(&office.luc).get(path).ok(200);
        t.passes(TimeDelta::days(2));
        t.works();
        t.again(&office.luc).get(path).is_problem("notFound", 404);
    }
}
