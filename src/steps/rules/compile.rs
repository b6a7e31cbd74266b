//! From a condition as a person left it to a test that can be evaluated, or to what is wrong with it.

use super::days::{MAX_SPAN, shift, unit_before, unit_of};
use super::test::{Comparison, End, Real, Test, TextPart, group_rows, regex, rows};
use crate::engine::Problem;
use crate::recipe::operators::takes_column;
use crate::recipe::{Condition, Op, Scalar, Unit};
use crate::steps::cache::Holds;
use crate::steps::{Grouping, StepContext};
use crate::table::{Bitmap, Column, ColumnType, date, fold, format_number, sort_seldom};
use std::sync::Arc;

/// A condition that can be evaluated.
#[derive(Clone, Debug)]
pub struct Compiled {
    pub subject: Subject,
    pub test: Test,
    /// The operator is a negative one: the exact complement of the test.
    pub negated: bool,
    /// Worth knowing about a condition that is evaluated all the same.
    pub notes: Vec<Problem>,
}

/// What is tested.
#[derive(Clone, Debug)]
pub enum Subject {
    Column { column: Arc<Column>, other: Option<Arc<Column>> },
    Groups(Arc<Grouping>),
}

impl Compiled {
    /// The rows for which the positive test holds, computed anew.
    pub fn evaluate(&self, context: &StepContext) -> Bitmap {
        match &self.subject {
            Subject::Column { column, other } => rows(column, other.as_ref(), &self.test, context.caches),
            Subject::Groups(grouping) => group_rows(grouping, &self.test),
        }
    }

    /// The rows for which the condition holds, and their number.
    pub fn rows(&self, context: &StepContext) -> (Arc<Bitmap>, usize) {
        let holds = match &self.subject {
            Subject::Column { column, other } => Holds::Columns(Arc::downgrade(column), other.as_ref().map(Arc::downgrade)),
            Subject::Groups(grouping) => Holds::Grouping(Arc::downgrade(grouping)),
        };
        let (found, count) = context.caches.condition(holds, &self.test, || self.evaluate(context));
        if !self.negated {
            return (found, count);
        }
        let mut rest = Bitmap::clone(&found);
        rest.not();
        (Arc::new(rest), context.rows - count)
    }
}

/// Makes a condition ready.
///
/// # Errors
/// What is missing or wrong, the first of it; the condition is then left out.
pub fn compile(condition: &Condition, context: &StepContext) -> Result<Compiled, Problem> {
    let name = condition.column.trim();
    if name.is_empty() {
        return Err(Problem::NoColumn);
    }
    if matches!(condition.op, Op::InSegment | Op::NotInSegment) {
        return compile_groups(condition, name, context);
    }
    let column = context.column(name).ok_or_else(|| Problem::UnknownColumn { column: name.to_owned() })?;
    let other = match condition.other.as_deref().map(str::trim).filter(|_| takes_column(condition.op)) {
        None => None,
        Some("") => return Err(Problem::NoColumn),
        Some(other) => {
            let found = context.column(other).ok_or_else(|| Problem::UnknownColumn { column: other.to_owned() })?;
            if found.column_type() != column.column_type() {
                return Err(Problem::TypesDiffer { column: name.to_owned(), other: other.to_owned() });
            }
            Some(found)
        }
    };
    let mut notes = Vec::new();
    let positive = Positive { condition, as_of: context.as_of, with_other: other.is_some(), notes: &mut notes };
    let compiled = match column.column_type() {
        _ if matches!(condition.op, Op::IsEmpty | Op::IsNotEmpty) => Ok(Some((Test::Missing, condition.op == Op::IsNotEmpty))),
        ColumnType::Text => positive.text(),
        ColumnType::Number => positive.number(),
        ColumnType::Date => positive.date(),
        ColumnType::Boolean => positive.boolean(),
    };
    let (test, negated) =
        compiled?.ok_or_else(|| Problem::OperatorNotForType { column: name.to_owned(), column_type: column.column_type() })?;
    let takes_other = matches!(test, Test::TextSame { .. } | Test::NumberTo(_) | Test::DayTo(_) | Test::BooleanSame);
    let other = other.filter(|_| takes_other).cloned();
    Ok(Compiled { subject: Subject::Column { column: column.clone(), other }, test, negated, notes })
}

