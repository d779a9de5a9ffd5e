//! What the OpenAPI document says of the operations.

use std::collections::BTreeMap;

use actix_web::http::Method;
use serde_json::json;
use utoipa::ToSchema;
use utoipa::openapi::path::{self, HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ArrayBuilder, ComponentsBuilder, Content, HeaderBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder,
    Paths, Ref, RefOr, Required, Response, ResponseBuilder, ResponsesBuilder, Schema,
};

use super::api::{Api, Operation, Tag};
use super::problem::Problem;
use crate::codes::Code;

impl Api {
    /// The OpenAPI document of the operations.
    #[must_use]
    pub fn document(&self, title: &str, description: &str) -> OpenApi {
        let info = InfoBuilder::new()
            .title(title)
            .version("1")
            .description(Some(description))
            .license(Some(LicenseBuilder::new().name("EUPL-1.2").identifier(Some("EUPL-1.2")).build()))
            .build();
        let mut components =
            ComponentsBuilder::new().security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        let mut all = Schemas::default();
        let mut paths = Paths::new();
        for operation in self.operations() {
            paths.add_path_operation(
                operation.path,
                vec![http_method(&operation.method)],
                operation.describe(&mut all),
            );
        }
        for (name, schema) in all.0 {
            components = components.schema(name, schema);
        }
        OpenApiBuilder::new().info(info).paths(paths).components(Some(components.build())).build()
    }
}

/// A schema and its name, followed by those that it refers to. Made anew whenever it is asked for: an instance that
/// nobody asks for its document keeps none.
pub(super) type Shape = fn() -> Vec<(String, RefOr<Schema>)>;

/// The shape of `T`.
pub(super) fn shape<T: ToSchema>() -> Vec<(String, RefOr<Schema>)> {
    let mut found = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut found);
    found
}

/// The shape of a page of `T`.
pub(super) fn page_of<T: ToSchema>() -> Vec<(String, RefOr<Schema>)> {
    let items = ArrayBuilder::new().items(Ref::from_schema_name(T::name()));
    let next = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .description(Some("The cursor of the next page; absent on the last one."));
    let page = ObjectBuilder::new().property("items", items).property("next", next).required("items");
    let mut found = vec![(format!("{}Page", T::name().trim_end_matches("Body")), page.into())];
    found.extend(shape::<T>());
    found
}

/// The schemas of a document, by name.
#[derive(Default)]
struct Schemas(BTreeMap<String, RefOr<Schema>>);

impl Schemas {
    /// Adds a shape, and gives a reference to it. Each name belongs to one schema.
    fn add(&mut self, shape: Shape) -> Ref {
        let found = shape();
        let reference = Ref::from_schema_name(found.first().map_or("", |(name, _)| name));
        for (name, schema) in found {
            if let Some(known) = self.0.get(&name) {
                assert!(*known == schema, "two different schemas are called {name}");
            } else {
                self.0.insert(name, schema);
            }
        }
        reference
    }
}

impl Operation {
    /// The problem codes that go without saying.
    fn usual_problems(&self) -> Vec<Code> {
        let is_write = self.method != Method::GET;
        let mut codes = vec![Code::BadRequest, Code::TooManyRequests, Code::Internal, Code::Unavailable];
        if is_write {
            codes.extend([Code::RequestTimeout, Code::StorageFull]);
        }
        if self.body.is_some() {
            codes.extend([Code::PayloadTooLarge, Code::UnsupportedMediaType]);
        }
        if !self.is_sign_in() {
            codes.extend([Code::NotSignedIn, Code::Forbidden]);
            if self.path.contains('{') || is_write {
                codes.push(Code::NotFound);
            }
            if is_write {
                codes.extend([Code::WrongState, Code::Stale]);
            }
            if self.method == Method::POST {
                codes.push(Code::IdempotencyKeyReused);
            }
        }
        if self.is_conditional {
            codes.push(Code::PreconditionRequired);
        }
        codes.extend(self.also);
        codes
    }

    fn responses(&self, all: &mut Schemas) -> utoipa::openapi::Responses {
        let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
        for code in self.usual_problems() {
            let codes = by_status.entry(code.status()).or_default();
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        let problem = all.add(shape::<Problem>);
        let mut responses = ResponsesBuilder::new();
        let (status, schema, text) = self.success;
        let mut success = ResponseBuilder::new().description(text);
        if let Some(schema) = schema {
            success = success.content("application/json", Content::new(Some(all.add(schema))));
        }
        if let Some(form) = self.other_form {
            success = success.content(form, Content::new(Some(RefOr::T(text_schema()))));
        }
        let header = |text: &str| HeaderBuilder::new().schema(Some(text_schema())).description(Some(text)).build();
        if self.tag == Some(Tag::Content) {
            success = success.header("ETag", header("A tag of the content, for If-None-Match."));
            responses = responses.response("304", ResponseBuilder::new().description("Nothing changed.").build());
        }
        if self.tag == Some(Tag::Version) {
            success = success.header("ETag", header("The version, for If-Match."));
        }
        if self.creates() {
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

    fn describe(&self, all: &mut Schemas) -> path::Operation {
        let mut described = OperationBuilder::new()
            .operation_id(Some(self.id.clone()))
            .summary(Some(self.summary))
            .tag(self.id.split('.').next().unwrap_or_default())
            .responses(self.responses(all));
        for name in self.parameters() {
            described = described.parameter(parameter(name, ParameterIn::Path, Required::True, path_schema(name)));
        }
        for query in self.query.iter().flat_map(|query| query()) {
            described = described.parameter(query);
        }
        let header = |name, required, schema| parameter(name, ParameterIn::Header, required, schema);
        if self.needs_key {
            described = described.parameter(header("Idempotency-Key", Required::True, key_schema()));
        } else if self.method == Method::POST && !self.is_sign_in() {
            described = described.parameter(header("Idempotency-Key", Required::False, key_schema()));
        }
        if self.is_conditional {
            let required = if self.method == Method::PUT { Required::False } else { Required::True };
            described = described.parameter(header("If-Match", required, etag_schema()));
            if self.method == Method::PUT {
                // The first time there is nothing to have read.
                described = described.parameter(header("If-None-Match", Required::False, star_schema()));
            }
        }
        if self.tag == Some(Tag::Content) {
            described = described.parameter(header("If-None-Match", Required::False, text_schema()));
        }
        if let Some((shape, required)) = self.body {
            let schema = all.add(shape);
            let required = if required { Required::True } else { Required::False };
            let mut body = RequestBodyBuilder::new().required(Some(required));
            for kind in self.media_types() {
                body = body.content(*kind, Content::new(Some(schema.clone())));
            }
            described = described.request_body(Some(body.build()));
        }
        if !self.is_public() {
            described = described.security(SecurityRequirement::new("bearer", Vec::<String>::new()));
        }
        let mut described = described.build();
        let extensions = described.extensions.get_or_insert_default();
        extensions.insert("x-action".into(), json!(self.action.as_str()));
        described
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

fn star_schema() -> Schema {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).enum_values(Some(["*"])).build().into()
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
