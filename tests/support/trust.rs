//! What the trust tests share: how often they try, and many at once.

use std::sync::Barrier;

use buurtnet::people::actions as people;
use serde_json::{Value, json};

use super::app::TestApp;
use super::client::{Answer, Client};
use super::people::{PASSWORD, Person};

/// The full number with `BUURTNET_TRUST=full`, else a twentieth of it.
#[expect(clippy::disallowed_methods, reason = "this is a setting of the tests, not of the program")]
pub fn rounds(full: usize) -> usize {
    if std::env::var("BUURTNET_TRUST").is_ok_and(|it| it == "full") { full } else { full.div_ceil(20) }
}

/// Does the same from many threads that begin at once, and gives what came of each.
pub fn at_once<T: Send>(threads: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(threads);
    let (act, barrier) = (&act, &barrier);
    std::thread::scope(|scope| {
        let run = |number| {
            scope.spawn(move || {
                barrier.wait();
                act(number)
            })
        };
        let running: Vec<_> = (0..threads).map(run).collect();
        running.into_iter().map(|it| it.join().expect("no thread fails")).collect()
    })
}

/// A sign-in over HTTP: its tokens, and a client that uses them.
pub struct SignIn {
    pub access: String,
    pub refresh: String,
    pub client: Client,
}

impl SignIn {
    fn of(client: &Client, body: &Value) -> Self {
        let text = |name: &str| body[name].as_str().expect("a token").to_owned();
        let access = text("accessToken");
        Self { client: client.with_token(&access), access, refresh: text("refreshToken") }
    }
}

impl TestApp {
    /// Signs in with the password of everybody.
    pub fn signs_in(&self, who: &Person) -> SignIn {
        let client = self.client();
        let body = json!({ "email": who.email, "password": PASSWORD });
        SignIn::of(&client, &client.post("/v1/sessions", body).ok(201).body)
    }

    /// Begins a session without the slow look at the password.
    pub fn begins_session(&self, who: &Person) -> SignIn {
        let id = who.id;
        let signed_in = self.write(move |tx| people::begin_session(tx, id));
        let access = self.tokens.issue(id, signed_in.refresh.session, self.now()).expect("a token");
        let refresh = signed_in.refresh.text(self.store.keys());
        SignIn { client: self.client().with_token(&access), access, refresh }
    }

    /// Uses a refresh token.
    pub fn refreshes(&self, token: &str) -> Answer {
        self.client().post("/v1/sessions/refresh", json!({ "refreshToken": token }))
    }

    /// Uses a refresh token that is good, and gives its successor.
    pub fn next_of(&self, token: &str) -> SignIn {
        SignIn::of(&self.client(), &self.refreshes(token).ok(200).body)
    }
}
