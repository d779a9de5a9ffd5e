//! The people of the town say all that can be said, each in words of their own, as people do: over the API.

use std::collections::BTreeMap;

use buurtnet::platform::seal::Field;
use serde_json::{Value, json};

use super::town::{Town, Viewer};
use super::words::{CALLER, HELPER, OWNER, REGISTERED, Word, Words, degrees, said};
use crate::support::TestApp;
use crate::support::client::Client;
use crate::support::people::{Person, in_lindewijk};
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, proposes};

/// What was said, and the things about which it was said, by the name of the path parameter: first those of which most was
/// said.
pub(crate) struct Told {
    pub(crate) words: Words,
    pub(crate) ids: BTreeMap<&'static str, Vec<String>>,
}

impl Viewer {
    pub(crate) fn person(&self) -> Person {
        Person { id: self.id.parse().unwrap(), email: self.email.clone(), client: self.client.clone() }
    }
}

impl<'a> Town<'a> {
    pub(crate) fn viewer(&self, name: &str) -> &Viewer {
        self.viewers.iter().find(|it| it.name == name).unwrap_or_else(|| panic!("nobody is {name}"))
    }

    /// The same town, where its database was put back: everybody signs in anew.
    pub(crate) fn at(&self, there: &'a TestApp) -> Self {
        let viewer = |it: &Viewer| {
            let client = if it.id.is_empty() { there.client() } else { there.again(&it.person()).client };
            Viewer { client: client.off_contract(), ..it.clone() }
        };
        Self { t: there, viewers: self.viewers.iter().map(viewer).collect(), ..self.clone() }
    }
}

fn position(of: &str, field: Field) -> Value {
    json!({ "lat": degrees(of, field, "lat"), "lon": degrees(of, field, "lon") })
}

/// What two people say of themselves.
fn introduce_themselves(town: &Town<'_>) {
    for (of, gender) in [(OWNER, "woman"), (HELPER, "man")] {
        let client = town.viewer(of).client.if_match("*");
        let name = |part| said(of, Field::PersonName, part);
        let me = json!({ "firstName": name("first"), "lastName": name("last"), "gender": gender });
        client.patch("/v1/me", me).ok(200);
        let address = format!("{} 7", said(of, Field::PersonContact, "address"));
        let home = json!({ "position": position(of, Field::PersonHome), "address": address });
        client.put("/v1/me/home", home).ok(200);
    }
    let safe =
        json!({ "channel": "email", "email": said(OWNER, Field::ContactRules, "email"), "mayLeaveMessage": true });
    let rules = json!({ "safeContact": safe, "contactProhibited": false });
    town.viewer(OWNER).client.if_match("*").put("/v1/me/contactRules", rules).ok(200);
}

/// A request with all its words; brought together with the helper.
fn asks_in_many_words(town: &Town<'_>) -> (String, String) {
    let (an, bilal, katrien) = (town.viewer(OWNER).person(), town.viewer(HELPER), town.viewer("the buurtwerker"));
    let word = |part| said(OWNER, Field::RequestSaid, part);
    let address = format!("{} 12", said(OWNER, Field::RequestPlace, "address"));
    let more = json!({
        "text": { "lang": "nl", "text": word("text") }, "publicText": word("publicText"),
        "accessibilityNotes": word("accessibilityNotes"),
        "place": { "position": position(OWNER, Field::RequestPlace), "address": address },
    });
    let asked = an.asks(with(wish("groceries"), more));
    let question = json!({ "question": word("question") });
    katrien.client.post(&asked.verb("askForInformation"), question).ok(200);
    an.post(&asked.verb("answer"), json!({ "answer": word("answer") })).ok(200);
    katrien.client.post(&asked.verb("approve"), json!({})).ok(200);
    let between = proposes(&katrien.person(), &asked.id.to_string(), &town.objects["offerId"].0.id);
    for side in [&an.client, &bilal.client] {
        side.post(&format!("{between}/accept"), json!({})).ok(200);
    }
    let visit = json!({ "start": town.t.now(), "durationMinutes": 60 });
    an.post(&format!("{between}/visits"), visit).ok(201);
    (asked.id.to_string(), last(&between))
}

