//! The engine as a whole, on small tables.

use super::*;
use crate::ingest::{ByteSource, ReadOptions, SourceError, Spelling, import_source};
use crate::recipe::{Colour, Condition, Group, Node, Op, Quantifier, Rules, RulesMode, Scalar, Segment, Step, StepKind, Workbook};
use crate::table::{Column, ColumnData, Table};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

fn table() -> Table {
    let plan = ["Basic", "Plus", "basic", "", "Plus", "Pro"];
    let spend = vec![10.1, 20.2, f64::NAN, 40.4, 50.5, 20.2];
    Table::new(
        6,
        vec![
            Arc::new(Column::new("plan", ColumnData::Text(plan.into_iter().collect()))),
            Arc::new(Column::new("spend", ColumnData::Number(spend.into()))),
        ],
    )
}

fn condition(column: &str, op: Op, value: Scalar) -> Node {
    Node::Condition(Condition { column: column.into(), op, value: Some(value), ..Condition::default() })
}

fn segment(name: &str, quantifier: Quantifier, nodes: Vec<Node>) -> Segment {
    Segment { name: name.into(), colour: Colour::Blue, muted: false, when: Group { quantifier, nodes, muted: false } }
}

fn workbook(mode: RulesMode) -> Workbook {
    let segments = vec![
        segment("Basic", Quantifier::All, vec![condition("plan", Op::Is, Scalar::Text("BASIC".into()))]),
        segment("Spends", Quantifier::Any, vec![condition("spend", Op::Ge, Scalar::Number(20.2))]),
        segment("Half", Quantifier::All, vec![condition("spend", Op::Lt, Scalar::Text("".into()))]),
        segment("Late", Quantifier::All, vec![condition("spend", Op::Gt, Scalar::Number(50.0))]),
    ];
    let rules = Rules { mode, segments, ..Rules::default() };
    let step = Step { name: "Segment".into(), muted: false, kind: StepKind::Rules(rules) };
    Workbook { value_column: Some("spend".into()), steps: vec![step], ..Workbook::default() }
}

#[test]
fn first_match_places_counts_and_sums() {
    let mut engine = Engine::new(table());
    let evaluation = engine.evaluate(&workbook(RulesMode::FirstMatch));
    let step = &evaluation.steps[0];
    let groups: Vec<(&str, usize)> = step.groups.iter().map(|g| (g.name.as_str(), g.count)).collect();
    assert_eq!(groups, [("Basic", 2), ("Spends", 4), ("Half", 0), ("Late", 0), ("Everyone else", 0)]);
    assert_eq!(evaluation.value, Some(("spend".into(), 141.4)));
    assert_eq!((step.groups[1].value, step.groups[1].mean), (Some(131.3), Some(131.3 / 4.0)));
    let cells: Vec<String> = (0..6).map(|row| engine.cell(row, "Segment")).collect();
    assert_eq!(cells, ["Basic", "Spends", "Basic", "Spends", "Spends", "Spends"]);
    let problems: Vec<&Problem> = step.findings.iter().map(|f| &f.problem).collect();
    assert_eq!(
        problems,
        [&Problem::NoValue, &Problem::NothingLeft, &Problem::NeverReached { taken_by: vec!["Spends".into()], matching: 1 }]
    );
    assert_eq!(step.findings[0].place, Place::Node { segment: 2, path: vec![0] });
}

#[test]
fn overlapping_gives_a_column_for_each() {
    let mut engine = Engine::new(table());
    let evaluation = engine.evaluate(&workbook(RulesMode::Overlapping));
    let counts: Vec<usize> = evaluation.steps[0].groups.iter().map(|g| g.count).collect();
    assert_eq!(counts, [2, 4, 0, 1, 0]);
    let names: Vec<&str> = evaluation.columns[2..].iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["Segment: Basic", "Segment: Spends", "Segment: Half", "Segment: Late"]);
    assert_eq!(engine.cell(4, "Segment: Late"), "yes");
    assert_eq!(engine.cell(5, "Segment: Late"), "no");
}

