//! The `scorecard` step against a slow, obvious reference, against SQL's `PERCENT_RANK()`, and on cases worked out by hand.

use crate::engine::{Engine, Evaluation, Place, Problem, ScorecardDetail, Severity, StepDetail, Verdict};
use crate::recipe::{
    Band, Category, Colour, Criterion, MissingPoints, NoValue, Points, Scorecard, Step, StepKind, Tier, TierMethod, Tiers, Workbook,
};
use crate::table::{BoolColumn, Column, ColumnData, DateColumn, MISSING_BOOL, MISSING_DAY, Table};
use proptest::prelude::*;
use std::sync::Arc;

fn criterion(column: &str, weight: f64, points: Points) -> Criterion {
    Criterion { name: String::new(), column: column.into(), weight, points, lower_is_better: false, missing: MissingPoints::LeftOut }
}

fn card(criteria: Vec<Criterion>) -> Scorecard {
    let tier = |name: &str, colour| Tier { name: name.into(), colour, cap: None };
    let grading = Tiers {
        column: String::new(),
        method: TierMethod::Thresholds { at: vec![Some(80.0), Some(50.0)] },
        tiers: vec![tier("High", Colour::Green), tier("Middle", Colour::Blue), tier("Low", Colour::Grey)],
        lower_is_better: false,
        no_value: NoValue { name: "No score".into(), colour: Colour::Slate },
    };
    Scorecard { criteria, weights: Default::default(), grading, export_points: false }
}

fn evaluate(columns: Vec<(&str, ColumnData)>, card: &Scorecard) -> (Engine, Evaluation) {
    let columns: Vec<Arc<Column>> = columns.into_iter().map(|(name, data)| Arc::new(Column::new(name, data))).collect();
    let mut engine = Engine::new(Table::new(columns[0].len(), columns));
    let step = Step { name: "S".into(), muted: false, kind: StepKind::Scorecard(card.clone()) };
    let evaluation = engine.evaluate(&Workbook { steps: vec![step], as_of: Some("2024-01-31".into()), ..Workbook::default() });
    (engine, evaluation)
}

fn scores(engine: &Engine) -> Vec<f64> {
    match &engine.result().column("S score").expect("a score").data {
        ColumnData::Number(values) => values.floats().into_owned(),
        _ => panic!("the score is no number"),
    }
}

fn detail(evaluation: &Evaluation) -> &ScorecardDetail {
    match &evaluation.steps[0].detail {
        StepDetail::Scorecard(detail) => detail,
        _ => panic!("{:?}", evaluation.steps[0].findings),
    }
}

fn numbers(values: &[f64]) -> ColumnData {
    ColumnData::Number(values.to_vec().into())
}

fn texts(values: &[&str]) -> ColumnData {
    ColumnData::Text(values.iter().copied().collect())
}

