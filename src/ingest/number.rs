//! Numbers as people write them. Pure functions over one trimmed cell; what a whole column is, `classify` and `join` decide.

use super::Decimal;

/// A cell that reads as a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberRead {
    /// Finite; correctly rounded from the decimal digits, a percentage already divided by 100.
    pub value: f64,
    /// What the cell would be under the other decimal sign.
    pub other: OtherSign,
}

/// How a cell reads under the decimal sign that was not asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherSign {
    /// The same number: neither sign occurs.
    Same,
    /// Another number: `1,234` is 1234 or 1.234.
    Differs,
    /// Not a number.
    Unreadable,
}

/// How strictly to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// Leading zeros, more than 15 integer digits and `+` before seven digits or more are no numbers: ids and telephone numbers stay text.
    Inferring,
    /// The person said that the column is a number: those read too.
    Asked,
}

pub const POW10: [f64; 23] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

/// Up to here every whole number is an exact `f64`, so that one multiplication or division by an exact power of ten rounds correctly
/// (Clinger, "How to read floating point numbers accurately", 1990).
const EXACT: u64 = 1 << 53;

/// Reads a trimmed cell.
#[inline]
pub fn read_number(cell: &[u8], decimal: Decimal, strictness: Strictness) -> Option<NumberRead> {
    plain(cell, decimal.sign()).or_else(|| written(cell, decimal, strictness))
}

/// Digits with at most one decimal sign and a leading minus: nearly every cell there is.
#[inline]
pub fn plain(cell: &[u8], sign: u8) -> Option<NumberRead> {
    let (negative, digits) = match cell {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, cell),
    };
    let len = digits.len();
    if len == 0 || len > 17 {
        return None;
    }
    let mut mantissa = 0u64;
    let mut whole = 0;
    while whole < len {
        let digit = digits[whole].wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        mantissa = mantissa * 10 + u64::from(digit);
        whole += 1;
    }
    if whole == 0 || whole > 15 || (whole > 1 && digits[0] == b'0') {
        return None;
    }
    if whole == len {
        let value = mantissa as f64;
        return Some(NumberRead { value: if negative { 0.0 - value } else { value }, other: OtherSign::Same });
    }
    if digits[whole] != sign {
        return None;
    }
    for &byte in &digits[whole + 1..] {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        mantissa = mantissa * 10 + u64::from(digit);
    }
    if mantissa > EXACT {
        return None;
    }
    let fraction = len - whole - 1;
    let value = mantissa as f64 / POW10[fraction];
    let other = if fraction == 3 && whole <= 3 && digits[0] != b'0' { OtherSign::Differs } else { OtherSign::Unreadable };
    Some(NumberRead { value: if negative { 0.0 - value } else { value }, other })
}

/// Longest cell, in characters, that can still be a number.
const LONGEST: usize = 64;

/// Everything that [`plain`] leaves: separators of thousands, currency signs, parentheses, per cent, exponents, full-width forms.
fn written(cell: &[u8], decimal: Decimal, strictness: Strictness) -> Option<NumberRead> {
    let text = std::str::from_utf8(cell).ok()?;
    let mut buffer = [0u8; LONGEST];
    let mut len = 0;
    for c in text.chars() {
        if len == LONGEST {
            return None;
        }
        buffer[len] = narrow(c)?;
        len += 1;
    }
    let (value, signs) = read_narrow(&buffer[..len], decimal, strictness)?;
    let other = if signs {
        match read_narrow(&buffer[..len], other_sign(decimal), strictness) {
            Some((v, _)) if v == value => OtherSign::Same,
            Some(_) => OtherSign::Differs,
            None => OtherSign::Unreadable,
        }
    } else {
        OtherSign::Same
    };
    Some(NumberRead { value, other })
}

fn other_sign(decimal: Decimal) -> Decimal {
    match decimal {
        Decimal::Point => Decimal::Comma,
        Decimal::Comma => Decimal::Point,
    }
}

/// The ASCII stand-in of a character that may occur in a number: any currency sign `$`, any unbreakable space `_`.
fn narrow(c: char) -> Option<u8> {
    Some(match c {
        '0'..='9' | '.' | ',' | '+' | '-' | '(' | ')' | '%' | 'e' | 'E' | ' ' | '\'' | '$' => c as u8,
        '０'..='９' => b'0' + (c as u32 - '０' as u32) as u8,
        '．' => b'.',
        '，' => b',',
        '＋' => b'+',
        '－' | '\u{2212}' => b'-',
        '（' => b'(',
        '）' => b')',
        '％' => b'%',
        '’' => b'\'',
        '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{3000}' => b'_',
        '¥' | '￥' | '＄' | '€' | '£' | '￡' | '₹' | '₩' | '₽' | '元' => b'$',
        _ => return None,
    })
}

