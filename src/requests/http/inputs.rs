//! What the routes about requests take.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::categories::Category;
use crate::ids::PersonId;
use crate::people::model::LanguageTag;
use crate::places::Position;
use crate::platform::text::{Address, FreeText, PersonName};
use crate::platform::{Error, Result};
use crate::requests::actions::{NewPlace, NewRequest};
use crate::requests::model::{
    Channel, FulfilOutcome, HelpKind, HoldReason, RejectReason, RequestState, RequestText, Rhythm, Said, Urgency,
    Visibility, WantedFrom, Wish, WithdrawReason,
};
use crate::when::{WeeklySlot, Window};

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

impl NewRequestBody {
    /// The same, where who speaks and how is said elsewhere.
    ///
    /// # Errors
    /// A refusal when it is said here too.
    pub(super) fn without_who_spoke(self) -> Result<Self> {
        let said = [
            ("/request/channel", self.channel.is_some()),
            ("/request/forPerson", self.for_person.is_some()),
            ("/request/witness", self.witness.is_some()),
        ];
        match said.into_iter().find(|it| it.1) {
            Some((pointer, _)) => Err(Error::invalid(pointer, "follows from the rest")),
            None => Ok(self),
        }
    }
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
    /// Those in this state, with the view `neighbourhood`.
    #[param(inline)]
    pub(super) state: Option<RequestState>,
}
