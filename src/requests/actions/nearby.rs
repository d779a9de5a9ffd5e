//! What neighbours come across: nameless, by public cells only, and not more than so much of it a day.

use crate::clock::Instant;
use crate::codes::Code;
use crate::consents;
use crate::events::Event;
use crate::ids::{ConsentId, PersonId, RequestId};
use crate::people;
use crate::places::{self, Cell, DistanceBand, MAX_RADIUS_METRES, WayToMatch};
use crate::platform::http::{Cursor, Page};
use crate::platform::text::FreeText;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check};
use crate::requests::model::{HelpRequest, Visibility};
use crate::requests::store;
use crate::requests::store::nearby as looks;
use crate::when::tomorrow;

/// So many different requests somebody comes across on a day, and no more.
const MOST_A_DAY: usize = 60;
/// How far is looked when nothing is said, in metres.
pub(in crate::requests) const USUAL_RADIUS: u32 = 2_000;

/// What a neighbour may know of a request.
#[derive(Debug, Clone)]
pub(in crate::requests) struct Nearby {
    /// The request.
    pub request: HelpRequest,
    /// What the requester lets neighbours read.
    pub public_text: Option<FreeText>,
    /// How far, between the public cells.
    pub band: DistanceBand,
}

/// A page of what the actor comes across around their home, in their neighbourhood, newest first. Somebody who has seen
/// as many as one sees on a day gets no others until tomorrow.
///
/// # Errors
/// [`Code::HomeMissing`] when it is not known where the actor lives.
pub(in crate::requests) fn list_nearby(
    tx: &mut Tx<'_>,
    actor: &Actor,
    radius_metres: u32,
    cursor: Cursor,
) -> Result<Page<Nearby>> {
    let person = actor.signed_in()?;
    let home = people::actions::home_of(tx, person)?.ok_or(Code::HomeMissing)?;
    let Some(neighbourhood) = home.neighbourhood else { return Ok(Page { items: Vec::new(), next: None }) };
    if !places::is_way_on(tx, Some(neighbourhood), WayToMatch::Nearby)? {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let cells = home.cell.disk_covering(radius_metres);
    let never = people::actions::never_with(tx, person)?;
    let found = looks::list(tx, person, neighbourhood, &cells, &never, cursor)?;
    let mut page = Page::new(found, cursor, |it| it.id.uuid());
    let requesters: Vec<PersonId> = page.items.iter().map(|it| it.person).collect();
    let publishing = consents::publishing(tx, &requesters)?;
    page.items.retain(|it| publishing.contains(&it.person));
    let before = page.items.len();
    let page = look(tx, person, page)?;
    let next = page.next.filter(|_| page.items.len() == before);
    Page { items: page.items, next }.try_map(|it| face(tx, it, Some(home.cell)))
}

/// Counts what somebody comes across, and leaves out what is too much for a day.
fn look(tx: &mut Tx<'_>, person: PersonId, mut page: Page<HelpRequest>) -> Result<Page<HelpRequest>> {
    let until: Instant = tomorrow(tx.now);
    let is_new = |seen: &[RequestId], it: &HelpRequest| !seen.contains(&it.id);
    let seen = looks::looked_at(tx, person, until)?;
    if !page.items.iter().any(|it| is_new(&seen, it)) {
        return Ok(page);
    }
    tx.must_write()?;
    let mut seen = looks::lock_looked_at(tx, person, until)?;
    page.items.retain(|it| {
        let is_seen = !is_new(&seen, it);
        if !is_seen && seen.len() < MOST_A_DAY {
            seen.push(it.id);
            return true;
        }
        is_seen
    });
    looks::save_looked_at(tx, person, until, seen)?;
    Ok(page)
}

/// One request as neighbours see it.
///
/// # Errors
/// A refusal when the actor does not come across it.
pub(in crate::requests) fn see_nearby(tx: &mut Tx<'_>, actor: &Actor, id: RequestId) -> Result<Nearby> {
    let request = store::get(tx, id)?;
    let subject = neighbours(tx, actor, &request)?;
    check(actor, Action::SeeNearby, &subject)?;
    let home = match actor.person.filter(|it| *it != request.person) {
        Some(neighbour) => people::actions::home_of(tx, neighbour)?,
        None => None,
    };
    face(tx, request, home.map(|it| it.cell))
}

fn face(tx: &mut Tx<'_>, request: HelpRequest, home: Option<Cell>) -> Result<Nearby> {
    let public_text = store::said(tx, &request)?.public_text;
    let between = home.zip(request.cell).map(|(home, cell)| DistanceBand::between(home, cell));
    let band = between.unwrap_or(DistanceBand::Under500m);
    Ok(Nearby { request, public_text, band })
}

/// What the policy needs to know of a request as neighbours see it: whoever comes across it is a party to it.
///
/// # Errors
/// When the database fails.
pub fn neighbours(tx: &mut Tx<'_>, actor: &Actor, request: &HelpRequest) -> Result<Subject> {
    let mut subject = Subject::of(request.person);
    if let Some(neighbour) = actor.person
        && comes_across(tx, neighbour, request)?
    {
        subject.circle.push(neighbour);
    }
    Ok(subject)
}

/// Whether somebody can come across a request: one that is open, meant for neighbours with a yes that holds, and lies
/// within reach in their own neighbourhood.
fn comes_across(tx: &mut Tx<'_>, neighbour: PersonId, request: &HelpRequest) -> Result<bool> {
    let Some(cell) = request.nearby_cell() else { return Ok(false) };
    let Some(home) = people::actions::home_of(tx, neighbour)? else { return Ok(false) };
    let is_near = home.neighbourhood.is_some()
        && home.neighbourhood == request.neighbourhood
        && home.cell.within(cell, MAX_RADIUS_METRES);
    Ok(is_near
        && places::is_way_on(tx, request.neighbourhood, WayToMatch::Nearby)?
        && people::states::actions::standing_of(tx, request.person)?.state.takes_part()
        && !people::actions::never_with(tx, neighbour)?.contains(&request.person)
        && consents::publishing(tx, &[request.person])?.contains(&request.person))
}

/// A consent was withdrawn or refused: where neighbours may not see any more what the person asks for, they do not.
///
/// # Errors
/// When the database fails.
pub fn consent_withdrawn(tx: &mut Tx<'_>, consent: ConsentId, by: Acting) -> Result<()> {
    let person = consents::get(tx, consent)?.person;
    if consents::publishing(tx, &[person])?.contains(&person) {
        return Ok(());
    }
    for mut request in looks::lock_published(tx, person)? {
        request.wish.visibility = Visibility::BuurtwerkerOnly;
        store::save(tx, &request)?;
        tx.record(&Event::RequestChanged(request.id).by(by).at(request.neighbourhood).with("consent", "withdrawn"))?;
    }
    Ok(())
}

/// Forgets what was looked at on days that are over.
///
/// # Errors
/// When the database fails.
pub fn forget_looks(tx: &mut Tx<'_>) -> Result<usize> {
    looks::forget(tx)
}

/// A radius around the home, in metres: 500 to 15,000, [`USUAL_RADIUS`] when none is asked for.
///
/// # Errors
/// A refusal when it is out of bounds.
pub(in crate::requests) fn radius(asked: Option<u32>) -> Result<u32> {
    let radius = asked.unwrap_or(USUAL_RADIUS);
    if (500..=MAX_RADIUS_METRES).contains(&radius) {
        Ok(radius)
    } else {
        Err(Error::invalid("radiusMetres", "must lie between 500 and 15000"))
    }
}
