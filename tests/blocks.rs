//! Who is not brought together: whom a block keeps apart, and who lives together.

use buurtnet::ids::OfferId;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::{Person, TestApp};

struct Scene {
    katrien: Person,
    ada: Person,
    bilal: Person,
    offer: String,
    request: String,
}

/// Ada asks, Bilal helps, Katrien brings people together.
fn scene(t: &TestApp) -> Scene {
    let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
    let (ada, bilal) = (t.resident("Ada"), t.resident("Bilal"));
    let offer = offers_help(&bilal, &katrien, 3);
    let request = asks_openly(&ada, &katrien);
    Scene { katrien, ada, bilal, offer, request }
}

impl Scene {
    fn proposed(&self) -> String {
        proposes(&self.katrien, &self.request, &self.offer)
    }

    fn agreed(&self) -> String {
        let path = self.proposed();
        for side in [&self.ada, &self.bilal] {
            side.post(&format!("{path}/accept"), json!({})).ok(200);
        }
        path
    }

    fn is_suggested(&self) -> bool {
        suggests(&self.katrien, &self.request, "Bilal")
    }
}

fn suggests(team: &Person, request: &str, name: &str) -> bool {
    let shown = team.get(&format!("/v1/requests/{request}/suggestions")).ok(200);
    shown.field("items").as_array().unwrap().iter().any(|it| it["helper"]["firstName"] == name)
}

/// Blocks whoever is on the other side of a match; the path of the block.
fn blocks(who: &Person, matched: &str) -> String {
    let said = json!({ "matchId": matched.rsplit('/').next().unwrap() });
    who.post("/v1/me/blocks", said).ok(201).field("href").as_str().unwrap().to_owned()
}

fn load(t: &TestApp, offer: &str) -> i32 {
    t.offer(offer.parse::<OfferId>().unwrap()).1
}

/// What somebody sees of a match, without what differs between any two.
fn seen(who: &Person, matched: &str) -> Value {
    let mut body = who.get(matched).ok(200).body;
    for differs in ["id", "href", "createdAt", "updatedAt", "expiresAt", "agreedAt", "request", "offer"] {
        body.as_object_mut().unwrap().remove(differs);
    }
    body
}

fn mails(t: &TestApp, who: &Person) -> Vec<String> {
    let subject = |it: &String| it.split("Subject: ").nth(1).and_then(|it| it.lines().next()).unwrap().to_owned();
    t.mails_to(&who.email).iter().map(subject).collect()
}