#[test]
fn each_way_of_giving_points_by_hand() {
    const NONE: f64 = f64::NAN;
    let one = |points: Points, values: &[f64], lower: bool| {
        let criterion = Criterion { lower_is_better: lower, ..criterion("x", 7.0, points) };
        scores(&evaluate(vec![("x", numbers(values))], &card(vec![criterion])).0)
    };
    let free = Points::MinMax { low: None, high: None };
    assert_eq!(one(free.clone(), &[10.0, 20.0, 50.0], false), [0.0, 25.0, 100.0]);
    assert_eq!(one(free.clone(), &[10.0, 20.0, 50.0], true), [100.0, 75.0, 0.0]);
    assert_eq!(one(Points::MinMax { low: Some(0.0), high: Some(40.0) }, &[-5.0, 10.0, 50.0], false), [0.0, 25.0, 100.0]);
    // PostgreSQL: SELECT percent_rank() OVER (ORDER BY x) over 1, 3, 3, 3, 9 gives 0, .25, .25, .25, 1.
    assert_eq!(one(Points::PercentileRank, &[3.0, 9.0, 3.0, 1.0, 3.0], false), [25.0, 100.0, 25.0, 0.0, 25.0]);
    assert_eq!(one(Points::PercentileRank, &[3.0, 9.0, 3.0, 1.0, 3.0], true), [25.0, 0.0, 25.0, 100.0, 25.0]);
    // Mean 5, deviation 2 (the textbook's eight numbers): z of 9 is 2, of 2 is −1.5.
    let eight = one(Points::ZScore, &[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0], false);
    assert_eq!((eight[0], eight[4], eight[7]), (25.0, 50.0, rounded(500.0 / 6.0)));
    let outlier: Vec<f64> = std::iter::repeat_n(0.0, 99).chain([1e6]).collect();
    assert_eq!(one(Points::ZScore, &outlier, false)[99], 100.0);
    let band = |from: f64, points| Band { from: Some(from), points };
    let bands = Points::Bands { bands: vec![band(100.0, 90.0), band(10.0, 40.0)], below: 5.0 };
    assert_eq!(one(bands, &[9.99, 10.0, 99.0, 100.0], true), [5.0, 40.0, 40.0, 90.0]);
    assert_eq!(one(free, &[4.0, 4.0], false), [50.0, 50.0]);
    assert!(one(Points::PercentileRank, &[NONE, 4.0], false)[0].is_nan());
}

fn rounded(x: f64) -> f64 {
    (x * 1e10).round() / 1e10
}

#[test]
fn a_curve_is_drawn_where_the_customers_are() {
    // A hundred that spend 1 to 100, and one a thousand times that.
    let spend: Vec<f64> = (1..=100).map(f64::from).chain([1e5]).collect();
    let (_, evaluation) = evaluate(vec![("spend", numbers(&spend))], &card(vec![criterion("spend", 1.0, Points::PercentileRank)]));
    let curve = &detail(&evaluation).criteria[0].curve;
    assert_eq!((curve[0], curve[curve.len() - 1]), ((1.0, 0.0), (1e5, 100.0)));
    assert!(curve.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "{curve:?}");
    let near = curve.iter().filter(|(x, _)| *x <= 100.0).count();
    assert!(near >= 30, "{near} of {} places where all but one are", curve.len());
}

#[test]
fn categories_dates_and_yes_no() {
    let category = |value: &str, points| Category { value: value.into(), points };
    let contract = Points::Categories { values: vec![category(" Two YEAR", 100.0), category("one year", 60.0)], other: 10.0 };
    let optin = Points::Categories { values: vec![category("Yes", 100.0)], other: 0.0 };
    let day = |text: &str| crate::table::date::parse_iso(text).unwrap();
    let since = DateColumn { days: vec![day("2024-01-31"), day("2024-01-21"), MISSING_DAY, day("2024-01-01")].into(), seconds: None };
    let days = criterion("since", 50.0, Points::MinMax { low: Some(0.0), high: Some(30.0) });
    let card =
        card(vec![criterion("contract", 30.0, contract), criterion("optin", 20.0, optin), Criterion { lower_is_better: true, ..days }]);
    let columns = vec![
        ("contract", texts(&["two year", "One Year ", "monthly", ""])),
        ("optin", ColumnData::Boolean(BoolColumn { values: vec![1, 0, MISSING_BOOL, 1] })),
        ("since", ColumnData::Date(since)),
    ];
    let (mut engine, evaluation) = evaluate(columns, &card);
    assert_eq!(evaluation.steps[0].findings, []);
    // The last but one has only its contract, the last none: its other weights are 20 and 50 of 70.
    let expected = [100.0, (30.0 * 60.0 + 50.0 * 200.0 / 3.0) / 100.0, 10.0, 20.0 * 100.0 / 70.0].map(rounded);
    assert_eq!(scores(&engine), expected);
    assert_eq!(detail(&evaluation).criteria[0].counts, [1, 1, 1]);
    assert_eq!(detail(&evaluation).criteria[1].counts, [2, 1]);
    let explanation = engine.explain(3);
    let Verdict::Scorecard { score, parts, rank, of, next, to_next } = &explanation.steps[0].verdict else { panic!() };
    assert_eq!((score.map(rounded), *rank, *of, next.as_deref()), (Some(expected[3]), Some(3), 4, Some("Middle")));
    assert!((to_next.unwrap() - (50.0 - expected[3])).abs() < 1e-9);
    assert_eq!((parts[0].points, parts[0].contribution, parts[0].actual.as_str()), (None, 0.0, ""));
    assert!((parts.iter().map(|p| p.contribution).sum::<f64>() - expected[3]).abs() < 1e-9);
    assert_eq!(parts[2].actual, "2024-01-01");
}

