//! A thousand events, and receivers that fail in eight ways: each event is taken, or lies there to be read. None is lost in silence.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::subscriptions::{Told, all_told, happens, number, sends, status, subscribes, told};
use crate::support::TestApp;
use crate::support::client::Client;
use crate::support::receiver::{Canary, Receiver};

/// What can be wrong with who is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Away,
    Silent,
    Fails,
    HasTooMany,
    LeadsElsewhere,
    HangsUp,
    TalksNonsense,
    Gone,
}

use Way::{Away, Fails, Gone, HangsUp, HasTooMany, LeadsElsewhere, Silent, TalksNonsense};

const WAYS: [Way; 8] = [Away, Silent, Fails, HasTooMany, LeadsElsewhere, HangsUp, TalksNonsense, Gone];

/// Who is called is like that from now on; `None`: nobody is there any more.
fn fails(receiver: Receiver, way: Way, canary: &Canary) -> Option<Receiver> {
    match way {
        Away => return None,
        Silent => receiver.says(String::new()),
        Fails => receiver.answers(500),
        HasTooMany => receiver.answers(429),
        LeadsElsewhere => receiver.says(format!(
            "HTTP/1.1 307 Away\r\nlocation: http://127.0.0.1:{}/\r\ncontent-length: 0\r\n\r\n",
            canary.port()
        )),
        HangsUp => receiver.says("HTTP/1.1 20".to_owned()),
        TalksNonsense => receiver.says("\u{1}nonsense\r\n\r\n".to_owned()),
        Gone => receiver.answers(410),
    }
    Some(receiver)
}

/// The numbers of the events that were told, in the order in which they first were.
fn numbers(of: &[Told]) -> Vec<i64> {
    let mut all: Vec<i64> = Vec::new();
    for it in of.iter().flat_map(|it| &it.numbers) {
        let next = all.last().map_or(1, |it| it + 1);
        assert!(*it <= next, "{it} was told before {next}");
        if *it == next {
            all.push(*it);
        }
    }
    all
}

/// The numbers that can be read from one on, page after page.
fn kept(who: &Client, path: &str, since: i64) -> Vec<i64> {
    let read = who.off_contract().get(&format!("{path}/$events?eventsSinceNumber={since}")).ok(200);
    told(&read.body).numbers
}

both! {
    with TestApp::calling_here;

    fn of_a_thousand_events_none_is_lost_to_who_fails_in_eight_ways_and_comes_back(t) {
        let (mut scene, mut receiver, canary) = (t.care_scene(), Receiver::start(), Canary::start());
        let port = receiver.port();
        let path = subscribes(&scene.lotte, &receiver.url(), &[number("max-count", 50), number("timeout", 1)]);
        t.works();
        let (_, referral, _) = scene.sent();
        happens(t, &scene, &referral, 124);
        let (mut heard, mut taken) = (Vec::new(), 0);
        for (round, way) in WAYS.into_iter().enumerate() {
            if round > 0 {
                happens(t, &scene, &referral, 125);
            }
            heard.extend(receiver.heard());
            let failing = fails(receiver, way, &canary);
            t.works();
            let tried = failing.as_ref().map(Receiver::heard).unwrap_or_default();
            assert_eq!(tried.len(), usize::from(way != Away), "{way:?}");
            assert!(all_told(&tried).iter().all(|it| it.numbers[0] == taken + 1), "{way:?}");
            heard.extend(tried);
            receiver = failing.unwrap_or_else(|| Receiver::at(port));
            receiver.answers(204);
            assert_eq!(status(&scene.lotte, &path), if way == Gone { "error" } else { "active" }, "{way:?}");
            t.passes(TimeDelta::minutes(1));
            if way == Gone {
                sends(&scene.lotte, &path, |it| it["status"] = json!("requested")).ok(200);
            }
            t.works();
            let mended = receiver.heard();
            taken += 125;
            assert_eq!(all_told(&mended).last().and_then(|it| it.numbers.last().copied()), Some(taken), "{way:?}");
            assert!(all_told(&mended).iter().all(|it| it.numbers.len() <= 50));
            heard.extend(mended);
            scene = t.care_scene_again(&scene);
        }
        assert_eq!(numbers(&all_told(&heard)), (1..=1000).collect::<Vec<_>>(), "each at least once, and in order");
        assert_eq!(kept(&scene.lotte, &path, 1), (1..=1000).collect::<Vec<_>>());
        assert_eq!(canary.visits(), 0, "nobody is led elsewhere");
    }

    fn of_a_thousand_events_each_is_taken_or_lies_there_where_nobody_comes_back(t) {
        let (scene, canary) = (t.care_scene(), Canary::start());
        let receivers: Vec<_> = WAYS.iter().map(|_| Receiver::start()).collect();
        let extensions = [number("max-count", 30), number("timeout", 1)];
        let paths: Vec<_> = receivers.iter().map(|it| subscribes(&scene.lotte, &it.url(), &extensions)).collect();
        t.works();
        let (_, referral, _) = scene.sent();
        happens(t, &scene, &referral, 59);
        t.works();
        let delivered: Vec<_> = receivers.iter().map(|it| numbers(&all_told(&it.heard())).len()).collect();
        assert_eq!(delivered, [60; 8]);
        happens(t, &scene, &referral, 65);
        let _failing: Vec<_> = receivers.into_iter().zip(WAYS).map(|(it, way)| fails(it, way, &canary)).collect();
        for _ in 0..10 {
            t.works();
            t.passes(TimeDelta::hours(29));
        }
        let lotte = t.again(&scene.lotte);
        let read = |it: &String| lotte.off_contract().get(it).ok(200).body;
        let states: Vec<Value> = paths.iter().map(|it| read(it)["status"].clone()).collect();
        assert_eq!(states, vec![json!("error"); 8]);
        let faults: Vec<Value> = paths.iter().map(|it| read(it)["error"].clone()).collect();
        let answered = |status: u16| json!(format!("refused: the last call was answered {status}"));
        let (nobody, late) = (json!("notReached"), json!("timedOut"));
        let expected = [nobody.clone(), late, answered(500), answered(429), answered(307), nobody.clone(), nobody, answered(410)];
        assert_eq!(faults, expected);
        let dead: Vec<Vec<i64>> = paths.iter().map(|it| kept(&lotte, it, 61)).collect();
        for (dead, way) in dead.iter().zip(WAYS) {
            assert_eq!(dead[..65], (61..=125).collect::<Vec<_>>(), "{way:?}");
        }
        let total = delivered.iter().sum::<usize>() + dead.iter().map(|it| it[..65].len()).sum::<usize>();
        assert_eq!(total, 1000, "taken or there to be read");
        let mails = t.mails_to("zorg-nabij@zorg.example");
        assert!(paths.iter().all(|path| mails.iter().any(|it| it.contains(path))), "the organisation hears of each");
        assert_eq!(canary.visits(), 0);
    }
}
