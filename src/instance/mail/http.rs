//! The routes of the settings of mail.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, NewMailServer};
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::MailSettingsId;
use crate::notifications::MailSecurity;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Reply, Resource};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor};

const PATH: &str = "/v1/mailSettings";

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .get(PATH, Action::ChangeMail, "How this instance sends mail", see)
        .shows::<MailSettingsBody>()
        .refuses(&[Code::NotFound]);
    let _ = api
        .put(PATH, Action::ChangeMail, "Set how this instance sends mail", set)
        .takes::<NewMailSettingsBody>()
        .shows::<MailSettingsBody>()
        .refuses(&[Code::StepUpNeeded]);
    let _ =
        api.delete(PATH, Action::ChangeMail, "Take the settings of mail away", unset).refuses(&[Code::StepUpNeeded]);
    let _ = api
        .post("/v1/mailSettings/test", Action::ChangeMail, "Send a mail to oneself, to try the settings", test)
        .takes_nothing()
        .answers::<TrialBody>()
        .refuses(&[Code::StepUpNeeded]);
}

/// How this instance sends mail. The password is never shown.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MailSettingsBody {
    href: String,
    version: i32,
    allowed_actions: Vec<&'static str>,
    created_at: Instant,
    updated_at: Instant,
    server: String,
    port: u16,
    security: MailSecurity,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    user: Option<String>,
    has_password: bool,
    from: String,
    /// Whether they count: not where the command line says where mail goes.
    is_in_use: bool,
}

impl Resource for MailSettingsBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// How this instance is to send mail.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewMailSettingsBody {
    /// The name or the address of the mail server.
    #[schema(min_length = 1, max_length = 253)]
    server: String,
    #[schema(minimum = 1, maximum = 65_535)]
    port: u16,
    security: MailSecurity,
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    user: Option<String>,
    /// Left out: the one that is known, for the same server and user.
    #[schema(nullable = false, min_length = 1, max_length = 500)]
    password: Option<String>,
    /// The sender: `Name <address>`.
    #[schema(min_length = 3, max_length = 200)]
    from: String,
}

/// What came of the try.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TrialBody {
    /// Whether the server took it.
    is_sent: bool,
    /// Why not, in a few words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    why: Option<String>,
}

fn show(tx: &mut Tx<'_>, actor: &Actor, is_in_use: bool) -> Result<MailSettingsBody> {
    let of = actions::see(tx, actor)?.ok_or(Code::NotFound)?;
    Ok(MailSettingsBody {
        href: PATH.to_owned(),
        version: of.version,
        allowed_actions: vec!["set", "unset", "test"],
        created_at: of.created_at,
        updated_at: of.updated_at,
        has_password: of.server.password.is_some(),
        server: of.server.server,
        port: of.server.port,
        security: of.server.security,
        user: of.server.user,
        from: of.server.from,
        is_in_use,
    })
}

async fn see(call: Call) -> Answer {
    let is_in_use = !call.state().mail_is_given;
    call.show(move |tx, actor| show(tx, actor, is_in_use)).await
}

async fn set(call: Call, body: Body<NewMailSettingsBody>) -> Answer {
    let is_in_use = !call.state().mail_is_given;
    let act = |tx: &mut Tx<'_>, actor: &Actor, said: NewMailSettingsBody| {
        let NewMailSettingsBody { server, port, security, user, password, from } = said;
        actions::set(tx, actor, NewMailServer { server, port, security, user, password, from })
    };
    call.act(body, act, move |tx, actor, _: MailSettingsId| show(tx, actor, is_in_use)).await
}

async fn unset(call: Call) -> Answer {
    call.run(actions::unset).await?;
    Ok(Reply::nothing())
}

async fn test(call: Call, _: Body<Empty>) -> Answer {
    let trial = call.run(actions::trial).await?;
    let why = actions::tried(trial).await;
    Reply::json(StatusCode::OK, &TrialBody { is_sent: why.is_none(), why })
}
