//! The pages around mails, for whoever is not signed in: to ask for one, and what the link of one leads to.

use askama::Template;

use super::frame::Frame;

/// The page on which a mail to set a new password is asked for.
#[derive(Template)]
#[template(path = "console/from_mail/forgotten.html")]
pub(super) struct ForgottenPage {
    pub(super) frame: Frame,
}

/// The page on which a new password is set.
#[derive(Template)]
#[template(path = "console/from_mail/reset.html")]
pub(super) struct ResetPage {
    pub(super) frame: Frame,
}

/// A page that does one thing with the token of a mail, and then says so.
#[derive(Template)]
#[template(path = "console/from_mail/link.html")]
pub(super) struct LinkPage {
    pub(super) frame: Frame,
    /// How the keys of its words begin.
    pub(super) words: &'static str,
}
