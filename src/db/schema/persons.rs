//! People, accounts, sessions, roles, checks, households, contact rules.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    people (id) {
        id -> UuidSql,
        state -> Text,
        name -> Binary,
        contact -> Nullable<Binary>,
        home -> Nullable<Binary>,
        birth_year -> Integer,
        locale -> Text,
        languages -> JsonSql,
        neighbourhood_id -> Nullable<UuidSql>,
        cell -> Nullable<BigInt>,
        near_cell -> Nullable<BigInt>,
        home_moves -> JsonSql,
        vetted_until -> Nullable<InstantSql>,
        consent_version -> Integer,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        vetting_told_for -> Nullable<InstantSql>,
        gender -> Nullable<Binary>,
        state_since -> InstantSql,
        suspended_from -> Nullable<Text>,
        suspend_reason -> Nullable<Text>,
        moving_to_id -> Nullable<UuidSql>,
        erased_at -> Nullable<InstantSql>,
        active_at -> Nullable<InstantSql>,
        inactive_asked_at -> Nullable<InstantSql>,
        name_index -> Nullable<Binary>,
        name_trigrams -> Nullable<Binary>,
        phone_index -> Nullable<Binary>,
        merged_into -> Nullable<UuidSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    accounts (person_id) {
        person_id -> UuidSql,
        email -> Nullable<Binary>,
        email_index -> Nullable<Binary>,
        phone -> Nullable<Binary>,
        phone_index -> Nullable<Binary>,
        password_hash -> Text,
        verified_at -> Nullable<InstantSql>,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    one_time_tokens (id) {
        id -> UuidSql,
        person_id -> UuidSql,
        purpose -> Text,
        expires_at -> InstantSql,
        used_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    sessions (id) {
        id -> UuidSql,
        person_id -> UuidSql,
        counter -> Integer,
        rotated_at -> InstantSql,
        expires_at -> InstantSql,
        ended_at -> Nullable<InstantSql>,
        end_reason -> Nullable<Text>,
        created_at -> InstantSql,
        proved_at -> Nullable<InstantSql>,
        second_factor_at -> Nullable<InstantSql>,
        device -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    roles (id) {
        id -> UuidSql,
        person_id -> UuidSql,
        role -> Text,
        neighbourhood_id -> Nullable<UuidSql>,
        organisation_id -> Nullable<UuidSql>,
        municipality_nis -> Nullable<Text>,
        granted_by -> Nullable<UuidSql>,
        granted_at -> InstantSql,
        revoked_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    vetting_checks (id) {
        id -> UuidSql,
        person_id -> UuidSql,
        kind -> Text,
        seen_on -> Text,
        seen_by -> UuidSql,
        renew_by -> Text,
        recorded_by -> UuidSql,
        recorded_at -> InstantSql,
        revoked_by -> Nullable<UuidSql>,
        revoked_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    household_members (person_id) {
        person_id -> UuidSql,
        household_id -> UuidSql,
        recorded_by -> UuidSql,
        recorded_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    trusts (person_id) {
        person_id -> UuidSql,
        neighbourhood_id -> UuidSql,
        trusted_by -> UuidSql,
        trusted_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    contact_rules (person_id) {
        person_id -> UuidSql,
        rules -> Binary,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        said_by_person -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    tellings (id) {
        id -> UuidSql,
        person_id -> UuidSql,
        why -> Text,
        once -> Text,
        message -> JsonSql,
        since -> InstantSql,
        told_by -> Nullable<UuidSql>,
        told_at -> Nullable<InstantSql>,
    }
}
