//! A fault at any statement of any call: the program panics, the database refuses, the connection is cut. The database
//! is then as before the call, and the call can be made again.
//!
//! The stories are played by faulty applications here; with `BUURTNET_TRUST=faults` every test is.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::stories::{Scene, the_main_story};
use crate::support::TestApp;
use crate::support::fixture::{Fixture, execute};
use crate::support::story::asks_for_groceries;
use crate::support::trust::rounds;

/// At every statement in the full run, else at a twentieth of them.
fn faulty(fixture: Fixture) -> TestApp {
    TestApp::faulty(fixture, 20 / rounds(20))
}

both! {
    with faulty;

    fn no_step_of_the_main_story_is_ever_left_in_the_middle(t) {
        the_main_story(t, &Scene::demo());
        assert!(t.faults.as_ref().unwrap().tried() > 50, "calls were made to fail");
    }

    /// The control: what is left in the middle is seen.
    fn a_call_that_writes_twice_is_seen(t) {
        let an = t.resident("An");
        let faults = t.faults.as_ref().unwrap();
        let twice = || {
            execute(&t.fixture.url, "UPDATE people SET version = version + 1");
            Ok(()).into()
        };
        let seen = catch_unwind(AssertUnwindSafe(|| faults.before(twice))).unwrap_err();
        let said = seen.downcast_ref::<String>().unwrap();
        assert!(said.contains("left it in the middle"), "{said}");
        asks_for_groceries(&an);
    }
}
