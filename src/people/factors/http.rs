//! The routes about second factors.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions;
use crate::codes::Code;
use crate::ids::PersonId;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Reply};
use crate::policy::Action;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/me/totp", Action::ChangeFactors, "Begin to set up an authenticator app", enrol_totp)
        .takes_nothing()
        .answers::<TotpBody>()
        .refuses(&[Code::StepUpNeeded]);
    let _ = api
        .post("/v1/me/totp/confirm", Action::ChangeFactors, "Confirm it with its first code", confirm_totp)
        .takes::<TotpCode>()
        .answers::<RecoveryCodesBody>()
        .refuses(&[Code::StepUpNeeded, Code::TokenInvalid, Code::WrongState]);
    let _ = api
        .delete("/v1/me/totp", Action::ChangeFactors, "Do without an authenticator app", remove_totp)
        .unconditional()
        .refuses(&[Code::StepUpNeeded]);
    let _ = api
        .post("/v1/me/recoveryCodes", Action::ChangeFactors, "Get new recovery codes", renew_recovery_codes)
        .takes_nothing()
        .answers::<RecoveryCodesBody>()
        .refuses(&[Code::StepUpNeeded, Code::WrongState]);
    let _ = api
        .post(
            "/v1/people/{personId}/resetTotp",
            Action::ResetTotp,
            "Take the lost authenticator app of somebody away",
            reset_totp,
        )
        .takes_nothing()
        .refuses(&[Code::StepUpNeeded, Code::WrongState]);
}

/// What an authenticator app needs to know. Shown once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TotpBody {
    /// In base 32, to be typed.
    secret: String,
    /// The same, to be shown as a QR code.
    otpauth_uri: String,
}

/// A code of an authenticator app.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TotpCode {
    #[schema(pattern = "^[0-9]{6}$", max_length = 6)]
    code: String,
}

/// Codes for who loses the authenticator app: each works once. Shown once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RecoveryCodesBody {
    recovery_codes: Vec<String>,
}

async fn enrol_totp(call: Call, _: Body<Empty>) -> Answer {
    let enrolment = call.run(actions::enrol_totp).await?;
    let (secret, otpauth_uri) = (enrolment.secret.to_string(), enrolment.uri.to_string());
    Reply::json(StatusCode::OK, &TotpBody { secret, otpauth_uri })
}

async fn confirm_totp(call: Call, body: Body<TotpCode>) -> Answer {
    let code = body.value.code;
    let is_limited = call.limited_address().is_some();
    let attempt = call.run(move |tx, actor| actions::count_confirm(tx, actor, is_limited)).await?;
    let recovery_codes = call.run(move |tx, actor| actions::confirm_totp(tx, actor, &code, &attempt)).await?;
    Reply::json(StatusCode::OK, &RecoveryCodesBody { recovery_codes })
}

async fn remove_totp(call: Call) -> Answer {
    call.run(actions::remove_totp).await?;
    Ok(Reply::nothing())
}

async fn renew_recovery_codes(call: Call, _: Body<Empty>) -> Answer {
    let recovery_codes = call.run(actions::renew_recovery_codes).await?;
    Reply::json(StatusCode::OK, &RecoveryCodesBody { recovery_codes })
}

async fn reset_totp(call: Call, id: Id<PersonId>, _: Body<Empty>) -> Answer {
    call.run(move |tx, actor| actions::reset_totp(tx, actor, id.0)).await?;
    Ok(Reply::nothing())
}
