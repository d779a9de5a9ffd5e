//! Sheets about somebody: the card to join a sign-in, the one to show at a door, and who read what.

use askama::Template;

use super::{Phone, Sheet, Wanted, phone_of};
use crate::console::account::picture;
use crate::console::frame::Frame;
use crate::console::offers::is_helping;
use crate::ids::{ActivationCardId, PersonId};
use crate::people::actions as people;
use crate::people::cards::actions as cards;
use crate::people::model::PersonState;
use crate::people::vetting::actions::vetting_of;
use crate::people::vetting::model::VettingLevel;
use crate::places;
use crate::platform::http::Cursor;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::privacy::access_log::actions as access_log;
use crate::when::Date;

/// A card that joins a sign-in to a person.
#[derive(Template)]
#[template(path = "console/print/card.html")]
pub(in crate::console) struct CardSheet {
    sheet: Sheet,
    id: PersonId,
    name: String,
    code: Option<String>,
    picture: Option<String>,
    until: String,
    phone: Option<Phone>,
}

/// A card that was just made, in the language of its person.
///
/// # Errors
/// A refusal when the actor may not see it.
pub(in crate::console) fn card(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    id: PersonId,
    made: ActivationCardId,
) -> Result<CardSheet> {
    let (card, code) = cards::see_new(tx, actor, made)?;
    let of = people::see(tx, actor, card.person)?;
    let wanted = Wanted { locale: Some(of.locale), is_large: false };
    let phone = phone_of(tx, of.home.and_then(|it| it.neighbourhood))?;
    Ok(CardSheet {
        id,
        name: of.name.map(|it| it.first.as_str().to_owned()).unwrap_or_default(),
        picture: code.as_deref().map(picture).transpose()?,
        code,
        until: words::day(card.expires_at),
        phone,
        sheet: Sheet::new(tx, frame, wanted, String::new()),
    })
}

/// What a helper shows at the door.
#[derive(Template)]
#[template(path = "console/print/visit_card.html")]
pub(in crate::console) struct VisitSheet {
    sheet: Sheet,
    id: PersonId,
    name: String,
    place: Option<String>,
    is_helping: bool,
    is_known: bool,
    until: String,
    phone: Option<Phone>,
}

/// A card lasts so many days at most: then the team looks at the person again.
const CARD_DAYS: u64 = 90;

/// The card that a helper shows at the door; who does not help gets none. Where they go is written by hand: what is not
/// printed cannot be lost.
///
/// # Errors
/// A refusal when the actor may not see the person.
pub(in crate::console) fn visit_card(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    wanted: Wanted,
    id: PersonId,
) -> Result<VisitSheet> {
    let of = people::see(tx, actor, id)?;
    let vetting = vetting_of(tx, id)?;
    let last = Date::of(tx.now).days_later(CARD_DAYS);
    let until = vetting.until.map_or(last, |it| it.min(last));
    let neighbourhood = of.home.and_then(|it| it.neighbourhood);
    Ok(VisitSheet {
        id,
        name: of.name.map(|it| it.first.as_str().to_owned()).unwrap_or_default(),
        place: neighbourhood.map(|it| places::get(tx, it)).transpose()?.map(|it| it.name),
        is_helping: of.state == PersonState::Active && is_helping(tx, id)?,
        is_known: vetting.level != VettingLevel::None,
        until: words::day(until.start()),
        phone: phone_of(tx, neighbourhood)?,
        sheet: Sheet::new(tx, frame, wanted, String::new()),
    })
}

/// A row of what was read.
struct Read {
    day: String,
    who: String,
    what: String,
    why: String,
}

/// Who read what of somebody.
#[derive(Template)]
#[template(path = "console/print/access_log.html")]
pub(in crate::console) struct LogSheet {
    sheet: Sheet,
    id: PersonId,
    name: String,
    rows: Vec<Read>,
}

/// So many rows stand on the sheet.
const MOST: u32 = 100;

/// Who read what of a person without an account, in their language.
///
/// # Errors
/// A refusal when the person is not one for whom the actor writes down.
pub(in crate::console) fn log(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    wanted: Wanted,
    id: PersonId,
) -> Result<LogSheet> {
    let page = access_log::see_of(tx, actor, id, Cursor { after: None, size: MOST })?;
    let of = people::see(tx, actor, id)?;
    let locale = wanted.locale.unwrap_or(of.locale);
    let text = |key: String| locale.text(&format!("access-{key}"), &[]);
    let mut rows = Vec::new();
    for it in page.items {
        let place = it.neighbourhood.map(|id| places::get(tx, id)).transpose()?.map(|it| it.name);
        let organisation = it.organisation.map(|id| crate::organisations::get(tx, id)).transpose()?;
        let of = organisation.map(|it| it.name.as_str().to_owned()).or(place);
        let role = if it.by_software { text("role-software".to_owned()) } else { text(format!("role-{}", it.role)) };
        let parts: Vec<_> = it.parts.iter().map(|part| text(format!("part-{part}"))).collect();
        rows.push(Read {
            day: words::day(it.at),
            who: of.map_or_else(|| role.clone(), |it| format!("{role}, {it}")),
            what: parts.join(", "),
            why: text(format!("purpose-{}", it.purpose)),
        });
    }
    let sheet = Sheet::new(tx, frame, Wanted { locale: Some(locale), ..wanted }, String::new());
    let name = of.name.map(|it| it.first.as_str().to_owned()).unwrap_or_default();
    Ok(LogSheet { sheet, id, name, rows })
}

impl LogSheet {
    fn a(&self, key: &str) -> String {
        self.sheet.frame.locale.text(&format!("access-{key}"), &[])
    }
}
