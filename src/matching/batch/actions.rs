//! Ask for a batch, make it step by step, see it.

use std::collections::{BTreeSet, HashMap};

use super::assign::{Pair, Wanted, assign};
pub use super::store::Batch;
use super::store::{self, Chosen, Possible};
use crate::categories::Category;
use crate::db::types::Json;
use crate::events::{Disclosure, Event, Part, Purpose};
use crate::ids::{BatchId, BatchProposalId, NeighbourhoodId, OfferId, PersonId, RequestId};
use crate::matching::ranking::Reason;
use crate::matching::suggestions;
use crate::offers;
use crate::people;
use crate::platform::http::{Cursor, Page};
use crate::platform::text::PersonName;
use crate::platform::{Result, Tx};
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
pub fn ask(tx: &mut Tx<'_>, actor: &Actor, named: Option<BTreeSet<NeighbourhoodId>>) -> Result<PersonId> {
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
    let mut batch = Batch {
        id: BatchId::fresh(),
        asked_by: person,
        neighbourhoods: Json(over),
        requests: 0,
        looked_at: 0,
        last_request: None,
        created_at: tx.now,
        ready_at: None,
    };
    let except = not_for(tx, person)?;
    batch.requests = i32::try_from(store::count_open(tx, &batch, &except)?).unwrap_or(i32::MAX);
    store::replace(tx, &batch)?;
    if let Some(by) = by {
        tx.record(&Event::BatchAsked(batch.id).by(by).at(place_of(&batch)))?;
    }
    Ok(person)
}

/// For whom, and with whom, somebody proposes nothing: for themselves and whom they know.
fn not_for(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<PersonId>> {
    let mut not_for = people::entangled(tx, person)?;
    not_for.push(person);
    Ok(not_for)
}

/// Where it is recorded: in its neighbourhood, where it has only one.
fn place_of(batch: &Batch) -> Option<NeighbourhoodId> {
    match batch.neighbourhoods.0.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Goes on with a batch: looks for helpers for a few more requests, after the last one chooses, and then forgets who was not
/// chosen. Nothing when all is done, or nobody wants it any more.
///
/// # Errors
/// When the database fails.
pub fn go_on(tx: &mut Tx<'_>, id: BatchId) -> Result<()> {
    let Some(mut batch) = store::lock(tx, id)? else { return Ok(()) };
    if batch.ready_at.is_some() {
        return if store::forget_others(tx, id)? { store::goes_on(tx, id) } else { Ok(()) };
    }
    let except = not_for(tx, batch.asked_by)?;
    let next = store::next_open(tx, &batch, &except, STEP)?;
    for request in &next {
        let request = requests::load(tx, *request)?;
        for ranked in suggestions::for_batch(tx, &request, except.clone())? {
            store::could(tx, id, request.id, &ranked)?;
        }
        batch.looked_at += 1;
        batch.last_request = Some(request.id);
    }
    if next.is_empty() {
        choose(tx, id)?;
        batch.ready_at = Some(tx.now);
        tx.record(&Event::BatchMade(id).by(Acting::SYSTEM).at(place_of(&batch)))?;
    }
    store::save(tx, &batch)?;
    store::goes_on(tx, id)
}

/// Chooses who is proposed for what.
fn choose(tx: &mut Tx<'_>, id: BatchId) -> Result<()> {
    let possible = store::possible(tx, id)?;
    let together = store::together(tx, id)?;
    let (mut requests, mut offers) = (Numbers::default(), Numbers::default());
    let (mut wanted, mut room) = (Vec::new(), Vec::new());
    let count = |number: i64| u32::try_from(number).unwrap_or(0);
    let pair = |it: &Possible| {
        let request = requests.of(it.request, || {
            let with = together.get(&it.request).copied().unwrap_or(0);
            wanted.push(Wanted {
                helpers: count(i64::from(it.wanted) - with),
                first: if with == 0 { HELPED } else { 0 },
            });
        });
        let offer = offers.of(it.offer, || room.push(count(i64::from(it.cap) - i64::from(it.load))));
        Pair { request, offer, worth: count(it.score.into()) }
    };
    let pairs: Vec<Pair> = possible.iter().map(pair).collect();
    let chosen = assign(&wanted, &room, &pairs);
    let chosen: Vec<_> = chosen.into_iter().filter_map(|it| possible.get(it)).map(|it| it.id).collect();
    store::choose(tx, &chosen)
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
pub fn see(tx: &mut Tx<'_>, actor: &Actor) -> Result<Option<Batch>> {
    let person = actor.signed_in()?;
    store::of(tx, person)
}

/// A proposal of a batch.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Its id.
    pub id: BatchProposalId,
    /// For which request.
    pub request: RequestId,
    /// What that asks for.
    pub category: Category,
    /// Which offer.
    pub offer: OfferId,
    /// Whose that is.
    pub helper: PersonId,
    /// The first name; `None` once erased.
    pub first_name: Option<PersonName>,
    /// How well it suits, from 0 to 10,000.
    pub score: i32,
    /// Why; never empty.
    pub reasons: Vec<Reason>,
}

/// What the batch of the caller proposes and can still be proposed, by every hard rule: a page has fewer where something
/// came between. It shows names, which leaves a trace.
///
/// # Errors
/// When nobody signed in.
pub fn proposals(tx: &mut Tx<'_>, actor: &Actor, cursor: Cursor) -> Result<Page<Proposal>> {
    tx.must_write()?;
    let person = actor.signed_in()?;
    let scope = scope(actor, Action::SeeBatch);
    let made = store::of(tx, person)?.filter(|it| it.ready_at.is_some());
    let rows = match &made {
        Some(batch) => store::chosen(tx, batch.id, &scope, cursor)?,
        None => Vec::new(),
    };
    let page = Page::new(rows, cursor, |it: &Chosen| it.id.uuid());
    let (mut items, mut by) = (Vec::new(), None);
    for row in page.items {
        let request = requests::load(tx, row.request)?;
        let offer = offers::actions::load(tx, row.offer)?;
        if suggestions::is_candidate(tx, &request, &offer)? {
            by = Some(check(actor, Action::SeeBatch, &requests::subject(&request))?);
            let reasons = row.reasons.0.into_iter().map(|(code, value)| Reason { code, value }).collect();
            items.push(Proposal {
                id: row.id,
                request: request.id,
                category: request.category,
                offer: offer.id,
                helper: offer.person,
                first_name: None,
                score: row.score,
                reasons,
            });
        }
    }
    let mut helpers: Vec<_> = items.iter().map(|it| it.helper).collect();
    helpers.sort_unstable();
    helpers.dedup();
    let names = people::actions::first_names(tx, &helpers)?;
    for item in &mut items {
        item.first_name = names.get(&item.helper).cloned();
    }
    if let (Some(batch), Some(by)) = (made, by) {
        let disclosed = Disclosure::of(helpers, &[Part::Name], Purpose::FindHelper);
        tx.record(&Event::BatchDisclosed(batch.id).by(by).at(place_of(&batch)).disclosing(disclosed))?;
    }
    Ok(Page { items, next: page.next })
}
