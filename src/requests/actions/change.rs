//! What the requester changes and answers.

use super::begin;
use super::submit::{NewPlace, check_helpers, check_wanted_from, may_publish, not_published, opens_unseen, spot_of};
use crate::categories::Category;
use crate::events::Event;
use crate::ids::RequestId;
use crate::people;
use crate::people::model::LanguageTag;
use crate::places::{self, WayToMatch};
use crate::platform::text::FreeText;
use crate::platform::{Amend, Result, Tx};
use crate::policy::{Action, Actor};
use crate::requests::model::{
    HelpKind, InvalidTransition, RequestState, RequestText, RequestVerb, Rhythm, Urgency, Visibility, WantedFrom, Wish,
};
use crate::requests::store;
use crate::when::{WeeklySlot, Window};

/// What the requester changes. What is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// The kind of help.
    pub category: Option<Category>,
    /// How soon.
    pub urgency: Option<Urgency>,
    /// How many helpers are wanted.
    pub helpers_wanted: Option<i32>,
    /// How long one time takes.
    pub duration_minutes: Option<i32>,
    /// When, in absolute time.
    pub windows: Amend<Vec<Window>>,
    /// When, every week.
    pub weekly_slots: Amend<Vec<WeeklySlot>>,
    /// Once or again and again.
    pub help_kind: Option<HelpKind>,
    /// How often.
    pub rhythm: Amend<Rhythm>,
    /// The languages the requester would like to speak.
    pub languages: Amend<Vec<LanguageTag>>,
    /// By whom.
    pub wanted_from: Option<WantedFrom>,
    /// Whether children are there.
    pub minors_involved: Option<bool>,
    /// Who may come across it.
    pub visibility: Option<Visibility>,
    /// For the team.
    pub text: Amend<RequestText>,
    /// For neighbours.
    pub public_text: Amend<FreeText>,
    /// What a helper must know to get around.
    pub accessibility_notes: Amend<FreeText>,
    /// Where; removed: at home.
    pub place: Amend<NewPlace>,
}

fn wish(before: &Wish, change: &Change) -> Wish {
    let before = before.clone();
    Wish {
        duration_minutes: change.duration_minutes.unwrap_or(before.duration_minutes),
        windows: change.windows.clone().over(Some(before.windows)).unwrap_or_default(),
        weekly_slots: change.weekly_slots.clone().over(Some(before.weekly_slots)).unwrap_or_default(),
        help_kind: change.help_kind.unwrap_or(before.help_kind),
        rhythm: change.rhythm.over(before.rhythm),
        languages: change.languages.clone().over(Some(before.languages)).unwrap_or_default(),
        wanted_from: change.wanted_from.unwrap_or(before.wanted_from),
        minors_involved: change.minors_involved.unwrap_or(before.minors_involved),
        channel: before.channel,
        visibility: change.visibility.unwrap_or(before.visibility),
    }
}

/// Changes one's request. An open one whose category, public text or place changes waits for a new look.
///
/// # Errors
/// A refusal when the actor may not, has read another version, the state does not let it, or the wish cannot be.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, change: &Change) -> Result<RequestId> {
    let person = store::get(tx, id)?.person;
    if change.place == Amend::Remove {
        // The home before the request, as when somebody moves.
        people::actions::lock_home(tx, person)?;
    }
    let asks_to_publish = change.visibility == Some(Visibility::Nearby);
    let may_publish = !asks_to_publish || may_publish(tx, person)?;
    let (mut request, by) = begin(tx, actor, id, Action::ChangeRequest)?;
    let before = request.state;
    if !request.allows(RequestVerb::Change) {
        return Err(InvalidTransition { verb: RequestVerb::Change, state: before }.into());
    }
    if !may_publish {
        return Err(not_published());
    }
    request.wish = wish(&request.wish, change);
    request.wish.check()?;
    // Windows that pass while a request waits are no fault of who changes something else.
    if change.windows != Amend::Keep {
        request.wish.check_windows(tx.now)?;
    }
    if let Some(wanted) = change.helpers_wanted {
        check_helpers(wanted, request.helpers_agreed)?;
        request.helpers_wanted = wanted;
    }
    request.urgency = change.urgency.unwrap_or(request.urgency);
    let category = change.category.unwrap_or(request.category);
    check_wanted_from(category, &request.wish)?;
    let before_category = request.category;
    let mut needs_look = category != before_category;
    request.category = category;

    let before_said = store::said(tx, &request)?;
    let mut said = before_said.clone();
    said.text = change.text.clone().over(said.text);
    said.public_text = change.public_text.clone().over(said.public_text);
    said.accessibility_notes = change.accessibility_notes.clone().over(said.accessibility_notes);
    needs_look |= said.public_text != before_said.public_text;

    if change.place != Amend::Keep {
        let place = change.place.clone().over(None);
        let sealed = place.as_ref().map(NewPlace::sealed);
        needs_look |= store::place(tx, &request)? != sealed;
        let spot = spot_of(tx, request.person, place.as_ref())?;
        if !store::is_underway(tx, &request)? {
            request = request.in_neighbourhood(spot.neighbourhood);
        }
        (request.cell, request.near_cell) = (Some(spot.cell), Some(spot.near_cell));
        store::save_place(tx, &request, sealed.as_ref())?;
    }
    if said != before_said {
        store::save_said(tx, &request, &said)?;
    }
    if request.category != before_category {
        places::refuse_unless_offered(tx, request.neighbourhood, request.category)?;
    }
    if asks_to_publish {
        places::refuse_unless_on(tx, request.neighbourhood, WayToMatch::Nearby)?;
    }
    // What was never looked at and would have been now is.
    needs_look |= request.unseen_since.is_some() && !request.can_open_unseen();
    let is_trusted = before == RequestState::Open && by.is_for_oneself() && opens_unseen(tx, &request)?;
    let stays_open = needs_look && is_trusted;
    let changed = if stays_open { request.change_unseen(tx.now)? } else { request.change(needs_look, tx.now)? };
    store::save(tx, &changed)?;
    let went_back = before == RequestState::Open && changed.state == RequestState::Submitted;
    let event = match (went_back, stays_open) {
        (true, _) => Event::RequestResubmitted(id),
        (false, true) => Event::RequestOpenedAnew(id),
        (false, false) => Event::RequestChanged(id),
    };
    tx.record(&event.by(by).at(changed.neighbourhood))?;
    Ok(id)
}

/// Answers the question of the team.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or the state does not let it.
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, answer: FreeText) -> Result<RequestId> {
    let (request, by) = begin(tx, actor, id, Action::AnswerRequest)?;
    let answered = request.answer(tx.now)?;
    let mut said = store::said(tx, &answered)?;
    said.answer = Some(answer);
    store::save_said(tx, &answered, &said)?;
    store::save(tx, &answered)?;
    tx.record(&Event::RequestAnswered(id).by(by).at(answered.neighbourhood))?;
    Ok(id)
}
