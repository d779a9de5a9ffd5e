//! The route of the first run.

use serde::Deserialize;
use utoipa::ToSchema;

use super::actions;
use crate::codes::Code;
use crate::people::actions::{NewAccount, NewPerson};
use crate::people::model::{BirthYear, Name};
use crate::people::password::NewPassword;
use crate::platform::http::{Answer, Api, Body, Call, Reply};
use crate::platform::language::Locale;
use crate::platform::text::{EmailAddress, PersonName};
use crate::platform::{Error, Tx};
use crate::policy::{Action, Actor};

/// Registers the operation.
pub fn routes(api: &mut Api) {
    let _ = api
        .post(
            "/v1/setup",
            Action::SetUp,
            "Make the first administrator, with the token that the program prints",
            set_up,
        )
        .takes::<SetUpBody>()
        .refuses(&[Code::TokenInvalid]);
}

/// The first administrator.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SetUpBody {
    /// What stands behind `#` in the link that the program prints where there is no administrator.
    #[schema(max_length = 200)]
    token: String,
    email: EmailAddress,
    password: NewPassword,
    first_name: PersonName,
    last_name: PersonName,
    birth_year: BirthYear,
    locale: Locale,
}

async fn set_up(call: Call, body: Body<SetUpBody>) -> Answer {
    let said = body.value;
    // Before the slow work of hashing: whoever has no token makes no work.
    let state = call.state();
    if !actions::was_made_here(&said.token, state.store.keys(), state.store.clock().now()) {
        return Err(Code::TokenInvalid.into());
    }
    if said.password.is_weak() {
        return Err(Error::invalid("/password", "has too few different characters"));
    }
    let password = said.password;
    let password_hash = state.compute.run(move || password.hash()).await?.map_err(Error::Inconsistent)?;
    let new = NewAccount {
        email: said.email,
        password_hash,
        person: NewPerson {
            name: Name { first: said.first_name, last: said.last_name },
            birth_year: said.birth_year,
            languages: Vec::new(),
            locale: said.locale,
        },
    };
    let token = said.token;
    call.run(move |tx: &mut Tx<'_>, _: &Actor| actions::set_up(tx, &token, &new)).await?;
    Ok(Reply::nothing())
}
