//! The routes of the duty roster.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, NewAbsence, VERSION, subject};
use super::model::{Absence, EmergencyNumber, MOST_NUMBERS, MOST_PEOPLE, MOST_SLOTS, Terms};
use crate::clock::Instant;
use crate::ids::{AbsenceId, NeighbourhoodId, PersonId};
use crate::places::NeighbourhoodRef;
use crate::platform::http::{Answer, Api, Body, Call, Id, Paged, Reply, Resource};
use crate::platform::{Error, Result, Tx};
use crate::policy::{self, Action, Actor};
use crate::when::WeeklySlot;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .get(
            "/v1/neighbourhoods/{neighbourhoodId}/dutyHours",
            Action::SeeNeighbourhood,
            "When the team of a neighbourhood is there, and whom to call otherwise",
            see_duty_hours,
        )
        .answers::<DutyHoursBody>();
    let _ = api
        .get(
            "/v1/neighbourhoods/{neighbourhoodId}/dutyRoster",
            Action::SeeDutyRoster,
            "Who is on duty in a neighbourhood",
            see_duty_roster,
        )
        .shows::<DutyRosterBody>();
    let _ = api
        .put(
            "/v1/neighbourhoods/{neighbourhoodId}/dutyRoster",
            Action::SetDutyRoster,
            "Set who is on duty in a neighbourhood",
            set_duty_roster,
        )
        .takes::<NewDutyRosterBody>()
        .shows::<DutyRosterBody>();
    let _ = api
        .get(
            "/v1/neighbourhoods/{neighbourhoodId}/absences",
            Action::SeeDutyRoster,
            "Who of the team is away, or will be",
            list_absences,
        )
        .pages::<AbsenceBody>();
    let _ = api
        .post(
            "/v1/neighbourhoods/{neighbourhoodId}/absences",
            Action::EnterAbsence,
            "Say that somebody of the team will be away",
            enter_absence,
        )
        .takes::<NewAbsenceBody>()
        .creates::<AbsenceBody>();
    let one = "/v1/neighbourhoods/{neighbourhoodId}/absences/{absenceId}";
    let _ = api.get(one, Action::SeeDutyRoster, "An absence", see_absence).shows::<AbsenceBody>();
    let _ = api.delete(one, Action::RemoveAbsence, "Take an absence back", remove_absence);
}

/// When a team is there. Nothing about people.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DutyHoursBody {
    href: String,
    neighbourhood: NeighbourhoodRef,
    /// Every week, local time, but for public holidays. Empty: not known.
    opening_hours: Vec<WeeklySlot>,
    /// When somebody is there next: now, where somebody is there now. Absent where the hours are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    opens_at: Option<Instant>,
    is_open: bool,
    /// Whom to call otherwise.
    emergency_numbers: Vec<EmergencyNumber>,
}

/// Who is on duty in a neighbourhood, for its team.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DutyRosterBody {
    href: String,
    version: i32,
    allowed_actions: Vec<&'static str>,
    created_at: Instant,
    updated_at: Instant,
    neighbourhood: NeighbourhoodRef,
    /// Who looks first, in order: the first who is there. Empty: all buurtwerkers of the neighbourhood.
    duty_persons: Vec<PersonId>,
    /// Who looks next, in order.
    deputies: Vec<PersonId>,
    opening_hours: Vec<WeeklySlot>,
    /// As they were set. Empty: the numbers of this country.
    emergency_numbers: Vec<EmergencyNumber>,
}

/// The duty roster, whole: what is left out is empty.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewDutyRosterBody {
    /// Buurtwerkers of the neighbourhood, in order. Empty: all of them.
    #[serde(default)]
    #[schema(max_items = 20)]
    duty_persons: Vec<PersonId>,
    /// Other buurtwerkers of the neighbourhood, in order.
    #[serde(default)]
    #[schema(max_items = 20)]
    deputies: Vec<PersonId>,
    /// Slots that do not overlap.
    #[serde(default)]
    #[schema(max_items = 28)]
    opening_hours: Vec<WeeklySlot>,
    /// Empty: 112, 1712 and 106, in the language of the reader.
    #[serde(default)]
    #[schema(max_items = 10)]
    emergency_numbers: Vec<EmergencyNumber>,
}

/// Somebody of the team is away.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AbsenceBody {
    id: AbsenceId,
    href: String,
    version: i32,
    allowed_actions: Vec<&'static str>,
    created_at: Instant,
    person_id: PersonId,
    /// The first day, local.
    from: NaiveDate,
    /// The last day, local.
    until: NaiveDate,
}

/// Somebody of the team will be away, wherever they are on duty.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewAbsenceBody {
    /// The caller, when left out. Somebody else: for the coordinator.
    person_id: Option<PersonId>,
    /// The first day, local.
    from: NaiveDate,
    /// The last day, local.
    until: NaiveDate,
}

impl Resource for DutyRosterBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

impl Resource for AbsenceBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

