//! Locate a position, and bring neighbourhoods in from a file.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::boundaries::Boundary;
use super::boundaries::import::Reading;
use super::model::{Cell, Position, Resolution, StaffCell, WaveRhythm, WayToMatch, Weights, usual_ways};
use super::store::{self, Neighbourhood, Phase, Policy};
use super::templates::{self, Template};
use crate::categories::Category;
use crate::codes::Code;
use crate::events::Event;
use crate::ids::NeighbourhoodId;
use crate::platform::http::{Cursor, Page};
use crate::platform::{Error, Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check};

/// Where a position lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// The neighbourhood; `None`: outside every one.
    pub neighbourhood: Option<NeighbourhoodId>,
    /// The public cell.
    pub cell: Cell,
    /// The finer cell, for staff.
    pub near_cell: StaffCell,
}

/// A neighbourhood.
///
/// # Errors
/// When there is none of this id.
pub fn get(tx: &mut Tx<'_>, id: NeighbourhoodId) -> Result<Neighbourhood> {
    store::get(tx, id)
}

/// A page of neighbourhoods.
///
/// # Errors
/// When the database fails.
pub fn neighbourhoods(tx: &mut Tx<'_>, cursor: Cursor) -> Result<Page<Neighbourhood>> {
    Ok(Page::new(store::list(tx, cursor)?, cursor, |it| it.id.uuid()))
}

/// What a neighbourhood decides for itself.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see_policy(tx: &mut Tx<'_>, actor: &Actor, id: NeighbourhoodId) -> Result<Neighbourhood> {
    let of = store::get(tx, id)?;
    check(actor, Action::SeePolicy, &subject(id))?;
    Ok(of)
}

/// Changes what a neighbourhood decides for itself, and how far it is where `phase` says so.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or the policy cannot be.
pub fn change_policy(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: NeighbourhoodId,
    phase: Option<Phase>,
    patch: impl FnOnce(Policy) -> Policy,
) -> Result<NeighbourhoodId> {
    let before = store::lock(tx, id)?;
    let by = check(actor, Action::ChangePolicy, &subject(id))?;
    tx.if_match(Some(before.version))?;
    let policy = patch(before.policy.0);
    if policy.weights.is_some_and(|it| !it.are_whole()) {
        return Err(Error::invalid("/weights", "must add up to 100"));
    }
    if policy.ways_to_match.as_ref().is_some_and(BTreeSet::is_empty) {
        return Err(Error::invalid("/waysToMatch", "has at least one item"));
    }
    if policy.wave_rhythm.is_some_and(|it| !it.is_sound()) {
        return Err(Error::invalid("/waveRhythm", "is out of bounds"));
    }
    if policy.categories_off.as_ref().is_some_and(|it| it.len() >= Category::ALL.len()) {
        return Err(Error::invalid("/categoriesOff", "leaves at least one kind of help"));
    }
    let mut said: Vec<_> = policy.category_titles.iter().flatten().map(|it| (it.category, it.locale)).collect();
    said.sort_unstable();
    if said.windows(2).any(|it| it.first() == it.last()) {
        return Err(Error::invalid("/categoryTitles", "says something twice of a category in one language"));
    }
    let phase = phase.unwrap_or(before.phase);
    store::save_policy(tx, id, &policy, phase)?;
    let mut changed = Event::NeighbourhoodChanged(id).by(by).at(Some(id));
    if phase != before.phase {
        changed = changed.with("state", phase);
    }
    tx.record(&changed)?;
    Ok(id)
}

/// Gives a neighbourhood the policy of a template. What counts in the ranking, and its own words, stay as they are.
///
/// # Errors
/// A refusal when the actor may not, or has read another version.
pub fn use_template(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: NeighbourhoodId,
    template: Template,
) -> Result<NeighbourhoodId> {
    change_policy(tx, actor, id, None, |known| templates::over(template, known))
}

/// What the policy needs to know of a neighbourhood.
pub(super) fn subject(id: NeighbourhoodId) -> Subject {
    Subject::default().at(Some(id))
}

/// What counts how much when helpers are ranked for what is asked in a neighbourhood, or outside every one.
///
/// # Errors
/// When there is no such neighbourhood.
pub fn weights(tx: &mut Tx<'_>, id: Option<NeighbourhoodId>) -> Result<Weights> {
    let Some(id) = id else { return Ok(Weights::default()) };
    Ok(store::get(tx, id)?.policy.0.weights.unwrap_or_default())
}

