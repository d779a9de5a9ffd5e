//! What an organisation asks the neighbourhood for its clients, and whether it came.

use askama::Template;

use super::{Ours, Tab, ours, tabs};
use crate::categories::Category;
use crate::consents::ConsentPurpose;
use crate::consents::texts::{ConsentText, text};
use crate::console::frame::Frame;
use crate::ids::ClientRequestId;
use crate::people::model::EntryHow;
use crate::places;
use crate::platform::http::Cursor;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::requests::clients::actions as clients;
use crate::requests::clients::model::ClientRequest;
use crate::requests::model::Urgency;
use crate::when::Day;

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
    let row = |it: ClientRequest| Row {
        id: it.id,
        state: frame.word("console-client", it.state().as_str()),
        asked: words::day(it.created_at),
        ended: it.ended_at().map(words::day),
        may_withdraw: clients::allowed(actor, &it).contains(&"withdraw"),
        reference: it.reference,
    };
    Ok(ClientsPage { rows: rows.map(row).collect(), tabs: tabs(&frame, None), frame })
}

/// The form to ask for a client. It is answered once, and holds nothing that the organisation does not know already.
#[derive(Template)]
#[template(path = "console/inbox/client.html")]
pub(in crate::console) struct ClientPage {
    frame: Frame,
    tabs: Vec<Tab>,
    ours: Vec<Ours>,
    neighbourhoods: Vec<(String, String)>,
    categories: Choices,
    urgencies: Choices,
    hows: Choices,
    days: Choices,
    locales: Choices,
    yes: ConsentText,
}

/// Words to choose from, each with what it is called.
type Choices = Vec<(&'static str, String)>;

/// How a client says yes to somebody of the organisation.
pub(in crate::console) const HOWS: [EntryHow; 4] =
    [EntryHow::HomeVisit, EntryHow::Desk, EntryHow::Phone, EntryHow::Paper];

/// The field of the form that a refusal points at.
fn field_of(pointer: &str) -> &str {
    let is_name = |it: &&str| !it.bytes().all(|byte| byte.is_ascii_digit());
    match pointer.split('/').rfind(is_name).unwrap_or_default() {
        "weeklySlots" | "from" | "to" => "ends",
        "about" | "neighbourhoodId" => "neighbourhood",
        "organisationId" => "organisation",
        "textVersion" | "language" => "yes",
        other => other,
    }
}

/// The form to ask for a client.
///
/// # Errors
/// When the database fails.
pub(in crate::console) fn client(tx: &mut Tx<'_>, actor: &Actor, mut frame: Frame) -> Result<ClientPage> {
    let locale = frame.locale;
    if let Some(trouble) = &mut frame.trouble {
        trouble.leads_to(|pointer| {
            let field = field_of(pointer);
            (field.to_owned(), locale.text(&format!("console-field-{field}"), &[]))
        });
    }
    let choices = |list: &str, words: Vec<&'static str>| {
        words.into_iter().map(|it| (it, frame.word(list, it))).collect::<Choices>()
    };
    let all = places::neighbourhoods(tx, MOST)?.items.into_iter();
    let locales = [("nl-BE", "Nederlands"), ("fr-BE", "Français"), ("en", "English")];
    Ok(ClientPage {
        tabs: tabs(&frame, None),
        ours: ours(tx, actor)?,
        neighbourhoods: all.map(|it| (it.id.to_string(), it.name)).collect(),
        categories: choices("category", Category::ALL.iter().map(|it| it.as_str()).collect()),
        urgencies: choices("link-urgency", Urgency::ALL.iter().map(|it| it.as_str()).collect()),
        hows: choices("console-client-how", HOWS.iter().map(|it| it.as_str()).collect()),
        days: choices("day", Day::ALL.iter().map(|it| it.as_str()).collect()),
        locales: locales.into_iter().map(|(word, name)| (word, name.to_owned())).collect(),
        yes: text(ConsentPurpose::AskNeighbourhood, frame.locale),
        frame,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::language::Locale;

    #[test]
    fn every_refusal_leads_to_a_field_of_the_form_that_has_a_name() {
        for (pointer, field) in [
            ("client/birthYear", "birthYear"),
            ("weeklySlots/0", "ends"),
            ("request/weeklySlots/0/to", "ends"),
            ("about/neighbourhoodId", "neighbourhood"),
            ("organisationId", "organisation"),
            ("firstName", "firstName"),
            ("yes", "yes"),
        ] {
            assert_eq!(field_of(pointer), field, "{pointer}");
            assert!(Locale::Dutch.has(&format!("console-field-{field}")), "{field}");
        }
    }
}
