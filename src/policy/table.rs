//! How the grid is declared.

/// Declares the actions, what each is called, what one must see to know that its object exists, and the grid.
macro_rules! grid {
    ($($(#[$doc:meta])* $action:ident = $word:literal, seen by $sight:ident:
        $anyone:ident $resident:ident $buurtwerker:ident $provider:ident $coordinator:ident $administrator:ident;)+) => {
        crate::db::types::words! {
            /// Everything that can be asked of Buurtnet. Every operation of the API asks for one of these.
            Action { $($(#[$doc])* $action = $word),+ }
        }

        impl Action {
            /// The action that shows whether the object of this one exists.
            #[must_use]
            pub const fn sight(self) -> Self {
                match self { $(Self::$action => Self::$sight),+ }
            }
        }

        /// How far `role` reaches with `action`.
        #[must_use]
        pub const fn reach(role: Role, action: Action) -> Reach {
            match action {
                $(Action::$action => match role {
                    Role::Anyone => $anyone,
                    Role::Resident => $resident,
                    Role::Buurtwerker => $buurtwerker,
                    Role::CareProvider => $provider,
                    Role::Coordinator => $coordinator,
                    Role::Administrator => $administrator,
                    Role::System => Everyone,
                }),+
            }
        }
    };
}

pub(super) use grid;