/// Whether people are brought together in this way in a neighbourhood, or outside every one.
///
/// # Errors
/// When there is no such neighbourhood.
pub fn is_way_on(tx: &mut Tx<'_>, id: Option<NeighbourhoodId>, way: WayToMatch) -> Result<bool> {
    let Some(id) = id else { return Ok(usual_ways().contains(&way)) };
    let ways = store::get(tx, id)?.policy.0.ways_to_match;
    Ok(ways.unwrap_or_else(usual_ways).contains(&way))
}

/// In which of these neighbourhoods people are brought together in this way.
///
/// # Errors
/// When the database fails.
pub fn where_way_is_on(
    tx: &mut Tx<'_>,
    ids: &BTreeSet<Option<NeighbourhoodId>>,
    way: WayToMatch,
) -> Result<BTreeSet<Option<NeighbourhoodId>>> {
    let known: Vec<_> = ids.iter().filter_map(|it| *it).collect();
    let on = store::all_of(tx, &known)?.into_iter();
    let on = on.filter(|it| it.policy.0.ways_to_match.clone().unwrap_or_else(usual_ways).contains(&way));
    let outside = (ids.contains(&None) && usual_ways().contains(&way)).then_some(None);
    Ok(on.map(|it| Some(it.id)).chain(outside).collect())
}

/// Goes on only where people are brought together in this way.
///
/// # Errors
/// [`Code::WayNotOn`] when they are not.
pub fn refuse_unless_on(tx: &mut Tx<'_>, id: Option<NeighbourhoodId>, way: WayToMatch) -> Result<()> {
    if is_way_on(tx, id, way)? { Ok(()) } else { Err(Refusal::new(Code::WayNotOn).into()) }
}

/// Goes on only where this kind of help is offered.
///
/// # Errors
/// [`Code::CategoryNotOn`] where the neighbourhood has switched it off.
pub fn refuse_unless_offered(tx: &mut Tx<'_>, id: Option<NeighbourhoodId>, category: Category) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let off = store::get(tx, id)?.policy.0.categories_off;
    if off.is_some_and(|it| it.contains(&category)) { Err(Refusal::new(Code::CategoryNotOn).into()) } else { Ok(()) }
}

/// How waves go in a neighbourhood, or outside every one.
///
/// # Errors
/// When there is no such neighbourhood.
pub fn wave_rhythm(tx: &mut Tx<'_>, id: Option<NeighbourhoodId>) -> Result<WaveRhythm> {
    let Some(id) = id else { return Ok(WaveRhythm::default()) };
    Ok(store::get(tx, id)?.policy.0.wave_rhythm.unwrap_or_default())
}

/// Whether what trusted persons ask and offer in a neighbourhood counts before anybody has looked.
///
/// # Errors
/// When there is no such neighbourhood.
pub fn trusts_persons(tx: &mut Tx<'_>, id: NeighbourhoodId) -> Result<bool> {
    Ok(store::get(tx, id)?.policy.0.trusted_persons.unwrap_or(false))
}

/// The boundary in force, as GeoJSON, with a hash for its `ETag`.
pub(super) fn boundary(tx: &mut Tx<'_>, id: NeighbourhoodId) -> Result<(String, String)> {
    let of = store::get(tx, id)?;
    let (geometry, hash) = store::boundary(tx, &of)?;
    let hash = String::from_utf8(hash).map_err(|_| Error::Inconsistent(format!("the hash of the boundary of {id}")))?;
    Ok((geometry, hash))
}

/// The neighbourhoods of these ids, by their codes; who is not there is left out.
///
/// # Errors
/// When the database fails.
pub fn all_of(tx: &mut Tx<'_>, ids: &[NeighbourhoodId]) -> Result<Vec<Neighbourhood>> {
    store::all_of(tx, ids)
}

/// The neighbourhood of a code; `None`: there is none.
///
/// # Errors
/// When the database fails.
pub fn by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Neighbourhood>> {
    store::by_code(tx, code)
}

/// The boundary of a neighbourhood in force.
///
/// # Errors
/// When there is none of this id.
pub fn area(tx: &mut Tx<'_>, id: NeighbourhoodId) -> Result<Boundary> {
    let (geometry, _) = boundary(tx, id)?;
    Boundary::stored(&geometry).ok_or_else(|| Error::Inconsistent(format!("the boundary of {id}")))
}

