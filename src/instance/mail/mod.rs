//! How this instance sends its mail, as its administrator says: a server with its password, sealed. It counts where the
//! command line says nothing of mail, from the next mail on, and at every instance of a balancer.

mod actions;
mod http;
mod store;

pub use actions::{MailSettings, NewMailServer, Trial, see, server_where, set, trial, tried, unset};
pub use http::routes;
