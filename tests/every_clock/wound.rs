//! The clocks, how each is wound up, and what shows that it struck.

use buurtnet::clock::Instant;
use buurtnet::ids::RequestId;
use buurtnet::when::Date;
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::TestApp;
use crate::support::offers::help_with;
use crate::support::people::Person;
use crate::support::referrals::{Scene, consent, path};
use crate::support::requests::{Asked, wish, with};
use crate::support::story::proposes;

/// What shows that a clock struck.
pub(super) enum Strike {
    /// This happens to this, once more.
    Event(&'static str, Uuid),
    /// The team sees this follow-up about this.
    FollowUp(&'static str, String),
}

/// How long it takes.
pub(super) enum Time {
    After(TimeDelta),
    WorkingDays(u32),
    /// A moment of the calendar, seen from now.
    At(fn(Instant) -> Instant),
}

pub(super) struct Clock {
    pub what: &'static str,
    pub time: Time,
    /// Where the program has its number.
    pub numbers: &'static [&'static str],
    pub winds: fn(&Yard<'_>) -> Strike,
}

/// Everybody, with tokens of now; An and the organisation are new for each clock.
pub(super) struct Yard<'a> {
    pub t: &'a TestApp,
    pub scene: Scene,
}

fn uuid(of: &str) -> Uuid {
    of.rsplit('/').next().unwrap().parse().unwrap()
}

impl<'a> Yard<'a> {
    pub fn of(t: &'a TestApp) -> Self {
        let name = |it: &str| format!("{it}{}", RequestId::fresh().uuid().simple());
        let katrien = t.buurtwerker(&name("Katrien"), t.neighbourhood("DEMO-01"));
        let administrator = t.administrator(&name("Admin"));
        let organisation = t.organisation(&administrator, &name("Zorg"));
        let areas = json!([t.neighbourhood("DEMO-01")]);
        let service = json!({ "name": "Zorg", "description": "Zorg", "categories": ["personal"], "areas": areas });
        let service = administrator.post(&format!("/v1/organisations/{organisation}/services"), service).ok(201).id();
        let scene = Scene {
            an: t.resident(&name("An")),
            katrien,
            lotte: t.care_provider(&name("Lotte"), organisation),
            olga: t.newcomer(&name("Olga")),
            administrator,
            organisation,
            service,
        };
        Self { t, scene }
    }

    /// Time goes by, and what is due is done.
    fn passes(&mut self, by: TimeDelta) {
        self.t.passes(by);
        self.t.works();
        let Scene { an, katrien, lotte, .. } = &mut self.scene;
        for person in [an, katrien, lotte] {
            *person = self.t.again(person);
        }
    }

    fn again(&self) -> Self {
        let Scene { an, katrien, lotte, olga, administrator, organisation, service } = &self.scene;
        let again = |it: &Person| self.t.again(it);
        let scene = Scene {
            an: again(an),
            katrien: again(katrien),
            lotte: again(lotte),
            olga: again(olga),
            administrator: again(administrator),
            organisation: *organisation,
            service: service.clone(),
        };
        Self { t: self.t, scene }
    }

    /// The same a while later, when what was due is done.
    fn later(&self, by: TimeDelta) -> Self {
        let mut later = self.again();
        later.passes(by);
        later
    }

    pub fn asks(&self, members: Value) -> Asked {
        self.scene.an.asks(with(wish("groceries"), members))
    }

    fn open(&self, members: Value) -> Asked {
        let asked = self.asks(members);
        self.scene.katrien.does("approve", &asked).ok(200);
        asked
    }

    fn offer(&self) -> (Person, String) {
        self.t.helper(&format!("Helper{}", RequestId::fresh().uuid().simple()), 100, help_with(&["groceries"]))
    }

    fn proposed(&self, asked: &Asked) -> (Person, String) {
        let (helper, offer) = self.offer();
        let path = proposes(&self.scene.katrien, &asked.id.to_string(), offer.rsplit('/').next().unwrap());
        (helper, path)
    }

    pub fn agreed(&self, members: Value) -> String {
        let (helper, path) = self.proposed(&self.open(members));
        for side in [&helper, &self.scene.an] {
            side.post(&format!("{path}/accept"), json!({})).ok(200);
        }
        path
    }

