//! Names and phone numbers as they are compared: folded, so that a capital, an accent or a space more makes no other
//! person. What is kept of them are keyed hashes only.

use std::collections::BTreeSet;

use super::model::{BirthYear, Name};
use crate::platform::seal::Keys;
use crate::platform::text::PersonPhone;

/// How many bytes of the hash of three letters are kept.
const TRIGRAM_BYTES: usize = 4;
/// Of what is looked for, this share of the letters must be found, in percent.
const ENOUGH: usize = 60;

/// A name in lower case, without accents and without what stands between the letters.
fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter_map(plain).collect::<String>()
}

fn plain(letter: char) -> Option<char> {
    let folded = match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' | 'ă' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ś' | 'š' | 'ş' => 's',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    };
    folded.is_alphanumeric().then_some(folded)
}

/// What two rows of the same person have in common: the keyed hash of the folded name and the year of birth.
#[must_use]
pub fn index_of(keys: &Keys, name: &Name, birth_year: BirthYear) -> Vec<u8> {
    let (first, last) = (fold(name.first.as_str()), fold(name.last.as_str()));
    keys.blind_index("person", &format!("{first} {last} {}", birth_year.year()))
}

/// The keyed hash of a phone number in international form.
#[must_use]
pub fn phone_index_of(keys: &Keys, phone: &PersonPhone) -> Vec<u8> {
    let digits: String = phone.as_str().chars().filter(char::is_ascii_digit).collect();
    let number = if phone.as_str().starts_with('+') {
        digits
    } else if let Some(rest) = digits.strip_prefix("00") {
        rest.to_owned()
    } else {
        // A number without the country is a Belgian one.
        format!("32{}", digits.strip_prefix('0').unwrap_or(&digits))
    };
    keys.blind_index("phone", &number)
}

type Trigram = [u8; TRIGRAM_BYTES];

/// The keyed hashes of each three letters of some words, the beginning of each word marked.
fn trigrams(keys: &Keys, words: &[&str]) -> BTreeSet<Trigram> {
    let mut hashes = BTreeSet::new();
    for word in words {
        let letters: Vec<char> = format!("^^{}", fold(word)).chars().collect();
        for three in letters.windows(3) {
            let hash = keys.blind_index("trigram", &three.iter().collect::<String>());
            hashes.extend(hash.first_chunk::<TRIGRAM_BYTES>().copied());
        }
    }
    hashes
}

fn words(text: &str) -> Vec<&str> {
    text.split(|it: char| it.is_whitespace() || it == '-').filter(|it| !it.is_empty()).collect()
}

/// What is kept of a name to find it again by a part of it.
#[must_use]
pub fn kept_trigrams(keys: &Keys, name: &Name) -> Vec<u8> {
    let words: Vec<&str> = words(name.first.as_str()).into_iter().chain(words(name.last.as_str())).collect();
    trigrams(keys, &words).into_iter().flatten().collect()
}

/// A name that is looked for.
pub struct Wanted(BTreeSet<Trigram>);

impl Wanted {
    /// The beginning of a name, or of several of its words.
    #[must_use]
    pub fn new(keys: &Keys, text: &str) -> Self {
        Self(trigrams(keys, &words(text)))
    }

    /// How much of it a name has, in percent; `None`: too little.
    #[must_use]
    pub fn found_in(&self, kept: &[u8]) -> Option<usize> {
        let kept: BTreeSet<Trigram> = kept.as_chunks::<TRIGRAM_BYTES>().0.iter().copied().collect();
        let share = (100 * self.0.intersection(&kept).count()).checked_div(self.0.len())?;
        (share >= ENOUGH).then_some(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::derive(&[7; 32])
    }

    fn name(first: &str, last: &str) -> Name {
        Name { first: first.parse().unwrap(), last: last.parse().unwrap() }
    }

    #[test]
    fn a_capital_an_accent_or_a_space_makes_no_other_person() {
        let (keys, year) = (keys(), BirthYear::new(1950).unwrap());
        let one = index_of(&keys, &name("Zoë", "Van den Bossche"), year);
        assert_eq!(one, index_of(&keys, &name("zoe", "VANDENBOSSCHE"), year));
        assert_ne!(one, index_of(&keys, &name("Zoë", "Van den Bossche"), BirthYear::new(1951).unwrap()));
    }

    #[test]
    fn a_number_is_the_same_with_and_without_the_country() {
        let index = |text: &str| phone_index_of(&keys(), &text.parse().unwrap());
        assert_eq!(index("0470 12 34 56"), index("+32 470 12.34.56"));
        assert_eq!(index("0470 12 34 56"), index("0032470123456"));
        assert_ne!(index("0470 12 34 56"), index("0470 12 34 57"));
    }

    #[test]
    fn the_beginning_of_a_name_finds_it_and_another_name_does_not() {
        let kept = kept_trigrams(&keys(), &name("Fatima", "El Amrani"));
        for found in ["Fatima", "fati", "Amrani", "fatima amr", "Fatimà"] {
            assert!(Wanted::new(&keys(), found).found_in(&kept).is_some(), "{found}");
        }
        for other in ["Rosa", "Peeters", "tima", ""] {
            assert!(Wanted::new(&keys(), other).found_in(&kept).is_none(), "{other}");
        }
    }
}
