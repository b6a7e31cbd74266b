//! The first stage: bytes of a chunk become typed columns, under what is known so far. Pure: no chunk knows of another, and the result holds
//! no reference, so that any number of workers can each take their share.

use super::cells::{Cells, EXAMPLES, Extra, Grid, Input, Ragged, Stray, TooWide};
use super::dates::{read_compact, read_date};
use super::kind::{Kind, Kinds, kinds_of, read_boolean};
use super::missing::{Missing, trim};
use super::number::{OtherSign, Strictness, read_number};
use super::number_piece::NumberPiece;
use super::split::{count_lines, record_start};
use super::text_piece::TextPiece;
use super::words::PlainNumber;
use super::{DateOrder, Decimal, words};
use crate::table::borders::Borders;
use crate::table::{Codes, ColumnType, DateColumn, MISSING_BOOL, MISSING_DAY, Numbers, TextColumn};
use serde::{Deserialize, Serialize};

/// What is known of a file before a chunk of it is read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Hints {
    pub grid: Grid,
    pub missing: Missing,
    /// One per column of the grid.
    pub columns: Vec<ColumnHint>,
}

/// What is known of a column.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ColumnHint {
    /// The type that the person chose.
    pub asked: Option<ColumnType>,
    /// The kinds that every cell so far allows and the person's options leave.
    pub allowed: Kinds,
    /// The kind to try first; none while every cell was missing.
    pub kind: Option<Kind>,
    /// Text of which nearly every cell differs.
    pub unique: bool,
}

impl ColumnHint {
    /// Nothing known.
    pub const OPEN: ColumnHint = ColumnHint { asked: None, allowed: Kinds::ALL, kind: None, unique: false };

    /// Takes in what a chunk of the column says.
    pub fn learn(&mut self, piece: &Piece) {
        if piece.kind.is_some() {
            self.allowed = self.allowed.and(piece.fits);
            self.kind = Some(self.choose(None));
            self.unique = matches!(&piece.data, PieceData::Text(TextColumn { codes: Codes::Identity, .. }));
        }
    }

    /// The kind of the column from all that is known of it.
    pub fn choose(&self, leaning: Option<Kind>) -> Kind {
        match (self.asked, leaning) {
            (Some(asked), Some(kind)) if kind.column_type() == asked => kind,
            (Some(asked), _) => default_kind(asked, self.allowed),
            (None, Some(kind)) if kind.column_type() == self.allowed.best().column_type() => kind,
            (None, _) => self.allowed.best(),
        }
    }
}

/// A chunk, read.
#[derive(Debug)]
pub struct TypedChunk {
    pub rows: usize,
    /// Bytes that the rows take; the next chunk begins there.
    pub consumed: usize,
    /// Per row, where it ends in the chunk.
    pub record_ends: Borders,
    /// Line breaks in the bytes consumed.
    pub lines: u64,
    pub nul_bytes: u64,
    pub blank_lines: u64,
    pub ragged_count: u64,
    pub ragged: Vec<Ragged>,
    pub extras: Vec<Extra>,
    pub stray: Option<Stray>,
    pub columns: Vec<Piece>,
}

/// One column of a chunk.
#[derive(Debug)]
pub struct Piece {
    /// The kinds that every cell here allows, of those allowed before.
    pub fits: Kinds,
    /// The kind that `data` was read as; none when every cell is missing.
    pub kind: Option<Kind>,
    /// Some cell reads otherwise under the other decimal sign or day order.
    pub differs: bool,
    /// Some date left the order of day and month open.
    pub open: bool,
    pub data: PieceData,
    pub unreadable_count: u64,
    pub unreadable: Vec<Unreadable>,
}

/// A cell that does not read as the type asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Unreadable {
    pub lines_before: u64,
    pub text: String,
}

/// Values of a chunk's column.
#[derive(Debug)]
pub enum PieceData {
    /// Nothing but missing cells.
    Missing,
    Number(Numbers),
    Date(DateColumn),
    Boolean(Vec<u8>),
    Text(TextColumn),
}

/// Why a chunk cannot be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ChunkError {
    NotUtf8,
    TooWide,
}

