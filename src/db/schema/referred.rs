//! Organisations, their services, webhooks, subscriptions and software, consents and referrals.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    organisations (id) {
        id -> UuidSql,
        name -> Text,
        folded_name -> Text,
        description -> Text,
        email -> Text,
        phone -> Nullable<Text>,
        website -> Nullable<Text>,
        sector -> Text,
        enterprise_number -> Nullable<Text>,
        link_generation -> Integer,
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
        capacity -> Text,
        minimum_age -> Nullable<Integer>,
        maximum_age -> Nullable<Integer>,
        municipalities -> JsonSql,
        polygon -> Nullable<Text>,
        details -> JsonSql,
        assured_on -> Text,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    locations (id) {
        id -> UuidSql,
        organisation_id -> UuidSql,
        name -> Text,
        kind -> Text,
        details -> JsonSql,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    service_locations (id) {
        id -> UuidSql,
        service_id -> UuidSql,
        location_id -> UuidSql,
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
    use crate::db::types::{InstantSql, UuidSql};

    link_codes (id) {
        id -> UuidSql,
        referral_id -> UuidSql,
        tries -> Integer,
        expires_at -> InstantSql,
        used_at -> Nullable<InstantSql>,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    address_changes (id) {
        id -> UuidSql,
        organisation_id -> UuidSql,
        email -> Text,
        asked_by -> Nullable<UuidSql>,
        old_confirmed_at -> Nullable<InstantSql>,
        new_confirmed_at -> Nullable<InstantSql>,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    webhooks (id) {
        id -> UuidSql,
        organisation_id -> UuidSql,
        url -> Text,
        state -> Text,
        disabled_because -> Nullable<Text>,
        failing_since -> Nullable<InstantSql>,
        secret -> Binary,
        old_secret -> Nullable<Binary>,
        old_secret_until -> Nullable<InstantSql>,
        leased_until -> Nullable<InstantSql>,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        last_failed_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    backend_services (id) {
        id -> UuidSql,
        organisation_id -> UuidSql,
        name -> Text,
        keys -> JsonSql,
        keyed_by -> UuidSql,
        scopes -> Text,
        last_used_at -> Nullable<InstantSql>,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    backend_service_tokens (hash) {
        hash -> Binary,
        backend_service_id -> UuidSql,
        scopes -> Text,
        expires_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    backend_service_assertions (backend_service_id, hash) {
        backend_service_id -> UuidSql,
        hash -> Binary,
        expires_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    client_requests (id) {
        id -> UuidSql,
        request_id -> UuidSql,
        organisation_id -> UuidSql,
        consent_id -> UuidSql,
        reference -> Nullable<Text>,
        asked_by -> UuidSql,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    webhook_deliveries (id) {
        id -> UuidSql,
        webhook_id -> UuidSql,
        event -> Text,
        referral_id -> Nullable<UuidSql>,
        state -> Text,
        attempts -> Integer,
        run_at -> InstantSql,
        last_status -> Nullable<Integer>,
        last_fault -> Nullable<Text>,
        created_at -> InstantSql,
        ended_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    subscriptions (id) {
        id -> UuidSql,
        organisation_id -> UuidSql,
        endpoint -> Text,
        said -> Binary,
        state -> Text,
        heartbeat_seconds -> Nullable<Integer>,
        timeout_seconds -> Nullable<Integer>,
        max_count -> Nullable<Integer>,
        ends_at -> Nullable<InstantSql>,
        written -> Integer,
        taken -> Integer,
        attempts -> Integer,
        run_at -> Nullable<InstantSql>,
        leased_until -> Nullable<InstantSql>,
        last_status -> Nullable<Integer>,
        last_fault -> Nullable<Text>,
        given_up_at -> Nullable<InstantSql>,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    subscription_events (id) {
        id -> UuidSql,
        subscription_id -> UuidSql,
        number -> Integer,
        referral_id -> UuidSql,
        at -> InstantSql,
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
        business_status -> Nullable<Text>,
        business_at -> Nullable<InstantSql>,
        asked_at -> Nullable<InstantSql>,
        waiting_since -> Nullable<InstantSql>,
        reminded_at -> Nullable<InstantSql>,
        prepared_by -> UuidSql,
        sent_by -> Nullable<UuidSql>,
        sent_at -> Nullable<InstantSql>,
        override_read_at -> Nullable<InstantSql>,
        override_late_at -> Nullable<InstantSql>,
        ended_at -> Nullable<InstantSql>,
        rerouted_from -> Nullable<UuidSql>,
        handed_back_at -> Nullable<InstantSql>,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
