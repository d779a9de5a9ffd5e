//! How a transaction gets from an async worker to a connection and back: one thread per connection, fed by a bounded
//! queue, with an exact waiting time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use tokio::sync::oneshot;

use super::connect::{Manager, is_broken};
use super::{AnyConnection, Error, Fault, Mode, Options, Result, Target, retry, transaction};

/// A set of connections and the way to them. Its threads end when the last clone is gone.
#[derive(Clone)]
pub(super) struct Lane {
    jobs: flume::Sender<Job>,
    wait: Duration,
}

/// More than this and the database is not going to catch up within the wait.
const QUEUE: usize = 1024;

type Job = Box<dyn FnOnce(&Manager, &mut Option<AnyConnection>) + Send>;

impl Lane {
    pub(super) fn open(target: &Target, mode: Mode, size: u32, options: &Options) -> Result<Self> {
        let (jobs, queue) = flume::bounded(QUEUE);
        for _ in 0..size {
            let (queue, target, master_key) = (queue.clone(), target.clone(), options.master_key.clone());
            let manager = Manager { target, mode, master_key, alone: options.alone };
            std::thread::Builder::new()
                .name("database".into())
                .spawn(move || serve(&queue, &manager))
                .map_err(|error| Error::Unavailable(format!("no thread for a connection: {error}")))?;
        }
        Ok(Self { jobs, wait: options.wait })
    }

    pub(super) async fn run<T, E, F>(&self, mode: Mode, mut f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Fault,
        F: FnMut(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    {
        let (reply, mut answer) = oneshot::channel();
        // Whoever sets this first decides: the thread that begins, or the caller that stops waiting.
        let begun = Arc::new(AtomicBool::new(false));
        let caller = begun.clone();
        let job: Job = Box::new(move |manager, slot| {
            if !reply.is_closed() && !begun.swap(true, SeqCst) {
                let _ = reply.send(retry(|| transaction(owned(manager, slot)?, mode, &mut f)));
            }
        });
        self.jobs.try_send(job).map_err(|_| Error::Busy)?;
        let answer = match tokio::time::timeout(self.wait, &mut answer).await {
            // It has begun: its end decides.
            Err(_) if caller.swap(true, SeqCst) => answer.await,
            Err(_) => return Err(Error::Busy.into()),
            Ok(answer) => answer,
        };
        answer.map_err(|_| Error::Panicked)?
    }
}

/// A thread that owns one connection. It answers until all senders are gone.
fn serve(queue: &flume::Receiver<Job>, manager: &Manager) {
    let mut slot = None;
    for job in queue {
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(manager, &mut slot)));
        if result.is_err() || slot.as_mut().is_some_and(is_broken) {
            slot = None;
        }
    }
}

/// The connection of this thread, a new one after a failure.
fn owned<'s>(manager: &Manager, slot: &'s mut Option<AnyConnection>) -> Result<&'s mut AnyConnection> {
    if slot.as_mut().is_some_and(is_broken) {
        *slot = None;
    }
    Ok(match slot {
        Some(conn) => conn,
        None => slot.insert(manager.connect()?),
    })
}
