//! The widow who still gets pings.

use chrono::TimeDelta;
use serde_json::json;

use super::street::{both_say_yes, days, got, href, id, kinds, letters, never_told_of, pass, to_see_to};
use crate::support::offers::{help_with, id_in};
use crate::support::people::in_lindewijk;
use crate::support::referrals::consent;
use crate::support::requests::{wish, with};
use crate::support::story::proposes;
use crate::support::{Person, TestApp};

/// Irma and Jef live together; she acts for him. Each has a helper, and much is on its way to him when he dies.
struct Couple {
    katrien: Person,
    irma: Person,
    jef: Person,
    bilal: Person,
    chloe: Person,
    /// Everything of Jef that a letter could lead to.
    of_jef: Vec<String>,
    /// Jef and Bilal; Irma and Chloe.
    jefs: String,
    irmas: String,
}

fn couple(t: &TestApp) -> Couple {
    let scene = t.care_scene();
    let katrien = scene.katrien;
    let (irma, jef) = (t.resident("Irma"), t.resident("Jef"));
    katrien.post(&format!("/v1/people/{}/household", jef.id), json!({ "withPersonId": irma.id })).ok(200);
    let until = (t.now() + days(60)).utc().format("%Y-%m-%d").to_string();
    let acts = json!({ "proxyPersonId": irma.id, "kind": "mantelzorger", "scope": ["ask", "accept"], "until": until });
    let proxy = href(&jef.post("/v1/me/proxies", acts).ok(201).body);
    let agreed = |asker: &Person, helper: &Person, offer: &str| {
        let asked = asker.asks_for("groceries");
        katrien.does("approve", &asked).ok(200);
        let path = proposes(&katrien, &asked.id.to_string(), &id_in(offer).to_string());
        both_say_yes(asker, helper, &path);
        (asked.path, path)
    };
    let (bilal, of_bilal) = t.helper("Bilal", 100, help_with(&["groceries"]));
    let (chloe, of_chloe) = t.helper("Chloe", 200, help_with(&["groceries"]));
    let (asked, jefs) = agreed(&jef, &bilal, &of_bilal);
    let (_, irmas) = agreed(&irma, &chloe, &of_chloe);
    // A visit is planned, a walk is asked for, he still offers to read aloud, and an organisation has been written to.
    let start = json!({ "start": t.now() + TimeDelta::days(2), "durationMinutes": 60 });
    let visit = href(&jef.post(&format!("{jefs}/visits"), start).ok(201).body);
    let walk = irma.asks(with(wish("walk"), json!({ "forPerson": jef.id })));
    katrien.does("approve", &walk).ok(200);
    let offer = jef.offers(help_with(&["company"]));
    t.approves_offer(&offer);
    let yes = jef.post("/v1/consents", consent(&jef, scene.organisation, &["name"])).ok(201).id();
    let draft = json!({
        "requestId": walk.id, "serviceId": scene.service, "reason": "Wandelen met begeleiding.", "shared": ["name"],
        "consentId": yes, "urgency": "thisWeek", "beside": true,
    });
    let referral = katrien.post("/v1/referrals", draft).ok(201).id();
    katrien.refers("send", &referral).ok(200);
    t.works();
    let of_jef = [&asked, &jefs, &visit, &walk.path, &offer, &referral, &proxy].map(|it| id(it).to_owned()).to_vec();
    Couple { katrien, irma, jef, bilal, chloe, of_jef, jefs, irmas }
}

