//! Bytes become a table: encoding, dialect, records, type inference, numbers, dates. Knows no recipe, engine or page.
//!
//! Reading is a state machine, [`Import`], that works through the source a chunk at a time, so that whoever drives it can
//! show progress, stay responsive and cancel. Each chunk goes through two pure stages: bytes of a chunk → typed chunk;
//! chunks → table.

mod options;
mod report;
mod source;

pub use options::{ColumnOptions, DEFAULT_MISSING, DateOrder, Decimal, Encoding, ReadOptions};
pub use report::{CellAt, ColumnReport, ImportReport, IngestError, RaggedRow, Renamed, TitleLine};
pub use source::{ByteSource, Decoder, Platform, SourceError, TextStore};
