//! The result leaves: CSV, archives, text for the clipboard. What a workbook's own file looks like is `recipe`'s business.

mod bundle;
mod clipboard;
mod csv;
mod entries;
mod file_names;
mod guard;
pub mod plan;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod whole;
mod zip_file;

pub use bundle::{Chunk, Exporter, NamedBytes, export_whole};
pub use clipboard::{ClipboardText, to_text};
pub use csv::{CsvExport, CsvStyle};
pub use file_names::{safe_name, stem, unique_names};

use crate::engine::{FileError, GroupFilter};
use serde::{Deserialize, Serialize};

/// What to export and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExportOptions {
    /// Only these groups; None: everybody.
    pub filter: Option<GroupFilter>,
    /// Columns of the result by name, in order; None: all of the source and all of the steps.
    pub columns: Option<Vec<String>>,
    /// A byte order mark, which Excel wants to see UTF-8.
    pub bom: bool,
    /// Put an apostrophe before text cells that a spreadsheet would run.
    pub guard: bool,
    pub layout: Layout,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layout {
    /// One CSV.
    One,
    /// A zip with one CSV per group of this step.
    ZipByGroup { step: usize },
    /// Separate CSVs, one per group of this step.
    FilesByGroup { step: usize },
}

/// Why an export cannot be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ExportError {
    /// The result has no column of that name.
    UnknownColumn {
        column: String,
    },
    /// No column is chosen.
    NoColumns,
    /// The workbook has no step at that position, or it does not group customers.
    UnknownStep {
        step: usize,
    },
    /// More than 4 GiB or 65,535 files.
    ArchiveTooLarge,
    Source(FileError),
}

impl From<FileError> for ExportError {
    fn from(error: FileError) -> ExportError {
        ExportError::Source(error)
    }
}
