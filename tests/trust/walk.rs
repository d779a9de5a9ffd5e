//! What the log tells of a match and of its request, walked through the state machines of the program itself.
//!
//! Whoever moves a match or a request holds both until the commit, and writes the row of the log meanwhile. So the rows of
//! these two stand in the order in which everything happened to them.

use buurtnet::audit::{Entry, seal};
use buurtnet::db::schema::audit;
use buurtnet::ids::{MatchId, RequestId};
use buurtnet::matching::actions as matching;
use buurtnet::matching::model::{InvalidTransition, Match, MatchState, Side};
use buurtnet::requests::model::{FulfilOutcome, HoldReason, Reason, WithdrawReason};
use buurtnet::requests::{self, HelpRequest, MatchOutcome, RequestState};
use diesel::prelude::*;
use serde_json::Value;

use crate::support::TestApp;

/// The number of the last row of the log, with all that is there numbered.
pub fn end_of_log(t: &TestApp) -> i64 {
    while t.write(seal) > 0 {}
    t.read(|tx| Ok(audit::table.select(diesel::dsl::max(audit::number)).first::<Option<i64>>(tx.conn)?)).unwrap_or(0)
}

/// What was written down since, in its order.
pub fn log_since(t: &TestApp, number: i64) -> Vec<Entry> {
    end_of_log(t);
    t.read(move |tx| {
        let since = audit::table.filter(audit::number.gt(number)).order(audit::number);
        Ok(since.select(Entry::as_select()).load(tx.conn)?)
    })
}

/// A text among the details of a row.
pub fn detail<'a>(row: &'a Entry, name: &str) -> Option<&'a str> {
    row.details.0.get(name).and_then(Value::as_str)
}

/// A match and its request, as far as the walk has come.
#[derive(Clone)]
pub struct Walk {
    of: Match,
    request: HelpRequest,
    /// The end of a match has moved its request, so this is what the log says next of the request.
    owed: Option<&'static str>,
}

impl Walk {
    /// As both stand now.
    pub fn from_here(t: &TestApp, of: MatchId, request: RequestId) -> Self {
        let (of, request) = t.read(move |tx| Ok((matching::load(tx, of)?, requests::load(tx, request)?)));
        Self { of, request, owed: None }
    }

    /// What of these rows cannot have happened, if anything; or that it does not lead to where both stand `now`.
    pub fn fault(mut self, rows: &[Entry], now: &Self) -> Option<String> {
        for row in rows {
            let object = row.object.uuid();
            let stepped = if row.event.ends_with(".disclosed") {
                // Somebody was shown it as it is.
                Ok(())
            } else if object == self.request.id.uuid() {
                self.request_moves(row)
            } else if object == self.of.id.uuid() {
                self.match_moves(row)
            } else {
                Ok(())
            };
            if let Err(why) = stepped {
                let (of, request) = (self.of.state, self.request.state);
                return Some(format!("{} of a {of} match and a {request} request: {why}", row.event));
            }
        }
        if let Some(owed) = self.owed {
            return Some(format!("{owed} is missing"));
        }
        let stand = |it: &Self| {
            let request = (it.request.state, it.request.held_from, it.request.helpers_agreed);
            (it.of.state, it.of.held_from, request)
        };
        (stand(&self) != stand(now)).then(|| format!("leads to {:?} and not to {:?}", stand(&self), stand(now)))
    }

    fn request_moves(&mut self, row: &Entry) -> Result<(), String> {
        let (was, now) = (self.request.clone(), row.at);
        if let Some(owed) = self.owed.take() {
            return if owed == row.event { Ok(()) } else { Err(format!("{owed} comes first")) };
        }
        let moved = match row.event.as_str() {
            "request.matched" => was.match_agreed(now),
            "request.withdrawn" => was.withdraw(WithdrawReason::Other, now),
            "request.fulfilled" => was.fulfil(FulfilOutcome::Helped, now),
            "request.referred" => was.referral_sent(now),
            "request.released" => was.release(now),
            // The team's hold ends, and it stays held with its requester.
            "request.held" if was.state == RequestState::Held => {
                let stays = detail(row, "reason") == Some(Reason::PersonSuspended.as_str());
                return if stays { Ok(()) } else { Err("held twice".to_owned()) };
            }
            "request.held" => was.hold(HoldReason::Safeguarding, now),
            other => return Err(format!("{other} has no place in this race")),
        };
        self.request = moved.map_err(|error| error.to_string())?;
        if row.event == "request.matched" && self.request.state != RequestState::Matched {
            return Err("matched without a helper".to_owned());
        }
        says_state(row, self.request.state.as_str())
    }

    fn match_moves(&mut self, row: &Entry) -> Result<(), String> {
        let (was, held_from, standing) = (self.of.state, self.of.held_from, self.of.standing());
        let side = self.of.side_of(row.actor);
        let is_agreed = standing == MatchState::Agreed;
        let accepts = |side: Option<Side>| side.map_or(Err(InvalidTransition), |it| was.accept(it));
        let moved = match row.event.as_str() {
            "match.accepted" => {
                accepts(side).and_then(|it| if it.is_awaited() { Ok(it) } else { Err(InvalidTransition) })
            }
            "match.agreed" if self.request.state != RequestState::Matched => {
                return Err("no place was taken".to_owned());
            }
            "match.agreed" => {
                accepts(side).and_then(|it| if it == MatchState::Agreed { Ok(it) } else { Err(InvalidTransition) })
            }
            "match.declined" => was.decline(),
            "match.expired" => was.expire(),
            "match.held" => was.hold(),
            "match.released" if detail(row, "state") == Some(MatchState::Held.as_str()) => return Ok(()),
            "match.released" => was.release(held_from),
            "match.closed" => was.close(held_from),
            // By a person it is what they see; what follows from something else goes through a hold.
            "match.cancelled" if side.is_none() && row.actor.is_some() => was.cancel(),
            "match.cancelled" => standing.cancel(),
            "match.ended" if row.actor.is_some() => was.end(),
            "match.ended" => standing.end(),
            "match.superseded" => standing.supersede(),
            "match.endedWithRequest" => {
                let is_over = self.request.state.is_final() || self.request.state == RequestState::Referred;
                if is_over { standing.end() } else { return Err("its request goes on".to_owned()) }
            }
            other => return Err(format!("{other} has no place in this race")),
        };
        let state = moved.map_err(|InvalidTransition| "no such arrow".to_owned())?;
        let held_from = (state == MatchState::Held).then_some(was);
        (self.of.state, self.of.held_from) = (state, held_from);
        says_state(row, state.as_str())?;
        if is_agreed && matches!(row.event.as_str(), "match.ended" | "match.closed") {
            let before = self.request.state;
            let over = self.request.clone().match_over(MatchOutcome::Stopped, false, row.at);
            self.request = over.map_err(|error| error.to_string())?;
            self.owed = (self.request.state != before).then_some("request.vacated");
        }
        Ok(())
    }
}

fn says_state(row: &Entry, state: &str) -> Result<(), String> {
    match detail(row, "state") {
        Some(said) if said != state => Err(format!("says {said} and leads to {state}")),
        _ => Ok(()),
    }
}
