//! The bodies of the routes about requests.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::categories::Category;
use crate::clock::Instant;
use crate::duty::OutsideDutyHours;
use crate::ids::{MatchId, NeighbourhoodId, PersonId, ReferralId, RequestId};
use crate::people::contact_rules::ContactRules;
use crate::people::model::LanguageTag;
use crate::places::{Cell, Position};
use crate::platform::http::Resource;
use crate::platform::text::{Address, FreeText, PersonName};
use crate::requests::actions::{NewPlace, NewRequest, Seen};
use crate::requests::model::{
    Channel, FulfilOutcome, HelpKind, HoldReason, Reason, RejectReason, RequestState, RequestText, Rhythm, Said,
    Urgency, Visibility, WantedFrom, Wish, WithdrawReason,
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
struct RequestPerson {
    id: PersonId,
    href: String,
    /// How the person may be reached; for the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contact_rules: Option<ContactRules>,
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
            person: RequestPerson { id: request.person, href: format!("/v1/people/{}", request.person), contact_rules },
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

/// Where help is needed when that is not at home. Sealed; only the helper of an agreed match sees it.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestPlace {
    position: Position,
    address: Option<Address>,
}

impl From<RequestPlace> for NewPlace {
    fn from(place: RequestPlace) -> Self {
        Self { position: place.position, address: place.address }
    }
}

/// What somebody asks for: a category and a time are enough. Give `windows` or `weeklySlots`, not both; each at least
/// as long as `durationMinutes`.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewRequestBody {
    category: Category,
    /// For the team and, once agreed, the helper.
    text: Option<RequestText>,
    /// For neighbours, agreed by the requester.
    public_text: Option<FreeText>,
    #[schema(minimum = 15, maximum = 480)]
    duration_minutes: i32,
    /// Within a year from now.
    #[serde(default)]
    #[schema(max_items = 20)]
    windows: Vec<Window>,
    #[serde(default)]
    #[schema(max_items = 28)]
    weekly_slots: Vec<WeeklySlot>,
    urgency: Urgency,
    /// Once, when left out.
    help_kind: Option<HelpKind>,
    /// For recurring help only.
    rhythm: Option<Rhythm>,
    #[serde(default)]
    #[schema(max_items = 10)]
    languages: Vec<LanguageTag>,
    /// At home, when left out.
    place: Option<RequestPlace>,
    /// Anyone, when left out.
    wanted_from: Option<WantedFrom>,
    #[serde(default)]
    minors_involved: bool,
    accessibility_notes: Option<FreeText>,
    /// By the app, when left out.
    channel: Option<Channel>,
    /// One, when left out.
    #[schema(minimum = 1, maximum = 20)]
    helpers_wanted: Option<i32>,
    /// The team only, when left out. `nearby` needs a consent to publish.
    visibility: Option<Visibility>,
    /// For whom: a person without an account, for the team, or somebody for whom the caller is a proxy.
    for_person: Option<PersonId>,
    /// Who heard it, when the team writes it down. Kept sealed, and not shown.
    witness: Option<PersonName>,
}

impl From<NewRequestBody> for NewRequest {
    fn from(body: NewRequestBody) -> Self {
        Self {
            category: body.category,
            urgency: body.urgency,
            helpers_wanted: body.helpers_wanted.unwrap_or(1),
            wish: Wish {
                duration_minutes: body.duration_minutes,
                windows: body.windows,
                weekly_slots: body.weekly_slots,
                help_kind: body.help_kind.unwrap_or(HelpKind::Once),
                rhythm: body.rhythm,
                languages: body.languages,
                wanted_from: body.wanted_from.unwrap_or(WantedFrom::Anyone),
                minors_involved: body.minors_involved,
                channel: body.channel.unwrap_or(Channel::App),
                visibility: body.visibility.unwrap_or(Visibility::BuurtwerkerOnly),
            },
            said: Said {
                text: body.text,
                public_text: body.public_text,
                accessibility_notes: body.accessibility_notes,
                witness: body.witness,
                ..Said::default()
            },
            place: body.place.map(Into::into),
            for_person: body.for_person,
        }
    }
}

/// What the team asks the requester.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionBody {
    pub(super) question: FreeText,
}

/// What the requester answers.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerBody {
    pub(super) answer: FreeText,
}

/// Why a request is refused.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RejectRequestBody)]
pub(super) struct RejectBody {
    pub(super) reason: RejectReason,
}

/// Why a request is put aside.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HoldRequestBody)]
pub(super) struct HoldBody {
    pub(super) reason: HoldReason,
}

/// Why a request is taken back.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WithdrawRequestBody)]
pub(super) struct WithdrawBody {
    pub(super) reason: WithdrawReason,
}

/// Why a request is taken up again, if there is anything to say.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReopenRequestBody)]
pub(super) struct ReopenBody {
    pub(super) note: Option<FreeText>,
}

/// The token of a mail.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StillNeededToken)]
pub(super) struct Token {
    #[schema(max_length = 200)]
    pub(super) token: String,
}

/// What came of a request.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FulfilRequestBody)]
pub(super) struct FulfilBody {
    pub(super) outcome: FulfilOutcome,
}

crate::db::types::words! {
    /// Which requests are listed.
    RequestView {
        /// The caller's own.
        Mine = "mine",
        /// Those in the neighbourhoods of the caller's roles.
        Neighbourhood = "neighbourhood",
        /// Those that others around the caller's home let neighbours see.
        Nearby = "nearby",
    }
}

/// Which requests are listed.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RequestsQuery {
    /// The caller's own, when left out.
    #[param(inline)]
    pub(super) view: Option<RequestView>,
    /// How far around the home, with the view `nearby`: 500 to 15,000, and 2,000 when left out.
    #[param(minimum = 500, maximum = 15_000)]
    pub(super) radius_metres: Option<u32>,
}
