//! A population in both databases, as the program fills them.

use buurtnet::app::open_with;
use buurtnet::clock::Clock;
use buurtnet::db::{Target, migrate};
use buurtnet::platform::Store;
use buurtnet::platform::ring::KeyRing;

use super::load;
use super::population::Population;

pub struct World {
    pub population: Population,
    pub url: String,
    pub postgres: Store,
    pub sqlite: Store,
    _folder: tempfile::TempDir,
}

/// An empty database of this name on a server: its URL.
pub fn empty_database(server: &str, name: &str) -> String {
    load::run(server, &format!("DROP DATABASE IF EXISTS {name};\nCREATE DATABASE {name}"));
    format!("{}/{name}", server.rsplit_once('/').expect("a database in the URL").0)
}

impl World {
    pub fn new(server: &str, size: usize, regions: usize) -> Self {
        let population = Population::new(size, regions, 1);
        let url = empty_database(server, &format!("speed_{size}_{regions}"));
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

pub fn block_on<T>(future: impl Future<Output = buurtnet::platform::Result<T>>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future).expect("the database answers")
}
