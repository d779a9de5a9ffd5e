//! What comes in: JSON bodies, queries and ids, each with a clear refusal.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::{Duration, timeout};
use utoipa::ToSchema;

use super::call::State;
use super::operations::Served;
use crate::codes::Code;
use crate::platform::seal::hash;
use crate::platform::{Error, Refusal, Result};

/// The largest body, in bytes, where an operation takes no larger ones.
pub(super) const MAX_BYTES: usize = 256 * 1024;
/// How deep objects and arrays may be nested.
const MAX_DEPTH: usize = 32;
/// How long a body may take to arrive.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);
/// How long one may that can be larger than others.
const PATIENCE_LARGE: Duration = Duration::from_mins(2);

/// A JSON body, parsed and checked, with a hash of its bytes.
pub struct Body<T> {
    /// What it says.
    pub value: T,
    pub(super) hash: [u8; 32],
}

/// The body of a verb that needs no words: `{}` or nothing at all.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let head = State::of(request).and_then(|it| it.operations.called(request));
        let head = head.and_then(|served| {
            check_head(request, served.operation.media_types(), served.operation.most_bytes).map(|()| served)
        });
        let payload = payload.take();
        Box::pin(async move {
            let served = head?;
            let most = served.operation.most_bytes;
            let patience = if most > MAX_BYTES { PATIENCE_LARGE } else { PATIENCE };
            let bytes =
                timeout(patience, collect(payload, most)).await.map_err(|_| Error::from(Code::RequestTimeout))??;
            let value = parse(&bytes, &served)?;
            Ok(Self { value, hash: hash(&[&bytes]) })
        })
    }
}

/// The body of a call of a face: JSON in the words of another format.
pub struct Document<T>(pub T);

/// What a face reads.
pub trait Format: DeserializeOwned {
    /// What it may say that it is.
    const MEDIA_TYPES: &'static [&'static str];
}

impl<T: Format + 'static> FromRequest for Document<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let head = check_head(request, T::MEDIA_TYPES, MAX_BYTES);
        let payload = payload.take();
        Box::pin(async move {
            head?;
            let bytes = timeout(PATIENCE, collect(payload, MAX_BYTES))
                .await
                .map_err(|_| Error::from(Code::RequestTimeout))??;
            read(&bytes)?;
            Ok(Self(convert(&bytes)?))
        })
    }
}

fn check_head(request: &HttpRequest, media_types: &[&str], most: usize) -> Result<()> {
    let header = |name| request.headers().get(name).and_then(|it| it.to_str().ok());
    let length: Option<usize> = header(CONTENT_LENGTH).and_then(|it| it.parse().ok());
    if length.is_some_and(|it| it > most) {
        return Err(too_large(most));
    }
    if header(CONTENT_ENCODING).is_some_and(|it| !it.eq_ignore_ascii_case("identity")) {
        return Err(unsupported("an encoded body is not read: send it plain"));
    }
    let kind = header(CONTENT_TYPE).map(|it| it.split(';').next().unwrap_or("").trim().to_ascii_lowercase());
    match kind.as_deref() {
        Some(kind) if media_types.contains(&kind) => Ok(()),
        None if length.unwrap_or(0) == 0 && !request.headers().contains_key("transfer-encoding") => Ok(()),
        Some(_) | None => Err(unsupported(&format!("the body must be {}", media_types.join(" or ")))),
    }
}

fn too_large(most: usize) -> Error {
    Refusal::new(Code::PayloadTooLarge).because(format!("a body has at most {most} bytes")).into()
}

fn unsupported(why: &str) -> Error {
    Refusal::new(Code::UnsupportedMediaType).because(why).into()
}

async fn collect(mut payload: Payload, most: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Error::invalid("", "the body broke off"))?;
        if bytes.len() + chunk.len() > most {
            return Err(too_large(most));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A verb without words may come without a body.
fn parse<T: DeserializeOwned>(bytes: &[u8], served: &Served) -> Result<T> {
    let is_optional = served.operation.body.as_ref().is_some_and(|(_, is_required)| !is_required);
    let bytes = if bytes.is_empty() && is_optional { b"{}" } else { bytes };
    served.check(&read(bytes)?)?;
    convert(bytes)
}

/// The body as JSON.
fn read(bytes: &[u8]) -> Result<Value> {
    if std::str::from_utf8(bytes).is_err() {
        return Err(Error::invalid("", "the body is not UTF-8"));
    }
    if depth(bytes) > MAX_DEPTH {
        return Err(Error::invalid("", format!("objects and arrays may be nested {MAX_DEPTH} deep")));
    }
    // Its own words can quote the body.
    serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Error::invalid(
            "",
            if bytes.is_empty() { "a body is required".to_owned() } else { format!("is no JSON at {place}") },
        )
    })
}

/// From the bytes and not from the value, so that a member that stands twice is refused.
fn convert<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let plain = without_empty_fractions(bytes);
    let mut source = serde_json::Deserializer::from_slice(&plain);
    let value = serde_path_to_error::deserialize(&mut source).map_err(|error| {
        let pointer = pointer(error.path());
        Error::invalid(pointer, explain(error.inner()))
    })?;
    source.end().map_err(|_| Error::invalid("", "something follows after the body"))?;
    Ok(value)
}

