//! The rows of proxies and of what they did.

use diesel::prelude::*;

use super::model::ProxyKind;
use super::proxy::Proxy;
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{household_members, people, proxies, proxy_uses};
use crate::db::types::Json;
use crate::events::Job;
use crate::ids::{AnyId, HouseholdId, PersonId, ProxyId};
use crate::people::model::{BirthYear, GROWN_AGE, PersonState};
use crate::people::store::person::apart_from;
use crate::platform::http::Cursor;
use crate::platform::{Error, Happening, Result, Tx, jobs};
use crate::policy::{ForOther, ProxyScope, Through};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = proxies, check_for_backend(MultiBackend))]
struct Row {
    id: ProxyId,
    person_id: PersonId,
    proxy_id: PersonId,
    kind: ProxyKind,
    scope: Json<Vec<ProxyScope>>,
    organisation: Option<String>,
    household_id: Option<HouseholdId>,
    mandate_seen_on: Option<String>,
    mandate_seen_by: Option<PersonId>,
    until: Option<Instant>,
    recorded_by: PersonId,
    created_at: Instant,
    revoked_by: Option<PersonId>,
    revoked_at: Option<Instant>,
    approved_by: Option<PersonId>,
    approved_at: Option<Instant>,
}

fn read(row: Row) -> Result<Proxy> {
    let broken = |what: &str| Error::Inconsistent(format!("the {what} of proxy {}", row.id));
    let day = row.mandate_seen_on.as_ref().map(|it| it.parse().map_err(|_| broken("day"))).transpose()?;
    let organisation =
        row.organisation.as_ref().map(|it| it.parse().map_err(|_| broken("organisation"))).transpose()?;
    Ok(Proxy {
        id: row.id,
        person: row.person_id,
        proxy: row.proxy_id,
        kind: row.kind,
        scope: row.scope.0,
        organisation,
        household: row.household_id,
        mandate: day.zip(row.mandate_seen_by),
        until: row.until,
        recorded_by: row.recorded_by,
        created_at: row.created_at,
        approved: row.approved_by.zip(row.approved_at),
        revoked: row.revoked_by.zip(row.revoked_at),
    })
}

/// A new proxy.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Proxy) -> Result<()> {
    let row = Row {
        id: new.id,
        person_id: new.person,
        proxy_id: new.proxy,
        kind: new.kind,
        scope: Json(new.scope.clone()),
        organisation: new.organisation.as_ref().map(|it| it.as_str().to_owned()),
        household_id: new.household,
        mandate_seen_on: new.mandate.map(|it| it.0.to_string()),
        mandate_seen_by: new.mandate.map(|it| it.1),
        until: new.until,
        recorded_by: new.recorded_by,
        created_at: new.created_at,
        revoked_by: None,
        revoked_at: None,
        approved_by: None,
        approved_at: None,
    };
    diesel::insert_into(proxies::table).values(&row).execute(tx.conn)?;
    set_clock(tx, new)
}

/// What time does to a proxy is done when its day comes.
pub(super) fn set_clock(tx: &mut Tx<'_>, of: &Proxy) -> Result<()> {
    let at = of.until.filter(|_| of.revoked.is_none());
    jobs::set_clock(tx, Job::StrikeProxy { proxy: of.id }, of.id.uuid(), at)
}

/// Those that hold now and end on a day.
pub(super) fn with_day(tx: &mut Tx<'_>) -> Result<Vec<Proxy>> {
    let held = proxies::table.filter(proxies::revoked_at.is_null().and(proxies::until.gt(tx.now)));
    let rows: Vec<Row> = held.order(proxies::id).select(Row::as_select()).load(tx.conn)?;
    rows.into_iter().map(read).collect()
}

/// Those with which somebody acts for others, and that hold now.
pub(super) fn held_by(tx: &mut Tx<'_>, proxy: PersonId) -> Result<Vec<Proxy>> {
    let held = proxies::table
        .filter(proxies::proxy_id.eq(proxy).and(proxies::revoked_at.is_null()))
        .filter(proxies::until.is_null().or(proxies::until.gt(tx.now)));
    let rows: Vec<Row> = held.order(proxies::id).select(Row::as_select()).load(tx.conn)?;
    rows.into_iter().map(read).collect()
}

/// A proxy.
pub(super) fn get(tx: &mut Tx<'_>, id: ProxyId) -> Result<Proxy> {
    read(proxies::table.find(id).select(Row::as_select()).first(tx.conn)?)
}

/// What became of a proxy: approved, or taken back.
pub(super) fn save(tx: &mut Tx<'_>, of: &Proxy) -> Result<()> {
    let (approved, revoked) = (of.approved.unzip(), of.revoked.unzip());
    diesel::update(proxies::table.find(of.id))
        .set((
            proxies::approved_by.eq(approved.0),
            proxies::approved_at.eq(approved.1),
            proxies::revoked_by.eq(revoked.0),
            proxies::revoked_at.eq(revoked.1),
        ))
        .execute(tx.conn)?;
    set_clock(tx, of)
}

