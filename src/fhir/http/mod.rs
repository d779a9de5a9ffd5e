//! The routes of FHIR.

mod answer;
mod directory;
mod linked;
mod outcome;
mod params;
mod search;
mod subscription;
mod task;

use actix_web::http::Method;
use actix_web::{HttpResponse, Resource, web};

use crate::fhir::words::{FORM, ROOT};
use crate::platform::http::{Visit, Wording, nowhere, resource};

/// What this server says that it can.
const CAPABILITIES: &str = include_str!("../../../api-spec/fhir/CapabilityStatement.json");

/// The routes.
pub fn configure(config: &mut web::ServiceConfig) {
    let scope = web::scope(ROOT).app_data(Wording(outcome::say));
    let scope = resources().into_iter().fold(scope, actix_web::Scope::service);
    config.service(scope.default_service(web::route().to(nowhere)));
}

fn resources() -> Vec<Resource> {
    let get = |path: &str, route| resource(path, vec![(Method::GET, route)]);
    let task = vec![
        (Method::GET, web::get().to(task::read)),
        (Method::PUT, web::put().to(task::put)),
        (Method::PATCH, web::patch().to(task::patch)),
    ];
    let subscriptions =
        vec![(Method::GET, web::get().to(subscription::search)), (Method::POST, web::post().to(subscription::create))];
    let subscription = vec![
        (Method::GET, web::get().to(subscription::read)),
        (Method::PUT, web::put().to(subscription::put)),
        (Method::DELETE, web::delete().to(subscription::delete)),
    ];
    vec![
        get("/metadata", web::get().to(capabilities)),
        get("/Task", web::get().to(search::tasks)),
        resource("/Task/{id}", task),
        get("/Task/{id}/_history/{version}", web::get().to(task::read_version)),
        get("/ServiceRequest", web::get().to(search::requests)),
        get("/ServiceRequest/{id}", web::get().to(linked::request)),
        get("/Patient/{id}", web::get().to(linked::patient)),
        get("/Consent/{id}", web::get().to(linked::consent)),
        resource("/Subscription", subscriptions),
        resource("/Subscription/{id}", subscription),
        get("/Subscription/{id}/$status", web::get().to(subscription::status)),
        get("/Subscription/{id}/$events", web::get().to(subscription::events)),
        get("/Organization", web::get().to(directory::organizations)),
        get("/Organization/{id}", web::get().to(directory::organization)),
        get("/HealthcareService", web::get().to(directory::services)),
        get("/HealthcareService/{id}", web::get().to(directory::service)),
        get("/Location/{id}", web::get().to(directory::location)),
    ]
}

async fn capabilities(_: Visit) -> HttpResponse {
    HttpResponse::Ok().content_type(FORM).body(CAPABILITIES)
}
