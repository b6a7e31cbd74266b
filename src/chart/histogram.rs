//! Histogram of a number or date column, stacked by group, the first group at the bottom.

use super::canvas::{Anchor, Canvas, Key, NUMBER, compose, units};
use super::ticks::{self, Tick};
use super::{Chart, Mark, Options, Paint, Region, group_name};
use crate::engine::Distribution;
use crate::table::ColumnType;
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

const HEIGHT: f64 = 172.0;
/// Room above the highest bar, and for the labels of the x axis.
const ABOVE: f64 = 8.0;
const AXIS: f64 = 20.0;

/// Stacked bars, one per bin; areas of one bin go by count. Where the edges have no width (a single value), they are drawn as if they had.
pub fn histogram(distribution: &Distribution, options: &Options) -> Chart {
    let groups = &distribution.groups;
    let bins = distribution.edges.len().saturating_sub(1);
    let totals: Vec<usize> = (0..bins).map(|b| groups.iter().map(|g| count(&g.counts, b)).sum()).collect();
    let highest = totals.iter().copied().max().unwrap_or(0);
    let keys: Vec<Key> = legend(distribution, options);
    compose(options, &keys, HEIGHT, |canvas, width| {
        let (top, bottom) = (ABOVE, HEIGHT - AXIS);
        let line = NUMBER.size * super::canvas::LINE_HEIGHT;
        let y_scale = RangedCoordf64::from(0.0..highest.max(1) as f64);
        let y_at = |n: f64| f64::from(y_scale.map(&n, (units(bottom), units(top)))) / super::backend::SCALE;
        let y_ticks = ticks::numbers(options.lang, 0.0, highest.max(1) as f64, 5, 1.0, |t| {
            t.windows(2).all(|w| y_at(w[0].at) - y_at(w[1].at) >= line + 6.0)
        });
        let left = (y_ticks.iter().map(|t| NUMBER.width(&t.label)).fold(0.0, f64::max) + 8.0).ceil();
        let right = width - 4.0;
        for tick in &y_ticks {
            let y = y_at(tick.at).round() + 0.5;
            canvas.line((left, y), (right, y), if tick.at == 0.0 { Paint::Line } else { Paint::Grid }, 1.0);
            canvas.text(&tick.label, (left - 6.0, y), Anchor::End, NUMBER, None);
        }
        let Some((low, high)) = extent(&distribution.edges) else { return };
        let x_scale = RangedCoordf64::from(low..high);
        let x_units = |x: f64| x_scale.map(&x, (units(left), units(right)));
        let x_at = |x: f64| f64::from(x_units(x)) / super::backend::SCALE;
        x_axis(canvas, options, distribution.column_type, (low, high), (left, right, width), bottom, x_at);
        let stretched = distribution.edges.first() == distribution.edges.last();
        for (b, &total) in totals.iter().enumerate() {
            let (from, to) = if stretched {
                (low + (high - low) * b as f64 / bins as f64, low + (high - low) * (b + 1) as f64 / bins as f64)
            } else {
                (distribution.edges[b], distribution.edges[b + 1])
            };
            let (x0, x1) = (x_units(from), x_units(to));
            // A hair between bars, where they are wide enough to spare it.
            let hair = if x1 - x0 >= 40 { 10 } else { 0 };
            let mut below = 0;
            let (low, high) = (distribution.edges[b], distribution.edges[b + 1]);
            let (x, w) = (f64::from(x0) / super::backend::SCALE, f64::from(x1 - x0) / super::backend::SCALE);
            let mark = |group, count| Mark::Bin { bin: b, group, low, high, count, total };
            let mut above = bottom;
            for (g, group) in groups.iter().enumerate() {
                let n = count(&group.counts, b);
                if n == 0 {
                    continue;
                }
                let (y0, y1) = (y_at((below + n) as f64), y_at(below as f64));
                below += n;
                canvas.bar((x0, x1 - hair), y0, y1 - y0, Paint::Group(group.colour), 1.0);
                canvas.region(Region { x, y: y0, width: w, height: y1 - y0, mark: mark(Some(g), n) });
                above = y0;
            }
            // The room above the bar answers for the bin as a whole.
            canvas.region(Region { x, y: top, width: w, height: above - top, mark: mark(None, 0) });
        }
    })
}

fn count(counts: &[usize], bin: usize) -> usize {
    counts.get(bin).copied().unwrap_or(0)
}

/// The legend of a chart by group.
pub(super) fn legend(distribution: &Distribution, options: &Options) -> Vec<Key> {
    match distribution.groups.as_slice() {
        [_] => Vec::new(),
        groups => groups
            .iter()
            .enumerate()
            .map(|(i, g)| Key { paint: Paint::Group(g.colour), alpha: 1.0, name: group_name(options.lang, distribution, i) })
            .collect(),
    }
}

/// What the x axis spans: the outer edges, half a unit either side where they are the same. None without edges.
fn extent(edges: &[f64]) -> Option<(f64, f64)> {
    let (low, high) = (*edges.first()?, *edges.last()?);
    if !low.is_finite() || !high.is_finite() {
        return None;
    }
    if high > low {
        return Some((low, high));
    }
    let half = (low.abs() * 1e-6).max(0.5);
    Some((low - half, low + half))
}

/// An axis with its ticks under a chart: labels are held within the picture and stand clear of each other.
pub(super) fn x_axis(
    canvas: &mut Canvas,
    options: &Options,
    column_type: ColumnType,
    (low, high): (f64, f64),
    (left, right, width): (f64, f64, f64),
    y: f64,
    at: impl Fn(f64) -> f64,
) {
    let fits = |ticks: &[Tick]| ticks::labels_fit(ticks.iter().map(|t| (at(t.at), NUMBER.width(&t.label))), left - 4.0, width, 10.0);
    let most = ((right - left) / 36.0).clamp(2.0, 14.0) as usize;
    let ticks = match column_type {
        ColumnType::Date => ticks::dates(options.lang, low, high, most, fits),
        _ => ticks::numbers(options.lang, low, high, most, 0.0, fits),
    };
    for tick in ticks {
        let x = at(tick.at.clamp(low, high));
        canvas.line((x, y), (x, y + 3.0), Paint::Line, 1.0);
        let room = NUMBER.width(&tick.label);
        canvas.text(&tick.label, (ticks::held(x, room, left - 4.0, width), y + 12.0), Anchor::Middle, NUMBER, None);
    }
}
