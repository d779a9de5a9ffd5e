//! Whole journeys over HTTP, as an app and a console would make them, with the names that clients rely on.

mod a_death;
mod beside;
mod brugfiguur;
mod company;
mod holidays;
mod late_cancel;
mod moving;
mod not_at_home;
mod street;
mod three_refusals;
mod widow;
mod withdrawn_consent;

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Client;
use crate::support::fixture::test_data;
use crate::support::people::{PASSWORD, Person};

/// Where a story plays: a neighbourhood, and two homes in it within two kilometres.
pub struct Scene {
    code: String,
    nis: String,
    homes: [Value; 2],
}

impl Scene {
    pub fn demo() -> Self {
        let home = |lon: f64| json!({ "lat": 51.04, "lon": lon });
        Self { code: "DEMO-01".into(), nis: "99999".into(), homes: [home(4.475), home(4.480)] }
    }
}

/// Somebody makes an account, verifies the address by mail, and signs in.
fn joins(t: &TestApp, name: &str, email: &str) -> Client {
    let client = t.client();
    let account = json!({
        "email": email, "password": PASSWORD, "firstName": name, "lastName": "Peeters", "birthYear": 1950,
        "languages": [{ "tag": "nl", "level": "good" }], "locale": "nl-BE",
    });
    client.post("/v1/accounts", account).ok(202);
    client.post("/v1/accounts/verify", json!({ "token": t.token_mailed_to(email) })).ok(204);
    let session = client.post("/v1/sessions", json!({ "email": email, "password": PASSWORD })).ok(201);
    assert!(session.body["accessTokenExpiresIn"].as_i64().is_some_and(|it| it > 0));
    assert!(session.body["refreshToken"].is_string());
    client.with_token(session.body["accessToken"].as_str().unwrap())
}

fn lives(client: &Client, scene: &Scene, home: &Value) {
    let located = client.post("/v1/neighbourhoods/locate", json!({ "position": home })).ok(200);
    assert_eq!(located.body["neighbourhood"]["code"], scene.code.as_str());
    let home = json!({ "position": home, "address": "Lindelaan 1" });
    let set = client.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
    assert_eq!(set.body["neighbourhood"]["code"], scene.code.as_str());
    assert!(set.body["cell"].is_string());
}

fn an_offer() -> Value {
    json!({
        "categories": ["groceries", "walk"], "radiusMetres": 3000, "maxVisitsPerWeek": 2,
        "weeklySlots": [{ "day": "tue", "from": "13:00", "to": "18:00" }, { "day": "sat", "from": "09:00", "to": "12:00" }],
        "languages": ["nl"], "waysToBeAsked": ["buurtwerker"],
    })
}

fn a_request() -> Value {
    json!({
        "category": "groceries", "text": { "lang": "nl", "text": "Ik geraak niet meer tot aan de winkel." },
        "durationMinutes": 60, "weeklySlots": [{ "day": "tue", "from": "14:00", "to": "17:00" }],
        "urgency": "thisWeek", "languages": ["nl"],
    })
}

/// The people of the story, with an approved offer of Bilal and an open request of An.
struct Cast {
    an: Client,
    bilal: Client,
    katrien: Person,
    request: String,
    offer: String,
}

