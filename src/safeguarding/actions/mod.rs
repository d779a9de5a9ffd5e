//! What can be done about concerns: one function for each verb, and what follows for matches.

mod clock;
mod decide;
mod holds;
mod see;
mod submit;

use super::model::{Concern, ConcernVerb};
use crate::codes::Code;
use crate::ids::PersonId;
use crate::people;
use crate::people::model::Name;
use crate::platform::{Result, Tx};
use crate::policy::{Acting, Action, Actor, Denied, Role, Subject, check};

pub use clock::{forget_old, set_clocks, strike};
pub use decide::{dismiss, investigate, note, reopen, resolve, triage};
pub use holds::{Decision, concern_critical, needs_second};
pub use see::{File, Seen, help, holding, list, open, see, sees_as_team, to_follow_up, was_raised_by_resident};
pub use submit::{NewConcern, place_of, submit};

/// Lets the actor do something with a concern. Neither whom it is about nor who raised it may be somebody they have to do
/// with; whoever of the team raised it themselves sees to it like the others.
fn may(actor: &Actor, action: Action, of: &Concern) -> Result<Acting, Denied> {
    let circle = [of.about, of.reporter].into_iter().filter(|it| *it == of.about || Some(*it) != actor.person);
    let of_team = Subject { circle: circle.collect(), ..Subject::default() }.at(of.neighbourhood);
    let own = Subject { circle: vec![of.about], ..Subject::of(of.reporter) }.at(of.neighbourhood);
    check(actor, action, &of_team).or_else(|_| check(actor, action, &own))
}

/// Whether the actor may do something with a concern: what `allowedActions` tells.
fn allows(actor: &Actor, action: Action, of: &Concern) -> bool {
    may(actor, action, of).is_ok()
}

/// The verbs that the actor may use now, as the words of the URLs.
#[must_use]
pub fn allowed(actor: &Actor, of: &Concern) -> Vec<&'static str> {
    let may = |verb: ConcernVerb| {
        let (action, is_second) = match verb {
            ConcernVerb::Triage => (Action::TriageConcern, true),
            ConcernVerb::Investigate => (Action::InvestigateConcern, true),
            ConcernVerb::Resolve => (Action::ResolveConcern, true),
            ConcernVerb::Dismiss => (Action::DismissConcern, !(of.is_critical() && needs_second(of, actor.person))),
            ConcernVerb::Reopen => (Action::ReopenConcern, true),
        };
        is_second && of.allows(verb) && allows(actor, action, of)
    };
    let mut verbs: Vec<_> = ConcernVerb::ALL.iter().filter(|it| may(**it)).map(|it| it.as_str()).collect();
    if allows(actor, Action::NoteConcern, of) {
        verbs.push("notes");
    }
    verbs
}

/// Whether somebody sees a concern as one of the team does.
fn is_of_team(by: Acting) -> bool {
    by.role != Role::Resident
}

/// The name of somebody; `None` once it is erased, or nobody knows them any more.
fn name_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Name>> {
    match people::actions::get(tx, id) {
        Ok(person) => Ok(person.name),
        Err(error) if error.code() == Some(Code::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Who must not hear of a concern, besides whom it is about and whom they are brought together with.
fn not_for(tx: &mut Tx<'_>, of: &Concern) -> Result<Vec<PersonId>> {
    let mut without = people::entangled(tx, of.reporter)?;
    without.push(of.reporter);
    Ok(without)
}
