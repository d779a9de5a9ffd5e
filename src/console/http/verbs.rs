//! The verbs of a page: one table says which buttons it has, what the policy holds each against, and what each does.

use uuid::Uuid;

use crate::ids::{ItemId, PersonId};
use crate::moderation::actions as moderation;
use crate::platform::http::{Desk, Form};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};

/// What a verb does with the object of the page and what was typed. It gives the id of what it acted on.
pub(super) type Deed<T, O = T> = fn(&mut Tx<'_>, &Actor, T, &Form) -> Result<O>;

/// A verb: its word in the form, its action, and what it does.
pub(super) type Verb<T, O = T> = (&'static str, Action, Deed<T, O>);

/// Does what a form asks for, once.
///
/// # Errors
/// What the verb refuses; an invalid field when the page has no such verb.
pub(super) async fn decide<T, O>(desk: &Desk, form: &Form, verbs: &[Verb<T, O>], on: T) -> Result<O>
where
    T: Copy + Send + 'static,
    O: Copy + From<Uuid> + Into<Uuid> + Send + 'static,
{
    let found = verbs.iter().find(|it| it.0 == form.get("verb"));
    let (_, action, deed) = *found.ok_or_else(|| Error::no_choice("verb"))?;
    let said = form.clone();
    desk.once(form, action, move |tx, actor| deed(tx, actor, on, &said)).await
}

/// Takes an item of the queue in hand.
pub(super) fn claim<T: Copy + Into<Uuid>>(tx: &mut Tx<'_>, actor: &Actor, id: T, _: &Form) -> Result<T> {
    moderation::claim(tx, actor, ItemId::from(id.into())).map(|_| id)
}

/// Takes an item over from whom the page showed.
pub(super) fn take_over<T: Copy + Into<Uuid>>(tx: &mut Tx<'_>, actor: &Actor, id: T, form: &Form) -> Result<T> {
    let from: Option<PersonId> = if form.get("from").is_empty() { None } else { Some(form.read_id("from")?) };
    moderation::take_over(tx, actor, ItemId::from(id.into()), from).map(|_| id)
}

/// Puts an item back.
pub(super) fn put_back<T: Copy + Into<Uuid>>(tx: &mut Tx<'_>, actor: &Actor, id: T, _: &Form) -> Result<T> {
    moderation::release(tx, actor, ItemId::from(id.into())).map(|_| id)
}
