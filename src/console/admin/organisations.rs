//! The directory: organisations and their services.

use std::collections::BTreeSet;

use askama::Template;

use super::{Choice, choices, neighbourhoods};
use crate::categories::Category;
use crate::console::frame::Frame;
use crate::console::offers::day;
use crate::ids::OrganisationId;
use crate::organisations::actions::{
    self, NewOrganisation, NewService, OrganisationPatch, ServicePatch, ServiceSaid, directory,
};
use crate::organisations::addresses::actions::waiting;
use crate::organisations::model::{Capacity, Organisation, Sector, Service, ServiceStatus};
use crate::platform::http::{Cursor, Form};
use crate::platform::{Amend, Error, Result, Tx};
use crate::policy::{Action, Actor, could, may};

/// How many organisations a page has.
const ROWS: u32 = 50;

/// What is typed of an organisation.
pub(in crate::console) struct Fields {
    pub(in crate::console) name: String,
    pub(in crate::console) description: String,
    pub(in crate::console) sector: String,
    pub(in crate::console) enterprise_number: String,
    pub(in crate::console) email: String,
    pub(in crate::console) phone: String,
    pub(in crate::console) website: String,
}

impl Fields {
    /// As it was typed in the form of a verb, else as it is.
    fn of(frame: &Frame, verb: &str, is: [&str; 7]) -> Self {
        let [name, description, sector, number, email, phone, website] = is;
        let was_sent = frame.had("verb", verb);
        let field = |name: &str, is: &str| if was_sent { frame.typed(name) } else { is }.to_owned();
        Self {
            name: field("orgName", name),
            description: field("orgDescription", description),
            sector: field("orgSector", sector),
            enterprise_number: field("orgNumber", number),
            email: field("orgEmail", email),
            phone: field("orgPhone", phone),
            website: field("orgWebsite", website),
        }
    }

    /// As it was typed, else as the directory has it.
    pub(in crate::console) fn known(frame: &Frame, of: &Organisation) -> Self {
        let number = of.enterprise_number.as_ref().map_or("", |it| it.as_str());
        let phone = of.phone.as_ref().map_or("", |it| it.as_str());
        let website = of.website.as_ref().map_or("", |it| it.as_str());
        let (name, description, sector) = (of.name.as_str(), of.description.as_str(), of.sector.as_str());
        Self::of(frame, "change", [name, description, sector, number, of.email.as_str(), phone, website])
    }
}

/// What an organisation can be about.
pub(in crate::console) fn sectors(frame: &Frame) -> Vec<(&'static str, String)> {
    Sector::ALL.iter().map(|it| (it.as_str(), frame.word("console-sector", it.as_str()))).collect()
}

