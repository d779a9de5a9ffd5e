//! A care provider asks for a client, sees whether the help came, and calls it off.

use super::model::{ClientRequest, ClientRequestState};
use super::store;
use crate::codes::Code;
use crate::consents::actions::{self as consents, NewConsent};
use crate::consents::{ConsentHow, ConsentPurpose};
use crate::events::Event;
use crate::ids::{ClientRequestId, ConsentId, OrganisationId, PersonId, RequestId};
use crate::people;
use crate::people::actions::Registration;
use crate::people::model::{EntryHow, GROWN_AGE};
use crate::platform::http::{Cursor, Page};
use crate::platform::language::Locale;
use crate::platform::{Error, Result, Tx};
use crate::policy::{self, Acting, Action, Actor, Subject, check, scope};
use crate::requests::actions::{NewRequest, end_by_cascade, enter};
use crate::requests::model::{RequestState, WithdrawReason};
use crate::requests::store as requests;

/// What an organisation asks for a client.
#[derive(Debug, Clone)]
pub struct NewClientRequest {
    /// Whose client it is; can be left out by who is of one organisation.
    pub organisation: Option<OrganisationId>,
    /// Who the client is; `how` and `witness` are those of the yes too.
    pub client: Registration,
    /// The version of the consent text that was read.
    pub text_version: String,
    /// The language it was read in.
    pub language: Locale,
    /// What is asked.
    pub request: NewRequest,
    /// By what the organisation knows the client.
    pub reference: Option<String>,
}

fn subject(of: &ClientRequest) -> Subject {
    Subject { organisation: Some(of.organisation), ..Subject::of(of.person) }
}

/// Asks for a client: writes down who that is, the yes, and the request, which waits for the team. Who it is may be known
/// already; that is for the team to see, and never for the organisation.
///
/// # Errors
/// [`Code::ConsentTextUnknown`]; a refusal when the actor is of no such organisation, the client is under age, or the parts
/// do not go together.
pub fn ask_for_client(tx: &mut Tx<'_>, actor: &Actor, new: NewClientRequest) -> Result<ClientRequestId> {
    let caller = actor.signed_in()?;
    let organisation = which_organisation(actor, new.organisation)?;
    let by = check(actor, Action::AskForClient, &Subject { organisation: Some(organisation), ..Subject::default() })?;
    if new.client.person.birth_year.age(tx.now) < GROWN_AGE {
        return Err(Error::invalid("/client/birthYear", "is that of a grown-up; for a child its guardian asks"));
    }
    let how = consent_how(&new.client)?;
    let witness = new.client.witness.clone().filter(|_| how == ConsentHow::OralWithWitness);
    let person = people::actions::register_client(tx, by, caller, &new.client)?;
    let neighbourhood = people::actions::subject_of(tx, person)?.neighbourhood();
    let yes = NewConsent {
        person,
        purpose: ConsentPurpose::AskNeighbourhood,
        organisation: Some(organisation),
        scope: std::collections::BTreeSet::new(),
        text_version: new.text_version,
        language: new.language,
        given: true,
        how,
        given_by: None,
        on_behalf_of: None,
        witness,
        expires_at: None,
    };
    let consent = consents::record(tx, by, caller, yes)?;
    let request = enter(tx, by, caller, person, &new.request)?;
    let asked = ClientRequest {
        id: ClientRequestId::fresh(),
        request,
        organisation,
        consent,
        reference: new.reference,
        person,
        request_state: RequestState::Submitted,
        state_since: tx.now,
        created_at: tx.now,
    };
    store::insert(tx, &asked, caller)?;
    let happening = Event::ClientRequestSubmitted(asked.id).by(by).at(neighbourhood);
    tx.record(&happening.with("organisation", organisation).with("request", request))?;
    Ok(asked.id)
}

