//! Who looks first, who looks next, and what somebody hears who needs help while nobody is there.

use buurtnet::ids::NeighbourhoodId;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::people::in_lindewijk;
use crate::support::requests::{Asked, wish, with};
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::{Person, TestApp};

const LATE: &str = "A request for help is waiting";
const NOBODY: &str = "Something is waiting and nobody of the team looks";

const fn hours(hours: i64) -> TimeDelta {
    TimeDelta::hours(hours)
}

/// Time goes by, and what is due is done.
fn pass(t: &TestApp, by: TimeDelta) {
    t.passes(by);
    t.works();
}

/// How many mails with this subject somebody got.
fn mails(t: &TestApp, person: &Person, subject: &str) -> usize {
    t.mails_to(&person.email).iter().filter(|it| it.contains(&format!("Subject: {subject}"))).count()
}

/// Katrien is on duty, Luc is her deputy; Sofie coordinates, Amir administers.
struct Team<'a> {
    t: &'a TestApp,
    here: NeighbourhoodId,
    katrien: Person,
    luc: Person,
    sofie: Person,
    amir: Person,
}

impl<'a> Team<'a> {
    fn without_roster(t: &'a TestApp) -> Self {
        let here = t.neighbourhood("DEMO-01");
        Self {
            t,
            here,
            katrien: t.buurtwerker("Katrien", here),
            luc: t.buurtwerker("Luc", here),
            sofie: t.coordinator("Sofie", "99999"),
            amir: t.administrator("Amir"),
        }
    }

    fn new(t: &'a TestApp) -> Self {
        let team = Self::without_roster(t);
        let first = team.sofie.with_header("If-None-Match", "*");
        first.put(&team.roster(), team.terms()).ok(200);
        team
    }

    fn terms(&self) -> Value {
        let slot = |day: &str| json!({ "day": day, "from": "09:00", "to": "17:00" });
        let hours: Vec<_> = ["mon", "tue", "wed", "thu", "fri"].into_iter().map(slot).collect();
        json!({ "dutyPersons": [self.katrien.id], "deputies": [self.luc.id], "openingHours": hours })
    }

    fn roster(&self) -> String {
        format!("/v1/neighbourhoods/{}/dutyRoster", self.here)
    }

    fn absences(&self) -> String {
        format!("/v1/neighbourhoods/{}/absences", self.here)
    }

    fn sets(&self, terms: Value) {
        let sofie = self.t.again(&self.sofie);
        let etag = sofie.get(&self.roster()).etag();
        sofie.if_match(&etag).put(&self.roster(), terms).ok(200);
    }

    /// Somebody enters that they are away, the first and the last day included.
    fn is_away(&self, who: &Person, from: &str, until: &str) {
        let who = self.t.again(who);
        who.post(&self.absences(), json!({ "from": from, "until": until })).ok(201);
    }

    /// How often each of them was told that a request waits: Katrien, Luc, Sofie, and Amir that nobody looks.
    fn told(&self) -> [usize; 4] {
        let mails = |who, subject| mails(self.t, who, subject);
        for who in [&self.katrien, &self.luc, &self.sofie] {
            assert_eq!(mails(who, NOBODY), 0);
        }
        assert_eq!(mails(&self.amir, LATE), 0, "an administrator sees no cases");
        [mails(&self.katrien, LATE), mails(&self.luc, LATE), mails(&self.sofie, LATE), mails(&self.amir, NOBODY)]
    }
}

fn asks_for_today(who: &Person) -> Asked {
    who.asks(with(wish("groceries"), json!({ "urgency": "today" })))
}

