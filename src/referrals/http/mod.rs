//! The routes about referrals.

mod body;
mod changes;
mod choice;
mod shared;
mod team;
mod underway;
mod verbs;

use actix_web::http::StatusCode;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use self::body::{ReferralBody, body};
use super::actions::{self, Basis, NewReferral, ReferralView, Wanted};
use super::model::{ContactPerson, ReferralState};
use crate::codes::Code;
use crate::consents::SharedField;
use crate::ids::{ConsentId, MatchId, ReferralId, RequestId, ServiceId};
use crate::platform::http::{Answer, Api, Body, Call, Id, Paged, Reply};
use crate::platform::language::Locale;
use crate::platform::text::FreeText;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};
use crate::requests::model::Urgency;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/referrals", Action::PrepareReferral, "Prepare a referral", prepare)
        .takes::<NewReferralBody>()
        .creates::<ReferralBody>()
        .refuses(&[Code::ServiceDoesNotServeArea]);
    let _ = api
        .get("/v1/referrals", Action::SeeReferral, "The referrals that the caller may see", list)
        .query::<ReferralsQuery>()
        .pages::<ReferralBody>();
    let _ = api
        .get("/v1/referrals/{referralId}", Action::SeeReferral, "A referral, with its history", see)
        .shows::<ReferralBody>();
    changes::routes(api);
    choice::routes(api);
    verbs::routes(api);
    underway::routes(api);
    team::routes(api);
}

/// Why it is sent without a consent.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReferralOverride {
    reason: FreeText,
}

/// A referral to be prepared. It rests on a consent, or is sent in the vital interest; with neither of the two it can
/// be prepared but not sent.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewReferralBody {
    request_id: RequestId,
    match_id: Option<MatchId>,
    service_id: ServiceId,
    /// Why a professional is needed.
    reason: FreeText,
    /// The fields to share.
    #[schema(max_items = 12)]
    shared: Vec<SharedField>,
    consent_id: Option<ConsentId>,
    #[serde(rename = "override")]
    vital: Option<ReferralOverride>,
    /// That of the request when left out.
    urgency: Option<Urgency>,
    /// Whether the neighbourhood goes on helping too.
    #[serde(default)]
    beside: bool,
    /// Somebody else to turn to. Goes with `contactPerson` among the shared fields.
    contact_person: Option<ContactPerson>,
}

/// Which referrals are looked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReferralsQuery {
    /// `inbox`: those of the organisations of the caller; `sent`: those of the neighbourhoods of the team, drafts too;
    /// `mine`: those about the caller. All of these when left out.
    #[param(inline)]
    view: Option<ReferralView>,
    /// Those in this state.
    #[param(inline)]
    state: Option<ReferralState>,
    /// Those of this request.
    request: Option<RequestId>,
}

/// Shows a referral whole, with its history in the words of a language.
fn show(
    locale: Locale,
) -> impl FnMut(&mut Tx<'_>, &Actor, ReferralId) -> Result<ReferralBody> + Clone + Send + 'static {
    move |tx: &mut Tx<'_>, actor: &Actor, id: ReferralId| {
        let seen = actions::see(tx, actor, id)?;
        body(tx, actor, seen, Some(locale))
    }
}

fn parse(said: NewReferralBody) -> Result<NewReferral> {
    Ok(NewReferral {
        request: said.request_id,
        on_match: said.match_id,
        service: said.service_id,
        reason: said.reason,
        shared: fields(said.shared)?,
        basis: basis(said.consent_id, said.vital)?,
        urgency: said.urgency,
        beside: said.beside,
        contact_person: said.contact_person,
    })
}

/// The fields to share, each once.
fn fields(mut shared: Vec<SharedField>) -> Result<Vec<SharedField>> {
    let most = SharedField::ALL.len();
    if shared.len() > most {
        return Err(Error::invalid("/shared", format!("has at most {most} items")));
    }
    shared.sort_unstable();
    shared.dedup();
    Ok(shared)
}

/// What a referral rests on: one of the two, or nothing yet.
fn basis(consent: Option<ConsentId>, vital: Option<ReferralOverride>) -> Result<Basis> {
    match (consent, vital) {
        (Some(_), Some(_)) => Err(Error::invalid("/override", "goes without a consent")),
        (Some(consent), None) => Ok(Basis::Consent(consent)),
        (None, Some(vital)) => Ok(Basis::Override(vital.reason)),
        (None, None) => Ok(Basis::Nothing),
    }
}

async fn prepare(call: Call, body: Body<NewReferralBody>) -> Answer {
    call.act(body, |tx, actor, said| actions::prepare(tx, actor, parse(said)?), show(call.locale)).await
}

async fn list(call: Call, page: Paged<ReferralsQuery>) -> Answer {
    let cursor = page.cursor;
    let ReferralsQuery { view, state, request } = page.wanted;
    let wanted = Wanted { view, state, request };
    let page = call
        .read(move |tx, actor| {
            let page = actions::see_all(tx, actor, wanted, cursor)?;
            page.try_map(|it| body(tx, actor, it, None))
        })
        .await?;
    Reply::json(StatusCode::OK, &page)
}

async fn see(call: Call, id: Id<ReferralId>) -> Answer {
    let mut show = show(call.locale);
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}
