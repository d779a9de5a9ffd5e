//! What there is to do something to: each kind of thing, brought into each of its states by the people themselves.

use buurtnet::consents::ConsentState;
use buurtnet::db::schema::consents;
use buurtnet::ids::{ConsentId, MatchId, RequestId};
use buurtnet::matching::bonds::model::BondState;
use buurtnet::matching::model::MatchState;
use buurtnet::matching::visits::model::VisitState;
use buurtnet::offers::OfferState;

use buurtnet::people::model::PersonState;
use buurtnet::people::proxies::ProxyState;
use buurtnet::referrals::ReferralState;
use buurtnet::requests::RequestState;
use buurtnet::safeguarding::ConcernState;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::cast::Cast;
use crate::support::client::Client;
use crate::support::concerns::concern_words;
use crate::support::people::in_lindewijk;
use crate::support::referrals::{consent, path, referral_words};
use crate::support::requests::{Asked, wish, with, words_of};

/// One thing in a state: where it is, and who its person is when that is not An.
pub(super) struct Thing {
    pub path: String,
    pub person: Option<Client>,
}

impl From<String> for Thing {
    fn from(path: String) -> Self {
        Self { path, person: None }
    }
}

/// A kind of thing.
pub(super) struct Machine {
    pub name: &'static str,
    /// What it is in the table.
    pub what: &'static str,
    /// The path of one, as the API writes it.
    pub collection: &'static str,
    /// What stands under that path and is no verb of this machine.
    pub not_its: &'static [&'static str],
    /// The verbs that nobody says: time does it, or it comes with something else.
    pub unsaid: &'static [&'static str],
    pub states: Vec<&'static str>,
    pub brought_to: fn(&Cast<'_>, &str) -> Thing,
    /// What a verb wants to be told.
    pub words: fn(&str) -> Value,
}

pub(super) fn all() -> Vec<Machine> {
    vec![
        requests(),
        matches(),
        visits(),
        bonds(),
        offers(),
        referrals(),
        concerns(),
        consents_given(),
        proxies(),
        people(),
    ]
}

fn requests() -> Machine {
    Machine {
        name: "request",
        what: "A request of the person.",
        collection: "/v1/requests/{requestId}",
        not_its: &["volunteer", "wave", "stopWave", "rights"],
        unsaid: &[
            "matchAgreed",
            "matchOver",
            "referralSent",
            "referralOver",
            "escalate",
            "ping",
            "askForLook",
            "expire",
        ],
        states: RequestState::ALL.iter().map(|it| it.as_str()).collect(),
        brought_to: |cast, state| request_in(cast, RequestState::from_word(state).unwrap()).path.into(),
        words: |verb| if verb == "change" { json!({ "category": "meals" }) } else { words_of(verb) },
    }
}

fn request_in(cast: &Cast<'_>, state: RequestState) -> Asked {
    let (an, katrien) = (&cast.scene.an, &cast.scene.katrien);
    let submitted = || an.asks(wish("groceries"));
    let then = |asked: Asked, by: &crate::support::Person, verb: &str| {
        by.does(verb, &asked).ok(200);
        asked
    };
    match state {
        RequestState::Submitted => submitted(),
        RequestState::NeedsInformation => then(submitted(), katrien, "askForInformation"),
        RequestState::Open => cast.open(json!({})),
        RequestState::Matched => {
            let asked = cast.open(json!({}));
            cast.agreed(&asked);
            asked
        }
        RequestState::Referred => cast.scene.sent().0,
        RequestState::Held => then(cast.open(json!({})), katrien, "hold"),
        RequestState::Fulfilled => then(cast.open(json!({})), an, "fulfil"),
        RequestState::Rejected => then(submitted(), katrien, "reject"),
        RequestState::Withdrawn => then(submitted(), an, "withdraw"),
        RequestState::Expired => {
            let asked = then(submitted(), katrien, "askForInformation");
            let id: RequestId = asked.id;
            cast.t.write(move |tx| {
                tx.now = tx.now + TimeDelta::days(15);
                buurtnet::requests::strike(tx, id)
            });
            asked
        }
    }
}

