//! What a story asks again and again: which letters somebody got, and what the team still has to see to.

use chrono::TimeDelta;
use serde_json::Value;

use crate::support::client::Client;
use crate::support::{Person, TestApp};

pub const fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}

pub const fn hours(hours: i64) -> TimeDelta {
    TimeDelta::hours(hours)
}

/// Time goes by, and what is due is done.
pub fn pass(t: &TestApp, by: TimeDelta) {
    t.passes(by);
    t.works();
}

/// The subjects of the letters somebody got, oldest first.
pub fn letters(t: &TestApp, who: &Person) -> Vec<String> {
    t.works();
    let subject = |it: &String| it.split("Subject: ").nth(1).and_then(|it| it.lines().next()).unwrap().to_owned();
    t.mails_to(&who.email).iter().map(subject).collect()
}

/// How often somebody got a letter with this subject.
pub fn got(t: &TestApp, who: &Person, subject: &str) -> usize {
    letters(t, who).iter().filter(|it| *it == subject).count()
}

/// What the team has to see to: of what kind, and about what.
pub fn to_see_to(t: &TestApp, team: &Person) -> Vec<(String, String)> {
    t.works();
    let page = t.again(team).get("/v1/followUps?pageSize=100").ok(200);
    let text = |it: &Value| it.as_str().unwrap().to_owned();
    items(&page.body).iter().map(|it| (text(&it["kind"]), text(&it["about"]["href"]))).collect()
}

/// The kinds of what the team has to see to.
pub fn kinds(t: &TestApp, team: &Person) -> Vec<String> {
    to_see_to(t, team).into_iter().map(|it| it.0).collect()
}

pub fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().unwrap()
}

/// The address in a body.
pub fn href(of: &Value) -> String {
    of["href"].as_str().unwrap().to_owned()
}

pub fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// Both say yes; what the second one sees then.
pub fn both_say_yes(first: &Client, second: &Client, path: &str) -> Value {
    first.post(&format!("{path}/accept"), serde_json::json!({})).ok(200);
    second.post(&format!("{path}/accept"), serde_json::json!({})).ok(200).body
}

/// The request that asks for somebody else while a helper is away.
pub fn cover_of(requester: &Client, covered: &str) -> Value {
    let all = requester.get("/v1/requests?view=mine").ok(200);
    let found = items(&all.body).iter().filter(|it| it["covers"]["href"] == covered).collect::<Vec<_>>();
    let [cover] = found[..] else { panic!("one request for somebody else: {found:?}") };
    cover.clone()
}

/// Fails where somebody was ever told anything that leads to one of these.
pub fn never_told_of(t: &TestApp, who: &Person, ids: &[&str]) {
    for mail in t.mails_to(&who.email) {
        for id in ids {
            assert!(!mail.contains(id), "{} was told of {id}: {mail}", who.email);
        }
    }
}
