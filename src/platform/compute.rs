//! Slow work of the processor, such as hashing a password: away from the async workers, and not more of it at once
//! than there are processors, since each takes tens of megabytes.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::{Error, Refusal, Result};
use crate::codes::Code;

/// How many may wait for each that works.
const QUEUE: usize = 32;

/// The way to the processors.
#[derive(Clone)]
pub struct Compute {
    working: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Compute {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { working: Arc::new(Semaphore::new(processors)), waiting: Arc::new(Semaphore::new(processors * QUEUE)) }
    }
}

impl Compute {
    /// Runs `f` when a processor is free.
    ///
    /// # Errors
    /// [`Code::Unavailable`] when too many wait already.
    pub async fn run<T: Send + 'static>(&self, f: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let full = || Error::from(Refusal::new(Code::Unavailable).retry_after(2));
        let _waiting = self.waiting.clone().try_acquire_owned().map_err(|_| full())?;
        let working = self.working.clone().acquire_owned().await.map_err(|_| full())?;
        let work = tokio::task::spawn_blocking(move || {
            let _working = working;
            f()
        });
        work.await.map_err(|_| Error::Inconsistent("slow work panicked".into()))
    }
}
