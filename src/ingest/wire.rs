//! How typed chunks travel between workers of one build: numbers as they lie in memory, so that a column is one copy. No file format: both sides
//! are the same program.

use super::cells::{Extra, Ragged};
use super::chunk::{Piece, PieceData, TypedChunk, Unreadable};
use super::kind::{Kind, Kinds};
use super::ranges::RangeChunk;
use crate::table::borders::Borders;
use crate::table::{Codes, DateColumn, Days, Digits, Ends, Numbers, Places, StringArena, TextColumn};
use bytemuck::{NoUninit, Pod};

/// Takes bytes in order.
pub trait Writer {
    fn put(&mut self, bytes: &[u8]);
}

/// Gives them back in the same order.
pub trait Reader {
    /// Fills `into`; false where fewer bytes are left.
    fn take(&mut self, into: &mut [u8]) -> bool;
    /// Bytes that are left.
    fn left(&self) -> usize;
}

/// Bytes that no [`write_chunk`] of this build wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadWire;

impl Writer for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Counts the bytes that would be written.
impl Writer for usize {
    fn put(&mut self, bytes: &[u8]) {
        *self += bytes.len();
    }
}

impl Reader for &[u8] {
    fn take(&mut self, into: &mut [u8]) -> bool {
        let Some((head, rest)) = self.split_at_checked(into.len()) else { return false };
        into.copy_from_slice(head);
        *self = rest;
        true
    }

    fn left(&self) -> usize {
        self.len()
    }
}

/// Writes a chunk of a range.
pub fn write_chunk(RangeChunk { start, chunk }: &RangeChunk, out: &mut impl Writer) {
    for value in [
        *start,
        chunk.rows as u64,
        chunk.consumed as u64,
        chunk.lines,
        chunk.nul_bytes,
        chunk.blank_lines,
        chunk.ragged_count,
        chunk.ragged.len() as u64,
        chunk.extras.len() as u64,
        chunk.columns.len() as u64,
    ] {
        number(out, value);
    }
    let (low, carries) = chunk.record_ends.parts();
    values(out, low);
    values(out, carries);
    for ragged in &chunk.ragged {
        number(out, ragged.lines_before);
        number(out, ragged.cells as u64);
    }
    for extra in &chunk.extras {
        number(out, u64::from(extra.row));
        number(out, u64::from(extra.column));
        values(out, extra.text.as_bytes());
    }
    chunk.columns.iter().for_each(|piece| write_piece(piece, out));
}

fn write_piece(piece: &Piece, out: &mut impl Writer) {
    let flags = u64::from(piece.differs) | u64::from(piece.open) << 1;
    for value in [u64::from(piece.fits.bits()), kind_code(piece.kind), flags, piece.unreadable_count, piece.unreadable.len() as u64] {
        number(out, value);
    }
    for cell in &piece.unreadable {
        number(out, cell.lines_before);
        values(out, cell.text.as_bytes());
    }
    match &piece.data {
        PieceData::Missing => number(out, 0),
        PieceData::Number(Numbers::Float(floats)) => {
            number(out, 1);
            values(out, floats);
        }
        PieceData::Number(Numbers::Short(short)) => {
            number(out, SHORT);
            number(out, u64::from(short.places.count()));
            values(out, &short.digits);
        }
        PieceData::Number(Numbers::Long(long)) => {
            number(out, LONG);
            number(out, u64::from(long.places.count()));
            values(out, &long.digits);
        }
        PieceData::Date(DateColumn { days, seconds }) => {
            number(out, if seconds.is_some() { 3 } else { 2 });
            match days {
                Days::Short(days) => {
                    number(out, SHORT);
                    values(out, days);
                }
                Days::Long(days) => {
                    number(out, LONG);
                    values(out, days);
                }
            }
            if let Some(seconds) = seconds {
                values(out, seconds);
            }
        }
        PieceData::Boolean(flags) => {
            number(out, 4);
            values(out, flags);
        }
        PieceData::Text(TextColumn { values: texts, codes }) => {
            match codes {
                Codes::Identity => number(out, 5),
                Codes::U8(codes) => {
                    number(out, 6);
                    values(out, codes);
                }
                Codes::U16(codes) => {
                    number(out, 7);
                    values(out, codes);
                }
                Codes::U32(codes) => {
                    number(out, 8);
                    values(out, codes);
                }
            }
            let texts = texts.plain();
            let (bytes, ends) = texts.parts();
            values(out, bytes);
            match ends {
                Ends::Even { length, count } => {
                    for value in [EVEN, u64::from(*length), u64::from(*count)] {
                        number(out, value);
                    }
                }
                Ends::Each(ends) => {
                    number(out, EACH);
                    values(out, ends);
                }
            }
        }
    }
}

/// Reads what [`write_chunk`] wrote.
///
/// # Errors
/// When it did not.
pub fn read_chunk(from: &mut impl Reader) -> Result<RangeChunk, BadWire> {
    let mut head = [0; 10];
    for value in &mut head {
        *value = number_of(from)?;
    }
    let [start, rows, consumed, lines, nul_bytes, blank_lines, ragged_count, ragged, extras, columns] = head;
    let record_ends = Borders::of_parts(values_of(from)?, values_of(from)?);
    let ragged = (0..ragged)
        .map(|_| Ok(Ragged { lines_before: number_of(from)?, cells: number_of(from)? as usize }))
        .collect::<Result<_, BadWire>>()?;
    let extra = |from: &mut _| Ok(Extra { row: number_of(from)? as u32, column: number_of(from)? as u32, text: text_of(from)? });
    let extras = (0..extras).map(|_| extra(from)).collect::<Result<_, BadWire>>()?;
    let columns = (0..columns).map(|_| read_piece(from)).collect::<Result<_, BadWire>>()?;
    let (rows, consumed) = (rows as usize, consumed as usize);
    let chunk =
        TypedChunk { rows, consumed, record_ends, lines, nul_bytes, blank_lines, ragged_count, ragged, extras, stray: None, columns };
    Ok(RangeChunk { start, chunk })
}

