//! Bytes of a chunk become cells: records by `csv-core`, laid out as a grid of text with as many columns as the table has.

use super::COLUMN_LIMIT;
use super::split::{count_lines, record_start, split_record, stray_quote, unquote};
use csv_core::{ReadRecordResult, ReaderBuilder};

/// The bytes to cut into records.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// UTF-8 (checked by whoever parses on), from where the record before ended.
    pub bytes: &'a [u8],
    /// Whether a record stands before, whose line break these bytes then begin with.
    pub after_record: bool,
    /// Whether the file ends with them.
    pub last: bool,
    /// One line in which a quote that never closes is an ordinary character.
    pub literal: bool,
}

/// What holds for every chunk of a file.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    pub delimiter: u8,
    /// Columns of the table, at least one.
    pub columns: usize,
}

/// How many examples of a finding are kept.
pub const EXAMPLES: usize = 20;

/// A row with more or fewer cells than the table has columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Ragged {
    /// Line breaks in the chunk before it.
    pub lines_before: u64,
    pub cells: usize,
}

/// A cell beyond the last column.
#[derive(Clone, Debug, PartialEq)]
pub struct Extra {
    pub row: u32,
    /// 0 is the first column beyond.
    pub column: u32,
    pub text: String,
}

/// A quote that was not meant as one, as offsets in the chunk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stray {
    pub record: usize,
    pub quote: usize,
}

/// The cells of a chunk and where its records end.
#[derive(Debug, Default)]
pub struct Cells {
    text: Vec<u8>,
    /// Cell `i` of the grid, in reading order, is `text[ends[i]..ends[i + 1]]`.
    ends: Vec<u32>,
    columns: usize,
    pub rows: usize,
    /// Per row, where it ends in the chunk, its line break not included.
    pub record_ends: Vec<u32>,
    pub blank_lines: u64,
    pub ragged_count: u64,
    pub ragged: Vec<Ragged>,
    pub extras: Vec<Extra>,
    /// Bytes that make up whole records; the next chunk begins there.
    pub consumed: usize,
    pub stray: Option<Stray>,
}

/// A record has more cells than [`COLUMN_LIMIT`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TooWide;

impl Cells {
    /// The cell at a row and column, as it stands between the delimiters, quotes off.
    #[inline]
    pub fn get(&self, row: usize, column: usize) -> &[u8] {
        let i = row * self.columns + column;
        &self.text[self.ends[i] as usize..self.ends[i + 1] as usize]
    }

    /// Cuts a chunk into records, as many as it holds whole.
    pub fn read(input: Input, grid: Grid) -> Result<Cells, TooWide> {
        let mut cells = Cells { columns: grid.columns, ends: vec![0], ..Cells::default() };
        if input.literal {
            cells.read_literal(input, grid);
        } else {
            cells.read_records(input, grid)?;
        }
        Ok(cells)
    }

    fn read_records(&mut self, input: Input, grid: Grid) -> Result<(), TooWide> {
        let bytes = input.bytes;
        let wide = grid.columns > 1;
        let mut reader = ReaderBuilder::new().delimiter(grid.delimiter).build();
        // Neither can overflow: a record gives out no more than it takes in, and one more field end than the limit is an error.
        self.text = vec![0; bytes.len() + 1];
        let mut ends = vec![0usize; COLUMN_LIMIT + 1];
        let mut at = 0;
        let mut out = 0;
        let mut after_record = input.after_record;
        let mut counted = (0, 0);
        loop {
            let (start, blank) = record_start(bytes, at, after_record, grid.delimiter, wide);
            let nothing_left =
                start >= bytes.len() || (input.last && wide && bytes[start..].iter().all(|&b| b == b' ' && b != grid.delimiter));
            if nothing_left {
                if input.last {
                    self.blank_lines += blank;
                    self.consumed = bytes.len();
                }
                break;
            }
            reader.reset();
            let (mut result, read, written, mut fields) = reader.read_record(&bytes[start..], &mut self.text[out..], &mut ends);
            let mut end = start + read;
            let terminated = result == ReadRecordResult::Record;
            if result == ReadRecordResult::InputEmpty {
                if !input.last {
                    break;
                }
                let (final_result, _, _, more) = reader.read_record(&[], &mut self.text[out + written..], &mut ends[fields..]);
                result = final_result;
                fields += more;
            }
            if result != ReadRecordResult::Record || fields > COLUMN_LIMIT {
                return Err(TooWide);
            }
            if terminated {
                end -= 1;
            }
            let raw = &bytes[start..end];
            let ragged = fields != grid.columns;
            // The reader counts lines from 1, the record's own line break included.
            let runs_over_lines = reader.line() > 1 + u64::from(terminated);
            if (ragged || !terminated || runs_over_lines)
                && raw.contains(&b'"')
                && let Some(quote) = stray_quote(raw, grid.delimiter)
            {
                self.stray = Some(Stray { record: start, quote: start + quote });
                break;
            }
            // The borders of the grid's cells, then what goes beyond it.
            let base = out;
            if ragged {
                let kept = fields.min(grid.columns);
                self.ends.extend(ends[..kept].iter().map(|&e| (base + e) as u32));
                out = base + ends[kept - 1];
                self.ends.extend(std::iter::repeat_n(out as u32, grid.columns - kept));
                for column in kept..fields {
                    let cell = &self.text[base + ends[column - 1]..base + ends[column]];
                    push_extra(&mut self.extras, self.rows, column - kept, cell);
                }
                self.note_ragged(bytes, start, fields, &mut counted);
            } else {
                self.ends.extend(ends[..fields].iter().map(|&e| (base + e) as u32));
                out = base + ends[fields - 1];
            }
            self.finish_row(end, blank);
            at = end;
            after_record = true;
        }
        self.text.truncate(out);
        Ok(())
    }

