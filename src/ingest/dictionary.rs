//! A dictionary that finds short texts met lately without a look-up.

use crate::table::{Interner, StringArena};

/// Distinct texts and their codes.
#[derive(Debug)]
pub struct Dictionary {
    texts: Interner,
    recent: Recent,
}

impl Default for Dictionary {
    fn default() -> Dictionary {
        Dictionary { texts: Interner::default(), recent: Recent::of(SLOTS) }
    }
}

impl Dictionary {
    /// The code of a text, new or not. None where the texts would pass 4 GiB.
    #[inline(always)]
    pub fn code(&mut self, text: &str) -> Option<u32> {
        let Some(short) = Short::of(text.as_bytes()) else { return self.texts.code(text) };
        if let Some(code) = self.recent.code(short) {
            return Some(code);
        }
        let code = self.texts.code(text)?;
        self.recent.make_room(self.texts.values().len());
        self.recent.remember(short, code);
        Some(code)
    }

    /// The texts, by code.
    pub fn texts(&self) -> &StringArena {
        self.texts.values()
    }

    /// The texts alone.
    pub fn into_texts(self) -> StringArena {
        self.texts.into_values()
    }
}

/// Places for short texts at first, and at most.
const SLOTS: usize = 1 << 10;
const MOST_SLOTS: usize = 1 << 14;

/// No text's code.
const FREE: u32 = u32::MAX;

/// A text of at most 16 bytes, whole: its length, its first and its last bytes, which overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct Short {
    first: u64,
    last: u64,
    len: u8,
}

impl Short {
    /// None where the text is longer.
    #[inline(always)]
    fn of(bytes: &[u8]) -> Option<Short> {
        let len = bytes.len() as u8;
        if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            return (bytes.len() <= 16).then(|| Short { first: u64::from_le_bytes(*first), last: u64::from_le_bytes(*last), len });
        }
        if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            return Some(Short { first: u32::from_le_bytes(*first).into(), last: u32::from_le_bytes(*last).into(), len });
        }
        Some(Short { first: bytes.iter().fold(0, |all, &b| all << 8 | u64::from(b)), last: 0, len })
    }

    /// One of 2 to the power of `bits` places.
    #[inline(always)]
    fn slot(self, bits: u32) -> usize {
        let mixed = (self.first ^ self.last.rotate_left(31) ^ u64::from(self.len)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> (64 - bits)) as usize
    }
}

/// Which codes short texts had. May forget any at any time.
#[derive(Debug)]
struct Recent {
    slots: Vec<(Short, u32)>,
    /// The power of two that there are slots.
    bits: u32,
}

impl Recent {
    fn of(slots: usize) -> Recent {
        Recent { slots: vec![(Short::default(), FREE); slots], bits: slots.ilog2() }
    }

    #[inline(always)]
    fn code(&self, text: Short) -> Option<u32> {
        self.slots.get(text.slot(self.bits)).filter(|(known, code)| *known == text && *code != FREE).map(|&(_, code)| code)
    }

    #[inline(always)]
    fn remember(&mut self, text: Short, code: u32) {
        if let Some(place) = self.slots.get_mut(text.slot(self.bits)) {
            *place = (text, code);
        }
    }

    /// So many texts would put each other out where there are hardly more places.
    #[inline(always)]
    fn make_room(&mut self, texts: usize) {
        if 2 * texts > self.slots.len() && self.slots.len() < MOST_SLOTS {
            self.grow();
        }
    }

    #[cold]
    fn grow(&mut self) {
        let held = std::mem::replace(self, Recent::of(4 * self.slots.len()));
        held.slots.into_iter().filter(|(_, code)| *code != FREE).for_each(|(text, code)| self.remember(text, code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    proptest! {
        #[test]
        fn a_code_that_is_found_is_that_of_the_text(texts in proptest::collection::vec(proptest::collection::vec(prop_oneof![Just(0u8), Just(b'a'), any::<u8>()], 0..19), 0..300)) {
            let mut recent = Recent::of(4);
            let mut codes = HashMap::new();
            for text in &texts {
                let Some(short) = Short::of(text) else {
                    prop_assert!(text.len() > 16);
                    continue;
                };
                let next = codes.len() as u32;
                let code = *codes.entry(text.clone()).or_insert(next);
                prop_assert!(recent.code(short).is_none_or(|found| found == code));
                recent.make_room(codes.len());
                recent.remember(short, code);
                prop_assert_eq!(recent.code(short), Some(code));
            }
            prop_assert!(recent.slots.len() >= 2 * codes.len().min(MOST_SLOTS / 2));
        }
    }
}
