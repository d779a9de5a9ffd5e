//! The search as it is defined, over everybody in memory: what the database finds must be the very same.

use buurtnet::ids::OfferId;
use buurtnet::offers::{Nearest, Origin, PAGE};
use buurtnet::places::Resolution;
use buurtnet::places::strips;
use buurtnet::platform::Store;

use super::block_on;
use super::population::{Asked, Helper, Population};
use super::variants::search;

/// All keys of a population, in order.
pub struct Keys(Vec<i64>);

impl Keys {
    pub fn of(population: &Population) -> Self {
        let key = |it: &Helper| {
            let (near, radius) = (it.near.centre(), it.radius);
            it.categories.iter().map(move |category| strips::key(category.number(), near, radius)).collect::<Vec<_>>()
        };
        let mut all: Vec<i64> = population.helpers.iter().flat_map(key).collect();
        all.sort_unstable();
        Self(all)
    }

    /// How many rows a search looks at, on average.
    #[expect(clippy::cast_precision_loss, reason = "far below 53 bits")]
    pub fn looked_at(&self, asked: &[Asked]) -> f64 {
        let rows = |it: &Asked| -> usize {
            let all = strips::stretches(it.category.number(), it.place.staff_cell().centre(), 0.0);
            let count = |(from, to): &(i64, i64)| {
                self.0.partition_point(|it| it <= to) - self.0.partition_point(|it| it < from)
            };
            all.iter().map(count).sum()
        };
        asked.iter().map(rows).sum::<usize>() as f64 / asked.len() as f64
    }
}

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
