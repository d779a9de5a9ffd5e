//! The routes about offers.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::actions::{self, View};
use super::model::{Group, Offer, OfferReason, OfferState, Terms, WayToBeAsked};
use crate::categories::Category;
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{NeighbourhoodId, OfferId, PersonId};
use crate::people::model::LanguageTag;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Paged, Reply, Resource, Shown};
use crate::platform::{Amend, Error, Result, Tx};
use crate::policy::{Action, Actor};
use crate::when::WeeklySlot;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .get("/v1/offers", Action::SeeOffer, "Offers: one's own, or those of the neighbourhood", list)
        .query::<OffersQuery>()
        .pages::<OfferBody>();
    let _ = api
        .post("/v1/offers", Action::SubmitOffer, "Offer help", submit)
        .takes::<NewOfferBody>()
        .creates::<OfferBody>()
        .refuses(&[Code::HomeMissing, Code::GuardianMissing]);
    let _ = api.get("/v1/offers/{offerId}", Action::SeeOffer, "An offer", see).shows::<OfferBody>();
    let _ = api
        .patch("/v1/offers/{offerId}", Action::ChangeOffer, "Change an offer", change)
        .takes::<OfferPatchBody>()
        .shows::<OfferBody>();
    let _ = api
        .post("/v1/offers/{offerId}/pause", Action::PauseOffer, "Stop for a while", pause)
        .takes_nothing()
        .shows::<OfferBody>();
    let _ = api
        .post("/v1/offers/{offerId}/resume", Action::ResumeOffer, "Go on", resume)
        .takes_nothing()
        .shows::<OfferBody>();
    let _ = api
        .post("/v1/offers/{offerId}/retire", Action::RetireOffer, "Stop for good", retire)
        .takes_nothing()
        .shows::<OfferBody>();
    let _ = api
        .post("/v1/offers/{offerId}/approve", Action::ApproveOffer, "Let an offer count", approve)
        .takes_nothing()
        .shows::<OfferBody>()
        .refuses(&[Code::ClaimedByOther]);
    let _ = api
        .post("/v1/offers/{offerId}/reject", Action::RejectOffer, "Refuse an offer", reject)
        .takes::<OfferReasonBody>()
        .shows::<OfferBody>()
        .refuses(&[Code::ClaimedByOther]);
    let _ = api
        .post("/v1/offers/{offerId}/hold", Action::HoldOffer, "Put an offer aside", hold)
        .takes::<OfferReasonBody>()
        .shows::<OfferBody>()
        .refuses(&[Code::ClaimedByOther]);
    let _ = api
        .post("/v1/offers/{offerId}/release", Action::ReleaseOffer, "End a hold", release)
        .takes_nothing()
        .shows::<OfferBody>();
}

/// An offer of help.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OfferBody {
    #[serde(flatten)]
    shown: Shown<OfferState, OfferId>,
    /// The helper.
    person: OfferPerson,
    /// Where the helper lives; absent outside every neighbourhood.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    neighbourhood: Option<OfferNeighbourhood>,
    /// Why it was refused or put aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<OfferReason>,
    categories: Vec<Category>,
    radius_metres: i32,
    weekly_slots: Vec<WeeklySlot>,
    languages: Vec<LanguageTag>,
    max_visits_per_week: i32,
    /// How many of them are taken by matches now.
    load: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    max_bonds: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    group: Option<Group>,
    ways_to_be_asked: Vec<WayToBeAsked>,
    /// It counts since then, and nobody of the team has looked; for the team, which looks with `approve`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    unseen_since: Option<Instant>,
}

/// A helper, by id.
#[derive(Serialize, ToSchema)]
struct OfferPerson {
    id: PersonId,
    href: String,
}

/// A neighbourhood, by id.
#[derive(Serialize, ToSchema)]
struct OfferNeighbourhood {
    id: NeighbourhoodId,
    href: String,
}

