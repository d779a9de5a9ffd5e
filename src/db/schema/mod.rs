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

pub use asked::{blocks, bonds, matches, nearby_looks, offers, open_offers, queue_claims, requests, visits};
pub use assisted::{guardian_answers, merge_moves, merges, people_searches, proxies, proxy_uses, registrations};
pub use foundations::{audit, data_keys, idempotency_keys, instance, jobs, outbox};
pub use persons::{accounts, household_members, one_time_tokens, people, roles, sessions, vetting_checks};
pub use places::{absences, boundaries, duty_rosters, neighbourhoods};
pub use referred::{consents, organisations, referrals, service_areas, services};

diesel::joinable!(accounts -> people (person_id));
diesel::joinable!(services -> organisations (organisation_id));
diesel::joinable!(matches -> requests (request_id));
diesel::joinable!(bonds -> matches (match_id));
diesel::joinable!(visits -> matches (match_id));
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
    duty_rosters,
    absences,
    people,
    accounts,
    one_time_tokens,
    sessions,
    roles,
    vetting_checks,
    household_members,
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
    visits,
    bonds,
    organisations,
    services,
    service_areas,
    consents,
    referrals,
);
