//! Answers to the questions that are answered at once.

use super::session::Loaded;
use crate::engine::{EngineError, RowQuery, RowWindow};
use crate::export;
use crate::ingest::{split_record, unquote};
use crate::protocol::{Reply, Request, ValueCounts, WorkerError};

/// Answers a question about what is loaded.
pub fn to(loaded: &mut Loaded, request: Request) -> Result<Reply, WorkerError> {
    let engine = &mut loaded.engine;
    Ok(match request {
        Request::Evaluate { workbook } => Reply::Evaluated(Box::new(engine.evaluate(&workbook))),
        Request::Rows { query, start, count, columns } => Reply::Rows(rows(loaded, &query, start, count, &columns)?),
        Request::Distribution { column, step, bins } => {
            Reply::Distribution(engine.distribution(&column, step, bins).map_err(engine_error)?)
        }
        Request::Values { column, search, limit } => {
            let (values, distinct) = engine.values(&column, &search, limit).map_err(engine_error)?;
            Reply::Values(ValueCounts { values, distinct })
        }
        Request::Explain { row } => Reply::Explained(engine.explain(row)),
        Request::Copy { options, limit } => Reply::Copied(export::to_text(engine, &loaded.records, &options, limit)?),
        Request::Open { .. } | Request::Reread { .. } | Request::Cancel | Request::Export { .. } => {
            unreachable!("the session answers these itself")
        }
    })
}

fn rows(loaded: &mut Loaded, query: &RowQuery, start: usize, count: usize, columns: &[String]) -> Result<RowWindow, WorkerError> {
    let found = loaded.engine.rows(query).map_err(engine_error)?;
    let start = start.min(found.len());
    let window = &found[start..(start + count).min(found.len())];
    let from_file = loaded.engine.file_columns();
    if from_file == 0 {
        let cells = window.iter().map(|&row| columns.iter().map(|name| loaded.engine.cell(row as usize, name)).collect()).collect();
        return Ok(RowWindow { total: found.len(), start, rows: window.to_vec(), cells });
    }
    // A column of the source is shown as the file has it; its place among the fields is its place in the table.
    let source = &loaded.engine.table().columns()[..from_file];
    let places: Vec<Option<usize>> = columns.iter().map(|name| source.iter().position(|c| c.name == *name)).collect();
    let mut cells: Vec<Vec<String>> = Vec::with_capacity(window.len());
    let mut fields = Vec::new();
    let mut i = 0;
    while i < window.len() {
        let mut run = 1;
        while i + run < window.len() && window[i + run] == window[i] + run as u32 {
            run += 1;
        }
        let first = window[i] as usize;
        let raw = loaded.records.raw(first..first + run).map_err(WorkerError::Source)?;
        for (k, record) in raw.iter().enumerate() {
            fields.clear();
            split_record(record, loaded.records.delimiter(), &mut fields);
            let of = |(name, place): (&String, &Option<usize>)| match place {
                Some(place) => {
                    fields.get(*place).map(|f| String::from_utf8_lossy(&unquote(&record[f.clone()])).into_owned()).unwrap_or_default()
                }
                None => loaded.engine.cell(first + k, name),
            };
            cells.push(columns.iter().zip(&places).map(of).collect());
        }
        i += run;
    }
    Ok(RowWindow { total: found.len(), start, rows: window.to_vec(), cells })
}

fn engine_error(error: EngineError) -> WorkerError {
    match error {
        EngineError::UnknownColumn { column } => WorkerError::UnknownColumn { column },
        error => WorkerError::Engine(error),
    }
}
