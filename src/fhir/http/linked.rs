//! What hangs on a Task: what is asked, of whom, and on which yes it rests.

use actix_web::web;

use super::answer::{Answer, Shown, id};
use super::task::{ROLE, SEES};
use crate::codes::Code;
use crate::consents;
use crate::fhir::render::{Extent, consent as rendered_consent, patient as rendered_patient, service_request};
use crate::ids::ReferralId;
use crate::organisations;
use crate::platform::http::Errand;
use crate::platform::{Error, Result, Tx};
use crate::policy::Actor;
use crate::referrals::actions;

pub(super) async fn request(errand: Errand, path: web::Path<String>) -> Answer {
    let id = id(&path)?;
    let show = move |tx: &mut Tx<'_>, actor: &Actor| {
        let seen = actions::see(tx, actor, id)?;
        let of = &seen.referral;
        let service = organisations::service(tx, of.service)?;
        let organisation = organisations::get(tx, of.organisation)?;
        let read = seen.said.as_ref().zip(seen.shared.as_ref());
        let body = service_request(of, &service, &organisation, read, Extent::Whole);
        Ok(Shown { body, version: Some((of.version, of.updated_at)) })
    };
    errand.read(ROLE, SEES, show).await
}

/// What is shared of the person, while it is.
fn shared(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId) -> Result<(actions::Seen, actions::Shared)> {
    let mut seen = actions::see(tx, actor, id)?;
    let shared = seen.shared.take().ok_or(Code::AccessEnded)?;
    Ok((seen, shared))
}

pub(super) async fn patient(errand: Errand, path: web::Path<String>) -> Answer {
    let id = id(&path)?;
    let show = move |tx: &mut Tx<'_>, actor: &Actor| {
        let (seen, shared) = shared(tx, actor, id)?;
        // What is shared is read live: it has no version of its own.
        Ok(Shown { body: rendered_patient(&seen.referral, &shared), version: None })
    };
    errand.read(ROLE, SEES, show).await
}

pub(super) async fn consent(errand: Errand, path: web::Path<String>) -> Answer {
    let id = id(&path)?;
    let show = move |tx: &mut Tx<'_>, actor: &Actor| {
        let (seen, _) = shared(tx, actor, id)?;
        // Sent in the vital interest, it rests on none.
        let yes = seen.referral.consent.ok_or_else(|| Error::from(Code::NotFound))?;
        let yes = consents::get(tx, yes)?;
        Ok(Shown { body: rendered_consent(&seen.referral, &yes), version: None })
    };
    errand.read(ROLE, SEES, show).await
}
