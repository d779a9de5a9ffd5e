//! A mailbox that takes no letters: the team hears at once that somebody is not reached, and everybody else's mail goes on.
//! The letters go by SMTP, to a small server on this machine.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use buurtnet::notifications::{Channels, Mailer};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::delivery;
use crate::support::fixture::{dump, execute, id_literal};
use crate::support::people::Person;
use crate::support::story::asks_openly;

/// What the server says to a recipient whose address holds a certain text, and whom it was asked to write to.
pub struct MailServer {
    address: String,
    refusal: Arc<Mutex<Option<(&'static str, &'static str)>>>,
    asked: Arc<Mutex<Vec<String>>>,
    taken: Arc<Mutex<Vec<String>>>,
    pause: Arc<Pause>,
}

/// Where it says that it was asked, and waits to be told to go on; once.
type Pause = Mutex<Option<(Sender<()>, Receiver<()>)>>;

impl MailServer {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap().to_string(),
            refusal: Arc::default(),
            asked: Arc::default(),
            taken: Arc::default(),
            pause: Arc::default(),
        };
        let (refusal, asked, taken) = (server.refusal.clone(), server.asked.clone(), server.taken.clone());
        let pause = server.pause.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (refusal, asked, taken) = (refusal.clone(), asked.clone(), taken.clone());
                let pause = pause.clone();
                std::thread::spawn(move || converse(&stream.unwrap(), &refusal, &asked, &taken, &pause));
            }
        });
        server
    }

    pub fn refuses(&self, whom: &'static str, with: &'static str) {
        *self.refusal.lock().unwrap() = Some((whom, with));
    }

    /// Stops at the next recipient: where it says so, and where it is told to go on.
    fn stops_once(&self) -> (Receiver<()>, Sender<()>) {
        let ((reached, has_reached), (go_on, goes_on)) = (channel(), channel());
        *self.pause.lock().unwrap() = Some((reached, goes_on));
        (has_reached, go_on)
    }

    fn takes_everything(&self) {
        *self.refusal.lock().unwrap() = None;
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.address.rsplit(':').next().unwrap().parse().unwrap()
    }

    /// How often it was asked to write to somebody, and how often it took the letter.
    pub fn saw(&self, who: &Person) -> (usize, usize) {
        let count = |all: &Mutex<Vec<String>>| all.lock().unwrap().iter().filter(|it| it.contains(&who.email)).count();
        (count(&self.asked), count(&self.taken))
    }

    /// To whom the letters were that it took.
    pub fn took(&self) -> Vec<String> {
        let taken = self.taken.lock().unwrap();
        taken.iter().map(|it| it.split(['<', '>']).nth(1).unwrap().to_owned()).collect()
    }

    /// Delivers all that is due.
    pub fn delivers(&self, t: &TestApp) {
        let url = format!("smtp://{}", self.address);
        t.run(async {
            let mail = Mailer::new(&url, "Buurtnet <buurtnet@localhost>").unwrap();
            let channels = Channels { mail, sms: None };
            delivery::works(&t.store, &channels, &|| self.took()).await;
        });
    }
}

type Refusal = Mutex<Option<(&'static str, &'static str)>>;

/// One connection, to its end.
fn converse(
    stream: &TcpStream,
    refusal: &Refusal,
    asked: &Mutex<Vec<String>>,
    taken: &Mutex<Vec<String>>,
    pause: &Pause,
) {
    let say = |line: &str| (&*stream).write_all(format!("{line}\r\n").as_bytes()).is_ok();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    say("220 mail.example");
    let mut to = String::new();
    while let Some(line) = lines.next() {
        let is_there = match line.get(..4).unwrap_or_default() {
            "RCPT" => {
                asked.lock().unwrap().push(line.clone());
                if let Some((reached, goes_on)) = pause.lock().unwrap().take() {
                    reached.send(()).unwrap();
                    goes_on.recv().unwrap();
                }
                let refused = refusal.lock().unwrap().filter(|(whom, _)| line.contains(whom));
                to.clone_from(&line);
                say(refused.map_or("250 yes", |(_, with)| with))
            }
            "DATA" => {
                let begun = say("354 go on");
                while lines.next().is_some_and(|it| it != ".") {}
                taken.lock().unwrap().push(to.clone());
                begun && say("250 taken")
            }
            "QUIT" => return,
            _ => say("250 yes"),
        };
        if !is_there {
            return;
        }
    }
}

const NO_SUCH_USER: &str = "550 5.1.1 <an@buurt.example> has no mailbox here";

struct Scene {
    katrien: Person,
    an: Person,
    bilal: Person,
    server: MailServer,
}

/// Katrien's team, and two who ask for something: a letter to each is on its way.
fn two_letters(t: &TestApp) -> Scene {
    let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
    let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
    for who in [&an, &bilal] {
        asks_openly(who, &katrien);
    }
    Scene { katrien, an, bilal, server: MailServer::start() }
}