    fn read_literal(&mut self, input: Input, grid: Grid) {
        let bytes = input.bytes;
        let (start, blank) = record_start(bytes, 0, input.after_record, grid.delimiter, grid.columns > 1);
        let mut fields = Vec::new();
        split_record(&bytes[start..], grid.delimiter, &mut fields);
        for column in 0..grid.columns {
            if let Some(field) = fields.get(column) {
                self.text.extend_from_slice(&unquote(&bytes[start..][field.clone()]));
            }
            self.ends.push(self.text.len() as u32);
        }
        for (i, field) in fields.iter().skip(grid.columns).enumerate() {
            push_extra(&mut self.extras, 0, i, &unquote(&bytes[start..][field.clone()]));
        }
        if fields.len() != grid.columns {
            self.note_ragged(bytes, start, fields.len(), &mut (0, 0));
        }
        self.finish_row(bytes.len(), blank);
    }

    fn finish_row(&mut self, end: usize, blank: u64) {
        self.rows += 1;
        self.record_ends.push(end as u32);
        self.blank_lines += blank;
        self.consumed = end;
    }

    /// `counted` is how far lines have been counted and how many there were.
    fn note_ragged(&mut self, bytes: &[u8], start: usize, cells: usize, counted: &mut (usize, u64)) {
        self.ragged_count += 1;
        if self.ragged.len() < EXAMPLES {
            *counted = (start, counted.1 + count_lines(&bytes[counted.0..start]));
            self.ragged.push(Ragged { lines_before: counted.1, cells });
        }
    }
}

fn push_extra(extras: &mut Vec<Extra>, row: usize, column: usize, cell: &[u8]) {
    if !cell.is_empty() {
        extras.push(Extra { row: row as u32, column: column as u32, text: String::from_utf8_lossy(cell).into_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, columns: usize, last: bool) -> Cells {
        let input = Input { bytes: text.as_bytes(), after_record: false, last, literal: false };
        Cells::read(input, Grid { delimiter: b',', columns }).unwrap()
    }

    fn rows(cells: &Cells) -> Vec<Vec<String>> {
        (0..cells.rows).map(|r| (0..cells.columns).map(|c| String::from_utf8_lossy(cells.get(r, c)).into_owned()).collect()).collect()
    }

    #[test]
    fn lays_records_out() {
        let cells = read("a,\"b \"\"x\"\"\nc\"\r\n\r\n1\r2,3,4,5\n", 2, true);
        assert_eq!(rows(&cells), [["a", "b \"x\"\nc"], ["1", ""], ["2", "3"]]);
        assert_eq!(cells.extras.iter().map(|e| (e.row, e.column, e.text.as_str())).collect::<Vec<_>>(), [(2, 0, "4"), (2, 1, "5")]);
        assert_eq!(cells.record_ends, [13, 18, 26]);
        assert_eq!((cells.blank_lines, cells.ragged_count, cells.consumed), (1, 2, 27));
        assert_eq!(cells.ragged, [Ragged { lines_before: 3, cells: 1 }, Ragged { lines_before: 4, cells: 4 }]);
    }

    #[test]
    fn stops_at_a_record_that_is_not_whole() {
        let cells = read("a,b\nc,", 2, false);
        assert_eq!((cells.rows, cells.consumed), (1, 3));
        let cells = read("a,b\nc,", 2, true);
        assert_eq!((cells.rows, cells.consumed), (2, 6));
        assert_eq!(read("a,\"b\n", 2, false).consumed, 0);
    }

    #[test]
    fn stops_at_a_stray_quote() {
        let cells = read("a,b\n1,\"x,\n2,\"y\"\n", 2, true);
        assert_eq!((cells.rows, cells.stray), (1, Some(Stray { record: 4, quote: 6 })));
        let cells = read("a,b\n1,\"x", 2, true);
        assert_eq!((cells.rows, cells.stray), (1, Some(Stray { record: 4, quote: 6 })));
    }
}
