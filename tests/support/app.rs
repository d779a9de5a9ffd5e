//! A running application: the real router on a real port, a database of its own, a clock that stands still until it
//! is moved, and a mailbox that is a folder.

use std::net::{IpAddr, TcpListener};
use std::path::Path;
use std::sync::{Arc, mpsc};

use actix_web::dev::ServerHandle;
use buurtnet::app::{Setup, build, open_with};
use buurtnet::clock::{Clock, Instant, SetClock};
use buurtnet::db::Target;
use buurtnet::notifications::{Channels, Mailer, SmsSender};
use buurtnet::places;
use buurtnet::platform::http::Tokens;
use buurtnet::platform::ring::KeyRing;
use buurtnet::platform::{Result, Store, Tx};
use buurtnet::webhooks::deliver::Caller;
use chrono::{DateTime, TimeDelta};

use super::client::{Answer, Client};
use super::contract::Contract;
use super::delivery;
use super::faults::{self, Faults};
use super::fixture::Fixture;

/// The master key of every test.
pub const MASTER_KEY: [u8; 32] = [42; 32];
/// Monday the 2nd of March 2026, ten o'clock in Brussels.
const START: &str = "2026-03-02T09:00:00Z";
/// So many calls a minute nobody makes.
const PLENTY: u32 = 1_000_000;

pub struct TestApp {
    pub store: Store,
    pub clock: SetClock,
    pub tokens: Tokens,
    pub fixture: Fixture,
    pub caller: Arc<Caller>,
    base: String,
    pub faults: Option<Arc<Faults>>,
    server: ServerHandle,
    mailbox: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
}

fn check_contract(answer: &Answer) {
    Contract::shared(buurtnet::api::document).check(answer);
}

/// A route that nobody registered with an action: it must stay shut.
fn plant(config: &mut actix_web::web::ServiceConfig) {
    config.route("/v1/planted", actix_web::web::get().to(|| async { "open" }));
}

/// The tests ask nobody outside for a name: they know this machine alone.
fn names(name: &str) -> Vec<IpAddr> {
    let name = if name == "localhost" { "127.0.0.1" } else { name };
    name.parse().into_iter().collect()
}

impl TestApp {
    /// An application with the neighbourhoods of the demo.
    pub fn start(fixture: Fixture) -> Self {
        Self::in_the_demo(fixture, Self::empty)
    }

    /// An application with the neighbourhoods of the demo, in which each call fails first, at every so many-th
    /// statement.
    pub fn faulty(fixture: Fixture, stride: usize) -> Self {
        let open =
            |fixture| Self::open(fixture, &MASTER_KEY.into(), 0, true, Store::without_second_factor, Some(stride));
        Self::in_the_demo(fixture, open)
    }

    /// An application over a database that has been used before.
    pub fn over(fixture: Fixture) -> Self {
        Self::limited(fixture, 0)
    }

    /// An application over a database that has been used before, with other master keys.
    pub fn keyed(fixture: Fixture, ring: &KeyRing) -> Self {
        Self::open(fixture, ring, 0, true, Store::without_second_factor, None)
    }

    /// An application whose webhooks can be on this machine.
    pub fn calling_here(fixture: Fixture) -> Self {
        let adapt = |it: Store| it.without_second_factor().calling_here();
        Self::in_the_demo(fixture, |it| Self::open(it, &MASTER_KEY.into(), 0, true, adapt, None))
    }

    /// An application without any neighbourhood.
    pub fn empty(fixture: Fixture) -> Self {
        Self::limited(fixture, 0)
    }

    /// As in a real instance: the roles of the team want a second factor, and who guesses must wait. All the others do
    /// without, so that their people need not set up an app first.
    pub fn strict(fixture: Fixture) -> Self {
        Self::in_the_demo(fixture, |it| Self::open(it, &MASTER_KEY.into(), PLENTY, true, |it| it, None))
    }

    /// As in a real instance, and each call fails first, at every so many-th statement.
    pub fn strict_and_faulty(fixture: Fixture, stride: usize) -> Self {
        Self::in_the_demo(fixture, |it| Self::open(it, &MASTER_KEY.into(), PLENTY, true, |it| it, Some(stride)))
    }

    /// An application that sends no SMS.
    pub fn without_sms(fixture: Fixture) -> Self {
        Self::open(fixture, &MASTER_KEY.into(), 0, false, Store::without_second_factor, None)
    }

    /// An application without any neighbourhood that takes so many calls a minute.
    pub fn limited(fixture: Fixture, rate_limit: u32) -> Self {
        Self::open(fixture, &MASTER_KEY.into(), rate_limit, true, Store::without_second_factor, None)
    }

    fn in_the_demo(fixture: Fixture, open: impl FnOnce(Fixture) -> Self) -> Self {
        let app = open(fixture);
        app.import(include_str!("../../src/demo/neighbourhoods.geojson"), "code", "name");
        app
    }

