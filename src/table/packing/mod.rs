//! Texts that hardly repeat, packed: by symbols, or place by place where they are of one length. Every text unpacks by itself, and equal texts are packed
//! alike. Whether it pays is for others to say.

mod even;
mod symbols;

use super::borders::Borders;
use super::{StringArena, try_make_room};
use even::{EvenCode, EvenPacker};
use symbols::{SymbolPacker, Symbols};

/// Bytes of text that are packed in one call.
const PIECE: usize = 64 << 10;

/// What tells a text from what it was packed to.
#[derive(Clone, Debug)]
enum Code {
    Symbols {
        symbols: Symbols,
        /// Where each packed text ends.
        ends: Borders,
    },
    Even(EvenCode),
}

/// Packs more texts like those that are packed already.
#[derive(Debug)]
pub enum Packer {
    Symbols(SymbolPacker),
    Even(EvenPacker),
}

/// What has become of texts that were to be packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    Done,
    /// There is not the memory, or they could no longer be unpacked all at once.
    TooMuch,
    /// They are of another form than those before. None has been added.
    OfAnotherForm,
}

/// Packed texts, end to end.
#[derive(Clone, Debug)]
pub struct PackedTexts {
    code: Code,
    bytes: Vec<u8>,
    /// Bytes of the texts as they are, below 4 GiB.
    unpacked: usize,
}

impl PackedTexts {
    /// Those texts, packed by symbols that are found in some of them, and what packs more of their kind. None where that would take more than this share
    /// of the memory that they take now, or there is not the memory. `expected`: texts in all.
    pub fn by_symbols(texts: &StringArena, share: f64, expected: usize) -> Option<(PackedTexts, Packer)> {
        let (symbols, packer) = Symbols::of(texts, share)?;
        PackedTexts::with(Code::Symbols { symbols, ends: Borders::default() }, Packer::Symbols(packer), texts, expected)
    }

    /// As [`PackedTexts::by_symbols`], place by place: none where they are not all of one length, too.
    pub fn by_place(texts: &StringArena, share: f64, expected: usize) -> Option<(PackedTexts, Packer)> {
        let (code, packer) = EvenCode::of(texts, share)?;
        PackedTexts::with(Code::Even(code), Packer::Even(packer), texts, expected)
    }

    fn with(code: Code, mut packer: Packer, texts: &StringArena, expected: usize) -> Option<(PackedTexts, Packer)> {
        let mut packed = PackedTexts { code, bytes: Vec::new(), unpacked: 0 };
        (packed.append(texts, &mut packer, expected) == Packing::Done).then_some((packed, packer))
    }

    /// Adds texts, of `expected` in all, by the packer that came with the first of them.
    pub fn append(&mut self, texts: &StringArena, packer: &mut Packer, expected: usize) -> Packing {
        let fits = |bytes: &usize| u32::try_from(*bytes).is_ok();
        let Some(unpacked) = self.unpacked.checked_add(texts.byte_len()).filter(fits) else { return Packing::TooMuch };
        match (&mut self.code, packer) {
            (Code::Symbols { ends, .. }, Packer::Symbols(packer)) => {
                let (mut first, mut start) = (0, 0);
                while first < texts.len() {
                    // Whole texts, at least one.
                    let some = texts.until(first, start + PIECE);
                    let end = texts.ends_of(some.end - 1..some.end)[0] as usize;
                    // An escape takes two bytes for one.
                    let Some(most) = (end - start).checked_mul(2).filter(|most| self.bytes.len().checked_add(*most).filter(fits).is_some())
                    else {
                        return Packing::TooMuch;
                    };
                    // Where it grows the memory is for what is expected if all is like what is here.
                    let rows = ends.len() + some.len();
                    let likely = (self.bytes.len() + most / 4) as f64 / rows as f64 * expected as f64;
                    if !try_make_room(&mut self.bytes, most, likely as usize) || !ends.try_make_room(some.len(), expected) {
                        return Packing::TooMuch;
                    }
                    (first, start) = (some.end, end);
                    packer.pack(texts, some, &mut self.bytes, ends);
                }
            }
            (Code::Even(code), Packer::Even(packer)) => {
                let width = code.width();
                if !try_make_room(&mut self.bytes, texts.len() * width, (expected as f64 * width as f64) as usize) {
                    return Packing::TooMuch;
                }
                if !packer.pack(texts, code, &mut self.bytes) {
                    return Packing::OfAnotherForm;
                }
            }
            _ => return Packing::OfAnotherForm,
        }
        self.unpacked = unpacked;
        Packing::Done
    }

