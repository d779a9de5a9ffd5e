//! The directory in the shapes of HSDS 3.0: held against its published schemas (in the folder that `BUURTNET_TEST_DATA` names).

use std::collections::BTreeSet;
use std::fs;

use buurtnet::hsds;
use buurtnet::organisations::actions::import::{ImportMode, ImportRow};
use buurtnet::policy::Actor;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::fixture::{execute, test_data};
use crate::support::referrals::{organisation, service};
use crate::support::requests::with;

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

fn holds(schema: &str, value: &Value) {
    assert_eq!(faults(schema, value), [""; 0], "{schema}: {value:#}");
}

/// An organisation with all that the directory can say: its id, and that of its service.
fn all_that_can_be_said(t: &TestApp) -> (String, String) {
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

    fn what_looks_like_something_known_stays_out_and_what_is_wrong_says_where(t) {
        let admin = t.administrator("Admin");
        t.organisation(&admin, "Zorg Nabij");
        let one = |id: u8, name: &str, more: Value| {
            let id = format!("00000000-0000-4000-8000-0000000000{id:02}");
            with(json!({ "id": id, "name": name, "description": "X", "email": format!("x{name}@zorg.example").replace(' ', "") }), more)
        };
        let area = |uri: &str| json!([{ "id": "00000000-0000-4000-8000-000000000091", "uri": uri }]);
        let service = |more: Value| {
            let plain = json!({ "id": "00000000-0000-4000-8000-000000000081", "name": "S", "status": "active" });
            json!({ "services": [with(plain, more)] })
        };
        for (said, outcome, note) in [
            (one(1, "zorg nabij", json!({})), "possibleDuplicate", "the same name"),
            (one(2, "A", json!({ "email": "zorg-nabij@zorg.example" })), "possibleDuplicate", "the same address"),
            (one(3, "B", json!({ "email": null })), "refused", "/email: is missing"),
            (one(4, "C", json!({ "id": "x" })), "refused", "/id: "),
            (one(5, "D", json!({ "website": "javascript:alert(1)" })), "refused", "/website: is no website"),
            (one(6, "E", service(json!({ "status": "open" }))), "new refused", "/status: is none of"),
            (one(7, "F", service(json!({ "minimum_age": 200 }))), "new refused", "/minimumAge: lies between"),
            (one(8, "G", service(json!({ "service_areas": area("urn:be:nis:1") }))), "new refused", "/service_areas/0/uri: is no NIS code"),
            (one(9, "H", service(json!({ "service_areas": area("urn:buurtnet:neighbourhood:NONE") }))), "new refused", "is not known"),
            (one(10, "I", service(json!({ "service_at_locations": [{ "id": "00000000-0000-4000-8000-000000000071", "location_id": "00000000-0000-4000-8000-000000000061" }] }))), "new new", "is left out"),
            (one(12, "K", service(json!({ "service_areas": area("urn:buurtnet:neighbourhood:\u{0}") }))), "new refused", "is not known"),
            (one(13, "L", json!({ "locations": [{ "id": "00000000-0000-4000-8000-000000000062", "location_type": "physical", "latitude": 51 }] })), "new refused", "/longitude: is missing"),
            (one(11, "J", service(json!({}))), "new refused", "belongs to another organization"),
            (json!("text"), "refused", ""),
        ] {
            let came = brings(t, &json!([said]), CAREFUL);
            assert_eq!(outcomes(&came).join(" "), outcome, "{came:?}");
            assert!(came.0.iter().flat_map(|it| &it.notes).any(|it| it.contains(note)), "{note}: {came:?}");
        }
        let beside = brings(t, &one(1, "zorg nabij", json!({})), ImportMode { with_duplicates: true, ..CAREFUL });
        assert_eq!(outcomes(&beside), ["new"]);
        for odd in ["", "nonsense", "[", "42", "{}", r#"{"contents":{}}"#, "PK nonsense"] {
            assert!(hsds::import::read(odd.as_bytes()).is_err(), "{odd}");
        }
    }

    fn what_stands_in_a_file_twice_counts_once_and_a_try_says_so_before(t) {
        let one = |id: u8, name: &str, more: Value| {
            let id = format!("00000000-0000-4000-8000-0000000000{id:02}");
            with(json!({ "id": id, "name": name, "description": "X", "email": format!("x{name}@zorg.example") }), more)
        };
        let service = json!({ "services": [{ "id": "00000000-0000-4000-8000-000000000081", "name": "S", "status": "active" }] });
        let file = json!([
            one(1, "A", service.clone()), one(1, "B", json!({})), one(2, "a", json!({})), one(3, "C", service),
        ]);
        let expected = ["new", "new", "refused", "possibleDuplicate", "new", "refused"];
        let tried = brings(t, &file, TRY);
        assert_eq!(outcomes(&tried), expected, "{tried:?}");
        assert_eq!(brings(t, &file, CAREFUL), tried);
    }

    fn what_a_file_does_not_say_stays_as_it_is_known(t) {
        let (id, service) = all_that_can_be_said(t);
        let path = format!("/hsds/v3/organizations/{id}");
        let mut whole = t.client().off_contract().get(&path).ok(200).body;
        for gone in ["assured_date", "attributes"] {
            whole["services"][0].as_object_mut().unwrap().remove(gone);
        }
        whole.as_object_mut().unwrap().remove("attributes");
        whole.as_object_mut().unwrap().remove("locations");
        assert_eq!(outcomes(&brings(t, &whole, CAREFUL)), ["unchanged", "unchanged"]);
        whole["services"][0]["assured_date"] = json!("2099-01-01");
        let future = brings(t, &whole, CAREFUL);
        assert_eq!(outcomes(&future), ["unchanged", "refused"], "{future:?}");
        let of = t.client().get(&format!("/v1/services/{service}")).ok(200).body;
        assert_eq!((&of["capacity"], &of["assuredOn"]), (&json!("waitList"), &json!("2026-03-02")));
    }

    fn the_tables_of_a_data_package_come_in_too(t) {
        let mut file = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let id = |it: u8| format!("00000000-0000-4000-8000-0000000000{it:02}");
        let (organisation, service, place) = (id(1), id(2), id(3));
        for (name, text) in [
            ("organization", format!("id,name,description,email\n{organisation},Zorg,\"Zorg, en meer\",zorg@zorg.example\n")),
            ("service", format!("id,organization_id,name,status,minimum_age,assured_date\n{service},{organisation},Hulp,active,65,2026-02-01\n")),
            ("location", format!("id,organization_id,location_type,name,latitude,longitude\n{place},{organisation},physical,Onthaal,51.02,4.47\n")),
            ("service_at_location", format!("id,service_id,location_id\n{},{service},{place}\n", id(4))),
            ("phone", format!("id,service_id,number\n{},{service},015 00 00 00\n", id(5))),
            ("address", format!("id,location_id,address_1,city,postal_code,state_province,country,address_type\n{},{place},Kerkstraat 1,Mechelen,2800,,BE,physical\n", id(6))),
            ("schedule", format!("id,service_id,freq,byday,opens_at,closes_at\n{},{service},WEEKLY,\"MO,TU\",08:00,12:00\n", id(7))),
            ("service_area", format!("id,service_id,uri\n{},{service},urn:be:nis:12025\n", id(8))),
            ("taxonomy_term", format!("id,code,name,description\n{},meals,Meals,Meals\n", id(9))),
            ("attribute", format!("id,link_id,link_entity,taxonomy_term_id\n{},{service},service,{}\n", id(10), id(9))),
        ] {
            file.start_file(format!("package/{name}.csv"), zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
        }
        let file = file.finish().unwrap().into_inner();
        let came = brings_file(t, &file, CAREFUL);
        assert_eq!(outcomes(&came), ["new"; 3], "{came:?}");
        let of = t.client().get(&format!("/v1/services/{service}")).ok(200).body;
        assert_eq!((&of["minimumAge"], &of["phone"], &of["assuredOn"]), (&json!(65), &json!("015 00 00 00"), &json!("2026-02-01")));
        assert_eq!((&of["categories"], &of["municipalities"]), (&json!(["meals"]), &json!(["12025"])));
        assert_eq!(of["openingHours"].as_array().unwrap().len(), 2);
        let place = t.client().get(of["locations"][0]["href"].as_str().unwrap()).ok(200).body;
        assert_eq!((&place["street"], &place["position"]["lat"]), (&json!("Kerkstraat 1"), &json!(51.02)));
    }
}

const CAREFUL: ImportMode = ImportMode { is_tried: false, with_duplicates: false };
const TRY: ImportMode = ImportMode { is_tried: true, ..CAREFUL };

type Came = (Vec<ImportRow>, BTreeSet<String>);

fn brings_file(t: &TestApp, file: &[u8], mode: ImportMode) -> Came {
    let reading = hsds::import::read(file).unwrap();
    t.write(move |tx| hsds::import::import(tx, &Actor::system(), &reading, mode))
}

fn brings(t: &TestApp, said: &Value, mode: ImportMode) -> Came {
    brings_file(t, said.to_string().as_bytes(), mode)
}

fn outcomes(of: &Came) -> Vec<&'static str> {
    of.0.iter().map(|it| it.outcome.as_str()).collect()
}
