//! Somebody at an organisation who has the mail with a link, and no account.

use super::app::TestApp;
use super::client::{Answer, Client};

/// The mailbox of the organisation of a scene.
pub const MAILBOX: &str = "zorg-nabij@zorg.example";

/// Somebody at the organisation with the mail before them, and no account.
#[derive(Debug, Clone)]
pub struct Reader {
    pub client: Client,
    pub link: String,
}

impl Reader {
    /// Follows the link of the last mail that has one.
    pub fn follows(t: &TestApp) -> Self {
        let mails = t.mails_to(MAILBOX);
        let link = mails.iter().rev().find_map(|it| it.split("/r/").nth(1)).expect("a mail with a link");
        Self::at(t, &format!("/r/{}", link.split_whitespace().next().expect("a link")))
    }

    /// Has got a link in another way.
    pub fn at(t: &TestApp, link: &str) -> Self {
        Self { client: t.client().off_contract(), link: link.to_owned() }
    }

    pub fn looks(&self) -> Answer {
        self.client.get(&self.link)
    }

    pub fn fills_in(&self, deed: &str, fields: &[(&str, &str)]) -> Answer {
        let form: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
        let path = format!("{}?do={deed}&lang=en", self.link);
        self.client.send_bytes("POST", &path, "application/x-www-form-urlencoded", form.join("&").as_bytes())
    }

    /// Asks for a code, and reads it in the mail.
    pub fn is_sent_a_code(&self, t: &TestApp) -> String {
        self.fills_in("code", &[]).ok(303);
        let mail = t.mails_to(MAILBOX).pop().expect("a mail");
        let is_code = |it: &&str| it.len() == 8 && it.bytes().all(|byte| byte.is_ascii_digit());
        mail.lines().map(str::trim).find(is_code).expect("a code").to_owned()
    }

    /// Types a code: from then on the page is open.
    pub fn types(self, code: &str) -> Self {
        let answer = self.fills_in("enter", &[("code", code)]).ok(303);
        let cookie = answer.header("set-cookie").expect("a cookie");
        assert!(cookie.contains("Secure"), "this instance is known as https, whatever speaks to it: {cookie}");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        assert!(cookie.contains(&format!("Path={}", self.link)), "{cookie}");
        let client = self.client.with_header("cookie", cookie.split(';').next().unwrap_or_default());
        Self { client, ..self }
    }

    pub fn comes_in(t: &TestApp) -> Self {
        let reader = Self::follows(t);
        let code = reader.is_sent_a_code(t);
        reader.types(&code)
    }

    /// What a form of the page holds unseen.
    pub fn hidden(&self, name: &str) -> String {
        let page = self.looks().ok(200).text;
        let value = page.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a form");
        value.split('"').next().expect("a value").to_owned()
    }

    pub fn answers(&self, verb: &str, fields: &[(&str, &str)]) -> Answer {
        let (form, version) = (self.hidden("form"), self.hidden("version"));
        let mut all = vec![("form", form.as_str()), ("version", version.as_str()), ("verb", verb)];
        all.extend(fields);
        self.fills_in("answer", &all)
    }
}
