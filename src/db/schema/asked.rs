//! What is offered, what is asked, and who is brought together.

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
        state_since -> InstantSql,
        unseen_since -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    open_offers (place, offer_id) {
        place -> BigInt,
        offer_id -> UuidSql,
        category -> Text,
        person_id -> UuidSql,
        cell -> BigInt,
        near_cell -> BigInt,
        reach -> Double,
        x -> Double,
        y -> Double,
        z -> Double,
        public_x -> Double,
        public_y -> Double,
        public_z -> Double,
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
        confirmed_at -> Nullable<InstantSql>,
        pinged_at -> Nullable<InstantSql>,
        look_asked_at -> Nullable<InstantSql>,
        look_level -> Nullable<Text>,
        ever_helped -> Bool,
        handed_back_from -> Nullable<UuidSql>,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
        nearby_cell -> Nullable<BigInt>,
        covers_match_id -> Nullable<UuidSql>,
        unseen_since -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    nearby_looks (person_id, until) {
        person_id -> UuidSql,
        until -> InstantSql,
        requests -> JsonSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    queue_claims (item) {
        item -> UuidSql,
        claimed_by -> UuidSql,
        claimed_until -> InstantSql,
        taken_from -> Nullable<UuidSql>,
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
        distance_band -> Nullable<Text>,
        hold_reason -> Nullable<Text>,
        wave_id -> Nullable<UuidSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    rights_checks (id) {
        id -> UuidSql,
        request_id -> UuidSql,
        entitlement -> Text,
        outcome -> Text,
        checked_by -> UuidSql,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    waves (id) {
        id -> UuidSql,
        request_id -> UuidSql,
        state -> Text,
        rounds -> Integer,
        asked -> Integer,
        next_at -> InstantSql,
        started_by -> UuidSql,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    visits (id) {
        id -> UuidSql,
        match_id -> UuidSql,
        start -> InstantSql,
        duration_minutes -> Integer,
        state -> Text,
        missed_by -> Nullable<Text>,
        planned_by -> UuidSql,
        reported_at -> Nullable<InstantSql>,
        asked_at -> Nullable<InstantSql>,
        look_level -> Nullable<Text>,
        look_asked_at -> Nullable<InstantSql>,
        reached_at -> Nullable<InstantSql>,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    bonds (id) {
        id -> UuidSql,
        match_id -> UuidSql,
        state -> Text,
        state_since -> InstantSql,
        next_check_in -> InstantSql,
        asked_at -> Nullable<InstantSql>,
        requester_well -> Nullable<Bool>,
        helper_well -> Nullable<Bool>,
        version -> Integer,
        created_at -> InstantSql,
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, UuidSql};

    blocks (id) {
        id -> UuidSql,
        one_id -> UuidSql,
        other_id -> UuidSql,
        made_by -> UuidSql,
        match_id -> Nullable<UuidSql>,
        created_at -> InstantSql,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{InstantSql, JsonSql, UuidSql};

    batches (id) {
        id -> UuidSql,
        asked_by -> UuidSql,
        neighbourhoods -> JsonSql,
        requests -> Integer,
        looked_at -> Integer,
        last_request -> Nullable<UuidSql>,
        created_at -> InstantSql,
        ready_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{JsonSql, UuidSql};

    batch_proposals (id) {
        id -> UuidSql,
        batch_id -> UuidSql,
        request_id -> UuidSql,
        offer_id -> UuidSql,
        score -> Integer,
        reasons -> JsonSql,
        is_chosen -> Bool,
    }
}