/// A page of the proxies of a person: who acts for them, and with `also_as_proxy` for whom they act; the newest first.
pub(super) fn list(tx: &mut Tx<'_>, person: PersonId, also_as_proxy: bool, cursor: Cursor) -> Result<Vec<Proxy>> {
    let mut query =
        proxies::table.select(Row::as_select()).order(proxies::id.desc()).limit(cursor.limit()).into_boxed();
    query = if also_as_proxy {
        query.filter(proxies::person_id.eq(person).or(proxies::proxy_id.eq(person)))
    } else {
        query.filter(proxies::person_id.eq(person))
    };
    if let Some(after) = cursor.after {
        query = query.filter(proxies::id.lt(ProxyId::from(after)));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    rows.into_iter().map(read).collect()
}

/// The proxies of a person that hold now, and who may act: nobody from whom the person is kept apart, nobody who takes
/// part no more.
pub(super) fn living(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Proxy>> {
    let held = proxies::table
        .filter(proxies::person_id.eq(person).and(proxies::revoked_at.is_null()))
        .filter(proxies::until.is_null().or(proxies::until.gt(tx.now)));
    let rows: Vec<Row> = held.order(proxies::id).select(Row::as_select()).load(tx.conn)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let apart = apart_from(tx, person)?;
    let away = away_of(tx, rows.iter().map(|it| it.proxy_id).collect())?;
    let acts = |row: &Row| !apart.contains(&row.proxy_id) && !away.contains(&row.proxy_id);
    rows.into_iter().filter(acts).map(read).collect()
}

/// Who of these people takes part no more: suspended, gone, or found to be somebody else.
pub(super) fn away_of(tx: &mut Tx<'_>, ids: Vec<PersonId>) -> Result<Vec<PersonId>> {
    let out = people::state.eq_any([PersonState::Suspended, PersonState::Left, PersonState::Deceased]);
    let away = people::table.filter(people::id.eq_any(ids).and(out.or(people::merged_into.is_not_null())));
    Ok(away.select(people::id).load(tx.conn)?)
}

/// For whom a person may act now, and how far: nobody from whom they are kept apart. One that covers a household covers
/// its children too.
pub(in crate::people) fn for_whom(tx: &mut Tx<'_>, proxy: PersonId) -> Result<Vec<ForOther>> {
    let held = held_by(tx, proxy)?;
    if held.is_empty() {
        return Ok(Vec::new());
    }
    let apart = apart_from(tx, proxy)?;
    let mut all = Vec::new();
    // Who is kept apart from a parent does not act for the children through them either.
    for of in held.into_iter().filter(|it| !apart.contains(&it.person)) {
        let mut people = vec![of.person];
        if let Some(household) = of.household {
            people.extend(children_of(tx, household, of.person)?);
        }
        let (through, scope) = (Through::Proxy(of.id), of.scope_now());
        all.extend(people.into_iter().map(|person| ForOther { person, scope: scope.clone(), through }));
    }
    // For who is suspended, gone or erased nobody acts any more.
    let away = away_of(tx, all.iter().map(|it| it.person).collect())?;
    all.retain(|it| !away.contains(&it.person) && !apart.contains(&it.person));
    Ok(all)
}

/// The children of a household, as long as this person lives there.
fn children_of(tx: &mut Tx<'_>, household: HouseholdId, person: PersonId) -> Result<Vec<PersonId>> {
    use household_members as h;
    let members = h::table.filter(h::household_id.eq(household)).select(h::person_id);
    let members: Vec<PersonId> = members.load(tx.conn)?;
    if !members.contains(&person) {
        return Ok(Vec::new());
    }
    let grown = BirthYear::latest_at(GROWN_AGE, tx.now);
    let children = people::table.filter(people::id.eq_any(members).and(people::birth_year.gt(grown)));
    Ok(children.filter(people::id.ne(person)).select(people::id).load(tx.conn)?)
}

/// Keeps what a proxy did or read.
pub(super) fn insert_use(tx: &mut Tx<'_>, id: ProxyId, person: PersonId, what: &Happening) -> Result<()> {
    diesel::insert_into(proxy_uses::table)
        .values((
            proxy_uses::id.eq(AnyId::fresh()),
            proxy_uses::proxy_id.eq(id),
            proxy_uses::person_id.eq(person),
            proxy_uses::event.eq(what.event.name()),
            proxy_uses::object.eq(AnyId::from(what.event.object())),
            proxy_uses::at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The last things a proxy did or read, the newest first: for whom, what, on which object, when.
pub(super) fn uses(tx: &mut Tx<'_>, id: ProxyId, most: i64) -> Result<Vec<(PersonId, String, AnyId, Instant)>> {
    let of = proxy_uses::table.filter(proxy_uses::proxy_id.eq(id)).order(proxy_uses::id.desc()).limit(most);
    Ok(of.select((proxy_uses::person_id, proxy_uses::event, proxy_uses::object, proxy_uses::at)).load(tx.conn)?)
}
