//! Strings end to end in one buffer. What they mean, as a dictionary or row by row, is `text`'s business.

use super::try_make_room;
use std::borrow::Cow;
use std::ops::Range;

/// Strings end to end in one buffer.
#[derive(Clone, Debug, Default)]
pub struct StringArena {
    pub(super) bytes: Vec<u8>,
    ends: Ends,
}

/// Where strings end; each starts where the one before ends.
#[derive(Clone, Debug)]
pub enum Ends {
    /// So many strings of one length, as ids are.
    Even {
        length: u32,
        count: u32,
    },
    Each(Vec<u32>),
}

impl Default for Ends {
    fn default() -> Ends {
        Ends::Even { length: 0, count: 0 }
    }
}

impl Ends {
    fn len(&self) -> usize {
        match self {
            Ends::Even { count, .. } => *count as usize,
            Ends::Each(ends) => ends.len(),
        }
    }

    #[inline(always)]
    fn end(&self, index: usize) -> usize {
        match self {
            Ends::Even { length, count } => {
                assert!(index < *count as usize, "no string of that index");
                (index + 1) * *length as usize
            }
            Ends::Each(ends) => ends[index] as usize,
        }
    }

    /// Where each of some strings ends.
    pub(super) fn of(&self, strings: Range<usize>) -> Cow<'_, [u32]> {
        match self {
            Ends::Even { length, .. } => strings.map(|i| (i as u32 + 1) * length).collect(),
            Ends::Each(ends) => Cow::Borrowed(&ends[strings]),
        }
    }

    /// Adds a string of that length that ends there.
    #[inline(always)]
    fn push(&mut self, length: usize, end: u32) {
        match self {
            Ends::Each(ends) => ends.push(end),
            Ends::Even { length: even, count } if *even as usize == length || *count == 0 => {
                *even = length as u32;
                *count += 1;
            }
            Ends::Even { .. } => self.each().push(end),
        }
    }

    /// One by one, from now on.
    #[cold]
    fn each(&mut self) -> &mut Vec<u32> {
        if let Ends::Even { .. } = self {
            let mut ends = Vec::with_capacity(2 * self.len() + 2);
            ends.extend_from_slice(&self.of(0..self.len()));
            *self = Ends::Each(ends);
        }
        let Ends::Each(ends) = self else { unreachable!("made so above") };
        ends
    }
}

impl StringArena {
    pub fn new() -> StringArena {
        StringArena::default()
    }

    pub fn with_capacity(bytes: usize) -> StringArena {
        StringArena { bytes: Vec::with_capacity(bytes), ends: Ends::default() }
    }

