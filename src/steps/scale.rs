//! From a column's values to points from 0 to 100, as a scorecard's criterion asks. Knows nothing of weights or scores.

use super::{Caches, StepContext};
use crate::engine::{Problem, Severity, exact_edges, with_tails};
use crate::recipe::{Band, Category, Criterion, Points};
use crate::table::{BoolColumn, Column, ColumnData, MISSING_BOOL, MISSING_DAY, Order, Sum, TextColumn, fold, format_number, sort_seldom};
use std::borrow::Cow;
use std::sync::Arc;

/// Points of everyone where the values do not tell customers apart.
const MIDDLE: f64 = 50.0;
/// Standard deviations from the mean at which the points end.
const DEVIATIONS: f64 = 3.0;
/// Steps in which the curve of a scale is drawn.
const CURVE: usize = 40;

/// A column with the way its values become points.
pub struct Measured<'a> {
    pub column: &'a Arc<Column>,
    values: Values<'a>,
    scale: Scale,
    /// Bands or categories of the parameters.
    parts: usize,
}

enum Values<'a> {
    /// NaN is missing.
    Numbers(Cow<'a, [f64]>),
    Text(&'a TextColumn),
    YesNo(&'a BoolColumn),
}

enum Scale {
    /// Points 0 and 100.
    Linear {
        none: f64,
        full: f64,
    },
    Rank {
        sorted: Sorted,
        lower: bool,
    },
    Normal {
        mean: f64,
        deviation: f64,
        lower: bool,
    },
    /// Ascending thresholds, each with its points and its place in the parameters.
    Bands {
        bands: Vec<(f64, f64, usize)>,
        below: f64,
    },
    /// Per dictionary entry: the points, and the place in the parameters or one past it. NaN is missing.
    Entries(Vec<(f64, usize)>),
    /// Of no and of yes.
    YesNo([(f64, usize); 2]),
    /// One value only.
    Same,
}

/// Prepares a criterion. What is wrong goes to `find`; None where the criterion cannot be used.
pub fn measure<'a>(criterion: &Criterion, context: &StepContext<'a>, find: &mut impl FnMut(Severity, Problem)) -> Option<Measured<'a>> {
    let mut fail = |problem| {
        find(Severity::Warning, problem);
        None
    };
    if criterion.column.is_empty() {
        return fail(Problem::NoColumn);
    }
    let Some(column) = context.column(&criterion.column) else {
        return fail(Problem::UnknownColumn { column: criterion.column.clone() });
    };
    let values = match &column.data {
        ColumnData::Number(values) => Values::Numbers(values.floats()),
        ColumnData::Date(dates) => {
            let Some(as_of) = context.as_of else { return fail(Problem::NoAsOf) };
            let days = |day: i32| if day == MISSING_DAY { f64::NAN } else { f64::from(as_of) - f64::from(day) };
            Values::Numbers(Cow::Owned(dates.days.iter().map(days).collect()))
        }
        ColumnData::Text(text) => Values::Text(text),
        ColumnData::Boolean(values) => Values::YesNo(values),
    };
    let words = matches!(criterion.points, Points::Categories { .. });
    if words == matches!(values, Values::Numbers(_)) {
        return fail(Problem::PointsNotForType { column: criterion.column.clone(), column_type: column.column_type() });
    }
    if context.rows > 0 && column.missing().count() == context.rows {
        find(Severity::Warning, Problem::NoValues { column: criterion.column.clone() });
    }
    let scale = match (&criterion.points, &values) {
        (Points::Bands { bands, below }, _) => bands_scale(bands, *below, find),
        (Points::Categories { values: categories, other }, values) => categories_scale(criterion, categories, *other, values, find),
        (_, Values::Numbers(values)) => number_scale(criterion, Sorted::of(values, column, context.caches), find)?,
        _ => return None,
    };
    let parts = match &criterion.points {
        Points::Bands { bands, .. } => bands.len(),
        Points::Categories { values, .. } => values.len(),
        _ => 0,
    };
    Some(Measured { column, values, scale, parts })
}

/// The values that are there, ascending. In that order sums do not depend on the order of the rows.
struct Sorted {
    values: Vec<f64>,
    order: Arc<Order>,
    /// Days to a date ascend where the dates descend.
    reversed: bool,
}

impl Sorted {
    fn of(values: &[f64], column: &Arc<Column>, caches: &Caches) -> Sorted {
        let order = caches.order(column);
        let mut sorted: Vec<f64> = order.rows[..order.present].iter().map(|&row| values[row as usize]).collect();
        let reversed = sorted.first() > sorted.last();
        if reversed {
            sorted.reverse();
        }
        Sorted { values: sorted, order, reversed }
    }

