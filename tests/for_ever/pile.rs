//! What people leave lying: one of everything, in every state that does not end by itself.

use buurtnet::clock::Instant;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::offers::help_with;
use crate::support::people::Person;
use crate::support::referrals::{Scene, consent};
use crate::support::requests::{Asked, wish, with};
use crate::support::story::proposes;

/// Something that lives, and the state somebody left it in.
pub(super) struct Left {
    /// The enum of the API that says how it stands.
    pub machine: &'static str,
    pub state: &'static str,
    /// The state that it was held in.
    pub from: Option<&'static str>,
    pub path: String,
    /// Where in the answer it says so.
    pub pointer: &'static str,
    /// Who reads it; else the team.
    pub reader: Option<Person>,
    /// Which follow-up is about it, and what that names.
    pub follow_up: Option<(&'static str, String)>,
    /// The follow-up comes at once.
    pub at_once: bool,
    /// A clock ends it.
    pub ends: bool,
}

impl Left {
    fn from(&mut self, state: &'static str) -> &mut Self {
        self.from = Some(state);
        self
    }

    fn at(&mut self, pointer: &'static str) -> &mut Self {
        self.pointer = pointer;
        self
    }

    fn ends(&mut self) -> &mut Self {
        self.ends = true;
        self
    }

    fn seen_to(&mut self, kind: &'static str) -> &mut Self {
        let about = self.path.clone();
        self.seen_by(kind, &about)
    }

    /// The follow-up is about something else: the match of a request, the referral of one.
    fn seen_by(&mut self, kind: &'static str, about: &str) -> &mut Self {
        self.follow_up = Some((kind, about.to_owned()));
        self
    }

    fn at_once(&mut self) -> &mut Self {
        self.at_once = true;
        self
    }
}

/// What people leave lying.
#[derive(Default)]
pub(super) struct Pile(pub Vec<Left>);

impl Pile {
    fn left(&mut self, machine: &'static str, state: &'static str, path: &str) -> &mut Left {
        let (path, pointer) = (path.to_owned(), "/state");
        self.0.push(Left {
            machine,
            state,
            from: None,
            path,
            pointer,
            reader: None,
            follow_up: None,
            at_once: false,
            ends: false,
        });
        self.0.last_mut().unwrap()
    }
}

pub(super) fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// Where they live, and how many helpers there are.
pub(super) struct Street<'a> {
    pub t: &'a TestApp,
    pub scene: Scene,
    pub helpers: usize,
}

