//! Where an axis has its ticks and what they say: round numbers, and whole days, months and years for dates.

use crate::messages::{Lang, charts as msg, format};
use crate::table::date::{add_months, civil_from_days, days_from_civil, format_iso};

/// A tick: where, and its label.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub at: f64,
    pub label: String,
}

/// The most ticks that `fits` accepts, out of ever coarser steps, between `low` and `high`. The coarsest is taken in any case.
fn finest(candidates: impl Iterator<Item = Vec<Tick>>, fits: impl Fn(&[Tick]) -> bool) -> Vec<Tick> {
    let mut last = Vec::new();
    for ticks in candidates {
        if ticks.is_empty() {
            break;
        }
        let done = fits(&ticks);
        last = ticks;
        if done {
            break;
        }
    }
    last
}

/// Round numbers between `low` and `high`: steps of 1, 2 or 5 times a power of ten, `least` or more apart, at most `most` of them.
pub(super) fn numbers(lang: Lang, low: f64, high: f64, most: usize, least: f64, fits: impl Fn(&[Tick]) -> bool) -> Vec<Tick> {
    let span = high - low;
    if !span.is_finite() || span <= 0.0 {
        return vec![Tick { at: low, label: axis_number(lang, low, 0.0, low.abs()) }];
    }
    let rough = (span / most.max(1) as f64).max(least);
    let decade = rough.log10().floor() as i32;
    let steps = (0..).flat_map(move |k| [1.0, 2.0, 5.0].map(|m| m * 10f64.powi(decade + k))).filter(move |&s| s >= rough * 0.999_999);
    let largest = low.abs().max(high.abs());
    let candidates = steps.take(24).map(move |step| {
        // Slack against rounding: 0.1 * 3 is more than 0.3.
        let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
        let n = ((last - first) as i64 + 1).clamp(0, 1000);
        (0..n)
            .map(|i| {
                let at = (first + i as f64) * step;
                Tick { at, label: axis_number(lang, at, step, largest) }
            })
            .collect::<Vec<_>>()
    });
    let ticks = finest(candidates, fits);
    if ticks.is_empty() { vec![Tick { at: low, label: axis_number(lang, low, span / 100.0, largest) }] } else { ticks }
}

/// The number at an end of an axis that goes far beyond its ticks.
pub(super) fn end(lang: Lang, at: f64) -> Tick {
    Tick { at, label: axis_number(lang, at, at.abs() / 100.0, at.abs()) }
}

/// A number at an axis whose ticks are `step` apart and whose largest is `largest`: as short as its neighbours allow.
fn axis_number(lang: Lang, x: f64, step: f64, largest: f64) -> String {
    if x == 0.0 {
        return "0".into();
    }
    if !(1e-6..1e15).contains(&largest) {
        return format!("{x:.2e}");
    }
    let (unit, sign) = msg::axis_unit(lang, largest);
    let decimals = if step > 0.0 { (-(step / unit).log10().floor()).clamp(0.0, 8.0) as usize } else { 2 };
    format!("{}{sign}", format::number(x / unit, decimals))
}

/// Steps of a calendar axis.
#[derive(Clone, Copy)]
enum Step {
    Days(i32),
    Months(i32),
}

const CALENDAR: [Step; 17] = [
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Days(14),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Months(12),
    Step::Months(24),
    Step::Months(60),
    Step::Months(120),
    Step::Months(240),
    Step::Months(600),
    Step::Months(1200),
    Step::Months(6000),
    Step::Months(12_000),
];

/// Whole days, Mondays, firsts of months or of years between two days (since 1970-01-01), at most `most` of them.
pub(super) fn dates(lang: Lang, low: f64, high: f64, most: usize, fits: impl Fn(&[Tick]) -> bool) -> Vec<Tick> {
    // Beyond the years that dates are read in there is nothing to show.
    let (low, high) = (low.clamp(-1e6, 1e7), high.clamp(-1e6, 1e7));
    let (first, last) = (low.ceil() as i32, high.floor() as i32);
    let candidates = CALENDAR.into_iter().filter(|step| {
        let days = match step {
            Step::Days(n) => f64::from(*n),
            Step::Months(n) => f64::from(*n) * 30.4,
        };
        (high - low) / days <= most as f64
    });
    let ticks = finest(candidates.map(|step| at_steps(lang, first, last, step)), fits);
    if ticks.is_empty() { vec![Tick { at: f64::from(first), label: format_iso(first) }] } else { ticks }
}

