//! A backup is made while people use the instance, and put back somewhere else; what is no backup is refused.

use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use buurtnet::backup::{Backend, Manifest};
use buurtnet::platform::seal::Keys;
use serde_json::json;

use crate::support::TestApp;
use crate::support::app::MASTER_KEY;
use crate::support::desk::Desk;
use crate::support::fixture::{self, changed, dump, execute};
use crate::support::people::Person;
use crate::support::story::{asks_for_groceries, asks_openly, offers_help, proposes};
use crate::support::trust::rounds;

/// Two people who are brought together, with the path of their match and the id of their request.
fn brought_together(t: &TestApp) -> (Person, Person, String, String) {
    let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
    let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
    let offer = offers_help(&bilal, &katrien, 2);
    let request = asks_openly(&an, &katrien);
    let path = proposes(&katrien, &request, &offer);
    for side in [&an, &bilal] {
        side.post(&format!("{path}/accept"), json!({})).ok(200);
    }
    (an, bilal, path, request)
}

/// What a restore changes: everybody signs in anew, and the log says so.
const CHANGED_BY_RESTORE: [&str; 6] =
    ["activation_cards", "audit", "known_devices", "one_time_tokens", "sessions", "sms_codes"];

fn differs(one: &str, other: &str) -> Vec<String> {
    let mut differs = changed(&dump(one), &dump(other));
    differs.retain(|it| !CHANGED_BY_RESTORE.contains(&it.as_str()));
    differs
}

