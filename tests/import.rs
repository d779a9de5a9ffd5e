//! Neighbourhoods from a file: the real ones of the folder named by `BUURTNET_TEST_DATA`.

use std::fs;

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::fixture::{dump, test_data};

fn real() -> Option<Value> {
    let text = fs::read_to_string(test_data()?.join("wijken_demo.geojson")).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

fn square(code: &str, west: f64, width: f64) -> Value {
    let (east, south, north) = (west + width, 51.0, 51.01);
    let ring = json!([[west, south], [east, south], [east, north], [west, north], [west, south]]);
    json!({
        "type": "Feature", "properties": { "code": code, "name": format!("Wijk {code}"), "nis": "44021" },
        "geometry": { "type": "Polygon", "coordinates": [ring] },
    })
}

fn file(features: &[Value]) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

/// The code of the neighbourhood in which the API finds a position.
fn located(t: &TestApp, lat: &Value, lon: &Value) -> String {
    let body = json!({ "position": { "lat": lat, "lon": lon } });
    t.client().post("/v1/neighbourhoods/locate", body).ok(200).body["neighbourhood"]["code"]
        .as_str()
        .unwrap()
        .to_owned()
}

both! {
    with TestApp::empty;

    fn all_real_neighbourhoods_come_in_and_each_point_lies_in_its_own(t) {
        let Some(real) = real() else { return };
        let features = real["features"].as_array().unwrap();
        let imported = t.import(&real.to_string(), "code", "name");
        assert_eq!((imported.new.len(), features.len()), (105, 105));
        for feature in features {
            let of = &feature["properties"];
            let (lat, lon) = (of["lat"].as_f64().unwrap(), of["lon"].as_f64().unwrap());
            assert_eq!(located(t, &of["lat"], &of["lon"]), of["code"], "over HTTP");
            let code = t.read(move |tx| {
                let position = buurtnet::places::Position::new(lat, lon).unwrap();
                let id = buurtnet::places::locate(tx, &position)?.neighbourhood.unwrap();
                Ok(buurtnet::places::get(tx, id)?.code)
            });
            assert_eq!(code, of["code"], "by action");
        }
        let before = dump(&t.fixture.url);
        let again = t.import(&real.to_string(), "code", "name");
        assert_eq!((again.unchanged, again.new.len(), again.changed.len(), again.disappeared.len()), (105, 0, 0, 0));
        assert_eq!(dump(&t.fixture.url), before, "running it again changes nothing");
    }

    fn a_real_neighbourhood_that_is_left_out_of_the_file_is_told_and_stays(t) {
        let Some(mut real) = real() else { return };
        t.import(&real.to_string(), "code", "name");
        let gone = real["features"].as_array_mut().unwrap().remove(7);
        let again = t.import(&real.to_string(), "code", "name");
        assert_eq!(again.disappeared, [gone["properties"]["code"].as_str().unwrap()]);
        assert_eq!(again.unchanged, 104);
        assert_eq!(located(t, &gone["properties"]["lat"], &gone["properties"]["lon"]), gone["properties"]["code"]);
    }

    fn a_changed_boundary_makes_a_new_version_and_keeps_the_old_one(t) {
        t.import(&file(&[square("W01", 4.0, 0.01), square("W02", 4.02, 0.01)]), "code", "name");
        let list = t.client().get("/v1/neighbourhoods").ok(200);
        let href = list.body["items"].as_array().unwrap().iter().find(|it| it["code"] == "W01").unwrap()["href"].as_str().unwrap().to_owned();
        let boundary = format!("{href}/boundary");
        let tag = t.client().get(&boundary).ok(200).etag();
        t.passes(chrono::TimeDelta::days(1));
        let imported = t.import(&file(&[square("W01", 4.0, 0.015), square("W02", 4.02, 0.01)]), "code", "name");
        assert_eq!((imported.changed.as_slice(), imported.unchanged), (["W01".to_owned()].as_slice(), 1));
        let now = t.client().get(&href).ok(200);
        assert_eq!((&now.body["boundaryVersion"], &now.body["version"]), (&json!(2), &json!(2)));
        assert_ne!(t.client().get(&boundary).ok(200).etag(), tag);
        assert_eq!(located(t, &json!(51.005), &json!(4.0125)), "W01");
        let rows = dump(&t.fixture.url).remove("boundaries").unwrap();
        assert_eq!(rows.len(), 3, "both versions are kept");
        // The first version ended, and only that one.
        let open = |row: &&String| row.ends_with("valid_to=NULL") || row.ends_with(",)");
        assert_eq!(rows.iter().filter(open).count(), 2, "{rows:?}");
    }

    fn another_name_is_a_change_without_a_new_boundary(t) {
        t.import(&file(&[square("W01", 4.0, 0.01)]), "code", "name");
        let mut renamed = square("W01", 4.0, 0.01);
        renamed["properties"]["name"] = json!("Rabot");
        let imported = t.import(&file(&[renamed]), "code", "name");
        assert_eq!(imported.changed, ["W01"]);
        let list = t.client().get("/v1/neighbourhoods").ok(200);
        let item = &list.body["items"][0];
        assert_eq!((&item["name"], &item["boundaryVersion"], &item["version"]), (&json!("Rabot"), &json!(1), &json!(2)));
    }

    fn a_broken_neighbourhood_is_named_and_the_others_come_in(t) {
        let mut bow_tie = square("W02", 4.02, 0.01);
        bow_tie["geometry"]["coordinates"] = json!([[[4.0, 51.0], [4.1, 51.1], [4.1, 51.0], [4.0, 51.1], [4.0, 51.0]]]);
        let text = file(&[square("W01", 4.0, 0.01), bow_tie]);
        let reading = buurtnet::places::read(text.as_bytes(), "code", "name").unwrap();
        assert!(reading.broken[0].to_string().starts_with("feature 2 (Wijk W02, W02): "), "{}", reading.broken[0]);
        let imported = t.write(move |tx| buurtnet::places::import(tx, &reading));
        assert_eq!(imported.new, ["W01"]);
    }
}
