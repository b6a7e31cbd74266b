//! Export against files of every shape, read back by another reader of CSV.

use super::*;
use crate::engine::{Engine, SourceFile};
use crate::ingest::{ReadOptions, import_bytes, split_record};
use crate::recipe::{Workbook, read};
use proptest::prelude::*;

struct Loaded {
    engine: Engine,
}

fn load(bytes: &[u8], workbook: &Workbook) -> Loaded {
    let imported = import_bytes(bytes.to_vec(), ReadOptions::default()).expect("the file reads");
    let mut engine = Engine::of_file(SourceFile::of("data.csv", imported));
    engine.evaluate(workbook);
    Loaded { engine }
}

/// Puts those whose first column says so into a segment whose name needs quotes.
fn workbook(column: &str, op: &str, value: &str) -> Workbook {
    let (column, value) = (serde_json::to_string(column).unwrap(), serde_json::to_string(value).unwrap());
    read(&format!(
        r#"{{"stratify": 1, "steps": [{{"name": "Seg, ment", "kind": "rules", "segments": [
            {{"name": "say \"hi\", =1", "when": {{"all": [{{"column": {column}, "op": "{op}", "value": {value}}}]}}}}]}}]}}"#
    ))
    .unwrap()
}

fn options() -> ExportOptions {
    ExportOptions { filter: None, columns: None, bom: false, guard: true, layout: Layout::One }
}

fn export(loaded: &Loaded, options: &ExportOptions) -> (Vec<u8>, u64) {
    let (mut files, exporter) = export_whole(&loaded.engine, "data.csv", options).unwrap();
    assert_eq!(files.len(), 1);
    (files.remove(0).1, exporter.guarded())
}

fn text(loaded: &Loaded, options: &ExportOptions) -> String {
    String::from_utf8(export(loaded, options).0).unwrap()
}

fn read_back(bytes: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The raw fields of every record of a well-formed text.
fn raw_fields(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut records: Vec<String> = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        quoted ^= c == '"';
        match c {
            '\n' if !quoted => records.push(String::new()),
            '\r' if !quoted => {}
            c => records.last_mut().unwrap().push(c),
        }
    }
    records.retain(|r| !r.is_empty());
    let split = |record: &String| {
        let mut fields = Vec::new();
        split_record(record.as_bytes(), delimiter, &mut fields);
        fields.into_iter().map(|f| record[f].to_owned()).collect()
    };
    records.iter().map(split).collect()
}

#[test]
fn cells_of_the_source_are_the_same_bytes_and_new_columns_line_up() {
    let source = "id,\"na\"\"me\",note\r\n1,\"Ann, \"\"A\"\"\",\"two\r\nlines\"\r\n2,  spaced ,\r\n\r\n3,short\r\n4,\"\",x\r\n";
    let loaded = load(source.as_bytes(), &workbook("id", "=", "2"));
    let everything = "id,\"na\"\"me\",note,\"Seg, ment\"\r\n1,\"Ann, \"\"A\"\"\",\"two\r\nlines\",Everyone else\r\n2,  spaced ,,\"say \"\"hi\"\", =1\"\r\n\
        3,short,,Everyone else\r\n4,\"\",x,Everyone else\r\n";
    assert_eq!(text(&loaded, &options()), everything);

    let columns = Some(vec!["Seg, ment".to_owned(), "note".to_owned()]);
    let chosen = ExportOptions { columns, bom: true, ..options() };
    assert_eq!(
        text(&loaded, &chosen),
        "\u{feff}\"Seg, ment\",note\r\nEveryone else,\"two\r\nlines\"\r\n\"say \"\"hi\"\", =1\",\r\nEveryone else,\r\nEveryone else,x\r\n"
    );

    let filter = Some(GroupFilter { step: 0, groups: vec![0] });
    let group = ExportOptions { filter, columns: Some(vec!["note".to_owned()]), ..options() };
    assert_eq!(text(&loaded, &group), "note\r\n\"\"\r\n");

    let unknown = ExportOptions { columns: Some(vec!["nope".into()]), ..options() };
    let error = export_whole(&loaded.engine, "x", &unknown).err();
    assert_eq!(error, Some(ExportError::UnknownColumn { column: "nope".into() }));
}

