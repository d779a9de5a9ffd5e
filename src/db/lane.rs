//! How a transaction gets from an async worker to a connection and back: one thread per connection, fed by a bounded
//! queue, with an exact waiting time. There are as many threads as there ever was work for at one time, so a quiet
//! instance keeps to one connection whose caches are warm.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use tokio::sync::oneshot;

use super::connect::{Manager, is_broken};
use super::{AnyConnection, Error, Fault, Mode, Options, Result, Target, retry, transaction};

/// A set of connections and the way to them. Its threads end when the last clone is gone.
#[derive(Clone)]
pub(super) struct Lane {
    jobs: flume::Sender<Job>,
    crew: Arc<Crew>,
    wait: Duration,
}

/// The threads that answer, and how much they have to do.
struct Crew {
    queue: flume::Receiver<Job>,
    manager: Manager,
    /// As many threads as there may be.
    size: u32,
    threads: AtomicU32,
    /// What is queued or running.
    pending: AtomicU32,
}

/// More than this and the database is not going to catch up within the wait.
const QUEUE: usize = 1024;

type Job = Box<dyn FnOnce(&Manager, &mut Option<AnyConnection>) -> Reply + Send>;

/// Gives the result to the caller.
type Reply = Box<dyn FnOnce()>;

impl Lane {
    pub(super) fn open(target: &Target, mode: Mode, size: u32, options: &Options) -> Result<Self> {
        let (jobs, queue) = flume::bounded(QUEUE);
        let (target, master_key) = (target.clone(), options.master_key.clone());
        let manager = Manager { target, mode, master_key, alone: options.alone };
        let crew = Crew { queue, manager, size, threads: AtomicU32::new(0), pending: AtomicU32::new(0) };
        let crew = Arc::new(crew);
        crew.hire().map_err(|error| Error::Unavailable(format!("no thread for a connection: {error}")))?;
        Ok(Self { jobs, crew, wait: options.wait })
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
            if reply.is_closed() || begun.swap(true, SeqCst) {
                return Box::new(|| ());
            }
            let result = retry(|| transaction(owned(manager, slot)?, mode, &mut f));
            Box::new(move || drop(reply.send(result)))
        });
        self.crew.expects_one_more();
        if self.jobs.try_send(job).is_err() {
            self.crew.has_done_one();
            return Err(Error::Busy.into());
        }
        let answer = match tokio::time::timeout(self.wait, &mut answer).await {
            // It has begun: its end decides.
            Err(_) if caller.swap(true, SeqCst) => answer.await,
            Err(_) => return Err(Error::Busy.into()),
            Ok(answer) => answer,
        };
        answer.map_err(|_| Error::Panicked)?
    }
}

impl Crew {
    /// One more thread, unless there are enough.
    fn hire(self: &Arc<Self>) -> std::io::Result<()> {
        let one_more = |threads| (threads < self.size).then_some(threads + 1);
        if self.threads.fetch_update(SeqCst, SeqCst, one_more).is_ok() {
            let crew = self.clone();
            if let Err(error) = std::thread::Builder::new().name("database".into()).spawn(move || serve(&crew)) {
                self.threads.fetch_sub(1, SeqCst);
                return Err(error);
            }
        }
        Ok(())
    }

    fn expects_one_more(self: &Arc<Self>) {
        if self.pending.fetch_add(1, SeqCst) >= self.threads.load(SeqCst) {
            // Where the system has no thread left, the work waits for those that are there.
            let _ = self.hire();
        }
    }

    fn has_done_one(&self) {
        self.pending.fetch_sub(1, SeqCst);
    }
}

/// A thread that owns one connection. It answers until all senders are gone.
fn serve(crew: &Crew) {
    let mut slot = None;
    for job in &crew.queue {
        let reply = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(&crew.manager, &mut slot)));
        if reply.is_err() || slot.as_mut().is_some_and(is_broken) {
            slot = None;
        }
        // Before the caller can ask again, so that who asks one thing after the other is answered by one thread.
        crew.has_done_one();
        if let Ok(reply) = reply {
            reply();
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

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    fn lane(folder: &tempfile::TempDir, size: u32) -> Lane {
        let target = Target::Sqlite { path: folder.path().join("lane.db") };
        Lane::open(&target, Mode::Single, size, &Options::default()).unwrap()
    }

    async fn meet(lane: &Lane, at: Arc<Barrier>) -> Result<()> {
        let wait = move |_: &mut AnyConnection| {
            at.wait();
            Ok::<_, Error>(())
        };
        lane.run(Mode::Single, wait).await
    }

    #[tokio::test]
    async fn who_asks_one_thing_after_the_other_is_answered_by_one_thread() {
        let folder = tempfile::tempdir().unwrap();
        let lane = lane(&folder, 8);
        for _ in 0..200 {
            meet(&lane, Arc::new(Barrier::new(1))).await.unwrap();
        }
        assert_eq!(lane.crew.threads.load(SeqCst), 1);
    }

    #[tokio::test]
    async fn as_many_as_ask_at_once_are_answered_at_once_and_no_more_threads_than_allowed() {
        let folder = tempfile::tempdir().unwrap();
        let lane = lane(&folder, 3);
        // Three wait for each other, so that all three must have a thread.
        let all = Arc::new(Barrier::new(3));
        let met = tokio::join!(meet(&lane, all.clone()), meet(&lane, all.clone()), meet(&lane, all));
        assert!(met.0.is_ok() && met.1.is_ok() && met.2.is_ok());
        let alone = || Arc::new(Barrier::new(1));
        let done = tokio::join!(
            meet(&lane, alone()),
            meet(&lane, alone()),
            meet(&lane, alone()),
            meet(&lane, alone()),
            meet(&lane, alone())
        );
        assert!(done.0.is_ok() && done.1.is_ok() && done.2.is_ok() && done.3.is_ok() && done.4.is_ok());
        assert_eq!(lane.crew.threads.load(SeqCst), 3);
    }
}
