//! The rows of `disclosures`: about whom a row of the audit log tells that something was shown.

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use diesel::{IntoSql, insert_into};
use serde_json::{Map, Value};

use super::SOFTWARE;
use crate::clock::Instant;
use crate::db::schema::{audit, disclosures, people};
use crate::db::types::{Json, UuidSql};
use crate::events::{Disclosure, Part, Purpose};
use crate::ids::{AuditId, NeighbourhoodId, OrganisationId, PersonId};
use crate::platform::http::{Cursor, Page};
use crate::platform::{Result, Tx};
use crate::policy::Role;

/// Something of a person that was shown to somebody else. Never to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The row of the audit log.
    pub id: AuditId,
    /// When.
    pub at: Instant,
    /// To somebody in this role …
    pub role: Role,
    /// … in this neighbourhood …
    pub neighbourhood: Option<NeighbourhoodId>,
    /// … or of this organisation …
    pub organisation: Option<OrganisationId>,
    /// … or to its software, and to nobody in person.
    pub by_software: bool,
    /// What for.
    pub purpose: Purpose,
    /// What of them.
    pub parts: Vec<Part>,
}

type Details = Json<Map<String, Value>>;
type Row = (AuditId, Instant, Role, Details, Option<NeighbourhoodId>, Option<OrganisationId>, Purpose, String);

/// Writes down of whom something was shown, in one statement however many they are. What somebody reads of themselves is
/// no disclosure.
pub(super) fn append(tx: &mut Tx<'_>, id: AuditId, reader: Option<PersonId>, disclosed: &Disclosure) -> Result<()> {
    let of: Vec<PersonId> = disclosed.of.iter().copied().filter(|it| Some(*it) != reader).collect();
    let parts: Vec<_> = disclosed.parts.iter().map(|it| it.as_str()).collect();
    let rows = people::table.filter(people::id.eq_any(of)).select((
        people::id,
        id.into_sql::<UuidSql>(),
        parts.join(" ").into_sql::<Text>(),
        disclosed.purpose.into_sql::<Text>(),
        disclosed.organisation.into_sql::<Nullable<UuidSql>>(),
    ));
    let columns = (
        disclosures::person_id,
        disclosures::audit_id,
        disclosures::parts,
        disclosures::purpose,
        disclosures::organisation_id,
    );
    insert_into(disclosures::table).values(rows).into_columns(columns).execute(tx.conn)?;
    Ok(())
}

/// What was shown of a person to others, newest first. What belongs to a worry about safety is left out: whoever it is
/// about must not learn of it here.
///
/// # Errors
/// When the database fails.
pub fn shown_of(tx: &mut Tx<'_>, person: PersonId, cursor: Cursor) -> Result<Page<Shown>> {
    let mut rows = disclosures::table
        .inner_join(audit::table)
        .filter(disclosures::person_id.eq(person))
        .filter(disclosures::purpose.ne_all(withheld()))
        .order(disclosures::audit_id.desc())
        .limit(cursor.limit())
        .select((
            audit::id,
            audit::at,
            audit::acting_as,
            audit::details,
            audit::neighbourhood_id,
            disclosures::organisation_id,
            disclosures::purpose,
            disclosures::parts,
        ))
        .into_boxed();
    if let Some(after) = cursor.after {
        rows = rows.filter(disclosures::audit_id.lt(AuditId::from(after)));
    }
    let rows: Vec<Row> = rows.load(tx.conn)?;
    Ok(Page::new(rows.into_iter().map(shown).collect(), cursor, |it: &Shown| it.id.uuid()))
}

/// Forgets about whom some rows of the audit log are.
pub(super) fn forget(tx: &mut Tx<'_>, of: &[AuditId]) -> Result<()> {
    diesel::delete(disclosures::table.filter(disclosures::audit_id.eq_any(of))).execute(tx.conn)?;
    Ok(())
}

/// What is about an open concern. A closed one cannot be told from an open one yet, so neither is shown.
fn withheld() -> Vec<Purpose> {
    Purpose::ALL.iter().copied().filter(|it| *it == Purpose::Safeguarding).collect()
}

fn shown((id, at, role, details, neighbourhood, organisation, purpose, parts): Row) -> Shown {
    let by_software = details.0.contains_key(SOFTWARE);
    let parts = parts.split(' ').filter_map(Part::from_word).collect();
    Shown { id, at, role, neighbourhood, organisation, by_software, purpose, parts }
}
