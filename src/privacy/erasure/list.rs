//! The list of who was erased: a file outside the database and outside its backups, to which is only added. A line is the
//! id of the owner of a data key, the moment, and a keyed hash over both and the line before: a list that was changed,
//! shortened in the middle, or belongs to another master key is seen.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use crate::clock::Instant;
use crate::ids::AnyId;
use crate::platform::ring::replace_file;
use crate::platform::seal::{KEY_BYTES, Keys, hex};

/// Where the list is.
#[derive(Debug, Clone)]
pub struct ErasureList {
    path: PathBuf,
}

/// What was read: the entries, the hash of the last one, and how many bytes of the file they are.
struct Listed {
    entries: Vec<(AnyId, Instant)>,
    last: [u8; KEY_BYTES],
    bytes: u64,
}

impl ErasureList {
    /// The list in a file, which is made when somebody is erased.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Who was erased and when, in the order of the list. A line that was broken off while it was written is left out.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn read(&self, keys: &Keys) -> Result<Vec<(AnyId, Instant)>, String> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(self.parse(keys, &bytes)?.entries),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(self.unreadable(&error)),
        }
    }

    /// Adds those who are not on it yet, and returns how many they were. When this returns they are on the disk.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn add(&self, keys: &Keys, erased: &[(AnyId, Instant)]) -> Result<usize, String> {
        if erased.is_empty() {
            return Ok(0);
        }
        let mut file = self.open().map_err(|error| self.unreadable(&error))?;
        // Another process on this machine may write to the same list.
        file.lock().map_err(|error| self.unreadable(&error))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|error| self.unreadable(&error))?;
        let Listed { entries, mut last, bytes } = self.parse(keys, &bytes)?;
        let known: HashSet<_> = entries.into_iter().map(|it| it.0).collect();
        let mut lines = String::new();
        let missing: Vec<_> = erased.iter().filter(|it| !known.contains(&it.0)).collect();
        for (owner, at) in &missing {
            lines.push_str(&signed(keys, &mut last, *owner, *at));
        }
        let written = file
            .set_len(bytes)
            .and_then(|()| file.seek(SeekFrom::End(0)))
            .and_then(|_| file.write_all(lines.as_bytes()))
            .and_then(|()| file.sync_all());
        written.map_err(|error| self.unreadable(&error))?;
        Ok(missing.len())
    }

    /// Writes every line anew under the key in force, all or nothing.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn sign_anew(&self, keys: &Keys) -> Result<(), String> {
        let entries = self.read(keys)?;
        if entries.is_empty() {
            return Ok(());
        }
        let mut last = [0; KEY_BYTES];
        let lines: String = entries.iter().map(|(owner, at)| signed(keys, &mut last, *owner, *at)).collect();
        replace_file(&self.path, lines.as_bytes()).map_err(|error| self.unreadable(&error))
    }

    /// Nobody else on the machine has business in it.
    fn open(&self) -> std::io::Result<File> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&self.path)
    }

    fn parse(&self, keys: &Keys, bytes: &[u8]) -> Result<Listed, String> {
        let mut listed = Listed { entries: Vec::new(), last: [0; KEY_BYTES], bytes: 0 };
        for (number, text) in (1..).zip(bytes.split_inclusive(|it| *it == b'\n')) {
            let Some(text) = text.strip_suffix(b"\n") else { break };
            let (owner, at) = std::str::from_utf8(text).ok().and_then(entry).ok_or_else(|| self.broken(number))?;
            // Each line under the key that was in force when it was written.
            let mut macs = keys.erasure_macs(listed.last, owner.uuid(), at.micros());
            let mac = macs.find(|it| line(owner, at, it).trim_end().as_bytes() == text);
            listed.last = mac.ok_or_else(|| self.broken(number))?;
            listed.entries.push((owner, at));
            listed.bytes += text.len() as u64 + 1;
        }
        Ok(listed)
    }

    fn unreadable(&self, error: &std::io::Error) -> String {
        format!(
            "the erasure list {} cannot be read or written ({error}): give the right file with --erasure-list",
            self.path.display()
        )
    }

    fn broken(&self, number: usize) -> String {
        format!(
            "line {number} of the erasure list {} was changed, or belongs to another master key: put back a true copy of it \
             (after `buurtnet keys forget` the one that was signed anew, which goes to every instance with the key file)",
            self.path.display()
        )
    }
}

/// The next line, under the key in force.
fn signed(keys: &Keys, last: &mut [u8; KEY_BYTES], owner: AnyId, at: Instant) -> String {
    if let Some(mac) = keys.erasure_macs(*last, owner.uuid(), at.micros()).next() {
        *last = mac;
    }
    line(owner, at, last)
}

fn line(owner: AnyId, at: Instant, mac: &[u8; KEY_BYTES]) -> String {
    format!("{owner} {} {}\n", at.micros(), hex(mac))
}

fn entry(text: &str) -> Option<(AnyId, Instant)> {
    let mut words = text.split(' ');
    let owner = words.next()?.parse().ok()?;
    let at = words.next()?.parse().ok().and_then(Instant::from_micros)?;
    Some((owner, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: i64) -> Instant {
        Instant::from_micros(micros).unwrap()
    }

    #[test]
    fn a_list_is_only_added_to_and_nobody_stands_on_it_twice() {
        let folder = tempfile::tempdir().unwrap();
        let list = ErasureList::new(folder.path().join("list"));
        let keys = Keys::derive(&[7; KEY_BYTES]);
        assert_eq!(list.read(&keys).unwrap(), []);
        let (one, two) = ((AnyId::fresh(), at(5)), (AnyId::fresh(), at(9)));
        assert_eq!(list.add(&keys, &[one]).unwrap(), 1);
        assert_eq!(list.add(&keys, &[one, two]).unwrap(), 1);
        assert_eq!(list.add(&keys, &[one, two]).unwrap(), 0);
        assert_eq!(list.read(&keys).unwrap(), [one, two]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&list.path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_list_that_was_changed_or_is_of_another_key_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let list = ErasureList::new(folder.path().join("list"));
        let keys = Keys::derive(&[7; KEY_BYTES]);
        let entries: Vec<_> = (0..3).map(|it| (AnyId::fresh(), at(it))).collect();
        list.add(&keys, &entries).unwrap();
        assert!(list.read(&Keys::derive(&[8; KEY_BYTES])).is_err());
        let whole = fs::read_to_string(&list.path).unwrap();
        let lines: Vec<_> = whole.lines().collect();
        for changed in [
            format!("{}\n{}\n", lines[0], lines[2]),
            format!("{}\n{}\n{}\n", lines[1], lines[0], lines[2]),
            whole.replacen(' ', " 1", 1),
            format!("{whole}x\n"),
        ] {
            fs::write(&list.path, changed).unwrap();
            assert!(list.read(&keys).unwrap_err().contains("was changed"));
            assert!(list.add(&keys, &entries).is_err());
        }
    }

    #[test]
    fn a_line_that_was_broken_off_is_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let list = ErasureList::new(folder.path().join("list"));
        let keys = Keys::derive(&[7; KEY_BYTES]);
        let entries: Vec<_> = (0..3).map(|it| (AnyId::fresh(), at(it))).collect();
        list.add(&keys, &entries).unwrap();
        let whole = fs::read(&list.path).unwrap();
        for torn in 1..whole.len() {
            fs::write(&list.path, &whole[..torn]).unwrap();
            list.add(&keys, &entries).unwrap();
            assert_eq!(list.read(&keys).unwrap(), entries, "torn after {torn} bytes");
        }
    }
}
