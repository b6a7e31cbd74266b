//! Writing an export: a large one into a file of the browser's own, any other into blobs. Both are kept outside of the tab's memory.

use super::ahead::Ahead;
use super::platform::{blob_of, breathe, join};
use super::scratch::Scratch;
use crate::export::{Chunk, Exporter};
use crate::protocol::{Exported, WorkerError};
use js_sys::Array;
use std::ops::Range;
use web_sys::Blob;

/// An export that goes through so many rows is written into a file of the browser's own.
const WORTH_SCRATCH: u64 = 100_000;

/// Bytes that were put away.
enum Stored {
    Blob(Blob),
    /// In the file of the browser's own.
    Scratch(Range<u64>),
}

/// Writes an export; `tell` hears how many rows are done.
///
/// # Errors
/// When the source can no longer be read, or the export is not `wanted` any more.
pub async fn write(
    mut exporter: Exporter,
    wanted: impl Fn() -> Result<(), WorkerError>,
    tell: impl Fn(u64, u64),
) -> Result<(Exported, Vec<Blob>), WorkerError> {
    let total = exporter.rows_total();
    let mut scratch = if total < WORTH_SCRATCH { None } else { Scratch::new().await };
    let mut stream = None;
    // Files by name, and what they are made of.
    let mut files: Vec<(String, Vec<Stored>)> = Vec::new();
    loop {
        let ahead = match exporter.reads_next() {
            Some((records, range)) => Ahead::take(&mut stream, &records, range).await,
            None => None,
        };
        wanted()?;
        let Some(Chunk { begins_file, insert_at, bytes }) = exporter.next_chunk_of(ahead)? else { break };
        let stored = match scratch.as_mut().and_then(|scratch| scratch.write(&bytes)) {
            Some(range) => Stored::Scratch(range),
            None => Stored::Blob(blob_of(&bytes, "")),
        };
        if let Some(name) = begins_file {
            files.push((name, Vec::new()));
        }
        let (_, chunks) = files.last_mut().expect("the first chunk begins a file");
        // An archive's headers come after the files that they belong before.
        chunks.insert(insert_at.unwrap_or(chunks.len()), stored);
        tell(exporter.rows_done(), total);
        breathe().await;
        wanted()?;
    }
    let scratch = match scratch {
        Some(scratch) => Some(scratch.finish().await.map_err(|_| WorkerError::ExportGone)?),
        None => None,
    };
    let blobs: Vec<Blob> = files.iter().map(|(name, chunks)| put_together(chunks, scratch.as_ref(), name)).collect();
    let exported = Exported {
        file_names: files.into_iter().map(|(name, _)| name).collect(),
        rows: exporter.rows(),
        bytes: blobs.iter().map(|b| b.size() as u64).sum(),
        guarded: exporter.guarded(),
    };
    Ok((exported, blobs))
}

/// A file of what was stored, which lies in `scratch` in part. What stands side by side there is taken at once.
fn put_together(chunks: &[Stored], scratch: Option<&Blob>, name: &str) -> Blob {
    let mime = if name.ends_with(".zip") { "application/zip" } else { "text/csv;charset=utf-8" };
    let parts = Array::new();
    let mut at = 0;
    while let Some(chunk) = chunks.get(at) {
        at += 1;
        match chunk {
            Stored::Blob(blob) => _ = parts.push(blob),
            Stored::Scratch(range) => {
                let mut end = range.end;
                while let Some(Stored::Scratch(next)) = chunks.get(at)
                    && next.start == end
                {
                    end = next.end;
                    at += 1;
                }
                let slice = scratch.and_then(|file| file.slice_with_f64_and_f64(range.start as f64, end as f64).ok());
                slice.iter().for_each(|slice| _ = parts.push(slice));
            }
        }
    }
    join(&parts, mime)
}