/// The follow-ups that somebody of the team sees: kind and address.
fn follow_ups(t: &TestApp, team: &Person) -> Vec<(String, String)> {
    let page = t.again(team).get("/v1/followUps").ok(200);
    let read = |it: &Value| (it["kind"].as_str().unwrap().to_owned(), it["href"].as_str().unwrap().to_owned());
    page.field("items").as_array().unwrap().iter().map(read).collect()
}

both! {
    with TestApp::start;

    fn who_has_no_mailbox_any_more_is_called_and_others_get_their_mail(t) {
        let s = two_letters(t);
        s.server.refuses("<an@", NO_SUCH_USER);
        s.server.delivers(t);
        assert_eq!((s.server.saw(&s.an), s.server.saw(&s.bilal)), ((1, 0), (1, 1)));
        let path = format!("/v1/people/{}", s.an.id);
        assert_eq!(follow_ups(t, &s.katrien), [("messageUndeliverable".to_owned(), path.clone())]);
        let seen = t.again(&s.katrien).get(&path).ok(200);
        assert_eq!(seen.field("toTell/0/why"), "undeliverable");
        assert_eq!(seen.field("toTell/0/message"), "request-approved");
        assert!(t.again(&s.an).get("/v1/me").ok(200).body.get("toTell").is_none());
        // It is not tried again, and nothing that the server said is kept.
        t.passes(TimeDelta::days(1));
        s.server.takes_everything();
        s.server.delivers(t);
        assert_eq!((s.server.saw(&s.an), s.server.saw(&s.bilal)), ((1, 0), (1, 1)));
        let rows = dump(&t.fixture.url)["outbox"].join("\n");
        assert!(rows.contains("the mail server refused 550"), "{rows}");
        assert!(!rows.contains("buurt.example") && !rows.contains("mailbox"), "{rows}");
        // Katrien calls her.
        t.again(&s.katrien).post(&format!("{path}/told"), None).ok(200);
        assert!(follow_ups(t, &s.katrien).is_empty());
    }

    fn who_was_erased_while_the_letter_was_on_its_way_is_told_nothing_by_hand(t) {
        let s = two_letters(t);
        s.server.refuses("@", NO_SUCH_USER);
        let (reached, go_on) = s.server.stops_once();
        std::thread::scope(|scope| {
            let delivering = scope.spawn(|| s.server.delivers(t));
            reached.recv().unwrap();
            for who in [&s.an, &s.bilal] {
                who.if_match(&who.get("/v1/me").etag()).delete("/v1/me").ok(204);
            }
            go_on.send(()).unwrap();
            delivering.join().unwrap();
        });
        assert_eq!(s.server.asked.lock().unwrap().len(), 1, "the other one was not written to any more");
        let tables = dump(&t.fixture.url);
        assert!(tables["tellings"].is_empty(), "{:?}", tables["tellings"]);
        assert!(!follow_ups(t, &s.katrien).iter().any(|it| it.0 == "messageUndeliverable"));
    }

    fn what_goes_wrong_with_whom_contact_is_prohibited_turns_a_delivery_red(t) {
        let s = two_letters(t);
        s.server.delivers(t);
        let prohibited = json!({ "contactProhibited": true });
        s.bilal.with_header("If-None-Match", "*").put("/v1/me/contactRules", prohibited).ok(200);
        let id = id_literal(&t.fixture.url, &s.bilal.id.to_string());
        let of_bilal = format!("recipient = {id} AND state = 'waiting'");
        let sql = |planted: &str| execute(&t.fixture.url, &format!("{planted} WHERE {of_bilal}"));
        let by_mail = || s.server.taken.lock().unwrap().push(format!("RCPT TO:<{}>", s.bilal.email));
        let planted: [(&str, &dyn Fn()); 5] = [
            ("request-approved went out", &|| sql("UPDATE outbox SET state = 'delivered'")),
            ("request-approved is for nobody to tell", &|| sql("UPDATE outbox SET state = 'dropped'")),
            ("request-approved vanished", &|| sql("DELETE FROM outbox")),
            ("a channel took something for bilal@buurt.example", &by_mail),
            ("", &|| {}),
        ];
        for (fault, plant) in planted {
            // An's letter is on its way while it goes wrong; Bilal's is the next.
            for who in [&s.an, &s.bilal] {
                asks_openly(who, &s.katrien);
            }
            let (reached, go_on) = s.server.stops_once();
            let said = std::thread::scope(|scope| {
                let delivering = scope.spawn(|| s.server.delivers(t));
                reached.recv().unwrap();
                plant();
                go_on.send(()).unwrap();
                delivering.join().err().map(|it| *it.downcast::<String>().unwrap())
            });
            match said {
                Some(said) => assert!(!fault.is_empty() && said.contains(fault), "{fault}: {said}"),
                None => assert_eq!(fault, ""),
            }
        }
        assert_eq!(follow_ups(t, &s.katrien), [("tellByHand".to_owned(), format!("/v1/people/{}", s.bilal.id))]);
        assert_eq!(s.server.saw(&s.bilal), (1, 2), "the one from before, and the one that was planted");
    }

    fn a_mailbox_that_is_full_for_now_is_tried_again(t) {
        let s = two_letters(t);
        s.server.refuses("<an@", "452 4.2.2 <an@buurt.example> is full");
        for tries in 1..=4 {
            s.server.delivers(t);
            assert_eq!((s.server.saw(&s.an), s.server.saw(&s.bilal)), ((tries, 0), (1, 1)));
            s.server.delivers(t);
            assert_eq!(s.server.saw(&s.an), (tries, 0), "not before its time");
            t.passes(TimeDelta::minutes(1));
        }
        assert!(follow_ups(t, &s.katrien).is_empty());
        s.server.takes_everything();
        s.server.delivers(t);
        t.passes(TimeDelta::hours(1));
        s.server.delivers(t);
        assert_eq!(s.server.saw(&s.an), (5, 1), "once it is taken, it is taken once");
    }

    fn what_is_not_about_the_recipient_does_not_end_the_mail_of_all(t) {
        let s = two_letters(t);
        for (number, refusal) in
            ["550 5.7.1 you are on a list", "554 no", "530 5.7.0 sign in first", "553 5.1.8 who is that"].into_iter().enumerate()
        {
            s.server.refuses("@", refusal);
            s.server.delivers(t);
            assert_eq!((s.server.saw(&s.an), s.server.saw(&s.bilal)), ((number + 1, 0), (number + 1, 0)), "{refusal}");
            assert!(follow_ups(t, &s.katrien).is_empty());
            t.passes(TimeDelta::minutes(1));
        }
        s.server.takes_everything();
        s.server.delivers(t);
        assert_eq!((s.server.saw(&s.an).1, s.server.saw(&s.bilal).1), (1, 1));
    }

    fn what_was_tried_for_days_is_told_by_hand_too(t) {
        let s = two_letters(t);
        s.server.refuses("@", "451 4.3.0 later");
        execute(&t.fixture.url, "UPDATE outbox SET attempts = 99");
        s.server.delivers(t);
        let mut expected = [&s.an, &s.bilal].map(|it| ("messageUndeliverable".to_owned(), format!("/v1/people/{}", it.id)));
        let mut found = follow_ups(t, &s.katrien);
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
        t.passes(TimeDelta::days(2));
        s.server.delivers(t);
        assert_eq!(s.server.saw(&s.an), (1, 0));
    }

    fn who_typed_a_wrong_address_makes_no_work_for_the_team(t) {
        let s = two_letters(t);
        s.server.delivers(t);
        s.server.refuses("@", NO_SUCH_USER);
        t.client().post("/v1/accounts/reset", json!({ "email": s.an.email })).ok(202);
        s.server.delivers(t);
        assert_eq!(s.server.saw(&s.an), (2, 1));
        assert!(follow_ups(t, &s.katrien).is_empty());
    }

    fn an_organisation_whose_mailbox_is_gone_is_followed_up_at_once(t) {
        let scene = t.care_scene();
        let server = MailServer::start();
        let (_, referral, _) = scene.sent();
        server.refuses("@zorg.example", NO_SUCH_USER);
        server.delivers(t);
        let path = format!("/v1/referrals/{referral}");
        let expected = [("referralUndelivered".to_owned(), path)];
        assert_eq!(follow_ups(t, &scene.katrien), expected);
        scene.lotte.refers("accept", &referral).ok(200);
        assert!(follow_ups(t, &scene.katrien).is_empty(), "it has reached them after all");
    }

    fn what_was_sent_again_to_another_address_is_judged_by_that_one(t) {
        let scene = t.care_scene();
        let server = MailServer::start();
        let (_, referral, _) = scene.sent();
        server.refuses("<zorg-nabij@", NO_SUCH_USER);
        server.delivers(t);
        let expected = [("referralUndelivered".to_owned(), format!("/v1/referrals/{referral}"))];
        assert_eq!(follow_ups(t, &scene.katrien), expected);
        let moves = |to: &str| {
            let path = format!("/v1/organisations/{}", scene.organisation);
            let etag = scene.administrator.get(&path).ok(200).etag();
            scene.administrator.if_match(&etag).patch(&path, json!({ "email": to })).ok(200);
        };
        moves("onthaal@zorg.example");
        server.delivers(t);
        assert!(follow_ups(t, &scene.katrien).is_empty(), "they have it there");
        server.refuses("<elders@", NO_SUCH_USER);
        moves("elders@zorg.example");
        server.delivers(t);
        assert_eq!(follow_ups(t, &scene.katrien), expected, "it is to be at the address that counts now");
    }

    fn a_referral_that_is_on_its_way_for_four_hours_is_followed_up(t) {
        let scene = t.care_scene();
        let server = MailServer::start();
        let (_, referral, _) = scene.sent();
        server.refuses("@", "451 4.3.0 later");
        server.delivers(t);
        t.passes(TimeDelta::hours(4) - TimeDelta::seconds(1));
        assert!(follow_ups(t, &scene.katrien).is_empty());
        t.passes(TimeDelta::seconds(1));
        assert_eq!(follow_ups(t, &scene.katrien), [("referralUndelivered".to_owned(), format!("/v1/referrals/{referral}"))]);
        server.takes_everything();
        server.delivers(t);
        assert!(follow_ups(t, &scene.katrien).is_empty());
    }
}
