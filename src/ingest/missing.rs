//! The texts that mean "missing".

use serde::{Deserialize, Serialize};

/// A list of texts, compared without regard to case, tested quickly: nearly every cell is turned away by its first byte.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct Missing {
    list: Vec<String>,
    /// Lower case, trimmed, none empty.
    texts: Vec<String>,
    first: [bool; 256],
    longest: usize,
}

impl Missing {
    pub fn new<S: AsRef<str>>(list: impl IntoIterator<Item = S>) -> Missing {
        let mut missing = Missing { list: Vec::new(), texts: Vec::new(), first: [false; 256], longest: 0 };
        for text in list {
            let text = text.as_ref().trim();
            let Some(first) = text.chars().next() else { continue };
            missing.list.push(text.to_owned());
            let lower = text.to_lowercase();
            for c in std::iter::once(first).chain(first.to_lowercase().take(1)).chain(first.to_uppercase().take(1)) {
                missing.first[c.encode_utf8(&mut [0; 4]).as_bytes()[0] as usize] = true;
            }
            // A change of case can change a character's length, but not beyond three times.
            missing.longest = missing.longest.max(text.len() * 3);
            missing.texts.push(lower);
        }
        missing
    }

    /// Whether a trimmed cell is missing.
    #[inline]
    pub fn is(&self, cell: &[u8]) -> bool {
        match cell.first() {
            None => true,
            Some(&b) => self.first[b as usize] && cell.len() <= self.longest && self.listed(cell),
        }
    }

    /// Whether a text that begins with this byte may be missing.
    #[inline(always)]
    pub fn may_begin(&self, byte: u8) -> bool {
        self.first[usize::from(byte)]
    }

    fn listed(&self, cell: &[u8]) -> bool {
        if cell.is_ascii() {
            return self.texts.iter().any(|t| t.as_bytes().eq_ignore_ascii_case(cell));
        }
        std::str::from_utf8(cell).is_ok_and(|s| self.texts.contains(&s.to_lowercase()))
    }
}

impl From<Vec<String>> for Missing {
    fn from(list: Vec<String>) -> Missing {
        Missing::new(list)
    }
}

impl From<Missing> for Vec<String> {
    fn from(missing: Missing) -> Vec<String> {
        missing.list
    }
}

/// Without the white space around it, in any script.
#[inline]
pub fn trim(cell: &[u8]) -> &[u8] {
    match (cell.first(), cell.last()) {
        (Some(b'!'..=b'~'), Some(b'!'..=b'~')) | (None, _) => cell,
        _ => std::str::from_utf8(cell).map_or(cell, |s| s.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::DEFAULT_MISSING;

    #[test]
    fn knows_the_default_list_in_any_case() {
        let missing = Missing::new(DEFAULT_MISSING);
        for text in ["", "NA", "na", "n/a", "Null", "NULL", "nan", "none", "-", "--", "#N/A", "无"] {
            assert!(missing.is(text.as_bytes()), "{text}");
        }
        for text in ["0", "-1", "nap", "---", "Nora", "无效", "null and void"] {
            assert!(!missing.is(text.as_bytes()), "{text}");
        }
        assert!(Missing::new([" Ü "]).is("ü".as_bytes()));
        assert!(!Missing::new([""; 0]).is(b"NA"));
    }

    #[test]
    fn trims_blanks_of_any_script() {
        assert_eq!(trim(" a b\t".as_bytes()), b"a b");
        assert_eq!(trim("\u{3000}客户\u{a0}".as_bytes()), "客户".as_bytes());
        assert_eq!(trim(b"   "), b"");
    }
}
