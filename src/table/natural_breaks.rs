//! Natural breaks: the classes of one number with the least squared deviation from their means, exactly.
//!
//! Sources: W. D. Fisher, "On Grouping for Maximum Homogeneity", JASA 53 (1958); G. F. Jenks, "The Data Model Concept in
//! Statistical Mapping" (1967). The dynamic programme is Fisher's; each of its layers is filled by divide and conquer over the
//! monotone optimum, which takes it from n² to n log n.

/// The largest value of each class, ascending; the last is the maximum. Fewer than `classes` where there are fewer distinct values.
///
/// `sorted` must be ascending and free of NaN. Equal values are never parted. Time O(c · d log d) and memory O(c · d) for `c` classes and `d`
/// distinct values.
pub fn natural_breaks(sorted: &[f64], classes: usize) -> Vec<f64> {
    let Distinct { values, sums } = Distinct::of(sorted);
    let n = values.len();
    if n == 0 || classes == 0 {
        return Vec::new();
    }
    if classes >= n {
        return values;
    }
    // Least deviation of the first `i + 1` distinct values in so many classes, layer by layer; `starts` remembers where the last class begins.
    let mut before: Vec<f64> = (0..n).map(|i| sums.deviation(0, i)).collect();
    let mut starts: Vec<Vec<u32>> = Vec::with_capacity(classes - 1);
    for class in 1..classes {
        let mut layer = Layer { sums: &sums, before: &before, now: vec![f64::INFINITY; n], start: vec![0; n] };
        layer.fill(class, n - 1, class, n - 1);
        starts.push(layer.start);
        before = layer.now;
    }
    let mut breaks = vec![0.0; classes];
    let mut end = n - 1;
    for class in (0..classes).rev() {
        breaks[class] = values[end];
        if class > 0 {
            end = starts[class - 1][end] as usize - 1;
        }
    }
    breaks
}

/// How much of the squared deviation the classes explain, 0–1 (goodness of variance fit). `sorted` as above.
pub fn goodness_of_variance_fit(sorted: &[f64], breaks: &[f64]) -> f64 {
    let Distinct { values, sums } = Distinct::of(sorted);
    if values.is_empty() {
        return f64::NAN;
    }
    let total = sums.deviation(0, values.len() - 1);
    let mut within = 0.0;
    let mut start = 0;
    for b in breaks {
        let end = values.partition_point(|v| v <= b);
        if end > start {
            within += sums.deviation(start, end - 1);
            start = end;
        }
    }
    if total > 0.0 { 1.0 - within / total } else { 1.0 }
}

/// Distinct values with running sums over the rows that have them.
struct Distinct {
    values: Vec<f64>,
    sums: Sums,
}

/// Running count, sum and sum of squares of the values moved by their mean, so that squares of large numbers do not cancel.
struct Sums {
    weight: Vec<f64>,
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Distinct {
    fn of(sorted: &[f64]) -> Distinct {
        let mean = if sorted.is_empty() { 0.0 } else { sorted.iter().sum::<f64>() / sorted.len() as f64 };
        let mut values = Vec::new();
        let mut sums = Sums { weight: vec![0.0], first: vec![0.0], second: vec![0.0] };
        let (mut w, mut s, mut q) = (0.0, 0.0, 0.0);
        for run in sorted.chunk_by(|a, b| a == b) {
            let (count, x) = (run.len() as f64, run[0] - mean);
            w += count;
            s += count * x;
            q += count * x * x;
            values.push(run[0]);
            sums.weight.push(w);
            sums.first.push(s);
            sums.second.push(q);
        }
        Distinct { values, sums }
    }
}

impl Sums {
    /// Sum of squared deviations from their mean of the distinct values `from..=to`.
    #[inline]
    fn deviation(&self, from: usize, to: usize) -> f64 {
        let weight = self.weight[to + 1] - self.weight[from];
        let first = self.first[to + 1] - self.first[from];
        let second = self.second[to + 1] - self.second[from];
        (second - first * first / weight).max(0.0)
    }
}

struct Layer<'a> {
    sums: &'a Sums,
    before: &'a [f64],
    now: Vec<f64>,
    start: Vec<u32>,
}

