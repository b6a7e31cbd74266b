//! Texts of one length packed place by place, as ids are that are digits, hexadecimal or not, between letters that are always the same: half a byte tells
//! which of few characters stands at a place, and nothing is needed where it is always the same.

use crate::table::{Ends, StringArena};

/// How many bytes there may be at a place, told apart by half a byte.
const MOST: usize = 16;

/// Texts are no longer than this: each place takes a table to pack and a look at it.
const LONGEST: usize = 64;

/// So many texts are looked at.
const LOOKS: usize = 1 << 12;

/// What [`EvenPacker`] has for a byte that has not occurred at a place.
const UNKNOWN: u8 = 0xf0;

/// What stands at a place.
#[derive(Clone, Debug)]
enum Place {
    Always(u8),
    /// By its half byte.
    One([u8; MOST]),
}

/// What stands at each place of texts of one length.
#[derive(Clone, Debug)]
pub struct EvenCode {
    places: Vec<Place>,
    /// Bytes of a packed text: at least one, so that none looks like the empty one.
    width: usize,
}

/// Packs texts of one length.
#[derive(Debug)]
pub struct EvenPacker {
    length: usize,
    /// Places where always the same byte stands.
    same: Vec<(usize, u8)>,
    varying: Vec<Varying>,
}

#[derive(Debug)]
struct Varying {
    place: usize,
    /// How many bytes have occurred there, and the half byte for each.
    many: usize,
    halves: Box<[u8; 256]>,
}

impl Varying {
    /// With another byte. False where there are too many.
    fn learn(&mut self, byte: u8, code: &mut EvenCode) -> bool {
        let half = &mut self.halves[usize::from(byte)];
        if *half == UNKNOWN {
            let Place::One(bytes) = &mut code.places[self.place] else { return false };
            let Some(free) = bytes.get_mut(self.many) else { return false };
            *free = byte;
            *half = self.many as u8;
            self.many += 1;
        }
        true
    }
}

impl EvenCode {
    /// For texts like those. None where they are not of one length or long, differ in too many ways at a place, or would take more than this share of the
    /// memory that they take now.
    pub fn of(texts: &StringArena, share: f64) -> Option<(EvenCode, EvenPacker)> {
        let length = texts.even_length().filter(|&length| length <= LONGEST)?;
        let (bytes, step) = (texts.parts().0, texts.len().div_ceil(LOOKS) * length);
        let mut code = EvenCode { places: Vec::with_capacity(length), width: 0 };
        let mut packer = EvenPacker { length, same: Vec::new(), varying: Vec::new() };
        for place in 0..length {
            let (mut at, mut differs, mut is_number) = (place, false, false);
            while at < bytes.len() {
                differs |= bytes[at] != bytes[place];
                is_number |= bytes[at].is_ascii_digit();
                at += step;
            }
            // Digits that have not changed yet may be those of a number that grows.
            if !differs && !is_number {
                packer.same.push((place, bytes[place]));
                code.places.push(Place::Always(bytes[place]));
                continue;
            }
            let mut varying = Varying { place, many: 0, halves: Box::new([UNKNOWN; 256]) };
            code.places.push(Place::One([0; MOST]));
            for digit in b'0'..=b'9' {
                if is_number {
                    varying.learn(digit, &mut code);
                }
            }
            at = place;
            while at < bytes.len() {
                if !varying.learn(bytes[at], &mut code) {
                    return None;
                }
                at += step;
            }
            packer.varying.push(varying);
        }
        code.width = packer.varying.len().div_ceil(2).max(1);
        (code.width as f64 <= share * length as f64).then_some((code, packer))
    }

    /// Bytes of a packed text.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The bytes of texts that were packed so, end to end: one place of all after the other.
    pub fn unpack(&self, packed: &[u8]) -> Vec<u8> {
        let (length, width) = (self.places.len(), self.width);
        let mut bytes = vec![0; packed.len() / width * length];
        let mut halves = 0;
        for (place, stands) in self.places.iter().enumerate() {
            let mut at = place;
            match stands {
                Place::Always(byte) => {
                    while at < bytes.len() {
                        bytes[at] = *byte;
                        at += length;
                    }
                }
                Place::One(known) => {
                    let (mut from, shift) = (halves / 2, if halves % 2 == 0 { 4 } else { 0 });
                    while at < bytes.len() && from < packed.len() {
                        bytes[at] = known[(packed[from] >> shift & 0xf) as usize];
                        (at, from) = (at + length, from + width);
                    }
                    halves += 1;
                }
            }
        }
        bytes
    }

    /// As [`EvenCode::unpack`], as texts.
    pub fn unpack_texts(&self, packed: &[u8]) -> StringArena {
        let (length, count) = (self.places.len() as u32, (packed.len() / self.width) as u32);
        StringArena::of_parts(self.unpack(packed), Ends::Even { length, count }).expect("what was packed were texts")
    }

    /// Bytes of a text as it is.
    pub fn length(&self) -> usize {
        self.places.len()
    }
}

impl EvenPacker {
    /// Adds texts as they are packed. False, and nothing added, where one is not like those before.
    pub fn pack(&mut self, texts: &StringArena, code: &mut EvenCode, packed: &mut Vec<u8>) -> bool {
        if texts.is_empty() {
            return true;
        }
        if texts.even_length() != Some(self.length) {
            return false;
        }
        let (bytes, start) = (texts.parts().0, packed.len());
        packed.resize(start + texts.len() * code.width(), 0);
        let into = &mut packed[start..];
        let is_done = self.put(bytes, into, code.width()) || self.learn(bytes, code) && self.put(bytes, into, code.width());
        if !is_done {
            packed.truncate(start);
        }
        is_done
    }

    /// Writes the half bytes of texts. False where what stands at a place is not known.
    fn put(&self, bytes: &[u8], packed: &mut [u8], width: usize) -> bool {
        let mut unknown = false;
        for &(place, byte) in &self.same {
            let mut at = place;
            while at < bytes.len() {
                unknown |= bytes[at] != byte;
                at += self.length;
            }
        }
        for (pair, two) in self.varying.chunks(2).enumerate() {
            // Of a last place alone the other half stays zero.
            let (other, low) = (two.get(1).unwrap_or(&two[0]), if two.len() == 2 { 0xf } else { 0 });
            unknown |= put_two(bytes, self.length, (&two[0], other), low, &mut packed[pair..], width);
        }
        !unknown
    }

    #[cold]
    fn learn(&mut self, bytes: &[u8], code: &mut EvenCode) -> bool {
        self.varying.iter_mut().all(|varying| bytes.chunks_exact(self.length).all(|text| varying.learn(text[varying.place], code)))
    }
}

/// Writes what stands at two places of each text, of the other no more than the bits of `low`, and tells whether something is unknown.
fn put_two(bytes: &[u8], length: usize, (first, other): (&Varying, &Varying), low: u8, packed: &mut [u8], width: usize) -> bool {
    let (mut a, mut b, mut to, mut unknown) = (first.place, other.place, 0, 0);
    while a < bytes.len() && b < bytes.len() && to < packed.len() {
        let (high_half, low_half) = (first.halves[bytes[a] as usize], other.halves[bytes[b] as usize]);
        packed[to] = high_half << 4 | low_half & low;
        unknown |= high_half | low_half;
        (a, b, to) = (a + length, b + length, to + width);
    }
    unknown >= UNKNOWN
}
