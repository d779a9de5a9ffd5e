//! What a request for help is, and which way it can go. Pure.

mod arrows;
mod due;
mod reason;
mod unseen;
mod wish;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use arrows::InvalidTransition;
pub use due::Due;
pub use reason::{FulfilOutcome, HoldReason, MatchOutcome, Reason, RejectReason, WithdrawReason};
pub use wish::{
    Channel, HelpKind, Impossible, LEAST_MINUTES, MOST_HELPERS, MOST_MINUTES, Rhythm, Urgency, Visibility, WantedFrom,
    Wish,
};

use crate::categories::Category;
use crate::clock::Instant;
use crate::duty::DutyLevel;
use crate::ids::{MatchId, NeighbourhoodId, PersonId, ReferralId, RequestId};
use crate::people::model::LanguageTag;
use crate::places::{Cell, StaffCell};
use crate::platform::text::{Address, FreeText, PersonName};

crate::db::types::words! {
    /// The state of a request.
    RequestState {
        /// Waits for a human look.
        Submitted = "submitted",
        /// Waits for an answer of the requester.
        NeedsInformation = "needsInformation",
        /// Helpers are looked for.
        Open = "open",
        /// Enough helpers agreed.
        Matched = "matched",
        /// With a professional.
        Referred = "referred",
        /// Put aside while something is looked into.
        Held = "held",
        /// The help came.
        Fulfilled = "fulfilled",
        /// The team refused it.
        Rejected = "rejected",
        /// The requester took it back.
        Withdrawn = "withdrawn",
        /// Nobody wanted it any more.
        Expired = "expired",
    }
    /// What can be done with a request, or happen to it.
    RequestVerb {
        /// The requester changes it.
        Change = "change",
        /// The team lets it be matched.
        Approve = "approve",
        /// The team asks something.
        AskForInformation = "askForInformation",
        /// The requester answers.
        Answer = "answer",
        /// The team refuses it.
        Reject = "reject",
        /// The team puts it aside.
        Hold = "hold",
        /// The team ends the hold.
        Release = "release",
        /// The requester takes it back.
        Withdraw = "withdraw",
        /// The help came.
        Fulfil = "fulfil",
        /// A helper and the requester agreed.
        MatchAgreed = "matchAgreed",
        /// An agreed match ended.
        MatchOver = "matchOver",
        /// A referral was sent, and only a professional helps.
        ReferralSent = "referralSent",
        /// The last living referral ended.
        ReferralOver = "referralOver",
        /// The next step of the duty roster is told that it waits for a first look.
        Escalate = "escalate",
        /// The requester is asked whether it is still needed.
        Ping = "ping",
        /// The team is asked to look, because the requester does not answer.
        AskForLook = "askForLook",
        /// Somebody says that it is still needed.
        ConfirmStillNeeded = "confirmStillNeeded",
        /// Nobody said that it is still needed.
        Expire = "expire",
        /// It is taken up again.
        Reopen = "reopen",
    }
}

/// A request for help (hulpvraag), without what is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpRequest {
    /// The id.
    pub id: RequestId,
    /// Who needs help.
    pub person: PersonId,
    /// Where the help is needed; `None`: outside every neighbourhood.
    pub neighbourhood: Option<NeighbourhoodId>,
    /// The state.
    pub state: RequestState,
    /// The state a held one goes back to.
    pub held_from: Option<RequestState>,
    /// Why it came into its state, where somebody must say so.
    pub reason: Option<Reason>,
    /// The kind of help.
    pub category: Category,
    /// How soon.
    pub urgency: Urgency,
    /// When, how long, how often, by whom.
    pub wish: Wish,
    /// The public cell of the place of the help.
    pub cell: Option<Cell>,
    /// The finer cell of the place, for staff.
    pub near_cell: Option<StaffCell>,
    /// Who entered it: the person, or somebody for them.
    pub entered_by: PersonId,
    /// How many helpers are wanted.
    pub helpers_wanted: i32,
    /// Matches agreed and living.
    pub helpers_agreed: i32,
    /// Whether it came back from a professional, and goes before others in the queue.
    pub first_in_queue: bool,
    /// When it was approved as it stands; `None` once it needs a new look.
    pub approved_at: Option<Instant>,
    /// Since when it is open without that anybody of the team has looked at it as it stands; `None` once somebody has.
    pub unseen_since: Option<Instant>,
    /// When it came into its state.
    pub state_since: Instant,
    /// When somebody last said, while it was open, that it is still needed.
    pub confirmed_at: Option<Instant>,
    /// When the requester was asked whether it is still needed, and has not answered.
    pub pinged_at: Option<Instant>,
    /// When somebody was last asked to look: at one that waits for a first look, or whose requester did not answer.
    pub look_asked_at: Option<Instant>,
    /// How far up the duty roster it went to ask for a first look.
    pub look_level: Option<DutyLevel>,
    /// Whether anybody ever helped.
    pub ever_helped: bool,
    /// The match whose helper is away, where it asks for somebody else for that time.
    pub covers: Option<MatchId>,
    /// The referral that an organisation handed back, which this comes from.
    pub handed_back_from: Option<ReferralId>,
    /// Counts the changes.
    pub version: i32,
    /// When it was made.
    pub created_at: Instant,
    /// When something last changed.
    pub updated_at: Instant,
}

impl HelpRequest {
    /// The same help asked anew, as a request to which nothing has happened yet.
    #[must_use]
    pub fn anew(self, state: RequestState, entered_by: PersonId, now: Instant) -> Self {
        Self {
            id: RequestId::fresh(),
            state,
            held_from: None,
            reason: None,
            entered_by,
            helpers_wanted: 1,
            helpers_agreed: 0,
            first_in_queue: false,
            approved_at: None,
            unseen_since: None,
            state_since: now,
            confirmed_at: None,
            pinged_at: None,
            look_asked_at: None,
            look_level: None,
            ever_helped: false,
            covers: None,
            handed_back_from: None,
            version: 1,
            created_at: now,
            updated_at: now,
            ..self
        }
    }

    /// The public cell by which neighbours come across it; none unless it is open and meant for them.
    #[must_use]
    pub fn nearby_cell(&self) -> Option<Cell> {
        let is_for_neighbours = self.state == RequestState::Open && self.wish.visibility == Visibility::Nearby;
        self.cell.filter(|_| is_for_neighbours)
    }
}

/// A text in the words of the requester, and its language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestText {
    /// The language it is in.
    pub lang: LanguageTag,
    /// The text.
    pub text: FreeText,
}

/// What was said about a request: sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// For the team and, once agreed, the helper.
    pub text: Option<RequestText>,
    /// What neighbours may read, agreed by the requester.
    pub public_text: Option<FreeText>,
    /// What a helper must know to get around.
    pub accessibility_notes: Option<FreeText>,
    /// The last question of the team.
    pub question: Option<FreeText>,
    /// The answer to it.
    pub answer: Option<FreeText>,
    /// Why it was taken up again.
    #[serde(default)]
    pub reopen_note: Option<FreeText>,
    /// Who heard what the team wrote down for the person.
    #[serde(default)]
    pub witness: Option<PersonName>,
}

impl Said {
    /// Whether there are no words at all: then reading them discloses nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Where help is needed when that is not at home: sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedPlace {
    /// The position, as [`crate::places::Position::to_sealed`] writes it.
    pub position: String,
    /// The postal address.
    pub address: Option<Address>,
}

/// How long after its end a request can be taken up again, in days.
pub const REOPEN_DAYS: i64 = 30;
