//! Somebody is taken in: who they are, who acts for them, what they said yes to and what they ask, all at once.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::browser::{Browser, Page};
use crate::support::people::{Person, in_lindewijk};
use crate::support::requests::with;
use crate::support::story::{offers_help, proposes};

/// Rosa calls for groceries.
pub(crate) fn rosa_calls(here: impl serde::Serialize) -> Value {
    json!({
        "person": {
            "firstName": "Rosa", "lastName": "Wouters", "birthYear": 1941, "locale": "nl-BE",
            "languages": [{ "tag": "nl", "level": "good" }], "phone": "0470 12 34 56", "address": "Lindelaan 3",
            "about": { "neighbourhoodId": here },
        },
        "how": "phone",
        "consents": [{ "purpose": "publishRequest", "given": true, "textVersion": "1", "language": "nl-BE" }],
        "request": {
            "category": "groceries", "durationMinutes": 60, "urgency": "thisWeek", "visibility": "nearby",
            "weeklySlots": [{ "day": "tue", "from": "14:00", "to": "16:00" }],
            "text": { "lang": "nl", "text": "Brood en melk" },
        },
    })
}

fn people_called_rosa(katrien: &Person) -> usize {
    let found = katrien.post("/v1/people/search", json!({ "name": "Rosa Wouters" })).ok(200);
    found.body["items"].as_array().map_or(0, Vec::len)
}

/// What stands on the form when Rosa calls.
fn on_the_form(here: &str) -> Vec<(&'static str, String)> {
    let fields = [
        ("how", "phone"),
        ("firstName", "Rosa"),
        ("lastName", "Wouters"),
        ("birthYear", "1941"),
        ("locale", "nl-BE"),
        ("languages", "nl"),
        ("phone", "0470 12 34 56"),
        ("address", "Lindelaan 3"),
        ("about", here),
        ("category", "groceries"),
        ("text", "Brood & melk"),
        ("textLang", "nl"),
        ("urgency", "thisWeek"),
        ("days", "tue"),
        ("days", "fri"),
        ("from", "14:00"),
        ("to", "16:00"),
        ("durationMinutes", "60"),
        ("helpKind", "once"),
        ("wantedFrom", "anyone"),
        ("publish", "yes"),
        ("publishLanguage", "fr-BE"),
        ("research", ""),
        ("researchLanguage", "nl-BE"),
        ("textVersion", "1"),
        ("do", "save"),
    ];
    fields.map(|(name, value)| (name, value.to_owned())).into()
}

/// The same with other fields instead.
fn but<'a>(mut fields: Vec<(&'a str, String)>, others: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    fields.retain(|it| !others.iter().any(|other| other.0 == it.0));
    fields.extend(others.iter().map(|(name, value)| (*name, (*value).to_owned())));
    fields
}

fn sends(desk: &Browser, fields: &[(&str, String)]) -> Page {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    desk.sends("/console/intake", &fields)
}

