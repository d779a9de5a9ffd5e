//! The routes of the pages about neighbourhoods.

use std::collections::BTreeSet;

use actix_web::web;

use super::frame::{Shown, after, show};
use crate::categories::Category;
use crate::console::frame::Frame;
use crate::console::neighbourhoods::{LANGUAGES, file_trouble, import, list, neighbourhood};
use crate::ids::{NeighbourhoodId, NeighbourhoodImportId};
use crate::places::{self, CategoryTitle, Columns, Phase, Policy, Template, WaveRhythm, WayToMatch, imports};
use crate::platform::http::{Desk, Form, Id, Upload, Uploaded};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};

/// The page with the list.
const LIST: &str = "/console/admin/neighbourhoods";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/admin/neighbourhoods", web::get().to(see_list))
        .route("/admin/neighbourhoods/imports", web::post().to(give))
        .route("/admin/neighbourhoods/imports/{importId}", web::get().to(see_import))
        .route("/admin/neighbourhoods/imports/{importId}/properties", web::post().to(read_anew))
        .route("/admin/neighbourhoods/imports/{importId}/bring-in", web::post().to(bring_in))
        .route("/admin/neighbourhoods/imports/{importId}/discard", web::post().to(discard))
        .route("/admin/neighbourhoods/{neighbourhoodId}", web::get().to(see))
        .route("/admin/neighbourhoods/{neighbourhoodId}", web::post().to(change))
        .route("/admin/neighbourhoods/{neighbourhoodId}/template", web::post().to(use_template));
}

async fn see_list(desk: Desk) -> Shown {
    let from = desk.asked("after").parse().ok();
    show(&desk, Action::ChangePolicy, move |tx, actor, frame| list(tx, actor, frame, from)).await
}

async fn give(desk: Desk, upload: Upload) -> Shown {
    let (form, given) = match read(&desk, upload).await {
        Ok(Uploaded { form, file }) => {
            let given = given(&desk, &form, file).await;
            (form, given)
        }
        Err(error) => (Form::default(), Err(error)),
    };
    let next = |id: NeighbourhoodImportId| format!("{LIST}/imports/{id}");
    let page = move |tx: &mut Tx<'_>, actor: &Actor, frame: Frame| list(tx, actor, frame, None);
    after(&desk, form, given, next, Action::ImportNeighbourhoods, page).await
}

/// Nobody's file is read before it is known that they may bring one.
async fn read(desk: &Desk, upload: Upload) -> Result<Uploaded> {
    desk.read(Action::ImportNeighbourhoods, |_, _| Ok(())).await?;
    let uploaded = upload.read().await?;
    desk.check_guard(&uploaded.form)?;
    Ok(uploaded)
}

async fn given(desk: &Desk, form: &Form, file: Result<Vec<u8>>) -> Result<NeighbourhoodImportId> {
    let content = file?;
    // Reading a large file takes a while: not inside of the transaction.
    let read = move || imports::guess(&content).map(|columns| (content, columns));
    let read = desk.state().compute.run(read).await?;
    let (content, columns) = read.map_err(|error| file_trouble(&error))?;
    desk.run(form, Action::ImportNeighbourhoods, move |tx, actor| imports::enter(tx, actor, &content, &columns)).await
}

async fn see_import(desk: Desk, id: Id<NeighbourhoodImportId>) -> Shown {
    show(&desk, Action::ImportNeighbourhoods, move |tx, actor, frame| import(tx, actor, frame, id.0)).await
}

async fn read_anew(desk: Desk, id: Id<NeighbourhoodImportId>, form: Form) -> Shown {
    let (id, said) = (id.0, form.clone());
    let text = move |name: &str| Some(said.get(name).trim().to_owned()).filter(|it| !it.is_empty());
    let done = desk.once(&form, Action::ImportNeighbourhoods, move |tx, actor| {
        let nis = text("municipality");
        if nis.as_deref().is_some_and(|it| !places::is_nis(it)) {
            return Err(Error::invalid("municipality", "is a NIS code: five digits"));
        }
        imports::read_anew(tx, actor, id, |known| Columns {
            code: text("code").unwrap_or(known.code),
            name: text("name").unwrap_or(known.name),
            municipality: text("municipalityProperty"),
            municipality_nis: nis,
        })
    });
    let done = done.await;
    after_import(&desk, form, done, "").await
}

