//! What was agreed with somebody vetted goes on for thirty days after the vetting ended, and is then held.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Answer;
use crate::support::concerns::id;
use crate::support::offers::help_with;
use crate::support::people::Person;
use crate::support::requests::{wish, with};
use crate::support::story::proposes;

/// From the start of the tests to the end of the grace of what ended on the 5th of March: local midnight before the 4th of
/// April, summer time.
fn grace() -> TimeDelta {
    TimeDelta::days(32) + TimeDelta::hours(13)
}

/// Katrien has seen of Bilal what makes him vetted, until the 5th of March. He helps An with personal care every week, and
/// Chloe with her groceries; Dora was asked whether he may come.
struct Scene {
    katrien: Person,
    an: Person,
    bilal: Person,
    chloe: Person,
    dora: Person,
    offer: String,
    care: String,
    groceries: String,
    proposed: String,
}

impl Scene {
    /// Everybody with tokens of now.
    fn anew(&mut self, t: &TestApp) {
        for who in [&mut self.katrien, &mut self.an, &mut self.bilal, &mut self.chloe, &mut self.dora] {
            *who = t.again(who);
        }
    }

    fn state(&self, on: &str) -> Value {
        self.katrien.get(on).ok(200).field("state").clone()
    }

    /// The follow-ups about a match.
    fn follow_ups(&self, on: &str) -> Vec<String> {
        let shown = self.katrien.get("/v1/followUps").ok(200);
        let about = shown.body["items"].as_array().unwrap().iter().filter(|it| it["href"] == *on);
        about.map(|it| it["kind"].as_str().unwrap().to_owned()).collect()
    }

    /// The extract is renewed.
    fn renews(&self) {
        seen(&self.katrien, &self.bilal, "extract596_2", None);
    }

    fn releases(&self, on: &str) -> Answer {
        self.katrien.post(&format!("{on}/release"), json!({}))
    }

    fn plans(&self, on: &str, start: &str) -> String {
        let said = json!({ "start": start, "durationMinutes": 60 });
        self.an.post(&format!("{on}/visits"), said).ok(201).field("href").as_str().unwrap().to_owned()
    }
}

fn seen(team: &Person, who: &Person, kind: &str, until: Option<&str>) {
    let said = json!({ "kind": kind, "seenOn": "2026-03-02", "renewBy": until });
    team.post(&format!("/v1/people/{}/vettingChecks", who.id), said).ok(201);
}

fn scene(t: &TestApp) -> Scene {
    let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
    let [an, chloe, dora] = ["An", "Chloe", "Dora"].map(|it| t.resident(it));
    let terms = with(help_with(&["personal", "groceries"]), json!({ "maxVisitsPerWeek": 5 }));
    let (bilal, offer) = t.helper("Bilal", 300, terms);
    for kind in ["identitySeen", "introductionTalk", "confidentialitySigned"] {
        seen(&katrien, &bilal, kind, None);
    }
    seen(&katrien, &bilal, "extract596_2", Some("2026-03-05"));
    let offer = id(&offer).to_owned();
    let asks = |who: &Person, said: Value| {
        let asked = who.asks(said);
        katrien.does("approve", &asked).ok(200);
        proposes(&katrien, &asked.id.to_string(), &offer)
    };
    let weekly = json!({ "helpKind": "recurring", "rhythm": "weekly" });
    let care = asks(&an, with(wish("personal"), weekly));
    let groceries = asks(&chloe, wish("groceries"));
    let proposed = asks(&dora, wish("personal"));
    for (who, on) in [(&an, &care), (&bilal, &care), (&chloe, &groceries), (&bilal, &groceries)] {
        who.post(&format!("{on}/accept"), json!({})).ok(200);
    }
    Scene { katrien, an, bilal, chloe, dora, offer, care, groceries, proposed }
}

