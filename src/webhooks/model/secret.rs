//! The secret of a webhook, and what is signed with it (Standard Webhooks 1.0, `v1`: HMAC-SHA256).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::platform::seal::random;

/// How many bytes a secret has, of 24 to 64.
const BYTES: usize = 32;
/// What the text of one begins with.
const PREFIX: &str = "whsec_";

/// The secret that a webhook shares with us.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

impl Secret {
    /// A new one.
    #[must_use]
    pub fn fresh() -> Self {
        Self(Zeroizing::new(random::<BYTES>().to_vec()))
    }

    /// One from its text; `None`: it is none.
    #[must_use]
    pub fn kept(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.strip_prefix(PREFIX)?).ok()?;
        Some(Self(Zeroizing::new(bytes)))
    }

    /// Its text, as whoever verifies with it wants it.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{PREFIX}{}", STANDARD.encode(&*self.0)))
    }

    /// The signature of a call: over its id, the second in which it is made, and its body.
    #[must_use]
    pub fn sign(&self, id: &str, seconds: i64, body: &str) -> String {
        // HMAC takes a key of any length, so there is always one.
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0) else { return String::new() };
        mac.update(format!("{id}.{seconds}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Svix and Standard Webhooks publish it.
    #[test]
    fn the_published_example_is_signed_as_published() {
        let secret = Secret::kept("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_is_long_enough_never_shown_and_read_back_from_its_text() {
        let (one, other) = (Secret::fresh(), Secret::fresh());
        let text = one.text();
        assert!(one != other && text.starts_with("whsec_") && text.len() == 50, "{}", text.len());
        assert_eq!(Secret::kept(&text), Some(one.clone()));
        assert_eq!(format!("{one:?}"), "[secret]");
        for odd in ["", "whsec_?", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert_eq!(Secret::kept(odd), None, "{odd}");
        }
    }

    #[test]
    fn what_differs_in_anything_is_signed_otherwise() {
        let secret = Secret::fresh();
        let signed = secret.sign("a", 1, "b");
        for (id, at, body) in [("b", 1, "b"), ("a", 2, "b"), ("a", 1, "c"), ("a.1", 1, "b")] {
            assert_ne!(secret.sign(id, at, body), signed);
        }
        assert_ne!(Secret::fresh().sign("a", 1, "b"), signed);
    }
}
