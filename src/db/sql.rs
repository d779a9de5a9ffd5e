//! SQL that diesel's DSL cannot say for both backends at once.

use diesel::expression::Expression;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sqlite::Sqlite;

use super::types::InstantSql;
use super::{AnyConnection, MultiBackend};

/// A piece of SQL that reads differently on each backend.
struct PerBackend {
    sqlite: &'static str,
    postgres: &'static str,
}

impl QueryFragment<Sqlite> for PerBackend {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(self.sqlite);
        Ok(())
    }
}

impl QueryFragment<Pg> for PerBackend {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.postgres);
        Ok(())
    }
}

impl QueryFragment<MultiBackend> for PerBackend {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, out)
    }
}

/// Locks the selected rows and skips those that others hold. SQLite needs no lock: it has one writer.
#[derive(Debug, Clone, QueryId)]
pub struct SkipLocked<Q>(pub Q);

impl<Q: Query> Query for SkipLocked<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> RunQueryDsl<AnyConnection> for SkipLocked<Q> {}

impl<Q: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for SkipLocked<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        const LOCK: &PerBackend = &PerBackend { sqlite: "", postgres: " FOR UPDATE SKIP LOCKED" };
        self.0.walk_ast(out.reborrow())?;
        LOCK.walk_ast(out)
    }
}

/// Locks the selected rows until the transaction ends; rows that only refer to them can still be written. SQLite needs no
/// lock: it has one writer.
#[derive(Debug, Clone, QueryId)]
pub struct Locked<Q>(pub Q);

impl<Q: Query> Query for Locked<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> RunQueryDsl<AnyConnection> for Locked<Q> {}

impl<Q: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for Locked<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        const LOCK: &PerBackend = &PerBackend { sqlite: "", postgres: " FOR NO KEY UPDATE" };
        self.0.walk_ast(out.reborrow())?;
        LOCK.walk_ast(out)
    }
}

/// `INSERT ... ON CONFLICT <action> RETURNING <returning>`: both backends understand the same words here.
pub struct Upsert<I, R> {
    /// The plain insert.
    pub insert: I,
    /// Such as `(a, b) DO UPDATE SET c = excluded.c`. Part of the program, never of its input.
    pub on_conflict: &'static str,
    /// The columns to give back.
    pub returning: R,
}

/// The action is a value, not a type, so the statement is cached by its text.
impl<I, R> QueryId for Upsert<I, R> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<I, R: Expression> Query for Upsert<I, R> {
    type SqlType = R::SqlType;
}

impl<I, R> RunQueryDsl<AnyConnection> for Upsert<I, R> {}

impl<I, R> QueryFragment<MultiBackend> for Upsert<I, R>
where
    I: QueryFragment<MultiBackend>,
    R: QueryFragment<MultiBackend>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.insert.walk_ast(out.reborrow())?;
        out.push_sql(" ON CONFLICT ");
        out.push_sql(self.on_conflict);
        out.push_sql(" RETURNING ");
        self.returning.walk_ast(out)
    }
}

/// `SELECT <the present>` by the clock of the database: what the leases of the workers are measured with, since the
/// clocks of several instances differ.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct DatabaseNow;

impl Query for DatabaseNow {
    type SqlType = InstantSql;
}

impl RunQueryDsl<AnyConnection> for DatabaseNow {}

impl QueryFragment<MultiBackend> for DatabaseNow {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        const NOW: &PerBackend = &PerBackend {
            sqlite: "SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
            postgres: "SELECT clock_timestamp()",
        };
        NOW.walk_ast(out)
    }
}

/// Whether a row lies where a `policy::Scope` reaches: in one of its neighbourhoods, or outside every one.
macro_rules! lies_in {
    ($column:expr, $scope:expr) => {
        $column
            .eq_any($scope.neighbourhoods.clone())
            .or($column.is_null().and(diesel::IntoSql::into_sql::<diesel::sql_types::Bool>($scope.unserved)))
    };
}
pub(crate) use lies_in;
