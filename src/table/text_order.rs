//! The order of texts: without regard to case, then by spelling. Texts are compared a few characters at a time, as numbers: the characters that
//! occur in a column are numbered, so that as many as possible fit, and the number of the text goes into the same word. What costs most is fetching
//! texts from memory in another order than they lie in.

use super::order::sort_bits;
use super::{Codes, Order, StringArena, TextColumn, fold_into};
use std::borrow::Cow;
use std::ops::Range;

/// So many words are sorted digit by digit; fewer in tests, which have no such many.
const MANY: usize = if cfg!(test) { 64 } else { 4096 };

/// So many of the highest bits tell most words apart.
const HIGHEST: u32 = 22;

/// Bytes that a word holds at most.
const MOST_SYMBOLS: usize = 24;

/// Texts, or bytes, that are gone through in one call.
const PART: usize = 1 << 14;

/// One text of so many is few.
const FEW: usize = 16;

/// Stands for the place of an entry whose place is known.
const DECIDED: u32 = u32::MAX;

/// The rows of a text column in order.
pub(super) fn of(text: &TextColumn) -> Order {
    let values = text.values.plain();
    let sorted = sorted_entries(&values);
    match &text.codes {
        Codes::Identity => {
            let mut rows = sorted;
            let present = rows.len();
            rows.reserve_exact(text.len() - present);
            parts(text.len()).for_each(|part| add_missing(text, part, &mut rows));
            Order { rows: rows.into(), present }
        }
        Codes::U8(codes) => by_rank(codes, &values, &sorted),
        Codes::U16(codes) => by_rank(codes, &values, &sorted),
        Codes::U32(codes) => by_rank(codes, &values, &sorted),
    }
}

/// Adds those of some rows that have no text.
#[inline(never)]
fn add_missing(text: &TextColumn, part: Range<usize>, rows: &mut Vec<u32>) {
    rows.extend(part.filter(|&row| text.is_missing(row)).map(|row| row as u32));
}

/// Puts rows in the order of their entries.
fn by_rank<T: Copy + Into<u32>>(codes: &[T], values: &StringArena, sorted: &[u32]) -> Order {
    // Entries of the same spelling share a rank; the last rank is for missing text.
    let mut ranks = vec![0u32; values.len()];
    let mut rank = 0;
    for (i, &entry) in sorted.iter().enumerate() {
        if i > 0 && values.get(entry as usize) != values.get(sorted[i - 1] as usize) {
            rank += 1;
        }
        ranks[entry as usize] = rank;
    }
    let missing = rank + 1;
    (0..values.len()).filter(|&entry| values.get(entry).is_empty()).for_each(|entry| ranks[entry] = missing);
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
    let keys = Keys::new(values);
    let mut depth = keys.common;
    let mut symbols = keys.symbols(depth);
    let mut words: Vec<u64> = Vec::with_capacity(keys.present);
    parts(values.len()).for_each(|entries| keys.add_words(entries, symbols, &mut words));
    let mut runs: Vec<Range<usize>> = Vec::new();
    let below = sort_highest(&mut words, keys.entry_bits);
    let mut start = 0;
    while start < words.len() {
        start = keys.settle_highest(&mut words, start, below, &mut runs);
    }
    let undecided = |runs: &[Range<usize>]| runs.iter().map(Range::len).sum::<usize>();

    // While that is many, all of them go on together: then texts are read one behind the other, and only words are put here and there.
    if undecided(&runs) > words.len() / FEW {
        let mut places = vec![DECIDED; values.len()];
        runs.iter().flat_map(Range::clone).for_each(|at| places[keys.entry(words[at])] = at as u32);
        while undecided(&runs) > words.len() / FEW {
            depth += symbols;
            symbols = keys.symbols(depth);
            parts(values.len()).for_each(|entries| keys.renew_words(entries, &places, depth, symbols, &mut words));
            for run in std::mem::take(&mut runs) {
                sort(&mut words[run.clone()]);
                keys.settle(&mut words[run.clone()], run.start, |words, part, decided| {
                    for (&word, at) in words.iter().zip(part.clone()) {
                        places[keys.entry(word)] = if decided { DECIDED } else { at as u32 };
                    }
                    if !decided {
                        runs.push(part);
                    }
                });
            }
        }
    }
    let mut runs: Vec<(Range<usize>, usize)> = runs.into_iter().map(|run| (run, depth + symbols)).collect();
    while let Some((run, depth)) = runs.pop() {
        let symbols = keys.symbols(depth);
        let words = &mut words[run.clone()];
        words.iter_mut().for_each(|word| *word = keys.word(keys.entry(*word) as u32, depth, symbols));
        sort(words);
        keys.settle(words, run.start, |_, part, decided| {
            if !decided {
                runs.push((part, depth + symbols))
            }
        });
    }
    let mut entries = Vec::with_capacity(words.len());
    words.chunks(PART).for_each(|words| keys.add_entries(words, &mut entries));
    entries
}

