//! Answers to the questions that are answered at once.

use super::session::Loaded;
use crate::engine::{Binning, EngineError, RowQuery, RowWindow};
use crate::export;
use crate::protocol::{Reply, Request, ValueCounts, WorkerError};

/// Answers a question about what is loaded.
pub fn to(loaded: &mut Loaded, request: Request) -> Result<Reply, WorkerError> {
    let engine = &mut loaded.engine;
    Ok(match request {
        Request::Evaluate { workbook, measures } => Reply::Evaluated(Box::new(engine.evaluate_measured(&workbook, &measures))),
        Request::Rows { query, start, count, columns } => Reply::Rows(rows(loaded, &query, start, count, &columns)?),
        Request::Distribution { column, step, bins, given, boxes } => {
            let bins = given.map_or(Binning::AtMost(bins), Binning::Given);
            Reply::Distribution(engine.distribution(&column, step, bins, boxes).map_err(engine_error)?)
        }
        Request::Slices { column, ranks } => Reply::Slices(engine.slices(&column, &ranks).map_err(engine_error)?),
        Request::Values { column, search, limit } => {
            let (values, distinct) = engine.values(&column, &search, limit).map_err(engine_error)?;
            Reply::Values(ValueCounts { values, distinct })
        }
        Request::Explain { row } => Reply::Explained(engine.explain(row)),
        Request::Copy { options, limit } => Reply::Copied(export::to_text(engine, &options, limit)?),
        Request::RemoveFile { name } => {
            engine.remove_file(&name);
            Reply::Done
        }
        Request::Open { .. }
        | Request::Reread { .. }
        | Request::AddFile { .. }
        | Request::WarmUp
        | Request::Profile
        | Request::Cancel
        | Request::Export { .. } => {
            unreachable!("the session answers these itself")
        }
    })
}

fn rows(loaded: &mut Loaded, query: &RowQuery, start: usize, count: usize, columns: &[String]) -> Result<RowWindow, WorkerError> {
    let found = loaded.engine.rows(query).map_err(engine_error)?;
    let start = start.min(found.len());
    let rows = found.window(start, count);
    let cells = loaded.engine.cells(&rows, columns).map_err(WorkerError::Source)?;
    Ok(RowWindow { total: found.len(), start, rows, cells })
}

fn engine_error(error: EngineError) -> WorkerError {
    match error {
        EngineError::UnknownColumn { column } => WorkerError::UnknownColumn { column },
        error => WorkerError::Engine(error),
    }
}