/// The same JSON with `1946.0` written as `1946`. To JSON Schema, and so to our contract, both are the same integer, and some
/// languages write every number so; serde takes the first for no integer.
fn without_empty_fractions(json: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(json.len());
    let (mut rest, mut in_text, mut escaped) = (json, false, false);
    while let [byte, after @ ..] = rest {
        rest = after;
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'.' if !in_text => {
                let zeros = after.iter().take_while(|it| **it == b'0').count();
                let (fraction, next) = after.split_at(zeros);
                let goes_on = matches!(next, [b'0'..=b'9' | b'e' | b'E', ..]);
                if !fraction.is_empty() && !goes_on {
                    rest = next;
                    continue;
                }
            }
            _ => {}
        }
        plain.push(*byte);
    }
    plain
}

/// How deep brackets nest, without building anything.
fn depth(bytes: &[u8]) -> usize {
    let (mut now, mut deepest, mut in_text, mut escaped) = (0usize, 0usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                now += 1;
                deepest = deepest.max(now);
            }
            b'}' | b']' if !in_text => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => "/?".to_owned(),
        })
        .collect()
}

/// The words of serde without the values it quotes: a wrong value can be personal.
fn explain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or("").to_owned();
    match text.strip_prefix("invalid type: ").or_else(|| text.strip_prefix("invalid value: ")) {
        Some(rest) => {
            rest.rsplit_once("expected ").map_or(String::from("is not valid"), |(_, it)| format!("expected {it}"))
        }
        None if text.starts_with("unknown variant") => {
            text.rsplit_once("expected ").map_or(String::from("unknown word"), |(_, it)| format!("expected {it}"))
        }
        None => text,
    }
}

/// The parameters of a query; unknown ones are refused.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::read(request.query_string()))
    }
}

impl<T: DeserializeOwned> Query<T> {
    pub(super) fn read(query: &str) -> Result<Self> {
        match actix_web::web::Query::<T>::from_query(query) {
            Ok(query) => Ok(Self(query.into_inner())),
            Err(actix_web::error::QueryPayloadError::Deserialize(error)) => {
                Err(Error::invalid("", format!("the query is not valid: {error}")))
            }
            Err(_) => Err(Error::invalid("", "the query is not valid")),
        }
    }
}

/// An id in the path. What is no id names nothing, so it is not found.
#[derive(Debug, Clone, Copy)]
pub struct Id<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Id<T> {
    type Error = Error;
    type Future = std::future::Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let path = actix_web::web::Path::<T>::from_request(request, payload).into_inner();
        std::future::ready(path.map(|it| Self(it.into_inner())).map_err(|_| Code::NotFound.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Wish {
        when: Vec<u8>,
    }

    fn issue(body: &str) -> crate::platform::Issue {
        let bytes = body.as_bytes();
        match read(bytes).and_then(|_| convert::<Wish>(bytes)) {
            Err(Error::Refused(refusal)) => refusal.issues[0].clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_wrong_value_is_pointed_at_and_not_quoted() {
        let issue = issue(r#"{"when": [1, "Ada Peeters"]}"#);
        assert_eq!(issue.pointer, "/when/1");
        assert!(!issue.detail.contains("Ada"), "{}", issue.detail);
    }

    #[test]
    fn unknown_fields_are_refused() {
        assert_eq!(issue(r#"{"when": [], "role": "administrator"}"#).pointer, "/role");
    }

    #[test]
    fn deep_nesting_is_refused_and_brackets_in_texts_do_not_count() {
        assert_eq!(depth(br#"{"a": "[[[[\"[[", "b": [[1]]}"#), 3);
        let deep = format!("{{\"when\": {}{}}}", "[".repeat(1000), "]".repeat(1000));
        assert!(issue(&deep).detail.contains("nested"));
    }

    #[test]
    fn a_whole_number_may_have_a_fraction_of_zeros() {
        let plain = |json: &str| String::from_utf8(without_empty_fractions(json.as_bytes())).unwrap();
        assert_eq!(plain(r#"{"a": [1946.0, -2.00], "b": 7.0}"#), r#"{"a": [1946, -2], "b": 7}"#);
        for same in [r#"{"a": 1.50, "b": 1.05, "c": 1.0e3, "d": 10}"#, r#"{"1.0": "at 1.0, \" 2.0", "e": "\\"}"#] {
            assert_eq!(plain(same), same);
        }
        assert_eq!(convert::<Wish>(br#"{"when": [1.0, 2]}"#).unwrap().when, [1, 2]);
        assert!(issue(r#"{"when": [1.5]}"#).detail.contains("expected u8"));
    }

    #[test]
    fn nothing_may_follow_the_body() {
        assert_eq!(issue(r#"{"when": []} {}"#).detail, "is no JSON at line 1, column 14");
    }

    #[test]
    fn a_member_that_stands_twice_is_refused() {
        assert!(issue(r#"{"when": [], "when": [1]}"#).detail.contains("duplicate field"));
    }
}
