//! The sheet for a notice board: what is looked for, without names.

use askama::Template;

use super::{Phone, Sheet, Wanted, phone_of};
use crate::console::frame::Frame;
use crate::console::intake::Choice;
use crate::ids::NeighbourhoodId;
use crate::places;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, scope};
use crate::requests::actions::{board_code, on_board};
use crate::requests::model::HelpRequest;

/// What hangs on a board.
struct Wish {
    code: String,
    href: String,
    what: String,
    facts: String,
}

/// The sheet for a notice board.
#[derive(Template)]
#[template(path = "console/print/board.html")]
pub(in crate::console) struct BoardSheet {
    sheet: Sheet,
    place: String,
    others: Vec<Choice>,
    phone: Option<Phone>,
    wishes: Vec<Wish>,
}

/// The sheet for the notice board of a neighbourhood of the team: the first one, when none is named.
///
/// # Errors
/// A refusal when it is none of the team's.
pub(in crate::console) fn board(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    wanted: Wanted,
    id: Option<NeighbourhoodId>,
) -> Result<BoardSheet> {
    let known = places::all_of(tx, &scope(actor, Action::SeeRequest).neighbourhoods)?;
    let id = id.or_else(|| known.first().map(|it| it.id)).ok_or(crate::codes::Code::NotFound)?;
    let found = on_board(tx, actor, id)?;
    let sheet = Sheet::new(tx, frame, wanted, format!("&in={id}"));
    let others = known.iter().filter(|it| it.id != id);
    Ok(BoardSheet {
        place: places::get(tx, id)?.name,
        others: others.map(|it| Choice { value: it.id.to_string(), name: it.name.clone() }).collect(),
        phone: phone_of(tx, Some(id))?,
        wishes: found.iter().map(|it| wish(it, &sheet)).collect(),
        sheet,
    })
}

fn wish(of: &HelpRequest, sheet: &Sheet) -> Wish {
    let (frame, wish) = (&sheet.frame, &of.wish);
    let mut facts = vec![frame.word("console-urgency", of.urgency.as_str())];
    facts.push(match wish.rhythm {
        Some(rhythm) => frame.word("console-rhythm", rhythm.as_str()),
        None => frame.word("link-helpKind", wish.help_kind.as_str()),
    });
    facts.push(frame.with("minute-more", "number", &wish.duration_minutes.to_string()));
    Wish {
        code: board_code(of.id),
        href: format!("/console/requests/{}", of.id),
        what: frame.word("category", of.category.as_str()),
        facts: facts.join(" · "),
    }
}
