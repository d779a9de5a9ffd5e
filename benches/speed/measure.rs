//! What a run costs: time on a processor, of this thread and of the backend that serves it, and time on the clock.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Nanoseconds that a task was on a processor: this thread, or a process by its id. Waiting for others is not among it.
pub fn on_processor(task: &str) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{task}/schedstat")).expect("a Linux that counts (schedstat)");
    text.split_whitespace().next().and_then(|it| it.parse().ok()).expect("nanoseconds")
}

/// Keeps this thread and the backend that serves it on one processor: else a figure says as much of how two processors wake
/// each other as of the work.
fn keep_together(backend: &str) {
    let thread = std::fs::read_link("/proc/thread-self").expect("a Linux");
    let thread = thread.file_name().expect("its number").to_string_lossy().into_owned();
    for task in [thread.as_str(), backend] {
        let taskset = Command::new("taskset").args(["--cpu-list", "--pid", "0", task]).stdout(Stdio::null()).status();
        assert!(taskset.expect("taskset, of util-linux").success(), "{task} cannot be kept on a processor");
    }
}

/// What a batch of queries cost.
#[derive(Debug, Clone)]
pub struct Cost {
    /// Microseconds of processors for a query.
    pub micros: f64,
    /// The times of each query on the clock, sorted.
    pub times: Vec<Duration>,
    /// How many rows came on average.
    pub rows: f64,
    /// How many statements a query took on average.
    pub trips: f64,
    /// How many rows of the index a query looked at on average, where the database says so.
    pub looked_at: Option<f64>,
}

impl Cost {
    pub fn percentile(&self, share: usize) -> Duration {
        self.times.get((self.times.len() - 1) * share / 100).copied().unwrap_or_default()
    }
}

/// Runs all queries, each of which says how many rows it got. `backend`: the process of the database, if it is another.
#[expect(clippy::cast_precision_loss, reason = "far below 53 bits")]
pub fn cost<Q>(queries: &[Q], backend: Option<i32>, mut ask: impl FnMut(&Q) -> usize) -> Cost {
    if let Some(backend) = backend {
        keep_together(&backend.to_string());
    }
    let spent = || {
        let there = backend.map_or(0, |it| on_processor(&it.to_string()));
        on_processor("thread-self") + there
    };
    let (before, mut rows, mut times) = (spent(), 0, Vec::with_capacity(queries.len()));
    for query in queries {
        let began = Instant::now();
        rows += ask(query);
        times.push(began.elapsed());
    }
    let nanos = spent() - before;
    times.sort_unstable();
    let count = queries.len() as f64;
    let micros = nanos as f64 / 1_000.0 / count;
    Cost { micros, times, rows: rows as f64 / count, trips: 1.0, looked_at: None }
}

/// The median of some numbers, the least and the most.
pub fn spread(numbers: &[f64]) -> (f64, f64, f64) {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
    (at(sorted.len() / 2), at(0), at(sorted.len().saturating_sub(1)))
}
