//! The routes of helpers and their offers.

use actix_web::web;

use super::frame::{Shown, after, show};
use crate::console::helpers::helpers;
use crate::console::offers::offer;
use crate::ids::{ItemId, OfferId, PersonId};
use crate::moderation::actions as moderation;
use crate::offers::actions as offers;
use crate::offers::model::OfferReason;
use crate::platform::http::{Desk, Form, Id};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/helpers", web::get().to(list))
        .route("/offers/{offerId}", web::get().to(see))
        .route("/offers/{offerId}", web::post().to(decide));
}

async fn list(desk: Desk) -> Shown {
    show(&desk, Action::SeeQueue, helpers).await
}

async fn see(desk: Desk, id: Id<OfferId>) -> Shown {
    show(&desk, Action::SeeOffer, move |tx, actor, frame| offer(tx, actor, frame, id.0)).await
}

fn action(verb: &str) -> Result<Action> {
    Ok(match verb {
        "claim" => Action::ClaimItem,
        "takeOver" => Action::TakeOverItem,
        "putBack" => Action::ReleaseItem,
        "approve" => Action::ApproveOffer,
        "reject" => Action::RejectOffer,
        "hold" => Action::HoldOffer,
        "release" => Action::ReleaseOffer,
        _ => return Err(Error::invalid("verb", "is not one of the choices")),
    })
}

fn act(tx: &mut Tx<'_>, actor: &Actor, id: OfferId, form: &Form) -> Result<OfferId> {
    let item = ItemId::from(id.uuid());
    match form.get("verb") {
        "claim" => moderation::claim(tx, actor, item).map(|_| id),
        "takeOver" => {
            let from: Option<PersonId> = form.get("from").parse().ok();
            moderation::take_over(tx, actor, item, from).map(|_| id)
        }
        "putBack" => moderation::release(tx, actor, item).map(|_| id),
        "approve" => offers::approve(tx, actor, id),
        "reject" => offers::reject(tx, actor, id, form.word("rejectReason", OfferReason::from_word)?),
        "hold" => offers::hold(tx, actor, id, form.word("holdReason", OfferReason::from_word)?),
        "release" => offers::release(tx, actor, id),
        _ => Err(Error::invalid("verb", "is not one of the choices")),
    }
}

async fn decide(desk: Desk, id: Id<OfferId>, form: Form) -> Shown {
    let (id, said, verb) = (id.0, form.clone(), form.get("verb").to_owned());
    let done = match action(&verb) {
        Ok(action) => desk.once(&form, action, move |tx, actor| act(tx, actor, id, &said)).await,
        Err(error) => Err(error),
    };
    let goes_on = form.has("then", "next");
    let next = move |id: OfferId| {
        if goes_on { format!("/console/next?done={verb}") } else { format!("/console/offers/{id}?done={verb}") }
    };
    after(&desk, form, done, next, Action::SeeOffer, move |tx, actor, frame| offer(tx, actor, frame, id)).await
}
