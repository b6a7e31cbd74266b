//! Raw bytes of CSV: where records end, where the fields of a record lie, what stands inside quotes. The import and every later reading of
//! the same file go through these, so that they agree to the byte.

use std::borrow::Cow;
use std::ops::Range;

/// Where the record after `at` begins: past the line break that ends the record before (when `after_record`), and past blank lines, which are
/// counted. `wide` says that the table has several columns: then a line of nothing but blanks is a blank line too.
#[inline]
pub fn record_start(bytes: &[u8], mut at: usize, mut after_record: bool, delimiter: u8, wide: bool) -> (usize, u64) {
    let mut blank = 0;
    loop {
        let line_break = match bytes.get(at) {
            Some(b'\n') => 1,
            Some(b'\r') => 1 + usize::from(bytes.get(at + 1) == Some(&b'\n')),
            Some(b' ' | b'\t') if wide && !after_record => {
                let blanks = bytes[at..].iter().take_while(|&&b| (b == b' ' || b == b'\t') && b != delimiter).count();
                match bytes.get(at + blanks) {
                    Some(b'\n' | b'\r') => {
                        at += blanks;
                        continue;
                    }
                    _ => return (at, blank),
                }
            }
            _ => return (at, blank),
        };
        at += line_break;
        if after_record {
            after_record = false;
        } else {
            blank += 1;
        }
    }
}

/// Number of line breaks: LF, CRLF, and CR alone.
pub fn count_lines(bytes: &[u8]) -> u64 {
    let count = |byte: u8| -> u64 {
        // Short sums in bytes let the compiler use vector registers.
        bytes.chunks(255).map(|c| u64::from(c.iter().map(|&b| u8::from(b == byte)).sum::<u8>())).sum()
    };
    let returns = count(b'\r');
    if returns == 0 {
        return count(b'\n');
    }
    let pairs = bytes.windows(2).filter(|w| w == b"\r\n").count() as u64;
    count(b'\n') + returns - pairs
}

/// The fields of a raw record, quotes included, in order; joined by the delimiter they are the record again. A quote that never closes is
/// an ordinary character.
pub fn split_record(raw: &[u8], delimiter: u8, out: &mut Vec<Range<usize>>) {
    out.clear();
    let mut start = 0;
    loop {
        let after_quotes = if raw.get(start) == Some(&b'"') { closing_quote(raw, start).map_or(start, |close| close + 1) } else { start };
        match raw[after_quotes..].iter().position(|&b| b == delimiter) {
            Some(len) => {
                out.push(start..after_quotes + len);
                start = after_quotes + len + 1;
            }
            None => {
                out.push(start..raw.len());
                return;
            }
        }
    }
}

