//! Codes that stand on paper: recovery codes and activation codes. Digits and capitals without those that look alike
//! (Crockford's base 32), in groups of four, read back however they are typed.

/// No I, L, O and U.
const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P',
    'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];
/// How many stand together.
const GROUP: usize = 4;

/// Writes a code: five bits, one character, for each byte.
#[must_use]
pub fn write(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (index, byte) in bytes.iter().enumerate() {
        if index > 0 && index % GROUP == 0 {
            text.push('-');
        }
        text.extend(ALPHABET.get(usize::from(byte % 32)));
    }
    text
}

/// A code as it is compared: what looks alike is the same, and whatever stands between the characters is left out.
#[must_use]
pub fn fold(text: &str) -> String {
    let one = |it: char| match it.to_ascii_uppercase() {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        it if it.is_ascii_alphanumeric() => Some(it),
        _ => None,
    };
    text.chars().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = write(&[0, 1, 2, 30, 31, 32, 255, 8]);
        assert_eq!(code, "012Y-Z0Z8");
        assert_eq!(fold(&code), fold(" o12y z0z8 "));
        assert_eq!(fold("l1iI"), "1111");
    }
}
