//! What the team has to see to.

use std::collections::BTreeSet;

use serde_json::Value;

use super::people::Person;

impl Person {
    /// The follow-ups that somebody of the team sees, on all pages: of what kind, about what.
    pub fn follow_ups(&self) -> BTreeSet<(String, String)> {
        let mut found = BTreeSet::new();
        let mut path = "/v1/followUps?pageSize=100".to_owned();
        loop {
            let page = self.get(&path).ok(200);
            for it in page.body["items"].as_array().expect("items") {
                let text = |it: &Value| it.as_str().expect("a text").to_owned();
                found.insert((text(&it["kind"]), text(&it["about"]["href"])));
            }
            let Some(next) = page.body["next"].as_str() else { return found };
            path = format!("/v1/followUps?pageSize=100&cursor={next}");
        }
    }
}
