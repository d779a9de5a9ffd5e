//! Consents (toestemmingen): who said yes or no to what, to which text, and how. An append-only ledger.
//!
//! A refusal is a row, and a withdrawal is a row of its own; no row is ever changed. A person chooses for themselves
//! in the app; a buurtwerker records what was said on paper or aloud. Sending a case to somebody and withdrawing the
//! consent both begin by counting the consents of the person, so that one waits for the other.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> given: yes
//!     [*] --> refused: no
//!     given --> withdrawn: withdraw
//!     given --> expired: time, and what rests on it ends
//! ```

pub mod actions;
mod http;
pub mod model;
mod store;
pub mod texts;

pub use actions::{get, in_force, publishing, see_mine};
pub use http::routes;
pub use model::{Consent, ConsentHow, ConsentPurpose, ConsentState, SharedField};
pub use texts::text_read;
