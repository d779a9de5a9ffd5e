//! Ten organisations answer their referrals by every door at once, while the processes that serve them are killed: no referral,
//! no letter and no call is lost, and nobody's case is answered twice.
//!
//! The whole count (`BUURTNET_TRUST=full`) is a thousand referrals to each. `BUURTNET_RIG_PLANT=twice` lets one case be
//! answered past the state machine, `lost` takes away what was to be told of it: then the rig is red.

mod doors;
mod network;
mod post;
mod process;
mod verdict;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::time::{Duration, Instant};

use buurtnet::db::schema::{audit, jobs, link_codes, outbox, referrals, webhook_deliveries, webhooks};
use buurtnet::db::types::Json;
use buurtnet::events::{Event, Message};
use buurtnet::ids::MessageId;
use buurtnet::notifications::{Channels, Mailer};
use buurtnet::platform::jobs::LEASE;
use buurtnet::policy::Acting;
use buurtnet::referrals::ReferralState;
use buurtnet::webhooks::deliver::Caller;
use buurtnet::webhooks::model::Secret;
use chrono::TimeDelta;
use diesel::prelude::*;
use doors::{Came, Desk, Door, Shot, Word};
use network::{Case, Network, Token};
use post::Post;
use process::Processes;
use serde_json::json;
use verdict::Evidence;

use crate::support::delivery;
use crate::support::trust::in_full;

/// Who answers a case, in turn: one alone, or several at once.
const TURNS: [&[Door]; 8] = [
    &[Door::App],
    &[Door::Link],
    &[Door::Put],
    &[Door::Patch],
    &[Door::App, Door::Link],
    &[Door::Put, Door::App],
    &[Door::Link, Door::Patch],
    &[Door::App, Door::Link, Door::Put, Door::Patch],
];
/// The case that a planted fault is about: somebody accepts it in the app, alone.
const PLANTED_AT: usize = 8;
/// What a process holds longer than this was held by one that was killed. In an instance that is two minutes.
const PATIENCE: TimeDelta = TimeDelta::seconds(3);
/// How often what was held by the killed is let go.
const PAUSE: Duration = Duration::from_millis(500);

/// How many referrals each organisation gets, how many are in hand at once, and after how many a process is killed.
fn sizes() -> (usize, usize, usize) {
    if in_full() { (1_000, 64, 200) } else { (20, 24, 30) }
}

#[expect(clippy::disallowed_methods, reason = "this is a setting of the tests, not of the program")]
fn planted(what: &str) -> bool {
    std::env::var("BUURTNET_RIG_PLANT").is_ok_and(|it| it == what)
}

/// What each door answers of a case: not all the same.
fn word(number: usize, door: Door) -> Word {
    if (number / TURNS.len() + door as usize).is_multiple_of(2) { Word::Reject } else { Word::Accept }
}

impl Network {
    /// For which referral a code was mailed.
    fn referral_of(&self, letter: MessageId) -> String {
        self.read(move |tx| {
            let message = outbox::table.find(letter).select(outbox::message);
            let Message::LinkCode { code } = message.first::<Json<Message>>(tx.conn)?.0 else {
                panic!("it has a code")
            };
            let of = link_codes::table.find(code).select(link_codes::referral_id);
            Ok(of.first::<buurtnet::ids::ReferralId>(tx.conn)?.to_string())
        })
    }

    /// Lets go what is held longer than somebody who lives holds it.
    fn lets_go(&self, after: TimeDelta) {
        self.write(move |tx| {
            let begun = tx.database_now()? + LEASE - after;
            let none = None::<buurtnet::clock::Instant>;
            diesel::update(outbox::table.filter(outbox::leased_until.le(begun)))
                .set(outbox::leased_until.eq(none))
                .execute(tx.conn)?;
            diesel::update(webhooks::table.filter(webhooks::leased_until.le(begun)))
                .set(webhooks::leased_until.eq(none))
                .execute(tx.conn)?;
            diesel::update(jobs::table.filter(jobs::leased_until.le(begun)))
                .set(jobs::leased_until.eq(none))
                .execute(tx.conn)?;
            Ok(())
        });
    }

    /// Each organisation lets its software be told.
    fn listens(&self, processes: &Processes) {
        for it in &self.organisations {
            let (token, said) = (self.sign_in(it.lotte), json!({ "organisationId": it.id, "url": it.receiver.url() }));
            let made = processes.one().with_token(&token()).post("/v1/webhooks", said).ok(201);
            it.secret.set(Secret::kept(made.field("secret").as_str().unwrap()).unwrap()).unwrap();
        }
    }