    /// `stride`: each call fails first, at every so many-th statement. Else at each one where every application is faulty,
    /// but not where the calls that fail would be counted or somebody else writes to the database.
    fn open(
        fixture: Fixture,
        ring: &KeyRing,
        rate_limit: u32,
        offers_sms: bool,
        adapt: fn(Store) -> Store,
        stride: Option<usize>,
    ) -> Self {
        let is_undisturbed = [0, PLENTY].contains(&rate_limit) && !fixture.is_shared();
        let is_faulty = stride.is_some() || (is_undisturbed && faults::everywhere());
        let faults = is_faulty.then(|| Faults::watch(&fixture, stride));
        let start = DateTime::parse_from_rfc3339(START).expect("a time").to_utc();
        let clock = SetClock::at(Instant::from(start));
        let target = Target::parse(&fixture.url).expect("a database");
        let store = open_with(&target, ring, Clock::Set(clock.clone()), 8).expect("the database opens");
        let store = adapt(store);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let setup = Setup {
            listener,
            rate_limit,
            behind_proxy: false,
            offers_sms,
            public_url: delivery::PUBLIC_URL.to_owned(),
            tls: None,
            mail_is_given: false,
            workers: 2,
            faces: plant,
        };
        let (handle, server) = mpsc::channel();
        let shared = store.clone();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let running = build(shared, setup).expect("a server");
                handle.send(running.server.handle()).expect("the test waits");
                running.server.await.expect("the server ends well");
            });
        });
        let server = server.recv().expect("the server starts");
        let tokens = Tokens::new(store.keys()).expect("a key");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let mailbox = tempfile::tempdir().expect("a folder");
        let caller = Arc::new(Caller::looking_up(Arc::new(names), store.calls_here()));
        Self { store, clock, tokens, fixture, caller, base, faults, server, mailbox, runtime }
    }

    /// Somebody who has not signed in. Every exchange is checked against the contract.
    pub fn client(&self) -> Client {
        let client = Client::new(&self.base).with_hook(check_contract);
        match &self.faults {
            Some(faults) => client.with_faults(faults.clone()),
            None => client,
        }
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// Runs an action in a writing transaction.
    pub fn write<T: Send + 'static>(&self, f: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static) -> T {
        self.try_write(f).expect("the action succeeds")
    }

    /// Runs an action in a writing transaction.
    pub fn try_write<T: Send + 'static>(&self, f: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        let write = || self.runtime.block_on(self.store.write(f));
        match &self.faults {
            Some(faults) => faults.undisturbed(write),
            None => write(),
        }
    }

    /// Runs a query in a reading transaction.
    pub fn read<T: Send + 'static>(&self, f: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static) -> T {
        self.runtime.block_on(self.store.read(f)).expect("the query succeeds")
    }

    /// Brings neighbourhoods in.
    pub fn import(&self, file: &str, code: &str, name: &str) -> places::Imported {
        let reading = places::read(file.as_bytes(), code, name).expect("a file of neighbourhoods");
        assert_eq!(reading.broken, [], "nothing is broken");
        self.write(move |tx| places::import(tx, &reading))
    }

    /// Runs something that waits to its end.
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    /// Lets time go by.
    pub fn passes(&self, by: TimeDelta) {
        self.clock.pass(by);
    }

    /// Delivers, calls webhooks, runs jobs and seals the audit log: all that is due.
    pub fn works(&self) {
        self.due_work_fails_first();
        let channels = self.channels();
        self.runtime.block_on(delivery::works(&self.store, &channels, &|| delivery::in_folder(self.mailbox())));
        self.runtime.block_on(delivery::calls(&self.store, &self.caller));
    }

    /// What [`TestApp::works`] does, as far as it comes.
    pub fn works_once(&self) -> Result<()> {
        self.runtime.block_on(delivery::as_far_as_it_comes(&self.store, &self.channels()))
    }

    fn channels(&self) -> Channels {
        let mailbox = format!("file://{}", self.mailbox().display());
        let mail = Mailer::new(&mailbox, "Buurtnet <buurtnet@localhost>").expect("a mailbox");
        Channels { mail, sms: Some(SmsSender::new(&mailbox, None).expect("a folder")) }
    }

    /// The folder that mail and SMS go to.
    pub fn mailbox(&self) -> &Path {
        self.mailbox.path()
    }

    /// The mails to an address, oldest first, each as one text without line breaks of the transport.
    pub fn mails_to(&self, address: &str) -> Vec<String> {
        self.works();
        let mut mails: Vec<_> = std::fs::read_dir(self.mailbox())
            .expect("the mailbox")
            .map(|it| it.expect("a mail").path())
            .filter(|it| it.extension().is_some_and(|it| it == "eml"))
            .map(|it| std::fs::read_to_string(it).expect("a mail"))
            .filter(|it| it.contains(&format!("To: {address}\r\n")))
            .map(|it| it.replace("=\r\n", "").replace("=3D", "="))
            .collect();
        mails.sort_by_key(|it| it.split("Message-ID: <").nth(1).map(|it| it[..36].to_owned()));
        mails
    }

    /// The texts of the SMS to a number, oldest first.
    pub fn sms_to(&self, number: &str) -> Vec<String> {
        self.works();
        let mut files: Vec<_> = std::fs::read_dir(self.mailbox())
            .expect("the mailbox")
            .map(|it| it.expect("a message").path())
            .filter(|it| it.extension().is_some_and(|it| it == "json"))
            .collect();
        files.sort();
        let read = |it: &std::path::PathBuf| std::fs::read_to_string(it).expect("a message");
        let all = files.iter().map(read).filter_map(|it| serde_json::from_str::<serde_json::Value>(&it).ok());
        let theirs = all.filter(|it| it["to"] == number);
        theirs.map(|it| it["text"].as_str().expect("a text").to_owned()).collect()
    }

    /// The code of the newest SMS to a number.
    pub fn code_sent_to(&self, number: &str) -> String {
        self.sms_to(number).last().expect("an SMS").chars().take(6).collect()
    }

    /// The token of the newest mail to an address.
    pub fn token_mailed_to(&self, address: &str) -> String {
        let mails = self.mails_to(address);
        let mail = mails.last().expect("a mail");
        let token = mail.split('#').nth(1).expect("a link with a token");
        token.chars().take_while(|it| it.is_ascii_alphanumeric() || "-_".contains(*it)).collect()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}
