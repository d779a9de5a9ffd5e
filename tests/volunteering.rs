//! Neighbours come across a request, offer themselves, and the team looks where that is needed.

use buurtnet::policy::Actor;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::offers::help_with;
use crate::support::people::{Person, in_lindewijk};
use crate::support::requests::{Asked, wish, with};
use crate::support::story::proposes;

/// Somebody asks for groceries, lets the neighbours see it, and the team lets it be matched.
fn asks_the_neighbours(requester: &Person, team: &Person) -> Asked {
    requester.lets_neighbours_see();
    let words = json!({ "visibility": "nearby", "publicText": "Wie gaat er naar de markt?", "text": { "lang": "nl", "text": "Mijn heup" } });
    let asked = requester.asks(with(wish("groceries"), words));
    team.does("approve", &asked).ok(200);
    asked
}

fn nearby(person: &Person) -> Vec<Value> {
    person.get("/v1/requests?view=nearby").ok(200).body["items"].as_array().unwrap().clone()
}

fn state(person: &Person, path: &str) -> String {
    person.get(path).ok(200).field("state").as_str().unwrap().to_owned()
}

struct Street {
    katrien: Person,
    an: Person,
    bilal: Person,
}

fn street(t: &TestApp) -> Street {
    let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
    Street { katrien, an: t.resident("An"), bilal: t.resident_at("Bilal", &in_lindewijk(300)) }
}

