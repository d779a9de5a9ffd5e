//! The master key changes: another one comes in force, and older ones are forgotten. Both while nobody else uses the
//! database.
//!
//! The new key is safe in the key file before the first row is written, beside the old one. All that depends on it changes
//! in one transaction, with the fingerprint that says which key is in force. So wherever a rotation is cut, one of the two
//! keys is in force and both are in the file: running it again completes it.

use std::path::Path;
use std::time::Duration;

use crate::app::{self, Mend};
use crate::db::{self, Target, pending};
use crate::events::Event;
use crate::ids::RotationId;
use crate::people::actions::hash_anew;
use crate::platform::config::DataConfig;
use crate::platform::ring::KeyRing;
use crate::platform::rotation::{count_closed_data_keys, keep_alone, put_in_force, rewrap_data_keys};
use crate::platform::seal::random;
use crate::platform::{Error, Result, Tx};
use crate::policy::Acting;
use crate::privacy::erasure::{self, ErasureList};

/// How long a program that was just stopped may take to let go of the database: so many pauses.
const PATIENCE: u32 = 20;
/// At least so long, and up to a quarter of a second more by chance: of two who meet, one is alone in the end.
const PAUSE: Duration = Duration::from_millis(50);

/// Puts a new master key in force, or the newest of the file where an older one still is. Returns how many data keys were
/// wrapped under it.
///
/// # Errors
/// A line that says how to mend it; the key that was in force still is, unless the line says otherwise.
pub async fn rotate(data: &DataConfig) -> Result<usize, Mend> {
    let (target, read) = existing(data)?;
    let old = app::keys_of(&target, &read)?.fingerprint().to_vec();
    // Where an older key is in force, an earlier rotation did not come to its end: its key is taken.
    let is_new = read.newest().fingerprint() == old.as_slice();
    let ring = if is_new { read.with_new() } else { read.clone() };
    let (path, keys) = (data.master_key_file.clone(), ring.clone());
    let rotate = move |tx: &mut Tx<'_>| {
        keep_alone(tx, &old)?;
        // The new key may have been written by an earlier try of this.
        if let Err(mend) = refuse_changed(&path, &[&read, &ring]) {
            return Ok(Err(mend));
        }
        if is_new && let Err(mend) = ring.replace(&path) {
            return Ok(Err(mend));
        }
        let count = rewrap_data_keys(tx)?;
        hash_anew(tx)?;
        put_in_force(tx)?;
        tx.record(&Event::KeysRotated(RotationId::fresh()).by(Acting::SYSTEM))?;
        Ok(Ok(count))
    };
    alone(&target, &keys, rotate).await
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
    let (path, list_path, keys) = (data.master_key_file.clone(), data.erasure_list_file(), ring.clone());
    let list = ErasureList::new(list_path.clone());
    let forget = move |tx: &mut Tx<'_>| {
        keep_alone(tx, &current)?;
        if let Err(mend) = refuse_changed(&path, &[&ring]) {
            return Ok(Err(mend));
        }
        let closed = count_closed_data_keys(tx)?;
        if closed > 0 {
            return Ok(Err(format!("{closed} data keys need another key than the newest: nothing was forgotten")));
        }
        match erasure::count_unlisted(tx, &list)? {
            Ok(0) => {}
            Ok(missing) => return Ok(Err(lacks(&list_path, missing))),
            Err(mend) => return Ok(Err(mend)),
        }
        let forgotten = list.sign_anew(tx.keys()).and_then(|()| ring.without_older().replace(&path));
        Ok(forgotten.map(|()| ring.older()))
    };
    alone(&target, &keys, forget).await
}

fn lacks(list: &Path, missing: usize) -> Mend {
    format!(
        "the erasure list {} lacks {missing} who were erased, so nothing was forgotten: name the right list with \
         --erasure-list; if it is the right one, start a server once, which adds them",
        list.display()
    )
}

/// The key file may have been changed before everybody else was kept out.
fn refuse_changed(path: &Path, known: &[&KeyRing]) -> Result<(), Mend> {
    let now = KeyRing::read(path)?;
    if now.is_some_and(|it| known.contains(&&it)) {
        return Ok(());
    }
    Err(format!("{} was changed meanwhile, so nothing was changed here: run this again", path.display()))
}

/// The database and the keys, both of which must be there already, at the schema of this program: before everybody else
/// is kept out nothing is changed.
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
    match pending(&target).map_err(|error| error.to_string())? {
        0 => Ok((target, ring)),
        pending => Err(format!("{pending} migrations have not run: start this version once first")),
    }
}

/// Runs it in a transaction once nobody else uses the database. Who finds somebody there lets go of the database before it
/// tries again: two who wait for each other would wait for ever.
async fn alone<T, F>(target: &Target, ring: &KeyRing, f: F) -> Result<T, Mend>
where
    T: Send + 'static,
    F: FnMut(&mut Tx<'_>) -> Result<Result<T, Mend>> + Clone + Send + 'static,
{
    let mut left = PATIENCE;
    loop {
        let store = app::open_alone(target, ring.newest())?;
        match store.write(f.clone()).await {
            Ok(Err(mend)) => return Err(mend),
            Ok(Ok(done)) => {
                let emptied = store.empty_log().await;
                return emptied.map(|()| done).map_err(|error| {
                    format!("it is done, but older rows may stand in the log of the database until it is used: {error}")
                });
            }
            Err(Error::Db(db::Error::InUse | db::Error::Busy)) if left > 0 => {}
            Err(Error::Db(db::Error::InUse)) => {
                return Err(
                    "the database is in use: stop every server and every other program that is connected to it, \
                     and run this again"
                        .to_owned(),
                );
            }
            Err(error) => return Err(format!("nothing was changed: {error}")),
        }
        drop(store);
        left -= 1;
        let [chance] = random::<1>();
        tokio::time::sleep(PAUSE + Duration::from_millis(chance.into())).await;
    }
}
