//! The rows of neighbourhoods and boundaries.

use std::collections::BTreeSet;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::boundaries::Boundary;
use super::boundaries::import::FoundNeighbourhood;
use super::model::{CategoryTitle, Position, WaveRhythm, WayToMatch, Weights};
use crate::categories::Category;
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{boundaries, neighbourhoods};
use crate::db::sql::Locked;
use crate::db::types::Json;
use crate::ids::NeighbourhoodId;
use crate::platform::http::Cursor;
use crate::platform::language::Locale;
use crate::platform::text::{HelpNumber, Title};
use crate::platform::{Error, Result, Tx};

crate::db::types::words! {
    /// How far a neighbourhood is with its project.
    Phase {
        /// It is being set up.
        Starting = "starting",
        /// It runs.
        Running = "running",
        /// It stands on its own feet.
        Anchored = "anchored",
        /// It was handed over.
        HandedOver = "handedOver",
        /// It takes no new requests.
        Closed = "closed",
    }
}

/// What a neighbourhood decides for itself; what is absent is as everywhere. Each setting comes with the rule that reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Policy {
    /// What counts how much when helpers are ranked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<Weights>,
    /// In which ways people are brought together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ways_to_match: Option<BTreeSet<WayToMatch>>,
    /// How waves go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wave_rhythm: Option<WaveRhythm>,
    /// Whether what trusted persons ask and offer counts before anybody has looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trusted_persons: Option<bool>,
    /// The kinds of help that are not offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub categories_off: Option<BTreeSet<Category>>,
    /// What kinds of help are called here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category_titles: Option<Vec<CategoryTitle>>,
    /// The number of the team, for who wants to call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<HelpNumber>,
}

impl Policy {
    /// The kinds of help that are offered.
    #[must_use]
    pub fn categories(&self) -> Vec<Category> {
        let is_on = |it: &Category| self.categories_off.as_ref().is_none_or(|off| !off.contains(it));
        Category::ALL.iter().copied().filter(is_on).collect()
    }

    /// What a kind of help is called here, if there are words of its own for it. Plain Dutch takes the Dutch ones.
    #[must_use]
    pub fn title(&self, of: Category, locale: Locale) -> Option<&Title> {
        let is_in = |it: &&CategoryTitle, locale| it.category == of && it.locale == locale;
        let mut titles = self.category_titles.iter().flatten();
        let exact = titles.clone().find(|it| is_in(it, locale));
        let plain = locale == Locale::PlainDutch;
        exact.or_else(|| titles.find(|it| plain && is_in(it, Locale::Dutch))).map(|it| &it.title)
    }
}

/// The resolution of public cells unless the neighbourhood says otherwise.
const CELL_RESOLUTION: i32 = 8;

