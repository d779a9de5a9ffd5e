//! What stands around signing in: second factors, known devices, tries, codes by SMS, activation cards, invitations.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    totp_factors (person_id) {
        person_id -> UuidSql,
        secret -> Nullable<Binary>,
        pending -> Nullable<Binary>,
        last_step -> Nullable<BigInt>,
        confirmed_at -> Nullable<InstantSql>,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    recovery_codes (person_id, code_hash) {
        person_id -> UuidSql,
        code_hash -> Binary,
        used_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    known_devices (id) {
        id -> UuidSql,
        person_id -> UuidSql,
        last_used_at -> InstantSql,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::InstantSql;

    tries (key) {
        key -> Binary,
        count -> Integer,
        since -> InstantSql,
        last_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    sms_codes (id) {
        id -> UuidSql,
        person_id -> UuidSql,
        tries -> Integer,
        expires_at -> InstantSql,
        used_at -> Nullable<InstantSql>,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    activation_cards (id) {
        id -> UuidSql,
        person_id -> UuidSql,
        code_hash -> Binary,
        made_by -> UuidSql,
        expires_at -> InstantSql,
        used_at -> Nullable<InstantSql>,
        withdrawn_at -> Nullable<InstantSql>,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    invitations (id) {
        id -> UuidSql,
        role -> Text,
        neighbourhood_id -> Nullable<UuidSql>,
        organisation_id -> Nullable<UuidSql>,
        municipality_nis -> Nullable<Text>,
        code_hash -> Binary,
        made_by -> UuidSql,
        used_by -> Nullable<UuidSql>,
        expires_at -> InstantSql,
        used_at -> Nullable<InstantSql>,
        withdrawn_at -> Nullable<InstantSql>,
        created_at -> InstantSql,
    }
}
