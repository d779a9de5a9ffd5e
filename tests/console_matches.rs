//! Helpers, suggestions, matches and visits in the console, as a browser sees them.

use serde_json::json;

use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::offers::help_with;
use crate::support::people::Person;
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, offers_help, proposes};

const SCRIPT: &str = "<script>alert(1)</script>";

/// An asks, Bilal helps, Katrien brings them together.
struct Street {
    an: Person,
    bilal: Person,
    katrien: Person,
    desk: Browser,
}

impl Street {
    fn open(t: &TestApp) -> Self {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let desk = Browser::signed_in(t, &katrien);
        Self { an: t.resident("An"), bilal: t.resident("Bilal"), katrien, desk }
    }

    /// A match to which both said yes: its id.
    fn agreed(&self) -> String {
        let offer = offers_help(&self.bilal, &self.katrien, 3);
        let path = proposes(&self.katrien, &asks_openly(&self.an, &self.katrien), &offer);
        self.an.post(&format!("{path}/accept"), json!({})).ok(200);
        self.bilal.post(&format!("{path}/accept"), json!({})).ok(200);
        path.rsplit('/').next().unwrap().to_owned()
    }
}

fn page_of(id: &str) -> String {
    format!("/console/matches/{id}")
}

both! {
    with TestApp::start;

    fn an_offer_is_looked_at_taken_over_and_decided(t) {
        let street = Street::open(t);
        let offer = street.bilal.post("/v1/offers", help_with(&["walk"])).ok(201).id();
        let page = format!("/console/offers/{offer}");
        let luc = Browser::signed_in(t, &t.buurtwerker("Luc", t.neighbourhood("DEMO-01")));
        street.desk.opens("/console/helpers").with(200).shows(&page).shows("waits for a first look").hides("Bilal");
        street.desk.opens(&page).with(200).shows("Bilal Peeters").shows("Waits for a first look").shows("Not known yet");
        street.desk.page().shows("<a href=\"/console/helpers\" data-key=\"u\">").shows("Identity card seen").shows("href=\"/console/helpers\" aria-current=\"page\"");
        street.desk.sends(&page, &[("verb", "claim")]).with(200).shows("You have this");
        luc.opens(&page).with(200).shows("Katrien is looking at this too").shows("If you take over, Katrien sees that");
        luc.sends(&page, &[("verb", "approve")]).with(409);
        let from = street.katrien.id.to_string();
        luc.opens(&page);
        luc.sends(&page, &[("verb", "takeOver"), ("from", &from)]).with(200).shows("taken over from Katrien");
        street.desk.sends(&page, &[("verb", "approve")]).with(409).shows("A colleague has this");
        luc.sends(&page, &[("verb", "approve")]).with(200).shows("Counts").shows("approved");
        // What was decided meanwhile is not decided again.
        street.desk.sends(&page, &[("verb", "reject"), ("rejectReason", "other"), ("version", "1")]).with(412);
        street.desk.page().shows("Somebody else has changed this").shows("approved");
        street.desk.opens(&page);
        street.desk.sends(&page, &[("verb", "hold"), ("holdReason", "vetting")]).with(200).shows("Put aside");
        street.desk.sends(&page, &[("verb", "release")]).with(200).shows("Counts");
        street.desk.sends(&page, &[("verb", "hold")]).with(400).shows("role=\"alert\"");
    }

    fn a_helper_is_proposed_once_however_often_the_form_is_sent(t) {
        let street = Street::open(t);
        offers_help(&street.bilal, &street.katrien, 3);
        let request = asks_openly(&street.an, &street.katrien);
        let page = format!("/console/requests/{request}/suggestions");
        let seen = street.desk.opens(&page);
        seen.with(200).shows("Bilal").shows("Less than 500 metres away").shows("minutes at the times asked for");
        let fields = ["guard", "once", "version", "offerId"].map(|it| (it.to_owned(), seen.hidden(it)));
        let mut fields = fields.to_vec();
        fields.push(("verb".into(), "propose".into()));
        let made = street.desk.sends_just(&page, &fields);
        made.with(200).shows("Proposed. Both are asked.").shows("has not answered yet");
        assert_eq!(street.desk.sends_just(&page, &fields).path, made.path, "the second sending finds the first");
        let matches = street.katrien.get("/v1/matches?view=neighbourhood").ok(200);
        assert_eq!(matches.field("items").as_array().unwrap().len(), 1);
        // Of a request that changed since, nobody is proposed.
        street.an.if_match("*").patch(&format!("/v1/requests/{request}"), json!({ "durationMinutes": 45 })).ok(200);
        fields[1].1 = buurtnet::ids::OfferId::fresh().to_string();
        street.desk.sends_just(&page, &fields).with(412).shows("Somebody else has changed this");
        street.desk.opens(&page);
        street.desk.sends(&page, &[("verb", SCRIPT), ("offerId", SCRIPT)]).with(400).hides("<script>alert");
        let femke = Browser::signed_in(t, &t.buurtwerker("Femke", t.neighbourhood("DEMO-02")));
        femke.opens(&page).with(404);
        Browser::signed_in(t, &street.an).opens("/console/helpers").with(403);
    }

    fn offers_are_found_by_their_state_and_matches_with_their_people(t) {
        let street = Street::open(t);
        let matched = page_of(&street.agreed());
        street.desk.opens("/console/helpers").with(200).shows("/console/helpers?state=active");
        let counts = street.desk.opens("/console/helpers?state=active");
        counts.with(200).shows("Wants to help: Groceries").shows("/console/offers/").hides("Bilal");
        street.desk.opens("/console/helpers?state=paused").with(200).shows("Nothing is here now.");
        for who in [&street.an, &street.bilal] {
            let page = street.desk.opens(&format!("/console/people/{}", who.id));
            page.with(200).shows(&matched).shows("Groceries, Agreed");
        }
        street.desk.page().shows("Help offered").shows("Groceries, Counts");
        street.katrien.get("/v1/offers?view=mine&state=active").is_problem("badRequest", 400);
    }

    fn whom_to_call_stands_with_both_sides_of_a_match(t) {
        let street = Street::open(t);
        let rosa = street.katrien.registers("Rosa", 1941);
        street.katrien.if_match("*").patch(&format!("/v1/people/{rosa}"), json!({ "phone": "0470 12 34 56" })).ok(200);
        let asked = street.katrien.asks(with(wish("groceries"), json!({ "forPerson": rosa, "channel": "phone" })));
        t.coordinator("Sofie", "99999").post(&asked.verb("approve"), json!({})).ok(200);
        let offer = offers_help(&street.bilal, &street.katrien, 3);
        let id = proposes(&street.katrien, &asked.id.to_string(), &offer).rsplit('/').next().unwrap().to_owned();
        let page = street.desk.opens(&page_of(&id));
        page.with(200).shows("<a href=\"tel:0470 12 34 56\">").shows("No number known.").hides("Lindelaan");
        let rules = json!({ "contactProhibited": false, "safeContact": { "channel": "phone", "number": "0470 99 99 99", "hours": [], "mayLeaveMessage": false } });
        street.katrien.with_header("If-None-Match", "*").put(&format!("/v1/people/{rosa}/contactRules"), rules).ok(200);
        street.desk.opens(&page_of(&id)).with(200).hides("0470 12 34 56").shows("0470 99 99 99").shows("Leave no message");
        assert!(t.events_of(rosa.parse::<buurtnet::ids::PersonId>().unwrap()).contains(&"person.disclosed".to_owned()));
    }

    fn a_match_is_agreed_visited_held_and_ended(t) {
        let street = Street::open(t);
        let id = street.agreed();
        let page = page_of(&id);
        let speaks = |language: &str| {
            street.desk.cookies.borrow_mut().insert("__Host-language".to_owned(), language.to_owned());
        };
        speaks("fr-BE");
        street.desk.opens(&page).with(200).shows(">An</a>\u{a0}: a dit oui").shows("Mise en relation");
        speaks("en");
        street.desk.opens(&page).with(200).shows(">An</a>: said yes").shows(">Bilal</a>: said yes").shows("Agreed on");
        let visits = format!("{page}/visits");
        let day = t.now().utc().format("%Y-%m-%d").to_string();
        let time = [("start", day.as_str()), ("time", "00:05"), ("durationMinutes", "60"), ("verb", "plan")];
        street.desk.sends(&visits, &time).with(200).shows("The visit is planned.").shows("60 minutes");
        street.desk.sends(&visits, &[("start", "x"), ("time", "9"), ("durationMinutes", "60"), ("verb", "plan")]);
        street.desk.page().with(400).shows("value=\"x\"").shows("aria-invalid");
        let all = street.katrien.get(&format!("/v1/matches/{id}/visits")).ok(200);
        let visit = format!("{visits}/{}", all.field("items/0/id").as_str().unwrap());
        street.desk.opens(&page);
        street.desk.sends(&visit, &[("verb", "visitDone"), ("version", "1")]).with(200).shows("Took place");
        street.desk.sends(&visit, &[("verb", "visitMissed"), ("version", "1"), ("by", "helper")]).with(412);
        street.desk.opens(&page);
        street.desk.sends(&visit, &[("verb", "visitMissed"), ("version", "2"), ("by", "helper")]).with(200);
        street.desk.page().shows("Did not take place").shows("The helper");
        // The visits of the page have versions of their own.
        let sends = |fields: &[(&str, &str)]| {
            let version = street.katrien.get(&format!("/v1/matches/{id}")).ok(200).field("version").to_string();
            street.desk.sends(&page, &[fields, &[("version", version.as_str())]].concat())
        };
        sends(&[("verb", "hold"), ("holdReason", "safeguarding")]).with(200).shows("Put aside");
        sends(&[("verb", "release")]).with(200).shows("Agreed");
        sends(&[("verb", "end"), ("outcome", "helped")]).with(200).shows("The help came");
        sends(&[("verb", "end"), ("outcome", "helped")]).with(409);
        let read = t.events_of(id.parse::<uuid::Uuid>().unwrap());
        assert!(read.contains(&"match.disclosed".to_owned()), "who read the names stands in the log");
    }

    fn what_somebody_without_an_account_says_is_written_down(t) {
        let street = Street::open(t);
        let rosa = street.katrien.registers("Rosa", 1940);
        let said = json!({
            "forPerson": rosa, "category": "groceries", "durationMinutes": 60, "urgency": "thisWeek", "languages": [], "channel": "desk",
            "weeklySlots": [{ "day": "tue", "from": "14:00", "to": "17:00" }],
        });
        let request = street.katrien.post("/v1/requests", said).ok(201).id();
        street.katrien.post(&format!("/v1/requests/{request}/approve"), json!({})).ok(200);
        let offer = offers_help(&street.bilal, &street.katrien, 3);
        let path = proposes(&street.katrien, &request, &offer);
        let page = page_of(path.rsplit('/').next().unwrap());
        street.desk.opens(&page).with(200).shows("Rosa says yes");
        let noted = street.desk.sends(&page, &[("verb", "accept"), ("forPerson", &rosa)]);
        noted.with(200).shows("said yes").shows("you: wrote down a yes");
        street.desk.opens(&format!("/console/requests/{request}")).shows("you: wrote this request down");
    }

    fn a_match_of_others_is_like_one_that_never_was(t) {
        let street = Street::open(t);
        let id = street.agreed();
        let femke = Browser::signed_in(t, &t.buurtwerker("Femke", t.neighbourhood("DEMO-02")));
        let never = femke.opens(&page_of(&buurtnet::ids::MatchId::fresh().to_string()));
        never.with(404);
        for path in [page_of(&id), "/console/matches/x".into(), "/console/matches/%3Cscript%3E".into()] {
            let foreign = femke.opens(&path);
            assert_eq!((foreign.status, &foreign.text), (404, &never.text), "{path}");
        }
        femke.opens("/console/helpers").with(200).shows("nothing to do");
        femke.sends(&page_of(&id), &[("verb", "end"), ("outcome", "helped")]);
        assert_eq!(street.katrien.get(&format!("/v1/matches/{id}")).ok(200).field("state"), "agreed");
    }
}
