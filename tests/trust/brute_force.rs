//! Who could help, by looking at every offer: written from the definition, over the base tables.

use std::collections::{HashMap, HashSet};

use buurtnet::clock::Instant;
use buurtnet::db::schema::{blocks, household_members, matches, offers, people, requests};
use buurtnet::db::types::Json;
use buurtnet::ids::{HouseholdId, OfferId, PersonId, RequestId};
use buurtnet::platform::seal::Field;
use chrono::{DateTime, Datelike, TimeDelta, Timelike};
use diesel::prelude::*;
use h3o::{CellIndex, LatLng};
use serde_json::Value;

use crate::support::TestApp;

/// The quarters of an hour of a week.
type Week = [bool; 7 * 96];

struct Help {
    id: OfferId,
    person: PersonId,
    is_active: bool,
    has_place: bool,
    terms: Value,
    week: Box<Week>,
    cell: CellIndex,
    near: CellIndex,
    vetted_until: Option<Instant>,
    languages: Vec<(String, String)>,
    is_grown: bool,
    gender: Option<String>,
}

struct Wish {
    person: PersonId,
    category: String,
    wish: Value,
    cell: CellIndex,
    near: CellIndex,
    languages: Vec<(String, String)>,
    week: Box<Week>,
    moments: Vec<Option<usize>>,
    is_of_a_minor: bool,
}

struct Together {
    request: RequestId,
    requester: PersonId,
    helper: PersonId,
    state: String,
    outcome: Option<String>,
    at: Instant,
}

/// What there is.
pub struct World {
    now: Instant,
    offers: Vec<Help>,
    requests: HashMap<RequestId, Wish>,
    matches: Vec<Together>,
    /// Both ways.
    blocked: HashSet<(PersonId, PersonId)>,
    households: HashMap<PersonId, HouseholdId>,
}

/// A rule that is left out, to see that the comparison is not blind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Radius,
    Slots,
    Places,
    Vetting,
    State,
    Order,
    Gender,
    Minors,
    Blocks,
    Households,
}

impl Fault {
    pub const ALL: [Self; 8] =
        [Self::Radius, Self::Slots, Self::Places, Self::Vetting, Self::State, Self::Order, Self::Gender, Self::Minors];
}

/// A suggestion to the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub offer: OfferId,
    pub score: i64,
    pub band: String,
    pub reasons: Vec<(String, String)>,
}

#[expect(clippy::cast_possible_truncation, reason = "between 0 and 10,000")]
pub fn ten_thousandths(score: f64) -> i64 {
    (score * 10_000.0).round() as i64
}

#[expect(clippy::cast_possible_truncation, reason = "some kilometres")]
pub fn metres_up(metres: f64) -> i64 {
    metres.ceil() as i64
}

fn cell(number: Option<i64>) -> CellIndex {
    CellIndex::try_from(number.unwrap().cast_unsigned()).unwrap()
}

/// Haversine between the centres, on the mean radius of the earth.
fn metres(a: CellIndex, b: CellIndex) -> f64 {
    let (a, b) = (LatLng::from(a), LatLng::from(b));
    let (lat, lon) = (b.lat_radians() - a.lat_radians(), b.lng_radians() - a.lng_radians());
    let chord = (lat / 2.0).sin().powi(2) + a.lat_radians().cos() * b.lat_radians().cos() * (lon / 2.0).sin().powi(2);
    2.0 * 6_371_008.8 * chord.sqrt().asin()
}

/// The same cell always counts as within; of two sizes, the same at the coarser one.
fn is_same_cell(a: CellIndex, b: CellIndex) -> bool {
    let coarser = a.resolution().min(b.resolution());
    a.parent(coarser) == b.parent(coarser)
}

fn band(metres: f64) -> &'static str {
    match metres {
        it if it < 500.0 => "under500m",
        it if it < 1_000.0 => "under1km",
        it if it < 2_000.0 => "under2km",
        it if it < 5_000.0 => "under5km",
        _ => "over5km",
    }
}

fn week(slots: &Value) -> Box<Week> {
    let mut week = Box::new([false; 7 * 96]);
    for slot in slots.as_array().unwrap() {
        let day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().position(|it| slot["day"] == *it).unwrap();
        let quarter = |name: &str| {
            let (hours, minutes) = slot[name].as_str().unwrap().split_once(':').unwrap();
            hours.parse::<usize>().unwrap() * 4 + minutes.parse::<usize>().unwrap() / 15
        };
        week[day * 96 + quarter("from")..day * 96 + quarter("to")].fill(true);
    }
    week
}

