//! What becomes of whatever is in a state: every state that the API names, and no other.

use std::collections::{BTreeMap, BTreeSet};

use buurtnet::matching::model::MatchState;
use buurtnet::people::states::model::PersonVerb;
use buurtnet::requests::model::RequestVerb;
use serde_json::Value;

use super::pile::Left;

/// What becomes of what is in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is over; or there is nothing yet.
    Final,
    /// It may stay as it is, and this is why.
    Rests(&'static str),
    /// A clock ends it, or somebody has to see to it: the pile holds one.
    Lies,
}

use Fate::{Final, Lies, Rests};

const DIRECTORY: &str = "the directory stands until who keeps it changes it";
const SEEN: &str = "what an organisation sees of a request, which has fates of its own";
const IN_THREE_DAYS: &str = "it is tried for three days, and then kept as dead: tests/webhooks.rs";
const IN_FOUR_DAYS: &str = "it is tried for four days, and then given up: tests/bounces.rs";
const TO_ADMINISTRATORS: &str = "administrators see it and have it sent again: tests/dead_letters.rs";
const A_FILE: &str = "a file of neighbourhoods is no case: whoever gave it picks what comes in, or throws it away";
const BY_MAIL: &str =
    "the organisation is told by mail; what is missed of a referral is followed up: tests/webhooks.rs";
const NO_CASE: &str = "a neighbourhood is no case: it stands until its boundary ends";

/// The states of the API by the name of their enum, and what becomes of what is in them.
const FATES: &[(&str, &[(&str, Fate)])] = &[
    (
        "RequestState",
        &[
            ("submitted", Lies),
            ("needsInformation", Lies),
            ("open", Lies),
            ("matched", Lies),
            ("referred", Lies),
            ("held", Lies),
            ("fulfilled", Final),
            ("rejected", Final),
            ("withdrawn", Final),
            ("expired", Final),
        ],
    ),
    (
        "MatchState",
        &[
            ("proposed", Lies),
            ("acceptedByHelper", Lies),
            ("acceptedByRequester", Lies),
            ("agreed", Lies),
            ("held", Lies),
            ("declined", Final),
            ("cancelled", Final),
            ("expired", Final),
            ("superseded", Final),
            ("ended", Final),
        ],
    ),
    ("VisitState", &[("planned", Lies), ("done", Final), ("missed", Lies), ("cancelled", Final)]),
    ("BondState", &[("active", Lies), ("paused", Lies), ("ended", Final)]),
    ("BatchState", &[("absent", Final), ("preparing", Lies), ("ready", Lies)]),
    ("WaveState", &[("none", Final), ("running", Lies), ("exhausted", Lies), ("stopped", Final)]),
    (
        "OfferState",
        &[
            ("submitted", Lies),
            ("active", Rests("it waits for who asks; it ends with its helper, who is asked after 1,095 silent days")),
            ("paused", Lies),
            ("held", Lies),
            ("rejected", Final),
            ("retired", Final),
        ],
    ),
    (
        "PersonState",
        &[
            ("active", Rests("who is silent for 1,095 days is asked, and then forgotten: tests/retention.rs")),
            ("paused", Lies),
            ("suspended", Lies),
            ("moved", Lies),
            ("left", Final),
            ("deceased", Final),
        ],
    ),
    (
        "ReferralState",
        &[
            ("draft", Lies),
            ("requested", Lies),
            ("accepted", Lies),
            ("rejected", Final),
            ("inProgress", Lies),
            ("onHold", Lies),
            ("completed", Final),
            ("failed", Final),
            ("cancelled", Final),
            ("enteredInError", Final),
        ],
    ),
    ("BusinessStatus", &[("waitListed", Lies), ("planned", Lies), ("noShow", Lies)]),
    (
        "ConcernShownState",
        &[
            ("submitted", Lies),
            ("triaged", Lies),
            ("investigating", Lies),
            ("resolved", Final),
            ("dismissed", Final),
            // What the one who raised it sees of the two.
            ("closed", Final),
        ],
    ),
    ("ConsentState", &[("given", Lies), ("refused", Final), ("withdrawn", Final), ("expired", Final)]),
    ("ProxyState", &[("active", Lies), ("expired", Final), ("revoked", Final)]),
    ("CheckState", &[("inForce", Lies), ("lapsed", Final), ("revoked", Final)]),
    ("CardState", &[("open", Lies), ("used", Final), ("withdrawn", Final), ("expired", Final)]),
    ("InvitationState", &[("open", Lies), ("used", Final), ("withdrawn", Final), ("expired", Final)]),
    ("ExportState", &[("absent", Final), ("preparing", Lies), ("ready", Lies)]),
    ("ClientRequestState", &[("waiting", Rests(SEEN)), ("met", Final), ("notMet", Final)]),
    ("WebhookState", &[("active", Rests(DIRECTORY)), ("disabled", Rests(BY_MAIL))]),
    ("DeliveryState", &[("waiting", Rests(IN_THREE_DAYS)), ("delivered", Final), ("dead", Final)]),
    (
        "Delivery",
        &[
            ("waiting", Rests(IN_FOUR_DAYS)),
            ("delivered", Final),
            ("dropped", Final),
            ("dead", Rests(TO_ADMINISTRATORS)),
        ],
    ),
    ("ImportState", &[("read", Rests(A_FILE)), ("done", Final)]),
    ("OrganisationState", &[("active", Rests(DIRECTORY))]),
    ("LocationKind", &[("physical", Rests(DIRECTORY)), ("postal", Rests(DIRECTORY)), ("virtual", Rests(DIRECTORY))]),
    ("ServiceStatus", &[("active", Rests(DIRECTORY)), ("inactive", Rests(DIRECTORY))]),
    (
        "Phase",
        &[
            ("starting", Rests(NO_CASE)),
            ("running", Rests(NO_CASE)),
            ("anchored", Rests(NO_CASE)),
            ("handedOver", Rests(NO_CASE)),
            ("closed", Final),
        ],
    ),
];

