//! Distinct strings, each found by what it says. Knows nothing of rows.

use super::StringArena;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// An arena without repetition.
#[derive(Debug, Default)]
pub struct Interner {
    values: StringArena,
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Interner {
    /// The index of a string, which is added where it is new. None where the arena would pass 4 GiB.
    #[inline]
    pub fn code(&mut self, text: &str) -> Option<u32> {
        let Interner { values, index, hasher } = self;
        let hash = hasher.hash_one(text);
        if let Some(&code) = index.find(hash, |&c| values.get(c as usize) == text) {
            return Some(code);
        }
        let code = values.try_push(text)?;
        index.insert_unique(hash, code, |&c| hasher.hash_one(values.get(c as usize)));
        Some(code)
    }

    /// The strings so far.
    pub fn values(&self) -> &StringArena {
        &self.values
    }

    /// The strings alone.
    pub fn into_values(self) -> StringArena {
        self.values
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_string_keeps_its_first_place(texts in proptest::collection::vec("[ab]{0,3}|.{0,20}", 0..200)) {
            let mut interner = Interner::default();
            let mut slow: Vec<&str> = Vec::new();
            for text in &texts {
                let place = slow.iter().position(|known| known == text).unwrap_or_else(|| {
                    slow.push(text);
                    slow.len() - 1
                });
                prop_assert_eq!(interner.code(text), Some(place as u32));
            }
            prop_assert!(interner.values().iter().eq(slow.iter().copied()));
        }
    }
}
