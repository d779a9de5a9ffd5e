//! What stands in an export: everything of the person that the person may see.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::archive::File;
use super::store::{self, VisitTime};
use crate::audit;
use crate::consents;
use crate::ids::PersonId;
use crate::matching::{self, model::Match};
use crate::organisations;
use crate::people::actions as people;
use crate::people::contact_rules::actions::rules_of;
use crate::people::trust::actions::trusted_since;
use crate::platform::http::{Cursor, Page};
use crate::platform::language::Locale;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Actor, Grant, Role};
use crate::{referrals, requests, rights, safeguarding};

/// The files of the export of a person.
pub(super) fn files(tx: &mut Tx<'_>, id: PersonId) -> Result<Vec<File>> {
    let themselves = Actor::of(id, vec![Grant::of(Role::Resident)]);
    let locale = people::get(tx, id)?.locale;
    let (visits, times) = store::visits(tx, id)?;
    let lists = [
        ("person.json", vec![person(tx, id)?]),
        ("roles.json", store::roles(tx, id)?),
        ("checks.json", store::checks(tx, id)?),
        ("requests.json", help_requests(tx, id)?),
        ("offers.json", store::offers(tx, id)?),
        ("matches.json", matches(tx, &themselves, id)?),
        ("visits.json", visits),
        ("bonds.json", store::bonds(tx, id)?),
        ("consents.json", given_consents(tx, &themselves)?),
        ("referrals.json", sent_referrals(tx, &themselves, id, locale)?),
        ("concerns.json", raised_concerns(tx, &themselves)?),
        ("blocks.json", store::blocks(tx, id)?),
        ("proxies.json", store::proxies(tx, id)?),
        ("sessions.json", store::sessions(tx, id)?),
        ("messages.json", store::messages(tx, id)?),
        ("accessLog.json", access_log(tx, id, locale)?),
    ];
    let file = |(name, items): (&'static str, Vec<Value>)| {
        let count = items.len();
        File { name, count, text: format!("{:#}", Value::Array(items)) }
    };
    let mut files: Vec<_> = lists.into_iter().map(file).collect();
    let summary = locale.text("export-visit", &[]);
    files.push(File { name: "visits.ics", count: times.len(), text: calendar(&times, &summary) });
    Ok(files)
}

/// All items of a list that comes in pages.
fn all<T>(mut page: impl FnMut(Cursor) -> Result<Page<T>>, id: impl Fn(&T) -> uuid::Uuid) -> Result<Vec<T>> {
    let mut items: Vec<T> = Vec::new();
    loop {
        let cursor = Cursor { after: items.last().map(&id), size: 100 };
        let Page { items: more, next } = page(cursor)?;
        items.extend(more);
        if next.is_none() {
            return Ok(items);
        }
    }
}

fn person(tx: &mut Tx<'_>, id: PersonId) -> Result<Value> {
    let it = people::get(tx, id)?;
    let (home, contact) = (people::position_of(tx, id)?, people::contact_of(tx, id)?);
    let name = it.name.ok_or_else(|| Error::Inconsistent(format!("an export of {id}, who was erased")))?;
    Ok(json!({
        "id": id,
        "state": it.state,
        "firstName": name.first,
        "lastName": name.last,
        "email": people::email_of(tx, id)?,
        "phone": people::phone_of(tx, id)?,
        "contactRules": rules_of(tx, id)?,
        "gender": people::gender_of(tx, id)?,
        "birthYear": it.birth_year,
        "locale": it.locale,
        "languages": it.languages,
        "address": contact.address,
        "homeRoughly": contact.roughly,
        "home": home.map(|it| json!({ "lat": it.lat(), "lon": it.lon() })),
        "neighbourhood": it.home.and_then(|it| it.neighbourhood),
        "vettedUntil": people::vetted_until(tx, id)?,
        "trustedSince": trusted_since(tx, id)?,
        "livesWithOthers": !people::household_of(tx, id)?.is_empty(),
        "createdAt": it.created_at,
        "updatedAt": it.updated_at,
    }))
}

fn help_requests(tx: &mut Tx<'_>, id: PersonId) -> Result<Vec<Value>> {
    let mut shown = Vec::new();
    for id in store::requests(tx, id)? {
        let it = requests::load(tx, id)?;
        let said = requests::said(tx, &it)?;
        let place = requests::place_of(tx, &it)?;
        let asked_by = match requests::clients::actions::asked_with(tx, id)? {
            Some((organisation, reference)) => {
                let name = organisations::get(tx, organisation)?.name;
                Some(json!({ "organisation": name, "reference": reference }))
            }
            None => None,
        };
        let checked = rights::all_checked(tx, id)?.into_iter();
        let checked: Vec<_> =
            checked.map(|it| json!({ "right": it.right, "outcome": it.outcome, "at": it.at })).collect();
        shown.push(json!({
            "id": it.id, "state": it.state, "category": it.category, "urgency": it.urgency, "wish": it.wish,
            "said": said, "place": place.map(|it| json!({ "lat": it.lat(), "lon": it.lon() })),
            "address": requests::address_of(tx, &it)?, "helpersWanted": it.helpers_wanted,
            "stateSince": it.state_since, "createdAt": it.created_at, "askedBy": asked_by,
            "rights": checked,
        }));
    }
    Ok(shown)
}

