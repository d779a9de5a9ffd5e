//! The verbs with which the team sends a case elsewhere, takes it back, or looks a second time.

use serde::Deserialize;
use utoipa::ToSchema;

use super::body::ReferralBody;
use super::{ReferralOverride, basis, fields, show};
use crate::codes::Code;
use crate::consents::SharedField;
use crate::ids::{ConsentId, ReferralId, ServiceId};
use crate::platform::Result;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id};
use crate::platform::text::FreeText;
use crate::policy::Action;
use crate::referrals::actions::{self, NewRoute};
use crate::referrals::model::ContactPerson;
use crate::requests::model::Urgency;

pub(super) fn routes(api: &mut Api) {
    let _ = api
        .post(
            "/v1/referrals/{referralId}/reroute",
            Action::RerouteReferral,
            "Prepare a referral to another service, after one that came to nothing",
            reroute,
        )
        .takes::<ReferralReroute>()
        .creates::<ReferralBody>()
        .refuses(&[Code::ServiceDoesNotServeArea]);
    let _ = api
        .post(
            "/v1/referrals/{referralId}/retract",
            Action::RetractReferral,
            "Take a referral back that should never have been",
            retract,
        )
        .takes_nothing()
        .shows::<ReferralBody>();
    let _ = api
        .post(
            "/v1/referrals/{referralId}/approveOverride",
            Action::ApproveOverride,
            "Agree, as a second one, that it was sent without a consent",
            approve_override,
        )
        .takes_nothing()
        .shows::<ReferralBody>();
    let _ = api
        .post(
            "/v1/referrals/{referralId}/refuseOverride",
            Action::RefuseOverride,
            "Refuse, as a second one, that it was sent without a consent: it is cancelled",
            refuse_override,
        )
        .takes_nothing()
        .shows::<ReferralBody>();
}

/// Where a case goes next. What is left out is as it was, but what it rests on is said anew: with neither a consent nor
/// an override it can be prepared and not sent.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReferralReroute {
    /// Another service than before.
    service_id: ServiceId,
    /// Why a professional is needed. Needed where the earlier one was sent without a consent.
    reason: Option<FreeText>,
    /// The fields to share.
    #[schema(max_items = 12)]
    shared: Option<Vec<SharedField>>,
    consent_id: Option<ConsentId>,
    #[serde(rename = "override")]
    vital: Option<ReferralOverride>,
    urgency: Option<Urgency>,
    /// Whether the neighbourhood goes on helping too.
    beside: Option<bool>,
    /// Somebody else to turn to. Goes with `contactPerson` among the shared fields.
    contact_person: Option<ContactPerson>,
}

fn parse(said: ReferralReroute) -> Result<NewRoute> {
    Ok(NewRoute {
        service: said.service_id,
        reason: said.reason,
        shared: said.shared.map(fields).transpose()?,
        basis: basis(said.consent_id, said.vital)?,
        urgency: said.urgency,
        beside: said.beside,
        contact_person: said.contact_person,
    })
}

async fn reroute(call: Call, id: Id<ReferralId>, body: Body<ReferralReroute>) -> Answer {
    call.act(body, move |tx, actor, said| actions::reroute(tx, actor, id.0, parse(said)?), show(call.locale)).await
}

async fn retract(call: Call, id: Id<ReferralId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::retract(tx, actor, id.0), show(call.locale)).await
}

async fn approve_override(call: Call, id: Id<ReferralId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::approve_override(tx, actor, id.0), show(call.locale)).await
}

async fn refuse_override(call: Call, id: Id<ReferralId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::refuse_override(tx, actor, id.0), show(call.locale)).await
}
