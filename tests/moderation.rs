//! The queue of the team, and who has what in hand.

use buurtnet::claims;
use buurtnet::db::schema::offers;
use buurtnet::db::types::Json;
use buurtnet::ids::{NeighbourhoodId, OfferId, PersonId};
use buurtnet::policy::Acting;
use buurtnet::requests;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::people::Person;
use crate::support::requests::{Asked, wish, with};

fn team(t: &TestApp) -> Person {
    t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"))
}

fn urgent(person: &Person, urgency: &str) -> Asked {
    person.asks(with(wish("groceries"), json!({ "urgency": urgency })))
}

fn ids(page: &crate::support::client::Answer) -> Vec<String> {
    page.field("items").as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

/// An offer that waits for a look, as its slice keeps it.
fn offer(t: &TestApp, helper: PersonId, neighbourhood: NeighbourhoodId) -> OfferId {
    let id = OfferId::fresh();
    t.write(move |tx| {
        let terms = Json(json!({ "categories": ["groceries", "walk"], "radiusMetres": 2000 }));
        let row = (
            offers::id.eq(id),
            offers::person_id.eq(helper),
            offers::neighbourhood_id.eq(neighbourhood),
            offers::state.eq("submitted"),
            offers::terms.eq(terms),
            offers::load.eq(0),
            offers::cap.eq(2),
            offers::version.eq(1),
            offers::created_at.eq(tx.now),
            offers::updated_at.eq(tx.now),
        );
        diesel::insert_into(offers::table).values(row).execute(tx.conn)?;
        Ok(id)
    })
}

both! {
    with TestApp::start;

    fn who_asks_outside_every_neighbourhood_waits_with_the_coordinators_and_with_no_team(t) {
        let (katrien, sofie) = (team(t), t.coordinator("Sofie", "99999"));
        let at_sea = json!({ "lat": 51.5, "lon": 2.6 });
        let ada = t.resident_at("Ada", &at_sea);
        let asked = urgent(&ada, "today");
        let queue = sofie.get("/v1/moderation/queue").ok(200);
        assert_eq!(ids(&queue), [asked.id.to_string()]);
        assert_eq!(ids(&sofie.get("/v1/requests?view=neighbourhood").ok(200)), [asked.id.to_string()]);
        sofie.get(&format!("/v1/people/{}", ada.id)).ok(200);

        assert!(ids(&katrien.get("/v1/moderation/queue").ok(200)).is_empty());
        katrien.post(&asked.verb("approve"), json!({})).is_problem("notFound", 404);
        sofie.post(&asked.verb("approve"), json!({})).ok(200);
        assert_eq!(ada.state_of(&asked), "open");

        // Who has not said where they live is nowhere yet, and nobody's.
        let newcomer = t.newcomer("Nora");
        sofie.get(&format!("/v1/people/{}", newcomer.id)).is_problem("notFound", 404);
    }

    fn the_queue_goes_by_what_came_back_then_urgency_then_age(t) {
        let (ada, katrien) = (t.resident("Ada"), team(t));
        let at_once = t.now();
        let helper = t.resident("Bilal");
        let offered = offer(t, helper.id, t.neighbourhood("DEMO-01"));
        let flexible = urgent(&ada, "flexible");
        let week = urgent(&ada, "thisWeek");
        let today = urgent(&ada, "today");
        let back = urgent(&ada, "flexible");
        t.passes(TimeDelta::minutes(1));
        let later = urgent(&ada, "today");
        let id = back.id;
        t.write(move |tx| requests::referral_sent(tx, id, Acting::SYSTEM));
        t.write(move |tx| requests::referral_over(tx, id, Acting::SYSTEM, false));
        let queue = katrien.get("/v1/moderation/queue").ok(200);
        let expected = [back.id.to_string(), today.id.to_string(), later.id.to_string(), week.id.to_string(),
            flexible.id.to_string(), offered.to_string()];
        assert_eq!(ids(&queue), expected);
        for (number, due) in [(1, TimeDelta::hours(1)), (3, TimeDelta::days(1)), (4, TimeDelta::days(3))] {
            assert_eq!(queue.field(&format!("items/{number}/dueBy")), &json!(at_once + due));
        }
        assert_eq!(queue.field("items/0/isFirst"), true);
        assert_eq!(queue.field("items/0/about/href"), &json!(back.path));
        assert_eq!(queue.field("items/5/kind"), "offer");
        assert_eq!(queue.field("items/5/categories"), &json!(["groceries", "walk"]));
        assert_eq!(queue.field("items/5/about/href"), &json!(format!("/v1/offers/{offered}")));
        for item in queue.field("items").as_array().unwrap() {
            assert_eq!(&katrien.get(item["href"].as_str().unwrap()).ok(200).body, item);
        }

        let (mut found, mut path) = (Vec::new(), "/v1/moderation/queue?pageSize=2".to_owned());
        loop {
            let page = katrien.get(&path).ok(200);
            found.extend(ids(&page));
            let Some(next) = page.body.get("next").and_then(Value::as_str) else { break };
            path = format!("/v1/moderation/queue?pageSize=2&cursor={next}");
            // What is decided between two pages moves nothing else.
            if found.len() == 2 {
                katrien.does("approve", &today).ok(200);
            }
        }
        assert_eq!(found, expected);
        let left = ids(&katrien.get("/v1/moderation/queue").ok(200));
        assert!(!left.contains(&today.id.to_string()) && left.len() == 5, "who was approved is gone");
        katrien.off_contract().get("/v1/moderation/queue?cursor=x").is_problem("badRequest", 400);
    }

    fn the_queue_is_for_the_team_of_the_neighbourhood(t) {
        let ada = t.resident("Ada");
        let asked = ada.asks_for("walk");
        for (other, code, status) in [
            (t.resident("Bob"), "forbidden", 403),
            (t.administrator("Root"), "forbidden", 403),
            (t.buurtwerker("Femke", t.neighbourhood("DEMO-02")), "notFound", 404),
        ] {
            other.get(&asked.item).is_problem(code, status);
            other.claims(&asked).is_problem(code, status);
            other.puts_back(&asked).is_problem(code, status);
        }
        let femke = t.again(&t.buurtwerker("Frans", t.neighbourhood("DEMO-02")));
        assert_eq!(ids(&femke.get("/v1/moderation/queue").ok(200)), [] as [&str; 0]);
        assert_eq!(ids(&t.coordinator("Sofie", "99999").get("/v1/moderation/queue").ok(200)), [asked.id.to_string()]);
        let katrien = team(t);
        katrien.get(&format!("/v1/moderation/queue/{}", OfferId::fresh())).is_problem("notFound", 404);
        katrien.with_header("If-None-Match", "*")
            .put("/v1/me/home", json!({ "position": crate::support::people::in_lindewijk(0) })).ok(200);
        let own = katrien.asks_for("walk");
        assert!(!ids(&katrien.get("/v1/moderation/queue").ok(200)).contains(&own.id.to_string()));
        katrien.claims(&own).is_problem("notFound", 404);
    }

    fn a_claim_keeps_the_others_from_deciding(t) {
        let (ada, katrien) = (t.resident("Ada"), team(t));
        let luc = t.buurtwerker("Luc", t.neighbourhood("DEMO-01"));
        let asked = ada.asks_for("walk");
        let item = katrien.claims(&asked).ok(200);
        assert_eq!(item.field("claimedBy/isMine"), true);
        assert_eq!(item.field("claimedUntil"), &json!(t.now() + claims::LEASE));
        assert_eq!(item.field("allowedActions"), &json!(["claim", "release"]));
        let seen = luc.get(&asked.item).ok(200);
        assert_eq!((seen.field("claimedBy/isMine"), seen.field("allowedActions")), (&json!(false), &json!(["takeOver"])));
        for verb in ["approve", "askForInformation", "reject", "hold"] {
            luc.does(verb, &asked).is_problem("claimedByOther", 409);
        }
        luc.claims(&asked).is_problem("claimedByOther", 409);
        luc.puts_back(&asked).is_problem("claimedByOther", 409);
        assert_eq!(ada.state_of(&asked), "submitted");
        katrien.does("askForInformation", &asked).ok(200);
        ada.does("answer", &asked).ok(200);
        luc.claims(&asked).ok(200);
        luc.puts_back(&asked).ok(200);
        luc.puts_back(&asked).is_problem("wrongState", 409);
        katrien.does("approve", &asked).ok(200);
        katrien.claims(&asked).is_problem("wrongState", 409);
        let gone = katrien.get(&asked.item).ok(200);
        assert_eq!((gone.field("state"), gone.body.get("dueBy")), (&json!("open"), None));
        let happened: Vec<_> = t.events_of(asked.id).into_iter().filter(|it| it.contains("claimed")).collect();
        assert_eq!(happened, ["request.claimed", "request.claimed", "request.unclaimed"]);
    }

    fn a_claim_ends_by_itself_after_half_an_hour(t) {
        let (ada, katrien) = (t.resident("Ada"), team(t));
        let luc = t.buurtwerker("Luc", t.neighbourhood("DEMO-01"));
        let asked = ada.asks_for("walk");
        katrien.claims(&asked).ok(200);
        t.passes(TimeDelta::minutes(20));
        let (katrien, luc) = (t.again(&katrien), t.again(&luc));
        katrien.claims(&asked).ok(200);
        t.passes(TimeDelta::minutes(20));
        let luc = t.again(&luc);
        luc.claims(&asked).is_problem("claimedByOther", 409);
        t.passes(TimeDelta::minutes(10));
        let luc = t.again(&luc);
        assert_eq!(luc.get(&asked.item).ok(200).body.get("claimedBy"), None);
        luc.claims(&asked).ok(200);
    }

    fn an_offer_is_claimed_like_a_request(t) {
        let (bilal, katrien) = (t.resident("Bilal"), team(t));
        let offered = offer(t, bilal.id, t.neighbourhood("DEMO-01"));
        katrien.post(&format!("/v1/moderation/queue/{offered}/claim"), None).ok(200);
        katrien.post(&format!("/v1/moderation/queue/{offered}/release"), None).ok(200);
        assert_eq!(t.events_of(offered), ["offer.claimed", "offer.unclaimed"]);
    }

    fn of_eight_who_claim_at_once_one_has_it(t) {
        let ada = t.resident("Ada");
        let neighbourhood = t.neighbourhood("DEMO-01");
        let team: Vec<_> = (0..8).map(|it| t.buurtwerker(&format!("Worker{it}"), neighbourhood)).collect();
        for _ in 0..10 {
            let asked = ada.asks_for("walk");
            let answers: Vec<_> = std::thread::scope(|scope| {
                let claims: Vec<_> = team.iter().map(|it| scope.spawn(|| it.claims(&asked))).collect();
                claims.into_iter().map(|it| it.join().unwrap()).collect()
            });
            let winners = answers.iter().filter(|it| it.status == 200).count();
            assert_eq!(winners, 1, "one has it");
            for lost in answers.iter().filter(|it| it.status != 200) {
                lost.is_problem("claimedByOther", 409);
            }
            assert_eq!(t.events_of(asked.id), ["request.submitted", "request.claimed"]);
        }
    }

    fn of_eight_who_decide_at_once_one_does(t) {
        let ada = t.resident("Ada");
        let neighbourhood = t.neighbourhood("DEMO-01");
        let team: Vec<_> = (0..8).map(|it| t.buurtwerker(&format!("Worker{it}"), neighbourhood)).collect();
        let asked = ada.asks_for("walk");
        let verbs = ["approve", "reject"].into_iter().cycle();
        let answers: Vec<_> = std::thread::scope(|scope| {
            let asked = &asked;
            let deciding: Vec<_> = team.iter().zip(verbs).map(|(it, verb)| scope.spawn(move || it.does(verb, asked))).collect();
            deciding.into_iter().map(|it| it.join().unwrap()).collect()
        });
        assert_eq!(answers.iter().filter(|it| it.status == 200).count(), 1);
        for lost in answers.iter().filter(|it| it.status != 200) {
            lost.is_problem("wrongState", 409);
        }
    }
}
