//! Sheets to print: what stands on them, what never does, and that they hold in large type.

use serde_json::json;

use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::requests::{wish, with};
use crate::support::story::offers_help;

both! {
    with TestApp::start;

    fn the_board_names_nobody_and_repeats_nobodys_words(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, an, ada) = (t.buurtwerker("Katrien", here), t.resident("An"), t.resident("Ada"));
        an.lets_neighbours_see();
        let words = json!({
            "visibility": "nearby", "publicText": "Wie haalt er brood?", "text": { "lang": "nl", "text": "Mijn heup" },
            "languages": ["nl", "tr"],
        });
        let shown = an.asks(with(wish("groceries"), words));
        katrien.does("approve", &shown).ok(200);
        let team_only = ada.asks_for("walk");
        katrien.does("approve", &team_only).ok(200);
        let policy = format!("/v1/neighbourhoods/{here}/policy");
        let sofie = t.administrator("Sofie");
        let etag = sofie.get(&policy).ok(200).etag();
        sofie.if_match(&etag).patch(&policy, json!({ "phone": "03 100 00 00" })).ok(200);
        let desk = Browser::signed_in(t, &katrien);
        let page = desk.opens("/console/print/board");
        page.with(200).shows("Who helps a neighbour in Lindewijk?").shows("Groceries").shows("03 100 00 00");
        page.shows("A neighbour in Lindewijk looks for somebody for this, this week. Once, Tuesday, about 60 minutes.");
        page.shows("Languages: Nederlands, Türkçe.").hides("14:00").hides("17:00");
        page.shows(&format!("/console/requests/{}", shown.id)).shows("<svg").hides("Walk");
        page.hides("An Peeters").hides("brood").hides("heup").hides("<style").hides("style=");
        let code = page.text.split("class=\"code\" href=").nth(1).unwrap().split('>').nth(1).unwrap().split('<').next().unwrap();
        assert_eq!(code.len(), 4, "{code}");
        desk.opens("/console/print/board?lang=fr-BE&large=yes").shows("class=\"large\"").shows("Qui aide un voisin").shows("lang=\"fr-BE\"");
        desk.opens(&format!("/console/print/board?in={}", t.neighbourhood("DEMO-02"))).with(404);
        // With the consent gone it hangs there no more.
        let consents = an.get("/v1/me/consents").ok(200);
        let consent = consents.body["items"][0]["id"].as_str().unwrap().to_owned();
        an.post(&format!("/v1/consents/{consent}/withdraw"), json!({})).ok(200);
        let empty = desk.opens("/console/print/board");
        empty.hides("Groceries").hides("look for somebody").shows("nobody looks for anybody");
    }

    fn a_kind_of_help_is_called_as_the_neighbourhood_calls_it(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, an) = (t.buurtwerker("Katrien", here), t.resident("An"));
        an.lets_neighbours_see();
        let shown = an.asks(with(wish("walk"), json!({ "visibility": "nearby", "publicText": "Wie gaat er mee?" })));
        let policy = format!("/v1/neighbourhoods/{here}/policy");
        let sofie = t.administrator("Sofie");
        let etag = sofie.get(&policy).ok(200).etag();
        let titles = json!([
            { "category": "walk", "locale": "en", "title": "A stroll" },
            { "category": "walk", "locale": "nl-BE", "title": "Kuieren" },
        ]);
        sofie.if_match(&etag).patch(&policy, json!({ "categoryTitles": titles })).ok(200);
        let desk = Browser::signed_in(t, &katrien);
        let request = format!("/console/requests/{}", shown.id);
        for page in ["/console/queue", &request, "/console/intake", "/console/print/intake-form"] {
            desk.opens(page).with(200).shows("A stroll").hides("A walk together");
        }
        katrien.does("approve", &shown).ok(200);
        desk.opens("/console/print/board").with(200).shows("A stroll");
        // Plain Dutch takes the Dutch words, and where there are none of its own it is called as everywhere.
        desk.opens("/console/print/board?lang=nl-BE-x-eenvoudig").shows("Kuieren");
        desk.opens("/console/print/board?lang=fr-BE").hides("Kuieren").hides("A stroll");
        // Who works in two neighbourhoods chooses by the words that both have.
        let luc = t.buurtwerker("Luc", here);
        let there = json!({ "role": "buurtwerker", "neighbourhoodId": t.neighbourhood("DEMO-02") });
        sofie.post(&format!("/v1/people/{}/roles", luc.id), there).ok(201);
        Browser::signed_in(t, &luc).opens("/console/intake").with(200).hides("A stroll").shows("A walk together");
    }

    fn the_form_on_paper_has_the_numbers_of_the_screen(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let desk = Browser::signed_in(t, &katrien);
        let (screen, paper) = (desk.opens("/console/intake"), desk.opens("/console/print/intake-form"));
        let numbers = |text: &str| {
            let parts = text.split("<span class=\"no\">").skip(1);
            let number = |it: &str| {
                let (number, rest) = it.split_once("</span>").unwrap();
                let label = rest.trim_start().trim_start_matches("<strong>").split('<').next().unwrap();
                (number.parse::<u32>().unwrap(), label.trim().to_owned())
            };
            parts.map(number).collect::<std::collections::BTreeMap<_, _>>()
        };
        let (screen, paper) = (numbers(&screen.text), numbers(&paper.with(200).text));
        assert_eq!(paper.len(), 26);
        // Those of the proxy are on the screen once somebody was found.
        for (number, label) in &screen {
            assert_eq!(paper.get(number), Some(label));
        }
        assert!(screen.len() >= 23, "{screen:?}");
        let sheet = desk.opens("/console/print/intake-form?lang=nl-BE-x-eenvoudig&large=yes");
        sheet.with(200).shows("Voornaam").shows("tonen").shows("onderzoek").hides("03 100 00 00");
        let policy = format!("/v1/neighbourhoods/{}/policy", t.neighbourhood("DEMO-01"));
        let sofie = t.administrator("Sofie");
        let etag = sofie.get(&policy).ok(200).etag();
        sofie.if_match(&etag).patch(&policy, json!({ "phone": "03 100 00 00" })).ok(200);
        desk.opens("/console/print/intake-form").shows("03 100 00 00").shows("<svg");
    }

    fn a_consent_is_read_in_three_languages_and_signed(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let desk = Browser::signed_in(t, &katrien);
        let page = desk.opens("/console/print/consent");
        page.with(200).shows("We willen je hulpvraag tonen").shows("We would like to show your request").shows("lang=\"fr-BE\"");
        page.shows("Handtekening").shows("Signature").shows("Nee, dat mag niet");
        let referral = desk.opens("/console/print/consent?purpose=referral&lang=en");
        referral.with(200).shows("Organisation").shows("Somebody else to call").hides("We willen");
        referral.shows("purpose=research&#38;lang=en").shows("Call the neighbourhood team");
        // With who receives it, and the number of the team to take it back.
        let (sofie, policy) = (t.administrator("Sofie"), format!("/v1/neighbourhoods/{}/policy", t.neighbourhood("DEMO-01")));
        let etag = sofie.get(&policy).ok(200).etag();
        sofie.if_match(&etag).patch(&policy, json!({ "phone": "03 100 00 00" })).ok(200);
        let linde = t.organisation(&sofie, "Zorg Linde");
        let filled = desk.opens(&format!("/console/print/consent?purpose=referral&lang=en&large=yes&for={linde}"));
        filled.shows("<strong>Zorg Linde</strong>").shows("03 100 00 00").shows(&format!("&#38;for={linde}"));
        filled.shows("purpose=research&#38;lang=en&#38;large=yes");
        desk.opens(&format!("/console/print/consent?for={}", buurtnet::ids::OrganisationId::fresh())).with(404);
    }

    fn the_code_of_a_card_is_seen_once_and_the_old_one_works_no_more(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let rosa = katrien.registers("Rosa", 1941);
        let path = format!("/console/people/{rosa}");
        let desk = Browser::signed_in(t, &katrien);
        desk.opens(&path).shows("Make and print an activation card");
        let code = |text: &str| text.split("class=\"bigcode\">").nth(1).map(|it| it.split('<').next().unwrap().to_owned());
        let card = desk.sends(&format!("{path}/card"), &[("version", "")]);
        let first = code(&card.with(200).shows("Een kaart voor Rosa").text).unwrap();
        assert!(first.len() > 8, "{first}");
        desk.opens(&path).shows("There is a card already");
        let second = code(&desk.sends(&format!("{path}/card"), &[("version", "")]).with(200).text).unwrap();
        assert_ne!(first, second);
        let account = |code: &str| {
            let said = json!({ "activationCode": code, "email": "rosa@buurt.example", "password": "zorgzame-buurt" });
            t.client().post("/v1/accounts", said)
        };
        account(&first).is_problem("tokenInvalid", 400);
        account(&second).ok(202);
    }

    fn a_visit_card_says_who_and_until_when_and_not_where(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, bilal) = (t.buurtwerker("Katrien", here), t.resident("Bilal"));
        let desk = Browser::signed_in(t, &katrien);
        // Who does not help has none.
        let path = format!("/console/print/visit-card/{}", bilal.id);
        desk.opens(&path).with(200).hides("class=\"card\"").shows("once an offer of help of this person counts");
        desk.opens(&format!("/console/people/{}", bilal.id)).with(200).hides(&path);
        offers_help(&bilal, &katrien, 3);
        desk.opens(&format!("/console/people/{}", bilal.id)).with(200).shows(&path);
        let page = desk.opens(&path);
        page.with(200).shows("<h1>Bilal</h1>").shows("31/05/2026").hides("Peeters").hides("knows this person");
        let elsewhere = Browser::signed_in(t, &t.buurtwerker("Elsewhere", t.neighbourhood("DEMO-02")));
        elsewhere.opens(&format!("/console/print/visit-card/{}", bilal.id)).with(404);
    }

    fn who_has_no_account_gets_on_paper_who_read_what(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, an) = (t.buurtwerker("Katrien", here), t.resident("An"));
        let rosa = katrien.registers("Rosa", 1941);
        katrien.get(&format!("/v1/people/{rosa}")).ok(200);
        let desk = Browser::signed_in(t, &katrien);
        let page = desk.opens(&format!("/console/print/access-log/{rosa}?large=yes"));
        page.with(200).shows("Wie las wat van u: Rosa").shows("Een buurtwerker, Lindewijk").hides("Katrien");
        desk.opens(&format!("/console/print/access-log/{}", an.id)).with(404);
    }
}