async fn bring_in(desk: Desk, id: Id<NeighbourhoodImportId>, form: Form) -> Shown {
    let (id, codes) = (id.0, form.all("neighbourhood").map(str::to_owned).collect::<BTreeSet<_>>());
    let bring =
        desk.once(&form, Action::ImportNeighbourhoods, move |tx, actor| imports::bring_in(tx, actor, id, Some(&codes)));
    let done = bring.await;
    after_import(&desk, form, done, "?done=brought-in").await
}

async fn after_import(desk: &Desk, form: Form, done: Result<NeighbourhoodImportId>, said: &'static str) -> Shown {
    let path = desk.path.clone();
    let here = path.rsplit_once('/').map_or(path.as_str(), |it| it.0).to_owned();
    let id = here.rsplit('/').next().and_then(|it| it.parse().ok());
    let page = move |tx: &mut Tx<'_>, actor: &Actor, frame: Frame| {
        import(tx, actor, frame, id.ok_or(crate::codes::Code::NotFound)?)
    };
    after(desk, form, done, move |_| format!("{here}{said}"), Action::ImportNeighbourhoods, page).await
}

async fn discard(desk: Desk, id: Id<NeighbourhoodImportId>, form: Form) -> Shown {
    let id = id.0;
    let discard = move |tx: &mut Tx<'_>, actor: &Actor| imports::discard(tx, actor, id);
    let done = desk.run(&form, Action::ImportNeighbourhoods, discard).await;
    let page = move |tx: &mut Tx<'_>, actor: &Actor, frame: Frame| list(tx, actor, frame, None);
    after(&desk, form, done, |()| format!("{LIST}?done=discarded"), Action::ImportNeighbourhoods, page).await
}

async fn see(desk: Desk, id: Id<NeighbourhoodId>) -> Shown {
    show(&desk, Action::SeePolicy, move |tx, actor, frame| neighbourhood(tx, actor, frame, id.0)).await
}

/// What a form says of a neighbourhood, over what was decided before.
fn policy(form: &Form, known: &Policy) -> Result<Policy> {
    let ways = WayToMatch::ALL.iter().copied().filter(|it| form.has("way", it.as_str())).collect::<BTreeSet<_>>();
    let off = Category::ALL.iter().copied().filter(|it| !form.has("category", it.as_str())).collect::<BTreeSet<_>>();
    let mut titles = Vec::new();
    for category in Category::ALL {
        for locale in LANGUAGES {
            if let Some(title) = form.optional(&format!("title-{category}-{locale}"))? {
                titles.push(CategoryTitle { category: *category, locale, title });
            }
        }
    }
    let wave = WaveRhythm {
        helpers: form.number("helpers")?,
        pause_hours: form.number("pauseHours")?,
        pause_hours_today: form.number("pauseHoursToday")?,
    };
    Ok(Policy {
        weights: known.weights,
        ways_to_match: Some(ways),
        wave_rhythm: Some(wave),
        trusted_persons: Some(form.has("trusts", "yes")),
        categories_off: Some(off).filter(|it| !it.is_empty()),
        category_titles: Some(titles).filter(|it| !it.is_empty()),
        phone: form.optional("phone")?,
    })
}

async fn change(desk: Desk, id: Id<NeighbourhoodId>, form: Form) -> Shown {
    let (id, said) = (id.0, form.clone());
    let change = desk.once(&form, Action::ChangePolicy, move |tx, actor| {
        let phase = said.word("state", Phase::from_word)?;
        let new = policy(&said, &places::see_policy(tx, actor, id)?.policy.0)?;
        places::change_policy(tx, actor, id, Some(phase), |_| new)
    });
    let done = change.await;
    after_change(&desk, form, done, id, "saved").await
}

async fn use_template(desk: Desk, id: Id<NeighbourhoodId>, form: Form) -> Shown {
    let (id, said) = (id.0, form.clone());
    let change = desk.once(&form, Action::ChangePolicy, move |tx, actor| {
        places::use_template(tx, actor, id, said.word("template", Template::from_word)?)
    });
    let done = change.await;
    after_change(&desk, form, done, id, "saved").await
}

async fn after_change(
    desk: &Desk,
    form: Form,
    done: Result<NeighbourhoodId>,
    id: NeighbourhoodId,
    said: &'static str,
) -> Shown {
    let next = move |id: NeighbourhoodId| format!("{LIST}/{id}?done={said}");
    after(desk, form, done, next, Action::SeePolicy, move |tx, actor, frame| neighbourhood(tx, actor, frame, id)).await
}
