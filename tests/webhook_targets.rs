//! Whom webhooks call, and whom never: whatever address somebody enters, nothing inside the network of this server is reached.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Instant;

use buurtnet::platform::text::HookUrl;
use buurtnet::webhooks::deliver::{Caller, Signed};
use buurtnet::webhooks::model::DeliveryFault;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::fixture::{execute, id_literal};
use crate::support::receiver::{Canary, Receiver};

/// Addresses that lead to this machine, or into a network, however they are written. `PORT` is that of the canary.
pub(crate) const HOSTILE: [&str; 92] = [
    // As it is, and with other schemes.
    "http://127.0.0.1:PORT/",
    "http://localhost:PORT/",
    "http://LOCALHOST:PORT/",
    "https://127.0.0.1:PORT/",
    "https://localhost:PORT/",
    "ftp://127.0.0.1:PORT/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:PORT/_",
    "dict://127.0.0.1:PORT/",
    "ws://127.0.0.1:PORT/",
    "unix:/run/buurtnet.sock",
    "HTTP://127.0.0.1:PORT/",
    "//127.0.0.1:PORT/",
    "127.0.0.1:PORT",
    "javascript:fetch('http://127.0.0.1:PORT/')",
    "data:text/plain,x",
    "jar:http://127.0.0.1:PORT!/",
    "",
    // Other ways to write an IPv4.
    "https://2130706433:PORT/",
    "https://0x7f000001:PORT/",
    "https://0x7f.0.0.1:PORT/",
    "https://0x7f.1:PORT/",
    "https://017700000001:PORT/",
    "https://0177.0.0.1:PORT/",
    "https://0177.0.0.01:PORT/",
    "https://127.1:PORT/",
    "https://127.0.1:PORT/",
    "https://127.000.000.001:PORT/",
    "https://0:PORT/",
    "https://0.0.0.0:PORT/",
    "https://00000000177.1:PORT/",
    "https://127.0.0.1.:PORT/",
    "https://①②⑦.⓪.⓪.①:PORT/",
    "https://127。0。0。1:PORT/",
    "https://%31%32%37.0.0.1:PORT/",
    "https://127.0.0.1%2f@zorg.example:PORT/",
    "https://256.256.256.256:PORT/",
    // IPv6, and IPv4 in it.
    "https://[::1]:PORT/",
    "https://[::]:PORT/",
    "https://[0:0:0:0:0:0:0:1]:PORT/",
    "https://[::ffff:127.0.0.1]:PORT/",
    "https://[::ffff:7f00:1]:PORT/",
    "https://[::127.0.0.1]:PORT/",
    "https://[64:ff9b::127.0.0.1]:PORT/",
    "https://[2002:7f00:1::]:PORT/",
    "https://[fe80::1%25lo]:PORT/",
    "https://[fd00:ec2::254]:PORT/",
    "http://[::1]:PORT/",
    // Somebody before the host, or after it.
    "https://zorg.example@127.0.0.1:PORT/",
    "https://user:word@127.0.0.1:PORT/",
    "https://127.0.0.1:PORT@zorg.example/",
    "https://zorg.example#@127.0.0.1:PORT/",
    "https://zorg.example\\@127.0.0.1:PORT/",
    "https://127.0.0.1:PORT\\@zorg.example/",
    "https://zorg.example:443@127.0.0.1:PORT/",
    "https://@127.0.0.1:PORT/",
    "https:///127.0.0.1:PORT/",
    "https:/127.0.0.1:PORT/",
    "https:127.0.0.1:PORT/",
    "https://zorg.example:443:PORT/",
    "https://zorg.example/\r\nhost: 127.0.0.1:PORT",
    "https://zorg.example/ http://127.0.0.1:PORT/",
    "https://\t127.0.0.1:PORT/",
    " http://127.0.0.1:PORT/",
    "http://127.0.0.1:PORT/\u{0}",
    // Names that lead here.
    "https://loops.example:PORT/",
    "https://LOOPS.example:PORT/",
    "https://six.example:PORT/",
    "https://mapped.example:PORT/",
    "https://first-public.example:PORT/",
    "https://last-public.example:PORT/",
    "https://private.example:PORT/",
    "https://cgnat.example:PORT/",
    "https://linklocal.example:PORT/",
    "https://ula.example:PORT/",
    "https://unspecified.example:PORT/",
    "https://teredo.example:PORT/",
    "https://sixtofour.example:PORT/",
    "https://nat64.example:PORT/",
    "https://compatible.example:PORT/",
    "https://multicast.example:PORT/",
    "https://metadata.example:PORT/",
    "https://azure.example:PORT/",
    "https://nowhere.example:PORT/",
    "https://printer.local:PORT/",
    "https://metadata.google.internal:PORT/",
    "https://x.localhost:PORT/",
    // Ports of what a network offers.
    "https://zorg.example:22/",
    "https://zorg.example:25/",
    "https://zorg.example:80/",
    "https://zorg.example:0/",
    "https://zorg.example:65536/",
];

