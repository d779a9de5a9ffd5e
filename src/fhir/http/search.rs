//! Searching for referrals. A list shows nothing sealed, so that looking through it discloses nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use uuid::Uuid;

use super::answer::{Answer, Found, Shown};
use super::params::{CURSOR, Params};
use super::task::{ROLE, SEES};
use crate::clock::Instant;
use crate::fhir::render::{Extent, service_request, task};
use crate::fhir::words::{FULFILL, REQUEST_NUMBER, TASK_CODE, TASK_NUMBER, TEAMS, request_status, state};
use crate::ids::ReferralId;
use crate::organisations;
use crate::platform::http::Errand;
use crate::platform::{Error, Result, Tx};
use crate::referrals::actions::{self, Looked};
use crate::referrals::{Referral, ReferralState};

/// The system of the codes of a status, for who says it.
const TASK_STATUS: &str = "http://hl7.org/fhir/task-status";
const REQUEST_STATUS: &str = "http://hl7.org/fhir/request-status";

/// Which of the two with the same id a search is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Task,
    ServiceRequest,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Task => "Task",
            Self::ServiceRequest => "ServiceRequest",
        }
    }
}

pub(super) async fn tasks(errand: Errand, params: Params) -> Answer {
    params.only(&[
        "_id",
        "_lastUpdated",
        "_include",
        "_sort",
        "identifier",
        "owner",
        "requester",
        "status",
        "code",
        "focus",
    ])?;
    let mut looked = looked(&params, TASK_NUMBER)?;
    looked.ids = both(looked.ids, ids(params.references("focus", "ServiceRequest")?));
    looked.organisations = ids(params.references("owner", "Organization")?);
    let states = |it: Vec<&str>| it.into_iter().filter_map(state).collect();
    looked.states = params.tokens("status", TASK_STATUS)?.map(states);
    let is_asked = |it: Option<Vec<&str>>, word| it.is_none_or(|it| it.contains(&word));
    let may_be = is_asked(params.references("requester", "Organization")?, TEAMS)
        && is_asked(params.tokens("code", TASK_CODE)?, FULFILL);
    if !may_be {
        looked.ids = Some(Vec::new());
    }
    let with_focus = match params.one("_include")? {
        None => false,
        Some("Task:focus" | "Task:focus:ServiceRequest") => true,
        Some(_) => return Err(Error::invalid("_include", "is not Task:focus")),
    };
    search(errand, params, looked, Kind::Task, with_focus).await
}

pub(super) async fn requests(errand: Errand, params: Params) -> Answer {
    params.only(&["_id", "_lastUpdated", "_sort", "identifier", "status"])?;
    let mut looked = looked(&params, REQUEST_NUMBER)?;
    let states = |it: Vec<&str>| {
        let is_one = |state: &ReferralState| it.contains(&request_status(*state));
        ReferralState::ALL.iter().copied().filter(is_one).collect()
    };
    looked.states = params.tokens("status", REQUEST_STATUS)?.map(states);
    search(errand, params, looked, Kind::ServiceRequest, false).await
}

/// What both searches have in common.
fn looked(params: &Params, numbers: &str) -> Result<Looked> {
    if params.one("_sort")?.is_some_and(|it| it != "_lastUpdated") {
        return Err(Error::invalid("_sort", "is not _lastUpdated"));
    }
    let after = params.one(CURSOR)?.map(place).transpose()?;
    let (from, before) = params.changed()?;
    let ids = both(ids(params.any("_id")?), ids(params.tokens("identifier", numbers)?));
    Ok(Looked { ids, from, before, after, most: i64::from(params.count()?) + 1, ..Looked::default() })
}

/// Those of the texts that are ids: what is none names nothing.
fn ids<T: From<Uuid>>(of: Option<Vec<&str>>) -> Option<Vec<T>> {
    of.map(|it| it.into_iter().filter_map(|it| Uuid::parse_str(it).ok().map(T::from)).collect())
}

/// What is in both lists, where there are two.
fn both(one: Option<Vec<ReferralId>>, other: Option<Vec<ReferralId>>) -> Option<Vec<ReferralId>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.into_iter().filter(|it| other.contains(it)).collect()),
        (one, other) => one.or(other),
    }
}

async fn search(errand: Errand, params: Params, looked: Looked, kind: Kind, with_focus: bool) -> Answer {
    let size = params.count()? as usize;
    let found = errand.read(ROLE, SEES, move |tx, actor| {
        let mut found = actions::changed(tx, actor, looked.clone())?;
        let has_more = found.len() > size;
        found.truncate(size);
        let next = found.last().filter(|_| has_more).map(|it| cursor(it.updated_at, it.id));
        let asked = if with_focus || kind == Kind::ServiceRequest { requests_of(tx, &found)? } else { Vec::new() };
        let tasks = || found.iter().map(|it| task(it, None, Extent::Part)).collect();
        Ok(match kind {
            Kind::Task => (tasks(), asked, next),
            Kind::ServiceRequest => (asked, Vec::new(), next),
        })
    });
    let (matches, included, next) = found.await?;
    let found = Found { matches, included, next: next.map(|it| params.with_cursor(&it)) };
    Ok::<Shown, _>(found.bundle(&errand.base, kind.name(), &params.query))
}

fn requests_of(tx: &mut Tx<'_>, referrals: &[Referral]) -> Result<Vec<Value>> {
    let services = organisations::with_owners(tx, &referrals.iter().map(|it| it.service).collect())?;
    let request = |of: &Referral| {
        let (service, owner) = services.get(&of.service)?;
        Some(service_request(of, service, owner, None, Extent::Part))
    };
    Ok(referrals.iter().filter_map(request).collect())
}

/// Where the next page begins.
fn cursor(at: Instant, id: ReferralId) -> String {
    let at = at.micros().to_be_bytes();
    URL_SAFE_NO_PAD.encode(at.into_iter().chain(*id.uuid().as_bytes()).collect::<Vec<u8>>())
}

fn place(cursor: &str) -> Result<(Instant, ReferralId)> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let read = || {
        let (at, id) = bytes.as_ref()?.split_first_chunk::<8>()?;
        let micros = i64::from_be_bytes(*at);
        let at = Instant::from_micros(micros).filter(|_| micros >= 0)?;
        Some((at, ReferralId::from(Uuid::from_slice(id).ok()?)))
    };
    read().ok_or_else(|| Error::invalid(CURSOR, "is not a cursor of this search"))
}
