//! The four doors by which an organisation answers a referral: its app, the page of a link, and FHIR in two ways. Each reads
//! first, and answers what it has read.

use serde_json::{Value, json};

use super::network::{Case, Organisation, Token};
use super::post::Post;
use super::process::Processes;
use crate::support::client::{Answer, Client};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Door {
    App,
    Link,
    Put,
    Patch,
}

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Accept,
    Reject,
}

impl Word {
    pub(super) const fn state(self) -> &'static str {
        match self {
            Self::Accept => "accepted",
            Self::Reject => "rejected",
        }
    }

    const fn verb(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
        }
    }
}

/// What came of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// It was taken.
    Taken,
    /// Somebody else had answered; with the status.
    Late(u16),
}

/// An answer that was given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shot {
    pub door: Door,
    pub word: Word,
    pub came: Came,
    /// How often it was not heard what came of it: then it was given once more.
    pub unheard: usize,
}

/// Everything that somebody needs to answer.
pub(super) struct Desk<'a> {
    pub processes: &'a Processes,
    pub post: &'a Post,
    pub organisation: &'a Organisation,
    pub token: &'a Token<'a>,
}

/// What was read before the answer.
pub(super) enum Read {
    Nothing,
    Task { etag: String, body: Value },
    Page { link: String, cookie: String, form: String, version: String },
}

const FORM: &str = "application/x-www-form-urlencoded";

fn hidden(page: &str, name: &str) -> String {
    let value = page.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a form");
    value.split('"').next().unwrap().to_owned()
}

impl Desk<'_> {
    fn signed_in(&self, client: &Client) -> Client {
        client.with_token(&(self.token)())
    }

    fn hear(&self, call: impl Fn(&Client) -> Option<Answer>) -> (Answer, usize) {
        self.processes.hear(call)
    }

    pub(super) fn reads(&self, case: &Case, door: Door) -> Read {
        match door {
            Door::App => Read::Nothing,
            Door::Put | Door::Patch => {
                let path = format!("/fhir/r4/Task/{}", case.id);
                let (task, _) = self.hear(|it| self.signed_in(it).try_send("GET", &path, None));
                let task = task.ok(200);
                Read::Task { etag: task.etag(), body: task.body }
            }
            Door::Link => self.comes_in(case),
        }
    }

    /// Follows the link of the mail, asks for a code, and types it.
    fn comes_in(&self, case: &Case) -> Read {
        let id = case.id.to_string();
        let (link, to) = self.post.wait("the link", |it| it.links.get(&id).cloned());
        assert_eq!(to, self.organisation.mailbox);
        let form = |deed: &str, form: &str| {
            let path = format!("{link}?do={deed}&lang=en");
            self.hear(|it| it.try_bytes("POST", &path, FORM, Some(form.as_bytes())))
        };
        loop {
            let known = self.post.kept().codes.get(&id).map_or(0, Vec::len);
            form("code", "").0.ok(303);
            let code = self.post.wait("a code", |it| it.codes.get(&id).filter(|it| it.len() > known)?.last().cloned());
            let (entered, unheard) = form("enter", &format!("code={code}"));
            // Who was not heard may have used the code up.
            let Some(cookie) = entered.header("set-cookie").filter(|_| entered.status == 303) else {
                assert!(unheard > 0 && entered.status == 400, "{entered}");
                continue;
            };
            let cookie = cookie.split(';').next().unwrap().to_owned();
            let (page, _) = self.hear(|it| it.with_header("cookie", &cookie).try_send("GET", &link, None));
            let page = page.ok(200).text;
            let (form, version) = (hidden(&page, "form"), hidden(&page, "version"));
            return Read::Page { link, cookie, form, version };
        }
    }

    /// Answers.
    pub(super) fn answers(&self, case: &Case, door: Door, word: Word, read: &Read) -> Shot {
        let (answer, unheard) = match (door, read) {
            (Door::Link, Read::Page { link, cookie, form, version }) => {
                let path = format!("{link}?do=answer&lang=en");
                let verb = word.verb();
                let said = format!("form={form}&version={version}&verb={verb}&reason=noCapacity");
                self.hear(|it| it.with_header("cookie", cookie).try_bytes("POST", &path, FORM, Some(said.as_bytes())))
            }
            (Door::Put, Read::Task { etag, body }) => {
                let mut task = body.clone();
                task["status"] = json!(word.state());
                if word == Word::Reject {
                    task["statusReason"] = reason();
                }
                self.changes(case, "PUT", "application/fhir+json", etag, &task)
            }
            (Door::Patch, Read::Task { etag, .. }) => {
                let mut steps = vec![json!({ "op": "replace", "path": "/status", "value": word.state() })];
                if word == Word::Reject {
                    steps.push(json!({ "op": "add", "path": "/statusReason", "value": reason() }));
                }
                self.changes(case, "PATCH", "application/json-patch+json", etag, &Value::Array(steps))
            }
            _ => {
                let path = format!("/v1/referrals/{}/{}", case.id, word.verb());
                let said = if word == Word::Reject { json!({ "reason": "noCapacity" }) } else { json!({}) };
                let key = format!("answer-{}", case.id);
                self.hear(|it| self.signed_in(it).with_key(&key).try_send("POST", &path, Some(&said)))
            }
        };
        let is_taken = answer.status == if door == Door::Link { 303 } else { 200 };
        let is_late = [409, 412, 422].contains(&answer.status);
        assert!(is_taken || is_late, "{door:?}: {answer}");
        Shot { door, word, came: if is_taken { Came::Taken } else { Came::Late(answer.status) }, unheard }
    }

    fn changes(&self, case: &Case, method: &str, kind: &str, etag: &str, body: &Value) -> (Answer, usize) {
        let (path, bytes) = (format!("/fhir/r4/Task/{}", case.id), body.to_string());
        self.hear(|it| self.signed_in(it).if_match(etag).try_bytes(method, &path, kind, Some(bytes.as_bytes())))
    }
}

fn reason() -> Value {
    let system = "https://buurtnet.example/fhir/CodeSystem/referral-status-reason";
    json!({ "coding": [{ "system": system, "code": "noCapacity" }] })
}
