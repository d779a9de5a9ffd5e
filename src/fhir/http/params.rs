//! The parameters of a search. One that is not known is refused: whoever narrows down must not get more than they think.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use chrono::{DateTime, Months, NaiveDate, NaiveTime, TimeDelta};

use crate::clock::Instant;
use crate::platform::{Error, Result};

/// How many there are on a page unless it is said, and how many at most.
const USUAL: u32 = 50;
const MOST: u32 = 100;
/// So many values are looked for at once at most.
const MOST_VALUES: usize = 50;
/// The parameter that says where a page begins.
pub(super) const CURSOR: &str = "_cursor";
/// What every search knows.
const ALWAYS: [&str; 3] = ["_count", "_format", CURSOR];

/// The parameters.
pub(super) struct Params {
    all: Vec<(String, String)>,
    /// As they came, without the place of the page.
    pub(super) query: String,
}

impl FromRequest for Params {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::read(request.query_string()))
    }
}

impl Params {
    pub(super) fn read(query: &str) -> Result<Self> {
        let all = web::Query::<Vec<(String, String)>>::from_query(query);
        let all = all.map_err(|_| Error::invalid("", "the query is not valid"))?.into_inner();
        let is_cursor = |it: &&str| it.split('=').next() == Some(CURSOR);
        let rest: Vec<_> = query.split('&').filter(|it| !it.is_empty() && !is_cursor(it)).collect();
        Ok(Self { all, query: rest.join("&") })
    }

    /// Refuses others than these.
    pub(super) fn only(&self, known: &[&str]) -> Result<()> {
        match self.all.iter().find(|(name, _)| !known.iter().chain(&ALWAYS).any(|it| it == name)) {
            Some((name, _)) => Err(Error::invalid(name, "is no parameter of this search")),
            None => Ok(()),
        }
    }

    /// Each value of a parameter that can be said again and again.
    pub(super) fn each<'q>(&'q self, name: &str) -> impl Iterator<Item = &'q str> {
        self.all.iter().filter(move |it| it.0 == name).map(|it| it.1.as_str())
    }

    /// The value of a parameter that is said once.
    pub(super) fn one<'q>(&'q self, name: &str) -> Result<Option<&'q str>> {
        let mut values = self.each(name);
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            (_, Some(_)) => Err(Error::invalid(name, "is said twice")),
        }
    }

    /// The values of a parameter, of which any is looked for.
    pub(super) fn any<'q>(&'q self, name: &str) -> Result<Option<Vec<&'q str>>> {
        let Some(value) = self.one(name)? else { return Ok(None) };
        let values: Vec<_> = value.split(',').collect();
        if values.len() > MOST_VALUES {
            return Err(Error::invalid(name, format!("has at most {MOST_VALUES} values")));
        }
        Ok(Some(values))
    }

    /// The codes or identifiers that are looked for, if they are of this system or of none.
    pub(super) fn tokens<'q>(&'q self, name: &str, system: &str) -> Result<Option<Vec<&'q str>>> {
        let code = |it: &'q str| match it.split_once('|') {
            None => Some(it),
            Some((of, code)) => (of == system).then_some(code),
        };
        Ok(self.any(name)?.map(|it| it.into_iter().filter_map(code).collect()))
    }

    /// The ids of the resources of a kind that are looked for.
    pub(super) fn references<'q>(&'q self, name: &str, kind: &str) -> Result<Option<Vec<&'q str>>> {
        let id = |it: &'q str| match it.rsplit_once('/') {
            None => Some(it),
            Some((before, id)) => (before.rsplit('/').next() == Some(kind)).then_some(id),
        };
        Ok(self.any(name)?.map(|it| it.into_iter().filter_map(id).collect()))
    }

    /// How many there are on a page. More than the most is no fault: it is told that there is a next page.
    pub(super) fn count(&self) -> Result<u32> {
        let Some(text) = self.one("_count")? else { return Ok(USUAL) };
        let count: Option<u32> = text.parse().ok().filter(|it| *it > 0);
        count.map(|it| it.min(MOST)).ok_or_else(|| Error::invalid("_count", "is no number of resources, 1 or more"))
    }

    /// The query of another page of the same search.
    pub(super) fn with_cursor(&self, cursor: &str) -> String {
        let and = if self.query.is_empty() { "" } else { "&" };
        format!("{}{and}{CURSOR}={cursor}", self.query)
    }

    /// Between which moments something changed: from the first, before the second.
    pub(super) fn changed(&self) -> Result<(Option<Instant>, Option<Instant>)> {
        let (mut from, mut before): (Option<Instant>, Option<Instant>) = (None, None);
        for text in self.each("_lastUpdated") {
            let faulty = || Error::invalid("_lastUpdated", "is no date or moment after eq, gt, ge, lt, le, sa or eb");
            let (prefix, date) = match text.split_at_checked(2) {
                Some((prefix, date)) if prefix.bytes().all(|it| it.is_ascii_lowercase()) => (prefix, date),
                _ => ("eq", text),
            };
            let (start, end) = span(date).ok_or_else(faulty)?;
            let (first, last) = match prefix {
                "eq" => (Some(start), Some(end)),
                "gt" | "sa" => (Some(end), None),
                "ge" => (Some(start), None),
                "lt" | "eb" => (None, Some(start)),
                "le" => (None, Some(end)),
                _ => return Err(faulty()),
            };
            from = from.max(first);
            before = [before, last].into_iter().flatten().min();
        }
        Ok((from, before))
    }
}

