//! Every operation, tried by everybody on everything: what is allowed works, what is not allowed changes nothing, and
//! what somebody may not see is answered like something that never existed.
//!
//! What to expect comes from the grid of the policy (`tests/golden/policy.txt` is its reviewed form) and from who is
//! related to what; the rule that joins the two is written here a second time, on purpose.

pub(crate) mod channels;
mod bodies;
mod disclosed;
mod erased;
mod pages;
mod shown;
mod told;
pub(crate) mod town;
mod walk;
pub(crate) mod words;

use buurtnet::api::api;
use buurtnet::platform::http::Operation;
use buurtnet::policy::{Action, Reach, Role, reach};
use serde_json::Value;
use town::{NEVER, Object, Relation, Town, Viewer};

use crate::support::TestApp;
use crate::support::client::Answer;
use crate::support::fixture::{changed, dump};

fn covers(reach: Reach, relation: Relation) -> bool {
    match reach {
        Reach::Nobody => false,
        Reach::Own => relation.owns,
        Reach::Circle => relation.owns || relation.party,
        Reach::Neighbourhood | Reach::Organisation => relation.works_there,
        Reach::Everyone => true,
    }
}

/// What the roles of a viewer let them do: everybody with an account is a resident too. And what they may do for whom
/// they act for, within the scope.
fn can(viewer: &Viewer, action: Action, object: &Object) -> bool {
    viewer.roles.iter().any(|role| covers(reach(*role, action), viewer.relation(*role, object)))
        || viewer.acts_for(action).is_some_and(|person| {
            let relation = Relation {
                role: Role::Resident,
                owns: object.owner == person,
                party: object.party == person,
                works_there: false,
            };
            covers(reach_for_other(action), relation)
        })
}

/// Nobody writes down their own death, and whoever acts for somebody writes down theirs.
fn reach_for_other(action: Action) -> Reach {
    if action == Action::Deceased { Reach::Own } else { reach(Role::Resident, action) }
}

fn could(viewer: &Viewer, action: Action) -> bool {
    viewer.roles.iter().any(|role| reach(*role, action) != Reach::Nobody) || viewer.acts_for(action).is_some()
}

/// Whether a viewer is tried on what was deleted and never existed too: a proxy is a resident there like the stranger.
fn is_tried_on(viewer: &Viewer, which: &str) -> bool {
    which == "existing" || viewer.acts_for.is_none()
}

/// An answer without what differs between any two: the call itself.
fn essence(answer: &Answer) -> (u16, Value, Vec<(String, String)>) {
    let mut body = answer.body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("instance");
        body.remove("requestId");
    }
    let differs = |name: &str| ["x-request-id", "date", "content-length"].contains(&name);
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .map(|(name, value)| (name.to_lowercase(), value.clone()))
        .filter(|(name, _)| !differs(name))
        .collect();
    headers.sort();
    (answer.status, body, headers)
}

/// What an operation without an object in its path is about: what its body names.
fn named_in_body(operation: &Operation) -> Option<&'static str> {
    match operation.id.as_str() {
        "matches.propose" | "referrals.prepare" => Some("requestId"),
        "me.block" | "concerns.submit" => Some("matchId"),
        "consents.give" => Some("personId"),
        "savedReplies.add" => Some("neighbourhoodId"),
        "webhooks.create" | "backendServices.register" | "invitations.make" => Some("organisationId"),
        _ => None,
    }
}

/// In which round what is let in is tried: first what a version stops, then what does change something, and at last what
/// takes from the people what they need to be let in.
fn round_of(operation: &Operation) -> usize {
    match operation.path {
        "/v1/sessions/current" => 4,
        "/v1/roles/{roleId}" => 3,
        _ if operation.method == "DELETE" && !operation.needs_version() => 2,
        path => usize::from(operation.creates() || path.contains("/queue/")),
    }
}

