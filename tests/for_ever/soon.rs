//! What the team has to see to at once, or soon: every kind of follow-up that nothing in the pile brings.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::pile::{Street, id};
use crate::support::offers::help_with;
use crate::support::people::Person;
use crate::support::requests::{wish, with};
use crate::support::story::proposes;

impl Street<'_> {
    pub(super) fn what_is_seen_to_soon(&mut self) {
        self.of_who_does_not_come();
        self.of_who_must_be_looked_at();
        self.of_professionals();
        self.of_who_is_not_written_to();
        self.of_what_the_neighbourhood_lets_go_ahead();
    }

    /// A match that both agreed, with its helper.
    fn comes(&mut self, body: Value) -> (Person, String) {
        let asked = self.open(body);
        let (helper, path) = self.proposed(&asked);
        self.both_agree(&helper, &path);
        (helper, path)
    }

    /// Somebody cannot come, somebody stops, somebody says that it does not go well, and somebody has left.
    fn of_who_does_not_come(&mut self) {
        let katrien = self.scene.katrien.client.clone();
        let (bilal, on) = self.comes(wish("groceries"));
        let said = json!({ "start": self.t.now() + TimeDelta::hours(3), "durationMinutes": 60 });
        let visit = katrien.post(&format!("{on}/visits"), said).ok(201);
        bilal.post(&format!("{}/cancel", visit.field("href").as_str().unwrap()), json!({})).ok(200);
        let asked = self.open(wish("groceries"));
        let (stops, offer) = self.helper();
        let expected = proposes(&self.scene.katrien, &asked.id.to_string(), id(&offer));
        self.both_agree(&stops, &expected);
        stops.post(&format!("{offer}/retire"), json!({})).ok(200);
        let weekly = with(wish("groceries"), json!({ "helpKind": "recurring", "rhythm": "weekly" }));
        let (_, troubled) = self.comes(weekly);
        let bond = self.scene.an.get(&troubled).ok(200).body["bond"]["href"].as_str().unwrap().to_owned();
        self.scene.an.post(&format!("{bond}/checkIn"), json!({ "goesWell": false })).ok(200);
        let (leaves, _) = self.comes(wish("groceries"));
        leaves.post("/v1/me/leave", None).ok(200);
    }

    /// Somebody under age waits for a second one; somebody vetted is not for long any more.
    fn of_who_must_be_looked_at(&mut self) {
        let (t, katrien) = (self.t, self.scene.katrien.client.clone());
        let asked = self.open(wish("groceries"));
        let (young, _) = self.proposed(&asked);
        t.is_born_in(&young, 2009);
        let asked = self.open(wish("personal"));
        let (vetted, offer) = t.helper("Vetted", 100, help_with(&["personal"]));
        t.is_vetted(vetted.id, t.now() + TimeDelta::days(5));
        let personal = proposes(&self.scene.katrien, &asked.id.to_string(), id(&offer));
        self.both_agree(&vetted, &personal);
        let (known, _) = self.helper();
        for (kind, renew_by) in [
            ("identitySeen", None),
            ("introductionTalk", None),
            ("confidentialitySigned", None),
            ("extract596_2", Some("2026-05-20")),
        ] {
            let check = json!({ "kind": kind, "seenOn": "2026-03-02", "renewBy": renew_by });
            katrien.post(&format!("/v1/people/{}/vettingChecks", known.id), check).ok(201);
        }
    }

    /// Professionals say no, and say no again; somebody was referred without a word of hers.
    fn of_professionals(&self) {
        let (asked, referral, consent) = self.scene.sent();
        self.scene.lotte.refers("reject", &referral).ok(200);
        for _ in 0..2 {
            let again = self.scene.prepares(&asked, &consent, &["name"]);
            self.scene.katrien.refers("send", &again).ok(200);
            self.scene.lotte.refers("reject", &again).ok(200);
        }
        self.scene.overridden();
    }

    fn of_who_is_not_written_to(&self) {
        let tess = self.t.resident("Tess");
        let prohibited = json!({ "contactProhibited": true });
        tess.with_header("If-None-Match", "*").put("/v1/me/contactRules", prohibited).ok(200);
        self.scene.katrien.does("approve", &tess.asks_for("groceries")).ok(200);
    }

    /// Somebody who is trusted asks and offers.
    fn of_what_the_neighbourhood_lets_go_ahead(&self) {
        let (t, katrien) = (self.t, &self.scene.katrien);
        t.decides(t.neighbourhood("DEMO-01"), json!({ "trustedPersons": true }));
        let ada = t.resident("Ada");
        katrien.post(&format!("/v1/people/{}/trust", ada.id), json!({})).ok(200);
        assert_eq!(ada.state_of(&ada.asks_for("groceries")), "open");
        assert_eq!(ada.post("/v1/offers", help_with(&["walk"])).ok(201).field("state"), "active");
    }
}