/// Cuts so many into parts. A browser compiles a function well only from one call to the next: what is done for each text is done in calls for parts.
fn parts(len: usize) -> impl Iterator<Item = Range<usize>> {
    (0..len).step_by(PART).map(move |start| start..len.min(start + PART))
}

#[inline(never)]
fn sort(words: &mut [u64]) {
    words.sort_unstable();
}

/// Sorts words, which are in the order of their entries, by the highest of their other bits, and says how many bits are below those.
fn sort_highest(words: &mut Vec<u64>, entry_bits: u32) -> u32 {
    if words.len() < MANY {
        sort(words);
        return entry_bits;
    }
    let bits = u64::BITS - words.iter().fold(0, |all, &word| all | word).leading_zeros();
    let below = bits.saturating_sub(HIGHEST).max(entry_bits);
    sort_bits(words, below, bits.saturating_sub(below));
    below
}

/// What texts are compared by.
struct Keys<'a> {
    values: &'a StringArena,
    /// Folded, but for the capital letters of ASCII where there are no others.
    folded: Cow<'a, StringArena>,
    /// Whether texts that are the same folded may be spelled in several ways.
    spellings: bool,
    /// The number of each byte among those that occur, from 1; capital letters of ASCII have that of their small ones.
    numbers: [u8; 256],
    /// One more than the highest of these numbers: bytes are digits to this base, 0 behind the end.
    base: u64,
    /// How many numbers so many bytes can make, as far as they fit into a word above that of an entry.
    powers: Vec<u64>,
    /// Bits for the number of an entry.
    entry_bits: u32,
    /// How many entries are not empty.
    present: usize,
    /// Bytes that all of them begin with.
    common: usize,
    /// Bytes of the longest.
    longest: usize,
}

