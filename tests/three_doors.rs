//! Three doors lead to the same arrows: the API, the page of a link, and FHIR. Whatever one of them offers does what the table
//! says (`golden/transitions/referral.txt`), writes down the same, and shows the same afterwards; what the table does not have is
//! refused by each in its own words, and changes nothing.

use std::collections::BTreeMap;

use buurtnet::db::schema::audit;
use buurtnet::ids::{AnyId, PersonId, ReferralId};
use buurtnet::policy::Role;
use buurtnet::referrals::link;
use diesel::prelude::*;

use crate::fhir::{puts, refused, task, write};
use crate::support::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::link::Reader;
use crate::support::referrals::{Scene, path, referral_words};
use crate::support::requests::Asked;

const TABLE: &str = include_str!("golden/transitions/referral.txt");

/// What an organisation can say.
const VERBS: [&str; 13] = [
    "accept", "reject", "start", "hold", "resume", "complete", "fail", "cancel", "waitList", "plan", "noShow", "ask",
    "handBack",
];

/// What the page offers of it, with the fields of its forms.
const ON_THE_PAGE: [(&str, &[(&str, &str)]); 6] = [
    ("accept", &[]),
    ("reject", &[("reason", "noCapacity")]),
    ("ask", &[("question", "Is there a lift?")]),
    ("waitList", &[("from", "2026-06-01")]),
    ("plan", &[("at", "2026-04-01T09:00")]),
    ("complete", &[("outcome", "helped")]),
];

/// Each state, with the verbs that lead there.
const STATES: [(&str, &[&str]); 10] = [
    ("draft", &[]),
    ("requested", &["send"]),
    ("accepted", &["send", "accept"]),
    ("rejected", &["send", "reject"]),
    ("inProgress", &["send", "accept", "start"]),
    ("onHold", &["send", "accept", "hold"]),
    ("completed", &["send", "accept", "complete"]),
    ("failed", &["send", "accept", "fail"]),
    ("cancelled", &["send", "cancel"]),
    ("enteredInError", &["send", "accept", "retract"]),
];

/// What the table says: where a verb leads from a state; `None`: nowhere.
fn leads(state: &str, verb: &str) -> Option<&'static str> {
    let row = TABLE.lines().find_map(|line| {
        let mut words = line.split_whitespace();
        (words.next() == Some(state) && words.next() == Some(verb)).then(|| words.next().unwrap())
    });
    Some(row.unwrap_or_else(|| panic!("the table has no {verb} in {state}"))).filter(|it| *it != "-")
}

fn fields(verb: &str) -> Option<&'static [(&'static str, &'static str)]> {
    ON_THE_PAGE.iter().find(|it| it.0 == verb).map(|it| it.1)
}

/// To begin and to go on is one status in FHIR: which of the two it is, the state says.
fn is_the_other(verb: &str, state: &str) -> bool {
    [("start", "onHold"), ("resume", "accepted")].contains(&(verb, state))
}

/// Whether a verb is the status that a referral has already: in FHIR it says nothing.
fn says_nothing(verb: &str, state: &str) -> bool {
    [("accept", "accepted"), ("start", "inProgress"), ("resume", "inProgress")].contains(&(verb, state))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Door {
    Api,
    Link,
    Fhir,
}

impl Door {
    const ALL: [Self; 3] = [Self::Api, Self::Link, Self::Fhir];

    /// Whether a verb can be said by this door at all, where something is in a state.
    fn has(self, verb: &str, state: &str) -> bool {
        match self {
            Self::Api => true,
            Self::Link => fields(verb).is_some(),
            Self::Fhir => !is_the_other(verb, state),
        }
    }

    /// With what it refuses an arrow that there is not: a status, and a code where it says one.
    fn refusal(self, state: &str) -> (u16, Option<&'static str>) {
        // A draft is the team's own, and what was taken back is not on the page any more.
        match (self, state) {
            (Self::Api | Self::Fhir, "draft") => (404, Some("notFound")),
            (Self::Link, "draft" | "enteredInError") => (404, None),
            (Self::Api, _) => (409, Some("wrongState")),
            (Self::Link, _) => (409, None),
            (Self::Fhir, _) => (422, Some("wrongState")),
        }
    }
}

/// A step of the log: what happened, in which role, and who it was.
type Step = (String, Role, Option<PersonId>);

struct Stage<'a> {
    t: &'a TestApp,
    scene: Scene,
    asked: Asked,
    consent: String,
}

/// A referral in a state, with the page of its link open where there is one.
struct Standing {
    id: String,
    reader: Option<(Reader, String)>,
}

impl<'a> Stage<'a> {
    fn sets(t: &'a TestApp) -> Self {
        let scene = t.care_scene();
        let (asked, consent) = (scene.asks(), scene.consents(&["name", "requestText"]));
        let stage = Self { t, scene, asked, consent };
        // One that lives keeps the request where it is.
        stage.stands(&["send"], false);
        stage
    }

