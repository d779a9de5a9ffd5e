//! Which jobs ran, and what they did: the row of a job that was due is gone or waits for later, and the audit log holds
//! what its clock does, done to what it is about.

use std::collections::BTreeSet;

use buurtnet::clock::Instant;
use buurtnet::db::schema::{audit, idempotency_keys, jobs};
use buurtnet::db::types::Json;
use buurtnet::events::Job;
use buurtnet::ids::AnyId;
use buurtnet::platform::jobs::enqueue;
use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;

use crate::support::TestApp;

/// What a job is called, what it is about, and the events that it records when time does all that it can do: a new job
/// wants its line here.
fn does(job: &Job) -> (&'static str, Option<Uuid>, &'static [&'static str]) {
    match job {
        Job::ForgetOld => ("ForgetOld", None, &[]),
        Job::SetClocks => ("SetClocks", None, &[]),
        Job::BuildExport { .. } => ("BuildExport", None, &["person.exportMade"]),
        Job::StrikePerson { person } => ("StrikePerson", Some(person.uuid()), &["person.vettingLapsing"]),
        Job::StrikeProxy { proxy } => ("StrikeProxy", Some(proxy.uuid()), &["proxy.expired"]),
        Job::StrikeRequest { request } => (
            "StrikeRequest",
            Some(request.uuid()),
            &["request.escalated", "request.pinged", "request.silent", "request.expired"],
        ),
        Job::StrikeReferral { referral } => {
            ("StrikeReferral", Some(referral.uuid()), &["referral.reminded", "referral.overrideUnread"])
        }
        Job::StrikeConcern { concern } => ("StrikeConcern", Some(concern.uuid()), &["concern.escalated"]),
        Job::StrikeBond { bond } => ("StrikeBond", Some(bond.uuid()), &["bond.asked"]),
        Job::StrikeVisit { visit } => ("StrikeVisit", Some(visit.uuid()), &["visit.asked", "visit.escalated"]),
        Job::StrikeMatch { on } => ("StrikeMatch", Some(on.uuid()), &["match.expired"]),
        Job::StrikeConsent { consent } => ("StrikeConsent", Some(consent.uuid()), &["consent.expired"]),
        Job::MakeBatch { batch } => ("MakeBatch", Some(batch.uuid()), &["batch.made"]),
        Job::StrikeWave { wave } => ("StrikeWave", Some(wave.uuid()), &["wave.asked", "wave.exhausted"]),
    }
}

/// Every kind of job: as many as `does` has arms, of nothing in particular.
fn all() -> Vec<Job> {
    let names = [
        ("forgetOld", ""),
        ("setClocks", ""),
        ("buildExport", "export"),
        ("strikePerson", "person"),
        ("strikeProxy", "proxy"),
        ("strikeRequest", "request"),
        ("strikeReferral", "referral"),
        ("strikeConcern", "concern"),
        ("strikeBond", "bond"),
        ("strikeVisit", "visit"),
        ("strikeMatch", "match"),
        ("strikeConsent", "consent"),
        ("makeBatch", "batch"),
        ("strikeWave", "wave"),
    ];
    let job = |(kind, about): (&str, &str)| {
        let id = "018f0000-0000-7000-8000-000000000000";
        let mut job = serde_json::json!({ "kind": kind });
        if !about.is_empty() {
            job[about] = id.into();
        }
        serde_json::from_value(job).unwrap()
    };
    names.map(job).into()
}

/// What happened, by name, to what.
type Happened = (String, Uuid);

fn happened(t: &TestApp) -> Vec<Happened> {
    t.read(|tx| {
        let rows = audit::table.order(audit::id).select((audit::event, audit::object));
        let rows: Vec<(String, AnyId)> = rows.load(tx.conn)?;
        Ok(rows.into_iter().map(|(event, object)| (event, object.uuid())).collect())
    })
}

/// What ran, each job with each event that it recorded; a job that records none with what else it did.
#[derive(Default)]
pub(super) struct Ran(BTreeSet<(&'static str, String)>);

impl Ran {
    /// Does all that is due, and sees what each job did.
    pub fn works(&mut self, t: &TestApp) {
        let due: Vec<(Uuid, Job)> = t.read(|tx| {
            let due = jobs::table.filter(jobs::run_at.le(tx.now)).select((jobs::id, jobs::job));
            Ok(due.load::<(AnyId, Json<Job>)>(tx.conn)?.into_iter().map(|it| (it.0.uuid(), it.1.0)).collect())
        });
        let before = happened(t).len();
        t.works();
        let left: Vec<(AnyId, Instant)> =
            t.read(|tx| Ok(jobs::table.select((jobs::id, jobs::run_at)).load(tx.conn)?));
        let new = happened(t).split_off(before);
        for (id, job) in due {
            let (name, about, events) = does(&job);
            let later = left.iter().find(|it| it.0.uuid() == id).is_none_or(|it| it.1 > t.now());
            assert!(later, "{name} was due and is due still: {job:?}");
            let is_of = |it: &&Happened| events.contains(&it.0.as_str()) && about.is_none_or(|about| about == it.1);
            self.0.extend(new.iter().filter(is_of).map(|it| (name, it.0.clone())));
            if job == Job::ForgetOld {
                self.0.extend(forgot(t));
            }
        }
    }

    /// The clocks that an upgrade sets anew are lost, and come back, each as it was.
    pub fn sets_clocks_anew(&mut self, t: &TestApp) {
        let before = clocks(t);
        assert!(before.len() > 20, "{before:?}");
        let lost: Vec<String> = before.iter().map(|it| it.0.clone()).collect();
        t.write(move |tx| {
            diesel::delete(jobs::table.filter(jobs::once.eq_any(&lost))).execute(tx.conn)?;
            enqueue(tx, Job::SetClocks, "setClocks", tx.now)
        });
        assert!(clocks(t).is_empty());
        self.works(t);
        assert_eq!(clocks(t), before);
        self.0.insert(("SetClocks", "clocks are set".to_owned()));
    }

    /// What no job did, of all that they can do.
    pub fn missing(&self) -> Vec<String> {
        let all = all().into_iter().flat_map(|job| {
            let (name, _, events) = does(&job);
            let of_none = if job == Job::ForgetOld {
                Some("keys are forgotten")
            } else {
                (job == Job::SetClocks).then_some("clocks are set")
            };
            events.iter().copied().chain(of_none).map(move |it| (name, it.to_owned()))
        });
        all.filter(|it| !self.0.contains(it)).map(|(name, what)| format!("{name}: {what}")).collect()
    }
}

/// Whose clocks are set, and for when, of what [`Job::SetClocks`] sets the clocks of: clocks that came with an upgrade.
fn clocks(t: &TestApp) -> Vec<(String, Instant)> {
    let set: Vec<(String, Instant, Json<Job>)> = t.read(|tx| {
        let set = jobs::table.filter(jobs::once.like("clock:%")).order(jobs::once);
        Ok(set.select((jobs::once, jobs::run_at, jobs::job)).load(tx.conn)?)
    });
    let is_set = |job: &Job| {
        matches!(
            job,
            Job::StrikeProxy { .. }
                | Job::StrikeRequest { .. }
                | Job::StrikeMatch { .. }
                | Job::StrikeReferral { .. }
                | Job::StrikeConcern { .. }
        )
    };
    set.into_iter().filter(|it| is_set(&it.2.0)).map(|it| (it.0, it.1)).collect()
}

/// That which calls were made is forgotten, once the time for it has come.
fn forgot(t: &TestApp) -> Option<(&'static str, String)> {
    let (all, old): (i64, i64) = t.read(|tx| {
        let long_ago = tx.now - TimeDelta::days(2);
        let old = idempotency_keys::table.filter(idempotency_keys::created_at.lt(long_ago)).count();
        Ok((idempotency_keys::table.count().get_result(tx.conn)?, old.get_result(tx.conn)?))
    });
    assert_eq!(old, 0, "of {all} calls some are kept too long");
    (all == 0).then(|| ("ForgetOld", "keys are forgotten".to_owned()))
}
