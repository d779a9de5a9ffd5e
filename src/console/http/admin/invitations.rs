//! The routes of the invitations of the team.

use actix_web::web;

use super::{Shown, after, show};
use crate::console::admin::invitations::{invitations, make};
use crate::console::http::frame::go;
use crate::ids::InvitationId;
use crate::people::invitations::actions::withdraw;
use crate::platform::http::{Desk, Form, Id};
use crate::policy::Action;

/// The page that the forms stand on.
const HERE: &str = "/console/admin/invitations";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/admin/invitations", web::get().to(see))
        .route("/admin/invitations", web::post().to(invite))
        .route("/admin/invitations/{invitationId}/withdraw", web::post().to(take_back))
        // Whoever had to sign in first and then thinks better of it comes by here.
        .route("/admin/invitations/{invitationId}/withdraw", web::get().to(back));
}

async fn back(desk: Desk) -> Shown {
    go(&desk, HERE)
}

async fn see(desk: Desk) -> Shown {
    let from = desk.asked("after").to_owned();
    show(&desk, Action::SeeInvitation, move |tx, actor, frame| invitations(tx, actor, frame, &from)).await
}

async fn invite(desk: Desk, form: Form) -> Shown {
    let said = form.clone();
    let done = desk.once(&form, Action::MakeInvitation, move |tx, actor| make(tx, actor, &said)).await;
    let next = |id: InvitationId| format!("/console/print/invitations/{id}");
    after(&desk, form, done, next, Action::SeeInvitation, |tx, actor, frame| invitations(tx, actor, frame, "")).await
}

async fn take_back(desk: Desk, id: Id<InvitationId>, form: Form) -> Shown {
    let id = id.0;
    let done = desk.once(&form, Action::WithdrawInvitation, move |tx, actor| withdraw(tx, actor, id)).await;
    let next = |_| format!("{HERE}?done=inbox-withdrawn");
    after(&desk, form, done, next, Action::SeeInvitation, |tx, actor, frame| invitations(tx, actor, frame, "")).await
}
