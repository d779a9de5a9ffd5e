//! Puts a population into a database: our table as the program fills it, and on PostgreSQL beside it what a user of PostGIS
//! would make of the same people.

use std::io::Write;
use std::process::{Command, Stdio};

use buurtnet::categories::Category;
use buurtnet::db::schema::open_offers as o;
use buurtnet::places::strips::{self, InSpace};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::population::{Helper, Population};

/// What a helper is to somebody who puts them into a table of PostGIS, or into ours: one line for each category.
fn lines(of: &Helper, is_ours: bool) -> impl Iterator<Item = String> {
    let (near, public) = (of.near.centre(), of.cell().centre());
    let (at, public_at) = (InSpace::of(near), InSpace::of(public));
    let (offer, person, slots) = (of.offer, of.person, of.slots);
    let (cell, near_cell, reach) = (of.cell().as_i64(), of.near.as_i64(), strips::reach(of.radius));
    let until = of.vetted_until.map(|it| it.to_string()).unwrap_or_default();
    of.categories.iter().map(move |category| {
        if is_ours {
            let place = strips::key(category.number(), near, of.radius);
            let places = [at.x, at.y, at.z, public_at.x, public_at.y, public_at.z].map(|it| it.to_string()).join(",");
            format!("{place},{offer},{category},{person},{cell},{near_cell},{reach},{places},{slots},{until}\n")
        } else {
            let (number, radius) = (category.number(), of.radius);
            let point = format!("SRID=4326;POINT({} {})", near.lon(), near.lat());
            format!("{number},{offer},{person},{slots},{until},{radius},{point}\n")
        }
    })
}

/// Runs a script, and then feeds lines into a table.
fn psql(url: &str, script: &str, table: &str, mut lines: impl Iterator<Item = String>) {
    let copy = format!("COPY {table} FROM STDIN (FORMAT csv)");
    let mut psql = Command::new("psql");
    psql.args(["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", url, "-c", script, "-c", &copy]);
    let mut running = psql.stdin(Stdio::piped()).spawn().expect("psql, of the PostgreSQL client programs");
    let into = running.stdin.take().expect("its input");
    let mut into = std::io::BufWriter::new(into);
    lines.try_for_each(|it| into.write_all(it.as_bytes())).expect("psql reads");
    drop(into);
    assert!(running.wait().expect("psql ends").success(), "psql failed on {table}");
}

/// Our table on PostgreSQL. The offers themselves are not there: nothing here reads them.
pub fn ours_on_postgres(url: &str, population: &Population) {
    let all = population.helpers.iter().flat_map(|it| lines(it, true));
    psql(url, "SET session_replication_role = replica", "open_offers", all);
    run(url, "VACUUM (ANALYZE) open_offers");
}

/// Runs a script.
pub fn run(url: &str, script: &str) {
    let mut conn = PgConnection::establish(url).expect("a connection");
    for statement in script.split(";\n").filter(|it| !it.trim().is_empty()) {
        conn.batch_execute(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
}

/// The tables of a user of PostGIS: the usual one, one row for each helper, with an index of its places; and the strongest that
/// we know, one row for each category, in the order of places, with an index of category and place; and the same with the box that an offer reaches. What an index
/// holds besides is of no use to PostGIS: a place cannot be read from it, so the table is read in any case. Places are metres of the Belgian Lambert of 1972, so that distances cost nothing.
pub fn postgis(url: &str, population: &Population) {
    run(url, "CREATE EXTENSION IF NOT EXISTS postgis;\nCREATE EXTENSION IF NOT EXISTS btree_gist");
    let all = population.helpers.iter().flat_map(|it| lines(it, false));
    let table = "CREATE UNLOGGED TABLE loaded (category int, offer_id uuid, person_id uuid, slots bigint, \
                 vetted_until timestamptz, radius float8, place geometry)";
    psql(url, table, "loaded", all);
    run(
        url,
        "CREATE TABLE by_category AS SELECT category, offer_id, person_id, slots, vetted_until, radius, \
         ST_Transform(place, 31370) AS geom FROM loaded ORDER BY category, ST_GeoHash(place);\n\
         CREATE INDEX ON by_category USING gist (category, geom);\n\
         CREATE TABLE helper AS SELECT offer_id, person_id, slots, vetted_until, radius, sum(1::bigint << category)::bigint AS \
         categories, geom FROM by_category GROUP BY 1, 2, 3, 4, 5, 7;\n\
         CREATE INDEX ON helper USING gist (geom);\n\
         CREATE TABLE by_reach AS SELECT category, offer_id, person_id, slots, vetted_until, radius, geom, ST_Expand(geom, radius) AS \
         reach FROM by_category;\n\
         CREATE INDEX ON by_reach USING gist (category, reach);\n\
         VACUUM (ANALYZE) by_category;\n\
         VACUUM (ANALYZE) by_reach;\n\
         VACUUM (ANALYZE) helper;\n\
         DROP TABLE loaded",
    );
}

/// Our table on SQLite.
pub fn ours_on_sqlite(path: &str, population: &Population) {
    let mut conn = SqliteConnection::establish(path).expect("the file");
    conn.batch_execute("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF;").expect("pragmas");
    conn.batch_execute("BEGIN").expect("a transaction");
    let place = |it: &Helper, category: Category| strips::key(category.number(), it.near.centre(), it.radius);
    let all = population.helpers.iter().flat_map(|it| it.categories.iter().map(move |category| (it, *category)));
    let mut all: Vec<_> = all.map(|(it, category)| (place(it, category), it, category)).collect();
    // In order it takes a tenth of the time.
    all.sort_unstable_by_key(|it| (it.0, it.1.offer));
    for (place, it, category) in all {
        let (at, public_at) = (InSpace::of(it.near.centre()), InSpace::of(it.cell().centre()));
        diesel::insert_into(o::table)
            .values((
                (o::place.eq(place), o::offer_id.eq(it.offer)),
                (o::category.eq(category), o::person_id.eq(it.person)),
                (o::cell.eq(it.cell().as_i64()), o::near_cell.eq(it.near.as_i64())),
                (o::reach.eq(strips::reach(it.radius)), o::x.eq(at.x), o::y.eq(at.y), o::z.eq(at.z)),
                (o::public_x.eq(public_at.x), o::public_y.eq(public_at.y), o::public_z.eq(public_at.z)),
                (o::slots.eq(it.slots), o::vetted_until.eq(it.vetted_until)),
            ))
            .execute(&mut conn)
            .expect("a row");
    }
    conn.batch_execute("COMMIT; ANALYZE").expect("statistics");
}
