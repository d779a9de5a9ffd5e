//! SMS, by an HTTP gateway or into a folder. `docs/operations.md` says what the gateway gets.

use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;
use zeroize::Zeroizing;

use super::Sent;
use crate::ids::MessageId;
use crate::platform::text::PhoneNumber;

/// Sends SMS.
pub struct SmsSender {
    way: Way,
}

enum Way {
    Http { agent: ureq::Agent, url: String, token: Option<Zeroizing<String>> },
    File(PathBuf),
}

/// What the gateway gets, and what stands in a file.
#[derive(Serialize)]
struct Sms<'a> {
    /// The same at every try: a gateway can tell a repetition by it.
    id: MessageId,
    /// The number, in E.164.
    to: &'a str,
    text: &'a str,
}

/// How long a gateway may take.
const PATIENCE: Duration = Duration::from_secs(20);

impl SmsSender {
    /// Reads where SMS go: `https://…` or `http://…`, the gateway that each is posted to, with `token` as bearer token;
    /// or `file://folder`, which is made when missing.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn new(url: &str, token: Option<String>) -> Result<Self, String> {
        let way = match url.split_once("://") {
            Some(("file", folder)) => {
                let folder = PathBuf::from(folder);
                std::fs::create_dir_all(&folder)
                    .map_err(|error| format!("--sms: the folder {} cannot be made: {error}", folder.display()))?;
                Way::File(folder)
            }
            Some(("http" | "https", _)) => {
                let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).max_redirects(0);
                Way::Http { agent: config.build().into(), url: url.to_owned(), token: token.map(Zeroizing::new) }
            }
            Some(_) | None => return Err("--sms must begin with https://, http:// or file://".to_owned()),
        };
        Ok(Self { way })
    }

    /// Sends a text.
    ///
    /// # Errors
    /// What the gateway says, without the number and the text.
    pub async fn send(&self, id: MessageId, to: &PhoneNumber, text: &str) -> Sent {
        let said = serde_json::to_string(&Sms { id, to: to.as_str(), text }).map_err(|error| error.to_string())?;
        match &self.way {
            Way::Http { agent, url, token } => {
                let mut call = agent.post(url).header("content-type", "application/json");
                if let Some(token) = token {
                    call = call.header("authorization", format!("Bearer {}", token.as_str()));
                }
                let sent = tokio::task::spawn_blocking(move || call.send(said)).await;
                sent.map_err(|_| "sending panicked".to_owned())?.map(|_| ()).map_err(|error| kind_of(&error).into())
            }
            Way::File(folder) => {
                let path = folder.join(format!("{id}.json"));
                std::fs::write(path, said).map_err(|error| format!("the folder takes nothing: {}", error.kind()).into())
            }
        }
    }
}

/// What went wrong at the gateway. Its own words can quote the number, so only the kind is kept.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds are all that it cannot be reached")]
fn kind_of(error: &ureq::Error) -> String {
    match error {
        ureq::Error::StatusCode(status) => format!("the SMS gateway answered {status}"),
        ureq::Error::Timeout(_) => "the SMS gateway took too long".to_owned(),
        _ => "the SMS gateway cannot be reached".to_owned(),
    }
}
