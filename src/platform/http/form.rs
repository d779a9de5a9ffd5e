//! What a page sends back: the fields of a form, read like a body and kept for showing them again.

use std::future::Future;
use std::pin::Pin;
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::error::UrlencodedError;
use actix_web::http::header::HeaderName;
use actix_web::{FromRequest, HttpRequest, web};
use tokio::time::timeout;
use uuid::Uuid;

use super::body::PATIENCE;
use super::call::State;
use crate::codes::Code;
use crate::ids::SessionId;
use crate::platform::seal::{Keys, hash, random};
use crate::platform::token;
use crate::platform::{Error, Expected, Refusal, Result};

/// How large a form may be, in bytes.
pub const MOST_BYTES: usize = 256 * 1024;
/// The kind of the tokens of forms.
const GUARD: &str = "deskForm";
/// What a form holds beside what somebody typed.
const OWN: [&str; 4] = ["guard", "once", "version", "kept"];

/// The fields of a form, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    /// The session for which the page was made; `None` when the form came from no page of ours.
    made_for: Option<SessionId>,
}

impl FromRequest for Form {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let state = State::of(request);
        let is_foreign = comes_from_elsewhere(request);
        let body = web::Form::<Vec<(String, String)>>::from_request(request, payload);
        Box::pin(async move {
            if is_foreign {
                return Err(Refusal::new(Code::Forbidden).because("a form of another site").into());
            }
            let body = timeout(PATIENCE, body).await.map_err(|_| Error::from(Code::RequestTimeout))?;
            let fields = body.map_err(|error| refused(&error))?.into_inner();
            Ok(Self::read(fields, state?.store.keys()))
        })
    }
}

/// Whether a browser says that another site sends this. Those that say nothing are held by the token alone.
pub(super) fn comes_from_elsewhere(request: &HttpRequest) -> bool {
    let site = request.headers().get(HeaderName::from_static("sec-fetch-site"));
    site.is_some_and(|it| !matches!(it.to_str(), Ok("same-origin" | "none")))
}

fn refused(error: &actix_web::Error) -> Error {
    match error.as_error::<UrlencodedError>() {
        Some(UrlencodedError::Overflow { .. }) => Code::PayloadTooLarge.into(),
        Some(UrlencodedError::ContentType) => Code::UnsupportedMediaType.into(),
        _ => Error::invalid("", "is no form"),
    }
}

impl Form {
    pub(super) fn read(fields: Vec<(String, String)>, keys: &Keys) -> Self {
        let guard = fields.iter().find(|(name, _)| name == "guard").map(|it| it.1.as_str());
        let made_for = guard.and_then(|it| made_for(it, keys));
        Self { fields, made_for }
    }

    /// The fields of a text like that of [`Form::kept`], or of what stands behind a question mark.
    #[must_use]
    pub fn of_kept(text: &str) -> Self {
        let fields = web::Query::<Vec<(String, String)>>::from_query(text).map(web::Query::into_inner);
        Self { fields: fields.unwrap_or_default(), made_for: None }
    }

    /// What somebody typed, as one text, so that it outlives a session: without passwords, and without what goes with a
    /// session.
    #[must_use]
    pub fn kept(&self) -> String {
        serde_urlencoded::to_string(self.typed().collect::<Vec<_>>()).unwrap_or_default()
    }