/// The value, and whether a point or comma occurred.
fn read_narrow(text: &[u8], decimal: Decimal, strictness: Strictness) -> Option<(f64, bool)> {
    let (mut start, mut end) = (0, text.len());
    let (mut minus, mut plus, mut currency, mut opened, mut closed, mut percent) = (false, false, false, false, false, false);
    while start < end {
        match text[start] {
            b' ' | b'_' => {}
            b'-' if !minus && !plus && !opened => minus = true,
            b'+' if !minus && !plus && !opened => plus = true,
            b'$' if !currency => currency = true,
            b'(' if !opened && !minus && !plus => opened = true,
            _ => break,
        }
        start += 1;
    }
    while start < end {
        match text[end - 1] {
            b' ' | b'_' => {}
            b'%' if !percent && !currency => percent = true,
            b'$' if !currency && !percent => currency = true,
            b'-' if !minus && !plus && !opened => minus = true,
            b')' if opened && !closed => closed = true,
            _ => break,
        }
        end -= 1;
    }
    if opened != closed {
        return None;
    }
    let core = Core::read(&text[start..end], decimal)?;
    if strictness == Strictness::Inferring {
        let telephone = plus && core.whole >= 7 && !core.signs && core.exponent.is_none();
        let padded = core.whole > 1 && core.digits[0] == b'0';
        let long = core.whole > 15 && core.exponent.is_none();
        if telephone || padded || long {
            return None;
        }
    }
    let value = core.value(if percent { -2 } else { 0 })?;
    Some((if minus || opened { 0.0 - value } else { value }, core.signs))
}

/// The digits of a number and where its decimal sign stands.
struct Core {
    digits: [u8; LONGEST],
    len: usize,
    /// How many of them stand before the decimal sign.
    whole: usize,
    exponent: Option<i32>,
    signs: bool,
}

impl Core {
    fn read(text: &[u8], decimal: Decimal) -> Option<Core> {
        let (point, thousands) = match decimal {
            Decimal::Point => (b'.', b','),
            Decimal::Comma => (b',', b'.'),
        };
        let mut core = Core { digits: [0; LONGEST], len: 0, whole: 0, exponent: None, signs: false };
        let mut separator = None;
        let mut group = 0;
        let mut i = 0;
        while i < text.len() {
            let b = text[i];
            if b.is_ascii_digit() {
                core.digits[core.len] = b;
                core.len += 1;
                group += 1;
            } else if b == thousands || b == b'\'' || b == b'_' {
                core.signs |= b == thousands;
                let group_fits = match separator {
                    None => (1..=3).contains(&group) && core.digits[0] != b'0',
                    Some(s) => s == b && group == 3,
                };
                if !group_fits {
                    return None;
                }
                separator = Some(b);
                group = 0;
            } else {
                break;
            }
            i += 1;
        }
        if separator.is_some() && group != 3 {
            return None;
        }
        core.whole = core.len;
        if i < text.len() && text[i] == point {
            core.signs = true;
            i += 1;
            while i < text.len() && text[i].is_ascii_digit() {
                core.digits[core.len] = text[i];
                core.len += 1;
                i += 1;
            }
        }
        if core.len == 0 {
            return None;
        }
        if i < text.len() && matches!(text[i], b'e' | b'E') {
            i += 1;
            let negative = match text.get(i) {
                Some(b'-') => true,
                Some(b'+') => false,
                _ => {
                    i -= 1;
                    false
                }
            };
            i += 1;
            let digits = &text[i..];
            if digits.is_empty() || digits.len() > 4 || !digits.iter().all(u8::is_ascii_digit) {
                return None;
            }
            let size = digits.iter().fold(0, |n, d| n * 10 + i32::from(d - b'0'));
            core.exponent = Some(if negative { -size } else { size });
            i = text.len();
        }
        (i == text.len()).then_some(core)
    }

