//! Finds where in a JSON text a value stands. The text is known to be JSON; parsing it is not this module's business.

use super::shape::Key;

/// Line and column, from 1, of the value that `path` leads to (of the last part that exists, where it does not). For an object's `field`,
/// give it as `inside` and the place of that key is found.
pub(super) fn position(text: &str, path: &[Key], inside: Option<&str>) -> (usize, usize) {
    let mut scan = Scan { text: text.as_bytes(), at: 0 };
    scan.blanks();
    for key in path {
        let found = match key {
            Key::Field(name) => scan.field(name),
            Key::Index(index) => scan.index(*index),
        };
        if !found {
            break;
        }
    }
    let mut at = scan.at;
    if let Some(name) = inside
        && let Some(key) = scan.key_of(name)
    {
        at = key;
    }
    line_column(text, at)
}

/// Line and column, from 1, of a byte of `text`; columns count characters.
pub(super) fn line_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.bytes().filter(|&b| b == b'\n').count() + 1, before[line_start..].chars().count() + 1)
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    /// Past the string that begins here; gives it unescaped.
    fn string(&mut self) -> String {
        let start = self.at;
        self.at += 1;
        while self.at < self.text.len() && self.peek() != b'"' {
            self.at += if self.peek() == b'\\' { 2 } else { 1 };
        }
        self.at = (self.at + 1).min(self.text.len());
        serde_json::from_slice(&self.text[start..self.at]).unwrap_or_default()
    }

    /// Past the value that begins here.
    fn skip(&mut self) {
        let mut depth = 0usize;
        loop {
            match self.peek() {
                b'"' => {
                    self.string();
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                0 if self.at >= self.text.len() => return,
                b',' | b':' if depth > 0 => self.at += 1,
                _ => {
                    while self.at < self.text.len()
                        && !matches!(self.peek(), b',' | b':' | b'"' | b'{' | b'}' | b'[' | b']' | b' ' | b'\n' | b'\r' | b'\t')
                    {
                        self.at += 1;
                    }
                }
            }
            if depth == 0 {
                return;
            }
            self.blanks();
        }
    }

    /// Into the object that begins here: calls `visit` with each key's place and name, the scan standing at its value, until it says stop.
    fn entries(&mut self, mut visit: impl FnMut(usize, &str) -> bool) -> bool {
        if self.peek() != b'{' {
            return false;
        }
        self.at += 1;
        loop {
            self.blanks();
            if self.peek() != b'"' {
                return false;
            }
            let key_at = self.at;
            let name = self.string();
            self.blanks();
            self.at += 1;
            self.blanks();
            if visit(key_at, &name) {
                return true;
            }
            self.skip();
            self.blanks();
            if self.peek() != b',' {
                return false;
            }
            self.at += 1;
        }
    }

    fn field(&mut self, name: &str) -> bool {
        let start = self.at;
        let found = self.entries(|_, key| key == name);
        if !found {
            self.at = start;
        }
        found
    }

    fn key_of(&mut self, name: &str) -> Option<usize> {
        let mut at = None;
        self.entries(|key_at, key| {
            if key == name {
                at = Some(key_at);
            }
            at.is_some()
        });
        at
    }

    fn index(&mut self, index: usize) -> bool {
        let start = self.at;
        if self.peek() != b'[' {
            return false;
        }
        self.at += 1;
        for i in 0.. {
            self.blanks();
            if self.peek() == b']' || self.at >= self.text.len() {
                break;
            }
            if i == index {
                return true;
            }
            self.skip();
            self.blanks();
            if self.peek() == b',' {
                self.at += 1;
            }
        }
        self.at = start;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str) -> Key {
        Key::Field(name.into())
    }

    #[test]
    fn finds_values_and_keys_in_any_layout() {
        let text = "{\n  \"a\": [1, {\"x\\\"}\": null, \"é\": [true]},\n    {\"b\": -2.5e3 }],\n\"c\":\"],}\",\"d\" : 4}";
        assert_eq!(position(text, &[], None), (1, 1));
        assert_eq!(position(text, &[field("a")], None), (2, 8));
        assert_eq!(position(text, &[field("a"), Key::Index(1), field("é"), Key::Index(0)], None), (2, 33));
        assert_eq!(position(text, &[field("a"), Key::Index(2), field("b")], None), (3, 11));
        assert_eq!(position(text, &[field("d")], None), (4, 17));
        assert_eq!(position(text, &[], Some("d")), (4, 11));
        // What is not there: the last part that is.
        assert_eq!(position(text, &[field("a"), Key::Index(7)], None), (2, 8));
    }
}