/// What somebody offers.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewOfferBody {
    /// The kinds of help.
    #[schema(min_items = 1, max_items = 16)]
    categories: Vec<Category>,
    /// How far from home, in metres.
    #[schema(minimum = 500, maximum = 15000)]
    radius_metres: i32,
    /// When. Empty: at no fixed times, so it fits only what is asked without a time.
    #[schema(max_items = 50)]
    weekly_slots: Vec<WeeklySlot>,
    /// Languages to help in, besides those that the profile names.
    #[serde(default)]
    #[schema(max_items = 20)]
    languages: Vec<LanguageTag>,
    /// How many visits a week at most.
    #[schema(minimum = 1, maximum = 21)]
    max_visits_per_week: i32,
    /// How many lasting bonds at most.
    #[schema(minimum = 0, maximum = 21)]
    max_bonds: Option<i32>,
    /// The group that helps, if it is one.
    group: Option<Group>,
    /// How the helper wants to be asked; by a buurtwerker when left out.
    #[serde(default = "by_a_buurtwerker")]
    #[schema(min_items = 1, max_items = 3)]
    ways_to_be_asked: Vec<WayToBeAsked>,
    /// For whom, for the team: a person without an account.
    for_person: Option<PersonId>,
}

fn by_a_buurtwerker() -> Vec<WayToBeAsked> {
    vec![WayToBeAsked::Buurtwerker]
}

/// What changes: what is left out stays, null takes away.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OfferPatchBody {
    #[schema(nullable = false, min_items = 1, max_items = 16)]
    categories: Option<Vec<Category>>,
    #[schema(nullable = false, minimum = 500, maximum = 15000)]
    radius_metres: Option<i32>,
    #[schema(nullable = false, max_items = 50)]
    weekly_slots: Option<Vec<WeeklySlot>>,
    #[schema(nullable = false, max_items = 20)]
    languages: Option<Vec<LanguageTag>>,
    #[schema(nullable = false, minimum = 1, maximum = 21)]
    max_visits_per_week: Option<i32>,
    /// Null: no limit.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 21, value_type = Option<i32>)]
    max_bonds: Amend<i32>,
    /// Null: no group any more.
    #[serde(default)]
    #[schema(value_type = Option<Group>)]
    group: Amend<Group>,
    #[schema(nullable = false, min_items = 1, max_items = 3)]
    ways_to_be_asked: Option<Vec<WayToBeAsked>>,
}

/// Why.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OfferReasonBody {
    reason: OfferReason,
}

crate::db::types::words! {
    /// Which offers to list.
    OffersView {
        /// One's own.
        Mine = "mine",
        /// Those in the neighbourhoods of one's roles.
        Neighbourhood = "neighbourhood",
    }
}

/// The parameters of the list of offers.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OffersQuery {
    /// Which offers; one's own when left out.
    #[param(inline)]
    view: Option<OffersView>,
    /// Those in this state, with the view `neighbourhood`.
    #[param(inline)]
    state: Option<OfferState>,
}

impl Resource for OfferBody {
    fn href(&self) -> &str {
        &self.shown.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.shown.version)
    }
}

fn body(tx: &mut Tx<'_>, actor: &Actor, offer: Offer) -> Result<OfferBody> {
    let allowed_actions = actions::allowed(tx, actor, &offer)?;
    // Why something is looked into is not for whom it is about.
    let is_looked_into = offer.state == OfferState::Held || offer.reason == Some(OfferReason::Safeguarding);
    let is_hidden = actor.person == Some(offer.person) && is_looked_into;
    let neighbourhood = |id| OfferNeighbourhood { id, href: format!("/v1/neighbourhoods/{id}") };
    Ok(OfferBody {
        shown: Shown {
            id: offer.id,
            href: format!("/v1/offers/{}", offer.id),
            state: offer.state,
            version: offer.version,
            allowed_actions,
            created_at: offer.created_at,
            updated_at: offer.updated_at,
        },
        person: OfferPerson { id: offer.person, href: format!("/v1/people/{}", offer.person) },
        neighbourhood: offer.neighbourhood.map(neighbourhood),
        reason: offer.reason.filter(|_| !is_hidden),
        categories: offer.terms.categories,
        radius_metres: offer.terms.radius_metres,
        weekly_slots: offer.terms.weekly_slots,
        languages: offer.terms.languages,
        max_visits_per_week: offer.terms.max_visits_per_week,
        load: offer.load,
        max_bonds: offer.terms.max_bonds,
        group: offer.terms.group,
        ways_to_be_asked: offer.terms.ways_to_be_asked,
        unseen_since: offer.unseen_since.filter(|_| actor.person != Some(offer.person)),
    })
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: OfferId) -> Result<OfferBody> {
    let seen = actions::see(tx, actor, id)?;
    body(tx, actor, seen)
}

