//! How much a search for helpers costs, beside PostGIS on the same PostgreSQL and the same people. `just bench` runs it; what it
//! prints is a table for docs/results.
//!
//! Every figure that counts is a ratio inside one round, in which all take their turn. `BUURTNET_BENCH_SIZES` says how many
//! helpers (10000,100000,1000000), `BUURTNET_BENCH_ROUNDS` how many rounds (5).

#![expect(clippy::expect_used, clippy::panic, reason = "a bench that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "it prints a table")]
#![expect(clippy::disallowed_methods, reason = "it is told what to do as the tests are, and has no flags")]

mod brute;
mod load;
mod measure;
mod population;
mod variants;

use buurtnet::app::open_with;
use buurtnet::clock::Clock;
use buurtnet::db::{Target, migrate};
use buurtnet::places::Position;
use buurtnet::platform::ring::KeyRing;
use buurtnet::platform::{Store, Tx};
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Double;
use measure::{Cost, cost, spread};
use population::{Asked, Population};
use variants::{PostGis, Variant, ours, search, theirs};

/// How many queries each takes in a round.
const QUERIES: usize = 400;

fn number(name: &str, usual: &str) -> Vec<usize> {
    let text = std::env::var(name).unwrap_or_else(|_| usual.to_owned());
    text.split(',').map(|it| it.trim().parse().unwrap_or_else(|_| panic!("{name}: {it:?} is no number"))).collect()
}

fn main() {
    let server = std::env::var("BUURTNET_TEST_POSTGRES").expect("a PostgreSQL: run it by `just bench`");
    let rounds = number("BUURTNET_BENCH_ROUNDS", "5").first().copied().unwrap_or(5);
    println!("| helpers | what | CPU µs | ratio to KNN with the cap | p50 µs | p99 µs | found | rows looked at |");
    println!("|---|---|---|---|---|---|---|---|");
    for size in number("BUURTNET_BENCH_SIZES", "10000,100000,1000000") {
        run(&server, size, rounds);
    }
    growth(&server, rounds);
}

/// A population in both databases, as the program fills them.
struct World {
    population: Population,
    url: String,
    postgres: Store,
    sqlite: Store,
    _folder: tempfile::TempDir,
}

impl World {
    fn new(server: &str, size: usize, regions: usize) -> Self {
        let population = Population::new(size, regions, 1);
        let name = format!("speed_{size}_{regions}");
        load::run(server, &format!("DROP DATABASE IF EXISTS {name};\nCREATE DATABASE {name}"));
        let url = format!("{}/{name}", server.rsplit_once('/').expect("a database in the URL").0);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("speed.db");
        let file = format!("sqlite://{}", path.display());
        let (postgres, sqlite) = (Target::parse(&url).expect("a URL"), Target::parse(&file).expect("a URL"));
        for target in [&postgres, &sqlite] {
            migrate(target).expect("the schema");
        }
        load::ours_on_postgres(&url, &population);
        load::ours_on_sqlite(&path.to_string_lossy(), &population);
        let ring = KeyRing::make(&folder.path().join("keys")).expect("keys");
        let open = |target| open_with(target, &ring, Clock::System, 1).expect("the database opens");
        Self { url, postgres: open(&postgres), sqlite: open(&sqlite), population, _folder: folder }
    }
}

