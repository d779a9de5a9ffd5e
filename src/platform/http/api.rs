//! How an operation is registered: with its path, its action and its shapes. One registration makes the route, the
//! policy check and the OpenAPI document, so the three cannot differ; an operation without an action does not compile.

use std::collections::BTreeMap;

use actix_web::http::Method;
use actix_web::{FromRequest, Handler, Resource, Responder, Route, Scope, web};
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::{IntoParams, ToSchema};

use super::body::MAX_BYTES;
use super::describe::{Shape, page_of, shape};
use super::methods::resource;
use crate::codes::Code;
use crate::policy::{Action, Reach, Role, reach};

/// An operation of the API.
#[derive(Clone)]
pub struct Operation {
    /// The method.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// A unique name, `<resource>.<verb>`.
    pub id: String,
    /// What it asks of the policy.
    pub action: Action,
    /// Whether it needs an `Idempotency-Key`.
    pub needs_key: bool,
    pub(super) is_conditional: bool,
    pub(super) summary: &'static str,
    pub(super) query: Vec<fn() -> Vec<Parameter>>,
    /// The shape of its body, and whether there must be one.
    pub(super) body: Option<(Shape, bool)>,
    /// The largest body it takes, in bytes.
    pub(super) most_bytes: usize,
    /// The status, the body and the description of the answer when all goes well.
    pub(super) success: (u16, Option<Shape>, &'static str),
    /// Another form in which it answers, instead of JSON or beside it.
    pub(super) other_form: Option<&'static str>,
    pub(super) tag: Option<Tag>,
    /// What it refuses with beyond the usual.
    pub(super) also: &'static [Code],
}

/// What the `ETag` of an answer stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// The version of a representation, for `If-Match`.
    Version,
    /// The content of an answer that may be kept, for `If-None-Match`.
    Content,
}

impl Operation {
    /// Whether anybody may call it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        reach(Role::Anyone, self.action) != Reach::Nobody
    }

    /// Whether it is one of the calls by which somebody signs in: they have replay rules and limits of their own.
    #[must_use]
    pub const fn is_sign_in(&self) -> bool {
        matches!(
            self.action,
            Action::SetUp | Action::Register | Action::Verify | Action::Reset | Action::SignIn | Action::Refresh
        )
    }

    /// Whether it creates something, and so answers 201.
    #[must_use]
    pub const fn creates(&self) -> bool {
        self.success.0 == 201
    }

    /// Whether the caller must say which version they have read.
    #[must_use]
    pub const fn needs_version(&self) -> bool {
        self.is_conditional
    }

    /// The forms in which its body may come. A merge patch may also say that it is plain JSON.
    pub(super) const fn media_types(&self) -> &'static [&'static str] {
        if matches!(self.method, Method::PATCH) {
            &["application/merge-patch+json", "application/json"]
        } else {
            &["application/json"]
        }
    }

    pub(super) fn parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('{').skip(1).filter_map(|it| it.split('}').next())
    }
}

/// The registrar: collects the operations, then gives the routes and the document.
#[derive(Default)]
pub struct Api {
    operations: Vec<Operation>,
    routes: Vec<(&'static str, Method, Route)>,
}

/// An operation that is being registered.
pub struct Registering<'a> {
    api: &'a mut Api,
    operation: Operation,
    route: Option<Route>,
}

impl Api {
    /// Registers a reading operation.
    pub fn get<F, Args>(&mut self, path: &'static str, action: Action, summary: &'static str, f: F) -> Registering<'_>
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.register(Method::GET, path, action, summary, f)
    }

    /// Registers a verb, or an operation that creates.
    pub fn post<F, Args>(&mut self, path: &'static str, action: Action, summary: &'static str, f: F) -> Registering<'_>
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.register(Method::POST, path, action, summary, f)
    }

    /// Registers an operation that replaces something.
    pub fn put<F, Args>(&mut self, path: &'static str, action: Action, summary: &'static str, f: F) -> Registering<'_>
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.register(Method::PUT, path, action, summary, f)
    }

    /// Registers an operation that changes something (a JSON merge patch).
    pub fn patch<F, Args>(&mut self, path: &'static str, action: Action, summary: &'static str, f: F) -> Registering<'_>
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.register(Method::PATCH, path, action, summary, f)
    }

    /// Registers an operation that takes something away.
    pub fn delete<F, Args>(
        &mut self,
        path: &'static str,
        action: Action,
        summary: &'static str,
        f: F,
    ) -> Registering<'_>
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.register(Method::DELETE, path, action, summary, f)
    }

    fn register<F, Args>(
        &mut self,
        method: Method,
        path: &'static str,
        action: Action,
        summary: &'static str,
        handler: F,
    ) -> Registering<'_>
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let is_conditional = matches!(method, Method::PUT | Method::PATCH | Method::DELETE);
        let id = operation_id(path, std::any::type_name::<F>());
        let route = Some(web::method(method.clone()).to(handler));
        let operation = Operation {
            method,
            path,
            id,
            action,
            needs_key: false,
            is_conditional,
            summary,
            query: Vec::new(),
            body: None,
            most_bytes: MAX_BYTES,
            success: (204, None, "Done."),
            other_form: None,
            tag: None,
            also: &[],
        };
        Registering { api: self, operation, route }
    }

    /// The operations so far.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Adds the routes to a server. The paths with fewer parameters come first, so that a word is never taken for an
    /// id; a path that is called with another method answers 405. The paths of one resource stand in a scope, and in it those
    /// of one thing: of the others none is tried then, and few are regular expressions, of which each worker keeps its own.
    pub fn routes(self, config: &mut web::ServiceConfig) {
        let mut by_path: BTreeMap<(usize, &'static str), Vec<(Method, Route)>> = BTreeMap::new();
        for (path, method, route) in self.routes {
            by_path.entry((path.matches('{').count(), path)).or_default().push((method, route));
        }
        let mut things: BTreeMap<(&'static str, &'static str), Vec<Resource>> = BTreeMap::new();
        for ((_, path), routes) in by_path {
            let (head, path) = path.split_at(end_of_resource(path));
            let (id, path) = path.split_at(end_of_id(path));
            things.entry((head, id)).or_default().push(resource(path, routes));
        }
        let mut resources: BTreeMap<&'static str, Scope> = BTreeMap::new();
        for ((head, id), paths) in things {
            let scope = resources.remove(head).unwrap_or_else(|| web::scope(head));
            let scope = if id.is_empty() { all(scope, paths) } else { scope.service(all(web::scope(id), paths)) };
            resources.insert(head, scope);
        }
        for scope in resources.into_values() {
            config.service(scope);
        }
    }
}

