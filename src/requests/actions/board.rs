//! What may hang on a notice board: that help is wanted, of which kind, how soon, on which days, how long and in which
//! languages, and a code to ask for it by.

use crate::ids::{NeighbourhoodId, RequestId};
use crate::people::paper;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, Subject, check, scope};
use crate::requests::model::HelpRequest;
use crate::requests::store;

/// So many fit on a board.
const MOST: i64 = 40;
/// So many characters has a code: enough to tell those of one board apart.
const LENGTH: usize = 4;

/// The open requests of a neighbourhood that neighbours may come across, the longest waiting first. Nothing of what
/// somebody wrote is for a board: their yes is for people who signed up.
///
/// # Errors
/// A refusal when it is no neighbourhood of the actor.
pub fn on_board(tx: &mut Tx<'_>, actor: &Actor, id: NeighbourhoodId) -> Result<Vec<HelpRequest>> {
    check(actor, Action::SeeRequest, &Subject::default().at(Some(id)))?;
    store::nearby::published(tx, id, &scope(actor, Action::SeeRequest).except, MOST)
}

/// The code by which somebody asks for a request of a board. It comes from the random end of the id, and says nothing.
#[must_use]
pub fn board_code(id: RequestId) -> String {
    let bytes = id.uuid().into_bytes();
    let (_, end) = bytes.split_at(bytes.len() - LENGTH);
    paper::write(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_short_and_differs() {
        let codes: std::collections::HashSet<_> = (0..40).map(|_| board_code(RequestId::fresh())).collect();
        assert!(codes.len() >= 38, "{codes:?}");
        assert!(codes.iter().all(|it| it.len() == 4));
    }
}
