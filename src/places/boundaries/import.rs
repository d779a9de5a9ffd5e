//! Reads neighbourhoods from a `GeoJSON` file. A broken one is reported with its name and the rest goes in.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Read};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use thiserror::Error;

use super::feature::{ReadFeature, examples};
use super::geometry::{object, one_line, without_place};
use super::{Boundary, Fault, NotABoundary};

/// The largest file that is read, in bytes: all of Belgium in full detail is smaller.
const LARGEST_FILE: u64 = 256 * 1024 * 1024;

/// What every ZIP archive begins with.
const ZIP: &[u8] = b"PK\x03\x04";

/// Degrees end at 180. A file with numbers above this is not in degrees but in metres.
const SURELY_METRES: f64 = 1_000.0;

/// How many properties of a file are named when the right one is not among them.
const MOST_PROPERTIES: usize = 30;

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The neighbourhoods that can go in, in the order of the file.
    pub features: Vec<FoundNeighbourhood>,
    /// The features that cannot, in the order of the file.
    pub broken: Vec<BrokenFeature>,
}

impl Reading {
    /// Every code in the file, of broken features too: a code that is here has not disappeared from the file.
    #[must_use]
    pub fn codes(&self) -> BTreeSet<&str> {
        let found = self.features.iter().map(|found| found.code.as_str());
        found.chain(self.broken.iter().filter_map(|broken| broken.code.as_deref())).collect()
    }
}

/// A neighbourhood in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundNeighbourhood {
    /// Its code, unique in the file.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The NIS code of its municipality: the property `nis`, where that is five digits.
    pub municipality_nis: Option<String>,
    /// Its area.
    pub boundary: Boundary,
}

/// A feature that cannot go in.
#[derive(Debug, Clone, PartialEq)]
pub struct BrokenFeature {
    /// Its place in the file, counted from 1.
    pub index: usize,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its code, where it has one.
    pub code: Option<String>,
    /// What is wrong with it.
    pub why: Fault,
}

/// One line for the terminal: `feature 3 (Rabot, 44021W04): the outer ring is not closed …`.
impl fmt::Display for BrokenFeature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<&str> = [&self.name, &self.code].into_iter().filter_map(|text| text.as_deref()).collect();
        write!(f, "feature {}", self.index)?;
        if !known.is_empty() {
            write!(f, " ({})", known.join(", "))?;
        }
        write!(f, ": {}", self.why)
    }
}

/// Which properties of a file hold what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Columns {
    /// The code of a neighbourhood.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The NIS code of its municipality, where there is such a property.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub municipality: Option<String>,
    /// The NIS code of the municipality of all whose feature says none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub municipality_nis: Option<String>,
}

/// A property of the features of a file, with a value of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// What it is called.
    pub name: String,
    /// What the first feature that has it says; cut after some signs.
    pub example: String,
}

/// Why a file cannot be read at all: one line that says how to mend it.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The file system or the network says no.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is larger than the limit, in bytes.
    #[error("the file is larger than {0} bytes; export fewer neighbourhoods, or simplify their boundaries")]
    TooLarge(u64),
    /// It is an archive.
    #[error("the file is a ZIP archive; unpack it, and choose the GeoJSON file in it")]
    Zip,
    /// It is not UTF-8.
    #[error("the file is not UTF-8 (byte {0}); save it as UTF-8")]
    NotUtf8(usize),
    /// There is nothing in it.
    #[error("the file is empty; export the neighbourhoods as GeoJSON")]
    Empty,
    /// It is not JSON.
    #[error("the file is not JSON (line {line}, column {column}: {what}); export it again as GeoJSON")]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What the reader met.
        what: String,
    },
    /// It is JSON, but not a `FeatureCollection`.
    #[error("the file holds {0} and not a GeoJSON FeatureCollection; export the whole layer as GeoJSON")]
    NotACollection(String),
    /// The collection is empty.
    #[error("the file has no features; export the layer with its neighbourhoods in it")]
    NoFeatures,
    /// It says that its coordinates are in another system.
    #[error("the coordinates are in {0} and must be in WGS84 degrees; {HOW_TO_PROJECT}")]
    OtherCrs(String),
    /// It does not say so, but its coordinates are metres.
    #[error("the coordinates are metres ({x}, {y}), {guess}, and must be WGS84 degrees; {HOW_TO_PROJECT}")]
    Projected {
        /// The first number of a point.
        x: f64,
        /// The second number of a point.
        y: f64,
        /// Which system it may be.
        guess: &'static str,
    },
    /// Not one feature has this property.
    #[error("no feature has a property `{property}`; the file has: {}", .has.join(", "))]
    NoSuchProperty {
        /// The property that was asked for.
        property: String,
        /// The properties that the features have.
        has: Vec<String>,
    },
}

