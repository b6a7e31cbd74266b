//! Texts packed by symbols: what occurs often in a column, up to eight bytes of it, is one byte.
//!
//! The method, and how the table of symbols is found, is FSST: Peter Boncz, Thomas Neumann, Viktor Leis, "FSST: Fast Random Access String Compression",
//! Proceedings of the VLDB Endowment 13 (11), 2020.

use crate::table::borders::Borders;
use crate::table::{StringArena, sort_seldom};
use std::hint::select_unpredictable;
use std::ops::Range;

/// The code before a byte that stands for itself.
const ESCAPE: u8 = 255;

/// Bytes of a symbol at most.
const LONGEST: u8 = 8;

/// How often the table is made anew, of what the one before makes of the sample.
const ROUNDS: usize = 5;

/// Bytes of the sample, about.
const SAMPLE: usize = 32 << 10;

/// One to eight bytes, the first lowest, zeros above. Only a symbol of one byte holds a zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Symbol {
    word: u64,
    len: u8,
}

impl Symbol {
    fn of_byte(byte: u8) -> Symbol {
        Symbol { word: byte.into(), len: 1 }
    }

    /// Both, as far as a symbol reaches.
    fn and(self, next: Symbol) -> Symbol {
        let len = (self.len + next.len).min(LONGEST);
        let both = self.word | next.word.checked_shl(8 * u32::from(self.len)).unwrap_or(0);
        Symbol { word: both & lowest(len.into()), len }
    }

    fn holds_zero(self) -> bool {
        self.word.to_le_bytes()[..self.len.into()].contains(&0)
    }
}

/// The lowest of eight bytes, from one on.
#[inline(always)]
fn lowest(bytes: usize) -> u64 {
    u64::MAX >> (64 - 8 * bytes.min(LONGEST.into()))
}

/// The bytes from `at` to `end`, which is behind it, at most eight; zeros above.
#[inline(always)]
fn word_at(bytes: &[u8], at: usize, end: usize) -> u64 {
    let word = match bytes[at..].first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => bytes[at..].iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    word & lowest(end - at)
}

/// At most 255 symbols, by their codes.
#[derive(Clone, Debug, Default)]
pub struct Symbols(Vec<Symbol>);

