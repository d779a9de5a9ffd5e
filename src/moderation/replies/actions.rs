//! See, add, change, remove and use saved replies.

use super::model::{MOST_REPLIES, ReplyVerb, SavedReply, Texts, Values};
use super::store;
use crate::categories::Category;
use crate::codes::Code;
use crate::events::Event;
use crate::ids::{NeighbourhoodId, SavedReplyId};
use crate::people;
use crate::places;
use crate::platform::http::{Cursor, Page};
use crate::platform::language::Locale;
use crate::platform::text::Title;
use crate::platform::{Error, Issue, Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check, scope};

pub use super::store::Wanted;

/// A text to be saved.
#[derive(Debug, Clone)]
pub struct NewReply {
    /// For whose team.
    pub neighbourhood: NeighbourhoodId,
    /// For which verb.
    pub verb: ReplyVerb,
    /// By which the team finds it.
    pub title: Title,
    /// What it says.
    pub texts: Texts,
}

/// What is changed of one.
#[derive(Debug, Clone)]
pub struct ReplyPatch {
    /// Another title.
    pub title: Option<Title>,
    /// Other texts, whole.
    pub texts: Option<Texts>,
}

/// What the policy needs to know: they lie in a neighbourhood and belong to nobody.
#[must_use]
pub fn subject(neighbourhood: NeighbourhoodId) -> Subject {
    Subject::default().at(Some(neighbourhood))
}

fn check_texts(verb: ReplyVerb, texts: &Texts) -> Result<()> {
    let issues: Vec<_> = texts.faults(verb).into_iter().map(|(pointer, detail)| Issue { pointer, detail }).collect();
    if issues.is_empty() {
        return Ok(());
    }
    Err(Refusal { issues, ..Refusal::new(Code::BadRequest) }.into())
}

/// One of them.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: SavedReplyId) -> Result<SavedReply> {
    let found = store::get(tx, id)?;
    check(actor, Action::SeeSavedReplies, &subject(found.neighbourhood))?;
    Ok(found)
}

/// A page of those of the neighbourhoods of the actor, newest first.
///
/// # Errors
/// When the database fails.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, wanted: Wanted, cursor: Cursor) -> Result<Page<SavedReply>> {
    let scope = scope(actor, Action::SeeSavedReplies);
    Ok(Page::new(store::list(tx, &scope, wanted, cursor)?, cursor, |it| it.id.uuid()))
}

/// Saves a text for a team.
///
/// # Errors
/// A refusal when the actor may not, a place in it is not known, or there are as many as there may be.
pub fn add(tx: &mut Tx<'_>, actor: &Actor, said: NewReply) -> Result<SavedReplyId> {
    // One after the other, so that the count holds.
    store::lock_neighbourhood(tx, said.neighbourhood)?;
    let by = check(actor, Action::AddSavedReply, &subject(said.neighbourhood))?;
    check_texts(said.verb, &said.texts)?;
    if store::count_of(tx, said.neighbourhood)? >= MOST_REPLIES {
        return Err(Error::wrong_state("addSavedReply", "with a hundred of them"));
    }
    let NewReply { neighbourhood, verb, title, texts } = said;
    let new = SavedReply {
        id: SavedReplyId::fresh(),
        neighbourhood,
        verb,
        title,
        texts,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    store::insert(tx, &new)?;
    tx.record(&Event::SavedReplyAdded(new.id).by(by).at(Some(neighbourhood)).with("verb", verb))?;
    Ok(new.id)
}

/// One to change: locked, allowed, and as the actor has read it.
fn open(tx: &mut Tx<'_>, actor: &Actor, id: SavedReplyId, action: Action) -> Result<(SavedReply, Acting)> {
    let found = store::lock(tx, id)?;
    let by = check(actor, action, &subject(found.neighbourhood))?;
    tx.if_match(Some(found.version))?;
    Ok((found, by))
}

/// Gives a saved reply another title or other texts.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or a place in it is not known.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: SavedReplyId, said: ReplyPatch) -> Result<SavedReplyId> {
    let (found, by) = open(tx, actor, id, Action::ChangeSavedReply)?;
    let changed = SavedReply {
        title: said.title.unwrap_or_else(|| found.title.clone()),
        texts: said.texts.unwrap_or_else(|| found.texts.clone()),
        ..found.clone()
    };
    check_texts(changed.verb, &changed.texts)?;
    if changed == found {
        return Ok(id);
    }
    store::save(tx, &changed)?;
    tx.record(&Event::SavedReplyChanged(id).by(by).at(Some(found.neighbourhood)))?;
    Ok(id)
}

/// Takes a saved reply away. What was sent with it stays as it was sent.
///
/// # Errors
/// A refusal when the actor may not, or has read another version.
pub fn remove(tx: &mut Tx<'_>, actor: &Actor, id: SavedReplyId) -> Result<()> {
    let (found, by) = open(tx, actor, id, Action::RemoveSavedReply)?;
    store::delete(tx, id)?;
    tx.record(&Event::SavedReplyRemoved(id).by(by).at(Some(found.neighbourhood)))
}

/// A saved reply, ready to be read once more and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// Which one.
    pub id: SavedReplyId,
    /// By which the team finds it.
    pub title: Title,
    /// In which language it is.
    pub language: Locale,
    /// What it says, with its places filled.
    pub text: String,
}

/// To whom a reply goes, and about what.
#[derive(Debug, Clone)]
pub struct About {
    /// In which neighbourhood; outside every one nobody has saved anything.
    pub neighbourhood: Option<NeighbourhoodId>,
    /// What the reader reads best.
    pub reader: Locale,
    /// The first name of the reader, as the page shows it already.
    pub first_name: Option<String>,
    /// The kind of help.
    pub category: Option<Category>,
}

/// The saved replies of a neighbourhood for a verb, filled in for somebody, by title. The first name comes from the caller, who
/// has recorded that it is shown.
///
/// # Errors
/// When the database fails.
pub fn filled(tx: &mut Tx<'_>, actor: &Actor, verb: ReplyVerb, about: &About) -> Result<Vec<Filled>> {
    let Some(id) = about.neighbourhood else { return Ok(Vec::new()) };
    if check(actor, Action::SeeSavedReplies, &subject(id)).is_err() {
        return Ok(Vec::new());
    }
    let my_name = people::actions::first_name(tx, actor.signed_in()?)?.map(|it| it.as_str().to_owned());
    let values = Values {
        first_name: about.first_name.clone(),
        category: about.category,
        neighbourhood: Some(places::get(tx, id)?.name),
        my_name,
    };
    let of_verb = store::all_of(tx, id, verb)?;
    let mut filled: Vec<Filled> = of_verb
        .into_iter()
        .filter_map(|it| {
            let (language, text) = it.filled(about.reader, &values)?;
            Some(Filled { id: it.id, title: it.title, language, text })
        })
        .collect();
    filled.sort_by(|one, other| one.title.cmp(&other.title));
    Ok(filled)
}
