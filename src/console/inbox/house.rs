//! What the directory says of an organisation: how to reach it, its places, and what a service offers.

use std::collections::BTreeSet;

use askama::Template;

use super::{Tab, tabs};
use crate::categories::Category;
use crate::codes::Code;
use crate::console::admin::every;
use crate::console::admin::organisations::{self as desk, Fields, or_nothing, sectors};
use crate::console::frame::Frame;
use crate::ids::OrganisationId;
use crate::organisations::actions::{
    self as organisations, LocationPatch, NewLocation, NewService, ServicePatch, ServiceSaid, directory, subject,
};
use crate::organisations::model::{Location, LocationDetails, LocationKind, Service};
use crate::platform::http::Form;
use crate::platform::text::{PublicPhone, Title};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor, may};

/// The form of a place: a known one, or a new one.
struct PlaceForm {
    id: String,
    verb: &'static str,
    version: i32,
    title: String,
    is_open: bool,
    /// What keeps its fields apart from those of the other places.
    suffix: String,
    fields: Vec<(&'static str, String)>,
}

/// The fields of a place.
const PLACE: [&str; 5] = ["placeName", "placeStreet", "placePostalCode", "placeTown", "placePhone"];

/// Something to tick: its word, what it is called, and whether it is ticked.
type Tick = (String, String, bool);

/// What is typed of a service.
pub(super) struct ServiceFields {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) wait_time: String,
    pub(super) phone: String,
    pub(super) categories: Vec<Tick>,
    pub(super) areas: Vec<Tick>,
    pub(super) places: Vec<Tick>,
}

