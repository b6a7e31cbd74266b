//! How the cells of a file are spelled, beside how the table writes their values. Mostly that is the same, and the few others fit into memory: then
//! rows can be shown without reading them, wherever in the file they lie. Found out by looking at the file once more, slice by slice, when nothing
//! else is to be done. What is said here of a cell is what the file says, to the byte.

use super::Records;
use super::cells::{Cells, Grid, Input};
use super::number::plain;
use super::split::{split_record, unquote};
use super::words::iso_day;
use crate::table::{Column, ColumnData, MISSING_BOOL, StringArena, Table};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Bytes that are looked at in one step.
const SLICE: u64 = 128 << 10;

/// Cells of a column that may be spelled otherwise: so many, and one of so many rows; so many bytes, and so many for each row. A column with more of
/// them is read from the file.
const ODD: (usize, usize) = (1024, 8);
const ODD_BYTES: (usize, usize) = (64 << 10, 4);

/// How the cells of a file are spelled, as far as memory can tell.
#[derive(Debug, Default)]
pub struct Spelled {
    /// By field; None where the file has to be read.
    columns: Vec<Option<Spellings>>,
}

/// How the cells of one column are spelled.
#[derive(Debug)]
struct Spellings {
    column: Arc<Column>,
    /// The words for no and yes.
    words: [Option<String>; 2],
    /// The rows whose cell is spelled otherwise, ascending, and how.
    odd_rows: Vec<u32>,
    odd: StringArena,
}

impl Spelled {
    /// Whether the cells of a field are known.
    pub fn has(&self, field: usize) -> bool {
        matches!(self.columns.get(field), Some(Some(_)))
    }

    /// A cell as the file has it, without its quotes; None where the file has to be read.
    pub fn cell(&self, field: usize, row: usize) -> Option<Cow<'_, str>> {
        self.columns.get(field)?.as_ref().map(|spellings| spellings.cell(row))
    }
}

impl Spellings {
    fn cell(&self, row: usize) -> Cow<'_, str> {
        if let Ok(at) = self.odd_rows.binary_search(&(row as u32)) {
            return Cow::Borrowed(self.odd.get(at));
        }
        match &self.column.data {
            ColumnData::Text(text) => text.get(row),
            ColumnData::Boolean(flags) => {
                Cow::Borrowed(self.words.get(usize::from(flags.values[row])).and_then(Option::as_deref).unwrap_or_default())
            }
            _ => Cow::Owned(self.column.cell(row)),
        }
    }

    /// Looks at the cells of some rows, which `cell` gives by their place among them. False where too many are spelled otherwise.
    fn look<'a>(&mut self, rows: Range<usize>, cell: impl Fn(usize) -> &'a [u8]) -> bool {
        let Spellings { column, words, odd_rows, odd } = self;
        let cells = rows.clone().map(|row| (row, cell(row - rows.start)));
        let mut otherwise = |row: usize, cell: &[u8]| {
            odd_rows.push(row as u32);
            odd.push(&String::from_utf8_lossy(cell));
        };
        // The commonest ways to write a number and a day are told without writing them.
        match &column.data {
            ColumnData::Text(text) => {
                cells.filter(|&(row, cell)| text.get(row).as_bytes() != cell).for_each(|(row, cell)| otherwise(row, cell))
            }
            ColumnData::Boolean(flags) => {
                for (row, cell) in cells {
                    let same = match flags.values[row] {
                        MISSING_BOOL => cell.is_empty(),
                        flag => {
                            words[usize::from(flag)].get_or_insert_with(|| String::from_utf8_lossy(cell).into_owned()).as_bytes() == cell
                        }
                    };
                    if !same {
                        otherwise(row, cell);
                    }
                }
            }
            ColumnData::Number(values) => {
                for (row, cell) in cells {
                    if shortest(cell) != Some(values.get(row)) && column.cell(row).as_bytes() != cell {
                        otherwise(row, cell);
                    }
                }
            }
            ColumnData::Date(dates) => {
                let day = |cell: &[u8]| if dates.seconds.is_none() { cell.try_into().ok().and_then(iso_day) } else { None };
                for (row, cell) in cells {
                    if day(cell) != Some(dates.days.get(row)) && column.cell(row).as_bytes() != cell {
                        otherwise(row, cell);
                    }
                }
            }
        }
        odd_rows.len() <= ODD.0 + rows.end / ODD.1 && odd.byte_len() <= ODD_BYTES.0 + rows.end * ODD_BYTES.1
    }
}