impl Symbols {
    /// Symbols for texts like those, of which some are looked at. None where texts packed by them would take more than this share of the memory that
    /// they take now.
    pub fn of(texts: &StringArena, share: f64) -> Option<(Symbols, SymbolPacker)> {
        let mut sample = StringArena::new();
        let step = (texts.byte_len() / SAMPLE).max(1);
        // Spread evenly, and in no step with what comes again and again.
        let place = |k: usize| {
            let somewhere = (k as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
            ((somewhere * texts.len() as u64) >> 32) as usize
        };
        (0..texts.len() / step).for_each(|k| _ = sample.push(texts.get(place(k))));
        let symbols = Symbols::of_sample(&sample);
        let packer = SymbolPacker::of(&symbols);
        let (mut bytes, mut ends) = (Vec::new(), Borders::default());
        packer.pack(&sample, 0..sample.len(), &mut bytes, &mut ends);
        let taken = bytes.len() + 2 * sample.len();
        let now = texts.bytes_of_ends() as f64 / texts.len().max(1) as f64 * sample.len() as f64;
        if taken as f64 > share * (sample.byte_len() as f64 + now) {
            return None;
        }
        Some((symbols, packer))
    }

    fn of_sample(sample: &StringArena) -> Symbols {
        let mut symbols = Symbols::default();
        for round in 1..=ROUNDS {
            symbols = symbols.next(sample, round == ROUNDS);
        }
        symbols
    }

    /// Those that would have made the most of what these made of the sample: of them, and of each with the one behind it unless it is for the `last` time.
    fn next(&self, sample: &StringArena, last: bool) -> Symbols {
        // A symbol by its code, then each byte.
        const KINDS: usize = 512;
        let packer = SymbolPacker::of(self);
        let (mut ones, mut pairs) = (vec![0u32; KINDS], vec![0u32; KINDS * KINDS]);
        let mut met = Vec::new();
        let (bytes, mut at) = (sample.parts().0, 0);
        for &end in sample.ends_of(0..sample.len()).iter() {
            let mut before = None;
            while at < end as usize {
                let word = word_at(bytes, at, end as usize);
                let (code, len) = packer.next(word);
                let byte = 256 + usize::from(word as u8);
                let kind = if code == ESCAPE { byte } else { code.into() };
                for kind in [kind, byte].into_iter().take(if len > 1 { 2 } else { 1 }) {
                    ones[kind] += 1;
                    if let Some(before) = before {
                        let pair = before * KINDS + kind;
                        if pairs[pair] == 0 {
                            met.push(pair);
                        }
                        pairs[pair] += 1;
                    }
                }
                before = Some(kind);
                at += len;
            }
        }
        let symbol = |kind: usize| self.0.get(kind).copied().unwrap_or(Symbol::of_byte(kind as u8));
        // A byte that has no symbol costs two.
        let gain = |symbol: Symbol, n: u32| (symbol, n * u32::from(symbol.len) * if symbol.len == 1 { 8 } else { 1 });
        let one = |(kind, &n): (usize, &u32)| (n > 1).then(|| gain(symbol(kind), n));
        let two = |pair: usize| {
            let (first, second, n) = (symbol(pair / KINDS), symbol(pair % KINDS), pairs[pair]);
            let both = first.and(second);
            (n > 1 && first.len < LONGEST && !both.holds_zero()).then(|| gain(both, n))
        };
        let mut found: Vec<(Symbol, u32)> = ones.iter().enumerate().filter_map(one).collect();
        if !last {
            found.extend(met.into_iter().filter_map(two));
        }
        sort_seldom(&mut found, |a, b| a.0.cmp(&b.0));
        found.dedup_by(|more, first| {
            let same = more.0 == first.0;
            first.1 += if same { more.1 } else { 0 };
            same
        });
        sort_seldom(&mut found, |a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(ESCAPE.into());
        Symbols(found.into_iter().map(|(symbol, _)| symbol).collect())
    }

    /// Adds the text that was packed so.
    #[inline(always)]
    pub fn unpack(&self, packed: &[u8], text: &mut Vec<u8>) {
        let mut at = 0;
        while let Some(&code) = packed.get(at) {
            if code == ESCAPE {
                text.extend(packed.get(at + 1));
                at += 2;
            } else {
                let Symbol { word, len } = self.0[usize::from(code)];
                text.extend_from_slice(&word.to_le_bytes());
                text.truncate(text.len() - usize::from(LONGEST - len));
                at += 1;
            }
        }
    }
}

/// A symbol of three and more bytes. In an empty place none that a text can begin with.
#[derive(Clone, Copy, Debug)]
struct Long {
    word: u64,
    /// How far to the left the symbol's bytes fill a word.
    shift: u8,
    /// The code and, above, the length.
    code_and_len: u16,
}

/// The power of two of places for symbols of three and more bytes: more than are ever taken, so that few are put out.
const PLACES: u32 = 10;

/// Finds the symbols of a table in texts.
#[derive(Debug)]
pub struct SymbolPacker {
    /// By a text's first two bytes: the code of a symbol of two or one and, above, its length. Else the escape.
    short: Box<[u16; 1 << 16]>,
    /// By a hash of a text's first three bytes. Of symbols that share a place only the best is there.
    long: Box<[Long; 1 << PLACES]>,
}

impl SymbolPacker {
    fn of(symbols: &Symbols) -> SymbolPacker {
        let empty = Long { word: u64::MAX, shift: 0, code_and_len: 0 };
        let mut packer = SymbolPacker { short: Box::new([u16::from(ESCAPE) | 1 << 8; 1 << 16]), long: Box::new([empty; 1 << PLACES]) };
        let with_codes = || symbols.0.iter().zip(0u8..);
        for (symbol, code) in with_codes().filter(|(symbol, _)| symbol.len == 1) {
            packer.short[symbol.word as usize..].iter_mut().step_by(256).for_each(|place| *place = u16::from(code) | 1 << 8);
        }
        for (&Symbol { word, len }, code) in with_codes().filter(|(symbol, _)| symbol.len > 1) {
            if len == 2 {
                packer.short[word as usize] = u16::from(code) | 2 << 8;
            } else if let place = &mut packer.long[place(word)]
                && place.code_and_len == 0
            {
                *place = Long { word, shift: 64 - 8 * len, code_and_len: u16::from(code) | u16::from(len) << 8 };
            }
        }
        packer
    }

    /// The code of the symbol that a text begins with, or the escape, and how many bytes it stands for. `word` are the text's first bytes, zeros behind it.
    #[inline(always)]
    fn next(&self, word: u64) -> (u8, usize) {
        let long = &self.long[place(word)];
        let is_long = (word ^ long.word) << long.shift == 0;
        let found = select_unpredictable(is_long, long.code_and_len, self.short[usize::from(word as u16)]);
        (found as u8, usize::from(found >> 8))
    }

    /// Packs those texts behind what is there: one half by turns with the other, so that the processor finds a symbol of one while it waits for the
    /// other's, and without a branch, which it would guess wrong as often as not.
    #[inline(never)]
    pub fn pack(&self, texts: &StringArena, some: Range<usize>, packed: &mut Vec<u8>, packed_ends: &mut Borders) {
        let ends = texts.ends_of(some.clone());
        let start = if some.start == 0 { 0 } else { texts.ends_of(some.start - 1..some.start)[0] };
        // Where those end that are not empty.
        let (mut full, mut many, mut before) = (vec![0; ends.len()], 0, start);
        for &end in ends.iter() {
            full[many] = end;
            many += usize::from(end > before);
            before = end;
        }
        let (first, second) = full[..many].split_at(many / 2);
        let middle = first.last().copied().unwrap_or(start);
        // Where each ends that is packed, behind the one before.
        let mut all_ends = vec![packed.len() as u32; many + 1];
        let (first_ends, second_ends) = all_ends[1..].split_at_mut(many / 2);
        let (mut a, mut b) = (Lane::new(start, first, first_ends), Lane::new(middle, second, second_ends));
        let bytes = texts.parts().0;
        while !a.is_over() && !b.is_over() {
            a.step(self, bytes);
            b.step(self, bytes);
        }
        for lane in [a, b] {
            lane.finish(self, bytes, packed);
        }
        (many, before) = (0, start);
        for &end in ends.iter() {
            many += usize::from(end > before);
            packed_ends.push(all_ends[many]);
            before = end;
        }
    }
}

/// Texts one after the other, none of them empty, on their way to be packed.
struct Lane<'a> {
    /// Where each ends.
    ends: &'a [u32],
    /// How far the one that comes next has been read.
    at: usize,
    /// How many are packed.
    text: usize,
    /// Codes so far, and how many. One more is written than counts, unless it is behind an escape.
    codes: Vec<u8>,
    many: usize,
    /// Where each packed one ends among the codes.
    packed_ends: &'a mut [u32],
}

impl<'a> Lane<'a> {
    fn new(start: u32, ends: &'a [u32], packed_ends: &'a mut [u32]) -> Lane<'a> {
        let bytes = ends.last().map_or(0, |end| end - start) as usize;
        // An escape takes two bytes for one.
        Lane { ends, at: start as usize, text: 0, codes: vec![0; 2 * bytes + 1], many: 0, packed_ends }
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.text >= self.ends.len()
    }

    /// Packs what is left, and puts all behind what is there.
    #[inline(never)]
    fn finish(mut self, packer: &SymbolPacker, bytes: &[u8], packed: &mut Vec<u8>) {
        while !self.is_over() {
            self.step(packer, bytes);
        }
        let start = packed.len() as u32;
        for end in self.packed_ends {
            *end += start;
        }
        packed.extend_from_slice(&self.codes[..self.many]);
    }

    /// Packs the next symbol.
    #[inline(always)]
    fn step(&mut self, packer: &SymbolPacker, bytes: &[u8]) {
        let end = self.ends[self.text] as usize;
        let word = word_at(bytes, self.at, end);
        let (code, len) = packer.next(word);
        self.codes[self.many] = code;
        self.codes[self.many + 1] = word as u8;
        self.many += 1 + usize::from(code == ESCAPE);
        self.at += len;
        self.packed_ends[self.text] = self.many as u32;
        self.text += usize::from(self.at == end);
    }
}

#[inline(always)]
fn place(word: u64) -> usize {
    ((word & lowest(3)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - PLACES)) as usize
}
