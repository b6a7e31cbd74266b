//! Why a question to the worker has no answer, in a sentence.

use super::{Lang, shell};
use crate::engine::EngineError;
use crate::ingest::{IngestError, SourceError};
use crate::protocol::WorkerError;

/// A whole sentence or two: what happened, where, and what to do. `file` is the file that the question was about.
pub fn worker(lang: Lang, file: &str, error: &WorkerError) -> String {
    match error {
        WorkerError::Ingest(IngestError::Source(error)) | WorkerError::Source(error) => source(lang, error),
        WorkerError::Ingest(error) => ingest(lang, error),
        WorkerError::Export(error) => super::export::error(lang, error),
        WorkerError::NoData => shell::no_data(lang).into(),
        WorkerError::UnknownColumn { column } => shell::unknown_column(lang, column),
        WorkerError::Cancelled => shell::cancelled(lang).into(),
        WorkerError::Died { message } if message.is_empty() => shell::dead_died(lang).into(),
        WorkerError::Died { message } => format!("{} {}", shell::dead_died(lang), shell::dead_said(lang, message)),
        WorkerError::Engine(error) => engine(lang, error),
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

/// A question about the result that has no answer.
fn engine(lang: Lang, error: &EngineError) -> String {
    match error {
        EngineError::UnknownColumn { column } => shell::unknown_column(lang, column),
        EngineError::UnknownStep { step } => no_such_step(lang, step + 1),
        EngineError::NotMeasurable { column } => not_measurable(lang, column),
    }
}

crate::messages! {
    no_such_step(number) => "Step {number} is gone or groups no customers. Choose another step.", "第 {number} 步已不存在，或没有对客户分组，请另选一步。";
    not_measurable(column) => "“{column}” holds neither numbers nor dates and so has no distribution. Choose a number or date column.", "“{column}”既不是数字也不是日期，没有分布可言。请选择数字或日期列。";
}
