//! The sheet with the codes of invitations: a card for each, to cut out and hand over.

use askama::Template;

use super::{Sheet, Wanted};
use crate::console::account::picture;
use crate::console::frame::Frame;
use crate::console::invitations::place;
use crate::ids::InvitationId;
use crate::people::invitations::actions;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::Actor;

/// A card: what it is for, its code, and the day until which that works.
struct CodeCard {
    role: String,
    place: String,
    code: String,
    until: String,
}

/// The sheet.
#[derive(Template)]
#[template(path = "console/print/invitations.html")]
pub(in crate::console) struct InvitationSheet {
    sheet: Sheet,
    /// The page that the sheet was opened from.
    back: &'static str,
    cards: Vec<CodeCard>,
    address: String,
    picture: String,
}

/// The sheet of an invitation and of those made in one go with it, with the codes that whoever made them can still hand
/// over. `address`: where a code is typed.
///
/// # Errors
/// A refusal when the actor may not see it, or has not proved just now who they are.
pub(in crate::console) fn invitations(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    wanted: Wanted,
    (id, back): (InvitationId, &'static str),
    address: String,
) -> Result<InvitationSheet> {
    let sheet = Sheet::new(tx, frame, wanted, String::new());
    let mut cards = Vec::new();
    for it in actions::see_with(tx, actor, id)? {
        if let Some(code) = actions::code(tx, actor, it.id)? {
            cards.push(CodeCard {
                role: sheet.frame.word("console-invitation-role", it.role.as_str()),
                place: place(tx, &sheet.frame, &it)?,
                code,
                until: words::day(it.expires_at),
            });
        }
    }
    Ok(InvitationSheet { picture: picture(&address)?, sheet, back, cards, address })
}
