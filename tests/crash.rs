//! The server is killed in the middle of its work, again and again: what it acknowledged is there afterwards, and
//! nobody who was to be told is forgotten.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

use buurtnet::app::open_with;
use buurtnet::clock::Clock;
use buurtnet::db::Target;
use buurtnet::ids::PersonId;
use buurtnet::people::actions::{self as people, NewAccount, NewPerson, NewRole, Scope};
use buurtnet::people::model::{BirthYear, Name};
use buurtnet::people::password::NewPassword;
use buurtnet::platform::Store;
use buurtnet::platform::language::Locale;
use buurtnet::policy::{Actor, Role};
use buurtnet::{places, work};
use serde_json::json;

use crate::support::app::MASTER_KEY;
use crate::support::client::Client;
use crate::support::fixture::Fixture;
use crate::support::people::{PASSWORD, in_lindewijk};

const CYCLES: usize = 30;
/// After so many acknowledged writes the server is killed.
const ACKNOWLEDGED: usize = 12;

struct Town {
    fixture: Fixture,
    folder: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
}

impl Town {
    fn found(fixture: Fixture) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key: String = MASTER_KEY.iter().map(|it| format!("{it:02x}")).collect();
        std::fs::write(folder.path().join("key"), key).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let town = Self { fixture, folder, runtime };
        let store = town.store();
        let reading =
            places::read(include_str!("../src/demo/neighbourhoods.geojson").as_bytes(), "code", "name").unwrap();
        town.runtime.block_on(store.write(move |tx| places::import(tx, &reading))).unwrap();
        town.enters(&store, "an@buurt.example");
        let katrien = town.enters(&store, "katrien@buurt.example");
        let granted = store.write(move |tx| {
            let lindewijk = places::locate(tx, &places::Position::new(51.04, 4.475).unwrap())?.neighbourhood.unwrap();
            let role = NewRole { role: Role::Buurtwerker, scope: Scope::Neighbourhood(lindewijk) };
            people::grant_role(tx, &Actor::system(), katrien, &role)
        });
        town.runtime.block_on(granted).unwrap();
        town
    }

    fn store(&self) -> Store {
        open_with(&Target::parse(&self.fixture.url).unwrap(), &MASTER_KEY, Clock::System, 4).unwrap()
    }

    fn enters(&self, store: &Store, email: &str) -> PersonId {
        let new = NewAccount {
            email: email.parse().unwrap(),
            password_hash: NewPassword::parse(PASSWORD).unwrap().hash().unwrap(),
            person: NewPerson {
                name: Name { first: "An".parse().unwrap(), last: "Peeters".parse().unwrap() },
                birth_year: BirthYear::new(1950).unwrap(),
                languages: Vec::new(),
                locale: Locale::English,
            },
        };
        self.runtime.block_on(store.write(move |tx| people::vouch(tx, &new))).unwrap()
    }

    fn mailbox(&self) -> String {
        format!("file://{}", self.folder.path().join("mail").display())
    }

    /// Starts the server; it says when it listens.
    fn serve(&self) -> (Child, Client) {
        let mut server = Command::new(env!("CARGO_BIN_EXE_buurtnet"))
            .args(["serve", "--listen", "127.0.0.1:0", "--rate-limit", "0", "--database-url", &self.fixture.url])
            .args(["--mail", &self.mailbox(), "--master-key-file"])
            .arg(self.folder.path().join("key"))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .find_map(|line| line.unwrap().split_once("listens on ").map(|(_, it)| it.to_owned()))
            .expect("the server listens");
        // The rest of its log must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        (server, Client::new(&format!("http://{address}")))
    }
}

fn signs_in(client: &Client, email: &str) -> Client {
    let session = client.post("/v1/sessions", json!({ "email": email, "password": PASSWORD })).ok(201);
    client.with_token(session.body["accessToken"].as_str().unwrap())
}

/// Asks and approves until the server is gone; sends each id once both were acknowledged.
fn keeps_working(an: &Client, katrien: &Client, acknowledged: &mpsc::Sender<String>) {
    let request = json!({
        "category": "groceries", "durationMinutes": 60, "urgency": "flexible", "languages": [],
        "weeklySlots": [{ "day": "tue", "from": "14:00", "to": "17:00" }],
    });
    loop {
        let Some(asked) = an.try_send("POST", "/v1/requests", Some(&request)) else { return };
        let id = asked.ok(201).id();
        let path = format!("/v1/requests/{id}/approve");
        let Some(approved) = katrien.try_send("POST", &path, Some(&json!({}))) else { return };
        approved.ok(200);
        if acknowledged.send(id).is_err() {
            return;
        }
    }
}

both! {
    with Town::found;

    fn nothing_acknowledged_is_lost_when_the_server_is_killed(t) {
        let mut kept = Vec::new();
        for cycle in 0..CYCLES {
            let (mut server, client) = t.serve();
            let (an, katrien) = (signs_in(&client, "an@buurt.example"), signs_in(&client, "katrien@buurt.example"));
            if cycle == 0 {
                let home = json!({ "position": in_lindewijk(0) });
                an.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
            }
            for id in &kept {
                assert_eq!(an.get(&format!("/v1/requests/{id}")).ok(200).body["state"], "open", "cycle {cycle}");
            }
            kept.clear();
            let (acknowledged, received) = mpsc::channel();
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    let (an, katrien, acknowledged) = (&an, &katrien, acknowledged.clone());
                    scope.spawn(move || keeps_working(an, katrien, &acknowledged));
                }
                drop(acknowledged);
                kept.extend(received.iter().take(ACKNOWLEDGED));
                server.kill().unwrap();
                kept.extend(received.iter());
            });
            server.wait().unwrap();
        }
        everybody_was_told(t);
    }
}

/// Every approval that is in the database was, or is still going to be, mailed.
fn everybody_was_told(t: &Town) {
    use buurtnet::notifications::Mailer;
    let store = t.store();
    let mailer = Mailer::new(&t.mailbox(), "Buurtnet <buurtnet@localhost>").unwrap();
    // A message that was in hand when the server died is free again when its lease is over.
    crate::support::fixture::execute(&t.fixture.url, "UPDATE outbox SET leased_until = NULL");
    t.runtime.block_on(work::once(&store, &mailer, "https://buurt.example")).unwrap();
    let rows = crate::support::fixture::dump(&t.fixture.url);
    let approved = rows["audit"].iter().filter(|row| row.contains("request.approved")).count();
    let mailed: std::collections::BTreeSet<_> = std::fs::read_dir(t.folder.path().join("mail"))
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.extension().is_some_and(|it| it == "eml"))
        .map(|it| std::fs::read_to_string(it).unwrap())
        .filter_map(|mail| mail.lines().find(|it| it.starts_with("Message-ID")).map(str::to_owned))
        .collect();
    assert!(approved >= CYCLES * ACKNOWLEDGED);
    assert_eq!(mailed.len(), approved, "each approval is one message, however often it was tried");
}