fn an_asks_and_bilal_offers(t: &TestApp, scene: &Scene) -> Cast {
    let an = joins(t, "An", "an@buurt.example");
    let bilal = joins(t, "Bilal", "bilal@buurt.example");
    let katrien = t.buurtwerker("Katrien", t.neighbourhood(&scene.code));
    lives(&an, scene, &scene.homes[0]);
    lives(&bilal, scene, &scene.homes[1]);

    let offer = bilal.post("/v1/offers", an_offer()).ok(201);
    assert_eq!(offer.body["state"], "submitted");
    assert_eq!(offer.header("location"), offer.body["href"].as_str());
    let request = an.post("/v1/requests", a_request()).ok(201);
    assert_eq!(request.body["state"], "submitted");
    assert_eq!(request.body["helpKind"], "once");
    let (request, offer) = (request.id(), offer.id());

    let queue = katrien.get("/v1/moderation/queue").ok(200);
    let waiting: Vec<_> = queue.body["items"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert!(waiting.contains(&request.as_str()) && waiting.contains(&offer.as_str()), "{waiting:?}");
    katrien.post(&format!("/v1/moderation/queue/{request}/claim"), json!({})).ok(200);
    let asked = katrien.post(
        &format!("/v1/requests/{request}/askForInformation"),
        json!({ "question": "Heb je een lift in het gebouw?" }),
    );
    assert_eq!(asked.ok(200).body["state"], "needsInformation");
    assert_eq!(t.mails_to("an@buurt.example").len(), 2, "the verification and the question");
    let answered = an.post(&format!("/v1/requests/{request}/answer"), json!({ "answer": "Ja, een kleine." })).ok(200);
    assert_eq!(answered.body["state"], "submitted");
    let approved = katrien.post(&format!("/v1/requests/{request}/approve"), json!({})).ok(200);
    assert_eq!(approved.body["state"], "open");
    assert_eq!(katrien.post(&format!("/v1/offers/{offer}/approve"), json!({})).ok(200).body["state"], "active");
    Cast { an, bilal, katrien, request, offer }
}

fn they_are_brought_together(t: &TestApp, cast: &Cast) -> String {
    let path = format!("/v1/requests/{}/suggestions", cast.request);
    let suggested = cast.katrien.get(&path).ok(200);
    let first = &suggested.body["items"][0];
    assert_eq!(first["offer"]["id"], cast.offer.as_str());
    assert_eq!(first["helper"]["firstName"], "Bilal");
    assert!(first["score"].is_number() && !first["reasons"].as_array().unwrap().is_empty());
    let seen_by_an = cast.an.get(&path).ok(200);
    assert!(seen_by_an.body["items"][0]["distanceBand"].is_string());
    assert!(!seen_by_an.text.contains("Bilal") && !seen_by_an.text.contains("score"), "{}", seen_by_an.text);
    assert!(!seen_by_an.text.contains(&cast.offer));

    let proposal = json!({ "requestId": cast.request, "offerId": cast.offer });
    let proposed = cast.katrien.post("/v1/matches", proposal.clone()).ok(201);
    assert_eq!(proposed.body["state"], "proposed");
    cast.katrien.post("/v1/matches", proposal).is_problem("matchedAlready", 409);
    let path = format!("/v1/matches/{}", proposed.id());

    for side in [&cast.an, &cast.bilal] {
        let before = side.get(&path).ok(200);
        assert!(before.body.get("contact").is_none() && before.body.get("place").is_none());
        for secret in ["Peeters", "Lindelaan", "@buurt.example", "Bilal", "\"An\""] {
            assert!(!before.text.contains(secret), "{secret} in {}", before.text);
        }
    }
    let yes = cast.bilal.post(&format!("{path}/accept"), json!({})).ok(200);
    assert_eq!(yes.body["state"], "acceptedByHelper");
    cast.bilal.post(&format!("{path}/accept"), json!({})).is_problem("wrongState", 409);
    let both = cast.an.post(&format!("{path}/accept"), json!({})).ok(200);
    assert_eq!(both.body["state"], "agreed");
    assert_eq!(both.body["contact"]["firstName"], "Bilal");
    assert!(both.body.get("place").is_none(), "the requester never learns where the helper lives");
    let seen_by_bilal = cast.bilal.get(&path).ok(200);
    assert_eq!(seen_by_bilal.body["contact"]["firstName"], "An");
    assert_eq!(seen_by_bilal.body["place"]["address"], "Lindelaan 1");
    assert_eq!(cast.an.get(&format!("/v1/requests/{}", cast.request)).ok(200).body["state"], "matched");
    assert_eq!(t.mails_to("bilal@buurt.example").len(), 4, "verified, approved, proposed, agreed");
    path
}

/// The whole mission: a neighbour helps, and it turns out that a professional is needed.
pub fn the_main_story(t: &TestApp, scene: &Scene) {
    let cast = an_asks_and_bilal_offers(t, scene);
    let path = they_are_brought_together(t, &cast);
    let Cast { an, bilal, katrien, request, .. } = &cast;

    bilal.post(&format!("{path}/end"), json!({ "outcome": "toProfessional" })).is_problem("forbidden", 403);
    let ended = an.post(&format!("{path}/end"), json!({ "outcome": "toProfessional" })).ok(200);
    assert_eq!(ended.body["state"], "ended");
    assert!(ended.body.get("contact").is_none(), "hidden at once");
    assert_eq!(an.get(&format!("/v1/requests/{request}")).ok(200).body["state"], "submitted");

    let (lotte, organisation, service) = an_organisation_takes_referrals(t, scene);
    let me = an.get("/v1/me").ok(200).id();
    let text = t.client().get("/v1/consentTexts/referral?lang=nl-BE").ok(200);
    let consent = an.post(
        "/v1/consents",
        json!({
            "personId": me, "purpose": "referral", "recipient": { "organisationId": organisation },
            "scope": ["name", "requestText"], "textVersion": text.body["textVersion"], "given": true, "how": "app",
        }),
    );
    let consent = consent.ok(201).id();
    let draft = katrien.post(
        "/v1/referrals",
        json!({
            "requestId": request, "serviceId": service, "reason": "Boodschappen volstaan niet, er is thuiszorg nodig.",
            "shared": ["name", "requestText"], "consentId": consent, "urgency": "thisWeek",
        }),
    );
    let draft = draft.ok(201);
    assert_eq!(draft.body["state"], "draft");
    let referral = format!("/v1/referrals/{}", draft.id());
    lotte.get(&referral).is_problem("notFound", 404);
    assert_eq!(katrien.post(&format!("{referral}/send"), json!({})).ok(200).body["state"], "requested");
    assert_eq!(an.get(&format!("/v1/requests/{request}")).ok(200).body["state"], "referred");

    let mails = t.mails_to("onthaal@zorg.example");
    assert_eq!(mails.len(), 1);
    for secret in ["An ", "Peeters", "Lindelaan", "Boodschappen", "winkel"] {
        assert!(!mails[0].contains(secret), "{secret} in a mail");
    }
    let inbox = lotte.get("/v1/referrals?view=inbox").ok(200);
    assert_eq!(inbox.body["items"][0]["id"], draft.id());
    let seen = lotte.get(&referral).ok(200);
    assert_eq!(seen.body["shared"]["name"], "An Peeters");
    assert!(!seen.text.contains("Lindelaan") && !seen.text.contains("an@buurt.example"), "only what was consented");

    lotte.post(&format!("{referral}/ask"), json!({ "question": "Is er een hond?" })).ok(200);
    katrien.post(&format!("{referral}/reply"), json!({ "reply": "Neen." })).ok(200);
    assert_eq!(lotte.post(&format!("{referral}/accept"), json!({})).ok(200).body["state"], "accepted");
    assert_eq!(lotte.post(&format!("{referral}/start"), json!({})).ok(200).body["state"], "inProgress");
    let done = lotte.post(&format!("{referral}/complete"), json!({ "outcome": "helped" })).ok(200);
    assert_eq!(done.body["state"], "completed");
    assert_eq!(an.get(&format!("/v1/requests/{request}")).ok(200).body["state"], "fulfilled");
    assert!(an.get(&referral).ok(200).body["history"].as_array().is_some_and(|it| it.len() >= 7));
    katrien.get("/v1/referrals?view=sent").ok(200);
}

fn an_organisation_takes_referrals(t: &TestApp, scene: &Scene) -> (Person, String, String) {
    let admin = t.administrator("Admin");
    let organisation = admin.post(
        "/v1/organisations",
        json!({ "name": "Thuiszorg", "description": "Zorg aan huis", "email": "onthaal@zorg.example" }),
    );
    let organisation = organisation.ok(201).id();
    let lotte = t.care_provider("Lotte", organisation.parse().unwrap());
    let service = lotte.post(
        &format!("/v1/organisations/{organisation}/services"),
        json!({
            "name": "Gezinszorg", "description": "Hulp in huis", "categories": ["groceries", "chores"],
            "areas": [t.neighbourhood(&scene.code)],
        }),
    );
    (lotte, organisation, service.ok(201).id())
}

/// The everyday story: the neighbour came, and that was enough.
fn a_neighbour_is_enough(t: &TestApp, scene: &Scene) {
    let cast = an_asks_and_bilal_offers(t, scene);
    let path = they_are_brought_together(t, &cast);
    let ended = cast.bilal.post(&format!("{path}/end"), json!({ "outcome": "helped" })).ok(200);
    assert_eq!(ended.body["outcome"], "helped");
    assert_eq!(cast.an.get(&format!("/v1/requests/{}", cast.request)).ok(200).body["state"], "fulfilled");
    assert_eq!(cast.an.get("/v1/requests?view=mine").ok(200).body["items"][0]["state"], "fulfilled");
    assert_eq!(cast.bilal.get("/v1/offers?view=mine").ok(200).body["items"][0]["state"], "active");
}

/// A neighbourhood of the real file, with two positions in it within two kilometres.
fn real_scene(file: &str) -> Scene {
    let collection: Value = serde_json::from_str(file).unwrap();
    let reading = buurtnet::places::read(file.as_bytes(), "code", "name").unwrap();
    let features = collection["features"].as_array().unwrap();
    for (feature, found) in features.iter().zip(&reading.features) {
        let (lat, lon) =
            (feature["properties"]["lat"].as_f64().unwrap(), feature["properties"]["lon"].as_f64().unwrap());
        let beside = buurtnet::places::Position::new(lat + 0.001, lon + 0.001).unwrap();
        if found.boundary.covers(beside) {
            let home = |by: f64| json!({ "lat": lat + by, "lon": lon + by });
            let nis = feature["properties"]["nis"].as_str().unwrap().to_owned();
            return Scene { code: found.code.clone(), nis, homes: [home(0.0), home(0.001)] };
        }
    }
    unreachable!("every real neighbourhood is wider than 150 metres");
}

both! {
    with TestApp::start;

    fn an_is_helped_by_a_neighbour_and_then_by_a_professional(t) {
        the_main_story(t, &Scene::demo());
    }

    fn a_neighbour_helps_and_that_is_enough(t) {
        a_neighbour_is_enough(t, &Scene::demo());
    }
}

both! {
    with TestApp::empty;

    fn the_main_story_plays_on_real_boundaries(t) {
        let Some(folder) = test_data() else { return };
        let file = std::fs::read_to_string(folder.join("wijken_demo.geojson")).unwrap();
        t.import(&file, "code", "name");
        let scene = real_scene(&file);
        assert_eq!(scene.nis.len(), 5);
        the_main_story(t, &scene);
    }
}
