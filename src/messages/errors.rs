//! Why a question to the worker has no answer, in a sentence.

use super::{Lang, shell};
use crate::ingest::{IngestError, SourceError};
use crate::protocol::WorkerError;

/// A whole sentence or two: what happened, where, and what to do.
pub fn worker(lang: Lang, error: &WorkerError) -> String {
    match error {
        WorkerError::Ingest(IngestError::Source(error)) | WorkerError::Source(error) => source(lang, error),
        WorkerError::Ingest(error) => ingest(lang, error),
        WorkerError::Export(error) => super::export::error(lang, error),
        WorkerError::NoData => shell::no_data(lang).into(),
        WorkerError::UnknownColumn { column } => shell::unknown_column(lang, column),
        WorkerError::Cancelled => shell::cancelled(lang).into(),
        WorkerError::Died { message } if message.is_empty() => shell::dead_died(lang).into(),
        WorkerError::Died { message } => format!("{} {}", shell::dead_died(lang), shell::dead_said(lang, message)),
        WorkerError::OutOfMemory => shell::dead_memory(lang).into(),
    }
}

/// Why the bytes of the file cannot be had.
pub fn source(lang: Lang, error: &SourceError) -> String {
    match error {
        SourceError::Changed => shell::source_changed(lang).into(),
        SourceError::Gone => shell::source_gone(lang).into(),
        SourceError::Other(message) => shell::source_other(lang, message),
    }
}

/// Why a file cannot be read at all.
fn ingest(lang: Lang, error: &IngestError) -> String {
    shell::source_other(lang, format!("{error:?}"))
}