/// A neighbourhood.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = neighbourhoods, check_for_backend(MultiBackend))]
pub struct Neighbourhood {
    /// The id.
    pub id: NeighbourhoodId,
    /// The code, as in the file of boundaries.
    pub code: String,
    /// The name.
    pub name: String,
    /// The NIS code of the municipality.
    pub municipality_nis: Option<String>,
    /// How far it is.
    pub phase: Phase,
    /// The H3 resolution of its public cells, 7 to 9.
    pub cell_resolution: i32,
    /// What it decides for itself.
    pub policy: Json<Policy>,
    /// The version of the boundary in force.
    pub boundary_version: i32,
    /// Counts the changes.
    pub version: i32,
    /// When it came.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// A neighbourhood.
pub(super) fn get(tx: &mut Tx<'_>, id: NeighbourhoodId) -> Result<Neighbourhood> {
    Ok(neighbourhoods::table.find(id).select(Neighbourhood::as_select()).first(tx.conn)?)
}

/// A neighbourhood, kept from changing until the end of the transaction.
pub(super) fn lock(tx: &mut Tx<'_>, id: NeighbourhoodId) -> Result<Neighbourhood> {
    Ok(Locked(neighbourhoods::table.find(id).select(Neighbourhood::as_select())).get_result(tx.conn)?)
}

/// Saves what a neighbourhood decides for itself, and how far it is. Counts the version.
pub(super) fn save_policy(tx: &mut Tx<'_>, id: NeighbourhoodId, policy: &Policy, phase: Phase) -> Result<()> {
    diesel::update(neighbourhoods::table.find(id))
        .set((
            neighbourhoods::phase.eq(phase),
            neighbourhoods::policy.eq(Json(policy.clone())),
            neighbourhoods::version.eq(neighbourhoods::version + 1),
            neighbourhoods::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A page of neighbourhoods, newest first.
pub(super) fn list(tx: &mut Tx<'_>, cursor: Cursor) -> Result<Vec<Neighbourhood>> {
    let mut query = neighbourhoods::table
        .select(Neighbourhood::as_select())
        .order(neighbourhoods::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(neighbourhoods::id.lt(NeighbourhoodId::from(after)));
    }
    Ok(query.load(tx.conn)?)
}

/// Every neighbourhood by its code.
pub(super) fn all(tx: &mut Tx<'_>) -> Result<Vec<Neighbourhood>> {
    Ok(neighbourhoods::table.order(neighbourhoods::code).select(Neighbourhood::as_select()).load(tx.conn)?)
}

/// The neighbourhoods of these ids, by their codes.
pub(super) fn all_of(tx: &mut Tx<'_>, ids: &[NeighbourhoodId]) -> Result<Vec<Neighbourhood>> {
    let found = neighbourhoods::table.filter(neighbourhoods::id.eq_any(ids)).order(neighbourhoods::code);
    Ok(found.select(Neighbourhood::as_select()).load(tx.conn)?)
}

/// The neighbourhood of a code.
pub(super) fn by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Neighbourhood>> {
    let found = neighbourhoods::table.filter(neighbourhoods::code.eq(code)).select(Neighbourhood::as_select());
    Ok(found.first(tx.conn).optional()?)
}

/// The boundary in force, as GeoJSON, with its hash.
pub(super) fn boundary(tx: &mut Tx<'_>, of: &Neighbourhood) -> Result<(String, Vec<u8>)> {
    let row = boundaries::table.find((of.id, of.boundary_version));
    Ok(row.select((boundaries::geometry, boundaries::hash)).first(tx.conn)?)
}

/// The boundaries in force whose box holds the position, by the code of their neighbourhood: on a shared border the
/// lowest code comes first.
pub(super) fn around(tx: &mut Tx<'_>, position: Position) -> Result<Vec<(NeighbourhoodId, i32, Boundary)>> {
    let (lat, lon) = (position.lat(), position.lon());
    let rows: Vec<(NeighbourhoodId, i32, String)> = boundaries::table
        .inner_join(neighbourhoods::table.on(neighbourhoods::id.eq(boundaries::neighbourhood_id)))
        .filter(boundaries::valid_to.is_null())
        .filter(boundaries::min_lat.le(lat).and(boundaries::max_lat.ge(lat)))
        .filter(boundaries::min_lon.le(lon).and(boundaries::max_lon.ge(lon)))
        .order(neighbourhoods::code)
        .select((neighbourhoods::id, neighbourhoods::cell_resolution, boundaries::geometry))
        .load(tx.conn)?;
    let parse = |(id, resolution, geometry): (_, _, String)| {
        let boundary = Boundary::stored(&geometry);
        Ok((id, resolution, boundary.ok_or_else(|| Error::Inconsistent(format!("boundary of {id}")))?))
    };
    rows.into_iter().map(parse).collect()
}

/// A new neighbourhood with its first boundary.
pub(super) fn insert(tx: &mut Tx<'_>, found: &FoundNeighbourhood) -> Result<NeighbourhoodId> {
    let row = Neighbourhood {
        id: NeighbourhoodId::fresh(),
        code: found.code.clone(),
        name: found.name.clone(),
        municipality_nis: found.municipality_nis.clone(),
        phase: Phase::Running,
        cell_resolution: CELL_RESOLUTION,
        policy: Json(Policy::default()),
        boundary_version: 1,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    diesel::insert_into(neighbourhoods::table).values(&row).execute(tx.conn)?;
    insert_boundary(tx, row.id, 1, &found.boundary)?;
    Ok(row.id)
}

/// Changes the name and the municipality, and the boundary when there is a new one.
pub(super) fn change(
    tx: &mut Tx<'_>,
    known: &Neighbourhood,
    found: &FoundNeighbourhood,
    has_moved: bool,
) -> Result<()> {
    let boundary_version = known.boundary_version + i32::from(has_moved);
    if has_moved {
        diesel::update(boundaries::table.find((known.id, known.boundary_version)))
            .set(boundaries::valid_to.eq(Some(tx.now)))
            .execute(tx.conn)?;
        insert_boundary(tx, known.id, boundary_version, &found.boundary)?;
    }
    diesel::update(neighbourhoods::table.find(known.id))
        .set((
            neighbourhoods::name.eq(&found.name),
            neighbourhoods::municipality_nis.eq(&found.municipality_nis),
            neighbourhoods::boundary_version.eq(boundary_version),
            neighbourhoods::version.eq(neighbourhoods::version + 1),
            neighbourhoods::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

fn insert_boundary(tx: &mut Tx<'_>, id: NeighbourhoodId, version: i32, boundary: &Boundary) -> Result<()> {
    let [min_lon, min_lat, max_lon, max_lat] = boundary.bbox();
    diesel::insert_into(boundaries::table)
        .values((
            boundaries::neighbourhood_id.eq(id),
            boundaries::version.eq(version),
            boundaries::geometry.eq(boundary.to_geojson()),
            boundaries::hash.eq(boundary.hash().into_bytes()),
            boundaries::min_lat.eq(min_lat),
            boundaries::max_lat.eq(max_lat),
            boundaries::min_lon.eq(min_lon),
            boundaries::max_lon.eq(max_lon),
            boundaries::valid_from.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}
