//! The row of the settings of mail.

use diesel::prelude::*;
use uuid::Uuid;

use super::actions::MailSettings;
use crate::clock::Instant;
use crate::db::schema::mail_settings as settings;
use crate::db::sql::{Locked, Upsert};
use crate::ids::MailSettingsId;
use crate::notifications::MailServer;
use crate::platform::seal::Field;
use crate::platform::{Error, Result, Tx};

/// The one row, which owns a data key of its own.
const ONE: Uuid = Uuid::from_u128(0x018f_0000_0000_7000_8000_0000_6d61_696c);

/// The id of the one row.
pub(super) fn id() -> MailSettingsId {
    MailSettingsId::from(ONE)
}

type Row = (Vec<u8>, i32, Instant, Instant);

fn opened(tx: &mut Tx<'_>, row: Option<Row>) -> Result<Option<MailSettings>> {
    let Some((said, version, created_at, updated_at)) = row else { return Ok(None) };
    let server: Option<MailServer> = tx.open(ONE, Field::MailSettings, ONE, &said)?;
    let server = server.ok_or_else(|| Error::Inconsistent("the settings of mail do not open".to_owned()))?;
    Ok(Some(MailSettings { server, version, created_at, updated_at }))
}

/// The settings, if there are any.
pub(super) fn get(tx: &mut Tx<'_>) -> Result<Option<MailSettings>> {
    let row = settings::table.find(id());
    let row = row.select((settings::said, settings::version, settings::created_at, settings::updated_at));
    let row: Option<Row> = row.first(tx.conn).optional()?;
    opened(tx, row)
}

/// The same, kept from changing until the end of the transaction.
pub(super) fn lock(tx: &mut Tx<'_>) -> Result<Option<MailSettings>> {
    let row = settings::table.find(id());
    let row = row.select((settings::said, settings::version, settings::created_at, settings::updated_at));
    let row: Option<Row> = Locked(row).get_result(tx.conn).optional()?;
    opened(tx, row)
}

/// The first settings. `false`: somebody else was first.
pub(super) fn insert(tx: &mut Tx<'_>, server: &MailServer) -> Result<bool> {
    let said = tx.seal(ONE, Field::MailSettings, ONE, server)?;
    let insert = diesel::insert_into(settings::table).values((
        settings::id.eq(id()),
        settings::said.eq(said),
        settings::version.eq(1),
        settings::created_at.eq(tx.now),
        settings::updated_at.eq(tx.now),
    ));
    let made: Option<MailSettingsId> =
        Upsert { insert, on_conflict: "(id) DO NOTHING", returning: settings::id }.get_result(tx.conn).optional()?;
    Ok(made.is_some())
}

/// Other settings.
pub(super) fn save(tx: &mut Tx<'_>, server: &MailServer) -> Result<()> {
    let said = tx.seal(ONE, Field::MailSettings, ONE, server)?;
    diesel::update(settings::table.find(id()))
        .set((settings::said.eq(said), settings::version.eq(settings::version + 1), settings::updated_at.eq(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

/// No settings any more.
pub(super) fn delete(tx: &mut Tx<'_>) -> Result<()> {
    diesel::delete(settings::table.find(id())).execute(tx.conn)?;
    Ok(())
}
