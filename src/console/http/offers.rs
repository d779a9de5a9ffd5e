//! The routes of helpers and their offers.

use actix_web::web;

use super::frame::{Shown, after, part, show};
use super::verbs::{Verb, claim, decide, put_back, take_over};
use crate::console::cases::offer_cases;
use crate::console::frame::Frame;
use crate::console::helpers::helpers;
use crate::console::offer_terms;
use crate::console::offers::{offer, offer_viewers};
use crate::ids::OfferId;
use crate::offers::actions as offers;
use crate::offers::model::{OfferReason, OfferState};
use crate::platform::Tx;
use crate::platform::http::{Desk, Form, Id};
use crate::policy::{Action, Actor};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/helpers", web::get().to(list))
        .route("/offers/{offerId}", web::get().to(see))
        .route("/offers/{offerId}", web::post().to(act))
        .route("/offers/{offerId}/viewers", web::get().to(see_viewers));
}

async fn list(desk: Desk) -> Shown {
    let Some(state) = OfferState::from_word(desk.asked("state")) else {
        return show(&desk, Action::SeeQueue, helpers).await;
    };
    let after = desk.asked("after").to_owned();
    let page = move |tx: &mut Tx<'_>, actor: &Actor, frame: Frame| offer_cases(tx, actor, frame, state, &after);
    show(&desk, Action::SeeQueue, page).await
}

async fn see(desk: Desk, id: Id<OfferId>) -> Shown {
    show(&desk, Action::HoldOffer, move |tx, actor, frame| offer(tx, actor, frame, id.0)).await
}

async fn see_viewers(desk: Desk, id: Id<OfferId>) -> Shown {
    part(&desk, Action::HoldOffer, move |tx, actor, frame| offer_viewers(tx, actor, frame, id.0)).await
}

const VERBS: &[Verb<OfferId>] = &[
    ("claim", Action::ClaimItem, claim),
    ("takeOver", Action::TakeOverItem, take_over),
    ("putBack", Action::ReleaseItem, put_back),
    ("approve", Action::ApproveOffer, |tx, actor, id, _| offers::approve(tx, actor, id)),
    ("reject", Action::RejectOffer, |tx, actor, id, form| {
        offers::reject(tx, actor, id, form.word("rejectReason", OfferReason::from_word)?)
    }),
    ("hold", Action::HoldOffer, |tx, actor, id, form| {
        offers::hold(tx, actor, id, form.word("holdReason", OfferReason::from_word)?)
    }),
    ("release", Action::ReleaseOffer, |tx, actor, id, _| offers::release(tx, actor, id)),
    // What somebody says who has no account is written down here.
    ("change", Action::ChangeOffer, |tx, actor, id, form| {
        let said = offer_terms::read(form)?;
        offers::change(tx, actor, id, |terms| said.over(terms))
    }),
    ("pause", Action::PauseOffer, |tx, actor, id, _| offers::pause(tx, actor, id)),
    ("resume", Action::ResumeOffer, |tx, actor, id, _| offers::resume(tx, actor, id)),
    ("retire", Action::RetireOffer, |tx, actor, id, _| offers::retire(tx, actor, id)),
];

async fn act(desk: Desk, id: Id<OfferId>, form: Form) -> Shown {
    let (id, verb) = (id.0, form.get("verb").to_owned());
    let done = decide(&desk, &form, VERBS, id).await;
    let goes_on = form.has("then", "next");
    let next = move |id: OfferId| {
        if goes_on { format!("/console/next?done={verb}") } else { format!("/console/offers/{id}?done={verb}") }
    };
    after(&desk, form, done, next, Action::HoldOffer, move |tx, actor, frame| offer(tx, actor, frame, id)).await
}
