//! A backup is made while people use the instance, and put back somewhere else; what is no backup is refused.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use buurtnet::backup::{Backend, Manifest};
use buurtnet::platform::seal::{Keys, hex};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::support::TestApp;
use crate::support::app::MASTER_KEY;
use crate::support::desk::Desk;
use crate::support::fixture::{self, Tables, changed, dump, execute};
use crate::support::offers::help_with;
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

/// What shows that a copy is not of one moment between these two, if anything: a row that stood there before and is not in
/// it, one that stands there neither before nor after, or one that was written without what is written with it.
fn not_of_one_moment(before: &Tables, came: &Tables, after: &Tables) -> Option<String> {
    let missing = |these: &[String], of: &[String]| {
        let of: HashSet<&String> = of.iter().collect();
        these.iter().find(|it| !of.contains(it)).cloned()
    };
    let is_left_out = |table: &str| table != "audit" && CHANGED_BY_RESTORE.contains(&table);
    for (table, rows) in before.iter().filter(|it| !is_left_out(it.0)) {
        if let Some(lost) = missing(rows, &came[table]) {
            return Some(format!("{table} has lost {lost}"));
        }
        let mut of_copy = came[table].clone();
        of_copy.retain(|it| !it.contains("backup.restored"));
        if let Some(other) = missing(&of_copy, &after[table]) {
            return Some(format!("{table} has {other} from nowhere"));
        }
    }
    let count = |table: &str, word: &str| came[table].iter().filter(|it| it.contains(word)).count();
    let asked = count("requests", "");
    let with_each = [count("audit", "request.submitted"), count("jobs", "strikeRequest")];
    (with_each != [asked; 2]).then(|| format!("{asked} requests, and {with_each:?} with them"))
}

fn differs(one: &str, other: &str) -> Vec<String> {
    // That a backup was made is written down after it was made, so that the copy does not know.
    for url in [one, other] {
        execute(url, "DELETE FROM instance WHERE name = 'lastBackup'");
    }
    let mut differs = changed(&dump(one), &dump(other));
    differs.retain(|it| !CHANGED_BY_RESTORE.contains(&it.as_str()));
    differs
}