    /// What is still on its way when the processes are gone, one that works to the end brings there.
    fn works_to_the_end(&self, mailbox: &std::path::Path) {
        self.lets_go(TimeDelta::zero());
        let mailbox = format!("file://{}", mailbox.display());
        let channels = Channels { mail: Mailer::new(&mailbox, "Buurtnet <buurtnet@localhost>").unwrap(), sms: None };
        self.runtime.block_on(delivery::works(&self.store, &channels, &Vec::new));
        self.runtime.block_on(delivery::calls(&self.store, &Arc::new(Caller::new(true))));
    }
}

/// Those who work at it.
struct Rig<'a> {
    network: &'a Network,
    processes: &'a Processes,
    post: &'a Post,
    katrien: &'a Token<'a>,
    lottes: &'a [Token<'a>],
}

impl Rig<'_> {
    /// Katrien sends a referral, the organisation hears of it by mail, and answers.
    fn goes(&self, number: usize, case: &Case) -> Vec<Shot> {
        let path = format!("/v1/referrals/{}/send", case.id);
        let key = format!("send-{}", case.id);
        let sends = |it: &crate::support::client::Client| {
            it.with_token(&(self.katrien)()).with_key(&key).try_send("POST", &path, Some(&json!({})))
        };
        self.processes.hear(sends).0.ok(200);
        if number == PLANTED_AT && planted("lost") {
            let id = case.id;
            self.network.write(move |tx| {
                let told = webhook_deliveries::table.filter(webhook_deliveries::referral_id.eq(id));
                Ok(diesel::delete(told).execute(tx.conn)?)
            });
        }
        let id = case.id.to_string();
        self.post.wait("the letter of a referral", |it| it.links.get(&id).cloned());
        let organisation = &self.network.organisations[case.to];
        let desk = Desk { processes: self.processes, post: self.post, organisation, token: &self.lottes[case.to] };
        let doors = TURNS[number % TURNS.len()];
        let (all_have_read, desk) = (Barrier::new(doors.len()), &desk);
        let shots = std::thread::scope(|scope| {
            let answer = |door: Door| {
                let all_have_read = &all_have_read;
                scope.spawn(move || {
                    let read = desk.reads(case, door);
                    all_have_read.wait();
                    desk.answers(case, door, word(number, door), &read)
                })
            };
            let answering: Vec<_> = doors.iter().map(|it| answer(*it)).collect();
            answering.into_iter().map(|it| it.join().expect("an answer")).collect()
        });
        if number == PLANTED_AT && planted("twice") {
            self.asked_again(case);
            desk.answers(case, Door::Put, Word::Accept, &desk.reads(case, Door::Put));
        }
        shots
    }

    /// Past every check: it is as if nobody had answered.
    fn asked_again(&self, case: &Case) {
        let id = case.id;
        self.network.write(move |tx| {
            let of = referrals::table.find(id);
            Ok(diesel::update(of).set(referrals::state.eq(ReferralState::Requested)).execute(tx.conn)?)
        });
    }

    /// All cases, many at once; after every so many a process is killed. With how often that was.
    fn runs(&self, cases: Vec<Case>, hands: usize, kill_after: usize) -> (Vec<(Case, Vec<Shot>)>, usize) {
        let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let (ended, ends) = mpsc::channel();
        let mut kills = 0;
        std::thread::scope(|scope| {
            scope.spawn(|| self.post.run(&|it| self.network.referral_of(it)));
            for _ in 0..hands {
                let (ended, cases, next, done) = (ended.clone(), &cases, &next, &done);
                scope.spawn(move || {
                    while let Some((number, case)) =
                        Some(next.fetch_add(1, SeqCst)).and_then(|it| Some((it, cases.get(it)?)))
                    {
                        let shots = self.goes(number, case);
                        done.lock().unwrap().push((case.clone(), shots));
                        ended.send(()).unwrap();
                    }
                });
            }
            drop(ended);
            let (mut since, mut let_go) = (0, Instant::now());
            loop {
                match ends.recv_timeout(PAUSE) {
                    Ok(()) => since += 1,
                    Err(mpsc::RecvTimeoutError::Timeout) => {}
                    Err(mpsc::RecvTimeoutError::Disconnected) => break,
                }
                if since >= kill_after {
                    let one = kills % self.processes.count();
                    self.processes.kill(one);
                    self.processes.start_again(one);
                    (since, kills) = (0, kills + 1);
                }
                if let_go.elapsed() >= PAUSE {
                    self.network.lets_go(PATIENCE);
                    let_go = Instant::now();
                }
            }
            self.post.is_over();
        });
        (done.into_inner().unwrap(), kills)
    }
}

