//! The written form: errors that say where, older versions, and that nothing is lost on the way.

use super::*;
use crate::ingest::{ColumnOptions, DateOrder, Decimal, Encoding, ReadOptions};
use crate::table::ColumnType;
use proptest::prelude::*;

fn shape(text: &str) -> (usize, usize, FilePlace, ShapeProblem) {
    match read(text) {
        Err(WorkbookError::Shape { line, column, place, problem }) => (line, column, *place, problem),
        other => panic!("not a shape error: {other:?}"),
    }
}

fn with_node(node: &str) -> String {
    format!(
        "{{\n\"stratify\": 1, \"steps\": [\n{{\"segments\": [\n{{\"name\": \"Quiet\", \"when\": {{\"all\": [{{\"any\": [\n{node}\n]}}]}}}}],\n\"kind\": \"rules\", \"name\": \"Mine\"}}]}}"
    )
}

#[test]
fn what_is_not_a_workbook_is_told_apart() {
    assert_eq!(read("  \n"), Err(WorkbookError::Empty));
    assert_eq!(read_bytes(b"\xff\xfe{\0"), Err(WorkbookError::NotText));
    assert_eq!(read("[1, 2]"), Err(WorkbookError::NotAWorkbook));
    assert_eq!(read("{\"steps\": []}"), Err(WorkbookError::NotAWorkbook));
    assert_eq!(read("{\"stratify\": -1}"), Err(WorkbookError::NotAWorkbook));
    assert_eq!(read("{\"stratify\": 7, \"planets\": {}}"), Err(WorkbookError::Newer { version: 7, newest: FORMAT_VERSION }));
    let Err(WorkbookError::NotJson { line, column, message }) = read("{\n  \"名字\": tru}") else { panic!() };
    assert_eq!((line, message.as_str()), (2, "expected ident"));
    assert!((9..=12).contains(&column), "{column}");
    assert!(read("\u{feff}{\"stratify\": 1}").is_ok());
}

