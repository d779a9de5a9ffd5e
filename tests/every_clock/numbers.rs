//! Every number of days, hours and minutes in the program, and those that are no clock of the table, or that only a test of
//! their own can show.

use std::fs;
use std::path::Path;

/// Numbers that the table does not play: which tests do, or why there is nothing to play.
pub(super) struct Other {
    pub what: &'static str,
    pub numbers: &'static [&'static str],
    pub tests: &'static [&'static str],
}

pub(super) const OTHERS: &[Other] = &[
    Other {
        what: "how long a promise of the organisation reaches, and what may be asked for ahead: a bound of the input",
        numbers: &[
            "referrals/model/mod.rs: const MOST_DAYS_AHEAD",
            "requests/model/wish.rs: const MOST_DAYS_AHEAD",
            "requests/model/wish.rs: let is_to_come",
            "duty/model/mod.rs: pub const MOST_DAYS_AHEAD",
            "matching/visits/actions.rs: pub const FARTHEST",
            "consents/model.rs: pub const LONGEST",
        ],
        tests: &["a_time_lies_ahead_and_goes_with_a_yes", "nothing_is_asked_before_a_promised_date"],
    },
    Other {
        what: "nobody says any more that what the directory says of a service is right: shown, and then not proposed",
        numbers: &[
            "organisations/model/service.rs: pub const ASSURED_DAYS",
            "organisations/model/service.rs: pub const STALE_DAYS",
        ],
        tests: &[
            "what_nobody_checked_for_six_months_says_so",
            "what_nobody_checked_is_marked_for_a_month_and_then_not_proposed",
        ],
    },
    Other {
        what: "how long an organisation sees whether what it asked for a client came",
        numbers: &["requests/clients/model.rs: pub const SHOWN"],
        tests: &["what_did_not_come_is_not_met_and_thirty_days_later_nothing_is_told"],
    },
    Other {
        what: "the link in the mail of an organisation, its code, and how long its page is open",
        numbers: &[
            "referrals/link/token.rs: pub(super) const LINK_LIVES",
            "referrals/link/store.rs: const CODE_LIVES",
            "referrals/link/store.rs: const VISIT_LASTS",
            "referrals/link/actions.rs: const HOUR",
        ],
        tests: &[
            "codes_are_not_guessed",
            "the_page_is_open_for_half_an_hour_and_for_this_referral_only",
            "a_link_ends_with_a_month_with_the_yes_and_with_the_access",
        ],
    },
    Other {
        what: "another address of an organisation that nobody confirms",
        numbers: &["organisations/addresses/store.rs: const WAITS"],
        tests: &["what_nobody_confirms_within_a_week_counts_never"],
    },
    Other {
        what: "what changed just now comes again",
        numbers: &["referrals/actions/changes.rs: const OVERLAP"],
        tests: &["software_asks_what_changed_and_misses_nothing"],
    },
    Other {
        what: "a visit is entered late",
        numbers: &["matching/visits/actions.rs: const LATEST_ENTRY"],
        tests: &["a_visit_is_planned_takes_place_and_is_corrected_within_a_week"],
    },
    Other {
        what: "who is replaced at once",
        numbers: &["matching/visits/model.rs: const SHORT"],
        tests: &["a_helper_who_cannot_come_within_a_day_is_replaced_at_once"],
    },
    Other {
        what: "a cover for which nobody came",
        numbers: &["requests/model/due.rs: const STILL_SEEN"],
        tests: &["the_team_hears_at_once_that_somebody_else_is_wanted"],
    },
    Other {
        what: "the letter of a referral is on its way",
        numbers: &["follow_ups/model.rs: pub(super) const ON_ITS_WAY"],
        tests: &["a_referral_that_is_on_its_way_for_four_hours_is_followed_up"],
    },
    Other {
        what: "a webhook that fails for days is not called any more",
        numbers: &["webhooks/model/mod.rs: pub const FAILING_DAYS", "webhooks/model/mod.rs: const QUIET"],
        tests: &[
            "who_takes_nothing_for_five_days_is_not_called_any_more",
            "a_failure_after_a_quiet_month_is_a_first_one",
        ],
    },
    Other {
        what: "the vetting lapses",
        numbers: &["follow_ups/store.rs: const NOTICE_AT_MOST"],
        tests: &["who_lapses_is_told_sixty_days_before_and_the_team_follows_up"],
    },
    Other {
        what: "the next helpers of a wave; somebody who was away is asked for a day later",
        numbers: &["matching/waves/actions.rs: const ASKED_AGAIN", "requests/actions/clock.rs: const ASKED_AGAIN"],
        tests: &[
            "some_are_asked_at_once_and_others_when_nobody_says_yes_in_time",
            "who_is_away_is_asked_nothing_and_nothing_ends_behind_their_back",
        ],
    },
    Other {
        what: "how long things are kept",
        numbers: &["work.rs: const FORGET_EVERY"],
        tests: &[
            "a_case_is_kept_until_its_day_and_nothing_dangles_after",
            "who_is_not_heard_of_for_three_years_is_asked_before_anything_is_erased",
        ],
    },
    Other {
        what: "what waits in the queue, and until when",
        numbers: &["moderation/model.rs: after_working_days"],
        tests: &["the_queue_goes_by_what_came_back_then_urgency_then_age"],
    },
    Other {
        what: "signing in",
        numbers: &[
            "people/contact_rules/model.rs: const CODE_LIVES",
            "people/contact_rules/model.rs: const RESET_LIVES",
            "people/factors/actions.rs: const FRESH",
            "people/store/account.rs: Self::Verify",
            "people/store/account.rs: Self::Reset",
            "people/store/session.rs: pub(in crate::people) const IDLE",
            "people/store/session.rs: pub(in crate::people) const WORKING_DAY",
            "platform/http/desk.rs: pub const AWAY",
            "people/store/sms_code.rs: const LIFETIME",
            "people/throttle/model.rs: const SKEW",
            "people/throttle/model.rs: Rule::Delay",
        ],
        tests: &[
            "a_code_works_once_and_for_ten_minutes",
            "whoever_was_away_for_an_hour_loses_nothing_that_was_typed",
            "a_session_for_pages_ends_with_the_working_day",
        ],
    },
    Other {
        what: "what a page or a sheet says: of whom it tells that they look too, from when it calls something late or near",
        numbers: &[
            "audit/store/viewers.rs: pub const VIEWING",
            "upkeep/model.rs: const LATE",
            "upkeep/model.rs: const BACKUP_OLD",
            "moderation/helpers/store.rs: const AHEAD",
            "console/print/people.rs: const CARD_DAYS",
        ],
        tests: &[
            "who_read_it_in_the_last_minutes_looks_at_it",
            "an_administrator_sees_how_the_instance_is",
            "a_visit_card_says_who_and_until_when_and_not_where",
        ],
    },
    Other {
        what: "how often: a limit, not a clock",
        numbers: &[
            "people/assisted/store.rs: let day_ago",
            "matching/actions/person.rs: const LOOKED_AT_WITHIN",
            "people/model.rs: pub const HOME_MOVES_DAYS",
            "matching/ranking.rs: pub const LATELY_DAYS",
        ],
        tests: &[],
    },
    Other {
        what: "the machinery: a lease, an hour that the clock leaves out",
        numbers: &["platform/jobs.rs: pub const LEASE", "when/working_days.rs: let found"],
        tests: &["a_job_that_was_set_anew_while_it_failed_keeps_its_time"],
    },
];