/// Reads a chunk.
///
/// # Errors
/// When its records are not UTF-8, or one is wider than the limit.
pub fn parse_chunk(input: Input, hints: &Hints) -> Result<TypedChunk, ChunkError> {
    let (cells, consumed) = read_cells(input, hints)?;
    let columns = (0..hints.grid.columns).map(|c| parse_column(&cells, c, hints, input)).collect();
    Ok(TypedChunk {
        rows: cells.rows,
        consumed: consumed.len(),
        lines: cells.lines,
        nul_bytes: cells.nul_bytes,
        blank_lines: cells.blank_lines,
        ragged_count: cells.ragged_count,
        ragged: cells.ragged,
        extras: cells.extras,
        stray: cells.stray,
        record_ends: Borders::new(&cells.record_ends),
        columns,
    })
}

/// Reads some columns of a chunk, each under its hint.
///
/// # Errors
/// As [`parse_chunk`].
pub fn parse_columns(input: Input, hints: &Hints, columns: &[usize]) -> Result<Vec<Piece>, ChunkError> {
    let (cells, _) = read_cells(input, hints)?;
    Ok(columns.iter().map(|&c| parse_column(&cells, c, hints, input)).collect())
}

fn read_cells<'a>(input: Input<'a>, hints: &Hints) -> Result<(Cells<'a>, &'a [u8]), ChunkError> {
    let cells = Cells::read(input, hints.grid).map_err(|TooWide| ChunkError::TooWide)?;
    let consumed = &input.bytes[..cells.consumed];
    // A record ends with an ASCII character or the file, so no character is cut in two here.
    let checked = cells.stray.map_or(consumed, |s| &input.bytes[..s.record]);
    if simdutf8::basic::from_utf8(checked).is_err() {
        return Err(ChunkError::NotUtf8);
    }
    Ok((cells, consumed))
}

/// One column of the grid while it is read.
struct Reader<'a> {
    cells: &'a Cells<'a>,
    column: usize,
    hints: &'a Hints,
    hint: ColumnHint,
    input: Input<'a>,
}

fn parse_column(cells: &Cells, column: usize, hints: &Hints, input: Input) -> Piece {
    let hint = hints.columns[column];
    let reader = Reader { cells, column, hints, hint, input };
    if let Some(asked) = hint.asked {
        return reader.asked(asked);
    }
    if let Some(kind) = hint.kind
        && let Some(piece) = reader.read(kind, Strictness::Inferring)
    {
        return piece;
    }
    let Some(fits) = reader.kinds() else {
        return Piece { fits: hint.allowed, kind: None, ..Piece::new(PieceData::Missing) };
    };
    let best = fits.best();
    let piece = reader.read(best, Strictness::Inferring).or_else(|| reader.read(Kind::Text, Strictness::Inferring));
    let mut piece = piece.expect("every cell reads as text");
    piece.fits = fits;
    piece
}

impl Piece {
    fn new(data: PieceData) -> Piece {
        Piece { fits: Kinds::NONE, kind: Some(Kind::Text), differs: false, open: false, data, unreadable_count: 0, unreadable: Vec::new() }
    }
}

