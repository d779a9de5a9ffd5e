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
    /// Whether the helper must be vetted.
    #[must_use]
    pub const fn needs_vetting(self) -> bool {
        matches!(self, Self::Personal | Self::ChildMinding)
    }
}
