//! Worries in the console: who sees to them, who never learns of them, and that nothing typed is lost or run.

use serde_json::json;

use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::client::Answer;
use crate::support::concerns::id;
use crate::support::people::in_lindewijk;
use crate::support::story::{asks_openly, offers_help};

const NEVER: &str = "018f0000-0000-7000-8000-000000000000";
const SCRIPT: &str = "<script>alert(1)</script> & \"more\"";

fn page_of(concern: &str) -> String {
    format!("/console/concerns/{}", id(concern))
}

/// The fields that decide about each match that a concern holds.
fn decided(seen: &Answer, decision: &str) -> Vec<(String, String)> {
    let holds = seen.field("holds").as_array().unwrap().clone();
    holds.iter().map(|it| (format!("hold-{}", it["matchId"].as_str().unwrap()), decision.to_owned())).collect()
}

both! {
    with TestApp::start;

    fn a_worry_is_judged_looked_into_and_closed_with_a_decision_on_each_hold(t) {
        let street = t.street();
        let concern = street.an.worries(&street.between, true);
        let path = page_of(&concern);
        let katrien = Browser::signed_in(t, &street.katrien);
        katrien.opens("/console/queue").shows("Open worries: 1");
        let list = katrien.opens("/console/worries");
        list.with(200).shows("Danger now: about a match").shows("Help stands still").shows("minutes left").shows(&path);
        list.hides("Bilal").hides("shouts");
        let page = katrien.opens(&path);
        page.with(200).shows("He shouts at me.").shows("Bilal").shows("Waits to be judged");
        katrien.sends(&path, &[("verb", "triage"), ("severity", "critical")]).with(200).shows("Saved.").shows("Critical");
        katrien.sends(&path, &[("verb", "investigate"), ("severity", "")]).with(200).shows("You look into this now.");
        katrien.page().shows("with An, still since").shows("with Chloe, still since").hides("with Bilal");
        // Whoever judged it releases nothing alone; nothing closes while something stands still.
        katrien.sends(&path, &[("verb", "resolve"), ("concernOutcome", "agreementsMade")]).with(409).shows("First decide");
        let luc = Browser::signed_in(t, &street.luc);
        luc.opens(&path).shows("What becomes of what stands still?");
        let mut fields = decided(&street.luc.get(&concern).ok(200), "release");
        assert_eq!(fields.len(), 2);
        fields.extend([("verb", "resolve"), ("concernOutcome", "agreementsMade")].map(|it| (it.0.into(), it.1.into())));
        let pairs: Vec<(&str, &str)> = fields.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
        luc.opens(&path);
        luc.sends(&path, &pairs).with(200).shows("Closed.").shows("Agreements were made").shows("Goes on");
        katrien.opens("/console/worries").shows("There is no open worry.");
        katrien.opens("/console/worries?view=closed").shows(&path).shows("Resolved");
        luc.opens(&path);
        luc.sends(&path, &[("verb", "reopen"), ("severity", "")]).with(200).shows("Open again.");
        katrien.opens("/console/worries").shows(&path);
    }

    fn whom_it_is_about_finds_nothing_anywhere(t) {
        let street = t.street();
        let home = json!({ "position": in_lindewijk(0) });
        street.luc.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        let offer = offers_help(&street.luc, &street.katrien, 3);
        let on = crate::support::concerns::agree(&street.katrien, &street.an, &street.luc, &offer);
        let concern = street.an.worries(&on, true);
        let luc = Browser::signed_in(t, &street.luc);
        luc.opens("/console/queue").with(200).hides("Open worries");
        luc.opens("/console/worries").with(200).shows("There is no open worry.").hides(id(&concern));
        luc.opens("/console/worries?view=closed").with(200).hides(id(&concern));
        let (seen, never) = (luc.opens(&page_of(&concern)), luc.opens(&format!("/console/concerns/{NEVER}")));
        assert_eq!((seen.status, seen.text), (404, never.text.clone()), "as if it had never been");
        luc.opens("/console/worries");
        luc.sends(&page_of(&concern), &[("verb", "triage"), ("severity", "low")]).with(404);
        let events = street.katrien.get(&concern).ok(200);
        assert_eq!(events.field("state"), "submitted");
        // An administrator sees no cases.
        Browser::signed_in(t, &street.amir).opens("/console/worries").with(403);
    }

    fn what_stands_still_says_why_to_whom_may_know(t) {
        let street = t.street();
        let home = json!({ "position": in_lindewijk(0) });
        street.luc.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        let offer = offers_help(&street.luc, &street.katrien, 3);
        crate::support::concerns::agree(&street.katrien, &street.an, &street.luc, &offer);
        let concern = street.an.worries(&street.between, true);
        let held = format!("/console/matches/{}", id(&street.other));
        let katrien = Browser::signed_in(t, &street.katrien);
        katrien.opens(&held).with(200).shows("Something else holds this").shows(&page_of(&concern));
        katrien.page().hides("value=\"release\"").shows("value=\"close\"");
        // Luc has to do with who raised it: he sees that it stands still, and nothing of a worry.
        let luc = Browser::signed_in(t, &street.luc);
        luc.opens(&held).with(200).shows("Something else holds this").hides(id(&concern)).hides("worry that holds");
        street.katrien.sees_to(&concern, "triage", json!({ "severity": "critical" })).ok(200);
        luc.opens(&held).with(200).hides(id(&concern));
    }

    fn a_worry_is_said_about_what_one_has_in_front_of_one(t) {
        let street = t.street();
        let request = asks_openly(&street.chloe, &street.katrien);
        let katrien = Browser::signed_in(t, &street.katrien);
        katrien.opens(&format!("/console/requests/{request}")).shows(&format!("/console/concerns/new?about=request/{request}"));
        let page = katrien.opens(&format!("/console/concerns/new?about=request/{request}"));
        page.with(200).shows("112").shows("1712").shows("106").shows("This is about a request for help.");
        let about = format!("request/{request}");
        let raised = katrien.sends("/console/concerns/new", &[("about", &about), ("worry", SCRIPT), ("dangerNow", "yes")]);
        raised.with(200).shows("Reported.").hides("<script>alert").shows("&#60;script&#62;alert(1)");
        assert!(raised.path.starts_with("/console/concerns/"));
        katrien.opens(&raised.path).shows("Chloe").shows("The reporter said: somebody is in danger now.");
        // The offer of a helper is about the helper.
        let offer = format!("/console/concerns/new?about=offer/{}", street.offer);
        katrien.opens(&offer).with(200).shows("about an offer");
        let about = format!("offer/{}", street.offer);
        katrien.sends("/console/concerns/new", &[("about", &about), ("worry", "Vreemd")]).with(200).shows("Bilal");
    }

    fn which_of_two_is_said_and_what_was_typed_stays(t) {
        let street = t.street();
        let katrien = Browser::signed_in(t, &street.katrien);
        let about = format!("match/{}", id(&street.between));
        katrien.opens(&format!("/console/concerns/new?about={about}")).with(200).shows("Who helps");
        let again = katrien.sends("/console/concerns/new", &[("about", &about), ("worry", SCRIPT)]);
        again.with(400).shows("Who is it about?").hides("<script>alert").shows("&#60;script&#62;");
        let empty = katrien.sends("/console/concerns/new", &[("about", &about), ("worry", ""), ("side", "helper")]);
        empty.with(400).shows("What worries you?").shows("value=\"helper\" required checked");
        katrien.sends("/console/concerns/new", &[("about", &about), ("worry", "Ruzie"), ("side", "helper")]).with(200);
        katrien.page().shows("Bilal").shows("Ruzie");
    }

    fn foreign_and_unknown_things_are_the_same_nothing(t) {
        let street = t.street();
        let elsewhere = t.buurtwerker("Elsewhere", t.neighbourhood("DEMO-02"));
        let desk = Browser::signed_in(t, &elsewhere);
        let request = asks_openly(&street.chloe, &street.katrien);
        let foreign = desk.opens(&format!("/console/concerns/new?about=request/{request}"));
        let never = desk.opens(&format!("/console/concerns/new?about=request/{NEVER}"));
        assert_eq!((foreign.status, foreign.text), (404, never.text.clone()));
        for odd in ["request/x", "thing/1", "match", "offer/018f0000-0000-7000-8000-000000000000"] {
            desk.opens(&format!("/console/concerns/new?about={odd}")).with(404);
        }
        desk.opens("/console/concerns/new").with(200).shows("First open the page");
        let concern = street.an.worries(&street.between, false);
        desk.opens(&page_of(&concern)).with(404);
        desk.opens("/console/worries").shows("There is no open worry.");
    }

    fn a_note_on_what_changed_meanwhile_is_kept_and_says_who_changed_it(t) {
        let street = t.street();
        let concern = street.an.worries(&street.between, false);
        let path = page_of(&concern);
        let katrien = Browser::signed_in(t, &street.katrien);
        katrien.opens(&path);
        let luc = Browser::signed_in(t, &street.luc);
        luc.opens(&path);
        luc.sends(&path, &[("verb", "triage"), ("severity", "medium")]).with(200);
        let stale = katrien.sends(&path, &[("verb", "note"), ("concernNote", SCRIPT)]);
        stale.with(412).shows("Somebody else has changed this").shows("Luc: said how severe it is");
        stale.shows("&#60;script&#62;alert(1)").hides("<script>alert");
        katrien.sends(&path, &[("verb", "note"), ("concernNote", SCRIPT)]).with(200).shows("The note was kept.");
        katrien.page().shows("you: wrote a note").hides("<script>alert");
        assert_eq!(street.luc.get(&concern).ok(200).field("notes").as_array().unwrap().len(), 1);
        // Sent twice it is one note.
        let page = katrien.opens(&path);
        let mut fields: Vec<_> = ["guard", "once", "version"].map(|it| (it.to_owned(), page.hidden(it))).into();
        fields.extend([("verb", "note"), ("concernNote", "Eén keer")].map(|it| (it.0.to_owned(), it.1.to_owned())));
        for _ in 0..2 {
            katrien.sends_just(&path, &fields).with(200);
        }
        assert_eq!(street.luc.get(&concern).ok(200).field("notes").as_array().unwrap().len(), 2);
    }

    fn who_raised_it_reads_how_it_stands_and_no_more(t) {
        let street = t.street();
        let concern = street.an.worries(&street.between, false);
        let an = Browser::signed_in(t, &street.an);
        let page = an.opens(&page_of(&concern));
        page.with(200).shows("What you reported").shows("He shouts at me.").shows("112").shows("We have received it.");
        page.hides("Bilal").hides("Katrien").hides("name=\"verb\"");
        an.opens("/console/worries").with(403);
    }
}
