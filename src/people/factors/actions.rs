//! Set up an authenticator app, prove the second factor, and ask for a fresh proof.

use chrono::TimeDelta;
use zeroize::Zeroizing;

use super::model::{MissingFactor, TotpSecret};
use super::store;
use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::PersonId;
use crate::notifications::tell;
use crate::people::paper;
use crate::people::store::session::SessionEnd;
use crate::people::store::{account, person, role, session};
use crate::people::throttle::actions::{self as throttle, Attempt};
use crate::platform::seal::random;
use crate::platform::{Error, Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor, Role, Subject, check};

/// How long a proof is fresh.
const FRESH: TimeDelta = TimeDelta::minutes(5);
/// How many recovery codes somebody gets.
const RECOVERY_CODES: usize = 10;
/// How many characters a recovery code has, of five bits each.
const RECOVERY_CODE_LENGTH: usize = 12;

/// What somebody gives besides the password.
#[derive(Clone, Default)]
pub struct SecondProof {
    /// A code of the authenticator app.
    pub totp: Option<String>,
    /// A recovery code.
    pub recovery_code: Option<String>,
}

/// What an authenticator app needs to know, shown once.
pub struct Enrolment {
    /// The secret, in base 32.
    pub secret: Zeroizing<String>,
    /// The same as an address for a QR code.
    pub uri: Zeroizing<String>,
}

/// Goes on only when the caller has proved in the last five minutes, in this session, who they are; signing in counts.
/// Who has an authenticator app has used it in this session, where staff need one. The system needs none.
///
/// # Errors
/// [`Code::StepUpNeeded`] without such a proof.
pub fn fresh_proof(tx: &mut Tx<'_>, actor: &Actor) -> Result<()> {
    if actor.grants.iter().any(|it| it.role == Role::System) {
        return Ok(());
    }
    let id = tx.session().ok_or(Code::StepUpNeeded)?;
    let living = session::get_living(tx, id)?;
    let is_fresh = living.proved_at.is_some_and(|at| tx.now - at <= FRESH);
    if !is_fresh || Some(living.person_id) != actor.person {
        return Err(Code::StepUpNeeded.into());
    }
    let lacks_factor = tx.staff_need_factor() && living.second_factor_at.is_none();
    if lacks_factor && store::has_totp(tx, living.person_id)? { Err(Code::StepUpNeeded.into()) } else { Ok(()) }
}

