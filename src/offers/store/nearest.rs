//! The statement of the search, in the words of each database. They differ in how a list of stretches becomes rows: for each
//! of them the index is descended once, and nothing is read that lies elsewhere.

use std::fmt::Write;

use diesel::backend::Backend;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Array, BigInt, Double, HasSqlType, Text};
use diesel::sqlite::Sqlite;

use crate::categories::Category;
use crate::clock::Instant;
use crate::db::types::{InstantSql, UuidSql};
use crate::db::{AnyConnection, MultiBackend};
use crate::ids::{OfferId, PersonId};
use crate::places::strips::{InSpace, Stretch};
use crate::places::{Cell, StaffCell};
use crate::platform::{Result, Tx};

/// Where the help is wanted, and with it how exactly distances count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// For the team: from centre to centre of the cells of resolution 10.
    Near(StaffCell),
    /// For residents: from centre to centre of the public cells, and nothing finer; the same cell is always near.
    Public(Cell),
}

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Search {
    /// The kind of help.
    pub category: Category,
    /// Where.
    pub origin: Origin,
    /// The parts of the week of which an offer must have one; `None`: whenever.
    pub slots: Option<i64>,
    /// The helper must be vetted until this moment at least.
    pub vetted_until: Option<Instant>,
    /// People who are not looked for.
    pub exclude: Vec<PersonId>,
}

/// A row of the search: the offer, the helper, the public cell of the helper's home, and the square of the distance.
pub(super) type Row = (OfferId, PersonId, i64, f64);

/// Among what is looked.
pub(super) enum Among {
    /// Everything whose key lies in one of these.
    Stretches(Stretches),
    /// One offer.
    Offer(OfferId),
}

/// Stretches of keys, as either database is given them.
pub(super) struct Stretches {
    lowest: Vec<i64>,
    highest: Vec<i64>,
    /// All of them as JSON.
    json: String,
}

impl From<Vec<Stretch>> for Stretches {
    fn from(all: Vec<Stretch>) -> Self {
        let json = all.iter().fold(String::from("["), |mut json, (lowest, highest)| {
            let comma = if json.len() > 1 { "," } else { "" };
            // Writing to a String does not fail.
            let _ = write!(json, "{comma}[{lowest},{highest}]");
            json
        });
        let (lowest, highest) = all.into_iter().unzip();
        Self { lowest, highest, json: json + "]" }
    }
}

/// From where to where is measured.
#[derive(Debug, Clone, Copy)]
enum Measured {
    /// To the fine cell of a home.
    Near(InSpace),
    /// To the public cell of a home. What lies in one of these stretches of cells is always near.
    Public(InSpace, [Stretch; 3]),
}

impl From<Origin> for Measured {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Near(from) => Self::Near(InSpace::of(from.centre())),
            Origin::Public(from) => Self::Public(InSpace::of(from.centre()), from.sharing()),
        }
    }
}

/// The nearest offers that pass.
pub(super) struct Nearest<'a> {
    search: &'a Search,
    among: &'a Among,
    measured: Measured,
    /// The square of how far away they lie at most; `None`: wherever they lie.
    within: Option<f64>,
    /// Only what comes after this offer, with the square of its distance.
    after: Option<(f64, OfferId)>,
    /// At most so many.
    limit: i64,
}

impl<'a> Nearest<'a> {
    pub(super) fn new(
        search: &'a Search,
        among: &'a Among,
        within: Option<f64>,
        after: Option<(f64, OfferId)>,
        limit: usize,
    ) -> Self {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        Self { search, among, measured: search.origin.into(), within, after, limit }
    }

    pub(super) fn load(&self, tx: &mut Tx<'_>) -> Result<Vec<Row>> {
        Ok(RunQueryDsl::load(self, tx.conn)?)
    }
}

/// What the parts of the statement are is known when it runs, so it is cached by its text.
impl QueryId for Nearest<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Nearest<'_> {
    type SqlType = (UuidSql, UuidSql, BigInt, Double);
}

impl RunQueryDsl<AnyConnection> for &Nearest<'_> {}

impl QueryFragment<MultiBackend> for Nearest<'_> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, out)
    }
}

impl QueryFragment<Pg> for Nearest<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Among::Stretches(all) = self.among else { return self.one(&mut out) };
        out.push_sql(SELECT);
        out.push_sql("unnest(");
        out.push_bind_param::<Array<BigInt>, _>(&all.lowest)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<BigInt>, _>(&all.highest)?;
        out.push_sql(") AS stretch (lowest, highest) CROSS JOIN LATERAL (");
        self.prefilter(&mut out, "open_offers WHERE place BETWEEN lowest AND highest")?;
        // This keeps it a descent for each stretch, and each distance reckoned once.
        out.push_sql(" OFFSET 0");
        self.nearest(&mut out)
    }
}

