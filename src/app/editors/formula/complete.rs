//! Which word of a formula is being written, and what could complete it. Knows no page.

use crate::app::ui::Icon;
use crate::engine::ColumnInfo;
use crate::recipe::formula::{Function, KEYWORDS, written_name};
use crate::table::{fold, sort_seldom};

/// The part of the text that a completion takes the place of.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    pub from: usize,
    pub to: usize,
    /// As far as it is written.
    pub text: String,
}

/// One completion.
#[derive(Clone, PartialEq)]
pub struct Completion {
    pub label: String,
    pub icon: Icon,
    pub function: Option<Function>,
    /// What is put in, and where in it the caret goes, in bytes.
    pub insert: String,
}

/// Most completions that are offered.
const MOST: usize = 50;

/// The byte of `text` that so many UTF-16 units stand before, which is how the page counts.
pub fn byte_at(text: &str, units: usize) -> usize {
    let mut seen = 0;
    for (at, c) in text.char_indices() {
        if seen >= units {
            return at;
        }
        seen += c.len_utf16();
    }
    text.len()
}

/// The word that ends at the caret; None within a text in quotes.
pub fn word(text: &str, caret: usize) -> Option<Word> {
    let before = &text[..caret];
    let (mut quoted, mut bracket) = (false, None);
    for (at, c) in before.char_indices() {
        match c {
            '"' if bracket.is_none() => quoted = !quoted,
            '“' if bracket.is_none() => quoted = true,
            '”' => quoted = false,
            '[' if !quoted && bracket.is_none() => bracket = Some(at),
            ']' => bracket = None,
            _ => {}
        }
    }
    if quoted {
        return None;
    }
    if let Some(from) = bracket {
        let to = caret + usize::from(text[caret..].starts_with(']'));
        return Some(Word { from, to, text: text[from + 1..caret].to_owned() });
    }
    let from = before
        .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let word = &before[from..];
    // A number is no name.
    (!word.starts_with(|c: char| c.is_numeric())).then(|| Word { from, to: caret, text: word.to_owned() })
}

/// What could stand in the place of a word, the likeliest first: names that begin with it, then those that contain it; columns before
/// functions. `follows` is the text behind the word.
pub fn completions(word: &Word, bracketed: bool, columns: &[ColumnInfo], follows: &str) -> Vec<Completion> {
    let wanted = fold(word.text.trim());
    let mut found: Vec<(u8, Completion)> = Vec::new();
    for column in columns {
        let name = fold(&column.name);
        if name.contains(&wanted) {
            let rank = if name.starts_with(&wanted) { 0 } else { 2 };
            let insert = written_name(&column.name);
            found.push((rank, Completion { label: column.name.clone(), icon: Icon::of_type(column.column_type), function: None, insert }));
        }
    }
    if !bracketed {
        let open = if follows.trim_start().starts_with(['(', '（']) { "" } else { "(" };
        for function in Function::ALL.into_iter().filter(|f| f.name().contains(&wanted)) {
            let rank = if function.name().starts_with(&wanted) { 1 } else { 3 };
            let insert = format!("{}{open}", function.name());
            found.push((rank, Completion { label: function.name().into(), icon: Icon::Formula, function: Some(function), insert }));
        }
        for keyword in KEYWORDS.into_iter().filter(|k| k.len() > 2 && !wanted.is_empty() && k.starts_with(&wanted)) {
            found.push((1, Completion { label: keyword.into(), icon: Icon::Text, function: None, insert: keyword.into() }));
        }
    }
    sort_seldom(&mut found, |(a, _), (b, _)| a.cmp(b));
    found.into_iter().take(MOST).map(|(_, c)| c).collect()
}
