//! Keys, facts about the instance, the audit log, the outbox, jobs, idempotency keys.

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
    use crate::db::types::UuidSql;

    disclosures (person_id, audit_id) {
        person_id -> UuidSql,
        audit_id -> UuidSql,
        parts -> Text,
        purpose -> Text,
        organisation_id -> Nullable<UuidSql>,
    }
}

diesel::table! {
    use crate::db::types::{InstantSql, UuidSql};

    erasures (owner) {
        owner -> UuidSql,
        at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    exports (id) {
        id -> UuidSql,
        person_id -> UuidSql,
        content -> Nullable<Binary>,
        created_at -> InstantSql,
        ready_at -> Nullable<InstantSql>,
        expires_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    mail_settings (id) {
        id -> UuidSql,
        said -> Binary,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}
