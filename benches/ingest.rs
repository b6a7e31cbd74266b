//! How fast a file becomes a table and leaves again: cells, numbers, dates, dictionaries, whole files, export. Everything is checked against its slow
//! reference before it is timed.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use std::fmt::Write;
use std::sync::LazyLock;
use stratify::engine::{Engine, SourceFile};
use stratify::export::{ExportOptions, Exporter, Layout};
use stratify::ingest::{
    Cells, Decimal, Grid, Input, ReadOptions, Strictness, TextPiece, import_bytes, read_date, read_number, split_record, unquote,
};
use stratify::recipe::read_bytes;
use stratify::table::date;

const ROWS: usize = 100_000;

fn main() {
    check();
    divan::main();
}

/// A file of customers with quoted cells, doubled quotes and line breaks in every tenth row.
static FILE: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::from("id,city,last_order,revenue,note\n");
    for i in 0..ROWS {
        let note = match i % 10 {
            0 => format!("\"said \"\"no {i}\"\",\ntwice\""),
            5 => String::new(),
            _ => format!("note {}", i * 7919 % 100_003),
        };
        let city = ["Oslo", "Roma", "Bern", "Malmö", "Porto"][i * 31 % 5];
        let _ = writeln!(
            text,
            "C{:07},{city},{},{}.{:02},{note}",
            i * 7919 % ROWS,
            date::format_iso(18_000 + (i % 2_000) as i32),
            i % 997,
            i % 100
        );
    }
    text
});

static NUMBERS: LazyLock<Vec<String>> = LazyLock::new(|| (0..ROWS).map(|i| format!("{}.{:02}", i * 7919 % 100_003, i % 100)).collect());

static DATES: LazyLock<Vec<(String, i32)>> = LazyLock::new(|| {
    let day = |i: usize| 10_000 + (i * 7919 % 15_000) as i32;
    (0..ROWS).map(|i| (date::format_iso(day(i)), day(i))).collect()
});

/// 2,700 names, as a file of customers has them.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| (0..ROWS).map(|i| format!("Name {} of many", i * 7919 % 2_700)).collect());

const GRID: Grid = Grid { delimiter: b',', columns: 5 };

fn input() -> Input<'static> {
    Input { bytes: FILE.as_bytes(), after_record: false, last: true, literal: false }
}

fn engine() -> Engine {
    let imported = import_bytes(FILE.as_bytes().to_vec(), ReadOptions::default()).unwrap();
    let mut engine = Engine::of_file(SourceFile::of("customers.csv".to_owned(), imported));
    let workbook = br#"{ "stratify": 1, "steps": [{ "name": "segment", "kind": "rules", "segments": [
        { "name": "High", "when": { "all": [{ "column": "revenue", "op": ">=", "value": 500 }] } } ],
        "everyone_else": { "name": "Others" } }] }"#;
    engine.evaluate(&read_bytes(workbook).unwrap());
    engine
}

fn export(engine: &Engine) -> Vec<u8> {
    let options = ExportOptions { filter: None, columns: None, bom: false, guard: true, layout: Layout::One };
    let mut exporter = Exporter::new(engine, "customers.csv", &options).unwrap();
    let mut bytes = Vec::new();
    while let Some(chunk) = exporter.next_chunk().unwrap() {
        bytes.extend_from_slice(&chunk.bytes);
    }
    bytes
}

fn check() {
    let cells = Cells::read(input(), GRID).unwrap();
    let mut reader = csv::Reader::from_reader(FILE.as_bytes());
    // The first row of the cells is the header, which `csv` keeps to itself.
    for (row, record) in (1..).zip(reader.byte_records()) {
        let record = record.unwrap();
        (0..GRID.columns).for_each(|column| assert_eq!(cells.get(row, column), &record[column], "row {row}"));
    }
    assert_eq!(cells.rows, ROWS + 1);
    for text in NUMBERS.iter() {
        let read = read_number(text.as_bytes(), Decimal::Point, Strictness::Inferring).unwrap();
        assert_eq!(read.value, text.parse::<f64>().unwrap());
    }
    for (text, day) in DATES.iter() {
        assert_eq!(read_date(text.as_bytes()).unwrap().day_first, Some(*day));
    }
    let column = dictionary();
    assert_eq!(column.values.len(), 2_700);
    NAMES.iter().enumerate().for_each(|(row, name)| assert_eq!(column.get(row), name.as_str()));
    // The export, record by record from the file itself.
    let exported = export(&engine());
    let mut expected = String::from("id,city,last_order,revenue,note,segment\n");
    let mut reader = csv::Reader::from_reader(FILE.as_bytes());
    for (record, raw) in reader.records().zip(raw_records()) {
        let segment = if record.unwrap()[3].parse::<f64>().unwrap() >= 500.0 { "High" } else { "Others" };
        let _ = writeln!(expected, "{raw},{segment}");
    }
    assert!(exported == expected.as_bytes(), "the export is another");
}

/// The records of the file as they stand, told by counting quotes.
fn raw_records() -> Vec<&'static str> {
    let (mut records, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, c) in FILE.char_indices() {
        quoted ^= c == '"';
        if c == '\n' && !quoted {
            records.push(&FILE[start..at]);
            start = at + 1;
        }
    }
    records.split_off(1)
}

fn dictionary() -> stratify::table::TextColumn {
    let mut piece = TextPiece::new(NAMES.len(), false);
    NAMES.iter().for_each(|name| piece.push(name.as_bytes()));
    piece.finish()
}

#[divan::bench]
fn tokenizing(bencher: Bencher) {
    bencher.counter(BytesCount::new(FILE.len())).bench(|| black_box(Cells::read(input(), GRID).unwrap().rows));
}

#[divan::bench]
fn splitting_records_again(bencher: Bencher) {
    let records = raw_records();
    let mut fields = Vec::new();
    bencher.counter(BytesCount::new(FILE.len())).bench_local(|| {
        records.iter().for_each(|record| {
            split_record(record.as_bytes(), b',', &mut fields);
            black_box(unquote(&record.as_bytes()[fields[4].clone()]));
        });
    });
}

#[divan::bench]
fn numbers(bencher: Bencher) {
    bencher.bench(|| NUMBERS.iter().for_each(|text| _ = black_box(read_number(text.as_bytes(), Decimal::Point, Strictness::Inferring))));
}

#[divan::bench]
fn dates(bencher: Bencher) {
    bencher.bench(|| DATES.iter().for_each(|(text, _)| _ = black_box(read_date(text.as_bytes()))));
}

#[divan::bench]
fn dictionary_of_names(bencher: Bencher) {
    bencher.bench(|| black_box(dictionary().values.len()));
}

#[divan::bench]
fn whole_file(bencher: Bencher) {
    let bencher = bencher.counter(BytesCount::new(FILE.len()));
    bencher.bench(|| black_box(import_bytes(FILE.as_bytes().to_vec(), ReadOptions::default()).unwrap().table.rows()));
}

#[divan::bench]
fn export_with_a_segment(bencher: Bencher) {
    let engine = engine();
    bencher.counter(BytesCount::new(FILE.len())).bench_local(|| black_box(export(&engine).len()));
}