/// Of the other side the first name, where the match shows it.
fn matches(tx: &mut Tx<'_>, themselves: &Actor, id: PersonId) -> Result<Vec<Value>> {
    let mine: Vec<Match> =
        all(|cursor| matching::actions::list(tx, themselves, false, cursor), |it: &Match| it.id.uuid())?;
    let mut shown = Vec::new();
    for it in mine {
        let first_name = matching::actions::shown_name(tx, themselves, &it)?;
        shown.push(json!({
            "id": it.id, "requestId": it.request, "side": it.side_of(Some(id)), "state": it.state,
            "outcome": it.outcome, "agreedAt": it.agreed_at, "createdAt": it.created_at,
            "firstName": first_name,
        }));
    }
    Ok(shown)
}

/// The answers, each with the text that was read, as far as it is the one in force.
fn given_consents(tx: &mut Tx<'_>, themselves: &Actor) -> Result<Vec<Value>> {
    let given = |cursor| consents::see_mine(tx, themselves, cursor).map(|it| it.0);
    let given = all(given, |it: &consents::Consent| it.id.uuid())?;
    let shown = given.into_iter().map(|it| {
        let text = consents::text_read(&it);
        json!({
            "id": it.id, "purpose": it.purpose, "organisationId": it.organisation, "scope": it.scope,
            "given": it.given, "how": it.how, "at": it.at, "expiresAt": it.expires_at,
            "withdrawnAt": it.withdrawn_at, "textVersion": it.text_version, "textHash": it.text_hash,
            "language": it.language, "text": text,
        })
    });
    Ok(shown.collect())
}

/// What they raised as residents, as far as they may know how it went. What they raised in a role stays with their team.
fn raised_concerns(tx: &mut Tx<'_>, themselves: &Actor) -> Result<Vec<Value>> {
    let raised = |cursor| safeguarding::list(tx, themselves, false, cursor);
    let raised = all(raised, |it: &safeguarding::Seen| it.concern.id.uuid())?;
    let mut shown = Vec::new();
    for safeguarding::Seen { concern, .. } in raised {
        if !safeguarding::was_raised_by_resident(tx, concern.id)? {
            continue;
        }
        let it = safeguarding::see(tx, themselves, concern.id)?;
        shown.push(json!({
            "id": concern.id, "text": it.text, "dangerNow": concern.danger_now, "closed": concern.is_closed(),
            "createdAt": concern.created_at,
        }));
    }
    Ok(shown)
}

/// Where each referral stands, in plain words: what the person may read of it.
fn sent_referrals(tx: &mut Tx<'_>, themselves: &Actor, id: PersonId, locale: Locale) -> Result<Vec<Value>> {
    let mut shown = Vec::new();
    for id in store::referrals(tx, id)? {
        let seen = referrals::actions::see(tx, themselves, id)?;
        let it = seen.referral;
        let steps = seen.history.iter().map(|step| {
            let key = format!("referral-step-{}", step.event);
            json!({ "at": step.at, "text": locale.has(&key).then(|| locale.text(&key, &[])) })
        });
        shown.push(json!({
            "id": it.id, "organisation": organisations::get(tx, it.organisation)?.name, "state": it.state,
            "outcome": it.outcome, "sharedFields": it.shared, "urgency": it.urgency, "sentAt": it.sent_at,
            "endedAt": it.ended_at, "reason": seen.said.as_ref().map(|it| &it.reason),
            "contactPerson": seen.said.as_ref().and_then(|it| it.contact_person.as_ref()), "steps": steps.collect::<Vec<_>>(),
        }));
    }
    Ok(shown)
}

fn access_log(tx: &mut Tx<'_>, id: PersonId, locale: Locale) -> Result<Vec<Value>> {
    let log = all(|cursor| audit::shown_of(tx, id, cursor), |it: &audit::Shown| it.id.uuid())?;
    let shown = log.into_iter().map(|it| {
        json!({
            "day": crate::when::Date::of(it.at).to_string(), "role": it.role, "neighbourhoodId": it.neighbourhood,
            "organisationId": it.organisation, "bySoftware": it.by_software, "purpose": it.purpose, "parts": it.parts,
            "text": locale.text(&format!("access-purpose-{}", it.purpose), &[]),
        })
    });
    Ok(shown.collect())
}

/// The visits for a calendar (RFC 5545). Nothing in it is free text, so nothing needs to be escaped or folded.
fn calendar(visits: &[VisitTime], summary: &str) -> String {
    let utc = |at: crate::clock::Instant| at.utc().format("%Y%m%dT%H%M%SZ").to_string();
    let event = |it: &VisitTime| {
        let end = it.start + TimeDelta::minutes(i64::from(it.minutes));
        let status = if it.is_cancelled { "CANCELLED" } else { "CONFIRMED" };
        format!(
            "BEGIN:VEVENT\r\nUID:{}@buurtnet\r\nDTSTAMP:{}\r\nDTSTART:{}\r\nDTEND:{}\r\nSUMMARY:{summary}\r\n\
             STATUS:{status}\r\nEND:VEVENT\r\n",
            it.id,
            utc(it.created_at),
            utc(it.start),
            utc(end)
        )
    };
    let events: String = visits.iter().map(event).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Buurtnet//Export//EN\r\n{events}END:VCALENDAR\r\n")
}
