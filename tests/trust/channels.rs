//! What an organisation learns of a person, by every way on which it learns anything: the API, the page of a link, FHIR, the calls
//! of webhooks, mail, and the directory. A word of its own for each field says by which of them it came.

use buurtnet::api::api;
use serde_json::{Value, json};

use crate::fhir::{fhir, puts, refused, task, write};
use crate::support::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::fixture::execute;
use crate::support::link::{MAILBOX, Reader};
use crate::support::people::{Person, in_lindewijk};
use crate::support::receiver::Receiver;
use crate::support::referrals::{Scene, path, referral_words};
use crate::support::requests::{Asked, wish, with};
use crate::support::trust::in_full;

/// A field, and how it looks wherever it is shown.
type Field = (&'static str, &'static [&'static str]);

/// What is known of somebody with an address for mail and no rules for contact.
const OF_AN: [Field; 10] = [
    ("name", &["Zeeprik", "Kwikstaart"]),
    ("email", &["kanarienelle@buurt.example"]),
    ("address", &["Roerdompstraat"]),
    ("birthYear", &["1937"]),
    ("languages", &["eo"]),
    ("requestText", &["zwaluwnesten-bekijken"]),
    ("accessibilityNotes", &["driemaal-de-koekoeksbel"]),
    ("contactPerson", &["Tureluur-van-de-Waterkant", "+32475123456"]),
    ("windows", &["2026-04-11T03:41:00Z", "11/04/2026 05:41"]),
    ("helpKind", &["\"helpKind\":\"once\"", "said\">Eén keer<"]),
];

/// What is known besides of somebody with a phone, who asks for every week.
const OF_FATIMA: [Field; 4] = [
    ("phone", &["+32470123987"]),
    ("windows", &["05:37"]),
    ("helpKind", &["\"helpKind\":\"recurring\"", "said\">Telkens opnieuw<"]),
    ("requestText", &["eten-voor-de-wintergasten"]),
];

/// What is known of somebody who is to be reached in one way only: no other number or address is for others then.
const OF_NELE: [Field; 2] = [("safeContact", &["+32471889922"]), ("name", &["Zeeprik", "Kwikstaart"])];

/// Whether a word stands in a text by itself, and not as a part of an id or a number.
fn stands(text: &str, word: &str) -> bool {
    let joins = |it: Option<char>| it.is_some_and(|it| it.is_ascii_alphanumeric() || it == '-');
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
        !joins(before) && !joins(after)
    })
}

/// Where something was read, and what.
type Said = (String, String);

/// The ways on which a field comes that is not among those.
fn leaks(read: &[Said], fields: &[Field], shared: &[&str], never: &[String]) -> Vec<String> {
    let hidden = fields.iter().filter(|it| !shared.contains(&it.0));
    let hidden = hidden.flat_map(|(field, words)| words.iter().map(move |word| (*field, *word)));
    let secrets: Vec<_> = hidden.chain(never.iter().map(|it| ("a secret", it.as_str()))).collect();
    let found = |(place, text): &Said| {
        secrets.iter().filter(|it| stands(text, it.1)).map(|it| format!("{} by {place}", it.0)).collect::<Vec<_>>()
    };
    read.iter().flat_map(found).collect()
}

/// Whether a field comes on a way.
fn comes(read: &[Said], place: &str, words: &[&str]) -> bool {
    read.iter().filter(|it| it.0 == place).any(|it| words.iter().any(|word| stands(&it.1, word)))
}

struct Stage<'a> {
    t: &'a TestApp,
    scene: Scene,
    receiver: Receiver,
    webhook: String,
}

impl<'a> Stage<'a> {
    fn sets(t: &'a TestApp) -> Self {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let scene = t.care_scene_of(&says_much(t, t.resident("Kanarienelle")), &katrien);
        let receiver = Receiver::start();
        let said = json!({ "organisationId": scene.organisation, "url": receiver.url() });
        let webhook = scene.lotte.post("/v1/webhooks", said).ok(201).field("href").as_str().unwrap().to_owned();
        Self { t, scene, receiver, webhook }
    }

    /// A request with all its words.
    fn asks(&self, more: Value) -> Asked {
        self.scene.an.asks(with(wish("personal"), more))
    }

