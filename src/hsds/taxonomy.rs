//! Our words as taxonomies of HSDS: the kinds of help, and what organisations are about.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::categories::Category;
use crate::organisations::model::{Sector, made_of};

/// A list of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taxonomy {
    /// The kinds of help.
    Categories,
    /// What organisations are about.
    Sectors,
}

impl Taxonomy {
    pub(super) const ALL: [Self; 2] = [Self::Categories, Self::Sectors];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Categories => "Buurtnet categories",
            Self::Sectors => "Buurtnet sectors",
        }
    }

    pub(super) fn id(self) -> Uuid {
        made_of(self.name(), &[])
    }

    fn words(self) -> Vec<&'static str> {
        match self {
            Self::Categories => Category::ALL.iter().map(|it| it.as_str()).collect(),
            Self::Sectors => Sector::ALL.iter().map(|it| it.as_str()).collect(),
        }
    }

    pub(super) fn terms(self) -> impl Iterator<Item = Term> {
        self.words().into_iter().map(move |word| Term { of: self, word })
    }

    /// The word of this list that an attribute names, by the id of the term or the term itself; `None`: it is a term of another
    /// taxonomy, which may be written the same, or none that is known.
    pub(super) fn word(self, term_id: &Value, term: &Value) -> Option<&'static str> {
        let (id, detail) = (self.id().to_string(), &term["taxonomy_detail"]);
        let is_ours = term["taxonomy_id"] == id.as_str()
            || term["taxonomy"] == self.name()
            || detail["id"] == id.as_str()
            || detail["name"] == self.name();
        let named = if term["code"].is_null() { &term["name"] } else { &term["code"] };
        let is_it = |it: &Term| {
            let id = it.id().to_string();
            *term_id == id.as_str() || term["id"] == id.as_str() || is_ours && *named == it.word
        };
        self.terms().find(is_it).map(|it| it.word)
    }

    pub(super) fn shown(self) -> Value {
        let description = match self {
            Self::Categories => "The kinds of help that are asked and given in a neighbourhood.",
            Self::Sectors => "What an organisation is about.",
        };
        json!({ "id": self.id(), "name": self.name(), "description": description, "version": "1" })
    }
}

/// A word of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) of: Taxonomy,
    pub(super) word: &'static str,
}

impl Term {
    pub(super) fn category(of: Category) -> Self {
        Self { of: Taxonomy::Categories, word: of.as_str() }
    }

    pub(super) fn sector(of: Sector) -> Self {
        Self { of: Taxonomy::Sectors, word: of.as_str() }
    }

    pub(super) fn all() -> impl Iterator<Item = Self> {
        Taxonomy::ALL.into_iter().flat_map(Taxonomy::terms)
    }

    pub(super) fn id(self) -> Uuid {
        made_of(self.word, &[self.of.id()])
    }

    pub(super) fn shown(self) -> Value {
        json!({
            "id": self.id(), "code": self.word, "name": self.word, "description": self.word,
            "taxonomy": self.of.name(), "taxonomy_id": self.of.id(), "language": "en",
        })
    }

    /// That something has this word.
    pub(super) fn attribute(self, of: Uuid, entity: &str) -> Value {
        json!({
            "id": made_of("attribute", &[of, self.id()]), "link_id": of, "link_entity": entity,
            "taxonomy_term_id": self.id(), "taxonomy_term": self.shown(),
        })
    }
}
