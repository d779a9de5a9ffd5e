//! Suggestions against brute force over the base tables, and against somebody who wants to know where a helper lives.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use buurtnet::categories::Category;
use buurtnet::clock::Instant;
use buurtnet::ids::{BlockId, HouseholdId, MatchId, OfferId, PersonId, RequestId};
use buurtnet::matching::suggestions::actions::suggest;
use buurtnet::offers::actions as offers;
use buurtnet::offers::model::{OfferReason, Terms};
use buurtnet::people::actions::{self as people, NewAccount, NewHome, NewPerson, PersonPatch};
use buurtnet::people::model::{BirthYear, Gender, Name};
use buurtnet::places::{Cell, Position, Resolution};
use buurtnet::platform::language::Locale;
use buurtnet::platform::{Amend, Result, Tx};
use buurtnet::policy::{Actor, Grant, Role};
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::support::offers::{Wished, help_with, id_in, wish};
use crate::support::people::in_lindewijk;
use crate::support::trust::rounds;
use crate::support::{Person, TestApp};

use super::brute_force::{self, Fault, World};

/// A die that falls the same way every time.
struct Die(AtomicU64);

impl Die {
    fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1))
    }

    /// From zero to below `sides`.
    fn roll(&self, sides: u64) -> u64 {
        let mut state = self.0.load(Relaxed);
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        self.0.store(state, Relaxed);
        (state >> 11) % sides
    }

    fn pick<'a, T>(&self, of: &'a [T]) -> &'a T {
        &of[usize::try_from(self.roll(of.len() as u64)).unwrap()]
    }

    fn place(&self, (south, north): (f64, f64), (west, east): (f64, f64)) -> Position {
        let part = |from: f64, to: f64| {
            from + (to - from) * f64::from(u32::try_from(self.roll(1 << 24)).unwrap()) / f64::from(1 << 24)
        };
        Position::new(part(south, north), part(west, east)).unwrap()
    }
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const CATEGORIES: [&str; 3] = ["groceries", "walk", "personal"];
const TAGS: [&str; 4] = ["nl", "fr", "ar", "tr"];
/// The neighbourhoods of the demo, where requests lie; helpers live up to some twenty kilometres around.
const LAT: (f64, f64) = (51.031, 51.049);
const LON: (f64, f64) = (4.461, 4.519);

fn slots(die: &Die, most: u64) -> Value {
    let slot = |_| {
        let from = die.roll(90);
        let to = (from + 1 + die.roll(40)).min(96);
        let time = |it: u64| format!("{:02}:{:02}", it / 4, it % 4 * 15);
        json!({ "day": die.pick(&DAYS), "from": time(from), "to": time(to) })
    };
    (0..die.roll(most + 1)).map(slot).collect()
}

fn resident(person: PersonId) -> Actor {
    Actor::of(person, vec![Grant::of(Role::Resident)])
}

fn account(number: usize, die: &Die) -> NewAccount {
    let languages = (0..die.roll(3)).map(
        |it| json!({ "tag": TAGS[usize::try_from(it).unwrap() * 2 % 4], "level": die.pick(&["little", "ok", "good"]) }),
    );
    NewAccount {
        email: format!("helper{number}@buurt.example").parse().unwrap(),
        password_hash: "none".into(),
        person: NewPerson {
            name: Name { first: "Mia".parse().unwrap(), last: "Claes".parse().unwrap() },
            birth_year: BirthYear::new(if die.roll(12) == 0 { 2009 } else { 1970 }).unwrap(),
            languages: serde_json::from_value(languages.collect()).unwrap(),
            locale: Locale::Dutch,
        },
    }
}

/// The terms of an offer; now and then its radius ends just before or just after one of the places.
fn terms(die: &Die, home: Position, places: &[Position]) -> Terms {
    let to = die.pick(places);
    let metres = if die.roll(2) == 0 {
        home.staff_cell().metres_to(to.staff_cell())
    } else {
        home.cell(Resolution::Eight).metres_to(to.cell(Resolution::Eight))
    };
    #[expect(clippy::cast_possible_truncation, reason = "some kilometres")]
    let radius = match die.roll(4) {
        0 => metres.floor() as i32,
        1 => metres.ceil() as i32,
        _ => i32::try_from(500 + die.roll(14_500)).unwrap(),
    };
    let categories: Vec<_> = CATEGORIES.iter().filter(|_| die.roll(3) > 0).collect();
    let mut terms = json!({
        "categories": if categories.is_empty() { vec![&"walk"] } else { categories }, "radiusMetres": radius.clamp(500, 15_000),
        "weeklySlots": slots(die, 12), "languages": if die.roll(4) == 0 { vec!["tr"] } else { vec![] },
        "maxVisitsPerWeek": 1 + die.roll(3), "waysToBeAsked": ["waves"],
    });
    if die.roll(10) == 0 {
        terms["group"] = json!({ "kind": "class", "size": 20 });
    }
    serde_json::from_value(terms).unwrap()
}

