//! The routes of batches.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, Batch, Proposal};
use crate::categories::Category;
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{BatchProposalId, NeighbourhoodId, PersonId, RequestId};
use crate::matching::suggestions::http::{SuggestedHelper, SuggestedOffer, SuggestionReason};
use crate::platform::http::{Answer, Api, Body, Call, Paged, Reply, Resource};
use crate::policy::Action;

const HREF: &str = "/v1/me/batch";
const PROPOSALS: &str = "/v1/me/batch/proposals";

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .post(
            HREF,
            Action::MakeBatch,
            "Look whom to propose for all open requests at once: nothing is proposed by it",
            make_batch,
        )
        .takes::<NewBatchBody>()
        .answers::<BatchBody>()
        .refuses(&[Code::Forbidden]);
    let _ = api.get(HREF, Action::SeeBatch, "How far that is", see_batch).answers::<BatchBody>();
    let _ = api
        .get(PROPOSALS, Action::SeeBatch, "Whom to propose for what, as far as it is still open", list_batch_proposals)
        .pages::<BatchProposalBody>();
}

/// Where to look.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewBatchBody {
    /// Absent: in all neighbourhoods of the caller.
    #[schema(value_type = Option<BTreeSet<NeighbourhoodId>>, min_items = 1, max_items = 1000, nullable = false)]
    #[serde(default)]
    neighbourhood_ids: Option<BTreeSet<NeighbourhoodId>>,
}

crate::db::types::words! {
    /// How far a batch is.
    BatchState {
        /// Nobody asked for one, or it is gone.
        Absent = "absent",
        /// Helpers are looked for.
        Preparing = "preparing",
        /// It can be seen.
        Ready = "ready",
    }
}

/// Whom to propose for all open requests at once. It is gone after a day.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BatchBody {
    href: &'static str,
    state: BatchState,
    /// Where.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    neighbourhood_ids: Vec<NeighbourhoodId>,
    /// How many open requests there were when it was asked for.
    requests: i32,
    /// For how many requests helpers were looked for.
    looked_at: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    created_at: Option<Instant>,
    /// Where what is proposed stands, once it is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    proposals: Option<&'static str>,
}

impl Resource for BatchBody {
    fn href(&self) -> &str {
        self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

/// Somebody to propose for a request. Who does so proposes the offer for the request.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BatchProposalBody {
    id: BatchProposalId,
    request: ProposedFor,
    offer: SuggestedOffer,
    helper: SuggestedHelper,
    /// How well it suits.
    #[schema(minimum = 0, maximum = 1)]
    score: f64,
    #[schema(min_items = 1)]
    reasons: Vec<SuggestionReason>,
}

/// A request, by id.
#[derive(Serialize, ToSchema)]
struct ProposedFor {
    id: RequestId,
    href: String,
    category: Category,
}

fn body(batch: Option<Batch>) -> BatchBody {
    let state = match &batch {
        None => BatchState::Absent,
        Some(it) if it.ready_at.is_none() => BatchState::Preparing,
        Some(_) => BatchState::Ready,
    };
    BatchBody {
        href: HREF,
        state,
        requests: batch.as_ref().map_or(0, |it| it.requests),
        looked_at: batch.as_ref().map_or(0, |it| it.looked_at),
        created_at: batch.as_ref().map(|it| it.created_at),
        neighbourhood_ids: batch.map(|it| it.neighbourhoods.0).unwrap_or_default(),
        proposals: (state == BatchState::Ready).then_some(PROPOSALS),
    }
}

fn proposal_body(proposal: Proposal) -> BatchProposalBody {
    let Proposal { request, offer, first_name, .. } = proposal;
    BatchProposalBody {
        id: proposal.id,
        request: ProposedFor { id: request, href: format!("/v1/requests/{request}"), category: proposal.category },
        offer: SuggestedOffer::of(offer),
        helper: SuggestedHelper { id: proposal.helper, first_name },
        score: f64::from(proposal.score) / 10_000.0,
        reasons: proposal.reasons.into_iter().map(SuggestionReason::from).collect(),
    }
}

async fn make_batch(call: Call, said: Body<NewBatchBody>) -> Answer {
    call.act(
        said,
        move |tx, actor, said| actions::ask(tx, actor, said.neighbourhood_ids),
        |tx, actor, _: PersonId| Ok(body(actions::see(tx, actor)?)),
    )
    .await
}

async fn see_batch(call: Call) -> Answer {
    call.read(|tx, actor| Reply::json(StatusCode::OK, &body(actions::see(tx, actor)?))).await
}

async fn list_batch_proposals(call: Call, page: Paged) -> Answer {
    let page = call.read(move |tx, actor| actions::proposals(tx, actor, page.cursor)).await?;
    Reply::json(StatusCode::OK, &page.try_map(|it| Ok(proposal_body(it)))?)
}
