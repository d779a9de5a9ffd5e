//! Sign in, refresh, sign out.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{PersonId, SessionId};
use crate::people::actions::{self, Session, SignedIn};
use crate::people::password::TypedPassword;
use crate::platform::http::{ACCESS_TOKEN_SECONDS, Answer, Api, Body, Call, Id, Page, Paged, Reply, Resource};
use crate::platform::text::EmailAddress;
use crate::platform::{Error, Result};
use crate::policy::Action;

pub(super) fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/sessions", Action::SignIn, "Sign in", sign_in)
        .takes::<SignIn>()
        .creates::<SignInBody>()
        .refuses(&[Code::NotSignedIn]);
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

/// An address and a password.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    email: EmailAddress,
    password: TypedPassword,
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
}

impl Resource for SessionBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

fn body(session: &Session, current: Option<SessionId>) -> SessionBody {
    SessionBody {
        id: session.id,
        href: format!("/v1/sessions/{}", session.id),
        is_current: Some(session.id) == current,
        created_at: session.created_at,
        last_used_at: session.rotated_at,
        expires_at: session.expires_at,
    }
}

fn tokens(call: &Call, status: StatusCode, signed_in: SignedIn) -> Answer {
    let (state, SignedIn { person, refresh }) = (call.state(), signed_in);
    let now = state.store.clock().now();
    let access_token = state.tokens.issue(person, refresh.session, now).map_err(Error::Inconsistent)?;
    Reply::json(
        status,
        &SignInBody {
            access_token,
            access_token_expires_in: ACCESS_TOKEN_SECONDS,
            refresh_token: refresh.text(state.store.keys()),
            person: PersonRef { id: person, href: format!("/v1/people/{person}") },
        },
    )
}

async fn sign_in(call: Call, body: Body<SignIn>) -> Answer {
    let SignIn { email, password } = body.value;
    let account = call.read(move |tx, _| actions::find_password(tx, &email)).await?;
    let hash = account.as_ref().map(|(_, hash)| hash.clone());
    let fits = call.state().compute.run(move || password.fits(hash.as_deref())).await?;
    let (person, hash) = account.filter(|_| fits).ok_or(Code::NotSignedIn)?;
    let signed_in = call.run(move |tx, _| actions::sign_in(tx, person, &hash)).await?;
    tokens(&call, StatusCode::CREATED, signed_in)
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
    Reply::json(StatusCode::OK, &page?.try_map(|it| Ok(body(&it, here)))?)
}

async fn see(call: Call, id: Id<SessionId>) -> Answer {
    let here = current(&call);
    call.show(move |tx, actor| Ok(body(&actions::see_session(tx, actor, id.0)?, here))).await
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
