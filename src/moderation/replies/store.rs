//! The rows of saved replies.

use diesel::prelude::*;

use super::model::{ReplyVerb, SavedReply, Texts};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{neighbourhoods, saved_replies};
use crate::db::sql::Locked;
use crate::db::types::Json;
use crate::ids::{NeighbourhoodId, SavedReplyId};
use crate::platform::http::Cursor;
use crate::platform::{Error, Result, Tx};
use crate::policy::Scope;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = saved_replies, check_for_backend(MultiBackend))]
struct Row {
    id: SavedReplyId,
    neighbourhood_id: NeighbourhoodId,
    verb: ReplyVerb,
    title: String,
    texts: Json<Texts>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

impl Row {
    fn read(self) -> Result<SavedReply> {
        let title = self.title.parse().map_err(|_| Error::Inconsistent(format!("the title of {}", self.id)))?;
        Ok(SavedReply {
            id: self.id,
            neighbourhood: self.neighbourhood_id,
            verb: self.verb,
            title,
            texts: self.texts.0,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// Which ones are looked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Those of this neighbourhood.
    pub neighbourhood: Option<NeighbourhoodId>,
    /// Those for this verb.
    pub verb: Option<ReplyVerb>,
}

/// Keeps a neighbourhood from changing until the end of the transaction.
pub(super) fn lock_neighbourhood(tx: &mut Tx<'_>, id: NeighbourhoodId) -> Result<()> {
    let _: NeighbourhoodId = Locked(neighbourhoods::table.find(id).select(neighbourhoods::id)).get_result(tx.conn)?;
    Ok(())
}

/// How many a neighbourhood has.
pub(super) fn count_of(tx: &mut Tx<'_>, id: NeighbourhoodId) -> Result<i64> {
    Ok(saved_replies::table.filter(saved_replies::neighbourhood_id.eq(id)).count().get_result(tx.conn)?)
}

/// A new one.
pub(super) fn insert(tx: &mut Tx<'_>, new: &SavedReply) -> Result<()> {
    let row = Row {
        id: new.id,
        neighbourhood_id: new.neighbourhood,
        verb: new.verb,
        title: new.title.as_str().to_owned(),
        texts: Json(new.texts.clone()),
        version: new.version,
        created_at: new.created_at,
        updated_at: new.updated_at,
    };
    diesel::insert_into(saved_replies::table).values(row).execute(tx.conn)?;
    Ok(())
}

/// One of them.
pub(super) fn get(tx: &mut Tx<'_>, id: SavedReplyId) -> Result<SavedReply> {
    let row: Row = saved_replies::table.find(id).select(Row::as_select()).first(tx.conn)?;
    row.read()
}

/// One of them, kept from changing until the end of the transaction.
pub(super) fn lock(tx: &mut Tx<'_>, id: SavedReplyId) -> Result<SavedReply> {
    let row: Row = Locked(saved_replies::table.find(id).select(Row::as_select())).get_result(tx.conn)?;
    row.read()
}

/// Saves a changed one. Counts the version.
pub(super) fn save(tx: &mut Tx<'_>, changed: &SavedReply) -> Result<()> {
    diesel::update(saved_replies::table.find(changed.id))
        .set((
            saved_replies::title.eq(changed.title.as_str()),
            saved_replies::texts.eq(Json(changed.texts.clone())),
            saved_replies::version.eq(changed.version + 1),
            saved_replies::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes one away.
pub(super) fn delete(tx: &mut Tx<'_>, id: SavedReplyId) -> Result<()> {
    diesel::delete(saved_replies::table.find(id)).execute(tx.conn)?;
    Ok(())
}

/// A page of those of some neighbourhoods, newest first.
pub(super) fn list(tx: &mut Tx<'_>, scope: &Scope, wanted: Wanted, cursor: Cursor) -> Result<Vec<SavedReply>> {
    let newest = saved_replies::table.select(Row::as_select()).order(saved_replies::id.desc());
    let theirs = saved_replies::neighbourhood_id.eq_any(scope.neighbourhoods.clone());
    let mut query = newest.filter(theirs).limit(cursor.limit()).into_boxed();
    if let Some(neighbourhood) = wanted.neighbourhood {
        query = query.filter(saved_replies::neighbourhood_id.eq(neighbourhood));
    }
    if let Some(verb) = wanted.verb {
        query = query.filter(saved_replies::verb.eq(verb));
    }
    if let Some(after) = cursor.after {
        query = query.filter(saved_replies::id.lt(SavedReplyId::from(after)));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// All of a neighbourhood for a verb.
pub(super) fn all_of(tx: &mut Tx<'_>, id: NeighbourhoodId, verb: ReplyVerb) -> Result<Vec<SavedReply>> {
    let of_verb = saved_replies::neighbourhood_id.eq(id).and(saved_replies::verb.eq(verb));
    let rows: Vec<Row> =
        saved_replies::table.filter(of_verb).order(saved_replies::id).select(Row::as_select()).load(tx.conn)?;
    rows.into_iter().map(Row::read).collect()
}
