//! Shortcuts through the story: an offer that counts, a request that is open, a proposal.

use serde_json::{Value, json};

use super::client::Client;
use super::people::Person;

/// Somebody offers help with groceries, and the team lets it count. Returns the id of the offer.
pub fn offers_help(helper: &Client, team: &Person, visits_a_week: u32) -> String {
    let offer = json!({
        "categories": ["groceries"], "radiusMetres": 5000, "maxVisitsPerWeek": visits_a_week, "weeklySlots": slots(),
        "waysToBeAsked": ["buurtwerker"],
    });
    let offer = helper.post("/v1/offers", offer).ok(201).id();
    team.post(&format!("/v1/offers/{offer}/approve"), json!({})).ok(200);
    offer
}

/// Somebody asks for groceries. Returns the id of the request.
pub fn asks_for_groceries(requester: &Client) -> String {
    let request = json!({
        "category": "groceries", "durationMinutes": 60, "weeklySlots": slots(), "urgency": "thisWeek", "languages": [],
    });
    requester.post("/v1/requests", request).ok(201).id()
}

/// Somebody asks for groceries, and the team lets it be matched.
pub fn asks_openly(requester: &Client, team: &Person) -> String {
    let request = asks_for_groceries(requester);
    team.post(&format!("/v1/requests/{request}/approve"), json!({})).ok(200);
    request
}

/// The team proposes an offer for a request. Returns the path of the match.
pub fn proposes(team: &Person, request: &str, offer: &str) -> String {
    let proposal = json!({ "requestId": request, "offerId": offer });
    format!("/v1/matches/{}", team.post("/v1/matches", proposal).ok(201).id())
}

fn slots() -> Value {
    json!([{ "day": "tue", "from": "14:00", "to": "17:00" }])
}
