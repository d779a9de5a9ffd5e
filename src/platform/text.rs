//! Texts that come from outside, parsed once: whoever holds one of these types need not check it again.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A pattern of one line with at least one visible character, and the same for several lines: what [`clean`] accepts,
/// as the API document says it.
const LINE: &str = r"^[^\u0000-\u001F\u007F-\u009F]*[^\s\u0000-\u001F\u007F-\u009F][^\u0000-\u001F\u007F-\u009F]*$";
const LINES: &str = r"^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]*[^\s\u0000-\u001F\u007F-\u009F][^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]*$";

fn text_schema(least: usize, most: usize, pattern: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .min_length(Some(least))
        .max_length(Some(most))
        .pattern(Some(pattern))
}

/// Declares a text type: trimmed, between 1 and `max` characters, without control characters (line breaks only where
/// they are allowed).
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident(max $max:literal, $pattern:ident, debug $shown:literal))+) => {$(
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
                clean(text, $max, $pattern == LINES).map(Self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                let text = String::deserialize(source)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                if $shown { self.0.fmt(f) } else { f.write_str("[personal]") }
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                text_schema(1, $max, $pattern).into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
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
    let is_forbidden = |it: char| it.is_control() && !(lines && matches!(it, '\n' | '\r' | '\t'));
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

/// An e-mail address, folded to lower case: one mailbox, one address.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

/// Deliberately narrow: what mail providers give out, and what can be read aloud.
const EMAIL_PATTERN: &str =
    r"^[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$";

impl PartialSchema for EmailAddress {
    fn schema() -> RefOr<Schema> {
        text_schema(6, 254, EMAIL_PATTERN).examples(["an@demo.example"]).into()
    }
}

impl ToSchema for EmailAddress {
    fn name() -> Cow<'static, str> {
        "EmailAddress".into()
    }
}

impl EmailAddress {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for EmailAddress {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || Err("is not an e-mail address".to_owned());
        let Some((local, domain)) = text.split_once('@') else { return refused() };
        let is_local =
            |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_alphanumeric() || b"_+-".contains(&it));
        let is_label = |part: &str| {
            let bytes = part.as_bytes();
            (1..=63).contains(&bytes.len())
                && bytes.iter().all(|it| it.is_ascii_alphanumeric() || *it == b'-')
                && bytes.first() != Some(&b'-')
                && bytes.last() != Some(&b'-')
        };
        let labels: Vec<_> = domain.split('.').collect();
        let ends_well = labels.last().is_some_and(|it| it.len() >= 2 && it.bytes().all(|it| it.is_ascii_alphabetic()));
        let fits = text.len() <= 254 && local.split('.').all(is_local) && labels.len() > 1;
        if fits && ends_well && labels.into_iter().all(is_label) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            refused()
        }
    }
}

impl<'de> Deserialize<'de> for EmailAddress {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        String::deserialize(source)?.parse().map_err(serde::de::Error::custom)
    }
}

impl std::fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[personal]")
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
}
