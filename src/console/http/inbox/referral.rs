//! The routes of the page of a referral: it is read, and answered.

use actix_web::web;

use crate::clock::Instant;
use crate::console::http::frame::{Shown, after, show};
use crate::console::http::verbs::{Verb, decide};
use crate::console::inbox::referral::{ACCEPT_WAITING, referral};
use crate::ids::ReferralId;
use crate::platform::http::{Desk, Form, Id};
use crate::platform::{Error, Expected, Result};
use crate::policy::Action;
use crate::referrals::actions;
use crate::referrals::model::{
    PersonAgreedHow, ReferralCancelReason, ReferralCompleteOutcome, ReferralFailReason, ReferralHoldReason,
    ReferralRejectReason,
};
use crate::when::{Date, local_time};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/referrals/{referralId}", web::get().to(see)).route("/referrals/{referralId}", web::post().to(act));
}

async fn see(desk: Desk, id: Id<ReferralId>) -> Shown {
    show(&desk, Action::AcceptReferral, move |tx, actor, frame| referral(tx, actor, frame, id.0)).await
}

/// From which day help is expected.
fn expected_from(form: &Form) -> Result<Instant> {
    Ok(form.read_as::<Date>("expectedFrom")?.start())
}

const VERBS: &[Verb<ReferralId>] = &[
    ("accept", Action::AcceptReferral, |tx, actor, id, _| actions::accept(tx, actor, id)),
    ("reject", Action::RejectReferral, |tx, actor, id, form| {
        actions::reject(tx, actor, id, form.word("rejectReason", ReferralRejectReason::from_word)?, None)
    }),
    ("ask", Action::AskReferral, |tx, actor, id, form| actions::ask(tx, actor, id, form.read_as("question")?)),
    (ACCEPT_WAITING, Action::AcceptReferral, |tx, actor, id, form| {
        actions::accept(tx, actor, id)?;
        // What was read has changed by the first of the two.
        tx.expect(Expected::Anything);
        actions::wait_list(tx, actor, id, expected_from(form)?)
    }),
    ("waitList", Action::WaitListReferral, |tx, actor, id, form| {
        actions::wait_list(tx, actor, id, expected_from(form)?)
    }),
    ("plan", Action::PlanReferral, |tx, actor, id, form| {
        let at = local_time(form.get("at")).ok_or_else(|| Error::invalid("at", "is no local time"))?;
        actions::plan(tx, actor, id, at)
    }),
    ("noShow", Action::NoShowReferral, |tx, actor, id, _| actions::no_show(tx, actor, id)),
    ("start", Action::StartReferral, |tx, actor, id, _| actions::start(tx, actor, id)),
    ("hold", Action::HoldReferral, |tx, actor, id, form| {
        actions::hold(tx, actor, id, form.word("holdReason", ReferralHoldReason::from_word)?)
    }),
    ("resume", Action::ResumeReferral, |tx, actor, id, _| actions::resume(tx, actor, id)),
    ("complete", Action::CompleteReferral, |tx, actor, id, form| {
        actions::complete(tx, actor, id, form.word("outcome", ReferralCompleteOutcome::from_word)?)
    }),
    ("fail", Action::FailReferral, |tx, actor, id, form| {
        actions::fail(tx, actor, id, form.word("failReason", ReferralFailReason::from_word)?)
    }),
    ("cancel", Action::CancelReferral, |tx, actor, id, form| {
        actions::cancel(tx, actor, id, form.word("cancelReason", ReferralCancelReason::from_word)?)
    }),
    // The buttons say that the person agreed, and how.
    ("handBack", Action::HandBackReferral, |tx, actor, id, form| {
        actions::hand_back(tx, actor, id, true, form.word("how", PersonAgreedHow::from_word)?)
    }),
];

async fn act(desk: Desk, id: Id<ReferralId>, form: Form) -> Shown {
    let (id, verb) = (id.0, form.get("verb").to_owned());
    let done = decide(&desk, &form, VERBS, id).await;
    let next = move |id: ReferralId| format!("/inbox/referrals/{id}?done=inbox-{verb}");
    after(&desk, form, done, next, Action::AcceptReferral, move |tx, actor, frame| referral(tx, actor, frame, id)).await
}
