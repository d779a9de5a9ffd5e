//! Ask for help, and what becomes of it.

use buurtnet::ids::RequestId;
use buurtnet::requests;
use buurtnet::requests::model::{RequestState, RequestVerb};
use serde_json::{Value, json};

use crate::support::people::in_lindewijk;
use crate::support::requests::{wish, with};
use crate::support::{Person, TestApp};

const SECRET: &str = "My knees are bad";

fn in_words() -> Value {
    let text = json!({ "lang": "nl", "text": SECRET });
    with(wish("groceries"), json!({ "text": text, "publicText": "Who shops with me?" }))
}

fn team(t: &TestApp) -> Person {
    t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"))
}

both! {
    with TestApp::start;

    fn a_category_and_a_time_are_a_complete_request(t) {
        let ada = t.resident("Ada");
        let made = ada.post("/v1/requests", wish("groceries")).ok(201);
        assert_eq!(made.header("location"), made.field("href").as_str());
        for (member, value) in [
            ("state", json!("submitted")), ("helpKind", json!("once")), ("visibility", json!("buurtwerkerOnly")),
            ("wantedFrom", json!("anyone")), ("helpersWanted", json!(1)), ("channel", json!("app")),
            ("allowedActions", json!(["change", "withdraw"])), ("version", json!(1)),
        ] {
            assert_eq!(made.field(member), &value);
        }
        assert!(made.body.get("cell").is_some());
        let read = ada.get(made.field("href").as_str().unwrap()).ok(200);
        assert_eq!(read.body, made.body);
        assert_eq!(read.etag(), "\"1\"");
        let neighbourhood = made.field("neighbourhood/href").as_str().unwrap();
        assert_eq!(ada.get(neighbourhood).ok(200).body["code"], "DEMO-01");
    }

    fn the_place_is_never_shown(t) {
        let ada = t.resident("Ada");
        let place = json!({ "position": in_lindewijk(321), "address": "Lindelaan 7, 2800 Mechelen" });
        let made = ada.post("/v1/requests", with(in_words(), json!({ "place": place }))).ok(201);
        let listed = ada.get("/v1/requests").ok(200);
        for answer in [&made, &listed] {
            assert!(!answer.text.contains("51.04") && !answer.text.contains("Lindelaan"), "{answer}");
        }
        let id: RequestId = made.id().parse().unwrap();
        let (position, address) = t.read(move |tx| {
            let request = requests::load(tx, id)?;
            Ok((requests::place_of(tx, &request)?, requests::address_of(tx, &request)?))
        });
        assert!((position.unwrap().lon() - in_lindewijk(321)["lon"].as_f64().unwrap()).abs() < 1e-6);
        assert_eq!(address.unwrap().as_str(), "Lindelaan 7, 2800 Mechelen");
    }

    fn without_a_home_a_place_is_needed(t) {
        let nia = t.newcomer("Nia");
        nia.post("/v1/requests", wish("walk")).is_problem("homeMissing", 409);
        let there = |position: Value| with(wish("walk"), json!({ "place": { "position": position } }));
        nia.asks(there(in_lindewijk(0)));
        let at_sea = nia.post("/v1/requests", there(json!({ "lat": 51.5, "lon": 2.5 }))).ok(201);
        assert_eq!(at_sea.body.get("neighbourhood"), None, "outside every neighbourhood it is kept all the same");
    }

    fn what_cannot_be_is_refused_with_the_place_of_the_fault(t) {
        let ada = t.resident("Ada");
        let windows = |start: &str, end: &str| json!({ "weeklySlots": null, "windows": [{ "start": start, "end": end }] });
        for (members, pointer) in [
            (json!({ "weeklySlots": null }), "/windows"),
            (json!({ "windows": [{ "start": "2026-03-03T10:00:00Z", "end": "2026-03-03T12:00:00Z" }] }), "/weeklySlots"),
            (windows("2026-03-03T12:00:00Z", "2026-03-03T10:00:00Z"), "/windows/0/end"),
            (windows("2026-03-01T10:00:00Z", "2026-03-01T12:00:00Z"), "/windows/0"),
            (windows("2027-04-01T10:00:00Z", "2027-04-01T12:00:00Z"), "/windows/0"),
            (windows("2026-03-03T10:00:00Z", "2026-03-03T10:30:00Z"), "/windows/0"),
            (json!({ "weeklySlots": [{ "day": "tue", "from": "17:00", "to": "14:00" }] }), "/weeklySlots/0/to"),
            (json!({ "weeklySlots": [{ "day": "tue", "from": "25:00", "to": "26:00" }] }), "/weeklySlots/0/from"),
            (json!({ "durationMinutes": 14 }), "/durationMinutes"),
            (json!({ "durationMinutes": 481 }), "/durationMinutes"),
            (json!({ "durationMinutes": "60" }), "/durationMinutes"),
            (json!({ "urgency": "now" }), "/urgency"),
            (json!({ "category": "surgery" }), "/category"),
            (json!({ "rhythm": "weekly" }), "/rhythm"),
            (json!({ "languages": ["Dutch"] }), "/languages/0"),
            (json!({ "helpersWanted": 0 }), "/helpersWanted"),
            (json!({ "helpersWanted": 21 }), "/helpersWanted"),
            (json!({ "text": { "lang": "nl", "text": " " } }), "/text/text"),
            (json!({ "place": { "position": { "lat": 91, "lon": 4 } } }), "/place/position"),
            (json!({ "state": "open" }), "/state"),
        ] {
            let answer = ada.off_contract().post("/v1/requests", with(wish("groceries"), members));
            answer.is_problem("badRequest", 400);
            let found = answer.field("issues/0/pointer").as_str().unwrap();
            assert!(found.starts_with(pointer), "{answer}");
        }
        assert_eq!(ada.get("/v1/requests").ok(200).body["items"], json!([]), "a refused one leaves nothing");
        let weekly = json!({ "helpKind": "recurring", "rhythm": "weekly" });
        ada.post("/v1/requests", with(wish("groceries"), weekly)).ok(201);
    }

    fn neighbours_see_nothing_without_a_consent(t) {
        let ada = t.resident("Ada");
        let nearby = with(wish("groceries"), json!({ "visibility": "nearby" }));
        ada.post("/v1/requests", nearby).is_problem("consentMissing", 409);
        assert_eq!(ada.get("/v1/requests?view=nearby").ok(200).body["items"], json!([]));
        let asked = ada.asks_for("walk");
        let etag = ada.get(&asked.path).etag();
        let patch = json!({ "visibility": "nearby" });
        ada.if_match(&etag).patch(&asked.path, patch).is_problem("consentMissing", 409);
    }

    fn a_request_goes_from_the_first_look_to_the_end(t) {
        let (ada, katrien) = (t.resident("Ada"), team(t));
        let asked = ada.asks(in_words());
        assert_eq!(katrien.does("askForInformation", &asked).ok(200).body["state"], "needsInformation");
        assert_eq!(ada.get(&asked.path).ok(200).body["question"], "Is there a lift?");
        let answered = ada.does("answer", &asked).ok(200);
        assert_eq!((&answered.body["state"], &answered.body["answer"]), (&json!("submitted"), &json!("No, the stairs only.")));
        assert_eq!(katrien.get(&asked.path).ok(200).body["answer"], "No, the stairs only.");
        let open = katrien.does("approve", &asked).ok(200);
        assert_eq!((&open.body["state"], &open.body["approvedAt"]), (&json!("open"), &json!(t.now())));
        assert_eq!(open.body["allowedActions"], json!(["hold", "fulfil", "confirmStillNeeded"]));
        let held = katrien.does("hold", &asked).ok(200);
        assert_eq!((&held.body["heldFrom"], &held.body["reason"]), (&json!("open"), &json!("safeguarding")));
        let seen = ada.get(&asked.path).ok(200);
        assert_eq!((seen.body.get("heldFrom"), seen.body.get("reason")), (None, None), "a worry is not for the requester");
        assert_eq!(katrien.does("release", &asked).ok(200).body["state"], "open");
        let done = ada.does("fulfil", &asked).ok(200);
        assert_eq!((&done.body["state"], &done.body["reason"]), (&json!("fulfilled"), &json!("helped")));
        assert_eq!(done.body["allowedActions"], json!(["reopen"]));
        let happened: Vec<_> = t.events_of(asked.id).into_iter().filter(|it| it != "request.disclosed").collect();
        assert_eq!(happened, [
            "request.submitted", "request.informationAsked", "request.answered", "request.approved", "request.held",
            "request.released", "request.fulfilled",
        ]);
        let mails = t.mails_to(&ada.email);
        assert_eq!(mails.len(), 2, "the question and the yes");
        assert!(mails.iter().all(|it| it.contains(&asked.path.replace("/v1", "")) && !it.contains(SECRET)), "{mails:?}");
    }

    fn a_refusal_carries_its_reason_and_is_told(t) {
        let (ada, katrien) = (t.resident("Ada"), team(t));
        let asked = ada.asks_for("digital");
        katrien.off_contract().post(&asked.verb("reject"), json!({ "reason": "because" })).is_problem("badRequest", 400);
        katrien.off_contract().post(&asked.verb("reject"), json!({})).is_problem("badRequest", 400);
        katrien.does("reject", &asked).ok(200);
        assert_eq!(ada.get(&asked.path).ok(200).body["reason"], "needsProfessional");
        assert_eq!(t.mails_to(&ada.email).len(), 1);
        katrien.does("approve", &asked).is_problem("wrongState", 409);
    }

    fn every_verb_is_possible_in_its_states_and_refused_in_all_others(t) {
        let (ada, katrien) = (t.resident("Ada"), team(t));
        let ways: [(&str, &[&str]); 7] = [
            ("submitted", &[]), ("needsInformation", &["askForInformation"]), ("open", &["approve"]), ("held", &["hold"]),
            ("rejected", &["reject"]), ("withdrawn", &["withdraw"]), ("fulfilled", &["approve", "fulfil"]),
        ];
        let by_requester = ["answer", "withdraw"];
        let verbs = ["approve", "askForInformation", "answer", "reject", "hold", "release", "withdraw", "fulfil"];
        let who = |verb: &str| if by_requester.contains(&verb) { &ada } else { &katrien };
        for (state, way) in ways {
            for verb in verbs {
                let asked = ada.asks_for("company");
                for step in way {
                    who(step).does(step, &asked).ok(200);
                }
                let before = who(verb).get(&asked.path).ok(200);
                assert_eq!(before.body["state"], state);
                let announced = before.body["allowedActions"].as_array().unwrap().contains(&json!(verb));
                let starts = RequestVerb::from_word(verb).unwrap().starts();
                assert_eq!(announced, starts.contains(&RequestState::from_word(state).unwrap()), "{verb} in {state}");
                let answer = who(verb).does(verb, &asked);
                if announced {
                    answer.ok(200);
                } else {
                    answer.is_problem("wrongState", 409);
                    assert_eq!(who(verb).get(&asked.path).ok(200).body, before.body, "{verb} in {state}");
                }
            }
        }
    }

    fn a_change_of_what_was_approved_needs_a_new_look(t) {
        let (ada, katrien) = (t.resident("Ada"), team(t));
        let elsewhere = json!({ "position": in_lindewijk(50) });
        for (patch, state) in [
            (json!({ "urgency": "today", "durationMinutes": 90 }), "open"),
            (json!({ "text": null, "accessibilityNotes": "Two steps" }), "open"),
            (json!({ "category": "groceries", "publicText": "Who shops with me?" }), "open"),
            (json!({ "category": "meals" }), "submitted"),
            (json!({ "publicText": null }), "submitted"),
            (json!({ "place": elsewhere }), "submitted"),
        ] {
            let asked = ada.asks(in_words());
            katrien.does("approve", &asked).ok(200);
            let etag = ada.get(&asked.path).etag();
            let changed = ada.if_match(&etag).patch(&asked.path, patch.clone()).ok(200);
            assert_eq!(changed.body["state"], state, "{patch}");
            assert_ne!(changed.etag(), etag);
            let expected = if state == "open" { "request.changed" } else { "request.resubmitted" };
            assert_eq!(t.events_of(asked.id).last().unwrap(), expected);
            assert_eq!(changed.body.get("approvedAt").is_some(), state == "open");
            for (name, value) in patch.as_object().unwrap().iter().filter(|(name, _)| *name != "place") {
                assert_eq!(changed.body.get(name).unwrap_or(&Value::Null), value, "{name}");
            }
        }
    }

    fn a_change_keeps_to_the_same_rules(t) {
        let ada = t.resident("Ada");
        let asked = ada.asks_for("groceries");
        let etag = ada.get(&asked.path).etag();
        let window = json!([{ "start": "2026-03-03T10:00:00Z", "end": "2026-03-03T12:00:00Z" }]);
        for (patch, pointer) in [
            (json!({ "windows": window }), "/weeklySlots"),
            (json!({ "weeklySlots": null }), "/windows"),
            (json!({ "durationMinutes": 240 }), "/weeklySlots/0"),
            (json!({ "rhythm": "monthly" }), "/rhythm"),
            (json!({ "category": null }), "/category"),
            (json!({ "helpersWanted": 0 }), "/helpersWanted"),
            (json!({ "channel": "phone" }), "/channel"),
        ] {
            let answer = ada.off_contract().if_match(&etag).patch(&asked.path, patch);
            answer.is_problem("badRequest", 400);
            assert_eq!(answer.field("issues/0/pointer"), pointer, "{answer}");
        }
        let both = json!({ "windows": window, "weeklySlots": null });
        let changed = ada.if_match(&etag).patch(&asked.path, both).ok(200);
        assert_eq!(changed.body["weeklySlots"], json!([]));
        // What was still to come when it was asked may pass while something else is changed.
        t.passes(chrono::TimeDelta::days(3));
        let ada = t.again(&ada);
        ada.if_match(&changed.etag()).patch(&asked.path, json!({ "urgency": "flexible" })).ok(200);
    }

    fn a_stale_version_and_a_reused_key_are_refused(t) {
        let (ada, katrien) = (t.resident("Ada"), team(t));
        let asked = ada.asks_for("groceries");
        ada.patch(&asked.path, json!({ "urgency": "today" })).is_problem("preconditionRequired", 428);
        let old = ada.get(&asked.path).etag();
        ada.if_match(&old).patch(&asked.path, json!({ "urgency": "today" })).ok(200);
        ada.if_match(&old).patch(&asked.path, json!({ "urgency": "today" })).is_problem("stale", 412);
        katrien.if_match(&old).post(&asked.verb("approve"), None).is_problem("stale", 412);
        let keyed = ada.with_key("once");
        let first = keyed.post("/v1/requests", wish("walk")).ok(201);
        let again = keyed.post("/v1/requests", wish("walk")).ok(201);
        assert_eq!(first.id(), again.id());
        keyed.post("/v1/requests", wish("pets")).is_problem("idempotencyKeyReused", 422);
        ada.without_key().off_contract().post("/v1/requests", wish("pets")).is_problem("idempotencyKeyMissing", 400);
        assert_eq!(ada.get("/v1/requests").ok(200).body["items"].as_array().unwrap().len(), 2);
    }

    fn who_may_not_see_it_finds_nothing(t) {
        let (ada, bob) = (t.resident("Ada"), t.resident("Bob"));
        let far = t.buurtwerker("Femke", t.neighbourhood("DEMO-02"));
        let asked = ada.asks(in_words());
        let never = format!("/v1/requests/{}", RequestId::fresh());
        for other in [&bob, &far, &t.administrator("Root")] {
            let (foreign, unknown) = (other.get(&asked.path), other.get(&never));
            assert_eq!(foreign.body["code"], unknown.body["code"]);
            foreign.is_problem("notFound", 404);
            let listed = other.get("/v1/requests?view=neighbourhood").ok(200);
            assert_eq!(listed.body["items"], json!([]));
        }
        far.does("approve", &asked).is_problem("notFound", 404);
        bob.does("withdraw", &asked).is_problem("notFound", 404);
        bob.if_match("\"1\"").patch(&asked.path, json!({ "urgency": "today" })).is_problem("notFound", 404);
        t.client().get(&asked.path).is_problem("notSignedIn", 401);
        assert_eq!(ada.state_of(&asked), "submitted");
    }

    fn nobody_decides_about_themselves(t) {
        let katrien = team(t);
        katrien.with_header("If-None-Match", "*").put("/v1/me/home", json!({ "position": in_lindewijk(0) })).ok(200);
        let own = katrien.asks_for("groceries");
        for verb in ["approve", "askForInformation", "reject", "hold"] {
            katrien.does(verb, &own).is_problem("forbidden", 403);
        }
        let listed = katrien.get("/v1/requests?view=neighbourhood").ok(200);
        assert_eq!(listed.body["items"], json!([]));
        let colleague = t.buurtwerker("Luc", t.neighbourhood("DEMO-01"));
        colleague.does("approve", &own).ok(200);
        let coordinator = t.coordinator("Sofie", "99999");
        coordinator.does("hold", &own).ok(200);
        t.resident("Ada").does("approve", &own).is_problem("forbidden", 403);
    }

    fn staff_who_read_leave_a_trace_and_lists_show_no_words(t) {
        let (ada, katrien) = (t.resident("Ada"), team(t));
        let asked = ada.asks(in_words());
        let wordless = ada.asks_for("walk");
        ada.get(&asked.path).ok(200);
        let listed = katrien.get("/v1/requests?view=neighbourhood").ok(200);
        assert_eq!(listed.body["items"].as_array().unwrap().len(), 2);
        assert!(!listed.text.contains(SECRET) && !listed.text.contains("Who shops"), "{listed}");
        assert!(ada.get("/v1/requests?view=mine").ok(200).text.contains(SECRET));
        assert_eq!(t.events_of(asked.id), ["request.submitted"]);
        assert!(katrien.get(&asked.path).ok(200).text.contains(SECRET));
        assert_eq!(t.events_of(asked.id), ["request.submitted", "request.disclosed"]);
        katrien.get(&wordless.path).ok(200);
        assert_eq!(t.events_of(wordless.id), ["request.submitted"], "without words nothing is disclosed");
    }

    fn a_list_comes_in_pages(t) {
        let ada = t.resident("Ada");
        let mut ids: Vec<_> = (0..5).map(|_| ada.asks_for("walk").id.to_string()).collect();
        ids.reverse();
        let (mut found, mut path) = (Vec::new(), "/v1/requests?pageSize=2".to_owned());
        loop {
            let page = ada.get(&path).ok(200);
            let items = page.body["items"].as_array().unwrap();
            found.extend(items.iter().map(|it| it["id"].as_str().unwrap().to_owned()));
            let Some(next) = page.body.get("next") else { break };
            path = format!("/v1/requests?pageSize=2&cursor={}", next.as_str().unwrap());
        }
        assert_eq!(found, ids);
        ada.off_contract().get("/v1/requests?cursor=x").is_problem("badRequest", 400);
        ada.off_contract().get("/v1/requests?pageSize=0").is_problem("badRequest", 400);
    }

    fn a_woman_or_a_man_is_asked_for_where_the_help_is_close(t) {
        let ada = t.resident("Ada");
        let asks = |category: &str, from: &str, minors: bool| {
            let more = json!({ "wantedFrom": from, "minorsInvolved": minors });
            ada.post("/v1/requests", with(wish(category), more))
        };
        for (category, minors) in [("personal", false), ("childMinding", true), ("chores", false), ("walk", true)] {
            asks(category, "woman", minors).ok(201);
        }
        for category in ["groceries", "walk", "transport"] {
            asks(category, "vetted", false).ok(201);
            let refused = asks(category, "man", false);
            assert_eq!(refused.is_problem("badRequest", 400).field("issues/0/pointer"), "/wantedFrom");
        }
        let made = asks("chores", "man", false).ok(201);
        let path = made.field("href").as_str().unwrap().to_owned();
        let refused = ada.if_match(&made.etag()).patch(&path, json!({ "category": "walk" }));
        refused.is_problem("badRequest", 400);
    }
}
