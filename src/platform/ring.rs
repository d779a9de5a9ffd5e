//! The file of the master keys: one on each line, the newest first. Which one is in force says the fingerprint in the
//! database; the others still prove what they once made, until they are forgotten.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use zeroize::Zeroizing;

use super::seal::{KEY_BYTES, Keys, hex, random};

type Master = Zeroizing<[u8; KEY_BYTES]>;

/// The master keys that are known here.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyRing {
    newest: Master,
    older: Vec<Master>,
}

impl std::fmt::Debug for KeyRing {
    /// Never shows a key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyRing of {}", 1 + self.older.len())
    }
}

impl From<[u8; KEY_BYTES]> for KeyRing {
    fn from(only: [u8; KEY_BYTES]) -> Self {
        Self { newest: Zeroizing::new(only), older: Vec::new() }
    }
}

impl KeyRing {
    /// The ring of a file; `None`: there is no file.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn read(path: &Path) -> Result<Option<Self>, String> {
        match fs::read(path) {
            Ok(bytes) => parse(path, &Zeroizing::new(bytes)).map(Some),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!(
                "the master key {} cannot be read ({error}): give the right file with --master-key-file",
                path.display()
            )),
        }
    }

    /// Makes the file, with one new key.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn make(path: &Path) -> Result<Self, String> {
        let ring = Self::from(random::<KEY_BYTES>());
        let mend = |error| {
            format!(
                "the master key {} cannot be written ({error}): choose another place with --master-key-file",
                path.display()
            )
        };
        write_new(path, ring.text().as_bytes()).map_err(mend)?;
        Ok(ring)
    }

    /// Writes the ring in the place of the one that is there: a reader finds the one or the other, whole.
    ///
    /// # Errors
    /// A line that says how to mend it; the file is then as it was.
    pub fn replace(&self, path: &Path) -> Result<(), String> {
        let mend = |error| {
            format!(
                "{} cannot be written ({error}): make its folder writable, or name the file elsewhere with --master-key-file",
                path.display()
            )
        };
        replace_file(path, self.text().as_bytes()).map_err(mend)
    }

    /// The same with a new key before the others.
    #[must_use]
    pub fn with_new(&self) -> Self {
        let older = std::iter::once(&self.newest).chain(&self.older).cloned().collect();
        Self { newest: Zeroizing::new(random()), older }
    }

    /// The newest key alone.
    #[must_use]
    pub fn without_older(&self) -> Self {
        Self { newest: self.newest.clone(), older: Vec::new() }
    }

    /// How many keys there are beside the newest.
    #[must_use]
    pub const fn older(&self) -> usize {
        self.older.len()
    }

    /// The keys as they are when the newest is in force.
    #[must_use]
    pub fn newest(&self) -> Keys {
        self.keys(0)
    }

    /// The keys as they are in a database with this fingerprint; `None`: it belongs to another key.
    #[must_use]
    pub fn in_force(&self, fingerprint: &[u8]) -> Option<Keys> {
        let all = (0..=self.older.len()).map(|it| self.keys(it));
        all.into_iter().find(|it| it.fingerprint() == fingerprint)
    }

    /// The keys as they are when a certain one is in force.
    fn keys(&self, current: usize) -> Keys {
        let all = || std::iter::once(&self.newest).chain(&self.older);
        let others = all().enumerate().filter(|(it, _)| *it != current).map(|(_, it)| &**it);
        Keys::with_others(all().nth(current).unwrap_or(&self.newest), others)
    }

    fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::new());
        for key in std::iter::once(&self.newest).chain(&self.older) {
            text.push_str(&Zeroizing::new(hex(key.as_slice())));
            text.push('\n');
        }
        text
    }
}

fn parse(path: &Path, bytes: &[u8]) -> Result<KeyRing, String> {
    let wrong =
        |line: usize| format!("line {line} of {} is no master key: 64 hexadecimal digits are expected", path.display());
    let text = std::str::from_utf8(bytes).map_err(|_| wrong(1))?.trim();
    let keys = (1..).zip(text.lines()).map(|(number, line)| key(line.trim()).ok_or_else(|| wrong(number)));
    let mut keys = keys.collect::<Result<Vec<_>, _>>()?.into_iter();
    let newest = keys.next().ok_or_else(|| wrong(1))?;
    Ok(KeyRing { newest, older: keys.collect() })
}

fn key(text: &str) -> Option<Master> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    if text.len() != 2 * KEY_BYTES || !text.bytes().all(|it| it.is_ascii_hexdigit()) {
        return None;
    }
    for (index, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(key)
}

/// A file that only its owner reads, safe on the disk.
fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Puts new words in the place of a file, for the same owner alone: whoever reads it, and whatever breaks off, finds the
/// old or the new ones whole.
///
/// # Errors
/// When it cannot be written: it is then as it was.
pub fn replace_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let path = path.canonicalize()?;
    let new = path.with_added_extension("new");
    match fs::remove_file(&new) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        // What was broken off before.
        Ok(()) | Err(_) => {}
    }
    write_new(&new, bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let (old, made) = (fs::metadata(&path)?, fs::metadata(&new)?);
        if (old.uid(), old.gid()) != (made.uid(), made.gid()) {
            std::os::unix::fs::chown(&new, Some(old.uid()), Some(old.gid()))?;
        }
    }
    fs::rename(&new, &path)?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_the_database_is_in_force_wherever_it_stands_in_the_ring() {
        let old = KeyRing::from([7; KEY_BYTES]);
        let ring = old.with_new().with_new();
        assert_eq!(ring.older(), 2);
        assert_eq!(ring.in_force(old.newest().fingerprint()).unwrap().fingerprint(), old.newest().fingerprint());
        assert_eq!(ring.in_force(ring.newest().fingerprint()).unwrap().fingerprint(), ring.newest().fingerprint());
        assert!(old.in_force(ring.newest().fingerprint()).is_none());
        assert!(ring.without_older().in_force(old.newest().fingerprint()).is_none());
    }

    #[test]
    fn a_ring_is_read_as_it_was_written_and_a_damaged_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert_eq!(KeyRing::read(&path).unwrap(), None);
        let ring = KeyRing::make(&path).unwrap().with_new();
        ring.replace(&path).unwrap();
        assert_eq!(KeyRing::read(&path).unwrap(), Some(ring));
        let text = fs::read_to_string(&path).unwrap();
        for (damaged, line) in [
            (text.replace('\n', "") + "\n", 1),
            (text[..70].to_owned(), 2),
            (text.replacen('\n', "\n\n", 1), 2),
            (format!("+{}", &text[1..]), 1),
        ] {
            fs::write(&path, &damaged).unwrap();
            assert!(KeyRing::read(&path).unwrap_err().starts_with(&format!("line {line} of ")), "{damaged}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }
}
