//! The list of what waits takes about as long with ten thousand requests in the database as with a hundred.

use std::time::{Duration, Instant};

use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::fixture::{Backend, execute};

/// How often a page is asked for; the fastest counts, since whatever else the machine does only makes it slower.
const TIMES: usize = 15;
/// What is allowed.
const MOST: f64 = 3.0;

/// So many requests more, like those that are there.
fn grows(t: &TestApp, count: usize) {
    let id = if t.fixture.backend == Backend::Sqlite { "randomblob(16)" } else { "gen_random_uuid()" };
    let rest = "person_id, neighbourhood_id, state, category, urgency, wish, entered_by, helpers_wanted, \
                helpers_agreed, first_in_queue, state_since, ever_helped, version, created_at, updated_at";
    execute(
        &t.fixture.url,
        &format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
             INSERT INTO requests (id, {rest}) SELECT {id}, {rest} FROM n, \
             (SELECT * FROM requests ORDER BY id LIMIT 1) AS first"
        ),
    );
    execute(&t.fixture.url, "ANALYZE");
}

fn takes(desk: &Browser, path: &str) -> Duration {
    let one = || {
        let begun = Instant::now();
        desk.asks(path, None).ok(200);
        begun.elapsed()
    };
    (0..TIMES).map(|_| one()).min().expect("a time")
}

/// How many rows a page of the list has.
fn rows(desk: &Browser) -> usize {
    desk.opens("/console/queue").text.matches("href=\"/console/requests/").count()
}

both! {
    with TestApp::start;

    fn the_list_takes_no_longer_when_a_hundred_times_as_much_waits(t) {
        t.resident("Ada").asks_for("groceries");
        let desk = Browser::signed_in(t, &t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        grows(t, 99);
        assert_eq!(rows(&desk), 50);
        let (page, news) = ("/console/queue", "/console/queue/news?since=0");
        let few = [takes(&desk, page), takes(&desk, news)];
        grows(t, 9_900);
        assert_eq!(rows(&desk), 50);
        let many = [takes(&desk, page), takes(&desk, news)];
        for ((few, many), what) in few.into_iter().zip(many).zip(["the list", "what is new"]) {
            let ratio = many.as_secs_f64() / few.as_secs_f64();
            assert!(ratio <= MOST, "{what}: {ratio:.2} times {few:?}");
        }
        // A page that showed all of them would be seen here.
        let mut whole = Duration::ZERO;
        let mut next = Some(page.to_owned());
        while let Some(path) = next {
            let begun = Instant::now();
            let text = desk.opens(&path).text;
            whole += begun.elapsed();
            let further = text.split("href=\"/console/queue?after=").nth(1).and_then(|it| it.split('"').next());
            next = further.map(|it| format!("/console/queue?after={it}"));
        }
        assert!(whole.as_secs_f64() / few[0].as_secs_f64() > MOST, "the measure sees what grows: {whole:?}");
    }
}
