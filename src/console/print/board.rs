//! The sheet for a notice board: what is looked for, without names.

use askama::Template;

use super::{Phone, Sheet, Wanted, phone_of};
use crate::console::frame::Frame;
use crate::console::intake::Choice;
use crate::console::kinds::Kinds;
use crate::ids::NeighbourhoodId;
use crate::places;
use crate::platform::language::Locale;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, scope};
use crate::requests::actions::{board_code, on_board};
use crate::requests::model::{HelpRequest, Wish as AskedFor};

/// What hangs on a board.
struct Wish {
    code: String,
    href: String,
    what: String,
    /// What is sought, in sentences without a name, an address or a word of who asks.
    sentences: String,
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
    let place = places::get(tx, id)?.name;
    let kinds = Kinds::of_team(tx, actor, sheet.frame.locale)?;
    Ok(BoardSheet {
        others: others.map(|it| Choice { value: it.id.to_string(), name: it.name.clone() }).collect(),
        phone: phone_of(tx, Some(id))?,
        wishes: found.iter().map(|it| wish(it, &place, &kinds, &sheet.frame)).collect(),
        place,
        sheet,
    })
}

fn wish(of: &HelpRequest, place: &str, kinds: &Kinds, frame: &Frame) -> Wish {
    let (wish, locale) = (&of.wish, frame.locale);
    let urgency = frame.word("console-urgency", of.urgency.as_str());
    let often = match wish.rhythm {
        Some(rhythm) => frame.word("console-rhythm", rhythm.as_str()),
        None => frame.word("link-helpKind", wish.help_kind.as_str()),
    };
    let length = frame.with("minute-more", "number", &wish.duration_minutes.to_string());
    let text = |key: &str, of: &[(&'static str, String)]| locale.text(&format!("console-board-{key}"), of);
    let sought = text("sought", &[("place", place.to_owned()), ("urgency", urgency)]);
    let times = text("times", &[("often", often), ("days", days(wish, locale)), ("length", length)]);
    let languages: Vec<_> = wish.languages.iter().map(|it| words::language(it.as_str())).collect();
    let spoken = text("languages", &[("languages", languages.join(", "))]);
    let spoken = Some(spoken).filter(|_| !languages.is_empty());
    Wish {
        code: board_code(of.id),
        href: format!("/console/requests/{}", of.id),
        what: kinds.called(of.neighbourhood, of.category),
        sentences: [sought, times].into_iter().chain(spoken).collect::<Vec<_>>().join(" "),
    }
}

/// On which days. The hours stay off a board, where anybody reads: they would tell when somebody waits for a stranger.
fn days(of: &AskedFor, locale: Locale) -> String {
    let weekly = of.weekly_slots.iter().map(|it| locale.text(&format!("day-{}", it.day), &[]));
    let windows = of.windows.iter().map(|it| (words::day(it.start), words::day(it.end)));
    let once = windows.map(|(start, end)| if start == end { start } else { format!("{start}–{end}") });
    let mut days: Vec<String> = Vec::new();
    for day in weekly.chain(once) {
        if !days.contains(&day) {
            days.push(day);
        }
    }
    days.join(", ")
}