/// An offer in some state, of somebody who lives somewhere. With its own actions, all in one transaction.
fn make_offer(tx: &mut Tx<'_>, die: &Die, helper: PersonId, terms: Terms) -> Result<OfferId> {
    let cap = terms.max_visits_per_week;
    let id = offers::submit(tx, &resident(helper), None, terms)?;
    let team = &Actor::system();
    if die.roll(20) == 0 {
        return Ok(id);
    }
    offers::approve(tx, team, id)?;
    for _ in 0..[0, 0, 0, 1, cap][usize::try_from(die.roll(5)).unwrap()].min(cap) {
        offers::take_place(tx, id)?;
    }
    match die.roll(16) {
        0 => offers::pause(tx, team, id)?,
        1 => offers::hold(tx, team, id, OfferReason::Other)?,
        2 => offers::retire(tx, team, id)?,
        3 => offers::pause(tx, team, id).and_then(|id| offers::resume(tx, team, id))?,
        _ => id,
    };
    Ok(id)
}

fn fill(t: &TestApp, die: &'static Die, places: &'static [Position]) -> Vec<PersonId> {
    // Neighbours with finer and coarser cells, so that the key must know all resolutions.
    let resolution = |code, to| format!("UPDATE neighbourhoods SET cell_resolution = {to} WHERE code = '{code}'");
    crate::support::fixture::execute(&t.fixture.url, &resolution("DEMO-02", 9));
    crate::support::fixture::execute(&t.fixture.url, &resolution("DEMO-03", 7));
    t.write(move |tx| {
        let mut people_here = Vec::new();
        for number in 0..260 {
            let id = people::vouch(tx, &account(number, die))?;
            let home = if number % 3 == 0 { die.place((50.95, 51.13), (4.3, 4.65)) } else { die.place(LAT, LON) };
            let new = NewHome { position: home, address: None, roughly: false };
            people::move_home(tx, &resident(id), id, &new)?;
            let until = [None, Some(-1), Some(1), Some(400)][usize::try_from(die.roll(4)).unwrap()];
            vetted(tx, id, until.map(|days| tx.now + TimeDelta::days(days)))?;
            let gender = *die.pick(&[
                Amend::Keep,
                Amend::Set(Gender::Woman),
                Amend::Set(Gender::Man),
                Amend::Set(Gender::Other),
            ]);
            people::change(tx, &resident(id), id, PersonPatch { gender, ..PersonPatch::default() })?;
            for _ in 0..=die.roll(2) {
                make_offer(tx, die, id, terms(die, home, places))?;
            }
            if die.roll(8) == 0 {
                let elsewhere = NewHome { position: die.place(LAT, LON), address: None, roughly: false };
                people::move_home(tx, &resident(id), id, &elsewhere)?;
            }
            people_here.push(id);
        }
        Ok(people_here)
    })
}

fn vetted(tx: &mut Tx<'_>, id: PersonId, until: Option<Instant>) -> Result<()> {
    use buurtnet::db::schema::people::dsl as p;
    diesel::update(p::people.find(id)).set(p::vetted_until.eq(until)).execute(tx.conn)?;
    Ok(())
}

fn random_wish(die: &Die) -> Value {
    let mut wish = wish();
    wish["durationMinutes"] = json!(15 + 15 * die.roll(12));
    wish["languages"] = json!(if die.roll(2) == 0 { vec![] } else { vec![die.pick(&TAGS)] });
    wish["wantedFrom"] = json!(die.pick(&["anyone", "anyone", "anyone", "vetted", "woman", "man"]));
    wish["minorsInvolved"] = json!(die.roll(6) == 0);
    wish["weeklySlots"] = if die.roll(2) == 0 { slots(die, 3) } else { json!([]) };
    if die.roll(2) == 0 {
        // Around the change of the clock on the 29th of March, too.
        let start = die.pick(&[1_772_442_000, 1_774_738_800]) + 900 * i64::try_from(die.roll(200)).unwrap();
        let end = start + 900 * (1 + i64::try_from(die.roll(40)).unwrap());
        let moment = |it: i64| json!(Instant::from_micros(it * 1_000_000));
        wish["windows"] = json!([{ "start": moment(start), "end": moment(end) }]);
    }
    wish
}

