//! The boundary between page and worker, in a real browser: what one side sends, the other reads, through the same copy that a message makes.
#![cfg(target_arch = "wasm32")]

use js_sys::ArrayBuffer;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;
use stratify::engine::{
    Assembled, ColumnInfo, Engine, Evaluation, FileError, FileProposal, GroupSummary, JoinReport, KeyAt, KeyProposal, Listed, Measure,
    NodeCount, RowQuery, SegmentDetail, Sort, StackReport, StepDetail, StepSummary,
};
use stratify::ingest::{Encoding, ImportReport, ReadOptions, SourceError};
use stratify::protocol::{Added, Ask, Exported, Progress, Reply, Request, Stage, Tell, ValueCounts, WorkerError};
use stratify::recipe::{Colour, Condition, Group, Node, Op, Quantifier, Scalar, Workbook};
use stratify::table::{Column, ColumnData, ColumnType, PackedTexts, StringArena, Table};
use stratify::wire;
use stratify::worker::pieces::Pieces;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Blob;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen]
extern "C" {
    /// The copy that `postMessage` makes.
    #[wasm_bindgen(js_name = structuredClone)]
    fn structured_clone(value: &JsValue) -> JsValue;
}

#[wasm_bindgen(inline_js = "
export function blob_of(n) { return new Blob([Uint8Array.from({ length: n }, (_, i) => i % 251)]); }
const read = ReadableStreamBYOBReader.prototype.read;
export function wait_for_all(yes) { ReadableStreamBYOBReader.prototype.read = yes ? read : function (view) { return read.call(this, view); }; }
")]
extern "C" {
    /// Bytes that count to 250 over and over.
    fn blob_of(len: u32) -> Blob;
    /// Whether reading a stream knows how to wait for as many bytes as are asked for, as not every browser does.
    fn wait_for_all(yes: bool);
}

/// What arrives on the other side. Debug text tells NaN from NaN, which `==` does not.
fn arrives<T: Serialize + DeserializeOwned + Debug>(sent: &T) {
    let message = structured_clone(&wire::write(sent).into()).as_string().expect("a message is text");
    let received: T = wire::read(&message).unwrap_or_else(|error| panic!("{sent:?} does not read: {error}"));
    let (sent, received) = (format!("{sent:?}"), format!("{received:?}"));
    let same = sent.chars().zip(received.chars()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(60)).take(120).collect::<String>();
    assert!(sent == received, "sent     …{}…\nreceived …{}…", around(&sent), around(&received));
}

fn answer(reply: Reply) -> Tell {
    Tell::Answer { id: u32::MAX, answer: Ok(reply) }
}

#[wasm_bindgen_test]
fn counts_and_sizes_beyond_32_bits_arrive() {
    let total = (1 << 53) - 1;
    arrives(&Tell::Progress { id: 7, progress: Progress { stage: Stage::Reading, done: 5_000_000_000, total } });
    arrives(&answer(Reply::Exported(Exported {
        file_names: vec!["客户 – Ñ.csv".into(), "b.csv".into()],
        rows: 4_000_000_000,
        bytes: total,
        guarded: 0,
    })));
}

#[wasm_bindgen_test]
fn every_kind_of_number_arrives() {
    let sums = [0.1 + 0.2, -0.0, f64::MIN_POSITIVE, 1e300, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 9_007_199_254_740_992.0];
    for sum in sums {
        let group = GroupSummary {
            name: "VIP".into(),
            colour: Colour::Grey,
            count: 3,
            share: sum,
            value: Some(sum),
            value_share: None,
            mean: Some(sum),
            measures: vec![None, Some(Measure { sum, present: 3, mean: None })],
        };
        let step = StepSummary {
            name: "Segments".into(),
            groups: vec![group],
            overlapping: false,
            findings: Vec::new(),
            detail: StepDetail::Rules(vec![SegmentDetail {
                matching: 0,
                nodes: vec![NodeCount { alone: Some(0), running: None }, NodeCount { alone: None, running: Some(9) }],
            }]),
        };
        arrives(&answer(Reply::Evaluated(Box::new(Evaluation {
            rolled: None,
            rows: 3,
            as_of: Some(-719_162),
            value: Some(("spend".into(), sum)),
            steps: vec![step],
            columns: vec![ColumnInfo { name: "spend".into(), column_type: ColumnType::Number, step: None }],
            findings: Vec::new(),
            files: None,
        }))));
    }
}

