//! The routes of referrals: to refer, the list, and the page of one.

use actix_web::web;

use super::frame::{Shown, after, show};
use super::verbs::{Verb, decide};
use crate::consents::actions::{self as consents, NewConsent};
use crate::consents::{ConsentHow, ConsentPurpose, SharedField};
use crate::console::refer::{Asked, refer};
use crate::console::referrals::{list, referral};
use crate::ids::{ConsentId, ReferralId, RequestId, SavedReplyId};
use crate::organisations;
use crate::platform::http::{Desk, Form, Id};
use crate::platform::language::Locale;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};
use crate::referrals::actions::{self as referrals, Basis, NewReferral};
use crate::referrals::model::{ContactPerson, ContactRelation, ReferralCancelReason, ReferralState};
use crate::requests::actions as requests;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/requests/{requestId}/refer", web::get().to(see_refer))
        .route("/requests/{requestId}/refer", web::post().to(send))
        .route("/referrals", web::get().to(see_all))
        .route("/referrals/{referralId}", web::get().to(see))
        .route("/referrals/{referralId}", web::post().to(act));
}

fn asked(desk: &Desk) -> Asked {
    Asked {
        service: desk.asked("service").parse().ok(),
        language: Locale::from_word(desk.asked("language")),
        reply: desk.asked("reply").parse().ok(),
        from: desk.asked("from").parse().ok(),
    }
}

async fn see_refer(desk: Desk, id: Id<RequestId>) -> Shown {
    let asked = asked(&desk);
    show(&desk, Action::PrepareReferral, move |tx, actor, frame| refer(tx, actor, frame, id.0, asked)).await
}

/// The fields that were ticked.
fn shared(form: &Form) -> Result<Vec<SharedField>> {
    let read = |it| SharedField::from_word(it).ok_or_else(|| Error::no_choice("shared"));
    let mut shared = form.all("shared").map(read).collect::<Result<Vec<_>>>()?;
    shared.sort_unstable();
    shared.dedup();
    Ok(shared)
}

/// Whom to call first, where that is shared.
fn contact_person(form: &Form, shared: &[SharedField]) -> Result<Option<ContactPerson>> {
    if !shared.contains(&SharedField::ContactPerson) {
        return Ok(None);
    }
    let relation = ContactRelation::from_word(form.get("contactRelation"));
    Ok(Some(ContactPerson { name: form.read_as("contactName")?, phone: form.read_as("contactPhone")?, relation }))
}

/// What the person said to the text that was shown or read out.
fn answer(tx: &mut Tx<'_>, id: RequestId, form: &Form, new: &NewReferral, given: bool) -> Result<NewConsent> {
    let how = form.word("how", ConsentHow::from_word)?;
    Ok(NewConsent {
        person: requests::load(tx, id)?.person,
        purpose: ConsentPurpose::Referral,
        organisation: Some(organisations::service(tx, new.service)?.organisation),
        scope: new.shared.iter().copied().collect(),
        text_version: form.get("textVersion").to_owned(),
        language: form.word("language", Locale::from_word)?,
        given,
        how,
        given_by: None,
        on_behalf_of: None,
        witness: if how == ConsentHow::OralWithWitness { Some(form.read_as("witness")?) } else { None },
        expires_at: None,
    })
}

/// What the page says of the referral. On what it rests is another question.
fn new_referral(id: RequestId, form: &Form) -> Result<NewReferral> {
    let shared = shared(form)?;
    Ok(NewReferral {
        request: id,
        on_match: None,
        service: form.get("serviceId").parse().map_err(|_| Error::invalid("serviceId", "is no id"))?,
        reason: form.read_as("reason")?,
        contact_person: contact_person(form, &shared)?,
        shared,
        basis: Basis::Nothing,
        urgency: None,
        beside: form.has("beside", "yes"),
    })
}

