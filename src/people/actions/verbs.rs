//! What may be done to a person now.

use super::{has_account, has_totp, recording, subject_of};
use crate::people::contact_rules::actions::to_tell;
use crate::people::merge::actions::{can_be_undone, merged_into};
use crate::people::model::{GROWN_AGE, Person};
use crate::people::states::actions::standing_of;
use crate::people::states::{PersonVerb, Standing};
use crate::people::trust::actions::trusted_since;
use crate::platform::{Result, Tx};
use crate::policy::{self, Action, Actor};

/// Of the verbs that fit now, those that the actor may do to a person.
///
/// # Errors
/// When the database fails.
pub fn allowed(tx: &mut Tx<'_>, actor: &Actor, of: &Person) -> Result<Vec<&'static str>> {
    let (id, standing) = (of.id, standing_of(tx, of.id)?);
    let (trusted_since, merged_into) = (trusted_since(tx, id)?, merged_into(tx, id)?);
    let may_be_trusted = of.state.takes_part() && of.birth_year.age(tx.now) >= GROWN_AGE;
    let can_have_card = !has_account(tx, id)? && merged_into.is_none();
    let verbs = [
        ("change", Action::ChangePerson, true),
        ("moveHome", Action::MoveHome, true),
        ("giveConsent", Action::GiveConsent, true),
        ("recordCheck", Action::RecordCheck, true),
        ("joinHousehold", Action::JoinHousehold, true),
        ("blockBetween", Action::BlockBetween, true),
        ("setContactRules", Action::SetContactRules, true),
        ("trust", Action::TrustPerson, trusted_since.is_none() && may_be_trusted),
        ("distrust", Action::DistrustPerson, trusted_since.is_some()),
        ("told", Action::TellPerson, !to_tell(tx, Some(id))?.is_empty()),
        ("makeActivationCard", Action::MakeActivationCard, can_have_card),
        ("resetTotp", Action::ResetTotp, has_totp(tx, id)?),
        ("enrolTotp", Action::ChangeFactors, true),
        ("grantProxy", Action::GrantProxy, true),
        ("merge", Action::MergePeople, merged_into.is_none()),
        ("undoMerge", Action::UndoMerge, can_be_undone(tx, id)?),
    ];
    let verbs = verbs.into_iter().chain(state_verbs(&standing));
    let subject = subject_of(tx, id)?;
    let recorder = recording(tx, actor, &[id])?;
    Ok(policy::allowed(&recorder, &subject, verbs))
}

/// The verbs of the state, as they fit now.
fn state_verbs(standing: &Standing) -> [(&'static str, Action, bool); 7] {
    [
        (PersonVerb::Pause, Action::PausePerson),
        (PersonVerb::Resume, Action::ResumePerson),
        (PersonVerb::ConfirmMove, Action::ConfirmMove),
        (PersonVerb::Leave, Action::Leave),
        (PersonVerb::Suspend, Action::SuspendPerson),
        (PersonVerb::Reinstate, Action::ReinstatePerson),
        (PersonVerb::Deceased, Action::Deceased),
    ]
    .map(|(verb, action)| (verb.as_str(), action, standing.can(verb)))
}
