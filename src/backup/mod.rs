//! Backup and restore: a copy of the whole database in a folder of its own, made while the instance is used.
//!
//! A backup holds what is sealed as it is sealed, and never the master key: whoever has only one of the two reads no
//! name, address or text. What stands beside the seal (who is matched with whom, by id) is in the clear, so a backup is
//! kept as carefully as the database.

mod manifest;

use std::fs::{self, DirBuilder, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::app::{self, Mend, block_on};
use crate::clock::Clock;
use crate::db::copy::{Rows, Staged, Sums, copy_out};
use crate::db::{self, Target};
use crate::events::Event;
use crate::ids::BackupId;
use crate::people;
use crate::platform::config::DataConfig;
use crate::platform::ring::KeyRing;
use crate::platform::seal::hex;
use crate::policy::Acting;
use crate::privacy::erasure::{self, ErasureList};
use crate::upkeep;
pub use manifest::{Backend, Manifest};
use manifest::{FORMAT, measure};

/// What a backup is called until it is whole.
const PARTIAL: &str = ".partial";
/// A backup that was cut is cleared away when it is this old: by then nobody is making it any more.
const CUT: Duration = Duration::from_hours(24);

/// Makes a backup in a new folder under `to`, and says which. Nobody who uses the instance waits for it.
///
/// # Errors
/// A line that says how to mend it. What is left then is no backup, and its name says so.
pub fn backup(to: &Path, data: &DataConfig) -> Result<(PathBuf, Manifest), Mend> {
    let target = data.named_target()?;
    let ring = data.existing_master_keys()?.ok_or_else(|| no_key(data))?;
    app::keys_of(&target, &ring)?;
    let made_at = Clock::System.now();
    let name = made_at.utc().format("buurtnet-%Y%m%dT%H%M%S%6fZ").to_string();
    let (folder, partial) = (to.join(&name), to.join(format!("{name}{PARTIAL}")));
    let failed = |error| format!("{} cannot be written: {error}", partial.display());
    private_folder(&partial).map_err(failed)?;
    clear_cut(to);
    let database = Backend::of(&target);
    let file = match database {
        Backend::Sqlite => "database.sqlite",
        Backend::Postgres => "database.dump",
    };
    let path = partial.join(file);
    let contents = copy_out(&target, &path)?;
    // The copy says itself which key it belongs to: it may have changed since it was asked.
    let keys = contents.master_key.as_deref().and_then(|it| ring.in_force(it));
    let keys = keys.ok_or("the master key was changed while the copy was made: run this again")?;
    File::open(&path).and_then(|it| it.sync_all()).map_err(failed)?;
    let (bytes, sha256) = measure(&path)?;
    let manifest = Manifest {
        id: BackupId::fresh(),
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        database,
        schema: contents.schema,
        made_at,
        master_key: hex(keys.fingerprint()),
        file: file.to_owned(),
        bytes,
        sha256,
        rows: contents.rows,
        sums: contents.sums,
    };
    manifest.write(&partial, &keys)?;
    // Only what is whole and safe on the disk gets the name of a backup.
    let named = File::open(&partial).and_then(|it| it.sync_all()).and_then(|()| fs::rename(&partial, &folder));
    named.and_then(|()| File::open(to)?.sync_all()).map_err(failed)?;
    note(&target, &ring, &manifest);
    Ok((folder, manifest))
}

/// Writes down in the instance that a backup was made, for whoever asks how it is. The backup is whole without that: a
/// database that only reads makes one too.
fn note(target: &Target, ring: &KeyRing, made: &Manifest) {
    let (id, made_at) = (made.id, made.made_at);
    let Ok(store) = app::open_with(target, ring, Clock::System, 1) else { return };
    let _ = block_on(store.write(move |tx| upkeep::actions::backup_made(tx, id, made_at)));
}

/// Puts a backup back where there is no database yet: checks it, brings it to the schema of this program, erases again who
/// was erased since, and ends all sign-ins, because one that was ended since would live again. A restore that was cut is simply begun again; nobody can
/// use the database before it is finished.
///
/// # Errors
/// A line that says how to mend it: a backup that is damaged, of another master key, of another database or of a newer
/// program, or a place where there is something already.
pub fn restore(from: &Path, data: &DataConfig) -> Result<Manifest, Mend> {
    let ring = data.existing_master_keys()?.ok_or_else(|| no_key(data))?;
    let manifest = Manifest::read(from, &ring.newest())?;
    let target = data.target()?;
    check_fits(&manifest, &target)?;
    manifest.check_file(from)?;
    let staged = Staged::copy_in(&from.join(&manifest.file), &target)?;
    let came = staged.contents()?;
    check_rows(&manifest.rows, &came.rows)?;
    check_sums(&manifest.sums, &came.sums)?;
    staged.migrate()?;
    let store = app::open_staged(&staged.target, &ring)?;
    let id = manifest.id;
    let finished = block_on(store.write(move |tx| {
        people::actions::forget_sign_ins(tx)?;
        tx.record(&Event::BackupRestored(id).by(Acting::SYSTEM))
    }));
    finished.map_err(|error| format!("the restored database cannot be written: {error}"))?;
    block_on(erasure::replay(&store, &ErasureList::new(data.erasure_list_file())))?;
    drop(store);
    staged.finish()?;
    Ok(manifest)
}

fn no_key(data: &DataConfig) -> Mend {
    format!("there is no {}: name the file of the master key with --master-key-file", data.master_key_file.display())
}

fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Clears away what backups that were cut have left. That some cannot be is no failure of this one.
fn clear_cut(to: &Path) {
    for entry in fs::read_dir(to).into_iter().flatten().flatten() {
        let is_partial =
            entry.file_name().to_str().is_some_and(|it| it.starts_with("buurtnet-") && it.ends_with(PARTIAL));
        let age = entry.metadata().and_then(|it| it.modified()).ok().and_then(|it| it.elapsed().ok());
        if is_partial && age.is_some_and(|it| it > CUT) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn check_fits(manifest: &Manifest, target: &Target) -> Result<(), Mend> {
    let newer = || format!("it was made by a newer program ({}): restore it with that one", manifest.program);
    if manifest.format != FORMAT {
        return Err(newer());
    }
    let wanted = Backend::of(target);
    if manifest.database != wanted {
        let (is, wanted) = (manifest.database.name(), wanted.name());
        return Err(format!("it is a backup of a {is} database and does not go into {wanted}: see --database-url"));
    }
    if manifest.schema > db::newest(target).map_err(|error| error.to_string())? {
        return Err(newer());
    }
    Ok(())
}

/// A copy that lost rows on the way is none.
fn check_rows(made: &Rows, came: &Rows) -> Result<(), Mend> {
    let differs = made.keys().chain(came.keys()).find(|it| made.get(*it) != came.get(*it));
    let Some(table) = differs else { return Ok(()) };
    let count = |rows: &Rows| rows.get(table).copied().unwrap_or_default();
    Err(format!("{table} came back with {} rows instead of {}: take another backup", count(came), count(made)))
}

/// Nor is one in which a row is another than the one that was copied.
fn check_sums(made: &Sums, came: &Sums) -> Result<(), Mend> {
    let differs = made.iter().find(|(table, sum)| came.get(*table) != Some(sum));
    let Some((table, _)) = differs else { return Ok(()) };
    Err(format!("the rows of {table} came back changed: take another backup"))
}
