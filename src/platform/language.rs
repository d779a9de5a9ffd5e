//! The languages Buurtnet speaks, and the texts it makes in them. The texts stand in `locales/`.

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{Loader, static_loader};
use unic_langid::LanguageIdentifier;

static_loader! {
    static TEXTS = { locales: "./locales", fallback_language: "nl-BE" };
}

crate::db::types::words! {
    /// A language Buurtnet writes in.
    Locale {
        /// Dutch.
        Dutch = "nl-BE",
        /// Plain Dutch: short sentences, common words.
        PlainDutch = "nl-BE-x-eenvoudig",
        /// French.
        French = "fr-BE",
        /// English.
        English = "en",
    }
}

impl Locale {
    /// The best language for an `Accept-Language` header: the first one we speak.
    #[must_use]
    pub fn accepted(header: &str) -> Self {
        let mut tags = header.split(',').map(|it| it.split(';').next().unwrap_or("").trim().to_ascii_lowercase());
        tags.find_map(|tag| Self::of_tag(&tag)).unwrap_or(Self::Dutch)
    }

    fn of_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next()? {
            "nl" if tag.ends_with("-x-eenvoudig") => Some(Self::PlainDutch),
            "nl" => Some(Self::Dutch),
            "fr" => Some(Self::French),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The text of a key, with its variables filled in.
    #[must_use]
    pub fn text(self, key: &str, variables: &[(&'static str, String)]) -> String {
        let arguments =
            variables.iter().map(|(name, value)| ((*name).into(), FluentValue::from(value.as_str()))).collect();
        TEXTS.lookup_with_args(&identifier(self), key, &arguments)
    }

    /// Whether there is a text of this key.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        TEXTS.try_lookup(&identifier(self), key).is_some()
    }
}

fn identifier(locale: Locale) -> LanguageIdentifier {
    use unic_langid::langid;
    match locale {
        Locale::Dutch => langid!("nl-BE"),
        // A private-use tag is not a language identifier, so plain Dutch stands in a variant of our own.
        Locale::PlainDutch => langid!("nl-BE-eenvoud"),
        Locale::French => langid!("fr-BE"),
        Locale::English => langid!("en"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Code;

    #[test]
    fn the_first_language_we_speak_is_taken() {
        assert_eq!(Locale::accepted("fr-BE,fr;q=0.9,en;q=0.8"), Locale::French);
        assert_eq!(Locale::accepted("tr, en;q=0.5"), Locale::English);
        assert_eq!(Locale::accepted("nl-BE-x-eenvoudig"), Locale::PlainDutch);
        assert_eq!(Locale::accepted(""), Locale::Dutch);
    }

    #[test]
    fn every_problem_has_words_for_a_resident_in_every_language() {
        for code in Code::ALL {
            for locale in Locale::ALL {
                let key = format!("problem-{code}");
                assert!(locale.has(&key), "{key} is missing in {locale}");
            }
        }
    }
}
