//! The buurtwerker on holiday, and two of them.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::street::{days, got, hours, id, kinds, pass, to_see_to};
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::{Person, TestApp};

const LATE: &str = "A request for help is waiting";
const NOBODY: &str = "Something is waiting and nobody of the team looks";
const CLOSED_DOOR: &str = "Nobody opened to a helper";
const CONCERN: &str = "A concern is waiting";

/// Katrien is on duty, Luc is her deputy, Sofie coordinates and Amir administers.
struct Team<'a> {
    t: &'a TestApp,
    katrien: Person,
    luc: Person,
    sofie: Person,
    amir: Person,
    absences: String,
}

impl<'a> Team<'a> {
    fn new(t: &'a TestApp) -> Self {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, luc) = (t.buurtwerker("Katrien", here), t.buurtwerker("Luc", here));
        let (sofie, amir) = (t.coordinator("Sofie", "99999"), t.administrator("Amir"));
        let terms = json!({ "dutyPersons": [katrien.id], "deputies": [luc.id] });
        sofie.with_header("If-None-Match", "*").put(&format!("/v1/neighbourhoods/{here}/dutyRoster"), terms).ok(200);
        Self { t, katrien, luc, sofie, amir, absences: format!("/v1/neighbourhoods/{here}/absences") }
    }

    fn is_away(&self, who: &Person, from: &str, until: &str) {
        who.post(&self.absences, json!({ "from": from, "until": until })).ok(201);
    }

    /// How often Katrien, Luc and Sofie got a letter with this subject.
    fn told(&self, subject: &str) -> [usize; 3] {
        [&self.katrien, &self.luc, &self.sofie].map(|it| got(self.t, it, subject))
    }
}

/// Until the Thursday before Easter, four o'clock in the afternoon; Monday the 6th of April is a holiday.
fn before_easter(t: &TestApp) {
    pass(t, days(31) + hours(5));
}

fn asks(t: &TestApp, who: &Person, members: Value) -> crate::support::requests::Asked {
    t.again(who).asks(with(wish("groceries"), members))
}

