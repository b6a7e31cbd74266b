//! Bytes of a chunk become cells: a grid of places in the bytes with as many columns as the table has.

use super::COLUMN_LIMIT;
use super::scan::{Mark, Marks};
use super::split::{count_lines, record_start, split_record, stray_quote, unquote};
use serde::{Deserialize, Serialize};

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
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
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

/// The cells of a chunk and where its records end. Holds where cells lie, not their text, as far as the file has it as it is.
#[derive(Debug, Default)]
pub struct Cells<'a> {
    bytes: &'a [u8],
    /// Per row, where its first cell begins.
    starts: Vec<u32>,
    /// Where cell `i` of the grid, in reading order, ends. It begins after the delimiter that ends the cell before it.
    ends: Vec<u32>,
    /// Quoted cells that say something else than what stands between their quotes: their number in the grid, and where their text ends in `rewritten`.
    special: Vec<(u32, u32)>,
    rewritten: Vec<u8>,
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
    /// Line breaks and NULs in the bytes consumed.
    pub lines: u64,
    pub nul_bytes: u64,
    pub stray: Option<Stray>,
}

/// A record has more cells than [`COLUMN_LIMIT`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TooWide;

/// A record as it was found.
struct Record {
    end: usize,
    /// A line break ends it, not the end of the bytes.
    terminated: bool,
    /// A line break stands within quotes.
    runs_over_lines: bool,
}

/// The quotes around a field.
struct Quotes {
    /// None where they never close.
    close: Option<usize>,
    /// A doubled quote stands between them.
    doubled: bool,
}

impl<'a> Cells<'a> {
    /// The first `N` bytes from where a cell begins in the file, quotes and what follows it included, and how many of them are the cell's. None near
    /// the end of the chunk; a cell that the row lacks is longer than any.
    #[inline(always)]
    pub fn ahead<const N: usize>(&self, row: usize, column: usize) -> Option<([u8; N], usize)> {
        let (start, end) = self.place(row, column);
        let bytes = self.bytes.get(start..)?.first_chunk::<N>()?;
        Some((*bytes, end.wrapping_sub(start)))
    }

    #[inline(always)]
    fn place(&self, row: usize, column: usize) -> (usize, usize) {
        let i = row * self.columns + column;
        let start = if column == 0 { self.starts[row] } else { self.ends[i - 1] + 1 };
        (start as usize, self.ends[i] as usize)
    }

    /// The cell at a row and column, as it stands between the delimiters, quotes off.
    #[inline(always)]
    pub fn get(&self, row: usize, column: usize) -> &[u8] {
        let (start, end) = self.place(row, column);
        // A cell that the row lacks begins past its end.
        let raw = self.bytes.get(start..end).unwrap_or_default();
        self.unquoted(row * self.columns + column, raw)
    }

    /// What cell `i` says, of which `raw` is what stands in the file.
    #[inline(always)]
    fn unquoted<'b>(&'b self, i: usize, raw: &'b [u8]) -> &'b [u8] {
        if raw.first() == Some(&b'"') { self.quoted(i, raw) } else { raw }
    }

    fn quoted<'b>(&'b self, i: usize, raw: &'b [u8]) -> &'b [u8] {
        match self.special.binary_search_by_key(&(i as u32), |&(cell, _)| cell) {
            Ok(at) => {
                let start = at.checked_sub(1).map_or(0, |before| self.special[before].1);
                &self.rewritten[start as usize..self.special[at].1 as usize]
            }
            Err(_) => &raw[1..raw.len() - 1],
        }
    }

    /// Cuts a chunk into records, as many as it holds whole.
    pub fn read(input: Input<'a>, grid: Grid) -> Result<Cells<'a>, TooWide> {
        // Room for cells of eight bytes, rows of 64.
        let (ends, rows) = (Vec::with_capacity(input.bytes.len() / 8), input.bytes.len() / 64);
        let (starts, record_ends) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        let mut cells = Cells { bytes: input.bytes, columns: grid.columns, ends, starts, record_ends, ..Cells::default() };
        if input.literal {
            cells.read_literal(input, grid);
        } else {
            cells.read_records(input, grid)?;
        }
        cells.record_ends.shrink_to_fit();
        Ok(cells)
    }

    fn read_records(&mut self, input: Input, grid: Grid) -> Result<(), TooWide> {
        let bytes = input.bytes;
        let wide = grid.columns > 1;
        let mut marks = Marks::new(bytes, grid.delimiter);
        let mut at = 0;
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
            marks.skip_to(start);
            let first = self.ends.len();
            let record = self.record(start, &mut marks)?;
            if !record.terminated && !input.last {
                self.forget_from(first);
                break;
            }
            let (raw, fields) = (&bytes[start..record.end], self.ends.len() - first);
            let ragged = fields != grid.columns;
            if (ragged || !record.terminated || record.runs_over_lines)
                && raw.contains(&b'"')
                && let Some(quote) = stray_quote(raw, grid.delimiter)
            {
                self.forget_from(first);
                self.stray = Some(Stray { record: start, quote: start + quote });
                break;
            }
            if ragged {
                self.fit(first, start);
                self.note_ragged(start, fields, &mut counted);
            }
            self.finish_row(start, record.end, blank);
            at = record.end;
            after_record = true;
        }
        let (feeds, returns, nul) = marks.finish();
        let consumed = &bytes[..self.consumed];
        self.lines = if returns { count_lines(consumed) } else { feeds - count_lines(&bytes[self.consumed..]) };
        self.nul_bytes = if nul { nuls(consumed) } else { 0 };
        Ok(())
    }

