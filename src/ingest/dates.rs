//! Dates as people write them. Pure functions over one trimmed cell; the order of day and month is decided for a whole column elsewhere.

use crate::table::date::{days_from_civil, days_in_month};

/// A cell that reads as a date, in days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRead {
    /// Taken with the day before the month where the writing leaves it open; None where that gives no date.
    pub day_first: Option<i32>,
    pub month_first: Option<i32>,
    /// The clock as written (a zone is read and left out): seconds since midnight.
    pub seconds: Option<u32>,
    /// Whether the order of day and month had to be known.
    pub open: bool,
}

/// Two-digit years from here on are of the 1900s, those below of the 2000s (as POSIX `strptime` has it).
const PIVOT: i32 = 69;

/// Reads a trimmed cell: `2024-01-05`, `2024/1/5`, `05/01/2024`, `1/5/24`, `5.1.2024`, `5 Jan 2024`, `Jan 5, 2024`, `2024年1月5日`, each with or without a time.
#[inline]
pub fn read_date(cell: &[u8]) -> Option<DateRead> {
    if let Some((days, rest)) = iso(cell) {
        let seconds = if rest.is_empty() { None } else { Some(clock_after(rest)?) };
        return Some(DateRead { day_first: Some(days), month_first: Some(days), seconds, open: false });
    }
    written(cell)
}

/// `20240105`: eight digits, a year from 1900 to 2100.
#[inline]
pub fn read_compact(cell: &[u8]) -> Option<i32> {
    if cell.len() != 8 || !cell.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let n = cell.iter().fold(0, |n, d| n * 10 + i32::from(d - b'0'));
    let year = n / 10_000;
    if !(1900..=2100).contains(&year) {
        return None;
    }
    civil(year, (n / 100 % 100) as u32, (n % 100) as u32)
}

fn civil(year: i32, month: u32, day: u32) -> Option<i32> {
    ((1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month)).then(|| days_from_civil(year, month, day))
}

/// `YYYY-MM-DD` at the start, and what follows it.
#[inline]
fn iso(cell: &[u8]) -> Option<(i32, &[u8])> {
    if cell.len() < 10 || cell[4] != b'-' || cell[7] != b'-' {
        return None;
    }
    let digit = |i: usize| u32::from(cell[i].wrapping_sub(b'0'));
    let all = [0, 1, 2, 3, 5, 6, 8, 9];
    if all.iter().any(|&i| digit(i) > 9) {
        return None;
    }
    let year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3);
    if year == 0 {
        return None;
    }
    let days = civil(year as i32, digit(5) * 10 + digit(6), digit(8) * 10 + digit(9))?;
    Some((days, &cell[10..]))
}

/// A place in the cell.
struct Cursor<'a> {
    rest: &'a [u8],
}

impl Cursor<'_> {
    /// Up to `most` digits; the number and how many there were.
    fn number(&mut self, most: usize) -> Option<(i32, usize)> {
        let len = self.rest.iter().take_while(|b| b.is_ascii_digit()).count();
        if len == 0 || len > most {
            return None;
        }
        let value = self.rest[..len].iter().fold(0, |n, d| n * 10 + i32::from(d - b'0'));
        self.rest = &self.rest[len..];
        Some((value, len))
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.rest.starts_with(text.as_bytes());
        if found {
            self.rest = &self.rest[text.len()..];
        }
        found
    }

    fn spaces(&mut self) -> bool {
        let len = self.rest.iter().take_while(|&&b| b == b' ').count();
        self.rest = &self.rest[len..];
        len > 0
    }

    /// An English month name, whole or its first three letters (`Sept` too), with or without a full stop.
    fn month(&mut self) -> Option<u32> {
        const NAMES: [&str; 12] =
            ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
        let len = self.rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let word = &self.rest[..len];
        let at = NAMES.iter().position(|name| {
            let full = name.as_bytes();
            word.eq_ignore_ascii_case(full)
                || word.eq_ignore_ascii_case(&full[..3])
                || (full[0] == b's' && word.eq_ignore_ascii_case(b"sept"))
        })?;
        self.rest = &self.rest[len..];
        if self.rest.first() == Some(&b'.') {
            self.rest = &self.rest[1..];
        }
        Some(at as u32 + 1)
    }
}

fn full_year(value: i32, digits: usize) -> Option<i32> {
    match digits {
        4 if value >= 1 => Some(value),
        2 => Some(if value >= PIVOT { 1900 + value } else { 2000 + value }),
        _ => None,
    }
}