    fn stands(&self, verbs: &[&str], with_page: bool) -> Standing {
        let id = self.scene.prepares(&self.asked, &self.consent, &["name", "requestText"]);
        let mut reader = None;
        for verb in verbs {
            let who = if ["send", "retract"].contains(verb) { &self.scene.katrien } else { &self.scene.lotte };
            who.refers(verb, &id).ok(200);
            if *verb == "send" && with_page {
                let page = Reader::comes_in(self.t);
                let form = page.hidden("form");
                reader = Some((page, form));
            }
        }
        Standing { id, reader }
    }

    fn seen(&self, id: &str) -> Answer {
        self.scene.lotte.off_contract().get(&path(id))
    }

    /// How often it was changed, for the team.
    fn version(&self, id: &str) -> String {
        self.scene.katrien.get(&path(id)).ok(200).field("version").to_string()
    }

    /// What happened to it; that it was looked at is no step.
    fn steps(&self, id: &str) -> Vec<Step> {
        let id = AnyId::from(id.parse::<ReferralId>().unwrap().uuid());
        let looks = ["referral.disclosed", "referral.linkCodeSent", "referral.linkOpened"];
        self.t.read(move |tx| {
            let rows = audit::table.filter(audit::object.eq(id)).filter(audit::event.ne_all(looks)).order(audit::id);
            Ok(rows.select((audit::event, audit::acting_as, audit::actor)).load(tx.conn)?)
        })
    }

    /// Says a verb by a door.
    fn says(&self, door: Door, verb: &str, standing: &Standing) -> Answer {
        match door {
            Door::Api => {
                let lotte = self.scene.lotte.off_contract();
                lotte.post(&format!("{}/{verb}", path(&standing.id)), referral_words(verb))
            }
            Door::Fhir => {
                let found = self.scene.lotte.off_contract().get(&task(&standing.id));
                if found.status == 200 { puts(&self.scene.lotte, &standing.id, |it| write(verb, it)) } else { found }
            }
            Door::Link => self.fills_in(verb, standing, None),
        }
    }

    /// Fills in a form of the page; with another browser than the one that is open, where one is given.
    fn fills_in(&self, verb: &str, standing: &Standing, browser: Option<&Client>) -> Answer {
        let id: ReferralId = standing.id.parse().unwrap();
        let link = self.t.write(move |tx| link::path(tx, id)).expect("it is there");
        let version = self.version(&standing.id);
        let (page, form) = standing.reader.clone().unwrap_or_else(|| (Reader::at(self.t, &link), "none".to_owned()));
        let page = Reader { client: browser.unwrap_or(&page.client).clone(), link: page.link };
        let mut said = vec![("form", form.as_str()), ("version", version.as_str()), ("verb", verb)];
        said.extend(fields(verb).expect("a form"));
        page.fills_in("answer", &said)
    }

    /// An arrow by each door that has it. What is different after it, if anything.
    fn goes(&self, (state, way): (&str, &[&str]), verb: &str, after: &str, counts: &mut BTreeMap<(Door, bool), usize>) {
        let mut first: Option<(String, String)> = None;
        for door in Door::ALL.into_iter().filter(|it| it.has(verb, state)) {
            let standing = self.stands(way, door == Door::Link);
            let before = self.steps(&standing.id);
            let answer = self.says(door, verb, &standing);
            assert_eq!(answer.status, if door == Door::Link { 303 } else { 200 }, "{state} {verb} {door:?}: {answer}");
            let seen = self.seen(&standing.id).ok(200);
            assert_eq!(seen.field("state"), after, "{state} {verb} {door:?}");
            let steps = self.steps(&standing.id);
            let [(event, role, who)] = &steps[before.len()..] else { panic!("{state} {verb} {door:?}: {steps:?}") };
            let by = if door == Door::Link { None } else { Some(self.scene.lotte.id) };
            assert_eq!((*role, *who), (Role::CareProvider, by), "{state} {verb} {door:?}");
            // The page asks for a day, and the others say a moment of it.
            let text = seen.text.replace(&standing.id, "it").replace("2026-05-31T22:00:00Z", "2026-06-01T07:00:00Z");
            let now = (event.clone(), text);
            assert_eq!(first.get_or_insert_with(|| now.clone()), &now, "{state} {verb} {door:?}");
            *counts.entry((door, true)).or_default() += 1;
        }
    }

    /// No arrow: each door refuses it.
    fn does_not_go(&self, state: &str, verb: &str, standing: &Standing, counts: &mut BTreeMap<(Door, bool), usize>) {
        let (before, version) = (self.steps(&standing.id), self.version(&standing.id));
        for door in Door::ALL.into_iter().filter(|it| it.has(verb, state)) {
            let answer = self.says(door, verb, standing);
            if door == Door::Fhir && says_nothing(verb, state) {
                answer.ok(200);
                continue;
            }
            let (status, code) = door.refusal(state);
            match (door, code) {
                (Door::Fhir, Some(code)) => drop(refused(&answer, code, status)),
                (_, Some(code)) => drop(answer.is_problem(code, status)),
                (_, None) => assert_eq!(answer.status, status, "{state} {verb}: {answer}"),
            }
            *counts.entry((door, false)).or_default() += 1;
        }
        let after = (self.steps(&standing.id), self.version(&standing.id));
        assert_eq!(after, (before, version), "{state} {verb}: nothing has changed");
    }
}

