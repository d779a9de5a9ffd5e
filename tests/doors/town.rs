//! The town in which the doors are tried: its people, one of each thing, and a body for every operation.

use std::collections::BTreeMap;

use buurtnet::db::schema as tables;
use buurtnet::events::{Job, Message};
use buurtnet::ids::{JobId, MessageId, PersonId};
use buurtnet::notifications::{tell, undeliverable};
use buurtnet::platform::http::Operation;
use buurtnet::platform::jobs;
use buurtnet::policy::{Action, Role};
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::json;

use super::bodies::a_client;
use crate::support::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::fixture::{execute, id_literal};
use crate::support::people::{Person, in_lindewijk};
use crate::support::requests::{wish, with};
use crate::support::software::Signer;
use crate::support::story::{asks_for_groceries, asks_openly, offers_help, proposes};

/// How somebody is related to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Relation {
    pub(crate) role: Role,
    /// It is theirs.
    pub(crate) owns: bool,
    /// They are a party to it.
    pub(crate) party: bool,
    /// Their role holds where it lies, and they have nothing to do with it.
    pub(crate) works_there: bool,
}

#[derive(Clone)]
pub(crate) struct Viewer {
    pub(crate) name: &'static str,
    pub(crate) roles: Vec<Role>,
    pub(crate) client: Client,
    pub(crate) id: String,
    pub(crate) email: String,
    /// The neighbourhood or organisation of the role.
    pub(crate) place: String,
    /// For whom else they act, and how far.
    pub(crate) acts_for: Option<(String, &'static [&'static str])>,
}

/// An object of the API, with what relates people to it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Object {
    pub(crate) id: String,
    pub(crate) owner: String,
    pub(crate) party: String,
    pub(crate) places: Vec<String>,
}

impl Viewer {
    /// The person for whom this may be done, as far as the scopes go.
    pub(crate) fn acts_for(&self, action: Action) -> Option<&str> {
        let (person, scopes) = self.acts_for.as_ref()?;
        scopes.iter().any(|it| actions_of(it).contains(&action.as_str())).then_some(person)
    }

    pub(crate) fn relation(&self, role: Role, object: &Object) -> Relation {
        let related = object.owner == self.id || object.party == self.id;
        let is_staff = matches!(role, Role::Buurtwerker | Role::Coordinator);
        Relation {
            role,
            owns: !self.id.is_empty() && object.owner == self.id,
            party: !self.id.is_empty() && object.party == self.id,
            works_there: object.places.contains(&self.place) && !(is_staff && related),
        }
    }
}

/// What each scope of a proxy is for: written here a second time, on purpose.
fn actions_of(scope: &str) -> &'static [&'static str] {
    match scope {
        "ask" => &[
            "seePerson",
            "deceased",
            "seeRequest",
            "submitRequest",
            "changeRequest",
            "answerRequest",
            "withdrawRequest",
            "fulfilRequest",
            "reopenRequest",
            "confirmStillNeeded",
            "seeSuggestions",
            "seeReferral",
        ],
        "accept" => &[
            "seePerson",
            "deceased",
            "seeRequest",
            "confirmStillNeeded",
            "seeMatch",
            "acceptMatch",
            "declineMatch",
            "cancelMatch",
            "endMatch",
            "seeVisit",
            "planVisit",
            "reportVisit",
            "cancelVisit",
            "seeBond",
            "pauseBond",
            "resumeBond",
            "checkInBond",
            "coverBond",
            "endBond",
        ],
        "consent" => &["seePerson", "deceased", "seeConsent", "giveConsent", "withdrawConsent"],
        _ => &[],
    }
}

/// The town in which the doors are tried.
#[derive(Clone)]
pub(crate) struct Town<'a> {
    pub(crate) t: &'a TestApp,
    pub(crate) viewers: Vec<Viewer>,
    /// By the name of the path parameter: an object that exists, and one that existed.
    pub(crate) objects: BTreeMap<&'static str, (Object, Object)>,
    pub(crate) here: String,
    pub(crate) service: String,
    pub(crate) organisation: String,
    pub(crate) consent_text: String,
}

