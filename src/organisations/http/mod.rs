//! The routes of the directory. Reading it is open to everybody.

mod location;
pub(super) mod organisation;
mod service;

use super::model::MOST_SLOTS;
use crate::platform::http::Api;
use crate::platform::{Error, Result};
use crate::when::WeeklySlot;

pub use organisation::{OrganisationRef, OrganisationRefs, organisation_ref};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    organisation::routes(api);
    super::addresses::routes(api);
    location::routes(api);
    service::routes(api);
}

/// A list, if it is not too long.
fn at_most<T>(pointer: &'static str, most: usize, said: Option<Vec<T>>) -> Result<Option<Vec<T>>> {
    match said {
        Some(said) if said.len() > most => Err(Error::invalid(pointer, format!("has at most {most} items"))),
        said => Ok(said),
    }
}

/// Opening hours, each of which is a part of a day.
fn opening_hours(said: Option<Vec<WeeklySlot>>) -> Result<Option<Vec<WeeklySlot>>> {
    let said = at_most("/openingHours", MOST_SLOTS, said)?;
    for (place, slot) in said.iter().flatten().enumerate() {
        slot.check().map_err(|why| Error::invalid(format!("/openingHours/{place}"), why))?;
    }
    Ok(said)
}
