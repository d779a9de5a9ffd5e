//! How well a helper suits a request, with the reasons. Pure: no clock, no database, the same input the same order.

use crate::ids::{OfferId, PersonId};
use crate::people::model::{Language, LanguageLevel, LanguageTag};
use crate::places::{DistanceBand, Weights};

crate::db::types::words! {
    /// Why a helper stands where they stand.
    ReasonCode {
        /// How far away they live; the value is the band.
        DistanceBand = "distanceBand",
        /// They speak a language that is wished for; the value is its tag.
        Language = "language",
        /// They speak none of the languages wished for; the value is the tag of the first of them.
        NeedsLanguageBuddy = "needsLanguageBuddy",
        /// They are free when help is wished for; the value is the number of minutes that fit.
        SlotOverlap = "slotOverlap",
        /// They helped this person well before; the value is how often.
        Continuity = "continuity",
        /// They were not asked for a while; the value is the number of days.
        Rested = "rested",
    }
}

/// A reason, with its value as a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Which reason.
    pub code: ReasonCode,
    /// Its value.
    pub value: String,
}

/// Over how many days somebody was asked "lately".
pub const LATELY_DAYS: i64 = 30;
/// At this distance being near counts half.
const HALF_METRES: f64 = 1_000.0;

/// What the request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The languages that would do; empty when nothing is known.
    pub languages: &'a [LanguageTag],
    /// The minutes that are wished for in all; zero for whenever.
    pub minutes: u32,
}

/// What is known of somebody who could help.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The offer.
    pub offer: OfferId,
    /// The helper.
    pub helper: PersonId,
    /// How far, as exactly as whoever looks may know.
    pub metres: f64,
    /// How far, as far as residents may know.
    pub band: DistanceBand,
    /// The languages the helper speaks.
    pub languages: Vec<Language>,
    /// The minutes that are wished for and offered.
    pub overlap_minutes: u32,
    /// How often the helper helped this person well before.
    pub helped_before: u32,
    /// How often the helper was asked lately.
    pub asked_lately: u32,
}

/// A candidate with its place in the ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Who.
    pub candidate: Candidate,
    /// How well it suits, from 0 to 10,000.
    pub score: u32,
    /// Why; never empty.
    pub reasons: Vec<Reason>,
}

/// Ranks candidates, the best first, ties by the id of the offer.
#[must_use]
pub fn rank(asked: Asked<'_>, candidates: Vec<Candidate>, weights: &Weights) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = candidates.into_iter().map(|it| judge(asked, it, weights)).collect();
    ranked.sort_by(|a, b| b.score.cmp(&a.score).then(a.candidate.offer.cmp(&b.candidate.offer)));
    ranked
}

fn judge(asked: Asked<'_>, candidate: Candidate, weights: &Weights) -> Ranked {
    let (language, language_reason) = language(asked.languages, &candidate.languages);
    let overlap = candidate.overlap_minutes.min(asked.minutes);
    let parts = [
        (weights.distance, HALF_METRES / (HALF_METRES + candidate.metres.max(0.0))),
        (weights.language, language),
        (weights.slot_overlap, if asked.minutes == 0 { 1.0 } else { f64::from(overlap) / f64::from(asked.minutes) }),
        (weights.continuity, if candidate.helped_before > 0 { 1.0 } else { 0.0 }),
        (weights.rest, 1.0 / (1.0 + f64::from(candidate.asked_lately))),
    ];
    let score = parts.iter().map(|(weight, part)| f64::from(*weight) * part * 100.0).sum::<f64>();
    let reason = |code, value: String| Some(Reason { code, value });
    let reasons = [
        reason(ReasonCode::DistanceBand, candidate.band.to_string()),
        language_reason,
        (overlap > 0).then(|| reason(ReasonCode::SlotOverlap, overlap.to_string())).flatten(),
        (candidate.helped_before > 0)
            .then(|| reason(ReasonCode::Continuity, candidate.helped_before.to_string()))
            .flatten(),
        (candidate.asked_lately == 0).then(|| reason(ReasonCode::Rested, LATELY_DAYS.to_string())).flatten(),
    ];
    Ranked { candidate, score: whole(score), reasons: reasons.into_iter().flatten().collect() }
}

