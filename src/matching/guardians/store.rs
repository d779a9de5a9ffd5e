//! The rows of what guardians said.

use diesel::prelude::*;

use crate::db::schema::guardian_answers;
use crate::ids::{AnyId, MatchId, PersonId};
use crate::platform::{Result, Tx};

/// A guardian said yes.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    of: MatchId,
    minor: PersonId,
    guardian: PersonId,
    recorded_by: PersonId,
) -> Result<()> {
    diesel::insert_into(guardian_answers::table)
        .values((
            guardian_answers::id.eq(AnyId::fresh()),
            guardian_answers::match_id.eq(of),
            guardian_answers::person_id.eq(minor),
            guardian_answers::guardian_id.eq(guardian),
            guardian_answers::recorded_by.eq(recorded_by),
            guardian_answers::at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Who said yes to a match for somebody under age.
pub(super) fn who_said_yes(tx: &mut Tx<'_>, of: MatchId, minor: PersonId) -> Result<Vec<PersonId>> {
    let yes = guardian_answers::table.filter(guardian_answers::match_id.eq(of));
    let yes = yes.filter(guardian_answers::person_id.eq(minor)).select(guardian_answers::guardian_id);
    Ok(yes.load(tx.conn)?)
}
