//! An organisation with a service, somebody who needs it, and the people who hand a case over.

use buurtnet::ids::OrganisationId;
use serde_json::{Value, json};

use super::app::TestApp;
use super::client::{Answer, Client};
use super::people::Person;
use super::requests::{Asked, wish, with};

/// An asks, Katrien is the buurtwerker, Lotte works for the organisation, and Olga for another one.
pub struct Scene {
    pub an: Person,
    pub katrien: Person,
    pub lotte: Person,
    pub olga: Person,
    pub administrator: Person,
    pub organisation: OrganisationId,
    pub service: String,
}

pub fn organisation(name: &str) -> Value {
    let email = format!("{}@zorg.example", name.to_lowercase().replace(' ', "-"));
    json!({ "name": name, "description": "Care at home.", "email": email })
}

pub fn service(areas: &[String]) -> Value {
    let categories = ["personal", "meals"];
    json!({ "name": "Home care", "description": "Washing and dressing.", "categories": categories, "areas": areas })
}

impl TestApp {
    /// Enters an organisation in the directory.
    pub fn organisation(&self, administrator: &Person, name: &str) -> OrganisationId {
        let created = administrator.post("/v1/organisations", organisation(name)).ok(201);
        assert!(self.client().get(&format!("/v1/organisations/{}", created.id())).ok(200).id() == created.id());
        created.id().parse().expect("an id")
    }

    /// An organisation with a service in the Lindewijk, and a request of An there.
    pub fn care_scene(&self) -> Scene {
        let (an, katrien) = (self.resident("An"), self.buurtwerker("Katrien", self.neighbourhood("DEMO-01")));
        self.care_scene_of(&an, &katrien)
    }

    /// The same people, signed in again after a while.
    pub fn care_scene_again(&self, scene: &Scene) -> Scene {
        Scene {
            an: self.again(&scene.an),
            katrien: self.again(&scene.katrien),
            lotte: self.again(&scene.lotte),
            olga: self.again(&scene.olga),
            administrator: self.again(&scene.administrator),
            organisation: scene.organisation,
            service: scene.service.clone(),
        }
    }

    /// The same with people who are there already.
    pub fn care_scene_of(&self, an: &Person, katrien: &Person) -> Scene {
        let administrator = self.administrator("Admin");
        let organisation = self.organisation(&administrator, "Zorg Nabij");
        let other = self.organisation(&administrator, "Zorg Ver");
        let lindewijk = self.neighbourhood("DEMO-01");
        let path = format!("/v1/organisations/{organisation}/services");
        let service = administrator.post(&path, service(&[lindewijk.to_string()])).ok(201).id();
        Scene {
            an: self.again(an),
            katrien: self.again(katrien),
            lotte: self.care_provider("Lotte", organisation),
            olga: self.care_provider("Olga", other),
            administrator,
            organisation,
            service,
        }
    }
}

/// A yes of somebody in the app.
pub fn consent(person: &Person, organisation: OrganisationId, scope: &[&str]) -> Value {
    json!({
        "personId": person.id, "purpose": "referral", "recipient": { "organisationId": organisation },
        "scope": scope, "textVersion": "1", "language": "nl-BE", "given": true, "how": "app",
    })
}

pub fn path(referral: &str) -> String {
    format!("/v1/referrals/{referral}")
}

impl Scene {
    /// An asks for help, in her own words.
    pub fn asks(&self) -> Asked {
        let text = json!({ "lang": "nl", "text": "Mijn been wil niet meer mee." });
        self.an.asks(with(wish("personal"), json!({ "text": text, "accessibilityNotes": "Third floor." })))
    }

    /// An says yes in the app.
    pub fn consents(&self, scope: &[&str]) -> String {
        self.an.post("/v1/consents", consent(&self.an, self.organisation, scope)).ok(201).id()
    }

    /// What Katrien writes to prepare a referral.
    pub fn referral(&self, asked: &Asked, consent: &str, shared: &[&str]) -> Value {
        json!({
            "requestId": asked.id, "serviceId": self.service, "reason": "Needs a nurse twice a week.",
            "shared": shared, "consentId": consent, "urgency": "thisWeek",
        })
    }

    /// A service of another organisation in the Lindewijk, and a yes of An to it for her name.
    pub fn another_service(&self, t: &TestApp, name: &str) -> (OrganisationId, String, String) {
        let organisation = t.organisation(&self.administrator, name);
        let path = format!("/v1/organisations/{organisation}/services");
        let service = self.administrator.post(&path, service(&[t.neighbourhood("DEMO-01").to_string()])).ok(201).id();
        let consent = self.an.post("/v1/consents", consent(&self.an, organisation, &["name"])).ok(201).id();
        (organisation, service, consent)
    }

    /// A referral that was sent in the vital interest.
    pub fn overridden(&self) -> (Asked, String) {
        let asked = self.asks();
        let vital = json!({ "consentId": null, "override": { "reason": "She cannot speak." } });
        let vital = with(self.referral(&asked, "", &["name"]), vital);
        let id = self.katrien.post("/v1/referrals", vital).ok(201).id();
        self.katrien.refers("send", &id).ok(200);
        (asked, id)
    }

    /// Katrien prepares a referral of a request: the id of the draft.
    pub fn prepares(&self, asked: &Asked, consent: &str, shared: &[&str]) -> String {
        self.katrien.post("/v1/referrals", self.referral(asked, consent, shared)).ok(201).id()
    }

    /// A referral that was sent with a consent for name and text.
    pub fn sent(&self) -> (Asked, String, String) {
        let asked = self.asks();
        let consent = self.consents(&["name", "requestText", "phone"]);
        let id = self.prepares(&asked, &consent, &["name", "requestText", "phone"]);
        self.katrien.refers("send", &id).ok(200);
        (asked, id, consent)
    }

    /// A referral that was taken on.
    pub fn accepted(&self) -> (Asked, String, String) {
        let (asked, id, consent) = self.sent();
        self.lotte.refers("accept", &id).ok(200);
        (asked, id, consent)
    }

    /// Where a referral stands, for the team.
    pub fn stands(&self, referral: &str) -> String {
        self.katrien.get(&path(referral)).ok(200).field("state").as_str().expect("a state").to_owned()
    }
}

impl Client {
    /// A verb with its words, on a referral.
    pub fn refers(&self, verb: &str, referral: &str) -> Answer {
        self.post(&format!("{}/{verb}", path(referral)), referral_words(verb))
    }
}

/// What each verb wants to be told.
pub fn referral_words(verb: &str) -> Value {
    match verb {
        "ask" => json!({ "question": "Is there a lift?" }),
        "reply" => json!({ "reply": "No, the stairs only." }),
        "reject" => json!({ "reason": "noCapacity" }),
        "complete" => json!({ "outcome": "helped" }),
        "fail" => json!({ "reason": "notReachable" }),
        "cancel" => json!({ "reason": "noLongerNeeded" }),
        "waitList" => json!({ "expectedFrom": "2026-06-01T07:00:00Z" }),
        "plan" => json!({ "at": "2026-04-01T07:00:00Z" }),
        "hold" => json!({ "reason": "personAway" }),
        "handBack" => json!({ "personAgreed": true, "how": "phone" }),
        _ => json!({}),
    }
}
