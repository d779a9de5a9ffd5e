//! Texts that come from outside, parsed once: whoever holds one of these types need not check it again.

use std::borrow::Cow;
use std::sync::LazyLock;

use icu_normalizer::DecomposingNormalizerBorrowed;
use regex::Regex;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A pattern of one line with at least one visible character, and the same for several lines: what [`clean`] accepts,
/// as the API document says it.
// Without what turns the direction of writing around: with that, a name can look like another.
const LINE: &str = r"^[^\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]*[^\s\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069][^\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]*$";
const LINES: &str = r"^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]*[^\s\u0000-\u001F\u007F-\u009F][^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]*$";

fn text_schema(least: usize, most: usize, pattern: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .min_length(Some(least))
        .max_length(Some(most))
        .pattern(Some(pattern))
}

/// A text as it is compared: without capitals, accents, and more than one space.
#[must_use]
pub fn folded(text: &str) -> String {
    let is_accent = |it: &char| ('\u{300}'..='\u{36f}').contains(it);
    let plain: String =
        DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(text.chars()).filter(|it| !is_accent(it)).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Declares a text type: how it is read, what the API document says of it, and whether a log may show it.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, read $read:expr, schema $schema:expr, debug $shown:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                let read: fn(&str) -> Result<String, String> = $read;
                read(text).map(Self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                String::deserialize(source)?.parse().map_err(serde::de::Error::custom)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                if $shown { self.0.fmt(f) } else { f.write_str("[personal]") }
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                $schema.into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    };
}

/// Declares text types that are trimmed, between 1 and `max` characters, without control characters (line breaks only
/// where they are allowed).
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident(max $max:literal, $pattern:ident, debug $shown:literal))+) => {$(
        text_type! {
            $(#[$doc])* $name,
            read |text| clean(text, $max, $pattern == LINES),
            schema text_schema(1, $max, $pattern),
            debug $shown
        }
    )+};
}

texts! {
    /// A first or last name of a person.
    PersonName(max 80, LINE, debug false)
    /// A few words about a person or a case.
    FreeText(max 2000, LINES, debug false)
    /// A postal address in one line.
    Address(max 200, LINE, debug false)
    /// A public name: of an organisation or a service.
    Title(max 120, LINE, debug true)
    /// A public description.
    Description(max 4000, LINES, debug true)
}

fn clean(text: &str, max: usize, lines: bool) -> Result<String, String> {
    let turns_around = |it: char| matches!(it, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let is_forbidden = |it: char| {
        if lines { it.is_control() && !matches!(it, '\n' | '\r' | '\t') } else { it.is_control() || turns_around(it) }
    };
    if text.chars().any(is_forbidden) {
        return Err("control characters are not allowed".into());
    }
    let text = text.trim();
    match text.chars().count() {
        0 => Err("must not be empty".into()),
        length if length > max => Err(format!("must have at most {max} characters")),
        _ => Ok(text.to_owned()),
    }
}

/// Declares text types by a pattern: the one in the API document is the one that is asked here.
macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident {
        pattern: $pattern:literal, at most $max:literal, such as $example:literal, else $refusal:literal,
        kept by $kept:path, debug $shown:literal
    })+) => {$(
        text_type! {
            $(#[$doc])* $name,
            read |text| {
                static PATTERN: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| Regex::new($pattern));
                let fits = text.len() <= $max && PATTERN.as_ref().is_ok_and(|it| it.is_match(text));
                if fits { Ok($kept(text)) } else { Err($refusal.to_owned()) }
            },
            schema text_schema(1, $max, $pattern).examples([$example]),
            debug $shown
        }
    )+};
}

