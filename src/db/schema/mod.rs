//! One schema for both databases: the SQL types of [`super::types`] say how each column is stored where.
//!
//! What each column means stands beside it in `migrations/`.

#![allow(missing_docs, reason = "the columns are explained in the migrations")]
#![allow(clippy::wildcard_imports, reason = "each table names the types of its own columns only")]

mod asked;
mod assisted;
mod foundations;
mod persons;
mod places;
mod referred;
mod signin;
mod safeguarded;

pub use asked::{
    batch_proposals, batches, blocks, bonds, matches, nearby_looks, offers, open_offers, queue_claims, requests,
    rights_checks, visits, waves,
};
pub use assisted::{guardian_answers, merge_moves, merges, people_searches, proxies, proxy_uses, registrations};
pub use foundations::{
    audit, data_keys, disclosures, erasures, exports, idempotency_keys, instance, jobs, mail_settings, outbox,
};
pub use persons::{
    accounts, contact_rules, household_members, one_time_tokens, people, roles, sessions, tellings, trusts,
    vetting_checks,
};
pub use places::{absences, boundaries, duty_rosters, neighbourhood_imports, neighbourhoods, saved_replies};
pub use referred::{
    address_changes, backend_service_assertions, backend_service_tokens, backend_services, client_requests, consents,
    link_codes, locations, organisations, referrals, service_areas, service_locations, services, subscription_events,
    subscriptions, webhook_deliveries, webhooks,
};
pub use safeguarded::{concern_holds, concern_notes, concerns};
pub use signin::{activation_cards, invitations, known_devices, recovery_codes, sms_codes, totp_factors, tries};

/// The states of a match in which two people are brought together: those of the partial index on matches.
pub const TOGETHER: [&str; 5] = ["proposed", "acceptedByHelper", "acceptedByRequester", "agreed", "held"];

diesel::joinable!(disclosures -> audit (audit_id));
diesel::joinable!(accounts -> people (person_id));
diesel::joinable!(services -> organisations (organisation_id));
diesel::joinable!(backend_service_tokens -> backend_services (backend_service_id));
diesel::joinable!(subscription_events -> subscriptions (subscription_id));
diesel::joinable!(webhook_deliveries -> webhooks (webhook_id));
diesel::joinable!(matches -> requests (request_id));
diesel::joinable!(bonds -> matches (match_id));
diesel::joinable!(waves -> requests (request_id));
diesel::joinable!(client_requests -> requests (request_id));
diesel::joinable!(visits -> matches (match_id));
diesel::joinable!(open_offers -> offers (offer_id));
diesel::allow_columns_to_appear_in_same_group_by_clause!(offers::neighbourhood_id, people::cell);
diesel::allow_columns_to_appear_in_same_group_by_clause!(subscription_events::referral_id, subscriptions::given_up_at);

diesel::allow_tables_to_appear_in_same_query!(
    batches,
    batch_proposals,
    data_keys,
    instance,
    audit,
    disclosures,
    erasures,
    exports,
    outbox,
    jobs,
    idempotency_keys,
    neighbourhoods,
    boundaries,
    neighbourhood_imports,
    mail_settings,
    duty_rosters,
    absences,
    saved_replies,
    people,
    accounts,
    one_time_tokens,
    sessions,
    roles,
    vetting_checks,
    household_members,
    trusts,
    contact_rules,
    tellings,
    totp_factors,
    recovery_codes,
    known_devices,
    tries,
    sms_codes,
    activation_cards,
    invitations,
    registrations,
    people_searches,
    proxies,
    proxy_uses,
    guardian_answers,
    merges,
    merge_moves,
    blocks,
    offers,
    open_offers,
    requests,
    nearby_looks,
    queue_claims,
    matches,
    rights_checks,
    waves,
    visits,
    bonds,
    organisations,
    services,
    service_areas,
    locations,
    service_locations,
    webhooks,
    webhook_deliveries,
    backend_services,
    backend_service_tokens,
    backend_service_assertions,
    subscriptions,
    subscription_events,
    consents,
    address_changes,
    client_requests,
    link_codes,
    referrals,
    concerns,
    concern_notes,
    concern_holds,
);
