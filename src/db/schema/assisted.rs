//! Who was registered by somebody else, and who may act for whom.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    registrations (person_id) {
        person_id -> UuidSql,
        how -> Text,
        entered_by -> UuidSql,
        witness -> Nullable<Binary>,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{InstantSql, UuidSql};

    people_searches (id) {
        id -> UuidSql,
        person_id -> UuidSql,
        at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    proxies (id) {
        id -> UuidSql,
        person_id -> UuidSql,
        proxy_id -> UuidSql,
        kind -> Text,
        scope -> JsonSql,
        organisation -> Nullable<Text>,
        household_id -> Nullable<UuidSql>,
        mandate_seen_on -> Nullable<Text>,
        mandate_seen_by -> Nullable<UuidSql>,
        until -> Nullable<InstantSql>,
        recorded_by -> UuidSql,
        created_at -> InstantSql,
        revoked_by -> Nullable<UuidSql>,
        revoked_at -> Nullable<InstantSql>,
        approved_by -> Nullable<UuidSql>,
        approved_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    proxy_uses (id) {
        id -> UuidSql,
        proxy_id -> UuidSql,
        person_id -> UuidSql,
        event -> Text,
        object -> UuidSql,
        at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{InstantSql, UuidSql};

    guardian_answers (id) {
        id -> UuidSql,
        match_id -> UuidSql,
        person_id -> UuidSql,
        guardian_id -> UuidSql,
        recorded_by -> UuidSql,
        at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    merges (id) {
        id -> UuidSql,
        kept_id -> UuidSql,
        merged_id -> UuidSql,
        made_by -> UuidSql,
        created_at -> InstantSql,
        undone_by -> Nullable<UuidSql>,
        undone_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::UuidSql;

    merge_moves (id) {
        id -> UuidSql,
        merge_id -> UuidSql,
        place -> Text,
        row_id -> UuidSql,
    }
}