both! {
    with TestApp::start;

    fn what_was_acknowledged_before_a_backup_is_in_it_whoever_writes_meanwhile(t) {
        let (desk, elsewhere) = (Desk::new(), t.fixture.elsewhere());
        let an = t.resident("An");
        let before: Vec<_> = (0..5).map(|_| asks_for_groceries(&an)).collect();
        let is_over = AtomicBool::new(false);
        let folder = std::thread::scope(|scope| {
            let writing = scope.spawn(|| {
                let mut count = 0;
                while !is_over.load(SeqCst) {
                    asks_for_groceries(&an);
                    count += 1;
                }
                count
            });
            let folder = desk.backs_up(&t.fixture.url);
            is_over.store(true, SeqCst);
            assert!(writing.join().unwrap() > 0, "somebody wrote meanwhile");
            folder
        });
        desk.restores(&folder, elsewhere.url());
        let came = dump(elsewhere.url());
        for (table, rows) in &Desk::manifest(&folder).rows {
            if !CHANGED_BY_RESTORE.contains(&table.as_str()) {
                assert_eq!(came[table].len(), usize::try_from(*rows).unwrap(), "{table}");
            }
        }
        let there = TestApp::over(elsewhere.into_fixture());
        let an = there.again(&an);
        for request in before {
            an.get(&format!("/v1/requests/{request}")).ok(200);
        }
    }

    fn a_restored_instance_is_row_for_row_the_same_and_its_story_goes_on(t) {
        let (desk, elsewhere) = (Desk::new(), t.fixture.elsewhere());
        let (an, bilal, path, request) = brought_together(t);
        let old = t.begins_session(&bilal);
        t.works();
        let folder = desk.backs_up(&t.fixture.url);
        desk.restores(&folder, elsewhere.url());
        assert_eq!(differs(&t.fixture.url, elsewhere.url()), Vec::<String>::new());

        let seen = bilal.get(&path).ok(200).body;
        let there = TestApp::over(elsewhere.into_fixture());
        there.client().with_token(&old.access).get("/v1/me").ok(401);
        let (an, bilal) = (there.again(&an), there.again(&bilal));
        assert_eq!(bilal.get(&path).ok(200).body, seen, "with the place and the contact opened");
        assert!(seen["place"].is_object());
        bilal.post(&format!("{path}/end"), json!({ "outcome": "helped" })).ok(200);
        assert_eq!(an.get(&format!("/v1/requests/{request}")).ok(200).body["state"], "fulfilled");
    }

    /// The control: a row that is not in the copy is seen.
    fn a_row_that_a_copy_lost_is_seen(t) {
        let (desk, elsewhere) = (Desk::new(), t.fixture.elsewhere());
        let an = t.resident("An");
        let folder = desk.backs_up(&t.fixture.url);
        desk.restores(&folder, elsewhere.url());
        asks_for_groceries(&an);
        assert!(differs(&t.fixture.url, elsewhere.url()).contains(&"requests".to_owned()));
        let mut manifest = Desk::manifest(&folder);
        *manifest.rows.get_mut("requests").unwrap() += 1;
        manifest.write(&folder, &Keys::derive(&MASTER_KEY)).unwrap();
        assert!(desk.refuses(&folder, t.fixture.elsewhere().url()).contains("requests came back with 0 rows instead of 1"));
    }

    fn a_backup_that_is_killed_is_none_and_a_restore_that_is_killed_is_begun_again(t) {
        let (desk, elsewhere) = (Desk::new(), t.fixture.elsewhere());
        brought_together(t);
        let points = u32::try_from(rounds(400)).unwrap();
        let whole = time(desk.backing_up(&t.fixture.url));
        for point in 0..points {
            kill_after(desk.backing_up(&t.fixture.url), whole * point / points);
        }
        for folder in desk.backups() {
            Desk::manifest(&folder).check_file(&folder).unwrap();
        }
        let folder = desk.backs_up(&t.fixture.url);

        let first = t.fixture.elsewhere();
        let whole = time(desk.restoring(&folder, first.url()));
        assert_eq!(differs(&t.fixture.url, first.url()), Vec::<String>::new());
        for point in 0..points {
            kill_after(desk.restoring(&folder, elsewhere.url()), whole * point / points);
            if elsewhere.is_used() {
                // It had come through: then it is whole, and no second one goes over it.
                assert!(desk.refuses(&folder, elsewhere.url()).contains("already"));
                break;
            }
        }
        if !elsewhere.is_used() {
            desk.restores(&folder, elsewhere.url());
        }
        assert_eq!(differs(&t.fixture.url, elsewhere.url()), Vec::<String>::new());
    }

    fn what_is_no_backup_of_here_is_refused_and_nothing_is_touched(t) {
        let desk = Desk::new();
        t.resident("An");
        let folder = desk.backs_up(&t.fixture.url);
        let elsewhere = t.fixture.elsewhere();
        let kept = desk.path("kept");
        let spoilt = |spoil: &dyn Fn(&Path)| {
            let _ = fs::remove_dir_all(&kept);
            fs::create_dir(&kept).unwrap();
            for file in fs::read_dir(&folder).unwrap().map(|it| it.unwrap()) {
                fs::copy(file.path(), kept.join(file.file_name())).unwrap();
            }
            spoil(&kept);
            let line = desk.refuses(&kept, elsewhere.url());
            assert!(!elsewhere.is_used(), "{line}");
            line
        };
        let data = Desk::manifest(&folder).file;
        let cut = spoilt(&|it| fs::write(it.join(&data), &fs::read(it.join(&data)).unwrap()[..1000]).unwrap());
        assert!(cut.contains("is damaged (1000 of"), "{cut}");
        let flipped = spoilt(&|it| {
            let mut bytes = fs::read(it.join(&data)).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(it.join(&data), bytes).unwrap();
        });
        assert!(flipped.contains("is damaged"), "{flipped}");
        let gone = spoilt(&|it| fs::remove_file(it.join(&data)).unwrap());
        assert!(gone.contains("cannot be read"), "{gone}");
        let edited = spoilt(&|it| {
            let text = fs::read_to_string(it.join("backup.json")).unwrap();
            fs::write(it.join("backup.json"), text.replace("\"bytes\":", "\"bytes\":1")).unwrap();
        });
        assert!(edited.contains("was changed"), "{edited}");
        let rubbish = spoilt(&|it| fs::write(it.join("backup.json"), "{").unwrap());
        assert!(rubbish.contains("is damaged"), "{rubbish}");
        let empty = spoilt(&|it| fs::remove_file(it.join("backup.json")).unwrap());
        assert!(empty.contains("is no backup"), "{empty}");

        let keys = Keys::derive(&MASTER_KEY);
        let pretending = |change: &dyn Fn(&mut Manifest)| {
            spoilt(&|it| {
                let mut manifest = Desk::manifest(it);
                change(&mut manifest);
                manifest.write(it, &keys).unwrap();
            })
        };
        assert!(pretending(&|it| it.schema = "99990101000000".into()).contains("newer program"));
        assert!(pretending(&|it| it.format = 2).contains("newer program"));
        let other = |it: &mut Manifest| {
            it.database = if it.database == Backend::Sqlite { Backend::Postgres } else { Backend::Sqlite };
        };
        assert!(pretending(&other).contains("does not go into"));

        assert!(desk.refuses(&folder, &t.fixture.url).contains("already"), "a database in use is never touched");
        desk.has_key("key", &[7; 32]);
        assert!(desk.refuses(&folder, elsewhere.url()).contains("another master key"));
        fs::remove_file(desk.path("key")).unwrap();
        assert!(desk.refuses(&folder, elsewhere.url()).contains("there is no key"));
        assert!(!desk.path("key").exists(), "a restore makes no key");
    }

    fn an_older_backup_is_brought_to_the_schema_of_now(t) {
        let (desk, elsewhere) = (Desk::new(), t.fixture.elsewhere());
        t.resident("An");
        let step = fixture::newest_step(t.fixture.backend);
        execute(&t.fixture.url, &step.down);
        execute(&t.fixture.url, &format!("DELETE FROM __diesel_schema_migrations WHERE version = '{}'", step.version));
        let folder = desk.backs_up(&t.fixture.url);
        assert!(Desk::manifest(&folder).schema < step.version);
        desk.restores(&folder, elsewhere.url());
        let folder = desk.backs_up(elsewhere.url());
        assert_eq!(Desk::manifest(&folder).schema, step.version);
    }
}

/// Runs to the end, and says how long it took.
fn time(mut command: Command) -> Duration {
    let began = Instant::now();
    assert!(command.status().unwrap().success());
    began.elapsed()
}

/// Kills it after a while, if it has not ended by then.
fn kill_after(mut command: Command, after: Duration) {
    let mut child: Child = command.spawn().unwrap();
    let (_open, never) = channel::<()>();
    // Nobody sends: this waits for the moment.
    let _ = never.recv_timeout(after);
    let _ = child.kill();
    child.wait().unwrap();
}
