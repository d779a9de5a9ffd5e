//! Which services fit a request, and in which order. Pure.

use std::cmp::Reverse;

use crate::categories::Category;
use crate::ids::ServiceId;
use crate::organisations::Service;
use crate::organisations::model::{Capacity, Coverage};
use crate::people::model::LanguageTag;
use crate::when::Date;

crate::db::types::words! {
    /// Why a service stands where it stands among those that fit.
    ChoiceCode {
        /// It serves the place; the value says by which area.
        Place = "place",
        /// It offers the kind of help; the value is the category.
        Category = "category",
        /// It is for people of that age; the value are its ages, such as `65-130`, `65-` or `-18`.
        Age = "age",
        /// It speaks a language that is asked for; the value is the tag.
        Language = "language",
        /// It has room, a waiting list, or none; the value is the capacity.
        Capacity = "capacity",
        /// How long one waits, in the words of the organisation.
        WaitTime = "waitTime",
        /// Somebody said that it is described right; the value is the day.
        Assured = "assured",
        /// Nobody said so for half a year; the value is the day on which somebody last did.
        NotAssured = "notAssured",
        /// The request is with it already.
        Referred = "referred",
    }
}

/// What a request needs of a service.
#[derive(Debug, Clone)]
pub struct Needed {
    /// The kind of help.
    pub category: Category,
    /// How old the person is; where the year of birth leaves doubt, the younger age.
    pub age: i32,
    /// The languages that are asked for; none: any.
    pub languages: Vec<LanguageTag>,
    /// The services that the request is with.
    pub referred_to: Vec<ServiceId>,
    /// The day.
    pub today: Date,
}

/// A service that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Which one.
    pub service: Service,
    /// Why, and what to know.
    pub reasons: Vec<(ChoiceCode, String)>,
}

/// Those that fit of the services that serve the place and offer the help: for somebody of that age, and described right within
/// the time in which they are proposed. First those with room, then those that speak a language that is asked for, then those that
/// are described right, then those that serve a smaller area; at last by name.
#[must_use]
pub fn choices(services: Vec<(Service, Coverage)>, needed: &Needed) -> Vec<Choice> {
    let fits = |it: &Service| it.ages.include(needed.age) && !it.is_stale(needed.today);
    let mut fitting: Vec<_> = services.into_iter().filter(|(it, _)| fits(it)).collect();
    fitting.sort_by_key(|(it, coverage)| {
        let is_with = needed.referred_to.contains(&it.id);
        let speaks = language(it, needed).is_some();
        let rank = (is_with, it.capacity, Reverse(speaks), Reverse(it.is_assured(needed.today)), *coverage);
        (rank, it.name.clone(), it.id)
    });
    fitting
        .into_iter()
        .map(|(service, coverage)| Choice { reasons: reasons(&service, coverage, needed), service })
        .collect()
}

fn language<'a>(of: &Service, needed: &'a Needed) -> Option<&'a LanguageTag> {
    let speaks = |tag: &&LanguageTag| of.details.languages.iter().any(|it| it.language() == tag.language());
    needed.languages.iter().find(speaks)
}

fn reasons(of: &Service, coverage: Coverage, needed: &Needed) -> Vec<(ChoiceCode, String)> {
    let mut reasons = vec![
        (ChoiceCode::Place, coverage.to_string()),
        (ChoiceCode::Category, needed.category.to_string()),
        (ChoiceCode::Capacity, of.capacity.to_string()),
    ];
    let mut with = |code: ChoiceCode, value: Option<String>| reasons.extend(value.map(|it| (code, it)));
    let is_waited_for = of.capacity != Capacity::Open;
    let wait_time = of.details.wait_time.as_ref().filter(|_| is_waited_for);
    with(ChoiceCode::WaitTime, wait_time.map(|it| it.as_str().to_owned()));
    let (minimum, maximum) = (of.ages.minimum, of.ages.maximum);
    let age = |it: Option<i32>| it.map(|it| it.to_string()).unwrap_or_default();
    let has_ages = minimum.is_some() || maximum.is_some();
    with(ChoiceCode::Age, has_ages.then(|| format!("{}-{}", age(minimum), age(maximum))));
    with(ChoiceCode::Language, language(of, needed).map(|it| it.as_str().to_owned()));
    let assured = if of.is_assured(needed.today) { ChoiceCode::Assured } else { ChoiceCode::NotAssured };
    with(assured, Some(of.assured_on.to_string()));
    with(ChoiceCode::Referred, needed.referred_to.contains(&of.id).then(|| of.id.to_string()));
    reasons
}
