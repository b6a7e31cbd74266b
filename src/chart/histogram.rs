//! Histogram of a number or date column, stacked by group, the first group at the bottom.

use super::canvas::{Anchor, Canvas, Key, NUMBER, compose, units};
use super::ticks::{self, Tick};
use super::{Chart, Mark, Options, Paint, Region, group_name};
use crate::engine::{Distribution, Tails, along_bins};
use crate::messages::Lang;
use crate::recipe::Colour;
use crate::table::ColumnType;
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

const HEIGHT: f64 = 172.0;
/// Room above the highest bar, and for the labels of the x axis.
const ABOVE: f64 = 8.0;
const AXIS: f64 = 20.0;

/// Room that a bar leaves to that of a tail, for the break in the axis.
const BREAK: f64 = 5.0;

/// Stacked bars, one per bin, all equally wide on the page; areas of one bin go by count. The axis breaks before a bin that holds a long tail, and
/// says where that ends.
pub fn histogram(distribution: &Distribution, options: &Options) -> Chart {
    let groups = &distribution.groups;
    let bins = distribution.edges.len().saturating_sub(1);
    let totals: Vec<usize> = (0..bins).map(|b| groups.iter().map(|g| count(&g.counts, b)).sum()).collect();
    let highest = totals.iter().copied().max().unwrap_or(0);
    let key = |(colour, name)| Key { paint: Paint::Group(colour), alpha: 1.0, name };
    let keys: Vec<Key> = legend(options.lang, distribution).into_iter().map(key).collect();
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
        let edges = &distribution.edges;
        let Some(span) = extent(edges) else { return };
        let tails = Tails::of(edges);
        let x_scale = RangedCoordf64::from(0.0..bins as f64);
        let x_units = |bin: f64| x_scale.map(&bin, (units(left), units(right)));
        let x_at = |x: f64| f64::from(x_units(along(edges, span, x))) / super::backend::SCALE;
        let axis = Axis {
            low: if tails.below { edges[1] } else { span.0 },
            high: if tails.above { edges[bins - 1] } else { span.1 },
            first: tails.below.then_some(span.0),
            last: tails.above.then_some(span.1),
        };
        x_axis(canvas, options, distribution.column_type, axis, (left, right, width), bottom, x_at);
        for (b, &total) in totals.iter().enumerate() {
            let (x0, x1) = (x_units(b as f64), x_units(b as f64 + 1.0));
            let broken = tails.below && b == 0 || tails.above && b + 2 == bins;
            // A hair between bars, where they are wide enough to spare it.
            let hair = match x1 - x0 {
                width if broken && width >= 2 * units(BREAK) => units(BREAK),
                40.. => 10,
                _ => 0,
            };
            if broken {
                axis_break(canvas, f64::from(x1 - hair / 2) / super::backend::SCALE, bottom);
            }
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

/// The groups that a histogram has bars of, by their colours and names; none where there is but one group to tell of.
pub fn legend(lang: Lang, distribution: &Distribution) -> Vec<(Colour, String)> {
    match distribution.groups.as_slice() {
        [_] => Vec::new(),
        groups => {
            let drawn = groups.iter().enumerate().filter(|(_, group)| group.counts.iter().any(|&n| n > 0));
            drawn.map(|(i, group)| (group.colour, group_name(lang, distribution, i))).collect()
        }
    }
}

/// What the bins span: the outer edges, half a unit either side where they are the same. None without edges.
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

/// As [`along_bins`], also where the edges are the same; the span is their [`extent`].
fn along(edges: &[f64], (low, high): (f64, f64), x: f64) -> f64 {
    let bins = edges.len() - 1;
    if edges[0] >= edges[bins] {
        return (x - low) / (high - low) * bins as f64;
    }
    along_bins(edges, x)
}

/// Two strokes across the axis: here it goes on elsewhere.
fn axis_break(canvas: &mut Canvas, x: f64, y: f64) {
    for x in [x - 1.5, x + 1.5] {
        canvas.line((x - 1.5, y + 4.0), (x + 1.5, y - 3.0), Paint::Ink3, 1.0);
    }
}

/// What an axis spans.
#[derive(Clone, Copy)]
pub(super) struct Axis {
    /// Between these the ticks are round numbers, or days.
    pub low: f64,
    pub high: f64,
    /// What stands at the ends, where tails go further.
    pub first: Option<f64>,
    pub last: Option<f64>,
}

/// An axis with its ticks under a chart: labels are held within the picture and stand clear of each other.
pub(super) fn x_axis(
    canvas: &mut Canvas,
    options: &Options,
    column_type: ColumnType,
    Axis { low, high, first, last }: Axis,
    (left, right, width): (f64, f64, f64),
    y: f64,
    at: impl Fn(f64) -> f64,
) {
    const GAP: f64 = 10.0;
    let room = |tick: &Tick| {
        let room = NUMBER.width(&tick.label);
        (ticks::held(at(tick.at), room, left - 4.0, width), room)
    };
    // What stands at the ends comes first: a tick that would run into it is left out.
    let ends = [first, last].map(|end| end.map(|end| ticks::end(options.lang, end)));
    let clear = |tick: &Tick| {
        let (middle, width) = room(tick);
        ends.iter().flatten().map(room).all(|(end, end_width)| (middle - end).abs() >= (width + end_width) / 2.0 + GAP)
    };
    let fits = |ticks: &[Tick]| {
        ticks::labels_fit(ticks.iter().filter(|tick| clear(tick)).map(|t| (at(t.at), NUMBER.width(&t.label))), left - 4.0, width, GAP)
    };
    let most = ((right - left) / 36.0).clamp(2.0, 14.0) as usize;
    let mut ticks = match column_type {
        ColumnType::Date => ticks::dates(options.lang, low, high, most, fits),
        _ => ticks::numbers(options.lang, low, high, most, 0.0, fits),
    };
    ticks.retain(clear);
    ticks.iter_mut().for_each(|tick| tick.at = tick.at.clamp(low, high));
    for tick in ticks.into_iter().chain(ends.iter().flatten().cloned()) {
        let x = at(tick.at);
        canvas.line((x, y), (x, y + 3.0), Paint::Line, 1.0);
        canvas.text(&tick.label, (room(&tick).0, y + 12.0), Anchor::Middle, NUMBER, None);
    }
}
