//! The states of a person: the arrows, who may draw them, and who may not.

use std::fmt::Write as _;

use buurtnet::clock::Instant;
use buurtnet::people::model::PersonState;
use buurtnet::people::states::model::{Moves, PersonVerb, Standing, SuspendReason};
use serde_json::json;

use crate::support::golden::assert_golden;
use crate::support::people::in_lindewijk;
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::{Person, TestApp};

fn standing(state: PersonState, suspended_from: Option<PersonState>) -> Standing {
    let since = Instant::from_micros(0).unwrap();
    Standing { state, since, suspended_from, suspend_reason: None, moving_to: None }
}

fn after(of: Standing, verb: PersonVerb) -> Moves {
    let now = Instant::from_micros(1).unwrap();
    match verb {
        PersonVerb::Pause => of.pause(now),
        PersonVerb::Resume => of.resume(now),
        PersonVerb::Suspend => of.suspend(SuspendReason::Other, now),
        PersonVerb::Reinstate => of.reinstate(now),
        PersonVerb::MoveHome => of.move_home(None, now),
        PersonVerb::ConfirmMove => of.confirm_move(now),
        PersonVerb::Leave => of.leave(now),
        PersonVerb::Deceased => of.deceased(now),
    }
}

#[test]
fn the_transitions_of_a_person() {
    let mut table = String::from("# state × verb → state; – is refused\n");
    let suspended = [PersonState::Active, PersonState::Paused, PersonState::Moved].map(Some);
    for state in PersonState::ALL {
        let before: &[_] = if *state == PersonState::Suspended { &suspended } else { &[None] };
        for suspended_from in before {
            let of = standing(*state, *suspended_from);
            let from = suspended_from.map_or(state.to_string(), |it| format!("{state} (from {it})"));
            for verb in PersonVerb::ALL {
                let to = after(of, *verb);
                assert_eq!(to.is_ok(), of.can(*verb));
                let to = to.map_or_else(|_| "–".to_owned(), |it| it.state.to_string());
                writeln!(table, "{from:24} {verb:12} {to}").unwrap();
            }
        }
    }
    assert_golden("transitions/person.txt", &table);
}

fn state(who: &Person) -> String {
    who.get("/v1/me").ok(200).field("state").as_str().unwrap().to_owned()
}

/// Whether the caller may use a verb of this person now.
fn may(by: &Person, of: &Person, verb: &str) -> bool {
    let shown = by.get(&format!("/v1/people/{}", of.id)).ok(200);
    shown.field("allowedActions").as_array().unwrap().iter().any(|it| it == verb)
}

fn of(person: &Person, verb: &str) -> String {
    format!("/v1/people/{}/{verb}", person.id)
}

both! {
    with TestApp::start;

    fn a_person_is_away_for_a_while_and_comes_back(t) {
        let (an, katrien) = (t.resident("An"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        assert!(may(&an, &an, "pause") && may(&an, &an, "leave"));
        assert!(!may(&an, &an, "resume") && !may(&an, &an, "confirmMove") && !may(&katrien, &an, "pause"));
        let paused = an.post("/v1/me/pause", None).ok(200);
        assert_eq!(paused.field("state"), "paused");
        assert_eq!(paused.field("stateSince"), &json!(t.now()));
        assert!(may(&an, &an, "resume") && !may(&an, &an, "pause"));
        an.post("/v1/me/pause", None).is_problem("wrongState", 409);
        assert_eq!(katrien.get(&format!("/v1/people/{}", an.id)).ok(200).field("state"), "paused");
        an.post("/v1/me/resume", None).ok(200);
        an.post("/v1/me/resume", None).is_problem("wrongState", 409);
        assert_eq!(state(&an), "active");
        an.if_match("\"1\"").post("/v1/me/pause", None).is_problem("stale", 412);
        an.post("/v1/me/confirmMove", None).is_problem("wrongState", 409);
    }

    fn only_the_team_of_the_neighbourhood_closes_a_sign_in_and_opens_it(t) {
        let here = t.neighbourhood("DEMO-01");
        let (an, bea) = (t.resident("An"), t.resident("Bea"));
        let (katrien, noor) = (t.buurtwerker("Katrien", here), t.buurtwerker("Noor", t.neighbourhood("DEMO-02")));
        let (sofie, admin) = (t.coordinator("Sofie", "99999"), t.administrator("Admin"));
        let other = json!({ "reason": "other" });
        for (who, status) in [(&an, 403), (&bea, 403), (&admin, 403), (&noor, 404)] {
            for verb in ["suspend", "reinstate", "deceased", "told"] {
                let body = if verb == "suspend" { other.clone() } else { json!({}) };
                assert_eq!(who.post(&of(&an, verb), body).status, status, "{verb}");
            }
        }
        assert_eq!(state(&an), "active");
        katrien.post(&of(&an, "reinstate"), None).is_problem("wrongState", 409);
        assert!(may(&katrien, &an, "suspend") && may(&katrien, &an, "deceased") && !may(&katrien, &an, "reinstate"));
        let suspended = katrien.post(&of(&an, "suspend"), json!({ "reason": "safeguarding" })).ok(200);
        assert_eq!((suspended.field("state"), suspended.field("suspendReason")), (&json!("suspended"), &json!("safeguarding")));
        katrien.post(&of(&an, "suspend"), other).is_problem("wrongState", 409);
        sofie.post(&of(&an, "reinstate"), None).ok(200);
        assert_eq!(state(&t.again(&an)), "active");
    }

    fn nobody_of_the_team_decides_about_themselves_their_household_or_a_match(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, mieke) = (t.buurtwerker("Katrien", here), t.buurtwerker("Mieke", here));
        for staff in [&katrien, &mieke] {
            let home = json!({ "position": in_lindewijk(0) });
            staff.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        }
        let (an, bea) = (t.resident("An"), t.resident("Bea"));
        mieke.post(&of(&an, "household"), json!({ "withPersonId": katrien.id })).ok(200);
        let offer = offers_help(&katrien, &mieke, 1);
        proposes(&mieke, &asks_openly(&bea, &mieke), &offer);
        let katrien = t.again(&katrien);
        for verb in ["suspend", "reinstate", "deceased", "told"] {
            let body = || if verb == "suspend" { json!({ "reason": "other" }) } else { json!({}) };
            katrien.post(&of(&katrien, verb), body()).is_problem("forbidden", 403);
            katrien.post(&of(&an, verb), body()).is_problem("notFound", 404);
            katrien.post(&of(&bea, verb), body()).is_problem("notFound", 404);
        }
    }

    fn who_is_suspended_is_signed_out_at_once_and_gets_back_what_they_were(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let an = t.resident("An");
        let signed_in = t.begins_session(&an);
        an.post("/v1/me/pause", None).ok(200);
        katrien.post(&of(&an, "suspend"), json!({ "reason": "accountMisused" })).ok(200);
        an.get("/v1/me").is_problem("notSignedIn", 401);
        signed_in.client.get("/v1/me").is_problem("notSignedIn", 401);
        t.refreshes(&signed_in.refresh).is_problem("notSignedIn", 401);
        let password = json!({ "email": an.email, "password": crate::support::people::PASSWORD });
        t.client().post("/v1/sessions", password.clone()).is_problem("notSignedIn", 401);
        katrien.post(&of(&an, "reinstate"), None).ok(200);
        an.get("/v1/me").is_problem("notSignedIn", 401);
        t.client().post("/v1/sessions", password).ok(201);
        assert_eq!(state(&t.again(&an)), "paused", "the state she had");
    }
}
