//! The engine's rules against the slow evaluator of [`super::naive`], over random tables and random rules.

use super::naive::{Cell, World};
use crate::engine::{Engine, StepDetail, Verdict};
use crate::recipe::{
    Colour, Condition, EveryoneElse, Group, Node, Op, Quantifier, Rules, RulesMode, Scalar, Segment, Step, StepKind, Unit, Workbook,
};
use crate::table::date::{days_from_civil, format_iso};
use crate::table::{BoolColumn, Codes, Column, ColumnData, DateColumn, MISSING_BOOL, MISSING_DAY, Table, TextColumn};
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;
use std::sync::Arc;

const TEXTS: [&str; 9] = ["a", "A", "b", "ab", "aB a", "BA", "Éa", "éA b a", "c"];

fn as_of() -> i32 {
    days_from_civil(2024, 2, 28)
}

/// Few different values, so that ties, borders and equal columns come up.
fn number() -> impl Strategy<Value = f64> {
    (-6i32..=6).prop_map(|n| f64::from(n) * 0.25)
}

fn day() -> impl Strategy<Value = i32> {
    prop_oneof![3 => -45i32..45, 1 => -800i32..800, 1 => -20_000i32..20_000].prop_map(|d| as_of() + d)
}

fn cells(values: impl Strategy<Value = Cell> + 'static, rows: usize) -> BoxedStrategy<Vec<Cell>> {
    prop::collection::vec(prop_oneof![1 => Just(Cell::Missing), 4 => values], rows).boxed()
}

fn columns(rows: usize) -> impl Strategy<Value = Vec<(&'static str, Vec<Cell>)>> {
    let text = || select(&TEXTS[..]).prop_map(|s| Cell::Text(s.to_owned()));
    let named = |name: &'static str, cells: BoxedStrategy<Vec<Cell>>| cells.prop_map(move |c| (name, c)).boxed();
    vec![
        named("t1", cells(text(), rows)),
        named("t2", cells(text(), rows)),
        named("n1", cells(number().prop_map(Cell::Number), rows)),
        named("n2", cells(number().prop_map(Cell::Number), rows)),
        named("d1", cells(day().prop_map(Cell::Day), rows)),
        named("d2", cells(day().prop_map(Cell::Day), rows)),
        named("b1", cells(any::<bool>().prop_map(Cell::Bool), rows)),
        named("b2", cells(any::<bool>().prop_map(Cell::Bool), rows)),
    ]
}

fn column(name: &str, cells: &[Cell], width: u8) -> Column {
    let data = match name.as_bytes()[0] {
        b't' => {
            let text: TextColumn = cells.iter().map(|c| if let Cell::Text(t) = c { t.as_str() } else { "" }).collect();
            let codes = match (width, &text.codes) {
                (0, Codes::U8(c)) => Codes::U16(c.iter().map(|&c| c.into()).collect()),
                (1, Codes::U8(c)) => Codes::U32(c.iter().map(|&c| c.into()).collect()),
                (_, codes) => codes.clone(),
            };
            let rows: Vec<_> = (0..text.len()).map(|row| text.get(row)).collect();
            ColumnData::Text(match width {
                2 | 3 => TextColumn::each_row(rows.iter().map(|text| &**text), width == 3),
                _ => TextColumn { codes, ..text },
            })
        }
        b'n' => ColumnData::Number(cells.iter().map(|c| if let Cell::Number(x) = c { *x } else { f64::NAN }).collect()),
        b'd' => {
            let days: Vec<i32> = cells.iter().map(|c| if let Cell::Day(d) = c { *d } else { MISSING_DAY }).collect();
            // Times of the day, which must not matter.
            let seconds = (width == 0).then(|| (0..days.len() as u32).map(|row| row * 1_733 % 86_400).collect());
            ColumnData::Date(DateColumn { days: days.into(), seconds })
        }
        _ => {
            let value = |c: &Cell| if let Cell::Bool(b) = c { u8::from(*b) } else { MISSING_BOOL };
            ColumnData::Boolean(BoolColumn { values: cells.iter().map(value).collect() })
        }
    };
    Column::new(name, data)
}