    /// What somebody typed, but for passwords.
    pub fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        let is_secret = |name: &str| name.contains("assword");
        let pairs = self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        pairs.filter(move |(name, _)| !is_secret(name) && (*name == "version" || !OWN.contains(name)))
    }

    /// The session for which the page was made, whether it lives or not.
    #[must_use]
    pub const fn made_for(&self) -> Option<SessionId> {
        self.made_for
    }

    /// Whether anything was sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// A field; empty when it is missing.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// The token of a link that somebody pasted: whole, or only what stands behind `#`.
    #[must_use]
    pub fn token(&self) -> &str {
        let typed = self.get("token").trim();
        typed.rsplit_once('#').map_or(typed, |it| it.1)
    }

    /// All fields of a name: boxes that were ticked.
    pub fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.fields.iter().filter(move |it| it.0 == name).map(|it| it.1.as_str())
    }

    /// All fields of a name, of which there can be so many.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub fn at_most<'a, 'n>(
        &'a self,
        most: usize,
        name: &'n str,
    ) -> Result<impl Iterator<Item = &'a str> + use<'a, 'n>> {
        if self.all(name).nth(most).is_some() {
            return Err(Error::invalid(name, format!("has at most {most}")));
        }
        Ok(self.all(name))
    }

    /// Whether a field holds this: a box that was ticked, a word that was chosen.
    #[must_use]
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|it| it == value)
    }

    /// A field that must be there.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub fn read_as<T: FromStr<Err = String>>(&self, name: &str) -> Result<T> {
        self.get(name).parse().map_err(|why: String| Error::invalid(name, why))
    }

    /// A field that holds an id, which the page put there.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub fn read_id<T: From<Uuid>>(&self, name: &str) -> Result<T> {
        self.get(name).parse().map(Uuid::into).map_err(|_| Error::invalid(name, "is no id"))
    }

    /// A field that may be left empty.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub fn optional<T: FromStr<Err = String>>(&self, name: &str) -> Result<Option<T>> {
        if self.get(name).trim().is_empty() { Ok(None) } else { self.read_as(name).map(Some) }
    }

    /// A field that holds a word of a list.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub fn word<T>(&self, name: &str, from_word: impl Fn(&str) -> Option<T>) -> Result<T> {
        from_word(self.get(name)).ok_or_else(|| Error::no_choice(name))
    }

    /// A field that holds a number.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub fn number<T: FromStr>(&self, name: &str) -> Result<T> {
        self.get(name).trim().parse().map_err(|_| Error::invalid(name, "is no number"))
    }

    /// The version that the page showed.
    pub(super) fn expected(&self) -> Result<Expected> {
        if self.get("version").is_empty() {
            Ok(Expected::Anything)
        } else {
            self.number("version").map(Expected::Version)
        }
    }

    /// What tells two sendings of one page apart from two pages: the same words from the same page are one sending.
    pub(super) fn once(&self) -> Result<[u8; 32]> {
        let once: Uuid = self.get("once").parse().map_err(|_| Error::invalid("once", "is missing"))?;
        let typed: Vec<&str> = self.typed().flat_map(|(name, value)| [name, "\0", value, "\0"]).collect();
        Ok(hash(&[once.as_bytes(), typed.concat().as_bytes()]))
    }
}

/// What guards a form: only a page made for this session has it. It is another one each time, so that nothing can be
/// learnt from how well pages compress.
pub(super) fn guard(session: SessionId, keys: &Keys) -> String {
    token::write(keys, GUARD, session.uuid(), i32::from_be_bytes(random()))
}

/// The session whose page has this guard; `None` when it is none of ours.
pub(super) fn made_for(guard: &str, keys: &Keys) -> Option<SessionId> {
    token::read(keys, GUARD, guard).map(|(id, _)| id.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Form::read(fields, &Keys::derive(&[1; 32]))
    }

    #[test]
    fn what_was_typed_is_kept_without_what_goes_with_a_session() {
        let sent = form(&[("guard", "x"), ("once", "y"), ("note", "a & b=c"), ("note", "ü"), ("password", "secret")]);
        let kept = Form::of_kept(&sent.kept());
        assert_eq!(kept.all("note").collect::<Vec<_>>(), ["a & b=c", "ü"]);
        assert_eq!(kept.fields.len(), 2);
    }

    #[test]
    fn a_guard_tells_its_session_and_differs_each_time() {
        let (keys, session) = (Keys::derive(&[1; 32]), SessionId::fresh());
        let (one, other) = (guard(session, &keys), guard(session, &keys));
        assert_ne!(one, other);
        assert_eq!(form(&[("guard", &one)]).made_for(), Some(session));
        assert_eq!(Form::read(vec![("guard".into(), one)], &Keys::derive(&[2; 32])).made_for(), None);
        assert_eq!(form(&[("guard", "")]).made_for(), None);
    }

    #[test]
    fn the_same_words_from_the_same_page_are_one_sending() {
        let page = Uuid::from_u128(7).to_string();
        let once = |note: &str, page: &str| form(&[("once", page), ("note", note)]).once().unwrap();
        assert_eq!(once("a", &page), once("a", &page));
        assert_ne!(once("a", &page), once("b", &page));
        assert_ne!(once("a", &page), once("a", &Uuid::from_u128(8).to_string()));
        assert!(form(&[("note", "a")]).once().is_err());
    }
}