/// One that is taken up again, and one that neighbours may see.
fn asks_again_and_openly(town: &Town<'_>) -> [String; 2] {
    let (an, katrien) = (town.viewer(OWNER).person(), town.viewer("the buurtwerker"));
    let word = |part| said(OWNER, Field::RequestSaid, part);
    let again = an.asks_for("walk");
    katrien.client.post(&again.verb("approve"), json!({})).ok(200);
    an.does("fulfil", &again).ok(200);
    an.post(&again.verb("reopen"), json!({ "note": word("reopenNote") })).ok(200);
    an.lets_neighbours_see();
    let public = json!({ "visibility": "nearby", "publicText": word("publicText for neighbours") });
    let openly = an.asks(with(wish("groceries"), public));
    katrien.client.post(&openly.verb("approve"), json!({})).ok(200);
    [again.id.to_string(), openly.id.to_string()]
}

/// Everything may be shared with the organisation; and once more in the vital interest.
fn is_referred(town: &Town<'_>, request: &str) -> ([String; 2], [String; 2]) {
    let (an, katrien, lotte) =
        (&town.viewer(OWNER).client, &town.viewer("the buurtwerker").client, &town.viewer("the care provider").client);
    let word = |part| said(OWNER, Field::ReferralSaid, part);
    let scope = [
        "name",
        "email",
        "phone",
        "address",
        "birthYear",
        "languages",
        "requestText",
        "accessibilityNotes",
        "windows",
        "helpKind",
        "safeContact",
        "contactPerson",
    ];
    let contact = json!({
        "name": word("contactPerson name"), "phone": word("contactPerson phone"), "relation": "child",
    });
    let consent = json!({
        "personId": town.viewer(OWNER).id, "purpose": "referral", "recipient": { "organisationId": town.organisation },
        "scope": scope, "textVersion": town.consent_text, "given": true,
    });
    let witness = said(OWNER, Field::ConsentSaid, "witness");
    let heard = with(consent.clone(), json!({ "scope": ["name"], "how": "oralWithWitness", "witness": witness }));
    let heard = katrien.post("/v1/consents", heard).ok(201).id();
    let given = an.post("/v1/consents", with(consent, json!({ "how": "app" }))).ok(201).id();
    let referral = json!({
        "requestId": request, "serviceId": town.service, "reason": word("reason"), "shared": scope,
        "consentId": given, "urgency": "flexible", "beside": true, "contactPerson": contact,
    });
    let vital = json!({ "consentId": null, "shared": ["name"], "contactPerson": null, "override": { "reason": word("overrideReason") } });
    let sent = [referral.clone(), with(referral, vital)].map(|it| {
        let id = katrien.post("/v1/referrals", it).ok(201).id();
        katrien.post(&format!("/v1/referrals/{id}/send"), json!({})).ok(200);
        id
    });
    let verb = |verb: &str| format!("/v1/referrals/{}/{verb}", sent[0]);
    lotte.post(&verb("ask"), json!({ "question": word("question") })).ok(200);
    katrien.post(&verb("reply"), json!({ "reply": word("reply") })).ok(200);
    lotte.post(&verb("accept"), json!({})).ok(200);
    (sent, [heard, given])
}

/// Each of the two worries about the other, and a note is written.
fn worry(town: &Town<'_>, between: &str) -> [String; 2] {
    let raise = |by: &str, about: &str| {
        let text = said(about, Field::ConcernSaid, "text about them");
        let said = json!({ "about": { "matchId": between }, "text": text });
        town.viewer(by).client.post("/v1/concerns", said).ok(201).id()
    };
    let raised = [raise(OWNER, HELPER), raise(HELPER, OWNER)];
    let note = json!({ "text": said(HELPER, Field::ConcernNoteSaid, "note about them") });
    let notes = format!("/v1/concerns/{}/notes", raised[0]);
    town.viewer("the buurtwerker").client.post(&notes, note).ok(200);
    raised
}

