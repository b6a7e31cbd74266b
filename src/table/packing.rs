//! Texts that hardly repeat, packed: what occurs often in a column, up to eight bytes of it, is one byte. Every text unpacks by itself, and equal texts
//! are packed alike. Whether it pays is for others to say.
//!
//! The method, and how the table of symbols is found, is FSST: Peter Boncz, Thomas Neumann, Viktor Leis, "FSST: Fast Random Access String Compression",
//! Proceedings of the VLDB Endowment 13 (11), 2020.

use super::borders::Borders;
use super::{StringArena, sort_seldom, try_make_room};
use std::hint::select_unpredictable;
use std::ops::Range;

/// The code before a byte that stands for itself.
const ESCAPE: u8 = 255;

/// Bytes of a symbol at most.
const LONGEST: u8 = 8;

/// How often the table is made anew, of what the one before makes of the sample.
const ROUNDS: usize = 5;

/// Bytes of text that are packed in one call.
const PIECE: usize = 64 << 10;

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
struct Symbols(Vec<Symbol>);

impl Symbols {
    /// Symbols for texts like those.
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
        let packer = Packer::of(self);
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
    fn unpack(&self, packed: &[u8], text: &mut Vec<u8>) {
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
pub struct Packer {
    /// By a text's first two bytes: the code of a symbol of two or one and, above, its length. Else the escape.
    short: Box<[u16; 1 << 16]>,
    /// By a hash of a text's first three bytes. Of symbols that share a place only the best is there.
    long: Box<[Long; 1 << PLACES]>,
}

impl Packer {
    fn of(symbols: &Symbols) -> Packer {
        let empty = Long { word: u64::MAX, shift: 0, code_and_len: 0 };
        let mut packer = Packer { short: Box::new([u16::from(ESCAPE) | 1 << 8; 1 << 16]), long: Box::new([empty; 1 << PLACES]) };
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
    fn pack(&self, texts: &StringArena, some: Range<usize>, packed: &mut PackedTexts) {
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
        let (mut a, mut b) = (Lane::new(start, first), Lane::new(middle, second));
        let bytes = texts.parts().0;
        while !a.is_over() && !b.is_over() {
            a.step(self, bytes);
            b.step(self, bytes);
        }
        for lane in [&mut a, &mut b] {
            while !lane.is_over() {
                lane.step(self, bytes);
            }
        }
        let mut end = packed.bytes.len() as u32;
        let halves = [(end, &a), (end + a.many as u32, &b)];
        let mut full = halves.iter().flat_map(|(start, lane)| lane.packed_ends.iter().map(move |end| start + end));
        before = start;
        for &unpacked_end in ends.iter() {
            if unpacked_end > before {
                end = full.next().unwrap_or(end);
            }
            packed.ends.push(end);
            before = unpacked_end;
        }
        packed.bytes.extend_from_slice(&a.codes[..a.many]);
        packed.bytes.extend_from_slice(&b.codes[..b.many]);
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
    packed_ends: Vec<u32>,
}

impl<'a> Lane<'a> {
    fn new(start: u32, ends: &'a [u32]) -> Lane<'a> {
        let bytes = ends.last().map_or(0, |end| end - start) as usize;
        // An escape takes two bytes for one.
        Lane { ends, at: start as usize, text: 0, codes: vec![0; 2 * bytes + 1], many: 0, packed_ends: vec![0; ends.len()] }
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.text >= self.ends.len()
    }

    /// Packs the next symbol.
    #[inline(always)]
    fn step(&mut self, packer: &Packer, bytes: &[u8]) {
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

/// Packed texts, end to end.
#[derive(Clone, Debug)]
pub struct PackedTexts {
    symbols: Symbols,
    bytes: Vec<u8>,
    ends: Borders,
    /// Bytes of the texts as they are, below 4 GiB.
    unpacked: usize,
}

impl PackedTexts {
    /// Those texts, packed by symbols that are found in some of them, and what packs more of their kind. None where that would take more than this share
    /// of the memory that they take now, or there is not the memory.
    pub fn of(texts: &StringArena, share: f64, expected: usize) -> Option<(PackedTexts, Packer)> {
        let mut sample = StringArena::new();
        let step = (texts.byte_len() / SAMPLE).max(1);
        // Spread evenly, and in no step with what comes again and again.
        let place = |k: usize| {
            let somewhere = (k as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
            ((somewhere * texts.len() as u64) >> 32) as usize
        };
        (0..texts.len() / step).for_each(|k| _ = sample.push(texts.get(place(k))));
        let symbols = Symbols::of_sample(&sample);
        let packer = Packer::of(&symbols);
        let mut packed = PackedTexts { symbols, bytes: Vec::new(), ends: Borders::default(), unpacked: 0 };
        packer.pack(&sample, 0..sample.len(), &mut packed);
        let taken = packed.bytes.len() + 2 * sample.len();
        let ends = texts.bytes_of_ends() as f64 / texts.len().max(1) as f64 * sample.len() as f64;
        if taken as f64 > share * (sample.byte_len() as f64 + ends) {
            return None;
        }
        packed.bytes.clear();
        packed.ends = Borders::default();
        packed.append(texts, &packer, expected).then_some((packed, packer))
    }

    /// Adds texts, of `expected` in all. False where there is not the memory, or they could no longer be unpacked all at once.
    pub fn append(&mut self, texts: &StringArena, packer: &Packer, expected: usize) -> bool {
        let fits = |bytes: &usize| u32::try_from(*bytes).is_ok();
        let Some(unpacked) = self.unpacked.checked_add(texts.byte_len()).filter(fits) else { return false };
        self.unpacked = unpacked;
        let (mut first, mut start) = (0, 0);
        while first < texts.len() {
            // Whole texts, at least one.
            let some = texts.until(first, start + PIECE);
            let end = texts.ends_of(some.end - 1..some.end)[0] as usize;
            // An escape takes two bytes for one.
            let Some(most) = (end - start).checked_mul(2).filter(|most| self.bytes.len().checked_add(*most).filter(fits).is_some()) else {
                return false;
            };
            // Where it grows the memory is for what is expected if all is like what is here.
            let rows = self.len() + some.len();
            let likely = (self.bytes.len() + most / 4) as f64 / rows as f64 * expected as f64;
            if !try_make_room(&mut self.bytes, most, likely as usize) || !self.ends.try_make_room(some.len(), expected) {
                return false;
            }
            (first, start) = (some.end, end);
            packer.pack(texts, some, self);
        }
        true
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A text as it is packed: the same for the same text, and empty where that is.
    pub fn raw(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends.get(index - 1) };
        &self.bytes[start as usize..self.ends.get(index) as usize]
    }

    /// The text of that index.
    pub fn get(&self, index: usize) -> String {
        let mut text = Vec::new();
        self.symbols.unpack(self.raw(index), &mut text);
        text_of(text)
    }

    /// Adds texts from `first` on to `into`, at least one and no more than it takes to hold `limit` bytes, and gives where to go on.
    #[inline(never)]
    pub fn unpack(&self, first: usize, limit: usize, into: &mut StringArena) -> usize {
        let mut start = if first == 0 { 0 } else { self.ends.get(first - 1) as usize };
        let (mut next, mut text) = (first, Vec::new());
        for end in self.ends.of(first..self.len()) {
            text.clear();
            self.symbols.unpack(&self.bytes[start..end as usize], &mut text);
            let whole = text_of(std::mem::take(&mut text));
            into.push(&whole);
            text = whole.into_bytes();
            (start, next) = (end as usize, next + 1);
            if into.byte_len() >= limit {
                break;
            }
        }
        next
    }

    /// All texts as they are.
    pub fn unpack_all(&self) -> StringArena {
        let mut texts = StringArena::with_capacity(self.unpacked);
        self.unpack(0, usize::MAX, &mut texts);
        texts
    }
}

fn text_of(unpacked: Vec<u8>) -> String {
    // SAFETY: `Packer::pack` alone writes what is unpacked here, out of whole texts: it gives back their bytes, one symbol after the other.
    unsafe { String::from_utf8_unchecked(unpacked) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn arena(texts: &[String]) -> StringArena {
        let mut arena = StringArena::new();
        texts.iter().for_each(|text| _ = arena.push(text));
        arena
    }

    proptest! {
        #[test]
        fn gives_back_what_was_packed(
            known in prop::collection::vec(prop_oneof!["(big|new|start|prefers| |é){0,9}", "[a-c\0]{0,12}", "[^\0]{0,9}"], 1..60),
            more in prop::collection::vec(prop_oneof!["(big|new|start|prefers| |é){0,9}", "[a-d\0]{0,12}", ".{0,9}"], 0..20),
            limit in 0usize..60,
        ) {
            let (mut packed, packer) = PackedTexts::of(&arena(&known), f64::INFINITY, 100).unwrap();
            prop_assert!(packed.append(&arena(&more), &packer, 100));
            let all: Vec<String> = known.into_iter().chain(more).collect();
            prop_assert_eq!((packed.len(), packed.unpacked), (all.len(), all.iter().map(String::len).sum()));
            prop_assert!(packed.unpack_all().iter().eq(all.iter()));
            prop_assert_eq!((0..all.len()).map(|at| packed.get(at)).collect::<Vec<_>>(), all.clone());
            for (a, text) in all.iter().enumerate() {
                prop_assert!((0..all.len()).all(|b| (packed.raw(a) == packed.raw(b)) == (*text == all[b])));
                prop_assert_eq!(packed.raw(a).is_empty(), text.is_empty());
                let mut some = StringArena::new();
                let next = packed.unpack(a, limit, &mut some);
                prop_assert_eq!(some.iter().collect::<Vec<_>>(), all[a..next].iter().collect::<Vec<_>>());
                prop_assert!(next == a + 1 || next == all.len() || some.byte_len() >= limit && some.byte_len() - some.get(some.len() - 1).len() < limit);
            }
        }
    }

    #[test]
    fn words_take_about_a_byte_each_and_what_has_none_is_left() {
        let words = ["prefers", "start", "follow", "new", "big", "likes", "loyal", "wrap", "about", "colour"];
        let text = |i: usize| (0..6).map(|k| words[(i * 7 + k * k * 3 + i / 9 * k) % 10]).collect::<Vec<_>>().join(" ");
        let texts = arena(&(0..5000).map(text).collect::<Vec<_>>());
        let (packed, _) = PackedTexts::of(&texts, 0.6, 5000).unwrap();
        assert!(packed.bytes.len() * 3 < texts.byte_len(), "{} of {}", packed.bytes.len(), texts.byte_len());
        let mut random = 1u64;
        let mut number = || {
            random = random.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            format!("{:08x}", random >> 32)
        };
        let ids = arena(&(0..5000).map(|_| number()).collect::<Vec<_>>());
        assert!(PackedTexts::of(&ids, 0.6, 5000).is_none());
    }
}