fn at_steps(lang: Lang, first: i32, last: i32, step: Step) -> Vec<Tick> {
    let mut ticks = Vec::new();
    match step {
        Step::Days(n) => {
            // Day 4 was a Monday (1970-01-05): steps of weeks fall on Mondays.
            let start = first + (4 - first).rem_euclid(n);
            for day in (start..=last).step_by(n as usize) {
                let c = civil_from_days(day);
                ticks.push(Tick { at: f64::from(day), label: msg::day_month(lang, c.month, c.day) });
            }
        }
        Step::Months(n) => {
            let c = civil_from_days(first);
            let month = (c.year * 12 + c.month as i32 - 1).div_euclid(n) * n;
            let mut day = days_from_civil(month.div_euclid(12), month.rem_euclid(12) as u32 + 1, 1);
            while day <= last {
                if day >= first {
                    let c = civil_from_days(day);
                    let label = if n % 12 == 0 { c.year.to_string() } else { msg::month_year(lang, c.year, c.month) };
                    ticks.push(Tick { at: f64::from(day), label });
                }
                day = add_months(day, n);
            }
        }
    }
    ticks
}

/// Whether labels centred at these places (pixels) stand at least `gap` apart, held within `left..right`.
pub(super) fn labels_fit(boxes: impl Iterator<Item = (f64, f64)>, left: f64, right: f64, gap: f64) -> bool {
    let mut end = f64::NEG_INFINITY;
    for (middle, width) in boxes {
        let start = held(middle, width, left, right) - width / 2.0;
        if start < end + gap || width > right - left {
            return false;
        }
        end = start + width;
    }
    true
}

/// The middle of a label moved so that it stays within `left..right`.
pub(super) fn held(middle: f64, width: f64, left: f64, right: f64) -> f64 {
    middle.min(right - width / 2.0).max(left + width / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::date::parse_iso;

    fn labels(ticks: Vec<Tick>) -> Vec<String> {
        ticks.into_iter().map(|t| t.label).collect()
    }

    #[test]
    fn numbers_are_round() {
        let at = |low, high| labels(numbers(Lang::En, low, high, 6, 0.0, |_| true));
        assert_eq!(at(18.25, 118.75), ["20", "40", "60", "80", "100"]);
        assert_eq!(at(0.0, 0.3), ["0", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3"]);
        assert_eq!(at(0.0, 1_200_000.0), ["0", "0.2M", "0.4M", "0.6M", "0.8M", "1M", "1.2M"]);
        assert_eq!(at(-5.0, 5.0), ["-4", "-2", "0", "2", "4"]);
        assert_eq!(at(7.0, 7.0), ["7"]);
        assert_eq!(labels(numbers(Lang::Zh, 0.0, 1_200_000.0, 3, 0.0, |_| true)), ["0", "50万", "100万"]);
        assert_eq!(labels(numbers(Lang::En, 0.0, 3.0, 8, 1.0, |_| true)), ["0", "1", "2", "3"]);
    }

    #[test]
    fn a_coarser_step_is_taken_until_labels_fit() {
        let ticks = numbers(Lang::En, 0.0, 100.0, 10, 0.0, |t| t.len() <= 3);
        assert_eq!(labels(ticks), ["0", "50", "100"]);
    }

    #[test]
    fn dates_fall_on_calendar_boundaries() {
        let at = |from, to, most| {
            let day = |t| f64::from(parse_iso(t).unwrap());
            labels(dates(Lang::En, day(from), day(to), most, |_| true))
        };
        assert_eq!(at("2023-11-20", "2024-03-10", 6), ["Dec 2023", "Jan 2024", "Feb 2024", "Mar 2024"]);
        assert_eq!(at("1999-06-01", "2024-03-10", 6), ["2000", "2005", "2010", "2015", "2020"]);
        assert_eq!(at("2024-03-01", "2024-03-04", 6), ["1 Mar", "2 Mar", "3 Mar", "4 Mar"]);
        // Mondays.
        assert_eq!(at("2024-03-01", "2024-03-30", 5), ["4 Mar", "11 Mar", "18 Mar", "25 Mar"]);
        let day = f64::from(parse_iso("2024-01-01").unwrap());
        assert_eq!(labels(dates(Lang::Zh, day, day + 70.0, 3, |_| true)), ["2024年1月", "2024年2月", "2024年3月"]);
        assert_eq!(labels(dates(Lang::En, day, day, 5, |_| true)), ["1 Jan"]);
    }
}