#[test]
fn what_is_missing_counts_as_the_criterion_says() {
    let with = |missing| {
        let second = Criterion { missing, ..criterion("b", 25.0, Points::MinMax { low: Some(0.0), high: Some(100.0) }) };
        let card = card(vec![criterion("a", 75.0, Points::MinMax { low: Some(0.0), high: Some(100.0) }), second]);
        let (engine, evaluation) = evaluate(vec![("a", numbers(&[80.0, 80.0])), ("b", numbers(&[40.0, f64::NAN]))], &card);
        let groups = evaluation.steps[0].groups.iter().map(|g| g.count).collect::<Vec<_>>();
        assert_eq!(detail(&evaluation).criteria[1].missing, 1);
        (scores(&engine), groups)
    };
    assert_eq!(with(MissingPoints::LeftOut), (vec![70.0, 80.0], vec![1, 1, 0, 0]));
    assert_eq!(with(MissingPoints::Points { points: 20.0 }), (vec![70.0, 65.0], vec![0, 2, 0, 0]));
    let (scores, groups) = with(MissingPoints::NoScore);
    assert!(scores[0] == 70.0 && scores[1].is_nan());
    assert_eq!(groups, [0, 1, 0, 1]);
}

#[test]
fn what_is_wrong_is_left_out_and_said() {
    let category = |value: &str| Category { value: value.into(), points: 120.0 };
    let band = |from| Band { from, points: 10.0 };
    let criteria = vec![
        criterion("", 10.0, Points::PercentileRank),
        criterion("nowhere", 10.0, Points::PercentileRank),
        criterion("city", 10.0, Points::ZScore),
        criterion("city", -3.0, Points::Categories { values: vec![category("Rome")], other: 0.0 }),
        criterion("x", 10.0, Points::MinMax { low: Some(5.0), high: Some(1.0) }),
        criterion("x", 10.0, Points::Bands { bands: vec![band(Some(1.0)), band(Some(1.0)), band(None)], below: 0.0 }),
        criterion("same", 10.0, Points::PercentileRank),
    ];
    let columns = || vec![("city", texts(&["Paris", "Bonn"])), ("x", numbers(&[1.0, 2.0])), ("same", numbers(&[3.0, 3.0]))];
    let (engine, evaluation) = evaluate(columns(), &card(criteria.clone()));
    let found: Vec<(usize, Severity, &str)> = evaluation.steps[0]
        .findings
        .iter()
        .map(|f| {
            let Place::Criterion(place) = f.place else { panic!("{f:?}") };
            let name = match f.problem {
                Problem::NoColumn => "no column",
                Problem::UnknownColumn { .. } => "unknown column",
                Problem::PointsNotForType { .. } => "type",
                Problem::NegativeWeight => "weight",
                Problem::PointsOutOfRange { .. } => "points",
                Problem::UnknownCategory { .. } => "category",
                Problem::EmptyRange => "range",
                Problem::BandTwice { .. } => "twice",
                Problem::NoValue => "no value",
                Problem::AllTheSame { .. } => "same",
                _ => "other",
            };
            (place, f.severity, name)
        })
        .collect();
    use Severity::{Hint, Warning};
    assert_eq!(
        found,
        [
            (0, Warning, "no column"),
            (1, Warning, "unknown column"),
            (2, Warning, "type"),
            (3, Warning, "weight"),
            (3, Warning, "points"),
            (3, Hint, "category"),
            (4, Warning, "range"),
            (5, Hint, "twice"),
            (5, Warning, "no value"),
            (6, Hint, "same"),
        ]
    );
    assert_eq!(scores(&engine), [30.0, 30.0]);
    assert_eq!(detail(&evaluation).criteria.iter().filter(|c| c.used).count(), 3);
    let only = |criteria: Vec<Criterion>| {
        let (engine, evaluation) = evaluate(columns(), &card(criteria));
        assert!(engine.result().column("S score").is_none() && evaluation.steps[0].groups.is_empty());
        evaluation.steps[0].findings.last().unwrap().clone()
    };
    assert_eq!((only(vec![]).problem, only(criteria[..3].to_vec()).severity), (Problem::NoCriteria, Severity::Error));
    assert_eq!(only(vec![criteria[3].clone()]).problem, Problem::NoWeights);
}