patterns! {
    /// An e-mail address, folded to lower case: one mailbox, one address. Deliberately narrow: what mail providers give
    /// out, and what can be read aloud.
    EmailAddress {
        pattern: r"^[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$",
        at most 254, such as "an@demo.example", else "is not an e-mail address",
        kept by str::to_ascii_lowercase, debug false
    }
    /// The phone number of a person, in the one form that all the world agrees on (E.164).
    PhoneNumber {
        pattern: r"^\+[1-9][0-9]{7,14}$",
        at most 16, such as "+32470000000", else "is no phone number, such as +32470000000",
        kept by str::to_owned, debug false
    }
    /// The public phone number of an organisation, as people write it.
    PublicPhone {
        pattern: r"^\+?[0-9]([ ./-]?[0-9]){5,19}$",
        at most 25, such as "+32 15 00 00 00", else "is no phone number, such as +32 15 00 00 00",
        kept by str::to_owned, debug true
    }
    /// The phone number of a person, as people write it.
    PersonPhone {
        pattern: r"^\+?[0-9]([ ./-]?[0-9]){7,19}$",
        at most 25, such as "+32 470 00 00 00", else "is no phone number, such as +32 470 00 00 00",
        kept by str::to_owned, debug false
    }
    /// A public number to call in need: short, such as 112, or as people write it.
    HelpNumber {
        pattern: r"^\+?[0-9]([ ./-]?[0-9]){2,19}$",
        at most 25, such as "112", else "is no phone number, such as 112 or +32 15 00 00 00",
        kept by str::to_owned, debug true
    }
    /// By what an organisation knows a client: letters, digits and a few signs, so that no name fits in well.
    ClientReference {
        pattern: r"^[A-Za-z0-9]([A-Za-z0-9./_-]*[A-Za-z0-9])?$",
        at most 40, such as "2026/0417", else "has letters, digits, dots, dashes and slashes only",
        kept by str::to_owned, debug false
    }
    /// The number of a municipality (NIS, of Statbel).
    NisCode {
        pattern: r"^[1-9][0-9]{4}$",
        at most 5, such as "44021", else "is no NIS code, such as 44021",
        kept by str::to_owned, debug true
    }
    /// Where the software of an organisation is called: an `https` address of a host with a name, without a user, of what RFC 3986
    /// lets follow; or, for trying it, this machine. Its path can hold a secret.
    HookUrl {
        pattern: r"^(https://([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+([A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{1,59})|http://(localhost|127\.0\.0\.1))(:[0-9]{1,5})?(/[A-Za-z0-9._~:/?!$&'()*+,;=%-]*)?$",
        at most 300, such as "https://hooks.zorg.example/buurtnet", else "is no https address of a host with a name",
        kept by str::to_owned, debug false
    }
    /// The website of an organisation: a host with a name, and what RFC 3986 lets follow.
    Website {
        pattern: r"^https?://([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}(:[0-9]{1,5})?([/?#][A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*)?$",
        at most 300, such as "https://zorg.example", else "is no website, such as https://zorg.example",
        kept by str::to_owned, debug true
    }
}

text_type! {
    /// The number of an organisation in the Crossroads Bank for Enterprises (KBO): ten digits, of which the last two check
    /// the others (<https://economie.fgov.be/en/themes/enterprises/crossroads-bank-enterprises>). Read with dots too.
    EnterpriseNumber,
    read enterprise_number,
    schema text_schema(10, 12, r"^([01][0-9]{9}|[01][0-9]{3}\.[0-9]{3}\.[0-9]{3})$").examples(["0123.456.749"]),
    debug true
}

fn enterprise_number(text: &str) -> Result<String, String> {
    let digits = match text.split('.').collect::<Vec<_>>().as_slice() {
        [digits] if digits.len() == 10 => text.to_owned(),
        [first, second, third] if (first.len(), second.len(), third.len()) == (4, 3, 3) => text.replace('.', ""),
        _ => String::new(),
    };
    let is_number = digits.starts_with(['0', '1']) && digits.bytes().all(|it| it.is_ascii_digit());
    let parts = digits.split_at_checked(8).filter(|_| is_number);
    let numbers = parts.and_then(|(number, check)| Some((number.parse::<u32>().ok()?, check.parse::<u32>().ok()?)));
    match numbers {
        Some((number, check)) if 97 - number % 97 == check => Ok(digits),
        Some(_) => Err("is no enterprise number: its last two digits do not check the others".to_owned()),
        None => Err("is no enterprise number, such as 0123.456.749".to_owned()),
    }
}

