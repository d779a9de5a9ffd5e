//! Why a field was refused, for whoever filled it in. What a refusal says of a field is in English, for developers; what is
//! known of these sentences by how they begin is said in the reader's words, and anything else is just not right.

use crate::platform::language::Locale;

/// How a sentence begins, and the reason that it gives.
const REASONS: [(&str, &str); 50] = [
    ("must not be empty", "empty"),
    ("is required", "empty"),
    ("is missing", "empty"),
    ("is needed", "empty"),
    ("when is the help needed", "empty"),
    ("is not one of the choices", CHOOSE),
    ("has at least one", CHOOSE),
    ("names at least one", CHOOSE),
    ("leaves at least one", CHOOSE),
    ("must be ticked", TICK),
    ("is what the client said", TICK),
    ("must have at most", "long"),
    ("must lie between", "between"),
    ("the password must have 12 to 200 characters", "password"),
    ("has too few different characters", "plain"),
    ("is another one", "twice"),
    ("must end after", "order"),
    ("must come after", "order"),
    ("must not come before", "order"),
    ("lies behind", "order"),
    ("is shorter than", "short"),
    ("give a day, or days of the week", "one"),
    ("lies in the past", "past"),
    ("has passed", "past"),
    ("lies more than", "far"),
    ("must lie in the next", "far"),
    ("is no day", "day"),
    ("is a day, until today", "day"),
    ("is no date", "day"),
    ("is no local time", "time"),
    ("is no time", "time"),
    ("is no number", "number"),
    ("is a number", "number"),
    ("is no year", "year"),
    ("is not an e-mail address", "email"),
    ("there is no address", "email"),
    ("is no phone number", "phone"),
    ("is no website", "website"),
    ("is no https address", "website"),
    ("begins with https", "website"),
    ("is no NIS code", "nis"),
    ("is a NIS code", "nis"),
    ("is no enterprise number", "enterprise"),
    ("is written as 'Name <address>'", "sender"),
    ("is the name or the address of a mail server", "server"),
    ("has no account here", "account"),
    ("is not known", "unknown"),
    ("lies in no neighbourhood", "outside"),
    ("lies outside", "outside"),
    ("under 13", "child"),
];
const CHOOSE: &str = "choose";
const TICK: &str = "tick";

/// The reason in words. Whoever left a field blank hears that, unless there is nothing to type.
pub(super) fn why(detail: &str, is_blank: bool, locale: Locale) -> String {
    let known = REASONS.iter().find(|it| detail.starts_with(it.0)).map(|it| it.1);
    let reason = match known {
        Some(reason @ (CHOOSE | TICK)) => reason,
        _ if is_blank => "empty",
        Some(reason) => reason,
        None => "wrong",
    };
    let mut numbers = detail.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty());
    let least = numbers.next().unwrap_or_default();
    let most = numbers.next().unwrap_or(least);
    let variables = [("least", least.to_owned()), ("most", most.to_owned())];
    locale.text(&format!("console-why-{reason}"), &variables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words_in_every_language() {
        for locale in Locale::ALL {
            for (detail, reason) in REASONS {
                let words = why(&format!("{detail} 2 and 3"), false, *locale);
                assert!(!words.contains(&format!("why-{reason}")), "{words} in {locale}");
            }
        }
    }

    #[test]
    fn a_blank_field_is_empty_and_an_unknown_sentence_is_not_right() {
        let why = |detail: &str, is_blank| why(detail, is_blank, Locale::English).replace(['\u{2068}', '\u{2069}'], "");
        assert_eq!(why("is no number", true), "is empty");
        assert_eq!(why("is no number", false), "is no number");
        assert_eq!(why("is not one of the choices", true), "choose one");
        assert_eq!(why("must have at most 80 characters", false), "has at most 80 characters");
        assert_eq!(why("must lie between 15 and 480", false), "lies between 15 and 480");
        assert_eq!(why("does not please the moon", false), "is not right");
    }
}
