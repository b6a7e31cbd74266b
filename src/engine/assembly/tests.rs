//! Stacking and joining against the plainest way to do each, on made files and on those of others.

use crate::engine::{Engine, Evaluation, LISTED, Problem, SourceFile};
use crate::export::{ExportOptions, Layout, export_whole};
use crate::ingest::{ReadOptions, import_bytes};
use crate::messages::Lang;
use crate::recipe::{Amount, Attribute, Join, Returns, Rollup, Source, Stack, StackedFile, Take, Workbook, read};
use crate::sample::{customers_csv, orders_csv};
use crate::table::{ColumnType, Table};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};

fn file(name: &str, text: &str) -> SourceFile {
    SourceFile::of(name, import_bytes(text.as_bytes().to_vec(), ReadOptions::default()).unwrap_or_else(|e| panic!("{name}: {e:?}")))
}

fn engine(main: &str, others: &[(&str, &str)]) -> Engine {
    let mut engine = Engine::of_file(file("main.csv", main));
    others.iter().for_each(|(name, text)| engine.add_file(file(name, text)));
    engine
}

fn joined(file: &str, key: &str, other_key: &str) -> Source {
    let join = Join { file: file.into(), key: key.into(), other_key: Some(other_key.into()), ..Join::default() };
    Source { joins: vec![join], ..Source::default() }
}

fn stacked(files: &[&str]) -> Source {
    let files = files.iter().map(|name| StackedFile { name: (*name).into(), ..StackedFile::default() }).collect();
    Source { stack: Some(Stack { column: "channel".into(), main: None, files }), ..Source::default() }
}

fn with(source: Source) -> Workbook {
    Workbook { source, ..Workbook::default() }
}

fn cells(table: &Table, column: &str) -> Vec<String> {
    let column = table.column(column).unwrap_or_else(|| panic!("no column {column}"));
    (0..table.rows()).map(|row| column.cell(row)).collect()
}

fn names(table: &Table) -> Vec<&str> {
    table.columns().iter().map(|c| c.name.as_str()).collect()
}

fn exported(engine: &Engine) -> String {
    let options = ExportOptions { filter: None, columns: None, bom: false, guard: false, layout: Layout::One };
    String::from_utf8(export_whole(engine, "main.csv", &options).unwrap().0.remove(0).1).unwrap()
}

fn problems(evaluation: &Evaluation) -> Vec<&Problem> {
    evaluation.findings.iter().map(|f| &f.problem).collect()
}

#[test]
fn a_join_counts_and_lists_what_does_not_fit() {
    let main = "id,name\nk1,Ann\n k2 ,Bob\n,Nobody\nk9,Cy\nK1,Di\n";
    // A line of its own within a cell, and a blank one: lines are those of the file.
    let other = "名称,kunde,name\n\"two\nlines\",k1,A\n\nzwei,k2,B\ndrei,k2,C\nvier,k7,D\nfünf,,E\n";
    let mut engine = engine(main, &[("attributes.csv", other)]);
    let evaluation = engine.evaluate(&with(joined("attributes.csv", "id", "kunde")));
    assert_eq!(names(engine.result()), ["id", "name", "名称", "name (2)"]);
    assert_eq!(cells(engine.result(), "name (2)"), ["A", "B", "", "", ""]);
    let report = evaluation.files.unwrap().joins.remove(0).unwrap();
    assert_eq!((report.customers, report.matched, report.without_key), (5, 2, 1));
    let listed = |l: &crate::engine::Listed| l.first.iter().map(|k| (k.key.clone(), k.line.unwrap())).collect::<Vec<_>>();
    assert_eq!((report.unmatched.count, listed(&report.unmatched)), (2, vec![("k9".into(), 5), ("K1".into(), 6)]));
    assert_eq!((report.rows, report.rows_without_key), (5, 1));
    assert_eq!((report.rows_unmatched.count, listed(&report.rows_unmatched)), (1, vec![("k7".into(), 7)]));
    assert_eq!((report.duplicates.count, listed(&report.duplicates)), (1, vec![("k2".into(), 6)]));
    assert_eq!(report.columns, [("名称".into(), "名称".into()), ("name".into(), "name (2)".into())]);
    // What leaves is what stands in each file.
    assert_eq!(exported(&engine), "id,name,名称,name (2)\nk1,Ann,\"two\nlines\",A\n k2 ,Bob,zwei,B\n,Nobody,,\nk9,Cy,,\nK1,Di,,\n");
    let profile = engine.evaluate(&with(joined("attributes.csv", "id", "kunde"))).files.unwrap().profile;
    assert_eq!((profile.len(), profile[2].missing), (4, 3));
}