#[test]
fn rows_are_filtered_searched_and_sorted() {
    let mut engine = Engine::new(table());
    engine.evaluate(&workbook(RulesMode::FirstMatch));
    let sort = |column: &str, descending| Some(Sort { column: column.into(), descending });
    let mut rows = |query: RowQuery| engine.rows(&query).map(|rows| rows.to_vec());
    assert_eq!(rows(RowQuery::default()).unwrap(), [0, 1, 2, 3, 4, 5]);
    assert_eq!(rows(RowQuery { sort: sort("spend", false), ..RowQuery::default() }).unwrap(), [0, 1, 5, 3, 4, 2]);
    assert_eq!(rows(RowQuery { sort: sort("spend", true), ..RowQuery::default() }).unwrap(), [4, 3, 1, 5, 0, 2]);
    let filter = Some(GroupFilter { step: 0, groups: vec![1, 4] });
    assert_eq!(rows(RowQuery { filter: filter.clone(), sort: sort("plan", false), ..RowQuery::default() }).unwrap(), [1, 4, 5, 3]);
    assert_eq!(rows(RowQuery { search: "pl".into(), ..RowQuery::default() }).unwrap(), [1, 4]);
    assert_eq!(rows(RowQuery { search: "plu".into(), ..RowQuery::default() }).unwrap(), [1, 4]);
    assert_eq!(rows(RowQuery { search: "0".into(), filter, ..RowQuery::default() }).unwrap(), [1, 3, 4, 5]);
    assert_eq!(rows(RowQuery { search: "0.".into(), ..RowQuery::default() }).unwrap(), [0, 1, 3, 4, 5]);
    assert_eq!(rows(RowQuery { search: "nobody".into(), ..RowQuery::default() }).unwrap(), [] as [u32; 0]);
    let unknown = EngineError::UnknownColumn { column: "age".into() };
    assert_eq!(rows(RowQuery { sort: sort("age", true), ..RowQuery::default() }), Err(unknown));
    let filter = Some(GroupFilter { step: 3, groups: vec![0] });
    assert_eq!(rows(RowQuery { filter, ..RowQuery::default() }), Err(EngineError::UnknownStep { step: 3 }));
}

#[test]
fn an_edit_computes_only_what_follows_from_it() {
    let mut engine = Engine::new(table());
    let mut workbook = workbook(RulesMode::FirstMatch);
    let in_segment = Condition { column: "Segment".into(), op: Op::NotInSegment, values: vec!["Basic".into()], ..Condition::default() };
    let segments = vec![segment("Not basic", Quantifier::All, vec![Node::Condition(in_segment)])];
    let kind = StepKind::Rules(Rules { segments, ..Rules::default() });
    workbook.steps.push(Step { name: "Second".into(), muted: false, kind });
    let first = engine.evaluate(&workbook);
    assert_eq!(first.steps[1].groups[0].count, 4);
    let before = engine.output_addresses();
    // Another value column changes the sums, and no step has to run for a new name of a later one.
    workbook.steps[1].name = "Renamed".into();
    engine.evaluate(&workbook);
    let after = engine.output_addresses();
    assert_eq!(before[0], after[0]);
    assert_ne!(before[1], after[1]);
    // An edit of the first step reaches the second.
    let StepKind::Rules(rules) = &mut workbook.steps[0].kind else { panic!("a rules step") };
    rules.segments[0].muted = true;
    let second = engine.evaluate(&workbook);
    assert_eq!(second.steps[0].groups[0].count, 0);
    assert_eq!(second.steps[1].groups[0].count, 6);
    // A muted step is not there for the others.
    workbook.steps[0].muted = true;
    let third = engine.evaluate(&workbook);
    assert_eq!(third.steps[0].groups, []);
    assert_eq!(third.steps[1].findings[0].problem, Problem::UnknownStep { step: "Segment".into() });
    assert_eq!(engine.result().columns().len(), 3);
}

#[test]
fn distributions_add_up() {
    let mut engine = Engine::new(table());
    engine.evaluate(&workbook(RulesMode::FirstMatch));
    let all = engine.distribution("spend", None, Binning::AtMost(10), true).unwrap();
    assert_eq!(all.edges, [10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0]);
    assert_eq!(all.groups[0].counts, [1, 0, 2, 0, 0, 0, 1, 0, 1]);
    let summary = all.groups[0].summary.unwrap();
    assert_eq!((summary.min, summary.q1, summary.median, summary.q3, summary.max), (10.1, 20.2, 20.2, 40.4, 50.5));
    assert_eq!((summary.whisker_low, summary.whisker_high, summary.outliers, summary.count), (10.1, 50.5, 0, 5));
    let by_step = engine.distribution("spend", Some(0), Binning::AtMost(10), true).unwrap();
    assert_eq!(by_step.groups.len(), 5);
    assert_eq!((by_step.groups[0].missing, by_step.groups[0].summary.unwrap().count), (1, 1));
    assert_eq!(by_step.groups[2].summary, None);
    assert_eq!(engine.distribution("plan", None, Binning::AtMost(10), true), Err(EngineError::NotMeasurable { column: "plan".into() }));
}