fn compile_groups(condition: &Condition, step: &str, context: &StepContext) -> Result<Compiled, Problem> {
    let grouping = context.grouping(step).ok_or_else(|| Problem::UnknownStep { step: step.to_owned() })?;
    let names: Vec<&str> = condition.values.iter().map(|v| v.trim()).filter(|v| !v.is_empty()).collect();
    if names.is_empty() {
        return Err(Problem::NoValue);
    }
    let mut groups = Vec::new();
    let mut notes = Vec::new();
    for name in names {
        let before = groups.len();
        groups.extend((0..grouping.groups.len()).filter(|&g| grouping.groups[g].name == name));
        if groups.len() == before {
            notes.push(Problem::UnknownSegment { step: step.to_owned(), segment: name.to_owned() });
        }
    }
    if groups.is_empty() {
        return Err(notes.swap_remove(0));
    }
    groups.sort_unstable();
    groups.dedup();
    let negated = condition.op == Op::NotInSegment;
    Ok(Compiled { subject: Subject::Groups(grouping.clone()), test: Test::Groups(groups), negated, notes })
}

/// The positive test of an operator and whether the operator is its complement; None where the operator is not for the type.
type Found = Result<Option<(Test, bool)>, Problem>;

struct Positive<'a> {
    condition: &'a Condition,
    as_of: Option<i32>,
    with_other: bool,
    notes: &'a mut Vec<Problem>,
}

