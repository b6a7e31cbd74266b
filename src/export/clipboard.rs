//! The result as text for the clipboard: cells between tabs, which spreadsheets take apart when it is pasted.

use super::bundle::choose;
use super::csv::{CsvExport, CsvStyle};
use super::{ExportError, ExportOptions};
use crate::engine::Engine;
use crate::table::Bitmap;
use serde::{Deserialize, Serialize};

/// Text for the clipboard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClipboardText {
    pub text: String,
    /// Rows in `text`, the header not counted.
    pub rows: usize,
    /// Rows that were asked for: more than `rows` where the limit cut them off.
    pub total: usize,
    /// Cells that the formula guard changed.
    pub guarded: u64,
}

/// The rows and columns that `options` choose as text, the header first, at most `limit` rows. Neither the byte order mark nor the layout of
/// `options` applies.
///
/// # Errors
/// When a column or step of the options is not there, or the source can no longer be read.
pub fn to_text(engine: &Engine, options: &ExportOptions, limit: usize) -> Result<ClipboardText, ExportError> {
    let chosen = choose(engine, options.columns.as_deref())?;
    let rows = match &options.filter {
        Some(filter) => engine.group_rows(filter).ok_or(ExportError::UnknownStep { step: filter.step })?,
        None => Bitmap::all(engine.result().rows()),
    };
    let total = rows.count();
    let mut wanted = Bitmap::none(rows.len());
    rows.iter().take(limit).for_each(|row| wanted.set(row));
    let style = CsvStyle { bom: false, guard: options.guard, delimiter: Some(b'\t') };
    let mut csv = CsvExport::new(engine.result(), engine.originals().clone(), Some(wanted), chosen, style)?;
    let mut bytes = Vec::new();
    while let Some(chunk) = csv.next_chunk(None)? {
        bytes.extend_from_slice(&chunk);
    }
    let text = String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
    Ok(ClipboardText { text, rows: csv.written, total, guarded: csv.guarded })
}
