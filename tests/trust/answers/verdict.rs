//! What came of it all: held against the rows of the database, what receivers heard, and what lay in the mailboxes.

use std::collections::HashMap;

use buurtnet::audit;
use buurtnet::db::schema::{audit as log, link_codes, outbox, referrals, webhook_deliveries};
use buurtnet::db::types::Json;
use buurtnet::events::Message;
use buurtnet::ids::{AnyId, MessageId, PersonId, ReferralId, WebhookDeliveryId};
use buurtnet::platform::{Result, Tx};
use buurtnet::referrals::ReferralState;
use buurtnet::webhooks::model::{DeliveryState, WebhookEvent};
use diesel::prelude::*;

use super::doors::{Came, Shot};
use super::network::{Case, Network};
use super::post::Post;
use crate::support::receiver::Heard;

/// What the database holds.
struct Rows {
    states: HashMap<ReferralId, ReferralState>,
    /// The steps of each referral that count here, by their names.
    steps: HashMap<ReferralId, Vec<String>>,
    outbox: Vec<(MessageId, PersonId, Message, String)>,
    deliveries: Vec<(WebhookDeliveryId, WebhookEvent, Option<ReferralId>, DeliveryState)>,
    codes: usize,
    /// How many rows the log has, how many of them have a number, and which is the greatest.
    log: (i64, i64, i64),
}

fn rows(tx: &mut Tx<'_>) -> Result<Rows> {
    let states = referrals::table.select((referrals::id, referrals::state)).load(tx.conn)?;
    let names = ["referral.sent", "referral.accepted", "referral.rejected"];
    let steps = log::table.filter(log::event.eq_any(names)).order(log::number).select((log::object, log::event));
    let mut of = HashMap::<ReferralId, Vec<String>>::new();
    for (object, event) in steps.load::<(AnyId, String)>(tx.conn)? {
        of.entry(object.uuid().into()).or_default().push(event);
    }
    let letters = outbox::table.select((outbox::id, outbox::recipient, outbox::message, outbox::state));
    let letters = letters.load::<(MessageId, PersonId, Json<Message>, String)>(tx.conn)?;
    let calls = webhook_deliveries::table;
    let calls = calls.select((
        webhook_deliveries::id,
        webhook_deliveries::event,
        webhook_deliveries::referral_id,
        webhook_deliveries::state,
    ));
    let numbered = log::table.filter(log::number.is_not_null()).count().get_result(tx.conn)?;
    let greatest = log::table.select(diesel::dsl::max(log::number)).first::<Option<i64>>(tx.conn)?;
    Ok(Rows {
        states: states.into_iter().collect::<HashMap<_, _>>(),
        steps: of,
        outbox: letters.into_iter().map(|it| (it.0, it.1, it.2.0, it.3)).collect(),
        deliveries: calls.load(tx.conn)?,
        codes: usize::try_from(link_codes::table.count().get_result::<i64>(tx.conn)?).unwrap(),
        log: (log::table.count().get_result(tx.conn)?, numbered, greatest.unwrap_or(0)),
    })
}

/// What there is to hold the rows against.
pub(super) struct Evidence<'a> {
    pub network: &'a Network,
    pub cases: &'a [(Case, Vec<Shot>)],
    pub post: &'a Post,
    /// What each organisation heard.
    pub heard: &'a [Vec<Heard>],
}