/// The quote that closes the one at `open`.
fn closing_quote(raw: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += raw[at..].iter().position(|&b| b == b'"')?;
        if raw.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// Where a quoted field of the record opens that runs over a line break and does not end as a quoted field does: never closed, or closed in the
/// middle of other text. Such a quote was not meant as one.
pub fn stray_quote(raw: &[u8], delimiter: u8) -> Option<usize> {
    let mut fields = Vec::new();
    split_record(raw, delimiter, &mut fields);
    fields.iter().find_map(|field| {
        if raw.get(field.start) != Some(&b'"') {
            return None;
        }
        match closing_quote(raw, field.start) {
            None => Some(field.start),
            Some(close) if close + 1 < field.end && raw[field.start..close].iter().any(|&b| b == b'\n' || b == b'\r') => Some(field.start),
            Some(_) => None,
        }
    })
}

/// What a raw field says, without the quotes around it and with doubled quotes single.
pub fn unquote(raw: &[u8]) -> Cow<'_, [u8]> {
    if raw.first() != Some(&b'"') {
        return Cow::Borrowed(raw);
    }
    let Some(close) = closing_quote(raw, 0) else { return Cow::Borrowed(raw) };
    let inner = &raw[1..close];
    let rest = &raw[close + 1..];
    if rest.is_empty() && !inner.contains(&b'"') {
        return Cow::Borrowed(inner);
    }
    let mut text = Vec::with_capacity(raw.len());
    let mut quoted = false;
    for &b in inner {
        quoted = b == b'"' && !quoted;
        if !quoted {
            text.push(b);
        }
    }
    text.extend_from_slice(rest);
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields(raw: &str) -> Vec<String> {
        let mut out = Vec::new();
        split_record(raw.as_bytes(), b',', &mut out);
        out.into_iter().map(|r| raw[r].to_string()).collect()
    }

    #[test]
    fn splits_with_the_quotes_left_on() {
        assert_eq!(fields("a,\"b,\"\"c\",d"), ["a", "\"b,\"\"c\"", "d"]);
        assert_eq!(fields(""), [""]);
        assert_eq!(fields(",\"\","), ["", "\"\"", ""]);
        assert_eq!(fields("\"a\"b,c"), ["\"a\"b", "c"]);
        assert_eq!(fields("a\"b,c"), ["a\"b", "c"]);
        assert_eq!(fields("1,\"open,2"), ["1", "\"open", "2"]);
    }

    #[test]
    fn takes_quotes_off() {
        let plain = |s: &str| String::from_utf8(unquote(s.as_bytes()).into_owned()).unwrap();
        assert_eq!(plain("\"say \"\"hi\"\"\""), "say \"hi\"");
        assert_eq!(plain("\"\""), "");
        assert_eq!(plain("\"\"\"\""), "\"");
        assert_eq!(plain("\"a\"b"), "ab");
        assert_eq!(plain("\"open"), "\"open");
        assert_eq!(plain("plain"), "plain");
    }

    #[test]
    fn counts_lines_of_every_kind() {
        assert_eq!(count_lines(b"a\nb\r\nc\rd"), 3);
        assert_eq!(count_lines(b"\r\r\n\n"), 3);
        assert_eq!(count_lines(&b"x\n".repeat(1000)), 1000);
    }

    #[test]
    fn skips_blank_lines() {
        assert_eq!(record_start(b"\r\n\n  \nx", 0, true, b',', true), (6, 2));
        assert_eq!(record_start(b"\n  \nx", 0, true, b',', false), (1, 0));
        assert_eq!(record_start(b"  x", 0, false, b',', true), (0, 0));
        assert_eq!(record_start(b"\t\t\nx", 0, false, b'\t', true), (0, 0));
    }

    #[test]
    fn finds_quotes_that_were_not_meant() {
        assert_eq!(stray_quote(b"1,\"abc,5\n2,x\n3,\"y\",z", b','), Some(2));
        assert_eq!(stray_quote(b"1,\"abc\ndef\",5", b','), None);
        assert_eq!(stray_quote(b"1,\"abc\"d,5", b','), None);
        assert_eq!(stray_quote(b"1,\"abc", b','), Some(2));
    }

    proptest! {
        #[test]
        fn agrees_with_csv_core(record in "[a,\" b;]{0,24}") {
            // A quote left open is where the two differ on purpose.
            prop_assume!(stray_quote(record.as_bytes(), b',').is_none() && !record.is_empty());
            let mut out = vec![0u8; 64];
            let mut ends = vec![0usize; 64];
            let mut reader = csv_core::Reader::new();
            let (_, _, n, e) = reader.read_record(record.as_bytes(), &mut out, &mut ends);
            let (_, _, _, e2) = reader.read_record(&[], &mut out[n..], &mut ends[e..]);
            let mut expected = Vec::new();
            let mut start = 0;
            for &end in &ends[..e + e2] {
                expected.push(String::from_utf8_lossy(&out[start..end]).into_owned());
                start = end;
            }
            let mut ranges = Vec::new();
            split_record(record.as_bytes(), b',', &mut ranges);
            let ours: Vec<String> = ranges.iter().map(|r| String::from_utf8_lossy(&unquote(&record.as_bytes()[r.clone()])).into_owned()).collect();
            prop_assert_eq!(ours, expected);
        }
    }
}
