//! The rows of requests.

pub(super) mod cases;
pub(super) mod nearby;
pub(super) mod waiting;

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::model::{HelpRequest, Reason, RequestState, Said, SealedPlace, Urgency, Wish};
use crate::categories::Category;
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{matches, referrals, requests, waves};
use crate::db::sql::{Locked, lies_in};
use crate::db::types::Json;
use crate::duty::DutyLevel;
use crate::events::Job;
use crate::ids::{MatchId, NeighbourhoodId, PersonId, ReferralId, RequestId};
use crate::places::{Cell, StaffCell};
use crate::platform::http::Cursor;
use crate::platform::seal::Field;
use crate::platform::{Error, Result, Tx, jobs};
use crate::policy::Scope;

/// A row of `requests`, without what is sealed.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = requests, check_for_backend(MultiBackend))]
struct Row {
    id: RequestId,
    person_id: PersonId,
    neighbourhood_id: Option<NeighbourhoodId>,
    state: RequestState,
    held_from: Option<RequestState>,
    reason: Option<Reason>,
    category: Category,
    urgency: Urgency,
    wish: Json<Wish>,
    cell: Option<i64>,
    near_cell: Option<i64>,
    entered_by: PersonId,
    helpers_wanted: i32,
    helpers_agreed: i32,
    first_in_queue: bool,
    approved_at: Option<Instant>,
    state_since: Instant,
    confirmed_at: Option<Instant>,
    pinged_at: Option<Instant>,
    look_asked_at: Option<Instant>,
    look_level: Option<DutyLevel>,
    ever_helped: bool,
    handed_back_from: Option<ReferralId>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
    nearby_cell: Option<i64>,
    covers_match_id: Option<MatchId>,
    unseen_since: Option<Instant>,
}

impl Row {
    fn of(request: &HelpRequest) -> Self {
        Self {
            id: request.id,
            person_id: request.person,
            neighbourhood_id: request.neighbourhood,
            state: request.state,
            held_from: request.held_from,
            reason: request.reason,
            category: request.category,
            urgency: request.urgency,
            wish: Json(request.wish.clone()),
            cell: request.cell.map(Cell::as_i64),
            near_cell: request.near_cell.map(StaffCell::as_i64),
            entered_by: request.entered_by,
            helpers_wanted: request.helpers_wanted,
            helpers_agreed: request.helpers_agreed,
            first_in_queue: request.first_in_queue,
            approved_at: request.approved_at,
            state_since: request.state_since,
            confirmed_at: request.confirmed_at,
            pinged_at: request.pinged_at,
            look_asked_at: request.look_asked_at,
            look_level: request.look_level,
            ever_helped: request.ever_helped,
            handed_back_from: request.handed_back_from,
            version: request.version,
            created_at: request.created_at,
            updated_at: request.updated_at,
            nearby_cell: request.nearby_cell().map(Cell::as_i64),
            covers_match_id: request.covers,
            unseen_since: request.unseen_since,
        }
    }

