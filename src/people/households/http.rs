//! The routes about households.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions;
use crate::ids::PersonId;
use crate::platform::http::{Answer, Api, Body, Call, Id, Reply, Resource};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .get("/v1/people/{personId}/household", Action::SeeHousehold, "With whom a person lives", see_household)
        .answers::<HouseholdBody>();
    let _ = api
        .post("/v1/people/{personId}/household", Action::JoinHousehold, "Write down who lives together", join_household)
        .takes::<NewHouseholdBody>()
        .answers::<HouseholdBody>();
    let _ = api
        .delete("/v1/people/{personId}/household", Action::LeaveHousehold, "A person lives elsewhere", leave_household)
        .unconditional();
}

/// With whom a person lives.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewHouseholdBody {
    with_person_id: PersonId,
}

/// The household of a person.
#[derive(Serialize, ToSchema)]
struct HouseholdBody {
    href: String,
    /// The others who live there; none when the person is in no household.
    members: Vec<HouseholdMember>,
}

/// Somebody of a household, by id.
#[derive(Serialize, ToSchema)]
struct HouseholdMember {
    id: PersonId,
    href: String,
}

impl Resource for HouseholdBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<HouseholdBody> {
    let others = actions::see_household(tx, actor, id)?;
    let member = |id: PersonId| HouseholdMember { id, href: format!("/v1/people/{id}") };
    let members = others.into_iter().map(member).collect();
    Ok(HouseholdBody { href: format!("/v1/people/{id}/household"), members })
}

async fn see_household(call: Call, id: Id<PersonId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn join_household(call: Call, id: Id<PersonId>, said: Body<NewHouseholdBody>) -> Answer {
    call.act(said, move |tx, actor, said| actions::join_household(tx, actor, id.0, said.with_person_id), show).await
}

async fn leave_household(call: Call, id: Id<PersonId>) -> Answer {
    call.run(move |tx, actor| actions::leave_household(tx, actor, id.0)).await?;
    Ok(Reply::nothing())
}
