//! The house rules of `docs/architecture.md` as tests, without a database: who may import whom, what each file of a
//! slice may name, how a file looks.
//!
//! A rule is a function over (path, text) that lists its faults, so that beside the test that holds it against the
//! tree stands one that holds it against planted faults. What a rule lets pass is part of the rule.

#![expect(clippy::panic, reason = "a test that cannot read the tree stops")]

use std::fs;
use std::path::Path;

use rust::{paths, tokens, without_tests};

#[path = "tidy/rust.rs"]
mod rust;

// --- The rules ------------------------------------------------------------------------------------------------------

/// A module names `crate::x` only where `x` stands above it in `src/lib.rs`. `main.rs` is free.
fn imports(modules: &[String], path: &str, text: &str) -> Vec<String> {
    let own = module_path(path);
    let Some(module) = own.first().filter(|_| !is_test(&own)) else { return vec![] };
    let place = |name: &str| modules.iter().position(|it| it == name);
    let Some(own_place) = place(module) else { return vec![format!("{path}: src/lib.rs does not declare `{module}`")] };
    let mut faults = vec![];
    for (line, named) in paths(&without_tests(&tokens(text))) {
        let Some(name) = from_root(&own, &named) else { continue };
        if name == "*" {
            faults.push(format!("{path}:{line} imports all of the crate"));
        } else if place(&name).is_some_and(|place| place > own_place) {
            faults.push(format!("{path}:{line} names crate::{name}, which stands below {module} in src/lib.rs"));
        }
    }
    faults
}

/// The modules that may name diesel in any file: they have tables or column types of their own and no capability.
const FOUNDATIONS: [&str; 4] = ["clock", "db", "ids", "platform"];

/// Databases, HTTP and the like are named only in the files of a slice that are for them.
fn roles(path: &str, text: &str) -> Vec<String> {
    let own = module_path(path);
    if !path.starts_with("src/") || is_test(&own) {
        return vec![];
    }
    let is = |role: &str| own.iter().skip(1).any(|it| it == role);
    let module = own.first().map_or("", String::as_str);
    let diesel = is("store") || FOUNDATIONS.contains(&module);
    let actix = is("http") || matches!(module, "app" | "api");
    let mut never = vec![];
    if !diesel {
        never.extend(["diesel", "diesel_migrations"]);
    }
    if !actix {
        never.extend(["actix_web", "actix_http", "actix_rt"]);
    }
    if is("model") {
        never.extend(["serde_json", "clock", "policy", "store"]);
    }
    if is("http") && !FOUNDATIONS.contains(&module) {
        never.push("store");
    }
    let mut faults = vec![];
    for (line, named) in paths(&without_tests(&tokens(text))) {
        // A model knows moments; what it may not do is read the time.
        let is_moment = named.ends_with(&["clock".into(), "Instant".into()]);
        for name in named.iter().filter(|name| never.contains(&name.as_str()) && !is_moment) {
            faults.push(format!("{path}:{line} names {name}"));
        }
    }
    faults
}

/// Every file begins by saying what it is.
fn words_first(path: &str, text: &str) -> Vec<String> {
    if text.starts_with("//! ") { vec![] } else { vec![format!("{path} does not begin with //!")] }
}

/// What is not done is not there.
fn nothing_left_to_do(path: &str, text: &str) -> Vec<String> {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME")];
    let is_mark = |line: &str| line.split(|it: char| !it.is_alphanumeric()).any(|word| marks.contains(&word));
    let marked = text.lines().zip(1..).filter(|(line, _)| is_mark(line));
    let mut faults: Vec<_> = marked.map(|(line, number)| format!("{path}:{number} {}", line.trim())).collect();
    let tokens = tokens(text);
    for ((line, name), (_, sign)) in tokens.iter().zip(tokens.iter().skip(1)) {
        if sign == "!" && ["todo", "unimplemented", "dbg"].contains(&name.as_str()) {
            faults.push(format!("{path}:{line} {name}!"));
        }
    }
    faults
}

/// What passes this length becomes a folder by verb.
fn short(path: &str, text: &str) -> Vec<String> {
    let (limit, lines) = (if path.starts_with("src/") { 400 } else { 500 }, text.lines().count());
    if lines <= limit { vec![] } else { vec![format!("{path} has {lines} lines, more than {limit}")] }
}

