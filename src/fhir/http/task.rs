//! Reading and changing one Task.

use actix_web::web;
use json_patch::{Patch, PatchOperation};
use serde_json::Value;

use super::answer::{Answer, Shown, id};
use crate::codes::Code;
use crate::fhir::change;
use crate::fhir::elements::{Members, not_changeable};
use crate::fhir::render::{Extent, task};
use crate::fhir::words::FORM;
use crate::ids::ReferralId;
use crate::platform::http::{Document, Errand, Format};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor, Role};
use crate::referrals::actions;

/// In which role a referral is looked at here: that of its organisation, whatever else somebody is.
pub(super) const ROLE: Role = Role::CareProvider;
pub(super) const SEES: Action = Action::SeeReferral;

/// A Task that is sent whole.
impl Format for Members {
    const MEDIA_TYPES: &'static [&'static str] = &[FORM, "application/json"];
}

/// How much a patch can do.
const MOST_OPERATIONS: usize = 50;

impl Format for Patch {
    const MEDIA_TYPES: &'static [&'static str] = &["application/json-patch+json"];
}

/// The Task as it stands.
fn show(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId) -> Result<Shown> {
    let seen = actions::see(tx, actor, id)?;
    let version = Some((seen.referral.version, seen.referral.updated_at));
    Ok(Shown { body: task(&seen.referral, seen.said.as_ref(), Extent::Whole), version })
}

pub(super) async fn read(errand: Errand, path: web::Path<String>) -> Answer {
    let id = id(&path)?;
    errand.read(ROLE, SEES, move |tx, actor| show(tx, actor, id)).await
}

/// Only the present version is kept: of another one there is nothing, as of one that never was.
pub(super) async fn read_version(errand: Errand, path: web::Path<(String, String)>) -> Answer {
    let (id, version) = (id(&path.0)?, path.1.clone());
    let show = move |tx: &mut Tx<'_>, actor: &Actor| {
        let shown = show(tx, actor, id)?;
        let is_present = shown.version.is_some_and(|it| it.0.to_string() == version);
        if is_present { Ok(shown) } else { Err(Error::from(Code::NotFound)) }
    };
    errand.read(ROLE, SEES, show).await
}

/// Asks for the verb that makes what stands into what is sent, and answers with what stands then. All in one transaction.
async fn change<F>(errand: &Errand, id: ReferralId, sent: F) -> Answer
where
    F: Fn(&Value) -> Result<Members> + Send + 'static,
{
    let change = move |tx: &mut Tx<'_>, actor: &Actor| {
        let (referral, said) = actions::standing(tx, actor, id)?;
        tx.if_match(Some(referral.version))?;
        let standing = task(&referral, said.as_ref(), Extent::Whole);
        if let Some(asked) = change::asked(&referral, &standing, &sent(&standing)?)? {
            change::act(tx, actor, id, asked)?;
        }
        show(tx, actor, id)
    };
    errand.run(ROLE, SEES, change).await
}

pub(super) async fn put(errand: Errand, path: web::Path<String>, sent: Document<Members>) -> Answer {
    let id = id(&path)?;
    change(&errand, id, move |_| Ok(sent.0.clone())).await
}

pub(super) async fn patch(errand: Errand, path: web::Path<String>, sent: Document<Patch>) -> Answer {
    let id = id(&path)?;
    let Document(steps) = sent;
    if steps.len() > MOST_OPERATIONS {
        return Err(Error::invalid("", format!("a patch has at most {MOST_OPERATIONS} operations")));
    }
    // A copy of a copy of a copy grows without end.
    let grows = |it: &PatchOperation| matches!(it, PatchOperation::Copy(_) | PatchOperation::Move(_));
    if let Some(place) = steps.iter().position(grows) {
        return Err(Error::invalid(format!("/{place}/op"), "is none of add, remove, replace and test"));
    }
    change(&errand, id, move |standing| patched(standing, &steps)).await
}

/// What a patch makes of what stands.
fn patched(standing: &Value, patch: &Patch) -> Result<Members> {
    let mut changed = standing.clone();
    json_patch::patch(&mut changed, patch)
        .map_err(|error| not_changeable(format!("/{}", error.operation), "does not fit what stands"))?;
    match changed {
        Value::Object(members) => Ok(Members(members)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(Error::invalid("", "leaves no Task"))
        }
    }
}
