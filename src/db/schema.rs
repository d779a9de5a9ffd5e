//! One schema for both databases: the SQL types of [`super::types`] say how each column is stored where.
//!
//! What each column means stands beside it in `migrations/`.

#![allow(missing_docs, reason = "the columns are explained in the migrations")]

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    data_keys (owner) {
        owner -> UuidSql,
        wrapped -> Binary,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    instance (name) {
        name -> Text,
        value -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    audit (id) {
        id -> UuidSql,
        number -> Nullable<BigInt>,
        hash -> Nullable<Binary>,
        at -> InstantSql,
        actor -> Nullable<UuidSql>,
        acting_as -> Text,
        event -> Text,
        object_kind -> Text,
        object -> UuidSql,
        neighbourhood_id -> Nullable<UuidSql>,
        details -> JsonSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    outbox (id) {
        id -> UuidSql,
        recipient -> UuidSql,
        message -> JsonSql,
        state -> Text,
        attempts -> Integer,
        run_at -> InstantSql,
        leased_until -> Nullable<InstantSql>,
        last_error -> Nullable<Text>,
        created_at -> InstantSql,
        ended_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    jobs (id) {
        id -> UuidSql,
        job -> JsonSql,
        once -> Text,
        attempts -> Integer,
        run_at -> InstantSql,
        leased_until -> Nullable<InstantSql>,
        last_error -> Nullable<Text>,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    idempotency_keys (person_id, route, key) {
        person_id -> UuidSql,
        route -> Text,
        key -> Text,
        body_hash -> Binary,
        status -> Integer,
        object -> UuidSql,
        created_at -> InstantSql,
    }
}

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
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    accounts (person_id) {
        person_id -> UuidSql,
        email -> Binary,
        email_index -> Binary,
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
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    offers (id) {
        id -> UuidSql,
        person_id -> UuidSql,
        neighbourhood_id -> Nullable<UuidSql>,
        state -> Text,
        held_from -> Nullable<Text>,
        reason -> Nullable<Text>,
        terms -> JsonSql,
        load -> Integer,
        cap -> Integer,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    open_offers (category, offer_id) {
        category -> Text,
        offer_id -> UuidSql,
        person_id -> UuidSql,
        cell -> BigInt,
        near_cell -> BigInt,
        radius_metres -> Integer,
        slots -> BigInt,
        vetted_until -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    requests (id) {
        id -> UuidSql,
        person_id -> UuidSql,
        neighbourhood_id -> Nullable<UuidSql>,
        state -> Text,
        held_from -> Nullable<Text>,
        reason -> Nullable<Text>,
        category -> Text,
        urgency -> Text,
        wish -> JsonSql,
        said -> Nullable<Binary>,
        place -> Nullable<Binary>,
        cell -> Nullable<BigInt>,
        near_cell -> Nullable<BigInt>,
        entered_by -> UuidSql,
        helpers_wanted -> Integer,
        helpers_agreed -> Integer,
        first_in_queue -> Bool,
        approved_at -> Nullable<InstantSql>,
        state_since -> InstantSql,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    queue_claims (item) {
        item -> UuidSql,
        claimed_by -> UuidSql,
        claimed_until -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    matches (id) {
        id -> UuidSql,
        request_id -> UuidSql,
        offer_id -> Nullable<UuidSql>,
        requester_id -> UuidSql,
        helper_id -> UuidSql,
        neighbourhood_id -> Nullable<UuidSql>,
        state -> Text,
        held_from -> Nullable<Text>,
        outcome -> Nullable<Text>,
        reason -> Nullable<Text>,
        proposed_by -> UuidSql,
        approved_by -> Nullable<UuidSql>,
        agreed_at -> Nullable<InstantSql>,
        expires_at -> InstantSql,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    organisations (id) {
        id -> UuidSql,
        name -> Text,
        description -> Text,
        email -> Text,
        phone -> Nullable<Text>,
        website -> Nullable<Text>,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    services (id) {
        id -> UuidSql,
        organisation_id -> UuidSql,
        name -> Text,
        description -> Text,
        status -> Text,
        categories -> JsonSql,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    service_areas (service_id, neighbourhood_id) {
        service_id -> UuidSql,
        neighbourhood_id -> UuidSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    consents (id) {
        id -> UuidSql,
        subject -> UuidSql,
        purpose -> Text,
        organisation_id -> Nullable<UuidSql>,
        scope -> JsonSql,
        text_version -> Text,
        text_hash -> Text,
        language -> Text,
        given -> Bool,
        how -> Text,
        recorded_by -> UuidSql,
        given_by -> UuidSql,
        said -> Nullable<Binary>,
        withdraws -> Nullable<UuidSql>,
        at -> InstantSql,
        expires_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    referrals (id) {
        id -> UuidSql,
        request_id -> UuidSql,
        match_id -> Nullable<UuidSql>,
        person_id -> UuidSql,
        service_id -> UuidSql,
        organisation_id -> UuidSql,
        neighbourhood_id -> Nullable<UuidSql>,
        state -> Text,
        status_reason -> Nullable<Text>,
        outcome -> Nullable<Text>,
        said -> Nullable<Binary>,
        shared -> JsonSql,
        consent_id -> Nullable<UuidSql>,
        overridden -> Bool,
        urgency -> Text,
        beside -> Bool,
        clock_stopped -> Bool,
        prepared_by -> UuidSql,
        sent_at -> Nullable<InstantSql>,
        ended_at -> Nullable<InstantSql>,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::joinable!(accounts -> people (person_id));
diesel::joinable!(services -> organisations (organisation_id));
diesel::joinable!(open_offers -> offers (offer_id));
diesel::allow_tables_to_appear_in_same_query!(
    data_keys,
    instance,
    audit,
    outbox,
    jobs,
    idempotency_keys,
    neighbourhoods,
    boundaries,
    people,
    accounts,
    one_time_tokens,
    sessions,
    roles,
    offers,
    open_offers,
    requests,
    queue_claims,
    matches,
    organisations,
    services,
    service_areas,
    consents,
    referrals,
);