/// The quarters of the windows, each as its place in the week; a break between two windows is `None`.
fn moments(wish: &Value) -> Vec<Option<usize>> {
    let mut moments = Vec::new();
    for window in wish["windows"].as_array().unwrap() {
        let second = |name: &str| DateTime::parse_from_rfc3339(window[name].as_str().unwrap()).unwrap().timestamp();
        for at in (second("start")..second("end")).step_by(900) {
            let local = DateTime::from_timestamp(at, 0).unwrap().with_timezone(&chrono_tz::Europe::Brussels);
            let of_day = local.hour() * 4 + local.minute() / 15;
            moments.push(Some((local.weekday().num_days_from_monday() * 96 + of_day) as usize));
        }
        moments.push(None);
    }
    moments
}

fn languages(of: &Value) -> Vec<(String, String)> {
    let text = |it: &Value| it.as_str().unwrap().to_owned();
    of.as_array().unwrap().iter().map(|it| (text(&it["tag"]), text(&it["level"]))).collect()
}

type OfferRow = (OfferId, PersonId, String, Json<Value>, i32, i32);
type PersonRow = (PersonId, String, Option<i64>, Option<i64>, Option<Instant>, Json<Value>, i32);
type WishRow = (RequestId, PersonId, String, Json<Value>, Option<i64>, Option<i64>);
type MatchRow = (RequestId, PersonId, PersonId, String, Option<String>, Instant);

impl World {
    /// Reads all of it.
    pub fn read(t: &TestApp) -> Self {
        let (offers, people, requests, matches, genders, blocked, households) = t.read(|tx| {
            use self::{matches as m, offers as o, people as p, requests as r};
            let offers: Vec<OfferRow> =
                o::table.select((o::id, o::person_id, o::state, o::terms, o::load, o::cap)).load(tx.conn)?;
            let people: Vec<PersonRow> = p::table
                .select((p::id, p::state, p::cell, p::near_cell, p::vetted_until, p::languages, p::birth_year))
                .load(tx.conn)?;
            let requests: Vec<WishRow> =
                r::table.select((r::id, r::person_id, r::category, r::wish, r::cell, r::near_cell)).load(tx.conn)?;
            let matches: Vec<MatchRow> = m::table
                .select((m::request_id, m::requester_id, m::helper_id, m::state, m::outcome, m::created_at))
                .load(tx.conn)?;
            let sealed: Vec<(PersonId, Option<Vec<u8>>)> = p::table.select((p::id, p::gender)).load(tx.conn)?;
            let mut genders: HashMap<PersonId, String> = HashMap::new();
            for (id, sealed) in sealed {
                if let Some(sealed) = sealed {
                    let said = tx.open(id.uuid(), Field::PersonGender, id.uuid(), &sealed)?;
                    genders.insert(id, said.unwrap());
                }
            }
            let blocked: Vec<(PersonId, PersonId)> =
                blocks::table.select((blocks::one_id, blocks::other_id)).load(tx.conn)?;
            let households: Vec<(PersonId, HouseholdId)> = household_members::table
                .select((household_members::person_id, household_members::household_id))
                .load(tx.conn)?;
            Ok((offers, people, requests, matches, genders, blocked, households))
        });
        let now = t.now();
        let people: HashMap<PersonId, PersonRow> = people.into_iter().map(|it| (it.0, it)).collect();
        let help = |(id, person, state, terms, load, cap): OfferRow| {
            let (_, person_state, public, near, vetted_until, spoken, birth_year) = &people[&person];
            let mut languages = languages(&spoken.0);
            for tag in terms.0["languages"].as_array().unwrap() {
                let tag = tag.as_str().unwrap().to_owned();
                if languages.iter().all(|it| it.0 != tag) {
                    languages.push((tag, "ok".into()));
                }
            }
            Help {
                id,
                person,
                is_active: state == "active" && person_state == "active",
                has_place: load < cap,
                week: week(&terms.0["weeklySlots"]),
                terms: terms.0,
                cell: cell(*public),
                near: cell(*near),
                vetted_until: *vetted_until,
                languages,
                is_grown: now.utc().year() - birth_year > 18,
                gender: genders.get(&person).cloned(),
            }
        };
        let wish = |(id, person, category, wish, public, near): WishRow| {
            let languages = languages(&people[&person].5.0);
            let (week, moments) = (week(&wish.0["weeklySlots"]), moments(&wish.0));
            let (cell, near) = (cell(public), cell(near));
            let is_of_a_minor = now.utc().year() - people[&person].6 <= 18;
            (id, Wish { person, category, wish: wish.0, cell, near, languages, week, moments, is_of_a_minor })
        };
        let together = |(request, requester, helper, state, outcome, at)| Together {
            request,
            requester,
            helper,
            state,
            outcome,
            at,
        };
        Self {
            now,
            offers: offers.into_iter().map(help).collect(),
            requests: requests.into_iter().map(wish).collect(),
            matches: matches.into_iter().map(together).collect(),
            blocked: blocked.into_iter().flat_map(|(one, other)| [(one, other), (other, one)]).collect(),
            households: households.into_iter().collect(),
        }
    }

