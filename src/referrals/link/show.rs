//! A referral in the words of the page.

use super::page::ReferralPage;
use crate::organisations;
use crate::platform::language::Locale;
use crate::platform::{Result, Tx};
use crate::referrals::actions::Seen;
use crate::referrals::model::{ReferralCompleteOutcome, ReferralRejectReason, ReferralVerb};
use crate::referrals::words;
use crate::when::Date;

/// The answers that the page offers: those of the others ask for somebody who signs in.
const OFFERED: [ReferralVerb; 6] = [
    ReferralVerb::Accept,
    ReferralVerb::Reject,
    ReferralVerb::Plan,
    ReferralVerb::WaitList,
    ReferralVerb::Complete,
    ReferralVerb::Ask,
];

/// The page of a referral.
///
/// # Errors
/// When the database fails.
pub(super) fn page(
    tx: &mut Tx<'_>,
    seen: Seen,
    locale: Locale,
    form: String,
    problem: Option<String>,
) -> Result<ReferralPage> {
    let Seen { referral: of, said, shared, history, .. } = seen;
    let service = organisations::service(tx, of.service)?;
    let basis = words::basis(tx, &of, locale)?;
    let is_open = shared.is_some();
    let choices = |prefix: &str, words: Vec<&'static str>| {
        let word = |it: &'static str| (it, locale.text(&format!("{prefix}{it}"), &[]));
        words.into_iter().map(word).collect::<Vec<_>>()
    };
    let (reason, lines) = said.map_or((None, Vec::new()), |it| (Some(it.reason.as_str().to_owned()), it.lines));
    Ok(ReferralPage {
        locale,
        form,
        problem,
        service: service.name.as_str().to_owned(),
        version: of.version,
        state: locale.text(&format!("link-state-{}", of.state), &[]),
        business: words::business(&of, locale),
        urgency: locale.text(&format!("link-urgency-{}", of.urgency), &[]),
        is_open,
        reason,
        basis,
        fields: shared.map(|it| words::fields(it, locale)).unwrap_or_default(),
        messages: lines.iter().map(|it| words::message(it, locale)).collect(),
        history: history.iter().filter_map(|it| words::step(it, locale)).collect(),
        offered: OFFERED.iter().filter(|it| of.allows(**it)).map(|it| it.as_str()).collect(),
        reasons: choices("referral-reason-", ReferralRejectReason::ALL.iter().map(|it| it.as_str()).collect()),
        outcomes: choices("referral-outcome-", ReferralCompleteOutcome::ALL.iter().map(|it| it.as_str()).collect()),
        tomorrow: Date::of(tx.now).days_later(1).to_string(),
        in_a_year: Date::of(tx.now).days_later(365).to_string(),
    })
}