impl Layer<'_> {
    /// Fills `low..=high`, knowing that their best starts lie in `first..=last`.
    fn fill(&mut self, low: usize, high: usize, first: usize, last: usize) {
        let middle = low.midpoint(high);
        let mut best = (f64::INFINITY, first);
        for start in first..=last.min(middle) {
            let deviation = self.before[start - 1] + self.sums.deviation(start, middle);
            if deviation < best.0 {
                best = (deviation, start);
            }
        }
        self.now[middle] = best.0;
        self.start[middle] = best.1 as u32;
        if middle > low {
            self.fill(low, middle - 1, first, best.1);
        }
        if middle < high {
            self.fill(middle + 1, high, best.1, last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every way to cut, tried.
    fn brute_force(sorted: &[f64], classes: usize) -> f64 {
        fn go(rest: &[f64], classes: usize) -> f64 {
            let deviation = |x: &[f64]| {
                let mean = x.iter().sum::<f64>() / x.len() as f64;
                x.iter().map(|v| (v - mean).powi(2)).sum::<f64>()
            };
            if classes == 1 {
                return deviation(rest);
            }
            (1..=rest.len() - (classes - 1))
                .map(|cut| deviation(&rest[..cut]) + go(&rest[cut..], classes - 1))
                .fold(f64::INFINITY, f64::min)
        }
        go(sorted, classes)
    }

    #[test]
    fn finds_the_least_deviation_of_all_cuts() {
        let mut x = 17u64;
        for n in 4..12 {
            let mut values: Vec<f64> = (0..n)
                .map(|_| {
                    x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    (x >> 40) as f64 / 1000.0
                })
                .collect();
            values.sort_by(f64::total_cmp);
            for classes in 2..5.min(n) {
                let breaks = natural_breaks(&values, classes);
                let total = brute_force(&values, 1);
                let found = (1.0 - goodness_of_variance_fit(&values, &breaks)) * total;
                assert!((found - brute_force(&values, classes)).abs() <= 1e-9 * total, "{values:?} in {classes}");
            }
        }
    }

    #[test]
    fn equal_values_stay_together() {
        assert_eq!(natural_breaks(&[1.0, 1.0, 1.0, 5.0, 5.0], 4), [1.0, 5.0]);
        assert_eq!(natural_breaks(&[], 3), [0.0; 0]);
    }

    /// The breaks and fits that jenkspy 0.4.1 gives.
    #[test]
    fn equals_jenkspy() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/expected/");
        let read = |name: &str| std::fs::read_to_string(format!("{folder}{name}")).ok();
        let (Some(expected), Some(values)) = (read("algorithms.json"), read("jenkspy_test_values.json")) else {
            eprintln!("skipped: {folder} is not there");
            return;
        };
        let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
        let values: serde_json::Value = serde_json::from_str(&values).unwrap();
        let numbers = |v: &serde_json::Value| v.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect::<Vec<f64>>();
        let list = if values.is_array() { &values } else { values.as_object().unwrap().values().find(|v| v.is_array()).unwrap() };
        let jenks = &expected["jenks"];
        for (name, mut data) in [("jenkspy_test_values.json", numbers(list)), ("data2", numbers(&jenks["data2"]))] {
            data.sort_by(f64::total_cmp);
            for classes in 2..=6 {
                let case = &jenks["breaks"][format!("{name},{classes}")];
                let breaks = natural_breaks(&data, classes);
                assert_eq!(breaks, numbers(&case["breaks"])[1..], "{name} in {classes}");
                let fit = goodness_of_variance_fit(&data, &breaks);
                assert!((fit - case["gvf"].as_f64().unwrap()).abs() < 1e-9);
            }
        }
        for (key, published) in jenks["published"].as_object().unwrap() {
            let (name, classes) = key.rsplit_once(',').unwrap();
            let mut data = if name == "data2" { numbers(&jenks["data2"]) } else { numbers(list) };
            data.sort_by(f64::total_cmp);
            assert_eq!(natural_breaks(&data, classes.parse().unwrap()), numbers(published)[1..], "{key}");
        }
    }
}
