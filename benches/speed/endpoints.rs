//! Whole calls, sign-in, policy and audit included, beside pgbench that plays every statement of the same call in the same
//! transactions: what the database itself could do.

use std::time::Duration;

use buurtnet::categories::Category;
use buurtnet::ids::PersonId;
use buurtnet::offers::actions as offers;
use buurtnet::people::actions::{self as people, NewAccount, NewHome, NewPerson};
use buurtnet::people::model::{BirthYear, Name};
use buurtnet::places::Position;
use buurtnet::platform::language::Locale;
use buurtnet::policy::{Actor, Grant, Role};
use serde_json::json;

use super::http::{call, keeps_calling};
use super::population::Chance;
use super::report::{Bar, Report, with_spread};
use super::script::{KEY, Listener, Playing, Script};
use super::support::offers::Wished;
use super::support::{Fixture, TestApp, offers as demand, requests};

/// Who can help around there.
const HELPERS: usize = 2_000;
/// How many call at once.
const CALLERS: usize = 8;
const SECONDS: u64 = 3;

/// A call that each of the callers makes again and again.
struct Endpoint {
    name: &'static str,
    bar: f64,
    /// Of each caller: the method, the path, the token, and the body.
    calls: Vec<(&'static str, String, String, String)>,
}

pub fn beside_pgbench(report: &mut Report, server: &str, rounds: usize) {
    let app = TestApp::limited(Fixture::postgres().expect("a server"), 1_000_000_000);
    app.import(include_str!("../../src/demo/neighbourhoods.geojson"), "code", "name");
    fill(&app);
    let endpoints = endpoints(&app);
    super::load::run(&app.fixture.url, "VACUUM (ANALYZE)");
    let folder = tempfile::tempdir().expect("a folder");
    let mut listener = Listener::new(server);
    report.heading(
        "Whole calls",
        &["call", "statements", "calls a second", "pgbench plays all of it, a second", "ours : pgbench"],
    );
    for endpoint in &endpoints {
        let scripts: Vec<Script> = (0..CALLERS)
            .map(|caller| {
                // Statements are prepared, and the search has learnt how far to look.
                for _ in 0..3 {
                    assert_eq!(endpoint.once(&app, caller), 1);
                }
                let mut hear = || listener.hear(|| assert_eq!(endpoint.once(&app, caller), 1));
                let (once, again) = (hear(), hear());
                Script::of(folder.path().join(format!("{}{caller}.sql", endpoint.name)), &once, &again)
            })
            .collect();
        // What is planned while the tables are as good as empty is planned for empty tables.
        endpoint.rate(&app);
        super::load::run(&app.fixture.url, "VACUUM (ANALYZE)");
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            ours.push(endpoint.rate(&app));
            let playing: Vec<_> = scripts.iter().map(|it| it.play(&app.fixture.url, SECONDS)).collect();
            theirs.push(playing.into_iter().map(Playing::end).sum::<f64>());
        }
        let ratios: Vec<f64> = ours.iter().zip(&theirs).map(|(ours, theirs)| ours / theirs).collect();
        report.row(&[
            endpoint.name.to_owned(),
            scripts.first().map_or(0, |it| it.statements).to_string(),
            with_spread(&ours, 0),
            with_spread(&theirs, 0),
            with_spread(&ratios, 2),
        ]);
        report.hold(&format!("{}, of what pgbench plays", endpoint.name), Bar::AtLeast(endpoint.bar), &ratios);
    }
}

impl Endpoint {
    fn text(&self, caller: usize) -> impl Fn() -> String {
        let (method, path, token, body) = self.calls.get(caller).expect("a call for each").clone();
        move || {
            #[expect(clippy::disallowed_methods, reason = "a client's key is no id of the program")]
            let key = uuid::Uuid::now_v7();
            let headers = format!(
                "authorization: Bearer {token}\r\nidempotency-key: {KEY}{key}\r\ncontent-type: application/json\r\n"
            );
            call(method, &path, &headers, &body)
        }
    }

