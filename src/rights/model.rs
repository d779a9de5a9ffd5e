//! Which rights to think of with which kind of help. Pure.

use crate::categories::Category;
use crate::clock::Instant;
use crate::ids::PersonId;

crate::db::types::words! {
    /// A right that people often do not know of. Its text stands in the locales as `right-<word>`.
    Right {
        /// Higher reimbursement of health costs (verhoogde tegemoetkoming).
        IncreasedReimbursement = "increasedReimbursement",
        /// A monthly budget for who needs much care (zorgbudget).
        CareBudget = "careBudget",
        /// An allowance for people with a disability (tegemoetkoming voor personen met een handicap).
        DisabilityAllowance = "disabilityAllowance",
        /// Home care for a price by income (gezinszorg).
        HomeCareRate = "homeCareRate",
        /// What a municipality or a health insurance fund has for carers (ondersteuning van mantelzorgers).
        CarerSupport = "carerSupport",
        /// Cheaper travel, and a parking card (mobiliteit).
        TravelReduction = "travelReduction",
        /// Energy, water and internet at the social price (sociaal tarief).
        SocialTariff = "socialTariff",
        /// A lawyer for nothing or for little (juridische tweedelijnsbijstand).
        LegalAid = "legalAid",
        /// An interpreter for nothing or for little (sociaal tolk).
        Interpreter = "interpreter",
        /// Money for school (schooltoeslag).
        SchoolAllowance = "schoolAllowance",
        /// Child care for a price by income (inkomenstarief).
        ChildCareRate = "childCareRate",
        /// Help from the public centre for social welfare (OCMW).
        SocialWelfare = "socialWelfare",
    }
    /// What came of checking a right.
    RightOutcome {
        /// The person has it already.
        Has = "has",
        /// It was asked for.
        Applied = "applied",
        /// The person has no right to it, as far as could be seen.
        NotEntitled = "notEntitled",
        /// The person does not want it.
        NotWanted = "notWanted",
        /// It could not be seen yet.
        Unclear = "unclear",
    }
}

/// What came of checking a right, the last time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// Which right.
    pub right: Right,
    /// What came of it.
    pub outcome: RightOutcome,
    /// Who checked.
    pub by: PersonId,
    /// When.
    pub at: Instant,
}

/// The rights to think of with a kind of help.
#[must_use]
pub const fn hints(category: Category) -> &'static [Right] {
    use Right as R;
    match category {
        Category::Groceries => &[R::CareBudget, R::IncreasedReimbursement, R::SocialWelfare],
        Category::Meals => &[R::CareBudget, R::SocialWelfare],
        Category::Transport => &[R::TravelReduction, R::IncreasedReimbursement, R::DisabilityAllowance],
        Category::Company => &[R::CarerSupport, R::CareBudget],
        Category::Walk | Category::Gardening => &[R::CareBudget],
        Category::PhoneCall | Category::Digital => &[R::SocialTariff],
        Category::Chores => &[R::HomeCareRate, R::CareBudget],
        Category::Paperwork => &[R::IncreasedReimbursement, R::SocialTariff, R::LegalAid, R::SocialWelfare],
        Category::Pets => &[R::SocialWelfare],
        Category::ChildMinding => &[R::ChildCareRate, R::SchoolAllowance],
        Category::Homework => &[R::SchoolAllowance],
        Category::Translation => &[R::Interpreter],
        Category::Other => &[R::IncreasedReimbursement, R::SocialWelfare],
        Category::Personal => &[R::HomeCareRate, R::CareBudget, R::DisabilityAllowance, R::CarerSupport],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::language::Locale;

    #[test]
    fn every_kind_of_help_has_a_hint_and_every_right_a_text_in_every_language() {
        let mut thought_of = std::collections::BTreeSet::new();
        for category in Category::ALL {
            assert!(!hints(*category).is_empty(), "{category}");
            thought_of.extend(hints(*category).iter().map(|it| it.as_str()));
        }
        for right in Right::ALL {
            assert!(thought_of.contains(right.as_str()), "nobody is ever told of {right}");
            assert!(Locale::ALL.iter().all(|it| it.has(&format!("right-{right}"))), "{right}");
        }
    }
}