impl<'a> Reader<'a> {
    /// The trimmed cell; none when it is missing.
    #[inline(always)]
    fn cell(&self, row: usize) -> Option<&'a [u8]> {
        let cell = trim(self.cells.get(row, self.column));
        if self.hints.missing.is(cell) { None } else { Some(cell) }
    }

    /// The kinds that every cell allows; none when every cell is missing.
    fn kinds(&self) -> Option<Kinds> {
        let mut fits = self.hint.allowed;
        let mut any = false;
        for cell in (0..self.cells.rows).filter_map(|row| self.cell(row)) {
            any = true;
            fits = fits.and(kinds_of(cell));
            if fits.is_none() {
                break;
            }
        }
        any.then_some(fits)
    }

    /// Reads as the type that the person chose; cells that do not read become missing and are noted.
    fn asked(&self, asked: ColumnType) -> Piece {
        let all = Kinds::of_type(asked).and(self.hint.allowed);
        let kind = self.hint.kind.unwrap_or_else(|| {
            // Cells that read in no way have no say.
            let cells = (0..self.cells.rows).filter_map(|row| self.cell(row));
            let fits = cells.map(|cell| kinds_of(cell).and(all)).filter(|k| !k.is_none()).fold(all, Kinds::and);
            default_kind(asked, if fits.is_none() { all } else { fits })
        });
        self.read(kind, Strictness::Asked).expect("reading what is asked for leaves no cell over")
    }

    /// Reads every cell as `kind`. When inferring, none as soon as one does not read.
    fn read(&self, kind: Kind, strictness: Strictness) -> Option<Piece> {
        let mut piece = match kind {
            Kind::Boolean => self.booleans(strictness),
            Kind::Compact => self.compact(),
            Kind::Date(order) => self.dates(order, strictness),
            Kind::Number(decimal) => self.numbers(decimal, strictness),
            Kind::Text => Some(self.text()),
        }?;
        piece.kind = Some(kind);
        piece.fits = piece.fits.and(self.hint.allowed);
        self.add_lines(&mut piece);
        Some(piece)
    }

    #[inline(never)]
    fn numbers(&self, decimal: Decimal, strictness: Strictness) -> Option<Piece> {
        let other = match decimal {
            Decimal::Point => Decimal::Comma,
            Decimal::Comma => Decimal::Point,
        };
        let mut values = NumberPiece::new(self.cells.rows);
        let mut notes = Notes::default();
        let (mut fits, mut differs) = (Kinds::of_type(ColumnType::Number), false);
        for row in 0..self.cells.rows {
            let other_sign = if let Some(plain) = self.plain_number(row, decimal) {
                values.push_plain(plain);
                plain.other
            } else {
                let Some(cell) = self.cell(row) else {
                    values.push(f64::NAN);
                    continue;
                };
                if let Some(read) = read_number(cell, decimal, strictness) {
                    values.push(read.value);
                    read.other
                } else if strictness == Strictness::Inferring {
                    return None;
                } else {
                    if read_number(cell, other, strictness).is_some() {
                        fits = fits.without(Kind::Number(decimal));
                    }
                    values.push(f64::NAN);
                    notes.add(row, cell);
                    continue;
                }
            };
            match other_sign {
                OtherSign::Same => {}
                OtherSign::Differs => differs = true,
                OtherSign::Unreadable => fits = fits.without(Kind::Number(other)),
            }
        }
        Some(notes.into_piece(Piece { fits, differs, ..Piece::new(PieceData::Number(values.finish())) }))
    }

    /// A number as nearly every cell has it.
    #[inline(always)]
    fn plain_number(&self, row: usize, decimal: Decimal) -> Option<PlainNumber> {
        let (bytes, len) = self.cells.ahead(row, self.column)?;
        if self.hints.missing.may_begin(bytes[0]) { None } else { words::number(bytes, len, decimal.sign()) }
    }

    /// A day as nearly every cell has it.
    #[inline(always)]
    fn plain_day(&self, row: usize) -> Option<i32> {
        let (bytes, len) = self.cells.ahead::<10>(row, self.column)?;
        if len != 10 || self.hints.missing.may_begin(bytes[0]) { None } else { words::iso_day(bytes) }
    }

    #[inline(never)]
    fn dates(&self, order: DateOrder, strictness: Strictness) -> Option<Piece> {
        let mut dates = Moments { days: Vec::with_capacity(self.cells.rows), seconds: None };
        let mut notes = Notes::default();
        let (mut fits, mut differs, mut open) = (Kinds::of_type(ColumnType::Date).without(Kind::Compact), false, false);
        for row in 0..self.cells.rows {
            if let Some(day) = self.plain_day(row) {
                dates.push(day, None);
                continue;
            }
            let mut seconds = None;
            let Some(cell) = self.cell(row) else {
                dates.push(MISSING_DAY, None);
                continue;
            };
            let mut day = None;
            if let Some(read) = read_date(cell) {
                seconds = read.seconds;
                open |= read.open;
                differs |= read.day_first != read.month_first;
                for (each, value) in [(DateOrder::DayFirst, read.day_first), (DateOrder::MonthFirst, read.month_first)] {
                    if value.is_none() {
                        fits = fits.without(Kind::Date(each));
                    }
                }
                day = if order == DateOrder::DayFirst { read.day_first } else { read.month_first };
            } else if strictness == Strictness::Asked {
                day = read_compact(cell);
            }
            match day {
                Some(day) => dates.push(day, seconds),
                None if strictness == Strictness::Inferring => return None,
                None => {
                    dates.push(MISSING_DAY, None);
                    notes.add(row, cell);
                }
            }
        }
        Some(notes.into_piece(Piece { fits, differs, open, ..Piece::new(PieceData::Date(dates.finish())) }))
    }

    #[inline(never)]
    fn compact(&self) -> Option<Piece> {
        let mut days = Vec::with_capacity(self.cells.rows);
        for row in 0..self.cells.rows {
            days.push(match self.cell(row) {
                Some(cell) => read_compact(cell)?,
                None => MISSING_DAY,
            });
        }
        let fits = Kinds::of_type(ColumnType::Number).with(Kind::Compact);
        Some(Piece { fits, ..Piece::new(PieceData::Date(DateColumn { days: days.into(), seconds: None })) })
    }

    #[inline(never)]
    fn booleans(&self, strictness: Strictness) -> Option<Piece> {
        let mut values = Vec::with_capacity(self.cells.rows);
        let mut notes = Notes::default();
        for row in 0..self.cells.rows {
            values.push(match self.cell(row) {
                None => MISSING_BOOL,
                Some(cell) => match read_boolean(cell, strictness) {
                    Some(value) => u8::from(value),
                    None if strictness == Strictness::Inferring => return None,
                    None => {
                        notes.add(row, cell);
                        MISSING_BOOL
                    }
                },
            });
        }
        Some(notes.into_piece(Piece { fits: Kinds::of(Kind::Boolean), ..Piece::new(PieceData::Boolean(values)) }))
    }

    #[inline(never)]
    fn text(&self) -> Piece {
        let mut text = TextPiece::new(self.cells.rows, self.hint.unique);
        for row in 0..self.cells.rows {
            text.push(self.cell(row).unwrap_or(b""));
        }
        Piece::new(PieceData::Text(text.finish()))
    }

    /// Turns the rows of unreadable cells into line breaks before them.
    fn add_lines(&self, piece: &mut Piece) {
        let bytes = self.input.bytes;
        let (mut counted, mut lines) = (0, 0);
        for cell in &mut piece.unreadable {
            let row = cell.lines_before as usize;
            let before = if row == 0 { 0 } else { self.cells.record_ends[row - 1] as usize };
            let after_record = row > 0 || self.input.after_record;
            let grid = self.hints.grid;
            let (start, _) = record_start(bytes, before, after_record, grid.delimiter, grid.columns > 1);
            lines += count_lines(&bytes[counted..start]);
            counted = start;
            cell.lines_before = lines;
        }
    }
}