#[test]
fn given_bins_take_everything_and_boxes_are_for_those_who_ask() {
    let mut engine = Engine::new(table());
    engine.evaluate(&workbook(RulesMode::FirstMatch));
    let given = |start, end, count| Binning::Given(GivenBins { start, end, count });
    let counts = |d: &Distribution| d.groups.iter().map(|g| g.counts.clone()).collect::<Vec<_>>();
    let all = engine.distribution("spend", None, given(20.2, 50.2, 3), false).unwrap();
    assert_eq!(all.edges, [20.2, 30.2, 40.2, 50.2]);
    // 10.1 lies below the first bin, 50.5 above the last.
    assert_eq!((counts(&all), all.groups[0].missing, all.groups[0].summary), (vec![vec![3, 0, 2]], 1, None));
    let by_step = engine.distribution("spend", Some(0), given(0.0, 100.0, 2), false).unwrap();
    assert_eq!(counts(&by_step), [[1, 0], [3, 1], [0, 0], [0, 0], [0, 0]]);
    let (with, without) = (
        engine.distribution("spend", Some(0), Binning::AtMost(4), true).unwrap(),
        engine.distribution("spend", Some(0), Binning::AtMost(4), false).unwrap(),
    );
    assert_eq!((counts(&with), &with.edges), (counts(&without), &without.edges));
    for (start, end, count) in [(1.0, 1.0, 3), (2.0, 1.0, 3), (0.0, f64::INFINITY, 3), (0.0, 1.0, 0), (f64::NAN, 1.0, 1)] {
        assert_eq!(engine.distribution("spend", None, given(start, end, count), false), Err(EngineError::BadBins));
    }
}

#[test]
fn slices_of_the_ranking() {
    let engine = Engine::new(table());
    let slices = engine.slices("spend", &[1, 3]).unwrap();
    assert_eq!((slices.present, slices.missing), (5, 1));
    assert_eq!(slices.slices, [Slice { count: 1, sum: 50.5 }, Slice { count: 2, sum: 20.2 + 40.4 }, Slice { count: 2, sum: 10.1 + 20.2 }]);
    assert_eq!(engine.slices("plan", &[1]), Err(EngineError::NotANumberColumn { column: "plan".into() }));
    assert_eq!(engine.slices("nope", &[1]), Err(EngineError::UnknownColumn { column: "nope".into() }));
}

#[test]
fn measures_stand_beside_the_value_and_follow_every_edit() {
    let mut random = 12345u64;
    let mut next = |n: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (random >> 33) % n
    };
    let rows = 3000;
    let cents = |n: u64, missing: bool| if missing { f64::NAN } else { n as f64 / 100.0 };
    let spend: Vec<f64> = (0..rows).map(|_| cents(next(100_000), next(20) == 0)).collect();
    let orders: Vec<f64> = (0..rows).map(|_| if next(9) == 0 { f64::NAN } else { next(40) as f64 }).collect();
    let wide: Vec<f64> = (0..rows).map(|i| if i == 0 { 1e30 } else { 1e-10 * next(100) as f64 }).collect();
    let column = |name: &str, values: &Vec<f64>| Arc::new(Column::new(name, ColumnData::Number(values.clone().into())));
    let table = Table::new(rows, vec![column("spend", &spend), column("orders", &orders), column("wide", &wide)]);
    let workbook = |mode, low: f64, high: f64| {
        let segments = vec![
            segment("A", Quantifier::All, vec![condition("spend", Op::Ge, Scalar::Number(high))]),
            segment("B", Quantifier::All, vec![condition("spend", Op::Ge, Scalar::Number(low))]),
        ];
        let step = Step { name: "S".into(), muted: false, kind: StepKind::Rules(Rules { mode, segments, ..Rules::default() }) };
        Workbook { value_column: Some("spend".into()), steps: vec![step], ..Workbook::default() }
    };
    let measures: Vec<String> = ["orders", "spend", "nope", "wide"].map(str::to_owned).into();
    let mut engine = Engine::new(table.clone());
    let edits = [(300.0, 800.0), (300.0, 801.5), (301.0, 801.5), (10.0, 20.0), (10.0, 10.0), (900.0, 900.0), (899.0, 999.99)];
    for mode in [RulesMode::FirstMatch, RulesMode::Overlapping, RulesMode::FirstMatch] {
        for (low, high) in edits {
            let workbook = workbook(mode, low, high);
            let after_edits = engine.evaluate_measured(&workbook, &measures);
            assert_eq!(after_edits, Engine::new(table.clone()).evaluate_measured(&workbook, &measures));
            for (i, group) in after_edits.steps[0].groups.iter().enumerate() {
                let within = |x: f64| match i {
                    0 => x >= high,
                    1 => x >= low && (mode == RulesMode::Overlapping || x < high),
                    _ => x.is_nan() || x < low.min(high),
                };
                let members: Vec<usize> = (0..rows).filter(|&row| within(spend[row])).collect();
                let there: Vec<f64> = members.iter().map(|&row| orders[row]).filter(|x| !x.is_nan()).collect();
                let measure = group.measures[0].unwrap();
                assert_eq!((group.count, measure.present, measure.sum), (members.len(), there.len(), there.iter().sum::<f64>()));
                assert_eq!(measure.mean, (!there.is_empty()).then(|| there.iter().sum::<f64>() / there.len() as f64));
                assert_eq!(group.measures[1].map(|m| (Some(m.sum), m.mean)), Some((group.value, group.mean)));
                let cents: f64 = members.iter().map(|&row| spend[row]).filter(|x| !x.is_nan()).map(|x| (x * 100.0).round()).sum();
                assert_eq!(group.value.map(|value| (value * 100.0).round()), Some(cents));
                assert_eq!(group.measures[2], None);
                let plain: f64 = members.iter().map(|&row| wide[row]).sum();
                assert!((group.measures[3].unwrap().sum - plain).abs() <= 1e-9 * plain);
            }
        }
    }
    // Without measures nothing of them is said.
    assert!(engine.evaluate(&workbook(RulesMode::FirstMatch, 1.0, 2.0)).steps[0].groups.iter().all(|g| g.measures.is_empty()));
}

