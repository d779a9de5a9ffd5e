//! The register of processing: no column without a word on what it says of somebody.

use std::collections::BTreeSet;

use buurtnet::privacy::register::{Table, dpia, register, tables};
use buurtnet::privacy::retention::RULES;

use crate::support::golden::assert_golden;

/// The columns of the schema as `table.column`.
fn schema() -> BTreeSet<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/db/schema");
    let files = std::fs::read_dir(folder).unwrap().map(|it| std::fs::read_to_string(it.unwrap().path()).unwrap());
    let mut columns = BTreeSet::new();
    for text in files {
        let mut table = String::new();
        for line in text.lines().map(str::trim) {
            if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with(") {")) {
                name.clone_into(&mut table);
            } else if let Some((column, _)) = line.split_once(" -> ").filter(|_| !line.starts_with("diesel::")) {
                columns.insert(format!("{table}.{column}"));
            }
        }
    }
    columns
}

/// The columns of the schema that the register does not name, and those that it names and that are not there.
fn unclassified(schema: &BTreeSet<String>) -> Vec<String> {
    let mut named = BTreeSet::new();
    let mut faults = Vec::new();
    for (table, (_, column)) in tables().flat_map(|it| it.columns().map(move |column| (it.name, column))) {
        if !named.insert(format!("{table}.{column}")) {
            faults.push(format!("{table}.{column} stands twice"));
        }
    }
    faults.extend(schema.symmetric_difference(&named).cloned());
    faults
}

#[test]
fn every_column_has_a_word_on_what_it_says_of_somebody() {
    let schema = schema();
    assert!(schema.len() > 300, "{}", schema.len());
    assert_eq!(unclassified(&schema), Vec::<String>::new());
}

#[test]
fn a_new_column_without_a_word_is_found() {
    let mut schema = schema();
    schema.insert("people.shoe_size".to_owned());
    assert_eq!(unclassified(&schema), ["people.shoe_size"]);
}

#[test]
fn whatever_is_sealed_is_called_so() {
    for it in ["people.name", "people.contact", "people.home", "requests.said", "referrals.said"] {
        let (table, column) = it.split_once('.').unwrap();
        let classes = tables().filter(|it| it.name == table).flat_map(Table::columns);
        let class = classes.filter(|it| it.1 == column).map(|it| it.0).last().unwrap();
        assert!(["personal, sealed", "may tell of health"].contains(&class), "{it}: {class}");
    }
}

#[test]
fn every_rule_names_tables_that_are_there() {
    for table in RULES.iter().flat_map(|it| it.tables) {
        assert!(tables().any(|it| it.name == *table), "{table}");
    }
}

#[test]
fn the_golden_register_can_be_read() {
    assert_golden("privacy/register.md", &register());
    assert_golden("privacy/dpia.md", &dpia());
}
