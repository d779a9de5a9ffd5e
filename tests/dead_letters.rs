//! What fails again and again, what was given up, and how the instance is: for administrators, without a word of anybody.

use buurtnet::db::schema::{jobs, outbox};
use buurtnet::events::{Event, Job, Message};
use buurtnet::ids::{ConcernId, JobId, MessageId, PersonId};
use buurtnet::notifications::{tell, undeliverable};
use buurtnet::platform::Error;
use buurtnet::platform::jobs::{enqueue, failed, take};
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::people::Person;
use crate::support::trust::later;

/// A job that failed once, and says why.
fn a_failing_job(t: &TestApp, job: Job, why: &'static str) -> JobId {
    t.works();
    t.write(move |tx| {
        enqueue(tx, job, "planted", tx.now - TimeDelta::days(1))?;
        let taken = take(tx)?.unwrap();
        failed(tx, &taken, &Error::Inconsistent(why.into()))?;
        Ok(taken.id)
    })
}

/// A message to somebody that was given up.
fn a_dead_letter(t: &TestApp, to: PersonId, message: Message) -> MessageId {
    t.write(move |tx| {
        tell(tx, to, message)?;
        let id = outbox::table.order(outbox::id.desc()).select(outbox::id).first(tx.conn)?;
        undeliverable(tx, id, "the mail server refused 550 <ada@buurt.example>")?;
        Ok(id)
    })
}

fn items(who: &Person, path: &str) -> Vec<Value> {
    who.get(path).ok(200).body["items"].as_array().unwrap().clone()
}

