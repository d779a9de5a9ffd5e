//! Looking for rows of the audit log.

use std::collections::HashMap;

use diesel::prelude::*;

use super::Entry;
use crate::clock::Instant;
use crate::db::schema::{audit, disclosures};
use crate::events::{Part, Purpose};
use crate::ids::{AnyId, AuditId, NeighbourhoodId, OrganisationId, PersonId};
use crate::platform::{Result, Tx};

/// Which rows are looked for: those to which all of this applies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Something of this person was shown.
    pub shown_of: Option<PersonId>,
    /// This person did it.
    pub actor: Option<PersonId>,
    /// It happened to this.
    pub object: Option<AnyId>,
    /// This happened, `object.verb`.
    pub event: Option<String>,
    /// Not before.
    pub from: Option<Instant>,
    /// Before.
    pub until: Option<Instant>,
}

/// What a row tells that was shown, and of whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownOf {
    /// Of whom.
    pub person: PersonId,
    /// What of them.
    pub parts: Vec<Part>,
    /// What for.
    pub purpose: Purpose,
    /// For whose organisation, if for one.
    pub organisation: Option<OrganisationId>,
}

/// Rows, newest first, after one: of some neighbourhoods, or all. No right is checked.
///
/// # Errors
/// When the database fails.
pub fn search(
    tx: &mut Tx<'_>,
    wanted: &Wanted,
    within: Option<&[NeighbourhoodId]>,
    after: Option<AuditId>,
    most: i64,
) -> Result<Vec<Entry>> {
    let mut rows = audit::table.order(audit::id.desc()).limit(most).select(Entry::as_select()).into_boxed();
    if let Some(within) = within {
        rows = rows.filter(audit::neighbourhood_id.eq_any(within.to_vec()));
    }
    if let Some(after) = after {
        rows = rows.filter(audit::id.lt(after));
    }
    if let Some(person) = wanted.shown_of {
        let shown = disclosures::table.filter(disclosures::person_id.eq(person)).select(disclosures::audit_id);
        rows = rows.filter(audit::id.eq_any(shown));
    }
    if let Some(actor) = wanted.actor {
        rows = rows.filter(audit::actor.eq(actor));
    }
    if let Some(object) = wanted.object {
        rows = rows.filter(audit::object.eq(object));
    }
    if let Some(event) = wanted.event.clone() {
        rows = rows.filter(audit::event.eq(event));
    }
    if let Some(from) = wanted.from {
        rows = rows.filter(audit::at.ge(from));
    }
    if let Some(until) = wanted.until {
        rows = rows.filter(audit::at.lt(until));
    }
    Ok(rows.load(tx.conn)?)
}

/// What these rows tell that was shown.
///
/// # Errors
/// When the database fails.
pub fn shown_in(tx: &mut Tx<'_>, rows: &[AuditId]) -> Result<HashMap<AuditId, Vec<ShownOf>>> {
    type Row = (AuditId, PersonId, String, Purpose, Option<OrganisationId>);
    let found: Vec<Row> = disclosures::table
        .filter(disclosures::audit_id.eq_any(rows))
        .order((disclosures::audit_id, disclosures::person_id))
        .select((
            disclosures::audit_id,
            disclosures::person_id,
            disclosures::parts,
            disclosures::purpose,
            disclosures::organisation_id,
        ))
        .load(tx.conn)?;
    let mut shown: HashMap<AuditId, Vec<ShownOf>> = HashMap::new();
    for (id, person, parts, purpose, organisation) in found {
        let parts = parts.split(' ').filter_map(Part::from_word).collect();
        shown.entry(id).or_default().push(ShownOf { person, parts, purpose, organisation });
    }
    Ok(shown)
}

/// When the oldest row that no sealer has numbered yet was written, and how many there are. No right is checked.
///
/// # Errors
/// When the database fails.
pub fn unsealed(tx: &mut Tx<'_>) -> Result<(i64, Option<Instant>)> {
    let waiting = audit::table.filter(audit::number.is_null());
    let count = waiting.count().get_result(tx.conn)?;
    let oldest = waiting.select(audit::at).order(audit::id).first(tx.conn).optional()?;
    Ok((count, oldest))
}
