//! Every page of the console and the inbox, opened by everybody on everything: whoever may see what it is about sees it, and
//! for all others what is somebody else's is like what never was.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use buurtnet::policy::Action;

use super::town::{NEVER, Town, Viewer};
use super::{can, could};
use crate::support::TestApp;
use crate::support::browser::Browser;

/// The pages, each with what the policy asks of its readers. One without an id is a list, or a form.
const PAGES: &[(&str, Action)] = &[
    ("/console/account", Action::SeeSession),
    ("/console/account/authenticator", Action::ChangeFactors),
    ("/console/account/export", Action::ExportPerson),
    ("/console/account/export/progress", Action::ExportPerson),
    ("/console/batch", Action::SeeBatch),
    ("/console/batch/progress", Action::SeeBatch),
    ("/console/queue", Action::SeeQueue),
    ("/console/queue/news", Action::SeeQueue),
    ("/console/next", Action::SeeQueue),
    ("/console/helpers", Action::SeeQueue),
    ("/console/follow-ups", Action::SeeFollowUps),
    ("/console/worries", Action::TriageConcern),
    ("/console/concerns/new", Action::SubmitConcern),
    ("/console/concerns/{concernId}", Action::SeeConcern),
    ("/console/requests/{requestId}", Action::HoldRequest),
    ("/console/requests/{requestId}/viewers", Action::HoldRequest),
    ("/console/requests/{requestId}/suggestions", Action::ProposeMatch),
    ("/console/requests/{requestId}/refer", Action::PrepareReferral),
    ("/console/offers/{offerId}", Action::HoldOffer),
    ("/console/offers/{offerId}/viewers", Action::HoldOffer),
    ("/console/matches/{matchId}", Action::HoldMatch),
    ("/console/referrals", Action::SeeReferral),
    ("/console/referrals/{referralId}", Action::SendReferral),
    ("/console/people", Action::SearchPeople),
    ("/console/people/{personId}", Action::RecordForPerson),
    ("/console/intake", Action::TakeIntake),
    ("/console/intake/helper", Action::TakeIntake),
    ("/console/map", Action::SeeMap),
    ("/console/map/{neighbourhoodId}", Action::SeeMap),
    ("/console/print/intake-form", Action::TakeIntake),
    ("/console/print/consent", Action::TakeIntake),
    ("/console/print/visit-card/{personId}", Action::RecordForPerson),
    ("/console/print/invitations/{invitationId}", Action::SeeInvitation),
    ("/console/print/access-log/{personId}", Action::SeeAccessLog),
    ("/console/admin", Action::SeeDutyRoster),
    ("/console/admin/audit", Action::SearchAudit),
    ("/console/admin/duty", Action::SeeDutyRoster),
    ("/console/admin/duty/{neighbourhoodId}", Action::SeeDutyRoster),
    ("/console/admin/people", Action::ResetTotp),
    ("/console/admin/invitations", Action::SeeInvitation),
    ("/console/admin/organisations", Action::ConfirmAddress),
    ("/console/admin/organisations/{organisationId}", Action::ConfirmAddress),
    ("/console/admin/jobs", Action::SeeJobs),
    ("/console/admin/health", Action::SeeHealth),
    ("/console/admin/mail", Action::ChangeMail),
    ("/console/admin/neighbourhoods", Action::ChangePolicy),
    ("/console/admin/neighbourhoods/imports/{importId}", Action::ImportNeighbourhoods),
    ("/console/admin/neighbourhoods/{neighbourhoodId}", Action::SeePolicy),
    ("/console/admin/replies", Action::SeeSavedReplies),
    ("/console/admin/replies/{savedReplyId}", Action::SeeSavedReplies),
    ("/inbox", Action::AcceptReferral),
    ("/inbox/accepted", Action::AcceptReferral),
    ("/inbox/running", Action::AcceptReferral),
    ("/inbox/back", Action::AcceptReferral),
    ("/inbox/referrals/{referralId}", Action::AcceptReferral),
    ("/inbox/services", Action::AcceptReferral),
    ("/inbox/services/{serviceId}", Action::AcceptReferral),
    ("/inbox/software", Action::SeeWebhook),
    ("/inbox/software/webhooks/{webhookId}", Action::SeeWebhook),
    ("/inbox/clients", Action::SeeClientRequest),
    ("/inbox/clients/new", Action::AskForClient),
    ("/inbox/organisation", Action::SeeMembers),
    ("/inbox/organisation/{organisationId}", Action::AcceptReferral),
    ("/inbox/invitations/{invitationId}", Action::SeeInvitation),
];

