//! What is shown of a request.

use serde::Serialize;
use utoipa::ToSchema;

use crate::categories::Category;
use crate::clock::Instant;
use crate::duty::OutsideDutyHours;
use crate::ids::{MatchId, NeighbourhoodId, PersonId, ReferralId, RequestId};
use crate::organisations::OrganisationRef;
use crate::people::contact_rules::ContactRules;
use crate::people::model::LanguageTag;
use crate::places::Cell;
use crate::platform::http::Resource;
use crate::platform::text::FreeText;
use crate::requests::actions::Seen;
use crate::requests::model::{
    Channel, HelpKind, Reason, RequestState, RequestText, Rhythm, Said, Urgency, Visibility, WantedFrom,
};
use crate::when::{WeeklySlot, Window};

/// A request for help. Never the exact place. The texts are for the requester and the team, and not on the lists of
/// the team.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestBody {
    id: RequestId,
    href: String,
    state: RequestState,
    version: i32,
    allowed_actions: Vec<&'static str>,
    created_at: Instant,
    updated_at: Instant,
    /// When it came into its state.
    state_since: Instant,
    /// When it ends by itself unless somebody says that it is still needed, or answers the question of the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    expires_at: Option<Instant>,
    /// For the requester, while it waits for a first look, help is needed today, and nobody of the team is there now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    outside_duty_hours: Option<OutsideDutyHours>,
    /// Whose request it is.
    person: RequestPerson,
    /// Who entered it: the person, or somebody for them.
    entered_by: PersonId,
    /// Which organisation asked, for a client of theirs; for the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    asked_by: Option<AskedBy>,
    /// Where the help is needed; absent outside every neighbourhood.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    neighbourhood: Option<RequestNeighbourhood>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    cell: Option<Cell>,
    /// Why it is in its state. While it is held, for the team only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<Reason>,
    /// The state a held one goes back to; for the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    held_from: Option<RequestState>,
    category: Category,
    urgency: Urgency,
    duration_minutes: i32,
    windows: Vec<Window>,
    weekly_slots: Vec<WeeklySlot>,
    help_kind: HelpKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rhythm: Option<Rhythm>,
    languages: Vec<LanguageTag>,
    wanted_from: WantedFrom,
    minors_involved: bool,
    channel: Channel,
    visibility: Visibility,
    helpers_wanted: i32,
    helpers_agreed: i32,
    /// The match whose helper is away, where it asks for somebody else for that time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    covers: Option<CoveredMatch>,
    /// When it was approved as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    approved_at: Option<Instant>,
    /// Open since then, and nobody of the team has looked; for the team, which looks with `approve`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    unseen_since: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    text: Option<RequestText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    public_text: Option<FreeText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    accessibility_notes: Option<FreeText>,
    /// The last question of the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    question: Option<FreeText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    answer: Option<FreeText>,
    /// Why it was taken up again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reopen_note: Option<FreeText>,
    /// The referral that an organisation handed back, which this comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    handed_back_from: Option<ReferralId>,
}

/// A person, by id.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestPerson {
    id: PersonId,
    href: String,
    /// How the person may be reached; for the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contact_rules: Option<ContactRules>,
}

/// Which organisation asked for a client.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AskedBy {
    pub(super) organisation: OrganisationRef,
    /// Whom the team knows and who may be the same person: to be merged, or not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(super) possibly_same: Vec<RequestPerson>,
}

/// A neighbourhood, by id.
#[derive(Serialize, ToSchema)]
struct RequestNeighbourhood {
    id: NeighbourhoodId,
    href: String,
}

/// A match, by id.
#[derive(Serialize, ToSchema)]
struct CoveredMatch {
    id: MatchId,
    href: String,
}

impl RequestPerson {
    pub(super) fn new(id: PersonId, contact_rules: Option<ContactRules>) -> Self {
        Self { id, href: format!("/v1/people/{id}"), contact_rules }
    }
}

impl Resource for RequestBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

impl RequestBody {
    /// What a reader sees of a request. Why it is held is not for the requester: the reason can be a worry about them.
    pub(super) fn new(
        seen: Seen,
        allowed_actions: Vec<&'static str>,
        is_own: bool,
        outside_duty_hours: Option<OutsideDutyHours>,
        asked_by: Option<AskedBy>,
    ) -> Self {
        let Seen { request, said, contact_rules } = seen;
        let Said { text, public_text, accessibility_notes, question, answer, reopen_note, witness: _ } =
            said.unwrap_or_default();
        let is_hidden = is_own && request.state == RequestState::Held;
        let expires_at = request.expires_at();
        let wish = request.wish;
        Self {
            id: request.id,
            href: format!("/v1/requests/{}", request.id),
            state: request.state,
            version: request.version,
            allowed_actions,
            created_at: request.created_at,
            updated_at: request.updated_at,
            state_since: request.state_since,
            expires_at,
            outside_duty_hours,
            entered_by: request.entered_by,
            asked_by,
            person: RequestPerson::new(request.person, contact_rules),
            neighbourhood: request
                .neighbourhood
                .map(|id| RequestNeighbourhood { id, href: format!("/v1/neighbourhoods/{id}") }),
            cell: request.cell,
            reason: request.reason.filter(|_| !is_hidden),
            held_from: request.held_from.filter(|_| !is_hidden),
            category: request.category,
            urgency: request.urgency,
            duration_minutes: wish.duration_minutes,
            windows: wish.windows,
            weekly_slots: wish.weekly_slots,
            help_kind: wish.help_kind,
            rhythm: wish.rhythm,
            languages: wish.languages,
            wanted_from: wish.wanted_from,
            minors_involved: wish.minors_involved,
            channel: wish.channel,
            visibility: wish.visibility,
            helpers_wanted: request.helpers_wanted,
            helpers_agreed: request.helpers_agreed,
            covers: request.covers.map(|id| CoveredMatch { id, href: format!("/v1/matches/{id}") }),
            approved_at: request.approved_at,
            unseen_since: request.unseen_since.filter(|_| !is_own),
            text,
            public_text,
            accessibility_notes,
            question,
            answer,
            reopen_note,
            handed_back_from: request.handed_back_from,
        }
    }
}
