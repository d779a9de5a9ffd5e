//! A yes that is taken back while it is being used.

use serde_json::json;

use super::street::{kinds, letters, to_see_to};
use crate::support::TestApp;
use crate::support::referrals::path;

both! {
    with TestApp::start;

    fn she_takes_her_yes_back_while_the_organisation_is_at_it(t) {
        let scene = t.care_scene();
        // Two organisations help An: the one came to the end, the other is in the middle of it.
        let (done, first, _) = scene.accepted();
        scene.lotte.refers("complete", &first).ok(200);
        assert_eq!(scene.an.state_of(&done), "fulfilled");
        let (organisation, service, other_yes) = scene.another_service(t, "Zorg Breed");
        let breda = t.care_provider("Breda", organisation);
        let asked = scene.asks();
        let body = |service: &str, yes: &str| json!({
            "requestId": asked.id, "serviceId": service, "reason": "Needs a nurse twice a week.", "shared": ["name"],
            "consentId": yes, "urgency": "thisWeek",
        });
        let consent = scene.consents(&["name"]);
        let with_lotte = scene.katrien.post("/v1/referrals", body(&scene.service, &consent)).ok(201).id();
        let with_breda = scene.katrien.post("/v1/referrals", body(&service, &other_yes)).ok(201).id();
        for id in [&with_lotte, &with_breda] {
            scene.katrien.refers("send", id).ok(200);
        }
        for verb in ["accept", "start"] {
            scene.lotte.refers(verb, &with_lotte).ok(200);
        }
        let reads = |id: &str| scene.lotte.get(&path(id)).ok(200);
        assert_eq!(reads(&with_lotte).body["shared"]["name"], "An Peeters");
        let (to_lotte, to_an) = (t.mails_to("zorg-nabij@zorg.example").len(), letters(t, &scene.an).len());
        // An thinks better of it, in the app, on the tram.
        let mine = scene.an.get("/v1/me/consents").ok(200);
        let found = mine.body["items"].as_array().unwrap().iter().find(|it| it["id"] == consent).unwrap().clone();
        assert!(found["allowedActions"].as_array().unwrap().contains(&json!("withdraw")));
        scene.an.post(&format!("/v1/consents/{consent}/withdraw"), json!({})).ok(200);
        // From that moment Lotte reads nothing of her any more, and knows that it stopped, not why she changed her mind.
        let closed = reads(&with_lotte);
        assert_eq!((&closed.body["state"], &closed.body["statusReason"]), (&json!("cancelled"), &json!("consentWithdrawn")));
        assert!(closed.body.get("shared").is_none() && !closed.text.contains("Peeters") && !closed.text.contains("nurse"));
        assert_eq!(t.mails_to("zorg-nabij@zorg.example").len(), to_lotte + 1);
        for verb in ["complete", "handBack", "ask", "resume"] {
            scene.lotte.refers(verb, &with_lotte).is_problem("wrongState", 409);
        }
        // What she said yes to elsewhere goes on, so she is still helped; what is over keeps its state.
        assert_eq!(breda.get(&path(&with_breda)).ok(200).body["shared"]["name"], "An Peeters");
        assert_eq!((scene.an.state_of(&asked), scene.stands(&first)), ("referred".into(), "completed".into()));
        assert!(kinds(t, &scene.katrien).is_empty(), "she is still with Breda");
        // Then she takes that back too: now nobody is at it, and she comes first and is called.
        scene.an.post(&format!("/v1/consents/{other_yes}/withdraw"), json!({})).ok(200);
        assert!(!breda.get(&path(&with_breda)).ok(200).text.contains("Peeters"));
        assert_eq!(scene.an.state_of(&asked), "submitted");
        assert_eq!(to_see_to(t, &scene.katrien), [("callBack".to_owned(), asked.path.clone())]);
        assert_eq!(letters(t, &scene.an).len(), to_an, "nobody writes to her to ask why");
        // No second way in: nothing is sent with a yes that was taken back.
        let again = scene.katrien.post("/v1/referrals", body(&scene.service, &consent)).ok(201).id();
        scene.katrien.refers("send", &again).is_problem("consentMissing", 409);
        scene.katrien.refers("discard", &again).ok(200);
        // She says yes anew, to less; that is a yes of its own.
        let anew = scene.consents(&["name"]);
        let id = scene.katrien.post("/v1/referrals", body(&scene.service, &anew)).ok(201).id();
        scene.katrien.refers("send", &id).ok(200);
        assert_eq!((reads(&id).body["shared"]["name"].clone(), reads(&with_lotte).body.get("shared").is_some()), (json!("An Peeters"), false));
        let rows = scene.an.get("/v1/me/consents").ok(200).body["items"].as_array().unwrap().len();
        assert!(rows >= 4, "what was said stays written down: {rows}");
    }
}