    fn once(&self, app: &TestApp, caller: usize) -> u32 {
        keeps_calling(address(app), Duration::from_nanos(1), self.text(caller))
    }

    /// How many calls a second are answered to all callers together.
    fn rate(&self, app: &TestApp) -> f64 {
        let time = Duration::from_secs(SECONDS);
        let answered: u32 = std::thread::scope(|scope| {
            let text = |caller| self.text(caller);
            let begin = |caller| scope.spawn(move || keeps_calling(address(app), time, text(caller)));
            let all: Vec<_> = (0..CALLERS).map(begin).collect();
            all.into_iter().map(|it| it.join().expect("a caller")).sum()
        });
        f64::from(answered) / time.as_secs_f64()
    }
}

fn address(app: &TestApp) -> &str {
    app.base().trim_start_matches("http://")
}

fn token(app: &TestApp, id: PersonId) -> String {
    let session = app.write(move |tx| people::begin_session(tx, id)).refresh.session;
    app.tokens.issue(id, session, app.now()).expect("a token")
}

fn endpoints(app: &TestApp) -> Vec<Endpoint> {
    let team = app.buurtwerker("Fatima", app.neighbourhood("DEMO-01"));
    let team = token(app, team.id);
    let (mut suggestions, mut read, mut submit) = (Vec::new(), Vec::new(), Vec::new());
    for caller in 0..CALLERS {
        let resident = app.resident(&format!("Asker{caller}"));
        let own = token(app, resident.id);
        let at = Position::new(51.04, 4.475).expect("a position");
        let asked =
            app.wishes(&Wished { person: resident.id, category: Category::Groceries, at, wish: demand::wish() });
        suggestions.push(("GET", format!("/v1/requests/{asked}/suggestions"), team.clone(), String::new()));
        let wish = requests::wish("groceries");
        let made = resident.asks(wish.clone());
        read.push(("GET", made.path, own.clone(), String::new()));
        submit.push(("POST", "/v1/requests".to_owned(), own, wish.to_string()));
    }
    vec![
        Endpoint { name: "suggestions", bar: 0.70, calls: suggestions },
        Endpoint { name: "read", bar: 0.5, calls: read },
        Endpoint { name: "submit", bar: 0.6, calls: submit },
    ]
}

/// Helpers who live around the demo, made with the actions of the program: all that a call reads is there.
fn fill(app: &TestApp) {
    for from in (0..HELPERS).step_by(100) {
        app.write(move |tx| {
            let mut chance = Chance::new(u64::try_from(from).unwrap_or(1));
            for number in from..from + 100 {
                let new = NewAccount {
                    email: format!("helper{number}@buurt.example").parse().expect("an address"),
                    password_hash: "none".into(),
                    person: NewPerson {
                        name: Name { first: "Mia".parse().expect("a name"), last: "Claes".parse().expect("a name") },
                        birth_year: BirthYear::new(1970).expect("a year"),
                        languages: serde_json::from_value(json!([{ "tag": "nl", "level": "good" }]))
                            .expect("languages"),
                        locale: Locale::Dutch,
                    },
                };
                let id = people::vouch(tx, &new)?;
                let (north, east) = (chance.share() - 0.5, chance.share() - 0.5);
                let home = Position::new(51.04 + 0.09 * north, 4.475 + 0.14 * east).expect("a position");
                let actor = Actor::of(id, vec![Grant::of(Role::Resident)]);
                people::move_home(tx, &actor, id, &NewHome { position: home, address: None, roughly: false })?;
                let mut terms = demand::help_with(&["groceries", "walk"]);
                terms["radiusMetres"] = json!(1_000 + chance.below(4_000));
                terms["languages"] = json!([]);
                let terms = serde_json::from_value(terms).expect("terms");
                let offer = offers::submit(tx, &actor, None, terms)?;
                offers::approve(tx, &Actor::system(), offer)?;
            }
            Ok(())
        });
    }
}
