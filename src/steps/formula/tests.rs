//! Formulas against a slow, obvious evaluator that walks the tree once per row, and what is promised of single cases.

use super::*;
use crate::recipe::formula::tests::{bare, trees};
use crate::recipe::formula::{BinaryOp, Expr, ExprKind, FormulaProblem, Function, UnaryOp, print};
use crate::steps::{Caches, StepContext};
use crate::table::{BoolColumn, Column, ColumnData, ColumnType, DateColumn, MISSING_BOOL, MISSING_DAY, TextColumn, date};
use proptest::prelude::*;
use std::collections::BTreeMap;

const COLUMNS: &[&str] = &["n", "m", "text", "id", "day", "flag"];
const AS_OF: i32 = 19_800;

/// A cell, or what a part of a formula comes to in one row. None: missing.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Number(Option<f64>),
    Text(Option<String>),
    Date(Option<i32>),
    Boolean(Option<bool>),
    Missing,
}

use Value::*;

#[derive(Clone, Debug)]
struct Row {
    n: Option<f64>,
    m: Option<f64>,
    text: String,
    day: Option<i32>,
    flag: Option<bool>,
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let number =
        || prop_oneof![Just(None), Just(Some(0.0)), Just(Some(2.675)), Just(Some(-3.5)), (-50i32..50).prop_map(|x| Some(f64::from(x)))];
    let text = prop::sample::select(vec!["", "a", "AB", "ab", "b c", "中文字", "2024-02-29", "-1"]);
    let day = prop_oneof![Just(None), (-800_000..3_000_000).prop_map(Some), (19_000..20_000).prop_map(Some)];
    let row = (number(), number(), text, day, prop::option::of(any::<bool>())).prop_map(|(n, m, text, day, flag)| Row {
        n,
        m,
        text: text.to_owned(),
        day,
        flag,
    });
    prop::collection::vec(row, 0..12)
}

fn columns(rows: &[Row]) -> Vec<Arc<Column>> {
    let number = |get: fn(&Row) -> Option<f64>| ColumnData::Number(rows.iter().map(|r| get(r).unwrap_or(f64::NAN)).collect());
    let data = [
        number(|r| r.n),
        number(|r| r.m),
        ColumnData::Text(rows.iter().map(|r| r.text.as_str()).collect()),
        ColumnData::Text(TextColumn::each_row(rows.iter().map(|r| r.text.as_str()), rows.len() % 2 == 1)),
        ColumnData::Date(DateColumn { days: rows.iter().map(|r| r.day.unwrap_or(MISSING_DAY)).collect(), seconds: None }),
        ColumnData::Boolean(BoolColumn { values: rows.iter().map(|r| r.flag.map_or(MISSING_BOOL, u8::from)).collect() }),
    ];
    COLUMNS.iter().zip(data).map(|(name, data)| Arc::new(Column::new(*name, data))).collect()
}

fn run(formula: &str, columns: &[Arc<Column>], rows: usize) -> StepOutput {
    let (caches, mapping) = (Caches::new(), BTreeMap::new());
    let context = StepContext { rows, columns, mapping: &mapping, as_of: Some(AS_OF), value: None, earlier: &[], caches: &caches };
    compute("F", &Formula { formula: formula.into() }, &context)
}

fn finite(x: f64) -> Value {
    Number(Some(x).filter(|x| x.is_finite()))
}

fn yes(value: &Value) -> bool {
    *value == Boolean(Some(true))
}

fn is_missing(value: &Value) -> bool {
    match value {
        Number(x) => x.is_none(),
        Text(t) => t.as_deref().is_none_or(str::is_empty),
        Date(d) => d.is_none(),
        Boolean(b) => b.is_none(),
        Missing => true,
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Number(Some(x)) => format!("{}", x + 0.0),
        Text(Some(t)) => t.clone(),
        Date(Some(d)) => date::format_iso(*d),
        Boolean(Some(b)) => if *b { "yes" } else { "no" }.into(),
        _ => String::new(),
    }
}