#[wasm_bindgen_test]
fn text_of_any_kind_arrives() {
    for text in ["", " ", "\0", "\u{feff}a", "a\r\nb", "𠮷野家 🧮", "=1+1", "__proto__", "null"] {
        arrives(&answer(Reply::Values(ValueCounts { values: vec![(text.into(), 1)], distinct: 1 })));
        arrives(&Tell::Answer { id: 0, answer: Err(WorkerError::UnknownColumn { column: text.into() }) });
    }
}

#[wasm_bindgen_test]
fn a_workbook_arrives_with_its_maps_and_deep_rules() {
    let condition = |value| {
        Node::Condition(Condition {
            column: "tenure".into(),
            op: Op::default(),
            value,
            values: vec!["1".into(), "".into()],
            ..Condition::default()
        })
    };
    let mut rule = Group { quantifier: Quantifier::None, nodes: vec![condition(Some(Scalar::Number(12.5)))], muted: true };
    for quantifier in [Quantifier::All, Quantifier::Any, Quantifier::None].into_iter().cycle().take(40) {
        rule = Group {
            quantifier,
            nodes: vec![condition(Some(Scalar::Text("2024-01-31".into()))), Node::Group(rule), condition(None)],
            muted: false,
        };
    }
    let text = serde_json::json!({
        "stratify": 1,
        "name": "Retention – 留存",
        "steps": [{ "name": "Segments", "kind": "rules", "segments": [{ "name": "Leaving", "when": rule }] }],
    });
    let mut workbook: Workbook = serde_json::from_value(text).expect("a workbook reads");
    workbook.source.mapping = BTreeMap::from([("tenure".to_string(), "Tenure (months)".to_string()), ("".into(), "y".into())]);
    arrives(&Ask { id: 1, request: Request::Evaluate { workbook: Box::new(workbook), measures: vec!["价值".into()] } });
}

#[wasm_bindgen_test]
fn further_files_and_their_reports_arrive() {
    let options = ReadOptions { delimiter: Some(';'), ..ReadOptions::default() };
    arrives(&Ask { id: 3, request: Request::AddFile { name: "客户.csv".into(), options } });
    arrives(&Ask { id: 4, request: Request::RemoveFile { name: "客户.csv".into() } });
    let keys = vec![KeyProposal { key: "id".into(), other_key: "客户编号".into(), found: 0.968, unique: 1.0 }];
    let imported = ImportReport {
        bytes: 5_000_000_000,
        rows: 31,
        encoding: Encoding::Gb18030,
        bom: false,
        encoding_certain: true,
        undecodable: 0,
        delimiter: ';',
        header: true,
        titles: Vec::new(),
        skipped_lines: 0,
        blank_lines: 0,
        ragged_count: 0,
        ragged: Vec::new(),
        renamed: Vec::new(),
        unclosed_quote: None,
        nul_bytes: 0,
        missing: Vec::new(),
        columns: Vec::new(),
    };
    let proposal = FileProposal { columns: 3, main_columns: 4, common: vec!["id".into()], keys, stack: false };
    arrives(&answer(Reply::Added(Box::new(Added { name: "客户.csv".into(), report: imported, profile: Vec::new(), proposal }))));
    let listed =
        Listed { count: 7, first: vec![KeyAt { key: "k".into(), line: Some(5_000_000_000) }, KeyAt { key: "".into(), line: None }] };
    let joined =
        JoinReport { file: "客户.csv".into(), unmatched: listed, columns: vec![("a".into(), "a (2)".into())], ..JoinReport::default() };
    let files = Assembled {
        stack: Some(StackReport { became_text: vec!["code".into()], ..StackReport::default() }),
        joins: vec![Some(joined), None],
        profile: Vec::new(),
        rows_profile: None,
        newest: Some(-5),
    };
    arrives(&answer(Reply::Evaluated(Box::new(Evaluation {
        rows: 1,
        as_of: None,
        value: None,
        steps: Vec::new(),
        columns: Vec::new(),
        findings: Vec::new(),
        rolled: None,
        files: Some(Box::new(files)),
    }))));
    let error = FileError { file: Some("客户.csv".into()), error: SourceError::Changed };
    arrives(&Tell::Answer { id: 0, answer: Err(WorkerError::Source(error)) });
}

