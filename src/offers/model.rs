//! What an offer is, and how it goes from state to state.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::categories::Category;
use crate::clock::Instant;
use crate::ids::{NeighbourhoodId, OfferId, PersonId};
use crate::people::model::LanguageTag;
use crate::platform::{Error, Result};
use crate::when::WeeklySlot;

crate::db::types::words! {
    /// The state of an offer.
    OfferState {
        /// Waits for the team.
        Submitted = "submitted",
        /// Counts.
        Active = "active",
        /// The helper is away for a while.
        Paused = "paused",
        /// Put aside by the team.
        Held = "held",
        /// Refused by the team.
        Rejected = "rejected",
        /// Ended by the helper, for good.
        Retired = "retired",
    }
    /// What can be done to an offer: the verbs of its URLs.
    OfferVerb {
        /// Change the terms.
        Change = "change",
        /// Stop for a while.
        Pause = "pause",
        /// Go on.
        Resume = "resume",
        /// Stop for good.
        Retire = "retire",
        /// Let it count.
        Approve = "approve",
        /// Refuse it.
        Reject = "reject",
        /// Put it aside.
        Hold = "hold",
        /// End the hold.
        Release = "release",
    }
    /// Why the team refused an offer or put it aside.
    OfferReason {
        /// Against the rules of the neighbourhood.
        NotAllowed = "notAllowed",
        /// There is another offer of the same.
        Duplicate = "duplicate",
        /// The helper could not be reached.
        NotReachable = "notReachable",
        /// The place lies too far off.
        OutOfArea = "outOfArea",
        /// The checks of the helper are not done, or not in force.
        Vetting = "vetting",
        /// Somebody's safety is looked into.
        Safeguarding = "safeguarding",
        /// It is not clear what is offered, or by whom.
        Unclear = "unclear",
        /// The helper is away or unwell.
        PersonAway = "personAway",
        /// Something else.
        Other = "other",
    }
    /// How a helper wants to be asked.
    WayToBeAsked {
        /// A buurtwerker asks.
        Buurtwerker = "buurtwerker",
        /// The helper looks at what is asked nearby.
        Nearby = "nearby",
        /// With others at once; the first yes has it.
        Waves = "waves",
    }
    /// What kind of group helps.
    GroupKind {
        /// A school class.
        Class = "class",
        /// Scouts, and other youth movements.
        Scouts = "scouts",
        /// A youth house.
        YouthHouse = "youthHouse",
    }
}

/// A group that helps together. Who offers it answers for it; for somebody under age, the guardian who says yes to a match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What kind of group.
    pub kind: GroupKind,
    /// How many they are.
    #[schema(minimum = 2, maximum = 100)]
    pub size: i32,
}

/// What somebody offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Terms {
    /// The kinds of help.
    pub categories: Vec<Category>,
    /// How far from home.
    pub radius_metres: i32,
    /// When. Empty: no fixed times, so it fits what is asked without a time.
    pub weekly_slots: Vec<WeeklySlot>,
    /// Languages to help in, besides those the person speaks anyway.
    pub languages: Vec<LanguageTag>,
    /// How many visits a week at most: the places of the offer.
    pub max_visits_per_week: i32,
    /// How many lasting bonds at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bonds: Option<i32>,
    /// The group that helps, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// How the helper wants to be asked.
    pub ways_to_be_asked: Vec<WayToBeAsked>,
}

/// How many weekly slots an offer has at most.
pub const MOST_SLOTS: usize = 50;
/// How many languages an offer has at most.
pub const MOST_LANGUAGES: usize = 20;