/// The enums of the API that say how something stands, each with its states.
fn machines() -> BTreeMap<String, BTreeSet<String>> {
    let spec = buurtnet::api::document();
    let schemas = &spec["components"]["schemas"];
    let mut found = BTreeMap::new();
    for (name, schema) in schemas.as_object().unwrap() {
        named_in(schema, name, schemas, &mut found);
    }
    found
}

/// The same, as far as a schema and its parts have them. What has no name of its own is called in that of the schema.
fn named_in(schema: &Value, name: &str, schemas: &Value, found: &mut BTreeMap<String, BTreeSet<String>>) {
    let words = |of: &Value| -> Option<BTreeSet<String>> {
        of["enum"].as_array().map(|all| all.iter().map(|it| it.as_str().unwrap().to_owned()).collect())
    };
    for property in ["state", "status", "businessStatus"] {
        let of = &schema["properties"][property];
        let choices = of["oneOf"].as_array().and_then(|it| it.iter().find_map(|it| it["$ref"].as_str()));
        if let Some(named) = of["$ref"].as_str().or(choices) {
            let named = named.rsplit('/').next().unwrap();
            found.insert(named.to_owned(), words(&schemas[named]).unwrap());
        } else if let Some(words) = words(of) {
            found.insert(name.split('_').nth(1).unwrap().to_owned(), words);
        }
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        named_in(part, name, schemas, found);
    }
}

/// What is wrong between the states of the API, the table, and what lies in the pile.
pub(super) fn missing(pile: &[Left]) -> Vec<String> {
    let mut wrong = Vec::new();
    let machines = machines();
    let known: BTreeSet<&str> = FATES.iter().map(|it| it.0).collect();
    wrong.extend(machines.keys().filter(|it| !known.contains(it.as_str())).map(|it| format!("{it} has no fates")));
    for (machine, fates) in FATES {
        let Some(states) = machines.get(*machine) else {
            wrong.push(format!("the API knows no {machine}"));
            continue;
        };
        let named: BTreeSet<String> = fates.iter().map(|it| it.0.to_owned()).collect();
        wrong.extend(states.symmetric_difference(&named).map(|it| format!("{machine} {it}: in one table only")));
        for (state, fate) in *fates {
            let lies = pile.iter().any(|it| it.machine == *machine && it.state == *state);
            match fate {
                Final if lies => wrong.push(format!("{machine} {state} is final, and lies in the pile")),
                Lies if !lies => wrong.push(format!("{machine} {state}: none lies in the pile")),
                Rests(why) => assert!(!why.is_empty(), "{machine} {state}"),
                Final | Lies => {}
            }
        }
    }
    wrong.extend(missing_holds(pile));
    wrong
}

/// Whatever can be held is held in the pile from each state that it can be held in.
fn missing_holds(pile: &[Left]) -> Vec<String> {
    let requests = RequestVerb::Hold.starts().iter().map(|it| ("RequestState", "held", it.as_str()));
    let matches = MatchState::ALL.iter().filter(|it| it.hold().is_ok()).map(|it| ("MatchState", "held", it.as_str()));
    let people = PersonVerb::Suspend.starts().iter().map(|it| ("PersonState", "suspended", it.as_str()));
    // Where a helper is suspended, what waits for the team is held too.
    let arrows = include_str!("../golden/transitions/offer.txt").lines();
    let held = arrows.filter_map(|it| it.strip_suffix(" hold held").map(str::trim));
    let offers = held.chain(["submitted"]).map(|it| ("OfferState", "held", it));
    let all = requests.chain(matches).chain(offers).chain(people);
    let is_missing = |(machine, state, from): &(&str, &str, &str)| {
        !pile.iter().any(|it| it.machine == *machine && it.state == *state && it.from == Some(*from))
    };
    all.filter(is_missing).map(|(machine, state, from)| format!("{machine} {state} from {from}: none")).collect()
}
