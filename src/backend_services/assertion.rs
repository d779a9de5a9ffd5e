//! What software proves itself with: a short JWT that it signs (RFC 7523). Nothing in it chooses anything: the key that is
//! registered under its name says with what it is signed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::model::{ASSERTION_SECONDS, KeyAlg, LEEWAY_SECONDS, PublicKey};
use crate::clock::Instant;
use crate::ids::BackendServiceId;
use crate::platform::seal::hash;

/// More than any of them needs: what is longer is not even decoded.
const LONGEST: usize = 8 * 1024;

#[derive(Deserialize)]
struct Head {
    alg: KeyAlg,
    kid: String,
    typ: Option<String>,
    // What must be understood, and where else to look for a key: there is nothing of either.
    crit: Option<IgnoredAny>,
    jku: Option<IgnoredAny>,
    b64: Option<IgnoredAny>,
}

/// For whom it is: a list of one is the same as that one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    List([String; 1]),
}

#[derive(Deserialize)]
struct Claims {
    iss: BackendServiceId,
    sub: BackendServiceId,
    aud: Audience,
    exp: i64,
    nbf: Option<i64>,
    iat: Option<i64>,
    jti: String,
}

/// What somebody says of themselves. Whether it is so is not known yet.
pub(super) struct Assertion {
    head: Head,
    claims: Claims,
    signed: String,
    signature: String,
}

fn part<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

impl Assertion {
    /// Reads what has the right form.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (head, claims) = signed.split_once('.')?;
        let (head, claims): (Head, Claims) = (part(head)?, part(claims)?);
        let is_plain = head.typ.as_deref().is_none_or(|it| it.eq_ignore_ascii_case("JWT"))
            && head.crit.is_none()
            && head.jku.is_none()
            && head.b64.is_none();
        let is_of_one = claims.iss == claims.sub && !claims.jti.is_empty();
        (is_plain && is_of_one).then(|| Self {
            head,
            claims,
            signed: signed.to_owned(),
            signature: signature.to_owned(),
        })
    }

    /// Who it says that it is.
    pub(super) const fn client(&self) -> BackendServiceId {
        self.claims.iss
    }

    /// With what it says that it is signed.
    pub(super) const fn alg(&self) -> KeyAlg {
        self.head.alg
    }

    /// Under which of these keys it says that it is signed.
    pub(super) fn key_among<'k>(&self, keys: &'k [PublicKey]) -> Option<&'k PublicKey> {
        keys.iter().find(|it| it.kid == self.head.kid && it.alg() == self.head.alg)
    }

    /// Whether the owner of a key signed it.
    pub(super) fn is_signed_by(&self, key: &PublicKey) -> bool {
        key.alg() == self.head.alg && key.has_signed(&self.signed, &self.signature)
    }

    /// Whether it is for this address, and for now.
    pub(super) fn is_for(&self, address: &str, now: Instant) -> bool {
        let (Audience::One(audience) | Audience::List([audience])) = &self.claims.aud;
        let at = now.seconds();
        let is_begun = |it: Option<i64>| it.is_none_or(|it| it <= at + LEEWAY_SECONDS);
        audience == address
            && self.claims.exp > at - LEEWAY_SECONDS
            && self.claims.exp <= at + ASSERTION_SECONDS + LEEWAY_SECONDS
            && is_begun(self.claims.nbf)
            && is_begun(self.claims.iat)
    }

    /// Its own id, as it is kept, and until when it could be sent a second time.
    pub(super) fn id(&self) -> ([u8; 32], Option<Instant>) {
        let ends = self.claims.exp.checked_add(LEEWAY_SECONDS).and_then(|it| it.checked_mul(1_000_000));
        (hash(&[self.claims.jti.as_bytes()]), ends.and_then(Instant::from_micros))
    }
}
