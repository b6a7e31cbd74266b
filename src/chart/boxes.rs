//! Box plots of a number or date column, one row per group: quartiles, median, mean, whiskers by Tukey, and how far the values beyond go.

use super::canvas::{Anchor, Canvas, NAME, NUMBER, compose, units};
use super::histogram::{Axis, x_axis};
use super::{Chart, Mark, Options, Paint, Region, group_name};
use crate::engine::{BoxSummary, Distribution};
use crate::messages::charts as msg;
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

const AXIS: f64 = 20.0;

/// Horizontal boxes to one scale. Where single values lie so far out that the boxes would shrink to lines, the scale ends near the whiskers,
/// and an arrowhead says that there is more beyond; its number is in the region.
pub fn boxes(distribution: &Distribution, options: &Options) -> Chart {
    let groups = &distribution.groups;
    let row = if groups.len() > 12 { 20.0 } else { 26.0 };
    let bottom = row * groups.len() as f64;
    compose(options, &[], bottom + AXIS, |canvas, width| {
        let names =
            (0..groups.len()).map(|i| NAME.width(&group_name(options.lang, distribution, i))).fold(0.0, f64::max).min(width * 0.3).ceil();
        let (left, right) = (names + 14.0, width - 8.0);
        let span = scale_of(groups.iter().filter_map(|g| g.summary.as_ref()));
        let (low, high) = span.unwrap_or((0.0, 1.0));
        let scale = RangedCoordf64::from(low..high);
        let at = |x: f64| f64::from(scale.map(&x.clamp(low, high), (units(left), units(right)))) / super::backend::SCALE;
        canvas.line((left, bottom + 0.5), (right, bottom + 0.5), Paint::Line, 1.0);
        if span.is_some() {
            let axis = Axis { low, high, first: None, last: None };
            x_axis(canvas, options, distribution.column_type, axis, (left, right, width), bottom, at);
        }
        for (i, group) in groups.iter().enumerate() {
            let middle = (i as f64 + 0.5) * row;
            let name = group_name(options.lang, distribution, i);
            canvas.text_within(&name, (0.0, middle), Anchor::Start, NAME, names);
            match &group.summary {
                Some(s) => draw_box(canvas, s, (low, high), middle, row - 10.0, Paint::Group(group.colour), at),
                None => canvas.text_within(msg::no_values(options.lang), (left, middle), Anchor::Start, NUMBER, right - left),
            }
            let mark = Mark::Box { group: i, summary: group.summary };
            canvas.region(Region { x: 0.0, y: i as f64 * row, width, height: row, mark });
        }
    })
}

/// Everything, unless what lies beyond the whiskers would take more than twice the room that they have: then the whiskers and a little.
fn scale_of<'a>(summaries: impl Iterator<Item = &'a BoxSummary> + Clone) -> Option<(f64, f64)> {
    let least = |f: fn(&BoxSummary) -> f64| summaries.clone().map(f).filter(|x| x.is_finite()).fold(f64::INFINITY, f64::min);
    let most = |f: fn(&BoxSummary) -> f64| summaries.clone().map(f).filter(|x| x.is_finite()).fold(f64::NEG_INFINITY, f64::max);
    let (inner_low, inner_high) = (least(|s| s.whisker_low.min(s.mean)), most(|s| s.whisker_high.max(s.mean)));
    let (outer_low, outer_high) = (least(|s| s.min), most(|s| s.max));
    if !inner_low.is_finite() || !inner_high.is_finite() {
        return None;
    }
    let inner = inner_high - inner_low;
    let low = if inner > 0.0 && inner_low - outer_low > 2.0 * inner { inner_low - inner * 0.08 } else { outer_low };
    let high = if inner > 0.0 && outer_high - inner_high > 2.0 * inner { inner_high + inner * 0.08 } else { outer_high };
    if high > low {
        return Some((low, high));
    }
    let half = (low.abs() * 1e-6).max(0.5);
    Some((low - half, low + half))
}

fn draw_box(canvas: &mut Canvas, s: &BoxSummary, (low, high): (f64, f64), middle: f64, height: f64, paint: Paint, at: impl Fn(f64) -> f64) {
    let (top, bottom) = (middle - height / 2.0, middle + height / 2.0);
    let (w0, q1, median, q3, w1) = (at(s.whisker_low), at(s.q1), at(s.median), at(s.q3), at(s.whisker_high));
    for (whisker, quartile) in [(w0, q1), (w1, q3)] {
        if (whisker - quartile).abs() > 0.05 {
            canvas.line((whisker, middle), (quartile, middle), Paint::Ink3, 1.0);
            canvas.line((whisker, middle - height / 4.0), (whisker, middle + height / 4.0), Paint::Ink3, 1.0);
        }
    }
    canvas.rect(q1, top, (q3 - q1).max(1.0), height, paint, 0.55);
    // The edges in full colour, so that a pale box still reads against the ground.
    for (from, to) in [((q1, top), (q3, top)), ((q1, bottom), (q3, bottom)), ((q1, top), (q1, bottom)), ((q3, top), (q3, bottom))] {
        canvas.line(from, to, paint, 1.0);
    }
    canvas.line((median, top), (median, bottom), Paint::Ink, 2.0);
    let mean = at(s.mean);
    canvas.polygon(&[(mean - 3.0, middle), (mean, middle - 3.0), (mean + 3.0, middle), (mean, middle + 3.0)], Paint::Ink);
    canvas.polygon(&[(mean - 1.8, middle), (mean, middle - 1.8), (mean + 1.8, middle), (mean, middle + 1.8)], Paint::Panel);
    for (value, beyond, outwards) in [(s.min, s.min < s.whisker_low, -1.0), (s.max, s.max > s.whisker_high, 1.0)] {
        if !beyond {
            continue;
        }
        let x = at(value);
        if (low..=high).contains(&value) {
            canvas.disc(x, middle, 2.0, paint);
        } else {
            canvas.polygon(&[(x, middle - 4.0), (x + outwards * 5.0, middle), (x, middle + 4.0)], paint);
        }
    }
}
