//! The doctor: looks at an installation, changes nothing, and says how to mend what is wrong.

use std::path::Path;

use crate::app::{self, Mend};
use crate::audit;
use crate::clock::Clock;
use crate::db::{self, Target};
use crate::platform::config::DataConfig;
use crate::platform::ring::KeyRing;
use crate::platform::rotation::count_closed_data_keys;

/// What came of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub what: &'static str,
    /// How it is, or a line that says how to mend it.
    pub result: Result<String, Mend>,
}

/// Looks at everything; what hangs on something that is broken is left out.
pub async fn examine(data: &DataConfig) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |what, result: Result<String, Mend>| {
        let is_well = result.is_ok();
        findings.push(Finding { what, result });
        is_well
    };
    let target = existing(data);
    let ring = existing_keys(data);
    add("key file", ring.clone().and_then(|_| private_file(&data.master_key_file)));
    if let Ok(Target::Sqlite { path }) = &target
        && let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty())
    {
        add("data folder", private_folder(folder, &data.master_key_file));
    }
    let Ok(target) = target else {
        add("database", target.map(|_| String::new()));
        return findings;
    };
    if !add("database", schema(&target)) {
        return findings;
    }
    add("durability", durability(&target));
    let Ok(ring) = ring else { return findings };
    if !add("master key", in_force(&target, &ring)) {
        return findings;
    }
    let store = match app::open_with(&target, &ring, Clock::System, 1) {
        Ok(store) => store,
        Err(mend) => {
            add("data keys", Err(mend));
            return findings;
        }
    };
    let closed = store.read(count_closed_data_keys).await.map_err(|error| error.to_string());
    add("data keys", closed.and_then(data_keys));
    let verified = store.write(audit::verify).await.map_err(|error| error.to_string());
    add("audit log", verified.and_then(chain));
    findings
}

/// The database, which must be there already: looking must not make one.
fn existing(data: &DataConfig) -> Result<Target, Mend> {
    let target = data.named_target()?;
    match &target {
        Target::Sqlite { path } if !path.is_file() => {
            Err(format!("there is no {}: start `buurtnet serve` once, or name the right --data-dir", path.display()))
        }
        Target::Sqlite { .. } | Target::Postgres { .. } => Ok(target),
    }
}

fn existing_keys(data: &DataConfig) -> Result<KeyRing, Mend> {
    let missing =
        || format!("there is no {}: name the right file with --master-key-file", data.master_key_file.display());
    data.existing_master_keys()?.ok_or_else(missing)
}

fn schema(target: &Target) -> Result<String, Mend> {
    match db::pending(target).map_err(|error| error.to_string())? {
        0 => Ok("reached, and its schema is that of this program".to_owned()),
        pending => Err(format!("{pending} migrations have not run: run `buurtnet migrate`")),
    }
}

fn durability(target: &Target) -> Result<String, Mend> {
    let settings = db::durability(target).map_err(|error| error.to_string())?;
    let shown = |it: &db::Setting| format!("{}={}", it.name, it.value);
    let weak: Vec<_> = settings.iter().filter(|it| !it.is_safe).map(shown).collect();
    if weak.is_empty() {
        return Ok(settings.iter().map(shown).collect::<Vec<_>>().join(", "));
    }
    Err(format!("a crash can lose what was committed ({}): switch it on in the database", weak.join(", ")))
}

fn in_force(target: &Target, ring: &KeyRing) -> Result<String, Mend> {
    let keys = app::keys_of(target, ring)?;
    if keys.fingerprint() != ring.newest().fingerprint() {
        return Err("an older one is in force (a rotation was cut, or a backup from before was put back): stop the \
                    program and run `buurtnet keys rotate`"
            .to_owned());
    }
    let copy = "keep a copy of its file outside this machine and outside the backups";
    Ok(match ring.older() {
        0 => format!("it is the one of this database; {copy}"),
        older => format!(
            "it is the newest of its file; {copy}. {older} older there: they open older backups, and `buurtnet keys \
             forget` ends them"
        ),
    })
}

fn data_keys(closed: usize) -> Result<String, Mend> {
    match closed {
        0 => Ok("each opens with the master key".to_owned()),
        closed => Err(format!(
            "{closed} do not open with the master key, and nothing that is sealed under them: restore a backup from \
             before they were changed"
        )),
    }
}

fn chain(broken: Option<i64>) -> Result<String, Mend> {
    match broken {
        None => Ok("no row was changed or taken away".to_owned()),
        Some(number) => {
            Err(format!("row {number} was changed or taken away behind the program's back: compare it with a backup"))
        }
    }
}

/// Only its owner may read it.
fn private_file(path: &Path) -> Result<String, Mend> {
    match others_may(path, 0o077)? {
        None => Ok("only its owner can read it".to_owned()),
        Some(mode) => Err(format!("others can read it ({mode:o}): chmod 600 {}", path.display())),
    }
}

fn private_folder(folder: &Path, key: &Path) -> Result<String, Mend> {
    if let Some(mode) = others_may(folder, 0o007)? {
        return Err(format!("others on this machine can look into it ({mode:o}): chmod 700 {}", folder.display()));
    }
    let inside = |path: &Path| path.canonicalize().ok();
    if let (Some(folder), Some(key)) = (inside(folder), inside(key))
        && key.starts_with(&folder)
    {
        return Err("the master key lies in it, so a backup of it can be read: move the key elsewhere".to_owned());
    }
    Ok("only its owner can look into it".to_owned())
}

/// The permissions of a file when they give others one of these.
fn others_may(path: &Path, mask: u32) -> Result<Option<u32>, Mend> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = path.metadata().map_err(|error| format!("{} cannot be looked at: {error}", path.display()))?;
    let mode = metadata.permissions().mode() & 0o777;
    Ok((mode & mask != 0).then_some(mode))
}