    /// A referral that was sent with these fields and a consent to as many: its id, and the consent.
    fn shares(&self, asked: &Asked, fields: &[&str]) -> (String, String) {
        let agreed = if fields.is_empty() { &["name"][..] } else { fields };
        let consent = self.scene.consents(agreed);
        let mut draft = self.scene.referral(asked, &consent, fields);
        if fields.contains(&"contactPerson") {
            draft["contactPerson"] =
                json!({ "name": "Tureluur-van-de-Waterkant", "phone": "+32475123456", "relation": "child" });
        }
        let id = self.scene.katrien.post("/v1/referrals", draft).ok(201).id();
        self.scene.katrien.refers("send", &id).ok(200);
        (id, consent)
    }

    /// All that the organisation reads, everywhere.
    fn reads(&self, asked: &Asked, id: &str, consent: &str) -> Vec<Said> {
        let mut read = Vec::new();
        let lotte = self.scene.lotte.off_contract();
        let mut add = |place: &str, text: String| read.push((place.to_owned(), text));
        add("API", lotte.get(&path(id)).ok(200).text);
        for operation in api().operations().iter().filter(|it| it.method == "GET" && !it.path.contains('{')) {
            for view in ["", "?view=inbox"] {
                add(operation.path, lotte.get(&format!("{}{view}", operation.path)).text);
            }
        }
        let (an, ours) = (self.scene.an.id, self.scene.organisation);
        for one in [
            format!("/v1/people/{an}"),
            format!("/v1/people/{an}/home"),
            format!("/v1/requests/{}", asked.id),
            format!("/v1/consents/{consent}"),
            format!("/v1/organisations/{ours}"),
            format!("/v1/organisations/{ours}/services"),
            self.webhook.clone(),
            format!("{}/deliveries", self.webhook),
        ] {
            // A refusal says which call it refuses.
            add(&one, lotte.get(&one).text.replace(&one, ""));
        }
        for kind in ["Task", "ServiceRequest", "Patient", "Consent"] {
            add(kind, lotte.get(&fhir(kind, id)).ok(200).text);
        }
        let version = lotte.get(&path(id)).body["version"].clone();
        for one in [
            format!("Task/{id}/_history/{version}"),
            format!("Task/{id}/_history/1"),
            format!("Patient/{an}"),
            "Patient".to_owned(),
            "Task".to_owned(),
            "Task?_include=Task:focus".to_owned(),
            format!("Task?_id={id}&_include=Task:focus"),
            "ServiceRequest".to_owned(),
            format!("ServiceRequest?_id={id}"),
            "Consent".to_owned(),
            "metadata".to_owned(),
            "Organization".to_owned(),
            format!("Organization/{ours}"),
            "HealthcareService".to_owned(),
        ] {
            add(&format!("FHIR {}", one.split(['?', '/']).next().unwrap()), lotte.get(&format!("/fhir/r4/{one}")).text);
        }
        for one in ["", "/organizations", "/services", "/service_at_locations", "/taxonomies", "/taxonomy_terms"] {
            add("HSDS", lotte.get(&format!("/hsds/v3{one}")).text);
        }
        add("the door of the page", Reader::follows(self.t).looks().ok(200).text);
        add("the page", Reader::comes_in(self.t).looks().ok(200).text);
        for mail in self.t.mails_to(MAILBOX) {
            // How a reader sees it, and as it is sent.
            add("mail", mail);
        }
        for call in self.receiver.heard() {
            add("webhook", format!("{call:?}"));
        }
        read
    }
}

/// Somebody of whom everything is known.
fn says_much(t: &TestApp, person: Person) -> Person {
    let me = json!({
        "firstName": "Zeeprik", "lastName": "Kwikstaart", "gender": "woman", "languages": [{ "tag": "eo", "level": "good" }],
    });
    person.if_match("*").patch("/v1/me", me).ok(200);
    person
        .if_match("*")
        .put("/v1/me/home", json!({ "position": in_lindewijk(0), "address": "Roerdompstraat 7" }))
        .ok(200);
    t.is_born_in(&person, 1937);
    person
}

fn words() -> Value {
    json!({
        "text": { "lang": "nl", "text": "zwaluwnesten-bekijken" }, "accessibilityNotes": "driemaal-de-koekoeksbel",
        "publicText": "kleintjes-in-het-riet", "weeklySlots": null,
        "windows": [{ "start": "2026-04-11T03:41:00Z", "end": "2026-04-11T05:43:00Z" }],
    })
}

