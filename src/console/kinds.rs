//! What the kinds of help are called: as a neighbourhood calls them, where it has words of its own.

use super::intake::Choice;
use crate::categories::Category;
use crate::ids::NeighbourhoodId;
use crate::places::{self, Neighbourhood};
use crate::platform::language::Locale;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, scope};

/// What the kinds of help are called where a team works, in one language.
pub(super) struct Kinds {
    places: Vec<Neighbourhood>,
    locale: Locale,
}

impl Kinds {
    /// What they are called where the actor looks at requests.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) fn of_team(tx: &mut Tx<'_>, actor: &Actor, locale: Locale) -> Result<Self> {
        let places = places::all_of(tx, &scope(actor, Action::SeeRequest).neighbourhoods)?;
        Ok(Self { places, locale })
    }

    /// What one is called somewhere.
    pub(super) fn called(&self, at: Option<NeighbourhoodId>, of: Category) -> String {
        let place = self.places.iter().find(|it| Some(it.id) == at);
        place.and_then(|it| self.own(it, of)).unwrap_or_else(|| self.usual(of))
    }

    /// All of them to choose from, before it is known where: in the words of all neighbourhoods, where these agree.
    pub(super) fn choices(&self) -> Vec<Choice> {
        let name = |of: Category| {
            let mut own = self.places.iter().map(|it| self.own(it, of));
            let first = own.next().flatten().filter(|first| own.all(|it| it.as_ref() == Some(first)));
            first.unwrap_or_else(|| self.usual(of))
        };
        Category::ALL.iter().map(|it| Choice { value: it.to_string(), name: name(*it) }).collect()
    }

    fn own(&self, place: &Neighbourhood, of: Category) -> Option<String> {
        place.policy.0.title(of, self.locale).map(|it| it.as_str().to_owned())
    }

    fn usual(&self, of: Category) -> String {
        self.locale.text(&format!("category-{of}"), &[])
    }
}
