//! How long things are kept: the whole table.

use super::{actions, store};
use crate::audit;
use crate::clock::Instant;
use crate::notifications;
use crate::people::actions as people;
use crate::people::contact_rules;
use crate::platform::{Result, Tx, http};
use crate::{backend_services, duty, organisations, places, referrals, requests, safeguarding, webhooks};

/// Something that is kept for a while.
pub struct Rule {
    /// What it is, for people.
    pub what: &'static str,
    /// The tables whose rows go.
    pub tables: &'static [&'static str],
    /// How many days it is kept.
    pub days: u32,
    /// From when they are counted.
    pub from: &'static str,
    /// How it is forgotten.
    pub how: &'static str,
    /// Forgets at most so many of those whose time ended before a moment, and says how many it forgot.
    pub(super) forget: fn(&mut Tx<'_>, before: Instant, most: i64) -> Result<usize>,
}

const DELETED: &str = "the rows are deleted";

/// How long everything is kept. What refers to something else goes before it. A neighbourhood cannot shorten this yet: its
/// policy would be asked here.
pub const RULES: &[Rule] = &[
    Rule {
        what: "what somebody came across nearby, for the limit of a day",
        tables: &["nearby_looks"],
        days: 0,
        from: "the end of that day",
        how: DELETED,
        forget: |tx, _, _| requests::forget_looks(tx),
    },
    Rule {
        what: "who of the team has what in hand",
        tables: &["queue_claims"],
        days: 1,
        from: "the end of the claim",
        how: DELETED,
        forget: store::around::claims,
    },
    Rule {
        what: "which calls were made already (idempotency keys)",
        tables: &["idempotency_keys"],
        days: 2,
        from: "the call",
        how: DELETED,
        forget: |tx, before, _| http::forget_keys(tx, before),
    },
    Rule {
        what: "how often somebody tried to sign in",
        tables: &["tries"],
        days: 2,
        from: "the last try",
        how: DELETED,
        forget: |tx, before, _| people::forget_tries(tx, before),
    },
    Rule {
        what: "codes by SMS",
        tables: &["sms_codes"],
        days: 1,
        from: "the moment they expired",
        how: DELETED,
        forget: |tx, before, _| people::forget_codes(tx, before),
    },
    Rule {
        what: "files of neighbourhoods that were given, and what came of them",
        tables: &["neighbourhood_imports"],
        days: 90,
        from: "the last change",
        how: DELETED,
        forget: places::imports::forget,
    },
    Rule {
        what: "codes that were mailed to organisations",
        tables: &["link_codes"],
        days: 1,
        from: "the moment they expired",
        how: DELETED,
        forget: |tx, before, _| referrals::link::forget_codes(tx, before),
    },
    Rule {
        what: "other addresses of organisations that nobody confirmed",
        tables: &["address_changes"],
        days: 7,
        from: "the moment they were asked for",
        how: DELETED,
        forget: |tx, before, _| organisations::addresses::actions::forget(tx, before),
    },
    Rule {
        what: "devices that somebody signed in with",
        tables: &["known_devices"],
        days: 365,
        from: "the last sign-in",
        how: DELETED,
        forget: |tx, before, _| people::forget_devices(tx, before),
    },
    Rule {
        what: "activation cards, with who made them",
        tables: &["activation_cards"],
        days: 14,
        from: "the day they expired",
        how: DELETED,
        forget: store::around::cards,
    },
    Rule {
        what: "invitations for a role, with who made and who used them",
        tables: &["invitations"],
        days: 14,
        from: "the day they expired",
        how: DELETED,
        forget: store::around::invitations,
    },
    Rule {
        what: "how often somebody of the team looked for people by name",
        tables: &["people_searches"],
        days: 1,
        from: "the look",
        how: DELETED,
        forget: store::around::searches,
    },
    Rule {
        what: "a copy of what is known of a person, for themselves",
        tables: &["exports"],
        days: 7,
        from: "the day it was asked for",
        how: DELETED,
        forget: store::around::exports,
    },
    Rule {
        what: "whom to propose for all open requests at once",
        tables: &["batch_proposals", "batches"],
        days: 1,
        from: "the day it was asked for",
        how: DELETED,
        forget: store::around::batches,
    },
    Rule {
        what: "delivered messages in the outbox",
        tables: &["outbox"],
        days: 30,
        from: "the delivery",
        how: DELETED,
        forget: |tx, before, _| notifications::forget_delivered(tx, before),
    },
    Rule {
        what: "what was told to the software of organisations",
        tables: &["webhook_deliveries"],
        days: 30,
        from: "the delivery, or the day it was given up",
        how: DELETED,
        forget: webhooks::actions::forget_ended,
    },
    Rule {
        what: "with what the software of organisations called, and what it proved itself with",
        tables: &["backend_service_tokens", "backend_service_assertions"],
        days: 1,
        from: "the moment it expired",
        how: DELETED,
        forget: |tx, before, _| backend_services::actions::forget_expired(tx, before),
    },
    Rule {
        what: "what the FHIR software of organisations is notified of",
        tables: &["subscription_events"],
        days: 30,
        from: "the day it happened",
        how: DELETED,
        forget: webhooks::subscriptions::actions::forget_events,
    },
    Rule {
        what: "absences of staff",
        tables: &["absences"],
        days: 30,
        from: "the last day",
        how: DELETED,
        forget: |tx, before, _| duty::forget_old(tx, before),
    },
    Rule {
        what: "what a merge of two entries moved",
        tables: &["merge_moves"],
        days: 31,
        from: "the merge, which can be undone for 30 days",
        how: DELETED,
        forget: store::around::merge_moves,
    },
    Rule {
        what: "sessions",
        tables: &["sessions"],
        days: 60,
        from: "the end, or the day they expired",
        how: "the rows are deleted; that the person was active stays as one moment",
        forget: people::forget_sessions,
    },
    Rule {
        what: "one-time tokens",
        tables: &["one_time_tokens"],
        days: 60,
        from: "the day they expired",
        how: DELETED,
        forget: store::around::tokens,
    },
    Rule {
        what: "notifications that could not be delivered",
        tables: &["outbox"],
        days: 90,
        from: "the last try",
        how: DELETED,
        forget: store::around::undelivered,
    },
    Rule {
        what: "what somebody of the team told a person by hand",
        tables: &["tellings"],
        days: 90,
        from: "the telling",
        how: DELETED,
        forget: |tx, before, _| contact_rules::actions::forget_told(tx, before),
    },
    Rule {
        what: "referrals",
        tables: &["referrals"],
        days: 365,
        from: "the end",
        how: DELETED,
        forget: store::cases::referrals,
    },
    Rule {
        what: "matches, with their visits and bonds",
        tables: &["visits", "bonds", "matches"],
        days: 730,
        from: "the end of the match",
        how: "the rows are deleted, except while a block names the match through which two people know each other",
        forget: store::cases::matches,
    },
    Rule {
        what: "requests, with the waves in which helpers were asked, the rights that were checked, and which organisation asked",
        tables: &["requests", "waves", "rights_checks", "client_requests"],
        days: 730,
        from: "the end",
        how: "the rows are deleted, once nothing of the case is left",
        forget: store::cases::requests,
    },
    Rule {
        what: "offers",
        tables: &["offers", "open_offers"],
        days: 730,
        from: "the end",
        how: "the rows are deleted, once no match of them is left",
        forget: store::cases::offers,
    },
    Rule {
        what: "what proxies did and read",
        tables: &["proxy_uses"],
        days: 730,
        from: "the use",
        how: DELETED,
        forget: store::around::proxy_uses,
    },
    Rule {
        what: "proxies",
        tables: &["proxies"],
        days: 730,
        from: "the end",
        how: "the rows are deleted, once no use of them is left",
        forget: store::around::proxies,
    },
    Rule {
        what: "concerns, with their notes and their key",
        tables: &["concern_holds", "concern_notes", "concerns", "data_keys"],
        days: 3650,
        from: "the day they were closed",
        how: DELETED,
        forget: |tx, before, _| safeguarding::forget_old(tx, before),
    },
    Rule {
        what: "consents, refusals and withdrawals",
        tables: &["consents"],
        days: 3650,
        from: "the withdrawal, the refusal, or the day it expired; what is in force stays",
        how: DELETED,
        forget: store::around::consents,
    },
    Rule {
        what: "the audit log, with the access log",
        tables: &["audit", "disclosures"],
        days: 3650,
        from: "the event",
        how: "the oldest rows are deleted; the hash of the last of them is kept, so that the rest can still be verified",
        forget: audit::forget,
    },
    Rule {
        what: "persons with an account of whom nothing was heard: they are asked by mail whether they want to stay",
        tables: &["people"],
        days: 1095,
        from: "the last sign of life",
        how: "a mail; who signs in stays",
        forget: store::inactive::ask,
    },
    Rule {
        what: "persons who were asked so and did not sign in",
        tables: &["people", "accounts", "data_keys"],
        days: 30,
        from: "the mail",
        how: "the person is erased",
        forget: actions::erase_silent,
    },
];
