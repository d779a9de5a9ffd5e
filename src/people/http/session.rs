//! Sign in, refresh, sign out.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::evenly;
use super::proof::{self, Origin};
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{PersonId, SessionId};
use crate::people::actions::{self, Caller, Manner, Proof, SecondProof, Session, SignedIn};
use crate::people::model::kind_of_device;
use crate::people::password::TypedPassword;
use crate::people::token::device_text;
use crate::platform::http::{ACCESS_TOKEN_SECONDS, Answer, Api, Body, Call, Id, Page, Paged, Reply, Resource};
use crate::platform::text::{EmailAddress, PhoneNumber};
use crate::platform::{Error, Result};
use crate::policy::Action;

pub(super) fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/sessions", Action::SignIn, "Sign in", sign_in)
        .takes::<SignIn>()
        .creates::<SignInBody>()
        .refuses(&[Code::NotSignedIn, Code::TotpNeeded]);
    let _ = api
        .post("/v1/sessions/code", Action::SignIn, "Ask for a code by SMS to sign in with", send_code)
        .takes::<CodeRequest>()
        .accepts()
        .refuses(&[Code::SmsNotOffered]);
    let _ = api
        .post("/v1/sessions/current/stepUp", Action::StepUp, "Prove again who one is, for what wants it", step_up)
        .takes::<StepUp>()
        .answers::<SessionBody>()
        .refuses(&[Code::StepUpNeeded, Code::TotpNeeded]);
    let _ = api
        .post("/v1/sessions/refresh", Action::Refresh, "Exchange a refresh token for the next one", refresh)
        .takes::<Refresh>()
        .answers::<SignInBody>()
        .refuses(&[Code::NotSignedIn]);
    let _ = api
        .get("/v1/sessions", Action::SeeSession, "The sessions of the caller that live", list)
        .pages::<SessionBody>();
    let _ = api
        .get("/v1/sessions/{sessionId}", Action::SeeSession, "One session of the caller", see)
        .answers::<SessionBody>();
    let _ = api
        .delete("/v1/sessions/{sessionId}", Action::SignOut, "End a session of the caller", sign_out)
        .unconditional();
    let _ = api.delete("/v1/sessions/current", Action::SignOut, "Sign out", sign_out_here).unconditional();
}

/// An address and a password, or a phone number and the code that was sent to it.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(untagged)]
enum SignIn {
    /// With a password.
    Password(PasswordSignIn),
    /// With a code.
    Code(CodeSignIn),
}

/// An address and a password, with a second factor for whoever has one.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PasswordSignIn {
    email: EmailAddress,
    password: TypedPassword,
    /// The code of the authenticator app.
    #[schema(nullable = false, max_length = 20)]
    totp: Option<String>,
    /// A recovery code, for who has lost the authenticator app.
    #[schema(nullable = false, max_length = 40)]
    recovery_code: Option<String>,
    /// The token that an earlier sign-in on this device gave: it lets in who is at home here while strangers guess.
    #[schema(nullable = false, max_length = 200)]
    device_token: Option<String>,
}

/// A phone number and the code that was sent to it, with a second factor for whoever has one.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CodeSignIn {
    phone: PhoneNumber,
    #[schema(pattern = "^[0-9]{6}$", max_length = 6)]
    code: String,
    /// The code of the authenticator app.
    #[schema(nullable = false, max_length = 20)]
    totp: Option<String>,
    /// A recovery code, for who has lost the authenticator app.
    #[schema(nullable = false, max_length = 40)]
    recovery_code: Option<String>,
    /// The token that an earlier sign-in on this device gave.
    #[schema(nullable = false, max_length = 200)]
    device_token: Option<String>,
}

/// To which number a code is to be sent.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CodeRequest {
    phone: PhoneNumber,
    /// The token that an earlier sign-in on this device gave.
    #[schema(nullable = false, max_length = 200)]
    device_token: Option<String>,
}

/// The password, or for an account that began with a phone number a code that was sent to it; with a second factor for
/// whoever has one.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StepUp {
    #[schema(nullable = false)]
    password: Option<TypedPassword>,
    #[schema(nullable = false, pattern = "^[0-9]{6}$", max_length = 6)]
    code: Option<String>,
    /// The code of the authenticator app.
    #[schema(nullable = false, max_length = 20)]
    totp: Option<String>,
    /// A recovery code, for who has lost the authenticator app.
    #[schema(nullable = false, max_length = 40)]
    recovery_code: Option<String>,
}

/// A refresh token.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Refresh {
    #[schema(max_length = 200)]
    refresh_token: String,
}

/// The tokens of somebody who signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SignInBody {
    /// For the `Authorization` header: `Bearer <token>`.
    access_token: String,
    /// How many seconds it lives.
    access_token_expires_in: i64,
    /// For `POST /v1/sessions/refresh`, once: the answer holds the next one.
    refresh_token: String,
    /// For the next sign-in on this device. Absent after a refresh.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    device_token: Option<String>,
    person: PersonRef,
}

/// Who signed in.
#[derive(Serialize, ToSchema)]
struct PersonRef {
    id: PersonId,
    href: String,
}

/// A session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SessionBody {
    id: SessionId,
    href: String,
    /// Whether it is the session of this call.
    is_current: bool,
    created_at: Instant,
    /// When it was last refreshed.
    last_used_at: Instant,
    expires_at: Instant,
    /// The kind of device in a few words, such as Firefox, Android. Absent when nothing was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    device: Option<String>,
    /// Whether the second factor was given in it.
    has_second_factor: bool,
}

impl Resource for SessionBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