fn random_matches(t: &TestApp, die: &'static Die, requests: Vec<(RequestId, PersonId)>, people: Vec<PersonId>) {
    use buurtnet::db::schema::matches::dsl as m;
    t.write(move |tx| {
        let mut pairs = std::collections::HashSet::new();
        for _ in 0..requests.len() * 3 {
            let ((request, requester), helper) = (*die.pick(&requests), *die.pick(&people));
            if !pairs.insert((request, helper)) {
                continue;
            }
            let state = *die.pick(&["ended", "ended", "proposed", "declined", "agreed"]);
            let at = tx.now - TimeDelta::days(i64::try_from(die.roll(60)).unwrap());
            let outcome = (state == "ended").then(|| *die.pick(&["helped", "stopped"]));
            let row = (
                m::id.eq(MatchId::fresh()),
                m::request_id.eq(request),
                m::requester_id.eq(requester),
                m::helper_id.eq(helper),
                m::state.eq(state),
                m::outcome.eq(outcome),
                m::proposed_by.eq(requester),
                m::expires_at.eq(at),
                m::version.eq(1),
                m::created_at.eq(at),
                m::updated_at.eq(at),
            );
            diesel::insert_into(m::matches).values(row).execute(tx.conn)?;
        }
        Ok(())
    });
}

/// Blocks and households: whoever asks has some of each.
fn keep_apart(t: &TestApp, die: &'static Die, askers: Vec<PersonId>, people: Vec<PersonId>) {
    use buurtnet::db::schema::blocks::dsl as b;
    use buurtnet::db::schema::household_members::dsl as h;
    t.write(move |tx| {
        let (mut pairs, mut housed) = (std::collections::HashSet::new(), std::collections::HashSet::new());
        for asker in &askers {
            for _ in 0..12 {
                let other = *die.pick(&people);
                let (one, other) = (*asker.min(&other), *asker.max(&other));
                if one == other || !pairs.insert((one, other)) {
                    continue;
                }
                let row = (
                    b::id.eq(BlockId::fresh()),
                    b::one_id.eq(one),
                    b::other_id.eq(other),
                    b::made_by.eq(if die.roll(2) == 0 { one } else { other }),
                    b::created_at.eq(tx.now),
                );
                diesel::insert_into(b::blocks).values(row).execute(tx.conn)?;
            }
            let household = HouseholdId::fresh();
            for member in std::iter::once(*asker).chain((0..8).map(|_| *die.pick(&people))) {
                if housed.insert(member) {
                    let row = (
                        h::person_id.eq(member),
                        h::household_id.eq(household),
                        h::recorded_by.eq(member),
                        h::recorded_at.eq(tx.now),
                    );
                    diesel::insert_into(h::household_members).values(row).execute(tx.conn)?;
                }
            }
        }
        Ok(())
    });
}

fn die(seed: u64) -> &'static Die {
    Box::leak(Box::new(Die::new(seed)))
}

/// What the team is shown, as the brute force says it.
fn shown_to(team: &Person, request: RequestId) -> Vec<brute_force::Line> {
    let shown = team.get(&format!("/v1/requests/{request}/suggestions")).ok(200);
    let line = |item: &Value| brute_force::Line {
        offer: item["offer"]["id"].as_str().unwrap().parse().unwrap(),
        score: item["score"].as_f64().map(brute_force::ten_thousandths).unwrap(),
        band: item["distanceBand"].as_str().unwrap().to_owned(),
        reasons: item["reasons"].as_array().unwrap().iter().map(reason).collect(),
    };
    shown.field("items").as_array().unwrap().iter().map(line).collect()
}

fn reason(it: &Value) -> (String, String) {
    (it["code"].as_str().unwrap().to_owned(), it["value"].as_str().unwrap().to_owned())
}

