//! The routes of HSDS. Reading them is open to everybody; nobody signs in.

use actix_web::{HttpResponse, Route, web};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::render;
use super::taxonomy::{Taxonomy, Term};
use crate::categories::Category;
use crate::codes::Code;
use crate::ids::{OrganisationId, ServiceAtLocationId};
use crate::organisations;
use crate::organisations::actions::{Part, directory};
use crate::platform::http::{NotOffered, Query, Visit};
use crate::platform::{Error, Result, Tx};

/// How many there are on a page unless it is said, and how many at most.
const USUAL: i64 = 50;
const MOST: i64 = 100;

/// The routes. Whoever calls what is not there, or otherwise than by reading it, is counted too.
pub fn configure(config: &mut web::ServiceConfig) {
    let only = |path: &str, read: Route| web::resource(path).route(read).default_service(web::route().to(not_so));
    config.service(
        web::scope("/hsds/v3")
            .service(only("", web::get().to(about)))
            .service(only("/organizations", web::get().to(list_organizations)))
            .service(only("/organizations/{id}", web::get().to(organization)))
            .service(only("/services", web::get().to(list_services)))
            .service(only("/services/{id}", web::get().to(service)))
            .service(only("/service_at_locations", web::get().to(list_services_at_locations)))
            .service(only("/service_at_locations/{id}", web::get().to(service_at_location)))
            .service(only("/taxonomies", web::get().to(list_taxonomies)))
            .service(only("/taxonomies/{id}", web::get().to(taxonomy)))
            .service(only("/taxonomy_terms", web::get().to(list_terms)))
            .service(only("/taxonomy_terms/{id}", web::get().to(term)))
            .default_service(web::route().to(nothing_there)),
    );
}

async fn not_so(_: Visit) -> NotOffered {
    NotOffered("GET".to_owned())
}

async fn nothing_there(_: Visit) -> Shown {
    Err(Code::NotFound.into())
}

type Shown = Result<HttpResponse>;

/// Which page. What HSDS knows besides is passed over, as it asks of servers that do not have it.
#[derive(Debug, Clone, Deserialize)]
struct PageQuery {
    page: Option<i64>,
    per_page: Option<i64>,
    organization_id: Option<OrganisationId>,
    taxonomy_term_id: Option<Uuid>,
    taxonomy_id: Option<Uuid>,
}

impl PageQuery {
    /// The number of the page, and how many stand on one.
    fn place(&self) -> Result<(i64, i64)> {
        let (number, size) = (self.page.unwrap_or(1), self.per_page.unwrap_or(USUAL));
        if !(1..=1_000_000).contains(&number) {
            return Err(Error::invalid("page", "lies between 1 and 1000000"));
        }
        if !(1..=MOST).contains(&size) {
            return Err(Error::invalid("per_page", format!("lies between 1 and {MOST}")));
        }
        Ok((number, size))
    }

    fn part(&self) -> Result<Part> {
        let (number, most) = self.place()?;
        Ok(Part { after: (number - 1) * most, most })
    }

    /// A page of these, of so many.
    fn page(&self, contents: &[Value], total: i64) -> Shown {
        let (number, size) = self.place()?;
        let pages = (total + size - 1) / size;
        Ok(HttpResponse::Ok().json(json!({
            "total_items": total, "total_pages": pages, "page_number": number, "size": contents.len(),
            "first_page": number == 1, "last_page": number >= pages, "empty": contents.is_empty(), "contents": contents,
        })))
    }

    /// A page of what is all in memory.
    fn page_of(&self, all: Vec<Value>) -> Shown {
        let part = self.part()?;
        let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let (after, most) =
            (usize::try_from(part.after).unwrap_or(usize::MAX), usize::try_from(part.most).unwrap_or(0));
        self.page(&all.into_iter().skip(after).take(most).collect::<Vec<_>>(), total)
    }
}

