//! The pages before any other: to sign in, to prove again who one is, and to go on with what was typed before.

use askama::Template;

use super::frame::Frame;
use crate::platform::http::Form;

/// The page to sign in on.
#[derive(Template)]
#[template(path = "console/sign_in.html")]
pub(super) struct SignInPage {
    pub(super) frame: Frame,
    /// Where to go then.
    pub(super) to: String,
    /// What was typed before; empty when nothing was.
    pub(super) kept: String,
    /// The guard of the page on which it was typed.
    pub(super) kept_by: String,
    /// Whether the code of an authenticator app was missing or not right.
    pub(super) wants_code: bool,
}

/// The page on which somebody proves again who they are.
#[derive(Template)]
#[template(path = "console/step_up.html")]
pub(super) struct StepUpPage {
    pub(super) frame: Frame,
    pub(super) to: String,
    pub(super) kept: String,
}

/// The page that sends what was typed before, once its writer has signed in again.
#[derive(Template)]
#[template(path = "console/go_on.html")]
pub(super) struct GoOnPage {
    pub(super) frame: Frame,
    pub(super) to: String,
    pub(super) kept: Form,
}
