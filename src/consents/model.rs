//! What a consent says, and when it holds.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use crate::clock::Instant;
use crate::ids::{ConsentId, OrganisationId, PersonId};
use crate::platform::language::Locale;

crate::db::types::words! {
    /// What a consent is for.
    ConsentPurpose {
        /// Handing a request to an organisation.
        Referral = "referral",
        /// Showing a request to people nearby.
        PublishRequest = "publishRequest",
        /// Asking neighbours for help in the name of somebody, as an organisation whose client they are.
        AskNeighbourhood = "askNeighbourhood",
        /// Learning what caring neighbourhoods mean for people.
        Research = "research",
    }
    /// How somebody chose.
    ConsentHow {
        /// In the app, by themselves.
        App = "app",
        /// On paper.
        Paper = "paper",
        /// The text was read out.
        Oral = "oral",
        /// The text was read out, and a witness heard it.
        OralWithWitness = "oralWithWitness",
    }
    /// What a consent may cover.
    SharedField {
        /// First and last name.
        Name = "name",
        /// The phone number.
        Phone = "phone",
        /// The e-mail address.
        Email = "email",
        /// The postal address.
        Address = "address",
        /// The year of birth.
        BirthYear = "birthYear",
        /// The languages spoken.
        Languages = "languages",
        /// What was asked, in the words of the person.
        RequestText = "requestText",
        /// What to mind so that it is accessible.
        AccessibilityNotes = "accessibilityNotes",
        /// Somebody else to turn to.
        ContactPerson = "contactPerson",
        /// How to reach the person safely.
        SafeContact = "safeContact",
        /// When help is wanted.
        Windows = "windows",
        /// Once, or with a rhythm.
        HelpKind = "helpKind",
    }
    /// How a consent stands.
    ConsentState {
        /// The answer was yes, and it holds.
        Given = "given",
        /// The answer was no.
        Refused = "refused",
        /// The yes was taken back.
        Withdrawn = "withdrawn",
        /// The yes ran out.
        Expired = "expired",
    }
}

impl SharedField {
    /// Whether it tells who somebody is, or repeats what they said: never for research, as its text promises.
    #[must_use]
    pub const fn is_identifying(self) -> bool {
        match self {
            Self::Name
            | Self::Phone
            | Self::Email
            | Self::Address
            | Self::RequestText
            | Self::AccessibilityNotes
            | Self::ContactPerson
            | Self::SafeContact => true,
            Self::BirthYear | Self::Languages | Self::Windows | Self::HelpKind => false,
        }
    }
}

/// An answer to a consent text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The id.
    pub id: ConsentId,
    /// Whom it is about.
    pub person: PersonId,
    /// What for.
    pub purpose: ConsentPurpose,
    /// Who receives what is shared.
    pub organisation: Option<OrganisationId>,
    /// What may be shared.
    pub scope: BTreeSet<SharedField>,
    /// The version of the text.
    pub text_version: String,
    /// The hash of the text, in hexadecimal.
    pub text_hash: String,
    /// The language of the text.
    pub language: Locale,
    /// Yes or no.
    pub given: bool,
    /// How the answer was given.
    pub how: ConsentHow,
    /// Who wrote it down.
    pub recorded_by: PersonId,
    /// Who answered.
    pub given_by: PersonId,
    /// When.
    pub at: Instant,
    /// When it runs out.
    pub expires_at: Option<Instant>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Instant>,
}

/// So long before a yes runs out the person and the team hear of it, to ask anew.
pub const NOTICE: TimeDelta = TimeDelta::days(14);
/// No yes is given for longer than this.
pub const LONGEST: TimeDelta = TimeDelta::days(5 * 366);

/// A verb that does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotGiven(pub ConsentState);

impl Consent {
    /// How it stands at a moment.
    #[must_use]
    pub fn state(&self, now: Instant) -> ConsentState {
        if !self.given {
            ConsentState::Refused
        } else if self.withdrawn_at.is_some() {
            ConsentState::Withdrawn
        } else if self.expires_at.is_some_and(|it| it <= now) {
            ConsentState::Expired
        } else {
            ConsentState::Given
        }
    }

    /// Takes the yes back.
    ///
    /// # Errors
    /// [`NotGiven`] when there is no yes that holds.
    pub fn withdraw(self, now: Instant) -> Result<Self, NotGiven> {
        match self.state(now) {
            ConsentState::Given => Ok(Self { withdrawn_at: Some(now), ..self }),
            state @ (ConsentState::Refused | ConsentState::Withdrawn | ConsentState::Expired) => Err(NotGiven(state)),
        }
    }

    /// Whether it is a yes that holds, to this, for this receiver and for all of these fields.
    #[must_use]
    pub fn covers(
        &self,
        person: PersonId,
        purpose: ConsentPurpose,
        organisation: Option<OrganisationId>,
        fields: &[SharedField],
        now: Instant,
    ) -> bool {
        self.state(now) == ConsentState::Given
            && self.person == person
            && self.purpose == purpose
            && self.organisation == organisation
            && fields.iter().all(|it| self.scope.contains(it))
    }

    /// When time does something to it next: the notice, or the end. A yes for a shorter time than the notice has none.
    #[must_use]
    pub fn clock(&self, now: Instant) -> Option<Instant> {
        let expires = self.expires_at.filter(|_| self.given && self.withdrawn_at.is_none())?;
        Some(self.notice().filter(|it| now < *it).unwrap_or(expires))
    }

    /// When the person and the team hear that it runs out.
    #[must_use]
    pub fn notice(&self) -> Option<Instant> {
        self.expires_at.map(|it| it - NOTICE).filter(|it| *it > self.at)
    }

    /// Whether both answer what the same receiver wants to know for the same purpose.
    #[must_use]
    pub fn is_same_question(&self, other: &Self) -> bool {
        self.purpose == other.purpose && self.organisation == other.organisation
    }

    /// Whether this is a later yes to the same question that holds longer than that one, which runs out.
    #[must_use]
    pub fn outlasts(&self, other: &Self, now: Instant) -> bool {
        let lasts_longer = match (self.expires_at, other.expires_at) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(mine), Some(theirs)) => mine > theirs,
        };
        let is_later = (self.at, self.id) > (other.at, other.id);
        is_later && self.is_same_question(other) && lasts_longer && self.state(now) == ConsentState::Given
    }

    /// Whether it makes up for that one running out, in all that it covers.
    #[must_use]
    pub fn renews(&self, other: &Self, now: Instant) -> bool {
        self.outlasts(other, now) && other.scope.is_subset(&self.scope)
    }

    /// Counts the changes: a withdrawal is the only one.
    #[must_use]
    pub fn version(&self) -> i32 {
        1 + i32::from(self.withdrawn_at.is_some())
    }
}
