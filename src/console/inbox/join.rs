//! The page on which the code of an invitation is typed, and those for whoever has no account yet.

use askama::Template;

use crate::console::frame::Frame;

/// The page for the code.
#[derive(Template)]
#[template(path = "console/inbox/join.html")]
pub(in crate::console) struct JoinPage {
    pub(in crate::console) frame: Frame,
}

/// The page for who is not signed in: sign in, or make an account.
#[derive(Template)]
#[template(path = "console/inbox/register.html")]
pub(in crate::console) struct RegisterPage {
    pub(in crate::console) frame: Frame,
    /// Whether an account was just asked for.
    pub(in crate::console) is_sent: bool,
}

/// The page that the mail leads to.
#[derive(Template)]
#[template(path = "console/inbox/verify.html")]
pub(in crate::console) struct VerifyPage {
    pub(in crate::console) frame: Frame,
}
