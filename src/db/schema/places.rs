//! Neighbourhoods, their boundaries, and who is on duty there.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    neighbourhoods (id) {
        id -> UuidSql,
        code -> Text,
        name -> Text,
        municipality_nis -> Nullable<Text>,
        phase -> Text,
        cell_resolution -> Integer,
        policy -> JsonSql,
        boundary_version -> Integer,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    boundaries (neighbourhood_id, version) {
        neighbourhood_id -> UuidSql,
        version -> Integer,
        geometry -> Text,
        hash -> Binary,
        min_lat -> Double,
        max_lat -> Double,
        min_lon -> Double,
        max_lon -> Double,
        valid_from -> InstantSql,
        valid_to -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    duty_rosters (neighbourhood_id) {
        neighbourhood_id -> UuidSql,
        duty_persons -> JsonSql,
        deputies -> JsonSql,
        opening_hours -> JsonSql,
        emergency_numbers -> JsonSql,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    saved_replies (id) {
        id -> UuidSql,
        neighbourhood_id -> UuidSql,
        verb -> Text,
        title -> Text,
        texts -> JsonSql,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    absences (id) {
        id -> UuidSql,
        neighbourhood_id -> UuidSql,
        person_id -> UuidSql,
        from_day -> Text,
        until_day -> Text,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    neighbourhood_imports (id) {
        id -> UuidSql,
        state -> Text,
        content -> Nullable<Binary>,
        properties -> JsonSql,
        outcome -> Nullable<JsonSql>,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
