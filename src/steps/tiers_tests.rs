//! The `tiers` and `matrix` steps against slow, obvious references, and on cases worked out by hand.

use crate::engine::{Engine, Problem, StepDetail, TiersDetail};
use crate::ingest::{ReadOptions, import_bytes};
use crate::recipe::{Colour, Matrix, MatrixCell, NoValue, Step, StepKind, Tier, TierMethod, Tiers, Workbook};
use crate::table::{Column, ColumnData, Table};
use proptest::prelude::*;
use std::sync::Arc;

const NO_VALUE: usize = usize::MAX;

fn table(columns: &[(&str, &[Option<i32>])]) -> Table {
    let number = |values: &[Option<i32>]| ColumnData::Number(values.iter().map(|v| v.map_or(f64::NAN, f64::from)).collect());
    let columns: Vec<Arc<Column>> = columns.iter().map(|(name, values)| Arc::new(Column::new(*name, number(values)))).collect();
    Table::new(columns[0].len(), columns)
}

fn tiers(column: &str, method: TierMethod, caps: &[Option<usize>], lower_is_better: bool) -> Tiers {
    let tier = |(i, &cap): (usize, &Option<usize>)| Tier { name: format!("T{i}"), colour: Colour::nth(i), cap };
    let tiers = caps.iter().enumerate().map(tier).collect();
    Tiers { column: column.into(), method, tiers, lower_is_better, no_value: NoValue::default() }
}

fn step(name: &str, kind: StepKind) -> Step {
    Step { name: name.into(), muted: false, kind }
}

fn workbook(steps: Vec<Step>, value: Option<&str>) -> Workbook {
    Workbook { steps, value_column: value.map(Into::into), ..Workbook::default() }
}

/// The tier of each customer, by position, and what the step says about itself.
fn place(values: &[Option<i32>], params: &Tiers) -> (Vec<usize>, TiersDetail) {
    let mut engine = Engine::new(table(&[("x", values)]));
    let evaluation = engine.evaluate(&workbook(vec![step("T", StepKind::Tiers(params.clone()))], None));
    let StepDetail::Tiers(detail) = &evaluation.steps[0].detail else { panic!("{:?}", evaluation.steps[0].findings) };
    let tier = |row: usize| match engine.cell(row, "T") {
        name if name == params.no_value.name => NO_VALUE,
        name => params.tiers.iter().position(|t| t.name == name).unwrap(),
    };
    ((0..values.len()).map(tier).collect(), (**detail).clone())
}

fn better(a: i32, b: i32, lower: bool) -> bool {
    if lower { a < b } else { a > b }
}

/// The definition, customer by customer, in whole numbers; None where the reference would decide by a rounding.
fn reference(values: &[Option<i32>], params: &Tiers) -> Option<Vec<usize>> {
    let lower = params.lower_is_better;
    let present: Vec<i32> = values.iter().flatten().copied().collect();
    let last = params.tiers.len() - 1;
    let n = present.len();
    let best = present.iter().copied().reduce(|a, b| if better(b, a, lower) { b } else { a })?;
    let worst = present.iter().copied().reduce(|a, b| if better(a, b, lower) { b } else { a })?;
    let total: i64 = present.iter().map(|&v| i64::from(v)).sum();
    let mean = total as f64 / n as f64;
    let sd = (present.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / n as f64).sqrt();
    let mut near = false;
    let mut wanted = |v: i32| -> usize {
        let ahead: Vec<i32> = present.iter().copied().filter(|&o| better(o, v, lower)).collect();
        let found = match &params.method {
            TierMethod::Thresholds { at } => {
                at.iter().position(|t| t.is_some_and(|t| if lower { f64::from(v) <= t } else { f64::from(v) >= t }))
            }
            TierMethod::ShareOfCustomers { percent } => {
                let until = |t: usize| percent[..=t].iter().sum::<f64>() as usize;
                (0..percent.len()).find(|&t| ahead.len() * 100 < until(t) * n)
            }
            TierMethod::ShareOfValue { up_to } => {
                let above: i64 = ahead.iter().map(|&o| i64::from(o)).sum();
                up_to.iter().position(|&p| above * 100 < p as i64 * total)
            }
            TierMethod::EqualWidth => {
                let from_best = i64::from((v - best).abs());
                (0..last).find(|&t| from_best * (last as i64 + 1) <= i64::from((worst - best).abs()) * (t as i64 + 1))
            }
            TierMethod::StandardDeviations { at } => at.iter().position(|k| {
                let cut = mean + k * sd;
                near |= (f64::from(v) - cut).abs() < 1e-9;
                if lower { f64::from(v) <= cut } else { f64::from(v) >= cut }
            }),
            TierMethod::NaturalBreaks => unreachable!("has a test of its own"),
        };
        found.filter(|&t| t < last).unwrap_or(last)
    };
    let mut tier: Vec<usize> = values.iter().map(|v| v.map_or(NO_VALUE, &mut wanted)).collect();
    // Caps: whoever is past the cap goes one tier down, with all its equals.
    for t in 0..last {
        let Some(cap) = params.tiers[t].cap else { continue };
        let mut members: Vec<i32> = values.iter().zip(&tier).filter(|(_, at)| **at == t).map(|(v, _)| v.unwrap()).collect();
        members.sort_by_key(|&v| if lower { v } else { -v });
        let Some(&first_out) = members.get(cap) else { continue };
        for (v, at) in values.iter().zip(&mut tier) {
            if *at == t && !better(v.unwrap(), first_out, lower) {
                *at = t + 1;
            }
        }
    }
    (!near).then_some(tier)
}

