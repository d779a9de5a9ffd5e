//! Sheets to print: pages of their own, in any of our languages, also in large type, that hold in black and white.

use askama::Template;

use super::account::picture;
use super::frame::Frame;
use super::intake::{Choice, labels, spoken, words_of, written};
use crate::categories::Category;
use crate::consents::{ConsentPurpose, SharedField, texts};
use crate::ids::{ActivationCardId, NeighbourhoodId, PersonId};
use crate::people::actions as people;
use crate::people::cards::actions as cards;
use crate::people::model::EntryHow;
use crate::people::vetting::actions::vetting_of;
use crate::people::vetting::model::VettingLevel;
use crate::places;
use crate::platform::http::Cursor;
use crate::platform::language::Locale;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, check, scope};
use crate::privacy::access_log::actions as access_log;
use crate::requests::actions::{board_code, on_board};
use crate::requests::model::{HelpKind, HelpRequest, Urgency, WantedFrom};
use crate::when::{Date, Day};

/// How a sheet is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// Its language; `None`: that of the reader.
    pub(super) locale: Option<Locale>,
    /// Whether it is in large type.
    pub(super) is_large: bool,
}

/// What stands around a sheet.
pub(super) struct Sheet {
    frame: Frame,
    is_large: bool,
    /// What its own choices are, for the links to the same sheet in another way.
    keeps: String,
    /// The day it was made.
    day: Date,
}

impl Sheet {
    fn new(tx: &Tx<'_>, mut frame: Frame, wanted: Wanted, keeps: String) -> Self {
        frame.locale = wanted.locale.unwrap_or(frame.locale);
        Self { frame, is_large: wanted.is_large, keeps, day: Date::of(tx.now) }
    }

    fn t(&self, key: &str) -> String {
        self.frame.t(key)
    }

    /// The same sheet in another language.
    fn in_language(&self, locale: &str) -> String {
        let large = if self.is_large { "&large=yes" } else { "" };
        format!("{}?lang={locale}{large}{}", self.frame.path, self.keeps)
    }

    /// The same sheet in the other type.
    fn in_other_type(&self) -> String {
        let large = if self.is_large { "" } else { "&large=yes" };
        format!("{}?lang={}{large}{}", self.frame.path, self.lang(), self.keeps)
    }

    fn lang(&self) -> &'static str {
        self.frame.locale.as_str()
    }
}

/// The number of a team, and the same as a picture that a phone reads.
struct Phone {
    number: String,
    picture: String,
}

