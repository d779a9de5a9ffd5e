//! What an action records.

use crate::events::{Disclosure, Event};
use crate::ids::NeighbourhoodId;
use crate::policy::Acting;

/// An event with its circumstances, ready to be recorded.
#[derive(Debug, Clone)]
pub struct Happening {
    /// What happened.
    pub event: Event,
    /// Who did it, in which role.
    pub by: Acting,
    /// Where.
    pub neighbourhood: Option<NeighbourhoodId>,
    /// Codes and ids worth keeping: never a text, a name or a place.
    pub details: serde_json::Map<String, serde_json::Value>,
    /// What it showed of people to somebody else.
    pub disclosed: Option<Disclosure>,
}

impl Event {
    /// The event, done by somebody.
    #[must_use]
    pub fn by(self, by: Acting) -> Happening {
        Happening { event: self, by, neighbourhood: None, details: serde_json::Map::new(), disclosed: None }
    }
}

impl Happening {
    /// Where it happened.
    #[must_use]
    pub fn at(mut self, neighbourhood: Option<NeighbourhoodId>) -> Self {
        self.neighbourhood = neighbourhood;
        self
    }

    /// What it shows of people to somebody else. Whose it is stands in the details too, which the audit log chains.
    #[must_use]
    pub fn disclosing(self, disclosed: Disclosure) -> Self {
        let of: Vec<_> = disclosed.of.iter().map(ToString::to_string).collect();
        Self { disclosed: Some(disclosed), ..self.with("of", of.join(" ")) }
    }

    /// A code or an id worth keeping.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.details.insert(name.to_owned(), value.to_string().into());
        self
    }
}