/// Everything else gets its time from there.
fn one_clock(path: &str, text: &str) -> Vec<String> {
    let read = paths(&tokens(text)).into_iter().filter(|(_, named)| named.ends_with(&["Utc".into(), "now".into()]));
    read.filter(|_| path != "src/clock.rs").map(|(line, _)| format!("{path}:{line} reads the clock")).collect()
}

/// Tests deliver through one door, which looks before and after.
fn one_door(path: &str, text: &str) -> Vec<String> {
    let is_free = !path.starts_with("tests/") || path == "tests/support/delivery.rs";
    let delivers = |named: &[String]| ["once", "work"].iter().any(|it| named.ends_with(&["work".into(), (*it).into()]));
    let named = paths(&tokens(text)).into_iter().filter(|(_, named)| !is_free && delivers(named));
    named.map(|(line, _)| format!("{path}:{line} delivers past tests/support/delivery.rs")).collect()
}

/// Both databases have the same steps, each with its way back and a number of its own. Takes all paths under `migrations`.
fn migrations(paths: &[String]) -> Vec<String> {
    let mut faults = vec![];
    for path in paths.iter().filter(|it| it.split('/').count() == 4) {
        let step = path.rsplit_once('/').map_or(path.as_str(), |(step, _)| step);
        for dialect in ["migrations/sqlite/", "migrations/postgres/"] {
            let step = step.split('/').next_back().unwrap_or_default();
            for file in ["up.sql", "down.sql"] {
                let needed = format!("{dialect}{step}/{file}");
                if !paths.contains(&needed) {
                    faults.push(format!("{needed} is missing"));
                }
            }
        }
    }
    // Of two steps with one number, one would never be taken.
    let mut steps: Vec<_> =
        paths.iter().filter_map(|it| it.strip_prefix("migrations/sqlite/")?.split('/').next()).collect();
    steps.sort_unstable();
    steps.dedup();
    let number = |step: &str| step.split('_').next().unwrap_or_default().to_owned();
    for (one, other) in steps.iter().zip(steps.iter().skip(1)).filter(|(one, other)| number(one) == number(other)) {
        faults.push(format!("{one} and {other} have one number"));
    }
    faults.sort();
    faults.dedup();
    faults
}

/// The modules of `src/lib.rs`, in their order.
fn modules(lib: &str) -> Vec<String> {
    let tokens = without_tests(&tokens(lib));
    let declared = tokens.iter().zip(tokens.iter().skip(1)).filter(|((_, word), _)| word == "mod");
    declared.map(|(_, (_, name))| name.clone()).collect()
}

/// Where a file of `src` stands among the modules; empty for the root.
fn module_path(path: &str) -> Vec<String> {
    let Some(path) = path.strip_prefix("src/").and_then(|it| it.strip_suffix(".rs")) else { return vec![] };
    let parts = path.strip_suffix("/mod").unwrap_or(path).split('/').map(str::to_owned);
    parts.filter(|it| it != "lib" && it != "main").collect()
}

/// Whether this is the file of a `#[cfg(test)] mod tests;`.
fn is_test(own: &[String]) -> bool {
    own.last().is_some_and(|it| it == "tests")
}

/// The module under the root that a path leads to, if it goes by the root.
fn from_root(own: &[String], named: &[String]) -> Option<String> {
    let named = if named.first()? == "self" { named.get(1..)? } else { named };
    let ups = named.iter().take_while(|it| *it == "super").count();
    let steps = if named.first()? == "crate" { 1 } else { ups };
    (steps > 0 && (ups == 0 || ups >= own.len())).then(|| named.get(steps).cloned())?
}

// --- The tree -------------------------------------------------------------------------------------------------------

/// All files under a folder of the package.
fn files(folder: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return vec![] };
    let names = entries.flatten().map(|entry| format!("{folder}/{}", entry.file_name().to_string_lossy()));
    let (folders, mut found): (Vec<_>, Vec<_>) = names.partition(|name| root.join(name).is_dir());
    found.extend(folders.iter().filter(|it| !it.ends_with("/node_modules")).flat_map(|it| files(it)));
    found.sort();
    found
}

