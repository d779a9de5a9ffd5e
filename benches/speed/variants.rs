//! Ways to search: ours, and those of PostGIS. All find the nearest fifty that pass the same filters, within fifteen
//! kilometres.

use buurtnet::db::types::{InstantSql, UuidSql};
use buurtnet::db::{AnyConnection, MultiBackend};
use buurtnet::ids::PersonId;
use buurtnet::offers::{Nearest, Origin, PAGE, Search};
use buurtnet::platform::Tx;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Double, Integer};

use super::population::{Asked, Population};

/// A way to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// Ours.
    Strips,
    /// `<->` with all filters and the cap: what somebody writes who knows PostGIS.
    Knn,
    /// The strongest of PostGIS: open offers by category, an index of category and place that holds all else too.
    ByCategory,
    /// The same, all within the cap and then sorted.
    ByCategoryWithin,
    /// An index of category and the box around what an offer reaches: which boxes hold the place.
    ByReach,
}

impl Variant {
    pub const POSTGRES: [Self; 5] = [Self::Strips, Self::Knn, Self::ByCategory, Self::ByCategoryWithin, Self::ByReach];

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
        exclude: asked.blocked.iter().filter_map(|it| population.helpers.get(*it)).map(|it| it.person).collect(),
    }
}

/// Searches our way.
pub fn ours(tx: &mut Tx<'_>, search: &Search) -> usize {
    Nearest::new(search.clone()).next(tx).expect("the search").len()
}

/// A search in the words of PostGIS, cached by its text like ours.
pub struct PostGis {
    variant: Variant,
    lon: f64,
    lat: f64,
    category: i32,
    mask: i64,
    slots: Option<i64>,
    vetted_until: Option<buurtnet::clock::Instant>,
    by: PersonId,
    limit: i64,
}

impl PostGis {
    pub fn new(variant: Variant, asked: &Asked, by: PersonId) -> Self {
        let (centre, number) = (asked.place.staff_cell().centre(), asked.category.number());
        Self {
            variant,
            lon: centre.lon(),
            lat: centre.lat(),
            category: i32::from(number),
            mask: 1 << number,
            slots: asked.slots,
            vetted_until: asked.vetted_until,
            by,
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
        // One point, worked out once.
        out.push_sql(" AS o, (SELECT ST_Transform(ST_SetSRID(ST_MakePoint(");
        out.push_bind_param::<Double, _>(&self.lon)?;
        out.push_sql(", ");
        out.push_bind_param::<Double, _>(&self.lat)?;
        out.push_sql("), 4326), 31370) AS at) AS p WHERE ");
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
        out.push_sql(" AND NOT EXISTS (SELECT FROM block AS b WHERE b.one_id = ");
        out.push_bind_param::<UuidSql, _>(&self.by)?;
        out.push_sql(" AND b.other_id = o.person_id) ORDER BY ");
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
