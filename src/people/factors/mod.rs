//! Second factors: an authenticator app (TOTP) and recovery codes, and the fresh proof that some acts want.
//!
//! In a session without a second factor the roles of the team do not count: the person is a resident, sees what is
//! missing at `GET /v1/me`, and can set an authenticator app up. `docs/decisions/0013` says why.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> pending: enrolTotp
//!     pending --> pending: enrolTotp
//!     pending --> confirmed: confirmTotp
//!     confirmed --> [*]: removeTotp, resetTotp
//! ```

pub mod actions;
mod http;
pub mod model;
mod store;

pub use http::routes;
