//! The directory in the shapes of HSDS 3.0: held against its published schemas (in the folder that `BUURTNET_TEST_DATA` names).

use std::collections::BTreeSet;
use std::fs;

use buurtnet::hsds;
use buurtnet::organisations::actions::import::{ImportMode, ImportRow};
use buurtnet::policy::Actor;
use serde_json::{Value, json};

use crate::support::faults::{statements_of, watched};
use crate::support::fixture::{execute, test_data};
use crate::support::referrals::{organisation, service};
use crate::support::requests::with;
use crate::support::{Fixture, TestApp};

/// A published schema, with what it refers to in its place. Of `metadata.json` the 3.0 release has no compiled schema.
fn published(schema: &str) -> Option<Value> {
    let text = fs::read_to_string(test_data()?.join("hsds-3.0").join(schema)).unwrap();
    let text = text.replace(r#""$ref":"metadata.json""#, r#""type":"object""#);
    let refers = r#""$ref":"taxonomy.json""#;
    if !text.contains(refers) {
        return Some(serde_json::from_str(&text).unwrap());
    }
    let taxonomy = published("taxonomy.json")?.to_string();
    let members = taxonomy.strip_prefix('{').unwrap().strip_suffix('}').unwrap();
    Some(serde_json::from_str(&text.replace(refers, members)).unwrap())
}

/// What a published schema finds wrong with a value; nothing where the schemas are not there.
fn faults(schema: &str, value: &Value) -> Vec<String> {
    let Some(schema) = published(&format!("{schema}.json")) else { return Vec::new() };
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    validator.iter_errors(value).map(|it| format!("{}: {it}", it.instance_path())).collect()
}

pub(crate) fn holds(schema: &str, value: &Value) {
    assert_eq!(faults(schema, value), [""; 0], "{schema}: {value:#}");
}

/// An organisation with all that the directory can say: its id, and that of its service.
pub(crate) fn all_that_can_be_said(t: &TestApp) -> (String, String) {
    let admin = t.administrator("Admin");
    let more = json!({
        "sector": "welfare", "enterpriseNumber": "0123.456.749", "phone": "015 00 00 00", "website": "https://zorg.example",
    });
    let id = admin.post("/v1/organisations", with(organisation("Zorg Nabij"), more)).ok(201).id();
    let place = json!({
        "name": "Onthaal", "description": "Aan de kerk", "street": "Kerkstraat 1", "postalCode": "2800", "town": "Mechelen",
        "position": { "lat": 51.02, "lon": 4.47 }, "accessibility": "Er is een lift.", "phone": "015 00 00 01",
        "website": "https://zorg.example/onthaal", "openingHours": [{ "day": "mon", "from": "09:00", "to": "12:00" }],
    });
    let place = admin.post(&format!("/v1/organisations/{id}/locations"), place).ok(201).id();
    admin.post(&format!("/v1/organisations/{id}/locations"), json!({ "name": "Online", "kind": "virtual" })).ok(201);
    let far = json!([[[5.0, 50.8], [5.1, 50.8], [5.1, 50.9], [5.0, 50.8]]]);
    let said = json!({
        "capacity": "waitList", "waitTime": "2 maanden", "minimumAge": 65, "maximumAge": 130, "languages": ["fr", "nl"],
        "eligibility": "Wie moeilijk te been is.", "fees": "8 euro per uur", "application": "Bel ons.",
        "email": "hulp@zorg.example", "phone": "015 00 00 00", "website": "https://zorg.example/hulp",
        "openingHours": [{ "day": "tue", "from": "08:00", "to": "16:30" }, { "day": "sun", "from": "08:00", "to": "24:00" }],
        "municipalities": ["12025"], "locations": [place], "polygon": { "type": "Polygon", "coordinates": far },
    });
    let service = with(service(&[t.neighbourhood("DEMO-01").to_string()]), said);
    let service = admin.post(&format!("/v1/organisations/{id}/services"), service).ok(201).id();
    (id, service)
}

both! {
    with TestApp::start;

    fn each_answer_holds_against_the_published_schemas(t) {
        let (id, service) = all_that_can_be_said(t);
        let anyone = t.client().off_contract();
        let shown = |path: &str| anyone.get(&format!("/hsds/v3{path}")).ok(200).body;
        let whole = shown(&format!("/organizations/{id}"));
        holds("organization", &whole);
        assert_eq!(whole["organization_identifiers"][0]["identifier"], "0123456749");
        assert_eq!((&whole["locations"][0]["latitude"], whole["locations"].as_array().unwrap().len()), (&json!(51.02), 2));
        assert_eq!(whole["attributes"][0]["taxonomy_term"]["code"], "welfare");
        let of = shown(&format!("/services/{service}"));
        holds("service", &of);
        assert_eq!((&of["minimum_age"], &of["fees_description"]), (&json!(65), &json!("8 euro per uur")));
        assert_eq!((&of["schedules"][0]["byday"], &of["schedules"][0]["opens_at"]), (&json!("TU"), &json!("08:00")));
        assert_eq!(of["service_areas"].as_array().unwrap().len(), 3);
        assert_eq!(of["organization"]["name"], "Zorg Nabij");
        assert!(!of.to_string().contains("waitList"), "capacity is ours alone");
        let at = &of["service_at_locations"][0];
        let at = shown(&format!("/service_at_locations/{}", at["id"].as_str().unwrap()));
        holds("service_at_location", &at);
        assert_eq!((&at["location"]["name"], &at["service"]["name"]), (&json!("Onthaal"), &json!("Home care")));
        for (list, schema) in [
            ("organizations", "organization_list"),
            ("services", "service_list"),
            ("service_at_locations", "service_at_location_list"),
            ("taxonomies", "taxonomy"),
            ("taxonomy_terms", "taxonomy_term"),
        ] {
            let page = shown(&format!("/{list}"));
            let contents = page["contents"].as_array().unwrap();
            assert!(!contents.is_empty() && page["total_items"] == contents.len(), "{page}");
            for one in contents {
                holds(schema, one);
                shown(&format!("/{list}/{}", one["id"].as_str().unwrap()));
            }
        }
        if test_data().is_some() {
            let mut nameless = whole;
            nameless["services"][0].as_object_mut().unwrap().remove("name");
            assert_ne!(faults("organization", &nameless), [""; 0], "a missing name would be seen");
        }
    }

    fn a_list_has_pages_and_can_be_narrowed_down(t) {
        let admin = t.administrator("Admin");
        let ids: Vec<_> = (0..5).map(|it| t.organisation(&admin, &format!("Zorg {it}"))).collect();
        admin.post(&format!("/v1/organisations/{}/services", ids[0]), service(&[])).ok(201);
        let anyone = t.client().off_contract();
        let shown = |path: &str| anyone.get(&format!("/hsds/v3{path}")).ok(200).body;
        let page = shown("/organizations?page=2&per_page=2");
        let numbers = ["total_items", "total_pages", "page_number", "size"].map(|it| page[it].as_i64().unwrap());
        assert_eq!((numbers, &page["first_page"], &page["last_page"]), ([5, 3, 2, 2], &json!(false), &json!(false)));
        assert_eq!(page["contents"][0]["name"], "Zorg 2");
        assert_eq!(shown("/organizations?page=3&per_page=2")["last_page"], true);
        assert_eq!(shown("/organizations?page=9")["empty"], true);
        let terms = shown("/taxonomy_terms?per_page=100");
        let id = |code: &str| {
            let found = terms["contents"].as_array().unwrap().iter().find(|it| it["code"] == code);
            found.unwrap()["id"].as_str().unwrap().to_owned()
        };
        let count = |query: &str| shown(&format!("/services{query}"))["total_items"].as_i64().unwrap();
        assert_eq!(count(&format!("?taxonomy_term_id={}", id("meals"))), 1);
        assert_eq!(count(&format!("?taxonomy_term_id={}", id("walk"))), 0);
        assert_eq!(count(&format!("?organization_id={}", ids[0])), 1);
        assert_eq!(count(&format!("?organization_id={}", ids[1])), 0);
        for odd in ["page=0", "per_page=101", "per_page=x", "page=99999999999999999999"] {
            anyone.get(&format!("/hsds/v3/services?{odd}")).is_problem("badRequest", 400);
        }
        for nowhere in ["/services/x", "/organizations/00000000-0000-0000-0000-000000000000", "/taxonomies/x", "/programs"] {
            anyone.get(&format!("/hsds/v3{nowhere}")).is_problem("notFound", 404);
        }
        assert_eq!(shown("")["version"], "3.0");
    }

    fn an_organisation_goes_in_and_comes_out_the_same(t) {
        let (id, _) = all_that_can_be_said(t);
        let out = || t.client().off_contract().get(&format!("/hsds/v3/organizations/{id}")).ok(200).body;
        let mut whole = out();
        for table in ["service_areas", "service_locations", "services", "locations", "organisations"] {
            execute(&t.fixture.url, &format!("DELETE FROM {table}"));
        }
        let tried = brings(t, &whole, TRY);
        assert_eq!(outcomes(&tried), ["new"; 4], "{tried:?}");
        t.client().off_contract().get(&format!("/hsds/v3/organizations/{id}")).is_problem("notFound", 404);
        let came = brings(t, &whole, CAREFUL);
        assert_eq!((outcomes(&came), came.1.len()), (vec!["new"; 4], 0), "{came:?}");
        let mut there = out();
        for it in [&mut there, &mut whole] {
            it["services"][0].as_object_mut().unwrap().remove("last_modified");
        }
        assert_eq!(there, whole);
        let again = brings(t, &whole, CAREFUL);
        assert_eq!(outcomes(&again), ["unchanged"; 4], "{again:?}");
        whole["services"][0]["fees_description"] = json!("9 euro per uur");
        whole["programs"] = json!([{ "id": id, "name": "P", "description": "P" }]);
        let third = brings(t, &whole, CAREFUL);
        assert_eq!(outcomes(&third), ["unchanged", "unchanged", "unchanged", "changed"], "{third:?}");
        assert_eq!(third.1.iter().collect::<Vec<_>>(), ["organization.programs"]);
    }

    fn whoever_does_more_than_read_is_told_what_there_is(t) {
        let anyone = t.client().off_contract();
        for path in ["", "/organizations", "/organizations/x", "/services", "/taxonomy_terms/x"] {
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                let refused = anyone.send(method, &format!("/hsds/v3{path}"), None);
                assert_eq!(refused.is_problem("methodNotAllowed", 405).header("allow"), Some("GET"), "{method} {path}");
            }
        }
        anyone.post("/hsds/v3/programs", json!({})).is_problem("notFound", 404);
    }
}

