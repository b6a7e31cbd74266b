//! The text column of one chunk while it is built: a dictionary, until nearly every cell turns out to differ.

use super::dictionary::Dictionary;
use crate::table::{Codes, StringArena, TextColumn};

/// After this many rows a dictionary must have paid.
const TRIAL: usize = 1024;

pub enum TextPiece {
    Coded {
        dictionary: Dictionary,
        codes: Vec<u32>,
    },
    /// Every row its own entry.
    Spread(StringArena),
}

impl TextPiece {
    pub fn new(rows: usize, unique: bool) -> TextPiece {
        if unique {
            TextPiece::Spread(StringArena::with_capacity(rows * 12))
        } else {
            TextPiece::Coded { dictionary: Dictionary::default(), codes: Vec::with_capacity(rows) }
        }
    }

    /// Adds a trimmed cell of UTF-8.
    #[inline]
    pub fn push(&mut self, cell: &[u8]) {
        // SAFETY: a chunk is checked to be UTF-8 before its columns are read, and cells are cut at ASCII characters or, when trimmed, at characters.
        let text = unsafe { std::str::from_utf8_unchecked(cell) };
        match self {
            TextPiece::Spread(texts) => _ = texts.push(text),
            TextPiece::Coded { dictionary, codes } => {
                codes.push(dictionary.code(text).expect("a chunk is smaller than 4 GiB"));
                if codes.len() == TRIAL && dictionary.texts().len() > TRIAL / 2 {
                    self.spread();
                }
            }
        }
    }

    /// From a dictionary to an entry per row.
    #[cold]
    fn spread(&mut self) {
        let TextPiece::Coded { dictionary, codes } = self else { return };
        let texts = dictionary.texts();
        let mut spread = StringArena::with_capacity(texts.byte_len() * (codes.capacity() / codes.len().max(1) + 1));
        codes.iter().for_each(|&code| _ = spread.push(texts.get(code as usize)));
        *self = TextPiece::Spread(spread);
    }

    pub fn finish(self) -> TextColumn {
        let (mut values, codes) = match self {
            TextPiece::Spread(texts) => (texts, None),
            TextPiece::Coded { dictionary, codes } => (dictionary.into_texts(), Some(codes)),
        };
        values.shrink();
        let codes = codes.map_or(Codes::Identity, |codes| Codes::narrowest(codes, values.len()));
        TextColumn { values: values.into(), codes }
    }
}