/// What a session lacks for the roles of a person to count; `None` when nothing does, or there is no role.
///
/// # Errors
/// When the database fails.
pub(in crate::people) fn missing_factor(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<MissingFactor>> {
    let Some(here) = tx.session().filter(|_| tx.staff_need_factor()) else { return Ok(None) };
    if role::list(tx, id)?.is_empty() || session::get_living(tx, here)?.second_factor_at.is_some() {
        return Ok(None);
    }
    let has_totp = store::has_totp(tx, id)?;
    Ok(Some(if has_totp { MissingFactor::GiveTotp } else { MissingFactor::EnrolTotp }))
}

/// Whether somebody has a confirmed authenticator app.
///
/// # Errors
/// When the database fails.
pub fn has_totp(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    store::has_totp(tx, id)
}

/// Holds what somebody gave against their second factor, and uses it up: whether they have one.
///
/// # Errors
/// [`Code::TotpNeeded`] when they have one and gave nothing, or nothing that counts.
pub(in crate::people) fn prove(tx: &mut Tx<'_>, id: PersonId, given: &SecondProof) -> Result<bool> {
    let Some(factor) = store::lock(tx, id)? else { return Ok(false) };
    let Some(secret) = factor.secret else { return Ok(false) };
    if let Some(code) = &given.totp {
        let step = secret.step_of(code, tx.now, factor.last_step).ok_or_else(wrong_code)?;
        store::use_step(tx, id, step)?;
        return Ok(true);
    }
    let code = given.recovery_code.as_deref().ok_or(Code::TotpNeeded)?;
    if !store::take_code(tx, id, &paper::fold(code))? {
        return Err(wrong_code());
    }
    tx.record(&Event::RecoveryCodeUsed(id).by(Acting::resident(id)))?;
    Ok(true)
}

fn wrong_code() -> Error {
    Refusal::new(Code::TotpNeeded).because("the code is not right, or was used before").into()
}

/// Begins to set up an authenticator app: a new secret, which counts once a code of it confirms it. What was pending
/// before is forgotten; what was confirmed before goes on until then.
///
/// # Errors
/// A refusal when the actor may not, or has not proved just now who they are.
pub fn enrol_totp(tx: &mut Tx<'_>, actor: &Actor) -> Result<Enrolment> {
    let id = actor.signed_in()?;
    check(actor, Action::ChangeFactors, &Subject::of(id))?;
    fresh_proof(tx, actor)?;
    let secret = TotpSecret::fresh();
    store::save_pending(tx, id, &secret)?;
    let account = account::name(tx, id)?.unwrap_or_else(|| "buurtnet".to_owned());
    let uri = secret.uri(&account).ok_or_else(|| Error::Inconsistent(format!("no address for the secret of {id}")))?;
    Ok(Enrolment { secret: Zeroizing::new(secret.text().to_owned()), uri: Zeroizing::new(uri) })
}

/// Counts a code that is to confirm an authenticator app, in the session of the actor, if this instance limits.
///
/// # Errors
/// [`Code::TooManyRequests`] with the seconds to wait; a refusal when the actor may not, or has not proved just now who
/// they are.
pub fn count_confirm(tx: &mut Tx<'_>, actor: &Actor, is_limited: bool) -> Result<Attempt> {
    check(actor, Action::ChangeFactors, &Subject::of(actor.signed_in()?))?;
    fresh_proof(tx, actor)?;
    let here = tx.session().ok_or(Code::NotSignedIn)?;
    if is_limited { throttle::count_proof(tx, here) } else { Ok(Attempt::default()) }
}

/// Confirms an authenticator app with its first code, and gives the recovery codes, once. This session has the second
/// factor from now on; the others have not.
///
/// # Errors
/// [`Code::WrongState`] when nothing is pending; [`Code::TokenInvalid`] when the code is not right; a refusal when the
/// actor has not proved just now who they are.
pub fn confirm_totp(tx: &mut Tx<'_>, actor: &Actor, code: &str, attempt: &Attempt) -> Result<Vec<String>> {
    let id = actor.signed_in()?;
    let by = check(actor, Action::ChangeFactors, &Subject::of(id))?;
    fresh_proof(tx, actor)?;
    let pending = store::lock(tx, id)?.and_then(|it| it.pending);
    let secret = pending.ok_or_else(|| Error::wrong_state("confirm", "nothing to confirm"))?;
    let step = secret.step_of(code, tx.now, None).ok_or(Code::TokenInvalid)?;
    store::confirm(tx, id, step)?;
    session::forget_second_factors(tx, id)?;
    if let Some(here) = tx.session() {
        session::prove(tx, here, true)?;
    }
    throttle::forgive(tx, attempt)?;
    let codes = new_codes(tx, id)?;
    tell(tx, id, Message::TotpAdded)?;
    tx.record(&Event::TotpConfirmed(id).by(by))?;
    Ok(codes)
}

fn new_codes(tx: &mut Tx<'_>, id: PersonId) -> Result<Vec<String>> {
    let codes: Vec<_> = (0..RECOVERY_CODES).map(|_| paper::write(&random::<RECOVERY_CODE_LENGTH>())).collect();
    let folded: Vec<_> = codes.iter().map(|it| paper::fold(it)).collect();
    store::replace_codes(tx, id, &folded)?;
    Ok(codes)
}

/// Does without an authenticator app from now on. Who has none stays so.
///
/// # Errors
/// A refusal when the actor may not, or has not proved just now who they are.
pub(super) fn remove_totp(tx: &mut Tx<'_>, actor: &Actor) -> Result<()> {
    let id = actor.signed_in()?;
    let by = check(actor, Action::ChangeFactors, &Subject::of(id))?;
    fresh_proof(tx, actor)?;
    if !store::remove(tx, id)? {
        return Ok(());
    }
    session::forget_second_factors(tx, id)?;
    tell(tx, id, Message::TotpRemoved)?;
    tx.record(&Event::TotpRemoved(id).by(by))
}

/// Gives new recovery codes, once; the old ones work no more.
///
/// # Errors
/// [`Code::WrongState`] without an authenticator app; a refusal when the actor has not proved just now who they are.
pub fn renew_recovery_codes(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<String>> {
    let id = actor.signed_in()?;
    let by = check(actor, Action::ChangeFactors, &Subject::of(id))?;
    fresh_proof(tx, actor)?;
    // Locked, so that of two who renew at once each has whole codes.
    if store::lock(tx, id)?.is_none_or(|it| it.secret.is_none()) {
        return Err(Error::wrong_state("renewing recovery codes", "without an authenticator app"));
    }
    let codes = new_codes(tx, id)?;
    tell(tx, id, Message::RecoveryCodesRenewed)?;
    tx.record(&Event::RecoveryCodesRenewed(id).by(by))?;
    Ok(codes)
}

/// Takes the lost authenticator app of somebody else away: they sign in with their password and set a new one up. Their
/// sessions end, and they are told. That of a coordinator or an administrator an administrator takes away.
///
/// # Errors
/// [`Code::WrongState`] when they have none; a refusal when the actor may not, or has not proved just now who they are.
pub fn reset_totp(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<()> {
    let found = person::get(tx, id)?;
    // Who works in a neighbourhood is with its coordinator, wherever they live.
    let held = role::list(tx, id)?;
    let is_above = held.iter().any(|it| matches!(it.role, Role::Coordinator | Role::Administrator));
    let work = held.into_iter().find_map(|it| it.neighbourhood_id);
    let subject = person::subject(&found);
    let subject = if work.is_some() { subject.at(work) } else { subject };
    let by = check(actor, Action::ResetTotp, &subject)?;
    if is_above && !actor.grants.iter().any(|it| it.role == Role::Administrator) {
        return Err(Refusal::new(Code::Forbidden).because("an administrator does that").into());
    }
    fresh_proof(tx, actor)?;
    // One that was begun and never confirmed is none.
    if !store::has_totp(tx, id)? || !store::remove(tx, id)? {
        return Err(Error::wrong_state("resetTotp", "without an authenticator app"));
    }
    session::end_all(tx, id, SessionEnd::Suspended)?;
    tell(tx, id, Message::TotpReset)?;
    tx.record(&Event::TotpReset(id).by(by).at(work))
}
