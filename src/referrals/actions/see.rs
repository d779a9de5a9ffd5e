//! What each side may read of a referral.

use super::subject;
use super::team::is_covered;
use crate::audit;
use crate::clock::Instant;
use crate::codes::Code;
use crate::consents::SharedField;
use crate::events::{Disclosure, Event, Part, Purpose};
use crate::ids::{PersonId, ReferralId, RequestId};
use crate::people;
use crate::people::Language;
use crate::people::contact_rules::ContactRules;
use crate::people::contact_rules::actions::{email_for_others, phone_for_others, rules_of};
use crate::people::model::{BirthYear, Name};
use crate::platform::http::{Cursor, Page};
use crate::platform::text::{Address, EmailAddress, FreeText, PersonPhone};
use crate::platform::{Error, Result, Tx};
use crate::policy::{self, Action, Actor, Role, Scope, Subject, check, scope};
use crate::referrals::model::{ContactPerson, Referral, ReferralState, Said};
use crate::referrals::store;
pub use crate::referrals::store::Looked;
pub use crate::referrals::store::{ReferralView, Wanted};
use crate::requests;
use crate::requests::model::{HelpKind, RequestText};
use crate::when::{WeeklySlot, Window};

/// Who looks at a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The person it is about.
    Person,
    /// The team of the neighbourhood.
    Team,
    /// The organisation it went to.
    Organisation,
}

crate::db::types::words! {
    /// Something the team should look at; nothing that stands in the way.
    ReferralWarning {
        /// The same person is with the same service already.
        DuplicateLiveReferral = "duplicateLiveReferral",
        /// The person may be reached in one way only, or not at all, and the organisation does not read that: ask for a
        /// yes to `safeContact`, or tell them by hand.
        SafeContactNotShared = "safeContactNotShared",
    }
}

/// What the organisation reads of the person: the fields that were consented to and are not empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shared {
    /// First and last name.
    pub name: Option<Name>,
    /// The e-mail address.
    pub email: Option<EmailAddress>,
    /// The phone number of the account.
    pub phone: Option<PersonPhone>,
    /// The postal address.
    pub address: Option<Address>,
    /// The year of birth.
    pub birth_year: Option<BirthYear>,
    /// The languages spoken.
    pub languages: Vec<Language>,
    /// How the person may be reached, and whether at all.
    pub contact_rules: Option<ContactRules>,
    /// What was asked.
    pub request_text: Option<RequestText>,
    /// What to mind so that it is accessible.
    pub accessibility_notes: Option<FreeText>,
    /// When help is wanted, in absolute time.
    pub windows: Vec<Window>,
    /// When help is wanted, every week.
    pub weekly_slots: Vec<WeeklySlot>,
    /// Once or again and again.
    pub help_kind: Option<HelpKind>,
    /// Somebody else to turn to.
    pub contact_person: Option<ContactPerson>,
}

/// A step in the history of a referral: what, when, in which role; never who.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What happened: the word after `referral.`.
    pub event: String,
    /// When.
    pub at: Instant,
    /// In which role.
    pub acting_as: Role,
    /// The referral that it led to; for the team and the person.
    pub referral: Option<ReferralId>,
    /// The request that it led to; for the team and the person.
    pub request: Option<RequestId>,
}

/// A referral as one of the sides sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The referral.
    pub referral: Referral,
    /// Who looks.
    pub audience: Audience,
    /// The words, where they may be read.
    pub said: Option<Said>,
    /// What is shared of the person; for the organisation.
    pub shared: Option<Shared>,
    /// What happened so far.
    pub history: Vec<Step>,
    /// What the team should look at.
    pub warnings: Vec<ReferralWarning>,
}

fn audience(actor: &Actor, of: &Referral) -> Result<Audience> {
    let by = check(actor, Action::SeeReferral, &subject(of))?;
    Ok(match by.role {
        Role::Resident | Role::Anyone => Audience::Person,
        Role::CareProvider => Audience::Organisation,
        Role::Buurtwerker | Role::Coordinator | Role::Administrator | Role::System => Audience::Team,
    })
}