both! {
    with TestApp::start;

    fn one_screen_takes_somebody_in_once_however_often_it_is_sent(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let desk = Browser::signed_in(t, &katrien);
        let page = desk.opens("/console/intake");
        page.with(200).shows("At the desk or on the phone").shows("Lindewijk, part 1").shows("<svg class=\"map\"");
        let form: Vec<_> = ["guard", "once"].map(|it| (it.to_owned(), page.hidden(it))).into();
        let typed = on_the_form(&here.to_string()).into_iter().map(|(name, value)| (name.to_owned(), value));
        let form: Vec<_> = form.into_iter().chain(typed).collect();
        let first = desk.sends_just("/console/intake", &form);
        first.with(200).shows("Taken in. This is the request.").shows("Brood &#38; melk").shows("Rosa Wouters");
        let again = desk.sends_just("/console/intake", &form);
        assert_eq!(first.path, again.path);
        assert_eq!(people_called_rosa(&katrien), 1);
        let id = first.path.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
        let request = katrien.get(&format!("/v1/requests/{id}")).ok(200);
        assert_eq!((&request.body["visibility"], &request.body["channel"]), (&json!("nearby"), &json!("phone")));
        assert_eq!(request.body["weeklySlots"].as_array().unwrap().len(), 2);
    }

    fn who_entered_it_is_told_that_a_colleague_approves_it(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let desk = Browser::signed_in(t, &katrien);
        let page = desk.opens("/console/intake");
        let form = ["guard", "once"].map(|it| (it, page.hidden(it))).into_iter().chain(on_the_form(&here.to_string()));
        let form: Vec<_> = form.map(|(name, value)| (name.to_owned(), value)).collect();
        let taken = desk.sends_just("/console/intake", &form);
        // Alone in the team, she approves it herself.
        taken.with(200).shows("value=\"approve\"").hides("You entered this yourself");
        let luc = t.buurtwerker("Luc", here);
        desk.opens(&taken.path).shows("You entered this yourself").hides("value=\"approve\"");
        Browser::signed_in(t, &luc).opens(&taken.path).shows("value=\"approve\"").hides("You entered this yourself");
    }

    fn what_is_wrong_is_named_by_its_number_and_nothing_typed_is_lost(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let desk = Browser::signed_in(t, &katrien);
        let typed = on_the_form(&here.to_string());
        for (wrong, number) in [
            (("birthYear", "19x1"), "6. Year of birth"),
            (("durationMinutes", "500"), "19. How many minutes does it take?"),
            (("phone", "call me"), "9. Phone"),
            (("to", "13:00"), "18. When?"),
            (("about", "nowhere"), "11. Where, about?"),
            (("category", "gold"), "15. Which help?"),
            (("publishLanguage", "xx"), "24. May neighbours see"),
        ] {
            desk.opens("/console/intake");
            let page = sends(&desk, &but(typed.clone(), &[wrong]));
            page.with(400).shows(number).shows("value=\"Rosa\"").shows("Brood &#38; melk").shows("Lindelaan 3");
            page.shows("value=\"tue\" checked").shows("value=\"fri\" checked").shows("name=\"publish\" value=\"yes\" checked");
            assert_eq!(people_called_rosa(&katrien), 0);
        }
    }

    fn all_that_is_missing_is_said_at_once_and_beside_each_field(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let desk = Browser::signed_in(t, &katrien);
        desk.opens("/console/intake");
        let blank = [("firstName", ""), ("lastName", ""), ("birthYear", ""), ("days", ""), ("durationMinutes", "long")];
        let page = sends(&desk, &but(on_the_form(&here.to_string()), &blank));
        page.with(400).shows("4. First name</a>: <span id=\"firstName-wrong\">is empty</span>").shows("When?</a>: <span").shows(">is no number</span></li>");
        assert_eq!(page.text.matches(">is empty</span></li>").count(), 4, "{}", page.text);
        for field in ["firstName", "lastName", "birthYear", "moment", "durationMinutes"] {
            page.shows(&format!("href=\"#{field}\"")).shows(&format!("aria-describedby=\"{field}-why"));
            page.shows(&format!("<span id=\"{field}-why\" class=\"why\">"));
        }
    }

    fn who_may_be_known_is_shown_and_either_answer_goes_on(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let rosa = katrien.post("/v1/intakes", rosa_calls(here)).ok(201).body["person"]["id"].clone();
        let rosa = rosa.as_str().unwrap();
        let desk = Browser::signed_in(t, &katrien);
        desk.opens("/console/intake");
        let typed = on_the_form(&here.to_string());
        let page = sends(&desk, &typed);
        page.with(409).shows("Possibly the same person").shows("Rosa Wouters (1941) is somebody else");
        page.shows("Brood &#38; melk").shows(&format!("name=\"notSame\" value=\"{rosa}\""));
        assert!(t.events_of(katrien.id).contains(&"person.searched".to_owned()), "whoever is shown leaves a trace");
        sends(&desk, &but(typed.clone(), &[("person", rosa)])).with(200).shows("Taken in.");
        assert_eq!(people_called_rosa(&katrien), 1);
        desk.opens("/console/intake");
        sends(&desk, &but(typed, &[("notSame", rosa)])).with(200).shows("Taken in.");
        assert_eq!(people_called_rosa(&katrien), 2);
    }

    fn somebody_known_is_looked_for_without_losing_what_was_typed(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, an) = (t.buurtwerker("Katrien", here), t.resident("An"));
        let fatima = katrien.registers("Fatima", 1960);
        let desk = Browser::signed_in(t, &katrien);
        desk.opens("/console/intake");
        let typed = on_the_form(&here.to_string());
        let looks = but(typed.clone(), &[("do", "find"), ("findPerson", "fati"), ("findProxy", "An Peet")]);
        let page = sends(&desk, &looks);
        page.with(200).shows("Fatima Janssens (1960)").shows("An Peeters (1980)").shows("Brood &#38; melk");
        page.shows(&format!("name=\"person\" value=\"{fatima}\"")).shows(&format!("name=\"proxy\" value=\"{}\"", an.id));
        let an_id = an.id.to_string();
        let proxy = [("person", fatima.as_str()), ("proxy", &an_id), ("proxyKind", "mantelzorger"), ("proxyScope", "ask")];
        sends(&desk, &but(typed, &proxy)).with(200).shows("Taken in.").shows("Fatima Janssens");
        let proxies = katrien.get(&format!("/v1/people/{fatima}/proxies")).ok(200);
        assert_eq!(proxies.body["items"][0]["proxy"]["id"], an_id);
    }

    fn what_was_typed_outlives_the_session(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let desk = Browser::signed_in(t, &katrien);
        desk.opens("/console/intake");
        t.passes(chrono::TimeDelta::minutes(61));
        sends(&desk, &on_the_form(&here.to_string())).with(401).shows("What you typed is kept");
        let page = desk.sends("/console/sign-in", &[("email", &katrien.email), ("password", "zorgzame-buurt")]);
        page.with(200).shows("What you typed is still here").shows("value=\"Lindelaan 3\"").shows("Brood &#38; melk");
        desk.opens("/console/intake");
        sends(&desk, &on_the_form(&here.to_string())).with(200).shows("Taken in.");
    }

    fn whatever_is_typed_is_words_and_never_a_script(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let desk = Browser::signed_in(t, &katrien);
        let corpus = [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'><svg onload=alert(1)>",
            "javascript:alert(1)", "</textarea><script>alert(1)</script>", "{{ 7*7 }}", "</option></select><b onclick=a>",
        ];
        let names = ["how", "witness", "firstName", "lastName", "birthYear", "languages", "locale", "phone", "address",
            "about", "category", "text", "textLang", "urgency", "days", "date", "from", "to", "durationMinutes", "helpKind",
            "rhythm", "wantedFrom", "accessibilityNotes", "publish", "publishLanguage", "publicText", "research", "person",
            "proxy", "proxyKind", "proxyScope", "organisation", "mandateSeenOn", "notSame", "findPerson", "textVersion"];
        let is_clean = |page: &Page| {
            for planted in ["<script>alert", "<img src=x", "<svg onload", "<b onclick", "href=\"javascript:"] {
                assert!(!page.text.contains(planted), "{planted} on {}", page.path);
            }
        };
        for evil in corpus {
            desk.opens("/console/intake");
            let all: Vec<_> = names.iter().map(|it| (*it, evil.to_owned())).chain([("do", "save".to_owned())]).collect();
            is_clean(sends(&desk, &all).with(400));
            // What is saved is shown again, on the pages of the request and the person.
            desk.opens("/console/intake");
            let said = [("firstName", evil), ("lastName", evil), ("address", evil), ("text", evil), ("publicText", evil),
                ("accessibilityNotes", evil), ("witness", evil), ("phone", "")];
            let saved = sends(&desk, &but(on_the_form(&here.to_string()), &said));
            is_clean(saved.with(200));
            let id = saved.path.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
            let person = katrien.get(&format!("/v1/requests/{id}")).ok(200).body["person"]["id"].clone();
            let path = format!("/console/people/{}", person.as_str().unwrap());
            is_clean(desk.opens(&path).with(200));
            is_clean(desk.sends(&path, &[("verb", "find"), ("find", evil)]).with(200));
            desk.opens("/console/people");
            is_clean(&desk.sends("/console/people", &[("findName", evil), ("born", evil)]));
            is_clean(desk.opens(&format!("/console/print/visit-card/{}", person.as_str().unwrap())).with(200));
        }
    }

    fn one_call_takes_somebody_in(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, wout) = (t.buurtwerker("Katrien", here), t.buurtwerker("Wout", here));
        let an = t.resident("An");
        let proxy = json!({ "proxyPersonId": an.id, "kind": "mantelzorger", "scope": ["ask"] });
        let taken_in = katrien.post("/v1/intakes", with(rosa_calls(here), json!({ "proxy": proxy }))).ok(201);
        assert_eq!(taken_in.body["channel"], "phone");
        assert_eq!(taken_in.body["visibility"], "nearby");
        assert_eq!(taken_in.header("location").unwrap(), taken_in.body["href"].as_str().unwrap());
        let rosa = taken_in.body["person"]["id"].as_str().unwrap().to_owned();
        let seen = wout.get(&format!("/v1/people/{rosa}")).ok(200);
        assert_eq!(seen.body["phone"], "0470 12 34 56");
        assert_eq!(seen.body["home"]["roughly"], true);
        let proxies = katrien.get(&format!("/v1/people/{rosa}/proxies")).ok(200);
        assert_eq!(proxies.body["items"][0]["proxy"]["id"], an.id.to_string());
        let events = t.events_of(rosa.parse::<uuid::Uuid>().unwrap());
        assert!(events.contains(&"person.registered".to_owned()), "{events:?}");
    }

    fn where_nobody_knows_the_home_better_the_helper_is_told_so(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, wout, bilal) = (t.buurtwerker("Katrien", here), t.buurtwerker("Wout", here), t.resident("Bilal"));
        let asked = katrien.post("/v1/intakes", rosa_calls(here)).ok(201);
        let (id, rosa) = (asked.id(), asked.body["person"]["id"].clone());
        wout.post(&format!("/v1/requests/{id}/approve"), json!({})).ok(200);
        let offer = offers_help(&bilal, &katrien, 1);
        let matched = proposes(&katrien, &id, &offer);
        bilal.post(&format!("{matched}/accept"), json!({})).ok(200);
        wout.post(&format!("{matched}/accept"), json!({})).ok(200);
        let place = bilal.get(&matched).ok(200).body["place"].clone();
        assert_eq!((&place["roughly"], &place["address"]), (&json!(true), &json!("Lindelaan 3")));
        // Once somebody says where exactly, it is not so any more.
        let rosa = format!("/v1/people/{}", rosa.as_str().unwrap());
        let etag = katrien.get(&rosa).ok(200).etag();
        let home = json!({ "position": in_lindewijk(40), "address": "Lindelaan 3" });
        let moved = katrien.if_match(&etag).put(&format!("{rosa}/home"), home).ok(200);
        assert!(moved.body.get("roughly").is_none(), "{}", moved.text);
        assert!(bilal.get(&matched).ok(200).body["place"].get("roughly").is_none());
    }

    fn a_part_of_the_neighbourhood_is_enough_and_another_is_refused(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let home = t.resident("An").get("/v1/me/home").ok(200).body["cell"].clone();
        let mut said = rosa_calls(here);
        said["person"]["about"] = json!({ "neighbourhoodId": here, "cell": home });
        let rosa = katrien.post("/v1/intakes", said.clone()).ok(201).body["person"]["id"].clone();
        let seen = katrien.get(&format!("/v1/people/{}/home", rosa.as_str().unwrap())).ok(200);
        assert_eq!(seen.body["cell"], home);
        said["person"]["about"]["cell"] = json!("881f1d4887fffff");
        said["person"]["firstName"] = json!("Roza");
        said["person"]["phone"] = Value::Null;
        let refused = katrien.post("/v1/intakes", said.clone());
        refused.is_problem("badRequest", 400);
        assert_eq!(refused.body["issues"][0]["pointer"], "/person/about/cell");
        said["person"]["about"] = json!({ "neighbourhoodId": t.neighbourhood("DEMO-02") });
        katrien.post("/v1/intakes", said).is_problem("badRequest", 400);
    }

    fn who_may_be_known_is_looked_at_first(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let first = katrien.post("/v1/intakes", rosa_calls(here)).ok(201).body["person"]["id"].clone();
        let again = katrien.post("/v1/intakes", rosa_calls(here));
        again.is_problem("possiblySamePerson", 409);
        assert_eq!(again.body["issues"], json!([{ "pointer": "/notSamePersons", "detail": first }]));
        assert_eq!(people_called_rosa(&katrien), 1);
        // It is she: she asks again. Or it is not: then somebody says so.
        let mut known = rosa_calls(here);
        known.as_object_mut().unwrap().remove("person");
        katrien.post("/v1/intakes", with(known, json!({ "personId": first }))).ok(201);
        assert_eq!(people_called_rosa(&katrien), 1);
        katrien.post("/v1/intakes", with(rosa_calls(here), json!({ "notSamePersons": [first] }))).ok(201);
        assert_eq!(people_called_rosa(&katrien), 2);
    }

    fn what_is_refused_in_any_part_leaves_nothing_behind(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let is_refused = |said: Value, code: &str, status: u16, pointer: Option<&str>| {
            let refused = katrien.post("/v1/intakes", said);
            refused.is_problem(code, status);
            assert_eq!(refused.body["issues"][0]["pointer"].as_str(), pointer);
            assert_eq!(people_called_rosa(&katrien), 0);
        };
        let change = |part: &str, name: &str, value: Value| {
            let mut said = rosa_calls(here);
            said[part][name] = value;
            said
        };
        is_refused(change("request", "durationMinutes", json!(3)), "badRequest", 400, Some("/request/durationMinutes"));
        is_refused(change("request", "channel", json!("desk")), "badRequest", 400, Some("/request/channel"));
        is_refused(with(rosa_calls(here), json!({ "consents": [] })), "consentMissing", 409, None);
        let old = json!([{ "purpose": "publishRequest", "given": true, "textVersion": "0", "language": "nl-BE" }]);
        is_refused(with(rosa_calls(here), json!({ "consents": old })), "consentTextUnknown", 400, None);
        let referral = json!([{ "purpose": "referral", "given": true, "textVersion": "1", "language": "nl-BE" }]);
        is_refused(with(rosa_calls(here), json!({ "consents": referral })), "badRequest", 400, Some("/consents/0/recipient"));
        let himself = json!({ "proxyPersonId": katrien.id, "kind": "mantelzorger", "scope": ["ask"] });
        is_refused(with(rosa_calls(here), json!({ "proxy": himself })), "badRequest", 400, Some("/proxy/proxyPersonId"));
        is_refused(with(rosa_calls(here), json!({ "how": "app" })), "badRequest", 400, Some("/person/how"));
    }

    fn nobody_else_takes_somebody_in(t) {
        let here = t.neighbourhood("DEMO-01");
        let (an, katrien) = (t.resident("An"), t.buurtwerker("Katrien", here));
        an.post("/v1/intakes", rosa_calls(here)).is_problem("forbidden", 403);
        let elsewhere = t.buurtwerker("Elsewhere", t.neighbourhood("DEMO-02"));
        elsewhere.post("/v1/intakes", rosa_calls(here)).is_problem("badRequest", 400);
        let mut for_an = rosa_calls(here);
        for_an.as_object_mut().unwrap().remove("person");
        let for_an = with(for_an, json!({ "personId": an.id }));
        elsewhere.post("/v1/intakes", for_an.clone()).is_problem("notFound", 404);
        // Who has an account asks, and says yes, themselves.
        katrien.post("/v1/intakes", with(for_an, json!({ "consents": [] }))).is_problem("forbidden", 403);
    }

    fn who_has_no_account_is_away_and_back_by_the_team(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, an) = (t.buurtwerker("Katrien", here), t.resident("An"));
        let rosa = format!("/v1/people/{}", katrien.registers("Rosa", 1941));
        let etag = katrien.get(&rosa).ok(200).etag();
        let paused = katrien.if_match(&etag).post(&format!("{rosa}/pause"), json!({})).ok(200);
        assert_eq!(paused.body["state"], "paused");
        assert!(paused.body["allowedActions"].as_array().unwrap().contains(&json!("resume")));
        let back = katrien.if_match(&paused.etag()).post(&format!("{rosa}/resume"), json!({})).ok(200);
        assert_eq!(back.body["state"], "active");
        let of_an = format!("/v1/people/{}", an.id);
        let etag = katrien.get(&of_an).ok(200).etag();
        katrien.if_match(&etag).post(&format!("{of_an}/pause"), json!({})).is_problem("forbidden", 403);
    }

    fn who_has_no_account_hears_from_the_team_who_read_what(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, an) = (t.buurtwerker("Katrien", here), t.resident("An"));
        let rosa = katrien.registers("Rosa", 1941);
        katrien.get(&format!("/v1/people/{rosa}")).ok(200);
        let log = katrien.get(&format!("/v1/people/{rosa}/accessLog")).ok(200);
        assert_eq!(log.body["items"][0]["role"], "buurtwerker");
        assert!(!log.text.contains("Katrien"), "{}", log.text);
        katrien.get(&format!("/v1/people/{}/accessLog", an.id)).is_problem("notFound", 404);
        an.get(&format!("/v1/people/{rosa}/accessLog")).is_problem("notFound", 404);
    }
}
