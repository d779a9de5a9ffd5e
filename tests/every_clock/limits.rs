//! What may be done, or is shown, for so long and not a second longer.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::wound::Yard;
use crate::support::people::Person;
use crate::support::referrals::path;

/// Something that is open to somebody.
pub(super) struct Open {
    pub reader: Person,
    pub path: String,
    /// Whether the answer says that it still is.
    pub is_open: fn(&Value) -> bool,
}

pub(super) struct Limit {
    pub what: &'static str,
    pub time: TimeDelta,
    /// Where the program has its number.
    pub numbers: &'static [&'static str],
    pub opens: fn(&Yard<'_>) -> Open,
}

fn may(body: &Value, verb: &str) -> bool {
    body["allowedActions"].as_array().is_some_and(|all| all.iter().any(|it| it == verb))
}

fn open(y: &Yard<'_>, reader: &Person, path: String, is_open: fn(&Value) -> bool) -> Open {
    Open { reader: y.t.again(reader), path, is_open }
}

/// Every limit.
pub(super) const LIMITS: &[Limit] = &[
    Limit {
        what: "what has ended is taken up again",
        time: TimeDelta::days(30),
        numbers: &["requests/model/mod.rs: pub const REOPEN_DAYS"],
        opens: |y| {
            let asked = y.asks(json!({}));
            y.scene.an.does("withdraw", &asked).ok(200);
            open(y, &y.scene.an, asked.path, |it| may(it, "reopen"))
        },
    },
    Limit {
        what: "the contact after the help",
        time: TimeDelta::days(7),
        numbers: &["matching/model.rs: const AFTER_HELP"],
        opens: |y| {
            let on = y.agreed(json!({}));
            y.scene.an.post(&format!("{on}/end"), json!({ "outcome": "helped" })).ok(200);
            open(y, &y.scene.an, on, |it| it.get("contact").is_some())
        },
    },
    Limit {
        what: "how a visit went is corrected",
        time: TimeDelta::days(7),
        numbers: &["matching/visits/model.rs: const CORRECTABLE"],
        opens: |y| {
            let (visit, _) = y.visit();
            y.team(&format!("{visit}/done"), json!({}));
            open(y, &y.scene.an, visit, |it| may(it, "missed"))
        },
    },
    Limit {
        what: "the organisation reads what was shared",
        time: TimeDelta::days(30),
        numbers: &["referrals/model/mod.rs: pub const ACCESS_DAYS"],
        opens: |y| {
            let id = y.sent("thisWeek");
            for verb in ["accept", "complete"] {
                y.scene.lotte.refers(verb, &id).ok(200);
            }
            open(y, &y.scene.lotte, path(&id), |it| it.get("shared").is_some())
        },
    },
    Limit {
        what: "a card",
        time: TimeDelta::days(14),
        numbers: &["people/cards/store.rs: const LIFETIME"],
        opens: |y| {
            let rosa = y.scene.katrien.registers("Rosa", 1941);
            let cards = format!("/v1/people/{rosa}/activationCards");
            y.scene.katrien.post(&cards, json!({})).ok(201);
            open(y, &y.scene.katrien, cards, |it| it["items"][0]["state"] == "open")
        },
    },
    Limit {
        what: "an invitation",
        time: TimeDelta::days(14),
        numbers: &["people/invitations/store.rs: const LIFETIME"],
        opens: |y| {
            let said = json!({ "role": "careProvider", "organisationId": y.scene.organisation });
            y.scene.lotte.post("/v1/invitations", said).ok(201);
            open(y, &y.scene.lotte, "/v1/invitations".to_owned(), |it| it["items"][0]["state"] == "open")
        },
    },
    Limit {
        what: "a merge is undone",
        time: TimeDelta::days(30),
        numbers: &["people/merge/actions.rs: const UNDONE_WITHIN"],
        opens: |y| {
            let [kept, other] = ["Rosa", "Rosette"].map(|it| y.scene.katrien.registers(it, 1941));
            y.team(&format!("/v1/people/{kept}/merge"), json!({ "otherPersonId": other }));
            open(y, &y.scene.katrien, format!("/v1/people/{kept}"), |it| may(it, "undoMerge"))
        },
    },
    Limit {
        what: "a copy of what is known of somebody",
        time: TimeDelta::days(7),
        numbers: &["privacy/export/actions.rs: const KEPT"],
        opens: |y| {
            y.scene.an.post("/v1/me/export", json!({})).ok(200);
            y.t.works();
            open(y, &y.scene.an, "/v1/me/export".to_owned(), |it| it["state"] == "ready")
        },
    },
    Limit {
        what: "what somebody has in hand",
        time: TimeDelta::minutes(30),
        numbers: &["claims/mod.rs: pub const LEASE"],
        opens: |y| {
            let asked = y.asks(json!({}));
            y.scene.katrien.claims(&asked).ok(200);
            open(y, &y.scene.katrien, asked.item, |it| it.get("claimedBy").is_some())
        },
    },
];