/// A referral, for its team, for the person it is about, and for its organisation. When somebody else than the person
/// reads what is sealed, that leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId) -> Result<Seen> {
    let referral = store::get(tx, id)?;
    let audience = audience(actor, &referral)?;
    let may_read = may_read(tx, &referral, audience)?;
    let said = if may_read { store::said(tx, &referral)? } else { None };
    let (mut shared, mut warnings) = (None, Vec::new());
    if audience == Audience::Organisation && may_read {
        shared = Some(shared_fields(tx, &referral)?);
    }
    // What has ended stands in nobody's way.
    let goes_on = referral.ended_at.is_none();
    if audience == Audience::Team && goes_on && store::has_duplicate(tx, &referral)? {
        warnings.push(ReferralWarning::DuplicateLiveReferral);
    }
    if audience == Audience::Team && !referral.shared.contains(&SharedField::SafeContact) {
        let limits = rules_of(tx, referral.person)?.is_some_and(|it| it.limits());
        warnings.extend(limits.then_some(ReferralWarning::SafeContactNotShared));
    }
    if audience != Audience::Person && may_read {
        let by = check(actor, Action::SeeReferral, &subject(&referral))?;
        let happening = Event::ReferralDisclosed(id).by(by).at(referral.neighbourhood).with("person", referral.person);
        let happening = happening.disclosing(disclosed(&referral, audience, said.is_some()));
        tx.record(&if shared.is_some() { happening.with("fields", words(&referral.shared)) } else { happening })?;
    }
    let history = history(tx, &referral, audience)?;
    Ok(Seen { referral, audience, said, shared, history, warnings })
}

/// Whether somebody who knows of a referral may read what is sealed of it.
fn may_read(tx: &mut Tx<'_>, of: &Referral, audience: Audience) -> Result<bool> {
    match audience {
        Audience::Person | Audience::Team => Ok(true),
        Audience::Organisation => Ok(of.is_within_access(tx.now) && is_covered(tx, of)?),
    }
}

/// A referral and its words as they stand for the actor, to hold what is sent against them. Nobody is shown it, so it leaves no
/// trace.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn standing(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId) -> Result<(Referral, Option<Said>)> {
    let referral = store::get(tx, id)?;
    let audience = audience(actor, &referral)?;
    let said = if may_read(tx, &referral, audience)? { store::said(tx, &referral)? } else { None };
    Ok((referral, said))
}

/// What the team or the organisation reads of the person.
fn disclosed(of: &Referral, audience: Audience, has_words: bool) -> Disclosure {
    let of_field = |field: &SharedField| match field {
        SharedField::Name => Part::Name,
        SharedField::Email
        | SharedField::Address
        | SharedField::Phone
        | SharedField::ContactPerson
        | SharedField::SafeContact => Part::Contact,
        SharedField::RequestText | SharedField::AccessibilityNotes => Part::Texts,
        SharedField::BirthYear | SharedField::Languages | SharedField::Windows | SharedField::HelpKind => Part::Facts,
    };
    let is_outside = audience == Audience::Organisation;
    let mut parts: Vec<_> = of.shared.iter().filter(|_| is_outside).map(of_field).collect();
    parts.extend(has_words.then_some(Part::Texts));
    parts.sort_unstable();
    parts.dedup();
    let organisation = is_outside.then_some(of.organisation);
    Disclosure { organisation, ..Disclosure::of([of.person], &parts, Purpose::Referral) }
}

fn words(fields: &[SharedField]) -> String {
    fields.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(" ")
}

/// What happened so far. Readings stand in the audit log only. The organisation sees nothing of the draft, nothing of
/// where else the case went, and of what was taken back only that.
fn history(tx: &mut Tx<'_>, of: &Referral, audience: Audience) -> Result<Vec<Step>> {
    // Who came in by the link, and how often, is no step of the case.
    let by_link = [Event::LinkCodeSent(of.id).name(), Event::LinkOpened(of.id).name()];
    let mut entries = audit::history(tx, of.id.uuid())?;
    entries.retain(|it| !by_link.contains(&it.event.as_str()));
    let prepared = Event::ReferralPrepared(of.id).name();
    let is_inside = audience != Audience::Organisation;
    let (sent, retracted) = (Event::ReferralSent(of.id).name(), Event::ReferralRetracted(of.id).name());
    let first = if of.state == ReferralState::EnteredInError { retracted } else { sent };
    let begin = entries.iter().position(|it| it.event == first).unwrap_or(entries.len());
    let disclosed = Event::ReferralDisclosed(of.id).name();
    let not_for_person = [disclosed, Event::ReferralOverrideUnread(of.id).name()];
    let inside = [Event::ReferralRerouted(of.id).name(), Event::ReferralOverrideApproved(of.id).name()];
    let is_told = |event: &str| match audience {
        Audience::Team => event != disclosed,
        Audience::Person => !not_for_person.contains(&event),
        Audience::Organisation => !not_for_person.contains(&event) && !inside.contains(&event),
    };
    let entries = entries.into_iter().skip(if is_inside { 0 } else { begin }).filter(|it| is_told(&it.event));
    let step = |it: audit::Entry| {
        let named = |name: &str| it.details.0.get(name).and_then(|id| id.as_str()).filter(|_| is_inside);
        Step {
            event: it.event.split_once('.').map_or(it.event.as_str(), |(_, verb)| verb).to_owned(),
            at: it.at,
            acting_as: it.acting_as,
            referral: named("referral").and_then(|id| id.parse().ok()),
            // What a draft names is the request that it comes from.
            request: named("request").filter(|_| it.event != prepared).and_then(|id| id.parse().ok()),
        }
    };
    Ok(entries.map(step).collect())
}

