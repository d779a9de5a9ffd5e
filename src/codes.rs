//! Every code a refusal can carry: a closed list that apps translate. Codes are never renamed.

crate::db::types::words! {
    /// Why a call was refused.
    Code {
        /// What was shared is not shared any more: the yes was taken back, or it is over too long.
        AccessEnded = "accessEnded",
        /// The input is malformed, unknown or invalid; `issues` says where.
        BadRequest = "badRequest",
        /// The two were brought together, or asked for the same request.
        BothOnOneMatch = "bothOnOneMatch",
        /// The neighbourhood does not offer this kind of help.
        CategoryNotOn = "categoryNotOn",
        /// The helper has no place left.
        CapReached = "capReached",
        /// Another member of the team has claimed the item.
        ClaimedByOther = "claimedByOther",
        /// No consent in force covers the purpose, the recipient and the fields.
        ConsentMissing = "consentMissing",
        /// The text version is not the one in force.
        ConsentTextUnknown = "consentTextUnknown",
        /// Visible, but not allowed in any of the caller's roles.
        Forbidden = "forbidden",
        /// A guardian must be linked, or say yes, first.
        GuardianMissing = "guardianMissing",
        /// The person has an account, and says so themselves.
        HasAccount = "hasAccount",
        /// The match asks for a vetted helper, and the helper is not any more: renew what has lapsed first.
        HelperUnvetted = "helperUnvetted",
        /// The home moved too often; a buurtwerker can move it.
        HomeMovedTooOften = "homeMovedTooOften",
        /// What a concern holds needs a decision first; `issues` names which.
        HoldsUndecided = "holdsUndecided",
        /// A home is needed first.
        HomeMissing = "homeMissing",
        /// The position lies outside every neighbourhood.
        OutsideEveryNeighbourhood = "outsideEveryNeighbourhood",
        /// Nobody else holds a role of the person that somebody must hold.
        LastInRole = "lastInRole",
        /// The key was used before with another body.
        IdempotencyKeyReused = "idempotencyKeyReused",
        /// The call creates or accepts something and needs a key.
        IdempotencyKeyMissing = "idempotencyKeyMissing",
        /// Each of them lives in another household.
        InDifferentHouseholds = "inDifferentHouseholds",
        /// Something went wrong here; it is logged under the request id.
        Internal = "internal",
        /// A block keeps them apart, or one of them from whom the other is with.
        KeptApart = "keptApart",
        /// Only a legal representative, or a proxy with a written mandate, says yes or no for a person.
        MandateMissing = "mandateMissing",
        /// The method is not offered here.
        MethodNotAllowed = "methodNotAllowed",
        /// The two are already brought together for this request.
        MatchedAlready = "matchedAlready",
        /// What is to change cannot be changed in this way.
        NotChangeable = "notChangeable",
        /// There is nothing here that the caller may see.
        NotFound = "notFound",
        /// Somebody of the team must look at the match first.
        ApprovalMissing = "approvalMissing",
        /// What is asked for is well said, and nothing that can be done here.
        NotSupported = "notSupported",
        /// The e-mail address, the password or the token is not right.
        NotSignedIn = "notSignedIn",
        /// The offer does not fit the request.
        OfferDoesNotFit = "offerDoesNotFit",
        /// The body or the headers are larger than allowed.
        PayloadTooLarge = "payloadTooLarge",
        /// The person did not agree.
        PersonNotAgreed = "personNotAgreed",
        /// The key is not public: whoever has it can sign in. It was not kept; make another pair, and send the public one.
        PrivateKey = "privateKey",
        /// Somebody who is known may be the same person; `issues` names whom to look at first.
        PossiblySamePerson = "possiblySamePerson",
        /// If-Match is missing.
        PreconditionRequired = "preconditionRequired",
        /// The access token of the software does not reach this far.
        ScopeMissing = "scopeMissing",
        /// The disk is full.
        StorageFull = "storageFull",
        /// The service does not serve the neighbourhood of the request.
        ServiceDoesNotServeArea = "serviceDoesNotServeArea",
        /// The roles of the team want a second factor; `missing` of `GET /v1/me` says which step comes next.
        SecondFactorNeeded = "secondFactorNeeded",
        /// It changed since the caller read it.
        Stale = "stale",
        /// This instance sends no SMS, so no account begins with a phone number.
        SmsNotOffered = "smsNotOffered",
        /// The password, or what stands for it, must be given anew: `POST /v1/sessions/current/stepUp`.
        StepUpNeeded = "stepUpNeeded",
        /// The one-time token is unknown, used or expired.
        TokenInvalid = "tokenInvalid",
        /// The password is right; a code of the authenticator app is missing or not right.
        TotpNeeded = "totpNeeded",
        /// Too many calls; `Retry-After` says when to come back.
        TooManyRequests = "tooManyRequests",
        /// The request took too long to arrive.
        RequestTimeout = "requestTimeout",
        /// The server is too busy, or its database is away.
        Unavailable = "unavailable",
        /// The body is not JSON, or is encoded.
        UnsupportedMediaType = "unsupportedMediaType",
        /// The neighbourhood does not bring people together in this way.
        WayNotOn = "wayNotOn",
        /// The verb does not fit the state it is in.
        WrongState = "wrongState",
    }
}