both! {
    with TestApp::start;

    /// Those who write meanwhile only add rows: so each row of the copy stands in the instance afterwards, byte for byte, each
    /// that stood there before stands in the copy, and between the two the copy is of one moment.
    fn a_backup_under_load_is_the_instance_as_of_one_moment_and_its_story_goes_on(t) {
        let (desk, elsewhere) = (Desk::new(), t.fixture.elsewhere());
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let offer = offers_help(&bilal, &katrien, 2);
        let request = asks_openly(&an, &katrien);
        let path = proposes(&katrien, &request, &offer);
        an.post(&format!("{path}/accept"), json!({})).ok(200);
        let busy = [t.resident("Emma"), t.resident("Faruk")];
        let (is_over, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
        let (before, folder, written) = std::thread::scope(|scope| {
            let (is_over, asked) = (&is_over, &asked);
            for who in &busy {
                scope.spawn(move || {
                    while !is_over.load(SeqCst) {
                        asks_for_groceries(who);
                        asked.fetch_add(1, SeqCst);
                    }
                });
            }
            let is_under_way = |more: usize| {
                let enough = asked.load(SeqCst) + more;
                while asked.load(SeqCst) < enough {
                    std::thread::yield_now();
                }
            };
            is_under_way(5);
            let before = dump(&t.fixture.url);
            let begun = asked.load(SeqCst);
            let folder = desk.backs_up(&t.fixture.url);
            let written = asked.load(SeqCst) - begun;
            is_under_way(5);
            is_over.store(true, SeqCst);
            (before, folder, written)
        });
        assert!(written > 0, "somebody wrote while the copy was made");
        let after = dump(&t.fixture.url);
        desk.restores(&folder, elsewhere.url());
        let came = dump(elsewhere.url());
        assert_eq!(not_of_one_moment(&before, &came, &after), None);
        let manifest = Desk::manifest(&folder);
        let counted = |table: &str| usize::try_from(manifest.rows[table]).unwrap();
        let is_counted = |table: &&String| {
            CHANGED_BY_RESTORE.contains(&table.as_str()) || came[*table].len() == counted(table)
        };
        assert_eq!(manifest.rows.keys().find(|it| !is_counted(it)), None);
        assert_eq!(manifest.rows.keys().collect::<Vec<_>>(), manifest.sums.keys().collect::<Vec<_>>());

        // The control: a row that was lost, changed, or came from nowhere is seen.
        for table in ["requests", "audit", "jobs", "idempotency_keys", "people"] {
            let mut spoilt = came.clone();
            let mut row = spoilt.get_mut(table).unwrap().remove(0);
            assert!(not_of_one_moment(&before, &spoilt, &after).is_some(), "a lost row of {table}");
            row.pop();
            spoilt.get_mut(table).unwrap().push(row);
            assert!(not_of_one_moment(&before, &spoilt, &after).is_some(), "a changed row of {table}");
        }

        let there = TestApp::over(elsewhere.into_fixture());
        let (an, bilal) = (there.again(&an), there.again(&bilal));
        assert_eq!(bilal.post(&format!("{path}/accept"), json!({})).ok(200).body["state"], "agreed");
        assert!(bilal.get(&path).ok(200).body["place"].is_object(), "the place is opened");
        bilal.post(&format!("{path}/end"), json!({ "outcome": "helped" })).ok(200);
        assert_eq!(an.get(&format!("/v1/requests/{request}")).ok(200).body["state"], "fulfilled");
        asks_for_groceries(&an);
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

    /// A copy may be the file that was made, and its rows all the same others than those that were copied.
    fn a_row_that_is_another_than_the_one_that_was_copied_is_seen(t) {
        let desk = Desk::new();
        asks_for_groceries(&t.resident("An"));
        let folder = desk.backs_up(&t.fixture.url);
        let keys = Keys::derive(&MASTER_KEY);
        let made = Desk::manifest(&folder);
        let mut other = made.clone();
        other.sums.insert("requests".to_owned(), "1".to_owned());
        other.write(&folder, &keys).unwrap();
        let changed = "the rows of requests came back changed";
        assert!(desk.refuses(&folder, t.fixture.elsewhere().url()).contains(changed));
        // Where the copy can be written to: one row is another, and as many as there were.
        if made.database == Backend::Sqlite {
            let copy = folder.join(&made.file);
            execute(&format!("sqlite://{}", copy.display()), "UPDATE requests SET urgency = 'today'");
            let bytes = fs::read(&copy).unwrap();
            let sha256 = hex(&Sha256::digest(&bytes));
            let rewritten = Manifest { bytes: bytes.len() as u64, sha256, ..made.clone() };
            rewritten.write(&folder, &keys).unwrap();
            assert!(desk.refuses(&folder, t.fixture.elsewhere().url()).contains(changed));
        }
        // A backup of an earlier program has no sums.
        let folder = desk.backs_up(&t.fixture.url);
        Manifest { sums: BTreeMap::new(), ..Desk::manifest(&folder) }.write(&folder, &keys).unwrap();
        desk.restores(&folder, t.fixture.elsewhere().url());
    }

    fn a_backup_that_is_killed_is_none_and_a_restore_that_is_killed_is_begun_again(t) {
        let (desk, mut elsewhere) = (Desk::new(), t.fixture.elsewhere());
        brought_together(t);
        let points = u32::try_from(rounds(400)).unwrap();
        // Each kill meets it running: whoever comes through before has taken less time than was thought.
        let within = |whole: Duration, point: u32| whole * (2 * point + 1) / (2 * points);
        let mut whole = time(|| desk.backing_up(&t.fixture.url));
        for point in 0..points {
            let mut made = desk.backups().len();
            while !kill_after(desk.backing_up(&t.fixture.url), within(whole, point)) {
                assert_eq!(desk.backups().len(), made + 1, "who came through has made one");
                (made, whole) = (made + 1, whole * 9 / 10);
            }
        }
        for folder in desk.backups() {
            Desk::manifest(&folder).check_file(&folder).unwrap();
        }
        // The control: what was cut is there, and is taken for no backup.
        let cut = desk.cut();
        assert!(!cut.is_empty(), "some were cut while they wrote");
        for folder in cut {
            if !folder.join("backup.json").exists() {
                assert!(desk.refuses(&folder, t.fixture.elsewhere().url()).contains("is no backup"));
            }
        }
        let folder = desk.backs_up(&t.fixture.url);

        let mut whole = {
            let places: Vec<_> = (0..TIMED).map(|_| t.fixture.elsewhere()).collect();
            let mut next = places.iter();
            time(|| desk.restoring(&folder, next.next().unwrap().url()))
        };
        for point in 0..points {
            let mut is_killed = false;
            while !is_killed {
                is_killed = kill_after(desk.restoring(&folder, elsewhere.url()), within(whole, point));
                assert!(is_killed || elsewhere.is_used(), "who came through has finished");
                if elsewhere.is_used() {
                    // It had come through: then it is whole, and no second one goes over it.
                    assert!(desk.refuses(&folder, elsewhere.url()).contains("already"));
                    assert_eq!(differs(&t.fixture.url, elsewhere.url()), Vec::<String>::new());
                    elsewhere = t.fixture.elsewhere();
                    whole = whole * 9 / 10;
                }
            }
        }
        desk.restores(&folder, elsewhere.url());
        assert_eq!(differs(&t.fixture.url, elsewhere.url()), Vec::<String>::new());
    }

    /// The control: who had ended by then was not killed.
    fn who_has_ended_is_not_counted_as_killed(t) {
        let desk = Desk::new();
        let long = time(|| desk.backing_up(&t.fixture.url)) * 10 + Duration::from_secs(2);
        assert!(!kill_after(desk.backing_up(&t.fixture.url), long));
        assert!(kill_after(desk.backing_up(&t.fixture.url), Duration::ZERO));
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
        t.helper("Bilal", 0, help_with(&["walk", "meals"]));
        let step = fixture::newest_step(t.fixture.backend);
        execute(&t.fixture.url, &step.down);
        execute(&t.fixture.url, &format!("DELETE FROM __diesel_schema_migrations WHERE version = '{}'", step.version));
        let folder = desk.backs_up(&t.fixture.url);
        assert!(Desk::manifest(&folder).schema < step.version);
        desk.restores(&folder, elsewhere.url());
        let found = |url: &str| dump(url).get("open_offers").map(Vec::len);
        assert_eq!((found(&t.fixture.url), found(elsewhere.url())), (Some(2), Some(2)), "who can be found goes along");
        let folder = desk.backs_up(elsewhere.url());
        assert_eq!(Desk::manifest(&folder).schema, step.version);
    }
}

/// How often it is run to see how long it takes.
const TIMED: usize = 3;

/// Runs to the end, a few times, and says how long the fastest took: the others would not be met by a kill near their end.
fn time(mut command: impl FnMut() -> Command) -> Duration {
    let run = || {
        let began = Instant::now();
        assert!(command().status().unwrap().success());
        began.elapsed()
    };
    std::iter::repeat_with(run).take(TIMED).min().unwrap()
}

/// Kills it after a while. Says whether it was running until then, and ended by that.
fn kill_after(mut command: Command, after: Duration) -> bool {
    let mut child: Child = command.spawn().unwrap();
    let (_open, never) = channel::<()>();
    // Nobody sends: this waits for the moment.
    let _ = never.recv_timeout(after);
    let was_running = child.try_wait().unwrap().is_none();
    let _ = child.kill();
    let ended = child.wait().unwrap();
    was_running && ended.signal() == Some(9)
}
