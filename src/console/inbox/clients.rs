//! What an organisation asks the neighbourhood for its clients, and whether it came.

use askama::Template;

use super::{Tab, tabs};
use crate::console::frame::Frame;
use crate::ids::ClientRequestId;
use crate::platform::http::Cursor;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::requests::clients::actions as clients;

/// So many are shown.
const MOST: Cursor = Cursor { after: None, size: 100 };

/// What was asked for a client.
struct Row {
    id: ClientRequestId,
    reference: Option<String>,
    state: String,
    asked: String,
    ended: Option<String>,
    may_withdraw: bool,
}

/// The page of all of it.
#[derive(Template)]
#[template(path = "console/inbox/clients.html")]
pub(in crate::console) struct ClientsPage {
    frame: Frame,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
}

/// What the organisations of the reader asked for clients: whether it came, and nothing else.
///
/// # Errors
/// When the database fails.
pub(in crate::console) fn clients(tx: &mut Tx<'_>, actor: &Actor, frame: Frame) -> Result<ClientsPage> {
    let rows = clients::see_all(tx, actor, MOST)?.items.into_iter();
    let row = |it: crate::requests::clients::model::ClientRequest| Row {
        id: it.id,
        state: frame.word("console-client", it.state().as_str()),
        asked: words::day(it.created_at),
        ended: it.ended_at().map(words::day),
        may_withdraw: clients::allowed(actor, &it).contains(&"withdraw"),
        reference: it.reference,
    };
    Ok(ClientsPage { rows: rows.map(row).collect(), tabs: tabs(&frame, None), frame })
}
