//! The inbox of care providers, as a browser sees it: what they read, what they answer, and their own house.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::people::PASSWORD;
use crate::support::referrals::Scene;
use crate::support::requests::with;

fn page_of(id: &str) -> String {
    format!("/inbox/referrals/{id}")
}

/// A referral that was sent to Lotte, and Lotte at her desk.
fn lotte(t: &TestApp) -> (Scene, String, Browser) {
    let scene = t.care_scene();
    let (_, id, _) = scene.sent();
    let desk = Browser::signed_in(t, &scene.lotte);
    (scene, id, desk)
}

/// What stands in the big code of a sheet.
fn code_on(sheet: &str) -> String {
    sheet.split("class=\"secret\">").nth(1).and_then(|it| it.split('<').next()).expect("a code").to_owned()
}

both! {
    with TestApp::start;

    fn a_care_provider_reads_what_was_shared_and_takes_it_on(t) {
        let (_, id, desk) = lotte(t);
        desk.page().with(200).shows("<h1>Received</h1>").shows("Home care: somebody asks for help").shows("left");
        desk.page().hides("An Peeters").hides("Mijn been");
        let page = desk.opens(&page_of(&id));
        page.with(200).shows("An Peeters").shows("Mijn been wil niet meer mee.").shows("lang=\"nl\"");
        page.shows("Needs a nurse twice a week.").shows("said yes to sharing this on 02/03/2026.").shows("Only to help this person");
        page.hides("Third floor").hides("Third%20floor");
        desk.sends(&page_of(&id), &[("verb", "accept")]).with(200).shows("You took it on.").shows("The help begins");
        desk.opens("/inbox").shows("Nothing waits for your answer.");
        desk.opens("/inbox/accepted").shows("Home care: you took this on");
        desk.opens(&page_of(&id));
        desk.sends(&page_of(&id), &[("verb", "plan"), ("at", "2026-03-20T14:00")]).shows("20/03/2026 14:00");
        desk.sends(&page_of(&id), &[("verb", "start")]).with(200).shows("The help has begun.");
        desk.sends(&page_of(&id), &[("verb", "hold"), ("holdReason", "personAway")]).with(200).shows("Interrupted");
        desk.opens("/inbox/running").shows("the help is interrupted");
        desk.opens(&page_of(&id));
        desk.sends(&page_of(&id), &[("verb", "resume")]).with(200).shows("The help goes on.");
        desk.sends(&page_of(&id), &[("verb", "complete"), ("outcome", "helped")]).with(200).shows("The organisation helped.");
        desk.opens("/inbox/back").shows("Home care: the help has ended");
        let events = t.events_of(id.parse::<buurtnet::ids::ReferralId>().unwrap());
        for event in ["accepted", "planned", "started", "held", "resumed", "completed", "disclosed"] {
            assert!(events.contains(&format!("referral.{event}")), "{event}: {events:?}");
        }
    }

    fn a_care_provider_says_no_asks_waits_and_hands_back(t) {
        let (scene, id, desk) = lotte(t);
        desk.opens(&page_of(&id));
        let asked = desk.sends(&page_of(&id), &[("verb", "ask"), ("question", "Is er een lift?")]);
        asked.with(200).shows("Your question was asked").shows("Is er een lift?").shows("waits for a reply");
        let reply = json!({ "reply": "Ja, een kleine." });
        scene.katrien.post(&format!("/v1/referrals/{id}/reply"), reply).ok(200);
        desk.opens(&page_of(&id)).shows("Ja, een kleine.").hides("waits for a reply");
        desk.sends(&page_of(&id), &[("verb", "accept")]).with(200);
        let far = desk.sends(&page_of(&id), &[("verb", "waitList"), ("expectedFrom", "2099-01-01")]);
        far.with(400).shows("role=\"alert\"").shows("value=\"2099-01-01\"");
        desk.sends(&page_of(&id), &[("verb", "waitList"), ("expectedFrom", "2026-04-20")]).with(200);
        desk.page().shows("20/04/2026").hides("20/04/2026 0");
        let team = Browser::signed_in(t, &scene.katrien);
        team.opens(&format!("/console/referrals/{id}")).shows("20/04/2026").hides("20/04/2026 0");
        desk.sends(&page_of(&id), &[("verb", "handBack"), ("how", "phone")]).with(200).shows("Handed back");
        desk.opens("/inbox/back").shows("The neighbourhood takes it from here.");
        let (_, other, _) = scene.sent();
        desk.opens(&page_of(&other));
        let refused = desk.sends(&page_of(&other), &[("verb", "reject"), ("rejectReason", "noCapacity")]);
        refused.with(200).shows("There is no place now.");
    }

    fn a_referral_comes_on_the_waiting_list_in_one_press_with_the_yes(t) {
        let (_, id, desk) = lotte(t);
        let page = desk.opens(&page_of(&id));
        page.shows("We take it on, but there is a waiting list").shows("We have no place now").shows("Say something else");
        let far = [("verb", "acceptWaiting"), ("expectedFrom", "2099-01-01")];
        desk.sends(&page_of(&id), &far).with(400).shows("role=\"alert\"").shows("value=\"2099-01-01\"");
        desk.opens("/inbox").shows("Home care: somebody asks for help");
        desk.opens(&page_of(&id));
        let listed = desk.sends(&page_of(&id), &[("verb", "acceptWaiting"), ("expectedFrom", "2026-04-20")]);
        listed.with(200).shows("You took it on, and it is on the waiting list.").shows("20/04/2026").shows("The help begins");
        let events = t.events_of(id.parse::<buurtnet::ids::ReferralId>().unwrap());
        let told: Vec<_> = events.iter().filter(|it| *it != "referral.disclosed").map(String::as_str).collect();
        assert_eq!(told[told.len() - 2..], ["referral.accepted", "referral.waitListed"]);
    }

    fn what_is_foreign_and_what_never_was_look_the_same(t) {
        let (scene, id, desk) = lotte(t);
        let other = Browser::signed_in(t, &scene.olga);
        let sheet = invites(&scene, &desk);
        let never = other.opens(&page_of(&buurtnet::ids::ReferralId::fresh().to_string()));
        never.with(404);
        for path in [page_of(&id), format!("/inbox/services/{}", scene.service), sheet, "/inbox/referrals/x".into()] {
            let foreign = other.opens(&path);
            assert_eq!((foreign.status, &foreign.text), (404, &never.text), "{path}");
        }
        other.opens("/inbox").with(200).shows("Nothing waits");
        other.sends(&page_of(&id), &[("verb", "accept")]).with(404);
        other.opens("/inbox");
        other.sends(&format!("/inbox/services/{}", scene.service), &[("verb", "capacity"), ("capacity", "full")]);
        assert_eq!(t.client().get(&format!("/v1/services/{}", scene.service)).ok(200).body["capacity"], "open");
        let katrien = Browser::signed_in(t, &scene.katrien);
        katrien.page().hides("/inbox");
        katrien.opens("/inbox").with(403);
        Browser::of(t).opens("/inbox").with(200).shows("<h1>Sign in</h1>");
    }

    fn what_changed_meanwhile_is_said_and_what_was_typed_is_kept(t) {
        let (scene, id, desk) = lotte(t);
        let elsewhere = Browser::signed_in(t, &scene.lotte);
        elsewhere.opens(&page_of(&id));
        desk.opens(&page_of(&id));
        elsewhere.sends(&page_of(&id), &[("verb", "accept")]).with(200);
        let late = desk.sends(&page_of(&id), &[("verb", "ask"), ("question", "Welke verdieping?")]);
        late.with(412).shows("Somebody else has changed this").shows("has taken it on").shows("Welke verdieping?");
        let first = desk.page();
        let fields = ["guard", "once", "version"].map(|it| (it.to_owned(), first.hidden(it)));
        let mut fields = fields.to_vec();
        fields.push(("verb".into(), "start".into()));
        desk.sends_just(&page_of(&id), &fields).with(200).shows("The help has begun.");
        desk.sends_just(&page_of(&id), &fields).with(200).shows("The help has begun.");
        let events = t.events_of(id.parse::<buurtnet::ids::ReferralId>().unwrap());
        assert_eq!(events.iter().filter(|it| *it == "referral.started").count(), 1);
    }

    fn the_number_of_the_team_is_for_who_may_know_where_the_person_lives(t) {
        let scene = t.care_scene();
        let policy = format!("/v1/neighbourhoods/{}/policy", t.neighbourhood("DEMO-01"));
        let etag = scene.administrator.get(&policy).ok(200).etag();
        scene.administrator.if_match(&etag).patch(&policy, json!({ "phone": "03 100 00 00" })).ok(200);
        let desk = Browser::signed_in(t, &scene.lotte);
        let opened = |shared: &[&str]| {
            let (asked, consent) = (scene.asks(), scene.consents(shared));
            let id = scene.katrien.post("/v1/referrals", scene.referral(&asked, &consent, shared)).ok(201).id();
            scene.katrien.refers("send", &id).ok(200);
            desk.opens(&page_of(&id)).with(200).clone()
        };
        opened(&["name"]).shows("An Peeters").hides("03 100 00 00");
        opened(&["name", "address"]).shows("The neighbourhood team: <a href=\"tel:03 100 00 00\">");
    }

    fn what_people_wrote_is_never_markup(t) {
        let scene = t.care_scene();
        let words = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'";
        let asked = scene.an.asks(with(
            crate::support::requests::wish("personal"),
            json!({ "text": { "lang": "nl", "text": words } }),
        ));
        let consent = scene.consents(&["name", "requestText"]);
        let said = with(scene.referral(&asked, &consent, &["name", "requestText"]), json!({ "reason": words }));
        let id = scene.katrien.post("/v1/referrals", said).ok(201).id();
        scene.katrien.refers("send", &id).ok(200);
        let desk = Browser::signed_in(t, &scene.lotte);
        let page = desk.opens(&page_of(&id));
        page.with(200).hides("<script>alert").hides("<img").shows("&#60;script&#62;alert(1)");
        desk.sends(&page_of(&id), &[("verb", "ask"), ("question", words)]).with(200).hides("<script>alert");
        desk.sends(&page_of(&id), &[("verb", words), ("question", words)]).with(400).hides("<script>alert");
        desk.opens("/inbox?after=%3Cscript%3Ealert").with(200).hides("<script>alert");
    }

    fn what_was_taken_back_by_the_person_is_read_no_more(t) {
        let scene = t.care_scene();
        let (_, id, consent) = scene.sent();
        let desk = Browser::signed_in(t, &scene.lotte);
        desk.opens(&page_of(&id)).shows("An Peeters");
        scene.an.post(&format!("/v1/consents/{consent}/withdraw"), json!({})).ok(200);
        desk.opens(&page_of(&id)).with(200).hides("An Peeters").hides("Mijn been").shows("cannot be read any more");
    }

    fn an_organisation_says_in_one_click_whether_there_is_room_and_when_it_is_open(t) {
        let (scene, _, desk) = lotte(t);
        let service = format!("/inbox/services/{}", scene.service);
        let shown = || t.client().get(&format!("/v1/services/{}", scene.service)).ok(200).body;
        desk.opens("/inbox/services").shows("There is room");
        let full = desk.sends(&service, &[("verb", "capacity"), ("capacity", "full"), ("then", "list")]);
        full.with(200).shows("<h1>Services</h1>").shows("<strong>Full</strong>");
        assert_eq!(shown()["capacity"], "full");
        desk.opens(&service);
        let wrong = desk.sends(&service, &[("verb", "hours"), ("mon-1-from", "09:00"), ("mon-1-to", "08:00")]);
        wrong.with(400).shows("href=\"#mon-1-to\"").shows("value=\"08:00\"");
        let hours = [("verb", "hours"), ("mon-1-from", "09:00"), ("mon-1-to", "12:00"), ("fri-1-from", "18:00"), ("fri-1-to", "00:00")];
        desk.sends(&service, &hours).with(200).shows("The opening hours are saved.").shows("value=\"18:00\"");
        let kept = json!([
            { "day": "mon", "from": "09:00", "to": "12:00" }, { "day": "fri", "from": "18:00", "to": "24:00" },
        ]);
        assert_eq!(shown()["openingHours"], kept);
        t.passes(TimeDelta::days(200));
        let desk = Browser::signed_in(t, &scene.lotte);
        desk.opens(&service).shows("Not checked for long");
        desk.sends(&service, &[("verb", "assure")]).with(200).shows("So this is right today.").hides("Not checked for long");
        desk.sends(&service, &[("verb", "status"), ("status", "inactive")]).with(200).shows("takes nobody on now");
    }

    fn an_organisation_keeps_its_part_of_the_directory_itself(t) {
        let (scene, _, desk) = lotte(t);
        let house = format!("/inbox/organisation/{}", scene.organisation);
        desk.opens("/inbox/organisation").shows(&house);
        desk.opens(&house).with(200).shows("Zorg Nabij").shows("Add a place").hides(" checked>");
        desk.sends(&house, &[("verb", "addPlace"), ("place", "new"), ("placeName", ""), ("placeTown", "Lo")]).with(400);
        desk.page().shows("href=\"#placeName\"").shows("value=\"Lo\"").shows("Care at home.");
        let place = [("verb", "addPlace"), ("place", "new"), ("placeName", "The office"), ("placeTown", "Lindegem")];
        desk.sends(&house, &place).with(200).shows("The directory says so now.").shows("The office");
        let known = t.client().get(&format!("/v1/locations?organisation={}", scene.organisation)).ok(200);
        let id = known.field("items/0/id").as_str().unwrap().to_owned();
        let moved = [("verb", "changePlace"), ("place", id.as_str()), ("version", "1"), ("placeName", "The house")];
        desk.sends(&house, &moved).with(200).shows("The house").hides("The office").hides("Lindegem");
        let here = t.neighbourhood("DEMO-01").to_string();
        let new = [
            ("verb", "addService"), ("serviceName", "Meals"), ("serviceDescription", "Warm, at noon."),
            ("serviceCategory", "meals"), ("serviceLocation", id.as_str()), ("waitTime", "a week"),
        ];
        desk.sends(&house, &new).with(400).shows("href=\"#serviceArea\"").shows("Warm, at noon.");
        desk.sends(&house, &[&new[..], &[("serviceArea", here.as_str())]].concat()).with(200);
        desk.opens("/inbox/services").shows("Meals").shows("Home care").shows("aria-pressed=\"true\"");
        let service = format!("/inbox/services/{}", scene.service);
        desk.opens(&service).shows("Change what the directory says").shows("checked");
        let said = [
            ("verb", "change"), ("serviceName", "Care at home"), ("serviceDescription", "All day."),
            ("serviceCategory", "personal"), ("serviceArea", here.as_str()),
        ];
        desk.sends(&service, &said).with(200).shows("<h1>Care at home</h1>").shows("All day.");
        let other = Browser::signed_in(t, &scene.olga);
        other.opens(&house).with(404);
        other.opens("/inbox");
        other.sends(&house, &place);
        let known = t.client().get(&format!("/v1/locations?organisation={}", scene.organisation)).ok(200);
        assert_eq!(known.field("items").as_array().unwrap().len(), 1);
    }

    fn a_colleague_is_invited_on_paper_types_the_code_and_is_taken_off_again(t) {
        let (scene, _, desk) = lotte(t);
        let path = invites(&scene, &desk);
        let sheet = desk.opens(&path);
        sheet.with(200).shows("You are invited").shows("Zorg Nabij").shows("/console/join").shows("<svg");
        let code = code_on(&sheet.text);
        desk.opens("/inbox/organisation").shows(&format!("(code ends with {})", &code[10..])).hides(&code);
        let noor = t.newcomer("Noor");
        let other = Browser::signed_in(t, &noor);
        other.opens("/console/join").with(200).shows("The code on the sheet");
        let wrong = other.sends("/console/join", &[("code", "0000-0000-0000")]);
        wrong.with(400).shows("That code is not right").shows("value=\"0000-0000-0000\"");
        other.sends("/console/join", &[("code", &code.to_lowercase())]).with(200).shows("<h1>Received</h1>");
        let team = desk.opens("/inbox/organisation");
        team.shows("Noor Peeters").shows("Used");
        let revoke = team.text.split("action=\"/inbox/members/").nth(1).and_then(|it| it.split('"').next()).unwrap();
        desk.sends(&format!("/inbox/members/{revoke}"), &[]).with(200).shows("has no access any more").hides("Noor Peeters");
        other.opens("/inbox").with(403);
        // What was made and not used is taken back.
        let path = invites(&scene, &desk);
        let code = code_on(&desk.page().text);
        desk.opens("/inbox/organisation");
        desk.sends(&format!("{path}/withdraw"), &[]).with(200).shows("The invitation works no more.");
        other.opens("/console/join");
        other.sends("/console/join", &[("code", &code)]).with(400);
    }

    fn an_invitation_asks_whether_it_is_still_the_same_one_who_sits_there(t) {
        let (scene, _, desk) = lotte(t);
        t.passes(TimeDelta::minutes(6));
        desk.opens("/inbox/organisation");
        let organisation = scene.organisation.to_string();
        desk.sends("/inbox/invitations", &[("organisation", &organisation)]).with(403).shows("Is it still you?");
        let page = desk.sends("/console/step-up", &[("password", PASSWORD)]);
        page.with(200).shows("What you typed is still here");
        desk.sends("/inbox/invitations", &[("organisation", &organisation)]).with(200).shows("You are invited");
        // Somebody else of the organisation sees that there is one, and not its code.
        let ivo = t.care_provider("Ivo", scene.organisation);
        let path = desk.page().path;
        Browser::signed_in(t, &ivo).opens(&path).with(200).shows("Only whoever made the invitation");
        // Whoever thinks better of it comes back to the page.
        desk.opens("/inbox/invitations").with(200).shows("<h1>Our organisation</h1>");
    }

    fn a_webhook_is_made_its_secret_is_shown_once_and_it_is_tried(t) {
        let (scene, _, desk) = lotte(t);
        desk.opens("/inbox/software").with(200).shows("There is no webhook yet.");
        let organisation = scene.organisation.to_string();
        let wrong = desk.sends("/inbox/software/webhooks", &[("organisation", &organisation), ("url", "http://x")]);
        wrong.with(400).shows("value=\"http://x\"").shows("aria-invalid");
        let url = "https://hooks.zorg.example/in";
        let fields = ["guard", "once"].map(|it| (it.to_owned(), wrong.hidden(it)));
        let mut fields = fields.to_vec();
        fields.extend([("organisation".to_owned(), organisation), ("url".to_owned(), url.to_owned())]);
        let made = desk.sends_just("/inbox/software/webhooks", &fields);
        let secret = code_on(&made.with(200).shows("you see it only once").text);
        assert!(secret.starts_with("whsec_"), "{secret}");
        // The form that is sent again makes nothing and shows nothing.
        let again = desk.sends_just("/inbox/software/webhooks", &fields);
        again.with(200).shows(url).hides(&secret);
        let path = again.path;
        desk.sends(&path, &[("verb", "test")]).with(200).shows("The test is on its way.").shows("A test");
        let other = Browser::signed_in(t, &scene.olga);
        other.opens(&path).with(404);
        desk.sends(&path, &[("verb", "rotate")]).with(200).shows("class=\"secret\"").hides(&secret);
        desk.opens(&path);
        desk.sends(&path, &[("verb", "delete")]).with(200).shows("Removed.").shows("There is no webhook yet.");
        let organisation = scene.organisation.to_string();
        let backend = [("organisation", organisation.as_str()), ("name", "Dossier"), ("keys", "<script>alert(1)")];
        desk.sends("/inbox/software/backends", &backend).with(400).shows("value=\"Dossier\"").hides("<script>alert");
        let keys = json!({ "keys": [crate::support::software::Signer::ec("one").jwk()] }).to_string();
        let backend = [("organisation", organisation.as_str()), ("name", "Dossier"), ("keys", &keys)];
        desk.sends("/inbox/software/backends", &backend).with(200).shows("can sign in now").shows("Dossier");
    }

    fn what_was_asked_for_a_client_is_seen_and_called_off(t) {
        let (scene, _, desk) = lotte(t);
        desk.opens("/inbox/clients").with(200).shows("has asked for nothing yet");
        let new = "/inbox/clients/new";
        let page = desk.opens(new);
        page.with(200).shows("The client read or heard this");
        for field in ["how", "category", "urgency", "day"] {
            let begins = page.text.split(&format!("name=\"{field}\" required>")).nth(1).expect("a field");
            assert!(begins.starts_with("<option value=\"\">Choose"), "{field}");
        }
        let (here, version) = (t.neighbourhood("DEMO-01").to_string(), desk.page().hidden("textVersion"));
        let organisation = scene.organisation.to_string();
        let mut said = vec![
            ("organisation", organisation.as_str()), ("yes", "on"), ("how", "homeVisit"), ("firstName", "Wies"),
            ("lastName", "Claes"), ("birthYear", "1938"), ("locale", "nl-BE"), ("neighbourhood", here.as_str()),
            ("category", "company"), ("urgency", "flexible"), ("durationMinutes", "60"), ("day", "tue"),
            ("begins", "16:00"), ("ends", "14:00"), ("text", "Een <b>babbel</b>."), ("language", "en"),
            ("textVersion", version.as_str()), ("reference", "A-1"),
        ];
        desk.sends(new, &said).with(400).shows("value=\"Wies\"").hides("<b>babbel").shows("href=\"#ends\"");
        let child = said.iter().map(|it| if it.0 == "birthYear" { (it.0, "2020") } else { *it });
        let child: Vec<_> = child.map(|it| if it.0 == "ends" { (it.0, "18:00") } else { it }).collect();
        desk.sends(new, &child).with(400).shows("<a href=\"#birthYear\">Year of birth</a>").hides("client/birthYear");
        (said[12], said[13]) = (("begins", "14:00"), ("ends", "16:00"));
        desk.sends(new, &said).with(200).shows("The neighbourhood is at it.").shows("A-1").hides("Wies");
        let asked = scene.lotte.post("/v1/clientRequests", crate::client_requests::for_wies()).ok(201).id();
        desk.opens("/inbox/clients").shows("2026/0417").shows("The neighbourhood is at it").hides("Wies");
        let path = format!("/inbox/clients/{asked}/withdraw");
        Browser::signed_in(t, &scene.olga).opens("/inbox/clients").hides("2026/0417");
        desk.sends(&path, &[]).with(200).shows("The help did not come");
    }

    fn who_has_no_account_yet_makes_one_with_the_invitation_at_hand(t) {
        let (scene, _, desk) = lotte(t);
        invites(&scene, &desk);
        let code = code_on(&desk.page().text);
        let noor = Browser::of(t);
        noor.opens("/console/join").with(200).shows("I have none yet");
        let mut said = vec![
            ("firstName", "Noor"), ("lastName", "Maes"), ("birthYear", "198"), ("email", "noor@zorg.example"),
            ("password", PASSWORD),
        ];
        let wrong = noor.sends("/console/join/account", &said);
        wrong.with(400).shows("value=\"Noor\"").shows("aria-invalid").hides(PASSWORD);
        said[2] = ("birthYear", "1985");
        noor.sends("/console/join/account", &said).with(200).shows("We sent you a mail.");
        let token = t.token_mailed_to("noor@zorg.example");
        noor.opens("/verify").with(200);
        noor.sends("/verify", &[("token", "nothing")]).with(400).shows("That code is not right");
        let link = format!("https://buurt.example/verify#{token}");
        noor.sends("/verify", &[("token", &link)]).with(200).shows("Your address is confirmed.");
        noor.sends("/console/sign-in", &[("email", "noor@zorg.example"), ("password", PASSWORD), ("to", "/console/join")]);
        noor.page().with(200).shows("The code on the sheet");
        noor.sends("/console/join", &[("code", &code)]).with(200).shows("<h1>Received</h1>");
    }
}

/// Lotte invites somebody: the path of the sheet, on which she is.
fn invites(scene: &Scene, desk: &Browser) -> String {
    desk.opens("/inbox/organisation");
    let page = desk.sends("/inbox/invitations", &[("organisation", &scene.organisation.to_string())]);
    page.with(200);
    page.path
}
