//! Batches: our choice beside the optimum of another solver, and beside what one gets who takes the requests one by one.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use buurtnet::matching::batch::assign::{Pair, Wanted, assign};
use buurtnet::offers::Nearest;

use super::population::Chance;
use super::report::{Bar, Report, with_spread};
use super::variants::search;
use super::world::{World, block_on};

/// How many helpers are looked at for each request.
const BEST: usize = 20;
/// What it is worth that a request is helped at all, as the program has it.
const HELPED: u32 = 10_000;

/// Requests, offers, and who could help with what.
struct Instance {
    name: String,
    wanted: Vec<Wanted>,
    room: Vec<u32>,
    pairs: Vec<Pair>,
}

/// What a choice is worth.
#[derive(Clone, Copy, PartialEq)]
struct Result {
    served: usize,
    worth: u64,
}

impl Instance {
    fn judge(&self, chosen: &[usize]) -> Result {
        let (mut wanted, mut room) = (self.wanted.clone(), self.room.clone());
        for pair in chosen.iter().map(|it| self.pairs[*it]) {
            wanted[pair.request].helpers =
                wanted[pair.request].helpers.checked_sub(1).expect("no request has too many");
            room[pair.offer] = room[pair.offer].checked_sub(1).expect("no offer is asked too often");
        }
        let mut served: Vec<usize> = chosen.iter().map(|it| self.pairs[*it].request).collect();
        served.dedup();
        let helped: u64 = served.iter().map(|it| u64::from(self.wanted[*it].first)).sum();
        let pairs: u64 = chosen.iter().map(|it| u64::from(self.pairs[*it].worth)).sum();
        Result { served: served.len(), worth: helped + pairs }
    }

    fn of_request(&self) -> Vec<Vec<usize>> {
        let mut of = vec![Vec::new(); self.wanted.len()];
        for (at, pair) in self.pairs.iter().enumerate() {
            of[pair.request].push(at);
        }
        for pairs in &mut of {
            pairs.sort_by_key(|it| (std::cmp::Reverse(self.pairs[*it].worth), self.pairs[*it].offer));
        }
        of
    }

    /// Each request in turn takes the best who are left.
    fn one_by_one(&self, order: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let (of, mut room, mut chosen) = (self.of_request(), self.room.clone(), Vec::new());
        for request in order {
            let mut wanted = self.wanted[request].helpers;
            for at in &of[request] {
                let offer = self.pairs[*at].offer;
                if wanted > 0 && room[offer] > 0 {
                    (wanted, room[offer]) = (wanted - 1, room[offer] - 1);
                    chosen.push(*at);
                }
            }
        }
        chosen.sort_unstable();
        chosen
    }

    fn scarcest_first(&self) -> Vec<usize> {
        let of = self.of_request();
        let mut order: Vec<usize> = (0..of.len()).collect();
        order.sort_by_key(|it| of[*it].len());
        self.one_by_one(order)
    }

