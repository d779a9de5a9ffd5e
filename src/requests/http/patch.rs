//! What the requester changes: a JSON merge patch.

use serde::Deserialize;
use utoipa::ToSchema;

use super::inputs::RequestPlace;
use crate::categories::Category;
use crate::people::model::LanguageTag;
use crate::platform::Amend;
use crate::platform::text::FreeText;
use crate::requests::actions::Change;
use crate::requests::model::{HelpKind, RequestText, Rhythm, Urgency, Visibility, WantedFrom};
use crate::when::{WeeklySlot, Window};

/// What the requester changes: what is left out stays, null takes away. An open request whose category, public text or
/// place changes waits for a new look of the team.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RequestPatchBody {
    #[schema(nullable = false)]
    category: Option<Category>,
    #[serde(default)]
    #[schema(value_type = Option<RequestText>)]
    text: Amend<RequestText>,
    #[serde(default)]
    #[schema(value_type = Option<FreeText>)]
    public_text: Amend<FreeText>,
    #[schema(nullable = false, minimum = 15, maximum = 480)]
    duration_minutes: Option<i32>,
    /// Null: none.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Window>>, max_items = 20)]
    windows: Amend<Vec<Window>>,
    /// Null: none.
    #[serde(default)]
    #[schema(value_type = Option<Vec<WeeklySlot>>, max_items = 28)]
    weekly_slots: Amend<Vec<WeeklySlot>>,
    #[schema(nullable = false)]
    urgency: Option<Urgency>,
    #[schema(nullable = false)]
    help_kind: Option<HelpKind>,
    #[serde(default)]
    #[schema(value_type = Option<Rhythm>)]
    rhythm: Amend<Rhythm>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<LanguageTag>>, max_items = 10)]
    languages: Amend<Vec<LanguageTag>>,
    /// Null: at home.
    #[serde(default)]
    #[schema(value_type = Option<RequestPlace>)]
    place: Amend<RequestPlace>,
    #[schema(nullable = false)]
    wanted_from: Option<WantedFrom>,
    #[schema(nullable = false)]
    minors_involved: Option<bool>,
    #[serde(default)]
    #[schema(value_type = Option<FreeText>)]
    accessibility_notes: Amend<FreeText>,
    /// More than have agreed.
    #[schema(nullable = false, minimum = 1, maximum = 20)]
    helpers_wanted: Option<i32>,
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
            windows: body.windows,
            weekly_slots: body.weekly_slots,
            help_kind: body.help_kind,
            rhythm: body.rhythm,
            languages: body.languages,
            wanted_from: body.wanted_from,
            minors_involved: body.minors_involved,
            visibility: body.visibility,
            text: body.text,
            public_text: body.public_text,
            accessibility_notes: body.accessibility_notes,
            place: body.place.map(Into::into),
        }
    }
}
