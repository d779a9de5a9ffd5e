//! Processes that serve the network, and are killed. Each is this very program once more, which serves as `buurtnet serve`
//! does, worker and all, but that it calls webhooks on this machine: no setting of the program allows that.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Condvar, Mutex, PoisonError};

use buurtnet::app::{block_on, open_with, serve_with};
use buurtnet::clock::Clock;
use buurtnet::db::Target;
use buurtnet::platform::config::ServeConfig;

use crate::support::app::MASTER_KEY;
use crate::support::client::{Answer, Client};

/// What a process is told: where the database is, and where mail goes.
const DATABASE: &str = "BUURTNET_RIG_DATABASE";
const MAIL: &str = "BUURTNET_RIG_MAIL";

#[expect(clippy::disallowed_methods, reason = "this is how the rig tells its processes, no setting of the program")]
fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// No test: what a process of the rig runs. Where nobody told it anything, it does nothing.
#[test]
fn serves() {
    let (Some(database), Some(mail)) = (told(DATABASE), told(MAIL)) else { return };
    // It ends with the rig, however that ends.
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let store = open_with(&Target::parse(&database).unwrap(), &MASTER_KEY.into(), Clock::System, 8).unwrap();
    let store = store.without_second_factor().calling_here();
    let config = ServeConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        metrics_listen: None,
        public_url: Some("https://buurt.example".to_owned()),
        trusted_proxy: false,
        tls_cert: None,
        tls_key: None,
        mail: Some(mail),
        sms: None,
        mail_from: "Buurtnet <buurtnet@localhost>".to_owned(),
        rate_limit: 0,
    };
    block_on(serve_with(store, &config, |_| {}, |running| eprintln!("listens on {}", running.address))).unwrap();
}

fn start(database: &str, mailbox: &Path) -> (Child, Client) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "trust::answers::process::serves", "--nocapture", "--test-threads", "1"])
        .env(DATABASE, database)
        .env(MAIL, format!("file://{}", mailbox.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut said = Vec::new();
    let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let address = line.split_once("listens on ").map(|(_, it)| it.to_owned());
        said.push(line);
        address
    });
    let address = address.unwrap_or_else(|| panic!("it does not listen: {said:?}"));
    // The rest of what it says must not fill the pipe.
    std::thread::spawn(move || lines.for_each(drop));
    (child, Client::new(&format!("http://{address}")))
}

/// The processes of the network, some of which may be gone just now.
pub(super) struct Processes {
    database: String,
    mailbox: std::path::PathBuf,
    children: Mutex<Vec<Option<Child>>>,
    listening: Mutex<Vec<Option<Client>>>,
    one_more: Condvar,
    turn: AtomicUsize,
}

impl Processes {
    pub(super) fn start(count: usize, database: &str, mailbox: &Path) -> Self {
        let (children, listening) =
            (0..count).map(|_| start(database, mailbox)).map(|(it, at)| (Some(it), Some(at))).unzip();
        Self {
            database: database.to_owned(),
            mailbox: mailbox.to_owned(),
            children: Mutex::new(children),
            listening: Mutex::new(listening),
            one_more: Condvar::new(),
            turn: AtomicUsize::new(0),
        }
    }

    /// One that listens; where there is none, once there is.
    pub(super) fn one(&self) -> Client {
        let mut listening = self.listening.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let up: Vec<_> = listening.iter().flatten().collect();
            if !up.is_empty() {
                return up[self.turn.fetch_add(1, SeqCst) % up.len()].clone();
            }
            listening = self.one_more.wait(listening).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Kills one in the middle of whatever it does.
    pub(super) fn kill(&self, number: usize) {
        let child = self.children.lock().unwrap_or_else(PoisonError::into_inner)[number].take();
        let mut child = child.expect("it runs");
        child.kill().unwrap();
        self.listening.lock().unwrap_or_else(PoisonError::into_inner)[number] = None;
        child.wait().unwrap();
    }

    /// Starts one that was killed.
    pub(super) fn start_again(&self, number: usize) {
        let (child, client) = start(&self.database, &self.mailbox);
        self.children.lock().unwrap_or_else(PoisonError::into_inner)[number] = Some(child);
        self.listening.lock().unwrap_or_else(PoisonError::into_inner)[number] = Some(client);
        self.one_more.notify_all();
    }

    pub(super) fn count(&self) -> usize {
        self.children.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Makes a call until somebody answers: the answer, and how often there was none.
    pub(super) fn hear(&self, call: impl Fn(&Client) -> Option<Answer>) -> (Answer, usize) {
        let mut unheard = 0;
        loop {
            match call(&self.one()) {
                None => unheard += 1,
                // Too busy, or its database is: it has done nothing.
                Some(answer) if answer.status == 503 => {}
                Some(answer) => {
                    assert!(answer.status < 500, "{answer}");
                    return (answer, unheard);
                }
            }
        }
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        for child in self.children.lock().unwrap_or_else(PoisonError::into_inner).iter_mut().flatten() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
