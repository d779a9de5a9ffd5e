//! The public keys of software, as JSON Web Keys (RFC 7517). A private one goes no further than this.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

crate::db::types::words! {
    /// With what something is signed: what SMART asks every server to take.
    KeyAlg {
        /// RSA with SHA-384.
        Rs384 = "RS384",
        /// The curve P-384 with SHA-384.
        Es384 = "ES384",
    }
    /// What kind of key it is.
    KeyKind {
        /// RSA.
        Rsa = "RSA",
        /// An elliptic curve.
        Ec = "EC",
    }
}

/// The shortest RSA key.
const LEAST_BITS: usize = 2048;
/// The longest: what is longer only takes time.
const MOST_BITS: usize = 4096;
/// 65537, which everybody has: a smaller one makes forging easier, a larger one makes checking slower.
const EXPONENT: &str = "AQAB";
/// How many bytes each half of a point on P-384 has.
const HALF: usize = 48;
/// The longest name of a key.
const LONGEST_NAME: usize = 128;

/// A public key as a JSON Web Key: RSA of 2048 to 4096 bits for RS384, or P-384 for ES384. Members that are not named here are
/// ignored, but a private key is refused.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct Jwk {
    /// `RSA` or `EC`.
    #[schema(max_length = 16)]
    kty: String,
    /// Its name among those of the software.
    #[schema(min_length = 1, max_length = 128)]
    kid: String,
    /// `RS384` or `ES384`; left out, it follows from `kty`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 16)]
    alg: Option<String>,
    /// `sig`.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 16)]
    usage: Option<String>,
    /// The modulus of RSA.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1024)]
    n: Option<String>,
    /// The exponent of RSA: `AQAB`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 16)]
    e: Option<String>,
    /// The curve: `P-384`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 16)]
    crv: Option<String>,
    /// The first half of the point.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 128)]
    x: Option<String>,
    /// The other half of the point.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 128)]
    y: Option<String>,
    #[serde(flatten, skip_serializing)]
    #[schema(ignore)]
    private: Private,
}

/// What only a private or a shared key has: that it is there is seen, and what it is not.
#[derive(Clone, Copy, Default, Deserialize)]
struct Private {
    d: Option<IgnoredAny>,
    p: Option<IgnoredAny>,
    q: Option<IgnoredAny>,
    dp: Option<IgnoredAny>,
    dq: Option<IgnoredAny>,
    qi: Option<IgnoredAny>,
    oth: Option<IgnoredAny>,
    k: Option<IgnoredAny>,
}

impl Private {
    fn is_there(self) -> bool {
        let Self { d, p, q, dp, dq, qi, oth, k } = self;
        [d, p, q, dp, dq, qi, oth, k].iter().any(Option::is_some)
    }
}

/// Why a key is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is not public.
    Private,
    /// One of its members is not as it has to be, and how that is.
    Member(&'static str, &'static str),
}

/// What is kept of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// Its name.
    pub kid: String,
    numbers: Numbers,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kty")]
enum Numbers {
    #[serde(rename = "RSA")]
    Rsa { n: String },
    #[serde(rename = "EC")]
    Ec { x: String, y: String },
}

