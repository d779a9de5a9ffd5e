//! What time does: nobody is forgotten, and nothing stays open for ever.

use buurtnet::events::Job;
use buurtnet::platform::{Error, jobs};
use buurtnet::requests;
use chrono::{DateTime, TimeDelta};
use serde_json::json;

use crate::support::browser::Browser;
use crate::support::fixture::execute;
use crate::support::people::in_lindewijk;
use crate::support::requests::{Asked, wish, with};
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::{Person, TestApp};

const fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}

/// A request of Ada that the team lets be matched.
fn open(t: &TestApp, ada: &Person) -> Asked {
    let asked = ada.asks_for("groceries");
    let katrien = t.buurtwerker(&format!("Katrien{}", asked.id), t.neighbourhood("DEMO-01"));
    katrien.does("approve", &asked).ok(200);
    asked
}

/// Time goes by, and what is due is done. Says in which state the request is then.
fn after(t: &TestApp, by: TimeDelta, ada: &Person, asked: &Asked) -> String {
    t.passes(by);
    t.works();
    t.again(ada).state_of(asked)
}

/// How many mails with this subject somebody got.
fn mails(t: &TestApp, person: &Person, subject: &str) -> usize {
    t.mails_to(&person.email).iter().filter(|it| it.contains(&format!("Subject: {subject}"))).count()
}

fn ada_confirms(t: &TestApp, ada: &Person, asked: &Asked) {
    t.again(ada).does("confirmStillNeeded", asked).ok(200);
}

