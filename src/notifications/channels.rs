//! Which way a message goes.

use super::{Letter, MailServer, Mailer, Sent, SmsSender};
use crate::ids::MessageId;
use crate::platform::text::{EmailAddress, PhoneNumber};

/// Where somebody is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// By mail.
    Mail(EmailAddress),
    /// By SMS.
    Sms(PhoneNumber),
}

impl Address {
    /// The address itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Mail(address) => address.as_str(),
            Self::Sms(number) => number.as_str(),
        }
    }
}

/// The ways that this instance has.
pub struct Channels {
    /// Mail.
    pub mail: Mailer,
    /// SMS, where it is offered.
    pub sms: Option<SmsSender>,
}

impl Channels {
    /// Sends a letter; a mail by the server of the settings where there is one, and the command line says nothing of mail.
    ///
    /// # Errors
    /// What the channel says, without the address.
    pub async fn send(&self, id: MessageId, to: &Address, letter: &Letter, settings: Option<&MailServer>) -> Sent {
        match (to, &self.sms) {
            (Address::Mail(to), _) => match settings.filter(|_| self.mail.gives_way()) {
                Some(server) => Mailer::by(server)?.send(id, to, letter).await,
                None => self.mail.send(id, to, letter).await,
            },
            (Address::Sms(to), Some(sms)) => sms.send(id, to, &letter.body).await,
            (Address::Sms(_), None) => Err("this instance sends no SMS: give --sms".to_owned().into()),
        }
    }
}
