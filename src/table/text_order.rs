//! The order of texts: without regard to case, then by spelling. Texts are compared a few characters at a time, as numbers: the characters that
//! occur in a column are numbered, so that as many as possible fit, and the number of the text goes into the same word.

use super::{Codes, Order, StringArena, TextColumn, fold_into};
use std::borrow::Cow;

/// So few texts are compared as they are.
const FEW: usize = 24;

/// The rows of a text column in order.
pub(super) fn of(text: &TextColumn) -> Order {
    let sorted = sorted_entries(&text.values);
    let mut rows: Vec<u32> = Vec::with_capacity(text.len());
    match &text.codes {
        Codes::Identity => {
            rows.extend_from_slice(&sorted);
            let present = rows.len();
            rows.extend((0..text.len() as u32).filter(|&row| text.get(row as usize).is_empty()));
            Order { rows: rows.into(), present }
        }
        Codes::U8(codes) => by_rank(codes, text, &sorted),
        Codes::U16(codes) => by_rank(codes, text, &sorted),
        Codes::U32(codes) => by_rank(codes, text, &sorted),
    }
}

/// Puts rows in the order of their entries.
fn by_rank<T: Copy + Into<u32>>(codes: &[T], text: &TextColumn, sorted: &[u32]) -> Order {
    // Entries of the same spelling share a rank; the last rank is for missing text.
    let mut ranks = vec![0u32; text.values.len()];
    let mut rank = 0;
    for (i, &entry) in sorted.iter().enumerate() {
        if i > 0 && text.values.get(entry as usize) != text.values.get(sorted[i - 1] as usize) {
            rank += 1;
        }
        ranks[entry as usize] = rank;
    }
    let missing = rank + 1;
    (0..text.values.len()).filter(|&entry| text.values.get(entry).is_empty()).for_each(|entry| ranks[entry] = missing);
    let mut starts = vec![0u32; missing as usize + 2];
    codes.iter().for_each(|&code| starts[ranks[code.into() as usize] as usize + 1] += 1);
    (1..starts.len()).for_each(|i| starts[i] += starts[i - 1]);
    let present = starts[missing as usize] as usize;
    let mut rows = vec![0u32; codes.len()];
    for (row, &code) in codes.iter().enumerate() {
        let slot = &mut starts[ranks[code.into() as usize] as usize];
        rows[*slot as usize] = row as u32;
        *slot += 1;
    }
    Order { rows: rows.into(), present }
}

/// The entries that are not empty: ascending without regard to case, then by spelling, then by their number.
fn sorted_entries(values: &StringArena) -> Vec<u32> {
    let mut entries: Vec<u32> = (0..values.len() as u32).filter(|&i| !values.get(i as usize).is_empty()).collect();
    let keys = Keys::new(values, &entries);
    // Runs of entries that are the same up to a depth, in bytes.
    let mut runs = vec![(0, entries.len(), keys.common)];
    let mut packed: Vec<u64> = Vec::new();
    let mut before: Vec<u32> = Vec::new();
    while let Some((start, end, depth)) = runs.pop() {
        let run = &mut entries[start..end];
        if run.len() <= FEW {
            run.sort_unstable_by(|&a, &b| keys.rest(a, depth).cmp(keys.rest(b, depth)).then_with(|| by_spelling(values, a, b)));
            continue;
        }
        let place_bits = usize::BITS - (run.len() - 1).leading_zeros();
        let symbols = (u64::BITS - place_bits) / keys.bits;
        packed.clear();
        packed.extend(run.iter().enumerate().map(|(i, &entry)| keys.pack(entry, depth, symbols) << place_bits | i as u64));
        packed.sort_unstable();
        before.clear();
        before.extend_from_slice(run);
        for (entry, &word) in run.iter_mut().zip(&packed) {
            *entry = before[(word & ((1 << place_bits) - 1)) as usize];
        }
        let mut at = 0;
        while at < packed.len() {
            let key = packed[at] >> place_bits;
            let same = packed[at..].iter().take_while(|&&word| word >> place_bits == key).count();
            if same > 1 {
                if key & ((1 << keys.bits) - 1) == 0 {
                    // All of them end here.
                    run[at..at + same].sort_unstable_by(|&a, &b| by_spelling(values, a, b));
                } else {
                    runs.push((start + at, start + at + same, depth + symbols as usize));
                }
            }
            at += same;
        }
    }
    entries
}