fn run(server: &str, size: usize, rounds: usize) {
    let mut world = World::new(server, size, 1);
    load::postgis(&world.url, &world.population);
    let keys = brute::Keys::of(&world.population);
    let mut costs: Vec<(&str, Vec<Cost>)> = Vec::new();
    let mut looked_at = 0.0;
    for _ in 0..rounds {
        let asked: Vec<Asked> = (0..QUERIES).map(|_| world.population.asks()).collect();
        looked_at = keys.looked_at(&asked);
        let mut round = on_postgres(&world, &asked);
        round.push(("Buurtnet: strips, on SQLite", ours_on(&world.sqlite, None, &asked, &world.population)));
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
    table(size, &costs, looked_at);
    println!("| {size} | differences to brute force in 1,000 searches on each database | {wrong} | | | | | |");
}

/// Ten times as many people in ten times as many places: the same density.
fn growth(server: &str, rounds: usize) {
    let mut worlds = [World::new(server, 100_000, 1), World::new(server, 1_000_000, 10)];
    let (mut postgres, mut sqlite, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    let keys: Vec<_> = worlds.iter().map(|it| brute::Keys::of(&it.population)).collect();
    for _ in 0..rounds {
        let mut round = Vec::new();
        for (world, keys) in worlds.iter_mut().zip(&keys) {
            let asked: Vec<Asked> = (0..QUERIES).map(|_| world.population.asks()).collect();
            let on_postgres = ours_on(&world.postgres, Some(()), &asked, &world.population);
            let on_sqlite = ours_on(&world.sqlite, None, &asked, &world.population);
            round.push((on_postgres.micros, on_sqlite.micros, keys.looked_at(&asked)));
        }
        if let [small, large] = round.as_slice() {
            postgres.push(large.0 / small.0);
            sqlite.push(large.1 / small.1);
            rows.push(large.2 / small.2);
        }
    }
    println!("\n| 1,000,000 against 100,000 at the same density | median | least | most |\n|---|---|---|---|");
    for (what, ratios) in [("CPU on PostgreSQL", postgres), ("CPU on SQLite", sqlite), ("rows looked at", rows)] {
        let (median, least, most) = spread(&ratios);
        println!("| {what} | {median:.2} | {least:.2} | {most:.2} |");
    }
}

fn table(size: usize, costs: &[(&str, Vec<Cost>)], looked_at: f64) {
    let knn: Vec<f64> = costs
        .iter()
        .find(|it| it.0 == Variant::Knn.name())
        .expect("the measure")
        .1
        .iter()
        .map(|it| it.micros)
        .collect();
    for (name, rounds) in costs {
        let micros: Vec<f64> = rounds.iter().map(|it| it.micros).collect();
        let ratios: Vec<f64> = knn.iter().zip(&micros).map(|(knn, own)| knn / own).collect();
        let (ratio, least, most) = spread(&ratios);
        let (median, low, high) = spread(&micros);
        let of =
            |share| spread(&rounds.iter().map(|it| it.percentile(share).as_secs_f64() * 1e6).collect::<Vec<_>>()).0;
        let found = spread(&rounds.iter().map(|it| it.rows).collect::<Vec<_>>()).0;
        let rows = if name.starts_with("Buurtnet") { format!("{looked_at:.0}") } else { String::new() };
        println!(
            "| {size} | {name} | {median:.0} ({low:.0}–{high:.0}) | {ratio:.2} ({least:.2}–{most:.2}) | {:.0} | {:.0} | {found:.1} | {rows} |",
            of(50),
            of(99),
        );
    }
}

diesel::define_sql_function! {
    /// The process that serves this connection.
    fn pg_backend_pid() -> Integer;
}

fn on_postgres(world: &World, asked: &[Asked]) -> Vec<(&'static str, Cost)> {
    let ours = ours_on(&world.postgres, Some(()), asked, &world.population);
    let mut costs = vec![(Variant::Strips.name(), ours)];
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

/// What our search costs. `has_backend`: on a database that is another process.
fn ours_on(store: &Store, has_backend: Option<()>, asked: &[Asked], population: &Population) -> Cost {
    let searches: Vec<_> = asked.iter().map(|it| search(it, population)).collect();
    block_on(store.read(move |tx| {
        let backend = has_backend.map(|()| backend(tx)).transpose()?;
        Ok(cost(&searches, backend, |it| ours(tx, it)))
    }))
}

fn block_on<T>(future: impl Future<Output = buurtnet::platform::Result<T>>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future).expect("the database answers")
}
