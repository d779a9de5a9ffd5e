//! The search for helpers, beside PostGIS on the same PostgreSQL and the same people.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use buurtnet::places::Position;
use buurtnet::platform::{Store, Tx};
use diesel::connection::{Connection, InstrumentationEvent, SimpleConnection};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double};

use super::measure::{Cost, cost};
use super::population::{Asked, Population};
use super::report::{Bar, Report, with_spread};
use super::variants::{PostGis, Variant, ours, search, theirs};
use super::world::{World, block_on};
use super::{brute, load};

/// How many queries each takes in a round.
const QUERIES: usize = 400;
/// How many searches came before the first that counts: a search begins with what those around there had to look for.
const BEFORE: usize = 20_000;

const OURS: &str = "Buurtnet: strips";
const ON_SQLITE: &str = "Buurtnet: strips, on SQLite";

pub fn beside_postgis(report: &mut Report, server: &str, size: usize, rounds: usize) {
    report.heading(
        &format!("The search among {size}"),
        &["what", "CPU µs", "KNN with the cap : this", "p50 µs", "p99 µs", "found", "rows looked at", "statements"],
    );
    let mut world = World::new(server, size, 1);
    load::postgis(&world.url, &world.population);
    let before: Vec<Asked> = (0..BEFORE.min(size)).map(|_| world.population.asks()).collect();
    ours_on(&world.postgres, Some(()), &before, &world.population);
    let mut costs: Vec<(&str, Vec<Cost>)> = Vec::new();
    for _ in 0..rounds {
        let asked: Vec<Asked> = (0..QUERIES).map(|_| world.population.asks()).collect();
        let mut round = on_postgres(&world, &asked);
        round.push((ON_SQLITE, ours_on(&world.sqlite, None, &asked, &world.population)));
        for (at, (name, cost)) in round.into_iter().enumerate() {
            if costs.len() == at {
                costs.push((name, Vec::new()));
            }
            costs.get_mut(at).expect("as many in each round").1.push(cost);
        }
    }
    let asked: Vec<Asked> = (0..1_000).map(|_| world.population.asks()).collect();
    let stores = [&world.postgres, &world.sqlite];
    assert!(
        brute::differences(&stores, &asked, &world.population, 1) > 0,
        "the planted fault, one helper left out, is not seen"
    );
    let wrong = brute::differences(&stores, &asked, &world.population, 0);
    assert_eq!(wrong, 0, "differences to brute force");
    table(report, &costs);
    report.row(&[format!("differences to brute force in 1,000 searches on each database: {wrong}")]);
    hold(report, size, &costs);
}

fn hold(report: &mut Report, size: usize, costs: &[(&str, Vec<Cost>)]) {
    let micros = |name: &str| of(costs, name, |it| it.micros);
    let against = |name: &str| ratios(&micros(name), &micros(OURS));
    let (knn, both) = match size {
        0..=10_000 => (6.0, 1.0),
        10_001..=100_000 => (10.0, 1.2),
        _ => (14.0, 1.4),
    };
    report.hold(&format!("{size}: KNN with filters and cap : ours"), Bar::AtLeast(knn), &against(Variant::Knn.name()));
    for variant in [Variant::ByCategory, Variant::ByReach] {
        report.hold(&format!("{size}: {} : ours", variant.name()), Bar::AtLeast(both), &against(variant.name()));
    }
    report.hold(&format!("{size}: SQLite : PostgreSQL"), Bar::AtMost(1.0), &ratios(&micros(ON_SQLITE), &micros(OURS)));
    report.hold(&format!("{size}: statements in a search"), Bar::AtMost(1.1), &of(costs, OURS, |it| it.trips));
}

fn of(costs: &[(&str, Vec<Cost>)], name: &str, figure: impl Fn(&Cost) -> f64) -> Vec<f64> {
    costs.iter().find(|it| it.0 == name).expect("it took its turn").1.iter().map(figure).collect()
}

fn ratios(these: &[f64], those: &[f64]) -> Vec<f64> {
    these.iter().zip(those).map(|(this, that)| this / that).collect()
}

fn table(report: &mut Report, costs: &[(&str, Vec<Cost>)]) {
    let knn = of(costs, Variant::Knn.name(), |it| it.micros);
    for (name, rounds) in costs {
        let all = |figure: fn(&Cost) -> f64| rounds.iter().map(figure).collect::<Vec<_>>();
        let micros = all(|it| it.micros);
        let looked_at: Vec<f64> = rounds.iter().filter_map(|it| it.looked_at).collect();
        report.row(&[
            (*name).to_owned(),
            with_spread(&micros, 0),
            with_spread(&ratios(&knn, &micros), 2),
            with_spread(&all(|it| it.percentile(50).as_secs_f64() * 1e6), 0),
            with_spread(&all(|it| it.percentile(99).as_secs_f64() * 1e6), 0),
            with_spread(&all(|it| it.rows), 1),
            if looked_at.is_empty() { String::new() } else { with_spread(&looked_at, 0) },
            with_spread(&all(|it| it.trips), 2),
        ]);
    }
}