fn by_spelling(values: &StringArena, a: u32, b: u32) -> std::cmp::Ordering {
    values.get(a as usize).cmp(values.get(b as usize)).then(a.cmp(&b))
}

/// What texts are compared by.
struct Keys<'a> {
    /// Folded, but for the capital letters of ASCII where there are no others.
    folded: Cow<'a, StringArena>,
    /// The number of each byte among those that occur, from 1; capital letters of ASCII have that of their small ones.
    numbers: [u8; 256],
    /// Bits that such a number takes.
    bits: u32,
    /// Bytes that all entries begin with.
    common: usize,
}

impl<'a> Keys<'a> {
    fn new(values: &'a StringArena, entries: &[u32]) -> Keys<'a> {
        let folded = if values.bytes.is_ascii() {
            Cow::Borrowed(values)
        } else {
            let mut cell = String::new();
            let mut folded = StringArena::with_capacity(values.byte_len());
            for text in values.iter() {
                fold_into(text, &mut cell);
                folded.push(&cell);
            }
            Cow::Owned(folded)
        };
        let mut seen = [false; 256];
        folded.bytes.iter().for_each(|&b| seen[usize::from(b)] = true);
        let mut numbers = [0; 256];
        let mut number = 0u8;
        for byte in 0..=255u8 {
            let capital = byte.is_ascii_uppercase();
            if !capital && (seen[usize::from(byte)] || byte.is_ascii_lowercase() && seen[usize::from(byte.to_ascii_uppercase())]) {
                // No UTF-8 has all 256 bytes.
                number += 1;
                numbers[usize::from(byte)] = number;
            }
        }
        for capital in b'A'..=b'Z' {
            numbers[usize::from(capital)] = numbers[usize::from(capital.to_ascii_lowercase())];
        }
        let bits = u8::BITS - number.leading_zeros();
        let mut keys = Keys { folded, numbers, bits: bits.max(1), common: 0 };
        if let Some((&first, rest)) = entries.split_first() {
            let first = keys.folded.get(first as usize).as_bytes();
            let mut common = first.len();
            for &entry in rest {
                let bytes = keys.folded.get(entry as usize).as_bytes();
                let same = |(a, b): &(&u8, &u8)| keys.numbers[usize::from(**a)] == keys.numbers[usize::from(**b)];
                common = first[..common].iter().zip(bytes).take_while(same).count();
            }
            keys.common = common;
        }
        keys
    }

    /// The numbers of the bytes from `depth` on, first highest; zeros behind the end.
    #[inline]
    fn pack(&self, entry: u32, depth: usize, symbols: u32) -> u64 {
        let bytes = self.folded.get(entry as usize).as_bytes();
        let from = &bytes[depth.min(bytes.len())..];
        let from = &from[..from.len().min(symbols as usize)];
        let word = from.iter().fold(0, |word, &byte| word << self.bits | u64::from(self.numbers[usize::from(byte)]));
        let behind = (symbols - from.len() as u32) * self.bits;
        if behind >= u64::BITS { 0 } else { word << behind }
    }

    /// The numbers of all bytes from `depth` on.
    fn rest(&self, entry: u32, depth: usize) -> impl Iterator<Item = u8> {
        let bytes = self.folded.get(entry as usize).as_bytes();
        bytes[depth.min(bytes.len())..].iter().map(|&byte| self.numbers[usize::from(byte)])
    }
}
