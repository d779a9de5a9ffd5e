//! Looking for people of the team's neighbourhoods, by name.

use askama::Template;

use super::frame::Frame;
use super::intake::called;
use crate::ids::PersonId;
use crate::people::actions::{self as people, Search};
use crate::people::model::{BirthYear, Person};
use crate::platform::http::Form;
use crate::platform::{Error, Result, Tx};
use crate::policy::Actor;

/// Somebody who was found.
pub(super) struct Hit {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) state: String,
}

/// The page.
#[derive(Template)]
#[template(path = "console/people/people.html")]
pub(super) struct PeoplePage {
    pub(super) frame: Frame,
    hits: Vec<Hit>,
    has_looked: bool,
}

/// Who was found.
pub(super) fn hit(person: &Person, frame: &Frame) -> Hit {
    let state = frame.word("console-person-state", person.state.as_str());
    Hit { id: person.id, name: called(person, frame), state }
}

/// Whom the form looks for.
///
/// # Errors
/// A refusal when nobody is named, or the actor has looked too often today.
pub(super) fn find(tx: &mut Tx<'_>, actor: &Actor, form: &Form, name: &str) -> Result<Vec<Person>> {
    let wanted = form.get(name).trim().to_owned();
    if wanted.is_empty() {
        return Err(Error::invalid(name, "must not be empty"));
    }
    let born = form.get("born").trim();
    let birth_year = if born.is_empty() {
        None
    } else {
        let year = born.parse().ok().and_then(BirthYear::new);
        Some(year.ok_or_else(|| Error::invalid("born", "is no year"))?)
    };
    people::search(tx, actor, &Search { name: wanted, birth_year })
}

/// The page, with who was found.
pub(super) fn people(frame: Frame, found: Option<&[Person]>) -> PeoplePage {
    let hits = found.unwrap_or_default().iter().map(|it| hit(it, &frame)).collect();
    PeoplePage { hits, has_looked: found.is_some(), frame }
}