fn compare(op: BinaryOp, a: &Value, b: &Value) -> bool {
    if is_missing(a) || is_missing(b) {
        return false;
    }
    let order = match (a, b) {
        (Number(a), Number(b)) => a.partial_cmp(b),
        (Text(Some(a)), Text(Some(b))) => Some(a.trim().to_lowercase().cmp(&b.trim().to_lowercase())),
        (Date(a), Date(b)) => Some(a.cmp(b)),
        (Boolean(a), Boolean(b)) => Some(a.cmp(b)),
        _ => panic!("{a:?} {b:?}"),
    }
    .unwrap();
    match op {
        BinaryOp::Equal => order.is_eq(),
        BinaryOp::NotEqual => order.is_ne(),
        BinaryOp::Less => order.is_lt(),
        BinaryOp::LessOrEqual => order.is_le(),
        BinaryOp::Greater => order.is_gt(),
        _ => order.is_ge(),
    }
}

/// One row at a time, as the documentation says it.
fn naive(expr: &Expr, row: &Row) -> Value {
    let at = |e: &Expr| naive(e, row);
    let number = |e: &Expr| if let Number(x) = naive(e, row) { x } else { None };
    let day = |e: &Expr| if let Date(d) = naive(e, row) { d } else { None };
    let text = |e: &Expr| if let Text(t) = naive(e, row) { t.filter(|t| !t.is_empty()) } else { None };
    match &expr.kind {
        ExprKind::Number(x) => Number(Some(*x)),
        ExprKind::Text(t) => Text(Some(t.clone())),
        ExprKind::Boolean(b) => Boolean(Some(*b)),
        ExprKind::Missing => Missing,
        ExprKind::AsOf => Date(Some(AS_OF)),
        ExprKind::Column(name) => match name.as_str() {
            "n" => Number(row.n),
            "m" => Number(row.m),
            "day" => Date(row.day),
            "flag" => Boolean(row.flag),
            _ => Text(Some(row.text.clone()).filter(|t| !t.is_empty())),
        },
        ExprKind::Unary(UnaryOp::Negate, e) => Number(number(e).map(|x| -x)),
        ExprKind::Unary(UnaryOp::Not, e) => Boolean(Some(!yes(&at(e)))),
        ExprKind::Binary(BinaryOp::And, a, b) => Boolean(Some(yes(&at(a)) && yes(&at(b)))),
        ExprKind::Binary(BinaryOp::Or, a, b) => Boolean(Some(yes(&at(a)) || yes(&at(b)))),
        ExprKind::Binary(op, a, b) if op.is_comparison() => Boolean(Some(compare(*op, &at(a), &at(b)))),
        ExprKind::Binary(op, a, b) => match (number(a), number(b)) {
            (Some(a), Some(b)) => finite(match op {
                BinaryOp::Add => a + b,
                BinaryOp::Subtract => a - b,
                BinaryOp::Multiply => a * b,
                BinaryOp::Divide => a / b,
                BinaryOp::Remainder => a % b,
                _ => a.powf(b),
            }),
            _ => Number(None),
        },
        ExprKind::Call(function, inputs) => match function {
            Function::If => at(&inputs[if yes(&at(&inputs[0])) { 1 } else { 2 }]),
            Function::Coalesce => inputs.iter().map(at).find(|v| !is_missing(v)).unwrap_or(Missing),
            Function::IsMissing => Boolean(Some(is_missing(&at(&inputs[0])))),
            Function::Min | Function::Max => {
                let there = inputs.iter().map(at).filter(|v| !is_missing(v));
                let op = if *function == Function::Min { BinaryOp::Less } else { BinaryOp::Greater };
                there.reduce(|best, v| if compare(op, &v, &best) { v } else { best }).unwrap_or(Missing)
            }
            Function::Round => match (number(&inputs[0]), inputs.get(1).map_or(Some(0.0), number)) {
                // Only the sizes that people write are held against the decimal form.
                (Some(x), Some(digits)) => Number(Some(scalar::round(x, digits))),
                _ => Number(None),
            },
            Function::Floor => Number(number(&inputs[0]).map(f64::floor)),
            Function::Ceil => Number(number(&inputs[0]).map(f64::ceil)),
            Function::Abs => Number(number(&inputs[0]).map(f64::abs)),
            Function::Sqrt => number(&inputs[0]).map_or(Number(None), |x| finite(x.sqrt())),
            Function::Log => number(&inputs[0]).map_or(Number(None), |x| finite(x.ln())),
            Function::Log10 => number(&inputs[0]).map_or(Number(None), |x| finite(x.log10())),
            Function::Lower => Text(text(&inputs[0]).map(|t| t.to_lowercase())),
            Function::Upper => Text(text(&inputs[0]).map(|t| t.to_uppercase())),
            Function::Trim => Text(text(&inputs[0]).map(|t| t.trim().to_owned())),
            Function::Length => Number(text(&inputs[0]).map(|t| t.chars().count() as f64)),
            Function::Contains => Boolean(Some(match (text(&inputs[0]), text(&inputs[1])) {
                (Some(t), Some(part)) if !part.trim().is_empty() => t.to_lowercase().contains(&part.trim().to_lowercase()),
                _ => false,
            })),
            Function::Concat => Text(Some(inputs.iter().map(|e| text_of(&at(e))).collect())),
            Function::Part => match (text(&inputs[0]), number(&inputs[1]), number(&inputs[2])) {
                (Some(t), Some(start), Some(count)) => {
                    let (start, end) = (start.trunc(), start.trunc() + count.trunc());
                    let inside = |(i, _): &(usize, char)| (*i as f64 + 1.0) >= start && (*i as f64 + 1.0) < end;
                    Text(Some(t.chars().enumerate().filter(inside).map(|(_, c)| c).collect()))
                }
                _ => Text(None),
            },
            Function::DaysBetween => match (day(&inputs[0]), day(&inputs[1])) {
                (Some(from), Some(to)) => Number(Some(f64::from(to) - f64::from(from))),
                _ => Number(None),
            },
            Function::AddDays => match (day(&inputs[0]), number(&inputs[1])) {
                (Some(day), Some(n)) => {
                    let moved = f64::from(day) + n.trunc();
                    let year = if moved.abs() < 1e8 { date::civil_from_days(moved as i32).year } else { 0 };
                    Date((1..=9999).contains(&year).then_some(moved as i32))
                }
                _ => Date(None),
            },
            Function::Year => Number(day(&inputs[0]).map(|d| f64::from(date::civil_from_days(d).year))),
            Function::Month => Number(day(&inputs[0]).map(|d| f64::from(date::civil_from_days(d).month))),
            Function::Day => Number(day(&inputs[0]).map(|d| f64::from(date::civil_from_days(d).day))),
            Function::Weekday => Number(day(&inputs[0]).map(|d| f64::from((d - 4).rem_euclid(7)) + 1.0)),
            Function::Date => Date(text(&inputs[0]).and_then(|t| date::parse_iso(&t))),
        },
    }
}

