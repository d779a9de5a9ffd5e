//! Pages of lists in a town and in a region: the same neighbourhood beside nothing else, and beside a thousand others with a
//! million rows.

use std::time::Instant;

use chrono::TimeDelta;

use super::report::{Bar, Report, with_spread};
use super::support::fixture::{Backend, Conn};
use super::support::offers::help_with;
use super::support::requests::{Asked, wish, with};
use super::support::{Fixture, Person, TestApp};
use serde_json::json;

/// How many other neighbourhoods there are.
const NEIGHBOURHOODS: usize = 1_000;
/// How many people live there.
const PEOPLE: usize = 100_000;
/// How many requests, matches and lines of the audit log each of them has.
const EACH: usize = 10;
/// How often a page is asked for in a round.
const CALLS: usize = 40;

pub fn growth(report: &mut Report, rounds: usize) {
    report.heading(
        "Pages beside a million rows",
        &[
            "database",
            "page",
            "alone, µs",
            "beside 1,000 neighbourhoods, 1,000,000 requests, matches and audit lines, µs",
            "ratio",
        ],
    );
    for backend in [Backend::Postgres, Backend::Sqlite] {
        let fixture = || match backend {
            Backend::Postgres => Fixture::postgres().expect("a server"),
            Backend::Sqlite => Fixture::sqlite(),
        };
        let (alone, beside) = (Town::new(fixture()), Town::new(fixture()));
        beside.grows(backend);
        for page in PAGES {
            // Statements are prepared and the pages of the database are in memory.
            for town in [&alone, &beside] {
                town.micros(page);
            }
            let (mut small, mut large) = (Vec::new(), Vec::new());
            for _ in 0..rounds {
                small.push(alone.micros(page));
                large.push(beside.micros(page));
            }
            let ratios: Vec<f64> = small.iter().zip(&large).map(|(small, large)| large / small).collect();
            report.row(&[
                format!("{backend:?}"),
                page.name.to_owned(),
                with_spread(&small, 0),
                with_spread(&large, 0),
                with_spread(&ratios, 2),
            ]);
            report.hold(
                &format!("{backend:?}, {}: beside a million rows : alone", page.name),
                Bar::AtMost(1.7),
                &ratios,
            );
        }
    }
}

#[derive(Clone, Copy)]
struct Page {
    name: &'static str,
    path: &'static str,
    is_of_team: bool,
}

const PAGES: [Page; 6] = [
    Page { name: "the queue", path: "/v1/moderation/queue", is_of_team: true },
    Page { name: "follow-ups", path: "/v1/followUps", is_of_team: true },
    Page { name: "requests of the team", path: "/v1/requests?view=neighbourhood", is_of_team: true },
    Page { name: "matches of the team", path: "/v1/matches?view=neighbourhood", is_of_team: true },
    Page { name: "nearby", path: "/v1/requests?view=nearby", is_of_team: false },
    Page { name: "who saw my data", path: "/v1/me/accessLog", is_of_team: false },
];

struct Town {
    app: TestApp,
    katrien: Person,
    an: Person,
}

impl Town {
    /// A neighbourhood with some of everything.
    fn new(fixture: Fixture) -> Self {
        let app = TestApp::start(fixture);
        let here = app.neighbourhood("DEMO-01");
        app.decides(here, json!({ "waysToMatch": ["buurtwerker", "nearby"] }));
        let (katrien, an) = (app.buurtwerker("Katrien", here), app.resident("An"));
        for number in 0..30 {
            let asks = app.resident(&format!("Asks{number}"));
            asks.asks_for("groceries");
            asks.lets_neighbours_see();
            let open = asks.asks(with(wish("walk"), json!({ "visibility": "nearby", "publicText": "Wie stapt mee?" })));
            katrien.does("approve", &open).ok(200);
            let helps = app.helper(&format!("Helps{number}"), 50, help_with(&["walk"])).1;
            let proposal = json!({ "requestId": open.id, "offerId": helps.rsplit('/').next() });
            katrien.post("/v1/matches", proposal).ok(201);
            katrien.get(&open.path).ok(200);
        }
        let words = json!({ "text": { "lang": "nl", "text": "Graag voor de middag." } });
        let own = an.asks(with(wish("groceries"), words));
        for _ in 0..30 {
            katrien.get(&own.path).ok(200);
        }
        // What was asked waits too long for a first look.
        app.passes(TimeDelta::days(4));
        app.works();
        let (katrien, an) = (app.again(&katrien), app.again(&an));
        Self { app, katrien, an }
    }

    /// The median time of a page on the clock, in microseconds.
    fn micros(&self, page: Page) -> f64 {
        let who = if page.is_of_team { &self.katrien } else { &self.an };
        let mut times: Vec<f64> = (0..CALLS)
            .map(|_| {
                let began = Instant::now();
                let shown = who.get(page.path).ok(200);
                let took = began.elapsed().as_secs_f64() * 1e6;
                assert!(!shown.field("items").as_array().expect("a page").is_empty(), "{} is empty", page.name);
                took
            })
            .collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    }

