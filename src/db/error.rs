//! What can go wrong, in the words of the application rather than of one backend.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind as Kind, Error as Diesel};

/// A result whose error is, unless said otherwise, [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error that a transaction can end with: it can carry what the database said, and knows whether the whole
/// transaction can be run again.
pub trait Fault: From<Error> + Send + 'static {
    /// Whether the transaction can be run again without the caller noticing.
    fn is_transient(&self) -> bool;
}

/// What the database refused or could not do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such row.
    #[error("not found")]
    NotFound,
    /// A unique constraint refused the row; the name is the same on both backends.
    #[error("violates {0}")]
    Unique(String),
    /// A CHECK refused the row.
    #[error("violates {0}")]
    Check(String),
    /// SQLite does not say which foreign key it was.
    #[error("refers to a row that does not exist, or is still referred to")]
    Reference,
    /// No connection or no lock was free in time: the caller should try later.
    #[error("the database is busy")]
    Busy,
    /// Somebody else is connected where nobody may be.
    #[error("others are connected to the database")]
    InUse,
    /// Lost a race against another transaction; worth trying again at once.
    #[error("lost a race: {0}")]
    Race(#[source] Diesel),
    /// The database cannot be reached or opened; the text says how to mend it.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The connection turned out dead before the transaction began; worth trying again on another.
    #[error("connection lost: {0}")]
    Lost(#[source] Diesel),
    /// No room is left on the disk of the database.
    #[error("the disk of the database is full")]
    Full,
    /// Anything else.
    #[error(transparent)]
    Database(Diesel),
    /// The task panicked; its transaction is undone.
    #[error("a database task panicked")]
    Panicked,
}

impl Fault for Error {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Race(_) | Self::Lost(_))
    }
}

impl Error {
    /// An error of BEGIN: nothing has happened yet, so apart from a held lock it can only be the connection.
    pub(super) fn at_begin(error: Diesel) -> Self {
        let error = Self::from(error);
        if let Self::Database(error) = error { Self::Lost(error) } else { error }
    }
}

impl From<Diesel> for Error {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the kinds of diesel are an open list")]
    fn from(error: Diesel) -> Self {
        let Diesel::DatabaseError(kind, info) = &error else {
            return if error == Diesel::NotFound { Self::NotFound } else { Self::Database(error) };
        };
        match kind {
            Kind::UniqueViolation => Self::Unique(constraint(&**info)),
            Kind::CheckViolation => Self::Check(constraint(&**info)),
            Kind::ForeignKeyViolation => Self::Reference,
            Kind::SerializationFailure => Self::Race(error),
            // Neither backend gives diesel a code for these; PostgreSQL must speak English (lc_messages).
            Kind::Unknown => match info.message() {
                "deadlock detected" | "database is locked" => Self::Race(error),
                "database or disk is full" => Self::Full,
                m if m.contains("No space left on device") => Self::Full,
                m if m.ends_with("due to lock timeout") || m.ends_with("due to statement timeout") => Self::Busy,
                _ => Self::Database(error),
            },
            // The others are faults of ours, and diesel keeps the right to name more of them.
            _ => Self::Database(error),
        }
    }
}

/// The name of the violated constraint. PostgreSQL reports it; of a unique constraint SQLite reports the columns
/// (`UNIQUE constraint failed: jobs.request_id, jobs.kind`), from which PostgreSQL's default name is rebuilt.
fn constraint(info: &(dyn DatabaseErrorInformation + Send + Sync)) -> String {
    if let Some(name) = info.constraint_name() {
        return name.to_owned();
    }
    let text = info.message().split_once("constraint failed: ").map_or(info.message(), |(_, text)| text);
    let columns: Option<Vec<_>> = text.split(", ").map(|it| it.split_once('.')).collect();
    match columns.as_deref() {
        Some([(table, "id")]) => format!("{table}_pkey"),
        Some(columns @ [(table, _), ..]) => {
            let names: Vec<_> = columns.iter().map(|(_, column)| *column).collect();
            format!("{table}_{}_key", names.join("_"))
        }
        // A CHECK carries its name; an index over an expression reads "index 'name'".
        _ => text.trim_start_matches("index ").trim_matches('\'').to_owned(),
    }
}