#[test]
fn explains_what_decided() {
    let mut engine = Engine::new(table());
    engine.evaluate(&workbook(RulesMode::FirstMatch));
    let explanation = engine.explain(0);
    let Verdict::Rules(verdicts) = &explanation.steps[0].verdict else { panic!("rules") };
    assert!(verdicts[0].met && verdicts[0].taken);
    assert_eq!(verdicts[0].reasons[0].actual, "Basic");
    assert!(!verdicts[1].met);
    let missed = &verdicts[1].reasons[0];
    assert_eq!((missed.actual.as_str(), missed.held), ("10.1", false));
    assert!((missed.distance.unwrap() - 10.1).abs() < 1e-9);
    assert_eq!(verdicts[2].reasons, []);
    let Verdict::Rules(verdicts) = &engine.explain(4).steps[0].verdict.clone() else { panic!("rules") };
    assert!(verdicts[3].met && !verdicts[3].taken);
    assert_eq!(engine.explain(6).steps, []);
}

#[test]
fn a_long_tail_has_one_bin_of_a_profile() {
    use crate::table::{Column, ColumnData};
    let values: Vec<f64> = (0..1000).map(|i| if i % 100 == 0 { 50_000.0 + f64::from(i) } else { f64::from(i) / 2.0 + 0.25 }).collect();
    let profile = profile_column(&Column::new("money", ColumnData::Number(values.clone().into())));
    let histogram = profile.histogram.unwrap();
    let last = histogram.edges.len() - 1;
    assert_eq!((histogram.edges[0], histogram.edges[last]), (0.75, 50_900.0));
    assert!(histogram.edges[last - 1] < 500.0, "{:?}", histogram.edges);
    // Every value is in the bin whose edges hold it.
    for (bin, &count) in histogram.counts.iter().enumerate() {
        let (from, to) = (histogram.edges[bin], histogram.edges[bin + 1]);
        let inside = |&&x: &&f64| from <= x && (x < to || bin + 1 == last && x == to);
        assert_eq!(count, values.iter().filter(inside).count(), "{from} to {to}");
    }
    assert_eq!(histogram.counts.iter().sum::<usize>(), 1000);
    // Of whole numbers each bin but the tail's holds as many, and none is passed over.
    let orders: Vec<f64> = (0..1000).map(|i| if i % 100 == 0 { 4_000.0 } else { f64::from(i % 50) }).collect();
    let histogram = profile_column(&Column::new("orders", ColumnData::Number(orders.into()))).histogram.unwrap();
    let last = histogram.edges.len() - 1;
    let widths: Vec<f64> = histogram.edges[..last].windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(widths.iter().all(|&width| width == 3.0), "{:?}", histogram.edges);
    assert_eq!((histogram.edges[0], histogram.edges[last]), (0.0, 4_000.0));
}

