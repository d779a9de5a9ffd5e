//! What the team has seen of a person, which level that gives, and what follows when it lapses.

use buurtnet::categories::Category;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::client::Answer;
use crate::support::offers::{Wished, help_with, id_in, wish};
use crate::support::people::in_lindewijk;
use crate::support::{Person, TestApp};

const fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}

fn records(team: &Person, who: &Person, said: Value) -> Answer {
    team.post(&format!("/v1/people/{}/vettingChecks", who.id), said)
}

/// What makes somebody vetted, seen today; the extract counts until a day.
fn vets(team: &Person, who: &Person, until: &str) -> Vec<String> {
    let seen = |kind: &str, renew_by: Option<&str>| {
        let said = json!({ "kind": kind, "seenOn": "2026-03-02", "renewBy": renew_by });
        records(team, who, said).ok(201).field("href").as_str().unwrap().to_owned()
    };
    let kinds = ["identitySeen", "introductionTalk", "confidentialitySigned"];
    let mut seen_of: Vec<_> = kinds.into_iter().map(|it| seen(it, None)).collect();
    seen_of.push(seen("extract596_2", Some(until)));
    seen_of
}

fn vetting(of: &Answer) -> Value {
    of.field("vetting").clone()
}

/// Whose help with personal care the team is shown.
fn suggested(t: &TestApp, team: &Person, asker: &Person) -> Vec<String> {
    let at = serde_json::from_value(in_lindewijk(0)).unwrap();
    let request = t.wishes(&Wished { person: asker.id, category: Category::Personal, at, wish: wish() });
    let shown = t.again(team).get(&format!("/v1/requests/{request}/suggestions")).ok(200);
    let items = shown.field("items").as_array().unwrap().clone();
    items.iter().map(|it| it["helper"]["firstName"].as_str().unwrap().to_owned()).collect()
}

fn follow_ups(t: &TestApp, team: &Person) -> Vec<(String, String)> {
    let shown = t.again(team).get("/v1/followUps").ok(200);
    let text = |it: &Value| it.as_str().unwrap().to_owned();
    shown.field("items").as_array().unwrap().iter().map(|it| (text(&it["kind"]), text(&it["href"]))).collect()
}

fn told(t: &TestApp, who: &Person) -> usize {
    t.mails_to(&who.email).iter().filter(|it| it.contains("Subject: A check should be renewed")).count()
}