/// A job, and a message that was given up.
fn something_that_fails(t: &TestApp, to: PersonId) -> (String, String) {
    t.write(move |tx| {
        jobs::enqueue(tx, Job::SetClocks, "planted", tx.now + TimeDelta::days(1))?;
        let job: JobId =
            tables::jobs::table.filter(tables::jobs::once.eq("planted")).select(tables::jobs::id).first(tx.conn)?;
        tell(tx, to, Message::PasswordChanged)?;
        let newest = tables::outbox::table.order(tables::outbox::id.desc()).select(tables::outbox::id);
        let letter: MessageId = newest.first(tx.conn)?;
        undeliverable(tx, letter, "refused")?;
        Ok((job.to_string(), letter.to_string()))
    })
}

/// A file with one neighbourhood.
pub(crate) const ONE_SQUARE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature",
    "properties":{"code":"W09","name":"Rabot"},"geometry":{"type":"Polygon",
    "coordinates":[[[4.0,51.0],[4.01,51.0],[4.01,51.01],[4.0,51.0]]]}}]}"#;

pub(crate) const NEVER: &str = "018f0000-0000-7000-8000-000000000000";

impl<'a> Town<'a> {
    #[expect(clippy::too_many_lines, reason = "a town has many people and things")]
    pub(crate) fn found(t: &'a TestApp) -> Self {
        let (here, there) = (t.neighbourhood("DEMO-01"), t.neighbourhood("DEMO-02"));
        let admin = t.administrator("Admin");
        let organisation = |name: &str| {
            let said = json!({ "name": name, "description": "Zorg", "email": format!("{name}@zorg.example") });
            admin.post("/v1/organisations", said).ok(201).id()
        };
        let (ours, theirs) = (organisation("ours"), organisation("theirs"));
        let katrien = t.buurtwerker("Katrien", here);
        let (an, bilal) = (t.resident("Merelijn"), t.resident("Waterhoen"));
        let lotte = t.care_provider("Lotte", ours.parse().unwrap());
        let service = |of: &str| {
            let said =
                json!({ "name": "Gezinszorg", "description": "Hulp", "categories": ["groceries"], "areas": [here] });
            admin.post(&format!("/v1/organisations/{of}/services"), said).ok(201).id()
        };
        let gives = || admin.post("/v1/neighbourhoodImports", json!({ "file": ONE_SQUARE })).ok(201).id();
        let (import, gone_import) = (gives(), gives());
        let mail = json!({ "server": "localhost", "port": 1, "security": "none", "from": "Buurt <b@buurt.example>" });
        admin.with_header("If-None-Match", "*").put("/v1/mailSettings", mail).ok(200);
        let (service, gone_service) = (service(&ours), service(&theirs));
        let location = |of: &str| {
            admin.post(&format!("/v1/organisations/{of}/locations"), json!({ "name": "Onthaal" })).ok(201).id()
        };
        let (location, gone_location) = (location(&ours), location(&theirs));
        let webhook = |of: &str| {
            let said = json!({ "organisationId": of, "url": "https://hooks.zorg.example/in" });
            admin.post("/v1/webhooks", said).ok(201).id()
        };
        let (webhook, gone_webhook) = (webhook(&ours), webhook(&theirs));
        let software = |of: &str| {
            let said =
                json!({ "organisationId": of, "name": "Dossier", "keys": { "keys": [Signer::ec("one").jwk()] } });
            admin.post("/v1/backendServices", said).ok(201).id()
        };
        let (software, gone_software) = (software(&ours), software(&theirs));
        let tries = || admin.post(&format!("/v1/webhooks/{webhook}/test"), json!({})).ok(201).id();
        let (delivery, gone_delivery) = (tries(), tries());
        let text = t.client().get("/v1/consentTexts/referral?lang=en").ok(200);
        let consent_text = text.body["textVersion"].as_str().unwrap().to_owned();
        let an_id = an.id.to_string();
        let consents = || {
            let said = json!({
                "personId": an_id, "purpose": "referral", "recipient": { "organisationId": ours }, "scope": ["name"],
                "textVersion": consent_text, "given": true, "how": "app",
            });
            an.post("/v1/consents", said).ok(201).id()
        };
        let refers = |request: &str, consent: &str, is_sent: bool| {
            let said = json!({
                "requestId": request, "serviceId": service, "reason": "zorg", "shared": ["name"],
                "consentId": consent, "urgency": "flexible", "beside": true,
            });
            let id = katrien.post("/v1/referrals", said).ok(201).id();
            if is_sent {
                katrien.post(&format!("/v1/referrals/{id}/send"), json!({})).ok(200);
            }
            id
        };
        let offer = offers_help(&bilal, &katrien, 5);
        let gone_offer = offers_help(&bilal, &katrien, 5);
        let request = asks_openly(&an, &katrien);
        let gone_request = asks_openly(&an, &katrien);
        let path = |it: String| it.rsplit('/').next().unwrap().to_owned();
        let matched = proposes(&katrien, &request, &offer);
        an.post(&format!("{matched}/accept"), json!({})).ok(200);
        bilal.post(&format!("{matched}/accept"), json!({})).ok(200);
        let planned = json!({ "start": t.now(), "durationMinutes": 60 });
        let visit = an.post(&format!("{matched}/visits"), planned).ok(201).id();
        let matched = path(matched);
        let bond = {
            let weekly = with(wish("groceries"), json!({ "helpKind": "recurring", "rhythm": "weekly" }));
            let asked = an.asks(weekly);
            katrien.does("approve", &asked).ok(200);
            let lasting = proposes(&katrien, &asked.id.to_string(), &offer);
            an.post(&format!("{lasting}/accept"), json!({})).ok(200);
            let agreed = bilal.post(&format!("{lasting}/accept"), json!({})).ok(200);
            agreed.body["bond"]["id"].as_str().unwrap().to_owned()
        };
        let gone_match = path(proposes(&katrien, &gone_request, &gone_offer));
        let (consent, gone_consent) = (consents(), consents());
        let referral = refers(&request, &consent, true);
        let gone_referral = refers(&gone_request, &gone_consent, false);
        let item = asks_for_groceries(&an);
        let client_request = |first: &str| lotte.post("/v1/clientRequests", a_client(first)).ok(201).id();
        let (client_request, gone_client_request) = (client_request("Wannes"), client_request("Ward"));
        // An has come across two others, and wants to see them no more.
        let blocked = |name: &str| {
            let offer = offers_help(&t.resident(name), &katrien, 1);
            let with = path(proposes(&katrien, &asks_openly(&an, &katrien), &offer));
            an.post("/v1/me/blocks", json!({ "matchId": with })).ok(201).id()
        };
        let (block, gone_block) = (blocked("Dora"), blocked("Emma"));
        // An worries about Bilal, twice; nothing is held for that.
        let worries = || {
            let said = json!({ "about": { "matchId": matched }, "text": "Zorgen" });
            an.post("/v1/concerns", said).ok(201).id()
        };
        let (concern, gone_concern) = (worries(), worries());
        let check = || {
            let said = json!({ "kind": "training", "seenOn": "2026-03-02" });
            katrien.post(&format!("/v1/people/{}/vettingChecks", an.id), said).ok(201).id()
        };
        let (check, gone_check) = (check(), check());
        // Two whom the team registered, each with a card.
        let (carded, gone_carded) = (t.registered_person("Rosa"), t.registered_person("Jef"));
        let card = |of: PersonId| katrien.post(&format!("/v1/people/{of}/activationCards"), json!({})).ok(201).id();
        let (rosas_card, gone_card) = (card(carded), card(gone_carded));
        let invitation = |of: &str| {
            let said = json!({ "role": "careProvider", "organisationId": of });
            admin.post("/v1/invitations", said).ok(201).id()
        };
        let (invitation, gone_invitation) = (invitation(&ours), invitation(&theirs));
        // Three act for An: one asks, one answers and says yes or no, and of one the day has passed.
        let [asks, answers, acted] = ["Mila", "Nele", "Oona"].map(|it| t.resident(it));
        let proxies = |of: &Person, scope: &str| {
            let said = json!({ "proxyPersonId": of.id, "kind": "mantelzorger", "scope": [scope] });
            an.post("/v1/me/proxies", said).ok(201).id()
        };
        let (proxy, gone_proxy) = (proxies(&asks, "ask"), proxies(&t.newcomer("Noor"), "ask"));
        let (answering, ended) = (proxies(&answers, "accept"), proxies(&acted, "ask"));
        // A further sign-in of An, to be ended without ending the one that she calls with.
        t.again(&an);
        let session = |of: &Person| of.get("/v1/sessions").ok(200).body["items"][0]["id"].as_str().unwrap().to_owned();
        let gone_person = t.newcomer("Gone").id.to_string();
        let role = |of: &Person| {
            let path = format!("/v1/people/{}/roles", of.id);
            admin.get(&path).ok(200).body["items"][0]["id"].as_str().unwrap().to_owned()
        };
        let gone = |id: String| Object { id, ..Object::default() };
        let of_an = |id: String, party: &str| Object {
            id,
            owner: an.id.to_string(),
            party: party.to_owned(),
            places: vec![here.to_string()],
        };
        let of_bilal = Object { owner: bilal.id.to_string(), ..of_an(offer, "") };
        let sofie = t.coordinator("Sofie", "99999");
        let roster = format!("/v1/neighbourhoods/{here}/dutyRoster");
        let on_duty = json!({ "dutyPersons": [katrien.id] });
        sofie.with_header("If-None-Match", "*").put(&roster, on_duty).ok(200);
        let away = || {
            let said = json!({ "from": "2026-07-01", "until": "2026-07-15" });
            katrien.post(&format!("/v1/neighbourhoods/{here}/absences"), said).ok(201).id()
        };
        let (absence, gone_absence) = (away(), away());
        let saved = |title: &str| {
            let texts = json!({ "nl-BE": "Dag {firstName}" });
            let said = json!({ "neighbourhoodId": here, "verb": "askForInformation", "title": title, "texts": texts });
            katrien.post("/v1/savedReplies", said).ok(201).id()
        };
        let (reply, gone_reply) = (saved("Welke winkel"), saved("Welke dag"));
        let public = |id: String, place: &str| Object { id, places: vec![place.to_owned()], ..Object::default() };
        let handed = Object { places: vec![here.to_string(), ours.clone()], ..of_an(referral, "") };
        let role_of_katrien = Object { id: role(&katrien), owner: katrien.id.to_string(), ..Object::default() };
        let (job, letter) = something_that_fails(t, an.id);
        let objects = BTreeMap::from([
            ("jobId", (gone(job), gone(NEVER.into()))),
            ("messageId", (gone(letter), gone(NEVER.into()))),
            ("purpose", (gone("referral".into()), gone("nothing".into()))),
            ("personId", (of_an(an.id.to_string(), ""), gone(gone_person.clone()))),
            ("sessionId", (Object { places: Vec::new(), ..of_an(session(&an), "") }, gone(NEVER.into()))),
            ("roleId", (role_of_katrien, gone(NEVER.into()))),
            ("neighbourhoodId", (public(here.to_string(), &here.to_string()), gone(NEVER.into()))),
            ("importId", (public(import, ""), gone(gone_import.clone()))),
            ("absenceId", (public(absence, &here.to_string()), gone(gone_absence.clone()))),
            ("savedReplyId", (public(reply, &here.to_string()), gone(gone_reply.clone()))),
            ("offerId", (of_bilal, gone(gone_offer.clone()))),
            ("requestId", (of_an(request, ""), gone(gone_request.clone()))),
            ("itemId", (of_an(item, ""), gone(NEVER.into()))),
            ("matchId", (of_an(matched, &bilal.id.to_string()), gone(gone_match.clone()))),
            ("visitId", (of_an(visit, &bilal.id.to_string()), gone(NEVER.into()))),
            ("bondId", (of_an(bond, &bilal.id.to_string()), gone(NEVER.into()))),
            ("organisationId", (public(ours.clone(), &ours), gone(NEVER.into()))),
            ("serviceId", (public(service.clone(), &ours), gone(gone_service.clone()))),
            ("locationId", (public(location, &ours), gone(gone_location.clone()))),
            ("webhookId", (public(webhook, &ours), gone(gone_webhook.clone()))),
            ("backendServiceId", (public(software, &ours), gone(gone_software.clone()))),
            ("deliveryId", (public(delivery, &ours), gone(gone_delivery.clone()))),
            ("consentId", (of_an(consent, ""), gone(gone_consent.clone()))),
            ("cardId", (Object { owner: carded.to_string(), ..of_an(rosas_card, "") }, gone(gone_card.clone()))),
            ("invitationId", (public(invitation, &ours), gone(gone_invitation.clone()))),
            ("checkId", (of_an(check, ""), gone(gone_check.clone()))),
            ("proxyId", (of_an(proxy, &asks.id.to_string()), gone(gone_proxy.clone()))),
            ("blockId", (Object { places: Vec::new(), ..of_an(block, "") }, gone(gone_block.clone()))),
            ("referralId", (handed, gone(gone_referral.clone()))),
            ("clientRequestId", (public(client_request, &ours), gone(gone_client_request.clone()))),
            ("concernId", (of_an(concern, ""), gone(gone_concern.clone()))),
        ]);
        let id = |of: &str| id_literal(&t.fixture.url, of);
        for sql in [
            format!(
                "UPDATE proxies SET scope = '[\"accept\",\"consent\"]', mandate_seen_on = '2026-01-02', mandate_seen_by = {} \
                 WHERE id = {}",
                id(&katrien.id.to_string()),
                id(&answering)
            ),
            format!("UPDATE proxies SET until = created_at WHERE id = {}", id(&ended)),
            format!("DELETE FROM webhook_deliveries WHERE id = {}", id(&gone_delivery)),
            format!("DELETE FROM backend_services WHERE id = {}", id(&gone_software)),
            format!("DELETE FROM webhooks WHERE id = {}", id(&gone_webhook)),
            format!("DELETE FROM activation_cards WHERE id = {}", id(&gone_card)),
            format!("DELETE FROM invitations WHERE id = {}", id(&gone_invitation)),
            format!("DELETE FROM neighbourhood_imports WHERE id = {}", id(&gone_import)),
            format!("DELETE FROM absences WHERE id = {}", id(&gone_absence)),
            format!("DELETE FROM saved_replies WHERE id = {}", id(&gone_reply)),
            format!("DELETE FROM client_requests WHERE id = {}", id(&gone_client_request)),
            format!("DELETE FROM concerns WHERE id = {}", id(&gone_concern)),
            format!("DELETE FROM referrals WHERE id = {}", id(&gone_referral)),
            format!("DELETE FROM consents WHERE id = {}", id(&gone_consent)),
            format!("DELETE FROM blocks WHERE id = {}", id(&gone_block)),
            format!("DELETE FROM proxies WHERE id = {}", id(&gone_proxy)),
            format!("DELETE FROM vetting_checks WHERE id = {}", id(&gone_check)),
            format!("DELETE FROM matches WHERE id = {}", id(&gone_match)),
            format!("DELETE FROM requests WHERE id = {}", id(&gone_request)),
            format!("DELETE FROM open_offers WHERE offer_id = {}", id(&gone_offer)),
            format!("DELETE FROM offers WHERE id = {}", id(&gone_offer)),
            format!("DELETE FROM service_areas WHERE service_id = {}", id(&gone_service)),
            format!("DELETE FROM services WHERE id = {}", id(&gone_service)),
            format!("DELETE FROM locations WHERE id = {}", id(&gone_location)),
            format!("DELETE FROM sessions WHERE person_id = {}", id(&gone_person)),
            format!("DELETE FROM accounts WHERE person_id = {}", id(&gone_person)),
            format!("DELETE FROM people WHERE id = {}", id(&gone_person)),
        ] {
            execute(&t.fixture.url, &sql);
        }
        let viewer = |name, roles: &[Role], person: &Person, place: String| Viewer {
            name,
            roles: roles.to_vec(),
            client: person.client.off_contract(),
            id: person.id.to_string(),
            email: person.email.clone(),
            place,
            acts_for: None,
        };
        let stranger = t.resident("Stranger");
        let elsewhere = t.buurtwerker("Elsewhere", there);
        let other_provider = t.care_provider("Other", theirs.parse().unwrap());
        let far = t.coordinator("Far", "11001");
        let nobody = Viewer {
            name: "nobody",
            roles: vec![Role::Anyone],
            client: t.client().off_contract(),
            id: String::new(),
            email: String::new(),
            place: String::new(),
            acts_for: None,
        };
        let proxy_of_an = |name, person: &Person, scopes: &'static [&'static str]| Viewer {
            acts_for: Some((an.id.to_string(), scopes)),
            ..viewer(name, &[Role::Resident], person, String::new())
        };
        let home = json!({ "position": in_lindewijk(0) });
        for person in [&katrien, &elsewhere, &lotte, &other_provider, &sofie, &far, &admin] {
            person.client.with_header("If-None-Match", "*").put("/v1/me/home", home.clone()).ok(200);
        }
        let rules = json!({ "contactProhibited": false });
        let residents = [&an, &bilal, &stranger, &asks, &answers, &acted];
        let staff = [&katrien, &elsewhere, &lotte, &other_provider, &sofie, &far, &admin];
        for person in residents.into_iter().chain(staff) {
            person.client.with_header("If-None-Match", "*").put("/v1/me/contactRules", rules.clone()).ok(200);
        }
        let (resident, worker) = (Role::Resident, Role::Buurtwerker);
        let viewers = vec![
            nobody,
            viewer("the owner", &[resident], &an, String::new()),
            viewer("the other side", &[resident], &bilal, String::new()),
            viewer("a stranger", &[resident], &stranger, String::new()),
            viewer("the buurtwerker", &[resident, worker], &katrien, here.to_string()),
            viewer("a buurtwerker elsewhere", &[resident, worker], &elsewhere, there.to_string()),
            viewer("the care provider", &[resident, Role::CareProvider], &lotte, ours.clone()),
            viewer("another care provider", &[resident, Role::CareProvider], &other_provider, theirs),
            viewer("the coordinator", &[resident, Role::Coordinator], &sofie, here.to_string()),
            viewer("another coordinator", &[resident, Role::Coordinator], &far, "elsewhere".into()),
            viewer("the administrator", &[resident, Role::Administrator], &admin, String::new()),
            proxy_of_an("a proxy who asks", &asks, &["ask"]),
            proxy_of_an("a proxy who answers", &answers, &["accept", "consent"]),
            proxy_of_an("a proxy whose day has passed", &acted, &[]),
        ];
        Self { t, viewers, objects, here: here.to_string(), service, organisation: ours, consent_text }
    }

    /// What the operation acts on: the object of its last parameter.
    pub(crate) fn object(&self, operation: &Operation) -> Option<&(Object, Object)> {
        let (_, name) = operation.path.rsplit_once('{')?;
        self.objects.get(name.split('}').next()?)
    }

    /// The path with this id as its last parameter; those before it are of what exists.
    pub(crate) fn path(&self, operation: &Operation, id: &str) -> String {
        let mut path = operation.path.to_owned();
        while let Some((before, rest)) = path.split_once('{') {
            let (name, after) = rest.split_once('}').unwrap();
            let id = if after.contains('{') { &self.objects[name].0.id } else { id };
            path = format!("{before}{id}{after}");
        }
        path
    }

    pub(crate) fn call(&self, viewer: &Viewer, operation: &Operation, id: &str) -> Answer {
        let path = self.path(operation, id);
        let body =
            if operation.method == "GET" || operation.method == "DELETE" { None } else { self.body(operation, id) };
        // Whoever is let in is stopped by a version that nothing has, so that the town stays as it is.
        viewer.client.if_match("\"99\"").send(operation.method.as_str(), &path, body)
    }
}