fn all(scope: Scope, paths: Vec<Resource>) -> Scope {
    paths.into_iter().fold(scope, Scope::service)
}

/// Where in `/v1/requests/{requestId}` the name of the resource ends.
fn end_of_resource(path: &str) -> usize {
    path.match_indices('/').nth(2).map_or(path.len(), |it| it.0)
}

/// Where in `/{requestId}/approve` the id ends; at the beginning where there is none.
fn end_of_id(path: &str) -> usize {
    if path.starts_with("/{") { path.find('}').map_or(0, |it| it + 1) } else { 0 }
}

/// `/v1/requests/{requestId}/approve` and `buurtnet::requests::http::approve` → `requests.approve`.
fn operation_id(path: &str, handler: &str) -> String {
    let resource = path.split('/').nth(2).unwrap_or_default();
    let mut words = handler.rsplit("::").next().unwrap_or_default().split('_');
    let first = words.next().unwrap_or_default().to_owned();
    let verb = words.fold(first, |verb, word| {
        let (head, tail) = word.split_at(word.len().min(1));
        verb + &head.to_uppercase() + tail
    });
    format!("{resource}.{verb}")
}

impl Registering<'_> {
    /// The JSON body it takes.
    #[must_use]
    pub fn takes<T: ToSchema>(mut self) -> Self {
        self.operation.body = Some((shape::<T>, true));
        self
    }

    /// It takes larger bodies than others: of so many bytes.
    #[must_use]
    pub fn up_to(mut self, bytes: usize) -> Self {
        self.operation.most_bytes = bytes;
        self
    }

    /// It takes `{}` or no body at all.
    #[must_use]
    pub fn takes_nothing(mut self) -> Self {
        self.operation.body = Some((shape::<super::Empty>, false));
        self
    }

    /// The body may be left out.
    #[must_use]
    pub fn optionally(mut self) -> Self {
        if let Some((_, required)) = &mut self.operation.body {
            *required = false;
        }
        self
    }

    /// The query parameters it takes.
    #[must_use]
    pub fn query<T: IntoParams>(mut self) -> Self {
        self.operation.query.push(|| T::into_params(|| Some(ParameterIn::Query)));
        self
    }

    /// It answers 200 with a representation that has a version.
    #[must_use]
    pub fn shows<T: ToSchema>(mut self) -> Self {
        self.operation.tag = Some(Tag::Version);
        self.answers::<T>()
    }

    /// It answers 200 with a JSON document.
    #[must_use]
    pub fn answers<T: ToSchema>(mut self) -> Self {
        self.operation.success = (200, Some(shape::<T>), "Done.");
        self
    }

    /// It answers 200 in another form than JSON too, or only so.
    #[must_use]
    pub fn also_as(mut self, media_type: &'static str) -> Self {
        self.operation.other_form = Some(media_type);
        self.operation.success.0 = 200;
        self
    }

    /// It answers 200 with the page of a list that [`super::Paged`] asks for.
    #[must_use]
    pub fn pages<T: ToSchema>(self) -> Self {
        self.query::<super::page::PageQuery>().lists::<T>()
    }

    /// It answers 200 with a list, whole or by pages of its own.
    #[must_use]
    pub fn lists<T: ToSchema>(mut self) -> Self {
        self.operation.success = (200, Some(page_of::<T>), "A page.");
        self
    }

    /// It creates something: 201 with the representation and its `Location`; it needs an `Idempotency-Key`.
    #[must_use]
    pub fn creates<T: ToSchema>(mut self) -> Self {
        self.operation.tag = Some(Tag::Version);
        self.operation.needs_key = !self.operation.is_sign_in();
        self.operation.success = (201, Some(shape::<T>), "Made.");
        self
    }

    /// Its answer may be kept, and asked for again by its tag: then 304.
    #[must_use]
    pub fn cached(mut self) -> Self {
        self.operation.tag = Some(Tag::Content);
        self
    }

    /// It answers 202 without a body.
    #[must_use]
    pub fn accepts(mut self) -> Self {
        self.operation.success = (202, None, "It will be seen to.");
        self
    }

    /// It needs an `Idempotency-Key`.
    #[must_use]
    pub fn needs_key(mut self) -> Self {
        self.operation.needs_key = true;
        self
    }

    /// Nobody has to say which version they have read.
    #[must_use]
    pub fn unconditional(mut self) -> Self {
        self.operation.is_conditional = false;
        self
    }

    /// Further codes it refuses with.
    #[must_use]
    pub fn refuses(mut self, codes: &'static [Code]) -> Self {
        self.operation.also = codes;
        self
    }
}

/// A registration takes effect when it ends.
impl Drop for Registering<'_> {
    fn drop(&mut self) {
        if let Some(route) = self.route.take() {
            self.api.routes.push((self.operation.path, self.operation.method.clone(), route));
        }
        self.api.operations.push(self.operation.clone());
    }
}