#[test]
fn a_misfit_says_where_it_stands_and_what_it_is() {
    let (line, column, place, problem) = shape(&with_node(r#"{"column": "a", "op": "equals"}"#));
    assert_eq!((line, column), (5, 23));
    assert_eq!((place.step.as_deref(), place.segment.as_deref()), (Some("Mine"), Some("Quiet")));
    assert_eq!((place.node.as_slice(), place.path.as_str()), (&[1, 1][..], "steps[0].segments[0].when.all[0].any[0].op"));
    assert!(matches!(problem, ShapeProblem::UnknownWord { word, known } if word == "equals" && known.contains(&"is any of".to_owned())));

    let (line, column, _, problem) = shape(&with_node(r#"{"column": "a", "op": "=", "valu": 1}"#));
    assert_eq!((line, column), (5, 28));
    assert!(matches!(problem, ShapeProblem::UnknownField { field, .. } if field == "valu"));

    let problem = |node: &str| shape(&with_node(node)).3;
    assert_eq!(problem("{}"), ShapeProblem::MissingField { field: "column".into() });
    assert_eq!(problem(r#"{"column": "a"}"#), ShapeProblem::MissingField { field: "op".into() });
    assert_eq!(problem(r#"{"all": [], "any": []}"#), ShapeProblem::TwoQuantifiers);
    assert_eq!(problem(r#"{"all": [], "column": "a"}"#), ShapeProblem::ConditionAndGroup);
    assert!(matches!(problem(r#"{"column": "a", "all": []}"#), ShapeProblem::UnknownField { field, .. } if field == "all"));
    assert_eq!(problem("3"), ShapeProblem::WrongType { found: Shape::Number, wanted: Shape::Object });
    assert_eq!(problem(r#"{"all": {}}"#), ShapeProblem::WrongType { found: Shape::Object, wanted: Shape::List });
    assert_eq!(problem(r#"{"column": 1, "op": "="}"#), ShapeProblem::WrongType { found: Shape::Number, wanted: Shape::Text });
    assert_eq!(problem(r#"{"column": "a", "op": 1}"#), ShapeProblem::WrongType { found: Shape::Number, wanted: Shape::Text });
    let value = r#"{"column": "a", "op": "=", "value": [1]}"#;
    assert_eq!(problem(value), ShapeProblem::WrongType { found: Shape::List, wanted: Shape::NumberOrText });
}

#[test]
fn misfits_outside_of_rules_have_a_place_too() {
    let (line, _, place, problem) = shape("{\"stratify\": 1,\n\"steps\": [{\"kind\": \"rules\"}]}");
    assert_eq!((line, place.step.as_deref(), problem), (2, Some("1"), ShapeProblem::MissingField { field: "name".into() }));
    let (_, _, place, problem) = shape("{\"stratify\": 1, \"steps\": [{\"name\": \"X\", \"kind\": \"crystal\"}]}");
    assert_eq!(place.path, "steps[0].kind");
    assert!(matches!(problem, ShapeProblem::UnknownWord { word, .. } if word == "crystal"));
    let (_, _, place, problem) = shape("{\"stratify\": 1, \"source\": {\"read\": {\"encoding\": \"EBCDIC\"}}}");
    assert_eq!(place.path, "source.read.encoding");
    assert!(matches!(problem, ShapeProblem::UnknownWord { .. }));
    let (_, _, place, problem) = shape("{\"stratify\": 1, \"source\": {\"read\": {\"skip_lines\": -3}}}");
    assert_eq!(place.path, "source.read.skip_lines");
    assert!(matches!(problem, ShapeProblem::Other { .. }), "{problem:?}");
}

#[test]
fn a_scorecard_says_what_does_not_fit() {
    let with = |points: &str| {
        shape(&format!(
            "{{\"stratify\": 1, \"steps\": [{{\"name\": \"S\", \"kind\": \"scorecard\", \"grading\": {{\"method\": {{\"by\": \"equal_width\"}}, \"tiers\": []}},\n\"criteria\": [{{\"column\": \"a\", \"weight\": 1, \"points\": {points}}}]}}]}}"
        ))
    };
    let (line, _, place, problem) = with("{\"by\": \"luck\"}");
    assert_eq!((line, place.step.as_deref(), place.path.as_str()), (2, Some("S"), "steps[0].criteria[0].points.by"));
    assert!(matches!(problem, ShapeProblem::UnknownWord { word, known } if word == "luck" && known.contains(&"z_score".to_owned())));
    assert!(matches!(with("{\"by\": \"min_max\", \"least\": 1}").3, ShapeProblem::UnknownField { field, .. } if field == "least"));
    assert_eq!(with("{\"by\": \"bands\"}").3, ShapeProblem::MissingField { field: "bands".into() });
}

#[test]
fn a_draft_is_migrated() {
    let draft = r#"{"stratify": 0, "name": "old", "steps": [{"name": "S", "kind": "rules", "everyone_else": "The rest",
        "segments": [{"name": "A", "when": [{"column": "x", "op": ">", "value": 1}]}]}]}"#;
    let workbook = read(draft).unwrap();
    assert_eq!(workbook.stratify, FORMAT_VERSION);
    let StepKind::Rules(rules) = &workbook.steps[0].kind else { panic!("a rules step") };
    assert_eq!(rules.everyone_else.name, "The rest");
    let condition = Condition { column: "x".into(), op: Op::Gt, value: Some(Scalar::Number(1.0)), ..Default::default() };
    assert_eq!(rules.segments[0].when, Group { quantifier: Quantifier::All, nodes: vec![Node::Condition(condition)], muted: false });
    // The same forms are wrong in the version of today.
    assert!(read(&draft.replace("\"stratify\": 0", "\"stratify\": 1")).is_err());
}

#[test]
fn what_is_written_reads_well() {
    let mut workbook = read(&with_node(r#"{"column": "a", "op": "≥", "value": 12.0}"#)).unwrap();
    let StepKind::Rules(rules) = &mut workbook.steps[0].kind else { panic!("a rules step") };
    let values = (0..40).map(|i| format!("value number {i}")).collect();
    rules.segments[0].when.nodes.push(Node::Condition(Condition { column: "b".into(), op: Op::IsAnyOf, values, ..Default::default() }));
    let text = write(&workbook);
    assert!(text.contains(r#"            { "any": ["#) || text.contains("\"any\": [\n"), "{text}");
    assert!(text.contains(r#"{ "column": "a", "op": ">=", "value": 12 }"#), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 125), "{text}");
    assert_eq!(read(&text).unwrap(), workbook);
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-z ]{1,8}", "\\PC{0,6}", Just("城市 \"x\"\\\n\t\u{1}".to_owned())]
}

fn scalar() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        (-1000i32..1000).prop_map(|x| Scalar::Number(f64::from(x) / 8.0)),
        any::<f64>().prop_filter("JSON has finite numbers only", |x| x.is_finite()).prop_map(Scalar::Number),
        text().prop_map(Scalar::Text),
    ]
}

const OPS: [Op; 42] = [
    Op::Is,
    Op::IsNot,
    Op::IsAnyOf,
    Op::IsNoneOf,
    Op::Contains,
    Op::NotContains,
    Op::StartsWith,
    Op::EndsWith,
    Op::Matches,
    Op::IsEmpty,
    Op::IsNotEmpty,
    Op::Eq,
    Op::Ne,
    Op::Lt,
    Op::Le,
    Op::Gt,
    Op::Ge,
    Op::Between,
    Op::NotBetween,
    Op::TopN,
    Op::BottomN,
    Op::TopPercent,
    Op::BottomPercent,
    Op::AboveAverage,
    Op::BelowAverage,
    Op::AboveMedian,
    Op::BelowMedian,
    Op::On,
    Op::Before,
    Op::After,
    Op::InLast,
    Op::InNext,
    Op::MoreThanAgo,
    Op::InThis,
    Op::InPrevious,
    Op::MonthIs,
    Op::WeekdayIs,
    Op::AnniversaryWithin,
    Op::IsYes,
    Op::IsNo,
    Op::InSegment,
    Op::NotInSegment,
];

fn condition() -> impl Strategy<Value = Condition> {
    let unit = prop::sample::select(vec![Unit::Days, Unit::Weeks, Unit::Months, Unit::Quarters, Unit::Years]);
    (
        text(),
        prop::sample::select(OPS.to_vec()),
        prop::option::of(scalar()),
        prop::option::of(scalar()),
        prop::collection::vec(text(), 0..4),
        prop::option::of(text()),
        prop::option::of(unit),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(column, op, value, to, values, other, unit, match_case, muted)| Condition {
            column,
            op,
            value,
            to,
            values,
            other,
            unit,
            match_case,
            muted,
        })
}

fn group() -> impl Strategy<Value = Group> {
    let quantifier = || prop::sample::select(vec![Quantifier::All, Quantifier::Any, Quantifier::None]);
    let node = condition().prop_map(Node::Condition).prop_recursive(4, 20, 4, move |inner| {
        (quantifier(), prop::collection::vec(inner, 0..4), any::<bool>())
            .prop_map(|(quantifier, nodes, muted)| Node::Group(Group { quantifier, nodes, muted }))
    });
    (quantifier(), prop::collection::vec(node, 0..4), any::<bool>()).prop_map(|(quantifier, nodes, muted)| Group {
        quantifier,
        nodes,
        muted,
    })
}

fn segment() -> impl Strategy<Value = Segment> {
    (text(), 0usize..12, any::<bool>(), group()).prop_map(|(name, colour, muted, when)| Segment {
        name,
        colour: Colour::ALL[colour],
        muted,
        when,
    })
}

pub(super) fn workbook() -> impl Strategy<Value = Workbook> {
    let step = (text(), any::<bool>(), any::<bool>(), prop::collection::vec(segment(), 0..3), text()).prop_map(
        |(name, muted, overlapping, segments, rest)| Step {
            name,
            muted,
            kind: StepKind::Rules(Rules {
                mode: if overlapping { RulesMode::Overlapping } else { RulesMode::FirstMatch },
                segments,
                everyone_else: EveryoneElse { name: rest, colour: Colour::Teal },
            }),
        },
    );
    let read =
        (prop::option::of(0usize..7), prop::option::of(any::<char>()), prop::option::of(prop::collection::vec(text(), 0..3)), text())
            .prop_map(|(encoding, delimiter, missing, column)| ReadOptions {
                encoding: encoding.map(|i| Encoding::ALL[i]),
                delimiter,
                missing,
                columns: [(
                    column,
                    ColumnOptions {
                        column_type: Some(ColumnType::Date),
                        decimal: Some(Decimal::Comma),
                        date_order: Some(DateOrder::DayFirst),
                    },
                )]
                .into(),
                ..ReadOptions::default()
            });
    let stacked = (text(), prop::option::of(text())).prop_map(|(name, channel)| StackedFile { name, channel, ..StackedFile::default() });
    let stack = (text(), prop::option::of(text()), prop::collection::vec(stacked, 0..3)).prop_map(|(column, main, files)| Stack {
        column,
        main,
        files,
    });
    let join = (text(), text(), prop::option::of(text()), prop::option::of(prop::collection::vec(text(), 0..3)))
        .prop_map(|(file, key, other_key, columns)| Join { file, key, other_key, columns, ..Join::default() });
    let rollup = (text(), text(), prop::option::of(text()), any::<bool>()).prop_map(|(customer, date, order, product)| Rollup {
        amount: if product {
            Amount::Product { quantity: customer.clone(), price: date.clone() }
        } else {
            Amount::Column { column: date.clone() }
        },
        returns: Returns { order_prefix: order.clone(), ..Returns::default() },
        attributes: vec![Attribute { column: date.clone(), take: Take::MostFrequent }],
        customer,
        date,
        order,
        window_days: 30,
    });
    let source = (
        prop::option::of(text()),
        read,
        prop::collection::btree_map(text(), text(), 0..3),
        prop::option::of(stack),
        prop::collection::vec(join, 0..3),
        prop::option::of(rollup),
    )
        .prop_map(|(file, read, mapping, stack, joins, rollup)| Source { file, read, mapping, stack, joins, rollup });
    (text(), prop::option::of(text()), prop::option::of(text()), source, prop::collection::vec(step, 0..3)).prop_map(
        |(name, as_of, value_column, source, steps)| Workbook { stratify: FORMAT_VERSION, name, as_of, value_column, source, steps },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_workbook_comes_back_as_it_was(workbook in workbook()) {
        let text = write(&workbook);
        let back = read(&text).map_err(|e| TestCaseError::fail(format!("{e:?}\n{text}")))?;
        prop_assert_eq!(&back, &workbook);
        prop_assert_eq!(write(&back), text);
        // And by way of serde alone, which is how it crosses to the worker.
        let plain = serde_json::to_string(&workbook).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Workbook>(&plain).unwrap(), &workbook);
    }

    #[test]
    fn no_text_makes_the_reader_panic(workbook in workbook(), at in any::<prop::sample::Index>(), other in "\\PC|[\\[\\]{}\",:0-9]") {
        let mut chars: Vec<char> = write(&workbook).chars().collect();
        let at = at.index(chars.len());
        chars.splice(at..=at, other.chars());
        let _ = read(&chars.into_iter().collect::<String>());
    }
}
