//! What a neighbourhood calls a kind of help.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::categories::Category;
use crate::platform::language::Locale;
use crate::platform::text::Title;

/// What a kind of help is called in a neighbourhood, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CategoryTitle {
    /// The kind of help.
    pub category: Category,
    /// The language.
    pub locale: Locale,
    /// The words.
    pub title: Title,
}
