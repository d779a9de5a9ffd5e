//! Whatever is about somebody who was erased still answers, to everybody, and shows nothing of them.

use buurtnet::api::api;

use super::town::Town;
use crate::support::TestApp;

both! {
    with TestApp::start;

    fn every_route_about_somebody_who_was_erased_answers(t) {
        let town = Town::found(t);
        let an = town.viewers.iter().find(|it| it.name == "the owner").unwrap();
        an.client.if_match("*").patch("/v1/me", serde_json::json!({ "firstName": "Merelientje" })).ok(200);
        an.client.if_match("*").delete("/v1/me").ok(204);
        let looks = ["the other side", "the buurtwerker", "the coordinator", "the care provider"];
        let viewers: Vec<_> = town.viewers.iter().filter(|it| looks.contains(&it.name)).collect();
        let api = api();
        let mut faults = Vec::new();
        for method in ["GET", "POST", "PATCH", "PUT"] {
            for operation in api.operations().iter().filter(|it| it.method == method && !it.is_sign_in()) {
                let id = town.object(operation).map_or("", |it| it.0.id.as_str());
                for viewer in &viewers {
                    let body = if method == "GET" { None } else { town.body(operation, id) };
                    let answer = viewer.client.if_match("*").send(method, &town.path(operation, id), body);
                    if answer.status >= 500 || answer.text.contains("Merelientje") {
                        faults.push(format!("{} · {answer}", viewer.name));
                    }
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        t.works();
        t.passes(chrono::TimeDelta::days(40));
        t.works();
    }
}
