//! Referring, referrals and saved replies in the console, as a browser sees them.

use serde_json::json;

use crate::support::TestApp;
use crate::support::browser::{Browser, Page};
use crate::support::referrals::Scene;
use crate::support::requests::Asked;

const SCRIPT: &str = "<script>alert(1)</script>\"'";

/// A request of An, and Katrien at her desk.
fn katrien(t: &TestApp) -> (Scene, Asked, Browser) {
    let scene = t.care_scene();
    let asked = scene.asks();
    let desk = Browser::signed_in(t, &scene.katrien);
    (scene, asked, desk)
}

fn refer(scene: &Scene, asked: &Asked) -> String {
    format!("/console/requests/{}/refer?service={}", asked.id, scene.service)
}

/// Sends the form of the page where the desk is, with some fields more.
fn sends(scene: &Scene, asked: &Asked, desk: &Browser, more: &[(&str, &str)]) -> Page {
    let mut fields = vec![
        ("serviceId", scene.service.as_str()),
        ("language", "nl-BE"),
        ("textVersion", "1"),
        ("reason", "Needs a nurse."),
        ("verb", "refer"),
    ];
    fields.retain(|it| more.iter().all(|other| other.0 != it.0));
    fields.extend(more);
    desk.sends(&format!("/console/requests/{}/refer", asked.id), &fields)
}

