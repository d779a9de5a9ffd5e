//! A lonely man has company every week, and somebody else while his helper is away.

use serde_json::{Value, json};

use super::street::{both_say_yes, cover_of, days, got, hours, href, kinds, letters, pass};
use crate::support::offers::{help_with, id_in};
use crate::support::requests::{wish, with};
use crate::support::story::proposes;
use crate::support::{Person, TestApp};

const HOW_IS_IT: &str = "How is it going between you two?";
const GO_ON: &str = "Would you like to go on with somebody else?";

fn weekly() -> Value {
    with(wish("company"), json!({ "helpKind": "recurring", "rhythm": "weekly" }))
}

/// Somebody comes tomorrow, and a day later says that it was good.
fn comes(t: &TestApp, who: &Person, path: &str) {
    let start = json!({ "start": t.now() + hours(24), "durationMinutes": 60 });
    let visit = href(&t.again(who).post(&format!("{path}/visits"), start).ok(201).body);
    pass(t, days(2));
    t.again(who).post(&format!("{visit}/done"), json!({})).ok(200);
}

both! {
    with TestApp::start;

    fn a_lonely_man_his_bond_its_cover_and_its_end(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let gust = t.resident("Gust");
        let (bilal, of_bilal) = t.helper("Bilal", 100, help_with(&["company"]));
        let (chloe, of_chloe) = t.helper("Chloe", 200, help_with(&["company"]));
        let asked = gust.asks(weekly());
        katrien.does("approve", &asked).ok(200);
        let path = proposes(&katrien, &asked.id.to_string(), &id_in(&of_bilal).to_string());
        let agreed = both_say_yes(&gust, &bilal, &path);
        let bond = href(&agreed["bond"]);
        assert_eq!(bilal.get(&bond).ok(200).field("rhythm"), "weekly");
        // Five weeks of coffee. After a month both are asked how it goes, each for themselves.
        for _ in 0..5 {
            comes(t, &bilal, &path);
            pass(t, days(5));
        }
        assert_eq!((got(t, &gust, HOW_IS_IT), got(t, &bilal, HOW_IS_IT)), (1, 1));
        t.again(&gust).post(&format!("{bond}/checkIn"), json!({ "goesWell": true })).ok(200);
        t.again(&bilal).post(&format!("{bond}/checkIn"), json!({ "goesWell": true })).ok(200);
        assert!(kinds(t, &katrien).is_empty());
        // Bilal goes to his mother for a fortnight; the visit that was planned for then is called off.
        let start = json!({ "start": t.now() + hours(28), "durationMinutes": 60 });
        let planned = href(&t.again(&bilal).post(&format!("{path}/visits"), start).ok(201).body);
        let window = |from: i64| json!({ "start": t.now() + hours(from), "end": t.now() + hours(from + 3) });
        let away = json!({ "windows": [window(27), window(27 + 7 * 24)] });
        t.again(&bilal).post(&format!("{bond}/cover"), away).ok(200);
        let gust_now = t.again(&gust);
        assert_eq!(gust_now.get(&planned).ok(200).field("state"), "cancelled");
        assert_eq!(letters(t, &gust).last().map(String::as_str), Some("News about your regular contact"));
        let cover = cover_of(&gust_now, &path);
        assert_eq!((&cover["state"], cover["windows"].as_array().map(Vec::len)), (&json!("open"), Some(2)));
        assert_eq!((got(t, &katrien, "A helper cannot come"), kinds(t, &katrien)), (1, vec!["coverWanted".to_owned()]));
        // Chloe comes these two times. She has no bond with Gust by that, and Bilal keeps his.
        let katrien_now = t.again(&katrien);
        let instead = proposes(&katrien_now, cover["id"].as_str().unwrap(), &id_in(&of_chloe).to_string());
        let agreed = both_say_yes(&gust_now, &t.again(&chloe), &instead);
        assert_eq!((agreed["state"].clone(), agreed.get("bond").is_some()), (json!("agreed"), false));
        comes(t, &chloe, &instead);
        t.again(&chloe).post(&format!("{instead}/end"), json!({ "outcome": "helped" })).ok(200);
        assert_eq!(t.again(&gust).get(&href(&cover)).ok(200).field("state"), "fulfilled");
        for path in [&href(&cover), &instead] {
            t.again(&bilal).get(path).is_problem("notFound", 404);
        }
        assert_eq!(t.again(&gust).get(&bond).ok(200).field("state"), "active");
        // Bilal moves to the coast. He ends it himself, and Gust is asked gently whether somebody else may come.
        t.again(&bilal).post(&format!("{bond}/end"), json!({ "outcome": "stopped" })).ok(200);
        let (gust_now, bilal_now) = (t.again(&gust), t.again(&bilal));
        assert_eq!((gust_now.state_of(&asked), gust_now.get(&bond).ok(200).field("state")), ("open".into(), &json!("ended")));
        assert_eq!((got(t, &gust, GO_ON), got(t, &bilal, GO_ON)), (1, 0));
        let over = bilal_now.get(&path).ok(200);
        assert!(over.body.get("contact").is_none() && over.body.get("place").is_none(), "his address is hidden at once");
        // He says nothing for three weeks, as he does; he is asked again, and the team looks before anything ends.
        pass(t, days(21));
        assert_eq!(got(t, &gust, "Is help still needed?"), 1);
        t.again(&gust).does("confirmStillNeeded", &asked).ok(200);
        let (dora, of_dora) = t.helper("Dora", 300, help_with(&["company"]));
        let second = proposes(&t.again(&katrien), &asked.id.to_string(), &id_in(&of_dora).to_string());
        let agreed = both_say_yes(&t.again(&gust), &dora, &second);
        assert_ne!(href(&agreed["bond"]), bond, "a bond of their own");
        assert_eq!(dora.get("/v1/bonds").ok(200).body["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(t.again(&gust).state_of(&asked), "matched");
        dora.get(&path).is_problem("notFound", 404);
        assert!(kinds(t, &katrien).is_empty());
    }
}
