//! Cuts an expression into words, texts, numbers and signs.

use super::SyntaxError;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    Number(f64),
    Text(&'a str),
    /// A name, perhaps with a prefix: `age`, `jr:choice-name`, also `and`, `or`, `div` and `mod`.
    Name(&'a str),
    /// What stands between `${` and `}`.
    Reference(&'a str),
    Sign(&'static str),
}

/// A token with the bytes it takes in the source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'a> {
    pub(super) token: Token<'a>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The longer signs first, so that `<=` is not read as `<`.
const SIGNS: [&str; 22] = [
    "!=", "<=", ">=", "//", "..", "::", "=", "<", ">", "+", "-", "*", "|", "/", ".", "(", ")", "[", "]", ",",
    "@", "$",
];

pub(super) fn tokens(source: &str) -> Result<Vec<Placed<'_>>, SyntaxError> {
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(first) = source[start..].chars().next() {
        if first.is_whitespace() {
            start += first.len_utf8();
            continue;
        }
        let (token, length) = next(source, start, first)?;
        found.push(Placed { token, start, end: start + length });
        start += length;
    }
    Ok(found)
}

fn next(source: &str, start: usize, first: char) -> Result<(Token<'_>, usize), SyntaxError> {
    let rest = &source[start..];
    if let Some(after) = rest.strip_prefix("${") {
        let Some(length) = after.find('}') else {
            return Err(error(source, start, "expression_unfinished", rest));
        };
        return Ok((Token::Reference(after[..length].trim()), length + 3));
    }
    if first == '"' || first == '\'' {
        let Some(length) = rest[1..].find(first) else {
            return Err(error(source, start, "expression_unclosed_text", rest));
        };
        return Ok((Token::Text(&rest[1..=length]), length + 2));
    }
    if let Some(length) = number_length(rest) {
        let number: f64 = rest[..length].parse().unwrap_or(f64::INFINITY);
        if number.is_infinite() {
            return Err(error(source, start, "expression_unexpected", &rest[..length]));
        }
        return Ok((Token::Number(number), length));
    }
    if starts_name(first) {
        let length = name_length(rest);
        return Ok((Token::Name(&rest[..length]), length));
    }
    match SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
        Some(sign) => Ok((Token::Sign(sign), sign.len())),
        None => Err(error(source, start, "expression_unexpected", &rest[..first.len_utf8()])),
    }
}

/// The error at a byte of the source, which is told in characters.
pub(super) fn error(source: &str, byte: usize, code: &'static str, found: &str) -> SyntaxError {
    SyntaxError { at: source[..byte].chars().count(), code, found: found.chars().take(60).collect() }
}

/// `12`, `1.5`, `.5` or `1.`; nothing else starts with a digit.
fn number_length(rest: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(rest);
    let fraction = rest[whole..].strip_prefix('.').map(digits);
    match (whole, fraction) {
        (0, None | Some(0)) => None,
        (whole, None) => Some(whole),
        (whole, Some(fraction)) => Some(whole + 1 + fraction),
    }
}

fn starts_name(first: char) -> bool {
    first.is_alphabetic() || first == '_'
}

/// Names as XML has them, with one prefix at most; the colons of an axis (`child::`) are not part of the name.
fn name_length(rest: &str) -> usize {
    let local = |text: &str| {
        text.find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '\u{b7}')))
            .unwrap_or(text.len())
    };
    let first = local(rest);
    match rest[first..].strip_prefix(':') {
        Some(after) if after.starts_with(starts_name) => first + 1 + local(after),
        _ => first,
    }
}
