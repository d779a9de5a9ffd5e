//! A street in which somebody worries about somebody.

use buurtnet::ids::NeighbourhoodId;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::app::TestApp;
use super::client::{Answer, Client};
use super::people::Person;
use super::requests::with;
use super::story::{asks_openly, offers_help, proposes};

/// Bilal helps An, and Chloe; Dora helps An too. Katrien and Luc are the buurtwerkers, Sofie coordinates, Amir administers.
pub struct Street {
    pub here: NeighbourhoodId,
    pub katrien: Person,
    pub luc: Person,
    pub sofie: Person,
    pub amir: Person,
    pub an: Person,
    pub bilal: Person,
    pub chloe: Person,
    pub dora: Person,
    /// Bilal's offer.
    pub offer: String,
    /// An and Bilal.
    pub between: String,
    /// Chloe and Bilal.
    pub other: String,
    /// An and Dora.
    pub an_and_dora: String,
}

/// Two people who both said yes; the path of the match.
pub fn agree(team: &Person, requester: &Person, helper: &Person, offer: &str) -> String {
    let path = proposes(team, &asks_openly(requester, team), offer);
    for side in [requester, helper] {
        side.post(&format!("{path}/accept"), json!({})).ok(200);
    }
    path
}

pub fn id(path: &str) -> &str {
    path.rsplit('/').next().expect("an id")
}

impl TestApp {
    pub fn street(&self) -> Street {
        let here = self.neighbourhood("DEMO-01");
        let (katrien, luc) = (self.buurtwerker("Katrien", here), self.buurtwerker("Luc", here));
        let (sofie, amir) = (self.coordinator("Sofie", "99999"), self.administrator("Amir"));
        let roster = json!({ "dutyPersons": [katrien.id], "deputies": [luc.id] });
        sofie.with_header("If-None-Match", "*").put(&format!("/v1/neighbourhoods/{here}/dutyRoster"), roster).ok(200);
        let [an, bilal, chloe, dora] = ["An", "Bilal", "Chloe", "Dora"].map(|it| self.resident(it));
        let offer = offers_help(&bilal, &katrien, 5);
        let of_dora = offers_help(&dora, &katrien, 5);
        let between = agree(&katrien, &an, &bilal, &offer);
        let other = agree(&katrien, &chloe, &bilal, &offer);
        let an_and_dora = agree(&katrien, &an, &dora, &of_dora);
        Street { here, katrien, luc, sofie, amir, an, bilal, chloe, dora, offer, between, other, an_and_dora }
    }

    /// Everybody again, with tokens of now.
    pub fn anew(&self, street: &mut Street) {
        let Street { katrien, luc, sofie, amir, an, bilal, chloe, dora, .. } = street;
        for person in [katrien, luc, sofie, amir, an, bilal, chloe, dora] {
            *person = self.again(person);
        }
    }

    /// Time goes by, and what is due is done.
    pub fn passes_and_works(&self, by: TimeDelta) {
        self.passes(by);
        self.works();
    }
}

/// What somebody says of a match.
pub fn worry(on: &str, danger_now: bool) -> Value {
    json!({ "about": { "matchId": id(on) }, "text": "He shouts at me.", "dangerNow": danger_now })
}

impl Client {
    /// Raises a concern about the other side of a match; its path.
    pub fn worries(&self, on: &str, danger_now: bool) -> String {
        let raised = self.post("/v1/concerns", worry(on, danger_now)).ok(201);
        raised.field("href").as_str().expect("an address").to_owned()
    }

    /// A verb with its words, on a concern, and decisions about what it holds.
    pub fn sees_to(&self, concern: &str, verb: &str, more: Value) -> Answer {
        self.post(&format!("{concern}/{verb}"), with(concern_words(verb), more))
    }

    pub fn stands(&self, path: &str) -> String {
        self.get(path).ok(200).field("state").as_str().expect("a state").to_owned()
    }
}

/// A decision about each of these matches.
pub fn decisions(of: &[(&str, &str)]) -> Value {
    let all: Vec<_> = of.iter().map(|(on, what)| json!({ "matchId": id(on), "decision": what })).collect();
    json!({ "holds": all })
}

/// What each verb wants to be told.
pub fn concern_words(verb: &str) -> Value {
    match verb {
        "triage" => json!({ "severity": "high" }),
        "resolve" => json!({ "outcome": "agreementsMade" }),
        "dismiss" => json!({ "reason": "unfounded" }),
        "notes" => json!({ "text": "Rang, nobody answered." }),
        _ => json!({}),
    }
}