/// The organisation that is named, else the only one of the actor.
fn which_organisation(actor: &Actor, named: Option<OrganisationId>) -> Result<OrganisationId> {
    if !policy::could(actor, Action::AskForClient) {
        return Err(Code::Forbidden.into());
    }
    let mut theirs = actor.grants.iter().filter_map(|it| it.organisation);
    match named {
        Some(named) if theirs.any(|it| it == named) => Ok(named),
        Some(_) => Err(Error::invalid("/organisationId", "is no organisation of the caller")),
        None => match (theirs.next(), theirs.next()) {
            (Some(only), None) => Ok(only),
            _ => Err(Error::invalid("/organisationId", "says which organisation of the caller")),
        },
    }
}

/// How the yes was given: as the client spoke.
fn consent_how(client: &Registration) -> Result<ConsentHow> {
    if client.how == EntryHow::App {
        return Err(Error::invalid("/how", "is phone, desk, homeVisit or paper"));
    }
    Ok(super::super::actions::consent_how(client.how, client.witness.is_some()))
}

/// The request of a client.
///
/// # Errors
/// A refusal when the actor may not see it, the client took the yes back, or it ended more than thirty days ago.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: ClientRequestId) -> Result<ClientRequest> {
    let found = store::get(tx, id)?;
    check(actor, Action::SeeClientRequest, &subject(&found))?;
    Ok(found)
}

/// A page of the requests of clients of the actor's organisations.
///
/// # Errors
/// When the database fails.
pub fn see_all(tx: &mut Tx<'_>, actor: &Actor, cursor: Cursor) -> Result<Page<ClientRequest>> {
    let scope = scope(actor, Action::SeeClientRequest);
    Ok(Page::new(store::list(tx, &scope, cursor)?, cursor, |it| it.id.uuid()))
}

/// What the actor may do now.
#[must_use]
pub fn allowed(actor: &Actor, of: &ClientRequest) -> Vec<&'static str> {
    let waits = of.state() == ClientRequestState::Waiting;
    policy::allowed(actor, &subject(of), [("withdraw", Action::WithdrawForClient, waits)])
}

/// The help is not needed any more: ends the request.
///
/// # Errors
/// [`Code::WrongState`] when it has ended; a refusal when the actor may not.
pub fn withdraw_for_client(tx: &mut Tx<'_>, actor: &Actor, id: ClientRequestId) -> Result<ClientRequestId> {
    let found = store::get(tx, id)?;
    check(actor, Action::WithdrawForClient, &subject(&found))?;
    requests::lock(tx, found.request)?;
    let locked = store::get(tx, id)?;
    let by = check(actor, Action::WithdrawForClient, &subject(&locked))?;
    if locked.state() != ClientRequestState::Waiting {
        return Err(Error::wrong_state("withdraw", locked.state().as_str()));
    }
    end_by_cascade(tx, locked.request, WithdrawReason::NoLongerNeeded, by)?;
    tx.record(&Event::ClientRequestWithdrawn(id).by(by).with("organisation", locked.organisation))?;
    Ok(id)
}

// -- what others ask --------------------------------------------------------------------------------------------------

/// Who asked for somebody: the organisation whose client they are, and who of those whom the team knows may be the same
/// person. Checks no right: the caller has done so.
///
/// # Errors
/// When the database fails.
pub(in crate::requests) fn asked_by(
    tx: &mut Tx<'_>,
    actor: &Actor,
    request: RequestId,
    person: PersonId,
) -> Result<Option<(OrganisationId, Vec<PersonId>)>> {
    let Some((organisation, _)) = store::asked_with(tx, request)? else { return Ok(None) };
    Ok(Some((organisation, people::actions::possibly_same(tx, actor, person)?)))
}

/// Which organisation asked for somebody, and by what it knows them: for their own copy of their data.
///
/// # Errors
/// When the database fails.
pub fn asked_with(tx: &mut Tx<'_>, request: RequestId) -> Result<Option<(OrganisationId, Option<String>)>> {
    store::asked_with(tx, request)
}

/// A client took the yes back: what was asked with it ends.
///
/// # Errors
/// When the database fails.
pub fn consent_withdrawn(tx: &mut Tx<'_>, consent: ConsentId, by: Acting) -> Result<()> {
    store::resting_on(tx, consent)?.into_iter().try_for_each(|it| end_by_cascade(tx, it, WithdrawReason::Other, by))
}
