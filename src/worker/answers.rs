//! Answers to the questions that are answered at once.

use super::session::Loaded;
use crate::engine::{Binning, EngineError, RowQuery, RowWindow};
use crate::export;
use crate::ingest::unquote;
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
    let window = &found.window(start, count)[..];
    // A cell that stands in a file is shown as it stands there.
    let result = loaded.engine.result();
    let places: Vec<Option<usize>> = columns.iter().map(|name| result.columns().iter().position(|c| c.name == *name)).collect();
    let mut batch =
        loaded.engine.originals().read(window, &places.iter().flatten().copied().collect::<Vec<_>>()).map_err(WorkerError::Source)?;
    let mut cells: Vec<Vec<String>> = Vec::with_capacity(window.len());
    for (at, &row) in window.iter().enumerate() {
        batch.go_to(at);
        batch.split(true);
        let of = |place: &Option<usize>| match place {
            None => String::new(),
            Some(place) => match batch.cell(*place) {
                Some(cell) => String::from_utf8_lossy(&unquote(cell.raw)).into_owned(),
                None => result.columns()[*place].cell(row as usize),
            },
        };
        cells.push(places.iter().map(of).collect());
    }
    Ok(RowWindow { total: found.len(), start, rows: window.to_vec(), cells })
}

fn engine_error(error: EngineError) -> WorkerError {
    match error {
        EngineError::UnknownColumn { column } => WorkerError::UnknownColumn { column },
        error => WorkerError::Engine(error),
    }
}
