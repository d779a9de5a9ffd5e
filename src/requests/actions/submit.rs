//! Ask for help.

use crate::categories::Category;
use crate::codes::Code;
use crate::consents;
use crate::events::Event;
use crate::ids::{NeighbourhoodId, PersonId, RequestId};
use crate::people;
use crate::places::{self, Phase, Position, Spot, WayToMatch};
use crate::platform::text::Address;
use crate::platform::{Error, Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor, Role, Subject, check};
use crate::requests::model::{Channel, MOST_HELPERS};
use crate::requests::model::{HelpRequest, RequestState, Said, SealedPlace, Urgency, Visibility, WantedFrom, Wish};
use crate::requests::store;

/// Where help is needed when that is not at home.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPlace {
    /// The exact position.
    pub position: Position,
    /// The postal address.
    pub address: Option<Address>,
}

impl NewPlace {
    pub(super) fn sealed(&self) -> SealedPlace {
        SealedPlace { position: self.position.to_sealed(), address: self.address.clone() }
    }
}

/// What somebody asks for.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// The kind of help.
    pub category: Category,
    /// How soon.
    pub urgency: Urgency,
    /// When, how long, how often, by whom.
    pub wish: Wish,
    /// How many helpers are wanted.
    pub helpers_wanted: i32,
    /// In words.
    pub said: Said,
    /// Where; `None`: at home.
    pub place: Option<NewPlace>,
    /// For whom; `None`: for oneself.
    pub for_person: Option<PersonId>,
}

/// Asks for help: for oneself, as a proxy for somebody else, or as the team for a person without an account.
///
/// # Errors
/// [`Code::HomeMissing`] when neither a place nor a home is known; [`Code::ConsentMissing`] when neighbours should see
/// it; [`Code::CategoryNotOn`] where such help is not offered; a refusal when the wish cannot be, or the neighbourhood takes
/// no new requests.
pub fn submit(tx: &mut Tx<'_>, actor: &Actor, new: &NewRequest) -> Result<RequestId> {
    let caller = actor.signed_in()?;
    let person = new.for_person.unwrap_or(caller);
    let by = who_asks(tx, actor, person)?;
    enter(tx, by, caller, person, new)
}

