//! Pages of a list: opaque cursors, no totals.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use uuid::Uuid;

use super::Query;
use crate::platform::{Error, Result};

/// The page size when none is asked for.
const DEFAULT_SIZE: u32 = 50;
/// The largest page.
const MAX_SIZE: u32 = 100;

/// Where a page begins: after this id. Lists go from new to old, and ids are sortable by creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The last item of the page before.
    pub after: Option<Uuid>,
    /// How many items, 1 to 100.
    pub size: u32,
}

/// The parameters of every list that goes by ids.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageQuery {
    /// How many items, 1 to 100; 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
    /// The `next` of the page before.
    // 16 bytes: the last character carries two bits.
    #[param(max_length = 22, pattern = "^[A-Za-z0-9_-]{21}[AQgw]$")]
    cursor: Option<String>,
}

/// The size of a page that is asked for.
///
/// # Errors
/// A refusal when it is out of bounds.
pub fn page_size(asked: Option<u32>) -> Result<u32> {
    let size = asked.unwrap_or(DEFAULT_SIZE);
    if (1..=MAX_SIZE).contains(&size) {
        Ok(size)
    } else {
        Err(Error::invalid("pageSize", format!("must lie between 1 and {MAX_SIZE}")))
    }
}

impl PageQuery {
    fn cursor(&self) -> Result<Cursor> {
        let size = page_size(self.page_size)?;
        match self.cursor.as_deref() {
            Some("") => Err(Error::invalid("cursor", "is not a cursor of this list")),
            next => Cursor::read(next.unwrap_or_default(), size),
        }
    }
}

/// Which page of a list is asked for, and of which of its items.
pub struct Paged<F = Everything> {
    /// Which items.
    pub wanted: F,
    /// Which page.
    pub cursor: Cursor,
}

/// A list that is not narrowed down.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Everything {}

impl<F: DeserializeOwned> FromRequest for Paged<F> {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::read(request.query_string()))
    }
}

impl<F: DeserializeOwned> Paged<F> {
    fn read(query: &str) -> Result<Self> {
        let is_of_page = |part: &&str| matches!(part.split('=').next(), Some("pageSize" | "cursor"));
        let (page, wanted): (Vec<_>, Vec<_>) = query.split('&').partition(is_of_page);
        let page = Query::<PageQuery>::read(&page.join("&"))?;
        let wanted = Query::read(&wanted.join("&"))?;
        Ok(Self { wanted: wanted.0, cursor: page.0.cursor()? })
    }
}

/// A page of a list.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The cursor of the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// A page of `items`, of which one more than `cursor.size` was asked for to see whether there is a next one.
    pub fn new(mut items: Vec<T>, cursor: Cursor, id: impl Fn(&T) -> Uuid) -> Self {
        let size = cursor.size as usize;
        let has_more = items.len() > size;
        items.truncate(size);
        let next = items.last().filter(|_| has_more).map(|last| URL_SAFE_NO_PAD.encode(id(last).as_bytes()));
        Self { items, next }
    }

    /// A page of `items`, after which one goes on behind an id that need not be among them.
    #[must_use]
    pub fn ending(items: Vec<T>, next: Option<Uuid>) -> Self {
        Self { items, next: next.map(|it| URL_SAFE_NO_PAD.encode(it.as_bytes())) }
    }

    /// The same page with other items.
    ///
    /// # Errors
    /// The first error of `f`.
    pub fn try_map<U>(self, f: impl FnMut(T) -> Result<U>) -> Result<Page<U>> {
        Ok(Page { items: self.items.into_iter().map(f).collect::<Result<_>>()?, next: self.next })
    }
}

impl Cursor {
    /// The page that begins behind the `next` of the one before; empty: the first.
    ///
    /// # Errors
    /// A refusal when that is no such text.
    pub fn read(next: &str, size: u32) -> Result<Self> {
        if next.is_empty() {
            return Ok(Self { after: None, size });
        }
        let id = URL_SAFE_NO_PAD.decode(next).ok().and_then(|it| Uuid::from_slice(&it).ok());
        let after = id.ok_or_else(|| Error::invalid("cursor", "is not a cursor of this list"))?;
        Ok(Self { after: Some(after), size })
    }

    /// How many rows to ask the database for: one more than the page.
    #[must_use]
    pub fn limit(&self) -> i64 {
        i64::from(self.size) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Of {
        view: Option<String>,
    }

    #[test]
    fn a_list_is_narrowed_down_and_paged_by_one_query() {
        let id = Uuid::from_u128(7);
        let next = URL_SAFE_NO_PAD.encode(id);
        let asked = Paged::<Of>::read(&format!("cursor={next}&view=mine&pageSize=3")).unwrap();
        assert_eq!(asked.wanted.view.as_deref(), Some("mine"));
        assert_eq!(asked.cursor, Cursor { after: Some(id), size: 3 });
        assert_eq!(Paged::<Everything>::read("").unwrap().cursor, Cursor { after: None, size: DEFAULT_SIZE });
    }

    #[test]
    fn what_no_list_knows_is_refused() {
        let cursor = "AAAAAAAAAAAAAAAAAAAAAB";
        for query in [
            "view=mine",
            "pageSize=0",
            "pageSize=101",
            "cursor=x",
            &format!("cursor={cursor}"),
            "pageSize=1&pageSize=2",
        ] {
            assert!(Paged::<Everything>::read(query).is_err(), "{query}");
        }
    }
}
