//! The search for helpers by itself: far corners, full places, and people who come and go while somebody looks.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use buurtnet::categories::Category;
use buurtnet::ids::{OfferId, PersonId};
use buurtnet::offers::model::{OfferState, Terms};
use buurtnet::offers::{Found, Nearest, Origin, PAGE, Search, actions as offers};
use buurtnet::people::actions::{self as people, NewAccount, NewHome, NewPerson};
use buurtnet::people::model::{BirthYear, Name};
use buurtnet::places::{Position, Resolution};
use buurtnet::platform::language::Locale;
use buurtnet::platform::{Result, Tx};
use buurtnet::policy::{Actor, Grant, Role};
use diesel::prelude::*;
use serde_json::json;

use crate::support::TestApp;
use crate::support::trust::rounds;

fn oneself(person: PersonId) -> Actor {
    Actor::of(person, vec![Grant::of(Role::Resident)])
}

fn at(lat: f64, lon: f64) -> Position {
    Position::new(lat, lon).unwrap()
}

fn terms(radius: i32) -> Terms {
    let terms = json!({
        "categories": ["walk"], "radiusMetres": radius, "weeklySlots": [], "languages": [], "maxVisitsPerWeek": 1,
        "waysToBeAsked": ["buurtwerker"],
    });
    serde_json::from_value(terms).unwrap()
}

/// Somebody who lives there and would walk with neighbours so far away.
fn helper(tx: &mut Tx<'_>, number: usize, home: Position, radius: i32) -> Result<(PersonId, OfferId)> {
    let account = NewAccount {
        email: format!("helper{number}@buurt.example").parse().unwrap(),
        password_hash: "none".into(),
        person: NewPerson {
            name: Name { first: "Mia".parse().unwrap(), last: "Claes".parse().unwrap() },
            birth_year: BirthYear::new(1970).unwrap(),
            languages: Vec::new(),
            locale: Locale::Dutch,
        },
    };
    let id = people::vouch(tx, &account)?;
    people::move_home(tx, &oneself(id), id, &NewHome { position: home, address: None, roughly: false })?;
    let offer = offers::submit(tx, &oneself(id), None, terms(radius))?;
    offers::approve(tx, &Actor::system(), offer)?;
    Ok((id, offer))
}

fn helpers(t: &TestApp, all: Vec<(Position, i32)>) -> Vec<(PersonId, OfferId)> {
    t.write(move |tx| {
        all.iter().enumerate().map(|(number, (home, radius))| helper(tx, number, *home, *radius)).collect()
    })
}

fn search(origin: Origin) -> Search {
    Search { category: Category::Walk, origin, slots: None, vetted_until: None, exclude: Vec::new() }
}

/// All pages of a search.
fn pages(t: &TestApp, search: &Search) -> Vec<Vec<Found>> {
    let search = search.clone();
    t.read(move |tx| {
        let (mut nearest, mut pages) = (Nearest::new(search.clone()), Vec::new());
        loop {
            let page = nearest.next(tx)?;
            if page.is_empty() {
                return Ok(pages);
            }
            pages.push(page);
        }
    })
}

fn found(t: &TestApp, search: &Search) -> Vec<OfferId> {
    pages(t, search).concat().into_iter().map(|it| it.offer).collect()
}

/// From a place, for the team and for residents.
fn both_ways(from: Position) -> [Search; 2] {
    let cell = from.cell(Resolution::default());
    [search(Origin::Near(from.staff_cell())), search(Origin::Public(cell))]
}

