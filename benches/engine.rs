//! How fast the engine answers over a million customers. Everything is checked against its slow reference before it is timed.

#[path = "support/random.rs"]
mod random;

use divan::{Bencher, black_box};
use random::Random;
use std::sync::{Arc, LazyLock};
use stratify::engine::{Binning, Engine, RowQuery, Sort, profile_column};
use stratify::recipe::{
    Colour, Condition, Criterion, Formula, Group, MissingPoints, NoValue, Node, Op, Points, Quantifier, Rules, Scalar, Scorecard, Segment,
    Step, StepKind, Tier, TierMethod, Tiers, Unit, Workbook,
};
use stratify::steps::rules::compile;
use stratify::steps::{self, Caches, StepContext};
use stratify::table::{Bitmap, Column, ColumnData, DateColumn, Numbers, Order, Runs, Table, group_totals, quantile, sum};

const ROWS: usize = 1_000_000;
const AS_OF: i32 = 19_800;

fn main() {
    check();
    divan::main();
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut random = Random(7);
    let cities = ["Berlin", "Paris", "北京", "Lisboa", "Oslo", "Wien", "Roma", "Praha", ""];
    let city = (0..ROWS).map(|_| cities[random.below(9) as usize]).collect();
    let ids: Vec<String> = (0..ROWS).map(|row| format!("C{row:07}")).collect();
    let id = ids.iter().map(String::as_str).collect();
    let spend = Numbers::packed(
        (0..ROWS).map(|_| if random.below(50) == 0 { f64::NAN } else { random.below(10_000_000) as f64 / 100.0 }).collect(),
    );
    let orders = Numbers::packed((0..ROWS).map(|_| random.below(60) as f64).collect());
    let days = (0..ROWS).map(|_| AS_OF - random.below(1_500) as i32).collect();
    let column = |name: &str, data| Arc::new(Column::new(name, data));
    Table::new(
        ROWS,
        vec![
            column("id", ColumnData::Text(id)),
            column("city", ColumnData::Text(city)),
            column("spend", ColumnData::Number(spend)),
            column("orders", ColumnData::Number(orders)),
            column("last", ColumnData::Date(DateColumn { days, seconds: None })),
        ],
    )
});

fn numbers(name: &str) -> &'static Numbers {
    match &TABLE.column(name).unwrap().data {
        ColumnData::Number(values) => values,
        _ => panic!("no number column"),
    }
}

fn with_context<R>(run: impl FnOnce(&StepContext) -> R) -> R {
    let caches = Caches::new();
    let mapping = std::collections::BTreeMap::new();
    run(&StepContext {
        rows: ROWS,
        columns: TABLE.columns(),
        mapping: &mapping,
        as_of: Some(AS_OF),
        value: None,
        earlier: &[],
        caches: &caches,
    })
}

/// One condition of each kind.
fn conditions() -> Vec<(&'static str, Condition)> {
    let on = |column: &str, op, value| Condition { column: column.into(), op, value: Some(value), ..Condition::default() };
    let text = |text: &str| Scalar::Text(text.into());
    vec![
        ("number", on("spend", Op::Ge, Scalar::Number(50_000.0))),
        ("between", Condition { to: Some(Scalar::Number(60_000.0)), ..on("spend", Op::Between, Scalar::Number(40_000.0)) }),
        ("text", on("city", Op::Is, text("paris"))),
        ("text, nearly unique", on("id", Op::Contains, text("77"))),
        ("days", Condition { unit: Some(Unit::Days), ..on("last", Op::InLast, Scalar::Number(90.0)) }),
        ("anniversary", on("last", Op::AnniversaryWithin, Scalar::Number(7.0))),
        ("top share", on("spend", Op::TopPercent, Scalar::Number(20.0))),
        ("columns", Condition { other: Some("orders".into()), ..on("spend", Op::Lt, Scalar::Number(0.0)) }),
    ]
}

fn condition(name: &str) -> Condition {
    conditions().into_iter().find(|(n, _)| *n == name).unwrap().1
}