#[test]
fn a_file_that_is_not_there_is_asked_for_and_breaks_nothing() {
    let mut engine = engine("id,spend\n1,5\n2,7\n", &[]);
    let mut source = joined("attributes.csv", "id", "id");
    source.stack = stacked(&["store.csv"]).stack;
    let evaluation = engine.evaluate(&with(source.clone()));
    let awaited = |name: &str| Problem::FileAwaited { file: name.into() };
    assert_eq!(problems(&evaluation), [&awaited("store.csv"), &awaited("attributes.csv")]);
    assert_eq!((evaluation.rows, evaluation.columns.len()), (2, 2));
    // It comes, and goes again.
    engine.add_file(file("attributes.csv", "id,city\n1,Oslo\n2,Rome\n"));
    engine.add_file(file("store.csv", "id,spend\n3,9\n"));
    let evaluation = engine.evaluate(&with(source.clone()));
    assert_eq!(problems(&evaluation), Vec::<&Problem>::new());
    assert_eq!(cells(engine.result(), "city"), ["Oslo", "Rome", ""]);
    assert_eq!(cells(engine.result(), "channel"), ["main", "main", "store"]);
    engine.remove_file("store.csv");
    assert_eq!(engine.evaluate(&with(source)).rows, 2);
    // A key that is not there, or a column.
    let source = joined("attributes.csv", "nope", "id");
    assert_eq!(problems(&engine.evaluate(&with(source))), [&Problem::UnknownColumn { column: "nope".into() }]);
    let mut source = joined("attributes.csv", "id", "nope");
    let unknown = Problem::UnknownColumnOfFile { file: "attributes.csv".into(), column: "nope".into() };
    assert_eq!(problems(&engine.evaluate(&with(source.clone()))), [&unknown]);
    (source.joins[0].other_key, source.joins[0].columns) = (None, Some(vec!["nope".into(), "city".into()]));
    assert_eq!(problems(&engine.evaluate(&with(source))), [&unknown]);
    assert_eq!(cells(engine.result(), "city"), ["Oslo", "Rome"]);
    let source = joined("attributes.csv", "spend", "id");
    let nobody = Problem::KeyMatchesNobody { file: "attributes.csv".into(), key: "spend".into() };
    assert_eq!(problems(&engine.evaluate(&with(source))), [&nobody]);
}