fn read_piece(from: &mut impl Reader) -> Result<Piece, BadWire> {
    let mut head = [0; 5];
    for value in &mut head {
        *value = number_of(from)?;
    }
    let [fits, kind, flags, unreadable_count, unreadable] = head;
    let unreadable =
        (0..unreadable).map(|_| Ok(Unreadable { lines_before: number_of(from)?, text: text_of(from)? })).collect::<Result<_, BadWire>>()?;
    let tag = number_of(from)?;
    let data = match tag {
        0 => PieceData::Missing,
        1 => PieceData::Number(Numbers::Float(values_of(from)?)),
        SHORT => PieceData::Number(Numbers::Short(digits_of(from)?)),
        LONG => PieceData::Number(Numbers::Long(digits_of(from)?)),
        2 => PieceData::Date(DateColumn { days: days_of(from)?, seconds: None }),
        3 => PieceData::Date(DateColumn { days: days_of(from)?, seconds: Some(values_of(from)?) }),
        4 => PieceData::Boolean(values_of(from)?),
        5..=8 => {
            let codes = match tag {
                6 => Codes::U8(values_of(from)?),
                7 => Codes::U16(values_of(from)?),
                8 => Codes::U32(values_of(from)?),
                _ => Codes::Identity,
            };
            let arena = StringArena::of_parts(values_of(from)?, ends_of(from)?).ok_or(BadWire)?;
            PieceData::Text(TextColumn { values: arena.into(), codes })
        }
        _ => return Err(BadWire),
    };
    let (differs, open) = (flags & 1 != 0, flags & 2 != 0);
    Ok(Piece { fits: Kinds::of_bits(fits as u8), kind: kind_of(kind)?, differs, open, data, unreadable_count, unreadable })
}

/// Where texts end.
const EVEN: u64 = 0;
const EACH: u64 = 1;

fn ends_of(from: &mut impl Reader) -> Result<Ends, BadWire> {
    let mut narrow = || u32::try_from(number_of(from)?).map_err(|_| BadWire);
    match u64::from(narrow()?) {
        EVEN => Ok(Ends::Even { length: narrow()?, count: narrow()? }),
        EACH => Ok(Ends::Each(values_of(from)?)),
        _ => Err(BadWire),
    }
}

/// Numbers as digits, and days.
const SHORT: u64 = 9;
const LONG: u64 = 10;

fn days_of(from: &mut impl Reader) -> Result<Days, BadWire> {
    match number_of(from)? {
        SHORT => Ok(Days::Short(values_of(from)?)),
        LONG => Ok(Days::Long(values_of(from)?)),
        _ => Err(BadWire),
    }
}

fn digits_of<T: Pod>(from: &mut impl Reader) -> Result<Digits<T>, BadWire> {
    let places = u32::try_from(number_of(from)?).ok().and_then(Places::new).ok_or(BadWire)?;
    Ok(Digits { places, digits: values_of(from)? })
}

/// Codes of the kinds: their place among the preferred, then text, then none.
const TEXT: usize = Kind::PREFERENCE.len();
const NONE: usize = TEXT + 1;

fn kind_code(kind: Option<Kind>) -> u64 {
    let code = kind.map_or(NONE, |kind| Kind::PREFERENCE.iter().position(|&k| k == kind).unwrap_or(TEXT));
    code as u64
}

fn kind_of(code: u64) -> Result<Option<Kind>, BadWire> {
    match code as usize {
        NONE => Ok(None),
        TEXT => Ok(Some(Kind::Text)),
        preferred => Kind::PREFERENCE.get(preferred).map(|&kind| Some(kind)).ok_or(BadWire),
    }
}

fn number(out: &mut impl Writer, value: u64) {
    out.put(&value.to_ne_bytes());
}

fn number_of(from: &mut impl Reader) -> Result<u64, BadWire> {
    let mut bytes = [0; 8];
    if from.take(&mut bytes) { Ok(u64::from_ne_bytes(bytes)) } else { Err(BadWire) }
}

/// A length, then the values.
fn values<T: NoUninit>(out: &mut impl Writer, values: &[T]) {
    number(out, values.len() as u64);
    out.put(bytemuck::cast_slice(values));
}

fn values_of<T: Pod>(from: &mut impl Reader) -> Result<Vec<T>, BadWire> {
    let len = usize::try_from(number_of(from)?).map_err(|_| BadWire)?;
    if len.checked_mul(size_of::<T>()).is_none_or(|bytes| bytes > from.left()) {
        return Err(BadWire);
    }
    let mut values = vec![T::zeroed(); len];
    if from.take(bytemuck::cast_slice_mut(&mut values)) { Ok(values) } else { Err(BadWire) }
}

fn text_of(from: &mut impl Reader) -> Result<String, BadWire> {
    String::from_utf8(values_of(from)?).map_err(|_| BadWire)
}