both! {
    with TestApp::start;

    fn the_level_grows_with_what_the_team_has_seen(t) {
        let (bilal, katrien) = (t.resident("Bilal"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        assert_eq!(vetting(&bilal.get("/v1/me").ok(200)), json!({ "level": "none" }));
        let level = |kind: &str| {
            let said = json!({ "kind": kind, "seenOn": "2026-03-01" });
            let made = records(&katrien, &bilal, said).ok(201);
            assert_eq!(made.field("state"), "inForce");
            assert_eq!((made.field("seenBy"), made.field("recordedBy")), (&json!(katrien.id), &json!(katrien.id)));
            let me = bilal.get("/v1/me").ok(200);
            assert_eq!(vetting(&me), vetting(&katrien.get(&format!("/v1/people/{}", bilal.id)).ok(200)));
            vetting(&me)
        };
        assert_eq!(level("identitySeen"), json!({ "level": "none" }));
        assert_eq!(level("introductionTalk"), json!({ "level": "known", "until": "2036-03-01" }));
        assert_eq!(level("training"), json!({ "level": "known", "until": "2036-03-01" }));
        assert_eq!(level("alternative"), json!({ "level": "known", "until": "2036-03-01" }));
        assert_eq!(level("confidentialitySigned"), json!({ "level": "vetted", "until": "2027-03-01" }));
        assert_eq!(level("extract596_2"), json!({ "level": "vetted", "until": "2028-03-01" }));
        let listed = bilal.get(&format!("/v1/people/{}/vettingChecks", bilal.id)).ok(200);
        assert_eq!(listed.field("items").as_array().map(Vec::len), Some(6));
        assert_eq!(listed.field("items/0/allowedActions"), &json!([]));
        assert_eq!(t.events_of(bilal.id).iter().filter(|it| *it == "person.checkRecorded").count(), 6);
    }

    fn a_check_entered_by_mistake_is_taken_back_and_stays_on_record(t) {
        let (bilal, katrien) = (t.resident("Bilal"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let bilal_offers = bilal.offers(help_with(&["personal"]));
        t.approves_offer(&bilal_offers);
        let (an, seen) = (t.resident("An"), vets(&katrien, &bilal, "2027-03-02"));
        assert_eq!(suggested(t, &katrien, &an), ["Bilal"]);
        bilal.post(&format!("{}/revoke", seen[3]), json!({})).is_problem("forbidden", 403);
        assert_eq!(katrien.get(&seen[3]).ok(200).field("allowedActions"), &json!(["revoke"]));
        let revoked = katrien.post(&format!("{}/revoke", seen[3]), json!({})).ok(200);
        assert_eq!((revoked.field("state"), revoked.field("revokedBy")), (&json!("revoked"), &json!(katrien.id)));
        katrien.post(&format!("{}/revoke", seen[3]), json!({})).is_problem("wrongState", 409);
        assert_eq!(vetting(&bilal.get("/v1/me").ok(200))["level"], "known");
        assert!(suggested(t, &katrien, &an).is_empty(), "from this moment on");
        let listed = katrien.get(&format!("/v1/people/{}/vettingChecks", bilal.id)).ok(200);
        assert_eq!(listed.field("items").as_array().map(Vec::len), Some(4));
    }

    fn only_the_team_where_somebody_lives_vouches_and_never_for_its_own(t) {
        let (here, there) = (t.neighbourhood("DEMO-01"), t.neighbourhood("DEMO-02"));
        let (katrien, luc) = (t.buurtwerker("Katrien", here), t.buurtwerker("Luc", there));
        let (bilal, ada) = (t.resident("Bilal"), t.resident("Ada"));
        let said = || json!({ "kind": "identitySeen", "seenOn": "2026-03-02" });
        records(&ada, &bilal, said()).is_problem("forbidden", 403);
        records(&luc, &bilal, said()).is_problem("notFound", 404);
        records(&katrien, &t.newcomer("Nowhere"), said()).is_problem("notFound", 404);
        let home = json!({ "position": in_lindewijk(0) });
        katrien.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        records(&katrien, &katrien, said()).is_problem("forbidden", 403);
        // Who is brought together with somebody does not vouch for them, and is not named as who saw it either.
        let noor = t.buurtwerker("Noor", here);
        let offer = id_in(&{
            let offer = bilal.offers(help_with(&["groceries"]));
            t.approves_offer(&offer);
            offer
        });
        let at = serde_json::from_value(in_lindewijk(0)).unwrap();
        let request = t.wishes(&Wished { person: katrien.id, category: Category::Groceries, at, wish: wish() });
        noor.post("/v1/matches", json!({ "requestId": request, "offerId": offer })).ok(201);
        records(&katrien, &bilal, said()).is_problem("notFound", 404);
        for nobody in [&katrien, &luc, &bilal, &ada] {
            let mut said = said();
            said["seenBy"] = json!(nobody.id);
            assert_eq!(records(&noor, &bilal, said).is_problem("badRequest", 400).field("issues/0/pointer"), "/seenBy");
        }
        let mine = records(&noor, &ada, json!({ "kind": "training", "seenOn": "2026-03-02", "seenBy": katrien.id })).ok(201);
        assert_eq!((mine.field("seenBy"), mine.field("recordedBy")), (&json!(katrien.id), &json!(noor.id)));
        let check = mine.field("href").as_str().unwrap();
        for nobody in [&luc, &bilal] {
            nobody.get(check).is_problem("notFound", 404);
            nobody.get(&format!("/v1/people/{}/vettingChecks", ada.id)).is_problem("notFound", 404);
        }
    }

    fn a_day_that_cannot_be_is_refused(t) {
        let (bilal, katrien) = (t.resident("Bilal"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        for (said, pointer) in [
            (json!({ "kind": "identitySeen", "seenOn": "2026-03-03" }), "/seenOn"),
            (json!({ "kind": "identitySeen", "seenOn": "2026-03-02", "renewBy": "2026-03-01" }), "/renewBy"),
            (json!({ "kind": "identitySeen", "seenOn": "2026-03-02", "renewBy": "2036-03-03" }), "/renewBy"),
        ] {
            assert_eq!(records(&katrien, &bilal, said).is_problem("badRequest", 400).field("issues/0/pointer"), pointer);
        }
        let off = Person { id: katrien.id, email: katrien.email.clone(), client: katrien.off_contract() };
        for said in [
            json!({ "kind": "horoscope", "seenOn": "2026-03-02" }),
            json!({ "kind": "identitySeen", "seenOn": "2 maart" }),
            json!({ "kind": "identitySeen", "seenOn": "2026-03-02", "note": "nice" }),
            json!({ "kind": "identitySeen" }),
        ] {
            records(&off, &bilal, said).is_problem("badRequest", 400);
        }
    }

    fn whose_vetting_ended_yesterday_is_no_candidate_today(t) {
        let (an, katrien) = (t.resident("An"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let (bilal, _) = t.helper("Bilal", 300, help_with(&["personal"]));
        vets(&katrien, &bilal, "2026-03-05");
        assert_eq!(suggested(t, &katrien, &an), ["Bilal"]);
        t.passes(days(2));
        assert_eq!(suggested(t, &katrien, &an), ["Bilal"], "on the last day");
        assert_eq!(vetting(&t.again(&bilal).get("/v1/me").ok(200)), json!({ "level": "vetted", "until": "2026-03-05" }));
        t.passes(TimeDelta::hours(14));
        assert!(suggested(t, &katrien, &an).is_empty(), "just after local midnight");
        assert_eq!(vetting(&t.again(&bilal).get("/v1/me").ok(200)), json!({ "level": "known", "until": "2036-03-02" }));
        let renewed = json!({ "kind": "extract596_2", "seenOn": "2026-03-05" });
        records(&t.again(&katrien), &bilal, renewed).ok(201);
        assert_eq!(suggested(t, &katrien, &an), ["Bilal"]);
    }

    fn who_lapses_is_told_sixty_days_before_and_the_team_follows_up(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let far = t.buurtwerker("Far", t.neighbourhood("DEMO-02"));
        let (bilal, offer) = t.helper("Bilal", 300, help_with(&["personal"]));
        let idle = t.resident("Idle");
        vets(&katrien, &bilal, "2026-05-04");
        vets(&katrien, &idle, "2026-05-04");
        t.passes(days(2));
        t.works();
        assert_eq!((told(t, &bilal), follow_ups(t, &katrien)), (0, vec![]));
        t.passes(TimeDelta::hours(14));
        t.works();
        let expected = [("vettingLapses".to_owned(), format!("/v1/people/{}", bilal.id))];
        assert_eq!(told(t, &bilal), 1, "from the 5th of March");
        assert_eq!(follow_ups(t, &katrien), expected, "who offers nothing needs no renewal");
        assert!(follow_ups(t, &far).is_empty());
        t.passes(days(70));
        t.works();
        assert_eq!((told(t, &bilal), follow_ups(t, &katrien).len()), (1, 1), "told once; the follow-up stays");
        records(&t.again(&katrien), &bilal, json!({ "kind": "extract596_2", "seenOn": "2026-05-10" })).ok(201);
        assert!(follow_ups(t, &katrien).is_empty());
        t.passes(days(365 * 2 - 63));
        t.works();
        assert_eq!(told(t, &bilal), 2, "of the next end, too");
        assert_eq!(follow_ups(t, &katrien).len(), 1);
        t.again(&bilal).post(&format!("{offer}/retire"), json!({})).ok(200);
        assert!(follow_ups(t, &katrien).is_empty(), "nobody expects them any more");
        assert_eq!(t.events_of(bilal.id).iter().filter(|it| *it == "person.vettingLapsing").count(), 2);
    }

    fn who_stopped_offering_is_followed_up_while_somebody_expects_them(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (bilal, offer) = t.helper("Bilal", 300, help_with(&["personal"]));
        let an = t.resident("An");
        vets(&katrien, &bilal, "2026-03-05");
        let at = serde_json::from_value(in_lindewijk(0)).unwrap();
        let request = t.wishes(&Wished { person: an.id, category: Category::Personal, at, wish: wish() });
        let proposal = json!({ "requestId": request, "offerId": id_in(&offer) });
        let agreed = format!("/v1/matches/{}", katrien.post("/v1/matches", proposal).ok(201).id());
        for side in [&an, &bilal] {
            side.post(&format!("{agreed}/accept"), json!({})).ok(200);
        }
        bilal.post(&format!("{offer}/retire"), json!({})).ok(200);
        t.passes(days(20));
        t.works();
        assert_eq!(t.again(&an).get(&agreed).ok(200).field("state"), "agreed");
        assert!(follow_ups(t, &katrien).iter().any(|it| it.0 == "vettingLapses"), "somebody still expects them");
        t.again(&an).post(&format!("{agreed}/end"), json!({ "outcome": "helped" })).ok(200);
        assert!(follow_ups(t, &katrien).is_empty());
    }

    fn no_other_resident_learns_what_the_team_has_seen(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (bilal, offer) = t.helper("Bilal", 300, help_with(&["personal"]));
        let an = t.resident("An");
        vets(&katrien, &bilal, "2027-03-05");
        let at = serde_json::from_value(in_lindewijk(0)).unwrap();
        let request = t.wishes(&Wished { person: an.id, category: Category::Personal, at, wish: wish() });
        let proposal = json!({ "requestId": request, "offerId": id_in(&offer) });
        let agreed = format!("/v1/matches/{}", katrien.post("/v1/matches", proposal).ok(201).id());
        for side in [&an, &bilal] {
            side.post(&format!("{agreed}/accept"), json!({})).ok(200);
        }
        let paths = [agreed, format!("/v1/requests/{request}/suggestions"), format!("/v1/requests/{request}"), "/v1/matches".into()];
        for path in paths {
            let text = an.get(&path).ok(200).text;
            for secret in ["vett", "extract596", "identitySeen", "introductionTalk", "confidentiality", "2027-03-05"] {
                assert!(!text.contains(secret), "{secret} in {text}");
            }
        }
        an.get(&format!("/v1/people/{}", bilal.id)).is_problem("notFound", 404);
    }

    fn a_check_taken_back_before_the_yes_stops_it_and_after_it_the_team_sees_to_it(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (ada, dora) = (t.resident("Ada"), t.resident("Dora"));
        let (bilal, offer) = t.helper("Bilal", 100, help_with(&["personal"]));
        let checks = vets(&katrien, &bilal, "2028-03-02");
        let proposed = |who: &Person| {
            let asked = who.asks_for("personal");
            katrien.does("approve", &asked).ok(200);
            let path = crate::support::story::proposes(&katrien, &asked.id.to_string(), &id_in(&offer).to_string());
            bilal.post(&format!("{path}/accept"), json!({})).ok(200);
            path
        };
        let (agreed, waits) = (proposed(&ada), proposed(&dora));
        ada.post(&format!("{agreed}/accept"), json!({})).ok(200);
        katrien.post(&format!("{}/revoke", checks[3]), json!({})).ok(200);
        dora.post(&format!("{waits}/accept"), json!({})).is_problem("offerDoesNotFit", 409);
        let seen = katrien.get("/v1/followUps").ok(200);
        let shown = |seen: &Answer| (seen.body["items"][0]["kind"].clone(), seen.body["items"][0]["about"]["href"].clone());
        assert_eq!(shown(&seen), (json!("helperUnvetted"), json!(agreed)));
        // Who never was vetted has no grace: it is held as soon as the clock looks.
        t.works();
        let held = katrien.get(&agreed).ok(200);
        assert_eq!((held.field("state"), held.field("holdReason")), (&json!("held"), &json!("vettingLapsed")));
        assert_eq!(shown(&katrien.get("/v1/followUps").ok(200)), (json!("matchHeld"), json!(agreed)));
        // Seen again, it is for the team to let it go on.
        vets(&katrien, &bilal, "2028-03-02");
        t.works();
        assert_eq!(katrien.get(&agreed).ok(200).field("state"), "held");
        assert_eq!(katrien.post(&format!("{agreed}/release"), json!({})).ok(200).field("state"), "agreed");
    }
}
