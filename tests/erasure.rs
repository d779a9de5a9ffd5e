//! Erasure: at once, for good, and nobody else loses what is theirs.

use buurtnet::clock::Instant;
use buurtnet::ids::{AnyId, PersonId};
use buurtnet::people::actions as people;
use buurtnet::privacy::erasure::{ErasureList, at_start, keep, replay};
use chrono::TimeDelta;
use serde_json::json;

use crate::support::fixture::tables_with;
use crate::support::people::PASSWORD;
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::{Person, TestApp};

fn erases_themselves(who: &Person) {
    who.if_match(&who.get("/v1/me").etag()).delete("/v1/me").ok(204);
}

fn first_name(t: &TestApp, id: PersonId) -> Option<String> {
    t.read(move |tx| Ok(people::first_name(tx, id)?.map(|it| it.as_str().to_owned())))
}

both! {
    with TestApp::start;

    fn ada_is_gone_at_once_and_can_come_back_as_somebody_new(t) {
        let ada = t.resident("Ada");
        ada.asks(with(wish("walk"), json!({ "text": { "lang": "nl", "text": "Graag samen." } })));
        ada.put("/v1/me/home", json!({})).is_problem("preconditionRequired", 428);
        ada.delete("/v1/me").is_problem("preconditionRequired", 428);
        ada.if_match("\"99\"").delete("/v1/me").is_problem("stale", 412);
        erases_themselves(&ada);
        ada.get("/v1/me").is_problem("notSignedIn", 401);
        t.client().post("/v1/sessions", json!({ "email": ada.email, "password": PASSWORD })).is_problem("notSignedIn", 401);
        assert_eq!(first_name(t, ada.id), None);
        t.works();
        let left = ["audit", "disclosures", "erasures", "offers", "open_offers", "people", "requests"];
        assert!(tables_with(&t.fixture.url, &ada.id.uuid()).iter().all(|it| left.contains(&it.as_str())), "{:?}", tables_with(&t.fixture.url, &ada.id.uuid()));
        assert!(t.events_of(ada.id).contains(&"person.erased".to_owned()));
        let again = t.newcomer("Ada");
        assert_ne!(again.id, ada.id);
    }

    fn an_old_sign_in_does_not_erase_anybody(t) {
        let ada = t.resident("Ada");
        let signed_in = t.begins_session(&ada);
        t.passes(TimeDelta::minutes(5));
        let etag = t.next_of(&signed_in.refresh).client.get("/v1/me").etag();
        t.passes(TimeDelta::seconds(1));
        let next = t.begins_session(&ada);
        let stale = t.tokens.issue(ada.id, signed_in_session(&signed_in.access), t.now()).unwrap();
        t.client().with_token(&stale).if_match(&etag).delete("/v1/me").is_problem("stepUpNeeded", 403);
        next.client.if_match(&etag).delete("/v1/me").ok(204);
    }

    fn nobody_who_must_be_there_goes_unnoticed(t) {
        let (admin, sofie) = (t.administrator("Admin"), t.coordinator("Sofie", "99999"));
        for last in [&admin, &sofie] {
            last.if_match(&last.get("/v1/me").etag()).delete("/v1/me").is_problem("lastInRole", 409);
        }
        t.coordinator("Far", "11001");
        sofie.if_match("*").delete("/v1/me").is_problem("lastInRole", 409);
        t.coordinator("Sara", "99999");
        t.administrator("Second");
        erases_themselves(&sofie);
        erases_themselves(&admin);
    }

    fn who_cannot_sign_in_is_no_other_in_a_role(t) {
        let (admin, second) = (t.administrator("Admin"), t.administrator("Second"));
        let (sofie, sara) = (t.coordinator("Sofie", "99999"), t.coordinator("Sara", "99999"));
        let id = sara.id;
        t.write(move |tx| {
            use diesel::prelude::*;
            use buurtnet::db::schema::people;
            Ok(diesel::update(people::table.find(id)).set(people::state.eq("suspended")).execute(tx.conn).map(|_| ())?)
        });
        sofie.if_match(&sofie.get("/v1/me").etag()).delete("/v1/me").is_problem("lastInRole", 409);
        let leaves = |who: &Person| who.if_match(&who.get("/v1/me").etag()).post("/v1/me/leave", json!({}));
        leaves(&sofie).is_problem("lastInRole", 409);
        leaves(&second).ok(200);
        leaves(&admin).is_problem("lastInRole", 409);
        assert!(t.events_of(second.id).contains(&"person.left".to_owned()));
        let held = t.read(|tx| {
            use diesel::prelude::*;
            use buurtnet::db::schema::roles;
            Ok(roles::table.filter(roles::revoked_at.is_null().and(roles::role.eq("administrator"))).count().get_result::<i64>(tx.conn)?)
        });
        assert_eq!(held, 1);
    }

    fn the_team_erases_who_left_on_request_and_a_restore_takes_nobody_along(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (ada, rosa) = (t.resident("Ada"), katrien.registers("Rosa", 1941));
        ada.if_match(&ada.get("/v1/me").etag()).post("/v1/me/leave", json!({})).ok(200);
        katrien.post(&format!("/v1/people/{}/erase", ada.id), json!({})).ok(204);
        assert_eq!(first_name(t, ada.id), None);
        // An older database still has two entries as one.
        let bilal = t.resident("Bilal");
        katrien.post(&format!("/v1/people/{}/merge", bilal.id), json!({ "otherPersonId": rosa })).ok(200);
        let folder = tempfile::tempdir().unwrap();
        let list = ErasureList::new(folder.path().join("list"));
        list.add(t.store.keys(), &[(AnyId::from(bilal.id.uuid()), t.now())]).unwrap();
        assert_eq!(t.run(replay(&t.store, &list)).unwrap(), 1);
        assert_eq!(first_name(t, bilal.id), None);
        assert_eq!(first_name(t, rosa.parse().unwrap()).as_deref(), Some("Rosa"));
    }

    fn the_team_erases_who_has_no_account_and_asks_for_it(t) {
        let (here, there) = (t.neighbourhood("DEMO-01"), t.neighbourhood("DEMO-02"));
        let (katrien, elsewhere) = (t.buurtwerker("Katrien", here), t.buurtwerker("Elsewhere", there));
        let (ada, jef) = (t.resident("Ada"), t.registered_person("Jef"));
        let path = |id: PersonId| format!("/v1/people/{id}/erase");
        ada.post(&path(jef), json!({})).is_problem("forbidden", 403);
        elsewhere.post(&path(jef), json!({})).is_problem("notFound", 404);
        katrien.post(&path(ada.id), json!({})).is_problem("wrongState", 409);
        assert_eq!(first_name(t, jef).as_deref(), Some("Jef"));
        katrien.post(&path(jef), json!({})).ok(204);
        assert_eq!(first_name(t, jef), None);
        katrien.post(&path(jef), json!({})).is_problem("notFound", 404);
        katrien.get(&format!("/v1/people/{jef}")).is_problem("notFound", 404);
    }

    fn the_other_side_keeps_what_is_theirs_without_a_name(t) {
        let (ada, bilal) = (t.resident("Ada"), t.resident("Bilal"));
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let offer = offers_help(&bilal, &katrien, 3);
        let agreed = proposes(&katrien, &asks_openly(&ada, &katrien), &offer);
        ada.post(&format!("{agreed}/accept"), json!({})).ok(200);
        assert_eq!(bilal.post(&format!("{agreed}/accept"), json!({})).ok(200).field("state"), "agreed");
        assert!(bilal.get(&agreed).ok(200).text.contains("Ada"));
        erases_themselves(&ada);
        let seen = bilal.get(&agreed).ok(200);
        assert!(!seen.text.contains("Ada") && seen.body.get("place").is_none(), "{seen}");
        assert_eq!(bilal.get("/v1/matches?view=mine").ok(200).body["items"].as_array().unwrap().len(), 1);
    }

    fn nothing_is_sealed_any_more_for_who_was_erased(t) {
        use buurtnet::platform::seal::Field;
        let ada = t.resident("Ada");
        erases_themselves(&ada);
        let id = ada.id.uuid();
        let sealed = t.try_write(move |tx| tx.seal(id, Field::PersonName, id, &"Ada"));
        assert!(sealed.is_err());
    }

    fn the_list_misses_nobody_and_an_older_database_brings_nobody_back(t) {
        let folder = tempfile::tempdir().unwrap();
        let list = ErasureList::new(folder.path().join("list"));
        let kept = || t.run(keep(&t.store, &list)).unwrap();
        let (ada, bilal, chloe) = (t.resident("Ada"), t.resident("Bilal"), t.resident("Chloe"));
        assert_eq!(kept(), 0);
        erases_themselves(&ada);
        assert_eq!(kept(), 1);
        assert_eq!(kept(), 0);
        assert_eq!(t.run(replay(&t.store, &list)).unwrap(), 0, "this database knows");
        // Where Bilal lives, and the list knows better, the database is an older one.
        let stranger = AnyId::fresh();
        let earlier: Instant = t.now() - TimeDelta::days(3);
        list.add(t.store.keys(), &[(AnyId::from(bilal.id.uuid()), earlier), (stranger, earlier)]).unwrap();
        assert_eq!(first_name(t, bilal.id).as_deref(), Some("Bilal"));
        assert_eq!(t.run(replay(&t.store, &list)).unwrap(), 2);
        assert_eq!(t.run(replay(&t.store, &list)).unwrap(), 0);
        assert_eq!(first_name(t, bilal.id), None);
        t.client().post("/v1/sessions", json!({ "email": bilal.email, "password": PASSWORD })).is_problem("notSignedIn", 401);
        assert_eq!(first_name(t, chloe.id).as_deref(), Some("Chloe"));
        // A list that was lost is written anew from the database.
        let lost = ErasureList::new(folder.path().join("new"));
        t.run(at_start(&t.store, &lost)).unwrap();
        let mut owners: Vec<_> = lost.read(t.store.keys()).unwrap().into_iter().map(|it| it.0).collect();
        owners.sort_unstable();
        let mut expected = vec![AnyId::from(ada.id.uuid()), AnyId::from(bilal.id.uuid()), stranger];
        expected.sort_unstable();
        assert_eq!(owners, expected);
    }
}

/// The session in the claims of an access token.
fn signed_in_session(access: &str) -> buurtnet::ids::SessionId {
    use base64::Engine;
    let claims = access.split('.').nth(1).unwrap();
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
    claims["sid"].as_str().unwrap().parse().unwrap()
}