/// The organisations, and a form for another.
#[derive(Template)]
#[template(path = "console/admin/organisations.html")]
pub(in crate::console) struct OrganisationsPage {
    pub(in crate::console) frame: Frame,
    rows: Vec<(String, String, String)>,
    next: Option<String>,
    may_create: bool,
    fields: Fields,
    sectors: Vec<(&'static str, String)>,
}

/// The organisations, the newest first.
///
/// # Errors
/// When the database fails.
pub(in crate::console) fn organisations(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    after: &str,
) -> Result<OrganisationsPage> {
    let page = actions::organisations(tx, Cursor::read(after, ROWS)?)?;
    let row = |it: &Organisation| {
        let sector = frame.word("console-sector", it.sector.as_str());
        (it.id.to_string(), it.name.as_str().to_owned(), sector)
    };
    Ok(OrganisationsPage {
        rows: page.items.iter().map(row).collect(),
        next: page.next,
        may_create: could(actor, Action::CreateOrganisation),
        fields: Fields::of(&frame, "create", ["", "", "care", "", "", "", ""]),
        sectors: sectors(&frame),
        frame,
    })
}

/// A service in the list of its organisation.
struct ServiceRow {
    id: String,
    version: i32,
    name: String,
    categories: String,
    status: &'static str,
    capacity: &'static str,
    assured_on: String,
}

/// An organisation.
#[derive(Template)]
#[template(path = "console/admin/organisation.html")]
pub(in crate::console) struct OrganisationPage {
    pub(in crate::console) frame: Frame,
    name: String,
    version: i32,
    may_change: bool,
    may_confirm: bool,
    may_create_service: bool,
    /// The address that waits to be confirmed.
    waits: Option<String>,
    fields: Fields,
    sectors: Vec<(&'static str, String)>,
    services: Vec<ServiceRow>,
    statuses: Vec<(&'static str, String)>,
    capacities: Vec<(&'static str, String)>,
    categories: Vec<(&'static str, String)>,
    places: Vec<Choice>,
}

/// An organisation, with its services.
///
/// # Errors
/// When there is none of this id.
pub(in crate::console) fn organisation(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    id: OrganisationId,
) -> Result<OrganisationPage> {
    let of = actions::get(tx, id)?;
    let subject = actions::subject(id);
    let can = |action| may(actor, action, &subject);
    let waits = if can(Action::ConfirmAddress) { waiting(tx, id)?.map(|it| it.as_str().to_owned()) } else { None };
    let services = directory::services_of(tx, id)?;
    let words = |list: &str, all: Vec<&'static str>| {
        all.into_iter().map(|it| (it, frame.word(list, it))).collect::<Vec<(&'static str, String)>>()
    };
    let places = neighbourhoods(tx, actor, Action::SeeTeam)?;
    Ok(OrganisationPage {
        name: of.name.as_str().to_owned(),
        version: of.version,
        may_change: can(Action::ChangeOrganisation),
        may_confirm: waits.is_some(),
        may_create_service: can(Action::CreateService),
        waits,
        fields: Fields::known(&frame, &of),
        sectors: sectors(&frame),
        services: services.iter().map(|it| service_row(it, &frame)).collect(),
        statuses: words("console-service-status", ServiceStatus::ALL.iter().map(|it| it.as_str()).collect()),
        capacities: words("console-service-capacity", Capacity::ALL.iter().map(|it| it.as_str()).collect()),
        categories: words("category", Category::ALL.iter().map(|it| it.as_str()).collect()),
        places: choices(&places),
        frame,
    })
}

fn service_row(of: &Service, frame: &Frame) -> ServiceRow {
    let categories: Vec<_> = of.categories.iter().map(|it| frame.word("category", it.as_str())).collect();
    ServiceRow {
        id: of.id.to_string(),
        version: of.version,
        name: of.name.as_str().to_owned(),
        categories: categories.join(", "),
        status: of.status.as_str(),
        capacity: of.capacity.as_str(),
        assured_on: day(of.assured_on),
    }
}

/// The organisation that a form enters.
///
/// # Errors
/// A refusal that names the field.
pub(in crate::console) fn new_organisation(form: &Form) -> Result<NewOrganisation> {
    Ok(NewOrganisation {
        name: form.read_as("orgName")?,
        description: form.read_as("orgDescription")?,
        sector: form.word("orgSector", Sector::from_word)?,
        enterprise_number: form.optional("orgNumber")?,
        email: form.read_as("orgEmail")?,
        phone: form.optional("orgPhone")?,
        website: form.optional("orgWebsite")?,
    })
}

/// What a form changes of an organisation: all of it, as it stands there.
///
/// # Errors
/// A refusal that names the field.
pub(in crate::console) fn changed_organisation(form: &Form) -> Result<OrganisationPatch> {
    let NewOrganisation { name, description, sector, enterprise_number, email, phone, website } =
        new_organisation(form)?;
    Ok(OrganisationPatch {
        name: Some(name),
        description: Some(description),
        sector: Some(sector),
        enterprise_number: or_nothing(enterprise_number),
        email: Some(email),
        phone: or_nothing(phone),
        website: or_nothing(website),
    })
}

/// What was left empty is taken away.
pub(in crate::console) fn or_nothing<T>(value: Option<T>) -> Amend<T> {
    value.map_or(Amend::Remove, Amend::Set)
}

/// The service that a form enters.
///
/// # Errors
/// A refusal that names the field.
pub(in crate::console) fn new_service(form: &Form) -> Result<NewService> {
    let categories: Option<BTreeSet<Category>> = form.all("serviceCategory").map(Category::from_word).collect();
    let categories = categories.filter(|it| !it.is_empty());
    let areas = form.all("serviceArea").map(|it| it.parse().ok()).collect::<Option<Vec<_>>>();
    let areas = areas.filter(|it| !it.is_empty());
    Ok(NewService {
        name: form.read_as("serviceName")?,
        description: form.read_as("serviceDescription")?,
        categories: categories.ok_or_else(|| Error::invalid("serviceCategory", "is needed"))?,
        said: ServiceSaid {
            areas: Some(areas.ok_or_else(|| Error::invalid("serviceArea", "is needed"))?),
            ..ServiceSaid::default()
        },
    })
}

/// Whether a service takes cases on, and has room, as a form says.
///
/// # Errors
/// A refusal that names the field.
pub(in crate::console) fn changed_service(form: &Form) -> Result<ServicePatch> {
    let said = ServiceSaid {
        status: Some(form.word("serviceStatus", ServiceStatus::from_word)?),
        capacity: Some(form.word("serviceCapacity", Capacity::from_word)?),
        ..ServiceSaid::default()
    };
    Ok(ServicePatch { said, ..ServicePatch::default() })
}