    /// What the team is shown.
    pub fn for_the_team(&self, id: RequestId, fault: Option<Fault>) -> Vec<Line> {
        let asked = &self.requests[&id];
        let passed = self.passing(id, |help| metres(asked.near, help.near), |_| false, fault);
        let mut lines: Vec<_> = passed.into_iter().map(|(help, metres)| self.line(asked, help, metres)).collect();
        lines.sort_by_key(|it| (-it.score, it.offer));
        if fault == Some(Fault::Order) {
            lines.sort_by_key(|it| it.offer);
        }
        lines.truncate(50);
        lines
    }

    /// What the requester is shown, sorted as text.
    pub fn for_the_requester(&self, id: RequestId) -> Vec<(String, Vec<(String, String)>)> {
        let asked = &self.requests[&id];
        if asked.wish["wantedFrom"] != "anyone" || asked.wish["minorsInvolved"] == true {
            return Vec::new();
        }
        let distance = |help: &Help| metres(asked.cell, help.cell);
        let passed = self.passing(id, distance, |help| is_same_cell(asked.cell, help.cell), None);
        let mut lines: Vec<_> = passed.into_iter().map(|(help, metres)| self.line(asked, help, metres)).collect();
        lines.sort_by_key(|it| (-it.score, it.offer));
        lines.truncate(50);
        let is_shown = |it: &(String, String)| it.0 != "continuity" && it.0 != "rested";
        let mut lines: Vec<_> = lines
            .into_iter()
            .map(|it| (it.band, it.reasons.into_iter().filter(is_shown).collect::<Vec<_>>()))
            .collect();
        lines.sort();
        lines
    }