fn falling(mut cuts: Vec<i32>, lower: bool) -> Vec<i32> {
    cuts.sort_by_key(|&c| if lower { c } else { -c });
    cuts
}

prop_compose! {
    /// Few different values, so that there are ties, and gaps.
    fn values()(list in prop::collection::vec(prop::option::weighted(0.9, 0i32..40), 1..60)) -> Vec<Option<i32>> {
        list
    }
}

fn caps() -> impl Strategy<Value = Vec<Option<usize>>> {
    prop::collection::vec(prop::option::weighted(0.3, 0usize..12), 1..6)
}

fn method(tiers: usize, lower: bool) -> impl Strategy<Value = TierMethod> {
    let cuts = tiers - 1;
    prop_oneof![
        prop::collection::vec(-2i32..42, cuts)
            .prop_map(move |c| TierMethod::Thresholds { at: falling(c, lower).into_iter().map(|c| Some(f64::from(c))).collect() }),
        prop::collection::vec(0u8..45, cuts).prop_map(|p| TierMethod::ShareOfCustomers { percent: p.into_iter().map(f64::from).collect() }),
        prop::collection::vec(0i32..101, cuts)
            .prop_map(|p| TierMethod::ShareOfValue { up_to: falling(p, true).into_iter().map(f64::from).collect() }),
        Just(TierMethod::EqualWidth),
        prop::collection::vec(-9i32..10, cuts)
            .prop_map(move |k| TierMethod::StandardDeviations { at: falling(k, lower).into_iter().map(|k| f64::from(k) / 4.0).collect() }),
    ]
}

