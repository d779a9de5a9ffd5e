//! The audit log: numbered without gaps however many write, and a row that was changed or taken away is found.

use serde_json::json;

use crate::support::TestApp;
use crate::support::fixture::{dump, execute};
use crate::support::trust::{at_once, rounds};

/// The numbers of the sealed rows, in order.
fn numbers(t: &TestApp) -> Vec<i64> {
    let rows = dump(&t.fixture.url).remove("audit").unwrap();
    let number = |row: &String| {
        let sqlite = row.split("number=").nth(1).and_then(|it| it.split(',').next());
        let field = if row.starts_with('(') { row.split(',').nth(1) } else { sqlite };
        field.and_then(|it| it.parse().ok())
    };
    let mut numbers: Vec<i64> =
        rows.iter().map(|row| number(row).unwrap_or_else(|| panic!("not sealed: {row}"))).collect();
    numbers.sort_unstable();
    numbers
}

fn broken(t: &TestApp) -> Option<i64> {
    t.write(buurtnet::audit::verify)
}

both! {
    with TestApp::start;

    fn eight_writers_leave_no_gap(t) {
        let people: Vec<_> = (0..8).map(|it| t.newcomer(&format!("Person{it}"))).collect();
        let sealing = |_: usize| t.write(buurtnet::audit::seal);
        at_once(9, |it| match people.get(it) {
            Some(person) => {
                for round in 0..rounds(200) {
                    let name = json!({ "firstName": format!("Name {round}") });
                    person.if_match("*").patch("/v1/me", name).ok(200);
                }
            }
            None => {
                for round in 0..rounds(400) {
                    sealing(round);
                }
            }
        });
        t.works();
        let numbers = numbers(t);
        let expected: Vec<_> = (1..=i64::try_from(numbers.len()).unwrap()).collect();
        assert_eq!(numbers, expected);
        assert!(numbers.len() >= 8 * rounds(200));
        assert_eq!(broken(t), None);
    }

    fn two_sealers_at_once_number_each_row_once(t) {
        let ada = t.newcomer("Ada");
        for _ in 0..20 {
            ada.if_match("*").patch("/v1/me", json!({ "lastName": "Peeters" })).ok(200);
        }
        let sealed: usize = at_once(4, |_| t.write(buurtnet::audit::seal)).into_iter().sum();
        let numbers = numbers(t);
        assert_eq!(sealed, numbers.len());
        assert_eq!(broken(t), None);
    }

    fn a_changed_row_is_found(t) {
        t.resident("Ada");
        t.works();
        assert_eq!(broken(t), None);
        execute(&t.fixture.url, "UPDATE audit SET event = 'person.left' WHERE number = 3");
        assert_eq!(broken(t), Some(3));
    }

    fn a_row_that_was_taken_away_is_found_also_at_the_end(t) {
        t.resident("Ada");
        t.works();
        let last = *numbers(t).last().unwrap();
        execute(&t.fixture.url, &format!("DELETE FROM audit WHERE number = {last}"));
        assert_eq!(broken(t), Some(last));
        execute(&t.fixture.url, "DELETE FROM audit WHERE number = 2");
        assert_eq!(broken(t), Some(2));
    }

    fn two_rows_that_changed_places_are_found(t) {
        t.resident("Ada");
        t.works();
        execute(&t.fixture.url, "UPDATE audit SET number = -1 WHERE number = 1; \
            UPDATE audit SET number = 1 WHERE number = 2; UPDATE audit SET number = 2 WHERE number = -1");
        assert_eq!(broken(t), Some(1));
    }
}