    /// The nearest fifty that pass the prefilter, of those who pass the rest; the next fifty while these are too few.
    fn passing(
        &self,
        id: RequestId,
        distance: impl Fn(&Help) -> f64,
        is_always_near: impl Fn(&Help) -> bool,
        fault: Option<Fault>,
    ) -> Vec<(&Help, f64)> {
        let asked = &self.requests[&id];
        let (wanted, moments) = (&asked.week, &asked.moments);
        let is_whenever = moments.is_empty() && !wanted.contains(&true);
        let is_about_minors = asked.wish["minorsInvolved"] == true || asked.is_of_a_minor;
        let needs_vetting = ["personal", "childMinding"].contains(&asked.category.as_str())
            || asked.wish["wantedFrom"] == "vetted"
            || (is_about_minors && fault != Some(Fault::Minors));
        let wanted_from = asked.wish["wantedFrom"].as_str().unwrap();
        let wants_gender = ["woman", "man"].contains(&wanted_from) && fault != Some(Fault::Gender);
        // Tuesday the 3rd of March 2026 begins at 23:00 UTC.
        let tomorrow = Instant::from(DateTime::parse_from_rfc3339("2026-03-02T23:00:00Z").unwrap().to_utc());
        let mut near: Vec<(&Help, f64)> = self
            .offers
            .iter()
            .map(|help| (help, distance(help)))
            .filter(|(help, metres)| {
                let radius = help.terms["radiusMetres"].as_f64().unwrap();
                (help.is_active || fault == Some(Fault::State))
                    && help.terms["categories"].as_array().unwrap().contains(&Value::from(asked.category.clone()))
                    && help.person != asked.person
                    && (!self.blocked.contains(&(asked.person, help.person)) || fault == Some(Fault::Blocks))
                    && (!self.live_together(asked.person, help.person) || fault == Some(Fault::Households))
                    && !self.are_together(id, help.person)
                    && (*metres <= radius || is_always_near(help) || fault == Some(Fault::Radius))
                    && (!needs_vetting
                        || help.vetted_until.is_some_and(|it| it >= tomorrow)
                        || fault == Some(Fault::Vetting))
                    && (is_whenever || share_a_part(&help.week, wanted, moments) || fault == Some(Fault::Slots))
            })
            .collect();
        near.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.id.cmp(&b.0.id)));
        let duration = usize::try_from(asked.wish["durationMinutes"].as_u64().unwrap()).unwrap();
        let mut passed = Vec::new();
        for page in near.chunks(50) {
            passed.extend(page.iter().filter(|(help, _)| {
                let fits = is_whenever || longest(&help.week, wanted, moments) * 15 >= duration;
                (fits || fault == Some(Fault::Slots))
                    && (help.has_place || fault == Some(Fault::Places))
                    && (help.is_grown || help.terms["group"].is_object())
                    && (!wants_gender || help.gender.as_deref() == Some(wanted_from))
            }));
            if passed.len() >= 50 {
                break;
            }
        }
        passed
    }

    fn live_together(&self, one: PersonId, other: PersonId) -> bool {
        let household = self.households.get(&one);
        one != other && household.is_some() && household == self.households.get(&other)
    }

    fn are_together(&self, request: RequestId, helper: PersonId) -> bool {
        let living = ["proposed", "acceptedByHelper", "acceptedByRequester", "agreed", "held"];
        self.matches
            .iter()
            .any(|it| it.request == request && it.helper == helper && living.contains(&it.state.as_str()))
    }

    fn line(&self, asked: &Wish, help: &Help, distance: f64) -> Line {
        let (wanted, moments) = (&asked.week, &asked.moments);
        let all = wanted.iter().filter(|it| **it).count() + moments.iter().flatten().count();
        let both = wanted.iter().zip(help.week.iter()).filter(|(a, b)| **a && **b).count()
            + moments.iter().flatten().filter(|it| help.week[**it]).count();
        let mut tags: Vec<String> =
            asked.wish["languages"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect();
        if tags.is_empty() {
            tags = asked.languages.iter().filter(|it| it.1 != "little").map(|it| it.0.clone()).collect();
        }
        let worth = |level: &str| {
            if level == "good" {
                1.0
            } else if level == "ok" {
                0.7
            } else {
                0.3
            }
        };
        let spoken = tags.iter().filter_map(|tag| help.languages.iter().find(|it| it.0 == *tag));
        let best = spoken.reduce(|best, it| if worth(&it.1) > worth(&best.1) { it } else { best });
        let helped = self.matches.iter().filter(|it| it.requester == asked.person && it.helper == help.person);
        let helped = helped.filter(|it| it.state == "ended" && it.outcome.as_deref() == Some("helped")).count();
        let lately = self.now - TimeDelta::days(30);
        let asks = self.matches.iter().filter(|it| it.helper == help.person && it.at > lately).count();

        let number = |it: usize| f64::from(u32::try_from(it).unwrap());
        let language = if tags.is_empty() { 1.0 } else { best.map_or(0.0, |it| worth(&it.1)) };
        let score = 0.35 * (1_000.0 / (1_000.0 + distance))
            + 0.20 * language
            + 0.15 * (if all == 0 { 1.0 } else { number(both) / number(all) })
            + 0.15 * (if helped > 0 { 1.0 } else { 0.0 })
            + 0.15 / (1.0 + number(asks));
        let mut reasons = vec![("distanceBand", band(metres(asked.cell, help.cell)).to_owned())];
        match (tags.first(), best) {
            (Some(_), Some((tag, _))) => reasons.push(("language", tag.clone())),
            (Some(first), None) => reasons.push(("needsLanguageBuddy", first.clone())),
            (None, _) => {}
        }
        if both > 0 {
            reasons.push(("slotOverlap", (both * 15).to_string()));
        }
        if helped > 0 {
            reasons.push(("continuity", helped.to_string()));
        }
        if asks == 0 {
            reasons.push(("rested", "30".into()));
        }
        Line {
            offer: help.id,
            score: ten_thousandths(score),
            band: reasons[0].1.clone(),
            reasons: reasons.into_iter().map(|(code, value)| (code.to_owned(), value)).collect(),
        }
    }
}

/// Whether one part of three hours of the week has something of both.
fn share_a_part(offered: &Week, wanted: &Week, moments: &[Option<usize>]) -> bool {
    (0..56).any(|part| {
        let quarters = part * 12..part * 12 + 12;
        offered[quarters.clone()].contains(&true)
            && (wanted[quarters.clone()].contains(&true) || moments.iter().flatten().any(|it| quarters.contains(it)))
    })
}

/// The longest piece without a break, in quarters; a week goes on into the next one.
fn longest(offered: &Week, wanted: &Week, moments: &[Option<usize>]) -> usize {
    let (mut longest, mut current) = (0, 0);
    let weekly = (0..2 * 7 * 96).map(|it| it % (7 * 96)).map(|it| offered[it] && wanted[it]);
    let once = moments.iter().map(|it| it.is_some_and(|it| offered[it]));
    for is_free in weekly.chain([false]).chain(once) {
        current = if is_free { current + 1 } else { 0 };
        longest = longest.max(current);
    }
    longest
}
