//! Neighbourhoods and their boundaries.

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