    /// A region grows around it.
    fn grows(&self, backend: Backend) {
        let ended = self.ended();
        let mut rows = Rows { conn: Conn::open(&self.app.fixture.url), backend };
        let id = rows.fresh_id();
        let (template, ended) = (rows.literal(&self.an.id.uuid()), rows.literal(&ended.id.uuid()));
        rows.conn.execute(
            "CREATE TABLE numbers (n INTEGER PRIMARY KEY, person_id BYTES, other_id BYTES, neighbourhood_id BYTES)"
                .replace("BYTES", rows.id_type())
                .as_str(),
        );
        let series = rows.series(PEOPLE);
        rows.conn.execute(&format!(
            "INSERT INTO numbers (n, person_id, other_id) SELECT n, {id}, {id} FROM ({series}) AS s"
        ));
        rows.multiply(
            "neighbourhoods",
            &format!("neighbourhoods AS t, numbers WHERE t.code = 'DEMO-03' AND n < {NEIGHBOURHOODS}"),
            &[("id", "numbers.other_id"), ("code", "'N' || numbers.n"), ("name", "'N' || numbers.n")],
        );
        rows.conn.execute(&format!(
            "UPDATE numbers SET neighbourhood_id = (SELECT other_id FROM numbers AS o WHERE o.n = numbers.n % {NEIGHBOURHOODS})"
        ));
        rows.multiply(
            "people",
            &format!("people AS t, numbers WHERE t.id = {template}"),
            &[("id", "numbers.person_id"), ("neighbourhood_id", "numbers.neighbourhood_id")],
        );
        // Who is asked is the next one.
        rows.conn.execute(&format!(
            "UPDATE numbers SET other_id = (SELECT person_id FROM numbers AS o WHERE o.n = (numbers.n + 1) % {PEOPLE})"
        ));
        let times = rows.series(EACH);
        let around = |table: &str, only: &str| format!("{table} AS t, numbers, ({times}) AS times WHERE {only}");
        let elsewhere =
            [("id", id), ("person_id", "numbers.person_id"), ("neighbourhood_id", "numbers.neighbourhood_id")];
        // One in ten lives; of these half wait for a first look, and half are open.
        rows.multiply("requests", &around("requests", &format!("t.id = {ended} AND times.n > 0")), &elsewhere);
        let living = |state: &str, parity: usize| {
            let template = format!("(SELECT id FROM requests WHERE state = '{state}' ORDER BY id LIMIT 1)");
            around("requests", &format!("t.id = {template} AND times.n = 0 AND numbers.n % 2 = {parity}"))
        };
        rows.multiply("requests", &living("submitted", 0), &elsewhere);
        let far = [elsewhere.as_slice(), &[("nearby_cell", "t.nearby_cell + 1 + numbers.n")]].concat();
        rows.multiply("requests", &living("open", 1), &far);
        let on = "t.id = (SELECT id FROM matches ORDER BY id LIMIT 1) AND r.person_id = numbers.person_id";
        rows.multiply(
            "matches",
            &format!("matches AS t, requests AS r, numbers WHERE {on}"),
            &[
                ("id", id),
                ("request_id", "r.id"),
                ("requester_id", "numbers.person_id"),
                ("helper_id", "numbers.other_id"),
                ("neighbourhood_id", "numbers.neighbourhood_id"),
                ("state", "'declined'"),
            ],
        );
        rows.multiply(
            "audit",
            &around("audit", "t.id = (SELECT max(id) FROM audit WHERE event = 'request.disclosed')")
                .replace("max(id)", rows.last_id()),
            &[
                ("id", id),
                ("number", "NULL"),
                ("hash", "NULL"),
                ("actor", "numbers.person_id"),
                ("object", "numbers.other_id"),
                ("neighbourhood_id", "numbers.neighbourhood_id"),
            ],
        );
        rows.conn.execute("ANALYZE");
    }

    /// A request that was helped.
    fn ended(&self) -> Asked {
        let asked = self.an.asks_for("groceries");
        self.katrien.does("approve", &asked).ok(200);
        self.an.does("fulfil", &asked).ok(200);
        asked
    }
}

/// Makes many rows of one.
struct Rows {
    conn: Conn,
    backend: Backend,
}

impl Rows {
    const fn id_type(&self) -> &'static str {
        match self.backend {
            Backend::Postgres => "uuid",
            Backend::Sqlite => "BLOB",
        }
    }

    const fn fresh_id(&self) -> &'static str {
        match self.backend {
            Backend::Postgres => "gen_random_uuid()",
            Backend::Sqlite => "randomblob(16)",
        }
    }

    /// PostgreSQL has no greatest of ids.
    const fn last_id(&self) -> &'static str {
        match self.backend {
            Backend::Postgres => "(array_agg(id ORDER BY id DESC))[1]",
            Backend::Sqlite => "max(id)",
        }
    }

    fn literal(&self, id: &uuid::Uuid) -> String {
        match self.backend {
            Backend::Postgres => format!("'{id}'"),
            Backend::Sqlite => format!("x'{}'", id.simple()),
        }
    }

    /// The numbers below one, as `n`.
    fn series(&self, end: usize) -> String {
        match self.backend {
            Backend::Postgres => format!("SELECT n FROM generate_series(0, {}) AS n", end - 1),
            Backend::Sqlite => format!(
                "WITH RECURSIVE s (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {}) SELECT n FROM s",
                end - 1
            ),
        }
    }

    /// Puts a row of the table, as `t`, for each that `from` gives, with other values in some columns.
    fn multiply(&mut self, table: &str, from: &str, changes: &[(&str, &str)]) {
        let columns = match self.backend {
            Backend::Postgres => format!(
                "SELECT column_name::text AS name, '' AS line FROM information_schema.columns WHERE table_name = '{table}'"
            ),
            Backend::Sqlite => format!("SELECT name, '' AS line FROM pragma_table_info('{table}')"),
        };
        let columns: Vec<String> = self.conn.lines(&columns).into_iter().map(|it| it.name).collect();
        let value = |column: &String| {
            let change = changes.iter().find(|it| it.0 == column);
            change.map_or_else(|| format!("t.{column}"), |it| it.1.to_owned())
        };
        let values: Vec<String> = columns.iter().map(value).collect();
        let (columns, values) = (columns.join(", "), values.join(", "));
        self.conn.execute(&format!("INSERT INTO {table} ({columns}) SELECT {values} FROM {from}"));
    }
}
