//! Backups are made and put back by the program itself, in a folder of one's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use buurtnet::backup::Manifest;
use buurtnet::platform::seal::Keys;

use super::app::MASTER_KEY;

/// The folder of the one who makes backups: their key, and what they made.
pub struct Desk(tempfile::TempDir);

impl Desk {
    pub fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.has_key("key", &MASTER_KEY);
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn has_key(&self, name: &str, key: &[u8]) {
        fs::write(self.path(name), key.iter().map(|it| format!("{it:02x}")).collect::<String>()).unwrap();
    }

    pub fn command(&self, verb: &str, database: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_buurtnet"));
        command.arg(verb).current_dir(self.0.path()).env_clear().env("BUURTNET_DATABASE_URL", database);
        command.env("BUURTNET_MASTER_KEY_FILE", "key").env("PATH", "/usr/bin:/bin").stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    pub fn backing_up(&self, database: &str) -> Command {
        let mut command = self.command("backup", database);
        command.arg("--to").arg(self.path("backups"));
        command
    }

    pub fn restoring(&self, from: &Path, database: &str) -> Command {
        let mut command = self.command("restore", database);
        command.arg("--from").arg(from);
        command
    }

    /// Makes a backup and returns its folder.
    pub fn backs_up(&self, database: &str) -> PathBuf {
        let output = run(&mut self.backing_up(database));
        assert!(output.status.success(), "{}", said(&output));
        self.backups().pop().unwrap()
    }

    #[track_caller]
    pub fn restores(&self, from: &Path, database: &str) {
        let output = run(&mut self.restoring(from, database));
        assert!(output.status.success(), "{}", said(&output));
    }

    /// The line with which it refuses to restore.
    #[track_caller]
    pub fn refuses(&self, from: &Path, database: &str) -> String {
        let output = run(&mut self.restoring(from, database));
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        let said = said(&output);
        assert!(!said.contains("panicked"), "{said}");
        said
    }

    /// What has the name of a backup, oldest first.
    pub fn backups(&self) -> Vec<PathBuf> {
        let folders = fs::read_dir(self.path("backups")).into_iter().flatten().map(|it| it.unwrap().path());
        let mut whole: Vec<_> = folders.filter(|it| it.extension().is_none()).collect();
        whole.sort();
        whole
    }

    /// What has the name of a backup that is not whole.
    pub fn cut(&self) -> Vec<PathBuf> {
        let folders = fs::read_dir(self.path("backups")).unwrap().map(|it| it.unwrap().path());
        folders.filter(|it| it.extension().is_some_and(|it| it == "partial")).collect()
    }

    pub fn manifest(folder: &Path) -> Manifest {
        Manifest::read(folder, &Keys::derive(&MASTER_KEY)).unwrap()
    }
}

pub fn run(command: &mut Command) -> Output {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap()
}

pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
