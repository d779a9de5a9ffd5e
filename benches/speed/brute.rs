//! The search as it is defined, over everybody in memory: what the database finds must be the very same.

use buurtnet::ids::OfferId;
use buurtnet::offers::{Nearest, Origin, PAGE};
use buurtnet::places::Resolution;
use buurtnet::platform::Store;

use super::population::{Asked, Helper, Population};
use super::variants::search;
use super::world::block_on;

/// The nearest that pass, by the definition: for the team by the fine cells, for residents by the public ones.
fn nearest(asked: &Asked, population: &Population, is_near: bool, left_out: usize) -> Vec<OfferId> {
    let (from, cell) = (asked.place.staff_cell(), asked.place.cell(Resolution::default()));
    let excluded = search(asked, population).exclude;
    let metres = |it: &Helper| if is_near { from.metres_to(it.near) } else { cell.metres_to(it.cell()) };
    let passes = |it: &&Helper| {
        it.categories.contains(&asked.category)
            && asked.slots.is_none_or(|slots| it.slots & slots != 0)
            && asked.vetted_until.is_none_or(|until| it.vetted_until.is_some_and(|it| it >= until))
            && !excluded.contains(&it.person)
            && metres(it) <= f64::from(it.radius)
    };
    let mut all: Vec<_> = population.helpers.iter().filter(passes).map(|it| (metres(it), it.offer)).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    all.into_iter().skip(left_out).take(PAGE).map(|it| it.1).collect()
}

/// In how many searches, as the team and as a resident, a database says something else. `left_out`: so many of the nearest are
/// kept from it, to see that it is noticed.
pub fn differences(stores: &[&Store], asked: &[Asked], population: &Population, left_out: usize) -> usize {
    let mut wrong = 0;
    for it in asked {
        for is_near in [true, false] {
            let expected = nearest(it, population, is_near, left_out);
            for store in stores {
                let mut search = search(it, population);
                if !is_near {
                    search.origin = Origin::Public(it.place.cell(Resolution::default()));
                }
                let found = block_on(store.read(move |tx| Nearest::new(search.clone()).next(tx)));
                wrong += usize::from(found.iter().map(|it| it.offer).collect::<Vec<_>>() != expected);
            }
        }
    }
    wrong
}
