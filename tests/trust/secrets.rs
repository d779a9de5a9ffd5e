//! What opens something stands in no row: not in the outbox, not in the audit log, nowhere.

use buurtnet::platform::seal::hex;
use serde_json::json;

use crate::support::TestApp;
use crate::support::fixture::dump;
use crate::support::people::PASSWORD;

/// In which tables a secret stands, as it is or in hexadecimal.
fn found(t: &TestApp, secrets: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for (table, rows) in dump(&t.fixture.url) {
        for secret in secrets {
            let hex = hex(secret.as_bytes());
            if rows.iter().any(|row| row.contains(secret.as_str()) || row.to_lowercase().contains(&hex)) {
                found.push(format!("{secret} in {table}"));
            }
        }
    }
    found
}

both! {
    with TestApp::strict;

    fn no_secret_of_a_sign_in_stands_in_a_row(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let enrolled = t.enrols(&katrien);
        let sign_in = json!({
            "email": katrien.email, "password": PASSWORD, "recoveryCode": enrolled.recovery_codes[0],
        });
        let body = t.client().post("/v1/sessions", sign_in).ok(201).body;
        let rosa = t.registered_person("Rosa");
        let card = enrolled.client.post(&format!("/v1/people/{rosa}/activationCards"), json!({})).ok(201);
        t.works();
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        let mut secrets = vec![enrolled.secret, text("refreshToken"), text("deviceToken"), text("accessToken")];
        secrets.extend(enrolled.recovery_codes.iter().flat_map(|it| [it.clone(), it.replace('-', "")]));
        let code = card.body["code"].as_str().unwrap();
        secrets.extend([code.to_owned(), code.replace('-', "")]);
        assert_eq!(found(t, &secrets), Vec::<String>::new());
        // What is looked for would be found.
        assert!(found(t, &["DEMO-01".to_owned()]).contains(&"DEMO-01 in neighbourhoods".to_owned()));
    }
}
