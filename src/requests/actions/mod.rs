//! What can be done about requests: one function for each verb, and what other capabilities need.

mod allowed;
mod board;
mod change;
mod clock;
mod cover;
mod decide;
mod end;
mod face;
mod intake;
mod nearby;
mod person;
mod hand_back;
mod see;
mod submit;

use crate::ids::RequestId;
use crate::people::actions::recording;
use crate::platform::{Result, Tx};
use crate::policy::{Acting, Action, Actor, check};
use crate::requests::model::HelpRequest;
use crate::requests::store;

pub use allowed::Around;
pub use board::{board_code, on_board};
pub use change::{Change, answer, change};
pub use clock::{confirm_by_token, confirm_still_needed, set_clocks, spoken_for, strike, with_clocks};
pub use cover::{ask_cover, away_from, hold_covers, lock_with_covers, release_covers, withdraw_covers};
pub(in crate::requests) use decide::needing_second;
pub use decide::{approve, ask_for_information, hold, reject, release};
pub use end::{fulfil, reopen, withdraw};
pub(in crate::requests) use face::wavable;
pub use face::{
    Rank, address_of, can_be_waved, count_waiting_since, home_moved, ids_of, is_placed_roughly, load, lock, lock_all,
    match_agreed, match_over, place_of, referral_over, referral_sent, said, subject, to_follow_up, waiting,
};
pub use hand_back::handed_back;
pub use intake::channel;
pub(in crate::requests) use intake::consent_how;
pub use intake::{Intake, SpokenConsent, Who, take_in};
pub(in crate::requests) use nearby::{Nearby, list_nearby, radius, see_nearby};
pub use nearby::{consent_withdrawn, forget_looks, neighbours};
pub(in crate::requests) use person::end_by_cascade;
pub use person::{person_gone, person_reinstated, person_suspended};
pub use see::{Seen, list_in_neighbourhoods, see};
pub(in crate::requests) use see::{list_own, outside_duty_hours};
pub(in crate::requests) use submit::enter;
pub use submit::{NewPlace, NewRequest, submit};

/// The beginning of every verb: the request, kept from changing, and the role in which the actor may do this to it.
fn begin(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, action: Action) -> Result<(HelpRequest, Acting)> {
    let request = store::lock(tx, id)?;
    let recorder = recording(tx, actor, &[request.person])?;
    let by = check(&recorder, action, &subject(&request))?;
    tx.if_match(Some(request.version))?;
    Ok((request, by))
}
