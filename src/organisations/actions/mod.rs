//! The verbs of the directory: enter, change, and say that it is right.

pub mod directory;
pub mod import;
mod locations;
mod organisations;
mod services;

use std::collections::BTreeSet;

use super::model::{Where, Within};
use crate::ids::{NeighbourhoodId, OrganisationId};
use crate::places::{self, Position};
use crate::platform::{Error, Result, Tx};
use crate::policy::Subject;

pub use super::store::Part;
pub use locations::{LocationPatch, NewLocation, change_location, create_location, location};
pub(super) use locations::{location_names, locations};
pub(super) use organisations::names;
pub use organisations::{
    NewOrganisation, OrganisationPatch, change, create, get, letter_address, link_generation, lock, organisations,
};
pub use services::{
    NewService, ServicePatch, ServiceSaid, WantedServices, assure, change_service, create_service, serves, service,
    services, services_for, with_owners,
};

/// What the policy needs to know of an organisation and all that is its own.
#[must_use]
pub fn subject(id: OrganisationId) -> Subject {
    Subject { organisation: Some(id), ..Subject::default() }
}

/// A place in a neighbourhood; without a position all of the neighbourhood.
fn place(tx: &mut Tx<'_>, id: NeighbourhoodId, position: Option<Position>) -> Result<Where> {
    let municipality = places::get(tx, id)?.municipality_nis.and_then(|it| it.parse().ok());
    let within = match position {
        Some(position) => Within::At(position),
        None => Within::Anywhere(places::area(tx, id)?),
    };
    Ok(Where { neighbourhood: id, municipality, within })
}

/// What is named in a list, each item known; the pointer of an unknown one is the name of the list with its place.
fn known<T: Copy + Ord>(list: &str, named: &[T], mut find: impl FnMut(T) -> Result<bool>) -> Result<BTreeSet<T>> {
    for (place, item) in named.iter().enumerate() {
        let is_known = match find(*item) {
            Err(error) if error.code().is_some() => false,
            found => found?,
        };
        if !is_known {
            return Err(Error::invalid(format!("/{list}/{place}"), "is not known"));
        }
    }
    Ok(named.iter().copied().collect())
}
