//! The route that shows which services could take a request on.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::ids::{RequestId, ServiceId};
use crate::organisations::model::Capacity;
use crate::organisations::{OrganisationRef, organisation_ref};
use crate::platform::Result;
use crate::platform::http::{Answer, Api, Call, Id, Reply};
use crate::platform::text::Title;
use crate::policy::Action;
use crate::referrals::actions;
use crate::referrals::model::choice::ChoiceCode;

pub(super) fn routes(api: &mut Api) {
    let _ = api
        .get(
            "/v1/requests/{requestId}/services",
            Action::ChooseService,
            "The services that could take a request on, the most fitting first",
            choose_service,
        )
        .answers::<ChoicesBody>();
}

/// The services that could take a request on.
#[derive(Serialize, ToSchema)]
struct ChoicesBody {
    items: Vec<ChoiceBody>,
}

/// A service that could take a request on.
#[derive(Serialize, ToSchema)]
struct ChoiceBody {
    service: ChosenService,
    organisation: OrganisationRef,
    capacity: Capacity,
    #[schema(min_items = 1)]
    reasons: Vec<ChoiceReason>,
}

/// A service by its name.
#[derive(Serialize, ToSchema)]
struct ChosenService {
    id: ServiceId,
    name: Title,
    href: String,
}

/// Why a service stands where it stands.
#[derive(Serialize, ToSchema)]
struct ChoiceReason {
    /// Which reason. There can be new ones.
    code: ChoiceCode,
    /// Its value.
    value: String,
}

async fn choose_service(call: Call, id: Id<RequestId>) -> Answer {
    let items = call
        .read(move |tx, actor| {
            let choices = actions::choose_service(tx, actor, id.0)?;
            let body = |choice: crate::referrals::model::choice::Choice| {
                let of = choice.service;
                Ok(ChoiceBody {
                    organisation: organisation_ref(tx, of.organisation)?,
                    capacity: of.capacity,
                    service: ChosenService { id: of.id, name: of.name, href: format!("/v1/services/{}", of.id) },
                    reasons: choice.reasons.into_iter().map(|(code, value)| ChoiceReason { code, value }).collect(),
                })
            };
            choices.into_iter().map(body).collect::<Result<Vec<_>>>()
        })
        .await?;
    Reply::json(StatusCode::OK, &ChoicesBody { items })
}