impl Street<'_> {
    pub fn asks(&self, body: Value) -> Asked {
        self.scene.an.asks(body)
    }

    pub fn open(&self, body: Value) -> Asked {
        let asked = self.asks(body);
        self.scene.katrien.does("approve", &asked).ok(200);
        asked
    }

    pub fn helper(&mut self) -> (Person, String) {
        self.helpers += 1;
        self.t.helper(&format!("Helper{}", self.helpers), 100, help_with(&["groceries"]))
    }

    pub fn proposed(&mut self, asked: &Asked) -> (Person, String) {
        let (helper, offer) = self.helper();
        let path = proposes(&self.scene.katrien, &asked.id.to_string(), id(&offer));
        (helper, path)
    }

    pub fn agreed(&mut self, asked: &Asked) -> String {
        let (helper, path) = self.proposed(asked);
        self.both_agree(&helper, &path);
        path
    }

    pub fn both_agree(&self, helper: &Person, path: &str) {
        for side in [helper, &self.scene.an] {
            side.post(&format!("{path}/accept"), json!({})).ok(200);
        }
    }

    /// A request for two, of whom one comes: it does not expire as long as somebody helps.
    fn half_helped(&mut self) -> (Asked, String) {
        let asked = self.open(with(wish("groceries"), json!({ "helpersWanted": 2 })));
        let agreed = self.agreed(&asked);
        (asked, agreed)
    }

    /// A match in a state that it can be held in, of a request that does not expire.
    fn match_in(&mut self, state: &str) -> String {
        let (asked, agreed) = self.half_helped();
        if state == "agreed" {
            return agreed;
        }
        let (helper, path) = self.proposed(&asked);
        match state {
            "acceptedByHelper" => drop(helper.post(&format!("{path}/accept"), json!({})).ok(200)),
            "acceptedByRequester" => drop(self.scene.an.post(&format!("{path}/accept"), json!({})).ok(200)),
            _ => {}
        }
        path
    }

    /// A request in a state that it can be held in.
    fn request_in(&mut self, state: &str) -> Asked {
        match state {
            "submitted" => self.asks(wish("groceries")),
            "needsInformation" => {
                let asked = self.asks(wish("groceries"));
                self.scene.katrien.does("askForInformation", &asked).ok(200);
                asked
            }
            "open" => self.open(wish("groceries")),
            "matched" => {
                let asked = self.open(wish("groceries"));
                self.agreed(&asked);
                asked
            }
            _ => self.scene.sent().0,
        }
    }

    fn stands(&self, path: &str) -> String {
        self.scene.katrien.get(path).ok(200).field("state").as_str().unwrap().to_owned()
    }

    /// Everything there is, in every state it can be left in.
    pub fn piles_up(&mut self, pile: &mut Pile) {
        self.of_what_jobs_make(pile);
        self.of_requests(pile);
        self.of_matches(pile);
        self.of_visits(pile);
        self.of_bonds(pile);
        self.of_waves(pile);
        self.of_offers(pile);
        self.of_referrals(pile);
        self.of_people(pile);
        self.of_what_people_have(pile);
        self.of_concerns(pile);
    }

    fn of_requests(&mut self, pile: &mut Pile) {
        let submitted = self.request_in("submitted");
        pile.left("RequestState", "submitted", &submitted.path).seen_to("firstLookLate");
        let asked = self.request_in("needsInformation");
        pile.left("RequestState", "needsInformation", &asked.path).ends();
        let open = self.request_in("open");
        pile.left("RequestState", "open", &open.path).ends();
        let (two, one_of_two) = self.half_helped();
        pile.left("RequestState", "open", &two.path).seen_by("noVisit", &one_of_two);
        // While somebody helps, no clock runs: the team sees to it that somebody comes.
        let (changed, comes) = self.half_helped();
        let etag = self.scene.an.get(&changed.path).ok(200).etag();
        self.scene.an.if_match(&etag).patch(&changed.path, json!({ "publicText": "Liefst op dinsdag." })).ok(200);
        self.scene.katrien.does("askForInformation", &changed).ok(200);
        pile.left("RequestState", "needsInformation", &changed.path).seen_by("noVisit", &comes);
        for from in ["submitted", "needsInformation", "open", "matched", "referred"] {
            let held = self.request_in(from);
            assert_eq!(self.stands(&held.path), from);
            self.scene.katrien.does("hold", &held).ok(200);
            pile.left("RequestState", "held", &held.path).from(from).seen_to("requestHeld");
        }
    }

    fn of_matches(&mut self, pile: &mut Pile) {
        let katrien = self.scene.katrien.client.clone();
        let once = self.open(wish("groceries"));
        let (_, proposed) = self.proposed(&once);
        pile.left("MatchState", "proposed", &proposed).ends();
        for (side, state) in [("helper", "acceptedByHelper"), ("requester", "acceptedByRequester")] {
            let asked = self.open(wish("groceries"));
            let (helper, accepted) = self.proposed(&asked);
            let who = if side == "helper" { &helper } else { &self.scene.an };
            who.post(&format!("{accepted}/accept"), json!({})).ok(200);
            pile.left("MatchState", state, &accepted).ends();
        }
        // A neighbour without an offer: the team is to let it be agreed, and if it does not, it ends.
        let nele = self.t.resident("Nele");
        self.scene.an.lets_neighbours_see();
        let nearby = self.open(with(wish("groceries"), json!({ "visibility": "nearby" })));
        let yes = nele.post(&nearby.verb("volunteer"), json!({})).ok(201).field("href").as_str().unwrap().to_owned();
        pile.left("MatchState", "acceptedByHelper", &yes).seen_to("matchUnapproved").at_once().ends();
        let asked = self.open(wish("groceries"));
        let agreed = self.agreed(&asked);
        pile.left("MatchState", "agreed", &agreed).seen_to("noVisit");
        pile.left("RequestState", "matched", &asked.path).seen_by("noVisit", &agreed);
        for from in ["proposed", "acceptedByHelper", "acceptedByRequester", "agreed"] {
            let held = self.match_in(from);
            assert_eq!(self.stands(&held), from);
            katrien.post(&format!("{held}/hold"), json!({ "reason": "safeguarding" })).ok(200);
            pile.left("MatchState", "held", &held).from(from).seen_to("matchHeld");
        }
        let (asked, held) = self.half_helped();
        self.scene.katrien.does("hold", &asked).ok(200);
        pile.left("MatchState", "held", &held).from("agreed").seen_by("requestHeld", &asked.path);
    }

    /// A visit in so many hours of a new match: its path, and that of the match.
    fn visit(&mut self, hours: i64) -> (String, String) {
        let asked = self.open(wish("groceries"));
        let on = self.agreed(&asked);
        let said = json!({ "start": self.t.now() + TimeDelta::hours(hours), "durationMinutes": 60 });
        let made = self.scene.katrien.post(&format!("{on}/visits"), said).ok(201);
        (made.field("href").as_str().unwrap().to_owned(), on)
    }

    fn of_visits(&mut self, pile: &mut Pile) {
        let (visit, on) = self.visit(1);
        pile.left("VisitState", "planned", &visit).seen_by("visitUnreported", &on);
        let (visit, on) = self.visit(0);
        self.t.passes(TimeDelta::seconds(1));
        self.scene.katrien.post(&format!("{visit}/missed"), json!({ "by": "requester" })).ok(200);
        pile.left("VisitState", "missed", &visit).seen_by("nobodyOpened", &on).at_once();
    }

    fn of_bonds(&mut self, pile: &mut Pile) {
        for (verb, state, kind) in [(None, "active", "checkInOverdue"), (Some("pause"), "paused", "bondPaused")] {
            let asked = self.open(with(wish("groceries"), json!({ "helpKind": "recurring", "rhythm": "weekly" })));
            let path = self.agreed(&asked);
            let bond = self.scene.an.get(&path).ok(200).body["bond"]["href"].as_str().unwrap().to_owned();
            if let Some(verb) = verb {
                self.scene.an.post(&format!("{bond}/{verb}"), json!({})).ok(200);
            }
            pile.left("BondState", state, &bond).seen_to(kind);
        }
    }

    /// One for which there is nobody to ask, and one in which somebody who is asked says nothing.
    fn of_waves(&mut self, pile: &mut Pile) {
        let ways = json!(["buurtwerker", "nearby", "waves"]);
        self.t.decides(self.t.neighbourhood("DEMO-01"), json!({ "waysToMatch": ways }));
        let (two, _) = self.half_helped();
        self.scene.katrien.post(&two.verb("wave"), json!({})).ok(200);
        pile.left("WaveState", "exhausted", &two.verb("wave")).seen_by("waveExhausted", &two.path).at_once();
        self.t.helper("Wim", 100, with(help_with(&["groceries"]), json!({ "waysToBeAsked": ["waves"] })));
        let asked = self.open(wish("groceries"));
        self.scene.katrien.post(&asked.verb("wave"), json!({})).ok(200);
        // Who came later is asked next.
        self.t.helper("Wout", 200, with(help_with(&["groceries"]), json!({ "waysToBeAsked": ["waves"] })));
        pile.left("WaveState", "running", &asked.verb("wave")).ends();
    }

    fn of_offers(&mut self, pile: &mut Pile) {
        let bea = self.t.resident("Bea");
        pile.left("OfferState", "submitted", &bea.offers(help_with(&["walk"]))).seen_to("offerWaits");
        let (helper, paused) = self.helper();
        helper.post(&format!("{paused}/pause"), json!({})).ok(200);
        pile.left("OfferState", "paused", &paused).seen_to("offerPaused");
        for from in ["active", "paused"] {
            let (helper, held) = self.helper();
            if from == "paused" {
                helper.post(&format!("{held}/pause"), json!({})).ok(200);
            }
            self.scene.katrien.post(&format!("{held}/hold"), json!({ "reason": "other" })).ok(200);
            pile.left("OfferState", "held", &held).from(from).seen_to("offerHeld");
        }
        let dirk = self.t.resident("Dirk");
        let with_him = dirk.offers(help_with(&["walk"]));
        self.suspends(&dirk);
        pile.left("OfferState", "held", &with_him).from("submitted").seen_to("offerHeld");
    }

    fn suspends(&self, who: &Person) {
        let path = format!("/v1/people/{}/suspend", who.id);
        self.scene.katrien.post(&path, json!({ "reason": "other" })).ok(200);
    }

    /// Somebody moves to another neighbourhood and does not say yes: that is to be seen to at once.
    fn moves(&self, name: &str) -> Person {
        let who = self.t.resident(name);
        let etag = who.get("/v1/me/home").ok(200).etag();
        who.if_match(&etag).put("/v1/me/home", json!({ "position": { "lat": 51.04, "lon": 4.505 } })).ok(200);
        who
    }

    fn of_people(&self, pile: &mut Pile) {
        let path = |it: &Person| format!("/v1/people/{}", it.id);
        let [paula, sam, pia] = ["Paula", "Sam", "Pia"].map(|it| self.t.resident(it));
        for away in [&paula, &pia] {
            away.post("/v1/me/pause", None).ok(200);
        }
        pile.left("PersonState", "paused", &path(&paula)).seen_to("personPaused");
        let mona = self.moves("Mona");
        pile.left("PersonState", "moved", &path(&mona)).seen_to("personMoved").at_once();
        for (who, from) in [(&sam, "active"), (&pia, "paused"), (&self.moves("Moos"), "moved")] {
            assert_eq!(self.stands(&path(who)), from);
            self.suspends(who);
            pile.left("PersonState", "suspended", &path(who)).from(from).seen_to("personSuspended");
        }
    }

    fn of_referrals(&mut self, pile: &mut Pile) {
        let consent = self.scene.consents(&["name"]);
        let asked = self.scene.asks();
        let draft = self.scene.prepares(&asked, &consent, &["name"]);
        pile.left("ReferralState", "draft", &format!("/v1/referrals/{draft}")).seen_to("referralUnsent");
        let (asked, requested, _) = self.scene.sent();
        let requested = format!("/v1/referrals/{requested}");
        pile.left("ReferralState", "requested", &requested).seen_to("referralUnanswered");
        pile.left("RequestState", "referred", &asked.path).seen_by("referralUnanswered", &requested);
        for (verb, state) in [(None, "accepted"), (Some("start"), "inProgress"), (Some("hold"), "onHold")] {
            let (_, referral, _) = self.scene.accepted();
            if let Some(verb) = verb {
                self.scene.lotte.refers(verb, &referral).ok(200);
            }
            pile.left("ReferralState", state, &format!("/v1/referrals/{referral}")).seen_to("referralUnanswered");
        }
        for (verb, status) in [("waitList", "waitListed"), ("plan", "planned"), ("noShow", "noShow")] {
            let (_, referral, _) = self.scene.accepted();
            self.scene.lotte.refers(verb, &referral).ok(200);
            let path = format!("/v1/referrals/{referral}");
            pile.left("BusinessStatus", status, &path).at("/businessStatus").seen_to("referralUnanswered");
        }
        let (_, question, _) = self.scene.sent();
        self.scene.lotte.refers("ask", &question).ok(200);
        pile.left("ReferralState", "requested", &format!("/v1/referrals/{question}")).seen_to("referralQuestion");
    }

    /// A yes for a time, somebody who may act until a day, or waits for a second one, a card, a check.
    fn of_what_people_have(&self, pile: &mut Pile) {
        let (t, Scene { katrien, organisation, .. }) = (self.t, &self.scene);
        let cora = t.resident("Cora");
        let said = json!({ "expiresAt": t.now() + TimeDelta::days(20) });
        let yes = cora.post("/v1/consents", with(consent(&cora, *organisation, &["name"]), said)).ok(201).id();
        pile.left("ConsentState", "given", &format!("/v1/consents/{yes}")).ends();
        let rosa = katrien.registers("Rosa", 1941);
        let until = day(t.now() + TimeDelta::days(30));
        for (name, kind, until) in [("Mila", "mantelzorger", Some(until)), ("Nora", "legalRepresentative", None)] {
            let scope = if until.is_some() { json!(["ask"]) } else { json!(["consent"]) };
            let said = json!({ "proxyPersonId": t.resident(name).id, "kind": kind, "scope": scope, "until": until });
            let made = katrien.post(&format!("/v1/people/{rosa}/proxies"), with(said, json!({}))).ok(201).id();
            let left = pile.left("ProxyState", "active", &format!("/v1/proxies/{made}"));
            if until.is_some() {
                left.ends()
            } else {
                left.seen_to("proxyUnapproved").at_once()
            };
        }
        let cards = format!("/v1/people/{rosa}/activationCards");
        katrien.post(&cards, json!({})).ok(201);
        pile.left("CardState", "open", &cards).at("/items/0/state").ends();
        let said = json!({ "role": "careProvider", "organisationId": organisation });
        let invited = self.scene.lotte.post("/v1/invitations", said).ok(201).id();
        pile.left("InvitationState", "open", &format!("/v1/invitations/{invited}")).ends().reader =
            Some(t.again(&self.scene.lotte));
        let checks = format!("/v1/people/{}/vettingChecks", cora.id);
        let check = json!({ "kind": "extract596_2", "seenOn": "2026-03-02", "renewBy": "2026-05-20" });
        katrien.post(&checks, check).ok(201);
        pile.left("CheckState", "inForce", &checks).at("/items/0/state").ends();
    }

    fn of_what_jobs_make(&self, pile: &mut Pile) {
        for (name, of_the_team, state) in [("Ria", "Griet", "ready"), ("Rik", "Hans", "preparing")] {
            let who = self.t.resident(name);
            who.post("/v1/me/export", json!({})).ok(200);
            let looks = self.t.buurtwerker(of_the_team, self.t.neighbourhood("DEMO-02"));
            looks.post("/v1/me/batch", json!({})).ok(200);
            if state == "ready" {
                self.t.works();
            }
            pile.left("ExportState", state, "/v1/me/export").ends().reader = Some(who);
            pile.left("BatchState", state, "/v1/me/batch").ends().reader = Some(looks);
        }
    }

    fn of_concerns(&mut self, pile: &mut Pile) {
        let katrien = self.scene.katrien.client.clone();
        for (verbs, state, kind) in [
            (&[][..], "submitted", "concernLate"),
            (&["triage"][..], "triaged", "concernLate"),
            (&["triage", "investigate"][..], "investigating", "concernSilent"),
        ] {
            let asked = self.open(wish("groceries"));
            let on = self.agreed(&asked);
            let concern = self.scene.an.worries(&on, false);
            for verb in verbs {
                katrien.sees_to(&concern, verb, json!({})).ok(200);
            }
            pile.left("ConcernShownState", state, &concern).seen_to(kind);
        }
        let asked = self.open(wish("groceries"));
        let held = self.agreed(&asked);
        let concern = self.scene.an.worries(&held, true);
        pile.left("MatchState", "held", &held).from("agreed").seen_by("concernHolds", &concern);
        pile.left("RequestState", "matched", &asked.path).seen_by("concernHolds", &concern);
    }
}

/// The day of a moment.
fn day(of: Instant) -> String {
    of.utc().format("%Y-%m-%d").to_string()
}
