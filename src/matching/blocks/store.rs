//! The rows of blocks. The two people stand in the order of their ids.

use diesel::prelude::*;

use super::model::Block;
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::blocks;
use crate::ids::{BlockId, MatchId, PersonId};
use crate::platform::http::Cursor;
use crate::platform::{Result, Tx};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = blocks, check_for_backend(MultiBackend))]
struct Row {
    id: BlockId,
    one_id: PersonId,
    other_id: PersonId,
    made_by: PersonId,
    match_id: Option<MatchId>,
    created_at: Instant,
}

impl From<Row> for Block {
    fn from(row: Row) -> Self {
        let Row { id, one_id, other_id, made_by, match_id, created_at } = row;
        Self { id, one: one_id, other: other_id, made_by, known_by: match_id, made_at: created_at }
    }
}

/// A new block.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Block) -> Result<()> {
    let row = Row {
        id: new.id,
        one_id: new.one,
        other_id: new.other,
        made_by: new.made_by,
        match_id: new.known_by,
        created_at: new.made_at,
    };
    diesel::insert_into(blocks::table).values(&row).execute(tx.conn)?;
    Ok(())
}

/// A block.
pub(super) fn get(tx: &mut Tx<'_>, id: BlockId) -> Result<Block> {
    let row: Row = blocks::table.find(id).select(Row::as_select()).first(tx.conn)?;
    Ok(row.into())
}

/// The blocks between two people, in the order of their ids.
pub(super) fn between(tx: &mut Tx<'_>, one: PersonId, other: PersonId) -> Result<Vec<Block>> {
    let between = blocks::table.filter(blocks::one_id.eq(one).and(blocks::other_id.eq(other)));
    let rows: Vec<Row> = between.select(Row::as_select()).load(tx.conn)?;
    Ok(rows.into_iter().map(Block::from).collect())
}

/// A page of the blocks that somebody made, newest first.
pub(super) fn list_of(tx: &mut Tx<'_>, maker: PersonId, cursor: Cursor) -> Result<Vec<Block>> {
    let mut query = blocks::table
        .filter(blocks::made_by.eq(maker))
        .select(Row::as_select())
        .order(blocks::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(blocks::id.lt(BlockId::from(after)));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    Ok(rows.into_iter().map(Block::from).collect())
}

/// Takes a block away.
pub(super) fn delete(tx: &mut Tx<'_>, id: BlockId) -> Result<()> {
    diesel::delete(blocks::table.find(id)).execute(tx.conn)?;
    Ok(())
}
