//! The routes about people: they are looked for, looked at, and written down what is known of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web;

use super::frame::{Shown, after, keep, show};
use super::verbs::{Verb, decide};
use crate::consents::actions as given;
use crate::console::consents;
use crate::console::frame::Frame;
use crate::console::intake_form::about;
use crate::console::people::{find, people};
use crate::console::person::person;
use crate::console::print::people::card;
use crate::ids::{ActivationCardId, PersonId};
use crate::matching::blocks::actions as blocks;
use crate::people::actions::{self as actions, About, NewHome, PersonPatch};
use crate::people::cards::actions as cards;
use crate::people::contact_rules::model::ContactChannel;
use crate::people::contact_rules::{ContactRules, SafeContact, actions as contact_rules};
use crate::people::households::actions as households;
use crate::people::merge::actions as merges;
use crate::people::model::{Language, LanguageLevel, MOST_LANGUAGES};
use crate::people::proxies::ProxyKind;
use crate::people::proxies::actions::{self as proxies, NewProxy};
use crate::people::states::actions as states;
use crate::people::states::model::SuspendReason;
use crate::people::trust::actions as trust;
use crate::people::vetting::actions::{self as vetting, NewCheck};
use crate::people::vetting::model::CheckKind;
use crate::places;
use crate::platform::http::{Desk, Form, Id};
use crate::platform::language::Locale;
use crate::platform::{Amend, Error, Result, Tx};
use crate::policy::{Action, Actor, ProxyScope};
use crate::when::{Day, TimeOfDay, WeeklySlot};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/people", web::get().to(see_all))
        .route("/people", web::post().to(look))
        .route("/people/{personId}", web::get().to(see))
        .route("/people/{personId}", web::post().to(act))
        .route("/people/{personId}/card", web::post().to(make_card));
}

async fn see_all(desk: Desk) -> Shown {
    show(&desk, Action::SearchPeople, |_, _, frame| Ok(people(frame, None))).await
}

/// A name is sent as a form: it does not stand in an address.
async fn look(desk: Desk, form: Form) -> Shown {
    let typed = form.clone();
    let found = desk.run(&form, Action::SearchPeople, move |tx, actor| find(tx, actor, &typed, "findName")).await;
    match found {
        Ok(found) => keep(&desk, form, Action::SearchPeople, move |_, _, frame| Ok(people(frame, Some(&found)))).await,
        Err(error) => {
            let page = |_: &mut Tx<'_>, _: &Actor, frame: Frame| Ok(people(frame, None));
            after(&desk, form, Err::<(), _>(error), |()| String::new(), Action::SearchPeople, page).await
        }
    }
}

async fn see(desk: Desk, id: Id<PersonId>) -> Shown {
    show(&desk, Action::RecordForPerson, move |tx, actor, frame| person(tx, actor, frame, id.0, None)).await
}

fn id_of<T: std::str::FromStr>(form: &Form, name: &str) -> Result<T> {
    form.get(name).parse().map_err(|_| Error::no_choice(name))
}