/// Trees whose types fit, one strategy per type: number, text, date, yes/no.
fn fitting() -> [BoxedStrategy<Expr>; 4] {
    let expr = |kind| Expr { span: Span::default(), kind };
    let column = move |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
        prop::sample::select(names).prop_map(move |n| expr(ExprKind::Column(n)))
    };
    let constant = move |kinds: Vec<ExprKind>| prop::sample::select(kinds).prop_map(expr);
    let text = |t: &str| ExprKind::Text(t.to_owned());
    let numbers = [0.0, 1.0, 2.0, 0.5, 7.0, 1e300].map(ExprKind::Number).to_vec();
    let texts = vec![text("a"), text(" AB"), text(""), text("c"), text("2024-02-29")];
    let leaf = |columns: &[&str], kinds: Vec<ExprKind>| {
        prop_oneof![6 => column(columns), 3 => constant(kinds), 1 => Just(expr(ExprKind::Missing))].boxed()
    };
    let mut level = [
        leaf(&["n", "m"], numbers),
        leaf(&["text", "id"], texts),
        leaf(&["day"], vec![ExprKind::AsOf]),
        leaf(&["flag"], vec![ExprKind::Boolean(true), ExprKind::Boolean(false)]),
    ];
    for _ in 0..3 {
        let [number, text, day, flag] = level.clone();
        let any = prop_oneof![number.clone(), text.clone(), day.clone(), flag.clone()].boxed();
        let call = move |functions: &[Function], inputs: Vec<&BoxedStrategy<Expr>>| {
            let inputs: Vec<BoxedStrategy<Expr>> = inputs.into_iter().cloned().collect();
            (prop::sample::select(functions.to_vec()), inputs).prop_map(move |(f, inputs)| expr(ExprKind::Call(f, inputs))).boxed()
        };
        let binary = move |ops: &[BinaryOp], side: &BoxedStrategy<Expr>| {
            (prop::sample::select(ops.to_vec()), side.clone(), side.clone())
                .prop_map(move |(op, a, b)| expr(ExprKind::Binary(op, Box::new(a), Box::new(b))))
                .boxed()
        };
        let unary =
            move |op: UnaryOp, of: &BoxedStrategy<Expr>| of.clone().prop_map(move |e| expr(ExprKind::Unary(op, Box::new(e)))).boxed();
        let chosen =
            |of: &BoxedStrategy<Expr>| prop_oneof![call(&[Function::If], vec![&flag, of, of]), call(&[Function::Coalesce], vec![of, of])];
        let extreme = |of: &BoxedStrategy<Expr>| call(&[Function::Min, Function::Max], vec![of, of, of]);
        use Function::*;
        let all = BinaryOp::ALL;
        let comparisons: Vec<BinaryOp> = all.into_iter().filter(|op| op.is_comparison()).collect();
        level = [
            prop_oneof![
                2 => number.clone(),
                6 => binary(&all[8..], &number),
                1 => unary(UnaryOp::Negate, &number),
                2 => call(&[Round, Floor, Ceil, Abs, Log, Log10, Sqrt], vec![&number]),
                1 => call(&[Round], vec![&number, &number]),
                1 => call(&[Length], vec![&text]),
                2 => call(&[Year, Month, Day, Weekday], vec![&day]),
                1 => call(&[DaysBetween], vec![&day, &day]),
                1 => chosen(&number),
                1 => extreme(&number),
            ]
            .boxed(),
            prop_oneof![
                2 => text.clone(),
                3 => call(&[Lower, Upper, Trim], vec![&text]),
                2 => call(&[Part], vec![&text, &number, &number]),
                2 => call(&[Concat], vec![&any, &text, &any]),
                1 => chosen(&text),
            ]
            .boxed(),
            prop_oneof![
                2 => day.clone(),
                3 => call(&[AddDays], vec![&day, &number]),
                1 => call(&[Date], vec![&Just(expr(ExprKind::Column("text".into()))).boxed()]),
                1 => chosen(&day),
                1 => extreme(&day),
            ]
            .boxed(),
            prop_oneof![
                1 => flag.clone(),
                2 => binary(&comparisons, &number),
                2 => binary(&comparisons, &text),
                2 => binary(&comparisons, &day),
                1 => binary(&[BinaryOp::Equal, BinaryOp::NotEqual, BinaryOp::And, BinaryOp::Or], &flag),
                1 => binary(&[BinaryOp::And, BinaryOp::Or], &flag),
                1 => unary(UnaryOp::Not, &flag),
                1 => call(&[Contains], vec![&text, &text]),
                1 => call(&[IsMissing], vec![&any]),
                1 => chosen(&flag),
            ]
            .boxed(),
        ];
    }
    level
}

