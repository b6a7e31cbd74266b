//! The second stage: typed chunks become a table. What a column is, is decided here, from every row; a chunk that was read as something else
//! meanwhile is read again, that column only. Does no input or output: whoever drives it fetches the bytes.

use super::cells::{Extra, Grid, Input};
use super::chunk::{ColumnHint, Hints, Piece, PieceData};
use super::grow::{Grown, TooMuch};
use super::kind::{Kind, Kinds};
use super::{CellAt, DateOrder, Decimal, IngestError, SourceError};
use crate::table::{ColumnData, ColumnType};

/// Where a chunk lies in the source.
#[derive(Clone, Copy, Debug)]
pub struct ChunkAt {
    pub start: u64,
    pub len: usize,
    pub after_record: bool,
    pub literal: bool,
    /// Number of its first line.
    pub line: u64,
    pub first_row: usize,
    pub rows: usize,
}

impl ChunkAt {
    /// Its bytes as they were cut the first time.
    pub fn input<'a>(&self, bytes: &'a [u8]) -> Input<'a> {
        // Its last record ends where its bytes end, as a file's last record does.
        Input { bytes, after_record: self.after_record, last: true, literal: self.literal }
    }
}

/// Columns on the way to a table.
#[derive(Debug)]
pub struct Assembly {
    hints: Hints,
    /// What the person's options leave, per column.
    start: Vec<ColumnHint>,
    columns: Vec<Pending>,
    pub chunks: Vec<ChunkAt>,
    pub rows: usize,
    /// Cells beyond the last column, by row of the table.
    pub extras: Vec<(usize, Extra)>,
}

/// One column and what its chunks say together.
#[derive(Debug, Default)]
struct Pending {
    /// One per chunk. Their values are in the runs, but for those that were read again.
    pieces: Vec<Piece>,
    runs: Vec<Run>,
    differs: bool,
    open: bool,
    any: bool,
    kind: Option<Kind>,
}

/// Consecutive chunks of a column that were read as one kind, cells that are all missing among them.
#[derive(Debug)]
struct Run {
    /// None while all cells are missing.
    kind: Option<Kind>,
    first_chunk: usize,
    data: Grown,
}

impl Pending {
    fn add(&mut self, mut piece: Piece, len: usize, expected: usize) -> Result<(), TooMuch> {
        let data = match std::mem::replace(&mut piece.data, PieceData::Missing) {
            PieceData::Missing => Grown::Missing(len),
            data => Grown::from(data),
        };
        match self.runs.last_mut() {
            Some(run) if piece.kind.is_none() || run.kind.is_none_or(|kind| Some(kind) == piece.kind) => {
                run.kind = run.kind.or(piece.kind);
                run.data.add(data, len, expected)?;
            }
            _ => {
                let mut all = Grown::default();
                all.add(data, len, expected)?;
                self.runs.push(Run { kind: piece.kind, first_chunk: self.pieces.len(), data: all });
            }
        }
        self.pieces.push(piece);
        Ok(())
    }

    fn run_of(&self, chunk: usize) -> usize {
        self.runs.partition_point(|run| run.first_chunk <= chunk) - 1
    }
}

/// A finished column and what was decided.
#[derive(Debug)]
pub struct Joined {
    pub data: ColumnData,
    pub kind: Kind,
    pub ambiguous: bool,
    pub open: bool,
    pub unreadable_count: u64,
    pub unreadable: Vec<CellAt>,
}

impl Assembly {
    pub fn new(hints: Hints) -> Assembly {
        let columns = hints.columns.iter().map(|_| Pending::default()).collect();
        Assembly { start: hints.columns.clone(), hints, columns, chunks: Vec::new(), rows: 0, extras: Vec::new() }
    }

    /// What is known so far, for the next chunk.
    pub fn hints(&self) -> &Hints {
        &self.hints
    }

    pub fn grid(&self) -> Grid {
        self.hints.grid
    }

    /// Takes the next chunk. `expected` is how many rows there are likely to be in all.
    ///
    /// # Errors
    /// When there is not the memory for it.
    pub fn push(&mut self, at: ChunkAt, columns: Vec<Piece>, extras: Vec<Extra>, expected: usize) -> Result<(), IngestError> {
        for ((pending, hint), piece) in self.columns.iter_mut().zip(&mut self.hints.columns).zip(columns) {
            pending.differs |= piece.differs;
            pending.open |= piece.open;
            pending.any |= piece.kind.is_some();
            hint.learn(&piece);
            pending.add(piece, at.rows, expected).map_err(|TooMuch| IngestError::TooLarge { rows: expected.max(self.rows) as u64 })?;
        }
        self.extras.extend(extras.into_iter().map(|e| (at.first_row + e.row as usize, e)));
        self.rows += at.rows;
        self.chunks.push(at);
        Ok(())
    }

    /// Decides every column. Where a column could be read in two ways and another column of the file settles how its writer writes, that one is taken.
    pub fn decide(&mut self) {
        let certain = |one: Kind, other: Kind| {
            let mut columns = self.hints.columns.iter().zip(&self.columns);
            columns.any(|(h, p)| p.any && h.asked != Some(ColumnType::Text) && h.allowed.has(one) && !h.allowed.has(other))
        };
        let (point, comma) = (Kind::Number(Decimal::Point), Kind::Number(Decimal::Comma));
        let (day, month) = (Kind::Date(DateOrder::DayFirst), Kind::Date(DateOrder::MonthFirst));
        let lean = |usual, other| if certain(other, usual) && !certain(usual, other) { Some(other) } else { None };
        let leaning = [lean(point, comma), lean(day, month)];
        for (hint, pending) in self.hints.columns.iter().zip(&mut self.columns) {
            let leaning = leaning.into_iter().flatten().find(|&k| pending.differs && hint.allowed.has(k));
            pending.kind = Some(if pending.any || hint.asked.is_some() { hint.choose(leaning) } else { Kind::Text });
        }
    }