impl NewDutyRosterBody {
    fn read(self) -> Result<Terms> {
        let lists = [
            ("dutyPersons", self.duty_persons.len(), MOST_PEOPLE),
            ("deputies", self.deputies.len(), MOST_PEOPLE),
            ("openingHours", self.opening_hours.len(), MOST_SLOTS),
            ("emergencyNumbers", self.emergency_numbers.len(), MOST_NUMBERS),
        ];
        if let Some((member, _, most)) = lists.into_iter().find(|(_, length, most)| length > most) {
            return Err(Error::invalid(format!("/{member}"), format!("has at most {most} items")));
        }
        Ok(Terms {
            duty_persons: self.duty_persons,
            deputies: self.deputies,
            opening_hours: self.opening_hours,
            emergency_numbers: self.emergency_numbers,
        })
    }
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: NeighbourhoodId) -> Result<DutyRosterBody> {
    let roster = actions::see_roster(tx, actor, id)?;
    let verbs = [("set", Action::SetDutyRoster, true), ("enterAbsence", Action::EnterAbsence, true)];
    Ok(DutyRosterBody {
        href: format!("/v1/neighbourhoods/{id}/dutyRoster"),
        version: roster.version,
        allowed_actions: policy::allowed(actor, &subject(id), verbs),
        created_at: roster.created_at,
        updated_at: roster.updated_at,
        neighbourhood: NeighbourhoodRef::of(tx, id)?,
        duty_persons: roster.terms.duty_persons,
        deputies: roster.terms.deputies,
        opening_hours: roster.terms.opening_hours,
        emergency_numbers: roster.terms.emergency_numbers,
    })
}

fn absence_body(actor: &Actor, of: &Absence) -> AbsenceBody {
    let speaks_for =
        actor.person == Some(of.person) || policy::may(actor, Action::ManageAbsences, &subject(of.neighbourhood));
    let verbs = [("remove", Action::RemoveAbsence, speaks_for)];
    AbsenceBody {
        id: of.id,
        href: format!("/v1/neighbourhoods/{}/absences/{}", of.neighbourhood, of.id),
        version: VERSION,
        allowed_actions: policy::allowed(actor, &subject(of.neighbourhood), verbs),
        created_at: of.created_at,
        person_id: of.person,
        from: of.from,
        until: of.until,
    }
}

fn show_absence(tx: &mut Tx<'_>, actor: &Actor, at: NeighbourhoodId, id: AbsenceId) -> Result<AbsenceBody> {
    Ok(absence_body(actor, &actions::see_absence(tx, actor, at, id)?))
}

async fn see_duty_hours(call: Call, id: Id<NeighbourhoodId>) -> Answer {
    let (id, locale) = (id.0, call.locale);
    let body = move |tx: &mut Tx<'_>, _: &Actor| {
        let terms = actions::duty_hours(tx, id)?;
        let opens_at = terms.opens_at(tx.now);
        Ok(DutyHoursBody {
            href: format!("/v1/neighbourhoods/{id}/dutyHours"),
            neighbourhood: NeighbourhoodRef::of(tx, id)?,
            is_open: opens_at.is_some_and(|it| it <= tx.now),
            opens_at,
            emergency_numbers: terms.numbers(locale),
            opening_hours: terms.opening_hours,
        })
    };
    Reply::json(StatusCode::OK, &call.read(body).await?)
}

async fn see_duty_roster(call: Call, id: Id<NeighbourhoodId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn set_duty_roster(call: Call, id: Id<NeighbourhoodId>, body: Body<NewDutyRosterBody>) -> Answer {
    call.act(body, move |tx, actor, said| actions::set_roster(tx, actor, id.0, said.read()?), show).await
}

async fn list_absences(call: Call, id: Id<NeighbourhoodId>, page: Paged) -> Answer {
    let cursor = page.cursor;
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        let page = actions::list_absences(tx, actor, id.0, cursor)?;
        page.try_map(|it| Ok(absence_body(actor, &it)))
    };
    Reply::json(StatusCode::OK, &call.read(bodies).await?)
}

async fn enter_absence(call: Call, id: Id<NeighbourhoodId>, body: Body<NewAbsenceBody>) -> Answer {
    call.act(
        body,
        move |tx, actor, said| {
            let new = NewAbsence { person: said.person_id, from: said.from, until: said.until };
            actions::enter_absence(tx, actor, id.0, new)
        },
        move |tx, actor, absence| show_absence(tx, actor, id.0, absence),
    )
    .await
}

async fn see_absence(call: Call, ids: Id<(NeighbourhoodId, AbsenceId)>) -> Answer {
    let (at, id) = ids.0;
    call.show(move |tx, actor| show_absence(tx, actor, at, id)).await
}

async fn remove_absence(call: Call, ids: Id<(NeighbourhoodId, AbsenceId)>) -> Answer {
    let (at, id) = ids.0;
    call.run(move |tx, actor| actions::remove_absence(tx, actor, at, id)).await?;
    Ok(Reply::nothing())
}
