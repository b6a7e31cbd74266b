//! A column's distribution as a scale to drag a threshold on: where a value stands on it, and which value stands at a place. Draws nothing.

use crate::engine::{Histogram, Tails, along_bins};

/// How many places one can tell apart while dragging.
const PLACES: f64 = 150.0;

/// Numbers (dates: days) over the width of a histogram whose bins are drawn equally wide, whatever they span.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    pub histogram: Histogram,
    /// What a key moves by, and what dragging rounds to.
    pub step: f64,
}

impl Scale {
    /// `whole`: values are whole numbers or days. None where all values are the same.
    pub fn new(histogram: Histogram, whole: bool) -> Option<Scale> {
        let edges = &histogram.edges;
        if edges.len() < 2 || edges[0] >= edges[edges.len() - 1] {
            return None;
        }
        // The bins at the ends may hold a long tail; one in the middle says how fine the rest is.
        let middle = (edges.len() - 2) / 2;
        let step = nice_below((edges[middle + 1] - edges[middle]) * histogram.counts.len() as f64 / PLACES);
        Some(Scale { step: if whole { step.max(1.0) } else { step }, histogram })
    }

    pub fn min(&self) -> f64 {
        self.histogram.edges[0]
    }

    pub fn max(&self) -> f64 {
        self.histogram.edges[self.histogram.edges.len() - 1]
    }

    /// 0–1 over the width.
    pub fn place(&self, x: f64) -> f64 {
        along_bins(&self.histogram.edges, x) / self.histogram.counts.len() as f64
    }

    /// The value at a place, rounded to what can be told apart.
    pub fn at(&self, place: f64) -> f64 {
        let edges = &self.histogram.edges;
        let bins = edges.len() - 1;
        let along = place.clamp(0.0, 1.0) * bins as f64;
        let bin = (along as usize).min(bins - 1);
        self.round(edges[bin] + (along - bin as f64) * (edges[bin + 1] - edges[bin]))
    }

    /// The value that a key of a slider leads to from `now`; None for another key.
    pub fn by_key(&self, key: &str, now: Option<f64>) -> Option<f64> {
        let now = now.unwrap_or_else(|| self.at(0.5));
        let next = match key {
            "ArrowLeft" | "ArrowDown" => now - self.step,
            "ArrowRight" | "ArrowUp" => now + self.step,
            "PageDown" => now - 10.0 * self.step,
            "PageUp" => now + 10.0 * self.step,
            "Home" => self.min(),
            "End" => self.max(),
            _ => return None,
        };
        Some(self.round(next).clamp(self.min().min(now), self.max().max(now)))
    }

    fn round(&self, x: f64) -> f64 {
        // In hundredths and the like, a division is exact where a product is not.
        let rounded =
            if self.step < 1.0 { (x / self.step).round() / (1.0 / self.step).round() } else { (x / self.step).round() * self.step };
        // The ends themselves need not be round.
        let lowest = if self.step >= 1.0 && self.min().fract() == 0.0 { self.min() } else { f64::NEG_INFINITY };
        rounded.max(lowest)
    }
}

/// What stands at the two ends of an axis under bins drawn equally wide: what the first and the last hold where they are long tails, else where they begin
/// and where the `greatest` value is: bins of whole numbers end behind it.
pub fn axis_ends(edges: &[f64], greatest: f64, show: impl Fn(f64) -> String) -> (String, String) {
    let [first, .., _] = edges else { return Default::default() };
    let tails = Tails::of(edges);
    let span = |from: f64, to: f64| format!("{} – {}", show(from), show(to));
    (
        if tails.below { span(*first, edges[1]) } else { show(*first) },
        if tails.above { span(edges[edges.len() - 2], greatest) } else { show(greatest) },
    )
}

/// The largest of 1, 2 and 5 times a power of ten that is not above `x`.
fn nice_below(x: f64) -> f64 {
    let power = 10f64.powf(x.log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|m| m * power).find(|&s| s <= x * 1.000_001).unwrap_or(power)
}