both! {
    with TestApp::start;

    fn the_widow_gets_no_letter_about_her_husband(t) {
        let Couple { katrien, irma, jef, bilal, chloe, of_jef, jefs, irmas } = couple(t);
        let (to_jef, to_irma) = (letters(t, &jef), letters(t, &irma));
        let [_, visit, walk, offer, referral] = [&of_jef[0], &of_jef[2], &of_jef[3], &of_jef[4], &of_jef[5]];
        // She tells it herself, with the right she had to act for him.
        let person = format!("/v1/people/{}", jef.id);
        assert!(irma.get(&person).ok(200).field("allowedActions").as_array().unwrap().contains(&json!("deceased")));
        assert_eq!(irma.post(&format!("{person}/deceased"), json!({})).ok(200).field("state"), "deceased");
        irma.get(&person).is_problem("notFound", 404);
        // All that was his has ended, with no reason that hurts.
        for (path, state) in [
            (format!("{jefs}/visits/{visit}"), "cancelled"), (jefs.clone(), "ended"), (format!("/v1/requests/{walk}"), "withdrawn"),
            (format!("/v1/offers/{offer}"), "retired"), (format!("/v1/referrals/{referral}"), "cancelled"),
        ] {
            assert_eq!(katrien.get(&path).ok(200).field("state"), state, "{path}");
        }
        // Bilal reads that it does not go on, and somebody will call him before he stands at the door.
        assert_eq!(got(t, &bilal, "News about a suggestion or an arrangement"), 1);
        let calls: Vec<_> = [&bilal, &irma].map(|it| ("otherSideGone".to_owned(), format!("/v1/people/{}", it.id))).to_vec();
        let mut seen = to_see_to(t, &katrien);
        seen.sort_by_key(|it| calls.iter().position(|call| call == it));
        assert_eq!(seen, calls, "and somebody calls her, who acted for him: no letter does");
        bilal.get(&format!("/v1/requests/{walk}")).is_problem("notFound", 404);
        // Her own help goes on, and her helper is not told why she is silent.
        assert_eq!(irma.get(&irmas).ok(200).field("state"), "agreed");
        assert_eq!(got(t, &chloe, "News about a suggestion or an arrangement"), 0);
        for (_, person) in calls {
            t.again(&katrien).post(&format!("{person}/told"), None).ok(200);
        }
        // Half a year later: nothing was ever sent to him, and nothing about him to her.
        let start = json!({ "start": t.now() + days(100), "durationMinutes": 60 });
        t.again(&chloe).post(&format!("{irmas}/visits"), start).ok(201);
        for _ in 0..18 {
            pass(t, days(10));
            assert!(to_see_to(t, &katrien).iter().all(|it| !of_jef.iter().any(|id| it.1.contains(id)) && !it.1.contains(&jef.id.to_string())));
        }
        assert_eq!(letters(t, &jef), to_jef, "not one letter more");
        let since: Vec<String> = letters(t, &irma).split_off(to_irma.len());
        assert_eq!(since, ["A visit is planned", "How did the visit go?"], "her own life goes on");
        let known: Vec<&str> = of_jef.iter().map(String::as_str).filter(|it| *it != of_jef[6]).collect();
        never_told_of(t, &irma, &known);
        never_told_of(t, &chloe, &known);
        // And nobody can begin something for him by mistake.
        let again = with(wish("walk"), json!({ "forPerson": jef.id }));
        t.again(&irma).post("/v1/requests", again).is_problem("notFound", 404);
        assert!(!kinds(t, &katrien).contains(&"proxyLapses".to_owned()));
    }

    fn what_waited_for_a_safe_hour_is_not_sent_after_a_death(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let jef = t.resident_at("Jef", &in_lindewijk(30));
        let safe = json!({ "channel": "email", "email": "dochter@safe.example", "mayLeaveMessage": true,
            "hours": [{ "day": "tue", "from": "09:00", "to": "12:00" }] });
        let rules = json!({ "safeContact": safe, "contactProhibited": false });
        jef.with_header("If-None-Match", "*").put("/v1/me/contactRules", rules).ok(200);
        let asked = jef.asks_for("walk");
        katrien.does("approve", &asked).ok(200);
        t.works();
        assert!(t.mails_to("dochter@safe.example").is_empty(), "it is Monday");
        // He dies in the night; the daughter finds no letter with good news on Tuesday.
        katrien.post(&format!("/v1/people/{}/deceased", jef.id), None).ok(200);
        pass(t, days(1));
        pass(t, days(30));
        assert!(t.mails_to("dochter@safe.example").is_empty() && letters(t, &jef).is_empty());
        assert!(kinds(t, &katrien).is_empty());
    }
}