#[test]
fn columns_are_stacked_by_name_and_text_where_types_differ() {
    let main = "id,Amount,code,when\r\n1,\"1,200.50\",7,2024-01-05\r\n2,3,8,2024-01-06\r\n";
    let store = "code;amount ;note;when;id\nA7;2,5;\"semi;colon\";;3\n08;9,5;\"comma, in\";;4\n9;1,0;plain;;\"5\"\n";
    let mut source = stacked(&["shops/store.csv", "app.csv"]);
    if let Some(stack) = &mut source.stack {
        stack.main = Some("Web".into());
        stack.files[1].channel = Some("App".into());
        stack.column = "id".into();
    }
    let mut engine = engine(main, &[("shops/store.csv", store), ("app.csv", "id,code\n6,1\n")]);
    let evaluation = engine.evaluate(&with(source));
    assert_eq!(names(engine.result()), ["id", "Amount", "code", "when", "note", "id (2)"]);
    assert_eq!(cells(engine.result(), "id (2)"), ["Web", "Web", "store", "store", "store", "App"]);
    assert_eq!(cells(engine.result(), "Amount"), ["1200.5", "3", "2.5", "9.5", "1", ""]);
    // As it is written, in each file.
    assert_eq!(cells(engine.result(), "code"), ["7", "8", "A7", "08", "9", "1"]);
    let types: Vec<ColumnType> = engine.result().columns().iter().map(|c| c.column_type()).collect();
    let (text, number, date) = (ColumnType::Text, ColumnType::Number, ColumnType::Date);
    assert_eq!(types, [number, number, text, date, text, text]);
    let differ = Problem::TypesDifferInFiles { columns: vec!["code".into()] };
    assert_eq!(problems(&evaluation), [&differ]);
    let files = evaluation.files.unwrap();
    let stack = files.stack.unwrap();
    assert_eq!((stack.main_channel.as_str(), stack.main_rows, stack.column.as_str()), ("Web", 2, "id (2)"));
    assert_eq!((stack.files[0].rows, stack.files[0].lacking.len(), &stack.files[0].added), (3, 0, &vec!["note".to_owned()]));
    assert_eq!(stack.files[1].lacking, ["Amount", "when", "note"]);
    assert_eq!(files.rows_profile.unwrap().len(), 6);
    // Cells leave as they stand, but where a foreign delimiter would break the record.
    let expected = "id,Amount,code,when,note,id (2)\r\n1,\"1,200.50\",7,2024-01-05,,Web\r\n2,3,8,2024-01-06,,Web\r\n\
        3,\"2,5\",A7,,\"semi;colon\",store\r\n4,\"9,5\",08,,\"comma, in\",store\r\n\"5\",\"1,0\",9,,plain,store\r\n6,,1,,,App\r\n";
    assert_eq!(exported(&engine), expected);
    let apart = engine.evaluate(&with(stacked(&["app.csv"])));
    assert!(problems(&apart).is_empty());
}

#[test]
fn a_file_of_another_kind_is_told() {
    let mut engine = engine("id,spend\n1,5\n", &[("x.csv", "a,b\nx,y\n")]);
    let evaluation = engine.evaluate(&with(stacked(&["x.csv"])));
    assert_eq!(problems(&evaluation), [&Problem::NothingInCommon { file: "x.csv".into() }]);
}

#[test]
fn an_edit_of_a_step_leaves_the_join_alone() {
    let mut engine = engine("id,spend\n1,5\n2,7\n", &[("a.csv", "id,city\n1,Oslo\n2,Rome\n"), ("s.csv", "id,spend\n3,1\n")]);
    let mut source = joined("a.csv", "id", "id");
    source.stack = stacked(&["s.csv"]).stack;
    let text = r#"{"stratify": 1, "steps": [{"name": "S", "kind": "rules", "segments": [
        {"name": "A", "when": {"all": [{"column": "city", "op": "is", "value": "Oslo"}]}}]}]}"#;
    let mut workbook = Workbook { source, ..read(text).unwrap() };
    assert_eq!(engine.evaluate(&workbook).steps[0].groups[0].count, 1);
    let address = |engine: &Engine, name: &str| std::sync::Arc::as_ptr(engine.table().column(name).unwrap());
    let before = ["id", "channel", "city"].map(|name| address(&engine, name));
    workbook = Workbook { source: workbook.source, ..read(&text.replace("Oslo", "Rome")).unwrap() };
    assert_eq!(engine.evaluate(&workbook).steps[0].groups[0].count, 1);
    assert_eq!(before, ["id", "channel", "city"].map(|name| address(&engine, name)));
    // Another search after the customers are others finds in those.
    let query = |text: &str| crate::engine::RowQuery { search: text.into(), ..Default::default() };
    assert_eq!(engine.rows(&query("store")).unwrap().len(), 0);
    assert_eq!(engine.rows(&query("s")).unwrap().len(), 2);
    workbook.source = Source::default();
    engine.evaluate(&workbook);
    assert_eq!(engine.rows(&query("s")).unwrap().len(), 0);
}

