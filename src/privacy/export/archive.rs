//! The files of an export as one zip, with a manifest: what is in it, how much, and a hash of each file.

use std::io::{Cursor, Write};

use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::clock::Instant;
use crate::platform::seal::{hash, hex};

/// A file of an export.
pub(super) struct File {
    /// Its name.
    pub(super) name: &'static str,
    /// How many things it tells of.
    pub(super) count: usize,
    /// What stands in it.
    pub(super) text: String,
}

/// The files, and a manifest.
pub(super) fn zip(files: &[File], made_at: Instant) -> Result<Vec<u8>, zip::result::ZipError> {
    let entry = |it: &File| json!({ "name": it.name, "count": it.count, "sha256": hex(&hash(&[it.text.as_bytes()])) });
    let entries: Vec<_> = files.iter().map(entry).collect();
    let manifest = json!({ "madeAt": made_at, "files": entries });
    let manifest = format!("{manifest:#}");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // Small, and sealed as a whole: there is nothing to gain by compressing it.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in files.iter().map(|it| (it.name, it.text.as_str())).chain([("manifest.json", &*manifest)]) {
        zip.start_file(name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}