/// The best of the languages asked for. A helper who speaks none of them is no worse a neighbour: somebody translates.
fn language(asked: &[LanguageTag], spoken: &[Language]) -> (f64, Option<Reason>) {
    let Some(first) = asked.first() else { return (1.0, None) };
    let worth = |level| match level {
        LanguageLevel::Little => 0.3,
        LanguageLevel::Ok => 0.7,
        LanguageLevel::Good => 1.0,
    };
    let mut best: Option<(f64, &LanguageTag)> = None;
    for tag in asked {
        for language in spoken.iter().filter(|it| it.tag.language() == tag.language()) {
            if best.is_none_or(|(known, _)| known < worth(language.level)) {
                best = Some((worth(language.level), tag));
            }
        }
    }
    let reason = |code, tag: &LanguageTag| Some(Reason { code, value: tag.as_str().to_owned() });
    match best {
        Some((part, tag)) => (part, reason(ReasonCode::Language, tag)),
        None => (0.0, reason(ReasonCode::NeedsLanguageBuddy, first)),
    }
}

/// A score as a whole number, so that nothing smaller than what is shown decides the order.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 10,000")]
fn whole(score: f64) -> u32 {
    score.clamp(0.0, 10_000.0).round() as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn candidate(number: u128) -> Candidate {
        Candidate {
            offer: OfferId::from(Uuid::from_u128(number)),
            helper: PersonId::from(Uuid::from_u128(number)),
            metres: 0.0,
            band: DistanceBand::Under500m,
            languages: vec![Language { tag: "nl".parse().unwrap(), level: LanguageLevel::Good }],
            overlap_minutes: 60,
            helped_before: 0,
            asked_lately: 0,
        }
    }

    fn one(candidate: Candidate) -> Ranked {
        let languages = ["nl".parse().unwrap()];
        let asked = Asked { languages: &languages, minutes: 60 };
        rank(asked, vec![candidate], &Weights::default()).remove(0)
    }

    fn codes(ranked: &Ranked) -> Vec<ReasonCode> {
        ranked.reasons.iter().map(|it| it.code).collect()
    }

    #[test]
    fn each_part_has_its_weight() {
        assert_eq!(one(Candidate { helped_before: 2, ..candidate(1) }).score, 10_000);
        assert_eq!(one(candidate(1)).score, 8_500);
        assert_eq!(one(Candidate { metres: 1_000.0, ..candidate(1) }).score, 8_500 - 1_750);
        assert_eq!(one(Candidate { languages: Vec::new(), ..candidate(1) }).score, 6_500);
        assert_eq!(one(Candidate { overlap_minutes: 30, ..candidate(1) }).score, 8_500 - 750);
        assert_eq!(one(Candidate { asked_lately: 2, ..candidate(1) }).score, 8_500 - 1_000);
    }

    #[test]
    fn a_missing_language_is_a_reason_and_never_a_wall() {
        let silent = one(Candidate { languages: Vec::new(), ..candidate(1) });
        assert!(codes(&silent).contains(&ReasonCode::NeedsLanguageBuddy));
        let belgian = Language { tag: "nl-BE".parse().unwrap(), level: LanguageLevel::Ok };
        let spoken = one(Candidate { languages: vec![belgian], ..candidate(1) });
        assert_eq!(spoken.reasons[1], Reason { code: ReasonCode::Language, value: "nl".into() });
    }

    #[test]
    fn who_is_asked_often_is_not_rested() {
        assert!(codes(&one(candidate(1))).contains(&ReasonCode::Rested));
        assert!(!codes(&one(Candidate { asked_lately: 1, ..candidate(1) })).contains(&ReasonCode::Rested));
    }

    #[test]
    fn ties_go_by_id() {
        let asked = Asked { languages: &[], minutes: 0 };
        let ranked = rank(asked, vec![candidate(3), candidate(1), candidate(2)], &Weights::default());
        let ids: Vec<_> = ranked.iter().map(|it| it.candidate.offer.uuid().as_u128()).collect();
        assert_eq!(ids, [1, 2, 3]);
    }

    proptest! {
        #[test]
        fn the_order_of_what_comes_in_does_not_matter_and_there_is_always_a_reason(
            metres in prop::collection::vec(0.0..20_000.0, 1..20), minutes in 0_u32..500,
        ) {
            let all: Vec<_> = (1_u32..).zip(metres).map(|(number, metres)| Candidate {
                metres, asked_lately: number % 3, overlap_minutes: number * 7, ..candidate(number.into())
            }).collect();
            let asked = Asked { languages: &[], minutes };
            let there = rank(asked, all.clone(), &Weights::default());
            let back = rank(asked, all.into_iter().rev().collect(), &Weights::default());
            prop_assert!(there.iter().all(|it| it.score <= 10_000 && !it.reasons.is_empty()));
            prop_assert_eq!(there, back);
        }
    }
}
