//! Sheets to print: pages of their own, in any of our languages, also in large type, that hold in black and white.

pub(super) mod board;
pub(super) mod forms;
pub(super) mod invitations;
pub(super) mod people;

use super::account::picture;
use super::frame::Frame;
use crate::ids::NeighbourhoodId;
use crate::places;
use crate::platform::language::Locale;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, scope};

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
    day: String,
}

impl Sheet {
    fn new(tx: &Tx<'_>, mut frame: Frame, wanted: Wanted, keeps: String) -> Self {
        frame.locale = wanted.locale.unwrap_or(frame.locale);
        Self { frame, is_large: wanted.is_large, keeps, day: words::day(tx.now) }
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

/// The number of the team of who prints. Who works for several writes it by hand.
fn phone_of_team(tx: &mut Tx<'_>, actor: &Actor) -> Result<Option<Phone>> {
    match places::all_of(tx, &scope(actor, Action::TakeIntake).neighbourhoods)?.as_slice() {
        [one] => phone_of(tx, Some(one.id)),
        _ => Ok(None),
    }
}
