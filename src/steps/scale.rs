//! From a column's values to points from 0 to 100, as a scorecard's criterion asks. Knows nothing of weights or scores.

use super::measure::Measure;
use super::{Caches, StepContext};
use crate::engine::{Problem, Severity, exact_edges, with_tails};
use crate::recipe::{Band, Category, Criterion, Points};
use crate::table::{BoolColumn, Codes, Column, ColumnData, MISSING_BOOL, Sum, TextColumn, fold, format_number, sort_seldom};
use std::sync::Arc;

/// Points of everyone where the values do not tell customers apart.
const MIDDLE: f64 = 50.0;
/// Standard deviations from the mean at which the points end.
const DEVIATIONS: f64 = 3.0;
/// Steps in which the curve of a scale is drawn.
const CURVE: usize = 40;

/// A column with the way its values become points. What its rows hold goes by codes: a few values have points, and rows have values.
pub struct Measured<'a> {
    pub column: &'a Arc<Column>,
    values: Values<'a>,
    scale: Scale,
    /// The points of each code; NaN for a missing value.
    points: Vec<f64>,
    /// Rows of each code.
    rows: Vec<u32>,
    /// Bands or categories of the parameters.
    parts: usize,
}

enum Values<'a> {
    Numbers(Measure),
    Text(&'a TextColumn),
    YesNo(&'a BoolColumn),
}

/// Which code each row has.
pub enum RowCodes<'a> {
    Coded(&'a Codes),
    /// 0 no, 1 yes, 2 missing.
    YesNo(&'a [u8]),
}

enum Scale {
    /// Points 0 and 100.
    Linear {
        none: f64,
        full: f64,
    },
    Rank {
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
        ColumnData::Number(_) | ColumnData::Date(_) => match Measure::of(column, context) {
            Ok(measure) => Values::Numbers(measure),
            Err(problem) => return fail(problem),
        },
        ColumnData::Text(text) => Values::Text(text),
        ColumnData::Boolean(values) => Values::YesNo(values),
    };
    let words = matches!(criterion.points, Points::Categories { .. });
    if words == matches!(values, Values::Numbers(_)) {
        return fail(Problem::PointsNotForType { column: criterion.column.clone(), column_type: column.column_type() });
    }
    let rows = values.rows_by_code(context.rows);
    if context.rows > 0 && !values.are_there(&rows) {
        find(Severity::Warning, Problem::NoValues { column: criterion.column.clone() });
    }
    let scale = match (&criterion.points, &values) {
        (Points::Bands { bands, below }, _) => bands_scale(bands, *below, find),
        (Points::Categories { values: categories, other }, values) => categories_scale(criterion, categories, *other, values, find),
        (_, Values::Numbers(numbers)) => number_scale(criterion, numbers, find)?,
        _ => return None,
    };
    let parts = match &criterion.points {
        Points::Bands { bands, .. } => bands.len(),
        Points::Categories { values, .. } => values.len(),
        _ => 0,
    };
    let points = values.points(&scale);
    Some(Measured { column, values, scale, points, rows, parts })
}

/// The rank of a number among those of the customers, in points.
fn rank(measure: &Measure, x: f64, lower: bool) -> f64 {
    let (runs, value) = (measure.runs(), measure.turned(x));
    let worse = if lower != measure.is_reversed() { runs.present() - runs.not_above(value) } else { runs.below(value) };
    rank_points(worse, runs.present())
}

impl Values<'_> {
    fn rows_by_code(&self, rows: usize) -> Vec<u32> {
        match self {
            Values::Numbers(numbers) => {
                let missing = rows - numbers.runs().present();
                numbers.each().map(|(_, n)| n).chain([missing]).map(|n| n as u32).collect()
            }
            Values::Text(text) => text.codes.count(text.values.len()),
            Values::YesNo(values) => {
                let mut by_code = vec![0; usize::from(MISSING_BOOL) + 1];
                values.values.iter().for_each(|&value| by_code[usize::from(value)] += 1);
                by_code
            }
        }
    }

    /// Whether any row has a value; `rows` are those of each code.
    fn are_there(&self, rows: &[u32]) -> bool {
        match self {
            Values::Numbers(numbers) => !numbers.runs().is_empty(),
            Values::Text(text) => rows.iter().enumerate().any(|(entry, &rows)| rows > 0 && !text.values.raw(entry).is_empty()),
            Values::YesNo(_) => rows[..usize::from(MISSING_BOOL)].iter().any(|&rows| rows > 0),
        }
    }

    /// The points of each code.
    fn points(&self, scale: &Scale) -> Vec<f64> {
        match (self, scale) {
            (Values::Numbers(numbers), Scale::Rank { lower }) => {
                let (runs, reversed) = (numbers.runs(), *lower != numbers.is_reversed());
                let of = |run| {
                    let at = runs.positions(run);
                    rank_points(if reversed { runs.present() - at.end } else { at.start }, runs.present())
                };
                (0..runs.len()).map(of).chain([f64::NAN]).collect()
            }
            (Values::Numbers(numbers), scale) => numbers.by_code(|x| scale.number(x), f64::NAN),
            (Values::Text(_), Scale::Entries(entries)) => entries.iter().map(|entry| entry.0).collect(),
            (Values::YesNo(_), Scale::YesNo(both)) => vec![both[0].0, both[1].0, f64::NAN],
            _ => Vec::new(),
        }
    }
}

/// Of `n` customers, those worse as a share of the others, in points.
fn rank_points(worse: usize, n: usize) -> f64 {
    // A number that no customer has can be better than all of them.
    (100.0 * worse as f64 / (n - 1).max(1) as f64).min(100.0)
}

fn number_scale(criterion: &Criterion, numbers: &Measure, find: &mut impl FnMut(Severity, Problem)) -> Option<Scale> {
    let lower = criterion.lower_is_better;
    let ends = numbers.ends();
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
            let n = numbers.runs().present() as f64;
            let mut sum = Sum::default();
            numbers.each().for_each(|(x, rows)| sum.add(x * rows as f64));
            let mean = sum.value() / n;
            let mut squares = Sum::default();
            numbers.each().for_each(|(x, rows)| squares.add((x - mean).powi(2) * rows as f64));
            Scale::Normal { mean, deviation: (squares.value() / n).sqrt(), lower }
        }
        _ => Scale::Rank { lower },
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
            let mut entries: Vec<(f64, usize)> = Vec::with_capacity(text.values.len());
            text.values.each(&mut |value| entries.push(entry(value)));
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
    /// The points of each code; NaN for a missing value.
    pub fn points(&self) -> &[f64] {
        &self.points
    }

    /// The code of each row.
    pub fn codes(&self) -> RowCodes<'_> {
        match &self.values {
            Values::Numbers(numbers) => RowCodes::Coded(numbers.codes()),
            Values::Text(text) => RowCodes::Coded(&text.codes),
            Values::YesNo(values) => RowCodes::YesNo(&values.values),
        }
    }

    /// The points of one row; NaN where its value is missing.
    pub fn one(&self, row: usize) -> f64 {
        let code = match self.codes() {
            RowCodes::Coded(codes) => codes.get(row).unwrap_or(row),
            RowCodes::YesNo(values) => usize::from(values[row]),
        };
        self.points[code]
    }

    /// How many rows have points, and the sum of those.
    pub fn sum(&self) -> (f64, usize) {
        let (mut sum, mut present) = (Sum::default(), 0);
        for (points, &rows) in self.points.iter().zip(&self.rows).filter(|(points, _)| !points.is_nan()) {
            sum.add(points * f64::from(rows));
            present += rows as usize;
        }
        (sum.value(), present)
    }

    /// The least and the greatest number.
    pub fn range(&self) -> Option<(f64, f64)> {
        let Values::Numbers(numbers) = &self.values else { return None };
        numbers.ends()
    }

    /// Places of the range with their points: evenly spaced but for long tails of numbers, which are one step each.
    pub fn curve(&self, caches: &Caches) -> Vec<(f64, f64)> {
        let (Values::Numbers(numbers), Some((low, high))) = (&self.values, self.range()) else { return Vec::new() };
        let bulk = caches.bulk(self.column);
        let evenly = |from, to, steps| exact_edges(from, to, steps, false);
        let places = with_tails((low, high), bulk.unwrap_or((low, high)), CURVE, evenly);
        let points = |x| match self.scale {
            Scale::Rank { lower } => rank(numbers, x, lower),
            _ => self.scale.number(x),
        };
        places.into_iter().map(|x| (x, points(x))).collect()
    }

    /// Rows per band or category as the parameters have them, those below or other last; empty for other scales.
    pub fn counts(&self) -> Vec<usize> {
        if !matches!(self.scale, Scale::Bands { .. } | Scale::Entries(_) | Scale::YesNo(_)) {
            return Vec::new();
        }
        let mut counts = vec![0; self.parts + 1];
        let mut count = |place: usize, rows: usize| counts[place] += rows;
        match (&self.values, &self.scale) {
            (Values::Numbers(numbers), Scale::Bands { bands, .. }) => {
                let place = |x: f64| bands[..bands.partition_point(|b| b.0 <= x)].last().map_or(self.parts, |b| b.2);
                numbers.each().for_each(|(x, rows)| count(place(x), rows));
            }
            (Values::Text(_), Scale::Entries(entries)) => {
                let present = entries.iter().zip(&self.rows).filter(|(entry, _)| !entry.0.is_nan());
                present.for_each(|(entry, &rows)| count(entry.1, rows as usize));
            }
            (Values::YesNo(_), Scale::YesNo(both)) => both.iter().zip(&self.rows).for_each(|(one, &rows)| count(one.1, rows as usize)),
            _ => {}
        }
        counts
    }
}

impl Scale {
    /// The points of a number, where they depend on nothing but it.
    fn number(&self, x: f64) -> f64 {
        match self {
            Scale::Linear { none, full } => ((x - none) / (full - none) * 100.0).clamp(0.0, 100.0),
            Scale::Normal { mean, deviation, lower } => {
                let z = (x - mean) / deviation;
                let z = if *lower { -z } else { z };
                (z.clamp(-DEVIATIONS, DEVIATIONS) + DEVIATIONS) / (2.0 * DEVIATIONS) * 100.0
            }
            Scale::Bands { bands, below } => bands[..bands.partition_point(|b| b.0 <= x)].last().map_or(*below, |b| b.1),
            Scale::Same => MIDDLE,
            Scale::Rank { .. } | Scale::Entries(_) | Scale::YesNo(_) => f64::NAN,
        }
    }
}
