//! Rights that people often do not know of: a hint to the team, and what came of it.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::people::Person;
use crate::support::requests::{Asked, wish};

fn check(by: &Person, asked: &Asked, right: &str, outcome: &str) -> crate::support::client::Answer {
    by.post(&asked.verb("rights"), json!({ "right": right, "outcome": outcome }))
}

fn codes(of: &Value) -> Vec<(&str, Option<&str>)> {
    let items = of["items"].as_array().unwrap().iter();
    items.map(|it| (it["right"].as_str().unwrap(), it["outcome"].as_str())).collect()
}

both! {
    with TestApp::start;

    fn the_kind_of_help_hints_at_rights_and_the_team_writes_down_what_came_of_them(t) {
        let (an, katrien) = (t.resident("An"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let asked = an.asks(wish("chores"));
        let path = asked.verb("rights");
        let hints = katrien.get(&path).ok(200).body;
        assert_eq!(codes(&hints), [("homeCareRate", None), ("careBudget", None)]);
        assert!(hints["items"][1]["text"].as_str().unwrap().contains("zorgbudget"), "{hints}");
        check(&katrien, &asked, "careBudget", "unclear").ok(200);
        t.passes(TimeDelta::minutes(1));
        let checked = check(&katrien, &asked, "careBudget", "applied").ok(200).body;
        assert_eq!(codes(&checked), [("homeCareRate", None), ("careBudget", Some("applied"))]);
        assert_eq!(checked["items"][1]["checkedBy"], json!(katrien.id));
        let more = check(&katrien, &asked, "socialTariff", "has").ok(200).body;
        assert_eq!(codes(&more)[2], ("socialTariff", Some("has")), "what nobody hinted at is kept too");
        assert_eq!(codes(&katrien.get(&path).ok(200).body).len(), 3);
    }

    fn whoever_reads_what_came_of_them_leaves_a_trace(t) {
        let (an, katrien) = (t.resident("An"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let asked = an.asks(wish("chores"));
        let looks = || {
            let log = an.get("/v1/me/accessLog").ok(200).body;
            log["items"].as_array().unwrap().iter().filter(|it| it["parts"] == json!(["facts"])).count()
        };
        katrien.get(&asked.verb("rights")).ok(200);
        assert_eq!(looks(), 0, "hints tell nothing of anybody");
        check(&katrien, &asked, "careBudget", "has").ok(200);
        let shown = looks();
        katrien.get(&asked.verb("rights")).ok(200);
        assert_eq!(looks(), shown + 1);
    }

    fn only_the_team_of_the_neighbourhood_sees_and_writes_them(t) {
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let karel = t.buurtwerker("Karel", t.neighbourhood("DEMO-02"));
        let asked = an.asks(wish("chores"));
        an.get(&asked.verb("rights")).is_problem("forbidden", 403);
        check(&an, &asked, "careBudget", "has").is_problem("forbidden", 403);
        bilal.get(&asked.verb("rights")).is_problem("forbidden", 403);
        check(&bilal, &asked, "careBudget", "has").is_problem("forbidden", 403);
        karel.get(&asked.verb("rights")).is_problem("notFound", 404);
        check(&karel, &asked, "careBudget", "has").is_problem("notFound", 404);
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        check(&katrien, &asked, "gold", "has").is_problem("badRequest", 400);
        check(&katrien, &asked, "careBudget", "granted").is_problem("badRequest", 400);
    }
}