fn condition() -> impl Strategy<Value = Condition> {
    let base = |column: &'static str, op: Op| Condition { column: column.into(), op, ..Condition::default() };
    let text_value =
        (select(vec!["t1", "t2"]), select(vec![Op::Is, Op::IsNot, Op::Contains, Op::NotContains, Op::StartsWith, Op::EndsWith]));
    let text_value = (text_value, select(&TEXTS[..]), any::<bool>()).prop_map(move |((column, op), value, match_case)| Condition {
        value: Some(Scalar::Text(format!(" {value}"))),
        match_case,
        ..base(column, op)
    });
    let pattern =
        select(vec!["^a", "b$", "é|b a"]).prop_map(move |p| Condition { value: Some(Scalar::Text(p.into())), ..base("t1", Op::Matches) });
    let list = (select(vec![Op::IsAnyOf, Op::IsNoneOf]), prop::collection::vec(select(&TEXTS[..]), 1..4), any::<bool>()).prop_map(
        move |(op, values, match_case)| Condition { values: values.into_iter().map(Into::into).collect(), match_case, ..base("t2", op) },
    );
    let empty = (select(vec!["t1", "n1", "d1", "b1"]), select(vec![Op::IsEmpty, Op::IsNotEmpty])).prop_map(move |(c, op)| base(c, op));
    let comparisons = vec![Op::Eq, Op::Ne, Op::Lt, Op::Le, Op::Gt, Op::Ge];
    let compare = (select(vec!["n1", "n2"]), select(comparisons.clone()), number())
        .prop_map(move |(column, op, x)| Condition { value: Some(Scalar::Number(x)), ..base(column, op) });
    let between = (select(vec![Op::Between, Op::NotBetween]), number(), number()).prop_map(move |(op, low, high)| Condition {
        value: Some(Scalar::Number(low)),
        to: Some(Scalar::Number(high)),
        ..base("n1", op)
    });
    let top = (select(vec![Op::TopN, Op::BottomN, Op::TopPercent, Op::BottomPercent]), 0u32..=20, any::<bool>()).prop_map(
        move |(op, n, large)| Condition { value: Some(Scalar::Number(f64::from(if large { n * 5 } else { n }))), ..base("n1", op) },
    );
    let average = select(vec![Op::AboveAverage, Op::BelowAverage, Op::AboveMedian, Op::BelowMedian]).prop_map(move |op| base("n2", op));
    let on = (select(vec![Op::On, Op::Before, Op::After]), day())
        .prop_map(move |(op, day)| Condition { value: Some(Scalar::Text(format_iso(day))), ..base("d1", op) });
    let dates = (select(vec![Op::Between, Op::NotBetween]), day(), day()).prop_map(move |(op, from, to)| Condition {
        value: Some(Scalar::Text(format_iso(from))),
        to: Some(Scalar::Text(format_iso(to))),
        ..base("d2", op)
    });
    let units = select(vec![Unit::Days, Unit::Weeks, Unit::Months, Unit::Quarters, Unit::Years]);
    let relative = (select(vec![Op::InLast, Op::InNext, Op::MoreThanAgo]), 0u32..15, units.clone())
        .prop_map(move |(op, n, unit)| Condition { value: Some(Scalar::Number(f64::from(n))), unit: Some(unit), ..base("d1", op) });
    let period =
        (select(vec![Op::InThis, Op::InPrevious]), units).prop_map(move |(op, unit)| Condition { unit: Some(unit), ..base("d1", op) });
    let calendar = (any::<bool>(), prop::collection::vec(1u32..=7, 1..4)).prop_map(move |(months, list)| Condition {
        values: list.iter().map(u32::to_string).collect(),
        ..base("d2", if months { Op::MonthIs } else { Op::WeekdayIs })
    });
    let anniversary =
        (0u32..200).prop_map(move |n| Condition { value: Some(Scalar::Number(f64::from(n))), ..base("d1", Op::AnniversaryWithin) });
    let boolean = select(vec![Op::IsYes, Op::IsNo]).prop_map(move |op| base("b1", op));
    let columns = select(
        [
            ("t1", "t2", vec![Op::Is, Op::IsNot]),
            ("n1", "n2", comparisons),
            ("d1", "d2", vec![Op::On, Op::Before, Op::After]),
            ("b1", "b2", vec![Op::Is, Op::IsNot]),
        ]
        .into_iter()
        .flat_map(|(a, b, ops)| ops.into_iter().map(move |op| Condition { other: Some(b.into()), ..base(a, op) }))
        .collect::<Vec<_>>(),
    );
    let segments = (select(vec![Op::InSegment, Op::NotInSegment]), prop::collection::vec(select(vec!["S1", "S2", "Rest"]), 1..3))
        .prop_map(move |(op, names)| Condition { values: names.into_iter().map(Into::into).collect(), ..base("First", op) });
    let wrong = select(vec![base("nowhere", Op::IsEmpty), base("n1", Op::Gt), base("t1", Op::IsAnyOf), base("d1", Op::InLast)]);
    let any = prop_oneof![
        text_value,
        pattern,
        list,
        empty,
        prop_oneof![compare, between, top, average],
        prop_oneof![on, dates, relative, period, calendar, anniversary],
        boolean,
        columns,
        segments,
        wrong
    ];
    (any, prop::bool::weighted(0.05)).prop_map(|(condition, muted)| Condition { muted, ..condition })
}

