//! Everybody who could have something to do with a case, and those who have nothing.

use buurtnet::db::schema::proxies;
use diesel::prelude::*;
use serde_json::json;

use crate::support::TestApp;
use crate::support::client::Client;
use crate::support::offers::help_with;
use crate::support::people::{Person, in_lindewijk};
use crate::support::referrals::Scene;
use crate::support::requests::{Asked, wish, with};
use crate::support::story::proposes;

/// An, whose cases they are, Bilal, who helps her, and all the others.
pub(super) struct Cast<'a> {
    pub t: &'a TestApp,
    pub scene: Scene,
    pub helper: Person,
    /// Those who act for An, by what they may do.
    pub proxies: [Person; 3],
    /// A second one of the team, whom the walk leaves out.
    pub second: Person,
    pub others: Vec<(&'static str, Client)>,
}

pub(super) const OWNER: &str = "the person";

impl<'a> Cast<'a> {
    pub fn gathers(t: &'a TestApp) -> Self {
        let here = t.neighbourhood("DEMO-01");
        let scene = t.care_scene();
        let helper = t.resident("Bilal");
        let (second, related) = (t.buurtwerker("Luc", here), t.buurtwerker("Mieke", here));
        let home = json!({ "position": in_lindewijk(0) });
        related.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        let proxies = ["Mila", "Nele", "Lou"].map(|it| t.resident(it));
        let cast = Self { t, scene, helper, proxies, second, others: Vec::new() };
        cast.acts_for(&cast.scene.an.client, &cast.scene.an.id.to_string());
        let with_an = json!({ "withPersonId": cast.scene.an.id });
        cast.scene.katrien.post(&format!("/v1/people/{}/household", related.id), with_an).ok(200);
        let others = vec![
            ("proxy who asks", cast.proxies[0].client.clone()),
            ("proxy who answers", cast.proxies[1].client.clone()),
            ("proxy who consents", cast.proxies[2].client.clone()),
            ("other side", cast.helper.client.clone()),
            ("buurtwerker", cast.scene.katrien.client.clone()),
            ("buurtwerker of the household", related.client),
            ("buurtwerker elsewhere", t.buurtwerker("Noor", t.neighbourhood("DEMO-02")).client),
            ("coordinator", t.coordinator("Sofie", "99999").client),
            ("coordinator elsewhere", t.coordinator("Far", "11001").client),
            ("care provider", cast.scene.lotte.client.clone()),
            ("other care provider", cast.scene.olga.client.clone()),
            ("administrator", cast.scene.administrator.client.clone()),
            ("stranger", t.resident("Stranger").client),
            ("nobody", t.client()),
        ];
        Self { others, ..cast }
    }

    /// The three act for somebody: one asks, one answers, and one says yes or no by law, as a second one has seen.
    pub fn acts_for(&self, person: &Client, id: &str) {
        for (proxy, scope) in self.proxies.iter().zip(["ask", "accept"]) {
            let said = json!({ "proxyPersonId": proxy.id, "kind": "mantelzorger", "scope": [scope] });
            person.post("/v1/me/proxies", said).ok(201);
        }
        let by_law = self.represents(&self.proxies[2], id);
        self.second.post(&format!("{by_law}/approve"), json!({})).ok(200);
    }

    /// Somebody is to say yes or no for another by law: the path of the proxy, which waits for a second one.
    pub fn represents(&self, proxy: &Person, id: &str) -> String {
        let said = json!({ "proxyPersonId": proxy.id, "kind": "legalRepresentative", "scope": ["consent"] });
        let made = self.scene.katrien.post(&format!("/v1/people/{id}/proxies"), said).ok(201);
        format!("/v1/proxies/{}", made.id())
    }

    pub fn open(&self, members: serde_json::Value) -> Asked {
        let asked = self.scene.an.asks(with(wish("groceries"), members));
        self.scene.katrien.does("approve", &asked).ok(200);
        asked
    }

    /// An offer of the helper that counts.
    pub fn offer(&self) -> String {
        let offer = self.helper.offers(help_with(&["groceries"]));
        self.t.approves_offer(&offer);
        offer
    }

    /// The helper is proposed for a request.
    pub fn proposed(&self, asked: &Asked) -> String {
        let offer = self.offer();
        proposes(&self.scene.katrien, &asked.id.to_string(), offer.rsplit('/').next().unwrap())
    }

    pub fn agreed(&self, asked: &Asked) -> String {
        let path = self.proposed(asked);
        for side in [&self.scene.an, &self.helper] {
            side.post(&format!("{path}/accept"), json!({})).ok(200);
        }
        path
    }

    /// The day until which somebody might act for a person has come.
    pub fn has_passed(&self, proxy: &str) {
        let id: buurtnet::ids::ProxyId = proxy.rsplit('/').next().unwrap().parse().unwrap();
        self.t.write(move |tx| {
            let now = tx.now;
            diesel::update(proxies::table.find(id)).set(proxies::until.eq(Some(now))).execute(tx.conn)?;
            Ok(())
        });
    }
}
