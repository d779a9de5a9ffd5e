//! What may be seen of requests.

use crate::duty::{self, OutsideDutyHours};
use crate::events::{Disclosure, Event, Part, Purpose};
use crate::ids::RequestId;
use crate::people::contact_rules::ContactRules;
use crate::people::contact_rules::actions::rules_of;
use crate::platform::http::{Cursor, Page};
use crate::platform::language::Locale;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, Role, check, scope};
use crate::requests::model::{HelpRequest, RequestState, Said, Urgency};
use crate::requests::store;

/// A request with what was said, as far as the reader may know it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The request.
    pub request: HelpRequest,
    /// What was said; `None` on lists of the team.
    pub said: Option<Said>,
    /// How the requester may be reached; for the team, and `None` on lists.
    pub contact_rules: Option<ContactRules>,
}

/// A request in full. When staff read the words of somebody, that leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: RequestId) -> Result<Seen> {
    let request = store::get(tx, id)?;
    let by = check(actor, Action::SeeRequest, &super::subject(&request))?;
    let said = store::said(tx, &request)?;
    let rules = if by.role == Role::Resident { None } else { rules_of(tx, request.person)? };
    if !by.is_for_oneself() && (by.role == Role::Resident || !(said.is_empty() && rules.is_none())) {
        let parts: &[Part] = if rules.is_some() { &[Part::Texts, Part::Contact] } else { &[Part::Texts] };
        let disclosed = Disclosure::of([request.person], parts, Purpose::HandleRequest);
        tx.record(&Event::RequestDisclosed(id).by(by).at(request.neighbourhood).disclosing(disclosed))?;
    }
    Ok(Seen { request, said: Some(said), contact_rules: rules })
}

/// What the requester should know whose cry for help today comes while nobody of the team is there.
///
/// # Errors
/// When the database fails.
pub(in crate::requests) fn outside_duty_hours(
    tx: &mut Tx<'_>,
    actor: &Actor,
    request: &HelpRequest,
    locale: Locale,
) -> Result<Option<OutsideDutyHours>> {
    let is_own = actor.speaks_for(request.person);
    let waits_today = request.state == RequestState::Submitted && request.urgency == Urgency::Today;
    if is_own && waits_today { duty::outside_duty_hours(tx, request.neighbourhood, locale) } else { Ok(None) }
}

/// The requests of the actor.
///
/// # Errors
/// When nobody signed in.
pub(in crate::requests) fn list_own(tx: &mut Tx<'_>, actor: &Actor, cursor: Cursor) -> Result<Page<Seen>> {
    let rows = store::list_own(tx, actor.signed_in()?, cursor)?;
    let seen =
        rows.into_iter().map(|(request, said)| Seen { request, said: Some(said), contact_rules: None }).collect();
    Ok(Page::new(seen, cursor, |it: &Seen| it.request.id.uuid()))
}

/// The requests in the neighbourhoods of the actor, in a state or in any, without anybody's words.
///
/// # Errors
/// When the database fails.
pub fn list_in_neighbourhoods(
    tx: &mut Tx<'_>,
    actor: &Actor,
    state: Option<RequestState>,
    cursor: Cursor,
) -> Result<Page<Seen>> {
    let rows = store::list_in(tx, &scope(actor, Action::SeeRequest), state, cursor)?;
    let seen = rows.into_iter().map(|request| Seen { request, said: None, contact_rules: None }).collect();
    Ok(Page::new(seen, cursor, |it: &Seen| it.request.id.uuid()))
}