both! {
    with TestApp::start;

    fn every_state_meets_every_verb_by_three_doors_as_the_table_says(t) {
        let stage = Stage::sets(t);
        let mut counts = BTreeMap::new();
        for (state, way) in STATES {
            let standing = stage.stands(way, state != "draft");
            assert_eq!(stage.scene.stands(&standing.id), state);
            for verb in VERBS {
                match leads(state, verb) {
                    Some(after) => stage.goes((state, way), verb, after, &mut counts),
                    None => stage.does_not_go(state, verb, &standing, &mut counts),
                }
            }
        }
        let count = |door, goes| counts.get(&(door, goes)).copied().unwrap_or_default();
        let all = Door::ALL.map(|it| (count(it, true), count(it, false)));
        assert_eq!(all, [(34, 96), (15, 45), (34, 91)], "how many arrows there are, and are not, by each door");
    }

    fn the_page_offers_those_of_its_verbs_that_go(t) {
        let stage = Stage::sets(t);
        for (state, way) in STATES.into_iter().filter(|it| !["draft", "enteredInError"].contains(&it.0)) {
            let (page, _) = stage.stands(way, true).reader.expect("a page");
            let text = page.looks().ok(200).text;
            for (verb, _) in ON_THE_PAGE {
                let is_offered = text.contains(&format!("name=\"verb\" value=\"{verb}\""));
                assert_eq!(is_offered, leads(state, verb).is_some(), "{state} {verb}");
            }
            assert!(!text.contains("value=\"handBack\"") && !text.contains("value=\"start\""), "{state}");
        }
    }

    /// By the page acts whoever typed the code, for this referral, in this browser; who else somebody is, counts for nothing there.
    fn nobody_else_answers_by_the_page_in_any_state(t) {
        let stage = Stage::sets(t);
        let other = stage.stands(&["send"], true).reader.expect("a page").0;
        let scene = &stage.scene;
        let others = [
            ("who has the link alone", t.client()),
            ("the person", scene.an.client.clone()),
            ("the team", scene.katrien.client.clone()),
            ("the care provider who is signed in", scene.lotte.client.clone()),
            ("another care provider", scene.olga.client.clone()),
            ("who answers another referral", other.client.clone()),
        ];
        for (state, way) in STATES {
            let standing = stage.stands(way, state != "draft");
            let before = (stage.steps(&standing.id), stage.version(&standing.id));
            let status = if ["draft", "enteredInError"].contains(&state) { 404 } else { 403 };
            for (verb, _) in ON_THE_PAGE {
                for (who, browser) in &others {
                    let answer = stage.fills_in(verb, &standing, Some(&browser.off_contract()));
                    assert_eq!(answer.status, status, "{state} {verb} {who}: {answer}");
                    assert!(!answer.text.contains("An Peeters"), "{state} {verb} {who}: {answer}");
                }
            }
            assert_eq!((stage.steps(&standing.id), stage.version(&standing.id)), before, "{state}: nothing has changed");
        }
    }

    /// Who is no member of the organisation is refused by FHIR as by the API, in each state and for each verb.
    fn nobody_else_changes_a_task_in_any_state(t) {
        let stage = Stage::sets(t);
        let scene = &stage.scene;
        let others = [
            ("the person", scene.an.client.clone()),
            ("the team", scene.katrien.client.clone()),
            ("another care provider", scene.olga.client.clone()),
            ("nobody", t.client()),
        ];
        for (state, way) in STATES.into_iter().filter(|it| it.0 != "draft") {
            let standing = stage.stands(way, false);
            let read = scene.lotte.off_contract().get(&task(&standing.id)).ok(200);
            let before = (stage.steps(&standing.id), stage.version(&standing.id));
            for verb in VERBS {
                let mut body = read.body.clone();
                write(verb, &mut body);
                for (who, client) in &others {
                    let by_fhir = client.off_contract().if_match(&read.etag()).put(&task(&standing.id), body.clone());
                    let status = match *who {
                        "nobody" => 401,
                        "another care provider" => 404,
                        _ => 403,
                    };
                    assert_eq!(by_fhir.status, status, "{state} {verb} {who}: {by_fhir}");
                    // The team calls off in the API, and nowhere else.
                    if (*who, verb) != ("the team", "cancel") {
                        let by_api = client.off_contract().refers(verb, &standing.id);
                        assert_eq!(by_api.status, status, "{state} {verb} {who}: {by_api}");
                    }
                }
            }
            assert_eq!((stage.steps(&standing.id), stage.version(&standing.id)), before, "{state}: nothing has changed");
        }
    }
}
