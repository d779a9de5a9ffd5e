//! Merge patches. A member that cannot be taken away is an `Option` whose schema refuses null; one that can is an
//! [`Amend`].

use serde::{Deserialize, Deserializer};

/// A member of a merge patch: left out, null, or a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Amend<T> {
    /// Left out: it stays as it is.
    #[default]
    Keep,
    /// Null: it is taken away.
    Remove,
    /// It gets this value.
    Set(T),
}

impl<T> Amend<T> {
    /// What comes of the value before.
    #[must_use]
    pub fn over(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Remove => None,
            Self::Set(value) => Some(value),
        }
    }

    /// The same with another value.
    #[must_use]
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Amend<U> {
        match self {
            Self::Keep => Amend::Keep,
            Self::Remove => Amend::Remove,
            Self::Set(value) => Amend::Set(f(value)),
        }
    }
}

/// Used with `#[serde(default)]`: a member that is there is null or a value.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Amend<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(source)?.map_or(Self::Remove, Self::Set))
    }
}
