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
        WorkerError::ExportGone => export_gone(lang).into(),
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
        EngineError::NotANumberColumn { column } => not_a_number_column(lang, column),
        EngineError::BadBins => bad_bins(lang).into(),
    }
}

crate::messages! {
    export_gone => "The browser removed the export before it could be saved, as it does when this site's data are cleared. Export again.", "浏览器在保存之前删除了导出的内容，例如清除了本站数据。请重新导出。";
    no_such_step(number) => "Step {number} is gone or groups no customers. Choose another step.", "第 {number} 步已不存在，或没有对客户分组，请另选一步。";
    not_measurable(column) => "“{column}” holds neither numbers nor dates and so has no distribution. Choose a number or date column.", "“{column}”既不是数字也不是日期，没有分布可言。请选择数字或日期列。";
    not_a_number_column(column) => "“{column}” holds no numbers and so cannot be ranked and summed. Choose a number column.", "“{column}”不是数字列，无法排名求和。请选择数字列。";
    bad_bins => "The bins have no width. Give a start that is below the end, and at least one bin.", "分组没有宽度。请让起点小于终点，并且至少分一组。";
}
