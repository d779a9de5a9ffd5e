//! A neighbourhood to try everything on: a fresh database, weeks of history made by playing the real actions under a
//! clock that is set back, and six people to sign in as.

mod history;
mod http;
mod town;

use chrono::TimeDelta;

use crate::app::{self, Mend, Running};
use crate::clock::{Clock, SetClock};
use crate::db::Target;
use crate::platform::config::ServeConfig;
use crate::platform::ring::KeyRing;
use crate::platform::seal::random;

/// The password of everybody in the demo.
pub const PASSWORD: &str = "zorgzame-buurt";
/// How far back the history goes.
const HISTORY: TimeDelta = TimeDelta::weeks(5);
const CONNECTIONS: u32 = 8;

/// Who can sign in: address, and what they are.
pub const PEOPLE: [(&str, &str); 6] = [
    ("an@demo.example", "resident who asks for help"),
    ("bilal@demo.example", "resident who helps"),
    ("katrien@demo.example", "buurtwerker of the Lindewijk"),
    ("lotte@demo.example", "care provider of Thuiszorg Linde"),
    ("sofie@demo.example", "coordinator of the municipality"),
    ("admin@demo.example", "administrator"),
];

/// Makes the neighbourhood and serves it until it is told to stop.
///
/// # Errors
/// A line that says how to mend it.
pub async fn run(database_url: Option<&str>, config: ServeConfig) -> Result<(), Mend> {
    if !config.listen.ip().is_loopback() {
        return Err("the demo has known passwords: it listens on this machine only".to_owned());
    }
    let folder = tempfile::tempdir().map_err(|error| format!("no temporary folder can be made: {error}"))?;
    let target = match database_url {
        Some(url) => Target::parse(url).map_err(|error| format!("--database-url: {error}"))?,
        None => Target::Sqlite { path: folder.path().join("demo.db") },
    };
    // The key lives as long as the demo: with a database of one's own, each run wants a fresh one.
    let ring = KeyRing::from(random());
    let past = SetClock::at(Clock::System.now() - HISTORY);
    let store = app::open_with(&target, &ring, Clock::Set(past.clone()), CONNECTIONS)?;
    history::play(&store, &past).await.map_err(|error| format!("the history cannot be played: {error}"))?;
    let store = app::open_with(&target, &ring, Clock::System, CONNECTIONS)?.without_second_factor().calling_here();
    let mail = format!("file://{}", folder.path().join("mail").display());
    let sms = Some(format!("file://{}", folder.path().join("sms").display()));
    let config = ServeConfig { mail: Some(mail), sms, rate_limit: 0, ..config };
    app::serve_with(store, &config, http::routes, banner).await
}

fn banner(running: &Running) {
    let base = format!("http://{}", running.address);
    println!("Buurtnet demo: everything is made up and gone when it ends (Ctrl-C).\n");
    println!("  Console   {base}/console");
    println!("  Inbox     {base}/inbox");
    println!("  API       {base}/v1");
    println!("  Explorer  {base}/docs");
    println!("  Outbox    {base}/_demo/outbox\n");
    println!("Sign in with the password {PASSWORD}:");
    for (email, role) in PEOPLE {
        println!("  {email:<22} {role}");
    }
    let body = format!(r#"{{"email":"{}","password":"{PASSWORD}"}}"#, PEOPLE[0].0);
    println!("\n  curl -s {base}/v1/sessions -H 'content-type: application/json' -d '{body}'");
}
