//! The verbs of the organisation on a case that it has taken on, and the way back.

use serde::Deserialize;
use utoipa::ToSchema;

use super::body::ReferralBody;
use super::show;
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::ReferralId;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id};
use crate::policy::Action;
use crate::referrals::actions;
use crate::referrals::model::{PersonAgreedHow, ReferralHoldReason};

pub(super) fn routes(api: &mut Api) {
    let _ = api
        .post(
            "/v1/referrals/{referralId}/waitList",
            Action::WaitListReferral,
            "Say that there is a waiting list, and when help is expected",
            wait_list,
        )
        .takes::<ReferralWaitList>()
        .shows::<ReferralBody>();
    let _ = api
        .post("/v1/referrals/{referralId}/plan", Action::PlanReferral, "Say when the help is planned", plan)
        .takes::<ReferralPlan>()
        .shows::<ReferralBody>();
    let _ = api
        .post("/v1/referrals/{referralId}/noShow", Action::NoShowReferral, "Say that the person was not there", no_show)
        .takes_nothing()
        .shows::<ReferralBody>();
    let _ = api
        .post("/v1/referrals/{referralId}/hold", Action::HoldReferral, "Interrupt the help", hold)
        .takes::<ReferralHold>()
        .shows::<ReferralBody>();
    let _ = api
        .post("/v1/referrals/{referralId}/resume", Action::ResumeReferral, "Go on with the help", resume)
        .takes_nothing()
        .shows::<ReferralBody>();
    let _ = api
        .post(
            "/v1/referrals/{referralId}/handBack",
            Action::HandBackReferral,
            "Hand a case back to the neighbourhood, with the yes of the person",
            hand_back,
        )
        .takes::<ReferralHandBack>()
        .shows::<ReferralBody>()
        .refuses(&[Code::PersonNotAgreed, Code::ConsentMissing]);
}

/// When help is expected.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReferralWaitList {
    /// In the year to come. The organisation is not reminded before.
    expected_from: Instant,
}

/// When the help is planned.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReferralPlan {
    /// In the year to come. The organisation is not reminded before.
    at: Instant,
}

/// Why the help is interrupted.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReferralHold {
    reason: ReferralHoldReason,
}

/// What the person said to going back to the neighbourhood.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReferralHandBack {
    /// Without a yes nothing is handed back.
    person_agreed: bool,
    how: PersonAgreedHow,
}

async fn wait_list(call: Call, id: Id<ReferralId>, body: Body<ReferralWaitList>) -> Answer {
    call.act(body, move |tx, actor, said| actions::wait_list(tx, actor, id.0, said.expected_from), show(call.locale))
        .await
}

async fn plan(call: Call, id: Id<ReferralId>, body: Body<ReferralPlan>) -> Answer {
    call.act(body, move |tx, actor, said| actions::plan(tx, actor, id.0, said.at), show(call.locale)).await
}

async fn no_show(call: Call, id: Id<ReferralId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::no_show(tx, actor, id.0), show(call.locale)).await
}

async fn hold(call: Call, id: Id<ReferralId>, body: Body<ReferralHold>) -> Answer {
    call.act(body, move |tx, actor, said| actions::hold(tx, actor, id.0, said.reason), show(call.locale)).await
}

async fn resume(call: Call, id: Id<ReferralId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::resume(tx, actor, id.0), show(call.locale)).await
}

async fn hand_back(call: Call, id: Id<ReferralId>, body: Body<ReferralHandBack>) -> Answer {
    call.act(
        body,
        move |tx, actor, said| actions::hand_back(tx, actor, id.0, said.person_agreed, said.how),
        show(call.locale),
    )
    .await
}
