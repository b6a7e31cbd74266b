//! Forms of files: encodings, dialects, records that are odd, files that are no tables.

use super::*;
use ColumnType::{Date, Number, Text};
use std::cell::Cell;
use std::rc::Rc;

#[test]
fn delimiters_and_line_ends() {
    for delimiter in [',', ';', '\t', '|'] {
        for line_end in ["\n", "\r\n", "\r"] {
            let text = "name,note,n\nAnna,\"a \"\"b\"\", c\",1\nBen,\"two\nlines\",2\n"
                .replace("\n", "\u{1}")
                .replace("two\u{1}lines", "two\nlines");
            let text = text.replace(", c", "; c").replace(',', &delimiter.to_string()).replace("\u{1}", line_end);
            for chunk in [1, 7, 1 << 20] {
                let imported = chunked(text.as_bytes(), &ReadOptions::default(), chunk).unwrap();
                assert_eq!(imported.report.delimiter, delimiter, "{text:?}");
                assert_eq!(names(&imported), ["name", "note", "n"]);
                assert_eq!(column(&imported, "note"), ["a \"b\"; c", "two\nlines"]);
                assert_eq!(imported.report.blank_lines, 0, "{text:?} in chunks of {chunk}");
                assert_eq!(imported.records.header(), Some(format!("name{delimiter}note{delimiter}n").as_bytes()));
                assert_eq!(raw(&imported)[1], format!("Ben{delimiter}\"two\nlines\"{delimiter}2"));
            }
        }
    }
}