#[test]
fn a_long_tail_has_one_bin_of_a_distribution() {
    let numbers = |near: fn(usize) -> f64, far: fn(usize) -> f64| -> Vec<f64> {
        (0..1000).map(|i| if i % 100 == 0 { far(i) } else { near(i) }).collect()
    };
    let cents = |i: usize| i as f64 / 2.0 + 0.25;
    let columns = [
        ("money", numbers(cents, |i| 50_000.25 + i as f64)),
        ("orders", numbers(|i| (i % 40) as f64, |_| 4_000.0)),
        ("balance", numbers(cents, |i| -50_000.25 - i as f64)),
        ("stars", numbers(|i| (i % 2) as f64, |_| 9.0)),
    ];
    let of = |(name, values): &(&str, Vec<f64>)| Arc::new(Column::new(*name, ColumnData::Number(values.clone().into())));
    let mut engine = Engine::new(Table::new(1000, columns.iter().map(of).collect()));
    engine.evaluate(&Workbook::default());
    let [money, orders, balance, stars] = columns.each_ref().map(|(name, values)| {
        let d = engine.distribution(name, None, Binning::AtMost(30), false).unwrap();
        let bins = d.edges.len() - 1;
        assert!(bins <= 30);
        for (bin, &count) in d.groups[0].counts.iter().enumerate() {
            let (from, to) = (d.edges[bin], d.edges[bin + 1]);
            let inside = |&&x: &&f64| from <= x && (x < to || bin + 1 == bins && x == to);
            assert_eq!(count, values.iter().filter(inside).count(), "{name}: {from} to {to}");
        }
        d.edges
    });
    assert_eq!((&money[..2], &money[money.len() - 2..]), (&[0.0, 20.0][..], &[480.0, 50_900.25][..]));
    assert_eq!((&orders[..2], &orders[orders.len() - 2..]), (&[0.0, 2.0][..], &[40.0, 4_000.0][..]));
    assert_eq!((&balance[..3], &balance[balance.len() - 2..]), (&[-50_900.25, 20.0, 40.0][..], &[480.0, 500.0][..]));
    // Each of few whole numbers has a bin of its own.
    assert_eq!(stars, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]);
}

/// A file until it is gone.
struct Fleeting(&'static str, Rc<Cell<bool>>);

impl ByteSource for Fleeting {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read(&self, start: u64, end: u64) -> Result<Vec<u8>, SourceError> {
        if self.1.get() { Err(SourceError::Gone) } else { Ok(self.0.as_bytes()[start as usize..end as usize].to_vec()) }
    }
}

#[test]
fn rows_are_shown_from_memory_as_the_files_have_them() {
    let is_gone = Rc::new(Cell::new(false));
    let file =
        |name: &str, text| SourceFile::of(name, import_source(Box::new(Fleeting(text, is_gone.clone())), ReadOptions::default()).unwrap());
    let main = file("main.csv", "id,spend,yes\n1,5.50,Y\n 2 ,7,n\n\"3\",N/A,y\n");
    let files = [file("more.csv", "spend;id\n\"9,5\";4\n"), file("cities.csv", "k,city\n1,\"Os\"\"lo\"\n4, Rome\n3\n")];
    let read: Vec<_> = [&main, &files[0], &files[1]].map(|file| (file.table.clone(), file.records.clone().unwrap())).into();
    let mut engine = Engine::of_file(main);
    files.into_iter().for_each(|file| engine.add_file(file));
    let source = r#"{"stack": {"column": "from", "files": [{"name": "more.csv"}]}, "joins": [{"file": "cities.csv", "key": "id", "other_key": "k"}]}"#;
    engine.evaluate(&Workbook { source: serde_json::from_str(source).unwrap(), ..Workbook::default() });
    let rows = [3, 0, 2, 1, 0];
    let columns = ["id", "spend", "yes", "from", "city", "nothing"].map(String::from);
    let from_files = engine.cells(&rows, &columns).unwrap();
    assert_eq!(from_files[0], ["4", "9,5", "", "more", " Rome", ""]);
    assert_eq!(from_files[3], [" 2 ", "7", "n", "main", "", ""]);
    for (table, records) in &read {
        assert!(records.spelled().is_none());
        let mut spelling = Spelling::new(table);
        while let Some(rows) = spelling.next_rows(records) {
            let bytes = records.raw(rows.clone()).unwrap().bytes;
            spelling.look(records, rows, bytes);
        }
        records.set_spelled(spelling.finish());
    }
    is_gone.set(true);
    assert!(read[0].1.raw(0..1).is_err());
    assert_eq!(engine.cells(&rows, &columns).unwrap(), from_files);
}