fn matches() -> Machine {
    Machine {
        name: "match",
        what: "A match of the person and the other side.",
        collection: "/v1/matches/{matchId}",
        not_its: &["visits"],
        unsaid: &["expire", "supersede"],
        states: MatchState::ALL.iter().map(|it| it.as_str()).collect(),
        brought_to: |cast, state| match_in(cast, MatchState::from_word(state).unwrap()).into(),
        words: |verb| match verb {
            "hold" => json!({ "reason": "safeguarding" }),
            "end" => json!({ "outcome": "stopped" }),
            _ => json!({}),
        },
    }
}

fn match_in(cast: &Cast<'_>, state: MatchState) -> String {
    let asked = cast.open(json!({}));
    let says = |path: String, by: &Client, verb: &str| {
        by.post(&format!("{path}/{verb}"), (matches().words)(verb)).ok(200);
        path
    };
    let (an, katrien, helper) = (&cast.scene.an, &cast.scene.katrien, &cast.helper);
    match state {
        MatchState::Proposed => cast.proposed(&asked),
        MatchState::AcceptedByHelper => says(cast.proposed(&asked), helper, "accept"),
        MatchState::AcceptedByRequester => says(cast.proposed(&asked), an, "accept"),
        MatchState::Agreed => cast.agreed(&asked),
        MatchState::Held => says(cast.agreed(&asked), katrien, "hold"),
        MatchState::Declined => says(cast.proposed(&asked), helper, "decline"),
        MatchState::Cancelled => says(cast.proposed(&asked), katrien, "cancel"),
        MatchState::Expired => {
            let path = cast.proposed(&asked);
            let id: MatchId = path.rsplit('/').next().unwrap().parse().unwrap();
            cast.t.write(move |tx| {
                tx.now = tx.now + TimeDelta::days(3);
                buurtnet::matching::actions::strike(tx, id)
            });
            path
        }
        MatchState::Superseded => {
            let path = cast.proposed(&asked);
            cast.scene.an.does("fulfil", &asked).ok(200);
            path
        }
        MatchState::Ended => says(cast.agreed(&asked), an, "end"),
    }
}

fn visits() -> Machine {
    Machine {
        name: "visit",
        what: "A visit that has begun.",
        collection: "/v1/matches/{matchId}/visits/{visitId}",
        not_its: &[],
        unsaid: &["matchOver"],
        states: VisitState::ALL.iter().map(|it| it.as_str()).collect(),
        brought_to: |cast, state| visit_in(cast, VisitState::from_word(state).unwrap()).into(),
        words: |verb| if verb == "missed" { json!({ "by": "requester" }) } else { json!({}) },
    }
}

fn visit_in(cast: &Cast<'_>, state: VisitState) -> String {
    let on = cast.agreed(&cast.open(json!({})));
    let hours = i64::from(state == VisitState::Cancelled) * 30;
    let said = json!({ "start": cast.t.now() + TimeDelta::hours(hours), "durationMinutes": 60 });
    let made = cast.scene.an.post(&format!("{on}/visits"), said).ok(201);
    let path = made.field("href").as_str().unwrap().to_owned();
    let verb = match state {
        VisitState::Planned => return path,
        VisitState::Done => "done",
        VisitState::Missed => "missed",
        VisitState::Cancelled => "cancel",
    };
    cast.scene.an.post(&format!("{path}/{verb}"), (visits().words)(verb)).ok(200);
    path
}

fn bonds() -> Machine {
    Machine {
        name: "bond",
        what: "A bond of the person and the other side.",
        collection: "/v1/bonds/{bondId}",
        not_its: &[],
        unsaid: &[],
        states: BondState::ALL.iter().map(|it| it.as_str()).collect(),
        brought_to: |cast, state| bond_in(cast, BondState::from_word(state).unwrap()).into(),
        words: |verb| match verb {
            "checkIn" => json!({ "goesWell": true }),
            "end" => json!({ "outcome": "stopped" }),
            "cover" => json!({ "windows": [{ "start": "2026-03-10T13:00:00Z", "end": "2026-03-10T15:00:00Z" }] }),
            _ => json!({}),
        },
    }
}

fn bond_in(cast: &Cast<'_>, state: BondState) -> String {
    let on = cast.agreed(&cast.open(json!({ "helpKind": "recurring", "rhythm": "weekly" })));
    let bond = cast.scene.an.get(&on).ok(200).body["bond"]["href"].as_str().unwrap().to_owned();
    let verb = match state {
        BondState::Active => return bond,
        BondState::Paused => "pause",
        BondState::Ended => "end",
    };
    cast.scene.an.post(&format!("{bond}/{verb}"), (bonds().words)(verb)).ok(200);
    bond
}

