//! The words and signs of a formula's text.

use super::{FormulaError, FormulaProblem, Span};

/// A word or sign.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    /// Between quotes, which are taken off.
    Text(String),
    /// A bare word: a name, a function or a keyword.
    Word,
    /// A name in brackets, which are taken off.
    Bracketed(String),
    /// An operator, a parenthesis or a comma, in its plain form.
    Sign(&'static str),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub token: Token,
    pub span: Span,
}

/// Words that mean something of their own; a column of such a name stands in brackets.
pub const KEYWORDS: [&str; 9] = ["and", "or", "not", "true", "false", "yes", "no", "missing", "as_of"];

/// Signs as people write them, longest first, and what they mean. Full-width ones are what a Chinese keyboard gives.
const SIGNS: [(&str, &str); 33] = [
    ("<=", "<="),
    (">=", ">="),
    ("<>", "<>"),
    ("!=", "<>"),
    ("==", "="),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
    ("+", "+"),
    ("-", "-"),
    ("*", "*"),
    ("/", "/"),
    ("%", "%"),
    ("^", "^"),
    ("(", "("),
    (")", ")"),
    (",", ","),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "<>"),
    ("−", "-"),
    ("×", "*"),
    ("÷", "/"),
    ("（", "("),
    ("）", ")"),
    ("，", ","),
    ("＝", "="),
    ("＜", "<"),
    ("＞", ">"),
    ("＋", "+"),
    ("－", "-"),
    ("＊", "*"),
    ("／", "/"),
];

/// Whether a name begins with the character.
fn begins_word(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn goes_on_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a name can stand bare in a formula, without brackets.
pub fn is_plain_name(name: &str) -> bool {
    name.starts_with(begins_word) && name.chars().all(goes_on_word) && !KEYWORDS.iter().any(|k| k.eq_ignore_ascii_case(name))
}

/// Every word and sign up to the first that cannot be read, and what is wrong with that.
pub(super) fn tokens(text: &str) -> (Vec<Placed>, Option<FormulaError>) {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        match token(&text[at..], c) {
            Ok((token, length)) => {
                out.push(Placed { token, span: Span::new(at, at + length) });
                at += length;
            }
            Err((problem, length)) => return (out, Some(FormulaError::new(Span::new(at, at + length), problem))),
        }
    }
    (out, None)
}

/// The token that `rest`, which begins with `c`, begins with, and its length; or what is wrong with how many bytes.
fn token(rest: &str, c: char) -> Result<(Token, usize), (FormulaProblem, usize)> {
    if c.is_ascii_digit() || (c == '.' && rest[1..].starts_with(|d: char| d.is_ascii_digit())) {
        return number(rest);
    }
    if begins_word(c) {
        return Ok((Token::Word, rest.find(|c| !goes_on_word(c)).unwrap_or(rest.len())));
    }
    match c {
        '"' => enclosed(rest, '"', Token::Text).ok_or((FormulaProblem::UnclosedText, rest.len())),
        '“' | '”' => enclosed(rest, '”', Token::Text).ok_or((FormulaProblem::UnclosedText, rest.len())),
        '[' => match enclosed(rest, ']', Token::Bracketed) {
            Some((Token::Bracketed(name), length)) if name.is_empty() => Err((FormulaProblem::EmptyName, length)),
            Some(found) => Ok(found),
            None => Err((FormulaProblem::UnclosedBracket, rest.len())),
        },
        _ => match SIGNS.iter().find(|(written, _)| rest.starts_with(written)) {
            Some((written, sign)) => Ok((Token::Sign(sign), written.len())),
            None => Err((FormulaProblem::UnknownSign { sign: c.to_string() }, c.len_utf8())),
        },
    }
}

/// What stands between the first character and the closing one; a doubled closing one is itself.
fn enclosed(rest: &str, close: char, make: impl Fn(String) -> Token) -> Option<(Token, usize)> {
    let mut inside = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != close {
            inside.push(c);
        } else if chars.peek().is_some_and(|&(_, next)| next == close) {
            inside.push(c);
            chars.next();
        } else {
            return Some((make(inside), at + c.len_utf8()));
        }
    }
    None
}

fn number(rest: &str) -> Result<(Token, usize), (FormulaProblem, usize)> {
    let digits = |from: usize| rest[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(0);
    if rest[length..].starts_with('.') {
        length += 1 + digits(length + 1);
    }
    if rest[length..].starts_with(['e', 'E']) {
        let sign = usize::from(rest[length + 1..].starts_with(['+', '-']));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    // Letters at a number's end are a slip of the pen, not a new word: `12months`.
    let word = rest[length..].find(|c| !goes_on_word(c)).unwrap_or(rest.len() - length);
    match rest[..length].parse::<f64>() {
        Ok(x) if x.is_finite() && word == 0 => Ok((Token::Number(x), length)),
        _ => Err((FormulaProblem::BadNumber { text: rest[..length + word].to_owned() }, length + word)),
    }
}