    fn read(self) -> Result<HelpRequest> {
        let broken = |_| Error::Inconsistent(format!("a cell of request {}", self.id));
        Ok(HelpRequest {
            id: self.id,
            person: self.person_id,
            neighbourhood: self.neighbourhood_id,
            state: self.state,
            held_from: self.held_from,
            reason: self.reason,
            category: self.category,
            urgency: self.urgency,
            wish: self.wish.0,
            cell: self.cell.map(Cell::from_i64).transpose().map_err(broken)?,
            near_cell: self.near_cell.map(StaffCell::from_i64).transpose().map_err(broken)?,
            entered_by: self.entered_by,
            helpers_wanted: self.helpers_wanted,
            helpers_agreed: self.helpers_agreed,
            first_in_queue: self.first_in_queue,
            approved_at: self.approved_at,
            state_since: self.state_since,
            confirmed_at: self.confirmed_at,
            pinged_at: self.pinged_at,
            look_asked_at: self.look_asked_at,
            look_level: self.look_level,
            ever_helped: self.ever_helped,
            covers: self.covers_match_id,
            unseen_since: self.unseen_since,
            handed_back_from: self.handed_back_from,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// A new request, with what was said and the place of the help where that is not the home. Sets the clock.
pub(super) fn insert(tx: &mut Tx<'_>, new: &HelpRequest, said: &Said, place: Option<&SealedPlace>) -> Result<()> {
    let said = seal_said(tx, new, said)?;
    let place = seal_place(tx, new, place)?;
    diesel::insert_into(requests::table)
        .values((Row::of(new), requests::said.eq(said), requests::place.eq(place)))
        .execute(tx.conn)?;
    set_clock(tx, new)
}

fn seal_said(tx: &mut Tx<'_>, of: &HelpRequest, said: &Said) -> Result<Option<Vec<u8>>> {
    if said.is_empty() {
        return Ok(None);
    }
    tx.seal(of.person.uuid(), Field::RequestSaid, of.id.uuid(), said).map(Some)
}

fn seal_place(tx: &mut Tx<'_>, of: &HelpRequest, place: Option<&SealedPlace>) -> Result<Option<Vec<u8>>> {
    place.map(|it| tx.seal(of.person.uuid(), Field::RequestPlace, of.id.uuid(), it)).transpose()
}

/// A request.
pub(super) fn get(tx: &mut Tx<'_>, id: RequestId) -> Result<HelpRequest> {
    requests::table.find(id).select(Row::as_select()).first(tx.conn).map_err(Error::from)?.read()
}

/// A request, kept from changing until the end of the transaction.
pub(super) fn lock(tx: &mut Tx<'_>, id: RequestId) -> Result<HelpRequest> {
    let row: Row = Locked(requests::table.find(id).select(Row::as_select())).get_result(tx.conn)?;
    row.read()
}

/// Saves everything that is not sealed. Counts the version and sets the clock.
pub(super) fn save(tx: &mut Tx<'_>, request: &HelpRequest) -> Result<()> {
    diesel::update(requests::table.find(request.id))
        .set((
            requests::neighbourhood_id.eq(request.neighbourhood),
            requests::state.eq(request.state),
            requests::held_from.eq(request.held_from),
            requests::reason.eq(request.reason),
            requests::category.eq(request.category),
            requests::urgency.eq(request.urgency),
            requests::wish.eq(Json(request.wish.clone())),
            requests::cell.eq(request.cell.map(Cell::as_i64)),
            requests::near_cell.eq(request.near_cell.map(StaffCell::as_i64)),
            requests::helpers_wanted.eq(request.helpers_wanted),
            requests::helpers_agreed.eq(request.helpers_agreed),
            requests::first_in_queue.eq(request.first_in_queue),
            requests::approved_at.eq(request.approved_at),
            requests::unseen_since.eq(request.unseen_since),
            requests::state_since.eq(request.state_since),
            requests::confirmed_at.eq(request.confirmed_at),
            requests::pinged_at.eq(request.pinged_at),
            requests::look_asked_at.eq(request.look_asked_at),
            requests::look_level.eq(request.look_level),
            requests::ever_helped.eq(request.ever_helped),
            requests::nearby_cell.eq(request.nearby_cell().map(Cell::as_i64)),
            requests::version.eq(requests::version + 1),
            requests::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    set_clock(tx, request)
}

/// What time does to it is done when it is due.
pub(super) fn set_clock(tx: &mut Tx<'_>, of: &HelpRequest) -> Result<()> {
    jobs::set_clock(tx, Job::StrikeRequest { request: of.id }, of.id.uuid(), of.clock().map(|it| it.0))
}

/// What time does to it is done at this moment, whatever stands in it.
pub(super) fn set_clock_at(tx: &mut Tx<'_>, of: &HelpRequest, at: Instant) -> Result<()> {
    jobs::set_clock(tx, Job::StrikeRequest { request: of.id }, of.id.uuid(), Some(at))
}

/// Saves what was said.
pub(super) fn save_said(tx: &mut Tx<'_>, of: &HelpRequest, said: &Said) -> Result<()> {
    let sealed = seal_said(tx, of, said)?;
    diesel::update(requests::table.find(of.id)).set(requests::said.eq(sealed)).execute(tx.conn)?;
    Ok(())
}

/// Saves where the help is needed; `None`: at home.
pub(super) fn save_place(tx: &mut Tx<'_>, of: &HelpRequest, place: Option<&SealedPlace>) -> Result<()> {
    let sealed = seal_place(tx, of, place)?;
    diesel::update(requests::table.find(of.id)).set(requests::place.eq(sealed)).execute(tx.conn)?;
    Ok(())
}

/// What was said; nothing once erased.
pub(super) fn said(tx: &mut Tx<'_>, of: &HelpRequest) -> Result<Said> {
    let sealed: Option<Vec<u8>> = requests::table.find(of.id).select(requests::said).first(tx.conn)?;
    open_said(tx, of, sealed)
}

fn open_said(tx: &mut Tx<'_>, of: &HelpRequest, sealed: Option<Vec<u8>>) -> Result<Said> {
    let Some(sealed) = sealed else { return Ok(Said::default()) };
    Ok(tx.open(of.person.uuid(), Field::RequestSaid, of.id.uuid(), &sealed)?.unwrap_or_default())
}

/// Where the help is needed, when that is not at home.
pub(super) fn place(tx: &mut Tx<'_>, of: &HelpRequest) -> Result<Option<SealedPlace>> {
    let sealed: Option<Vec<u8>> = requests::table.find(of.id).select(requests::place).first(tx.conn)?;
    let Some(sealed) = sealed else { return Ok(None) };
    tx.open(of.person.uuid(), Field::RequestPlace, of.id.uuid(), &sealed)
}

/// A page of somebody's own requests with what they said, newest first.
pub(super) fn list_own(tx: &mut Tx<'_>, person: PersonId, cursor: Cursor) -> Result<Vec<(HelpRequest, Said)>> {
    let mut query = requests::table
        .filter(requests::person_id.eq(person))
        .select((Row::as_select(), requests::said))
        .order(requests::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(requests::id.lt(RequestId::from(after)));
    }
    let rows: Vec<(Row, Option<Vec<u8>>)> = query.load(tx.conn)?;
    let open = |(row, sealed): (Row, _)| {
        let request = row.read()?;
        let said = open_said(tx, &request, sealed)?;
        Ok((request, said))
    };
    rows.into_iter().map(open).collect()
}

/// A page of the requests in the neighbourhoods of a team, in a state or in any, newest first.
pub(super) fn list_in(
    tx: &mut Tx<'_>,
    scope: &Scope,
    state: Option<RequestState>,
    cursor: Cursor,
) -> Result<Vec<HelpRequest>> {
    let mut query = requests::table
        .filter(lies_in!(requests::neighbourhood_id, scope))
        .filter(requests::person_id.ne_all(&scope.except))
        .select(Row::as_select())
        .order(requests::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(requests::id.lt(RequestId::from(after)));
    }
    if let Some(state) = state {
        query = query.filter(requests::state.eq(state));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// The living requests that ask for somebody instead of a helper of this one, kept from changing.
pub(super) fn lock_covers(tx: &mut Tx<'_>, of: RequestId) -> Result<Vec<HelpRequest>> {
    let of_request = matches::table.filter(matches::request_id.eq(of)).select(matches::id.nullable());
    let ended = RequestState::ALL.iter().copied().filter(|it| it.is_final());
    let covers = requests::table
        .filter(requests::covers_match_id.eq_any(of_request))
        .filter(requests::state.ne_all(ended))
        .order(requests::id)
        .select(Row::as_select());
    let rows: Vec<Row> = Locked(covers).get_results(tx.conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// Who helps in a match, and the match that its request covers in turn. A read model over `matches`.
pub(super) fn covered(tx: &mut Tx<'_>, id: MatchId) -> Result<(PersonId, Option<MatchId>)> {
    let found = matches::table.inner_join(requests::table).filter(matches::id.eq(id));
    Ok(found.select((matches::helper_id, requests::covers_match_id)).first(tx.conn)?)
}

/// Whether somebody helps already, or the request is held or with a professional. A read model over `referrals`.
pub(super) fn is_underway(tx: &mut Tx<'_>, of: &HelpRequest) -> Result<bool> {
    if of.helpers_agreed > 0 || matches!(of.state, RequestState::Matched | RequestState::Referred | RequestState::Held)
    {
        return Ok(true);
    }
    let living = ["draft", "requested", "accepted", "inProgress", "onHold"];
    let referrals = referrals::table.filter(referrals::request_id.eq(of.id).and(referrals::state.eq_any(living)));
    Ok(referrals.count().get_result::<i64>(tx.conn)? > 0)
}

/// Whether the request is with a professional, who helps instead of the neighbours. A read model over `referrals`.
pub(super) fn is_with_professional(tx: &mut Tx<'_>, of: &HelpRequest) -> Result<bool> {
    let living = ["requested", "accepted", "inProgress", "onHold"];
    let referrals = referrals::table
        .filter(referrals::request_id.eq(of.id).and(referrals::beside.eq(false)))
        .filter(referrals::state.eq_any(living));
    Ok(referrals.count().get_result::<i64>(tx.conn)? > 0)
}

/// For which of these requests helpers are asked in waves now.
pub(super) fn waved(tx: &mut Tx<'_>, ids: &[RequestId]) -> Result<BTreeSet<RequestId>> {
    let running = waves::table.filter(waves::request_id.eq_any(ids).and(waves::state.eq("running")));
    Ok(running.select(waves::request_id).load(tx.conn)?.into_iter().collect())
}

/// The requests in the neighbourhoods of a team that can need a human word: what waits for a look, what is held, and
/// who does not answer.
pub(super) fn to_follow_up(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<HelpRequest>> {
    let waits = requests::state.eq_any([RequestState::Submitted, RequestState::Held]);
    let is_cover = requests::covers_match_id.is_not_null().and(requests::helpers_agreed.eq(0));
    let is_silent = requests::state.eq(RequestState::Open).and(requests::look_asked_at.is_not_null().or(is_cover));
    let rows: Vec<Row> = requests::table
        .filter(lies_in!(requests::neighbourhood_id, scope))
        .filter(requests::person_id.ne_all(&scope.except))
        .filter(waits.or(is_silent).or(requests::unseen_since.is_not_null()))
        .select(Row::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// The living requests of a person whose help is needed at home, kept from changing.
pub(super) fn lock_living_at_home(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<HelpRequest>> {
    let ended = RequestState::ALL.iter().copied().filter(|it| it.is_final());
    let living = requests::table
        .filter(requests::person_id.eq(person))
        .filter(requests::place.is_null())
        .filter(requests::state.ne_all(ended))
        .order(requests::id)
        .select(Row::as_select());
    let rows: Vec<Row> = Locked(living).get_results(tx.conn)?;
    rows.into_iter().map(Row::read).collect()
}
