//! The entries of a text column, as they are or packed.

use super::StringArena;
use super::packing::PackedTexts;
use std::borrow::Cow;

/// The entries of a text column. Only those of a column without a dictionary are ever packed.
#[derive(Clone, Debug)]
pub enum TextValues {
    Plain(StringArena),
    Packed(PackedTexts),
}

impl From<StringArena> for TextValues {
    fn from(texts: StringArena) -> TextValues {
        TextValues::Plain(texts)
    }
}

impl TextValues {
    /// Number of entries.
    pub fn len(&self) -> usize {
        match self {
            TextValues::Plain(texts) => texts.len(),
            TextValues::Packed(packed) => packed.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One entry.
    pub fn get(&self, index: usize) -> Cow<'_, str> {
        match self {
            TextValues::Plain(texts) => texts.get(index).into(),
            TextValues::Packed(packed) => packed.get(index).into(),
        }
    }

    /// Bytes that are the same for the same entry of this column, and empty for the empty one: quicker to have than the entry.
    pub fn raw(&self, index: usize) -> &[u8] {
        match self {
            TextValues::Plain(texts) => texts.get(index).as_bytes(),
            TextValues::Packed(packed) => packed.raw(index),
        }
    }

    /// All entries as they are: for what goes back and forth among them. Packed ones take their whole size in memory for as long.
    pub fn plain(&self) -> Cow<'_, StringArena> {
        match self {
            TextValues::Plain(texts) => Cow::Borrowed(texts),
            TextValues::Packed(packed) => Cow::Owned(packed.unpack_all()),
        }
    }

    /// All entries as they are, alone.
    pub fn into_plain(self) -> StringArena {
        match self {
            TextValues::Plain(texts) => texts,
            TextValues::Packed(packed) => packed.unpack_all(),
        }
    }

    /// Calls `visit` with parts and the index of the first entry of each; entries that are not packed are one part.
    pub(super) fn parts(&self, visit: &mut dyn FnMut(usize, &StringArena)) {
        /// Bytes of a part, about.
        const PART: usize = 64 << 10;
        match self {
            TextValues::Plain(texts) => visit(0, texts),
            TextValues::Packed(packed) => {
                let (mut first, mut part) = (0, StringArena::new());
                while first < packed.len() {
                    part.clear();
                    let next = packed.unpack(first, PART, &mut part);
                    visit(first, &part);
                    first = next;
                }
            }
        }
    }

    /// Calls `visit` with each entry, in order.
    pub fn each(&self, visit: &mut dyn FnMut(&str)) {
        self.parts(&mut |_, part| part.iter().for_each(&mut *visit));
    }
}
