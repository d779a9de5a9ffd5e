//! Concerns, and what they hold.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    concerns (id) {
        id -> UuidSql,
        reporter_id -> UuidSql,
        about_id -> UuidSql,
        named_kind -> Text,
        named_id -> UuidSql,
        neighbourhood_id -> Nullable<UuidSql>,
        state -> Text,
        danger_now -> Bool,
        severity -> Nullable<Text>,
        outcome -> Nullable<Text>,
        dismiss_reason -> Nullable<Text>,
        bars -> Bool,
        triaged_by -> Nullable<UuidSql>,
        look_level -> Nullable<Text>,
        look_asked_at -> Nullable<InstantSql>,
        clock_from -> InstantSql,
        touched_at -> InstantSql,
        said -> Binary,
        closed_at -> Nullable<InstantSql>,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    concern_notes (id) {
        id -> UuidSql,
        concern_id -> UuidSql,
        author_id -> UuidSql,
        said -> Binary,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    concern_holds (concern_id, match_id) {
        concern_id -> UuidSql,
        match_id -> UuidSql,
        decision -> Nullable<Text>,
        decided_by -> Nullable<UuidSql>,
        decided_at -> Nullable<InstantSql>,
        created_at -> InstantSql,
    }
}
