//! A care provider asks the neighbourhood for help for a client (aanvraag voor een cliënt), who said yes to that.
//!
//! The client becomes a person without an account and the request one like any other, which the team looks at first. The
//! organisation learns one thing of it: whether the help came. It learns nothing any more once the client takes the yes back,
//! and thirty days after the end.

pub mod actions;
pub(in crate::requests) mod http;
pub mod model;
mod store;