/// Where nobody need be signed in, or everybody is sent on.
const OPEN: &[&str] = &[
    "/console",
    "/console/sign-in",
    "/console/step-up",
    "/console/join",
    "/console/forgotten",
    "/verify",
    "/reset",
    "/say-no",
    "/still-needed",
    "/setup",
    "/accessibility",
    "/accessibilite",
    "/toegankelijkheid",
];

/// What lies where the reader works, without an id: `tests/print_sheets.rs` and `tests/console_map.rs` say who sees what.
const OF_THE_READER: &[&str] = &["/console/print/board", "/console/map/outside"];

/// The routes of pages in the sources, as they are written: without the scope around them.
fn routes(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            found.extend(routes(&entry.path()));
            continue;
        }
        let text = fs::read_to_string(entry.path()).expect("a file").split_whitespace().collect::<String>();
        for part in text.split("route(\"").skip(1) {
            let (path, rest) = part.split_once('"').expect("a path");
            // What only leads back from a form that was opened again shows nothing.
            if rest.starts_with(",web::get()") && !rest.starts_with(",web::get().to(back)") {
                found.push(path.to_owned());
            }
        }
    }
    found
}

fn param(pattern: &str) -> Option<&str> {
    pattern.split('{').nth(1)?.split('}').next()
}

/// One page for one reader: what came out, if it is not what the policy says.
fn unexpected(town: &Town<'_>, viewer: &Viewer, desk: &Browser, (pattern, action): (&str, Action)) -> Option<String> {
    let about = param(pattern).map(|it| town.objects.get(it).unwrap_or_else(|| panic!("{it}")));
    let at = |id: &str| {
        let path = param(pattern).map_or(pattern.to_owned(), |it| pattern.replace(&format!("{{{it}}}"), id));
        desk.asks(&path, None)
    };
    let answer = at(about.map_or("", |it| it.0.id.as_str()));
    // A part that asks for itself is empty where it cannot be shown; a page that leads on shows nothing.
    let is_part = ["/viewers", "/news", "/progress"].iter().any(|it| pattern.ends_with(it));
    let is_shown = |status: u16| status == 200 || (pattern == "/console/next" && status == 303);
    let is_let_in = match about {
        _ if viewer.id.is_empty() => false,
        None => could(viewer, action),
        Some((object, _)) => can(viewer, action, object),
    };
    let says = match about {
        _ if is_part => answer.status == if is_let_in { 200 } else { 204 },
        _ if viewer.id.is_empty() => {
            answer.status == 303 && answer.header("location").is_some_and(|it| it.contains("sign-in"))
        }
        _ if !could(viewer, action) => answer.status == 403,
        _ if is_let_in => is_shown(answer.status),
        None => false,
        Some((object, _)) if can(viewer, action.sight(), object) => answer.status == 403,
        Some(_) => {
            let never = at(NEVER);
            answer.status == 404 && (never.status, &never.text) == (answer.status, &answer.text)
        }
    };
    (!says).then(|| format!("{pattern} · {}: {}", viewer.name, answer.status))
}

#[test]
fn every_page_is_tried() {
    let written: BTreeSet<_> =
        routes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/console/http")).into_iter().collect();
    let tried = PAGES.iter().map(|it| it.0).chain(OPEN.iter().chain(OF_THE_READER).copied());
    let tried: Vec<_> = tried.map(|it| it.trim_start_matches("/console").trim_start_matches("/inbox")).collect();
    let missing: Vec<_> = written.iter().filter(|it| !tried.contains(&it.as_str())).collect();
    assert!(written.len() > 50, "the sources are read");
    assert!(missing.is_empty(), "{missing:?}");
}

both! {
    with TestApp::start;

    fn every_page_opens_to_those_it_should_and_to_nobody_else(t) {
        let town = Town::found(t);
        let mut wrong = Vec::new();
        for viewer in town.viewers.iter().filter(|it| it.id.is_empty() || !it.email.is_empty()) {
            let desk = Browser::of(t);
            if !viewer.id.is_empty() {
                desk.enters(&viewer.email).with(200);
            }
            wrong.extend(PAGES.iter().filter_map(|page| unexpected(&town, viewer, &desk, *page)));
        }
        assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    }

    fn a_page_that_opens_to_too_many_would_be_seen(t) {
        let town = Town::found(t);
        // Whoever sits down at the desk of the buurtwerker sees what she sees.
        let desk = Browser::of(t);
        desk.enters(&town.viewers[4].email).with(200);
        let page = ("/console/requests/{requestId}", Action::HoldRequest);
        assert!(unexpected(&town, &town.viewers[3], &desk, page).is_some());
        assert!(unexpected(&town, &town.viewers[4], &desk, page).is_none());
    }
}