/// The page of an organisation.
#[derive(Template)]
#[template(path = "console/inbox/house.html")]
pub(in crate::console) struct HousePage {
    frame: Frame,
    tabs: Vec<Tab>,
    name: String,
    version: i32,
    fields: Fields,
    sectors: Vec<(&'static str, String)>,
    places: Vec<PlaceForm>,
    service: ServiceFields,
}

/// The page of an organisation of the reader. Another one is answered as none: the directory shows it elsewhere.
///
/// # Errors
/// A refusal when it is not theirs.
pub(in crate::console) fn house(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, id: OrganisationId) -> Result<HousePage> {
    let of = organisations::get(tx, id)?;
    if !may(actor, Action::ChangeOrganisation, &subject(id)) {
        return Err(Code::NotFound.into());
    }
    let known = directory::locations_of(tx, id)?;
    let places = known.iter().map(Some).chain([None]).map(|it| place_form(it, of.version, &frame)).collect();
    Ok(HousePage {
        tabs: tabs(&frame, None),
        name: of.name.as_str().to_owned(),
        version: of.version,
        fields: Fields::known(&frame, &of),
        sectors: sectors(&frame),
        places,
        service: service_fields(tx, &frame, id, None)?,
        frame,
    })
}

fn place_form(of: Option<&Location>, version: i32, frame: &Frame) -> PlaceForm {
    let id = of.map_or_else(|| "new".to_owned(), |it| it.id.to_string());
    let is_open = frame.had("place", &id);
    let is = of.map(|it| {
        let LocationDetails { street, postal_code, town, phone, .. } = &it.details;
        [
            it.name.as_str(),
            street.as_ref().map_or("", |it| it.as_str()),
            postal_code.as_ref().map_or("", |it| it.as_str()),
            town.as_ref().map_or("", |it| it.as_str()),
            phone.as_ref().map_or("", |it| it.as_str()),
        ]
    });
    let fields = PLACE.into_iter().zip(is.unwrap_or_default());
    PlaceForm {
        verb: if of.is_some() { "changePlace" } else { "addPlace" },
        version: of.map_or(version, |it| it.version),
        title: of.map_or_else(|| frame.t("inbox-place-new"), |it| it.name.as_str().to_owned()),
        suffix: if is_open { String::new() } else { format!("-{id}") },
        fields: fields.map(|(name, is)| (name, if is_open { frame.typed(name) } else { is }.to_owned())).collect(),
        is_open,
        id,
    }
}

/// What is typed of a service of an organisation: as it was typed, else as it is, else nothing.
///
/// # Errors
/// When the database fails.
pub(super) fn service_fields(
    tx: &mut Tx<'_>,
    frame: &Frame,
    organisation: OrganisationId,
    of: Option<&Service>,
) -> Result<ServiceFields> {
    let was_sent = frame.had("verb", if of.is_some() { "change" } else { "addService" });
    let text =
        |name: &str, is: Option<&str>| if was_sent { frame.typed(name) } else { is.unwrap_or_default() }.to_owned();
    let tick = |name: &str, word: String, called: String, is_on: bool| {
        let is_on = if was_sent { frame.had(name, &word) } else { is_on };
        (word, called, is_on)
    };
    let category = |it: &Category| {
        let is_on = of.is_some_and(|of| of.categories.contains(it));
        tick("serviceCategory", it.as_str().to_owned(), frame.word("category", it.as_str()), is_on)
    };
    let area = |it: crate::places::Neighbourhood| {
        let is_on = of.is_some_and(|of| of.areas.neighbourhoods.contains(&it.id));
        tick("serviceArea", it.id.to_string(), it.name, is_on)
    };
    let place = |it: Location| {
        let is_on = of.is_some_and(|of| of.locations.contains(&it.id));
        tick("serviceLocation", it.id.to_string(), it.name.as_str().to_owned(), is_on)
    };
    Ok(ServiceFields {
        name: text("serviceName", of.map(|it| it.name.as_str())),
        description: text("serviceDescription", of.map(|it| it.description.as_str())),
        wait_time: text("waitTime", of.and_then(|it| it.details.wait_time.as_ref()).map(Title::as_str)),
        phone: text("servicePhone", of.and_then(|it| it.details.phone.as_ref()).map(PublicPhone::as_str)),
        categories: Category::ALL.iter().map(category).collect(),
        areas: every(tx)?.into_iter().map(area).collect(),
        places: directory::locations_of(tx, organisation)?.into_iter().map(place).collect(),
    })
}

/// The ids that were ticked.
fn ticked<T: std::str::FromStr>(form: &Form, name: &str) -> Result<Vec<T>> {
    let ids = form.all(name).map(|it| it.parse().ok()).collect::<Option<Vec<_>>>();
    ids.ok_or_else(|| Error::no_choice(name))
}

/// What a form changes of a service: all that stands there.
///
/// # Errors
/// A refusal that names the field.
pub(in crate::console) fn changed_service(form: &Form) -> Result<ServicePatch> {
    let categories: Option<BTreeSet<Category>> = form.all("serviceCategory").map(Category::from_word).collect();
    let categories = categories.filter(|it| !it.is_empty());
    Ok(ServicePatch {
        name: Some(form.read_as("serviceName")?),
        description: Some(form.read_as("serviceDescription")?),
        categories: Some(categories.ok_or_else(|| Error::invalid("serviceCategory", "is needed"))?),
        said: ServiceSaid {
            areas: Some(ticked(form, "serviceArea")?),
            locations: Some(ticked(form, "serviceLocation")?),
            wait_time: or_nothing(form.optional("waitTime")?),
            phone: or_nothing(form.optional("servicePhone")?),
            ..ServiceSaid::default()
        },
    })
}

/// The service that a form enters.
///
/// # Errors
/// A refusal that names the field.
pub(in crate::console) fn new_service(form: &Form) -> Result<NewService> {
    Ok(NewService { said: changed_service(form)?.said, ..desk::new_service(form)? })
}

/// The place that a form enters.
///
/// # Errors
/// A refusal that names the field.
pub(in crate::console) fn new_place(form: &Form) -> Result<NewLocation> {
    let details = LocationDetails {
        street: form.optional("placeStreet")?,
        postal_code: form.optional("placePostalCode")?,
        town: form.optional("placeTown")?,
        phone: form.optional("placePhone")?,
        ..LocationDetails::default()
    };
    Ok(NewLocation { name: form.read_as("placeName")?, kind: LocationKind::Physical, details })
}

/// What a form changes of a place: all that stands there.
///
/// # Errors
/// A refusal that names the field.
pub(in crate::console) fn changed_place(form: &Form) -> Result<LocationPatch> {
    let NewLocation { name, details, .. } = new_place(form)?;
    Ok(LocationPatch {
        name: Some(name),
        street: or_nothing(details.street),
        postal_code: or_nothing(details.postal_code),
        town: or_nothing(details.town),
        phone: or_nothing(details.phone),
        ..LocationPatch::default()
    })
}
