//! Who else of the team looks at something now: whoever read it in the last minutes, as the log has it anyway.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;

use crate::clock::Instant;
use crate::db::schema::audit;
use crate::ids::{AnyId, PersonId};
use crate::platform::{Result, Tx};
use crate::policy::Role;

/// For so long somebody who read something counts as looking at it.
pub const VIEWING: TimeDelta = TimeDelta::minutes(5);

/// Somebody of the team who looks at something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub person: PersonId,
    /// When they last read it.
    pub at: Instant,
}

/// Who of the team, but for one of them, read an object in the last minutes, the latest first. Checks no right: it is for
/// whoever may read the object too.
///
/// # Errors
/// When the database fails.
pub fn viewers(tx: &mut Tx<'_>, object: Uuid, but: Option<PersonId>) -> Result<Vec<Viewer>> {
    let read = audit::event.like("%.disclosed").and(audit::at.gt(tx.now - VIEWING));
    let rows: Vec<(Option<PersonId>, Instant)> = audit::table
        .filter(audit::object.eq(AnyId::from(object)).and(read))
        .filter(audit::acting_as.eq_any([Role::Buurtwerker, Role::Coordinator]))
        .select((audit::actor, audit::at))
        .load(tx.conn)?;
    let mut latest: BTreeMap<PersonId, Instant> = BTreeMap::new();
    for (person, at) in rows.into_iter().filter_map(|(person, at)| Some((person?, at))) {
        let known = latest.entry(person).or_insert(at);
        *known = at.max(*known);
    }
    let mut viewers: Vec<_> = latest
        .into_iter()
        .filter(|(person, _)| Some(*person) != but)
        .map(|(person, at)| Viewer { person, at })
        .collect();
    viewers.sort_by_key(|it| std::cmp::Reverse(it.at));
    Ok(viewers)
}
