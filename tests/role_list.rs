//! Who holds which role: everybody sees their own, administrators those of all, a team who works beside them.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Answer;

fn items(answer: &Answer) -> Vec<Value> {
    answer.body["items"].as_array().unwrap().clone()
}

fn names(answer: &Answer) -> Vec<(String, String)> {
    let text = |it: &Value, name: &str| it[name].as_str().unwrap_or_default().to_owned();
    let mut names: Vec<_> = items(answer).iter().map(|it| (text(it, "firstName"), text(it, "role"))).collect();
    names.sort();
    names
}

fn pair(name: &str, role: &str) -> (String, String) {
    (name.to_owned(), role.to_owned())
}

both! {
    with TestApp::start;

    fn an_administrator_reads_who_holds_which_role_and_they_read_so(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, amir) = (t.buurtwerker("Katrien", here), t.administrator("Amir"));
        t.coordinator("Sofie", "99999");
        let list = amir.get("/v1/roles").ok(200);
        let all = [pair("Amir", "administrator"), pair("Katrien", "buurtwerker"), pair("Sofie", "coordinator")];
        assert_eq!(names(&list), all);
        assert!(items(&list).iter().all(|it| amir.get(it["href"].as_str().unwrap()).status == 200));
        let log = katrien.get("/v1/me/accessLog").ok(200);
        assert_eq!((&items(&log)[0]["role"], &items(&log)[0]["parts"]), (&json!("administrator"), &json!(["name"])));
        let own = katrien.get("/v1/roles").ok(200);
        assert_eq!(names(&own), [pair("Katrien", "buurtwerker")]);
        assert_eq!(items(&t.resident("Ada").get("/v1/roles").ok(200)), Vec::<Value>::new());
    }

    fn a_team_knows_by_name_who_works_there(t) {
        let (here, there) = (t.neighbourhood("DEMO-01"), t.neighbourhood("DEMO-02"));
        let (katrien, elsewhere) = (t.buurtwerker("Katrien", here), t.buurtwerker("Elsewhere", there));
        let (sofie, amir) = (t.coordinator("Sofie", "99999"), t.administrator("Amir"));
        let path = format!("/v1/neighbourhoods/{here}/team");
        for who in [&katrien, &sofie, &amir] {
            assert_eq!(names(&who.get(&path).ok(200)), [pair("Katrien", "buurtwerker"), pair("Sofie", "coordinator")]);
        }
        elsewhere.get(&path).is_problem("notFound", 404);
        t.resident("Ada").get(&path).is_problem("forbidden", 403);
        assert!(items(&katrien.get("/v1/me/accessLog").ok(200)).len() >= 2);
    }

    fn a_role_is_granted_to_an_account_by_its_address(t) {
        let (ada, amir) = (t.resident("Ada"), t.administrator("Amir"));
        let here = t.neighbourhood("DEMO-01");
        let said = json!({ "email": ada.email, "role": "buurtwerker", "neighbourhoodId": here });
        let granted = amir.post("/v1/roles", said.clone()).ok(201);
        assert_eq!(granted.field("personId"), &json!(ada.id));
        assert_eq!(amir.post("/v1/roles", said).ok(201).id(), granted.id(), "once is enough");
        let unknown = json!({ "email": "nobody@buurt.example", "role": "administrator" });
        amir.post("/v1/roles", unknown.clone()).is_problem("badRequest", 400);
        ada.post("/v1/roles", unknown).is_problem("forbidden", 403);
    }
}
