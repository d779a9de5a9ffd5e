//! The routes about the members of an organisation and whom it invites.

use actix_web::web;

use crate::console::http::frame::{Shown, after, go, show};
use crate::console::http::print::see_invitations;
use crate::console::inbox::team::team;
use crate::ids::{InvitationId, RoleId};
use crate::people::actions::{NewRole, Scope, revoke_role};
use crate::people::invitations::actions;
use crate::platform::http::{Desk, Form, Id};
use crate::policy::{Action, Role};

/// The page that the forms stand on.
const HERE: &str = "/inbox/organisation";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/organisation", web::get().to(see))
        .route("/invitations", web::post().to(invite))
        .route("/invitations/{invitationId}", web::get().to(see_sheet))
        .route("/invitations/{invitationId}/withdraw", web::post().to(withdraw))
        .route("/members/{roleId}/revoke", web::post().to(revoke))
        // Whoever had to sign in first and then thinks better of it comes by here.
        .route("/invitations", web::get().to(back))
        .route("/invitations/{invitationId}/withdraw", web::get().to(back))
        .route("/members/{roleId}/revoke", web::get().to(back));
}

async fn back(desk: Desk) -> Shown {
    go(&desk, HERE)
}

async fn see(desk: Desk) -> Shown {
    show(&desk, Action::SeeMembers, team).await
}

async fn invite(desk: Desk, form: Form) -> Shown {
    let done = match form.read_id("organisation") {
        Ok(organisation) => {
            let new = NewRole { role: Role::CareProvider, scope: Scope::Organisation(organisation) };
            desk.once(&form, Action::MakeInvitation, move |tx, actor| actions::make(tx, actor, &new)).await
        }
        Err(error) => Err(error),
    };
    let next = |id: InvitationId| format!("/inbox/invitations/{id}");
    after(&desk, form, done, next, Action::SeeMembers, team).await
}

async fn see_sheet(desk: Desk, id: Id<InvitationId>) -> Shown {
    see_invitations(&desk, id.0, HERE).await
}

async fn withdraw(desk: Desk, id: Id<InvitationId>, form: Form) -> Shown {
    let id = id.0;
    let done = desk.once(&form, Action::WithdrawInvitation, move |tx, actor| actions::withdraw(tx, actor, id)).await;
    let next = |_| format!("{HERE}?done=inbox-withdrawn");
    after(&desk, form, done, next, Action::SeeMembers, team).await
}

async fn revoke(desk: Desk, id: Id<RoleId>, form: Form) -> Shown {
    let id = id.0;
    let done = desk.once(&form, Action::RevokeRole, move |tx, actor| revoke_role(tx, actor, id).map(|()| id)).await;
    let next = |_| format!("{HERE}?done=inbox-revoked");
    after(&desk, form, done, next, Action::SeeMembers, team).await
}
