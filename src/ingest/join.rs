//! The second stage: typed chunks become a table. What a column is, is decided here, from every row; a chunk that was read as something else
//! meanwhile is read again, that column only. Does no input or output: whoever drives it fetches the bytes.

use super::cells::{Extra, Grid, Input};
use super::chunk::{ColumnHint, Hints, Piece, PieceData};
use super::kind::{Kind, Kinds};
use super::text_piece::narrow;
use super::{CellAt, DateOrder, Decimal, IngestError, SourceError};
use crate::table::{BoolColumn, Codes, ColumnData, ColumnType, DateColumn, MISSING_BOOL, MISSING_DAY, StringArena, TextColumn};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

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

/// One column's pieces and what they say together.
#[derive(Debug, Default)]
struct Pending {
    pieces: Vec<Piece>,
    differs: bool,
    open: bool,
    any: bool,
    kind: Option<Kind>,
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

    /// Takes the next chunk.
    pub fn push(&mut self, at: ChunkAt, columns: Vec<Piece>, extras: Vec<Extra>) {
        for ((pending, hint), piece) in self.columns.iter_mut().zip(&mut self.hints.columns).zip(columns) {
            pending.differs |= piece.differs;
            pending.open |= piece.open;
            pending.any |= piece.kind.is_some();
            hint.learn(&piece);
            pending.pieces.push(piece);
        }
        self.extras.extend(extras.into_iter().map(|e| (at.first_row + e.row as usize, e)));
        self.rows += at.rows;
        self.chunks.push(at);
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
            self.columns[column].pieces[chunk] = piece;
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
        let lens: Vec<usize> = self.chunks.iter().map(|c| c.rows).collect();
        let pieces = pending.pieces.into_iter().map(|p| p.data).zip(lens);
        let data = match kind.column_type() {
            ColumnType::Number => {
                let mut values = reserve::<f64>(rows)?;
                for (piece, len) in pieces {
                    match piece {
                        PieceData::Number(v) => values.extend_from_slice(&v),
                        _ => values.resize(values.len() + len, f64::NAN),
                    }
                }
                ColumnData::Number(values)
            }
            ColumnType::Date => ColumnData::Date(join_dates(pieces, rows)?),
            ColumnType::Boolean => {
                let mut values = reserve::<u8>(rows)?;
                for (piece, len) in pieces {
                    match piece {
                        PieceData::Boolean(v) => values.extend_from_slice(&v),
                        _ => values.resize(values.len() + len, MISSING_BOOL),
                    }
                }
                ColumnData::Boolean(BoolColumn { values })
            }
            ColumnType::Text => ColumnData::Text(join_text(pieces, rows)?),
        };
        Ok(Joined { data, kind, ambiguous: pending.differs && both, open: pending.open, unreadable_count, unreadable })
    }
}

fn reserve<T>(rows: usize) -> Result<Vec<T>, IngestError> {
    let mut values = Vec::new();
    values.try_reserve_exact(rows).map_err(|_| IngestError::TooLarge { rows: rows as u64 })?;
    Ok(values)
}

fn join_dates(pieces: impl Iterator<Item = (PieceData, usize)>, rows: usize) -> Result<DateColumn, IngestError> {
    let mut days = reserve::<i32>(rows)?;
    let mut seconds: Option<Vec<u32>> = None;
    for (piece, len) in pieces {
        let before = days.len();
        match piece {
            PieceData::Date(dates) => {
                days.extend_from_slice(&dates.days);
                // Midnight all through is a date without a time, written by a program that always writes one.
                if let Some(clock) = dates.seconds.filter(|c| seconds.is_some() || c.iter().any(|&s| s != 0)) {
                    if seconds.is_none() {
                        let mut all = reserve::<u32>(rows)?;
                        all.resize(before, 0);
                        seconds = Some(all);
                    }
                    if let Some(all) = &mut seconds {
                        all.extend_from_slice(&clock);
                    }
                }
            }
            _ => days.resize(before + len, MISSING_DAY),
        }
        if let Some(all) = &mut seconds {
            all.resize(days.len(), 0);
        }
    }
    Ok(DateColumn { days, seconds })
}

/// Above this share of distinct rows a dictionary does not pay.
const NEARLY_UNIQUE: f64 = 0.5;

