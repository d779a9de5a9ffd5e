//! Why a referral ended, and what came of it: closed lists.

crate::db::types::words! {
    /// Why a referral was rejected, is on hold, failed or was called off.
    ReferralStatusReason {
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
        /// The person is away or unwell.
        PersonAway = "personAway",
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
    ReferralOutcome {
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
    ReferralCompleteOutcome {
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
    ReferralRejectReason {
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
    ReferralFailReason {
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
    /// Why an organisation interrupts the help.
    ReferralHoldReason {
        /// The person is away or unwell.
        PersonAway = "personAway",
        /// No place for now.
        NoCapacity = "noCapacity",
        /// Too little is known.
        NeedMoreInformation = "needMoreInformation",
        /// Nobody pays for it yet.
        NoFunding = "noFunding",
        /// Something else.
        Other = "other",
    }
    /// Why one of the sides calls a referral off.
    ReferralCancelReason {
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

impl From<ReferralCompleteOutcome> for ReferralOutcome {
    fn from(outcome: ReferralCompleteOutcome) -> Self {
        match outcome {
            ReferralCompleteOutcome::Helped => Self::Helped,
            ReferralCompleteOutcome::PartlyHelped => Self::PartlyHelped,
            ReferralCompleteOutcome::NotHelped => Self::NotHelped,
            ReferralCompleteOutcome::ReferredOn => Self::ReferredOn,
            ReferralCompleteOutcome::NoContact => Self::NoContact,
        }
    }
}

impl From<ReferralRejectReason> for ReferralStatusReason {
    fn from(reason: ReferralRejectReason) -> Self {
        match reason {
            ReferralRejectReason::NoCapacity => Self::NoCapacity,
            ReferralRejectReason::OutOfArea => Self::OutOfArea,
            ReferralRejectReason::NotEligible => Self::NotEligible,
            ReferralRejectReason::NeedMoreInformation => Self::NeedMoreInformation,
            ReferralRejectReason::NotReachable => Self::NotReachable,
            ReferralRejectReason::OtherServiceFits => Self::OtherServiceFits,
            ReferralRejectReason::NoFunding => Self::NoFunding,
            ReferralRejectReason::Other => Self::Other,
        }
    }
}

impl From<ReferralFailReason> for ReferralStatusReason {
    fn from(reason: ReferralFailReason) -> Self {
        match reason {
            ReferralFailReason::NoCapacity => Self::NoCapacity,
            ReferralFailReason::NotEligible => Self::NotEligible,
            ReferralFailReason::NotReachable => Self::NotReachable,
            ReferralFailReason::PersonDeclined => Self::PersonDeclined,
            ReferralFailReason::OtherServiceFits => Self::OtherServiceFits,
            ReferralFailReason::NoFunding => Self::NoFunding,
            ReferralFailReason::Other => Self::Other,
        }
    }
}

impl From<ReferralHoldReason> for ReferralStatusReason {
    fn from(reason: ReferralHoldReason) -> Self {
        match reason {
            ReferralHoldReason::PersonAway => Self::PersonAway,
            ReferralHoldReason::NoCapacity => Self::NoCapacity,
            ReferralHoldReason::NeedMoreInformation => Self::NeedMoreInformation,
            ReferralHoldReason::NoFunding => Self::NoFunding,
            ReferralHoldReason::Other => Self::Other,
        }
    }
}

impl From<ReferralCancelReason> for ReferralStatusReason {
    fn from(reason: ReferralCancelReason) -> Self {
        match reason {
            ReferralCancelReason::NoLongerNeeded => Self::NoLongerNeeded,
            ReferralCancelReason::PersonDeclined => Self::PersonDeclined,
            ReferralCancelReason::OtherHelpFound => Self::OtherHelpFound,
            ReferralCancelReason::NotReachable => Self::NotReachable,
            ReferralCancelReason::Mistake => Self::Mistake,
            ReferralCancelReason::Other => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_keeps_its_word() {
        for it in ReferralRejectReason::ALL {
            assert_eq!(ReferralStatusReason::from(*it).as_str(), it.as_str());
        }
        for it in ReferralFailReason::ALL {
            assert_eq!(ReferralStatusReason::from(*it).as_str(), it.as_str());
        }
        for it in ReferralHoldReason::ALL {
            assert_eq!(ReferralStatusReason::from(*it).as_str(), it.as_str());
        }
        for it in ReferralCancelReason::ALL {
            assert_eq!(ReferralStatusReason::from(*it).as_str(), it.as_str());
        }
        for it in ReferralCompleteOutcome::ALL {
            assert_eq!(ReferralOutcome::from(*it).as_str(), it.as_str());
        }
    }
}
