//! The mail of the network, as whoever opens the mailboxes sees it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use buurtnet::ids::MessageId;

/// So often somebody looks into the mailboxes.
const PAUSE: Duration = Duration::from_millis(50);
/// Mail that takes longer never comes.
const PATIENCE: Duration = Duration::from_mins(3);

/// A letter.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub id: MessageId,
    pub to: String,
    text: String,
}

impl Letter {
    fn read(text: &str) -> Option<Self> {
        let id = text.split("Message-ID: <").nth(1)?.split('@').next()?.parse().ok()?;
        let to = text.lines().find_map(|it| it.strip_prefix("To: "))?.trim().to_owned();
        Some(Self { id, to, text: text.replace("=\r\n", "").replace("=3D", "=") })
    }

    /// The link to a referral that stands in it, and to which one.
    pub(super) fn link(&self) -> Option<(String, String)> {
        let token = self.text.split("/r/").nth(1)?.split_whitespace().next()?;
        Some((token.split('.').next()?.to_owned(), format!("/r/{token}")))
    }

    /// The code that stands in it.
    pub(super) fn code(&self) -> Option<String> {
        let is_code = |it: &&str| it.len() == 8 && it.bytes().all(|byte| byte.is_ascii_digit());
        self.text.lines().map(str::trim).find(is_code).map(str::to_owned)
    }
}

#[derive(Default)]
pub(super) struct Kept {
    /// How often each letter came, and to whom.
    pub letters: HashMap<MessageId, (String, usize)>,
    /// Where the link of each referral leads, and to which address it was mailed.
    pub links: HashMap<String, (String, String)>,
    /// The codes that came for each referral.
    pub codes: HashMap<String, Vec<String>>,
    is_over: bool,
}

pub(super) struct Post {
    folder: PathBuf,
    kept: Mutex<Kept>,
    came: Condvar,
}

impl Post {
    pub(super) fn new(folder: PathBuf) -> Self {
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder, kept: Mutex::default(), came: Condvar::new() }
    }

    pub(super) fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the letters out of the mailboxes. A code does not say for which referral it is: `referral_of` knows.
    pub(super) fn collect(&self, referral_of: &impl Fn(MessageId) -> String) {
        for file in std::fs::read_dir(&self.folder).unwrap() {
            let file = file.unwrap().path();
            if file.extension().is_none_or(|it| it != "eml") {
                continue;
            }
            // One that is not written yet is none.
            let Some(letter) = std::fs::read_to_string(&file).ok().and_then(|it| Letter::read(&it)) else { continue };
            std::fs::remove_file(&file).unwrap();
            let code = letter.code().map(|code| (referral_of(letter.id), code));
            let mut kept = self.kept();
            kept.letters.entry(letter.id).or_insert_with(|| (letter.to.clone(), 0)).1 += 1;
            if let Some((referral, link)) = letter.link() {
                kept.links.entry(referral).or_insert_with(|| (link, letter.to.clone()));
            }
            if let Some((referral, code)) = code {
                kept.codes.entry(referral).or_default().push(code);
            }
        }
        self.came.notify_all();
    }

    /// Collects until it is over.
    pub(super) fn run(&self, referral_of: &impl Fn(MessageId) -> String) {
        loop {
            self.collect(referral_of);
            let (kept, _) = self.came.wait_timeout_while(self.kept(), PAUSE, |it| !it.is_over).unwrap();
            if kept.is_over {
                return;
            }
        }
    }

    pub(super) fn is_over(&self) {
        self.kept().is_over = true;
        self.came.notify_all();
    }

    /// Waits for something that is to come by mail.
    pub(super) fn wait<T>(&self, what: &str, mut found: impl FnMut(&Kept) -> Option<T>) -> T {
        let waits = |it: &mut Kept| found(it).is_none();
        let (kept, late) = self.came.wait_timeout_while(self.kept(), PATIENCE, waits).unwrap();
        assert!(!late.timed_out(), "{what} never came");
        found(&kept).unwrap()
    }
}