both! {
    with TestApp::start;

    fn a_job_that_fails_is_seen_and_done_again_at_once(t) {
        t.works();
        let amir = t.administrator("Amir");
        assert_eq!(items(&amir, "/v1/jobs"), Vec::<Value>::new());
        let id = a_failing_job(t, Job::SetClocks, "ada@buurt.example at +32470000001 is odd");
        let found = items(&amir, "/v1/jobs");
        assert_eq!((found.len(), &found[0]["id"], &found[0]["kind"]), (1, &json!(id), &json!("setClocks")));
        let told = found[0]["lastError"].as_str().unwrap();
        assert!(told.ends_with("… at … is odd"), "{told}");
        assert_eq!(amir.get(&format!("/v1/jobs/{id}")).ok(200).id(), id.to_string());
        let again = amir.post(&format!("/v1/jobs/{id}/replay"), json!({})).ok(200);
        assert_eq!(again.field("attempts"), 0);
        assert_eq!(items(&amir, "/v1/jobs"), Vec::<Value>::new());
        t.works();
        let left = t.read(move |tx| Ok(jobs::table.find(id).count().get_result::<i64>(tx.conn)?));
        assert_eq!(left, 0, "it was done");
        let replayed = t.read(move |tx| buurtnet::audit::history(tx, id.uuid()));
        assert_eq!(replayed.iter().map(|it| it.event.as_str()).collect::<Vec<_>>(), [Event::JobReplayed(id).name()]);
    }

    fn a_job_in_hand_is_left_to_its_worker(t) {
        let amir = t.administrator("Amir");
        let id = a_failing_job(t, Job::SetClocks, "odd");
        t.write(move |tx| {
            let until = tx.database_now()? + TimeDelta::minutes(2);
            diesel::update(jobs::table.find(id)).set(jobs::leased_until.eq(Some(until))).execute(tx.conn)?;
            Ok(())
        });
        amir.post(&format!("/v1/jobs/{id}/replay"), json!({})).is_problem("wrongState", 409);
    }

    fn which_concern_a_job_is_about_is_not_for_administrators(t) {
        let amir = t.administrator("Amir");
        let concern = ConcernId::fresh();
        let id = a_failing_job(t, Job::StrikeConcern { concern }, "odd");
        let found = amir.get(&format!("/v1/jobs/{id}")).ok(200);
        assert_eq!((found.field("kind"), found.body.get("aboutId")), (&json!("strikeConcern"), None));
        assert!(!found.text.contains(&concern.to_string()), "{found}");
    }

    fn a_message_that_was_given_up_goes_out_again(t) {
        let (ada, amir) = (t.resident("Ada"), t.administrator("Amir"));
        t.works();
        let before = t.mails_to(&ada.email).len();
        let id = a_dead_letter(t, ada.id, Message::PasswordChanged);
        let found = items(&amir, "/v1/deadLetters");
        assert_eq!((found.len(), &found[0]["id"], &found[0]["kind"]), (1, &json!(id), &json!("passwordChanged")));
        assert_eq!((&found[0]["state"], &found[0]["recipientId"]), (&json!("dead"), &json!(ada.id)));
        assert_eq!(found[0]["lastError"], "the mail server refused 550 …");
        let again = amir.post(&format!("/v1/deadLetters/{id}/replay"), json!({})).ok(200);
        assert_eq!(again.field("state"), "waiting");
        t.works();
        assert_eq!(t.mails_to(&ada.email).len(), before + 1);
        assert_eq!(items(&amir, "/v1/deadLetters"), Vec::<Value>::new());
        amir.post(&format!("/v1/deadLetters/{id}/replay"), json!({})).is_problem("wrongState", 409);
    }

    fn replaying_asks_for_a_proof_and_is_for_administrators_alone(t) {
        let here = t.neighbourhood("DEMO-01");
        let (ada, amir) = (t.resident("Ada"), t.administrator("Amir"));
        let (katrien, sofie) = (t.buurtwerker("Katrien", here), t.coordinator("Sofie", "99999"));
        let (job, letter) = (a_failing_job(t, Job::SetClocks, "odd"), a_dead_letter(t, ada.id, Message::PasswordChanged));
        let verbs = [format!("/v1/jobs/{job}/replay"), format!("/v1/deadLetters/{letter}/replay")];
        for who in [&ada, &katrien, &sofie] {
            for path in ["/v1/jobs", "/v1/deadLetters", "/v1/instance/health"] {
                who.get(path).is_problem("forbidden", 403);
            }
            for verb in &verbs {
                who.post(verb, json!({})).is_problem("forbidden", 403);
            }
        }
        t.passes(TimeDelta::minutes(6));
        let amir = later(t, &amir);
        for verb in &verbs {
            amir.post(verb, json!({})).is_problem("stepUpNeeded", 403);
        }
        for never in ["/v1/jobs", "/v1/deadLetters"] {
            amir.get(&format!("{never}/018f0000-0000-7000-8000-000000000000")).is_problem("notFound", 404);
        }
    }

    fn an_administrator_sees_how_the_instance_is(t) {
        let (ada, amir) = (t.resident("Ada"), t.administrator("Amir"));
        t.works();
        let check = |kind: &str| {
            let health = amir.get("/v1/instance/health").ok(200);
            let checks = health.body["checks"].as_array().unwrap().clone();
            checks.iter().find(|it| it["kind"] == kind).unwrap()["isWell"].as_bool().unwrap()
        };
        let health = amir.get("/v1/instance/health").ok(200);
        assert_eq!(health.field("version"), env!("CARGO_PKG_VERSION"));
        assert!(check("schema") && check("auditLog") && check("outbox") && check("jobs") && check("givenUp"), "{health}");
        assert!(!check("backup"), "none was made");
        assert_eq!(health.body.get("lastBackupAt"), None);
        a_failing_job(t, Job::SetClocks, "odd");
        a_dead_letter(t, ada.id, Message::PasswordChanged);
        assert!(!check("jobs") && !check("givenUp"));
        t.write(|tx| buurtnet::upkeep::actions::backup_made(tx, buurtnet::ids::BackupId::fresh(), tx.now));
        assert!(check("backup"));
        t.passes(TimeDelta::hours(27));
        let health = t.again(&amir).get("/v1/instance/health").ok(200);
        let checks = health.field("checks").to_string();
        assert!(checks.contains(r#"{"isWell":false,"kind":"backup"}"#), "{checks}");
        assert!(health.field("lastBackupAt").is_string());
    }
}