/// Somebody who signs up with a phone number, and is helped too: the person, the request and the match.
fn comes_by_phone(town: &Town<'_>) -> [String; 3] {
    let (t, bilal, katrien) = (town.t, town.viewer(HELPER), town.viewer("the buurtwerker"));
    let phone = said(CALLER, Field::AccountPhone, "phone");
    let name = |part| said(CALLER, Field::PersonName, part);
    let account = json!({
        "phone": phone, "firstName": name("first"), "lastName": name("last"), "birthYear": 1950, "languages": [],
        "locale": "nl-BE",
    });
    t.client().post("/v1/accounts", account).ok(202);
    let code = json!({ "phone": phone, "code": t.code_sent_to(phone) });
    let signed_in = t.client().post("/v1/sessions", code).ok(201).body;
    let chloe = t.client().with_token(signed_in["accessToken"].as_str().unwrap());
    let home = json!({ "position": in_lindewijk(50) });
    chloe.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
    let request = asks_openly(&chloe, &katrien.person());
    let between = proposes(&katrien.person(), &request, &town.objects["offerId"].0.id);
    for side in [&chloe, &bilal.client] {
        side.post(&format!("{between}/accept"), json!({})).ok(200);
    }
    [signed_in["person"]["id"].as_str().unwrap().to_owned(), request, last(&between)]
}

/// Somebody who comes to the desk, with what the team writes down for them: the person and the request.
fn comes_to_the_desk(town: &Town<'_>) -> [String; 2] {
    let katrien = &town.viewer("the buurtwerker").client;
    let name = |part| said(REGISTERED, Field::PersonName, part);
    let address = format!("{} 3", said(REGISTERED, Field::PersonContact, "address"));
    let rosa = json!({
        "firstName": name("first"), "lastName": name("last"), "birthYear": 1941, "locale": "nl-BE", "how": "desk",
        "position": { "lat": degrees(REGISTERED, Field::PersonHome, "lat"), "lon": 4.475 }, "address": address,
        "phone": said(REGISTERED, Field::PersonContact, "phone"),
        "witness": said(REGISTERED, Field::RegistrationWitness, "witness"),
    });
    let rosa = katrien.post("/v1/people", rosa).ok(201).id();
    let safe = json!({
        "channel": "phone", "number": said(REGISTERED, Field::ContactRules, "number"), "mayLeaveMessage": false,
    });
    let rules = json!({ "safeContact": safe, "contactProhibited": false });
    let path = format!("/v1/people/{rosa}/contactRules");
    katrien.with_header("If-None-Match", "*").put(&path, rules).ok(200);
    let word = |part| said(REGISTERED, Field::RequestSaid, part);
    let asked = json!({
        "forPerson": rosa, "channel": "homeVisit", "witness": word("witness"),
        "text": { "lang": "nl", "text": word("text") },
    });
    let request = katrien.post("/v1/requests", with(wish("groceries"), asked)).ok(201).id();
    [rosa, request]
}

