//! Records that leave as they stand: whether one may is found out while it is copied, 64 bytes at a time.

use super::guard::{TRIGGERS, is_sign};
use crate::ingest::any_of;
use std::ops::Range;

/// Of which records nothing needs to be changed.
#[derive(Clone, Copy)]
pub(super) struct Whole {
    pub delimiter: u8,
    /// So many cells, no more and no less.
    pub fields: usize,
    /// The formula guard.
    pub guard: bool,
}

impl Whole {
    /// Adds a record to `out`, if cell by cell it would come out the same: every cell there, every quote where quotes belong and closed,
    /// nothing to guard. Otherwise `out` stays as it was. `as_text` says whether the guard looks at a field of this record.
    pub fn copy(&self, bytes: &[u8], record: Range<usize>, out: &mut Vec<u8>, as_text: impl Fn(usize) -> bool) -> bool {
        let start = out.len();
        let fine = self.try_copy(bytes, &record, out, as_text);
        out.truncate(if fine { start + record.len() } else { start });
        fine
    }

    /// As [`Whole::copy`], leaving up to 63 bytes too many behind the record.
    #[inline(always)]
    fn try_copy(&self, bytes: &[u8], record: &Range<usize>, out: &mut Vec<u8>, as_text: impl Fn(usize) -> bool) -> bool {
        let mut delimiters = 0;
        // What the block before says of the first byte of this one: a cell begins here; a quote closed before it; a quote that a cell begins with
        // opened before it. And whether the block begins inside of quotes: all ones or none.
        let (mut begins, mut closed, mut opened, mut inside) = (1u64, 0u64, 0u64, 0u64);
        let mut at = record.start;
        while at < record.end {
            let length = (record.end - at).min(64);
            let within = u64::MAX >> (64 - length);
            let padded: [u8; 64];
            let block = match bytes[at..].first_chunk::<64>() {
                Some(block) => block,
                None => {
                    padded = last_block(&bytes[at..record.end]);
                    &padded
                }
            };
            let quotes = any_of(block, [b'"']) & within;
            let mut ends = any_of(block, [self.delimiter]) & within;
            let mut texts = (ends << 1) | begins;
            if quotes | closed | inside | opened != 0 {
                let quoted = prefix_xor(quotes) ^ inside;
                let (opens, closes) = (quotes & quoted, quotes & !quoted);
                ends &= !quoted;
                let cells = (ends << 1) | begins;
                let after = (closes << 1) | closed;
                // A quote opens where a cell begins, or is the second of two; behind one that closes comes another, or the cell ends.
                if opens & !(cells | after) != 0 || after & within & !(ends | opens) != 0 {
                    return false;
                }
                let first = opens & cells;
                texts = (cells & !first) | (first << 1) | opened;
                opened = first >> 63;
                closed = closes >> 63;
                inside = if (quoted >> (length - 1)) & 1 == 1 { u64::MAX } else { 0 };
            }
            if self.guard {
                let mut runs = any_of(block, TRIGGERS) & texts & !ends & within;
                while runs != 0 {
                    let bit = runs.trailing_zeros();
                    let field = delimiters + (ends & !(u64::MAX << bit)).count_ones() as usize;
                    if as_text(field) && !self.is_sign_alone(&bytes[record.clone()], at + bit as usize - record.start) {
                        return false;
                    }
                    runs &= runs - 1;
                }
            }
            delimiters += ends.count_ones() as usize;
            begins = ends >> 63;
            out.extend_from_slice(block);
            at += 64;
        }
        inside == 0 && delimiters + 1 == self.fields && !record.is_empty()
    }

    /// Whether the text that begins at `at`, right behind its quote if it has one, is nothing but signs.
    #[cold]
    fn is_sign_alone(&self, record: &[u8], at: usize) -> bool {
        let quoted = at > 0 && record[at - 1] == b'"';
        let signs = record[at..].iter().take_while(|&&b| is_sign(b)).count();
        let next = record.get(at + signs);
        let over = if quoted {
            next == Some(&b'"') && record.get(at + signs + 1) != Some(&b'"')
        } else {
            next.is_none_or(|&b| b == self.delimiter)
        };
        signs > 0 && over
    }
}