fn told_of_a_visit_off(t: &TestApp, who: &Person) -> usize {
    t.mails_to(&who.email).iter().filter(|it| it.contains("Subject: A visit is not going ahead")).count()
}

both! {
    with TestApp::start;

    fn what_asks_for_somebody_vetted_goes_on_for_thirty_days_and_is_then_held(t) {
        let mut s = scene(t);
        let visit = s.plans(&s.care, "2026-04-10T09:00:00Z");
        t.passes(TimeDelta::days(3));
        t.works();
        s.anew(t);
        assert_eq!(s.follow_ups(&s.care), ["helperUnvetted"], "from the day on which it ended");
        assert_eq!(s.follow_ups(&s.groceries), Vec::<String>::new(), "nobody vetted is asked for there");
        t.passes(grace() - TimeDelta::days(3) - TimeDelta::seconds(1));
        t.works();
        s.anew(t);
        assert_eq!((s.state(&s.care), s.state(&s.groceries)), (json!("agreed"), json!("agreed")));
        assert_eq!(s.katrien.stands(&visit), "planned");
        assert_eq!(s.follow_ups(&s.care), ["helperUnvetted"]);

        t.passes(TimeDelta::seconds(1));
        t.works();
        s.anew(t);
        let held = s.katrien.get(&s.care).ok(200);
        assert_eq!((held.field("state"), held.field("holdReason")), (&json!("held"), &json!("vettingLapsed")));
        assert_eq!(s.state(&s.groceries), "agreed", "what asks for nobody vetted goes on");
        assert_eq!(s.follow_ups(&s.care), ["matchHeld"], "at once");
        for side in [&s.an, &s.bilal] {
            let seen = side.get(&s.care).ok(200);
            assert_eq!(seen.field("state"), "held");
            for hidden in ["contact", "place", "holdReason"] {
                assert_eq!(seen.body.get(hidden), None, "{hidden}");
            }
            assert_eq!(told_of_a_visit_off(t, side), 1);
        }
        assert_eq!(s.katrien.stands(&visit), "cancelled");
        let mine = s.an.get("/v1/requests").ok(200);
        let covers = mine.body["items"].as_array().unwrap().iter().filter(|it| it.get("covers").is_some()).count();
        assert_eq!(covers, 1, "somebody else is asked for the visit");
        let bond = held.field("bond/href").as_str().unwrap();
        s.katrien.post(&format!("{bond}/pause"), json!({})).is_problem("wrongState", 409);
        // It happened once, also where something else is seen of him.
        seen(&s.katrien, &s.bilal, "training", None);
        t.works();
        assert_eq!(t.events_of(s.bilal.id).iter().filter(|it| *it == "person.vettingLapsed").count(), 1);
    }

    fn who_renews_within_the_thirty_days_goes_on_as_before(t) {
        let mut s = scene(t);
        let visit = s.plans(&s.care, "2026-04-10T09:00:00Z");
        t.passes(grace() - TimeDelta::seconds(1));
        t.works();
        s.anew(t);
        s.renews();
        t.passes(TimeDelta::seconds(1));
        t.works();
        s.anew(t);
        assert_eq!((s.state(&s.care), s.katrien.stands(&visit)), (json!("agreed"), "planned".to_owned()));
        assert!(!t.events_of(s.bilal.id).contains(&"person.vettingLapsed".to_owned()));
        assert!(!s.follow_ups(&s.care).contains(&"helperUnvetted".to_owned()));
    }

    fn what_the_clock_holds_the_team_lets_go_on_once_the_helper_is_vetted_again(t) {
        let mut s = scene(t);
        t.passes(grace());
        t.works();
        s.anew(t);
        let shown = s.katrien.get(&s.care).ok(200);
        assert_eq!(shown.field("allowedActions"), &json!(["close"]));
        s.releases(&s.care).is_problem("helperUnvetted", 409);
        assert_eq!(s.state(&s.care), "held");
        s.renews();
        t.works();
        assert_eq!(s.state(&s.care), "held", "somebody of the team decides");
        assert_eq!(s.katrien.get(&s.care).ok(200).field("allowedActions"), &json!(["release", "close"]));
        assert_eq!(s.releases(&s.care).ok(200).field("state"), "agreed");
        t.passes(TimeDelta::days(90));
        t.works();
        s.anew(t);
        assert_eq!(s.state(&s.care), "agreed");
    }

    fn what_is_held_already_does_not_slip_through(t) {
        let mut s = scene(t);
        let request = s.katrien.get(&s.care).ok(200).field("request/href").as_str().unwrap().to_owned();
        let hold = json!({ "reason": "unclear" });
        s.katrien.post(&format!("{request}/hold"), hold.clone()).ok(200);
        s.katrien.post(&format!("{}/hold", s.groceries), hold).ok(200);
        t.passes(grace());
        t.works();
        s.anew(t);
        s.katrien.post(&format!("{request}/release"), json!({})).ok(200);
        assert_eq!(s.state(&s.care), "held", "held itself by now");
        s.releases(&s.care).is_problem("helperUnvetted", 409);
        assert_eq!(s.releases(&s.groceries).ok(200).field("state"), "agreed", "nobody vetted is asked for there");
    }

    fn a_hold_of_the_team_is_not_let_go_past_the_thirty_days(t) {
        let mut s = scene(t);
        s.katrien.post(&format!("{}/hold", s.care), json!({ "reason": "unclear" })).ok(200);
        t.passes(grace() - TimeDelta::seconds(1));
        s.anew(t);
        assert_eq!(s.releases(&s.care).ok(200).field("state"), "agreed", "within them it is");
        s.katrien.post(&format!("{}/hold", s.care), json!({ "reason": "unclear" })).ok(200);
        t.passes(TimeDelta::seconds(1));
        t.works();
        s.anew(t);
        assert_eq!(s.katrien.get(&s.care).ok(200).field("holdReason"), "unclear", "the team's reason stands");
        s.releases(&s.care).is_problem("helperUnvetted", 409);
        s.renews();
        assert_eq!(s.releases(&s.care).ok(200).field("state"), "agreed");
    }

    fn the_thirty_days_are_for_what_was_agreed_and_for_nothing_new(t) {
        let mut s = scene(t);
        s.bilal.post(&format!("{}/accept", s.proposed), json!({})).ok(200);
        t.passes(TimeDelta::hours(62));
        s.anew(t);
        s.dora.post(&format!("{}/accept", s.proposed), json!({})).is_problem("offerDoesNotFit", 409);
        let emma = t.resident("Emma").asks_for("personal");
        s.katrien.does("approve", &emma).ok(200);
        let anew = json!({ "requestId": emma.id, "offerId": s.offer });
        s.katrien.post("/v1/matches", anew).is_problem("offerDoesNotFit", 409);
        t.works();
        assert_eq!((s.state(&s.proposed), s.state(&s.care)), (json!("acceptedByHelper"), json!("agreed")));
    }

    fn a_check_taken_back_leaves_the_grace_of_the_day_that_is_left(t) {
        let mut s = scene(t);
        let href = {
            let said = json!({ "kind": "alternative", "seenOn": "2026-03-02" });
            let made = s.katrien.post(&format!("/v1/people/{}/vettingChecks", s.bilal.id), said).ok(201);
            made.field("href").as_str().unwrap().to_owned()
        };
        t.passes(TimeDelta::days(10));
        t.works();
        s.anew(t);
        s.katrien.post(&format!("{href}/revoke"), json!({})).ok(200);
        t.works();
        assert_eq!(s.state(&s.care), "agreed", "the extract ended on the 5th of March, less than thirty days ago");
        t.passes(grace() - TimeDelta::days(10));
        t.works();
        s.anew(t);
        assert_eq!(s.state(&s.care), "held");
    }
}
