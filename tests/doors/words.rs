//! A word of its own for everything of a person that is sealed, and where it is found again.

use std::collections::BTreeMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use buurtnet::platform::seal::{Field, hex};
use regex::{Regex, bytes, escape};

use crate::support::fixture::dump;

/// Who asks for help, and says most.
pub(crate) const OWNER: &str = "the owner";
/// Who helps.
pub(crate) const HELPER: &str = "the other side";
/// Who asks for help too, and signed up with a phone number.
pub(crate) const CALLER: &str = "somebody with a phone";
/// Whom the team registered.
pub(crate) const REGISTERED: &str = "somebody without an account";

/// Something of somebody that stands nowhere else.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) field: Field,
    pub(crate) part: &'static str,
    pub(crate) of: &'static str,
    pub(crate) text: String,
}

impl Word {
    /// How a reader of a golden file knows it.
    pub(crate) fn name(&self) -> String {
        format!("{} {} of {}", self.field, self.part, self.of)
    }
}

/// What people say of themselves, and what others write down of them. Two more are made by the program: the secret of an
/// authenticator app, and the copy of all that is known of somebody.
const SAID: [(&str, Field, &str, &str); 47] = [
    (OWNER, Field::PersonName, "first", "Kanarienelle"),
    (OWNER, Field::PersonName, "last", "Zonnevogel"),
    (OWNER, Field::PersonContact, "address", "Vogelzangstraat"),
    (OWNER, Field::PersonHome, "lat", "51.0412345"),
    (OWNER, Field::PersonHome, "lon", "4.4756789"),
    (OWNER, Field::PersonGender, "gender", "\"gender\":\"woman\""),
    (OWNER, Field::ContactRules, "email", "veilig.nestje@buurt.example"),
    (OWNER, Field::AccountEmail, "email", "merelijn@buurt.example"),
    (OWNER, Field::RequestSaid, "text", "zwaluwnesten-bekijken"),
    (OWNER, Field::RequestSaid, "publicText", "kleintjes-in-het-riet"),
    (OWNER, Field::RequestSaid, "publicText for neighbours", "wie-wandelt-langs-de-vaart"),
    (OWNER, Field::RequestSaid, "accessibilityNotes", "driemaal-de-koekoeksbel"),
    (OWNER, Field::RequestSaid, "question", "welke-dwarsstraat-precies"),
    (OWNER, Field::RequestSaid, "answer", "achter-de-reigersbrug"),
    (OWNER, Field::RequestSaid, "reopenNote", "nog-eens-bij-de-ijsvogel"),
    (OWNER, Field::RequestPlace, "lat", "51.0398761"),
    (OWNER, Field::RequestPlace, "lon", "4.4723987"),
    (OWNER, Field::RequestPlace, "address", "Reigershoek"),
    (OWNER, Field::ReferralSaid, "reason", "wonde-aan-de-linkervleugel"),
    (OWNER, Field::ReferralSaid, "contactPerson name", "Tureluur-van-de-Waterkant"),
    (OWNER, Field::ReferralSaid, "contactPerson phone", "+32 472 33 44 55"),
    (OWNER, Field::ReferralSaid, "overrideReason", "fluit-al-dagen-niet-meer"),
    (OWNER, Field::ReferralSaid, "question", "is-er-een-tillift"),
    (OWNER, Field::ReferralSaid, "reply", "onder-de-duiventil"),
    (OWNER, Field::ConsentSaid, "witness", "Tortelduif"),
    (OWNER, Field::ConcernSaid, "text about them", "pikt-van-de-kersen"),
    (HELPER, Field::PersonName, "first", "Roodborst"),
    (HELPER, Field::PersonName, "last", "Winterkoning"),
    (HELPER, Field::PersonContact, "address", "Spechtenlaan"),
    (HELPER, Field::PersonHome, "lat", "51.0408765"),
    (HELPER, Field::PersonHome, "lon", "4.4765432"),
    (HELPER, Field::PersonGender, "gender", "\"gender\":\"man\""),
    (HELPER, Field::AccountEmail, "email", "waterhoen@buurt.example"),
    (HELPER, Field::ConcernSaid, "text about them", "schreeuwt-als-een-gaai"),
    (HELPER, Field::ConcernNoteSaid, "note about them", "gebeld-en-niets-gehoord"),
    (CALLER, Field::PersonName, "first", "Pimpelmees"),
    (CALLER, Field::PersonName, "last", "Koolmees"),
    (CALLER, Field::AccountPhone, "phone", "+32470123987"),
    (REGISTERED, Field::PersonName, "first", "Grasmus"),
    (REGISTERED, Field::PersonName, "last", "Nachtegaal"),
    (REGISTERED, Field::PersonContact, "phone", "+32 470 55 66 77"),
    (REGISTERED, Field::PersonContact, "address", "Kwikstaartpad"),
    (REGISTERED, Field::ContactRules, "number", "+32 471 88 99 11"),
    (REGISTERED, Field::RegistrationWitness, "witness", "Zwartkop"),
    (REGISTERED, Field::RequestSaid, "text", "eten-voor-de-wintergasten"),
    (REGISTERED, Field::RequestSaid, "witness", "Boomvalk"),
    (REGISTERED, Field::PersonHome, "lat", "51.0403456"),
];

