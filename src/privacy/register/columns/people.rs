//! The tables of people themselves: who they are, how they sign in, how they are reached.

use super::{TABLE, Table};
use crate::privacy::register::Activity;

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "people",
        activity: Activity::People,
        none: "state neighbourhood_id consent_version version created_at updated_at vetting_told_for \
               erased_at inactive_asked_at state_since suspended_from moving_to_id",
        pseudonymous: "id name_index name_trigrams phone_index merged_into",
        personal: "suspend_reason birth_year locale languages cell near_cell home_moves vetted_until active_at",
        sealed: "name contact home gender",
        ..TABLE
    },
    Table {
        name: "accounts",
        activity: Activity::People,
        none: "verified_at created_at",
        pseudonymous: "person_id email_index phone_index password_hash",
        sealed: "email phone",
        ..TABLE
    },
    Table {
        name: "sessions",
        activity: Activity::People,
        none: "counter expires_at ended_at end_reason proved_at second_factor_at",
        pseudonymous: "id person_id",
        personal: "rotated_at created_at device",
        ..TABLE
    },
    Table {
        name: "totp_factors",
        activity: Activity::People,
        none: "last_step confirmed_at created_at",
        pseudonymous: "person_id",
        sealed: "secret pending",
        ..TABLE
    },
    Table {
        name: "recovery_codes",
        activity: Activity::People,
        none: "used_at",
        pseudonymous: "person_id code_hash",
        ..TABLE
    },
    Table {
        name: "known_devices",
        activity: Activity::People,
        none: "created_at",
        pseudonymous: "id person_id",
        personal: "last_used_at",
        ..TABLE
    },
    Table {
        name: "activation_cards",
        activity: Activity::People,
        none: "expires_at used_at withdrawn_at created_at",
        pseudonymous: "id person_id code_hash made_by",
        ..TABLE
    },
    Table {
        name: "invitations",
        activity: Activity::People,
        none: "role neighbourhood_id organisation_id municipality_nis expires_at used_at withdrawn_at created_at",
        pseudonymous: "id code_hash made_by used_by",
        ..TABLE
    },
    Table {
        name: "registrations",
        activity: Activity::People,
        none: "how created_at",
        pseudonymous: "person_id entered_by",
        sealed: "witness",
        ..TABLE
    },
    Table {
        name: "proxies",
        activity: Activity::People,
        none: "kind scope mandate_seen_on until created_at revoked_at approved_at",
        pseudonymous: "id person_id proxy_id household_id mandate_seen_by recorded_by revoked_by approved_by",
        personal: "organisation",
        ..TABLE
    },
    Table {
        name: "merges",
        activity: Activity::People,
        none: "created_at undone_at",
        pseudonymous: "id kept_id merged_id made_by undone_by",
        ..TABLE
    },
    Table {
        name: "merge_moves",
        activity: Activity::People,
        none: "place",
        pseudonymous: "id merge_id row_id",
        ..TABLE
    },
    Table { name: "tries", activity: Activity::People, none: "count since last_at", pseudonymous: "key", ..TABLE },
    Table {
        name: "sms_codes",
        activity: Activity::People,
        none: "tries expires_at used_at created_at",
        pseudonymous: "id person_id",
        ..TABLE
    },
    Table {
        name: "trusts",
        activity: Activity::People,
        none: "neighbourhood_id",
        pseudonymous: "person_id trusted_by",
        personal: "trusted_at",
        ..TABLE
    },
    Table {
        name: "contact_rules",
        activity: Activity::People,
        none: "version created_at updated_at said_by_person",
        pseudonymous: "person_id",
        sealed: "rules",
        ..TABLE
    },
    Table {
        name: "tellings",
        activity: Activity::People,
        none: "why since told_at",
        pseudonymous: "id person_id once message told_by",
        ..TABLE
    },
    Table {
        name: "one_time_tokens",
        activity: Activity::People,
        none: "purpose expires_at used_at",
        pseudonymous: "id person_id",
        ..TABLE
    },
    Table {
        name: "roles",
        activity: Activity::People,
        none: "role neighbourhood_id organisation_id municipality_nis granted_at revoked_at",
        pseudonymous: "id person_id granted_by",
        ..TABLE
    },
    Table {
        name: "household_members",
        activity: Activity::People,
        none: "recorded_at",
        pseudonymous: "person_id recorded_by",
        personal: "household_id",
        ..TABLE
    },
    Table { name: "data_keys", activity: Activity::People, none: "created_at", pseudonymous: "owner wrapped", ..TABLE },
    Table {
        name: "exports",
        activity: Activity::People,
        none: "created_at ready_at expires_at",
        pseudonymous: "id person_id",
        sealed: "content",
        ..TABLE
    },
    Table {
        name: "outbox",
        activity: Activity::People,
        none: "state attempts run_at leased_until last_error created_at ended_at",
        pseudonymous: "id recipient message",
        ..TABLE
    },
    Table {
        name: "idempotency_keys",
        activity: Activity::People,
        none: "route status created_at",
        pseudonymous: "person_id key body_hash object",
        ..TABLE
    },
];
