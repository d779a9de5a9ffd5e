//! A fault at any statement of any call and any step of the worker: the program panics, the database refuses, the
//! connection is cut. The database is then as before, and the call can be made again.
//!
//! With `BUURTNET_TRUST=faults` every test is played by faulty applications. What they made to fail they write to the file
//! of `BUURTNET_FAULTS`, and the last test here holds that against all there is.

use std::panic::{AssertUnwindSafe, catch_unwind};

use buurtnet::db::schema::{audit, jobs, outbox, people};
use buurtnet::events::{Event, Job, Message};
use buurtnet::ids::PersonId;
use buurtnet::notifications::tell;
use buurtnet::platform::jobs::enqueue;
use buurtnet::platform::{Result, Tx};
use buurtnet::policy::Acting;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::json;

use crate::stories::{Scene, the_main_story};
use crate::support::TestApp;
use crate::support::faults::record::{COUNTING, Came, Record, all, missing, noted, read};
use crate::support::faults::watch::{Fault, Reach};
use crate::support::faults::{Faults, Tried};
use crate::support::fixture::{Backend, Fixture, execute};
use crate::support::golden::assert_golden;
use crate::support::people::PASSWORD;
use crate::support::requests::wish;
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::trust::rounds;

/// At every statement in the full run, else at a twentieth of them.
fn faulty(fixture: Fixture) -> TestApp {
    TestApp::faulty(fixture, 20 / rounds(20))
}

/// The same where tries are counted.
fn faulty_and_strict(fixture: Fixture) -> TestApp {
    TestApp::strict_and_faulty(fixture, 20 / rounds(20))
}

fn faults(t: &TestApp) -> &Faults {
    t.faults.as_ref().unwrap()
}

/// The kinds of what went through each fault and then well, one a line.
fn whole(t: &TestApp) -> String {
    let on_sqlite = t.fixture.backend == Backend::Sqlite;
    let is_whole = |it: &Came| it.panics > 0 && it.went_well > 0 && (it.cuts > 0 || on_sqlite);
    let record = faults(t).record();
    record.into_iter().filter(|(_, came)| is_whole(came)).map(|it| it.0 + "\n").collect()
}

/// What a panic of the rig says.
fn said(act: impl FnOnce()) -> String {
    let said = catch_unwind(AssertUnwindSafe(act)).unwrap_err();
    said.downcast_ref::<String>().unwrap().clone()
}

/// A letter, a job and an entry of the audit log.
fn something_to_do(tx: &mut Tx<'_>, who: PersonId) -> Result<()> {
    tell(tx, who, Message::StillHere)?;
    enqueue(tx, Job::SetClocks, "planted", tx.now)?;
    tx.record(&Event::PeopleSearched(who).by(Acting::SYSTEM))
}

/// How much of that is still to be done.
fn left_over(tx: &mut Tx<'_>) -> Result<[i64; 3]> {
    Ok([
        outbox::table.filter(outbox::state.ne("delivered")).count().get_result(tx.conn)?,
        jobs::table.filter(jobs::once.eq("planted")).count().get_result(tx.conn)?,
        audit::table.filter(audit::number.is_null()).count().get_result(tx.conn)?,
    ])
}

both! {
    with faulty;

    fn no_step_of_the_main_story_is_ever_left_in_the_middle(t) {
        the_main_story(t, &Scene::demo());
        assert_golden("faults/story.txt", &whole(t));
        let refusals: usize = faults(t).record().values().map(|it| it.refusals).sum();
        assert!(refusals > 30, "{refusals} rows were refused");
    }

    fn no_step_of_the_worker_is_ever_left_in_the_middle(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let offer = offers_help(&bilal, &katrien, 3);
        proposes(&katrien, &asks_openly(&an, &katrien), &offer);
        t.works();
        t.passes(TimeDelta::days(8));
        t.write(|tx| enqueue(tx, Job::SetClocks, "setClocks", tx.now));
        t.works();
        assert_golden("faults/worker.txt", &whole(t));
    }

    fn work_that_stops_at_any_statement_is_taken_up_again(t) {
        let an = t.newcomer("An").id;
        let mut letters = 0;
        for fault in faults(t).kinds() {
            let mut at = 0;
            loop {
                at += 1;
                letters += 1;
                t.write(move |tx| something_to_do(tx, an));
                let (tried, seen) = faults(t).attempt(&|| t.works_once().into(), (*fault, at), Reach::End);
                assert!(seen.loose.is_empty(), "{:?}", seen.loose);
                let came = tried.failed || seen.has_gone_wrong || t.read(left_over) != [0; 3];
                // The lease of what was taken is over, and what failed is tried again.
                execute(&t.fixture.url, "UPDATE jobs SET leased_until = NULL; UPDATE outbox SET leased_until = NULL");
                t.passes(TimeDelta::minutes(1));
                t.works_once().unwrap();
                assert_eq!(t.read(left_over), [0; 3], "{fault:?} at {at}");
                if !came {
                    break;
                }
            }
            assert!(at > 5, "{fault:?} came only {at} times");
        }
        let delivered = t.read(|tx| Ok(outbox::table.count().get_result::<i64>(tx.conn)?));
        assert_eq!(delivered, letters);
    }

    /// The control: what is left in the middle is seen.
    fn a_call_that_writes_outside_of_its_transaction_is_seen(t) {
        let outside = || {
            execute(&t.fixture.url, "UPDATE people SET version = version + 1");
            Tried::from(Ok(()))
        };
        t.newcomer("An");
        let said = said(|| faults(t).step("planted", outside));
        assert!(said.contains("left it in the middle"), "{said}");
    }

    /// The control: two transactions where there is to be one.
    fn a_call_that_commits_twice_is_seen(t) {
        t.newcomer("An");
        let grow = |tx: &mut Tx<'_>| {
            Ok(diesel::update(people::table).set(people::version.eq(people::version + 1)).execute(tx.conn)?)
        };
        let twice = || t.run(async {
            t.store.write(grow).await?;
            t.store.write(grow).await
        });
        let said = said(|| drop(faults(t).around("planted", || twice().into(), twice, Result::is_ok)));
        assert!(said.contains("commits more than once"), "{said}");
    }

    /// The control: faults that never come.
    fn a_rig_that_sees_no_statements_is_seen(t) {
        let (an, deaf) = (t.resident("An"), Faults::deaf(&t.fixture));
        let call = || an.try_send("POST", "/v1/requests", Some(&wish("walk"))).unwrap().into();
        let said = said(|| deaf.step("planted", call));
        assert!(said.contains("left it in the middle"), "{said}");
    }
}