/// A point that stands for a neighbourhood, or for what of it lies in a cell, where nobody knows better.
///
/// # Errors
/// A refusal when nothing of the neighbourhood lies in the cell, or there is none of this id.
pub fn about(tx: &mut Tx<'_>, id: NeighbourhoodId, cell: Option<Cell>) -> Result<Position> {
    let area = area(tx, id)?;
    let point = match cell {
        None => area.inner_point(),
        Some(cell) => cell.points().into_iter().find(|it| area.covers(*it)),
    };
    point.ok_or_else(|| Error::invalid("/about/cell", "lies outside the neighbourhood"))
}

/// Where a position lies. On a shared border the neighbourhood with the lowest code has it.
///
/// # Errors
/// When the database fails.
pub fn locate(tx: &mut Tx<'_>, position: &Position) -> Result<Spot> {
    let around = store::around(tx, *position)?;
    let found = around.into_iter().find(|(_, _, boundary)| boundary.covers(*position));
    let resolution = found.as_ref().and_then(|(_, resolution, _)| u8::try_from(*resolution).ok());
    let resolution = resolution.and_then(|it| Resolution::try_from(it).ok()).unwrap_or(Resolution::Eight);
    Ok(Spot {
        neighbourhood: found.map(|(id, _, _)| id),
        cell: position.cell(resolution),
        near_cell: position.staff_cell(),
    })
}

/// What came of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// New neighbourhoods, by code.
    pub new: Vec<String>,
    /// Neighbourhoods with another boundary or name, by code.
    pub changed: Vec<String>,
    /// How many stayed as they were.
    pub unchanged: usize,
    /// Codes that are known here and are not in the file any more. They are never closed in silence.
    pub disappeared: Vec<String>,
}

/// Brings the neighbourhoods of a file in, all or none. Running it again changes nothing; another boundary makes a new
/// version. Codes that disappeared are looked for in the municipalities of the file only.
///
/// # Errors
/// When the database fails.
pub fn import(tx: &mut Tx<'_>, reading: &Reading) -> Result<Imported> {
    import_telling(tx, reading, &mut |_| {})
}

/// As [`import`], and tells after each neighbourhood how many are done.
///
/// # Errors
/// As [`import`].
pub fn import_telling(tx: &mut Tx<'_>, reading: &Reading, tell: &mut dyn FnMut(usize)) -> Result<Imported> {
    bring_in(tx, reading, Acting::SYSTEM, &mut |done, _| {
        tell(done);
        true
    })
}

/// As [`import`], done by somebody, of those neighbourhoods only that `choose` wants. It is told how many came before.
pub(super) fn bring_in(
    tx: &mut Tx<'_>,
    reading: &Reading,
    by: Acting,
    choose: &mut dyn FnMut(usize, &str) -> bool,
) -> Result<Imported> {
    let known: BTreeMap<String, Neighbourhood> = store::all(tx)?.into_iter().map(|it| (it.code.clone(), it)).collect();
    let mut imported = Imported::default();
    for (done, found) in reading.features.iter().enumerate() {
        if !choose(done, &found.code) {
            continue;
        }
        let Some(known) = known.get(&found.code) else {
            let id = store::insert(tx, found)?;
            tx.record(&Event::NeighbourhoodImported(id).by(by).at(Some(id)).with("code", &found.code))?;
            imported.new.push(found.code.clone());
            continue;
        };
        let has_moved = store::boundary(tx, known)?.1 != found.boundary.hash().into_bytes();
        if !has_moved && known.name == found.name && known.municipality_nis == found.municipality_nis {
            imported.unchanged += 1;
            continue;
        }
        store::change(tx, known, found, has_moved)?;
        let changed = Event::NeighbourhoodChanged(known.id).by(by).at(Some(known.id));
        tx.record(&changed.with("code", &found.code).with("boundary", has_moved))?;
        imported.changed.push(found.code.clone());
    }
    let municipalities: BTreeSet<_> = reading.features.iter().map(|it| &it.municipality_nis).collect();
    let codes = reading.codes();
    let is_gone =
        |it: &&Neighbourhood| municipalities.contains(&it.municipality_nis) && !codes.contains(it.code.as_str());
    imported.disappeared = known.values().filter(is_gone).map(|it| it.code.clone()).collect();
    Ok(imported)
}
