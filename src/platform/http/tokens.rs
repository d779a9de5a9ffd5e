//! Access tokens: short-lived JWTs, signed with Ed25519 by a key derived from the master key. They say which session
//! calls and nothing else: roles are read from the database with every call, so that losing one counts at once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::ids::{PersonId, SessionId};
use crate::platform::seal::{Keys, hash, hex};

/// How long an access token lives, in seconds.
pub const ACCESS_TOKEN_SECONDS: i64 = 300;
/// Clocks differ: how many seconds a token may come from the future.
const LEEWAY_SECONDS: i64 = 30;
/// More than any token of ours; what is longer is not even decoded.
const LONGEST_TOKEN: usize = 1024;
const ISSUER: &str = "buurtnet";
const TYPE: &str = "at+jwt";

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    iss: String,
    aud: String,
    /// The person.
    pub sub: PersonId,
    /// The session.
    pub sid: SessionId,
    exp: i64,
    nbf: i64,
    iat: i64,
    jti: uuid::Uuid,
}

/// Makes and reads access tokens.
pub struct Tokens {
    signs: EncodingKey,
    verifies: DecodingKey,
    header: Header,
    /// The header of every token of ours, as it stands in the token.
    written_header: String,
    /// What tokens said whose signature was checked, by their hash: a client sends the same one for minutes, and to check one
    /// takes longer than most of what is asked with it.
    checked: Mutex<HashMap<[u8; 32], Claims>>,
}

/// How many tokens are known at most; when there are more, all are checked anew.
const MOST_CHECKED: usize = 10_000;

impl Tokens {
    /// The token maker of a set of keys.
    ///
    /// # Errors
    /// When the key cannot be written in the form the library reads, which no key does.
    pub fn new(keys: &Keys) -> Result<Self, String> {
        let key = SigningKey::from_bytes(keys.signing_seed());
        let public = key.verifying_key();
        let private = key.to_pkcs8_der().map_err(|error| error.to_string())?;
        let key_id = hex(hash(&[public.as_bytes()]).split_at(8).0);
        let header = Header { typ: Some(TYPE.into()), kid: Some(key_id), ..Header::new(Algorithm::EdDSA) };
        let text = serde_json::to_vec(&header).map_err(|error| error.to_string())?;
        Ok(Self {
            signs: EncodingKey::from_ed_der(private.as_bytes()),
            verifies: DecodingKey::from_ed_der(public.as_bytes()),
            header,
            written_header: URL_SAFE_NO_PAD.encode(text),
            checked: Mutex::default(),
        })
    }

    /// A token for a session.
    ///
    /// # Errors
    /// When signing fails.
    pub fn issue(&self, person: PersonId, session: SessionId, now: Instant) -> Result<String, String> {
        let at = now.seconds();
        let claims = Claims {
            iss: ISSUER.into(),
            aud: ISSUER.into(),
            sub: person,
            sid: session,
            exp: at + ACCESS_TOKEN_SECONDS,
            nbf: at,
            iat: at,
            jti: SessionId::fresh().uuid(),
        };
        jsonwebtoken::encode(&self.header, &claims, &self.signs).map_err(|error| error.to_string())
    }

    /// What a token says, if it is one of ours and in force. Its header must be ours to the letter, so there is nothing
    /// in it to choose: no other algorithm, no other key, no place to fetch one from.
    #[must_use]
    pub fn read(&self, token: &str, now: Instant) -> Option<Claims> {
        if token.len() > LONGEST_TOKEN || token.split_once('.')?.0 != self.written_header {
            return None;
        }
        let claims = self.signed(token)?;
        let at = now.seconds();
        let is_timely = claims.exp > at
            && claims.nbf <= at + LEEWAY_SECONDS
            && claims.iat <= at + LEEWAY_SECONDS
            && claims.exp.checked_sub(claims.iat) == Some(ACCESS_TOKEN_SECONDS);
        is_timely.then_some(claims)
    }

    /// What a token says, if it is ours, whatever its time.
    fn signed(&self, token: &str) -> Option<Claims> {
        let id = hash(&[token.as_bytes()]);
        let known = self.checked.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if known.is_some() {
            return known;
        }
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[ISSUER]);
        rules.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        // The time is checked with each call, by the clock of the application.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.verifies, &rules).ok()?.claims;
        let mut checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        if checked.len() >= MOST_CHECKED {
            checked.clear();
        }
        checked.insert(id, claims.clone());
        Some(claims)
    }
}