fn case() -> impl Strategy<Value = (Vec<Option<i32>>, Tiers)> {
    (values(), caps(), any::<bool>()).prop_flat_map(|(values, caps, lower)| {
        method(caps.len(), lower).prop_map(move |method| (values.clone(), tiers("x", method, &caps, lower)))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn every_method_is_its_definition((values, params) in case()) {
        let nothing_to_share = matches!(params.method, TierMethod::ShareOfValue { .. }) && values.iter().flatten().all(|&v| v == 0);
        if !nothing_to_share && let Some(expected) = reference(&values, &params) {
            let (got, detail) = place(&values, &params);
            prop_assert_eq!(&got, &expected);
            // What it reports is what it did.
            let present = values.iter().flatten().count() as f64;
            for (t, cut) in detail.cuts.iter().enumerate() {
                let count = expected.iter().filter(|&&at| at == t).count() as f64;
                prop_assert!((cut.customers_share - count / present).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn the_order_of_the_rows_decides_nothing((values, params) in case(), natural in any::<bool>(), turn in 0usize..60) {
        let params = if natural { Tiers { method: TierMethod::NaturalBreaks, ..params } } else { params };
        let (straight, detail) = place(&values, &params);
        let turn = turn % values.len();
        let mut turned = values.clone();
        turned.rotate_left(turn);
        turned.reverse();
        let (mut got, other) = place(&turned, &params);
        got.reverse();
        got.rotate_right(turn);
        prop_assert_eq!(got, straight);
        prop_assert_eq!(other, detail);
    }

    /// No cut of the sorted values into as many runs has a smaller sum of squared deviations.
    #[test]
    fn natural_breaks_are_the_best_there_are(list in prop::collection::vec(0i32..30, 3..11), classes in 2usize..4, lower in any::<bool>()) {
        let values: Vec<Option<i32>> = list.iter().copied().map(Some).collect();
        let (got, detail) = place(&values, &tiers("x", TierMethod::NaturalBreaks, &vec![None; classes], lower));
        let squares = |part: &[i32]| {
            let mean = part.iter().sum::<i32>() as f64 / part.len().max(1) as f64;
            part.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>()
        };
        let ours: f64 = (0..classes).map(|t| {
            let part: Vec<i32> = list.iter().zip(&got).filter(|(_, at)| **at == t).map(|(v, _)| *v).collect();
            squares(&part)
        }).sum();
        let mut sorted = list.clone();
        sorted.sort_unstable();
        let n = sorted.len();
        let mut least = f64::INFINITY;
        for a in 0..=n {
            for b in if classes == 3 { a..=n } else { n..=n } {
                least = least.min(squares(&sorted[..a]) + squares(&sorted[a..b]) + squares(&sorted[b..]));
            }
        }
        prop_assert!((ours - least).abs() < 1e-6, "{ours} where {least} can be had: {got:?}");
        let all = squares(&sorted);
        if all > 0.0 {
            prop_assert!((detail.fit.unwrap() - (1.0 - least / all)).abs() < 1e-9);
        }
    }

    /// Gini as half the relative mean difference of all pairs, whichever end is the good one.
    #[test]
    fn gini_is_half_the_relative_mean_difference(list in prop::collection::vec(0i32..50, 1..40), lower in any::<bool>()) {
        let values: Vec<Option<i32>> = list.iter().copied().map(Some).collect();
        let (_, detail) = place(&values, &tiers("x", TierMethod::EqualWidth, &[None, None], lower));
        let total: i32 = list.iter().sum();
        if total == 0 {
            prop_assert_eq!(detail.gini, None);
        } else {
            let pairs: i32 = list.iter().flat_map(|a| list.iter().map(move |b| (a - b).abs())).sum();
            let expected = f64::from(pairs) / (2.0 * list.len() as f64 * f64::from(total));
            prop_assert!((detail.gini.unwrap() - expected).abs() < 1e-9);
        }
    }

    #[test]
    fn a_matrix_counts_who_is_in_both(a in values(), seed in prop::collection::vec(prop::option::weighted(0.9, 0i32..40), 60)) {
        let b = &seed[..a.len()];
        let half = |column: &str| tiers(column, TierMethod::Thresholds { at: vec![Some(25.0), Some(10.0)] }, &[None; 3], false);
        let at = vec![("T0".into(), "T0".into()), ("T0".into(), "T1".into()), ("T1".into(), "T0".into())];
        let matrix = Matrix { rows: "A".into(), columns: "B".into(), cells: vec![MatrixCell { name: "Stars".into(), colour: Colour::Green, at }] };
        let steps = vec![
            step("A", StepKind::Tiers(half("a"))), step("B", StepKind::Tiers(half("b"))), step("M", StepKind::Matrix(matrix)),
        ];
        let mut engine = Engine::new(table(&[("a", &a), ("b", b)]));
        let evaluation = engine.evaluate(&workbook(steps, Some("a")));
        let band = |v: Option<i32>| match v { None => 3, Some(v) if v >= 25 => 0, Some(v) if v >= 10 => 1, Some(_) => 2 };
        let names = ["T0", "T1", "T2", "No value"];
        let StepDetail::Matrix(detail) = &evaluation.steps[2].detail else { panic!("no matrix") };
        prop_assert_eq!(&detail.rows, &names);
        prop_assert_eq!(&detail.columns, &names);
        for (cell, got) in detail.cells.iter().enumerate() {
            let (r, c) = (cell / 4, cell % 4);
            let inside: Vec<usize> = (0..a.len()).filter(|&i| band(a[i]) == r && band(b[i]) == c).collect();
            let known: Vec<i32> = inside.iter().filter_map(|&i| a[i]).collect();
            let sum = f64::from(known.iter().sum::<i32>());
            prop_assert_eq!((got.count, got.value), (inside.len(), Some(sum)));
            prop_assert_eq!(got.mean, (!known.is_empty()).then(|| sum / known.len() as f64));
            let label = if r + c < 2 { "Stars".to_string() } else { format!("{} × {}", names[r], names[c]) };
            let group = &evaluation.steps[2].groups[got.group.unwrap()];
            prop_assert_eq!(&group.name, &label);
            for i in inside {
                prop_assert_eq!(engine.cell(i, "M"), label.as_str());
            }
        }
        let stars = (0..a.len()).filter(|&i| band(a[i]) + band(b[i]) < 2).count();
        prop_assert_eq!(evaluation.steps[2].groups[0].count, stars);
    }
}

#[test]
fn gini_and_pareto_of_known_cases() {
    let detail = |values: &[i32]| {
        let values: Vec<Option<i32>> = values.iter().copied().map(Some).collect();
        place(&values, &tiers("x", TierMethod::ShareOfCustomers { percent: vec![20.0] }, &[None, None], false)).1
    };
    assert_eq!(detail(&[7, 7, 7, 7]).gini, Some(0.0));
    // One of five has all: (n − 1) / n.
    assert!((detail(&[0, 0, 100, 0, 0]).gini.unwrap() - 0.8).abs() < 1e-12);
    // 1, 2, 3, 4: the textbook's 0.25.
    assert!((detail(&[4, 1, 3, 2]).gini.unwrap() - 0.25).abs() < 1e-12);
    // The best fifth of five holds eight tenths.
    let eighty = detail(&[5, 80, 5, 5, 5]);
    let at = eighty.curve.iter().find(|p| (p.customers - 0.2).abs() < 1e-9).unwrap();
    assert!((at.value - 0.8).abs() < 1e-12);
    assert_eq!((eighty.cuts[0].customers_share, eighty.cuts[0].value_share), (0.2, Some(0.8)));
    assert_eq!(eighty.curve.last().map(|p| (p.customers, p.value)), Some((1.0, 1.0)));
    assert_eq!(detail(&[0, 0]).gini, None);
}

#[test]
fn whoever_crosses_the_line_is_still_above_it() {
    // Cumulative shares before each: 0, 50, 75, 90 %; 80 % is crossed by the third.
    let values = [Some(50), Some(25), Some(15), Some(10)];
    let abc = tiers("x", TierMethod::ShareOfValue { up_to: vec![80.0, 95.0] }, &[None; 3], false);
    let (got, detail) = place(&values, &abc);
    assert_eq!(got, [0, 0, 0, 1]);
    let asked: Vec<f64> = detail.cuts.iter().map(|c| (c.asked.unwrap() * 100.0).round()).collect();
    assert_eq!(asked, [80.0, 15.0, 5.0]);
}

#[test]
fn half_set_up_steps_say_so() {
    let problems = |params: Tiers| {
        let mut engine = Engine::new(table(&[("x", &[Some(1), Some(2)]), ("none", &[None, None])]));
        let evaluation = engine.evaluate(&workbook(vec![step("T", StepKind::Tiers(params))], None));
        evaluation.steps[0].findings.iter().map(|f| f.problem.clone()).collect::<Vec<_>>()
    };
    let even = |column: &str| tiers(column, TierMethod::EqualWidth, &[None, None], false);
    assert_eq!(problems(even("")), [Problem::NoColumn]);
    assert_eq!(problems(even("y")), [Problem::UnknownColumn { column: "y".into() }]);
    assert_eq!(problems(even("none")), [Problem::NoValues { column: "none".into() }]);
    assert_eq!(problems(tiers("x", TierMethod::Thresholds { at: vec![None] }, &[None, None], false)), [Problem::NoValue]);
    let disordered = TierMethod::Thresholds { at: vec![Some(1.0), Some(2.0)] };
    assert_eq!(problems(tiers("x", disordered, &[None; 3], false)), [Problem::CutsOutOfOrder]);
    let disordered = TierMethod::StandardDeviations { at: vec![-1.0, 1.0] };
    assert_eq!(problems(tiers("x", disordered, &[None; 3], false)), [Problem::CutsOutOfOrder]);
    assert_eq!(problems(tiers("x", TierMethod::EqualWidth, &[], false)), [Problem::NoTiers]);
}

#[test]
fn telco_customers_by_share_of_what_they_paid() {
    let path = format!("{}/../shared/data/telco/Telco-Customer-Churn.csv", env!("CARGO_MANIFEST_DIR"));
    let Ok(bytes) = std::fs::read(&path) else {
        println!("skipped: {path} is not there");
        return;
    };
    let table = import_bytes(bytes, ReadOptions::default()).unwrap().table;
    let mut engine = Engine::new(table);
    let abc = tiers("TotalCharges", TierMethod::ShareOfValue { up_to: vec![80.0, 95.0] }, &[None; 3], false);
    let evaluation = engine.evaluate(&workbook(vec![step("ABC", StepKind::Tiers(abc))], Some("TotalCharges")));
    let step = &evaluation.steps[0];
    // Eleven customers have not been charged yet.
    assert_eq!(step.groups.last().map(|g| g.count), Some(11));
    assert_eq!(step.groups.iter().map(|g| g.count).sum::<usize>(), 7043);
    let share = step.groups[0].value_share.unwrap();
    assert!((0.8..0.801).contains(&share), "{share}");
}
