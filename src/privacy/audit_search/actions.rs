//! Look for who saw and did what.

use std::collections::{BTreeMap, HashMap};

use super::store;
use crate::audit::{self, Entry, ShownOf, Wanted};
use crate::codes::Code;
use crate::events::{Event, Purpose};
use crate::ids::{AnyId, AuditId, ConcernId, PersonId};
use crate::platform::http::{Cursor, Page};
use crate::platform::{Result, Tx};
use crate::policy::{self, Acting, Action, Actor, Reach, Scope};
use crate::safeguarding;

/// How many rows are looked at in one go, and in how many goes at most: a page may come out short, and goes on behind them.
const BATCH: i64 = 200;
const MOST_BATCHES: usize = 25;

/// The kind of concerns in the audit log.
const CONCERN: &str = "concern";

/// A row of the audit log, with what was shown.
#[derive(Debug, Clone)]
pub struct Found {
    /// The row.
    pub entry: Entry,
    /// Of whom what was shown.
    pub shown: Vec<ShownOf>,
}

/// A page of what happened, newest first: for a coordinator in their neighbourhoods, for an administrator everywhere. What
/// is about the actor or whom they have to do with is left out, and so are concerns that the actor does not see. Looking
/// leaves a trace.
///
/// # Errors
/// A refusal when the actor may not.
pub fn search(tx: &mut Tx<'_>, actor: &Actor, wanted: &Wanted, cursor: Cursor) -> Result<Page<Found>> {
    let looker = actor.signed_in()?;
    let by = acting(actor, looker)?;
    let scope = policy::scope(actor, Action::SearchAudit);
    let within = (!scope.everyone).then_some(scope.neighbourhoods.as_slice());
    let size = cursor.size as usize;
    let mut found = Vec::new();
    let mut after = cursor.after.map(AuditId::from);
    let mut has_more = true;
    for _ in 0..MOST_BATCHES {
        let rows = audit::search(tx, wanted, within, after, BATCH)?;
        has_more = i64::try_from(rows.len()).unwrap_or(BATCH) == BATCH;
        after = rows.last().map(|it| it.id).or(after);
        found.extend(visible(tx, actor, &scope, rows)?);
        if found.len() > size || !has_more {
            break;
        }
    }
    if found.len() > size {
        found.truncate(size);
        after = found.last().map(|it: &Found| it.entry.id);
        has_more = true;
    }
    let mut trace = Event::AuditSearched(looker).by(by);
    for (name, value) in words(wanted) {
        trace = trace.with(name, value);
    }
    tx.record(&trace)?;
    Ok(Page::ending(found, after.filter(|_| has_more).map(AuditId::uuid)))
}

/// In which role the actor looks.
fn acting(actor: &Actor, looker: PersonId) -> Result<Acting> {
    let mut roles = actor.grants.iter().map(|it| it.role);
    let role = roles.find(|it| policy::reach(*it, Action::SearchAudit) != Reach::Nobody);
    Ok(Acting { role: role.ok_or(Code::Forbidden)?, ..Acting::resident(looker) })
}

/// What was looked for, as the trace keeps it.
fn words(wanted: &Wanted) -> Vec<(&'static str, String)> {
    let told = [
        ("shownOf", wanted.shown_of.map(|it| it.to_string())),
        ("actor", wanted.actor.map(|it| it.to_string())),
        ("object", wanted.object.map(|it| it.to_string())),
        ("event", wanted.event.clone()),
        ("from", wanted.from.map(|it| it.to_string())),
        ("until", wanted.until.map(|it| it.to_string())),
    ];
    told.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// Of some rows those that the actor may see.
fn visible(tx: &mut Tx<'_>, actor: &Actor, scope: &Scope, rows: Vec<Entry>) -> Result<Vec<Found>> {
    let mut of_kind: BTreeMap<&str, Vec<AnyId>> = BTreeMap::new();
    for row in &rows {
        of_kind.entry(&row.object_kind).or_default().push(row.object);
    }
    let mut people: HashMap<AnyId, Vec<PersonId>> = HashMap::new();
    for (kind, ids) in of_kind {
        people.extend(store::people_of(tx, kind, &ids)?);
    }
    let ids: Vec<AuditId> = rows.iter().map(|it| it.id).collect();
    let mut shown = audit::shown_in(tx, &ids)?;
    let mut found = Vec::new();
    for entry in rows {
        let shown = shown.remove(&entry.id).unwrap_or_default();
        let is_near = |it: &PersonId| scope.except.contains(it);
        let is_conflicted = people.get(&entry.object).is_some_and(|it| it.iter().any(is_near))
            || shown.iter().any(|it| is_near(&it.person))
            || scope.except.iter().any(|it| entry.names(*it));
        // What somebody looked for in this log is about whom they looked for, and not about themselves.
        let is_own_look = entry.actor.is_some() && entry.actor == actor.person && entry.event == LOOKED;
        if is_conflicted && !is_own_look {
            continue;
        }
        if !is_about_concern(&entry, &shown) || may_see_concern(tx, actor, &entry)? {
            found.push(Found { entry, shown });
        }
    }
    Ok(found)
}

/// The event that looking leaves.
const LOOKED: &str = "person.auditSearched";

fn is_about_concern(entry: &Entry, shown: &[ShownOf]) -> bool {
    entry.object_kind == CONCERN || shown.iter().any(|it| it.purpose == Purpose::Safeguarding)
}

fn may_see_concern(tx: &mut Tx<'_>, actor: &Actor, entry: &Entry) -> Result<bool> {
    if entry.object_kind != CONCERN {
        return Ok(false);
    }
    safeguarding::sees_as_team(tx, actor, ConcernId::from(entry.object.uuid()))
}
