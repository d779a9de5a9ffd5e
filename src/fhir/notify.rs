//! The calls to who subscribed, outside of any transaction. They go where webhooks go, and nowhere else.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::notice;
use super::words::FORM;
use crate::platform::{Error, Result, Store};
use crate::webhooks::deliver::{Caller, LOOKS, PATIENCE};
use crate::webhooks::subscriptions::actions;
use crate::webhooks::subscriptions::model::Call;

/// So many are called at once.
const AT_ONCE: usize = 8;

/// Notifies until the process ends, beside the worker and beside what webhooks wait for.
pub async fn notify(store: Store, caller: Arc<Caller>, public_url: String) {
    let mut ticks = interval(LOOKS);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = notify_all_due(&store, &caller, &public_url).await {
            tracing::warn!(%error, "it notifies again");
        }
    }
}

/// Notifies all that are due now. Each subscription is called by one at a time, and who is slow keeps no other waiting.
///
/// # Errors
/// When the database fails; what was begun is taken up again when its lease is over.
pub async fn notify_all_due(store: &Store, caller: &Arc<Caller>, public_url: &str) -> Result<()> {
    let mut calls = JoinSet::new();
    let mut all = Ok(());
    loop {
        while calls.len() < AT_ONCE && all.is_ok() {
            let Some(taken) = store.write(actions::take).await? else { break };
            calls.spawn(call(store.clone(), caller.clone(), public_url.to_owned(), taken));
        }
        match timeout(LOOKS, calls.join_next()).await {
            Ok(None) => return all,
            Err(_) | Ok(Some(Ok(Ok(())))) => {}
            Ok(Some(Ok(Err(error)))) => all = Err(error),
            Ok(Some(Err(_))) => all = Err(Error::Inconsistent("a call panicked".to_owned())),
        }
    }
}

async fn call(store: Store, caller: Arc<Caller>, public_url: String, call: Call) -> Result<()> {
    let body = notice::of_call(&public_url, &call, store.clock().now()).to_string();
    let terms = call.to.terms.clone();
    let answered = tokio::task::spawn_blocking(move || {
        let own = terms.headers.iter().map(|it| (it.name.as_str(), it.value.as_str()));
        let patience = terms.timeout_seconds.and_then(|it| u64::try_from(it).ok());
        let patience = patience.map_or(PATIENCE, Duration::from_secs);
        caller.post(&terms.endpoint, std::iter::once(("content-type", FORM)).chain(own), &body, patience)
    });
    let came = answered.await.map_err(|_| Error::Inconsistent("a call panicked".to_owned()))?;
    if let Err(fault) = came {
        tracing::info!(subscription = %call.to.id, attempts = call.to.attempts, %fault, "not notified yet");
    }
    store.write(move |tx| actions::came(tx, &call, came)).await
}
