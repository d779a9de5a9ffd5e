//! The tests that use the whole house: each on SQLite and on PostgreSQL, over HTTP.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "a test that cannot go on stops"
)]
#![expect(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::match_same_arms,
    clippy::needless_pass_by_value,
    clippy::similar_names,
    clippy::struct_field_names,
    reason = "tests are written to be read, not to be fast"
)]

#[macro_use]
mod support;

mod moderation;
mod queue_size;
mod take_over;
mod console_matches;
mod helpers;
mod console_referrals;
mod saved_replies;
mod access_log;
mod audit;
mod audit_search;
mod dead_letters;
mod desk_attacks;
mod role_list;
mod console_admin;
mod console_concerns;
mod console_follow_ups;
mod backup;
mod batch;
mod bounces;
mod clock_jumps;
mod clocks;
mod contract;
mod duty;
mod duty_roster;
mod follow_ups;
mod import;
mod people;
mod assisted;
mod intake;
mod console_map;
mod people_pages;
mod print_sheets;
mod proxies;
mod guardians;
mod merge;
mod places;
mod policy;
mod request_arrows;
mod register;
mod requests;
mod rights;
mod retention;
mod rotation;
mod console;
mod console_texts;
mod inbox;
mod consents;
mod choosing_services;
mod client_requests;
mod hsds;
mod organisation_address;
mod hsds_import;
mod fhir;
mod organisations;
mod webhooks;
mod webhook_targets;
mod webhook_trouble;
mod backend_services;
mod offers;
mod search;
mod suggestions;
mod referral_arrows;
mod referral_link;
mod referral_returns;
mod referral_verbs;
mod referrals;
mod stories;
mod three_doors;
mod long_work;
mod matching;
mod cascades;
mod volunteering;
mod holds;
mod concerns;
mod concern_arrows;
mod concern_clocks;
mod concern_conflicts;
mod concern_holds;
mod visits;
mod bonds;
mod for_ever;
mod every_clock;
mod actors;
mod blocks;
mod trusted;
mod waves;
mod consent_expiry;
mod vetting;
mod vetting_grace;
mod person_arrows;
mod person_states;
mod contact_rules;
mod second_factor;
mod step_up;
mod phones;
mod activation_cards;
mod invitations;
mod team_invitations;
mod doors;
mod erasure;
mod export;
mod mail_settings;
mod program;
mod setup;
mod trust;