impl QueryFragment<Sqlite> for Nearest<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let Among::Stretches(all) = self.among else { return self.one(&mut out) };
        out.push_sql("WITH stretch AS (SELECT value ->> 0 AS lowest, value ->> 1 AS highest FROM json_each(");
        out.push_bind_param::<Text, _>(&all.json)?;
        out.push_sql(")) ");
        out.push_sql(SELECT);
        out.push_sql("(");
        self.prefilter(&mut out, "stretch CROSS JOIN open_offers WHERE place BETWEEN lowest AND highest")?;
        self.nearest(&mut out)
    }
}

const SELECT: &str = "SELECT offer_id, person_id, cell, squared FROM ";

/// A database in whose words the statement can be written.
trait Speaks:
    Backend + HasSqlType<Text> + HasSqlType<BigInt> + HasSqlType<Double> + HasSqlType<UuidSql> + HasSqlType<InstantSql>
{
}
impl Speaks for Pg {}
impl Speaks for Sqlite {}

/// What both say alike.
impl Nearest<'_> {
    /// The statement about one offer.
    fn one<'b, DB: Speaks>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        Category: ToSql<Text, DB>,
        i64: ToSql<BigInt, DB>,
        f64: ToSql<Double, DB>,
        OfferId: ToSql<UuidSql, DB>,
        Instant: ToSql<InstantSql, DB>,
    {
        out.push_sql(SELECT);
        out.push_sql("(");
        self.prefilter(out, "open_offers WHERE TRUE")?;
        self.nearest(out)
    }

    /// What passes wherever it lies, with the square of its distance.
    fn prefilter<'b, DB: Speaks>(&'b self, out: &mut AstPass<'_, 'b, DB>, from: &str) -> QueryResult<()>
    where
        Category: ToSql<Text, DB>,
        i64: ToSql<BigInt, DB>,
        f64: ToSql<Double, DB>,
        OfferId: ToSql<UuidSql, DB>,
        Instant: ToSql<InstantSql, DB>,
    {
        out.push_sql("SELECT offer_id, person_id, cell, reach, ");
        self.squared(out)?;
        out.push_sql(" AS squared FROM ");
        out.push_sql(from);
        if let Among::Offer(id) = self.among {
            out.push_sql(" AND offer_id = ");
            out.push_bind_param::<UuidSql, _>(id)?;
            out.push_sql(" AND category = ");
            out.push_bind_param::<Text, _>(&self.search.category)?;
        }
        if let Some(mask) = &self.search.slots {
            out.push_sql(" AND slots & ");
            out.push_bind_param::<BigInt, _>(mask)?;
            out.push_sql(" <> 0");
        }
        if let Some(until) = &self.search.vetted_until {
            out.push_sql(" AND vetted_until >= ");
            out.push_bind_param::<InstantSql, _>(until)?;
        }
        Ok(())
    }

    /// Of those, what lies near enough, the nearest first.
    fn nearest<'b, DB: Speaks>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        i64: ToSql<BigInt, DB>,
        f64: ToSql<Double, DB>,
        OfferId: ToSql<UuidSql, DB>,
    {
        out.push_sql(") AS passing WHERE (squared <= reach");
        if let Measured::Public(_, sharing) = &self.measured {
            for (first, last) in sharing {
                out.push_sql(" OR cell BETWEEN ");
                out.push_bind_param::<BigInt, _>(first)?;
                out.push_sql(" AND ");
                out.push_bind_param::<BigInt, _>(last)?;
            }
        }
        out.push_sql(")");
        if let Some(within) = &self.within {
            out.push_sql(" AND squared <= ");
            out.push_bind_param::<Double, _>(within)?;
        }
        if let Some((squared, offer)) = &self.after {
            out.push_sql(" AND (squared, offer_id) > (");
            out.push_bind_param::<Double, _>(squared)?;
            out.push_sql(", ");
            out.push_bind_param::<UuidSql, _>(offer)?;
            out.push_sql(")");
        }
        out.push_sql(" ORDER BY squared, offer_id LIMIT ");
        out.push_bind_param::<BigInt, _>(&self.limit)
    }

    /// The square of the straight line to where a helper lives.
    fn squared<'b, DB: Speaks>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        f64: ToSql<Double, DB>,
    {
        let (from, columns) = match &self.measured {
            Measured::Near(from) => (from, ["x", "y", "z"]),
            Measured::Public(from, _) => (from, ["public_x", "public_y", "public_z"]),
        };
        for (at, (column, origin)) in columns.into_iter().zip([&from.x, &from.y, &from.z]).enumerate() {
            out.push_sql(if at == 0 { "" } else { " + " });
            for factor in ["(", " * ("] {
                out.push_sql(factor);
                out.push_sql(column);
                out.push_sql(" - ");
                out.push_bind_param::<Double, _>(origin)?;
                out.push_sql(")");
            }
        }
        Ok(())
    }
}