impl Positive<'_> {
    fn text(self) -> Found {
        let match_case = self.condition.match_case;
        let normal = |text: &str| if match_case { text.trim().to_owned() } else { fold(text.trim()) };
        let part = |part, text: &str| Test::TextPart { part, text: normal(text), match_case };
        Ok(Some(match self.condition.op {
            Op::Is if self.with_other => (Test::TextSame { match_case }, false),
            Op::IsNot if self.with_other => (Test::TextSame { match_case }, true),
            op @ (Op::Is | Op::IsNot) => {
                let texts = Arc::from([normal(&self.text_value()?)]);
                (Test::TextIn { texts, match_case }, op == Op::IsNot)
            }
            op @ (Op::IsAnyOf | Op::IsNoneOf) => {
                let mut texts: Vec<String> = self.list()?.iter().map(|text| normal(text)).collect();
                sort_seldom(&mut texts, Ord::cmp);
                texts.dedup();
                (Test::TextIn { texts: texts.into(), match_case }, op == Op::IsNoneOf)
            }
            Op::Contains => (part(TextPart::Anywhere, &self.text_value()?), false),
            Op::NotContains => (part(TextPart::Anywhere, &self.text_value()?), true),
            Op::StartsWith => (part(TextPart::Start, &self.text_value()?), false),
            Op::EndsWith => (part(TextPart::End, &self.text_value()?), false),
            Op::Matches => {
                let pattern = self.text_value()?;
                regex(&pattern, match_case)
                    .map_err(|error| Problem::BadPattern { pattern: pattern.clone(), message: error.to_string() })?;
                (Test::TextMatches { pattern, match_case }, false)
            }
            _ => return Ok(None),
        }))
    }

    fn number(self) -> Found {
        let compare = |comparison| -> Result<Test, Problem> {
            Ok(if self.with_other { Test::NumberTo(comparison) } else { Test::Number(comparison, self.number_value()?.into()) })
        };
        Ok(Some(match self.condition.op {
            Op::Eq => (compare(Comparison::Equal)?, false),
            Op::Ne => (compare(Comparison::Equal)?, true),
            Op::Lt => (compare(Comparison::Less)?, false),
            Op::Le => (compare(Comparison::LessOrEqual)?, false),
            Op::Gt => (compare(Comparison::Greater)?, false),
            Op::Ge => (compare(Comparison::GreaterOrEqual)?, false),
            op @ (Op::Between | Op::NotBetween) => {
                let (low, high) = (self.number_value()?, number_of(self.condition.to.as_ref())?);
                if low > high {
                    self.notes.push(Problem::EmptyRange);
                }
                (Test::NumberBetween(low.into(), high.into()), op == Op::NotBetween)
            }
            Op::TopN => (Test::Top(End::Highest, self.whole(u32::MAX)? as usize), false),
            Op::BottomN => (Test::Top(End::Lowest, self.whole(u32::MAX)? as usize), false),
            Op::TopPercent => (Test::TopShare(End::Highest, self.percent()?), false),
            Op::BottomPercent => (Test::TopShare(End::Lowest, self.percent()?), false),
            Op::AboveAverage => (Test::AboveMean, false),
            Op::BelowAverage => (Test::BelowMean, false),
            Op::AboveMedian => (Test::AboveMedian, false),
            Op::BelowMedian => (Test::BelowMedian, false),
            _ => return Ok(None),
        }))
    }

    fn date(self) -> Found {
        let as_of = || self.as_of.ok_or(Problem::NoAsOf);
        let span = || -> Result<(i32, Unit), Problem> { Ok((self.whole(MAX_SPAN)? as i32, self.condition.unit.ok_or(Problem::NoUnit)?)) };
        let unit = || self.condition.unit.ok_or(Problem::NoUnit);
        let range = |(from, to)| Test::Days(from, to);
        Ok(Some(match self.condition.op {
            Op::On if self.with_other => (Test::DayTo(Comparison::Equal), false),
            Op::Before if self.with_other => (Test::DayTo(Comparison::Less), false),
            Op::After if self.with_other => (Test::DayTo(Comparison::Greater), false),
            Op::On => {
                let day = self.day_value()?;
                (Test::Days(day, day), false)
            }
            Op::Before => (Test::Days(i32::MIN, self.day_value()? - 1), false),
            Op::After => (Test::Days(self.day_value()? + 1, i32::MAX), false),
            op @ (Op::Between | Op::NotBetween) => {
                let (from, to) = (self.day_value()?, day_of(self.condition.to.as_ref())?);
                if from > to {
                    self.notes.push(Problem::EmptyRange);
                }
                (Test::Days(from, to), op == Op::NotBetween)
            }
            Op::InLast => {
                let (n, unit) = span()?;
                let today = as_of()?;
                (Test::Days(shift(today, -n, unit) + 1, today), false)
            }
            Op::InNext => {
                let (n, unit) = span()?;
                let today = as_of()?;
                (Test::Days(today + 1, shift(today, n, unit)), false)
            }
            Op::MoreThanAgo => {
                let (n, unit) = span()?;
                (Test::Days(i32::MIN, shift(as_of()?, -n, unit) - 1), false)
            }
            Op::InThis => (range(unit_of(as_of()?, unit()?)), false),
            Op::InPrevious => (range(unit_before(as_of()?, unit()?)), false),
            Op::MonthIs => (Test::Months(self.calendar(12, |text| Problem::NotAMonth { text })?), false),
            Op::WeekdayIs => (Test::Weekdays(self.calendar(7, |text| Problem::NotAWeekday { text })? as u8), false),
            Op::AnniversaryWithin => {
                let within = self.whole(MAX_SPAN)? as i32;
                (Test::Anniversary { as_of: as_of()?, within }, false)
            }
            _ => return Ok(None),
        }))
    }

    fn boolean(self) -> Found {
        Ok(Some(match self.condition.op {
            Op::IsYes => (Test::Boolean(true), false),
            Op::IsNo => (Test::Boolean(false), false),
            Op::Is if self.with_other => (Test::BooleanSame, false),
            Op::IsNot if self.with_other => (Test::BooleanSame, true),
            _ => return Ok(None),
        }))
    }

    /// The value as text, as it is written; never blank.
    fn text_value(&self) -> Result<String, Problem> {
        let text = match &self.condition.value {
            None => return Err(Problem::NoValue),
            Some(Scalar::Text(text)) => text.clone(),
            Some(Scalar::Number(x)) => format_number(*x),
        };
        if text.trim().is_empty() { Err(Problem::NoValue) } else { Ok(text) }
    }

    /// The list without its blank lines; never empty.
    fn list(&self) -> Result<Vec<&str>, Problem> {
        let list: Vec<&str> = self.condition.values.iter().map(|v| v.trim()).filter(|v| !v.is_empty()).collect();
        if list.is_empty() { Err(Problem::NoValue) } else { Ok(list) }
    }

    fn number_value(&self) -> Result<f64, Problem> {
        number_of(self.condition.value.as_ref())
    }

    fn day_value(&self) -> Result<i32, Problem> {
        day_of(self.condition.value.as_ref())
    }

    /// The value as a whole number from 0 to `limit`.
    fn whole(&self, limit: u32) -> Result<u32, Problem> {
        let x = self.number_value()?;
        let text = || format_number(x);
        if x < 0.0 || x.fract() != 0.0 {
            return Err(Problem::NotWhole { text: text() });
        }
        if x > f64::from(limit) { Err(Problem::TooLarge { text: text(), limit }) } else { Ok(x as u32) }
    }

    fn percent(&self) -> Result<Real, Problem> {
        let x = self.number_value()?;
        if (0.0..=100.0).contains(&x) { Ok(x.into()) } else { Err(Problem::NotAPercentage { text: format_number(x) }) }
    }

    /// The list as bits 1 to `last`.
    fn calendar(&self, last: u16, wrong: impl Fn(String) -> Problem) -> Result<u16, Problem> {
        self.list()?.into_iter().try_fold(0, |bits, text| match text.parse::<u16>() {
            Ok(n) if (1..=last).contains(&n) => Ok(bits | 1 << n),
            _ => Err(wrong(text.to_owned())),
        })
    }
}

