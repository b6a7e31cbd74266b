//! The result leaves: CSV, archives, the workbook's file.

use crate::engine::GroupFilter;
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
