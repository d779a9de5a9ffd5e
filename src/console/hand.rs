//! Who of the team has an item in hand, and who else looks at it now.

use askama::Template;
use uuid::Uuid;

use super::frame::Frame;
use crate::ids::{ItemId, PersonId};
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::{audit, claims, people};

/// Who has it in hand.
pub(super) struct Holder {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) until: String,
    pub(super) is_mine: bool,
    /// From whom it was taken over.
    pub(super) taken_from: Option<String>,
}

/// How an item lies in the hands of the team.
pub(super) struct Hand {
    pub(super) holder: Option<Holder>,
    pub(super) is_waiting: bool,
    /// Who else looks, and since when.
    pub(super) viewers: Vec<Viewer>,
}

/// Who else looks, by first name, and how long ago they read it.
pub(super) struct Viewer {
    pub(super) name: String,
    pub(super) ago: String,
}

/// The part of a page that says who else looks.
#[derive(Template)]
#[template(path = "console/viewers.html")]
pub(super) struct ViewersPart {
    frame: Frame,
    viewers: Vec<Viewer>,
}

impl Hand {
    /// Whether the reader can take it.
    pub(super) fn is_free(&self) -> bool {
        self.is_waiting && self.holder.as_ref().is_none_or(|it| it.is_mine)
    }

    /// From whom the reader can take it over.
    pub(super) fn is_of_other(&self) -> Option<&Holder> {
        self.holder.as_ref().filter(|it| self.is_waiting && !it.is_mine)
    }
}

/// Who has an item in hand, and who else read `object` in the last minutes. The caller has shown that the actor may see it.
///
/// # Errors
/// When the database fails.
pub(super) fn hand(
    tx: &mut Tx<'_>,
    actor: &Actor,
    item: ItemId,
    is_waiting: bool,
    object: Uuid,
    frame: &Frame,
) -> Result<Hand> {
    let claim = claims::holder(tx, item)?;
    let ids: Vec<PersonId> = claim.iter().flat_map(|it| [Some(it.by), it.taken_from]).flatten().collect();
    let names = people::actions::first_names(tx, &ids)?;
    let name = |id: PersonId| {
        if Some(id) == actor.person {
            return frame.t("queue-mine");
        }
        names.get(&id).map_or_else(|| frame.t("colleague"), |it| it.as_str().to_owned())
    };
    let holder = claim.map(|it| Holder {
        id: it.by,
        name: name(it.by),
        until: words::when(it.until),
        is_mine: Some(it.by) == actor.person,
        taken_from: it.taken_from.map(name),
    });
    Ok(Hand { holder, is_waiting, viewers: viewers(tx, actor, object, frame)? })
}

/// Who else of the team read an object in the last minutes, and when.
fn viewers(tx: &mut Tx<'_>, actor: &Actor, object: Uuid, frame: &Frame) -> Result<Vec<Viewer>> {
    let found = audit::viewers(tx, object, actor.person)?;
    let names = people::actions::first_names(tx, &found.iter().map(|it| it.person).collect::<Vec<_>>())?;
    let viewer = |it: &audit::Viewer| Viewer {
        name: names.get(&it.person).map_or_else(|| frame.t("colleague"), |name| name.as_str().to_owned()),
        ago: words::ago(it.at, tx.now, frame.locale),
    };
    Ok(found.iter().map(viewer).collect())
}

/// The part of a page that says who else looks. The caller has shown that the actor may see the object.
///
/// # Errors
/// When the database fails.
pub(super) fn viewers_part(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, object: Uuid) -> Result<ViewersPart> {
    Ok(ViewersPart { viewers: viewers(tx, actor, object, &frame)?, frame })
}