/// A password that nobody else has.
pub(crate) const PASSWORD: &str = "heel-geheim-kanarie-woord";

/// The word for something.
pub(crate) fn said(of: &str, field: Field, part: &str) -> &'static str {
    let found = SAID.iter().find(|it| it.0 == of && it.1 == field && it.2 == part);
    found.unwrap_or_else(|| panic!("no word for {field} {part} of {of}")).3
}

/// A part of a position, as a number.
pub(crate) fn degrees(of: &str, field: Field, part: &str) -> f64 {
    said(of, field, part).parse().unwrap()
}

/// The words of a town.
pub(crate) struct Words {
    pub(crate) all: Vec<Word>,
    pattern: Regex,
    places: BTreeMap<String, usize>,
}

impl Words {
    /// Those that were said, and these that the program made.
    pub(crate) fn with(made: Vec<Word>) -> Self {
        let said = SAID.map(|(of, field, part, text)| Word { field, part, of, text: text.to_owned() });
        learn(&made);
        let all: Vec<_> = said.into_iter().chain(made).collect();
        let pattern = all.iter().map(|it| escape(&it.text)).collect::<Vec<_>>().join("|");
        let places = all.iter().enumerate().map(|(place, it)| (it.text.clone(), place)).collect();
        Self { all, pattern: Regex::new(&pattern).unwrap(), places }
    }

    /// The places of those that stand in a text.
    pub(crate) fn found(&self, text: &str) -> Vec<usize> {
        // The files of an export are indented.
        let text = text.replace("\": ", "\":");
        let mut found: Vec<_> = self.pattern.find_iter(&text).map(|it| self.places[it.as_str()]).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The places of those of these people.
    pub(crate) fn of(&self, people: &[&str]) -> Vec<usize> {
        (0..self.all.len()).filter(|it| people.contains(&self.all[*it].of)).collect()
    }
}

/// Every word that was said, as it is or in hexadecimal, large or small; and what the program made, in all towns of this
/// process.
static SUNG: LazyLock<RwLock<(String, bytes::Regex)>> = LazyLock::new(|| {
    let all: Vec<_> = SAID.iter().map(|it| it.3).chain([PASSWORD]).map(in_any_form).collect();
    RwLock::new(compiled(all.join("|")))
});

fn in_any_form(text: &str) -> String {
    format!("{}|{}", escape(text), hex(text.as_bytes()))
}

fn compiled(pattern: String) -> (String, bytes::Regex) {
    let compiled = bytes::Regex::new(&format!("(?i-u){pattern}")).unwrap();
    (pattern, compiled)
}

fn learn(made: &[Word]) {
    if made.is_empty() {
        return;
    }
    let mut sung = SUNG.write().unwrap_or_else(PoisonError::into_inner);
    let more: Vec<_> = made.iter().map(|it| in_any_form(&it.text)).collect();
    *sung = compiled(format!("{}|{}", sung.0, more.join("|")));
}

/// A word that stands in some bytes, if one does.
pub(crate) fn sung(bytes: &[u8]) -> Option<String> {
    let sung = SUNG.read().unwrap_or_else(PoisonError::into_inner);
    sung.1.find(bytes).map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned())
}

/// The words that stand in the clear in the rows of a database.
pub(crate) fn in_clear(url: &str) -> Vec<String> {
    let mut found: Vec<_> = dump(url)
        .iter()
        .flat_map(|(table, rows)| {
            rows.iter().filter_map(move |row| Some(format!("{} in {table}", sung(row.as_bytes())?)))
        })
        .collect();
    found.dedup();
    found
}
