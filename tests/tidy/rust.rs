//! As much of Rust as the house rules need: its words and signs, without comments, strings and tests, and the paths
//! that they name. A syntax tree would need a parser among the dependencies.

/// A word or a sign, and the line it stands on.
pub(crate) type Token = (usize, String);

/// The words and signs of a file.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let (mut rest, mut line, mut tokens) = (text, 1, vec![]);
    while let Some(first) = rest.chars().next() {
        let word = rest.len() - rest.trim_start_matches(|it: char| it.is_alphanumeric() || it == '_').len();
        let (length, token) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), false)
        } else if rest.starts_with("/*") {
            (block_comment(rest), false)
        } else if let Some(length) = string(rest).or_else(|| character(rest)) {
            (length, false)
        } else if word > 0 {
            (word, true)
        } else if rest.starts_with("::") {
            (2, true)
        } else {
            (first.len_utf8(), !first.is_whitespace())
        };
        let (here, after) = rest.split_at(length);
        if token {
            tokens.push((line, here.to_owned()));
        }
        line += here.matches('\n').count();
        rest = after;
    }
    tokens
}

/// The length of the block comment that begins here, with those inside it.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|it| !it.is_empty()) {
        let (step, change) = match rest {
            _ if rest.starts_with("/*") => (2, 1),
            _ if rest.starts_with("*/") => (2, -1),
            _ => (rest.chars().next().map_or(1, char::len_utf8), 0),
        };
        at += step;
        depth += change;
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of the string of any kind that begins here.
fn string(text: &str) -> Option<usize> {
    let body = text.trim_start_matches(['b', 'c']);
    let prefix = text.len() - body.len();
    if let Some(raw) = body.strip_prefix('r') {
        let signs = raw.len() - raw.trim_start_matches('#').len();
        let inside = raw.get(signs..)?.strip_prefix('"')?;
        let end = inside.find(&format!("\"{}", "#".repeat(signs))).unwrap_or(inside.len());
        return (prefix <= 1).then(|| text.len().min(prefix + 1 + signs + 1 + end + 1 + signs));
    }
    let mut escaped = false;
    let end = body.strip_prefix('"')?.find(|it| {
        let end = it == '"' && !escaped;
        escaped = it == '\\' && !escaped;
        end
    });
    (prefix <= 1).then(|| end.map_or(text.len(), |end| prefix + 1 + end + 1))
}

/// The length of the character or the lifetime that begins here.
fn character(text: &str) -> Option<usize> {
    let body = text.strip_prefix('\'')?;
    if let Some(escape) = body.strip_prefix('\\') {
        return Some(3 + escape.get(1..)?.find('\'')? + 1);
    }
    let first = body.chars().next()?.len_utf8();
    let lifetime = body.len() - body.trim_start_matches(|it: char| it.is_alphanumeric() || it == '_').len();
    Some(if body.get(first..)?.starts_with('\'') { first + 2 } else { 1 + lifetime })
}

/// Without the items under `#[cfg(test)]`, or without anything under `#![cfg(test)]`.
pub(crate) fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let begins = |rest: &[Token], signs: &str| {
        let given = rest.iter().map(|it| it.1.as_str());
        given.take(signs.split(' ').count()).eq(signs.split(' '))
    };
    if begins(tokens, "# ! [ cfg ( test ) ]") {
        return vec![];
    }
    let (mut kept, mut rest) = (vec![], tokens);
    while let Some((first, others)) = rest.split_first() {
        if begins(rest, "# [ cfg ( test ) ]") {
            rest = rest.get(7 + item(rest.get(7..).unwrap_or_default())..).unwrap_or_default();
        } else {
            kept.push(first.clone());
            rest = others;
        }
    }
    kept
}

/// How many tokens the item that begins here has.
fn item(tokens: &[Token]) -> usize {
    let mut depth = 0;
    for (index, (_, sign)) in tokens.iter().enumerate() {
        match sign.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return index;
        }
        if depth == 0 && (sign == "}" || sign == ";") {
            return index + 1;
        }
    }
    tokens.len()
}

/// Every path that is named: by `use` (each of a group), inline as `a::b`, or by an attribute.
pub(crate) fn paths(tokens: &[Token]) -> Vec<(usize, Vec<String>)> {
    let (mut found, mut rest, mut before) = (vec![], tokens, ["", ""]);
    while let Some(((line, token), others)) = rest.split_first() {
        let next = others.first().map_or("", |it| it.1.as_str());
        rest = others;
        if token == "use" && next != "<" {
            rest = tree(rest, &[], &mut found);
        } else if is_word(token) && (next == "::" || before == ["#", "["] || before == ["!", "["]) {
            let mut path = vec![token.clone()];
            while let [(_, sign), (_, next), others @ ..] = rest
                && sign == "::"
                && is_word(next)
            {
                path.push(next.clone());
                rest = others;
            }
            found.push((*line, path));
        }
        before = [before[1], token];
    }
    found
}

/// Reads one branch of a `use`, and gives what stands after it.
fn tree<'t>(mut rest: &'t [Token], stem: &[String], found: &mut Vec<(usize, Vec<String>)>) -> &'t [Token] {
    let mut path = stem.to_vec();
    while let Some(((line, token), others)) = rest.split_first() {
        match token.as_str() {
            "," | "}" | ";" => {
                found.push((*line, path));
                return rest;
            }
            "{" => {
                rest = others;
                while rest.first().is_some_and(|it| it.1 != "}" && it.1 != ";") {
                    rest = tree(rest, &path, found);
                    if let Some(((_, sign), others)) = rest.split_first()
                        && sign == ","
                    {
                        rest = others;
                    }
                }
                return rest.get(1..).unwrap_or_default();
            }
            "as" => rest = others.get(1..).unwrap_or_default(),
            _ => {
                if is_word(token) || token == "*" {
                    path.push(token.clone());
                }
                rest = others;
            }
        }
    }
    rest
}

fn is_word(token: &str) -> bool {
    token.starts_with(|it: char| it.is_alphabetic() || it == '_')
}