    /// The number, ten to the `shift` times; none when it is not finite.
    fn value(&self, shift: i32) -> Option<f64> {
        let digits = &self.digits[..self.len];
        let zeros = digits.iter().take_while(|&&d| d == b'0').count();
        let exponent = self.exponent.unwrap_or(0) + shift - (self.len - self.whole) as i32;
        if self.len - zeros <= 15 && exponent.abs() <= 22 {
            let mantissa = digits.iter().fold(0u64, |n, d| n.wrapping_mul(10).wrapping_add(u64::from(d - b'0'))) as f64;
            return Some(if exponent < 0 { mantissa / POW10[-exponent as usize] } else { mantissa * POW10[exponent as usize] });
        }
        let text = format!("{}e{exponent}", std::str::from_utf8(digits).ok()?);
        text.parse::<f64>().ok().filter(|v| v.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn point(s: &str) -> Option<f64> {
        read_number(s.as_bytes(), Decimal::Point, Strictness::Inferring).map(|n| n.value)
    }

    fn comma(s: &str) -> Option<f64> {
        read_number(s.as_bytes(), Decimal::Comma, Strictness::Inferring).map(|n| n.value)
    }

    #[test]
    fn reads_what_people_write() {
        for (text, value) in [
            ("0", 0.0),
            ("-0", 0.0),
            ("42", 42.0),
            ("-17.5", -17.5),
            ("+3", 3.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("1,234.50", 1234.5),
            ("1,234,567", 1_234_567.0),
            ("1'234'567.25", 1_234_567.25),
            ("1\u{a0}234", 1234.0),
            ("¥1,200", 1200.0),
            ("￥ 1,200.5", 1200.5),
            ("$-3", -3.0),
            ("-$3", -3.0),
            ("£9.99", 9.99),
            ("12 €", 12.0),
            ("300元", 300.0),
            ("(45.00)", -45.0),
            ("($1,045.10)", -1045.1),
            ("12%", 0.12),
            ("12.3 %", 0.123),
            ("-5%", -0.05),
            ("7-", -7.0),
            ("1.2e3", 1200.0),
            ("1E-7", 1e-7),
            ("１２３．５", 123.5),
            ("−8", -8.0),
            ("0.1234567890123456789", 0.123_456_789_012_345_68),
            ("123456789012345", 123_456_789_012_345.0),
            ("9007199254740993e0", 9_007_199_254_740_992.0),
            ("17850.0", 17850.0),
        ] {
            assert_eq!(point(text), Some(value), "{text}");
        }
        for (text, value) in
            [("1.234,50", 1234.5), ("12,5", 12.5), ("€ 1.000", 1000.0), ("3", 3.0), ("0,5 %", 0.005), ("-1.234.567", -1_234_567.0)]
        {
            assert_eq!(comma(text), Some(value), "{text}");
        }
    }

    #[test]
    fn leaves_what_is_no_number() {
        for text in [
            "",
            "-",
            "+",
            ".",
            "$",
            "%",
            "()",
            "007",
            "00",
            "-05",
            "0012.5",
            "1,23",
            "12,34,567",
            "1234,567",
            "0,123",
            "1.2.3",
            "1e",
            "1e5000",
            "e5",
            "12a",
            "0x10",
            "inf",
            "NaN",
            "1 234",
            "138-1234-5678",
            "+8613812345678",
            "+1 555 0100",
            "1234567890123456",
            "(5",
            "5)",
            "--5",
            "$$5",
            "5%%",
            "12345678901234567890",
            "二",
            "2024-01-05",
            "1/2",
        ] {
            assert_eq!(point(text), None, "{text}");
        }
        assert_eq!(comma("1.5"), None);
        assert_eq!(comma("0.123"), None);
    }

    #[test]
    fn asked_for_numbers_read_ids_too() {
        for (text, value) in [("007", 7.0), ("12345678901234567890", 12_345_678_901_234_567_000.0), ("+8613812345678", 8_613_812_345_678.0)]
        {
            assert_eq!(read_number(text.as_bytes(), Decimal::Point, Strictness::Asked).map(|n| n.value), Some(value), "{text}");
        }
    }

    #[test]
    fn says_what_the_other_sign_makes_of_it() {
        let other = |s: &str| read_number(s.as_bytes(), Decimal::Point, Strictness::Inferring).map(|n| n.other);
        assert_eq!(other("1234"), Some(OtherSign::Same));
        assert_eq!(other("$5"), Some(OtherSign::Same));
        assert_eq!(other("1.234"), Some(OtherSign::Differs));
        assert_eq!(other("1,234"), Some(OtherSign::Differs));
        assert_eq!(other("1.5"), Some(OtherSign::Unreadable));
        assert_eq!(other("1,234.5"), Some(OtherSign::Unreadable));
        assert_eq!(other("0.125"), Some(OtherSign::Unreadable));
    }

    proptest! {
        #[test]
        fn rounds_as_the_standard_library_does(x in any::<f64>().prop_filter("finite", |x| x.is_finite()), digits in 0usize..18) {
            for text in [format!("{x:e}"), format!("{:.*}", digits, x % 1e14)] {
                let expected: f64 = text.parse().unwrap();
                prop_assert_eq!(point(&text).map(|v| v + 0.0), Some(expected + 0.0), "{}", text);
            }
        }

        #[test]
        fn never_panics(s in "\\PC{0,80}") {
            let _ = (point(&s), comma(&s));
        }
    }
}