    /// Number of texts.
    #[inline(never)]
    pub fn len(&self) -> usize {
        match &self.code {
            Code::Symbols { ends, .. } => ends.len(),
            Code::Even(code) => self.bytes.len() / code.width(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A text as it is packed: the same for the same text, and empty where that is.
    #[inline(never)]
    pub fn raw(&self, index: usize) -> &[u8] {
        match &self.code {
            Code::Symbols { ends, .. } => {
                let start = if index == 0 { 0 } else { ends.get(index - 1) };
                &self.bytes[start as usize..ends.get(index) as usize]
            }
            Code::Even(code) => &self.bytes[index * code.width()..][..code.width()],
        }
    }

    /// The text of that index.
    #[inline(never)]
    pub fn get(&self, index: usize) -> String {
        match &self.code {
            Code::Symbols { symbols, .. } => {
                let mut text = Vec::new();
                symbols.unpack(self.raw(index), &mut text);
                text_of(text)
            }
            Code::Even(code) => text_of(code.unpack(self.raw(index))),
        }
    }

    /// Adds texts from `first` on to `into`, at least one and no more than it takes to hold `limit` bytes, and gives where to go on.
    #[inline(never)]
    pub fn unpack(&self, first: usize, limit: usize, into: &mut StringArena) -> usize {
        match &self.code {
            Code::Symbols { symbols, ends } => {
                let mut start = if first == 0 { 0 } else { ends.get(first - 1) as usize };
                let (mut next, mut text) = (first, Vec::new());
                for end in ends.of(first..ends.len()) {
                    text.clear();
                    symbols.unpack(&self.bytes[start..end as usize], &mut text);
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
            Code::Even(code) => {
                let wanted = limit.saturating_sub(into.byte_len()).div_ceil(code.length()).max(1);
                let next = self.len().min(first.saturating_add(wanted));
                into.extend_from(&code.unpack_texts(&self.bytes[first * code.width()..next * code.width()]));
                next
            }
        }
    }

    /// All texts as they are, in memory for `expected` of them; none where there is not so much.
    pub fn try_unpack_all(&self, expected: usize) -> Option<StringArena> {
        let mut texts = StringArena::new();
        let likely = self.unpacked as f64 / self.len().max(1) as f64 * expected as f64;
        if !texts.try_make_room(self.len(), self.unpacked, expected, likely as usize) {
            return None;
        }
        let mut next = 0;
        while next < self.len() {
            next = self.unpack(next, texts.byte_len() + PIECE, &mut texts);
        }
        Some(texts)
    }

    /// All texts as they are.
    #[inline(never)]
    pub fn unpack_all(&self) -> StringArena {
        if let Code::Even(code) = &self.code {
            return code.unpack_texts(&self.bytes);
        }
        let mut texts = StringArena::with_capacity(self.unpacked);
        self.unpack(0, usize::MAX, &mut texts);
        texts
    }
}

fn text_of(unpacked: Vec<u8>) -> String {
    // SAFETY: `PackedTexts::append` alone writes what is unpacked here, out of whole texts: it gives back their bytes.
    unsafe { String::from_utf8_unchecked(unpacked) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn arena(texts: &[String]) -> StringArena {
        let mut arena = StringArena::new();
        texts.iter().for_each(|text| _ = arena.push(text));
        arena
    }

    /// Whatever was packed is there, wherever one begins to unpack.
    fn check(packed: &PackedTexts, all: &[String], limit: usize) {
        assert_eq!((packed.len(), packed.unpacked), (all.len(), all.iter().map(String::len).sum()));
        assert!(packed.unpack_all().iter().eq(all.iter()));
        assert!(packed.try_unpack_all(2 * all.len()).unwrap().iter().eq(all.iter()));
        assert_eq!((0..all.len()).map(|at| packed.get(at)).collect::<Vec<_>>(), all);
        for (a, text) in all.iter().enumerate() {
            assert!((0..all.len()).all(|b| (packed.raw(a) == packed.raw(b)) == (*text == all[b])));
            assert_eq!(packed.raw(a).is_empty(), text.is_empty());
            let mut some = StringArena::new();
            let next = packed.unpack(a, limit, &mut some);
            assert_eq!(some.iter().collect::<Vec<_>>(), all[a..next].iter().collect::<Vec<_>>());
            assert!(
                next == a + 1 || next == all.len() || some.byte_len() >= limit && some.byte_len() - some.get(some.len() - 1).len() < limit
            );
        }
    }

    proptest! {
        #[test]
        fn symbols_give_back_what_was_packed(
            known in prop::collection::vec(prop_oneof!["(big|new|start|prefers| |é){0,9}", "[a-c\0]{0,12}", "[^\0]{0,9}"], 1..60),
            more in prop::collection::vec(prop_oneof!["(big|new|start|prefers| |é){0,9}", "[a-d\0]{0,12}", ".{0,9}"], 0..20),
            limit in 0usize..60,
        ) {
            let (mut packed, mut packer) = PackedTexts::by_symbols(&arena(&known), f64::INFINITY, 100).unwrap();
            prop_assert_eq!(packed.append(&arena(&more), &mut packer, 100), Packing::Done);
            check(&packed, &[known, more].concat(), limit);
        }

        #[test]
        fn places_give_back_what_was_packed(
            known in prop::collection::vec("C[0-9A-D]-[a-cé]xx", 1..60),
            more in prop::collection::vec(prop_oneof![9 => "C[0-9A-F]-[a-cé]xx", 1 => "[C-D].-[a-dé]xx", 1 => ".{0,9}"], 0..6),
            limit in 0usize..60,
        ) {
            let length = known[0].len();
            let (first, others): (Vec<_>, Vec<_>) = known.into_iter().partition(|text| text.len() == length);
            let (mut packed, mut packer) = PackedTexts::by_place(&arena(&first), f64::INFINITY, 100).unwrap();
            let mut all = first;
            for part in [more, others] {
                let at = |texts: &[String], place: usize| texts.iter().map(|text| text.as_bytes()[place]).collect::<BTreeSet<_>>();
                let is_known = |place| {
                    let (known, new) = (at(&all, place), at(&part, place));
                    let may_grow = known.len() > 1 || known.iter().any(u8::is_ascii_digit);
                    new.is_subset(&known) || may_grow && known.union(&new).filter(|byte| !byte.is_ascii_digit()).count() <= 6
                };
                let fit = part.iter().all(|text| text.len() == length) && (0..length).all(is_known);
                let packing = packed.append(&arena(&part), &mut packer, 100);
                // What is about as it was before is always packed.
                prop_assert!(!fit || packing == Packing::Done, "{all:?} {part:?}");
                if packing == Packing::Done {
                    all.extend(part);
                }
                check(&packed, &all, limit);
            }
        }
    }

    #[test]
    fn words_take_about_a_byte_each_and_digits_half_a_byte() {
        let words = ["prefers", "start", "follow", "new", "big", "likes", "loyal", "wrap", "about", "colour"];
        let text = |i: usize| (0..6).map(|k| words[(i * 7 + k * k * 3 + i / 9 * k) % 10]).collect::<Vec<_>>().join(" ");
        let texts = arena(&(0..5000).map(text).collect::<Vec<_>>());
        let (packed, _) = PackedTexts::by_symbols(&texts, 0.6, 5000).unwrap();
        assert!(packed.bytes.len() * 3 < texts.byte_len(), "{} of {}", packed.bytes.len(), texts.byte_len());
        let mut random = 1u64;
        let mut number = || {
            random = random.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            format!("{:08x}", random >> 32)
        };
        let ids = arena(&(0..5000).map(|_| number()).collect::<Vec<_>>());
        assert!(PackedTexts::by_symbols(&ids, 0.6, 5000).is_none());
        assert!(PackedTexts::by_place(&texts, 0.6, 5000).is_none());
        assert_eq!(PackedTexts::by_place(&ids, 0.6, 5000).unwrap().0.bytes.len(), 5000 * 4);
    }
}
