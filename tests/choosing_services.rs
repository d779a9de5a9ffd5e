//! Which service takes a request on: those that fit, in an order that says why.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::referrals::{Scene, service};
use crate::support::requests::{Asked, wish, with};

/// The names of the services that are proposed, in order.
fn names(scene: &Scene, asked: &Asked) -> Vec<String> {
    let found = scene.katrien.get(&asked.verb("services")).ok(200);
    let items = found.body["items"].as_array().unwrap();
    items.iter().map(|it| it["service"]["name"].as_str().unwrap().to_owned()).collect()
}

fn offers(t: &TestApp, scene: &Scene, name: &str, more: Value) -> String {
    let here = t.neighbourhood("DEMO-01").to_string();
    let said = with(service(&[here]), with(json!({ "name": name }), more));
    scene.administrator.post(&format!("/v1/organisations/{}/services", scene.organisation), said).ok(201).id()
}

fn reasons(of: &Value) -> Vec<(&str, &str)> {
    let reasons = of["reasons"].as_array().unwrap().iter();
    reasons.map(|it| (it["code"].as_str().unwrap(), it["value"].as_str().unwrap())).collect()
}

both! {
    with TestApp::start;

    fn those_with_room_come_first_then_the_language_then_who_is_checked_then_who_is_near(t) {
        let scene = t.care_scene();
        let asked = scene.an.asks(with(wish("personal"), json!({ "languages": ["fr-BE"] })));
        t.passes(TimeDelta::days(184));
        let again = t.care_scene_again(&scene);
        let nis = t.client().get(&format!("/v1/neighbourhoods/{}", t.neighbourhood("DEMO-01"))).ok(200);
        let nis = nis.body["municipality"].clone();
        let french = json!({ "languages": ["nl", "fr"] });
        offers(t, &again, "F full", json!({ "capacity": "full", "languages": ["fr"] }));
        offers(t, &again, "E waits", json!({ "capacity": "waitList", "waitTime": "2 maanden", "languages": ["fr"] }));
        offers(t, &again, "D no French", json!({}));
        offers(t, &again, "C the town", with(json!({ "areas": [], "municipalities": [nis] }), french.clone()));
        offers(t, &again, "B near", french.clone());
        offers(t, &again, "A near", french);
        let expected = ["A near", "B near", "C the town", "D no French", "Home care", "E waits", "F full"];
        assert_eq!(names(&again, &asked), expected);
        let found = again.katrien.get(&asked.verb("services")).ok(200).body;
        let items = &found["items"];
        let near = [("place", "neighbourhood"), ("category", "personal"), ("capacity", "open"), ("language", "fr-BE")];
        assert_eq!(reasons(&items[0]), [&near[..], &[("assured", "2026-09-02")]].concat());
        assert_eq!(reasons(&items[2])[0], ("place", "municipality"));
        assert!(reasons(&items[4]).contains(&("notAssured", "2026-03-02")), "{items}");
        assert!(reasons(&items[5]).contains(&("waitTime", "2 maanden")), "{items}");
        assert_eq!((&items[6]["capacity"], &items[6]["organisation"]["name"]), (&json!("full"), &json!("Zorg Nabij")));
    }

    fn who_does_not_fit_is_left_out(t) {
        let scene = t.care_scene();
        let asked = scene.asks();
        let there = t.neighbourhood("DEMO-02").to_string();
        for (name, more) in [
            ("elsewhere", json!({ "areas": [there] })),
            ("other help", json!({ "categories": ["walk"] })),
            ("children", json!({ "maximumAge": 12 })),
            ("closed", json!({ "status": "inactive" })),
        ] {
            offers(t, &scene, name, more);
        }
        assert_eq!(names(&scene, &asked), ["Home care"]);
        let ages = json!({ "minimumAge": 18, "maximumAge": 110 });
        offers(t, &scene, "grown-ups", ages);
        assert_eq!(names(&scene, &asked), ["Home care", "grown-ups"]);
        let found = scene.katrien.get(&asked.verb("services")).ok(200).body;
        assert!(reasons(&found["items"][1]).contains(&("age", "18-110")), "{found}");
    }

    fn an_area_of_its_own_counts_where_the_help_is_needed(t) {
        let scene = t.care_scene();
        let asked = scene.asks();
        let home = t.client().get(&format!("/v1/neighbourhoods/{}/boundary", t.neighbourhood("DEMO-01"))).ok(200);
        let here = json!({ "areas": [], "polygon": home.body["geometry"] });
        let id = offers(t, &scene, "here", here);
        let far = json!([[[5.0, 50.8], [5.1, 50.8], [5.1, 50.9], [5.0, 50.8]]]);
        let far = json!({ "areas": [], "polygon": { "type": "Polygon", "coordinates": far } });
        let far = offers(t, &scene, "far", far);
        assert_eq!(names(&scene, &asked), ["Home care", "here"]);
        let consent = scene.consents(&["name"]);
        let said = |service: &str| with(scene.referral(&asked, &consent, &["name"]), json!({ "serviceId": service }));
        scene.katrien.post("/v1/referrals", said(&far)).is_problem("serviceDoesNotServeArea", 409);
        scene.katrien.post("/v1/referrals", said(&id)).ok(201);
    }

    fn what_nobody_checked_is_marked_for_a_month_and_then_not_proposed(t) {
        let scene = t.care_scene();
        let asked = scene.an.asks(with(wish("personal"), json!({ "urgency": "flexible" })));
        t.passes(TimeDelta::days(213));
        let scene = t.care_scene_again(&scene);
        assert_eq!(names(&scene, &asked), ["Home care"]);
        t.passes(TimeDelta::days(1));
        let scene = t.care_scene_again(&scene);
        assert_eq!(names(&scene, &asked), [""; 0]);
        scene.lotte.post(&format!("/v1/services/{}/assure", scene.service), json!({})).ok(200);
        assert_eq!(names(&scene, &asked), ["Home care"]);
    }

    fn where_the_request_is_already_comes_last_and_says_so(t) {
        let scene = t.care_scene();
        let (asked, _, _) = scene.sent();
        offers(t, &scene, "full", json!({ "capacity": "full" }));
        let found = scene.katrien.get(&asked.verb("services")).ok(200).body;
        assert_eq!(names(&scene, &asked), ["full", "Home care"]);
        assert!(reasons(&found["items"][1]).contains(&("referred", &scene.service)), "{found}");
    }

    fn only_the_team_of_the_neighbourhood_chooses(t) {
        let scene = t.care_scene();
        let asked = scene.asks();
        let far = t.buurtwerker("Karel", t.neighbourhood("DEMO-02"));
        let path = asked.verb("services");
        far.get(&path).is_problem("notFound", 404);
        for who in [&scene.an, &scene.lotte, &scene.olga, &t.resident("Bilal")] {
            who.get(&path).is_problem("forbidden", 403);
        }
        t.client().get(&path).is_problem("notSignedIn", 401);
    }
}
