//! What the page and the worker say to each other. The page asks, the worker answers each question once, under its number; progress comes
//! unasked. Each is text, as [`crate::wire`] writes it: `{ask: text, file}` and `{tell: text, blobs}`. A file travels beside the message, as a
//! `File`, never as bytes.

use crate::engine::{
    ColumnProfile, Distribution, EngineError, Evaluation, Explanation, FileError, FileProposal, GivenBins, RowQuery, RowWindow, Slices,
};
use crate::export::{ClipboardText, ExportError, ExportOptions};
use crate::ingest::{ImportReport, IngestError, ReadOptions};
use crate::recipe::Workbook;
use serde::{Deserialize, Serialize};

/// A question with its number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    pub id: u32,
    pub request: Request,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Read the `File` that comes beside this. What was loaded before stays until the new file is read whole.
    Open {
        name: String,
        options: ReadOptions,
    },
    /// Read the loaded file again, otherwise.
    Reread {
        options: ReadOptions,
    },
    /// Read the `File` that comes beside this as a further file of the source, in place of one of the same name. The workbook says what it
    /// is for.
    AddFile {
        name: String,
        options: ReadOptions,
    },
    /// Let a further file go.
    RemoveFile {
        name: String,
    },
    /// Prepare for a file, which is likely to come: rehearse what will be asked, the first time and as long as nothing else is asked, and start
    /// those who read large files. Answered when all is prepared, or the rehearsal cancelled by the next question.
    WarmUp,
    /// Statistics of the columns of the loaded file, which [`Opened`] only names.
    Profile,
    /// Stop reading or exporting.
    Cancel,
    /// Take this workbook and evaluate it. Answers every later question until the next one.
    Evaluate {
        workbook: Box<Workbook>,
        /// Number columns whose sum and mean each group has beside those of the value column.
        #[serde(default)]
        measures: Vec<String>,
    },
    /// Rows `start..start + count` of a query, with these columns of the result.
    Rows {
        query: RowQuery,
        start: usize,
        count: usize,
        columns: Vec<String>,
    },
    /// How a column is distributed by the groups of a step. `bins` is the most wanted, of a round width, unless the bins are given. Five-number
    /// summaries are for `boxes` only: they take a sort.
    Distribution {
        column: String,
        step: Option<usize>,
        bins: usize,
        #[serde(default)]
        given: Option<GivenBins>,
        #[serde(default)]
        boxes: bool,
    },
    /// What the best so-many hold of a number column: how many and what sum from rank to rank, the highest value first. Ranks ascend.
    Slices {
        column: String,
        ranks: Vec<usize>,
    },
    /// Real values of a text or yes/no column with their counts, those that contain `search` first by count.
    Values {
        column: String,
        search: String,
        limit: usize,
    },
    Explain {
        row: usize,
    },
    /// A CSV, or an archive of them, as a `Blob` beside the answer.
    Export {
        options: ExportOptions,
    },
    /// The same rows and columns as text for the clipboard, at most `limit` rows.
    Copy {
        options: ExportOptions,
        limit: usize,
    },
}

/// What the worker sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Tell {
    /// The worker runs.
    Ready,
    /// How far the question of that number is.
    Progress {
        id: u32,
        progress: Progress,
    },
    Answer {
        id: u32,
        answer: Result<Reply, WorkerError>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub stage: Stage,
    /// Bytes or rows done, and in all.
    pub done: u64,
    pub total: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    Reading,
    Decoding,
    Exporting,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    Opened(Box<Opened>),
    /// Of the columns of the file.
    Profiled(Vec<ColumnProfile>),
    Added(Box<Added>),
    Evaluated(Box<Evaluation>),
    Rows(RowWindow),
    Distribution(Distribution),
    Slices(Slices),
    Values(ValueCounts),
    Explained(Explanation),
    Exported(Exported),
    Copied(ClipboardText),
    Done,
}

/// A file that has been read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub name: String,
    pub report: ImportReport,
    /// Of the customers' columns: those of the file, or of the roll-up of its rows. No more than name and type at first ([`ColumnProfile::unknown`]):
    /// a file is ready before its statistics are.
    pub profile: Vec<ColumnProfile>,
    /// Customers: rows of the file, or what they roll up to.
    pub customers: usize,
    /// The newest date of the data, days since 1970-01-01: the as-of date unless the workbook has its own.
    pub newest: Option<i32>,
}

/// A further file that has been read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Added {
    pub name: String,
    pub report: ImportReport,
    pub profile: Vec<ColumnProfile>,
    /// What it looks like it is for.
    pub proposal: FileProposal,
}

/// Values of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValueCounts {
    pub values: Vec<(String, usize)>,
    /// Distinct values that the search finds in all.
    pub distinct: usize,
}

/// What an export holds; its bytes travel beside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exported {
    /// One per blob.
    pub file_names: Vec<String>,
    pub rows: usize,
    pub bytes: u64,
    /// Cells that the formula guard changed.
    pub guarded: u64,
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum WorkerError {
    Ingest(IngestError),
    /// A file that was read cannot be read again.
    Source(FileError),
    Export(ExportError),
    /// The browser removed what was exported before it could be saved.
    ExportGone,
    /// Nothing is loaded.
    NoData,
    UnknownColumn {
        column: String,
    },
    Engine(EngineError),
    Cancelled,
    /// The worker stopped; `message` is what it said last.
    Died {
        message: String,
    },
    OutOfMemory,
}
