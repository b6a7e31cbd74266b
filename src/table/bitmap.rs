//! A set of rows, one bit each.

/// A fixed-length set of row numbers. Bits past the length are always zero.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Bitmap {
    len: usize,
    words: Vec<u64>,
}

impl Bitmap {
    /// No row of `len`.
    pub fn none(len: usize) -> Bitmap {
        Bitmap { len, words: vec![0; len.div_ceil(64)] }
    }

    /// Every row of `len`.
    pub fn all(len: usize) -> Bitmap {
        let mut bitmap = Bitmap { len, words: vec![!0; len.div_ceil(64)] };
        bitmap.clear_tail();
        bitmap
    }

    /// The rows for which `test` holds.
    #[inline]
    pub fn from_fn(len: usize, mut test: impl FnMut(usize) -> bool) -> Bitmap {
        let mut words = Vec::with_capacity(len.div_ceil(64));
        let mut row = 0;
        while row < len {
            let n = (len - row).min(64);
            let mut word = 0u64;
            for bit in 0..n {
                word |= u64::from(test(row + bit)) << bit;
            }
            words.push(word);
            row += n;
        }
        Bitmap { len, words }
    }

    /// The rows whose value passes `test`. The test is run without branches, many values at a time, so it must be cheap and have no
    /// side effect.
    #[inline]
    pub fn from_slice<T: Copy>(values: &[T], test: impl Fn(T) -> bool) -> Bitmap {
        let mut words = Vec::with_capacity(values.len().div_ceil(64));
        let mut chunks = values.chunks_exact(64);
        for chunk in &mut chunks {
            let mut flags = [0u8; 64];
            for (flag, &value) in flags.iter_mut().zip(chunk) {
                *flag = u8::from(test(value)).wrapping_neg();
            }
            words.push(pack(&flags));
        }
        let rest = chunks.remainder();
        if !rest.is_empty() {
            words.push(rest.iter().enumerate().fold(0, |word, (bit, &value)| word | u64::from(test(value)) << bit));
        }
        Bitmap { len: values.len(), words }
    }

    /// Number of rows in both sets.
    pub fn count_and(&self, other: &Bitmap) -> usize {
        assert_eq!(self.len, other.len, "sets over different tables");
        self.words.iter().zip(&other.words).map(|(a, b)| (a & b).count_ones() as usize).sum()
    }

    /// Bytes that the set takes.
    pub fn byte_len(&self) -> usize {
        self.words.len() * 8
    }

    /// Number of rows that the set is over (not the number in it).
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Number of rows in the set.
    pub fn count(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// Whether `row` is in the set.
    pub fn get(&self, row: usize) -> bool {
        self.words[row / 64] >> (row % 64) & 1 == 1
    }

    /// Puts `row` into the set.
    pub fn set(&mut self, row: usize) {
        assert!(row < self.len, "row out of range");
        self.words[row / 64] |= 1 << (row % 64);
    }

    /// The words, 64 rows each, lowest bit first.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    pub fn and(&mut self, other: &Bitmap) {
        assert_eq!(self.len, other.len, "sets over different tables");
        for (a, b) in self.words.iter_mut().zip(&other.words) {
            *a &= b;
        }
    }

    pub fn or(&mut self, other: &Bitmap) {
        assert_eq!(self.len, other.len, "sets over different tables");
        for (a, b) in self.words.iter_mut().zip(&other.words) {
            *a |= b;
        }
    }

    /// Takes the rows of `other` out.
    pub fn and_not(&mut self, other: &Bitmap) {
        assert_eq!(self.len, other.len, "sets over different tables");
        for (a, b) in self.words.iter_mut().zip(&other.words) {
            *a &= !b;
        }
    }

    /// The complement.
    pub fn not(&mut self) {
        for word in &mut self.words {
            *word = !*word;
        }
        self.clear_tail();
    }

    /// The rows in the set, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(i, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                Some(i * 64 + bit)
            })
        })
    }

    fn clear_tail(&mut self) {
        if !self.len.is_multiple_of(64)
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << (self.len % 64)) - 1;
        }
    }
}

