//! Neighbourhoods and where things lie.

use serde_json::json;

use crate::support::TestApp;
use crate::support::people::in_lindewijk;

both! {
    with TestApp::start;

    fn anybody_can_ask_where_a_position_lies(t) {
        let located = t.client().post("/v1/neighbourhoods/locate", json!({ "position": in_lindewijk(0) })).ok(200);
        assert_eq!(located.body["neighbourhood"]["code"], "DEMO-01");
        let at_sea = json!({ "position": { "lat": 51.5, "lon": 2.5 } });
        t.client().post("/v1/neighbourhoods/locate", at_sea).is_problem("outsideEveryNeighbourhood", 400);
    }

    fn the_boundary_is_kept_by_its_tag(t) {
        let path = format!("/v1/neighbourhoods/{}/boundary", t.neighbourhood("DEMO-01"));
        let first = t.client().get(&path).ok(200);
        assert_eq!(first.body["geometry"]["type"], "MultiPolygon");
        let tag = first.etag();
        t.client().with_header("If-None-Match", &tag).get(&path).ok(304);
    }
}