#[test]
fn encodings() {
    let text = "客户编号,姓名,城市,消费金额\n1,王小明,北京,1200.5\n2,李娜,上海,35\n3,欧阳修,深圳市南山区,88\n";
    let traditional = "客戶編號,姓名,城市,消費金額\n1,陳大文,臺北市,1200.5\n2,林美玲,高雄市,35\n3,張家豪,新竹縣竹北市,88\n";
    let japanese = "顧客番号,氏名,都市,購入金額\n1,山田太郎,東京都,1200.5\n2,さとう はなこ,おおさか,35\n3,スズキ,北海道札幌市,88\n";
    let le = |bom: &str| format!("{bom}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let be = |bom: &str| format!("{bom}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let cases = [
        (text.as_bytes().to_vec(), Encoding::Utf8, text, false),
        (format!("\u{feff}{text}").into_bytes(), Encoding::Utf8, text, true),
        (le("\u{feff}"), Encoding::Utf16Le, text, true),
        (be("\u{feff}"), Encoding::Utf16Be, text, true),
        (le(""), Encoding::Utf16Le, text, false),
        (be(""), Encoding::Utf16Be, text, false),
        (encoding_rs::GBK.encode(text).0.into_owned(), Encoding::Gb18030, text, false),
        (encoding_rs::BIG5.encode(traditional).0.into_owned(), Encoding::Big5, traditional, false),
        (encoding_rs::SHIFT_JIS.encode(japanese).0.into_owned(), Encoding::ShiftJis, japanese, false),
    ];
    for (bytes, encoding, text, bom) in cases {
        let plain = import(text);
        for chunk in [1, 3, 64, 1 << 20] {
            let imported = chunked(&bytes, &ReadOptions::default(), chunk).unwrap();
            let report = &imported.report;
            assert_eq!((report.encoding, report.bom, report.undecodable, report.bytes), (encoding, bom, 0, bytes.len() as u64));
            assert_eq!(names(&imported), names(&plain));
            assert_eq!(types(&imported), [Number, Text, Text, Number]);
            assert_eq!(raw(&imported), raw(&plain));
        }
    }
}

#[test]
fn the_encoding_can_be_chosen() {
    let bytes = encoding_rs::WINDOWS_1252.encode("name,n\nJosé,1\n").0.into_owned();
    assert_eq!(column(&import_bytes(bytes.clone(), ReadOptions::default()).unwrap(), "name"), ["José"]);
    let utf8 = ReadOptions { encoding: Some(Encoding::Utf8), ..ReadOptions::default() };
    let imported = import_bytes(bytes.clone(), utf8).unwrap();
    assert_eq!((column(&imported, "name"), imported.report.undecodable), (vec!["Jos\u{fffd}".to_string()], 1));
    let big5 = ReadOptions { encoding: Some(Encoding::Big5), ..ReadOptions::default() };
    assert_eq!(import_bytes(bytes, big5).unwrap().report.encoding, Encoding::Big5);
}

#[test]
fn broken_bytes_in_utf8_stay_utf8() {
    let mut bytes = "名,n\n".to_string().into_bytes();
    bytes.extend("王小明,1\n".repeat(50).into_bytes());
    bytes.extend(b"\xe7\x8e,2\nx,3\n");
    for chunk in [1, 5, 1 << 20] {
        let imported = chunked(&bytes, &ReadOptions::default(), chunk).unwrap();
        assert_eq!((imported.report.encoding, imported.report.undecodable), (Encoding::Utf8, 1));
        assert_eq!(column(&imported, "名")[50], "\u{fffd}");
    }
}

#[test]
fn titles_above_the_header() {
    let text = "Customers of 2024\n\nid,name,amount\n1,Anna,5\n2,Ben,6\n3,Cleo,7\n";
    let imported = import(text);
    assert_eq!(names(&imported), ["id", "name", "amount"]);
    assert_eq!(imported.report.titles, [TitleLine { line: 1, text: "Customers of 2024".into(), skipped: true }]);
    assert_eq!(imported.report.skipped_lines, 2);
    let kept = import_with(text, ReadOptions { skip_lines: Some(0), ..ReadOptions::default() });
    assert_eq!(kept.report.titles, [TitleLine { line: 1, text: "Customers of 2024".into(), skipped: false }]);
    assert_eq!(kept.table.rows(), 4);
    let skipped = import_with("x\ny\nid,n\n1,2\n", ReadOptions { skip_lines: Some(2), ..ReadOptions::default() });
    assert_eq!(names(&skipped), ["id", "n"]);
    assert_eq!(names(&import("Report,,\nid,name,n\n1,a,2\n2,b,3\n")), ["id", "name", "n"]);
    let told = import("sep=;\na;b\n1,5;2\n");
    assert_eq!((names(&told), told.report.skipped_lines), (vec!["a", "b"], 1));
    assert_eq!(column(&told, "a"), ["1.5"]);
}

#[test]
fn header_or_none() {
    assert!(import("id,name\n1,Anna\n2,Ben\n").report.header);
    assert!(import("name,city\nAnna,Paris\nBen,Rome\n").report.header);
    assert!(import("name,2019,2020\nAnna,5,6\nBen,7,8\n").report.header);
    let none = import("1,Anna,2024-01-05\n2,Ben,2024-01-06\n3,Cleo,2024-01-07\n");
    assert!(!none.report.header && none.records.header().is_none());
    assert_eq!(names(&none), ["Column 1", "Column 2", "Column 3"]);
    assert_eq!(none.table.rows(), 3);
    assert_eq!(raw(&none)[0], "1,Anna,2024-01-05");
    assert!(none.report.renamed.is_empty());
    let chosen = import_with("name,city\nAnna,Paris\n", ReadOptions { header: Some(false), ..ReadOptions::default() });
    assert_eq!(chosen.table.rows(), 2);
}

#[test]
fn headings_become_unique() {
    let imported = import("a,,a,a (2), b \n1,2,3,4,5\n");
    assert_eq!(names(&imported), ["a", "Column 2", "a (3)", "a (2)", "b"]);
    let renamed: Vec<_> = imported.report.renamed.iter().map(|r| (r.column, r.from.as_str(), r.to.as_str())).collect();
    assert_eq!(renamed, [(1, "", "Column 2"), (2, "a", "a (3)")]);
}

#[test]
fn ragged_rows_are_kept_and_told() {
    let text = "id,name,n\n1,Anna,5\n2,Ben\n\n   \n3,Cleo,7,x,9\n4,Dora,8,,\n";
    for chunk in [1, 9, 1 << 20] {
        let imported = chunked(text.as_bytes(), &ReadOptions::default(), chunk).unwrap();
        assert_eq!(names(&imported), ["id", "name", "n", "Extra 1", "Extra 2"]);
        assert_eq!(types(&imported), [Number, Text, Number, Text, Number]);
        assert_eq!(column(&imported, "n"), ["5", "", "7", "8"]);
        assert_eq!(column(&imported, "Extra 1"), ["", "", "x", ""]);
        assert_eq!(column(&imported, "Extra 2"), ["", "", "9", ""]);
        let report = &imported.report;
        assert_eq!((report.ragged_count, report.blank_lines), (3, 2));
        let ragged: Vec<_> = report.ragged.iter().map(|r| (r.line, r.cells)).collect();
        assert_eq!(ragged, [(3, 2), (6, 5), (7, 5)]);
        assert_eq!(raw(&imported), ["1,Anna,5", "2,Ben", "3,Cleo,7,x,9", "4,Dora,8,,"]);
    }
}

#[test]
fn a_quote_that_never_closes_takes_its_line_alone() {
    let text = "id,name,n\n1,Anna,5\n2,\"Ben,6\n3,Cleo,7\n4,\"Do\"\"ra\",8\n";
    for chunk in [1, 9, 1 << 20] {
        let imported = chunked(text.as_bytes(), &ReadOptions::default(), chunk).unwrap();
        assert_eq!(imported.report.unclosed_quote, Some(3), "chunks of {chunk}");
        assert_eq!(column(&imported, "name"), ["Anna", "\"Ben", "Cleo", "Do\"ra"]);
        assert_eq!(column(&imported, "n"), ["5", "6", "7", "8"]);
        assert_eq!(raw(&imported)[1], "2,\"Ben,6");
    }
    let end = import("id,name\n1,Anna\n2,\"Ben\n3,Cleo");
    assert_eq!((end.report.unclosed_quote, end.table.rows()), (Some(3), 3));
    let head = import("id,\"name\n1,Anna\n2,Ben\n");
    assert_eq!(names(&head), ["id", "\"name"]);
    assert_eq!(head.table.rows(), 2);
}

#[test]
fn nul_bytes_are_counted() {
    let mut text = "id,name\n".to_string();
    (0..100).for_each(|i| text.push_str(&format!("{i},name of customer {i}\n")));
    text.push_str("100,x\0y\n");
    let imported = import(&text);
    assert_eq!((imported.report.nul_bytes, imported.table.rows()), (1, 101));
    assert_eq!(column(&imported, "name")[100], "x\0y");
    // One in a small file, wherever it falls, does not make that UTF-16.
    for small in ["id,note\n1,a\0b\n2,c\n", "id,note\n1,ab\0\n2,c\n"] {
        let imported = import_bytes(small.as_bytes().to_vec(), ReadOptions::default()).unwrap();
        assert_eq!((imported.report.nul_bytes, imported.table.rows(), imported.report.encoding), (1, 2, Encoding::Utf8), "{small:?}");
    }
}

#[test]
fn files_that_are_no_tables() {
    assert_eq!(fails(b""), IngestError::Empty);
    assert_eq!(fails(b"\n\r\n \n"), IngestError::Empty);
    assert_eq!(fails(b"\xef\xbb\xbf"), IngestError::Empty);
    assert_eq!(fails(b"id,name,n\n"), IngestError::HeaderOnly { columns: 3 });
    assert_eq!(fails(b"id,name,n"), IngestError::HeaderOnly { columns: 3 });
    assert_eq!(fails(b"PK\x03\x04\x14\0xl/workbook.xml"), IngestError::Binary { kind: Some("Excel (.xlsx)".into()) });
    assert_eq!(fails(&(0..=255u8).cycle().take(5000).collect::<Vec<_>>()), IngestError::Binary { kind: None });
    let wide = vec!["c"; COLUMN_LIMIT + 1].join(",") + "\n1\n";
    assert_eq!(fails(wide.as_bytes()), IngestError::TooManyColumns { columns: COLUMN_LIMIT + 1, limit: COLUMN_LIMIT });
    let wide_row = format!("a,b\n1,2\n{}\n", vec!["c"; COLUMN_LIMIT + 1].join(","));
    assert!(matches!(fails(wide_row.as_bytes()), IngestError::TooManyColumns { .. }));
}

/// A line without an end, as long as asked, that is never held.
struct Endless(u64);

impl ByteSource for Endless {
    fn len(&self) -> u64 {
        self.0
    }

    fn read(&self, start: u64, end: u64) -> Result<Vec<u8>, SourceError> {
        Ok((start..end).map(|i| if i == 3 || i == 7 { b'\n' } else { b'x' }).collect())
    }
}

#[test]
fn a_line_without_end_is_refused() {
    let error = import_source(Box::new(Endless(300_000_000)), ReadOptions::default()).map(|i| i.report);
    assert!(matches!(error, Err(IngestError::RecordTooLong { line: 3, .. })), "{error:?}");
}

#[test]
fn five_thousand_columns() {
    let line = |cell: fn(usize) -> String| (0..5000).map(cell).collect::<Vec<_>>().join(",");
    let text = format!("{}\n{}\n{}\n", line(|i| format!("c{i}")), line(|i| i.to_string()), line(|i| format!("2024-01-{:02}", i % 28 + 1)));
    let imported = import(&text);
    assert_eq!((imported.table.columns().len(), imported.table.rows()), (5000, 2));
    assert_eq!(column(&imported, "c4999"), ["4999", "2024-01-16"]);
    let dates = import(&format!("{}\n{}\n", line(|i| format!("c{i}")), line(|_| "2024-01-05".into())));
    assert!(types(&dates).iter().all(|&t| t == Date));
}

#[test]
fn a_file_that_changes_or_goes_is_noticed() {
    let dir = std::env::temp_dir().join(format!("stratify-ingest-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let path = dir.join("a.csv");
    std::fs::write(&path, "a,b\n1,2\n3,4\n").unwrap();
    let imported = import_source(Box::new(FileSource::open(&path).unwrap()), ReadOptions::default()).unwrap();
    assert_eq!(raw(&imported), ["1,2", "3,4"]);
    std::fs::write(&path, "a,b\n1,2\n3,4\n5,6\n").unwrap();
    assert_eq!(imported.records.raw(0..2), Err(SourceError::Changed));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(imported.records.raw(0..1), Err(SourceError::Gone));
    assert_eq!(FileSource::open(&path).map(|_| ()), Err(SourceError::Gone));
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn records_are_read_by_slices() {
    let text = format!("a,b\n{}", (0..1000).map(|i| format!("{i},\"x\n{i}\"\r\n")).collect::<String>());
    let imported = chunked(text.as_bytes(), &ReadOptions::default(), 100).unwrap();
    let all = raw(&imported);
    assert_eq!((all.len(), all[999].as_str()), (1000, "999,\"x\n999\""));
    for rows in [0..1, 17..18, 500..777, 999..1000, 5..5] {
        let slice = imported.records.raw(rows.clone()).unwrap();
        assert_eq!(slice.iter().map(|r| String::from_utf8_lossy(r).into_owned()).collect::<Vec<_>>(), all[rows]);
    }
    let mut row = 0;
    while row < 1000 {
        let n = imported.records.rows_within(row, 256);
        assert!((1..60).contains(&n));
        row += n;
    }
    assert_eq!((row, imported.records.rows_within(1000, 256)), (1000, 0));
}

#[test]
fn chosen_records_and_their_lines() {
    let text = "title\n\nid,note\n1,\"two\nlines\"\n\n2,b\r\n3,c\n   \n4,d";
    let options = ReadOptions { skip_lines: Some(1), ..ReadOptions::default() };
    for chunk in [8, 24, 1 << 20] {
        let imported = chunked(text.as_bytes(), &options, chunk).unwrap();
        assert_eq!(imported.records.lines_of(&[0, 1, 2, 3]).unwrap(), [4, 7, 8, 10], "{chunk}");
        assert_eq!(imported.records.lines_of(&[3, 0]).unwrap(), [10, 4]);
        let none = crate::table::NO_ROW;
        let picked = imported.records.raw_of(&[3, none, 0, 3]).unwrap();
        let found: Vec<Option<&[u8]>> = (0..4).map(|i| picked.get(i)).collect();
        assert_eq!(found, [Some(&b"4,d"[..]), None, Some(b"1,\"two\nlines\""), Some(b"4,d")]);
    }
    let many: String = (0..20_000).map(|i| format!("{i},{}\n", "x".repeat(i % 50))).collect();
    let imported = import(&format!("n,x\n{many}"));
    let rows: Vec<u32> = (0..20_000).step_by(997).rev().collect();
    let picked = imported.records.raw_of(&rows).unwrap();
    for (i, row) in rows.iter().enumerate() {
        assert_eq!(picked.get(i).unwrap(), format!("{row},{}", "x".repeat(*row as usize % 50)).as_bytes());
        assert_eq!(imported.records.lines_of(&[*row]).unwrap(), [u64::from(*row) + 2]);
    }
}

/// Text that can be taken away.
struct Fleeting {
    text: Vec<u8>,
    gone: Rc<Cell<bool>>,
}

impl ByteSource for Fleeting {
    fn len(&self) -> u64 {
        self.text.len() as u64
    }

    fn read(&self, start: u64, end: u64) -> Result<Vec<u8>, SourceError> {
        if self.gone.get() { Err(SourceError::Gone) } else { Ok(self.text[start as usize..end as usize].to_vec()) }
    }
}

#[test]
fn rows_that_were_shown_are_not_read_again() {
    let gone = Rc::new(Cell::new(false));
    let long = "x".repeat(900);
    let text: String = (0..5_000).map(|i| format!("{i},{long}\n")).collect();
    let source = Fleeting { text: format!("n,x\n{text}").into_bytes(), gone: gone.clone() };
    let imported = import_source(Box::new(source), ReadOptions::default()).unwrap();
    let shown = [4_000, 17, 2_500, 18];
    let numbers = |rows: &[u32]| -> Result<Vec<String>, SourceError> {
        let picked = imported.records.raw_of(rows)?;
        let number = |i| String::from_utf8_lossy(picked.get(i).unwrap()).split(',').next().unwrap().to_owned();
        Ok((0..rows.len()).map(number).collect())
    };
    assert_eq!(numbers(&shown).unwrap(), ["4000", "17", "2500", "18"]);
    gone.set(true);
    assert_eq!(numbers(&shown).unwrap(), ["4000", "17", "2500", "18"]);
    assert_eq!(numbers(&[2_500]).unwrap(), ["2500"]);
    assert_eq!(numbers(&[2_500, 3_000]), Err(SourceError::Gone));
    gone.set(false);
    assert_eq!(numbers(&[2_500, 3_000]).unwrap(), ["2500", "3000"]);
    // More than is kept: what came before is forgotten, and nothing of it is kept either.
    let all: Vec<u32> = (0..5_000).collect();
    assert_eq!(numbers(&all).unwrap().len(), 5_000);
    gone.set(true);
    assert_eq!(numbers(&all[..1]), Err(SourceError::Gone));
    assert_eq!(numbers(&shown), Err(SourceError::Gone));
}
