//! The first run: from an empty database to an open neighbourhood; and what an administrator sets.

use buurtnet::instance::setup;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::client::Client;
use crate::support::people::PASSWORD;
use crate::support::requests::{wish, with};
use crate::support::trust::later;
use crate::support::{Fixture, TestApp};

const TWO_SQUARES: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"wijkcode":"W01","naam":"Rabot <b>","niscode":"44021"},"geometry":{"type":"Polygon",
     "coordinates":[[[4.0,51.0],[4.01,51.0],[4.01,51.01],[4.0,51.01],[4.0,51.0]]]}},
    {"type":"Feature","properties":{"wijkcode":"W02","naam":"Brugse Poort","niscode":"44021"},"geometry":{"type":"Polygon",
     "coordinates":[[[4.02,51.0],[4.03,51.0],[4.03,51.01],[4.02,51.0]]]}}]}"#;

fn empty(fixture: Fixture) -> TestApp {
    TestApp::limited(fixture, 0)
}

/// The token of the link that a start prints.
fn token(t: &TestApp) -> String {
    let link = t.read(setup::link).expect("there is no administrator");
    link.strip_prefix("/setup#").expect("behind #").to_owned()
}

fn administrator(token: &str, email: &str) -> Value {
    json!({
        "token": token, "email": email, "password": PASSWORD, "firstName": "Sofie", "lastName": "Maes",
        "birthYear": 1980, "locale": "en",
    })
}

/// Sends a file with the form of the page.
fn uploads(t: &TestApp, browser: &Browser, file: &[u8]) -> (u16, Option<String>, String) {
    let page = browser.page();
    let mut body = Vec::new();
    for name in ["guard", "once"] {
        let part = format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{}\r\n", page.hidden(name));
        body.extend_from_slice(part.as_bytes());
    }
    body.extend_from_slice(b"--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"w.geojson\"\r\n\r\n");
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--XX--\r\n");
    let cookies: Vec<_> = browser.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
    let client = Client::new(t.base()).with_header("cookie", &cookies.join("; "));
    let kind = "multipart/form-data; boundary=XX";
    let answer = client.send_bytes("POST", "/console/admin/neighbourhoods/imports", kind, &body);
    let to = answer.header("location").map(str::to_owned);
    (answer.status, to, answer.text)
}

fn import_of(admin: &Client, file: &str) -> String {
    admin.post("/v1/neighbourhoodImports", json!({ "file": file })).ok(201).id()
}

