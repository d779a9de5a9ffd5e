//! What people must be able to review as text: the API document, the policy grid, the problem codes.

use std::collections::BTreeSet;
use std::fmt::Write;

use buurtnet::codes::Code;
use buurtnet::policy::{Action, Reach, Role, reach};
use serde_json::json;

use crate::support::TestApp;
use crate::support::golden::assert_golden;

#[test]
fn the_committed_document_is_the_one_of_the_program() {
    assert_golden("../../api-spec/openapi.yaml", &buurtnet::api::document_text());
}

#[test]
fn the_document_names_each_operation_once_and_says_what_each_asks_of_the_policy() {
    let document = serde_json::to_value(buurtnet::api::open_api()).unwrap();
    let api = buurtnet::api::api();
    let mut ids = BTreeSet::new();
    for operation in api.operations() {
        assert!(ids.insert(&operation.id), "two operations are called {}", operation.id);
        let described = &document["paths"][operation.path][operation.method.as_str().to_lowercase()];
        assert_eq!(described["operationId"], operation.id.as_str());
        assert_eq!(described["x-action"], operation.action.as_str(), "{}", operation.id);
    }
}

#[test]
fn the_policy_can_be_read() {
    let mut text = String::from("Who reaches how far with which action. \".\" is nobody.\n\n");
    let roles = Role::ALL.iter().filter(|it| **it != Role::System);
    let _ = write!(text, "{:22}", "");
    for role in roles.clone() {
        let _ = write!(text, "{:15}", role.as_str());
    }
    for action in Action::ALL {
        let _ = write!(text, "\n{:22}", action.as_str());
        for role in roles.clone() {
            let word = match reach(*role, *action) {
                Reach::Nobody => ".",
                Reach::Own => "own",
                Reach::Circle => "circle",
                Reach::Neighbourhood => "neighbourhood",
                Reach::Organisation => "organisation",
                Reach::Everyone => "everyone",
            };
            let _ = write!(text, "{word:15}");
        }
    }
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    assert_golden("policy.txt", &(lines.join("\n") + "\n"));
}

#[test]
fn the_problem_codes_are_never_renamed() {
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|it| (it.status(), it.as_str()));
    let line = |it: &Code| format!("{} {:26} {}\n", it.status(), it.as_str(), it.title());
    assert_golden("problems.txt", &codes.iter().map(line).collect::<String>());
}

both! {
    with TestApp::start;

    fn an_app_asks_first_what_there_is(t) {
        let first = t.client().get("/v1/instance").ok(200);
        assert_eq!(first.body["apiVersion"], "1");
        assert_eq!(first.body["languages"], json!(["nl-BE", "nl-BE-x-eenvoudig", "fr-BE", "en"]));
        assert_eq!(first.body["categories"][0]["code"], "groceries");
        assert_eq!(first.body["categories"][0]["titles"]["fr-BE"], "Courses");
        assert!(first.body["features"].as_array().unwrap().contains(&json!("neighbourhoods")), "{first}");
        t.client().with_header("If-None-Match", &first.etag()).get("/v1/instance").ok(304);
    }

    fn what_is_not_there_and_what_is_not_offered_are_problems(t) {
        let client = t.client().off_contract();
        client.get("/v1/nothing").is_problem("notFound", 404);
        client.get("/v1/../etc/passwd").is_problem("notFound", 404);
        let refused = client.delete("/v1/instance");
        refused.is_problem("methodNotAllowed", 405);
        assert_eq!(refused.header("allow"), Some("GET"));
        client.send("OPTIONS", "/v1/me", None).is_problem("methodNotAllowed", 405);
    }
}