both! {
    with TestApp::start;

    fn a_block_ends_an_agreed_match_and_the_request_looks_for_somebody_else(t) {
        let s = scene(t);
        let (agreed, again) = (s.agreed(), asks_openly(&s.bilal, &s.katrien));
        let ada_helps = offers_help(&s.ada, &s.katrien, 3);
        assert_eq!(load(t, &s.offer), 1);
        assert!(suggests(&s.katrien, &again, "Ada"));
        blocks(&s.ada, &agreed);
        for side in [&s.ada, &s.bilal] {
            let shown = side.get(&agreed).ok(200);
            assert_eq!((shown.field("state"), shown.field("outcome")), (&json!("ended"), &json!("stopped")));
            assert!(shown.body.get("contact").is_none());
        }
        assert_eq!(load(t, &s.offer), 0, "the place is free again");
        assert_eq!(s.ada.get(&format!("/v1/requests/{}", s.request)).ok(200).field("state"), "open");
        assert!(!s.is_suggested(), "whoever asks");
        assert!(!suggests(&s.katrien, &again, "Ada"), "whoever helps");
        assert!(!s.ada.get(&format!("/v1/requests/{}/suggestions", s.request)).ok(200).text.contains("reasons"));
        for (request, offer) in [(&s.request, &s.offer), (&again, &ada_helps)] {
            let proposal = json!({ "requestId": request, "offerId": offer });
            s.katrien.post("/v1/matches", proposal).is_problem("offerDoesNotFit", 409);
        }
    }

    fn a_block_calls_off_what_is_not_agreed_and_no_yes_comes_after(t) {
        for accepted in [None, Some("ada"), Some("bilal")] {
            let s = scene_of(t, accepted.unwrap_or("none"));
            let path = s.proposed();
            match accepted {
                Some("ada") => s.ada.post(&format!("{path}/accept"), json!({})).ok(200),
                Some(_) => s.bilal.post(&format!("{path}/accept"), json!({})).ok(200),
                None => s.ada.get(&path).ok(200),
            };
            blocks(&s.bilal, &path);
            for side in [&s.ada, &s.bilal] {
                assert_eq!(side.get(&path).ok(200).field("state"), "cancelled");
                side.post(&format!("{path}/accept"), json!({})).is_problem("wrongState", 409);
            }
            assert_eq!(s.ada.get(&format!("/v1/requests/{}", s.request)).ok(200).field("state"), "open");
        }
    }

    fn a_held_match_ends_as_what_it_was(t) {
        let s = scene(t);
        let agreed = s.agreed();
        s.katrien.post(&format!("/v1/requests/{}/hold", s.request), json!({ "reason": "safeguarding" })).ok(200);
        blocks(&s.ada, &agreed);
        let shown = s.bilal.get(&agreed).ok(200);
        assert_eq!((shown.field("state"), shown.field("outcome")), (&json!("ended"), &json!("stopped")));
        assert_eq!(load(t, &s.offer), 0);
        s.katrien.post(&format!("/v1/requests/{}/release", s.request), json!({})).ok(200);
        assert_eq!(s.ada.get(&format!("/v1/requests/{}", s.request)).ok(200).field("state"), "open");
    }

    fn whoever_is_blocked_sees_a_match_that_was_called_off_like_any_other(t) {
        let s = scene(t);
        let usual = s.agreed();
        s.ada.post(&format!("{usual}/end"), json!({ "outcome": "stopped" })).ok(200);
        let (told, seen_usually) = (mails(t, &s.bilal), seen(&s.bilal, &usual));
        let proposed = s.proposed();
        s.ada.post(&format!("{proposed}/cancel"), json!({})).ok(200);
        let cancelled_usually = seen(&s.bilal, &proposed);
        let (agreed, other) = (s.agreed(), asks_openly(&s.ada, &s.katrien));
        let waiting = proposes(&s.katrien, &other, &s.offer);
        let block = blocks(&s.ada, &agreed);
        let same = |mut shown: Value, version: &Value| {
            shown["version"] = version.clone();
            shown
        };
        assert_eq!(seen(&s.bilal, &agreed), seen_usually);
        let shown = seen(&s.bilal, &waiting);
        assert_eq!(same(shown, &cancelled_usually["version"]), cancelled_usually);
        let after = mails(t, &s.bilal);
        assert_eq!(after.last(), told.last(), "in the same words");
        assert_eq!(after.iter().filter(|it| Some(*it) == told.last()).count(), 4);
        s.bilal.get(&block).is_problem("notFound", 404);
        s.bilal.send("DELETE", &block, None).is_problem("notFound", 404);
        assert_eq!(s.bilal.get("/v1/me/blocks").ok(200).field("items"), &json!([]));
        for path in ["/v1/me", "/v1/matches", "/v1/offers", &agreed, &waiting] {
            let text = s.bilal.get(path).ok(200).text.to_lowercase();
            assert!(!text.contains("block") && !text.contains(&block), "{text}");
        }
    }

    fn a_block_hides_at_once_what_a_match_still_revealed(t) {
        let s = scene(t);
        let agreed = s.agreed();
        s.ada.post(&format!("{agreed}/end"), json!({ "outcome": "helped" })).ok(200);
        assert_eq!(s.bilal.get(&agreed).ok(200).field("contact")["firstName"], "Ada");
        let block = blocks(&s.ada, &agreed);
        for side in [&s.ada, &s.bilal] {
            let shown = side.get(&agreed).ok(200);
            assert!(shown.body.get("contact").is_none() && shown.body.get("place").is_none());
            assert_eq!(shown.field("outcome"), "helped", "what ended well has ended well");
        }
        // Whom she blocks is known to Ada for as long as the match told her, and no longer.
        assert_eq!(s.ada.get(&block).ok(200).field("firstName"), "Bilal");
        assert_eq!(s.ada.get("/v1/me/blocks").ok(200).field("items/0/firstName"), "Bilal");
        t.passes(TimeDelta::days(8));
        let later = t.again(&s.ada).get(&block).ok(200);
        assert!(later.body.get("firstName").is_none());
        assert_eq!(later.field("match/href"), agreed.as_str());
    }

    fn nobody_learns_a_name_by_a_block(t) {
        let s = scene(t);
        let proposed = s.proposed();
        let block = s.ada.get(&blocks(&s.ada, &proposed)).ok(200);
        assert!(!block.text.contains("Bilal") && !block.text.contains(&s.bilal.id.to_string()), "{}", block.text);
    }

    fn only_who_made_a_block_lifts_it(t) {
        let s = scene(t);
        let proposed = s.proposed();
        let block = blocks(&s.ada, &proposed);
        assert_eq!(blocks(&s.ada, &proposed), block, "once is enough");
        let other = blocks(&s.bilal, &proposed);
        assert_ne!(other, block, "each for themselves");
        s.katrien.send("DELETE", &block, None).is_problem("notFound", 404);
        s.ada.send("DELETE", &block, None).ok(204);
        s.ada.get(&block).is_problem("notFound", 404);
        assert!(!s.is_suggested(), "Bilal's still stands");
        s.bilal.send("DELETE", &other, None).ok(204);
        assert!(s.is_suggested());
        assert_eq!(s.ada.get(&proposed).ok(200).field("state"), "cancelled", "what it ended stays ended");
        s.proposed();
    }

    fn a_buurtwerker_who_is_blocked_does_not_look_after_who_blocked_them(t) {
        let Scene { katrien, ada, .. } = scene(t);
        let luc = t.buurtwerker("Luc", t.neighbourhood("DEMO-01"));
        luc.client.with_header("If-None-Match", "*").put("/v1/me/home", json!({ "position": crate::support::people::in_lindewijk(0) })).ok(200);
        let path = proposes(&katrien, &asks_openly(&ada, &katrien), &offers_help(&luc, &katrien, 1));
        luc.get(&format!("/v1/people/{}", ada.id)).is_problem("notFound", 404);
        blocks(&ada, &path);
        luc.get(&format!("/v1/people/{}", ada.id)).is_problem("notFound", 404);
        luc.get(&path).ok(200);
    }

    fn a_stranger_to_a_match_blocks_nobody(t) {
        let s = scene(t);
        let said = json!({ "matchId": s.proposed().rsplit('/').next().unwrap() });
        t.resident("Chloe").post("/v1/me/blocks", said.clone()).is_problem("notFound", 404);
        s.katrien.post("/v1/me/blocks", said).is_problem("forbidden", 403);
    }

    fn the_team_keeps_two_of_its_people_apart(t) {
        let s = scene(t);
        let luc = t.buurtwerker("Luc", t.neighbourhood("DEMO-02"));
        let path = format!("/v1/people/{}/blocks", s.ada.id);
        let with = |who: &Person| json!({ "otherPersonId": who.id });
        luc.post(&path, with(&s.bilal)).is_problem("notFound", 404);
        s.bilal.post(&path, with(&s.bilal)).is_problem("forbidden", 403);
        s.katrien.post(&path, with(&luc)).is_problem("notFound", 404);
        s.katrien.post(&path, with(&s.ada)).is_problem("badRequest", 400);
        let proposed = s.proposed();
        let made = s.katrien.post(&path, with(&s.bilal)).ok(201);
        assert_eq!(made.field("people").as_array().map(Vec::len), Some(2));
        assert_eq!(s.ada.get(&proposed).ok(200).field("state"), "cancelled");
        assert!(!s.is_suggested());
        assert_eq!(s.ada.get("/v1/me/blocks").ok(200).field("items"), &json!([]));
        let block = made.field("href").as_str().unwrap().to_owned();
        assert_eq!(s.katrien.get("/v1/me/blocks").ok(200).field("items/0/href"), block.as_str());
        s.katrien.send("DELETE", &block, None).ok(204);
        assert!(s.is_suggested());
    }

    fn who_lives_together_is_never_brought_together(t) {
        let s = scene(t);
        let path = format!("/v1/people/{}/household", s.ada.id);
        let with = |who: &Person| json!({ "withPersonId": who.id });
        let luc = t.buurtwerker("Luc", t.neighbourhood("DEMO-02"));
        s.ada.post(&path, with(&s.bilal)).is_problem("forbidden", 403);
        luc.post(&path, with(&s.bilal)).is_problem("notFound", 404);
        s.katrien.post(&path, with(&luc)).is_problem("notFound", 404);
        s.katrien.post(&path, with(&s.ada)).is_problem("badRequest", 400);
        let linked = s.katrien.post(&path, with(&s.bilal)).ok(200);
        assert_eq!(linked.field("members/0/id"), &json!(s.bilal.id));
        assert!(!s.is_suggested());
        let proposal = json!({ "requestId": s.request, "offerId": s.offer });
        s.katrien.post("/v1/matches", proposal).is_problem("offerDoesNotFit", 409);
        let again = asks_openly(&s.bilal, &s.katrien);
        offers_help(&s.ada, &s.katrien, 1);
        assert!(!suggests(&s.katrien, &again, "Ada"));
        // A third joins; two households do not become one by themselves.
        let (chloe, dora, ebe) = (t.resident("Chloe"), t.resident("Dora"), t.resident("Ebe"));
        s.katrien.post(&format!("/v1/people/{}/household", chloe.id), with(&s.ada)).ok(200);
        assert_eq!(s.katrien.get(&path).ok(200).field("members").as_array().map(Vec::len), Some(2));
        s.katrien.post(&format!("/v1/people/{}/household", dora.id), with(&ebe)).ok(200);
        s.katrien.post(&path, with(&dora)).is_problem("wrongState", 409);
        s.katrien.send("DELETE", &path, None).ok(204);
        s.katrien.send("DELETE", &path, None).ok(204);
        assert!(s.is_suggested());
        let of_dora = format!("/v1/people/{}/household", dora.id);
        s.katrien.send("DELETE", &of_dora, None).ok(204);
        s.katrien.post(&path, with(&ebe)).ok(200);
    }

    fn nobody_decides_about_their_household(t) {
        let s = scene(t);
        let home = json!({ "position": crate::support::people::in_lindewijk(0) });
        s.katrien.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        let noor = t.buurtwerker("Noor", t.neighbourhood("DEMO-01"));
        let request = format!("/v1/requests/{}", s.request);
        s.katrien.get(&request).ok(200);
        let own = json!({ "withPersonId": s.katrien.id });
        s.katrien.post(&format!("/v1/people/{}/household", s.ada.id), own.clone()).is_problem("forbidden", 403);
        noor.post(&format!("/v1/people/{}/household", s.ada.id), own).ok(200);
        for path in [request, format!("/v1/people/{}", s.ada.id), format!("/v1/people/{}/vettingChecks", s.ada.id)] {
            s.katrien.get(&path).is_problem("notFound", 404);
            noor.get(&path).ok(200);
        }
        let check = json!({ "kind": "training", "seenOn": "2026-03-02", "seenBy": s.katrien.id });
        noor.post(&format!("/v1/people/{}/vettingChecks", s.ada.id), check).is_problem("badRequest", 400);
    }
}

/// As [`scene`], with other people.
fn scene_of(t: &TestApp, name: &str) -> Scene {
    let katrien = t.buurtwerker(&format!("Katrien{name}"), t.neighbourhood("DEMO-01"));
    let (ada, bilal) = (t.resident(&format!("Ada{name}")), t.resident(&format!("Bilal{name}")));
    let offer = offers_help(&bilal, &katrien, 3);
    let request = asks_openly(&ada, &katrien);
    Scene { katrien, ada, bilal, offer, request }
}
