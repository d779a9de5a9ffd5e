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
    /// Why a mail to try it was not sent, and in which language that is.
    why: Option<(String, &'static str)>,
}

/// What can go wrong at the mail server, as the channel says it, and how a key of its words ends.
const TROUBLES: [(&str, &str); 6] = [
    ("the mail server took too long", "slow"),
    ("TLS with the mail server failed", "tls"),
    ("the mail server refused", "refused"),
    ("the mail server asks to try later", "later"),
    ("the mail server cannot be reached", "unreachable"),
    ("the sender is none", "sender"),
];

impl MailPage {
    /// The page that says why a mail to try it was not sent.
    pub(super) fn saying(self, why: String) -> Self {
        let why = match TROUBLES.iter().find(|it| why.starts_with(it.0)) {
            Some((begins, word)) => {
                // The number of its answer, for whoever looks it up.
                let code = why.trim_start_matches(begins).trim();
                let code = if code.parse::<u16>().is_ok() { format!(" ({code})") } else { String::new() };
                let words = self.frame.word("console-mailset-trouble", word);
                (format!("{words}{code}"), self.frame.locale.as_str())
            }
            None => (why, "en"),
        };
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
