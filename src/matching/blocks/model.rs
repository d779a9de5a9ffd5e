//! Two people who are not brought together.

use crate::clock::Instant;
use crate::ids::{BlockId, MatchId, PersonId};

/// Two people who are kept apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The id.
    pub id: BlockId,
    /// One of the two.
    pub one: PersonId,
    /// The other one, whose id is the higher one.
    pub other: PersonId,
    /// Who wished it: one of the two, or somebody of the team.
    pub made_by: PersonId,
    /// The match through which one of the two knows the other; `None`: the team wished it.
    pub known_by: Option<MatchId>,
    /// When.
    pub made_at: Instant,
}
