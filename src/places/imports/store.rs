//! The rows of files of neighbourhoods.

use diesel::prelude::*;

use super::model::{ImportState, NeighbourhoodImport};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::neighbourhood_imports as imports;
use crate::db::sql::Locked;
use crate::db::types::Json;
use crate::ids::NeighbourhoodImportId;
use crate::places::Imported;
use crate::places::boundaries::import::Columns;
use crate::platform::http::Cursor;
use crate::platform::{Error, Result, Tx};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = imports, check_for_backend(MultiBackend))]
struct Row {
    id: NeighbourhoodImportId,
    state: ImportState,
    properties: Json<Columns>,
    outcome: Option<Json<Imported>>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

impl From<Row> for NeighbourhoodImport {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            state: row.state,
            columns: row.properties.0,
            outcome: row.outcome.map(|it| it.0),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A new one, with its content.
pub(super) fn insert(tx: &mut Tx<'_>, new: &NeighbourhoodImport, content: &[u8]) -> Result<()> {
    let row = Row {
        id: new.id,
        state: new.state,
        properties: Json(new.columns.clone()),
        outcome: None,
        version: new.version,
        created_at: new.created_at,
        updated_at: new.updated_at,
    };
    diesel::insert_into(imports::table).values((row, imports::content.eq(Some(content)))).execute(tx.conn)?;
    Ok(())
}

/// One of them.
pub(super) fn get(tx: &mut Tx<'_>, id: NeighbourhoodImportId) -> Result<NeighbourhoodImport> {
    Ok(imports::table.find(id).select(Row::as_select()).first(tx.conn)?.into())
}

/// One of them, kept from changing until the end of the transaction.
pub(super) fn lock(tx: &mut Tx<'_>, id: NeighbourhoodImportId) -> Result<NeighbourhoodImport> {
    Ok(Locked(imports::table.find(id).select(Row::as_select())).get_result::<Row>(tx.conn)?.into())
}

/// Its content.
pub(super) fn content(tx: &mut Tx<'_>, id: NeighbourhoodImportId) -> Result<Vec<u8>> {
    let content: Option<Vec<u8>> = imports::table.find(id).select(imports::content).first(tx.conn)?;
    content.ok_or_else(|| Error::Inconsistent(format!("the content of {id} is gone")))
}

/// A page of them, newest first.
pub(super) fn list(tx: &mut Tx<'_>, cursor: Cursor) -> Result<Vec<NeighbourhoodImport>> {
    let mut query =
        imports::table.select(Row::as_select()).order(imports::id.desc()).limit(cursor.limit()).into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(imports::id.lt(NeighbourhoodImportId::from(after)));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Other properties are read.
pub(super) fn save_columns(tx: &mut Tx<'_>, id: NeighbourhoodImportId, columns: &Columns) -> Result<()> {
    diesel::update(imports::table.find(id))
        .set((
            imports::properties.eq(Json(columns.clone())),
            imports::version.eq(imports::version + 1),
            imports::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// It is done; its content is needed no more.
pub(super) fn finish(tx: &mut Tx<'_>, id: NeighbourhoodImportId, outcome: &Imported) -> Result<()> {
    diesel::update(imports::table.find(id))
        .set((
            imports::state.eq(ImportState::Done),
            imports::content.eq(None::<Vec<u8>>),
            imports::outcome.eq(Some(Json(outcome.clone()))),
            imports::version.eq(imports::version + 1),
            imports::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// It is gone.
pub(super) fn delete(tx: &mut Tx<'_>, id: NeighbourhoodImportId) -> Result<()> {
    diesel::delete(imports::table.find(id)).execute(tx.conn)?;
    Ok(())
}

/// Forgets at most so many of those that nobody touched since.
pub(super) fn forget(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let old = imports::table.filter(imports::updated_at.lt(before)).select(imports::id).limit(most);
    let old: Vec<NeighbourhoodImportId> = old.load(tx.conn)?;
    Ok(diesel::delete(imports::table.filter(imports::id.eq_any(old))).execute(tx.conn)?)
}
