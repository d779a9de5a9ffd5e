//! The consent ledger.

use std::fmt::Write;

use buurtnet::clock::Instant;
use buurtnet::consents::model::{Consent, ConsentHow};
use buurtnet::consents::{ConsentPurpose, SharedField};
use buurtnet::ids::{ConsentId, OrganisationId, PersonId};
use buurtnet::platform::language::Locale;
use serde_json::json;

use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::client::Answer;
use crate::support::golden::assert_golden;
use crate::support::referrals::consent;
use crate::support::requests::with;

fn at(second: i64) -> Instant {
    Instant::from_micros(second * 1_000_000).expect("a moment")
}

fn yes() -> Consent {
    let person = PersonId::fresh();
    Consent {
        id: ConsentId::fresh(),
        person,
        purpose: ConsentPurpose::Referral,
        organisation: Some(OrganisationId::fresh()),
        scope: [SharedField::Name, SharedField::Email].into(),
        text_version: "1".into(),
        text_hash: String::new(),
        language: Locale::Dutch,
        given: true,
        how: ConsentHow::App,
        recorded_by: person,
        given_by: person,
        at: at(0),
        expires_at: Some(at(10)),
        withdrawn_at: None,
    }
}

#[test]
fn only_a_yes_that_holds_can_be_withdrawn() {
    let withdrawn = Consent { withdrawn_at: Some(at(1)), ..yes() };
    let cases = [(yes(), at(1)), (Consent { given: false, ..yes() }, at(1)), (withdrawn, at(2)), (yes(), at(10))];
    let mut table = String::new();
    for (consent, now) in cases {
        let after = consent.clone().withdraw(now).map_or("-", |it| it.state(now).as_str());
        writeln!(table, "{:<10} withdraw  {after}", consent.state(now).as_str()).expect("a line");
    }
    assert_golden("transitions/consent.txt", &table);
}

#[test]
fn a_yes_covers_what_it_names_and_nothing_else() {
    let it = yes();
    let covers =
        |fields: &[SharedField]| it.covers(it.person, ConsentPurpose::Referral, it.organisation, fields, at(1));
    assert!(covers(&[]) && covers(&[SharedField::Name]) && covers(&[SharedField::Email, SharedField::Name]));
    assert!(!covers(&[SharedField::Name, SharedField::Phone]));
    assert!(!it.covers(PersonId::fresh(), ConsentPurpose::Referral, it.organisation, &[], at(1)));
    assert!(!it.covers(it.person, ConsentPurpose::Research, it.organisation, &[], at(1)));
    assert!(!it.covers(it.person, ConsentPurpose::Referral, Some(OrganisationId::fresh()), &[], at(1)));
    assert!(!it.covers(it.person, ConsentPurpose::Referral, it.organisation, &[], at(10)));
}

fn refused_at(answer: &Answer, pointer: &str) {
    assert_eq!(answer.is_problem("badRequest", 400).field("issues/0/pointer"), pointer, "{answer}");
}