both! {
    with empty;

    fn from_the_link_to_an_open_neighbourhood(t) {
        let browser = Browser::of(t);
        browser.opens("/setup").with(200).shows("buurtnet restore --from").shows("id=\"token\"");
        let typed = |token: &str, again: &str| {
            browser.sends("/setup", &[
                ("token", token), ("firstName", "Sofie"), ("lastName", "Maes"), ("birthYear", "1980"),
                ("email", "sofie@buurt.example"), ("password", PASSWORD), ("passwordAgain", again), ("locale", "en"),
            ])
        };
        let token = token(t);
        typed("wrong", PASSWORD).with(400).shows("value=\"Sofie\"");
        let twice = typed(&token, "another-password");
        twice.with(400).shows("href=\"#passwordAgain\"").shows(">is not the same twice</span></li>").hides(PASSWORD);
        twice.shows("<span id=\"passwordAgain-why\" class=\"why\">is not the same twice</span>");
        let nothing = browser.sends("/setup", &[("token", &token), ("firstName", ""), ("birthYear", "80"), ("password", "kort")]);
        nothing.with(400).shows("First name</a>: <span id=\"firstName-wrong\">is empty</span>").shows(">lies between 1900 and 2100</span></li>");
        nothing.shows(">has at least 12 characters</span></li>").shows("href=\"#email\"");
        let late = Browser::of(t);
        late.opens("/setup").with(200).shows("id=\"token\"");
        typed(&format!("http://x/setup#{token}"), PASSWORD).with(200).shows("Set up Buurtnet").shows("Bring neighbourhoods in");
        late.sends("/setup", &[("token", &token)]).with(200).shows("There is an administrator already");
        browser.opens("/console/account/authenticator").with(200).shows("Step 2 of 5").shows("Aegis");
        browser.opens("/setup");
        browser.opens("/console").with(200);
        assert_eq!(browser.page().path, "/setup", "that comes first");

        browser.opens("/console/admin/neighbourhoods").with(200).shows("There are no neighbourhoods yet");
        let (status, to, _) = uploads(t, &browser, TWO_SQUARES.as_bytes());
        assert_eq!(status, 303);
        let to = to.expect("where it is looked at");
        // Whoever leaves finds it again.
        browser.opens("/console/admin/neighbourhoods").shows(&to);
        browser.opens(&to).with(200).shows("<path").shows("Rabot &#60;b&#62;").shows("44021").shows("value=\"W02\" checked");
        browser.sends(&format!("{to}/bring-in"), &[("neighbourhood", "W01")]).with(200).shows("The neighbourhoods are in");
        browser.page().shows("1: Rabot &#60;b&#62;").hides("1: W01");
        browser.opens("/setup").with(200).shows("Choose a template").shows("Set who is on duty").hides("is open");
        let known = t.client().get("/v1/neighbourhoods").ok(200);
        assert_eq!(known.body["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(known.body["items"][0]["municipality"], "44021");

        let id = known.body["items"][0]["id"].as_str().unwrap().to_owned();
        let page = format!("/console/admin/neighbourhoods/{id}");
        browser.opens(&page).with(200);
        browser.sends(&format!("{page}/template"), &[("template", "careful")]).with(200).shows("Saved");
        browser.opens("/console/admin/mail").with(200);
        let mail = [("server", "localhost"), ("port", "1"), ("security", "none"), ("user", "u"), ("password", "geheim-woord"),
            ("from", "Buurt <buurt@buurt.example>")];
        browser.sends("/console/admin/mail", &mail).with(200).shows("Saved").hides("geheim-woord");
        browser.sends("/console/admin/mail/test", &[]).with(502).shows("cannot be reached. Are its name and the port right?");
        browser.sends("/console/language", &[("language", "nl-BE")]);
        browser.opens("/console/admin/mail");
        browser.sends("/console/admin/mail/test", &[]).with(502).shows("De mailserver is niet te bereiken.").hides("cannot be reached");
        browser.sends("/console/language", &[("language", "en")]);
        // What was chosen is done; a neighbourhood without anybody who works there is not open, and mail may not arrive.
        browser.opens("/setup").with(200).hides("Choose a template").shows("#phone").shows("Send a mail to try it");
        browser.page().hides("Your neighbourhood is open");
        browser.page().shows("href=\"/console/admin/invitations\"");
        browser.opens("/console/admin/invitations").with(200).shows("There are no invitations yet");
        let three = [("grantedRole", "buurtwerker"), ("neighbourhoodId", &id), ("howMany", "3")];
        let sheet = browser.sends("/console/admin/invitations", &three);
        sheet.with(200).shows("Rabot &#60;b&#62;").shows("/console/join");
        assert_eq!(sheet.text.matches("class=\"secret\"").count(), 3, "{}", sheet.text);
        t.buurtwerker("Katrien", id.parse().unwrap());
        browser.opens("/setup").with(200).shows("Your neighbourhood is open");
        Browser::of(t).opens("/setup").with(200).shows("There is an administrator already");
    }

    fn a_token_that_is_altered_expired_or_used_makes_nobody(t) {
        let (token, client) = (token(t), t.client());
        let mut altered = token.clone().into_bytes();
        altered[20] = if altered[20] == b'A' { b'B' } else { b'A' };
        for wrong in [String::from_utf8(altered).unwrap(), String::new(), "setup".to_owned()] {
            client.post("/v1/setup", administrator(&wrong, "a@buurt.example")).is_problem("tokenInvalid", 400);
        }
        t.passes(TimeDelta::minutes(31));
        client.post("/v1/setup", administrator(&token, "a@buurt.example")).is_problem("tokenInvalid", 400);
        let token = self::token(t);
        t.passes(TimeDelta::minutes(29));
        client.post("/v1/setup", administrator(&token, "a@buurt.example")).ok(204);
        client.post("/v1/setup", administrator(&token, "b@buurt.example")).is_problem("tokenInvalid", 400);
        assert_eq!(t.read(setup::link), None);
        client.post("/v1/sessions", json!({ "email": "a@buurt.example", "password": PASSWORD })).ok(201);
    }

    fn of_two_at_once_one_becomes_administrator(t) {
        let token = token(t);
        let makes = |name: &str| {
            t.client().send("POST", "/v1/setup", Some(administrator(&token, &format!("{name}@buurt.example")))).status
        };
        let mut statuses = std::thread::scope(|threads| {
            let (one, other) = (threads.spawn(|| makes("one")), threads.spawn(|| makes("other")));
            [one.join().unwrap(), other.join().unwrap()]
        });
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 400]);
    }

    fn a_file_of_the_wrong_kind_is_refused_in_words(t) {
        let admin = t.administrator("Sofie");
        let browser = Browser::signed_in(t, &admin);
        for (file, words) in [
            (&b""[..], "The file is empty"),
            (b"hello", "This is no GeoJSON file"),
            (b"{\"type\":\"Feature\"}", "holds no collection"),
            (b"PK\x03\x04\xff\xfe", "This is a ZIP file"),
            (b"\xff\xfe\x00", "This is no text"),
            (b"{\"type\":\"FeatureCollection\",\"features\":[]}", "There are no neighbourhoods in this file"),
        ] {
            browser.opens("/console/admin/neighbourhoods");
            let (status, _, text) = uploads(t, &browser, file);
            assert_eq!(status, 400, "{words}: {text}");
            assert!(text.contains(words), "{words}: {text}");
        }
        browser.opens("/console/admin/neighbourhoods");
        let (status, _, text) = uploads(t, &browser, &vec![b' '; 50 * 1024 * 1024]);
        assert_eq!(status, 413, "{text}");
        assert!(text.contains("16 MB at most"), "{text}");
        let off_earth = TWO_SQUARES.replace("51.", "151.");
        let id = import_of(&admin, &off_earth);
        let seen = admin.get(&format!("/v1/neighbourhoodImports/{id}")).ok(200);
        assert_eq!(seen.body["found"], json!([]));
        assert_eq!(seen.body["broken"].as_array().map(Vec::len), Some(2));
        admin.post(&format!("/v1/neighbourhoodImports/{id}/bringIn"), json!({})).is_problem("badRequest", 400);
        admin.post("/v1/neighbourhoodImports", json!({ "file": "hello" })).is_problem("badRequest", 400);
        t.newcomer("Ada").post("/v1/neighbourhoodImports", json!({ "file": "x" })).is_problem("forbidden", 403);
    }

    fn other_properties_are_read_and_a_file_is_done_once(t) {
        let admin = t.administrator("Sofie");
        let path = format!("/v1/neighbourhoodImports/{}", import_of(&admin, TWO_SQUARES));
        let seen = admin.get(&path).ok(200);
        assert_eq!((&seen.body["codeProperty"], &seen.body["nameProperty"]), (&json!("wijkcode"), &json!("naam")));
        assert_eq!(seen.body["found"][0]["standing"], "new");
        let other = json!({ "nameProperty": "wijkcode", "municipalityProperty": null, "municipality": "11001" });
        let anew = admin.if_match(&seen.etag()).patch(&path, other.clone()).ok(200);
        assert_eq!(anew.body["found"][1], json!({ "code": "W02", "name": "W02", "municipality": "11001", "standing": "new" }));
        admin.if_match(&seen.etag()).patch(&path, other).is_problem("stale", 412);
        admin.if_match(&anew.etag()).patch(&path, json!({ "codeProperty": "no" })).is_problem("badRequest", 400);
        let bring = format!("{path}/bringIn");
        admin.post(&bring, json!({ "codes": ["W01", "W09"] })).is_problem("badRequest", 400);
        let done = admin.post(&bring, json!({ "codes": ["W01"] })).ok(200);
        assert_eq!(done.body["outcome"]["new"], json!(["W01"]));
        admin.post(&bring, json!({})).is_problem("wrongState", 409);
        let again = format!("/v1/neighbourhoodImports/{}", import_of(&admin, TWO_SQUARES));
        let seen = admin.get(&again).ok(200);
        assert_eq!(seen.body["found"][0]["standing"], "changed", "it has another name");
        admin.if_match(&seen.etag()).delete(&again).ok(204);
        admin.get(&again).is_problem("notFound", 404);
    }

    fn mail_is_set_by_an_administrator_and_its_password_goes_nowhere_else(t) {
        let admin = t.administrator("Sofie");
        let first = admin.with_header("If-None-Match", "*");
        let said = json!({
            "server": "smtp.buurt.example", "port": 465, "security": "tls", "user": "buurt", "password": "geheim-woord",
            "from": "Buurt <buurt@buurt.example>",
        });
        admin.get("/v1/mailSettings").is_problem("notFound", 404);
        for (pointer, wrong) in [
            ("/server", json!({ "server": "http://evil/" })), ("/from", json!({ "from": "nobody" })),
            ("/security", json!({ "security": "none" })), ("/password", json!({ "user": "other", "password": null })),
        ] {
            let mut body = with(said.clone(), wrong);
            if body["password"].is_null() {
                body.as_object_mut().unwrap().remove("password");
            }
            let refused = first.put("/v1/mailSettings", body);
            refused.is_problem("badRequest", 400);
            assert_eq!(refused.body["issues"][0]["pointer"], pointer);
        }
        let set = first.put("/v1/mailSettings", said.clone()).ok(200);
        assert!(!set.text.contains("geheim-woord") && set.body["hasPassword"] == true, "{}", set.text);
        first.put("/v1/mailSettings", said.clone()).is_problem("stale", 412);
        let mut without = said.clone();
        without.as_object_mut().unwrap().remove("password");
        let kept = admin.if_match(&set.etag()).put("/v1/mailSettings", without.clone()).ok(200);
        assert_eq!(kept.body["hasPassword"], true);
        let elsewhere = with(without, json!({ "server": "smtp.evil.example" }));
        admin.if_match(&kept.etag()).put("/v1/mailSettings", elsewhere).is_problem("badRequest", 400);
        t.passes(TimeDelta::minutes(6));
        let admin = later(t, &admin);
        admin.if_match(&kept.etag()).put("/v1/mailSettings", said).is_problem("stepUpNeeded", 403);
        admin.post("/v1/mailSettings/test", json!({})).is_problem("stepUpNeeded", 403);
        t.newcomer("Ada").get("/v1/mailSettings").is_problem("forbidden", 403);
    }
}

