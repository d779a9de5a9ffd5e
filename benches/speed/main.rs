//! How much the work costs, beside what a user would take instead. `just bench` runs it, prints tables and writes them to a
//! page under docs/results.
//!
//! Every figure that counts is a ratio inside one round, in which all take their turn. `BUURTNET_BENCH_SIZES` says how many
//! helpers (10000,100000,1000000), `BUURTNET_BENCH_ROUNDS` how many rounds (5), and `BUURTNET_BENCH_PARTS` which parts
//! (search,growth,endpoints,batch,pages).

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

fn setting(name: &str, usual: &str) -> Vec<String> {
    let text = std::env::var(name).unwrap_or_else(|_| usual.to_owned());
    text.split(',').map(|it| it.trim().to_owned()).collect()
}

fn numbers(name: &str, usual: &str) -> Vec<usize> {
    let number = |it: &String| it.parse().unwrap_or_else(|_| panic!("{name}: {it:?} is no number"));
    setting(name, usual).iter().map(number).collect()
}

fn main() {
    let server = std::env::var("BUURTNET_TEST_POSTGRES").expect("a PostgreSQL: run it by `just bench`");
    let sizes = numbers("BUURTNET_BENCH_SIZES", "10000,100000,1000000");
    let rounds = numbers("BUURTNET_BENCH_ROUNDS", "5").first().copied().unwrap_or(5);
    let today = buurtnet::clock::Clock::System.now().utc().format("%Y-%m-%d");
    let mut report = Report::new(&format!("Speed, {today}"));
    report.say(&format!(
        "`just bench`, {rounds} rounds on {} processors; each figure is the median with the least and the most of the rounds, \
         and each ratio is one inside a round.",
        std::thread::available_parallelism().map_or(1, usize::from)
    ));
    for part in setting("BUURTNET_BENCH_PARTS", "search,growth,endpoints,batch,pages") {
        match part.as_str() {
            "search" => search::beside_postgis(&mut report, &server, &sizes, rounds),
            "growth" => search::growth(&mut report, &server, rounds),
            "batch" => batch::beside_others(&mut report, &server, rounds),
            "pages" => pages::growth(&mut report, rounds),
            "endpoints" => endpoints::beside_pgbench(&mut report, &server, rounds),
            _ => panic!("BUURTNET_BENCH_PARTS: there is no part {part:?}"),
        }
    }
    report.end(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("docs/results/{today}-bench.md")));
}
