//! The consent texts: files in the program, in four languages, with a version and a hash. A text that changes gets a
//! new version, so a row of the ledger always tells what was read.

use std::fmt::Write;

use super::model::{Consent, ConsentPurpose};
use crate::platform::language::Locale;
use crate::platform::seal;

/// The version of the texts in force.
pub const VERSION: &str = "1";

/// A consent text in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentText {
    /// What it is about.
    pub purpose: ConsentPurpose,
    /// Its language.
    pub lang: Locale,
    /// Its version.
    pub version: &'static str,
    /// SHA-256 of the text, in hexadecimal.
    pub hash: String,
    /// The text.
    pub text: String,
}

/// The text in force.
#[must_use]
pub fn text(purpose: ConsentPurpose, lang: Locale) -> ConsentText {
    let text = lang.text(&format!("consent-{purpose}"), &[]);
    let hash = seal::hash(&[text.as_bytes()]).iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    ConsentText { purpose, lang, version: VERSION, hash, text }
}

/// The text that somebody read before they answered; `None` when it is not in force any more.
#[must_use]
pub fn text_read(of: &Consent) -> Option<String> {
    (of.text_version == VERSION).then(|| text(of.purpose, of.language).text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_has_a_text_of_its_own_in_every_language() {
        let mut hashes = std::collections::BTreeSet::new();
        for purpose in ConsentPurpose::ALL {
            for lang in Locale::ALL {
                assert!(lang.has(&format!("consent-{purpose}")), "{purpose} in {lang}");
                assert!(hashes.insert(text(*purpose, *lang).hash), "{purpose} in {lang} repeats another text");
            }
        }
    }
}
