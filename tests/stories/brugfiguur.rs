//! A family with children, through the brugfiguur of the school.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::street::{days, got, href, id, kinds, pass, to_see_to};
use crate::support::offers::help_with;
use crate::support::people::registration;
use crate::support::requests::{wish, with};
use crate::support::{Person, TestApp};

const ENDED: &str = "Acting for somebody else has come to an end";
const NAMED: &str = "Somebody may act for somebody else from now on";

struct Family {
    katrien: Person,
    mieke: Person,
    els: Person,
    mother: String,
    sami: String,
    lina: String,
    proxy: String,
}

/// Amina has no phone and little Dutch; her children are in the second class. Els, of the school, came along to the desk.
fn family(t: &TestApp) -> Family {
    let here = t.neighbourhood("DEMO-01");
    let (katrien, mieke, els) = (t.buurtwerker("Katrien", here), t.buurtwerker("Mieke", here), t.newcomer("Els"));
    let mother = katrien.registers("Amina", 1988);
    let child = |name: &str| {
        let said = with(registration(name, 2018), json!({ "position": null, "livesWith": mother }));
        katrien.post("/v1/people", said).ok(201).id()
    };
    let (sami, lina) = (child("Sami"), child("Lina"));
    let bridge = json!({
        "proxyPersonId": els.id, "kind": "brugfiguur", "scope": ["ask"], "organisation": "Basisschool De Linde",
        "coversHousehold": true, "until": "2026-07-01",
    });
    let proxy = href(&katrien.post(&format!("/v1/people/{mother}/proxies"), bridge).ok(201).body);
    assert_eq!(got(t, &els, NAMED), 1, "Els reads that it was written down");
    let mail = t.mails_to(&els.email).pop().unwrap();
    assert!(mail.contains(&proxy) && !mail.contains("Amina") && !mail.contains("Sami"), "ids only");
    Family { katrien, mieke, els, mother, sami, lina, proxy }
}

fn homework(of: &str) -> Value {
    with(wish("homework"), json!({ "forPerson": of, "minorsInvolved": true }))
}

both! {
    with TestApp::start;

    fn a_family_is_helped_through_the_school_until_the_end_of_the_year(t) {
        let Family { katrien, mieke, els, mother, sami, lina, proxy } = family(t);
        let asked = els.asks(homework(&sami));
        let seen = katrien.get(&asked.path).ok(200);
        assert_eq!((&seen.body["person"]["id"], &seen.body["enteredBy"]), (&json!(sami), &json!(els.id)));
        katrien.does("approve", &asked).ok(200);
        // Bilal is kind, and nobody of the team has seen his extract; Nadia was vetted.
        let (_, of_bilal) = t.helper("Bilal", 50, help_with(&["homework"]));
        let (nadia, of_nadia) = t.helper("Nadia", 100, help_with(&["homework"]));
        t.is_vetted(nadia.id, t.now() + days(300));
        let found = katrien.get(&format!("{}/suggestions", asked.path)).ok(200);
        let names: Vec<_> = found.body["items"].as_array().unwrap().iter().map(|it| it["helper"]["firstName"].clone()).collect();
        assert_eq!(names, ["Nadia"], "children ask for somebody vetted");
        let proposal = |offer: &str| json!({ "requestId": asked.id, "offerId": id(offer) });
        katrien.post("/v1/matches", proposal(&of_bilal)).is_problem("offerDoesNotFit", 409);
        let path = format!("/v1/matches/{}", katrien.post("/v1/matches", proposal(&of_nadia)).ok(201).id());
        // Els asked, and that is all she may: the yes is the mother's, heard by a second one of the team.
        els.get(&path).is_problem("notFound", 404);
        els.post(&format!("{path}/accept"), json!({})).is_problem("notFound", 404);
        nadia.post(&format!("{path}/accept"), json!({})).ok(200);
        katrien.post(&format!("{path}/accept"), json!({ "forPerson": sami })).is_problem("approvalMissing", 409);
        assert!(to_see_to(t, &katrien).contains(&("matchUnapproved".to_owned(), path.clone())));
        mieke.post(&format!("{path}/approve"), json!({})).is_problem("guardianMissing", 409);
        mieke.post(&format!("{path}/approve"), json!({ "guardianAgreed": true })).ok(200);
        let agreed = katrien.post(&format!("{path}/accept"), json!({ "forPerson": sami })).ok(200);
        assert_eq!(agreed.field("state"), "agreed");
        // Nadia learns a first name and a place, and nothing of the school or of what Els wrote.
        let by_nadia = nadia.get(&path).ok(200);
        assert_eq!(by_nadia.body["contact"]["firstName"], "Sami");
        assert!(!by_nadia.text.contains("De Linde") && !by_nadia.text.contains("Amina") && !by_nadia.text.contains(&els.id.to_string()));
        // Els has no letter of it and cannot look in; she sees that her request was met.
        assert_eq!(els.state_of(&asked), "matched");
        for person in [&mother, &sami, &lina] {
            els.get(&format!("/v1/people/{person}")).ok(200);
        }
        nadia.get(&format!("/v1/people/{sami}")).is_problem("notFound", 404);
        // Spring: Nadia comes. Two weeks before the end of the school year Katrien is to ask whether it should go on.
        for _ in 0..5 {
            let start = json!({ "start": t.now() + TimeDelta::hours(1), "durationMinutes": 60 });
            let visit = href(&t.again(&nadia).post(&format!("{path}/visits"), start).ok(201).body);
            pass(t, days(20));
            t.again(&nadia).post(&format!("{visit}/done"), json!({})).ok(200);
        }
        assert!(!kinds(t, &katrien).contains(&"proxyLapses".to_owned()), "the 10th of June");
        pass(t, days(7));
        assert!(to_see_to(t, &katrien).contains(&("proxyLapses".to_owned(), proxy.clone())), "the 17th");
        assert_eq!(t.again(&katrien).get(&proxy).ok(200).field("until"), "2026-07-01");
        // Nobody prolongs it. On the first of July Els is a stranger to the family, and is told that it is over.
        pass(t, days(15));
        assert_eq!(got(t, &els, ENDED), 1);
        let els = t.again(&els);
        for path in [&asked.path, &format!("/v1/people/{mother}"), &format!("/v1/people/{lina}")] {
            els.get(path).is_problem("notFound", 404);
        }
        els.post("/v1/requests", homework(&lina)).is_problem("notFound", 404);
        assert_eq!(els.get(&proxy).ok(200).field("state"), "expired");
        assert!(!kinds(t, &katrien).contains(&"proxyLapses".to_owned()));
        // The help of Nadia was never Els's to end: it goes on, in the holidays too.
        assert_eq!(t.again(&nadia).get(&path).ok(200).field("state"), "agreed");
        pass(t, days(60));
        assert_eq!(got(t, &els, ENDED), 1, "once");
    }
}
