//! People who offer help, and requests to look for helpers for.

use buurtnet::categories::Category;
use buurtnet::clock::Instant;
use buurtnet::db::schema::{people, requests};
use buurtnet::db::types::Json;
use buurtnet::ids::{OfferId, PersonId, RequestId};
use buurtnet::offers::OfferState;
use buurtnet::places::Position;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::app::TestApp;
use super::people::Person;

/// An offer of groceries and walks, on Tuesday and Thursday afternoon.
pub fn help_with(categories: &[&str]) -> Value {
    json!({
        "categories": categories, "radiusMetres": 2000, "maxVisitsPerWeek": 2, "waysToBeAsked": ["buurtwerker"],
        "weeklySlots": [{ "day": "tue", "from": "14:00", "to": "17:00" }, { "day": "thu", "from": "14:00", "to": "17:00" }],
    })
}

impl Person {
    /// Offers help; the path of the offer.
    pub fn offers(&self, terms: Value) -> String {
        let made = self.post("/v1/offers", terms).ok(201);
        assert_eq!(made.field("state"), "submitted");
        made.field("href").as_str().expect("an address").to_owned()
    }
}

/// The id in an address.
pub fn id_in(href: &str) -> OfferId {
    href.rsplit('/').next().and_then(|it| it.parse().ok()).expect("an id at the end")
}

/// A request as the search sees it.
#[derive(Debug, Clone)]
pub struct Wished {
    pub person: PersonId,
    pub category: Category,
    pub at: Position,
    pub wish: Value,
}

/// A wish for help on Tuesday afternoon, from anybody.
pub fn wish() -> Value {
    json!({
        "durationMinutes": 60, "windows": [], "weeklySlots": [{ "day": "tue", "from": "14:00", "to": "16:00" }],
        "helpKind": "once", "rhythm": null, "languages": [], "wantedFrom": "anyone", "minorsInvolved": false,
        "channel": "app", "visibility": "buurtwerkerOnly",
    })
}

impl TestApp {
    /// An approved offer of a new resident, who lives so many metres east of the middle of the Lindewijk.
    pub fn helper(&self, name: &str, metres_east: i32, terms: Value) -> (Person, String) {
        let helper = self.resident_at(name, &super::people::in_lindewijk(metres_east));
        let offer = helper.offers(terms);
        self.approves_offer(&offer);
        (helper, offer)
    }

    /// The team lets an offer count.
    pub fn approves_offer(&self, offer: &str) {
        let id = id_in(offer);
        self.write(move |tx| {
            buurtnet::offers::actions::approve(tx, &buurtnet::policy::Actor::system(), id).map(|_| ())
        });
    }

    /// An open request, written straight into its table: what the search reads, without what it does not.
    pub fn wishes(&self, wished: &Wished) -> RequestId {
        let (wished, id, now) = (wished.clone(), RequestId::fresh(), self.now());
        self.write(move |tx| {
            let spot = buurtnet::places::locate(tx, &wished.at)?;
            diesel::insert_into(requests::table)
                .values((
                    requests::id.eq(id),
                    requests::person_id.eq(wished.person),
                    requests::neighbourhood_id.eq(spot.neighbourhood),
                    requests::state.eq("open"),
                    requests::category.eq(wished.category.as_str()),
                    requests::urgency.eq("flexible"),
                    requests::wish.eq(Json(wished.wish.clone())),
                    requests::cell.eq(Some(spot.cell.as_i64())),
                    requests::near_cell.eq(Some(spot.near_cell.as_i64())),
                    requests::entered_by.eq(wished.person),
                    requests::helpers_wanted.eq(1),
                    requests::helpers_agreed.eq(0),
                    requests::first_in_queue.eq(false),
                    requests::approved_at.eq(Some(now)),
                    requests::state_since.eq(now),
                    requests::version.eq(1),
                    requests::created_at.eq(now),
                    requests::updated_at.eq(now),
                ))
                .execute(tx.conn)?;
            Ok(id)
        })
    }

    /// The checks of a person are in force until then.
    pub fn is_vetted(&self, person: PersonId, until: Instant) {
        self.write(move |tx| {
            diesel::update(people::table.find(person)).set(people::vetted_until.eq(Some(until))).execute(tx.conn)?;
            buurtnet::offers::actions::home_moved(tx, person)
        });
    }

    /// The categories under which an offer is found.
    pub fn found_under(&self, offer: OfferId) -> Vec<String> {
        use buurtnet::db::schema::open_offers;
        self.read(move |tx| {
            let rows = open_offers::table.filter(open_offers::offer_id.eq(offer)).order(open_offers::category);
            Ok(rows.select(open_offers::category).load(tx.conn)?)
        })
    }

    /// The state of an offer, how many places are taken, and its version.
    pub fn offer(&self, id: OfferId) -> (OfferState, i32, i32) {
        self.read(move |tx| buurtnet::offers::actions::load(tx, id).map(|it| (it.state, it.load, it.version)))
    }
}