fn sent(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, form: &Form) -> Result<ReferralId> {
    let new = new_referral(id, form)?;
    let from: Option<ReferralId> = form.get("from").parse().ok();
    match form.get("how") {
        "earlier" => {
            let consent: ConsentId = form.get("consentId").parse().map_err(|_| Error::no_choice("consentId"))?;
            referrals::refer(tx, actor, NewReferral { basis: Basis::Consent(consent), ..new }, None, from)
        }
        "vital" => {
            let basis = Basis::Override(form.read_as("overrideReason")?);
            referrals::refer(tx, actor, NewReferral { basis, ..new }, None, from)
        }
        _ => {
            let yes = answer(tx, id, form, &new, true)?;
            referrals::refer(tx, actor, new, Some(yes), from)
        }
    }
}

/// The person said no, and that is an answer.
fn refuse(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, form: &Form) -> Result<ConsentId> {
    let new = new_referral(id, form)?;
    let no = answer(tx, id, form, &new, false)?;
    consents::give(tx, actor, no)
}

async fn send(desk: Desk, id: Id<RequestId>, form: Form) -> Shown {
    let (id, said, asked) = (id.0, form.clone(), asked(&desk));
    let done = match form.get("verb") {
        "refer" => {
            let done = desk.once(&form, Action::SendReferral, move |tx, actor| sent(tx, actor, id, &said)).await;
            done.map(|it| format!("/console/referrals/{it}?done=refer"))
        }
        "refused" => {
            let done = desk.once(&form, Action::GiveConsent, move |tx, actor| refuse(tx, actor, id, &said)).await;
            done.map(|_| format!("/console/requests/{id}?done=consentRefused"))
        }
        _ => Err(Error::no_choice("verb")),
    };
    let page = move |tx: &mut Tx<'_>, actor: &Actor, frame| refer(tx, actor, frame, id, asked);
    after(&desk, form, done, |path| path, Action::PrepareReferral, page).await
}

async fn see_all(desk: Desk) -> Shown {
    let (state, from) = (ReferralState::from_word(desk.asked("state")), desk.asked("after").parse().ok());
    show(&desk, Action::SeeReferral, move |tx, actor, frame| list(tx, actor, frame, state, from)).await
}

async fn see(desk: Desk, id: Id<ReferralId>) -> Shown {
    let reply: Option<SavedReplyId> = desk.asked("reply").parse().ok();
    show(&desk, Action::SendReferral, move |tx, actor, frame| referral(tx, actor, frame, id.0, reply)).await
}

const VERBS: &[Verb<ReferralId>] = &[
    ("send", Action::SendReferral, |tx, actor, id, _| referrals::send(tx, actor, id)),
    ("discard", Action::DiscardReferral, |tx, actor, id, _| referrals::discard(tx, actor, id)),
    ("reply", Action::ReplyReferral, |tx, actor, id, form| referrals::reply(tx, actor, id, form.read_as("reply")?)),
    ("cancel", Action::CancelReferral, |tx, actor, id, form| {
        referrals::cancel(tx, actor, id, form.word("cancelReason", ReferralCancelReason::from_word)?)
    }),
    ("retract", Action::RetractReferral, |tx, actor, id, _| referrals::retract(tx, actor, id)),
    ("approveOverride", Action::ApproveOverride, |tx, actor, id, _| referrals::approve_override(tx, actor, id)),
    ("refuseOverride", Action::RefuseOverride, |tx, actor, id, _| referrals::refuse_override(tx, actor, id)),
];

async fn act(desk: Desk, id: Id<ReferralId>, form: Form) -> Shown {
    let (id, verb) = (id.0, form.get("verb").to_owned());
    let done = decide(&desk, &form, VERBS, id).await;
    let next = move |id: ReferralId| format!("/console/referrals/{id}?done=referral-{verb}");
    let page = move |tx: &mut Tx<'_>, actor: &Actor, frame| referral(tx, actor, frame, id, None);
    after(&desk, form, done, next, Action::SendReferral, page).await
}
