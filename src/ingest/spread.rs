//! Texts of a column that hardly repeat, one per row, while its chunks come in. Which columns have such is for others to say.

use super::grow::{TooMuch, enough};
use crate::table::{PackedTexts, Packer, Packing, StringArena, TextValues};
use std::borrow::Cow;

/// Texts of one length are packed place by place where a column is likely to have so many bytes of them.
const MANY_EVEN: usize = if cfg!(test) { 64 } else { 4 << 20 };

/// So many bytes of them show what stands where. What differs later ends it.
const ENOUGH_EVEN: usize = if cfg!(test) { 32 } else { 1 << 19 };

/// Texts are packed by symbols where a column is likely to have so many bytes of them. It takes time: reading a file takes a sixteenth longer.
const MANY: usize = if cfg!(test) { 256 } else { 32 << 20 };

/// So many bytes of them show of what they are made.
const ENOUGH: usize = if cfg!(test) { 128 } else { 2 << 20 };

/// They are, where they then take no more than this share of their memory. Words take a quarter, hexadecimal digits the half.
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
        if let Spread::Packed(packed, packer) = self {
            match packed.append(more, packer, expected) {
                Packing::Done => return Ok(()),
                Packing::TooMuch => return Err(TooMuch),
                Packing::OfAnotherForm => *self = Spread::Plain { texts: packed.try_unpack_all(expected).ok_or(TooMuch)?, stays: false },
            }
        }
        let Spread::Plain { texts: all, stays } = self else { unreachable!("unpacked above") };
        // The rows that are to come are taken to be as long as these.
        let bytes = (more.byte_len() as f64 / more.len().max(1) as f64 * expected as f64) as usize;
        enough(u32::try_from(all.byte_len() + more.byte_len()).is_ok())?;
        enough(all.try_make_room(more.len(), more.byte_len(), expected, bytes))?;
        let before = all.byte_len();
        all.extend_from(more);
        let (held, likely) = (all.byte_len(), bytes.max(all.byte_len()));
        let mut packed = None;
        if (..ENOUGH_EVEN).contains(&before) && held >= ENOUGH_EVEN && likely >= MANY_EVEN {
            packed = PackedTexts::by_place(all, WORTH, expected);
        }
        if packed.is_none() && !*stays && held >= ENOUGH && likely >= MANY {
            packed = PackedTexts::by_symbols(all, WORTH, expected);
            *stays = true;
        }
        if let Some((packed, packer)) = packed {
            *self = Spread::Packed(packed, packer);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_packed_until_one_is_of_another_form() {
        let (mut spread, mut all) = (Spread::from(StringArena::new()), Vec::new());
        let mut add = |ids: &[&str], packed: bool| {
            let mut texts = StringArena::new();
            ids.iter().for_each(|id| _ = texts.push(id));
            spread.add(&texts, 40).unwrap();
            all.extend(ids.iter().map(|id| id.to_string()));
            assert_eq!(matches!(spread, Spread::Packed(..)), packed, "{ids:?}");
            assert!(spread.plain().iter().eq(all.iter()));
        };
        add(&["C0001", "C0002", "C0003"], false);
        add(&["C0004", "C0005", "C0006", "C0007"], true);
        // Digits grow, and letters may come to them.
        add(&["C9990", "C08A1", "C08F1"], true);
        add(&[], true);
        add(&["C0008", "D0001"], false);
        add(&["C0009", "", "C10"], false);
    }
}
