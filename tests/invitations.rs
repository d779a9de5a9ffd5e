//! Invitations: a code on paper gives a role, once, to whoever was handed it. And who is a member of an organisation.

use buurtnet::ids::PersonId;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::people::Person;
use crate::support::trust::{at_once, later};

fn invites(who: &Client, said: Value) -> Answer {
    who.post("/v1/invitations", said).ok(201)
}

fn code_of(made: &Answer) -> String {
    made.body["code"].as_str().expect("a code").to_owned()
}

fn accepts(who: &Client, code: &str) -> Answer {
    who.post("/v1/invitations/accept", json!({ "code": code }))
}

fn roles_of(t: &TestApp, admin: &Person, id: PersonId) -> Vec<String> {
    let roles = t.again(admin).get(&format!("/v1/people/{id}/roles")).ok(200);
    let roles = roles.body["items"].as_array().unwrap().clone();
    roles.iter().map(|it| it["role"].as_str().unwrap().to_owned()).collect()
}

/// An administrator, an organisation, and Lotte of it.
fn zorg_nabij(t: &TestApp) -> (Person, String, Person) {
    let admin = t.administrator("Admin");
    let id = t.organisation(&admin, "Zorg Nabij");
    let lotte = t.care_provider("Lotte", id);
    (admin, id.to_string(), lotte)
}

fn member_of(id: &str) -> Value {
    json!({ "role": "careProvider", "organisationId": id })
}

