//! What kinds of proxies there are. Pure.

crate::db::types::words! {
    /// By what right somebody acts for another.
    ProxyKind {
        /// Somebody near who takes care.
        Mantelzorger = "mantelzorger",
        /// Somebody of a school or an organisation who knows the family.
        Brugfiguur = "brugfiguur",
        /// A parent or whoever has that place.
        Guardian = "guardian",
        /// By law or by a judge.
        LegalRepresentative = "legalRepresentative",
    }
    /// The state of a proxy.
    ProxyState {
        /// It holds.
        Active = "active",
        /// Its day has passed.
        Expired = "expired",
        /// It was taken back or given up.
        Revoked = "revoked",
    }
}

impl ProxyKind {
    /// Whether it rests on the law, and not on what the person wishes: then the team writes it down, and the person does
    /// not take it back.
    #[must_use]
    pub const fn is_by_law(self) -> bool {
        matches!(self, Self::Guardian | Self::LegalRepresentative)
    }
}
