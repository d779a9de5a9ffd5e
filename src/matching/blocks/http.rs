//! The routes about blocks.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, Seen};
use crate::clock::Instant;
use crate::ids::{BlockId, MatchId, PersonId};
use crate::platform::http::{Answer, Api, Body, Call, Id, Paged, Reply, Resource};
use crate::platform::text::PersonName;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/me/blocks", Action::BlockPerson, "Not be brought together with somebody any more", block)
        .takes::<NewBlockBody>()
        .creates::<BlockBody>();
    let _ = api
        .post(
            "/v1/people/{personId}/blocks",
            Action::BlockBetween,
            "Keep two people apart, for the team",
            block_between,
        )
        .takes::<NewBlockBetweenBody>()
        .creates::<BlockBody>();
    let _ =
        api.get("/v1/me/blocks", Action::SeeBlock, "The blocks that the caller made", list_blocks).pages::<BlockBody>();
    let _ = api
        .get("/v1/me/blocks/{blockId}", Action::SeeBlock, "A block that the caller made", see_block)
        .answers::<BlockBody>();
    let _ = api
        .delete("/v1/me/blocks/{blockId}", Action::Unblock, "Take a block back; what it ended stays ended", unblock)
        .unconditional();
}

/// With whom not: the other side of a match.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewBlockBody {
    match_id: MatchId,
}

/// With whom not.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewBlockBetweenBody {
    other_person_id: PersonId,
}

/// Two people who are kept apart, as whoever made it sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BlockBody {
    id: BlockId,
    href: String,
    created_at: Instant,
    /// The other one, as long as the match reveals the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_name: Option<PersonName>,
    /// The match that the caller named.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    known_by: Option<BlockMatch>,
    /// The two, where the team made it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    people: Vec<BlockPerson>,
}

/// A match, by id.
#[derive(Serialize, ToSchema)]
struct BlockMatch {
    id: MatchId,
    href: String,
}

/// A person, by id.
#[derive(Serialize, ToSchema)]
struct BlockPerson {
    id: PersonId,
    href: String,
}

impl Resource for BlockBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

fn body(Seen { block, first_name }: Seen) -> BlockBody {
    let person = |id: PersonId| BlockPerson { id, href: format!("/v1/people/{id}") };
    let people = if block.known_by.is_none() { vec![person(block.one), person(block.other)] } else { Vec::new() };
    BlockBody {
        id: block.id,
        href: format!("/v1/me/blocks/{}", block.id),
        created_at: block.made_at,
        first_name,
        known_by: block.known_by.map(|id| BlockMatch { id, href: format!("/v1/matches/{id}") }),
        people,
    }
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: BlockId) -> Result<BlockBody> {
    Ok(body(actions::see(tx, actor, id)?))
}

async fn block(call: Call, said: Body<NewBlockBody>) -> Answer {
    call.act(said, |tx, actor, said| actions::block(tx, actor, said.match_id), show).await
}

async fn block_between(call: Call, id: Id<PersonId>, said: Body<NewBlockBetweenBody>) -> Answer {
    call.act(said, move |tx, actor, said| actions::block_between(tx, actor, id.0, said.other_person_id), show).await
}

async fn list_blocks(call: Call, page: Paged) -> Answer {
    let cursor = page.cursor;
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| actions::list(tx, actor, cursor)?.try_map(|it| Ok(body(it)));
    Reply::json(StatusCode::OK, &call.read(bodies).await?)
}

async fn see_block(call: Call, id: Id<BlockId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn unblock(call: Call, id: Id<BlockId>) -> Answer {
    call.run(move |tx, actor| actions::unblock(tx, actor, id.0)).await?;
    Ok(Reply::nothing())
}