/// Ten times as many people in ten times as many places: the same density.
pub fn growth(report: &mut Report, server: &str, rounds: usize) {
    report.say("\n## The search among ten times as many, at the same density");
    let mut worlds = [World::new(server, 100_000, 1), World::new(server, 1_000_000, 10)];
    for world in &mut worlds {
        let before: Vec<Asked> = (0..BEFORE).map(|_| world.population.asks()).collect();
        ours_on(&world.postgres, Some(()), &before, &world.population);
    }
    let (mut postgres, mut sqlite, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let round: Vec<(Cost, Cost)> = worlds
            .iter_mut()
            .map(|world| {
                let asked: Vec<Asked> = (0..QUERIES).map(|_| world.population.asks()).collect();
                let on_postgres = ours_on(&world.postgres, Some(()), &asked, &world.population);
                (on_postgres, ours_on(&world.sqlite, None, &asked, &world.population))
            })
            .collect();
        if let [small, large] = round.as_slice() {
            postgres.push(large.0.micros / small.0.micros);
            sqlite.push(large.1.micros / small.1.micros);
            rows.push(large.0.looked_at.unwrap_or(f64::NAN) / small.0.looked_at.unwrap_or(f64::NAN));
        }
    }
    let what = "1,000,000 against 100,000 at the same density";
    report.hold(&format!("{what}: CPU on PostgreSQL"), Bar::AtMost(1.7), &postgres);
    report.hold(&format!("{what}: CPU on SQLite"), Bar::AtMost(1.7), &sqlite);
    report.hold(&format!("{what}: rows looked at"), Bar::AtMost(1.1), &rows);
}

diesel::define_sql_function! {
    /// The process that serves this connection.
    fn pg_backend_pid() -> Integer;
}

fn on_postgres(world: &World, asked: &[Asked]) -> Vec<(&'static str, Cost)> {
    let ours = ours_on(&world.postgres, Some(()), asked, &world.population);
    let mut costs = vec![(OURS, ours)];
    let places: Vec<_> = asked.iter().map(|it| it.place.staff_cell().centre()).collect();
    let places: Vec<(f64, f64)> = block_on(world.postgres.read(move |tx| {
        let lambert = |it: &Position, tx: &mut Tx<'_>| {
            let point = format!("ST_Transform(ST_SetSRID(ST_MakePoint({}, {}), 4326), 31370)", it.lon(), it.lat());
            let [x, y] = ["ST_X", "ST_Y"].map(|it| sql::<Double>(&format!("{it}({point})")));
            Ok(diesel::select((x, y)).get_result(tx.conn)?)
        };
        places.iter().map(|it| lambert(it, tx)).collect()
    }));
    for variant in Variant::POSTGIS {
        // Either way to plan, and the better one counts.
        let ways = ["auto", "force_custom_plan"].map(|way| {
            let query = |(asked, at): (&Asked, &(f64, f64))| PostGis::new(variant, asked, *at, &world.population);
            let queries: Vec<_> = asked.iter().zip(&places).map(query).collect();
            block_on(world.postgres.read(move |tx| {
                let backend = backend(tx)?;
                tx.conn.batch_execute(&format!("SET LOCAL plan_cache_mode = {way}"))?;
                Ok(cost(&queries, Some(backend), |it| theirs(tx, it)))
            }))
        });
        let best = ways.into_iter().min_by(|a, b| a.micros.total_cmp(&b.micros)).expect("two ways");
        costs.push((variant.name(), best));
    }
    costs
}

/// The process that serves a connection. Who would work beside it is not counted, so nobody does.
fn backend(tx: &mut Tx<'_>) -> buurtnet::platform::Result<i32> {
    tx.conn.batch_execute("SET max_parallel_workers_per_gather = 0")?;
    Ok(diesel::select(pg_backend_pid()).get_result(tx.conn)?)
}

/// How many entries of the indexes of our table this transaction looked at.
fn looked_at(tx: &mut Tx<'_>) -> buurtnet::platform::Result<f64> {
    let count = "(SELECT sum(pg_stat_get_xact_tuples_returned(indexrelid))::bigint FROM pg_index \
                 WHERE indrelid = 'open_offers'::regclass)";
    let count: i64 = diesel::select(sql::<BigInt>(count)).get_result(tx.conn)?;
    #[expect(clippy::cast_precision_loss, reason = "far below 53 bits")]
    Ok(count as f64)
}

/// What our search costs. `has_backend`: on a database that is another process.
#[expect(clippy::cast_precision_loss, reason = "far below 53 bits")]
fn ours_on(store: &Store, has_backend: Option<()>, asked: &[Asked], population: &Population) -> Cost {
    let searches: Vec<_> = asked.iter().map(|it| search(it, population)).collect();
    let count = asked.len() as f64;
    block_on(store.read(move |tx| {
        let backend = has_backend.map(|()| backend(tx)).transpose()?;
        let before = has_backend.map(|()| looked_at(tx)).transpose()?;
        let statements = Arc::new(AtomicUsize::new(0));
        let counting = statements.clone();
        tx.conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { .. } = event {
                counting.fetch_add(1, Ordering::Relaxed);
            }
        });
        let cost = cost(&searches, backend, |it| ours(tx, it));
        tx.conn.set_instrumentation(|_: InstrumentationEvent<'_>| ());
        let after = has_backend.map(|()| looked_at(tx)).transpose()?;
        let looked_at = before.zip(after).map(|(before, after)| (after - before) / count);
        Ok(Cost { trips: statements.load(Ordering::Relaxed) as f64 / count, looked_at, ..cost })
    }))
}
