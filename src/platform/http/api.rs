//! How an operation is registered: with its path, its action and its shapes. One registration makes the route, the
//! policy check and the OpenAPI document, so the three cannot differ; an operation without an action does not compile.

use std::collections::BTreeMap;

use actix_web::http::Method;
use actix_web::{FromRequest, Handler, HttpRequest, Responder, Route, web};
use serde_json::{Value, json};
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ArrayBuilder, ComponentsBuilder, Content, HeaderBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Paths, Ref, RefOr,
    Required, Response, ResponseBuilder, ResponsesBuilder, Schema,
};
use utoipa::{IntoParams, ToSchema};

use super::problem::Problem;
use crate::codes::Code;
use crate::platform::Error;
use crate::policy::{Action, Reach, Role, reach};

/// The OpenAPI document, as JSON.
pub type Document = Value;

/// An operation of the API.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The method.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// A unique name, `<resource>.<verb>`.
    pub id: String,
    /// What it asks of the policy.
    pub action: Action,
    /// Whether it creates something, and so answers 201.
    pub creates: bool,
    /// Whether it needs an `Idempotency-Key`.
    pub needs_key: bool,
    is_conditional: bool,
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
        matches!(self.action, Action::Register | Action::Verify | Action::Reset | Action::SignIn | Action::Refresh)
    }

    /// Whether the caller must say which version they have read.
    #[must_use]
    pub const fn needs_version(&self) -> bool {
        self.is_conditional
    }

    fn parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('{').skip(1).filter_map(|it| it.split('}').next())
    }
}

/// The registrar: collects the operations, then gives the routes and the document.
#[derive(Default)]
pub struct Api {
    operations: Vec<Operation>,
    routes: Vec<(&'static str, Method, Route)>,
    paths: Paths,
    schemas: BTreeMap<String, RefOr<Schema>>,
}

/// An operation that is being registered.
pub struct Registering<'a> {
    api: &'a mut Api,
    operation: Operation,
    route: Option<Route>,
    summary: &'static str,
    body: Option<(RefOr<Schema>, bool)>,
    query: Vec<Parameter>,
    success: (u16, Option<RefOr<Schema>>, &'static str),
    has_version: bool,
    also: &'static [Code],
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
    pub fn delete<F, Args>(&mut self, path: &'static str, action: Action, summary: &'static str, f: F) -> Registering<'_>
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
        let id = operation_id(std::any::type_name::<F>());
        let route = Some(web::method(method.clone()).to(handler));
        let operation = Operation { method, path, id, action, creates: false, needs_key: false, is_conditional };
        let success = (204, None, "Done.");
        Registering {
            api: self,
            operation,
            route,
            summary,
            body: None,
            query: Vec::new(),
            success,
            has_version: false,
            also: &[],
        }
    }

    /// The operations so far.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Adds the routes to a server. The paths with fewer parameters come first, so that a word is never taken for an
    /// id; a path that is called with another method answers 405.
    pub fn routes(self, config: &mut web::ServiceConfig) {
        let mut by_path: BTreeMap<(usize, &'static str), Vec<(Method, Route)>> = BTreeMap::new();
        for (path, method, route) in self.routes {
            by_path.entry((path.matches('{').count(), path)).or_default().push((method, route));
        }
        for ((_, path), routes) in by_path {
            let allowed: Vec<_> = routes.iter().map(|(method, _)| method.to_string()).collect();
            let allowed = allowed.join(", ");
            let refuse = move |_: HttpRequest| {
                let allowed = allowed.clone();
                async move { Refused(allowed) }
            };
            let resource = web::resource(path).default_service(web::route().to(refuse));
            config.service(routes.into_iter().fold(resource, |resource, (_, route)| resource.route(route)));
        }
    }

    /// The OpenAPI document of the operations.
    #[must_use]
    pub fn document(&self, title: &str, description: &str) -> Document {
        let info = InfoBuilder::new()
            .title(title)
            .version("1")
            .description(Some(description))
            .license(Some(LicenseBuilder::new().name("EUPL-1.2").identifier(Some("EUPL-1.2")).build()))
            .build();
        let mut components = ComponentsBuilder::new()
            .security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        for (name, schema) in &self.schemas {
            components = components.schema(name, schema.clone());
        }
        let document: OpenApi =
            OpenApiBuilder::new().info(info).paths(self.paths.clone()).components(Some(components.build())).build();
        serde_json::to_value(document).unwrap_or_default()
    }

    /// Adds a schema with everything it refers to, and gives a reference to it.
    fn schema<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let mut found = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut found);
        for (name, schema) in found {
            self.add_schema(name, schema);
        }
        Ref::from_schema_name(T::name()).into()
    }

    fn add_schema(&mut self, name: String, schema: RefOr<Schema>) {
        if let Some(other) = self.schemas.insert(name.clone(), schema.clone()) {
            debug_assert!(other == schema, "two schemas are called {name}");
        }
    }

    /// Adds the schema of a page of `T`.
    fn page_schema<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let items = ArrayBuilder::new().items(self.schema::<T>());
        let next = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some("The cursor of the next page; absent on the last one."));
        let page = ObjectBuilder::new().property("items", items).property("next", next).required("items");
        let name = format!("{}Page", T::name().trim_end_matches("Body"));
        self.add_schema(name.clone(), page.into());
        Ref::from_schema_name(name).into()
    }
}