both! {
    with TestApp::start;

    fn what_a_neighbourhood_has_switched_off_is_not_asked_for(t) {
        let here = t.neighbourhood("DEMO-01");
        let (admin, an) = (t.administrator("Sofie"), t.resident("An"));
        let policy = format!("/v1/neighbourhoods/{here}/policy");
        let etag = admin.get(&policy).ok(200).etag();
        let off = json!({
            "categoriesOff": ["groceries"],
            "categoryTitles": [{ "category": "walk", "locale": "nl-BE", "title": "Kuieren" }],
        });
        let walks = an.asks(wish("walk"));
        admin.if_match(&etag).patch(&policy, off).ok(200);
        an.post("/v1/requests", wish("groceries")).is_problem("categoryNotOn", 409);
        an.if_match("*").patch(&format!("/v1/requests/{}", walks.id), json!({ "category": "groceries" })).is_problem("categoryNotOn", 409);
        let seen = t.client().get(&format!("/v1/neighbourhoods/{here}")).ok(200);
        assert!(!seen.body["categories"].as_array().unwrap().contains(&json!("groceries")));
        assert_eq!(seen.body["categoryTitles"][0]["title"], "Kuieren");
        let closed = admin.if_match("*").patch(&policy, json!({ "state": "closed", "categoriesOff": null })).ok(200);
        assert_eq!((&closed.body["state"], &closed.body["categoriesOff"]), (&json!("closed"), &json!([])));
        an.post("/v1/requests", wish("groceries")).is_problem("wrongState", 409);
        let careful = admin.post(&format!("{policy}/useTemplate"), json!({ "template": "careful" })).ok(200);
        assert_eq!(careful.body["waysToMatch"], json!(["buurtwerker"]));
        assert_eq!(careful.body["categoryTitles"][0]["title"], "Kuieren", "its own words stay");
    }
}
