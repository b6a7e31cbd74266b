//! Summary numbers become SVG, with plotters. Knows neither rows nor the DOM, and so runs and is tested natively.
//!
//! A chart is three things side by side: the picture ([`Chart::svg`]), the places in it that can be pointed at or focused, each with its exact
//! numbers ([`Chart::regions`]), and the texts with the room that they take ([`Chart::labels`]). The same inputs give the same bytes.

mod backend;
mod boxes;
mod canvas;
mod histogram;
mod metrics;
mod numbers;
mod paint;
mod sizes;
#[cfg(test)]
mod tests;
mod ticks;

pub use boxes::boxes;
pub use histogram::{histogram, legend};
pub use metrics::{truncate, width as text_width};
pub use numbers::{Cell, Numbers, five_numbers, group_name};
pub use paint::{Paint, Palette};
pub use sizes::sizes;

use crate::engine::BoxSummary;
use crate::messages::Lang;

/// How a chart is drawn.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// Whole width in pixels; at least 200.
    pub width: f64,
    /// For month names and large numbers at axes.
    pub lang: Lang,
    pub palette: Palette,
    /// Given for a file that stands alone: it then has a ground, this title, a legend and its own font. The page draws those in HTML.
    pub title: Option<&'a str>,
}

/// A drawn chart.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Chart {
    pub svg: String,
    /// In pixels, as is everything below.
    pub width: f64,
    pub height: f64,
    /// In reading order.
    pub regions: Vec<Region>,
    pub labels: Vec<Label>,
}

/// A place in a chart that stands for numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    pub mark: Mark,
}

impl Region {
    /// Whether the point is in it; its right and lower edge are not.
    pub fn contains(&self, x: f64, y: f64) -> bool {
        (self.x..self.x + self.width).contains(&x) && (self.y..self.y + self.height).contains(&y)
    }
}

/// What a region stands for. `group` is the position of the group in what was drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// The row of a group in a chart of sizes.
    Share { group: usize, count: usize, share: f64, value: Option<f64>, value_share: Option<f64> },
    /// The part of a histogram's bin that one group has; None where the bin is empty. The bin holds `low <= x < high`, the last also `high`.
    Bin { bin: usize, group: Option<usize>, low: f64, high: f64, count: usize, total: usize },
    /// The row of a group in a box plot; None where it has no values.
    Box { group: usize, summary: Option<BoxSummary> },
}

impl Mark {
    /// The group that it belongs to.
    pub fn group(self) -> Option<usize> {
        match self {
            Mark::Share { group, .. } | Mark::Box { group, .. } => Some(group),
            Mark::Bin { group, .. } => group,
        }
    }
}

/// A text in a chart and the room that it takes by the fixed metrics.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    pub text: String,
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// The name of a group as it is shown; one without a name is a dash.
fn shown_name(name: &str) -> &str {
    if name.trim().is_empty() { "–" } else { name }
}