/// What these names lead to.
pub(crate) fn lead(name: &str) -> Vec<IpAddr> {
    let addresses: &[&str] = match name.to_ascii_lowercase().as_str() {
        "loops.example" | "localhost" | "zorg.example" | "x.localhost" => &["127.0.0.1"],
        "six.example" => &["::1"],
        "mapped.example" => &["::ffff:127.0.0.1"],
        "first-public.example" => &["8.8.8.8", "127.0.0.1"],
        "last-public.example" => &["127.0.0.1", "2a00:1450::1"],
        "private.example" => &["10.0.0.1", "192.168.1.1"],
        "cgnat.example" => &["100.100.100.200"],
        "linklocal.example" => &["fe80::1"],
        "ula.example" => &["fd12:3456::1"],
        "unspecified.example" => &["0.0.0.0", "::"],
        "teredo.example" => &["2001:0:4136:e378:8000:63bf:3fff:fdd2"],
        "sixtofour.example" => &["2002:7f00:1::1"],
        "nat64.example" => &["64:ff9b::7f00:1"],
        "compatible.example" => &["::127.0.0.1"],
        "multicast.example" => &["224.0.0.1"],
        "metadata.example" | "metadata.google.internal" => &["169.254.169.254"],
        "azure.example" => &["168.63.129.16"],
        "printer.local" => &["192.168.1.9"],
        literal => return literal.trim_matches(['[', ']']).parse().into_iter().collect(),
    };
    addresses.iter().map(|it| it.parse().unwrap()).collect()
}

fn a_call() -> Signed {
    Signed { id: "018f".to_owned(), seconds: 1, signatures: "v1,x".to_owned(), body: "{}".to_owned() }
}

fn hook_url(text: &str) -> HookUrl {
    text.parse().unwrap()
}

#[test]
fn the_canary_sings_for_whoever_calls_without_looking() {
    let canary = Canary::start();
    let agent: ureq::Agent =
        ureq::Agent::config_builder().timeout_global(Some(std::time::Duration::from_millis(300))).build().into();
    let mut sang = 0;
    for way in [
        "http://127.0.0.1:PORT/",
        "http://localhost:PORT/",
        "http://2130706433:PORT/",
        "http://0x7f.1:PORT/",
        "http://127.1:PORT/",
    ] {
        drop(agent.post(way.replace("PORT", &canary.port().to_string())).send("{}"));
        sang += usize::from(canary.visits() > 0);
    }
    assert!(sang >= 4, "{sang}");
    // And where calls to this machine are allowed, as in the demo, they come.
    let here = Caller::looking_up(Arc::new(lead), true);
    let receiver = Receiver::start();
    assert_eq!(here.call(&hook_url(&receiver.url()), &a_call()), Ok(204));
    assert_eq!(receiver.heard().len(), 1);
}

#[test]
fn whatever_is_entered_nobody_inside_is_called() {
    let canary = Canary::start();
    let caller = Caller::looking_up(Arc::new(lead), false);
    let mut by_name = 0;
    for hostile in HOSTILE {
        let text = hostile.replace("PORT", &canary.port().to_string());
        // What is no address at all never comes so far.
        let Ok(url) = text.parse::<HookUrl>() else { continue };
        by_name += 1;
        let came = caller.call(&url, &a_call());
        let nobody =
            if hostile.contains("nowhere") { DeliveryFault::NotReached } else { DeliveryFault::AddressNotAllowed };
        assert_eq!(came, Err(nobody), "{hostile}");
    }
    assert!(by_name > 25, "{by_name} were left to the look-up");
    assert_eq!(canary.visits(), 0);
    // Where the machine itself may be called, no name may lead to it encrypted, and none unencrypted to anybody else.
    let here = Caller::looking_up(Arc::new(|_| vec![IpAddr::from([127, 0, 0, 1])]), true);
    let encrypted = format!("https://loops.example:{}/", canary.port());
    assert_eq!(here.call(&hook_url(&encrypted), &a_call()), Err(DeliveryFault::AddressNotAllowed));
    let elsewhere = Caller::looking_up(Arc::new(|_| vec![IpAddr::from([10, 0, 0, 1])]), true);
    let plain = format!("http://localhost:{}/", canary.port());
    assert_eq!(elsewhere.call(&hook_url(&plain), &a_call()), Err(DeliveryFault::AddressNotAllowed));
    assert_eq!(canary.visits(), 0);
}

