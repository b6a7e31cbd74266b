//! Why a question to the worker has no answer, in a sentence.

use super::{Lang, export, ingest, shell};
use crate::engine::EngineError;
use crate::protocol::WorkerError;

/// A whole sentence or two: what happened, where, and what to do. `file` is the file that the question was about.
pub fn worker(lang: Lang, file: &str, error: &WorkerError) -> String {
    match error {
        WorkerError::Ingest(error) => ingest::ingest_error(lang, file, error),
        WorkerError::Source(at) => ingest::source_error(lang, at.file.as_deref().unwrap_or(file), &at.error),
        WorkerError::Export(error) => export::error(lang, error),
        WorkerError::Engine(error) => engine(lang, error),
        WorkerError::NoData => shell::no_data(lang).into(),
        WorkerError::UnknownColumn { column } => shell::unknown_column(lang, column),
        WorkerError::Cancelled => shell::cancelled(lang).into(),
        WorkerError::Died { message } if message.is_empty() => shell::dead_died(lang).into(),
        WorkerError::Died { message } => format!("{} {}", shell::dead_died(lang), shell::dead_said(lang, message)),
        WorkerError::OutOfMemory => shell::dead_memory(lang).into(),
    }
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
