//! The console, as a browser sees it: who comes in, what a form does, and what it never does.

use chrono::TimeDelta;
use serde_json::json;

use crate::intake::rosa_calls;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::people::Person;
use crate::support::requests::{Asked, wish, with};

/// Katrien at her desk.
fn katrien(t: &TestApp) -> (Person, Browser) {
    let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
    let browser = Browser::signed_in(t, &katrien);
    (katrien, browser)
}

fn page_of(asked: &Asked) -> String {
    format!("/console/requests/{}", asked.id)
}

fn asks_for_groceries(t: &TestApp, words: &str) -> Asked {
    let text = json!({ "text": { "lang": "nl", "text": words }, "urgency": "thisWeek" });
    t.resident("Ada").asks(with(wish("groceries"), text))
}

both! {
    with TestApp::start;

    fn a_buurtwerker_signs_in_sees_what_waits_and_approves_it(t) {
        let asked = asks_for_groceries(t, "Melk en brood, graag");
        let (_, desk) = katrien(t);
        desk.page().shows("<h1>New</h1>").shows("Groceries, this week").hides("Ada").hides("Melk en brood");
        let page = desk.opens(&page_of(&asked));
        page.with(200).shows("Ada").shows("Melk en brood, graag").shows("Waits for a first look");
        page.shows("href=\"/console/queue\" aria-current=\"page\"");
        let after = desk.sends(&page_of(&asked), &[("verb", "approve"), ("then", "stay")]);
        after.with(200).shows("Approved.").shows("Looks for a helper").shows("you: approved");
        assert_eq!(t.events_of(asked.id).last().map(String::as_str), Some("request.disclosed"));
        desk.opens("/console/queue").shows("Nothing is waiting");
    }

    fn the_bare_address_leads_to_where_one_works(t) {
        Browser::of(t).opens("/").with(200).shows("<h1>Sign in</h1>");
        let (_, desk) = katrien(t);
        desk.opens("/").with(200).shows("<h1>New</h1>");
    }

    fn the_cookie_is_held_to_this_host_and_no_script_reads_it(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let desk = Browser::of(t);
        let page = desk.opens("/console");
        page.with(200).shows("Sign in");
        let policy = page.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        let form = format!("email={}&password=zorgzame-buurt&to=/console/queue", katrien.email);
        let answer = desk.asks("/console/sign-in", Some(form)).ok(303);
        let cookies: Vec<_> = answer.headers.iter().filter(|it| it.0 == "set-cookie").map(|it| it.1.clone()).collect();
        let session = cookies.iter().find(|it| it.starts_with("__Host-session=")).expect("a cookie");
        for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(cookies.iter().all(|it| it.contains(part)), "{part}: {cookies:?}");
        }
        assert!(!session.contains("Max-Age") && !session.contains("Domain"), "{session}");
        assert_eq!(answer.header("location"), Some("/console/queue"));
    }

    fn a_wrong_password_says_no_more_than_that(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let desk = Browser::of(t);
        desk.opens("/console/sign-in");
        let texts: Vec<_> = [katrien.email.as_str(), "nobody@buurt.example", "no address"]
            .iter()
            .map(|email| {
                let page = desk.sends("/console/sign-in", &[("email", email), ("password", "wrong")]);
                page.with(401).shows("do not go together").shows(&format!("value=\"{email}\""));
                page.text.replace(email, "")
            })
            .collect();
        assert!(texts.iter().all(|it| it == &texts[0]), "all are told the same");
        assert_eq!(desk.cookies.borrow().get("__Host-session"), None);
    }

    fn whoever_was_away_for_an_hour_loses_nothing_that_was_typed(t) {
        let asked = asks_for_groceries(t, "Melk");
        let (katrien, desk) = katrien(t);
        desk.opens(&page_of(&asked));
        t.passes(TimeDelta::minutes(61));
        let words = "Welke melk? \"Vol\" & <b>halfvol</b>\nof geen";
        let page = desk.sends(&page_of(&asked), &[("verb", "askForInformation"), ("question", words)]);
        page.with(401).shows("What you typed is kept").hides("<b>halfvol");
        let page = desk.sends("/console/sign-in", &[("email", &katrien.email), ("password", "zorgzame-buurt")]);
        page.with(200).shows("What you typed is still here");
        assert!(!t.events_of(asked.id).contains(&"request.informationAsked".to_owned()), "nothing was sent by itself");
        let (question, version) = (page.hidden("question"), page.hidden("version"));
        assert_eq!(question, words);
        let fields = [("question", question.as_str()), ("version", &version), ("verb", "askForInformation")];
        desk.sends(&page_of(&asked), &fields).with(200).shows("The question was asked").shows("Waits for an answer");
    }

    fn a_session_for_pages_ends_with_the_working_day(t) {
        let (_, desk) = katrien(t);
        for _ in 0..14 {
            t.passes(TimeDelta::minutes(50));
            desk.opens("/console/queue").shows("<h1>New</h1>");
        }
        t.passes(TimeDelta::minutes(19));
        desk.opens("/console/queue").shows("<h1>New</h1>");
        t.passes(TimeDelta::minutes(2));
        desk.opens("/console/queue").shows("<h1>Sign in</h1>");
    }

    fn nobody_else_is_given_what_somebody_typed(t) {
        let asked = asks_for_groceries(t, "Melk");
        let (_, desk) = katrien(t);
        let wim = t.buurtwerker("Wim", t.neighbourhood("DEMO-01"));
        desk.opens(&page_of(&asked));
        t.passes(TimeDelta::minutes(61));
        desk.sends(&page_of(&asked), &[("verb", "askForInformation"), ("question", "Een geheim")]).with(401);
        let page = desk.sends("/console/sign-in", &[("email", &wim.email), ("password", "zorgzame-buurt")]);
        page.with(200).hides("Een geheim");
        // What came from no page of ours is kept for nobody.
        let stranger = Browser::of(t);
        let forged = vec![("verb".to_owned(), "approve".to_owned()), ("question".to_owned(), "planted".to_owned())];
        stranger.sends_just(&page_of(&asked), &forged).with(401).hides("planted");
    }

    fn a_forged_form_does_nothing(t) {
        let asked = asks_for_groceries(t, "Melk");
        let (_, desk) = katrien(t);
        let wim = Browser::signed_in(t, &t.buurtwerker("Wim", t.neighbourhood("DEMO-01")));
        let other = wim.opens(&page_of(&asked)).hidden("guard");
        let page = desk.opens(&page_of(&asked));
        let (once, version) = (page.hidden("once"), page.hidden("version"));
        for guard in ["", "AAAA", other.as_str(), &"A".repeat(70)] {
            let fields = [("guard", guard), ("once", &once), ("version", &version), ("verb", "approve")];
            let fields: Vec<_> = fields.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
            desk.sends_just(&page_of(&asked), &fields).with(403).shows("Nothing was sent");
        }
        assert!(!t.events_of(asked.id).contains(&"request.approved".to_owned()));
    }

    fn a_form_that_is_sent_twice_does_one_thing(t) {
        let asked = asks_for_groceries(t, "Melk");
        let (_, desk) = katrien(t);
        let page = desk.opens(&page_of(&asked));
        let field = |name: &str| (name.to_owned(), page.hidden(name));
        let mut fields = vec![field("guard"), field("once"), field("version")];
        fields.push(("verb".to_owned(), "approve".to_owned()));
        desk.sends_just(&page_of(&asked), &fields).with(200).shows("Approved.");
        desk.sends_just(&page_of(&asked), &fields).with(200).shows("Approved.");
        let approved = t.events_of(asked.id).into_iter().filter(|it| it == "request.approved").count();
        assert_eq!(approved, 1);
    }

    fn who_decides_on_what_changed_meanwhile_is_told_by_whom_and_keeps_their_words(t) {
        let asked = asks_for_groceries(t, "Melk");
        let (_, desk) = katrien(t);
        let wim = Browser::signed_in(t, &t.buurtwerker("Wim", t.neighbourhood("DEMO-01")));
        wim.opens(&page_of(&asked));
        desk.opens(&page_of(&asked));
        wim.sends(&page_of(&asked), &[("verb", "approve"), ("then", "stay")]).with(200);
        let late = desk.sends(&page_of(&asked), &[("verb", "askForInformation"), ("question", "Welke melk?")]);
        late.with(412).shows("Somebody else has changed this").shows("Wim: approved").shows("Looks for a helper");
        assert!(!t.events_of(asked.id).contains(&"request.informationAsked".to_owned()));
    }

    fn what_somebody_says_who_has_no_account_is_written_down(t) {
        let (katrien, desk) = katrien(t);
        let rosa = katrien.registers("Rosa", 1941);
        let asked = katrien.asks(with(wish("groceries"), json!({ "forPerson": rosa, "channel": "phone" })));
        let page = page_of(&asked);
        desk.opens(&page).with(200).hides("Write the answer down");
        desk.sends(&page, &[("verb", "askForInformation"), ("question", "Welke winkel?")]).with(200);
        desk.opens(&page).with(200).shows("Write the answer down");
        desk.sends(&page, &[("verb", "answer"), ("answer", "")]).with(400).shows("What did the person answer?");
        desk.sends(&page, &[("verb", "answer"), ("answer", "De Delhaize")]).with(200).shows("The answer is written down.");
        desk.page().shows("De Delhaize").shows("Waits for a first look").hides("Write the answer down");
        let asks = [("verb", "change"), ("category", "walk"), ("urgency", "flexible"), ("text", "Een ommetje"), ("textLang", "nl")];
        let too_long = [&asks[..], &[("durationMinutes", "900")]].concat();
        desk.sends(&page, &too_long).with(400).shows("Een ommetje</textarea>").shows("value=\"900\"");
        let fits = [&asks[..], &[("durationMinutes", "90"), ("days", "fri"), ("from", "10:00"), ("to", "12:00")]].concat();
        desk.sends(&page, &fits).with(200).shows("A walk together, not urgent").shows("90 minutes").shows("Een ommetje");
        let now = katrien.get(&asked.path).ok(200);
        assert_eq!(now.field("weeklySlots"), &json!([{ "day": "fri", "from": "10:00", "to": "12:00" }]));
        // Without another moment the moment stays.
        let again = [&asks[..], &[("durationMinutes", "60"), ("from", "09:00"), ("to", "17:00")]].concat();
        desk.sends(&page, &again).with(200).shows("60 minutes");
        assert_eq!(katrien.get(&asked.path).ok(200).field("weeklySlots"), now.field("weeklySlots"));
        desk.sends(&page, &[("verb", "withdraw")]).with(400).shows("Why no longer?");
        desk.sends(&page, &[("verb", "withdraw"), ("withdrawReason", "foundHelp")]).with(200).shows("Written down: no longer needed.");
        assert_eq!(katrien.state_of(&asked), "withdrawn");
        // Whoever has an account does so themselves.
        let ada = t.resident("Ada").asks_for("groceries");
        desk.opens(&page_of(&ada)).with(200).hides("value=\"withdraw\"").hides("value=\"change\"");
    }

    fn who_goes_on_is_told_that_it_was_the_one_before(t) {
        let first = asks_for_groceries(t, "Melk");
        let second = t.resident("Bea").asks_for("walk");
        let (_, desk) = katrien(t);
        desk.opens(&page_of(&first));
        let next = desk.sends(&page_of(&first), &[("verb", "reject"), ("rejectReason", "other"), ("then", "next")]);
        next.with(200).shows("The one before was refused. This is the next.").shows("A walk together").hides(">Refused.<");
        let last = desk.sends(&page_of(&second), &[("verb", "approve"), ("then", "next")]);
        last.with(200).shows("Nothing is waiting").shows("Approved.").hides("The one before");
    }

    fn nobody_is_promised_a_message_that_cannot_be_sent(t) {
        let (katrien, desk) = katrien(t);
        let ada = asks_for_groceries(t, "Melk");
        desk.opens(&page_of(&ada)).with(200).shows("The person gets a message. The reason goes with it.");
        let rosa = katrien.registers("Rosa", 1941);
        let asked = katrien.asks(with(wish("groceries"), json!({ "forPerson": rosa, "channel": "phone" })));
        desk.opens(&page_of(&asked)).with(200).hides("gets a message").shows("Say so yourself: no message can be sent.");
        katrien.if_match("*").patch(&format!("/v1/people/{rosa}"), json!({ "phone": "0470 12 34 56" })).ok(200);
        desk.opens(&page_of(&asked)).with(200).hides("gets a message").shows("Call to say so yourself: 0470 12 34 56.");
    }

    fn a_saved_reply_says_its_language_by_name(t) {
        let asked = asks_for_groceries(t, "Melk");
        let (katrien, desk) = katrien(t);
        let texts = json!({ "nl-BE": "Welke winkel?" });
        let reply = json!({ "neighbourhoodId": t.neighbourhood("DEMO-01"), "verb": "askForInformation", "title": "Winkel", "texts": texts });
        katrien.post("/v1/savedReplies", reply).ok(201);
        desk.opens(&page_of(&asked)).with(200).shows("Winkel</a> (Nederlands)");
    }

    fn what_runs_is_found_again_by_its_state(t) {
        let asked = asks_for_groceries(t, "Melk");
        let (katrien, desk) = katrien(t);
        let page = page_of(&asked);
        let list = |state: &str| desk.opens(&format!("/console/queue?state={state}"));
        desk.opens("/console/queue").with(200).shows("/console/queue?state=held").shows(&page);
        let steps = [("askForInformation", "needsInformation"), ("hold", "held"), ("release", "needsInformation")];
        for (verb, state) in steps {
            katrien.does(verb, &asked).ok(200);
            list(state).with(200).shows("Groceries, this week").shows(&page).hides("Ada").hides("Melk");
            list("open").with(200).shows("Nothing is here now.").hides(&page);
        }
        let femke = Browser::signed_in(t, &t.buurtwerker("Femke", t.neighbourhood("DEMO-02")));
        femke.opens("/console/queue?state=needsInformation").with(200).hides(&page);
        desk.opens("/console/queue?state=held&after=%3Cscript%3E").with(400).hides("<script>");
        let api = |query: &str| katrien.get(&format!("/v1/requests?view={query}"));
        assert_eq!(api("neighbourhood&state=needsInformation").ok(200).field("items").as_array().map(Vec::len), Some(1));
        assert_eq!(api("neighbourhood&state=open").ok(200).field("items").as_array().map(Vec::len), Some(0));
        api("mine&state=open").is_problem("badRequest", 400);
    }

    fn what_one_took_in_is_left_to_a_colleague_and_the_next_comes(t) {
        let (me, desk) = katrien(t);
        let here = t.neighbourhood("DEMO-01");
        let taken_in = me.post("/v1/intakes", rosa_calls(here)).ok(201).id();
        let taken_in = format!("/console/requests/{taken_in}");
        let next = || desk.opens("/console/next").path;
        assert_eq!(next(), taken_in, "there is no colleague");
        t.buurtwerker("Wim", here);
        desk.opens(&taken_in).with(200).shows("A colleague approves it.").hides("Approve and go on");
        assert_eq!(next(), "/console/queue");
        let asked = asks_for_groceries(t, "Melk");
        assert_eq!(next(), page_of(&asked));
    }

    fn two_buurtwerkers_do_not_decide_about_one_request(t) {
        let asked = asks_for_groceries(t, "Melk");
        let (_, desk) = katrien(t);
        let wim = Browser::signed_in(t, &t.buurtwerker("Wim", t.neighbourhood("DEMO-01")));
        wim.opens(&page_of(&asked));
        wim.sends(&page_of(&asked), &[("verb", "claim")]).with(200).shows("You have this in hand");
        wim.page().shows("In the hands of you until").shows("Keep longer").hides("Take in hand");
        desk.opens("/console/queue").shows("in the hands of Wim");
        let page = desk.opens(&page_of(&asked));
        page.shows("Wim is looking at this too").shows("In the hands of Wim").shows("Take over");
        let refused = desk.sends(&page_of(&asked), &[("verb", "askForInformation"), ("question", "Welke melk?")]);
        refused.with(409).shows("A colleague has this in hand").shows("Welke melk?");
        let from = desk.page().hidden("from");
        desk.sends(&page_of(&asked), &[("verb", "takeOver"), ("from", &from)]).with(200).shows("You took this over");
        let lost = wim.sends(&page_of(&asked), &[("verb", "approve"), ("then", "stay")]);
        lost.with(409).shows("A colleague has this in hand");
        desk.sends(&page_of(&asked), &[("verb", "approve"), ("then", "stay")]).with(200).shows("Approved.");
    }

    fn what_is_foreign_and_what_never_was_look_the_same(t) {
        let ada = t.resident("Ada").asks_for("groceries");
        let elsewhere = t.buurtwerker("Els", t.neighbourhood("DEMO-02"));
        let desk = Browser::signed_in(t, &elsewhere);
        let foreign = desk.opens(&page_of(&ada));
        let never = desk.opens(&format!("/console/requests/{}", buurtnet::ids::RequestId::fresh()));
        let no_id = desk.opens("/console/requests/nothing");
        foreign.with(404);
        assert_eq!((foreign.status, &foreign.text), (never.status, &never.text));
        assert_eq!((foreign.status, &foreign.text), (no_id.status, &no_id.text));
    }

    fn what_cannot_be_shown_is_said_in_the_readers_language_with_the_ways_on(t) {
        let (katrien, desk) = katrien(t);
        let lost = ["/console/requests/0190a000-0000-7000-8000-000000000000", "/console/nowhere", "/inbox"];
        for path in lost {
            let page = desk.opens(path);
            page.shows("<h1>That does not work</h1>").shows("href=\"/console/queue\"").shows("tel:112").shows("lang=\"fr\"");
            page.hides("Update the app").hides("name=\"guard\"");
            let policy = page.header("content-security-policy").expect("a policy");
            assert!(policy.contains("img-src 'self'"), "the icon is let in: {policy}");
        }
        // Without a choice in this browser, the language of the account comes before that of the browser.
        desk.cookies.borrow_mut().remove("__Host-language");
        let me = katrien.get("/v1/me").ok(200);
        katrien.if_match(&me.etag()).patch("/v1/me", json!({ "locale": "nl-BE" })).ok(200);
        desk.opens("/console/nowhere").with(404).shows("<html lang=\"nl-BE\">").shows("Dit is er niet");
        Browser::of(t).opens("/console/nowhere").with(404).hides("/console/queue").shows("tel:112");
    }

    fn residents_and_care_providers_see_no_queue(t) {
        let desk = Browser::signed_in(t, &t.resident("Ada"));
        desk.page().shows("My account").hides("/console/queue");
        desk.opens("/console/queue").with(403);
        desk.opens("/console/next").with(403);
        let asked = t.resident("Bea").asks_for("groceries");
        desk.opens(&page_of(&asked)).with(403);
    }

    fn what_people_wrote_is_never_markup(t) {
        let words = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'";
        let asked = asks_for_groceries(t, words);
        let (_, desk) = katrien(t);
        let page = desk.opens(&page_of(&asked));
        page.with(200).hides("<script>alert").hides("<img").shows("&#60;script&#62;alert(1)");
        let page = desk.sends(&page_of(&asked), &[("verb", words), ("question", words)]);
        page.with(400).hides("<script>alert").hides("<img");
        desk.opens(&format!("/console/queue?after={}", "%3Cscript%3E")).with(400).hides("<script>");
        desk.opens(&format!("/console/sign-in?to={}", "%22%3E%3Cscript%3E")).hides("<script>a").hides("\"><script");
    }

    fn who_signs_out_is_out_at_once(t) {
        let (_, desk) = katrien(t);
        let kept = desk.cookies.borrow().clone();
        desk.sends("/console/sign-out", &[]).with(200).shows("<h1>Sign in</h1>");
        *desk.cookies.borrow_mut() = kept;
        desk.opens("/console/queue").with(200).shows("<h1>Sign in</h1>");
    }

    fn a_choice_of_language_and_of_shortcuts_is_remembered(t) {
        let (_, desk) = katrien(t);
        desk.page().shows("data-shortcuts=\"on\"");
        desk.opens("/console/account");
        desk.sends("/console/account/shortcuts", &[("shortcuts", "off")]).shows("data-shortcuts=\"off\"");
        desk.sends("/console/language", &[("language", "fr-BE")]).shows("lang=\"fr-BE\"").shows("se déconnecter");
        desk.opens("/console/queue").shows("<h1>Nouveau</h1>");
    }
}

both! {
    with TestApp::strict;

    fn whoever_works_here_sets_up_an_authenticator_app_first(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let desk = Browser::signed_in(t, &katrien);
        desk.page().with(200).shows("Authenticator app").hides("/console/queue");
        desk.opens("/console/queue").with(200).shows("<h1>Authenticator app</h1>");
        let page = desk.sends("/console/account/authenticator", &[]);
        page.with(200).shows("<svg");
        let secret = page.text.split("class=\"secret\">").nth(1).and_then(|it| it.split('<').next()).expect("a secret");
        let code = t.code_of(secret);
        desk.sends("/console/account/authenticator/confirm", &[("code", "000000")]).with(400);
        let page = desk.sends("/console/account/authenticator/confirm", &[("code", &code)]);
        page.with(200).shows("Recovery codes");
        desk.opens("/console/queue").with(200).shows("<h1>New</h1>");
        // The next time the code is asked for.
        let again = Browser::of(t);
        again.signs_in(&katrien).with(401).shows("Code of your app");
    }
}
