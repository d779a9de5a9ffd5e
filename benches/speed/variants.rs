//! Ways to search: ours, and those of PostGIS. All find the nearest fifty that pass the same filters, within fifteen
//! kilometres.

use buurtnet::db::types::{InstantSql, UuidSql};
use buurtnet::db::{AnyConnection, MultiBackend};
use buurtnet::ids::PersonId;
use buurtnet::offers::{Nearest, Origin, PAGE, Search};
use buurtnet::platform::Tx;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Double, Integer, Text};

use super::population::{Asked, Population};

/// A way to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// Ours.
    Strips,
    /// `<->` with all filters and the cap: what somebody writes who knows PostGIS.
    Knn,
    /// Open offers by category in the order of places, with an index of category and place.
    ByCategory,
    /// The same, all within the cap and then sorted.
    ByCategoryWithin,
    /// An index of category and the box around what an offer reaches: which boxes hold the place.
    ByReach,
}

impl Variant {
    /// All of PostGIS.
    pub const POSTGIS: [Self; 4] = [Self::Knn, Self::ByCategory, Self::ByCategoryWithin, Self::ByReach];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Strips => "Buurtnet: strips",
            Self::Knn => "PostGIS: KNN with all filters and the cap",
            Self::ByCategory => "PostGIS: GiST(category, place), KNN and cap",
            Self::ByCategoryWithin => "PostGIS: GiST(category, place), all within the cap",
            Self::ByReach => "PostGIS: GiST(category, box of the radius), boxes that hold the place",
        }
    }
}

/// What our search is asked.
pub fn search(asked: &Asked, population: &Population) -> Search {
    Search {
        category: asked.category,
        origin: Origin::Near(asked.place.staff_cell()),
        slots: asked.slots,
        vetted_until: asked.vetted_until,
        exclude: excluded(asked, population).collect(),
    }
}

fn excluded(asked: &Asked, population: &Population) -> impl Iterator<Item = PersonId> {
    asked.blocked.iter().filter_map(|it| population.helpers.get(*it)).map(|it| it.person)
}

/// Searches our way.
pub fn ours(tx: &mut Tx<'_>, search: &Search) -> usize {
    Nearest::new(search.clone()).next(tx).expect("the search").len()
}

/// A search in the words of PostGIS, cached by its text like ours.
pub struct PostGis {
    variant: Variant,
    x: f64,
    y: f64,
    category: i32,
    mask: i64,
    slots: Option<i64>,
    vetted_until: Option<buurtnet::clock::Instant>,
    /// Who is not looked for, as an array.
    except: String,
    limit: i64,
}

impl PostGis {
    /// `(x, y)`: the place in the Belgian Lambert of 1972.
    pub fn new(variant: Variant, asked: &Asked, (x, y): (f64, f64), population: &Population) -> Self {
        let number = asked.category.number();
        let except: Vec<String> = excluded(asked, population).map(|it| it.to_string()).collect();
        Self {
            variant,
            x,
            y,
            category: i32::from(number),
            mask: 1 << number,
            slots: asked.slots,
            vetted_until: asked.vetted_until,
            except: format!("{{{}}}", except.join(",")),
            limit: i64::try_from(PAGE).expect("a small number"),
        }
    }
}

impl QueryId for PostGis {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for PostGis {
    type SqlType = (UuidSql, UuidSql);
}

impl RunQueryDsl<AnyConnection> for &PostGis {}

impl QueryFragment<MultiBackend> for PostGis {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        let table = match self.variant {
            Variant::Knn => "helper",
            Variant::ByReach => "by_reach",
            Variant::Strips | Variant::ByCategory | Variant::ByCategoryWithin => "by_category",
        };
        out.push_sql("SELECT o.offer_id, o.person_id FROM ");
        out.push_sql(table);
        out.push_sql(" AS o, (SELECT ST_SetSRID(ST_MakePoint(");
        out.push_bind_param::<Double, _>(&self.x)?;
        out.push_sql(", ");
        out.push_bind_param::<Double, _>(&self.y)?;
        out.push_sql("), 31370) AS at) AS p WHERE ");
        if self.variant == Variant::Knn {
            out.push_sql("o.categories & ");
            out.push_bind_param::<BigInt, _>(&self.mask)?;
            out.push_sql(" <> 0");
        } else {
            out.push_sql("o.category = ");
            out.push_bind_param::<Integer, _>(&self.category)?;
        }
        if let Some(slots) = &self.slots {
            out.push_sql(" AND o.slots & ");
            out.push_bind_param::<BigInt, _>(slots)?;
            out.push_sql(" <> 0");
        }
        if let Some(until) = &self.vetted_until {
            out.push_sql(" AND o.vetted_until >= ");
            out.push_bind_param::<InstantSql, _>(until)?;
        }
        out.push_sql(match self.variant {
            Variant::ByReach => " AND o.reach && p.at AND ST_DWithin(o.geom, p.at, o.radius)",
            Variant::Strips | Variant::Knn | Variant::ByCategory | Variant::ByCategoryWithin => {
                " AND ST_DWithin(o.geom, p.at, 15000) AND ST_DWithin(o.geom, p.at, o.radius)"
            }
        });
        out.push_sql(" AND o.person_id <> ALL (CAST(");
        out.push_bind_param::<Text, _>(&self.except)?;
        out.push_sql(" AS uuid[])) ORDER BY ");
        let is_knn = matches!(self.variant, Variant::Knn | Variant::ByCategory);
        out.push_sql(if is_knn { "o.geom <-> p.at" } else { "ST_Distance(o.geom, p.at)" });
        out.push_sql(" LIMIT ");
        out.push_bind_param::<BigInt, _>(&self.limit)
    }
}

/// Searches in the words of PostGIS.
pub fn theirs(tx: &mut Tx<'_>, query: &PostGis) -> usize {
    let rows: Vec<(buurtnet::ids::OfferId, PersonId)> = RunQueryDsl::load(query, tx.conn).expect("the search");
    rows.len()
}
