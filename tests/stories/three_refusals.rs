//! The referral that is refused three times.

use serde_json::json;

use super::street::{both_say_yes, days, got, kinds, letters, pass, to_see_to};
use crate::support::TestApp;
use crate::support::offers::id_in;
use crate::support::referrals::path;
use crate::support::story::proposes;

const AGAIN: &str = "A request has been refused again";

both! {
    with TestApp::start;

    fn three_organisations_say_no_and_the_neighbourhood_hears_that_something_is_missing(t) {
        let scene = t.care_scene();
        let sofie = t.coordinator("Sofie", "99999");
        // Somebody else waits already when An asks.
        let waits = t.resident("Wim").asks_for("walk");
        let asked = scene.asks();
        let consent = scene.consents(&["name"]);
        let first = scene.prepares(&asked, &consent, &["name"]);
        scene.katrien.refers("send", &first).ok(200);
        assert_eq!(scene.an.state_of(&asked), "referred");
        assert_eq!(t.mails_to("zorg-nabij@zorg.example").len(), 1);
        // The first: no room. An is back in the queue, before Wim, and Katrien is to call her.
        scene.lotte.refers("reject", &first).ok(200);
        let queue = |by| t.again(by).get("/v1/moderation/queue").ok(200).body["items"][0]["id"].clone();
        assert_eq!((scene.an.state_of(&asked), queue(&scene.katrien)), ("submitted".into(), json!(asked.id)));
        assert_eq!(kinds(t, &scene.katrien), ["callBack"]);
        assert_eq!(got(t, &sofie, AGAIN), 0, "one no is nothing to worry the coordinator about");
        let by_an = scene.an.with_header("Accept-Language", "en").get(&path(&first)).ok(200);
        let last = by_an.body["history"].as_array().unwrap().last().unwrap()["text"].clone();
        assert!(last.as_str().is_some_and(|it| !it.is_empty()), "An reads in plain words where it stands");
        // Katrien called; An agrees to another organisation, and the same story goes there.
        let (organisation, service, yes) = scene.another_service(t, "Zorg Breed");
        let reroute = json!({ "serviceId": service, "consentId": yes });
        let second = scene.katrien.post(&format!("{}/reroute", path(&first)), reroute).ok(201);
        assert_eq!((&second.body["state"], &second.body["reroutedFrom"]), (&json!("draft"), &json!(first)));
        let second = second.id();
        scene.katrien.refers("send", &second).ok(200);
        assert_eq!((scene.an.state_of(&asked), kinds(t, &scene.katrien)), ("referred".into(), vec![]));
        let breda = t.care_provider("Breda", organisation);
        let read = breda.get(&path(&second)).ok(200);
        assert!(!read.text.contains(&first) && !read.text.contains("noCapacity"), "nobody reads who said no before");
        breda.refers("reject", &second).ok(200);
        assert_eq!((got(t, &sofie, AGAIN), scene.an.state_of(&asked)), (1, "submitted".into()));
        assert!(!letters(t, &scene.an).contains(&AGAIN.to_owned()));
        // The third, by the coordinator's own doing, says no as well: that is no longer about An.
        let (organisation, service, yes) = scene.another_service(t, "Zorg Laatst");
        let reroute = json!({ "serviceId": service, "consentId": yes });
        let third = sofie.post(&format!("{}/reroute", path(&second)), reroute).ok(201).id();
        sofie.refers("send", &third).ok(200);
        let laatst = t.care_provider("Leen", organisation);
        laatst.post(&format!("{}/reject", path(&third)), json!({ "reason": "noFunding" })).ok(200);
        assert_eq!((scene.an.state_of(&asked), queue(&scene.katrien)), ("submitted".into(), json!(asked.id)));
        for team in [&scene.katrien, &sofie] {
            let seen = to_see_to(t, team);
            for kind in ["callBack", "structuralSignal"] {
                assert!(seen.contains(&(kind.to_owned(), asked.path.clone())), "{kind}: {seen:?}");
            }
        }
        assert!(t.events_of(asked.id).contains(&"request.structuralSignalRaised".to_owned()), "{:?}", t.events_of(asked.id));
        // Three organisations have read a name. None of them reads anything once its month is over.
        pass(t, days(31));
        for (who, id) in [(&scene.lotte, &first), (&breda, &second), (&laatst, &third)] {
            let closed = t.again(who).get(&path(id)).ok(200);
            assert!(closed.body.get("shared").is_none() && !closed.text.contains("Peeters"), "{}", closed.text);
        }
        // Meanwhile a neighbour can: Katrien has spoken with An and opens it. The signal stands as long as she waits.
        let katrien = t.again(&scene.katrien);
        katrien.does("approve", &asked).ok(200);
        assert_eq!(kinds(t, &katrien).iter().filter(|it| *it != "firstLookLate").collect::<Vec<_>>(), ["structuralSignal"]);
        let (bilal, offer) = t.helper("Bilal", 100, crate::support::offers::help_with(&["personal"]));
        t.is_vetted(bilal.id, t.now() + days(300));
        let matched = proposes(&t.again(&katrien), &asked.id.to_string(), &id_in(&offer).to_string());
        let an = t.again(&scene.an);
        let seen = both_say_yes(&an, &bilal, &matched);
        assert_eq!(seen["state"], "agreed");
        assert!(!seen.to_string().contains("nurse"), "what professionals wrote is not for a neighbour");
        bilal.get(&path(&third)).is_problem("notFound", 404);
        an.does("fulfil", &asked).ok(200);
        assert!(!kinds(t, &katrien).contains(&"structuralSignal".to_owned()));
        assert_eq!(t.again(&katrien).state_of(&waits), "submitted");
    }
}