#[test]
fn the_samples_join_by_a_roll_up() {
    for lang in [Lang::En, Lang::Zh] {
        // The samples are of two firms: most of the customers of the one are given numbers of the other.
        let (orders, customers) = (orders_csv(lang), customers_csv(lang));
        let numbers: std::collections::BTreeSet<&str> = orders.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
        let mut numbers = numbers.into_iter().rev().take(1200);
        let mut customers = customers.lines().map(str::to_owned).collect::<Vec<_>>();
        for line in customers[1..].iter_mut() {
            if let (Some(number), Some((_, rest))) = (numbers.next(), line.split_once(',')) {
                *line = format!("{number},{rest}");
            }
        }
        let customers = customers.join("\n");
        let order_head: Vec<&str> = orders.lines().next().unwrap().split(',').collect();
        let other_head: Vec<&str> = customers.lines().next().unwrap().split(',').collect();
        let mut engine = engine(&orders, &[("customers.csv", &customers)]);
        let proposal = engine.propose("customers.csv").unwrap();
        assert!(!proposal.stack, "{proposal:?}");
        assert_eq!((proposal.keys[0].key.as_str(), proposal.keys[0].other_key.as_str()), (order_head[1], other_head[0]), "{proposal:?}");
        let mut source = joined("customers.csv", order_head[1], other_head[0]);
        source.rollup = Some(Rollup {
            customer: order_head[1].into(),
            date: order_head[2].into(),
            order: None,
            amount: Amount::Column { column: order_head[6].into() },
            returns: Returns::default(),
            window_days: 90,
            attributes: vec![Attribute { column: order_head[3].into(), take: Take::MostFrequent }],
        });
        let evaluation = engine.evaluate(&with(source));
        let ordered: HashSet<&str> = orders.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
        let known: HashMap<&str, Vec<&str>> =
            customers.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()).map(|row| (row[0], row)).collect();
        let report = evaluation.files.unwrap().joins.remove(0).unwrap();
        assert_eq!((report.customers, report.rows, report.duplicates.count), (ordered.len(), known.len(), 0));
        assert_eq!(report.matched, ordered.iter().filter(|id| known.contains_key(*id)).count());
        assert_eq!(report.matched, 1200);
        assert_eq!(report.unmatched.count, report.customers - report.matched);
        assert_eq!(report.rows_unmatched.count, known.len() - report.matched);
        assert_eq!(report.rows_unmatched.first.len(), report.rows_unmatched.count.min(LISTED));
        // Each joined cell leaves as it stands in the file of customers.
        let text = exported(&engine);
        let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let head = lines.next().unwrap();
        let (first, attribute) = (head.len() - (other_head.len() - 1), order_head[3]);
        assert!(head[..first].contains(&attribute));
        let mut rows = 0;
        for row in lines {
            let expected = known.get(row[0]).map_or(vec![""; other_head.len() - 1], |known| known[1..].to_vec());
            assert_eq!(row[first..], expected);
            rows += 1;
        }
        assert_eq!(rows, ordered.len());
    }
}

