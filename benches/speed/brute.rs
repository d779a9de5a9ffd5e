//! The search as it is defined, over everybody in memory: what the database finds must be the very same.

use buurtnet::ids::OfferId;
use buurtnet::offers::{Nearest, PAGE};
use buurtnet::places::strips;
use buurtnet::platform::Store;

use super::block_on;
use super::population::{Asked, Population};
use super::variants::search;

/// All keys of a population, in order.
pub struct Keys(Vec<i64>);

impl Keys {
    pub fn of(population: &Population) -> Self {
        let key = |it: &super::population::Helper| {
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

/// The nearest that pass, by the definition.
fn nearest(asked: &Asked, population: &Population) -> Vec<OfferId> {
    let from = asked.place.staff_cell();
    let excluded: Vec<_> =
        asked.blocked.iter().filter_map(|it| population.helpers.get(*it)).map(|it| it.person).collect();
    let passes = |it: &&super::population::Helper| {
        it.categories.contains(&asked.category)
            && asked.slots.is_none_or(|slots| it.slots & slots != 0)
            && asked.vetted_until.is_none_or(|until| it.vetted_until.is_some_and(|it| it >= until))
            && !excluded.contains(&it.person)
            && from.metres_to(it.near) <= f64::from(it.radius)
    };
    let mut all: Vec<_> =
        population.helpers.iter().filter(passes).map(|it| (from.metres_to(it.near), it.offer)).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    all.into_iter().take(PAGE).map(|it| it.1).collect()
}

/// In how many of 1,000 searches a database says something else.
pub fn differences(stores: &[&Store], population: &mut Population) -> usize {
    let asked: Vec<Asked> = (0..1_000).map(|_| population.asks()).collect();
    let mut wrong = 0;
    for it in &asked {
        let expected = nearest(it, population);
        for store in stores {
            let search = search(it, population);
            let found = block_on(store.read(move |tx| Nearest::new(search.clone()).next(tx)));
            wrong += usize::from(found.iter().map(|it| it.offer).collect::<Vec<_>>() != expected);
        }
    }
    wrong
}
