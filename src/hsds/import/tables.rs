//! The tables of a data package of HSDS in one ZIP file, put together to the objects that JSON has.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read};

use serde_json::{Map, Value, json};
use zip::ZipArchive;

use super::{NotHsds, Reading};
use crate::organisations::actions::import::{ImportOutcome, ImportRow};

/// The most that a table may hold, in bytes: a ZIP file can be small and what is in it huge.
const MOST: u64 = 64 * 1024 * 1024;

/// The members that are numbers.
const NUMBERS: [&str; 4] = ["minimum_age", "maximum_age", "latitude", "longitude"];

/// Which table stands in which list of its owner: the table, the member that names the owner, and the list.
const OF_LOCATIONS: [(&str, &str, &str); 4] = [
    ("address", "location_id", "addresses"),
    ("accessibility", "location_id", "accessibility"),
    ("phone", "location_id", "phones"),
    ("schedule", "location_id", "schedules"),
];
const OF_SERVICES: [(&str, &str, &str); 6] = [
    ("phone", "service_id", "phones"),
    ("schedule", "service_id", "schedules"),
    ("service_area", "service_id", "service_areas"),
    ("service_at_location", "service_id", "service_at_locations"),
    ("language", "service_id", "languages"),
    ("attribute", "link_id", "attributes"),
];
const OF_ORGANIZATIONS: [(&str, &str, &str); 5] = [
    ("phone", "organization_id", "phones"),
    ("organization_identifier", "organization_id", "organization_identifiers"),
    ("location", "organization_id", "locations"),
    ("service", "organization_id", "services"),
    ("attribute", "link_id", "attributes"),
];

type Rows = Vec<Map<String, Value>>;

/// The organizations of a ZIP file, each with all that is its own inside. A row that cannot be read keeps no other out.
pub(super) fn organizations(file: &[u8]) -> Result<Reading, NotHsds> {
    let broken = |why: zip::result::ZipError| NotHsds::Table { table: "the ZIP file".to_owned(), why: why.to_string() };
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(broken)?;
    let mut tables: HashMap<&str, Rows> = HashMap::new();
    let mut broken_rows = Vec::new();
    let terms = table(&mut archive, "taxonomy_term", &mut broken_rows)?;
    let terms: HashMap<String, Value> = terms.into_iter().map(|it| (text(&it, "id"), Value::Object(it))).collect();
    let parts = [&OF_LOCATIONS[..], &OF_SERVICES, &OF_ORGANIZATIONS].concat();
    for (name, _, _) in parts {
        if !tables.contains_key(name) {
            tables.insert(name, table(&mut archive, name, &mut broken_rows)?);
        }
    }
    for attribute in tables.get_mut("attribute").into_iter().flatten() {
        if let Some(term) = terms.get(&text(attribute, "taxonomy_term_id")) {
            attribute.insert("taxonomy_term".to_owned(), term.clone());
        }
    }
    for (owner, parts) in [("location", &OF_LOCATIONS[..]), ("service", &OF_SERVICES)] {
        let mut rows = tables.remove(owner).unwrap_or_default();
        fill(&mut rows, parts, &tables);
        tables.insert(owner, rows);
    }
    let mut all = table(&mut archive, "organization", &mut broken_rows)?;
    fill(&mut all, &OF_ORGANIZATIONS, &tables);
    if all.is_empty() && broken_rows.is_empty() {
        return Err(NotHsds::NoOrganization);
    }
    Ok(Reading { organizations: all.into_iter().map(Value::Object).collect(), broken: broken_rows })
}

fn text(row: &Map<String, Value>, member: &str) -> String {
    row.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Puts into each owner what names it.
fn fill(owners: &mut Rows, parts: &[(&str, &str, &str)], tables: &HashMap<&str, Rows>) {
    for (name, member, list) in parts {
        let mut by_owner: HashMap<String, Vec<Value>> = HashMap::new();
        for row in tables.get(name).into_iter().flatten() {
            by_owner.entry(text(row, member)).or_default().push(Value::Object(row.clone()));
        }
        for owner in owners.iter_mut() {
            if let Some(rows) = by_owner.remove(&text(owner, "id")) {
                owner.insert((*list).to_owned(), json!(rows));
            }
        }
    }
}

/// The rows of a table; none where it is not there. What is empty in it is not there. What cannot be read of it is said in
/// `broken_rows`.
fn table(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    broken_rows: &mut Vec<ImportRow>,
) -> Result<Rows, NotHsds> {
    let ending = format!("{name}.csv");
    let mut paths = archive.file_names().filter_map(Result::ok);
    let found = paths.find(|it| it.rsplit('/').next() == Some(ending.as_str())).map(Cow::into_owned);
    drop(paths);
    let Some(path) = found else { return Ok(Rows::new()) };
    let broken = |why: String| NotHsds::Table { table: ending.clone(), why };
    let mut bytes = Vec::new();
    let entry = archive.by_name(&path).map_err(|why| broken(why.to_string()))?;
    entry.take(MOST + 1).read_to_end(&mut bytes).map_err(|why| broken(why.to_string()))?;
    if u64::try_from(bytes.len()).is_ok_and(|it| it > MOST) {
        return Err(broken("it is larger than 64 MiB".to_owned()));
    }
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(bytes.as_slice());
    let refused = |which: String, why: &csv::Error| {
        ImportRow::new(format!("{which} of {ending}"), ImportOutcome::Refused).because(why.to_string())
    };
    let members = match reader.headers() {
        Ok(members) => members.clone(),
        Err(why) => {
            broken_rows.push(refused("the first row".to_owned(), &why));
            return Ok(Rows::new());
        }
    };
    let mut rows = Rows::new();
    // The first row has the names.
    for (number, row) in (2..).zip(reader.records()) {
        match row {
            Ok(row) => {
                let there = members.iter().zip(&row).filter(|(_, it)| !it.is_empty());
                rows.push(there.map(|(member, it)| (member.to_owned(), value(member, it.to_owned()))).collect());
            }
            Err(why) => broken_rows.push(refused(format!("row {number}"), &why)),
        }
    }
    Ok(rows)
}

fn value(member: &str, text: String) -> Value {
    let number = text.parse::<f64>().ok().filter(|it| it.is_finite() && NUMBERS.contains(&member));
    number.map_or(Value::String(text), |it| json!(it))
}
