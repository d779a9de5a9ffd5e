//! The rows of `open_offers`: one for each category of each active offer of somebody who takes part and has a home.

use diesel::prelude::*;

use super::rows::home;
use crate::categories::Category;
use crate::clock::Instant;
use crate::db::schema::open_offers;
use crate::ids::{OfferId, PersonId};
use crate::offers::model::{Offer, OfferState};
use crate::places::strips::{self, InSpace};
use crate::platform::{Result, Tx};
use crate::when::mask;

#[derive(Debug, Insertable)]
#[diesel(table_name = open_offers)]
struct Row {
    place: i64,
    offer_id: OfferId,
    category: Category,
    person_id: PersonId,
    cell: i64,
    near_cell: i64,
    reach: f64,
    x: f64,
    y: f64,
    z: f64,
    public_x: f64,
    public_y: f64,
    public_z: f64,
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
    let (near, public) = (home.near_cell.centre(), home.cell.centre());
    let (at, public_at) = (InSpace::of(near), InSpace::of(public));
    let radius = u32::try_from(offer.terms.radius_metres).unwrap_or(0);
    for category in &offer.terms.categories {
        let row = Row {
            place: strips::key(category.number(), near, radius),
            offer_id: offer.id,
            category: *category,
            person_id: offer.person,
            cell: home.cell.as_i64(),
            near_cell: home.near_cell.as_i64(),
            reach: strips::reach(radius),
            x: at.x,
            y: at.y,
            z: at.z,
            public_x: public_at.x,
            public_y: public_at.y,
            public_z: public_at.z,
            slots: mask(&offer.terms.weekly_slots),
            vetted_until: home.vetted_until,
        };
        diesel::insert_into(open_offers::table).values(row).execute(tx.conn)?;
    }
    Ok(())
}

/// Offers whose rows were made by a program that looked by another key, at most so many.
pub(in crate::offers) fn unplaced(tx: &mut Tx<'_>, most: i64) -> Result<Vec<OfferId>> {
    let rows = open_offers::table.filter(open_offers::place.lt(0)).order(open_offers::place).limit(most);
    Ok(rows.select(open_offers::offer_id).load(tx.conn)?)
}