impl Terms {
    /// Holds the terms against what they must be.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place.
    pub fn check(&self) -> Result<()> {
        count("/categories", self.categories.len(), 1, Category::ALL.len())?;
        unique("/categories", &self.categories)?;
        number("/radiusMetres", self.radius_metres, 500, 15_000)?;
        count("/weeklySlots", self.weekly_slots.len(), 0, MOST_SLOTS)?;
        for (index, slot) in self.weekly_slots.iter().enumerate() {
            slot.check().map_err(|why| Error::invalid(format!("/weeklySlots/{index}"), why))?;
        }
        count("/languages", self.languages.len(), 0, MOST_LANGUAGES)?;
        number("/maxVisitsPerWeek", self.max_visits_per_week, 1, 21)?;
        if let Some(most) = self.max_bonds {
            number("/maxBonds", most, 0, 21)?;
        }
        if let Some(group) = &self.group {
            number("/group/size", group.size, 2, 100)?;
        }
        count("/waysToBeAsked", self.ways_to_be_asked.len(), 1, WayToBeAsked::ALL.len())?;
        unique("/waysToBeAsked", &self.ways_to_be_asked)
    }
}

fn number(pointer: &str, number: i32, least: i32, most: i32) -> Result<()> {
    if (least..=most).contains(&number) {
        return Ok(());
    }
    Err(Error::invalid(pointer, format!("must lie between {least} and {most}")))
}

fn count(pointer: &str, count: usize, least: usize, most: usize) -> Result<()> {
    if (least..=most).contains(&count) {
        Ok(())
    } else {
        Err(Error::invalid(pointer, format!("has {least} to {most} items")))
    }
}

fn unique<T: PartialEq>(pointer: &str, items: &[T]) -> Result<()> {
    let twice = items.iter().enumerate().find(|(index, item)| items.iter().take(*index).any(|it| it == *item));
    match twice {
        Some((index, _)) => Err(Error::invalid(format!("{pointer}/{index}"), "stands there twice")),
        None => Ok(()),
    }
}

/// An offer of help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The id.
    pub id: OfferId,
    /// The helper.
    pub person: PersonId,
    /// The neighbourhood of the helper's home; `None` outside every one.
    pub neighbourhood: Option<NeighbourhoodId>,
    /// The state.
    pub state: OfferState,
    /// The state it goes back to when a hold ends.
    pub held_from: Option<OfferState>,
    /// Why the team refused it or put it aside.
    pub reason: Option<OfferReason>,
    /// What is offered.
    pub terms: Terms,
    /// How many places are taken.
    pub load: i32,
    /// How many places there are.
    pub cap: i32,
    /// Since when it counts without that anybody of the team has looked; `None` once somebody has.
    pub unseen_since: Option<Instant>,
    /// Counts the changes.
    pub version: i32,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
}

impl Offer {
    /// Whether the verb fits the state.
    #[must_use]
    pub fn can(&self, verb: OfferVerb) -> bool {
        self.clone().after(verb, OfferReason::Other).is_ok()
    }

    /// The offer after any of the verbs that need no more than a reason. A change keeps the terms.
    ///
    /// # Errors
    /// When the verb does not fit the state.
    pub fn after(self, verb: OfferVerb, reason: OfferReason) -> Result<Self> {
        match verb {
            OfferVerb::Change => {
                let terms = self.terms.clone();
                self.change(terms)
            }
            OfferVerb::Pause => self.pause(),
            OfferVerb::Resume => self.resume(),
            OfferVerb::Retire => self.retire(),
            OfferVerb::Approve => self.approve(),
            OfferVerb::Reject => self.reject(reason),
            OfferVerb::Hold => self.hold(reason),
            OfferVerb::Release => self.release(),
        }
    }

    /// Other terms. The places cannot become fewer than are taken. What was never looked at and would have been now waits for
    /// that.
    ///
    /// # Errors
    /// When the state does not allow it, or the terms do not.
    pub fn change(self, terms: Terms) -> Result<Self> {
        self.within(OfferVerb::Change, &[OfferState::Submitted, OfferState::Active, OfferState::Paused])?;
        terms.check()?;
        if terms.max_visits_per_week < self.load {
            return Err(Error::invalid("/maxVisitsPerWeek", "is less than the places that are taken"));
        }
        let changed = Self { cap: terms.max_visits_per_week, terms, ..self };
        if changed.unseen_since.is_some() && !changed.can_count_unseen() {
            return Ok(Self { state: OfferState::Submitted, unseen_since: None, ..changed });
        }
        Ok(changed)
    }