fn body_of(session: &Session, current: Option<SessionId>) -> SessionBody {
    SessionBody {
        id: session.id,
        href: format!("/v1/sessions/{}", session.id),
        is_current: Some(session.id) == current,
        created_at: session.created_at,
        last_used_at: session.rotated_at,
        expires_at: session.expires_at,
        device: session.device.clone(),
        has_second_factor: session.second_factor_at.is_some(),
    }
}

fn tokens(call: &Call, status: StatusCode, signed_in: SignedIn) -> Answer {
    let (state, SignedIn { person, refresh, device }) = (call.state(), signed_in);
    let now = state.store.clock().now();
    let access_token = state.tokens.issue(person, refresh.session, now).map_err(Error::Inconsistent)?;
    Reply::json(
        status,
        &SignInBody {
            access_token,
            access_token_expires_in: ACCESS_TOKEN_SECONDS,
            refresh_token: refresh.text(state.store.keys()),
            device_token: device.map(|it| device_text(it, state.store.keys())),
            person: PersonRef { id: person, href: format!("/v1/people/{person}") },
        },
    )
}

async fn sign_in(call: Call, body: Body<SignIn>) -> Answer {
    match body.value {
        SignIn::Password(said) => sign_in_with_password(&call, said).await,
        SignIn::Code(said) => sign_in_with_code(&call, said).await,
    }
}

async fn sign_in_with_password(call: &Call, said: PasswordSignIn) -> Answer {
    let PasswordSignIn { email, password, totp, recovery_code, device_token } = said;
    let from = Origin { address: call.limited_address(), user_agent: call.user_agent(), device_token, is_page: false };
    let second = SecondProof { totp, recovery_code };
    let signed_in = proof::sign_in(call.state(), email, password, second, from).await?;
    tokens(call, StatusCode::CREATED, signed_in)
}

async fn sign_in_with_code(call: &Call, said: CodeSignIn) -> Answer {
    let CodeSignIn { phone, code, totp, recovery_code, device_token } = said;
    let caller = Caller { address: call.limited_address(), device_token };
    let number = phone.clone();
    let manner = call.run(move |tx, _| actions::count_phone_sign_in(tx, &number, &caller)).await?;
    let second = SecondProof { totp, recovery_code };
    let manner = Manner { second, device_name: call.user_agent().and_then(kind_of_device), ..manner };
    let signed_in = call.run(move |tx, _| actions::sign_in_by_code(tx, &phone, &code, &manner)).await?;
    tokens(call, StatusCode::CREATED, signed_in.ok_or(Code::NotSignedIn)?)
}

async fn send_code(call: Call, body: Body<CodeRequest>) -> Answer {
    call.offers_sms()?;
    let CodeRequest { phone, device_token } = body.value;
    let caller = Caller { address: call.limited_address(), device_token };
    evenly(call.run(move |tx, _| actions::send_code(tx, &phone, &caller))).await?;
    Ok(Reply::accepted())
}

async fn step_up(call: Call, body: Body<StepUp>) -> Answer {
    let StepUp { password, code, totp, recovery_code } = body.value;
    let second = SecondProof { totp, recovery_code };
    let is_limited = call.limited_address().is_some();
    let counted = call.run(move |tx, actor| actions::count_step_up(tx, actor, is_limited));
    let (hash, attempt) = counted.await?;
    let proof = match (password, code) {
        (Some(password), None) => {
            let held = hash.clone();
            let fits = call.state().compute.run(move || password.fits(held.as_deref())).await?;
            Proof::Password(hash.filter(|_| fits).ok_or(Code::StepUpNeeded)?)
        }
        (None, Some(code)) => Proof::Code(code),
        _ => return Err(Error::invalid("", "a password or a code is needed")),
    };
    let proved = call.run(move |tx, actor| {
        let Some(here) = actions::step_up(tx, actor, &proof, &second, &attempt)? else { return Ok(None) };
        Ok(Some(body_of(&actions::see_session(tx, actor, here)?, Some(here))))
    });
    Reply::ok(&proved.await?.ok_or(Code::StepUpNeeded)?)
}

async fn refresh(call: Call, body: Body<Refresh>) -> Answer {
    let token = body.value.refresh_token;
    let signed_in: Option<SignedIn> = call.run(move |tx, _| actions::refresh(tx, &token)).await?;
    tokens(&call, StatusCode::OK, signed_in.ok_or(Code::NotSignedIn)?)
}

fn current(call: &Call) -> Option<SessionId> {
    call.claims_held().map(|it| it.sid)
}

async fn list(call: Call, page: Paged) -> Answer {
    let (cursor, here) = (page.cursor, current(&call));
    let page: Result<Page<Session>> = call.read(move |tx, actor| actions::see_sessions(tx, actor, cursor)).await;
    Reply::json(StatusCode::OK, &page?.try_map(|it| Ok(body_of(&it, here)))?)
}

async fn see(call: Call, id: Id<SessionId>) -> Answer {
    let here = current(&call);
    call.show(move |tx, actor| Ok(body_of(&actions::see_session(tx, actor, id.0)?, here))).await
}

async fn sign_out(call: Call, id: Id<SessionId>) -> Answer {
    call.run(move |tx, actor| actions::sign_out(tx, actor, id.0)).await?;
    Ok(Reply::nothing())
}

async fn sign_out_here(call: Call) -> Answer {
    let here = current(&call).ok_or(Code::NotSignedIn)?;
    call.run(move |tx, actor| actions::sign_out(tx, actor, here)).await?;
    Ok(Reply::nothing())
}