/// The number of which a cell is the shortest writing: at most 15 digits, of which none could be left out. Every such text is that of one number.
fn shortest(cell: &[u8]) -> Option<f64> {
    let digits = cell.strip_prefix(b"-").unwrap_or(cell);
    let has_point = digits.contains(&b'.');
    let padded = has_point && !matches!(digits, [.., b'1'..=b'9']);
    if padded || digits.len() - usize::from(has_point) > 15 {
        return None;
    }
    plain(cell, b'.').map(|read| read.value).filter(|&x| x != 0.0 || cell == b"0")
}

/// Finds out how the cells of a file are spelled.
#[derive(Debug)]
pub struct Spelling {
    spelled: Spelled,
    row: usize,
}

impl Spelling {
    /// Of a file that was read as this table.
    pub fn new(table: &Table) -> Spelling {
        let unseen = |column: &Arc<Column>| {
            Some(Spellings { column: column.clone(), words: [None, None], odd_rows: Vec::new(), odd: StringArena::new() })
        };
        Spelling { spelled: Spelled { columns: table.columns().iter().map(unseen).collect() }, row: 0 }
    }

    /// The rows to look at next; None where there is nothing more to be found out.
    pub fn next_rows(&self, records: &Records) -> Option<Range<usize>> {
        let rows = self.row..self.row + records.rows_within(self.row, SLICE);
        (!rows.is_empty() && self.spelled.columns.iter().any(Option::is_some)).then_some(rows)
    }

    /// Looks at the rows of [`Spelling::next_rows`], whose [`Records::span`] holds these bytes.
    pub fn look(&mut self, records: &Records, rows: Range<usize>, bytes: Vec<u8>) {
        let grid = Grid { delimiter: records.delimiter(), columns: self.spelled.columns.len() };
        let start = records.span(&rows).start;
        let input = Input { bytes: &bytes, after_record: records.after_record(rows.start), last: true, literal: false };
        let cells = Cells::read(input, grid).ok().filter(|cells| {
            let ends = cells.record_ends.iter().map(|&end| start + u64::from(end));
            cells.stray.is_none() && cells.rows == rows.len() && ends.eq(rows.clone().map(|row| records.end_of(row)))
        });
        match cells {
            Some(cells) => self.look_at(&rows, |at, field| cells.get(at, field)),
            // What such bytes say depends on what stands around them.
            None => {
                let raw = records.raw_in(rows.clone(), bytes);
                let (mut fields, mut all) = (Vec::new(), Vec::with_capacity(rows.len() * grid.columns));
                for record in raw.iter() {
                    split_record(record, grid.delimiter, &mut fields);
                    all.extend(
                        (0..grid.columns).map(|field| fields.get(field).map_or(Cow::Borrowed(&b""[..]), |at| unquote(&record[at.clone()]))),
                    );
                }
                self.look_at(&rows, |at, field| &all[at * grid.columns + field]);
            }
        }
        self.row = rows.end;
    }

