//! What the operators and functions of a formula do to one value. Numbers: NaN is missing; dates: [`MISSING_DAY`]; text: the empty text.

use crate::recipe::formula::{BinaryOp, Function};
use crate::table::{MISSING_DAY, date, fold_into};
use std::cmp::Ordering;

/// The first day of year 1 and the last of year 9999: beyond them a date is missing.
const FIRST_DAY: i32 = -719_162;
const LAST_DAY: i32 = 2_932_896;

/// A number that is missing unless it is finite: what overflows, and what is divided by zero, is no number.
#[inline]
pub fn finite(x: f64) -> f64 {
    if x.is_finite() { x } else { f64::NAN }
}

/// One number out of two; a missing one makes the result missing.
#[inline]
pub fn power(a: f64, b: f64) -> f64 {
    // IEEE 754 has 1 for NaN ^ 0 and 1 ^ NaN.
    if a.is_nan() || b.is_nan() { f64::NAN } else { finite(a.powf(b)) }
}

/// A power of ten.
pub fn ten_to(digits: f64) -> f64 {
    10f64.powi(digits.clamp(-400.0, 400.0) as i32)
}

/// `x` rounded to a multiple of 1 / `scale`, a half away from zero. A decimal fraction that lies on a half as it is written counts as a half,
/// though its binary form may lie beside it.
#[inline]
pub fn round_to(x: f64, scale: f64) -> f64 {
    let scaled = x * scale;
    if !scaled.is_finite() || scaled.abs() >= 4_503_599_627_370_496.0 {
        // Nothing beyond the point at that size; a number times too much is as exact as it gets.
        return x;
    }
    let nudged = if scale == 1.0 { scaled } else { scaled + scaled * f64::EPSILON };
    finite(nudged.round() / scale)
}

/// [`round_to`] so many digits behind the point (before it, where below zero).
pub fn round(x: f64, digits: f64) -> f64 {
    if digits.is_nan() {
        return f64::NAN;
    }
    let digits = digits.trunc();
    if digits < 0.0 {
        // Dividing by a power of ten is exact where multiplying with its inverse is not.
        let unit = ten_to(-digits);
        return if unit.is_finite() { finite((x / unit).round() * unit) } else { finite(x * 0.0) };
    }
    round_to(x, ten_to(digits))
}

/// A function of one number.
pub fn of_number(function: Function, x: f64) -> f64 {
    match function {
        Function::Floor => x.floor(),
        Function::Ceil => x.ceil(),
        Function::Abs => x.abs(),
        Function::Sqrt => finite(x.sqrt()),
        Function::Log => finite(x.ln()),
        Function::Log10 => finite(x.log10()),
        _ => round_to(x, 1.0),
    }
}

/// Whether an order of two values is what the operator asks for.
#[inline]
pub fn holds(op: BinaryOp, order: Ordering) -> bool {
    match op {
        BinaryOp::Equal => order == Ordering::Equal,
        BinaryOp::NotEqual => order != Ordering::Equal,
        BinaryOp::Less => order == Ordering::Less,
        BinaryOp::LessOrEqual => order != Ordering::Greater,
        BinaryOp::Greater => order == Ordering::Greater,
        _ => order != Ordering::Less,
    }
}

/// Text is compared trimmed and without regard to case; two buffers are lent for it.
pub fn compare_text(a: &str, b: &str, buffers: &mut (String, String)) -> Ordering {
    let (a, b) = (a.trim(), b.trim());
    if a == b {
        return Ordering::Equal;
    }
    fold_into(a, &mut buffers.0);
    fold_into(b, &mut buffers.1);
    buffers.0.cmp(&buffers.1)
}

/// A part of a date as a number.
pub fn of_date(function: Function, day: i32) -> f64 {
    if day == MISSING_DAY {
        return f64::NAN;
    }
    if function == Function::Weekday {
        return f64::from(date::weekday(day));
    }
    let civil = date::civil_from_days(day);
    match function {
        Function::Year => f64::from(civil.year),
        Function::Month => f64::from(civil.month),
        _ => f64::from(civil.day),
    }
}

/// A date moved by whole days, parts of a day left out.
pub fn add_days(day: i32, days: f64) -> i32 {
    let moved = f64::from(day) + days.trunc();
    // A missing day or number fails this as well.
    if day != MISSING_DAY && (f64::from(FIRST_DAY)..=f64::from(LAST_DAY)).contains(&moved) { moved as i32 } else { MISSING_DAY }
}

/// The days from one date to another.
pub fn days_between(from: i32, to: i32) -> f64 {
    if from == MISSING_DAY || to == MISSING_DAY { f64::NAN } else { f64::from(to) - f64::from(from) }
}

/// Whether a text has another in it, without regard to case; a missing one has nothing and is in nothing.
pub fn contains(text: &str, part: &str, buffers: &mut (String, String)) -> bool {
    let part = part.trim();
    if text.is_empty() || part.is_empty() {
        return false;
    }
    fold_into(text, &mut buffers.0);
    fold_into(part, &mut buffers.1);
    buffers.0.contains(buffers.1.as_str())
}

/// The characters at positions `start`, …, `start + count - 1`, counted from 1; those positions that are not there give nothing.
pub fn part(text: &str, start: f64, count: f64) -> &str {
    let (start, count) = (start.trunc(), count.trunc());
    let end = start + count;
    if start.is_nan() || end.is_nan() || end <= 1.0 || count <= 0.0 {
        return "";
    }
    let at = |position: f64| match position {
        p if p <= 1.0 => 0,
        p => text.char_indices().nth((p - 1.0).min(u32::MAX.into()) as usize).map_or(text.len(), |(at, _)| at),
    };
    let (from, to) = (at(start), at(end));
    &text[from..to.max(from)]
}