/// Enters what is asked for a person. Checks no right: the caller has done so.
///
/// # Errors
/// As [`submit`].
pub(in crate::requests) fn enter(
    tx: &mut Tx<'_>,
    by: Acting,
    caller: PersonId,
    person: PersonId,
    new: &NewRequest,
) -> Result<RequestId> {
    people::states::actions::lock_taking_part(tx, person)?;
    check_channel(new, by)?;
    people::actions::check_guardian(tx, person)?;
    new.wish.check()?;
    new.wish.check_windows(tx.now)?;
    check_helpers(new.helpers_wanted, 0)?;
    if new.wish.visibility == Visibility::Nearby && !may_publish(tx, person)? {
        return Err(not_published());
    }
    check_wanted_from(new.category, &new.wish)?;
    let spot = spot_of(tx, person, new.place.as_ref())?;
    check_phase(tx, spot.neighbourhood)?;
    places::refuse_unless_offered(tx, spot.neighbourhood, new.category)?;
    if new.wish.visibility == Visibility::Nearby {
        places::refuse_unless_on(tx, spot.neighbourhood, WayToMatch::Nearby)?;
    }
    let submitted = HelpRequest {
        id: RequestId::fresh(),
        person,
        neighbourhood: spot.neighbourhood,
        state: RequestState::Submitted,
        held_from: None,
        reason: None,
        category: new.category,
        urgency: new.urgency,
        wish: new.wish.clone(),
        cell: Some(spot.cell),
        near_cell: Some(spot.near_cell),
        entered_by: caller,
        helpers_wanted: new.helpers_wanted,
        helpers_agreed: 0,
        first_in_queue: false,
        approved_at: None,
        unseen_since: None,
        state_since: tx.now,
        confirmed_at: None,
        pinged_at: None,
        look_asked_at: None,
        look_level: None,
        ever_helped: false,
        covers: None,
        handed_back_from: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    let opens = by.is_for_oneself() && opens_unseen(tx, &submitted)?;
    let submitted = if opens { submitted.open_unseen(tx.now)? } else { submitted };
    let place = new.place.as_ref().map(NewPlace::sealed);
    store::insert(tx, &submitted, &new.said, place.as_ref())?;
    let event = Event::RequestSubmitted(submitted.id).by(by).at(submitted.neighbourhood);
    tx.record(&event.with("category", new.category).with("urgency", new.urgency).with("state", submitted.state))?;
    Ok(submitted.id)
}

/// Whether it opens before anybody of the team has looked: what its requester, whom the team trusts, says themselves.
pub(super) fn opens_unseen(tx: &mut Tx<'_>, request: &HelpRequest) -> Result<bool> {
    Ok(request.can_open_unseen() && people::trust::actions::is_trusted_in(tx, request.person, request.neighbourhood)?)
}

/// Who asks for a person: they themselves, their proxy, or the team for who has no account.
fn who_asks(tx: &mut Tx<'_>, actor: &Actor, person: PersonId) -> Result<Acting> {
    if actor.person == Some(person) {
        return Ok(check(actor, Action::SubmitRequest, &Subject::of(person))?);
    }
    let subject = people::actions::subject_of(tx, person)?;
    let recorder = people::actions::recording(tx, actor, &[person])?;
    Ok(check(&recorder, Action::SubmitRequest, &subject)?)
}

/// The team says how the person spoke, and may name who heard it.
fn check_channel(new: &NewRequest, by: Acting) -> Result<()> {
    let is_team = by.role != Role::Resident;
    if is_team && new.wish.channel == Channel::App {
        return Err(Error::invalid("/channel", "is phone, desk, homeVisit or paper for a person without an account"));
    }
    if !is_team && new.said.witness.is_some() {
        return Err(Error::invalid("/witness", "goes with what the team writes down"));
    }
    Ok(())
}

/// A closed neighbourhood takes no new requests.
pub(super) fn check_phase(tx: &mut Tx<'_>, neighbourhood: Option<NeighbourhoodId>) -> Result<()> {
    let Some(neighbourhood) = neighbourhood else { return Ok(()) };
    if places::get(tx, neighbourhood)?.phase == Phase::Closed {
        return Err(Refusal::new(Code::WrongState).because("the neighbourhood takes no new requests").into());
    }
    Ok(())
}

/// There is a place for each helper who has agreed, and one more.
pub(super) fn check_helpers(wanted: i32, agreed: i32) -> Result<()> {
    if !(1..=MOST_HELPERS).contains(&wanted) {
        return Err(Error::invalid("/helpersWanted", "must lie between 1 and 20"));
    }
    if wanted <= agreed {
        return Err(Error::invalid("/helpersWanted", "as many helpers have agreed already"));
    }
    Ok(())
}

/// Whether somebody lets neighbours see what they ask for. Counts the consents, so that who takes theirs back meanwhile
/// waits: to be asked before the request is locked.
pub(super) fn may_publish(tx: &mut Tx<'_>, person: PersonId) -> Result<bool> {
    people::actions::consent_counted(tx, person)?;
    Ok(consents::publishing(tx, &[person])?.contains(&person))
}

/// Neighbours see a request only with a consent of the person.
pub(super) fn not_published() -> Error {
    Refusal::new(Code::ConsentMissing).because("visibility nearby needs a publishRequest consent").into()
}

/// A woman or a man is asked for where the help is close: inside the home, personal, or for children.
pub(super) fn check_wanted_from(category: Category, wish: &Wish) -> Result<()> {
    match wish.wanted_from {
        WantedFrom::Anyone | WantedFrom::Vetted => Ok(()),
        WantedFrom::Woman | WantedFrom::Man if category.is_close() || wish.minors_involved => Ok(()),
        WantedFrom::Woman | WantedFrom::Man => {
            let why = "woman and man are for help inside the home, personal help and children";
            Err(Error::invalid("/wantedFrom", why))
        }
    }
}

/// Where the help is needed, as far as others may know. A home is kept from moving until the end of the transaction:
/// who moves meanwhile finds the request and takes it along.
pub(super) fn spot_of(tx: &mut Tx<'_>, person: PersonId, place: Option<&NewPlace>) -> Result<Spot> {
    if let Some(place) = place {
        return places::locate(tx, &place.position);
    }
    people::actions::lock_home(tx, person)?.ok_or_else(|| Code::HomeMissing.into())
}
