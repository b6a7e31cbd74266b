//! A condition in the form that is evaluated: everything resolved, in normal form, so that equal questions are equal values and share one cached
//! answer. Negative operators are the complement of their positive one and have no test of their own.

use super::days::to_anniversary;
use crate::steps::{Caches, Grouping};
use crate::table::date::{civil_from_days, weekday};
use crate::table::{Bitmap, Column, ColumnData, DateColumn, Days, MISSING_BOOL, MISSING_DAY, Numbers, TextColumn, fold_into, within_share};
use hashbrown::{HashMap, HashSet};
use regex_lite::{Regex, RegexBuilder};
use std::ops::Bound::{Excluded, Included, Unbounded};
use std::sync::Arc;

/// What is asked of a value. Never holds for a missing one, except [`Test::Missing`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    Missing,
    /// One of these texts; trimmed, folded unless `match_case`, sorted, each once.
    TextIn {
        texts: Arc<[String]>,
        match_case: bool,
    },
    /// Contains, starts or ends with this text; trimmed, folded unless `match_case`.
    TextPart {
        part: TextPart,
        text: String,
        match_case: bool,
    },
    /// Matches this regular expression, which compiles, somewhere.
    TextMatches {
        pattern: String,
        match_case: bool,
    },
    /// The same text as the other column.
    TextSame {
        match_case: bool,
    },
    Number(Comparison, Real),
    /// Both ends included.
    NumberBetween(Real, Real),
    NumberTo(Comparison),
    /// Standard competition rank at most this, best first.
    Top(End, usize),
    /// (rank − 1) / n below this part of 100.
    TopShare(End, Real),
    AboveMean,
    BelowMean,
    AboveMedian,
    BelowMedian,
    /// Days from the first to the second, both included.
    Days(i32, i32),
    DayTo(Comparison),
    /// Months as bits 1–12.
    Months(u16),
    /// Weekdays as bits 1 (Monday) – 7.
    Weekdays(u8),
    /// At most `within` days between the as-of day and the nearest anniversary.
    Anniversary {
        as_of: i32,
        within: i32,
    },
    Boolean(bool),
    BooleanSame,
    /// In any of these groups of a step; sorted, each once.
    Groups(Vec<usize>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextPart {
    Anywhere,
    Start,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Which end of an order is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    Highest,
    Lowest,
}

/// A finite number that compares and hashes; both zeros are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Real(u64);

impl From<f64> for Real {
    fn from(x: f64) -> Real {
        Real((x + 0.0).to_bits())
    }
}

impl Real {
    pub fn get(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// The regular expression of a [`Test::TextMatches`]. Without regard to case it is for folded text: the library folds ASCII letters only, so the
/// others are folded in the pattern, where none of them has a meaning of its own.
pub fn regex(pattern: &str, match_case: bool) -> Result<Regex, regex_lite::Error> {
    if match_case {
        return Regex::new(pattern);
    }
    let mut folded = String::with_capacity(pattern.len());
    for c in pattern.chars() {
        if c.is_ascii() { folded.push(c) } else { folded.extend(c.to_lowercase()) }
    }
    RegexBuilder::new(&folded).case_insensitive(true).build()
}

/// The rows of `column` for which `test` holds. `other` is the second column of a comparison.
///
/// # Panics
/// When the test is not for that type of column: [`super::compile()`] sees to that.
pub fn rows(column: &Arc<Column>, other: Option<&Arc<Column>>, test: &Test, caches: &Caches) -> Bitmap {
    if matches!(test, Test::Missing) {
        return column.missing();
    }
    match (&column.data, other.map(|o| &o.data)) {
        (ColumnData::Text(text), None) => text_rows(text, test),
        (ColumnData::Text(text), Some(ColumnData::Text(other))) => match test {
            Test::TextSame { match_case } => same_text(text, other, *match_case),
            _ => unfit(test),
        },
        (ColumnData::Number(values), None) => number_rows(column, values, test, caches),
        (ColumnData::Number(values), Some(ColumnData::Number(other))) => match test {
            Test::NumberTo(comparison) => {
                let test = |holds: fn(f64, f64) -> bool| Bitmap::from_fn(values.len(), |row| holds(values.get(row), other.get(row)));
                compare(*comparison, test)
            }
            _ => unfit(test),
        },
        (ColumnData::Date(dates), None) => date_rows(dates, test),
        (ColumnData::Date(dates), Some(ColumnData::Date(other))) => match test {
            Test::DayTo(comparison) => {
                let (a, b) = (&dates.days, &other.days);
                let test = |holds: fn(i32, i32) -> bool| {
                    Bitmap::from_fn(a.len(), |row| a.get(row) != MISSING_DAY && b.get(row) != MISSING_DAY && holds(a.get(row), b.get(row)))
                };
                compare(*comparison, test)
            }
            _ => unfit(test),
        },
        (ColumnData::Boolean(values), None) => match test {
            Test::Boolean(wanted) => {
                let wanted = u8::from(*wanted);
                Bitmap::from_slice(&values.values, |value| value == wanted)
            }
            _ => unfit(test),
        },
        (ColumnData::Boolean(a), Some(ColumnData::Boolean(b))) if *test == Test::BooleanSame => {
            Bitmap::from_fn(a.values.len(), |row| a.values[row] == b.values[row] && a.values[row] != MISSING_BOOL)
        }
        _ => unfit(test),
    }
}

/// The rows in the groups that a [`Test::Groups`] names.
pub fn group_rows(grouping: &Grouping, test: &Test) -> Bitmap {
    match test {
        Test::Groups(groups) => grouping.union(groups),
        _ => unfit(test),
    }
}

fn unfit(test: &Test) -> ! {
    unreachable!("{test:?} was compiled for another type of column")
}

/// Calls `run` with the comparison as a function, so that each has a loop of its own.
fn compare<T: PartialOrd, R>(comparison: Comparison, run: impl Fn(fn(T, T) -> bool) -> R) -> R {
    match comparison {
        Comparison::Equal => run(|a, b| a == b),
        Comparison::Less => run(|a, b| a < b),
        Comparison::LessOrEqual => run(|a, b| a <= b),
        Comparison::Greater => run(|a, b| a > b),
        Comparison::GreaterOrEqual => run(|a, b| a >= b),
    }
}

fn text_rows(column: &TextColumn, test: &Test) -> Bitmap {
    let mut folded = String::new();
    match test {
        Test::TextIn { texts, match_case } => {
            let wanted: HashSet<&str> = texts.iter().map(String::as_str).collect();
            column.select(|text| {
                if *match_case {
                    return wanted.contains(text);
                }
                fold_into(text, &mut folded);
                wanted.contains(folded.as_str())
            })
        }
        Test::TextPart { part: TextPart::Anywhere, text: wanted, match_case } if !wanted.is_empty() => {
            column.containing(wanted, *match_case)
        }
        Test::TextPart { part, text: wanted, match_case } => {
            let holds = |text: &str| match part {
                TextPart::Anywhere => text.contains(wanted.as_str()),
                TextPart::Start => text.starts_with(wanted.as_str()),
                TextPart::End => text.ends_with(wanted.as_str()),
            };
            column.select(|text| {
                if *match_case {
                    return holds(text);
                }
                fold_into(text, &mut folded);
                holds(&folded)
            })
        }
        // A missing cell has no text, and so matches not even the empty pattern.
        Test::TextMatches { pattern, match_case } => match regex(pattern, *match_case) {
            Ok(regex) if *match_case => column.select(|text| !text.is_empty() && regex.is_match(text)),
            Ok(regex) => column.select(|text| {
                fold_into(text, &mut folded);
                !text.is_empty() && regex.is_match(&folded)
            }),
            Err(_) => unfit(test),
        },
        _ => unfit(test),
    }
}

fn same_text(a: &TextColumn, b: &TextColumn, match_case: bool) -> Bitmap {
    /// No entry of the first column.
    const NONE: u32 = u32::MAX;
    let normal = |text: &str| if match_case { text.to_owned() } else { crate::table::fold(text) };
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let (mut of_a, mut of_b) = (Vec::with_capacity(a.values.len()), Vec::with_capacity(b.values.len()));
    a.values.each(&mut |text| {
        let next = numbers.len() as u32;
        of_a.push(if text.is_empty() { NONE } else { *numbers.entry(normal(text)).or_insert(next) });
    });
    b.values.each(&mut |text| of_b.push(numbers.get(&normal(text)).copied().unwrap_or(NONE)));
    Bitmap::from_fn(a.len(), |row| {
        let number = of_a[a.code(row)];
        number != NONE && number == of_b[b.code(row)]
    })
}

fn number_rows(column: &Arc<Column>, values: &Numbers, test: &Test, caches: &Caches) -> Bitmap {
    let none = || Bitmap::none(values.len());
    let above = |limit: Option<f64>| limit.map_or_else(none, |limit| values.within(Excluded(limit), Unbounded));
    let below = |limit: Option<f64>| limit.map_or_else(none, |limit| values.within(Unbounded, Excluded(limit)));
    match test {
        Test::Number(comparison, limit) => {
            let limit = limit.get();
            match comparison {
                Comparison::Equal => values.within(Included(limit), Included(limit)),
                Comparison::Less => values.within(Unbounded, Excluded(limit)),
                Comparison::LessOrEqual => values.within(Unbounded, Included(limit)),
                Comparison::Greater => values.within(Excluded(limit), Unbounded),
                Comparison::GreaterOrEqual => values.within(Included(limit), Unbounded),
            }
        }
        Test::NumberBetween(low, high) => values.within(Included(low.get()), Included(high.get())),
        Test::Top(..) | Test::TopShare(..) => match top_limit(column, values, test, caches) {
            None => none(),
            Some((End::Highest, limit)) => values.within(Included(limit), Unbounded),
            Some((End::Lowest, limit)) => values.within(Unbounded, Included(limit)),
        },
        Test::AboveMean => above(caches.numbers(column).mean),
        Test::BelowMean => below(caches.numbers(column).mean),
        Test::AboveMedian => above(caches.median(column)),
        Test::BelowMedian => below(caches.median(column)),
        _ => unfit(test),
    }
}

/// The value of the last customer that is still in the top; None where nobody is.
pub(super) fn top_limit(column: &Arc<Column>, values: &Numbers, test: &Test, caches: &Caches) -> Option<(End, f64)> {
    let ranking = caches.ranking(column);
    let present = ranking.present();
    let (end, wanted) = match test {
        Test::Top(end, n) => (*end, (*n).min(present)),
        Test::TopShare(end, percent) => {
            // Positions count the customers before; ties share the first position of theirs, so the cut falls behind the last tie.
            let percent = percent.get();
            let (mut low, mut high) = (0, present);
            while low < high {
                let middle = (low + high) / 2;
                if within_share(middle, present, percent) { low = middle + 1 } else { high = middle }
            }
            (*end, low)
        }
        _ => return None,
    };
    let last = wanted.checked_sub(1)?;
    let from_top = match end {
        End::Highest => last,
        End::Lowest => present - 1 - last,
    };
    Some((end, ranking.from_top(values, from_top)))
}

fn date_rows(dates: &DateColumn, test: &Test) -> Bitmap {
    match *test {
        Test::Days(from, to) => dates.days.within(from, to),
        Test::Months(_) | Test::Weekdays(_) | Test::Anniversary { .. } => by_day(&dates.days, |day| day_holds(test, day)),
        _ => unfit(test),
    }
}

/// Whether a test of the calendar holds for a day.
fn day_holds(test: &Test, day: i32) -> bool {
    match *test {
        Test::Months(months) => months >> civil_from_days(day).month & 1 == 1,
        Test::Weekdays(days) => days >> weekday(day) & 1 == 1,
        Test::Anniversary { as_of, within } => to_anniversary(day, as_of) <= within,
        _ => unfit(test),
    }
}

/// Asks once per day between the first and the last, not per row, unless the days lie too far apart.
fn by_day(days: &Days, holds: impl Fn(i32) -> bool) -> Bitmap {
    const MOST_DAYS: i64 = 1 << 20;
    let Some((first, last)) = days.ends() else { return Bitmap::none(days.len()) };
    if i64::from(last) - i64::from(first) > MOST_DAYS {
        return Bitmap::from_fn(days.len(), |row| days.get(row) != MISSING_DAY && holds(days.get(row)));
    }
    let table: Vec<bool> = (first..=last).map(&holds).collect();
    Bitmap::from_fn(days.len(), |row| days.get(row) != MISSING_DAY && table[(days.get(row) - first) as usize])
}