fn holds_for_each_row(tree: &Expr, rows: &[Row]) -> Result<bool, TestCaseError> {
    let output = run(&print(tree), &columns(rows), rows.len());
    let Some(column) = output.columns.first() else {
        prop_assert!(!output.findings.is_empty());
        return Ok(false);
    };
    for (i, row) in rows.iter().enumerate() {
        let expected = text_of(&naive(tree, row));
        let expected = if column.column_type() == ColumnType::Text { expected.trim().to_owned() } else { expected };
        prop_assert_eq!(column.cell(i), expected, "row {} of {}", i, print(&bare(tree)));
    }
    Ok(true)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn each_row_alone_comes_to_the_same(trees in fitting(), rows in rows()) {
        for tree in trees {
            // What is always missing has no type; nothing else may be wrong with these.
            if !holds_for_each_row(&tree, &rows)? {
                let findings = run(&print(&tree), &columns(&rows), rows.len()).findings;
                prop_assert!(
                    findings.iter().all(|f| matches!(f.problem, Problem::Formula(FormulaProblem::NoType | FormulaProblem::NotOrdered { .. }))),
                    "{}: {:?}", print(&tree), findings
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn a_column_is_what_each_row_alone_comes_to(tree in trees(COLUMNS), rows in rows()) {
        // Most trees that chance makes are of types that do not fit; those only have to say so.
        holds_for_each_row(&tree, &rows)?;
    }
}

fn table() -> Vec<Arc<Column>> {
    let row = |n, m, text: &str, day, flag| Row { n, m, text: text.into(), day, flag };
    columns(&[
        row(Some(10.0), Some(4.0), "Gold plan", Some(AS_OF - 3), Some(true)),
        row(Some(7.0), Some(0.0), "gold", None, None),
        row(None, Some(2.0), "", Some(AS_OF), Some(false)),
    ])
}

fn cells(formula: &str) -> Vec<String> {
    let output = run(formula, &table(), 3);
    assert_eq!(output.findings, [], "{formula}");
    (0..3).map(|row| output.columns[0].cell(row)).collect()
}

#[test]
fn what_is_promised_of_missing_values() {
    assert_eq!(cells("n / m"), ["2.5", "", ""]);
    assert_eq!(cells("n > 8"), ["yes", "no", "no"]);
    assert_eq!(cells("not (n > 8)"), ["no", "yes", "yes"]);
    assert_eq!(cells("n <> 10"), ["no", "yes", "no"]);
    assert_eq!(cells("not flag"), ["no", "yes", "yes"]);
    assert_eq!(cells("coalesce(n, m)"), ["10", "7", "2"]);
    assert_eq!(cells("min(n, m)"), ["4", "0", "2"]);
    assert_eq!(cells("max(n, missing, 8)"), ["10", "8", "8"]);
    assert_eq!(cells("if(n > 8, n, missing)"), ["10", "", ""]);
    assert_eq!(cells("log(m)").map_first(4), ["1.38", "", "0.69"]);
    assert_eq!(cells("1e300 * 1e300 + m"), ["", "", ""]);
    assert_eq!(cells("missing ^ 0 + m"), ["", "", ""]);
    assert_eq!(cells("is_missing(text)"), ["no", "no", "yes"]);
    assert_eq!(cells("text = \" GOLD \""), ["no", "yes", "no"]);
    assert_eq!(cells("contains(text, \"gold\")"), ["yes", "yes", "no"]);
    assert_eq!(cells("concat(part(text, 1, 4), \" \", n)"), ["Gold 10", "gold 7", ""]);
    assert_eq!(cells("days_between(day, as_of)"), ["3", "", "0"]);
    assert_eq!(cells("add_days(day, 1) > as_of"), ["no", "no", "yes"]);
    assert_eq!(cells("date(\"2024-02-29\") < date(\"2024-03-01\")"), ["yes"; 3]);
}

/// Numbers cut to so many characters.
trait MapFirst {
    fn map_first(self, n: usize) -> Vec<String>;
}

impl MapFirst for Vec<String> {
    fn map_first(self, n: usize) -> Vec<String> {
        self.into_iter().map(|s| s.chars().take(n).collect()).collect()
    }
}

#[test]
fn rounding_goes_by_the_written_number() {
    let round = |formula: &str| cells(formula)[0].clone();
    for (formula, expected) in [
        ("round(2.675, 2)", "2.68"),
        ("round(1.005, 2)", "1.01"),
        ("round(0.5)", "1"),
        ("round(-0.5)", "-1"),
        ("round(-2.675, 2)", "-2.68"),
        ("round(1234.5, -2)", "1200"),
        ("round(0.3, 400)", "0.3"),
        ("round(5, -400)", "0"),
        ("round(2.5)", "3"),
        ("floor(-2.5)", "-3"),
        ("ceil(-2.5)", "-2"),
        ("-7 % 3", "-1"),
        ("7 % 0", ""),
    ] {
        assert_eq!(round(formula), expected, "{formula}");
    }
}

fn findings(formula: &str) -> Vec<(String, Problem)> {
    let output = run(formula, &table(), 3);
    assert!(output.columns.is_empty(), "{formula}");
    let part = |f: &Finding| match f.place {
        Place::Text { start, end } => formula[start..end].to_owned(),
        ref other => panic!("{other:?}"),
    };
    output.findings.iter().map(|f| (part(f), f.problem.clone())).collect()
}

#[test]
fn types_that_do_not_fit_are_said_at_their_place() {
    use ColumnType::{Boolean, Date, Number, Text};
    let one = |formula: &str, part: &str, problem: FormulaProblem| {
        assert_eq!(findings(formula), [(part.to_owned(), Problem::Formula(problem))], "{formula}");
    };
    one("n + text", "text", FormulaProblem::WrongType { wanted: Number, found: Text });
    one("if(n, 1, 2)", "n", FormulaProblem::WrongType { wanted: Boolean, found: Number });
    one("if(flag, 1, (text))", "(text)", FormulaProblem::TypesDiffer { left: Number, right: Text });
    one("day > \"2024-01-01\"", "\"2024-01-01\"", FormulaProblem::TypesDiffer { left: Date, right: Text });
    one("1 + (as_of - day)", "(as_of - day)", FormulaProblem::DateArithmetic { op: crate::recipe::formula::DateOp::Subtract });
    one("flag > yes", "flag > yes", FormulaProblem::YesNoOrder);
    one("min(text, \"a\")", "min(text, \"a\")", FormulaProblem::NotOrdered { found: Text });
    one("date(\"31.1.2024\")", "\"31.1.2024\"", FormulaProblem::BadDate { text: "31.1.2024".into() });
    one("if(flag, missing, missing)", "if(flag, missing, missing)", FormulaProblem::NoType);
    let both = findings("unknown + lower(n)");
    assert_eq!(both[0], ("unknown".into(), Problem::UnknownColumn { column: "unknown".into() }));
    assert_eq!(both[1].0, "n");
}

#[test]
fn names_are_found_without_regard_to_case_where_only_one_fits() {
    let column = |name: &str, x: f64| Arc::new(Column::new(name, ColumnData::Number(vec![x].into())));
    let columns = [column("Spend", 1.0), column("SPEND", 2.0), column("Orders", 3.0)];
    let cell = |formula: &str| run(formula, &columns, 1).columns.first().map(|c| c.cell(0));
    assert_eq!((cell("Spend"), cell("SPEND"), cell("orders")), (Some("1".into()), Some("2".into()), Some("3".into())));
    let output = run("spend", &columns, 1);
    let ambiguous = FormulaProblem::AmbiguousColumn { columns: vec!["Spend".into(), "SPEND".into()] };
    assert_eq!(output.findings[0].problem, Problem::Formula(ambiguous));
}

#[test]
fn the_detail_says_what_came_out() {
    let output = run("n / m", &table(), 3);
    let StepDetail::Formula(detail) = &output.detail else { panic!() };
    assert_eq!((detail.missing, detail.min, detail.mean, detail.max), (2, Some(2.5), Some(2.5), Some(2.5)));
    assert_eq!(detail.inputs, ["n", "m"]);
    assert_eq!((detail.examples[1].inputs.as_slice(), detail.examples[1].result.as_str()), (&["7".to_owned(), "0".to_owned()][..], ""));
    let output = run("upper(part(text, 1, 4))", &table(), 3);
    let StepDetail::Formula(detail) = &output.detail else { panic!() };
    assert_eq!((detail.top.as_slice(), detail.missing), (&[("GOLD".to_owned(), 2)][..], 1));
    let output = run("", &table(), 3);
    assert_eq!(output.findings[0].severity, Severity::Warning);
}
