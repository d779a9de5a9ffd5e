//! The pages of the texts that a team writes again and again.

use askama::Template;

use super::frame::Frame;
use super::queue::place_names;
use super::timeline::{Step, last_change};
use crate::ids::{NeighbourhoodId, SavedReplyId};
use crate::moderation::replies::actions::{self as replies, Wanted, subject};
use crate::moderation::replies::model::{Placeholder, ReplyVerb, SavedReply, Texts};
use crate::platform::http::Cursor;
use crate::platform::language::Locale;
use crate::platform::text::FreeText;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, may, scope};

/// As many as a list gives at once.
const ROWS: u32 = 100;

/// A text with its language: the name of its field, the language, and what it says.
pub(super) type Field = (&'static str, &'static str, String);

/// A saved reply in the list.
struct Row {
    id: SavedReplyId,
    title: String,
    verb: String,
    place: String,
    languages: Vec<String>,
}

/// The list, with a form for one more.
#[derive(Template)]
#[template(path = "console/replies.html")]
pub(super) struct RepliesPage {
    pub(super) frame: Frame,
    rows: Vec<Row>,
    neighbourhoods: Vec<(NeighbourhoodId, String)>,
    verbs: Vec<(&'static str, String)>,
    places: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    next: Option<SavedReplyId>,
}

/// One of them.
#[derive(Template)]
#[template(path = "console/reply.html")]
pub(super) struct ReplyPage {
    pub(super) frame: Frame,
    version: i32,
    title: String,
    verb: String,
    places: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    can_change: bool,
    can_remove: bool,
    changed: Option<Step>,
}

/// The saved replies of the teams of the actor.
///
/// # Errors
/// When the database fails.
pub(super) fn list(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, after: Option<uuid::Uuid>) -> Result<RepliesPage> {
    let page = replies::list(tx, actor, Wanted::default(), Cursor { after, size: ROWS })?;
    let mine = scope(actor, Action::AddSavedReply).neighbourhoods;
    let all = mine.iter().copied().chain(page.items.iter().map(|it| it.neighbourhood));
    let names = place_names(tx, all.collect::<Vec<_>>().into_iter())?;
    let next = page.items.last().map(|it| it.id).filter(|_| page.next.is_some());
    let row = |it: &SavedReply| Row {
        id: it.id,
        title: it.title.as_str().to_owned(),
        verb: frame.word("console-reply-for", it.verb.as_str()),
        place: names.get(&it.neighbourhood).cloned().unwrap_or_default(),
        languages: it.texts.all().map(|it| frame.word("console-spoken", it.0.as_str())).collect(),
    };
    let rows = page.items.iter().map(row).collect();
    let mut neighbourhoods: Vec<_> = mine.iter().filter_map(|it| Some((*it, names.get(it)?.clone()))).collect();
    neighbourhoods.sort_by(|one, other| one.1.cmp(&other.1));
    neighbourhoods.dedup();
    let verb = |it: &ReplyVerb| (it.as_str(), frame.word("console-reply-for", it.as_str()));
    Ok(RepliesPage {
        rows,
        neighbourhoods,
        verbs: ReplyVerb::ALL.iter().map(verb).collect(),
        places: places(None, &frame),
        fields: fields(&Texts::default(), &frame),
        next,
        frame,
    })
}

/// The page of a saved reply.
///
/// # Errors
/// A refusal when the actor may not see it.
pub(super) fn reply(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, id: SavedReplyId) -> Result<ReplyPage> {
    let of = replies::see(tx, actor, id)?;
    let subject = subject(of.neighbourhood);
    let changed = if frame.is_stale() { last_change(tx, actor, id.uuid(), frame.locale)? } else { None };
    Ok(ReplyPage {
        version: of.version,
        title: frame.typed_or("title", of.title.as_str()).to_owned(),
        verb: frame.word("console-reply-for", of.verb.as_str()),
        places: places(Some(of.verb), &frame),
        fields: fields(&of.texts, &frame),
        can_change: may(actor, Action::ChangeSavedReply, &subject),
        can_remove: may(actor, Action::RemoveSavedReply, &subject),
        changed,
        frame,
    })
}

/// What can stand in braces in a text for a verb.
fn places(verb: Option<ReplyVerb>, frame: &Frame) -> Vec<(&'static str, String)> {
    let known = Placeholder::ALL.iter().filter(|it| verb.is_none_or(|verb| verb.takes(**it)));
    known.map(|it| (it.as_str(), frame.word("console-reply-place", it.as_str()))).collect()
}

/// The names of the fields are those of the members of the API, so that what is wrong with one is said beside it.
const FIELDS: [(&str, &str, Locale); 3] =
    [("texts/nl-BE", "nl", Locale::Dutch), ("texts/fr-BE", "fr", Locale::French), ("texts/en", "en", Locale::English)];

fn fields(of: &Texts, frame: &Frame) -> Vec<Field> {
    let text = |locale: Locale| of.all().find(|it| it.0 == locale).map_or("", |it| it.1.as_str());
    FIELDS.iter().map(|(name, lang, locale)| (*name, *lang, frame.typed_or(name, text(*locale)).to_owned())).collect()
}

/// The texts of a form.
///
/// # Errors
/// A refusal that names the field.
pub(super) fn texts(read: impl Fn(&str) -> Result<Option<FreeText>>) -> Result<Texts> {
    let [dutch, french, english] = FIELDS.map(|it| read(it.0));
    Ok(Texts { dutch: dutch?, french: french?, english: english? })
}