fn offers() -> Machine {
    Machine {
        name: "offer",
        what: "An offer of the person.",
        collection: "/v1/offers/{offerId}",
        not_its: &[],
        unsaid: &[],
        states: OfferState::ALL.iter().map(|it| it.as_str()).collect(),
        brought_to: |cast, state| offer_in(cast, OfferState::from_word(state).unwrap()).into(),
        words: |verb| match verb {
            "change" => json!({ "radiusMetres": 900 }),
            "hold" | "reject" => json!({ "reason": "other" }),
            _ => json!({}),
        },
    }
}

fn offer_in(cast: &Cast<'_>, state: OfferState) -> String {
    let offer = cast.scene.an.offers(crate::support::offers::help_with(&["walk"]));
    let (an, katrien) = (&cast.scene.an, &cast.scene.katrien);
    let steps: &[(&Client, &str)] = match state {
        OfferState::Submitted => &[],
        OfferState::Active => &[(katrien, "approve")],
        OfferState::Paused => &[(katrien, "approve"), (an, "pause")],
        OfferState::Held => &[(katrien, "approve"), (katrien, "hold")],
        OfferState::Rejected => &[(katrien, "reject")],
        OfferState::Retired => &[(an, "retire")],
    };
    for (by, verb) in steps {
        by.post(&format!("{offer}/{verb}"), (offers().words)(verb)).ok(200);
    }
    offer
}

fn referrals() -> Machine {
    Machine {
        name: "referral",
        what: "A referral of the person to the care provider.",
        collection: "/v1/referrals/{referralId}",
        not_its: &[],
        unsaid: &[],
        states: ReferralState::ALL.iter().map(|it| it.as_str()).collect(),
        brought_to: |cast, state| referral_in(cast, ReferralState::from_word(state).unwrap()).into(),
        words: referral_words,
    }
}

fn referral_in(cast: &Cast<'_>, state: ReferralState) -> String {
    let scene = &cast.scene;
    let (katrien, lotte): (&Client, &Client) = (&scene.katrien, &scene.lotte);
    let steps: &[(&Client, &str)] = match state {
        ReferralState::Draft => {
            let consent = scene.consents(&["name"]);
            return path(&scene.prepares(&scene.asks(), &consent, &["name"]));
        }
        ReferralState::Requested => &[],
        ReferralState::Accepted => &[(lotte, "accept")],
        ReferralState::Rejected => &[(lotte, "reject")],
        ReferralState::InProgress => &[(lotte, "accept"), (lotte, "start")],
        ReferralState::OnHold => &[(lotte, "accept"), (lotte, "hold")],
        ReferralState::Completed => &[(lotte, "accept"), (lotte, "complete")],
        ReferralState::Failed => &[(lotte, "accept"), (lotte, "fail")],
        ReferralState::Cancelled => &[(katrien, "cancel")],
        ReferralState::EnteredInError => &[(katrien, "retract")],
    };
    let (_, id, _) = scene.sent();
    for (by, verb) in steps {
        by.refers(verb, &id).ok(200);
    }
    path(&id)
}

fn concerns() -> Machine {
    Machine {
        name: "concern",
        what: "A concern that the person raised about the other side.",
        collection: "/v1/concerns/{concernId}",
        not_its: &["notes"],
        unsaid: &[],
        states: ConcernState::ALL.iter().map(|it| it.as_str()).collect(),
        brought_to: |cast, state| concern_in(cast, ConcernState::from_word(state).unwrap()).into(),
        words: concern_words,
    }
}

fn concern_in(cast: &Cast<'_>, state: ConcernState) -> String {
    let concern = cast.scene.an.worries(&cast.agreed(&cast.open(json!({}))), false);
    let steps: &[&str] = match state {
        ConcernState::Submitted => &[],
        ConcernState::Triaged => &["triage"],
        ConcernState::Investigating => &["triage", "investigate"],
        ConcernState::Resolved => &["triage", "investigate", "resolve"],
        ConcernState::Dismissed => &["triage", "investigate", "dismiss"],
    };
    for verb in steps {
        cast.second.sees_to(&concern, verb, json!({})).ok(200);
    }
    concern
}