#[test]
fn points_become_columns_on_demand() {
    let mut card = card(vec![
        Criterion { name: "Spend".into(), ..criterion("x", 60.0, Points::PercentileRank) },
        criterion("nowhere", 40.0, Points::PercentileRank),
    ]);
    card.export_points = true;
    let (engine, _) = evaluate(vec![("x", numbers(&[1.0, f64::NAN, 5.0]))], &card);
    let step = Step { name: "S".into(), muted: false, kind: StepKind::Scorecard(card) };
    let added: Vec<&str> = engine.result().columns()[1..].iter().map(|c| c.name.as_str()).collect();
    assert_eq!(added, step.columns());
    assert_eq!(added, ["S", "S score", "S: Spend points", "S: nowhere points"]);
    assert_eq!([0, 1, 2].map(|row| engine.cell(row, "S: Spend points")), ["0", "", "100"]);
    assert_eq!([0, 1, 2].map(|row| engine.cell(row, "S")), ["Low", "No score", "High"]);
}

/// A scorecard over whole numbers, three ways, and the customers' values.
fn case() -> impl Strategy<Value = (Scorecard, Vec<[Option<i32>; 3]>)> {
    let value = || prop::option::weighted(0.9, -6i32..7);
    let points = prop_oneof![
        Just(Points::MinMax { low: None, high: None }),
        Just(Points::PercentileRank),
        Just(Points::ZScore),
        Just(Points::Bands { bands: vec![Band { from: Some(3.0), points: 100.0 }, Band { from: Some(-2.0), points: 30.0 }], below: 5.0 }),
    ];
    let missing = prop_oneof![
        Just(MissingPoints::LeftOut),
        Just(MissingPoints::NoScore),
        (0u32..=100).prop_map(|p| MissingPoints::Points { points: f64::from(p) }),
    ];
    let one = (points, 0u32..50, any::<bool>(), missing);
    (prop::collection::vec(one, 3), prop::collection::vec([value(), value(), value()], 1..40)).prop_map(|(criteria, rows)| {
        let named = criteria.into_iter().zip(["a", "b", "c"]);
        let criteria = named.map(|((points, weight, lower_is_better, missing), column)| Criterion {
            lower_is_better,
            missing,
            ..criterion(column, f64::from(weight), points)
        });
        (card(criteria.collect()), rows)
    })
}