    /// The helper is away for a while.
    ///
    /// # Errors
    /// When it is not active.
    pub fn pause(self) -> Result<Self> {
        self.within(OfferVerb::Pause, &[OfferState::Active])?;
        Ok(Self { state: OfferState::Paused, ..self })
    }

    /// The helper goes on.
    ///
    /// # Errors
    /// When it is not paused.
    pub fn resume(self) -> Result<Self> {
        self.within(OfferVerb::Resume, &[OfferState::Paused])?;
        Ok(Self { state: OfferState::Active, ..self })
    }

    /// The helper stops, for good.
    ///
    /// # Errors
    /// When it is retired already.
    pub fn retire(self) -> Result<Self> {
        let living = OfferState::ALL.iter().copied().filter(|it| *it != OfferState::Retired).collect::<Vec<_>>();
        self.within(OfferVerb::Retire, &living)?;
        Ok(Self { state: OfferState::Retired, held_from: None, ..self })
    }

    /// Whether it may count before somebody of the team has looked, when the team trusts the helper: never a group, which
    /// can be of children, and never help that takes somebody vetted.
    #[must_use]
    pub fn can_count_unseen(&self) -> bool {
        self.terms.group.is_none() && !self.terms.categories.iter().any(|it| it.needs_vetting())
    }

    /// The team trusts the helper: it counts at once, and somebody looks afterwards.
    ///
    /// # Errors
    /// When it does not wait for the team.
    pub fn count_unseen(self, now: Instant) -> Result<Self> {
        Ok(Self { unseen_since: Some(now), ..self.approve()? })
    }

    /// It counts from now on, or was looked at while it does.
    ///
    /// # Errors
    /// When it does not wait for the team, and has been looked at.
    pub fn approve(self) -> Result<Self> {
        if self.unseen_since.is_some() && matches!(self.state, OfferState::Active | OfferState::Paused) {
            return Ok(Self { unseen_since: None, ..self });
        }
        self.within(OfferVerb::Approve, &[OfferState::Submitted])?;
        Ok(Self { state: OfferState::Active, reason: None, ..self })
    }

    /// The team refuses it.
    ///
    /// # Errors
    /// When it neither waits nor is held.
    pub fn reject(self, reason: OfferReason) -> Result<Self> {
        self.within(OfferVerb::Reject, &[OfferState::Submitted, OfferState::Held])?;
        Ok(Self { state: OfferState::Rejected, held_from: None, reason: Some(reason), ..self })
    }

    /// The team puts it aside.
    ///
    /// # Errors
    /// When it is neither active nor paused.
    pub fn hold(self, reason: OfferReason) -> Result<Self> {
        self.within(OfferVerb::Hold, &[OfferState::Active, OfferState::Paused])?;
        Ok(Self {
            state: OfferState::Held,
            held_from: Some(self.state),
            reason: Some(reason),
            unseen_since: None,
            ..self
        })
    }

    /// The helper was suspended, and this is put aside with them: without a reason of its own.
    ///
    /// # Errors
    /// When it is over, or held already.
    pub fn hold_with_person(self) -> Result<Self> {
        self.within(OfferVerb::Hold, &[OfferState::Submitted, OfferState::Active, OfferState::Paused])?;
        Ok(Self { state: OfferState::Held, held_from: Some(self.state), reason: None, ..self })
    }

    /// Whether it is held with its helper, and not by the team itself.
    #[must_use]
    pub fn is_held_with_person(&self) -> bool {
        self.state == OfferState::Held && self.reason.is_none()
    }

    /// The hold ends: it is what it was before.
    ///
    /// # Errors
    /// When it is not held.
    pub fn release(self) -> Result<Self> {
        self.within(OfferVerb::Release, &[OfferState::Held])?;
        let before =
            self.held_from.ok_or_else(|| Error::Inconsistent(format!("offer {} held from nowhere", self.id)))?;
        Ok(Self { state: before, held_from: None, reason: None, ..self })
    }

    fn within(&self, verb: OfferVerb, states: &[OfferState]) -> Result<()> {
        if states.contains(&self.state) { Ok(()) } else { Err(Error::wrong_state(verb.as_str(), self.state.as_str())) }
    }
}
