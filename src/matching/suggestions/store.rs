//! What suggestions read of offers, people and matches: read models, nothing is written here.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::{TOGETHER, concerns, matches, offers, people};
use crate::db::types::Json;
use crate::ids::{OfferId, PersonId, RequestId};
use crate::offers::model::{OfferState, Terms};
use crate::people::model::{BirthYear, Language, PersonState};
use crate::platform::{Result, Tx};

/// What the exact rules and the ranking need of an offer and its helper.
#[derive(Debug, Clone)]
pub(super) struct Details {
    /// What is offered.
    pub terms: Terms,
    /// Whether there is a place, and both the offer and the helper are active.
    pub is_free: bool,
    /// The languages of the profile.
    pub languages: Vec<Language>,
    /// The year of birth of the helper.
    pub birth_year: Option<BirthYear>,
}

type Row = (OfferId, OfferState, Json<Terms>, i32, i32, PersonState, Json<Vec<Language>>, i32);

/// The details of these offers.
pub(super) fn details(tx: &mut Tx<'_>, ids: &[OfferId]) -> Result<HashMap<OfferId, Details>> {
    let rows: Vec<Row> = offers::table
        .inner_join(people::table.on(people::id.eq(offers::person_id)))
        .filter(offers::id.eq_any(ids))
        .select((
            offers::id,
            offers::state,
            offers::terms,
            offers::load,
            offers::cap,
            people::state,
            people::languages,
            people::birth_year,
        ))
        .load(tx.conn)?;
    let details = |(id, state, terms, load, cap, person, languages, birth_year): Row| {
        let is_free = state == OfferState::Active && person == PersonState::Active && load < cap;
        let birth_year = BirthYear::new(birth_year);
        (id, Details { terms: terms.0, is_free, languages: languages.0, birth_year })
    };
    Ok(rows.into_iter().map(details).collect())
}

/// Who is not brought together with anybody now: whom an open critical concern is about. A read model over `concerns`.
pub(super) fn barred(tx: &mut Tx<'_>) -> Result<Vec<PersonId>> {
    Ok(concerns::table.filter(concerns::bars).select(concerns::about_id).load(tx.conn)?)
}

/// Who is brought together with the requester for this request now.
pub(super) fn together(tx: &mut Tx<'_>, request: RequestId) -> Result<Vec<PersonId>> {
    let living = matches::table.filter(matches::request_id.eq(request).and(matches::state.eq_any(TOGETHER)));
    Ok(living.select(matches::helper_id).load(tx.conn)?)
}

fn counted(rows: Vec<(PersonId, i64)>) -> HashMap<PersonId, u32> {
    rows.into_iter().map(|(person, count)| (person, u32::try_from(count).unwrap_or(u32::MAX))).collect()
}

/// How often each of these helpers helped this person, and it ended well.
pub(super) fn helped(tx: &mut Tx<'_>, requester: PersonId, helpers: &[PersonId]) -> Result<HashMap<PersonId, u32>> {
    let rows = matches::table
        .filter(matches::requester_id.eq(requester).and(matches::helper_id.eq_any(helpers)))
        .filter(matches::state.eq("ended").and(matches::outcome.eq("helped")))
        .group_by(matches::helper_id)
        .select((matches::helper_id, count_star()))
        .load(tx.conn)?;
    Ok(counted(rows))
}

/// How often each of these helpers was asked since then.
pub(super) fn asked_since(tx: &mut Tx<'_>, helpers: &[PersonId], since: Instant) -> Result<HashMap<PersonId, u32>> {
    let rows = matches::table
        .filter(matches::helper_id.eq_any(helpers).and(matches::created_at.gt(since)))
        .group_by(matches::helper_id)
        .select((matches::helper_id, count_star()))
        .load(tx.conn)?;
    Ok(counted(rows))
}
