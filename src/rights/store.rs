//! The rows of what came of checking rights: a row for each time.

use diesel::prelude::*;

use super::model::{Checked, Right, RightOutcome};
use crate::clock::Instant;
use crate::db::schema::rights_checks;
use crate::ids::{PersonId, RequestId, RightsCheckId};
use crate::platform::{Result, Tx};

pub(super) fn insert(tx: &mut Tx<'_>, request: RequestId, checked: &Checked) -> Result<()> {
    diesel::insert_into(rights_checks::table)
        .values((
            rights_checks::id.eq(RightsCheckId::fresh()),
            rights_checks::request_id.eq(request),
            rights_checks::entitlement.eq(checked.right),
            rights_checks::outcome.eq(checked.outcome),
            rights_checks::checked_by.eq(checked.by),
            rights_checks::created_at.eq(checked.at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// All of a request, oldest first.
pub(super) fn all_of(tx: &mut Tx<'_>, request: RequestId) -> Result<Vec<Checked>> {
    let rows: Vec<(Right, RightOutcome, PersonId, Instant)> = rights_checks::table
        .filter(rights_checks::request_id.eq(request))
        .order((rights_checks::created_at, rights_checks::id))
        .select((
            rights_checks::entitlement,
            rights_checks::outcome,
            rights_checks::checked_by,
            rights_checks::created_at,
        ))
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|(right, outcome, by, at)| Checked { right, outcome, by, at }).collect())
}