    /// A visit that begins now and lasts an hour, and its match.
    pub fn visit(&self) -> (String, String) {
        let on = self.agreed(json!({}));
        let said = json!({ "start": self.t.now(), "durationMinutes": 60 });
        let made = self.scene.katrien.post(&format!("{on}/visits"), said).ok(201);
        (made.field("href").as_str().unwrap().to_owned(), on)
    }

    fn bond(&self) -> String {
        let on = self.agreed(json!({ "helpKind": "recurring", "rhythm": "weekly" }));
        self.scene.an.get(&on).ok(200).body["bond"]["href"].as_str().unwrap().to_owned()
    }

    /// A referral that was sent, so urgent.
    pub fn sent(&self, urgency: &str) -> String {
        let consent = self.scene.consents(&["name"]);
        let asked = self.scene.asks();
        let said = with(self.scene.referral(&asked, &consent, &["name"]), json!({ "urgency": urgency }));
        let id = self.scene.katrien.post("/v1/referrals", said).ok(201).id();
        self.scene.katrien.refers("send", &id).ok(200);
        id
    }

    fn reminded(&self, urgency: &str) -> Strike {
        Strike::Event("referral.reminded", uuid(&self.sent(urgency)))
    }

    fn asked_by_organisation(&self, urgency: &str) -> Strike {
        let id = self.sent(urgency);
        self.scene.lotte.refers("ask", &id).ok(200);
        Strike::FollowUp("referralQuestion", path(&id))
    }

    fn worries(&self, danger_now: bool) -> String {
        self.scene.an.worries(&self.agreed(json!({})), danger_now)
    }

    fn judged(&self, severity: &str) -> String {
        let concern = self.worries(false);
        self.scene.katrien.sees_to(&concern, "triage", json!({ "severity": severity })).ok(200);
        concern
    }

    fn late(&self, severity: &str) -> Strike {
        Strike::Event("concern.escalated", uuid(&self.judged(severity)))
    }

    fn consents_for(&self, days: i64) -> String {
        let until = json!({ "expiresAt": self.t.now() + TimeDelta::days(days) });
        let said = with(consent(&self.scene.an, self.scene.organisation, &["name"]), until);
        self.scene.an.post("/v1/consents", said).ok(201).id()
    }

    /// Somebody who may act for An until a day that begins after so many.
    fn acts_until(&self, days: i64) -> String {
        let olga = self.scene.olga.id;
        let said = json!({ "proxyPersonId": olga, "kind": "mantelzorger", "scope": ["ask"] });
        let said = with(said, json!({ "until": day_in(self.t.now(), days) }));
        self.scene.an.post("/v1/me/proxies", said).ok(201).id()
    }

    /// All that the team has to see of An, who offers help, renewed by a day that begins after so many.
    fn is_vetted_until(&self, days: i64) {
        let offer = self.scene.an.offers(help_with(&["personal"]));
        self.team(&format!("{offer}/approve"), json!({}));
        let (today, renew_by) = (day_in(self.t.now(), 0), day_in(self.t.now(), days));
        for kind in ["identitySeen", "introductionTalk", "confidentialitySigned", "extract596_2"] {
            let by = (kind == "extract596_2").then_some(renew_by);
            let said = with(json!({ "kind": kind, "seenOn": today }), json!({ "renewBy": by }));
            let path = format!("/v1/people/{}/vettingChecks", self.scene.an.id);
            self.scene.katrien.post(&path, said).ok(201);
        }
    }

