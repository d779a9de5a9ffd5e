//! The page of a batch: whom to propose for all open requests at once. It is asked for, made while its reader does something
//! else, and found again here for a day.

use askama::Template;

use super::frame::Frame;
use super::suggestions::reason;
use crate::ids::{BatchProposalId, OfferId, PersonId, RequestId};
use crate::matching::batch::actions::{self as batches, Batch, Proposal};
use crate::platform::http::Cursor;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::requests::actions as requests;

/// How many rows a page has.
const ROWS: u32 = 50;

/// Somebody to propose for a request.
struct Row {
    id: BatchProposalId,
    request: RequestId,
    what: String,
    offer: OfferId,
    helper: PersonId,
    name: String,
    /// How well it suits, out of a hundred.
    score: i32,
    reasons: Vec<String>,
}

/// How far it is.
enum Progress {
    /// Nobody asked for one, or it is gone.
    Absent,
    /// Helpers are looked for: for so many requests already, of so many.
    Preparing { looked_at: i32, requests: i32 },
    /// It was made, at that moment.
    Ready(String),
}

/// The page.
#[derive(Template)]
#[template(path = "console/batch.html")]
pub(super) struct BatchPage {
    pub(super) frame: Frame,
    progress: Progress,
    rows: Vec<Row>,
    next: Option<String>,
}

/// The part of the page that says how far it is.
#[derive(Template)]
#[template(path = "console/batch_progress.html")]
pub(super) struct ProgressPart {
    frame: Frame,
    progress: Progress,
}

fn progress(of: Option<&Batch>) -> Progress {
    match of {
        None => Progress::Absent,
        Some(it) if it.ready_at.is_none() => Progress::Preparing { looked_at: it.looked_at, requests: it.requests },
        Some(it) => Progress::Ready(words::when(it.created_at)),
    }
}

/// The batch of whoever reads it, after a proposal of it. Reading the names leaves a trace.
///
/// # Errors
/// When the database fails.
pub(super) fn batch(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, after: Option<BatchProposalId>) -> Result<BatchPage> {
    let made = batches::see(tx, actor)?;
    let page = batches::proposals(tx, actor, Cursor { after: after.map(BatchProposalId::uuid), size: ROWS })?;
    let mut rows = Vec::new();
    for proposal in page.items {
        rows.push(row(tx, proposal, &frame)?);
    }
    let last = rows.last().filter(|_| page.next.is_some());
    let next = last.map(|it| format!("/console/batch?after={}", it.id));
    Ok(BatchPage { progress: progress(made.as_ref()), rows, next, frame })
}

fn row(tx: &mut Tx<'_>, of: Proposal, frame: &Frame) -> Result<Row> {
    let urgency = requests::load(tx, of.request)?.urgency;
    let when = frame.word("console-urgency", urgency.as_str());
    let what = [("what", frame.word("category", of.category.as_str())), ("when", when)];
    Ok(Row {
        id: of.id,
        request: of.request,
        what: frame.locale.text("console-queue-request", &what),
        offer: of.offer,
        helper: of.helper,
        name: of.first_name.map_or_else(|| frame.t("erased"), |it| it.as_str().to_owned()),
        score: of.score / 100,
        reasons: of.reasons.iter().filter_map(|it| reason(it, frame)).collect(),
    })
}

/// The part of the page that says how far it is.
///
/// # Errors
/// When the database fails.
pub(super) fn progress_part(tx: &mut Tx<'_>, actor: &Actor, frame: Frame) -> Result<ProgressPart> {
    Ok(ProgressPart { progress: progress(batches::see(tx, actor)?.as_ref()), frame })
}