    /// Reads on to the end of a record, noting where each of its fields ends.
    #[inline(always)]
    fn record(&mut self, start: usize, marks: &mut Marks) -> Result<Record, TooWide> {
        let bytes = self.bytes;
        let most = self.ends.len() + COLUMN_LIMIT;
        let mut record = Record { end: bytes.len(), terminated: false, runs_over_lines: false };
        let mut field = start;
        let mut quotes: Option<Quotes> = None;
        loop {
            let mark = marks.next();
            let delimits = mark.is_some_and(|mark| mark.is_delimiter);
            let at = mark.map_or(bytes.len(), |mark| mark.at);
            if !delimits && bytes.get(at) == Some(&b'"') {
                // Elsewhere than where a field begins a quote is an ordinary character.
                if at == field && quotes.is_none() {
                    quotes = Some(within_quotes(bytes, marks, &mut record.runs_over_lines));
                }
                continue;
            }
            if let Some(quotes) = quotes.take()
                && (quotes.doubled || quotes.close.is_none_or(|close| close + 1 != at))
            {
                self.rewrite(&bytes[field..at]);
            }
            self.ends.push(at as u32);
            if self.ends.len() > most {
                return Err(TooWide);
            }
            if !delimits {
                (record.end, record.terminated) = (at, mark.is_some());
                return Ok(record);
            }
            field = at + 1;
        }
    }

    /// The text of the cell that ends next is not what stands between its quotes.
    #[cold]
    fn rewrite(&mut self, raw: &[u8]) {
        self.rewritten.extend_from_slice(&unquote(raw));
        self.special.push((self.ends.len() as u32, self.rewritten.len() as u32));
    }

    /// Forgets the cells from number `first` of the grid on.
    fn forget_from(&mut self, first: usize) {
        self.ends.truncate(first);
        let kept = self.special.partition_point(|&(cell, _)| (cell as usize) < first);
        self.special.truncate(kept);
        self.rewritten.truncate(self.special.last().map_or(0, |&(_, end)| end as usize));
    }

    /// Makes the cells from number `first` on, a record's from `start` on, as many as the grid has columns.
    fn fit(&mut self, first: usize, start: usize) {
        let (fields, columns) = (self.ends.len() - first, self.columns);
        for column in columns..fields {
            let i = first + column;
            let raw = &self.bytes[self.ends[i - 1] as usize + 1..self.ends[i] as usize];
            let cell = self.unquoted(i, raw);
            if !cell.is_empty() {
                let text = String::from_utf8_lossy(cell).into_owned();
                self.extras.push(Extra { row: self.rows as u32, column: (column - columns) as u32, text });
            }
        }
        self.forget_from((first + columns).min(first + fields));
        let end = self.ends.last().map_or(start as u32, |&end| end);
        self.ends.resize(first + columns, end);
    }

    fn read_literal(&mut self, input: Input, grid: Grid) {
        let bytes = self.bytes;
        let (start, blank) = record_start(bytes, 0, input.after_record, grid.delimiter, grid.columns > 1);
        let mut fields = Vec::new();
        split_record(&bytes[start..], grid.delimiter, &mut fields);
        for field in &fields {
            let raw = &bytes[start..][field.clone()];
            if raw.first() == Some(&b'"') {
                self.rewrite(raw);
            }
            self.ends.push((start + field.end) as u32);
        }
        if fields.len() != grid.columns {
            self.fit(0, start);
            self.note_ragged(start, fields.len(), &mut (0, 0));
        }
        self.finish_row(start, bytes.len(), blank);
        self.lines = count_lines(bytes);
        self.nul_bytes = nuls(bytes);
    }

    fn finish_row(&mut self, start: usize, end: usize, blank: u64) {
        self.rows += 1;
        self.starts.push(start as u32);
        self.record_ends.push(end as u32);
        self.blank_lines += blank;
        self.consumed = end;
    }

    /// `counted` is how far lines have been counted and how many there were.
    fn note_ragged(&mut self, start: usize, cells: usize, counted: &mut (usize, u64)) {
        self.ragged_count += 1;
        if self.ragged.len() < EXAMPLES {
            *counted = (start, counted.1 + count_lines(&self.bytes[counted.0..start]));
            self.ragged.push(Ragged { lines_before: counted.1, cells });
        }
    }
}

/// Reads on to the quote that closes a field.
fn within_quotes(bytes: &[u8], marks: &mut Marks, runs_over_lines: &mut bool) -> Quotes {
    let mut doubled = false;
    while let Some(Mark { at, .. }) = marks.next() {
        match bytes[at] {
            b'"' if bytes.get(at + 1) == Some(&b'"') => {
                doubled = true;
                marks.next();
            }
            b'"' => return Quotes { close: Some(at), doubled },
            b'\n' | b'\r' => *runs_over_lines = true,
            _ => {}
        }
    }
    Quotes { close: None, doubled }
}

fn nuls(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|&&b| b == 0).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, columns: usize, last: bool) -> Cells<'_> {
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
