//! Why: closed lists of words, so that reasons can be counted and translated, and nothing personal stands in them.

crate::db::types::words! {
    /// Why the team refuses a request.
    RejectReason {
        /// A neighbour cannot give this: it takes a professional.
        NeedsProfessional = "needsProfessional",
        /// Against the rules of the neighbourhood.
        NotAllowed = "notAllowed",
        /// There is another request for the same.
        Duplicate = "duplicate",
        /// The requester could not be reached.
        NotReachable = "notReachable",
        /// The place lies too far off.
        OutOfArea = "outOfArea",
        /// Something else.
        Other = "other",
    }
    /// Why the team puts a request aside.
    HoldReason {
        /// Somebody's safety is looked into.
        Safeguarding = "safeguarding",
        /// It is not clear who asks, or what for.
        Unclear = "unclear",
        /// The requester is away or unwell.
        PersonAway = "personAway",
        /// Something else.
        Other = "other",
    }
    /// Why the requester takes a request back.
    WithdrawReason {
        /// The help is not needed any more.
        NoLongerNeeded = "noLongerNeeded",
        /// Help was found elsewhere.
        FoundHelp = "foundHelp",
        /// It took too long.
        TookTooLong = "tookTooLong",
        /// The requester thought better of it.
        ChangedMind = "changedMind",
        /// Something else.
        Other = "other",
    }
    /// What came of a request.
    FulfilOutcome {
        /// The help came.
        Helped = "helped",
        /// A part of the help came.
        PartlyHelped = "partlyHelped",
        /// Help came from elsewhere.
        HelpedElsewhere = "helpedElsewhere",
    }
    /// How an agreed match ended.
    MatchOutcome {
        /// The help came.
        Helped = "helped",
        /// Somebody did not come.
        NoShow = "noShow",
        /// The helper stopped.
        Stopped = "stopped",
        /// The help is not needed any more.
        NotNeeded = "notNeeded",
        /// It takes a professional.
        ToProfessional = "toProfessional",
    }
    /// Why a request is in its state: any of the words above, as it is stored and shown.
    Reason {
        /// A neighbour cannot give this: it takes a professional.
        NeedsProfessional = "needsProfessional",
        /// Against the rules of the neighbourhood.
        NotAllowed = "notAllowed",
        /// There is another request for the same.
        Duplicate = "duplicate",
        /// The requester could not be reached.
        NotReachable = "notReachable",
        /// The place lies too far off.
        OutOfArea = "outOfArea",
        /// Somebody's safety is looked into.
        Safeguarding = "safeguarding",
        /// It is not clear who asks, or what for.
        Unclear = "unclear",
        /// The requester is away or unwell.
        PersonAway = "personAway",
        /// The requester is suspended.
        PersonSuspended = "personSuspended",
        /// The request whose helper it covers is held.
        CoveredHeld = "coveredHeld",
        /// The help is not needed any more.
        NoLongerNeeded = "noLongerNeeded",
        /// Help was found elsewhere.
        FoundHelp = "foundHelp",
        /// It took too long.
        TookTooLong = "tookTooLong",
        /// The requester thought better of it.
        ChangedMind = "changedMind",
        /// The help came.
        Helped = "helped",
        /// A part of the help came.
        PartlyHelped = "partlyHelped",
        /// Help came from elsewhere.
        HelpedElsewhere = "helpedElsewhere",
        /// It takes a professional: the helper or the requester said so.
        ToProfessional = "toProfessional",
        /// Something else.
        Other = "other",
    }
}

impl From<RejectReason> for Reason {
    fn from(reason: RejectReason) -> Self {
        match reason {
            RejectReason::NeedsProfessional => Self::NeedsProfessional,
            RejectReason::NotAllowed => Self::NotAllowed,
            RejectReason::Duplicate => Self::Duplicate,
            RejectReason::NotReachable => Self::NotReachable,
            RejectReason::OutOfArea => Self::OutOfArea,
            RejectReason::Other => Self::Other,
        }
    }
}

impl From<HoldReason> for Reason {
    fn from(reason: HoldReason) -> Self {
        match reason {
            HoldReason::Safeguarding => Self::Safeguarding,
            HoldReason::Unclear => Self::Unclear,
            HoldReason::PersonAway => Self::PersonAway,
            HoldReason::Other => Self::Other,
        }
    }
}

impl From<WithdrawReason> for Reason {
    fn from(reason: WithdrawReason) -> Self {
        match reason {
            WithdrawReason::NoLongerNeeded => Self::NoLongerNeeded,
            WithdrawReason::FoundHelp => Self::FoundHelp,
            WithdrawReason::TookTooLong => Self::TookTooLong,
            WithdrawReason::ChangedMind => Self::ChangedMind,
            WithdrawReason::Other => Self::Other,
        }
    }
}

impl From<FulfilOutcome> for Reason {
    fn from(outcome: FulfilOutcome) -> Self {
        match outcome {
            FulfilOutcome::Helped => Self::Helped,
            FulfilOutcome::PartlyHelped => Self::PartlyHelped,
            FulfilOutcome::HelpedElsewhere => Self::HelpedElsewhere,
        }
    }
}
