//! The tables of what people ask, offer and do, of the directory, and of what is kept to account for all that.

use super::{TABLE, Table};
use crate::privacy::register::Activity;

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "people_searches",
        activity: Activity::Accountability,
        none: "at",
        pseudonymous: "id person_id",
        ..TABLE
    },
    Table {
        name: "proxy_uses",
        activity: Activity::Accountability,
        none: "event at",
        pseudonymous: "id proxy_id person_id object",
        ..TABLE
    },
    Table {
        name: "guardian_answers",
        activity: Activity::Safety,
        none: "at",
        pseudonymous: "id match_id person_id guardian_id recorded_by",
        ..TABLE
    },
    Table {
        name: "requests",
        activity: Activity::Help,
        none: "neighbourhood_id state held_from reason urgency helpers_wanted helpers_agreed first_in_queue \
               approved_at unseen_since state_since confirmed_at pinged_at look_asked_at look_level ever_helped version \
               created_at updated_at",
        pseudonymous: "id person_id entered_by handed_back_from covers_match_id",
        personal: "cell near_cell nearby_cell",
        sealed: "place",
        special: "category wish said",
    },
    Table {
        name: "concerns",
        activity: Activity::Safety,
        none: "neighbourhood_id state danger_now severity outcome dismiss_reason bars look_level look_asked_at clock_from \
               touched_at closed_at version created_at updated_at named_kind",
        pseudonymous: "id reporter_id about_id named_id triaged_by",
        special: "said",
        ..TABLE
    },
    Table {
        name: "concern_notes",
        activity: Activity::Safety,
        none: "created_at",
        pseudonymous: "id concern_id author_id",
        special: "said",
        ..TABLE
    },
    Table {
        name: "concern_holds",
        activity: Activity::Safety,
        none: "decision decided_at created_at",
        pseudonymous: "concern_id match_id decided_by",
        ..TABLE
    },
    Table {
        name: "offers",
        activity: Activity::Help,
        none: "neighbourhood_id state held_from reason load cap version created_at updated_at state_since \
               unseen_since",
        pseudonymous: "id person_id",
        personal: "terms",
        ..TABLE
    },
    Table {
        name: "open_offers",
        activity: Activity::Help,
        none: "category reach",
        pseudonymous: "offer_id person_id",
        personal: "place cell near_cell x y z public_x public_y public_z slots vetted_until",
        ..TABLE
    },
    Table {
        name: "nearby_looks",
        activity: Activity::Help,
        none: "until",
        pseudonymous: "person_id",
        personal: "requests",
        ..TABLE
    },
    Table {
        name: "queue_claims",
        activity: Activity::Help,
        none: "claimed_until",
        pseudonymous: "item claimed_by taken_from",
        ..TABLE
    },
    Table {
        name: "address_changes",
        activity: Activity::Help,
        none: "organisation_id email old_confirmed_at new_confirmed_at created_at",
        pseudonymous: "id asked_by",
        ..TABLE
    },
    Table {
        name: "link_codes",
        activity: Activity::Help,
        none: "tries expires_at used_at created_at",
        pseudonymous: "id referral_id",
        ..TABLE
    },
    Table {
        name: "client_requests",
        activity: Activity::Help,
        none: "organisation_id created_at",
        pseudonymous: "id request_id consent_id asked_by",
        personal: "reference",
        ..TABLE
    },
    Table {
        name: "rights_checks",
        activity: Activity::Help,
        none: "created_at",
        pseudonymous: "id request_id checked_by",
        special: "entitlement outcome",
        ..TABLE
    },
    Table {
        name: "waves",
        activity: Activity::Help,
        none: "state rounds asked next_at created_at updated_at",
        pseudonymous: "id request_id started_by",
        ..TABLE
    },
    Table {
        name: "batches",
        activity: Activity::Help,
        none: "neighbourhoods requests looked_at created_at ready_at",
        pseudonymous: "id asked_by last_request",
        ..TABLE
    },
    Table {
        name: "batch_proposals",
        activity: Activity::Help,
        none: "is_chosen",
        pseudonymous: "id batch_id request_id offer_id",
        personal: "score reasons",
        ..TABLE
    },
    Table {
        name: "matches",
        activity: Activity::Help,
        none: "neighbourhood_id state held_from outcome reason agreed_at expires_at version created_at \
               updated_at hold_reason",
        pseudonymous: "id request_id offer_id requester_id helper_id proposed_by approved_by wave_id",
        personal: "distance_band",
        ..TABLE
    },
    Table {
        name: "visits",
        activity: Activity::Help,
        none: "duration_minutes state reported_at asked_at look_level look_asked_at reached_at version \
               created_at updated_at",
        pseudonymous: "id match_id planned_by",
        personal: "start missed_by",
        ..TABLE
    },
    Table {
        name: "bonds",
        activity: Activity::Help,
        none: "state state_since next_check_in asked_at version created_at updated_at",
        pseudonymous: "id match_id",
        personal: "requester_well helper_well",
        ..TABLE
    },
    Table {
        name: "vetting_checks",
        activity: Activity::Safety,
        none: "recorded_at revoked_at",
        pseudonymous: "id person_id seen_by recorded_by revoked_by",
        personal: "kind seen_on renew_by",
        ..TABLE
    },
    Table {
        name: "blocks",
        activity: Activity::Safety,
        none: "created_at",
        pseudonymous: "id one_id other_id made_by match_id",
        ..TABLE
    },
    Table {
        name: "consents",
        activity: Activity::Referral,
        none: "purpose organisation_id text_version text_hash language given how at expires_at",
        pseudonymous: "id subject recorded_by given_by withdraws",
        personal: "scope",
        sealed: "said",
        ..TABLE
    },
    Table {
        name: "referrals",
        activity: Activity::Referral,
        none: "organisation_id neighbourhood_id state overridden urgency beside business_status business_at \
               asked_at waiting_since reminded_at sent_at override_read_at override_late_at ended_at \
               handed_back_at version created_at updated_at",
        pseudonymous: "id request_id match_id person_id consent_id prepared_by sent_by rerouted_from",
        personal: "shared",
        special: "service_id status_reason outcome said",
        ..TABLE
    },
    Table {
        name: "organisations",
        activity: Activity::Directory,
        none: "id name folded_name description email phone website sector enterprise_number link_generation version created_at updated_at",
        ..TABLE
    },
    Table {
        name: "services",
        activity: Activity::Directory,
        none: "id organisation_id name description status categories capacity minimum_age maximum_age municipalities \
               polygon details assured_on version created_at updated_at",
        ..TABLE
    },
    Table { name: "service_areas", activity: Activity::Directory, none: "service_id neighbourhood_id", ..TABLE },
    Table {
        name: "locations",
        activity: Activity::Directory,
        none: "id organisation_id name kind details version created_at updated_at",
        ..TABLE
    },
    Table { name: "service_locations", activity: Activity::Directory, none: "id service_id location_id", ..TABLE },
    Table {
        name: "webhooks",
        activity: Activity::Directory,
        none: "id organisation_id url state disabled_because failing_since secret old_secret old_secret_until leased_until \
               version created_at updated_at last_failed_at",
        ..TABLE
    },
    Table {
        name: "webhook_deliveries",
        activity: Activity::Referral,
        none: "id webhook_id event state attempts run_at last_status last_fault created_at ended_at",
        pseudonymous: "referral_id",
        ..TABLE
    },
    Table {
        name: "backend_services",
        activity: Activity::Directory,
        none: "id organisation_id name keys scopes last_used_at version created_at updated_at",
        pseudonymous: "keyed_by",
        ..TABLE
    },
    Table {
        name: "backend_service_tokens",
        activity: Activity::Directory,
        none: "hash backend_service_id scopes expires_at",
        ..TABLE
    },
    Table {
        name: "backend_service_assertions",
        activity: Activity::Directory,
        none: "backend_service_id hash expires_at",
        ..TABLE
    },
    Table {
        name: "subscriptions",
        activity: Activity::Directory,
        none: "id organisation_id endpoint said state heartbeat_seconds timeout_seconds max_count ends_at written taken \
               attempts run_at leased_until last_status last_fault given_up_at version created_at updated_at",
        ..TABLE
    },
    Table {
        name: "subscription_events",
        activity: Activity::Referral,
        none: "id subscription_id number at",
        pseudonymous: "referral_id",
        ..TABLE
    },
    Table {
        name: "neighbourhoods",
        activity: Activity::Directory,
        none: "id code name municipality_nis phase cell_resolution policy boundary_version version \
               created_at updated_at",
        ..TABLE
    },
    Table {
        name: "boundaries",
        activity: Activity::Directory,
        none: "neighbourhood_id version geometry hash min_lat max_lat min_lon max_lon valid_from valid_to",
        ..TABLE
    },
    Table {
        name: "neighbourhood_imports",
        activity: Activity::Directory,
        none: "id state content properties outcome version created_at updated_at",
        ..TABLE
    },
    Table {
        name: "mail_settings",
        activity: Activity::Accountability,
        none: "id said version created_at updated_at",
        ..TABLE
    },
    Table {
        name: "duty_rosters",
        activity: Activity::Directory,
        none: "neighbourhood_id opening_hours emergency_numbers version created_at updated_at",
        personal: "duty_persons deputies",
        ..TABLE
    },
    Table {
        name: "absences",
        activity: Activity::Directory,
        none: "neighbourhood_id created_at",
        pseudonymous: "id person_id",
        personal: "from_day until_day",
        ..TABLE
    },
    Table {
        name: "saved_replies",
        activity: Activity::Directory,
        none: "id neighbourhood_id verb title texts version created_at updated_at",
        ..TABLE
    },
    Table {
        name: "audit",
        activity: Activity::Accountability,
        none: "number hash at acting_as event object_kind neighbourhood_id",
        pseudonymous: "id actor object details",
        ..TABLE
    },
    Table {
        name: "disclosures",
        activity: Activity::Accountability,
        none: "parts purpose organisation_id",
        pseudonymous: "person_id audit_id",
        ..TABLE
    },
    Table { name: "erasures", activity: Activity::Accountability, none: "at", pseudonymous: "owner", ..TABLE },
    Table { name: "instance", activity: Activity::Accountability, none: "name value", ..TABLE },
    Table {
        name: "jobs",
        activity: Activity::Accountability,
        none: "attempts run_at leased_until last_error created_at",
        pseudonymous: "id job once",
        ..TABLE
    },
];
