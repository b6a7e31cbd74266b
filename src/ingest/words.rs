//! Cells in the commonest writing, read as one machine word and without a branch for each character. Only what `number` and `dates` read too, and as
//! they do: whatever else stands in a cell is theirs.

use super::number::{OtherSign, POW10};

/// A number of at most eight characters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlainNumber {
    /// Without the decimal sign.
    pub digits: i32,
    /// How many of the digits stand behind the decimal sign, at most six.
    pub places: u32,
    /// What it would be under the other decimal sign.
    pub other: OtherSign,
}

impl PlainNumber {
    /// Correctly rounded.
    #[inline]
    pub fn value(self) -> f64 {
        f64::from(self.digits) / POW10[self.places as usize]
    }
}

/// `'0'` in every byte.
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// The highest bit of each byte that is no digit, of bytes from which `'0'` has been taken off by exclusive or.
#[inline(always)]
fn no_digits(x: u64) -> u64 {
    // Bytes of 10 to 127 carry into the highest bit and never beyond it.
    (((x & 0x7f7f_7f7f_7f7f_7f7f) + 0x7676_7676_7676_7676) | x) & 0x8080_8080_8080_8080
}

/// The number of eight digits, the first in the lowest byte.
#[inline(always)]
fn eight_digits(x: u64) -> u64 {
    let pairs = (x * 10 + (x >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    (fours * 10_000 + (fours >> 32)) & 0xffff_ffff
}

/// Digits with at most one decimal `sign` and perhaps a leading minus, in the first `len` of these bytes. None where it is anything else.
#[inline(always)]
pub fn number(bytes: [u8; 8], len: usize, sign: u8) -> Option<PlainNumber> {
    let negative = bytes[0] == b'-';
    let len = len.wrapping_sub(usize::from(negative));
    if !(1..=8).contains(&len) {
        return None;
    }
    // The text at the end of the word, zeros before it.
    let unused = 8 * (8 - len as u32);
    let text = u64::from_le_bytes(bytes) >> (8 * u32::from(negative));
    let x = (text ^ ZEROS) << unused;
    let others = no_digits(x);
    let first = (x >> unused) as u8;
    if others == 0 {
        if first == 0 && len > 1 {
            return None;
        }
        let digits = eight_digits(x) as i32;
        return Some(PlainNumber { digits: if negative { -digits } else { digits }, places: 0, other: OtherSign::Same });
    }
    let at = others.trailing_zeros() / 8;
    let whole = (at - unused / 8) as usize;
    let is_sign = (x >> (8 * at)) as u8 == sign ^ b'0';
    if others & (others - 1) != 0 || !is_sign || whole == 0 || (whole > 1 && first == 0) {
        return None;
    }
    // The digits before the sign take its place.
    let before = (1u64 << (8 * at)) - 1;
    let behind = !(before << 8 | 0xff);
    let digits = eight_digits((x & before) << 8 | x & behind) as i32;
    let fraction = 7 - at;
    let other = if fraction == 3 && whole <= 3 && first != 0 { OtherSign::Differs } else { OtherSign::Unreadable };
    Some(PlainNumber { digits: if negative { -digits } else { digits }, places: fraction, other })
}

/// Days of a year before each month, and of the whole year at the end; a leap year's in the second row.
const BEFORE: [[u16; 13]; 2] =
    [[0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365], [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366]];

/// `YYYY-MM-DD`, in days since 1970-01-01. None where it is anything else, or no day.
#[inline(always)]
pub fn iso_day(bytes: [u8; 10]) -> Option<i32> {
    const FORM: u64 = u64::from_le_bytes(*b"0000-00-");
    const SIGNS: u64 = u64::from_le_bytes([0, 0, 0, 0, 0xff, 0, 0, 0xff]);
    let [first @ .., a, b] = bytes;
    let x = u64::from_le_bytes(first) ^ FORM;
    let (a, b) = (u32::from(a ^ b'0'), u32::from(b ^ b'0'));
    if no_digits(x) | (x & SIGNS) != 0 || a > 9 || b > 9 {
        return None;
    }
    let digit = |at: u32| (x >> (8 * at)) as u32 & 0xff;
    let year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3);
    let month = (digit(5) * 10 + digit(6)).wrapping_sub(1) as usize;
    let day = a * 10 + b;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let before = &BEFORE[usize::from(leap)];
    if year == 0 || month >= 12 || day == 0 || day > u32::from(before[month + 1] - before[month]) {
        return None;
    }
    let years = year - 1;
    // 1970-01-01 is day 719,163 of the calendar.
    Some((years * 365 + years / 4 - years / 100 + years / 400 + u32::from(before[month]) + day) as i32 - 719_163)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Decimal;
    use crate::ingest::dates::read_date;
    use crate::ingest::number::{NumberRead, Strictness, read_number};
    use crate::table::date::format_iso;
    use proptest::prelude::*;

    /// The first bytes of a text, and something else behind it.
    fn padded<const N: usize>(text: &str) -> [u8; N] {
        let mut bytes = [b'7'; N];
        bytes.iter_mut().zip(text.bytes()).for_each(|(byte, b)| *byte = b);
        bytes
    }

    fn read(text: &str) -> Option<PlainNumber> {
        number(padded(text), text.len(), b'.')
    }

    #[test]
    fn reads_every_plain_number_that_fits() {
        for whole in [0u32, 1, 9, 10, 42, 999, 1000, 123_456, 9_999_999, 12_345_678] {
            for text in [format!("{whole}"), format!("-{whole}"), format!("{whole}.5"), format!("{whole}."), format!("{whole}.125")] {
                let expected = (text.len() <= 8).then(|| text.parse::<f64>().unwrap() + 0.0);
                assert_eq!(read(&text).map(PlainNumber::value), expected, "{text}");
            }
        }
        for text in [
            "",
            "-",
            ".",
            ".5",
            "-.5",
            "007",
            "00",
            "-05",
            "1.2.3",
            "1,5",
            "1e5",
            "12a",
            "+3",
            "1 2",
            "--1",
            "\u{ff11}",
            "NaN",
            "12345678.9",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn reads_every_day() {
        for year in [1, 4, 100, 400, 1600, 1899, 1900, 1999, 2000, 2023, 2024, 2100, 9999] {
            for month in 0..=13 {
                for day in 0..=32 {
                    let text = format!("{year:04}-{month:02}-{day:02}");
                    assert_eq!(iso_day(padded(&text)), read_date(text.as_bytes()).and_then(|date| date.day_first), "{text}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn numbers_read_as_they_read_elsewhere(text in prop_oneof!["[0-9.,-]{0,9}", "-?[0-9]{1,6}[.,][0-9]{0,6}", "[ -~é]{0,8}"], comma in any::<bool>()) {
            let (sign, decimal) = if comma { (b',', Decimal::Comma) } else { (b'.', Decimal::Point) };
            if let Some(read) = number(padded(&text), text.len(), sign) {
                let read = Some(NumberRead { value: read.value(), other: read.other });
                prop_assert_eq!(read, read_number(text.as_bytes(), decimal, Strictness::Inferring));
                prop_assert_eq!(read, read_number(text.as_bytes(), decimal, Strictness::Asked));
            }
        }

        #[test]
        fn days_read_as_they_read_elsewhere(days in -719_162i32..2_932_896, changed in proptest::option::of((0usize..10, any::<u8>()))) {
            let mut bytes: [u8; 10] = padded(&format_iso(days));
            if let Some((at, byte)) = changed {
                bytes[at] = byte;
            }
            let slow = if bytes[4] == b'-' && bytes[7] == b'-' { read_date(&bytes).and_then(|date| date.day_first) } else { None };
            prop_assert_eq!(iso_day(bytes), slow);
        }
    }
}
