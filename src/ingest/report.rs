//! What reading a file found and decided, and what can stop it.

use super::{ColumnOptions, DateOrder, Decimal, Encoding, SourceError};
use crate::table::ColumnType;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was found and decided. Lines count from 1, as an editor counts them; lists of examples are cut, counts are not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Size of the file.
    pub bytes: u64,
    /// Data rows.
    pub rows: usize,
    pub encoding: Encoding,
    /// Whether the file began with a byte order mark.
    pub bom: bool,
    /// False where another encoding reads the file as well.
    pub encoding_certain: bool,
    /// Characters that did not decode (shown as U+FFFD).
    pub undecodable: u64,
    pub delimiter: char,
    pub header: bool,
    /// Title lines above the header, those skipped and those that look like one and were kept.
    pub titles: Vec<TitleLine>,
    pub skipped_lines: u32,
    pub blank_lines: u64,
    pub ragged_count: u64,
    /// The first ragged rows.
    pub ragged: Vec<RaggedRow>,
    /// Headings that were empty or stood twice.
    pub renamed: Vec<Renamed>,
    /// Line where a quote opens that never closes.
    pub unclosed_quote: Option<u64>,
    pub nul_bytes: u64,
    /// The texts that counted as missing.
    pub missing: Vec<String>,
    pub columns: Vec<ColumnReport>,
}

/// A line above the header.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TitleLine {
    pub line: u64,
    pub text: String,
    pub skipped: bool,
}

/// A row with another number of cells than the header. Kept: missing cells are empty, further ones stand in columns of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RaggedRow {
    pub line: u64,
    pub cells: usize,
}

/// A heading that was made unique.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Renamed {
    /// Position, from 0.
    pub column: usize,
    pub from: String,
    pub to: String,
}

/// A cell and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellAt {
    pub line: u64,
    pub text: String,
}

/// What was decided for one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnReport {
    pub name: String,
    pub column_type: ColumnType,
    /// The person's own choice rather than inferred.
    pub overridden: bool,
    /// Number columns.
    pub decimal: Option<Decimal>,
    /// Date columns whose order matters.
    pub date_order: Option<DateOrder>,
    /// Another decimal sign or day order would read every cell as well.
    pub ambiguous: bool,
    /// Cells that do not read as the type that the person chose; they are missing.
    pub unreadable_count: u64,
    pub unreadable: Vec<CellAt>,
    /// Where a column stayed text although nearly all of it reads as a number or a date: that type, and the first cells that do not.
    pub nearly: Option<(ColumnType, Vec<CellAt>)>,
}

impl ImportReport {
    /// How the columns are to be read that could be read either way here and are certain, and otherwise, in a file of the same kind: by name.
    pub fn settled_by(&self, other: &ImportReport) -> BTreeMap<String, ColumnOptions> {
        let doubtful = self.columns.iter().filter(|c| c.ambiguous && !c.overridden);
        let settled = doubtful.filter_map(|column| {
            let like = other.columns.iter().find(|c| c.name == column.name && c.column_type == column.column_type)?;
            let differs = (like.decimal, like.date_order) != (column.decimal, column.date_order);
            let certain = !like.ambiguous || like.overridden;
            let options = ColumnOptions { column_type: None, decimal: like.decimal, date_order: like.date_order };
            (differs && certain).then(|| (column.name.clone(), options))
        });
        settled.collect()
    }
}

/// Why a file cannot be read at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum IngestError {
    /// The file has no bytes, or nothing but blanks.
    Empty,
    /// A header and no row under it.
    HeaderOnly {
        columns: usize,
    },
    /// Not text: a NUL-ridden or compressed file; `kind` names the format where its first bytes give it away.
    Binary {
        kind: Option<String>,
    },
    /// One record is larger than can be held; `line` is where it starts (an unclosed quote, or no line break at all).
    RecordTooLong {
        line: u64,
        bytes: u64,
    },
    TooManyColumns {
        columns: usize,
        limit: usize,
    },
    /// More rows or text than the tab's memory holds.
    TooLarge {
        rows: u64,
    },
    Source(SourceError),
    Cancelled,
}
