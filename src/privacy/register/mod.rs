//! The register of processing (GDPR, article 30) and a template for the impact assessment (article 35), written from what
//! stands in the code: the columns, how long things are kept, and what protects them.

mod columns;
mod texts;

use std::fmt::Write;

pub use columns::{Table, tables};
pub use texts::Activity;

use super::retention::{RULES, Rule};

/// The register of processing, as Markdown.
#[must_use]
pub fn register() -> String {
    let mut text = String::from(texts::REGISTER_HEAD);
    for activity in Activity::ALL {
        activity_of(&mut text, *activity);
    }
    line(&mut text, "## How it is protected\n");
    list(&mut text, texts::MEASURES);
    text
}

fn activity_of(text: &mut String, activity: Activity) {
    let words = texts::of(activity);
    line(text, &format!("## {}\n", words.name));
    line(text, &format!("- **Purpose**: {}", words.purpose));
    line(text, &format!("- **Legal basis**: {}", words.basis));
    line(text, &format!("- **People**: {}", words.people));
    line(text, &format!("- **Recipients**: {}", words.recipients));
    line(text, "- **Kept how long**:");
    let tables: Vec<_> = tables().filter(|it| it.activity == activity).collect();
    let is_ours = |rule: &&Rule| rule.tables.iter().any(|name| tables.iter().any(|it| it.name == *name));
    for rule in RULES.iter().filter(is_ours) {
        line(text, &format!("  - {}: {} days from {}; {}", rule.what, rule.days, rule.from, rule.how));
    }
    let is_ruled = |table: &&&Table| RULES.iter().any(|rule| rule.tables.contains(&table.name));
    let others: Vec<_> = tables.iter().filter(|it| !is_ruled(it)).map(|it| format!("`{}`", it.name)).collect();
    if !others.is_empty() {
        line(text, &format!("  - {}: {}", others.join(", "), words.otherwise));
    }
    line(text, "\n| table | column | what it says of somebody |\n|---|---|---|");
    for table in &tables {
        for (class, column) in table.columns().filter(|(class, _)| *class != "none") {
            line(text, &format!("| `{}` | `{column}` | {class} |", table.name));
        }
    }
    line(text, "");
}

/// A template of the impact assessment: what the program knows is filled in, the rest asks.
#[must_use]
pub fn dpia() -> String {
    let mut text = String::from(texts::DPIA_HEAD);
    let columns = |class: &str| {
        let of_class = tables().flat_map(Table::columns).filter(|it| it.0 == class);
        of_class.count()
    };
    line(&mut text, "## 1. What is processed\n");
    for activity in Activity::ALL {
        let words = texts::of(*activity);
        line(&mut text, &format!("- **{}**: {}", words.name, words.purpose));
    }
    line(
        &mut text,
        &format!(
            "\nOf {} columns, {} hold pseudonyms, {} say something of somebody in the clear, {} do so sealed, and {} may \
             tell of health. The register of processing names each of them.\n",
            tables().flat_map(Table::columns).count(),
            columns("pseudonymous"),
            columns("personal"),
            columns("personal, sealed"),
            columns("may tell of health"),
        ),
    );
    line(&mut text, texts::DPIA_NEED);
    line(
        &mut text,
        "## 3. Risks, and what is done about them\n\n| risk | what the program does | what is left to you |\n|---|---|---|",
    );
    for (risk, done, left) in texts::RISKS {
        line(&mut text, &format!("| {risk} | {done} | {left} |"));
    }
    line(&mut text, texts::DPIA_TAIL);
    text
}

fn list(text: &mut String, items: &[&str]) {
    for item in items {
        line(text, &format!("- {item}"));
    }
}

fn line(text: &mut String, words: &str) {
    // A text takes whatever is written to it.
    let _ = writeln!(text, "{words}");
}
