//! The grid: how far each role reaches with each action.

use super::Reach::{self, Circle, Everyone, Neighbourhood, Nobody, Organisation, Own};
use super::Role;
use super::of_safety::with_those_of_safety;
use super::table::grid;

with_those_of_safety! { grid! {
    // action = word, seen by:            anyone   resident buurtwerker   careProvider coordinator   administrator
    // -- the instance
    /// What this instance offers: languages, categories, features.
    SeeInstance = "seeInstance", seen by SeeInstance: Everyone Everyone Everyone Everyone Everyone Everyone;
    /// Make the first administrator, with the token that the program prints where there is none.
    SetUp = "setUp", seen by SetUp: Everyone Everyone Everyone Everyone Everyone Everyone;
    /// See and change how this instance sends mail.
    ChangeMail = "changeMail", seen by ChangeMail: Nobody Nobody Nobody Nobody Nobody Everyone;
    // -- accounts and sessions
    /// Make an account.
    Register = "register", seen by Register: Everyone Everyone Everyone Everyone Everyone Everyone;
    /// Verify an e-mail address.
    Verify = "verify", seen by Verify: Everyone Everyone Everyone Everyone Everyone Everyone;
    /// Ask for a mail to set a new password, and set it.
    Reset = "reset", seen by Reset: Everyone Everyone Everyone Everyone Everyone Everyone;
    /// Sign in.
    SignIn = "signIn", seen by SignIn: Everyone Everyone Everyone Everyone Everyone Everyone;
    /// Exchange a refresh token.
    Refresh = "refresh", seen by Refresh: Everyone Everyone Everyone Everyone Everyone Everyone;
    /// See one's own sessions.
    SeeSession = "seeSession", seen by SeeSession: Nobody Own Nobody Nobody Nobody Nobody;
    /// End one's own session.
    SignOut = "signOut", seen by SeeSession: Nobody Own Nobody Nobody Nobody Nobody;
    /// Prove again who one is, in one's own session.
    StepUp = "stepUp", seen by SeeSession: Nobody Own Nobody Nobody Nobody Nobody;
    /// Set up an authenticator app, do without it, renew one's recovery codes.
    ChangeFactors = "changeFactors", seen by SeePerson: Nobody Own Nobody Nobody Nobody Nobody;
    /// Make a card that joins a sign-in to a person without an account.
    MakeActivationCard = "makeActivationCard", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// See the cards of a person, without their codes.
    SeeActivationCard = "seeActivationCard", seen by SeeActivationCard: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Take a card back.
    WithdrawCard = "withdrawCard", seen by SeeActivationCard: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Take the lost authenticator app of somebody away.
    ResetTotp = "resetTotp", seen by SeeRole: Nobody Nobody Nobody Nobody Neighbourhood Everyone;
    // -- people
    /// See a person. A team sees who lives in its neighbourhoods.
    SeePerson = "seePerson", seen by SeePerson: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
    /// Change one's own name, languages and locale.
    ChangePerson = "changePerson", seen by SeePerson: Nobody Own Nobody Nobody Nobody Nobody;
    /// See what of oneself others have read.
    SeeAccessLog = "seeAccessLog", seen by SeeAccessLog: Nobody Own Nobody Nobody Nobody Nobody;
    /// Ask for a copy of all that is known of oneself, and fetch it.
    ExportPerson = "exportPerson", seen by ExportPerson: Nobody Own Nobody Nobody Nobody Nobody;
    /// Have oneself erased for good.
    EraseMe = "eraseMe", seen by SeePerson: Nobody Own Nobody Nobody Nobody Nobody;
    /// Have somebody without an account erased, who asks for it.
    ErasePerson = "erasePerson", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Say where one lives.
    MoveHome = "moveHome", seen by SeePerson: Nobody Own Nobody Nobody Nobody Nobody;
    /// Register a person without an account: the team anybody in its neighbourhoods, a guardian a child of theirs.
    RegisterPerson = "registerPerson", seen by RegisterPerson: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
    /// Look by name for people who are known already.
    SearchPeople = "searchPeople", seen by SearchPeople: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Take in, all at once, who somebody without an account is and what they ask.
    TakeIntake = "takeIntake", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Write down what a person without an account says.
    RecordForPerson = "recordForPerson", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Make one person of two entries.
    MergePeople = "mergePeople", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Make two of them again.
    UndoMerge = "undoMerge", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Let somebody act for a person: the person, or the team, which writes it down.
    GrantProxy = "grantProxy", seen by SeePerson: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
    /// See who acts for a person.
    SeeProxy = "seeProxy", seen by SeeProxy: Nobody Circle Neighbourhood Nobody Neighbourhood Nobody;
    /// Take a proxy back, or give it up.
    RevokeProxy = "revokeProxy", seen by SeeProxy: Nobody Circle Neighbourhood Nobody Neighbourhood Nobody;
    /// Let a legal representative say yes or no for a person, as a second one of the team.
    ApproveProxy = "approveProxy", seen by SeeProxy: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// See what the team has seen of a person.
    SeeCheck = "seeCheck", seen by SeeCheck: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
    /// Write down what the team has seen of a person.
    RecordCheck = "recordCheck", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Take back what was written down by mistake.
    RevokeCheck = "revokeCheck", seen by SeeCheck: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// See with whom a person lives.
    SeeHousehold = "seeHousehold", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Write down who lives together.
    JoinHousehold = "joinHousehold", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Write down that somebody does not live with the others any more.
    LeaveHousehold = "leaveHousehold", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Not be brought together any more with the other side of a match.
    BlockPerson = "blockPerson", seen by SeeMatch: Nobody Circle Nobody Nobody Nobody Nobody;
    /// Keep two people apart.
    BlockBetween = "blockBetween", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// See a block that one made.
    SeeBlock = "seeBlock", seen by SeeBlock: Nobody Own Nobody Nobody Nobody Nobody;
    /// Take a block back that one made.
    Unblock = "unblock", seen by SeeBlock: Nobody Own Nobody Nobody Nobody Nobody;
    /// Be away for a while.
    PausePerson = "pausePerson", seen by SeePerson: Nobody Own Nobody Nobody Nobody Nobody;
    /// Take part again.
    ResumePerson = "resumePerson", seen by SeePerson: Nobody Own Nobody Nobody Nobody Nobody;
    /// Say yes to the neighbourhood of the new home.
    ConfirmMove = "confirmMove", seen by SeePerson: Nobody Own Nobody Nobody Nobody Nobody;
    /// Stop taking part, for good.
    Leave = "leave", seen by SeePerson: Nobody Own Nobody Nobody Nobody Nobody;
    /// Close the sign-in of a person.
    SuspendPerson = "suspendPerson", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Open it again.
    ReinstatePerson = "reinstatePerson", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Write down that a person died: the team, or whoever acts for them.
    Deceased = "deceased", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Let what a person asks and offers count before anybody has looked.
    TrustPerson = "trustPerson", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Look first again.
    DistrustPerson = "distrustPerson", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// See how a person may be reached.
    SeeContactRules = "seeContactRules", seen by SeePerson: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
    /// Say how a person may be reached.
    SetContactRules = "setContactRules", seen by SeePerson: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
    /// Write down that a person was told by hand what could not be sent.
    TellPerson = "tellPerson", seen by SeePerson: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// See the roles of a person; an organisation those that hold in it.
    SeeRole = "seeRole", seen by SeeRole: Nobody Own Nobody Organisation Nobody Everyone;
    /// Grant a role.
    GrantRole = "grantRole", seen by SeeRole: Nobody Nobody Nobody Nobody Nobody Everyone;
    /// Take a role back: an organisation that of a member.
    RevokeRole = "revokeRole", seen by SeeRole: Nobody Nobody Nobody Organisation Nobody Everyone;
    /// See who the members of an organisation are.
    SeeMembers = "seeMembers", seen by SeeOrganisation: Nobody Nobody Nobody Organisation Nobody Everyone;
    /// Make a code on paper that gives a role: coordinators for buurtwerkers, an organisation for its members.
    MakeInvitation = "makeInvitation", seen by SeeOrganisation: Nobody Nobody Nobody Organisation Neighbourhood Everyone;
    /// See an invitation, without its code.
    SeeInvitation = "seeInvitation", seen by SeeInvitation: Nobody Nobody Nobody Organisation Neighbourhood Everyone;
    /// Take an invitation back.
    WithdrawInvitation = "withdrawInvitation", seen by SeeInvitation: Nobody Nobody Nobody Organisation Neighbourhood Everyone;
    /// Take the role of an invitation, with its code.
    AcceptInvitation = "acceptInvitation", seen by AcceptInvitation: Nobody Own Nobody Nobody Nobody Nobody;
    // -- places
    /// See neighbourhoods and their boundaries, and locate a position.
    SeeNeighbourhood = "seeNeighbourhood", seen by SeeNeighbourhood: Everyone Everyone Everyone Everyone Everyone Everyone;
    /// See what a neighbourhood decides for itself.
    SeePolicy = "seePolicy", seen by SeePolicy: Nobody Nobody Neighbourhood Nobody Neighbourhood Everyone;
    /// Change it.
    ChangePolicy = "changePolicy", seen by SeePolicy: Nobody Nobody Nobody Nobody Neighbourhood Everyone;
    /// Bring neighbourhoods in with a file.
    ImportNeighbourhoods = "importNeighbourhoods", seen by ImportNeighbourhoods: Nobody Nobody Nobody Nobody Nobody Everyone;
    // -- the duty roster
    /// See who is on duty in a neighbourhood, and who is away.
    SeeDutyRoster = "seeDutyRoster", seen by SeeDutyRoster: Nobody Nobody Neighbourhood Nobody Neighbourhood Everyone;
    /// Set who is on duty, when, and which numbers count outside these hours.
    SetDutyRoster = "setDutyRoster", seen by SeeDutyRoster: Nobody Nobody Nobody Nobody Neighbourhood Everyone;
    /// Say that one is away.
    EnterAbsence = "enterAbsence", seen by SeeDutyRoster: Nobody Nobody Neighbourhood Nobody Neighbourhood Everyone;
    /// Take that back.
    RemoveAbsence = "removeAbsence", seen by SeeDutyRoster: Nobody Nobody Neighbourhood Nobody Neighbourhood Everyone;
    /// Say so, and take it back, for somebody else of the team.
    ManageAbsences = "manageAbsences", seen by SeeDutyRoster: Nobody Nobody Nobody Nobody Neighbourhood Everyone;
    // -- offers
    /// Offer help.
    SubmitOffer = "submitOffer", seen by SeeOffer: Nobody Own Nobody Nobody Nobody Nobody;
    /// See an offer.
    SeeOffer = "seeOffer", seen by SeeOffer: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
    /// Change one's offer.
    ChangeOffer = "changeOffer", seen by SeeOffer: Nobody Own Nobody Nobody Nobody Nobody;
    /// Pause one's offer.
    PauseOffer = "pauseOffer", seen by SeeOffer: Nobody Own Nobody Nobody Nobody Nobody;
    /// Go on with one's offer.
    ResumeOffer = "resumeOffer", seen by SeeOffer: Nobody Own Nobody Nobody Nobody Nobody;
    /// End one's offer for good.
    RetireOffer = "retireOffer", seen by SeeOffer: Nobody Own Nobody Nobody Nobody Nobody;
    /// Let an offer count.
    ApproveOffer = "approveOffer", seen by SeeOffer: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Refuse an offer.
    RejectOffer = "rejectOffer", seen by SeeOffer: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Put an offer aside while something is looked into.
    HoldOffer = "holdOffer", seen by SeeOffer: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// End a hold.
    ReleaseOffer = "releaseOffer", seen by SeeOffer: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    // -- requests
    /// Ask for help.
    SubmitRequest = "submitRequest", seen by SeeRequest: Nobody Own Nobody Nobody Nobody Nobody;
    /// See a request in full.
    SeeRequest = "seeRequest", seen by SeeRequest: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
    /// Change one's request.
    ChangeRequest = "changeRequest", seen by SeeRequest: Nobody Own Nobody Nobody Nobody Nobody;
    /// Let a request be matched.
    ApproveRequest = "approveRequest", seen by SeeRequest: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Ask the requester something.
    AskForInformation = "askForInformation", seen by SeeRequest: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Answer the question of the team.
    AnswerRequest = "answerRequest", seen by SeeRequest: Nobody Own Nobody Nobody Nobody Nobody;
    /// Refuse a request.
    RejectRequest = "rejectRequest", seen by SeeRequest: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Put a request aside while something is looked into.
    HoldRequest = "holdRequest", seen by SeeRequest: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// End a hold.
    ReleaseRequest = "releaseRequest", seen by SeeRequest: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Take one's request back.
    WithdrawRequest = "withdrawRequest", seen by SeeRequest: Nobody Own Nobody Nobody Nobody Nobody;
    /// Say that the help came.
    FulfilRequest = "fulfilRequest", seen by SeeRequest: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
    /// Say that help is still needed.
    ConfirmStillNeeded = "confirmStillNeeded", seen by SeeRequest: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
    /// Say so with the token of a mail.
    ConfirmByToken = "confirmByToken", seen by ConfirmByToken: Everyone Everyone Everyone Everyone Everyone Everyone;
    /// Take an ended request up again.
    ReopenRequest = "reopenRequest", seen by SeeRequest: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
    /// See what neighbours may know of a request: its owner, and who comes across it.
    SeeNearby = "seeNearby", seen by SeeNearby: Nobody Circle Nobody Nobody Nobody Nobody;
    /// Offer oneself for a request that one came across.
    Volunteer = "volunteer", seen by SeeNearby: Nobody Circle Nobody Nobody Nobody Nobody;
    /// See who could help: names and scores for the team, bands and reasons for the requester.
    SeeSuggestions = "seeSuggestions", seen by SeeRequest: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
    /// Look whom to propose for all open requests at once.
    MakeBatch = "makeBatch", seen by SeeBatch: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// See that.
    SeeBatch = "seeBatch", seen by SeeBatch: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Ask helpers in waves for a request.
    StartWave = "startWave", seen by SeeRequest: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// See how that goes.
    SeeWave = "seeWave", seen by SeeRequest: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Ask nobody else.
    StopWave = "stopWave", seen by SeeRequest: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    // -- moderation
    /// See the queue of what waits for a human look.
    SeeQueue = "seeQueue", seen by SeeQueue: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Take an item of the queue in hand.
    ClaimItem = "claimItem", seen by SeeQueue: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Take over an item of the queue that somebody else of the team has in hand.
    TakeOverItem = "takeOverItem", seen by SeeQueue: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Put an item of the queue back.
    ReleaseItem = "releaseItem", seen by SeeQueue: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// See the texts that a team writes again and again.
    SeeSavedReplies = "seeSavedReplies", seen by SeeSavedReplies: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Save a text for a team.
    AddSavedReply = "addSavedReply", seen by SeeSavedReplies: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Change a saved text.
    ChangeSavedReply = "changeSavedReply", seen by SeeSavedReplies: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Take a saved text away.
    RemoveSavedReply = "removeSavedReply", seen by SeeSavedReplies: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// See how much is asked and offered where.
    SeeMap = "seeMap", seen by SeeMap: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// See what needs a human word again.
    SeeFollowUps = "seeFollowUps", seen by SeeFollowUps: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    // -- matches
    /// Bring two people together.
    ProposeMatch = "proposeMatch", seen by SeeRequest: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// See a match.
    SeeMatch = "seeMatch", seen by SeeMatch: Nobody Circle Neighbourhood Nobody Neighbourhood Nobody;
    /// Say yes to a match.
    AcceptMatch = "acceptMatch", seen by SeeMatch: Nobody Circle Nobody Nobody Nobody Nobody;
    /// Say no to a match.
    DeclineMatch = "declineMatch", seen by SeeMatch: Nobody Circle Nobody Nobody Nobody Nobody;
    /// Call a match off before it is agreed.
    CancelMatch = "cancelMatch", seen by SeeMatch: Nobody Circle Neighbourhood Nobody Neighbourhood Nobody;
    /// Let a match be agreed that needs a second look: of a volunteer without an offer, or with somebody under age.
    ApproveMatch = "approveMatch", seen by SeeMatch: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Put a match aside while something is looked into.
    HoldMatch = "holdMatch", seen by SeeMatch: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// End a hold.
    ReleaseMatch = "releaseMatch", seen by SeeMatch: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// End a held match for good.
    CloseMatch = "closeMatch", seen by SeeMatch: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// End an agreed match.
    EndMatch = "endMatch", seen by SeeMatch: Nobody Circle Neighbourhood Nobody Neighbourhood Nobody;
    // -- bonds
    /// See a bond.
    SeeBond = "seeBond", seen by SeeBond: Nobody Circle Neighbourhood Nobody Neighbourhood Nobody;
    /// Pause a bond.
    PauseBond = "pauseBond", seen by SeeBond: Nobody Circle Neighbourhood Nobody Neighbourhood Nobody;
    /// Go on with a paused bond.
    ResumeBond = "resumeBond", seen by SeeBond: Nobody Circle Neighbourhood Nobody Neighbourhood Nobody;
    /// Say how a bond goes.
    CheckInBond = "checkInBond", seen by SeeBond: Nobody Circle Neighbourhood Nobody Neighbourhood Nobody;
    /// Ask for somebody else while the helper is away.
    CoverBond = "coverBond", seen by SeeBond: Nobody Circle Neighbourhood Nobody Neighbourhood Nobody;
    /// End a bond, and its match.
    EndBond = "endBond", seen by SeeBond: Nobody Circle Neighbourhood Nobody Neighbourhood Nobody;
    // -- visits
    /// See the visits of a match.
    SeeVisit = "seeVisit", seen by SeeVisit: Nobody Circle Neighbourhood Nobody Neighbourhood Nobody;
    /// Plan a visit.
    PlanVisit = "planVisit", seen by SeeVisit: Nobody Circle Neighbourhood Nobody Neighbourhood Nobody;
    /// Say how a visit went.
    ReportVisit = "reportVisit", seen by SeeVisit: Nobody Circle Neighbourhood Nobody Neighbourhood Nobody;
    /// Call a visit off.
    CancelVisit = "cancelVisit", seen by SeeVisit: Nobody Circle Neighbourhood Nobody Neighbourhood Nobody;
    /// Say that the requester was reached, after nobody had opened.
    ReachedRequester = "reachedRequester", seen by SeeVisit: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    // -- organisations
    /// See organisations and services: a public directory.
    SeeOrganisation = "seeOrganisation", seen by SeeOrganisation: Everyone Everyone Everyone Everyone Everyone Everyone;
    /// Enter an organisation in the directory.
    CreateOrganisation = "createOrganisation", seen by SeeOrganisation: Nobody Nobody Nobody Nobody Nobody Everyone;
    /// Change an organisation.
    ChangeOrganisation = "changeOrganisation", seen by SeeOrganisation: Nobody Nobody Nobody Organisation Nobody Everyone;
    /// Let another address of an organisation count that its mailboxes did not confirm.
    ConfirmAddress = "confirmAddress", seen by SeeOrganisation: Nobody Nobody Nobody Nobody Everyone Everyone;
    /// Enter a service of an organisation.
    CreateService = "createService", seen by SeeOrganisation: Nobody Nobody Nobody Organisation Nobody Everyone;
    /// Change a service.
    ChangeService = "changeService", seen by SeeOrganisation: Nobody Nobody Nobody Organisation Nobody Everyone;
    /// Say that what the directory says of a service is right.
    AssureService = "assureService", seen by SeeOrganisation: Nobody Nobody Nobody Organisation Nobody Everyone;
    /// Enter a place of an organisation.
    CreateLocation = "createLocation", seen by SeeOrganisation: Nobody Nobody Nobody Organisation Nobody Everyone;
    /// Change a place of an organisation.
    ChangeLocation = "changeLocation", seen by SeeOrganisation: Nobody Nobody Nobody Organisation Nobody Everyone;
    // -- webhooks
    /// See the webhooks of an organisation, and what was delivered there.
    SeeWebhook = "seeWebhook", seen by SeeWebhook: Nobody Nobody Nobody Organisation Nobody Everyone;
    /// Have the software of an organisation told what happens to its referrals.
    CreateWebhook = "createWebhook", seen by SeeOrganisation: Nobody Nobody Nobody Organisation Nobody Everyone;
    /// Change a webhook, its secret and whether it is called, try it, send again what it has not taken, and take it away.
    ChangeWebhook = "changeWebhook", seen by SeeWebhook: Nobody Nobody Nobody Organisation Nobody Everyone;
    // -- software of organisations that signs in by itself
    /// See which software of an organisation signs in by itself.
    SeeBackendService = "seeBackendService", seen by SeeBackendService: Nobody Nobody Nobody Organisation Nobody Everyone;
    /// Let software of an organisation sign in by itself.
    CreateBackendService = "createBackendService", seen by SeeOrganisation: Nobody Nobody Nobody Organisation Nobody Everyone;
    /// Change the name, the keys and the scopes of such software, and take it away.
    ChangeBackendService = "changeBackendService", seen by SeeBackendService: Nobody Nobody Nobody Organisation Nobody Everyone;
    // -- consents
    /// See the consent texts in force.
    SeeConsentText = "seeConsentText", seen by SeeConsentText: Everyone Everyone Everyone Everyone Everyone Everyone;
    /// See a consent.
    SeeConsent = "seeConsent", seen by SeeConsent: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
    /// Record a consent or a refusal.
    GiveConsent = "giveConsent", seen by SeePerson: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
    /// Withdraw a consent.
    WithdrawConsent = "withdrawConsent", seen by SeeConsent: Nobody Own Neighbourhood Nobody Neighbourhood Nobody;
    /// Take a yes back with the token of the mail that tells of it.
    WithdrawByToken = "withdrawByToken", seen by WithdrawByToken: Everyone Everyone Everyone Everyone Everyone Everyone;
    // -- what organisations ask for clients
    /// Ask the neighbourhood for help for a client of one's organisation.
    AskForClient = "askForClient", seen by SeeClientRequest: Nobody Nobody Nobody Organisation Nobody Nobody;
    /// See whether the help came.
    SeeClientRequest = "seeClientRequest", seen by SeeClientRequest: Nobody Nobody Nobody Organisation Nobody Nobody;
    /// Say that the client needs it no more.
    WithdrawForClient = "withdrawForClient", seen by SeeClientRequest: Nobody Nobody Nobody Organisation Nobody Nobody;
    // -- rights
    /// See which rights to think of with a request, and what came of it.
    SeeRights = "seeRights", seen by SeeRequest: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Write down what came of checking a right.
    CheckRight = "checkRight", seen by SeeRequest: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    // -- referrals
    /// See which services could take a request on.
    ChooseService = "chooseService", seen by SeeRequest: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Prepare a referral.
    PrepareReferral = "prepareReferral", seen by SeeRequest: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// See a referral: the team, the person it is about, and the organisation once it was sent.
    SeeReferral = "seeReferral", seen by SeeReferral: Nobody Own Neighbourhood Organisation Neighbourhood Nobody;
    /// Send a referral to the organisation.
    SendReferral = "sendReferral", seen by SeeReferral: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Throw a draft away.
    DiscardReferral = "discardReferral", seen by SeeReferral: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Ask the team something about a referral.
    AskReferral = "askReferral", seen by SeeReferral: Nobody Nobody Nobody Organisation Nobody Nobody;
    /// Reply to the organisation.
    ReplyReferral = "replyReferral", seen by SeeReferral: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Take a referral on.
    AcceptReferral = "acceptReferral", seen by SeeReferral: Nobody Nobody Nobody Organisation Nobody Nobody;
    /// Turn a referral down.
    RejectReferral = "rejectReferral", seen by SeeReferral: Nobody Nobody Nobody Organisation Nobody Nobody;
    /// Begin with the help.
    StartReferral = "startReferral", seen by SeeReferral: Nobody Nobody Nobody Organisation Nobody Nobody;
    /// Say how it ended.
    CompleteReferral = "completeReferral", seen by SeeReferral: Nobody Nobody Nobody Organisation Nobody Nobody;
    /// Say that it did not work.
    FailReferral = "failReferral", seen by SeeReferral: Nobody Nobody Nobody Organisation Nobody Nobody;
    /// Call a referral off.
    CancelReferral = "cancelReferral", seen by SeeReferral: Nobody Nobody Neighbourhood Organisation Neighbourhood Nobody;
    /// Say that there is a waiting list.
    WaitListReferral = "waitListReferral", seen by SeeReferral: Nobody Nobody Nobody Organisation Nobody Nobody;
    /// Say when the help is planned.
    PlanReferral = "planReferral", seen by SeeReferral: Nobody Nobody Nobody Organisation Nobody Nobody;
    /// Say that the person was not there.
    NoShowReferral = "noShowReferral", seen by SeeReferral: Nobody Nobody Nobody Organisation Nobody Nobody;
    /// Interrupt the help.
    HoldReferral = "holdReferral", seen by SeeReferral: Nobody Nobody Nobody Organisation Nobody Nobody;
    /// Go on with the help.
    ResumeReferral = "resumeReferral", seen by SeeReferral: Nobody Nobody Nobody Organisation Nobody Nobody;
    /// Hand a case back to the neighbourhood.
    HandBackReferral = "handBackReferral", seen by SeeReferral: Nobody Nobody Nobody Organisation Nobody Nobody;
    /// Send a case that came to nothing to another service.
    RerouteReferral = "rerouteReferral", seen by SeeReferral: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Take a referral back that should never have been.
    RetractReferral = "retractReferral", seen by SeeReferral: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Agree, as a second one, that it was sent without a consent.
    ApproveOverride = "approveOverride", seen by SeeReferral: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
    /// Refuse, as a second one, that it was sent without a consent.
    RefuseOverride = "refuseOverride", seen by SeeReferral: Nobody Nobody Neighbourhood Nobody Neighbourhood Nobody;
} }
