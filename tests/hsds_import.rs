//! What comes in from a file of HSDS 3.0, what stays out of it, and what is told of both.

use buurtnet::hsds::import::read;
use buurtnet::organisations::actions::import::ImportMode;
use serde_json::{Value, json};

use crate::hsds::{CAREFUL, TRY, all_that_can_be_said, brings, brings_file, holds, outcomes};
use crate::support::TestApp;
use crate::support::fixture::execute;
use crate::support::referrals::organisation;
use crate::support::requests::with;

both! {
    with TestApp::start;

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
            (one(1, "ZÓRG NABIJ", json!({ "email": "z@zorg.example" })), "possibleDuplicate", "the same name"),
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
            assert!(read(odd.as_bytes()).is_err(), "{odd}");
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
        let id = |it: u8| format!("00000000-0000-4000-8000-0000000000{it:02}");
        let (organisation, service, place) = (id(1), id(2), id(3));
        let file = package(&[
            ("organization", format!("id,name,description,email\n{organisation},Zorg,\"Zorg, en meer\",zorg@zorg.example\n")),
            ("service", format!("id,organization_id,name,status,minimum_age,assured_date\n{service},{organisation},Hulp,active,65,2026-02-01\n")),
            ("location", format!("id,organization_id,location_type,name,latitude,longitude\n{place},{organisation},physical,Onthaal,51.02,4.47\n")),
            ("service_at_location", format!("id,service_id,location_id\n{},{service},{place}\n", id(4))),
            ("phone", format!("id,service_id,number\n{},{service},015 00 00 00\n", id(5))),
            ("address", format!("id,location_id,address_1,city,postal_code,state_province,country,address_type\n{},{place},Kerkstraat 1,Mechelen,2800,,BE,physical\n", id(6))),
            ("schedule", format!("id,service_id,freq,byday,opens_at,closes_at\n{},{service},WEEKLY,\"MO,TU\",08:00,12:00\n", id(7))),
            ("service_area", format!("id,service_id,uri\n{},{service},urn:be:nis:12025\n", id(8))),
            ("taxonomy_term", format!("id,code,name,taxonomy\n{},meals,Meals,Buurtnet categories\n{},walk,Walk,Others\n", id(9), id(11))),
            ("attribute", format!("id,link_id,link_entity,taxonomy_term_id\n{},{service},service,{}\n{},{service},service,{}\n", id(10), id(9), id(12), id(11))),
        ]);
        let came = brings_file(t, &file, CAREFUL);
        assert_eq!(outcomes(&came), ["new"; 3], "{came:?}");
        let of = t.client().get(&format!("/v1/services/{service}")).ok(200).body;
        assert_eq!((&of["minimumAge"], &of["phone"], &of["assuredOn"]), (&json!(65), &json!("015 00 00 00"), &json!("2026-02-01")));
        assert_eq!((&of["categories"], &of["municipalities"]), (&json!(["meals"]), &json!(["12025"])));
        assert_eq!(of["openingHours"].as_array().unwrap().len(), 2);
        let place = t.client().get(of["locations"][0]["href"].as_str().unwrap()).ok(200).body;
        assert_eq!((&place["street"], &place["position"]["lat"]), (&json!("Kerkstraat 1"), &json!(51.02)));
        assert_eq!(came.1.into_iter().collect::<Vec<_>>(), ["service.attributes that are none of the Buurtnet categories"]);
    }

    fn a_broken_row_of_a_table_is_told_and_keeps_no_other_out(t) {
        let id = |it: u8| format!("00000000-0000-4000-8000-0000000000{it:02}");
        let file = package(&[
            ("organization", format!("id,name,description,email\n{},A,A,a@zorg.example\n{},B,B\n{},C,C,c@zorg.example\n", id(1), id(2), id(3))),
            ("service", format!("id,organization_id,name,status\n{},{},Hulp,active,too,many\n{},{},Zorg,active\n", id(4), id(1), id(5), id(3))),
            ("phone", String::from("id,\"number\n")),
        ]);
        for mode in [TRY, CAREFUL] {
            let came = brings_file(t, &file, mode);
            assert_eq!(outcomes(&came), ["refused", "refused", "new", "new", "new"], "{came:?}");
            let told: Vec<_> = came.0.iter().take(2).map(|it| it.what.as_str()).collect();
            assert_eq!(told, ["row 2 of service.csv", "row 3 of organization.csv"]);
            assert!(came.0[1].notes[0].contains("line: 3") && came.0[1].notes[0].contains("3 fields"), "{came:?}");
        }
        assert_eq!(t.client().get("/v1/organisations").ok(200).body["items"].as_array().unwrap().len(), 2);
        let nothing_but_broken = brings_file(t, &package(&[("organization", format!("id,name\n{}\n", id(1)))]), TRY);
        assert_eq!(outcomes(&nothing_but_broken), ["refused"]);
    }

    fn what_nobody_can_read_of_one_organisation_keeps_no_other_out(t) {
        let one = |id: u8, more: &str| {
            format!(r#"{{"id":"00000000-0000-4000-8000-0000000000{id:02}","name":"Zorg {id}","description":"X","email":"x{id}@zorg.example"{more}}}"#)
        };
        let odd = r#","services":[{"id":"00000000-0000-4000-8000-000000000081","name":"S","status":"active","minimum_age":1e999}]"#;
        let deep = format!(r#","programs":{}{}"#, "[".repeat(200), "]".repeat(200));
        let list = format!("[{},{},{},{}]", one(1, ""), one(2, odd), one(3, &deep), one(4, ""));
        for file in [list.clone(), format!(r#"{{"total_items":4,"contents":{list}}}"#)] {
            let came = brings_file(t, file.as_bytes(), TRY);
            assert_eq!(outcomes(&came), ["refused", "refused", "new", "new"], "{came:?}");
            assert!(came.0[0].what.contains("000000000002") && came.0[0].what.contains("Zorg 2"), "{came:?}");
            assert!(came.0[0].notes[0].contains("number out of range"), "{came:?}");
        }
        assert_eq!(outcomes(&brings_file(t, one(2, odd).as_bytes(), CAREFUL)), ["refused"]);
        assert_eq!(outcomes(&brings_file(t, list.as_bytes(), CAREFUL)), ["refused", "refused", "new", "new"]);
    }

    fn hours_that_are_not_those_of_every_week_here_are_told_and_not_kept(t) {
        let plain = json!({ "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "12:00:00" });
        let said = |more: &Value| {
            let schedules = json!([plain, with(json!({ "byday": "TU", "opens_at": "09:00", "closes_at": "12:00" }), more.clone())]);
            let service = json!({ "id": "00000000-0000-4000-8000-000000000081", "name": "S", "status": "active", "schedules": schedules });
            json!({
                "id": "00000000-0000-4000-8000-000000000001", "name": "Zorg", "description": "X", "email": "x@zorg.example",
                "services": [service],
            })
        };
        let days = || {
            let of = t.client().get("/v1/services/00000000-0000-4000-8000-000000000081").ok(200).body;
            of["openingHours"].as_array().unwrap().iter().map(|it| it["day"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        for (more, why) in [
            (json!({ "opens_at": "09:00Z" }), "with a time zone or an offset"),
            (json!({ "closes_at": "12:00+01:00" }), "with a time zone or an offset"),
            (json!({ "timezone": 1 }), "with a time zone or an offset"),
            (json!({ "interval": 2 }), "that are not for every week"),
            (json!({ "interval": "2" }), "that are not for every week"),
            (json!({ "byweekno": "1,2" }), "that are not for every week"),
            (json!({ "valid_from": "2026-01-01" }), "that hold only for a time"),
            (json!({ "valid_to": "2026-01-01" }), "that hold only for a time"),
            (json!({ "until": "2026-01-01" }), "that hold only for a time"),
            (json!({ "freq": "MONTHLY" }), "that are not weekly hours"),
            (json!({ "byday": "2TU" }), "that are not weekly hours"),
            (json!({ "opens_at": "13:00" }), "that are not weekly hours"),
            (json!({ "opens_at": "09:00:30" }), "that are not weekly hours"),
        ] {
            let came = brings(t, &said(&more), CAREFUL);
            assert_eq!(came.1.into_iter().collect::<Vec<_>>(), [format!("service.schedules {why}")], "{more}");
            assert_eq!(days(), ["mon"], "{more}");
        }
        let kept = brings(t, &said(&json!({ "interval": 1, "valid_from": "", "timezone": null })), CAREFUL);
        assert_eq!((kept.1.len(), days()), (0, vec!["mon".to_owned(), "tue".to_owned()]));
    }

    fn only_words_of_our_own_lists_are_taken_for_them(t) {
        let terms = t.client().off_contract().get("/hsds/v3/taxonomy_terms?per_page=100").ok(200).body;
        let ours = terms["contents"].as_array().unwrap().iter().find(|it| it["code"] == "meals").unwrap().clone();
        let kept = |attribute: Value| {
            let service = json!({
                "id": "00000000-0000-4000-8000-000000000081", "name": "S", "status": "active",
                "attributes": [with(json!({ "id": "00000000-0000-4000-8000-000000000071" }), attribute)],
            });
            let said = json!({
                "id": "00000000-0000-4000-8000-000000000001", "name": "Zorg", "description": "X", "email": "x@zorg.example",
                "services": [service],
            });
            execute(&t.fixture.url, "DELETE FROM services");
            let came = brings(t, &said, CAREFUL);
            let of = t.client().get("/v1/services/00000000-0000-4000-8000-000000000081").ok(200).body;
            assert_eq!(of["categories"] == json!(["other"]), came.1.len() == 1, "what is not kept is told: {came:?}");
            of["categories"][0].as_str().unwrap().to_owned()
        };
        for (attribute, word) in [
            (json!({ "taxonomy_term": ours }), "meals"),
            (json!({ "taxonomy_term_id": ours["id"] }), "meals"),
            (json!({ "taxonomy_term": { "code": "walk", "taxonomy": "Buurtnet categories" } }), "walk"),
            (json!({ "taxonomy_term": { "name": "walk", "taxonomy_detail": { "name": "Buurtnet categories" } } }), "walk"),
            (json!({ "taxonomy_term": { "code": "walk", "taxonomy_id": ours["taxonomy_id"] } }), "walk"),
            (json!({ "taxonomy_term": { "code": "walk", "taxonomy": "Others" } }), "other"),
            (json!({ "taxonomy_term": { "code": "walk" } }), "other"),
            (json!({ "taxonomy_term": { "code": "walk", "taxonomy": "Buurtnet sectors" } }), "other"),
            (json!({ "taxonomy_term": { "code": "swim", "name": "walk", "taxonomy": "Buurtnet categories" } }), "other"),
            (json!({ "taxonomy_term": { "code": 7 } }), "other"),
        ] {
            assert_eq!(kept(attribute.clone()), word, "{attribute}");
        }
    }

    fn half_an_address_is_not_said_and_not_lost_either(t) {
        let admin = t.administrator("Admin");
        let id = admin.post("/v1/organisations", organisation("Zorg Nabij")).ok(201).id();
        let half = json!({ "name": "Onthaal", "street": "Kerkstraat 1", "town": "Mechelen" });
        let place = admin.post(&format!("/v1/organisations/{id}/locations"), half).ok(201).id();
        let mut whole = t.client().off_contract().get(&format!("/hsds/v3/organizations/{id}")).ok(200).body;
        holds("organization", &whole);
        assert_eq!(whole["locations"][0].get("addresses"), None);
        assert_eq!(outcomes(&brings(t, &whole, CAREFUL)), ["unchanged", "unchanged"]);
        whole["locations"][0]["name"] = json!("Balie");
        assert_eq!(outcomes(&brings(t, &whole, CAREFUL)), ["unchanged", "changed"]);
        let known = || t.client().get(&format!("/v1/locations/{place}")).ok(200).body;
        assert_eq!((&known()["street"], &known()["name"]), (&json!("Kerkstraat 1"), &json!("Balie")));
        whole["locations"][0]["addresses"] = json!([{ "id": id, "address_1": "Markt 2", "city": "Mechelen" }]);
        assert_eq!(outcomes(&brings(t, &whole, CAREFUL)), ["unchanged", "changed"]);
        assert_eq!((&known()["street"], known().get("postalCode")), (&json!("Markt 2"), None));
    }

    fn the_lists_of_one_organisation_have_an_end(t) {
        let id = |it: usize| format!("00000000-0000-4000-8000-{it:012}");
        let said = |service: Value, places: usize| {
            let place = |it: usize| json!({ "id": id(100 + it), "location_type": "virtual", "name": format!("P{it}") });
            json!({
                "id": id(1), "name": "Zorg", "description": "X", "email": "x@zorg.example",
                "services": [with(json!({ "id": id(2), "name": "S", "status": "active" }), service)],
                "locations": (0..places).map(place).collect::<Vec<_>>(),
            })
        };
        let hour = |it: usize| json!({ "byday": "MO", "opens_at": format!("{:02}:{:02}", it / 60, it % 60), "closes_at": "24:00" });
        let area = |it: usize| json!({ "uri": format!("urn:be:nis:{}", 10_000 + it) });
        let at = |it: usize| json!({ "location_id": id(100 + it) });
        for (service, why) in [
            (json!({ "schedules": (0..51).map(hour).collect::<Vec<_>>() }), "/schedules: has 51 items"),
            (json!({ "service_areas": (0..1_101).map(area).collect::<Vec<_>>() }), "/service_areas: has 1101 items"),
            (json!({ "service_at_locations": (0..51).map(at).collect::<Vec<_>>() }), "/service_at_locations: has 51 items"),
        ] {
            let came = brings(t, &said(service, 0), TRY);
            assert_eq!(outcomes(&came), ["new", "refused"]);
            assert!(came.0[1].notes[0].starts_with(why), "{came:?}");
        }
        let came = brings(t, &said(json!({}), 1_002), TRY);
        let refused: Vec<_> = came.0.iter().filter(|it| it.outcome.as_str() == "refused").collect();
        assert_eq!((came.0.len(), refused.len()), (1_003, 1));
        assert_eq!(refused[0].notes, ["there are 1002; what comes after the first 1000 stays out"]);
    }
}

/// The tables of a package, each with its name.
fn package(tables: &[(&str, String)]) -> Vec<u8> {
    let mut file = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in tables {
        file.start_file(format!("package/{name}.csv"), zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    }
    file.finish().unwrap().into_inner()
}
