//! The page in place of one that cannot be shown.

use askama::Template;

use super::frame::Frame;
use crate::platform::Refusal;

/// What cannot be shown, in words: the same whether it never was or is of somebody else.
#[derive(Template)]
#[template(path = "console/error.html")]
pub(super) struct ErrorPage {
    pub(super) frame: Frame,
    text: String,
}

impl ErrorPage {
    /// The page for a refusal: in the words of the console, or else in those of the apps.
    pub(super) fn of(frame: Frame, refusal: &Refusal) -> Self {
        let own = format!("console-error-{}", refusal.code);
        let key = if frame.locale.has(&own) { own } else { format!("problem-{}", refusal.code) };
        Self { text: frame.locale.text(&key, &[]), frame }
    }
}