both! {
    with TestApp::start;

    fn a_case_is_handed_to_a_service_with_a_yes_on_paper_in_one_step(t) {
        let (scene, asked, desk) = katrien(t);
        desk.opens(&format!("/console/requests/{}/refer", asked.id)).with(200).shows("Home care").shows("Has room");
        let page = desk.opens(&refer(&scene, &asked));
        page.shows(&format!("for={}\" target", scene.organisation));
        page.with(200).shows("Zorg Nabij").shows("Send to Zorg Nabij").shows("We would like to pass").shows("is told at once");
        desk.opens(&format!("{}&language=nl-BE", refer(&scene, &asked))).shows("lang=\"nl-BE\"").shows("toestemming");
        // Nothing is shared without a box that was ticked, and nothing typed is lost.
        let refused = sends(&scene, &asked, &desk, &[("how", "paper")]);
        refused.with(400).shows("role=\"alert\"").shows("Needs a nurse.").shows("value=\"paper\" required checked");
        let sent = sends(&scene, &asked, &desk, &[("how", "paper"), ("shared", "name"), ("shared", "phone")]);
        sent.with(200).shows("Sent. The service is told.").shows("Waits for an answer").shows("We wait for the service");
        sent.shows("An Peeters").shows("Needs a nurse.").shows("Phone").shows("no number is known");
        sent.shows("The person said yes on").shows("On paper, signed.").hides("Taken back on");
        let id = sent.path.split(['/', '?']).nth(3).unwrap().to_owned();
        assert_eq!(scene.stands(&id), "requested");
        assert_eq!(scene.an.state_of(&asked), "referred");
        let consents = scene.an.get("/v1/me/consents").ok(200);
        assert_eq!((consents.field("items/0/how"), consents.field("items/0/scope")), (&json!("paper"), &json!(["name", "phone"])));
        let house = format!("/v1/organisations/{}", scene.organisation);
        let etag = scene.administrator.get(&house).ok(200).etag();
        scene.administrator.if_match(&etag).patch(&house, json!({ "phone": "03 200 00 00" })).ok(200);
        desk.opens(&format!("/console/referrals/{id}")).shows("Call the service: <a href=\"tel:03 200 00 00\">");
        desk.opens("/console/referrals").with(200).shows("Light personal help: Home care, Zorg Nabij").shows("No. ").hides("An Peeters");
        desk.opens("/console/referrals?state=draft").with(200).shows("There are no referrals.");
    }

    fn a_form_that_is_sent_twice_refers_once(t) {
        let (scene, asked, desk) = katrien(t);
        let page = desk.opens(&refer(&scene, &asked));
        let mut fields: Vec<_> =
            ["guard", "once", "version", "serviceId", "textVersion"].map(|it| (it.to_owned(), page.hidden(it))).into();
        for (name, value) in [("language", "en"), ("reason", "Care"), ("verb", "refer"), ("how", "oral"), ("shared", "name")] {
            fields.push((name.into(), value.into()));
        }
        let to = format!("/console/requests/{}/refer", asked.id);
        let first = desk.sends_just(&to, &fields);
        first.with(200).shows("Sent.");
        assert_eq!(desk.sends_just(&to, &fields).path, first.path);
        let all = scene.katrien.get(&format!("/v1/referrals?view=sent&request={}", asked.id)).ok(200);
        assert_eq!(all.field("items").as_array().unwrap().len(), 1);
        // The request changed with it: a page from before sends nothing more.
        fields[1].1 = buurtnet::ids::ReferralId::fresh().to_string();
        desk.sends_just(&to, &fields).with(412).shows("Somebody else has changed this").shows("Care");
        assert_eq!(scene.an.get("/v1/me/consents").ok(200).field("items").as_array().unwrap().len(), 1, "all or nothing");
    }

    fn a_no_is_written_down_and_an_earlier_yes_is_used(t) {
        let (scene, asked, desk) = katrien(t);
        desk.opens(&refer(&scene, &asked));
        let no = [("verb", "refused"), ("how", "oral"), ("shared", "name")];
        sends(&scene, &asked, &desk, &no).with(200).shows("the person says no");
        assert_eq!(scene.an.state_of(&asked), "submitted");
        let consent = scene.consents(&["name"]);
        desk.opens(&refer(&scene, &asked)).shows("There is a yes already");
        let more = [("how", "earlier"), ("consentId", consent.as_str()), ("shared", "name"), ("shared", "address")];
        sends(&scene, &asked, &desk, &more).with(409).shows("does not cover all");
        sends(&scene, &asked, &desk, &more[..3]).with(200).shows("Sent.");
    }

    fn a_service_that_said_no_is_told_apart_and_an_end_warns_of_nothing(t) {
        let scene = t.care_scene();
        let desk = Browser::signed_in(t, &scene.katrien);
        let (asked, id, _) = scene.sent();
        let (_, other, _) = scene.sent();
        let page = |id: &str| desk.opens(&format!("/console/referrals/{id}"));
        page(&id).shows("is with this service already").shows("The referral was sent").hides("a community worker: ");
        scene.lotte.refers("reject", &id).ok(200);
        page(&id).hides("is with this service already");
        page(&other).hides("is with this service already");
        let choose = desk.opens(&format!("/console/requests/{}/refer", asked.id));
        choose.with(200).shows("Said no to this before. There is no place now.");
    }

    fn what_went_without_a_consent_is_read_by_a_second_one(t) {
        let (scene, asked, desk) = katrien(t);
        desk.opens(&refer(&scene, &asked));
        let vital = [("how", "vital"), ("overrideReason", "She cannot speak."), ("shared", "name")];
        let sent = sends(&scene, &asked, &desk, &vital);
        sent.with(200).shows("She cannot speak.").hides("I agree");
        let page = sent.path.split('?').next().unwrap().to_owned();
        let luc = Browser::signed_in(t, &t.buurtwerker("Luc", t.neighbourhood("DEMO-01")));
        luc.opens(&page).with(200).shows("Read why").shows("I agree");
        luc.sends(&page, &[("verb", "approveOverride")]).with(200).shows("you agree").hides("Read why");
        luc.sends(&page, &[("verb", "refuseOverride")]).with(409);
    }

    fn the_team_replies_cancels_and_sends_elsewhere(t) {
        let (scene, _, desk) = katrien(t);
        let (asked, id, _) = scene.sent();
        let page = format!("/console/referrals/{id}");
        scene.lotte.post(&format!("/v1/referrals/{id}/ask"), json!({ "question": "Is there a lift?" })).ok(200);
        let said = json!({
            "neighbourhoodId": t.neighbourhood("DEMO-01"), "verb": "replyReferral", "title": "Greeting",
            "texts": { "en": "Kind regards, {myName}" },
        });
        let reply = scene.katrien.post("/v1/savedReplies", said).ok(201).id();
        desk.opens(&page).with(200).shows("Is there a lift?").shows("The service waits for our reply").shows("Greeting");
        desk.opens(&format!("{page}?reply={reply}")).shows(">Kind regards, Katrien</textarea>");
        desk.sends(&page, &[("verb", "reply"), ("reply", "")]).with(400).shows("role=\"alert\"");
        desk.sends(&page, &[("verb", "reply"), ("reply", "A small one.")]).with(200).shows("Your reply was sent.");
        let stale = desk.page().hidden("version").parse::<i32>().unwrap() - 1;
        desk.sends(&page, &[("verb", "cancel"), ("cancelReason", "mistake"), ("version", &stale.to_string())]).with(412);
        desk.page().shows("Somebody else has changed this").shows("replied");
        desk.opens(&page);
        desk.sends(&page, &[("verb", "cancel"), ("cancelReason", "mistake")]).with(200).shows("Called off.");
        desk.page().shows("Refer to another service");
        let (_, service, consent) = scene.another_service(t, "Zorg Elders");
        desk.opens(&format!("/console/requests/{}/refer?service={service}&from={id}", asked.id)).with(200);
        let more = [("serviceId", service.as_str()), ("how", "earlier"), ("consentId", &consent), ("shared", "name"), ("from", &id)];
        sends(&scene, &asked, &desk, &more).with(200).shows("the referral that came to nothing").shows("Zorg Elders");
        let page = desk.page().path.split('?').next().unwrap().to_owned();
        desk.sends(&page, &[("verb", "retract")]).with(200).shows("Taken back");
    }

    fn what_is_foreign_and_what_never_was_look_the_same(t) {
        let (scene, asked, _) = katrien(t);
        let (_, id, _) = scene.sent();
        let femke = Browser::signed_in(t, &t.buurtwerker("Femke", t.neighbourhood("DEMO-02")));
        let never = femke.opens(&format!("/console/referrals/{}", buurtnet::ids::ReferralId::fresh()));
        never.with(404);
        for path in [format!("/console/referrals/{id}"), refer(&scene, &asked), "/console/referrals/x".into()] {
            let foreign = femke.opens(&path);
            assert_eq!((foreign.status, &foreign.text), (404, &never.text), "{path}");
        }
        femke.opens("/console/referrals").with(200).shows("There are no referrals.");
        Browser::signed_in(t, &scene.lotte).opens(&format!("/console/referrals/{id}")).with(403);
    }

    fn what_people_wrote_is_never_markup(t) {
        let (scene, asked, desk) = katrien(t);
        desk.opens(&format!("{}&language={SCRIPT}", refer(&scene, &asked)).replace(['<', '>', '"', '\''], "%3C")).with(200);
        let more = [("how", "oralWithWitness"), ("witness", SCRIPT), ("shared", "name"), ("reason", SCRIPT), ("contactName", SCRIPT)];
        sends(&scene, &asked, &desk, &[("how", SCRIPT), ("shared", SCRIPT), ("reason", SCRIPT)]).with(400);
        desk.page().hides("<script>alert").shows("&#60;script&#62;");
        desk.opens(&refer(&scene, &asked));
        sends(&scene, &asked, &desk, &more).with(200).hides("<script>alert").shows("&#60;script&#62;alert(1)");
        desk.opens(&format!("/console/referrals?state={}", "%3Cscript%3Ealert")).with(200).hides("<script>alert");
    }

    fn a_team_keeps_its_texts_in_the_console(t) {
        let (scene, _, desk) = katrien(t);
        let (list, here) = ("/console/admin/replies", t.neighbourhood("DEMO-01").to_string());
        desk.opens(list).with(200).shows("There are none yet.").shows("{firstName}");
        let new = [("neighbourhoodId", here.as_str()), ("verb", "askForInformation"), ("title", SCRIPT), ("texts/nl-BE", "Dag {lastName}")];
        let refused = desk.sends(list, &new);
        refused.with(400).shows("aria-invalid").shows("Dag {lastName}").hides("<script>alert");
        let good = [new[0], new[1], ("title", "Welke <b>winkel</b>"), ("texts/nl-BE", "Dag {firstName}")];
        desk.sends(list, &good).with(200).shows("Saved.").shows("Welke &#60;b&#62;winkel").shows("Dutch");
        let id = scene.katrien.get("/v1/savedReplies").ok(200).field("items/0/id").as_str().unwrap().to_owned();
        let page = format!("{list}/{id}");
        desk.opens(&page).with(200).shows("Dag {firstName}");
        let other = [("verb", "change"), ("title", "Winkel"), ("texts/en", "Hello {firstName}")];
        desk.sends(&page, &other).with(200).shows("English").hides("Dutch</td>");
        desk.opens(&page);
        let late = [("verb", "change"), ("title", "Anders"), ("texts/en", "Hi"), ("version", "1")];
        desk.sends(&page, &late).with(412).shows("Somebody else has changed this").shows("value=\"Anders\"");
        let femke = Browser::signed_in(t, &t.buurtwerker("Femke", t.neighbourhood("DEMO-02")));
        femke.opens(&page).with(404);
        femke.opens(list).with(200).hides("Winkel");
        desk.opens(&page);
        desk.sends(&page, &[("verb", "remove")]).with(200).shows("There are none yet.");
        Browser::signed_in(t, &scene.an).opens(list).with(403);
    }
}