    /// The columns of a chunk that were read as something else than was decided, and how to read them.
    pub fn stale(&self, chunk: usize) -> Vec<usize> {
        let stale = |p: &Pending| p.pieces[chunk].kind.is_some() && p.pieces[chunk].kind != p.kind;
        self.columns.iter().enumerate().filter(|(_, p)| stale(p)).map(|(i, _)| i).collect()
    }

    /// The hints under which stale columns are read again.
    pub fn decided_hints(&self) -> Hints {
        let mut hints = self.hints.clone();
        for ((hint, start), pending) in hints.columns.iter_mut().zip(&self.start).zip(&self.columns) {
            *hint = ColumnHint { kind: pending.kind, unique: hint.unique, ..*start };
        }
        hints
    }

    /// Puts columns of a chunk in that were read again.
    pub fn replace(&mut self, chunk: usize, columns: &[usize], pieces: Vec<Piece>) {
        for (&column, piece) in columns.iter().zip(pieces) {
            let pending = &mut self.columns[column];
            let run = pending.run_of(chunk);
            // What was read otherwise is of no more use.
            pending.runs[run].data = Grown::default();
            pending.pieces[chunk] = piece;
        }
    }

    /// Joins one column, giving back the memory of its pieces.
    ///
    /// # Errors
    /// When it does not fit into memory, or the bytes read again were not those read first.
    pub fn join(&mut self, column: usize) -> Result<Joined, IngestError> {
        let pending = std::mem::take(&mut self.columns[column]);
        let hint = &self.hints.columns[column];
        let kind = pending.kind.unwrap_or(Kind::Text);
        if pending.pieces.iter().any(|p| p.kind.is_some_and(|k| k != kind)) {
            return Err(IngestError::Source(SourceError::Changed));
        }
        let unreadable_count = pending.pieces.iter().map(|p| p.unreadable_count).sum();
        let noted = pending.pieces.iter().zip(&self.chunks);
        let unreadable =
            noted.flat_map(|(p, at)| p.unreadable.iter().map(|u| CellAt { line: at.line + u.lines_before, text: u.text.clone() }));
        let unreadable = unreadable.take(super::cells::EXAMPLES).collect();
        let both = match kind {
            Kind::Number(_) => hint.allowed.has(Kind::Number(Decimal::Point)) && hint.allowed.has(Kind::Number(Decimal::Comma)),
            Kind::Date(_) => hint.allowed.has(Kind::Date(DateOrder::DayFirst)) && hint.allowed.has(Kind::Date(DateOrder::MonthFirst)),
            _ => false,
        };
        let rows = self.rows;
        let too_large = |TooMuch| IngestError::TooLarge { rows: rows as u64 };
        let mut data = Grown::default();
        let mut pieces = pending.pieces.into_iter().zip(&self.chunks);
        let ends: Vec<usize> = pending.runs.iter().skip(1).map(|run| run.first_chunk).chain([self.chunks.len()]).collect();
        let only = pending.runs.len() == 1;
        for (run, end) in pending.runs.into_iter().zip(ends) {
            let of_run = pieces.by_ref().take(end - run.first_chunk);
            if run.kind.is_none_or(|as_read| as_read == kind) {
                let len = of_run.map(|(_, at)| at.rows).sum();
                if only {
                    data = run.data;
                } else {
                    data.add(run.data, len, rows).map_err(too_large)?;
                }
                continue;
            }
            for (piece, at) in of_run {
                let again = match piece.data {
                    PieceData::Missing => Grown::Missing(at.rows),
                    data => Grown::from(data),
                };
                data.add(again, at.rows, rows).map_err(too_large)?;
            }
        }
        let data = data.finish(kind, rows).map_err(too_large)?;
        Ok(Joined { data, kind, ambiguous: pending.differs && both, open: pending.open, unreadable_count, unreadable })
    }
}

/// Reads the stale columns of a chunk again from its bytes.
///
/// # Errors
/// When they are not the bytes that were read first.
pub fn reread_stale(assembly: &mut Assembly, chunk: usize, bytes: &[u8]) -> Result<(), IngestError> {
    let stale = assembly.stale(chunk);
    if stale.is_empty() {
        return Ok(());
    }
    let hints = assembly.decided_hints();
    let pieces = super::chunk::parse_columns(assembly.chunks[chunk].input(bytes), &hints, &stale);
    let pieces = pieces.map_err(|_| IngestError::Source(SourceError::Changed))?;
    assembly.replace(chunk, &stale, pieces);
    Ok(())
}

/// The kinds left by the person's options for a column.
pub fn allowed_by(decimal: Option<Decimal>, order: Option<DateOrder>) -> Kinds {
    let mut kinds = Kinds::ALL;
    match decimal {
        Some(Decimal::Point) => kinds = kinds.without(Kind::Number(Decimal::Comma)),
        Some(Decimal::Comma) => kinds = kinds.without(Kind::Number(Decimal::Point)),
        None => {}
    }
    match order {
        Some(DateOrder::DayFirst) => kinds = kinds.without(Kind::Date(DateOrder::MonthFirst)),
        Some(DateOrder::MonthFirst) => kinds = kinds.without(Kind::Date(DateOrder::DayFirst)),
        None => {}
    }
    kinds
}
