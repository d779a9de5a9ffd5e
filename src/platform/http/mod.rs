//! HTTP: how an operation is registered, called and answered. The only place, with the `http.rs` of each capability,
//! that knows actix.

mod api;
mod body;
mod call;
mod describe;
mod desk;
mod door;
mod edge;
mod form;
mod idempotency;
mod limits;
mod methods;
mod not_offered;
mod operations;
mod page;
mod page_of;
mod problem;
mod reply;
mod tokens;
mod upload;
mod visit;

pub use api::{Api, Operation};
pub use body::{Body, Document, Empty, Format, Id, Query};
pub use call::{Call, State};
pub use desk::{AWAY, Desk, OF_NO_PAGE};
pub use edge::{CONTRACT, edge, nowhere};
pub use form::{Form, MOST_BYTES as MOST_FORM_BYTES};
pub use idempotency::forget_keys;
pub use limits::{Limits, client_address};
pub use methods::resource;
pub use not_offered::NotOffered;
pub use operations::Operations;
pub use page::{Cursor, Page, Paged, page_size};
pub use page_of::{page_of, page_with_scripts, style};
pub use problem::{Problem, Wording, refused};
pub use reply::{Reply, Resource, Shown};
pub use tokens::{ACCESS_TOKEN_SECONDS, Claims, Tokens};
pub use upload::{Upload, Uploaded};
pub use visit::{Errand, Visit};

/// What a handler returns.
pub type Answer = crate::platform::Result<Reply>;
