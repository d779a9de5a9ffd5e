//! The routes about what an organisation asks for its clients.

use actix_web::web;

use crate::console::http::frame::{Shown, after, go, show};
use crate::console::inbox::clients::clients;
use crate::ids::ClientRequestId;
use crate::platform::http::{Desk, Form, Id};
use crate::policy::Action;
use crate::requests::clients::actions;

/// The page that the forms stand on.
const HERE: &str = "/inbox/clients";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/clients", web::get().to(see_all))
        .route("/clients/{clientRequestId}/withdraw", web::get().to(back))
        .route("/clients/{clientRequestId}/withdraw", web::post().to(withdraw));
}

async fn back(desk: Desk) -> Shown {
    go(&desk, HERE)
}

async fn see_all(desk: Desk) -> Shown {
    show(&desk, Action::SeeClientRequest, clients).await
}

async fn withdraw(desk: Desk, id: Id<ClientRequestId>, form: Form) -> Shown {
    let id = id.0;
    let done =
        desk.once(&form, Action::WithdrawForClient, move |tx, actor| actions::withdraw_for_client(tx, actor, id));
    let next = |_| format!("{HERE}?done=inbox-client-withdrawn");
    after(&desk, form.clone(), done.await, next, Action::SeeClientRequest, clients).await
}
