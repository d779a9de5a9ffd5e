//! What is answered: a resource with its version, or a Bundle.

use actix_web::body::BoxBody;
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH, LAST_MODIFIED};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::Instant;
use crate::codes::Code;
use crate::fhir::words::{FORM, ROOT};
use crate::platform::Result;

/// A resource that is shown.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) body: Value,
    /// Its version, and when it became that; `None` where it has none.
    pub(super) version: Option<(i32, Instant)>,
}

/// What a handler gives.
pub(super) type Answer = Result<Shown>;

impl Responder for Shown {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let tag = self.version.map(|(version, _)| format!("W/\"{version}\""));
        if let Some(tag) = tag.as_ref().filter(|it| is_known(request, it)) {
            return HttpResponse::NotModified().insert_header((ETAG, tag.as_str())).finish();
        }
        let mut response = HttpResponse::Ok();
        response.insert_header((CONTENT_TYPE, FORM));
        if let Some(tag) = tag {
            response.insert_header((ETAG, tag));
        }
        if let Some((_, at)) = self.version {
            response.insert_header((LAST_MODIFIED, at.utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string()));
        }
        response.body(self.body.to_string())
    }
}

/// Whether somebody who reads has this version already.
fn is_known(request: &HttpRequest, tag: &str) -> bool {
    let said = request.headers().get(IF_NONE_MATCH).and_then(|it| it.to_str().ok());
    let strong = |it: &str| it.trim().trim_start_matches("W/") == tag.trim_start_matches("W/");
    *request.method() == Method::GET && said.is_some_and(|it| it.split(',').any(strong))
}

/// An id of a path. What is no id is not there either.
pub(super) fn id<T: From<Uuid>>(text: &str) -> Result<T> {
    Uuid::parse_str(text).map(T::from).map_err(|_| Code::NotFound.into())
}

/// What was found by a search.
pub(super) struct Found {
    /// What was looked for.
    pub(super) matches: Vec<Value>,
    /// What comes with it.
    pub(super) included: Vec<Value>,
    /// The query of the next page.
    pub(super) next: Option<String>,
}

impl Found {
    /// What was found, as a Bundle. `base` is the address of the server, `kind` what was looked for, and `query` how.
    pub(super) fn bundle(self, base: &str, kind: &str, query: &str) -> Shown {
        let page = |query: &str| match query {
            "" => format!("{base}{ROOT}/{kind}"),
            query => format!("{base}{ROOT}/{kind}?{query}"),
        };
        let mut links = vec![json!({ "relation": "self", "url": page(query) })];
        links.extend(self.next.map(|next| json!({ "relation": "next", "url": page(&next) })));
        let entry = |mode: &'static str| {
            move |resource: Value| {
                let part = |name: &str| resource.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                let url = format!("{base}{ROOT}/{}/{}", part("resourceType"), part("id"));
                json!({ "fullUrl": url, "resource": resource, "search": { "mode": mode } })
            }
        };
        let entries = self.matches.into_iter().map(entry("match"));
        let entries: Vec<_> = entries.chain(self.included.into_iter().map(entry("include"))).collect();
        let mut body = json!({ "resourceType": "Bundle", "type": "searchset", "link": links });
        if let Some(bundle) = body.as_object_mut().filter(|_| !entries.is_empty()) {
            bundle.insert("entry".to_owned(), entries.into());
        }
        Shown { body, version: None }
    }
}
