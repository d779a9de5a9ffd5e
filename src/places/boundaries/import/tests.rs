//! Files as people have them.

use super::*;
use crate::places::model::test_data::{real_boundaries, square};
use proptest::prelude::*;

fn feature(properties: &str, geometry: &str) -> String {
    format!(r#"{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#)
}

fn file(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

fn good(code: &str) -> String {
    feature(&format!(r#"{{"code":"{code}","name":"Buurt {code}"}}"#), &square(4.0, 51.0, 0.1))
}

fn read_text(text: &str) -> Result<Reading, ReadError> {
    read(text.as_bytes(), "code", "name")
}

#[track_caller]
fn refused(file: &[u8], why: &str) {
    let found = read(file, "code", "name").map_or_else(|error| error.to_string(), |found| format!("{found:?}"));
    assert_eq!(found, why);
    assert!(!found.contains('\n'), "one line");
}

#[track_caller]
fn broken(text: &str) -> Vec<String> {
    read_text(text).unwrap().broken.iter().map(ToString::to_string).collect()
}

#[test]
fn a_good_file_is_read_in_its_own_order() {
    let reading = read_text(&file(&[good("B"), good("A")])).unwrap();
    assert_eq!(reading.features.iter().map(|found| found.code.as_str()).collect::<Vec<_>>(), ["B", "A"]);
    assert_eq!(reading.features[0].name, "Buurt B");
    assert_eq!(reading.features[0].municipality_nis, None);
    assert!(reading.broken.is_empty());
}

#[test]
fn a_broken_polygon_is_reported_with_its_name_and_the_rest_goes_in() {
    let named = |code: &str, geometry: &str| feature(&format!(r#"{{"code":"{code}","name":"Rabot"}}"#), geometry);
    let ring = |ring: &str| format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let planted = [
        good("W01"),
        named("W02", &ring("[[0,0],[2,2],[2,0],[0,2],[0,0]]")),
        named("W03", &ring("[[0,0],[4,0],[4,4],[0,4]]")),
        named("W04", &ring("[[0,0],[4,0],[4,4],[0,4],[0,0]],[[9,9],[10,9],[10,10],[9,9]]")),
        named("W05", &ring("[[0,0],[1,1],[0,0]]")),
        named("W06", &ring(r#"[["4.1","51.1"],["4.2","51.1"]]"#)),
        named("W07", &ring("[[1e999,51]]")),
        named("W08", r#"{"type":"Polygon","coordinates":[]}"#),
        named("W09", r#"{"type":"GeometryCollection","geometries":[]}"#),
        named("W10", r#"{"type":"Point","coordinates":[4,51]}"#),
        named("W11", "null"),
        named("W12", &ring(&deep)),
        named("W13", &deep),
        named("W14", &ring("[[204.1,51],[4.2,51],[4.2,52],[204.1,51]]")),
        r#"{"type":"Feature","properties":{"code":"W15","name":"Rabot"}}"#.to_owned(),
        "17".to_owned(),
        r#"{"type":"Polygon","coordinates":[]}"#.to_owned(),
        feature(&deep, "null"),
        good("W19"),
        "null".to_owned(),
        r#"["Feature",{"code":"W21","name":"Rabot"},null]"#.to_owned(),
    ];
    let text = file(&planted);
    let reading = read_text(&text).unwrap();
    assert_eq!(reading.features.iter().map(|found| found.code.as_str()).collect::<Vec<_>>(), ["W01", "W19"]);
    assert_eq!(reading.codes().len(), 16, "a broken one is still in the file");
    let why = "its coordinates are not those of a Polygon:";
    assert_eq!(
        broken(&text),
        [
            "feature 2 (Rabot, W02): the outer ring crosses or touches itself near 1, 1",
            "feature 3 (Rabot, W03): the outer ring is not closed: it starts at 0, 0 and ends at 0, 4",
            "feature 4 (Rabot, W04): hole 1 is not inside the outer ring",
            "feature 5 (Rabot, W05): the outer ring has too few points: \
             a closed ring has at least 4, the last the same as the first",
            &format!("feature 6 (Rabot, W06): {why} invalid type: string \"4.1\", expected f64"),
            &format!("feature 7 (Rabot, W07): {why} number out of range"),
            "feature 8 (Rabot, W08): its geometry is empty",
            "feature 9 (Rabot, W09): its geometry is a GeometryCollection; \
             a neighbourhood is a Polygon or a MultiPolygon",
            "feature 10 (Rabot, W10): its geometry is a Point; a neighbourhood is a Polygon or a MultiPolygon",
            "feature 11 (Rabot, W11): it has no geometry",
            &format!("feature 12 (Rabot, W12): {why} invalid type: sequence, expected f64"),
            "feature 13 (Rabot, W13): its geometry cannot be read: it is a list and not an object",
            "feature 14 (Rabot, W14): the outer ring has a point that is not longitude, latitude in degrees: \
             204.1, 51",
            "feature 15 (Rabot, W15): it has no geometry",
            "feature 16: it is not a GeoJSON Feature: invalid type: integer `17`, expected struct Feature",
            "feature 17: it is not a GeoJSON Feature: its type is Polygon",
            "feature 18: it is not a GeoJSON Feature: invalid type: sequence, expected a map",
            "feature 20: it is not a GeoJSON Feature: it is null",
            "feature 21: it is not a GeoJSON Feature: it is a list and not an object",
        ]
    );
}

#[test]
fn a_feature_without_its_code_or_name_is_broken() {
    let square = square(4.0, 51.0, 0.1);
    let text = file(&[
        good("W01"),
        feature(r#"{"name":"Rabot"}"#, &square),
        feature(r#"{"code":null,"name":"Rabot"}"#, &square),
        feature(r#"{"code":"  ","name":"Rabot"}"#, &square),
        feature(r#"{"code":"W05"}"#, &square),
        feature("null", &square),
    ]);
    assert_eq!(
        broken(&text),
        [
            "feature 2 (Rabot): it has no `code`",
            "feature 3 (Rabot): it has no `code`",
            "feature 4 (Rabot): it has no `code`",
            "feature 5 (W05): it has no `name`",
            "feature 6: it has no `code`",
        ]
    );
}

#[test]
fn of_features_with_the_same_code_none_goes_in() {
    let text = file(&[good("W01"), good("W02"), good("W01"), good(" W01")]);
    let reading = read_text(&text).unwrap();
    assert_eq!(reading.features.len(), 1);
    assert_eq!(
        broken(&text)[0],
        "feature 1 (Buurt W01, W01): its code W01 is that of 3 features; \
         join them in one MultiPolygon or give each its own code"
    );
    assert_eq!(reading.broken.len(), 3);
}

#[test]
fn a_property_that_no_feature_has_is_named_with_those_it_has() {
    let found = read(file(&[good("W01")]).as_bytes(), "wijkcode", "name").unwrap_err().to_string();
    assert_eq!(found, "no feature has a property `wijkcode`; the file has: code, name");
    let found = read(file(&[good("W01")]).as_bytes(), "code", "naam").unwrap_err().to_string();
    assert_eq!(found, "no feature has a property `naam`; the file has: code, name");
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert_eq!(read_text(&format!("\u{feff}{}", file(&[good("W01")]))).unwrap().features.len(), 1);
}

#[test]
fn what_is_not_text_or_not_json_is_refused() {
    refused(b"", "the file is empty; export the neighbourhoods as GeoJSON");
    refused("\u{feff} \n".as_bytes(), "the file is empty; export the neighbourhoods as GeoJSON");
    refused(b"{\"type\":\"\xe9\"}", "the file is not UTF-8 (byte 9); save it as UTF-8");
    refused(&[0xff, 0xfe, b'{', 0], "the file is not UTF-8 (byte 0); save it as UTF-8");
    refused(b"PK\x03\x04", "the file is a ZIP archive; unpack it, and choose the GeoJSON file in it");
    refused(
        b"{\"type\":\"FeatureCollection\",\n\"features\":[NaN]}",
        "the file is not JSON (line 2, column 13: expected value); export it again as GeoJSON",
    );
    let cut = file(&[good("W01")]);
    refused(
        &cut.as_bytes()[..60],
        "the file is not JSON (line 1, column 60: EOF while parsing a string); export it again as GeoJSON",
    );
    let error = read(io::repeat(b' ').take(100), "code", "name").unwrap_err();
    assert!(matches!(error, ReadError::Empty));
    assert!(matches!(read_at_most(io::repeat(b' '), 10), Err(ReadError::TooLarge(10))));
    assert_eq!(read_at_most(io::repeat(b' ').take(10), 10).unwrap().len(), 10);
}

#[test]
fn what_is_json_but_not_a_collection_is_refused() {
    let rest = "and not a GeoJSON FeatureCollection; export the whole layer as GeoJSON";
    for (text, what) in [
        (good("W01"), "a Feature"),
        (square(4.0, 51.0, 1.0), "a Polygon"),
        (r#"{"type":"Topology","objects":{}}"#.to_owned(), "a Topology"),
        ("{}".to_owned(), "an object without a type"),
        (r#"{"type":7}"#.to_owned(), "an object without a type"),
        ("17".to_owned(), "something else than one object"),
        ("[17]".to_owned(), "something else than one object"),
        ("\"text\"".to_owned(), "something else than one object"),
        (r#"{"type":"FeatureCollection","features":{}}"#.to_owned(), "a FeatureCollection whose `features` is no list"),
    ] {
        refused(text.as_bytes(), &format!("the file holds {what} {rest}"));
    }
    let none = "the file has no features; export the layer with its neighbourhoods in it";
    refused(file(&[]).as_bytes(), none);
    refused(br#"{"type":"FeatureCollection"}"#, none);
    refused(br#"{"type":"FeatureCollection","features":null}"#, none);
}

#[test]
fn a_million_brackets_do_no_harm() {
    let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    for text in [
        deep.clone(),
        "[".repeat(1_000_000),
        "{\"a\":".repeat(300_000),
        format!(r#"{{"type":"FeatureCollection","features":{deep}}}"#),
        format!(r#"{{"type":"FeatureCollection","crs":{deep},"features":[]}}"#),
        format!(r#"{{"type":{deep},"features":[]}}"#),
    ] {
        let found = read_text(&text).map(|reading| (reading.features.len(), reading.broken.len()));
        assert!(matches!(found, Err(_) | Ok((0, 1))), "{found:?}");
    }
}

#[test]
fn coordinates_in_metres_are_refused_for_the_whole_file() {
    let how = "must be WGS84 degrees; export it again in EPSG:4326, or run: \
               ogr2ogr -t_srs EPSG:4326 OUT.geojson IN.geojson";
    for (x, y, guess) in [
        (104_500.5, 193_000.0, "it seems Belgian Lambert 72 (EPSG:31370)"),
        (604_500.5, 693_000.0, "it seems Belgian Lambert 2008 (EPSG:3812)"),
        (414_500.5, 6_630_000.0, "it seems Web Mercator (EPSG:3857)"),
        (-5_000_000.0, 3.0, "in a system we do not know"),
    ] {
        let text = file(&[feature(r#"{"code":"W01","name":"Rabot"}"#, &square(x, y, 10.0))]);
        refused(text.as_bytes(), &format!("the coordinates are metres ({x}, {y}), {guess}, and {how}"));
    }
}

#[test]
fn a_file_that_names_another_system_is_refused() {
    let with = |name: &str| {
        file(&[good("W01")]).replacen(
            '{',
            &format!(r#"{{"crs":{{"type":"name","properties":{{"name":"{name}"}}}},"#),
            1,
        )
    };
    for same in ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326", "EPSG:4258"] {
        assert!(read_text(&with(same)).is_ok(), "{same}");
    }
    refused(
        with("urn:ogc:def:crs:EPSG::31370").as_bytes(),
        "the coordinates are in urn:ogc:def:crs:EPSG::31370 and must be in WGS84 degrees; export it \
         again in EPSG:4326, or run: ogr2ogr -t_srs EPSG:4326 OUT.geojson IN.geojson",
    );
}

#[test]
fn a_file_that_cannot_be_opened_says_so() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let found = read(Broken, "code", "name").unwrap_err().to_string();
    assert_eq!(found, "the file cannot be read: the disk is gone");
}

#[test]
fn the_real_boundaries_are_all_read() {
    let Some(text) = real_boundaries() else { return };
    let start = std::time::Instant::now();
    let reading = read_text(&text).unwrap();
    println!("{} of 105 read in {:?}; broken: {:?}", reading.features.len(), start.elapsed(), reading.broken);
    assert_eq!((reading.features.len(), reading.broken.len()), (105, 0));
    assert!(reading.features.iter().all(|found| found.municipality_nis.is_some()));
    for found in &reading.features {
        let text = found.boundary.to_geojson();
        assert_eq!(Boundary::from_geojson(&text).unwrap(), found.boundary, "{}", found.name);
    }
}

proptest! {
    #[test]
    fn no_file_makes_it_panic(bytes: Vec<u8>) {
        let _ = read(bytes.as_slice(), "code", "name");
    }

    #[test]
    fn a_good_file_with_one_byte_changed_does_not_make_it_panic(at in 0_usize..400, byte: u8) {
        let mut bytes = file(&[good("W01"), good("W02")]).into_bytes();
        if let Some(place) = bytes.get_mut(at) {
            *place = byte;
        }
        let _ = read(bytes.as_slice(), "code", "name");
    }
}
