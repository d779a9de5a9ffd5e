//! What changed, for the software of an organisation that asks now and then.

use actix_web::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::clock::Instant;
use crate::ids::ReferralId;
use crate::platform::http::{Answer, Api, Call, Query, Reply, page_size};
use crate::platform::{Error, Result};
use crate::policy::Action;
use crate::referrals::actions::{self, ReferralView, Since};
use crate::referrals::model::{Referral, ReferralState};

pub(super) fn routes(api: &mut Api) {
    let _ = api
        .get(
            "/v1/referrals/changes",
            Action::SeeReferral,
            "The referrals that changed, the longest ago first: to be asked again with `since`",
            changes,
        )
        .query::<ChangesQuery>()
        .answers::<ChangesBody>();
}

/// Since when.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ChangesQuery {
    /// The `delta` of the answer before; all there are when left out.
    // 24 bytes have no spare bits; the first character leaves out what is before 1970 and after all calendars.
    #[param(max_length = 32, pattern = "^[A-Zab][A-Za-z0-9_-]{31}$")]
    since: Option<String>,
    /// `inbox`: those of the organisations of the caller; `sent`: those of the neighbourhoods of the team, drafts too;
    /// `mine`: those about the caller. All of these when left out.
    #[param(inline)]
    view: Option<ReferralView>,
    /// How many items, 1 to 100; 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
}

/// What changed. What changed within the last minute comes again the next time, so that nothing is missed that was being written
/// just then: compare the `version`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChangesBody {
    items: Vec<ChangeBody>,
    /// To be sent back as `since`.
    delta: String,
    /// Whether there is more to be asked for at once.
    has_more: bool,
}

/// A referral that changed: which one, and how it stands. The rest is read where `href` says.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChangeBody {
    id: ReferralId,
    href: String,
    state: ReferralState,
    version: i32,
    updated_at: Instant,
}

fn read_since(text: Option<&str>) -> Result<Since> {
    let Some(text) = text else { return Ok(Since::default()) };
    let wrong = || Error::invalid("since", "is no delta of this list");
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())?;
    let (micros, id) = bytes.split_first_chunk::<8>().ok_or_else(wrong)?;
    let micros = i64::from_be_bytes(*micros);
    // Before 1970 nothing changed, and not every database knows the times before Caesar.
    let at = Instant::from_micros(micros).filter(|_| micros >= 0).ok_or_else(wrong)?;
    Ok(Since { at: Some(at), id: Uuid::from_slice(id).map_err(|_| wrong())?.into() })
}

fn delta(of: Since) -> String {
    let micros = of.at.map_or(0, Instant::micros);
    URL_SAFE_NO_PAD.encode([micros.to_be_bytes().as_slice(), of.id.uuid().as_bytes()].concat())
}

async fn changes(call: Call, query: Query<ChangesQuery>) -> Answer {
    let ChangesQuery { since, view, page_size: size } = query.0;
    let (since, size) = (read_since(since.as_deref())?, page_size(size)?);
    let changed = call.read(move |tx, actor| actions::changes(tx, actor, view, since, size)).await?;
    let body = |it: Referral| ChangeBody {
        id: it.id,
        href: format!("/v1/referrals/{}", it.id),
        state: it.state,
        version: it.version,
        updated_at: it.updated_at,
    };
    let body = ChangesBody {
        items: changed.items.into_iter().map(body).collect(),
        delta: delta(changed.next),
        has_more: changed.has_more,
    };
    Reply::json(StatusCode::OK, &body)
}