both! {
    with TestApp::start;

    fn whoever_types_the_code_has_the_role_at_once(t) {
        let (admin, organisation, lotte) = zorg_nabij(t);
        let made = invites(&lotte, member_of(&organisation));
        assert_eq!((&made.body["state"], &made.body["organisation"]["name"]), (&json!("open"), &json!("Zorg Nabij")));
        let noor = t.newcomer("Noor");
        noor.get(&format!("/v1/organisations/{organisation}/members")).is_problem("forbidden", 403);
        let typed = code_of(&made).to_lowercase().replace('-', " ");
        let role = accepts(&noor, &typed).ok(201);
        assert_eq!((&role.body["role"], &role.body["organisation"]["id"]), (&json!("careProvider"), &json!(organisation)));
        let members = noor.get(&format!("/v1/organisations/{organisation}/members")).ok(200);
        let names: Vec<_> = members.body["items"].as_array().unwrap().iter().map(|it| it["firstName"].clone()).collect();
        assert_eq!(names, ["Lotte", "Noor"]);
        let path = made.header("location").unwrap();
        assert_eq!(lotte.get(path).ok(200).body["state"], "used");
        assert_eq!(roles_of(t, &admin, noor.id), ["careProvider"]);
        let role = role.id().parse::<buurtnet::ids::RoleId>().unwrap();
        assert!(t.events_of(role).contains(&"role.granted".to_owned()));
    }

    fn a_coordinator_invites_buurtwerkers_of_the_own_neighbourhoods_and_nobody_else(t) {
        let (admin, organisation, _) = zorg_nabij(t);
        let (here, sofie) = (t.neighbourhood("DEMO-01"), t.coordinator("Sofie", "99999"));
        let worker = |of| json!({ "role": "buurtwerker", "neighbourhoodId": of });
        let made = invites(&sofie, worker(here));
        assert_eq!(made.body["neighbourhood"]["id"], json!(here));
        let noor = t.newcomer("Noor");
        accepts(&noor, &code_of(&made)).ok(201);
        noor.get("/v1/moderation/queue").ok(200);
        for said in [
            json!({ "role": "coordinator", "municipality": "99999" }), json!({ "role": "administrator" }),
            member_of(&organisation),
        ] {
            sofie.post("/v1/invitations", said.clone()).is_problem("forbidden", 403);
            let code = code_of(&invites(&admin, said));
            accepts(&t.newcomer(&format!("N{}", code.replace('-', ""))), &code).ok(201);
        }
        t.coordinator("Far", "11001").post("/v1/invitations", worker(here)).is_problem("forbidden", 403);
        for other in [t.buurtwerker("Katrien", here).client, t.resident("An").client] {
            other.post("/v1/invitations", worker(here)).is_problem("forbidden", 403);
        }
        admin.post("/v1/invitations", json!({ "role": "buurtwerker" })).is_problem("badRequest", 400);
        admin.post("/v1/invitations", json!({ "role": "administrator", "neighbourhoodId": here })).is_problem("badRequest", 400);
    }

    fn an_organisation_sees_its_own_invitations_and_takes_them_back(t) {
        let (admin, organisation, lotte) = zorg_nabij(t);
        let other = t.care_provider("Olga", t.organisation(&admin, "Elders"));
        let made = invites(&lotte, member_of(&organisation));
        let (path, code) = (made.header("location").unwrap().to_owned(), code_of(&made));
        other.post("/v1/invitations", member_of(&organisation)).is_problem("forbidden", 403);
        other.get(&path).is_problem("notFound", 404);
        other.post(&format!("{path}/withdraw"), json!({})).is_problem("notFound", 404);
        assert_eq!(other.get("/v1/invitations").ok(200).body["items"], json!([]));
        // The code stands in the answer that makes it, and nowhere else.
        let listed = lotte.get(&format!("/v1/invitations?organisation={organisation}")).ok(200);
        assert!(!listed.text.contains(&code), "{}", listed.text);
        assert!(code.ends_with(listed.body["items"][0]["codeEndsWith"].as_str().unwrap()));
        assert_eq!(lotte.post(&format!("{path}/withdraw"), json!({})).ok(200).body["state"], "withdrawn");
        lotte.post(&format!("{path}/withdraw"), json!({})).is_problem("wrongState", 409);
        accepts(&t.newcomer("Noor"), &code).is_problem("tokenInvalid", 400);
    }

    fn forged_used_expired_and_withdrawn_codes_are_refused_alike(t) {
        let (_, organisation, lotte) = zorg_nabij(t);
        let [used, withdrawn, expired] = [0; 3].map(|_| invites(&lotte, member_of(&organisation)));
        accepts(&t.newcomer("First"), &code_of(&used)).ok(201);
        lotte.post(&format!("{}/withdraw", withdrawn.header("location").unwrap()), json!({})).ok(200);
        t.passes(TimeDelta::days(14));
        let noor = t.newcomer("Noor");
        let codes = ["0000-0000-0000".to_owned(), String::new(), code_of(&used), code_of(&withdrawn), code_of(&expired)];
        let answers = codes.map(|it| accepts(&noor, &it));
        for answer in &answers {
            answer.is_problem("tokenInvalid", 400);
            assert_eq!(answer.body["detail"], answers[0].body["detail"]);
        }
        let states = t.again(&lotte).get("/v1/invitations").ok(200).body["items"].clone();
        let states: Vec<_> = states.as_array().unwrap().iter().map(|it| it["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["expired", "withdrawn", "used"]);
    }

    fn of_many_who_type_a_code_at_once_one_has_the_role(t) {
        let (admin, organisation, lotte) = zorg_nabij(t);
        let code = code_of(&invites(&lotte, member_of(&organisation)));
        let people: Vec<_> = (0..4).map(|it| t.newcomer(&format!("N{it}"))).collect();
        let statuses = at_once(4, |it| accepts(&people[it], &code).status);
        assert_eq!(statuses.iter().filter(|it| **it == 201).count(), 1, "{statuses:?}");
        let held: usize = people.iter().map(|it| roles_of(t, &admin, it.id).len()).sum();
        assert_eq!(held, 1);
    }

    fn who_holds_the_role_already_leaves_the_code_for_somebody_else(t) {
        let (_, organisation, lotte) = zorg_nabij(t);
        let code = code_of(&invites(&lotte, member_of(&organisation)));
        accepts(&lotte, &code).is_problem("wrongState", 409);
        accepts(&t.newcomer("Noor"), &code).ok(201);
    }

    fn an_invitation_is_made_by_who_has_just_proved_who_they_are(t) {
        let (_, organisation, lotte) = zorg_nabij(t);
        t.passes(TimeDelta::minutes(6));
        later(t, &lotte).post("/v1/invitations", member_of(&organisation)).is_problem("stepUpNeeded", 403);
        invites(&t.again(&lotte), member_of(&organisation));
    }

    fn who_loses_a_role_has_no_invitation_out(t) {
        let (admin, organisation, lotte) = zorg_nabij(t);
        let code = code_of(&invites(&lotte, member_of(&organisation)));
        let role = admin.get(&format!("/v1/people/{}/roles", lotte.id)).ok(200).body["items"][0]["id"].clone();
        admin.delete(&format!("/v1/roles/{}", role.as_str().unwrap())).ok(204);
        accepts(&t.newcomer("Noor"), &code).is_problem("tokenInvalid", 400);
        assert_eq!(admin.get("/v1/invitations").ok(200).body["items"][0]["state"], "withdrawn");
    }

    fn an_organisation_takes_the_role_of_a_member_back_and_nobody_their_own(t) {
        let (admin, organisation, lotte) = zorg_nabij(t);
        let there = admin.post("/v1/organisations", json!({ "name": "Elders", "description": "E", "email": "e@zorg.example" }));
        let olga = t.care_provider("Olga", there.ok(201).id().parse().unwrap());
        let noor = t.newcomer("Noor");
        let role = accepts(&noor, &code_of(&invites(&lotte, member_of(&organisation)))).ok(201).id();
        let path = format!("/v1/organisations/{organisation}/members");
        let listed = lotte.get(&path).ok(200).body["items"].clone();
        assert_eq!((&listed[0]["allowedActions"], &listed[1]["allowedActions"]), (&json!([]), &json!(["revoke"])));
        olga.get(&path).is_problem("forbidden", 403);
        olga.delete(&format!("/v1/roles/{role}")).is_problem("notFound", 404);
        noor.delete(&format!("/v1/roles/{role}")).is_problem("forbidden", 403);
        lotte.delete(&format!("/v1/roles/{role}")).ok(204);
        noor.get(&path).is_problem("forbidden", 403);
        assert_eq!(lotte.get(&path).ok(200).body["items"].as_array().unwrap().len(), 1);
        // What was read of a colleague stands in her own log.
        let read = noor.get("/v1/me/accessLog").ok(200);
        assert!(read.text.contains("name"), "{}", read.text);
    }

    fn no_code_of_an_invitation_stands_in_a_row(t) {
        let (_, organisation, lotte) = zorg_nabij(t);
        let code = code_of(&invites(&lotte, member_of(&organisation)));
        let bare = code.replace('-', "");
        for (table, rows) in crate::support::fixture::dump(&t.fixture.url) {
            assert!(!rows.iter().any(|row| row.contains(&code) || row.contains(&bare)), "{table}");
        }
    }
}