both! {
    with TestApp::start;

    fn who_lives_in_one_house_comes_a_page_at_a_time_in_the_order_of_ids(t) {
        let house = at(51.04, 4.48);
        let mut all: Vec<OfferId> = helpers(t, vec![(house, 500); 2 * PAGE + 7]).into_iter().map(|it| it.1).collect();
        all.sort_unstable();
        for search in both_ways(house) {
            let pages = pages(t, &search);
            assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [PAGE, PAGE, 7]);
            assert_eq!(found(t, &search), all);
            assert!(pages.concat().iter().all(|it| it.metres < 1e-6));
        }
    }

    fn a_page_is_full_where_there_are_enough_whoever_is_left_out(t) {
        let house = at(51.04, 4.48);
        let all = helpers(t, vec![(house, 500); PAGE + 40]);
        let [mut some, _] = both_ways(house);
        some.exclude = all.iter().take(39).map(|it| it.0).collect();
        assert_eq!(pages(t, &some).iter().map(Vec::len).collect::<Vec<_>>(), [PAGE, 1]);
        some.exclude = all.iter().map(|it| it.0).collect();
        assert_eq!(found(t, &some), []);
        let nobody_does = Search { category: Category::Translation, exclude: Vec::new(), ..some };
        assert_eq!(found(t, &nobody_does), []);
    }

    fn where_enough_were_near_before_who_is_far_is_still_found(t) {
        // A square of its own: what other tests find around there is not learnt here.
        let (square, far) = (at(51.34, 3.38), at(51.44, 3.38));
        let mut all = helpers(t, [vec![(square, 15_000); 2 * PAGE], vec![(far, 15_000)]].concat());
        let (distant, near) = (all.pop().unwrap().1, all);
        for search in both_ways(square) {
            assert_eq!(pages(t, &search)[0].len(), PAGE, "from now on it looks near first");
            assert_eq!(found(t, &search).last(), Some(&distant), "and goes on");
        }
        t.write(move |tx| {
            for (_, offer) in &near {
                offers::retire(tx, &Actor::system(), *offer)?;
            }
            Ok(())
        });
        for search in both_ways(square) {
            assert_eq!(found(t, &search), [distant]);
        }
    }

    fn at_the_poles_and_where_the_day_changes_it_finds_who_is_near_and_nobody_else(t) {
        let places = [
            (at(90.0, 0.0), at(89.95, 170.0)),
            (at(-90.0, 12.0), at(-89.96, -90.0)),
            (at(10.0, 179.99), at(10.0, -179.98)),
            (at(-45.0, -180.0), at(-45.01, 179.99)),
            (at(0.0, 0.0), at(0.02, -0.02)),
        ];
        let all = helpers(t, places.iter().map(|it| (it.1, 15_000)).collect());
        for ((from, _), (_, offer)) in places.iter().zip(&all) {
            for search in both_ways(*from) {
                assert_eq!(found(t, &search), [*offer], "from {} {}", from.lat(), from.lon());
            }
        }
        for search in both_ways(at(51.04, 4.48)) {
            assert_eq!(found(t, &search), [], "fifteen kilometres, and nobody there");
        }
    }

    fn whoever_is_found_is_there_whatever_changes_meanwhile(t) {
        let street: Vec<_> = (0..120).map(|it| (at(51.04, 4.48 + f64::from(it) * 0.0005), 2_000)).collect();
        let all = helpers(t, street);
        let is_over = AtomicBool::new(false);
        let searches = rounds(10_000);
        std::thread::scope(|scope| {
            let store = t.store.clone();
            let (all, is_over) = (&all, &is_over);
            let changing = scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                let mut round = 0;
                while !is_over.load(Relaxed) {
                    let (person, offer) = all[round * 7 % all.len()];
                    round += 1;
                    runtime.block_on(store.write(move |tx| changes(tx, round, person, offer))).unwrap();
                }
                round
            });
            for number in 0..searches {
                let from = at(51.04, 4.48 + f64::from(u32::try_from(number % 120).unwrap()) * 0.0005);
                let search = both_ways(from)[number % 2].clone();
                let faults = t.read(move |tx| {
                    let mut nearest = Nearest::new(search.clone());
                    let found = [nearest.next(tx)?, nearest.next(tx)?].concat();
                    let mut faults = 0;
                    for it in &found {
                        let is_there = offers::load(tx, it.offer)?.state == OfferState::Active;
                        faults += usize::from(!is_there || it.metres > 2_000.0 + 1e-3);
                    }
                    let ordered = found.is_sorted_by(|a, b| (a.metres, a.offer) < (b.metres, b.offer));
                    Ok(faults + usize::from(!ordered))
                });
                assert_eq!(faults, 0, "search {number}");
            }
            is_over.store(true, Relaxed);
            assert!(changing.join().unwrap() > searches / 50, "somebody changed meanwhile");
        });
        // When all is still, it is what everybody's own row says.
        for (number, search) in both_ways(at(51.04, 4.49)).into_iter().enumerate() {
            let mut found = found(t, &search);
            found.sort_unstable();
            let expected = t.read({
                let all = all.clone();
                move |tx| within(tx, &all, number == 0)
            });
            assert_eq!(found, expected);
        }
    }
}

/// Opens, closes or moves somebody.
fn changes(tx: &mut Tx<'_>, round: usize, person: PersonId, offer: OfferId) -> Result<()> {
    use buurtnet::db::schema::people::dsl as p;
    let team = &Actor::system();
    let state = offers::load(tx, offer)?.state;
    if state == OfferState::Paused {
        return offers::resume(tx, team, offer).map(|_| ());
    }
    if round.is_multiple_of(3) {
        return offers::pause(tx, team, offer).map(|_| ());
    }
    let home = at(51.041, 4.48 + f64::from(u32::try_from(round % 120).unwrap()) * 0.0005);
    let cells = (
        p::cell.eq(Some(home.cell(Resolution::default()).as_i64())),
        p::near_cell.eq(Some(home.staff_cell().as_i64())),
    );
    diesel::update(p::people.find(person)).set(cells).execute(tx.conn)?;
    offers::home_moved(tx, person)
}

/// Whose offer is active and reaches a place, by the definition: from the rows of people and offers.
fn within(tx: &mut Tx<'_>, all: &[(PersonId, OfferId)], is_near: bool) -> Result<Vec<OfferId>> {
    let from = at(51.04, 4.49);
    let mut found = Vec::new();
    for (person, offer) in all {
        let home = people::home_of(tx, *person)?.unwrap();
        let metres = if is_near {
            from.staff_cell().metres_to(home.near_cell)
        } else {
            from.cell(Resolution::default()).metres_to(home.cell)
        };
        if offers::load(tx, *offer)?.state == OfferState::Active && metres <= 2_000.0 {
            found.push(*offer);
        }
    }
    found.sort_unstable();
    Ok(found)
}
