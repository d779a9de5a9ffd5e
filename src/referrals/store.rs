//! The rows of referrals, and what else must be known to hand a case over.

mod changes;

use diesel::prelude::*;

use super::model::{BusinessStatus, Referral, ReferralOutcome, ReferralState, ReferralStatusReason, Said};
use crate::clock::Instant;
use crate::consents::SharedField;
use crate::db::MultiBackend;
use crate::db::schema::{matches, referrals};
use crate::db::sql::{Locked, lies_in};
use crate::db::types::Json;
use crate::events::Job;
use crate::ids::{ConsentId, MatchId, NeighbourhoodId, OrganisationId, PersonId, ReferralId, RequestId, ServiceId};
use crate::platform::http::Cursor;
use crate::platform::seal::Field;
use crate::platform::{Result, Tx, jobs};
use crate::policy::Scope;
use crate::requests::model::Urgency;

pub use changes::Looked;
pub(super) use changes::{changed, changed_since};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = referrals, check_for_backend(MultiBackend))]
struct Row {
    id: ReferralId,
    request_id: RequestId,
    match_id: Option<MatchId>,
    person_id: PersonId,
    service_id: ServiceId,
    organisation_id: OrganisationId,
    neighbourhood_id: Option<NeighbourhoodId>,
    state: ReferralState,
    status_reason: Option<ReferralStatusReason>,
    outcome: Option<ReferralOutcome>,
    shared: Json<Vec<SharedField>>,
    consent_id: Option<ConsentId>,
    overridden: bool,
    urgency: Urgency,
    beside: bool,
    business_status: Option<BusinessStatus>,
    business_at: Option<Instant>,
    asked_at: Option<Instant>,
    waiting_since: Option<Instant>,
    reminded_at: Option<Instant>,
    prepared_by: PersonId,
    sent_by: Option<PersonId>,
    sent_at: Option<Instant>,
    override_read_at: Option<Instant>,
    override_late_at: Option<Instant>,
    ended_at: Option<Instant>,
    rerouted_from: Option<ReferralId>,
    handed_back_at: Option<Instant>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

fn row(it: &Referral) -> Row {
    Row {
        id: it.id,
        request_id: it.request,
        match_id: it.on_match,
        person_id: it.person,
        service_id: it.service,
        organisation_id: it.organisation,
        neighbourhood_id: it.neighbourhood,
        state: it.state,
        status_reason: it.status_reason,
        outcome: it.outcome,
        shared: Json(it.shared.clone()),
        consent_id: it.consent,
        overridden: it.overridden,
        urgency: it.urgency,
        beside: it.beside,
        business_status: it.business_status,
        business_at: it.business_at,
        asked_at: it.asked_at,
        waiting_since: it.waiting_since,
        reminded_at: it.reminded_at,
        prepared_by: it.prepared_by,
        sent_by: it.sent_by,
        sent_at: it.sent_at,
        override_read_at: it.override_read_at,
        override_late_at: it.override_late_at,
        ended_at: it.ended_at,
        rerouted_from: it.rerouted_from,
        handed_back_at: it.handed_back_at,
        version: it.version,
        created_at: it.created_at,
        updated_at: it.updated_at,
    }
}

fn referral(row: Row) -> Referral {
    Referral {
        id: row.id,
        request: row.request_id,
        on_match: row.match_id,
        person: row.person_id,
        service: row.service_id,
        organisation: row.organisation_id,
        neighbourhood: row.neighbourhood_id,
        state: row.state,
        status_reason: row.status_reason,
        outcome: row.outcome,
        shared: row.shared.0,
        consent: row.consent_id,
        overridden: row.overridden,
        urgency: row.urgency,
        beside: row.beside,
        business_status: row.business_status,
        business_at: row.business_at,
        asked_at: row.asked_at,
        waiting_since: row.waiting_since,
        reminded_at: row.reminded_at,
        prepared_by: row.prepared_by,
        sent_by: row.sent_by,
        sent_at: row.sent_at,
        override_read_at: row.override_read_at,
        override_late_at: row.override_late_at,
        ended_at: row.ended_at,
        rerouted_from: row.rerouted_from,
        handed_back_at: row.handed_back_at,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

/// A new referral.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Referral, said: &Said) -> Result<()> {
    diesel::insert_into(referrals::table).values(&row(new)).execute(tx.conn)?;
    save_said(tx, new, said)
}

/// A referral.
pub(super) fn get(tx: &mut Tx<'_>, id: ReferralId) -> Result<Referral> {
    Ok(referral(referrals::table.find(id).select(Row::as_select()).first(tx.conn)?))
}

/// A referral, kept from changing until the end of the transaction.
pub(super) fn lock(tx: &mut Tx<'_>, id: ReferralId) -> Result<Referral> {
    Ok(referral(Locked(referrals::table.find(id).select(Row::as_select())).get_result(tx.conn)?))
}

/// Saves where a referral stands. Counts the version and sets the clock.
pub(super) fn save(tx: &mut Tx<'_>, changed: &Referral) -> Result<()> {
    diesel::update(referrals::table.find(changed.id))
        .set((
            referrals::state.eq(changed.state),
            referrals::status_reason.eq(changed.status_reason),
            referrals::outcome.eq(changed.outcome),
            referrals::business_status.eq(changed.business_status),
            referrals::business_at.eq(changed.business_at),
            referrals::asked_at.eq(changed.asked_at),
            referrals::consent_id.eq(changed.consent),
            referrals::waiting_since.eq(changed.waiting_since),
            referrals::reminded_at.eq(changed.reminded_at),
            referrals::sent_by.eq(changed.sent_by),
            referrals::sent_at.eq(changed.sent_at),
            referrals::override_read_at.eq(changed.override_read_at),
            referrals::override_late_at.eq(changed.override_late_at),
            referrals::ended_at.eq(changed.ended_at),
            referrals::handed_back_at.eq(changed.handed_back_at),
            referrals::version.eq(changed.version + 1),
            referrals::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    set_clock(tx, changed)
}

/// What time does to it is done when it is due.
pub(super) fn set_clock(tx: &mut Tx<'_>, of: &Referral) -> Result<()> {
    jobs::set_clock(tx, Job::StrikeReferral { referral: of.id }, of.id.uuid(), of.clock().map(|it| it.0))
}

/// What was said about a referral; `None` once erased.
pub(super) fn said(tx: &mut Tx<'_>, of: &Referral) -> Result<Option<Said>> {
    let sealed: Option<Vec<u8>> = referrals::table.find(of.id).select(referrals::said).first(tx.conn)?;
    let Some(sealed) = sealed else { return Ok(None) };
    tx.open(of.person.uuid(), Field::ReferralSaid, of.id.uuid(), &sealed)
}

/// Seals what was said about a referral.
pub(super) fn save_said(tx: &mut Tx<'_>, of: &Referral, said: &Said) -> Result<()> {
    let sealed = tx.seal(of.person.uuid(), Field::ReferralSaid, of.id.uuid(), said)?;
    diesel::update(referrals::table.find(of.id)).set(referrals::said.eq(Some(sealed))).execute(tx.conn)?;
    Ok(())
}

crate::db::types::words! {
    /// Which referrals a list shows.
    ReferralView {
        /// Those that came to the organisations of the caller.
        Inbox = "inbox",
        /// Those of the neighbourhoods of the caller's team, drafts too.
        Sent = "sent",
        /// Those about the caller.
        Mine = "mine",
    }
}

/// Which referrals are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Whose.
    pub view: Option<ReferralView>,
    /// Those in this state.
    pub state: Option<ReferralState>,
    /// Those of this request.
    pub request: Option<RequestId>,
}

/// Those of a query that are in the scope and in the view.
macro_rules! viewed {
    ($query:expr, $scope:expr, $view:expr) => {{
        let own: Vec<PersonId> = $scope.person.into_iter().collect();
        let mine = referrals::person_id.eq_any(own);
        let others = || referrals::person_id.ne_all($scope.except.clone());
        let sent = lies_in!(referrals::neighbourhood_id, $scope).and(others());
        let inbox = referrals::organisation_id
            .eq_any($scope.organisations.clone())
            .and(others())
            .and(referrals::sent_at.is_not_null());
        match $view {
            Some(ReferralView::Mine) => $query.filter(mine),
            Some(ReferralView::Sent) => $query.filter(sent),
            Some(ReferralView::Inbox) => $query.filter(inbox),
            None => $query.filter(mine.or(sent).or(inbox)),
        }
    }};
}
use viewed;

/// A page of the referrals in the scope, newest first.
pub(super) fn list(tx: &mut Tx<'_>, scope: &Scope, wanted: Wanted, cursor: Cursor) -> Result<Vec<Referral>> {
    let query = referrals::table.select(Row::as_select()).order(referrals::id.desc()).limit(cursor.limit());
    let mut query = viewed!(query.into_boxed(), scope, wanted.view);
    if let Some(state) = wanted.state {
        query = query.filter(referrals::state.eq(state));
    }
    if let Some(request) = wanted.request {
        query = query.filter(referrals::request_id.eq(request));
    }
    if let Some(after) = cursor.after {
        query = query.filter(referrals::id.lt(ReferralId::from(after)));
    }
    Ok(query.load(tx.conn)?.into_iter().map(referral).collect())
}

/// The referrals of a request in some states.
pub(super) fn of_request(tx: &mut Tx<'_>, id: RequestId, states: &[ReferralState]) -> Result<Vec<ReferralId>> {
    let found = referrals::table.filter(referrals::request_id.eq(id).and(referrals::state.eq_any(states)));
    Ok(found.order(referrals::id).select(referrals::id).load(tx.conn)?)
}

/// The referrals that rest on a consent, in some states.
pub(super) fn of_consent(tx: &mut Tx<'_>, id: ConsentId, states: &[ReferralState]) -> Result<Vec<ReferralId>> {
    let found = referrals::table.filter(referrals::consent_id.eq(id).and(referrals::state.eq_any(states)));
    Ok(found.order(referrals::id).select(referrals::id).load(tx.conn)?)
}

/// The referrals of an organisation in these states.
pub(super) fn of_organisation(
    tx: &mut Tx<'_>,
    id: OrganisationId,
    states: &[ReferralState],
) -> Result<Vec<ReferralId>> {
    let found = referrals::table.filter(referrals::organisation_id.eq(id).and(referrals::state.eq_any(states)));
    Ok(found.order(referrals::id).select(referrals::id).load(tx.conn)?)
}

/// The referrals of a person in these states.
pub(super) fn of_person(tx: &mut Tx<'_>, id: PersonId, states: &[ReferralState]) -> Result<Vec<ReferralId>> {
    let found = referrals::table.filter(referrals::person_id.eq(id).and(referrals::state.eq_any(states)));
    Ok(found.order(referrals::id).select(referrals::id).load(tx.conn)?)
}

/// Whether another referral of the same request, instead of the neighbours and not beside them, is with a professional.
pub(super) fn another_lives(tx: &mut Tx<'_>, of: &Referral) -> Result<bool> {
    let others = referrals::table
        .filter(referrals::request_id.eq(of.request).and(referrals::id.ne(of.id)))
        .filter(referrals::state.eq_any(ReferralState::LIVE).and(referrals::beside.eq(false)));
    Ok(others.count().get_result::<i64>(tx.conn)? > 0)
}

/// The services that a request is with.
pub(super) fn live_services_of(tx: &mut Tx<'_>, request: RequestId) -> Result<Vec<ServiceId>> {
    let live = referrals::table.filter(referrals::request_id.eq(request));
    Ok(live.filter(referrals::state.eq_any(ReferralState::LIVE)).select(referrals::service_id).load(tx.conn)?)
}

/// Whether another referral of the same person is with the same service.
pub(super) fn has_duplicate(tx: &mut Tx<'_>, of: &Referral) -> Result<bool> {
    let others = referrals::table
        .filter(referrals::person_id.eq(of.person).and(referrals::service_id.eq(of.service)))
        .filter(referrals::id.ne(of.id).and(referrals::state.eq_any(ReferralState::LIVE)));
    Ok(others.count().get_result::<i64>(tx.conn)? > 0)
}

/// Whether a match belongs to a request. A read model: matches are another's.
pub(super) fn is_match_of(tx: &mut Tx<'_>, id: MatchId, request: RequestId) -> Result<bool> {
    let found = matches::table.find(id).filter(matches::request_id.eq(request));
    Ok(found.count().get_result::<i64>(tx.conn)? > 0)
}

/// The referrals of a team that can need a human word: drafts, those of which the organisation was reminded, those with
/// a question of the organisation, and those that were sent without a consent and that no second one has read.
pub(super) fn to_follow_up(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Referral>> {
    let is_late = referrals::state.eq_any(ReferralState::LIVE).and(referrals::reminded_at.is_not_null());
    let is_asked = referrals::state.eq_any(ReferralState::LIVE).and(referrals::asked_at.is_not_null());
    let is_unread = referrals::overridden.eq(true).and(referrals::sent_at.is_not_null());
    let is_unread = is_unread.and(referrals::override_read_at.is_null());
    let is_unread = is_unread.and(referrals::state.ne(ReferralState::EnteredInError));
    let rows: Vec<Row> = referrals::table
        .filter(lies_in!(referrals::neighbourhood_id, scope))
        .filter(referrals::person_id.ne_all(&scope.except))
        .filter(referrals::state.eq(ReferralState::Draft).or(is_late).or(is_asked).or(is_unread))
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(referral).collect())
}

/// Whether time does something to a referral.
macro_rules! has_clock {
    () => {{
        let is_unread = referrals::overridden.eq(true).and(referrals::sent_at.is_not_null());
        referrals::state.eq_any(ReferralState::LIVE).or(is_unread.and(referrals::override_read_at.is_null()))
    }};
}

/// The requests with a referral to which time does something: that is with an organisation, or was sent without a consent and
/// no second one has read it. Nothing is locked.
pub(super) fn with_clocks(tx: &mut Tx<'_>) -> Result<Vec<RequestId>> {
    Ok(referrals::table.filter(has_clock!()).select(referrals::request_id).load(tx.conn)?)
}

/// These referrals of requests, kept from changing.
pub(super) fn lock_with_clocks(tx: &mut Tx<'_>, of: &[RequestId]) -> Result<Vec<Referral>> {
    let theirs = referrals::table.filter(referrals::request_id.eq_any(of)).filter(has_clock!());
    let rows: Vec<Row> = Locked(theirs.order(referrals::id).select(Row::as_select())).get_results(tx.conn)?;
    Ok(rows.into_iter().map(referral).collect())
}

/// How many organisations have turned a request down.
pub(super) fn refusals(tx: &mut Tx<'_>, request: RequestId) -> Result<usize> {
    let refused = referrals::table.filter(referrals::request_id.eq(request));
    let count: i64 = refused.filter(referrals::state.eq(ReferralState::Rejected)).count().get_result(tx.conn)?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}
