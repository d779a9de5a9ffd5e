//! Passwords: what is accepted, and how they are kept (argon2id).

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Deserializer};
use std::sync::LazyLock;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::platform::seal::{hex, random};

/// A password as somebody typed it. Never shown, never stored.
#[derive(Clone, ToSchema)]
#[schema(value_type = String, format = Password, min_length = 12, max_length = 200)]
pub struct NewPassword(Zeroizing<String>);

/// The fewest characters of a new password.
const SHORTEST: usize = 12;
/// The most characters: far more than anybody types, few enough not to burden the hash.
const LONGEST: usize = 200;
/// A password of fewer different characters is guessed at once.
const FEWEST_DIFFERENT: usize = 5;

impl<'de> Deserialize<'de> for NewPassword {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(source)?);
        let length = text.chars().count();
        if (SHORTEST..=LONGEST).contains(&length) {
            Ok(Self(text))
        } else {
            Err(serde::de::Error::custom("must have 12 to 200 characters"))
        }
    }
}

/// A password to compare with: any text.
#[derive(Clone, ToSchema)]
#[schema(value_type = String, format = Password, max_length = 1000)]
pub struct TypedPassword(Zeroizing<String>);

impl std::str::FromStr for TypedPassword {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if text.chars().count() > 1000 {
            return Err("must have at most 1000 characters".to_owned());
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }
}

impl<'de> Deserialize<'de> for TypedPassword {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(source)?);
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl NewPassword {
    /// A password from the command line.
    ///
    /// # Errors
    /// A line that says what is asked of it.
    pub fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_value::<Self>(text.into()).map_err(|error| format!("the password {error}"))
    }

    /// Whether it is too easy to guess.
    #[must_use]
    pub fn is_weak(&self) -> bool {
        let mut characters: Vec<_> = self.0.chars().collect();
        characters.sort_unstable();
        characters.dedup();
        characters.len() < FEWEST_DIFFERENT
    }

    /// The hash to keep, in PHC form. Takes a good part of a second on purpose: run it away from the async workers.
    ///
    /// # Errors
    /// When memory is short.
    pub fn hash(&self) -> Result<String, String> {
        let hash = hasher().hash_password(self.0.as_bytes()).map_err(|error| error.to_string())?;
        Ok(hash.to_string())
    }
}

impl TypedPassword {
    /// Whether it is the password of this hash. Without a hash (nobody of that address) a dummy is compared, so that
    /// the answer takes the same time.
    #[must_use]
    pub fn fits(&self, hash: Option<&str>) -> bool {
        let known = hash.and_then(|it| PasswordHash::new(it).ok());
        let is_known = known.is_some();
        let Some(hash) = known.or_else(|| PasswordHash::new(&DUMMY).ok()) else { return false };
        hasher().verify_password(self.0.as_bytes(), &hash).is_ok() && is_known
    }
}

/// 19 MiB, two passes: the floor of OWASP ASVS 5.0, appendix C.
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

/// The hash of a password that nobody knows.
static DUMMY: LazyLock<String> = LazyLock::new(|| {
    let secret = hex(&random::<16>());
    hasher().hash_password(secret.as_bytes()).map(|it| it.to_string()).unwrap_or_default()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let hash = NewPassword::parse("zorgzame-buurt").unwrap().hash().unwrap();
        let typed = |text: &str| serde_json::from_value::<TypedPassword>(text.into()).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(typed("zorgzame-buurt").fits(Some(&hash)));
        assert!(!typed("zorgzame-buurT").fits(Some(&hash)));
        assert!(!typed("zorgzame-buurt").fits(None));
    }

    #[test]
    fn short_long_and_monotonous_passwords_are_refused() {
        assert!(NewPassword::parse("elf-tekens!").is_err());
        assert!(NewPassword::parse(&"x".repeat(201)).is_err());
        assert!(NewPassword::parse("abababababab").unwrap().is_weak());
    }
}
