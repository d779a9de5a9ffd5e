//! What a backup says of itself, with a proof that it was made with this master key and was not changed since.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::app::Mend;
use crate::clock::Instant;
use crate::db::Target;
use crate::db::copy::{Rows, Sums};
use crate::ids::BackupId;
use crate::platform::seal::{Keys, hex};

const NAME: &str = "backup.json";
/// What a proof is for.
const KIND: &str = "backup";
/// The only format so far.
pub(super) const FORMAT: u32 = 1;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Its id.
    pub id: BackupId,
    /// How it is written.
    pub format: u32,
    /// The version of the program that made it.
    pub program: String,
    /// Which database it is of.
    pub database: Backend,
    /// The last step of the schema.
    pub schema: String,
    /// When it was begun.
    pub made_at: Instant,
    /// Tells the master key, and reveals nothing of it.
    pub master_key: String,
    /// The file with the data, beside this one.
    pub file: String,
    /// The size of the file.
    pub bytes: u64,
    /// The SHA-256 of the file.
    pub sha256: String,
    /// How many rows each table has.
    pub rows: Rows,
    /// A sum over the rows of each table, taken when they were copied; empty in a backup of an earlier program.
    #[serde(default)]
    pub sums: Sums,
}

/// Which database a backup is of: one does not go into the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Backend {
    /// That of a database.
    #[must_use]
    pub const fn of(target: &Target) -> Self {
        match target {
            Target::Sqlite { .. } => Self::Sqlite,
            Target::Postgres { .. } => Self::Postgres,
        }
    }

    /// How its makers call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// The file: the words as they were proved, and the proof.
#[derive(Serialize, Deserialize)]
struct Signed<'a> {
    #[serde(borrow)]
    backup: &'a RawValue,
    proof: String,
}

impl Manifest {
    /// Writes it into the folder of the backup, safe on the disk.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn write(&self, folder: &Path, keys: &Keys) -> Result<(), Mend> {
        let path = folder.join(NAME);
        let failed = |error: &dyn std::fmt::Display| format!("{} cannot be written: {error}", path.display());
        let words = serde_json::value::to_raw_value(self).map_err(|error| failed(&error))?;
        let proof = hex(&keys.proof(KIND, words.get().as_bytes()));
        let text = serde_json::to_vec(&Signed { backup: &words, proof }).map_err(|error| failed(&error))?;
        fs::write(&path, text).and_then(|()| File::open(&path)?.sync_all()).map_err(|error| failed(&error))
    }

    /// Reads it from the folder of a backup.
    ///
    /// # Errors
    /// A line that says how to mend it: nothing there, another master key, or changed since.
    pub fn read(folder: &Path, keys: &Keys) -> Result<Self, Mend> {
        let path = folder.join(NAME);
        let text = fs::read_to_string(&path).map_err(|error| {
            format!("{} is no backup: {} cannot be read ({error})", folder.display(), path.display())
        })?;
        let damaged = || format!("{} is damaged or was changed: take another backup", path.display());
        let signed: Signed<'_> = serde_json::from_str(&text).map_err(|_| damaged())?;
        let read: Self = serde_json::from_str(signed.backup.get()).map_err(|_| damaged())?;
        let Some(proof) = keys.proof_under(&read.master_key, KIND, signed.backup.get().as_bytes()) else {
            return Err("this backup was made with another master key: name the file of that one with \
                        --master-key-file"
                .to_owned());
        };
        if signed.proof != hex(&proof) {
            return Err(damaged());
        }
        Ok(read)
    }

    /// Checks that the file with the data is the one that was made.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn check_file(&self, folder: &Path) -> Result<(), Mend> {
        let path = folder.join(&self.file);
        let (bytes, sha256) = measure(&path)?;
        if (bytes, &sha256) == (self.bytes, &self.sha256) {
            return Ok(());
        }
        Err(format!("{} is damaged ({bytes} of {} bytes): take another backup", path.display(), self.bytes))
    }
}

/// The size and the SHA-256 of a file.
///
/// # Errors
/// A line that says how to mend it.
pub fn measure(path: &Path) -> Result<(u64, String), Mend> {
    let failed = |error| format!("{} cannot be read: {error}", path.display());
    let mut source = BufReader::new(File::open(path).map_err(failed)?);
    let (mut hasher, mut total, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        let read = source.read(&mut buffer).map_err(failed)?;
        let Some(bytes) = buffer.get(..read).filter(|it| !it.is_empty()) else { break };
        hasher.update(bytes);
        total += bytes.len() as u64;
    }
    Ok((total, hex(&hasher.finalize())))
}
