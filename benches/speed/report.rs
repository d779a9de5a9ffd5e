//! What a part says: to the screen as it comes, and in the end to a page under docs/results.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use super::measure::spread;

/// A part of a page in the making.
#[derive(Default)]
pub struct Report {
    page: String,
    /// Bar, figure and verdict, each of a row.
    bars: Vec<String>,
}

/// Which figures meet a bar.
#[derive(Clone, Copy)]
pub enum Bar {
    AtLeast(f64),
    AtMost(f64),
}

impl Report {
    /// A line, or a paragraph.
    pub fn say(&mut self, line: &str) {
        println!("{line}");
        // Writing to a String does not fail.
        let _ = writeln!(self.page, "{line}");
    }

    pub fn heading(&mut self, title: &str, columns: &[&str]) {
        self.say(&format!("\n## {title}\n"));
        self.row(columns);
        self.row(&vec!["---"; columns.len()]);
    }

    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
        self.say(&format!("| {} |", cells.join(" | ")));
    }

    /// Holds the median of some figures, one of each round, against a bar.
    pub fn hold(&mut self, what: &str, bar: Bar, figures: &[f64]) {
        let (median, least, most) = spread(figures);
        let (sign, limit, is_met) = match bar {
            Bar::AtLeast(limit) => ("≥", limit, median >= limit),
            Bar::AtMost(limit) => ("≤", limit, median <= limit),
        };
        let verdict = if is_met { "met" } else { "**missed**" };
        self.bars.push(format!("{what} | {sign} {limit} | {median:.3} ({least:.3}–{most:.3}) | {verdict}"));
    }

    /// Ends with the bars, and writes all to the end of a page.
    pub fn end(mut self, page: &Path) {
        self.say("");
        self.row(&["what", "bar", "median (least–most of the rounds)", "verdict"]);
        self.row(&["---"; 4]);
        for bar in std::mem::take(&mut self.bars) {
            self.row(&[bar]);
        }
        let mut file = std::fs::OpenOptions::new().append(true).open(page).expect("the page is there");
        file.write_all(self.page.as_bytes()).expect("the page can be written");
    }
}

/// A median with the least and the most.
pub fn with_spread(figures: &[f64], digits: usize) -> String {
    let (median, least, most) = spread(figures);
    format!("{median:.digits$} ({least:.digits$}–{most:.digits$})")
}