fn join_text(pieces: impl Iterator<Item = (PieceData, usize)>, rows: usize) -> Result<TextColumn, IngestError> {
    let pieces: Vec<(Option<TextColumn>, usize)> =
        pieces.map(|(p, len)| (if let PieceData::Text(t) = p { Some(t) } else { None }, len)).collect();
    let hasher = DefaultHashBuilder::default();
    let spread = pieces.iter().flat_map(|(p, _)| p).any(|t| matches!(t.codes, Codes::Identity));
    if spread && distinct_share(&pieces, rows, &hasher) > NEARLY_UNIQUE {
        return join_unique(pieces, rows);
    }
    let mut values = StringArena::new();
    let mut index: HashTable<u32> = HashTable::new();
    let mut codes = reserve::<u32>(rows)?;
    for (piece, len) in pieces {
        let text = piece.as_ref();
        let entries = text.map_or(1, |t| t.values.len());
        let mut map = Vec::with_capacity(entries);
        for entry in 0..entries {
            let entry = text.map_or("", |t| t.values.get(entry));
            let hash = hasher.hash_one(entry);
            map.push(match index.find(hash, |&c| values.get(c as usize) == entry) {
                Some(&code) => code,
                None => {
                    too_much(values.byte_len() + entry.len(), rows)?;
                    let code = values.push(entry);
                    index.insert_unique(hash, code, |&c| hasher.hash_one(values.get(c as usize)));
                    code
                }
            });
        }
        match text.map(|t| &t.codes) {
            None => codes.resize(codes.len() + len, map[0]),
            Some(Codes::U8(c)) => codes.extend(c.iter().map(|&c| map[c as usize])),
            Some(Codes::U16(c)) => codes.extend(c.iter().map(|&c| map[c as usize])),
            Some(Codes::U32(c)) => codes.extend(c.iter().map(|&c| map[c as usize])),
            Some(Codes::Identity) => codes.extend_from_slice(&map),
        }
    }
    values.shrink();
    let codes = if values.len() > 0x1_0000 { Codes::U32(codes) } else { narrow(codes.into_iter(), values.len()) };
    Ok(TextColumn { values, codes })
}

fn too_much(bytes: usize, rows: usize) -> Result<(), IngestError> {
    if u32::try_from(bytes).is_ok() { Ok(()) } else { Err(IngestError::TooLarge { rows: rows as u64 }) }
}

/// Share of the rows whose text is the first of its kind, estimated from one value in 64, each with all of its rows. Exact for few rows.
fn distinct_share(pieces: &[(Option<TextColumn>, usize)], rows: usize, hasher: &DefaultHashBuilder) -> f64 {
    let mask = if rows < 20_000 { 0 } else { 63 };
    let mut seen = hashbrown::HashSet::new();
    let mut sampled = 0usize;
    for text in pieces.iter().flat_map(|(p, _)| p) {
        let hashes: Vec<u64> = text.values.iter().map(|s| hasher.hash_one(s)).collect();
        for row in 0..text.len() {
            let hash = hashes[text.code(row)];
            if (hash >> 40) & mask == 0 {
                sampled += 1;
                seen.insert(hash);
            }
        }
    }
    seen.len() as f64 / sampled.max(1) as f64
}

fn join_unique(pieces: Vec<(Option<TextColumn>, usize)>, rows: usize) -> Result<TextColumn, IngestError> {
    let bytes: usize = pieces.iter().flat_map(|(p, _)| p).map(text_bytes).sum();
    too_much(bytes, rows)?;
    let mut values = StringArena::with_capacity(rows, bytes);
    for (piece, len) in pieces {
        match piece {
            Some(text) if matches!(text.codes, Codes::Identity) => values.extend_from(&text.values),
            Some(text) => (0..len).for_each(|row| {
                values.push(text.get(row));
            }),
            None => (0..len).for_each(|_| {
                values.push("");
            }),
        }
    }
    Ok(TextColumn { values, codes: Codes::Identity })
}

/// Bytes of all rows, one after the other.
fn text_bytes(text: &TextColumn) -> usize {
    match text.codes {
        Codes::Identity => text.values.byte_len(),
        _ => (0..text.len()).map(|row| text.get(row).len()).sum(),
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
