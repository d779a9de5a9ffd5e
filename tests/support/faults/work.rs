//! The work of the worker, each transaction of it made to fail before it is done.

use buurtnet::clock::Instant;
use buurtnet::db::schema::{jobs, outbox, subscriptions as s, webhook_deliveries};
use buurtnet::events::Job;
use buurtnet::ids::{ReferralId, WebhookDeliveryId, WebhookId};
use buurtnet::notifications::{self, Taken};
use buurtnet::people::contact_rules::model::TellingWhy;
use buurtnet::platform::{Result, Tx, jobs as list};
use buurtnet::privacy::retention::{RULES, forget};
use buurtnet::webhooks::actions::{self as webhooks, Came};
use buurtnet::webhooks::model::{Delivery, DeliveryFault, DeliveryState, WebhookEvent};
use buurtnet::webhooks::subscriptions::actions as subscriptions;
use buurtnet::{audit, work};
use chrono::TimeDelta;
use diesel::prelude::*;

use super::Faults;
use crate::support::app::TestApp;

/// What can become of a letter, whatever does: it is always undone.
type Step = fn(&mut Tx<'_>, &Taken) -> Result<()>;

/// All that can become of a letter.
pub const LETTERS: [(&str, Step); 7] = [
    ("a letter is taken", |tx, _| notifications::take(tx).map(|_| ())),
    ("a letter is delivered", |tx, it| notifications::delivered(tx, it.id)),
    ("a letter waits", |tx, it| notifications::wait(tx, it.id, tx.now + TimeDelta::hours(1))),
    ("a letter is dropped", |tx, it| notifications::dropped(tx, it.id).map(|_| ())),
    ("a letter is told by hand", |tx, it| work::by_hand(tx, it, TellingWhy::ContactRules)),
    ("a letter is tried later", |tx, it| work::not_yet(tx, it, "planted")),
    ("a letter reaches nobody", |tx, it| work::undeliverable(tx, it, "planted")),
];

/// What can become of a call, whatever does.
type CallStep = fn(&mut Tx<'_>, &Delivery) -> Result<()>;

/// All that can become of a call.
pub const CALLS: [(&str, CallStep); 4] = [
    ("a call is taken", |tx, _| webhooks::take(tx).map(|_| ())),
    ("a call went well", |tx, it| called(tx, it, Ok(204))),
    ("a call failed", |tx, it| called(tx, it, Err(DeliveryFault::TimedOut))),
    ("a webhook is gone", |tx, it| called(tx, it, Ok(410))),
];

/// The webhook was called where it is.
fn called(tx: &mut Tx<'_>, it: &Delivery, came: Came) -> Result<()> {
    let whereto = webhooks::whereto(tx, it)?.map(|it| it.0);
    webhooks::came(tx, it, whereto.as_ref(), came)
}

/// What can become of a notification, whatever does: it is taken up first.
type NoticeStep = fn(&mut Tx<'_>) -> Result<()>;

/// All that can become of a notification.
pub const NOTICES: [(&str, NoticeStep); 4] = [
    ("a notification is taken up", |tx| subscriptions::take(tx).map(|_| ())),
    ("a notification went well", |tx| noticed(tx, Ok(204))),
    ("a notification failed", |tx| noticed(tx, Err(DeliveryFault::TimedOut))),
    ("who is notified is gone", |tx| noticed(tx, Ok(410))),
];

fn noticed(tx: &mut Tx<'_>, came: Came) -> Result<()> {
    match subscriptions::take(tx)? {
        Some(call) => subscriptions::came(tx, &call, came),
        None => Ok(()),
    }
}

/// The other steps of the worker.
pub const OTHERS: [&str; 4] =
    ["the audit log is sealed", "a job is taken", "a job has failed", "ForgetOld is put on the list"];

/// What jobs are called here. `ForgetOld` stands for what is done when all its rules are through.
pub const JOBS: [&str; 14] = [
    "ForgetOld",
    "SetClocks",
    "BuildExport",
    "StrikePerson",
    "StrikeProxy",
    "StrikeRequest",
    "StrikeReferral",
    "StrikeConcern",
    "StrikeMatch",
    "StrikeConsent",
    "MakeBatch",
    "StrikeWave",
    "StrikeBond",
    "StrikeVisit",
];

/// A new kind of job does not compile until it stands here and in [`JOBS`].
const fn name_of(job: Job) -> &'static str {
    let [forget, clocks, export, person, proxy, request, referral, concern, on, consent, batch, wave, bond, visit] =
        JOBS;
    match job {
        Job::ForgetOld => forget,
        Job::SetClocks => clocks,
        Job::BuildExport { .. } => export,
        Job::StrikePerson { .. } => person,
        Job::StrikeProxy { .. } => proxy,
        Job::StrikeRequest { .. } => request,
        Job::StrikeReferral { .. } => referral,
        Job::StrikeConcern { .. } => concern,
        Job::StrikeMatch { .. } => on,
        Job::StrikeConsent { .. } => consent,
        Job::MakeBatch { .. } => batch,
        Job::StrikeWave { .. } => wave,
        Job::StrikeBond { .. } => bond,
        Job::StrikeVisit { .. } => visit,
    }
}

impl TestApp {
    /// Where the application is faulty, lets all work that is due fail before it is done.
    pub fn due_work_fails_first(&self) {
        let Some(faults) = &self.faults else { return };
        let [seal, take, failed, put] = OTHERS;
        self.step_fails_first(faults, seal, |tx| audit::seal(tx).map(|_| ()));
        for letter in self.due_letters() {
            for (name, step) in LETTERS {
                let letter = letter.clone();
                self.step_fails_first(faults, name, move |tx| step(tx, &letter));
            }
        }
        for call in self.due_calls() {
            for (name, step) in CALLS {
                let call = call.clone();
                self.step_fails_first(faults, name, move |tx| step(tx, &call));
            }
        }
        if self.has_due_notices() {
            for (name, step) in NOTICES {
                self.step_fails_first(faults, name, step);
            }
        }
        for job in self.due_jobs() {
            self.step_fails_first(faults, take, |tx| list::take(tx).map(|_| ()));
            if job.job.0 == Job::ForgetOld {
                for rule in RULES {
                    self.step_fails_first(faults, rule.what, move |tx| forget(tx, rule).map(|_| ()));
                }
                self.step_fails_first(faults, put, |tx| {
                    list::enqueue(tx, Job::ForgetOld, "planted", tx.now + TimeDelta::hours(1))
                });
            }
            // Only what was taken can fail or be done, so it is taken in the same transaction here.
            let mine = job.clone();
            self.step_fails_first(faults, name_of(job.job.0), move |tx| {
                lease(tx, &mine)?;
                work::finish(tx, &mine)
            });
            self.step_fails_first(faults, failed, move |tx| {
                lease(tx, &job)?;
                list::failed(tx, &job, &buurtnet::platform::Error::Inconsistent("planted".into()))
            });
        }
    }

    fn step_fails_first(
        &self,
        faults: &Faults,
        name: &str,
        step: impl Fn(&mut Tx<'_>) -> Result<()> + Clone + Send + 'static,
    ) {
        faults.step(name, || self.run(self.store.write(step.clone())).into());
    }

    fn due_letters(&self) -> Vec<Taken> {
        self.read(|tx| {
            let due = outbox::table.filter(outbox::state.eq("waiting").and(outbox::run_at.le(tx.now)));
            Ok(due.order((outbox::run_at, outbox::id)).select(Taken::as_select()).load(tx.conn)?)
        })
    }

    fn due_calls(&self) -> Vec<Delivery> {
        use webhook_deliveries as d;
        type Row = (WebhookDeliveryId, WebhookId, WebhookEvent, Option<ReferralId>, i32, Instant);
        self.read(|tx| {
            let due = d::table.filter(d::state.eq(DeliveryState::Waiting).and(d::run_at.le(tx.now)));
            let due = due.order((d::run_at, d::id));
            let due = due.select((d::id, d::webhook_id, d::event, d::referral_id, d::attempts, d::created_at));
            let call = |(id, webhook, event, referral, attempts, at): Row| Delivery {
                id,
                attempts: attempts + 1,
                ..Delivery::new(webhook, event, referral, at)
            };
            Ok(due.load::<Row>(tx.conn)?.into_iter().map(call).collect())
        })
    }

    fn has_due_notices(&self) -> bool {
        self.read(|tx| {
            let due = s::state.eq_any(["requested", "active"]).and(s::run_at.le(tx.now));
            Ok(s::table.filter(due).count().get_result::<i64>(tx.conn)? > 0)
        })
    }

    fn due_jobs(&self) -> Vec<list::Taken> {
        self.read(|tx| {
            let due = jobs::table.filter(jobs::run_at.le(tx.now)).order((jobs::run_at, jobs::id));
            Ok(due.select(list::Taken::as_select()).load(tx.conn)?)
        })
    }
}

fn lease(tx: &mut Tx<'_>, job: &list::Taken) -> Result<()> {
    let until = Some(tx.now + list::LEASE);
    diesel::update(jobs::table.find(job.id)).set(jobs::leased_until.eq(until)).execute(tx.conn)?;
    Ok(())
}