fn consents_given() -> Machine {
    Machine {
        name: "consent",
        what: "An answer of the person about the care provider.",
        collection: "/v1/consents/{consentId}",
        not_its: &[],
        unsaid: &["expire"],
        states: ConsentState::ALL.iter().map(|it| it.as_str()).collect(),
        brought_to: |cast, state| consent_in(cast, ConsentState::from_word(state).unwrap()).into(),
        words: |_| json!({}),
    }
}

fn consent_in(cast: &Cast<'_>, state: ConsentState) -> String {
    let an = &cast.scene.an;
    let said = json!({ "given": state != ConsentState::Refused });
    let made = an.post("/v1/consents", with(consent(an, cast.scene.organisation, &["name"]), said)).ok(201).id();
    let path = format!("/v1/consents/{made}");
    match state {
        ConsentState::Given | ConsentState::Refused => {}
        ConsentState::Withdrawn => drop(an.post(&format!("{path}/withdraw"), json!({})).ok(200)),
        ConsentState::Expired => {
            let id: ConsentId = made.parse().unwrap();
            cast.t.write(move |tx| {
                let now = tx.now;
                diesel::update(consents::table.find(id)).set(consents::expires_at.eq(Some(now))).execute(tx.conn)?;
                Ok(())
            });
        }
    }
    path
}

fn proxies() -> Machine {
    Machine {
        name: "proxy",
        what: "The other side, as legal representative of somebody new, with whom no buurtwerker lives; the buurtwerker named them.",
        collection: "/v1/proxies/{proxyId}",
        not_its: &[],
        unsaid: &["expire"],
        states: ProxyState::ALL.iter().map(|it| it.as_str()).collect(),
        brought_to: |cast, state| proxy_in(cast, ProxyState::from_word(state).unwrap()),
        words: |_| json!({}),
    }
}

fn proxy_in(cast: &Cast<'_>, state: ProxyState) -> Thing {
    let (eva, id) = somebody_new(cast);
    let proxy = cast.represents(&cast.helper, &id);
    match state {
        ProxyState::Active => {}
        ProxyState::Expired => cast.has_passed(&proxy),
        ProxyState::Revoked => drop(cast.second.post(&format!("{proxy}/revoke"), json!({})).ok(200)),
    }
    Thing { path: proxy, person: Some(eva) }
}

/// Somebody who is not in the story yet, and their id.
fn somebody_new(cast: &Cast<'_>) -> (Client, String) {
    let eva = cast.t.resident(&format!("Eva{}", RequestId::fresh().uuid().simple()));
    (eva.client, eva.id.to_string())
}

fn people() -> Machine {
    Machine {
        name: "person",
        what: "Somebody new, with whom no buurtwerker lives.",
        collection: "/v1/people/{personId}",
        not_its: &[
            "activationCards",
            "blocks",
            "change",
            "distrust",
            "erase",
            "household",
            "merge",
            "proxies",
            "resetTotp",
            "roles",
            "told",
            "trust",
            "undoMerge",
            "vettingChecks",
        ],
        unsaid: &["moveHome"],
        states: PersonState::ALL.iter().map(|it| it.as_str()).collect(),
        brought_to: |cast, state| person_in(cast, PersonState::from_word(state).unwrap()),
        words: |verb| if verb == "suspend" { json!({ "reason": "other" }) } else { json!({}) },
    }
}

fn person_in(cast: &Cast<'_>, state: PersonState) -> Thing {
    let (eva, id) = somebody_new(cast);
    let (path, katrien) = (format!("/v1/people/{id}"), &cast.scene.katrien);
    cast.acts_for(&eva, &id);
    match state {
        PersonState::Active => {}
        PersonState::Paused => drop(eva.post("/v1/me/pause", None).ok(200)),
        PersonState::Suspended => drop(katrien.post(&format!("{path}/suspend"), (people().words)("suspend")).ok(200)),
        PersonState::Moved => {
            let etag = eva.get("/v1/me/home").ok(200).etag();
            eva.if_match(&etag).put("/v1/me/home", json!({ "position": in_lindewijk(2_100) })).ok(200);
        }
        PersonState::Left => drop(eva.post("/v1/me/leave", None).ok(200)),
        PersonState::Deceased => drop(katrien.post(&format!("{path}/deceased"), None).ok(200)),
    }
    Thing { path, person: Some(eva) }
}
