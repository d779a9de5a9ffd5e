//! The server is killed between the commit and the answer: who asks again with the same key gets what was done, and it is
//! done once.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::crash::{Town, signs_in};
use crate::support::client::Answer;
use crate::support::fixture::dump;
use crate::support::people::in_lindewijk;
use crate::support::trust::rounds;

/// So many calls, each with a key of its own, are under way when the server is killed.
const AT_ONCE: usize = 8;
/// Something is committed long before.
const PATIENCE: Duration = Duration::from_secs(20);

fn wish() -> Value {
    json!({
        "category": "groceries", "durationMinutes": 60, "urgency": "flexible", "languages": [],
        "weeklySlots": [{ "day": "tue", "from": "14:00", "to": "17:00" }],
    })
}

/// How many requests there are.
fn requests(t: &Town) -> usize {
    dump(&t.fixture.url)["requests"].len()
}

both! {
    with Town::found;

    fn a_call_whose_answer_was_lost_is_done_once_and_told_again(t) {
        let mut expected = 0;
        for cycle in 0..rounds(60) {
            let (mut server, client) = t.serve();
            let an = signs_in(&client, "an@buurt.example");
            if cycle == 0 {
                an.with_header("If-None-Match", "*").put("/v1/me/home", json!({ "position": in_lindewijk(0) })).ok(200);
            }
            let key = |call: usize| format!("cycle-{cycle}-{call}");
            let unheard: Vec<_> = (0..AT_ONCE).map(|it| an.with_key(&key(it)).unheard("/v1/requests", &wish())).collect();
            // From the outside: as soon as something is committed.
            let begun = Instant::now();
            while requests(t) == expected {
                assert!(begun.elapsed() < PATIENCE, "nothing is ever committed");
            }
            server.kill().unwrap();
            server.wait().unwrap();
            drop(unheard);
            let committed = requests(t) - expected;

            let (mut server, client) = t.serve();
            let an = signs_in(&client, "an@buurt.example");
            let again: Vec<_> = (0..AT_ONCE).map(|it| an.with_key(&key(it)).post("/v1/requests", wish()).ok(201)).collect();
            let replayed = again.iter().filter(|it| it.header("idempotent-replayed").is_some()).count();
            assert_eq!(replayed, committed, "what was done is told again, what was not is done");
            assert_eq!(again.iter().map(Answer::id).collect::<BTreeSet<_>>().len(), AT_ONCE);
            expected += AT_ONCE;
            assert_eq!(requests(t), expected, "one effect each");
            // The control: with another key it is there twice.
            an.with_key(&format!("another-{cycle}")).post("/v1/requests", wish()).ok(201);
            expected += 1;
            assert_eq!(requests(t), expected);
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }
}
