//! What a saved reply is, and how its places are filled.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Instant;
use crate::ids::{NeighbourhoodId, SavedReplyId};
use crate::platform::language::Locale;
use crate::platform::text::{FreeText, Title};

/// How many a neighbourhood can have.
pub const MOST_REPLIES: i64 = 100;

crate::db::types::words! {
    /// For which verb a text is.
    ReplyVerb {
        /// To ask somebody about what they asked for.
        AskForInformation = "askForInformation",
        /// To say to an organisation why somebody is referred.
        PrepareReferral = "prepareReferral",
        /// To reply to an organisation.
        ReplyReferral = "replyReferral",
    }
    /// What differs each time, and stands in braces in a text.
    Placeholder {
        /// The first name of who it goes to. Not in what goes to an organisation: whether that may know the name depends on
        /// the consent.
        FirstName = "firstName",
        /// The kind of help.
        Category = "category",
        /// The name of the neighbourhood.
        Neighbourhood = "neighbourhood",
        /// The first name of who writes.
        MyName = "myName",
    }
}

impl ReplyVerb {
    /// Whether a text for this verb can have this place.
    #[must_use]
    pub const fn takes(self, placeholder: Placeholder) -> bool {
        match placeholder {
            Placeholder::FirstName => matches!(self, Self::AskForInformation),
            Placeholder::Category | Placeholder::Neighbourhood | Placeholder::MyName => true,
        }
    }
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Place(Placeholder),
}

/// The pieces of a text, or what is wrong with it.
fn pieces(text: &str, verb: ReplyVerb) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or("has a { without a }")?;
        let known = Placeholder::from_word(name).filter(|it| verb.takes(*it));
        let place = known.ok_or_else(|| {
            let names: Vec<_> = Placeholder::ALL.iter().filter(|it| verb.takes(**it)).map(|it| it.as_str()).collect();
            format!("has a place that is not known here; there are {}", names.join(", "))
        })?;
        pieces.extend([Piece::Words(words), Piece::Place(place)]);
        rest = after;
    }
    pieces.push(Piece::Words(rest));
    if pieces.iter().any(|it| matches!(it, Piece::Words(words) if words.contains('}'))) {
        return Err("has a } without a {".to_owned());
    }
    Ok(pieces)
}

/// One text in the languages it was written in, at least one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SavedReplyTexts)]
pub struct Texts {
    /// In Dutch.
    #[serde(rename = "nl-BE", default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub dutch: Option<FreeText>,
    /// In French.
    #[serde(rename = "fr-BE", default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub french: Option<FreeText>,
    /// In English.
    #[serde(rename = "en", default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub english: Option<FreeText>,
}

impl Texts {
    /// Each text with its language.
    pub fn all(&self) -> impl Iterator<Item = (Locale, &FreeText)> {
        let by_language =
            [(Locale::Dutch, &self.dutch), (Locale::French, &self.french), (Locale::English, &self.english)];
        by_language.into_iter().filter_map(|(locale, text)| Some((locale, text.as_ref()?)))
    }

    /// What is wrong with them for a verb: in which member, and how.
    #[must_use]
    pub fn faults(&self, verb: ReplyVerb) -> Vec<(String, String)> {
        let wrong = |(locale, text): (Locale, &FreeText)| {
            let how = pieces(text.as_str(), verb).err()?;
            Some((format!("/texts/{locale}"), how))
        };
        let faults: Vec<_> = self.all().filter_map(wrong).collect();
        if self.all().next().is_none() {
            return vec![("/texts".to_owned(), "has at least one language".to_owned())];
        }
        faults
    }

    /// The text for somebody who reads this language best: else the first there is.
    fn best_for(&self, reader: Locale) -> Option<(Locale, &FreeText)> {
        let written = if reader == Locale::PlainDutch { Locale::Dutch } else { reader };
        self.all().find(|it| it.0 == written).or_else(|| self.all().next())
    }
}

/// What fills the places of a text. What is not known shows as three dots, for whoever reads it before it goes.
#[derive(Debug, Clone, Default)]
pub struct Values {
    /// The first name of who it goes to.
    pub first_name: Option<String>,
    /// The kind of help.
    pub category: Option<crate::categories::Category>,
    /// The name of the neighbourhood.
    pub neighbourhood: Option<String>,
    /// The first name of who writes.
    pub my_name: Option<String>,
}

impl Values {
    fn of(&self, place: Placeholder, locale: Locale) -> String {
        let value = match place {
            Placeholder::FirstName => self.first_name.clone(),
            Placeholder::Category => self.category.map(|it| locale.text(&format!("category-{it}"), &[])),
            Placeholder::Neighbourhood => self.neighbourhood.clone(),
            Placeholder::MyName => self.my_name.clone(),
        };
        value.unwrap_or_else(|| "…".to_owned())
    }
}

/// A saved reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedReply {
    /// The id.
    pub id: SavedReplyId,
    /// Whose team it belongs to.
    pub neighbourhood: NeighbourhoodId,
    /// For which verb.
    pub verb: ReplyVerb,
    /// By which the team finds it.
    pub title: Title,
    /// What it says.
    pub texts: Texts,
    /// Counts the changes.
    pub version: i32,
    /// When it was added.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
}

impl SavedReply {
    /// The text for somebody who reads this language best, with its places filled, and in which language it is.
    #[must_use]
    pub fn filled(&self, reader: Locale, values: &Values) -> Option<(Locale, String)> {
        let (locale, text) = self.texts.best_for(reader)?;
        let say = |piece: Piece<'_>| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Place(place) => values.of(place, locale),
        };
        let pieces = pieces(text.as_str(), self.verb).ok()?;
        Some((locale, pieces.into_iter().map(say).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str, verb: ReplyVerb) -> Vec<(String, String)> {
        Texts { french: text.parse().ok(), ..Texts::default() }.faults(verb)
    }

    #[test]
    fn a_text_has_only_places_that_are_known_for_its_verb() {
        let all = "Dag {firstName}, u vroeg {category} in {neighbourhood}. {myName}";
        assert_eq!(faults(all, ReplyVerb::AskForInformation), []);
        for verb in [ReplyVerb::ReplyReferral, ReplyVerb::PrepareReferral] {
            assert_eq!(faults("{category}, {neighbourhood}, {myName}", verb), []);
            assert_eq!(faults(all, verb).len(), 1, "an organisation may not know the name");
        }
        for text in
            ["{lastName}", "{ firstName }", "{}", "{firstName", "firstName}", "{{firstName}}", "a { b } c", "}{"]
        {
            let found = faults(text, ReplyVerb::AskForInformation);
            assert_eq!(found.first().map(|it| it.0.as_str()), Some("/texts/fr-BE"), "{text}");
        }
        assert_eq!(Texts::default().faults(ReplyVerb::ReplyReferral).len(), 1);
    }
}
