//! Column types that SQLite and PostgreSQL store differently, and the text enums.
//!
//! A SQL type names the two column types (`sql_type!`); a Rust type says how it is written to and read from each of
//! them (`stored!`). Everything `MultiBackend` needs on top is generated here, so a new type costs about ten lines.

use std::fmt::Debug;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::query_builder::QueryId;
use diesel::sql_types::{Binary, HasSqlType, SqlOrd, SqlType, Text};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::MultiBackend;

/// Declares a SQL type: its PostgreSQL oids (type, array) and its SQLite storage class.
macro_rules! sql_type {
    ($(#[$doc:meta])* $name:ident, postgres($oid:tt, $array_oid:tt), sqlite($class:tt)) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
        #[diesel(postgres_type(oid = $oid, array_oid = $array_oid), sqlite_type(name = $class))]
        pub struct $name;

        impl SqlOrd for $name {}

        impl HasSqlType<$name> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                MultiBackend::lookup_sql_type::<$name>(lookup)
            }
        }
    };
}

/// Connects a Rust type with its SQL type: for each backend the diesel type that carries it, and how to convert.
macro_rules! stored {
    ([$($generics:tt)*] $rust:ty as $sql:ty,
     postgres $pg_sql:ty = $pg:ty { $to_pg:expr, $from_pg:expr }
     sqlite $lite_sql:ty = $lite:ty { $to_lite:expr, $from_lite:expr }) => {
        impl<$($generics)*> diesel::serialize::ToSql<$sql, diesel::pg::Pg> for $rust {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>) -> diesel::serialize::Result {
                let to: fn(&Self) -> diesel::deserialize::Result<$pg> = $to_pg;
                <$pg as diesel::serialize::ToSql<$pg_sql, diesel::pg::Pg>>::to_sql(&to(self)?, &mut out.reborrow())
            }
        }
        impl<$($generics)*> diesel::deserialize::FromSql<$sql, diesel::pg::Pg> for $rust {
            fn from_sql(raw: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                let from: fn($pg) -> diesel::deserialize::Result<Self> = $from_pg;
                from(<$pg as diesel::deserialize::FromSql<$pg_sql, diesel::pg::Pg>>::from_sql(raw)?)
            }
        }
        impl<$($generics)*> diesel::serialize::ToSql<$sql, diesel::sqlite::Sqlite> for $rust {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::sqlite::Sqlite>) -> diesel::serialize::Result {
                let to: fn(&Self) -> diesel::deserialize::Result<$lite> = $to_lite;
                out.set_value(to(self)?);
                Ok(diesel::serialize::IsNull::No)
            }
        }
        impl<$($generics)*> diesel::deserialize::FromSql<$sql, diesel::sqlite::Sqlite> for $rust {
            fn from_sql(raw: diesel::sqlite::SqliteValue<'_, '_, '_>) -> diesel::deserialize::Result<Self> {
                let from: fn($lite) -> diesel::deserialize::Result<Self> = $from_lite;
                from(<$lite as diesel::deserialize::FromSql<$lite_sql, diesel::sqlite::Sqlite>>::from_sql(raw)?)
            }
        }
        $crate::db::types::multi!([$($generics)*] $rust as $sql);
    };
}

/// What every pair of Rust type and SQL type needs to be usable through [`super::AnyConnection`].
macro_rules! multi {
    ([$($generics:tt)*] $rust:ty as $sql:ty) => {
        impl<$($generics)*> diesel::serialize::ToSql<$sql, $crate::db::MultiBackend> for $rust {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, $crate::db::MultiBackend>) -> diesel::serialize::Result {
                out.set_value((<$sql>::default(), self));
                Ok(diesel::serialize::IsNull::No)
            }
        }
        impl<$($generics)*> diesel::deserialize::FromSql<$sql, $crate::db::MultiBackend> for $rust {
            fn from_sql(raw: $crate::db::MultiRawValue<'_>) -> diesel::deserialize::Result<Self> {
                raw.from_sql::<$rust, $sql>()
            }
        }
    };
}

