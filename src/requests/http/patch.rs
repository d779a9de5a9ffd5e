//! What the requester changes: a JSON merge patch.

use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::bodies::RequestPlace;
use crate::categories::Category;
use crate::people::model::LanguageTag;
use crate::platform::text::FreeText;
use crate::requests::actions::Change;
use crate::requests::model::{HelpKind, RequestText, Rhythm, Urgency, Visibility, WantedFrom};
use crate::when::{WeeklySlot, Window};

/// A member that is there, whatever it says: with `default`, one that is left out differs from one that is null.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(source: D) -> Result<Option<T>, D::Error> {
    T::deserialize(source).map(Some)
}

/// What the requester changes: what is left out stays, null takes away. An open request whose category, public text or
/// place changes waits for a new look of the team.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RequestPatchBody {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    category: Option<Category>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<RequestText>)]
    text: Option<Option<RequestText>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<FreeText>)]
    public_text: Option<Option<FreeText>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false, minimum = 15, maximum = 480)]
    duration_minutes: Option<i32>,
    /// Null: none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<Window>>, max_items = 20)]
    windows: Option<Option<Vec<Window>>>,
    /// Null: none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<WeeklySlot>>, max_items = 28)]
    weekly_slots: Option<Option<Vec<WeeklySlot>>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    urgency: Option<Urgency>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    help_kind: Option<HelpKind>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Rhythm>)]
    rhythm: Option<Option<Rhythm>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<LanguageTag>>, max_items = 10)]
    languages: Option<Option<Vec<LanguageTag>>>,
    /// Null: at home.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<RequestPlace>)]
    place: Option<Option<RequestPlace>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    wanted_from: Option<WantedFrom>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    minors_involved: Option<bool>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<FreeText>)]
    accessibility_notes: Option<Option<FreeText>>,
    /// More than have agreed.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false, minimum = 1, maximum = 20)]
    helpers_wanted: Option<i32>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    visibility: Option<Visibility>,
}

impl From<RequestPatchBody> for Change {
    fn from(body: RequestPatchBody) -> Self {
        Self {
            category: body.category,
            urgency: body.urgency,
            helpers_wanted: body.helpers_wanted,
            duration_minutes: body.duration_minutes,
            windows: body.windows.map(Option::unwrap_or_default),
            weekly_slots: body.weekly_slots.map(Option::unwrap_or_default),
            help_kind: body.help_kind,
            rhythm: body.rhythm,
            languages: body.languages.map(Option::unwrap_or_default),
            wanted_from: body.wanted_from,
            minors_involved: body.minors_involved,
            visibility: body.visibility,
            text: body.text,
            public_text: body.public_text,
            accessibility_notes: body.accessibility_notes,
            place: body.place.map(|it| it.map(Into::into)),
        }
    }
}
