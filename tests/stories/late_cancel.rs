//! The helper who cancels an hour before.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::street::{both_say_yes, cover_of, days, got, hours, href, kinds, pass};
use crate::support::offers::{help_with, id_in};
use crate::support::requests::{wish, with};
use crate::support::story::proposes;
use crate::support::{Person, TestApp};

/// Early in the morning, before the nurse comes.
fn early() -> Value {
    json!([{ "day": "tue", "from": "06:00", "to": "09:00" }])
}

struct Breakfast {
    katrien: Person,
    an: Person,
    bilal: Person,
    chloe: Person,
    of_chloe: String,
    request: String,
    /// An and Bilal.
    path: String,
    /// Tomorrow at half past six.
    visit: String,
}

/// Bilal brings An her breakfast; on Monday at ten they agree on Tuesday, half past six. Chloe could do it as well.
fn breakfast(t: &TestApp) -> Breakfast {
    let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
    let an = t.resident("An");
    let terms = || with(help_with(&["meals"]), json!({ "weeklySlots": early() }));
    let (bilal, of_bilal) = t.helper("Bilal", 100, terms());
    let (chloe, of_chloe) = t.helper("Chloe", 200, terms());
    let asked = an.asks(with(wish("meals"), json!({ "weeklySlots": early() })));
    katrien.does("approve", &asked).ok(200);
    let path = proposes(&katrien, &asked.id.to_string(), &id_in(&of_bilal).to_string());
    assert_eq!(both_say_yes(&an, &bilal, &path)["state"], "agreed");
    let start = json!({ "start": t.now() + TimeDelta::minutes(20 * 60 + 30), "durationMinutes": 60 });
    let visit = href(&an.post(&format!("{path}/visits"), start).ok(201).body);
    assert_eq!(got(t, &bilal, "A visit is planned"), 1);
    Breakfast { katrien, an, bilal, chloe, of_chloe, request: asked.path, path, visit }
}

both! {
    with TestApp::start;

    fn the_helper_who_cancels_an_hour_before(t) {
        let Breakfast { katrien, an, bilal, chloe, of_chloe, request, path, visit } = breakfast(t);
        // Half past five in the morning: his child is ill. He need not say why.
        pass(t, TimeDelta::minutes(19 * 60 + 30));
        let (bilal, an, katrien, chloe) = (t.again(&bilal), t.again(&an), t.again(&katrien), t.again(&chloe));
        assert_eq!(bilal.post(&format!("{visit}/cancel"), json!({})).ok(200).field("state"), "cancelled");
        // Everybody hears it in that minute, early as it is: An that he does not come, Katrien that somebody is wanted.
        assert_eq!((got(t, &an, "A visit is not going ahead"), got(t, &katrien, "A helper cannot come")), (1, 1));
        assert_eq!(kinds(t, &katrien), ["coverWanted"]);
        let cover = cover_of(&an, &path);
        assert_eq!((&cover["state"], &cover["urgency"], &cover["helpKind"]), (&json!("open"), &json!("today"), &json!("once")));
        let called_off = an.get(&visit).ok(200);
        assert_eq!(cover["windows"][0]["start"], *called_off.field("start"), "for that visit, and no other");
        // Bilal is thanked and left in peace: he stays her helper, and does not see who is asked instead.
        assert_eq!(bilal.get(&path).ok(200).field("state"), "agreed");
        assert_eq!(bilal.get(&path).ok(200).body["contact"]["firstName"], "An");
        bilal.get(&href(&cover)).is_problem("notFound", 404);
        // Katrien finds Chloe, who lives around the corner, and both say yes before six.
        let found = katrien.get(&format!("{}/suggestions", href(&cover))).ok(200);
        let names: Vec<_> = found.body["items"].as_array().unwrap().iter().map(|it| it["helper"]["firstName"].clone()).collect();
        assert_eq!(names, ["Chloe"], "not who has just called off");
        let instead = proposes(&katrien, cover["id"].as_str().unwrap(), &id_in(&of_chloe).to_string());
        let agreed = both_say_yes(&an, &chloe, &instead);
        assert_eq!((&agreed["state"], &agreed["contact"]["firstName"]), (&json!("agreed"), &json!("An")));
        assert_eq!(an.get(&instead).ok(200).body["contact"]["firstName"], "Chloe");
        bilal.get(&instead).is_problem("notFound", 404);
        assert!(kinds(t, &katrien).is_empty(), "nothing is left to be seen to");
        // Chloe came; that is over, and what An and Bilal have is not.
        pass(t, hours(3));
        let (an, bilal, chloe) = (t.again(&an), t.again(&bilal), t.again(&chloe));
        chloe.post(&format!("{instead}/end"), json!({ "outcome": "helped" })).ok(200);
        assert_eq!(an.get(&href(&cover)).ok(200).field("state"), "fulfilled");
        assert_eq!((an.get(&request).ok(200).field("state"), an.get(&path).ok(200).field("state")), (&json!("matched"), &json!("agreed")));
        // Next week Bilal is back, and nobody asks for somebody else.
        let start = json!({ "start": t.now() + days(6), "durationMinutes": 60 });
        let next = href(&bilal.post(&format!("{path}/visits"), start).ok(201).body);
        pass(t, days(7));
        assert_eq!(t.again(&an).post(&format!("{next}/done"), json!({})).ok(200).field("state"), "done");
        assert_eq!((cover_of(&t.again(&an), &path)["state"].clone(), kinds(t, &katrien)), (json!("fulfilled"), vec![]));
        assert_eq!(got(t, &bilal, "News about a suggestion or an arrangement"), 0);
    }

    fn the_helper_who_cancels_an_hour_before_and_nobody_else_can_come(t) {
        let Breakfast { katrien, an, bilal, path, visit, .. } = breakfast(t);
        pass(t, TimeDelta::minutes(19 * 60 + 30));
        t.again(&bilal).post(&format!("{visit}/cancel"), json!({})).ok(200);
        let cover = cover_of(&t.again(&an), &path);
        pass(t, hours(5));
        assert_eq!(kinds(t, &katrien), ["coverWanted"], "it stands there until somebody has called An");
        // She had bread in the house. What is past is not asked after for weeks.
        pass(t, days(2));
        assert_eq!(got(t, &an, "Is help still needed?"), 0, "nobody needs help last Tuesday");
        let over = t.again(&an).get(&href(&cover)).ok(200);
        assert_eq!((over.field("state"), got(t, &an, "Your request has ended")), (&json!("expired"), 0));
        assert!(kinds(t, &katrien).is_empty());
        assert_eq!(t.again(&an).get(&path).ok(200).field("state"), "agreed");
    }
}
