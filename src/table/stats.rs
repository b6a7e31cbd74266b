//! Sums and quantiles. Sums are exact or compensated: money adds up to the cent, whatever the order of the rows.

use super::{GroupSums, NumberRange, Numbers, Scale, exact::Binary};

/// A running sum that carries its own rounding error along (Knuth's TwoSum in Kahan and Babuška's scheme; Neumaier, "Rundungsfehleranalyse
/// einiger Verfahren zur Summation endlicher Summen", 1974).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum {
    high: f64,
    low: f64,
}

impl Sum {
    #[inline]
    pub fn add(&mut self, x: f64) {
        let sum = self.high + x;
        let part = sum - self.high;
        self.low += (self.high - (sum - part)) + (x - part);
        self.high = sum;
    }

    /// Adds what another running sum has.
    pub fn merge(&mut self, other: Sum) {
        self.add(other.high);
        self.low += other.low;
    }

    /// The sum, rounded once.
    pub fn value(self) -> f64 {
        // An overflow leaves no meaningful error term.
        if self.high.is_finite() { self.high + self.low } else { self.high }
    }
}

/// The sum of the values that are not missing (NaN), and their number. Exact and rounded once where the values have a [`Scale`], else
/// compensated.
pub fn sum(values: &[f64]) -> (f64, usize) {
    match Binary::new(&NumberRange::of(values)) {
        Some(scale) => {
            let (units, present) = scale.sum(values);
            (scale.value(units), present)
        }
        None => compensated_sum(values.iter().copied()),
    }
}

/// The sum of the values that are not missing, whatever they are, and their number.
pub(crate) fn compensated_sum(values: impl Iterator<Item = f64>) -> (f64, usize) {
    let (mut sum, mut present) = (Sum::default(), 0);
    for x in values.filter(|x| !x.is_nan()) {
        sum.add(x);
        present += 1;
    }
    (sum.value(), present)
}

/// What one pass finds out about a group.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GroupTotal {
    /// Rows in the group.
    pub rows: usize,
    /// Rows of it that have a value.
    pub present: usize,
    /// Sum of those values.
    pub sum: f64,
}

/// Counts and sums per group. `codes[row]` is the group of a row, below `groups`.
///
/// # Panics
/// When a code is not below `groups`, or the lengths differ.
pub fn group_totals(codes: &[u16], groups: usize, values: &Numbers) -> Vec<GroupTotal> {
    GroupSums::new(codes, groups, values, Scale::new(values, &values.range())).totals()
}

/// The quantile `p` (0–1) of `n` values, of which `at(i)` is the `i`th in ascending order: Hyndman–Fan type 7, as in R, NumPy, pandas and
/// Excel's PERCENTILE.INC (Hyndman and Fan, "Sample quantiles in statistical packages", 1996). None without values.
pub fn quantile(n: usize, p: f64, at: impl Fn(usize) -> f64) -> Option<f64> {
    if n == 0 {
        return None;
    }
    let position = (n - 1) as f64 * p.clamp(0.0, 1.0);
    let below = position.floor();
    let low = at(below as usize);
    let fraction = position - below;
    if fraction == 0.0 {
        return Some(low);
    }
    let high = at((below as usize + 1).min(n - 1));
    // From the nearer end, so that equal values give exactly that value and the result never leaves the interval.
    let gap = high - low;
    Some(if fraction < 0.5 { low + gap * fraction } else { high - gap * (1.0 - fraction) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cents_add_up() {
        let values = vec![0.1; 1_000_000];
        assert_eq!(sum(&values), (100_000.0, 1_000_000));
        assert_eq!(sum(&[1e16, 1.0, f64::NAN, -1e16, 1.0, 1.0]), (3.0, 5));
    }

    #[test]
    fn quantiles_agree_with_numpy() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/expected/algorithms.json");
        let Ok(text) = std::fs::read_to_string(path) else {
            println!("skipped: no expected quantiles beside the project");
            return;
        };
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut checked = 0;
        for (name, vector) in json["quantiles"]["vectors"].as_object().unwrap() {
            // The longer vectors are columns of files and not written out.
            let Some(mut values) = numbers(&vector["values"]) else { continue };
            values.sort_by(f64::total_cmp);
            for (p, expected) in numbers(&vector["p"]).unwrap().into_iter().zip(numbers(&vector["types"]["7"]).unwrap()) {
                let got = quantile(values.len(), p, |i| values[i]).unwrap();
                assert!((got - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{name} at {p}: {got}, not {expected}");
                checked += 1;
            }
        }
        assert!(checked >= 80, "only {checked} quantiles found in the expected results");
    }

    fn numbers(json: &serde_json::Value) -> Option<Vec<f64>> {
        json.as_array()?.iter().map(serde_json::Value::as_f64).collect()
    }

    proptest! {
        #[test]
        fn group_totals_are_the_plain_sums(rows in prop::collection::vec((0u16..5, prop_oneof![Just(f64::NAN), -1e6..1e6]), 0..300)) {
            let codes: Vec<u16> = rows.iter().map(|r| r.0).collect();
            let values: Vec<f64> = rows.iter().map(|r| r.1).collect();
            for (group, total) in group_totals(&codes, 5, &values.clone().into()).into_iter().enumerate() {
                let members: Vec<f64> = rows.iter().filter(|r| r.0 as usize == group).map(|r| r.1).collect();
                let present: Vec<f64> = members.iter().copied().filter(|x| !x.is_nan()).collect();
                prop_assert_eq!((total.rows, total.present), (members.len(), present.len()));
                prop_assert!((total.sum - present.iter().sum::<f64>()).abs() < 1e-6);
            }
        }
    }
}
