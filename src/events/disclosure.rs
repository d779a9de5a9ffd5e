//! What of a person was shown to somebody else, and what for: what they read in their access log.

use std::collections::BTreeSet;

use crate::ids::{OrganisationId, PersonId};

crate::db::types::words! {
    /// What of a person was shown.
    Part {
        /// The name, or a part of it.
        Name = "name",
        /// An e-mail address, a phone number or a postal address.
        Contact = "contact",
        /// Where exactly help is.
        Place = "place",
        /// What was said or written.
        Texts = "texts",
        /// The year of birth, languages, times, the kind of help.
        Facts = "facts",
    }
    /// What somebody looked for.
    Purpose {
        /// To know who somebody of the neighbourhood is.
        KnowPerson = "knowPerson",
        /// To look at what is asked.
        HandleRequest = "handleRequest",
        /// To find somebody who helps.
        FindHelper = "findHelper",
        /// To help each other, as both agreed.
        AgreedHelp = "agreedHelp",
        /// To pass a case to a professional, and to take it on.
        Referral = "referral",
        /// To look into a worry about safety.
        Safeguarding = "safeguarding",
    }
}

/// Something sealed of people that was shown to somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// Whose it is.
    pub of: Vec<PersonId>,
    /// What was shown of each of them.
    pub parts: Vec<Part>,
    /// What for.
    pub purpose: Purpose,
    /// Whose member looked, if it was for an organisation.
    pub organisation: Option<OrganisationId>,
}

impl Disclosure {
    /// Something of some people, for nobody outside the neighbourhood.
    pub fn of(people: impl IntoIterator<Item = PersonId>, parts: &[Part], purpose: Purpose) -> Self {
        let of: BTreeSet<PersonId> = people.into_iter().collect();
        Self { of: of.into_iter().collect(), parts: parts.to_vec(), purpose, organisation: None }
    }
}