impl PersonPhone {
    /// In the one form that all the world agrees on; a number without a country is Belgian.
    #[must_use]
    pub fn in_full(&self) -> Option<PhoneNumber> {
        let digits: String = self.as_str().chars().filter(char::is_ascii_digit).collect();
        let abroad = if self.as_str().starts_with('+') { Some(digits.as_str()) } else { digits.strip_prefix("00") };
        let full = match (abroad, digits.strip_prefix('0')) {
            (Some(abroad), _) => format!("+{abroad}"),
            (None, Some(here)) => format!("+32{here}"),
            (None, None) => return None,
        };
        full.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_write_it() {
        for good in ["an@demo.example", "An.Peeters+buurt@zorg-gent.be", "a_b@x.vlaanderen"] {
            assert!(good.parse::<EmailAddress>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "an",
            "an@",
            "@demo.example",
            "an@demo",
            "a n@demo.example",
            "an@demo..example",
            "an@-x.be",
            ".a@x.be",
            "an@x.b",
        ] {
            assert!(bad.parse::<EmailAddress>().is_err(), "{bad}");
        }
        assert_eq!("AN@Demo.Example".parse::<EmailAddress>().unwrap().as_str(), "an@demo.example");
    }

    #[test]
    fn a_name_is_trimmed_and_never_shown_in_a_log() {
        let name: PersonName = "  Zoë O’Neill ".parse().unwrap();
        assert_eq!(name.as_str(), "Zoë O’Neill");
        assert_eq!(format!("{name:?}"), "[personal]");
        assert!("\u{0}".parse::<PersonName>().is_err());
        assert!(" ".parse::<PersonName>().is_err());
        assert!("x".repeat(81).parse::<PersonName>().is_err());
    }

    #[test]
    fn a_phone_number_without_a_country_is_belgian() {
        let full = |text: &str| text.parse::<PersonPhone>().unwrap().in_full();
        for same in ["0470 00 00 01", "+32 470 00.00.01", "0032/470/000001"] {
            assert_eq!(full(same), "+32470000001".parse().ok(), "{same}");
        }
        assert_eq!(full("470 00 00 01"), None);
    }

    #[test]
    fn an_enterprise_number_checks_itself() {
        for good in ["0123.456.749", "0123456749", "1000000021"] {
            assert_eq!(good.parse::<EnterpriseNumber>().unwrap().as_str().len(), 10, "{good}");
        }
        for bad in [
            "",
            "0123.456.748",
            "123.456.749",
            "0123456.749",
            "0123 456 749",
            "2123456749",
            "０123456749",
            "é123.456.74",
        ] {
            assert!(bad.parse::<EnterpriseNumber>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_phone_number_is_read_as_people_write_it() {
        for good in ["+32 15 00 00 00", "015/00.00.00", "112112", "+3215000000"] {
            assert!(good.parse::<PublicPhone>().is_ok(), "{good}");
        }
        for bad in ["", "112", "call us", "015--000000", "+32 15 00 00 00 ", "00000000000000000000000000"] {
            assert!(bad.parse::<PublicPhone>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_number_to_call_in_need_may_be_short() {
        for good in ["112", "1712", "106", "+32 15 00 00 00"] {
            assert!(good.parse::<HelpNumber>().is_ok(), "{good}");
        }
        for bad in ["", "11", "call us", "112x", "1-1--2"] {
            assert!(bad.parse::<HelpNumber>().is_err(), "{bad}");
        }
    }

    #[test]
    fn names_are_alike_whatever_their_capitals_and_accents() {
        for (one, other) in [
            ("ÉQUIPE Zorg", "equipe  zorg"),
            ("Ligue à l’aide", "LIGUE A L’AIDE"),
            ("İzmir", "izmir"),
            ("ﬁets", "FIETS"),
        ] {
            assert_eq!(folded(one), folded(other));
        }
        assert_eq!(
            (folded("Zörg 2"), folded("Œuvre"), folded("日本")),
            ("zorg 2".into(), "œuvre".into(), "日本".into())
        );
    }

    #[test]
    fn a_website_is_an_address_of_the_web() {
        for good in ["https://zorg.example", "http://zorg.example/diensten?x=1"] {
            assert!(good.parse::<Website>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "zorg.example",
            "javascript:alert(1)",
            "https://",
            "https://zorg example",
            "ftp://zorg.example",
            "https://[zorg.example",
            "https://zorg",
        ] {
            assert!(bad.parse::<Website>().is_err(), "{bad}");
        }
    }
}
