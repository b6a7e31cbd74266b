//! The text column of one chunk while it is built: a dictionary, until nearly every cell turns out to differ.

use super::recent::{Recent, Short};
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
    recent: Recent,
    /// Whether it has been seen if a dictionary pays.
    tried: bool,
}

impl TextPiece {
    pub fn new(rows: usize, unique: bool) -> TextPiece {
        let codes = if unique { None } else { Some(Vec::with_capacity(rows)) };
        let values = if unique { StringArena::with_capacity(rows, rows * 12) } else { StringArena::new() };
        let recent = if unique { Recent::none() } else { Recent::new() };
        TextPiece { values, codes, index: HashTable::new(), hasher: DefaultHashBuilder::default(), recent, tried: false }
    }

    /// Adds a trimmed cell of UTF-8.
    #[inline]
    pub fn push(&mut self, cell: &[u8]) {
        // SAFETY: a chunk is checked to be UTF-8 before its columns are read, and cells are cut at ASCII characters or, when trimmed, at characters.
        let text = unsafe { std::str::from_utf8_unchecked(cell) };
        let Some(codes) = &mut self.codes else {
            self.values.push(text);
            return;
        };
        match Short::of(cell) {
            Some(short) => match self.recent.code(short) {
                Some(code) => codes.push(code),
                None => {
                    let code = self.code_of(text);
                    self.recent.remember(short, code);
                }
            },
            None => _ = self.code_of(text),
        }
    }

    /// The code of a text, which a row has.
    fn code_of(&mut self, text: &str) -> u32 {
        let TextPiece { values, codes: Some(codes), index, hasher, .. } = self else { return u32::MAX };
        let hash = hasher.hash_one(text);
        let code = match index.find(hash, |&c| values.get(c as usize) == text) {
            Some(&code) => code,
            None => {
                let code = values.push(text);
                index.insert_unique(hash, code, |&c| hasher.hash_one(values.get(c as usize)));
                code
            }
        };
        codes.push(code);
        if !self.tried && codes.len() >= TRIAL {
            self.tried = true;
            if values.len() > codes.len() / 2 {
                self.spread();
            }
        }
        code
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
            Some(codes) => Codes::narrowest(codes, self.values.len()),
        };
        TextColumn { values: self.values, codes }
    }
}