/// Six segments, as a person builds them; `limit` is what the person edits.
fn workbook(limit: f64) -> Workbook {
    let segment = |i: usize, nodes: Vec<Condition>| Segment {
        name: format!("Segment {i}"),
        colour: Colour::nth(i),
        muted: false,
        when: Group { quantifier: Quantifier::All, nodes: nodes.into_iter().map(Node::Condition).collect(), muted: false },
    };
    let mut edited = condition("number");
    edited.value = Some(Scalar::Number(limit));
    let segments = vec![
        segment(0, vec![edited, condition("text")]),
        segment(1, vec![condition("between"), condition("days")]),
        segment(2, vec![condition("anniversary")]),
        segment(3, vec![condition("top share")]),
        segment(4, vec![condition("columns")]),
        segment(5, vec![condition("text, nearly unique")]),
    ];
    let kind = StepKind::Rules(Rules { segments, ..Rules::default() });
    Workbook { value_column: Some("spend".into()), steps: vec![Step { name: "Segment".into(), muted: false, kind }], ..Workbook::default() }
}

/// A score of three criteria, the weight of the first of which is edited.
fn scorecard(weight: f64) -> Workbook {
    let criterion = |column: &str, weight, points, lower_is_better| Criterion {
        name: String::new(),
        column: column.into(),
        weight,
        points,
        lower_is_better,
        missing: MissingPoints::LeftOut,
    };
    let criteria = vec![
        criterion("spend", weight, Points::PercentileRank, false),
        criterion("orders", 30.0, Points::MinMax { low: None, high: None }, false),
        criterion("last", 20.0, Points::PercentileRank, true),
    ];
    let grading = Tiers {
        column: String::new(),
        method: TierMethod::Thresholds { at: vec![Some(50.0)] },
        tiers: ["High", "Low"].map(|name| Tier { name: name.into(), colour: Colour::Blue, cap: None }).into(),
        lower_is_better: false,
        no_value: NoValue { name: "None".into(), colour: Colour::Grey },
    };
    let kind = StepKind::Scorecard(Scorecard { criteria, weights: Default::default(), grading, export_points: false });
    let steps = vec![Step { name: "S".into(), muted: false, kind }];
    Workbook { value_column: Some("spend".into()), as_of: Some("2024-03-18".into()), steps, ..Workbook::default() }
}

/// The score of every row, criterion by criterion.
fn slow_scores(weight: f64) -> Vec<f64> {
    let ColumnData::Date(dates) = &TABLE.column("last").unwrap().data else { panic!("no dates") };
    let ranks = |values: &[f64]| {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        let of = |&x: &f64| if x.is_nan() { f64::NAN } else { sorted.partition_point(|&y| y < x) as f64 / (sorted.len() - 1) as f64 };
        values.iter().map(of).collect::<Vec<f64>>()
    };
    let spend = ranks(&numbers("spend").floats());
    let (_, most) = numbers("orders").iter().fold((0.0, 0.0), |(_, most): (f64, f64), x| (0.0, most.max(x)));
    let last = ranks(&dates.days.iter().map(f64::from).collect::<Vec<f64>>());
    let score = |row: usize| {
        let parts = [(spend[row], weight), (numbers("orders").get(row) / most, 30.0), (last[row], 20.0)];
        let (sum, weights) = parts.iter().filter(|p| !p.0.is_nan()).fold((0.0, 0.0), |(s, w), p| (s + p.0 * p.1, w + p.1));
        100.0 * sum / weights
    };
    (0..ROWS).map(score).collect()
}

