//! The text column of one chunk while it is built: a dictionary, until nearly every cell turns out to differ.

use crate::table::{Codes, StringArena, TextColumn};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// After this many rows a dictionary must have paid.
const TRIAL: usize = 1024;

pub struct TextPiece {
    values: StringArena,
    /// None: every row its own entry.
    codes: Option<Vec<u32>>,
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
    last: Option<u32>,
}

impl TextPiece {
    pub fn new(rows: usize, unique: bool) -> TextPiece {
        let codes = if unique { None } else { Some(Vec::with_capacity(rows)) };
        let values = if unique { StringArena::with_capacity(rows, rows * 12) } else { StringArena::new() };
        TextPiece { values, codes, index: HashTable::new(), hasher: DefaultHashBuilder::default(), last: None }
    }

    /// Adds a trimmed cell of UTF-8.
    #[inline]
    pub fn push(&mut self, cell: &[u8]) {
        // SAFETY: a chunk is checked to be UTF-8 before its columns are read, and cells are cut at ASCII characters or, when trimmed, at characters.
        let text = unsafe { std::str::from_utf8_unchecked(cell) };
        let TextPiece { values, codes, index, hasher, last } = self;
        let Some(codes) = codes else {
            values.push(text);
            return;
        };
        if let Some(code) = *last
            && values.get(code as usize) == text
        {
            codes.push(code);
            return;
        }
        let hash = hasher.hash_one(cell);
        let code = match index.find(hash, |&c| values.get(c as usize) == text) {
            Some(&code) => code,
            None => {
                let code = values.push(text);
                index.insert_unique(hash, code, |&c| hasher.hash_one(values.get(c as usize).as_bytes()));
                code
            }
        };
        *last = Some(code);
        codes.push(code);
        if codes.len() == TRIAL && values.len() > TRIAL / 2 {
            self.spread();
        }
    }

    /// From a dictionary to an entry per row.
    fn spread(&mut self) {
        let Some(codes) = self.codes.take() else { return };
        let mut spread = StringArena::with_capacity(codes.capacity(), self.values.byte_len() * (codes.capacity() / codes.len().max(1) + 1));
        for code in codes {
            spread.push(self.values.get(code as usize));
        }
        self.values = spread;
        self.index = HashTable::new();
    }

    pub fn finish(mut self) -> TextColumn {
        self.values.shrink();
        let codes = match self.codes {
            None => Codes::Identity,
            Some(codes) => narrow(codes.into_iter(), self.values.len()),
        };
        TextColumn { values: self.values, codes }
    }
}

/// Codes in the narrowest width for that many entries.
pub fn narrow(codes: impl Iterator<Item = u32>, entries: usize) -> Codes {
    match entries {
        0..=0x100 => Codes::U8(codes.map(|c| c as u8).collect()),
        0x101..=0x1_0000 => Codes::U16(codes.map(|c| c as u16).collect()),
        _ => Codes::U32(codes.collect()),
    }
}
