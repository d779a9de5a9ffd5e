//! The routes of the page of a referral: it is read, and answered.

use actix_web::web;

use crate::console::http::frame::{Shown, after, show};
use crate::console::inbox::referral::referral;
use crate::ids::ReferralId;
use crate::platform::http::{Desk, Form, Id};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};
use crate::referrals::actions;
use crate::referrals::model::{
    PersonAgreedHow, ReferralCancelReason, ReferralCompleteOutcome, ReferralFailReason, ReferralHoldReason,
    ReferralRejectReason,
};
use crate::when::{Date, local_time};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/referrals/{referralId}", web::get().to(see))
        .route("/referrals/{referralId}", web::post().to(answer));
}

async fn see(desk: Desk, id: Id<ReferralId>) -> Shown {
    show(&desk, Action::AcceptReferral, move |tx, actor, frame| referral(tx, actor, frame, id.0)).await
}

/// The verbs of the page, each with its action.
fn action(verb: &str) -> Result<Action> {
    Ok(match verb {
        "accept" => Action::AcceptReferral,
        "reject" => Action::RejectReferral,
        "ask" => Action::AskReferral,
        "waitList" => Action::WaitListReferral,
        "plan" => Action::PlanReferral,
        "noShow" => Action::NoShowReferral,
        "start" => Action::StartReferral,
        "hold" => Action::HoldReferral,
        "resume" => Action::ResumeReferral,
        "complete" => Action::CompleteReferral,
        "fail" => Action::FailReferral,
        "cancel" => Action::CancelReferral,
        "handBack" => Action::HandBackReferral,
        _ => return Err(Error::invalid("verb", "is not one of the choices")),
    })
}

fn act(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId, form: &Form) -> Result<ReferralId> {
    match form.get("verb") {
        "accept" => actions::accept(tx, actor, id),
        "reject" => {
            let reason = form.word("rejectReason", ReferralRejectReason::from_word)?;
            actions::reject(tx, actor, id, reason, None)
        }
        "ask" => actions::ask(tx, actor, id, form.read_as("question")?),
        "waitList" => {
            let day: Date = form.read_as("expectedFrom")?;
            actions::wait_list(tx, actor, id, day.start())
        }
        "plan" => {
            let at = local_time(form.get("at")).ok_or_else(|| Error::invalid("at", "is no local time"))?;
            actions::plan(tx, actor, id, at)
        }
        "noShow" => actions::no_show(tx, actor, id),
        "start" => actions::start(tx, actor, id),
        "hold" => actions::hold(tx, actor, id, form.word("holdReason", ReferralHoldReason::from_word)?),
        "resume" => actions::resume(tx, actor, id),
        "complete" => actions::complete(tx, actor, id, form.word("outcome", ReferralCompleteOutcome::from_word)?),
        "fail" => actions::fail(tx, actor, id, form.word("failReason", ReferralFailReason::from_word)?),
        "cancel" => actions::cancel(tx, actor, id, form.word("cancelReason", ReferralCancelReason::from_word)?),
        // The buttons say that the person agreed, and how.
        "handBack" => actions::hand_back(tx, actor, id, true, form.word("how", PersonAgreedHow::from_word)?),
        _ => Err(Error::invalid("verb", "is not one of the choices")),
    }
}

async fn answer(desk: Desk, id: Id<ReferralId>, form: Form) -> Shown {
    let (id, said, verb) = (id.0, form.clone(), form.get("verb").to_owned());
    let done = match action(&verb) {
        Ok(action) => desk.once(&form, action, move |tx, actor| act(tx, actor, id, &said)).await,
        Err(error) => Err(error),
    };
    let next = move |id: ReferralId| format!("/inbox/referrals/{id}?done=inbox-{verb}");
    after(&desk, form, done, next, Action::AcceptReferral, move |tx, actor, frame| referral(tx, actor, frame, id)).await
}
