//! One feature of a `GeoJSON` file, read on its own.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use thiserror::Error;

use super::geometry::{object, one_line};
use super::import::Columns;
use super::{Boundary, NotABoundary};

/// The longest code or name, in signs.
const LONGEST_TEXT: usize = 200;
/// How many signs of a value are shown as an example.
const LONGEST_EXAMPLE: usize = 40;

/// What is wrong with one feature.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Fault {
    /// It is not a `GeoJSON` Feature.
    #[error("it is not a GeoJSON Feature: {0}")]
    NotAFeature(String),
    /// It lacks its code or name.
    #[error("it has no `{0}`")]
    NoText(String),
    /// Its code or name is something else than a short text or a whole number.
    #[error("its `{0}` must be a text of at most {LONGEST_TEXT} signs on one line, or a whole number")]
    OtherText(String),
    /// More than one feature has this code; none of them goes in, because we cannot know which is right.
    #[error("its code {code} is that of {times} features; join them in one MultiPolygon or give each its own code")]
    DuplicateCode {
        /// The code.
        code: String,
        /// How many features have it.
        times: usize,
    },
    /// Its geometry is not a boundary.
    #[error(transparent)]
    Boundary(#[from] NotABoundary),
}

#[derive(Deserialize)]
struct Feature<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    properties: Option<Map<String, Value>>,
    #[serde(borrow, default)]
    geometry: Option<&'a RawValue>,
}

/// What could be read of one feature. Code and name are kept when the rest is broken, to report it by.
pub(super) struct ReadFeature {
    pub(super) properties: BTreeSet<String>,
    pub(super) code: Result<String, Fault>,
    pub(super) name: Result<String, Fault>,
    pub(super) municipality_nis: Option<String>,
    pub(super) boundary: Result<Boundary, Fault>,
}

impl ReadFeature {
    /// Reads one feature on its own.
    pub(super) fn from(written: &RawValue, columns: &Columns) -> Self {
        let feature: Feature = match object(written.get()) {
            Ok(Some(feature)) => feature,
            Ok(None) => return Self::broken(&Fault::NotAFeature("it is null".to_owned())),
            Err(why) => return Self::broken(&Fault::NotAFeature(why)),
        };
        if feature.kind != "Feature" {
            return Self::broken(&Fault::NotAFeature(format!("its type is {}", one_line(&feature.kind))));
        }
        let properties = feature.properties.unwrap_or_default();
        let boundary = match feature.geometry {
            Some(geometry) => Boundary::from_geojson(geometry.get()),
            None => Err(NotABoundary::Missing),
        };
        Self {
            code: text_of(&properties, &columns.code),
            name: text_of(&properties, &columns.name),
            municipality_nis: nis(&properties, columns).or_else(|| columns.municipality_nis.clone()),
            boundary: boundary.map_err(Fault::Boundary),
            properties: properties.into_iter().map(|(name, _)| name).collect(),
        }
    }

    fn broken(why: &Fault) -> Self {
        Self {
            properties: BTreeSet::new(),
            code: Err(why.clone()),
            name: Err(why.clone()),
            municipality_nis: None,
            boundary: Err(why.clone()),
        }
    }
}

/// A property as text. Programs that make such files often turn codes into numbers.
fn text_of(properties: &Map<String, Value>, property: &str) -> Result<String, Fault> {
    let text = match properties.get(property) {
        None | Some(Value::Null) => return Err(Fault::NoText(property.to_owned())),
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) if !number.is_f64() => number.to_string(),
        Some(Value::Number(_) | Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
            return Err(Fault::OtherText(property.to_owned()));
        }
    };
    if text.is_empty() {
        return Err(Fault::NoText(property.to_owned()));
    }
    if text.chars().count() > LONGEST_TEXT || text.chars().any(char::is_control) {
        return Err(Fault::OtherText(property.to_owned()));
    }
    Ok(text)
}

/// The properties of a feature that a person could recognise it by, with what they say, cut after some signs.
pub(super) fn examples(written: &RawValue) -> Vec<(String, String)> {
    let feature: Option<Feature> = object(written.get()).ok().flatten();
    let properties = feature.and_then(|it| it.properties).unwrap_or_default();
    let names: Vec<String> = properties.keys().cloned().collect();
    let read = |name: String| {
        let text = text_of(&properties, &name).ok()?;
        let name_is_fine = name.chars().count() <= LONGEST_TEXT && !name.chars().any(char::is_control);
        name_is_fine.then(|| (name, text.chars().take(LONGEST_EXAMPLE).collect()))
    };
    names.into_iter().filter_map(read).collect()
}

/// The NIS code of the municipality, where the property holds one.
fn nis(properties: &Map<String, Value>, columns: &Columns) -> Option<String> {
    let text = text_of(properties, columns.municipality.as_deref()?).ok()?;
    is_nis(&text).then_some(text)
}

/// Whether a text is the NIS code of a municipality.
#[must_use]
pub fn is_nis(text: &str) -> bool {
    text.len() == 5 && text.bytes().all(|sign| sign.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::model::test_data::square;

    fn read(properties: &str) -> ReadFeature {
        let geometry = square(4.0, 51.0, 0.1);
        let text = format!(r#"{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#);
        let columns = Columns {
            code: "code".into(),
            name: "name".into(),
            municipality: Some("nis".into()),
            municipality_nis: None,
        };
        ReadFeature::from(serde_json::from_str(&text).unwrap(), &columns)
    }

    fn code(written: &str) -> Result<String, String> {
        read(&format!(r#"{{"code":{written}}}"#)).code.map_err(|fault| fault.to_string())
    }

    #[test]
    fn a_code_may_be_a_whole_number_and_is_trimmed() {
        assert_eq!(code("11057"), Ok("11057".to_owned()));
        assert_eq!(code("\" W1 \""), Ok("W1".to_owned()));
        assert_eq!(code("\"01\""), Ok("01".to_owned()));
        assert_eq!(code(&format!("\"{}\"", "ë".repeat(200))), Ok("ë".repeat(200)));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let must = "its `code` must be a text of at most 200 signs on one line, or a whole number";
        let long = format!("\"{}\"", "W".repeat(201));
        for wrong in ["1.5", "1e3", "true", "[]", "{}", r#""a\nb""#, r#""\u0000""#, &long] {
            assert_eq!(code(wrong), Err(must.to_owned()), "{wrong}");
        }
        for missing in ["null", "\"\"", "\" \""] {
            assert_eq!(code(missing), Err("it has no `code`".to_owned()), "{missing}");
        }
        assert_eq!(read("null").name.unwrap_err().to_string(), "it has no `name`");
    }

    #[test]
    fn the_municipality_is_read_where_it_is_a_nis_code() {
        for (nis, known) in
            [("\"44021\"", Some("44021")), ("44021", Some("44021")), ("\"4402\"", None), ("null", None), ("[]", None)]
        {
            assert_eq!(read(&format!(r#"{{"nis":{nis}}}"#)).municipality_nis.as_deref(), known, "{nis}");
        }
    }
}
