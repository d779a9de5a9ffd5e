//! Somebody at a browser: cookies are kept, redirects are followed, and a form is sent as the page had it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::TestApp;
use super::client::{Answer, Client};
use super::people::{PASSWORD, Person};

/// Where somebody is: the path, the status, and what stands there.
#[derive(Debug, Clone)]
pub struct Page {
    pub path: String,
    pub status: u16,
    pub text: String,
    pub headers: Vec<(String, String)>,
}

impl Page {
    /// What a form of the page holds unseen: the first of that name.
    #[track_caller]
    pub fn hidden(&self, name: &str) -> String {
        let value = self.text.split(&format!("name=\"{name}\" value=\"")).nth(1);
        let value = value.unwrap_or_else(|| panic!("no {name} on {}: {}", self.path, self.text));
        unescaped(value.split('"').next().expect("a value"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|it| it.0 == name).map(|it| it.1.as_str())
    }

    #[track_caller]
    pub fn shows(&self, text: &str) -> &Self {
        assert!(self.text.contains(text), "{text:?} is not on {}: {}", self.path, self.text);
        self
    }

    #[track_caller]
    pub fn hides(&self, text: &str) -> &Self {
        assert!(!self.text.contains(text), "{text:?} is on {}", self.path);
        self
    }

    /// The page with this status.
    #[track_caller]
    pub fn with(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}: {}", self.path, self.text);
        self
    }
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"").replace("&#39;", "'");
    text.replace("&#38;", "&")
}

fn encoded(text: &str) -> String {
    let byte = |it: u8| if it.is_ascii_alphanumeric() { (it as char).to_string() } else { format!("%{it:02X}") };
    text.bytes().map(byte).collect()
}

/// A browser, and where it is.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    pub cookies: RefCell<BTreeMap<String, String>>,
    here: RefCell<Option<Page>>,
}

impl Browser {
    /// A browser in which nobody signed in.
    pub fn of(t: &TestApp) -> Self {
        let client = t.client().off_contract().without_key().with_header("accept-language", "en");
        let cookies = BTreeMap::from([("__Host-language".to_owned(), "en".to_owned())]);
        Self { client, cookies: RefCell::new(cookies), here: RefCell::new(None) }
    }

    /// Somebody who has just signed in.
    pub fn signed_in(t: &TestApp, who: &Person) -> Self {
        let browser = Self::of(t);
        browser.signs_in(who).with(200);
        browser
    }

    pub fn signs_in(&self, who: &Person) -> Page {
        self.enters(&who.email)
    }

    /// Signs in with an address and the password of everybody.
    pub fn enters(&self, email: &str) -> Page {
        self.opens("/console/sign-in");
        self.sends("/console/sign-in", &[("email", email), ("password", PASSWORD)])
    }

    /// The page where it is.
    pub fn page(&self) -> Page {
        self.here.borrow().clone().expect("a page")
    }

    /// Goes somewhere, and on as it is told.
    pub fn opens(&self, path: &str) -> Page {
        self.follow(path, None)
    }

    /// Sends a form of the page where it is, with what that holds unseen.
    pub fn sends(&self, to: &str, fields: &[(&str, &str)]) -> Page {
        let here = self.page();
        let mut all: Vec<(String, String)> = Vec::new();
        for name in ["guard", "once", "version", "to", "kept", "keptBy"] {
            let is_there = here.text.contains(&format!("name=\"{name}\" value=\""));
            if is_there && !fields.iter().any(|it| it.0 == name) {
                all.push((name.to_owned(), here.hidden(name)));
            }
        }
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.sends_just(to, &all)
    }

    /// Sends these fields and no others.
    pub fn sends_just(&self, to: &str, fields: &[(String, String)]) -> Page {
        let pairs: Vec<_> =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        self.follow(to, Some(pairs.join("&")))
    }

    fn follow(&self, path: &str, form: Option<String>) -> Page {
        let mut answer = self.asks(path, form);
        let mut path = path.to_owned();
        for _ in 0..5 {
            let Some(to) = answer.header("location").filter(|_| answer.status == 303) else { break };
            to.clone_into(&mut path);
            answer = self.asks(&path, None);
        }
        // What keeps a name apart from the words around it, whatever its script, is not to be seen.
        let text = answer.text.replace(['\u{2068}', '\u{2069}'], "");
        let page = Page { path, status: answer.status, text, headers: answer.headers };
        *self.here.borrow_mut() = Some(page.clone());
        page
    }

    /// One exchange, without following anything.
    pub fn asks(&self, path: &str, form: Option<String>) -> Answer {
        let cookies: Vec<_> = self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let client = self.client.with_header("cookie", &cookies.join("; "));
        let answer = match form {
            None => client.get(path),
            Some(form) => client.send_bytes("POST", path, "application/x-www-form-urlencoded", form.as_bytes()),
        };
        for (_, cookie) in answer.headers.iter().filter(|it| it.0 == "set-cookie") {
            let (name, rest) = cookie.split_once('=').expect("a cookie");
            let value = rest.split(';').next().unwrap_or_default();
            self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
        }
        answer
    }
}
