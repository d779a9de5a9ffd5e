//! The form on which somebody says what worries them, about what they have in front of them.

use askama::Template;

use super::frame::Frame;
use crate::codes::Code;
use crate::duty;
use crate::ids::OfferId;
use crate::matching::model::Side;
use crate::offers;
use crate::platform::words;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor, check, could};
use crate::safeguarding::actions;
use crate::safeguarding::model::{Named, NamedKind};

/// What a concern is about, as the address of the form says: `kind/id`.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    kind: AboutKind,
    id: uuid::Uuid,
}

crate::db::types::words! {
    /// What somebody can have in front of them when they worry.
    AboutKind {
        /// A person.
        Person = "person",
        /// A match.
        Match = "match",
        /// A request for help.
        Request = "request",
        /// An offer: whose it is.
        Offer = "offer",
        /// A visit.
        Visit = "visit",
        /// A referral.
        Referral = "referral",
    }
}

impl About {
    /// What the address says; `None` where it says nothing that can be named.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once('/')?;
        Some(Self { kind: AboutKind::from_word(kind)?, id: id.parse().ok()? })
    }

    /// What the concern names.
    ///
    /// # Errors
    /// A refusal when it is an offer that the actor cannot see.
    pub(super) fn named(self, tx: &mut Tx<'_>, actor: &Actor) -> Result<Named> {
        let kind = match self.kind {
            AboutKind::Person => NamedKind::Person,
            AboutKind::Match => NamedKind::Match,
            AboutKind::Request => NamedKind::Request,
            AboutKind::Visit => NamedKind::Visit,
            AboutKind::Referral => NamedKind::Referral,
            AboutKind::Offer => {
                let offer = offers::actions::load(tx, OfferId::from(self.id))?;
                check(actor, Action::SeeOffer, &offers::actions::subject(&offer))?;
                return Ok(Named { kind: NamedKind::Person, id: offer.person.uuid() });
            }
        };
        Ok(Named { kind, id: self.id })
    }

    /// Whether one of two must be said.
    const fn has_sides(self) -> bool {
        matches!(self.kind, AboutKind::Match | AboutKind::Visit)
    }
}

/// The form on which somebody says what worries them.
#[derive(Template)]
#[template(path = "console/concerns/new.html")]
pub(super) struct NewConcernPage {
    pub(super) frame: Frame,
    /// What it is about, in words; `None`: nothing was named yet.
    about: Option<String>,
    /// As the address says it.
    text: String,
    has_sides: bool,
    sides: Vec<(&'static str, String)>,
    /// Whether nobody of the team may be there now.
    is_outside: bool,
    opens: Option<String>,
    numbers: Vec<(String, String)>,
    may_search: bool,
}

/// The form, about something that the actor can see.
///
/// # Errors
/// A refusal when the actor cannot see it, as if it did not exist.
pub(super) fn new_concern(tx: &mut Tx<'_>, actor: &Actor, mut frame: Frame, about: &str) -> Result<NewConcernPage> {
    let named = About::read(about);
    let place = match named {
        Some(it) => {
            let named = it.named(tx, actor)?;
            Some(actions::place_of(tx, actor, named)?)
        }
        None if about.is_empty() => None,
        None => return Err(Error::from(Code::NotFound)),
    };
    frame.about = named.map(|_| about.to_owned());
    let outside = match place {
        Some(neighbourhood) => duty::outside_duty_hours(tx, neighbourhood, frame.locale)?,
        None => None,
    };
    let opens =
        outside.as_ref().and_then(|it| it.opens_at).map(|it| frame.with("concern-opens", "when", &words::when(it)));
    let mut numbers = frame.numbers.clone();
    for own in outside.iter().flat_map(|it| &it.emergency_numbers) {
        if numbers.iter().all(|it| it.number != own.number) {
            numbers.push(own.clone());
        }
    }
    Ok(NewConcernPage {
        about: named.map(|it| frame.word("console-concern-about", it.kind.as_str())),
        text: about.to_owned(),
        has_sides: named.is_some_and(About::has_sides),
        sides: Side::ALL.iter().map(|it| (it.as_str(), frame.word("console-concern-side", it.as_str()))).collect(),
        is_outside: outside.is_some(),
        opens,
        numbers: numbers.into_iter().map(|it| (it.number.as_str().to_owned(), it.name.as_str().to_owned())).collect(),
        may_search: could(actor, Action::SearchPeople),
        frame,
    })
}
