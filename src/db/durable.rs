//! Whether what was committed survives a crash: the settings of the database that decide it.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{AnyConnection, Result, Target};

/// A setting of the database, as it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// Whether no committed row is lost with it.
    pub is_safe: bool,
}

/// The settings that decide whether a committed row survives a crash. Blocks.
///
/// # Errors
/// [`super::Error::Unavailable`] when the database cannot be reached.
pub fn durability(target: &Target) -> Result<Vec<Setting>> {
    settings(&mut target.open()?)
}

/// The same, by a connection that is open.
///
/// # Errors
/// When the database fails.
pub fn settings(conn: &mut AnyConnection) -> Result<Vec<Setting>> {
    let mut settings = Vec::new();
    let mut add = |name, value: String, safe: &[&str]| {
        settings.push(Setting { name, is_safe: safe.contains(&value.as_str()), value });
    };
    match conn {
        AnyConnection::Sqlite(conn) => {
            let mut ask = |text| sql::<Text>(text).get_result::<String>(conn);
            add("journal_mode", ask("SELECT journal_mode FROM pragma_journal_mode")?, &["wal"]);
            // 2: FULL, 3: EXTRA.
            add("synchronous", ask("SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous")?, &["2", "3"]);
        }
        AnyConnection::Postgres(conn) => {
            let mut ask = |text| sql::<Text>(text).get_result::<String>(conn);
            add("fsync", ask("SELECT current_setting('fsync')")?, &["on"]);
            add("full_page_writes", ask("SELECT current_setting('full_page_writes')")?, &["on"]);
            let safe = ["on", "local", "remote_write", "remote_apply"];
            add("synchronous_commit", ask("SELECT current_setting('synchronous_commit')")?, &safe);
        }
    }
    Ok(settings)
}