#[wasm_bindgen_test]
fn the_plain_messages_arrive() {
    arrives(&Tell::Ready);
    arrives(&Ask { id: 0, request: Request::Cancel });
    arrives(&answer(Reply::Done));
    arrives(&Tell::Answer { id: 1, answer: Err(WorkerError::OutOfMemory) });
}

/// Numbers in memory are half as wide here as where the engine's other tests run.
#[wasm_bindgen_test]
fn segments_hold_the_same_customers_on_32_bits() {
    let rows = 1000;
    let values: Vec<f64> = (0..rows).map(|row| f64::from(row * 7 % rows)).collect();
    let table = Table::new(rows as usize, vec![Arc::new(Column::new("x", ColumnData::Number(values.into())))]);
    let json = r#"{ "stratify": 1, "value_column": "x", "steps": [{ "name": "S", "kind": "rules", "segments": [
        { "name": "A", "when": { "all": [{ "column": "x", "op": ">=", "value": 990 }] } },
        { "name": "B", "when": { "any": [{ "column": "x", "op": "between", "value": 100, "to": 199 }, { "column": "x", "op": ">", "value": 900 }] } },
        { "name": "C", "when": { "all": [{ "column": "x", "op": "in the bottom", "value": 50 }] } } ] }] }"#;
    let workbook = stratify::recipe::read_bytes(json.as_bytes()).expect("a workbook");
    let mut engine = Engine::new(table);
    let groups = engine.evaluate(&workbook).steps.remove(0).groups;
    let sum = |range: std::ops::Range<i32>| range.map(f64::from).sum::<f64>();
    let got: Vec<(usize, Option<f64>)> = groups.iter().map(|group| (group.count, group.value)).collect();
    let among_b = sum(100..200) + sum(901..990);
    let rest = sum(0..1000) - sum(990..1000) - among_b - sum(0..50);
    assert_eq!(got, [(10, Some(sum(990..1000))), (189, Some(among_b)), (50, Some(sum(0..50))), (751, Some(rest))]);
    for (descending, first) in [(false, 0.0), (true, 999.0)] {
        let sort = Some(Sort { column: "x".into(), descending });
        let found = engine.rows(&RowQuery { sort, ..RowQuery::default() }).expect("rows").to_vec();
        let cells: Vec<String> = [0, rows as usize - 1].iter().map(|&at| engine.cell(found[at] as usize, "x")).collect();
        assert_eq!(cells, [format!("{first}"), format!("{}", 999.0 - first)]);
    }
}

#[wasm_bindgen_test]
fn whether_packing_pays_is_found_on_32_bits() {
    let words = ["tea", "milk", "sugar", "oats", "rye"];
    let mut texts = StringArena::new();
    (0..600_000).for_each(|i| _ = texts.push(words[i * 7 % 5]));
    let (packed, _) = PackedTexts::by_symbols(&texts, 0.6, texts.len()).expect("a byte for each word is less than half");
    assert!((0..texts.len()).step_by(997).all(|i| packed.get(i) == texts.get(i)));
    let mut ids = StringArena::new();
    (0..600_000u32).for_each(|i| _ = ids.push(&format!("C{:08X}", i.wrapping_mul(2_654_435_761))));
    let (packed, _) = PackedTexts::by_place(&ids, 0.6, ids.len()).expect("four bytes instead of nine");
    assert!(packed.unpack_all().iter().eq(ids.iter()));
}

#[wasm_bindgen_test]
async fn a_blob_comes_through_one_buffer_whether_or_not_the_browser_waits_for_all() {
    const LEN: u32 = 2_500_000;
    const PIECE: u32 = 1_000_000;
    for waits in [true, false] {
        wait_for_all(waits);
        let pieces = Pieces::of(blob_of(LEN)).expect("this browser fills buffers");
        let mut buffer = ArrayBuffer::new(PIECE);
        for at in [0, PIECE] {
            let bytes = pieces.take(pieces.ask(PIECE, &buffer)).await.expect("the blob has so many");
            let expected: Vec<u8> = (at..at + PIECE).map(|i| (i % 251) as u8).collect();
            assert!(bytes.to_vec() == expected, "from {at}, {waits}");
            assert_eq!(buffer.byte_length(), 0, "the buffer that was given has changed hands");
            buffer = bytes.buffer().unchecked_into();
        }
        assert!(pieces.take(pieces.ask(PIECE, &buffer)).await.is_none(), "half of that is left, {waits}");
    }
    wait_for_all(true);
}
