//! How a number or date column is distributed: histograms and box plots, by the groups of a step.

use super::{BoxSummary, Distribution, Engine, EngineError, GroupDistribution, Histogram};
use crate::recipe::Colour;
use crate::steps::Members;
use crate::table::{Bitmap, Column, ColumnData, ColumnType, MISSING_DAY, Order, Sum, quantile};
use std::sync::Arc;

/// The most bins of one histogram.
const MAX_BINS: usize = 1000;

impl Engine {
    /// How a number or date column of the result is distributed in each group of a step, or over all customers without one. `bins` is the most
    /// wanted; the edges are round numbers (whole days for dates), so that there may be fewer. A date counts as its day.
    ///
    /// # Errors
    /// When there is no such column or step, or the column is neither number nor date.
    pub fn distribution(&mut self, column: &str, step: Option<usize>, bins: usize) -> Result<Distribution, EngineError> {
        let column = self.result.column(column).ok_or_else(|| EngineError::UnknownColumn { column: column.to_owned() })?;
        let grouping = match step {
            None => None,
            Some(step) => Some(self.grouping(step).ok_or(EngineError::UnknownStep { step })?),
        };
        let at: Box<dyn Fn(usize) -> f64> = match &column.data {
            ColumnData::Number(values) => Box::new(|row| values[row]),
            ColumnData::Date(dates) => Box::new(|row| day_number(dates.days[row])),
            _ => return Err(EngineError::NotMeasurable { column: column.name.clone() }),
        };
        let order = self.caches.order(column);
        let edges = match order.present.checked_sub(1) {
            None => Vec::new(),
            Some(last) => {
                let (min, max) = (at(order.from_bottom(0)), at(order.from_bottom(last)));
                let dates = column.column_type() == ColumnType::Date;
                nice_edges(min, max, bins.clamp(1, MAX_BINS), dates || is_whole(column))
            }
        };
        let mut groups: Vec<GroupDistribution> = match grouping {
            None => vec![empty_group("", Colour::Grey)],
            Some(grouping) => grouping.groups.iter().map(|g| empty_group(&g.name, g.colour)).collect(),
        };
        match grouping.map(|g| &g.members) {
            None => fill(&mut groups, |_| 0, &order, &edges, &at),
            Some(Members::Exclusive(codes)) => fill(&mut groups, |row| usize::from(codes[row]), &order, &edges, &at),
            Some(Members::Overlapping(sets)) => {
                for (group, set) in groups.iter_mut().zip(sets) {
                    // Two groups: those in the set, and the rest, which is dropped.
                    let mut parts = vec![group.clone(), empty_group("", Colour::Grey)];
                    fill(&mut parts, |row| usize::from(!set.get(row)), &order, &edges, &at);
                    *group = parts.swap_remove(0);
                }
            }
        }
        Ok(Distribution { column: column.name.clone(), column_type: column.column_type(), edges, groups })
    }
}

fn day_number(day: i32) -> f64 {
    if day == MISSING_DAY { f64::NAN } else { f64::from(day) }
}

fn is_whole(column: &Arc<Column>) -> bool {
    match &column.data {
        ColumnData::Number(values) => Bitmap::from_slice(values, |x| x.is_nan() | (x.fract() == 0.0)).count() == values.len(),
        _ => false,
    }
}

fn empty_group(name: &str, colour: Colour) -> GroupDistribution {
    GroupDistribution { name: name.to_owned(), colour, counts: Vec::new(), missing: 0, summary: None }
}

/// Counts, quartiles and whiskers of disjoint groups. The quartiles come from one walk through the column in order.
fn fill(groups: &mut [GroupDistribution], group_of: impl Fn(usize) -> usize, order: &Order, edges: &[f64], at: &dyn Fn(usize) -> f64) {
    struct Walk {
        present: usize,
        seen: usize,
        /// Positions among the group's values that are wanted, ascending, and the values there.
        wanted: Vec<(usize, f64)>,
        next: usize,
        summary: Option<BoxSummary>,
        sum: Sum,
    }
    let bins = Bins::new(edges);
    let mut walks: Vec<Walk> = Vec::with_capacity(groups.len());
    for group in groups.iter_mut() {
        group.counts = vec![0; edges.len().saturating_sub(1)];
        walks.push(Walk { present: 0, seen: 0, wanted: Vec::new(), next: 0, summary: None, sum: Sum::default() });
    }
    for row in 0..order.rows.len() {
        let group = group_of(row);
        let x = at(row);
        match bins.find(x) {
            Some(bin) => {
                groups[group].counts[bin] += 1;
                walks[group].present += 1;
                walks[group].sum.add(x);
            }
            None => groups[group].missing += 1,
        }
    }
    const QUARTERS: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
    for walk in walks.iter_mut().filter(|w| w.present > 0) {
        for p in QUARTERS {
            let position = (walk.present - 1) as f64 * p;
            walk.wanted.push((position.floor() as usize, f64::NAN));
            walk.wanted.push(((position.floor() as usize + 1).min(walk.present - 1), f64::NAN));
        }
        walk.wanted.sort_unstable_by_key(|w| w.0);
        walk.wanted.dedup_by_key(|w| w.0);
    }
    for &row in &order.rows[..order.present] {
        let walk = &mut walks[group_of(row as usize)];
        if let Some(wanted) = walk.wanted.get_mut(walk.next)
            && wanted.0 == walk.seen
        {
            wanted.1 = at(row as usize);
            walk.next += 1;
        }
        walk.seen += 1;
    }
    for walk in walks.iter_mut().filter(|w| w.present > 0) {
        let value = |i: usize| walk.wanted.iter().find(|w| w.0 == i).map_or(f64::NAN, |w| w.1);
        let [min, q1, median, q3, max] = QUARTERS.map(|p| quantile(walk.present, p, value).unwrap_or(f64::NAN));
        walk.summary = Some(BoxSummary {
            min,
            whisker_low: max,
            q1,
            median,
            q3,
            whisker_high: min,
            max,
            mean: walk.sum.value() / walk.present as f64,
            count: walk.present,
            outliers: 0,
        });
    }
    for row in 0..order.rows.len() {
        let x = at(row);
        let Some(summary) = walks[group_of(row)].summary.as_mut().filter(|_| !x.is_nan()) else { continue };
        let reach = 1.5 * (summary.q3 - summary.q1);
        if x < summary.q1 - reach || x > summary.q3 + reach {
            summary.outliers += 1;
        } else {
            summary.whisker_low = summary.whisker_low.min(x);
            summary.whisker_high = summary.whisker_high.max(x);
        }
    }
    for (group, walk) in groups.iter_mut().zip(walks) {
        group.summary = walk.summary;
    }
}

