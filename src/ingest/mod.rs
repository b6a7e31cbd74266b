//! Bytes become a table: encoding, dialect, records, type inference, numbers, dates. Knows no recipe, engine or page.
//!
//! Reading is a state machine, [`Import`], that works through the source a chunk at a time, so that whoever drives it can
//! show progress, stay responsive and cancel. Each chunk goes through two pure stages: bytes of a chunk → typed chunk;
//! chunks → table.

//!
//! - `sniff`: text or not, and in which encoding; `dialect`: delimiter, title lines, header.
//! - `scan`, `split`, `cells`: where records and fields lie.
//! - `number`, `dates`, `words`, `missing`, `kind`: what a single cell is.
//! - `chunk`, `text_piece`, `dictionary`: the first stage; `grow`, `join`, `finish`: the second.
//! - `ranges`, `wire`: the first stage elsewhere, on a range of the file, and how what it finds travels.
//! - `records`: the file as the store of original text; `spelling`: which of it memory can tell.

mod cells;
mod chunk;
mod dates;
mod dialect;
mod dictionary;
mod finish;
mod grow;
mod import;
mod join;
mod kind;
mod missing;
#[cfg(not(target_arch = "wasm32"))]
mod native;
mod number;
mod number_piece;
mod options;
mod ranges;
mod reading;
mod records;
mod report;
mod scan;
mod sniff;
mod source;
mod spelling;
mod split;
mod spread;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod text_piece;
mod wire;
mod words;

pub use cells::{Cells, Grid, Input};
pub use dates::{DateRead, read_date};
pub use import::{Import, ImportStage, ImportStep, Imported, is_worth_sharing};
#[cfg(not(target_arch = "wasm32"))]
pub use native::{FileSource, NativePlatform, import_bytes, import_file, import_source};
pub use number::{NumberRead, OtherSign, Strictness, read_number};
pub use options::{ColumnOptions, DEFAULT_MISSING, DateOrder, Decimal, Encoding, ReadOptions};
pub use ranges::{Lane, RangeChunk, RangeJob, RangeReader, Ranges, read_range};
pub use records::{PickedRecords, RawRecords, Records};
pub use report::{CellAt, ColumnReport, ImportReport, IngestError, RaggedRow, Renamed, TitleLine};
pub(crate) use scan::any_of;
pub use source::{ByteSource, Decoder, Platform, SourceError, TextStore};
pub use spelling::{Spelled, Spelling};
pub use split::{split_record, unquote};
pub use text_piece::TextPiece;
pub use wire::{BadWire, Reader as WireReader, Writer as WireWriter, read_chunk, write_chunk};

/// The most columns that a table may have.
pub const COLUMN_LIMIT: usize = 16_384;