/// What is shared of the person, as it is at this moment. Checks no right: the caller has done so.
///
/// # Errors
/// When the database fails.
pub fn shared_fields(tx: &mut Tx<'_>, of: &Referral) -> Result<Shared> {
    let person = people::actions::get(tx, of.person)?;
    let request = requests::load(tx, of.request)?;
    let said = requests::said(tx, &request)?;
    // What is said after the end is said to others.
    let is_that_case = of.ended_at.is_none_or(|ended| request.updated_at <= ended);
    let has_moved = match of.ended_at {
        Some(ended) => people::actions::has_moved_since(tx, of.person, ended)?,
        None => false,
    };
    let mut shared = Shared::default();
    for field in &of.shared {
        match field {
            SharedField::Name => shared.name.clone_from(&person.name),
            SharedField::Email => shared.email = email_for_others(tx, of.person)?,
            SharedField::Phone => shared.phone = phone_for_others(tx, of.person)?,
            // Where somebody went to live after the end is not for who helped before.
            SharedField::Address if has_moved => {}
            SharedField::Address => shared.address = people::actions::contact_of(tx, of.person)?.address,
            SharedField::BirthYear => shared.birth_year = Some(person.birth_year),
            SharedField::Languages => shared.languages.clone_from(&person.languages),
            SharedField::RequestText
            | SharedField::AccessibilityNotes
            | SharedField::Windows
            | SharedField::HelpKind
                if !is_that_case => {}
            SharedField::RequestText => shared.request_text.clone_from(&said.text),
            SharedField::AccessibilityNotes => shared.accessibility_notes.clone_from(&said.accessibility_notes),
            SharedField::Windows => {
                shared.windows.clone_from(&request.wish.windows);
                shared.weekly_slots.clone_from(&request.wish.weekly_slots);
            }
            SharedField::HelpKind => shared.help_kind = Some(request.wish.help_kind),
            SharedField::SafeContact => {
                shared.contact_rules = rules_of(tx, of.person)?;
            }
            SharedField::ContactPerson => {
                shared.contact_person = store::said(tx, of)?.and_then(|it| it.contact_person);
            }
        }
    }
    Ok(shared)
}

/// A page of the referrals that the actor may see, without anything sealed.
///
/// # Errors
/// When the database fails.
pub fn see_all(tx: &mut Tx<'_>, actor: &Actor, wanted: Wanted, cursor: Cursor) -> Result<Page<Seen>> {
    let scope = scope(actor, Action::SeeReferral);
    let page = Page::new(store::list(tx, &scope, wanted, cursor)?, cursor, |it| it.id.uuid());
    page.try_map(|referral| {
        // The filter and the check are the same policy.
        let audience = audience(actor, &referral).map_err(|error| match error.code() {
            Some(Code::NotFound | Code::Forbidden) => Error::Inconsistent(format!("the list shows {}", referral.id)),
            _ => error,
        })?;
        Ok(Seen { referral, audience, said: None, shared: None, history: Vec::new(), warnings: Vec::new() })
    })
}

/// Referrals that came to the organisations of the actor, in the order in which they last changed, without anything sealed.
///
/// # Errors
/// When the database fails.
pub fn changed(tx: &mut Tx<'_>, actor: &Actor, looked: Looked) -> Result<Vec<Referral>> {
    store::changed(tx, &scope(actor, Action::SeeReferral), looked)
}

/// The referrals that can need a human word of the team: drafts, and those of which the organisation was reminded. No right
/// is checked: `scope` says which the team sees.
///
/// # Errors
/// When the database fails.
pub fn to_follow_up(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Referral>> {
    store::to_follow_up(tx, scope)
}

/// Whom a referral is about, and what the policy needs to know of it. No right is checked.
///
/// # Errors
/// When there is no such referral.
pub fn about(tx: &mut Tx<'_>, id: ReferralId) -> Result<(PersonId, Subject)> {
    let referral = store::get(tx, id)?;
    Ok((referral.person, subject(&referral)))
}

/// The referrals of a request, of those that the actor may see, oldest first. Nothing sealed is read.
///
/// # Errors
/// When the database fails.
pub fn of_request(tx: &mut Tx<'_>, actor: &Actor, request: RequestId) -> Result<Vec<Referral>> {
    let ids = store::of_request(tx, request, ReferralState::ALL)?;
    let mut found = ids.into_iter().map(|it| store::get(tx, it)).collect::<Result<Vec<_>>>()?;
    found.retain(|it| policy::may(actor, Action::SeeReferral, &subject(it)));
    Ok(found)
}