/// Two ask for a copy of all that is known of them, and the owner sets up an authenticator app. What was made for them.
fn have_things_made(town: &mut Town<'_>) -> Vec<Word> {
    let an = town.t.enrols(&town.viewer(OWNER).person());
    let owner = town.viewers.iter_mut().find(|it| it.name == OWNER).unwrap();
    owner.client = an.client.off_contract();
    let copy_of = |of: &'static str, client: &Client| {
        client.post("/v1/me/export", json!({})).ok(200);
        town.t.works();
        let copy = client.get("/v1/me/export/file").ok(200).text;
        let manifest = copy.split("\"name\": \"person.json\"").nth(1).unwrap();
        let hash = manifest.split('"').find(|it| it.len() == 64).unwrap().to_owned();
        Word { field: Field::ExportContent, part: "hash in the manifest", of, text: hash }
    };
    let copies = [OWNER, HELPER].map(|it| copy_of(it, &town.viewer(it).client));
    let secret = Word { field: Field::TotpSecret, part: "secret", of: OWNER, text: an.secret };
    let said = json!({ "organisationId": town.organisation, "url": "https://hooks.zorg.example/two" });
    let made = town.viewer("the care provider").client.post("/v1/webhooks", said).ok(201);
    let text = made.field("secret").as_str().unwrap().to_owned();
    let of_webhook = Word { field: Field::WebhookSecret, part: "secret", of: "the care provider", text };
    let softly = |part, text: &str| Word {
        field: Field::SubscriptionSaid,
        part,
        of: "the care provider",
        text: text.to_owned(),
    };
    let of_software = [softly("reason", "Waarachtig abonnement"), softly("header", "Bearer Koppelsleutel")];
    let [reason, header] = of_software.each_ref().map(|it| it.text.as_str());
    let wanted = subscription("https://hooks.zorg.example/fhir", reason, &format!("Authorization: {header}"));
    town.viewer("the care provider").client.off_contract().post("/fhir/r4/Subscription", wanted).ok(201);
    copies.into_iter().chain([secret, of_webhook]).chain(of_software).collect()
}

/// What FHIR software asks for.
fn subscription(endpoint: &str, reason: &str, header: &str) -> Value {
    let backport =
        |name: &str| format!("http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-{name}");
    json!({
        "resourceType": "Subscription", "status": "requested", "reason": reason,
        "criteria": "http://hl7.org/fhir/us/sdoh-clinicalcare/SubscriptionTopic/Task",
        "channel": {
            "type": "rest-hook", "endpoint": endpoint, "payload": "application/fhir+json", "header": [header],
            "_payload": { "extension": [{ "url": backport("payload-content"), "valueCode": "id-only" }] },
        },
    })
}

fn last(path: &str) -> String {
    path.rsplit('/').next().unwrap().to_owned()
}

/// All that can be said is said.
pub(crate) fn told(town: &mut Town<'_>) -> Told {
    introduce_themselves(town);
    let (request, between) = asks_in_many_words(town);
    let [again, openly] = asks_again_and_openly(town);
    let (referrals, consents) = is_referred(town, &request);
    let concerns = worry(town, &between);
    let [chloe, chloes, with_chloe] = comes_by_phone(town);
    let [rosa, rosas] = comes_to_the_desk(town);
    let words = Words::with(have_things_made(town));
    let owner_of_field = |field: &Field| words.all.iter().any(|it| it.field == *field);
    // How mail is sent belongs to the instance and to nobody: no page and no call shows its password to anybody.
    let is_of_somebody = |it: &&Field| **it != Field::MailSettings;
    let without: Vec<_> = Field::ALL.iter().filter(is_of_somebody).filter(|it| !owner_of_field(it)).collect();
    assert!(without.is_empty(), "sealed, and without a word: {without:?}");
    let bilal = town.viewer(HELPER).id.clone();
    let mut ids = BTreeMap::from([
        ("personId", vec![town.viewer(OWNER).id.clone(), rosa, chloe, bilal]),
        ("requestId", vec![request, again.clone(), openly, chloes, rosas.clone()]),
        ("itemId", vec![again, rosas]),
        ("matchId", vec![between, with_chloe]),
        ("referralId", referrals.to_vec()),
        ("consentId", consents.to_vec()),
        ("concernId", concerns.to_vec()),
    ]);
    for (name, (object, _)) in town.objects.iter().filter(|it| *it.0 != "personId") {
        ids.entry(name).or_default().push(object.id.clone());
    }
    Told { words, ids }
}