fn quantifier() -> impl Strategy<Value = Quantifier> {
    select(vec![Quantifier::All, Quantifier::Any, Quantifier::None])
}

fn group() -> impl Strategy<Value = Group> {
    let node = condition().prop_map(Node::Condition).prop_recursive(3, 16, 4, |inner| {
        let nodes = prop::collection::vec(inner, 0..4);
        (quantifier(), nodes, prop::bool::weighted(0.05))
            .prop_map(|(quantifier, nodes, muted)| Node::Group(Group { quantifier, nodes, muted }))
    });
    (quantifier(), prop::collection::vec(node, 0..4)).prop_map(|(quantifier, nodes)| Group { quantifier, nodes, muted: false })
}

fn rules() -> impl Strategy<Value = Rules> {
    let segments = prop::collection::vec((group(), prop::bool::weighted(0.1)), 1..4);
    (any::<bool>(), segments).prop_map(|(overlapping, segments)| Rules {
        mode: if overlapping { RulesMode::Overlapping } else { RulesMode::FirstMatch },
        segments: segments
            .into_iter()
            .enumerate()
            .map(|(i, (when, muted))| Segment { name: format!("S{}", i + 1), colour: Colour::nth(i), muted, when })
            .collect(),
        everyone_else: EveryoneElse { name: "Rest".into(), colour: Colour::Grey },
    })
}

/// In the first step no step is earlier: conditions on it are left out there, as on a column that is not there.
fn without_steps(group: &mut Group) {
    for node in &mut group.nodes {
        match node {
            Node::Group(group) => without_steps(group),
            Node::Condition(c) if c.column == "First" => c.column = "nowhere".into(),
            Node::Condition(_) => {}
        }
    }
}

fn preorder<'a>(group: &'a Group, out: &mut Vec<(Option<&'a Node>, bool)>, muted: bool) {
    let muted = muted || group.muted;
    for node in &group.nodes {
        out.push((Some(node), muted));
        if let Node::Group(inner) = node {
            preorder(inner, out, muted);
        }
    }
}

