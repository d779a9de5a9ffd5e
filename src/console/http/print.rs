//! The routes of the sheets to print.

use actix_web::web;

use super::frame::{Shown, show};
use crate::consents::ConsentPurpose;
use crate::console::frame::Frame;
use crate::console::print::Wanted;
use crate::console::print::board::board;
use crate::console::print::forms::{consent, intake_form};
use crate::console::print::invitations::invitations;
use crate::console::print::people::{log, visit_card};
use crate::ids::{InvitationId, PersonId};
use crate::platform::Tx;
use crate::platform::http::{Desk, Id};
use crate::platform::language::Locale;
use crate::policy::{Action, Actor};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/print/board", web::get().to(see_board))
        .route("/print/intake-form", web::get().to(see_form))
        .route("/print/consent", web::get().to(see_consent))
        .route("/print/invitations/{invitationId}", web::get().to(see_team_invitation))
        .route("/print/visit-card/{personId}", web::get().to(see_card))
        .route("/print/access-log/{personId}", web::get().to(see_log));
}

fn wanted(desk: &Desk) -> Wanted {
    Wanted { locale: Locale::from_word(desk.asked("lang")), is_large: desk.asked("large") == "yes" }
}

async fn see_board(desk: Desk) -> Shown {
    let (wanted, id) = (wanted(&desk), desk.asked("in").parse().ok());
    show(&desk, Action::SeeRequest, move |tx, actor, frame| board(tx, actor, frame, wanted, id)).await
}

async fn see_form(desk: Desk) -> Shown {
    let wanted = wanted(&desk);
    show(&desk, Action::TakeIntake, move |tx, actor, frame| intake_form(tx, actor, frame, wanted)).await
}

async fn see_consent(desk: Desk) -> Shown {
    let purpose = ConsentPurpose::from_word(desk.asked("purpose")).unwrap_or(ConsentPurpose::PublishRequest);
    let (wanted, of) = (wanted(&desk), (purpose, desk.asked("for").parse().ok()));
    show(&desk, Action::TakeIntake, move |tx, actor, frame| consent(tx, actor, frame, wanted, of)).await
}

async fn see_team_invitation(desk: Desk, id: Id<InvitationId>) -> Shown {
    see_invitations(&desk, id.0, "/console/admin/invitations").await
}

/// The sheet with the codes of invitations. `back`: the page that lists them.
pub(super) async fn see_invitations(desk: &Desk, id: InvitationId, back: &'static str) -> Shown {
    let address = format!("{}/console/join", desk.state().public_url.trim_end_matches('/'));
    let wanted = wanted(desk);
    let page = move |tx: &mut Tx<'_>, actor: &Actor, frame: Frame| {
        invitations(tx, actor, frame, wanted, (id, back), address.clone())
    };
    show(desk, Action::SeeInvitation, page).await
}

async fn see_card(desk: Desk, id: Id<PersonId>) -> Shown {
    let wanted = wanted(&desk);
    show(&desk, Action::RecordForPerson, move |tx, actor, frame| visit_card(tx, actor, frame, wanted, id.0)).await
}

async fn see_log(desk: Desk, id: Id<PersonId>) -> Shown {
    let wanted = wanted(&desk);
    show(&desk, Action::SeePerson, move |tx, actor, frame| log(tx, actor, frame, wanted, id.0)).await
}