/// Fewer than 64 bytes as a block.
#[cold]
fn last_block(rest: &[u8]) -> [u8; 64] {
    let mut padded = [0; 64];
    padded[..rest.len()].copy_from_slice(rest);
    padded
}

/// Each bit: whether the ones up to it, itself included, are odd in number.
#[inline(always)]
fn prefix_xor(mut bits: u64) -> u64 {
    for by in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << by;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::super::guard::would_run;
    use super::*;
    use crate::ingest::{split_record, unquote};
    use proptest::prelude::*;

    /// Cell by cell.
    fn slow(record: &[u8], whole: &Whole, text: &[bool]) -> bool {
        let mut fields = Vec::new();
        split_record(record, whole.delimiter, &mut fields);
        let fine = |(at, field): (usize, &Range<usize>)| {
            let raw = &record[field.clone()];
            let proper = if raw.first() == Some(&b'"') {
                // Nothing but two quotes around doubled ones.
                let inner = raw.strip_prefix(b"\"").and_then(|r| r.strip_suffix(b"\""));
                inner.is_some_and(|inner| !String::from_utf8_lossy(inner).replace("\"\"", "").contains('"'))
            } else {
                !raw.contains(&b'"')
            };
            proper && !(whole.guard && text[at] && would_run(&unquote(raw)))
        };
        !record.is_empty() && fields.len() == whole.fields && fields.iter().enumerate().all(fine)
    }

    #[test]
    fn a_record_is_whole_or_not() {
        let whole = Whole { delimiter: b',', fields: 3, guard: true };
        let copied = |record: &str| {
            let mut out = b"before".to_vec();
            let fine = whole.copy(record.as_bytes(), 0..record.len(), &mut out, |field| field != 1);
            assert_eq!(out, if fine { [b"before", record.as_bytes()].concat() } else { b"before".to_vec() });
            fine
        };
        for record in ["a,b,c", ",,", "a,-5,c", "-,-,-", "\"a,\"\"b\",\"\",\"\"", "\"-\",\"=1\",x", "a=1,b,c\r\n", "\"x\ny\",2,3"] {
            assert!(copied(record), "{record:?}");
        }
        for record in [
            "",
            "a,b",
            "a,b,c,d",
            "=1,b,c",
            "a,b,\"=1\"",
            "a,b,\"-,\"",
            "a,b,\"-\"\"\"",
            "\"a,b,c",
            "\"a\"b,c,d",
            "a\"b,c,d",
            " \"a\",b,c",
            "\tx,b,c",
        ] {
            assert!(!copied(record), "{record:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn agrees_with_the_slow_way(
            parts in prop::collection::vec(prop_oneof![
                6 => "[a-z]{0,9}", 3 => Just(",".to_owned()), 2 => "\"[a,=\n-]{0,40}(\"\")?[b,]{0,30}\"", 1 => "[\"=+@\t\r-]{1,2}", 1 => Just(",\"-\",".to_owned()),
            ], 0..40),
            before in 0usize..70, after in 0usize..70, guard in any::<bool>(), tab in any::<bool>(), off in 0usize..3,
        ) {
            let delimiter = if tab { b'\t' } else { b',' };
            let record = parts.concat().replace(',', if tab { "\t" } else { "," }).into_bytes();
            let mut fields = Vec::new();
            split_record(&record, delimiter, &mut fields);
            let whole = Whole { delimiter, fields: fields.len() + usize::from(off == 0), guard };
            let text: Vec<bool> = (0..fields.len().max(whole.fields) + 99).map(|at| at % 3 != 1).collect();
            let bytes = [&b"\"=,".repeat(30)[..before], &record, &b",=\"".repeat(30)[..after]].concat();
            let mut out = vec![7];
            let fine = whole.copy(&bytes, before..before + record.len(), &mut out, |field| text[field]);
            prop_assert_eq!(fine, slow(&record, &whole, &text));
            prop_assert_eq!(&out[1..], if fine { &record[..] } else { &[] });
        }
    }
}