#[test]
fn a_name_is_looked_up_once_and_exactly_what_was_found_is_called() {
    let (receiver, canary, looks) = (Receiver::start(), Canary::start(), Arc::new(AtomicUsize::new(0)));
    let counted = looks.clone();
    // Good the first time, and somebody else ever after.
    let rebinds = move |_: &str| {
        let is_first = counted.fetch_add(1, SeqCst) == 0;
        vec![if is_first { IpAddr::from([127, 0, 0, 1]) } else { IpAddr::from([169, 254, 169, 254]) }]
    };
    let caller = Caller::looking_up(Arc::new(rebinds), true);
    let url = format!("http://localhost:{}/in", receiver.port());
    assert_eq!(caller.call(&hook_url(&url), &a_call()), Ok(204));
    assert_eq!((receiver.heard().len(), looks.load(SeqCst)), (1, 1));
    assert_eq!(caller.call(&hook_url(&url), &a_call()), Err(DeliveryFault::AddressNotAllowed), "no connection is kept");
    assert_eq!((receiver.heard().len(), looks.load(SeqCst)), (0, 2));
    // Nor does an answer lead elsewhere.
    let here = Caller::looking_up(Arc::new(lead), true);
    for status in [301, 302, 303, 307, 308] {
        let away = format!("http://127.0.0.1:{}/", canary.port());
        receiver.says(format!(
            "HTTP/1.1 {status} Away\r\nlocation: {away}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        ));
        assert_eq!(here.call(&hook_url(&receiver.url()), &a_call()), Ok(status));
    }
    assert_eq!((receiver.heard().len(), canary.visits()), (5, 0));
}

#[test]
fn an_answer_without_end_is_not_read_and_none_at_all_is_not_waited_for() {
    let (receiver, here) = (Receiver::start(), Caller::looking_up(Arc::new(lead), true));
    let begun = Instant::now();
    receiver.says(format!("HTTP/1.1 200 Long\r\ncontent-length: 1000000000\r\n\r\n{}", "x".repeat(100_000)));
    assert_eq!(here.call(&hook_url(&receiver.url()), &a_call()), Ok(200));
    receiver.says(format!("HTTP/1.1 200 Long\r\nx: {}\r\n\r\n", "x".repeat(1_000_000)));
    assert_eq!(here.call(&hook_url(&receiver.url()), &a_call()), Err(DeliveryFault::NotReached));
    receiver.says("nonsense\r\n\r\n".to_owned());
    assert_eq!(here.call(&hook_url(&receiver.url()), &a_call()), Err(DeliveryFault::NotReached));
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    // Somebody is there and says nothing.
    let silent = Canary::start();
    let came = here.call(&hook_url(&format!("http://127.0.0.1:{}/", silent.port())), &a_call());
    assert_eq!((came, silent.visits()), (Err(DeliveryFault::TimedOut), 1));
    assert!((14..25).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
}

both! {
    with TestApp::start;

    fn what_is_not_to_be_called_is_refused_when_it_is_entered_and_not_called_when_it_stands_there(t) {
        let canary = Canary::start();
        let scene = t.care_scene();
        let enter = |url: &str| scene.lotte.post("/v1/webhooks", json!({ "organisationId": scene.organisation, "url": url }));
        let (mut refused, mut known) = (0, Vec::new());
        for hostile in HOSTILE {
            let url = hostile.replace("PORT", &canary.port().to_string());
            let answer = enter(&url);
            if answer.status == 201 {
                known.push((url, answer.field("href").as_str().unwrap().to_owned()));
                let etag = answer.etag();
                if known.len() > 1 {
                    scene.lotte.if_match(&etag).delete(&known.last().unwrap().1).ok(204);
                }
                continue;
            }
            assert_eq!(answer.is_problem("badRequest", 400).field("issues/0/pointer"), "/url", "{hostile}");
            refused += 1;
        }
        // Only names that look public are left to the look-up of each call.
        assert!(refused >= 70, "{refused}");
        assert!(known.iter().all(|it| it.0.contains(".example")), "{known:?}");
        // Those, and what somebody wrote into the database past all that.
        let (_, webhook) = &known[0];
        let id = id_literal(&t.fixture.url, webhook.rsplit('/').next().unwrap());
        let planted = [known[0].0.clone(), known[4].0.clone(), format!("http://127.0.0.1:{}/", canary.port())];
        for url in planted {
            execute(&t.fixture.url, &format!("UPDATE webhooks SET url = '{url}' WHERE id = {id}"));
            scene.lotte.post(&format!("{webhook}/test"), json!({})).ok(201);
            let caller = Arc::new(Caller::looking_up(Arc::new(lead), t.store.calls_here()));
            t.run(crate::support::delivery::calls(&t.store, &caller));
            let told = scene.lotte.get(&format!("{webhook}/deliveries")).ok(200).body["items"][0].clone();
            assert_eq!((&told["lastFault"], told.get("lastStatus")), (&Value::from("addressNotAllowed"), None), "{url}");
        }
        assert_eq!(canary.visits(), 0);
    }
}
