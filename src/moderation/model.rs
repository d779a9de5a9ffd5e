//! What stands in the queue, in which order, and by when somebody should have looked.

use crate::categories::Category;
use crate::clock::Instant;
use crate::ids::{ItemId, NeighbourhoodId, PersonId};
use crate::people::model::LanguageTag;
use crate::requests::model::Channel;
use crate::requests::{HelpRequest, Rank, Urgency};
use crate::when::after_working_days;

crate::db::types::words! {
    /// What an item of the queue is about.
    ItemKind {
        /// A request for help.
        Request = "request",
        /// An offer of help.
        Offer = "offer",
    }
}

/// An item of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The id of the request or the offer.
    pub id: ItemId,
    /// Which of the two.
    pub kind: ItemKind,
    /// Whose it is.
    pub person: PersonId,
    /// Where.
    pub neighbourhood: Option<NeighbourhoodId>,
    /// The state of the request or the offer.
    pub state: String,
    /// The kinds of help.
    pub categories: Vec<Category>,
    /// How soon; offers have none.
    pub urgency: Option<Urgency>,
    /// Whether it goes before the others.
    pub is_first: bool,
    /// Since when it is in its state.
    pub since: Instant,
    /// How a request came in; offers say nothing of it.
    pub channel: Option<Channel>,
    /// The languages to speak, as far as that is said.
    pub languages: Vec<LanguageTag>,
}

/// Where an item stands: a level, and in it the longest waiting first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The number of the [`Level`].
    pub level: u8,
    /// Since when it waits.
    pub since: Instant,
    /// Which item.
    pub id: ItemId,
}

/// A level of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Requests of a rank.
    Requests(Rank),
    /// Offers.
    Offers,
}

/// So many working days may an offer wait, or a referral lie in a drawer.
pub(in crate::moderation) const WAITING: u32 = 3;

/// The levels, the first first.
pub const LEVELS: [Level; 5] = [
    Level::Requests(Rank::First),
    Level::Requests(Rank::Of(Urgency::Today)),
    Level::Requests(Rank::Of(Urgency::ThisWeek)),
    Level::Requests(Rank::Of(Urgency::Flexible)),
    Level::Offers,
];

impl From<&HelpRequest> for Item {
    fn from(request: &HelpRequest) -> Self {
        Self {
            id: ItemId::from(request.id.uuid()),
            kind: ItemKind::Request,
            person: request.person,
            neighbourhood: request.neighbourhood,
            state: request.state.to_string(),
            categories: vec![request.category],
            urgency: Some(request.urgency),
            is_first: request.first_in_queue,
            since: request.state_since,
            channel: Some(request.wish.channel),
            languages: request.wish.languages.clone(),
        }
    }
}

impl Item {
    /// Whether it waits for a human look.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.state == "submitted"
    }

    /// Where it stands in the queue.
    #[must_use]
    pub fn place(&self) -> Place {
        let level = match (self.is_first, self.urgency) {
            (true, _) => 0,
            (false, Some(Urgency::Today)) => 1,
            (false, Some(Urgency::ThisWeek)) => 2,
            (false, Some(Urgency::Flexible)) => 3,
            (false, None) => 4,
        };
        Place { level, since: self.since, id: self.id }
    }

    /// By when somebody should have looked.
    #[must_use]
    pub fn due_by(&self) -> Instant {
        match self.urgency {
            Some(urgency) => urgency.look_by(self.since, self.is_first),
            None => offer_due_by(self.since),
        }
    }
}

/// By when somebody should have looked at an offer.
#[must_use]
pub fn offer_due_by(since: Instant) -> Instant {
    after_working_days(since, WAITING)
}
