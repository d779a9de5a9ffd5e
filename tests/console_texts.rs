//! The words of the console: the same keys in every language, and words for all that pages ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|it| it.path());
    let (folders, mut found): (Vec<_>, Vec<_>) = entries.partition(|it| it.is_dir());
    found.extend(folders.iter().flat_map(|it| files(it)));
    found
}

/// The keys of a language, each with what stands in braces in its text.
fn keys(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for file in files(&root().join("locales").join(language)) {
        let text = fs::read_to_string(file).expect("a file");
        for line in text.lines().filter(|it| it.starts_with("console-")) {
            let (key, words) = line.split_once(" =").expect("a text");
            let variables =
                words.split("{ $").skip(1).filter_map(|it| it.split(' ').next()).map(str::to_owned).collect();
            assert!(found.insert(key.to_owned(), variables).is_none(), "{key} stands twice in {language}");
        }
    }
    found
}

#[test]
fn every_language_says_the_same() {
    let dutch = keys("nl-BE");
    assert!(dutch.len() > 500, "the texts are read: {}", dutch.len());
    for language in ["fr-BE", "en"] {
        let other = keys(language);
        let missing: Vec<_> = dutch.keys().filter(|it| !other.contains_key(*it)).collect();
        let alone: Vec<_> = other.keys().filter(|it| !dutch.contains_key(*it)).collect();
        assert!(missing.is_empty() && alone.is_empty(), "{language}: missing {missing:?}, alone {alone:?}");
        for (key, variables) in &dutch {
            assert_eq!(&other[key], variables, "{key} in {language}");
        }
    }
}

#[test]
fn whatever_a_page_asks_for_has_words() {
    let known = keys("nl-BE");
    let mut asked = 0;
    for file in files(&root().join("templates/console")) {
        let text = fs::read_to_string(&file).expect("a template");
        for call in ["frame.t(\"", "frame.with(\"", "self.t(\""] {
            for part in text.split(call).skip(1) {
                let key = format!("console-{}", part.split('"').next().unwrap_or_default());
                assert!(known.contains_key(&key), "{key}, in {}", file.display());
                asked += 1;
            }
        }
    }
    assert!(asked > 300, "the templates are read: {asked}");
}

#[test]
fn whatever_happens_has_words() {
    let known = keys("nl-BE");
    let mut seen = 0;
    for file in files(&root().join("src/events")) {
        let text = fs::read_to_string(&file).expect("a file");
        // `Name(Id) = "object.verb";`
        for part in text.split(") = \"").skip(1) {
            let event = part.split('"').next().unwrap_or_default();
            let key = format!("console-event-{}", event.replace('.', "-"));
            assert!(!event.contains('.') || known.contains_key(&key), "{key}");
            seen += usize::from(event.contains('.'));
        }
    }
    assert!(seen > 200, "the events are read: {seen}");
}

#[test]
fn dutch_pages_speak_to_one_person_in_one_way() {
    for folder in ["nl-BE", "nl-BE-eenvoud"] {
        for file in files(&root().join("locales").join(folder)) {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if !name.starts_with("console") && name != "problems.ftl" {
                continue;
            }
            for line in fs::read_to_string(&file).expect("a file").lines() {
                let words = line.split_once(" = ").map_or("", |it| it.1);
                let formal = words
                    .split(|it: char| !it.is_alphabetic())
                    .find(|it| ["u", "uw", "uzelf"].contains(&it.to_lowercase().as_str()));
                assert_eq!(formal, None, "{line}, in {}", file.display());
            }
        }
    }
}
