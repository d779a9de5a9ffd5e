//! The server is killed between the commit and the answer: who asks again with the same key gets what was done, and it is
//! done once.

use std::collections::BTreeSet;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::crash::{Town, signs_in};
use crate::support::client::Client;
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

fn an_at_home(client: &Client) -> Client {
    signs_in(client, "an@buurt.example")
}

both! {
    with Town::found;

    fn a_call_whose_answer_was_lost_is_done_once_and_told_again(t) {
        let (mut unanswered, mut expected) = (0, 0);
        for cycle in 0..rounds(60) {
            let (mut server, client) = t.serve();
            let an = an_at_home(&client);
            if cycle == 0 {
                an.with_header("If-None-Match", "*").put("/v1/me/home", json!({ "position": in_lindewijk(0) })).ok(200);
            }
            let key = |call: usize| format!("cycle-{cycle}-{call}");
            let (heard, answers) = mpsc::channel();
            let known: Vec<(usize, String)> = std::thread::scope(|scope| {
                for call in 0..AT_ONCE {
                    let (an, heard, key) = (an.with_key(&key(call)), heard.clone(), call);
                    scope.spawn(move || {
                        if let Some(answer) = an.try_send("POST", "/v1/requests", Some(&wish())) {
                            heard.send((key, answer.ok(201).id())).unwrap();
                        }
                    });
                }
                drop(heard);
                // From the outside: as soon as something is committed, whether it was answered or not.
                let begun = Instant::now();
                while requests(t) == expected && begun.elapsed() < PATIENCE {}
                server.kill().unwrap();
                answers.iter().collect()
            });
            server.wait().unwrap();
            let committed = requests(t) - expected;
            assert!(committed >= known.len(), "what was acknowledged is there");
            unanswered += committed - known.len();

            let (mut server, client) = t.serve();
            let an = an_at_home(&client);
            let again: Vec<String> = (0..AT_ONCE).map(|it| an.with_key(&key(it)).post("/v1/requests", wish()).ok(201).id()).collect();
            for (call, id) in known {
                assert_eq!(again[call], id, "the same answer");
            }
            assert_eq!(again.iter().collect::<BTreeSet<_>>().len(), AT_ONCE);
            expected += AT_ONCE;
            assert_eq!(requests(t), expected, "one effect each");
            // The control: with another key it would be there twice.
            an.with_key("another").post("/v1/requests", wish()).ok(201);
            assert_eq!(requests(t), expected + usize::from(cycle == 0));
            expected = requests(t);
            server.kill().unwrap();
            server.wait().unwrap();
        }
        assert!(unanswered > 0, "no answer was ever lost");
    }
}