/// All files under a folder, with their texts.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            all.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
    all
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn is_number(line: &str) -> bool {
    let has_digit = |unit: &str| {
        let after = line.split(unit).nth(1);
        after.is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()))
    };
    let is_named = |name: &str| line.contains("const ") && line.contains(name);
    ["TimeDelta::days(", "TimeDelta::hours(", "TimeDelta::minutes("].iter().any(|it| has_digit(it))
        || line.contains("after_working_days(") && !line.contains("fn after_working_days")
        || ["_DAYS:", "_AHEAD:", " WAITING:", " TO_START:", "NOTICE_AT_MOST:"].iter().any(|it| is_named(it))
}

/// Every line of the program, without its tests, that holds a number of time: `file: line`.
pub(super) fn numbers() -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files(&root().join("src")) {
        if path.contains("/demo/") || path.ends_with("tests.rs") {
            continue;
        }
        let program = text.lines().take_while(|it| !it.contains("#[cfg(test)]")).map(str::trim);
        let lines = program.filter(|it| !it.starts_with("//") && !it.starts_with("use ") && is_number(it));
        found.extend(lines.map(|it| format!("{path}: {it}")));
    }
    found
}

/// The names of all tests.
pub(super) fn tests() -> Vec<String> {
    let all = files(&root().join("tests")).into_iter().chain(files(&root().join("src")));
    let names = |text: String| {
        let lines = text.lines().filter_map(|it| it.trim().strip_prefix("fn ").map(str::to_owned));
        let names = lines.filter_map(|it| it.split_once('(').map(|(name, _)| name.to_owned()));
        names.collect::<Vec<_>>()
    };
    all.flat_map(|(_, text)| names(text)).collect()
}