/// As many calls a minute as the test makes that go on.
fn three_calls(fixture: Fixture) -> TestApp {
    TestApp::limited(fixture, 3)
}

both! {
    with three_calls;

    fn each_visit_counts_whatever_it_asks(t) {
        let anyone = t.client().off_contract();
        anyone.post("/hsds/v3/organizations", json!({})).is_problem("methodNotAllowed", 405);
        anyone.get("/hsds/v3/programs").is_problem("notFound", 404);
        anyone.get("/hsds/v3").ok(200);
        for again in ["/organizations", "/programs", ""] {
            anyone.post(&format!("/hsds/v3{again}"), json!({})).is_problem("tooManyRequests", 429);
        }
    }
}

fn counted(fixture: Fixture) -> TestApp {
    watched(&fixture);
    TestApp::start(fixture)
}

both! {
    with counted;

    fn how_much_there_is_to_show_asks_no_more_of_the_database(t) {
        let admin = t.administrator("Admin");
        let id = t.organisation(&admin, "Zorg Nabij");
        let areas = ["DEMO-01", "DEMO-02"].map(|it| t.neighbourhood(it).to_string());
        let enters = |name: &str| {
            let place = admin.post(&format!("/v1/organisations/{id}/locations"), json!({ "name": name })).ok(201).id();
            let said = with(service(&areas), json!({ "locations": [place] }));
            admin.post(&format!("/v1/organisations/{id}/services"), said).ok(201);
        };
        let asks = |path: &str| statements_of(&t.fixture, || drop(t.client().off_contract().get(path).ok(200)));
        let paths = ["/hsds/v3/service_at_locations".to_owned(), format!("/hsds/v3/organizations/{id}")];
        enters("Onthaal");
        let few = paths.each_ref().map(|it| asks(it));
        (0..9).for_each(|it| enters(&format!("Balie {it}")));
        assert_eq!(paths.each_ref().map(|it| asks(it)), few);
        assert!(t.faults.is_some() || few.iter().all(|it| (2..20).contains(it)), "{few:?}");
        let whole = t.client().off_contract().get(&paths[1]).ok(200).body;
        assert_eq!(whole["services"][0]["service_at_locations"][0].get("location"), None, "a place stands there once");
        holds("organization", &whole);
    }
}

pub(crate) const CAREFUL: ImportMode = ImportMode { is_tried: false, with_duplicates: false };
pub(crate) const TRY: ImportMode = ImportMode { is_tried: true, ..CAREFUL };

pub(crate) type Came = (Vec<ImportRow>, BTreeSet<String>);

pub(crate) fn brings_file(t: &TestApp, file: &[u8], mode: ImportMode) -> Came {
    let reading = hsds::import::read(file).unwrap();
    t.write(move |tx| hsds::import::import(tx, &Actor::system(), &reading, mode))
}

pub(crate) fn brings(t: &TestApp, said: &Value, mode: ImportMode) -> Came {
    brings_file(t, said.to_string().as_bytes(), mode)
}

pub(crate) fn outcomes(of: &Came) -> Vec<&'static str> {
    of.0.iter().map(|it| it.outcome.as_str()).collect()
}