impl Code {
    /// The HTTP status that goes with it.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::BadRequest
            | Self::ConsentTextUnknown
            | Self::IdempotencyKeyMissing
            | Self::OutsideEveryNeighbourhood
            | Self::PrivateKey
            | Self::TokenInvalid => 400,
            Self::NotSignedIn | Self::TotpNeeded => 401,
            Self::Forbidden | Self::ScopeMissing | Self::SecondFactorNeeded | Self::StepUpNeeded => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::RequestTimeout => 408,
            Self::ApprovalMissing
            | Self::BothOnOneMatch
            | Self::CapReached
            | Self::CategoryNotOn
            | Self::ClaimedByOther
            | Self::ConsentMissing
            | Self::GuardianMissing
            | Self::HasAccount
            | Self::HelperUnvetted
            | Self::HoldsUndecided
            | Self::HomeMissing
            | Self::HomeMovedTooOften
            | Self::InDifferentHouseholds
            | Self::KeptApart
            | Self::LastInRole
            | Self::MandateMissing
            | Self::MatchedAlready
            | Self::OfferDoesNotFit
            | Self::PersonNotAgreed
            | Self::PossiblySamePerson
            | Self::ServiceDoesNotServeArea
            | Self::SmsNotOffered
            | Self::WayNotOn
            | Self::WrongState => 409,
            Self::AccessEnded => 410,
            Self::Stale => 412,
            Self::PayloadTooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::IdempotencyKeyReused | Self::NotChangeable | Self::NotSupported => 422,
            Self::PreconditionRequired => 428,
            Self::TooManyRequests => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
            Self::StorageFull => 507,
        }
    }

    /// A short English title, the same for every problem of this code.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::AccessEnded => "Not shared any more",
            Self::ApprovalMissing => "Not approved yet",
            Self::BadRequest => "The input is not valid",
            Self::BothOnOneMatch => "Both on one match",
            Self::CapReached => "No place left",
            Self::CategoryNotOn => "Not offered here",
            Self::ClaimedByOther => "Claimed by somebody else",
            Self::ConsentMissing => "No consent in force",
            Self::ConsentTextUnknown => "Not the consent text in force",
            Self::Forbidden => "Not allowed",
            Self::GuardianMissing => "No guardian",
            Self::HasAccount => "Has an account",
            Self::HelperUnvetted => "The helper is not vetted",
            Self::HomeMovedTooOften => "The home moved too often",
            Self::HoldsUndecided => "Holds to decide about",
            Self::HomeMissing => "No home yet",
            Self::LastInRole => "Nobody else holds this role",
            Self::OutsideEveryNeighbourhood => "Outside every neighbourhood",
            Self::IdempotencyKeyReused => "The key was used with another body",
            Self::IdempotencyKeyMissing => "Idempotency-Key is missing",
            Self::InDifferentHouseholds => "In different households",
            Self::Internal => "Something went wrong",
            Self::MethodNotAllowed => "Method not offered",
            Self::KeptApart => "Kept apart",
            Self::MandateMissing => "No mandate",
            Self::MatchedAlready => "Already brought together",
            Self::NotChangeable => "Cannot be changed in this way",
            Self::NotFound => "Not found",
            Self::NotSupported => "Not done here",
            Self::NotSignedIn => "Not signed in",
            Self::OfferDoesNotFit => "The offer does not fit",
            Self::PayloadTooLarge => "Too large",
            Self::PersonNotAgreed => "The person did not agree",
            Self::PrivateKey => "The key is private",
            Self::PossiblySamePerson => "Possibly the same person",
            Self::PreconditionRequired => "If-Match is missing",
            Self::ScopeMissing => "Outside the scope",
            Self::StorageFull => "The disk is full",
            Self::ServiceDoesNotServeArea => "Not served there",
            Self::SecondFactorNeeded => "A second factor is needed",
            Self::SmsNotOffered => "No SMS here",
            Self::StepUpNeeded => "A fresh proof is needed",
            Self::TotpNeeded => "A code is needed",
            Self::Stale => "Changed in the meantime",
            Self::TokenInvalid => "The token is not valid",
            Self::TooManyRequests => "Too many requests",
            Self::RequestTimeout => "Too slow",
            Self::Unavailable => "Not available now",
            Self::UnsupportedMediaType => "Not JSON",
            Self::WayNotOn => "Not done in this way here",
            Self::WrongState => "Not in this state",
        }
    }
}
