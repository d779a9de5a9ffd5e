//! What goes out of the program beside its answers: rows and files of the database, log lines, mails and SMS. None of them
//! carries a word of anybody but the address that it goes to.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::words::{in_clear, sung};
use crate::support::TestApp;
use crate::support::fixture::Backend;

/// Every log line of this process with a word in it, of every module, down to the finest.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn log() -> MutexGuard<'static, Vec<u8>> {
    LOG.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        // Only what sings is kept: the other tests of this process log too.
        if sung(bytes).is_some() {
            log().extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Without the words of the client of the tests, which knows what it sends.
pub(crate) fn listen() {
    static LISTENING: OnceLock<()> = OnceLock::new();
    LISTENING.get_or_init(|| {
        let filter = "trace,ureq=off,ureq_proto=off";
        let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(|| Lines).with_ansi(false).try_init();
    });
}

/// The log lines with a word in them, but those that a test planted; and those.
pub(crate) fn overheard() -> (Vec<String>, Vec<String>) {
    let log = String::from_utf8_lossy(&log()).into_owned();
    log.lines().map(str::to_owned).partition(|it| !it.contains("planted"))
}

/// The files of the database in which a word stands.
pub(crate) fn in_files(t: &TestApp) -> Vec<String> {
    let Backend::Sqlite = t.fixture.backend else { return Vec::new() };
    let path = t.fixture.url.trim_start_matches("sqlite://");
    let files = [path.to_owned(), format!("{path}-wal")];
    let found = |file: String| Some(format!("{} in {file}", sung(&fs::read(&file).unwrap_or_default())?));
    files.into_iter().filter_map(found).collect()
}

/// The mails and SMS in a folder with a word in them, the address that they go to left out; and how many there are.
pub(crate) fn in_letters(folder: &Path) -> (Vec<String>, usize) {
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    let found = |file: &std::path::PathBuf| {
        let letter = fs::read_to_string(file).unwrap().replace("=\r\n", "");
        assert!(!letter.contains("Transfer-Encoding: base64"), "it cannot be read like this: {letter}");
        Some(format!("{} in {}", sung(without_address(&letter).as_bytes())?, file.display()))
    };
    (files.iter().filter_map(found).collect(), files.len())
}

fn without_address(letter: &str) -> String {
    let address = match serde_json::from_str::<serde_json::Value>(letter) {
        Ok(sms) => format!("\"to\":{}", sms["to"]),
        Err(_) => letter.lines().find(|it| it.starts_with("To: ")).unwrap_or_default().to_owned(),
    };
    letter.replacen(&address, "", 1)
}

/// Everywhere that a word stands in what has gone out.
pub(crate) fn leaks(t: &TestApp) -> Vec<String> {
    t.works();
    let (letters, count) = in_letters(t.mailbox());
    assert!(count > 0, "something was sent");
    [in_clear(&t.fixture.url), in_files(t), overheard().0, letters].concat()
}