#[test]
fn the_guard_touches_text_that_would_run_and_nothing_else() {
    let source = "name,amount,when,=head\na,-5,2024-01-05,=1+1\n+b,-6,2024-01-06,\"=HYPERLINK(\"\"x\"\")\"\n-,-7,,@x\nc=d,8,,y-z\n";
    let loaded = load(source.as_bytes(), &workbook("name", "is", "nobody"));
    let (guarded, count) = export(&loaded, &options());
    let expected = "name,amount,when,'=head,\"Seg, ment\"\na,-5,2024-01-05,'=1+1,Everyone else\n\
        '+b,-6,2024-01-06,\"'=HYPERLINK(\"\"x\"\")\",Everyone else\n-,-7,,'@x,Everyone else\nc=d,8,,y-z,Everyone else\n";
    assert_eq!(String::from_utf8(guarded).unwrap(), expected);
    assert_eq!(count, 5);
    let (untouched, count) = export(&loaded, &ExportOptions { guard: false, ..options() });
    assert_eq!(String::from_utf8(untouched).unwrap(), expected.replace('\'', ""));
    assert_eq!(count, 0);
}

#[test]
fn a_cell_that_does_not_read_as_its_number_is_guarded_too() {
    let read_as_number = serde_json::from_str::<ReadOptions>(r#"{"columns": {"n": {"type": "number"}}}"#).unwrap();
    let imported = import_bytes(b"n,m\n-1,a\n=cmd(),b\n".to_vec(), read_as_number).unwrap();
    let mut engine = Engine::of_file(SourceFile::of("data.csv", imported));
    engine.evaluate(&Workbook::default());
    let (bytes, count) = export(&Loaded { engine }, &options());
    assert_eq!((std::str::from_utf8(&bytes).unwrap(), count), ("n,m\n-1,a\n'=cmd(),b\n", 1));
}

#[test]
fn a_group_name_that_would_run_is_guarded() {
    let mut book = workbook("id", "=", "1");
    crate::recipe::rename_segment(&mut book, 0, 0, "=2+2");
    let loaded = load(b"id,x\n1,a\n2,b\n", &book);
    let (bytes, count) = export(&loaded, &options());
    assert_eq!(std::str::from_utf8(&bytes).unwrap(), "id,x,\"Seg, ment\"\n1,a,'=2+2\n2,b,Everyone else\n");
    assert_eq!(count, 1);
}

#[test]
fn a_quote_that_never_closes_does_not_swallow_the_new_columns() {
    let loaded = load(b"id,name\n1,\"open\n2,b\n3,c\n", &workbook("id", "=", "1"));
    let rows = read_back(&export(&loaded, &options()).0, b',');
    assert_eq!(rows[1], ["1", "\"open", "say \"hi\", =1"]);
    assert_eq!(rows[3], ["3", "c", "Everyone else"]);
}

#[test]
fn another_encoding_leaves_as_utf_8() {
    let (gbk, _, _) = encoding_rs::GBK.encode("客户编号,城市\n001,上海\n002,\"北京, 朝阳\"\n003,杭州市西湖区文三路\n");
    let loaded = load(&gbk, &workbook("城市", "is", "上海"));
    let text = text(&loaded, &options());
    assert_eq!(
        text,
        "客户编号,城市,\"Seg, ment\"\n001,上海,\"say \"\"hi\"\", =1\"\n002,\"北京, 朝阳\",Everyone else\n003,杭州市西湖区文三路,Everyone else\n"
    );
}

#[test]
fn a_file_or_an_archive_per_group() {
    let mut book = workbook("city", "is", "x");
    crate::recipe::rename_segment(&mut book, 0, 0, "重要/客户");
    let loaded = load(b"id;city\n1;x\n2;y\n3;x\n", &book);
    let by_file = ExportOptions { layout: Layout::FilesByGroup { step: 0 }, ..options() };
    let (files, exporter) = export_whole(&loaded.engine, "kunden.csv", &by_file).unwrap();
    assert_eq!(files[0], ("kunden-重要_客户.csv".into(), "id;city;Seg, ment\n1;x;重要/客户\n3;x;重要/客户\n".into()));
    assert_eq!(files[1], ("kunden-Everyone else.csv".into(), "id;city;Seg, ment\n2;y;Everyone else\n".into()));
    assert_eq!((files.len(), exporter.rows()), (2, 3));

    let by_zip = ExportOptions { layout: Layout::ZipByGroup { step: 0 }, ..options() };
    let (zips, exporter) = export_whole(&loaded.engine, "kunden.csv", &by_zip).unwrap();
    assert_eq!((zips.len(), zips[0].0.as_str(), exporter.rows()), (1, "kunden-stratify.zip", 3));
    let mut archive = ::zip::ZipArchive::new(std::io::Cursor::new(&zips[0].1)).unwrap();
    assert_eq!(archive.len(), 2);
    for (name, file) in ["重要_客户.csv", "Everyone else.csv"].iter().zip(&files) {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_name(name).unwrap(), &mut bytes).unwrap();
        assert_eq!(bytes, file.1);
    }
    let no_step = ExportOptions { layout: Layout::ZipByGroup { step: 3 }, ..options() };
    assert_eq!(export_whole(&loaded.engine, "", &no_step).err(), Some(ExportError::UnknownStep { step: 3 }));
}