fn written(cell: &[u8]) -> Option<DateRead> {
    // The shortest is 1/5/24, the longest a long month name with a time and a zone.
    if cell.len() < 6 || cell.len() > 64 {
        return None;
    }
    let mut at = Cursor { rest: cell };
    let (day_first, month_first, open);
    if at.rest[0].is_ascii_digit() {
        let (first, len) = at.number(4)?;
        if len == 4 {
            let year = full_year(first, 4)?;
            let days = year_first(&mut at, year)?;
            (day_first, month_first, open) = (Some(days), Some(days), false);
        } else if len <= 2 {
            let separator = *at.rest.first()?;
            if !matches!(separator, b'/' | b'-' | b'.' | b' ') {
                return None;
            }
            at.rest = &at.rest[1..];
            if at.rest.first()?.is_ascii_digit() {
                if separator == b' ' {
                    return None;
                }
                let (second, _) = at.number(2)?;
                if *at.rest.first()? != separator {
                    return None;
                }
                at.rest = &at.rest[1..];
                let (year, digits) = at.number(4)?;
                let year = full_year(year, digits)?;
                day_first = civil(year, second as u32, first as u32);
                // A date with full stops is written day first wherever it is written.
                open = separator != b'.';
                month_first = if open { civil(year, first as u32, second as u32) } else { day_first };
            } else {
                at.spaces();
                let month = at.month()?;
                let comma = at.eat(",");
                let spaced = at.spaces() || comma;
                if separator != b' ' && at.rest.first() == Some(&separator) {
                    at.rest = &at.rest[1..];
                } else if !spaced {
                    return None;
                }
                let (year, digits) = at.number(4)?;
                let days = civil(full_year(year, digits)?, month, first as u32)?;
                (day_first, month_first, open) = (Some(days), Some(days), false);
            }
        } else {
            return None;
        }
    } else {
        let month = at.month()?;
        if !at.spaces() && !at.eat("-") && !at.eat("/") {
            return None;
        }
        let (day, _) = at.number(2)?;
        let comma = at.eat(",");
        if !at.spaces() && !comma && !at.eat("-") && !at.eat("/") {
            return None;
        }
        let (year, digits) = at.number(4)?;
        let days = civil(full_year(year, digits)?, month, day as u32)?;
        (day_first, month_first, open) = (Some(days), Some(days), false);
    }
    if day_first.is_none() && month_first.is_none() {
        return None;
    }
    let seconds = if at.rest.is_empty() { None } else { Some(clock_after(at.rest)?) };
    Some(DateRead { day_first, month_first, seconds, open })
}

/// What follows a year of four digits: `-1-5`, `/1/5`, `.1.5`, `年1月5日`.
fn year_first(at: &mut Cursor, year: i32) -> Option<i32> {
    if at.eat("年") {
        at.spaces();
        let (month, _) = at.number(2)?;
        if !at.eat("月") {
            return None;
        }
        at.spaces();
        let (day, _) = at.number(2)?;
        if !at.eat("日") && !at.eat("号") {
            return None;
        }
        return civil(year, month as u32, day as u32);
    }
    let separator = *at.rest.first()?;
    if !matches!(separator, b'-' | b'/' | b'.') {
        return None;
    }
    at.rest = &at.rest[1..];
    if at.rest.first()?.is_ascii_alphabetic() {
        let month = at.month()?;
        if *at.rest.first()? != separator {
            return None;
        }
        at.rest = &at.rest[1..];
        let (day, _) = at.number(2)?;
        return civil(year, month, day as u32);
    }
    let (month, _) = at.number(2)?;
    if *at.rest.first()? != separator {
        return None;
    }
    at.rest = &at.rest[1..];
    let (day, _) = at.number(2)?;
    civil(year, month as u32, day as u32)
}

/// A time of day behind a date: ` 08:26`, `T08:26:00.123Z`, ` 8:26 PM`, ` 下午8:26`, `+08:00` at its end. Seconds since midnight.
fn clock_after(rest: &[u8]) -> Option<u32> {
    let mut at = Cursor { rest };
    let comma = at.eat(",");
    if !at.spaces() && !comma && !at.eat("T") && !at.eat("t") && at.rest.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let mut half = None;
    for (word, afternoon) in [("上午", false), ("下午", true)] {
        if at.eat(word) {
            half = Some(afternoon);
            at.spaces();
        }
    }
    let (mut hours, _) = at.number(2)?;
    if !at.eat(":") {
        return None;
    }
    let (minutes, len) = at.number(2)?;
    if len != 2 {
        return None;
    }
    let mut seconds = 0;
    if at.eat(":") {
        let (value, len) = at.number(2)?;
        if len != 2 {
            return None;
        }
        seconds = value;
        if at.eat(".") || at.eat(",") {
            at.number(9)?;
        }
    }
    at.spaces();
    if half.is_none() && at.rest.len() >= 2 {
        let afternoon = match at.rest[0] {
            b'a' | b'A' => Some(false),
            b'p' | b'P' => Some(true),
            _ => None,
        };
        if afternoon.is_some() {
            at.rest = &at.rest[1..];
            at.eat(".");
            if !at.eat("m") && !at.eat("M") {
                return None;
            }
            at.eat(".");
            half = afternoon;
            at.spaces();
        }
    }
    if let Some(afternoon) = half {
        if !(1..=12).contains(&hours) {
            return None;
        }
        hours = hours % 12 + if afternoon { 12 } else { 0 };
    }
    zone(&mut at)?;
    (at.rest.is_empty() && hours < 24 && minutes < 60 && seconds < 60).then_some((hours * 3600 + minutes * 60 + seconds) as u32)
}

