//! Finds the few characters that mean something in CSV, 64 bytes at a time. Knows nothing of records and quoting; `cells` does.

/// What stands in up to 64 bytes, one bit each, the first byte lowest.
#[derive(Clone, Copy)]
struct Block {
    delimiters: u64,
    /// Delimiters, quotes and line breaks.
    marks: u64,
    feeds: u64,
    returns: u64,
    nul: u64,
}

impl Block {
    #[inline(always)]
    fn of(bytes: &[u8; 64], delimiter: u8) -> Block {
        let (delimiters, feeds) = (any_of(bytes, [delimiter]), any_of(bytes, [b'\n']));
        let marks = delimiters | feeds;
        // Most blocks have none of these.
        if any_of(bytes, [b'"', b'\r', 0]) == 0 {
            return Block { delimiters, marks, feeds, returns: 0, nul: 0 };
        }
        let (quotes, returns, nul) = (any_of(bytes, [b'"']), any_of(bytes, [b'\r']), any_of(bytes, [0]));
        Block { delimiters, marks: marks | quotes | returns, feeds, returns, nul }
    }
}

/// Which of 64 bytes are one of `wanted`, one bit each, the first byte lowest.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
pub fn any_of<const N: usize>(bytes: &[u8; 64], wanted: [u8; N]) -> u64 {
    use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_splat, v128, v128_load, v128_or};
    let quarter = |i: usize| {
        // SAFETY: 16 bytes from `16 * i` lie within the 64; the load needs no alignment.
        let quarter = unsafe { v128_load(bytes.as_ptr().add(16 * i).cast::<v128>()) };
        let mut any = u8x16_splat(0);
        for byte in wanted {
            any = v128_or(any, u8x16_eq(quarter, u8x16_splat(byte)));
        }
        u64::from(u8x16_bitmask(any)) << (16 * i)
    };
    quarter(0) | quarter(1) | quarter(2) | quarter(3)
}

/// Which of 64 bytes are one of `wanted`, one bit each, the first byte lowest.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub fn any_of<const N: usize>(bytes: &[u8; 64], wanted: [u8; N]) -> u64 {
    use std::arch::x86_64::{__m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8, _mm_setzero_si128};
    let quarter = |i: usize| {
        // SAFETY: every x86-64 processor has SSE2; 16 bytes from `16 * i` lie within the 64; the load needs no alignment.
        unsafe {
            let quarter = _mm_loadu_si128(bytes.as_ptr().add(16 * i).cast::<__m128i>());
            let mut any = _mm_setzero_si128();
            for byte in wanted {
                any = _mm_or_si128(any, _mm_cmpeq_epi8(quarter, _mm_set1_epi8(byte as i8)));
            }
            u64::from(_mm_movemask_epi8(any) as u32) << (16 * i)
        }
    };
    quarter(0) | quarter(1) | quarter(2) | quarter(3)
}

/// Which of 64 bytes are one of `wanted`, one bit each, the first byte lowest.
#[cfg(not(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128"))))]
#[inline(always)]
pub fn any_of<const N: usize>(bytes: &[u8; 64], wanted: [u8; N]) -> u64 {
    bytes.iter().enumerate().fold(0, |mask, (i, b)| mask | u64::from(wanted.contains(b)) << i)
}

/// A place where something may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub at: usize,
    pub is_delimiter: bool,
}

/// The places of delimiters, quotes and line breaks in order, and what was passed on the way.
pub struct Marks<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    /// Where the block begins that `bits` is of.
    base: usize,
    bits: u64,
    delimiters: u64,
    /// Line feeds in the blocks looked at.
    feeds: u64,
    /// A carriage return, a NUL in the blocks looked at.
    returns: bool,
    nul: bool,
}

