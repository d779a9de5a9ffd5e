//! The page with the copy of all that is known of whoever reads it: it is asked for, made while they do something else, and
//! fetched.

use askama::Template;

use super::frame::Frame;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::privacy::export;

/// How far the copy is.
enum Progress {
    /// Nobody asked for one, or it is gone.
    Absent,
    /// It is being made, since then.
    Preparing(String),
    /// It can be fetched, until then.
    Ready(String),
}

/// The page.
#[derive(Template)]
#[template(path = "console/export.html")]
pub(super) struct ExportPage {
    frame: Frame,
    progress: Progress,
}

/// The part of the page that says how far it is.
#[derive(Template)]
#[template(path = "console/export_progress.html")]
pub(super) struct ProgressPart {
    frame: Frame,
    progress: Progress,
}

fn progress(tx: &mut Tx<'_>, actor: &Actor) -> Result<Progress> {
    Ok(match export::see(tx, actor)? {
        None => Progress::Absent,
        Some(it) => match it.expires_at.filter(|_| it.ready_at.is_some()) {
            Some(until) => Progress::Ready(words::when(until)),
            None => Progress::Preparing(words::when(it.created_at)),
        },
    })
}

/// The page.
///
/// # Errors
/// When the database fails.
pub(super) fn page(tx: &mut Tx<'_>, actor: &Actor, frame: Frame) -> Result<ExportPage> {
    Ok(ExportPage { progress: progress(tx, actor)?, frame })
}

/// The part of the page that says how far it is.
///
/// # Errors
/// When the database fails.
pub(super) fn progress_part(tx: &mut Tx<'_>, actor: &Actor, frame: Frame) -> Result<ProgressPart> {
    Ok(ProgressPart { progress: progress(tx, actor)?, frame })
}