both! {
    with TestApp::start;

    fn anybody_reads_the_texts(t) {
        let dutch = t.client().get("/v1/consentTexts/referral?lang=nl-BE").ok(200);
        assert!(dutch.body["text"].as_str().unwrap().contains("Nee zeggen mag."), "{dutch}");
        assert_eq!((&dutch.body["textVersion"], dutch.body["hash"].as_str().unwrap().len()), (&json!("1"), 64));
        let plain = t.client().get("/v1/consentTexts/referral?lang=nl-BE-x-eenvoudig").ok(200);
        assert_ne!(plain.body["hash"], dutch.body["hash"]);
        let french = t.client().with_header("accept-language", "fr").get("/v1/consentTexts/research").ok(200);
        assert_eq!(french.body["lang"], "fr-BE");
        t.client().get("/v1/consentTexts/marketing?lang=en").is_problem("notFound", 404);
        t.client().get("/v1/consentTexts/referral?lang=tr").is_problem("badRequest", 400);
    }

    fn a_yes_a_no_and_a_withdrawal_are_rows(t) {
        let scene = t.care_scene();
        let (an, org) = (&scene.an, scene.organisation);
        let given = an.post("/v1/consents", consent(an, org, &["name", "phone"])).ok(201);
        assert_eq!((&given.body["state"], &given.body["allowedActions"]), (&json!("given"), &json!(["withdraw"])));
        assert_eq!(given.body["recipient"]["organisation"]["name"], "Zorg Nabij");
        let text = t.client().get("/v1/consentTexts/referral?lang=nl-BE").ok(200);
        assert_eq!(given.body["hash"], text.body["hash"]);
        let no = with(consent(an, org, &["name", "phone", "email"]), json!({ "given": false }));
        let refused = an.post("/v1/consents", no).ok(201);
        assert_eq!(refused.body["state"], "refused");
        an.post(&format!("/v1/consents/{}/withdraw", refused.id()), None).is_problem("wrongState", 409);
        let verb = format!("/v1/consents/{}/withdraw", given.id());
        let withdrawn = an.with_key("once").post(&verb, json!({})).ok(200);
        assert_eq!((&withdrawn.body["state"], &withdrawn.body["version"]), (&json!("withdrawn"), &json!(2)));
        assert_eq!(an.with_key("once").post(&verb, json!({})).ok(200).body, withdrawn.body);
        an.post(&verb, None).is_problem("wrongState", 409);
        an.if_match("\"1\"").post(&verb, None).is_problem("stale", 412);
        let mine = an.get("/v1/me/consents?pageSize=1").ok(200);
        assert_eq!(mine.body["items"][0]["state"], "refused");
        let next = mine.body["next"].as_str().unwrap();
        let older = an.get(&format!("/v1/me/consents?cursor={next}")).ok(200);
        assert_eq!(older.body["items"][0]["state"], "withdrawn");
        assert_eq!(older.body["items"].as_array().unwrap().len(), 1);
        let events = ["consent.given", "consent.withdrawn"].map(String::from);
        assert_eq!(t.events_of(given.id().parse::<ConsentId>().unwrap()), events);
    }

    fn a_buurtwerker_records_what_was_said_and_never_taps_for_somebody(t) {
        let scene = t.care_scene();
        let (an, katrien, org) = (&scene.an, &scene.katrien, scene.organisation);
        let body = consent(an, org, &["name"]);
        refused_at(&katrien.post("/v1/consents", body.clone()), "/how");
        refused_at(&an.post("/v1/consents", with(body.clone(), json!({ "how": "paper" }))), "/how");
        let oral = with(body.clone(), json!({ "how": "oralWithWitness" }));
        refused_at(&katrien.post("/v1/consents", oral.clone()), "/witness");
        let witnessed = with(oral, json!({ "witness": "Bilal Peeters" }));
        let recorded = katrien.post("/v1/consents", witnessed).ok(201);
        assert_eq!(recorded.body["givenBy"], json!(an.id));
        assert_eq!(recorded.body["recordedBy"], json!(katrien.id));
        assert!(!recorded.text.contains("Bilal"), "the witness stays sealed");
        let paper = with(body, json!({ "how": "paper", "witness": "Bilal Peeters" }));
        refused_at(&katrien.post("/v1/consents", paper), "/witness");
        assert_eq!(an.get(&format!("/v1/consents/{}", recorded.id())).ok(200).body["state"], "given");
        let verb = format!("/v1/consents/{}/withdraw", recorded.id());
        assert_eq!(katrien.post(&verb, None).ok(200).body["state"], "withdrawn");
    }

    fn a_no_takes_back_each_yes_that_covers_all_of_it(t) {
        let scene = t.care_scene();
        let (an, org) = (&scene.an, scene.organisation);
        let says = |fields: &[&str], given: bool| {
            let said = with(consent(an, org, fields), json!({ "given": given }));
            an.post("/v1/consents", said).ok(201).id()
        };
        let (narrow, wide) = (says(&["name"], true), says(&["name", "phone"], true));
        let sent = scene.prepares(&scene.asks(), &wide, &["name", "phone"]);
        scene.katrien.refers("send", &sent).ok(200);
        let elsewhere = scene.olga.get("/v1/me").ok(200).field("roles/0/organisation/id").as_str().unwrap().to_owned();
        let other = with(consent(an, org, &["name", "phone"]), json!({ "recipient": { "organisationId": elsewhere } }));
        let other = an.post("/v1/consents", other).ok(201).id();
        let all = || [&narrow, &wide, &other].map(|it| an.get(&format!("/v1/consents/{it}")).ok(200).body["state"].clone());
        says(&["name", "email"], false);
        assert_eq!(all(), ["given", "given", "given"], "more was asked for than any of them covers");
        says(&["phone"], false);
        assert_eq!(all(), ["given", "withdrawn", "given"]);
        let referral = scene.katrien.get(&format!("/v1/referrals/{sent}")).ok(200);
        assert_eq!((&referral.body["state"], &referral.body["statusReason"]), (&json!("cancelled"), &json!("consentWithdrawn")));
        says(&["name", "phone"], true);
        assert_eq!(all(), ["given", "withdrawn", "given"], "a later yes is one of its own");
    }

    fn who_is_told_of_a_yes_that_the_team_wrote_down_says_no_with_one_click(t) {
        let scene = t.care_scene();
        let (an, katrien) = (&scene.an, &scene.katrien);
        let paper = with(consent(an, scene.organisation, &["name"]), json!({ "how": "paper" }));
        katrien.post("/v1/consents", with(paper.clone(), json!({ "given": false }))).ok(201);
        an.post("/v1/consents", consent(an, scene.organisation, &["name"])).ok(201);
        let before = t.mails_to(&an.email).len();
        let yes = katrien.post("/v1/consents", paper).ok(201).id();
        assert_eq!(t.mails_to(&an.email).len(), before + 1, "of a yes alone, and not of her own");
        let sent = scene.prepares(&scene.asks(), &yes, &["name"]);
        katrien.refers("send", &sent).ok(200);
        let mail = t.mails_to(&an.email).into_iter().find(|it| it.contains("/say-no#")).unwrap();
        let token: String = mail.split("/say-no#").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        let says_no = |token: &str| t.client().post("/v1/consents/withdraw", json!({ "token": token }));
        says_no(&token[1..]).is_problem("tokenInvalid", 400);
        assert_eq!(an.get(&format!("/v1/consents/{yes}")).ok(200).body["state"], "given");
        for _ in 0..2 {
            says_no(&token).ok(204);
        }
        assert_eq!(an.get(&format!("/v1/consents/{yes}")).ok(200).body["state"], "withdrawn");
        assert_eq!(katrien.get(&format!("/v1/referrals/{sent}")).ok(200).body["state"], "cancelled");
        let events = ["consent.given", "consent.withdrawn"].map(String::from);
        assert_eq!(t.events_of(yes.parse::<ConsentId>().unwrap()), events);
    }

    fn the_page_of_that_mail_takes_the_yes_back(t) {
        let scene = t.care_scene();
        let paper = with(consent(&scene.an, scene.organisation, &["name"]), json!({ "how": "paper" }));
        let yes = scene.katrien.post("/v1/consents", paper).ok(201).id();
        let desk = Browser::of(t);
        desk.opens("/say-no").with(200).shows("Take your yes back").shows("data-from-link");
        desk.sends("/say-no", &[("token", "nothing")]).with(400).shows("That code is not right");
        let link = format!("https://buurt.example/say-no#{}", t.token_mailed_to(&scene.an.email));
        desk.sends("/say-no", &[("token", &link)]).with(200).shows("Your yes is taken back.").hides("name=\"token\"");
        assert_eq!(scene.an.get(&format!("/v1/consents/{yes}")).ok(200).body["state"], "withdrawn");
    }

    fn the_parts_of_a_consent_go_together(t) {
        let scene = t.care_scene();
        let (an, body) = (&scene.an, consent(&scene.an, scene.organisation, &["name"]));
        let post = |members| an.post("/v1/consents", with(body.clone(), members));
        refused_at(&post(json!({ "recipient": null })), "/recipient");
        refused_at(&post(json!({ "recipient": { "organisationId": OrganisationId::fresh() } })), "/recipient/organisationId");
        refused_at(&post(json!({ "scope": [] })), "/scope");
        refused_at(&post(json!({ "purpose": "research" })), "/recipient");
        refused_at(&post(json!({ "purpose": "research", "recipient": null })), "/scope");
        refused_at(&post(json!({ "givenBy": scene.katrien.id })), "/givenBy");
        refused_at(&post(json!({ "onBehalfOf": scene.katrien.id })), "/onBehalfOf");
        refused_at(&post(json!({ "scope": ["shoeSize"] })), "/scope/0");
        refused_at(&post(json!({ "since": 1 })), "/since");
        post(json!({ "textVersion": "2" })).is_problem("consentTextUnknown", 400);
        assert_eq!(an.get("/v1/me/consents").ok(200).body["items"], json!([]));
        let publish = json!({ "purpose": "publishRequest", "recipient": null, "scope": null });
        post(publish).ok(201);
    }

    fn a_consent_of_somebody_else_does_not_exist(t) {
        let scene = t.care_scene();
        let (an, bilal) = (&scene.an, t.resident("Bilal"));
        let far = t.buurtwerker("Karel", t.neighbourhood("DEMO-02"));
        let body = consent(an, scene.organisation, &["name"]);
        let id = an.post("/v1/consents", body.clone()).ok(201).id();
        for other in [&bilal, &far, &scene.lotte, &scene.administrator] {
            let seen = other.get(&format!("/v1/consents/{id}"));
            assert_eq!(seen.status, 404, "{seen}");
            other.post(&format!("/v1/consents/{id}/withdraw"), None).is_problem("notFound", 404);
            other.post("/v1/consents", with(body.clone(), json!({ "how": "paper" }))).is_problem("notFound", 404);
        }
        assert_eq!(an.get(&format!("/v1/consents/{id}")).ok(200).body["state"], "given");
    }
}
