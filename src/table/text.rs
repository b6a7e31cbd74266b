//! Text columns: a dictionary of distinct values and a code per row, or one entry per row when nearly all differ.

use super::{Bitmap, Interner, TextValues};
use std::borrow::Cow;

/// Which dictionary entry each row holds, in the narrowest width that fits.
#[derive(Clone, Debug)]
pub enum Codes {
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    /// Row `i` holds entry `i`: nearly unique text, not deduplicated.
    Identity,
}

impl Codes {
    /// Codes in the narrowest width for that many entries.
    pub fn narrowest(codes: Vec<u32>, entries: usize) -> Codes {
        match entries {
            0..=0x100 => Codes::U8(codes.into_iter().map(|code| code as u8).collect()),
            0x101..=0x1_0000 => Codes::U16(codes.into_iter().map(|code| code as u16).collect()),
            _ => Codes::U32(codes),
        }
    }

    /// Number of rows; none where each row holds an entry of its own.
    pub fn rows(&self) -> Option<usize> {
        match self {
            Codes::U8(codes) => Some(codes.len()),
            Codes::U16(codes) => Some(codes.len()),
            Codes::U32(codes) => Some(codes.len()),
            Codes::Identity => None,
        }
    }

    /// How many rows hold each of so many entries.
    pub fn count(&self, entries: usize) -> Vec<u32> {
        fn count<T: Copy + Into<u32>>(codes: &[T], counts: &mut [u32]) {
            codes.iter().for_each(|&code| counts[code.into() as usize] += 1);
        }
        let mut counts = vec![0; entries];
        match self {
            Codes::U8(codes) => count(codes, &mut counts),
            Codes::U16(codes) => count(codes, &mut counts),
            Codes::U32(codes) => count(codes, &mut counts),
            Codes::Identity => counts.fill(1),
        }
        counts
    }

    /// What is said of each entry, for each row.
    pub fn look_up<T: Copy>(&self, by_entry: &[T]) -> Vec<T> {
        match self {
            Codes::U8(codes) => codes.iter().map(|&code| by_entry[usize::from(code)]).collect(),
            Codes::U16(codes) => codes.iter().map(|&code| by_entry[usize::from(code)]).collect(),
            Codes::U32(codes) => codes.iter().map(|&code| by_entry[code as usize]).collect(),
            Codes::Identity => by_entry.to_vec(),
        }
    }

    /// The entry of a row; none where each row holds an entry of its own.
    pub fn get(&self, row: usize) -> Option<usize> {
        match self {
            Codes::U8(codes) => Some(codes[row].into()),
            Codes::U16(codes) => Some(codes[row].into()),
            Codes::U32(codes) => Some(codes[row] as usize),
            Codes::Identity => None,
        }
    }
}

/// A column of text. Entries are trimmed; the empty entry is a missing cell.
#[derive(Clone, Debug)]
pub struct TextColumn {
    pub values: TextValues,
    pub codes: Codes,
}

impl TextColumn {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.codes.rows().unwrap_or(self.values.len())
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The dictionary entry of `row`.
    pub fn code(&self, row: usize) -> usize {
        self.codes.get(row).unwrap_or(row)
    }

    /// The text of `row`; empty when missing.
    pub fn get(&self, row: usize) -> Cow<'_, str> {
        self.values.get(self.code(row))
    }

    /// A column without a dictionary, of entries as they are or packed however much they take.
    #[cfg(test)]
    pub fn each_row<'a>(rows: impl IntoIterator<Item = &'a str>, packed: bool) -> TextColumn {
        let mut texts = super::StringArena::new();
        rows.into_iter().for_each(|text| _ = texts.push(text));
        let pack = |texts| super::PackedTexts::by_symbols(&texts, f64::INFINITY, 0).expect("there is the memory").0;
        TextColumn { values: if packed { TextValues::Packed(pack(texts)) } else { texts.into() }, codes: Codes::Identity }
    }

    /// Whether `row` has no text.
    pub fn is_missing(&self, row: usize) -> bool {
        self.values.raw(self.code(row)).is_empty()
    }

    /// The rows whose text passes `test`, which is called once per dictionary entry.
    pub fn select(&self, mut test: impl FnMut(&str) -> bool) -> Bitmap {
        let mut pass = Vec::with_capacity(self.values.len());
        self.values.each(&mut |text| pass.push(test(text)));
        self.select_entries(&pass)
    }

    /// The rows whose dictionary entry passes.
    pub(super) fn select_entries(&self, pass: &[bool]) -> Bitmap {
        match &self.codes {
            Codes::U8(c) => Bitmap::from_slice(c, |code| pass[code as usize]),
            Codes::U16(c) => Bitmap::from_slice(c, |code| pass[code as usize]),
            Codes::U32(c) => Bitmap::from_slice(c, |code| pass[code as usize]),
            Codes::Identity => Bitmap::from_slice(pass, |held| held),
        }
    }
}

impl<'a> FromIterator<&'a str> for TextColumn {
    fn from_iter<I: IntoIterator<Item = &'a str>>(rows: I) -> TextColumn {
        let mut builder = TextColumnBuilder::new();
        for text in rows {
            builder.push(text);
        }
        builder.finish()
    }
}

/// Builds a [`TextColumn`] row by row, deduplicating.
#[derive(Debug, Default)]
pub struct TextColumnBuilder {
    values: Interner,
    codes: Vec<u32>,
}

impl TextColumnBuilder {
    pub fn new() -> TextColumnBuilder {
        TextColumnBuilder::default()
    }

    /// Adds a row, trimmed, and gives the code of its entry.
    ///
    /// # Panics
    /// When the distinct text would pass 4 GiB.
    pub fn push(&mut self, text: &str) -> u32 {
        let code = self.values.code(text.trim()).expect("a text column holds less than 4 GiB of distinct text");
        self.codes.push(code);
        code
    }

    /// Adds a row that holds an entry which [`TextColumnBuilder::push`] gave this code.
    pub fn repeat(&mut self, code: u32) {
        debug_assert!((code as usize) < self.values.values().len());
        self.codes.push(code);
    }

    /// The column, with codes of the narrowest width.
    pub fn finish(self) -> TextColumn {
        let values = self.values.into_values();
        TextColumn { codes: Codes::narrowest(self.codes, values.len()), values: values.into() }
    }
}