/// `Z`, `UTC`, `+08:00`, `-0500`, `+08`, or nothing.
fn zone(at: &mut Cursor) -> Option<()> {
    if at.rest.is_empty() || at.eat("Z") || at.eat("z") || at.eat("UTC") {
        return Some(());
    }
    if !at.eat("+") && !at.eat("-") {
        return None;
    }
    let (_, len) = at.number(4)?;
    if len == 2 && at.eat(":") {
        at.number(2)?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::date::parse_iso;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<DateRead> {
        read_date(text.as_bytes())
    }

    #[test]
    fn reads_what_people_write() {
        let day = parse_iso("2024-01-05");
        for text in [
            "2024-01-05",
            "2024-1-5",
            "2024/1/5",
            "2024/01/05",
            "2024.01.05",
            "5 Jan 2024",
            "05 January 2024",
            "5-Jan-2024",
            "5-Jan-24",
            "Jan 5, 2024",
            "January 5 2024",
            "Jan-05-2024",
            "2024年1月5日",
            "2024年01月05号",
            "5.1.2024",
            "05.01.24",
            "2024-Jan-05",
            "5 jan, 2024",
        ] {
            let read = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((read.day_first, read.month_first, read.seconds, read.open), (day, day, None, false), "{text}");
        }
    }

    #[test]
    fn leaves_the_order_open_where_it_is() {
        let read_open = |text| read(text).map(|r| (r.day_first, r.month_first, r.open));
        assert_eq!(read_open("05/01/2024"), Some((parse_iso("2024-01-05"), parse_iso("2024-05-01"), true)));
        assert_eq!(read_open("1/5/24"), Some((parse_iso("2024-05-01"), parse_iso("2024-01-05"), true)));
        assert_eq!(read_open("13-1-2024"), Some((parse_iso("2024-01-13"), None, true)));
        assert_eq!(read_open("1/13/69"), Some((None, parse_iso("1969-01-13"), true)));
        assert_eq!(read_open("1/13/68"), Some((None, parse_iso("2068-01-13"), true)));
        assert_eq!(read_open("31/31/2024"), None);
    }

    #[test]
    fn reads_times() {
        for (text, seconds) in [
            ("2010-12-01 08:26:00", 30_360),
            ("2010-12-01T08:26:00Z", 30_360),
            ("2010-12-01T08:26:00.123+08:00", 30_360),
            ("2010-12-01 8:26", 30_360),
            ("1/12/10 8:26 AM", 30_360),
            ("1/12/2010 8:26:01 pm", 73_561),
            ("1/12/2010 12:00 am", 0),
            ("2010年12月1日 08:26", 30_360),
            ("2010/12/1 下午8:26", 73_560),
            ("Dec 1, 2010, 8:26 p.m.", 73_560),
        ] {
            assert_eq!(read(text).and_then(|r| r.seconds), Some(seconds), "{text}");
        }
    }

    #[test]
    fn leaves_what_is_no_date() {
        for text in [
            "",
            "2024",
            "2024-01",
            "2023-02-29",
            "2024-13-01",
            "0000-00-00",
            "2024-01-05x",
            "2024-01-05 25:00",
            "2024-01-05 8",
            "1/2",
            "1/2/3",
            "1/2/345",
            "1/2-2024",
            "5 Foo 2024",
            "Jan 2024",
            "May 5",
            "12.5",
            "138-1234-5678",
            "20240105",
            "2024年1月",
            "5Jan2024",
            "2024-01-05 13:00 PM",
            "2024-01-0508:00",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn reads_eight_digits() {
        assert_eq!(read_compact(b"20240105"), parse_iso("2024-01-05"));
        for text in ["18991231", "21010101", "20240230", "2024015", "2024-1-5"] {
            assert_eq!(read_compact(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(s in "[0-9/年月日 :.TJanPM-]{0,30}") {
            let _ = read(&s);
        }

        #[test]
        fn iso_goes_round(days in -700_000i32..2_000_000) {
            let text = crate::table::date::format_iso(days);
            prop_assert_eq!(read(&text).and_then(|r| r.day_first), Some(days));
        }
    }
}