    /// What the best choice is worth, by the solver in optimum.py.
    fn optimum(&self, folder: &Path) -> u64 {
        let path = folder.join("instance.txt");
        let list = |of: &mut dyn Iterator<Item = u32>| of.map(|it| it.to_string()).collect::<Vec<_>>().join(" ");
        let helpers = list(&mut self.wanted.iter().map(|it| it.helpers));
        let first = list(&mut self.wanted.iter().map(|it| it.first));
        let room = list(&mut self.room.iter().copied());
        let pairs: String = self.pairs.iter().map(|it| format!("{} {} {}\n", it.request, it.offer, it.worth)).collect();
        std::fs::write(&path, format!("{helpers}\n{first}\n{room}\n{pairs}")).expect("a file");
        let python = std::env::var("BUURTNET_BENCH_PYTHON").expect("a Python with OR-tools: run it by `just bench`");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/speed/optimum.py");
        let said = Command::new(python).arg(script).arg(&path).output().expect("Python");
        assert!(said.status.success(), "the other solver failed: {}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8_lossy(&said.stdout).trim().parse().expect("a number")
    }
}

/// So many requests and offers; each request could be helped by some of those around it.
fn made_up(chance: &mut Chance, requests: usize, offers: usize) -> Instance {
    let some = |chance: &mut Chance| Wanted {
        helpers: 1 + u32::from(chance.share() < 0.1),
        // One in ten has somebody already.
        first: if chance.share() < 0.1 { 0 } else { HELPED },
    };
    let wanted = (0..requests).map(|_| some(chance)).collect();
    let room = (0..offers).map(|_| u32::try_from(chance.below(3)).expect("a small number")).collect();
    let mut pairs = Vec::new();
    for request in 0..requests {
        let (around, mut near) = (chance.below(offers), std::collections::BTreeSet::new());
        for _ in 0..chance.below(BEST + 1) {
            near.insert((around + chance.below(offers.min(60))) % offers);
        }
        let worth = |_| u32::try_from(chance.below(10_001)).expect("a small number");
        let worths: Vec<u32> = near.iter().map(worth).collect();
        pairs.extend(near.into_iter().zip(worths).map(|(offer, worth)| Pair { request, offer, worth }));
    }
    Instance { name: format!("made up, {requests} × {offers}"), wanted, room, pairs }
}

/// Requests of a population, with the helpers that our search finds, and how long that took, in seconds.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 10,000")]
fn searched(world: &mut World, requests: usize) -> (Instance, f64) {
    let asked: Vec<_> = (0..requests).map(|_| world.population.asks()).collect();
    let searches: Vec<_> = asked.iter().map(|it| search(it, &world.population)).collect();
    let began = Instant::now();
    let found = block_on(world.postgres.read(move |tx| {
        let page = |it: &buurtnet::offers::Search| Nearest::new(it.clone()).next(tx);
        searches.iter().map(page).collect::<buurtnet::platform::Result<Vec<_>>>()
    }));
    let took = began.elapsed().as_secs_f64();
    let numbers: std::collections::HashMap<_, _> =
        world.population.helpers.iter().enumerate().map(|(number, it)| (it.offer, number)).collect();
    let mut pairs = Vec::new();
    for (request, found) in found.iter().enumerate() {
        // As the ranking weighs it, being near counts a third; what else counts is made up.
        let score = |metres: f64, number: usize| {
            let rest = Chance::new((number * 31 + request) as u64).share();
            (10_000.0 * (0.35 * 1_000.0 / (1_000.0 + metres) + 0.65 * rest)) as u32
        };
        let mut could: Vec<_> =
            found.iter().map(|it| (score(it.metres, numbers[&it.offer]), numbers[&it.offer])).collect();
        could.sort_by_key(|it| (std::cmp::Reverse(it.0), it.1));
        could.truncate(BEST);
        pairs.extend(could.into_iter().map(|(score, offer)| Pair { request, offer, worth: score }));
    }
    let mut chance = Chance::new(7);
    let room = world.population.helpers.iter().map(|_| u32::try_from(chance.below(3)).expect("small")).collect();
    let name = format!("searched, {requests} × {}", world.population.helpers.len());
    (Instance { name, wanted: vec![Wanted { helpers: 1, first: HELPED }; requests], room, pairs }, took)
}

pub fn beside_others(report: &mut Report, server: &str, rounds: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    report.heading(
        "Batches",
        &["instance", "pairs", "what", "requests helped", "worth", "worth : optimum", "milliseconds"],
    );
    let mut chance = Chance::new(20);
    let mut instances: Vec<Instance> = (0..18)
        .map(|it| made_up(&mut chance, 1 + it * it * 12, 1 + it * it * if it % 2 == 0 { 5 } else { 15 }))
        .collect();
    let (mut of_search, mut against_arrival) = (Vec::new(), Vec::new());
    for helpers in [100_000, 10_000] {
        let mut world = World::new(server, helpers, 1);
        let (instance, took) = searched(&mut world, 10_000);
        for _ in 0..rounds {
            let began = Instant::now();
            let chosen = assign(&instance.wanted, &instance.room, &instance.pairs);
            of_search.push(began.elapsed().as_secs_f64() / took);
            assert_eq!(chosen, assign(&instance.wanted, &instance.room, &instance.pairs), "the same once more");
        }
        instances.push(instance);
    }
    let mut of_optimum = Vec::new();
    for instance in &instances {
        let optimum = instance.optimum(folder.path());
        let began = Instant::now();
        let chosen = assign(&instance.wanted, &instance.room, &instance.pairs);
        let took = began.elapsed().as_secs_f64();
        let ours = instance.judge(&chosen);
        of_optimum.push(ratio(ours.worth, optimum));
        let mut fewer = chosen;
        if fewer.pop().is_some() {
            assert!(instance.judge(&fewer).worth < optimum, "the planted fault, one pair less, is not seen");
        }
        let arrival = instance.judge(&instance.one_by_one(0..instance.wanted.len()));
        let scarcest = instance.judge(&instance.scarcest_first());
        if instance.name.ends_with("10000 × 10000") {
            against_arrival.push(ratio(ours.served as u64, arrival.served as u64));
        }
        let milliseconds = format!("{:.1}", took * 1_000.0);
        for (what, result, time) in [
            ("ours", ours, milliseconds.as_str()),
            ("in the order of arrival", arrival, ""),
            ("the scarcest first", scarcest, ""),
        ] {
            report.row(&[
                instance.name.as_str(),
                &instance.pairs.len().to_string(),
                what,
                &result.served.to_string(),
                &result.worth.to_string(),
                &format!("{:.4}", ratio(result.worth, optimum)),
                time,
            ]);
        }
    }
    report.say(&format!("\nOf all {} instances, ours : optimum {}.", of_optimum.len(), with_spread(&of_optimum, 6)));
    let least = of_optimum.iter().copied().fold(f64::INFINITY, f64::min);
    report.hold("batch: the least of all instances, ours : optimum", Bar::AtLeast(0.999), &[least]);
    report.hold("batch: time to choose : time to look for helpers", Bar::AtMost(0.1), &of_search);
    report.hold("batch, scarce: requests helped, ours : in the order of arrival", Bar::AtLeast(1.05), &against_arrival);
}

#[expect(clippy::cast_precision_loss, reason = "far below 53 bits")]
fn ratio(this: u64, that: u64) -> f64 {
    if that == 0 { 1.0 } else { this as f64 / that as f64 }
}