fn phone_of(tx: &mut Tx<'_>, id: Option<NeighbourhoodId>) -> Result<Option<Phone>> {
    let Some(id) = id else { return Ok(None) };
    let Some(number) = places::get(tx, id)?.policy.0.phone else { return Ok(None) };
    let digits: String = number.as_str().chars().filter(|it| it.is_ascii_digit() || *it == '+').collect();
    Ok(Some(Phone { picture: picture(&format!("tel:{digits}"))?, number: number.as_str().to_owned() }))
}

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
pub(super) struct BoardSheet {
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
pub(super) fn board(
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

/// A field of the form on paper.
struct PaperField {
    number: usize,
    label: String,
    /// What can be ticked.
    ticks: Vec<Choice>,
    /// How many lines there are to write on.
    lines: Vec<()>,
}

/// The form of an intake on paper.
#[derive(Template)]
#[template(path = "console/print/intake_form.html")]
pub(super) struct IntakeSheet {
    sheet: Sheet,
    fields: Vec<PaperField>,
    text: String,
}

/// The form of an intake on paper, with the numbers of the screen.
pub(super) fn intake_form(tx: &Tx<'_>, frame: Frame, wanted: Wanted) -> IntakeSheet {
    let sheet = Sheet::new(tx, frame, wanted, String::new());
    let field = |(number, name, label): (usize, &'static str, String)| {
        let ticks = ticks(name, &sheet.frame);
        let lines = match name {
            "text" => 4,
            "about" | "accessibilityNotes" | "publicText" => 2,
            _ => usize::from(ticks.is_empty() || name == "moment"),
        };
        PaperField { number, label, ticks, lines: vec![(); lines] }
    };
    // Whether it is the same person is looked up on the screen.
    let fields = labels(sheet.frame.locale).into_iter().filter(|it| it.1 != "notSame").map(field).collect();
    IntakeSheet { text: texts::text(ConsentPurpose::PublishRequest, sheet.frame.locale).text, fields, sheet }
}

fn ticks(name: &str, frame: &Frame) -> Vec<Choice> {
    let words = |list: &str, all: Vec<&'static str>| words_of(frame, list, all);
    match name {
        "how" => words("console-channel", EntryHow::ALL.iter().skip(1).map(|it| it.as_str()).collect()),
        "languages" => spoken(),
        "locale" => written(),
        "category" => words("category", Category::ALL.iter().map(|it| it.as_str()).collect()),
        "urgency" => words("console-urgency", Urgency::ALL.iter().map(|it| it.as_str()).collect()),
        "moment" => words("day", Day::ALL.iter().map(|it| it.as_str()).collect()),
        "helpKind" => words("link-helpKind", HelpKind::ALL.iter().map(|it| it.as_str()).collect()),
        "wantedFrom" => words("console-wantedFrom", WantedFrom::ALL.iter().map(|it| it.as_str()).collect()),
        "person" | "publish" | "research" | "minorsInvolved" => words("console-sheet", vec!["yes", "no"]),
        _ => Vec::new(),
    }
}

/// A text in a language, with its questions.
struct Asked {
    lang: &'static str,
    title: String,
    text: String,
    /// What may be shared, to tick.
    fields: Vec<String>,
    labels: Vec<String>,
}

/// The sheet on which somebody says yes or no, and signs.
#[derive(Template)]
#[template(path = "console/print/consent.html")]
pub(super) struct ConsentSheet {
    sheet: Sheet,
    purposes: Vec<Choice>,
    version: &'static str,
    asked: Vec<Asked>,
}

/// The sheet on which somebody says yes or no: in one language, or in Dutch, French and English one after the other.
pub(super) fn consent(tx: &Tx<'_>, frame: Frame, wanted: Wanted, purpose: ConsentPurpose) -> ConsentSheet {
    let languages = wanted.locale.map_or_else(|| vec![Locale::Dutch, Locale::French, Locale::English], |it| vec![it]);
    let sheet = Sheet::new(tx, frame, wanted, format!("&purpose={purpose}"));
    let asked = |it: &Locale| {
        let t = |key: &str| it.text(&format!("console-{key}"), &[]);
        let all = SharedField::ALL.iter();
        let shared = all.filter(|_| purpose == ConsentPurpose::Referral).map(|field| t(&format!("shared-{field}")));
        let labels = ["sheet-name", "sheet-organisation", "sheet-date", "sheet-signature", "sheet-read-by"];
        let is_named = matches!(purpose, ConsentPurpose::Referral | ConsentPurpose::AskNeighbourhood);
        let labels = labels.iter().filter(|key| is_named || **key != "sheet-organisation");
        Asked {
            lang: it.as_str(),
            title: t(&format!("consent-{purpose}")),
            text: texts::text(purpose, *it).text,
            fields: shared.collect(),
            labels: labels.map(|key| t(key)).collect(),
        }
    };
    let asked: Vec<_> = languages.iter().map(asked).collect();
    let purposes =
        ConsentPurpose::ALL.iter().map(|it| Choice { value: it.to_string(), name: sheet.t(&format!("consent-{it}")) });
    ConsentSheet { purposes: purposes.collect(), version: texts::VERSION, asked, sheet }
}

/// A word of the sheet in the language of the text beside it.
fn beside(lang: &str, key: &str) -> String {
    Locale::from_word(lang).unwrap_or(Locale::Dutch).text(&format!("console-sheet-{key}"), &[])
}

/// A card that joins a sign-in to a person.
#[derive(Template)]
#[template(path = "console/print/card.html")]
pub(super) struct CardSheet {
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
pub(super) fn card(
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
pub(super) struct VisitSheet {
    sheet: Sheet,
    id: PersonId,
    name: String,
    place: Option<String>,
    is_known: bool,
    until: String,
    phone: Option<Phone>,
}

/// A card lasts so many days at most: then the team looks at the person again.
const CARD_DAYS: u64 = 90;

/// The card that a helper shows at the door. Where they go is written by hand: what is not printed cannot be lost.
///
/// # Errors
/// A refusal when the actor may not see the person.
pub(super) fn visit_card(
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
        is_known: vetting.level != VettingLevel::None,
        until: words::day(until.start()),
        phone: phone_of(tx, neighbourhood)?,
        sheet: Sheet::new(tx, frame, wanted, String::new()),
    })
}

/// A row of what was read.
struct Read {
    day: Date,
    who: String,
    what: String,
    why: String,
}

/// Who read what of somebody.
#[derive(Template)]
#[template(path = "console/print/access_log.html")]
pub(super) struct LogSheet {
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
pub(super) fn log(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, wanted: Wanted, id: PersonId) -> Result<LogSheet> {
    let page = access_log::see_of(tx, actor, id, Cursor { after: None, size: MOST })?;
    check(actor, Action::SeePerson, &people::subject_of(tx, id)?)?;
    let of = people::get(tx, id)?;
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
            day: Date::of(it.at),
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