impl PublicKey {
    /// Reads a key.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn read(jwk: &Jwk) -> Result<Self, Fault> {
        if jwk.private.is_there() {
            return Err(Fault::Private);
        }
        let is_fine = (1..=LONGEST_NAME).contains(&jwk.kid.len()) && jwk.kid.bytes().all(|it| it.is_ascii_graphic());
        if !is_fine {
            return Err(Fault::Member("kid", "has 1 to 128 visible characters"));
        }
        if jwk.usage.as_deref().is_some_and(|it| it != "sig") {
            return Err(Fault::Member("use", "is sig"));
        }
        let numbers = match KeyKind::from_word(&jwk.kty) {
            Some(KeyKind::Rsa) => rsa(jwk)?,
            Some(KeyKind::Ec) => ec(jwk)?,
            None => return Err(Fault::Member("kty", "is RSA or EC")),
        };
        let key = Self { kid: jwk.kid.clone(), numbers };
        if jwk.alg.as_deref().is_some_and(|it| it != key.alg().as_str()) {
            return Err(Fault::Member("alg", "is RS384 for RSA, and ES384 for EC"));
        }
        // Only a point on the curve is looked at any further.
        let is_off = |it| jsonwebtoken::crypto::verify("", b"", &it, key.algorithm()).is_err();
        if key.decoding().is_none_or(is_off) {
            return Err(Fault::Member("x", "is with y no point of the curve"));
        }
        Ok(key)
    }

    /// The same as a JSON Web Key.
    #[must_use]
    pub fn jwk(&self) -> Jwk {
        let common = Jwk {
            kid: self.kid.clone(),
            alg: Some(self.alg().to_string()),
            usage: Some("sig".to_owned()),
            ..Jwk::default()
        };
        match &self.numbers {
            Numbers::Rsa { n } => {
                Jwk { kty: KeyKind::Rsa.to_string(), n: Some(n.clone()), e: Some(EXPONENT.to_owned()), ..common }
            }
            Numbers::Ec { x, y } => Jwk {
                kty: KeyKind::Ec.to_string(),
                crv: Some("P-384".to_owned()),
                x: Some(x.clone()),
                y: Some(y.clone()),
                ..common
            },
        }
    }

    /// With what it is signed. The key says so, never what was signed.
    #[must_use]
    pub const fn alg(&self) -> KeyAlg {
        match self.numbers {
            Numbers::Rsa { .. } => KeyAlg::Rs384,
            Numbers::Ec { .. } => KeyAlg::Es384,
        }
    }

    const fn algorithm(&self) -> Algorithm {
        match self.alg() {
            KeyAlg::Rs384 => Algorithm::RS384,
            KeyAlg::Es384 => Algorithm::ES384,
        }
    }

    fn decoding(&self) -> Option<DecodingKey> {
        match &self.numbers {
            Numbers::Rsa { n } => DecodingKey::from_rsa_components(n, EXPONENT).ok(),
            Numbers::Ec { x, y } => DecodingKey::from_ec_components(x, y).ok(),
        }
    }

    /// Whether the private half of this key signed a text.
    #[must_use]
    pub fn has_signed(&self, text: &str, signature: &str) -> bool {
        let is_signed = |key| jsonwebtoken::crypto::verify(signature, text.as_bytes(), &key, self.algorithm());
        self.decoding().is_some_and(|key| is_signed(key).unwrap_or(false))
    }

    /// A key of which nobody has the private half: what nobody registered is checked against it, and takes as long.
    #[must_use]
    pub fn of_nobody(alg: KeyAlg) -> Self {
        let numbers = match alg {
            KeyAlg::Rs384 => Numbers::Rsa { n: NOBODYS_N.to_owned() },
            KeyAlg::Es384 => Numbers::Ec { x: NOBODYS_X.to_owned(), y: NOBODYS_Y.to_owned() },
        };
        Self { kid: String::new(), numbers }
    }
}

fn bytes(member: Option<&String>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(member?).ok()
}

fn rsa(jwk: &Jwk) -> Result<Numbers, Fault> {
    if jwk.e.as_deref() != Some(EXPONENT) {
        return Err(Fault::Member("e", "is AQAB"));
    }
    let modulus = bytes(jwk.n.as_ref());
    let bits = modulus.as_deref().and_then(|it| match it {
        [first, .., last] if *first > 0 && last % 2 == 1 => Some(it.len() * 8 - first.leading_zeros() as usize),
        _ => None,
    });
    match (bits, &jwk.n) {
        (Some(LEAST_BITS..=MOST_BITS), Some(n)) => Ok(Numbers::Rsa { n: n.clone() }),
        _ => Err(Fault::Member("n", "is the modulus of an RSA key of 2048 to 4096 bits, in base64url")),
    }
}

fn ec(jwk: &Jwk) -> Result<Numbers, Fault> {
    if jwk.crv.as_deref() != Some("P-384") {
        return Err(Fault::Member("crv", "is P-384"));
    }
    let half = |member: &Option<String>, name| match (bytes(member.as_ref()), member) {
        (Some(bytes), Some(text)) if bytes.len() == HALF => Ok(text.clone()),
        _ => Err(Fault::Member(name, "has 48 bytes in base64url")),
    };
    Ok(Numbers::Ec { x: half(&jwk.x, "x")?, y: half(&jwk.y, "y")? })
}