both! {
    with TestApp::start;

    fn neighbours_see_only_what_is_meant_for_them(t) {
        let Street { katrien, an, bilal } = street(t);
        let asked = asks_the_neighbours(&an, &katrien);
        let seen = nearby(&bilal);
        let [one] = seen.as_slice() else { panic!("{seen:?}") };
        assert_eq!(one["id"], asked.id.to_string());
        assert_eq!(one["publicText"], "Wie gaat er naar de markt?");
        assert_eq!(one["distanceBand"], "under1km");
        assert_eq!(one["allowedActions"], json!(["volunteer"]));
        for hidden in ["person", "text", "cell", "neighbourhood", "updatedAt", "version", "place"] {
            assert_eq!(one.get(hidden), None, "{hidden}");
        }
        let href = one["href"].as_str().unwrap();
        assert_eq!(&bilal.get(href).ok(200).body, one, "every href answers");
        bilal.get(&asked.path).is_problem("notFound", 404);
        // Who asks does not come across their own request, but may see what others read of it.
        assert!(nearby(&an).is_empty());
        let own = an.get(href).ok(200);
        assert_eq!((own.field("distanceBand"), own.field("allowedActions")), (&json!("under500m"), &json!([])));
        katrien.get(href).is_problem("notFound", 404);
    }

    fn nobody_comes_across_what_is_not_open_not_meant_for_neighbours_or_elsewhere(t) {
        let Street { katrien, an, bilal } = street(t);
        let far = t.resident_at("Far", &json!({ "lat": 50.8466, "lon": 4.3528 }));
        let (sent, gone) = (an.asks_for("groceries"), t.newcomer("Nomad"));
        katrien.does("approve", &sent).ok(200);
        assert!(nearby(&bilal).is_empty(), "meant for the team only");
        let asked = asks_the_neighbours(&an, &katrien);
        assert_eq!(nearby(&bilal).len(), 1);
        assert!(nearby(&far).is_empty(), "another place");
        far.get(&asked.verb("nearby")).is_problem("notFound", 404);
        far.post(&asked.verb("volunteer"), json!({})).is_problem("notFound", 404);
        gone.get("/v1/requests?view=nearby").is_problem("homeMissing", 409);
        bilal.get("/v1/requests?view=nearby&radiusMetres=499").is_problem("badRequest", 400);
        bilal.get("/v1/requests?view=mine&radiusMetres=900").is_problem("badRequest", 400);
        katrien.does("hold", &asked).ok(200);
        assert!(nearby(&bilal).is_empty(), "held");
        bilal.post(&asked.verb("volunteer"), json!({})).is_problem("notFound", 404);
    }

    fn without_a_yes_nothing_is_shown_and_taking_it_back_closes_it_at_once(t) {
        let Street { katrien, an, bilal } = street(t);
        let meant = with(wish("groceries"), json!({ "visibility": "nearby" }));
        an.post("/v1/requests", meant).is_problem("consentMissing", 409);
        let asked = an.asks_for("groceries");
        let shown = json!({ "visibility": "nearby" });
        an.if_match("\"1\"").patch(&asked.path, shown.clone()).is_problem("consentMissing", 409);
        let yes = an.lets_neighbours_see();
        an.if_match("\"1\"").patch(&asked.path, shown).ok(200);
        katrien.does("approve", &asked).ok(200);
        assert_eq!(nearby(&bilal).len(), 1);
        an.post(&format!("{yes}/withdraw"), json!({})).ok(200);
        assert!(nearby(&bilal).is_empty());
        bilal.get(&asked.verb("nearby")).is_problem("notFound", 404);
        assert_eq!(an.get(&asked.path).ok(200).field("visibility"), "buurtwerkerOnly");
        // A later yes is for what is asked later.
        an.lets_neighbours_see();
        assert!(nearby(&bilal).is_empty());
    }

    fn a_request_taken_up_again_without_the_yes_is_for_the_team_only(t) {
        let Street { katrien, an, bilal } = street(t);
        let yes = an.lets_neighbours_see();
        let asked = an.asks(with(wish("groceries"), json!({ "visibility": "nearby" })));
        katrien.does("approve", &asked).ok(200);
        an.does("withdraw", &asked).ok(200);
        an.post(&format!("{yes}/withdraw"), json!({})).ok(200);
        let again = an.does("reopen", &asked).ok(200);
        assert_eq!((again.field("state"), again.field("visibility")), (&json!("open"), &json!("buurtwerkerOnly")));
        assert!(nearby(&bilal).is_empty());
    }

    fn nobody_reads_more_than_sixty_requests_a_day(t) {
        let Street { katrien, an, bilal } = street(t);
        an.lets_neighbours_see();
        for _ in 0..62 {
            let asked = an.asks(with(wish("groceries"), json!({ "visibility": "nearby" })));
            let id = asked.id;
            t.write(move |tx| buurtnet::requests::approve(tx, &Actor::system(), id).map(|_| ()));
        }
        drop(katrien);
        let first = bilal.get("/v1/requests?view=nearby&pageSize=50").ok(200);
        assert_eq!(first.body["items"].as_array().unwrap().len(), 50);
        let next = first.field("next").as_str().unwrap().to_owned();
        let second = bilal.get(&format!("/v1/requests?view=nearby&pageSize=50&cursor={next}")).ok(200);
        assert_eq!(second.body["items"].as_array().unwrap().len(), 10, "sixty in all");
        assert_eq!(second.body.get("next"), None);
        let again = bilal.get("/v1/requests?view=nearby&pageSize=100").ok(200);
        assert_eq!(again.body["items"].as_array().unwrap().len(), 60, "what was seen may be seen again");
        t.passes(chrono::TimeDelta::days(1));
        let bilal = t.again(&bilal);
        let tomorrow = bilal.get("/v1/requests?view=nearby&pageSize=100").ok(200);
        assert_eq!(tomorrow.body["items"].as_array().unwrap().len(), 60, "the oldest wait for who read others before");
    }

    fn a_volunteer_with_an_offer_that_fits_needs_only_the_yes_of_the_requester(t) {
        let Street { katrien, an, .. } = street(t);
        let (chloe, offer) = t.helper("Chloe", 200, help_with(&["groceries"]));
        let asked = asks_the_neighbours(&an, &katrien);
        let id = offer.rsplit('/').next().unwrap();
        let made = chloe.post(&asked.verb("volunteer"), json!({ "offerId": id })).ok(201);
        assert_eq!((made.field("state"), made.field("side")), (&json!("acceptedByHelper"), &json!("helper")));
        let path = made.field("href").as_str().unwrap().to_owned();
        assert!(t.mails_to(&an.email).iter().any(|it| it.contains(&path)), "the requester is told");
        chloe.post(&asked.verb("volunteer"), json!({})).is_problem("matchedAlready", 409);
        assert_eq!(an.post(&format!("{path}/accept"), json!({})).ok(200).field("state"), "agreed");
        assert_eq!(an.state_of(&asked), "matched");
    }

    fn a_volunteer_without_an_offer_waits_for_the_team(t) {
        let Street { katrien, an, bilal } = street(t);
        let asked = asks_the_neighbours(&an, &katrien);
        let path = bilal.post(&asked.verb("volunteer"), json!({})).ok(201).field("href").as_str().unwrap().to_owned();
        assert!(!t.mails_to(&an.email).iter().any(|it| it.contains(&path)), "the team looks first");
        let early = an.get(&path).ok(200);
        assert!(!early.body["allowedActions"].as_array().unwrap().contains(&json!("accept")));
        an.post(&format!("{path}/accept"), json!({})).is_problem("approvalMissing", 409);
        let waits = katrien.get("/v1/followUps").ok(200);
        assert_eq!(waits.body["items"][0]["kind"], "matchUnapproved");
        for wrong in [&an, &bilal] {
            wrong.post(&format!("{path}/approve"), json!({})).is_problem("forbidden", 403);
        }
        katrien.post(&format!("{path}/approve"), json!({})).ok(200);
        assert!(t.mails_to(&an.email).iter().any(|it| it.contains(&path)));
        assert_eq!(katrien.get("/v1/followUps").ok(200).body["items"], json!([]));
        assert_eq!(an.post(&format!("{path}/accept"), json!({})).ok(200).field("state"), "agreed");
        assert_eq!(bilal.get(&path).ok(200).body["contact"]["firstName"], "An");
        katrien.post(&format!("{path}/approve"), json!({})).is_problem("wrongState", 409);
    }

    fn nobody_volunteers_for_themselves_with_the_offer_of_another_or_where_more_is_asked(t) {
        let Street { katrien, an, bilal } = street(t);
        let (_, of_chloe) = t.helper("Chloe", 200, help_with(&["groceries"]));
        let of_bilal = bilal.offers(help_with(&["walk"]));
        t.approves_offer(&of_bilal);
        let asked = asks_the_neighbours(&an, &katrien);
        let with_offer = |path: &str| json!({ "offerId": path.rsplit('/').next().unwrap() });
        an.post(&asked.verb("volunteer"), json!({})).is_problem("offerDoesNotFit", 409);
        bilal.post(&asked.verb("volunteer"), with_offer(&of_chloe)).is_problem("notFound", 404);
        bilal.post(&asked.verb("volunteer"), with_offer(&of_bilal)).is_problem("offerDoesNotFit", 409);
        let personal = an.asks(with(wish("personal"), json!({ "visibility": "nearby" })));
        katrien.does("approve", &personal).ok(200);
        bilal.post(&personal.verb("volunteer"), json!({})).is_problem("offerDoesNotFit", 409);
    }

    fn somebody_under_age_helps_only_with_a_second_look_and_a_guardian(t) {
        let Street { katrien, an, bilal } = street(t);
        let second = t.buurtwerker("Mieke", t.neighbourhood("DEMO-01"));
        let asked = asks_the_neighbours(&an, &katrien);
        let group = with(help_with(&["groceries"]), json!({ "group": { "kind": "scouts", "size": 12 } }));
        let offer = bilal.offers(group);
        t.approves_offer(&offer);
        t.is_born_in(&bilal, 2010);
        let path = proposes(&katrien, &asked.id.to_string(), offer.rsplit('/').next().unwrap());
        bilal.post(&format!("{path}/accept"), json!({})).ok(200);
        an.post(&format!("{path}/accept"), json!({})).is_problem("approvalMissing", 409);
        let yes = json!({ "guardianAgreed": true });
        katrien.post(&format!("{path}/approve"), yes.clone()).is_problem("forbidden", 403);
        second.post(&format!("{path}/approve"), yes.clone()).is_problem("guardianMissing", 409);
        let father = t.resident("Karim");
        let linked = json!({ "proxyPersonId": father.id, "kind": "guardian", "scope": ["ask", "accept", "consent"] });
        katrien.post(&format!("/v1/people/{}/proxies", bilal.id), linked).ok(201);
        // What the team says it heard does not stand for a guardian who can say it himself.
        second.post(&format!("{path}/approve"), yes).is_problem("guardianMissing", 409);
        assert_eq!(state(&an, &path), "acceptedByHelper");
        assert_eq!(father.post(&format!("{path}/accept"), json!({})).ok(200).field("state"), "acceptedByHelper");
        second.post(&format!("{path}/approve"), json!({})).ok(200);
        let agreed = an.post(&format!("{path}/accept"), json!({})).ok(200);
        assert_eq!((agreed.field("state"), &agreed.body["contact"]["firstName"]), (&json!("agreed"), &json!("Karim")));
        assert!(!agreed.text.contains("Bilal"), "the adult answers for the group");
        assert_eq!(bilal.get(&path).ok(200).body["contact"]["firstName"], "An");
    }

    fn volunteering_tells_nothing_finer_than_the_public_cell(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        // Two homes in one public cell, farther apart than the helper goes.
        let cell_of = |metres: i32| {
            let at: buurtnet::places::Position = serde_json::from_value(in_lindewijk(metres)).unwrap();
            t.read(move |tx| buurtnet::places::locate(tx, &at).map(|it| (it.neighbourhood, it.cell)))
        };
        let here = Some(t.neighbourhood("DEMO-01"));
        let is_one_cell = |it: &i32| cell_of(*it).0 == here && cell_of(*it) == cell_of(it + 650);
        let west = (-1_500..1_500).step_by(50).find(is_one_cell).expect("two homes far apart in one cell");
        let an = t.resident_at("An", &in_lindewijk(west));
        let bilal = t.resident_at("Bilal", &in_lindewijk(west + 650));
        let offer = bilal.offers(with(help_with(&["groceries"]), json!({ "radiusMetres": 500 })));
        t.approves_offer(&offer);
        let asked = asks_the_neighbours(&an, &katrien);
        let id = offer.rsplit('/').next().unwrap();
        bilal.post(&asked.verb("volunteer"), json!({ "offerId": id })).ok(201);
    }

    fn a_no_to_being_shown_closes_it_like_a_withdrawal(t) {
        let Street { katrien, an, bilal } = street(t);
        asks_the_neighbours(&an, &katrien);
        assert_eq!(nearby(&bilal).len(), 1);
        let no = json!({
            "personId": an.id, "purpose": "publishRequest", "scope": [], "textVersion": "1", "given": false, "how": "app",
        });
        an.post("/v1/consents", no).ok(201);
        assert!(nearby(&bilal).is_empty());
    }

    fn whoever_was_told_no_does_not_ask_again(t) {
        let Street { katrien, an, bilal } = street(t);
        let asked = asks_the_neighbours(&an, &katrien);
        let path = bilal.post(&asked.verb("volunteer"), json!({})).ok(201).field("href").as_str().unwrap().to_owned();
        katrien.post(&format!("{path}/approve"), json!({})).ok(200);
        katrien.post(&format!("{path}/approve"), json!({})).is_problem("wrongState", 409);
        an.post(&format!("{path}/decline"), json!({})).ok(200);
        bilal.post(&asked.verb("volunteer"), json!({})).is_problem("offerDoesNotFit", 409);
    }

    fn somebody_under_age_does_not_volunteer_alone(t) {
        let Street { katrien, an, bilal } = street(t);
        let asked = asks_the_neighbours(&an, &katrien);
        t.is_born_in(&bilal, 2010);
        bilal.post(&asked.verb("volunteer"), json!({})).is_problem("offerDoesNotFit", 409);
    }

    fn what_is_asked_after_the_proposal_counts_for_the_yes(t) {
        let Street { katrien, an, bilal } = street(t);
        let asked = asks_the_neighbours(&an, &katrien);
        let path = bilal.post(&asked.verb("volunteer"), json!({})).ok(201).field("href").as_str().unwrap().to_owned();
        katrien.post(&format!("{path}/approve"), json!({})).ok(200);
        let etag = an.get(&asked.path).ok(200).etag();
        an.if_match(&etag).patch(&asked.path, json!({ "minorsInvolved": true })).ok(200);
        an.post(&format!("{path}/accept"), json!({})).is_problem("offerDoesNotFit", 409);
    }
}