both! {
    with faulty_and_strict;

    fn what_fails_behind_the_count_of_a_try_leaves_the_try_counted_and_can_be_made_again(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let rosa = t.registered_person("Rosa");
        let enrolled = t.enrols(&katrien);
        let card = enrolled.client.post(&format!("/v1/people/{rosa}/activationCards"), json!({})).ok(201);
        let account = json!({ "activationCode": card.body["code"], "email": "rosa@buurt.example", "password": PASSWORD });
        t.client().post("/v1/accounts", account).ok(202);
        t.passes(TimeDelta::minutes(1));
        let proof = json!({ "password": PASSWORD, "totp": t.code_of(&enrolled.secret) });
        enrolled.client.post("/v1/sessions/current/stepUp", proof).ok(200);
        let record = faults(t).record();
        let is_whole = |it: &&str| record.get(*it).is_some_and(|it| it.past_counting > 0 && it.went_well > 0);
        assert_eq!(COUNTING.iter().filter(|it| !is_whole(it)).collect::<Vec<_>>(), [] as [&&str; 0]);

        // The rig takes the count back after each fault; this one stays.
        let body = json!({ "email": t.newcomer("An").email, "password": PASSWORD });
        let client = t.client().off_contract();
        let sign_in = || client.try_send("POST", "/v1/sessions", Some(&body)).unwrap();
        let (tried, seen) = faults(t).attempt(&|| sign_in().into(), (Fault::Panic, 1), Reach::PastCounting);
        assert!(tried.failed && seen.has_gone_wrong && seen.wrote.len() == 1, "{seen:?}");
        sign_in().ok(201);
    }
}

#[test]
fn what_was_not_made_to_fail_is_missed() {
    let came = Came { panics: 1, refusals: 1, cuts: 1, past_counting: 1, went_well: 1 };
    let whole: Record = all().into_iter().map(|kind| (kind, came)).collect();
    assert_eq!(missing(&whole, Backend::Postgres), [] as [String; 0]);
    let without = |came: Option<Came>| {
        let mut record = whole.clone();
        record.remove("POST /v1/sessions");
        record.extend(came.map(|it| ("POST /v1/sessions".to_owned(), it)));
        missing(&record, Backend::Postgres).len()
    };
    assert_eq!(without(None), 5);
    assert_eq!(without(Some(Came { refusals: 0, ..came })), 1);
    assert_eq!(without(Some(Came { past_counting: 0, ..came })), 1);
    assert_eq!(without(Some(Came { went_well: 0, ..came })), 1);
    let line = "Postgres\tPOST /v1/sessions\t1\t2\t3\t4\t5\nSqlite\tPOST /v1/sessions\t1\t0\t0\t0\t0\n";
    let [(_, both)] = read(&line.repeat(2), Backend::Postgres).into_iter().collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!(both, Came { panics: 2, refusals: 4, cuts: 6, past_counting: 8, went_well: 10 });
}

/// The end of the full run (`just trust`): what its parts noted is all there is.
#[test]
fn all_that_can_fail_was_made_to_fail() {
    let Some(text) = noted() else { return };
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let record = read(&text, backend);
        let sum = |of: fn(&Came) -> usize| record.values().map(of).sum::<usize>();
        let [panics, refusals, cuts] = [sum(|it| it.panics), sum(|it| it.refusals), sum(|it| it.cuts)];
        println!("{backend:?}: {} kinds; {panics} panics, {refusals} refused rows, {cuts} cuts", record.len());
        assert_eq!(missing(&record, backend), [] as [String; 0], "{backend:?}");
    }
}