/// From when to when a date or a moment lasts, as exactly as it is said. Dates are those of UTC.
fn span(text: &str) -> Option<(Instant, Instant)> {
    // A plus in a query is a space unless it is written otherwise.
    let text = text.replace(' ', "+");
    if let Ok(at) = DateTime::parse_from_rfc3339(&text) {
        let start = Instant::from(at.to_utc());
        let digits = text.split_once('.').map_or(0, |(_, it)| it.bytes().take_while(u8::is_ascii_digit).count());
        let micros = 10_i64.checked_pow(6_u32.saturating_sub(u32::try_from(digits).ok()?))?;
        return Some((start, start + TimeDelta::microseconds(micros)));
    }
    let (whole, months) = match text.len() {
        4 => (format!("{text}-01-01"), 12),
        7 => (format!("{text}-01"), 1),
        10 => (text, 0),
        _ => return None,
    };
    let day: NaiveDate = whole.parse().ok()?;
    let next = if months == 0 { day.succ_opt()? } else { day.checked_add_months(Months::new(months))? };
    let at = |day: NaiveDate| Instant::from(day.and_time(NaiveTime::MIN).and_utc());
    Some((at(day), at(next)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(query: &str) -> Option<(Option<String>, Option<String>)> {
        let (from, before) = Params::read(query).unwrap().changed().ok()?;
        let short = |it: Instant| it.to_string().replace(".000000Z", "Z");
        Some((from.map(short), before.map(short)))
    }

    #[test]
    fn a_date_lasts_as_long_as_it_is_exact() {
        let is = |query: &str, from: &str, before: &str| {
            let some = |it: &str| (!it.is_empty()).then(|| it.to_owned());
            assert_eq!(between(query), Some((some(from), some(before))), "{query}");
        };
        is("_lastUpdated=2026-03", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z");
        is("_lastUpdated=gt2026-03-02", "2026-03-03T00:00:00Z", "");
        is("_lastUpdated=ge2026-03-02&_lastUpdated=lt2027", "2026-03-02T00:00:00Z", "2027-01-01T00:00:00Z");
        is("_lastUpdated=le2026-03-02T10:00:00+01:00", "", "2026-03-02T09:00:01Z");
        is("_lastUpdated=gt2026-03-02T09:00:00.123456Z", "2026-03-02T09:00:00.123457Z", "");
        for odd in ["x", "ne2026", "2026-13", "gt", "2026-03-02T10:00", "é2026"] {
            assert_eq!(between(&format!("_lastUpdated={odd}")), None, "{odd}");
        }
    }

    #[test]
    fn a_search_is_read_once_and_by_kind_and_system() {
        let params =
            Params::read("status=a,http://s|b,http://t|c&owner=Organization/1,2,Patient/3&_cursor=x&_count=7").unwrap();
        assert_eq!(params.tokens("status", "http://s").unwrap().unwrap(), ["a", "b"]);
        assert_eq!(params.references("owner", "Organization").unwrap().unwrap(), ["1", "2"]);
        assert_eq!((params.count().unwrap(), params.one("_cursor").unwrap()), (7, Some("x")));
        assert!(!params.query.contains("cursor") && params.with_cursor("y").ends_with("&_count=7&_cursor=y"));
        assert!(params.only(&["status", "owner"]).is_ok() && params.only(&["status"]).is_err());
        assert!(Params::read("_count=0").unwrap().count().is_err());
        assert_eq!(Params::read("_count=1000").unwrap().count().unwrap(), 100);
        assert!(Params::read("status=a&status=b").unwrap().any("status").is_err());
    }
}