/// By the definitions, one customer at a time.
fn reference(criterion: &Criterion, values: &[Option<i32>], x: i32) -> f64 {
    let present: Vec<f64> = values.iter().flatten().map(|&v| f64::from(v)).collect();
    let (x, n) = (f64::from(x), present.len() as f64);
    let least = present.iter().copied().fold(f64::INFINITY, f64::min);
    let most = present.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let turn = |points: f64| if criterion.lower_is_better { 100.0 - points } else { points };
    match &criterion.points {
        Points::Bands { .. } => [(3.0, 100.0), (-2.0, 30.0)].iter().find(|b| x >= b.0).map_or(5.0, |b| b.1),
        _ if least == most => 50.0,
        Points::MinMax { .. } => turn((x - least) / (most - least) * 100.0),
        Points::PercentileRank => {
            let worse = present.iter().filter(|&&y| if criterion.lower_is_better { y > x } else { y < x }).count();
            worse as f64 / (n - 1.0) * 100.0
        }
        _ => {
            let mean = present.iter().sum::<f64>() / n;
            let deviation = (present.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / n).sqrt();
            turn((((x - mean) / deviation).clamp(-3.0, 3.0) + 3.0) / 6.0 * 100.0)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn equals_the_reference_in_any_order_of_the_rows((card, rows) in case(), turn in 0usize..40) {
        let run = |rows: &[[Option<i32>; 3]]| {
            let column = |k: usize| numbers(&rows.iter().map(|r| r[k].map_or(f64::NAN, f64::from)).collect::<Vec<_>>());
            evaluate(vec![("a", column(0)), ("b", column(1)), ("c", column(2))], &card)
        };
        let (mut engine, evaluation) = run(&rows);
        if card.criteria.iter().all(|c| c.weight == 0.0) {
            prop_assert!(evaluation.steps[0].groups.is_empty());
            return Ok(());
        }
        let found = scores(&engine);
        for (row, values) in rows.iter().enumerate() {
            let (mut sum, mut weights, mut none) = (0.0, 0.0, false);
            for (k, criterion) in card.criteria.iter().enumerate() {
                let all: Vec<Option<i32>> = rows.iter().map(|r| r[k]).collect();
                let points = match (values[k], criterion.missing) {
                    (Some(x), _) => reference(criterion, &all, x),
                    (None, MissingPoints::Points { points }) => points,
                    (None, MissingPoints::LeftOut) => continue,
                    (None, MissingPoints::NoScore) => { none = true; continue }
                };
                sum += points * criterion.weight;
                weights += criterion.weight;
            }
            if none || weights == 0.0 {
                prop_assert!(found[row].is_nan());
                prop_assert_eq!(engine.cell(row, "S"), "No score");
            } else {
                prop_assert!((found[row] - sum / weights).abs() < 1e-8, "row {} {} {}", row, found[row], sum / weights);
                let tier = if found[row] >= 80.0 { "High" } else if found[row] >= 50.0 { "Middle" } else { "Low" };
                prop_assert_eq!(engine.cell(row, "S"), tier);
            }
            let explanation = engine.explain(row);
            let Verdict::Scorecard { score, parts, .. } = &explanation.steps[0].verdict else { panic!() };
            prop_assert_eq!(score.is_none(), found[row].is_nan());
            if let Some(score) = score {
                prop_assert_eq!(*score, found[row]);
                prop_assert!((parts.iter().map(|p| p.contribution).sum::<f64>() - score).abs() < 1e-8);
            }
        }
        // The tiers' means come from the contributions.
        let detail = detail(&evaluation);
        prop_assert_eq!(detail.histogram.counts.iter().sum::<usize>(), detail.scored);
        for group in 0..3 {
            let names = ["High", "Middle", "Low"];
            let members: Vec<f64> = (0..rows.len()).filter(|&r| engine.cell(r, "S") == names[group]).map(|r| found[r]).collect();
            let parts: Option<f64> = detail.criteria.iter().map(|c| c.by_group[group]).sum();
            prop_assert_eq!(parts.is_some(), !members.is_empty());
            if let Some(parts) = parts {
                prop_assert!((parts - members.iter().sum::<f64>() / members.len() as f64).abs() < 1e-8);
            }
        }
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        turned.reverse();
        let (again, _) = run(&turned);
        for row in 0..rows.len() {
            let there = (0..rows.len()).rev().cycle().nth((row + rows.len() - turn % rows.len()) % rows.len()).unwrap();
            prop_assert_eq!(again.cell(there, "S score"), engine.cell(row, "S score"));
            prop_assert_eq!(again.cell(there, "S"), engine.cell(row, "S"));
        }
    }
}