/// An id of a path. What is no id is not there either.
fn id(path: &web::Path<String>) -> Result<Uuid> {
    Uuid::parse_str(path).map_err(|_| Code::NotFound.into())
}

/// One thing, by its id.
async fn one(visit: &Visit, mut show: impl FnMut(&mut Tx<'_>) -> Result<Value> + Clone + Send + 'static) -> Shown {
    Ok(HttpResponse::Ok().json(visit.read(move |tx, _| show(tx)).await?))
}

async fn about(_: Visit) -> HttpResponse {
    HttpResponse::Ok().json(json!({
        "version": "3.0", "profile": "https://docs.openreferral.org/en/3.0/hsds/", "openapi_url":
        "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json",
    }))
}

async fn list_organizations(visit: Visit, query: Query<PageQuery>) -> Shown {
    let part = query.0.part()?;
    let (all, total) = visit.read(move |tx, _| directory::organisations(tx, part)).await?;
    query.0.page(&all.iter().map(render::short_organisation).collect::<Vec<_>>(), total)
}

async fn organization(visit: Visit, path: web::Path<String>) -> Shown {
    let id = OrganisationId::from(id(&path)?);
    one(&visit, move |tx| {
        let of = organisations::get(tx, id)?;
        render::organisation(tx, &of)
    })
    .await
}

async fn list_services(visit: Visit, query: Query<PageQuery>) -> Shown {
    let (part, organisation) = (query.0.part()?, query.0.organization_id);
    let category = match query.0.taxonomy_term_id {
        Some(id) => match Category::ALL.iter().find(|it| Term::category(**it).id() == id) {
            Some(category) => Some(*category),
            None => return query.0.page(&[], 0),
        },
        None => None,
    };
    let (all, total) = visit.read(move |tx, _| directory::services(tx, organisation, category, part)).await?;
    query.0.page(&all.iter().map(render::short_service).collect::<Vec<_>>(), total)
}

async fn service(visit: Visit, path: web::Path<String>) -> Shown {
    let id = id(&path)?.into();
    one(&visit, move |tx| {
        let of = organisations::service(tx, id)?;
        render::service(tx, &of)
    })
    .await
}

async fn list_services_at_locations(visit: Visit, query: Query<PageQuery>) -> Shown {
    let part = query.0.part()?;
    let (all, total) = visit.read(move |tx, _| directory::at_locations(tx, part)).await?;
    let shown: Vec<_> = all.iter().map(|(it, service, place)| render::short_at_location(*it, service, place)).collect();
    query.0.page(&shown, total)
}

async fn service_at_location(visit: Visit, path: web::Path<String>) -> Shown {
    let id = ServiceAtLocationId::from(id(&path)?);
    one(&visit, move |tx| {
        let of = directory::at_location(tx, id)?;
        render::at_location(tx, of)
    })
    .await
}

async fn list_taxonomies(_: Visit, query: Query<PageQuery>) -> Shown {
    query.0.page_of(Taxonomy::ALL.into_iter().map(Taxonomy::shown).collect())
}

async fn taxonomy(_: Visit, path: web::Path<String>) -> Shown {
    let id = id(&path)?;
    let found = Taxonomy::ALL.into_iter().find(|it| it.id() == id).ok_or(Code::NotFound)?;
    Ok(HttpResponse::Ok().json(found.shown()))
}

async fn list_terms(_: Visit, query: Query<PageQuery>) -> Shown {
    let of = query.0.taxonomy_id;
    let terms = Term::all().filter(|it| of.is_none_or(|of| it.of.id() == of));
    query.0.page_of(terms.map(Term::shown).collect())
}

async fn term(_: Visit, path: web::Path<String>) -> Shown {
    let id = id(&path)?;
    let found = Term::all().find(|it| it.id() == id).ok_or(Code::NotFound)?;
    Ok(HttpResponse::Ok().json(found.shown()))
}