    /// Number of strings.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
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
        self.ends.push(s.len(), end);
        Some((self.ends.len() - 1) as u32)
    }

    #[inline]
    pub fn get(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends.end(index - 1) };
        let bytes = &self.bytes[start..self.ends.end(index)];
        // SAFETY: only `push` adds bytes, whole strings at a time, and `ends` marks their borders.
        unsafe { std::str::from_utf8_unchecked(bytes) }
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|i| self.get(i))
    }

    /// The strings end to end, and where each ends.
    pub fn parts(&self) -> (&[u8], &Ends) {
        (&self.bytes, &self.ends)
    }

    /// From what [`StringArena::parts`] gives; none where that is no UTF-8 cut at characters.
    pub fn of_parts(bytes: Vec<u8>, ends: Ends) -> Option<StringArena> {
        let text = simdutf8::basic::from_utf8(&bytes).ok()?;
        let whole = match &ends {
            Ends::Even { length, count } => u64::from(*length) * u64::from(*count) == bytes.len() as u64,
            Ends::Each(ends) => ends.windows(2).all(|pair| pair[0] <= pair[1]) && ends.last().map_or(0, |&end| end as usize) == bytes.len(),
        };
        let at_characters = || text.is_ascii() || (0..ends.len()).all(|i| text.is_char_boundary(ends.end(i)));
        (whole && at_characters()).then_some(StringArena { bytes, ends })
    }

    /// The strings from `first` on that end no later than at byte `limit`, at least one.
    pub(super) fn until(&self, first: usize, limit: usize) -> Range<usize> {
        let fitting = match &self.ends {
            Ends::Even { length: 0, count } => *count as usize,
            Ends::Even { length, count } => (limit / *length as usize).min(*count as usize),
            Ends::Each(ends) => first + ends[first..].partition_point(|&end| end as usize <= limit),
        };
        first..fitting.max(first + 1)
    }

    /// How many bytes each string has, if there are any and all have as many; none where they have none.
    pub fn even_length(&self) -> Option<usize> {
        match self.ends {
            Ends::Even { length, count } if length > 0 && count > 0 => Some(length as usize),
            _ => None,
        }
    }

    /// Memory that goes into where strings end, in bytes.
    pub(super) fn bytes_of_ends(&self) -> usize {
        match &self.ends {
            Ends::Even { .. } => 0,
            Ends::Each(ends) => size_of_val(&ends[..]),
        }
    }

    /// No strings any more; the memory stays for others.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        match &mut self.ends {
            Ends::Each(ends) => ends.clear(),
            even => *even = Ends::default(),
        }
    }

    /// Where each of some strings ends.
    pub(super) fn ends_of(&self, strings: Range<usize>) -> Cow<'_, [u32]> {
        self.ends.of(strings)
    }

    /// Adds every string of `other`, in order.
    pub fn extend_from(&mut self, other: &StringArena) {
        let base = self.bytes.len() as u32;
        self.bytes.extend_from_slice(&other.bytes);
        assert!(u32::try_from(self.bytes.len()).is_ok(), "a text column holds less than 4 GiB of distinct text");
        match (&mut self.ends, &other.ends) {
            (_, Ends::Even { count: 0, .. }) => {}
            (ends @ Ends::Even { count: 0, .. }, other) => *ends = other.clone(),
            (Ends::Even { length, count }, Ends::Even { length: same, count: more }) if length == same => *count += more,
            (ends, other) => ends.each().extend(other.of(0..other.len()).iter().map(|end| end + base)),
        }
    }

    /// Makes room for so many strings of so many bytes: where there is none, for as many more as are expected in all. False where there is not the
    /// memory.
    pub fn try_make_room(&mut self, strings: usize, bytes: usize, expected_strings: usize, expected_bytes: usize) -> bool {
        let room = match &mut self.ends {
            Ends::Even { .. } => true,
            Ends::Each(ends) => try_make_room(ends, strings, expected_strings),
        };
        room && try_make_room(&mut self.bytes, bytes, expected_bytes)
    }

    /// Gives back memory that is reserved and not used.
    pub fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        if let Ends::Each(ends) = &mut self.ends {
            ends.shrink_to_fit();
        }
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

#[cfg(test)]
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

        #[test]
        fn gives_back_what_was_put_in(parts in prop::collection::vec((prop_oneof![
            3 => prop::collection::vec("[a-c]{9}", 0..6),
            1 => prop::collection::vec("[a-zé]{0,30}", 0..6),
            1 => prop::collection::vec(Just(String::new()), 0..3),
        ], any::<bool>()), 0..6), limit in 0usize..80) {
            let (mut arena, mut all) = (StringArena::new(), Vec::new());
            for (part, at_once) in parts {
                if at_once {
                    let mut more = StringArena::new();
                    part.iter().for_each(|s| _ = more.push(s));
                    prop_assert!(arena.try_make_room(more.len(), more.byte_len(), 40, 200));
                    arena.extend_from(&more);
                } else {
                    part.iter().for_each(|s| _ = arena.push(s));
                }
                all.extend(part);
            }
            prop_assert_eq!(arena.iter().collect::<Vec<_>>(), all.iter().map(String::as_str).collect::<Vec<_>>());
            let lengths = all.iter().map(String::len).collect::<std::collections::HashSet<_>>();
            let (bytes, ends) = arena.parts();
            let is_even = matches!(ends, Ends::Even { .. });
            prop_assert!(is_even || lengths.len() > 1);
            let again = StringArena::of_parts(bytes.to_vec(), ends.clone()).unwrap();
            prop_assert_eq!(again.iter().collect::<Vec<_>>(), arena.iter().collect::<Vec<_>>());
            let ends: Vec<usize> = all.iter().scan(0, |at, s| { *at += s.len(); Some(*at) }).collect();
            for first in 0..all.len() {
                let fitting = (first..all.len()).find(|&i| ends[i] > limit).unwrap_or(all.len()).max(first + 1);
                prop_assert_eq!(arena.until(first, limit), first..fitting);
                prop_assert_eq!(arena.ends_of(first..fitting).iter().map(|&e| e as usize).collect::<Vec<_>>(), &ends[first..fitting]);
            }
        }
    }

    #[test]
    fn what_is_no_arena() {
        assert!(StringArena::of_parts("é".into(), Ends::Even { length: 1, count: 2 }).is_none());
        assert!(StringArena::of_parts("abc".into(), Ends::Even { length: 2, count: 2 }).is_none());
        assert!(StringArena::of_parts("abc".into(), Ends::Each(vec![2, 1, 3])).is_none());
        assert!(StringArena::of_parts(vec![0xff], Ends::Each(vec![1])).is_none());
    }
}
