//! What an action answers: a representation with its place and its version.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, LOCATION};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;

use crate::codes::Code;
use crate::platform::{Error, Refusal, Result};

/// A representation that has an address and a version.
pub trait Resource: Serialize {
    /// Where GET finds it.
    fn href(&self) -> &str;
    /// The version, when it can change.
    fn version(&self) -> Option<i32>;
}

/// What every representation of a changeable thing begins with.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Shown<S, I> {
    /// The id.
    pub id: I,
    /// Where GET finds it.
    pub href: String,
    /// The state.
    pub state: S,
    /// Counts the changes; the same number as in the `ETag`.
    pub version: i32,
    /// What the caller may do now: names of verbs.
    pub allowed_actions: Vec<&'static str>,
    /// When it was made.
    pub created_at: crate::clock::Instant,
    /// When it was last changed.
    pub updated_at: crate::clock::Instant,
}

/// A rendered answer.
#[derive(Debug, Clone)]
pub struct Reply {
    status: StatusCode,
    body: Option<Vec<u8>>,
    location: Option<String>,
    etag: Option<String>,
    replayed: bool,
    is_public: bool,
    /// What the body is, when it is not JSON.
    kind: Option<&'static str>,
    /// Under which name the body is kept by who fetches it.
    file_name: Option<&'static str>,
}

impl Reply {
    /// An answer with a body and nothing else to say.
    ///
    /// # Errors
    /// When the body is no JSON.
    pub fn json(status: StatusCode, body: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_vec(body).map_err(|error| Error::Inconsistent(format!("no JSON: {error}")))?;
        Ok(Self { status, body: Some(body), ..Self::nothing() })
    }

    /// 200 with a representation and its version.
    ///
    /// # Errors
    /// As [`Reply::json`].
    pub fn ok<R: Resource>(resource: &R) -> Result<Self> {
        let etag = resource.version().map(|version| format!("\"{version}\""));
        Ok(Self { etag, ..Self::json(StatusCode::OK, resource)? })
    }

    /// 201 with a representation, its address and its version.
    ///
    /// # Errors
    /// As [`Reply::json`].
    pub fn created<R: Resource>(resource: &R) -> Result<Self> {
        let location = Some(resource.href().to_owned());
        Ok(Self { status: StatusCode::CREATED, location, ..Self::ok(resource)? })
    }

    /// 200 with a public document that may be kept and asked for again by its tag; 304 when the caller has it.
    ///
    /// # Errors
    /// As [`Reply::json`].
    pub fn cacheable(body: &impl Serialize, tag: &str, known: Option<&str>) -> Result<Self> {
        let etag = Some(format!("\"{tag}\""));
        if known.is_some() && known == etag.as_deref() {
            return Ok(Self { status: StatusCode::NOT_MODIFIED, etag, is_public: true, ..Self::nothing() });
        }
        Ok(Self { etag, is_public: true, ..Self::json(StatusCode::OK, body)? })
    }

    /// 204.
    #[must_use]
    pub fn nothing() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            body: None,
            location: None,
            etag: None,
            replayed: false,
            is_public: false,
            kind: None,
            file_name: None,
        }
    }

    /// 200 with a page for people.
    #[must_use]
    pub fn page(html: String) -> Self {
        let kind = Some("text/html; charset=utf-8");
        Self { status: StatusCode::OK, body: Some(html.into_bytes()), kind, ..Self::nothing() }
    }

    /// 200 with a file to keep.
    #[must_use]
    pub fn file(bytes: Vec<u8>, kind: &'static str, name: &'static str) -> Self {
        let (kind, file_name) = (Some(kind), Some(name));
        Self { status: StatusCode::OK, body: Some(bytes), kind, file_name, ..Self::nothing() }
    }

    /// 202: it will be seen to.
    #[must_use]
    pub fn accepted() -> Self {
        Self { status: StatusCode::ACCEPTED, ..Self::nothing() }
    }

    /// Says that the effect is of an earlier call with the same key.
    #[must_use]
    pub(super) const fn replayed(mut self) -> Self {
        self.replayed = true;
        self
    }

    pub(super) const fn status(&self) -> StatusCode {
        self.status
    }
}

impl Responder for Reply {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if let Some(location) = self.location {
            response.insert_header((LOCATION, location));
        }
        if let Some(etag) = self.etag {
            response.insert_header((ETAG, etag));
        }
        if self.replayed {
            response.insert_header(("Idempotent-Replayed", "true"));
        }
        if self.is_public {
            response.insert_header((CACHE_CONTROL, "public, max-age=300"));
        }
        if let Some(name) = self.file_name {
            response.insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
        }
        match self.body {
            Some(body) => response.insert_header((CONTENT_TYPE, self.kind.unwrap_or("application/json"))).body(body),
            None => response.finish(),
        }
    }
}

/// Reads an `If-Match` header: one strong `ETag` of ours.
///
/// # Errors
/// [`Code::BadRequest`] for anything else.
pub(super) fn parse_etag(header: &str) -> Result<i32> {
    let number = header.trim().strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let number = number.filter(|it| it.len() <= 9 && it.bytes().all(|it| it.is_ascii_digit()));
    number
        .and_then(|it| it.parse().ok())
        .ok_or_else(|| Refusal::new(Code::BadRequest).because("If-Match wants one strong ETag, such as \"3\"").into())
}
