//! How a number or date column is distributed: histograms and box plots, by the groups of a step.

use super::bins::{Bins, GroupOf, Rows};
use super::{Binning, Distribution, Engine, EngineError, GivenBins, GroupDistribution, Histogram, Slice, Slices};
use crate::recipe::Colour;
use crate::steps::{Members, numbers_of};
use crate::table::{ColumnData, NumberRange};

/// The most bins of one histogram.
const MAX_BINS: usize = 1000;

impl Engine {
    /// How a number or date column of the result is distributed in each group of a step, or over all customers without one. Edges that are not
    /// given are round numbers (whole days for dates), so that there may be fewer than wanted; a long tail of numbers has one bin. A date counts as
    /// its day. The five-number summaries are made for `boxes` only.
    ///
    /// # Errors
    /// When there is no such column or step, the column is neither number nor date, or the bins given are none.
    pub fn distribution(&mut self, column: &str, step: Option<usize>, bins: Binning, boxes: bool) -> Result<Distribution, EngineError> {
        let column = self.result.column(column).ok_or_else(|| EngineError::UnknownColumn { column: column.to_owned() })?;
        let grouping = match step {
            None => None,
            Some(step) => Some(self.grouping(step).ok_or(EngineError::UnknownStep { step })?),
        };
        let (min, max, whole) = match &column.data {
            ColumnData::Number(_) => {
                let range = self.caches.numbers(column).range;
                (range.min, range.max, range.whole)
            }
            ColumnData::Date(dates) => {
                // Without any day the first is above the last.
                dates.days.ends().map_or((f64::INFINITY, f64::NEG_INFINITY, true), |(a, b)| (f64::from(a), f64::from(b), true))
            }
            _ => return Err(EngineError::NotMeasurable { column: column.name.clone() }),
        };
        let edges = match bins {
            Binning::Given(bins) => given_edges(&bins).ok_or(EngineError::BadBins)?,
            Binning::AtMost(_) if min > max => Vec::new(),
            Binning::AtMost(bins) => {
                let bins = bins.clamp(1, MAX_BINS);
                // Where every whole number has a bin of its own, none is too far away.
                let is_wide = !whole || max - min >= bins as f64;
                match is_wide.then(|| self.caches.bulk(column)).flatten() {
                    Some(bulk) => with_tails((min, max), bulk, bins, |from, to, bins| nice_edges(from, to, bins, whole)),
                    None => nice_edges(min, max, bins, whole),
                }
            }
        };
        let given = if let Binning::Given(bins) = bins { Some(bins) } else { None };
        let mut groups: Vec<GroupDistribution> = match grouping {
            None => vec![empty_group("", Colour::Grey)],
            Some(grouping) => grouping.groups.iter().map(|g| empty_group(&g.name, g.colour)).collect(),
        };
        let range = match &column.data {
            ColumnData::Number(_) => self.caches.numbers(column).range,
            // The days as numbers.
            _ => NumberRange { present: 0, min, max, least: 1.0, whole },
        };
        let fill = |groups: &mut [GroupDistribution], of: GroupOf| {
            let rows = Rows { column, groups: of };
            let counts = rows.count(groups.len(), &edges, given);
            let bins = edges.len().saturating_sub(1);
            for (group, counts) in groups.iter_mut().zip(counts.chunks_exact(bins + 1)) {
                group.counts = counts[..bins].iter().map(|&n| n as usize).collect();
                group.missing = counts[bins] as usize;
            }
            if boxes && min <= max {
                let summaries = rows.boxes(groups.len(), &range);
                for (group, summary) in groups.iter_mut().zip(summaries) {
                    group.summary = summary;
                }
            }
        };
        match grouping.map(|g| &g.members) {
            None => fill(&mut groups, GroupOf::One),
            Some(Members::Exclusive(codes)) => fill(&mut groups, GroupOf::Codes(codes)),
            Some(Members::Overlapping(sets)) => {
                for (group, set) in groups.iter_mut().zip(sets) {
                    // Two groups: the rest, which is dropped, and those in the set.
                    let mut parts = vec![empty_group("", Colour::Grey), group.clone()];
                    fill(&mut parts, GroupOf::Set(set));
                    *group = parts.swap_remove(1);
                }
            }
        }
        Ok(Distribution { column: column.name.clone(), column_type: column.column_type(), edges, groups })
    }

