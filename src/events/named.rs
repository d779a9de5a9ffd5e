//! How an event is declared.

/// Declares the events: each has a name (`object.verb`) and the id of its object.
macro_rules! events {
    ($($(#[$doc:meta])* $event:ident($id:ident) = $name:literal;)+) => {
        /// Something that happened, in the past tense.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Event { $($(#[$doc])* $event(crate::ids::$id)),+ }

        impl Event {
            /// The stable names of all that can happen.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// The stable name, `object.verb`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$event(_) => $name),+ }
            }

            /// The id of the object.
            #[must_use]
            pub const fn object(self) -> uuid::Uuid {
                match self { $(Self::$event(id) => id.uuid()),+ }
            }

            /// The kind of its object: the part of the name before the dot.
            #[must_use]
            pub fn object_kind(self) -> &'static str {
                self.name().split_once('.').map_or(self.name(), |(kind, _)| kind)
            }
        }
    };
}

pub(super) use events;
