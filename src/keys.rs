//! The master key changes: another one comes in force, and older ones are forgotten. Both while nobody else uses the
//! database.
//!
//! The new key is safe in the key file before the first row is written, beside the old one. All that depends on it changes
//! in one transaction, with the fingerprint that says which key is in force. So wherever a rotation is cut, one of the two
//! keys is in force and both are in the file: running it again completes it.

use std::path::Path;
use std::time::Duration;

use crate::app::{self, Mend};
use crate::db::{self, Target, migrate};
use crate::events::Event;
use crate::ids::RotationId;
use crate::people::actions::hash_anew;
use crate::platform::config::DataConfig;
use crate::platform::ring::KeyRing;
use crate::platform::rotation::{count_closed_data_keys, keep_alone, put_in_force, rewrap_data_keys};
use crate::platform::{Error, Result, Store, Tx};
use crate::policy::Acting;
use crate::privacy::erasure::ErasureList;

/// How long a program that was just stopped may take to let go of the database: so many pauses.
const PATIENCE: u32 = 30;
const PAUSE: Duration = Duration::from_millis(100);

/// Puts a new master key in force, or the newest of the file where an older one still is. Returns how many data keys were
/// wrapped under it.
///
/// # Errors
/// A line that says how to mend it; the key that was in force still is.
pub async fn rotate(data: &DataConfig) -> Result<usize, Mend> {
    let (target, ring) = existing(data)?;
    let old = app::keys_of(&target, &ring)?.fingerprint().to_vec();
    // Where an older key is in force, an earlier rotation did not come to its end: its key is taken.
    let is_new = ring.newest().fingerprint() == old.as_slice();
    let ring = if is_new { ring.with_new() } else { ring };
    let store = app::open_alone(&target, ring.newest())?;
    let path = data.master_key_file.clone();
    let rotate = move |tx: &mut Tx<'_>| {
        keep_alone(tx, &old)?;
        if is_new && let Err(mend) = ring.replace(&path) {
            return Ok(Err(mend));
        }
        let count = rewrap_data_keys(tx)?;
        hash_anew(tx)?;
        put_in_force(tx)?;
        tx.record(&Event::KeysRotated(RotationId::fresh()).by(Acting::SYSTEM))?;
        Ok(Ok(count))
    };
    alone(&store, rotate).await
}

/// Takes all keys but the one in force out of the file. Returns how many they were.
///
/// # Errors
/// A line that says how to mend it.
pub async fn forget(data: &DataConfig) -> Result<usize, Mend> {
    let (target, ring) = existing(data)?;
    let current = app::keys_of(&target, &ring)?.fingerprint().to_vec();
    if ring.newest().fingerprint() != current.as_slice() {
        return Err("an older master key is in force: run `buurtnet keys rotate` first".to_owned());
    }
    let store = app::open_alone(&target, ring.newest())?;
    let (path, list) = (data.master_key_file.clone(), ErasureList::new(data.erasure_list_file()));
    let forget = move |tx: &mut Tx<'_>| {
        keep_alone(tx, &current)?;
        let closed = count_closed_data_keys(tx)?;
        if closed > 0 {
            return Ok(Err(format!("{closed} data keys need another key than the newest: nothing was forgotten")));
        }
        let forgotten = list.sign_anew(tx.keys()).and_then(|()| ring.without_older().replace(&path));
        Ok(forgotten.map(|()| ring.older()))
    };
    alone(&store, forget).await
}

/// The database and the keys, both of which must be there already.
fn existing(data: &DataConfig) -> Result<(Target, KeyRing), Mend> {
    let target = data.named_target()?;
    let missing = |path: &Path, option| format!("there is no {}: name the right one with {option}", path.display());
    if let Target::Sqlite { path } = &target
        && !path.is_file()
    {
        return Err(missing(path, "--data-dir"));
    }
    let ring = data.existing_master_keys()?;
    let ring = ring.ok_or_else(|| missing(&data.master_key_file, "--master-key-file"))?;
    migrate(&target).map_err(|error| error.to_string())?;
    Ok((target, ring))
}

/// Runs it in a transaction once nobody else uses the database.
async fn alone<T, F>(store: &Store, f: F) -> Result<T, Mend>
where
    T: Send + 'static,
    F: FnMut(&mut Tx<'_>) -> Result<Result<T, Mend>> + Clone + Send + 'static,
{
    let mut left = PATIENCE;
    loop {
        match store.write(f.clone()).await {
            Ok(done) => return done,
            Err(Error::Db(db::Error::Busy)) if left > 0 => tokio::time::sleep(PAUSE).await,
            Err(Error::Db(db::Error::Busy)) => {
                return Err(
                    "the database is in use: stop every server and every other program that is connected to it, \
                            and run this again"
                        .to_owned(),
                );
            }
            Err(error) => return Err(format!("nothing was changed: {error}")),
        }
        left -= 1;
    }
}
