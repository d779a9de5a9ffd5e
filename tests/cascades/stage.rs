//! A street with one of everything that lives, and how all of it stands.

use std::cell::RefCell;

use buurtnet::clock::Instant;
use buurtnet::db::schema::{
    audit, bonds, consents, jobs, matches, offers, open_offers, outbox, people, referrals, requests, trusts, visits,
    waves,
};
use buurtnet::db::types::Json;
use buurtnet::ids::{NeighbourhoodId, PersonId};
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::TestApp;
use crate::support::client::Client;
use crate::support::offers::{help_with, id_in};
use crate::support::people::Person;
use crate::support::referrals::{Scene, consent};
use crate::support::requests::{Asked, wish, with};
use crate::support::story::proposes;

/// What there is of one kind, by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Request,
    Match,
    Visit,
    Bond,
    Wave,
    Offer,
    Referral,
    Consent,
    Person,
    Covers,
}

/// A street: what there is in it, by its name.
pub(super) struct Stage<'a> {
    pub t: &'a TestApp,
    pub here: NeighbourhoodId,
    pub scene: Scene,
    pub zoe: Person,
    pub bilal: Person,
    pub wim: Person,
    things: RefCell<Vec<(&'static str, Kind, String)>>,
    remembered: RefCell<String>,
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

impl<'a> Stage<'a> {
    /// The people of a street, of whom nobody has been on another.
    pub fn set(t: &'a TestApp, of: &Scene, number: usize) -> Self {
        let resident = |name: &str| t.resident(&format!("{name}{number}"));
        let scene = Scene {
            an: resident("An"),
            katrien: t.again(&of.katrien),
            lotte: t.again(&of.lotte),
            olga: t.again(&of.olga),
            administrator: t.again(&of.administrator),
            organisation: of.organisation,
            service: of.service.clone(),
        };
        let here = t.neighbourhood("DEMO-01");
        let (zoe, bilal, wim) = (resident("Zoe"), resident("Bilal"), resident("Wim"));
        let stage =
            Self { t, here, scene, zoe, bilal, wim, things: RefCell::default(), remembered: RefCell::default() };
        stage.fills(number);
        stage
    }

    fn fills(&self, number: usize) {
        self.is(AN, Kind::Person, &self.scene.an.id.to_string());
        self.scene.an.lets_neighbours_see();
        let until = json!({ "expiresAt": self.t.now() + TimeDelta::days(90) });
        let yes = with(consent(&self.scene.an, self.scene.organisation, &["name"]), until);
        let yes = self.scene.an.post("/v1/consents", yes).ok(201).id();
        self.is(YES, Kind::Consent, &yes);
        self.helped(number, &yes);
        self.bond(number);
        self.wave(number, &yes);
        self.case(&yes);
        self.helping();
    }

    /// What An asks three for: one comes, two said yes on one side, one is asked, professionals come beside them.
    fn helped(&self, number: usize, yes: &str) {
        let asked = self.asks(HELP, json!({ "helpersWanted": 3, "visibility": "nearby" }));
        let offer = self.offers(&self.bilal, "buurtwerker");
        let agreed = self.proposed(AGREED, &asked, &offer);
        both(&self.scene.an, &self.bilal, &agreed);
        self.visit(VISIT, &agreed);
        for (name, what, by_helper) in
            [("Chloe", HELPERS_YES, Some(true)), ("Dora", AN_YES, Some(false)), ("Emma", PROPOSED, None)]
        {
            let helper = self.t.resident(&format!("{name}{number}"));
            let path = self.proposed(what, &asked, &self.offers(&helper, "buurtwerker"));
            if let Some(by_helper) = by_helper {
                let who: &Client = if by_helper { &helper } else { &self.scene.an };
                who.post(&format!("{path}/accept"), json!({})).ok(200);
            }
        }
        self.prepared(DRAFT, &asked, yes, false);
        for (what, is_accepted) in [(REQUESTED, false), (ACCEPTED, true)] {
            let id = self.prepared(what, &asked, yes, true);
            self.scene.katrien.refers("send", &id).ok(200);
            if is_accepted {
                self.scene.lotte.refers("accept", &id).ok(200);
            }
        }
        // Bilal helps somebody else too.
        let other = self.asks_as(&self.zoe, "Zoe: request", json!({}));
        let path = self.proposed("Zoe: match with Bilal", &other, &offer);
        both(&self.zoe, &self.bilal, &path);
        self.visit("Zoe: visit of Bilal", &path);
        for (what, who) in [("An: covers", &self.scene.an), ("Zoe: covers", &self.zoe)] {
            self.is(what, Kind::Covers, &who.id.to_string());
        }
    }

    fn bond(&self, number: usize) {
        let asked = self.asks(BOND_REQUEST, json!({ "helpKind": "recurring", "rhythm": "weekly" }));
        let gust = self.t.resident(&format!("Gust{number}"));
        let path = self.proposed("bond: match with Gust", &asked, &self.offers(&gust, "buurtwerker"));
        both(&self.scene.an, &gust, &path);
        let bond = self.scene.an.get(&path).ok(200).body["bond"]["href"].as_str().unwrap().to_owned();
        self.is("bond", Kind::Bond, id(&bond));
        let away = json!([{ "start": "2026-03-10T13:00:00Z", "end": "2026-03-10T15:00:00Z" }]);
        gust.post(&format!("{bond}/cover"), json!({ "windows": away })).ok(200);
    }

    /// A request for which two are asked in a wave; nobody else of the street is asked in that way.
    fn wave(&self, number: usize, yes: &str) {
        let asked = self.asks(WAVE_REQUEST, json!({}));
        self.offers(&self.wim, "waves");
        self.offers(&self.t.resident(&format!("Wout{number}")), "waves");
        self.prepared("wave: referral, draft", &asked, yes, false);
        self.scene.katrien.post(&asked.verb("wave"), json!({})).ok(200);
        let (request, wim) = (asked.id, self.wim.id);
        let (wave, of): (Uuid, Vec<(Uuid, PersonId)>) = self.t.read(move |tx| {
            use buurtnet::ids::AnyId;
            let wave: AnyId = waves::table.filter(waves::request_id.eq(request)).select(waves::id).first(tx.conn)?;
            let of = matches::table.filter(matches::request_id.eq(request)).order(matches::id);
            let of: Vec<(AnyId, PersonId)> = of.select((matches::id, matches::helper_id)).load(tx.conn)?;
            Ok((wave.uuid(), of.into_iter().map(|it| (it.0.uuid(), it.1)).collect()))
        });
        self.is("wave", Kind::Wave, &wave.to_string());
        assert_eq!(of.len(), 2, "both are asked");
        for (on, helper) in of {
            self.is(if helper == wim { WIM } else { "wave: Wout is asked" }, Kind::Match, &on.to_string());
        }
    }

    /// What a professional sees to alone.
    fn case(&self, yes: &str) {
        let asked = self.asks(CASE, json!({}));
        let id = self.prepared("case: referral", &asked, yes, false);
        self.scene.katrien.refers("send", &id).ok(200);
    }

    /// An helps others: Zoe expects her, and has been proposed another time.
    fn helping(&self) {
        let offer = self.offers(&self.scene.an, "buurtwerker");
        self.is(OFFER, Kind::Offer, id(&offer));
        let asked = self.asks_as(&self.zoe, "Zoe: request to An", json!({}));
        let path = self.proposed("Zoe: match with An", &asked, &offer);
        both(&self.zoe, &self.scene.an, &path);
        let another = self.asks_as(&self.zoe, "Zoe: second request", json!({}));
        self.proposed("Zoe: An is proposed", &another, &offer);
    }

    fn asks(&self, what: &'static str, members: Value) -> Asked {
        self.asks_as(&self.scene.an, what, members)
    }

    pub fn asks_as(&self, who: &Person, what: &'static str, members: Value) -> Asked {
        let asked = who.asks(with(wish("groceries"), members));
        self.scene.katrien.does("approve", &asked).ok(200);
        self.is(what, Kind::Request, &asked.id.to_string());
        asked
    }

    /// An offer that counts; the team asks, or a wave does.
    pub fn offers(&self, who: &Person, way: &str) -> String {
        let offer =
            who.offers(with(help_with(&["groceries"]), json!({ "waysToBeAsked": [way], "maxVisitsPerWeek": 9 })));
        self.t.approves_offer(&offer);
        offer
    }

    pub fn proposed(&self, what: &'static str, asked: &Asked, offer: &str) -> String {
        let path = proposes(&self.scene.katrien, &asked.id.to_string(), &id_in(offer).to_string());
        self.is(what, Kind::Match, id(&path));
        path
    }

    fn prepared(&self, what: &'static str, asked: &Asked, yes: &str, beside: bool) -> String {
        let said = with(self.scene.referral(asked, yes, &["name"]), json!({ "beside": beside }));
        let id = self.scene.katrien.post("/v1/referrals", said).ok(201).id();
        self.is(what, Kind::Referral, &id);
        id
    }

    fn visit(&self, what: &'static str, on: &str) {
        let said = json!({ "start": self.t.now() + TimeDelta::hours(30), "durationMinutes": 60 });
        let made = self.scene.katrien.post(&format!("{on}/visits"), said).ok(201);
        self.is(what, Kind::Visit, id(made.field("href").as_str().unwrap()));
    }

    fn is(&self, what: &'static str, kind: Kind, id: &str) {
        self.things.borrow_mut().push((what, kind, id.to_owned()));
    }

    /// An offer more to look at.
    pub fn is_offer(&self, what: &'static str, path: &str) {
        self.is(what, Kind::Offer, id(path));
    }

    /// Keeps the path of what is not looked at.
    pub fn remembers(&self, path: &str) {
        path.clone_into(&mut self.remembered.borrow_mut());
    }

    pub fn remembered(&self) -> String {
        self.remembered.borrow().clone()
    }

    /// Somebody more to look at.
    pub fn looks_at_person(&self, what: &'static str, id: &str) {
        self.is(what, Kind::Person, id);
    }

    /// The id of what has a name.
    pub fn id(&self, what: &str) -> String {
        self.things.borrow().iter().find(|it| it.0 == what).expect(what).2.clone()
    }

    pub fn path(&self, what: &str) -> String {
        let things = self.things.borrow();
        let (_, kind, id) = things.iter().find(|it| it.0 == what).expect(what);
        let collection = match kind {
            Kind::Request | Kind::Covers => "requests",
            Kind::Match => "matches",
            Kind::Visit => "visits",
            Kind::Bond => "bonds",
            Kind::Wave => "waves",
            Kind::Offer => "offers",
            Kind::Referral => "referrals",
            Kind::Consent => "consents",
            Kind::Person => "people",
        };
        format!("/v1/{collection}/{id}")
    }

    pub fn asked(&self, what: &str) -> Asked {
        let (path, id) = (self.path(what), self.id(what));
        Asked { item: format!("/v1/moderation/queue/{id}"), id: id.parse().unwrap(), path }
    }

    /// How all of it stands.
    pub fn stands(&self) -> Vec<(&'static str, String)> {
        let things = self.things.borrow().clone();
        let an = self.scene.an.id;
        let here = self.here;
        self.t.read(move |tx| {
            let mut all = Vec::new();
            for (what, kind, id) in &things {
                all.push((
                    *what,
                    stands(tx, *kind, id.parse().expect("an id"), here)?.unwrap_or_else(|| "gone".to_owned()),
                ));
            }
            let waiting = outbox::table.filter(outbox::recipient.eq(an).and(outbox::state.eq("waiting"))).count();
            let waits: i64 = waiting.get_result(tx.conn)?;
            all.push(("An: letters on their way", if waits == 0 { "none".to_owned() } else { "some".to_owned() }));
            Ok(all)
        })
    }

    /// Ends what would be asked on another street too.
    pub fn is_cleared(&self) {
        self.t.write(|tx| {
            diesel::delete(open_offers::table).execute(tx.conn)?;
            diesel::delete(jobs::table).execute(tx.conn)?;
            Ok(diesel::update(outbox::table).set(outbox::state.eq("delivered")).execute(tx.conn).map(|_| ())?)
        });
    }

    /// How many things have happened, ever.
    pub fn happened(&self) -> Vec<String> {
        self.t.read(|tx| Ok(audit::table.order(audit::id).select(audit::event).load(tx.conn)?))
    }
}

pub(super) const AN: &str = "An";
pub(super) const YES: &str = "An: yes to the organisation";
pub(super) const HELP: &str = "help: request";
pub(super) const AGREED: &str = "help: match with Bilal";
pub(super) const VISIT: &str = "help: visit of Bilal";
pub(super) const HELPERS_YES: &str = "help: Chloe said yes";
pub(super) const AN_YES: &str = "help: An said yes to Dora";
pub(super) const PROPOSED: &str = "help: Emma is proposed";
pub(super) const DRAFT: &str = "help: referral, draft";
pub(super) const REQUESTED: &str = "help: referral beside, requested";
pub(super) const ACCEPTED: &str = "help: referral beside, taken on";
pub(super) const BOND_REQUEST: &str = "bond: request";
pub(super) const WAVE_REQUEST: &str = "wave: request";
pub(super) const WIM: &str = "wave: Wim is asked";
pub(super) const CASE: &str = "case: request";
pub(super) const OFFER: &str = "An: offer";

/// Both sides of a proposal say yes.
pub(super) fn both(requester: &Person, helper: &Person, path: &str) {
    for side in [requester, helper] {
        side.post(&format!("{path}/accept"), json!({})).ok(200);
    }
}

/// Words one after the other, without those that are not there.
fn joined(words: impl IntoIterator<Item = Option<String>>) -> String {
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// How something stands; `None`: it is no more.
#[expect(clippy::too_many_lines, reason = "a table reads best whole")]
fn stands(
    tx: &mut buurtnet::platform::Tx<'_>,
    kind: Kind,
    id: Uuid,
    here: NeighbourhoodId,
) -> buurtnet::platform::Result<Option<String>> {
    use buurtnet::ids::{BondId, ConsentId, MatchId, OfferId, ReferralId, RequestId, VisitId, WaveId};
    type Words = Option<String>;
    let elsewhere = |it: Option<NeighbourhoodId>| (it != Some(here)).then(|| "elsewhere".to_owned());
    Ok(match kind {
        Kind::Request => {
            type Row = (String, Words, i32, i32, Json<Value>, Option<NeighbourhoodId>);
            let row = requests::table.find(RequestId::from(id)).select((
                requests::state,
                requests::reason,
                requests::helpers_agreed,
                requests::helpers_wanted,
                requests::wish,
                requests::neighbourhood_id,
            ));
            let row: Option<Row> = row.first(tx.conn).optional()?;
            row.map(|(state, reason, agreed, wanted, wish, place)| {
                let nearby = (wish.0["visibility"] == "nearby").then(|| "nearby".to_owned());
                joined([Some(state), reason, Some(format!("{agreed} of {wanted}")), nearby, elsewhere(place)])
            })
        }
        Kind::Match => {
            type Row = (String, Words, Words, Words);
            let row = matches::table.find(MatchId::from(id));
            let row = row.select((matches::state, matches::outcome, matches::reason, matches::hold_reason));
            let row: Option<Row> = row.first(tx.conn).optional()?;
            row.map(|(state, outcome, reason, held)| joined([Some(state), outcome, reason, held]))
        }
        Kind::Visit => visits::table.find(VisitId::from(id)).select(visits::state).first(tx.conn).optional()?,
        Kind::Bond => bonds::table.find(BondId::from(id)).select(bonds::state).first(tx.conn).optional()?,
        Kind::Wave => {
            let state: Words = waves::table.find(WaveId::from(id)).select(waves::state).first(tx.conn).optional()?;
            let clock = jobs::table.filter(jobs::once.eq(format!("clock:{id}"))).select(jobs::run_at);
            let at: Option<Instant> = clock.first(tx.conn).optional()?;
            let clock = at.map(|it| if it <= tx.now { "looked at now" } else { "looked at later" });
            state.map(|it| joined([Some(it), clock.map(str::to_owned)]))
        }
        Kind::Offer => {
            let of = OfferId::from(id);
            let state: Words = offers::table.find(of).select(offers::state).first(tx.conn).optional()?;
            let found = open_offers::table.filter(open_offers::offer_id.eq(of));
            let found = found.select((open_offers::near_cell, open_offers::vetted_until));
            let found: Option<(i64, Option<Instant>)> = found.first(tx.conn).optional()?;
            let place = found.map(|it| format!("found near {:x}", it.0));
            let vetted = found.and_then(|it| it.1).map(|it| format!("vetted until {}", it.utc().format("%Y-%m-%d")));
            state.map(|it| joined([Some(it), place, vetted]))
        }
        Kind::Referral => {
            let row = referrals::table.find(ReferralId::from(id));
            let row = row.select((referrals::state, referrals::status_reason, referrals::consent_id));
            let row: Option<(String, Words, Option<ConsentId>)> = row.first(tx.conn).optional()?;
            let expires = match row.as_ref().and_then(|it| it.2) {
                Some(consent) => {
                    consents::table.find(consent).select(consents::expires_at).first(tx.conn).optional()?
                }
                None => None,
            };
            let rests =
                expires.map(|it: Option<Instant>| if it.is_some() { "by the first yes" } else { "by a later yes" });
            row.map(|(state, reason, _)| joined([Some(state), reason, rests.map(str::to_owned)]))
        }
        Kind::Consent => {
            let of = ConsentId::from(id);
            let expires = consents::table.find(of).select(consents::expires_at).first(tx.conn).optional()?;
            let withdrawn: i64 = consents::table.filter(consents::withdraws.eq(of)).count().get_result(tx.conn)?;
            expires.map(|it: Option<Instant>| {
                let is_over = it.is_some_and(|it| it <= tx.now);
                if withdrawn > 0 {
                    "withdrawn"
                } else if is_over {
                    "expired"
                } else {
                    "given"
                }
                .to_owned()
            })
        }
        Kind::Person => {
            let of = PersonId::from(id);
            let row: Option<(String, Option<NeighbourhoodId>)> =
                people::table.find(of).select((people::state, people::neighbourhood_id)).first(tx.conn).optional()?;
            let trusted: i64 = trusts::table.filter(trusts::person_id.eq(of)).count().get_result(tx.conn)?;
            row.map(|(state, place)| {
                joined([Some(state), (trusted > 0).then(|| "trusted".to_owned()), elsewhere(place)])
            })
        }
        Kind::Covers => {
            let of = requests::table.filter(requests::person_id.eq(PersonId::from(id)));
            let of = of.filter(requests::covers_match_id.is_not_null()).order(requests::id).select(requests::state);
            let states: Vec<String> = of.load(tx.conn)?;
            Some(if states.is_empty() { "none".to_owned() } else { states.join(", ") })
        }
    })
}