    /// The row of the value at that position.
    fn row(&self, position: usize) -> usize {
        self.order.rows[if self.reversed { self.values.len() - 1 - position } else { position }] as usize
    }
}

/// Of `n` customers, those worse as a share of the others, in points.
fn rank_points(worse: usize, n: usize) -> f64 {
    // A number that no customer has can be better than all of them.
    (100.0 * worse as f64 / (n - 1).max(1) as f64).min(100.0)
}

fn number_scale(criterion: &Criterion, sorted: Sorted, find: &mut impl FnMut(Severity, Problem)) -> Option<Scale> {
    let lower = criterion.lower_is_better;
    let ends = sorted.values.first().copied().zip(sorted.values.last().copied());
    let same = ends.is_none_or(|(least, greatest)| least == greatest);
    if let Points::MinMax { low, high } = criterion.points {
        let low = low.or(ends.map(|e| e.0)).unwrap_or(0.0);
        let high = high.or(ends.map(|e| e.1)).unwrap_or(0.0);
        if low > high {
            find(Severity::Warning, Problem::EmptyRange);
            return None;
        }
        if low < high {
            let (none, full) = if lower { (high, low) } else { (low, high) };
            return Some(Scale::Linear { none, full });
        }
    }
    if same || matches!(criterion.points, Points::MinMax { .. }) {
        if ends.is_some() {
            find(Severity::Hint, Problem::AllTheSame { column: criterion.column.clone() });
        }
        return Some(Scale::Same);
    }
    Some(match criterion.points {
        Points::ZScore => {
            let n = sorted.values.len() as f64;
            let mut sum = Sum::default();
            sorted.values.iter().for_each(|&x| sum.add(x));
            let mean = sum.value() / n;
            let mut squares = Sum::default();
            sorted.values.iter().for_each(|&x| squares.add((x - mean).powi(2)));
            Scale::Normal { mean, deviation: (squares.value() / n).sqrt(), lower }
        }
        _ => Scale::Rank { sorted, lower },
    })
}

fn bands_scale(bands: &[Band], below: f64, find: &mut impl FnMut(Severity, Problem)) -> Scale {
    let mut out: Vec<(f64, f64, usize)> = Vec::new();
    for (i, band) in bands.iter().enumerate() {
        match band.from {
            None => find(Severity::Warning, Problem::NoValue),
            Some(from) if out.iter().any(|b| b.0 == from) => find(Severity::Hint, Problem::BandTwice { from: format_number(from) }),
            Some(from) => out.push((from, checked(band.points, find), i)),
        }
    }
    sort_seldom(&mut out, |a, b| a.0.total_cmp(&b.0));
    Scale::Bands { bands: out, below: checked(below, find) }
}

fn categories_scale(
    criterion: &Criterion,
    categories: &[Category],
    other: f64,
    values: &Values,
    find: &mut impl FnMut(Severity, Problem),
) -> Scale {
    let other = (checked(other, find), categories.len());
    let folded: Vec<String> = categories.iter().map(|c| fold(c.value.trim())).collect();
    let points: Vec<f64> = categories.iter().map(|c| checked(c.points, find)).collect();
    for (i, category) in categories.iter().enumerate() {
        if category.value.trim().is_empty() {
            find(Severity::Warning, Problem::NoValue);
        } else if folded[..i].contains(&folded[i]) {
            find(Severity::Hint, Problem::DuplicateName { name: category.value.clone() });
        }
    }
    let of = |value: &str| folded.iter().position(|c| c == value).map_or(other, |i| (points[i], i));
    let mut seen = vec![false; categories.len() + 1];
    let scale = match values {
        Values::Text(text) => {
            let entry = |value: &str| if value.is_empty() { (f64::NAN, categories.len()) } else { of(&fold(value)) };
            let entries: Vec<(f64, usize)> = text.values.iter().map(entry).collect();
            entries.iter().for_each(|e| seen[e.1] = true);
            Scale::Entries(entries)
        }
        _ => {
            let both = [of("no"), of("yes")];
            both.iter().for_each(|e| seen[e.1] = true);
            Scale::YesNo(both)
        }
    };
    for (i, category) in categories.iter().enumerate() {
        if !seen[i] && !folded[i].is_empty() && !folded[..i].contains(&folded[i]) {
            let (column, value) = (criterion.column.clone(), category.value.clone());
            find(Severity::Hint, Problem::UnknownCategory { column, value });
        }
    }
    scale
}

