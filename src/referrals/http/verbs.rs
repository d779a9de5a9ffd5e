//! The verbs.

use serde::Deserialize;
use utoipa::ToSchema;

use super::body::ReferralBody;
use super::show;
use crate::codes::Code;
use crate::ids::{ReferralId, ServiceId};
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id};
use crate::platform::text::FreeText;
use crate::policy::Action;
use crate::referrals::actions;
use crate::referrals::model::{
    ReferralCancelReason, ReferralCompleteOutcome, ReferralFailReason, ReferralRejectReason,
};

pub(super) fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/referrals/{referralId}/send", Action::SendReferral, "Send a draft to the organisation", send)
        .takes_nothing()
        .shows::<ReferralBody>()
        .refuses(&[Code::ConsentMissing, Code::ServiceDoesNotServeArea]);
    let _ = api
        .post("/v1/referrals/{referralId}/discard", Action::DiscardReferral, "Throw a draft away", discard)
        .takes_nothing()
        .shows::<ReferralBody>();
    let _ = api
        .post("/v1/referrals/{referralId}/reply", Action::ReplyReferral, "Reply to the organisation", reply)
        .takes::<ReferralReply>()
        .shows::<ReferralBody>();
    let _ = api
        .post("/v1/referrals/{referralId}/cancel", Action::CancelReferral, "Call a referral off", cancel)
        .takes::<ReferralCancel>()
        .shows::<ReferralBody>();
    let _ = api
        .post("/v1/referrals/{referralId}/ask", Action::AskReferral, "Ask the team something", ask)
        .takes::<ReferralQuestion>()
        .shows::<ReferralBody>();
    let _ = api
        .post("/v1/referrals/{referralId}/accept", Action::AcceptReferral, "Take a referral on", accept)
        .takes_nothing()
        .shows::<ReferralBody>()
        .needs_key();
    let _ = api
        .post("/v1/referrals/{referralId}/reject", Action::RejectReferral, "Turn a referral down", reject)
        .takes::<ReferralReject>()
        .shows::<ReferralBody>();
    let _ = api
        .post("/v1/referrals/{referralId}/start", Action::StartReferral, "Begin with the help", start)
        .takes_nothing()
        .shows::<ReferralBody>();
    let _ = api
        .post("/v1/referrals/{referralId}/complete", Action::CompleteReferral, "Say how it ended", complete)
        .takes::<ReferralComplete>()
        .shows::<ReferralBody>();
    let _ = api
        .post("/v1/referrals/{referralId}/fail", Action::FailReferral, "Say that it did not work", fail)
        .takes::<ReferralFail>()
        .shows::<ReferralBody>();
}

/// A question to the team.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReferralQuestion {
    question: FreeText,
}

/// A reply to the organisation. It stays within what the person consented to.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReferralReply {
    reply: FreeText,
}

/// Why a referral is called off.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReferralCancel {
    reason: ReferralCancelReason,
}

/// Why a referral is turned down, and perhaps a service that fits better.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReferralReject {
    reason: ReferralRejectReason,
    other_service: Option<ServiceId>,
}

/// What came of a referral.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReferralComplete {
    outcome: ReferralCompleteOutcome,
}

/// Why the help did not work.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReferralFail {
    reason: ReferralFailReason,
}

async fn send(call: Call, id: Id<ReferralId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::send(tx, actor, id.0), show(call.locale)).await
}

async fn discard(call: Call, id: Id<ReferralId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::discard(tx, actor, id.0), show(call.locale)).await
}

async fn reply(call: Call, id: Id<ReferralId>, body: Body<ReferralReply>) -> Answer {
    call.act(body, move |tx, actor, said| actions::reply(tx, actor, id.0, said.reply), show(call.locale)).await
}

async fn cancel(call: Call, id: Id<ReferralId>, body: Body<ReferralCancel>) -> Answer {
    call.act(body, move |tx, actor, said| actions::cancel(tx, actor, id.0, said.reason), show(call.locale)).await
}

async fn ask(call: Call, id: Id<ReferralId>, body: Body<ReferralQuestion>) -> Answer {
    call.act(body, move |tx, actor, said| actions::ask(tx, actor, id.0, said.question), show(call.locale)).await
}

async fn accept(call: Call, id: Id<ReferralId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::accept(tx, actor, id.0), show(call.locale)).await
}

async fn reject(call: Call, id: Id<ReferralId>, body: Body<ReferralReject>) -> Answer {
    call.act(
        body,
        move |tx, actor, said| actions::reject(tx, actor, id.0, said.reason, said.other_service),
        show(call.locale),
    )
    .await
}

async fn start(call: Call, id: Id<ReferralId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::start(tx, actor, id.0), show(call.locale)).await
}

async fn complete(call: Call, id: Id<ReferralId>, body: Body<ReferralComplete>) -> Answer {
    call.act(body, move |tx, actor, said| actions::complete(tx, actor, id.0, said.outcome), show(call.locale)).await
}

async fn fail(call: Call, id: Id<ReferralId>, body: Body<ReferralFail>) -> Answer {
    call.act(body, move |tx, actor, said| actions::fail(tx, actor, id.0, said.reason), show(call.locale)).await
}