#[test]
fn the_clipboard_gets_tabs() {
    let loaded = load(b"id,note\n1,\"a, \"\"b\"\"\"\n2,\"tab\there\"\n3,=x\n", &workbook("id", "<", "3"));
    let copied = to_text(&loaded.engine, &options(), 2).unwrap();
    assert_eq!(copied.text, "id\tnote\tSeg, ment\n1\t\"a, \"\"b\"\"\"\t\"say \"\"hi\"\", =1\"\n2\t\"tab\there\"\t\"say \"\"hi\"\", =1\"\n");
    assert_eq!((copied.rows, copied.total, copied.guarded), (2, 3, 0));
    assert_eq!(to_text(&loaded.engine, &options(), 9).unwrap().guarded, 1);
}

#[test]
fn csv_spectrum_comes_back_byte_for_byte() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/csv-spectrum/csvs");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: {} is not there", folder.display());
        return;
    };
    let mut seen = 0;
    for entry in entries {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let source = raw_fields(std::str::from_utf8(&bytes).unwrap(), b',');
        let loaded = load(&bytes, &workbook("a", "is", "1"));
        let exported = text(&loaded, &ExportOptions { guard: false, ..options() });
        let back = raw_fields(&exported, b',');
        assert_eq!(back.len(), source.len(), "{}", path.display());
        for (record, original) in back.iter().zip(&source) {
            assert_eq!(record[..original.len()], original[..], "{}", path.display());
            assert_eq!(record.len(), loaded.engine.result().columns().len());
        }
        let read = read_back(exported.as_bytes(), b',');
        assert!(read.iter().skip(1).all(|r| r.last().is_some_and(|s| s == "Everyone else" || s.starts_with("say"))), "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 10);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_table_comes_back(
        cells in prop::collection::vec(prop::collection::vec("[ab=+,;\"\n -]{0,5}", 3..4), 1..12),
        quoted in prop::collection::vec(any::<bool>(), 36),
    ) {
        let mut source = String::from("id,one,two,three\n");
        for (i, row) in cells.iter().enumerate() {
            source.push_str(&format!("r{i}"));
            for (j, cell) in row.iter().enumerate() {
                let needs = cell.contains([',', '"', '\n']) || quoted[(i * 3 + j) % 36];
                source.push_str(&if needs { format!(",\"{}\"", cell.replace('"', "\"\"")) } else { format!(",{cell}") });
            }
            source.push('\n');
        }
        let read_as_comma = ReadOptions { delimiter: Some(','), header: Some(true), skip_lines: Some(0), ..ReadOptions::default() };
        let imported = import_bytes(source.clone().into_bytes(), read_as_comma).unwrap();
        let mut engine = Engine::of_file(SourceFile::of("data.csv", imported));
        engine.evaluate(&workbook("id", "is", "r0"));
        let loaded = Loaded { engine };
        let plain = text(&loaded, &ExportOptions { guard: false, ..options() });
        let (original, exported) = (raw_fields(&source, b','), raw_fields(&plain, b','));
        prop_assert_eq!(exported.len(), original.len());
        for (record, original) in exported.iter().zip(&original) {
            prop_assert_eq!(&record[..4], &original[..]);
        }
        // With the guard on, another reader finds each cell, at most an apostrophe longer.
        let (bytes, count) = export(&loaded, &options());
        let back = read_back(&bytes, b',');
        let mut seen = 0;
        for (i, row) in cells.iter().enumerate() {
            for (j, cell) in row.iter().enumerate() {
                let found = &back[i + 1][j + 1];
                let runs = cell.starts_with(['=', '+', '-']) && !cell.chars().all(|c| matches!(c, '=' | '+' | '-'));
                let is_text = loaded.engine.result().columns()[j + 1].column_type() == crate::table::ColumnType::Text;
                if runs && is_text {
                    prop_assert_eq!(found, &format!("'{cell}"));
                    seen += 1;
                } else {
                    prop_assert_eq!(found, cell);
                }
            }
        }
        prop_assert_eq!(count, seen);
    }
}
