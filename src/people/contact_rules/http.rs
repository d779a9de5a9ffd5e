//! The routes of the contact rules.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions;
use super::model::{ContactRules, Kept, SafeContact, Telling, TellingWhy, object};
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{AnyId, PersonId};
use crate::people::http::{PersonBody, show as show_person};
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Resource};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let (see, set) = (Action::SeeContactRules, Action::SetContactRules);
    let _ = api
        .get("/v1/me/contactRules", see, "How the caller may be reached", see_my_contact_rules)
        .shows::<RulesBody>()
        .refuses(&[Code::NotFound]);
    let _ = api
        .put("/v1/me/contactRules", set, "Say how the caller may be reached", set_my_contact_rules)
        .takes::<NewRulesBody>()
        .shows::<RulesBody>()
        .refuses(&[Code::StepUpNeeded]);
    let _ = api
        .get("/v1/people/{personId}/contactRules", see, "How a person may be reached", see_contact_rules)
        .shows::<RulesBody>();
    let _ = api
        .put("/v1/people/{personId}/contactRules", set, "Say how a person may be reached", set_contact_rules)
        .takes::<NewRulesBody>()
        .shows::<RulesBody>()
        .refuses(&[Code::StepUpNeeded]);
    let told_what = "Write down that a person was told by hand what could not be sent";
    let _ = api
        .post("/v1/people/{personId}/told", Action::TellPerson, told_what, told)
        .takes_nothing()
        .shows::<PersonBody>();
}

/// How a person may be reached.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ContactRulesBody)]
struct RulesBody {
    href: String,
    version: i32,
    /// How to reach the person; absent: by what the account says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    safe_contact: Option<SafeContact>,
    /// Nothing goes out, on any channel.
    contact_prohibited: bool,
}

/// How a person may be reached, whole: what is left out is not said.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewContactRulesBody)]
struct NewRulesBody {
    /// How to reach the person; left out: by what the account says.
    #[schema(nullable = false)]
    safe_contact: Option<SafeContact>,
    /// Nothing goes out, on any channel.
    contact_prohibited: bool,
}

impl From<NewRulesBody> for ContactRules {
    fn from(said: NewRulesBody) -> Self {
        Self { safe_contact: said.safe_contact, contact_prohibited: said.contact_prohibited }
    }
}

/// Something that somebody of the team must tell a person by hand.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::people) struct TellingBody {
    why: TellingWhy,
    /// The kind of the message that was not sent; `match-off`: that it does not go on.
    message: String,
    /// What it is about: a request, an offer, a match, a bond, a visit, a consent or a referral. Absent: the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    about_id: Option<AnyId>,
    since: Instant,
}

impl TellingBody {
    /// What a person, who is shown to the team, is still to be told.
    ///
    /// # Errors
    /// When the database fails.
    pub(in crate::people) fn all_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Vec<Self>> {
        let body = |it: Telling| Self {
            why: it.why,
            message: it.message.key().to_owned(),
            about_id: object(&it.message).map(AnyId::from),
            since: it.since,
        };
        Ok(actions::to_tell(tx, Some(id))?.into_iter().map(body).collect())
    }
}

impl Resource for RulesBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<RulesBody> {
    let Kept { rules: ContactRules { safe_contact, contact_prohibited }, version, .. } =
        actions::see_rules(tx, actor, id)?;
    Ok(RulesBody { href: format!("/v1/people/{id}/contactRules"), version, safe_contact, contact_prohibited })
}

async fn see_my_contact_rules(call: Call) -> Answer {
    call.show(|tx, actor| show(tx, actor, actor.signed_in()?)).await
}

async fn set_my_contact_rules(call: Call, body: Body<NewRulesBody>) -> Answer {
    call.act(body, |tx, actor, said| actions::set_rules(tx, actor, actor.signed_in()?, &said.into()), show).await
}

async fn see_contact_rules(call: Call, id: Id<PersonId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn set_contact_rules(call: Call, id: Id<PersonId>, body: Body<NewRulesBody>) -> Answer {
    call.act(body, move |tx, actor, said| actions::set_rules(tx, actor, id.0, &said.into()), show).await
}

async fn told(call: Call, id: Id<PersonId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::told(tx, actor, id.0), show_person).await
}