/// A number, or the text of one; a comma may part thousands.
fn number_of(scalar: Option<&Scalar>) -> Result<f64, Problem> {
    match scalar {
        None => Err(Problem::NoValue),
        Some(Scalar::Number(x)) if x.is_finite() => Ok(*x),
        Some(Scalar::Number(x)) => Err(Problem::NotANumber { text: x.to_string() }),
        Some(Scalar::Text(text)) => {
            let trimmed = text.trim();
            if trimmed.is_empty() {
                return Err(Problem::NoValue);
            }
            let plain = if has_thousands(trimmed) { trimmed.replace(',', "") } else { trimmed.to_owned() };
            let digits = plain.bytes().any(|b| b.is_ascii_digit());
            plain.parse().ok().filter(|x: &f64| digits && x.is_finite()).ok_or_else(|| Problem::NotANumber { text: text.clone() })
        }
    }
}

/// Whether every comma stands where one parts thousands: `1,234.5`, never `1,5`.
fn has_thousands(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or(text).trim_start_matches(['-', '+']);
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let mut later = groups.peekable();
    later.peek().is_some() && (1..=3).contains(&first.len()) && later.all(|g| g.len() == 3 && g.bytes().all(|b| b.is_ascii_digit()))
}

fn day_of(scalar: Option<&Scalar>) -> Result<i32, Problem> {
    match scalar {
        None => Err(Problem::NoValue),
        Some(Scalar::Text(text)) if text.trim().is_empty() => Err(Problem::NoValue),
        Some(Scalar::Text(text)) => date::parse_iso(text).ok_or_else(|| Problem::NotADate { text: text.clone() }),
        Some(Scalar::Number(x)) => Err(Problem::NotADate { text: format_number(*x) }),
    }
}
