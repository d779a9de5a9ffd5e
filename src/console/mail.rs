//! The page on which an administrator says how mail is sent.

use askama::Template;

use super::frame::Frame;
use crate::instance::mail;
use crate::notifications::MailSecurity;
use crate::platform::{Result, Tx};
use crate::policy::Actor;

/// How mail is sent.
#[derive(Template)]
#[template(path = "console/mail.html")]
pub(super) struct MailPage {
    pub(super) frame: Frame,
    /// Empty where nothing is set yet.
    version: Option<i32>,
    server: String,
    port: String,
    security: MailSecurity,
    user: String,
    has_password: bool,
    from: String,
    /// Whether the command line says it, so that this does not count.
    is_given: bool,
    /// Why a mail to try it was not sent.
    why: Option<String>,
}

impl MailPage {
    /// The page that says why a mail to try it was not sent.
    pub(super) fn saying(self, why: String) -> Self {
        Self { why: Some(why), ..self }
    }
}

/// How mail is sent.
///
/// # Errors
/// When the actor may not see it.
pub(super) fn page(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, is_given: bool) -> Result<MailPage> {
    let known = mail::see(tx, actor)?;
    let version = known.as_ref().map(|it| it.version);
    let known = known.map(|it| it.server);
    let text = |it: &Option<String>| it.clone().unwrap_or_default();
    Ok(MailPage {
        version,
        server: known.as_ref().map(|it| it.server.clone()).unwrap_or_default(),
        port: known.as_ref().map_or_else(|| "465".to_owned(), |it| it.port.to_string()),
        security: known.as_ref().map_or(MailSecurity::Tls, |it| it.security),
        user: known.as_ref().map(|it| text(&it.user)).unwrap_or_default(),
        has_password: known.as_ref().is_some_and(|it| it.password.is_some()),
        from: known.map(|it| it.from).unwrap_or_default(),
        is_given,
        why: None,
        frame,
    })
}
