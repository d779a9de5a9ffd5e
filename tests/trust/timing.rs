//! How long an answer takes tells nobody whether an address has an account. With `BUURTNET_TRUST=full` a threshold on the
//! time is looked for among many samples; each other run looks at the one thing that a clock can tell from few: whether the
//! slow look at a password was left out.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Answer;
use crate::support::people::PASSWORD;
use crate::support::trust::rounds;

/// Of each class. With so many, chance alone gives an AUC beyond 0.55 once in two thousand times.
const SAMPLES: usize = 800;
/// Fewer than this tell nothing about a threshold.
const ENOUGH: usize = 400;
const SEPARATES: f64 = 0.55;

/// The times of two classes of calls, made in turn.
fn times<const N: usize>(samples: usize, calls: [&dyn Fn() -> Answer; N]) -> [Vec<Duration>; N] {
    let mut times = [(); N].map(|()| Vec::with_capacity(samples));
    for round in 0..samples {
        // Each begins as often as the others.
        for turn in 0..N {
            let class = (turn + round) % N;
            let began = Instant::now();
            calls[class]();
            times[class].push(began.elapsed());
        }
    }
    times
}

/// How many samples of each class are taken.
fn samples() -> usize {
    if rounds(SAMPLES) < ENOUGH { 12 } else { SAMPLES }
}

/// How well a threshold on the time tells two classes from each other: 0.5 not at all, 1 always.
fn auc(one: &[Duration], other: &[Duration]) -> f64 {
    let score = |left: &Duration, right: &Duration| match left.cmp(right) {
        std::cmp::Ordering::Less => 0.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Greater => 1.0,
    };
    let total: f64 = one.iter().map(|left| other.iter().map(|right| score(left, right)).sum::<f64>()).sum();
    #[expect(clippy::cast_precision_loss, reason = "there are thousands")]
    let share = total / (one.len() * other.len()) as f64;
    share.max(1.0 - share)
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[times.len() / 2]
}

/// Whether two classes can be told from each other, as well as so many samples show it.
fn are_told_apart(one: &[Duration], other: &[Duration]) -> bool {
    if one.len() >= ENOUGH {
        return auc(one, other) > SEPARATES;
    }
    let (one, other) = (median(one), median(other));
    one * 2 < other || other * 2 < one
}

fn registration(email: &str) -> Value {
    json!({
        "email": email, "password": PASSWORD, "firstName": "An", "lastName": "Peeters", "birthYear": 1950,
        "languages": [], "locale": "nl-BE",
    })
}

/// An address with an account, one that was never verified, one of somebody who may not sign in, and one that nobody has.
fn addresses(t: &TestApp) -> [String; 4] {
    let (known, suspended) = (t.newcomer("Ada"), t.resident("Sus"));
    let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
    let path = format!("/v1/people/{}", suspended.id);
    katrien.post(&format!("{path}/suspend"), json!({ "reason": "other" })).ok(200);
    t.client().post("/v1/accounts", registration("ongezien@buurt.example")).ok(202);
    [known.email, "ongezien@buurt.example".to_owned(), suspended.email, "niemand@buurt.example".to_owned()]
}

both! {
    with TestApp::start;

    fn the_time_of_a_sign_in_tells_nobody_who_has_an_account(t) {
        let all = addresses(t);
        let sign_in = |email: &str| {
            t.client().post("/v1/sessions", json!({ "email": email, "password": "niet-het-wachtwoord" })).ok(401)
        };
        let [known, unverified, suspended, nobody] = times(
            samples(),
            [&|| sign_in(&all[0]), &|| sign_in(&all[1]), &|| sign_in(&all[2]), &|| sign_in(&all[3])],
        );
        for (class, times) in [("known", &known), ("unverified", &unverified), ("suspended", &suspended)] {
            assert!(!are_told_apart(times, &nobody), "{class}: AUC {}", auc(times, &nobody));
        }

        // The control: a refusal without a look at any password, as it would be for nobody if the dummy were left out.
        let unlooked = || t.client().post("/v1/sessions/refresh", json!({ "refreshToken": "x" })).ok(401);
        let [quick, slow] = times(known.len(), [&unlooked, &|| sign_in(&all[0])]);
        assert!(are_told_apart(&quick, &slow), "{:?} {:?}", median(&quick), median(&slow));
        assert!(auc(&quick, &slow) > 0.9);
    }

    fn the_time_of_a_registration_tells_nobody_who_has_an_account(t) {
        let [known, ..] = addresses(t);
        let number = std::sync::atomic::AtomicUsize::new(0);
        let fresh = || {
            let number = number.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            t.client().post("/v1/accounts", registration(&format!("nieuw{number}@buurt.example"))).ok(202)
        };
        let again = || t.client().post("/v1/accounts", registration(&known)).ok(202);
        let [fresh, again] = times(samples(), [&fresh, &again]);
        assert!(!are_told_apart(&fresh, &again), "AUC {}", auc(&fresh, &again));
    }
}

both! {
    with TestApp::strict;

    fn who_guessed_too_often_is_answered_alike_for_everybody_and_nobody(t) {
        let known = t.newcomer("Ada").email;
        let sign_in = |email: &str| t.client().post("/v1/sessions", json!({ "email": email, "password": "niet-het-wachtwoord" }));
        let nobody = "niemand@buurt.example";
        for _ in 0..5 {
            sign_in(&known).ok(401);
            sign_in(nobody).ok(401);
        }
        let samples = rounds(SAMPLES).max(40);
        let [one, other] = times(samples, [&|| sign_in(&known).ok(429), &|| sign_in(nobody).ok(429)]);
        assert!(!are_told_apart(&one, &other), "AUC {}: {:?} {:?}", auc(&one, &other), median(&one), median(&other));
    }

    fn the_time_of_asking_for_a_reset_tells_nobody_who_has_an_account(t) {
        let known = t.newcomer("Ada").email;
        let number = std::sync::atomic::AtomicUsize::new(0);
        let asks = |email: &str| {
            // Only so many are sent in an hour.
            if number.fetch_add(1, std::sync::atomic::Ordering::SeqCst).is_multiple_of(8) {
                t.passes(chrono::TimeDelta::hours(1));
            }
            t.client().post("/v1/accounts/reset", json!({ "email": email })).ok(202)
        };
        let [one, other] = times(samples(), [&|| asks(&known), &|| asks("niemand@buurt.example")]);
        assert!(!are_told_apart(&one, &other), "AUC {}: {:?} {:?}", auc(&one, &other), median(&one), median(&other));
    }
}

#[test]
fn times_that_differ_are_told_apart_and_others_are_not() {
    let millis = |all: &[u64]| all.iter().map(|it| Duration::from_millis(*it)).collect::<Vec<_>>();
    assert!((auc(&millis(&[1, 2, 3]), &millis(&[4, 5, 6])) - 1.0).abs() < 1e-9);
    assert!((auc(&millis(&[1, 2, 3]), &millis(&[1, 2, 3])) - 0.5).abs() < 1e-9);
    assert!(are_told_apart(&millis(&[2; 12]), &millis(&[120; 12])));
    assert!(!are_told_apart(&millis(&[100; 12]), &millis(&[120; 12])));
}
