//! The kinds of help, the same for requests, offers and services.

crate::db::types::words! {
    /// A kind of help.
    Category {
        /// Shopping.
        Groceries = "groceries",
        /// A warm meal.
        Meals = "meals",
        /// A lift.
        Transport = "transport",
        /// Somebody to be with.
        Company = "company",
        /// A walk.
        Walk = "walk",
        /// A phone call.
        PhoneCall = "phoneCall",
        /// Small jobs in the house.
        Chores = "chores",
        /// The garden.
        Gardening = "gardening",
        /// Phone and computer.
        Digital = "digital",
        /// Papers.
        Paperwork = "paperwork",
        /// Animals.
        Pets = "pets",
        /// Minding children.
        ChildMinding = "childMinding",
        /// School work.
        Homework = "homework",
        /// Translating.
        Translation = "translation",
        /// Something else.
        Other = "other",
        /// Light personal help.
        Personal = "personal",
    }
}

impl Category {
    /// Its number in the keys that the search looks by. It never becomes that of another.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Groceries => 1,
            Self::Meals => 2,
            Self::Transport => 3,
            Self::Company => 4,
            Self::Walk => 5,
            Self::PhoneCall => 6,
            Self::Chores => 7,
            Self::Gardening => 8,
            Self::Digital => 9,
            Self::Paperwork => 10,
            Self::Pets => 11,
            Self::ChildMinding => 12,
            Self::Homework => 13,
            Self::Translation => 14,
            Self::Other => 15,
            Self::Personal => 16,
        }
    }

    /// Whether the help is inside the home, personal, or for children: there somebody may ask for a woman or a man.
    #[must_use]
    pub const fn is_close(self) -> bool {
        match self {
            Self::Company
            | Self::Chores
            | Self::Digital
            | Self::Paperwork
            | Self::ChildMinding
            | Self::Homework
            | Self::Personal => true,
            Self::Groceries
            | Self::Meals
            | Self::Transport
            | Self::Walk
            | Self::PhoneCall
            | Self::Gardening
            | Self::Pets
            | Self::Translation
            | Self::Other => false,
        }
    }

    /// Whether the helper must be vetted.
    #[must_use]
    pub const fn needs_vetting(self) -> bool {
        matches!(self, Self::Personal | Self::ChildMinding)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_have_one_number() {
        let numbers: BTreeSet<u8> = Category::ALL.iter().map(|it| it.number()).collect();
        assert_eq!(numbers.len(), Category::ALL.len());
    }
}
