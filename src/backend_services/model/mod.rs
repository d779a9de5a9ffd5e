//! A backend service: its keys, and how far it reaches. Pure.

mod key;
mod scopes;

use crate::clock::Instant;
use crate::ids::{BackendServiceId, OrganisationId, PersonId};
use crate::platform::text::Title;

pub use key::{Fault, Jwk, KeyAlg, PublicKey};
pub use scopes::{Interaction, ScopeResource, Scopes};

/// So much of its software an organisation registers at most.
pub const MOST_BACKEND_SERVICES: i64 = 10;
/// So many keys it has at once: one more than it needs while they are changed, and some to spare.
pub const MOST_KEYS: usize = 5;
/// How long a token works, in seconds.
pub const TOKEN_SECONDS: i64 = 300;
/// How far ahead an assertion may end, in seconds.
pub const ASSERTION_SECONDS: i64 = 300;
/// Clocks differ: so many seconds an assertion may be late, or come from the future.
pub const LEEWAY_SECONDS: i64 = 30;

crate::db::types::words! {
    /// Why no token was given, in the words of OAuth (RFC 6749).
    TokenFault {
        /// The request is not one for a token.
        InvalidRequest = "invalid_request",
        /// Who asks is not known, or did not prove it. Which of the two is not said.
        InvalidClient = "invalid_client",
        /// Tokens are given to software that signs in by itself, and for nothing else.
        UnsupportedGrantType = "unsupported_grant_type",
        /// None of the scopes is one that the software has.
        InvalidScope = "invalid_scope",
    }
}

/// Software of an organisation that signs in by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackendService {
    /// The id: what OAuth calls the client.
    pub id: BackendServiceId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// What it is called.
    pub name: Title,
    /// The public keys of what it signs with.
    pub keys: Vec<PublicKey>,
    /// Who said them, and so can sign with them perhaps: it reads nothing that they may not.
    pub keyed_by: PersonId,
    /// How far it reaches at most.
    pub scopes: Scopes,
    /// When it last got a token.
    pub last_used_at: Option<Instant>,
    /// Counts the changes.
    pub version: i32,
    /// When it came.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}
