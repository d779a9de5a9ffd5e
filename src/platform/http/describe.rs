//! What the OpenAPI document says of the operations.

use std::collections::BTreeMap;

use actix_web::http::Method;
use serde_json::json;
use utoipa::ToSchema;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ArrayBuilder, ComponentsBuilder, Content, HeaderBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref,
    RefOr, Required, Response, ResponseBuilder, ResponsesBuilder, Schema,
};

use super::api::{Api, Registering};
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
        for (name, schema) in &self.schemas {
            components = components.schema(name, schema.clone());
        }
        OpenApiBuilder::new().info(info).paths(self.paths.clone()).components(Some(components.build())).build()
    }

    /// Adds a schema with everything it refers to, and gives a reference to it.
    pub(super) fn schema<T: ToSchema>(&mut self) -> RefOr<Schema> {
        if self.is_undescribed {
            return Ref::from_schema_name(T::name()).into();
        }
        let mut found = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut found);
        for (name, schema) in found {
            self.add_schema(&name, &schema);
        }
        Ref::from_schema_name(T::name()).into()
    }

    /// Each name belongs to one schema.
    fn add_schema(&mut self, name: &str, schema: &RefOr<Schema>) {
        let known = self.schemas.entry(name.to_owned()).or_insert_with(|| schema.clone());
        assert!(known == schema, "two different schemas are called {name}");
    }

    /// Adds the schema of a page of `T`.
    pub(super) fn page_schema<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let items = ArrayBuilder::new().items(self.schema::<T>());
        let next = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some("The cursor of the next page; absent on the last one."));
        let page = ObjectBuilder::new().property("items", items).property("next", next).required("items");
        let name = format!("{}Page", T::name().trim_end_matches("Body"));
        self.add_schema(&name, &page.into());
        Ref::from_schema_name(name).into()
    }
}

impl Registering<'_> {
    /// The problem codes that go without saying.
    fn usual_problems(&self) -> Vec<Code> {
        let operation = &self.operation;
        let is_write = operation.method != Method::GET;
        let mut codes = vec![Code::BadRequest, Code::TooManyRequests, Code::Internal, Code::Unavailable];
        if is_write {
            codes.extend([Code::RequestTimeout, Code::StorageFull]);
        }
        if operation.body.is_some() {
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
        if self.is_cached {
            success = success.header("ETag", header("A tag of the content, for If-None-Match."));
            responses = responses.response("304", ResponseBuilder::new().description("Nothing changed.").build());
        }
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

    pub(super) fn describe(&mut self) {
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
            if operation.method == Method::PUT {
                // The first time there is nothing to have read.
                described = described.parameter(header("If-None-Match", Required::False, star_schema()));
            }
        }
        if self.is_cached {
            described = described.parameter(header("If-None-Match", Required::False, text_schema()));
        }
        if let Some((schema, required)) = operation.body.clone() {
            let required = if required { Required::True } else { Required::False };
            let mut body = RequestBodyBuilder::new().required(Some(required));
            for kind in operation.media_types() {
                body = body.content(*kind, Content::new(Some(schema.clone())));
            }
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