impl<'a> Marks<'a> {
    pub fn new(bytes: &'a [u8], delimiter: u8) -> Marks<'a> {
        let mut marks = Marks { bytes, delimiter, base: 0, bits: 0, delimiters: 0, feeds: 0, returns: false, nul: false };
        marks.look();
        marks
    }

    /// Looks at the block at `base`.
    #[inline(always)]
    fn look(&mut self) {
        let rest = &self.bytes[self.base..];
        let block = match rest.first_chunk::<64>() {
            Some(whole) => Block::of(whole, self.delimiter),
            None => self.last_block(rest),
        };
        (self.bits, self.delimiters) = (block.marks, block.delimiters);
        self.feeds += u64::from(block.feeds.count_ones());
        self.returns |= block.returns != 0;
        self.nul |= block.nul != 0;
    }

    #[cold]
    fn last_block(&self, rest: &[u8]) -> Block {
        let mut padded = [b'x'; 64];
        // A delimiter may be any character, the padding's too.
        padded[..rest.len()].copy_from_slice(rest);
        let within = (1u64 << rest.len()) - 1;
        let block = Block::of(&padded, self.delimiter);
        Block {
            delimiters: block.delimiters & within,
            marks: block.marks & within,
            feeds: block.feeds & within,
            returns: block.returns & within,
            nul: block.nul & within,
        }
    }

    /// The next mark; none when there is no more.
    #[inline(always)]
    pub fn next(&mut self) -> Option<Mark> {
        while self.bits == 0 {
            if self.base + 64 >= self.bytes.len() {
                return None;
            }
            self.base += 64;
            self.look();
        }
        let bit = self.bits.trailing_zeros();
        self.bits &= self.bits - 1;
        Some(Mark { at: self.base + bit as usize, is_delimiter: self.delimiters >> bit & 1 == 1 })
    }

    /// Passes over marks before `at`.
    #[inline]
    pub fn skip_to(&mut self, at: usize) {
        while self.base + 64 <= at && self.base + 64 < self.bytes.len() {
            self.base += 64;
            self.look();
        }
        if at > self.base {
            self.bits &= u64::MAX.checked_shl((at - self.base) as u32).unwrap_or(0);
        }
    }

    /// How many line feeds there are in all, whether there is a carriage return, and whether a NUL; looks at the rest first.
    pub fn finish(mut self) -> (u64, bool, bool) {
        while self.base + 64 < self.bytes.len() {
            self.base += 64;
            self.look();
        }
        (self.feeds, self.returns, self.nul)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_every_mark_once(bytes in proptest::collection::vec(prop_oneof![Just(b','), Just(b'"'), Just(b'\n'), Just(b'\r'), Just(0), any::<u8>()], 0..300), delimiter in prop_oneof![Just(b','), Just(b'x'), Just(b'\t')], skip in 0usize..320) {
            let is_mark = |&i: &usize| matches!(bytes[i], b'"' | b'\n' | b'\r') || bytes[i] == delimiter;
            let slow: Vec<usize> = (0..bytes.len()).filter(is_mark).collect();
            let mut marks = Marks::new(&bytes, delimiter);
            let found: Vec<Mark> = std::iter::from_fn(|| marks.next()).collect();
            prop_assert!(found.iter().all(|mark| mark.is_delimiter == (bytes[mark.at] == delimiter)));
            prop_assert_eq!(&found.iter().map(|mark| mark.at).collect::<Vec<_>>(), &slow);
            let feeds = bytes.iter().filter(|&&b| b == b'\n').count() as u64;
            prop_assert_eq!(marks.finish(), (feeds, bytes.contains(&b'\r'), bytes.contains(&0)));
            let mut marks = Marks::new(&bytes, delimiter);
            let first = marks.next().map(|mark| mark.at);
            marks.skip_to(skip);
            let found: Vec<usize> = std::iter::from_fn(|| marks.next()).map(|mark| mark.at).collect();
            let slow: Vec<usize> = slow.into_iter().filter(|&i| i >= skip && Some(i) != first).collect();
            prop_assert_eq!(found, slow);
            prop_assert_eq!(marks.finish().0, feeds);
        }
    }
}