sql_type!(
    /// `uuid` in PostgreSQL, a 16-byte `BLOB` in SQLite.
    UuidSql, postgres(2950, 2951), sqlite("Binary")
);
sql_type!(
    /// `timestamptz` in PostgreSQL, microseconds since 1970 as `INTEGER` in SQLite.
    InstantSql, postgres(1184, 1185), sqlite("Long")
);
sql_type!(
    /// `jsonb` in PostgreSQL, `TEXT` in SQLite.
    JsonSql, postgres(3802, 3807), sqlite("Text")
);

/// Declares typed identifiers over `UUIDv7` (sortable by creation), so that a person cannot be passed for a request.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        #[diesel(sql_type = $crate::db::types::UuidSql)]
        #[serde(transparent)]
        #[schema(value_type = uuid::Uuid)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// A new id, later than all before it.
            #[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
            #[must_use]
            pub fn fresh() -> Self {
                Self(uuid::Uuid::now_v7())
            }

            /// The id as a plain UUID, for logs, events and associated data.
            #[must_use]
            pub const fn uuid(self) -> uuid::Uuid {
                self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for uuid::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                uuid::Uuid::parse_str(text).map(Self)
            }
        }

        $crate::db::types::stored! {
            [] $name as $crate::db::types::UuidSql,
            postgres diesel::sql_types::Uuid = uuid::Uuid { |id| Ok(id.0), |raw| Ok(Self(raw)) }
            sqlite diesel::sql_types::Binary = Vec<u8> {
                |id| Ok(id.0.as_bytes().to_vec()),
                |raw| Ok(Self(uuid::Uuid::from_slice(&raw)?))
            }
        }
    )+};
}

/// A JSON column holding a `T`.
#[derive(Debug, Clone, PartialEq, AsExpression, FromSqlRow)]
#[diesel(sql_type = JsonSql)]
pub struct Json<T: Debug>(pub T);

/// What a JSON column can hold.
pub trait Document: Debug + Serialize + DeserializeOwned + Send + Sync + 'static {}
impl<T: Debug + Serialize + DeserializeOwned + Send + Sync + 'static> Document for T {}

stored! {
    [T: Document] Json<T> as JsonSql,
    // The binary form of jsonb is a version byte, always 1, and the text.
    postgres Binary = Vec<u8> {
        |json| {
            let mut raw = vec![1];
            serde_json::to_writer(&mut raw, &json.0)?;
            Ok(raw)
        },
        |raw| match raw.split_first() {
            Some((1, text)) => Ok(Self(serde_json::from_slice(text)?)),
            _ => Err("unknown version of jsonb".into()),
        }
    }
    sqlite Text = String {
        |json| Ok(serde_json::to_string(&json.0)?),
        |raw| Ok(Self(serde_json::from_str(&raw)?))
    }
}

/// Declares an enum whose words are the contract: the same text in JSON and in the database, where the column carries
/// a CHECK with the same words.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
            serde::Serialize, serde::Deserialize,
        )]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every word, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word itself.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The variant of a word, if there is one.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.as_str() == word)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
                let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
                text.enum_values(Some([$($text),+])).into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $name
        where
            str: diesel::serialize::ToSql<diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, DB>,
            ) -> diesel::serialize::Result {
                diesel::serialize::ToSql::<diesel::sql_types::Text, DB>::to_sql(self.as_str(), out)
            }
        }

        impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $name
        where
            String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB>,
        {
            fn from_sql(raw: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                let text = <String as diesel::deserialize::FromSql<diesel::sql_types::Text, DB>>::from_sql(raw)?;
                Self::from_word(&text).ok_or_else(|| format!("{text:?} is no {}", stringify!($name)).into())
            }
        }
    )+};
}

pub(crate) use {ids, multi, stored, words};