const VERBS: &[Verb<PersonId>] = &[
    ("change", Action::ChangePerson, |tx, actor, id, form| actions::change(tx, actor, id, patch(form)?)),
    ("setContactRules", Action::SetContactRules, |tx, actor, id, form| {
        let said = rules(tx, id, form)?;
        contact_rules::set_rules(tx, actor, id, &said)
    }),
    ("told", Action::TellPerson, |tx, actor, id, _| contact_rules::told(tx, actor, id)),
    ("grantProxy", Action::GrantProxy, |tx, actor, id, form| {
        proxies::grant_proxy(tx, actor, id, proxy(form)?).map(|_| id)
    }),
    ("approveProxy", Action::ApproveProxy, |tx, actor, id, form| {
        proxies::approve_proxy(tx, actor, id_of(form, "proxy")?).map(|_| id)
    }),
    ("revokeProxy", Action::RevokeProxy, |tx, actor, id, form| {
        proxies::revoke_proxy(tx, actor, id_of(form, "proxy")?).map(|_| id)
    }),
    ("recordCheck", Action::RecordCheck, |tx, actor, id, form| {
        vetting::record_check(tx, actor, id, check(form)?).map(|_| id)
    }),
    ("revokeCheck", Action::RevokeCheck, |tx, actor, id, form| {
        vetting::revoke_check(tx, actor, id_of(form, "check")?).map(|_| id)
    }),
    ("trust", Action::TrustPerson, |tx, actor, id, _| trust::trust(tx, actor, id)),
    ("distrust", Action::DistrustPerson, |tx, actor, id, _| trust::distrust(tx, actor, id)),
    ("joinHousehold", Action::JoinHousehold, |tx, actor, id, form| {
        households::join_household(tx, actor, id, id_of(form, "other")?)
    }),
    ("leaveHousehold", Action::LeaveHousehold, |tx, actor, id, _| {
        households::leave_household(tx, actor, id).map(|()| id)
    }),
    ("blockBetween", Action::BlockBetween, |tx, actor, id, form| {
        blocks::block_between(tx, actor, id, id_of(form, "other")?).map(|_| id)
    }),
    ("giveConsent", Action::GiveConsent, |tx, actor, id, form| {
        given::give(tx, actor, consents::read(form, id)?).map(|_| id)
    }),
    ("withdrawConsent", Action::WithdrawConsent, |tx, actor, id, form| {
        given::withdraw(tx, actor, id_of(form, "consent")?).map(|_| id)
    }),
    ("moveHome", Action::MoveHome, |tx, actor, id, form| {
        let home = home(tx, form)?;
        actions::move_home(tx, actor, id, &home)
    }),
    ("merge", Action::MergePeople, |tx, actor, id, form| merges::merge(tx, actor, id, id_of(form, "other")?)),
    ("undoMerge", Action::UndoMerge, |tx, actor, id, _| merges::undo_merge(tx, actor, id)),
    ("pause", Action::PausePerson, |tx, actor, id, _| states::pause(tx, actor, id)),
    ("resume", Action::ResumePerson, |tx, actor, id, _| states::resume(tx, actor, id)),
    ("suspend", Action::SuspendPerson, |tx, actor, id, form| {
        states::suspend(tx, actor, id, form.word("suspendReason", SuspendReason::from_word)?)
    }),
    ("reinstate", Action::ReinstatePerson, |tx, actor, id, _| states::reinstate(tx, actor, id)),
    ("deceased", Action::Deceased, |tx, actor, id, form| {
        if !form.has("sure", "yes") {
            return Err(Error::invalid("sure", "must be ticked"));
        }
        states::deceased(tx, actor, id)
    }),
];

fn patch(form: &Form) -> Result<PersonPatch> {
    let languages = form.at_most(MOST_LANGUAGES, "languages")?.map(|tag| {
        let tag = tag.parse().map_err(|why: String| Error::invalid("languages", why))?;
        Ok(Language { tag, level: LanguageLevel::Ok })
    });
    let phone = form.optional("phone")?;
    Ok(PersonPatch {
        first_name: Some(form.read_as("firstName")?),
        last_name: Some(form.read_as("lastName")?),
        // Languages that the form does not name, and how well somebody speaks them, stay as long as nothing is chosen anew.
        languages: if form.has("newLanguages", "yes") { Some(languages.collect::<Result<_>>()?) } else { None },
        locale: Some(form.word("locale", Locale::from_word)?),
        gender: Amend::Keep,
        phone: phone.map_or(Amend::Remove, Amend::Set),
    })
}

/// Where somebody went to live: about where, since the form knows no better.
fn home(tx: &mut Tx<'_>, form: &Form) -> Result<NewHome> {
    let About { neighbourhood, cell } = about(form)?;
    let position = places::about(tx, neighbourhood, cell).map_err(|error| match error.code() {
        Some(_) => Error::no_choice("about"),
        None => error,
    })?;
    Ok(NewHome { position, address: form.optional("homeAddress")?, roughly: true })
}

fn rules(tx: &mut Tx<'_>, id: PersonId, form: &Form) -> Result<ContactRules> {
    let contact_prohibited = form.has("prohibited", "yes");
    if form.get("channel").is_empty() {
        return Ok(ContactRules { safe_contact: None, contact_prohibited });
    }
    let channel = form.word("channel", ContactChannel::from_word)?;
    let is_mail = channel == ContactChannel::Email;
    let hours = if form.has("keepHours", "yes") {
        contact_rules::rules_of(tx, id)?.and_then(|it| it.safe_contact).map(|it| it.hours).unwrap_or_default()
    } else {
        hours(form)?
    };
    Ok(ContactRules {
        safe_contact: Some(SafeContact {
            channel,
            email: if is_mail { Some(form.read_as("address")?) } else { None },
            number: if is_mail { None } else { Some(form.read_as("address")?) },
            hours,
            may_leave_message: form.has("mayLeaveMessage", "yes"),
        }),
        contact_prohibited,
    })
}

