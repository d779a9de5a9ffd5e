//! People who ask, and a team that looks at it.

use buurtnet::db::schema::audit;
use buurtnet::ids::{AnyId, NeighbourhoodId, RequestId};
use diesel::prelude::*;
use serde_json::{Value, json};

use super::app::TestApp;
use super::client::Answer;
use super::people::Person;

/// A complete request: a category and a time.
pub fn wish(category: &str) -> Value {
    let slots = json!([{ "day": "tue", "from": "14:00", "to": "17:00" }]);
    json!({ "category": category, "durationMinutes": 60, "weeklySlots": slots, "urgency": "thisWeek" })
}

/// The same with other members: null takes one away.
pub fn with(mut body: Value, members: Value) -> Value {
    let (Value::Object(body_members), Value::Object(members)) = (&mut body, members) else { panic!("two objects") };
    for (name, value) in members {
        body_members.insert(name, value);
    }
    body_members.retain(|_, value| !value.is_null());
    body
}

/// A request somebody made.
#[derive(Debug, Clone)]
pub struct Asked {
    pub id: RequestId,
    pub path: String,
    /// Its item in the queue.
    pub item: String,
}

impl Asked {
    pub fn verb(&self, verb: &str) -> String {
        format!("{}/{verb}", self.path)
    }
}

impl Person {
    /// Asks for help of a kind, at home.
    pub fn asks_for(&self, category: &str) -> Asked {
        self.asks(wish(category))
    }

    pub fn asks(&self, body: Value) -> Asked {
        let id = self.post("/v1/requests", body).ok(201).id();
        let item = format!("/v1/moderation/queue/{id}");
        Asked { path: format!("/v1/requests/{id}"), id: id.parse().expect("an id"), item }
    }

    /// A verb with its words, on a request.
    pub fn does(&self, verb: &str, asked: &Asked) -> Answer {
        self.post(&asked.verb(verb), words_of(verb))
    }

    /// Lets neighbours see what they ask for. The path of the consent.
    pub fn lets_neighbours_see(&self) -> String {
        let text = self.get("/v1/consentTexts/publishRequest?lang=en").ok(200);
        let yes = json!({
            "personId": self.id, "purpose": "publishRequest", "scope": [], "textVersion": text.field("textVersion"),
            "given": true, "how": "app",
        });
        format!("/v1/consents/{}", self.post("/v1/consents", yes).ok(201).id())
    }

    pub fn state_of(&self, asked: &Asked) -> String {
        self.get(&asked.path).ok(200).field("state").as_str().expect("a state").to_owned()
    }

    pub fn claims(&self, asked: &Asked) -> Answer {
        self.post(&format!("{}/claim", asked.item), None)
    }

    pub fn puts_back(&self, asked: &Asked) -> Answer {
        self.post(&format!("{}/release", asked.item), None)
    }
}

/// What each verb wants to be told.
pub fn words_of(verb: &str) -> Value {
    match verb {
        "askForInformation" => json!({ "question": "Is there a lift?" }),
        "answer" => json!({ "answer": "No, the stairs only." }),
        "reject" => json!({ "reason": "needsProfessional" }),
        "hold" => json!({ "reason": "safeguarding" }),
        "withdraw" => json!({ "reason": "noLongerNeeded" }),
        "fulfil" => json!({ "outcome": "helped" }),
        _ => json!({}),
    }
}

impl TestApp {
    /// A neighbourhood decides something for itself.
    pub fn decides(&self, neighbourhood: NeighbourhoodId, patch: Value) {
        let admin = self.administrator(&format!("Decides{}", RequestId::fresh().uuid().simple()));
        let path = format!("/v1/neighbourhoods/{neighbourhood}/policy");
        let etag = admin.get(&path).ok(200).etag();
        admin.if_match(&etag).patch(&path, patch).ok(200);
    }

    /// The names of what happened to an object, in order.
    pub fn events_of(&self, object: impl Into<uuid::Uuid>) -> Vec<String> {
        let object = AnyId::from(object.into());
        self.read(move |tx| {
            let rows = audit::table.filter(audit::object.eq(object)).order(audit::id).select(audit::event);
            Ok(rows.load::<String>(tx.conn)?)
        })
    }
}
