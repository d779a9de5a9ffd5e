//! What somebody can do with a referral now.

use super::subject;
use crate::clock::Instant;
use crate::policy::{self, Action, Actor};
use crate::referrals::model::{Referral, ReferralVerb};

/// The verbs that are offered now, with what each asks of the policy.
const OFFERED: [(ReferralVerb, Action); 20] = [
    (ReferralVerb::Send, Action::SendReferral),
    (ReferralVerb::Discard, Action::DiscardReferral),
    (ReferralVerb::Ask, Action::AskReferral),
    (ReferralVerb::Reply, Action::ReplyReferral),
    (ReferralVerb::Accept, Action::AcceptReferral),
    (ReferralVerb::Reject, Action::RejectReferral),
    (ReferralVerb::Start, Action::StartReferral),
    (ReferralVerb::Complete, Action::CompleteReferral),
    (ReferralVerb::Fail, Action::FailReferral),
    (ReferralVerb::Cancel, Action::CancelReferral),
    (ReferralVerb::WaitList, Action::WaitListReferral),
    (ReferralVerb::Plan, Action::PlanReferral),
    (ReferralVerb::NoShow, Action::NoShowReferral),
    (ReferralVerb::Hold, Action::HoldReferral),
    (ReferralVerb::Resume, Action::ResumeReferral),
    (ReferralVerb::HandBack, Action::HandBackReferral),
    (ReferralVerb::Reroute, Action::RerouteReferral),
    (ReferralVerb::Retract, Action::RetractReferral),
    (ReferralVerb::ApproveOverride, Action::ApproveOverride),
    (ReferralVerb::RefuseOverride, Action::RefuseOverride),
];

/// What the actor may do now, as the words of the URLs.
#[must_use]
pub fn allowed(actor: &Actor, of: &Referral, now: Instant) -> Vec<&'static str> {
    let is_second = actor.person != of.sent_by;
    let fits = |verb: ReferralVerb| match verb {
        ReferralVerb::HandBack => of.can_hand_back(now),
        ReferralVerb::ApproveOverride | ReferralVerb::RefuseOverride => is_second && of.allows(verb),
        ReferralVerb::Discard
        | ReferralVerb::Send
        | ReferralVerb::Ask
        | ReferralVerb::Reply
        | ReferralVerb::Accept
        | ReferralVerb::Reject
        | ReferralVerb::WaitList
        | ReferralVerb::Plan
        | ReferralVerb::NoShow
        | ReferralVerb::Start
        | ReferralVerb::Hold
        | ReferralVerb::Resume
        | ReferralVerb::Complete
        | ReferralVerb::Fail
        | ReferralVerb::Cancel
        | ReferralVerb::Reroute
        | ReferralVerb::Retract => of.allows(verb),
    };
    let verbs = OFFERED.map(|(verb, action)| (verb.as_str(), action, fits(verb)));
    policy::allowed(actor, &subject(of), verbs)
}
