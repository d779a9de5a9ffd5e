//! The pages about people: who is found, what is shown, and what can be written down there.

use serde_json::json;

use crate::support::TestApp;
use crate::support::browser::{Browser, Page};

/// The version that the form of a verb holds.
fn version_of(page: &Page, verb: &str) -> String {
    let form = format!("name=\"verb\" value=\"{verb}\"><input type=\"hidden\" name=\"version\" value=\"");
    let version = page.text.split(&form).nth(1).unwrap_or_else(|| panic!("no {verb} on {}", page.path));
    version.split('"').next().unwrap().to_owned()
}

both! {
    with TestApp::start;

    fn somebody_is_found_by_name_and_the_name_stands_in_no_address(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let fatima = katrien.registers("Fatima", 1960);
        let desk = Browser::signed_in(t, &katrien);
        desk.opens("/console/people").with(200).shows("name=\"findName\"");
        let found = desk.sends("/console/people", &[("findName", "fati")]);
        found.with(200).shows("Fatima Janssens (1960)").shows(&format!("/console/people/{fatima}"));
        assert_eq!(found.path, "/console/people");
        desk.sends("/console/people", &[("findName", "Fatima"), ("born", "1961")]).with(200).shows("Nobody found.");
        desk.sends("/console/people", &[("findName", " ")]).with(400).shows("Name");
        let elsewhere = Browser::signed_in(t, &t.buurtwerker("Elsewhere", t.neighbourhood("DEMO-02")));
        elsewhere.opens("/console/people");
        elsewhere.sends("/console/people", &[("findName", "fati")]).with(200).hides("Fatima");
        let (foreign, never) = (format!("/console/people/{fatima}"), format!("/console/people/{}", buurtnet::ids::PersonId::fresh()));
        let (foreign, never) = (elsewhere.opens(&foreign), elsewhere.opens(&never));
        assert_eq!((foreign.with(404).text.as_str(), never.with(404).status), (never.text.as_str(), 404));
    }

    fn the_page_writes_down_what_the_team_hears_of_somebody(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, an) = (t.buurtwerker("Katrien", here), t.resident("An"));
        let (rosa, jef) = (katrien.registers("Rosa", 1941), katrien.registers("Jef", 1939));
        let path = format!("/console/people/{rosa}");
        let desk = Browser::signed_in(t, &katrien);
        let page = desk.opens(&path);
        page.with(200).shows("Rosa Janssens (1941)").shows("Not known by the team yet").shows("Takes part");
        page.shows("<div><dt>Account</dt><dd>Without an account");
        let does = |fields: &[(&str, &str)]| {
            desk.opens(&path);
            desk.sends(&path, fields)
        };
        does(&[("verb", "recordCheck"), ("checkKind", "identitySeen"), ("seenOn", "2026-03-02"), ("version", "")]).with(200).shows("Written down what you saw").shows("Identity card");
        does(&[("verb", "recordCheck"), ("checkKind", "identitySeen"), ("seenOn", "2027-03-02"), ("version", "")]).with(400).shows("Seen on");
        let rules = [("verb", "setContactRules"), ("channel", "phone"), ("address", "0470 00 00 00"), ("days", "mon"), ("from", "13:00"), ("to", "15:00"), ("version", "")];
        does(&rules).with(200).shows("Leave no message").shows("0470 00 00 00");
        let kept = katrien.get(&format!("/v1/people/{rosa}/contactRules")).ok(200);
        assert_eq!(kept.body["safeContact"]["hours"], json!([{ "day": "mon", "from": "13:00", "to": "15:00" }]));
        let found = does(&[("verb", "find"), ("find", "Jef"), ("version", "")]);
        found.with(200).shows("Jef Janssens (1939)");
        does(&[("verb", "joinHousehold"), ("other", &jef), ("version", "")]).with(200).shows("Written down: they live together.");
        let an_id = an.id.to_string();
        let proxy = [("verb", "grantProxy"), ("other", an_id.as_str()), ("proxyKind", "mantelzorger"), ("proxyScope", "ask"), ("version", "")];
        does(&proxy).with(200).shows("Family carer: Ask for help").shows("An Peeters");
        does(&[("verb", "pause"), ("version", &version_of(&desk.opens(&path), "pause"))]).with(200).shows("Away for a while");
        does(&[("verb", "resume"), ("version", "1")]).with(412).shows("Somebody else has changed this");
        does(&[("verb", "resume"), ("version", &version_of(&desk.opens(&path), "resume"))]).with(200).shows("Takes part");
        does(&[("verb", "deceased"), ("version", &version_of(&desk.opens(&path), "deceased"))]).with(400).shows("I am sure");
        does(&[("verb", "deceased"), ("sure", "yes"), ("version", &version_of(&desk.opens(&path), "deceased"))]).with(200).shows("Deceased");
        does(&[("verb", "nonsense"), ("version", "")]).with(400);
    }

    fn consents_are_written_down_and_taken_back_where_the_person_stands(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let path = format!("/console/people/{}", katrien.registers("Rosa", 1941));
        let desk = Browser::signed_in(t, &katrien);
        desk.opens(&path).with(200).shows("No consent holds now.").shows("Read the text out first.");
        let yes = [("verb", "giveConsent"), ("purpose", "research"), ("language", "nl-BE"), ("given", "yes"), ("version", "")];
        desk.sends(&path, &[&yes[..], &[("how", "app")]].concat()).with(400);
        desk.sends(&path, &[&yes[..], &[("how", "oralWithWitness")]].concat()).with(400).shows("Name of the witness");
        let kept = desk.sends(&path, &[&yes[..], &[("how", "oral")]].concat());
        kept.with(200).shows("Written down what the person said.").shows("Learning from what we do together. Aloud, after it was read out");
        let consent = kept.hidden("consent");
        let taken = desk.sends(&path, &[("verb", "withdrawConsent"), ("consent", &consent), ("version", "1")]);
        taken.with(200).shows("The consent is taken back.").shows("No consent holds now.");
        // Who has an account says so in the app, and the team may still write down what they hear.
        let an = t.resident("An");
        an.lets_neighbours_see();
        desk.opens(&format!("/console/people/{}", an.id)).with(200).shows("Showing your request to neighbours. In the app");
    }

    fn somebody_moves_is_kept_apart_and_asks_anew_from_their_page(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let (rosa, jef) = (katrien.registers("Rosa", 1941), katrien.registers("Jef", 1939));
        let path = format!("/console/people/{rosa}");
        let desk = Browser::signed_in(t, &katrien);
        let about = here.to_string();
        let version = version_of(&desk.opens(&path), "moveHome");
        let moves = [("verb", "moveHome"), ("about", about.as_str()), ("homeAddress", "Lindelaan 3"), ("version", &version)];
        let page = desk.sends(&path, &moves);
        page.with(200).shows("Saved where the person lives.").shows("Known only roughly").hides("Lindelaan 3");
        let elsewhere = t.neighbourhood("DEMO-02").to_string();
        let version = version_of(&page, "moveHome");
        let moves = [("verb", "moveHome"), ("about", elsewhere.as_str()), ("homeAddress", ""), ("version", &version)];
        desk.sends(&path, &moves).with(400);
        desk.opens(&path);
        let found = desk.sends(&path, &[("verb", "find"), ("find", "Jef"), ("version", "")]);
        found.with(200).shows("Who must stay away from this person?");
        desk.sends(&path, &[("verb", "blockBetween"), ("other", &jef), ("version", "")]).with(200).shows("These two are kept apart.");
        let (one, other) = (rosa.parse().unwrap(), jef.parse().unwrap());
        assert!(t.read(move |tx| buurtnet::matching::blocks::actions::are_apart(tx, one, other)));
        let form = desk.opens(&format!("/console/intake?person={rosa}"));
        form.with(200).shows(&format!("value=\"{rosa}\" checked>Rosa Janssens (1941)"));
        form.shows("value=\"phone\" selected");
        desk.opens("/console/intake?person=nonsense").with(200).hides("Rosa");
    }

    fn two_entries_of_one_person_are_joined_and_parted(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let (one, two) = (katrien.registers("Zoë", 1950), katrien.registers("zoe", 1950));
        let desk = Browser::signed_in(t, &katrien);
        let path = format!("/console/people/{one}");
        let page = desk.opens(&path);
        page.with(200).shows("Possibly the same person").shows(&format!("/console/people/{two}"));
        let page = desk.sends(&path, &[("verb", "find"), ("find", "zoe"), ("version", "")]);
        let version = version_of(&page, "merge");
        desk.sends(&path, &[("verb", "merge"), ("other", &two), ("version", &version)]).with(200).shows("Joined into one.");
        let page = desk.opens(&path);
        let version = version_of(&page, "undoMerge");
        desk.sends(&path, &[("verb", "undoMerge"), ("version", &version)]).with(200).shows("Two people again.");
    }
}
