//! A referral in the words of the page.

use super::page::{Field, Line, ReferralPage};
use crate::consents;
use crate::organisations;
use crate::platform::language::Locale;
use crate::platform::words::{self, when};
use crate::platform::{Result, Tx};
use crate::referrals::actions::{Seen, Shared, Step};
use crate::referrals::model::{
    ContactPerson, Referral, ReferralCompleteOutcome, ReferralRejectReason, ReferralSide, ReferralVerb,
};
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

fn contact_person(of: &ContactPerson, locale: Locale) -> Vec<String> {
    let relation = of.relation.map(|it| locale.text(&format!("link-relation-{it}"), &[]));
    let name = of.name.as_str().to_owned();
    vec![relation.map_or(name.clone(), |it| format!("{name} ({it})")), of.phone.as_str().to_owned()]
}

/// What is shared, field by field; what is empty is left out.
fn fields(of: Shared, locale: Locale) -> Vec<Field> {
    let one = |text: Option<String>| text.into_iter().collect::<Vec<_>>();
    let all = [
        ("name", one(of.name.map(|it| format!("{} {}", it.first.as_str(), it.last.as_str())))),
        ("contactPerson", of.contact_person.map(|it| contact_person(&it, locale)).unwrap_or_default()),
        ("safeContact", of.contact_rules.map(|it| it.in_words(locale)).unwrap_or_default()),
        ("phone", one(of.phone.map(|it| it.as_str().to_owned()))),
        ("email", one(of.email.map(|it| it.as_str().to_owned()))),
        ("address", one(of.address.map(|it| it.as_str().to_owned()))),
        ("birthYear", one(of.birth_year.map(|it| it.year().to_string()))),
        ("languages", of.languages.iter().map(|it| it.tag.as_str().to_owned()).collect()),
        ("requestText", one(of.request_text.map(|it| it.text.as_str().to_owned()))),
        ("accessibilityNotes", one(of.accessibility_notes.map(|it| it.as_str().to_owned()))),
        (
            "windows",
            of.windows
                .iter()
                .map(words::window)
                .chain(of.weekly_slots.iter().map(|it| words::slot(it, locale)))
                .collect(),
        ),
        ("helpKind", one(of.help_kind.map(|it| locale.text(&format!("link-helpKind-{it}"), &[])))),
    ];
    let field =
        |(key, lines): (&str, Vec<String>)| Field { label: locale.text(&format!("link-field-{key}"), &[]), lines };
    all.into_iter().filter(|it| !it.1.is_empty()).map(field).collect()
}

/// On what it rests, in words.
fn basis(tx: &mut Tx<'_>, of: &Referral, locale: Locale) -> Result<String> {
    Ok(match of.consent {
        Some(consent) => {
            let given = consents::get(tx, consent)?;
            locale.text("link-consent", &[("day", Date::of(given.at).to_string())])
        }
        None => locale.text("link-override", &[]),
    })
}

fn step(of: &Step, locale: Locale) -> Option<Line> {
    let key = format!("referral-step-{}", of.event);
    locale.has(&key).then(|| Line { who: when(of.at), text: locale.text(&key, &[]) })
}

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
    let basis = basis(tx, &of, locale)?;
    let is_open = shared.is_some();
    let choices = |prefix: &str, words: Vec<&'static str>| {
        let word = |it: &'static str| (it, locale.text(&format!("{prefix}{it}"), &[]));
        words.into_iter().map(word).collect::<Vec<_>>()
    };
    let side = |from: ReferralSide| match from {
        ReferralSide::Team => locale.text("link-side-team", &[]),
        ReferralSide::Organisation => locale.text("link-side-organisation", &[]),
    };
    let (reason, lines) = said.map_or((None, Vec::new()), |it| (Some(it.reason.as_str().to_owned()), it.lines));
    Ok(ReferralPage {
        locale,
        form,
        problem,
        service: service.name.as_str().to_owned(),
        version: of.version,
        state: locale.text(&format!("link-state-{}", of.state), &[]),
        business: of
            .business_status
            .zip(of.business_at)
            .map(|(status, at)| format!("{} {}", locale.text(&format!("link-business-{status}"), &[]), when(at))),
        urgency: locale.text(&format!("link-urgency-{}", of.urgency), &[]),
        is_open,
        reason,
        basis,
        fields: shared.map(|it| fields(it, locale)).unwrap_or_default(),
        messages: lines
            .into_iter()
            .map(|it| Line { who: format!("{}, {}", side(it.from), when(it.at)), text: it.text.as_str().to_owned() })
            .collect(),
        history: history.iter().filter_map(|it| step(it, locale)).collect(),
        offered: OFFERED.iter().filter(|it| of.allows(**it)).map(|it| it.as_str()).collect(),
        reasons: choices("referral-reason-", ReferralRejectReason::ALL.iter().map(|it| it.as_str()).collect()),
        outcomes: choices("referral-outcome-", ReferralCompleteOutcome::ALL.iter().map(|it| it.as_str()).collect()),
        tomorrow: Date::of(tx.now).days_later(1).to_string(),
        in_a_year: Date::of(tx.now).days_later(365).to_string(),
    })
}