impl ReadError {
    /// Its kind, in a word that a page can put into the language of its reader.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::TooLarge(_) => "tooLarge",
            Self::Zip => "zip",
            Self::NotUtf8(_) => "notUtf8",
            Self::Empty => "empty",
            Self::NotJson { .. } => "notJson",
            Self::NotACollection(_) => "notACollection",
            Self::NoFeatures => "noFeatures",
            Self::OtherCrs(_) | Self::Projected { .. } => "projected",
            Self::NoSuchProperty { .. } => "noSuchProperty",
        }
    }
}

const HOW_TO_PROJECT: &str = "export it again in EPSG:4326, or run: ogr2ogr -t_srs EPSG:4326 OUT.geojson IN.geojson";

/// Reads a `GeoJSON` `FeatureCollection`. `code_property` and `name_property` are the names of the properties that hold
/// the code and the name of a neighbourhood; its municipality is in `nis`, where there is such a property.
///
/// # Errors
/// [`ReadError`] where the file as a whole is of no use. A broken feature is no error: it is in [`Reading::broken`].
pub fn read(file: impl Read, code_property: &str, name_property: &str) -> Result<Reading, ReadError> {
    let bytes = read_at_most(file, LARGEST_FILE)?;
    let columns = Columns {
        code: code_property.to_owned(),
        name: name_property.to_owned(),
        municipality: Some("nis".to_owned()),
        municipality_nis: None,
    };
    read_columns(&bytes, &columns)
}

/// As [`read`], with the properties that are named.
///
/// # Errors
/// As [`read`].
pub fn read_columns(bytes: &[u8], columns: &Columns) -> Result<Reading, ReadError> {
    let written = collection(text_of(bytes)?)?;
    let features: Vec<ReadFeature> = written.iter().map(|feature| ReadFeature::from(feature, columns)).collect();
    check_file(&features, &columns.code, &columns.name)?;
    Ok(sort_out(features))
}

/// The properties that the features of a file have.
///
/// # Errors
/// [`ReadError`] where the file as a whole is of no use.
pub fn properties(bytes: &[u8]) -> Result<Vec<Property>, ReadError> {
    let mut found: Vec<Property> = Vec::new();
    for feature in collection(text_of(bytes)?)? {
        for (name, example) in examples(feature) {
            if !found.iter().any(|it| it.name == name) && found.len() < MOST_PROPERTIES {
                found.push(Property { name, example });
            }
        }
    }
    Ok(found)
}

fn text_of(bytes: &[u8]) -> Result<&str, ReadError> {
    if bytes.starts_with(ZIP) {
        return Err(ReadError::Zip);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| ReadError::NotUtf8(error.valid_up_to()))?;
    // Windows programs put a byte order mark before UTF-8; JSON does not allow it, people do.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() { Err(ReadError::Empty) } else { Ok(text) }
}

fn read_at_most(file: impl Read, limit: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let size = file.take(limit + 1).read_to_end(&mut bytes)?;
    if u64::try_from(size).is_ok_and(|size| size <= limit) { Ok(bytes) } else { Err(ReadError::TooLarge(limit)) }
}

/// The outside of the file. Each part stays raw text: it is read on its own, so that one broken feature, however deep
/// or strange, does not take the others with it.
#[derive(Deserialize)]
struct Collection<'a> {
    #[serde(rename = "type", borrow, default)]
    kind: Option<&'a RawValue>,
    #[serde(borrow, default)]
    crs: Option<&'a RawValue>,
    #[serde(borrow, default)]
    features: Option<&'a RawValue>,
}

