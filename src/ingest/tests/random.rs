//! Random tables, written in random dialects, read back the same whatever the size of the chunks.

use super::*;
use proptest::prelude::*;

/// How a file is written.
#[derive(Clone, Debug)]
struct Form {
    delimiter: char,
    line_end: &'static str,
    bom: bool,
    quote_all: bool,
    last_line_end: bool,
    encoding: Option<&'static encoding_rs::Encoding>,
}

fn form() -> impl Strategy<Value = Form> {
    let encodings = prop_oneof![
        3 => Just(None),
        1 => Just(Some(encoding_rs::GB18030)),
    ];
    (
        prop::sample::select(vec![',', ';', '\t', '|']),
        prop::sample::select(vec!["\n", "\r\n", "\r"]),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        encodings,
    )
        .prop_map(|(delimiter, line_end, bom, quote_all, last_line_end, encoding)| Form {
            delimiter,
            line_end,
            bom,
            quote_all,
            last_line_end,
            encoding,
        })
}

/// Cells that are what they look like, and odd ones.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-c客é]{1,4}",
        2 => (-500i32..500).prop_map(|n| n.to_string()),
        1 => Just(String::new()),
        1 => Just("NA".to_string()),
        1 => "[ab,;|\"\t\n\r ']{0,6}",
        1 => prop::sample::select(vec!["2024-01-05", "05/01/2024", "1,5", "1.5", "1.234", "007", "yes", "12%"]).prop_map(str::to_string),
    ]
}

fn column_of(kind: u8, cells: Vec<String>) -> Vec<String> {
    let n = cells.len();
    match kind {
        0 => cells,
        1 => (0..n).map(|i| if i % 7 == 3 { String::new() } else { format!("{}.{}", i * 37 % 1000, i % 10) }).collect(),
        2 => (0..n).map(|i| format!("{:02}/{:02}/2024", i % 28 + 1, i % 12 + 1)).collect(),
        // Becomes text in its last row.
        3 => (0..n).map(|i| if i + 1 == n { "x".to_string() } else { i.to_string() }).collect(),
        _ => (0..n).map(|i| if i % 2 == 0 { "Yes" } else { "no" }.to_string()).collect(),
    }
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    (2usize..6, 1usize..40).prop_flat_map(|(columns, rows)| {
        let column = (0u8..5, prop::collection::vec(cell(), rows)).prop_map(|(kind, cells)| column_of(kind, cells));
        prop::collection::vec(column, columns)
            .prop_map(move |columns| (0..rows).map(|r| columns.iter().map(|c| c[r].clone()).collect()).collect())
    })
}

fn write(rows: &[Vec<String>], form: &Form) -> Vec<u8> {
    let header = (0..rows[0].len()).map(|i| format!("column {i}")).collect();
    let mut text = if form.bom && form.encoding.is_none() { "\u{feff}".to_string() } else { String::new() };
    for (i, row) in std::iter::once(&header).chain(rows).enumerate() {
        let cells = row.iter().map(|cell| {
            let special = cell.contains([form.delimiter, '"', '\n', '\r']) || cell.is_empty() && row.len() == 1;
            if special || form.quote_all { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
        });
        text.push_str(&cells.collect::<Vec<_>>().join(&form.delimiter.to_string()));
        // A last record of nothing but blanks without a line end would be a blank line.
        if i < rows.len() || form.last_line_end {
            text.push_str(form.line_end);
        }
    }
    match form.encoding {
        Some(encoding) => encoding.encode(&text).0.into_owned(),
        None => text.into_bytes(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn reads_back_what_was_written(rows in table(), form in form(), sizes in prop::collection::vec(1usize..400, 2)) {
        let bytes = write(&rows, &form);
        let mut options = ReadOptions { header: Some(true), skip_lines: Some(0), delimiter: Some(form.delimiter), ..ReadOptions::default() };
        if form.encoding.is_some() {
            options.encoding = Some(Encoding::Gb18030);
        }
        let whole = chunked(&bytes, &options, 1 << 20).unwrap();
        prop_assert_eq!(whole.table.rows(), rows.len());
        // The records are the cells as they were written.
        let mut fields = Vec::new();
        for (record, row) in raw(&whole).iter().zip(&rows) {
            split_record(record.as_bytes(), form.delimiter as u8, &mut fields);
            let cells: Vec<String> = fields.iter().map(|f| String::from_utf8_lossy(&unquote(&record.as_bytes()[f.clone()])).into_owned()).collect();
            prop_assert_eq!(&cells, row);
        }
        // Text columns hold the cells, trimmed, missing ones empty.
        for (i, column) in whole.table.columns().iter().enumerate() {
            if let ColumnData::Text(text) = &column.data {
                for (r, row) in rows.iter().enumerate() {
                    let cell = row[i].trim();
                    let missing = DEFAULT_MISSING.iter().any(|m| m.eq_ignore_ascii_case(cell));
                    prop_assert_eq!(text.get(r), if missing { "" } else { cell });
                }
            }
        }
        let parts = sizes.iter().map(|&size| chunked(&bytes, &options, size).unwrap());
        let ranges = sizes.iter().filter_map(|&size| in_ranges(&bytes, &options, size.min(100), 1 + size as u64 / 4)).map(Result::unwrap);
        for parts in parts.chain(ranges) {
            prop_assert_eq!(&parts.report, &whole.report);
            prop_assert_eq!(types(&parts), types(&whole));
            prop_assert_eq!(raw(&parts), raw(&whole));
            for (a, b) in parts.table.columns().iter().zip(whole.table.columns()) {
                for row in 0..rows.len() {
                    prop_assert_eq!(show(&a.data, row), show(&b.data, row), "{} row {}", &a.name, row);
                }
            }
        }
    }

    #[test]
    fn whatever_the_bytes_nothing_panics_and_every_row_is_found(bytes in prop::collection::vec(prop::sample::select(b"ab,;\"\n\r1.- \xe5\xa3\xff\t\0".to_vec()), 0..200), size in 1usize..60) {
        let (small, whole) = (chunked(&bytes, &ReadOptions::default(), size), chunked(&bytes, &ReadOptions::default(), 1 << 20));
        if let Some(ranges) = in_ranges(&bytes, &ReadOptions::default(), size, size as u64 / 4 + 1) {
            prop_assert_eq!(ranges.map(|i| (raw(&i), i.report)), whole.as_ref().map(|i| (raw(i), i.report.clone())).map_err(Clone::clone));
        }
        match (small, whole) {
            (Ok(small), Ok(whole)) => {
                prop_assert_eq!(&small.report, &whole.report);
                prop_assert_eq!(raw(&small), raw(&whole));
                for record in raw(&whole) {
                    prop_assert!(!record.starts_with(['\n', '\r']) && !record.ends_with('\n'), "{:?}", record);
                }
            }
            (small, whole) => prop_assert_eq!(small.map(|i| i.report), whole.map(|i| i.report)),
        }
    }
}
