//! Two of a team on one item: who goes on takes it over, both see it, and nothing is overwritten. And who else looks.

use buurtnet::audit::{self, VIEWING};
use buurtnet::claims;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Answer;
use crate::support::offers::help_with;
use crate::support::people::Person;
use crate::support::requests::{Asked, wish, with};

/// Ada asked; Katrien and Luc work there.
struct Desk<'a> {
    t: &'a TestApp,
    ada: Person,
    katrien: Person,
    luc: Person,
    asked: Asked,
}

impl<'a> Desk<'a> {
    fn open(t: &'a TestApp) -> Self {
        let here = t.neighbourhood("DEMO-01");
        let ada = t.resident("Ada");
        let asked = ada.asks_for("walk");
        Self { t, asked, ada, katrien: t.buurtwerker("Katrien", here), luc: t.buurtwerker("Luc", here) }
    }

    fn takes_over(&self, who: &Person, from: Option<&Person>) -> Answer {
        let said = from.map_or_else(|| json!({}), |it| json!({ "from": it.id }));
        who.post(&format!("{}/takeOver", self.asked.item), said)
    }

    fn holder(&self, who: &Person) -> (Value, Value) {
        let seen = who.get(&self.asked.item).ok(200);
        (seen.field("claimedBy/id").clone(), seen.body.get("takenOverFrom").map_or(Value::Null, |it| it["id"].clone()))
    }

    fn looks_at(&self, who: &Person) -> Vec<buurtnet::ids::PersonId> {
        let (id, but) = (self.asked.id.uuid(), Some(who.id));
        let viewers = self.t.read(move |tx| audit::viewers(tx, id, but));
        viewers.into_iter().map(|it| it.person).collect()
    }
}

both! {
    with TestApp::start;

    fn what_somebody_has_in_hand_can_be_taken_over_and_both_see_it(t) {
        let desk = Desk::open(t);
        let (katrien, luc) = (&desk.katrien, &desk.luc);
        katrien.claims(&desk.asked).ok(200);
        luc.does("approve", &desk.asked).is_problem("claimedByOther", 409);
        t.passes(TimeDelta::minutes(2));
        let taken = desk.takes_over(luc, Some(katrien)).ok(200);
        assert_eq!(taken.field("claimedBy/isMine"), true);
        assert_eq!(taken.field("claimedUntil"), &json!(t.now() + claims::LEASE));
        assert_eq!(taken.field("takenOverFrom/id"), &json!(katrien.id));
        assert_eq!(desk.holder(katrien), (json!(luc.id), json!(katrien.id)));
        assert_eq!(katrien.get(&desk.asked.item).ok(200).field("takenOverFrom/isMine"), true);
        // From whom it was taken stays while it is in hand.
        luc.claims(&desk.asked).ok(200);
        assert_eq!(desk.holder(katrien), (json!(luc.id), json!(katrien.id)));
        // Whoever had it decides nothing any more.
        katrien.does("approve", &desk.asked).is_problem("claimedByOther", 409);
        katrien.puts_back(&desk.asked).is_problem("claimedByOther", 409);
        assert_eq!(desk.ada.state_of(&desk.asked), "submitted");
        luc.does("approve", &desk.asked).ok(200);
        let happened = t.events_of(desk.asked.id);
        assert_eq!(happened.iter().filter(|it| *it == "request.takenOver").count(), 1);
        // What the next one takes in hand was taken from nobody.
        let next = desk.ada.asks_for("walk");
        katrien.claims(&next).ok(200);
        assert!(katrien.get(&next.item).ok(200).body.get("takenOverFrom").is_none());
    }

    fn nobody_takes_from_a_third_one_by_mistake(t) {
        let desk = Desk::open(t);
        let sofie = t.coordinator("Sofie", "99999");
        let (katrien, luc) = (&desk.katrien, &desk.luc);
        desk.takes_over(luc, None).is_problem("wrongState", 409);
        katrien.claims(&desk.asked).ok(200);
        desk.takes_over(katrien, None).is_problem("wrongState", 409);
        desk.takes_over(&sofie, Some(katrien)).ok(200);
        // Luc still sees Katrien on the screen.
        desk.takes_over(luc, Some(katrien)).is_problem("stale", 412);
        assert_eq!(desk.holder(luc), (json!(sofie.id), json!(katrien.id)));
        desk.takes_over(luc, Some(&sofie)).ok(200);
        // The second click of the same person finds it done.
        desk.takes_over(luc, Some(&sofie)).is_problem("wrongState", 409);
        assert_eq!(desk.holder(katrien), (json!(luc.id), json!(sofie.id)));
        // A claim that ran out is free, and taken from nobody.
        t.passes(claims::LEASE);
        let (katrien, luc) = (t.again(katrien), t.again(luc));
        desk.takes_over(&katrien, None).is_problem("wrongState", 409);
        katrien.claims(&desk.asked).ok(200);
        assert_eq!(desk.holder(&katrien), (json!(katrien.id), Value::Null));
        katrien.does("approve", &desk.asked).ok(200);
        desk.takes_over(&luc, None).is_problem("wrongState", 409);
    }

    fn an_offer_is_taken_over_too_and_only_by_its_team(t) {
        let desk = Desk::open(t);
        let bilal = t.resident("Bilal");
        let offer = bilal.post("/v1/offers", help_with(&["walk"])).ok(201).id();
        let path = format!("/v1/moderation/queue/{offer}");
        desk.katrien.post(&format!("{path}/claim"), None).ok(200);
        let femke = t.buurtwerker("Femke", t.neighbourhood("DEMO-02"));
        for (who, code, status) in [(&bilal, "forbidden", 403), (&femke, "notFound", 404)] {
            who.post(&format!("{path}/takeOver"), json!({})).is_problem(code, status);
        }
        desk.luc.post(&format!("{path}/takeOver"), json!({ "from": desk.katrien.id })).ok(200);
        assert!(t.events_of(offer.parse::<uuid::Uuid>().unwrap()).contains(&"offer.takenOver".to_owned()));
        desk.katrien.post(&format!("/v1/offers/{offer}/approve"), json!({})).is_problem("claimedByOther", 409);
        desk.luc.post(&format!("/v1/offers/{offer}/approve"), json!({})).ok(200);
    }

    fn who_read_it_in_the_last_minutes_looks_at_it(t) {
        let desk = Desk::open(t);
        let text = json!({ "text": { "lang": "nl", "text": "Een ommetje" } });
        let asked = desk.ada.asks(with(wish("walk"), text));
        let desk = Desk { asked, ..desk };
        assert!(desk.looks_at(&desk.luc).is_empty());
        desk.katrien.get(&desk.asked.path).ok(200);
        desk.ada.get(&desk.asked.path).ok(200);
        t.passes(TimeDelta::minutes(1));
        desk.luc.get(&desk.asked.path).ok(200);
        assert_eq!(desk.looks_at(&desk.luc), [desk.katrien.id]);
        assert_eq!(desk.looks_at(&desk.katrien), [desk.luc.id]);
        assert_eq!(desk.looks_at(&desk.ada), [desk.luc.id, desk.katrien.id], "the latest first, and nobody but the team");
        t.passes(VIEWING - TimeDelta::minutes(1));
        assert_eq!(desk.looks_at(&desk.ada), [desk.luc.id]);
        t.passes(VIEWING);
        assert!(desk.looks_at(&desk.ada).is_empty());
    }
}
