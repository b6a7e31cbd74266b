//! Sizes of groups: per group a bar for its share of customers and, under it, one for its share of value.

use super::canvas::{Anchor, Key, NAME, NUMBER, compose, units};
use super::{Chart, Mark, Options, Paint, Region, shown_name};
use crate::engine::StepSummary;
use crate::messages::{charts as msg, format};
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

/// How opaque the bar of value is.
const FAINT: f64 = 0.45;

/// Horizontal bars of the groups of a step, both to one scale. `value` is the name of the value column.
///
/// A share below zero (a group of returns) has its bar left of the zero line.
pub fn sizes(step: &StepSummary, value: Option<&str>, options: &Options) -> Chart {
    let groups = &step.groups;
    let has_value = groups.iter().any(|g| g.value_share.is_some());
    let row: f64 = if groups.len() > 12 { 22.0 } else { 27.0 };
    let (bar, gap) = if has_value { ((row - 9.0) / 2.0, 1.0) } else { (row - 13.0, 0.0) };
    let first_colour = groups.first().map_or(Paint::Ink3, |g| Paint::Group(g.colour));
    let mut keys = Vec::new();
    if has_value {
        keys.push(Key { paint: first_colour, alpha: 1.0, name: msg::share_of_customers(options.lang).to_owned() });
        keys.push(Key { paint: first_colour, alpha: FAINT, name: msg::share_of(options.lang, value.unwrap_or_default()) });
    }
    let numbers: Vec<String> = groups
        .iter()
        .map(|g| {
            let share = format::share(g.share);
            match (has_value, g.value_share) {
                (false, _) => share,
                // Both in one unit: say it once.
                (true, Some(v)) => format!("{} · {}", share.trim_end_matches(" %"), format::share(v)),
                (true, None) => format!("{share} · –"),
            }
        })
        .collect();
    compose(options, &keys, row * groups.len() as f64, |canvas, width| {
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let names = widest(&mut groups.iter().map(|g| NAME.width(shown_name(&g.name)))).min(width * 0.3).ceil();
        let room = widest(&mut numbers.iter().map(|n| NUMBER.width(n))).ceil();
        let (left, right) = (names + 10.0, (width - room - 8.0).max(names + 11.0));
        let shares = || groups.iter().flat_map(|g| [Some(g.share), g.value_share]).flatten().filter(|s| s.is_finite());
        let (low, high) = (shares().fold(0.0, f64::min), shares().fold(0.0, f64::max));
        let scale = RangedCoordf64::from(low..if high > low { high } else { low + 1.0 });
        let at = |share: f64| scale.map(&share, (units(left), units(right)));
        let zero = at(0.0);
        for (i, group) in groups.iter().enumerate() {
            let top = i as f64 * row;
            let middle = top + row / 2.0;
            canvas.text_within(shown_name(&group.name), (0.0, middle), Anchor::Start, NAME, names);
            let colour = Paint::Group(group.colour);
            let bars = [(Some(group.share), 1.0), (group.value_share.filter(|_| has_value), FAINT)];
            let from = middle - (bar * if has_value { 2.0 } else { 1.0 } + gap) / 2.0;
            let mut end = zero;
            for (k, (share, alpha)) in bars.into_iter().enumerate() {
                let Some(to) = share.filter(|s| s.is_finite()).map(at) else { continue };
                end = end.max(to);
                if to != zero {
                    canvas.bar((zero.min(to), zero.max(to)), from + k as f64 * (bar + gap), bar, colour, alpha);
                }
            }
            canvas.text(&numbers[i], (f64::from(end) / super::backend::SCALE + 6.0, middle), Anchor::Start, NUMBER, None);
            let mark = Mark::Share { group: i, count: group.count, share: group.share, value: group.value, value_share: group.value_share };
            canvas.region(Region { x: 0.0, y: top, width, height: row, mark });
        }
        let x = f64::from(zero) / super::backend::SCALE;
        canvas.line((x, 0.0), (x, row * groups.len() as f64), Paint::Line, 1.0);
    })
}
