//! The routes of saved replies.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::actions::{self, NewReply, ReplyPatch, Wanted, subject};
use super::model::{ReplyVerb, SavedReply, Texts};
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{NeighbourhoodId, SavedReplyId};
use crate::places::NeighbourhoodRef;
use crate::platform::http::{Answer, Api, Body, Call, Id, Paged, Reply, Resource};
use crate::platform::text::Title;
use crate::platform::{Result, Tx};
use crate::policy::{self, Action, Actor};

/// Registers the operations.
pub(in crate::moderation) fn routes(api: &mut Api) {
    let what = "The texts that the teams of the caller write again and again";
    let _ = api
        .get("/v1/savedReplies", Action::SeeSavedReplies, what, list)
        .query::<SavedRepliesQuery>()
        .pages::<SavedReplyBody>();
    let _ = api
        .post("/v1/savedReplies", Action::AddSavedReply, "Save a text for a team", add)
        .takes::<NewSavedReplyBody>()
        .creates::<SavedReplyBody>()
        .refuses(&[Code::WrongState]);
    let one = "/v1/savedReplies/{savedReplyId}";
    let _ = api.get(one, Action::SeeSavedReplies, "A saved reply", see).shows::<SavedReplyBody>();
    let _ = api
        .patch(one, Action::ChangeSavedReply, "Give a saved reply another title or other texts", change)
        .takes::<SavedReplyPatchBody>()
        .shows::<SavedReplyBody>();
    let _ = api.delete(one, Action::RemoveSavedReply, "Take a saved reply away", remove);
}

/// A text that a team writes again and again. Whoever uses it fills its places in: `{firstName}` of who reads it (not for
/// what goes to an organisation), `{category}`, `{neighbourhood}`, `{myName}` of who writes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SavedReplyBody {
    id: SavedReplyId,
    href: String,
    version: i32,
    allowed_actions: Vec<&'static str>,
    created_at: Instant,
    updated_at: Instant,
    neighbourhood: NeighbourhoodRef,
    verb: ReplyVerb,
    /// By which the team finds it.
    title: Title,
    texts: Texts,
}

/// A text to be saved.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewSavedReplyBody {
    neighbourhood_id: NeighbourhoodId,
    verb: ReplyVerb,
    title: Title,
    /// By language, at least one. What stands in braces is a place that is known for this verb.
    texts: Texts,
}

/// What is changed; what is left out stays.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SavedReplyPatchBody {
    #[schema(nullable = false)]
    title: Option<Title>,
    /// All languages from now on.
    #[schema(nullable = false)]
    texts: Option<Texts>,
}

/// Which ones are looked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SavedRepliesQuery {
    /// Those of this neighbourhood.
    neighbourhood: Option<NeighbourhoodId>,
    /// Those for this verb.
    verb: Option<ReplyVerb>,
}

impl Resource for SavedReplyBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

fn body(tx: &mut Tx<'_>, actor: &Actor, of: SavedReply) -> Result<SavedReplyBody> {
    let verbs = [("change", Action::ChangeSavedReply, true), ("remove", Action::RemoveSavedReply, true)];
    Ok(SavedReplyBody {
        id: of.id,
        href: format!("/v1/savedReplies/{}", of.id),
        version: of.version,
        allowed_actions: policy::allowed(actor, &subject(of.neighbourhood), verbs),
        created_at: of.created_at,
        updated_at: of.updated_at,
        neighbourhood: NeighbourhoodRef::of(tx, of.neighbourhood)?,
        verb: of.verb,
        title: of.title,
        texts: of.texts,
    })
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: SavedReplyId) -> Result<SavedReplyBody> {
    let found = actions::see(tx, actor, id)?;
    body(tx, actor, found)
}

async fn list(call: Call, page: Paged<SavedRepliesQuery>) -> Answer {
    let SavedRepliesQuery { neighbourhood, verb } = page.wanted;
    let (cursor, wanted) = (page.cursor, Wanted { neighbourhood, verb });
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        let page = actions::list(tx, actor, wanted, cursor)?;
        page.try_map(|it| body(tx, actor, it))
    };
    Reply::json(StatusCode::OK, &call.read(bodies).await?)
}

async fn add(call: Call, said: Body<NewSavedReplyBody>) -> Answer {
    let add = |tx: &mut Tx<'_>, actor: &Actor, said: NewSavedReplyBody| {
        let NewSavedReplyBody { neighbourhood_id, verb, title, texts } = said;
        actions::add(tx, actor, NewReply { neighbourhood: neighbourhood_id, verb, title, texts })
    };
    call.act(said, add, show).await
}

async fn see(call: Call, id: Id<SavedReplyId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn change(call: Call, id: Id<SavedReplyId>, said: Body<SavedReplyPatchBody>) -> Answer {
    let change = move |tx: &mut Tx<'_>, actor: &Actor, said: SavedReplyPatchBody| {
        actions::change(tx, actor, id.0, ReplyPatch { title: said.title, texts: said.texts })
    };
    call.act(said, change, show).await
}

async fn remove(call: Call, id: Id<SavedReplyId>) -> Answer {
    call.run(move |tx, actor| actions::remove(tx, actor, id.0)).await?;
    Ok(Reply::nothing())
}
