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
use buurtnet::ids::PersonId;
use buurtnet::platform::Store;
use buurtnet::platform::ring::KeyRing;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
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
}

fn run(server: &str, size: usize, rounds: usize) {
    let mut population = Population::new(size, 1);
    let name = format!("speed_{size}");
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
    load::postgis(&url, &population);
    load::ours_on_sqlite(&path.to_string_lossy(), &population);
    let ring = KeyRing::make(&folder.path().join("keys")).expect("keys");
    let open = |target| open_with(target, &ring, Clock::System, 1).expect("the database opens");
    let (postgres, sqlite) = (open(&postgres), open(&sqlite));
    let keys = brute::Keys::of(&population);
    let mut costs: Vec<(&str, Vec<Cost>)> = Vec::new();
    let mut looked_at = 0.0;
    for _ in 0..rounds {
        let asked: Vec<Asked> = (0..QUERIES).map(|_| population.asks()).collect();
        looked_at = keys.looked_at(&asked);
        let mut round = on_postgres(&postgres, &url, &asked, &population);
        round.push(("Buurtnet: strips, on SQLite", on_sqlite(&sqlite, &asked, &population)));
        for (at, (name, cost)) in round.into_iter().enumerate() {
            if costs.len() == at {
                costs.push((name, Vec::new()));
            }
            costs.get_mut(at).expect("as many in each round").1.push(cost);
        }
    }
    let wrong = brute::differences(&[&postgres, &sqlite], &mut population);
    table(size, &costs, looked_at);
    println!("| {size} | differences to brute force in 1,000 searches on each database | {wrong} | | | | | |");
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

fn on_postgres(store: &Store, url: &str, asked: &[Asked], population: &Population) -> Vec<(&'static str, Cost)> {
    let by: Vec<PersonId> = asked.iter().map(|_| PersonId::fresh()).collect();
    let blocks = by.iter().zip(asked).flat_map(|(by, asked)| {
        asked
            .blocked
            .iter()
            .filter_map(|it| population.helpers.get(*it))
            .map(move |it| format!("('{by}', '{}')", it.person))
    });
    let blocks: Vec<String> = blocks.collect();
    load::run(
        url,
        &format!(
            "TRUNCATE block;\nINSERT INTO block VALUES {} ON CONFLICT DO NOTHING;\nVACUUM ANALYZE block",
            blocks.join(",")
        ),
    );
    let searches: Vec<_> = asked.iter().map(|it| search(it, population)).collect();
    let theirs_asked: Vec<Vec<PostGis>> = Variant::POSTGRES
        .iter()
        .map(|variant| asked.iter().zip(&by).map(|(asked, by)| PostGis::new(*variant, asked, *by)).collect())
        .collect();
    block_on(store.read(move |tx| {
        let backend: i32 = diesel::select(pg_backend_pid()).get_result(tx.conn)?;
        // Who would work beside it is not counted here.
        tx.conn.batch_execute("SET max_parallel_workers_per_gather = 0")?;
        let mut costs = Vec::new();
        for (variant, queries) in Variant::POSTGRES.iter().zip(&theirs_asked) {
            let spent = match variant {
                Variant::Strips => cost(&searches, Some(backend), |it| ours(tx, it)),
                Variant::Knn | Variant::ByCategory | Variant::ByCategoryWithin | Variant::ByReach => {
                    cost(queries, Some(backend), |it| theirs(tx, it))
                }
            };
            costs.push((variant.name(), spent));
        }
        Ok(costs)
    }))
}

fn on_sqlite(store: &Store, asked: &[Asked], population: &Population) -> Cost {
    let searches: Vec<_> = asked.iter().map(|it| search(it, population)).collect();
    block_on(store.read(move |tx| Ok(cost(&searches, None, |it| ours(tx, it)))))
}

fn block_on<T>(future: impl Future<Output = buurtnet::platform::Result<T>>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future).expect("the database answers")
}
