//! Golden files: what people must be able to review (the policy grid, problem codes, messages) as text whose changes
//! show up as a diff. `just bless` writes them anew.

#![expect(clippy::expect_used, reason = "what a test cannot do without may end it")]

use std::fs;
use std::path::{Path, PathBuf};

/// Fails unless `actual` is what stands in `tests/golden/<name>`; with `BLESS=1` it writes it there instead.
#[track_caller]
pub fn assert_golden(name: &str, actual: &str) {
    let path = folder().join(name);
    if blessing() {
        bless(&path, actual);
        return;
    }
    match fs::read_to_string(&path) {
        Err(error) => panic!("tests/golden/{name} cannot be read ({error}): `just bless` writes it"),
        Ok(expected) if expected != actual => {
            panic!("tests/golden/{name} {}\nif that is as it should be: `just bless`", difference(&expected, actual))
        }
        Ok(_) => {}
    }
}

/// The parts of a golden file that are parted by an empty line; as many as there are to be, the missing ones empty.
pub fn parts(name: &str, count: usize) -> Vec<String> {
    let text = fs::read_to_string(folder().join(name)).unwrap_or_default();
    let mut parts: Vec<_> = text.trim_end().split("\n\n").map(str::to_owned).collect();
    parts.resize(count, String::new());
    parts
}

#[expect(clippy::disallowed_methods, reason = "this is a setting of the tests, not of the program")]
pub fn blessing() -> bool {
    std::env::var("BLESS").is_ok_and(|it| it == "1")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn bless(path: &Path, actual: &str) {
    fs::create_dir_all(path.parent().expect("a golden file stands in a folder")).expect("the folder can be made");
    fs::write(path, actual).expect("the golden file can be written");
}

/// The first line that differs and the few after it: `-` as it stands in the file, `+` as it is now.
fn difference(expected: &str, actual: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (expected.lines().collect(), actual.lines().collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    if same == old.len() && same == new.len() {
        return "differs only in how its lines end".to_owned();
    }
    let mut text = format!("differs from line {} on:", same + 1);
    for (sign, lines) in [("\n- ", old), ("\n+ ", new)] {
        for line in lines.iter().skip(same).take(3) {
            text.push_str(sign);
            text.push_str(line);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn a_difference_shows_the_first_lines_that_differ() {
        assert_eq!(difference("a\nb\nc\n", "a\nB\nc\n"), "differs from line 2 on:\n- b\n- c\n+ B\n+ c");
        assert_eq!(difference("a\n", "a\nb\n"), "differs from line 2 on:\n+ b");
        assert_eq!(difference("a\n", "a"), "differs only in how its lines end");
    }

    #[test]
    #[should_panic(expected = "`just bless` writes it")]
    fn a_golden_file_that_does_not_exist_is_a_failure() {
        assert!(!super::blessing(), "`just bless` writes it: not tried while blessing");
        super::assert_golden("no-such-file.txt", "x");
    }
}
