//! How much the work costs, beside what a user would take instead. `just bench` runs it part by part (`benches/run` says which
//! there are); each prints its tables and writes them to the end of a page under docs/results.
//!
//! Every figure that counts is a ratio inside one round, in which all take their turn.

#![allow(
    clippy::allow_attributes,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::expect_used,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::indexing_slicing,
    clippy::match_same_arms,
    clippy::needless_pass_by_value,
    clippy::panic,
    clippy::similar_names,
    clippy::struct_field_names,
    clippy::unwrap_used,
    reason = "a bench that cannot go on stops, and it uses the support of the tests, which are written to be read"
)]
#![expect(clippy::print_stdout, reason = "it prints a table")]
#![expect(clippy::disallowed_methods, reason = "it is told what to do as the tests are, and has no flags")]

mod batch;
mod brute;
mod endpoints;
mod http;
mod load;
mod measure;
mod pages;
mod population;
mod report;
mod script;
mod search;
mod variants;
mod world;

#[path = "../../tests/support/mod.rs"]
#[macro_use]
mod support;

use std::path::PathBuf;

use report::Report;

fn setting(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run it by `just bench`"))
}

fn number(name: &str) -> usize {
    setting(name).parse().unwrap_or_else(|_| panic!("{name} is no number"))
}

fn main() {
    let server = setting("BUURTNET_TEST_POSTGRES");
    let rounds = number("BUURTNET_BENCH_ROUNDS");
    let mut report = Report::default();
    match setting("BUURTNET_BENCH_PART").as_str() {
        "search" => search::beside_postgis(&mut report, &server, number("BUURTNET_BENCH_SIZE"), rounds),
        "growth" => search::growth(&mut report, &server, rounds),
        "batch" => batch::beside_others(&mut report, &server, rounds),
        "pages" => pages::growth(&mut report, rounds),
        "endpoints" => endpoints::beside_pgbench(&mut report, &server, rounds),
        part => panic!("BUURTNET_BENCH_PARTS: there is no part {part:?}"),
    }
    report.end(&PathBuf::from(setting("BUURTNET_BENCH_PAGE")));
}
