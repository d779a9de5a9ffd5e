//! Sealed columns: names, contacts, positions and free texts are kept encrypted (XChaCha20-Poly1305) under a data key
//! of their owner, which is itself sealed under the master key. Destroying the data key erases everything under it.
//!
//! The associated data is the stable name of the field and the id of the row, so a sealed value moved to another row
//! or column does not open.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

/// The number of bytes of every key.
pub const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

crate::db::types::words! {
    /// A sealed field. The names are part of what is sealed: never renamed.
    Field {
        /// First and last name.
        PersonName = "people.name",
        /// The postal address.
        PersonContact = "people.contact",
        /// The exact position of the home.
        PersonHome = "people.home",
        /// The gender somebody says to have.
        PersonGender = "people.gender",
        /// How somebody may be reached.
        ContactRules = "contact_rules.rules",
        /// Who heard what a person said who was registered by somebody else.
        RegistrationWitness = "registrations.witness",
        /// The e-mail address of an account.
        AccountEmail = "accounts.email",
        /// The phone number of an account.
        AccountPhone = "accounts.phone",
        /// The secret of an authenticator app.
        TotpSecret = "totpFactors.secret",
        /// The texts of a request.
        RequestSaid = "requests.said",
        /// The position of the help, when it is not the home.
        RequestPlace = "requests.place",
        /// The reason, the questions and the replies of a referral.
        ReferralSaid = "referrals.said",
        /// The witness of a consent.
        ConsentSaid = "consents.said",
        /// The copy of all that is known of a person, for themselves.
        ExportContent = "exports.content",
        /// What was said in a concern, and while it is open the names.
        ConcernSaid = "concerns.said",
        /// A note about a concern.
        ConcernNoteSaid = "concern_notes.said",
        /// The secret with which the calls of a webhook are signed.
        WebhookSecret = "webhooks.secret",
        /// Why FHIR software is notified, and the headers that it wants on each call.
        SubscriptionSaid = "subscriptions.said",
        /// How this instance sends mail, with its password.
        MailSettings = "mailSettings.said",
    }
}

/// What could not be opened: a wrong key, or a value that was changed or moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open: it was changed or moved, or the key is another one")]
pub struct CannotOpen;

/// A key that seals: the master key for data keys, or a data key for fields.
pub struct SealingKey {
    cipher: XChaCha20Poly1305,
    index: Zeroizing<[u8; KEY_BYTES]>,
}

impl SealingKey {
    /// A key of given bytes.
    #[must_use]
    pub fn new(bytes: &[u8; KEY_BYTES]) -> Self {
        let index = Zeroizing::new(keyed_hash(bytes, &[b"buurtnet blind index 1"]));
        Self { cipher: XChaCha20Poly1305::new(&Key::from(*bytes)), index }
    }

    /// A keyed hash that finds a value of the owner without storing it.
    #[must_use]
    pub fn blind_index(&self, kind: &str, value: &str) -> [u8; KEY_BYTES] {
        keyed_hash(&self.index, &[kind.as_bytes(), b"|", value.as_bytes()])
    }

    /// Seals `plain`, bound to `context`: a random nonce, then the ciphertext.
    #[must_use]
    pub fn seal(&self, context: &[u8], plain: &[u8]) -> Vec<u8> {
        let nonce = random::<NONCE_BYTES>();
        let mut sealed = nonce.to_vec();
        // Encrypting fails only beyond 256 GiB; an empty value would then simply not open.
        sealed.extend(
            self.cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: context }).unwrap_or_default(),
        );
        sealed
    }

    /// Opens what [`SealingKey::seal`] made for the same context.
    ///
    /// # Errors
    /// [`CannotOpen`] when anything differs.
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(CannotOpen)?;
        let plain = self.cipher.decrypt(&XNonce::from(*nonce), Payload { msg: text, aad: context });
        plain.map(Zeroizing::new).map_err(|_| CannotOpen)
    }
}

/// What a field is bound to: its name and its row.
#[must_use]
pub fn context(field: Field, row: Uuid) -> Vec<u8> {
    [field.as_str().as_bytes(), b"|", row.as_bytes()].concat()
}

/// Everything derived from one master key. The master key itself is not kept.
struct Derived {
    wrap: SealingKey,
    index: Zeroizing<[u8; KEY_BYTES]>,
    tokens: Zeroizing<[u8; KEY_BYTES]>,
    erasures: Zeroizing<[u8; KEY_BYTES]>,
    signing: Zeroizing<[u8; KEY_BYTES]>,
    fingerprint: [u8; KEY_BYTES],
}