fn read(path: &str) -> String {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
    text.unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Holds a rule against every Rust file.
#[track_caller]
fn everywhere(rule: impl Fn(&str, &str) -> Vec<String>) {
    let paths = ["src", "tests", "benches"].into_iter().flat_map(files);
    let paths: Vec<_> = paths.filter(|path| Path::new(path).extension().is_some_and(|it| it == "rs")).collect();
    assert!(paths.iter().any(|path| path == "src/lib.rs"), "src/lib.rs is not there");
    let faults: Vec<_> = paths.iter().flat_map(|path| rule(path, &read(path))).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn modules_import_only_what_stands_above_them() {
    let modules = modules(&read("src/lib.rs"));
    everywhere(|path, text| imports(&modules, path, text));
}

#[test]
fn each_file_of_a_slice_keeps_to_its_role() {
    everywhere(roles);
}

#[test]
fn every_file_begins_with_what_it_is() {
    everywhere(words_first);
}

#[test]
fn nothing_is_left_to_do() {
    everywhere(nothing_left_to_do);
}

#[test]
fn no_file_is_too_long() {
    everywhere(short);
}

#[test]
fn the_clock_is_read_in_one_place() {
    everywhere(one_clock);
}

#[test]
fn tests_deliver_through_one_door() {
    everywhere(one_door);
}

#[test]
fn both_databases_have_the_same_migrations() {
    let paths = files("migrations");
    assert!(paths.iter().any(|path| path.ends_with("/up.sql")), "there are no migrations");
    assert_eq!(migrations(&paths), Vec::<String>::new());
}

// --- Planted faults -------------------------------------------------------------------------------------------------

/// What the import rule says of a file, where `ids`, `platform`, `places`, `offers` and `matching` are declared.
fn imported(path: &str, text: &str) -> String {
    let lib = "//! crate::matching\npub mod ids;\nmod platform;\n// mod none;\npub(crate) mod places;\n\
               #[cfg(test)]\nmod fake;\npub mod offers;\npub mod matching;\n";
    imports(&modules(lib), path, text).join("\n")
}

#[test]
fn an_import_from_below_is_found() {
    let below = |line: usize| format!("src/offers/store.rs:{line} names crate::matching, which stands below offers");
    for text in [
        "use crate::matching::Match;",
        "pub use crate::{ids::{A, B}, places, matching as m};",
        "use {std::fmt, crate::matching};",
        "fn f(it: &crate::matching::Match) {}",
        "use super::super::matching;",
        "macro_rules! m { () => { $crate::matching::f() } }",
        "#[cfg(test)] mod tests { fn f<'a>() -> [u8; 2] { *b\"}\" } } use crate::matching;",
        "const A: &str = \"\\\"\"; use crate::matching; const B: &str = \"\";",
        "const A: char = '\"'; use crate::matching; const B: char = '\\'';",
        "const A: &str = r#\"a\"b\"#; use crate::matching;",
    ] {
        assert!(imported("src/offers/store.rs", text).starts_with(&below(1)), "{text}");
    }
    assert!(imported("src/offers/store.rs", "/* a\n*/ \"\n\";\nuse crate::matching;").starts_with(&below(4)));
    assert!(imported("src/offers/mod.rs", "use super::matching;").contains("names crate::matching"));
    assert!(imported("src/offers.rs", "use super::matching;").contains("names crate::matching"));
    assert!(imported("src/offers.rs", "use crate::*;").contains("imports all"));
    assert!(imported("src/stray.rs", "").contains("does not declare `stray`"));
    assert!(imported("src/fake.rs", "").contains("does not declare `fake`"));
}

#[test]
fn an_import_from_above_or_by_a_test_is_no_fault() {
    for text in [
        "use crate::{ids, places::{self, Cell}, offers};",
        "use super::model; use crate::places::matching::X;",
        "// crate::matching::f\n/* crate::matching /* nested */ crate::matching */ const A: &str = \"crate::matching::f\";",
        "#[cfg(test)]\nmod tests { use crate::matching; fn f(it: [u8; 2]) { g(\"}\") } }",
        "#[cfg(test)]\n#[path = \"x\"]\nuse crate::{matching};",
        "#![cfg(test)]\nuse crate::matching;",
        "pub(crate) fn matching<'matching>() {}",
    ] {
        assert_eq!(imported("src/offers/store.rs", text), "", "{text}");
    }
    assert_eq!(imported("src/main.rs", "use crate::matching;"), "");
    assert_eq!(imported("src/offers/tests.rs", "use crate::matching;"), "");
}

#[test]
fn a_file_out_of_its_role_is_found() {
    for (path, text) in [
        ("src/offers/actions.rs", "use diesel::prelude::*;"),
        ("src/offers/http.rs", "fn f() { diesel::select(1); }"),
        ("src/offers/http/give.rs", "use super::super::{model::Offer, store};"),
        ("src/offers/model.rs", "#[derive(diesel::Queryable)] struct Row;"),
        ("src/offers/model.rs", "#[diesel(table_name = offers)] struct Row;"),
        ("src/offers/model/slot.rs", "use serde_json::Value;"),
        ("src/offers/model.rs", "use crate::{clock, ids};"),
        ("src/offers/model.rs", "use crate::clock::{Clock, Instant};"),
        ("src/offers/model.rs", "use crate::policy::Role;"),
        ("src/offers/store.rs", "use actix_web::web;"),
        ("src/offers/actions/give.rs", "#[actix_web::get] fn f() {}"),
        ("src/platform/config.rs", "use actix_web::App;"),
        ("src/policy/mod.rs", "use diesel::Connection;"),
        ("src/work.rs", "use actix_web::rt;"),
    ] {
        assert_eq!(roles(path, text).len(), 1, "{path} {text}");
    }
}

#[test]
fn a_file_in_its_role_is_no_fault() {
    for (path, text) in [
        ("src/offers/store.rs", "use diesel::prelude::*;"),
        ("src/offers/store/search.rs", "#[diesel(table_name = offers)] struct Row;"),
        ("src/db/types.rs", "use diesel::sql_types::Text;"),
        ("src/platform/jobs.rs", "use diesel::prelude::*;"),
        ("src/platform/http/page.rs", "use actix_web::web; use super::super::store;"),
        ("src/offers/http.rs", "use actix_web::web; use super::{actions, model};"),
        ("src/app.rs", "use actix_web::App;"),
        ("src/offers/model.rs", "use std::fmt; use crate::clock::Instant; struct A { store: u8 } // diesel::x"),
        ("tests/doors.rs", "use diesel::prelude::*;"),
    ] {
        assert_eq!(roles(path, text), Vec::<String>::new(), "{path} {text}");
    }
}

#[test]
fn an_untidy_file_is_found() {
    assert_eq!(words_first("a.rs", "//! A.\nmod b;"), Vec::<String>::new());
    assert_eq!(words_first("a.rs", "use b;\n//! A."), ["a.rs does not begin with //!"]);
    let marked = [concat!("// TO", "DO: more"), "a();", concat!("/* FIX", "ME */")].join("\n");
    assert_eq!(nothing_left_to_do("a.rs", &marked).len(), 2);
    let macros = ["todo", "unimplemented", "dbg", "println"].map(|name| format!("{name}!(1);"));
    assert_eq!(
        nothing_left_to_do("a.rs", &macros.join("\n")),
        ["a.rs:1 todo!", "a.rs:2 unimplemented!", "a.rs:3 dbg!"]
    );
    assert_eq!(nothing_left_to_do("a.rs", "let todo = 1; // todo!() is refused"), Vec::<String>::new());
    assert_eq!(short("src/a.rs", &"a\n".repeat(401)), ["src/a.rs has 401 lines, more than 400"]);
    assert_eq!(short("tests/a.rs", &"a\n".repeat(501)).len(), 1);
    assert!(short("src/a.rs", &"a\n".repeat(400)).is_empty() && short("tests/a.rs", &"a\n".repeat(500)).is_empty());
    for text in ["let a = Utc::now();", "let a = chrono::Utc::now();", "map(Utc::now)"] {
        assert_eq!(one_clock("src/a.rs", text), ["src/a.rs:1 reads the clock"]);
        assert_eq!(one_clock("src/clock.rs", text), Vec::<String>::new());
    }
    for text in ["work::once(&store, &channels, url)", "use buurtnet::work::once;", "buurtnet::work::work(store)"] {
        assert_eq!(one_door("tests/a.rs", text), ["tests/a.rs:1 delivers past tests/support/delivery.rs"]);
        for free in ["src/app.rs", "tests/support/delivery.rs"] {
            assert_eq!(one_door(free, text), Vec::<String>::new());
        }
    }
}

#[test]
fn a_missing_migration_is_found() {
    let whole = ["sqlite/1_a/up", "sqlite/1_a/down", "postgres/1_a/up", "postgres/1_a/down"];
    let whole = whole.map(|it| format!("migrations/{it}.sql"));
    assert_eq!(migrations(&whole), Vec::<String>::new());
    for missing in 0..4 {
        let mut paths = whole.to_vec();
        let path = paths.remove(missing);
        assert_eq!(migrations(&paths), [format!("{path} is missing")]);
    }
    let twice = [whole.to_vec(), whole.map(|it| it.replace("1_a", "1_b")).to_vec()].concat();
    assert_eq!(migrations(&twice), ["1_a and 1_b have one number"]);
}
