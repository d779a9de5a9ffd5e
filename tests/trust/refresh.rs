//! Refresh tokens: one lineage, no log-out by a lost answer, and a family that is dead for ever after a replay.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use crate::support::TestApp;
use crate::support::trust::{SignIn, at_once, rounds};

/// A family that is dead: none of its tokens gives anything, and its access tokens are refused at once.
#[track_caller]
fn is_dead(t: &TestApp, family: &[&SignIn]) {
    for member in family {
        t.refreshes(&member.refresh).is_problem("notSignedIn", 401);
        member.client.get("/v1/me").is_problem("notSignedIn", 401);
    }
}

fn lives(t: &TestApp, it: &SignIn) -> SignIn {
    it.client.get("/v1/me").ok(200);
    t.next_of(&it.refresh)
}

both! {
    with TestApp::start;

    fn fifty_uses_of_one_token_at_once_give_one_successor_and_log_nobody_out(t) {
        let ada = t.newcomer("Ada");
        let mut now = t.begins_session(&ada);
        let client = t.client();
        for round in 0..rounds(200) {
            let body = serde_json::json!({ "refreshToken": now.refresh });
            let answers = at_once(50, |_| client.post("/v1/sessions/refresh", body.clone()));
            assert!(answers.iter().all(|it| it.status == 200), "round {round}: {:?}", answers.iter().map(|it| it.status).collect::<Vec<_>>());
            let successors: BTreeSet<_> = answers.iter().map(|it| it.field("refreshToken").to_string()).collect();
            assert_eq!(successors.len(), 1, "round {round}: one lineage");
            let next = answers[0].field("refreshToken").as_str().unwrap().to_owned();
            assert_ne!(next, now.refresh);
            now.refresh = next;
        }
        t.next_of(&now.refresh);
    }

    fn a_lost_answer_that_is_asked_for_again_gives_the_same_successor(t) {
        let ada = t.newcomer("Ada");
        let first = t.begins_session(&ada);
        let second = t.next_of(&first.refresh);
        t.passes(TimeDelta::seconds(30));
        let again = t.next_of(&first.refresh);
        assert_eq!(again.refresh, second.refresh);
        lives(t, &second);
    }

    fn a_parent_after_thirty_seconds_kills_the_family_at_once_and_for_ever(t) {
        let ada = t.newcomer("Ada");
        let first = t.begins_session(&ada);
        let other = t.begins_session(&ada);
        let second = t.next_of(&first.refresh);
        t.passes(TimeDelta::milliseconds(30_001));
        t.refreshes(&first.refresh).is_problem("notSignedIn", 401);
        is_dead(t, &[&first, &second]);
        t.passes(TimeDelta::days(1));
        t.refreshes(&second.refresh).is_problem("notSignedIn", 401);
        // The other devices of the person live on, and the person is told.
        t.next_of(&other.refresh);
        assert_eq!(t.mails_to(&ada.email).len(), 1);
    }

    fn a_parent_whose_successor_was_used_kills_the_family(t) {
        let ada = t.newcomer("Ada");
        let first = t.begins_session(&ada);
        let second = t.next_of(&first.refresh);
        let third = t.next_of(&second.refresh);
        t.refreshes(&first.refresh).is_problem("notSignedIn", 401);
        is_dead(t, &[&third, &second, &first]);
    }

    fn a_grandparent_kills_the_family_even_within_thirty_seconds(t) {
        let ada = t.newcomer("Ada");
        let mut family = vec![t.begins_session(&ada)];
        for _ in 0..3 {
            let next = t.next_of(&family.last().unwrap().refresh);
            family.push(next);
        }
        t.refreshes(&family[1].refresh).is_problem("notSignedIn", 401);
        is_dead(t, &family.iter().rev().collect::<Vec<_>>());
    }

    fn a_session_that_nobody_used_for_sixty_days_is_over(t) {
        let ada = t.newcomer("Ada");
        let first = t.begins_session(&ada);
        t.passes(TimeDelta::days(59));
        let second = t.next_of(&first.refresh);
        t.passes(TimeDelta::days(59));
        let third = t.next_of(&second.refresh);
        t.passes(TimeDelta::days(60));
        t.refreshes(&third.refresh).is_problem("notSignedIn", 401);
    }

    fn a_forged_token_gives_nothing_and_harms_nobody(t) {
        let ada = t.newcomer("Ada");
        let first = t.begins_session(&ada);
        let flipped = |at: usize| {
            let mut bytes = first.refresh.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            String::from_utf8(bytes).unwrap()
        };
        let long = "A".repeat(200);
        for forged in [flipped(0), flipped(30), flipped(50), String::new(), long, first.access[..200].to_owned()] {
            t.refreshes(&forged).is_problem("notSignedIn", 401);
        }
        lives(t, &first);
    }

    /// The planted fault: a server that has lost count takes an old token for the newest. The look at the lineage that
    /// the first test takes must see that.
    fn a_lineage_that_forks_is_seen(t) {
        let ada = t.newcomer("Ada");
        let first = t.begins_session(&ada);
        let second = t.next_of(&first.refresh);
        let third = t.next_of(&second.refresh);
        crate::support::fixture::execute(&t.fixture.url, "UPDATE sessions SET counter = 0");
        let forked = t.next_of(&first.refresh);
        let successors = BTreeSet::from([forked.refresh, third.refresh]);
        assert_eq!(successors.len(), 2, "two successors of one family live");
    }
}
