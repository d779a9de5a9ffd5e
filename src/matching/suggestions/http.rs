//! The route of suggestions.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::actions::{self, Suggestion, Who};
use crate::ids::{OfferId, PersonId, RequestId};
use crate::matching::ranking::{Reason, ReasonCode};
use crate::places::DistanceBand;
use crate::platform::http::{Answer, Api, Call, Id, Reply};
use crate::platform::text::PersonName;
use crate::policy::Action;

/// Registers the operation.
pub fn routes(api: &mut Api) {
    let _ = api
        .get(
            "/v1/requests/{requestId}/suggestions",
            Action::SeeSuggestions,
            "Who could help: for the team with names, the best first; for the requester without, by distance",
            suggest,
        )
        .answers::<SuggestionsBody>();
}

/// Who could help with a request.
#[derive(Serialize, ToSchema)]
struct SuggestionsBody {
    items: Vec<SuggestionBody>,
}

/// Somebody who could help.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SuggestionBody {
    /// For the team only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    offer: Option<SuggestedOffer>,
    /// For the team only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    helper: Option<SuggestedHelper>,
    /// How well it suits. For the team only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 1)]
    score: Option<f64>,
    distance_band: DistanceBand,
    #[schema(min_items = 1)]
    reasons: Vec<SuggestionReason>,
}

/// An offer, by id.
#[derive(Serialize, ToSchema)]
pub(in crate::matching) struct SuggestedOffer {
    id: OfferId,
    href: String,
}

impl SuggestedOffer {
    pub(in crate::matching) fn of(id: OfferId) -> Self {
        Self { id, href: format!("/v1/offers/{id}") }
    }
}

/// A helper, by first name.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::matching) struct SuggestedHelper {
    pub(in crate::matching) id: PersonId,
    /// Absent once erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(in crate::matching) first_name: Option<PersonName>,
}

/// A reason for a suggestion.
#[derive(Serialize, ToSchema)]
pub(in crate::matching) struct SuggestionReason {
    /// Which reason. There can be new ones.
    code: ReasonCode,
    /// Its value: a distance band, a language tag, or a number of minutes, times or days.
    value: String,
}

impl From<Reason> for SuggestionReason {
    fn from(Reason { code, value }: Reason) -> Self {
        Self { code, value }
    }
}

fn body(suggestion: Suggestion) -> SuggestionBody {
    let Suggestion { who, band, reasons } = suggestion;
    let mut body = SuggestionBody {
        offer: None,
        helper: None,
        score: None,
        distance_band: band,
        reasons: reasons.into_iter().map(SuggestionReason::from).collect(),
    };
    if let Some(Who { offer, helper, first_name, score }) = who {
        body.offer = Some(SuggestedOffer::of(offer));
        body.helper = Some(SuggestedHelper { id: helper, first_name });
        body.score = Some(f64::from(score) / 10_000.0);
    }
    body
}

async fn suggest(call: Call, id: Id<RequestId>) -> Answer {
    let found = call.read(move |tx, actor| actions::suggest(tx, actor, id.0)).await?;
    Reply::json(StatusCode::OK, &SuggestionsBody { items: found.into_iter().map(body).collect() })
}