/// At most `bins` bins of equal width exactly from `min` to `max`; with `whole`, of a whole number's width each, starting half a bin's
/// unit low enough that whole numbers fall inside: `[min, min + w)`, ….
pub(super) fn exact_edges(min: f64, max: f64, bins: usize, whole: bool) -> Vec<f64> {
    if whole {
        let width = ((max - min + 1.0) / bins as f64).ceil().max(1.0);
        let count = ((max - min + 1.0) / width).ceil().max(1.0) as usize;
        return (0..=count).map(|i| min + width * i as f64).collect();
    }
    if max <= min {
        return vec![min, min];
    }
    let width = max / bins as f64 - min / bins as f64;
    let mut edges: Vec<f64> = (0..=bins).map(|i| min + width * i as f64).collect();
    edges[bins] = max;
    // A span too narrow to be divided: numbers that are hardly apart.
    edges.dedup();
    edges
}

/// At most `bins` bins of a round width (1, 2 or 5 of a power of ten) that hold everything from `min` to `max`. Whole numbers get bins of whole
/// numbers, `[n, n + w)`.
fn nice_edges(min: f64, max: f64, bins: usize, whole: bool) -> Vec<f64> {
    // Whole numbers reach up to the next one.
    let top = if whole { max + 1.0 } else { max };
    let span = top - min;
    if !span.is_finite() || span <= 0.0 {
        return exact_edges(min, max, bins, whole);
    }
    let mut exponent = (span / bins as f64).log10().floor() as i32 - 1;
    if whole {
        exponent = exponent.max(0);
    }
    loop {
        for factor in [1.0, 2.0, 5.0] {
            // Dividing by a power of ten rather than multiplying with its inverse keeps 0.3 the number that a person writes 0.3.
            let edge = |k: f64| if exponent < 0 { k * factor / 10f64.powi(-exponent) } else { k * factor * 10f64.powi(exponent) };
            let width = edge(1.0);
            let first = (min / width).floor();
            let first = if edge(first) > min { first - 1.0 } else { first };
            let mut count = ((top - edge(first)) / width).ceil().max(1.0);
            if !whole && edge(first + count) < max {
                count += 1.0;
            }
            if count <= bins as f64 || bins < 2 && exponent > 308 {
                return (0..=count as usize).map(|i| edge(first + i as f64)).collect();
            }
        }
        exponent += 1;
        if exponent > 300 {
            return exact_edges(min, max, bins, whole);
        }
    }
}

/// Finds the bin of a value: a guess by division, put right by the edges themselves.
struct Bins<'a> {
    edges: &'a [f64],
    low: f64,
    scale: f64,
}

impl Bins<'_> {
    fn new(edges: &[f64]) -> Bins<'_> {
        // By a bin in the middle: those at the ends may be wider.
        let middle = edges.len().saturating_sub(2) / 2;
        let (low, high) = (edges.get(middle).copied().unwrap_or(0.0), edges.get(middle + 1).copied().unwrap_or(0.0));
        let scale = 1.0 / (high - low);
        Bins { edges, low: low - (high - low) * middle as f64, scale: if scale.is_finite() { scale } else { 0.0 } }
    }

    /// None for a missing value, and where there is no bin.
    #[inline]
    fn find(&self, x: f64) -> Option<usize> {
        let bins = self.edges.len().checked_sub(1).filter(|&bins| bins > 0)?;
        if x.is_nan() {
            return None;
        }
        let mut bin = (((x - self.low) * self.scale) as usize).min(bins - 1);
        while bin > 0 && x < self.edges[bin] {
            bin -= 1;
        }
        while bin + 1 < bins && x >= self.edges[bin + 1] {
            bin += 1;
        }
        Some(bin)
    }
}

/// At most `bins` bars of a round width over values of that range; None without values.
pub(crate) fn histogram_of(
    min: &Option<f64>,
    max: &Option<f64>,
    values: impl Iterator<Item = f64>,
    bins: usize,
    whole: bool,
) -> Option<Histogram> {
    let edges = nice_edges((*min)?, (*max)?, bins, whole);
    let counts = bin_counts(&edges, values);
    Some(Histogram { edges, counts })
}

/// Values per bin; missing ones are in none.
pub(super) fn bin_counts(edges: &[f64], values: impl Iterator<Item = f64>) -> Vec<usize> {
    let bins = Bins::new(edges);
    let mut counts = vec![0; edges.len().saturating_sub(1)];
    for bin in values.filter_map(|x| bins.find(x)) {
        counts[bin] += 1;
    }
    counts
}