both! {
    with TestApp::start;

    fn the_buurtwerker_is_on_holiday_over_easter(t) {
        let (team, ada, wim) = (Team::new(t), t.resident("Ada"), t.resident("Wim"));
        team.is_away(&team.katrien, "2026-04-01", "2026-04-12");
        before_easter(t);
        let asked = asks(t, &ada, json!({}));
        let can_wait = asks(t, &wim, json!({ "urgency": "flexible" }));
        pass(t, hours(23));
        assert_eq!(team.told(LATE), [0, 0, 0], "one working day: until Friday at four");
        pass(t, hours(1));
        assert_eq!(team.told(LATE), [0, 1, 0], "Luc, not Katrien");
        // Easter: nobody works, and nobody is said to be late who could not be in time.
        pass(t, days(3));
        assert_eq!(team.told(LATE), [0, 1, 0], "Monday is a holiday");
        assert_eq!(to_see_to(t, &team.luc), [("firstLookLate".to_owned(), asked.path.clone())]);
        pass(t, hours(20));
        // Tuesday at noon: Luc looks. It goes no further, and the coordinator is not bothered.
        t.again(&team.luc).does("approve", &asked).ok(200);
        pass(t, hours(5));
        assert_eq!((team.told(LATE), kinds(t, &team.sofie)), ([0, 1, 0], vec![]));
        // What can wait waited three working days: Friday, Tuesday, Wednesday.
        pass(t, hours(22));
        assert_eq!(team.told(LATE), [0, 1, 0]);
        pass(t, hours(1));
        assert_eq!(team.told(LATE), [0, 2, 0]);
        t.again(&team.luc).does("approve", &can_wait).ok(200);
        // Katrien is back on the 13th. Not one letter lies there for her, and nothing was left for her either.
        pass(t, days(5));
        assert_eq!((team.told(LATE), kinds(t, &team.katrien)), ([0, 2, 0], vec![]));
        let new = asks(t, &ada, json!({ "urgency": "today" }));
        pass(t, hours(1));
        assert_eq!((team.told(LATE), t.again(&team.katrien).state_of(&new)), ([1, 2, 0], "submitted".into()), "she is on duty again");
    }

    fn two_buurtwerkers_are_on_holiday_and_nothing_lies_unseen(t) {
        let (team, ada, bilal) = (Team::new(t), t.resident("Ada"), t.resident("Bilal"));
        let matched = proposes(&team.katrien, &asks_openly(&ada, &team.katrien), &offers_help(&bilal, &team.katrien, 3));
        for side in [&ada, &bilal] {
            side.post(&format!("{matched}/accept"), json!({})).ok(200);
        }
        team.is_away(&team.katrien, "2026-04-01", "2026-04-12");
        team.is_away(&team.luc, "2026-03-30", "2026-04-07");
        before_easter(t);
        let start = json!({ "start": t.now() + hours(1), "durationMinutes": 30 });
        let visit = t.again(&bilal).post(&format!("{matched}/visits"), start).ok(201).field("href").as_str().unwrap().to_owned();
        let wim = t.resident("Wim");
        let today = asks(t, &wim, json!({ "urgency": "today" }));
        pass(t, hours(1));
        assert_eq!(team.told(LATE), [0, 0, 1], "the coordinator is the first who is there");
        // At five Bilal rings at Ada's, and nobody opens.
        pass(t, TimeDelta::minutes(10));
        t.again(&bilal).post(&format!("{visit}/missed"), json!({ "by": "requester" })).ok(200);
        assert_eq!(team.told(CLOSED_DOOR), [0, 0, 1], "at once");
        // And he is worried about how she lives.
        let worry = json!({ "about": { "matchId": id(&matched) }, "text": "It smells of gas.", "dangerNow": true });
        let concern = t.again(&bilal).post("/v1/concerns", worry).ok(201).field("href").as_str().unwrap().to_owned();
        pass(t, TimeDelta::minutes(15));
        assert_eq!(team.told(CONCERN), [0, 0, 1], "a human within a quarter of an hour");
        let seen: Vec<String> = kinds(t, &team.sofie);
        for kind in ["firstLookLate", "nobodyOpened", "concernLate"] {
            assert!(seen.contains(&kind.to_owned()), "{kind}: {seen:?}");
        }
        // Sofie does not look either: the administrator hears that nobody does, and nothing of whom or what.
        pass(t, hours(4));
        assert!(got(t, &team.amir, NOBODY) >= 2, "{}", got(t, &team.amir, NOBODY));
        for mail in t.mails_to(&team.amir.email) {
            assert!(!mail.contains("Ada") && !mail.contains("gas") && !mail.contains("/v1/concerns/") && !mail.contains("/v1/requests/"), "{mail}");
        }
        t.again(&team.amir).get(&today.path).is_problem("notFound", 404);
        t.again(&team.amir).get(&concern).is_problem("notFound", 404);
        // It stays among what Sofie has to see to, over the weekend and the holiday, until she does.
        pass(t, days(4));
        let sofie = t.again(&team.sofie);
        sofie.post(&format!("{visit}/reached"), json!({})).ok(200);
        sofie.does("approve", &today).ok(200);
        sofie.sees_to(&concern, "triage", json!({ "severity": "high" })).ok(200);
        sofie.sees_to(&concern, "investigate", json!({})).ok(200);
        let held = || crate::support::concerns::decisions(&[(&matched, "release")]);
        sofie.sees_to(&concern, "resolve", held()).is_problem("forbidden", 403);
        let left: Vec<String> = kinds(t, &sofie).into_iter().filter(|it| it != "noVisit").collect();
        assert!(left.is_empty(), "{left:?}");
        // Luc is back on Wednesday: he closes what takes a second one, and is the first again. Katrien never had a letter.
        pass(t, days(2));
        t.again(&team.luc).sees_to(&concern, "resolve", held()).ok(200);
        assert_eq!(t.again(&bilal).get(&matched).ok(200).field("state"), "agreed");
        asks(t, &wim, json!({ "urgency": "today" }));
        pass(t, hours(1));
        assert_eq!((team.told(LATE), team.told(CLOSED_DOOR), team.told(CONCERN)), ([0, 1, 1], [0, 0, 1], [0, 0, 1]));
    }
}
