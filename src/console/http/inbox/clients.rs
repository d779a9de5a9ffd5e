//! The routes about what an organisation asks for its clients.

use actix_web::web;

use crate::categories::Category;
use crate::console::http::frame::{Shown, after, go, show};
use crate::console::inbox::clients::{client, clients};
use crate::ids::ClientRequestId;
use crate::people::actions::{About, NewPerson, Registration};
use crate::people::model::{BirthYear, EntryHow, LanguageTag, Name};
use crate::platform::http::{Desk, Form, Id};
use crate::platform::language::Locale;
use crate::platform::text::ClientReference;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};
use crate::requests::actions::{NewRequest, channel};
use crate::requests::clients::actions::{self, NewClientRequest};
use crate::requests::model::{HelpKind, RequestText, Rhythm, Said, Urgency, Visibility, WantedFrom, Wish};
use crate::when::{Day, WeeklySlot};

/// The page that the forms stand on.
const HERE: &str = "/inbox/clients";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/clients", web::get().to(see_all))
        .route("/clients/new", web::get().to(look))
        .route("/clients/new", web::post().to(ask))
        .route("/clients/{clientRequestId}/withdraw", web::get().to(back))
        .route("/clients/{clientRequestId}/withdraw", web::post().to(withdraw));
}

async fn back(desk: Desk) -> Shown {
    go(&desk, HERE)
}

async fn see_all(desk: Desk) -> Shown {
    show(&desk, Action::SeeClientRequest, clients).await
}

async fn withdraw(desk: Desk, id: Id<ClientRequestId>, form: Form) -> Shown {
    let id = id.0;
    let done =
        desk.once(&form, Action::WithdrawForClient, move |tx, actor| actions::withdraw_for_client(tx, actor, id));
    let next = |_| format!("{HERE}?done=inbox-client-withdrawn");
    after(&desk, form.clone(), done.await, next, Action::SeeClientRequest, clients).await
}

async fn look(desk: Desk) -> Shown {
    show(&desk, Action::AskForClient, client).await
}

/// What was typed, as the action wants it.
fn read(form: &Form) -> Result<NewClientRequest> {
    if !form.has("yes", "on") {
        return Err(Error::invalid("yes", "is what the client said"));
    }
    let how = form.word("how", EntryHow::from_word)?;
    let year = BirthYear::new(form.number("birthYear")?).ok_or_else(|| Error::invalid("birthYear", "is no year"))?;
    let about = About { neighbourhood: form.read_id("neighbourhood")?, cell: None };
    let locale = form.word("locale", Locale::from_word)?;
    let registration = Registration {
        person: NewPerson {
            name: Name { first: form.read_as("firstName")?, last: form.read_as("lastName")? },
            birth_year: year,
            languages: Vec::new(),
            locale,
        },
        phone: form.optional("tel")?,
        address: form.optional("address")?,
        position: None,
        about: Some(about),
        lives_with: None,
        how,
        witness: None,
    };
    let is_weekly = form.has("weekly", "on");
    let slot =
        WeeklySlot { day: form.word("day", Day::from_word)?, from: form.read_as("begins")?, to: form.read_as("ends")? };
    slot.check().map_err(|why| Error::invalid("ends", why))?;
    let lang: LanguageTag =
        locale.as_str().split('-').next().unwrap_or_default().parse().map_err(Error::Inconsistent)?;
    let text = form.optional("text")?.map(|text| RequestText { lang, text });
    let wish = Wish {
        duration_minutes: form.number("durationMinutes")?,
        windows: Vec::new(),
        weekly_slots: vec![slot],
        help_kind: if is_weekly { HelpKind::Recurring } else { HelpKind::Once },
        rhythm: is_weekly.then_some(Rhythm::Weekly),
        languages: Vec::new(),
        wanted_from: WantedFrom::Anyone,
        minors_involved: false,
        channel: channel(how),
        visibility: Visibility::BuurtwerkerOnly,
    };
    Ok(NewClientRequest {
        organisation: Some(form.read_id("organisation")?),
        client: registration,
        text_version: form.get("textVersion").to_owned(),
        language: form.word("language", Locale::from_word)?,
        request: NewRequest {
            category: form.word("category", Category::from_word)?,
            urgency: form.word("urgency", Urgency::from_word)?,
            wish,
            helpers_wanted: 1,
            said: Said { text, ..Said::default() },
            place: None,
            for_person: None,
        },
        reference: form.optional::<ClientReference>("reference")?.map(|it| it.as_str().to_owned()),
    })
}

async fn ask(desk: Desk, form: Form) -> Shown {
    let done = match read(&form) {
        Ok(new) => {
            let ask = move |tx: &mut Tx<'_>, actor: &Actor| actions::ask_for_client(tx, actor, new.clone());
            desk.once(&form, Action::AskForClient, ask).await
        }
        Err(error) => Err(error),
    };
    let next = |_: ClientRequestId| format!("{HERE}?done=inbox-client-asked");
    after(&desk, form, done, next, Action::AskForClient, client).await
}