/// The slow references.
fn check() {
    let spend = numbers("spend").floats();
    let mut sorted: Vec<f64> = spend.iter().copied().filter(|x| !x.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    let order = Order::of(TABLE.column("spend").unwrap());
    assert!(sorted.iter().zip(order.rows.iter()).all(|(x, &row)| *x == spend[row as usize]));
    let median = quantile(order.present, 0.5, |i| spend[order.from_bottom(i)]).unwrap();
    assert_eq!(median, (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0);
    // Amounts in cents add up exactly as whole numbers.
    let cents = |rows: &mut dyn Iterator<Item = usize>| {
        rows.filter(|&r| !spend[r].is_nan()).map(|r| (spend[r] * 100.0).round() as i64).sum::<i64>()
    };
    assert_eq!((sum(&spend).0 * 100.0).round() as i64, cents(&mut (0..ROWS)));
    let codes: Vec<u16> = (0..ROWS).map(|row| (row % 7) as u16).collect();
    for (group, total) in group_totals(&codes, 7, numbers("spend")).iter().enumerate() {
        assert_eq!((total.sum * 100.0).round() as i64, cents(&mut (group..ROWS).step_by(7)));
    }
    with_context(|context| {
        let limit = sorted[sorted.len() - (sorted.len() as f64 * 0.2).ceil() as usize];
        let expected = |name: &str, row: usize| match name {
            "number" => spend[row] >= 50_000.0,
            "between" => (40_000.0..=60_000.0).contains(&spend[row]),
            "text" => TABLE.column("city").unwrap().cell(row) == "Paris",
            "text, nearly unique" => TABLE.column("id").unwrap().cell(row).contains("77"),
            "top share" => spend[row] >= limit,
            "columns" => spend[row] < numbers("orders").get(row),
            "days" | "anniversary" => {
                let ColumnData::Date(dates) = &TABLE.column("last").unwrap().data else { panic!("no dates") };
                let day = dates.days.get(row);
                if name == "days" {
                    day > AS_OF - 90 && day <= AS_OF
                } else {
                    stratify::steps::rules::days::to_anniversary(day, AS_OF) <= 7
                }
            }
            _ => panic!("no reference for {name}"),
        };
        for (name, condition) in conditions() {
            let (rows, count) = compile(&condition, context).unwrap().rows(context);
            assert_eq!(*rows, Bitmap::from_fn(ROWS, |row| expected(name, row)), "{name}");
            assert_eq!(count, rows.count());
        }
    });
    // An edit after others gives what a fresh engine gives.
    let mut engine = Engine::new(TABLE.clone());
    (0..20).for_each(|i| _ = engine.evaluate(&workbook(f64::from(i) * 1000.0)));
    assert_eq!(engine.evaluate(&workbook(12_345.0)), Engine::new(TABLE.clone()).evaluate(&workbook(12_345.0)));
    let runs = Runs::of(TABLE.column("spend").unwrap());
    assert_eq!(runs.present(), sorted.len());
    assert!(sorted.iter().enumerate().step_by(97).all(|(i, &x)| runs.at(i) == x));
    sorted.dedup();
    assert_eq!(runs.values(), sorted);
    engine.evaluate(&scorecard(10.0));
    let evaluation = engine.evaluate(&scorecard(40.0));
    let scores = slow_scores(40.0);
    let ColumnData::Number(found) = &engine.result().column("S score").unwrap().data else { panic!("no score") };
    assert!(found.iter().zip(&scores).all(|(found, slow)| (found - slow).abs() < 1e-9));
    assert_eq!(evaluation.steps[0].groups[0].count, scores.iter().filter(|&&score| score >= 50.0 - 1e-9).count());
}

#[divan::bench(args = ["number", "between", "text", "text, nearly unique", "days", "anniversary", "top share", "columns"])]
fn one_condition(bencher: Bencher, name: &str) {
    let condition = condition(name);
    // A cache that has the sort orders, but never the condition.
    with_context(|context| {
        let column = TABLE.column(&condition.column).unwrap();
        context.caches.order(column);
        let compiled = compile(&condition, context).unwrap();
        bencher.bench_local(|| black_box(compiled.evaluate(context)));
    });
}

#[divan::bench]
fn edit_of_a_weight_of_a_scorecard(bencher: Bencher) {
    let mut engine = Engine::new(TABLE.clone());
    let mut weight = 1.0;
    engine.evaluate(&scorecard(weight));
    bencher.bench_local(|| {
        weight += 0.1;
        black_box(engine.evaluate(&scorecard(weight)))
    });
}

#[divan::bench(args = ["spend", "orders", "last"])]
fn different_values(bencher: Bencher, name: &str) {
    let column = TABLE.column(name).unwrap();
    bencher.bench_local(|| black_box(Runs::of(column)));
}

#[divan::bench]
fn edit_of_one_rule_among_six_segments(bencher: Bencher) {
    let mut engine = Engine::new(TABLE.clone());
    engine.evaluate(&workbook(0.0));
    let mut limit = 0.0;
    bencher.bench_local(|| {
        limit += 1.0;
        black_box(engine.evaluate(&workbook(limit)))
    });
}

#[divan::bench]
fn and_two_sets(bencher: Bencher) {
    let (mut a, b) = (Bitmap::from_fn(ROWS, |row| row % 3 == 0), Bitmap::from_fn(ROWS, |row| row % 5 == 0));
    bencher.bench_local(|| {
        a.and(&b);
        black_box(a.count())
    });
}

#[divan::bench]
fn sums_of_seven_groups(bencher: Bencher) {
    let codes: Vec<u16> = (0..ROWS).map(|row| (row * 2_654_435_761 % 7) as u16).collect();
    bencher.bench_local(|| black_box(group_totals(&codes, 7, numbers("spend"))));
}

#[divan::bench(args = ["id", "city", "spend", "orders", "last"])]
fn sort_order(bencher: Bencher, name: &str) {
    let column = TABLE.column(name).unwrap();
    bencher.bench_local(|| black_box(Order::of(column)));
}

#[divan::bench(args = ["id", "city", "spend", "orders", "last"])]
fn profile(bencher: Bencher, name: &str) {
    let column = TABLE.column(name).unwrap();
    bencher.bench_local(|| black_box(profile_column(column)));
}

#[divan::bench]
fn quantiles_from_an_order(bencher: Bencher) {
    let (order, spend) = (Order::of(TABLE.column("spend").unwrap()), numbers("spend"));
    bencher.bench_local(|| [0.2, 0.4, 0.6, 0.8].map(|p| black_box(quantile(order.present, p, |i| spend.get(order.from_bottom(i))))));
}

#[divan::bench]
fn histogram_by_segment(bencher: Bencher) {
    let mut engine = Engine::new(TABLE.clone());
    engine.evaluate(&workbook(10.0));
    bencher.bench_local(|| black_box(engine.distribution("spend", Some(0), Binning::AtMost(40), false).unwrap()));
}

#[divan::bench]
fn histogram_and_boxes_by_segment(bencher: Bencher) {
    let mut engine = Engine::new(TABLE.clone());
    engine.evaluate(&workbook(10.0));
    bencher.bench_local(|| black_box(engine.distribution("spend", Some(0), Binning::AtMost(40), true).unwrap()));
}

#[divan::bench(args = ["7", "berl", "c00001"])]
fn search_from_scratch(bencher: Bencher, text: &str) {
    let query = RowQuery { search: text.into(), ..RowQuery::default() };
    bencher.with_inputs(|| Engine::new(TABLE.clone())).bench_local_values(|mut engine| black_box(engine.rows(&query).unwrap()));
}

#[divan::bench]
fn sort_again_by_a_known_order(bencher: Bencher) {
    let mut engine = Engine::new(TABLE.clone());
    engine.evaluate(&workbook(10.0));
    let query = |column: &str| RowQuery { sort: Some(Sort { column: column.into(), descending: true }), ..RowQuery::default() };
    let columns = ["spend", "orders", "last"];
    columns.iter().for_each(|column| drop(engine.rows(&query(column)).unwrap()));
    let mut turn = 0;
    bencher.bench_local(|| {
        turn += 1;
        black_box(engine.rows(&query(columns[turn % 3])).unwrap())
    });
}

/// A formula over every row, with what is shown of it.
#[divan::bench(args = ["spend / orders", "if(spend > 100 and orders > 3, spend / orders, 0)", "upper(part(city, 1, 3))", "round(log(spend), 2)"])]
fn formula(bencher: Bencher, text: &str) {
    with_context(|context| {
        let params = Formula { formula: text.to_owned() };
        assert_eq!(steps::formula::compute("F", &params, context).findings, []);
        bencher.bench_local(|| steps::formula::compute("F", &params, context));
    });
}
