//! Whole imports: made files in every form, and files that others wrote.

mod form;
mod lanes;
mod random;
mod shared;
mod types;

use super::*;
use crate::table::{ColumnData, ColumnType, MISSING_BOOL, MISSING_DAY, date};

fn import(text: &str) -> Imported {
    import_with(text, ReadOptions::default())
}

fn import_with(text: &str, options: ReadOptions) -> Imported {
    import_bytes(text.as_bytes().to_vec(), options).unwrap_or_else(|e| panic!("{e:?} for {text:?}"))
}

fn fails(bytes: &[u8]) -> IngestError {
    import_bytes(bytes.to_vec(), ReadOptions::default()).map(|i| i.report.rows).expect_err("reads, and should not")
}

fn chunked(bytes: &[u8], options: &ReadOptions, chunk: usize) -> Result<Imported, IngestError> {
    native::run(Import::with_chunk_size(Box::new(bytes.to_vec()), Box::new(NativePlatform), options.clone(), chunk))
}

/// Reads in ranges of that size, the later ones first, each sent over the wire. None where the file cannot be shared.
fn in_ranges(bytes: &[u8], options: &ReadOptions, chunk: usize, size: u64) -> Option<Result<Imported, IngestError>> {
    let source = bytes.to_vec();
    let mut import = Import::with_chunk_size(Box::new(source.clone()), Box::new(NativePlatform), options.clone(), chunk);
    let mut ranges = loop {
        match import.advance() {
            Ok(ImportStep::Done(_)) => return None,
            Err(error) => return Some(Err(error)),
            Ok(_) => {}
        }
        if let Some(ranges) = import.ranges_of(size) {
            break ranges;
        }
    };
    let mut jobs: Vec<RangeJob> = std::iter::from_fn(|| import.job(ranges.take()?)).collect();
    assert!(jobs.len() >= 4);
    // The first is never handed in.
    for job in jobs.drain(1..).rev() {
        let part = job.bytes(bytes.len() as u64);
        let piece = if size.is_multiple_of(2) { job.piece(bytes.len() as u64) as usize } else { size as usize / 3 + 1 };
        let mut reader = RangeReader::new(job, bytes.len() as u64);
        for bytes in bytes[part.start as usize..part.end as usize].chunks(piece) {
            for chunk in reader.take(bytes.len(), |into| into.copy_from_slice(bytes)) {
                let mut wire = Vec::new();
                write_chunk(&chunk, &mut wire);
                assert_eq!(read_chunk(&mut &wire[..wire.len() - 1]).map(|_| ()), Err(BadWire));
                if chunk.start() % 3 > 0 {
                    import.supply(read_chunk(&mut wire.as_slice()).unwrap());
                } else {
                    // One in so many gets lost on its way.
                    import.supply_later(chunk.start(), move || read_chunk(&mut wire.as_slice()).ok().filter(|chunk| chunk.start() % 5 > 0));
                }
            }
        }
        assert!(reader.is_over());
    }
    Some(native::run(import))
}

/// A cell as one would print it; empty when missing.
fn show(data: &ColumnData, row: usize) -> String {
    match data {
        ColumnData::Text(t) => t.get(row).to_string(),
        ColumnData::Number(v) if v.get(row).is_nan() => String::new(),
        ColumnData::Number(v) => v.get(row).to_string(),
        ColumnData::Date(d) if d.days.get(row) == MISSING_DAY => String::new(),
        ColumnData::Date(d) => match &d.seconds {
            Some(s) => format!("{} {:02}:{:02}:{:02}", date::format_iso(d.days.get(row)), s[row] / 3600, s[row] / 60 % 60, s[row] % 60),
            None => date::format_iso(d.days.get(row)),
        },
        ColumnData::Boolean(b) if b.values[row] == MISSING_BOOL => String::new(),
        ColumnData::Boolean(b) => (b.values[row] == 1).to_string(),
    }
}

fn column(imported: &Imported, name: &str) -> Vec<String> {
    let column = imported.table.column(name).unwrap_or_else(|| panic!("no column {name}"));
    (0..imported.table.rows()).map(|row| show(&column.data, row)).collect()
}

fn names(imported: &Imported) -> Vec<&str> {
    imported.table.columns().iter().map(|c| c.name.as_str()).collect()
}

fn types(imported: &Imported) -> Vec<ColumnType> {
    imported.table.columns().iter().map(|c| c.column_type()).collect()
}

/// Every record as it stands in the file.
fn raw(imported: &Imported) -> Vec<String> {
    let raw = imported.records.raw(0..imported.records.len()).unwrap();
    raw.iter().map(|r| String::from_utf8_lossy(r).into_owned()).collect()
}