    fn look_at<'a>(&mut self, rows: &Range<usize>, cell: impl Fn(usize, usize) -> &'a [u8]) {
        for (field, spellings) in self.spelled.columns.iter_mut().enumerate() {
            if spellings.as_mut().is_some_and(|spellings| !spellings.look(rows.clone(), |at| cell(at, field))) {
                *spellings = None;
            }
        }
    }

    /// What was found out.
    pub fn finish(mut self) -> Spelled {
        for spellings in self.spelled.columns.iter_mut().flatten() {
            spellings.odd_rows.shrink_to_fit();
            spellings.odd.shrink();
        }
        self.spelled
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::ingest::{ReadOptions, import_bytes};
    use crate::table::format_number;
    use proptest::prelude::*;

    /// Looks at a whole file; what each cell is, slowly, and what memory says of it.
    fn check(text: &str) -> Option<usize> {
        let imported = import_bytes(text.as_bytes().to_vec(), ReadOptions::default()).ok()?;
        let (table, records) = (imported.table, imported.records);
        let mut spelling = Spelling::new(&table);
        while let Some(rows) = spelling.next_rows(&records) {
            let bytes = records.source().read(records.span(&rows).start, records.span(&rows).end).unwrap();
            spelling.look(&records, rows, bytes);
        }
        let spelled = spelling.finish();
        let mut fields = Vec::new();
        for (row, record) in records.raw(0..records.len()).unwrap().iter().enumerate() {
            split_record(record, records.delimiter(), &mut fields);
            for field in 0..table.columns().len() {
                let cell = fields.get(field).map_or(Cow::Borrowed(&b""[..]), |at| unquote(&record[at.clone()]));
                let told = spelled.cell(field, row);
                assert_eq!(told.is_some(), spelled.has(field));
                assert!(told.is_none_or(|told| told == String::from_utf8_lossy(&cell)), "row {row}, field {field} of {text:?}");
            }
        }
        Some((0..table.columns().len()).filter(|&field| spelled.has(field)).count())
    }

    #[test]
    fn columns_that_are_written_otherwise_are_left_to_the_file() {
        let row = |i: usize| format!("c{i},2024-01-{:02},{:02}/01/2024,{}.50,{i}.5,{},true\n", i % 28 + 1, i % 28 + 1, i, i * 3);
        let text = format!("id,day,written,money,half,whole,yes\n{}", (0..3000).map(row).collect::<String>());
        assert_eq!(check(&text), Some(5));
    }

    proptest! {
        #[test]
        fn memory_says_what_the_file_says(
            cells in prop::collection::vec(prop::collection::vec(prop_oneof![
                4 => "(0|[1-9][0-9]{0,6})(\\.[0-9]{1,3})?",
                1 => "-?0{0,2}[0-9]{0,17}(\\.[0-9]{0,3})?(e3|%)?",
                2 => "20[0-9]{2}-0[1-9]-[0-2][1-9]( 0[0-9]:[0-5][0-9])?",
                2 => "true|false|True|yes|N/A|-| *",
                2 => "[a-cA-C é]{0,4}",
                1 => "\"([a-c ,\n]|\"\"){0,4}\"[ a]?",
                1 => "[\"a]{0,3}",
            ], 1..5), 1..60),
            one_kind in any::<bool>(),
            end in prop_oneof![Just("\n"), Just("\r\n")],
        ) {
            let cells = cells.iter().map(|row| if one_kind { &row[..1] } else { row });
            let rows: Vec<String> = cells.map(|row| row.join(",")).collect();
            check(&format!("a,b,c{end}{}", rows.join(end)));
            check(&rows.join(end));
        }

        #[test]
        fn shortest_numbers_are_written_as_they_stand(cell in "-?[0-9]{0,17}(\\.[0-9]{0,17})?", x in any::<f64>(), cents in -1_000_000i64..1_000_000) {
            for cell in [cell, format_number(x), format_number(cents as f64 / 100.0)] {
                if let Some(number) = shortest(cell.as_bytes()) {
                    prop_assert_eq!(format_number(number), cell);
                }
            }
            prop_assert_eq!(shortest(format_number(cents as f64 / 100.0).as_bytes()), Some(cents as f64 / 100.0));
        }
    }
}
