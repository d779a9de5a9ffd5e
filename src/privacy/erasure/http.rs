//! The routes of erasure.

use super::actions;
use crate::codes::Code;
use crate::ids::PersonId;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Reply};
use crate::policy::Action;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .delete(
            "/v1/me",
            Action::EraseMe,
            "Have the caller erased, at once and for good, after a fresh sign-in",
            erase_me,
        )
        .refuses(&[Code::LastInRole, Code::StepUpNeeded]);
    let _ = api
        .post(
            "/v1/people/{personId}/erase",
            Action::ErasePerson,
            "Have somebody erased who cannot sign in, and asks so",
            erase,
        )
        .takes_nothing()
        .refuses(&[Code::LastInRole, Code::StepUpNeeded, Code::WrongState]);
}

async fn erase_me(call: Call) -> Answer {
    call.run(actions::erase_me).await?;
    Ok(Reply::nothing())
}

async fn erase(call: Call, id: Id<PersonId>, _: Body<Empty>) -> Answer {
    call.run(move |tx, actor| actions::erase_other(tx, actor, id.0)).await?;
    Ok(Reply::nothing())
}