/// The answer to a method that is not offered.
struct Refused(String);

impl Responder for Refused {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> actix_web::HttpResponse {
        let mut response = actix_web::HttpResponse::from_error(Error::from(Code::MethodNotAllowed));
        if let Ok(allowed) = self.0.parse() {
            response.headers_mut().insert(actix_web::http::header::ALLOW, allowed);
        }
        response
    }
}

/// `buurtnet::requests::http::submit` → `requests.submit`.
fn operation_id(handler: &str) -> String {
    let mut parts = handler.split("::").filter(|it| !matches!(*it, "buurtnet" | "http" | "platform")).collect::<Vec<_>>();
    let verb = parts.pop().unwrap_or_default();
    format!("{}.{verb}", parts.last().copied().unwrap_or_default())
}

impl Registering<'_> {
    /// The JSON body it takes.
    #[must_use]
    pub fn takes<T: ToSchema>(mut self) -> Self {
        self.body = Some((self.api.schema::<T>(), true));
        self
    }

    /// It takes `{}` or no body at all.
    #[must_use]
    pub fn takes_nothing(mut self) -> Self {
        self.body = Some((self.api.schema::<super::Empty>(), false));
        self
    }

    /// The body may be left out.
    #[must_use]
    pub fn optionally(mut self) -> Self {
        if let Some((_, required)) = &mut self.body {
            *required = false;
        }
        self
    }

    /// The query parameters it takes.
    #[must_use]
    pub fn query<T: IntoParams>(mut self) -> Self {
        self.query.extend(T::into_params(|| Some(ParameterIn::Query)));
        self
    }

    /// It answers 200 with a representation that has a version.
    #[must_use]
    pub fn shows<T: ToSchema>(mut self) -> Self {
        self.has_version = true;
        self.answers::<T>()
    }

    /// It answers 200 with a JSON document.
    #[must_use]
    pub fn answers<T: ToSchema>(mut self) -> Self {
        self.success = (200, Some(self.api.schema::<T>()), "Done.");
        self
    }

    /// It answers 200 with a page of a list.
    #[must_use]
    pub fn lists<T: ToSchema>(mut self) -> Self {
        self.success = (200, Some(self.api.page_schema::<T>()), "A page.");
        self
    }

    /// It creates something: 201 with the representation and its `Location`; it needs an `Idempotency-Key`.
    #[must_use]
    pub fn creates<T: ToSchema>(mut self) -> Self {
        self.has_version = true;
        self.operation.creates = true;
        self.operation.needs_key = !self.operation.is_sign_in();
        self.success = (201, Some(self.api.schema::<T>()), "Made.");
        self
    }

    /// It answers 202 without a body.
    #[must_use]
    pub fn accepts(mut self) -> Self {
        self.success = (202, None, "It will be seen to.");
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
        self.also = codes;
        self
    }

    /// The problem codes that go without saying.
    fn usual_problems(&self) -> Vec<Code> {
        let operation = &self.operation;
        let is_write = operation.method != Method::GET;
        let mut codes = vec![Code::BadRequest, Code::TooManyRequests, Code::Internal, Code::Unavailable];
        if is_write {
            codes.extend([Code::RequestTimeout, Code::StorageFull]);
        }
        if self.body.is_some() {
            codes.extend([Code::PayloadTooLarge, Code::UnsupportedMediaType]);
        }
        if !operation.is_sign_in() {
            codes.extend([Code::NotSignedIn, Code::Forbidden]);
            if operation.path.contains('{') || is_write {
                codes.push(Code::NotFound);
            }
            if is_write {
                codes.extend([Code::WrongState, Code::Stale]);
            }
            if operation.method == Method::POST {
                codes.push(Code::IdempotencyKeyReused);
            }
        }
        if operation.is_conditional {
            codes.push(Code::PreconditionRequired);
        }
        codes.extend(self.also);
        codes
    }

    fn responses(&mut self) -> utoipa::openapi::Responses {
        let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
        for code in self.usual_problems() {
            let codes = by_status.entry(code.status()).or_default();
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        let problem = self.api.schema::<Problem>();
        let mut responses = ResponsesBuilder::new();
        let (status, schema, text) = self.success.clone();
        let mut success = ResponseBuilder::new().description(text);
        if let Some(schema) = schema {
            success = success.content("application/json", Content::new(Some(schema)));
        }
        let header = |text: &str| HeaderBuilder::new().schema(Some(text_schema())).description(Some(text)).build();
        if self.has_version {
            success = success.header("ETag", header("The version, for If-Match."));
        }
        if self.operation.creates {
            success = success.header("Location", header("Where GET finds it."));
        }
        responses = responses.response(status.to_string(), success.build());
        for (status, codes) in by_status {
            let words: Vec<_> = codes.iter().map(|it| format!("`{it}`")).collect();
            let content = Content::new(Some(problem.clone()));
            let response: Response = ResponseBuilder::new()
                .description(format!("{}.", words.join(", ")))
                .content("application/problem+json", content)
                .build();
            responses = responses.response(status.to_string(), response);
        }
        responses.build()
    }

    fn describe(&mut self) {
        let operation = self.operation.clone();
        let mut described = OperationBuilder::new()
            .operation_id(Some(operation.id.clone()))
            .summary(Some(self.summary))
            .tag(operation.id.split('.').next().unwrap_or_default())
            .responses(self.responses());
        for name in operation.parameters() {
            described = described.parameter(parameter(name, ParameterIn::Path, Required::True, path_schema(name)));
        }
        for query in self.query.drain(..) {
            described = described.parameter(query);
        }
        let header = |name, required, schema| parameter(name, ParameterIn::Header, required, schema);
        if operation.needs_key {
            described = described.parameter(header("Idempotency-Key", Required::True, key_schema()));
        } else if operation.method == Method::POST && !operation.is_sign_in() {
            described = described.parameter(header("Idempotency-Key", Required::False, key_schema()));
        }
        if operation.is_conditional {
            let required = if operation.method == Method::PUT { Required::False } else { Required::True };
            described = described.parameter(header("If-Match", required, etag_schema()));
        }
        if let Some((schema, required)) = self.body.take() {
            let kind = if operation.method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
            let required = if required { Required::True } else { Required::False };
            let body = RequestBodyBuilder::new().content(kind, Content::new(Some(schema))).required(Some(required));
            described = described.request_body(Some(body.build()));
        }
        if !operation.is_public() {
            described = described.security(SecurityRequirement::new("bearer", Vec::<String>::new()));
        }
        let mut described = described.build();
        let extensions = described.extensions.get_or_insert_default();
        extensions.insert("x-action".into(), json!(operation.action.as_str()));
        self.api.paths.add_path_operation(operation.path, vec![http_method(&operation.method)], described);
    }
}