impl<'a> Keys<'a> {
    fn new(values: &'a StringArena) -> Keys<'a> {
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
        folded.bytes.chunks(PART).for_each(|bytes| mark(bytes, &mut seen));
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
        let spellings = matches!(folded, Cow::Owned(_)) || (b'A'..=b'Z').any(|capital| seen[usize::from(capital)]);
        let (mut present, mut common, mut longest) = (0, usize::MAX, 0);
        let first = folded.iter().find(|text| !text.is_empty()).unwrap_or_default().as_bytes();
        for part in parts(folded.len()) {
            let (more, shared, len) = extents(&folded, part, &first[..common.min(first.len())], &numbers);
            (present, common, longest) = (present + more, shared, longest.max(len));
        }
        let base = u64::from(number) + 1;
        let entry_bits = u64::BITS - (values.len() as u64).leading_zeros();
        let fits = |power: &u64| power - 1 <= u64::MAX >> entry_bits;
        let powers = std::iter::successors(Some(1u64), |power| power.checked_mul(base).filter(fits)).take(MOST_SYMBOLS + 1).collect();
        Keys { values, folded, spellings, numbers, base, powers, entry_bits, present, common, longest }
    }

    /// How many bytes from `depth` on go into a word.
    fn symbols(&self, depth: usize) -> usize {
        (self.powers.len() - 1).min(self.longest.saturating_sub(depth).max(1))
    }

    /// An entry's bytes from `depth` on as a number, above the entry's own.
    #[inline]
    fn word(&self, entry: u32, depth: usize, symbols: usize) -> u64 {
        let bytes = self.folded.get(entry as usize).as_bytes();
        let from = bytes.get(depth..).unwrap_or_default();
        let from = &from[..from.len().min(symbols)];
        let number = |byte: u8| u64::from(self.numbers[usize::from(byte)]);
        let (pairs, last) = from.as_chunks::<2>();
        let squared = self.base * self.base;
        let word = pairs.iter().fold(0, |word, &[a, b]| word * squared + (number(a) * self.base + number(b)));
        let word = last.iter().fold(word, |word, &byte| word * self.base + number(byte));
        (word * self.powers[symbols - from.len()]) << self.entry_bits | u64::from(entry)
    }

    /// The words of some entries, from their first bytes that differ.
    #[inline(never)]
    fn add_words(&self, entries: Range<usize>, symbols: usize, words: &mut Vec<u64>) {
        let entries = entries.filter(|&entry| !self.values.get(entry).is_empty());
        words.extend(entries.map(|entry| self.word(entry as u32, self.common, symbols)));
    }

    /// Puts other words in the places of some entries that are not decided.
    #[inline(never)]
    fn renew_words(&self, entries: Range<usize>, places: &[u32], depth: usize, symbols: usize, words: &mut [u64]) {
        for entry in entries.filter(|&entry| places[entry] != DECIDED) {
            words[places[entry] as usize] = self.word(entry as u32, depth, symbols);
        }
    }

    #[inline(never)]
    fn add_entries(&self, words: &[u64], entries: &mut Vec<u32>) {
        entries.extend(words.iter().map(|&word| self.entry(word) as u32));
    }

    /// The entry of a word.
    fn entry(&self, word: u64) -> usize {
        (word & ((1 << self.entry_bits) - 1)) as usize
    }

    /// Sorts words that are sorted but for their lowest bits, from `start` on, and notes the runs that leave entries undecided. Gives where to go on.
    #[inline(never)]
    fn settle_highest(&self, words: &mut [u64], start: usize, below: u32, runs: &mut Vec<Range<usize>>) -> usize {
        let mut at = start;
        while at < words.len() && at < start + PART {
            let highest = words[at] >> below;
            let mut end = at + 1;
            while end < words.len() && words[end] >> below == highest {
                end += 1;
            }
            if end > at + 1 {
                sort(&mut words[at..end]);
                self.settle(&mut words[at..end], at, |_, run, decided| {
                    if !decided {
                        runs.push(run);
                    }
                });
            }
            at = end;
        }
        at
    }

    /// Tells the parts of words that agree but for their entries, where the first word stands at `start`, and whether that decides their order: where
    /// there is one, or all of them end here. These are put in the order of their spelling.
    fn settle(&self, words: &mut [u64], start: usize, mut tell: impl FnMut(&[u64], Range<usize>, bool)) {
        let mut at = 0;
        while at < words.len() {
            let key = words[at] >> self.entry_bits;
            let end = at + 1 + words[at + 1..].iter().take_while(|&&word| word >> self.entry_bits == key).count();
            let part = &mut words[at..end];
            let decided = part.len() == 1 || key.is_multiple_of(self.base);
            if decided && part.len() > 1 && self.spellings {
                let text = |word: u64| self.values.get(self.entry(word));
                part.sort_unstable_by(|&a, &b| text(a).cmp(text(b)).then(a.cmp(&b)));
            }
            tell(part, start + at..start + end, decided);
            at = end;
        }
    }
}

/// Marks bytes as seen.
#[inline(never)]
fn mark(bytes: &[u8], seen: &mut [bool; 256]) {
    bytes.iter().for_each(|&b| seen[usize::from(b)] = true);
}

/// How many of some texts are not empty, how many bytes of `beginning` all of these begin with, and how many the longest has.
#[inline(never)]
fn extents(folded: &StringArena, texts: Range<usize>, beginning: &[u8], numbers: &[u8; 256]) -> (usize, usize, usize) {
    let (mut present, mut common, mut longest) = (0, beginning.len(), 0);
    for text in texts.map(|i| folded.get(i).as_bytes()).filter(|text| !text.is_empty()) {
        let same = |(a, b): &(&u8, &u8)| numbers[usize::from(**a)] == numbers[usize::from(**b)];
        common = beginning[..common].iter().zip(text).take_while(same).count();
        longest = longest.max(text.len());
        present += 1;
    }
    (present, common, longest)
}
