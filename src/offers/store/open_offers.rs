//! The rows of `open_offers`: one for each category of each active offer of somebody who takes part and has a home.

use diesel::prelude::*;

use super::rows::home;
use crate::categories::Category;
use crate::clock::Instant;
use crate::db::schema::open_offers;
use crate::ids::{OfferId, PersonId};
use crate::offers::model::{Offer, OfferState};
use crate::platform::{Result, Tx};
use crate::when::mask;

#[derive(Debug, Insertable)]
#[diesel(table_name = open_offers)]
struct Row {
    category: Category,
    offer_id: OfferId,
    person_id: PersonId,
    cell: i64,
    near_cell: i64,
    radius_metres: i32,
    slots: i64,
    vetted_until: Option<Instant>,
}

/// Makes the rows of an offer what they must be: called at every change of it, while it is locked.
pub(in crate::offers) fn keep(tx: &mut Tx<'_>, offer: &Offer) -> Result<()> {
    diesel::delete(open_offers::table.filter(open_offers::offer_id.eq(offer.id))).execute(tx.conn)?;
    if offer.state != OfferState::Active {
        return Ok(());
    }
    let Some(home) = home(tx, offer.person)?.filter(|it| it.takes_part) else { return Ok(()) };
    let row = |category: &Category| Row {
        category: *category,
        offer_id: offer.id,
        person_id: offer.person,
        cell: home.cell,
        near_cell: home.near_cell,
        radius_metres: offer.terms.radius_metres,
        slots: mask(&offer.terms.weekly_slots),
        vetted_until: home.vetted_until,
    };
    for row in offer.terms.categories.iter().map(row) {
        diesel::insert_into(open_offers::table).values(row).execute(tx.conn)?;
    }
    Ok(())
}
