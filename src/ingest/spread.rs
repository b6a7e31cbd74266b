//! Texts of a column that hardly repeat, one per row, while its chunks come in. Which columns have such is for others to say.

use super::grow::{TooMuch, enough};
use crate::table::{PackedTexts, Packer, StringArena, TextValues};
use std::borrow::Cow;

/// Texts are packed where a column is likely to have so many bytes of them. It takes time: reading a file takes a twelfth longer.
const MANY: usize = if cfg!(test) { 256 } else { 16 << 20 };

/// So many bytes of texts show of what they are made.
const ENOUGH: usize = if cfg!(test) { 128 } else { 2 << 20 };

/// They are, where they then take no more than this share of their memory. Ids of random digits take more, words a quarter.
const WORTH: f64 = 0.6;

/// One text per row.
#[derive(Debug)]
pub enum Spread {
    Plain {
        texts: StringArena,
        /// Packing them has turned out not to be worth it.
        stays: bool,
    },
    Packed(PackedTexts, Packer),
}

impl From<StringArena> for Spread {
    fn from(texts: StringArena) -> Spread {
        Spread::Plain { texts, stays: false }
    }
}

impl Spread {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Spread::Plain { texts, .. } => texts.len(),
            Spread::Packed(packed, _) => packed.len(),
        }
    }

    /// The texts as they are.
    pub fn plain(&self) -> Cow<'_, StringArena> {
        match self {
            Spread::Plain { texts, .. } => Cow::Borrowed(texts),
            Spread::Packed(packed, _) => Cow::Owned(packed.unpack_all()),
        }
    }

    /// The texts, for a column.
    pub fn into_values(self) -> TextValues {
        match self {
            Spread::Plain { texts, .. } => TextValues::Plain(texts),
            Spread::Packed(packed, _) => TextValues::Packed(packed),
        }
    }

    /// Adds texts, of `expected` in all.
    pub fn add(&mut self, more: &StringArena, expected: usize) -> Result<(), TooMuch> {
        let (all, stays) = match self {
            Spread::Packed(packed, packer) => return enough(packed.append(more, packer, expected)),
            Spread::Plain { texts, stays } => (texts, stays),
        };
        // The rows that are to come are taken to be as long as these.
        let bytes = (more.byte_len() as f64 / more.len().max(1) as f64 * expected as f64) as usize;
        enough(u32::try_from(all.byte_len() + more.byte_len()).is_ok())?;
        enough(all.try_make_room(more.len(), more.byte_len(), expected, bytes))?;
        all.extend_from(more);
        if !*stays && all.byte_len() >= ENOUGH && bytes.max(all.byte_len()) >= MANY {
            match PackedTexts::of(all, WORTH, expected) {
                Some((packed, packer)) => *self = Spread::Packed(packed, packer),
                None => *stays = true,
            }
        }
        Ok(())
    }
}