/// One cell of the walk: what came out, if it is not what the policy says.
fn unexpected(town: &Town<'_>, viewer: &Viewer, operation: &Operation, which: &str) -> Option<String> {
    let about = town.object(operation).or_else(|| named_in_body(operation).map(|it| &town.objects[it]));
    let id = about.map_or("", |(existing, gone)| match which {
        "existing" => existing.id.as_str(),
        "deleted" => gone.id.as_str(),
        _ => NEVER,
    });
    let answer = town.call(viewer, operation, id);
    let is_let_in = |status: u16| ![401, 403, 404].contains(&status) && status < 500;
    let action = operation.action;
    let says = match about {
        _ if viewer.id.is_empty() && !operation.is_public() => answer.status == 401,
        _ if !could(viewer, action) => answer.status == 403,
        None => is_let_in(answer.status),
        Some(_) if which != "existing" => answer.status == 404,
        Some((object, _)) if can(viewer, action, object) => is_let_in(answer.status),
        Some((object, _)) if can(viewer, action.sight(), object) => answer.status == 403,
        Some(_) => {
            let never = town.call(viewer, operation, NEVER);
            answer.status == 404 && essence(&answer) == essence(&never)
        }
    };
    (!says).then(|| {
        format!(
            "{} {} · {} · {which}: {} {}",
            operation.method, operation.path, viewer.name, answer.status, answer.text
        )
    })
}

fn is_refused(town: &Town<'_>, viewer: &Viewer, operation: &Operation, which: &str) -> bool {
    let about = town.object(operation).or_else(|| named_in_body(operation).map(|it| &town.objects[it]));
    match about {
        None => !could(viewer, operation.action),
        Some(_) if which != "existing" => true,
        Some((object, _)) => !can(viewer, operation.action, object),
    }
}

fn walk(town: &Town<'_>) -> (usize, Vec<String>) {
    let (mut cells, mut wrong) = (0, Vec::new());
    let api = api();
    let operations: Vec<_> = api.operations().iter().filter(|it| !it.is_sign_in()).collect();
    // What is refused comes first and must leave every row as it was; what is let in comes after.
    for operation in &operations {
        let before = dump(&town.t.fixture.url);
        for viewer in &town.viewers {
            for which in ["existing", "deleted", "never existed"] {
                if is_tried_on(viewer, which) && is_refused(town, viewer, operation, which) {
                    cells += 1;
                    wrong.extend(unexpected(town, viewer, operation, which));
                }
            }
        }
        let differing = changed(&before, &dump(&town.t.fixture.url));
        if !differing.is_empty() {
            wrong.push(format!("{} {}: refused, and yet changed {differing:?}", operation.method, operation.path));
        }
    }
    for round in 0..5 {
        for operation in operations.iter().filter(|it| round_of(it) == round) {
            for viewer in &town.viewers {
                if !is_refused(town, viewer, operation, "existing") {
                    cells += 1;
                    wrong.extend(unexpected(town, viewer, operation, "existing"));
                }
            }
        }
    }
    (cells, wrong)
}

both! {
    with TestApp::start;

    fn a_route_without_an_action_stays_shut(t) {
        let admin = t.administrator("Admin");
        for client in [t.client(), admin.client] {
            client.off_contract().get("/v1/planted").is_problem("notFound", 404);
        }
    }

    fn a_leak_would_be_seen(t) {
        let mut town = Town::found(t);
        // A stranger who holds the token of the buurtwerker is a leak of everything in the neighbourhood.
        let katrien = town.viewers[4].client.clone();
        town.viewers[3].client = katrien;
        let api = api();
        let see = api.operations().iter().find(|it| it.path == "/v1/requests/{requestId}" && it.method == "GET").unwrap();
        assert!(unexpected(&town, &town.viewers[3], see, "existing").is_some());
        assert!(unexpected(&town, &town.viewers[5], see, "existing").is_none());
    }

    fn every_door_opens_to_those_it_should_and_to_nobody_else(t) {
        let town = Town::found(t);
        let (cells, wrong) = walk(&town);
        println!("{cells} cells");
        assert!(cells > 1_500, "{cells}");
        assert!(wrong.is_empty(), "{} of {cells} cells:\n{}", wrong.len(), wrong.join("\n"));
    }
}