fn hours(form: &Form) -> Result<Vec<WeeklySlot>> {
    let days: Vec<Day> = form.at_most(Day::ALL.len(), "days")?.filter_map(Day::from_word).collect();
    if days.is_empty() {
        return Ok(Vec::new());
    }
    let (from, to): (TimeOfDay, TimeOfDay) = (form.read_as("from")?, form.read_as("to")?);
    if to <= from {
        return Err(Error::invalid("to", "comes after the beginning"));
    }
    Ok(days.into_iter().map(|day| WeeklySlot { day, from, to }).collect())
}

fn proxy(form: &Form) -> Result<NewProxy> {
    let scope = form
        .at_most(ProxyScope::ALL.len(), "proxyScope")?
        .map(|it| ProxyScope::from_word(it).ok_or_else(|| Error::no_choice("proxyScope")));
    Ok(NewProxy {
        proxy: id_of(form, "other")?,
        kind: form.word("proxyKind", ProxyKind::from_word)?,
        scope: scope.collect::<Result<_>>()?,
        organisation: form.optional("organisation")?,
        covers_household: form.has("coversHousehold", "yes"),
        mandate_seen_on: form.optional("mandateSeenOn")?,
        until: form.optional("until")?,
    })
}

fn check(form: &Form) -> Result<NewCheck> {
    Ok(NewCheck {
        kind: form.word("checkKind", CheckKind::from_word)?,
        seen_on: form.read_as("seenOn")?,
        seen_by: None,
        renew_by: form.optional("renewBy")?,
    })
}

async fn act(desk: Desk, id: Id<PersonId>, form: Form) -> Shown {
    let id = id.0;
    if form.has("verb", "find") {
        return find_for(desk, id, form).await;
    }
    let verb = form.get("verb").to_owned();
    let done = decide(&desk, &form, VERBS, id).await;
    let next = move |_| format!("/console/people/{id}?done={verb}");
    after(&desk, form, done, next, Action::SeePerson, move |tx, actor, frame| person(tx, actor, frame, id, None)).await
}

/// Looks for somebody to join with the person: who lives with them, acts for them, or is the same.
async fn find_for(desk: Desk, id: PersonId, form: Form) -> Shown {
    let typed = form.clone();
    let found = desk.run(&form, Action::SearchPeople, move |tx, actor| find(tx, actor, &typed, "find")).await;
    match found {
        Ok(found) => {
            let page = move |tx: &mut Tx<'_>, actor: &Actor, frame: Frame| person(tx, actor, frame, id, Some(&found));
            keep(&desk, form, Action::SeePerson, page).await
        }
        Err(error) => {
            let page = move |tx: &mut Tx<'_>, actor: &Actor, frame: Frame| person(tx, actor, frame, id, None);
            after(&desk, form, Err::<(), _>(error), |()| String::new(), Action::SeePerson, page).await
        }
    }
}

/// Makes a card and shows it to be printed. Its code stands in this one answer only: whoever sends the form again sees the
/// page of the person.
async fn make_card(desk: Desk, id: Id<PersonId>, form: Form) -> Shown {
    let (id, is_new) = (id.0, Arc::new(AtomicBool::new(false)));
    let noted = Arc::clone(&is_new);
    let make = move |tx: &mut Tx<'_>, actor: &Actor| {
        let made = cards::make(tx, actor, id)?;
        noted.store(true, Ordering::Relaxed);
        Ok(made)
    };
    let done: Result<ActivationCardId> = desk.once(&form, Action::MakeActivationCard, make).await;
    match done {
        Ok(fresh) if is_new.load(Ordering::Relaxed) => {
            show(&desk, Action::SeeActivationCard, move |tx, actor, frame| card(tx, actor, frame, id, fresh)).await
        }
        done => {
            let page = move |tx: &mut Tx<'_>, actor: &Actor, frame: Frame| person(tx, actor, frame, id, None);
            after(&desk, form, done, move |_| format!("/console/people/{id}"), Action::SeePerson, page).await
        }
    }
}
