//! What happened to something, in words: who did what and when, and who of the team looked at it.

use std::collections::HashMap;

use crate::audit;
use crate::ids::PersonId;
use crate::people;
use crate::platform::language::Locale;
use crate::platform::words::when;
use crate::platform::{Result, Tx};
use crate::policy::{Actor, Role};

/// The newest are shown.
const MOST: usize = 100;

/// A step.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// When.
    pub(super) at: String,
    /// Who.
    pub(super) who: String,
    /// What, in words.
    pub(super) what: String,
    /// Whether somebody only looked.
    pub(super) is_look: bool,
}

/// What happened to an object, oldest first. That somebody looked again and again is one step. The caller has shown that the
/// actor may see the object.
///
/// # Errors
/// When the database fails.
pub(super) fn timeline(tx: &mut Tx<'_>, actor: &Actor, object: uuid::Uuid, locale: Locale) -> Result<Vec<Step>> {
    let mut entries = audit::history(tx, object)?;
    entries.dedup_by(|next, before| is_look(&next.event) && next.event == before.event && next.actor == before.actor);
    let entries = entries.split_off(entries.len().saturating_sub(MOST));
    let staff: Vec<_> = entries.iter().filter(|it| is_staff(it.acting_as)).filter_map(|it| it.actor).collect();
    let names: HashMap<PersonId, _> = people::actions::first_names(tx, &staff)?;
    let who = |entry: &audit::Entry| match entry.actor {
        Some(person) if Some(person) == actor.person => locale.text("console-you", &[]),
        Some(person) if is_staff(entry.acting_as) => {
            names.get(&person).map_or_else(|| role(entry.acting_as, locale), |it| it.as_str().to_owned())
        }
        _ => role(entry.acting_as, locale),
    };
    let step = |entry: &audit::Entry| Step {
        at: when(entry.at),
        who: who(entry),
        what: what(entry, locale),
        is_look: is_look(&entry.event),
    };
    Ok(entries.iter().map(step).collect())
}

/// What changed something last, for whoever was about to change it too.
///
/// # Errors
/// When the database fails.
pub(super) fn last_change(tx: &mut Tx<'_>, actor: &Actor, object: uuid::Uuid, locale: Locale) -> Result<Option<Step>> {
    let steps = timeline(tx, actor, object, locale)?;
    Ok(steps.into_iter().rfind(|it| !it.is_look))
}

fn is_look(event: &str) -> bool {
    event.ends_with(".disclosed")
}

const fn is_staff(role: Role) -> bool {
    matches!(role, Role::Buurtwerker | Role::Coordinator | Role::Administrator)
}

fn role(role: Role, locale: Locale) -> String {
    locale.text(&format!("console-role-{role}"), &[])
}

/// An event in words; the word itself where it has none. What the team wrote down for somebody was said by somebody else.
fn what(entry: &audit::Entry, locale: Locale) -> String {
    let key = format!("console-event-{}", entry.event.replace('.', "-"));
    let noted = format!("{key}-noted");
    let key = if is_staff(entry.acting_as) && locale.has(&noted) { noted } else { key };
    if locale.has(&key) { locale.text(&key, &[]) } else { entry.event.clone() }
}
