//! A canary: what is personal stands nowhere in the clear but where it must be shown.

use buurtnet::db::schema::{data_keys, people};
use buurtnet::ids::PersonId;
use buurtnet::platform::seal::{Field, hex};
use buurtnet::privacy::erasure::{ErasureList, keep};
use diesel::prelude::*;
use serde_json::json;

use crate::doors::channels::{in_letters, leaks, listen, overheard};
use crate::doors::words::{CALLER, OWNER, PASSWORD, in_clear, said, sung};
use crate::support::TestApp;
use crate::support::fixture::{Backend, dump, execute};

/// The data key of a person, as it is stored.
fn wrapped_key(t: &TestApp, of: PersonId) -> Vec<u8> {
    t.read(move |tx| Ok(data_keys::table.find(of).select(data_keys::wrapped).first(tx.conn)?))
}

/// The name of a person, as it is stored.
fn sealed_name(t: &TestApp, of: PersonId) -> Vec<u8> {
    t.read(move |tx| Ok(people::table.find(of).select(people::name).first(tx.conn)?))
}

/// Whether some bytes stand in the files of the database (SQLite), and in its rows.
fn stands(t: &TestApp, bytes: &[u8]) -> (bool, bool) {
    let path = t.fixture.url.trim_start_matches("sqlite://");
    let read = |file: String| std::fs::read(file).unwrap_or_default();
    let files = [path.to_owned(), format!("{path}-wal")].map(read);
    let in_files = files.iter().any(|it| it.windows(bytes.len()).any(|window| window == bytes));
    let text = hex(bytes);
    let in_rows = dump(&t.fixture.url).values().flatten().any(|row| row.to_lowercase().contains(&text));
    (in_files, in_rows)
}