const NOBODYS_N: &str = "quNOwKO606nfUyIyJRqqmnXV9umzY5lZWsWP-qLDy7QHUSuwZLUdViPl-onvh8N-X1elRcR8rbAZdq3hpZSrkPS5_s-O5QCWhkmw\
    6bE8lM4pQsaJqmRBTzN76g15d1EJ9oj8W4oPAsAaikBDO3gevOQq93-u3zuccdY_9lXTadjyVxdvFc3ds5OIRq3l85bCsr5oPYCPeFrFIAfJmi2BSaSyg7sS\
    DuwCtUQ48HYKS5GCqaLFEzlu7TslApsZAm-bQm2xilrJDOb5cvFkqyx33Wgm49ohzzhJh0IP4LZRTrTEWnvPdC2iQBJvoMqIH4n00lasMNzKgTkOSPo9Q-Mr\
    Fw";
const NOBODYS_X: &str = "uEm4rCjQSsK-y6t1lCylbuMcCxAlze-6x72de3Z19V97YrSe_bESEGzISh7q4c93";
const NOBODYS_Y: &str = "1eEDX5N9_IFhW4PjPIH8xCjXPMdAhx3d4ktfo6Awzl4Jh7Eo7g8a6tyw-EN5fLUi";

#[cfg(test)]
mod tests {
    use super::*;

    fn read(alg: KeyAlg, change: impl FnOnce(&mut Jwk)) -> Result<PublicKey, Fault> {
        let mut jwk = PublicKey { kid: "one".into(), ..PublicKey::of_nobody(alg) }.jwk();
        change(&mut jwk);
        PublicKey::read(&jwk)
    }

    fn wrong(alg: KeyAlg, change: impl FnOnce(&mut Jwk)) -> &'static str {
        match read(alg, change) {
            Err(Fault::Member(name, _)) => name,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_key_is_kept_as_it_came() {
        for alg in KeyAlg::ALL.iter().copied() {
            let key = read(alg, |_| {}).unwrap();
            assert_eq!((key.alg(), PublicKey::read(&key.jwk())), (alg, Ok(key.clone())));
            assert_eq!(read(alg, |it| (it.alg, it.usage) = (None, None)), Ok(key));
        }
    }

    #[test]
    fn weak_and_broken_keys_are_refused_by_the_member_that_is_wrong() {
        use KeyAlg::{Es384, Rs384};
        let some = |text: &str| Some(text.to_owned());
        let of = |bits: usize| Some(URL_SAFE_NO_PAD.encode(vec![0xff; bits / 8]));
        assert_eq!(wrong(Rs384, |it| it.n = of(2040)), "n");
        assert_eq!(wrong(Rs384, |it| it.n = of(4104)), "n");
        assert_eq!(wrong(Rs384, |it| it.n = Some(URL_SAFE_NO_PAD.encode([vec![0], vec![0xff; 256]].concat()))), "n");
        assert_eq!(wrong(Rs384, |it| it.n = Some(URL_SAFE_NO_PAD.encode([vec![0xff; 256], vec![2]].concat()))), "n");
        assert_eq!(wrong(Rs384, |it| it.n = some("not base64!")), "n");
        assert_eq!(wrong(Rs384, |it| it.n = None), "n");
        assert_eq!(wrong(Rs384, |it| it.e = some("Aw")), "e");
        assert_eq!(wrong(Rs384, |it| it.alg = some("RS256")), "alg");
        assert_eq!(wrong(Rs384, |it| it.alg = some("ES384")), "alg");
        assert_eq!(wrong(Rs384, |it| it.usage = some("enc")), "use");
        assert_eq!(wrong(Rs384, |it| it.kty = "oct".into()), "kty");
        assert_eq!(wrong(Rs384, |it| it.kid = "two words".into()), "kid");
        assert_eq!(wrong(Es384, |it| it.crv = some("P-256")), "crv");
        assert_eq!(wrong(Es384, |it| it.x = it.y.clone()), "x");
        assert_eq!(wrong(Es384, |it| it.y = of(376)), "y");
    }

    #[test]
    fn nobody_has_signed_with_the_keys_of_nobody() {
        for alg in KeyAlg::ALL.iter().copied() {
            assert!(!PublicKey::of_nobody(alg).has_signed("header.claims", "c2lnbmF0dXJl"));
        }
    }
}
