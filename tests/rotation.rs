//! The master key changes: whoever could read, sign in and be found before can after, wherever it is cut, and the old key
//! alone opens nothing.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use buurtnet::app::open_with;
use buurtnet::clock::Clock;
use buurtnet::db::Target;
use buurtnet::db::schema::{accounts, data_keys};
use buurtnet::ids::AnyId;
use buurtnet::platform::Store;
use buurtnet::platform::ring::KeyRing;
use buurtnet::platform::rotation::count_closed_data_keys;
use buurtnet::platform::seal::Keys;
use buurtnet::privacy::erasure::{self, ErasureList};
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::app::MASTER_KEY;
use crate::support::fixture::{COUNTER, Fixture, changed, dump, execute, plain, plant_refusals};
use crate::support::lookout::Lookout;
use crate::support::people::{PASSWORD, Person};
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::trust::at_once;

/// An installation: its database and its folder with the key, where programs run one after the other.
struct Office {
    fixture: Fixture,
    folder: tempfile::TempDir,
}

impl Office {
    fn found(fixture: Fixture) -> Self {
        let office = Self { fixture, folder: tempfile::tempdir().unwrap() };
        fs::write(office.path("key"), MASTER_KEY.iter().map(|it| format!("{it:02x}")).collect::<String>()).unwrap();
        office.opens().import(include_str!("../src/demo/neighbourhoods.geojson"), "code", "name");
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn ring(&self) -> KeyRing {
        KeyRing::read(&self.path("key")).unwrap().unwrap()
    }

    fn opens(&self) -> TestApp {
        TestApp::keyed(self.fixture.shared(), &self.ring())
    }

    fn store(&self) -> Store {
        open_with(&Target::parse(&self.fixture.url).unwrap(), &self.ring(), Clock::System, 2).unwrap()
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_buurtnet"));
        command.args(words).current_dir(self.folder.path()).env_clear().env("PATH", "/usr/bin:/bin");
        command.env("BUURTNET_DATABASE_URL", &self.fixture.url).env("BUURTNET_MASTER_KEY_FILE", "key");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    #[track_caller]
    fn does(&self, words: &[&str]) -> String {
        let output = self.command(words).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    }

    /// The line with which it says what is wrong.
    #[track_caller]
    fn refuses(&self, words: &[&str]) -> String {
        let output = self.command(words).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(!said(&output).contains("panicked"), "{}", said(&output));
        said(&output)
    }

    /// What the doctor says of the keys. (Of the folders of the tests it says more.)
    fn doctor(&self, url: &str) -> String {
        let said = said(&self.command(&["doctor", "--database-url", url]).output().unwrap());
        said.lines().filter(|it| it.contains(" keys: ") || it.contains(" master key: ")).collect::<Vec<_>>().join("\n")
    }

    fn key_file(&self) -> String {
        fs::read_to_string(self.path("key")).unwrap()
    }

    /// The rows of the database, and the key file. Nothing stays connected: a rotation wants the database for itself.
    fn stands(&self) -> (u64, String) {
        (Lookout::open(&self.fixture.url, COUNTER).digest(), self.key_file())
    }

    /// How many data keys do not open with the key in force.
    fn closed(&self) -> usize {
        run(self.store().read(count_closed_data_keys))
    }
}

fn run<T>(future: impl Future<Output = Result<T, impl std::fmt::Debug>>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future).unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

const FATIMA: &str = "+32470000001";
const ROSA: &str = "rosa@buurt.example";

/// Who and what was there before.
struct Before {
    an: Person,
    bilal: Person,
    katrien: Person,
    matched: String,
    place: Value,
    recovery_codes: Vec<String>,
    refresh: String,
    reset: String,
    card: String,
}

fn a_neighbourhood_lives(t: &TestApp) -> Before {
    let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
    let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
    let matched = proposes(&katrien, &asks_openly(&an, &katrien), &offers_help(&bilal, &katrien, 2));
    for side in [&an, &bilal] {
        side.post(&format!("{matched}/accept"), json!({})).ok(200);
    }
    let fatima = json!({
        "phone": FATIMA, "firstName": "Fatima", "lastName": "Peeters", "birthYear": 1950, "languages": [], "locale": "en",
    });
    t.client().post("/v1/accounts", fatima).ok(202);
    let code = t.code_sent_to(FATIMA);
    t.client().post("/v1/sessions", json!({ "phone": FATIMA, "code": code })).ok(201);
    let rosa = katrien.registers("Rosa", 1941);
    let card = katrien.post(&format!("/v1/people/{rosa}/activationCards"), json!({})).ok(201);
    t.client().post("/v1/accounts/reset", json!({ "email": bilal.email })).ok(202);
    Before {
        place: bilal.get(&matched).ok(200).body,
        recovery_codes: t.enrols(&an).recovery_codes,
        refresh: t.begins_session(&bilal).refresh,
        reset: t.token_mailed_to(&bilal.email),
        card: card.body["code"].as_str().unwrap().to_owned(),
        an,
        bilal,
        katrien,
        matched,
    }
}

/// What holds after every rotation, also when the older key was forgotten.
fn everybody_is_here(t: &TestApp, before: &Before, unused_code: usize) {
    let with_paper = json!({
        "email": before.an.email, "password": PASSWORD, "recoveryCode": before.recovery_codes[unused_code],
    });
    t.client().post("/v1/sessions", with_paper).ok(201);
    t.client().post("/v1/sessions/code", json!({ "phone": FATIMA })).ok(202);
    let code = t.code_sent_to(FATIMA);
    t.client().post("/v1/sessions", json!({ "phone": FATIMA, "code": code })).ok(201);
    let found = t.again(&before.katrien).post("/v1/people/search", json!({ "name": "ros" })).ok(200);
    assert_eq!(found.body["items"].as_array().unwrap().len(), 1, "{}", found.text);
    assert_eq!(t.again(&before.bilal).get(&before.matched).ok(200).body, before.place, "the place and the contact");
    assert!(before.place["place"].is_object());
}

both! {
    with Office::found;

    fn everybody_is_found_and_signed_in_after_a_rotation_and_the_old_key_opens_nothing(o) {
        let before = a_neighbourhood_lives(&o.opens());
        let rows = dump(&o.fixture.url);
        assert!(o.does(&["keys", "rotate"]).contains("a new master key is in force"));
        assert_eq!(
            changed(&rows, &dump(&o.fixture.url)),
            ["accounts", "activation_cards", "audit", "data_keys", "instance", "people", "tries"]
        );
        assert_eq!((o.ring().older(), o.closed()), (1, 0));
        let told = o.doctor(&o.fixture.url);
        assert!(told.contains("1 older there") && !told.contains("FAULT"), "{told}");
        {
            let t = o.opens();
            everybody_is_here(&t, &before, 0);
            let next = t.next_of(&before.refresh);
            next.client.get("/v1/me").ok(200);
            t.next_of(&next.refresh);
            let reset = json!({ "token": before.reset, "password": "heel-ander-wachtwoord" });
            t.client().post("/v1/accounts/reset/confirm", reset).ok(204);
            assert!(t.events_of(before.an.id).contains(&"person.registered".to_owned()));

            // The control: with the new key they open.
            let old = Keys::derive(&MASTER_KEY);
            let (keys, emails) = t.read(|tx| {
                let keys = data_keys::table.select((data_keys::owner, data_keys::wrapped)).load::<(AnyId, Vec<u8>)>(tx.conn)?;
                Ok((keys, accounts::table.select(accounts::email_index).load::<Option<Vec<u8>>>(tx.conn)?))
            });
            let opened = |with: &Keys| keys.iter().filter(|it| with.open_data_key(it.0.uuid(), &it.1).is_ok()).count();
            assert_eq!((opened(&old), opened(t.store.keys())), (0, keys.len()));
            let finds = |with: &Keys| emails.contains(&Some(with.blind_index("email", &before.an.email)));
            assert!(!finds(&old) && finds(t.store.keys()));
        }
        fs::write(o.path("key"), o.key_file().lines().nth(1).unwrap()).unwrap();
        assert!(o.refuses(&["serve"]).contains("not the one this database was made with"));
    }

    fn a_forgotten_key_ends_what_it_proved_and_no_paper(o) {
        let before = a_neighbourhood_lives(&o.opens());
        assert!(o.does(&["keys", "forget"]).contains("0 older keys"));
        o.does(&["keys", "rotate"]);
        assert!(o.does(&["keys", "forget"]).contains("1 older keys are forgotten"));
        assert_eq!(o.ring().older(), 0);
        let t = o.opens();
        everybody_is_here(&t, &before, 0);
        t.refreshes(&before.refresh).is_problem("notSignedIn", 401);
        let rosa = json!({ "activationCode": before.card, "email": ROSA, "password": PASSWORD });
        t.client().post("/v1/accounts", rosa).ok(202);
        t.client().post("/v1/accounts/verify", json!({ "token": t.token_mailed_to(ROSA) })).ok(204);
    }

    fn a_key_is_forgotten_only_with_the_list_of_all_who_were_erased(o) {
        {
            let t = o.opens();
            let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
            erases(o, &t, &an);
            fs::copy(o.path("key.erased"), o.path("older")).unwrap();
            erases(o, &t, &bilal);
        }
        o.does(&["keys", "rotate"]);
        let file = o.key_file();
        for (list, missing) in [("nowhere", 2), ("older", 1)] {
            let mend = o.refuses(&["keys", "forget", "--erasure-list", list]);
            assert!(mend.contains(&format!("the erasure list {list} lacks {missing} who were erased")), "{mend}");
            assert_eq!(o.key_file(), file);
            assert!(!o.path("nowhere").exists());
        }
        assert!(o.does(&["keys", "forget"]).contains("the erasure list key.erased is signed anew"));
        // Another instance, with the list of before.
        fs::rename(o.path("older"), o.path("key.erased")).unwrap();
        assert!(o.refuses(&["serve"]).contains("goes to every instance with the key file"));
    }

    fn nothing_is_rotated_before_this_version_was_started_once(o) {
        let newest = "(SELECT max(version) FROM __diesel_schema_migrations)";
        execute(&o.fixture.url, &format!("DELETE FROM __diesel_schema_migrations WHERE version = {newest}"));
        let before = o.stands();
        for verb in ["rotate", "forget"] {
            assert!(o.refuses(&["keys", verb]).contains("1 migrations have not run: start this version once first"));
        }
        assert_eq!(o.stands(), before);
    }

    fn nothing_of_an_older_wrapping_is_left_in_the_files_of_sqlite(o) {
        let Target::Sqlite { path } = Target::parse(&o.fixture.url).unwrap() else { return };
        let wrapped: Vec<Vec<u8>> = {
            let t = o.opens();
            for name in ["An", "Bilal", "Katrien"] {
                t.resident(name);
            }
            t.read(|tx| Ok(data_keys::table.select(data_keys::wrapped).load(tx.conn)?))
        };
        let left = || {
            let log = fs::read(format!("{}-wal", path.display())).unwrap_or_default();
            let files = [fs::read(&path).unwrap(), log].concat();
            wrapped.iter().filter(|it| files.windows(it.len()).any(|bytes| bytes == it.as_slice())).count()
        };
        assert_eq!(left(), wrapped.len(), "the control");
        o.does(&["keys", "rotate"]);
        assert_eq!(left(), 0);
    }

    fn rotated_twice_everything_of_the_first_key_still_holds(o) {
        let before = a_neighbourhood_lives(&o.opens());
        o.does(&["keys", "rotate"]);
        o.does(&["keys", "rotate"]);
        assert_eq!((o.ring().older(), o.closed()), (2, 0));
        let t = o.opens();
        everybody_is_here(&t, &before, 0);
        t.next_of(&before.refresh);
        let rosa = json!({ "activationCode": before.card, "email": ROSA, "password": PASSWORD });
        t.client().post("/v1/accounts", rosa).ok(202);
    }

    fn a_rotation_that_fails_at_any_row_changes_nothing_and_is_completed(o) {
        let before = a_neighbourhood_lives(&o.opens());
        plant_refusals(&o.fixture);
        let (rows, old) = o.stands();
        let (mut failed, mut at) = (0, 1);
        loop {
            execute(&o.fixture.url, &format!("UPDATE {COUNTER} SET rows_left = {at}"));
            let output = o.command(&["keys", "rotate"]).output().unwrap();
            if output.status.success() {
                break;
            }
            assert!(said(&output).contains("nothing was changed"), "{}", said(&output));
            execute(&o.fixture.url, &format!("UPDATE {COUNTER} SET rows_left = 0"));
            assert_eq!(o.stands().0, rows, "in the middle at row {at}");
            assert_eq!(o.key_file().lines().nth(1), Some(old.trim()), "the old key is kept");
            assert_eq!((o.ring().older(), o.closed()), (1, 0), "one new key, however often it is tried");
            assert!(o.refuses(&["keys", "forget"]).contains("an older master key is in force"));
            failed += 1;
            at += 11;
        }
        assert!(failed >= 3, "it failed {failed} times");
        execute(&o.fixture.url, &format!("UPDATE {COUNTER} SET rows_left = 0"));
        assert_eq!((o.ring().older(), o.closed()), (1, 0));
        everybody_is_here(&o.opens(), &before, 0);
    }

    fn a_rotation_that_is_killed_leaves_one_key_in_force_and_is_completed(o) {
        let before = a_neighbourhood_lives(&o.opens());
        let began = std::time::Instant::now();
        o.does(&["keys", "rotate"]);
        let whole = began.elapsed();
        for point in 1..=3 {
            let mut child = o.command(&["keys", "rotate"]).spawn().unwrap();
            let (_open, never) = std::sync::mpsc::channel::<()>();
            // Nobody sends: this waits for the moment.
            let _ = never.recv_timeout(whole * point / 4);
            let _ = child.kill();
            child.wait().unwrap();
            assert_eq!(o.closed(), 0, "one key opens everything");
        }
        // Killed as soon as the new key is in the file: the database is not there yet.
        let falls_between = (0..20).any(|_| {
            let file = o.key_file();
            let mut child = o.command(&["keys", "rotate"]).spawn().unwrap();
            while o.key_file() == file && child.try_wait().unwrap().is_none() {
                std::thread::yield_now();
            }
            let _ = child.kill();
            child.wait().unwrap();
            assert_eq!(o.closed(), 0, "one key opens everything");
            o.doctor(&o.fixture.url).contains("an older one is in force")
        });
        assert!(falls_between, "no kill fell between the file and the database");
        o.does(&["keys", "rotate"]);
        assert!(o.doctor(&o.fixture.url).contains("the newest of its file"));
        everybody_is_here(&o.opens(), &before, 0);
    }

    fn nobody_rotates_while_a_server_runs_and_who_slept_through_it_is_refused(o) {
        let t = o.opens();
        let an = t.resident("An");
        let before = o.stands();
        assert!(o.refuses(&["keys", "rotate"]).contains("the database is in use"));
        assert_eq!(o.stands(), before);
        an.get("/v1/me").ok(200);
        drop(t);
        // A server that has lost its connections, and does not know of the new key.
        let asleep = o.store();
        o.does(&["keys", "rotate"]);
        let woken = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let woken = woken.block_on(asleep.write(buurtnet::people::actions::hash_anew));
        assert!(woken.unwrap_err().to_string().contains("its master key was changed"));
        assert_eq!(o.closed(), 0);
    }

    fn of_two_who_rotate_at_once_neither_loses_the_key_of_the_other(o) {
        let before = a_neighbourhood_lives(&o.opens());
        let outputs = at_once(2, |_| o.command(&["keys", "rotate"]).output().unwrap());
        for output in &outputs {
            assert!(output.status.success() || output.status.code() == Some(1), "{}", said(output));
        }
        assert!(outputs.iter().any(|it| it.status.success()), "{} {}", said(&outputs[0]), said(&outputs[1]));
        assert_eq!(o.closed(), 0);
        everybody_is_here(&o.opens(), &before, 0);
    }

    fn a_key_file_that_cannot_be_written_is_said_and_nothing_is_changed(o) {
        a_neighbourhood_lives(&o.opens());
        let (rows, file) = o.stands();
        // Nobody, not even root, makes a file where there is a folder.
        fs::create_dir(o.path("key.new")).unwrap();
        let mend = o.refuses(&["keys", "rotate"]);
        assert!(mend.contains("cannot be written") && mend.contains("make its folder writable"), "{mend}");
        assert_eq!(o.stands(), (rows, file.clone()));
        fs::remove_dir(o.path("key.new")).unwrap();
        fs::write(o.path("key"), format!("{file}\n{}", &file[..40])).unwrap();
        assert!(o.refuses(&["keys", "rotate"]).contains("line 2 of key is no master key"));
        fs::write(o.path("key"), "07".repeat(32)).unwrap();
        assert!(o.refuses(&["keys", "rotate"]).contains("not the one this database was made with"));
        fs::remove_file(o.path("key")).unwrap();
        assert!(o.refuses(&["keys", "rotate"]).contains("there is no key"));
        assert!(!o.path("key").exists(), "a rotation makes no file");
    }

    fn a_backup_from_before_comes_back_with_the_ring_and_brings_nobody_back(o) {
        let (an, bilal) = {
            let t = o.opens();
            let people = (t.resident("An"), t.resident("Bilal"));
            o.does(&["backup", "--to", "backups"]);
            erases(o, &t, &people.0);
            people
        };
        o.does(&["keys", "rotate"]);
        {
            let t = o.opens();
            erases(o, &t, &t.again(&bilal));
        }
        let backup = fs::read_dir(o.path("backups")).unwrap().next().unwrap().unwrap().path();
        let backup = backup.to_str().unwrap();
        let elsewhere = o.fixture.elsewhere();
        let url = elsewhere.url().to_owned();
        o.does(&["restore", "--from", backup, "--database-url", &url]);
        let keys = dump(&url)["data_keys"].clone();
        for erased in [&an, &bilal] {
            assert!(!keys.iter().any(|it| it.contains(&plain(&url, erased.id))), "{} is back", erased.email);
        }
        assert!(o.doctor(&url).contains("FAULT  master key: an older one is in force"));
        let file = o.key_file();
        o.does(&["keys", "rotate", "--database-url", &url]);
        assert_eq!(o.key_file(), file, "the newest key of the file is taken");
        assert!(!o.doctor(&url).contains("FAULT"));

        o.does(&["keys", "forget"]);
        let list = ErasureList::new(o.path("key.erased")).read(&o.ring().newest()).unwrap();
        assert_eq!(list.len(), 2, "the list is signed anew");
        let third = o.fixture.elsewhere();
        assert!(o.refuses(&["restore", "--from", backup, "--database-url", third.url()]).contains("another master key"));
    }

    /// The control: a data key that was left as it was is seen.
    fn a_data_key_that_was_left_out_is_seen_and_made_good(o) {
        a_neighbourhood_lives(&o.opens());
        let url = &o.fixture.url;
        execute(url, "CREATE TABLE kept AS SELECT owner, wrapped FROM data_keys LIMIT 1");
        o.does(&["keys", "rotate"]);
        execute(url, "UPDATE data_keys SET wrapped = (SELECT wrapped FROM kept) WHERE owner = (SELECT owner FROM kept)");
        execute(url, "DROP TABLE kept");
        assert_eq!(o.closed(), 1);
        assert!(o.doctor(url).contains("FAULT  data keys: 1 do not open with the master key"));
        assert!(o.refuses(&["keys", "forget"]).contains("1 data keys need another key"));
        o.does(&["keys", "rotate"]);
        assert_eq!(o.closed(), 0);
    }
}

/// Somebody has themselves erased, and the list says so.
fn erases(o: &Office, t: &TestApp, who: &Person) {
    who.if_match(&who.get("/v1/me").etag()).delete("/v1/me").ok(204);
    t.run(erasure::keep(&t.store, &ErasureList::new(o.path("key.erased")))).unwrap();
}
