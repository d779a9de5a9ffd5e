//! The server is killed in the middle of its work, again and again: what it acknowledged is there afterwards, and
//! nobody who was to be told is forgotten.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

use buurtnet::app::open_with;
use buurtnet::clock::Clock;
use buurtnet::db::Target;
use buurtnet::ids::PersonId;
use buurtnet::notifications::{Channels, Mailer};
use buurtnet::people::actions::{self as people, NewAccount, NewPerson, NewRole, Scope};
use buurtnet::people::model::{BirthYear, Name};
use buurtnet::people::password::NewPassword;
use buurtnet::places;
use buurtnet::platform::Store;
use buurtnet::platform::language::Locale;
use buurtnet::policy::{Actor, Role};
use buurtnet::requests::{self, RequestState};
use serde_json::json;

use crate::support::app::MASTER_KEY;
use crate::support::client::Client;
use crate::support::delivery;
use crate::support::fixture::{Backend, Fixture, dump, execute, id_literal};
use crate::support::people::{PASSWORD, in_lindewijk};
use crate::support::trust::in_full;

/// How often the server is killed.
fn cycles(of: Backend) -> usize {
    match of {
        Backend::Sqlite if in_full() => 1_000,
        Backend::Postgres if in_full() => 300,
        Backend::Sqlite | Backend::Postgres => 30,
    }
}

/// After so many acknowledged writes the server is killed.
const ACKNOWLEDGED: usize = 12;

pub(super) struct Town {
    pub(super) fixture: Fixture,
    folder: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
}

impl Town {
    pub(super) fn found(fixture: Fixture) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key: String = MASTER_KEY.iter().map(|it| format!("{it:02x}")).collect();
        std::fs::write(folder.path().join("key"), key).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let town = Self { fixture, folder, runtime };
        let store = town.store();
        let reading =
            places::read(include_str!("../../src/demo/neighbourhoods.geojson").as_bytes(), "code", "name").unwrap();
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
        open_with(&Target::parse(&self.fixture.url).unwrap(), &MASTER_KEY.into(), Clock::System, 4).unwrap()
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

    /// What was mailed about a request: the id of each message, and its file.
    fn letters(&self) -> impl Iterator<Item = (String, PathBuf)> {
        let mail = std::fs::read_dir(self.folder.path().join("mail")).unwrap();
        let files = mail.map(|it| it.unwrap().path()).filter(|it| it.extension().is_some_and(|it| it == "eml"));
        // A letter that the server was still writing when it was killed is none.
        files.filter_map(|file| {
            let text = std::fs::read_to_string(&file).unwrap();
            // Each sign-in also tells of a new device.
            text.replace("=\r\n", "").contains("/v1/requests/").then_some(())?;
            let id = text.lines().find(|it| it.starts_with("Message-ID"))?.to_owned();
            Some((id, file))
        })
    }

    /// Starts the server; it says when it listens.
    pub(super) fn serve(&self) -> (Child, Client) {
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

pub(super) fn signs_in(client: &Client, email: &str) -> Client {
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
        let mut acknowledged = Vec::new();
        let cycles = cycles(t.fixture.backend);
        for cycle in 0..cycles {
            let (mut server, client) = t.serve();
            let (an, katrien) = (signs_in(&client, "an@buurt.example"), signs_in(&client, "katrien@buurt.example"));
            // As if Katrien had typed the code of her app.
            execute(&t.fixture.url, "UPDATE sessions SET second_factor_at = created_at");
            if cycle == 0 {
                let home = json!({ "position": in_lindewijk(0) });
                an.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
            }
            let (heard, received) = mpsc::channel();
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    let (an, katrien, heard) = (&an, &katrien, heard.clone());
                    scope.spawn(move || keeps_working(an, katrien, &heard));
                }
                drop(heard);
                acknowledged.extend(received.iter().take(ACKNOWLEDGED));
                server.kill().unwrap();
                acknowledged.extend(received.iter());
            });
            server.wait().unwrap();
        }
        assert!(acknowledged.len() >= cycles * ACKNOWLEDGED);
        assert_eq!(lost(t, &acknowledged), Vec::<&String>::new());
        let (approved, told) = told(t);
        assert!(approved >= acknowledged.len());
        assert_eq!(told, approved, "each approval is one message, however often it was tried");

        // The planted faults: an approval that was taken back, and a message that never left.
        let lose = format!("UPDATE requests SET state = 'submitted' WHERE id = {}", id_literal(&t.fixture.url, &acknowledged[0]));
        execute(&t.fixture.url, &lose);
        assert_eq!(lost(t, &acknowledged), [&acknowledged[0]]);
        let (id, _) = t.letters().next().unwrap();
        t.letters().filter(|it| it.0 == id).for_each(|it| std::fs::remove_file(it.1).unwrap());
        assert_eq!(self::told(t), (approved, approved - 1));
    }
}

/// The approvals that were acknowledged and are not in the database.
fn lost<'a>(t: &Town, acknowledged: &'a [String]) -> Vec<&'a String> {
    let store = t.store();
    let is_open = |id: &String| {
        let id = id.parse().unwrap();
        let found = t.runtime.block_on(store.read(move |tx| requests::load(tx, id)));
        found.is_ok_and(|it| it.state == RequestState::Open)
    };
    acknowledged.iter().filter(|id| !is_open(id)).collect()
}

/// How many approvals are in the database, and of how many of them somebody was told after all is delivered.
fn told(t: &Town) -> (usize, usize) {
    let store = t.store();
    let channels = Channels { mail: Mailer::new(&t.mailbox(), "Buurtnet <buurtnet@localhost>").unwrap(), sms: None };
    // A message that was in hand when the server died is free again when its lease is over.
    execute(&t.fixture.url, "UPDATE outbox SET leased_until = NULL");
    let mail = t.folder.path().join("mail");
    t.runtime.block_on(delivery::works(&store, &channels, &|| delivery::in_folder(&mail)));
    let rows = dump(&t.fixture.url);
    let approved = rows["audit"].iter().filter(|row| row.contains("request.approved")).count();
    let letters: BTreeSet<_> = t.letters().map(|it| it.0).collect();
    (approved, letters.len())
}
