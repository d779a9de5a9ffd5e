//! A body for every operation of the town.

use buurtnet::platform::http::Operation;
use serde_json::{Value, json};

use super::town::Town;
use crate::support::TestApp;
use crate::support::people::in_lindewijk;
use crate::support::software::Signer;

/// What an organisation asks for a client.
pub(super) fn a_client(first_name: &str) -> Value {
    json!({
        "client": {
            "firstName": first_name, "lastName": "Wolfs", "birthYear": 1940, "locale": "nl-BE",
            "position": in_lindewijk(0),
        },
        "how": "desk", "consent": { "textVersion": "1", "language": "nl-BE" }, "category": "groceries",
        "durationMinutes": 60, "urgency": "flexible",
        "weeklySlots": [{ "day": "mon", "from": "09:00", "to": "10:00" }],
    })
}

impl Town<'_> {
    /// A body that is fine by itself, so that only the policy decides.
    #[expect(clippy::too_many_lines, reason = "a table reads best whole")]
    pub(crate) fn body(&self, operation: &Operation, id: &str) -> Option<Value> {
        let said = match operation.id.as_str() {
            "accounts.register" => json!({
                "email": "new@buurt.example", "password": "zorgzame-buurt", "firstName": "N", "lastName": "N",
                "birthYear": 1980, "languages": [], "locale": "en",
            }),
            "setup.setUp"
            | "accounts.verify"
            | "accounts.reset"
            | "sessions.refresh"
            | "sessions.signIn"
            | "accounts.confirmReset" => {
                return None;
            }
            "neighbourhoodImports.enter" => json!({ "file": super::town::ONE_SQUARE }),
            "neighbourhoodImports.readAnew" => json!({ "codeProperty": "code" }),
            "neighbourhoods.useTemplate" => json!({ "template": "usual" }),
            "mailSettings.set" => json!({
                "server": "localhost", "port": 1, "security": "none", "from": "Buurt <buurt@buurt.example>",
            }),
            "sessions.stepUp" => json!({ "password": crate::support::people::PASSWORD }),
            "me.confirmTotp" => json!({ "code": "000000" }),
            "me.changeMe" => json!({ "locale": "en" }),
            "me.moveHome" => json!({ "position": { "lat": 51.04, "lon": 4.475 } }),
            "people.registerPerson" => json!({
                "firstName": "N", "lastName": "N", "birthYear": 1950, "locale": "en", "how": "desk",
                "position": { "lat": 51.04, "lon": 4.475 },
            }),
            "intakes.takeIn" => json!({
                "person": {
                    "firstName": "Nora", "lastName": "N", "birthYear": 1951, "locale": "en",
                    "position": { "lat": 51.04, "lon": 4.475 },
                },
                "how": "desk",
                "request": {
                    "category": "walk", "durationMinutes": 30, "urgency": "flexible",
                    "weeklySlots": [{ "day": "mon", "from": "09:00", "to": "10:00" }],
                },
            }),
            "people.merge" => json!({ "otherPersonId": self.objects["offerId"].0.owner }),
            "people.search" => json!({ "name": "Merelijn" }),
            "people.changePerson" => json!({ "locale": "en" }),
            "people.movePerson" => json!({ "position": { "lat": 51.04, "lon": 4.475 } }),
            "me.grantMyProxy" | "people.grantProxy" => {
                json!({ "proxyPersonId": self.objects["offerId"].0.owner, "kind": "mantelzorger", "scope": ["ask"] })
            }
            "me.block" => json!({ "matchId": id }),
            "me.setMyContactRules" | "people.setContactRules" => json!({ "contactProhibited": false }),
            "people.suspend" => json!({ "reason": "other" }),
            "people.blockBetween" => json!({ "otherPersonId": self.objects["offerId"].0.owner }),
            "people.joinHousehold" => json!({ "withPersonId": self.objects["offerId"].0.owner }),
            "people.recordCheck" => json!({ "kind": "identitySeen", "seenOn": "2026-03-02" }),
            "invitations.make" => json!({ "role": "careProvider", "organisationId": id }),
            "invitations.accept" => json!({ "code": "0000-0000-0000" }),
            "roles.grantByEmail" => json!({ "email": "nobody@buurt.example", "role": "administrator" }),
            "people.grantRole" => json!({ "role": "buurtwerker", "neighbourhoodId": self.here }),
            "neighbourhoods.enterAbsence" => json!({ "from": "2026-07-01", "until": "2026-07-15" }),
            "neighbourhoods.locate" => json!({ "position": { "lat": 51.04, "lon": 4.475 } }),
            "offers.submit" => json!({
                "categories": ["walk"], "radiusMetres": 1000, "maxVisitsPerWeek": 1, "waysToBeAsked": ["buurtwerker"],
                "weeklySlots": [{ "day": "mon", "from": "09:00", "to": "10:00" }],
            }),
            "offers.change" => json!({ "radiusMetres": 2000 }),
            "requests.submit" => json!({
                "category": "walk", "durationMinutes": 30, "urgency": "flexible", "languages": [],
                "weeklySlots": [{ "day": "mon", "from": "09:00", "to": "10:00" }],
            }),
            "requests.change" => json!({ "durationMinutes": 45 }),
            "requests.checkRight" => json!({ "right": "careBudget", "outcome": "unclear" }),
            "clientRequests.askForClient" => a_client("Wout"),
            "requests.askForInformation" => json!({ "question": "Welke winkel?" }),
            "requests.answer" => json!({ "answer": "De dichtste." }),
            "matches.propose" => json!({ "requestId": id, "offerId": self.objects["offerId"].0.id }),
            "matches.end" => json!({ "outcome": "helped" }),
            "bonds.checkIn" => json!({ "goesWell": true }),
            "bonds.cover" => json!({ "windows": [{ "start": t_in(self.t, 1), "end": t_in(self.t, 3) }] }),
            "bonds.end" => json!({ "outcome": "helped" }),
            "matches.planVisit" => json!({ "start": self.t.now(), "durationMinutes": 60 }),
            "matches.visitMissed" => json!({ "by": "helper" }),
            "organisations.create" => json!({ "name": "N", "description": "N", "email": "n@zorg.example" }),
            "organisations.createLocation" => json!({ "name": "N" }),
            "organisations.change" | "services.change" | "locations.change" => json!({ "name": "M" }),
            "webhooks.create" => json!({ "organisationId": id, "url": "https://hooks.zorg.example/in" }),
            "webhooks.change" => json!({ "url": "https://hooks.zorg.example/out" }),
            "backendServices.register" => {
                json!({ "organisationId": id, "name": "N", "keys": { "keys": [Signer::ec("one").jwk()] } })
            }
            "backendServices.change" => json!({ "name": "M" }),
            "organisations.createService" => {
                json!({ "name": "N", "description": "N", "categories": ["walk"], "areas": [self.here] })
            }
            "consents.give" => json!({
                "personId": id, "purpose": "referral", "recipient": { "organisationId": self.organisation },
                "scope": ["name"], "textVersion": self.consent_text, "given": true, "how": "app",
            }),
            "referrals.prepare" => json!({
                "requestId": id, "serviceId": self.service, "reason": "zorg", "shared": ["name"],
                "consentId": self.objects["consentId"].0.id, "urgency": "flexible",
            }),
            "savedReplies.add" => json!({
                "neighbourhoodId": id, "verb": "replyReferral", "title": "Bedankt", "texts": { "en": "Thank you" },
            }),
            "savedReplies.change" => json!({ "title": "Tot snel" }),
            "referrals.waitList" => json!({ "expectedFrom": "2026-06-01T07:00:00Z" }),
            "referrals.plan" => json!({ "at": "2026-06-01T07:00:00Z" }),
            "referrals.handBack" => json!({ "personAgreed": true, "how": "oral" }),
            "referrals.reroute" => json!({ "serviceId": self.service }),
            "referrals.ask" => json!({ "question": "?" }),
            "referrals.reply" => json!({ "reply": "!" }),
            "referrals.reject" | "referrals.fail" => json!({ "reason": "noCapacity" }),
            "referrals.complete" => json!({ "outcome": "helped" }),
            "concerns.submit" => json!({ "about": { "matchId": id, "side": "helper" }, "text": "Zorgen" }),
            "concerns.triage" => json!({ "severity": "low" }),
            "concerns.resolve" => json!({ "outcome": "other" }),
            "concerns.dismiss" => json!({ "reason": "other" }),
            "concerns.note" => json!({ "text": "Gebeld" }),
            id if id.ends_with(".reject") || id.ends_with(".hold") => json!({ "reason": "other" }),
            "consents.withdraw" => json!({}),
            "matches.cancelVisit" => json!({ "by": "helper" }),
            "activationCards.withdraw" | "invitations.withdraw" => json!({}),
            id if id.ends_with(".withdraw") || id.ends_with(".cancel") => json!({ "reason": "other" }),
            id if id.ends_with(".fulfil") => json!({ "outcome": "helped" }),
            _ => json!({}),
        };
        Some(said)
    }
}

/// A moment so many days from now.
fn t_in(t: &TestApp, days: i64) -> Value {
    json!(t.now() + chrono::TimeDelta::days(days))
}