/// The kind for a type that the person chose, of those that are left.
pub fn default_kind(asked: ColumnType, left: Kinds) -> Kind {
    match asked {
        ColumnType::Text => Kind::Text,
        ColumnType::Boolean => Kind::Boolean,
        // Dates of eight digits are read among the others when asked for.
        ColumnType::Date if left.has(Kind::Date(DateOrder::DayFirst)) || !left.has(Kind::Date(DateOrder::MonthFirst)) => {
            Kind::Date(DateOrder::DayFirst)
        }
        ColumnType::Date => Kind::Date(DateOrder::MonthFirst),
        ColumnType::Number if left.has(Kind::Number(Decimal::Point)) || !left.has(Kind::Number(Decimal::Comma)) => {
            Kind::Number(Decimal::Point)
        }
        ColumnType::Number => Kind::Number(Decimal::Comma),
    }
}

/// Days while they are read, and the seconds within them from the first time on.
struct Moments {
    days: Vec<i32>,
    seconds: Option<Vec<u32>>,
}

impl Moments {
    #[inline]
    fn push(&mut self, day: i32, seconds: Option<u32>) {
        match (&mut self.seconds, seconds) {
            (Some(all), s) => all.push(s.unwrap_or(0)),
            (None, Some(s)) => {
                let mut all = Vec::with_capacity(self.days.capacity());
                all.resize(self.days.len(), 0);
                all.push(s);
                self.seconds = Some(all);
            }
            (None, None) => {}
        }
        self.days.push(day);
    }

    fn finish(self) -> DateColumn {
        DateColumn { days: self.days.into(), seconds: self.seconds }
    }
}

/// Unreadable cells; until [`Reader::add_lines`] their row stands for the line.
#[derive(Default)]
struct Notes {
    count: u64,
    cells: Vec<Unreadable>,
}

impl Notes {
    fn add(&mut self, row: usize, cell: &[u8]) {
        self.count += 1;
        if self.cells.len() < EXAMPLES {
            self.cells.push(Unreadable { lines_before: row as u64, text: String::from_utf8_lossy(cell).into_owned() });
        }
    }

    fn into_piece(self, piece: Piece) -> Piece {
        Piece { unreadable_count: self.count, unreadable: self.cells, ..piece }
    }
}