fn collection(text: &str) -> Result<Vec<&RawValue>, ReadError> {
    // First the whole text as JSON, so that a line and column count from the start of the file.
    let whole: &RawValue = serde_json::from_str(text).map_err(|error| ReadError::NotJson {
        line: error.line(),
        column: error.column(),
        what: without_place(&error),
    })?;
    let collection: Option<Collection> = object(whole.get()).ok().flatten();
    let Some(collection) = collection else {
        return Err(ReadError::NotACollection("something else than one object".to_owned()));
    };
    let kind: Option<String> = collection.kind.and_then(|kind| serde_json::from_str(kind.get()).ok());
    if kind.as_deref() != Some("FeatureCollection") {
        let kind = kind.map_or("an object without a type".to_owned(), |kind| format!("a {}", one_line(&kind)));
        return Err(ReadError::NotACollection(kind));
    }
    if let Some(crs) = collection.crs.and_then(other_crs) {
        return Err(ReadError::OtherCrs(crs));
    }
    let features: Vec<&RawValue> = match collection.features {
        None => Vec::new(),
        Some(features) => serde_json::from_str(features.get())
            .map_err(|_| ReadError::NotACollection("a FeatureCollection whose `features` is no list".to_owned()))?,
    };
    if features.is_empty() { Err(ReadError::NoFeatures) } else { Ok(features) }
}

/// The coordinate system that an old-style file names, unless it is WGS84. ETRS89 (EPSG:4258), which European
/// governments use, is within a metre of it.
fn other_crs(crs: &RawValue) -> Option<String> {
    let crs: Value = serde_json::from_str(crs.get()).ok()?;
    let name = crs.pointer("/properties/name")?.as_str()?;
    let same = ["CRS84", ":4326", ":4258"].iter().any(|known| name.ends_with(known));
    (!same).then(|| one_line(name))
}

/// Faults that every feature has are faults of the file, and are said once.
fn check_file(features: &[ReadFeature], code_property: &str, name_property: &str) -> Result<(), ReadError> {
    let has: BTreeSet<&String> = features.iter().flat_map(|feature| &feature.properties).collect();
    for property in [code_property, name_property] {
        if !has.is_empty() && !has.iter().any(|name| name.as_str() == property) {
            let has = has.into_iter().take(MOST_PROPERTIES).map(|name| one_line(name)).collect();
            return Err(ReadError::NoSuchProperty { property: property.to_owned(), has });
        }
    }
    if features.iter().any(|feature| feature.boundary.is_ok()) {
        return Ok(());
    }
    let in_metres = features.iter().find_map(|feature| match &feature.boundary {
        Err(Fault::Boundary(NotABoundary::OutOfRange { x, y, .. })) if x.abs().max(y.abs()) > SURELY_METRES => {
            Some((*x, *y))
        }
        Ok(_) | Err(_) => None,
    });
    in_metres.map_or(Ok(()), |(x, y)| Err(ReadError::Projected { x, y, guess: guess_system(x, y) }))
}

/// The systems that Belgian files come in, by where Belgium lies in them.
fn guess_system(x: f64, y: f64) -> &'static str {
    match (x, y) {
        (0.0..300_000.0, 20_000.0..250_000.0) => "it seems Belgian Lambert 72 (EPSG:31370)",
        (520_000.0..800_000.0, 520_000.0..750_000.0) => "it seems Belgian Lambert 2008 (EPSG:3812)",
        (280_000.0..720_000.0, 6_300_000.0..6_700_000.0) => "it seems Web Mercator (EPSG:3857)",
        _ => "in a system we do not know",
    }
}

fn sort_out(features: Vec<ReadFeature>) -> Reading {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for code in features.iter().filter_map(|feature| feature.code.as_ref().ok()) {
        *times.entry(code.clone()).or_default() += 1;
    }
    let mut reading = Reading { features: Vec::new(), broken: Vec::new() };
    for (feature, index) in features.into_iter().zip(1..) {
        let (code, name) = (feature.code.as_ref().ok().cloned(), feature.name.as_ref().ok().cloned());
        match neighbourhood(feature, &times) {
            Ok(found) => reading.features.push(found),
            Err(why) => reading.broken.push(BrokenFeature { index, name, code, why }),
        }
    }
    reading
}

fn neighbourhood(feature: ReadFeature, times: &BTreeMap<String, usize>) -> Result<FoundNeighbourhood, Fault> {
    let ReadFeature { code, name, municipality_nis, boundary, .. } = feature;
    let (code, name) = (code?, name?);
    if let Some(times) = times.get(&code).copied().filter(|times| *times > 1) {
        return Err(Fault::DuplicateCode { code, times });
    }
    Ok(FoundNeighbourhood { code, name, municipality_nis, boundary: boundary? })
}

#[cfg(test)]
mod tests;
