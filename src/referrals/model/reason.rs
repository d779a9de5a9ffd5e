//! Why a referral ended, and what came of it: closed lists.

crate::db::types::words! {
    /// Why a referral was rejected, failed or was called off.
    StatusReason {
        /// No place.
        NoCapacity = "noCapacity",
        /// Not in this area.
        OutOfArea = "outOfArea",
        /// The person is not among those the service is for.
        NotEligible = "notEligible",
        /// Too little is known.
        NeedMoreInformation = "needMoreInformation",
        /// The person could not be reached.
        NotReachable = "notReachable",
        /// Another service fits better.
        OtherServiceFits = "otherServiceFits",
        /// Nobody pays for it.
        NoFunding = "noFunding",
        /// The help is not needed any more.
        NoLongerNeeded = "noLongerNeeded",
        /// The person does not want it, or stopped.
        PersonDeclined = "personDeclined",
        /// Other help was found.
        OtherHelpFound = "otherHelpFound",
        /// It was a mistake.
        Mistake = "mistake",
        /// Something else.
        Other = "other",
        /// The request ended.
        RequestEnded = "requestEnded",
        /// The consent was withdrawn.
        ConsentWithdrawn = "consentWithdrawn",
        /// A second one did not agree to do it without a consent.
        OverrideRefused = "overrideRefused",
        /// The draft was thrown away.
        Discarded = "discarded",
    }
    /// What came of a referral.
    Outcome {
        /// The person was helped.
        Helped = "helped",
        /// In part.
        PartlyHelped = "partlyHelped",
        /// Not.
        NotHelped = "notHelped",
        /// Another professional took over.
        ReferredOn = "referredOn",
        /// No contact came about.
        NoContact = "noContact",
        /// The neighbourhood takes it from here.
        HandedBack = "handedBack",
    }
    /// What an organisation can say came of it.
    CompleteOutcome {
        /// The person was helped.
        Helped = "helped",
        /// In part.
        PartlyHelped = "partlyHelped",
        /// Not.
        NotHelped = "notHelped",
        /// Another professional took over.
        ReferredOn = "referredOn",
        /// No contact came about.
        NoContact = "noContact",
    }
    /// Why an organisation turns a referral down.
    RejectReason {
        /// No place.
        NoCapacity = "noCapacity",
        /// Not in this area.
        OutOfArea = "outOfArea",
        /// The person is not among those the service is for.
        NotEligible = "notEligible",
        /// Too little is known.
        NeedMoreInformation = "needMoreInformation",
        /// The person could not be reached.
        NotReachable = "notReachable",
        /// Another service fits better.
        OtherServiceFits = "otherServiceFits",
        /// Nobody pays for it.
        NoFunding = "noFunding",
        /// Something else.
        Other = "other",
    }
    /// Why the help did not work.
    FailReason {
        /// No place after all.
        NoCapacity = "noCapacity",
        /// The person is not among those the service is for.
        NotEligible = "notEligible",
        /// The person could not be reached.
        NotReachable = "notReachable",
        /// The person does not want it, or stopped.
        PersonDeclined = "personDeclined",
        /// Another service fits better.
        OtherServiceFits = "otherServiceFits",
        /// Nobody pays for it.
        NoFunding = "noFunding",
        /// Something else.
        Other = "other",
    }
    /// Why one of the sides calls a referral off.
    CancelReason {
        /// The help is not needed any more.
        NoLongerNeeded = "noLongerNeeded",
        /// The person does not want it, or stopped.
        PersonDeclined = "personDeclined",
        /// Other help was found.
        OtherHelpFound = "otherHelpFound",
        /// The person could not be reached.
        NotReachable = "notReachable",
        /// It was a mistake.
        Mistake = "mistake",
        /// Something else.
        Other = "other",
    }
}

impl From<CompleteOutcome> for Outcome {
    fn from(outcome: CompleteOutcome) -> Self {
        match outcome {
            CompleteOutcome::Helped => Self::Helped,
            CompleteOutcome::PartlyHelped => Self::PartlyHelped,
            CompleteOutcome::NotHelped => Self::NotHelped,
            CompleteOutcome::ReferredOn => Self::ReferredOn,
            CompleteOutcome::NoContact => Self::NoContact,
        }
    }
}

impl From<RejectReason> for StatusReason {
    fn from(reason: RejectReason) -> Self {
        match reason {
            RejectReason::NoCapacity => Self::NoCapacity,
            RejectReason::OutOfArea => Self::OutOfArea,
            RejectReason::NotEligible => Self::NotEligible,
            RejectReason::NeedMoreInformation => Self::NeedMoreInformation,
            RejectReason::NotReachable => Self::NotReachable,
            RejectReason::OtherServiceFits => Self::OtherServiceFits,
            RejectReason::NoFunding => Self::NoFunding,
            RejectReason::Other => Self::Other,
        }
    }
}

impl From<FailReason> for StatusReason {
    fn from(reason: FailReason) -> Self {
        match reason {
            FailReason::NoCapacity => Self::NoCapacity,
            FailReason::NotEligible => Self::NotEligible,
            FailReason::NotReachable => Self::NotReachable,
            FailReason::PersonDeclined => Self::PersonDeclined,
            FailReason::OtherServiceFits => Self::OtherServiceFits,
            FailReason::NoFunding => Self::NoFunding,
            FailReason::Other => Self::Other,
        }
    }
}

impl From<CancelReason> for StatusReason {
    fn from(reason: CancelReason) -> Self {
        match reason {
            CancelReason::NoLongerNeeded => Self::NoLongerNeeded,
            CancelReason::PersonDeclined => Self::PersonDeclined,
            CancelReason::OtherHelpFound => Self::OtherHelpFound,
            CancelReason::NotReachable => Self::NotReachable,
            CancelReason::Mistake => Self::Mistake,
            CancelReason::Other => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_keeps_its_word() {
        RejectReason::ALL.iter().for_each(|it| assert_eq!(StatusReason::from(*it).as_str(), it.as_str()));
        FailReason::ALL.iter().for_each(|it| assert_eq!(StatusReason::from(*it).as_str(), it.as_str()));
        CancelReason::ALL.iter().for_each(|it| assert_eq!(StatusReason::from(*it).as_str(), it.as_str()));
        CompleteOutcome::ALL.iter().for_each(|it| assert_eq!(Outcome::from(*it).as_str(), it.as_str()));
    }
}
