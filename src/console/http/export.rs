//! The routes of the copy of all that is known of whoever is signed in.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};

use super::frame::{Shown, after, part, show};
use crate::console::export::{page, progress_part};
use crate::ids::PersonId;
use crate::platform::http::{Desk, Form};
use crate::policy::Action;
use crate::privacy::export;

const HERE: &str = "/console/account/export";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/account/export", web::get().to(see))
        .route("/account/export", web::post().to(ask))
        .route("/account/export/progress", web::get().to(see_progress))
        .route("/account/export/file", web::post().to(fetch));
}

async fn see(desk: Desk) -> Shown {
    show(&desk, Action::ExportPerson, page).await
}

async fn see_progress(desk: Desk) -> Shown {
    part(&desk, Action::ExportPerson, progress_part).await
}

async fn ask(desk: Desk, form: Form) -> Shown {
    let done = desk.once(&form, Action::ExportPerson, export::ask).await;
    after(&desk, form, done, |_: PersonId| format!("{HERE}?done=export-asked"), Action::ExportPerson, page).await
}

/// The file comes in answer to a form, so that no address and no link opens it.
async fn fetch(desk: Desk, form: Form) -> Shown {
    match desk.run(&form, Action::ExportPerson, export::fetch).await {
        Ok(zip) => Ok(HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "application/zip"))
            .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", export::FILE_NAME)))
            .body(zip)),
        Err(error) => after(&desk, form, Err::<(), _>(error), |()| HERE.to_owned(), Action::ExportPerson, page).await,
    }
}
