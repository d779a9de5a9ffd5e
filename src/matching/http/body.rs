//! The bodies of the routes about matches.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::categories::Category;
use crate::clock::Instant;
use crate::ids::{BondId, MatchId, OfferId, PersonId, RequestId};
use crate::matching::actions::{self, Revealed};
use crate::matching::bonds;
use crate::matching::model::{DeclineReason, HoldReason, Match, MatchHoldReason, MatchOutcome, MatchState, Side};
use crate::places::DistanceBand;
use crate::platform::http::Resource;
use crate::platform::text::{Address, EmailAddress, FreeText, PersonName, PersonPhone};
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::requests::model::{RequestText, Urgency};
use crate::when::{WeeklySlot, Window};

/// With which offer, if with one.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Volunteering {
    pub(super) offer_id: Option<OfferId>,
}

/// What goes with an approval.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Approving {
    /// A guardian without an account was asked, and agreed. Who has one says so with `accept`.
    #[serde(default)]
    pub(super) guardian_agreed: bool,
}

/// Why it is put aside.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HoldMatchBody)]
pub(super) struct Holding {
    pub(super) reason: HoldReason,
}

/// Whom to bring together.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewMatch {
    pub(super) request_id: RequestId,
    pub(super) offer_id: OfferId,
}

/// For whom, where that is not clear: neither side has an account.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Accepting {
    pub(super) for_person: Option<PersonId>,
}

/// Why not, if they want to say.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Declining {
    pub(super) reason: Option<DeclineReason>,
}

/// How it ended.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ending {
    pub(super) outcome: MatchOutcome,
}

crate::db::types::words! {
    /// Which of the matches, or of the bonds.
    MatchesView {
        /// Those of the caller.
        Mine = "mine",
        /// Those of the neighbourhoods of the team.
        Neighbourhood = "neighbourhood",
    }
}

/// Which are listed.
#[derive(Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::matching) struct MatchesQuery {
    /// Which of them; the caller's own when left out.
    #[param(inline)]
    view: Option<MatchesView>,
}

impl MatchesQuery {
    /// Whether those of the team are wanted.
    pub(in crate::matching) fn is_of_team(&self) -> bool {
        self.view == Some(MatchesView::Neighbourhood)
    }
}

/// The match that something belongs to.
#[derive(Serialize, ToSchema)]
pub(in crate::matching) struct MatchLink {
    id: MatchId,
    href: String,
}

impl MatchLink {
    /// The link to a match.
    pub(in crate::matching) fn to(id: MatchId) -> Self {
        Self { id, href: format!("/v1/matches/{id}") }
    }
}

/// Two people brought together.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MatchBody {
    id: MatchId,
    href: String,
    state: MatchState,
    version: i32,
    allowed_actions: Vec<&'static str>,
    created_at: Instant,
    updated_at: Instant,
    request: MatchedRequest,
    /// For the helper and the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    offer: Option<MatchedOffer>,
    /// The side of the caller; absent for the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    side: Option<Side>,
    /// How far apart the two were when they were proposed to each other, while the match lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    distance_band: Option<DistanceBand>,
    /// Until when an answer is awaited.
    expires_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    agreed_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    outcome: Option<MatchOutcome>,
    /// Why it was put aside; for the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    hold_reason: Option<MatchHoldReason>,
    /// The bond that began with it, where the help is recurring.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    bond: Option<MatchedBond>,
    /// The other side: only while the match is agreed, and for a week after the help came.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contact: Option<MatchContact>,
    /// Where the help is: only for the helper, only as long as `contact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    place: Option<MatchPlace>,
}

/// The request of a match. What is asked is for a helper as long as the match lives, and a week after the help came.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MatchedRequest {
    id: RequestId,
    /// For the requester and the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    href: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    category: Option<Category>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    urgency: Option<Urgency>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    duration_minutes: Option<i32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    windows: Vec<Window>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    weekly_slots: Vec<WeeklySlot>,
    /// In words: for the helper, as long as `contact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    text: Option<RequestText>,
    /// What to mind to get around: for the helper, as long as `contact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    accessibility_notes: Option<FreeText>,
}

/// The bond of a match.
#[derive(Serialize, ToSchema)]
struct MatchedBond {
    id: BondId,
    href: String,
}

/// The offer of a match.
#[derive(Serialize, ToSchema)]
struct MatchedOffer {
    id: OfferId,
    href: String,
}

/// The other side of an agreed match.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MatchContact {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_name: Option<PersonName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    email: Option<EmailAddress>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    phone: Option<PersonPhone>,
}

/// Where the help is.
#[derive(Serialize, ToSchema)]
struct MatchPlace {
    lat: f64,
    lon: f64,
    /// Whether the position only says about where; the address then says where exactly. Left out when it is exact.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    roughly: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    address: Option<Address>,
}

impl Resource for MatchBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A match as the caller sees it.
pub(super) fn body(tx: &mut Tx<'_>, actor: &Actor, of: &Match, revealed: Option<Revealed>) -> Result<MatchBody> {
    let side = actions::side_of(of, actor);
    let request = crate::requests::load(tx, of.request)?;
    let allowed_actions = actions::allowed(tx, actor, &request, of)?;
    let is_over = of.state.is_final() || of.state == MatchState::Held;
    // Who was asked once and is not any more does not go on reading when help is needed.
    let reads_request = side != Some(Side::Helper) || !is_over || revealed.as_ref().is_some_and(|it| it.help.is_some());
    let offer = of.offer.filter(|_| side != Some(Side::Requester));
    let (contact, help) = match revealed {
        None => (None, None),
        Some(Revealed { first_name, email, phone, help }) => (Some(MatchContact { first_name, email, phone }), help),
    };
    let (place, text, accessibility_notes) =
        help.map_or((None, None, None), |it| (it.place, it.text, it.accessibility_notes));
    let bond = if of.agreed_at.is_some() { bonds::actions::of_match(tx, of.id)? } else { None };
    let wish = Some(request.wish).filter(|_| reads_request);
    let request = MatchedRequest {
        id: request.id,
        href: (side != Some(Side::Helper)).then(|| format!("/v1/requests/{}", request.id)),
        category: reads_request.then_some(request.category),
        urgency: reads_request.then_some(request.urgency),
        duration_minutes: wish.as_ref().map(|it| it.duration_minutes),
        windows: wish.as_ref().map(|it| it.windows.clone()).unwrap_or_default(),
        weekly_slots: wish.map(|it| it.weekly_slots).unwrap_or_default(),
        text,
        accessibility_notes,
    };
    Ok(MatchBody {
        id: of.id,
        href: format!("/v1/matches/{}", of.id),
        state: of.state,
        version: of.version,
        allowed_actions,
        created_at: of.created_at,
        updated_at: of.updated_at,
        request,
        offer: offer.map(|id| MatchedOffer { id, href: format!("/v1/offers/{id}") }),
        side,
        distance_band: of.band.filter(|_| side.is_none() || !is_over),
        expires_at: of.expires_at,
        agreed_at: of.agreed_at,
        outcome: of.outcome,
        hold_reason: of.hold_reason.filter(|_| side.is_none()),
        bond: bond.map(|id| MatchedBond { id, href: format!("/v1/bonds/{id}") }),
        contact,
        place: place.map(|it| MatchPlace {
            lat: it.position.lat(),
            lon: it.position.lon(),
            roughly: it.roughly,
            address: it.address,
        }),
    })
}
