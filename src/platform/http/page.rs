//! Pages of a list: opaque cursors, no totals.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use uuid::Uuid;

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

/// The parameters of every list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// How many items, 1 to 100; 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    pub page_size: Option<u32>,
    /// The `next` of the page before: 16 bytes, so that the last character carries two bits.
    #[param(max_length = 22, pattern = "^[A-Za-z0-9_-]{21}[AQgw]$")]
    pub cursor: Option<String>,
}

impl PageQuery {
    /// The cursor that is asked for.
    ///
    /// # Errors
    /// A refusal when the size is out of bounds or the cursor is none of ours.
    pub fn cursor(&self) -> Result<Cursor> {
        let size = self.page_size.unwrap_or(DEFAULT_SIZE);
        if !(1..=MAX_SIZE).contains(&size) {
            return Err(Error::invalid("pageSize", format!("must lie between 1 and {MAX_SIZE}")));
        }
        let after = match &self.cursor {
            None => None,
            Some(text) => {
                let bytes = URL_SAFE_NO_PAD.decode(text).ok().and_then(|it| Uuid::from_slice(&it).ok());
                Some(bytes.ok_or_else(|| Error::invalid("cursor", "is not a cursor of this list"))?)
            }
        };
        Ok(Cursor { after, size })
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

    /// The same page with other items.
    ///
    /// # Errors
    /// The first error of `f`.
    pub fn try_map<U>(self, f: impl FnMut(T) -> Result<U>) -> Result<Page<U>> {
        Ok(Page { items: self.items.into_iter().map(f).collect::<Result<_>>()?, next: self.next })
    }
}

impl Cursor {
    /// How many rows to ask the database for: one more than the page.
    #[must_use]
    pub fn limit(&self) -> i64 {
        i64::from(self.size) + 1
    }
}