both! {
    with TestApp::start;

    fn a_person_stands_in_no_row_no_file_and_no_log_line(t) {
        listen();
        let client = t.client();
        let [first, family] = ["first", "last"].map(|it| said(OWNER, Field::PersonName, it));
        let [lat, lon] = ["lat", "lon"].map(|it| said(OWNER, Field::PersonHome, it));
        let (email, password) = (said(OWNER, Field::AccountEmail, "email"), PASSWORD);
        let street = said(OWNER, Field::PersonContact, "address");
        let phone = said(CALLER, Field::AccountPhone, "phone");
        let sings = |text: &str| sung(text.as_bytes());
        client.post("/v1/accounts", json!({
            "email": email, "password": password, "firstName": first, "lastName": family, "birthYear": 1950,
            "languages": [{ "tag": "nl", "level": "good" }], "locale": "nl-BE",
        })).ok(202);
        let token = t.token_mailed_to(email);
        client.post("/v1/accounts/verify", json!({ "token": token })).ok(204);
        let body = client.post("/v1/sessions", json!({ "email": email, "password": password })).ok(201).body;
        let nelle = client.with_token(body["accessToken"].as_str().unwrap());
        let position = json!({ "lat": lat.parse::<f64>().unwrap(), "lon": lon.parse::<f64>().unwrap() });
        let home = json!({ "position": position, "address": format!("{street} 7, 2800 Mechelen") });
        let set = nelle.with_header("if-none-match", "*").put("/v1/me/home", home.clone()).ok(200);
        assert_eq!(sings(&set.text), None, "{set}");
        let located = client.post("/v1/neighbourhoods/locate", json!({ "position": position })).ok(200);
        assert!(!located.text.contains("51.04"), "{located}");
        nelle.if_match("*").patch("/v1/me", json!({ "firstName": first })).ok(200);
        let worry = json!({ "about": { "personId": body["person"]["id"] }, "text": format!("{first} {street}") });
        nelle.post("/v1/concerns", worry).ok(201);
        client.post("/v1/accounts/reset", json!({ "email": email })).ok(202);
        let by_phone = json!({
            "phone": phone, "firstName": first, "lastName": family, "birthYear": 1950, "languages": [], "locale": "nl-BE",
        });
        client.post("/v1/accounts", by_phone).ok(202);
        client.post("/v1/sessions/code", json!({ "phone": phone })).ok(202);
        client.post("/v1/sessions", json!({ "phone": phone, "code": t.code_sent_to(phone) })).ok(201);
        // Refusals tell where, and never what.
        for refused in [
            nelle.if_match("*").put("/v1/me/home", json!({ "position": position, "address": [street] })),
            nelle.if_match("*").put("/v1/me/home", json!({ "position": [lat, lon], "address": street })),
            nelle.if_match("*").patch("/v1/me", json!({ "firstName": { "name": first }, "lastName": [family] })),
            nelle.if_match("*").patch("/v1/me", json!({ "locale": family, "languages": [{ "tag": first, "level": family }] })),
            client.post("/v1/sessions", json!({ "email": [email], "password": { "is": password } })),
            client.post("/v1/sessions", json!({ "phone": format!("{phone} "), "code": "123456" })),
            client.post("/v1/sessions", json!({ "email": format!("{email} "), "password": password })),
            client.post("/v1/sessions", json!({ "email": email, "password": format!("{password}!") })),
        ] {
            assert!((400..500).contains(&refused.status), "{refused}");
            assert_eq!(sings(&refused.text), None, "{refused}");
        }
        // Others learn nothing: not a resident, and of the position not even the team.
        let (ben, katrien) = (t.resident("Ben"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let path = format!("/v1/people/{}", body["person"]["id"].as_str().unwrap());
        assert!(!ben.get(&path).ok(404).text.contains(first));
        let seen = katrien.get(&path).ok(200);
        assert_eq!(seen.body["firstName"], first);
        assert_eq!(sings(&seen.text.replace(first, "").replace(family, "")), None, "{seen}");

        assert_eq!(leaks(t), Vec::<String>::new());
    }

    /// Words are sealed as long as the person is there; what must be gone after an erasure is the key that opens them, in
    /// every file, so that not even who has the master key reads a word again.
    fn after_an_erasure_nothing_opens_what_was_sealed(t) {
        let ada = t.resident("Ada");
        let home = json!({ "position": { "lat": 51.041_234_5, "lon": 4.475_678_9 }, "address": "Vogelzangstraat 7" });
        ada.if_match("*").put("/v1/me/home", home).ok(200);
        ada.post("/v1/me/export", json!({})).ok(200);
        t.works();
        let (key, sealed) = (wrapped_key(t, ada.id), sealed_name(t, ada.id));
        let (in_files, in_rows) = stands(t, &key);
        assert!(in_files || t.fixture.backend != Backend::Sqlite, "the key stood there");
        assert!(in_rows && stands(t, &sealed).1);
        ada.if_match("*").delete("/v1/me").ok(204);
        t.works();
        let folder = tempfile::tempdir().unwrap();
        let list = ErasureList::new(folder.path().join("list"));
        t.run(keep(&t.store, &list)).unwrap();
        for gone in [&key, &sealed] {
            assert_eq!(stands(t, gone), (false, false));
        }
        assert_eq!(in_clear(&t.fixture.url), Vec::<String>::new());
        let listed = std::fs::read_to_string(folder.path().join("list")).unwrap();
        assert!(sung(listed.as_bytes()).is_none() && !listed.contains("Ada"), "{listed}");
        for table in ["exports", "outbox", "idempotency_keys", "sessions", "accounts", "one_time_tokens"] {
            let id = ada.id.to_string();
            let rows = dump(&t.fixture.url).remove(table).unwrap();
            let bare = id.replace('-', "").to_uppercase();
            assert!(!rows.iter().any(|it| it.contains(&id) || it.contains(&bare)), "{table}");
        }
    }

    /// The planted faults: one in a row, one in a log line, one in a mail and one in an SMS.
    fn a_canary_that_sings_is_heard(t) {
        listen();
        execute(&t.fixture.url, "UPDATE neighbourhoods SET name = 'Zonnevogel' WHERE code = 'DEMO-01'");
        assert_eq!(in_clear(&t.fixture.url), ["Zonnevogel in neighbourhoods"]);
        tracing::trace!(name = "Zonnevogel", "planted");
        assert!(overheard().1.iter().any(|it| it.contains("Zonnevogel")));
        let to = said(OWNER, Field::AccountEmail, "email");
        let mail = |text: &str| format!("To: {to}\r\nSubject: Buurtnet\r\n\r\n{text}\r\n");
        let sms = |text: &str| json!({ "id": "1", "to": said(CALLER, Field::AccountPhone, "phone"), "text": text }).to_string();
        let plant = |name: &str, letter: String| std::fs::write(t.mailbox().join(name), letter).unwrap();
        plant("1.eml", mail("Dag"));
        plant("1.json", sms("Dag"));
        assert_eq!(in_letters(t.mailbox()).0, Vec::<String>::new());
        plant("2.eml", mail("Dag Zonne=\r\nvogel"));
        plant("2.json", sms("Dag Zonnevogel"));
        plant("3.eml", mail(&format!("Schrijf naar {to}")));
        assert_eq!(in_letters(t.mailbox()).0.len(), 3);
    }
}