fn check(columns: &[(&'static str, Vec<Cell>)], rows: usize, width: u8, mut first: Rules, second: &Rules) -> Result<(), TestCaseError> {
    first.segments.iter_mut().for_each(|s| without_steps(&mut s.when));
    let table = Table::new(rows, columns.iter().map(|(name, cells)| Arc::new(column(name, cells, width))).collect());
    let mut engine = Engine::new(table);
    let step = |name: &str, rules: &Rules| Step { name: name.into(), muted: false, kind: StepKind::Rules(rules.clone()) };
    let workbook = Workbook {
        as_of: Some(format_iso(as_of())),
        steps: vec![step("First", &first), step("Second", second)],
        value_column: Some("n1".into()),
        ..Workbook::default()
    };
    let evaluation = engine.evaluate(&workbook);
    let mut world = World {
        rows,
        columns: columns.iter().map(|(name, cells)| ((*name).to_owned(), cells.clone())).collect(),
        as_of: as_of(),
        steps: BTreeMap::new(),
        groups: BTreeMap::new(),
    };
    for (position, rules) in [&first, second].into_iter().enumerate() {
        let expected = world.run(rules);
        let summary = &evaluation.steps[position];
        let StepDetail::Rules(details) = &summary.detail else { panic!("no detail") };
        for (row, expected) in expected.iter().enumerate() {
            let explanation = engine.explain(row);
            let names: Vec<&String> = explanation.steps[position].groups.iter().map(|&g| &summary.groups[g].name).collect();
            prop_assert_eq!(names, expected.iter().collect::<Vec<_>>(), "row {} of step {}", row, position);
            let Verdict::Rules(verdicts) = &explanation.steps[position].verdict else { panic!("no rules") };
            for (verdict, segment) in verdicts.iter().zip(&rules.segments) {
                prop_assert_eq!(verdict.met, !segment.muted && world.group(&segment.when, row) == Some(true));
                prop_assert_eq!(verdict.taken, expected.contains(&segment.name));
                for reason in &verdict.reasons {
                    let node = Node::Condition(reason.condition.clone());
                    prop_assert_eq!(Some(reason.held), world.node(&node, row));
                }
            }
        }
        for group in &summary.groups {
            let members: Vec<usize> = (0..rows).filter(|&row| expected[row].contains(&group.name)).collect();
            prop_assert_eq!(group.count, members.len());
            let sum: f64 = members.iter().filter_map(|&row| if let Cell::Number(x) = columns[2].1[row] { Some(x) } else { None }).sum();
            prop_assert_eq!(group.value, Some(sum));
        }
        for (detail, segment) in details.iter().zip(&rules.segments) {
            let holds = |row: &usize| !segment.muted && world.group(&segment.when, *row) == Some(true);
            prop_assert_eq!(detail.matching, (0..rows).filter(holds).count());
            let mut nodes = Vec::new();
            preorder(&segment.when, &mut nodes, segment.muted);
            prop_assert_eq!(detail.nodes.len(), nodes.len() + 1);
            for ((node, muted), count) in nodes.iter().zip(&detail.nodes[1..]) {
                let node = node.unwrap();
                let alone: Option<usize> =
                    (0..rows).try_fold(0, |n, row| world.node(node, row).map(|held| n + usize::from(held))).filter(|_| !muted);
                if rows > 0 {
                    prop_assert_eq!(count.alone, alone);
                    prop_assert_eq!(count.running.is_some(), alone.is_some());
                }
            }
        }
        let name = if position == 0 { "First" } else { "Second" };
        world.steps.insert(name.into(), expected);
        world.groups.insert(name.into(), summary.groups.iter().map(|g| g.name.clone()).collect());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn rules_agree_with_the_slow_evaluator(
        (rows, columns) in (0usize..90).prop_flat_map(|rows| (Just(rows), columns(rows))),
        width in 0u8..5,
        first in rules(),
        second in rules(),
    ) {
        check(&columns, rows, width, first, &second)?;
    }

    #[test]
    fn the_order_of_the_rows_does_not_matter(
        (rows, columns, shuffled) in (1usize..60).prop_flat_map(|rows| {
            (Just(rows), columns(rows), Just((0..rows).collect::<Vec<_>>()).prop_shuffle())
        }),
        mut rules in rules(),
    ) {
        rules.segments.iter_mut().for_each(|s| without_steps(&mut s.when));
        let table = |order: &[usize]| {
            let column = |(name, cells): &(&str, Vec<Cell>)| {
                let cells: Vec<Cell> = order.iter().map(|&row| cells[row].clone()).collect();
                Arc::new(column(name, &cells, 3))
            };
            Table::new(rows, columns.iter().map(column).collect())
        };
        let step = Step { name: "S".into(), muted: false, kind: StepKind::Rules(rules) };
        let workbook = Workbook { as_of: Some(format_iso(as_of())), steps: vec![step], value_column: Some("n1".into()), ..Workbook::default() };
        let plain = Engine::new(table(&(0..rows).collect::<Vec<_>>())).evaluate(&workbook);
        let mixed = Engine::new(table(&shuffled)).evaluate(&workbook);
        prop_assert_eq!(plain, mixed);
    }
}
