//! Mail, by SMTP or into a folder.

use std::path::PathBuf;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use serde::{Deserialize, Serialize};

use super::Letter;
use crate::ids::MessageId;
use crate::platform::text::EmailAddress;

/// Whether the channel took a message.
pub type Sent = Result<(), NotSent>;

/// Why a channel did not take a message: its kind alone, because the words of the channel can quote the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSent {
    /// It may take it later.
    Yet(String),
    /// Nobody is reached at this address: it is not tried again.
    Ever(String),
}

impl From<String> for NotSent {
    fn from(why: String) -> Self {
        Self::Yet(why)
    }
}

crate::db::types::words! {
    /// How the line to a mail server is kept private.
    MailSecurity {
        /// Encrypted from the first byte (port 465).
        Tls = "tls",
        /// Plain at first, then encrypted (port 587); never sent plain.
        StartTls = "startTls",
        /// Not at all: for a server on this machine.
        None = "none",
    }
}

/// A mail server, and who writes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MailServer {
    /// Its name or address.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the line is kept private.
    pub security: MailSecurity,
    /// Who signs in there; `None`: nobody has to.
    pub user: Option<String>,
    /// The password of the user.
    pub password: Option<String>,
    /// The sender: `Name <address>`.
    pub from: String,
}

impl MailServer {
    /// Whether the sender can be read.
    #[must_use]
    pub fn has_sender(&self) -> bool {
        self.from.parse::<Mailbox>().is_ok()
    }
}

/// Sends mail.
pub struct Mailer {
    from: Mailbox,
    way: Way,
    /// Whether the settings of the instance come before it.
    gives_way: bool,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    File(AsyncFileTransport<Tokio1Executor>),
}

/// How long a mail server may take.
const PATIENCE: Duration = Duration::from_secs(20);

impl Mailer {
    /// Reads where mail goes: `smtp://host:port`, `smtps://user:password@host:port`, or `file://folder`, which is made
    /// when missing.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn new(url: &str, from: &str) -> Result<Self, String> {
        let from =
            from.parse().map_err(|_| format!("--mail-from {from:?} is no sender: write it as 'Name <address>'"))?;
        let way = match url.split_once("://") {
            Some(("file", folder)) => {
                let folder = PathBuf::from(folder);
                std::fs::create_dir_all(&folder)
                    .map_err(|error| format!("--mail: the folder {} cannot be made: {error}", folder.display()))?;
                Way::File(AsyncFileTransport::new(folder))
            }
            Some(("smtp" | "smtps", _)) => {
                let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    .map_err(|error| format!("--mail is no mail server: {error}"))?;
                Way::Smtp(transport.timeout(Some(PATIENCE)).build())
            }
            Some(_) | None => return Err("--mail must begin with smtp://, smtps:// or file://".to_owned()),
        };
        Ok(Self { from, way, gives_way: false })
    }

    /// The same, for an instance whose command line says nothing of mail: where its settings do, they count.
    #[must_use]
    pub fn giving_way(self) -> Self {
        Self { gives_way: true, ..self }
    }

    /// Whether the settings of the instance come before it.
    #[must_use]
    pub const fn gives_way(&self) -> bool {
        self.gives_way
    }

    /// Sends by a mail server.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn by(server: &MailServer) -> Result<Self, String> {
        let from = server.from.parse().map_err(|_| "the sender is none: write it as 'Name <address>'".to_owned())?;
        let tls = || TlsParameters::new(server.server.clone()).map_err(|error| error.to_string());
        let tls = match server.security {
            MailSecurity::Tls => Tls::Wrapper(tls()?),
            MailSecurity::StartTls => Tls::Required(tls()?),
            MailSecurity::None => Tls::None,
        };
        let mut smtp = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.server);
        smtp = smtp.port(server.port).tls(tls).timeout(Some(PATIENCE));
        if let (Some(user), Some(password)) = (&server.user, &server.password) {
            smtp = smtp.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self { from, way: Way::Smtp(smtp.build()), gives_way: false })
    }

    /// Sends a letter. The message id is the same at every try, so a receiver can tell a repetition.
    ///
    /// # Errors
    /// What the channel says, without the address.
    pub async fn send(&self, id: MessageId, to: &EmailAddress, letter: &Letter) -> Sent {
        let to = to.as_str().parse::<lettre::Address>().map_err(|_| "the address is not readable".to_owned())?;
        let mail = lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .message_id(Some(format!("<{id}@buurtnet>")))
            .subject(&letter.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(letter.body.clone())
            .map_err(|error| error.to_string())?;
        match &self.way {
            Way::Smtp(smtp) => smtp.send(mail).await.map(|_| ()).map_err(|error| kind_of(&error)),
            Way::File(folder) => folder.send(mail).await.map(|_| ()).map_err(|error| error.to_string().into()),
        }
    }
}

/// What went wrong at the mail server. Its own words can quote the address, so only the kind is kept.
fn kind_of(error: &lettre::transport::smtp::Error) -> NotSent {
    let code = error.status().map_or(String::new(), |code| format!(" {code}"));
    let kind = match () {
        () if error.is_timeout() => "the mail server took too long",
        () if error.is_tls() => "TLS with the mail server failed",
        () if error.is_permanent() => "the mail server refused",
        () if error.is_transient() => "the mail server asks to try later",
        () => "the mail server cannot be reached",
    };
    let why = format!("{kind}{code}");
    let words = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    if error.is_permanent() && is_about_recipient(code.trim(), &words) {
        return NotSent::Ever(why);
    }
    NotSent::Yet(why)
}

/// Whether a mail server refuses this recipient for good, by RFC 5321 and by the finer code of RFC 3463 where it gives one:
/// `x.7.x` is its policy, `x.1.7` and `x.1.8` the sender. What is not about the recipient somebody can mend, so it is tried
/// again, and mail to all the others does not end with it.
fn is_about_recipient(code: &str, words: &str) -> bool {
    let finer = words.split_whitespace().next().and_then(|it| it.strip_prefix("5."));
    let is_otherwise = finer.is_some_and(|it| it.starts_with("7.") || it == "1.7" || it == "1.8");
    ["550", "551", "553", "556"].contains(&code) && !is_otherwise
}

#[cfg(test)]
mod tests {
    use super::is_about_recipient;

    #[test]
    fn only_a_refusal_of_the_recipient_is_for_good() {
        for (code, words) in
            [("550", "5.1.1 no such user"), ("550", "no such user"), ("556", ""), ("550", "5.2.1 closed")]
        {
            assert!(is_about_recipient(code, words), "{code} {words}");
        }
        for (code, words) in [
            ("535", "5.7.8 wrong password"),
            ("550", "5.7.1 blocked"),
            ("553", "5.1.8 sender"),
            ("554", ""),
            ("552", ""),
        ] {
            assert!(!is_about_recipient(code, words), "{code} {words}");
        }
    }
}
