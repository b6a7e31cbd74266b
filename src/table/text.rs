//! Text columns: a dictionary of distinct values and a code per row, or one entry per row when nearly all differ.

use super::{Bitmap, Interner, try_make_room};

/// Strings end to end in one buffer.
#[derive(Clone, Debug)]
pub struct StringArena {
    pub(super) bytes: Vec<u8>,
    /// `ends[i]` is where string `i` ends; it starts where `i - 1` ends.
    pub(super) ends: Vec<u32>,
}

impl Default for StringArena {
    fn default() -> Self {
        StringArena::new()
    }
}

impl StringArena {
    pub fn new() -> StringArena {
        StringArena { bytes: Vec::new(), ends: Vec::new() }
    }

    pub fn with_capacity(strings: usize, bytes: usize) -> StringArena {
        StringArena { bytes: Vec::with_capacity(bytes), ends: Vec::with_capacity(strings) }
    }

    /// Number of strings.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Length of all strings together, in bytes.
    pub fn byte_len(&self) -> usize {
        self.bytes.len()
    }

    /// Adds a string and gives its index.
    ///
    /// # Panics
    /// When the arena would pass 4 GiB.
    pub fn push(&mut self, s: &str) -> u32 {
        self.try_push(s).expect("a text column holds less than 4 GiB of distinct text")
    }

    /// Adds a string and gives its index; None, and nothing added, when the arena would pass 4 GiB.
    #[inline]
    pub fn try_push(&mut self, s: &str) -> Option<u32> {
        let end = u32::try_from(self.bytes.len() + s.len()).ok()?;
        put(&mut self.bytes, s.as_bytes());
        self.ends.push(end);
        Some((self.ends.len() - 1) as u32)
    }

    pub fn get(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        let bytes = &self.bytes[start..self.ends[index] as usize];
        // SAFETY: only `push` adds bytes, whole strings at a time, and `ends` marks their borders.
        unsafe { std::str::from_utf8_unchecked(bytes) }
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|i| self.get(i))
    }

    /// The strings end to end, and where each ends.
    pub fn parts(&self) -> (&[u8], &[u32]) {
        (&self.bytes, &self.ends)
    }

    /// From what [`StringArena::parts`] gives; none where that is no UTF-8 cut at characters.
    pub fn of_parts(bytes: Vec<u8>, ends: Vec<u32>) -> Option<StringArena> {
        let text = simdutf8::basic::from_utf8(&bytes).ok()?;
        let ascending = ends.windows(2).all(|pair| pair[0] <= pair[1]);
        let whole = ends.last().map_or(0, |&end| end as usize) == bytes.len();
        let at_characters = text.is_ascii() || ends.iter().all(|&end| text.is_char_boundary(end as usize));
        (ascending && whole && at_characters).then_some(StringArena { bytes, ends })
    }

    /// Adds every string of `other`, in order.
    pub fn extend_from(&mut self, other: &StringArena) {
        let base = self.bytes.len() as u32;
        self.bytes.extend_from_slice(&other.bytes);
        assert!(u32::try_from(self.bytes.len()).is_ok(), "a text column holds less than 4 GiB of distinct text");
        self.ends.extend(other.ends.iter().map(|e| e + base));
    }

    /// Makes room for so many strings of so many bytes: where there is none, for as many more as are expected in all. False where there is not the
    /// memory.
    pub fn try_make_room(&mut self, strings: usize, bytes: usize, expected_strings: usize, expected_bytes: usize) -> bool {
        try_make_room(&mut self.ends, strings, expected_strings) && try_make_room(&mut self.bytes, bytes, expected_bytes)
    }

    /// Gives back memory that is reserved and not used.
    pub fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

/// Adds bytes. Few of them as one or two words that overlap: a call to copy a name costs more than the name.
#[inline(always)]
fn put(all: &mut Vec<u8>, more: &[u8]) {
    if let (len @ 8..=16, Some(first), Some(last)) = (more.len(), more.first_chunk::<8>(), more.last_chunk::<8>()) {
        all.extend_from_slice(first);
        all.truncate(all.len() + len - 16);
        all.extend_from_slice(last);
    } else if let (len @ 4..8, Some(first), Some(last)) = (more.len(), more.first_chunk::<4>(), more.last_chunk::<4>()) {
        all.extend_from_slice(first);
        all.truncate(all.len() + len - 8);
        all.extend_from_slice(last);
    } else if more.len() < 4 {
        more.iter().for_each(|&byte| all.push(byte));
    } else {
        all.extend_from_slice(more);
    }
}

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
    pub values: StringArena,
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
    pub fn get(&self, row: usize) -> &str {
        self.values.get(self.code(row))
    }

    /// The rows whose text passes `test`, which is called once per dictionary entry.
    pub fn select(&self, mut test: impl FnMut(&str) -> bool) -> Bitmap {
        let pass: Vec<bool> = self.values.iter().map(&mut test).collect();
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
        TextColumn { codes: Codes::narrowest(self.codes, values.len()), values }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_arena_gives_back_what_was_put_in(texts in proptest::collection::vec(".{0,20}", 0..40)) {
            let mut arena = StringArena::new();
            let places: Vec<u32> = texts.iter().map(|text| arena.push(text)).collect();
            prop_assert!(places.into_iter().eq(0..texts.len() as u32));
            prop_assert!(arena.iter().eq(texts.iter().map(String::as_str)));
        }
    }
}