both! {
    with TestApp::start;

    fn suggestions_are_what_brute_force_finds(t) {
        let die = die(7);
        let places: &'static [Position] = Box::leak((0..12).map(|_| die.place(LAT, LON)).collect::<Vec<_>>().into());
        let people = fill(t, die, places);
        let team = t.coordinator("Karin", "99999");
        let mut requests = Vec::new();
        for number in 0..rounds(1_000) {
            let at = if number % 2 == 0 { *die.pick(places) } else { die.place(LAT, LON) };
            let word: &str = die.pick::<&str>(&CATEGORIES);
            let category = Category::from_word(word).unwrap();
            let person = *die.pick(&people);
            requests.push((t.wishes(&Wished { person, category, at, wish: random_wish(die) }), person));
        }
        keep_apart(t, die, requests.iter().map(|it| it.1).collect(), people.clone());
        random_matches(t, die, requests.clone(), people);
        let world = World::read(t);
        let mut blind = [0; Fault::ALL.len()];
        let (mut lines, mut full) = (0, 0);
        for (request, person) in requests {
            let shown = shown_to(&team, request);
            let requester = t.read(move |tx| buurtnet::people::states::actions::standing_of(tx, person));
            if !requester.state.takes_part() {
                assert!(shown.is_empty(), "nobody is looked for while the requester is away");
                continue;
            }
            let expected = world.for_the_team(request, None);
            assert_eq!(shown, expected, "{request}");
            lines += shown.len();
            full += usize::from(shown.len() == 50);
            for (fault, blind) in Fault::ALL.iter().zip(&mut blind) {
                *blind += usize::from(world.for_the_team(request, Some(*fault)) != shown);
            }
            let nameless = t.read(move |tx| suggest(tx, &resident(person), request));
            assert!(nameless.iter().all(|it| it.who.is_none()) && nameless.is_sorted_by_key(|it| it.band));
            let mut nameless: Vec<_> = nameless.into_iter().map(|it| {
                let reasons = it.reasons.into_iter().map(|it| (it.code.to_string(), it.value));
                (it.band.to_string(), reasons.collect::<Vec<_>>())
            }).collect();
            nameless.sort();
            assert_eq!(nameless, world.for_the_requester(request), "{request} for the requester");
        }
        eprintln!("{} requests, {lines} suggestions, {full} full pages; faults seen: {blind:?}", rounds(1_000));
        assert!(lines > rounds(1_000) * 2 && full > 0, "there is something to compare");
        assert!(blind.iter().all(|it| *it > 0), "a planted fault goes unseen: {blind:?}");
    }

    fn where_in_the_cell_a_helper_lives_changes_nothing_for_residents(t) {
        let an = t.resident("An");
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let home: Position = serde_json::from_value(in_lindewijk(400)).unwrap();
        let cell = home.cell(Resolution::Eight);
        let asks = |at: Position| t.wishes(&Wished { person: an.id, category: Category::Walk, at, wish: wish() });
        let die = die(11);
        let places: Vec<_> = (0..6).map(|_| die.place((51.031, 51.049), (4.461, 4.489))).collect();
        let requests: Vec<_> = places.iter().map(|at| asks(*at)).collect();
        // The radius of each offer ends at the cell of one of the requests: there the finer cell would show.
        let (mover, first) = t.helper("Mover", 400, help_with(&["walk"]));
        let mut mine = vec![id_in(&first)];
        for at in &places {
            let mut terms = help_with(&["walk"]);
            terms["radiusMetres"] = json!(brute_force::metres_up(cell.metres_to(at.cell(Resolution::Eight))).max(500));
            let offer = mover.offers(terms);
            t.approves_offer(&offer);
            mine.push(id_in(&offer));
        }
        for east in [-600, 0, 250, 700] {
            t.helper(&format!("Other{}", east + 600), east, help_with(&["walk"]));
        }
        let read = |who: &Person| -> Vec<String> {
            requests.iter().map(|it| who.get(&format!("/v1/requests/{it}/suggestions")).ok(200).text).collect()
        };
        let (before, staff_before) = (read(&an), read(&katrien));
        assert!(before.iter().any(|it| it.len() > 50));
        let (mut moves, mut team_saw) = (0, None);
        while moves < rounds(1_000) {
            let to = die.place((51.031, 51.049), (4.461, 4.489));
            if to.cell(Resolution::Eight) != cell {
                continue;
            }
            let id = mover.id;
            t.write(move |tx| move_to(tx, id, to, cell));
            assert_eq!(read(&an), before, "after {moves} moves");
            moves += 1;
            // One difference is enough to show that the finer cell would be seen.
            if team_saw.is_none() && read(&katrien) != staff_before {
                team_saw = Some(moves);
            }
        }
        eprintln!("{moves} moves, 0 differing bytes for the requester; the team saw a difference at move {team_saw:?}");
        assert!(team_saw.is_some(), "the control: the finer cell does show");
    }
}

/// Moves a home with the action of the application, without counting how often.
fn move_to(tx: &mut Tx<'_>, id: PersonId, to: Position, cell: Cell) -> Result<()> {
    use buurtnet::db::schema::people::dsl as p;
    people::move_home(tx, &resident(id), id, &NewHome { position: to, address: None, roughly: false })?;
    let none = buurtnet::db::types::Json(Vec::<Instant>::new());
    diesel::update(p::people.find(id)).set(p::home_moves.eq(none)).execute(tx.conn)?;
    let public: Option<i64> = p::people.find(id).select(p::cell).first(tx.conn)?;
    assert_eq!(public, Some(cell.as_i64()), "inside the cell, and in the same neighbourhood");
    Ok(())
}