/// What nobody can agree to: who is who here, where somebody lives exactly, and what they say to others.
fn never(scene: &Scene, asked: &Asked, consent: &str) -> Vec<String> {
    let ids = [scene.an.id.to_string(), scene.katrien.id.to_string(), asked.id.to_string(), consent.to_owned()];
    ids.into_iter().chain(["kleintjes-in-het-riet", "woman", "4.475", "51.04"].map(str::to_owned)).collect()
}

/// Each field by itself, none, and all.
fn sets(fields: &[Field]) -> Vec<Vec<&'static str>> {
    let all: Vec<_> = fields.iter().map(|it| it.0).collect();
    all.iter().map(|it| vec![*it]).chain([Vec::new(), all.clone()]).collect()
}

/// Plays each set: nothing comes that was not agreed to, and what was comes by the API and on the page. In FHIR, too, where it has a
/// place.
fn plays(stage: &Stage<'_>, fields: &[Field], more: &Value, in_fhir: &[(&str, &str)]) {
    for shared in sets(fields) {
        let asked = stage.asks(more.clone());
        let (id, consent) = stage.shares(&asked, &shared);
        let read = stage.reads(&asked, &id, &consent);
        let found = leaks(&read, fields, &shared, &never(&stage.scene, &asked, &consent));
        assert!(found.is_empty(), "{shared:?} are shared: {found:?}");
        for (field, words) in fields.iter().filter(|it| shared.contains(&it.0)) {
            assert!(comes(&read, "API", words) && comes(&read, "the page", words), "{field} of {shared:?}");
            if let Some((_, kind)) = in_fhir.iter().find(|it| it.0 == *field) {
                assert!(comes(&read, kind, words), "{field} of {shared:?} in {kind}");
            }
        }
        for place in ["webhook", "mail", "HSDS", "FHIR Task"] {
            assert!(read.iter().any(|it| it.0 == place && !it.1.is_empty()), "nothing came by {place}");
        }
        stage.scene.katrien.refers("cancel", &id).ok(200);
        stage.t.works();
        stage.receiver.heard();
    }
}

/// How a referral stands, with what leads there.
const STATES: [(&str, &[&str]); 12] = [
    ("requested", &[]),
    ("requested, with a question", &["ask"]),
    ("accepted", &["accept"]),
    ("accepted, on the waiting list", &["accept", "waitList"]),
    ("accepted, planned", &["accept", "plan"]),
    ("accepted, and nobody was there", &["accept", "noShow"]),
    ("inProgress", &["accept", "start"]),
    ("onHold", &["accept", "hold"]),
    ("rejected", &["reject"]),
    ("completed", &["accept", "complete"]),
    ("failed", &["accept", "fail"]),
    ("cancelled", &["cancel"]),
];

const VERBS: [&str; 13] = [
    "accept", "reject", "start", "hold", "resume", "complete", "fail", "cancel", "waitList", "plan", "noShow", "ask",
    "handBack",
];

/// The answer shows nothing of a person who took their yes back.
fn shows_nothing(answer: &Answer, what: &str) {
    for secret in
        ["Zeeprik", "Kwikstaart", "Roerdompstraat", "1937", "zwaluwnesten-bekijken", "Needs a nurse", "Is there a lift"]
    {
        assert!(!stands(&answer.text, secret), "{what}: {secret} in {answer}");
    }
}

