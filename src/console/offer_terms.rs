//! What somebody without an account offers, as the team writes it down: how the form begins, and how it is read.

use super::frame::Frame;
use super::intake_form::moment;
use crate::categories::Category;
use crate::offers::model::{Terms, WayToBeAsked};
use crate::platform::http::Form;
use crate::platform::words;
use crate::platform::{Error, Result};
use crate::when::{Day, WeeklySlot};

/// A box to tick.
pub(super) struct Tick {
    pub(super) value: &'static str,
    pub(super) name: String,
    is_on: bool,
}

impl Tick {
    /// Whether it is ticked as the form begins.
    pub(super) const fn begins_on(&self) -> bool {
        self.is_on
    }
}

/// The form, as it begins.
pub(super) struct TermsForm {
    pub(super) categories: Vec<Tick>,
    pub(super) radius: String,
    pub(super) most: String,
    pub(super) days: Vec<Tick>,
    pub(super) from: String,
    pub(super) to: String,
    /// Hours that the form cannot show: each day its own.
    pub(super) other_hours: Vec<String>,
}

/// The form for new terms.
pub(super) fn new_terms(frame: &Frame) -> TermsForm {
    terms_form(&Terms { radius_metres: 2000, max_visits_per_week: 1, ..nothing() }, frame)
}

/// The form for terms that are known.
pub(super) fn terms_form(of: &Terms, frame: &Frame) -> TermsForm {
    let slots = &of.weekly_slots;
    let first = slots.first();
    let is_like_first = |it: &WeeklySlot| first.is_some_and(|first| (first.from, first.to) == (it.from, it.to));
    let is_even = slots.iter().all(is_like_first);
    let first = first.filter(|_| is_even);
    let category = |it: &Category| Tick {
        value: it.as_str(),
        name: frame.word("category", it.as_str()),
        is_on: of.categories.contains(it),
    };
    let day = |it: &Day| Tick {
        value: it.as_str(),
        name: frame.word("day", it.as_str()),
        is_on: is_even && slots.iter().any(|slot| slot.day == *it),
    };
    TermsForm {
        categories: Category::ALL.iter().map(category).collect(),
        radius: of.radius_metres.to_string(),
        most: of.max_visits_per_week.to_string(),
        days: Day::ALL.iter().map(day).collect(),
        from: first.map_or_else(|| "09:00".to_owned(), |it| it.from.to_string()),
        to: first.map_or_else(|| "17:00".to_owned(), |it| it.to.to_string()),
        other_hours: slots.iter().filter(|_| !is_even).map(|it| words::slot(it, frame.locale)).collect(),
    }
}

/// What the form says.
#[derive(Debug, Clone)]
pub(super) struct Said {
    categories: Vec<Category>,
    radius_metres: i32,
    /// `None`: as they were.
    weekly_slots: Option<Vec<WeeklySlot>>,
    most: i32,
}

/// Terms of which nothing is said yet. Whoever has no account is asked by a buurtwerker.
fn nothing() -> Terms {
    Terms {
        categories: Vec::new(),
        radius_metres: 0,
        weekly_slots: Vec::new(),
        languages: Vec::new(),
        max_visits_per_week: 0,
        max_bonds: None,
        group: None,
        ways_to_be_asked: vec![WayToBeAsked::Buurtwerker],
    }
}

impl Said {
    /// The terms that come of those before.
    pub(super) fn over(self, before: Terms) -> Terms {
        Terms {
            categories: self.categories,
            radius_metres: self.radius_metres,
            weekly_slots: self.weekly_slots.unwrap_or(before.weekly_slots),
            max_visits_per_week: self.most,
            ..before
        }
    }

    /// The terms, where there were none.
    pub(super) fn whole(self) -> Terms {
        self.over(nothing())
    }
}

/// What the form says.
///
/// # Errors
/// A refusal that names the field that is missing or wrong.
pub(super) fn read(form: &Form) -> Result<Said> {
    let category = |it: &str| Category::from_word(it).ok_or_else(|| Error::no_choice("categories"));
    Ok(Said {
        categories: form.all("categories").map(category).collect::<Result<_>>()?,
        radius_metres: form.number("radiusMetres")?,
        weekly_slots: match form.all("days").next() {
            _ if form.has("keepHours", "yes") => None,
            None => Some(Vec::new()),
            Some(_) => Some(moment(form)?.1),
        },
        most: form.number("maxVisitsPerWeek")?,
    })
}