async fn list(call: Call, page: Paged<OffersQuery>) -> Answer {
    let cursor = page.cursor;
    let view = match (page.wanted.view.unwrap_or(OffersView::Mine), page.wanted.state) {
        (OffersView::Mine, None) => View::Mine,
        (OffersView::Mine, Some(_)) => return Err(Error::invalid("state", "goes with view=neighbourhood only")),
        (OffersView::Neighbourhood, state) => View::Neighbourhood(state),
    };
    let bodies =
        move |tx: &mut Tx<'_>, actor: &Actor| actions::list(tx, actor, view, cursor)?.try_map(|it| body(tx, actor, it));
    Reply::json(StatusCode::OK, &call.read(bodies).await?)
}

async fn see(call: Call, id: Id<OfferId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn submit(call: Call, body: Body<NewOfferBody>) -> Answer {
    let terms = |new: NewOfferBody| Terms {
        categories: new.categories,
        radius_metres: new.radius_metres,
        weekly_slots: new.weekly_slots,
        languages: new.languages,
        max_visits_per_week: new.max_visits_per_week,
        max_bonds: new.max_bonds,
        group: new.group,
        ways_to_be_asked: new.ways_to_be_asked,
    };
    call.act(body, move |tx, actor, new| actions::submit(tx, actor, new.for_person, terms(new)), show).await
}

fn patched(terms: Terms, patch: OfferPatchBody) -> Terms {
    Terms {
        categories: patch.categories.unwrap_or(terms.categories),
        radius_metres: patch.radius_metres.unwrap_or(terms.radius_metres),
        weekly_slots: patch.weekly_slots.unwrap_or(terms.weekly_slots),
        languages: patch.languages.unwrap_or(terms.languages),
        max_visits_per_week: patch.max_visits_per_week.unwrap_or(terms.max_visits_per_week),
        max_bonds: patch.max_bonds.over(terms.max_bonds),
        group: patch.group.over(terms.group),
        ways_to_be_asked: patch.ways_to_be_asked.unwrap_or(terms.ways_to_be_asked),
    }
}

async fn change(call: Call, id: Id<OfferId>, body: Body<OfferPatchBody>) -> Answer {
    let act =
        move |tx: &mut Tx<'_>, actor: &Actor, patch| actions::change(tx, actor, id.0, |terms| patched(terms, patch));
    call.act(body, act, show).await
}

async fn pause(call: Call, id: Id<OfferId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::pause(tx, actor, id.0), show).await
}

async fn resume(call: Call, id: Id<OfferId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::resume(tx, actor, id.0), show).await
}

async fn retire(call: Call, id: Id<OfferId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::retire(tx, actor, id.0), show).await
}

async fn approve(call: Call, id: Id<OfferId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::approve(tx, actor, id.0), show).await
}

async fn reject(call: Call, id: Id<OfferId>, body: Body<OfferReasonBody>) -> Answer {
    call.act(body, move |tx, actor, why| actions::reject(tx, actor, id.0, why.reason), show).await
}

async fn hold(call: Call, id: Id<OfferId>, body: Body<OfferReasonBody>) -> Answer {
    call.act(body, move |tx, actor, why| actions::hold(tx, actor, id.0, why.reason), show).await
}

async fn release(call: Call, id: Id<OfferId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::release(tx, actor, id.0), show).await
}