#[test]
fn cdnow_in_two_halves_is_cdnow() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cdnow/cdnow_master.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return;
    };
    // Every third line into a file of its own, with its columns the other way round.
    let (mut first, mut second) = (String::from("customer_id,date,quantity,amount\n"), String::from("amount;date;customer_id;quantity\n"));
    for (i, line) in text.lines().skip(1).enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        if i % 3 == 0 {
            second.push_str(&format!("{};{};{};{}\n", cells[3], cells[1], cells[0], cells[2]));
        } else {
            first.push_str(line);
            first.push('\n');
        }
    }
    let rollup = Rollup {
        customer: "customer_id".into(),
        date: "date".into(),
        order: None,
        amount: Amount::Column { column: "amount".into() },
        returns: Returns::default(),
        window_days: 90,
        attributes: Vec::new(),
    };
    let mut whole = engine(&text, &[]);
    whole.evaluate(&with(Source { rollup: Some(rollup.clone()), ..Source::default() }));
    let mut halves = engine(&first, &[("second.csv", &second)]);
    let mut source = stacked(&["second.csv"]);
    source.rollup = Some(Rollup { attributes: vec![Attribute { column: "channel".into(), take: Take::First }], ..rollup });
    let evaluation = halves.evaluate(&with(source));
    assert!(problems(&evaluation).is_empty());
    assert_eq!(evaluation.rows, 23_570);
    assert_eq!(names(halves.result())[..whole.result().columns().len()], names(whole.result()));
    for name in names(whole.result()) {
        assert_eq!(cells(halves.result(), name), cells(whole.result(), name), "{name}");
    }
    let channels: HashSet<String> = cells(halves.result(), "channel").into_iter().collect();
    assert_eq!(channels, HashSet::from(["main".to_owned(), "second".to_owned()]));
}

#[test]
fn more_of_the_same_is_proposed_to_be_stacked() {
    let engine =
        engine("id,day,amount\n1,2024-01-01,5\n", &[("b.csv", "Day,ID,amount,shop\n2024-01-02,1,4,x\n"), ("c.csv", "nr,city\n1,Oslo\n")]);
    let same = engine.propose("b.csv").unwrap();
    assert!(same.stack);
    assert_eq!((same.common.len(), same.columns, same.main_columns), (3, 4, 3));
    let other = engine.propose("c.csv").unwrap();
    assert_eq!((other.stack, other.keys[0].key.as_str(), other.keys[0].other_key.as_str()), (false, "id", "nr"));
    assert_eq!(engine.propose("d.csv"), None);
}

