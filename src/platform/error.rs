//! One kind of error for every action: a refusal with a code that apps translate, or a fault that is ours.

use crate::codes::Code;
use crate::db;
use crate::policy::Denied;

/// A result of an action.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an action did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller is told why.
    #[error("{0}")]
    Refused(Refusal),
    /// The database refused or could not.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// A stored row fits no state of the model: never guessed, always reported.
    #[error("inconsistent: {0}")]
    Inconsistent(String),
    /// The action found that it must write (it discloses something) but runs in a reading transaction: the caller
    /// runs it again in a writing one.
    #[error("must run in a writing transaction")]
    NeedsWriting,
}

/// A refusal: what the caller is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code.
    pub code: Code,
    /// What happened, in English, for a developer. Never holds personal data.
    pub detail: Option<String>,
    /// Where the input is wrong.
    pub issues: Vec<Issue>,
    /// Seconds after which a further try makes sense.
    pub retry_after: Option<u64>,
}

/// One place in the input that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Issue {
    /// A JSON pointer into the body, or the name of a parameter.
    pub pointer: String,
    /// What is wrong there, in English, for a developer.
    pub detail: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.code)?;
        self.detail.iter().try_for_each(|it| write!(f, ": {it}"))?;
        self.issues.iter().try_for_each(|it| write!(f, "; {} {}", it.pointer, it.detail))
    }
}

impl Refusal {
    /// A refusal that says no more than its code.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        Self { code, detail: None, issues: Vec::new(), retry_after: None }
    }

    /// With a sentence for a developer.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With the seconds to wait.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl Error {
    /// The input is wrong at `pointer`.
    #[must_use]
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let issue = Issue { pointer: pointer.into(), detail: detail.into() };
        Self::Refused(Refusal { issues: vec![issue], ..Refusal::new(Code::BadRequest) })
    }

    /// What stands at `pointer` is none of the words that can stand there.
    #[must_use]
    pub fn no_choice(pointer: impl Into<String>) -> Self {
        Self::invalid(pointer, "is not one of the choices")
    }

    /// `verb` does not fit `state`.
    #[must_use]
    pub fn wrong_state(verb: &str, state: &str) -> Self {
        Self::Refused(Refusal::new(Code::WrongState).because(format!("{verb} is not possible in state {state}")))
    }

    /// What was read before it could be locked has changed meanwhile: the transaction begins again.
    #[must_use]
    pub const fn overtaken() -> Self {
        Self::Db(db::Error::Race(diesel::result::Error::RollbackTransaction))
    }

    /// The code, when it is a refusal.
    #[must_use]
    pub const fn code(&self) -> Option<Code> {
        match self {
            Self::Refused(refusal) => Some(refusal.code),
            Self::Db(_) | Self::Inconsistent(_) | Self::NeedsWriting => None,
        }
    }
}

/// Both, or all that is wrong with the one and the other: who fills in a form hears at once what to mend.
///
/// # Errors
/// What either says.
pub fn both<A, B>(one: Result<A>, other: Result<B>) -> Result<(A, B)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(Error::Refused(mut one)), Err(Error::Refused(other))) if one.code == other.code => {
            one.issues.extend(other.issues);
            Err(one.into())
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::Refused(Refusal::new(code))
    }
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Hidden => Code::NotFound.into(),
            Denied::Forbidden => Code::Forbidden.into(),
        }
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        let error = db::Error::from(error);
        if matches!(error, db::Error::NotFound) { Code::NotFound.into() } else { Self::Db(error) }
    }
}

impl db::Fault for Error {
    fn is_transient(&self) -> bool {
        match self {
            Self::Db(error) => error.is_transient(),
            Self::Refused(_) | Self::Inconsistent(_) | Self::NeedsWriting => false,
        }
    }
}
