//! Proxies (vertegenwoordigers): who may act for a person, and how far.
//!
//! A person names a mantelzorger or a brugfiguur themselves; the team writes it down for who has no account, and it alone
//! writes down a guardian or a legal representative. A proxy holds at once, until its day or until it is revoked: by the
//! person, by the proxy or by the team. Guardians and legal representatives are not revoked by the person. A legal
//! representative says yes or no for the person once a second one of the team approved it. Both are told when it begins and
//! when its day comes. What a proxy does or reads is kept, and the person sees it.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> active: grant
//!     active --> active: approve
//!     active --> expired: the day it holds until
//!     active --> revoked: revoke
//! ```

pub mod actions;
mod http;
pub mod model;
mod proxy;
pub(in crate::people) mod store;

pub use actions::used;
pub use http::{NewProxyBody, routes};
pub use model::{ProxyKind, ProxyState};
pub use proxy::Proxy;
