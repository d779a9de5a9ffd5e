//! Ask for a batch, make it step by step, see it.

use std::collections::{BTreeSet, HashMap};

use super::assign::{Pair, assign};
use super::store::{self, Possible};
pub(super) use super::store::{Batch, Proposal};
use crate::codes::Code;
use crate::db::types::Json;
use crate::events::{Disclosure, Event, Part, Purpose};
use crate::ids::{BatchId, NeighbourhoodId, PersonId};
use crate::matching::suggestions;
use crate::people;
use crate::platform::http::{Cursor, Page};
use crate::platform::text::PersonName;
use crate::platform::{Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check, scope};
use crate::requests;

/// For how many requests a job looks for helpers before others have their turn.
const STEP: i64 = 20;
/// What it is worth that a request is helped at all: as much as the best score.
const HELPED: u32 = 10_000;

/// Asks for a batch over these neighbourhoods; `None`: over all of the caller, which can be none. While one is being made that
/// is it, and one that was made before makes way.
///
/// # Errors
/// A refusal when the caller may not, in one of them.
pub(super) fn ask(tx: &mut Tx<'_>, actor: &Actor, named: Option<BTreeSet<NeighbourhoodId>>) -> Result<PersonId> {
    let person = actor.signed_in()?;
    people::actions::lock_people(tx, &[person])?;
    let theirs: BTreeSet<_> = scope(actor, Action::MakeBatch).neighbourhoods.into_iter().collect();
    let over: Vec<_> = named.unwrap_or(theirs).into_iter().collect();
    let mut by: Option<Acting> = None;
    for neighbourhood in &over {
        by = Some(check(actor, Action::MakeBatch, &Subject::default().at(Some(*neighbourhood)))?);
    }
    if store::of(tx, person)?.is_some_and(|it| it.ready_at.is_none()) {
        return Ok(person);
    }
    let batch = Batch {
        id: BatchId::fresh(),
        asked_by: person,
        requests: i32::try_from(store::count_open(tx, &over)?).unwrap_or(i32::MAX),
        neighbourhoods: Json(over),
        looked_at: 0,
        last_request: None,
        created_at: tx.now,
        ready_at: None,
    };
    store::replace(tx, &batch)?;
    if let Some(by) = by {
        tx.record(&Event::BatchAsked(batch.id).by(by).at(place_of(&batch)))?;
    }
    Ok(person)
}

/// Where it is recorded: in its neighbourhood, where it has only one.
fn place_of(batch: &Batch) -> Option<NeighbourhoodId> {
    match batch.neighbourhoods.0.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Goes on with a batch: looks for helpers for a few more requests, and after the last one chooses. Nothing when it is made, or
/// nobody wants it any more.
///
/// # Errors
/// When the database fails.
pub fn go_on(tx: &mut Tx<'_>, id: BatchId) -> Result<()> {
    let Some(mut batch) = store::get(tx, id)?.filter(|it| it.ready_at.is_none()) else { return Ok(()) };
    let next = store::next_open(tx, &batch, STEP)?;
    for request in &next {
        let request = requests::load(tx, *request)?;
        for ranked in suggestions::for_batch(tx, &request)? {
            store::could(tx, id, request.id, &ranked)?;
        }
        batch.looked_at += 1;
        batch.last_request = Some(request.id);
    }
    if !next.is_empty() {
        store::save(tx, &batch)?;
        return store::goes_on(tx, id);
    }
    choose(tx, id)?;
    batch.ready_at = Some(tx.now);
    store::save(tx, &batch)?;
    tx.record(&Event::BatchMade(id).by(Acting::SYSTEM).at(place_of(&batch)))
}

/// Chooses who is proposed for what.
fn choose(tx: &mut Tx<'_>, id: BatchId) -> Result<()> {
    let possible = store::possible(tx, id)?;
    let together = store::together(tx, id)?;
    let (mut requests, mut offers) = (Numbers::default(), Numbers::default());
    let (mut wanted, mut room) = (Vec::new(), Vec::new());
    let pair = |it: &Possible| {
        let count = |number: i64| u32::try_from(number).unwrap_or(0);
        let request = requests.of(it.request, || {
            wanted.push(count(i64::from(it.wanted) - together.get(&it.request).copied().unwrap_or(0)));
        });
        let offer = offers.of(it.offer, || room.push(count(i64::from(it.cap) - i64::from(it.load))));
        Pair { request, offer, worth: HELPED + u32::try_from(it.score).unwrap_or(0) }
    };
    let pairs: Vec<Pair> = possible.iter().map(pair).collect();
    let chosen = assign(&wanted, &room, &pairs);
    let chosen: Vec<_> = chosen.into_iter().filter_map(|it| possible.get(it)).map(|it| it.id).collect();
    store::keep(tx, id, &chosen)
}

/// Numbers things in the order in which they come.
struct Numbers<T>(HashMap<T, usize>);

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: Eq + std::hash::Hash> Numbers<T> {
    fn of(&mut self, thing: T, when_new: impl FnOnce()) -> usize {
        let next = self.0.len();
        *self.0.entry(thing).or_insert_with(|| {
            when_new();
            next
        })
    }
}

/// The batch of the caller; `None`: there is none.
///
/// # Errors
/// When nobody signed in.
pub(super) fn see(tx: &mut Tx<'_>, actor: &Actor) -> Result<Option<Batch>> {
    let person = actor.signed_in()?;
    store::of(tx, person)
}

/// A proposal with the first name of the helper, `None` once erased.
pub(super) type Named = (Proposal, Option<PersonName>);

/// What the batch of the caller proposes and can still be proposed. It shows names, which leaves a trace.
///
/// # Errors
/// When nobody signed in.
pub(super) fn proposals(tx: &mut Tx<'_>, actor: &Actor, cursor: Cursor) -> Result<Page<Named>> {
    let person = actor.signed_in()?;
    let scope = scope(actor, Action::SeeBatch);
    let made = store::of(tx, person)?.filter(|it| it.ready_at.is_some());
    let Some(batch) = made else { return Ok(Page::new(Vec::new(), cursor, |it: &Named| it.0.id.uuid())) };
    let rows = store::proposals(tx, batch.id, &scope, cursor)?;
    let page = Page::new(rows, cursor, |it| it.id.uuid());
    let mut helpers: Vec<_> = page.items.iter().map(|it| it.helper).collect();
    helpers.sort_unstable();
    helpers.dedup();
    let names = people::actions::first_names(tx, &helpers)?;
    if !helpers.is_empty() {
        let by = acting(actor, &batch)?;
        let disclosed = Disclosure::of(helpers, &[Part::Name], Purpose::FindHelper);
        tx.record(&Event::BatchDisclosed(batch.id).by(by).at(place_of(&batch)).disclosing(disclosed))?;
    }
    page.try_map(|it| Ok((names.get(&it.helper).cloned(), it)))
        .map(|page| Page { items: page.items.into_iter().map(|(name, it)| (it, name)).collect(), next: page.next })
}

/// In which role the caller sees it: that in one of its neighbourhoods.
fn acting(actor: &Actor, batch: &Batch) -> Result<Acting> {
    let there = |it: &NeighbourhoodId| check(actor, Action::SeeBatch, &Subject::default().at(Some(*it))).ok();
    batch.neighbourhoods.0.iter().find_map(there).ok_or_else(|| Refusal::new(Code::Forbidden).into())
}
