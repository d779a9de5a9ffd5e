//! Forms on paper: what somebody is asked, and what they say yes or no to.

use askama::Template;

use super::{Phone, Sheet, Wanted, phone_of_team};
use crate::consents::{ConsentPurpose, SharedField, texts};
use crate::console::frame::Frame;
use crate::console::intake::{Choice, labels, spoken, words_of, written};
use crate::console::kinds::Kinds;
use crate::ids::OrganisationId;
use crate::organisations;
use crate::people::model::EntryHow;
use crate::platform::language::Locale;
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::requests::model::{HelpKind, Urgency, WantedFrom};
use crate::when::Day;

/// A field of the form on paper.
struct PaperField {
    number: usize,
    label: String,
    /// What can be ticked.
    ticks: Vec<Choice>,
    /// How many lines there are to write on.
    lines: Vec<()>,
    /// What is read out before the answer, paragraph by paragraph.
    text: Vec<String>,
}

impl PaperField {
    /// Whether two of them stand side by side.
    const fn is_short(&self) -> bool {
        let is_few = self.ticks.len() <= FEW && self.lines.is_empty();
        self.text.is_empty() && (is_few || (self.ticks.is_empty() && self.lines.len() == 1))
    }
}

/// So many ticks stand in half a line.
const FEW: usize = 4;

/// The form of an intake on paper.
#[derive(Template)]
#[template(path = "console/print/intake_form.html")]
pub(in crate::console) struct IntakeSheet {
    sheet: Sheet,
    fields: Vec<PaperField>,
    phone: Option<Phone>,
}

/// A text in its paragraphs.
fn paragraphs(purpose: ConsentPurpose, locale: Locale) -> Vec<String> {
    texts::text(purpose, locale).text.split("\n\n").map(str::to_owned).collect()
}

/// The form of an intake on paper, with the numbers of the screen.
///
/// # Errors
/// When the database fails.
pub(in crate::console) fn intake_form(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    wanted: Wanted,
) -> Result<IntakeSheet> {
    let sheet = Sheet::new(tx, frame, wanted, String::new());
    let kinds = Kinds::of_team(tx, actor, sheet.frame.locale)?;
    let field = |(number, name, label): (usize, &'static str, String)| {
        let ticks = if name == "category" { kinds.choices() } else { ticks(name, &sheet.frame) };
        let lines = match name {
            "text" => 3,
            "publicText" => 2,
            _ => usize::from(ticks.is_empty() || name == "moment"),
        };
        let text = match name {
            "publish" => paragraphs(ConsentPurpose::PublishRequest, sheet.frame.locale),
            "research" => paragraphs(ConsentPurpose::Research, sheet.frame.locale),
            _ => Vec::new(),
        };
        PaperField { number, label, ticks, lines: vec![(); lines], text }
    };
    // Whether it is the same person is looked up on the screen.
    let fields = labels(sheet.frame.locale).into_iter().filter(|it| it.1 != "notSame").map(field).collect();
    Ok(IntakeSheet { phone: phone_of_team(tx, actor)?, fields, sheet })
}

fn ticks(name: &str, frame: &Frame) -> Vec<Choice> {
    let words = |list: &str, all: Vec<&'static str>| words_of(frame, list, all);
    match name {
        "how" => words("console-channel", EntryHow::ALL.iter().skip(1).map(|it| it.as_str()).collect()),
        "languages" => spoken(),
        "locale" => written(),
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
    /// Paragraph by paragraph.
    text: Vec<String>,
    /// What may be shared, to tick.
    fields: Vec<String>,
    /// What is filled in, each with what is known already.
    labels: Vec<(String, Option<String>)>,
}

/// The sheet on which somebody says yes or no, and signs.
#[derive(Template)]
#[template(path = "console/print/consent.html")]
pub(in crate::console) struct ConsentSheet {
    sheet: Sheet,
    purposes: Vec<Choice>,
    /// How the sheet is wanted, for the links to the other purposes.
    ways: String,
    version: &'static str,
    asked: Vec<Asked>,
    phone: Option<Phone>,
}

/// The sheet on which somebody says yes or no: in one language, or in Dutch, French and English one after the other.
/// `to`: who receives what is shared, where that is known.
///
/// # Errors
/// When there is no such organisation.
pub(in crate::console) fn consent(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    wanted: Wanted,
    (purpose, to): (ConsentPurpose, Option<OrganisationId>),
) -> Result<ConsentSheet> {
    let name = to.map(|it| organisations::get(tx, it)).transpose()?.map(|it| it.name.as_str().to_owned());
    let in_language = wanted.locale.map(|it| format!("&lang={it}")).unwrap_or_default();
    let ways = format!("{in_language}{}", if wanted.is_large { "&large=yes" } else { "" });
    let languages = wanted.locale.map_or_else(|| vec![Locale::Dutch, Locale::French, Locale::English], |it| vec![it]);
    let keeps = to.map(|it| format!("&for={it}")).unwrap_or_default();
    let sheet = Sheet::new(tx, frame, wanted, format!("&purpose={purpose}{keeps}"));
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
            text: paragraphs(purpose, *it),
            fields: shared.collect(),
            labels: labels.map(|key| (t(key), name.clone().filter(|_| *key == "sheet-organisation"))).collect(),
        }
    };
    let asked: Vec<_> = languages.iter().map(asked).collect();
    let purposes =
        ConsentPurpose::ALL.iter().map(|it| Choice { value: it.to_string(), name: sheet.t(&format!("consent-{it}")) });
    let phone = phone_of_team(tx, actor)?;
    Ok(ConsentSheet { purposes: purposes.collect(), ways, version: texts::VERSION, asked, phone, sheet })
}

/// A word of the sheet in the language of the text beside it.
fn beside(lang: &str, key: &str) -> String {
    Locale::from_word(lang).unwrap_or(Locale::Dutch).text(&format!("console-sheet-{key}"), &[])
}