/// A registration takes effect when it ends.
impl Drop for Registering<'_> {
    fn drop(&mut self) {
        self.describe();
        if let Some(route) = self.route.take() {
            self.api.routes.push((self.operation.path, self.operation.method.clone(), route));
        }
        self.api.operations.push(self.operation.clone());
    }
}

fn parameter(name: &str, place: ParameterIn, required: Required, schema: Schema) -> Parameter {
    ParameterBuilder::new().name(name).parameter_in(place).required(required).schema(Some(schema)).build()
}

fn text_schema() -> Schema {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).build().into()
}

fn key_schema() -> Schema {
    let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
    text.min_length(Some(1)).max_length(Some(255)).pattern(Some("^[!-~]+$")).build().into()
}

fn etag_schema() -> Schema {
    let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
    text.pattern(Some("^(\\*|\"[0-9]{1,9}\")$")).build().into()
}

/// Ids are UUIDs; the only other parameter of a path is the purpose of a consent text.
fn path_schema(name: &str) -> Schema {
    let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
    if name.ends_with("Id") {
        return text.format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))).build().into();
    }
    text.build().into()
}

fn http_method(method: &Method) -> HttpMethod {
    match method.as_str() {
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        "PATCH" => HttpMethod::Patch,
        "DELETE" => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}