impl Derived {
    fn of(master: &[u8; KEY_BYTES]) -> Self {
        let source = Hkdf::<Sha256>::new(None, master);
        let derived = |purpose: &str| {
            let mut key = Zeroizing::new([0; KEY_BYTES]);
            let expanded = source.expand(format!("buurtnet {purpose} 1").as_bytes(), key.as_mut());
            assert!(expanded.is_ok(), "HKDF gives 32 bytes");
            key
        };
        Self {
            wrap: SealingKey::new(&derived("wrap")),
            index: derived("blind index"),
            tokens: derived("tokens"),
            erasures: derived("erasure list"),
            signing: derived("jwt ed25519"),
            fingerprint: *derived("fingerprint"),
        }
    }
}

/// The keys of the master key in force, which makes everything; and those of the other keys of the ring, which still prove
/// what they once made.
pub struct Keys {
    current: Derived,
    others: Vec<Derived>,
}

impl Keys {
    /// The keys of a master key that is alone.
    ///
    /// # Panics
    /// Never: HKDF gives up to 8,160 bytes, and 32 are asked for.
    #[must_use]
    pub fn derive(master: &[u8; KEY_BYTES]) -> Self {
        Self::with_others(master, [])
    }

    /// The keys of a master key, beside others that were in force or are to be.
    ///
    /// # Panics
    /// As [`Keys::derive`].
    #[must_use]
    pub fn with_others<'a>(master: &[u8; KEY_BYTES], others: impl IntoIterator<Item = &'a [u8; KEY_BYTES]>) -> Self {
        Self { current: Derived::of(master), others: others.into_iter().map(Derived::of).collect() }
    }

    /// Those of each key of the ring, the one in force first.
    fn all(&self) -> impl Iterator<Item = &Derived> {
        std::iter::once(&self.current).chain(&self.others)
    }

    /// Tells whether a database belongs to the master key in force, and reveals nothing of it.
    #[must_use]
    pub const fn fingerprint(&self) -> &[u8; KEY_BYTES] {
        &self.current.fingerprint
    }

    /// The seed of the key that signs access tokens.
    #[must_use]
    pub fn signing_seed(&self) -> &[u8; KEY_BYTES] {
        &self.current.signing
    }

    /// A new data key: the key, and how to store it for `owner`.
    #[must_use]
    pub fn new_data_key(&self, owner: Uuid) -> (SealingKey, Vec<u8>) {
        let bytes = Zeroizing::new(random::<KEY_BYTES>());
        (SealingKey::new(&bytes), self.current.wrap.seal(owner.as_bytes(), bytes.as_slice()))
    }

    /// A stored data key of `owner`.
    ///
    /// # Errors
    /// [`CannotOpen`] when it belongs to another owner or master key.
    pub fn open_data_key(&self, owner: Uuid, wrapped: &[u8]) -> Result<SealingKey, CannotOpen> {
        let bytes = self.current.wrap.open(owner.as_bytes(), wrapped)?;
        Ok(SealingKey::new(bytes.as_slice().try_into().map_err(|_| CannotOpen)?))
    }

    /// A stored data key of `owner`, whichever key of the ring it is wrapped under, wrapped under the one in force.
    ///
    /// # Errors
    /// [`CannotOpen`] when it belongs to another owner, or to no key of the ring.
    pub fn rewrap(&self, owner: Uuid, wrapped: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let bytes = self.all().find_map(|it| it.wrap.open(owner.as_bytes(), wrapped).ok()).ok_or(CannotOpen)?;
        Ok(self.current.wrap.seal(owner.as_bytes(), &bytes))
    }

    /// A keyed hash that finds a value without storing it.
    #[must_use]
    pub fn blind_index(&self, kind: &str, value: &str) -> Vec<u8> {
        blind_index(&self.current, kind, value)
    }

    /// Whether a hash is that of a value under any key of the ring.
    #[must_use]
    pub fn is_blind_index(&self, kind: &str, value: &str, hash: &[u8]) -> bool {
        self.all().any(|it| blind_index(it, kind, value) == hash)
    }

    /// A keyed hash that proves that a document was made here and was not changed since.
    #[must_use]
    pub fn proof(&self, kind: &str, document: &[u8]) -> [u8; KEY_BYTES] {
        proof(&self.current, kind, document)
    }

    /// As [`Keys::proof`], under the key of the ring with a fingerprint; `None`: it is not in the ring.
    #[must_use]
    pub fn proof_under(&self, fingerprint: &str, kind: &str, document: &[u8]) -> Option<[u8; KEY_BYTES]> {
        self.all().find(|it| hex(&it.fingerprint) == fingerprint).map(|it| proof(it, kind, document))
    }

    /// A keyed hash over an entry of the erasure list and the hash of the one before: under each key of the ring, the one
    /// in force first.
    pub fn erasure_macs(
        &self,
        before: [u8; KEY_BYTES],
        owner: Uuid,
        micros: i64,
    ) -> impl Iterator<Item = [u8; KEY_BYTES]> {
        self.all().map(move |it| keyed_hash(&it.erasures, &[&before, owner.as_bytes(), &micros.to_be_bytes()]))
    }

    /// A keyed hash that proves that a token came from here.
    #[must_use]
    pub fn token_mac(&self, kind: &str, id: Uuid, counter: i32) -> [u8; KEY_BYTES] {
        token_mac(&self.current, kind, id, counter)
    }

    /// The same under each key of the ring, the one in force first: what somebody holds stays good while its key is there.
    pub fn token_macs(&self, kind: &str, id: Uuid, counter: i32) -> impl Iterator<Item = [u8; KEY_BYTES]> {
        self.all().map(move |it| token_mac(it, kind, id, counter))
    }
}

