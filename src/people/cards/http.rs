//! The routes about activation cards.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::actions;
use super::model::{Card, CardState};
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{ActivationCardId, PersonId};
use crate::people::actions::subject_of;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Page, Reply, Resource};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, allowed};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .post(
            "/v1/people/{personId}/activationCards",
            Action::MakeActivationCard,
            "Make a card that joins a sign-in to a person without an account",
            make_card,
        )
        .takes_nothing()
        .creates::<ActivationCardBody>()
        .refuses(&[Code::WrongState]);
    let _ = api
        .get("/v1/people/{personId}/activationCards", Action::SeeActivationCard, "The cards of a person", list_cards)
        .lists::<ActivationCardBody>();
    let _ = api
        .get("/v1/activationCards/{cardId}", Action::SeeActivationCard, "A card, without its code", see)
        .answers::<ActivationCardBody>();
    let _ = api
        .post("/v1/activationCards/{cardId}/withdraw", Action::WithdrawCard, "Take a card back", withdraw)
        .takes_nothing()
        .answers::<ActivationCardBody>()
        .refuses(&[Code::WrongState]);
}

/// A card that joins a sign-in to a person.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ActivationCardBody {
    id: ActivationCardId,
    href: String,
    state: CardState,
    person_id: PersonId,
    /// What stands on the card. Only in the answer that makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    code: Option<String>,
    allowed_actions: Vec<&'static str>,
    expires_at: Instant,
    created_at: Instant,
}

impl Resource for ActivationCardBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

fn body(tx: &mut Tx<'_>, actor: &Actor, card: &Card, code: Option<String>) -> Result<ActivationCardBody> {
    let (state, subject) = (card.state(tx.now), subject_of(tx, card.person)?);
    let verbs = [("withdraw", Action::WithdrawCard, state == CardState::Open)];
    Ok(ActivationCardBody {
        id: card.id,
        href: format!("/v1/activationCards/{}", card.id),
        state,
        person_id: card.person,
        code,
        allowed_actions: allowed(actor, &subject, verbs),
        expires_at: card.expires_at,
        created_at: card.created_at,
    })
}

fn show_new(tx: &mut Tx<'_>, actor: &Actor, id: ActivationCardId) -> Result<ActivationCardBody> {
    let (card, code) = actions::see_new(tx, actor, id)?;
    body(tx, actor, &card, code)
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: ActivationCardId) -> Result<ActivationCardBody> {
    let card = actions::see(tx, actor, id)?;
    body(tx, actor, &card, None)
}

async fn make_card(call: Call, id: Id<PersonId>, said: Body<Empty>) -> Answer {
    call.act(said, move |tx, actor, _| actions::make(tx, actor, id.0), show_new).await
}

async fn list_cards(call: Call, id: Id<PersonId>) -> Answer {
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        let cards = actions::see_all(tx, actor, id.0)?;
        cards.iter().map(|it| body(tx, actor, it, None)).collect::<Result<Vec<_>>>()
    };
    Reply::json(StatusCode::OK, &Page { items: call.read(bodies).await?, next: None })
}

async fn see(call: Call, id: Id<ActivationCardId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn withdraw(call: Call, id: Id<ActivationCardId>, said: Body<Empty>) -> Answer {
    call.act(said, move |tx, actor, _| actions::withdraw(tx, actor, id.0), show).await
}
