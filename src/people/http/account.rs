//! Register, verify, set a new password.

use serde::Deserialize;
use utoipa::ToSchema;

use super::evenly;
use super::proof::{self, hash};
use crate::codes::Code;
use crate::people::actions::{self, NewPerson, NewPhoneAccount, SignInBy};
use crate::people::model::{BirthYear, Language, Name};
use crate::people::password::NewPassword;
use crate::platform::http::{Answer, Api, Body, Call, Reply};
use crate::platform::language::Locale;
use crate::platform::text::{EmailAddress, PersonName, PhoneNumber};
use crate::policy::Action;

pub(super) fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/accounts", Action::Register, "Make an account; the answer is always the same", register)
        .takes::<Registration>()
        .accepts()
        .refuses(&[Code::SmsNotOffered, Code::TokenInvalid]);
    let _ = api
        .post("/v1/accounts/verify", Action::Verify, "Verify an e-mail address with the token of the mail", verify)
        .takes::<Token>()
        .refuses(&[Code::TokenInvalid]);
    let _ = api
        .post("/v1/accounts/reset", Action::Reset, "Ask for a mail to set a new password", reset)
        .takes::<ResetRequest>()
        .accepts();
    let _ = api
        .post(
            "/v1/accounts/reset/confirm",
            Action::Reset,
            "Set a new password with the token of the mail",
            confirm_reset,
        )
        .takes::<NewSecret>()
        .refuses(&[Code::TokenInvalid]);
}

/// What somebody says of themselves to register.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(untagged)]
enum Registration {
    /// With an e-mail address and a password.
    Mail(MailRegistration),
    /// With a phone number: the code comes by SMS.
    Phone(PhoneRegistration),
    /// With an activation card and an e-mail address.
    CardMail(CardMailRegistration),
    /// With an activation card and a phone number.
    CardPhone(CardPhoneRegistration),
}

/// Somebody whom the team registered, with the code of an activation card.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CardMailRegistration {
    #[schema(max_length = 40)]
    activation_code: String,
    email: EmailAddress,
    password: NewPassword,
}

/// The same with a phone number: the code to sign in with comes by SMS.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CardPhoneRegistration {
    #[schema(max_length = 40)]
    activation_code: String,
    phone: PhoneNumber,
}

/// Somebody with a phone number.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PhoneRegistration {
    phone: PhoneNumber,
    first_name: PersonName,
    last_name: PersonName,
    birth_year: BirthYear,
    /// The languages spoken: not more than anybody speaks.
    #[schema(max_items = 20)]
    languages: Vec<Language>,
    locale: Locale,
}

/// Somebody with an e-mail address.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MailRegistration {
    email: EmailAddress,
    password: NewPassword,
    first_name: PersonName,
    last_name: PersonName,
    birth_year: BirthYear,
    /// The languages spoken: not more than anybody speaks.
    #[schema(max_items = 20)]
    languages: Vec<Language>,
    locale: Locale,
}

/// The token of a mail.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Token {
    #[schema(max_length = 200)]
    token: String,
}

/// Who wants to set a new password.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResetRequest {
    email: EmailAddress,
}

/// A new password, with the token of the mail.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSecret {
    #[schema(max_length = 200)]
    token: String,
    password: NewPassword,
}

async fn register(call: Call, body: Body<Registration>) -> Answer {
    match body.value {
        Registration::Mail(said) => register_mail(&call, said).await,
        Registration::Phone(said) => register_phone(&call, said).await,
        Registration::CardMail(said) => {
            let by = SignInBy::Mail(said.email, hash(call.state(), said.password).await?);
            activate(&call, said.activation_code, by).await
        }
        Registration::CardPhone(said) => {
            call.offers_sms()?;
            activate(&call, said.activation_code, SignInBy::Phone(said.phone)).await
        }
    }
}

async fn activate(call: &Call, code: String, by: SignInBy) -> Answer {
    let address = call.limited_address();
    // Counted for itself, so that a wrong code counts too.
    call.run(move |tx, _| actions::count_card(tx, address)).await?;
    call.run(move |tx, _| actions::activate(tx, &code, &by)).await?;
    Ok(Reply::accepted())
}

async fn register_mail(call: &Call, said: MailRegistration) -> Answer {
    let person = NewPerson {
        name: Name { first: said.first_name, last: said.last_name },
        birth_year: said.birth_year,
        languages: said.languages,
        locale: said.locale,
    };
    proof::register(call.state(), person, said.email, said.password, call.limited_address()).await?;
    Ok(Reply::accepted())
}

async fn register_phone(call: &Call, said: PhoneRegistration) -> Answer {
    call.offers_sms()?;
    let new = NewPhoneAccount {
        phone: said.phone,
        person: NewPerson {
            name: Name { first: said.first_name, last: said.last_name },
            birth_year: said.birth_year,
            languages: said.languages,
            locale: said.locale,
        },
    };
    let address = call.limited_address();
    evenly(call.run(move |tx, _| actions::register_phone(tx, &new, address))).await?;
    Ok(Reply::accepted())
}

async fn verify(call: Call, body: Body<Token>) -> Answer {
    call.run(move |tx, _| actions::verify(tx, &body.value.token)).await?;
    Ok(Reply::nothing())
}

async fn reset(call: Call, body: Body<ResetRequest>) -> Answer {
    proof::ask_reset(call.state(), body.value.email, call.limited_address()).await?;
    Ok(Reply::accepted())
}

async fn confirm_reset(call: Call, body: Body<NewSecret>) -> Answer {
    proof::confirm_reset(call.state(), body.value.token, body.value.password).await?;
    Ok(Reply::nothing())
}
