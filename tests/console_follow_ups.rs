//! What needs a human word again, in plain sentences: each leads to where its cause is mended, and goes with it.

use buurtnet::moderation::follow_ups::model::FollowUpKind;
use buurtnet::platform::language::Locale;
use chrono::TimeDelta;
use serde_json::json;

use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::requests::wish;

both! {
    with TestApp::start;

    fn a_request_that_waits_too_long_stands_there_until_somebody_looked(t) {
        let here = t.neighbourhood("DEMO-01");
        let (ada, katrien) = (t.resident("Ada"), t.buurtwerker("Katrien", here));
        let asked = ada.asks(wish("groceries"));
        Browser::signed_in(t, &katrien).opens("/console/follow-ups").with(200).shows("There is nothing to follow up.");
        t.passes_and_works(TimeDelta::days(7));
        let desk = Browser::signed_in(t, &katrien);
        let list = desk.opens("/console/follow-ups");
        let page = format!("/console/requests/{}", asked.id);
        list.with(200).shows("A request waits too long for a first look.").shows(&format!("href=\"{page}\""));
        list.shows("</a> for ").shows("<strong>Groceries</strong>").hides("class=\"late\"");
        list.hides("Ada").hides("<form method=\"post\" action=\"/console/follow-ups");
        desk.opens(&page).with(200);
        desk.sends(&page, &[("verb", "approve"), ("then", "stay")]).with(200);
        desk.opens("/console/follow-ups").shows("There is nothing to follow up.");
    }

    fn what_one_page_mends_stands_there_once(t) {
        let here = t.neighbourhood("DEMO-01");
        let (ada, katrien) = (t.resident("Ada"), t.buurtwerker("Katrien", here));
        let rules = json!({ "contactProhibited": true });
        ada.with_header("If-None-Match", "*").put("/v1/me/contactRules", rules).ok(200);
        for kind in ["groceries", "walk"] {
            katrien.does("approve", &ada.asks(wish(kind))).ok(200);
        }
        t.works();
        let list = Browser::signed_in(t, &katrien).opens("/console/follow-ups");
        list.with(200).shows("Something may not be sent").shows("Good news about your request");
        assert_eq!(list.text.matches(&format!("href=\"/console/people/{}\"", ada.id)).count(), 1, "{}", list.text);
    }

    fn how_somebody_may_be_reached_is_said_first(t) {
        let here = t.neighbourhood("DEMO-01");
        let (ada, katrien) = (t.resident("Ada"), t.buurtwerker("Katrien", here));
        ada.with_header("If-None-Match", "*").put("/v1/me/contactRules", json!({ "contactProhibited": true })).ok(200);
        ada.asks(wish("groceries"));
        t.passes_and_works(TimeDelta::days(7));
        Browser::signed_in(t, &katrien).opens("/console/follow-ups").shows("First look how this person may be reached.");
    }

    fn a_team_sees_its_own_and_a_resident_none(t) {
        let (here, there) = (t.neighbourhood("DEMO-01"), t.neighbourhood("DEMO-02"));
        let (ada, elsewhere) = (t.resident("Ada"), t.buurtwerker("Elsewhere", there));
        t.buurtwerker("Katrien", here);
        let asked = ada.asks(wish("groceries"));
        t.passes_and_works(TimeDelta::days(7));
        Browser::signed_in(t, &elsewhere).opens("/console/follow-ups").with(200).hides(&asked.id.to_string());
        Browser::signed_in(t, &ada).opens("/console/follow-ups").with(403);
        Browser::of(t).opens("/console/follow-ups").shows("Sign in");
    }
}

#[test]
fn each_kind_is_a_sentence_in_each_language_and_leads_somewhere() {
    for kind in FollowUpKind::ALL {
        for key in [format!("console-followUp-{kind}"), format!("console-followUp-mend-{}", kind.collection())] {
            let texts = [Locale::Dutch, Locale::French, Locale::English].map(|it| it.text(&key, &[]));
            assert!(texts.iter().all(|it| !it.contains(&key)), "{key}: {texts:?}");
            assert!(texts[0] != texts[1] && texts[0] != texts[2], "{key}: {texts:?}");
        }
    }
}