/// A cell of a file that may need quotes.
fn written(cell: &str, quoted: bool) -> String {
    if quoted || cell.contains(['"', ',', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_join_is_the_naive_one_in_any_order(
        keys in prop::collection::vec("(x?[0-3]|)", 1..30),
        others in prop::collection::vec(("(x?[0-4]|)", "[ab\",;\n]{0,3}", any::<bool>()), 1..20),
        textual in any::<bool>(),
    ) {
        // Keys that are text on one side and numbers on the other are the same where their texts are.
        let key = |k: &str| if textual { k.to_owned() } else { k.trim_start_matches('x').to_owned() };
        let main: String = keys.iter().enumerate().fold("n,id\n".to_owned(), |s, (i, k)| s + &format!("r{i},{}\n", key(k)));
        let other = others.iter().fold("v,k,w\n".to_owned(), |s, (k, v, q)| s + &format!("{},{k},w\n", written(v, *q)));
        let read_as = |options: &str| serde_json::from_str::<ReadOptions>(options).unwrap();
        let form = r#"{"delimiter": ",", "header": true, "skip_lines": 0, "missing": [], "columns": {"v": {"type": "text"}}}"#;
        let import = |name: &str, text: &str| SourceFile::of(name, import_bytes(text.as_bytes().to_vec(), read_as(form)).unwrap());
        let mut engine = Engine::of_file(import("main.csv", &main));
        engine.add_file(import("o.csv", &other));
        let evaluation = engine.evaluate(&with(joined("o.csv", "id", "k")));

        let mut first: BTreeMap<&str, &str> = BTreeMap::new();
        let mut duplicates = 0;
        for (k, v, _) in &others {
            if k.is_empty() {
                continue;
            }
            if first.contains_key(k.as_str()) { duplicates += 1 } else { first.insert(k, v); }
        }
        let expected: Vec<&str> = keys.iter().map(|k| first.get(key(k).as_str()).copied().unwrap_or("")).collect();
        let found = cells(engine.result(), "v");
        prop_assert_eq!(&found, &expected.iter().map(|v| v.trim().to_owned()).collect::<Vec<_>>());
        let report = evaluation.files.unwrap().joins.remove(0).unwrap();
        let has = |k: &String| first.contains_key(key(k).as_str());
        let (matched, keyless) = (keys.iter().filter(|k| has(k)).count(), keys.iter().filter(|k| key(k).is_empty()).count());
        prop_assert_eq!((report.matched, report.without_key), (matched, keyless));
        prop_assert_eq!(report.unmatched.count, keys.len() - matched - keyless);
        prop_assert_eq!(report.duplicates.count, duplicates);
        let asked: HashSet<String> = keys.iter().map(|k| key(k)).collect();
        prop_assert_eq!(report.rows_unmatched.count, others.iter().filter(|(k, ..)| !k.is_empty() && !asked.contains(k)).count());

        // Original cells, read back by another reader.
        let text = exported(&engine);
        let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let back: Vec<String> = reader.records().map(|r| r.unwrap()[2].to_owned()).collect();
        prop_assert_eq!(&back, &expected.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>());

        // The customers the other way round are the same customers.
        let turned: String = keys.iter().enumerate().rev().fold("n,id\n".to_owned(), |s, (i, k)| s + &format!("r{i},{}\n", key(k)));
        engine.set_main(import("main.csv", &turned));
        engine.evaluate(&with(joined("o.csv", "id", "k")));
        let mut again = cells(engine.result(), "v");
        again.reverse();
        prop_assert_eq!(again, found);
    }

    #[test]
    fn a_file_cut_in_pieces_is_the_file(
        rows in prop::collection::vec(("[0-9]{1,3}|", "[ab\",\n]{0,4}", any::<bool>()), 2..40),
        cut in any::<prop::sample::Index>(),
    ) {
        let head = "n,text\n";
        let lines: Vec<String> = rows.iter().map(|(n, t, q)| format!("{n},{}\n", written(t, *q || t.is_empty()))).collect();
        let cut = 1 + cut.index(lines.len() - 1);
        let form = r#"{"delimiter": ",", "header": true, "skip_lines": 0, "missing": [], "columns": {"text": {"type": "text"}}}"#;
        let read_as: ReadOptions = serde_json::from_str(form).unwrap();
        let import = |name: &str, lines: &[String]| {
            SourceFile::of(name, import_bytes(format!("{head}{}", lines.concat()).into_bytes(), read_as.clone()).unwrap())
        };
        let mut whole = Engine::of_file(import("main.csv", &lines));
        whole.evaluate(&Workbook::default());
        let mut pieces = Engine::of_file(import("main.csv", &lines[..cut]));
        pieces.add_file(import("rest.csv", &lines[cut..]));
        pieces.evaluate(&with(stacked(&["rest.csv"])));
        prop_assert_eq!(cells(pieces.result(), "text"), cells(whole.result(), "text"));
        prop_assert_eq!(cells(pieces.result(), "n"), cells(whole.result(), "n"));
        let channels = |n: usize, name: &str| vec![name.to_owned(); n];
        prop_assert_eq!(cells(pieces.result(), "channel"), [channels(cut, "main"), channels(lines.len() - cut, "rest")].concat());
        // Its bytes, each record with the channel behind it.
        let expected: String = lines.iter().enumerate().fold("n,text,channel\n".into(), |s: String, (i, line)| {
            s + line.trim_end_matches('\n') + if i < cut { ",main\n" } else { ",rest\n" }
        });
        prop_assert_eq!(exported(&pieces), expected);
    }
}
