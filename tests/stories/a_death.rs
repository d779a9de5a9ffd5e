//! Somebody dies in the middle of everything: a bond, a referral, and a concern that is open.

use serde_json::json;

use super::street::{both_say_yes, days, got, href, id, kinds, letters, pass, to_see_to};
use crate::support::TestApp;
use crate::support::concerns::decisions;
use crate::support::offers::{help_with, id_in};
use crate::support::referrals::path;
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, proposes};

both! {
    with TestApp::start;

    fn she_dies_with_a_bond_a_referral_running_and_a_concern_open(t) {
        let scene = t.care_scene();
        let (bilal, offer) = t.helper("Bilal", 100, help_with(&["company", "groceries"]));
        let chloe = t.resident("Chloe");
        // Bilal comes every week, Lotte washes and dresses her, and Bilal is worried about the bruises he sees.
        let asked = scene.an.asks(with(wish("company"), json!({ "helpKind": "recurring", "rhythm": "weekly" })));
        scene.katrien.does("approve", &asked).ok(200);
        let matched = proposes(&scene.katrien, &asked.id.to_string(), &id_in(&offer).to_string());
        let bond = href(&both_say_yes(&scene.an, &bilal, &matched)["bond"]);
        let start = json!({ "start": t.now() + days(3), "durationMinutes": 60 });
        let visit = href(&bilal.post(&format!("{matched}/visits"), start).ok(201).body);
        let (care, referral, consent) = scene.accepted();
        scene.lotte.refers("start", &referral).ok(200);
        // Somebody else is proposed for what An offers herself; Bilal helps Chloe too.
        let of_chloe = proposes(&scene.katrien, &asks_openly(&chloe, &scene.katrien), &id_in(&offer).to_string());
        both_say_yes(&chloe, &bilal, &of_chloe);
        let concern = bilal.worries(&matched, false);
        scene.katrien.sees_to(&concern, "triage", json!({ "severity": "critical" })).ok(200);
        assert_eq!(scene.katrien.get(&matched).ok(200).field("state"), "held");
        let (to_an, to_bilal, to_lotte) =
            (letters(t, &scene.an).len(), letters(t, &bilal).len(), t.mails_to("zorg-nabij@zorg.example").len());
        // The nurse finds her in the morning, and rings Katrien, who writes it down.
        scene.katrien.post(&format!("/v1/people/{}/deceased", scene.an.id), None).ok(200);
        scene.an.get("/v1/me").is_problem("notSignedIn", 401);
        for (path, state) in [
            (&asked.path, "withdrawn"), (&matched, "ended"), (&bond, "ended"), (&visit, "cancelled"), (&care.path, "withdrawn"),
            (&path(&referral), "cancelled"), (&format!("/v1/consents/{consent}"), "withdrawn"),
        ] {
            assert_eq!(scene.katrien.get(path).ok(200).field("state"), state, "{path}");
        }
        // Lotte hears that it stopped, once, and reads nothing of her any more.
        assert_eq!(t.mails_to("zorg-nabij@zorg.example").len(), to_lotte + 1);
        let closed = scene.lotte.get(&path(&referral)).ok(200);
        assert_eq!(closed.body["statusReason"], "requestEnded", "not that she took back her yes");
        assert!(closed.body.get("shared").is_none() && !closed.text.contains("Peeters"), "{}", closed.text);
        // Bilal gets one neutral letter and a call, not a question how it goes between them; Chloe notices nothing.
        assert_eq!((letters(t, &bilal).len(), got(t, &bilal, "Would you like to go on with somebody else?")), (to_bilal + 1, 0));
        assert!(to_see_to(t, &scene.katrien).contains(&("otherSideGone".to_owned(), format!("/v1/people/{}", bilal.id))));
        let over = bilal.get(&matched).ok(200);
        assert!(over.body.get("contact").is_none() && over.body.get("place").is_none());
        // What Bilal saw is not forgotten with her: the concern stays open with those who look into it.
        let still = scene.katrien.get(&concern).ok(200);
        assert_eq!(still.field("state"), "triaged");
        scene.katrien.sees_to(&concern, "investigate", json!({})).ok(200);
        scene.katrien.sees_to(&concern, "notes", json!({ "text": "Told the police what he saw." })).ok(200);
        let undecided = scene.katrien.get(&concern).ok(200).body["holds"].clone();
        let of_chloe_held = undecided.to_string().contains(id(&of_chloe));
        let held: Vec<(&str, &str)> = if of_chloe_held { vec![(&of_chloe, "release")] } else { vec![] };
        scene.katrien.sees_to(&concern, "resolve", decisions(&held)).ok(200);
        assert_eq!(chloe.get(&of_chloe).ok(200).field("state"), "agreed", "Chloe keeps her helper");
        t.again(&scene.katrien).post(&format!("/v1/people/{}/told", bilal.id), None).ok(200);
        // A year goes by. Nobody is asked about her, nothing is sent to her, nothing waits for her.
        let (bilals, katriens) = (letters(t, &bilal).len(), got(t, &scene.katrien, "A concern is waiting"));
        t.again(&chloe).post(&format!("{of_chloe}/end"), json!({ "outcome": "helped" })).ok(200);
        let bilals = bilals + 1;
        for _ in 0..12 {
            pass(t, days(30));
        }
        assert_eq!(letters(t, &scene.an).len(), to_an);
        assert_eq!((letters(t, &bilal).len(), got(t, &scene.katrien, "A concern is waiting")), (bilals, katriens));
        assert!(kinds(t, &scene.katrien).is_empty(), "{:?}", to_see_to(t, &scene.katrien));
    }
}