/// Points within 0–100.
fn checked(points: f64, find: &mut impl FnMut(Severity, Problem)) -> f64 {
    if !(0.0..=100.0).contains(&points) {
        find(Severity::Warning, Problem::PointsOutOfRange { points: format_number(points) });
    }
    if points.is_nan() { 0.0 } else { points.clamp(0.0, 100.0) }
}

impl Measured<'_> {
    /// The points of every row; NaN where the value is missing.
    pub fn all(&self, rows: usize) -> Vec<f64> {
        let Scale::Rank { sorted, lower } = &self.scale else { return (0..rows).map(|row| self.one(row)).collect() };
        // In one walk over the sorted values, run by run of equal ones.
        let mut points = vec![f64::NAN; rows];
        let n = sorted.values.len();
        let mut start = 0;
        while start < n {
            let end = start + sorted.values[start..].iter().take_while(|&&y| y == sorted.values[start]).count();
            let same = rank_points(if *lower { n - end } else { start }, n);
            (start..end).for_each(|position| points[sorted.row(position)] = same);
            start = end;
        }
        points
    }

    /// The points of one row; NaN where its value is missing.
    #[inline]
    pub fn one(&self, row: usize) -> f64 {
        match (&self.values, &self.scale) {
            (Values::Numbers(values), scale) => scale.number(values[row]),
            (Values::Text(text), Scale::Entries(entries)) => entries[text.code(row)].0,
            (Values::YesNo(values), Scale::YesNo(both)) => match values.values[row] {
                MISSING_BOOL => f64::NAN,
                value => both[usize::from(value != 0)].0,
            },
            _ => f64::NAN,
        }
    }

    /// The least and the greatest number.
    pub fn range(&self) -> Option<(f64, f64)> {
        let Values::Numbers(values) = &self.values else { return None };
        let mut present = values.iter().copied().filter(|x| !x.is_nan());
        let first = present.next()?;
        Some(present.fold((first, first), |(low, high), x| (low.min(x), high.max(x))))
    }

    /// Places of the range with their points: evenly spaced but for long tails of numbers, which are one step each.
    pub fn curve(&self, caches: &Caches) -> Vec<(f64, f64)> {
        let Some((low, high)) = self.range() else { return Vec::new() };
        let bulk = caches.bulk(self.column);
        let evenly = |from, to, steps| exact_edges(from, to, steps, false);
        let places = with_tails((low, high), bulk.unwrap_or((low, high)), CURVE, evenly);
        places.into_iter().map(|x| (x, self.scale.number(x))).collect()
    }

    /// Rows per band or category as the parameters have them, those below or other last; empty for other scales.
    pub fn counts(&self, rows: usize) -> Vec<usize> {
        if !matches!(self.scale, Scale::Bands { .. } | Scale::Entries(_) | Scale::YesNo(_)) {
            return Vec::new();
        }
        let mut counts = vec![0; self.parts + 1];
        for row in 0..rows {
            let place = match (&self.values, &self.scale) {
                (Values::Numbers(values), Scale::Bands { bands, .. }) if !values[row].is_nan() => {
                    bands[..bands.partition_point(|b| b.0 <= values[row])].last().map_or(self.parts, |b| b.2)
                }
                (Values::Text(text), Scale::Entries(entries)) if !entries[text.code(row)].0.is_nan() => entries[text.code(row)].1,
                (Values::YesNo(values), Scale::YesNo(both)) if values.values[row] != MISSING_BOOL => {
                    both[usize::from(values.values[row] != 0)].1
                }
                _ => continue,
            };
            counts[place] += 1;
        }
        counts
    }
}

impl Scale {
    /// The points of a number; NaN for NaN.
    #[inline]
    fn number(&self, x: f64) -> f64 {
        if x.is_nan() {
            return f64::NAN;
        }
        match self {
            Scale::Linear { none, full } => ((x - none) / (full - none) * 100.0).clamp(0.0, 100.0),
            Scale::Rank { sorted, lower } => {
                let n = sorted.values.len();
                let worse = if *lower { n - sorted.values.partition_point(|&y| y <= x) } else { sorted.values.partition_point(|&y| y < x) };
                rank_points(worse, n)
            }
            Scale::Normal { mean, deviation, lower } => {
                let z = (x - mean) / deviation;
                let z = if *lower { -z } else { z };
                (z.clamp(-DEVIATIONS, DEVIATIONS) + DEVIATIONS) / (2.0 * DEVIATIONS) * 100.0
            }
            Scale::Bands { bands, below } => bands[..bands.partition_point(|b| b.0 <= x)].last().map_or(*below, |b| b.1),
            Scale::Same => MIDDLE,
            Scale::Entries(_) | Scale::YesNo(_) => f64::NAN,
        }
    }
}
