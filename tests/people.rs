//! Register, sign in, live somewhere.

use serde_json::json;

use crate::support::TestApp;
use crate::support::people::{PASSWORD, in_lindewijk};

fn registration(email: &str) -> serde_json::Value {
    json!({
        "email": email, "password": PASSWORD, "firstName": "An", "lastName": "Peeters", "birthYear": 1950,
        "languages": [{ "tag": "nl", "level": "good" }], "locale": "nl-BE",
    })
}

both! {
    with TestApp::start;

    fn somebody_registers_verifies_and_signs_in(t) {
        let client = t.client();
        client.post("/v1/accounts", registration("an@buurt.example")).ok(202);
        let sign_in = json!({ "email": "an@buurt.example", "password": PASSWORD });
        client.post("/v1/sessions", sign_in.clone()).is_problem("notSignedIn", 401);
        let token = t.token_mailed_to("an@buurt.example");
        client.post("/v1/accounts/verify", json!({ "token": token })).ok(204);
        client.post("/v1/accounts/verify", json!({ "token": token })).is_problem("tokenInvalid", 400);
        let session = client.post("/v1/sessions", sign_in).ok(201);
        let an = client.with_token(session.body["accessToken"].as_str().unwrap());
        let me = an.get("/v1/me").ok(200);
        assert_eq!(me.body["firstName"], "An");
        assert_eq!(me.body["email"], "an@buurt.example");
        assert_eq!(me.body["roles"], json!([]));
    }

    fn a_home_shows_its_neighbourhood_and_cell_and_never_the_position(t) {
        let ada = t.newcomer("Ada");
        ada.get("/v1/me/home").is_problem("notFound", 404);
        let home = json!({ "position": in_lindewijk(0), "address": "Lindelaan 1, 2800 Mechelen" });
        ada.put("/v1/me/home", home.clone()).is_problem("preconditionRequired", 428);
        let set = ada.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        assert_eq!(set.body["neighbourhood"]["code"], "DEMO-01");
        assert!(!set.text.contains("51.04") && !set.text.contains("Lindelaan"), "{}", set.text);
    }
}