fn blind_index(keys: &Derived, kind: &str, value: &str) -> Vec<u8> {
    keyed_hash(&keys.index, &[kind.as_bytes(), b"|", value.as_bytes()]).to_vec()
}

fn proof(keys: &Derived, kind: &str, document: &[u8]) -> [u8; KEY_BYTES] {
    keyed_hash(&keys.index, &[b"proof|", kind.as_bytes(), b"|", document])
}

fn token_mac(keys: &Derived, kind: &str, id: Uuid, counter: i32) -> [u8; KEY_BYTES] {
    keyed_hash(&keys.tokens, &[kind.as_bytes(), b"|", id.as_bytes(), &counter.to_be_bytes()])
}

/// Compares without telling by its time where two hashes differ.
#[must_use]
pub fn is_same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |all, (left, right)| all | (left ^ right)) == 0
}

fn keyed_hash(key: &[u8; KEY_BYTES], parts: &[&[u8]]) -> [u8; KEY_BYTES] {
    // HMAC takes a key of any length, so there is always one.
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key) else { return [0; KEY_BYTES] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// SHA-256.
#[must_use]
pub fn hash(parts: &[&[u8]]) -> [u8; KEY_BYTES] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // A text takes whatever is written to it.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Bytes from the operating system.
///
/// # Panics
/// When the operating system has no randomness to give: nothing secret can be made then.
#[must_use]
#[expect(clippy::expect_used, reason = "without randomness nothing may go on")]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::derive(&[7; KEY_BYTES])
    }

    #[test]
    fn a_sealed_value_opens_only_in_its_row_and_field() {
        let (key, _) = keys().new_data_key(Uuid::nil());
        let row = Uuid::from_u128(1);
        let sealed = key.seal(&context(Field::PersonName, row), b"Ada");
        assert_eq!(key.open(&context(Field::PersonName, row), &sealed).unwrap().as_slice(), b"Ada");
        assert!(key.open(&context(Field::PersonContact, row), &sealed).is_err());
        assert!(key.open(&context(Field::PersonName, Uuid::from_u128(2)), &sealed).is_err());
    }

    #[test]
    fn a_flipped_bit_does_not_open() {
        let (key, _) = keys().new_data_key(Uuid::nil());
        let sealed = key.seal(b"x", b"Ada");
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(key.open(b"x", &changed).err(), Some(CannotOpen));
        }
    }

    #[test]
    fn a_data_key_belongs_to_one_owner_and_one_master_key() {
        let (_, wrapped) = keys().new_data_key(Uuid::from_u128(1));
        assert!(keys().open_data_key(Uuid::from_u128(1), &wrapped).is_ok());
        assert!(keys().open_data_key(Uuid::from_u128(2), &wrapped).is_err());
        assert!(Keys::derive(&[8; KEY_BYTES]).open_data_key(Uuid::from_u128(1), &wrapped).is_err());
    }

    #[test]
    fn a_data_key_that_is_wrapped_again_opens_with_the_key_in_force_alone() {
        let owner = Uuid::from_u128(1);
        let (key, wrapped) = keys().new_data_key(owner);
        let sealed = key.seal(b"x", b"Ada");
        let new = Keys::derive(&[8; KEY_BYTES]);
        assert!(new.rewrap(owner, &wrapped).is_err(), "the older key is not there");
        let again = Keys::with_others(&[8; KEY_BYTES], [&[7; KEY_BYTES]]).rewrap(owner, &wrapped).unwrap();
        assert_eq!(new.open_data_key(owner, &again).unwrap().open(b"x", &sealed).unwrap().as_slice(), b"Ada");
        assert!(keys().open_data_key(owner, &again).is_err());
    }
}
