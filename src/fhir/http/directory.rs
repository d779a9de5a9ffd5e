//! The directory, for everybody to read; nobody signs in.

use actix_web::web;
use serde_json::Value;
use uuid::Uuid;

use super::answer::{Answer, Found, Shown, id};
use super::params::{CURSOR, Params};
use crate::categories::Category;
use crate::clock::Instant;
use crate::fhir::directory as render;
use crate::fhir::words::{CATEGORY, ENTERPRISES, TEAMS};
use crate::organisations;
use crate::organisations::actions::{Part, directory};
use crate::platform::http::Visit;
use crate::platform::{Error, Result, Tx};

/// A page further than this is not asked for.
const FURTHEST: i64 = 1_000_000;

/// One thing, by its id.
async fn one<F>(visit: &Visit, mut show: F) -> Answer
where
    F: FnMut(&mut Tx<'_>) -> Result<(Value, i32, Instant)> + Clone + Send + 'static,
{
    let (body, version, updated_at) = visit.read(move |tx, _| show(tx)).await?;
    Ok(Shown { body, version: Some((version, updated_at)) })
}

pub(super) async fn organization(visit: Visit, path: web::Path<String>) -> Answer {
    if path.as_str() == TEAMS {
        return Ok(Shown { body: render::teams(), version: None });
    }
    let id = id(&path)?;
    one(&visit, move |tx| {
        let of = organisations::get(tx, id)?;
        Ok((render::organisation(&of), of.version, of.updated_at))
    })
    .await
}

pub(super) async fn service(visit: Visit, path: web::Path<String>) -> Answer {
    let id = id(&path)?;
    one(&visit, move |tx| {
        let of = organisations::service(tx, id)?;
        Ok((render::service(&of), of.version, of.updated_at))
    })
    .await
}

pub(super) async fn location(visit: Visit, path: web::Path<String>) -> Answer {
    let id = id(&path)?;
    one(&visit, move |tx| {
        let of = directory::location(tx, id)?;
        Ok((render::location(&of), of.version, of.updated_at))
    })
    .await
}

/// Which part of a list is asked for: its place goes into the cursor.
fn part(params: &Params) -> Result<Part> {
    let after = params.one(CURSOR)?.map(|it| it.parse().ok().filter(|it| (0..=FURTHEST).contains(it)));
    let after = after.unwrap_or(Some(0)).ok_or_else(|| Error::invalid(CURSOR, "is not a cursor of this search"))?;
    Ok(Part { after, most: i64::from(params.count()?) })
}

fn page(visit: &Visit, params: &Params, kind: &str, part: Part, (found, total): (Vec<Value>, i64)) -> Shown {
    let end = part.after + part.most;
    let next = (end < total).then(|| params.with_cursor(&end.to_string()));
    Found { matches: found, included: Vec::new(), next }.bundle(&visit.base, kind, &params.query)
}

pub(super) async fn organizations(visit: Visit, params: Params) -> Answer {
    params.only(&["identifier", "name"])?;
    let part = part(&params)?;
    let numbers = params.tokens("identifier", ENTERPRISES)?;
    let wanted = directory::Named {
        enterprise_numbers: numbers.map(|it| it.into_iter().map(str::to_owned).collect()),
        name: params.one("name")?.map(str::to_owned),
    };
    let found = visit.read(move |tx, _| directory::named(tx, &wanted, part)).await?;
    let shown = found.0.iter().map(render::organisation).collect();
    Ok(page(&visit, &params, "Organization", part, (shown, found.1)))
}

pub(super) async fn services(visit: Visit, params: Params) -> Answer {
    params.only(&["organization", "service-category"])?;
    let part = part(&params)?;
    let one = |it: Option<Vec<&str>>, name: &'static str| match it.as_deref() {
        None => Ok(None),
        Some([]) => Ok(Some(String::new())),
        Some([value]) => Ok(Some((*value).to_owned())),
        Some(_) => Err(Error::invalid(name, "has one value here")),
    };
    let organisation = one(params.references("organization", "Organization")?, "organization")?;
    let organisation = organisation.map(|it| Uuid::parse_str(&it).map(Into::into).ok());
    let category = one(params.tokens("service-category", CATEGORY)?, "service-category")?;
    let category = category.map(|it| Category::from_word(&it));
    // What is no id and no kind of help is looked for in vain.
    if organisation == Some(None) || category == Some(None) {
        return Ok(page(&visit, &params, "HealthcareService", part, (Vec::new(), 0)));
    }
    let (organisation, category) = (organisation.flatten(), category.flatten());
    let found = visit.read(move |tx, _| directory::services(tx, organisation, category, part)).await?;
    let shown = found.0.iter().map(render::service).collect();
    Ok(page(&visit, &params, "HealthcareService", part, (shown, found.1)))
}
