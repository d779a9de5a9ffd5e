//! The names of organisations, for the roles that hold in them. A read model: the directory itself stands below.

use diesel::prelude::*;

use crate::db::schema::organisations;
use crate::ids::OrganisationId;
use crate::platform::{Result, Tx};

/// The name of an organisation, if there is one of this id.
pub(in crate::people) fn name(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Option<String>> {
    Ok(organisations::table.find(id).select(organisations::name).first(tx.conn).optional()?)
}
