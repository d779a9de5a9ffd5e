//! What the trust tests share: how often they try, and many at once.

use std::sync::Barrier;

use buurtnet::people::actions as people;
use buurtnet::people::factors::model::code_at;
use serde_json::{Value, json};

use super::app::TestApp;
use super::client::{Answer, Client};
use super::fixture::Backend;
use super::golden::blessing;
use super::people::{PASSWORD, Person};

/// Whether the full counts are asked for: `BUURTNET_TRUST=full`.
#[expect(clippy::disallowed_methods, reason = "this is a setting of the tests, not of the program")]
pub fn in_full() -> bool {
    std::env::var("BUURTNET_TRUST").is_ok_and(|it| it == "full")
}

/// The full number, or a twentieth of it.
pub fn rounds(full: usize) -> usize {
    if in_full() { full } else { full.div_ceil(20) }
}

/// Whether a database has to play this part of a long table: each plays the half that the other leaves out, and in the full
/// run and while blessing all of it.
pub fn has_a_turn(on: Backend, part: usize) -> bool {
    in_full() || blessing() || (on == Backend::Sqlite) == part.is_multiple_of(2)
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

/// Somebody who has just set up an authenticator app.
pub struct Enrolled {
    pub secret: String,
    pub recovery_codes: Vec<String>,
    pub client: Client,
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

    /// Sets up an authenticator app in a fresh session: its secret, the recovery codes and a client of that session.
    pub fn enrols(&self, who: &Person) -> Enrolled {
        let client = self.signs_in(who).client;
        let secret =
            client.post("/v1/me/totp", json!({})).ok(200).body["secret"].as_str().expect("a secret").to_owned();
        let confirm = json!({ "code": self.code_of(&secret) });
        let codes = client.post("/v1/me/totp/confirm", confirm).ok(200).body["recoveryCodes"].clone();
        let recovery_codes: Vec<String> = serde_json::from_value(codes).expect("recovery codes");
        Enrolled { secret, recovery_codes, client }
    }

    /// What an authenticator app shows now.
    pub fn code_of(&self, secret: &str) -> String {
        code_at(secret, self.now()).expect("a code")
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

/// The newest session of somebody with an access token of now: for what must hold some time after signing in.
pub fn later(t: &TestApp, who: &Person) -> Client {
    use buurtnet::db::schema::sessions;
    use diesel::prelude::*;
    let id = who.id;
    let session = t.read(move |tx| {
        let theirs = sessions::table.filter(sessions::person_id.eq(id)).order(sessions::id.desc());
        Ok(theirs.select(sessions::id).first::<buurtnet::ids::SessionId>(tx.conn)?)
    });
    let token = t.tokens.issue(id, session, t.now()).expect("a token");
    t.client().with_token(&token)
}