both! {
    with TestApp::calling_here;

    fn nothing_comes_that_was_not_agreed_to(t) {
        let stage = Stage::sets(t);
        let in_fhir = [
            ("name", "Patient"), ("email", "Patient"), ("address", "Patient"), ("birthYear", "Patient"), ("languages", "Patient"),
            ("contactPerson", "Patient"), ("requestText", "ServiceRequest"), ("accessibilityNotes", "ServiceRequest"),
            ("windows", "ServiceRequest"),
        ];
        plays(&stage, &OF_AN, &words(), &in_fhir);
    }

    fn a_phone_and_a_rhythm_come_when_they_were_agreed_to(t) {
        let said = json!({
            "phone": "+32470123987", "firstName": "Zeeprik", "lastName": "Kwikstaart", "birthYear": 1937, "languages": [], "locale": "en",
        });
        t.client().post("/v1/accounts", said).ok(202);
        let session = json!({ "phone": "+32470123987", "code": t.code_sent_to("+32470123987") });
        let session = t.client().post("/v1/sessions", session).ok(201);
        let client = t.client().with_token(session.body["accessToken"].as_str().unwrap());
        let id = session.body["person"]["id"].as_str().unwrap().parse().unwrap();
        let fatima = Person { id, email: String::new(), client };
        fatima.with_header("If-None-Match", "*").put("/v1/me/home", json!({ "position": in_lindewijk(0) })).ok(200);
        let stage = Stage::sets(t);
        let stage = Stage { scene: Scene { an: fatima, ..stage.scene }, ..stage };
        let more = json!({
            "text": { "lang": "nl", "text": "eten-voor-de-wintergasten" }, "helpKind": "recurring", "rhythm": "weekly",
            "weeklySlots": [{ "day": "sat", "from": "05:37", "to": "07:41" }],
        });
        plays(&stage, &OF_FATIMA, &more, &[("phone", "Patient"), ("requestText", "ServiceRequest")]);
    }

    fn who_is_reached_in_one_way_only_is_shown_in_no_other(t) {
        let stage = Stage::sets(t);
        let safe = json!({ "channel": "sms", "number": "+32471889922", "mayLeaveMessage": true });
        let rules = json!({ "safeContact": safe, "contactProhibited": false });
        stage.scene.an.with_header("if-none-match", "*").put("/v1/me/contactRules", rules).ok(200);
        plays(&stage, &OF_NELE, &words(), &[("safeContact", "Patient"), ("name", "Patient")]);
        // Even with a yes to it.
        let asked = stage.asks(words());
        let (id, consent) = stage.shares(&asked, &["name", "email", "safeContact"]);
        let read = stage.reads(&asked, &id, &consent);
        let email = [OF_AN[1]];
        assert_eq!(leaks(&read, &email, &[], &[]), Vec::<String>::new());
    }

    /// The planted leaks: on each way one is found.
    fn a_leak_on_any_way_is_found(t) {
        let stage = Stage::sets(t);
        let asked = stage.asks(words());
        let (id, consent) = stage.shares(&asked, &["name"]);
        stage.t.works();
        stage.scene.lotte.refers("ask", &id).ok(200);
        stage.scene.katrien.post(&format!("{}/reply", path(&id)), json!({ "reply": "Zij is van 1937." })).ok(200);
        execute(&t.fixture.url, "UPDATE organisations SET name = 'In de Roerdompstraat' WHERE name = 'Zorg Nabij'");
        let outside = Client::new(&format!("http://127.0.0.1:{}", stage.receiver.port()));
        outside.post("/in", json!({ "subject": "driemaal-de-koekoeksbel" })).ok(204);
        let mail = format!("Message-ID: <018f0000-0000-7000-8000-000000000000@buurtnet>\r\nTo: {MAILBOX}\r\n\r\nzwaluwnesten=\r\n-bekijken\r\n");
        std::fs::write(t.mailbox().join("planted.eml"), mail).unwrap();
        let found = leaks(&stage.reads(&asked, &id, &consent), &OF_AN, &["name"], &[]);
        for leak in [
            "birthYear by API", "birthYear by the page", "birthYear by Task", "birthYear by FHIR Task", "address by HSDS",
            "address by FHIR Organization", "address by /v1/organisations", "accessibilityNotes by webhook",
            "address by the door of the page", "requestText by mail",
        ] {
            assert!(found.iter().any(|it| it == leak), "{leak}: {found:?}");
        }
        assert!(!found.iter().any(|it| it.starts_with("name") || it.starts_with("email")), "{found:?}");
        assert!(stands("a 1937, b", "1937") && !stands("a-1937-b", "1937") && !stands("19375", "1937"));
    }

    fn after_a_withdrawal_the_next_call_on_each_way_is_refused_in_any_state(t) {
        let stage = Stage::sets(t);
        let scene = &stage.scene;
        let lotte = scene.lotte.off_contract();
        let fields = ["name", "address", "birthYear", "requestText"];
        for (turn, (state, way)) in STATES.into_iter().enumerate() {
            // Each way first, with nothing called in between that could have closed it; all of them in each state in the full run.
            let firsts = if in_full() { 0..6 } else { turn % 6..turn % 6 + 1 };
            for first in firsts {
                let asked = stage.asks(words());
                let (id, consent) = stage.shares(&asked, &fields);
                let page = Reader::comes_in(t);
                let (form, opened) = (page.hidden("form"), lotte.get(&path(&id)).ok(200).etag());
                for verb in way {
                    lotte.refers(verb, &id).ok(200);
                }
                let (seen, read) = (lotte.get(&path(&id)).ok(200), lotte.get(&task(&id)).ok(200));
                assert!(stands(&seen.text, "Zeeprik") && stands(&page.looks().text, "Zeeprik"), "{state}");
                assert!(page.looks().text.contains("stemde"), "{state}: on which yes it rests");
                assert!(stands(&lotte.get(&fhir("Patient", &id)).ok(200).text, "Kwikstaart"), "{state}");
                let was_live = ["requested", "accepted", "inProgress", "onHold"].contains(&seen.field("state").as_str().unwrap());
                scene.an.post(&format!("/v1/consents/{consent}/withdraw"), json!({})).ok(200);
                let check = |which: usize| {
                    let what = format!("{state}, {which} after the yes was taken back");
                    match which {
                        0 => {
                            let now = lotte.get(&path(&id)).ok(200);
                            shows_nothing(&now, &what);
                            assert_eq!((now.body.get("shared"), now.body.get("reason"), now.body.get("messages")), (None, None, None));
                            let is = if was_live { &json!("cancelled") } else { seen.field("state") };
                            assert_eq!(now.field("state"), is, "{what}");
                        }
                        1 => for verb in VERBS {
                            let answer = lotte.post(&format!("{}/{verb}", path(&id)), referral_words(verb));
                            let is_ended_well = (state, verb) == ("completed", "handBack");
                            answer.is_problem(if is_ended_well { "consentMissing" } else { "wrongState" }, 409);
                            shows_nothing(&answer, &what);
                        },
                        2 => {
                            let now = page.looks().ok(200);
                            shows_nothing(&now, &what);
                            assert!(now.text.contains("Wat gedeeld werd, is niet meer te lezen.") && !now.text.contains("<form method"), "{what}: {now}");
                            // Nor that there is a yes.
                            assert!(!now.text.contains("stemde"), "{what}: {now}");
                        }
                        3 => for verb in ["accept", "reject", "complete", "ask", "plan", "waitList"] {
                            // As it was read when it came, and as it stands.
                            let now = scene.katrien.get(&path(&id)).ok(200).field("version").to_string();
                            let read_then = opened.trim_matches('"').to_owned();
                            for version in [read_then, now.clone()] {
                                let said = [
                                    ("form", form.as_str()), ("version", &version), ("verb", verb), ("reason", "noCapacity"),
                                    ("outcome", "helped"), ("question", "Why?"), ("at", "2026-04-01T09:00"), ("from", "2026-06-01"),
                                ];
                                let answer = page.fills_in("answer", &said);
                                assert_eq!(answer.status, if version == now { 409 } else { 412 }, "{what}: {answer}");
                                shows_nothing(&answer, &what);
                            }
                        },
                        4 => for kind in ["Patient", "Consent"] {
                            let answer = lotte.get(&fhir(kind, &id));
                            refused(&answer, "accessEnded", 410);
                            shows_nothing(&answer, &what);
                        },
                        _ => {
                            for kind in ["Task", "ServiceRequest"] {
                                shows_nothing(&lotte.get(&fhir(kind, &id)).ok(200), &what);
                            }
                            for verb in VERBS {
                                let mut body = read.body.clone();
                                write(verb, &mut body);
                                let late = lotte.if_match(&read.etag()).put(&task(&id), body);
                                shows_nothing(&late, &what);
                                if was_live {
                                    refused(&late, "stale", 412);
                                }
                                let answer = puts(&scene.lotte, &id, |it| write(verb, it));
                                shows_nothing(&answer, &what);
                                assert_eq!(answer.status, 422, "{what} {verb}: {answer}");
                            }
                        }
                    }
                };
                (0..6).map(|it| (first + it) % 6).for_each(check);
            }
        }
    }
}
