//! What is written into a Task is exactly one verb. That each state meets each of them as by the other doors, `three_doors` shows.

use serde_json::{Value, json};

use super::{add, coded, output, puts, refused, task, why, write};
use crate::support::TestApp;
use crate::support::referrals::path;
use crate::support::trust::at_once;

both! {
    with TestApp::start;

    fn what_only_the_team_does_is_refused_to_the_organisation(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        refused(&puts(&scene.lotte, &id, |it| it["status"] = json!("entered-in-error")), "forbidden", 403);
        scene.lotte.refers("accept", &id).ok(200);
        refused(&puts(&scene.lotte, &id, |it| it["status"] = json!("requested")), "forbidden", 403);
        refused(&puts(&scene.lotte, &id, |it| it["status"] = json!("draft")), "notChangeable", 422);
        assert_eq!(scene.stands(&id), "accepted");
    }

    fn a_case_is_taken_on_planned_talked_about_and_ended_by_put_alone(t) {
        let scene = t.care_scene();
        let (asked, id, _) = scene.sent();
        let read = scene.lotte.off_contract().get(&task(&id)).ok(200);
        assert_eq!((read.header("content-type"), read.etag().as_str()), (Some("application/fhir+json"), "W/\"2\""));
        assert_eq!(read.header("last-modified"), Some("Mon, 02 Mar 2026 09:00:00 GMT"));
        assert_eq!((&read.body["id"], &read.body["focus"]["reference"]), (&json!(id), &json!(format!("ServiceRequest/{id}"))));
        assert_eq!((&read.body["status"], &read.body["intent"], &read.body["priority"]), (&json!("requested"), &json!("order"), &json!("urgent")));
        let accepted = puts(&scene.lotte, &id, |it| write("accept", it)).ok(200);
        assert_eq!((&accepted.body["status"], accepted.etag().as_str()), (&json!("accepted"), "W/\"3\""));
        let asks = puts(&scene.lotte, &id, |it| write("ask", it)).ok(200);
        assert_eq!(asks.body["note"][0]["text"], "Is there a lift?");
        assert_eq!(asks.body["note"][0]["authorReference"]["reference"], format!("Organization/{}", scene.organisation));
        scene.katrien.refers("reply", &id).ok(200);
        let listed = puts(&scene.lotte, &id, |it| write("waitList", it)).ok(200);
        assert_eq!(listed.body["note"].as_array().unwrap().len(), 2);
        assert_eq!(listed.body["restriction"]["period"]["start"], "2026-06-01T07:00:00Z");
        let planned = puts(&scene.lotte, &id, |it| write("plan", it)).ok(200);
        assert_eq!((&planned.body["executionPeriod"]["start"], planned.body.get("restriction")), (&json!("2026-04-01T07:00:00Z"), None));
        let sooner = puts(&scene.lotte, &id, |it| it["executionPeriod"]["start"] = json!("2026-03-20T07:00:00Z")).ok(200);
        assert_eq!(sooner.body["executionPeriod"]["start"], "2026-03-20T07:00:00Z");
        let held = puts(&scene.lotte, &id, |it| write("hold", it)).ok(200);
        assert_eq!(held.body["statusReason"]["text"], "person away");
        let resumed = puts(&scene.lotte, &id, |it| write("resume", it)).ok(200);
        assert_eq!((resumed.body.get("statusReason"), resumed.body.get("businessStatus")), (None, None));
        let done = puts(&scene.lotte, &id, |it| write("complete", it)).ok(200);
        assert_eq!(done.body["output"][0]["valueCodeableConcept"]["coding"][0]["code"], "helped");
        assert_eq!(scene.an.state_of(&asked), "fulfilled");
        let back = puts(&scene.lotte, &id, |it| write("handBack", it)).ok(200);
        assert_eq!(back.body["output"][1]["valueCodeableConcept"]["coding"][0]["code"], "handedBack");
        let history = scene.katrien.get(&path(&id)).ok(200).body["history"].clone();
        let words: Vec<_> = history.as_array().unwrap().iter().map(|it| it["event"].as_str().unwrap()).collect();
        assert_eq!(words[2..], ["accepted", "asked", "replied", "waitListed", "planned", "planned", "held", "resumed", "completed", "handedBack"]);
    }

    fn a_case_that_is_turned_down_can_name_another_service_and_one_goes_back_only_with_a_yes(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        let without = puts(&scene.lotte, &id, |it| {
            it["status"] = json!("completed");
            add(it, "output", output("outcome", "referral-outcome", "handedBack"));
        });
        refused(&without, "personNotAgreed", 422);
        let other = json!({
            "type": coded("referral-output", "otherService"),
            "valueReference": { "reference": format!("HealthcareService/{}", scene.service) },
        });
        let rejected = puts(&scene.lotte, &id, |it| {
            write("reject", it);
            add(it, "output", other.clone());
        });
        assert_eq!(rejected.ok(200).body["output"][0], other);
        assert_eq!(scene.katrien.get(&path(&id)).ok(200).body["otherService"]["id"], scene.service);
    }

    fn a_reason_counts_by_its_code_or_by_its_own_words(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        for odd in [json!({ "text": "Geen plaats" }), coded("referral-status-reason", "tooFar"), coded("other", "noCapacity"), json!({})] {
            let answer = puts(&scene.lotte, &id, |it| {
                it["status"] = json!("rejected");
                it["statusReason"] = odd.clone();
            });
            refused(&answer, "badRequest", 400);
            assert!(why(&answer).contains("noCapacity, outOfArea"), "{answer}");
        }
        let said = puts(&scene.lotte, &id, |it| {
            it["status"] = json!("rejected");
            it["statusReason"] = json!({ "text": "No capacity" });
        });
        assert_eq!(said.ok(200).body["statusReason"]["coding"][0]["code"], "noCapacity");
    }

    fn of_two_who_answer_at_once_one_is_late(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        let lotte = scene.lotte.off_contract();
        let read = lotte.get(&task(&id)).ok(200);
        let answers = at_once(4, |number| {
            let mut body = read.body.clone();
            write(if number.is_multiple_of(2) { "accept" } else { "reject" }, &mut body);
            lotte.if_match(&read.etag()).put(&task(&id), body)
        });
        let done = answers.iter().filter(|it| it.status == 200).count();
        assert_eq!(done, 1, "{answers:?}");
        for late in answers.iter().filter(|it| it.status != 200) {
            refused(late, "stale", 412);
        }
    }

    fn a_patch_asks_for_a_verb_too(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        let lotte = scene.lotte.off_contract();
        let patches = |etag: &str, patch: &Value| {
            let kind = "application/json-patch+json";
            lotte.if_match(etag).send_bytes("PATCH", &task(&id), kind, patch.to_string().as_bytes())
        };
        let accept = json!([
            { "op": "test", "path": "/status", "value": "requested" },
            { "op": "replace", "path": "/status", "value": "accepted" },
        ]);
        let accepted = patches("W/\"2\"", &accept).ok(200);
        assert_eq!((&accepted.body["status"], accepted.etag().as_str()), (&json!("accepted"), "W/\"3\""));
        refused(&patches("W/\"2\"", &accept), "stale", 412);
        refused(&patches("W/\"3\"", &accept), "notChangeable", 422);
        for (odd, code, status) in [
            (json!([{ "op": "replace", "path": "/status", "value": "requested" }]), "forbidden", 403),
            (json!([{ "op": "replace", "path": "/priority", "value": "stat" }]), "notChangeable", 422),
            (json!([{ "op": "remove", "path": "/intent" }]), "badRequest", 400),
            (json!([{ "op": "remove", "path": "/nothing" }]), "notChangeable", 422),
            (json!([{ "op": "add", "path": "/diagnosis", "value": "x" }]), "badRequest", 400),
            (json!([{ "op": "replace", "path": "", "value": [] }]), "badRequest", 400),
            (json!([{ "op": "copy", "from": "/note", "path": "/note/-" }]), "badRequest", 400),
            (json!([{ "op": "turn", "path": "/status" }]), "badRequest", 400),
            (json!({ "status": "in-progress" }), "badRequest", 400),
            (json!(vec![json!({ "op": "test", "path": "/status", "value": "accepted" }); 51]), "badRequest", 400),
        ] {
            refused(&patches("W/\"3\"", &odd), code, status);
        }
        let asks = json!([{ "op": "add", "path": "/note", "value": [{ "text": "Is there a lift?" }] }]);
        assert_eq!(patches("W/\"3\"", &asks).ok(200).body["note"][0]["text"], "Is there a lift?");
        let nothing = patches("W/\"4\"", &json!([])).ok(200);
        assert_eq!(nothing.etag(), "W/\"4\"", "nothing was asked for");
    }
}