impl Evidence<'_> {
    /// All that is wrong.
    pub(super) fn faults(&self) -> Vec<String> {
        let rows = self.network.read(rows);
        let mut faults = Vec::new();
        for (case, shots) in self.cases {
            faults.extend(answered(case, shots, &rows).map(|it| format!("{}: {it}", case.id)));
        }
        faults.extend(self.mailed(&rows));
        faults.extend(self.called(&rows));
        let (all, numbered, greatest) = rows.log;
        if all != numbered || all != greatest {
            faults.push(format!("the log has {all} rows, {numbered} numbers up to {greatest}"));
        }
        let broken = self.network.write(audit::verify);
        faults.extend(broken.map(|it| format!("the log does not fit from {it} on")));
        faults
    }

    /// What was to be mailed, and was not.
    fn mailed(&self, rows: &Rows) -> Vec<String> {
        let mut faults = Vec::new();
        let kept = self.post.kept();
        let mut told = HashMap::<(PersonId, ReferralId, &str), usize>::new();
        let mut codes = 0;
        for (id, to, message, state) in &rows.outbox {
            let key = message.key();
            let came = kept.letters.get(id).map_or(0, |it| it.1);
            // Whoever was killed between sending a code and saying so: it was used by then, so it is not sent again.
            let is_used = state == "dropped" && matches!(message, Message::LinkCode { .. });
            if came == 0 || !(state == "delivered" || is_used) {
                faults.push(format!("{key} {id} is {state}, and came {came} times"));
            }
            if let Message::ReferralReceived { referral } | Message::ReferralChanged { referral } = message {
                *told.entry((*to, *referral, key)).or_default() += 1;
            }
            codes += usize::from(matches!(message, Message::LinkCode { .. }));
        }
        if codes != rows.codes {
            faults.push(format!("{} codes, and {codes} letters with one", rows.codes));
        }
        for (case, _) in self.cases {
            let organisation = &self.network.organisations[case.to];
            let mut due = vec![
                (organisation.id.uuid().into(), case.id, "referral-received"),
                (self.network.katrien, case.id, "referral-changed"),
            ];
            if rows.states.get(&case.id) == Some(&ReferralState::Accepted) {
                due.push((case.person, case.id, "referral-changed"));
            }
            for key in due {
                let came = told.remove(&key).unwrap_or_default();
                if came != 1 {
                    faults.push(format!("{}: {} was written {came} times to {}", key.1, key.2, key.0));
                }
            }
            let came_to = kept.links.get(&case.id.to_string()).map(|it| it.1.as_str());
            if came_to != Some(organisation.mailbox.as_str()) {
                faults.push(format!("{}: its link came to {came_to:?}", case.id));
            }
        }
        faults.extend(told.into_keys().map(|it| format!("{}: {} was written to {} too", it.1, it.2, it.0)));
        faults
    }

    /// What the software of the organisations was to hear, and did not: that a referral came, and that it was answered.
    fn called(&self, rows: &Rows) -> Vec<String> {
        let mut faults = Vec::new();
        let both = [WebhookEvent::Received, WebhookEvent::Changed];
        let of_case = |it: &Case| both.map(|event| ((Some(it.id), event), it.clone()));
        let mut due: HashMap<_, _> = self.cases.iter().flat_map(|it| of_case(&it.0)).collect();
        let mut heard: Vec<HashMap<String, &Heard>> = Vec::new();
        for calls in self.heard {
            heard.push(calls.iter().map(|it| (it.header("webhook-id").to_owned(), it)).collect());
        }
        for (id, event, referral, state) in &rows.deliveries {
            let Some(Case { id: of, to, .. }) = due.remove(&(*referral, *event)) else {
                faults.push(format!("{referral:?}: {event} {id} was written too"));
                continue;
            };
            let call = heard[to].remove(&id.to_string());
            let secret = self.network.organisations[to].secret.get().expect("a secret");
            let is_right = call.is_some_and(|it| {
                let at = it.header("webhook-timestamp").parse().unwrap_or_default();
                let signed = secret.sign(it.header("webhook-id"), at, &it.body) == it.header("webhook-signature");
                let said = it.json();
                signed && said["type"] == event.as_str() && said["subject"] == format!("/v1/referrals/{of}")
            });
            if *state != DeliveryState::Delivered || !is_right {
                faults.push(format!(
                    "{of}: {event} {id} is {state}, and was heard {}",
                    if is_right { "right" } else { "wrong" }
                ));
            }
        }
        faults.extend(due.into_iter().map(|it| format!("{}: its call was never written ({})", it.1.id, it.0.1)));
        faults.extend(heard.into_iter().flatten().map(|it| format!("{} was heard, and nobody wrote it", it.0)));
        faults
    }
}

/// What is wrong with how a referral was answered.
fn answered(case: &Case, shots: &[Shot], rows: &Rows) -> Option<String> {
    let state = rows.states.get(&case.id).map_or("gone", |it| it.as_str());
    let steps = rows.steps.get(&case.id).map_or(&[][..], Vec::as_slice);
    let [sent, answer] = steps else { return Some(format!("went {steps:?}")) };
    if sent != "referral.sent" || *answer != format!("referral.{state}") {
        return Some(format!("is {state} and went {steps:?}"));
    }
    let taken: Vec<_> = shots.iter().filter(|it| it.came == Came::Taken).collect();
    match taken.as_slice() {
        [one] if one.word.state() == state => None,
        // Whose answer stands was not heard of it.
        [] if shots.iter().any(|it| it.unheard > 0 && it.word.state() == state) => None,
        _ => Some(format!("is {state}, and these were told so: {taken:?}")),
    }
}