/// How many answers by each door were taken, late (by status), and how many times nobody was heard.
fn told(cases: &[(Case, Vec<Shot>)]) -> String {
    let mut by = BTreeMap::<String, usize>::new();
    for shot in cases.iter().flat_map(|it| &it.1) {
        let came = match shot.came {
            Came::Taken => "taken".to_owned(),
            Came::Late(status) => format!("late, {status}"),
        };
        *by.entry(format!("{:?} {came}", shot.door)).or_default() += 1;
        *by.entry("unheard".to_owned()).or_default() += shot.unheard;
    }
    by.into_iter().map(|(what, count)| format!("{what}: {count}")).collect::<Vec<_>>().join("; ")
}

/// A network of this many referrals to each organisation has run: what came of it.
fn play(network: &Network) {
    let (each, hands, kill_after) = sizes();
    let begun = Instant::now();
    let cases = network.prepares(each);
    let prepared = begun.elapsed();
    let mailbox = network.folder.path().join("mail");
    let post = Post::new(mailbox.clone());
    let processes = Processes::start(network.processes(), &network.fixture.url, &mailbox);
    network.listens(&processes);
    let katrien = network.sign_in(network.katrien);
    let lottes: Vec<Token<'_>> = network.organisations.iter().map(|it| network.sign_in(it.lotte)).collect();
    let rig = Rig { network, processes: &processes, post: &post, katrien: &katrien, lottes: &lottes };
    let (cases, kills) = rig.runs(cases, hands, kill_after);
    for number in 0..processes.count() {
        processes.kill(number);
    }
    network.works_to_the_end(&mailbox);
    post.collect(&|it| network.referral_of(it));
    let heard: Vec<_> = network.organisations.iter().map(|it| it.receiver.heard()).collect();
    let calls: usize = heard.iter().map(Vec::len).sum();
    let (letters, again) = post.kept().letters.values().fold((0, 0), |sum, it| (sum.0 + 1, sum.1 + it.1 - 1));
    eprintln!(
        "{:?}: {} referrals to {} organisations, {} kills of {} processes; {}; {letters} letters and {again} once more, {calls} calls; \
         prepared in {} s, all in {} s",
        network.fixture.backend,
        cases.len(),
        network.organisations.len(),
        kills + processes.count(),
        processes.count(),
        told(&cases),
        prepared.as_secs(),
        begun.elapsed().as_secs(),
    );
    let evidence = Evidence { network, cases: &cases, post: &post, heard: &heard };
    let faults = evidence.faults();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(kills > 3, "{kills}");
    assert!(cases.iter().flat_map(|it| &it.1).any(|it| it.came != Came::Taken), "nobody was late");
    is_seen(&evidence);
}

/// The planted faults: each is seen.
fn is_seen(evidence: &Evidence<'_>) {
    let (network, ids) = (evidence.network, evidence.cases.iter().map(|it| it.0.id).take(4).collect::<Vec<_>>());
    let (twice, lost, unsent, moved) = (ids[0], ids[1], ids[2], ids[3]);
    network.write(move |tx| tx.record(&Event::ReferralAccepted(twice).by(Acting::SYSTEM)));
    network.write(move |tx| {
        while buurtnet::audit::seal(tx)? > 0 {}
        let told = webhook_deliveries::table.filter(webhook_deliveries::referral_id.eq(lost));
        diesel::delete(told).execute(tx.conn)?;
        let organisation = referrals::table.find(unsent).select(referrals::organisation_id);
        let organisation = organisation.first::<buurtnet::ids::OrganisationId>(tx.conn)?.uuid();
        let letters = outbox::table.filter(outbox::recipient.eq(buurtnet::ids::PersonId::from(organisation)));
        for (id, message) in
            letters.select((outbox::id, outbox::message)).load::<(MessageId, Json<Message>)>(tx.conn)?
        {
            if message.0 == (Message::ReferralReceived { referral: unsent }) {
                diesel::delete(outbox::table.find(id)).execute(tx.conn)?;
            }
        }
        let of = referrals::table.find(moved);
        diesel::update(of).set(referrals::state.eq(ReferralState::InProgress)).execute(tx.conn)?;
        Ok(())
    });
    let faults = evidence.faults();
    for seen in [
        format!("{twice}: went"),
        format!("{lost}: its call was never written"),
        format!("{unsent}: referral-received was written 0 times"),
        format!("{moved}: is inProgress"),
    ] {
        assert!(faults.iter().any(|it| it.starts_with(&seen)), "{seen}: {faults:?}");
    }
    network.write(move |tx| Ok(diesel::delete(audit::table.filter(audit::number.eq(2))).execute(tx.conn)?));
    assert!(evidence.faults().iter().any(|it| it.starts_with("the log")));
}

both! {
    with Network::found;

    fn nothing_is_lost_and_nothing_is_answered_twice(network) {
        play(network);
    }
}