    pub fn team(&self, path: &str, said: Value) {
        self.scene.katrien.post(path, said).ok(200);
    }
}

fn day_in(now: Instant, days: i64) -> Date {
    Date::of(now + TimeDelta::days(days))
}

const fn days(days: i64) -> Time {
    Time::After(TimeDelta::days(days))
}

const fn hours(hours: i64) -> Time {
    Time::After(TimeDelta::hours(hours))
}

const fn minutes(minutes: i64) -> Time {
    Time::After(TimeDelta::minutes(minutes))
}

use Time::WorkingDays;

macro_rules! clocks {
    ($($what:literal after $time:expr, of [$($number:literal),*]: $winds:expr;)+) => {
        /// Every clock.
        pub(super) const CLOCKS: &[Clock] =
            &[$(Clock { what: $what, time: $time, numbers: &[$($number),*], winds: $winds }),+];
    };
}

clocks! {
    "the first look at what is for today" after hours(1), of ["requests/model/due.rs: (Self::Today, _)"]:
        |y| Strike::Event("request.escalated", y.asks(json!({ "urgency": "today" })).id.uuid());
    "the follow-up of that" after hours(1), of []:
        |y| Strike::FollowUp("firstLookLate", y.asks(json!({ "urgency": "today" })).path);
    "each next step of the roster" after hours(1), of []: |y| {
        let id = y.asks(json!({ "urgency": "today" })).id.uuid();
        y.later(TimeDelta::hours(1));
        Strike::Event("request.escalated", id)
    };
    "the first look at what is for this week" after WorkingDays(1), of ["requests/model/due.rs: (Self::ThisWeek, _)"]:
        |y| Strike::Event("request.escalated", y.asks(json!({})).id.uuid());
    "the first look at what can wait" after WorkingDays(3), of ["requests/model/due.rs: (Self::Flexible, false)"]:
        |y| Strike::Event("request.escalated", y.asks(json!({ "urgency": "flexible" })).id.uuid());
    "is it still needed?" after days(21), of ["requests/model/due.rs: const QUIET"]:
        |y| Strike::Event("request.pinged", y.open(json!({})).id.uuid());
    "a week to answer that" after days(7), of ["requests/model/due.rs: const PATIENCE"]: |y| {
        let id = y.open(json!({})).id.uuid();
        y.later(TimeDelta::days(21));
        Strike::Event("request.silent", id)
    };
    "a week for the team to look" after days(7), of ["requests/model/due.rs: const LOOK"]: |y| {
        let id = y.open(json!({})).id.uuid();
        y.later(TimeDelta::days(21)).later(TimeDelta::days(7));
        Strike::Event("request.expired", id)
    };
    "a question that is not answered" after days(14), of ["requests/model/due.rs: const ANSWER"]: |y| {
        let asked = y.asks(json!({}));
        y.scene.katrien.does("askForInformation", &asked).ok(200);
        Strike::Event("request.expired", asked.id.uuid())
    };
    "a proposal" after days(3), of ["matching/model.rs: Urgency::ThisWeek | Urgency::Flexible"]:
        |y| Strike::Event("match.expired", uuid(&y.proposed(&y.open(json!({}))).1));
    "a proposal for today" after hours(4), of ["matching/model.rs: Urgency::Today"]:
        |y| Strike::Event("match.expired", uuid(&y.proposed(&y.open(json!({ "urgency": "today" }))).1));
    "the other side of a proposal has as long" after days(3), of []: |y| {
        let (_, path) = y.proposed(&y.open(json!({})));
        let later = y.later(TimeDelta::days(2));
        later.scene.an.post(&format!("{path}/accept"), json!({})).ok(200);
        Strike::Event("match.expired", uuid(&path))
    };
    "how did the visit go?" after hours(25), of ["matching/visits/model.rs: const UNREPORTED"]:
        |y| Strike::Event("visit.asked", uuid(&y.visit().0));
    "nobody says how it went" after Time::After(TimeDelta::hours(7 * 24 + 1)),
        of ["follow_ups/model.rs: pub(super) const UNREPORTED"]:
        |y| Strike::FollowUp("visitUnreported", y.visit().1);
    "nobody opened" after hours(1), of ["matching/visits/model.rs: const LOOK"]: |y| {
        let (visit, _) = y.visit();
        y.t.passes(TimeDelta::minutes(1));
        y.again().team(&format!("{visit}/missed"), json!({ "by": "requester" }));
        Strike::Event("visit.escalated", uuid(&visit))
    };
    "danger now" after minutes(15), of ["safeguarding/model/due.rs: const LOOK_CRITICAL"]:
        |y| Strike::Event("concern.escalated", uuid(&y.worries(true)));
    "a concern that nobody has judged" after hours(1), of ["safeguarding/model/due.rs: const LOOK:"]:
        |y| Strike::Event("concern.escalated", uuid(&y.worries(false)));
    "a critical concern" after hours(4), of ["Self::Critical =>"]: |y| y.late("critical");
    "a high concern" after hours(24), of ["Self::High =>"]: |y| y.late("high");
    "a medium concern" after hours(72), of ["Self::Medium =>"]: |y| y.late("medium");
    "a low concern" after days(7), of ["Self::Low =>"]: |y| y.late("low");
    "the next step after that" after days(1), of ["safeguarding/model/due.rs: const ACT_STEP"]: |y| {
        let concern = y.judged("high");
        y.later(TimeDelta::hours(24));
        Strike::Event("concern.escalated", uuid(&concern))
    };
    "a concern that is looked into without a word" after days(7), of ["safeguarding/model/due.rs: const SILENT"]: |y| {
        let concern = y.worries(false);
        y.scene.katrien.sees_to(&concern, "triage", json!({})).ok(200);
        y.scene.katrien.sees_to(&concern, "investigate", json!({})).ok(200);
        Strike::FollowUp("concernSilent", concern)
    };
    "a hold that nobody decides about" after days(7), of []: |y| Strike::FollowUp("concernHolds", y.worries(true));
    "an organisation is silent about what is for today" after hours(4),
        of ["referrals/model/due.rs: const ANSWER_TODAY"]:
        |y| y.reminded("today");
    "… for this week" after WorkingDays(2), of ["after_working_days(since, 2 *"]: |y| y.reminded("thisWeek");
    "… for what can wait" after WorkingDays(5), of ["after_working_days(since, 5 *"]: |y| y.reminded("flexible");
    "twice that" after hours(8), of []: |y| Strike::FollowUp("referralUnanswered", path(&y.sent("today")));
    "taken on and not begun" after WorkingDays(10),
        of ["const TO_START", "ReferralState::Accepted => after_working_days"]: |y| {
        let id = y.sent("thisWeek");
        y.scene.lotte.refers("accept", &id).ok(200);
        Strike::Event("referral.reminded", uuid(&id))
    };
    "no word for sixty days" after days(60), of ["referrals/model/due.rs: const QUIET"]: |y| {
        let id = y.sent("thisWeek");
        y.scene.lotte.refers("accept", &id).ok(200);
        y.scene.lotte.refers("start", &id).ok(200);
        Strike::Event("referral.reminded", uuid(&id))
    };
    "and none after the reminder" after WorkingDays(10), of ["after_working_days(reminded, TO_START)"]: |y| {
        let id = y.sent("thisWeek");
        y.scene.lotte.refers("accept", &id).ok(200);
        y.scene.lotte.refers("start", &id).ok(200);
        y.later(TimeDelta::days(60));
        Strike::FollowUp("referralUnanswered", path(&id))
    };
    "a question of theirs about what is for today" after hours(1), of ["const REPLY_TODAY"]:
        |y| y.asked_by_organisation("today");
    "… for this week" after WorkingDays(1), of ["after_working_days(asked, 1)"]:
        |y| y.asked_by_organisation("thisWeek");
    "… for what can wait" after WorkingDays(3), of ["after_working_days(asked, 3)"]:
        |y| y.asked_by_organisation("flexible");
    "an override that nobody reads" after hours(72), of ["const TO_READ"]:
        |y| Strike::Event("referral.overrideUnread", uuid(&y.scene.overridden().1));
    "a draft that nobody sends" after WorkingDays(3),
        of ["const WAITING", "after_working_days(referral.created_at"]: |y| {
        let consent = y.scene.consents(&["name"]);
        Strike::FollowUp("referralUnsent", path(&y.scene.prepares(&y.scene.asks(), &consent, &["name"])))
    };
    "an offer that nobody looks at" after WorkingDays(3), of ["after_working_days(created, WAITING)"]:
        |y| Strike::FollowUp("offerWaits", y.scene.an.offers(help_with(&["walk"])));
    "an offer that is held" after days(7), of ["pub(super) const HELD"]: |y| {
        let (_, offer) = y.offer();
        y.team(&format!("{offer}/hold"), json!({ "reason": "other" }));
        Strike::FollowUp("offerHeld", offer)
    };
    "a request that is held" after days(7), of []: |y| {
        let asked = y.open(json!({}));
        y.scene.katrien.does("hold", &asked).ok(200);
        Strike::FollowUp("requestHeld", asked.path)
    };
    "a match that is held" after days(7), of []: |y| {
        let path = y.agreed(json!({}));
        y.team(&format!("{path}/hold"), json!({ "reason": "unclear" }));
        Strike::FollowUp("matchHeld", path)
    };
    "somebody who is suspended" after days(7), of []: |y| {
        let path = format!("/v1/people/{}", y.scene.an.id);
        y.team(&format!("{path}/suspend"), json!({ "reason": "other" }));
        Strike::FollowUp("personSuspended", path)
    };
    "an offer that is paused" after days(90), of ["pub(super) const PAUSED"]: |y| {
        let (helper, offer) = y.offer();
        helper.post(&format!("{offer}/pause"), json!({})).ok(200);
        Strike::FollowUp("offerPaused", offer)
    };
    "somebody who is away" after days(90), of []: |y| {
        y.scene.an.post("/v1/me/pause", None).ok(200);
        Strike::FollowUp("personPaused", format!("/v1/people/{}", y.scene.an.id))
    };
    "a bond that is paused" after days(90), of []: |y| {
        let bond = y.bond();
        y.scene.an.post(&format!("{bond}/pause"), json!({})).ok(200);
        Strike::FollowUp("bondPaused", bond)
    };
    "two who agreed and never met" after days(21), of ["pub(super) const NO_VISIT"]:
        |y| Strike::FollowUp("noVisit", y.agreed(json!({})));
    "… once a month" after days(45), of ["pub(super) const NO_MONTHLY_VISIT"]:
        |y| Strike::FollowUp("noVisit", y.agreed(json!({ "helpKind": "recurring", "rhythm": "monthly" })));
    "how does the bond go?" after days(30), of ["const FIRST_CHECK_IN"]:
        |y| Strike::Event("bond.asked", uuid(&y.bond()));
    "and again" after days(90), of ["const CHECK_IN"]: |y| {
        let bond = y.bond();
        let later = y.later(TimeDelta::days(30));
        later.team(&format!("{bond}/checkIn"), json!({ "goesWell": true }));
        later.scene.an.post(&format!("{bond}/checkIn"), json!({ "goesWell": true })).ok(200);
        Strike::Event("bond.asked", uuid(&bond))
    };
    "nobody says how" after days(14), of ["matching/bonds/model.rs: pub const PATIENCE"]: |y| {
        let bond = y.bond();
        y.later(TimeDelta::days(30));
        Strike::FollowUp("checkInOverdue", bond)
    };
    "a yes soon runs out" after days(1), of ["consents/model.rs: pub const NOTICE"]:
        |y| Strike::FollowUp("consentLapses", format!("/v1/consents/{}", y.consents_for(15)));
    "a proxy ends" after Time::At(|now| day_in(now, 20).start()), of []:
        |y| Strike::Event("proxy.expired", uuid(&y.acts_until(20)));
    "a proxy soon ends" after Time::At(|now| day_in(now, 20).start() - TimeDelta::days(14)), of ["const PROXY_NOTICE"]:
        |y| Strike::FollowUp("proxyLapses", format!("/v1/proxies/{}", y.acts_until(20)));
    "the vetting lapses" after Time::At(|now| day_in(now, 70).days_earlier(60).start()), of ["const NOTICE_DAYS"]: |y| {
        y.is_vetted_until(70);
        Strike::Event("person.vettingLapsing", y.scene.an.id.uuid())
    };
    "the grace after it" after Time::At(|now| day_in(now, 70).days_later(30).start()), of ["const GRACE_DAYS"]: |y| {
        y.is_vetted_until(70);
        Strike::Event("person.vettingLapsed", y.scene.an.id.uuid())
    };
    "a yes runs out" after days(10), of []: |y| Strike::Event("consent.expired", uuid(&y.consents_for(10)));
}