both! {
    with TestApp::start;

    fn who_is_silent_is_asked_and_then_looked_at_before_the_request_ends(t) {
        let ada = t.resident("Ada");
        let asked = open(t, &ada);
        assert_eq!(after(t, days(20), &ada, &asked), "open");
        assert_eq!(mails(t, &ada, "Is help still needed?"), 0);
        assert_eq!(after(t, days(1), &ada, &asked), "open");
        assert_eq!(mails(t, &ada, "Is help still needed?"), 1);
        let shown = t.again(&ada).get(&asked.path).ok(200);
        let ends: DateTime<chrono::Utc> = shown.field("expiresAt").as_str().unwrap().parse().unwrap();
        assert_eq!(ends - t.now().utc(), days(14), "a week for her, and as nobody ever helped, one for the team");
        let luc = t.buurtwerker("Luc", t.neighbourhood("DEMO-01"));
        let far = t.buurtwerker("Far", t.neighbourhood("DEMO-02"));
        assert_eq!(after(t, days(6), &ada, &asked), "open");
        assert_eq!(mails(t, &luc, "Somebody has not answered for a while"), 0);
        assert_eq!(after(t, days(1), &ada, &asked), "open");
        assert_eq!(mails(t, &luc, "Somebody has not answered for a while"), 1);
        assert_eq!(mails(t, &far, "Somebody has not answered for a while"), 0);
        assert_eq!(after(t, days(6), &ada, &asked), "open");
        assert_eq!(after(t, days(1), &ada, &asked), "expired");
        assert_eq!(mails(t, &ada, "Your request has ended"), 1);
        assert_eq!(mails(t, &ada, "Is help still needed?"), 1, "asked once");
        let happened: Vec<_> = t.events_of(asked.id).into_iter().filter(|it| it != "request.disclosed").collect();
        assert_eq!(happened[2..], ["request.pinged", "request.silent", "request.expired"]);
    }

    fn who_was_helped_before_is_given_a_week(t) {
        let ada = t.resident("Ada");
        let asked = open(t, &ada);
        ada.does("fulfil", &asked).ok(200);
        assert_eq!(ada.does("reopen", &asked).ok(200).field("state"), "open");
        after(t, days(21), &ada, &asked);
        assert_eq!(after(t, days(6), &ada, &asked), "open");
        assert_eq!(after(t, days(1), &ada, &asked), "expired");
    }

    fn while_somebody_helps_no_clock_runs(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (ada, bilal) = (t.resident("Ada"), t.resident("Bilal"));
        let offer = offers_help(&bilal, &katrien, 3);
        let asked = ada.asks(with(wish("groceries"), json!({ "helpersWanted": 2 })));
        katrien.does("approve", &asked).ok(200);
        let agreed = proposes(&katrien, &asked.id.to_string(), &offer);
        ada.post(&format!("{agreed}/accept"), json!({})).ok(200);
        bilal.post(&format!("{agreed}/accept"), json!({})).ok(200);
        assert_eq!(after(t, days(90), &ada, &asked), "open");
        let etag = t.again(&ada).get(&asked.path).etag();
        t.again(&ada).if_match(&etag).patch(&asked.path, json!({ "category": "meals" })).ok(200);
        t.again(&katrien).does("askForInformation", &asked).ok(200);
        assert_eq!(after(t, days(90), &ada, &asked), "needsInformation");
        t.again(&bilal).post(&format!("{agreed}/end"), json!({ "outcome": "stopped" })).ok(200);
        assert_eq!(after(t, days(13), &ada, &asked), "needsInformation", "the time to answer runs from when the helper stopped");
        assert_eq!(after(t, days(1), &ada, &asked), "expired");
    }

    fn a_yes_to_a_proposal_is_a_word(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (ada, bilal) = (t.resident("Ada"), t.resident("Bilal"));
        let offer = offers_help(&bilal, &katrien, 3);
        let asked = open(t, &ada);
        after(t, days(21), &ada, &asked);
        after(t, days(6), &ada, &asked);
        let proposed = proposes(&t.again(&katrien), &asked.id.to_string(), &offer);
        t.again(&ada).post(&format!("{proposed}/accept"), json!({})).ok(200);
        assert_eq!(after(t, days(2), &ada, &asked), "open");
        assert_eq!(t.again(&bilal).get(&proposed).ok(200).field("state"), "acceptedByRequester");
        assert_eq!(mails(t, &katrien, "Somebody has not answered for a while"), 0);
    }

    fn a_click_on_the_mail_says_that_help_is_still_needed(t) {
        let ada = t.resident("Ada");
        let asked = open(t, &ada);
        after(t, days(21), &ada, &asked);
        let nobody = t.client();
        let say = |token: &str| nobody.post("/v1/requests/confirmStillNeeded", json!({ "token": token }));
        let token = t.token_mailed_to(&ada.email);
        for forged in ["", "x", &token[1..], &format!("{token}A"), &token.replace(&token[..4], "AAAA")] {
            say(forged).is_problem("tokenInvalid", 400);
        }
        say(&token).ok(204);
        let version = t.again(&ada).get(&asked.path).etag();
        say(&token).ok(204);
        assert_eq!(t.again(&ada).get(&asked.path).etag(), version, "a second click changes nothing");
        assert_eq!(after(t, days(20), &ada, &asked), "open");
        assert_eq!(after(t, days(1), &ada, &asked), "open");
        assert_eq!(mails(t, &ada, "Is help still needed?"), 2);
        say(&token).is_problem("tokenInvalid", 400);
        let second = t.token_mailed_to(&ada.email);
        after(t, days(7), &ada, &asked);
        assert_eq!(after(t, days(7), &ada, &asked), "expired");
        say(&second).is_problem("tokenInvalid", 400);
    }

    fn so_does_the_page_of_that_mail(t) {
        let ada = t.resident("Ada");
        let asked = open(t, &ada);
        after(t, days(21), &ada, &asked);
        let desk = Browser::of(t);
        desk.opens("/still-needed").with(200).shows("Is help still needed?").shows("data-from-link");
        desk.sends("/still-needed", &[("token", "x")]).with(400).shows("That code is not right");
        desk.sends("/still-needed", &[("token", &t.token_mailed_to(&ada.email))]).with(200).shows("Noted: help is still needed.");
        assert_eq!(after(t, days(20), &ada, &asked), "open");
    }

    fn a_token_for_something_else_confirms_nothing(t) {
        let ada = t.resident("Ada");
        t.client().post("/v1/accounts/reset", json!({ "email": ada.email })).ok(202);
        let reset = t.token_mailed_to(&ada.email);
        let answer = t.client().post("/v1/requests/confirmStillNeeded", json!({ "token": reset }));
        answer.is_problem("tokenInvalid", 400);
    }

    fn the_requester_and_the_team_say_that_help_is_still_needed_and_nobody_else(t) {
        let ada = t.resident("Ada");
        let asked = open(t, &ada);
        after(t, days(30), &ada, &asked);
        let luc = t.buurtwerker("Luc", t.neighbourhood("DEMO-01"));
        t.resident("Stranger").does("confirmStillNeeded", &asked).is_problem("notFound", 404);
        luc.does("confirmStillNeeded", &asked).ok(200);
        assert_eq!(after(t, days(20), &ada, &asked), "open");
        let said = t.again(&ada).does("confirmStillNeeded", &asked).ok(200);
        assert_eq!(said.body.get("expiresAt"), None);
        assert_eq!(after(t, days(20), &ada, &asked), "open");
        t.again(&ada).does("withdraw", &asked).ok(200);
        t.again(&ada).does("confirmStillNeeded", &asked).is_problem("wrongState", 409);
        assert_eq!(after(t, days(90), &ada, &asked), "withdrawn", "no clock strikes what is over");
    }

    fn who_changes_a_request_still_needs_it(t) {
        let ada = t.resident("Ada");
        let asked = open(t, &ada);
        after(t, days(21), &ada, &asked);
        let etag = t.again(&ada).get(&asked.path).etag();
        t.again(&ada).if_match(&etag).patch(&asked.path, json!({ "durationMinutes": 90 })).ok(200);
        assert_eq!(after(t, days(20), &ada, &asked), "open");
        assert_eq!(mails(t, &ada, "Is help still needed?"), 1);
    }

    fn after_the_last_window_the_question_comes_at_once(t) {
        let ada = t.resident("Ada");
        let window = json!([{ "start": "2026-03-04T13:00:00Z", "end": "2026-03-04T15:00:00Z" }]);
        let asked = ada.asks(with(wish("walk"), json!({ "weeklySlots": null, "windows": window })));
        t.buurtwerker("Luc", t.neighbourhood("DEMO-01")).does("approve", &asked).ok(200);
        after(t, TimeDelta::hours(53), &ada, &asked);
        assert_eq!(mails(t, &ada, "Is help still needed?"), 0);
        after(t, TimeDelta::hours(1), &ada, &asked);
        assert_eq!(mails(t, &ada, "Is help still needed?"), 1);
    }

    fn what_is_approved_when_its_time_went_by_is_asked_after_at_once(t) {
        let ada = t.resident("Ada");
        let window = json!([{ "start": "2026-03-02T13:00:00Z", "end": "2026-03-02T15:00:00Z" }]);
        let asked = ada.asks(with(wish("walk"), json!({ "weeklySlots": null, "windows": window, "urgency": "today" })));
        t.passes(TimeDelta::hours(8));
        let luc = t.buurtwerker("Luc", t.neighbourhood("DEMO-01"));
        luc.does("approve", &asked).ok(200);
        assert_eq!(after(t, TimeDelta::minutes(1), &ada, &asked), "open");
        assert_eq!(mails(t, &ada, "Is help still needed?"), 1);
        // Who says yes is left in peace for three weeks.
        t.again(&ada).does("confirmStillNeeded", &asked).ok(200);
        assert_eq!(after(t, days(20), &ada, &asked), "open");
        assert_eq!(mails(t, &ada, "Is help still needed?"), 1);
        after(t, days(1), &ada, &asked);
        assert_eq!(mails(t, &ada, "Is help still needed?"), 2);
    }

    fn a_question_of_the_team_that_nobody_answers_ends_the_request(t) {
        let ada = t.resident("Ada");
        let asked = ada.asks_for("groceries");
        t.buurtwerker("Luc", t.neighbourhood("DEMO-01")).does("askForInformation", &asked).ok(200);
        assert_eq!(after(t, days(13), &ada, &asked), "needsInformation");
        assert_eq!(after(t, days(1), &ada, &asked), "expired");
    }

    fn a_hold_stops_the_clock_and_its_end_starts_it_anew(t) {
        let ada = t.resident("Ada");
        let asked = open(t, &ada);
        after(t, days(20), &ada, &asked);
        let luc = t.buurtwerker("Luc", t.neighbourhood("DEMO-01"));
        luc.does("hold", &asked).ok(200);
        assert_eq!(after(t, days(90), &ada, &asked), "held");
        t.again(&luc).does("release", &asked).ok(200);
        assert_eq!(after(t, days(20), &ada, &asked), "open");
        assert_eq!(mails(t, &ada, "Is help still needed?"), 0);
    }

    fn a_clock_that_jumps_takes_nobodys_time_to_answer(t) {
        let ada = t.resident("Ada");
        let asked = open(t, &ada);
        assert_eq!(after(t, days(400), &ada, &asked), "open", "asked only now, so a week is left");
        assert_eq!(mails(t, &ada, "Is help still needed?"), 1);
        assert_eq!(after(t, -days(400), &ada, &asked), "open");
        assert_eq!(after(t, days(407), &ada, &asked), "open");
        assert_eq!(after(t, days(6), &ada, &asked), "open");
        assert_eq!(after(t, days(1), &ada, &asked), "expired");
    }

    fn what_has_ended_is_taken_up_again_within_thirty_days(t) {
        let ada = t.resident("Ada");
        let (asked, late) = (open(t, &ada), open(t, &ada));
        after(t, days(21), &ada, &asked);
        after(t, days(7), &ada, &asked);
        assert_eq!(after(t, days(7), &ada, &asked), "expired");
        t.resident("Stranger").does("reopen", &asked).is_problem("notFound", 404);
        t.passes(days(30));
        let again = t.again(&ada).post(&asked.verb("reopen"), json!({ "note": "Het is weer nodig." })).ok(200);
        assert_eq!((again.field("state"), again.field("reopenNote")), (&json!("open"), &json!("Het is weer nodig.")));
        t.again(&ada).does("reopen", &asked).is_problem("wrongState", 409);
        t.passes(days(1));
        assert_eq!(t.again(&ada).get(&late.path).ok(200).body["allowedActions"], json!([]));
        t.again(&ada).does("reopen", &late).is_problem("wrongState", 409);
        assert_eq!(after(t, days(20), &ada, &asked), "open");
        assert_eq!(mails(t, &ada, "Is help still needed?"), 3, "its clock runs again");
    }

    fn the_team_takes_a_request_up_again_and_hears_why(t) {
        let ada = t.resident("Ada");
        let asked = ada.asks_for("groceries");
        ada.does("withdraw", &asked).ok(200);
        let luc = t.buurtwerker("Luc", t.neighbourhood("DEMO-01"));
        let again = luc.post(&asked.verb("reopen"), json!({ "note": "Ze belde." })).ok(200);
        assert_eq!(again.field("state"), "submitted", "it was never approved");
        assert_eq!(ada.get(&asked.path).ok(200).field("reopenNote"), "Ze belde.");
    }

    fn who_moved_meanwhile_asks_in_the_new_neighbourhood(t) {
        let ada = t.resident("Ada");
        let asked = open(t, &ada);
        ada.does("withdraw", &asked).ok(200);
        let etag = ada.get("/v1/me/home").etag();
        ada.if_match(&etag).put("/v1/me/home", json!({ "position": in_lindewijk(9000) })).ok(200);
        ada.does("reopen", &asked).is_problem("wrongState", 409);
        ada.post("/v1/me/confirmMove", None).ok(200);
        let again = ada.does("reopen", &asked).ok(200);
        assert_eq!(again.field("state"), "submitted", "a new place wants a new look");
        let home = ada.get("/v1/me/home").ok(200);
        let here = home.body.get("neighbourhood").map(|it| it["id"].clone());
        assert_eq!(again.body.get("neighbourhood").map(|it| it["id"].clone()), here);
    }

    fn the_team_does_not_take_a_request_along_to_another_team(t) {
        let ada = t.resident("Ada");
        let asked = open(t, &ada);
        ada.does("withdraw", &asked).ok(200);
        let luc = t.buurtwerker("Luc", t.neighbourhood("DEMO-01"));
        let etag = ada.get("/v1/me/home").etag();
        ada.if_match(&etag).put("/v1/me/home", json!({ "position": in_lindewijk(9000) })).ok(200);
        ada.post("/v1/me/confirmMove", None).ok(200);
        luc.does("reopen", &asked).is_problem("wrongState", 409);
        assert_eq!(luc.state_of(&asked), "withdrawn");
    }

    fn what_a_professional_is_still_at_is_not_taken_up_beside(t) {
        let scene = t.care_scene();
        let (asked, _, _) = scene.accepted();
        scene.an.does("withdraw", &asked).ok(200);
        scene.an.does("reopen", &asked).is_problem("wrongState", 409);
    }

    fn a_request_for_a_day_that_has_gone_by_gets_a_new_look(t) {
        let ada = t.resident("Ada");
        let window = json!([{ "start": "2026-03-04T13:00:00Z", "end": "2026-03-04T15:00:00Z" }]);
        let asked = ada.asks(with(wish("walk"), json!({ "weeklySlots": null, "windows": window })));
        t.buurtwerker("Luc", t.neighbourhood("DEMO-01")).does("approve", &asked).ok(200);
        ada.does("withdraw", &asked).ok(200);
        t.passes(days(3));
        assert_eq!(t.again(&ada).does("reopen", &asked).ok(200).field("state"), "submitted");
    }

    fn who_helped_before_reads_nothing_of_a_case_that_is_taken_up_again(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (ada, bilal) = (t.resident("Ada"), t.resident("Bilal"));
        let offer = offers_help(&bilal, &katrien, 3);
        let asked = open(t, &ada);
        let agreed = proposes(&katrien, &asked.id.to_string(), &offer);
        ada.post(&format!("{agreed}/accept"), json!({})).ok(200);
        bilal.post(&format!("{agreed}/accept"), json!({})).ok(200);
        bilal.post(&format!("{agreed}/end"), json!({ "outcome": "helped" })).ok(200);
        let helped = bilal.get(&agreed).ok(200);
        assert!(helped.body.get("place").is_some() && helped.text.contains("durationMinutes"), "for a week after the help");
        ada.does("reopen", &asked).ok(200);
        let etag = ada.get(&asked.path).etag();
        let elsewhere = json!({ "place": { "position": in_lindewijk(700) }, "durationMinutes": 75 });
        ada.if_match(&etag).patch(&asked.path, elsewhere).ok(200);
        let seen = bilal.get(&agreed).ok(200);
        assert!(seen.body.get("place").is_none() && !seen.text.contains("durationMinutes"), "{}", seen.text);
        t.passes(TimeDelta::hours(1));
        t.again(&katrien).does("approve", &asked).ok(200);
        t.again(&ada).does("fulfil", &asked).ok(200);
        let seen = t.again(&bilal).get(&agreed).ok(200);
        assert!(seen.body.get("place").is_none() && !seen.text.contains("durationMinutes"), "{}", seen.text);
    }

    fn what_is_said_after_the_end_is_not_for_the_organisation(t) {
        let scene = t.care_scene();
        let (asked, id, _) = scene.accepted();
        scene.lotte.refers("complete", &id).ok(200);
        let shared = scene.lotte.get(&format!("/v1/referrals/{id}")).ok(200).body["shared"].clone();
        assert_eq!(shared["requestText"]["text"], "Mijn been wil niet meer mee.");
        t.passes(TimeDelta::minutes(1));
        scene.an.does("reopen", &asked).ok(200);
        let etag = scene.an.get(&asked.path).etag();
        let text = json!({ "text": { "lang": "nl", "text": "Iets anders." } });
        scene.an.if_match(&etag).patch(&asked.path, text).ok(200);
        let shared = scene.lotte.get(&format!("/v1/referrals/{id}")).ok(200).body["shared"].clone();
        assert_eq!((shared.get("requestText"), shared.get("name").is_some()), (None, true));
    }

    fn a_clock_that_was_lost_is_set_again(t) {
        let ada = t.resident("Ada");
        let asked = open(t, &ada);
        let other = open(t, &ada);
        execute(&t.fixture.url, "DELETE FROM jobs");
        t.write(|tx| jobs::enqueue(tx, Job::SetClocks, "setClocks", tx.now));
        assert_eq!(after(t, days(21), &ada, &asked), "open");
        assert_eq!(mails(t, &ada, "Is help still needed?"), 2);
        // Struck too early, it is set anew and not lost.
        let id = other.id;
        t.write(move |tx| requests::strike(tx, id));
        after(t, days(7), &ada, &asked);
        after(t, days(7), &ada, &asked);
        assert_eq!((t.again(&ada).state_of(&asked), t.again(&ada).state_of(&other)), ("expired".into(), "expired".into()));
    }

    fn a_job_that_was_set_anew_while_it_failed_keeps_its_time(t) {
        let ada = t.resident("Ada");
        let asked = open(t, &ada);
        t.works();
        t.passes(days(21));
        let taken = t.write(jobs::take).expect("the clock of the request");
        ada_confirms(t, &ada, &asked);
        t.write(move |tx| jobs::failed(tx, &taken, &Error::Inconsistent("a fault".into())));
        assert_eq!(t.write(jobs::take).map(|it| it.id), None, "nothing is due any more");
        after(t, days(21), &ada, &asked);
        assert_eq!(mails(t, &ada, "Is help still needed?"), 1);
    }

    fn an_end_by_the_clock_calls_off_what_was_proposed(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (ada, bilal) = (t.resident("Ada"), t.resident("Bilal"));
        let offer = offers_help(&bilal, &katrien, 3);
        let asked = open(t, &ada);
        after(t, days(21), &ada, &asked);
        after(t, days(7), &ada, &asked);
        t.passes(days(6));
        let proposed = proposes(&t.again(&katrien), &asked.id.to_string(), &offer);
        assert_eq!(after(t, days(1), &ada, &asked), "expired");
        assert_eq!(t.again(&bilal).get(&proposed).ok(200).field("state"), "cancelled");
    }

    fn a_proposal_that_nobody_answers_expires_and_both_are_told(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (ada, bilal) = (t.resident("Ada"), t.resident("Bilal"));
        let offer = offers_help(&bilal, &katrien, 3);
        let request = asks_openly(&ada, &katrien);
        let proposed = proposes(&katrien, &request, &offer);
        let state = |path: &str| t.again(&ada).get(path).ok(200).field("state").as_str().unwrap().to_owned();
        t.passes(days(2));
        t.works();
        t.again(&bilal).post(&format!("{proposed}/accept"), json!({})).ok(200);
        t.passes(days(2));
        t.works();
        assert_eq!(state(&proposed), "acceptedByHelper", "each side has three days");
        t.passes(days(1));
        t.works();
        assert_eq!(state(&proposed), "expired");
        for side in [&ada, &bilal] {
            assert_eq!(mails(t, side, "News about a suggestion or an arrangement"), 1);
        }
        let again = proposes(&t.again(&katrien), &request, &offer);
        assert_eq!(state(&again), "proposed", "the two can be brought together again");
    }

    fn today_gives_four_hours_and_a_hold_stops_them(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (ada, bilal) = (t.resident("Ada"), t.resident("Bilal"));
        let offer = offers_help(&bilal, &katrien, 3);
        let asked = ada.asks(with(wish("groceries"), json!({ "urgency": "today" })));
        katrien.does("approve", &asked).ok(200);
        let proposed = proposes(&katrien, &asked.id.to_string(), &offer);
        let state = || t.again(&ada).get(&proposed).ok(200).field("state").as_str().unwrap().to_owned();
        t.passes(TimeDelta::hours(3));
        t.again(&katrien).does("hold", &asked).ok(200);
        t.passes(TimeDelta::hours(9));
        t.works();
        assert_eq!(state(), "held");
        t.again(&katrien).does("release", &asked).ok(200);
        t.passes(TimeDelta::hours(3));
        t.works();
        assert_eq!(state(), "proposed", "the time runs anew");
        t.passes(TimeDelta::hours(1));
        t.works();
        assert_eq!(state(), "expired");
    }

    fn an_organisation_that_is_silent_is_reminded_once_for_each_word_it_owes(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        let reminders = |by: TimeDelta| {
            t.passes(by);
            t.works();
            let mails = t.mails_to("zorg-nabij@zorg.example");
            mails.iter().filter(|it| it.contains("wacht nog op je antwoord")).count()
        };
        assert_eq!(reminders(TimeDelta::hours(47)), 0, "this week: two working days");
        assert_eq!(reminders(TimeDelta::hours(1)), 1);
        assert_eq!(reminders(days(30)), 1);
        t.again(&scene.lotte).refers("accept", &id).ok(200);
        assert_eq!(reminders(days(16)), 1, "ten working days to begin: from Friday the 3rd of April, over Easter");
        assert_eq!(reminders(days(1)), 2);
        t.again(&scene.lotte).refers("start", &id).ok(200);
        assert_eq!(reminders(days(59)), 2);
        assert_eq!(reminders(days(1)), 3, "no word for sixty days");
        t.again(&scene.lotte).refers("complete", &id).ok(200);
        assert_eq!(reminders(days(200)), 3);
        let happened: Vec<_> = t.events_of(id.parse::<uuid::Uuid>().unwrap());
        assert_eq!(happened.iter().filter(|it| *it == "referral.reminded").count(), 3);
    }

    fn a_question_of_the_organisation_stops_its_clock(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        scene.lotte.refers("ask", &id).ok(200);
        let is_reminded = |by: TimeDelta| {
            t.passes(by);
            t.works();
            t.mails_to("zorg-nabij@zorg.example").iter().any(|it| it.contains("wacht nog op je antwoord"))
        };
        assert!(!is_reminded(days(10)));
        t.again(&scene.katrien).refers("reply", &id).ok(200);
        assert!(!is_reminded(days(3)), "from Thursday, over a weekend");
        assert!(is_reminded(days(1)));
    }
}