both! {
    with TestApp::start;

    fn two_buurtwerkers_on_holiday_and_somebody_who_needs_help_today(t) {
        let (team, ada) = (Team::new(t), t.resident("Ada"));
        team.is_away(&team.katrien, "2026-03-02", "2026-03-08");
        team.is_away(&team.luc, "2026-02-28", "2026-03-02");
        let asked = asks_for_today(&ada);
        pass(t, TimeDelta::minutes(59));
        assert_eq!(team.told(), [0, 0, 0, 0]);
        pass(t, TimeDelta::minutes(1));
        assert_eq!(team.told(), [0, 0, 1, 0], "the coordinator is the first who is there");
        let mail = t.mails_to(&team.sofie.email).pop().unwrap();
        assert!(mail.contains(&format!("https://buurt.example/console/requests/{}", asked.id)) && !mail.contains("Ada"));
        pass(t, hours(1));
        assert_eq!(team.told(), [0, 0, 1, 1]);
        pass(t, TimeDelta::days(9));
        assert_eq!(team.told(), [0, 0, 1, 1], "everybody was told once");
        let list = t.again(&team.sofie).get("/v1/followUps").ok(200);
        assert_eq!(list.field("items")[0]["href"], asked.path.as_str(), "the follow-up stays until somebody looks");
        let levels = t.events_of(asked.id).into_iter().filter(|it| it == "request.escalated").count();
        assert_eq!(levels, 2);
    }

    fn each_step_has_as_long_as_the_first_and_a_claim_stops_nothing(t) {
        let (team, ada) = (Team::new(t), t.resident("Ada"));
        let asked = ada.asks_for("groceries");
        pass(t, hours(23));
        assert_eq!(team.told(), [0, 0, 0, 0], "this week: one working day");
        t.again(&team.katrien).claims(&asked).ok(200);
        pass(t, hours(1));
        assert_eq!(team.told(), [1, 0, 0, 0]);
        pass(t, hours(23));
        assert_eq!(team.told(), [1, 0, 0, 0]);
        pass(t, hours(1));
        assert_eq!(team.told(), [1, 1, 0, 0]);
        pass(t, hours(24));
        assert_eq!(team.told(), [1, 1, 1, 0]);
        pass(t, hours(24));
        assert_eq!(team.told(), [1, 1, 1, 1], "on Friday");
        pass(t, TimeDelta::days(30));
        assert_eq!(team.told(), [1, 1, 1, 1]);
    }

    fn what_can_wait_waits_three_working_days_also_over_a_change_of_the_clock(t) {
        let (team, ada) = (Team::new(t), t.resident("Ada"));
        // Friday the 27th of March, ten o'clock; the clock goes forward on Sunday.
        pass(t, TimeDelta::days(25));
        let ada = t.again(&ada);
        ada.asks(with(wish("groceries"), json!({ "urgency": "flexible" })));
        pass(t, TimeDelta::days(5) - hours(1) - TimeDelta::minutes(1));
        assert_eq!(team.told(), [0, 0, 0, 0]);
        pass(t, TimeDelta::minutes(1));
        assert_eq!(team.told(), [1, 0, 0, 0], "on Wednesday at ten o'clock");
    }

    fn a_decision_stops_it_and_what_comes_back_begins_anew(t) {
        let (team, ada) = (Team::new(t), t.resident("Ada"));
        let asked = asks_for_today(&ada);
        pass(t, hours(1));
        assert_eq!(team.told(), [1, 0, 0, 0]);
        t.again(&team.katrien).does("askForInformation", &asked).ok(200);
        pass(t, hours(30));
        assert_eq!(team.told(), [1, 0, 0, 0]);
        t.again(&ada).does("answer", &asked).ok(200);
        pass(t, hours(1));
        assert_eq!(team.told(), [2, 0, 0, 0]);
        t.again(&team.katrien).does("approve", &asked).ok(200);
        pass(t, hours(8));
        assert_eq!(team.told(), [2, 0, 0, 0]);
    }

    fn whom_it_is_about_and_whom_they_are_matched_with_are_passed_over(t) {
        let (team, ada) = (Team::new(t), t.resident("Ada"));
        let home = json!({ "position": in_lindewijk(300) });
        team.katrien.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        asks_for_today(&team.katrien);
        pass(t, hours(1));
        assert_eq!(team.told(), [0, 1, 0, 0], "Katrien does not look at her own");
        pass(t, hours(24));
        assert_eq!(team.told(), [0, 1, 1, 0], "each step has its time, also after a jump of the clock");
        let (katrien, luc, ada) = (t.again(&team.katrien), t.again(&team.luc), t.again(&ada));
        let offer = offers_help(&katrien, &luc, 3);
        proposes(&luc, &asks_openly(&ada, &luc), &offer);
        asks_for_today(&ada);
        pass(t, hours(1));
        assert_eq!(team.told(), [0, 2, 1, 1], "Katrien could come to help Ada");
    }

    fn the_roster_of_the_moment_counts(t) {
        let (team, ada) = (Team::new(t), t.resident("Ada"));
        let mia = t.buurtwerker("Mia", team.here);
        asks_for_today(&ada);
        pass(t, hours(1));
        assert_eq!(team.told(), [1, 0, 0, 0]);
        team.sets(with(team.terms(), json!({ "deputies": [mia.id, team.luc.id] })));
        pass(t, hours(1));
        assert_eq!((team.told(), mails(t, &mia, LATE)), ([1, 0, 0, 0], 1));
        // Who stops working here is not told any more, whatever the roster says.
        let (amir, role) = (t.again(&team.amir), format!("/v1/people/{}/roles", team.katrien.id));
        let role = amir.get(&role).ok(200).body["items"][0]["href"].as_str().unwrap().to_owned();
        amir.send("DELETE", &role, None).ok(204);
        asks_for_today(&t.again(&ada));
        team.is_away(&mia, "2026-03-02", "2026-03-02");
        pass(t, hours(1));
        assert_eq!((team.told(), mails(t, &mia, LATE)), ([1, 1, 1, 0], 1), "the one is with Sofie, the other with Luc");
    }

    fn an_absence_counts_wherever_somebody_works(t) {
        let (team, there) = (Team::new(t), t.neighbourhood("DEMO-02"));
        let role = json!({ "role": "buurtwerker", "neighbourhoodId": there });
        team.amir.post(&format!("/v1/people/{}/roles", team.katrien.id), role).ok(201);
        let absences = format!("/v1/neighbourhoods/{there}/absences");
        let away = json!({ "from": "2026-03-01", "until": "2026-03-03" });
        t.again(&team.katrien).post(&absences, away).ok(201);
        asks_for_today(&t.resident("Ada"));
        pass(t, hours(1));
        assert_eq!(team.told(), [0, 1, 0, 0]);
    }

    fn without_a_roster_all_buurtwerkers_are_on_duty(t) {
        let (team, far) = (Team::without_roster(t), t.buurtwerker("Far", t.neighbourhood("DEMO-02")));
        let asked = asks_for_today(&t.resident("Ada"));
        pass(t, hours(1));
        assert_eq!(team.told(), [1, 1, 0, 0]);
        pass(t, hours(1));
        assert_eq!(team.told(), [1, 1, 1, 0]);
        assert_eq!(mails(t, &far, LATE), 0);
        t.again(&team.luc).does("reject", &asked).ok(200);
        pass(t, hours(9));
        assert_eq!(team.told(), [1, 1, 1, 0]);
    }

    fn where_nobody_works_the_administrators_hear_it(t) {
        let (amir, ada) = (t.administrator("Amir"), t.resident("Ada"));
        let far = t.coordinator("Far", "11001");
        asks_for_today(&ada);
        pass(t, hours(1));
        assert_eq!((mails(t, &amir, NOBODY), mails(t, &far, LATE)), (1, 0));
        let mail = t.mails_to(&amir.email).pop().unwrap();
        assert!(mail.contains(&format!("/console/admin/duty/{}", t.neighbourhood("DEMO-01"))) && !mail.contains("requests"));
        pass(t, hours(9));
        assert_eq!(mails(t, &amir, NOBODY), 1);
    }

    fn where_there_is_nobody_at_all_the_clock_stops(t) {
        let ada = t.resident("Ada");
        let asked = asks_for_today(&ada);
        pass(t, hours(1));
        pass(t, hours(9));
        assert_eq!(t.again(&ada).state_of(&asked), "submitted");
        assert_eq!(t.events_of(asked.id).iter().filter(|it| *it == "request.escalated").count(), 1);
    }

    fn outside_every_neighbourhood_it_begins_with_the_coordinators(t) {
        let (team, far) = (Team::new(t), t.coordinator("Far", "11001"));
        let nora = t.resident_at("Nora", &json!({ "lat": 51.5, "lon": 2.6 }));
        let said = nora.post("/v1/requests", with(wish("walk"), json!({ "urgency": "today" }))).ok(201);
        let numbers = &said.field("outsideDutyHours")["emergencyNumbers"];
        assert_eq!(numbers.as_array().unwrap().len(), 3);
        pass(t, hours(1));
        assert_eq!((team.told(), mails(t, &far, LATE)), ([0, 0, 1, 0], 1));
        pass(t, hours(1));
        assert_eq!((team.told(), mails(t, &far, LATE)), ([0, 0, 1, 1], 1));
    }

    fn who_moves_house_is_looked_at_by_the_new_team(t) {
        let (team, ada) = (Team::new(t), t.resident("Ada"));
        let asked = asks_for_today(&ada);
        pass(t, hours(1));
        pass(t, hours(1));
        assert_eq!(team.told(), [1, 1, 0, 0]);
        let ada = t.again(&ada);
        let etag = ada.get("/v1/me/home").etag();
        ada.if_match(&etag).put("/v1/me/home", json!({ "position": in_lindewijk(2100) })).ok(200);
        ada.post("/v1/me/confirmMove", None).ok(200);
        let there = ada.get(&asked.path).ok(200).field("neighbourhood")["id"].as_str().unwrap().parse().unwrap();
        assert_ne!(there, team.here);
        let mia = t.buurtwerker("Mia", there);
        t.works();
        assert_eq!((team.told(), mails(t, &mia, LATE)), ([1, 1, 0, 0], 1), "at once: it waits too long already");
    }

    fn the_first_who_is_there_looks_after_somebody_who_does_not_answer(t) {
        const SILENT: &str = "Somebody has not answered for a while";
        let (team, ada) = (Team::new(t), t.resident("Ada"));
        let asked = ada.asks_for("groceries");
        team.katrien.does("approve", &asked).ok(200);
        pass(t, TimeDelta::days(21));
        team.is_away(&team.katrien, "2026-03-01", "2026-12-31");
        pass(t, TimeDelta::days(7));
        let silent = |who| mails(t, who, SILENT);
        assert_eq!((silent(&team.katrien), silent(&team.luc), silent(&team.sofie)), (0, 1, 0));
    }

    fn who_needs_help_today_while_nobody_is_there_hears_whom_to_call(t) {
        let (team, ada) = (Team::new(t), t.resident("Ada"));
        let open = asks_for_today(&ada);
        assert_eq!(ada.get(&open.path).ok(200).body.get("outsideDutyHours"), None, "Monday at ten");
        t.passes(hours(8));
        let ada = t.again(&ada);
        let closed = ada.with_header("Accept-Language", "en");
        let said = closed.post("/v1/requests", with(wish("walk"), json!({ "urgency": "today" }))).ok(201);
        assert_eq!(said.field("outsideDutyHours")["opensAt"], "2026-03-03T08:00:00Z");
        assert_eq!(said.field("outsideDutyHours")["emergencyNumbers"], json!([
            { "name": "Emergency: ambulance, fire brigade and police", "number": "112" },
            { "name": "Helpline for violence, abuse and child abuse", "number": "1712" },
            { "name": "Tele-Onthaal: somebody to talk to, day and night", "number": "106" },
        ]));
        let french = ada.with_header("Accept-Language", "fr").get(&open.path).ok(200);
        let name = french.field("outsideDutyHours")["emergencyNumbers"][0]["name"].as_str().unwrap().to_owned();
        assert!(name.starts_with("Secours d’urgence"), "{name}");
        let mine = ada.get("/v1/requests?view=mine").ok(200);
        assert!(mine.field("items").as_array().unwrap().iter().all(|it| it.get("outsideDutyHours").is_some()));
        assert_eq!(t.again(&team.katrien).get(&open.path).ok(200).body.get("outsideDutyHours"), None);
        t.again(&team.katrien).does("approve", &open).ok(200);
        assert_eq!(ada.get(&open.path).ok(200).body.get("outsideDutyHours"), None, "somebody has looked");
        let week = ada.asks_for("walk");
        assert_eq!(ada.get(&week.path).ok(200).body.get("outsideDutyHours"), None);
        // Friday evening, and the clock goes forward before Monday.
        t.passes(TimeDelta::days(25));
        let late = t.again(&ada).post("/v1/requests", with(wish("walk"), json!({ "urgency": "today" }))).ok(201);
        assert_eq!(late.field("outsideDutyHours")["opensAt"], "2026-03-30T07:00:00Z");
    }

    fn a_neighbourhood_tells_its_own_numbers_and_without_hours_tells_them_always(t) {
        let (team, ada) = (Team::new(t), t.resident("Ada"));
        let own = json!([{ "name": "Wijkwacht", "number": "+32 15 00 00 00" }]);
        team.sets(json!({ "dutyPersons": [team.katrien.id], "emergencyNumbers": own }));
        let said = ada.post("/v1/requests", with(wish("walk"), json!({ "urgency": "today" }))).ok(201);
        assert_eq!(said.field("outsideDutyHours"), &json!({ "emergencyNumbers": own }));
        let shown = t.client().get(&format!("/v1/neighbourhoods/{}/dutyHours", team.here)).ok(200);
        assert_eq!((shown.field("isOpen"), shown.field("emergencyNumbers")), (&json!(false), &own));
    }

    fn anybody_sees_when_the_team_is_there_and_nobody_by_name(t) {
        let team = Team::new(t);
        let place = t.client().get(&format!("/v1/neighbourhoods/{}", team.here)).ok(200);
        let shown = t.client().get(place.field("dutyHoursHref").as_str().unwrap()).ok(200);
        assert_eq!((shown.field("isOpen"), shown.field("opensAt")), (&json!(true), &json!("2026-03-02T09:00:00Z")));
        assert_eq!(shown.field("openingHours").as_array().unwrap().len(), 5);
        for person in [&team.katrien, &team.luc, &team.sofie] {
            assert!(!shown.text.contains(&person.id.to_string()));
        }
        let there = t.client().get(&format!("/v1/neighbourhoods/{}/dutyHours", t.neighbourhood("DEMO-02"))).ok(200);
        assert_eq!((there.body.get("opensAt"), there.field("openingHours")), (None, &json!([])));
    }
}
