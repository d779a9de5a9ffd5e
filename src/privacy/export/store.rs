//! The rows of exports, and what an export reads of other tables: a read model.

use diesel::prelude::*;
use serde_json::{Value, json};

use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{
    blocks, bonds, exports, guardian_answers, jobs, matches, offers, outbox, proxies, referrals, requests, roles,
    sessions, vetting_checks, visits,
};
use crate::db::types::Json;
use crate::ids::{
    BlockId, BondId, ExportId, MatchId, NeighbourhoodId, OfferId, OrganisationId, PersonId, ProxyId, ReferralId,
    RequestId, SessionId, VettingCheckId, VisitId,
};
use crate::platform::{Result, Tx};

/// An export, without what is in it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = exports, check_for_backend(MultiBackend))]
pub struct Export {
    pub(super) id: ExportId,
    #[diesel(column_name = person_id)]
    pub(super) person: PersonId,
    /// When it was asked for.
    pub created_at: Instant,
    /// When it was made; `None` as long as it is not.
    pub ready_at: Option<Instant>,
    /// Until when it can be fetched.
    pub expires_at: Option<Instant>,
}

/// The export of a person.
pub(super) fn of(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Export>> {
    let of_them = exports::table.filter(exports::person_id.eq(person));
    Ok(of_them.select(Export::as_select()).first(tx.conn).optional()?)
}

/// An export, if nobody took it away.
pub(super) fn get(tx: &mut Tx<'_>, id: ExportId) -> Result<Option<Export>> {
    Ok(exports::table.find(id).select(Export::as_select()).first(tx.conn).optional()?)
}

/// What is in it, sealed.
pub(super) fn content(tx: &mut Tx<'_>, id: ExportId) -> Result<Option<Vec<u8>>> {
    Ok(exports::table.find(id).select(exports::content).first(tx.conn)?)
}

/// Takes away the export of a person, also one that is being made: its job finds nothing any more, and must not keep a
/// new one from being asked for.
pub(super) fn remove(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    diesel::delete(exports::table.filter(exports::person_id.eq(person))).execute(tx.conn)?;
    diesel::delete(jobs::table.filter(jobs::once.eq(format!("export:{person}")))).execute(tx.conn)?;
    Ok(())
}

/// A new export instead of what there was.
pub(super) fn replace(tx: &mut Tx<'_>, id: ExportId, person: PersonId) -> Result<()> {
    remove(tx, person)?;
    let row = (exports::id.eq(id), exports::person_id.eq(person), exports::created_at.eq(tx.now));
    diesel::insert_into(exports::table).values(row).execute(tx.conn)?;
    Ok(())
}

/// The exports of others in which the first name of a person can stand: of those who were brought together with them, or
/// with somebody for whom they answered.
pub(super) fn with_name_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Export>> {
    let answered = guardian_answers::table.filter(guardian_answers::guardian_id.eq(person));
    let answered = answered.select(guardian_answers::match_id);
    let theirs = matches::requester_id.eq(person).or(matches::helper_id.eq(person)).or(matches::id.eq_any(answered));
    let sides: Vec<(PersonId, PersonId)> =
        matches::table.filter(theirs).select((matches::requester_id, matches::helper_id)).load(tx.conn)?;
    let mut others: Vec<_> = sides.into_iter().flat_map(|(one, other)| [one, other]).collect();
    others.retain(|it| *it != person);
    let of_others = exports::table.filter(exports::person_id.eq_any(others)).order(exports::id);
    Ok(of_others.select(Export::as_select()).load(tx.conn)?)
}

/// It was made.
pub(super) fn ready(tx: &mut Tx<'_>, id: ExportId, content: Vec<u8>, until: Instant) -> Result<()> {
    diesel::update(exports::table.find(id))
        .set((
            exports::content.eq(Some(content)),
            exports::ready_at.eq(Some(tx.now)),
            exports::expires_at.eq(Some(until)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The requests of a person.
pub(super) fn requests(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<RequestId>> {
    let theirs = requests::table.filter(requests::person_id.eq(person)).order(requests::id);
    Ok(theirs.select(requests::id).load(tx.conn)?)
}

/// The referrals about a person.
pub(super) fn referrals(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<ReferralId>> {
    let theirs = referrals::table.filter(referrals::person_id.eq(person)).order(referrals::id);
    Ok(theirs.select(referrals::id).load(tx.conn)?)
}

/// When a visit is, for a calendar.
pub(super) struct VisitTime {
    pub(super) id: VisitId,
    pub(super) start: Instant,
    pub(super) minutes: i32,
    pub(super) is_cancelled: bool,
    pub(super) created_at: Instant,
}

type VisitRow = (VisitId, MatchId, Instant, i32, String, Option<String>, Instant);

/// The visits of a person, on either side.
pub(super) fn visits(tx: &mut Tx<'_>, person: PersonId) -> Result<(Vec<Value>, Vec<VisitTime>)> {
    let rows: Vec<VisitRow> = visits::table
        .inner_join(matches::table)
        .filter(matches::requester_id.eq(person).or(matches::helper_id.eq(person)))
        .order(visits::id)
        .select((
            visits::id,
            visits::match_id,
            visits::start,
            visits::duration_minutes,
            visits::state,
            visits::missed_by,
            visits::created_at,
        ))
        .load(tx.conn)?;
    let shown = rows.iter().map(|(id, on, start, minutes, state, missed_by, created_at)| {
        json!({
            "id": id, "matchId": on, "start": start, "durationMinutes": minutes, "state": state,
            "missedBy": missed_by, "createdAt": created_at,
        })
    });
    let shown = shown.collect();
    let time = |(id, _, start, minutes, state, _, created_at): VisitRow| VisitTime {
        id,
        start,
        minutes,
        is_cancelled: state == "cancelled",
        created_at,
    };
    Ok((shown, rows.into_iter().map(time).collect()))
}

type BondRow = (BondId, MatchId, String, PersonId, Option<bool>, Option<bool>, Instant);

/// The bonds of a person, and what they said of how it goes: what the other side said is theirs.
pub(super) fn bonds(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Value>> {
    let rows: Vec<BondRow> = bonds::table
        .inner_join(matches::table)
        .filter(matches::requester_id.eq(person).or(matches::helper_id.eq(person)))
        .order(bonds::id)
        .select((
            bonds::id,
            bonds::match_id,
            bonds::state,
            matches::requester_id,
            bonds::requester_well,
            bonds::helper_well,
            bonds::created_at,
        ))
        .load(tx.conn)?;
    let shown = rows.into_iter().map(|(id, on, state, requester, requester_well, helper_well, created_at)| {
        let well = if requester == person { requester_well } else { helper_well };
        json!({ "id": id, "matchId": on, "state": state, "goesWell": well, "createdAt": created_at })
    });
    Ok(shown.collect())
}

/// The offers of a person.
pub(super) fn offers(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Value>> {
    let rows: Vec<(OfferId, String, Json<Value>, Instant)> = offers::table
        .filter(offers::person_id.eq(person))
        .order(offers::id)
        .select((offers::id, offers::state, offers::terms, offers::created_at))
        .load(tx.conn)?;
    let shown = rows.into_iter();
    Ok(shown
        .map(|(id, state, terms, at)| json!({ "id": id, "state": state, "terms": terms.0, "createdAt": at }))
        .collect())
}

/// What the team has seen of a person.
pub(super) fn checks(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Value>> {
    let rows: Vec<(VettingCheckId, String, String, String, Option<Instant>)> = vetting_checks::table
        .filter(vetting_checks::person_id.eq(person))
        .order(vetting_checks::id)
        .select((
            vetting_checks::id,
            vetting_checks::kind,
            vetting_checks::seen_on,
            vetting_checks::renew_by,
            vetting_checks::revoked_at,
        ))
        .load(tx.conn)?;
    let shown = rows.into_iter().map(|(id, kind, seen_on, renew_by, revoked_at)| {
        json!({ "id": id, "kind": kind, "seenOn": seen_on, "renewBy": renew_by, "revokedAt": revoked_at })
    });
    Ok(shown.collect())
}

/// The blocks that a person made. From whom is left out: the match says it, where there is one.
pub(super) fn blocks(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Value>> {
    let rows: Vec<(BlockId, Option<MatchId>, Instant)> = blocks::table
        .filter(blocks::made_by.eq(person).and(blocks::match_id.is_not_null()))
        .order(blocks::id)
        .select((blocks::id, blocks::match_id, blocks::created_at))
        .load(tx.conn)?;
    let shown = rows.into_iter();
    Ok(shown.map(|(id, on, at)| json!({ "id": id, "matchId": on, "createdAt": at })).collect())
}

/// Who may act for a person, and for whom the person may. Who the other one is, is left out.
pub(super) fn proxies(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Value>> {
    type Row = (ProxyId, PersonId, String, Json<Value>, Option<Instant>, Option<Instant>, Instant);
    let rows: Vec<Row> = proxies::table
        .filter(proxies::person_id.eq(person).or(proxies::proxy_id.eq(person)))
        .order(proxies::id)
        .select((
            proxies::id,
            proxies::person_id,
            proxies::kind,
            proxies::scope,
            proxies::until,
            proxies::revoked_at,
            proxies::created_at,
        ))
        .load(tx.conn)?;
    let shown = rows.into_iter().map(|(id, of, kind, scope, until, revoked, at)| {
        json!({
            "id": id, "forMe": of == person, "kind": kind, "scope": scope.0, "until": until, "revokedAt": revoked,
            "createdAt": at,
        })
    });
    Ok(shown.collect())
}

type SessionRow = (SessionId, Instant, Instant, Option<Instant>, Option<String>);

/// The sign-ins of a person.
pub(super) fn sessions(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Value>> {
    let rows: Vec<SessionRow> = sessions::table
        .filter(sessions::person_id.eq(person))
        .order(sessions::id)
        .select((sessions::id, sessions::created_at, sessions::rotated_at, sessions::ended_at, sessions::end_reason))
        .load(tx.conn)?;
    let shown = rows.into_iter().map(|(id, created_at, used_at, ended_at, why)| {
        json!({ "id": id, "createdAt": created_at, "lastUsedAt": used_at, "endedAt": ended_at, "endReason": why })
    });
    Ok(shown.collect())
}

/// What a person was told: kinds and ids, as long as they are kept.
pub(super) fn messages(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Value>> {
    let rows: Vec<(Json<Value>, String, Instant)> = outbox::table
        .filter(outbox::recipient.eq(person))
        .order(outbox::id)
        .select((outbox::message, outbox::state, outbox::created_at))
        .load(tx.conn)?;
    let kind = |it: &Value| it.get("kind").cloned().unwrap_or_default();
    let shown = rows.into_iter();
    Ok(shown.map(|(it, state, at)| json!({ "kind": kind(&it.0), "state": state, "createdAt": at })).collect())
}

type RoleRow = (String, Option<NeighbourhoodId>, Option<OrganisationId>, Option<String>, Instant, Option<Instant>);

/// The roles that a person holds or held.
pub(super) fn roles(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Value>> {
    let rows: Vec<RoleRow> = roles::table
        .filter(roles::person_id.eq(person))
        .order(roles::id)
        .select((
            roles::role,
            roles::neighbourhood_id,
            roles::organisation_id,
            roles::municipality_nis,
            roles::granted_at,
            roles::revoked_at,
        ))
        .load(tx.conn)?;
    let shown = rows.into_iter().map(|(role, neighbourhood, organisation, nis, granted_at, revoked_at)| {
        json!({
            "role": role, "neighbourhoodId": neighbourhood, "organisationId": organisation, "municipalityNis": nis,
            "grantedAt": granted_at, "revokedAt": revoked_at,
        })
    });
    Ok(shown.collect())
}