    /// How many customers and what sum stand in each slice of a number column's ranking, the highest value first: before the first rank, from it
    /// to before the second, …, and the rest. Ranks ascend. Equal values on both sides of a cut are interchangeable, so that the sums depend on
    /// no order of rows.
    ///
    /// # Errors
    /// When there is no such column, or it holds no numbers.
    pub fn slices(&self, column: &str, ranks: &[usize]) -> Result<Slices, EngineError> {
        let column = self.result.column(column).ok_or_else(|| EngineError::UnknownColumn { column: column.to_owned() })?;
        let values = numbers_of(column).ok_or_else(|| EngineError::NotANumberColumn { column: column.name.clone() })?;
        let ranking = self.caches.ranking(column);
        let slices = ranking.slices(values, ranks).into_iter().map(|(count, sum)| Slice { count, sum }).collect();
        let present = ranking.present();
        Ok(Slices { column: column.name.clone(), present, missing: values.len() - present, slices })
    }
}

/// The edges of bins that a person gives; None where they have no width.
fn given_edges(bins: &GivenBins) -> Option<Vec<f64>> {
    let (GivenBins { start, end, .. }, count) = (*bins, bins.count.min(MAX_BINS));
    let edge = |i: usize| if i == count { end } else { start + (end - start) * (i as f64 / count as f64) };
    (start < end && (end - start).is_finite() && count > 0).then(|| (0..=count).map(edge).collect())
}

fn empty_group(name: &str, colour: Colour) -> GroupDistribution {
    GroupDistribution { name: name.to_owned(), colour, counts: Vec::new(), missing: 0, summary: None }
}

/// Where a number stands among bins drawn side by side and equally wide, whatever they span: 1.5 is the middle of the second. The edges ascend, and
/// there are two at least.
pub fn along_bins(edges: &[f64], x: f64) -> f64 {
    let bin = edges.partition_point(|&edge| edge <= x).clamp(1, edges.len() - 1) - 1;
    // Halved, as a span may be wider than there are numbers.
    let within = (x / 2.0 - edges[bin] / 2.0) / (edges[bin + 1] / 2.0 - edges[bin] / 2.0);
    bin as f64 + within.clamp(0.0, 1.0)
}

/// Whether the bins at the ends of a histogram hold long tails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tails {
    pub below: bool,
    pub above: bool,
}

impl Tails {
    /// Of bins with these edges.
    pub fn of(edges: &[f64]) -> Tails {
        /// A bin that spans more than so many of its neighbour holds a tail.
        const FAR: f64 = 2.0;
        let width = |bin: usize| edges[bin + 1] - edges[bin];
        match edges.len() {
            0..=2 => Tails { below: false, above: false },
            len => Tails { below: width(0) > FAR * width(1), above: width(len - 2) > FAR * width(len - 3) },
        }
    }
}

/// At most `bins` bins as `inner` makes them between two numbers, except that a long tail has one bin for itself: money has customers a hundred times
/// above all others, who would be one bar in bins of equal width. `bulk`: the 5 % and the 95 % quantile.
pub(crate) fn with_tails(
    (min, max): (f64, f64),
    (low, high): (f64, f64),
    bins: usize,
    inner: impl Fn(f64, f64, usize) -> Vec<f64>,
) -> Vec<f64> {
    /// A tail longer than this many times the bulk is cut off.
    const LONG: f64 = 1.5;
    let span = high - low;
    let below = bins > 2 && span > 0.0 && low - min > LONG * span;
    let above = bins > 2 && span > 0.0 && max - high > LONG * span;
    let (from, to) = (if below { low } else { min }, if above { high } else { max });
    let mut edges = inner(from, to, bins - usize::from(below) - usize::from(above));
    // Few bins may be so wide that they hold a tail as well.
    if below && edges.first().is_some_and(|&first| first > min) {
        edges.insert(0, min);
    }
    if above && edges.last().is_some_and(|&last| last < max) {
        edges.push(max);
    }
    edges
}

/// At most `bins` bins of equal width exactly from `min` to `max`; with `whole`, of a whole number's width each, starting half a bin's
/// unit low enough that whole numbers fall inside: `[min, min + w)`, ….
pub(crate) fn exact_edges(min: f64, max: f64, bins: usize, whole: bool) -> Vec<f64> {
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
