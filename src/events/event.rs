//! What happened.

use super::named::events;
use super::of_organisations::with_those_of_organisations;
use super::of_upkeep::with_those_of_upkeep;

with_those_of_upkeep! { with_those_of_organisations! { events! {
    /// Somebody made an account.
    PersonRegistered(PersonId) = "person.registered";
    /// A backup was put back.
    BackupRestored(BackupId) = "backup.restored";
    /// Another master key came in force.
    KeysRotated(RotationId) = "keys.rotated";
    /// Somebody of a team looked for people by name: the object is who looked.
    PeopleSearched(PersonId) = "person.searched";
    /// An e-mail address was verified.
    PersonVerified(PersonId) = "person.verified";
    /// A person changed what is known of them.
    PersonChanged(PersonId) = "person.changed";
    /// A person said where they live.
    HomeMoved(PersonId) = "person.homeMoved";
    /// A new password was set by mail.
    PasswordReset(PersonId) = "person.passwordReset";
    /// Staff read sealed fields of a person.
    PersonDisclosed(PersonId) = "person.disclosed";
    /// A person was erased for good.
    PersonErased(PersonId) = "person.erased";
    /// A person was asked whether they want to stay, after years without a word.
    PersonAsked(PersonId) = "person.asked";
    /// A person asked for a copy of all that is known of them.
    ExportAsked(PersonId) = "person.exportAsked";
    /// That copy was made.
    ExportMade(PersonId) = "person.exportMade";
    /// That copy was fetched.
    ExportFetched(PersonId) = "person.exportFetched";
    /// Another entry turned out to be the same person.
    PersonMerged(PersonId) = "person.merged";
    /// Two entries are two people after all.
    MergeUndone(PersonId) = "person.mergeUndone";
    /// Somebody may act for a person.
    ProxyGranted(ProxyId) = "proxy.granted";
    /// A second one of the team let a legal representative say yes or no for a person.
    ProxyApproved(ProxyId) = "proxy.approved";
    /// The day until which somebody might act for a person has come.
    ProxyExpired(ProxyId) = "proxy.expired";
    /// Somebody may not act for a person any more.
    ProxyRevoked(ProxyId) = "proxy.revoked";
    /// The team has seen something of a person that counts for the vetting.
    CheckRecorded(PersonId) = "person.checkRecorded";
    /// A check that was entered by mistake was taken back.
    CheckRevoked(PersonId) = "person.checkRevoked";
    /// Two people live together.
    HouseholdJoined(PersonId) = "person.householdJoined";
    /// A person does not live with the others any more.
    HouseholdLeft(PersonId) = "person.householdLeft";
    /// Two people are not to be brought together any more.
    PersonBlocked(BlockId) = "block.made";
    /// A block was taken back.
    PersonUnblocked(BlockId) = "block.lifted";
    /// Somebody of the team wants to see whom to propose for all open requests at once.
    BatchAsked(BatchId) = "batch.asked";
    /// It can be seen.
    BatchMade(BatchId) = "batch.made";
    /// It was seen, with the names of helpers.
    BatchDisclosed(BatchId) = "batch.disclosed";
    /// Helpers are asked in waves.
    WaveStarted(WaveId) = "wave.started";
    /// The next helpers of a wave were asked.
    WaveAsked(WaveId) = "wave.asked";
    /// Nobody is left to ask.
    WaveExhausted(WaveId) = "wave.exhausted";
    /// Nobody else is asked.
    WaveStopped(WaveId) = "wave.stopped";
    /// A helper was told that the vetting lapses.
    VettingLapsing(PersonId) = "person.vettingLapsing";
    /// A person is not vetted any more, and the grace is over.
    VettingLapsed(PersonId) = "person.vettingLapsed";
    /// A person is away for a while.
    PersonPaused(PersonId) = "person.paused";
    /// A person takes part again.
    PersonResumed(PersonId) = "person.resumed";
    /// The team closed the sign-in of a person.
    PersonSuspended(PersonId) = "person.suspended";
    /// The team opened it again.
    PersonReinstated(PersonId) = "person.reinstated";
    /// The home of a person is in another neighbourhood, which waits for their yes.
    PersonMoved(PersonId) = "person.moved";
    /// A person takes part in the new neighbourhood.
    MoveConfirmed(PersonId) = "person.moveConfirmed";
    /// A person stopped taking part.
    PersonLeft(PersonId) = "person.left";
    /// The team wrote down that a person died.
    PersonDeceased(PersonId) = "person.deceased";
    /// The team trusts a person.
    PersonTrusted(PersonId) = "person.trusted";
    /// The team does not trust a person any more.
    PersonDistrusted(PersonId) = "person.distrusted";
    /// How a person may be reached was said.
    ContactRulesSet(PersonId) = "person.contactRulesSet";
    /// Somebody of the team told a person by hand what could not be sent.
    PersonTold(PersonId) = "person.told";
    /// Somebody signed in.
    SignedIn(SessionId) = "session.signedIn";
    /// Somebody signed out.
    SignedOut(SessionId) = "session.signedOut";
    /// A refresh token was used twice: the session is dead.
    SessionReplayed(SessionId) = "session.replayed";
    /// The team made an activation card for a person.
    ActivationCardMade(ActivationCardId) = "activationCard.made";
    /// The team took an activation card back.
    ActivationCardWithdrawn(ActivationCardId) = "activationCard.withdrawn";
    /// An activation card was used: an account joins the person it was made for.
    ActivationCardUsed(ActivationCardId) = "activationCard.used";
    /// Somebody proved again who they are.
    SteppedUp(SessionId) = "session.steppedUp";
    /// Somebody confirmed an authenticator app.
    TotpConfirmed(PersonId) = "person.totpConfirmed";
    /// Somebody does without an authenticator app from now on.
    TotpRemoved(PersonId) = "person.totpRemoved";
    /// The team took a lost authenticator app away.
    TotpReset(PersonId) = "person.totpReset";
    /// Somebody got new recovery codes.
    RecoveryCodesRenewed(PersonId) = "person.recoveryCodesRenewed";
    /// A recovery code was used.
    RecoveryCodeUsed(PersonId) = "person.recoveryCodeUsed";
    /// A role was granted.
    RoleGranted(RoleId) = "role.granted";
    /// A role was taken back.
    RoleRevoked(RoleId) = "role.revoked";
    /// Somebody made an invitation for a role.
    InvitationMade(InvitationId) = "invitation.made";
    /// An invitation was taken back.
    InvitationWithdrawn(InvitationId) = "invitation.withdrawn";
    /// Somebody took the role of an invitation.
    InvitationAccepted(InvitationId) = "invitation.accepted";
    /// A neighbourhood came in with a file.
    NeighbourhoodImported(NeighbourhoodId) = "neighbourhood.imported";
    /// A neighbourhood got another boundary or name.
    NeighbourhoodChanged(NeighbourhoodId) = "neighbourhood.changed";
    /// Who is on duty in a neighbourhood was set.
    DutyRosterSet(NeighbourhoodId) = "neighbourhood.dutyRosterSet";
    /// Somebody of a team will be away.
    AbsenceEntered(AbsenceId) = "absence.entered";
    /// Somebody of a team will not be away after all.
    AbsenceRemoved(AbsenceId) = "absence.removed";
    /// A text was saved for a team.
    SavedReplyAdded(SavedReplyId) = "savedReply.added";
    /// A saved text was changed.
    SavedReplyChanged(SavedReplyId) = "savedReply.changed";
    /// A saved text was taken away.
    SavedReplyRemoved(SavedReplyId) = "savedReply.removed";
    /// Help was offered.
    OfferSubmitted(OfferId) = "offer.submitted";
    /// An offer was changed by the helper.
    OfferChanged(OfferId) = "offer.changed";
    /// An offer that counted before anybody looked at it was changed into what is looked at first.
    OfferResubmitted(OfferId) = "offer.resubmitted";
    /// An offer counts from now on.
    OfferApproved(OfferId) = "offer.approved";
    /// An offer was refused.
    OfferRejected(OfferId) = "offer.rejected";
    /// An offer was put aside.
    OfferHeld(OfferId) = "offer.held";
    /// An offer was put aside with its helper, who is suspended.
    OfferHeldWithPerson(OfferId) = "offer.heldWithPerson";
    /// A hold on an offer ended.
    OfferReleased(OfferId) = "offer.released";
    /// A helper paused.
    OfferPaused(OfferId) = "offer.paused";
    /// A helper goes on.
    OfferResumed(OfferId) = "offer.resumed";
    /// A helper stopped.
    OfferRetired(OfferId) = "offer.retired";
    /// Help was asked for.
    RequestSubmitted(RequestId) = "request.submitted";
    /// Somebody on duty was told that a request waits too long for a first look.
    RequestEscalated(RequestId) = "request.escalated";
    /// A request was changed.
    RequestChanged(RequestId) = "request.changed";
    /// A changed request needs a new look.
    RequestResubmitted(RequestId) = "request.resubmitted";
    /// A request changed, and stays open, because its requester is trusted.
    RequestOpenedAnew(RequestId) = "request.openedAnew";
    /// A request may be matched.
    RequestApproved(RequestId) = "request.approved";
    /// The team asked the requester something.
    InformationAsked(RequestId) = "request.informationAsked";
    /// The requester answered.
    RequestAnswered(RequestId) = "request.answered";
    /// A request was refused.
    RequestRejected(RequestId) = "request.rejected";
    /// A request was put aside.
    RequestHeld(RequestId) = "request.held";
    /// A hold on a request ended.
    RequestReleased(RequestId) = "request.released";
    /// A request was taken back.
    RequestWithdrawn(RequestId) = "request.withdrawn";
    /// The help came.
    RequestFulfilled(RequestId) = "request.fulfilled";
    /// Enough helpers agreed.
    RequestMatched(RequestId) = "request.matched";
    /// A helper is looked for again.
    RequestVacated(RequestId) = "request.vacated";
    /// The requester was asked whether help is still needed.
    RequestPinged(RequestId) = "request.pinged";
    /// The team was asked to look after somebody who does not answer.
    RequestSilent(RequestId) = "request.silent";
    /// Somebody said that help is still needed.
    RequestConfirmed(RequestId) = "request.confirmed";
    /// Nobody said that help is still needed.
    RequestExpired(RequestId) = "request.expired";
    /// An ended request was taken up again.
    RequestReopened(RequestId) = "request.reopened";
    /// The case is with a professional.
    RequestReferred(RequestId) = "request.referred";
    /// The case came back from a professional, first in the queue.
    RequestReturned(RequestId) = "request.returned";
    /// Staff read the sealed texts of a request.
    RequestDisclosed(RequestId) = "request.disclosed";
    /// An organisation asked the neighbourhood for help for a client.
    ClientRequestSubmitted(ClientRequestId) = "clientRequest.submitted";
    /// It called that off.
    ClientRequestWithdrawn(ClientRequestId) = "clientRequest.withdrawn";
    /// Somebody who has the link of a referral asked for the code.
    LinkCodeSent(ReferralId) = "referral.linkCodeSent";
    /// Somebody came in by the link of a referral, with the code.
    LinkOpened(ReferralId) = "referral.linkOpened";
    /// Another address was asked for.
    AddressChangeAsked(OrganisationId) = "organisation.addressChangeAsked";
    /// Another address counts from now on.
    OrganisationReaddressed(OrganisationId) = "organisation.readdressed";
    /// The team checked a right with the person.
    RightChecked(RequestId) = "request.rightChecked";
    /// A member of the team took a request in hand.
    RequestClaimed(RequestId) = "request.claimed";
    /// A member of the team took a request over from another.
    RequestTakenOver(RequestId) = "request.takenOver";
    /// A member of the team put a request back.
    RequestUnclaimed(RequestId) = "request.unclaimed";
    /// A member of the team took an offer in hand.
    OfferClaimed(OfferId) = "offer.claimed";
    /// A member of the team took an offer over from another.
    OfferTakenOver(OfferId) = "offer.takenOver";
    /// A member of the team put an offer back.
    OfferUnclaimed(OfferId) = "offer.unclaimed";
    /// Nobody answered in time.
    MatchExpired(MatchId) = "match.expired";
    /// Two people were proposed to each other.
    MatchProposed(MatchId) = "match.proposed";
    /// A neighbour offered themselves for a request.
    MatchVolunteered(MatchId) = "match.volunteered";
    /// A guardian of somebody under age said yes to a match.
    MatchGuardianAgreed(MatchId) = "match.guardianAgreed";
    /// The team let a match be agreed.
    MatchApproved(MatchId) = "match.approved";
    /// The team ended a held match.
    MatchClosed(MatchId) = "match.closed";
    /// One side said yes.
    MatchAccepted(MatchId) = "match.accepted";
    /// Both sides said yes.
    MatchAgreed(MatchId) = "match.agreed";
    /// One side said no.
    MatchDeclined(MatchId) = "match.declined";
    /// A match was called off before it was agreed.
    MatchCancelled(MatchId) = "match.cancelled";
    /// Another match took the place.
    MatchSuperseded(MatchId) = "match.superseded";
    /// A match was put aside.
    MatchHeld(MatchId) = "match.held";
    /// A hold on a match ended.
    MatchReleased(MatchId) = "match.released";
    /// An agreed match ended by a person.
    MatchEnded(MatchId) = "match.ended";
    /// An agreed match ended because its request did.
    MatchEndedWithRequest(MatchId) = "match.endedWithRequest";
    /// The contact and the place of a match were read.
    MatchDisclosed(MatchId) = "match.disclosed";
    /// A bond began with its match.
    BondBegan(BondId) = "bond.began";
    /// A bond was paused.
    BondPaused(BondId) = "bond.paused";
    /// A paused bond goes on.
    BondResumed(BondId) = "bond.resumed";
    /// Both were asked how a bond goes.
    BondAsked(BondId) = "bond.asked";
    /// Somebody said how a bond goes.
    BondCheckedIn(BondId) = "bond.checkedIn";
    /// Somebody else was asked for, while the helper is away.
    BondCovered(BondId) = "bond.covered";
    /// A bond ended with its match.
    BondEnded(BondId) = "bond.ended";
    /// A visit was planned.
    VisitPlanned(VisitId) = "visit.planned";
    /// A visit took place.
    VisitDone(VisitId) = "visit.done";
    /// Somebody did not come, or did not open.
    VisitMissed(VisitId) = "visit.missed";
    /// A visit was called off.
    VisitCancelled(VisitId) = "visit.cancelled";
    /// Both were asked how a visit went.
    VisitAsked(VisitId) = "visit.asked";
    /// It went up the duty roster that nobody opened.
    VisitEscalated(VisitId) = "visit.escalated";
    /// The team reached the requester, after nobody had opened.
    RequesterReached(VisitId) = "visit.requesterReached";
    /// A consent was given.
    ConsentGiven(ConsentId) = "consent.given";
    /// A consent was refused.
    ConsentRefused(ConsentId) = "consent.refused";
    /// A consent was withdrawn.
    ConsentWithdrawn(ConsentId) = "consent.withdrawn";
    /// A yes ran out.
    ConsentExpired(ConsentId) = "consent.expired";
    /// A referral was drafted.
    ReferralPrepared(ReferralId) = "referral.prepared";
    /// A draft was thrown away.
    ReferralDiscarded(ReferralId) = "referral.discarded";
    /// A referral went to the organisation.
    ReferralSent(ReferralId) = "referral.sent";
    /// The organisation asked something.
    ReferralAsked(ReferralId) = "referral.asked";
    /// The team replied.
    ReferralReplied(ReferralId) = "referral.replied";
    /// The organisation took it on.
    ReferralAccepted(ReferralId) = "referral.accepted";
    /// The organisation turned it down.
    ReferralRejected(ReferralId) = "referral.rejected";
    /// The help began.
    ReferralStarted(ReferralId) = "referral.started";
    /// The help ended, with an outcome.
    ReferralCompleted(ReferralId) = "referral.completed";
    /// The help did not work.
    ReferralFailed(ReferralId) = "referral.failed";
    /// The referral was called off.
    ReferralCancelled(ReferralId) = "referral.cancelled";
    /// The organisation has a waiting list.
    ReferralWaitListed(ReferralId) = "referral.waitListed";
    /// The organisation planned the help.
    ReferralPlanned(ReferralId) = "referral.planned";
    /// The person was not there.
    ReferralNoShow(ReferralId) = "referral.noShow";
    /// The organisation interrupted the help.
    ReferralHeld(ReferralId) = "referral.held";
    /// The organisation went on with the help.
    ReferralResumed(ReferralId) = "referral.resumed";
    /// The organisation handed the case back to the neighbourhood.
    ReferralHandedBack(ReferralId) = "referral.handedBack";
    /// The case goes to another service.
    ReferralRerouted(ReferralId) = "referral.rerouted";
    /// The team took it back: it should never have been.
    ReferralRetracted(ReferralId) = "referral.retracted";
    /// A second one agreed that it was sent without a consent.
    ReferralOverrideApproved(ReferralId) = "referral.overrideApproved";
    /// A second one did not agree that it was sent without a consent.
    ReferralOverrideRefused(ReferralId) = "referral.overrideRefused";
    /// Nobody read in time why it was sent without a consent.
    ReferralOverrideUnread(ReferralId) = "referral.overrideUnread";
    /// Organisations refused one request again and again: the help is missing.
    StructuralSignalRaised(RequestId) = "request.structuralSignalRaised";
    /// The organisation was reminded that a word of it is awaited.
    ReferralReminded(ReferralId) = "referral.reminded";
    /// The shared fields of a referral were read.
    ReferralDisclosed(ReferralId) = "referral.disclosed";
    /// A concern was raised.
    ConcernSubmitted(ConcernId) = "concern.submitted";
    /// A concern became critical: what it holds is held from now on.
    ConcernCritical(ConcernId) = "concern.critical";
    /// The next of the duty roster was asked to see to a concern.
    ConcernEscalated(ConcernId) = "concern.escalated";
    /// Somebody judged how severe a concern is.
    ConcernTriaged(ConcernId) = "concern.triaged";
    /// Somebody began to look into a concern.
    ConcernInvestigated(ConcernId) = "concern.investigated";
    /// A concern was resolved.
    ConcernResolved(ConcernId) = "concern.resolved";
    /// A concern was dismissed.
    ConcernDismissed(ConcernId) = "concern.dismissed";
    /// A closed concern was taken up again.
    ConcernReopened(ConcernId) = "concern.reopened";
    /// Somebody wrote a note about a concern.
    ConcernNoted(ConcernId) = "concern.noted";
    /// It was decided about something that a concern held.
    ConcernHoldDecided(ConcernId) = "concern.holdDecided";
    /// Somebody of the team read a concern.
    ConcernDisclosed(ConcernId) = "concern.disclosed";
} } }