/// The highest bit of each byte, first byte lowest.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
fn pack(flags: &[u8; 64]) -> u64 {
    use std::arch::wasm32::{i8x16_bitmask, v128, v128_load};
    let part = |i: usize| {
        // SAFETY: 16 bytes from `16 * i`, which is at most 48, lie within the array; the load needs no alignment.
        let bytes = unsafe { v128_load(flags.as_ptr().add(16 * i).cast::<v128>()) };
        u64::from(i8x16_bitmask(bytes)) << (16 * i)
    };
    part(0) | part(1) | part(2) | part(3)
}

/// The highest bit of each byte, first byte lowest.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn pack(flags: &[u8; 64]) -> u64 {
    use std::arch::x86_64::{__m128i, _mm_loadu_si128, _mm_movemask_epi8};
    let part = |i: usize| {
        // SAFETY: 16 bytes from `16 * i`, which is at most 48, lie within the array; the load needs no alignment, and every x86-64 processor
        // has these instructions.
        let mask = unsafe { _mm_movemask_epi8(_mm_loadu_si128(flags.as_ptr().add(16 * i).cast::<__m128i>())) };
        (mask as u64) << (16 * i)
    };
    part(0) | part(1) | part(2) | part(3)
}

/// The highest bit of each byte, first byte lowest.
#[cfg(not(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128"))))]
#[inline(always)]
fn pack(flags: &[u8; 64]) -> u64 {
    flags.iter().enumerate().fold(0, |word, (bit, flag)| word | u64::from(flag >> 7) << bit)
}

/// The bits of a word, the lowest first: 255 for each that is set, else 0.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
pub fn unpack(word: u64) -> [u8; 64] {
    use std::arch::wasm32::{i8x16, i8x16_eq, i8x16_shuffle, i16x8_splat, v128, v128_and, v128_store};
    let bits = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
    let mut flags = [0; 64];
    for i in 0..4 {
        let sixteen = i16x8_splat((word >> (16 * i)) as i16);
        let spread = i8x16_shuffle::<0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1>(sixteen, sixteen);
        let set = i8x16_eq(v128_and(spread, bits), bits);
        // SAFETY: 16 bytes from `16 * i`, which is at most 48, lie within the array; the store needs no alignment.
        unsafe { v128_store(flags.as_mut_ptr().add(16 * i).cast::<v128>(), set) };
    }
    flags
}

/// The bits of a word, the lowest first: 255 for each that is set, else 0.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
pub fn unpack(word: u64) -> [u8; 64] {
    let mut flags = [0; 64];
    for (byte, flags) in word.to_le_bytes().into_iter().zip(flags.chunks_exact_mut(8)) {
        flags.copy_from_slice(&SPREAD[usize::from(byte)]);
    }
    flags
}

/// The bits of each byte, the lowest first: 255 for each that is set, else 0.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
static SPREAD: [[u8; 8]; 256] = {
    let mut table = [[0; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            table[byte][bit] = ((byte >> bit & 1) as u8).wrapping_neg();
            bit += 1;
        }
        byte += 1;
    }
    table
};

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_come_apart_and_together(word: u64) {
            let flags = unpack(word);
            prop_assert!((0..64).all(|bit| flags[bit] == ((word >> bit & 1) as u8) * 255));
            prop_assert_eq!(pack(&flags), word);
        }

        #[test]
        fn a_slice_gives_the_bits_of_its_values(values in prop::collection::vec(prop_oneof![Just(f64::NAN), Just(-0.0), -2.0..2.0], 0..300)) {
            let expected = Bitmap::from_fn(values.len(), |row| values[row] >= 0.0);
            prop_assert_eq!(Bitmap::from_slice(&values, |x| x >= 0.0), expected.clone());
            let bytes: Vec<u8> = values.iter().map(|x| if *x >= 0.0 { 200 } else { 3 }).collect();
            prop_assert_eq!(Bitmap::from_slice(&bytes, |b| b == 200), expected.clone());
            prop_assert_eq!(expected.iter().collect::<Vec<_>>(), (0..values.len()).filter(|&i| values[i] >= 0.0).collect::<Vec<_>>());
        }
    }
}
